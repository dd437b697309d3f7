/* types_lookup.c - fields and methods by name, through embedding, and who implements what.
 *
 * The search goes breadth first through embedded fields, one depth at a time; a name found twice
 * at the shallowest depth is ambiguous. A path is a list of field indices; for a concrete method
 * or an interface's it leads to the value that has the method.
 *
 * Method types are resolved lazily while check runs: whoever reads one calls resolve first.
 */
#include "../base/token.h"
#include "types_internal.h"

#include <string.h>
#include <strings.h>

/* A type that the search has come to. */
typedef struct place {
    ty *type;                       /* without the pointer */
    int up, field;                  /* the place whose embedded field it is; -1: the first */
    bool indirect, multiples, seen; /* seen: the same type is at a lower depth */
} place;

enum { FEW = 64 };

/* All places so far, depth by depth. Few of them are looked through; many have a table of the last
 * place of each type. The unit keeps the room of both for the next search. */
typedef struct gort__search {
    unit *u;
    place *at;
    int n, cap;
    bool many; /* the table is in use */
    int *last; /* a power of two of them, open addressing; 0: none, else the place's number + 1 */
    size_t nlast;
} search;

void gort__ty_on_method(unit *u, void (*resolve)(void *ctx, function *f), void *ctx)
{
    struct type_table *tt = gort__ty_table(u);
    tt->resolve = resolve;
    tt->resolve_ctx = ctx;
}

static void resolve_method(unit *u, const ty_method *m)
{
    struct type_table *tt = gort__ty_table(u);
    if (m && !m->type && m->func && tt->resolve) tt->resolve(tt->resolve_ctx, m->func);
}

static ty *deref(ty *t, bool *is_ptr)
{
    *is_ptr = !t->is_named && t->kind == TY_PTR;
    return *is_ptr ? t->elem : t;
}

/* A name as it is written in a package. */
typedef struct wanted {
    const char *name;
    const package *pkg;
    bool fold; /* upper or lower case of methods do not matter */
} wanted;

static bool is_wanted(const wanted *w, const char *name, const package *pkg, bool fold)
{
    if (pkg && pkg != w->pkg) return false;
    return name == w->name || (fold && name && strcasecmp(name, w->name) == 0);
}

static const ty_method *wanted_method(const wanted *w, const ty_method *m, int n)
{
    for (int i = 0; i < n; i++)
        if (is_wanted(w, m[i].name, m[i].pkg, w->fold)) return &m[i];
    return NULL;
}

static const ty_method *interface_method(const wanted *w, ty *iface)
{
    gort__ty_close(iface);
    return wanted_method(w, iface->methods, iface->nmethods);
}

/* What the type itself declares under that name; false if nothing. */
static bool own_member(ty *t, const wanted *w, member_lookup *out)
{
    out->method = wanted_method(w, t->declared, t->ndeclared);
    if (out->method) return true;
    ty *v = gort__ty_under(t);
    for (int i = 0; v->kind == TY_STRUCT && i < v->nfields; i++)
        if (is_wanted(w, v->fields[i].name, v->fields[i].pkg, false)) {
            out->field = &v->fields[i];
            return true;
        }
    if (v->kind == TY_INTERFACE) out->method = interface_method(w, v);
    return out->method;
}

/* Where the last place of type t is kept in the table, or is to be. */
static int *last_slot(const search *q, const ty *t)
{
    const void *key = t->loops ? NULL : t->canon ? t->canon : t; /* loops: of equal shape */
    size_t at = ((uintptr_t)key >> 4) * 11400714819323198485u >> 20 & (q->nlast - 1);
    for (; q->last[at]; at = (at + 1) & (q->nlast - 1))
        if (gort__ty_identical(q->at[q->last[at] - 1].type, t)) break;
    return &q->last[at];
}

/* The last place of type t; -1: none. */
static int last_place(const search *q, const ty *t)
{
    if (q->many) return *last_slot(q, t) - 1;
    int k = q->n - 1;
    while (k >= 0 && !gort__ty_identical(q->at[k].type, t))
        k--;
    return k;
}

/* Makes the table, twice as large as the places have room. */
static void index_places(search *q)
{
    const size_t want = 2 * (size_t)q->cap;
    if (q->nlast < want) q->last = gort__alloc(q->u, (q->nlast = want) * sizeof *q->last);
    memset(q->last, 0, q->nlast * sizeof *q->last);
    q->many = true;
    for (int k = 0; k < q->n; k++)
        *last_slot(q, q->at[k].type) = k + 1;
}

static void add_place(search *q, place p)
{
    const int cap = q->cap;
    *GORT__PUSH(q->u, q->at, q->n, q->cap) = p;
    if (q->n > FEW && (!q->many || q->cap > cap))
        index_places(q);
    else if (q->many)
        *last_slot(q, p.type) = q->n;
}

/* The embedded fields of place k, whose type is the struct v, join those from `next` on. */
static void add_embedded(search *q, ty *v, int k, int next)
{
    for (int i = 0; i < v->nfields; i++) {
        if (!v->fields[i].embedded) continue;
        bool is_ptr;
        ty *t = deref(v->fields[i].type, &is_ptr);
        const int same = last_place(q, t);
        if (same >= next)
            q->at[same].multiples = true;
        else
            add_place(q, (place){.type = t,
                                 .up = k,
                                 .field = i,
                                 .indirect = q->at[k].indirect || is_ptr,
                                 .multiples = q->at[k].multiples,
                                 .seen = same >= 0 && t->is_named});
    }
}

