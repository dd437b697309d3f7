/* ranges.h - categories of Unicode, of which ranges.py makes a C file when gort is built. ASCII is
 * left out.
 */
#ifndef GORT_ESCAPE_RANGES_H
#define GORT_ESCAPE_RANGES_H

#include <stddef.h>
#include <stdint.h>

typedef struct character_ranges {
    const uint32_t *bounds; /* where a range begins, and behind its end, by turns; ascending */
    size_t n;
} character_ranges;

extern const character_ranges gort__letters; /* L */
extern const character_ranges gort__digits;  /* Nd */
extern const character_ranges gort__upper;   /* Lu */
extern const character_ranges gort__shown;   /* L, M, N, P and S: shown as themselves */

#endif
