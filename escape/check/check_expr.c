/* check_expr.c - expressions: names, literals, unary operators; what all have in common.
 *
 * gort__check_raw computes what an expression is (an operand) and records type and value in the
 * node; the other entries add what their context forbids (types, calls without a value, several
 * values). Whatever fails reports once and gives MODE_INVALID.
 *
 * has_call tells len and cap whether their array operand must be evaluated.
 */
#include "check_internal.h"

#include <string.h>

static void record(checker *c, value_operand *x)
{
    node *e = x->expr;
    const bool constant = x->mode == MODE_CONST;
    e->val = constant ? x->val : NULL;
    e->unknown = constant && !x->val;
    e->is_type |= x->mode == MODE_TYPE;
    e->type = x->mode == MODE_INVALID   ? gort__ty_basic(c->u, TY_INVALID)
              : x->mode == MODE_NOVALUE ? gort__ty_tuple(c->u, NULL, NULL, 0)
                                        : x->type;
    e->untyped = x->mode > MODE_NOVALUE && gort__is_untyped(x->type);
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
    const char *problem = NULL;
    const bool is_iota = o->kind == OBJ_CONST && o->iota_value < 0;
    if (o->kind == OBJ_PACKAGE)
        problem = "use of package %s not in selector";
    else if (o->kind == OBJ_TYPE && o->check && ((declaration *)o->check)->broken_alias)
        problem = "invalid use of type alias %s in recursive type (see issue #50729)";
    else if (is_iota && !c->env.iota)
        problem = "cannot use %s outside constant declaration";
    if (problem) {
        gort__check_error(c, e->pos, problem, o->name);
        return;
    }
    o->used |= o->kind == OBJ_VAR;
    if (o->kind != OBJ_TYPE) gort__check_use_decl(c, o);
    const bool unknown = gort__is_typed_invalid(o->type);
    if (unknown && (o->kind == OBJ_CONST || o->kind == OBJ_VAR)) return;
    gort__check_member(x, o);
    if (is_iota) x->val = c->env.iota;
    if (!o->type) x->type = gort__ty_basic(c->u, TY_INVALID);
}

static bool check_literal(checker *c, value_operand *x, node *e)
{
    static const ty_kind kinds[] = {[T_INT] = TY_UNTYPED_INT,
                                    [T_FLOAT] = TY_UNTYPED_FLOAT,
                                    [T_IMAG] = TY_UNTYPED_COMPLEX,
                                    [T_CHAR] = TY_UNTYPED_RUNE,
                                    [T_STRING] = TY_UNTYPED_STRING};
    if (e->bad) return false;
    const size_t bytes = strlen(e->lit_text);
    if ((e->op == T_INT || e->op == T_FLOAT || e->op == T_IMAG) && bytes > 10000)
        return gort__check_error(c, e->pos, "excessively long constant: %.10s... (%zu chars)",
                                 e->lit_text, bytes);
    x->val = gort__const_literal(c->u, (token)e->op, e->lit_text, bytes);
    if (!x->val) return gort__check_error(c, e->pos, "malformed constant: %s", e->lit_text);
    return gort__check_is(x, MODE_CONST, gort__ty_basic(c->u, kinds[e->op]));
}

/* ---- Unary operators */

static bool check_unary(checker *c, value_operand *x, node *e)
{
    if (!gort__check_expr(c, x, e->a)) return false;
    if (e->op == T_ARROW) {
        const ty *t = gort__check_channel(c, x, CHAN_RECV, "receive from");
        if (!t) return false;
        c->env.has_call = true;
        return gort__check_is(x, MODE_COMMAOK, t->elem);
    }
    if (e->op == T_TILDE)
        return gort__check_error(c, e->pos, "cannot use ~ outside of interface or type constraint");
    bool ok = e->op == T_NOT   ? gort__ty_is(x->type, TY_BOOLEANS)
              : e->op == T_XOR ? gort__ty_is(x->type, TY_INTEGERS)
                               : gort__ty_is(x->type, TY_NUMBERS);
    if (!ok)
        return gort__check_invalid_op(c, x, e->a, "operator %s not defined on %s",
                                      gort__op_text((token)e->op), TEXT_OPERAND(c, x));
    if (x->mode == MODE_CONST) {
        if (!x->val) return true;
        int bits = gort__ty_is(x->type, TY_UNSIGNED) ? (int)gort__ty_size(c->u, x->type) * 8 : 0;
        x->val = gort__const_unary(c->u, (token)e->op, x->val, bits);
        x->expr = e;
        return gort__check_overflow(c, x, e);
    }
    x->mode = MODE_VALUE;
    return true;
}

