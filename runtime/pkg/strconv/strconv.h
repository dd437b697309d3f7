/* strconv.h - numbers and quoting to text, for fmt and for the strconv package itself. */
#ifndef GORT_PKG_STRCONV_H
#define GORT_PKG_STRCONV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that gort__format_float may need for this precision. */
#define GORT__FLOAT_BYTES(prec) ((size_t)((prec) > 0 ? (prec) : 0) + 400)

/* Go's strconv.AppendFloat: `format` one of b e E f g G x X, prec -1 for the shortest text that
 * reads back as v, bits 32 or 64. Returns the length; not NUL-terminated. */
size_t gort__format_float(char *out, double v, char format, int prec, int bits);

/* Decimal digits of v, no sign; the length, at most 20. */
size_t gort__format_uint(char *out, uint64_t v, unsigned base, const char *digits);

bool gort__is_printable(uint32_t ch);

#endif
