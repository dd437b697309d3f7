/* check_call.c - calls, argument lists, selectors and conversions.
 *
 * A selector is resolved here (package member, field, method, method expression) and the node told
 * only its kind and type; the path through embedded fields is expanded by normal.c, which repeats
 * the lookup.
 */
#include "../base/letters.h"
#include "check_internal.h"

#include <ctype.h>
#include <string.h>

/* ---- Argument lists */

static operand_list operands_new(checker *c, int n)
{
    return (operand_list){gort__alloc(c->u, (size_t)(n + 1) * sizeof(value_operand)), n};
}

operand_list gort__check_expr_list(checker *c, nodes *l, bool *comma_ok)
{
    operand_list out = operands_new(c, l->n);
    if (l->n != 1) {
        for (int i = 0; i < l->n; i++)
            gort__check_expr(c, &out.at[i], l->at[i]);
        return out;
    }
    value_operand x;
    gort__check_value(c, &x, l->at[0], NULL, VALUE_SEVERAL);
    if (x.mode != MODE_INVALID && x.type->kind == TY_TUPLE) {
        out = operands_new(c, x.type->nparams);
        for (int i = 0; i < out.n; i++)
            out.at[i] =
                (value_operand){.mode = MODE_VALUE, .expr = l->at[0], .type = x.type->params[i]};
        return out;
    }
    out.at[0] = x;
    if (comma_ok && (x.mode == MODE_MAPINDEX || x.mode == MODE_COMMAOK)) {
        out = operands_new(c, 2);
        x.mode = MODE_VALUE;
        out.at[0] = x;
        /* The node keeps the type of the first value; the second gets a stand-in for messages. */
        node *ok = gort__node_new(c->u, N_BAD, l->at[0]->pos);
        *ok = *l->at[0];
        ok->untyped = false;
        out.at[1] = (value_operand){
            .mode = MODE_VALUE, .expr = ok, .type = gort__ty_basic(c->u, TY_UNTYPED_BOOL)};
        *comma_ok = true;
    }
    return out;
}

bool gort__check_wrong_count(checker *c, const node *at, operand_list xs, int needed,
                             const char *what, const char *want)
{
    const bool more = xs.n > needed;
    if (xs.n > 0) at = xs.at[more ? needed : xs.n - 1].expr;
    ty **have = gort__alloc(c->u, (size_t)(xs.n + 1) * sizeof *have);
    for (int i = 0; i < xs.n; i++)
        have[i] = xs.at[i].type;
    return gort__check_error_at(c, at, "%s %s\n\thave %s\n\twant %s",
                                more ? "too many" : "not enough", what,
                                gort__check_types_text(c, have, xs.n, false), want);
}

bool gort__check_arguments(checker *c, node *call, ty *sig, operand_list args)
{
    for (int i = 0; i < args.n; i++)
        if (args.at[i].mode == MODE_INVALID) return false;
    int npars = sig->nparams;
    if (sig->variadic && call->dots) {
        if (call->list.n == 1 && args.n > 1)
            return gort__check_error_at(c, call, "cannot use ... with %d-valued %s", args.n,
                                        TEXT_EXPR(c, call->list.at[0]));
    } else if (sig->variadic) {
        npars = args.n >= npars - 1 ? args.n : npars - 1;
    } else if (call->dots) {
        return gort__check_error_at(c, call, "cannot use ... in call to non-variadic %s",
                                    TEXT_EXPR(c, call->a));
    }
    if (args.n != npars)
        return gort__check_wrong_count(
            c, call, args, npars,
            gort__strf(c->u, "arguments in call to %s", TEXT_EXPR(c, call->a)),
            gort__check_types_text(c, sig->params, sig->nparams, sig->variadic));
    c->called = call->a;
    for (int i = 0; i < args.n; i++) {
        ty *t = sig->params[i < sig->nparams ? i : sig->nparams - 1];
        if (sig->variadic && !call->dots && i >= sig->nparams - 1)
            t = sig->params[sig->nparams - 1]->elem;
        gort__check_assignment(c, &args.at[i], t, NULL);
    }
    return true;
}

/* ---- Conversions */

static bool bytes_or_runes(ty *t)
{
    t = gort__ty_under(t);
    if (t->kind != TY_SLICE) return false;
    int k = gort__ty_under(t->elem)->kind;
    return k == TY_UINT8 || k == TY_INT32;
}

