/* constant_literal.c - constants from source text and as text in messages.
 *
 * The lexer has already reported malformed literals; here they only give NULL. Strings may hold
 * any bytes: escapes \x and octal are bytes, the others runes in UTF-8. A float literal is an
 * exact rational; one with an exponent far outside every float type's range is computed with a
 * mantissa of fixed length instead of millions of digits.
 */
#include "../base/letters.h"
#include "constant_internal.h"

#include <math.h>
#include <string.h>

/* ---- Literals */

/* Adds digits to *m until something that is no digit of the base; counts those after a '.'. */
static const char *scan_digits(mp_int *m, const char *p, const char *end, int base, bool dot,
                               int *fraction)
{
    bool in_fraction = false;
    for (; p < end; p++) {
        if (*p == '_') continue;
        if (*p == '.' && dot && !in_fraction) {
            in_fraction = true;
            continue;
        }
        int d = gort__digit_value(*p);
        if (d >= base) break;
        must(mp_mul_d(m, (mp_digit)base, m));
        must(mp_add_d(m, (mp_digit)d, m));
        if (in_fraction) ++*fraction;
    }
    return p;
}

static int literal_base(const char **p, const char *end, bool legacy_octal)
{
    const char *s = *p;
    if (end - s < 2 || s[0] != '0') return 10;
    const int base = s[1] == 'x' || s[1] == 'X'   ? 16
                     : s[1] == 'o' || s[1] == 'O' ? 8
                     : s[1] == 'b' || s[1] == 'B' ? 2
                                                  : 0;
    if (base) *p += 2;
    return base ? base : legacy_octal ? 8 : 10;
}

static const_value *literal_int(unit *u, const char *p, const char *end)
{
    mp_int m;
    int fraction = 0;
    int base = literal_base(&p, end, true);
    if (p == end) return NULL;
    must(mp_init(&m));
    p = scan_digits(&m, p, end, base, false, &fraction);
    const_value *c = p == end ? gort__const_from_mp(u, &m) : NULL;
    mp_clear(&m);
    return c;
}

/* Beyond these exponents nothing is exact, beyond the second one nothing exists. */
enum { EXACT_EXPONENT = 40000, MOST_EXPONENT = INT32_MAX };

static const_value *scaled_by_two(unit *u, mp_int *num, mp_int *den, int64_t exp)
{
    if (exp >= -EXACT_EXPONENT && exp <= EXACT_EXPONENT) {
        gort__const_scale(num, den, exp);
        exp = 0;
    } else if (exp < -2 * (int64_t)MOST_EXPONENT) {
        mp_zero(num);
        exp = 0;
    } else if (exp > 2 * (int64_t)MOST_EXPONENT) {
        return NULL;
    }
    return gort__const_from_rat(u, num, den, exp, false);
}

/* num/den * 10^exp: 5^exp by squaring, cut to more bits than a constant keeps. */
static const_value *scaled_by_ten(unit *u, mp_int *num, mp_int *den, int64_t exp)
{
    enum { BITS = MANTISSA_BITS + 64 };
    uint64_t n = (uint64_t)(exp < 0 ? -exp : exp);
    mp_int power, one;
    if (n > MOST_EXPONENT) {
        if (exp > 0) return NULL;
        mp_zero(num);
        return gort__const_from_rat(u, num, den, 0, false);
    }
    must(mp_init_multi(&power, &one, NULL));
    mp_set(&power, n ? 5 : 1);
    int64_t scale = 0;
    for (int bit = n ? 62 - __builtin_clzll(n) : -1; bit >= 0; bit--) {
        must(mp_sqr(&power, &power));
        if (n >> bit & 1) must(mp_mul_d(&power, 5, &power));
        scale *= 2;
        mp_set(&one, 1);
        if (n > EXACT_EXPONENT / 4) gort__const_cut(&power, &one, &scale, BITS);
    }
    must(mp_mul(exp < 0 ? den : num, &power, exp < 0 ? den : num));
    scale += (int64_t)n; /* the twos of the tens */
    if (exp < 0) scale = -scale;
    mp_clear_multi(&power, &one, NULL);
    return scaled_by_two(u, num, den, scale);
}

