/* hash.c - hash functions of keys: gort_type.hashfn of every comparable type.
 *
 * Equal keys have equal hashes under one seed. Each map has its own seed (hash0), so that hashes
 * say nothing about another map or run. The map uses the low bits for the bucket and the top 8 for
 * the tophash, so both ends must be good.
 *
 *   integers, pointers   two rounds of a 64x64->128 bit multiplication folded by xor
 *   12 and 16 bytes      three such rounds
 *   strings, bytes       up to 64 bytes such a product for each 16 and one for all, above XXH3
 *   floats               as their bits, but +0 and -0 alike; a NaN at random: it equals nothing
 *   structs, arrays      the parts in turn, each hash the seed of the next; _ fields do not count
 *   interfaces           by the type they hold; one that is not comparable panics, as in Go
 *
 * Two ways lead to each of these: the functions of the type, which walk it, call each other and may
 * panic; and runtime/gort_map_keys.h, which goes by the map type. They agree.
 *
 * Threads: pure functions of their arguments, but NaN, which draws from the g's generator, and
 * interfaces, whose hash may call an emitted function. To change a hash, open gort__hash_word
 * (runtime/gort_map_keys.h).
 */
#include "map.h"
#include <stdio.h>

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#define XXH_INLINE_ALL
#include <xxhash.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

uintptr_t gort_type_hash_mem(gort_g *g, void **sp, const gort_type *t, const void *p,
                             uintptr_t seed)
{
    (void)g;
    (void)sp;
    return gort__hash_bytes(p, t->size_bytes, t->size_bytes > 8, seed);
}

/* ---- Bytes -------------------------------------------------------------------------------- */

/* Up to 64 bytes, by words of 8, of which the last ones may overlap those before. Two words are a
 * product of two factors, each with the seed in it. Products that are alike in form are turned by
 * different numbers of bits: else what swaps two pairs of words would collide under every seed.
 * The length comes in last. */
#define HASH_K3 UINT64_C(0xa54ff53a5f1d36f1) /* as those of numbers, and none of theirs */

static inline uint64_t hash_seeded(uint64_t seed)
{
    return seed * GORT__HASH_K2 ^ GORT__HASH_K1;
}
static inline uint64_t hash_pair(uint64_t a, uint64_t b, uint64_t seed)
{
    uint64_t s = seed ^ GORT__HASH_K0;
    __asm__("" : "+r"(s)); /* once for all pairs */
    return gort__hash_fold(a ^ s, b ^ hash_seeded(seed));
}
static inline uint64_t hash_pair_at(const uint8_t *p, uint64_t seed, unsigned turn)
{
    const uint64_t r = hash_pair(gort__map_word(p), gort__map_word(p + 8), seed);
    return r << turn | r >> (-turn & 63);
}
static inline uintptr_t hash_end(uint64_t r, uintptr_t n, uint64_t seed)
{
    return (uintptr_t)gort__hash_fold(r ^ n ^ HASH_K3, hash_seeded(seed));
}

/* More than 16 bytes. Functions of their own: what one saves is not the others' to save. */
__attribute__((noinline)) static uintptr_t hash_long(const uint8_t *p, uintptr_t n, uintptr_t seed)
{
    return (uintptr_t)XXH3_64bits_withSeed(p, n, seed);
}
__attribute__((noinline)) static uintptr_t hash_middle(const uint8_t *p, uintptr_t n,
                                                       uintptr_t seed)
{
    if (n > 64) return hash_long(p, n, seed);
    uint64_t r = hash_pair_at(p, seed, 0);
    r += hash_pair_at(p + n - 16, seed, 11);
    if (n > 32) {
        r += hash_pair_at(p + 16, seed, 29);
        r += hash_pair_at(p + n - 32, seed, 47);
    }
    return hash_end(r, n, seed);
}

uintptr_t gort_map_hash_string(gort_string s, uintptr_t seed)
{
    const uintptr_t n = (uintptr_t)s.len;
    const uint8_t *p = s.ptr;
    if (n > 16) return hash_middle(p, n, seed);
    uint64_t a = 0, b = 0;
    if (n >= 8) {
        a = gort__map_word(p);
        b = gort__map_word(p + n - 8);
    } else if (n >= 4) {
        a = gort__map_half(p);
        b = gort__map_half(p + n - 4);
    } else if (n) {
        a = p[0] | (uint64_t)p[n >> 1] << 8;
        b = p[n - 1];
    }
    return hash_end(hash_pair(a, b, seed), n, seed);
}

