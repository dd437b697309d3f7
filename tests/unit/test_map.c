/* test_map.c - the map's semantics: growth counts, hints, same-size growth, iteration under growth,
 * clear, the panics (kinds of keys and hashing: test_map_keys.c). The collector is off or runs
 * whole collections here; marking that overlaps with operations is tests/model and
 * test_map_order.c.
 */
#include "map_support.h"

/* ---- Types -------------------------------------------------------------------------------- */

static gort_map_types int_map;

static void open_int_map(void)
{
    map_test_open(NULL);
    gort_map_types_init(&int_map, "map[int64]int64", &gort_type_int64, &gort_type_int64);
}

/* ---- Growth ------------------------------------------------------------------------------- */

START_TEST(growth_happens_at_gos_counts)
{
    static const int at[] = {9, 14, 27, 53, 105, 209, 417, 833, 1665, 3329, 6657, 13313, 26625};
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    unsigned B = 0;
    for (int n = 1; n <= 30000; n++) {
        map_test_put(&int_map.map, h, n, -n);
        if (B < 13 && n == at[B]) B++;
        ck_assert_msg(h->B == B, "after insert %d: B is %u, not %u", n, h->B, B);
    }
    ck_assert_uint_eq(B, 13);
    map_test_verify(&int_map.map, h);
    fixture_close();
}
END_TEST

START_TEST(overwriting_does_not_grow)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    for (int round = 0; round < 10; round++)
        for (int k = 0; k < 8; k++)
            map_test_put(&int_map.map, h, k, round);
    ck_assert_int_eq(h->B, 0);
    ck_assert_int_eq(gort_maplen(h), 8);
    fixture_close();
}
END_TEST

START_TEST(hints_choose_B)
{
    static const struct {
        intptr_t lo, hi;
        unsigned B;
    } hint[] = {{-5, 8, 0},    {9, 13, 1},    {14, 26, 2},   {27, 52, 3},       {53, 104, 4},
                {105, 208, 5}, {209, 416, 6}, {417, 832, 7}, {26625, 53248, 13}};
    open_int_map();
    for (size_t i = 0; i < sizeof hint / sizeof *hint; i++) {
        ck_assert_int_eq(gort_makemap(C.g, C.sp, &int_map.map, hint[i].lo, NULL)->B, hint[i].B);
        gort_hmap *h = gort_makemap(C.g, C.sp, &int_map.map, hint[i].hi, NULL);
        ck_assert_int_eq(h->B, hint[i].B);
        ck_assert((h->buckets != NULL) == (h->B > 0));
    }
    /* A hint that no address space holds counts as none. */
    ck_assert_int_eq(gort_makemap(C.g, C.sp, &int_map.map, INTPTR_MAX, NULL)->B, 0);
    /* A map that was made large enough does not grow. */
    gort_hmap *h = map_test_make(&int_map.map, 1000);
    const void *buckets = h->buckets;
    for (int k = 0; k < 1000; k++)
        map_test_put(&int_map.map, h, k, k);
    ck_assert_ptr_eq(h->buckets, buckets);
    fixture_close();
}
END_TEST

START_TEST(evacuation_ends_in_time)
{
    /* Each write evacuates one or two old buckets, never none: a growth from n old buckets takes
     * n/2 to n writes, its first included. */
    static const int at[] = {9, 14, 27, 53, 105, 209, 417, 833, 1665};
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    int begun = 0, growths = 0;
    for (int n = 1; n <= 3000; n++) {
        const uint8_t B = h->B;
        map_test_put(&int_map.map, h, n, n);
        if (h->B != B) {
            ck_assert_int_eq(n, growths < 9 ? at[growths] : n);
            begun = n;
            growths++;
        }
        if (begun && !h->oldbuckets) {
            const int writes = n - begun + 1, old = 1 << (h->B - 1);
            ck_assert_msg(writes >= (old + 1) / 2 && writes <= old, "B=%u took %d writes", h->B,
                          writes);
            begun = 0;
            map_test_verify(&int_map.map, h);
        }
    }
    ck_assert_int_eq(growths, 9);
    ck_assert_int_eq(begun, 0);
    fixture_close();
}
END_TEST

