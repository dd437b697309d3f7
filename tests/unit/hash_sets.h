/* hash_sets.h - kinds of keys, each made of some bytes that all count, and sets of their hashes,
 * judged by what a random function would do.
 *
 * Of n random hashes we know how many coincide in 32 bits and how even their bytes are. A set that
 * is farther from that than LIMIT standard deviations fails. Judged are the whole hash, its low
 * half, whose bits choose the bucket, and its high half, whose top is the tophash.
 *
 * Another kind of key is a line in `subjects` and a case in `hash`. Owner's thread only. */
#ifndef HASH_SETS_H
#define HASH_SETS_H

#include "map_support.h"
#include <math.h>

enum { MAX_BYTES = 256, MAX_SET = 1 << 22, RANDOM_SEED = 19 };
static const double LIMIT = 6; /* one in 10^9 */
enum { THIN = 3 };             /* of the large sets every third: still more than a million keys */

/* ---- Kinds of keys ------------------------------------------------------------------------ */

typedef struct fields {
    uint32_t a;
    gort_string s;
    uint64_t b;
} fields;
static const gort_field fields_parts[] = {
    {"a", &gort_type_uint32, offsetof(fields, a), 0},
    {"s", &gort_type_string, offsetof(fields, s), 0},
    {"b", &gort_type_uint64, offsetof(fields, b), 0},
};

#define GENERIC(KIND, SIZE)                                                                        \
    .size_bytes = SIZE, .kind = KIND, .align = sizeof(void *), .equal = gort_type_equal_generic,   \
    .hashfn = gort_type_hash_generic

static const gort_type type_complex64 = {GENERIC(GORT_KIND_COMPLEX64, 8), .name = "complex64"};
static const gort_type type_complex128 = {GENERIC(GORT_KIND_COMPLEX128, 16), .name = "complex128"};
static const gort_type type_fields = {GENERIC(GORT_KIND_STRUCT, sizeof(fields)), .name = "fields",
                                      .len = 3, .fields = fields_parts};
static const gort_type type_strings = {GENERIC(GORT_KIND_ARRAY, 4 * sizeof(gort_string)),
                                       .name = "[4]string", .len = 4, .elem = &gort_type_string};
static const gort_type type_anys = {GENERIC(GORT_KIND_ARRAY, 4 * sizeof(gort_eface)),
                                    .name = "[4]interface {}", .len = 4, .elem = &gort_type_eface};
static const gort_itab tab = {.inter = &gort_type_error, .type = &gort_type_uint64};

typedef enum form {
    BYTES,   /* memory of any size */
    STRING,  /* of any length */
    FLOATS,  /* bits of floats */
    EFACE,   /* an interface that holds a word */
    DIRECT,  /* one that holds a pointer */
    IFACE,   /* one with methods */
    FIELDS,  /* a struct with a string of 8 bytes in the middle */
    STRINGS, /* four strings of 4 bytes */
    ANYS,    /* four interfaces with 4 bytes each */
} form;

/* bytes: how many make a key, all of which count; 0: any number. */
typedef struct subject {
    const char *name;
    form form;
    unsigned bytes;
    const gort_type *type;
} subject;

static const subject subjects[] = {
    {"1 byte", BYTES, 1, NULL},
    {"2 bytes", BYTES, 2, NULL},
    {"4 bytes", BYTES, 4, NULL},
    {"8 bytes", BYTES, 8, NULL},
    {"12 bytes", BYTES, 12, NULL},
    {"16 bytes", BYTES, 16, NULL},
    {"24 bytes", BYTES, 24, NULL},
    {"200 bytes", BYTES, 200, NULL},
    {"string of 2", STRING, 2, &gort_type_string},
    {"string of 8", STRING, 8, &gort_type_string},
    {"string of 16", STRING, 16, &gort_type_string},
    {"string of 33", STRING, 33, &gort_type_string},
    {"string of 128", STRING, 128, &gort_type_string},
    {"string of 250", STRING, 250, &gort_type_string},
    {"float32", FLOATS, 4, &gort_type_float32},
    {"float64", FLOATS, 8, &gort_type_float64},
    {"complex64", FLOATS, 8, &type_complex64},
    {"complex128", FLOATS, 16, &type_complex128},
    {"interface {} of a word", EFACE, 8, &gort_type_eface},
    {"interface {} of a pointer", DIRECT, sizeof(void *), &gort_type_eface},
    {"error of a word", IFACE, 8, &gort_type_error},
    {"struct", FIELDS, 20, &type_fields},
    {"[4]string", STRINGS, 16, &type_strings},
    {"[4]interface {}", ANYS, 16, &type_anys},
};
#define NSUBJECTS ((int)(sizeof subjects / sizeof subjects[0]))
static const subject any_string = {"strings", STRING, 0, &gort_type_string};
static const subject any_bytes = {"memory", BYTES, 0, NULL};

