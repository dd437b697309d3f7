/* constant_op.c - operators on constants: comparisons, arithmetic, shifts. constant.c says what
 * values are made of. NULL is no value: a division by zero, kinds that do not fit, a number too
 * large.
 */
#include "constant_internal.h"

#include <string.h>

static int compare_numbers(const const_value *a, const const_value *b)
{
    int sign = gort__const_sign(a), other = gort__const_sign(b);
    if (sign != other || sign == 0) return sign < other ? -1 : sign > other;
    int64_t apart = gort__const_exponent(a) - gort__const_exponent(b);
    if (apart > 2 || apart < -2) return apart > 0 ? sign : -sign;
    mp_int an, ad, bn, bd;
    must(mp_init_multi(&an, &ad, &bn, &bd, NULL));
    gort__const_load_rat(&an, &ad, a);
    gort__const_load_rat(&bn, &bd, b);
    must(mp_mul(&an, &bd, &an));
    must(mp_mul(&bn, &ad, &bn));
    (void)gort__const_align(&an, a->scale, &bn, b->scale);
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
    mp_int x, y;
    must(mp_init_multi(&x, &y, NULL));
    gort__const_load_int(&x, &a->num);
    gort__const_load_int(&y, &b->num);
    mp_err err;
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
        must(mp_complement(&y, &y));
        err = mp_and(&x, &y, &x);
        break;
    default: err = MP_VAL;
    }
    const_value *c = err == MP_OKAY ? gort__const_from_mp(u, &x) : NULL;
    mp_clear_multi(&x, &y, NULL);
    return c;
}

static const_value *binary_float(unit *u, token op, const const_value *a, const const_value *b)
{
    bool sum = op == T_ADD || op == T_SUB;
    if (sum && gort__const_sign(a) && gort__const_sign(b)) { /* one of them may not count */
        int64_t apart = gort__const_exponent(a) - gort__const_exponent(b);
        if (apart > 4 * LIMIT_BITS) return gort__const_to_float(u, a);
        if (apart < -4 * LIMIT_BITS)
            return gort__const_to_float(u, op == T_SUB ? gort__const_unary(u, T_SUB, b, 0) : b);
    }
    mp_int an, ad, bn, bd;
    must(mp_init_multi(&an, &ad, &bn, &bd, NULL));
    gort__const_load_rat(&an, &ad, a);
    gort__const_load_rat(&bn, &bd, b);
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
            scale = gort__const_align(&an, a->scale, &bn, b->scale);
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
    const_value *c = NULL;
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

static const_value *join(unit *u, const const_value *a, const const_value *b)
{
    enum { FEW_BYTES = 128 };
    const_value *c = gort__const_new(u, CONST_STRING);
    joined_text *j = a->joined;
    c->text_bytes = a->text_bytes + b->text_bytes;
    if (!j || a->text_bytes != j->used || j->cap < c->text_bytes) {
        j = gort__alloc(u, sizeof *j);
        j->cap = c->text_bytes > FEW_BYTES ? 2 * c->text_bytes : c->text_bytes;
        j->at = gort__alloc(u, j->cap + 1);
        j->used = a->text_bytes;
        memcpy(j->at, a->text, a->text_bytes);
    }
    memcpy(j->at + j->used, b->text, b->text_bytes);
    c->joined = c->text_bytes > FEW_BYTES ? j : NULL;
    c->text = j->at;
    j->used = c->text_bytes;
    return c;
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
        return join(u, a, b);
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
    if (!gort__const_is_integral(a) || n > INT_LIMIT_BITS) return NULL;
    must(mp_init(&m));
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
    if (op != T_XOR || !gort__const_is_integral(a)) return NULL;
    must(mp_init_multi(&m, &mask, NULL));
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
