/* names.c - tables of texts (names.h): a hash table with linear probing.
 *
 * Names that clash get numbers. How far the numbers behind a name are used up is kept with the
 * name, so that the ten thousandth temporary is found as fast as the second.
 */
#include "names.h"

#include <string.h>

static size_t names_hash(const char *s)
{
    return (size_t)gort__hash(s, strlen(s));
}

/* Where key is, or the free slot where it belongs. */
static name_entry **names_slot(const name_table *t, const char *key)
{
    size_t at = names_hash(key) & (t->cap - 1);
    while (t->slots[at] && strcmp(t->slots[at]->key, key) != 0)
        at = (at + 1) & (t->cap - 1);
    return &t->slots[at];
}

name_entry *gort__names_find(const name_table *t, const char *key)
{
    return t->cap ? *names_slot(t, key) : NULL;
}

static void names_grow(unit *u, name_table *t)
{
    const name_table old = *t;
    t->cap = old.cap ? 2 * old.cap : 16;
    t->slots = gort__alloc(u, t->cap * sizeof *t->slots);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i]) *names_slot(t, old.slots[i]->key) = old.slots[i];
}

/* Puts a new entry into its free slot; the table has room. */
static name_entry *names_fill(unit *u, name_table *t, name_entry **slot, const char *key)
{
    name_entry *e = t->spare;
    if (e) {
        t->spare = e->base;
        *e = (name_entry){0};
    } else {
        e = gort__alloc(u, sizeof *e);
    }
    e->key = key;
    *slot = e;
    t->n++;
    return e;
}

name_entry *gort__names_add(unit *u, name_table *t, const char *key)
{
    if (2 * t->n >= t->cap) names_grow(u, t);
    return names_fill(u, t, names_slot(t, key), key);
}

const char *gort__names_unique(unit *u, name_table *t, const char *base)
{
    if (2 * t->n >= t->cap) names_grow(u, t);
    name_entry **slot = names_slot(t, base);
    if (!*slot) return names_fill(u, t, slot, base)->key;
    name_entry *e = *slot;
    const char *name;
    int i = e->number ? e->number : 2;
    do {
        name = gort__strf(u, "%s_%d", base, i++);
        slot = names_slot(t, name);
    } while (*slot);
    e->number = i;
    name_entry *made = names_fill(u, t, slot, name);
    made->base = e;
    made->suffix = i - 1;
    return made->key;
}

/* What follows in the row moves up to where its search passes, so that no gap is left before it. A
 * base that was removed meanwhile is spare or another name: its number may be too low, which only
 * makes a search longer. */
void gort__names_remove(name_table *t, const char *key)
{
    name_entry **gap = t->cap ? names_slot(t, key) : NULL, *e = gap ? *gap : NULL;
    if (!e) return;
    if (e->base && e->base->number > e->suffix) e->base->number = e->suffix;
    e->base = t->spare;
    t->spare = e;
    t->n--;
    const size_t mask = t->cap - 1;
    size_t hole = (size_t)(gap - t->slots);
    for (size_t at = (hole + 1) & mask; t->slots[at]; at = (at + 1) & mask) {
        const size_t home = names_hash(t->slots[at]->key) & mask;
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        t->slots[hole] = t->slots[at];
        hole = at;
    }
    t->slots[hole] = NULL;
}
