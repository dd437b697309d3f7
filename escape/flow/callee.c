/* callee.c - which function a call runs, where that can be seen.
 *
 * A local variable that has an initialiser, is never assigned again and whose address is never
 * taken stands for its initialiser, in the function that declares it (not in literals inside of
 * it). So f := func() {...}; f() is a call of that literal, and with i := I(T{}) the call i.M() is
 * one of T.M: the tree is changed to i.(T).M() ("devirtualizing i.M to T").
 *
 * gort counts a variable that a range statement assigns as assigned again. go1.19 does not, and so
 * takes the wrong callee there; since gort executes the placement, it cannot follow that.
 *
 * One thread. To see more callees, open callee_static_value.
 */
#include "../normal/normal.h"
#include "flow_ast.h"

/* ---- variables that change */

static void callee_mark(node *lhs)
{
    lhs = gort__unparen(lhs);
    if (lhs && lhs->kind == N_NAME && gort__is_local(lhs->obj)) lhs->obj->reassigned = true;
}

static bool callee_visit_assigned(void *ctx, node *n)
{
    switch (n->kind) {
    case S_ASSIGN:
        for (int i = 0; i < n->list.n; i++)
            if (!n->list.at[i]->is_new) callee_mark(n->list.at[i]);
        break;
    case S_INCDEC: callee_mark(n->a); break;
    case S_RANGE:
        if (!n->define) {
            callee_mark(n->key);
            callee_mark(n->value);
        }
        break;
    case N_FUNCLIT: gort__live_visit_list(&n->func->body, callee_visit_assigned, ctx); break;
    default: break;
    }
    return true;
}

/* ---- callees */

/* The value that the declaration of o gives to it alone, or NULL. */
static node *callee_initialiser(const object *o)
{
    const node *d = o->decl;
    if (!d || (d->kind != S_VAR && d->kind != S_ASSIGN) || d->list.n != d->list2.n) return NULL;
    for (int i = 0; i < d->list.n; i++)
        if (d->list.at[i]->obj == o) return d->list2.at[i];
    return NULL;
}

static node *callee_static_value(const function *cur, node *n)
{
    for (;;) {
        n = gort__unparen(n);
        if (gort__conv_is_nop(n)) {
            n = n->a;
            continue;
        }
        const object *o = gort__variable(n);
        if (!o || o->var_class != VAR_LOCAL || o->func != cur || o->reassigned || o->addrtaken)
            return n;
        node *init = callee_initialiser(o);
        if (!init) return n;
        n = init;
    }
}

known_callee gort__callee_of(const function *cur, node *e)
{
    const node *n = callee_static_value(cur, e);
    const bool method = n->kind == N_SELECTOR && n->sel == SEL_METHODEXPR;
    const bool own = method || n->kind == N_FUNCLIT;
    return (known_callee){own ? n->func : gort__named_function(n), method};
}

/* ---- devirtualisation */

/* The x.(T) in the receiver of a call that was turned into x.(T).M(), or NULL. */
node *gort__callee_assertion(node *receiver)
{
    while (receiver && receiver->implicit && receiver->kind != N_TYPEASSERT)
        receiver = receiver->a;
    return receiver && receiver->implicit ? receiver : NULL;
}

/* i.M() with i known to hold a T is turned into i.(T).M(), in the tree: the emitter then calls the
 * method directly. False if T has no such method. */
static bool callee_direct(unit *u, node *call, node *sel, ty *t)
{
    member_lookup path;
    if (!gort__ty_lookup(u, t, sel->name, u->pkg, &path) || !path.method) return false;
    node *x = gort__implicit(u, N_TYPEASSERT, sel->pos, sel->a, t);
    x->b = gort__node_new(u, N_NAME, sel->pos);
    x->b->is_type = true;
    x->b->type = t;
    x->b->obj = t->obj;
    x->b->name = t->obj ? t->obj->name : NULL;
    gort__normal_method(u, sel, x, &path);
    if (sel->sel == SEL_IMETHOD) return true; /* of an embedded interface */
    call->call_kind = CALL_METHOD;
    call->func = sel->func;
    return true;
}

typedef struct callee_walk {
    unit *u;
    const function *func;
} callee_walk;

static bool callee_visit_call(void *ctx, node *n)
{
    callee_walk *w = ctx;
    if (n->kind != N_CALL || n->call_kind != CALL_INTERFACE) return true;
    node *sel = gort__unparen(n->a);
    node *value = callee_static_value(w->func, sel->a);
    if (value->kind != N_CONV || !value->type || !gort__ty_is_interface(value->type) ||
        gort__ty_is_interface(value->a->type))
        return true;
    const char *text = NULL;
    if (w->u->opt_m && n->name) text = gort__strf(w->u, "%s.%s", n->name, sel->name);
    if (w->u->opt_m && !text) text = gort__expr_string(w->u, sel);
    ty *t = value->a->type;
    if (callee_direct(w->u, n, sel, t)) gort__report_devirtual(w->u, n, text, t);
    return true;
}

void gort__callee_prepare(unit *u, escape_function **roots, int n, const functions *order)
{
    for (int i = 0; i < n; i++)
        gort__live_visit_func(u, roots[i], callee_visit_assigned, NULL);
    for (int i = 0; i < order->n; i++) {
        callee_walk w = {u, order->at[i]};
        gort__live_visit_func(u, order->at[i]->flow, callee_visit_call, &w);
    }
}
