/* check_decl.c - one declaration: package-level objects on demand, local ones as they come.
 *
 * gort__check_object resolves an object the first time something mentions it. An object met again
 * while it is being resolved closes a cycle: fine among types (they are made before their parts)
 * and reported otherwise, except for cycles of values only, which check_order.c reports.
 */
#include "check_internal.h"

void gort__check_arity(checker *c, nodes *names, nodes *inits, bool is_const)
{
    int l = names->n, r = inits->n;
    if (l < r)
        gort__check_error_at(c, inits->at[l], "extra init expr %s", TEXT_EXPR(c, inits->at[l]));
    else if (l > r && (is_const || r != 1))
        gort__check_error(c, names->at[r]->pos, "missing init expr for %s", names->at[r]->name);
}

/* The values are those of an earlier spec: copies that kept their positions. */
static bool is_inherited(const node *d)
{
    const node *v = d->list2.n ? d->list2.at[0] : NULL;
    return v && gort__compare_pos(v->pos, d->pos) < 0;
}

void gort__check_const_arity(checker *c, node *d)
{
    if (d->list2.n > d->list.n && is_inherited(d))
        gort__check_error(c, d->pos, "extra init expr at %s",
                          gort__pos_text(c->u, d->list2.at[d->list.n]->pos));
    else
        gort__check_arity(c, &d->list, &d->list2, true);
}

/* ---- Constants */

static void const_decl(checker *c, object *o, node *d, node *init)
{
    const check_env saved = c->env;
    ty *invalid = gort__ty_basic(c->u, TY_INVALID);
    c->env.iota = gort__const_int(c->u, o->iota_value);
    value_operand x = {.type = invalid};
    if (d->a) {
        ty *t = gort__check_type(c, d->a);
        const bool good = gort__ty_is(t, TY_CONSTANTS);
        if (!good && gort__ty_under(t)->kind != TY_INVALID)
            gort__check_error_at(c, d->a, "invalid constant type %s", TEXT_TYPE(c, t));
        if (!good) init = NULL;
        o->type = good ? t : invalid;
    }
    if (init && is_inherited(d)) c->env.error_pos = o->pos;
    if (init) gort__check_expr(c, &x, init);
    if (x.mode != MODE_INVALID && x.mode != MODE_CONST) {
        gort__check_error_at(c, init, "%s is not constant", TEXT_OPERAND(c, &x));
        x.mode = MODE_INVALID;
    }
    if (x.mode == MODE_CONST) {
        if (!o->type) o->type = x.type;
        gort__check_assignment(c, &x, o->type, "constant declaration");
    }
    if (x.mode == MODE_CONST && x.val)
        o->val = x.val;
    else if (!o->type)
        o->type = invalid;
    c->env = saved;
}

/* ---- Variables */

static void var_decl(checker *c, object *o, objects *lhs, node *type, node *init)
{
    ty *invalid = gort__ty_basic(c->u, TY_INVALID);
    if (type) o->type = gort__check_var_type(c, type);
    if (!init) {
        if (!type) o->type = invalid;
    } else if (!lhs) {
        value_operand x;
        gort__check_expr(c, &x, init);
        gort__check_init_var(c, o, &x, "variable declaration");
    } else {
        nodes rhs = {&init, 1, 1};
        for (int i = 0; type && i < lhs->n; i++)
            lhs->at[i]->type = o->type;
        gort__check_init_vars(c, lhs, &rhs, NULL);
    }
    if (gort__is_typed_invalid(o->type)) o->used = true;
    for (int i = 0; lhs && i < lhs->n; i++)
        if (gort__is_typed_invalid(lhs->at[i]->type)) lhs->at[i]->used = true;
}

void gort__check_var_stmt(checker *c, node *s)
{
    int top = c->later.n;
    objects vars = {0};
    for (int i = 0; i < s->list.n; i++) {
        node *n = s->list.at[i];
        object *o = gort__check_new_local(c, n->name, n->pos);
        o->decl = s;
        o->init = s->list.n == s->list2.n ? s->list2.at[i] : NULL;
        n->is_new = true;
        n->obj = o;
        GORT__LIST_PUSH(c->u, &vars, o);
    }
    const bool together = s->list2.n == 1 && vars.n > 1;
    for (int i = 0; i < (together ? 1 : vars.n); i++)
        var_decl(c, vars.at[i], together ? &vars : NULL, s->a,
                 i < s->list2.n ? s->list2.at[i] : NULL);
    if (!s->a || s->list2.n) gort__check_arity(c, &s->list, &s->list2, false);
    gort__check_run_later(c, top);
    for (int i = 0; i < vars.n; i++) {
        s->list.at[i]->type = vars.at[i]->type;
        gort__check_declare(c, c->env.scope, vars.at[i]);
    }
}

