/* constant.h - exact constant arithmetic (constant.c), on libtommath integers and rationals. */
#ifndef GORT_ESCAPE_CONSTANT_H
#define GORT_ESCAPE_CONSTANT_H

#include "../base/ast.h"
#include "../base/token.h"

typedef enum constant_kind {
    CONST_BOOL,
    CONST_STRING,
    CONST_INT,
    CONST_FLOAT,
    CONST_COMPLEX
} constant_kind;

const_value *gort__const_bool(unit *u, bool v);
const_value *gort__const_string(unit *u, const char *s, size_t bytes);
const_value *gort__const_int(unit *u, int64_t v);
const_value *gort__const_complex(unit *u, const const_value *re, const const_value *im);
/* The parts of a number. */
const_value *gort__const_real(const const_value *c);
const_value *gort__const_imag(unit *u, const const_value *c);
/* From source text of a literal's token; NULL if malformed. */
const_value *gort__const_literal(unit *u, token tok, const char *text, size_t bytes);

constant_kind gort__const_kind_of(const const_value *c);
bool gort__const_bool_value(const const_value *c);
const char *gort__const_string_value(const const_value *c, size_t *bytes);
/* False if the value is not an integer or does not fit. */
bool gort__const_int64(const const_value *c, int64_t *out);
bool gort__const_uint64(const const_value *c, uint64_t *out);
double gort__const_double(const const_value *c); /* correctly rounded */
float gort__const_float(const const_value *c);   /* rounded once */
int gort__const_sign(const const_value *c);
/* As Go prints it in messages. */
const char *gort__const_text(unit *u, const const_value *c);

/* NULL: no such value (division by zero, a shift too far, kinds do not fit). */
const_value *gort__const_binary(unit *u, token op, const const_value *a, const const_value *b,
                                bool integer_division);
const_value *gort__const_compare(unit *u, token op, const const_value *a, const const_value *b);
const_value *gort__const_shift(unit *u, token op, const const_value *a, uint64_t n);
/* ^ of an unsigned constant needs its width in bits; 0 otherwise. */
const_value *gort__const_unary(unit *u, token op, const const_value *a, int bits);
/* To an integer if it is one exactly, else NULL; and to a float. */
const_value *gort__const_to_int(unit *u, const const_value *a);
const_value *gort__const_to_float(unit *u, const const_value *a);
/* Rounded to float32 or float64, in both parts if it is complex, or NULL if it overflows. */
const_value *gort__const_round(unit *u, const const_value *a, int bits);
/* Does the integer fit a type of that many bits? */
bool gort__const_fits(const const_value *a, int bits, bool is_signed);

/* Bits of the magnitude of an integer (Go limits untyped ones to 512). */
int gort__const_bits(const const_value *a);

#endif
