/* fmt.h - one call of package fmt, shared by fmt.c (calls, formats), fmt_value.c (operands),
 * fmt_verbs.c (numbers, strings, padding) and fmt_sort.c (the order of map keys).
 *
 * Roots. A call's own words are root[0..3): the output once it has outgrown the C frame, the
 * operands, the format. Above, `sp` is the first free word; whoever holds a heap pointer across
 * something that may collect (any output, since the output grows in the heap) pushes it and puts
 * `sp` back afterwards. A panic of a String method that nobody here recovers drops the frame: there
 * is nothing to free.
 */
#ifndef GORT_PKG_FMT_H
#define GORT_PKG_FMT_H

#include "../../value/value.h"
#include "../strconv/strconv.h"

typedef struct gort__fmt {
    gort_g *g;
    void **root, **sp;
    uint8_t *buf;
    intptr_t n, cap;

    /* The directive: flags, width, precision. plus_v and sharp_v: + and # of %v. */
    bool plus, minus, sharp, space, zero, plus_v, sharp_v, has_width, has_prec;
    int width, prec;

    gort_eface arg; /* the operand whose methods may be called; the nil interface below it */
    const gort_type *value_type; /* the part being printed, or NULL while `arg` stands for it */
    const void *value_at;
    bool erroring;  /* inside %!v(...): no methods */
    bool panicking; /* printing the value that a method panicked with */
    bool wrap;      /* Errorf: %w is allowed */
    gort_eface wrapped;
    bool reordered, good_arg_index;

    uint8_t small[512];
} gort__fmt;

/* ---- fmt.c ------------------------------------------------------------------------------- */
void gort__fmt_write(gort__fmt *f, const void *p, intptr_t n);
void gort__fmt_byte(gort__fmt *f, uint8_t b);
void gort__fmt_text(gort__fmt *f, const char *s);
uint8_t *gort__fmt_room(gort__fmt *f, intptr_t n); /* n more bytes, not yet counted in f->n */
void gort__fmt_clear_flags(gort__fmt *f);
/* Pushes a root; the old sp is returned, for the caller to put back. */
static inline void **gort__fmt_push(gort__fmt *f, const void *p)
{
    void **saved = f->sp;
    *f->sp++ = (void *)(uintptr_t)p;
    return saved;
}

/* ---- fmt_verbs.c -------------------------------------------------------------------------- */
void gort__fmt_padded(gort__fmt *f, const char *s);
void gort__fmt_integer(gort__fmt *f, uint64_t u, unsigned base, bool is_signed, int32_t verb,
                       bool upper);
void gort__fmt_hex64(gort__fmt *f, uint64_t u, bool prefix);
void gort__fmt_float(gort__fmt *f, double v, int bits, char format, int prec);
void gort__fmt_unicode(gort__fmt *f, uint64_t u);
void gort__fmt_char(gort__fmt *f, uint64_t c);
void gort__fmt_quoted_char(gort__fmt *f, uint64_t c);
void gort__fmt_string(gort__fmt *f, gort_string s);                 /* %s */
void gort__fmt_quoted(gort__fmt *f, gort_string s);                 /* %q */
void gort__fmt_hex_string(gort__fmt *f, gort_string s, bool upper); /* %x */

/* ---- fmt_value.c --------------------------------------------------------------------------- */
void gort__fmt_arg(gort__fmt *f, gort_eface arg, int32_t verb);

/* ---- fmt_sort.c ---------------------------------------------------------------------------- */
/* The entries of a map in the order fmt prints them: copies in the heap, rooted at f->sp. */
typedef struct gort__fmt_entries {
    uintptr_t n;
    uint8_t *keys, *elems;
    uint32_t *order;
} gort__fmt_entries;
void gort__fmt_sorted_entries(gort__fmt *f, const gort_type *t, gort_hmap *m,
                              gort__fmt_entries *out);

#endif
