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

/* Ends the write that took the last entry, as gort__map_end. The map gets another seed, so that
 * collisions found by trial are worth nothing. No safepoint. */
GORT_API bool gort_map_emptied(gort_g *g, gort_hmap *h);

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
#define GORT__MAP_TOLD      16 /* each write is an event: the functions do it; not Go's */
#define GORT__MAP_SEEN      32 /* and there was one; not Go's */
#define GORT__MAP_STABLE    64 /* with a seed: the functions hash its keys, which have addresses */

static inline uintptr_t gort__map_tophash(uintptr_t hash)
{
    const uintptr_t top = hash >> (8 * sizeof hash - 8);
    return top < GORT__TOP_MIN ? top + GORT__TOP_MIN : top;
}

/* ---- Tophash bytes ----------------------------------------------------------------------- */

/* The 8 tophash bytes as one word. */
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

/* A set of slots has a bit for each, where SSE2 makes a bit of each byte, else a byte for each, of
 * which the highest bit counts. Exact either way, no byte disturbs its neighbour, because a slot
 * that holds no entry may still hold the bytes of a key. */
#ifdef __SSE2__
#define GORT__SLOT_BITS 1
typedef int64_t gort__int64x2 __attribute__((vector_size(16)));
typedef char gort__int8x16 __attribute__((vector_size(16)));

#define GORT__SLOTS_ALL UINT64_C(0xff)
typedef uint8_t gort__uint8x16 __attribute__((vector_size(16)));

/* Of 16 bytes, the second 8 of which are 0, those that are 0 or 1; the first that are those of
 * bytes. */
GORT__MAP_INLINE unsigned gort__tops_low(uint64_t w)
{
    const gort__uint8x16 a = (gort__uint8x16)(gort__int64x2){(int64_t)w, 0};
    return (unsigned)__builtin_ia32_pmovmskb128((gort__int8x16)(a <= GORT__TOP_EMPTY_ONE));
}
GORT__MAP_INLINE uint64_t gort__tops_same(uint64_t w, uint64_t bytes)
{
    const gort__int8x16 a = (gort__int8x16)(gort__int64x2){(int64_t)w, 0};
    const gort__int8x16 b = (gort__int8x16)(gort__int64x2){(int64_t)bytes, 0};
    return (uint8_t)__builtin_ia32_pmovmskb128((gort__int8x16)(a == b));
}
/* Slots of a bucket that is not evacuated which are empty. */
GORT__MAP_INLINE uint64_t gort__tops_empty(uint64_t w)
{
    return (uint8_t)gort__tops_low(w);
}
/* Slots of a bucket that is not evacuated which hold an entry. */
GORT__MAP_INLINE uint64_t gort__tops_full(uint64_t w)
{
    return gort__tops_low(w) ^ 0xffff;
}
#else
#define GORT__SLOT_BITS 8
#define GORT__SLOTS_ALL (GORT__ONES << 7)
static inline uint64_t gort__tops_same(uint64_t w, uint64_t bytes)
{
    const uint64_t low7 = GORT__ONES * 0x7f;
    w ^= bytes;
    return ~(((w & low7) + low7) | w | low7);
}
static inline uint64_t gort__tops_empty(uint64_t w)
{
    return gort__tops_same(w & ~GORT__ONES, 0);
}
static inline uint64_t gort__tops_full(uint64_t w)
{
    return gort__tops_empty(w) ^ GORT__SLOTS_ALL;
}
#endif

static inline uint64_t gort__tops_match(uint64_t w, uintptr_t top)
{
    return gort__tops_same(w, GORT__ONES * top);
}
/* The set that has slot i only; the first slot of a set that is not empty. */
static inline uint64_t gort__slot_bit(unsigned i)
{
    return UINT64_C(1) << (GORT__SLOT_BITS * i + GORT__SLOT_BITS - 1);
}
static inline uintptr_t gort__tops_first(uint64_t slots)
{
#ifdef __x86_64__
    /* gcc takes the builtin's result, an int, for one that needs its sign extended. */
    uintptr_t bit;
    __asm__("rep bsf %1, %0" : "=r"(bit) : "r"(slots) : "cc");
    return bit / GORT__SLOT_BITS;
#else
    return (uintptr_t)__builtin_ctzll(slots) / GORT__SLOT_BITS;
#endif
}
/* Whether nothing follows the bucket: its last byte is 0, GORT_TOP_EMPTY_REST. */
static inline bool gort__tops_ends(uint64_t w)
{
    return w >> 56 == 0;
}
/* w with another byte for slot i. A bucket's bytes are stored as one word, as they are read: a load
 * that is wider than the stores before it waits for them. */
