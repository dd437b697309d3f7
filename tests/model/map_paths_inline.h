/* map_paths_inline.h - the inline path of test_map_paths.c: for some types as programs have it,
 * each operation a function of its own whose map type is a constant; for the others with the type
 * made at run time. What the C compiler makes of a constant type is what programs run.
 *
 * An operation returns what gort_map_inline.h says: NULL or false, and the call has to do it.
 * Another inline operation is a member of inline_code and its two functions. */
#ifndef MAP_PATHS_INLINE_H
#define MAP_PATHS_INLINE_H

#include "map_paths_keys.h"

typedef struct inline_code {
    key_kind key;
    elem_kind elem;
    const gort_maptype *type; /* NULL: the one at hand */
    const void *(*find)(const gort_maptype *, const gort_hmap *, const cell *);
    void *(*assign)(gort_g *, const gort_maptype *, gort_hmap *, const cell *);
    bool (*drop)(gort_g *, const gort_maptype *, gort_hmap *, const cell *);
    bool (*next)(const gort_maptype *, gort_hiter *);
} inline_code;

/* NAME_find and so on; TYPE: what they hand on. */
#define OPERATIONS_OF(NAME, TYPE)                                                                  \
    static const void *NAME##_find(const gort_maptype *mt, const gort_hmap *h, const cell *key)    \
    {                                                                                              \
        (void)mt;                                                                                  \
        return gort_mapaccess_fast(TYPE, h, key);                                                  \
    }                                                                                              \
    static void *NAME##_assign(gort_g *g, const gort_maptype *mt, gort_hmap *h, const cell *key)   \
    {                                                                                              \
        (void)mt;                                                                                  \
        return gort_mapassign_fast(g, TYPE, h, key);                                               \
    }                                                                                              \
    static bool NAME##_drop(gort_g *g, const gort_maptype *mt, gort_hmap *h, const cell *key)      \
    {                                                                                              \
        (void)mt;                                                                                  \
        return gort_mapdelete_fast(g, TYPE, h, key);                                               \
    }                                                                                              \
    static bool NAME##_next(const gort_maptype *mt, gort_hiter *it)                                \
    {                                                                                              \
        (void)mt;                                                                                  \
        return gort_mapiternext_fast(TYPE, it);                                                    \
    }
#define OPERATIONS_ROW(NAME)                                                                       \
    .find = NAME##_find, .assign = NAME##_assign, .drop = NAME##_drop, .next = NAME##_next

#define CONSTANT(KEY, ELEM, KEY_BYTES, ELEM_BYTES, FLAGS, MATCH)                                   \
    static const gort_maptype KEY##_##ELEM = {                                                     \
        .elem = (FLAGS)&GORT_MAP_INDIRECT_ELEM ? &type_large : NULL,                               \
        .key_slot_bytes = KEY_BYTES,                                                               \
        .elem_slot_bytes = ELEM_BYTES,                                                             \
        .bucket_bytes = 8 + 8 * (KEY_BYTES + ELEM_BYTES) + 8,                                      \
        .flags = FLAGS,                                                                            \
        .key_match = MATCH,                                                                        \
    };                                                                                             \
    OPERATIONS_OF(KEY##_##ELEM, &KEY##_##ELEM)
#define ROW(KEY, ELEM, KEY_BYTES, ELEM_BYTES, FLAGS, MATCH)                                        \
    {.key = KEY, .elem = ELEM, .type = &KEY##_##ELEM, OPERATIONS_ROW(KEY##_##ELEM)},

#define EACH_ELEM(X, KEY, KEY_BYTES, FLAGS, MATCH)                                                 \
    X(KEY, NONE, KEY_BYTES, 0, FLAGS, MATCH)                                                       \
    X(KEY, NUMBER, KEY_BYTES, 8, FLAGS, MATCH)                                                     \
    X(KEY, HELD, KEY_BYTES, 24, (FLAGS) | GORT_MAP_ELEM_POINTERS, MATCH)                           \
    X(KEY, LARGE, KEY_BYTES, 8, (FLAGS) | GORT_MAP_ELEM_POINTERS | GORT_MAP_INDIRECT_ELEM, MATCH)
#define EACH_TYPE(X)                                                                               \
    EACH_ELEM(X, UINT8, 1, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_BYTES)                           \
    EACH_ELEM(X, UINT16, 2, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_BYTES)                          \
    EACH_ELEM(X, UINT32, 4, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_4)                              \
    EACH_ELEM(X, INT64, 8, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_8)                               \
    EACH_ELEM(X, BYTES_12, 12, GORT_MAP_REFLEXIVE_KEY | GORT_MAP_KEY_HALVES, GORT_MAP_MATCH_BYTES) \
    EACH_ELEM(X, BYTES_16, 16, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_16)                          \
    EACH_ELEM(X, BYTES_24, 24, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_BYTES)                       \
    EACH_ELEM(X, BYTES_136, 8,                                                                     \
              GORT_MAP_REFLEXIVE_KEY | GORT_MAP_INDIRECT_KEY | GORT_MAP_KEY_POINTERS,              \
              GORT_MAP_MATCH_ANY)                                                                  \
    EACH_ELEM(X, POINTER, 8, GORT_MAP_REFLEXIVE_KEY | GORT_MAP_KEY_POINTERS, GORT_MAP_MATCH_8)     \
    EACH_ELEM(X, STRING, 16,                                                                       \
              GORT_MAP_REFLEXIVE_KEY | GORT_MAP_NEED_KEY_UPDATE | GORT_MAP_KEY_POINTERS,           \
              GORT_MAP_MATCH_STRING)                                                               \
    EACH_ELEM(X, FLOAT64, 8, GORT_MAP_NEED_KEY_UPDATE, GORT_MAP_MATCH_ANY)

EACH_TYPE(CONSTANT)
OPERATIONS_OF(made, mt)

static const inline_code constant_code[] = {EACH_TYPE(ROW)};
static const inline_code made_code = {OPERATIONS_ROW(made)};

/* The code for maps of the type, whose constant is the same as the one made at run time. */
static const inline_code *inline_code_of(key_kind key, elem_kind elem, const gort_maptype *made)
{
    const size_t from = offsetof(gort_maptype, key_slot_bytes);
    const size_t bytes = offsetof(gort_maptype, key_match) + 1 - from;
    for (size_t i = 0; i < sizeof constant_code / sizeof constant_code[0]; i++) {
        const inline_code *c = &constant_code[i];
        if (c->key != key || c->elem != elem) continue;
        ck_assert_mem_eq((const uint8_t *)c->type + from, (const uint8_t *)made + from, bytes);
        return c;
    }
    return &made_code;
}

#endif
