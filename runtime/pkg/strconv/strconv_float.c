/* strconv_float.c - floating-point numbers to text, as Go's strconv writes them.
 *
 * Two steps. First the decimal digits 0.d1d2d3... x 10^point: exactly rounded to a number of digits
 * or of decimals, or the shortest that reads back as the same number. Then the layout for %e, %f or
 * %g. The C library's printf and strtod round exactly, so they are the arithmetic; their texts are
 * taken apart digit by digit, and put together without a decimal point, so that the locale's does
 * not matter.
 *
 * The shortest digits nearest to the number are found by trying lengths. At powers of two, where
 * the gap below is half the gap above, the next larger decimal of a length may read back when the
 * nearest one does not; it is tried too.
 *
 * Pure functions, for any thread.
 */
#include "strconv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct decimal {
    char d[1400];
    int n;     /* digits, without trailing zeros; 0 for zero */
    int point; /* the number is 0.d[0]d[1]... x 10^point */
} decimal;

static void float_trim(decimal *x)
{
    while (x->n > 0 && x->d[x->n - 1] == '0')
        x->n--;
    if (x->n == 0) x->point = 0;
}

/* n >= 1 significant digits. */
static void float_significant(decimal *x, double v, int n)
{
    char text[1400];
    if (n > 800) n = 800; /* no double has more */
    snprintf(text, sizeof text, "%.*e", n - 1, v);
    const char *s = text;
    x->n = 0;
    for (; *s && *s != 'e'; s++)
        if (*s >= '0' && *s <= '9') x->d[x->n++] = *s;
    x->point = (*s ? atoi(s + 1) : 0) + 1;
    float_trim(x);
}

static void float_decimals(decimal *x, double v, int decimals)
{
    char text[1500];
    if (decimals > 1080) decimals = 1080; /* the smallest double ends at 1074 */
    snprintf(text, sizeof text, "%.*f", decimals, v);
    x->n = 0;
    for (const char *s = text; *s; s++)
        if (*s >= '0' && *s <= '9') x->d[x->n++] = *s;
    x->point = x->n - decimals;
    int zeros = 0;
    while (zeros < x->n && x->d[zeros] == '0')
        zeros++;
    memmove(x->d, x->d + zeros, (size_t)(x->n - zeros));
    x->n -= zeros;
    x->point -= zeros;
    float_trim(x);
}

static bool float_reads_back(const decimal *x, double v, int bits)
{
    char text[64];
    snprintf(text, sizeof text, "%.*se%d", x->n, x->d, x->point - x->n);
    return bits == 32 ? strtof(text, NULL) == (float)v : strtod(text, NULL) == v;
}

/* The next larger decimal with n digits. */
static void float_step_up(decimal *x, int n)
{
    while (x->n < n)
        x->d[x->n++] = '0';
    int i = n - 1;
    while (i >= 0 && x->d[i] == '9')
        i--;
    if (i < 0) {
        x->d[0] = '1';
        x->n = 1;
        x->point++;
        return;
    }
    x->d[i]++;
    x->n = i + 1;
}

static void float_shortest(decimal *x, double v, int bits)
{
    for (int n = 1; n < 17; n++) {
        float_significant(x, v, n);
        if (float_reads_back(x, v, bits)) return;
        float_step_up(x, n);
        if (float_reads_back(x, v, bits)) return;
    }
    float_significant(x, v, 17);
}

/* ---- Layout ------------------------------------------------------------------------------ */

static char *float_exponent(char *out, int e, int digits)
{
    *out++ = e < 0 ? '-' : '+';
    if (e < 0) e = -e;
    char text[16];
    const int n = snprintf(text, sizeof text, "%0*d", digits, e);
    memcpy(out, text, (size_t)n);
    return out + n;
}

static char *float_e(char *out, const decimal *x, int prec, char letter)
{
    *out++ = x->n ? x->d[0] : '0';
    if (prec > 0) *out++ = '.';
    for (int i = 1; i <= prec; i++)
        *out++ = i < x->n ? x->d[i] : '0';
    *out++ = letter;
    return float_exponent(out, x->n ? x->point - 1 : 0, 2);
}

static char *float_f(char *out, const decimal *x, int prec)
{
    if (x->point <= 0) *out++ = '0';
    for (int i = 0; i < x->point; i++)
        *out++ = i < x->n ? x->d[i] : '0';
    if (prec > 0) *out++ = '.';
    for (int i = 0; i < prec; i++) {
        const int at = x->point + i;
        *out++ = at >= 0 && at < x->n ? x->d[at] : '0';
    }
    return out;
}

