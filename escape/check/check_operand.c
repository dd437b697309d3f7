/* check_operand.c - operands: which types there are to ask for, how untyped values take a type
 * from their context, and what may be assigned to what.
 *
 * An untyped constant keeps its exact value until implicit_type gives it a type; then the
 * whole expression tree below it is told (gort__update_expr_type), except that the operands of
 * a constant expression stay untyped: only the value of the whole is ever used. Comparisons end
 * an untyped chain: the type of `a < b` says nothing about a and b.
 *
 * A failed conversion reports once and makes the operand MODE_INVALID, which everything else
 * accepts silently.
 */
#include "check_internal.h"

/* ---- Kinds */

bool gort__is_untyped(const ty *t)
{
    return t && t->kind >= TY_UNTYPED_BOOL && !t->is_named;
}

bool gort__is_typed_invalid(const ty *t)
{
    return !t || (t->kind == TY_INVALID && !t->is_named);
}

ty *gort__default_type(checker *c, ty *t)
{
    static const ty_kind kinds[] = {
        [TY_UNTYPED_BOOL] = TY_BOOL,     [TY_UNTYPED_INT] = TY_INT,
        [TY_UNTYPED_FLOAT] = TY_FLOAT64, [TY_UNTYPED_COMPLEX] = TY_COMPLEX128,
        [TY_UNTYPED_STRING] = TY_STRING,
    };
    if (!gort__is_untyped(t) || t->kind == TY_UNTYPED_NIL) return t;
    return t->kind == TY_UNTYPED_RUNE ? gort__ty_rune(c->u) : gort__ty_basic(c->u, kinds[t->kind]);
}

const ty *gort__check_channel(checker *c, value_operand *x, chan_dir dir, const char *verb)
{
    const ty *t = gort__ty_under(x->type);
    if (t->kind == TY_CHAN && t->chan_dir & dir) return t;
    gort__check_invalid_op(c, x, x->expr, "cannot %s %s %s", verb,
                           t->kind != TY_CHAN ? "non-channel"
                           : dir == CHAN_SEND ? "receive-only channel"
                                              : "send-only channel",
                           TEXT_OPERAND(c, x));
    return NULL;
}

ty *gort__check_array_behind(ty *t)
{
    t = gort__ty_under(t);
    ty *elem = t->kind == TY_PTR ? gort__ty_under(t->elem) : t;
    return elem->kind == TY_ARRAY ? elem : t;
}

/* ---- Constants and their types */

const_value *gort__representable(checker *c, const_value *v, ty *t)
{
    constant_kind k = gort__const_kind_of(v);
    t = gort__ty_under(t);
    if (k == CONST_BOOL) return gort__ty_is(t, TY_BOOLEANS) ? v : NULL;
    if (k == CONST_STRING) return gort__ty_is(t, TY_STRINGS) ? v : NULL;
    if (gort__ty_is(t, TY_INTEGERS)) {
        const_value *i = gort__const_to_int(c->u, v);
        if (!i || t->kind == TY_UNTYPED_INT || t->kind == TY_UNTYPED_RUNE) return i;
        int bits = (int)gort__ty_size(c->u, t) * 8;
        return gort__const_fits(i, bits, !gort__ty_is(t, TY_UNSIGNED)) ? i : NULL;
    }
    if (gort__ty_is(t, TY_FLOATS)) {
        if (k == CONST_COMPLEX) v = gort__const_to_float(c->u, v);
        if (!v || t->kind == TY_UNTYPED_FLOAT) return v;
        return gort__const_round(c->u, v, t->kind == TY_FLOAT32 ? 32 : 64);
    }
    if (!gort__ty_is(t, TY_COMPLEXES)) return NULL;
    if (k != CONST_COMPLEX) v = gort__const_complex(c->u, v, gort__const_int(c->u, 0));
    if (t->kind == TY_UNTYPED_COMPLEX) return v;
    return gort__const_round(c->u, v, t->kind == TY_COMPLEX64 ? 32 : 64);
}

typedef enum convert_error {
    CONVERT_OK,
    CONVERT_TRUNCATED,
    CONVERT_OVERFLOWS,
    CONVERT_NOT
} convert_error;

