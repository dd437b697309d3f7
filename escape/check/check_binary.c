/* check_binary.c - binary operators: shifts, comparisons, arithmetic. Operands are values here; a
 * result that is constant is computed.
 */
#include "check_internal.h"

/* The count of a shift, as an unsigned constant if it is one. */
static bool shift_count(checker *c, value_operand *x, value_operand *y)
{
    ty *uint_type = gort__ty_basic(c->u, TY_UINT);
    const bool untyped = gort__is_untyped(y->type);
    if (y->mode == MODE_CONST) {
        const_value *yval = y->val ? gort__const_to_int(c->u, y->val) : NULL;
        if (yval && gort__const_sign(yval) < 0)
            return gort__check_invalid_op(c, x, y->expr, "negative shift count %s",
                                          TEXT_OPERAND(c, y));
        if (untyped && y->val) {
            const_value *v =
                gort__ty_is(y->type, TY_NUMBERS) ? gort__representable(c, y->val, uint_type) : NULL;
            if (!v) x->mode = MODE_INVALID;
            if (!v || gort__ty_is(y->type, TY_COMPLEXES))
                return gort__convert_untyped(c, y, uint_type);
            y->val = v;
            return true;
        }
    } else if (untyped && !gort__convert_untyped(c, y, uint_type)) {
        x->mode = MODE_INVALID;
        return false;
    }
    if (!untyped && !gort__ty_is(y->type, TY_INTEGERS))
        return gort__check_invalid_op(c, x, y->expr, "shift count %s must be integer",
                                      TEXT_OPERAND(c, y));
    return true;
}

static bool check_shift(checker *c, value_operand *x, value_operand *y, node *e, token op)
{
    const_value *xval = x->mode == MODE_CONST && x->val ? gort__const_to_int(c->u, x->val) : NULL;
    x->expr = x->expr ? x->expr : e;
    if (!gort__ty_is(x->type, TY_INTEGERS) && !(gort__is_untyped(x->type) && xval))
        return gort__check_invalid_op(c, x, x->expr, "shifted operand %s must be integer",
                                      TEXT_OPERAND(c, x));
    if (!shift_count(c, x, y)) return false;
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        uint64_t n;
        if (!gort__ty_is(x->type, TY_INTEGERS)) x->type = gort__ty_basic(c->u, TY_UNTYPED_INT);
        if (!x->val || !y->val) {
            x->val = NULL;
            return true;
        }
        if (!gort__const_uint64(y->val, &n) || n > 1023 - 1 + 52)
            return gort__check_invalid_op(c, x, y->expr, "invalid shift count %s",
                                          TEXT_OPERAND(c, y));
        x->val = gort__const_shift(c->u, op, xval, n);
        x->expr = e ? e : x->expr;
        return gort__check_overflow(c, x, x->expr);
    }
    if (x->mode == MODE_CONST && gort__is_untyped(x->type) && x->expr->untyped)
        x->expr->shift_lhs = true; /* its type comes from the context */
    x->mode = MODE_VALUE;
    return true;
}

static const char *incomparable(checker *c, ty *t)
{
    ty *v = gort__ty_under(t);
    if (gort__ty_of(v, TY_BIT(TY_SLICE) | TY_BIT(TY_FUNC) | TY_BIT(TY_MAP)))
        return gort__strf(c->u, "%s can only be compared to nil", gort__check_kind_text(c, t));
    if (v->kind == TY_ARRAY) return gort__strf(c->u, "%s cannot be compared", TEXT_TYPE(c, v));
    for (int i = 0; i < v->nfields; i++)
        if (!gort__ty_comparable(v->fields[i].type))
            return gort__strf(c->u, "struct containing %s cannot be compared",
                              TEXT_TYPE(c, v->fields[i].type));
    return NULL;
}

bool gort__check_comparison(checker *c, value_operand *x, value_operand *y, token op,
                            bool in_switch)
{
    value_operand *culprit = x;
    const char *cause = NULL;
    bool ok = false;
    if (in_switch) op = T_EQ;
    if (!gort__assignable(c, x, y->type, NULL) && !gort__assignable(c, y, x->type, NULL)) {
        culprit = y;
        cause = gort__strf(c->u, "mismatched types %s and %s", TEXT_TYPE(c, x->type),
                           TEXT_TYPE(c, y->type));
    } else if (op == T_EQ || op == T_NE) {
        if (x->mode == MODE_NIL || y->mode == MODE_NIL) {
            ok = gort__ty_is(x->mode == MODE_NIL ? y->type : x->type, TY_NILS);
            culprit = y;
        } else if (!gort__ty_comparable(x->type)) {
            cause = incomparable(c, x->type);
        } else if (!gort__ty_comparable(y->type)) {
            culprit = y;
            cause = incomparable(c, y->type);
        } else {
            ok = true;
        }
    } else {
        if (gort__ty_is(x->type, TY_ORDERED)) culprit = y;
        ok = culprit == y && gort__ty_is(y->type, TY_ORDERED);
    }
    if (!ok) {
        const char *ops = gort__op_text(op);
        if (!cause)
            cause = gort__strf(c->u, "operator %s not defined on %s", ops,
                               gort__check_kind_text(c, culprit->type));
        const char *xs = TEXT_EXPR(c, x->expr), *ys = TEXT_EXPR(c, y->expr);
        if (in_switch)
            return gort__check_reject(c, x, x->expr, "invalid case %s in switch on %s (%s)", xs, ys,
                                      cause);
        return gort__check_invalid_op(c, x, culprit->expr, "%s %s %s (%s)", xs, ops, ys, cause);
    }
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        x->val = x->val && y->val ? gort__const_compare(c->u, op, x->val, y->val) : NULL;
    } else {
        x->mode = MODE_VALUE;
        gort__update_expr_type(c, x->expr, gort__default_type(c, x->type), true);
        gort__update_expr_type(c, y->expr, gort__default_type(c, y->type), true);
    }
    x->type = gort__ty_basic(c->u, TY_UNTYPED_BOOL);
    return true;
}

