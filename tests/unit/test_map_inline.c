/* test_map_inline.c - the lookups and assignments that programs have inline
 * (runtime/gort_map_inline.h) beside the functions they stand for: both say the same in maps that
 * grow, grow to the same size, are full, empty, nil or being written.
 */
#include "map_support.h"

enum { WIDTHS = 2 };
static gort_map_types maps[WIDTHS];
static const unsigned key_bytes[WIDTHS] = {8, 4};

static void open_maps(void)
{
    map_test_open(NULL);
    gort_map_types_init(&maps[0], "map[uint64]int64", &gort_type_uint64, &gort_type_int64);
    gort_map_types_init(&maps[1], "map[uint32]int64", &gort_type_uint32, &gort_type_int64);
}

static const void *find(int w, const gort_hmap *h, uint64_t k)
{
    return gort_map_find_word(h, k, key_bytes[w], maps[w].layout.bucket_bytes, 8);
}

static int64_t *assign(int w, gort_hmap *h, uint64_t k)
{
    return gort_map_assign_word(h, k, key_bytes[w], maps[w].layout.bucket_bytes, 8);
}

/* As the function does it, on a machine of either byte order. */
static int64_t *assign_call(int w, gort_hmap *h, uint64_t k)
{
    const uint32_t narrow = (uint32_t)k;
    return gort_mapassign(C.g, C.sp, &maps[w].map, h, w ? (const void *)&narrow : &k);
}

static const void *find_call(int w, gort_hmap *h, uint64_t k)
{
    const uint32_t narrow = (uint32_t)k;
    return gort_mapaccess2(C.g, C.sp, &maps[w].map, h, w ? (const void *)&narrow : &k);
}

static void delete_call(int w, gort_hmap *h, uint64_t k)
{
    const uint32_t narrow = (uint32_t)k;
    gort_mapdelete(C.g, C.sp, &maps[w].map, h, w ? (const void *)&narrow : &k);
}

static void agree(int w, gort_hmap *h, uint64_t k)
{
    const void *e = find(w, h, k), *want = find_call(w, h, k);
    ck_assert_ptr_nonnull(e);
    ck_assert_ptr_eq(e, want ? want : gort_map_zero);
}

START_TEST(growth_comes_at_the_same_counts)
{
    open_maps();
    gort_hmap *h = map_test_make(&maps[_i].map, 0), *other = map_test_make(&maps[_i].map, 0);
    uint64_t inlined = 0;
    for (uint64_t k = 1; k <= 20000; k++) {
        int64_t *e = assign(_i, h, k);
        inlined += e != NULL;
        if (!e) e = assign_call(_i, h, k);
        ck_assert_int_eq(*e, 0);
        *e = (int64_t)k;
        *assign_call(_i, other, k) = (int64_t)k;
        ck_assert_uint_eq(h->B, other->B);
        ck_assert_int_eq(h->count, (intptr_t)k);
        agree(_i, h, k);
        agree(_i, h, k / 2);
        agree(_i, h, k + 1);
    }
    ck_assert_uint_gt(inlined, 5000);
    map_test_verify(&maps[_i].map, h);
    for (uint64_t k = 1; k <= 20000; k++)
        ck_assert_int_eq(*(const int64_t *)find(_i, h, k), (int64_t)k);
    fixture_close();
}
END_TEST

/* Entries come and go under new keys: overflow buckets pile up until the map is made anew. */
START_TEST(growth_of_the_same_size)
{
    enum { KEPT = 100 };
    open_maps();
    gort_hmap *h = map_test_make(&maps[_i].map, KEPT);
    uint64_t ring[KEPT] = {0}, growths = 0, looked = 0;
    bool growing = false;
    for (int n = 0; n < 400000 && growths < 10; n++) {
        const int at = n % KEPT;
        if (n >= KEPT) delete_call(_i, h, ring[at]);
        ring[at] = fixture_rand() & UINT32_MAX;
        int64_t *e = fixture_rand() % 2 ? assign(_i, h, ring[at]) : NULL;
        if (!e) e = assign_call(_i, h, ring[at]);
        *e = n;
        if (h->oldbuckets && (h->flags & GORT_MAP_SAME_SIZE)) {
            growths += !growing;
            for (int k = 0; k < KEPT; k++)
                agree(_i, h, ring[k]);
            looked++;
        }
        growing = h->oldbuckets != NULL;
    }
    ck_assert_uint_eq(growths, 10);
    ck_assert_uint_ge(looked, 10);
    map_test_verify(&maps[_i].map, h);
    fixture_close();
}
END_TEST