typedef struct implicit {
    ty *type; /* or NULL */
    const_value *val;
    convert_error why;
} implicit;

static convert_error why_not(value_operand *x, ty *t)
{
    if (!gort__ty_is(x->type, TY_NUMBERS) || !gort__ty_is(t, TY_NUMBERS)) return CONVERT_NOT;
    if (!gort__ty_is(x->type, TY_INTEGERS) && gort__ty_is(t, TY_INTEGERS)) return CONVERT_TRUNCATED;
    return CONVERT_OVERFLOWS;
}

static bool unconvertible(checker *c, value_operand *x, ty *t, convert_error why)
{
    return gort__check_reject(c, x, x->expr,
                              why == CONVERT_TRUNCATED   ? "%s truncated to %s"
                              : why == CONVERT_OVERFLOWS ? "%s overflows %s"
                                                         : "cannot convert %s to %s",
                              TEXT_OPERAND(c, x), TEXT_TYPE(c, t));
}

bool gort__check_overflow(checker *c, value_operand *x, node *e)
{
    static const char *const names[T_COUNT] = {[T_ADD] = "addition",
                                               [T_SUB] = "subtraction",
                                               [T_XOR] = "bitwise XOR",
                                               [T_MUL] = "multiplication",
                                               [T_SHL] = "shift"};
    bool is_op = e->kind == N_BINARY || e->kind == N_UNARY;
    position pos = is_op ? e->pos : gort__start_pos(e);
    if (!x->val) {
        gort__check_error(c, pos, "constant result is not representable");
        return true;
    }
    if (!gort__is_untyped(x->type)) {
        const_value *v = gort__representable(c, x->val, x->type);
        if (!v) unconvertible(c, x, gort__ty_under(x->type), why_not(x, x->type));
        x->val = v;
        return v != NULL;
    }
    if (gort__const_kind_of(x->val) == CONST_INT && gort__const_bits(x->val) > 512) {
        const char *name = e->kind == N_BINARY ? names[e->op] : NULL;
        if (e->kind == N_UNARY && e->op == T_XOR) name = "bitwise complement";
        gort__check_error(c, pos, "constant %s overflow", name ? name : "");
        x->val = NULL;
    }
    return true;
}

/* ---- Untyped values */

/* The type that untyped x takes in a context that wants `target`, and its value if it is another;
 * or why it cannot. */
static implicit implicit_type(checker *c, value_operand *x, ty *target)
{
    if (x->mode == MODE_INVALID || !gort__is_untyped(x->type) || gort__is_typed_invalid(target))
        return (implicit){.type = x->type};
    ty *v = gort__ty_under(target), *t = target;
    bool ok;
    if (gort__is_untyped(target)) {
        /* both untyped: the "larger" numeric kind */
        const bool numeric = gort__ty_is(x->type, TY_NUMBERS) && gort__ty_is(target, TY_NUMBERS);
        ok = numeric || x->type->kind == target->kind;
        if (x->type->kind >= target->kind) t = x->type;
    } else if (x->mode == MODE_NIL) {
        ok = gort__ty_is(target, TY_NILS);
    } else if (v->kind == TY_INTERFACE) {
        gort__ty_close(v);
        if (v->restricted)
            gort__check_error_at(c, x->expr,
                                 "values of interfaces with type elements are not supported yet");
        ok = v->nmethods == 0;
        t = gort__default_type(c, x->type);
    } else if (v->kind > TY_COMPLEX128 && v->kind != TY_STRING && v->kind != TY_UNSAFE_POINTER) {
        ok = false;
    } else if (x->mode == MODE_CONST) {
        const_value *val = x->val ? gort__representable(c, x->val, v) : NULL;
        if (x->val && !val) return (implicit){.why = why_not(x, v)};
        return (implicit){.type = t, .val = val}; /* without a value it is unknown after an error */
    } else {
        ok = x->type->kind == TY_UNTYPED_BOOL     ? gort__ty_is(target, TY_BOOLEANS)
             : x->type->kind == TY_UNTYPED_STRING ? gort__ty_is(target, TY_STRINGS)
             : x->type->kind == TY_UNTYPED_NIL    ? false
                                                  : gort__ty_is(target, TY_NUMBERS);
    }
    return ok ? (implicit){.type = t} : (implicit){.why = CONVERT_NOT};
}

