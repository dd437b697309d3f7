/* compile.c - the passes in their order, up to what the emitter starts from.
 *
 * Each pass goes over the whole program, and runs only if the one before reported nothing.
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
