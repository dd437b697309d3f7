/* test_map_damage.c - what another thread's misuse may have done to a map in the middle of an
 * operation: the operation ends with Go's fatal error, or does no harm; it never goes round for
 * ever or out of an array.
 *
 * Here there is one thread. What the other would do is done by the hash function of the keys, which
 * evacuation and writes call: once, when a test has named something to do. tests/stress/
 * test_map_misuse.c lets real threads do it, by chance.
 */
#include "map_support.h"

static struct damage {
    void (*meddle)(void); /* what the next call of the hash function does, once */
    gort_hmap *h;
    gort_map_types types;
} D;

static uintptr_t meddling_hash(gort_g *g, void **sp, const gort_type *t, const void *key,
                               uintptr_t seed)
{
    (void)g, (void)sp, (void)t;
    void (*const meddle)(void) = D.meddle;
    D.meddle = NULL;
    if (meddle) meddle();
    return (*(const uint64_t *)key + seed) * UINT64_C(0x9e3779b97f4a7c15);
}

static const gort_type type_meddling = {
    .size_bytes = 8,
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "meddling",
    .equal = gort_type_equal_mem,
    .hashfn = meddling_hash,
};

static void put(uint64_t k)
{
    *(int64_t *)gort_mapassign(C.g, C.sp, &D.types.map, D.h, &k) = (int64_t)k;
}

/* A map of these keys in which a growth has just begun. */
static void open_growing(void)
{
    map_test_open(NULL);
    gort_map_types_init(&D.types, "map[meddling]int64", &type_meddling, &gort_type_int64);
    D.h = map_test_make(&D.types.map, 100);
    uint64_t k = 0;
    while (!D.h->oldbuckets)
        put(k++);
    ck_assert_uint_lt(D.h->nevacuate, gort__map_noldbuckets(D.h) - 1);
}

/* The other thread's operation ends as ours is under way: its mark is gone, then ours is again. */
static void clear_meanwhile(void)
{
    gort__map_set_flags(D.h, gort__map_flags(D.h) & (unsigned)~GORT_MAP_WRITING);
    gort_mapclear(C.g, C.sp + 64, &D.types.map, D.h);
    gort__map_begin(D.h);
}
static void end_growth_meanwhile(void)
{
    D.h->oldbuckets = NULL;
}

/* Calls meddle while the next write evacuates, behind the hash of the write itself. */
static void (*to_come)(void);
static void meddle_next(void)
{
    D.meddle = to_come;
}
static void put_meddled(void (*meddle)(void))
{
    to_come = meddle;
    D.meddle = meddle_next;
    put(1);
}

START_TEST(a_growth_that_somebody_else_ends_is_noticed)
{
    open_growing();
    MAP_TEST_FAILS(put_meddled(end_growth_meanwhile), GORT_ERROR_FATAL,
                   "fatal error: concurrent map writes");
}
END_TEST

START_TEST(a_clear_under_evacuation_is_noticed)
{
    open_growing();
    MAP_TEST_FAILS(put_meddled(clear_meanwhile), GORT_ERROR_FATAL,
                   "fatal error: concurrent map writes");
}
END_TEST

START_TEST(evacuation_ends_with_the_array)
{
    open_growing();
    D.h->nevacuate = gort__map_noldbuckets(D.h);
    MAP_TEST_FAILS(put(1), GORT_ERROR_FATAL, "fatal error: concurrent map writes");
}
END_TEST

/* The growth is begun by a write whose array is not the one any more that it meant to replace:
 * what makes the new one collects, and there a finalizer or another goroutine may have run. */
START_TEST(two_growths_at_once_are_noticed)
{
    open_growing();
    MAP_TEST_FAILS(gort__map_grow(C.g, C.sp, &D.types.layout, D.h), GORT_ERROR_FATAL,
                   "fatal error: concurrent map writes");
}
END_TEST

START_TEST(two_buckets_never_have_one_place_in_the_list)
{
    open_growing();
    gort__map_list *l = gort__map_need_overflow_list(C.g, C.sp, D.h);
    gort__bmap *b = (gort__bmap *)D.h->buckets;
    (void)gort__map_new_overflow(C.g, C.sp, &D.types.layout, D.h, b);
    ck_assert_uint_gt(l->used, 0);
    l->used--; /* as somebody else saw it before */
    MAP_TEST_FAILS(gort__map_new_overflow(C.g, C.sp, &D.types.layout, D.h, b), GORT_ERROR_FATAL,
                   "fatal error: concurrent map writes");
}
END_TEST

/* Two that find one spare bucket left. */
START_TEST(a_spare_bucket_is_taken_once)
{
    open_growing();
    gort_mapextra *x = D.h->extra;
    gort__bmap *b = (gort__bmap *)D.h->buckets, *taken = NULL;
    const uintptr_t n = gort__load_relaxed(&x->spare);
    ck_assert_uint_gt(n, 1);
    for (uintptr_t i = 0; i < n; i++) {
        gort__bmap *next = gort__map_new_overflow(C.g, C.sp, &D.types.layout, D.h, b);
        if (i > 0) ck_assert_ptr_eq(next, gort__map_bucket(&D.types.layout, taken, 1));
        taken = next;
    }
    ck_assert_ptr_eq(taken, x->last_overflow);
    ck_assert_uint_eq(gort__load_relaxed(&x->spare), 0);
    gort__bmap *fresh = gort__map_new_overflow(C.g, C.sp, &D.types.layout, D.h, b);
    ck_assert_ptr_ne(fresh, gort__map_bucket(&D.types.layout, taken, 1));
}
END_TEST

START_TEST(a_bucket_that_left_its_chain_is_left_alone)
{
    open_growing();
    gort__bmap *first = (gort__bmap *)D.h->buckets;
    gort__bmap *b = gort__map_new_overflow(C.g, C.sp, &D.types.layout, D.h, first);
    *gort__map_overflow_slot(&D.types.layout, first) = NULL;
    gort_map_mark_rest(&D.types.layout, first, b);
    ck_assert_uint_eq(b->tophash[0], GORT_TOP_EMPTY_REST);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_damage");
    TCase *tc = tcase_create("map_damage");
    tcase_add_test(tc, a_growth_that_somebody_else_ends_is_noticed);
    tcase_add_test(tc, a_clear_under_evacuation_is_noticed);
    tcase_add_test(tc, evacuation_ends_with_the_array);
    tcase_add_test(tc, two_growths_at_once_are_noticed);
    tcase_add_test(tc, two_buckets_never_have_one_place_in_the_list);
    tcase_add_test(tc, a_spare_bucket_is_taken_once);
    tcase_add_test(tc, a_bucket_that_left_its_chain_is_left_alone);
    suite_add_tcase(s, tc);
    return s;
}