START_TEST(thin_chains_are_packed_at_the_same_size)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    int64_t next = 0, first = 0;
    for (; next < 4096; next++)
        map_test_put(&int_map.map, h, next, next);
    ck_assert_int_eq(h->B, 10);
    int begun = 0;
    for (int i = 0; i < 2000000 && begun < 2; i++) {
        const bool growing = h->oldbuckets != NULL;
        const unsigned noverflow = h->noverflow;
        map_test_put(&int_map.map, h, next, next);
        if (!growing && h->oldbuckets) {
            ck_assert(map_test_state(&int_map.map, h).same_size_grow);
            ck_assert_uint_eq(noverflow, 1024);
            ck_assert_int_eq(h->flags & GORT_MAP_SAME_SIZE, GORT_MAP_SAME_SIZE);
            map_test_verify(&int_map.map, h);
            begun++;
        }
        next++;
        map_test_delete(&int_map.map, h, first++);
        ck_assert_int_eq(h->B, 10);
    }
    ck_assert_int_eq(begun, 2);
    while (h->oldbuckets) {
        map_test_put(&int_map.map, h, next, next);
        next++;
        map_test_delete(&int_map.map, h, first++);
    }
    ck_assert_int_eq(h->flags & GORT_MAP_SAME_SIZE, 0);
    map_test_verify(&int_map.map, h);
    for (int64_t k = first; k < next; k++) {
        bool there;
        ck_assert_int_eq(map_test_get(&int_map.map, h, k, &there), k);
        ck_assert(there);
    }
    fixture_close();
}
END_TEST

START_TEST(deleting_does_not_shrink)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    for (int k = 0; k < 32768; k++)
        map_test_put(&int_map.map, h, k, k);
    ck_assert_int_eq(h->B, 13);
    for (int k = 0; k < 32768; k++)
        map_test_delete(&int_map.map, h, k);
    ck_assert_int_eq(h->B, 13);
    ck_assert_int_eq(h->count, 0);
    const gort_map_state s = map_test_state(&int_map.map, h);
    ck_assert_uint_eq(s.used, 0);
    ck_assert_uint_eq(s.tombstones, 0); /* the last delete of a chain leaves emptyRest only */
    map_test_verify(&int_map.map, h);
    fixture_close();
}
END_TEST

START_TEST(a_map_in_a_frame_moves_to_the_heap_beyond_8)
{
    open_int_map();
    gort_hmap h = {0};
    uint64_t bucket[64] = {0};
    ck_assert_uint_le(int_map.layout.bucket_bytes, sizeof bucket);
    map_test_root_cell(&int_map.hmap, &h);
    map_test_root_cell(&int_map.bucket, bucket);
    gort_makemap_stack(C.g, &h, bucket);
    for (int k = 1; k <= 8; k++) {
        map_test_put(&int_map.map, &h, k, k * k);
        ck_assert_ptr_eq(h.buckets, bucket);
    }
    ck_assert(!map_test_state(&int_map.map, &h).buckets_in_heap);
    map_test_put(&int_map.map, &h, 9, 81);
    ck_assert(map_test_state(&int_map.map, &h).buckets_in_heap);
    ck_assert_int_eq(h.B, 1);
    gort_gc(C.g, C.sp);
    for (int k = 1; k <= 9; k++) {
        bool there;
        ck_assert_int_eq(map_test_get(&int_map.map, &h, k, &there), k * k);
    }
    /* With a hint beyond 8 the buckets are in the heap from the beginning. */
    gort_hmap h2 = {0};
    map_test_root_cell(&int_map.hmap, &h2);
    h2.buckets = bucket;
    ck_assert_ptr_eq(gort_makemap(C.g, C.sp, &int_map.map, 9, &h2), &h2);
    ck_assert_ptr_ne(h2.buckets, bucket);
    ck_assert_int_eq(h2.B, 1);
    fixture_close();
}
END_TEST

