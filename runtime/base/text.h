/* text.h - a growing text in memory outside the heap: the report of a panic, a trace line.
 *
 * Usable when the heap is not (fatal errors): it takes its memory from malloc, and when that fails
 * it keeps what fits in its own small buffer and drops the rest. One thread owns a text.
 */
#ifndef GORT_TEXT_H
#define GORT_TEXT_H

#include <stddef.h>
#include <stdint.h>

typedef struct gort__text {
    char *data;
    size_t bytes, room;
    char small[512];
} gort__text;

void gort__text_init(gort__text *t);
void gort__text_free(gort__text *t);
void gort__text_add(gort__text *t, const void *p, size_t bytes);
void gort__text_str(gort__text *t, const char *s);
#if defined(__GNUC__) && !defined(__TINYC__)
__attribute__((format(printf, 2, 3)))
#endif
void gort__text_fmt(gort__text *t, const char *fmt, ...);
/* Adds so many bytes, which the caller fills; NULL: there is no room. */
char *gort__text_extend(gort__text *t, size_t bytes);
/* A float as Go's print does: +1.500000e+000. */
void gort__text_float(gort__text *t, double v);

#endif