/* The hash of the key that the n bytes stand for. */
static uintptr_t hash(const subject *s, const uint8_t *bits, unsigned n, uintptr_t seed)
{
    uint8_t *at = (uint8_t *)(uintptr_t)bits;
    union {
        gort_string s[4];
        gort_eface e[4];
        gort_iface i;
        fields f;
    } key;
    memset(&key, 0, sizeof key);
    const gort_type *t = s->type;
    switch (s->form) {
    case BYTES: {
        const gort_type memory = {.size_bytes = n,
                                  .kind = GORT_KIND_STRUCT,
                                  .align = 1,
                                  .flags = GORT_TYPE_MEMEQUAL,
                                  .name = "memory"};
        return gort_type_hash_mem(C.g, C.sp, &memory, bits, seed);
    }
    case FLOATS: return t->hashfn(C.g, C.sp, t, bits, seed);
    case STRING: key.s[0] = (gort_string){at, (intptr_t)n}; break;
    case EFACE: key.e[0] = (gort_eface){&gort_type_uint64, at}; break;
    case IFACE: key.i = (gort_iface){&tab, at}; break;
    case DIRECT:
        key.e[0].type = &gort_type_unsafe_pointer;
        memcpy(&key.e[0].data, at, sizeof(void *));
        break;
    case FIELDS:
        memcpy(&key.f.a, at, 4);
        key.f.s = (gort_string){at + 4, 8};
        memcpy(&key.f.b, at + 12, 8);
        break;
    case STRINGS:
        for (unsigned i = 0; i < 4; i++)
            key.s[i] = (gort_string){at + 4 * i, 4};
        break;
    case ANYS:
        for (unsigned i = 0; i < 4; i++)
            key.e[i] = (gort_eface){&gort_type_uint32, at + 4 * i};
        break;
    }
    return t->hashfn(C.g, C.sp, t, &key, seed);
}

/* ---- Sets of hashes ----------------------------------------------------------------------- */

static struct set {
    uint64_t *h, *other;
    unsigned n, skipped;
} S;

static void begin(void)
{
    map_test_open(NULL);
    C.rng = RANDOM_SEED;
    printf("# seed %d\n", RANDOM_SEED);
    S.h = (uint64_t *)malloc(MAX_SET * sizeof *S.h);
    S.other = (uint64_t *)malloc(MAX_SET * sizeof *S.other);
    ck_assert(S.h && S.other);
}

static void end(void)
{
    free(S.h);
    free(S.other);
    fixture_close();
}

enum { HASH_BITS = 8 * sizeof(uintptr_t) };

static void put(uintptr_t h)
{
    ck_assert_uint_lt(S.n, MAX_SET);
    S.h[S.n++] = h;
}

/* Sorts by 32 bits from `shift` on. */
static void sort_half(unsigned shift)
{
    static unsigned at[1 << 16];
    for (unsigned part = shift; part < shift + 32; part += 16) {
        memset(at, 0, sizeof at);
        for (unsigned i = 0; i < S.n; i++)
            at[S.h[i] >> part & 0xffff]++;
        unsigned sum = 0;
        for (unsigned i = 0; i < 1 << 16; i++) {
            const unsigned n = at[i];
            at[i] = sum;
            sum += n;
        }
        for (unsigned i = 0; i < S.n; i++)
            S.other[at[S.h[i] >> part & 0xffff]++] = S.h[i];
        uint64_t *sorted = S.other;
        S.other = S.h;
        S.h = sorted;
    }
}

/* How many hashes have a half, and how many all of it, that one before them has. */
static void count_equal(unsigned shift, unsigned *half, unsigned *whole)
{
    sort_half(shift);
    *half = *whole = 0;
    for (unsigned i = 1, first = 0; i < S.n; i++) {
        if ((uint32_t)(S.h[i] >> shift) != (uint32_t)(S.h[first] >> shift)) {
            first = i;
            continue;
        }
        ++*half;
        for (unsigned k = first; k < i; k++)
            if (S.h[k] == S.h[i]) {
                ++*whole;
                break;
            }
    }
}

/* How far the counts of a byte's values are from even, in standard deviations. */
static double unevenness(unsigned shift)
{
    unsigned counts[256] = {0};
    for (unsigned i = 0; i < S.n; i++)
        counts[S.h[i] >> shift & 0xff]++;
    const double mean = S.n / 256.0;
    double sum = 0;
    for (int i = 0; i < 256; i++)
        sum += (counts[i] - mean) * (counts[i] - mean) / mean;
    return (sum - 255) / sqrt(2 * 255.0);
}

/* Judges what was put since the last call. `what`: the set; its keys all differ. */
static void judge(const subject *s, const char *what)
{
    const double n = S.n, expected = n * (n - 1) / 2 / 4294967296.0;
    const double allowed = expected + LIMIT * sqrt(expected) + 2;
    for (unsigned shift = 0; shift < HASH_BITS; shift += 32) { /* of 32 bits a half is all of it */
        unsigned half, whole;
        count_equal(shift, &half, &whole);
        ck_assert_msg(whole == 0 || (HASH_BITS == 32 && whole == half),
                      "%s, %s: %u of %u hashes are equal", s->name, what, whole, S.n);
        ck_assert_msg(half <= allowed, "%s, %s: %u of %u hashes have one %s half, %.0f expected",
                      s->name, what, half, S.n, shift ? "high" : "low", expected);
    }
    static const unsigned bytes[] = {0, 8, HASH_BITS - 16, HASH_BITS - 8};
    for (int i = 0; i < 4 && S.n >= 2560; i++) {
        const double far = unevenness(bytes[i]);
        ck_assert_msg(far < LIMIT, "%s, %s: the values of bits %u.. of %u hashes are uneven: %.1f",
                      s->name, what, bytes[i], S.n, far);
    }
    S.n = 0;
}

static void fill_random(uint8_t *bits, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        bits[i] = (uint8_t)fixture_rand();
}

/* Subjects whose keys are any bits. */
static bool any_bits(const subject *s)
{
    return s->form != FLOATS;
}

#endif
