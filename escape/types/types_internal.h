/* types_internal.h - the table of a unit's types, shared by the types_*.c files. */
#ifndef GORT_ESCAPE_TYPES_INTERNAL_H
#define GORT_ESCAPE_TYPES_INTERNAL_H

#include "../base/unit.h"
#include "types.h"

struct type_table {
    ty *basic[TY_KIND_COUNT];
    ty *byte_type, *rune_type, *any_type, *error_type;
    ty **slots; /* open addressing by parts; cap is a power of two */
    size_t n, cap;
    ty_methods **sets; /* the same for parts of interfaces; types_methods.c */
    size_t nsets, cap_sets;
    void (*resolve)(void *ctx, function *f);
    void *resolve_ctx;
    struct gort__search *search; /* types_lookup.c's own */
    int generation;              /* of what types are made of; gort__ty_changed */
};

struct type_table *gort__ty_table(unit *u);

#endif
