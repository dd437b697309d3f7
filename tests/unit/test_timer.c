/* test_timer.c - timers and sleep: order, stopping, periods, what they keep, time under a seed. */
#include "sched_support.h"
#include "../../runtime/base/os.h"

/* ---- Sleep -------------------------------------------------------------------------------- */

static int64_t slept_order[8];
static void sleeps(gort_g *g, void **sp, sched_closure *c)
{
    const uint64_t before_ns = gort__now_ns(C.rt);
    gort_sleep(g, sp, c->n);
    ck_assert_int_ge((int64_t)(gort__now_ns(C.rt) - before_ns), c->n);
    slept_order[sched_add(&ran, 1) - 1] = c->n;
}

static void main_sleeps(gort_g *g, void **sp)
{
    static sched_closure c[4];
    static const intptr_t ms[] = {40, 10, 30, 20};
    for (int i = 0; i < 4; i++) {
        c[i] = sched_closure_of(sleeps, ms[i] * 1000000);
        gort_go(g, sp, &c[i].head);
    }
    while (sched_read(&ran) < 4)
        gort_sleep(g, sp, 5000000);
}

START_TEST(sleepers_wake_when_their_time_has_come)
{
    for (int procs = 1; procs <= 2; procs++) {
        ran = 0;
        sched_open(procs == 1 ? "1" : "2", "");
        ck_assert_int_eq(sched_main(main_sleeps), 0);
        sched_close();
    }
}
END_TEST

/* Time is made up then: nothing waits, and the order is exact. (A closure has a word for the time.)
 */
#define HOUR (sizeof(void *) == 8 ? (intptr_t)3600 * 1000 * 1000 * 1000 : 3600 * 1000)

static void main_sleeps_long(gort_g *g, void **sp)
{
    static sched_closure c[8];
    for (int i = 0; i < 8; i++) {
        c[i] = sched_closure_of(sleeps, (intptr_t)(i * 5 % 8 + 1) * HOUR);
        gort_go(g, sp, &c[i].head);
    }
    gort_sleep(g, sp, (int64_t)9 * HOUR);
    ck_assert_int_eq(ran, 8);
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(slept_order[i], (int64_t)(i + 1) * HOUR);
}

START_TEST(with_a_seed_nobody_waits_for_the_clock)
{
    ran = 0;
    sched_open("1", "gcseed=7");
    ck_assert_int_eq(sched_main(main_sleeps_long), 0);
    sched_close();
}
END_TEST

/* Two that wake each other in turn, for ever, do not keep a third asleep: with a seed too. */
static sched_sema to_and_fro[2];

static void wakes_the_other(gort_g *g, void **sp, sched_closure *c)
{
    while (!sched_read(&stop)) {
        sched_acquire(g, sp, &to_and_fro[c->n]);
        sched_release(g, &to_and_fro[1 - c->n]);
    }
    sched_release(g, &to_and_fro[1 - c->n]);
    sched_add(&ran, 1);
}

static void main_sleeps_beside_two(gort_g *g, void **sp)
{
    static sched_closure c[2];
    for (int i = 0; i < 2; i++) {
        c[i] = sched_closure_of(wakes_the_other, i);
        gort_go(g, sp, &c[i].head);
    }
    sched_release(g, &to_and_fro[0]);
    gort_sleep(g, sp, 1000000);
    sched_add(&stop, 1);
    sched_until(g, sp, &ran, 2);
}

START_TEST(who_sleeps_wakes_beside_two_that_wake_each_other)
{
    for (int i = 0; i < 4; i++) {
        static const char *const debug[] = {"", "gcseed=1", "gcseed=2", "gcseed=3,gcstress=7"};
        ran = stop = 0;
        memset(to_and_fro, 0, sizeof to_and_fro);
        sched_open("2", debug[i]);
        ck_assert_int_eq(sched_main(main_sleeps_beside_two), 0);
        sched_close();
    }
}
END_TEST

