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
#include <string.h>

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

void gort__const_cut(mp_int *num, mp_int *den, int64_t *scale, int bits)
{
    mp_int q, r;
    must(mp_init_multi(&q, &r, NULL));
    int k = bits - (mp_count_bits(num) - mp_count_bits(den)); /* q has bits or bits + 1 */
    must(mp_mul_2d(k >= 0 ? num : den, k >= 0 ? k : -k, k >= 0 ? num : den));
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

static bool rat_is_small(const mp_int *num, const mp_int *den)
{
    return mp_count_bits(num) <= LIMIT_BITS && mp_count_bits(den) <= LIMIT_BITS;
}

const_value *gort__const_from_rat(unit *u, mp_int *num, mp_int *den, int64_t scale, bool rounded)
{
    if (mp_iszero(den) == MP_YES) return NULL;
    if (mp_isneg(den) == MP_YES) {
        must(mp_neg(num, num));
        must(mp_neg(den, den));
    }
    rat_reduce(num, den);
    if (rounded || scale != 0 || !rat_is_small(num, den)) {
        rounded = true;
        if (mp_iszero(num) == MP_NO) gort__const_cut(num, den, &scale, MANTISSA_BITS);
        int64_t exp = scale + mp_count_bits(num);
        if (exp > INT32_MAX) return NULL;
        if (exp < INT32_MIN || mp_iszero(num) == MP_YES) {
            mp_zero(num);
            mp_set(den, 1);
            scale = 0;
        } else if (exp > -LIMIT_BITS && exp < LIMIT_BITS) { /* not that far away */
            must(mp_mul_2d(scale > 0 ? num : den, (int)(scale > 0 ? scale : -scale),
                           scale > 0 ? num : den));
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

static void load_rat(mp_int *num, mp_int *den, const const_value *c)
{
    gort__const_load_int(num, &c->num);
    if (c->kind == CONST_FLOAT)
        gort__const_load_int(den, &c->den);
    else
        mp_set(den, 1);
}

/* Two rationals with scales get the same scale, which is returned. They are not more than some
 * thousand bits apart. */
static int64_t rat_align(mp_int *an, int64_t ascale, mp_int *bn, int64_t bscale)
{
    if (ascale > bscale) {
        must(mp_mul_2d(an, (int)(ascale - bscale), an));
        return bscale;
    }
    must(mp_mul_2d(bn, (int)(bscale - ascale), bn));
    return ascale;
}

/* About log2 of the magnitude, which is not zero. */
static int64_t rat_exponent(const const_value *c)
{
    return c->scale + gort__const_big_bits(&c->num) -
           (c->kind == CONST_FLOAT ? gort__const_big_bits(&c->den) : 1);
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
    char *copy = gort__alloc(u, bytes + 1);
    if (bytes) memcpy(copy, s, bytes);
    c->text = copy;
    c->text_bytes = bytes;
    return c;
}

const_value *gort__const_int(unit *u, int64_t v)
{
    mp_int m;
    if (mp_init(&m) != MP_OKAY) return NULL;
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

static bool is_integral(const const_value *c)
{
    return c->kind == CONST_INT ||
           (c->kind == CONST_FLOAT && !c->scale && c->den.bytes == 1 && c->den.mag[0] == 1);
}

static bool magnitude(const const_value *c, uint64_t *out)
{
    if (!is_integral(c) || c->num.bytes > 8) return false;
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

int gort__const_big_bits(const big_number *b)
{
    if (b->bytes == 0) return 0;
    int n = (int)(b->bytes - 1) * 8;
    for (uint8_t top = b->mag[0]; top; top >>= 1)
        n++;
    return n;
}

int gort__const_bits(const const_value *c)
{
    return gort__const_big_bits(&c->num);
}

bool gort__const_fits(const const_value *c, int bits, bool is_signed)
{
    if (!is_integral(c)) return false;
    int n = gort__const_big_bits(&c->num);
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
    *mant = 0;
    *exp = 0;
    if (c->num.bytes == 0 || mp_init_multi(&num, &den, &q, &r, NULL) != MP_OKAY) return;
    load_rat(&num, &den, c);
    must(mp_abs(&num, &num));
    if (c->scale) { /* far beyond any float */
        *mant = c->scale > 0;
        *exp = c->scale > 0 ? INT16_MAX : 0;
        mp_clear_multi(&num, &den, &q, &r, NULL);
        return;
    }
    int e = mp_count_bits(&num) - mp_count_bits(&den) - bits;
    for (;;) {
        if (e < exp_min) e = exp_min;
        mp_int n2, d2;
        if (mp_init_multi(&n2, &d2, NULL) != MP_OKAY) break;
        must(mp_copy(&num, &n2));
        must(mp_copy(&den, &d2));
        if (e < 0)
            must(mp_mul_2d(&n2, -e, &n2));
        else
            must(mp_mul_2d(&d2, e, &d2));
        must(mp_div(&n2, &d2, &q, &r));
        if (mp_count_bits(&q) > bits) {
            mp_clear_multi(&n2, &d2, NULL);
            e++;
            continue;
        }
        uint64_t m = mp_get_u64(&q);
        must(mp_mul_2(&r, &r));
        int cmp = mp_cmp(&r, &d2);
        if (cmp == MP_GT || (cmp == MP_EQ && (m & 1))) m++;
        if (m >> bits) {
            m >>= 1;
            e++;
        }
        mp_clear_multi(&n2, &d2, NULL);
        *mant = m;
        *exp = e;
        break;
    }
    mp_clear_multi(&num, &den, &q, &r, NULL);
}

double gort__const_double(const const_value *c)
{
    uint64_t m;
    int e;
    rat_round(c, 53, -1074, &m, &e);
    double v = ldexp((double)m, e);
    return c->num.neg ? -v : v;
}

float gort__const_float(const const_value *c)
{
    uint64_t m;
    int e;
    rat_round(c, 24, -149, &m, &e);
    double v = ldexp((double)m, e);
    if (v > 3.4028234663852886e38) v = INFINITY;
    return (float)(c->num.neg ? -v : v);
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
    if (mp_init_multi(&num, &den, NULL) != MP_OKAY) return NULL;
    mp_set_u64(&num, m);
    mp_set(&den, 1);
    must(mp_mul_2d(e < 0 ? &den : &num, e < 0 ? -e : e, e < 0 ? &den : &num));
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
    load_rat(&num, &den, a);
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
    if (a->kind == CONST_FLOAT && a->rounded && !a->scale && !is_integral(a))
        return nearly_int(u, a);
    if (!is_integral(a)) return NULL;
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

/* ---- Operations */

static int compare_numbers(const const_value *a, const const_value *b)
{
    int sign = gort__const_sign(a), other = gort__const_sign(b);
    if (sign != other || sign == 0) return sign < other ? -1 : sign > other;
    int64_t apart = rat_exponent(a) - rat_exponent(b);
    if (apart > 2 || apart < -2) return apart > 0 ? sign : -sign;
    mp_int an, ad, bn, bd;
    must(mp_init_multi(&an, &ad, &bn, &bd, NULL));
    load_rat(&an, &ad, a);
    load_rat(&bn, &bd, b);
    must(mp_mul(&an, &bd, &an));
    must(mp_mul(&bn, &ad, &bn));
    (void)rat_align(&an, a->scale, &bn, b->scale);
    int cmp = mp_cmp(&an, &bn);
    mp_clear_multi(&an, &ad, &bn, &bd, NULL);
    return cmp;
}

const_value *gort__const_compare(unit *u, token op, const const_value *a, const const_value *b)
{
    int cmp;
    if (a->kind == CONST_BOOL || b->kind == CONST_BOOL) {
        if (a->kind != b->kind || (op != T_EQ && op != T_NE)) return NULL;
        cmp = a->truth != b->truth;
    } else if (a->kind == CONST_STRING || b->kind == CONST_STRING) {
        if (a->kind != b->kind) return NULL;
        size_t n = a->text_bytes < b->text_bytes ? a->text_bytes : b->text_bytes;
        cmp = n ? memcmp(a->text, b->text, n) : 0;
        if (cmp == 0) cmp = a->text_bytes < b->text_bytes ? -1 : a->text_bytes > b->text_bytes;
    } else if (a->kind == CONST_COMPLEX || b->kind == CONST_COMPLEX) {
        if (op != T_EQ && op != T_NE) return NULL;
        cmp = compare_numbers(gort__const_real(a), gort__const_real(b)) ||
              compare_numbers(gort__const_imag(u, a), gort__const_imag(u, b));
    } else {
        cmp = compare_numbers(a, b);
    }
    switch (op) {
    case T_EQ: return gort__const_bool(u, cmp == 0);
    case T_NE: return gort__const_bool(u, cmp != 0);
    case T_LT: return gort__const_bool(u, cmp < 0);
    case T_LE: return gort__const_bool(u, cmp <= 0);
    case T_GT: return gort__const_bool(u, cmp > 0);
    case T_GE: return gort__const_bool(u, cmp >= 0);
    default: return NULL;
    }
}

static const_value *binary_int(unit *u, token op, const const_value *a, const const_value *b)
{
    mp_int x, y, t;
    if (mp_init_multi(&x, &y, &t, NULL) != MP_OKAY) return NULL;
    gort__const_load_int(&x, &a->num);
    gort__const_load_int(&y, &b->num);
    const_value *c = NULL;
    mp_err err = MP_OKAY;
    switch (op) {
    case T_ADD: err = mp_add(&x, &y, &x); break;
    case T_SUB: err = mp_sub(&x, &y, &x); break;
    case T_MUL: err = mp_mul(&x, &y, &x); break;
    case T_QUO: err = mp_iszero(&y) == MP_YES ? MP_VAL : mp_div(&x, &y, &x, NULL); break;
    case T_REM: err = mp_iszero(&y) == MP_YES ? MP_VAL : mp_div(&x, &y, NULL, &x); break;
    case T_AND: err = mp_and(&x, &y, &x); break;
    case T_OR: err = mp_or(&x, &y, &x); break;
    case T_XOR: err = mp_xor(&x, &y, &x); break;
    case T_AND_NOT:
        err = mp_complement(&y, &t);
        if (err == MP_OKAY) err = mp_and(&x, &t, &x);
        break;
    default: err = MP_VAL;
    }
    if (err == MP_OKAY) c = gort__const_from_mp(u, &x);
    mp_clear_multi(&x, &y, &t, NULL);
    return c;
}

static const_value *binary_float(unit *u, token op, const const_value *a, const const_value *b)
{
    bool sum = op == T_ADD || op == T_SUB;
    if (sum && gort__const_sign(a) && gort__const_sign(b)) { /* one of them may not count */
        int64_t apart = rat_exponent(a) - rat_exponent(b);
        if (apart > 4 * LIMIT_BITS) return gort__const_to_float(u, a);
        if (apart < -4 * LIMIT_BITS)
            return gort__const_to_float(u, op == T_SUB ? gort__const_unary(u, T_SUB, b, 0) : b);
    }
    mp_int an, ad, bn, bd;
    if (mp_init_multi(&an, &ad, &bn, &bd, NULL) != MP_OKAY) return NULL;
    load_rat(&an, &ad, a);
    load_rat(&bn, &bd, b);
    const_value *c = NULL;
    int64_t scale = op == T_QUO ? a->scale - b->scale : a->scale + b->scale;
    bool ok = true;
    switch (op) {
    case T_ADD:
    case T_SUB:
        must(mp_mul(&an, &bd, &an));
        must(mp_mul(&bn, &ad, &bn));
        if (mp_iszero(&an) == MP_YES)
            scale = b->scale;
        else if (mp_iszero(&bn) == MP_YES)
            scale = a->scale;
        else
            scale = rat_align(&an, a->scale, &bn, b->scale);
        must(op == T_ADD ? mp_add(&an, &bn, &an) : mp_sub(&an, &bn, &an));
        must(mp_mul(&ad, &bd, &ad));
        break;
    case T_MUL:
        must(mp_mul(&an, &bn, &an));
        must(mp_mul(&ad, &bd, &ad));
        break;
    case T_QUO:
        ok = mp_iszero(&bn) == MP_NO;
        must(mp_mul(&an, &bd, &an));
        must(mp_mul(&ad, &bn, &ad));
        break;
    default: ok = false;
    }
    if (ok) c = gort__const_from_rat(u, &an, &ad, scale, a->rounded || b->rounded);
    mp_clear_multi(&an, &ad, &bn, &bd, NULL);
    return c;
}

static const_value *float_op(unit *u, token op, const const_value *a, const const_value *b)
{
    return a && b ? binary_float(u, op, a, b) : NULL;
}

static const_value *binary_complex(unit *u, token op, const const_value *x, const const_value *y)
{
    const const_value *a = gort__const_real(x), *b = gort__const_imag(u, x);
    const const_value *c = gort__const_real(y), *d = gort__const_imag(u, y);
    if (op == T_ADD || op == T_SUB)
        return gort__const_complex(u, float_op(u, op, a, c), float_op(u, op, b, d));
    if (op != T_MUL && op != T_QUO) return NULL;
    const_value *ac = float_op(u, T_MUL, a, c), *bd = float_op(u, T_MUL, b, d);
    const_value *bc = float_op(u, T_MUL, b, c), *ad = float_op(u, T_MUL, a, d);
    if (op == T_MUL)
        return gort__const_complex(u, float_op(u, T_SUB, ac, bd), float_op(u, T_ADD, bc, ad));
    const_value *s = float_op(u, T_ADD, float_op(u, T_MUL, c, c), float_op(u, T_MUL, d, d));
    return gort__const_complex(u, float_op(u, T_QUO, float_op(u, T_ADD, ac, bd), s),
                               float_op(u, T_QUO, float_op(u, T_SUB, bc, ad), s));
}

const_value *gort__const_binary(unit *u, token op, const const_value *a, const const_value *b,
                                bool integer_division)
{
    if (a->kind == CONST_BOOL && b->kind == CONST_BOOL) {
        if (op == T_LAND) return gort__const_bool(u, a->truth && b->truth);
        if (op == T_LOR) return gort__const_bool(u, a->truth || b->truth);
        return NULL;
    }
    if (a->kind == CONST_STRING && b->kind == CONST_STRING) {
        if (op != T_ADD || a->text_bytes + b->text_bytes > STRING_LIMIT_BYTES) return NULL;
        const_value *c = gort__const_new(u, CONST_STRING);
        char *s = gort__alloc(u, a->text_bytes + b->text_bytes + 1);
        memcpy(s, a->text, a->text_bytes);
        memcpy(s + a->text_bytes, b->text, b->text_bytes);
        c->text = s;
        c->text_bytes = a->text_bytes + b->text_bytes;
        return c;
    }
    if (a->kind <= CONST_STRING || b->kind <= CONST_STRING) return NULL;
    if (a->kind == CONST_COMPLEX || b->kind == CONST_COMPLEX) return binary_complex(u, op, a, b);
    if (a->kind == CONST_INT && b->kind == CONST_INT && (op != T_QUO || integer_division))
        return binary_int(u, op, a, b);
    if (integer_division || op == T_REM || op == T_AND || op == T_OR || op == T_XOR ||
        op == T_AND_NOT) {
        const_value *x = gort__const_to_int(u, a), *y = gort__const_to_int(u, b);
        return x && y ? binary_int(u, op, x, y) : NULL;
    }
    return binary_float(u, op, a, b);
}

const_value *gort__const_shift(unit *u, token op, const const_value *a, uint64_t n)
{
    mp_int m;
    if (!is_integral(a) || n > INT_LIMIT_BITS || mp_init(&m) != MP_OKAY) return NULL;
    gort__const_load_int(&m, &a->num);
    if (op == T_SHL)
        must(mp_mul_2d(&m, (int)n, &m));
    else
        must(mp_signed_rsh(&m, (int)n, &m));
    const_value *c = gort__const_from_mp(u, &m);
    mp_clear(&m);
    return c;
}

const_value *gort__const_unary(unit *u, token op, const const_value *a, int bits)
{
    if (op == T_NOT) return a->kind == CONST_BOOL ? gort__const_bool(u, !a->truth) : NULL;
    if (a->kind <= CONST_STRING) return NULL;
    if (a->kind == CONST_COMPLEX)
        return op == T_XOR ? NULL
                           : gort__const_complex(u, gort__const_unary(u, op, a->re, 0),
                                                 gort__const_unary(u, op, a->im, 0));
    const_value *c = gort__const_new(u, (constant_kind)a->kind);
    *c = *a;
    if (op == T_ADD) return c;
    if (op == T_SUB) {
        c->num.neg = c->num.bytes != 0 && !a->num.neg;
        return c;
    }
    mp_int m, mask;
    if (op != T_XOR || !is_integral(a) || mp_init_multi(&m, &mask, NULL) != MP_OKAY) return NULL;
    gort__const_load_int(&m, &a->num);
    must(mp_complement(&m, &m));
    if (bits > 0) {
        mp_set(&mask, 1);
        must(mp_mul_2d(&mask, bits, &mask));
        must(mp_sub_d(&mask, 1, &mask));
        must(mp_and(&m, &mask, &m));
    }
    c = gort__const_from_mp(u, &m);
    mp_clear_multi(&m, &mask, NULL);
    return c;
}
