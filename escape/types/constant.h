/* constant.h - exact constant arithmetic (constant.c), on libtommath integers and rationals. */
#ifndef GORT_ESCAPE_CONSTANT_H
#define GORT_ESCAPE_CONSTANT_H

#include "../base/ast.h"
#include "../base/token.h"

typedef enum gort__const_kind {
    CONST_BOOL,
    CONST_STRING,
    CONST_INT,
    CONST_FLOAT,
    CONST_COMPLEX
} gort__const_kind;

gort__const *gort__const_bool(gort__unit *u, bool v);
gort__const *gort__const_string(gort__unit *u, const char *s, size_t bytes);
gort__const *gort__const_int(gort__unit *u, int64_t v);
gort__const *gort__const_complex(gort__unit *u, const gort__const *re, const gort__const *im);
/* The parts of a number. */
gort__const *gort__const_real(const gort__const *c);
gort__const *gort__const_imag(gort__unit *u, const gort__const *c);
/* From source text of a literal's token; NULL if malformed. */
gort__const *gort__const_literal(gort__unit *u, gort__token tok, const char *text, size_t bytes);

gort__const_kind gort__const_kind_of(const gort__const *c);
bool gort__const_bool_value(const gort__const *c);
const char *gort__const_string_value(const gort__const *c, size_t *bytes);
/* False if the value is not an integer or does not fit. */
bool gort__const_int64(const gort__const *c, int64_t *out);
bool gort__const_uint64(const gort__const *c, uint64_t *out);
double gort__const_double(const gort__const *c); /* correctly rounded */
float gort__const_float(const gort__const *c);   /* rounded once */
int gort__const_sign(const gort__const *c);
/* As Go prints it in messages. */
const char *gort__const_text(gort__unit *u, const gort__const *c);

/* NULL: no such value (division by zero, a shift too far, kinds do not fit). */
gort__const *gort__const_binary(gort__unit *u, gort__token op, const gort__const *a,
                                const gort__const *b, bool integer_division);
gort__const *gort__const_compare(gort__unit *u, gort__token op, const gort__const *a,
                                 const gort__const *b);
gort__const *gort__const_shift(gort__unit *u, gort__token op, const gort__const *a, uint64_t n);
/* ^ of an unsigned constant needs its width in bits; 0 otherwise. */
gort__const *gort__const_unary(gort__unit *u, gort__token op, const gort__const *a, int bits);
/* To an integer if it is one exactly, else NULL; and to a float. */
gort__const *gort__const_to_int(gort__unit *u, const gort__const *a);
gort__const *gort__const_to_float(gort__unit *u, const gort__const *a);
/* Rounded to float32 or float64, in both parts if it is complex, or NULL if it overflows. */
gort__const *gort__const_round(gort__unit *u, const gort__const *a, int bits);
/* Does the integer fit a type of that many bits? */
bool gort__const_fits(const gort__const *a, int bits, bool is_signed);

/* Bits of the magnitude of an integer (Go limits untyped ones to 512). */
int gort__const_bits(const gort__const *a);

#endif
