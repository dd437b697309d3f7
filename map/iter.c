/* iter.c - range over a map.
 *
 * An iteration remembers the array it began on and visits its buckets in order from a random one,
 * each bucket's slots in order from a random one. The map may grow under it:
 *
 *  - It began after the growth: buckets whose old bucket is not evacuated yet are read there, and
 *    of the old bucket only the entries that will move to the bucket being visited (checkBucket):
 *    to the end of its chain, whatever growth ends or begins meanwhile. One of the same size has
 *    nothing to choose from, and sets no checkBucket.
 *  - It began before: it goes on in the array it knows. Entries that were moved meanwhile are
 *    looked up in the map as it is now, since they may have been changed or deleted there.
 *
 * So each entry that is there at the beginning and not deleted is visited exactly once; one added
 * meanwhile, once or not at all.
 *
 * The iterator lies in a frame and is a pair of that frame. While the loop goes on its address is
 * in a slot too, and so it keeps alive its array, and for pointer-free buckets the overflow lists:
 * a growth that completes does not free them. Two iterations of one map may run at once, on two
 * threads too, so flags are set by an atomic or.
 *
 * Runs on the mutator's thread. Never writes the map but its flags and, for pointer-free buckets,
 * the missing overflow list.
 */
#include "../runtime/base/checks.h"
#include "map.h"

static const uint8_t map_hiter_mask[] = {0xff};

const gort_type gort_type_hiter = {
    .size_bytes = sizeof(gort_hiter),
    .ptrdata_bytes = 8 * sizeof(void *),
    .ptrmask = map_hiter_mask,
    .ptrmask_bytes = 8 * sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "runtime.hiter",
};
_Static_assert(offsetof(gort_hiter, startBucket) == 8 * sizeof(void *), "mask of hiter");

void gort_mapiterinit(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, gort_hiter *it)
{
    gort__check_map(g, sp, t, h, __func__);
    gort__check_that(g->rt, it, __func__, "the iterator is NULL");
    /* Stores to the iterator need no barrier: see gort_mapiternext_fast. */
    it->t = t;
    if (!h || h->count == 0) return;
    it->h = h;
    const gort_maptype *mt = t->map;
    it->B = gort__map_B(h);
    it->buckets = gort__map_array(h);
    if (gort__map_pointer_free(mt)) {
        /* The lists themselves, not what they hold now: they also get what is added later. */
        it->overflow = gort__map_need_overflow_list(g, sp, h);
        gort_mapextra *x = (gort_mapextra *)AO_load_acquire((volatile AO_t *)(void *)&h->extra);
        it->oldoverflow = x->oldoverflow;
    }
    uint64_t r = gort_fastrand(g);
    it->offset = r % GORT_MAP_SLOTS;
    r /= GORT_MAP_SLOTS;
    if (it->B > 29) r = r << 32 | gort_fastrand(g);
    it->startBucket = r & gort__map_mask(it->B);
    it->bucket = it->startBucket;
    it->checkBucket = gort__map_growing(h) ? GORT__MAP_ALL : GORT__MAP_OWN;

    const unsigned both = GORT_MAP_ITERATOR | GORT_MAP_OLD_ITERATOR;
    if ((gort__map_flags(h) & both) != both)
        AO_char_or((volatile unsigned char *)&h->flags, (unsigned char)both);
    gort_mapiternext(g, sp, it);
}

/* Whether the entry in slot i of an old bucket will move to it->checkBucket's bucket. r: free
 * shadow slots. */
static bool iter_belongs(gort_g *g, void **r, const gort_maptype *mt, const gort_hiter *it,
                         uintptr_t check, const void *key, uint8_t top)
{
    if ((mt->flags & GORT_MAP_REFLEXIVE_KEY) || gort__map_equal(g, r, mt->key, key, key)) {
        const uintptr_t hash = gort__map_hash_of(g, r, mt, it->h, key);
        return (hash & gort__map_mask(it->B)) == check;
    }
    /* NaN: by the bit that evacuation will use. */
    return check >> (it->B - 1) == (uintptr_t)(top & 1);
}

