/* check_size.c - types larger than the address space, and channels of elements that are too large:
 * what Go's compiler finds when it lays types out, after everything else was right.
 *
 * A type is looked at once, at the place where the compiler first needs its size: declared types
 * first, then the other declarations, then the bodies of functions. A message stands at the node
 * that was reached last, which for a parameter is the declaration before the function. What is too
 * large counts as empty. Runs before types become canonical, since messages spell them as written.
 */
#include "check_internal.h"

enum { MAX_CHAN_BYTES = 1 << 16 };
static const int64_t max_bytes = (int64_t)1 << 50;

typedef struct sizes {
    unit *u;
    position cur;
} sizes;

static void size_type(sizes *w, ty *t);

static void size_parts(sizes *w, ty *t)
{
    if (t->elem) size_type(w, t->elem);
    if (t->key) size_type(w, t->key);
    for (int i = 0; i < t->nfields; i++)
        size_type(w, t->fields[i].type);
    for (int i = 0; i < t->nparams + t->nresults; i++)
        size_type(w, t->params[i]);
    for (int i = 0; i < t->nmethods && t->kind == TY_INTERFACE; i++)
        if (t->methods[i].type) size_type(w, t->methods[i].type);
}

static void too_large(sizes *w, ty *t, const char *what)
{
    gort__error(w->u, w->cur, "type %s %s", gort__ty_string(w->u, t), what);
    t->laid_out = true;
    t->size_bytes = 0;
    t->align = 1;
}

static void size_type(sizes *w, ty *t)
{
    ty *canon = t->canon ? t->canon : t;
    if (canon->size_checked) return;
    canon->size_checked = true;
    ty *v = gort__ty_under(t);
    if (v != t) {
        size_type(w, v);
        return;
    }
    size_parts(w, t);
    if (t->kind == TY_ARRAY) {
        int64_t elem_bytes = gort__ty_size(w->u, t->elem);
        if (elem_bytes && t->len > (max_bytes - 1) / elem_bytes)
            too_large(w, t, "larger than address space");
    } else if (t->kind == TY_STRUCT) {
        if (gort__ty_size(w->u, t) >= max_bytes) too_large(w, t, "too large");
    } else if (t->kind == TY_CHAN && gort__ty_size(w->u, t->elem) >= MAX_CHAN_BYTES) {
        gort__error(w->u, w->cur, "channel element type too large (>64kB)");
    }
}

static void size_at(sizes *w, const node *n)
{
    ty *t = n->obj && n->obj->kind == OBJ_VAR ? n->obj->type : n->type;
    w->cur = n->pos;
    if (t && t->kind != TY_TUPLE) size_type(w, t);
}

static void size_node(void *ctx, node *n);

static void size_list(sizes *w, const nodes *l)
{
    for (int i = 0; i < l->n; i++)
        size_node(w, l->at[i]);
}

static void size_node(void *ctx, node *n)
{
    sizes *w = ctx;
    if (!n || n->is_type || w->u->too_many_errors) return;
    if (n->kind == S_VAR) {
        for (int i = 0; i < n->list.n; i++)
            size_at(w, n->list.at[i]);
        size_list(w, &n->list2);
        return;
    }
    if (n->kind == S_ASSIGN) {
        size_list(w, &n->list2);
        size_list(w, &n->list);
        return;
    }
    if ((int)n->kind == D_TYPE) {
        w->cur = n->pos;
        if (n->obj && n->obj->type) size_type(w, n->obj->type);
        return;
    }
    if (n->kind < S_EMPTY) size_at(w, n);
    gort__node_each(n, size_node, w);
    if (n->kind == N_FUNCLIT) size_list(w, &n->func->body);
}

void gort__check_sizes(unit *u)
{
    sizes w = {.u = u};
    for (int types = 1; types >= 0; types--)
        for (int i = 0; i < u->pkg->decls.n; i++) {
            node *d = u->pkg->decls.at[i];
            if (((int)d->kind == D_TYPE) != types) continue;
            if ((int)d->kind != D_FUNC)
                size_node(&w, d);
            else if (d->func && d->func->type)
                size_type(&w, d->func->type);
        }
    for (int i = 0; i < u->pkg->funcs.n; i++)
        size_list(&w, &u->pkg->funcs.at[i]->body);
}