START_TEST(overflow_counts_by_chance_above_16)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    ck_assert(gort__map_too_many_overflow(1 << 9, 9));
    ck_assert(!gort__map_too_many_overflow((1 << 9) - 1, 9));
    ck_assert(gort__map_too_many_overflow(1 << 15, 20));
    ck_assert(!gort__map_too_many_overflow((1 << 15) - 1, 20));
    /* B = 18: one in eight. */
    map_test_put(&int_map.map, h, 1, 1);
    h->B = 18;
    gort__bmap *b = (gort__bmap *)h->buckets;
    for (int i = 0; i < 8000; i++)
        b = gort__map_new_overflow(C.g, C.sp, &int_map.layout, h, b);
    ck_assert_msg(h->noverflow > 800 && h->noverflow < 1200, "%u", h->noverflow);
    fixture_close();
}
END_TEST

/* ---- Iteration ---------------------------------------------------------------------------- */

START_TEST(range_under_growth_visits_each_entry_once)
{
    open_int_map();
    void **const base = C.sp;
    int growths = 0;
    for (int trial = 0; trial < 200; trial++) {
        C.sp = base;
        gort_hmap *h = map_test_make(&int_map.map, 0);
        for (int k = 0; k < 60; k++)
            map_test_put(&int_map.map, h, k, k);
        /* Half of the trials begin in the middle of a growth. */
        int64_t next = 1000;
        if (trial % 2)
            while (!h->oldbuckets) {
                map_test_put(&int_map.map, h, next, 0);
                next++;
            }
        const uint8_t B = h->B;
        gort_hiter it;
        memset(&it, 0, sizeof it);
        map_test_root_cell(&gort_type_hiter, &it);
        int seen[60] = {0};
        bool gone[60] = {false};
        int steps = 0;
        for (gort_mapiterinit(C.g, C.sp, &int_map.map, h, &it); it.key;
             gort_mapiternext(C.g, C.sp, &it)) {
            const int64_t k = *(const int64_t *)it.key;
            if (k < 60) {
                ck_assert(!gone[k]);
                ck_assert_int_eq(*(const int64_t *)it.elem, k);
                seen[k]++;
            }
            if (steps++ < 40)
                for (int i = 0; i < 20; i++, next++)
                    map_test_put(&int_map.map, h, next, 0);
            if (trial % 4 >= 2) { /* and deletes one that is still to come */
                const int64_t victim = (int64_t)(fixture_rand() % 60);
                if (!seen[victim]) {
                    gone[victim] = true;
                    map_test_delete(&int_map.map, h, victim);
                }
            }
        }
        for (int k = 0; k < 60; k++)
            ck_assert_msg(seen[k] == !gone[k], "trial %d: key %d seen %d times, gone %d", trial, k,
                          seen[k], gone[k]);
        growths += h->B - B;
        map_test_verify(&int_map.map, h);
        gort_gc(C.g, C.sp);
    }
    printf("# %d growths under iteration\n", growths);
    ck_assert_int_ge(growths, 200);
    fixture_close();
}
END_TEST

START_TEST(range_of_nil_and_empty_maps_is_over_at_once)
{
    open_int_map();
    gort_hiter it;
    memset(&it, 0, sizeof it);
    gort_mapiterinit(C.g, C.sp, &int_map.map, NULL, &it);
    ck_assert_ptr_null(it.key);
    gort_mapiterinit(C.g, C.sp, &int_map.map, map_test_make(&int_map.map, 100), &it);
    ck_assert_ptr_null(it.key);
    fixture_close();
}
END_TEST

