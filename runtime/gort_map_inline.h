/* gort_map_inline.h - the operations of a map as code of one map type: what the type decides is a
 * constant, the search is inline, and since it calls nothing that collects or panics, nothing is
 * rooted for it.
 *
 * For keys that are hashed and compared without asking their type: those whose bytes decide
 * (integers, pointers, structs and arrays of such), strings, and keys of up to GORT_MAP_MAX_PARTS
 * parts: structs and arrays that hold strings, floats or interfaces, and these themselves. Each
 * function does the common case or says that it did not; then the function of gort_abi.h does it,
 * which roots, grows, shades and reports. Emitted C has a function for each map type and operation,
 * of one call here, with the type's own descriptor, whose fields the compiler knows. C users call
 * them with theirs:
 *
 *     const void *e = gort_mapaccess_fast(types.map.map, h, &key);
 *     if (!e) e = gort_mapaccess1(g, gort_top(g), &types.map, h, &key);
 *
 * Left to the functions is: a map that somebody else writes (they say so and end the program),
 * writes that are events (base/event.h), writes while the map grows, has to grow or to get a bucket
 * or a cell for an elem, deletes behind the first bucket of a chain, writes to slots with pointers
 * while the collector marks, keys that only their own functions hash (gort_map_keys.h), steps of an
 * iteration into another bucket or in a map that grows or grew, and with tcc everything.
 *
 * These are compiled again for each map type and so are kept small: what is rare is a function's.
 *
 * Invariant: what these do is what the functions do. Both are made of the parts in
 * gort_map_parts.h, where each thing is told once; what is told twice is the order of the steps:
 * beside each operation here read the one of map/map.c or map/iter.c that has its name. Owner's
 * thread; the collector may read the map meanwhile. No safepoint, no barrier: map/README.md says
 * what covers a pointer.
 */
#ifndef GORT_MAP_INLINE_H
#define GORT_MAP_INLINE_H

#include "gort_map_parts.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The zero value of every elem type of up to GORT_MAP_ZERO_BYTES. */
#define GORT_MAP_ZERO_BYTES 1024
extern GORT_API const uint64_t gort_map_zero[GORT_MAP_ZERO_BYTES / 8];

/* Empties a bucket of a map without pointers in the caller's frame: its tophash bytes and its link.
 * What else lies there counts for nothing; an elem is zeroed when its entry comes. Not a safepoint.
 */
static inline void gort_map_clear_bucket(void *bucket, uintptr_t bytes)
{
    memset(bucket, 0, 8);
    memset((uint8_t *)bucket + bytes - sizeof(void *), 0, sizeof(void *));
}
/* A zeroed header and an emptied first bucket in the caller's frame: what is stored there needs no
 * barrier. Not a safepoint. */
static inline void gort_makemap_stack(gort_g *g, gort_hmap *h, void *bucket)
{
    h->buckets = bucket;
    h->flags = (uint8_t)GORT_G(g)->m->map_flags;
    h->hash0 = gort_fastrand(g);
}

/* Where an iteration is, in variables of the loop that walks: what one step stores in memory the
 * next would wait for. The iterator itself learns of it with the next step that is the function's,
 * gort_mapiternext_at; until then its key and elem are those of an entry before, in the same
 * bucket. */
typedef struct gort_mapcursor {
    void *key, *elem; /* key NULL: the iteration is over */
    unsigned i;
} gort_mapcursor;

/* Where an iteration is behind gort_mapiterinit and gort_mapiternext. */
static inline gort_mapcursor gort_mapcursor_of(const gort_hiter *it)
{
    const gort_mapcursor at = {it->key, it->elem, it->i};
    return at;
}
static inline void gort_mapiternext_at(gort_g *g, void **sp, gort_hiter *it, gort_mapcursor *at)
{
    it->i = (uint8_t)at->i;
    gort_mapiternext(g, sp, it);
    *at = gort_mapcursor_of(it);
}

