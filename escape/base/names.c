/* names.c - tables of texts (names.h): a hash table with linear probing.
 *
 * Names that clash get numbers. How far the numbers behind a name are used up is kept with the
 * name, so that the ten thousandth temporary is found as fast as the second.
 */
#include "names.h"

#include <string.h>

static size_t names_hash(const char *s)
{
    uint64_t h = 14695981039346656037u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return (size_t)(h ^ h >> 29);
}

/* Where key is, or the free slot where it belongs. */
static gort__name **names_slot(const gort__names *t, const char *key)
{
    size_t at = names_hash(key) & (t->cap - 1);
    while (t->slots[at] && strcmp(t->slots[at]->key, key) != 0)
        at = (at + 1) & (t->cap - 1);
    return &t->slots[at];
}

gort__name *gort__names_find(const gort__names *t, const char *key)
{
    return t->cap ? *names_slot(t, key) : NULL;
}

static void names_grow(gort__unit *u, gort__names *t)
{
    const gort__names old = *t;
    t->cap = old.cap ? 2 * old.cap : 16;
    t->slots = gort__alloc(u, t->cap * sizeof *t->slots);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i]) *names_slot(t, old.slots[i]->key) = old.slots[i];
}

gort__name *gort__names_add(gort__unit *u, gort__names *t, const char *key)
{
    if (2 * t->n >= t->cap) names_grow(u, t);
    gort__name *e = gort__alloc(u, sizeof *e);
    e->key = key;
    *names_slot(t, key) = e;
    t->n++;
    return e;
}

const char *gort__names_unique(gort__unit *u, gort__names *t, const char *base)
{
    gort__name *e = gort__names_find(t, base);
    if (!e) return gort__names_add(u, t, base)->key;
    const char *name;
    int i = e->number ? e->number : 2;
    do
        name = gort__strf(u, "%s_%d", base, i++);
    while (gort__names_find(t, name));
    e->number = i;
    return gort__names_add(u, t, name)->key;
}
