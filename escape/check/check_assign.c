/* check_assign.c - initialisation, assignment and :=.
 *
 * A failed initialiser marks its variables as used, so that one mistake gives one message. The
 * left side of an assignment is not a use of a variable.
 */
#include "check_internal.h"

object *gort__check_new_local(checker *c, const char *name, position pos)
{
    object *o = gort__check_new_obj(c, OBJ_VAR, name, pos);
    o->var_class = VAR_LOCAL;
    o->func = c->env.func;
    return o;
}

object *gort__check_fresh_local(checker *c, node *name, node *s, objects *fresh)
{
    object *o = gort__check_new_local(c, name->name, name->pos);
    o->decl = s;
    if (!gort__is_blank_name(name->name)) {
        name->is_new = true;
        name->obj = o;
        GORT__LIST_PUSH(c->u, fresh, o);
    }
    return o;
}

/* True if v was initialised. */
bool gort__check_init_var(checker *c, object *v, value_operand *x, const char *context)
{
    ty *invalid = gort__ty_basic(c->u, TY_INVALID);
    if (x->mode == MODE_INVALID || gort__is_typed_invalid(x->type) ||
        (v->type && gort__is_typed_invalid(v->type))) {
        if (!v->type) v->type = invalid;
        v->used = true;
        return false;
    }
    if (!v->type && x->type->kind == TY_UNTYPED_NIL) {
        v->type = invalid;
        return gort__check_error_at(c, x->expr, "use of untyped nil in %s", context);
    }
    if (!v->type) v->type = gort__default_type(c, x->type);
    const bool good = gort__check_assignment(c, x, v->type, context);
    if (!good) v->used = true;
    return good;
}

/* There are not as many values as variables or, of a return statement, results; not said if a value
 * is wrong anyway. */
static void mismatch(checker *c, operand_list xs, int nvars, nodes *rhs, node *ret)
{
    for (int i = 0; i < xs.n; i++)
        if (xs.at[i].mode == MODE_INVALID) return;
    if (ret) {
        const ty *sig = c->env.func->type;
        gort__check_wrong_count(
            c, ret, xs, nvars, "return values",
            gort__check_types_text(c, sig->params + sig->nparams, nvars, false));
    } else if (rhs->n > 0) {
        node *e = rhs->at[0], *call = gort__unparen(e);
        const bool is_call = rhs->n == 1 && call->kind == N_CALL;
        gort__check_error_at(c, e, "assignment mismatch: %d variable%s but %s%d value%s", nvars,
                             nvars == 1 ? "" : "s",
                             is_call ? gort__strf(c->u, "%s returns ", TEXT_EXPR(c, call->a)) : "",
                             xs.n, xs.n == 1 ? "" : "s");
    }
}

/* The second value of a comma, ok expression takes its type from where it goes. */
static void set_comma_ok(node *e)
{
    node *n = gort__unparen(e);
    n->comma_ok = true;
    for (; e != n; e = e->a)
        e->comma_ok = true;
}

void gort__check_init_vars(checker *c, objects *lhs, nodes *rhs, node *ret)
{
    bool comma_ok = false;
    operand_list xs = gort__check_expr_list(c, rhs, lhs->n == 2 && !ret ? &comma_ok : NULL);
    if (xs.n != lhs->n) {
        for (int i = 0; i < lhs->n; i++) {
            lhs->at[i]->used = true;
            if (!lhs->at[i]->type) lhs->at[i]->type = gort__ty_basic(c->u, TY_INVALID);
        }
        mismatch(c, xs, lhs->n, rhs, ret);
        return;
    }
    if (comma_ok) set_comma_ok(rhs->at[0]);
    const char *context = ret ? "return statement" : "assignment";
    bool ok = true;
    for (int i = 0; i < lhs->n; i++)
        ok &= gort__check_init_var(c, lhs->at[i], &xs.at[i], context);
    for (int i = 0; i < lhs->n && !ok && !comma_ok; i++)
        lhs->at[i]->used = true;
}

static object *local_var(checker *c, node *name)
{
    object *o = name->kind == N_NAME ? gort__check_lookup(c, name->name) : NULL;
    return o && o->kind == OBJ_VAR ? o : NULL;
}