#ifdef __TINYC__
#define gort_mapaccess_fast(mt, h, key)       ((void)(h), (void)(key), (const void *)NULL)
#define gort_mapassign_fast(g, mt, h, key)    ((void)(h), (void)(key), (void *)NULL)
#define gort_mapdelete_fast(g, mt, h, key)    ((void)(h), (void)(key), false)
#define gort_mapiternext_fast(mt, it, at)     ((void)(it), (void)(at), false)
#define gort_mapahead_fast(mt, h, keys, i, n) ((void)(h), (void)(keys), (void)(i), (void)(n))
#else

/* ---- Access ------------------------------------------------------------------------------ */

/* The part of a key by which a single bucket is searched: bytes, of which 4 or 8 are compared; -1
 * if there is none, or a part has perhaps no hash here. */
GORT__MAP_INLINE int gort__map_telling_part(const gort_maptype *mt)
{
    int found = -1;
    GORT__EACH_PART
    for (unsigned i = 0; i < mt->nparts; i++) {
        const gort_map_part *p = &mt->parts[i];
        if (p->kind != GORT_MAP_PART_STRING && p->kind != GORT_MAP_PART_BYTES) return -1;
        if (found < 0 && p->kind == GORT_MAP_PART_BYTES && p->bytes >= 4) found = (int)i;
    }
    return found;
}

/* Whether a single bucket is searched without a hash. */
GORT__MAP_INLINE bool gort__map_scans(const gort_maptype *mt)
{
    return mt->key_match == GORT_MAP_MATCH_STRING || mt->key_match == GORT_MAP_MATCH_8 ||
           mt->key_match == GORT_MAP_MATCH_4 ||
           (mt->key_match == GORT_MAP_MATCH_PARTS && gort__map_telling_part(mt) >= 0);
}

/* The words of eight that are the key. All are compared: which of them is the one no branch
 * foresees. */
#ifdef __SSE2__
typedef int32_t gort__int32x4 __attribute__((vector_size(16)));
typedef int16_t gort__int16x8 __attribute__((vector_size(16)));

/* Where 16 bytes and the key agree, by 4 bytes. Keys of 8 bytes are loaded by halves: a load that
 * is wider than a store just before it waits for that, and a small map is read right behind a
 * write. Ones of 4 bytes would take too many loads. */
GORT__MAP_INLINE gort__int32x4 gort__map_agree(const uint8_t *p, gort__int32x4 key, unsigned bytes)
{
    gort__int32x4 w;
    if (bytes == 8) {
        gort__int64x2 v = {(int64_t)gort__map_word(p), 0};
        __asm__("movhps %1, %0" : "+x"(v) : "m"(*(const uint8_t(*)[8])(p + 8)));
        w = (gort__int32x4)v;
    } else {
        memcpy(&w, p, sizeof w);
    }
    return w == key;
}
GORT__MAP_INLINE uint64_t gort__map_scan_words(const uint8_t *keys, const void *key, unsigned bytes)
{
    /* Each pack makes the parts half as wide: -1 and 0 stay what they are. */
    gort__int16x8 found;
    if (bytes == 4) {
        const int32_t k = (int32_t)gort__map_half(key);
        const gort__int32x4 all = {k, k, k, k};
        found = __builtin_ia32_packssdw128(gort__map_agree(keys, all, 4),
                                           gort__map_agree(keys + 16, all, 4));
    } else {
        const int64_t k = (int64_t)gort__map_word(key);
        const gort__int32x4 all = (gort__int32x4)(gort__int64x2){k, k};
        const gort__int8x16 halves = (gort__int8x16)__builtin_ia32_packsswb128(
            __builtin_ia32_packssdw128(gort__map_agree(keys, all, 8),
                                       gort__map_agree(keys + 16, all, 8)),
            __builtin_ia32_packssdw128(gort__map_agree(keys + 32, all, 8),
                                       gort__map_agree(keys + 48, all, 8)));
        found = (gort__int16x8)halves == -1; /* both halves of a word */
    }
    return (uint8_t)__builtin_ia32_pmovmskb128(
        (gort__int8x16)__builtin_ia32_packsswb128(found, found));
}
#else
GORT__MAP_INLINE uint64_t gort__map_scan_words(const uint8_t *keys, const void *key, unsigned bytes)
{
    uint64_t m = 0;
#pragma GCC unroll 8
    for (unsigned i = 0; i < GORT__MAP_SLOTS; i++)
        if (gort__bytes_equal(keys + i * bytes, key, bytes, false)) m |= gort__slot_bit(i);
    return m;
}
#endif

