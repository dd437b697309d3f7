/* names.h - a table of texts: what is known under a key, and which names are taken.
 *
 * A table is zero-initialised, grows with its entries and lives in the unit's arena. One thread.
 */
#ifndef GORT_ESCAPE_NAMES_H
#define GORT_ESCAPE_NAMES_H

#include "unit.h"

typedef struct gort__name {
    const char *key;
    const void *value; /* the caller's */
    int number; /* the caller's; gort__names_unique: the number to try next behind this name */
    int suffix; /* gort__names_unique: the number that was put behind `base` */
    struct gort__name *base;
} gort__name;

typedef struct gort__names {
    gort__name **slots; /* open addressing; cap is a power of two */
    size_t n, cap;
    gort__name *spare; /* removed ones, linked by base */
} gort__names;

/* The entry of key, or NULL. Entries keep their address. */
gort__name *gort__names_find(const gort__names *t, const char *key);
/* A new entry for key, which is not in the table yet and is not copied. */
gort__name *gort__names_add(gort__unit *u, gort__names *t, const char *key);
/* base, or the first of base_2, base_3 ... that is not in the table; adds it. */
const char *gort__names_unique(gort__unit *u, gort__names *t, const char *base);
/* Frees a name, and its number to be the next one. Entries of other names keep their address. */
void gort__names_remove(gort__names *t, const char *key);

#endif
