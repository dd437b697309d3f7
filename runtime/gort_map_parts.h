/* gort_map_parts.h - what the operations of a map are made of: the words of tophash bytes, where
 * buckets and slots lie, when a map has to grow, how a write is marked, how a slot becomes empty.
 * The functions of map/ and the code that programs have inline (gort_map_inline.h) both take it
 * from here, so that neither can do these things in its own way. Keys are the business of
 * gort_map_keys.h.
 *
 * Where a function has the type mt, its fields are constants in programs. For keys that are hashed
 * and compared without asking their type (gort__map_knows); slots whose key is indirect are the
 * functions' own.
 *
 * Nothing here is a safepoint, roots anything or has a barrier: who stores pointers asks first
 * (gort__map_writable, or the functions' gort_store). Owner's thread; the collector may read the
 * map meanwhile, of which it looks at the tophash words never, at flags and B as they are stored
 * here. Nothing for tcc.
 */
#ifndef GORT_MAP_PARTS_H
#define GORT_MAP_PARTS_H

#include "gort_map_keys.h"

#ifdef __cplusplus
extern "C" {
#endif

/* b holds no entry and nothing follows it: the empty slots before it, in the chain that begins at
 * `first`, end that. No safepoint. */
GORT_API void gort_map_mark_rest(const gort_maptype *mt, void *first, void *b);

#ifndef __TINYC__

/* ---- Layout ------------------------------------------------------------------------------ */

/* Tophash bytes (map/map.h has them all): empty, an entry follows; from here on entries. */
#define GORT__TOP_EMPTY_ONE 1
#define GORT__TOP_MIN       5
#define GORT__MAP_SLOTS     8
#define GORT__MAP_DATA      8 /* where a bucket's keys begin */

/* gort_hmap.flags. */
#define GORT__MAP_WRITING   4
#define GORT__MAP_SAME_SIZE 8

static inline uint8_t gort__map_tophash(uintptr_t hash)
{
    const uint8_t top = (uint8_t)(hash >> (8 * sizeof hash - 8));
    return top < GORT__TOP_MIN ? (uint8_t)(top + GORT__TOP_MIN) : top;
}

/* ---- Tophash bytes ----------------------------------------------------------------------- */

/* The 8 tophash bytes as one word: bit 8i+7 of the results below stands for slot i. */
#define GORT__ONES UINT64_C(0x0101010101010101)
static inline uint64_t gort__tops_load(const void *bucket)
{
    uint64_t w;
    memcpy(&w, bucket, sizeof w);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}
static inline void gort__tops_store(void *bucket, uint64_t w)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    memcpy(bucket, &w, sizeof w);
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
/* Slots of a bucket that is not evacuated which hold an entry. */
static inline uint64_t gort__tops_full(uint64_t w)
{
    return ~gort__tops_empty(w) & GORT__ONES << 7;
}
/* Whether nothing follows the bucket: its last byte is 0, GORT_TOP_EMPTY_REST. */
static inline bool gort__tops_ends(uint64_t w)
{
    return w >> 56 == 0;
}
/* w with another byte for slot i. A bucket's bytes are stored as one word, as they are read: a load
 * that is wider than the stores before it waits for them. */
static inline uint64_t gort__tops_with(uint64_t w, unsigned i, uint8_t top)
{
    return (w & ~(UINT64_C(0xff) << 8 * i)) | (uint64_t)top << 8 * i;
}
static inline unsigned gort__tops_first(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits) / 8;
}

/* ---- Buckets ----------------------------------------------------------------------------- */

/* Flags and B are bytes that others may touch: by misuse, and the collector. */
static inline unsigned gort__map_flags_now(const gort_hmap *h)
{
    return __atomic_load_n(&h->flags, __ATOMIC_RELAXED);
}
static inline bool gort__map_written(const gort_hmap *h)
{
    return gort__map_flags_now(h) & GORT__MAP_WRITING;
}

static inline unsigned gort__map_bits(const gort_hmap *h)
{
    return __atomic_load_n(&h->B, __ATOMIC_RELAXED) & 63;
}

/* Whether a map of 2^B buckets has to grow. More than 8 entries and more than 6.5 a bucket. */
static inline bool gort__map_over_load(intptr_t count, unsigned B)
{
    return count > GORT__MAP_SLOTS && (uintptr_t)count > 13 * (((uintptr_t)1 << (B & 63)) / 2);
}
/* About as many overflow buckets as buckets, while the load is fine: entries are spread thinly
 * over long chains. noverflow is exact below B = 16 and counts in steps above. */
static inline bool gort__map_too_many_overflow(unsigned noverflow, unsigned B)
{
    return noverflow > 0 && noverflow >= 1u << (B > 15 ? 15 : B);
}

/* The later lines of a bucket are asked for with the first: which of them the search needs it knows
 * only when the first is there. */
GORT__MAP_INLINE void gort__map_prefetch(const gort_maptype *mt, const uint8_t *b)
{
    if (mt->bucket_bytes > 64) __builtin_prefetch(b + 64);
    if (mt->bucket_bytes > 128 && mt->bucket_bytes <= 256) __builtin_prefetch(b + 128);
}

/* The bucket of a hash in an array of 2^B. */
GORT__MAP_INLINE uint8_t *gort__map_home(const gort_maptype *mt, void *array, uintptr_t hash,
                                         unsigned B)
{
    return (uint8_t *)array + (hash & (((uintptr_t)1 << B) - 1)) * mt->bucket_bytes;
}

