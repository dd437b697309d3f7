/* besides.c - what maps do for hand-written C that Go's language has no words for: an entry set
 * whole, a step of a loop, many lookups at once, a map made small again.
 *
 * Made of the operations of the other files; what is new for the collector is shrinking alone: the
 * header gets the arrays of a map that was filled beside it, word by word with the barrier, so a
 * mark that sees the header halfway finds old or new arrays, and both hold every entry
 * (map_gc.c, "The fields need not fit together").
 *
 * The owner's thread.
 */
#include "../runtime/base/checks.h"
#include "../runtime/gort_map.h"
#include "../runtime/gort_map_inline.h"
#include "../runtime/heap/heap.h"
#include "map.h"

void gort_map_set(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, const void *key,
                  const void *elem)
{
    gort__check_map(g, sp, t, h, __func__);
    gort__check_that(g->rt, key, __func__, "the key is NULL");
    gort__check_that(g->rt, elem, __func__, "the elem is NULL");
    const gort_type *type = t->map->elem;
    if (type->ptrdata_bytes) {
        sp[0] = GORT_TYPE_WORD(type); /* what elem holds is known to the caller's frame alone */
        sp[1] = (void *)(uintptr_t)elem;
        gort_typedmemmove(g, type, gort_mapassign(g, sp + 2, t, h, key), elem);
    } else {
        memcpy(gort_mapassign(g, sp, t, h, key), elem, type->size_bytes);
    }
}

bool gort_map_step(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, gort_hiter *it)
{
    gort__check_map(g, sp, t, h, __func__);
    gort__check_that(g->rt, it, __func__, "the iterator is NULL");
    sp[0] = h;
    sp[1] = GORT_TYPE_WORD(&gort_type_hiter);
    sp[2] = it;
    if (it->t)
        gort_mapiternext(g, sp + 3, it);
    else
        gort_mapiterinit(g, sp + 3, t, h, it);
    return it->key != NULL;
}

void gort_mapaccess_many(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, const void *keys,
                         intptr_t n, const void **elems)
{
    gort__check_map(g, sp, t, h, __func__);
    gort__check_that(g->rt, n >= 0 && ((keys && elems) || !n), __func__,
                     "that is no number of keys");
    const gort_maptype *mt = t->map;
    const uint8_t *key = (const uint8_t *)keys;
    /* Keys that lie in the bucket themselves: those that asking ahead knows. */
    const bool ahead = !(mt->flags & GORT_MAP_INDIRECT_KEY);
    sp[0] = h;
    for (intptr_t i = 0; i < n; i++) {
        if (ahead) gort_mapahead_fast(mt, h, keys, i, n);
        elems[i] = gort_mapaccess2(g, sp + 1, t, h, key);
        key += mt->key->size_bytes;
    }
}

void gort_map_shrink(gort_g *g, void **sp, const gort_type *t, gort_hmap *h)
{
    gort__check_map(g, sp, t, h, __func__);
    const gort_maptype *mt = t->map;
    gort_hiter it;
    if (!h || !gort__heap_span_of(g->rt->heap, (uintptr_t)h)) return;
    memset(&it, 0, sizeof it);
    sp[0] = h;
    gort_hmap *fresh = gort_makemap(g, sp + 1, t, h->count, NULL);
    sp[1] = fresh;
    while (gort_map_step(g, sp + 2, t, h, &it))
        gort_map_set(g, sp + 5, t, fresh, it.key, it.elem);
    gort_typedmemmove(g, mt->hmap, h, fresh);
    gort_typedmemclr(g, mt->hmap, fresh); /* two headers with one array: the other is nobody's */
}
