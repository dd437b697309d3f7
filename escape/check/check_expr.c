/* check_expr.c - expressions: names, literals, operators, comparisons.
 *
 * gort__check_raw computes what an expression is (an operand) and records type and value in the
 * node; the other entries add what their context forbids (types, calls without a value, several
 * values). Whatever fails reports once and gives MODE_INVALID.
 *
 * has_call tells len and cap whether their array operand must be evaluated.
 */
#include "check_internal.h"

#include <string.h>

void gort__record(checker *c, value_operand *x)
{
    node *e = x->expr;
    if (!e) return;
    e->val = NULL;
    e->untyped = false;
    e->unknown = x->mode == MODE_CONST && !x->val;
    switch (x->mode) {
    case MODE_INVALID: e->type = gort__ty_basic(c->u, TY_INVALID); return;
    case MODE_NOVALUE: e->type = gort__ty_tuple(c->u, NULL, NULL, 0); return;
    case MODE_TYPE: e->is_type = true; break;
    case MODE_CONST: e->val = x->val; break;
    default: break;
    }
    e->type = x->type;
    e->untyped = gort__is_untyped(x->type);
}

static void invalid_op(checker *c, node *at, const char *text)
{
    gort__check_error(c, gort__start_pos(at), "invalid operation: %s", text);
}

/* ---- Names and literals */

void gort__check_ident(checker *c, value_operand *x, node *e, bool want_type)
{
    x->mode = MODE_INVALID;
    x->expr = e;
    x->type = gort__ty_basic(c->u, TY_INVALID);
    object *o = gort__check_lookup(c, e->name);
    if (!o) {
        if (gort__is_blank_name(e->name))
            gort__check_error(c, e->pos, "cannot use _ as value or type");
        else if (strcmp(e->name, "comparable") == 0)
            gort__check_error(c, e->pos, "comparable is not supported yet");
        else if (!gort__check_refused_dot(c, e->name, e->pos))
            gort__check_error(c, e->pos, "undefined: %s", e->name);
        return;
    }
    e->obj = o;
    if (o->pkg && o->pkg != c->u->pkg) {
        gort__check_use_dot(c, o, e->pos);
        gort__check_member(x, o);
        return;
    }
    if (o->check && (!o->type || (o->kind == OBJ_TYPE && want_type))) gort__check_object(c, o);
    ty *t = o->type;
    switch ((object_kind)o->kind) {
    case OBJ_PACKAGE:
        gort__check_error(c, e->pos, "use of package %s not in selector", o->name);
        return;
    case OBJ_CONST:
        gort__check_use_decl(c, o);
        if (gort__is_typed_invalid(t)) return;
        x->val = o->val;
        if (o->iota_value < 0) { /* iota itself */
            if (!c->env.iota) {
                gort__check_error(c, e->pos, "cannot use iota outside constant declaration");
                return;
            }
            x->val = c->env.iota;
        }
        x->mode = MODE_CONST;
        break;
    case OBJ_TYPE:
        if (o->check && ((declaration *)o->check)->broken_alias) {
            gort__check_error(c, e->pos,
                              "invalid use of type alias %s in recursive type (see issue #50729)",
                              o->name);
            return;
        }
        x->mode = MODE_TYPE;
        break;
    case OBJ_VAR:
        o->used = true;
        gort__check_use_decl(c, o);
        if (gort__is_typed_invalid(t)) return;
        x->mode = MODE_VAR;
        break;
    case OBJ_FUNC:
        gort__check_use_decl(c, o);
        x->mode = MODE_VALUE;
        break;
    case OBJ_BUILTIN:
        x->mode = MODE_BUILTIN;
        x->builtin = (builtin_id)o->builtin;
        break;
    case OBJ_NIL: x->mode = MODE_NIL; break;
    case OBJ_LABEL: return;
    }
    x->type = t ? t : gort__ty_basic(c->u, TY_INVALID);
}