/* The same, of a map that does not grow. A single bucket is the right one whatever the hash, and
 * what is done with it does not wait until that is computed; the empty asm keeps the compiler from
 * making one computation of both. */
GORT__MAP_INLINE uint8_t *gort__map_home_early(const gort_maptype *mt, const gort_hmap *h,
                                               uintptr_t hash)
{
    const unsigned B = gort__map_bits(h);
    void *array = h->buckets;
    if (B > 0) return gort__map_home(mt, array, hash, B);
    __asm__("" : "+r"(array));
    return (uint8_t *)array;
}

/* Whether the entries of an old bucket were moved: its first tophash byte is a mark. */
static inline bool gort__map_evacuated(const void *bucket)
{
    const uint8_t top = *(const uint8_t *)bucket;
    return top > GORT__TOP_EMPTY_ONE && top < GORT__TOP_MIN;
}

/* The first bucket of a hash's chain: while the map grows, the old one until it is evacuated. */
GORT__MAP_INLINE const uint8_t *gort__map_chain(const gort_maptype *mt, const gort_hmap *h,
                                                uintptr_t hash)
{
    const unsigned B = gort__map_bits(h);
    const uint8_t *b = gort__map_home(mt, h->buckets, hash, B);
    if (GORT_UNLIKELY(h->oldbuckets != NULL)) {
        const bool same = gort__map_flags_now(h) & GORT__MAP_SAME_SIZE;
        const uint8_t *old = gort__map_home(mt, h->oldbuckets, hash, same ? B : B - 1);
        if (!gort__map_evacuated(old)) b = old;
    }
    return b;
}

GORT__MAP_INLINE uint8_t *gort__map_next(const gort_maptype *mt, const uint8_t *b)
{
    uint8_t *next;
    memcpy(&next, b + mt->bucket_bytes - sizeof next, sizeof next);
    return next;
}

GORT__MAP_INLINE uint8_t *gort__map_keys(const uint8_t *b)
{
    return (uint8_t *)(uintptr_t)b + GORT__MAP_DATA;
}

/* Whether slot i holds the key, which has a hash. */
GORT__MAP_INLINE bool gort__map_key_is(const gort_maptype *mt, const uint8_t *b, unsigned i,
                                       const void *key)
{
    return gort__map_key_equal(mt, gort__map_keys(b) + (uintptr_t)i * mt->key_slot_bytes, key);
}

/* Where slot i has its elem or the pointer to it; the elem itself. */
GORT__MAP_INLINE uint8_t *gort__map_elem_at(const gort_maptype *mt, const uint8_t *b, unsigned i)
{
    return gort__map_keys(b) + GORT__MAP_SLOTS * (uintptr_t)mt->key_slot_bytes +
           (uintptr_t)i * mt->elem_slot_bytes;
}
GORT__MAP_INLINE void *gort__map_elem_of(const gort_maptype *mt, const uint8_t *b, unsigned i)
{
    void *e = gort__map_elem_at(mt, b, i);
    if (mt->flags & GORT_MAP_INDIRECT_ELEM) memcpy(&e, e, sizeof e);
    return e;
}

/* ---- Writing ----------------------------------------------------------------------------- */

/* From here to the end of a write it is marked as the functions mark theirs, so that they notice
 * each other. */
static inline void gort__map_begin(gort_hmap *h)
{
    __atomic_store_n(&h->flags, (uint8_t)(gort__map_flags_now(h) | GORT__MAP_WRITING),
                     __ATOMIC_RELAXED);
}
/* False: somebody else ended a write meanwhile. The mark stays, for the function to find. */
static inline bool gort__map_end(gort_hmap *h)
{
    const unsigned flags = gort__map_flags_now(h);
    if (GORT_UNLIKELY(!(flags & GORT__MAP_WRITING))) {
        gort__map_begin(h);
        return false;
    }
    __atomic_store_n(&h->flags, (uint8_t)(flags & ~(unsigned)GORT__MAP_WRITING), __ATOMIC_RELAXED);
    return true;
}

/* Slot i of b, whose tophash bytes were tops, is empty from now on; if nothing follows it, it and
 * the empty slots before it end the chain. Whether something follows is a toss-up: no branch. */
GORT__MAP_INLINE void gort__map_vacate(const gort_maptype *mt, void *first, void *b, unsigned i,
                                       uint64_t tops)
{
    const unsigned at = 8 * i;
    bool follows = (tops >> at) >> 8 != 0;
    if (i == GORT__MAP_SLOTS - 1) {
        const uint8_t *next = gort__map_next(mt, (const uint8_t *)b);
        follows = next && *next != 0;
    }
    const uint64_t before = gort__tops_full(tops) & (((uint64_t)1 << at) - 1);
    /* Up to the last full slot before this one. */
    const uint64_t kept = before ? tops & (~UINT64_C(0) >> __builtin_clzll(before | 1)) : 0;
    gort__tops_store(b, follows ? gort__tops_with(tops, i, GORT__TOP_EMPTY_ONE) : kept);
    if (GORT_UNLIKELY(!follows && !before && b != first)) gort_map_mark_rest(mt, first, b);
}

#endif /* tcc */

#ifdef __cplusplus
}
#endif
#endif
