/* gort_map_inline.h - lookups in maps as code of one map type: what the type decides is a constant,
 * the search is inline, and since it calls nothing that collects or panics, nothing is rooted for
 * it.
 *
 * For keys that are compared and hashed as a word of 4 or 8 bytes, and for strings. Emitted C has a
 * function for each map type, of one call here; C users call them with the sizes of their type:
 *
 *     const void *e = gort_map_find_word(h, 42, 8, 8 + 8 * (8 + 4) + 8, 4);
 *     if (!e) e = gort_mapaccess1(g, gort_top(g), &types.map, h, &key);
 *
 * Returned is the elem's address, or gort_map_zero if the key is absent, or NULL: ask the function
 * that roots. That is so while somebody writes the map (it says so and ends the program), and with
 * tcc, which has no 128-bit product, always.
 *
 * Invariant: what these find is what gort_mapaccess1 finds; the layout and the hash are
 * map/map.h's, which takes the parts from here. Owner's thread; the collector may read the map
 * meanwhile.
 */
#ifndef GORT_MAP_INLINE_H
#define GORT_MAP_INLINE_H

#include "gort_abi.h"
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The zero value of every elem type of up to GORT_MAP_ZERO_BYTES. */
#define GORT_MAP_ZERO_BYTES 1024
extern GORT_API const uint64_t gort_map_zero[GORT_MAP_ZERO_BYTES / 8];

/* A string's hash under a map's seed. No safepoint. */
GORT_API uintptr_t gort_map_hash_string(gort_string s, uintptr_t seed);

#ifdef __TINYC__
#define gort_map_find_word(h, key, key_bytes, bucket_bytes, elem_bytes)   NULL
#define gort_map_assign_word(h, key, key_bytes, bucket_bytes, elem_bytes) NULL
#define gort_map_find_string(h, key, bucket_bytes, elem_bytes)            NULL
#else

/* ---- The parts --------------------------------------------------------------------------- */

#define GORT__TOP_MIN   5 /* tophash bytes from here on are of entries */
#define GORT__MAP_SLOTS 8
#define GORT__MAP_DATA  8 /* where a bucket's keys begin */

/* Odd numbers with about half of their bits set: the fractional digits of square roots of primes.
 */
#define GORT__HASH_K0   UINT64_C(0x6a09e667f3bcc909)
#define GORT__HASH_K1   UINT64_C(0xbb67ae8584caa73b)
#define GORT__HASH_K2   UINT64_C(0x3c6ef372fe94f82b)

static inline uint64_t gort__hash_fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 product;
    const product r = (product)a * b;
    return (uint64_t)r ^ (uint64_t)(r >> 64);
}

/* The seed enters both rounds: no word makes a factor zero under every seed. */
static inline uintptr_t gort__hash_word(uint64_t w, uint64_t seed)
{
    return (uintptr_t)gort__hash_fold(gort__hash_fold(w ^ seed ^ GORT__HASH_K0, GORT__HASH_K1) ^
                                          GORT__HASH_K2,
                                      seed ^ GORT__HASH_K1);
}

static inline uint8_t gort__map_tophash(uintptr_t hash)
{
    const uint8_t top = (uint8_t)(hash >> (8 * sizeof hash - 8));
    return top < GORT__TOP_MIN ? (uint8_t)(top + GORT__TOP_MIN) : top;
}

/* The 8 tophash bytes as one word: bit 8i+7 of the results below stands for slot i. */
#define GORT__ONES      UINT64_C(0x0101010101010101)
static inline uint64_t gort__tops_load(const void *bucket)
{
    uint64_t w;
    memcpy(&w, bucket, sizeof w);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}
/* The bytes of w that are zero: exact, no byte disturbs its neighbour, because a slot that holds
 * no entry may still hold the bytes of a key. */
static inline uint64_t gort__tops_zero(uint64_t w)
{
    const uint64_t low7 = GORT__ONES * 0x7f;
    return ~(((w & low7) + low7) | w | low7);
}
static inline uint64_t gort__tops_match(uint64_t w, uint8_t top)
{
    return gort__tops_zero(w ^ (GORT__ONES * top));
}
/* Slots of a bucket that is not evacuated which are empty. */
static inline uint64_t gort__tops_empty(uint64_t w)
{
    return gort__tops_zero(w & ~GORT__ONES);
}
/* Whether nothing follows the bucket: its last byte is 0, GORT_TOP_EMPTY_REST. */
static inline bool gort__tops_ends(uint64_t w)
{
    return w >> 56 == 0;
}
static inline unsigned gort__tops_first(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits) / 8;
}

