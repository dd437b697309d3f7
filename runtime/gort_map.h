/* gort_map.h - maps as hand-written C uses them: functions of one type of map, made by a macro; a
 * loop; many lookups at once; a map made small again. For what lies behind, and for more:
 * gort_abi.h, "Maps".
 *
 *     GORT_MAP(ages, gort_string, int64_t)
 *
 *     ages_init("map[string]int64", &gort_type_string, &gort_type_int64);
 *     gort_hmap *m = sp[0] = ages_make(g, sp, 0);
 *     ages_set(g, sp + 1, m, name, 42);
 *     const int64_t *age = ages_get(g, sp + 1, m, name);
 *     GORT_MAP_EACH(ages, it, g, sp + 1, m)
 *         printf("%.*s is %d\n", (int)ages_key(&it).len, ages_key(&it).ptr, (int)*ages_elem(&it));
 *
 * The caller roots the map, as any object, and what it reads from it. Like all functions that take
 * (g, sp) these may collect, root their own arguments, and use the words from sp on.
 */
#ifndef GORT_TYPED_MAP_H
#define GORT_TYPED_MAP_H

#include "gort_abi.h"
#include "gort_inline.h"

#ifdef __cplusplus
extern "C" {
#endif

#define GORT__MAP_FUNCTION static inline __attribute__((unused))
/* At file scope: the functions below for maps from K to V, with `name` in front. K and V are the C
 * types of what key and elem describe in name_init; each file that uses the macro has its own. */
#define GORT_MAP(name, K, V)                                                                       \
    static gort_map_types name##_types;                                                            \
    /* Once, before the first map is made. go_name is what %T prints; all three stay. */           \
    GORT__MAP_FUNCTION void name##_init(const char *go_name, const gort_type *key,                 \
                                        const gort_type *elem)                                     \
    {                                                                                              \
        gort_map_types_init(&name##_types, go_name, key, elem);                                    \
    }                                                                                              \
    /* Empty, with room for `hint` entries. */                                                     \
    GORT__MAP_FUNCTION gort_hmap *name##_make(gort_g *g, void **sp, intptr_t hint)                 \
    {                                                                                              \
        return gort_makemap(g, sp, &name##_types.map, hint, NULL);                                 \
    }                                                                                              \
    /* The elem of the key's entry, or NULL if there is none. It may be read until the map is      \
     * written to. m may be NULL: a map without entries. */                                        \
    GORT__MAP_FUNCTION V const *name##_get(gort_g *g, void **sp, gort_hmap *m, K key)              \
    {                                                                                              \
        return (V const *)gort_mapaccess2(g, sp, &name##_types.map, m, &key);                      \
    }                                                                                              \
    /* The key's elem becomes `to`; the map is not NULL. */                                        \
    GORT__MAP_FUNCTION void name##_set(gort_g *g, void **sp, gort_hmap *m, K key, V to)            \
    {                                                                                              \
        gort_map_set(g, sp, &name##_types.map, m, &key, &to);                                      \
    }                                                                                              \
    /* The elem's address, zeroed if the entry is new, for plain changes (counts) or gort_store    \
     * before anything else that takes (g, sp). */                                                 \
    GORT__MAP_FUNCTION V *name##_at(gort_g *g, void **sp, gort_hmap *m, K key)                     \
    {                                                                                              \
        return (V *)gort_mapassign(g, sp, &name##_types.map, m, &key);                             \
    }                                                                                              \
    GORT__MAP_FUNCTION void name##_delete(gort_g *g, void **sp, gort_hmap *m, K key)               \
    {                                                                                              \
        gort_mapdelete(g, sp, &name##_types.map, m, &key);                                         \
    }                                                                                              \
    /* All entries go; the memory stays the map's. */                                              \
    GORT__MAP_FUNCTION void name##_clear(gort_g *g, void **sp, gort_hmap *m)                       \
    {                                                                                              \
        gort_mapclear(g, sp, &name##_types.map, m);                                                \
    }                                                                                              \
    GORT__MAP_FUNCTION void name##_shrink(gort_g *g, void **sp, gort_hmap *m)                      \
    {                                                                                              \
        gort_map_shrink(g, sp, &name##_types.map, m);                                              \
    }                                                                                              \
    /* elems[i] becomes what name_get gives for keys[i]. */                                        \
    GORT__MAP_FUNCTION void name##_get_many(gort_g *g, void **sp, gort_hmap *m, const K *keys,     \
                                            intptr_t n, V const **elems)                           \
    {                                                                                              \
        gort_mapaccess_many(g, sp, &name##_types.map, m, keys, n, (const void **)elems);           \
    }                                                                                              \
    /* Of the entry at which an iteration is. */                                                   \
    GORT__MAP_FUNCTION K name##_key(const gort_hiter *it)                                          \
    {                                                                                              \
        return *(const K *)it->key;                                                                \
    }                                                                                              \
    GORT__MAP_FUNCTION V *name##_elem(const gort_hiter *it)                                        \
    {                                                                                              \
        return (V *)it->elem;                                                                      \
    }                                                                                              \
    struct name##_of_map

/* Walks the entries, in no order, as Go's range does: entries may be set and deleted meanwhile. The
 * iterator `it` has three words of the shadow stack, so what the body calls gets `sp` + 3.
 */
#define GORT_MAP_EACH(name, it, g, sp, m)                                                          \
    for (gort_hiter it = gort__map_before_first(); gort_map_step(g, sp, &name##_types.map, m, &it);)

/* What name_set, name_shrink and name_get_many do, for a map of any type. */
GORT_API void gort_map_set(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, const void *key,
                           const void *elem);
/* A map never gives memory back by itself, as Go's does not: this one then has buckets for the
 * entries that it has and not more. It takes as long as setting them anew. The header was made in
 * the heap. No iteration is under way; one that is goes on through the entries as they were. */
GORT_API void gort_map_shrink(gort_g *g, void **sp, const gort_type *t, gort_hmap *h);
/* n lookups; keys lie side by side, in memory that does not move; the caller roots what they hold.
 * In maps larger than the caches a third of the time of one by one (a million int64: 18 ns instead
 * of 54). */
GORT_API void gort_mapaccess_many(gort_g *g, void **sp, const gort_type *t, gort_hmap *h,
                                  const void *keys, intptr_t n, const void **elems);
/* To the first entry, if `it` is all zeros, or to the next; false: there is none. */
GORT_API bool gort_map_step(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, gort_hiter *it);

static inline gort_hiter gort__map_before_first(void)
{
    gort_hiter it;
    memset(&it, 0, sizeof it);
    return it;
}

#ifdef __cplusplus
}
#endif

#endif