static void main_sleeps_alone(gort_g *g, void **sp)
{
    for (int i = 0; i < 3; i++)
        gort_sleep(g, sp, 1000000);
    gort_sleep(g, sp, 0);
    gort_sleep(g, sp, -5);
}

START_TEST(who_sleeps_is_no_deadlock)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_sleeps_alone), 0);
    C.g = gort_attach(C.rt); /* a thread of the embedder, alone */
    gort_sleep(C.g, gort_top(C.g), 1000000);
    gort_detach(C.rt);
    gort_stop(C.rt); /* its threads run the timers */
    sched_close();
}
END_TEST

/* Busy ones do not keep the others asleep. */
static void main_sleeps_among_spinners(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(sched_spins, 0);
    for (int i = 0; i < 3; i++)
        gort_go(g, sp, &c.head);
    for (int i = 0; i < 3; i++)
        gort_sleep(g, sp, 1000000);
    sched_add(&stop, 1);
    sched_until(g, sp, &ran, 3);
}

/* The only other one there is yields all the time, to nobody. */
static void yields(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    while (!sched_read(&stop))
        gort__yield(g, sp);
    sched_add(&ran, 1);
}

static void main_sleeps_beside_one(gort_g *g, void **sp)
{
    static sched_closure c[2];
    c[0] = sched_closure_of(yields, 0);
    c[1] = sched_closure_of(sched_spins, 0);
    for (int i = 0; i < 2; i++) {
        ran = stop = 0;
        gort_go(g, sp, &c[i].head);
        for (int k = 0; k < 3; k++)
            gort_sleep(g, sp, 1000000);
        sched_add(&stop, 1);
        sched_until(g, sp, &ran, 1);
    }
}

START_TEST(timers_go_off_while_one_yields_or_spins)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_sleeps_beside_one), 0);
    sched_close();
}
END_TEST

START_TEST(timers_go_off_while_goroutines_spin)
{
    for (int procs = 1; procs <= 2; procs++) {
        ran = stop = 0;
        sched_open(procs == 1 ? "1" : "2", "");
        ck_assert_int_eq(sched_main(main_sleeps_among_spinners), 0);
        sched_close();
    }
}
END_TEST

/* ---- Timers against a table --------------------------------------------------------------- */

enum { TIMERS = 200 };
static gort__timer timers[TIMERS];
static uint64_t due_ns[TIMERS]; /* 0: not started */
static uint64_t last_ns;
static int fired;

static void goes_off(gort_g *own, void *arg, uint64_t now_ns)
{
    const int i = (int)(intptr_t)arg;
    ck_assert(!own->goroutine);
    ck_assert_uint_ne(due_ns[i], 0);
    ck_assert_uint_ge(now_ns, due_ns[i]);
    ck_assert_uint_ge(due_ns[i], last_ns); /* in order */
    last_ns = due_ns[i];
    due_ns[i] = 0;
    fired++;
}

static void main_plays_with_timers(gort_g *g, void **sp)
{
    int started = 0, stopped = 0;
    for (int i = 0; i < TIMERS; i++)
        timers[i] = (gort__timer){.fn = goes_off, .arg = (void *)(intptr_t)i};
    for (int round = 0; round < 3000; round++) {
        const int i = (int)(fixture_rand() % TIMERS);
        if (due_ns[i]) {
            ck_assert(gort__timer_stop(g, &timers[i]));
            due_ns[i] = 0;
            stopped++;
        } else {
            ck_assert(!gort__timer_stop(g, &timers[i]));
            due_ns[i] = gort__now_ns(C.rt) + 1 + fixture_rand() % 1000;
            gort__timer_start(g, &timers[i], due_ns[i]);
            started++;
        }
        last_ns = 0;
        if (fixture_rand() % 4 == 0) gort_sleep(g, sp, (int64_t)(fixture_rand() % 300));
    }
    last_ns = 0;
    gort_sleep(g, sp, 2000);
    ck_assert_int_eq(fired + stopped, started);
    ck_assert_int_gt(fired, 100);
    ck_assert_int_gt(stopped, 100);
}

