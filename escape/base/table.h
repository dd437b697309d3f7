/* table.h - a hash table of what its user has: pointers, in the arena of a unit.
 *
 * Open addressing with linear probing. Zero-initialised. The user says what the hash of an entry is
 * and whether an entry is the one that a key asks for; a key need not be an entry. All is inline,
 * so that both become part of the search. One thread.
 */
#ifndef GORT_ESCAPE_TABLE_H
#define GORT_ESCAPE_TABLE_H

#include "unit.h"

typedef struct hash_table {
    void **slots; /* a power of two of them, at most half of them taken */
    size_t n, cap;
} hash_table;

typedef uint64_t (*table_hash)(const void *entry);
typedef bool (*table_same)(const void *entry, const void *key);

/* Of something by its address. */
static inline uint64_t gort__hash_pointer(const void *p)
{
    return ((uintptr_t)p >> 4) * 11400714819323198485u >> 20;
}

/* Where the entry of a key with that hash is, or would be; the table has slots. */
static inline void **gort__table_at(const hash_table *t, const void *key, uint64_t hash,
                                    table_same same)
{
    size_t at = hash & (t->cap - 1);
    while (t->slots[at] && !same(t->slots[at], key))
        at = (at + 1) & (t->cap - 1);
    return &t->slots[at];
}

static inline void *gort__table_find(const hash_table *t, const void *key, uint64_t hash,
                                     table_same same)
{
    return t->cap ? *gort__table_at(t, key, hash, same) : NULL;
}

/* Room for one more entry, whose hash is `of`. */
static inline void gort__table_grow(unit *u, hash_table *t, table_hash of)
{
    if (2 * t->n < t->cap) return;
    const hash_table old = *t;
    t->cap = old.cap ? 2 * old.cap : 8;
    t->slots = gort__alloc(u, t->cap * sizeof *t->slots);
    for (size_t i = 0; i < old.cap; i++) {
        if (!old.slots[i]) continue;
        size_t at = of(old.slots[i]) & (t->cap - 1);
        while (t->slots[at])
            at = (at + 1) & (t->cap - 1);
        t->slots[at] = old.slots[i];
    }
}

/* Puts an entry into its free slot. */
static inline void gort__table_fill(hash_table *t, void **slot, void *entry)
{
    *slot = entry;
    t->n++;
}

#endif
