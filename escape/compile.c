/* compile.c - the passes in their order, up to what the emitter starts from.
 *
 * Each pass runs only if the one before reported nothing. A unit that is only analysed
 * (opt_analysis_only) keeps the tree as escape analysis left it; where code follows, several
 * values that need conversions are spread over temporaries first (hoist.c).
 */
#include "unit.h"

bool gort__compile(gort__unit *u)
{
    if (!gort__parse(u) || !gort__check(u) || !gort__escape(u)) return false;
    if (!u->opt_analysis_only) gort__hoist(u);
    return u->ndiags == 0;
}
