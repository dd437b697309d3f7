/* escape.h - escape analysis of a program: placements into the tree. */
#ifndef GORT_ESCAPE_ESCAPE_H
#define GORT_ESCAPE_ESCAPE_H

#include "../base/unit.h"

/* Messages too if opt_m; false if something was refused. */
bool gort__escape(unit *u);

#endif
