/* types_internal.h - the table of a unit's types, shared by the types_*.c files. */
#ifndef GORT_ESCAPE_TYPES_INTERNAL_H
#define GORT_ESCAPE_TYPES_INTERNAL_H

#include "../base/unit.h"
#include "types.h"

struct gort__type_table {
    gort__ty *basic[TY_UNTYPED_NIL + 1];
    gort__ty *byte_type, *rune_type, *any_type, *error_type;
    gort__ty **slots; /* open addressing by parts; cap is a power of two */
    size_t n, cap;
    void (*resolve)(void *ctx, gort__func *f);
    void *resolve_ctx;
};

struct gort__type_table *gort__ty_table(gort__unit *u);

#endif
