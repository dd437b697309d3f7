/* strconv.c - the C half of Go's package strconv: integers to text.
 *
 * Itoa allocates its result; it has no operand to root. strconv.go declares what is here.
 */
#include "strconv.h"
#include "../../value/value.h"

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

gort_string gort_strconv_Itoa(gort_g *g, void **sp, intptr_t i)
{
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
