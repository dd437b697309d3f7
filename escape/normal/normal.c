/* normal.c - after check: statements and declarations are brought into the form that ast.h
 * promises to the later passes.
 *
 * One walk over every function in Go's own order of looking at things; it numbers function
 * literals, lists captured variables and gives implicit conversions their positions
 * (normal_expr.c, normal_internal.h). Runs only on packages without errors.
 */
#include "normal_internal.h"

#include <stdlib.h>

static void stmt(normaliser *w, node *s);

static void stmts(normaliser *w, nodes *l)
{
    for (int i = 0; i < l->n; i++)
        stmt(w, l->at[i]);
}

static void assign(normaliser *w, node *s)
{
    gort__normal_list(w, &s->list2);
    if (s->define) {
        for (int i = 0; i < s->list.n; i++) {
            node *n = s->list.at[i];
            if (n->obj)
                n->type = n->obj->type->canon;
            else if (n->type)
                n->type = n->type->canon;
        }
    } else {
        gort__normal_list(w, &s->list);
        s->end = w->cur; /* where a call's results are converted */
    }
    if (s->op || s->list.n != s->list2.n) return;
    for (int i = 0; i < s->list.n; i++)
        if (!gort__is_blank(s->list.at[i]))
            s->list2.at[i] = gort__normal_convert(w, s->list2.at[i], s->list.at[i]->type);
}

static void var_stmt(normaliser *w, node *s)
{
    if (w->func) w->cur = s->pos;
    gort__normal_list(w, &s->list2);
    for (int i = 0; i < s->list.n; i++) {
        node *n = s->list.at[i];
        if (n->obj) n->type = n->obj->type = n->obj->type->canon;
        if (s->list2.n == s->list.n && n->obj)
            s->list2.at[i] = gort__normal_convert(w, s->list2.at[i], n->obj->type);
    }
}

static void switch_stmt(normaliser *w, node *s)
{
    stmt(w, s->init);
    s->cond = gort__normal_expr(w, s->cond);
    s->a = gort__normal_expr(w, s->a);
    for (int i = 0; i < s->list.n; i++) {
        node *k = s->list.at[i];
        stmt(w, k->init); /* of select */
        gort__normal_list(w, &k->list);
        stmts(w, &k->body);
    }
}

static void range_stmt(normaliser *w, node *s)
{
    if (!s->define) {
        s->key = gort__normal_expr(w, s->key);
        s->value = gort__normal_expr(w, s->value);
    } else {
        node *names[2] = {s->key, s->value};
        for (int i = 0; i < 2; i++)
            if (names[i] && names[i]->type) names[i]->type = names[i]->type->canon;
    }
    s->a = gort__normal_expr(w, s->a);
    stmts(w, &s->body);
}

static void return_stmt(normaliser *w, node *s)
{
    gort__normal_list(w, &s->list);
    objects *r = &w->func->results;
    if (s->list.n != r->n) return;
    position last = w->cur;
    for (int i = 0; i < r->n; i++) {
        gort__normal_at_value(w, s->list.at[i]);
        s->list.at[i] = gort__normal_convert(w, s->list.at[i], r->at[i]->type);
    }
    w->cur = last;
}

static void stmt(normaliser *w, node *s)
{
    if (!s) return;
    switch ((int)s->kind) {
    case S_EXPR:
    case S_INCDEC:
    case S_GO:
    case S_DEFER: s->a = gort__normal_expr(w, s->a); break;
    case S_SEND:
        s->a = gort__normal_expr(w, s->a);
        s->b = gort__normal_expr(w, s->b);
        s->b = gort__normal_convert(w, s->b, gort__ty_under(s->a->type)->elem);
        break;
    case S_ASSIGN: assign(w, s); break;
    case S_VAR: var_stmt(w, s); break;
    case S_BLOCK: stmts(w, &s->list); break;
    case S_IF:
    case S_FOR:
        stmt(w, s->init);
        s->cond = gort__normal_expr(w, s->cond);
        stmt(w, s->post);
        stmts(w, &s->body);
        stmt(w, s->els);
        break;
    case S_RANGE: range_stmt(w, s); break;
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT: switch_stmt(w, s); break;
    case S_LABELED: stmts(w, &s->body); break;
    case S_RETURN: return_stmt(w, s); break;
    default: break;
    }
}

