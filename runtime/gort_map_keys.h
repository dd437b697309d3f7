/* gort_map_keys.h - keys of maps: their hash, when two are equal, how they are copied. The
 * functions of map/ and the code that programs have inline (gort_map_inline.h) both take it from
 * here.
 *
 * A map type says by key_match what its keys are (gort.h): bytes of a number, a string, or parts:
 * strings, bytes, floats and interfaces that lie behind each other. Where the type is a constant,
 * so are the parts, and what stands here becomes a few loads and products. Equal keys have the hash
 * that the functions of their type give (map/hash.c); tests/unit/test_map_hash.c compares the two.
 *
 * Nothing here calls back, panics, roots anything or is a safepoint. Of parts some keys would need
 * that: NaN, whose hash is drawn, and interfaces that hold anything but numbers, pointers, strings
 * and bytes. gort__map_key_hash says so, and the functions of gort_abi.h do it. A key that has a
 * hash here can be compared with every other.
 *
 * Any thread. Nothing for tcc, which has no 128-bit product.
 */
#ifndef GORT_MAP_KEYS_H
#define GORT_MAP_KEYS_H

#include "gort_abi.h"
#include "gort_inline.h"
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A key's hash under a map's seed: of a string, of n bytes. No safepoints. */
GORT_API uintptr_t gort_map_hash_string(gort_string s, uintptr_t seed);
GORT_API uintptr_t gort_map_hash_bytes(const void *p, uintptr_t n, uintptr_t seed);

/* What an interface of type t holds, as gort__hash_held and gort__held_equal, for all types of
 * which these know. */
GORT_API bool gort_map_hash_held(const gort_type *t, void *data, uintptr_t *hash);
GORT_API bool gort_map_held_equal(const gort_type *t, void *a, void *b);

#ifndef __TINYC__

/* The fields of a map type are constants only in code that is inline. */
#define GORT__MAP_INLINE static inline __attribute__((always_inline))

/* Loops over parts: without them, if there is a constant number. clang does it by itself. */
#ifdef __clang__
#define GORT__EACH_PART
#else
#define GORT__EACH_PART _Pragma("GCC unroll 8")
#endif

/* With a type made at run time all sizes of keys stay in the code, and gcc says of those that are
 * larger than the caller's key that they read past it; they do not run. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds"
#endif

/* ---- Words and bytes --------------------------------------------------------------------- */

/* Odd numbers with about half of their bits set: the fractional digits of square roots of primes.
 */
#define GORT__HASH_K0 UINT64_C(0x6a09e667f3bcc909)
#define GORT__HASH_K1 UINT64_C(0xbb67ae8584caa73b)
#define GORT__HASH_K2 UINT64_C(0x3c6ef372fe94f82b)

/* The two halves of the product, one over the other; the same number on every machine. */
static inline uint64_t gort__hash_fold(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 product;
    const product r = (product)a * b;
    return (uint64_t)r ^ (uint64_t)(r >> 64);
#else
    const uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    const uint64_t low = a0 * b0, right = a1 * b0 + (low >> 32), left = a0 * b1 + (uint32_t)right;
    return (left << 32 | (uint32_t)low) ^ (a1 * b1 + (right >> 32) + (left >> 32));
#endif
}

/* The seed enters both rounds: no word makes a factor zero under every seed. */
static inline uintptr_t gort__hash_word(uint64_t w, uint64_t seed)
{
    return (uintptr_t)gort__hash_fold(gort__hash_fold(w ^ seed ^ GORT__HASH_K0, GORT__HASH_K1) ^
                                          GORT__HASH_K2,
                                      seed ^ GORT__HASH_K1);
}