START_TEST(range_begins_anywhere)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    for (int k = 0; k < 8; k++)
        map_test_put(&int_map.map, h, k, k);
    int first[8] = {0};
    for (int i = 0; i < 800; i++) {
        gort_hiter it;
        memset(&it, 0, sizeof it);
        gort_mapiterinit(C.g, C.sp, &int_map.map, h, &it);
        first[*(const int64_t *)it.key]++;
    }
    for (int k = 0; k < 8; k++)
        ck_assert_int_gt(first[k], 50);
    fixture_close();
}
END_TEST

/* ---- The errors --------------------------------------------------------------------------- */

START_TEST(nil_maps_can_be_read)
{
    open_int_map();
    int64_t k = 1;
    ck_assert_ptr_null(gort_mapaccess2(C.g, C.sp, &int_map.map, NULL, &k));
    ck_assert_int_eq(*(const int64_t *)gort_mapaccess1(C.g, C.sp, &int_map.map, NULL, &k), 0);
    gort_mapdelete(C.g, C.sp, &int_map.map, NULL, &k);
    gort_mapclear(C.g, C.sp, &int_map.map, NULL);
    ck_assert_int_eq(gort_maplen(NULL), 0);
    MAP_TEST_FAILS(gort_mapassign(C.g, C.sp, &int_map.map, NULL, &k), GORT_ERROR_PANIC,
                   "panic: assignment to entry in nil map");
    fixture_close();
}
END_TEST

/* A map whose entries come and go stays as it is: the slot of a deleted entry is the next one's. */
START_TEST(deleted_slots_are_used_again)
{
    map_test_open(NULL);
    gort_map_types m;
    gort_map_types_init(&m, "map[int64]int64", &gort_type_int64, &gort_type_int64);
    gort_hmap *h = map_test_make(&m.map, 0);
    for (int64_t k = 0; k < 8; k++)
        map_test_put(&m.map, h, k, k);
    const void *bucket = h->buckets;
    for (int64_t k = 0; k < 200; k++) {
        map_test_delete(&m.map, h, k);
        map_test_put(&m.map, h, k + 8, k);
        ck_assert_uint_eq(h->noverflow, 0);
        ck_assert_ptr_eq(h->buckets, bucket);
    }
    map_test_verify(&m.map, h);
    fixture_close();
}
END_TEST

/* _i: which operation meets the unhashable key, on an empty map. */
START_TEST(unhashable_keys_panic_on_empty_maps)
{
    map_test_open(NULL);
    gort_map_types m;
    gort_map_types_init(&m, "map[interface {}]int64", &gort_type_eface, &gort_type_int64);
    gort_slice bytes = {NULL, 0, 0};
    const gort_eface bad = {&gort_type_byte_slice, &bytes};
    const char *text = "panic: runtime error: hash of unhashable type []uint8";
    gort_hmap *h = map_test_make(&m.map, 0);
    if (_i == 0)
        MAP_TEST_FAILS(gort_mapaccess1(C.g, C.sp, &m.map, NULL, &bad), GORT_ERROR_PANIC, text);
    if (_i == 1)
        MAP_TEST_FAILS(gort_mapaccess2(C.g, C.sp, &m.map, h, &bad), GORT_ERROR_PANIC, text);
    if (_i == 2) MAP_TEST_FAILS(gort_mapdelete(C.g, C.sp, &m.map, h, &bad), GORT_ERROR_PANIC, text);
    if (_i == 3) MAP_TEST_FAILS(gort_mapassign(C.g, C.sp, &m.map, h, &bad), GORT_ERROR_PANIC, text);
    ck_assert_int_eq(gort_maplen(h), 0);
}
END_TEST

