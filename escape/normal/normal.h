/* normal.h - the typed tree as the later passes want it. */
#ifndef GORT_ESCAPE_NORMAL_H
#define GORT_ESCAPE_NORMAL_H

#include "../types/types.h"

/* Both on the package that the unit is at, which has no errors. */
void gort__normalise(unit *u);
/* Makes n the selector of x's method that was looked up: through embedded fields, and of what its
 * receiver is. */
void gort__normal_method(unit *u, node *n, node *x, const member_lookup *l);
/* Refuses what the later passes cannot translate yet; false if it did. */
bool gort__subset_check(unit *u);

#endif
