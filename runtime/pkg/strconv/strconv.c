/* strconv.c - the C half of Go's package strconv: integers to text, floats to and from text.
 *
 * Itoa allocates its result, but for small numbers, whose texts are parts of one; it has no operand
 * to root. The others are no safepoints. The texts that parseFloat is given have no decimal point,
 * so that the locale's does not matter. The Go files of this folder declare what is here.
 */
#include "strconv.h"
#include "../../value/value.h"

#include <stdlib.h>

size_t gort__format_uint(char *out, uint64_t v, unsigned base, const char *digits)
{
    char text[64];
    size_t n = 0;
    do {
        text[n++] = digits[v % base];
        v /= base;
    } while (v);
    for (size_t i = 0; i < n; i++)
        out[i] = text[n - 1 - i];
    return n;
}

/* 00 to 99 */
#define TENS(d) #d "0" #d "1" #d "2" #d "3" #d "4" #d "5" #d "6" #d "7" #d "8" #d "9"
static const char strconv_small[] =
    TENS(0) TENS(1) TENS(2) TENS(3) TENS(4) TENS(5) TENS(6) TENS(7) TENS(8) TENS(9);

gort_string gort_strconv_Itoa(gort_g *g, void **sp, intptr_t i)
{
    if (i >= 0 && i < 100)
        return (gort_string){(const uint8_t *)strconv_small + 2 * i + (i < 10), i < 10 ? 1 : 2};
    char text[24];
    size_t n = 0;
    uint64_t v = (uint64_t)i;
    if (i < 0) {
        text[n++] = '-';
        v = 0 - v;
    }
    n += gort__format_uint(text + n, v, 10, "0123456789");
    return gort__string_copy(g, sp, text, (intptr_t)n);
}

intptr_t gort_strconv_formatFloat(gort_g *g, void **sp, gort_slice out, double f, uint8_t fmt,
                                  intptr_t prec, intptr_t bits)
{
    (void)g;
    (void)sp;
    return (intptr_t)gort__format_float(out.ptr, f, (char)fmt, prec < 0 ? -1 : (int)prec,
                                        (int)bits);
}

double gort_strconv_parseFloat(gort_g *g, void **sp, gort_slice text, intptr_t bits)
{
    (void)g;
    (void)sp;
    return bits == 32 ? (double)strtof(text.ptr, NULL) : strtod(text.ptr, NULL);
}

bool gort_strconv_IsPrint(gort_g *g, void **sp, int32_t r)
{
    (void)g;
    (void)sp;
    return gort__is_printable((uint32_t)r);
}