/* ---- Lookups ----------------------------------------------------------------------------- */

/* Flags and B are bytes that others may touch: by misuse, and the collector. */
static inline bool gort__map_written(const gort_hmap *h)
{
    return __atomic_load_n(&h->flags, __ATOMIC_RELAXED) & 4;
}

/* The first bucket of a hash's chain: while the map grows, the old one until it is evacuated. */
static inline const uint8_t *gort__map_chain(const gort_hmap *h, uintptr_t hash,
                                             uintptr_t bucket_bytes)
{
    const unsigned B = __atomic_load_n(&h->B, __ATOMIC_RELAXED);
    const uintptr_t n = (uintptr_t)1 << (B & 63);
    const uint8_t *b = (const uint8_t *)h->buckets + (hash & (n - 1)) * bucket_bytes;
    if (GORT_UNLIKELY(h->oldbuckets != NULL)) {
        const bool same = __atomic_load_n(&h->flags, __ATOMIC_RELAXED) & 8;
        const uintptr_t nold = same ? n : n >> 1;
        const uint8_t *old = (const uint8_t *)h->oldbuckets + (hash & (nold - 1)) * bucket_bytes;
        if (!(*old > 1 && *old < GORT__TOP_MIN)) b = old;
    }
    return b;
}

static inline const uint8_t *gort__map_next(const uint8_t *b, uintptr_t bucket_bytes)
{
    const uint8_t *next;
    memcpy(&next, b + bucket_bytes - sizeof next, sizeof next);
    return next;
}

static inline bool gort__map_word_is(const uint8_t *b, unsigned i, unsigned key_bytes, uint64_t key)
{
    const uint8_t *at = b + GORT__MAP_DATA + (uintptr_t)i * key_bytes;
    if (key_bytes == 8) {
        uint64_t w;
        memcpy(&w, at, sizeof w);
        return w == key;
    }
    uint32_t w;
    memcpy(&w, at, sizeof w);
    return w == (uint32_t)key;
}

/* Where slot i's elem lies. */
static inline uint8_t *gort__map_word_elem(const uint8_t *b, unsigned i, unsigned key_bytes,
                                           uintptr_t elem_bytes)
{
    return (uint8_t *)(uintptr_t)b + GORT__MAP_DATA + GORT__MAP_SLOTS * (uintptr_t)key_bytes +
           i * elem_bytes;
}

/* key_bytes: 4 or 8; elem_bytes: of an elem that lies in the bucket. h may be NULL. */
static inline const void *gort_map_find_word(const gort_hmap *h, uint64_t key, unsigned key_bytes,
                                             uintptr_t bucket_bytes, uintptr_t elem_bytes)
{
    if (!h || h->count == 0) return gort_map_zero;
    if (GORT_UNLIKELY(gort__map_written(h))) return NULL;
    if (key_bytes == 4) key = (uint32_t)key;
    const uintptr_t hash = gort__hash_word(key, h->hash0);
    const uint8_t top = gort__map_tophash(hash);
    const uint8_t *b = gort__map_chain(h, hash, bucket_bytes);
    for (; b; b = gort__map_next(b, bucket_bytes)) {
        const uint64_t tops = gort__tops_load(b);
        for (uint64_t m = gort__tops_match(tops, top); m; m &= m - 1) {
            const unsigned i = gort__tops_first(m);
            if (GORT_LIKELY(gort__map_word_is(b, i, key_bytes, key)))
                return gort__map_word_elem(b, i, key_bytes, elem_bytes);
        }
        if (gort__tops_ends(tops)) break;
    }
    return gort_map_zero;
}

/* The elem of key's entry, for the caller to store to as behind gort_mapassign; a new entry's is
 * zero. NULL: the map grows, has to grow or to get a bucket, or there is none. Not for keys that
 * are pointers, which the collector has to see. */
