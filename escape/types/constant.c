/* constant.c - exact values of constant expressions.
 *
 * Integers are unbounded (libtommath), floating-point constants are rationals, so that arithmetic
 * on untyped constants is exact; rounding happens once, when a constant gets a float type. A value
 * is immutable and lives in the unit's arena: integers are kept there as sign and big-endian
 * magnitude, and become an mp_int only inside an operation, so nothing has to be freed.
 *
 * A rational whose parts outgrow LIMIT_BITS becomes a floating-point number of MANTISSA_BITS bits
 * (the language asks for at least 256), as in Go's compiler: a power of two, `scale`, beside the
 * number. Beyond 32 bits of exponent a value does not exist (NULL), or is zero.
 *
 * To change literal syntax or printing open constant_literal.c; rounding: rat_round.
 */
#include "constant_internal.h"

#include <math.h>

/* ---- mp_int and back */

void gort__const_load_int(mp_int *m, const big_number *b)
{
    if (b->bytes == 0)
        mp_zero(m);
    else
        must(mp_from_ubin(m, b->mag, b->bytes));
    if (b->neg) must(mp_neg(m, m));
}

static big_number store(unit *u, const mp_int *m)
{
    big_number b = {NULL, mp_ubin_size(m), mp_isneg(m) == MP_YES};
    if (mp_iszero(m) == MP_YES) {
        b.bytes = 0;
        b.neg = false;
        return b;
    }
    uint8_t *mag = gort__alloc(u, b.bytes);
    must(mp_to_ubin(m, mag, b.bytes, NULL));
    b.mag = mag;
    return b;
}

const_value *gort__const_new(unit *u, constant_kind k)
{
    const_value *c = gort__alloc(u, sizeof *c);
    c->kind = (uint8_t)k;
    return c;
}

const_value *gort__const_from_mp(unit *u, const mp_int *m)
{
    if (mp_count_bits(m) > INT_LIMIT_BITS) return NULL;
    const_value *c = gort__const_new(u, CONST_INT);
    c->num = store(u, m);
    return c;
}

void gort__const_scale(mp_int *num, mp_int *den, int64_t exp)
{
    mp_int *part = exp < 0 ? den : num;
    must(mp_mul_2d(part, (int)(exp < 0 ? -exp : exp), part));
}

void gort__const_cut(mp_int *num, mp_int *den, int64_t *scale, int bits)
{
    mp_int q, r;
    must(mp_init_multi(&q, &r, NULL));
    int k = bits - (mp_count_bits(num) - mp_count_bits(den)); /* q has bits or bits + 1 */
    gort__const_scale(num, den, k);
    must(mp_div(num, den, &q, &r));
    must(mp_mul_2(&r, &r));
    int half = mp_cmp_mag(&r, den); /* to nearest, halves to even */
    if (half == MP_GT || (half == MP_EQ && mp_isodd(&q) == MP_YES))
        must(mp_isneg(num) == MP_YES ? mp_sub_d(&q, 1, &q) : mp_add_d(&q, 1, &q));
    mp_exch(&q, num);
    mp_set(den, 1);
    *scale -= k;
    mp_clear_multi(&q, &r, NULL);
}

/* Without common factors. */
static void rat_reduce(mp_int *num, mp_int *den)
{
    mp_int g;
    must(mp_init(&g));
    must(mp_gcd(num, den, &g));
    if (mp_iszero(&g) == MP_NO && mp_cmp_d(&g, 1) != MP_EQ) {
        must(mp_div(num, &g, num, NULL));
        must(mp_div(den, &g, den, NULL));
    }
    mp_clear(&g);
}

const_value *gort__const_from_rat(unit *u, mp_int *num, mp_int *den, int64_t scale, bool rounded)
{
    if (mp_iszero(den) == MP_YES) return NULL;
    if (mp_isneg(den) == MP_YES) {
        must(mp_neg(num, num));
        must(mp_neg(den, den));
    }
    rat_reduce(num, den);
    if (rounded || scale != 0 || mp_count_bits(num) > LIMIT_BITS ||
        mp_count_bits(den) > LIMIT_BITS) {
        rounded = true;
        if (mp_iszero(num) == MP_NO) gort__const_cut(num, den, &scale, MANTISSA_BITS);
        int64_t exp = scale + mp_count_bits(num);
        if (exp > INT32_MAX) return NULL;
        if (exp < INT32_MIN || mp_iszero(num) == MP_YES) {
            mp_zero(num);
            mp_set(den, 1);
            scale = 0;
        } else if (exp > -LIMIT_BITS && exp < LIMIT_BITS) { /* not that far away */
            gort__const_scale(num, den, scale);
            rat_reduce(num, den);
            scale = 0;
        }
    }
    const_value *c = gort__const_new(u, CONST_FLOAT);
    c->num = store(u, num);
    c->den = store(u, den);
    c->scale = scale;
    c->rounded = rounded;
    return c;
}