/* The slots that agree with the key in 4 or 8 bytes. */
GORT__MAP_INLINE uint64_t gort__map_scan_parts(const gort_maptype *mt, const uint8_t *keys,
                                               const void *key)
{
    const gort_map_part *part = &mt->parts[gort__map_telling_part(mt)];
    const uint8_t *s = keys + part->offset_bytes, *k = (const uint8_t *)key + part->offset_bytes;
    uint64_t m = 0;
    GORT__EACH_PART
    for (unsigned i = 0; i < GORT__MAP_SLOTS; i++, s += mt->key_slot_bytes)
        m |= (uint64_t)(part->bytes >= 8 ? gort__map_word(s) == gort__map_word(k)
                                         : gort__map_half(s) == gort__map_half(k))
             << (GORT__SLOT_BITS * i + GORT__SLOT_BITS - 1);
    return m;
}

/* The slots of a bucket that is not evacuated, with these tophash bytes, which may hold the key. */
GORT__MAP_INLINE uint64_t gort__map_scan(const gort_maptype *mt, const uint8_t *b, uint64_t tops,
                                         const void *key)
{
    const uint64_t full = gort__tops_full(tops);
    if (mt->key_match == GORT_MAP_MATCH_STRING) return full;
    if (mt->key_match == GORT_MAP_MATCH_PARTS)
        return full & gort__map_scan_parts(mt, gort__map_keys(b), key);
    return full & gort__map_scan_words(gort__map_keys(b), key, mt->key_slot_bytes);
}
/* Whether they do. */
GORT__MAP_INLINE bool gort__map_scan_tells(const gort_maptype *mt)
{
    return mt->key_match != GORT_MAP_MATCH_STRING && mt->key_match != GORT_MAP_MATCH_PARTS;
}
/* Whether the map is a single bucket that is searched without a hash: at most 8 are not worth one.
 * Only a growth makes more buckets of one, and then B is not 0 any more. */
GORT__MAP_INLINE bool gort__map_single(const gort_maptype *mt, const gort_hmap *h)
{
    return gort__map_scans(mt) && gort__map_bits(h) == 0;
}

/* What stands for an absent key's elem; NULL if the elem is larger than gort_map_zero, which only
 * gort_mapaccess1 can make. */
GORT__MAP_INLINE const void *gort__map_absent(const gort_maptype *mt)
{
    const bool large =
        (mt->flags & GORT_MAP_INDIRECT_ELEM) && mt->elem->size_bytes > GORT_MAP_ZERO_BYTES;
    return large ? NULL : gort_map_zero;
}

/* The address of the elem, gort_map_zero if the key is absent, or NULL: gort_mapaccess1 knows. h
 * may be NULL. */
GORT__MAP_INLINE const void *gort_mapaccess_fast(const gort_maptype *mt, const gort_hmap *h,
                                                 const void *key)
{
    if (!gort__map_knows(mt)) return NULL;
    if (!h || h->count == 0)
        return mt->flags & GORT_MAP_HASH_MIGHT_PANIC ? NULL : gort__map_absent(mt);
    if (GORT_UNLIKELY(gort__map_written_or_stable(h))) return NULL;
    const uint8_t *b;
    if (gort__map_single(mt, h)) {
        b = (const uint8_t *)h->buckets;
        /* A loop of its own: that here most keys are others, and behind a hash are not, no common
         * branch foresees. */
        for (uint64_t m = gort__map_scan(mt, b, gort__tops_load(b), key); m; m &= m - 1) {
            const uintptr_t i = gort__tops_first(m);
            if (gort__map_scan_tells(mt) || gort__map_key_is(mt, b, i, key))
                return gort__map_elem_of(mt, b, i);
        }
        return gort__map_absent(mt);
    }
    uintptr_t hash;
    if (!gort__map_key_hash(mt, key, h->hash0, &hash)) return NULL;
    const uintptr_t top = gort__map_tophash(hash);
    b = gort__map_chain(mt, h, hash);
    gort__map_prefetch(mt, b);
    for (;;) {
        const uint64_t tops = gort__tops_load(b);
        for (uint64_t m = gort__tops_match(tops, top); m; m &= m - 1) {
            const uintptr_t i = gort__tops_first(m);
            if (GORT_LIKELY(gort__map_key_is(mt, b, i, key))) return gort__map_elem_of(mt, b, i);
        }
        if (gort__tops_ends(tops) || !(b = gort__map_next(mt, b))) return gort__map_absent(mt);
    }
}

