/* compile.c - the passes in their order, up to what the emitter starts from.
 *
 * Parsing, escape analysis and the emitter take the whole program. Check, normal and subset take
 * one package after the other, so that what a package imports is typed and normal before it is
 * checked. After the parser a pass runs only if the one before reported nothing.
 *
 * To add a pass between check and escape analysis: per package in compile_check_package, where
 * trees of later packages are not typed yet; over the program at the end of gort__check, which
 * tests call without gort__compile.
 */
#include "compile.h"

static bool compile_check_package(unit *u)
{
    if (!gort__check_package(u)) return false;
    gort__normalise(u);
    return u->opt_analysis_only || gort__subset_check(u);
}

bool gort__check(unit *u)
{
    bool ok = true;
    for (int i = 0; i < u->program.order.n && ok; i++) {
        u->pkg = u->program.order.at[i];
        ok = compile_check_package(u);
    }
    u->pkg = u->program.main;
    return ok;
}

bool gort__compile(unit *u)
{
    return gort__parse(u) && gort__check(u) && gort__escape(u) && u->ndiags == 0;
}