uintptr_t gort_map_hash_bytes(const void *p, uintptr_t n, uintptr_t seed)
{
    return gort_map_hash_string((gort_string){(const uint8_t *)p, (intptr_t)n}, seed);
}

static uintptr_t hash_double(gort_g *g, double v, uintptr_t seed)
{
    if (gort__hash_float(v, &seed)) return seed;
    return gort__hash_word((uint64_t)gort_fastrand(g) << 32 | gort_fastrand(g), seed);
}

static uintptr_t hash_float(gort_g *g, const void *p, bool is_double, uintptr_t seed)
{
    if (!is_double) {
        float f;
        memcpy(&f, p, sizeof f);
        return hash_double(g, (double)f, seed);
    }
    double d;
    memcpy(&d, p, sizeof d);
    return hash_double(g, d, seed);
}

void gort__map_bad_key(gort_g *g, const gort_type *key)
{
    gort__misuse(g->rt, "a map's key type %s has no %s function", key->name,
                 key->hashfn ? "equality" : "hash");
}

GORT_NORETURN static void hash_panic(gort_g *g, void **sp, const gort_type *t)
{
    char text[256];
    snprintf(text, sizeof text, "hash of unhashable type %s", t->name);
    gort_panic_runtime(g, sp, text);
}

/* A part of a key. */
static uintptr_t hash_value(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    if (!t->hashfn) hash_panic(g, sp, t);
    return t->hashfn(g, sp, t, p, seed);
}

/* What the interface at p, of type t, holds; *type: NULL if nothing. */
static inline void *hash_interface_value(gort_g *g, void **sp, const gort_type *t, const void *p,
                                         const gort_type **type)
{
    void *data;
    if (t->nmethods) {
        const gort_iface *i = (const gort_iface *)p;
        *type = i->tab ? i->tab->type : NULL;
        data = i->data;
    } else {
        const gort_eface *e = (const gort_eface *)p;
        *type = e->type;
        data = e->data;
    }
    if (*type && !(*type)->equal) hash_panic(g, sp, *type);
    return data;
}

static uintptr_t hash_interface(gort_g *g, void **sp, const gort_type *t, const void *p,
                                uintptr_t seed)
{
    const gort_type *type;
    void *data = hash_interface_value(g, sp, t, p, &type);
    if (!type) return seed;
    /* The box or the pointer itself, while its type's function runs. */
    sp[0] = data;
    return type->flags & GORT_TYPE_DIRECT ? hash_value(g, sp + 1, type, &data, seed)
                                          : hash_value(g, sp + 1, type, data, seed);
}

/* ---- With a seed -------------------------------------------------------------------------- */

/* As hash_value, but that of addresses only what gort__stable_address makes of them counts: where a
 * variable lies is the linker's business, and the order of a map is not to be. Types that have a
 * function of their own keep it. */
static uintptr_t hash_stable(gort_g *g, void **sp, const gort_type *t, const void *p,
                             uintptr_t seed)
{
    const bool own = t->hashfn != gort_type_hash_mem && t->hashfn != gort_type_hash_generic;
    if (own || !gort__type_has_address(t)) return hash_value(g, sp, t, p, seed);
    switch (t->kind) {
    case GORT_KIND_INTERFACE: {
        const gort_type *type;
        void *data = hash_interface_value(g, sp, t, p, &type);
        if (!type) return seed;
        sp[0] = data; /* the box or the pointer itself, while its type's function runs */
        return hash_stable(g, sp + 1, type, type->flags & GORT_TYPE_DIRECT ? &data : data, seed);
    }
    case GORT_KIND_ARRAY:
        *sp++ = (void *)(uintptr_t)p;
        for (uintptr_t i = 0; i < t->len; i++)
            seed = hash_stable(g, sp, t->elem, (const uint8_t *)p + i * t->elem->size_bytes, seed);
        return seed;
    case GORT_KIND_STRUCT:
        *sp++ = (void *)(uintptr_t)p;
        for (uintptr_t i = 0; i < t->len; i++) {
            const gort_field *f = &t->fields[i];
            if (strcmp(f->name, "_") == 0) continue;
            seed = hash_stable(g, sp, f->type, (const uint8_t *)p + f->offset_bytes, seed);
        }
        return seed;
    default: return gort__hash_word(gort__stable_address(g->rt, *(void *const *)p), seed);
    }
}

