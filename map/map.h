/* map.h - what the files of map/ share: the layout of a bucket and of the header's extra block,
 * the states of a tophash byte, and the small arithmetic that Go's map rests on.
 *
 * A map is a gort_hmap (48 bytes, gort_abi.h), an array of 2^B buckets, while it grows the array
 * before it, and buckets chained behind full ones. A bucket of 8 slots:
 *
 *     8 tophash bytes | 8 keys | 8 elems | overflow link
 *
 * Invariants (map_verify.c checks them):
 *  - A slot's tophash says whether it holds an entry; keys and elems of other slots mean nothing,
 *    and hold no pointers: those are cleared when the entry goes, plain elems when one comes.
 *  - Behind a GORT_TOP_EMPTY_REST nothing follows, in its bucket or in the chain; behind a
 *    GORT_TOP_EMPTY_ONE an entry does.
 *  - One bucket (B is 0) has none behind it and does not grow: to grow is to become two.
 *  - oldbuckets is set while growing; an old bucket whose first tophash is an evacuation mark is
 *    moved, chain included, and its entries are found in buckets.
 *  - The overflow link of a pointer-free bucket is no pointer to the collector: the lists in extra
 *    hold those buckets.
 *
 * Threads: a map belongs to whoever uses it, as in Go; the flags catch misuse by luck, and what
 * they miss leads out of no array and into no endless chain ("Misuse" in README.md). The collector
 * reads buckets, oldbuckets, extra, B and flags of a heap header at any moment (map_gc.c), so these
 * are stored with gort_store or gort__map_set_*.
 *
 * What these files share with the code that programs have inline is in runtime/gort_map_parts.h;
 * that code is runtime/gort_map_inline.h.
 */
#ifndef GORT_MAP_H
#define GORT_MAP_H

#include "../gc/gc.h"
#include "../runtime/base/runtime.h"
#include "../runtime/gort_abi.h"
#include "../runtime/gort_inline.h"
#include "../runtime/gort_map_inline.h"
#include <string.h>

enum {
    GORT_MAP_SLOTS = GORT__MAP_SLOTS,
    GORT_MAP_DATA_OFFSET = GORT__MAP_DATA,
    GORT_MAP_MAX_SLOT_BYTES = 128
};

/* gort_hmap.flags, Go's values. */
enum {
    GORT_MAP_ITERATOR = 1,                   /* there may be an iterator over buckets */
    GORT_MAP_OLD_ITERATOR = 2,               /* there may be an iterator over oldbuckets */
    GORT_MAP_WRITING = GORT__MAP_WRITING,    /* somebody is writing: to find misuse */
    GORT_MAP_SAME_SIZE = GORT__MAP_SAME_SIZE /* the growth under way keeps B */
    /* and some of our own in gort_map_parts.h: GORT__MAP_TOLD and its like */
};

/* A tophash byte, Go's values. From GORT_TOP_MIN on it is the top of the hash of an entry. */
enum {
    GORT_TOP_EMPTY_REST = 0,                  /* empty, and so is everything behind it */
    GORT_TOP_EMPTY_ONE = GORT__TOP_EMPTY_ONE, /* empty, an entry follows */
    GORT_TOP_EVACUATED_X = 2,                 /* moved to the first half of buckets */
    GORT_TOP_EVACUATED_Y = 3,                 /* moved to the second half */
    GORT_TOP_EVACUATED_EMPTY = 4,             /* was empty when its bucket was moved */
    GORT_TOP_MIN = GORT__TOP_MIN
};

/* A bucket: only its tophash bytes have a fixed type. */
typedef struct gort__bmap {
    uint8_t tophash[GORT_MAP_SLOTS];
} gort__bmap;

/* A piece of an overflow list: heap blocks of this size, newest first. `items` is filled from the
 * front and never changed again; nil ends it. Chunks instead of one growing array: adding a bucket
 * costs the same at every size, and the collector never scans more than a chunk at once. */
enum { GORT_MAP_CHUNK_ITEMS = 62 };
typedef struct gort__map_chunk {
    struct gort__map_chunk *next;
    uintptr_t bucket_bytes; /* for the collector's account */
    gort__bmap *items[GORT_MAP_CHUNK_ITEMS];
} gort__map_chunk;

/* The overflow buckets of one bucket array. Iterators hold the list itself, so that they keep alive
 * also what is added after they began. */
typedef struct gort__map_list {
    gort__map_chunk *head;
    uintptr_t used; /* items of head */
} gort__map_list;