void gort__check_decl_stmt(checker *c, node *s)
{
    for (int i = 0; i < s->list.n; i++) {
        node *d = s->list.at[i];
        int top = c->later.n;
        if ((int)d->kind == D_CONST) {
            objects objs = {0};
            for (int k = 0; k < d->list.n; k++) {
                object *o = gort__check_new_const(c, d, d->list.at[k]);
                GORT__LIST_PUSH(c->u, &objs, o);
                const_decl(c, o, d, k < d->list2.n ? d->list2.at[k] : NULL);
            }
            gort__check_const_arity(c, d);
            gort__check_run_later(c, top);
            for (int k = 0; k < objs.n; k++)
                gort__check_declare(c, c->env.scope, objs.at[k]);
        } else {
            object *o = d->obj = gort__check_new_obj(c, OBJ_TYPE, d->name, d->pos);
            declaration *decl = gort__alloc(c->u, sizeof *decl);
            decl->node = d;
            decl->local = true;
            o->check = decl;
            o->func = c->env.func;
            o->state = STATE_BUSY;
            gort__check_declare(c, c->env.scope, o);
            GORT__LIST_PUSH(c->u, &c->path, o);
            gort__check_type_decl(c, o, d);
            c->path.n--;
            o->state = STATE_DONE;
            gort__check_run_later(c, top);
        }
    }
}

/* ---- Functions */

static void check_receiver(checker *c, void *what)
{
    object *recv = what;
    ty *t = recv->type, *base = gort__ty_base(t);
    const char *bs = TEXT_TYPE(c, base);
    if (gort__is_typed_invalid(base)) return;
    if (base->is_named && base->obj->pkg == c->u->pkg) {
        if (gort__ty_is(base, TY_BIT(TY_PTR) | TY_BIT(TY_INTERFACE)))
            gort__check_error(c, recv->pos, "invalid receiver type %s (pointer or interface type)",
                              bs);
    } else if (gort__has_name(base)) {
        gort__check_error(c, recv->pos, "cannot define new methods on non-local type %s", bs);
    } else {
        gort__check_error(c, recv->pos, "invalid receiver type %s", TEXT_TYPE(c, t));
    }
}

static void func_decl(checker *c, object *o, declaration *d)
{
    function *f = o->func;
    node *n = d->node;
    name_scope *s = gort__scope_new(c->u, c->env.scope);
    o->type = gort__ty_func(c->u, NULL, 0, 0, NULL, false); /* ends cycles */
    o->type = f->type = gort__check_func_type(c, n->b, n->a, f, s);
    c->env.decl = d; /* what the body mentions */
    f->flow = s;     /* until the body is checked */
    if (f->recv) {
        const ty *t = f->recv->type;
        while (gort__ty_pointee(t))
            t = t->elem;
        const int k = d->method_number;
        if (k < t->ndeclared && t->declared[k].func == f) t->declared[k].type = f->type;
        gort__check_later(c, check_receiver, f->recv);
    }
    if (f->has_body) gort__check_later(c, gort__check_func_body, f);
}

void gort__check_func_body(checker *c, void *what)
{
    function *f = what;
    check_env saved = c->env;
    int top = c->later.n;
    c->env.scope = f->flow;
    f->flow = NULL;
    c->env.func = f;
    c->env.has_call = false;
    gort__check_stmts(c, &f->body);
    if (f->results.n > 0 && !gort__check_terminates(&f->body))
        gort__check_error(c, f->end, "missing return");
    gort__check_usage(c, c->env.scope);
    gort__check_run_later(c, top);
    c->env = saved;
}

/* ---- Any object */

/* Whether meeting o again while it is resolved is all right; reports if not. */
static bool valid_cycle(checker *c, object *o)
{
    int start = c->path.n - 1, nval = 0, ndef = 0;
    while (start > 0 && c->path.at[start] != o)
        start--;
    int n = c->path.n - start;
    for (int i = start; i < c->path.n; i++) {
        object *p = c->path.at[i];
        declaration *d = p->check;
        if (p->kind == OBJ_CONST || p->kind == OBJ_VAR)
            nval++;
        else if (p->kind == OBJ_TYPE && d && !d->node->define)
            ndef++;
    }
    if (nval == n || (nval == 0 && ndef > 0)) return true;
    gort__check_cycle_error(c, c->path.at + start, n);
    return false;
}

void gort__check_object(checker *c, object *o)
{
    enum { MAX_NESTED_DECLS = 12000 }; /* some kilobytes of stack each */
    declaration *d = o->check;
    ty *invalid = gort__ty_basic(c->u, TY_INVALID);
    if (!d || o->state == STATE_DONE) return;
    if (o->state == STATE_BUSY) {
        if (o->kind == OBJ_FUNC) return;
        if (!valid_cycle(c, o) || !o->type) o->type = invalid;
        return;
    }
    if (c->path.n > MAX_NESTED_DECLS) {
        gort__check_error(c, o->pos, "declarations nested too deeply");
        o->type = invalid;
        o->state = STATE_DONE;
        return;
    }
    o->state = STATE_BUSY;
    GORT__LIST_PUSH(c->u, &c->path, o);
    check_env saved = c->env;
    c->env = (check_env){.scope = d->file};
    switch ((object_kind)o->kind) {
    case OBJ_CONST:
        c->env.decl = d;
        const_decl(c, o, d->node, d->init);
        break;
    case OBJ_VAR:
        c->env.decl = d;
        var_decl(c, o, d->lhs.n > 1 ? &d->lhs : NULL, d->type, d->init);
        for (int i = 0; i < d->lhs.n; i++)
            d->lhs.at[i]->state = STATE_DONE;
        break;
    case OBJ_TYPE: gort__check_type_decl(c, o, d->node); break;
    case OBJ_FUNC: func_decl(c, o, d); break;
    default: break;
    }
    c->env = saved;
    c->path.n--;
    o->state = STATE_DONE;
    if (!o->type) o->type = invalid;
}
