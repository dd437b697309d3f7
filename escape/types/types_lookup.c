/* types_lookup.c - fields and methods by name, through embedding, and who implements what.
 *
 * The search goes breadth first through embedded fields, one depth at a time; a name found twice
 * at the shallowest depth is ambiguous. A path is a list of field indices; for a concrete method
 * or an interface's it leads to the value that has the method.
 *
 * The same names are found by a table where a type is asked for many (members).
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

enum { FEW = 64, MUCH_WORK = 256 };

/* All places so far, depth by depth. Few of them are looked through; many have a table of the last
 * place of each type. The unit keeps the room of both for the next search. */
typedef struct gort__search {
    unit *u;
    place *at;
    int n, cap;
    bool many; /* the table is in use */
    int *last; /* a power of two of them, open addressing; 0: none, else the place's number + 1 */
    size_t nlast;
    int work; /* names that were looked at */
} search;

/* A name, at the lowest depth where it is. */
typedef struct member {
    const char *name;
    const package *pkg;
    int place, number; /* of a declared method, a field, or a method of an interface */
    enum { IS_METHOD, IS_FIELD, OF_INTERFACE } what;
    bool ambiguous;
} member;

/* All names that a type has, as deep as somebody has asked: what the search would find, whatever it
 * is asked for, since where it goes does not depend on the name. Types that are asked for often
 * have such a table (ty.members), once all of them in it are known. */
typedef struct gort__members {
    search q;         /* its places stay */
    int depth;        /* the number of the first place that is not gone through */
    hash_table names; /* of members */
    int generation;   /* of the types */
    bool growing;
} members;

void gort__ty_changed(unit *u)
{
    gort__ty_table(u)->generation++;
}

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

static const ty_method *interface_method(const wanted *w, ty *iface)
{
    gort__ty_close(iface);
    if (!w->fold) return gort__ty_method_find(iface, w->name, w->pkg, NULL);
    for (int i = 0; i < iface->nmethods; i++) {
        const ty_method *m = gort__ty_method_at(iface, i);
        if (is_wanted(w, m->name, m->pkg, true)) return m;
    }
    return NULL;
}