static inline uint64_t gort__map_word(const void *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}
static inline uint32_t gort__map_half(const void *p)
{
    uint32_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

static inline void gort__map_put_half(void *p, uint32_t w)
{
    memcpy(p, &w, sizeof w);
}

/* Two words in one round more: the first two factors are words, each with the seed in it. */
static inline uintptr_t gort__hash_words(uint64_t a, uint64_t b, uint64_t seed)
{
    const uint64_t spread = seed * GORT__HASH_K2;
    const uint64_t r = gort__hash_fold(a ^ spread ^ GORT__HASH_K0, b ^ ~spread ^ GORT__HASH_K1);
    return gort__hash_word(r ^ gort__hash_fold(a ^ GORT__HASH_K1, spread ^ GORT__HASH_K0), seed);
}

/* A load wider than the stores before it, those of a struct's fields, waits until they reach the
 * cache: such a key is read in pieces of 4 bytes. The empty asm keeps the compiler from making one
 * load of two. */
static inline uint32_t gort__map_piece(const void *p)
{
    uint32_t w = gort__map_half(p);
    __asm__("" : "+r"(w));
    return w;
}
/* 8 bytes of a key. */
GORT__MAP_INLINE uint64_t gort__map_key_part(const void *p, bool halves)
{
    if (!halves) return gort__map_word(p);
    return gort__map_piece(p) | (uint64_t)gort__map_piece((const uint8_t *)p + 4) << 32;
}

/* 4 and 8 bytes of a key are read as they are; of more the caller says whether it is made of parts
 * of 4 bytes or less (halves). */
GORT__MAP_INLINE uintptr_t gort__hash_bytes(const void *p, uintptr_t n, bool halves, uint64_t seed)
{
    const uint8_t *b = (const uint8_t *)p;
    switch (n) {
    case 1: return gort__hash_word(*b, seed);
    case 2: {
        uint16_t w;
        memcpy(&w, p, sizeof w);
        return gort__hash_word(w, seed);
    }
    case 4: return gort__hash_word(gort__map_half(p), seed);
    case 8: return gort__hash_word(gort__map_key_part(p, halves), seed);
    case 12: return gort__hash_words(gort__map_key_part(p, halves), gort__map_piece(b + 8), seed);
    case 16:
        return gort__hash_words(gort__map_key_part(p, halves), gort__map_key_part(b + 8, halves),
                                seed);
    default: return gort_map_hash_bytes(p, n, (uintptr_t)seed);
    }
}

/* The n bytes of a slot and of a key. */
GORT__MAP_INLINE bool gort__bytes_equal(const void *slot, const void *key, uintptr_t n, bool halves)
{
    const uint8_t *s = (const uint8_t *)slot, *k = (const uint8_t *)key;
    if (n == 4) return gort__map_half(s) == gort__map_half(k);
    if (n == 8) return gort__map_word(s) == gort__map_key_part(k, halves);
    if (n == 12)
        return ((gort__map_word(s) ^ gort__map_key_part(k, halves)) |
                (gort__map_half(s + 8) ^ gort__map_piece(k + 8))) == 0;
    if (n == 16)
        return ((gort__map_word(s) ^ gort__map_key_part(k, halves)) |
                (gort__map_word(s + 8) ^ gort__map_key_part(k + 8, halves))) == 0;
    return memcmp(s, k, n) == 0;
}

/* n bytes from a key to a slot, or from slot to slot, in pieces of 4 or 8; 0: at once. */
GORT__MAP_INLINE void gort__bytes_copy(void *slot, const void *key, uintptr_t n, unsigned piece)
{
    if (piece == 0 || n > 64 || n % piece != 0) {
        memcpy(slot, key, n);
        return;
    }
    GORT__EACH_PART
    for (uintptr_t i = 0; i < n; i += piece) {
        uint64_t w = piece == 8 ? gort__map_word((const uint8_t *)key + i)
                                : gort__map_half((const uint8_t *)key + i);
        __asm__("" : "+r"(w));
        if (piece == 8)
            memcpy((uint8_t *)slot + i, &w, 8);
        else
            gort__map_put_half((uint8_t *)slot + i, (uint32_t)w);
    }
}

/* ---- Strings ----------------------------------------------------------------------------- */

/* Most strings that are not equal differ in their length, their last or their first word: names
 * that are counted, or of one place, begin alike. */
static inline bool gort__string_equal(gort_string s, gort_string t)
{
    if (s.len != t.len) return false;
    if (s.ptr == t.ptr) return true;
    const uintptr_t n = (uintptr_t)s.len;
    if (n < 8) return memcmp(s.ptr, t.ptr, n) == 0;
    if (gort__map_word(s.ptr + n - 8) != gort__map_word(t.ptr + n - 8) ||
        gort__map_word(s.ptr) != gort__map_word(t.ptr))
        return false;
    return n <= 16 || memcmp(s.ptr + 8, t.ptr + 8, n - 16) == 0;
}

static inline gort_string gort__map_string(const void *p)
{
    gort_string s;
    memcpy(&s, p, sizeof s);
    return s;
}

/* ---- Parts ------------------------------------------------------------------------------- */

/* Goes on from *hash with what an interface of type t holds; false: only the type's function can.
 */
static inline bool gort__hash_held(const gort_type *t, void *data, uintptr_t *hash)
{
    if (!t) return true;
    if (t->hashfn != gort_type_hash_mem || t->equal != gort_type_equal_mem || t->size_bytes != 8)
        return gort_map_hash_held(t, data, hash);
    *hash = gort__hash_word(
        t->flags & GORT_TYPE_DIRECT ? (uint64_t)(uintptr_t)data : gort__map_word(data), *hash);
    return true;
}
/* a and b are held by interfaces of type t, and gort__hash_held knows one of them. */
static inline bool gort__held_equal(const gort_type *t, void *a, void *b)
{
    return a == b || (t && !(t->flags & GORT_TYPE_DIRECT) && gort_map_held_equal(t, a, b));
}

static inline bool gort__hash_float(double v, uintptr_t *hash)
{
    if (v != v) return false; /* NaN: each time another */
    if (v == 0) v = 0;        /* drops the sign */
    uint64_t w;
    memcpy(&w, &v, sizeof w);
    *hash = gort__hash_word(w, *hash);
    return true;
}

/* The pointer at p. */
static inline void *gort__map_word_pointer(const void *p)
{
    void *v;
    memcpy(&v, p, sizeof v);
    return v;
}
/* The number, or the interface, at p. */
GORT__MAP_INLINE double gort__map_float(const gort_map_part *part, const void *p)
{
    float f;
    double d;
    if (part->kind == GORT_MAP_PART_FLOAT32) {
        memcpy(&f, p, sizeof f);
        return (double)f;
    }
    memcpy(&d, p, sizeof d);
    return d;
}
GORT__MAP_INLINE gort_eface gort__map_eface(const gort_map_part *part, const void *p)
{
    gort_eface e;
    if (part->kind == GORT_MAP_PART_EFACE) {
        memcpy(&e, p, sizeof e);
    } else {
        gort_iface i;
        memcpy(&i, p, sizeof i);
        e.type = i.tab ? i.tab->type : NULL;
        e.data = i.data;
    }
    return e;
}

/* Goes on from *hash with a part of a key. */
GORT__MAP_INLINE bool gort__hash_part(const gort_map_part *part, const void *key, bool halves,
                                      uintptr_t *hash)
{
    const uint8_t *p = (const uint8_t *)key + part->offset_bytes;
    switch (part->kind) {
    case GORT_MAP_PART_STRING:
        *hash = gort_map_hash_string(gort__map_string(p), *hash);
        return true;
    case GORT_MAP_PART_FLOAT32:
    case GORT_MAP_PART_FLOAT64: return gort__hash_float(gort__map_float(part, p), hash);
    case GORT_MAP_PART_EFACE:
    case GORT_MAP_PART_IFACE: {
        const gort_eface e = gort__map_eface(part, p);
        return gort__hash_held(e.type, e.data, hash);
    }
    default: *hash = gort__hash_bytes(p, part->bytes, halves, *hash); return true;
    }
}
GORT__MAP_INLINE bool gort__part_equal(const gort_map_part *part, const void *slot, const void *key,
                                       bool halves)
{
    const uint8_t *s = (const uint8_t *)slot + part->offset_bytes;
    const uint8_t *k = (const uint8_t *)key + part->offset_bytes;
    switch (part->kind) {
    case GORT_MAP_PART_STRING: return gort__string_equal(gort__map_string(s), gort__map_string(k));
    case GORT_MAP_PART_FLOAT32:
    case GORT_MAP_PART_FLOAT64: return gort__map_float(part, s) == gort__map_float(part, k);
    case GORT_MAP_PART_EFACE:
    case GORT_MAP_PART_IFACE: {
        const gort_eface a = gort__map_eface(part, s), b = gort__map_eface(part, k);
        return a.type == b.type && gort__held_equal(a.type, a.data, b.data);
    }
    default: return gort__bytes_equal(s, k, part->bytes, halves);
    }
}

/* ---- Keys -------------------------------------------------------------------------------- */

/* Whether these functions know the type's keys. */
static inline bool gort__map_knows(const gort_maptype *mt)
{
    return mt->key_match != GORT_MAP_MATCH_ANY && mt->key_match != GORT_MAP_MATCH_NONE;
}

/* Keys without parts, with a constant for match: what the functions and the inline code do with
 * them. bytes and halves count where match is not a string's. */
GORT__MAP_INLINE uintptr_t gort__match_hash(unsigned match, const void *key, uintptr_t bytes,
                                            bool halves, uint64_t seed)
{
    if (match == GORT_MAP_MATCH_STRING)
        return gort_map_hash_string(gort__map_string(key), (uintptr_t)seed);
    return gort__hash_bytes(key, bytes, halves, seed);
}
GORT__MAP_INLINE bool gort__match_equal(unsigned match, const void *slot, const void *key,
                                        uintptr_t bytes, bool halves)
{
    if (match == GORT_MAP_MATCH_STRING)
        return gort__string_equal(gort__map_string(slot), gort__map_string(key));
    return gort__bytes_equal(slot, key, bytes, halves);
}

/* False: the key's own functions have to be asked. Of keys without parts it is always true. */
GORT__MAP_INLINE bool gort__map_key_hash(const gort_maptype *mt, const void *key, uintptr_t seed,
                                         uintptr_t *hash)
{
    const bool halves = mt->flags & GORT_MAP_KEY_HALVES;
    *hash = seed;
    if (mt->key_match != GORT_MAP_MATCH_PARTS) {
        *hash = gort__match_hash(mt->key_match, key, mt->key_slot_bytes, halves, seed);
        return true;
    }
    GORT__EACH_PART
    for (unsigned i = 0; i < mt->nparts; i++)
        if (!gort__hash_part(&mt->parts[i], key, halves, hash)) return false;
    return true;
}

/* Whether the key in a slot is this one, which has a hash. */
GORT__MAP_INLINE bool gort__map_key_equal(const gort_maptype *mt, const void *slot, const void *key)
{
    const bool halves = mt->flags & GORT_MAP_KEY_HALVES;
    if (mt->key_match != GORT_MAP_MATCH_PARTS)
        return gort__match_equal(mt->key_match, slot, key, mt->key_slot_bytes, halves);
    GORT__EACH_PART
    for (unsigned i = 0; i < mt->nparts; i++)
        if (!gort__part_equal(&mt->parts[i], slot, key, halves)) return false;
    return true;
}

/* Keys of parts come by their address, from a variable whose fields were stored one by one. */
GORT__MAP_INLINE void gort__map_put_key(const gort_maptype *mt, void *slot, const void *key)
{
    const bool halves = mt->flags & GORT_MAP_KEY_HALVES;
    gort__bytes_copy(slot, key, mt->key_slot_bytes,
                     halves                                  ? 4
                     : mt->key_match == GORT_MAP_MATCH_PARTS ? 8
                                                             : 0);
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#endif /* tcc */

#ifdef __cplusplus
}
#endif
#endif
