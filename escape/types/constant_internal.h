/* constant_internal.h - the representation of constants, shared by constant.c and
 * constant_literal.c. */
#ifndef GORT_ESCAPE_CONSTANT_INTERNAL_H
#define GORT_ESCAPE_CONSTANT_INTERNAL_H

#include "../base/unit.h"
#include "constant.h"

#include <stdlib.h>
#include <tommath.h>

enum { LIMIT_BITS = 4096, MANTISSA_BITS = 512, INT_LIMIT_BITS = 65536 };
/* Of a sum: a page of source doubles a string to more than any memory. */
enum { STRING_LIMIT_BYTES = 64 << 20 };

typedef struct big_number {
    const uint8_t *mag; /* big-endian, no leading zeros */
    uint32_t bytes;
    bool neg;
} big_number;

/* Strings that begin alike share it: each is a part from the start, the longest is all that is
 * used. So a sum of many costs what the last one is long; no 0 is behind the others. */
typedef struct joined_text {
    char *at;
    size_t used, cap;
} joined_text;

/* A large program has more constants than anything else but nodes: they are kept small. */
struct const_value {
    uint8_t kind;
    bool truth;
    bool rounded; /* CONST_FLOAT: of MANTISSA_BITS bits, no longer exact */
    union {
        struct { /* CONST_STRING */
            const char *text;
            size_t text_bytes;
        };
        struct {
            const const_value *re, *im; /* CONST_COMPLEX: each CONST_INT or CONST_FLOAT */
        };
    };
    big_number num, den; /* CONST_INT: num; CONST_FLOAT: num / den, den > 0, no common factor */
    union {
        int64_t scale;       /* CONST_FLOAT: times 2^scale; not 0: den is 1, the value far from 1 */
        joined_text *joined; /* CONST_STRING: where text is, or NULL */
    };
};

/* The only failure of the operations used here is want of memory. */
static inline void must(mp_err e)
{
    if (e != MP_OKAY) abort();
}

const_value *gort__const_new(unit *u, constant_kind k);
const_value *gort__const_from_mp(unit *u, const mp_int *m);
/* num / den * 2^scale; changes both. rounded: made of something that is. NULL: outside the range
 * of constants. */
const_value *gort__const_from_rat(unit *u, mp_int *num, mp_int *den, int64_t scale, bool rounded);
/* num / den times 2^exp. */
void gort__const_scale(mp_int *num, mp_int *den, int64_t exp);
/* num / den becomes num * 2^*scale with about `bits` significant bits in num, rounded. */
void gort__const_cut(mp_int *num, mp_int *den, int64_t *scale, int bits);
void gort__const_load_int(mp_int *m, const big_number *b);
void gort__const_load_rat(mp_int *num, mp_int *den, const const_value *c);
/* Two rationals with scales get the same scale, which is returned. They are not more than some
 * thousand bits apart. */
int64_t gort__const_align(mp_int *an, int64_t ascale, mp_int *bn, int64_t bscale);
/* About log2 of the magnitude, which is not zero. */
int64_t gort__const_exponent(const const_value *c);
bool gort__const_is_integral(const const_value *c);

#endif
