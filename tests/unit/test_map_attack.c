/* test_map_attack.c - keys that were searched for under one seed, so that all of them share a
 * bucket and a tophash there, are like any other keys under another seed.
 *
 * A map's seed (hash0) is what somebody who chooses the keys does not know. For each kind of key
 * KEYS keys are found, by trial, that make one chain under the seed ATTACKED: the test shows that
 * they do, in chains and in comparisons. Then they go into maps with other seeds, some of which
 * differ from the first in one bit: chains, overflow buckets and comparisons are what random keys
 * would give. Counted is, never timed. Seeds are fixed and printed: nothing here depends on luck.
 */
#include "map_support.h"
#include <math.h>

enum {
    KEYS = 200, /* a map of 32 buckets, nearly full */
    BUCKETS = 32,
    LOW_BITS = 5, /* alike in the attack */
    ATTACKED = 20220802,
    OTHERS = 64,
    SLOW = KEYS * (KEYS + 1) / 2, /* each key is compared with those before it */
};
/* So far may the sum over all maps be from what is expected, in standard deviations. */
static const double LIMIT = 6;

typedef struct text_number {
    gort_string s;
    int64_t n;
} text_number;
static const gort_field text_number_fields[] = {
    {"s", &gort_type_string, offsetof(text_number, s), 0},
    {"n", &gort_type_int64, offsetof(text_number, n), 0},
};
static const uint8_t text_number_mask[] = {0x01}, text_pair_mask[] = {0x05};
static const gort_type type_text_number = {
    .size_bytes = sizeof(text_number),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = text_number_mask,
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "struct",
    .len = 2,
    .fields = text_number_fields,
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
};
static const gort_type type_text_pair = {
    .size_bytes = 2 * sizeof(gort_string),
    .ptrdata_bytes = 3 * sizeof(void *),
    .ptrmask = text_pair_mask,
    .ptrmask_bytes = 3 * sizeof(void *),
    .kind = GORT_KIND_ARRAY,
    .align = sizeof(void *),
    .name = "[2]string",
    .len = 2,
    .elem = &gort_type_string,
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
};
#define PLAIN(SIZE)                                                                                \
    .size_bytes = SIZE, .kind = GORT_KIND_STRUCT, .align = 4,                                      \
    .flags = GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE, .equal = gort_type_equal_mem,               \
    .hashfn = gort_type_hash_mem
static const gort_type type_12 = {PLAIN(12), .name = "12 bytes"};
static const gort_type type_16 = {PLAIN(16), .name = "16 bytes"};
static const gort_type type_40 = {PLAIN(40), .name = "40 bytes"};

/* A key and the memory it refers to. */
typedef struct key {
    union {
        uint64_t w[5];
        uint32_t half;
        double f;
        gort_string s[2];
        gort_eface e;
        text_number t;
    };
    uint64_t number;
    uint8_t text[16];
} key;

static const gort_type *const kinds[] = {
    &gort_type_uint32, &gort_type_int64, &type_12,           &type_16,          &type_40,
    &gort_type_string, &gort_type_eface, &gort_type_float64, &type_text_number, &type_text_pair,
};
#define NKINDS ((int)(sizeof kinds / sizeof kinds[0]))

/* Candidate number n. */
static void make(key *k, const gort_type *t, uint64_t n)
{
    k->number = n;
    for (int i = 0; i < 16; i++)
        k->text[i] = (uint8_t)('a' + (n >> 4 * (i % 8) & 15));
    const gort_string s = {k->text, 16};
    memset(k->w, 0, sizeof k->w);
    if (t == &gort_type_uint32)
        k->half = (uint32_t)n;
    else if (t == &gort_type_float64)
        k->f = (double)n / 8;
    else if (t == &gort_type_string)
        k->s[0] = s;
    else if (t == &gort_type_eface)
        k->e = (gort_eface){&gort_type_uint64, &k->number};
    else if (t == &type_text_number)
        k->t = (text_number){s, 5};
    else if (t == &type_text_pair)
        k->s[0] = s, k->s[1] = (gort_string){k->text, 3};
    else
        k->w[t == &type_16 ? 1 : t == &type_40 ? 4 : 0] = n; /* the rest is zero */
}

