/* types_lookup.c - fields and methods by name, through embedding, and who implements what.
 *
 * The search goes breadth first through embedded fields, one depth at a time; a name found twice
 * at the shallowest depth is ambiguous. A path is a list of field indices; for a concrete method
 * or an interface's it leads to the value that has the method.
 *
 * Method types are resolved lazily while check runs: whoever reads one calls resolve first.
 */
#include "types_internal.h"

#include <string.h>
#include <strings.h>

typedef struct level {
    gort__ty *type; /* without the pointer */
    int path[16];
    int npath;
    bool indirect, multiples;
} level;

enum { MAX_LEVEL = 128, MAX_DEPTH = 16 };

void gort__ty_on_method(gort__unit *u, void (*resolve)(void *ctx, gort__func *f), void *ctx)
{
    struct gort__type_table *tt = gort__ty_table(u);
    tt->resolve = resolve;
    tt->resolve_ctx = ctx;
}

static void resolve_method(gort__unit *u, const gort__ty_method *m)
{
    struct gort__type_table *tt = gort__ty_table(u);
    if (m && !m->type && m->func && tt->resolve) tt->resolve(tt->resolve_ctx, m->func);
}

static gort__ty *deref(gort__ty *t, bool *is_ptr)
{
    *is_ptr = !t->is_named && t->kind == TY_PTR;
    return *is_ptr ? t->elem : t;
}

static bool same_name(const char *a, const char *b, bool fold)
{
    return a == b || (fold && a && strcasecmp(a, b) == 0);
}

/* What the type itself declares under that name; false if nothing. */
static bool own_member(gort__ty *t, const char *name, bool fold, gort__lookup *out, int *index)
{
    if (t->is_named && !gort__ty_is_interface(t))
        for (int i = 0; i < t->nmethods; i++)
            if (same_name(t->methods[i].name, name, fold)) {
                out->method = &t->methods[i];
                *index = -1;
                return true;
            }
    gort__ty *v = gort__ty_under(t);
    if (v->kind == TY_STRUCT)
        for (int i = 0; i < v->nfields; i++)
            if (same_name(v->fields[i].name, name, false)) {
                out->field = &v->fields[i];
                *index = i;
                return true;
            }
    if (v->kind == TY_INTERFACE)
        for (int i = 0; i < v->nmethods; i++)
            if (same_name(v->methods[i].name, name, fold)) {
                out->method = &v->methods[i];
                *index = -1;
                return true;
            }
    return false;
}

static int add_embedded(gort__ty *v, const level *from, level *next, int n)
{
    for (int i = 0; i < v->nfields; i++) {
        if (!v->fields[i].embedded || from->npath >= MAX_DEPTH - 1) continue;
        bool is_ptr;
        gort__ty *t = deref(v->fields[i].type, &is_ptr);
        int k = 0;
        while (k < n && !gort__ty_identical(next[k].type, t))
            k++;
        if (k < n) {
            next[k].multiples = true;
            continue;
        }
        if (n == MAX_LEVEL) continue;
        level *e = &next[n++];
        *e = *from;
        e->type = t;
        e->path[e->npath++] = i;
        e->indirect = from->indirect || is_ptr;
    }
    return n;
}

static bool lookup(gort__unit *u, gort__ty *t, const char *name, bool fold, gort__lookup *out)
{
    memset(out, 0, sizeof *out);
    if (!t || !name || (name[0] == '_' && !name[1])) return false;
    bool is_ptr;
    /* A named pointer type has the fields of what it points to, but no methods. */
    bool named_ptr = t->is_named && gort__ty_under(t)->kind == TY_PTR;
    gort__ty *base = deref(named_ptr ? gort__ty_under(t) : t, &is_ptr);
    if (is_ptr && gort__ty_is_interface(base)) return false;
    level levels[2 * MAX_LEVEL], *cur = levels, *next = levels + MAX_LEVEL;
    gort__ty *seen[MAX_LEVEL];
    int ncur = 1, nseen = 0;
    memset(&cur[0], 0, sizeof cur[0]);
    cur[0].type = base;
    cur[0].indirect = is_ptr;
    while (ncur > 0) {
        int nnext = 0;
        bool found = false;
        for (int k = 0; k < ncur; k++) {
            gort__ty *ty = cur[k].type;
            if (ty->is_named) {
                bool again = false;
                for (int i = 0; i < nseen; i++)
                    again |= seen[i] == ty;
                if (again) continue;
                if (nseen < MAX_LEVEL) seen[nseen++] = ty;
            }
            gort__lookup hit = {0};
            int index;
            if (!own_member(ty, name, fold, &hit, &index)) {
                gort__ty *v = gort__ty_under(ty);
                if (!found && v->kind == TY_STRUCT) nnext = add_embedded(v, &cur[k], next, nnext);
                continue;
            }
            if (found || cur[k].multiples) {
                memset(out, 0, sizeof *out);
                out->ambiguous = true;
                return false;
            }
            found = true;
            *out = hit;
            out->indirect = cur[k].indirect;
            memcpy(out->path, cur[k].path, sizeof out->path);
            out->npath = cur[k].npath;
            if (index >= 0) out->path[out->npath++] = index;
        }
        if (found) {
            if (named_ptr && out->method) {
                memset(out, 0, sizeof *out);
                return false;
            }
            resolve_method(u, out->method);
            return true;
        }
        level *swap = cur;
        cur = next;
        next = swap;
        ncur = nnext;
    }
    return false;
}

bool gort__ty_lookup(gort__unit *u, gort__ty *t, const char *name, gort__lookup *out)
{
    return lookup(u, t, name, false, out);
}

static const gort__ty_method *interface_method(gort__ty *iface, const char *name)
{
    for (int i = 0; i < iface->nmethods; i++)
        if (iface->methods[i].name == name) return &iface->methods[i];
    return NULL;
}

const gort__ty_method *gort__ty_missing_method(gort__unit *u, gort__ty *t, gort__ty *iface,
                                               bool dynamic, const gort__ty_method **have)
{
    gort__ty *it = gort__ty_under(iface), *v = gort__ty_under(t);
    *have = NULL;
    for (int i = 0; i < it->nmethods; i++) {
        const gort__ty_method *want = &it->methods[i];
        if (v->kind == TY_INTERFACE) {
            const gort__ty_method *m = interface_method(v, want->name);
            if (!m && dynamic) continue;
            if (m && gort__ty_identical(m->type, want->type)) continue;
            *have = m;
            return want;
        }
        gort__lookup l;
        bool found = lookup(u, t, want->name, false, &l);
        if (found && l.method && l.method->ptr_recv && !l.indirect) found = false;
        if (!found && !l.method && !lookup(u, gort__ty_ptr(u, t), want->name, false, &l))
            (void)lookup(u, t, want->name, true, &l);
        if (!l.method) return want;
        if (!found || !gort__ty_identical(l.method->type, want->type)) {
            *have = l.method;
            return want;
        }
    }
    return NULL;
}

bool gort__ty_implements(gort__unit *u, gort__ty *t, gort__ty *iface,
                         const gort__ty_method **missing, bool *ptr_recv)
{
    const gort__ty_method *have, *m = gort__ty_missing_method(u, t, iface, false, &have);
    if (missing) *missing = m;
    if (ptr_recv)
        *ptr_recv = m && have && have->name == m->name && gort__ty_identical(have->type, m->type);
    return !m;
}