/* What a part of a key points to. */
GORT__MAP_INLINE void gort__map_prefetch_part(const gort_map_part *part, const uint8_t *key)
{
    key += part->offset_bytes;
    if (part->kind == GORT_MAP_PART_STRING) __builtin_prefetch(gort__map_string(key).ptr);
    if (part->kind == GORT_MAP_PART_EFACE || part->kind == GORT_MAP_PART_IFACE)
        __builtin_prefetch(gort__map_word_pointer(key + sizeof(void *)));
}

/* For a loop over the n keys in memory which is at the i-th: asks for the bucket of one to come, if
 * the map is larger than the caches close by (2^GORT__MAP_FAR buckets). CPU time of hits among a
 * million int64, 16-byte strings, pairs, 64-byte strings: ten keys ahead 1.42, 1.38, 1.23, 0.94 of
 * what it is at twenty, at twenty-eight 0.92, 1.19, 1.30, 1.20. Asking in maps of 2^12 buckets cost
 * a tenth, of 2^13 nothing, and gained a fifth from 2^14 on (1 MiB of cache close by). Only asks: a
 * key that is not the map's any more, or a map that grows meanwhile, does no harm. h may be NULL.
 */
#define GORT__MAP_FAR   13
#define GORT__MAP_AHEAD 20
GORT__MAP_INLINE void gort_mapahead_fast(const gort_maptype *mt, const gort_hmap *h,
                                         const void *keys, intptr_t i, intptr_t n)
{
    if (GORT_LIKELY(!h || gort__map_bits(h) < GORT__MAP_FAR)) return;
    if (i < 0 || n - i <= 2 * GORT__MAP_AHEAD) return;
    const uint8_t *key =
        (const uint8_t *)keys + (uintptr_t)(i + GORT__MAP_AHEAD) * mt->key_slot_bytes;
    const uint8_t *later = key + (uintptr_t)GORT__MAP_AHEAD * mt->key_slot_bytes;
    if (mt->key_match == GORT_MAP_MATCH_STRING) __builtin_prefetch(gort__map_string(later).ptr);
    GORT__EACH_PART
    for (unsigned p = 0; p < mt->nparts; p++)
        gort__map_prefetch_part(&mt->parts[p], later);
    uintptr_t hash;
    if (!gort__map_key_hash(mt, key, h->hash0, &hash)) return;
    const uint8_t *b = gort__map_home(mt, h->buckets, hash, gort__map_bits(h));
    __builtin_prefetch(b);
    gort__map_prefetch(mt, b);
}

/* ---- Assign and delete ------------------------------------------------------------------- */

/* Whether a write may be done here. A store of a pointer while the collector marks is the
 * function's, which shades. */
GORT__MAP_INLINE bool gort__map_writable(gort_g *g, const gort_maptype *mt, const gort_hmap *h)
{
    const unsigned pointers =
        GORT_MAP_KEY_POINTERS | GORT_MAP_ELEM_POINTERS | GORT_MAP_INDIRECT_ELEM;
    return !h->oldbuckets && !gort__map_written_or_told(h) &&
           !((mt->flags & pointers) && GORT_G(g)->barrier);
}

/* The elem of key's entry, for the caller to store to as behind gort_mapassign; a new entry's is
 * zero. NULL: gort_mapassign does it. */