bool gort__check_assign_var(checker *c, node *lhs, value_operand *x)
{
    if (x->mode == MODE_INVALID || gort__is_typed_invalid(x->type)) {
        gort__check_use(c, lhs);
        return false;
    }
    node *name = gort__unparen(lhs);
    if (gort__is_blank(name)) {
        const bool good = gort__check_assignment(c, x, NULL, "assignment to _ identifier");
        name->type = x->type;
        return good;
    }
    object *v = local_var(c, name);
    bool used = v && v->used;
    value_operand z;
    gort__check_expr(c, &z, lhs);
    if (v) v->used = used;
    if (z.mode == MODE_INVALID || gort__is_typed_invalid(z.type)) return false;
    if (z.mode != MODE_VAR && z.mode != MODE_MAPINDEX) {
        value_operand op = {0};
        if (lhs->kind == N_SELECTOR) gort__check_expr(c, &op, lhs->a);
        if (op.mode == MODE_MAPINDEX)
            return gort__check_error_at(c, lhs, "cannot assign to struct field %s in map",
                                        TEXT_EXPR(c, lhs));
        return gort__check_error_at(c, lhs, "cannot assign to %s", TEXT_OPERAND(c, &z));
    }
    return gort__check_assignment(c, x, z.type, "assignment");
}

void gort__check_assign_vars(checker *c, nodes *lhs, nodes *rhs)
{
    bool comma_ok = false;
    operand_list xs = gort__check_expr_list(c, rhs, lhs->n == 2 ? &comma_ok : NULL);
    if (xs.n != lhs->n) {
        gort__check_use_list(c, lhs);
        mismatch(c, xs, lhs->n, rhs, NULL);
        return;
    }
    if (comma_ok) set_comma_ok(rhs->at[0]);
    bool ok = true;
    for (int i = 0; i < lhs->n; i++)
        ok &= gort__check_assign_var(c, lhs->at[i], &xs.at[i]);
    for (int i = 0; i < lhs->n && !ok && !comma_ok; i++) {
        object *v = local_var(c, gort__unparen(lhs->at[i]));
        if (v) v->used = true;
    }
}

void gort__check_short_var(checker *c, node *s)
{
    objects vars = {0}, fresh = {0};
    hash_table names = {0};
    int top = c->later.n;
    bool failed = false;
    for (int i = 0; i < s->list.n; i++) {
        node *n = s->list.at[i];
        object *v = NULL;
        const bool named = n->kind == N_NAME && !gort__is_blank_name(n->name);
        object *alt = named ? gort__scope_find(c->env.scope, n->name) : NULL;
        if (n->kind != N_NAME) {
            gort__check_use(c, n);
            failed = !gort__check_error_at(c, n, "non-name %s on left side of :=", TEXT_EXPR(c, n));
        } else if (named && s->list.n > 1 &&
                   gort__seen_before(c, &names, &(seen_key){.hash = (uintptr_t)n->name})) {
            failed = !gort__check_error(c, n->pos, "%s repeated on left side of :=", n->name);
        } else if (alt) {
            n->obj = alt;
            if (alt->kind == OBJ_VAR)
                v = alt;
            else
                failed = !gort__check_error(c, n->pos, "cannot assign to %s", n->name);
        } else {
            v = gort__check_fresh_local(c, n, s, &fresh);
            if (s->list.n == s->list2.n) v->init = s->list2.at[i];
        }
        if (!v) v = gort__check_new_local(c, "_", n->pos);
        GORT__LIST_PUSH(c->u, &vars, v);
    }
    gort__check_init_vars(c, &vars, &s->list2, NULL);
    for (int i = 0; i < s->list.n; i++)
        if (s->list.at[i]->kind == N_NAME) s->list.at[i]->type = vars.at[i]->type;
    gort__check_run_later(c, top);
    if (fresh.n == 0 && !failed) {
        gort__check_error(c, s->pos, "no new variables on left side of :=");
        return;
    }
    for (int i = 0; i < fresh.n; i++)
        gort__check_declare(c, c->env.scope, fresh.at[i]);
}
