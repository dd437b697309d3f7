/* map.c - making, reading, assigning, deleting, clearing: the operations of a map.
 *
 * Each operation hashes the key, finds the chain of its bucket and matches the 8 tophash bytes of a
 * bucket as one word; only slots whose byte matches have their key compared. While the map grows,
 * a reader looks into the old bucket until that is evacuated; a writer evacuates it first (grow.c)
 * and then sees buckets only.
 *
 * Invariants:
 *  - Hashing and comparing may call back: they may panic and collect. Before either, h, the key
 *    and the bucket at hand lie on the shadow stack (map_root and the slots behind it). A header in
 *    a frame is a pair of that frame, which counts only while a slot leads to it: this one does.
 *  - GORT_MAP_WRITING is set after the hash, since the hash may panic, and cleared at the end; a
 *    panic of a comparison cannot come in between for a key whose hash did not panic.
 *  - No safepoint between finding an element and returning its address.
 *  - Every store of a key, an elem or a link goes through the barrier (gort__map_copy, gort_store)
 *    unless its type holds no pointers.
 *
 * Runs on the mutator's thread. To change how a bucket is searched, open map_find; when a map
 * grows, the condition in gort_mapassign and grow.c.
 */
#include "../runtime/base/checks.h"
#include "map.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define MAX_ALIGN     128 /* of a type */

/* Roots h and *key from sp on and returns the raised sp. The key may be a cell of the caller's
 * frame (a pair scans it) or lie inside an object (its address keeps that alive). */
static inline void **map_root(void **sp, const gort_maptype *mt, gort_hmap *h, const void *key)
{
    sp[0] = h;
    sp[1] = (void *)(uintptr_t)key;
    if (!mt->key->ptrdata_bytes) return sp + 2;
    sp[2] = GORT_TYPE_WORD(mt->key);
    sp[3] = (void *)(uintptr_t)key;
    return sp + 4;
}

/* GORT_MAP_MATCH_*: keys that are compared and hashed without a call through their type; nothing
 * calls back, so that nothing needs to be rooted for it. The operations below take it as a
 * constant. */
typedef uint8_t map_key;

/* sp: free shadow slots above what the caller rooted (GORT_MAP_MATCH_ANY only). told: a constant,
 * the map may have GORT__MAP_STABLE; kind is GORT_MAP_MATCH_ANY then. */
ALWAYS_INLINE uintptr_t map_hash(gort_g *g, void **sp, const gort_maptype *mt, map_key kind,
                                 const void *key, const gort_hmap *h, bool told)
{
    const uint32_t seed = h->hash0;
    if (told) return gort__map_hash_of(g, sp, mt, h, key);
    if (kind == GORT_MAP_MATCH_ANY) return gort__map_hash(g, sp, mt, key, seed);
    return gort__match_hash(kind, key, gort__match_bytes(kind, mt->key_slot_bytes),
                            gort__match_halves(kind), seed);
}

/* Whether slot i of b, whose tophash matches, holds the key. */
ALWAYS_INLINE bool map_slot_equal(gort_g *g, void **sp, const gort_maptype *mt, map_key kind,
                                  gort__bmap *b, unsigned i, const void *key)
{
    if (kind == GORT_MAP_MATCH_ANY)
        return gort__map_equal(g, sp, mt->key, key, gort__map_key(mt, b, i));
    const uintptr_t bytes = gort__match_bytes(kind, mt->key_slot_bytes);
    return gort__match_equal(kind, gort__map_keys((const uint8_t *)b) + i * bytes, key, bytes,
                             gort__match_halves(kind));
}

/* ---- Making ------------------------------------------------------------------------------- */