static bool convertible(checker *c, value_operand *x, ty *t, const char **cause)
{
    if (gort__assignable(c, x, t, cause)) return true;
    ty *v = gort__ty_under(x->type), *tu = gort__ty_under(t);
    v = gort__ty_untagged(c->u, v);
    tu = gort__ty_untagged(c->u, tu);
    if (gort__ty_identical(v, tu)) return true;
    ty *from = gort__ty_pointee(x->type), *to = gort__ty_pointee(t);
    if (from && to &&
        gort__ty_identical(gort__ty_untagged(c->u, gort__ty_under(from)),
                           gort__ty_untagged(c->u, gort__ty_under(to))))
        return true;
    if (gort__ty_is(v, TY_INTEGERS | TY_FLOATS) && gort__ty_is(tu, TY_INTEGERS | TY_FLOATS))
        return true;
    if (gort__ty_is(v, TY_COMPLEXES) && gort__ty_is(tu, TY_COMPLEXES)) return true;
    if ((gort__ty_is(v, TY_INTEGERS) || bytes_or_runes(v)) && gort__ty_is(tu, TY_STRINGS))
        return true;
    if (gort__ty_is(v, TY_STRINGS) && bytes_or_runes(tu)) return true;
    const uint64_t words = TY_BIT(TY_PTR) | TY_BIT(TY_UINTPTR);
    if (v->kind == TY_UNSAFE_POINTER && gort__ty_of(tu, words)) return true;
    if (tu->kind == TY_UNSAFE_POINTER && gort__ty_of(v, words)) return true;
    if (v->kind == TY_SLICE && tu->kind == TY_PTR) {
        ty *a = gort__ty_under(tu->elem);
        return a->kind == TY_ARRAY && gort__ty_identical(v->elem, a->elem);
    }
    return false;
}

static const_value *convert_const(checker *c, value_operand *x, ty *t)
{
    const_value *v = gort__representable(c, x->val, t);
    if (v || !gort__ty_is(x->type, TY_INTEGERS) || !gort__ty_is(t, TY_STRINGS)) return v;
    int64_t r;
    char buf[8];
    if (!gort__const_int64(x->val, &r) || r < 0 || r > 0x10ffff) r = 0xfffd;
    return gort__const_string(c->u, buf, gort__put_utf8(buf, (uint32_t)r));
}

static void conversion(checker *c, value_operand *x, ty *t)
{
    bool was_const = x->mode == MODE_CONST, ok = false;
    const char *cause = NULL;
    if (was_const && gort__ty_is(t, TY_CONSTANTS)) {
        const_value *v = x->val ? convert_const(c, x, t) : NULL;
        ok = v || !x->val;
        if (ok) x->val = v;
    } else if (convertible(c, x, t, &cause)) {
        ok = true;
        x->mode = MODE_VALUE;
    }
    if (!ok) {
        const_value *whole = was_const && x->val && gort__ty_is(t, TY_INTEGERS)
                                 ? gort__const_to_int(c->u, x->val)
                                 : NULL;
        if (whole) x->val = whole; /* a whole number is shown as one */
        gort__check_reject(c, x, x->expr, "cannot convert %s to type %s%s%s", TEXT_OPERAND(c, x),
                           TEXT_TYPE(c, t), cause ? ":\n\t" : "", cause ? cause : "");
        return;
    }
    if (gort__is_untyped(x->type)) {
        ty *final = t;
        if (x->type->kind != TY_UNTYPED_NIL) {
            if (gort__ty_is_interface(t) || (was_const && !gort__ty_is(t, TY_CONSTANTS)))
                final = gort__default_type(c, x->type);
            else if (x->mode == MODE_CONST && gort__ty_is(x->type, TY_INTEGERS) &&
                     gort__ty_is(t, TY_STRINGS))
                final = x->type;
        }
        gort__update_expr_type(c, x->expr, final, true);
    }
    x->type = t;
}