/* _i: which operation meets a map that is being written. */
START_TEST(concurrent_misuse_is_fatal)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    int64_t k = 1;
    map_test_put(&int_map.map, h, k, 1);
    gort_hiter it;
    memset(&it, 0, sizeof it);
    gort_mapiterinit(C.g, C.sp, &int_map.map, h, &it);
    h->flags |= GORT_MAP_WRITING;
    const char *read = "fatal error: concurrent map read and map write";
    const char *write = "fatal error: concurrent map writes";
    const char *iter = "fatal error: concurrent map iteration and map write";
    if (_i == 0)
        MAP_TEST_FAILS(gort_mapaccess1(C.g, C.sp, &int_map.map, h, &k), GORT_ERROR_FATAL, read);
    if (_i == 1)
        MAP_TEST_FAILS(gort_mapaccess2(C.g, C.sp, &int_map.map, h, &k), GORT_ERROR_FATAL, read);
    if (_i == 2)
        MAP_TEST_FAILS(gort_mapassign(C.g, C.sp, &int_map.map, h, &k), GORT_ERROR_FATAL, write);
    if (_i == 3)
        MAP_TEST_FAILS(gort_mapdelete(C.g, C.sp, &int_map.map, h, &k), GORT_ERROR_FATAL, write);
    if (_i == 4) MAP_TEST_FAILS(gort_mapclear(C.g, C.sp, &int_map.map, h), GORT_ERROR_FATAL, write);
    if (_i == 5) MAP_TEST_FAILS(gort_mapiternext(C.g, C.sp, &it), GORT_ERROR_FATAL, iter);
}
END_TEST

/* ---- Slots -------------------------------------------------------------------------------- */

START_TEST(absent_elems_are_zero_at_any_size)
{
    map_test_open(NULL);
    gort_type huge = {
        .size_bytes = 100000, .kind = GORT_KIND_STRUCT, .align = sizeof(void *), .name = "huge"};
    gort_map_types m;
    gort_map_types_init(&m, "map[int64]huge", &gort_type_int64, &huge);
    gort_hmap *h = map_test_make(&m.map, 0);
    int64_t k = 1;
    const uint8_t *e = (const uint8_t *)gort_mapaccess1(C.g, C.sp, &m.map, h, &k);
    for (int i = 0; i < 100000; i++)
        ck_assert_int_eq(e[i], 0);
    fixture_close();
}
END_TEST

START_TEST(a_new_elem_is_zero)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    for (int64_t k = 0; k < 300; k++)
        map_test_put(&int_map.map, h, k, -1);
    for (int64_t k = 0; k < 300; k += 2)
        map_test_delete(&int_map.map, h, k);
    for (int64_t k = 0; k < 300; k += 2)
        ck_assert_int_eq(*(const int64_t *)gort_mapassign(C.g, C.sp, &int_map.map, h, &k), 0);
    fixture_close();
}
END_TEST

START_TEST(clear_keeps_the_array)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    for (int64_t k = 0; k < 5000; k++)
        map_test_put(&int_map.map, h, k, k);
    map_test_verify(&int_map.map, h);
    const void *buckets = h->buckets;
    const uint8_t B = h->B;
    const uint32_t seed = h->hash0;
    gort_mapclear(C.g, C.sp, &int_map.map, h);
    ck_assert_ptr_eq(h->buckets, buckets);
    ck_assert_int_eq(h->B, B);
    ck_assert_uint_ne(h->hash0, seed);
    gort_map_state s = map_test_state(&int_map.map, h);
    ck_assert_uint_eq(s.used + s.overflow, 0);
    ck_assert_uint_ge(s.spare_overflow, s.nbuckets / 16);
    for (int64_t k = 0; k < 5000; k++)
        map_test_put(&int_map.map, h, k, 2 * k);
    map_test_verify(&int_map.map, h);
    ck_assert_ptr_eq(h->buckets, buckets);
    /* In the middle of a growth. */
    int64_t k = 5000;
    while (!h->oldbuckets)
        map_test_put(&int_map.map, h, k++, 0);
    gort_mapclear(C.g, C.sp, &int_map.map, h);
    ck_assert_ptr_null(h->oldbuckets);
    map_test_verify(&int_map.map, h);
    map_test_put(&int_map.map, h, 1, 1);
    ck_assert_int_eq(gort_maplen(h), 1);
    fixture_close();
}
END_TEST