void gort__const_load_rat(mp_int *num, mp_int *den, const const_value *c)
{
    gort__const_load_int(num, &c->num);
    if (c->kind == CONST_FLOAT)
        gort__const_load_int(den, &c->den);
    else
        mp_set(den, 1);
}

int64_t gort__const_align(mp_int *an, int64_t ascale, mp_int *bn, int64_t bscale)
{
    if (ascale > bscale) {
        must(mp_mul_2d(an, (int)(ascale - bscale), an));
        return bscale;
    }
    must(mp_mul_2d(bn, (int)(bscale - ascale), bn));
    return ascale;
}

static int big_bits(const big_number *b)
{
    if (b->bytes == 0) return 0;
    int n = (int)(b->bytes - 1) * 8;
    for (uint8_t top = b->mag[0]; top; top >>= 1)
        n++;
    return n;
}

int64_t gort__const_exponent(const const_value *c)
{
    return c->scale + big_bits(&c->num) - (c->kind == CONST_FLOAT ? big_bits(&c->den) : 1);
}

/* ---- Makers */

const_value *gort__const_bool(unit *u, bool v)
{
    const_value *c = gort__const_new(u, CONST_BOOL);
    c->truth = v;
    return c;
}

const_value *gort__const_string(unit *u, const char *s, size_t bytes)
{
    const_value *c = gort__const_new(u, CONST_STRING);
    c->text = gort__copy(u, s, bytes);
    c->text_bytes = bytes;
    return c;
}

const_value *gort__const_int(unit *u, int64_t v)
{
    mp_int m;
    must(mp_init(&m));
    mp_set_i64(&m, v);
    const_value *c = gort__const_from_mp(u, &m);
    mp_clear(&m);
    return c;
}

const_value *gort__const_complex(unit *u, const const_value *re, const const_value *im)
{
    if (!re || !im) return NULL;
    const_value *c = gort__const_new(u, CONST_COMPLEX);
    c->re = re;
    c->im = im;
    return c;
}

const_value *gort__const_real(const const_value *c)
{
    return (const_value *)(uintptr_t)(c->kind == CONST_COMPLEX ? c->re : c);
}

const_value *gort__const_imag(unit *u, const const_value *c)
{
    return c->kind == CONST_COMPLEX ? (const_value *)(uintptr_t)c->im : gort__const_int(u, 0);
}

/* ---- Readers */

constant_kind gort__const_kind_of(const const_value *c)
{
    return (constant_kind)c->kind;
}

bool gort__const_bool_value(const const_value *c)
{
    return c->truth;
}

const char *gort__const_string_value(const const_value *c, size_t *bytes)
{
    const bool is_string = c->kind == CONST_STRING;
    *bytes = is_string ? c->text_bytes : 0;
    return is_string ? c->text : NULL;
}

bool gort__const_is_integral(const const_value *c)
{
    return c->kind == CONST_INT ||
           (c->kind == CONST_FLOAT && !c->scale && c->den.bytes == 1 && c->den.mag[0] == 1);
}

static bool magnitude(const const_value *c, uint64_t *out)
{
    if (!gort__const_is_integral(c) || c->num.bytes > 8) return false;
    uint64_t v = 0;
    for (size_t i = 0; i < c->num.bytes; i++)
        v = v << 8 | c->num.mag[i];
    *out = v;
    return true;
}

bool gort__const_int64(const const_value *c, int64_t *out)
{
    uint64_t v;
    if (!magnitude(c, &v) || v > (uint64_t)INT64_MAX + (c->num.neg ? 1 : 0)) return false;
    *out = (int64_t)(c->num.neg ? 0 - v : v);
    return true;
}

bool gort__const_uint64(const const_value *c, uint64_t *out)
{
    return magnitude(c, out) && !c->num.neg;
}

int gort__const_sign(const const_value *c)
{
    if (c->kind == CONST_BOOL || c->kind == CONST_STRING) return 1;
    if (c->kind == CONST_COMPLEX) return gort__const_sign(c->re) | gort__const_sign(c->im);
    return c->num.bytes == 0 ? 0 : c->num.neg ? -1 : 1;
}

int gort__const_bits(const const_value *c)
{
    return big_bits(&c->num);
}

bool gort__const_fits(const const_value *c, int bits, bool is_signed)
{
    if (!gort__const_is_integral(c)) return false;
    int n = big_bits(&c->num);
    if (!is_signed) return !c->num.neg && n <= bits;
    if (n < bits) return true;
    if (n > bits || !c->num.neg) return false;
    /* -2^(bits-1) fits too */
    if (c->num.mag[0] & (c->num.mag[0] - 1)) return false;
    for (size_t i = 1; i < c->num.bytes; i++)
        if (c->num.mag[i]) return false;
    return true;
}

/* |c| = *mant * 2^*exp after rounding to nearest even with `bits` bits of mantissa and exponents
 * not below exp_min. */
