/* errors.h - the error that fmt.Errorf makes of a %w operand. */
#ifndef GORT_PKG_ERRORS_H
#define GORT_PKG_ERRORS_H

#include "../../value/value.h"

/* err: its type has an Error method. May collect. */
gort_iface gort__errors_wrap(gort_g *g, void **sp, gort_string text, gort_eface err);

#endif