GORT__MAP_INLINE void *gort_mapassign_fast(gort_g *g, const gort_maptype *mt, gort_hmap *h,
                                           const void *key)
{
    if (!gort__map_knows(mt) || !h || !gort__map_writable(g, mt, h)) return NULL;
    unsigned B = gort__map_bits(h);
    void *array = gort__map_array(h);
    if (!array) return NULL;
    uintptr_t hash;
    if (!gort__map_key_hash(mt, key, h->hash0, &hash)) return NULL;
    const uintptr_t top = gort__map_tophash(hash);
    uint8_t *first = gort__map_home_early(mt, array, hash, B);
    uint8_t *into = first;
    uint64_t tops = gort__tops_load(first), empty;
    void *elem = NULL;
    gort__map_begin(h);
    uint64_t at_hand = tops;
    for (uint8_t *b = first;;) {
        for (uint64_t m = gort__tops_match(at_hand, top); m; m &= m - 1) {
            const uintptr_t i = gort__tops_first(m);
            if (GORT_UNLIKELY(!gort__map_key_is(mt, b, i, key))) continue;
            /* Equal strings may be of different memory: the later one stays, as in Go. */
            if (mt->flags & GORT_MAP_NEED_KEY_UPDATE)
                gort__map_put_key(mt, gort__map_keys(b) + i * mt->key_slot_bytes, key);
            elem = gort__map_elem_of(mt, b, i);
            goto end;
        }
        if (gort__tops_ends(at_hand) || !(b = gort__map_next(mt, b))) break;
        at_hand = gort__tops_load(b);
    }
    /* The chain again, for its first free slot: most have it in their first bucket. */
    while (GORT_UNLIKELY(!(empty = gort__tops_empty(tops)))) {
        if (!(into = gort__map_next(mt, into))) goto end; /* all are full */
        tops = gort__tops_load(into);
    }
    B = gort__map_bits(h);
    if (!(mt->flags & GORT_MAP_INDIRECT_ELEM) && !gort__map_over_load(h->count + 1, B) &&
        !gort__map_too_many_overflow(h->noverflow, B)) {
        const uintptr_t slot = gort__tops_first(empty);
        gort__map_put_key(mt, gort__map_keys(into) + slot * mt->key_slot_bytes, key);
        elem = gort__map_elem_at(mt, into, slot);
        if (!(mt->flags & GORT_MAP_ELEM_POINTERS)) memset(elem, 0, mt->elem_slot_bytes);
        gort__tops_store(into, gort__tops_fill(tops, slot, top));
        h->count++;
    }
end:
    return gort__map_end(h) ? elem : NULL;
}

/* Whether the key is not in the map any more; false: gort_mapdelete does it. h may be NULL. */
GORT__MAP_INLINE bool gort_mapdelete_fast(gort_g *g, const gort_maptype *mt, gort_hmap *h,
                                          const void *key)
{
    if (!gort__map_knows(mt)) return false;
    if (!h || h->count == 0) return !(mt->flags & GORT_MAP_HASH_MIGHT_PANIC);
    if (!gort__map_writable(g, mt, h)) return false;
    const unsigned B = gort__map_bits(h);
    uint8_t *first = (uint8_t *)gort__map_array(h);
    uint64_t tops, found;
    if (gort__map_scans(mt) && B == 0) {
        gort__map_begin(h);
        tops = gort__tops_load(first);
        found = gort__map_scan(mt, first, tops, key);
    } else {
        uintptr_t hash;
        if (!gort__map_key_hash(mt, key, h->hash0, &hash)) return false;
        gort__map_begin(h);
        const uintptr_t top = gort__map_tophash(hash);
        first = gort__map_home_early(mt, first, hash, B);
        tops = gort__tops_load(first);
        found = gort__tops_match(tops, top);
    }
    while (found && GORT_UNLIKELY(!gort__map_key_is(mt, first, gort__tops_first(found), key)))
        found &= found - 1;
    bool done;
    if (!found) {
        done = gort__tops_ends(tops) || !gort__map_next(mt, first);
    } else {
        const uintptr_t i = gort__tops_first(found);
        done = i < GORT__MAP_SLOTS - 1 || !gort__map_next(mt, first);
        if (GORT_LIKELY(done)) {
            /* What holds no entry holds no pointers. */
            if (mt->flags & GORT_MAP_KEY_POINTERS)
                memset(gort__map_keys(first) + i * mt->key_slot_bytes, 0, mt->key_slot_bytes);
            if (mt->flags & GORT_MAP_ELEM_POINTERS)
                memset(gort__map_elem_at(mt, first, i), 0, mt->elem_slot_bytes);
            gort__tops_store(first, gort__tops_vacated(tops, i, gort__tops_follows(tops, i)));
            if (GORT_UNLIKELY(--h->count == 0)) return gort_map_emptied(g, h);
        }
    }
    return gort__map_end(h) && done;
}