void gort__normal_body(normaliser *w, function *f)
{
    function *outer = w->func;
    w->func = f;
    f->type = f->type->canon;
    for (int i = 0; i < f->dcl.n; i++)
        f->dcl.at[i]->type = f->dcl.at[i]->type->canon;
    stmts(w, &f->body);
    w->func = outer;
}

/* ---- Package variables */

static bool normal_is_static(const node *n);

static bool static_list(const nodes *l)
{
    for (int i = 0; i < l->n; i++)
        if (!normal_is_static(gort__element(l->at[i]))) return false;
    return true;
}

/* Does the initialiser need no code? */
static bool normal_is_static(const node *n)
{
    if (!n || n->val) return true;
    ty *t = n->type ? gort__ty_under(n->type) : NULL;
    switch ((int)n->kind) {
    case N_PAREN: return normal_is_static(n->a);
    case N_NIL: return true;
    case N_NAME:
    case N_SELECTOR: return gort__named_function(n);
    case N_FUNCLIT: return n->func->ncaptures == 0;
    case N_COMPLIT: return t && t->kind != TY_MAP && static_list(&n->list);
    case N_ADDR: {
        const node *a = gort__unparen(n->a);
        return a->kind == N_COMPLIT ? normal_is_static(a) : gort__variable(a) != NULL;
    }
    case N_CONV:
        if (!normal_is_static(n->a) || !t || !n->a->type) return false;
        if (t->kind == TY_INTERFACE) /* constants, and what fits the word itself */
            return n->a->val ? true : gort__ty_is_direct(n->a->type) || n->a->kind == N_NIL;
        return gort__ty_identical(t, gort__ty_under(n->a->type));
    default: return false;
    }
}

/* In the order of declaration: literals are numbered so, whatever the order of initialisation. */
static void package_vars(normaliser *w)
{
    package *pkg = w->u->pkg;
    for (int i = 0; i < w->u->pkg->decls.n; i++) {
        node *s = w->u->pkg->decls.at[i];
        if (s->kind != S_VAR) continue;
        var_stmt(w, s);
        for (int k = 0; k < s->list.n && s->list2.n == s->list.n; k++)
            s->list.at[k]->obj->init = s->list2.at[k];
    }
    for (int i = 0; i < pkg->nvars; i++) {
        package_var *v = pkg->vars[i];
        node *s = v->stmt;
        if (s->list2.n == 1 && s->list.n == 1) /* one of a split declaration */
            s->list2.at[0] = s->list.at[0]->obj->init;
        v->static_init = s->list2.n == s->list.n && static_list(&s->list2);
        for (int k = 0; k < v->vars.n && s->list2.n == s->list.n; k++)
            v->vars.at[k]->init = s->list2.at[k];
    }
}

static int by_position(const void *a, const void *b)
{
    return gort__compare_pos((*(ty *const *)a)->obj->pos, (*(ty *const *)b)->obj->pos);
}

/* Packages that are checked later see the spelling. */
static void canonical(object *o)
{
    o->spelled = o->type;
    o->type = o->type->canon;
}

void gort__normalise(unit *u)
{
    normaliser w = {.u = u};
    package *pkg = u->pkg;
    for (int i = 0; i < pkg->globals.n; i++)
        canonical(pkg->globals.at[i]);
    for (int i = 0; i < pkg->ntypes; i++) {
        ty *t = pkg->types[i];
        gort__ty_complete(t, true);
        for (int k = 0; k < t->ndeclared; k++)
            if (t->declared[k].type) t->declared[k].type = t->declared[k].type->canon;
    }
    gort__ty_changed(u);
    if (pkg->ntypes > 1) qsort(pkg->types, (size_t)pkg->ntypes, sizeof *pkg->types, by_position);
    for (int i = 0; i < pkg->funcs.n; i++) {
        function *f = pkg->funcs.at[i];
        canonical(f->obj);
        gort__normal_body(&w, f);
    }
    package_vars(&w);
    for (int i = 0; i < pkg->funcs.n; i++)
        pkg->funcs.at[i]->flow = NULL;
}