/* %e for exponents below -4 or not below the precision (6 for the shortest, more if the digits
 * before the point are many), else %f. */
static char *float_g(char *out, const decimal *x, int prec, bool shortest, char letter)
{
    int limit = prec;
    if (limit > x->n && x->n >= x->point) limit = x->n;
    if (shortest) limit = 6;
    const int e = x->point - 1;
    if (e < -4 || e >= limit) {
        if (prec > x->n) prec = x->n;
        return float_e(out, x, prec - 1, letter);
    }
    return float_f(out, x, x->n > x->point ? x->n - x->point : 0);
}

/* ---- Binary and hexadecimal -------------------------------------------------------------- */

static void float_parts(double v, int bits, uint64_t *mantissa, int *exponent)
{
    int e;
    const int width = bits == 32 ? 24 : 53, lowest = bits == 32 ? -149 : -1074;
    const double m = frexp(v, &e);
    *exponent = e - width < lowest ? lowest : e - width;
    *mantissa = v == 0 ? 0 : (uint64_t)ldexp(m, e - *exponent);
    if (v == 0) *exponent = lowest;
}

static char *float_x(char *out, double v, int prec, char letter, int bits)
{
    const char *digits = letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    uint64_t m;
    int e;
    float_parts(v, bits, &m, &e);
    if (m == 0) {
        e = 0;
    } else { /* the leading 1 to bit 60, 15 digits behind it */
        e += 60;
        while (!(m & (uint64_t)1 << 60)) {
            m <<= 1;
            e--;
        }
    }
    if (prec >= 0 && prec < 15) {
        const unsigned shift = (unsigned)(prec * 4);
        const uint64_t extra = (m << shift) & (((uint64_t)1 << 60) - 1);
        m >>= 60 - shift;
        if ((extra | (m & 1)) > (uint64_t)1 << 59) m++;
        m <<= 60 - shift;
        if (m & (uint64_t)1 << 61) {
            m >>= 1;
            e++;
        }
    }
    *out++ = '0';
    *out++ = letter;
    *out++ = (char)('0' + (m >> 60 & 1));
    m <<= 4;
    if (prec < 0 && m) {
        *out++ = '.';
        for (; m; m <<= 4)
            *out++ = digits[m >> 60];
    } else if (prec > 0) {
        *out++ = '.';
        for (int i = 0; i < prec; i++, m <<= 4)
            *out++ = digits[m >> 60];
    }
    *out++ = letter == 'X' ? 'P' : 'p';
    return float_exponent(out, e, 2);
}

size_t gort__format_float(char *out, double v, char format, int prec, int bits)
{
    char *p = out;
    if (v != v || isinf(v)) {
        const char *text = v != v ? "NaN" : v > 0 ? "+Inf" : "-Inf";
        memcpy(out, text, strlen(text));
        return strlen(text);
    }
    if (signbit(v)) *p++ = '-';
    v = fabs(v);
    if (format == 'b') {
        uint64_t m;
        int e;
        float_parts(v, bits, &m, &e);
        p += gort__format_uint(p, m, 10, "0123456789");
        *p++ = 'p';
        return (size_t)(float_exponent(p, e, 1) - out);
    }
    if (format == 'x' || format == 'X') return (size_t)(float_x(p, v, prec, format, bits) - out);
    decimal x;
    const bool shortest = prec < 0;
    const char letter = format == 'E' || format == 'G' ? 'E' : 'e';
    if (shortest) {
        if (v == 0)
            x.n = x.point = 0;
        else
            float_shortest(&x, v, bits);
        prec = format == 'f'                    ? (x.n > x.point ? x.n - x.point : 0)
               : format == 'e' || format == 'E' ? (x.n ? x.n - 1 : 0)
                                                : x.n;
    } else if (format == 'f') {
        float_decimals(&x, v, prec);
    } else if (format == 'e' || format == 'E') {
        float_significant(&x, v, prec + 1);
    } else {
        if (prec == 0) prec = 1;
        float_significant(&x, v, prec);
    }
    p = format == 'f'                    ? float_f(p, &x, prec)
        : format == 'e' || format == 'E' ? float_e(p, &x, prec, letter)
                                         : float_g(p, &x, prec, shortest, letter);
    return (size_t)(p - out);
}