gort_hmap *gort_makemap(gort_g *g, void **sp, const gort_type *t, intptr_t hint, gort_hmap *h)
{
    gort__check_map(g, sp, t, h, __func__);
    const gort_maptype *mt = t->map;
    if (hint < 0 || (uintptr_t)hint > GORT__ADDRESS_SPACE / mt->bucket_bytes) hint = 0;

    if (!h)
        h = (gort_hmap *)gort_new(g, sp, mt->hmap);
    else
        h->flags = (uint8_t)GORT_G(g)->m->map_flags; /* as gort_makemap_stack */
    sp[0] = h;
    h->hash0 = gort_fastrand(g);

    uint8_t B = 0;
    while (gort__map_over_load(hint, B))
        B++;
    gort__map_set_B(h, B);
    if (B != 0) {
        uintptr_t spare;
        void *array = gort__map_new_array(g, sp + 1, mt, B, &spare);
        gort_store(g, &h->buckets, array);
        gort__map_set_spare(g, sp + 1, mt, h, array, B, spare);
    }
    return h;
}

gort_hmap *gort_makemap_small(gort_g *g, void **sp, const gort_type *t)
{
    gort__check_map(g, sp, t, NULL, __func__);
    gort_hmap *h = (gort_hmap *)gort_new(g, sp, t->map->hmap);
    h->hash0 = gort_fastrand(g);
    return h;
}

/* ---- Reading ------------------------------------------------------------------------------ */

/* Searches the chain of b. Uses sp[0] as the root of the bucket at hand. */
ALWAYS_INLINE gort__bmap *map_find(gort_g *g, void **sp, const gort_maptype *mt, map_key kind,
                                   gort__bmap *b, const void *key, uintptr_t top, unsigned *slot)
{
    for (; b; b = gort__map_overflow(mt, b)) {
        const uint64_t tops = gort__tops_load(b);
        for (uint64_t m = gort__tops_match(tops, top); m; m &= m - 1) {
            const uintptr_t i = gort__tops_first(m);
            if (kind == GORT_MAP_MATCH_ANY) sp[0] = b;
            if (map_slot_equal(g, sp + 1, mt, kind, b, i, key)) {
                *slot = (unsigned)i;
                return b;
            }
        }
        if (gort__tops_ends(tops)) return NULL;
    }
    return NULL;
}

ALWAYS_INLINE gort__bmap *map_lookup(gort_g *g, void **sp, const gort_maptype *mt, map_key kind,
                                     gort_hmap *h, const void *key, unsigned *slot, bool told)
{
    void **r = kind == GORT_MAP_MATCH_ANY ? map_root(sp, mt, h, key) : sp;
    const uintptr_t hash = map_hash(g, r, mt, kind, key, h, told);
    gort__bmap *b = (gort__bmap *)(uintptr_t)gort__map_chain(mt, h, hash);
    return map_find(g, r, mt, kind, b, key, gort__map_tophash(hash), slot);
}

gort__bmap *gort__map_lookup(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                             const void *key, unsigned *slot)
{
    switch (mt->key_match) {
    case GORT_MAP_MATCH_4: return map_lookup(g, sp, mt, GORT_MAP_MATCH_4, h, key, slot, false);
    case GORT_MAP_MATCH_8: return map_lookup(g, sp, mt, GORT_MAP_MATCH_8, h, key, slot, false);
    case GORT_MAP_MATCH_16: return map_lookup(g, sp, mt, GORT_MAP_MATCH_16, h, key, slot, false);
    case GORT_MAP_MATCH_BYTES:
        return map_lookup(g, sp, mt, GORT_MAP_MATCH_BYTES, h, key, slot, false);
    case GORT_MAP_MATCH_STRING:
        return map_lookup(g, sp, mt, GORT_MAP_MATCH_STRING, h, key, slot, false);
    default: return map_lookup(g, sp, mt, GORT_MAP_MATCH_ANY, h, key, slot, false);
    }
}

gort__bmap *gort__map_lookup_of(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                                const void *key, unsigned *slot)
{
    if (GORT_UNLIKELY(gort__map_flags(h) & GORT__MAP_STABLE))
        return map_lookup(g, sp, mt, GORT_MAP_MATCH_ANY, h, key, slot, true);
    return gort__map_lookup(g, sp, mt, h, key, slot);
}

