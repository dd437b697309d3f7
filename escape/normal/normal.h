/* normal.h - the typed tree as the later passes want it. */
#ifndef GORT_ESCAPE_NORMAL_H
#define GORT_ESCAPE_NORMAL_H

#include "../base/unit.h"

/* Both on the package that the unit is at, which has no errors. */
void gort__normalise(unit *u);
/* Refuses what the later passes cannot translate yet; false if it did. */
bool gort__subset_check(unit *u);

#endif