static void set_implicit(checker *c, value_operand *x, implicit i)
{
    if (i.val) {
        x->val = i.val;
        if (x->expr && x->expr->untyped) x->expr->val = i.val;
    }
    if (i.type != x->type) {
        x->type = i.type;
        if (x->expr) gort__update_expr_type(c, x->expr, i.type, false);
    }
}

bool gort__convert_untyped(checker *c, value_operand *x, ty *target)
{
    const implicit i = implicit_type(c, x, target);
    if (i.why != CONVERT_OK) return unconvertible(c, x, gort__ty_under(target), i.why);
    set_implicit(c, x, i);
    return x->mode != MODE_INVALID;
}

static void update_type(checker *c, node *parent, node *e, ty *t, bool final)
{
    if (!e || !e->untyped) return;
    const bool constant = e->val || e->unknown;
    const bool compares = e->op >= T_EQ && e->op <= T_GE, shifts = e->op == T_SHL || e->op == T_SHR;
    if (e->kind == N_PAREN || (e->kind == N_UNARY && !constant)) {
        update_type(c, e, e->a, t, final);
    } else if (e->kind == N_BINARY && !constant && !compares) {
        update_type(c, e, e->a, t, final);
        if (!shifts) update_type(c, e, e->b, t, final);
    }
    if (!final && gort__is_untyped(t)) {
        e->type = gort__ty_under(t);
        return;
    }
    e->untyped = gort__is_untyped(t);
    if (e->shift_lhs && !gort__ty_is(t, TY_INTEGERS)) {
        gort__check_error_at(
            c, e,
            parent ? "invalid operation: %s (shift of type %s)"
                   : "invalid operation: shifted operand %s (type %s) must be integer",
            TEXT_EXPR(c, parent ? parent : e), TEXT_TYPE(c, t));
        return;
    }
    if (e->val) {
        value_operand x = {.mode = MODE_CONST, .expr = e, .type = e->type, .val = e->val};
        if (!gort__convert_untyped(c, &x, t)) return;
        e->val = x.val;
    }
    e->type = t;
}

void gort__update_expr_type(checker *c, node *e, ty *t, bool final)
{
    update_type(c, NULL, e, t, final);
}

/* ---- Assignability */

static bool is_interface_ptr(ty *t)
{
    t = gort__ty_under(t);
    return t->kind == TY_PTR && gort__ty_is_interface(t->elem);
}

/* Why t does not implement iface: "(missing M method)". */
static const char *missing_reason(checker *c, ty *t, ty *iface, const ty_method *m,
                                  const ty_method *have)
{
    if (have) {
        const char *h = gort__check_method_text(c, have), *w = gort__check_method_text(c, m);
        if (have->name != m->name)
            return gort__strf(c->u, "(missing %s method)\n\t\thave %s\n\t\twant %s", m->name, h, w);
        if (gort__ty_identical(have->type, m->type))
            return gort__strf(c->u, "(%s method has pointer receiver)", m->name);
        return gort__strf(c->u, "(wrong type for %s method)\n\t\thave %s\n\t\twant %s", m->name, h,
                          w);
    }
    ty *pointer = is_interface_ptr(iface) ? iface : is_interface_ptr(t) ? t : NULL;
    if (!pointer) return gort__strf(c->u, "(missing %s method)", m->name);
    return gort__strf(c->u, "(type %s is pointer to interface, not interface)",
                      TEXT_TYPE(c, pointer));
}

/* NULL if t implements iface, an interface or a pointer to one, which nothing implements. */
static const char *not_implementing(checker *c, ty *t, ty *iface)
{
    ty *v = gort__ty_under(t), *it = gort__ty_under(iface);
    if (v->kind == TY_INVALID || it->kind == TY_INVALID ||
        (v->kind == TY_PTR && gort__ty_under(v->elem)->kind == TY_INVALID))
        return NULL;
    const ty_method *have = NULL, *m = NULL;
    if (it->kind == TY_INTERFACE) {
        m = gort__ty_missing_method(c->u, t, iface, false, &have);
        if (!m) return NULL;
    }
    return gort__strf(c->u, "%s does not implement %s %s", TEXT_TYPE(c, t), TEXT_TYPE(c, iface),
                      missing_reason(c, t, iface, m, have));
}