/* The fields on the way to place k, then the one that was found there, if it is one. */
static void set_path(search *q, int k, member_lookup *out)
{
    int n = out->field != NULL;
    for (int p = k; q->at[p].up >= 0; p = q->at[p].up)
        n++;
    out->npath = n;
    out->path = gort__alloc(q->u, (size_t)(n + 1) * sizeof *out->path);
    if (out->field) out->path[--n] = (int)(out->field - gort__ty_under(q->at[k].type)->fields);
    for (int p = k; q->at[p].up >= 0; p = q->at[p].up)
        out->path[--n] = q->at[p].field;
}

/* Looks for the name depth by depth, from the first place on. */
static bool search_run(search *q, const wanted *w, member_lookup *out)
{
    for (int from = 0, end; from < (end = q->n); from = end) {
        bool found = false;
        for (int k = from; k < end; k++) {
            if (q->at[k].seen) continue;
            member_lookup hit = {0};
            if (!own_member(q->at[k].type, w, &hit)) {
                ty *v = gort__ty_under(q->at[k].type);
                if (!found && v->kind == TY_STRUCT) add_embedded(q, v, k, end);
                continue;
            }
            if (found || q->at[k].multiples) {
                *out = (member_lookup){.ambiguous = true};
                return false;
            }
            found = true;
            *out = hit;
            out->indirect = q->at[k].indirect;
            set_path(q, k, out);
        }
        if (found) return true;
    }
    return false;
}

/* selector: a named pointer type has the fields of what it points to, but no methods. */
static bool lookup(unit *u, ty *t, wanted w, bool selector, member_lookup *out)
{
    *out = (member_lookup){0};
    if (!t || !w.name || gort__is_blank_name(w.name)) return false;
    bool is_ptr;
    bool named_ptr = selector && t->is_named && gort__ty_under(t)->kind == TY_PTR;
    ty *base = deref(named_ptr ? gort__ty_under(t) : t, &is_ptr);
    if (is_ptr && gort__ty_is_interface(base)) return false;
    struct type_table *tt = gort__ty_table(u);
    search *q = tt->search ? tt->search : gort__alloc(u, sizeof *q);
    tt->search = NULL; /* to close an interface may take a search of its own */
    q->u = u;
    q->n = 0;
    q->many = false;
    add_place(q, (place){.type = base, .up = -1, .indirect = is_ptr});
    const bool found = search_run(q, &w, out);
    tt->search = q;
    if (found && named_ptr && out->method) {
        *out = (member_lookup){0};
        return false;
    }
    if (found) resolve_method(u, out->method);
    return found;
}

bool gort__ty_lookup(unit *u, ty *t, const char *name, const package *pkg, member_lookup *out)
{
    return lookup(u, t, (wanted){name, pkg, false}, true, out);
}

const ty_method *gort__ty_missing_method(unit *u, ty *t, ty *iface, bool dynamic,
                                         const ty_method **have)
{
    ty *it = gort__ty_under(iface), *v = gort__ty_under(t);
    *have = NULL;
    gort__ty_close(it);
    for (int i = 0; i < it->nmethods; i++) {
        const ty_method *want = &it->methods[i];
        const wanted exact = {want->name, want->pkg, false};
        if (v->kind == TY_INTERFACE) {
            const ty_method *m = interface_method(&exact, v);
            if (!m && dynamic) continue;
            if (m && gort__ty_identical(m->type, want->type)) continue;
            *have = m;
            return want;
        }
        member_lookup l;
        const wanted folded = {want->name, want->pkg ? want->pkg : u->pkg, true};
        bool found = lookup(u, t, exact, false, &l);
        if (found && l.method && l.method->ptr_recv && !l.indirect) found = false;
        if (!found && !l.method && !lookup(u, gort__ty_ptr(u, t), exact, false, &l))
            (void)lookup(u, t, folded, false, &l);
        if (!l.method) return want;
        if (!found || !gort__ty_identical(l.method->type, want->type)) {
            *have = l.method;
            return want;
        }
    }
    return NULL;
}

bool gort__ty_implements(unit *u, ty *t, ty *iface, const ty_method **missing, bool *ptr_recv)
{
    const ty_method *have, *m = gort__ty_missing_method(u, t, iface, false, &have);
    if (missing) *missing = m;
    if (ptr_recv)
        *ptr_recv = m && have && have->name == m->name && gort__ty_identical(have->type, m->type);
    return !m;
}

bool gort__ty_early(const node *n)
{
    switch (n->kind) {
    case N_CALL:
    case N_SLICE: return true;
    case N_UNARY: return n->op == T_ARROW;
    case N_BINARY: return n->op == T_LAND || n->op == T_LOR;
    case N_TYPEASSERT: return gort__ty_is_interface(n->type) || !gort__ty_is_direct(n->type);
    case N_CONV:
        return gort__ty_under(n->type)->kind == TY_SLICE &&
               gort__ty_under(n->a->type)->kind == TY_STRING;
    default: return false;
    }
}

bool gort__ty_addressable(node *n)
{
    n = gort__unparen(n);
    switch (n->kind) {
    case N_NAME: return n->obj && n->obj->kind == OBJ_VAR;
    case N_DEREF: return true;
    case N_SELECTOR:
        if (n->sel == SEL_PACKAGE) return true;
        return n->sel == SEL_FIELD &&
               (gort__ty_under(n->a->type)->kind == TY_PTR || gort__ty_addressable(n->a));
    case N_INDEX: {
        const int k = gort__ty_under(n->a->type)->kind;
        return k == TY_SLICE || (k == TY_ARRAY && gort__ty_addressable(n->a));
    }
    default: return false;
    }
}
