/* check_binary.c - binary operators: shifts, comparisons, arithmetic. Operands are values here; a
 * result that is constant is computed.
 */
#include "check_internal.h"

#include <string.h>

static void check_shift(checker *c, value_operand *x, value_operand *y, node *e, token op)
{
    const_value *xval = x->mode == MODE_CONST && x->val ? gort__const_to_int(c->u, x->val) : NULL;
    x->expr = x->expr ? x->expr : e;
    if (!gort__is_integer(x->type) && !(gort__is_untyped(x->type) && xval)) {
        gort__check_invalid_op(
            c, x->expr, gort__strf(c->u, "shifted operand %s must be integer", TEXT_OPERAND(c, x)));
        x->mode = MODE_INVALID;
        return;
    }
    ty *uint_type = gort__ty_basic(c->u, TY_UINT);
    if (y->mode == MODE_CONST) {
        const_value *yval = y->val ? gort__const_to_int(c->u, y->val) : NULL;
        if (yval && gort__const_sign(yval) < 0) {
            gort__check_invalid_op(c, y->expr,
                                   gort__strf(c->u, "negative shift count %s", TEXT_OPERAND(c, y)));
            x->mode = MODE_INVALID;
            return;
        }
        if (gort__is_untyped(y->type) && y->val) {
            value_operand copy = *y;
            const_value *v =
                gort__is_numeric(y->type) ? gort__representable(c, y->val, uint_type) : NULL;
            if (!v) {
                const_value *val;
                convert_error why;
                (void)gort__implicit_type(c, &copy, uint_type, &val, &why);
                gort__check_error(c, gort__start_pos(y->expr),
                                  why == CONVERT_TRUNCATED   ? "%s truncated to %s"
                                  : why == CONVERT_OVERFLOWS ? "%s overflows %s"
                                                             : "cannot convert %s to %s",
                                  TEXT_OPERAND(c, y), "uint");
                x->mode = MODE_INVALID;
                return;
            }
            y->val = v;
        } else if (!gort__is_untyped(y->type) && !gort__is_integer(y->type)) {
            gort__check_invalid_op(
                c, y->expr, gort__strf(c->u, "shift count %s must be integer", TEXT_OPERAND(c, y)));
            x->mode = MODE_INVALID;
            return;
        }
    } else if (!gort__is_integer(y->type)) {
        if (!gort__is_untyped(y->type)) {
            gort__check_invalid_op(
                c, y->expr, gort__strf(c->u, "shift count %s must be integer", TEXT_OPERAND(c, y)));
            x->mode = MODE_INVALID;
            return;
        }
        gort__convert_untyped(c, y, uint_type);
        if (y->mode == MODE_INVALID) {
            x->mode = MODE_INVALID;
            return;
        }
    } else if (gort__is_untyped(y->type)) {
        gort__convert_untyped(c, y, uint_type);
        if (y->mode == MODE_INVALID) {
            x->mode = MODE_INVALID;
            return;
        }
    }
    if (x->mode == MODE_CONST) {
        if (y->mode == MODE_CONST) {
            uint64_t n;
            if (!gort__is_integer(x->type)) x->type = gort__ty_basic(c->u, TY_UNTYPED_INT);
            if (!x->val || !y->val) {
                x->val = NULL;
                return;
            }
            if (!gort__const_uint64(y->val, &n) || n > 1023 - 1 + 52) {
                gort__check_invalid_op(
                    c, y->expr, gort__strf(c->u, "invalid shift count %s", TEXT_OPERAND(c, y)));
                x->mode = MODE_INVALID;
                return;
            }
            x->val = gort__const_shift(c->u, op, xval, n);
            x->expr = e ? e : x->expr;
            gort__check_overflow(c, x, x->expr);
            return;
        }
        if (gort__is_untyped(x->type)) { /* takes its type from the context of the shift */
            if (x->expr->untyped) x->expr->shift_lhs = true;
            x->mode = MODE_VALUE;
            return;
        }
    }
    if (!gort__is_integer(x->type)) {
        gort__check_invalid_op(
            c, x->expr, gort__strf(c->u, "shifted operand %s must be integer", TEXT_OPERAND(c, x)));
        x->mode = MODE_INVALID;
        return;
    }
    x->mode = MODE_VALUE;
}

static const char *incomparable(checker *c, ty *t)
{
    ty *v = gort__ty_under(t);
    switch (v->kind) {
    case TY_SLICE:
    case TY_FUNC:
    case TY_MAP:
        return gort__strf(c->u, "%s can only be compared to nil", gort__check_kind_text(c, t));
    case TY_ARRAY: return gort__strf(c->u, "%s cannot be compared", TEXT_TYPE(c, v));
    case TY_STRUCT:
        for (int i = 0; i < v->nfields; i++)
            if (!gort__ty_comparable(v->fields[i].type))
                return gort__strf(c->u, "struct containing %s cannot be compared",
                                  TEXT_TYPE(c, v->fields[i].type));
        return NULL;
    default: return NULL;
    }
}