static void check_conversion(checker *c, value_operand *x, node *e)
{
    ty *t = x->type;
    const int n = e->list.n;
    const node *last = n > 0 ? e->list.at[n - 1] : e;
    if (n > 1) gort__check_use_list(c, &e->list);
    if (n != 1) {
        gort__check_reject(c, x, last,
                           n == 0 ? "missing argument in conversion to %s"
                                  : "too many arguments in conversion to %s",
                           TEXT_TYPE(c, t));
        return;
    }
    if (!gort__check_expr(c, x, e->list.at[0])) return;
    ty *v = gort__ty_under(t);
    if (!e->dots) gort__ty_close(v);
    if (e->dots)
        gort__check_error_at(c, last, "invalid use of ... in type conversion to %s",
                             TEXT_TYPE(c, t));
    else if (v->restricted)
        gort__check_error_at(c, e,
                             "cannot use interface %s in conversion (contains specific type "
                             "constraints or is comparable)",
                             TEXT_TYPE(c, t));
    else
        conversion(c, x, t);
}

/* ---- Calls */

expr_use gort__check_call(checker *c, value_operand *x, node *e)
{
    gort__check_expr_or_type(c, x, e->a);
    e->builtin = B_NONE;
    switch (x->mode) {
    case MODE_INVALID: gort__check_use_list(c, &e->list); return USE_STATEMENT;
    case MODE_TYPE: check_conversion(c, x, e); return USE_CONVERSION;
    case MODE_BUILTIN: return gort__check_builtin_call(c, x, e);
    default: break;
    }
    ty *sig = gort__ty_under(x->type);
    if (sig->kind != TY_FUNC) {
        gort__check_invalid_op(c, x, e->a, "cannot call non-function %s", TEXT_OPERAND(c, x));
        return USE_STATEMENT;
    }
    operand_list args = gort__check_expr_list(c, &e->list, NULL);
    (void)gort__check_arguments(c, e, sig, args);
    c->env.has_call = true;
    x->val = NULL;
    ty **results = sig->params + sig->nparams;
    const char **names = sig->names ? sig->names + sig->nparams : NULL;
    gort__check_is(x, sig->nresults == 0 ? MODE_NOVALUE : MODE_VALUE,
                   sig->nresults == 1 ? *results
                                      : gort__ty_tuple(c->u, results, names, sig->nresults));
    return USE_STATEMENT;
}

/* ---- Selectors */

/* The package has no such member; gort may lack what Go has. */
static bool no_package_member(checker *c, node *e, const package *p)
{
    const go_name known = gort__universe_go_name(p->path, e->name);
    if (known == GO_NAME_HIDDEN)
        return gort__check_error(c, e->end, "%s not exported by package %s", e->name, p->name);
    return gort__check_error(
        c, e->end, known == GO_NAME_NONE ? "undefined: %s.%s" : "%s.%s is not supported yet",
        p->name, e->name);
}

bool gort__check_member(value_operand *x, object *o)
{
    static const operand_mode modes[] = {
        [OBJ_VAR] = MODE_VAR,    [OBJ_CONST] = MODE_CONST,     [OBJ_TYPE] = MODE_TYPE,
        [OBJ_FUNC] = MODE_VALUE, [OBJ_BUILTIN] = MODE_BUILTIN, [OBJ_NIL] = MODE_NIL,
    };
    x->val = o->val;
    x->builtin = (builtin_id)o->builtin;
    return gort__check_is(x, modes[o->kind], o->spelled ? o->spelled : o->type);
}

static bool package_member(checker *c, value_operand *x, node *e, object *name)
{
    package *p = name->imported;
    x->mode = MODE_INVALID;
    name->used = true;
    e->a->obj = name;
    if (p->missing) return false; /* the import was refused */
    object *o = gort__scope_find(p->scope, e->name);
    if (!o || !gort__is_exported(o->name)) return no_package_member(c, e, p);
    e->obj = o;
    e->sel = SEL_PACKAGE;
    return gort__check_member(x, o);
}

