/* emit.h - the C text of a program that was checked and analysed. */
#ifndef GORT_ESCAPE_EMIT_H
#define GORT_ESCAPE_EMIT_H

#include "../base/unit.h"

/* One C module, ending in main(); false: it could not be written. */
bool gort__emit(unit *u, FILE *out);

#endif