static bool can_mix(value_operand *x, value_operand *y)
{
    if (gort__ty_is_interface(x->type) || gort__ty_is_interface(y->type)) return true;
    if (gort__ty_is(x->type, TY_BOOLEANS) != gort__ty_is(y->type, TY_BOOLEANS) ||
        gort__ty_is(x->type, TY_STRINGS) != gort__ty_is(y->type, TY_STRINGS))
        return false;
    return !(x->mode == MODE_NIL && !gort__ty_is(y->type, TY_NILS)) &&
           !(y->mode == MODE_NIL && !gort__ty_is(x->type, TY_NILS));
}

static bool op_defined(token op, ty *t)
{
    const bool logical = op == T_LAND || op == T_LOR;
    const bool arithmetic = op == T_SUB || op == T_MUL || op == T_QUO;
    return gort__ty_is(t, op == T_ADD  ? TY_NUMBERS | TY_STRINGS
                          : arithmetic ? TY_NUMBERS
                          : logical    ? TY_BOOLEANS
                                       : TY_INTEGERS);
}

/* A complex divisor counts as zero if the squares of its parts are. */
static bool divides_by_zero(checker *c, const value_operand *x, const value_operand *y)
{
    if (x->mode != MODE_CONST || !gort__ty_is(x->type, TY_COMPLEXES))
        return gort__const_sign(y->val) == 0;
    const const_value *parts[2] = {gort__const_real(y->val), gort__const_imag(c->u, y->val)};
    for (int i = 0; i < 2; i++) {
        const_value *square = gort__const_binary(c->u, T_MUL, parts[i], parts[i], false);
        if (!square || gort__const_sign(square) != 0) return false;
    }
    return true;
}

/* e NULL: lhs op= rhs. */
bool gort__check_binary(checker *c, value_operand *x, node *e, node *lhs, node *rhs, token op)
{
    value_operand y = {0};
    gort__check_expr(c, x, lhs);
    gort__check_expr(c, &y, rhs);
    if (x->mode == MODE_INVALID) return false;
    if (y.mode == MODE_INVALID) {
        x->mode = MODE_INVALID;
        x->expr = y.expr;
        return false;
    }
    if (op == T_SHL || op == T_SHR) return check_shift(c, x, &y, e, op);
    if (can_mix(x, &y)) {
        if (!gort__convert_untyped(c, x, y.type)) return false;
        if (!gort__convert_untyped(c, &y, x->type)) x->mode = MODE_INVALID;
        if (y.mode == MODE_INVALID) return false;
    }
    if (op >= T_EQ && op <= T_GE) return gort__check_comparison(c, x, &y, op, false);
    const char *ops = gort__op_text(op);
    if (!gort__ty_identical(x->type, y.type)) {
        if (!gort__is_typed_invalid(x->type) && !gort__is_typed_invalid(y.type)) {
            const char *xs = TEXT_TYPE(c, x->type), *ys = TEXT_TYPE(c, y.type);
            const char *es =
                e ? TEXT_EXPR(c, e)
                  : gort__strf(c->u, "%s %s= %s", TEXT_EXPR(c, lhs), ops, TEXT_EXPR(c, rhs));
            return gort__check_invalid_op(c, x, x->expr, "%s (mismatched types %s and %s)", es, xs,
                                          ys);
        }
        x->mode = MODE_INVALID;
        return false;
    }
    if (!op_defined(op, x->type))
        return gort__check_invalid_op(c, x, x->expr, "operator %s not defined on %s", ops,
                                      TEXT_OPERAND(c, x));
    if ((op == T_QUO || op == T_REM) &&
        (x->mode == MODE_CONST || gort__ty_is(x->type, TY_INTEGERS)) && y.mode == MODE_CONST &&
        y.val && divides_by_zero(c, x, &y))
        return gort__check_invalid_op(c, x, y.expr, "division by zero");
    if (x->mode != MODE_CONST || y.mode != MODE_CONST)
        return gort__check_is(x, MODE_VALUE, x->type);
    const bool known = x->val && y.val;
    x->val = known ? gort__const_binary(c->u, op, x->val, y.val, gort__ty_is(x->type, TY_INTEGERS))
                   : NULL;
    x->expr = known && e ? e : x->expr;
    return !known || gort__check_overflow(c, x, x->expr);
}
