/* test_map_in_line.c - a large map of pointers grows in line: each write evacuates the next two old
 * buckets, and an entry stays in its old bucket until that one's turn comes. What is written,
 * deleted and walked meanwhile, with cycles in between and beside it, is there in the end.
 */
#include "../../runtime/base/policy.h"
#include "gc_support.h"
#include "map_support.h"

enum {
    OLD_B = sizeof(void *) == 8 ? 15 : 16,
    FULL = 13 << OLD_B >> 1,
    WRITES = 6000,
    KEYS = FULL + WRITES + 1
};

static gort_map_types types;
static gort_hmap *h;
static gort_hiter it;
static intptr_t want[KEYS]; /* by key; 0: not in the map */
static uint8_t seen[KEYS];

static void put(int64_t k, intptr_t value)
{
    gc_node *n = gc_test_node();
    n->value = value;
    C.sp[0] = n;
    C.sp++;
    void **elem = (void **)gort_mapassign(C.g, C.sp, &types.map, h, &k);
    gort_store(C.g, elem, n);
    C.sp--;
    want[k] = value;
}

static void check(int64_t k)
{
    gc_node *const *e = (gc_node *const *)gort_mapaccess2(C.g, C.sp, &types.map, h, &k);
    ck_assert_msg(want[k] ? e && (*e)->value == want[k] : !e, "key %lld", (long long)k);
}

/* A map as full as it can be, and the write that makes it grow. */
static void begin_growth(const char *debug)
{
    map_test_open(debug);
    gort_map_types_init(&types, "map[int64]*main.node", &gort_type_int64, &gc_type_ptr);
    h = map_test_make(&types.map, FULL);
    ck_assert_uint_eq(h->B, OLD_B);
    ck_assert_uint_ge((uintptr_t)types.layout.bucket_bytes << (OLD_B + 1), GORT__MAP_IN_LINE_BYTES);
    for (int64_t k = 0; k < FULL; k++)
        put(k, k + 1);
    ck_assert(h->B == OLD_B && !h->oldbuckets);
    put(FULL, FULL + 1);
    ck_assert(h->B == OLD_B + 1 && h->oldbuckets);
    ck_assert_uint_eq(h->nevacuate, 2);
}

/* Entries are replaced, deleted, and new ones come. */
static void write_one(int64_t n)
{
    const int64_t k = (int64_t)(fixture_rand() % (uint64_t)(FULL + n));
    switch (n % 3) {
    case 0:
        gort_mapdelete(C.g, C.sp, &types.map, h, &k);
        want[k] = 0;
        check(k);
        break;
    case 1: put(k, -n); break;
    default: put(FULL + n, n);
    }
}

static void check_all(void)
{
    intptr_t n = 0;
    for (int64_t k = 0; k < KEYS; k++) {
        check(k);
        n += want[k] != 0;
    }
    ck_assert_int_eq(gort_maplen(h), n);
    map_test_verify(&types.map, h);
}

START_TEST(each_write_evacuates_the_next_two)
{
    begin_growth("");
    for (int64_t n = 1; n <= WRITES; n++) {
        write_one(n);
        ck_assert_uint_eq(h->nevacuate, (uintptr_t)(2 * n + 2));
    }
    check_all();
    fixture_close();
}
END_TEST

START_TEST(a_walk_meets_each_entry_once)
{
    begin_growth("");
    for (int64_t n = 1; n <= 500; n++)
        write_one(n);
    intptr_t visits = 0;
    int64_t n = 501;
    memset(seen, 0, sizeof seen);
    const intptr_t before = gort_maplen(h);
    for (gort_mapiterinit(C.g, C.sp, &types.map, h, &it); it.key;
         gort_mapiternext(C.g, C.sp, &it)) {
        const int64_t k = *(const int64_t *)it.key;
        ck_assert_msg(!seen[k]++, "key %lld comes twice", (long long)k);
        ck_assert_int_eq((*(gc_node *const *)it.elem)->value, want[k]);
        if (++visits % 40 == 0) put(k, ++n); /* the growth goes on */
    }
    ck_assert_int_eq(visits, before);
    check_all();
    fixture_close();
}
END_TEST

/* Cycles begin and end while it grows, and nothing is lost. */
START_TEST(cycles_meet_it_anywhere)
{
    begin_growth("gccheckmark=1,clobberfree=1");
    for (int64_t n = 1; n <= WRITES; n++) {
        if (n % 1500 == 200) gc_test_start();
        write_one(n);
        if (n % 1500 > 200 && n % 20 == 0) gc_test_step(1 << 14);
        if (n % 1500 == 1400) gc_test_finish();
    }
    gc_test_collect();
    gc_test_lost_nothing();
    check_all();
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("map_in_line");
    TCase *tc = tcase_create("map_in_line");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, each_write_evacuates_the_next_two);
    tcase_add_test(tc, a_walk_meets_each_entry_once);
    tcase_add_test(tc, cycles_meet_it_anywhere);
    suite_add_tcase(suite, tc);
    return suite;
}