START_TEST(tophash_words_match_byte_by_byte)
{
    C.rng = 1;
    for (int n = 0; n < 200000; n++) {
        gort__bmap b;
        for (unsigned i = 0; i < 8; i++) {
            /* Small values often, equal neighbours often: where a careless trick carries. */
            const uint64_t r = fixture_rand();
            b.tophash[i] = (uint8_t)(r & 1 ? (r >> 8) % 7 : r >> 16);
            if (i && (r >> 40) % 3 == 0) b.tophash[i] = b.tophash[i - 1] ^ 1;
        }
        const uint8_t top = b.tophash[fixture_rand() % 8];
        const uint64_t w = gort__tops_load(&b);
        const uint64_t match = gort__tops_match(w, top), empty = gort__tops_empty(w);
        for (unsigned i = 0; i < 8; i++) {
            ck_assert_int_eq((match & gort__slot_bit(i)) != 0, b.tophash[i] == top);
            ck_assert_int_eq((empty & gort__slot_bit(i)) != 0, b.tophash[i] <= GORT_TOP_EMPTY_ONE);
            ck_assert_int_eq(gort__tops_first(gort__slot_bit(i)), i);
        }
        ck_assert_int_eq((match | empty) & ~GORT__SLOTS_ALL, 0);
        ck_assert_int_eq(gort__tops_ends(w), b.tophash[7] == GORT_TOP_EMPTY_REST);
    }
}
END_TEST

/* ---- Inspection --------------------------------------------------------------------------- */

START_TEST(inspection_adds_up)
{
    open_int_map();
    gort_hmap *h = map_test_make(&int_map.map, 0);
    int growing = 0;
    for (int64_t k = 0; k < 2000; k++) {
        map_test_put(&int_map.map, h, k, k);
        const gort_map_state s = map_test_state(&int_map.map, h);
        ck_assert_int_eq((intptr_t)(s.used + s.old_used), k + 1);
        ck_assert_int_eq(s.growing, h->oldbuckets != NULL);
        if (!s.growing) continue;
        growing++;
        ck_assert_uint_ge(s.evacuated, s.nevacuate);
        uintptr_t evacuated = 0;
        gort_map_bucket_state b;
        for (uintptr_t i = 0; gort_map_inspect_bucket(&int_map.map, h, true, i, 0, &b); i++)
            evacuated += b.evacuated;
        ck_assert_uint_eq(evacuated, s.evacuated);
    }
    ck_assert_int_gt(growing, 100);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map");
    TCase *tc = tcase_create("map");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, growth_happens_at_gos_counts);
    tcase_add_test(tc, overwriting_does_not_grow);
    tcase_add_test(tc, hints_choose_B);
    tcase_add_test(tc, evacuation_ends_in_time);
    tcase_add_test(tc, thin_chains_are_packed_at_the_same_size);
    tcase_add_test(tc, deleting_does_not_shrink);
    tcase_add_test(tc, a_map_in_a_frame_moves_to_the_heap_beyond_8);
    tcase_add_test(tc, overflow_counts_by_chance_above_16);
    tcase_add_test(tc, range_under_growth_visits_each_entry_once);
    tcase_add_test(tc, range_of_nil_and_empty_maps_is_over_at_once);
    tcase_add_test(tc, range_begins_anywhere);
    tcase_add_test(tc, nil_maps_can_be_read);
    tcase_add_test(tc, deleted_slots_are_used_again);
    tcase_add_loop_test(tc, unhashable_keys_panic_on_empty_maps, 0, 4);
    tcase_add_loop_test(tc, concurrent_misuse_is_fatal, 0, 6);
    tcase_add_test(tc, absent_elems_are_zero_at_any_size);
    tcase_add_test(tc, a_new_elem_is_zero);
    tcase_add_test(tc, clear_keeps_the_array);
    tcase_add_test(tc, tophash_words_match_byte_by_byte);
    tcase_add_test(tc, inspection_adds_up);
    suite_add_tcase(s, tc);
    return s;
}
