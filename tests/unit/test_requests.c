/* test_requests.c - what a cycle needs of a thread that was blocked or stopped is not forgotten
 * when it runs on without a look at the collector (gort__gc_runs_on). Part of the suite that runs
 * under TSan. */
#include "threads_support.h"
#include "../../runtime/sched/bind.h"
#include <sched.h>

static void begins(void)
{
    C.g->sp = C.sp;
    ck_assert(gort__cycle_start(C.g, gort__load_relaxed(&C.rt->cycles_started), false));
}

/* One that is blocked when marking begins may run on before anybody has scanned its stack; or
 * behind that, and be the only one that is left to mark. */
static void *blocks_meanwhile(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    gort_enter_blocking(g, gort_top(g));
    reach(1);
    while (gort__load32_acquire(&stage) < 2)
        sched_yield();
    gort_exit_blocking(g);
    const bool asked = gort__g_is_asked(g);
    reach(3);
    while (gort__load32_acquire(&stage) < 4)
        gort_poll(g, gort_top(g));
    gort_detach(C.rt);
    return asked ? blocks_meanwhile : NULL;
}

START_TEST(who_runs_on_while_a_cycle_marks_is_asked)
{
    void *asked;
    gc_test_open("gcthreads=0");
    pthread_t t = start(blocks_meanwhile, NULL);
    wait_for(C.g, 1);
    begins();
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    if (_i) gort__mark_idle_stacks(C.rt->gc);
    ck_assert_uint_eq(gort__load32_acquire(&C.rt->gc->stacks_grey), _i ? 1 : 2);
    reach(2);
    wait_for(NULL, 3);
    gort__store32_release(&stage, 4);
    pthread_join(t, &asked);
    ck_assert_ptr_nonnull(asked);
    gc_test_finish();
    fixture_close();
}
END_TEST

/* The last answer comes while the world is to stop: then who stops it takes the cycle on, though it
 * comes to no safepoint but blocks. */
static void *answers_late(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    reach(1);
    while (!gort__load32_acquire(&C.rt->stop_requested))
        sched_yield();
    gort_enter_blocking(g, gort_top(g));
    while (gort__load32_acquire(&stage) < 2)
        sched_yield();
    gort_exit_blocking(g);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(who_stops_the_world_takes_a_cycle_on)
{
    gc_test_open("gcthreads=0");
    pthread_t t = start(answers_late, NULL);
    wait_for(C.g, 1);
    begins();
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_BEGIN);
    gort__stop_world(gort__m(C.g));
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_BEGIN);
    gort__start_world(gort__m(C.g));
    ck_assert(gort__g_is_asked(C.g));
    gort_enter_blocking(C.g, C.sp);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    gort_exit_blocking(C.g);
    ck_assert(gort__g_is_asked(C.g) || gort__stack_is_black(C.g));
    reach(2);
    join(t);
    gc_test_finish();
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("requests");
    TCase *tc = tcase_create("requests");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, who_runs_on_while_a_cycle_marks_is_asked, 0, 2);
    tcase_add_test(tc, who_stops_the_world_takes_a_cycle_on);
    suite_add_tcase(s, tc);
    return s;
}
