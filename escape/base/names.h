/* names.h - a table of texts: what is known under a key, and which names are taken.
 *
 * A table is zero-initialised, grows with its entries and lives in the unit's arena. One thread.
 */
#ifndef GORT_ESCAPE_NAMES_H
#define GORT_ESCAPE_NAMES_H

#include "table.h"

typedef struct name_entry {
    const char *key;
    const void *value; /* the caller's */
    int number; /* the caller's; gort__names_unique: the number to try next behind this name */
    int suffix; /* gort__names_unique: the number that was put behind `base` */
    struct name_entry *base;
} name_entry;

typedef struct name_table {
    hash_table entries;
    name_entry *spare; /* removed ones, linked by base */
} name_table;

/* The entry of key, or NULL. Entries keep their address. */
name_entry *gort__names_find(const name_table *t, const char *key);
/* A new entry for key, which is not in the table yet and is not copied. */
name_entry *gort__names_add(unit *u, name_table *t, const char *key);
/* base, or the first of base_2, base_3 ... that is not in the table; adds it. */
const char *gort__names_unique(unit *u, name_table *t, const char *base);
/* Frees a name, and its number to be the next one. Entries of other names keep their address. */
void gort__names_remove(name_table *t, const char *key);

#endif
