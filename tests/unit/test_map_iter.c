/* test_map_iter.c - iterations in the middle of growths, in the states that random operations reach
 * too seldom: NaN in a growth of the same size, NaN over many growths, the overflow buckets of an
 * old array that is gone from the map, what a step found. */
#include "map_support.h"
#include <math.h>

enum { MAX = 4096 };

static uintptr_t (*real_hash)(gort_g *, void **, const gort_type *, const void *, uintptr_t);

/* Numbers go to one of four chains, by their value; NaN anywhere. */
static uintptr_t float_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    const double f = *(const double *)p;
    const uintptr_t hash = real_hash(g, sp, t, p, seed);
    return isnan(f) ? hash : (hash & ~(uintptr_t)0xff) | ((uintptr_t)f & 3);
}
static uintptr_t int_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    const uintptr_t hash = real_hash(g, sp, t, p, seed);
    return (hash & ~(uintptr_t)0xff) | (uintptr_t)(*(const int64_t *)p & 3);
}

/* By its low bits, number by number. */
static uintptr_t low_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    const uintptr_t hash = real_hash(g, sp, t, p, seed);
    return (hash & ~(uintptr_t)0xff) | (uintptr_t)(*(const int64_t *)p & 0xff);
}

static gort_type key_type;
static gort_map_types types;
static gort_hmap *h;
static gort_hiter it; /* a root */

static void make(const gort_type *key,
                 uintptr_t (*hash)(gort_g *, void **, const gort_type *, const void *, uintptr_t))
{
    key_type = *key;
    real_hash = key->hashfn;
    if (hash) key_type.hashfn = hash;
    gort_map_types_init(&types, "map[K]int64", &key_type, &gort_type_int64);
    h = map_test_make(&types.map, 0);
    memset(&it, 0, sizeof it);
    map_test_root_cell(&gort_type_hiter, &it);
}

static void put(const void *key, int64_t value)
{
    *(int64_t *)gort_mapassign(C.g, C.sp, &types.map, h, key) = value;
}

/* Entries move from chain to chain and leave overflow buckets behind, until the map packs itself
 * again. */
static void begin_same_size_growth(void)
{
    for (int wave = 0; !(h->flags & GORT_MAP_SAME_SIZE); wave++) {
        ck_assert_int_lt(wave, 40);
        for (int i = 0; i < 100 && !(h->flags & GORT_MAP_SAME_SIZE); i++) {
            const double add = 4 * i + wave % 4, drop = 4 * i + (wave + 3) % 4;
            put(&add, -1);
            if (!(h->flags & GORT_MAP_SAME_SIZE)) gort_mapdelete(C.g, C.sp, &types.map, h, &drop);
        }
    }
    ck_assert_ptr_nonnull(h->oldbuckets);
}

START_TEST(nan_in_a_growth_of_the_same_size_is_visited_once)
{
    enum { NANS = 60 };
    map_test_open(NULL);
    make(&gort_type_float64, float_hash);
    const double nan = NAN;
    for (int64_t i = 0; i < NANS; i++)
        put(&nan, i);
    begin_same_size_growth();
    int seen[NANS] = {0}, others = 0;
    for (gort_mapiterinit(C.g, C.sp, &types.map, h, &it); it.key;
         gort_mapiternext(C.g, C.sp, &it)) {
        const int64_t v = *(const int64_t *)it.elem;
        if (v >= 0)
            seen[v]++;
        else
            others++;
    }
    ck_assert_ptr_nonnull(h->oldbuckets); /* all of it in the growth */
    for (int i = 0; i < NANS; i++)
        ck_assert_int_eq(seen[i], 1);
    ck_assert_int_eq(others, h->count - NANS);
    fixture_close();
}
END_TEST

/* The growth of the same size ends while the iterator stands in an old bucket, after _i entries:
 * all NaN that follow in its chain stay in their bucket, they do not choose between two. */