static inline uint64_t gort__tops_with(uint64_t w, uintptr_t i, uintptr_t top)
{
    return (w & ~(UINT64_C(0xff) << 8 * i)) | (uint64_t)top << 8 * i;
}
/* The same where slot i is empty: its byte is 0 or 1. */
static inline uint64_t gort__tops_fill(uint64_t w, uintptr_t i, uintptr_t top)
{
    return (w & ~(UINT64_C(1) << 8 * i)) | (uint64_t)top << 8 * i;
}

/* ---- Buckets ----------------------------------------------------------------------------- */

/* Flags and B are bytes that others may touch: by misuse, and the collector. */
static inline unsigned gort__map_flags_now(const gort_hmap *h)
{
    return __atomic_load_n(&h->flags, __ATOMIC_RELAXED);
}
/* Whether one of these flags is set; looks anew each time. */
GORT__MAP_INLINE bool gort__map_flagged(const gort_hmap *h, uint8_t flags)
{
#if defined(__x86_64__) && defined(__GCC_ASM_FLAG_OUTPUTS__)
    bool set; /* by one instruction, where a compiler makes two of an atomic load and a test */
    __asm__ volatile("testb %2, %1" : "=@ccnz"(set) : "m"(h->flags), "qi"(flags));
    return set;
#else
    return gort__map_flags_now(h) & flags;
#endif
}
static inline bool gort__map_written(const gort_hmap *h)
{
    return gort__map_flagged(h, GORT__MAP_WRITING);
}
/* The same, or its keys are hashed by the functions only. */
static inline bool gort__map_written_or_stable(const gort_hmap *h)
{
    return gort__map_flagged(h, GORT__MAP_WRITING | GORT__MAP_STABLE);
}
/* The same, or each write is to be told. */
static inline bool gort__map_written_or_told(const gort_hmap *h)
{
    return gort__map_flagged(h, GORT__MAP_WRITING | GORT__MAP_STABLE | GORT__MAP_TOLD);
}

static inline unsigned gort__map_bits(const gort_hmap *h)
{
    return __atomic_load_n(&h->B, __ATOMIC_RELAXED) & 63;
}

/* The array that a number of buckets belongs to is read behind that number, for which it is large
 * enough even if somebody else lets the map grow meanwhile (gort__map_grow). */
static inline void *gort__map_array(const gort_hmap *h)
{
    return __atomic_load_n(&h->buckets, __ATOMIC_RELAXED);
}

/* Whether a map of 2^B buckets has to grow. More than 8 entries and more than 6.5 a bucket. */
static inline bool gort__map_over_load(intptr_t count, unsigned B)
{
    return count > GORT__MAP_SLOTS && (uintptr_t)count > (uintptr_t)13 << (B & 63) >> 1;
}
/* About as many overflow buckets as buckets, while the load is fine: entries are spread thinly
 * over long chains. noverflow is exact below B = 16 and counts in steps above. */