static const_value *literal_float(unit *u, const char *p, const char *end)
{
    mp_int num, den;
    bool bad = false;
    int fraction = 0;
    int base = literal_base(&p, end, false);
    must(mp_init_multi(&num, &den, NULL));
    mp_set(&den, 1);
    const_value *c;
    p = scan_digits(&num, p, end, base, true, &fraction);
    int64_t exp = 0;
    if (p < end) {
        bool neg = false;
        p++; /* e or p */
        if (p < end && (*p == '+' || *p == '-')) neg = *p++ == '-';
        bad = p == end;
        for (; p < end; p++) {
            if (*p == '_') continue;
            if (gort__digit_value(*p) > 9) {
                bad = true;
                break;
            }
            if (exp < INT64_MAX / 100) exp = exp * 10 + gort__digit_value(*p);
        }
        if (neg) exp = -exp;
    }
    if (bad)
        c = NULL;
    else if (mp_iszero(&num) == MP_YES)
        c = gort__const_from_rat(u, &num, &den, 0, false);
    else if (base == 16)
        c = scaled_by_two(u, &num, &den, exp - 4 * (int64_t)fraction);
    else
        c = scaled_by_ten(u, &num, &den, exp - fraction);
    mp_clear_multi(&num, &den, NULL);
    return c;
}

/* Without the i. For old programs' sake digits alone are decimal, whatever the first is. */
static const_value *literal_imaginary(unit *u, const char *p, const char *end)
{
    bool prefixed = end - p > 1 && p[0] == '0' && strchr("xXoObB", p[1]);
    const_value *v =
        prefixed && !memchr(p, 'p', (size_t)(end - p)) && !memchr(p, 'P', (size_t)(end - p))
            ? literal_int(u, p, end)
            : literal_float(u, p, end);
    return v ? gort__const_complex(u, gort__const_int(u, 0), v) : NULL;
}

/* One character or escape at *p. is_byte: the escape names a byte, not a rune. */
static bool scan_char(const char **p, const char *end, uint32_t *r, bool *is_byte)
{
    static const char simple[] = "abfnrtv\\'\"";
    static const char values[] = "\a\b\f\n\r\t\v\\'\"";
    *is_byte = false;
    if (*p >= end) return false;
    uint8_t ch = (uint8_t) * (*p)++;
    if (ch == '\\') {
        if (*p >= end) return false;
        char e = *(*p)++;
        const char *s = e ? strchr(simple, e) : NULL;
        if (s) {
            *r = (uint8_t)values[s - simple];
            return true;
        }
        const bool octal = e >= '0' && e <= '7';
        const int n = octal ? 3 : e == 'x' ? 2 : e == 'u' ? 4 : e == 'U' ? 8 : 0;
        const int base = octal ? 8 : 16;
        if (n == 0) return false;
        *is_byte = n < 4;
        if (octal) --*p;
        uint32_t v = 0;
        for (int i = 0; i < n; i++) {
            int d = *p < end ? gort__digit_value(**p) : 99;
            if (d >= base) return false;
            v = v * (uint32_t)base + (uint32_t)d;
            ++*p;
        }
        if (*is_byte ? v > 255 : (v > 0x10ffff || (v >= 0xd800 && v < 0xe000))) return false;
        *r = v;
        return true;
    }
    int32_t rune = 0xfffd;
    const int bytes = gort__lex_decode(*p - 1, end, &rune);
    if (bytes > 0) *p += bytes - 1;
    *r = (uint32_t)rune;
    return true;
}

static const_value *literal_string(unit *u, const char *text, size_t bytes)
{
    const char *p = text + 1, *end = text + bytes - 1;
    char *out = gort__alloc(u, 4 * bytes + 1);
    size_t n = 0;
    if (text[0] == '`') {
        for (; p < end; p++)
            if (*p != '\r') out[n++] = *p;
        return gort__const_string(u, out, n);
    }
    while (p < end) {
        uint32_t r;
        bool is_byte;
        if (*p != '\\') {
            out[n++] = *p++;
            continue;
        }
        if (!scan_char(&p, end, &r, &is_byte)) return NULL;
        if (is_byte)
            out[n++] = (char)r;
        else
            n += gort__put_utf8(out + n, r);
    }
    return gort__const_string(u, out, n);
}

