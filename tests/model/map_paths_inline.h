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
    bool (*next)(const gort_maptype *, gort_hiter *, gort_mapcursor *);
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
    static bool NAME##_next(const gort_maptype *mt, gort_hiter *it, gort_mapcursor *at)            \
    {                                                                                              \
        (void)mt;                                                                                  \
        return gort_mapiternext_fast(TYPE, it, at);                                                \
    }
#define OPERATIONS_ROW(NAME)                                                                       \
    .find = NAME##_find, .assign = NAME##_assign, .drop = NAME##_drop, .next = NAME##_next

#define PARTS(NAME)                                                                                \
    GORT_MAP_MATCH_PARTS, .nparts = sizeof parts_of_##NAME / sizeof(gort_map_part),                \
                          .parts = parts_of_##NAME
static const gort_map_part parts_of_float[] = {{GORT_MAP_PART_FLOAT64, 0, 8}};
static const gort_map_part parts_of_float32[] = {{GORT_MAP_PART_FLOAT32, 0, 4}};
static const gort_map_part parts_of_complex[] = {{GORT_MAP_PART_FLOAT64, 0, 8},
                                                 {GORT_MAP_PART_FLOAT64, 8, 8}};
static const gort_map_part parts_of_interface[] = {{GORT_MAP_PART_EFACE, 0, sizeof(gort_eface)}};
static const gort_map_part parts_of_error[] = {{GORT_MAP_PART_IFACE, 0, sizeof(gort_iface)}};
static const gort_map_part parts_of_entry[] = {{GORT_MAP_PART_STRING, 0, sizeof(gort_string)},
                                               {GORT_MAP_PART_BYTES, offsetof(entry, n), 8}};
static const gort_map_part parts_of_struct[] = {
    {GORT_MAP_PART_BYTES, 0, 4},
    {GORT_MAP_PART_STRING, offsetof(named, s), sizeof(gort_string)},
    {GORT_MAP_PART_FLOAT64, offsetof(named, f), 8}};
static const gort_map_part parts_of_nested[] = {
    {GORT_MAP_PART_BYTES, 0, 1},
    {GORT_MAP_PART_STRING, offsetof(nested, in.e), sizeof(gort_string)},
    {GORT_MAP_PART_BYTES, offsetof(nested, in.e.n), 8},
    {GORT_MAP_PART_EFACE, offsetof(nested, e), sizeof(gort_eface)}};
static const gort_map_part parts_of_array[] = {
    {GORT_MAP_PART_STRING, 0, sizeof(gort_string)},
    {GORT_MAP_PART_STRING, sizeof(gort_string), sizeof(gort_string)}};