static const gort_type *kind;
static gort_type key_type; /* as kind, but its comparisons are counted */
static gort_map_types types;
static uint64_t comparisons;

static bool counting_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)t;
    comparisons++;
    return kind->equal(g, sp, kind, a, b);
}

static void open_kind(int i)
{
    map_test_open(NULL);
    C.rng = ATTACKED;
    kind = kinds[i];
    key_type = *kind;
    key_type.equal = counting_equal;
    gort_map_types_init(&types, "map[K]int64", &key_type, &gort_type_int64);
}

static key attack[KEYS];

static uintptr_t hash(const key *k, uint32_t seed)
{
    return kind->hashfn(C.g, C.sp, kind, k->w, seed);
}

/* Keys that hit one bucket, and one tophash there, under the seed ATTACKED. */
static void search(void)
{
    const uintptr_t low = ((uintptr_t)1 << LOW_BITS) - 1, bucket = 5;
    uint64_t n = 0;
    for (int found = 0; found < KEYS; n++) {
        make(&attack[found], kind, n);
        const uintptr_t h = hash(&attack[found], ATTACKED);
        found += (h & low) == bucket && gort__map_tophash(h) == 0x81;
    }
    printf("# %s: %d of %llu candidates, seed %d\n", kind->name, KEYS, (unsigned long long)n,
           ATTACKED);
}

/* Puts the keys into h, then finds each once: with how many comparisons? */
static uint64_t find_all(gort_hmap *h, void **sp)
{
    for (int i = 0; i < KEYS; i++)
        *(int64_t *)gort_mapassign(C.g, sp, &types.map, h, attack[i].w) = i;
    ck_assert_int_eq(gort_maplen(h), KEYS);
    comparisons = 0;
    for (int i = 0; i < KEYS; i++) {
        const int64_t *e = (const int64_t *)gort_mapaccess2(C.g, sp, &types.map, h, attack[i].w);
        ck_assert_ptr_nonnull(e);
        ck_assert_int_eq(*e, i);
    }
    return comparisons;
}

/* What the keys make of a map with the seed. */
typedef struct shape {
    uintptr_t longest, overflow;
    uint64_t comparisons;
} shape;

static shape shape_under(uint32_t seed)
{
    gort_hmap *h = gort_makemap(C.g, C.sp, &types.map, KEYS, NULL);
    C.sp[0] = h;
    h->hash0 = seed;
    const uint64_t n = find_all(h, C.sp + 1);
    ck_assert_uint_eq(h->hash0, seed);
    const gort_map_state s = map_test_state(&types.map, h);
    ck_assert_uint_eq(s.nbuckets, BUCKETS);
    return (shape){s.longest_chain, s.overflow, n};
}

/* Seeds that an attacker would like best: near the one he knows. Then any. */
static uint32_t other_seed(int i)
{
    if (i < 32) return ATTACKED ^ UINT32_C(1) << i;
    if (i < 40) return (uint32_t)(ATTACKED + i - 31);
    return (uint32_t)fixture_rand();
}

/* The mean number of overflow buckets in a map of random keys, from the binomial distribution. */
static double expected_overflow(void)
{
    double p = pow(1 - 1.0 / BUCKETS, KEYS), mean = 0;
    for (int n = 0; n <= KEYS; n++) {
        if (n > GORT_MAP_SLOTS) mean += p * ((n + GORT_MAP_SLOTS - 1) / GORT_MAP_SLOTS - 1);
        p *= (double)(KEYS - n) / (n + 1) / (BUCKETS - 1);
    }
    return mean * BUCKETS;
}