const_value *gort__const_literal(unit *u, token tok, const char *text, size_t bytes)
{
    const char *end = text + bytes;
    switch (tok) {
    case T_INT: return bytes ? literal_int(u, text, end) : NULL;
    case T_FLOAT: return bytes ? literal_float(u, text, end) : NULL;
    case T_IMAG: return bytes > 1 ? literal_imaginary(u, text, end - 1) : NULL;
    case T_CHAR: {
        uint32_t r;
        bool is_byte;
        const char *p = text + 1;
        if (bytes < 3 || !scan_char(&p, end - 1, &r, &is_byte) || p != end - 1) return NULL;
        return gort__const_int(u, r);
    }
    case T_STRING: return bytes >= 2 ? literal_string(u, text, bytes) : NULL;
    default: return NULL;
    }
}

/* ---- Text */

static const char *quote(unit *u, const char *s, size_t n)
{
    enum { MOST = 72 }; /* messages do not print more of a string */
    static const char named[] = "\a\b\f\n\r\t\v\\\"", letters[] = "abfnrtv\\\"";
    textbuf t = {.u = u};
    gort__text_put(&t, "\"");
    for (size_t i = 0; i < n && t.n <= MOST;) {
        int32_t r;
        const int bytes = gort__lex_decode(s + i, s + n, &r);
        const char *hit = s[i] ? strchr(named, s[i]) : NULL;
        if (hit)
            gort__text_add(&t, "\\%c", letters[hit - named]);
        else if (bytes > 0 && gort__is_printable(r))
            gort__text_add(&t, "%.*s", bytes, s + i);
        else if (bytes < 2) /* broken, or of ASCII */
            gort__text_add(&t, "\\x%02x", (uint8_t)s[i]);
        else
            gort__text_add(&t, r > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)r);
        i += (size_t)(bytes ? bytes : 1);
    }
    gort__text_put(&t, "\"");
    if (t.n > MOST) {
        size_t cut = MOST - 3;
        while (cut > 0 && ((uint8_t)t.at[cut] & 0xc0) == 0x80)
            cut--;
        memcpy(t.at + cut, "...", 4);
    }
    return t.at;
}

/* A float outside double's range, with the precision that Go's messages have: its mantissa as a
 * double, times what the power of two is short of a power of ten. */
static const char *far_float_text(unit *u, const const_value *c)
{
    mp_int num, den;
    int64_t exp = c->scale;
    must(mp_init_multi(&num, &den, NULL));
    gort__const_load_int(&num, &c->num);
    gort__const_load_int(&den, &c->den);
    gort__const_cut(&num, &den, &exp, 62);
    int bits = mp_count_bits(&num);
    double m = ldexp((double)mp_get_mag_u64(&num), -bits) * (c->num.neg ? -1 : 1);
    mp_clear_multi(&num, &den, NULL);
    double d = (double)(exp + bits) * (M_LN2 / M_LN10);
    int64_t e = (int64_t)d;
    m *= pow(10, d - (double)e);
    if (fabs(m) < 1 - 0.5e-6) {
        m *= 10;
        e--;
    } else if (fabs(m) >= 10) {
        m /= 10;
        e++;
    }
    return gort__strf(u, "%.6ge%+lld", m, (long long)e);
}

const char *gort__const_text(unit *u, const const_value *c)
{
    switch ((constant_kind)c->kind) {
    case CONST_BOOL: return c->truth ? "true" : "false";
    case CONST_STRING: return quote(u, c->text, c->text_bytes);
    case CONST_INT: {
        mp_int m;
        int size;
        must(mp_init(&m));
        gort__const_load_int(&m, &c->num);
        must(mp_radix_size(&m, 10, &size));
        char *out = gort__alloc(u, (size_t)size + 1);
        must(mp_to_radix(&m, out, (size_t)size, NULL, 10));
        mp_clear(&m);
        return out;
    }
    case CONST_FLOAT: {
        double v = gort__const_double(c);
        if (isinf(v) || (v == 0) != (c->num.bytes == 0)) return far_float_text(u, c);
        return gort__strf(u, "%.6g", v);
    }
    case CONST_COMPLEX:
        return gort__strf(u, "(%s + %si)", gort__const_text(u, c->re), gort__const_text(u, c->im));
    }
    return "?";
}