static void rat_round(const const_value *c, int bits, int exp_min, uint64_t *mant, int *exp)
{
    mp_int num, den, q, r;
    *mant = c->scale > 0; /* far beyond any float, or far below */
    *exp = c->scale > 0 ? INT16_MAX : 0;
    if (c->num.bytes == 0 || c->scale) return;
    must(mp_init_multi(&num, &den, &q, &r, NULL));
    gort__const_load_rat(&num, &den, c);
    must(mp_abs(&num, &num));
    int e = mp_count_bits(&num) - mp_count_bits(&den) - bits;
    if (e < exp_min) e = exp_min;
    gort__const_scale(&num, &den, -(int64_t)e);
    must(mp_div(&num, &den, &q, &r));
    if (mp_count_bits(&q) > bits) { /* by one */
        e++;
        must(mp_mul_2(&den, &den));
        must(mp_div(&num, &den, &q, &r));
    }
    uint64_t m = mp_get_u64(&q);
    must(mp_mul_2(&r, &r));
    int cmp = mp_cmp(&r, &den);
    if (cmp == MP_GT || (cmp == MP_EQ && (m & 1))) m++;
    mp_clear_multi(&num, &den, &q, &r, NULL);
    *mant = m >> bits ? m >> 1 : m;
    *exp = m >> bits ? e + 1 : e;
}

static double rat_double(const const_value *c, int bits, int exp_min)
{
    uint64_t m;
    int e;
    rat_round(c, bits, exp_min, &m, &e);
    return ldexp(c->num.neg ? -(double)m : (double)m, e);
}

double gort__const_double(const const_value *c)
{
    return rat_double(c, 53, -1074);
}

float gort__const_float(const const_value *c)
{
    const double v = rat_double(c, 24, -149);
    return fabs(v) > 3.4028234663852886e38 ? copysignf(INFINITY, (float)v) : (float)v;
}

const_value *gort__const_round(unit *u, const const_value *c, int bits)
{
    uint64_t m;
    int e;
    if (c->kind == CONST_COMPLEX)
        return gort__const_complex(u, gort__const_round(u, c->re, bits),
                                   gort__const_round(u, c->im, bits));
    if (c->kind != CONST_INT && c->kind != CONST_FLOAT) return NULL;
    rat_round(c, bits == 32 ? 24 : 53, bits == 32 ? -149 : -1074, &m, &e);
    if (e > (bits == 32 ? 104 : 971)) return NULL;
    mp_int num, den;
    must(mp_init_multi(&num, &den, NULL));
    mp_set_u64(&num, m);
    mp_set(&den, 1);
    gort__const_scale(&num, &den, e);
    if (c->num.neg) must(mp_neg(&num, &num));
    const_value *r = gort__const_from_rat(u, &num, &den, 0, false);
    mp_clear_multi(&num, &den, NULL);
    return r;
}

/* An integer but for the errors of earlier rounding: with a few bits less it is one. */
static const_value *nearly_int(unit *u, const const_value *a)
{
    enum { DELTA = 4 };
    mp_int num, den, q, r;
    const_value *c = NULL;
    must(mp_init_multi(&num, &den, &q, &r, NULL));
    gort__const_load_rat(&num, &den, a);
    must(mp_abs(&num, &num));
    must(mp_div(&num, &den, &q, &r));
    for (int up = 0; up < 2 && !c; up++) { /* |a - q| < 2^-(MANTISSA_BITS - DELTA) of it? */
        if (up) {
            must(mp_sub(&den, &r, &r));
            must(mp_add_d(&q, 1, &q));
        }
        int bits = mp_count_bits(&q);
        if (bits == 0 || bits > MANTISSA_BITS) continue;
        must(
            mp_mul_2d(&r, MANTISSA_BITS - DELTA - bits > 0 ? MANTISSA_BITS - DELTA - bits : 0, &r));
        if (mp_cmp_mag(&r, &den) == MP_LT) c = gort__const_from_mp(u, &q);
    }
    if (c) c->num.neg = a->num.neg;
    mp_clear_multi(&num, &den, &q, &r, NULL);
    return c;
}

const_value *gort__const_to_int(unit *u, const const_value *a)
{
    if (a->kind == CONST_COMPLEX)
        return gort__const_sign(a->im) ? NULL : gort__const_to_int(u, a->re);
    if (a->kind == CONST_FLOAT && a->rounded && !a->scale && !gort__const_is_integral(a))
        return nearly_int(u, a);
    if (!gort__const_is_integral(a)) return NULL;
    const_value *c = gort__const_new(u, CONST_INT);
    c->num = a->num;
    return c;
}

const_value *gort__const_to_float(unit *u, const const_value *a)
{
    static const uint8_t one = 1;
    if (a->kind == CONST_COMPLEX)
        return gort__const_sign(a->im) ? NULL : gort__const_to_float(u, a->re);
    if (a->kind != CONST_INT && a->kind != CONST_FLOAT) return NULL;
    const_value *c = gort__const_new(u, CONST_FLOAT);
    c->num = a->num;
    c->den = a->kind == CONST_FLOAT ? a->den : (big_number){&one, 1, false};
    c->scale = a->scale;
    c->rounded = a->rounded;
    return c;
}