/* gort_hmap.extra. The lists are used by pointer-free buckets only. */
typedef struct gort_mapextra {
    gort__map_list *overflow, *oldoverflow;
    gort__bmap *last_overflow; /* the array's last preallocated overflow bucket */
    gort_aword spare;          /* of these left: the last ones */
} gort_mapextra;

extern const gort_type gort__map_type_extra, gort__map_type_list, gort__map_type_chunk;

/* ---- Shared words of the header ----------------------------------------------------------- */

/* Flags and B are bytes that two threads may touch: flags by misuse and by two iterators, which Go
 * allows, B by the collector. Relaxed order: nothing is published through them. */
static inline uint8_t gort__map_flags(const gort_hmap *h)
{
    return AO_char_load((const volatile unsigned char *)&h->flags);
}
static inline void gort__map_set_flags(gort_hmap *h, unsigned flags)
{
    AO_char_store((volatile unsigned char *)&h->flags, (unsigned char)flags);
}
static inline uint8_t gort__map_B(const gort_hmap *h)
{
    return AO_char_load((const volatile unsigned char *)&h->B);
}
static inline void gort__map_set_B(gort_hmap *h, unsigned B)
{
    AO_char_store((volatile unsigned char *)&h->B, (unsigned char)B);
}

/* ---- Buckets ------------------------------------------------------------------------------ */

static inline gort__bmap *gort__map_bucket(const gort_maptype *mt, void *array, uintptr_t i)
{
    return (gort__bmap *)((uint8_t *)array + i * mt->bucket_bytes);
}
static inline void *gort__map_key_slot(const gort_maptype *mt, gort__bmap *b, unsigned i)
{
    return gort__map_keys((const uint8_t *)b) + (uintptr_t)i * mt->key_slot_bytes;
}
static inline void *gort__map_elem_slot(const gort_maptype *mt, gort__bmap *b, unsigned i)
{
    return gort__map_elem_at(mt, (const uint8_t *)b, i);
}
/* The key or elem itself, behind its pointer if it is indirect. */
static inline void *gort__map_key(const gort_maptype *mt, gort__bmap *b, unsigned i)
{
    void *k = gort__map_key_slot(mt, b, i);
    return mt->flags & GORT_MAP_INDIRECT_KEY ? *(void **)k : k;
}
static inline void *gort__map_elem(const gort_maptype *mt, gort__bmap *b, unsigned i)
{
    return gort__map_elem_of(mt, (const uint8_t *)b, i);
}
static inline gort__bmap **gort__map_overflow_slot(const gort_maptype *mt, gort__bmap *b)
{
    return (gort__bmap **)((uint8_t *)b + mt->bucket_bytes - sizeof(void *));
}
static inline gort__bmap *gort__map_overflow(const gort_maptype *mt, gort__bmap *b)
{
    return *gort__map_overflow_slot(mt, b);
}
static inline bool gort__map_pointer_free(const gort_maptype *mt)
{
    return mt->bucket->ptrdata_bytes == 0;
}

static inline bool gort__top_is_empty(uint8_t top)
{
    return top <= GORT_TOP_EMPTY_ONE;
}

/* ---- Sizes and growth --------------------------------------------------------------------- */

static inline uintptr_t gort__map_nbuckets(uint8_t B)
{
    return (uintptr_t)1 << (B & 63);
}
static inline uintptr_t gort__map_mask(uint8_t B)
{
    return gort__map_nbuckets(B) - 1;
}
static inline bool gort__map_growing(const gort_hmap *h)
{
    return h->oldbuckets != NULL;
}
static inline uintptr_t gort__map_noldbuckets(const gort_hmap *h)
{
    const uint8_t B = gort__map_B(h);
    return gort__map_flags(h) & GORT_MAP_SAME_SIZE ? gort__map_nbuckets(B)
                                                   : gort__map_nbuckets((uint8_t)(B - 1));
}

/* ---- Calls that leave the map ------------------------------------------------------------- */

/* A key type without equality or hash: MISUSE. */
GORT_NORETURN void gort__map_bad_key(gort_g *g, const gort_type *key);

/* The hash of any key: by its parts, or by its type's function. */
uintptr_t gort__map_hash(gort_g *g, void **sp, const gort_maptype *mt, const void *key,
                         uintptr_t hash0);