START_TEST(nan_are_visited_once_when_the_growth_ends)
{
    enum { NANS = 60 };
    map_test_open(NULL);
    make(&gort_type_float64, float_hash);
    const double nan = NAN, number = 0;
    for (int64_t i = 0; i < NANS; i++)
        put(&nan, i);
    put(&number, -1);
    begin_same_size_growth();
    int seen[NANS] = {0}, n = 0;
    for (gort_mapiterinit(C.g, C.sp, &types.map, h, &it); it.key;
         gort_mapiternext(C.g, C.sp, &it)) {
        const int64_t v = *(const int64_t *)it.elem;
        if (v >= 0) seen[v]++;
        while (n == _i && h->oldbuckets)
            put(&number, -1);
        n++;
    }
    for (int i = 0; i < NANS; i++)
        ck_assert_msg(seen[i] == 1, "NaN %d is visited %d times", i, seen[i]);
    fixture_close();
}
END_TEST

/* An iterator reads of an old bucket what goes to one of two new ones. It does so to the end of the
 * chain, although meanwhile the growth ends, and one of the same size begins. */
START_TEST(a_bucket_that_is_split_is_read_to_its_end)
{
    enum { SPLIT = 9, OLD = 16, MANY = 104, FILL = 60 };
    map_test_open(NULL);
    make(&gort_type_int64, low_hash);
    h = map_test_make(&types.map, MANY);
    ck_assert_int_eq(h->B, 4);
    for (int64_t i = 0; i < MANY; i++) {
        const int64_t k = SPLIT + OLD * i;
        put(&k, i);
    }
    const int64_t trigger = 5;
    put(&trigger, -1);
    ck_assert(h->B == 5 && h->oldbuckets && !(h->flags & GORT_MAP_SAME_SIZE));
    int seen[MANY] = {0}, inside = 0;
    for (gort_mapiterinit(C.g, C.sp, &types.map, h, &it); it.key;
         gort_mapiternext(C.g, C.sp, &it)) {
        const int64_t k = *(const int64_t *)it.key;
        if (k % OLD != SPLIT) continue;
        seen[k / OLD]++;
        if (inside++) continue;
        while (h->oldbuckets)
            put(&trigger, -1);
        for (int64_t bucket = 10; !h->oldbuckets; bucket++) {
            ck_assert_int_lt(bucket, 25);
            for (int64_t i = 0; i < FILL && !h->oldbuckets; i++) {
                const int64_t other = bucket + 2 * OLD * (i + 100);
                put(&other, -1);
            }
            for (int64_t i = 0; i < FILL && !h->oldbuckets; i++) {
                const int64_t other = bucket + 2 * OLD * (i + 100);
                gort_mapdelete(C.g, C.sp, &types.map, h, &other);
            }
        }
        ck_assert(h->B == 5 && h->flags & GORT_MAP_SAME_SIZE);
    }
    for (int i = 0; i < MANY; i++)
        ck_assert_msg(seen[i] == 1, "key %d is visited %d times", SPLIT + OLD * i, seen[i]);
    fixture_close();
}
END_TEST

/* While an iterator may be under way the half that a NaN moves to is its tophash's choice; a new
 * tophash each time keeps them from ending all in the same few buckets. */
START_TEST(nan_stay_spread_over_growths)
{
    enum { NANS = 50 };
    map_test_open(NULL);
    make(&gort_type_float64, NULL);
    const double nan = NAN;
    for (int64_t i = 0; i < NANS; i++) /* in 8 buckets */
        put(&nan, i);
    for (double d = 0; h->B < 11 || h->oldbuckets; d++) {
        put(&d, -1);
        memset(&it, 0, sizeof it);
        gort_mapiterinit(C.g, C.sp, &types.map, h, &it);
    }
    const void *buckets[NANS];
    int n = 0, nans = 0;
    memset(&it, 0, sizeof it);
    for (gort_mapiterinit(C.g, C.sp, &types.map, h, &it); it.key;
         gort_mapiternext(C.g, C.sp, &it)) {
        if (*(const int64_t *)it.elem < 0) continue;
        nans++;
        int i = 0;
        while (i < n && buckets[i] != it.bptr)
            i++;
        if (i == n) buckets[n++] = it.bptr;
    }
    ck_assert_int_eq(nans, NANS);
    /* Each growth by the same bit would leave them in 16 of the 2048 buckets. */
    ck_assert_msg(n > 32, "%d buckets", n);
    fixture_close();
}
END_TEST