/* A key that cannot be hashed panics, or is refused, even when there is nothing to find. */
static void map_hash_for_nothing(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                                 const void *key)
{
    if (!(mt->flags & GORT_MAP_HASH_MIGHT_PANIC)) return;
    if (mt->key_match == GORT_MAP_MATCH_NONE) gort__map_bad_key(g, mt->key);
    (void)gort__map_hash(g, map_root(sp, mt, h, key), mt, key, 0);
}

const void *gort_mapaccess2(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, const void *key)
{
    gort__check_map(g, sp, t, h, __func__);
    gort__check_that(g->rt, key, __func__, "the key is NULL");
    const gort_maptype *mt = t->map;
    if (!h || h->count == 0) {
        map_hash_for_nothing(g, sp, mt, h, key);
        return NULL;
    }
    unsigned i;
    gort__bmap *b;
    if (GORT_UNLIKELY(gort__map_written_or_stable(h))) {
        if (gort__map_written(h)) gort_fatal(g, sp, "concurrent map read and map write");
        b = gort__map_lookup_of(g, sp, mt, h, key, &i);
    } else {
        b = gort__map_lookup(g, sp, mt, h, key, &i);
    }
    return b ? gort__map_elem(mt, b, i) : NULL;
}

_Alignas(MAX_ALIGN) const uint64_t gort_map_zero[GORT_MAP_ZERO_BYTES / sizeof(uint64_t)];

const void *gort_mapaccess1(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, const void *key)
{
    gort__check_map(g, sp, t, h, __func__);
    gort__check_that(g->rt, key, __func__, "the key is NULL");
    const void *e = gort_mapaccess2(g, sp, t, h, key);
    if (e) return e;
    if (t->map->elem->size_bytes <= sizeof gort_map_zero) return gort_map_zero;
    return gort_new(g, sp, t->map->elem);
}

/* ---- Writing ------------------------------------------------------------------------------ */

/* gort__map_begin, behind the hash, marks h as being written. */
static inline void map_end_write(gort_g *g, void **sp, gort_hmap *h)
{
    if (!gort__map_end(h)) gort_fatal(g, sp, "concurrent map writes");
}

static inline void map_check_no_writer(gort_g *g, void **sp, const gort_hmap *h)
{
    if (gort__map_written(h)) gort_fatal(g, sp, "concurrent map writes");
}

/* Fills slot i of b with the key and a zero elem. Uses sp[0] for b. May collect. */
static void map_fill(gort_g *g, void **sp, const gort_maptype *mt, gort__bmap *b, unsigned i,
                     const void *key)
{
    void *k = gort__map_key_slot(mt, b, i);
    sp[0] = b;
    if (mt->flags & GORT_MAP_INDIRECT_KEY) {
        void *cell = gort_new(g, sp + 1, mt->key);
        gort_store(g, k, cell);
        k = cell;
    }
    if (mt->flags & GORT_MAP_INDIRECT_ELEM) {
        void *cell = gort_new(g, sp + 1, mt->elem);
        gort_store(g, gort__map_elem_slot(mt, b, i), cell);
    } else if (!mt->elem->ptrdata_bytes) {
        memset(gort__map_elem_slot(mt, b, i), 0, mt->elem_slot_bytes); /* what was deleted there */
    }
    gort__map_copy(g, mt->key, k, key);
}

/* ---- A map with GORT__MAP_TOLD or GORT__MAP_STABLE ------------------------------------------ */

static void *map_assign_told(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                             const void *key);
static void map_delete_told(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                            const void *key);

/* Before the first write, which is where a map in a frame is met. */
static void map_tell_new(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h)
{
    unsigned flags = gort__map_flags(h);
    if (flags & GORT__MAP_STABLE && !gort__type_has_address(mt->key)) { /* it was made in a frame */
        flags &= (unsigned)~GORT__MAP_STABLE;
        gort__map_set_flags(h, flags);
    }
    if (!(flags & GORT__MAP_TOLD) || flags & GORT__MAP_SEEN) return;
    gort__map_set_flags(h, flags | GORT__MAP_SEEN);
    gort__event(g->rt, GORT_EVENT_MAP_NEW, .g = g, .sp = sp,
                .map_new = {h, mt->bucket, gort__map_B(h)});
}