/* As gort_mapiternext_fast, and into the buckets behind the one at hand. */
static inline bool iter_step(const gort_maptype *mt, gort_hiter *it)
{
    if (!gort__map_at_own(it)) return false;
    const uint8_t *b = (const uint8_t *)it->bptr;
    unsigned i = it->i;
    uint64_t full = b ? gort__map_turned(it, b, i) : 0;
    while (GORT_UNLIKELY(!full)) {
        if (b) b = gort__map_next(mt, b);
        if (!b) {
            uintptr_t bucket = it->bucket;
            if (bucket == it->startBucket && it->wrapped) {
                it->key = it->elem = NULL;
                return true;
            }
            b = (const uint8_t *)it->buckets + bucket * mt->bucket_bytes;
            __builtin_prefetch(b + 2 * (uintptr_t)mt->bucket_bytes);
            if (++bucket == (uintptr_t)1 << it->B) {
                bucket = 0;
                it->wrapped = true;
            }
            it->bucket = bucket;
        }
        it->bptr = (void *)(uintptr_t)b;
        i = 0;
        full = gort__map_turned(it, b, 0);
    }
    gort_mapcursor at;
    gort__map_visit(mt, it, &at, b, i, full);
    it->key = at.key;
    it->elem = at.elem;
    it->i = (uint8_t)at.i;
    return true;
}

/* The same in a map that grows, or grew. */
static __attribute__((noinline)) void iter_any(gort_g *g, void **sp, gort_hiter *it)
{
    gort_hmap *h = it->h;
    if (gort__map_flags(h) & GORT_MAP_WRITING)
        gort_fatal(g, sp, "concurrent map iteration and map write");
    const gort_maptype *mt = it->t->map;
    uintptr_t bucket = it->bucket, check = it->checkBucket;
    gort__bmap *b = (gort__bmap *)it->bptr;
    unsigned i = it->i;

    for (;; b = gort__map_overflow(mt, b), i = 0) {
        while (!b) {
            if (bucket == it->startBucket && it->wrapped) {
                it->key = NULL;
                it->elem = NULL;
                return;
            }
            check = GORT__MAP_ALL;
            b = gort__map_bucket(mt, it->buckets, bucket);
            if (it->buckets == h->buckets && !gort__map_growing(h)) {
                check = GORT__MAP_OWN;
            } else if (it->B == gort__map_B(h)) {
                const uintptr_t at = bucket & (gort__map_noldbuckets(h) - 1);
                void *olds = gort__heap_load(&h->oldbuckets);
                gort__bmap *old = gort__map_bucket(mt, olds, at);
                if (olds && !gort__map_evacuated(old)) {
                    b = old;
                    check = gort__map_flags(h) & GORT_MAP_SAME_SIZE ? GORT__MAP_ALL : bucket;
                }
            }
            if (++bucket == gort__map_nbuckets(it->B)) {
                bucket = 0;
                it->wrapped = true;
            }
            i = 0;
        }
        for (; i < GORT_MAP_SLOTS; i++) {
            const unsigned slot = (i + it->offset) % GORT_MAP_SLOTS;
            const uint8_t top = b->tophash[slot];
            if (gort__top_is_empty(top) || top == GORT_TOP_EVACUATED_EMPTY) continue;
            void *key = gort__map_key(mt, b, slot);
            void *elem = gort__map_elem(mt, b, slot);
            sp[0] = b;
            sp[1] = key;
            if (check < GORT__MAP_ALL && !iter_belongs(g, sp + 2, mt, it, check, key, top))
                continue;
            const bool moved = top == GORT_TOP_EVACUATED_X || top == GORT_TOP_EVACUATED_Y;
            if (moved && ((mt->flags & GORT_MAP_REFLEXIVE_KEY) ||
                          gort__map_equal(g, sp + 2, mt->key, key, key))) {
                unsigned at;
                gort__bmap *now = h->count ? gort__map_lookup_of(g, sp + 2, mt, h, key, &at) : NULL;
                if (!now) continue; /* deleted meanwhile */
                key = gort__map_key(mt, now, at);
                elem = gort__map_elem(mt, now, at);
            }
            /* A moved NaN cannot be looked up, so neither deleted nor changed: the old one holds.
             */
            it->key = key;
            it->elem = elem;
            it->bptr = b;
            it->bucket = bucket;
            it->i = (uint8_t)(i + 1);
            it->checkBucket = check;
            return;
        }
    }
}

void gort_mapiternext(gort_g *g, void **sp, gort_hiter *it)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_that(g->rt, it && it->t, __func__, "the iteration has not begun");
    if (!iter_step(it->t->map, it)) iter_any(g, sp, it);
}
