/* types_internal.h - the table of a unit's types, shared by the types_*.c files. */
#ifndef GORT_ESCAPE_TYPES_INTERNAL_H
#define GORT_ESCAPE_TYPES_INTERNAL_H

#include "../base/table.h"
#include "types.h"

struct type_table {
    ty *basic[TY_KIND_COUNT];
    ty *byte_type, *rune_type, *any_type, *error_type;
    hash_table composite; /* by their parts */
    hash_table sets;      /* of methods; types_methods.c */
    void (*resolve)(void *ctx, function *f);
    void *resolve_ctx;
    struct gort__search *search; /* types_lookup.c's own */
    int generation;              /* of what types are made of; gort__ty_changed */
};

struct type_table *gort__ty_table(unit *u);

#endif