/* The iterator stands in an old bucket when the growth ends and the collector comes: what is
 * chained behind, which nothing else holds, is still there. */
START_TEST(old_overflow_buckets_outlive_the_growth)
{
    map_test_open("gccheckmark=1,clobberfree=1");
    int rounds = 0;
    for (int round = 0; round < 40; round++) {
        void **const sp = C.sp;
        make(&gort_type_int64, int_hash);
        int64_t n = 0;
        while (h->B < 5 || !h->oldbuckets) {
            put(&n, n);
            n++;
        }
        static int seen[MAX];
        memset(seen, 0, sizeof seen);
        const uint8_t *old = h->oldbuckets;
        bool ended = false;
        const int64_t count = n;
        for (gort_mapiterinit(C.g, C.sp, &types.map, h, &it); it.key;
             gort_mapiternext(C.g, C.sp, &it)) {
            const int64_t k = *(const int64_t *)it.key;
            ck_assert_msg(k >= 0 && k < n && *(const int64_t *)it.elem == k, "key %lld",
                          (long long)k);
            seen[k]++;
            const uintptr_t off = (uintptr_t)it.bptr - (uintptr_t)old;
            if (ended || off >= 16u * types.layout.bucket_bytes) continue;
            ended = true; /* in one of the old array's own buckets */
            for (; h->oldbuckets; n++)
                put(&n, n);
            gort_gc(C.g, C.sp);
            rounds++;
        }
        for (int64_t k = 0; k < count; k++)
            ck_assert_msg(seen[k] == 1, "key %lld %d times", (long long)k, seen[k]);
        C.sp = sp;
    }
    ck_assert_int_gt(rounds, 5);
    fixture_close();
}
END_TEST

/* A large key or elem lies behind a pointer: what a step found stays until the next, even if its
 * entry goes. */
START_TEST(a_step_keeps_what_it_found)
{
    enum { BYTES_LARGE = 160, ENTRIES = 8 };
    static const gort_type large = {
        .size_bytes = BYTES_LARGE,
        .kind = GORT_KIND_ARRAY,
        .align = 1,
        .name = "[160]uint8",
        .len = BYTES_LARGE,
        .elem = &gort_type_uint8,
        .flags = GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE,
        .equal = gort_type_equal_mem,
        .hashfn = gort_type_hash_mem,
    };
    map_test_open("clobberfree=1");
    gort_map_types m;
    gort_map_types_init(&m, "map[[160]uint8][160]uint8", &large, &large);
    h = map_test_make(&m.map, 0);
    uint8_t bytes[BYTES_LARGE];
    for (int k = 0; k < ENTRIES; k++) {
        memset(bytes, 1 + k, sizeof bytes);
        memcpy(gort_mapassign(C.g, C.sp, &m.map, h, bytes), bytes, sizeof bytes);
    }
    map_test_root_cell(&gort_type_hiter, memset(&it, 0, sizeof it));
    gort_mapiterinit(C.g, C.sp, &m.map, h, &it);
    gort_mapcursor at = gort_mapcursor_of(&it);
    int steps = 0;
    for (; at.key; steps++) {
        memcpy(bytes, at.key, sizeof bytes);
        gort_mapdelete(C.g, C.sp, &m.map, h, bytes);
        gort_gc(C.g, C.sp);
        ck_assert_mem_eq(at.key, bytes, sizeof bytes);
        ck_assert_mem_eq(at.elem, bytes, sizeof bytes);
        if (!gort_mapiternext_fast(&m.layout, &it, &at)) gort_mapiternext_at(C.g, C.sp, &it, &at);
    }
    ck_assert_int_eq(steps, ENTRIES);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_iter");
    TCase *tc = tcase_create("map_iter");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, nan_in_a_growth_of_the_same_size_is_visited_once);
    tcase_add_loop_test(tc, nan_are_visited_once_when_the_growth_ends, 0, 60);
    tcase_add_test(tc, a_bucket_that_is_split_is_read_to_its_end);
    tcase_add_test(tc, nan_stay_spread_over_growths);
    tcase_add_test(tc, old_overflow_buckets_outlive_the_growth);
    tcase_add_test(tc, a_step_keeps_what_it_found);
    suite_add_tcase(s, tc);
    return s;
}