/* An entry in slot i of b, a bucket of the chain of `bucket`; b NULL: there is none. */
static void map_tell_entry(gort_g *g, void **sp, gort__event_kind kind, const gort_maptype *mt,
                           const gort_hmap *h, uintptr_t bucket, const gort__bmap *b, unsigned i,
                           bool fresh)
{
    unsigned chained = 0;
    gort__bmap *at = gort__map_bucket(mt, h->buckets, bucket);
    for (; b && at && at != b; at = gort__map_overflow(mt, at))
        chained++;
    gort__event(g->rt, kind, .g = g, .sp = sp,
                .map_entry = {h, bucket, chained, i, h->count, fresh, b != NULL});
}

/* ---- Assign ------------------------------------------------------------------------------- */

/* told: a constant, each step is an event. */
ALWAYS_INLINE void *map_assign(gort_g *g, void **sp, const gort_maptype *mt, map_key kind,
                               gort_hmap *h, const void *key, bool told)
{
    if (!h) gort_panic_plain(g, sp, "assignment to entry in nil map");
    if (!told && GORT_UNLIKELY(gort__map_written_or_told(h))) {
        map_check_no_writer(g, sp, h);
        return map_assign_told(g, sp, mt, h, key);
    }

    void **r = map_root(sp, mt, h, key);
    const uintptr_t hash = map_hash(g, r, mt, kind, key, h, told);
    const uintptr_t top = gort__map_tophash(hash);
    gort__map_begin(h);
    if (!h->buckets) gort_store(g, &h->buckets, gort_new(g, r, mt->bucket));

    gort__bmap *b, *first, *into, *last;
    unsigned i;
    uintptr_t bucket;
    for (;;) {
        bucket = hash & gort__map_mask(gort__map_B(h));
        if (gort__map_growing(h) && told) gort__map_grow_work_told(g, r, mt, h, bucket);
        b = gort__map_growing(h) && !told ? gort__map_grow_work(g, r, mt, h, bucket)
                                          : gort__map_bucket(mt, gort__map_array(h), bucket);
        first = b;

        /* Along the chain: the key's slot, else the first free one, else the last bucket. */
        into = last = NULL;
        i = 0;
        for (; b; b = gort__map_overflow(mt, b)) {
            const uint64_t tops = gort__tops_load(b);
            if (kind == GORT_MAP_MATCH_ANY) {
                r[0] = b;
                r[1] = into;
            }
            for (uint64_t m = gort__tops_match(tops, top); m; m &= m - 1) {
                const uintptr_t j = gort__tops_first(m);
                if (!map_slot_equal(g, r + 2, mt, kind, b, j, key)) continue;
                if (mt->flags & GORT_MAP_NEED_KEY_UPDATE)
                    gort__map_copy(g, mt->key, gort__map_key(mt, b, j), key);
                map_end_write(g, r, h);
                if (told) map_tell_entry(g, sp, GORT_EVENT_MAP_ASSIGN, mt, h, bucket, b, j, false);
                return gort__map_elem(mt, b, j);
            }
            const uint64_t empty = gort__tops_empty(tops);
            if (!into && empty) {
                into = b;
                i = gort__tops_first(empty);
            }
            last = b;
            if (gort__tops_ends(tops)) break;
        }

        if (gort__map_growing(h)) break;
        const uint8_t B = gort__map_B(h);
        if (!gort__map_over_load(h->count + 1, B) && !gort__map_too_many_overflow(h->noverflow, B))
            break;
        gort__map_grow(g, r, mt, h); /* and search again: everything moved */
    }

    if (!into) {
        r[0] = last;
        if (GORT_LIKELY(first == gort__map_bucket(mt, gort__map_array(h), bucket)))
            into = gort__map_new_overflow(g, r + 1, mt, h, last);
        else
            into = gort__map_old_overflow(g, r + 1, mt, last);
        i = 0;
    }
    map_fill(g, r, mt, into, i, key);
    into->tophash[i] = (uint8_t)top;
    h->count++;
    map_end_write(g, r, h);
    if (told) map_tell_entry(g, sp, GORT_EVENT_MAP_ASSIGN, mt, h, bucket, into, i, true);
    return gort__map_elem(mt, into, i);
}