uintptr_t gort__map_hash_of(gort_g *g, void **sp, const gort_maptype *mt, const gort_hmap *h,
                            const void *key)
{
    if (gort__map_flags(h) & GORT__MAP_STABLE) return hash_stable(g, sp, mt->key, key, h->hash0);
    return gort__map_hash(g, sp, mt, key, h->hash0);
}

/* ---- Without a call ----------------------------------------------------------------------- */

/* The kinds of types whose functions, the generic ones, give what a part of this kind gives. */
static bool hash_held_part(const gort_type *t, gort_map_part *part)
{
    if (t->hashfn != gort_type_hash_generic || t->equal != gort_type_equal_generic ||
        (t->flags & GORT_TYPE_MEMEQUAL))
        return false;
    part->offset_bytes = 0;
    switch (t->kind) {
    case GORT_KIND_STRING: part->kind = GORT_MAP_PART_STRING; return true;
    case GORT_KIND_FLOAT32: part->kind = GORT_MAP_PART_FLOAT32; return true;
    case GORT_KIND_FLOAT64: part->kind = GORT_MAP_PART_FLOAT64; return true;
    default: return false;
    }
}

bool gort_map_hash_held(const gort_type *t, void *data, uintptr_t *hash)
{
    gort_map_part part;
    const void *p = t->flags & GORT_TYPE_DIRECT ? &data : data;
    if (t->hashfn == gort_type_hash_mem && t->equal == gort_type_equal_mem) {
        *hash = gort__hash_bytes(p, t->size_bytes, t->size_bytes > 8, *hash);
        return true;
    }
    return hash_held_part(t, &part) && gort__hash_part(&part, p, false, hash);
}

bool gort_map_held_equal(const gort_type *t, void *a, void *b)
{
    gort_map_part part;
    if (t->equal == gort_type_equal_mem)
        return gort__bytes_equal(a, b, t->size_bytes, t->size_bytes > 8);
    return hash_held_part(t, &part) && gort__part_equal(&part, a, b, false);
}

uintptr_t gort__map_hash(gort_g *g, void **sp, const gort_maptype *mt, const void *key,
                         uintptr_t hash0)
{
    uintptr_t hash;
    if (mt->key_match == GORT_MAP_MATCH_PARTS && gort__map_key_hash(mt, key, hash0, &hash))
        return hash;
    return mt->key->hashfn(g, sp, mt->key, key, hash0);
}

/* ---- Any type ----------------------------------------------------------------------------- */

uintptr_t gort_type_hash_generic(gort_g *g, void **sp, const gort_type *t, const void *p,
                                 uintptr_t seed)
{
    if (t->flags & GORT_TYPE_MEMEQUAL) return gort_type_hash_mem(g, sp, t, p, seed);
    switch (t->kind) {
    case GORT_KIND_STRING: return gort_map_hash_string(*(const gort_string *)p, seed);
    case GORT_KIND_FLOAT32: return hash_float(g, p, false, seed);
    case GORT_KIND_FLOAT64: return hash_float(g, p, true, seed);
    case GORT_KIND_COMPLEX64:
        return hash_float(g, (const float *)p + 1, false, hash_float(g, p, false, seed));
    case GORT_KIND_COMPLEX128:
        return hash_float(g, (const double *)p + 1, true, hash_float(g, p, true, seed));
    case GORT_KIND_INTERFACE: return hash_interface(g, sp, t, p, seed);
    case GORT_KIND_ARRAY:
        *sp++ = (void *)(uintptr_t)p; /* a part may call back: the object that *p lies in */
        for (uintptr_t i = 0; i < t->len; i++)
            seed = hash_value(g, sp, t->elem, (const uint8_t *)p + i * t->elem->size_bytes, seed);
        return seed;
    case GORT_KIND_STRUCT:
        *sp++ = (void *)(uintptr_t)p;
        for (uintptr_t i = 0; i < t->len; i++) {
            const gort_field *f = &t->fields[i];
            if (strcmp(f->name, "_") == 0) continue;
            seed = hash_value(g, sp, f->type, (const uint8_t *)p + f->offset_bytes, seed);
        }
        return seed;
    case GORT_KIND_SLICE:
    case GORT_KIND_MAP:
    case GORT_KIND_FUNC: gort_fatal(g, sp, "hash of a type that is not comparable");
    default: return gort_type_hash_mem(g, sp, t, p, seed);
    }
}