static bool no_member(checker *c, value_operand *x, node *e, member_lookup *l)
{
    bool declaring = x->type->is_named && !x->type->under; /* has no members yet */
    x->mode = MODE_INVALID;
    if (gort__ty_under(x->type)->kind == TY_INVALID && !declaring) return false;
    const char *xs = TEXT_EXPR(c, e->a), *ts = TEXT_TYPE(c, x->type);
    if (l->ambiguous) return gort__check_error(c, e->end, "ambiguous selector %s.%s", xs, e->name);
    if (l->method) /* has a pointer receiver and x is not addressable */
        return gort__check_error(c, e->end, "cannot call pointer method %s on %s", e->name, ts);
    ty *v = gort__ty_under(x->type);
    ty *named = gort__ty_base(x->type);
    if (named->is_named && named->obj->pkg && named->obj->pkg->shipped &&
        gort__universe_go_method(named->obj->pkg->path, named->obj->name, e->name))
        return gort__check_error(c, e->end, "%s.%s is not supported yet", TEXT_TYPE(c, named),
                                 e->name);
    const char *why;
    if (v->kind == TY_PTR && gort__ty_is_interface(v->elem)) {
        why = gort__strf(c->u, "type %s is pointer to interface, not interface", ts);
    } else {
        why = gort__strf(c->u, "type %s has no field or method %s", ts, e->name);
        char *other = gort__strf(c->u, "%s", e->name);
        member_lookup l2;
        other[0] = (char)(isupper((unsigned char)other[0]) ? tolower((unsigned char)other[0])
                                                           : toupper((unsigned char)other[0]));
        const char *name = gort__intern(c->u, other, strlen(other));
        if (gort__ty_lookup(c->u, x->type, name, c->u->pkg, &l2))
            why = gort__strf(c->u, "%s, but does have %s", why, other);
    }
    return gort__check_error(c, e->end, "%s.%s undefined (%s)", xs, e->name, why);
}

/* T.m as a function: the receiver comes first, with a name if the next parameter has one. */
static ty *method_expr_type(checker *c, ty *recv, const ty_method *m)
{
    ty *sig = m->type;
    int n = sig->nparams + sig->nresults;
    ty **p = gort__alloc(c->u, (size_t)(n + 1) * sizeof *p);
    const char **names = gort__alloc(c->u, (size_t)(n + 1) * sizeof *names);
    p[0] = recv;
    for (int i = 0; i < n; i++) {
        p[i + 1] = sig->params[i];
        names[i + 1] = sig->names ? sig->names[i] : NULL;
    }
    if (sig->nparams > 0 && names[1]) {
        const char *name = m->func && m->func->recv ? m->func->recv->name : NULL;
        names[0] = name ? name : gort__intern(c->u, "_", 1);
    }
    return gort__ty_func(c->u, p, sig->nparams + 1, sig->nresults, names, sig->variadic);
}

bool gort__check_selector(checker *c, value_operand *x, node *e)
{
    if (e->a->kind == N_NAME) {
        object *o = gort__check_lookup(c, e->a->name);
        if (o && o->kind == OBJ_PACKAGE) return package_member(c, x, e, o);
    }
    gort__check_expr_or_type(c, x, e->a);
    const bool own = x->mode == MODE_TYPE && gort__check_is_own_type(c, x->type, e);
    if (own)
        gort__check_cycle_error(c, &x->type->obj, 1);
    else if (x->mode == MODE_BUILTIN)
        gort__check_error(c, e->pos, "cannot select on %s", TEXT_OPERAND(c, x));
    if (own || x->mode == MODE_BUILTIN) x->mode = MODE_INVALID;
    if (x->mode == MODE_INVALID) return false;
    member_lookup l;
    bool found = gort__ty_lookup(c->u, x->type, e->name, c->u->pkg, &l);
    if (found && l.method && l.method->ptr_recv && !l.indirect && x->mode != MODE_VAR)
        found = false;
    if (!found) return no_member(c, x, e, &l);
    object *method = l.method && l.method->func ? l.method->func->obj : NULL;
    if (x->mode == MODE_TYPE && method && method->state == STATE_BUSY)
        return gort__check_reject(c, x, e, "illegal cycle in method declaration");
    if (method) gort__check_use_decl(c, method);
    if (x->mode == MODE_TYPE && !l.method) {
        gort__check_error(c, e->end, "%s.%s undefined (type %s has no method %s)",
                          TEXT_EXPR(c, e->a), e->name, TEXT_TYPE(c, x->type), e->name);
        return gort__check_is(x, MODE_INVALID, x->type);
    }
    if (l.field) {
        e->sel = SEL_FIELD;
        return gort__check_is(x, x->mode == MODE_VAR || l.indirect ? MODE_VAR : MODE_VALUE,
                              l.field->type);
    }
    ty *t = l.method->type;
    e->sel = x->mode == MODE_TYPE ? SEL_METHODEXPR : l.method->func ? SEL_METHOD : SEL_IMETHOD;
    if (t && x->mode == MODE_TYPE) t = method_expr_type(c, x->type, l.method);
    return gort__check_is(x, t ? MODE_VALUE : MODE_INVALID, t);
}
