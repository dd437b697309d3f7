/* check.h - type checking: what the pass leaves is described in base/ast.h. */
#ifndef GORT_ESCAPE_CHECK_H
#define GORT_ESCAPE_CHECK_H

#include "../base/unit.h"

/* The package that the unit is at; false if there are diagnostics. */
bool gort__check_package(unit *u);

#endif