bool gort__assignable(checker *c, value_operand *x, ty *t, const char **reason)
{
    if (x->mode == MODE_INVALID || gort__is_typed_invalid(t) || gort__ty_identical(x->type, t))
        return true;
    if (gort__is_untyped(x->type)) return implicit_type(c, x, t).type != NULL;
    ty *v = gort__ty_under(x->type), *tu = gort__ty_under(t);
    bool both_named = gort__has_name(x->type) && gort__has_name(t);
    if (gort__ty_identical(v, tu) && !both_named) return true;
    gort__ty_close(v);
    gort__ty_close(tu);
    if (v->restricted || tu->restricted)
        return !gort__check_error_at(
            c, x->expr, "values of interfaces with type elements are not supported yet");
    if (tu->kind == TY_INTERFACE || is_interface_ptr(tu)) {
        const char *err = not_implementing(c, x->type, t);
        if (err && reason) *reason = err;
        return !err;
    }
    if (v->kind == TY_INTERFACE && !not_implementing(c, t, x->type)) {
        if (reason) *reason = "need type assertion";
        return false;
    }
    if (v->kind == TY_CHAN && v->chan_dir == CHAN_BOTH && tu->kind == TY_CHAN &&
        gort__ty_identical(v->elem, tu->elem))
        return !both_named;
    return false;
}

static const char *context_text(checker *c, const char *context)
{
    return context ? context : gort__strf(c->u, "argument to %s", TEXT_EXPR(c, c->called));
}

bool gort__check_assignment(checker *c, value_operand *x, ty *t, const char *context)
{
    if (!gort__check_single(c, x)) return false;
    if (gort__is_untyped(x->type)) {
        ty *target = t;
        if (x->mode == MODE_NIL && !t)
            return gort__check_reject(c, x, x->expr, "use of untyped nil in %s",
                                      context_text(c, context));
        if (x->mode != MODE_NIL && (!t || gort__ty_is_interface(t)))
            target = gort__default_type(c, x->type);
        const implicit i = implicit_type(c, x, target);
        if (i.why != CONVERT_OK)
            return gort__check_reject(c, x, x->expr, "cannot use %s as %s value in %s%s",
                                      TEXT_OPERAND(c, x), TEXT_TYPE(c, target),
                                      context_text(c, context),
                                      i.why == CONVERT_TRUNCATED   ? " (truncated)"
                                      : i.why == CONVERT_OVERFLOWS ? " (overflows)"
                                                                   : "");
        set_implicit(c, x, i);
    }
    (void)gort__ty_under(x->type); /* fixes it, as in Go */
    const char *reason = NULL;
    if (!t || gort__assignable(c, x, t, &reason)) return x->mode != MODE_INVALID;
    return gort__check_reject(c, x, x->expr, "cannot use %s as type %s in %s%s%s",
                              TEXT_OPERAND(c, x), TEXT_TYPE(c, t), context_text(c, context),
                              reason ? ":\n\t" : "", reason ? reason : "");
}

void gort__check_type_assertion(checker *c, node *e, value_operand *x, ty *t, bool in_switch)
{
    if (gort__ty_is_interface(t)) return;
    const ty_method *have, *m = gort__ty_missing_method(c->u, t, x->type, true, &have);
    if (!m) return;
    const char *cause = missing_reason(c, t, x->type, m, have);
    if (in_switch)
        gort__check_error_at(c, e,
                             "impossible type switch case: %s\n\t%s cannot have dynamic type %s %s",
                             TEXT_EXPR(c, e), TEXT_OPERAND(c, x), TEXT_TYPE(c, t), cause);
    else
        gort__check_error_at(c, e, "impossible type assertion: %s\n\t%s does not implement %s %s",
                             TEXT_EXPR(c, e), TEXT_TYPE(c, t), TEXT_TYPE(c, x->type), cause);
}
