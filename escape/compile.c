/* compile.c - the passes in their order, up to what the emitter starts from.
 *
 * Each pass goes over the whole program, and runs only if the one before reported nothing.
 */
#include "unit.h"

bool gort__compile(gort__unit *u)
{
    return gort__parse(u) && gort__check(u) && gort__escape(u) && u->ndiags == 0;
}
