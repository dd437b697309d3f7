/* mutant.h - the names of gcmutant's parts; see mutant.c. */
#ifndef GORT_MUTANT_H
#define GORT_MUTANT_H

#include "runtime.h"

#define GORT__MUTANT_TEXT_BYTES 128

/* "deletion+recheck" as bits; false for a name that is none. */
bool gort__mutant_parse(const char *s, size_t n, unsigned *out);
/* "gcmutant=deletion+recheck" for bits; empty without. Returns text. */
const char *gort__mutant_text(unsigned mutants, char text[GORT__MUTANT_TEXT_BYTES]);
/* Gives signals that corrupt memory leads to an answer, if rt has mutants. Once a runtime. */
void gort__mutant_guard(const gort_runtime *rt);

#endif