/* The same of a key of h, a map that may have GORT__MAP_STABLE. */
uintptr_t gort__map_hash_of(gort_g *g, void **sp, const gort_maptype *mt, const gort_hmap *h,
                            const void *key);

/* How the functions read a key that no call is needed for, as gort__match_hash and
 * gort__match_equal ask: match is a constant, key_bytes counts where it does not say how many. */
static inline uintptr_t gort__match_bytes(unsigned match, uintptr_t key_bytes)
{
    return match == GORT_MAP_MATCH_4        ? 4
           : match == GORT_MAP_MATCH_8      ? 8
           : match == GORT_MAP_MATCH_16     ? 16
           : match == GORT_MAP_MATCH_STRING ? sizeof(gort_string)
                                            : key_bytes;
}
static inline bool gort__match_halves(unsigned match)
{
    return match == GORT_MAP_MATCH_16 || match == GORT_MAP_MATCH_BYTES;
}

/* Key equality. Bytes and Go's strings are decided here; all else asks the key's type, which may
 * call back, panic and collect. */
static inline bool gort__map_equal(gort_g *g, void **sp, const gort_type *key, const void *a,
                                   const void *b)
{
    if (key->equal == gort_type_equal_mem) return gort__bytes_equal(a, b, key->size_bytes, true);
    if (key->kind == GORT_KIND_STRING && key->equal == gort_type_equal_generic)
        return gort__string_equal(*(const gort_string *)a, *(const gort_string *)b);
    return key->equal(g, sp, key, a, b);
}

/* ---- map.c -------------------------------------------------------------------------------- */

/* Finds key in h, which has entries: its bucket, and the slot in *slot; NULL if it is absent. May
 * call back; h and key are rooted here. */
gort__bmap *gort__map_lookup(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                             const void *key, unsigned *slot);
/* The same in a map that may have GORT__MAP_STABLE. */
gort__bmap *gort__map_lookup_of(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                                const void *key, unsigned *slot);

/* ---- grow.c ------------------------------------------------------------------------------- */

/* In all of these h, and what the caller holds besides, is rooted below sp. */

/* The buckets of a map with 2^B: the array, and how many preallocated overflow buckets lie behind
 * the first 2^B. May collect. */
void *gort__map_new_array(gort_g *g, void **sp, const gort_maptype *mt, uint8_t B,
                          uintptr_t *spare);
uintptr_t gort__map_array_buckets(const gort_maptype *mt, uint8_t B);
/* Installs an array's spare buckets in extra. May collect. */
void gort__map_set_spare(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h, void *array,
                         uint8_t B, uintptr_t spare);
/* The overflow list, made if it is missing. Several readers at once. May collect. */
gort__map_list *gort__map_need_overflow_list(gort_g *g, void **sp, gort_hmap *h);
/* A fresh bucket chained behind b. May collect; b is rooted by the caller. */
gort__bmap *gort__map_new_overflow(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                                   gort__bmap *b);
/* Begins a growth. May collect. */
void gort__map_grow(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h);
/* The share of one write to `bucket`: evacuates the old bucket it came from, and one more; in a map
 * that grows in line two others. The bucket to write to: of the new array, or the old one where
 * that is not evacuated. May collect. */
gort__bmap *gort__map_grow_work(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                                uintptr_t bucket);
/* An empty bucket behind b, the last one of a chain of the old array. May collect. */
gort__bmap *gort__map_old_overflow(gort_g *g, void **sp, const gort_maptype *mt, gort__bmap *b);
/* Never in line, and each entry that moves is an event. */
void gort__map_grow_work_told(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                              uintptr_t bucket);

/* A copy into a map, without the barrier's call when the type holds no pointers. */
static inline void gort__map_copy(gort_g *g, const gort_type *t, void *dst, const void *src)
{
    if (t->ptrdata_bytes)
        gort_typedmemmove(g, t, dst, src);
    else if (t->size_bytes == 8)
        gort__bytes_copy(dst, src, 8, 0);
    else
        gort__bytes_copy(dst, src, t->size_bytes, 4);
}

/* ---- map_gc.c ----------------------------------------------------------------------------- */

/* The trace hook of gort__map_type_chunk. */
void gort__map_trace_chunk(gort_tracer *tr, const gort_type *t, void *obj);

/* ---- map_verify.c ------------------------------------------------------------------------- */

/* Checks every invariant; NULL if all hold, else a text in msg. Rehashes keys: may collect. */
const char *gort__map_verify(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, char *msg,
                             size_t msg_bytes);

#endif