static bool check_literal(checker *c, value_operand *x, node *e)
{
    static const ty_kind kinds[] = {[T_INT] = TY_UNTYPED_INT,
                                    [T_FLOAT] = TY_UNTYPED_FLOAT,
                                    [T_IMAG] = TY_UNTYPED_COMPLEX,
                                    [T_CHAR] = TY_UNTYPED_RUNE,
                                    [T_STRING] = TY_UNTYPED_STRING};
    if (e->bad) return false;
    size_t bytes = e->lit_text ? strlen(e->lit_text) : 0;
    if ((e->op == T_INT || e->op == T_FLOAT || e->op == T_IMAG) && bytes > 10000) {
        gort__check_error(c, e->pos, "excessively long constant: %.10s... (%zu chars)", e->lit_text,
                          bytes);
        return false;
    }
    if (e->op < T_INT || e->op > T_STRING) return false;
    x->val = gort__const_literal(c->u, (token)e->op, e->lit_text ? e->lit_text : "", bytes);
    if (!x->val) {
        gort__check_error(c, e->pos, "malformed constant: %s", e->lit_text);
        return false;
    }
    x->mode = MODE_CONST;
    x->type = gort__ty_basic(c->u, kinds[e->op]);
    return true;
}

/* ---- Unary operators */

static bool check_unary(checker *c, value_operand *x, node *e)
{
    gort__check_expr(c, x, e->a);
    if (x->mode == MODE_INVALID) return false;
    const char *xs;
    switch (e->op) {
    case T_ARROW: {
        ty *t = gort__ty_under(x->type);
        xs = TEXT_OPERAND(c, x);
        if (t->kind != TY_CHAN) {
            invalid_op(c, e->a, gort__strf(c->u, "cannot receive from non-channel %s", xs));
            return false;
        }
        if (t->chan_dir == CHAN_SEND) {
            invalid_op(c, e->a, gort__strf(c->u, "cannot receive from send-only channel %s", xs));
            return false;
        }
        x->mode = MODE_COMMAOK;
        x->type = t->elem;
        c->env.has_call = true;
        return true;
    }
    case T_TILDE:
        gort__check_error(c, e->pos, "cannot use ~ outside of interface or type constraint");
        return false;
    default: break;
    }
    bool ok = e->op == T_NOT   ? gort__is_boolean(x->type)
              : e->op == T_XOR ? gort__is_integer(x->type)
                               : gort__is_numeric(x->type);
    if (!ok) {
        invalid_op(c, e->a,
                   gort__strf(c->u, "operator %s not defined on %s", gort__op_text((token)e->op),
                              TEXT_OPERAND(c, x)));
        return false;
    }
    if (x->mode == MODE_CONST) {
        if (!x->val) return true;
        int bits = gort__is_unsigned(x->type) ? (int)gort__ty_size(c->u, x->type) * 8 : 0;
        x->val = gort__const_unary(c->u, (token)e->op, x->val, bits);
        x->expr = e;
        gort__check_overflow(c, x, e);
        return x->mode != MODE_INVALID;
    }
    x->mode = MODE_VALUE;
    return true;
}

static bool check_addr(checker *c, value_operand *x, node *e)
{
    gort__check_expr(c, x, e->a);
    if (x->mode == MODE_INVALID) return false;
    node *a = gort__unparen(e->a);
    if (a->kind != N_COMPLIT && x->mode != MODE_VAR) {
        invalid_op(c, e->a, gort__strf(c->u, "cannot take address of %s", TEXT_OPERAND(c, x)));
        return false;
    }
    x->mode = MODE_VALUE;
    x->type = gort__ty_ptr(c->u, x->type);
    return true;
}

static bool check_deref(checker *c, value_operand *x, node *e)
{
    gort__check_expr_or_type(c, x, e->a);
    if (x->mode == MODE_INVALID) return false;
    if (x->mode == MODE_TYPE) {
        gort__check_valid_var(c, x->type, e->a);
        x->type = gort__ty_ptr(c->u, x->type);
        return true;
    }
    ty *t = gort__ty_under(x->type);
    if (t->kind != TY_PTR) {
        invalid_op(c, e->a, gort__strf(c->u, "cannot indirect %s", TEXT_OPERAND(c, x)));
        return false;
    }
    x->mode = MODE_VAR;
    x->type = t->elem;
    return true;
}

/* ---- Binary operators */

