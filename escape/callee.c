/* callee.c - which function a call runs, where that can be seen.
 *
 * A local variable that has an initialiser, is never assigned again and whose address is never
 * taken stands for its initialiser, in the function that declares it (not in literals inside of
 * it). So f := func() {...}; f() is a call of that literal, and with i := I(T{}) the call i.M() is
 * one of T.M: it is analysed as such ("devirtualizing i.M to T"). The emitted code may still call
 * through the variable; it reaches the same function.
 *
 * gort counts a variable that a range statement assigns as assigned again. go1.19 does not, and so
 * takes the wrong callee there; since gort executes the placement, it cannot follow that.
 *
 * One thread. To see more callees, open callee_static_value.
 */
#include "flow_ast.h"

/* ---- variables that change */

static void callee_mark(gort__node *lhs)
{
    lhs = gort__unparen(lhs);
    if (lhs && lhs->kind == N_NAME && gort__is_local(lhs->obj)) lhs->obj->reassigned = true;
}

static void callee_mark_address(gort__node *n)
{
    for (;;) {
        n = gort__unparen(n);
        if (n->kind == N_SELECTOR && n->sel == SEL_FIELD && !n->sel_ptr)
            n = n->a;
        else if (n->kind == N_INDEX && n->a->type && n->a->type->kind == TY_ARRAY)
            n = n->a;
        else
            break;
    }
    if (n->kind == N_NAME && gort__is_local(n->obj)) n->obj->addrtaken = true;
}

static bool callee_visit_assigned(void *ctx, gort__node *n)
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
    case N_ADDR: callee_mark_address(n->a); break;
    case N_FUNCLIT: gort__live_visit_list(&n->func->body, callee_visit_assigned, ctx); break;
    default: break;
    }
    return true;
}

void gort__callee_prepare(gort__unit *u, gort__esc_func **roots, int n)
{
    for (int i = 0; i < n; i++)
        gort__live_visit_func(u, roots[i], callee_visit_assigned, NULL);
}

/* ---- callees */

/* The value that the declaration of o gives to it alone, or NULL. */
static gort__node *callee_initialiser(const gort__obj *o)
{
    const gort__node *d = o->decl;
    if (!d || (d->kind != S_VAR && d->kind != S_ASSIGN) || d->list.n != d->list2.n) return NULL;
    for (int i = 0; i < d->list.n; i++)
        if (d->list.at[i]->obj == o) return d->list2.at[i];
    return NULL;
}

static gort__node *callee_static_value(const gort__func *cur, gort__node *n)
{
    for (;;) {
        n = gort__unparen(n);
        if (gort__conv_is_nop(n)) {
            n = n->a;
            continue;
        }
        gort__obj *o = n->kind == N_NAME ? n->obj : NULL;
        if (!o || o->kind != OBJ_VAR || o->var_class != VAR_LOCAL || o->func != cur ||
            o->reassigned || o->addrtaken)
            return n;
        gort__node *init = callee_initialiser(o);
        if (!init) return n;
        n = init;
    }
}

gort__callee gort__callee_of(const gort__func *cur, gort__node *e)
{
    gort__callee r = {0};
    gort__node *n = callee_static_value(cur, e);
    if (n->kind == N_FUNCLIT) {
        r.func = n->func;
    } else if (n->kind == N_NAME && n->obj && n->obj->kind == OBJ_FUNC) {
        r.func = n->obj->func;
        r.pkgfunc = n->obj->pkgfunc;
    } else if (n->kind == N_SELECTOR && n->sel == SEL_PACKAGE && n->obj) {
        r.func = n->obj->func;
        r.pkgfunc = n->obj->pkgfunc;
    } else if (n->kind == N_SELECTOR && n->sel == SEL_METHODEXPR && n->func) {
        r.func = n->func;
        r.is_method = true;
    }
    return r;
}

gort__func *gort__callee_devirtual(gort__unit *u, const gort__func *cur, gort__node *call,
                                   gort__ty **type, gort__lookup *path)
{
    *type = NULL;
    if (call->call_kind != CALL_INTERFACE) return NULL;
    gort__node *sel = gort__unparen(call->a);
    gort__node *value = callee_static_value(cur, sel->a);
    if (value->kind != N_CONV || !value->type || !gort__ty_is_interface(value->type) ||
        gort__ty_is_interface(value->a->type))
        return NULL;
    if (!gort__ty_lookup(u, value->a->type, sel->name, path) || !path->method) return NULL;
    *type = value->a->type;
    return path->method->func;
}