START_TEST(keys_that_collide_under_one_seed_spread_under_others)
{
    open_kind(_i);
    search();

    /* The attack is one: with its seed all keys are in one chain. */
    const shape attacked = shape_under(ATTACKED);
    ck_assert_uint_ge(attacked.longest, KEYS / GORT_MAP_SLOTS);
    ck_assert_uint_eq(attacked.comparisons, SLOW);

    uint64_t compared = 0, overflow = 0, longest = 0;
    for (int i = 0; i < OTHERS; i++) {
        const uint32_t seed = other_seed(i);
        const shape s = shape_under(seed);
        ck_assert_msg(s.longest <= 4, "%s, seed %u: a chain of %lu buckets", kind->name, seed,
                      (unsigned long)s.longest);
        ck_assert_msg(s.comparisons <= KEYS + 24, "%s, seed %u: %lu comparisons", kind->name, seed,
                      (unsigned long)s.comparisons);
        compared += s.comparisons - KEYS;
        overflow += s.overflow;
        if (s.longest > longest) longest = s.longest;
    }
    /* Pairs of keys that share a bucket and a tophash; 251 values, of which five are twice as
     * frequent. */
    const double pairs = OTHERS * (KEYS * (KEYS - 1) / 2) / (double)BUCKETS * 266 / 65536;
    const double chained = OTHERS * expected_overflow();
    printf("# %s: %llu comparisons too many, %.0f expected; %llu overflow buckets, %.0f expected; "
           "longest chain %llu; under the attacked seed %llu, %llu\n",
           kind->name, (unsigned long long)compared, pairs, (unsigned long long)overflow, chained,
           (unsigned long long)longest, (unsigned long long)(attacked.comparisons - KEYS),
           (unsigned long long)attacked.longest);
    ck_assert_msg((double)compared <= pairs + LIMIT * sqrt(pairs), "comparisons");
    ck_assert_msg((double)overflow <= chained + LIMIT * sqrt(chained), "overflow buckets");
    fixture_close();
}
END_TEST

/* Maps choose their seeds themselves: an emptied or cleared one has another each time. */
START_TEST(a_map_that_was_found_out_recovers)
{
    open_kind(_i);
    search();
    gort_hmap *h = map_test_make(&types.map, 0);
    for (int round = 0; round < 12; round++) {
        const bool found_out = round % 3 == 0;
        if (found_out) h->hash0 = ATTACKED;
        const uint64_t n = find_all(h, C.sp);
        ck_assert_msg(found_out ? n == SLOW : n <= KEYS + 24, "%s, round %d: %lu comparisons",
                      kind->name, round, (unsigned long)n);
        if (round % 2)
            gort_mapclear(C.g, C.sp, &types.map, h);
        else
            for (int i = 0; i < KEYS; i++)
                gort_mapdelete(C.g, C.sp, &types.map, h, attack[i].w);
        ck_assert_int_eq(gort_maplen(h), 0);
        map_test_verify(&types.map, h);
    }
    fixture_close();
}
END_TEST

/* The constants of the hash are known. None of them, as a word of a key, takes away what the word
 * beside it counts: a factor with no seed in it could be made zero under every seed. */
START_TEST(no_word_undoes_another_under_every_seed)
{
    enum { WORDS = 8, VALUES = 16 };
    const uint64_t constants[] = {0, GORT__HASH_K0, GORT__HASH_K1, GORT__HASH_K2};
    map_test_open(NULL);
    C.rng = ATTACKED;
    for (unsigned n = 2; n <= WORDS; n += 2)
        for (unsigned i = 0; i < n; i++)
            for (unsigned c = 0; c < 2 * (sizeof constants / sizeof constants[0]); c++)
                for (uint32_t seed = 1; seed <= 4; seed++) {
                    uint64_t w[WORDS];
                    uintptr_t seen[VALUES];
                    for (unsigned k = 0; k < WORDS; k++)
                        w[k] = fixture_rand();
                    w[i] = c % 2 ? ~constants[c / 2] : constants[c / 2];
                    for (unsigned v = 0; v < VALUES; v++) {
                        w[i ^ 1] = fixture_rand();
                        seen[v] = gort_map_hash_string(
                            (gort_string){(const uint8_t *)w, (intptr_t)(n * sizeof w[0])}, seed);
                        for (unsigned k = 0; k < v; k++)
                            ck_assert_msg(seen[k] != seen[v], "%u words, word %u, constant %u", n,
                                          i, c);
                    }
                }
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_attack");
    TCase *tc = tcase_create("map_attack");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, keys_that_collide_under_one_seed_spread_under_others, 0, NKINDS);
    tcase_add_loop_test(tc, a_map_that_was_found_out_recovers, 0, NKINDS);
    tcase_add_test(tc, no_word_undoes_another_under_every_seed);
    suite_add_tcase(s, tc);
    return s;
}
