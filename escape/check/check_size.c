/* check_size.c - types larger than the address space, and channels of elements that are too large:
 * what Go's compiler finds when it lays types out, after everything else was right.
 *
 * A type is looked at once, and an array type at each place where it is written: declared types
 * first, then the other declarations, then the bodies of functions. A message stands at the node
 * that was reached last: the last declaration of a type, and for a parameter the declaration before
 * the function. What is too large counts as empty. Runs before types become canonical, since
 * messages spell them as written.
 */
#include "check_internal.h"

enum { MAX_CHAN_BYTES = 1 << 16 };
static const int64_t max_bytes = (int64_t)1 << 50;

typedef struct sizes {
    unit *u;
    position cur;
    bool stopped; /* a part of a struct or parameter is too large: Go's compiler gives up */
} sizes;

static void size_type(sizes *w, ty *t);

static bool is_large_array(sizes *w, const ty *t)
{
    const int64_t elem_bytes = gort__ty_size(w->u, t->elem);
    return elem_bytes && t->len > (max_bytes - 1) / elem_bytes;
}

/* What is found holds whatever was said before: a type that is too large becomes an empty one. */
static bool holds_large_array(sizes *w, ty *t)
{
    t = gort__ty_under(t);
    if (t->no_large_array) return false;
    if (t->kind == TY_ARRAY && (is_large_array(w, t) || holds_large_array(w, t->elem))) return true;
    for (int i = 0; t->kind == TY_STRUCT && i < t->nfields; i++)
        if (holds_large_array(w, t->fields[i].type)) return true;
    t->no_large_array = true;
    return false;
}

static void size_methods(sizes *w, ty_methods *m)
{
    if (!m || m->size_checked) return;
    m->size_checked = true;
    size_methods(w, m->before);
    size_type(w, m->m.type);
    size_methods(w, m->behind);
}

static void size_parts(sizes *w, ty *t)
{
    if (t->elem) size_type(w, t->elem);
    if (t->key) size_type(w, t->key);
    for (int i = 0; i < t->nfields; i++) {
        size_type(w, t->fields[i].type);
        w->stopped |= holds_large_array(w, t->fields[i].type);
    }
    for (int i = 0; i < t->nparams + t->nresults; i++) {
        size_type(w, t->params[i]);
        w->stopped |= holds_large_array(w, t->params[i]);
    }
    size_methods(w, t->methods);
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
    if (w->stopped) return;
    ty *canon = t->canon ? t->canon : t;
    if (canon->size_checked) return;
    canon->size_checked = true;
    ty *v = gort__ty_under(t);
    if (v != t) { /* at its own declaration, whoever needs its size */
        const position outer = w->cur;
        const bool again = v->canon && v->canon->size_checked;
        if (t->obj->pos.line) w->cur = t->obj->pos;
        size_type(w, v);
        if (again && v->kind == TY_ARRAY && is_large_array(w, v))
            too_large(w, v, "larger than address space");
        w->cur = outer;
        return;
    }
    size_parts(w, t);
    if (t->kind == TY_ARRAY) {
        if (is_large_array(w, t)) too_large(w, t, "larger than address space");
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

/* An array type that is too large is so wherever it is written. */
static void size_written(void *ctx, node *n)
{
    sizes *w = ctx;
    if (n->kind == N_FIELD && n->a) size_written(w, n->a);
    if (w->stopped || !n->is_type || !n->type) return;
    const bool again = n->type->canon && n->type->canon->size_checked;
    gort__node_each(n, size_written, w);
    size_type(w, n->type);
    if (again && n->kind == N_ARRAYTYPE && n->type->kind == TY_ARRAY && is_large_array(w, n->type))
        too_large(w, n->type, "larger than address space");
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
    if (!n || w->stopped || w->u->too_many_errors) return;
    if (n->is_type) {
        size_written(w, n);
        return;
    }
    if (n->kind == S_VAR) {
        w->cur = n->list.at[0]->pos;
        if (n->a) size_written(w, n->a);
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
        if (n->obj && n->obj->func) w->cur = n->pos;
        if (n->a) size_written(w, n->a);
        return;
    }
    if (n->kind < S_EMPTY) size_at(w, n);
    if (n->kind == N_CALL && n->list.n > 0 && n->list.at[0]->is_type) { /* new, make */
        size_written(w, n->list.at[0]);
        w->cur = n->pos;
    }
    gort__node_each(n, size_node, w);
    if (n->kind == N_FUNCLIT) size_list(w, &n->func->body);
}

void gort__check_sizes(unit *u)
{
    sizes w = {.u = u};
    for (int i = 0; i < u->pkg->decls.n; i++)
        if ((int)u->pkg->decls.at[i]->kind == D_TYPE) w.cur = u->pkg->decls.at[i]->pos;
    for (int types = 1; types >= 0; types--)
        for (int i = 0; i < u->pkg->decls.n; i++) {
            node *d = u->pkg->decls.at[i];
            if (((int)d->kind == D_TYPE) != types) continue;
            if ((int)d->kind != D_FUNC)
                size_node(&w, d);
            else if (d->func && d->func->type)
                size_type(&w, d->func->type);
            if (w.stopped) return;
        }
    for (int i = 0; i < u->pkg->funcs.n; i++)
        size_list(&w, &u->pkg->funcs.at[i]->body);
}