static __attribute__((noinline)) void *map_assign_told(gort_g *g, void **sp, const gort_maptype *mt,
                                                       gort_hmap *h, const void *key)
{
    map_tell_new(g, sp, mt, h);
    return map_assign(g, sp, mt, GORT_MAP_MATCH_ANY, h, key, true);
}

void *gort_mapassign(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, const void *key)
{
    gort__check_map(g, sp, t, h, __func__);
    gort__check_that(g->rt, key, __func__, "the key is NULL");
    const gort_maptype *mt = t->map;
    switch (mt->key_match) {
    case GORT_MAP_MATCH_4: return map_assign(g, sp, mt, GORT_MAP_MATCH_4, h, key, false);
    case GORT_MAP_MATCH_8: return map_assign(g, sp, mt, GORT_MAP_MATCH_8, h, key, false);
    case GORT_MAP_MATCH_16: return map_assign(g, sp, mt, GORT_MAP_MATCH_16, h, key, false);
    case GORT_MAP_MATCH_BYTES: return map_assign(g, sp, mt, GORT_MAP_MATCH_BYTES, h, key, false);
    case GORT_MAP_MATCH_STRING: return map_assign(g, sp, mt, GORT_MAP_MATCH_STRING, h, key, false);
    case GORT_MAP_MATCH_NONE: gort__map_bad_key(g, mt->key);
    default: return map_assign(g, sp, mt, GORT_MAP_MATCH_ANY, h, key, false);
    }
}

/* Clears the key or elem in its slot: what holds no entry holds no pointer. */
static void map_clear_slot(gort_g *g, const gort_type *t, void *slot, bool indirect)
{
    if (indirect)
        gort_store(g, slot, NULL);
    else if (t->ptrdata_bytes)
        gort_typedmemclr(g, t, slot);
}

void gort_map_mark_rest(const gort_maptype *mt, void *first, void *bucket)
{
    gort__bmap *b = (gort__bmap *)bucket;
    unsigned i = 0;
    do {
        b->tophash[i] = GORT_TOP_EMPTY_REST;
        if (i > 0) {
            i--;
        } else {
            if (b == first) return;
            gort__bmap *prev = (gort__bmap *)first;
            while (prev && gort__map_overflow(mt, prev) != b)
                prev = gort__map_overflow(mt, prev);
            if (!prev) return; /* misuse: somebody took the chain apart */
            b = prev;
            i = GORT_MAP_SLOTS - 1;
        }
    } while (b->tophash[i] == GORT_TOP_EMPTY_ONE);
}

bool gort_map_emptied(gort_g *g, gort_hmap *h)
{
    h->hash0 = gort_fastrand(g);
    return gort__map_end(h);
}

ALWAYS_INLINE void map_delete(gort_g *g, void **sp, const gort_maptype *mt, map_key kind,
                              gort_hmap *h, const void *key, bool told)
{
    if (!told && GORT_UNLIKELY(gort__map_written_or_told(h))) {
        map_check_no_writer(g, sp, h);
        map_delete_told(g, sp, mt, h, key);
        return;
    }

    void **r = map_root(sp, mt, h, key);
    const uintptr_t hash = map_hash(g, r, mt, kind, key, h, told);
    gort__map_begin(h);
    const uintptr_t bucket = hash & gort__map_mask(gort__map_B(h));
    if (gort__map_growing(h) && told) gort__map_grow_work_told(g, r, mt, h, bucket);
    gort__bmap *first = gort__map_growing(h) && !told
                            ? gort__map_grow_work(g, r, mt, h, bucket)
                            : gort__map_bucket(mt, gort__map_array(h), bucket);
    unsigned i;
    gort__bmap *b = map_find(g, r, mt, kind, first, key, gort__map_tophash(hash), &i);
    if (b) {
        map_clear_slot(g, mt->key, gort__map_key_slot(mt, b, i), mt->flags & GORT_MAP_INDIRECT_KEY);
        map_clear_slot(g, mt->elem, gort__map_elem_slot(mt, b, i),
                       mt->flags & GORT_MAP_INDIRECT_ELEM);
        gort__map_vacate(mt, first, b, i, gort__tops_load(b));
        h->count--;
    }
    const bool emptied = b && h->count == 0;
    if (!(emptied ? gort_map_emptied(g, h) : gort__map_end(h)))
        gort_fatal(g, r, "concurrent map writes");
    if (told) map_tell_entry(g, sp, GORT_EVENT_MAP_DELETE, mt, h, bucket, b, b ? i : 0, false);
}