START_TEST(timers_go_off_once_in_order)
{
    sched_open("1", "gcseed=3"); /* one thread, so the table needs no lock */
    ck_assert_int_eq(sched_main(main_plays_with_timers), 0);
    sched_close();
}
END_TEST

static void ticks(gort_g *own, void *arg, uint64_t now_ns)
{
    (void)own;
    (void)now_ns;
    ++*(int *)arg;
}

static void main_ticks(gort_g *g, void **sp)
{
    int n = 0;
    gort__timer t = {.fn = ticks, .arg = &n, .period_ns = 100};
    gort__timer_start(g, &t, gort__now_ns(C.rt) + 100);
    gort_sleep(g, sp, 1050);
    ck_assert_int_eq(n, 10);
    ck_assert(gort__timer_stop(g, &t));
    gort_sleep(g, sp, 1000);
    ck_assert_int_eq(n, 10);
}

START_TEST(a_period_goes_on_until_it_is_stopped)
{
    sched_open("1", "gcseed=3");
    ck_assert_int_eq(sched_main(main_ticks), 0);
    sched_close();
}
END_TEST

/* ---- What a timer keeps ------------------------------------------------------------------- */

static gc_node *kept;
static void keeps(gort_g *own, void *arg, uint64_t now_ns)
{
    (void)own;
    (void)now_ns;
    ck_assert_ptr_eq(arg, kept);
    ck_assert_int_eq(((gc_node *)arg)->value,
                     42); /* clobberfree: it is there. Main may sweep now. */
    sched_add(&ran, 1);
}

static void main_keeps(gort_g *g, void **sp)
{
    static gort__timer t;
    for (int i = 1; i <= 3; i++) {
        kept = gort_new(g, sp, &gc_type_node);
        kept->value = 42;
        t = (gort__timer){.fn = keeps, .arg = kept, .keep = kept};
        gort__timer_start(g, &t, gort__now_ns(C.rt) + 10000000);
        gort_gc(g, sp);
        gort_gc(g, sp);
        while (sched_read(&ran) < i)
            gort_sleep(g, sp, 1000000);
        gort_gc(g, sp);
        ck_assert(!gc_test_alive(kept));
    }
    kept = gort_new(g, sp, &gc_type_node);
    t = (gort__timer){.fn = keeps, .arg = kept, .keep = kept};
    gort__timer_start(g, &t, gort__now_ns(C.rt) + (uint64_t)3600 * 1000000000);
    gort_gc(g, sp);
    ck_assert(gc_test_alive(kept));
    ck_assert(gort__timer_stop(g, &t));
    gort_gc(g, sp);
    ck_assert(!gc_test_alive(kept));
}

START_TEST(what_a_timer_names_is_kept)
{
    ran = 0;
    sched_open("2", "gccheckmark=1,clobberfree=1");
    ck_assert_int_eq(sched_main(main_keeps), 0);
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("timer");
    TCase *tc = tcase_create("timer");
    tcase_add_test(tc, sleepers_wake_when_their_time_has_come);
    tcase_add_test(tc, with_a_seed_nobody_waits_for_the_clock);
    tcase_add_test(tc, who_sleeps_wakes_beside_two_that_wake_each_other);
    tcase_add_test(tc, who_sleeps_is_no_deadlock);
    tcase_add_test(tc, timers_go_off_while_goroutines_spin);
    tcase_add_test(tc, timers_go_off_while_one_yields_or_spins);
    tcase_add_test(tc, timers_go_off_once_in_order);
    tcase_add_test(tc, a_period_goes_on_until_it_is_stopped);
    tcase_add_test(tc, what_a_timer_names_is_kept);
    suite_add_tcase(s, tc);
    return s;
}
