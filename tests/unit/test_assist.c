/* test_assist.c - what an allocation pays while a cycle marks: a large object a part of what it
 * owes, what comes after it the rest, and the heap does not outgrow its goal by more than those
 * objects; and how soon a small cycle is marked at safepoints. Without threads of the collector's,
 * so all that is scanned is paid for. */
#include "../../gc/pacer.h"
#include "gc_support.h"

enum { DEPTH = 17 };

static const uintptr_t LARGE = (uintptr_t)4 << 20;

static struct gort__gc *gc(void)
{
    return C.rt->gc;
}

static uint64_t live(void)
{
    return gort__load_relaxed(&C.rt->heap->live_bytes);
}

/* The scanning that one large object pays for. */
static uint64_t paid_by_large(void)
{
    const uint64_t before = gort__assist_work_done(gc());
    (void)gort_alloc_slow(C.g, C.sp, &gc_type_bytes, LARGE);
    return gort__assist_work_done(gc()) - before;
}

static void start_beside_tree(void)
{
    fixture_gogc = "100";
    gc_test_open("");
    fixture_root(gc_test_tree(C.sp, DEPTH));
    gc_test_collect();
    gc_test_start();
}

START_TEST(a_large_object_pays_a_part)
{
    start_beside_tree();
    const uint64_t goal = gort__load64_relaxed(&gc()->goal);
    const uint64_t paid = paid_by_large();
    ck_assert_uint_ge(paid, GORT__PAY_MOST_BYTES - GORT__DEBT_STEP_BYTES);
    ck_assert_uint_le(paid, GORT__PAY_MOST_BYTES + 4 * GORT__MARK_PIECE_BYTES);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    /* What follows pays for the rest, in time. */
    uint64_t most = 0;
    while (gort__gc_current_phase(C.rt) == GORT_GC_MARK) {
        const uint64_t before = gort__assist_work_done(gc());
        gc_test_node();
        const uint64_t after = gort__assist_work_done(gc());
        if (after - before > most) most = after - before;
        ck_assert_uint_le(live(), goal + LARGE + goal / 10);
    }
    ck_assert_uint_le(most, GORT__RUN_MARKING_BYTES * GORT__PACER_WORK_PER_BYTE_MOST +
                                GORT__DEBT_STEP_BYTES + GORT__MARK_PIECE_BYTES);
    fixture_close();
}
END_TEST

/* One after the other without end: they pay in full when they have taken their part of the goal. */
START_TEST(a_row_of_large_objects_pays_in_full)
{
    start_beside_tree();
    const uint64_t goal = gort__load64_relaxed(&gc()->goal);
    int n = 0;
    for (; gort__gc_current_phase(C.rt) == GORT_GC_MARK; n++)
        paid_by_large();
    ck_assert_int_ge(n, 1);
    ck_assert_uint_le(live(), goal + goal / 4 + 2 * LARGE);
    fixture_close();
}
END_TEST

/* A limit of memory leaves no room for it. */
START_TEST(with_a_limit_a_large_object_pays_at_once)
{
    start_beside_tree();
    gort_set_memory_limit(C.g, C.sp, (int64_t)1 << 30);
    ck_assert_uint_gt(paid_by_large(), 2 * GORT__PAY_MOST_BYTES);
    fixture_close();
}
END_TEST

/* A cycle that scans little is marked at the safepoints that come next, however soon they come:
 * while its steps rest the program takes fresh memory. */
START_TEST(a_small_cycle_does_not_rest)
{
    enum { SMALL_DEPTH = sizeof(void *) == 8 ? 12 : 13 };
    fixture_gogc = "100";
    gc_test_open("");
    fixture_root(gc_test_tree(C.sp, SMALL_DEPTH));
    gc_test_collect();
    gc_test_start();
    unsigned safepoints = 0;
    while (gort__gc_current_phase(C.rt) == GORT_GC_MARK) {
        gort__gc_safepoint(C.g);
        safepoints++;
    }
    const uint64_t work = gort__assist_work_done(gc());
    ck_assert_uint_gt(work, 2 * GORT__SAFEPOINT_STEP_BYTES);
    ck_assert_uint_lt(work, GORT__SAFEPOINT_REST_FROM_BYTES);
    ck_assert_uint_le(safepoints, work / GORT__SAFEPOINT_STEP_BYTES + 2);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("assist");
    TCase *tc = tcase_create("assist");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_large_object_pays_a_part);
    tcase_add_test(tc, a_row_of_large_objects_pays_in_full);
    tcase_add_test(tc, with_a_limit_a_large_object_pays_at_once);
    tcase_add_test(tc, a_small_cycle_does_not_rest);
    suite_add_tcase(suite, tc);
    return suite;
}
