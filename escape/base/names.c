/* names.c - tables of texts (names.h): a hash table with linear probing.
 *
 * Names that clash get numbers. How far the numbers behind a name are used up is kept with the
 * name, so that the ten thousandth temporary is found as fast as the second.
 */
#include "names.h"

#include <string.h>

static uint64_t names_hash(const void *entry)
{
    const name_entry *e = entry;
    return gort__hash(e->key, strlen(e->key));
}

static bool names_same(const void *entry, const void *key)
{
    return strcmp(((const name_entry *)entry)->key, key) == 0;
}

name_entry *gort__names_find(const name_table *t, const char *key)
{
    return gort__table_find(&t->entries, key, gort__hash(key, strlen(key)), names_same);
}

/* Where key is, or the free slot where it belongs. */
static void **names_slot(const name_table *t, const char *key)
{
    return gort__table_at(&t->entries, key, gort__hash(key, strlen(key)), names_same);
}

/* Puts a new entry into its free slot; the table has room. */
static name_entry *names_fill(unit *u, name_table *t, void **slot, const char *key)
{
    name_entry *e = t->spare;
    if (e) {
        t->spare = e->base;
        *e = (name_entry){0};
    } else {
        e = gort__alloc(u, sizeof *e);
    }
    e->key = key;
    gort__table_fill(&t->entries, slot, e);
    return e;
}

name_entry *gort__names_add(unit *u, name_table *t, const char *key)
{
    gort__table_grow(u, &t->entries, names_hash);
    return names_fill(u, t, names_slot(t, key), key);
}

const char *gort__names_unique(unit *u, name_table *t, const char *base)
{
    gort__table_grow(u, &t->entries, names_hash);
    void **slot = names_slot(t, base);
    name_entry *e = *slot;
    if (!e) return names_fill(u, t, slot, base)->key;
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
    name_entry *e = gort__names_find(t, key);
    if (!e) return;
    if (e->base && e->base->number > e->suffix) e->base->number = e->suffix;
    e->base = t->spare;
    t->spare = e;
    hash_table *const all = &t->entries;
    const size_t mask = all->cap - 1;
    size_t hole = (size_t)(names_slot(t, key) - all->slots);
    for (size_t at = (hole + 1) & mask; all->slots[at]; at = (at + 1) & mask) {
        const size_t home = names_hash(all->slots[at]) & mask;
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        all->slots[hole] = all->slots[at];
        hole = at;
    }
    all->n--;
    all->slots[hole] = NULL;
}