/* ---- Iteration --------------------------------------------------------------------------- */

/* it->checkBucket where no entry has to be checked. OWN: the bucket at hand is of it->buckets, and
 * the map did not grow when it was entered; so it does not grow as long as it has that array. ALL:
 * any other, of a map that grows, or grew, at the same size or from this one. */
#define GORT__MAP_OWN   (~(uintptr_t)0)
#define GORT__MAP_ALL   (~(uintptr_t)1)

/* The entries of a bucket in an iteration's order, from the i-th slot on, i being 8 at most. */
GORT__MAP_INLINE uint64_t gort__map_turned(const gort_hiter *it, const uint8_t *b, unsigned i)
{
    const unsigned turn = 8u * it->offset;
    const uint64_t w = gort__tops_load(b);
    const uint64_t full = gort__tops_full(w >> turn | w << (-turn & 63));
    return GORT__SLOT_BITS == 1 || i < GORT__MAP_SLOTS ? full >> (GORT__SLOT_BITS * i) : 0;
}
/* The iteration goes to the first of these entries, which its order has from the i-th slot on. */
GORT__MAP_INLINE void gort__map_visit(const gort_maptype *mt, const gort_hiter *it,
                                      gort_mapcursor *at, const uint8_t *b, uintptr_t i,
                                      uint64_t full)
{
    i += gort__tops_first(full);
    const uintptr_t slot = (i + it->offset) % GORT__MAP_SLOTS;
    void *key = gort__map_keys(b) + slot * mt->key_slot_bytes;
    if (mt->flags & GORT_MAP_INDIRECT_KEY) memcpy(&key, key, sizeof key);
    at->key = key;
    at->elem = gort__map_elem_of(mt, b, slot);
    at->i = (unsigned)i + 1;
}
/* Whether the bucket at hand, if there is one, is of the array that the map has, and that does not
 * grow. */
static inline bool gort__map_at_own(const gort_hiter *it)
{
    const gort_hmap *h = it->h;
    return it->buckets == h->buckets && it->checkBucket == GORT__MAP_OWN && !gort__map_written(h);
}

/* One step of an iteration that is at an entry, inside a bucket of the array that the map has, of a
 * map that does not grow; false: gort_mapiternext_at does it. The order is its order. The iterator
 * holds the bucket, in which the entry lies; what lies elsewhere it gets too, an address for a
 * frame, which is scanned whole: no barrier. */
GORT__MAP_INLINE bool gort_mapiternext_fast(const gort_maptype *mt, gort_hiter *it,
                                            gort_mapcursor *at)
{
    const uint8_t *b = (const uint8_t *)it->bptr;
    if (!gort__map_at_own(it)) return false;
    const unsigned i = at->i;
    const uint64_t full = gort__map_turned(it, b, i);
    if (!full) return false;
    gort__map_visit(mt, it, at, b, i, full);
    if (mt->flags & GORT_MAP_INDIRECT_KEY) it->key = at->key;
    if (mt->flags & GORT_MAP_INDIRECT_ELEM) it->elem = at->elem;
    return true;
}

#endif /* tcc */

#ifdef __cplusplus
}
#endif
#endif