static inline bool gort__map_too_many_overflow(unsigned noverflow, unsigned B)
{
    const uintptr_t n = noverflow;
    return n != 0 && (n >> (B & 63) | n >> 15) != 0;
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

/* The same, of a map that does not grow, with its later lines asked for. A single bucket is the
 * right one whatever the hash, and what is done with it does not wait until that is computed; the
 * empty asm keeps the compiler from making one computation of both. */
GORT__MAP_INLINE uint8_t *gort__map_home_early(const gort_maptype *mt, void *array, uintptr_t hash,
                                               unsigned B)
{
    if (B > 0) {
        uint8_t *b = gort__map_home(mt, array, hash, B);
        gort__map_prefetch(mt, b);
        return b;
    }
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
    uintptr_t mask = ((uintptr_t)1 << gort__map_bits(h)) - 1;
    const uint8_t *b = (const uint8_t *)gort__map_array(h) + (hash & mask) * mt->bucket_bytes;
    const uint8_t *old = (const uint8_t *)h->oldbuckets;
    if (GORT_UNLIKELY(old != NULL)) {
        mask >>= !(gort__map_flags_now(h) & GORT__MAP_SAME_SIZE);
        old += (hash & mask) * mt->bucket_bytes;
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
GORT__MAP_INLINE bool gort__map_key_is(const gort_maptype *mt, const uint8_t *b, uintptr_t i,
                                       const void *key)
{
    return gort__map_key_equal(mt, gort__map_keys(b) + i * mt->key_slot_bytes, key);
}

/* Where slot i has its elem or the pointer to it; the elem itself. */
GORT__MAP_INLINE uint8_t *gort__map_elem_at(const gort_maptype *mt, const uint8_t *b, uintptr_t i)
{
    return gort__map_keys(b) + GORT__MAP_SLOTS * (uintptr_t)mt->key_slot_bytes +
           i * mt->elem_slot_bytes;
}
GORT__MAP_INLINE void *gort__map_elem_of(const gort_maptype *mt, const uint8_t *b, uintptr_t i)
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
#ifdef __x86_64__
    /* One instruction, and a store of the byte as below for whoever reads it. */
    __asm__("orb %1, %0" : "+m"(h->flags) : "i"(GORT__MAP_WRITING) : "cc");
#else
    __atomic_store_n(&h->flags, (uint8_t)(gort__map_flags_now(h) | GORT__MAP_WRITING),
                     __ATOMIC_RELAXED);
#endif
}
/* False: somebody else ended a write meanwhile. The mark stays, for the function to find. */
static inline bool gort__map_end(gort_hmap *h)
{
    if (GORT_UNLIKELY(!gort__map_written(h))) {
        gort__map_begin(h);
        return false;
    }
#ifdef __x86_64__
    __asm__("andb %1, %0" : "+m"(h->flags) : "i"(0xff & ~GORT__MAP_WRITING) : "cc");
#else
    const unsigned flags = gort__map_flags_now(h);
    __atomic_store_n(&h->flags, (uint8_t)(flags & ~(unsigned)GORT__MAP_WRITING), __ATOMIC_RELAXED);
#endif
    return true;
}

/* The tophash bytes of a bucket whose slot i becomes empty; if nothing follows it, it and the empty
 * slots before it end the chain. Whether something follows is a toss-up: no branch. */
GORT__MAP_INLINE uint64_t gort__tops_vacated(uint64_t tops, uintptr_t i, bool follows)
{
    /* What stays is what comes up to the last entry before this one: the bytes below it that are
     * more than 1. */
    const uint64_t before = tops & ~GORT__ONES & (((uint64_t)1 << 8 * i) - 1);
    const uint64_t kept = before ? tops & (~UINT64_C(0) >> (__builtin_clzll(before | 1) & 56)) : 0;
    return follows ? gort__tops_with(tops, i, GORT__TOP_EMPTY_ONE) : kept;
}

/* Whether an entry follows slot i in its bucket. */
static inline bool gort__tops_follows(uint64_t tops, uintptr_t i)
{
    return (tops >> 8 * i) >> 8 != 0;
}
/* Slot i of b, whose tophash bytes were tops, is empty from now on. */
static inline void gort__map_vacate(const gort_maptype *mt, void *first, void *b, uintptr_t i,
                                    uint64_t tops)
{
    bool follows = gort__tops_follows(tops, i);
    if (i == GORT__MAP_SLOTS - 1) {
        const uint8_t *next = gort__map_next(mt, (const uint8_t *)b);
        follows = next && *next != 0;
    }
    gort__tops_store(b, gort__tops_vacated(tops, i, follows));
    if (gort__tops_load(b) == 0 && b != first) gort_map_mark_rest(mt, first, b);
}

#endif /* tcc */

#ifdef __cplusplus
}
#endif
#endif
