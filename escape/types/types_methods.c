/* types_methods.c - the methods of interfaces: sorted sets that share what they have in common.
 *
 * A set is a tree sorted as method tables are, and what stands above what is decided by the names
 * alone (a treap). So a set of certain methods has one shape, however it came about, and since its
 * parts are interned it is one object: equal sets are the same pointer. To put a method into a set
 * of n makes about log n parts anew; all the others belong to both sets. A chain of interfaces of
 * which each embeds the one before takes little more than its source therefore, where their lists
 * would be a square.
 *
 * Sets never change. Those with types as they are spelled know the set with the canonical ones.
 */
#include "types_internal.h"

#include <string.h>

int gort__ty_compare_methods(const ty_method *a, const ty_method *b)
{
    const int c = strcmp(a->name, b->name);
    return c || a->pkg == b->pkg ? c : strcmp(a->pkg->path, b->pkg->path);
}

/* ---- Making */

static uint32_t rank_of(const ty_method *m)
{
    return (uint32_t)gort__hash(m->name, gort__interned_bytes(m->name));
}

static bool is_above(const ty_methods *a, const ty_methods *b)
{
    return a->rank != b->rank ? a->rank > b->rank : gort__ty_compare_methods(&a->m, &b->m) < 0;
}

static uint64_t hash_set(const void *set)
{
    const ty_methods *s = set;
    uint64_t h = (uintptr_t)s->m.name >> 4;
    h = (h ^ (uintptr_t)s->m.type >> 4) * 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 32 ^ (uintptr_t)s->before >> 4) * 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 32 ^ (uintptr_t)s->behind >> 4) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

static bool same_set(const void *set, const void *key)
{
    const ty_methods *a = set, *b = key;
    return a->m.name == b->m.name && a->m.pkg == b->m.pkg && a->m.type == b->m.type &&
           a->before == b->before && a->behind == b->behind;
}

/* m, which stands above the sets before and behind it, with them. */
static ty_methods *joined(unit *u, const ty_method *m, ty_methods *before, ty_methods *behind)
{
    hash_table *sets = &gort__ty_table(u)->sets;
    const ty_methods key = {.m = *m, .before = before, .behind = behind};
    gort__table_grow(u, sets, hash_set);
    void **slot = gort__table_at(sets, &key, hash_set(&key), same_set);
    if (*slot) return *slot;
    ty_methods *s = gort__copy(u, &key, sizeof key);
    gort__table_fill(sets, slot, s);
    s->rank = rank_of(m);
    s->n = 1 + (before ? before->n : 0) + (behind ? behind->n : 0);
    s->loops = m->type->loops || (before && before->loops) || (behind && behind->loops);
    s->canon = s;
    ty_methods *const first = before ? before->canon : NULL;
    ty_methods *const last = behind ? behind->canon : NULL;
    if (m->type->canon == m->type && first == before && last == behind) return s;
    ty_method canon = *m;
    canon.type = m->type->canon;
    s->canon = joined(u, &canon, first, last);
    return s;
}

ty_methods *gort__ty_methods(unit *u, const ty_method *m, int n)
{
    if (n == 0) return NULL;
    int top = 0;
    uint32_t rank = rank_of(m);
    for (int i = 1; i < n; i++) {
        const uint32_t other = rank_of(&m[i]); /* of equal ones the first is above */
        if (other <= rank) continue;
        top = i;
        rank = other;
    }
    ty_methods *const before = gort__ty_methods(u, m, top);
    return joined(u, &m[top], before, gort__ty_methods(u, m + top + 1, n - top - 1));
}

/* The parts of s before and behind m, which is not in it. */
static void split(unit *u, ty_methods *s, const ty_method *m, ty_methods **before,
                  ty_methods **behind)
{
    if (!s) {
        *before = *behind = NULL;
    } else if (gort__ty_compare_methods(&s->m, m) < 0) {
        split(u, s->behind, m, before, behind);
        *before = joined(u, &s->m, s->before, *before);
    } else {
        split(u, s->before, m, before, behind);
        *behind = joined(u, &s->m, *behind, s->behind);
    }
}

ty_methods *gort__ty_methods_union(unit *u, ty_methods *a, ty_methods *b, method_clash clash,
                                   void *ctx)
{
    if (!a || !b || a == b) return a ? a : b;
    ty_methods *before_a = a->before, *behind_a = a->behind;
    ty_methods *before_b = b->before, *behind_b = b->behind;
    const bool same = gort__ty_compare_methods(&a->m, &b->m) == 0;
    const ty_method *const top = !same && is_above(b, a) ? &b->m : &a->m;
    if (top == &b->m)
        split(u, a, top, &before_a, &behind_a);
    else if (!same)
        split(u, b, top, &before_b, &behind_b);
    ty_methods *const before = gort__ty_methods_union(u, before_a, before_b, clash, ctx);
    if (same && a->m.type != b->m.type) clash(ctx, &a->m, &b->m);
    return joined(u, top, before, gort__ty_methods_union(u, behind_a, behind_b, clash, ctx));
}

/* ---- Looking */

const ty_method *gort__ty_method_at(const ty *iface, int i)
{
    const ty_methods *s = iface->methods;
    for (;;) {
        const int before = s->before ? s->before->n : 0;
        if (i == before) return &s->m;
        s = i < before ? s->before : s->behind;
        if (i > before) i -= before + 1;
    }
}

const ty_method *gort__ty_method_find(const ty *iface, const char *name, const package *pkg,
                                      int *index)
{
    int first = 0; /* the number of the first method of s */
    for (const ty_methods *s = iface->methods; s;) {
        int order = strcmp(name, s->m.name);
        if (order == 0 && s->m.pkg && s->m.pkg != pkg)
            order = pkg ? strcmp(pkg->path, s->m.pkg->path) : -1;
        const int at = first + (s->before ? s->before->n : 0);
        if (order == 0) {
            if (index) *index = at;
            return &s->m;
        }
        s = order < 0 ? s->before : s->behind;
        if (order > 0) first = at + 1;
    }
    return NULL;
}

/* The part of s between two methods that reaches highest; NULL for either: no bound. */
static const ty_methods *between(const ty_methods *s, const ty_method *from, const ty_method *to)
{
    while (s) {
        if (from && gort__ty_compare_methods(&s->m, from) <= 0)
            s = s->behind;
        else if (to && gort__ty_compare_methods(&s->m, to) >= 0)
            s = s->before;
        else
            break;
    }
    return s;
}

/* Parts that both share are not looked at. */
static const ty_method *missing_between(const ty_methods *want, const ty_methods *have, bool partly,
                                        const ty_method *from, const ty_method *to,
                                        const ty_method **other)
{
    have = between(have, from, to);
    if (!want || have == want || (!have && partly)) return NULL;
    const ty_method *const m = &want->m;
    const ty_method *missing = missing_between(want->before, have, partly, from, m, other);
    if (missing) return missing;
    const ty_methods *there = have;
    for (int order; there && (order = gort__ty_compare_methods(m, &there->m)) != 0;)
        there = order < 0 ? there->before : there->behind;
    if (there ? !gort__ty_identical(there->m.type, m->type) : !partly) {
        *other = there ? &there->m : NULL;
        return m;
    }
    return missing_between(want->behind, have, partly, m, to, other);
}

const ty_method *gort__ty_methods_missing(const ty_methods *want, const ty_methods *have,
                                          bool partly, const ty_method **other)
{
    *other = NULL;
    return missing_between(want, have, partly, NULL, NULL, other);
}
