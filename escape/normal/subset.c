/* subset.c - what type-checks but the later passes cannot translate yet.
 *
 * Runs after normal.c on packages without errors; every construct of a function is reported, at its
 * own position.
 */
#include "../check/check_internal.h"
#include "normal.h"
#include "tree.h"

static void walk(void *u, node *n);

static void walk_list(unit *u, nodes *l)
{
    for (int i = 0; i < l->n; i++)
        walk(u, l->at[i]);
}

static void refuse(unit *u, position pos, const char *what)
{
    gort__error(u, pos, "%s not supported yet", what);
}

static bool has_complex(ty *t)
{
    return t && (t->kind == TY_COMPLEX64 || t->kind == TY_COMPLEX128);
}

/* _ = constant: nothing to do, whatever it is. */
static bool discards_constant(const node *s)
{
    if (s->kind != S_ASSIGN || s->define || s->op || s->list.n != s->list2.n) return false;
    for (int i = 0; i < s->list.n; i++)
        if (!gort__is_blank(s->list.at[i]) || !s->list2.at[i]->val) return false;
    return true;
}

static void check_node(unit *u, const node *n)
{
    if (n->kind < S_EMPTY && has_complex(n->type)) refuse(u, n->pos, "complex numbers are");
}

static void walk(void *ctx, node *n)
{
    unit *u = ctx;
    if (!n || u->too_many_errors || discards_constant(n)) return;
    if (n->kind < S_EMPTY && n->val && !has_complex(n->type)) return; /* nothing below is run */
    check_node(u, n);
    gort__node_each(n, walk, u);
    if (n->func && (n->kind == N_FUNCLIT || (int)n->kind == D_FUNC)) walk_list(u, &n->func->body);
}

/* What no C compiler or machine has room for. */
static void check_sizes(unit *u)
{
    enum { SYMBOL_MAX = 2000000000 };
    for (int i = 0; i < u->pkg->globals.n; i++) {
        object *o = u->pkg->globals.at[i];
        int64_t size_bytes = gort__ty_size(u, o->type);
        if (size_bytes > SYMBOL_MAX)
            gort__error(u, o->pos, "%s: symbol too large (%lld bytes > %d bytes)",
                        gort__symbol(u, o->pkg, o->name), (long long)size_bytes, SYMBOL_MAX);
    }
    functions *lists[2] = {&u->pkg->funcs, &u->pkg->literals};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < lists[k]->n; i++)
            for (int d = 0; d < lists[k]->at[i]->dcl.n; d++) {
                object *o = lists[k]->at[i]->dcl.at[d];
                if (gort__ty_size(u, o->type) >= (int64_t)1 << 47)
                    gort__error(u, o->pos, "type %s larger than address space",
                                gort__ty_string(u, o->type));
            }
}

/* What Go leaves to its linker. */
static void check_linkage(unit *u)
{
    for (int i = 0; i < u->pkg->funcs.n; i++) {
        const function *f = u->pkg->funcs.at[i];
        if (f->has_body) continue;
        if (!u->pkg->shipped)
            gort__error(u, f->pos, "missing function body");
        else if (f->recv)
            gort__error(u, f->pos, "a method cannot be a C function");
    }
    if (u->pkg == u->program.main && !u->pkg->main)
        gort__error(u, (position){0}, "function main is undeclared in the main package");
}

bool gort__subset_check(unit *u)
{
    const int others = u->ndiags;
    check_linkage(u);
    check_sizes(u);
    walk_list(u, &u->pkg->decls);
    return u->ndiags == others;
}