#define CONSTANT(KEY, ELEM, KEY_BYTES, ELEM_BYTES, FLAGS, ...)                                     \
    static const gort_maptype KEY##_##ELEM = {                                                     \
        .elem = (FLAGS)&GORT_MAP_INDIRECT_ELEM ? &type_large : NULL,                               \
        .key_slot_bytes = KEY_BYTES,                                                               \
        .elem_slot_bytes = ELEM_BYTES,                                                             \
        .bucket_bytes = 8 + 8 * (KEY_BYTES + ELEM_BYTES) + sizeof(void *),                         \
        .flags = FLAGS,                                                                            \
        .key_match = __VA_ARGS__,                                                                  \
    };                                                                                             \
    OPERATIONS_OF(KEY##_##ELEM, &KEY##_##ELEM)
#define ROW(KEY, ELEM, KEY_BYTES, ELEM_BYTES, FLAGS, ...)                                          \
    {.key = KEY, .elem = ELEM, .type = &KEY##_##ELEM, OPERATIONS_ROW(KEY##_##ELEM)},

/* ASan sees in the inline code of the made type what it would see in all of these, and
 * instrumenting them takes gcc a quarter of a minute: of each key there is one elem, which lies in
 * the bucket and holds pointers. */
#ifdef __SANITIZE_ADDRESS__
#define EACH_ELEM(X, KEY, KEY_BYTES, FLAGS, ...)                                                   \
    X(KEY, HELD, KEY_BYTES, sizeof(held), (FLAGS) | GORT_MAP_ELEM_POINTERS, __VA_ARGS__)
#else
#define EACH_ELEM(X, KEY, KEY_BYTES, FLAGS, ...)                                                   \
    X(KEY, NONE, KEY_BYTES, 0, FLAGS, __VA_ARGS__)                                                 \
    X(KEY, NUMBER, KEY_BYTES, 8, FLAGS, __VA_ARGS__)                                               \
    X(KEY, HELD, KEY_BYTES, sizeof(held), (FLAGS) | GORT_MAP_ELEM_POINTERS, __VA_ARGS__)           \
    X(KEY, LARGE, KEY_BYTES, sizeof(void *),                                                       \
      (FLAGS) | GORT_MAP_ELEM_POINTERS | GORT_MAP_INDIRECT_ELEM, __VA_ARGS__)
#endif
#define EACH_TYPE(X)                                                                               \
    EACH_ELEM(X, UINT8, 1, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_BYTES)                           \
    EACH_ELEM(X, UINT16, 2, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_BYTES)                          \
    EACH_ELEM(X, UINT32, 4, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_4)                              \
    EACH_ELEM(X, INT64, 8, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_8)                               \
    EACH_ELEM(X, BYTES_12, 12, GORT_MAP_REFLEXIVE_KEY | GORT_MAP_KEY_HALVES, GORT_MAP_MATCH_BYTES) \
    EACH_ELEM(X, BYTES_16, 16, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_16)                          \
    EACH_ELEM(X, BYTES_24, 24, GORT_MAP_REFLEXIVE_KEY, GORT_MAP_MATCH_BYTES)                       \
    EACH_ELEM(X, BYTES_136, sizeof(void *),                                                        \
              GORT_MAP_REFLEXIVE_KEY | GORT_MAP_INDIRECT_KEY | GORT_MAP_KEY_POINTERS,              \
              GORT_MAP_MATCH_ANY)                                                                  \
    EACH_ELEM(X, POINTER, sizeof(void *), GORT_MAP_REFLEXIVE_KEY | GORT_MAP_KEY_POINTERS,          \
              sizeof(void *) == 8 ? GORT_MAP_MATCH_8 : GORT_MAP_MATCH_4)                           \
    EACH_ELEM(X, STRING, sizeof(gort_string),                                                      \
              GORT_MAP_REFLEXIVE_KEY | GORT_MAP_NEED_KEY_UPDATE | GORT_MAP_KEY_POINTERS,           \
              GORT_MAP_MATCH_STRING)                                                               \
    EACH_ELEM(X, FLOAT32, 4, GORT_MAP_NEED_KEY_UPDATE, PARTS(float32))                             \
    EACH_ELEM(X, COMPLEX, 16, GORT_MAP_NEED_KEY_UPDATE, PARTS(complex))                            \
    EACH_ELEM(X, FLOAT64, 8, GORT_MAP_NEED_KEY_UPDATE, PARTS(float))                               \
    EACH_ELEM(X, INTERFACE, sizeof(gort_eface),                                                    \
              GORT_MAP_NEED_KEY_UPDATE | GORT_MAP_HASH_MIGHT_PANIC | GORT_MAP_KEY_POINTERS,        \
              PARTS(interface))                                                                    \
    EACH_ELEM(X, ERROR, sizeof(gort_iface),                                                        \
              GORT_MAP_NEED_KEY_UPDATE | GORT_MAP_HASH_MIGHT_PANIC | GORT_MAP_KEY_POINTERS,        \
              PARTS(error))                                                                        \
    EACH_ELEM(X, ENTRY, sizeof(entry), GORT_MAP_NEED_KEY_UPDATE | GORT_MAP_KEY_POINTERS,           \
              PARTS(entry))                                                                        \
    EACH_ELEM(X, STRUCT, sizeof(named),                                                            \
              GORT_MAP_NEED_KEY_UPDATE | GORT_MAP_KEY_POINTERS | GORT_MAP_KEY_HALVES,              \
              PARTS(struct))                                                                       \
    EACH_ELEM(X, NESTED, sizeof(nested),                                                           \
              GORT_MAP_NEED_KEY_UPDATE | GORT_MAP_HASH_MIGHT_PANIC | GORT_MAP_KEY_POINTERS |       \
                  GORT_MAP_KEY_HALVES,                                                             \
              PARTS(nested))                                                                       \
    EACH_ELEM(X, ARRAY, 2 * sizeof(gort_string), GORT_MAP_NEED_KEY_UPDATE | GORT_MAP_KEY_POINTERS, \
              PARTS(array))

EACH_TYPE(CONSTANT)
OPERATIONS_OF(made, mt)

static const inline_code constant_code[] = {EACH_TYPE(ROW)};
static const inline_code made_code = {OPERATIONS_ROW(made)};

/* The code for maps of the type, whose constant is the same as the one made at run time. */
static const inline_code *inline_code_of(key_kind key, elem_kind elem, const gort_maptype *made)
{
    const size_t from = offsetof(gort_maptype, key_slot_bytes);
    const size_t bytes = offsetof(gort_maptype, nparts) + 1 - from;
    for (size_t i = 0; i < sizeof constant_code / sizeof constant_code[0]; i++) {
        const inline_code *c = &constant_code[i];
        if (c->key != key || c->elem != elem) continue;
        ck_assert_mem_eq((const uint8_t *)c->type + from, (const uint8_t *)made + from, bytes);
        for (unsigned p = 0; p < made->nparts; p++)
            ck_assert_mem_eq(&c->type->parts[p], &made->parts[p], sizeof made->parts[p]);
        return c;
    }
    return &made_code;
}

#endif