/* What the type itself declares under that name; false if nothing. */
static bool own_member(ty *t, const wanted *w, member_lookup *out)
{
    for (int i = 0; i < t->ndeclared; i++)
        if (is_wanted(w, t->declared[i].name, t->declared[i].pkg, w->fold)) {
            out->method = &t->declared[i];
            return true;
        }
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
    size_t at = gort__hash_pointer(key) & (q->nlast - 1);
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
        ty *t = gort__ty_base(v->fields[i].type);
        const int same = last_place(q, t);
        if (same >= next)
            q->at[same].multiples = true;
        else
            add_place(q, (place){.type = t,
                                 .up = k,
                                 .field = i,
                                 .indirect = q->at[k].indirect || t != v->fields[i].type,
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

/* ---- Tables of all names */

static uint64_t hash_member(const void *m)
{
    return gort__hash_pointer(((const member *)m)->name);
}

static bool same_member(const void *m, const void *key)
{
    const member *a = m, *b = key;
    return a->name == b->name && (!a->pkg || a->pkg == b->pkg);
}

static void add_member(members *ix, member m)
{
    if (gort__is_blank_name(m.name)) return;
    gort__table_grow(ix->q.u, &ix->names, hash_member);
    void **slot = gort__table_at(&ix->names, &m, hash_member(&m), same_member);
    member *before = *slot;
    if (!before)
        gort__table_fill(&ix->names, slot, gort__copy(ix->q.u, &m, sizeof m));
    else if (before->place >= ix->depth && before->place != m.place)
        before->ambiguous = true;
}

static void add_members(members *ix, int k)
{
    const place *p = &ix->q.at[k];
    member m = {.place = k, .what = IS_METHOD, .ambiguous = p->multiples};
    for (int i = 0; i < p->type->ndeclared; i++) {
        m.name = p->type->declared[i].name;
        m.pkg = p->type->declared[i].pkg;
        m.number = i;
        add_member(ix, m);
    }
    const ty *v = gort__ty_under(p->type);
    m.what = IS_FIELD;
    for (int i = 0; v->kind == TY_STRUCT && i < v->nfields; i++) {
        m.name = v->fields[i].name;
        m.pkg = v->fields[i].pkg;
        m.number = i;
        add_member(ix, m);
    }
    m.what = OF_INTERFACE;
    for (int i = 0; v->kind == TY_INTERFACE && i < v->nmethods; i++) {
        const ty_method *method = gort__ty_method_at(v, i);
        m.name = method->name;
        m.pkg = method->pkg;
        m.number = i;
        add_member(ix, m);
    }
}

/* Is what the type has known for good? */
static bool is_final(const ty *t)
{
    const ty *v = gort__ty_under_now(t);
    gort__ty_close(v);
    return v->kind != TY_INVALID && (!t->is_named || t->complete) && !(v->open && !v->open->closed);
}

/* Adds the names of the next depth; false: they are not known yet. */
static bool grow_members(members *ix)
{
    const int from = ix->depth, end = ix->q.n;
    for (int k = from; k < end; k++)
        if (!is_final(ix->q.at[k].type)) return false;
    for (int k = from; k < end; k++)
        if (!ix->q.at[k].seen) add_members(ix, k);
    for (int k = from; k < end; k++) {
        ty *v = gort__ty_under(ix->q.at[k].type);
        if (!ix->q.at[k].seen && v->kind == TY_STRUCT) add_embedded(&ix->q, v, k, end);
    }
    ix->depth = end;
    return true;
}

static members *members_of(unit *u, ty *base)
{
    const int generation = gort__ty_table(u)->generation;
    members *ix = base->members;
    if (ix && ix->generation == generation) return ix;
    base->members = ix = gort__alloc(u, sizeof *ix);
    ix->generation = generation;
    ix->q.u = u;
    add_place(&ix->q, (place){.type = base, .up = -1});
    return ix;
}

/* What search_run finds; false: the table cannot tell. */
static bool search_members(unit *u, ty *base, bool is_ptr, const wanted *w, member_lookup *out)
{
    members *ix = members_of(u, base);
    const member key = {.name = w->name, .pkg = w->pkg}, *m;
    while (!(m = gort__table_find(&ix->names, &key, hash_member(&key), same_member))) {
        if (ix->depth == ix->q.n) return true;
        if (ix->growing) return false;
        ix->growing = true;
        const bool grown = grow_members(ix);
        ix->growing = false;
        if (!grown) return false;
    }
    out->ambiguous = m->ambiguous;
    if (m->ambiguous) return true;
    const place *p = &ix->q.at[m->place];
    const ty *v = gort__ty_under(p->type);
    switch (m->what) {
    case IS_FIELD: out->field = &v->fields[m->number]; break;
    case IS_METHOD: out->method = &p->type->declared[m->number]; break;
    case OF_INTERFACE: out->method = gort__ty_method_at(v, m->number); break;
    }
    out->indirect = p->indirect || is_ptr;
    set_path(&ix->q, m->place, out);
    return true;
}

/* ---- The search */

/* Looks for the name depth by depth, from the first place on. */
static bool search_run(search *q, const wanted *w, member_lookup *out)
{
    for (int from = 0, end; from < (end = q->n); from = end) {
        bool found = false;
        for (int k = from; k < end; k++) {
            if (q->at[k].seen) continue;
            q->work += q->at[k].type->nfields + q->at[k].type->ndeclared + 1;
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

static bool search_from(unit *u, ty *base, bool is_ptr, const wanted *w, member_lookup *out)
{
    struct type_table *tt = gort__ty_table(u);
    search *q = tt->search ? tt->search : gort__alloc(u, sizeof *q);
    tt->search = NULL; /* to close an interface may take a search of its own */
    q->u = u;
    q->n = 0;
    q->work = 0;
    q->many = false;
    add_place(q, (place){.type = base, .up = -1, .indirect = is_ptr});
    const bool found = search_run(q, w, out);
    tt->search = q;
    if (base->looked_at <= MUCH_WORK) base->looked_at += q->work;
    return found;
}

/* selector: a named pointer type has the fields of what it points to, but no methods. */
static bool lookup(unit *u, ty *t, wanted w, bool selector, member_lookup *out)
{
    *out = (member_lookup){0};
    if (!t || !w.name || gort__is_blank_name(w.name)) return false;
    bool named_ptr = selector && t->is_named && gort__ty_under(t)->kind == TY_PTR;
    ty *base = gort__ty_base(named_ptr ? gort__ty_under(t) : t);
    const bool is_ptr = named_ptr || base != t;
    if (is_ptr && gort__ty_is_interface(base)) return false;
    bool found;
    if (!w.fold && base->looked_at > MUCH_WORK && search_members(u, base, is_ptr, &w, out))
        found = out->method || out->field;
    else
        found = search_from(u, base, is_ptr, &w, out);
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
    if (v->kind == TY_INTERFACE) {
        gort__ty_close(v);
        return gort__ty_methods_missing(it->methods, v->methods, dynamic, have);
    }
    for (int i = 0; i < it->nmethods; i++) {
        const ty_method *want = gort__ty_method_at(it, i);
        const wanted exact = {want->name, want->pkg, false};
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