static inline void *gort_map_assign_word(gort_hmap *h, uint64_t key, unsigned key_bytes,
                                         uintptr_t bucket_bytes, uintptr_t elem_bytes)
{
    if (!h || !h->buckets || h->oldbuckets || gort__map_written(h)) return NULL;
    if (key_bytes == 4) key = (uint32_t)key;
    const unsigned B = __atomic_load_n(&h->B, __ATOMIC_RELAXED);
    const uintptr_t n = (uintptr_t)1 << (B & 63), hash = gort__hash_word(key, h->hash0);
    const uint8_t top = gort__map_tophash(hash);
    uint8_t *b = (uint8_t *)h->buckets + (hash & (n - 1)) * bucket_bytes, *into = NULL;
    unsigned slot = 0;
    for (; b; b = (uint8_t *)(uintptr_t)gort__map_next(b, bucket_bytes)) {
        const uint64_t tops = gort__tops_load(b), empty = gort__tops_empty(tops);
        for (uint64_t m = gort__tops_match(tops, top); m; m &= m - 1) {
            const unsigned i = gort__tops_first(m);
            if (GORT_LIKELY(gort__map_word_is(b, i, key_bytes, key)))
                return gort__map_word_elem(b, i, key_bytes, elem_bytes);
        }
        if (!into && empty) {
            into = b;
            slot = gort__tops_first(empty);
        }
        if (gort__tops_ends(tops)) break;
    }
    const uintptr_t count = (uintptr_t)h->count + 1;
    if (!into || (count > GORT__MAP_SLOTS && count > 13 * (n / 2)) ||
        h->noverflow >= (uint16_t)1 << (B > 15 ? 15 : B))
        return NULL;
    uint8_t *k = into + GORT__MAP_DATA + (uintptr_t)slot * key_bytes;
    if (key_bytes == 8) {
        memcpy(k, &key, 8);
    } else {
        const uint32_t w = (uint32_t)key;
        memcpy(k, &w, 4);
    }
    into[slot] = top;
    h->count++;
    return gort__map_word_elem(into, slot, key_bytes, elem_bytes);
}

static inline bool gort__map_string_is(const uint8_t *b, unsigned i, gort_string key)
{
    gort_string s;
    memcpy(&s, b + GORT__MAP_DATA + i * sizeof s, sizeof s);
    return s.len == key.len && (s.ptr == key.ptr || memcmp(s.ptr, key.ptr, (size_t)key.len) == 0);
}

static inline const void *gort_map_find_string(const gort_hmap *h, gort_string key,
                                               uintptr_t bucket_bytes, uintptr_t elem_bytes)
{
    if (!h || h->count == 0) return gort_map_zero;
    if (GORT_UNLIKELY(gort__map_written(h))) return NULL;
    if (__atomic_load_n(&h->B, __ATOMIC_RELAXED) == 0 && !h->oldbuckets) {
        const uint8_t *few = (const uint8_t *)h->buckets; /* at most 8: not worth a hash */
        for (unsigned i = 0; i < GORT__MAP_SLOTS; i++)
            if (few[i] >= GORT__TOP_MIN && gort__map_string_is(few, i, key))
                return few + GORT__MAP_DATA + GORT__MAP_SLOTS * sizeof key + i * elem_bytes;
        if (!gort__map_next(few, bucket_bytes)) return gort_map_zero;
    }
    const uintptr_t hash = gort_map_hash_string(key, h->hash0);
    const uint8_t top = gort__map_tophash(hash);
    const uint8_t *b = gort__map_chain(h, hash, bucket_bytes);
    for (; b; b = gort__map_next(b, bucket_bytes)) {
        const uint64_t tops = gort__tops_load(b);
        for (uint64_t m = gort__tops_match(tops, top); m; m &= m - 1) {
            const unsigned i = gort__tops_first(m);
            if (gort__map_string_is(b, i, key))
                return b + GORT__MAP_DATA + GORT__MAP_SLOTS * sizeof key + i * elem_bytes;
        }
        if (gort__tops_ends(tops)) break;
    }
    return gort_map_zero;
}

#endif /* tcc */

#ifdef __cplusplus
}
#endif
#endif