static bool check_addr(checker *c, value_operand *x, node *e)
{
    if (!gort__check_expr(c, x, e->a)) return false;
    node *a = gort__unparen(e->a);
    if (a->kind != N_COMPLIT && x->mode != MODE_VAR)
        return gort__check_invalid_op(c, x, e->a, "cannot take address of %s", TEXT_OPERAND(c, x));
    return gort__check_is(x, MODE_VALUE, gort__ty_ptr(c->u, x->type));
}

static bool check_deref(checker *c, value_operand *x, node *e)
{
    if (!gort__check_expr_or_type(c, x, e->a)) return false;
    if (x->mode == MODE_TYPE) {
        gort__check_valid_var(c, e->a);
        x->type = gort__ty_ptr(c->u, x->type);
        return true;
    }
    ty *t = gort__ty_under(x->type);
    if (t->kind != TY_PTR)
        return gort__check_invalid_op(c, x, e->a, "cannot indirect %s", TEXT_OPERAND(c, x));
    return gort__check_is(x, MODE_VAR, t->elem);
}

/* ---- Everything */

static bool check_func_literal(checker *c, value_operand *x, node *e)
{
    function *f = e->func;
    if (!f || !e->b) return false;
    if (!f->type) { /* else seen before: the left side of op= is looked at twice */
        name_scope *s = gort__scope_new(c->u, c->env.scope);
        f->type = gort__check_func_type(c, e->b, NULL, f, s);
        f->outer = c->env.func;
        f->flow = s; /* until its body is checked */
        gort__check_later(c, gort__check_func_body, f);
    }
    return gort__check_is(x, MODE_VALUE, f->type);
}

static bool check_assert(checker *c, value_operand *x, node *e)
{
    if (!e->b) return gort__check_error_at(c, e, "invalid AST: use of .(type) outside type switch");
    if (!gort__check_expr(c, x, e->a)) return false;
    if (!gort__ty_is_interface(x->type))
        return gort__check_invalid_op(c, x, e->a, "%s is not an interface", TEXT_OPERAND(c, x));
    ty *t = gort__check_var_type(c, e->b);
    if (gort__is_typed_invalid(t)) return false;
    gort__check_type_assertion(c, e, x, t, false);
    return gort__check_is(x, MODE_COMMAOK, t);
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
    case N_PAREN: use = gort__check_raw(c, x, e->a, NULL); break;
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
    case N_BINARY: ok = gort__check_binary(c, x, e, e->a, e->b, (token)e->op); break;
    default:
        ok = gort__node_is(e, NODE_TYPES) && gort__check_is(x, MODE_TYPE, gort__check_type(c, e));
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
    expr_use use = expr_internal(c, x, e, hint);
    record(c, x);
    return use;
}

bool gort__check_single(checker *c, value_operand *x)
{
    if (x->mode == MODE_VALUE && x->type->kind == TY_TUPLE)
        gort__check_reject(c, x, x->expr, "multiple-value %s in single-value context",
                           TEXT_OPERAND(c, x));
    return x->mode != MODE_INVALID;
}

bool gort__check_value(checker *c, value_operand *x, node *e, ty *hint, value_use use)
{
    static const char *const problems[] = {[MODE_NOVALUE] = "used as value",
                                           [MODE_BUILTIN] = "must be called",
                                           [MODE_TYPE] = "is not an expression"};
    (void)gort__check_raw(c, x, e, hint);
    if (x->mode <= MODE_TYPE && problems[x->mode] &&
        (use != VALUE_OR_TYPE || x->mode == MODE_NOVALUE))
        gort__check_reject(c, x, x->expr, "%s %s%s", TEXT_OPERAND(c, x), problems[x->mode],
                           use == VALUE_OR_TYPE ? " or type" : "");
    return use == VALUE_SEVERAL || gort__check_single(c, x);
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