void gort__check_comparison(checker *c, value_operand *x, value_operand *y, token op,
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
            ok = gort__has_nil(x->mode == MODE_NIL ? y->type : x->type);
            culprit = y;
        } else if (!gort__ty_comparable(x->type)) {
            cause = incomparable(c, x->type);
        } else if (!gort__ty_comparable(y->type)) {
            culprit = y;
            cause = incomparable(c, y->type);
        } else {
            ok = true;
        }
    } else if (!gort__is_ordered(x->type)) {
        culprit = x;
    } else if (!gort__is_ordered(y->type)) {
        culprit = y;
    } else {
        ok = true;
    }
    if (!ok) {
        const char *ops = gort__op_text(op);
        if (!cause)
            cause = gort__strf(c->u, "operator %s not defined on %s", ops,
                               gort__check_kind_text(c, culprit->type));
        if (in_switch)
            gort__check_error(c, gort__start_pos(x->expr), "invalid case %s in switch on %s (%s)",
                              TEXT_EXPR(c, x->expr), TEXT_EXPR(c, y->expr), cause);
        else
            gort__check_error(c, gort__start_pos(culprit->expr), "invalid operation: %s %s %s (%s)",
                              TEXT_EXPR(c, x->expr), ops, TEXT_EXPR(c, y->expr), cause);
        x->mode = MODE_INVALID;
        return;
    }
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        x->val = x->val && y->val ? gort__const_compare(c->u, op, x->val, y->val) : NULL;
    } else {
        x->mode = MODE_VALUE;
        gort__update_expr_type(c, x->expr, gort__default_type(c, x->type), true);
        gort__update_expr_type(c, y->expr, gort__default_type(c, y->type), true);
    }
    x->type = gort__ty_basic(c->u, TY_UNTYPED_BOOL);
}

static bool can_mix(value_operand *x, value_operand *y)
{
    if (gort__ty_is_interface(x->type) || gort__ty_is_interface(y->type)) return true;
    if (gort__is_boolean(x->type) != gort__is_boolean(y->type) ||
        gort__is_string(x->type) != gort__is_string(y->type))
        return false;
    return !(x->mode == MODE_NIL && !gort__has_nil(y->type)) &&
           !(y->mode == MODE_NIL && !gort__has_nil(x->type));
}

static bool op_defined(token op, ty *t)
{
    switch (op) {
    case T_ADD: return gort__is_numeric(t) || gort__is_string(t);
    case T_SUB:
    case T_MUL:
    case T_QUO: return gort__is_numeric(t);
    case T_REM:
    case T_AND:
    case T_OR:
    case T_XOR:
    case T_AND_NOT: return gort__is_integer(t);
    case T_LAND:
    case T_LOR: return gort__is_boolean(t);
    default: return false;
    }
}

/* A complex divisor counts as zero if the squares of its parts are. */
static bool divides_by_zero(checker *c, const value_operand *x, const value_operand *y)
{
    if (x->mode != MODE_CONST || !gort__is_complex(x->type)) return gort__const_sign(y->val) == 0;
    const const_value *parts[2] = {gort__const_real(y->val), gort__const_imag(c->u, y->val)};
    for (int i = 0; i < 2; i++) {
        const_value *square = gort__const_binary(c->u, T_MUL, parts[i], parts[i], false);
        if (!square || gort__const_sign(square) != 0) return false;
    }
    return true;
}

/* e NULL: lhs op= rhs. */
void gort__check_binary(checker *c, value_operand *x, node *e, node *lhs, node *rhs, token op)
{
    value_operand y = {0};
    gort__check_expr(c, x, lhs);
    gort__check_expr(c, &y, rhs);
    if (x->mode == MODE_INVALID) return;
    if (y.mode == MODE_INVALID) {
        x->mode = MODE_INVALID;
        x->expr = y.expr;
        return;
    }
    if (op == T_SHL || op == T_SHR) {
        check_shift(c, x, &y, e, op);
        return;
    }
    if (can_mix(x, &y)) {
        gort__convert_untyped(c, x, y.type);
        if (x->mode == MODE_INVALID) return;
        gort__convert_untyped(c, &y, x->type);
        if (y.mode == MODE_INVALID) {
            x->mode = MODE_INVALID;
            return;
        }
    }
    if (op >= T_EQ && op <= T_GE) {
        gort__check_comparison(c, x, &y, op, false);
        return;
    }
    const char *ops = gort__op_text(op);
    if (!gort__ty_identical(x->type, y.type)) {
        if (!gort__is_typed_invalid(x->type) && !gort__is_typed_invalid(y.type)) {
            const char *xs = TEXT_TYPE(c, x->type), *ys = TEXT_TYPE(c, y.type);
            const char *es =
                e ? TEXT_EXPR(c, e)
                  : gort__strf(c->u, "%s %s= %s", TEXT_EXPR(c, lhs), ops, TEXT_EXPR(c, rhs));
            gort__check_invalid_op(c, x->expr,
                                   gort__strf(c->u, "%s (mismatched types %s and %s)", es, xs, ys));
        }
        x->mode = MODE_INVALID;
        return;
    }
    if (!op_defined(op, x->type)) {
        gort__check_invalid_op(
            c, x->expr, gort__strf(c->u, "operator %s not defined on %s", ops, TEXT_OPERAND(c, x)));
        x->mode = MODE_INVALID;
        return;
    }
    if ((op == T_QUO || op == T_REM) && (x->mode == MODE_CONST || gort__is_integer(x->type)) &&
        y.mode == MODE_CONST && y.val && divides_by_zero(c, x, &y)) {
        gort__check_invalid_op(c, y.expr, "division by zero");
        x->mode = MODE_INVALID;
        return;
    }
    if (x->mode == MODE_CONST && y.mode == MODE_CONST) {
        if (!x->val || !y.val) {
            x->val = NULL;
            return;
        }
        x->val = gort__const_binary(c->u, op, x->val, y.val, gort__is_integer(x->type));
        x->expr = e ? e : x->expr;
        gort__check_overflow(c, x, x->expr);
        return;
    }
    x->mode = MODE_VALUE;
}
