/* test_delay.c - a thread that comes to no safepoint is named to those who wait for it: to hooks
 * and in a line, whether they wait for a stop or for a cycle. Threads that are where they have to
 * be are not.
 *
 * The thread runs on only when it has been told of, so nothing depends on how fast the machine is.
 */
#include "sched_support.h"
#include "threads_support.h"
#include "../../runtime/gort_events.h"

static gort_au32 told; /* how often */
static gort_delay_info last;
static char last_thread[64];
static gort_aword late_goroutine;
static bool others_may_be_late; /* the scheduler's threads, where the machine is slow */

static void hear(void *user, gort_runtime *rt, const gort_event *e)
{
    (void)user;
    ck_assert_ptr_eq(rt, C.rt);
    const uintptr_t late = gort__load_relaxed(&late_goroutine);
    if (others_may_be_late && (!late || e->delay.goroutine != late)) return;
    last = e->delay;
    snprintf(last_thread, sizeof last_thread, "%s", e->delay.thread);
    gort__fetch_add32_full(&told, 1);
}

static void listen(void)
{
    C.rt->delay.after_ns = 1000000;
    ck_assert(gort_on_events(C.rt, GORT_ON(GORT_ON_DELAY), hear, NULL));
}

static uint32_t often_enough = 2;

static void *is_late(void *name)
{
    gort_g *g = gort_attach(C.rt);
    gort_set_thread_name(g, name);
    gort__store_relaxed(&late_goroutine, g->id);
    reach(1);
    while (gort__load32_acquire(&told) < often_enough)
        usleep(100);
    gort_safepoint(g, gort_top(g));
    gort_detach(C.rt);
    return NULL;
}

static void wait_for_a_stop(void)
{
    gort_mem_stats stats;
    gort_read_mem_stats(C.g, C.sp, &stats);
}

static void wait_for_a_cycle(void)
{
    gort_gc(C.g, C.sp);
}

START_TEST(who_is_late_is_named)
{
    static char name[] = "a thread with a name that is longer than there is room for";
    const bool for_stop = _i % 2, stopped = for_stop || gc_test_has_mode("wbshadow");
    char *const named = _i / 2 ? name : NULL;
    gc_test_open("stoptrace=1,gcthreads=0");
    listen();
    const pthread_t t = start(is_late, named);
    wait_for(C.g, 1);
    (for_stop ? wait_for_a_stop : wait_for_a_cycle)();
    join(t);
    ck_assert_uint_ge(gort__load32_acquire(&told), 2);
    ck_assert_int_eq(last.stop, stopped);
    ck_assert_uint_ge(last.waited_ns, C.rt->delay.after_ns);
    ck_assert_uint_eq(last.goroutine, gort__load_relaxed(&late_goroutine));
    char want[128];
    snprintf(want, sizeof want, "%.31s", named ? name : "");
    ck_assert_str_eq(last_thread, want);
    snprintf(want, sizeof want, "%s: thread %.31s, goroutine %llu, has come to no safepoint for ",
             stopped ? "stop" : "gc", named ? name : "without a name",
             (unsigned long long)gort__load_relaxed(&late_goroutine));
    ck_assert_msg(strstr(C.trace, want) != NULL, "%s", C.trace);
    fixture_close();
}
END_TEST

/* Without the name in GODEBUG there is no line; after a second, and no sooner. */
START_TEST(no_line_that_nobody_asked_for)
{
    gc_test_open("gcthreads=0");
    ck_assert_uint_eq(C.rt->delay.after_ns, 1000000000);
    ck_assert(gort_on_events(C.rt, GORT_ON(GORT_ON_DELAY), hear, NULL));
    often_enough = 1;
    const pthread_t t = start(is_late, NULL);
    wait_for(C.g, 1);
    wait_for_a_stop();
    join(t);
    ck_assert_uint_ge(last.waited_ns, 1000000000);
    ck_assert_str_eq(C.trace, "");
    fixture_close();
}
END_TEST

/* A thread in a blocking region, however long, and one that passes safepoints. */
static void *is_in_time(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    reach(arg ? 2 : 1);
    if (arg) {
        while (gort__load32_acquire(&stage) < 3)
            gort_safepoint(g, gort_top(g));
    } else {
        wait_for(g, 3);
    }
    gort_detach(C.rt);
    return NULL;
}

START_TEST(who_is_not_late_is_not_named)
{
    gc_test_open("gcthreads=0");
    listen();
    const pthread_t blocked = start(is_in_time, NULL);
    wait_for(C.g, 1);
    /* Whoever is found at all is late: but nobody is. */
    C.rt->delay.after_ns = 0;
    for (int i = 0; i < 20; i++) {
        wait_for_a_stop();
        wait_for_a_cycle();
    }
    ck_assert_uint_eq(gort__load32_acquire(&told), 0);
    /* It may be found between two of its safepoints, but no second time without one. */
    C.rt->delay.after_ns = (uint64_t)HANG_S * 1000000000;
    const pthread_t runs = start(is_in_time, &told);
    wait_for(C.g, 2);
    for (int i = 0; i < 20; i++) {
        wait_for_a_stop();
        wait_for_a_cycle();
    }
    ck_assert_uint_eq(gort__load32_acquire(&told), 0);
    reach(3);
    join(blocked);
    join(runs);
    fixture_close();
}
END_TEST

/* ---- Goroutines -------------------------------------------------------------------------------
 */

static void late_one(gort_g *g, void **sp, void *arg)
{
    (void)sp;
    (void)arg;
    gort_set_thread_name(g, "in C");
    gort__store_relaxed(&late_goroutine, g->id);
    reach(1);
    while (gort__load32_acquire(&told) < often_enough)
        usleep(100);
}

static void main_with_a_late_one(gort_g *g, void **sp)
{
    gort_go_c(g, sp, late_one, NULL);
    while (gort__load32_acquire(&stage) < 1)
        gort_sleep(g, sp, 100000);
    gort_gc(g, sp);
}

START_TEST(a_late_goroutine_is_named)
{
    sched_open("2", "gcthreads=0");
    others_may_be_late = true;
    listen();
    ck_assert_int_eq(sched_main(main_with_a_late_one), 0);
    ck_assert_uint_ge(gort__load32_acquire(&told), 2);
    ck_assert_uint_eq(last.goroutine, gort__load_relaxed(&late_goroutine));
    ck_assert_str_eq(last_thread, "in C");
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("delay");
    TCase *tc = tcase_create("delay");
    tcase_add_loop_test(tc, who_is_late_is_named, 0, 4);
    tcase_add_test(tc, no_line_that_nobody_asked_for);
    tcase_add_test(tc, who_is_not_late_is_not_named);
    tcase_add_test(tc, a_late_goroutine_is_named);
    suite_add_tcase(s, tc);
    return s;
}