static void check_shift(checker *c, value_operand *x, value_operand *y, node *e, token op)
{
    const_value *xval = x->mode == MODE_CONST && x->val ? gort__const_to_int(c->u, x->val) : NULL;
    x->expr = x->expr ? x->expr : e;
    if (!gort__is_integer(x->type) && !(gort__is_untyped(x->type) && xval)) {
        invalid_op(c, x->expr,
                   gort__strf(c->u, "shifted operand %s must be integer", TEXT_OPERAND(c, x)));
        x->mode = MODE_INVALID;
        return;
    }
    ty *uint_type = gort__ty_basic(c->u, TY_UINT);
    if (y->mode == MODE_CONST) {
        const_value *yval = y->val ? gort__const_to_int(c->u, y->val) : NULL;
        if (yval && gort__const_sign(yval) < 0) {
            invalid_op(c, y->expr, gort__strf(c->u, "negative shift count %s", TEXT_OPERAND(c, y)));
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
            invalid_op(c, y->expr,
                       gort__strf(c->u, "shift count %s must be integer", TEXT_OPERAND(c, y)));
            x->mode = MODE_INVALID;
            return;
        }
    } else if (!gort__is_integer(y->type)) {
        if (!gort__is_untyped(y->type)) {
            invalid_op(c, y->expr,
                       gort__strf(c->u, "shift count %s must be integer", TEXT_OPERAND(c, y)));
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
                invalid_op(c, y->expr,
                           gort__strf(c->u, "invalid shift count %s", TEXT_OPERAND(c, y)));
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
        invalid_op(c, x->expr,
                   gort__strf(c->u, "shifted operand %s must be integer", TEXT_OPERAND(c, x)));
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
            invalid_op(c, x->expr, gort__strf(c->u, "%s (mismatched types %s and %s)", es, xs, ys));
        }
        x->mode = MODE_INVALID;
        return;
    }
    if (!op_defined(op, x->type)) {
        invalid_op(c, x->expr,
                   gort__strf(c->u, "operator %s not defined on %s", ops, TEXT_OPERAND(c, x)));
        x->mode = MODE_INVALID;
        return;
    }
    if ((op == T_QUO || op == T_REM) && (x->mode == MODE_CONST || gort__is_integer(x->type)) &&
        y.mode == MODE_CONST && y.val && divides_by_zero(c, x, &y)) {
        invalid_op(c, y.expr, "division by zero");
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

/* ---- Everything */

static void func_literal_body(checker *c, void *a, void *b)
{
    (void)b;
    function *f = a;
    f->outer = c->env.func;
    gort__check_func_body(c, f);
}

static bool check_func_literal(checker *c, value_operand *x, node *e)
{
    function *f = e->func;
    if (!f || !e->b) return false;
    if (f->type) { /* seen before: the left side of op= is looked at twice */
        x->mode = MODE_VALUE;
        x->type = f->type;
        return true;
    }
    name_scope *s = gort__scope_new(c->u, c->env.scope);
    f->type = gort__check_func_type(c, e->b, NULL, f, s);
    gort__check_later(c, func_literal_body, f, NULL);
    f->flow = s; /* until its body is checked */
    x->mode = MODE_VALUE;
    x->type = f->type;
    return true;
}

static bool check_assert(checker *c, value_operand *x, node *e)
{
    if (!e->b) {
        gort__check_error(c, gort__start_pos(e), "invalid AST: use of .(type) outside type switch");
        return false;
    }
    gort__check_expr(c, x, e->a);
    if (x->mode == MODE_INVALID) return false;
    if (!gort__ty_is_interface(x->type)) {
        invalid_op(c, e->a, gort__strf(c->u, "%s is not an interface", TEXT_OPERAND(c, x)));
        return false;
    }
    ty *t = gort__check_var_type(c, e->b);
    if (gort__is_typed_invalid(t)) return false;
    gort__check_type_assertion(c, gort__start_pos(e), e, x, t, false);
    x->mode = MODE_COMMAOK;
    x->type = t;
    return true;
}

static expr_use expr_internal(checker *c, value_operand *x, node *e, ty *hint)
{
    bool ok = true;
    expr_use use = USE_EXPRESSION;
    switch ((int)e->kind) {
    case N_NAME: gort__check_ident(c, x, e, false); break;
    case N_LITERAL: ok = check_literal(c, x, e); break;
    case N_COMPLIT: ok = gort__check_complit(c, x, e, hint); break;
    case N_FUNCLIT: ok = check_func_literal(c, x, e); break;
    case N_PAREN:
        if (e->a) use = gort__check_raw(c, x, e->a, NULL);
        break;
    case N_SELECTOR: gort__check_selector(c, x, e); break;
    case N_INDEX: gort__check_index_expr(c, x, e); break;
    case N_SLICE: gort__check_slice_expr(c, x, e); break;
    case N_TYPEASSERT: ok = check_assert(c, x, e); break;
    case N_CALL: use = gort__check_call(c, x, e); break;
    case N_DEREF: ok = check_deref(c, x, e); break;
    case N_ADDR: ok = check_addr(c, x, e); break;
    case N_UNARY:
        ok = check_unary(c, x, e);
        if (ok && e->op == T_ARROW) use = USE_STATEMENT;
        break;
    case N_BINARY:
        gort__check_binary(c, x, e, e->a, e->b, (token)e->op);
        ok = x->mode != MODE_INVALID;
        break;
    case N_KEYVALUE:
        gort__check_error(c, e->pos, "invalid AST: no key:value expected");
        ok = false;
        break;
    case N_ARRAYTYPE:
    case N_STRUCTTYPE:
    case N_FUNCTYPE:
    case N_INTERFACETYPE:
    case N_MAPTYPE:
    case N_CHANTYPE:
        x->mode = MODE_TYPE;
        x->type = gort__check_type(c, e);
        break;
    default: ok = false;
    }
    if (!ok || x->mode == MODE_INVALID) {
        x->mode = MODE_INVALID;
        use = ok ? use : USE_STATEMENT;
    }
    x->expr = e;
    return use;
}

expr_use gort__check_raw(checker *c, value_operand *x, node *e, ty *hint)
{
    *x = (value_operand){.expr = e, .type = gort__ty_basic(c->u, TY_INVALID)};
    if (!e) return USE_STATEMENT;
    expr_use use = expr_internal(c, x, e, hint);
    gort__record(c, x);
    return use;
}

static void exclude(checker *c, value_operand *x, bool types_allowed)
{
    const char *xs;
    switch (x->mode) {
    case MODE_NOVALUE:
        xs = TEXT_OPERAND(c, x);
        gort__check_error(c, gort__start_pos(x->expr),
                          types_allowed ? "%s used as value or type" : "%s used as value", xs);
        break;
    case MODE_BUILTIN:
        if (types_allowed) return;
        gort__check_error(c, gort__start_pos(x->expr), "%s must be called", TEXT_OPERAND(c, x));
        break;
    case MODE_TYPE:
        if (types_allowed) return;
        gort__check_error(c, gort__start_pos(x->expr), "%s is not an expression",
                          TEXT_OPERAND(c, x));
        break;
    default: return;
    }
    x->mode = MODE_INVALID;
}

void gort__check_single(checker *c, value_operand *x)
{
    if (x->mode == MODE_VALUE && x->type && x->type->kind == TY_TUPLE) {
        gort__check_error(c, gort__start_pos(x->expr), "multiple-value %s in single-value context",
                          TEXT_OPERAND(c, x));
        x->mode = MODE_INVALID;
    }
}

void gort__check_expr(checker *c, value_operand *x, node *e)
{
    gort__check_hint(c, x, e, NULL);
}

void gort__check_hint(checker *c, value_operand *x, node *e, ty *hint)
{
    (void)gort__check_raw(c, x, e, hint);
    exclude(c, x, false);
    gort__check_single(c, x);
}

void gort__check_multi(checker *c, value_operand *x, node *e)
{
    (void)gort__check_raw(c, x, e, NULL);
    exclude(c, x, false);
}

void gort__check_expr_or_type(checker *c, value_operand *x, node *e)
{
    (void)gort__check_raw(c, x, e, NULL);
    exclude(c, x, true);
    gort__check_single(c, x);
}

void gort__check_use(checker *c, node *e)
{
    value_operand x;
    if (e && !(e->kind == N_NAME && gort__is_blank_name(e->name)))
        (void)gort__check_raw(c, &x, e, NULL);
}

void gort__check_use_list(checker *c, nodes *l)
{
    for (int i = 0; i < l->n; i++)
        gort__check_use(c, l->at[i]);
}