static __attribute__((noinline)) void map_delete_told(gort_g *g, void **sp, const gort_maptype *mt,
                                                      gort_hmap *h, const void *key)
{
    map_tell_new(g, sp, mt, h);
    map_delete(g, sp, mt, GORT_MAP_MATCH_ANY, h, key, true);
}

void gort_mapdelete(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, const void *key)
{
    gort__check_map(g, sp, t, h, __func__);
    gort__check_that(g->rt, key, __func__, "the key is NULL");
    const gort_maptype *mt = t->map;
    if (!h || h->count == 0) {
        map_hash_for_nothing(g, sp, mt, h, key);
        return;
    }
    switch (mt->key_match) {
    case GORT_MAP_MATCH_4: map_delete(g, sp, mt, GORT_MAP_MATCH_4, h, key, false); break;
    case GORT_MAP_MATCH_8: map_delete(g, sp, mt, GORT_MAP_MATCH_8, h, key, false); break;
    case GORT_MAP_MATCH_16: map_delete(g, sp, mt, GORT_MAP_MATCH_16, h, key, false); break;
    case GORT_MAP_MATCH_BYTES: map_delete(g, sp, mt, GORT_MAP_MATCH_BYTES, h, key, false); break;
    case GORT_MAP_MATCH_STRING: map_delete(g, sp, mt, GORT_MAP_MATCH_STRING, h, key, false); break;
    default: map_delete(g, sp, mt, GORT_MAP_MATCH_ANY, h, key, false);
    }
}

void gort_mapclear(gort_g *g, void **sp, const gort_type *t, gort_hmap *h)
{
    gort__check_map(g, sp, t, h, __func__);
    const gort_maptype *mt = t->map;
    if (!h || h->count == 0) return;
    if (GORT_UNLIKELY(gort__map_written_or_told(h))) {
        map_check_no_writer(g, sp, h);
        gort__event(g->rt, GORT_EVENT_MAP_CLEAR, .g = g, .sp = sp,
                    .map_entry = {.header = h, .count = h->count});
    }
    gort__map_begin(h);
    gort__map_set_flags(h, gort__map_flags(h) & (unsigned)~GORT_MAP_SAME_SIZE);
    gort_store(g, &h->oldbuckets, NULL);
    h->nevacuate = 0;
    h->noverflow = 0;
    h->count = 0;
    if (h->extra) {
        gort__store_relaxed(&h->extra->spare, 0);
        gort_typedmemclr(g, &gort__map_type_extra, h->extra);
    }
    h->hash0 = gort_fastrand(g); /* once nobody takes a spare bucket: gort__map_new_overflow */

    /* The array stays, its preallocated overflow buckets become spare again. */
    const uint8_t B = gort__map_B(h);
    void *array = gort__map_array(h);
    const uintptr_t n = gort__map_array_buckets(mt, B);
    if (gort__map_pointer_free(mt))
        memset(array, 0, n * mt->bucket_bytes);
    else
        gort_typedsliceclr(g, mt->bucket, array, n);
    sp[0] = h;
    gort__map_set_spare(g, sp + 1, mt, h, array, B, n - gort__map_nbuckets(B));
    if (gort__map_B(h) != B || gort__map_array(h) != array)
        gort_fatal(g, sp, "concurrent map writes");
    map_end_write(g, sp, h);
}