START_TEST(nothing_is_found_in_nothing)
{
    open_maps();
    ck_assert_ptr_eq(find(_i, NULL, 1), gort_map_zero);
    ck_assert_ptr_null(assign(_i, NULL, 1));
    gort_hmap *h = map_test_make(&maps[_i].map, 0);
    ck_assert_ptr_eq(find(_i, h, 0), gort_map_zero);
    ck_assert_ptr_null(assign(_i, h, 0)); /* it has no bucket yet */
    *assign_call(_i, h, 0) = 5;
    ck_assert_int_eq(*(const int64_t *)find(_i, h, 0), 5);
    *assign(_i, h, UINT64_MAX) = 6;
    ck_assert_int_eq(*(const int64_t *)find_call(_i, h, UINT64_MAX), 6);
    delete_call(_i, h, 0);
    ck_assert_ptr_eq(find(_i, h, 0), gort_map_zero);
    ck_assert_int_eq(*assign(_i, h, 0), 0); /* the deleted slot */
    ck_assert_int_eq(h->count, 2);
    fixture_close();
}
END_TEST

/* The functions tell. */
START_TEST(who_writes_is_asked)
{
    open_maps();
    gort_hmap *h = map_test_make(&maps[_i].map, 0);
    *assign_call(_i, h, 1) = 1;
    gort__map_set_flags(h, GORT_MAP_WRITING);
    ck_assert_ptr_null(find(_i, h, 1));
    ck_assert_ptr_null(assign(_i, h, 1));
    gort__map_set_flags(h, 0);
    ck_assert_ptr_nonnull(assign(_i, h, 1));
    fixture_close();
}
END_TEST

START_TEST(strings_are_found_by_their_bytes)
{
    static gort_map_types types;
    open_maps();
    gort_map_types_init(&types, "map[string]int64", &gort_type_string, &gort_type_int64);
    gort_hmap *h = map_test_make(&types.map, 0);
    char text[2000][8];
    for (int n = 0; n < 2000; n++) {
        const gort_string s = {(const uint8_t *)text[n], snprintf(text[n], 8, "%d", n)};
        ck_assert_ptr_eq(gort_map_find_string(h, s, types.layout.bucket_bytes, 8), gort_map_zero);
        *(int64_t *)gort_mapassign(C.g, C.sp, &types.map, h, &s) = n;
        for (int k = 0; k <= n; k += n < 20 ? 1 : 97) {
            char copy[8];
            const gort_string other = {(const uint8_t *)copy, snprintf(copy, 8, "%d", k)};
            const void *e = gort_map_find_string(h, other, types.layout.bucket_bytes, 8);
            ck_assert_ptr_ne(e, gort_map_zero);
            ck_assert_int_eq(*(const int64_t *)e, k);
        }
    }
    const gort_string empty = {NULL, 0};
    ck_assert_ptr_eq(gort_map_find_string(h, empty, types.layout.bucket_bytes, 8), gort_map_zero);
    *(int64_t *)gort_mapassign(C.g, C.sp, &types.map, h, &empty) = 7;
    ck_assert_ptr_ne(gort_map_find_string(h, empty, types.layout.bucket_bytes, 8), gort_map_zero);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_inline");
    TCase *tc = tcase_create("map_inline");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, growth_comes_at_the_same_counts, 0, WIDTHS);
    tcase_add_loop_test(tc, growth_of_the_same_size, 0, WIDTHS);
    tcase_add_loop_test(tc, nothing_is_found_in_nothing, 0, WIDTHS);
    tcase_add_loop_test(tc, who_writes_is_asked, 0, WIDTHS);
    tcase_add_test(tc, strings_are_found_by_their_bytes);
    suite_add_tcase(s, tc);
    return s;
}
