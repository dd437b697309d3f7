/* compile.c - the passes in their order: the first that leaves diagnostics is the last to run.
 *
 * gort__emit is not part of it: what wants only messages stops here. One thread.
 */
#include "unit.h"

bool gort__compile(gort__unit *u)
{
    return gort__parse(u) && gort__check(u) && gort__escape(u);
}
