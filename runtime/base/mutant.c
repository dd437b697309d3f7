/* mutant.c - the names of the parts of the collector that a test leaves out on purpose
 * (GODEBUG=gcmutant). What becomes of a program that this corrupts: runtime/panic/corrupt.c.
 */
#include "mutant.h"
#include <stdio.h>

static const struct {
    const char *name; /* of the part that is left out */
    unsigned bit;
} mutant_names[] = {
    {"deletion", GORT_MUTANT_NO_DELETION},
    {"insertion", GORT_MUTANT_NO_INSERTION},
    {"black", GORT_MUTANT_ALLOC_WHITE},
    {"recheck", GORT_MUTANT_NO_RECHECK},
    {"oldbuckets", GORT_MUTANT_NO_OLDBUCKETS},
    {"evacuate", GORT_MUTANT_EVAC_CLEAR},
    {"order", GORT_MUTANT_SWAP_PARTS},
    {"shade", GORT_MUTANT_NO_SHADE},
    {"callbacks", GORT_MUTANT_LATE_ROOTS},
    {"handover", GORT_MUTANT_NO_HAND_OVER},
    {"weak", GORT_MUTANT_NO_WEAK},
};
enum { MUTANTS = sizeof mutant_names / sizeof mutant_names[0] };

bool gort__mutant_parse(const char *s, size_t n, unsigned *out)
{
    unsigned bits = 0;
    while (n > 0) {
        const char *plus = memchr(s, '+', n);
        const size_t word = plus ? (size_t)(plus - s) : n;
        size_t i = 0;
        while (i < MUTANTS &&
               (strlen(mutant_names[i].name) != word || memcmp(mutant_names[i].name, s, word) != 0))
            i++;
        if (i == MUTANTS) return false;
        bits |= mutant_names[i].bit;
        s += plus ? word + 1 : word;
        n -= plus ? word + 1 : word;
    }
    *out = bits;
    return true;
}

const char *gort__mutant_text(unsigned mutants, char text[GORT__MUTANT_TEXT_BYTES])
{
    size_t n = 0;
    text[0] = 0;
    for (size_t i = 0; i < MUTANTS; i++) {
        if (!(mutants & mutant_names[i].bit)) continue;
        const char *before = n ? "+" : "gcmutant=";
        n += (size_t)snprintf(text + n, GORT__MUTANT_TEXT_BYTES - n, "%s%s", before,
                              mutant_names[i].name);
    }
    return text;
}
