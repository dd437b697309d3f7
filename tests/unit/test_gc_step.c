/* test_gc_step.c - collection in steps: how many a budget is, by a clock of the test's own; that a
 * cycle ends, frees what is garbage and keeps what the program moves about meanwhile.
 */
#include "threads_support.h"
#include "../../runtime/base/policy.h"
#include "../../runtime/gort_embed.h"

/* Each look at the clock takes a unit. */
static uint64_t looks;

static uint64_t counting_clock(void)
{
    return 1000 * looks++;
}

static void open_stepped(const char *debug)
{
    gort_config c = fixture_config(debug);
    c.no_collector_threads = true;
    fixture_start(&c);
    C.rt->gc->step_clock = counting_clock;
}

/* Budgets of so many looks: as many steps, unless the cycle ends. */
static bool steps(uint64_t n)
{
    looks = 0;
    const bool ended = gort_gc_step(C.g, C.sp, n ? 1000 * n : 0);
    ck_assert_uint_le(looks, (n ? n : 1) + 1);
    if (!ended) ck_assert_uint_eq(looks, (n ? n : 1) + 1);
    return ended;
}

static uint64_t marked(void)
{
    return gort__assist_work_done(C.rt->gc);
}

enum { DEPTH = 15 }; /* of a tree: 768 KiB */
#define LIVE_BYTES (((uint64_t)1 << DEPTH) * sizeof(gc_node))

static unsigned count(const gc_node *n)
{
    return n ? 1 + count(n->left) + count(n->right) : 0;
}

/* A step marks no more than its size and a piece, so a small budget is many calls. */
START_TEST(a_budget_is_so_many_steps)
{
    open_stepped("");
    gc_node *tree = fixture_root(gc_test_tree(C.sp, DEPTH));
    unsigned calls = 0;
    uint64_t before = 0;
    for (bool ended = false; !ended; calls++) {
        ended = steps((uint64_t)_i);
        const uint64_t now = marked();
        const uint64_t most =
            (uint64_t)(_i ? _i : 1) * (GORT__SAFEPOINT_STEP_BYTES + GORT__MARK_PIECE_BYTES + 4096);
        ck_assert_uint_le(now - before, most);
        before = now;
    }
    ck_assert_uint_eq(C.rt->gc->num_gc, 1);
    ck_assert_uint_ge((uint64_t)calls * (uint64_t)(_i ? _i : 1),
                      LIVE_BYTES / (GORT__SAFEPOINT_STEP_BYTES + GORT__MARK_PIECE_BYTES));
    ck_assert_uint_eq(count(tree), (1u << DEPTH) - 1);
    fixture_close();
}
END_TEST

/* With all the time there is a call is a cycle: what it frees is there after the next one has
 * swept. */
START_TEST(a_long_budget_is_a_whole_cycle)
{
    static const char *const debug[] = {"", "gcstoptheworld=1", "gccheckmark=1", "clobberfree=1"};
    open_stepped(debug[_i]);
    fixture_root(gc_test_node());
    for (int i = 0; i < 5; i++) {
        gort_weak *gone = gort_weak_new(C.g, gc_test_tree(C.sp, 8));
        const uint64_t before = C.rt->gc->num_gc;
        looks = 0;
        ck_assert(gort_gc_step(C.g, C.sp, UINT64_MAX));
        ck_assert_uint_eq(C.rt->gc->num_gc, before + 1);
        ck_assert_ptr_null(gort_weak_get(C.g, gone));
        gort_weak_free(C.g, gone);
    }
    gort_mem_stats stats;
    gort_read_mem_stats(C.g, C.sp, &stats);
    ck_assert_uint_ge(stats.Frees, 4 * 255);
    fixture_close();
}
END_TEST

/* Between steps the program turns its tree around, with the barrier, and drops parts of it. */
START_TEST(the_program_goes_on_between_steps)
{
    open_stepped("gccheckmark=2");
    gc_node *tree = fixture_root(gc_test_tree(C.sp, DEPTH));
    unsigned ended = 0;
    while (ended < 3) {
        gc_node *n = tree;
        for (int depth = 1 + (int)(fixture_rand() % (DEPTH - 2)); depth-- > 0; n = n->left) {
            gc_node *left = n->left;
            C.sp[0] = left;
            gort_store(C.g, &n->left, n->right);
            gort_store(C.g, &n->right, left);
        }
        C.sp[0] = NULL;
        C.sp++;
        ended += steps(1);
        C.sp--;
    }
    gc_test_lost_nothing();
    ck_assert_uint_eq(count(tree), (1u << DEPTH) - 1);
    fixture_close();
}
END_TEST

/* ---- Threads ----------------------------------------------------------------------------------
 */

/* Comes to no safepoint before the test says so. */
static void *stays(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    (void)arg;
    reach(1);
    wait_for(NULL, 2);
    gort_safepoint(g, gort_top(g));
    reach(3);
    wait_for(g, 4);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(it_does_not_wait_for_another_thread)
{
    open_stepped("");
    C.rt->gc->step_clock = gort__os_now_ns;
    const pthread_t t = start(stays, NULL);
    wait_for(C.g, 1);
    for (int i = 0; i < 100; i++)
        ck_assert(!gort_gc_step(C.g, C.sp, 1000));
    ck_assert(!gort_gc_step(C.g, C.sp, UINT64_MAX)); /* and comes back */
    reach(2);
    wait_for(C.g, 3);
    while (!gort_gc_step(C.g, C.sp, 100000))
        usleep(100);
    ck_assert_uint_ge(C.rt->gc->num_gc, 1);
    reach(4);
    join(t);
    fixture_close();
}
END_TEST

/* Several step at once, beside the collector's threads. */
static void *steps_along(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    (void)arg;
    sp[0] = NULL;
    for (unsigned ended = 0; ended < 5;) {
        sp[0] = gort_new(g, sp + 1, &gc_type_node);
        ended += gort_gc_step(g, sp + 1, 20000);
    }
    gort_detach(C.rt);
    return NULL;
}

START_TEST(several_threads_step)
{
    pthread_t t[3];
    fixture_gogc = "100";
    gc_test_open("gcthreads=1,gccheckmark=2");
    fixture_root(gc_test_tree(C.sp, DEPTH));
    for (int i = 0; i < 3; i++)
        t[i] = start(steps_along, NULL);
    for (int i = 0; i < 3; i++)
        join(t[i]);
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("gc_step");
    TCase *tc = tcase_create("gc_step");
    tcase_add_loop_test(tc, a_budget_is_so_many_steps, 0, 6);
    tcase_add_loop_test(tc, a_long_budget_is_a_whole_cycle, 0, 4);
    tcase_add_test(tc, the_program_goes_on_between_steps);
    /* There a cycle begins with a stop. */
    if (!gc_test_has_mode("wbshadow")) tcase_add_test(tc, it_does_not_wait_for_another_thread);
    tcase_add_test(tc, several_threads_step);
    suite_add_tcase(s, tc);
    return s;
}
