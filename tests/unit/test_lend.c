/* test_lend.c - goroutines in threads that the embedder lends: one that stays, several, one that
 * comes back when there is nothing to do, gort_main in its caller's thread.
 */
#include "sched_support.h"

static sched_sema gate, done;
static long lent_thread;
static intptr_t elsewhere;

/* Counts, and whether it is in the thread that was lent. */
static void counts(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    for (int i = 0; i < 3; i++) {
        if (sched_thread() != lent_thread) sched_add(&elsewhere, 1);
        gort__yield(g, sp);
    }
    sched_add(&ran, 1);
    sched_release(g, &done);
}

static void start(gort_g *g, void **sp, int n, sched_closure *c)
{
    for (int i = 0; i < n; i++)
        gort_go(g, sp, &c->head);
}

static void *lends(void *arg)
{
    (void)arg;
    lent_thread = sched_thread();
    ck_assert_int_eq(gort_run(C.rt, true), -1);
    sched_add(&stop, 1);
    return NULL;
}

START_TEST(a_lent_thread_runs_goroutines_until_the_stop)
{
    enum { N = 50 };
    static sched_closure c;
    c = sched_closure_of(counts, 0);
    for (int round = 0; round < 3; round++) {
        pthread_t t;
        ran = stop = 0;
        sched_open_lent("2", "", true);
        gort_g *g = gort_attach(C.rt);
        start(g, gort_top(g), N, &c); /* some before there is a thread, some after */
        pthread_create(&t, NULL, lends, NULL);
        start(g, gort_top(g), N, &c);
        for (int i = 0; i < 2 * N; i++)
            sched_acquire(g, gort_top(g), &done);
        ck_assert_int_eq(sched_read(&stop), 0);
        ck_assert_int_eq(sched_read(&ran), 2 * N);
        ck_assert_int_eq(sched_read(&elsewhere), 0);
        gort_stop(C.rt);
        pthread_join(t, NULL);
        ck_assert_int_eq(sched_read(&stop), 1);
        gort_detach(C.rt);
        sched_close();
    }
}
END_TEST

/* Two at a time, or they wait for ever. */
static intptr_t meeting;

static void meets(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    sched_add(&meeting, 1);
    while (sched_read(&meeting) != 2) /* lets nobody else run */
        gort_poll(g, sp);
    sched_release(g, &done);
}

static void *only_lends(void *arg)
{
    (void)arg;
    gort_run(C.rt, true);
    sched_add(&stop, 1);
    return NULL;
}

START_TEST(lent_threads_run_goroutines_at_once)
{
    static sched_closure c;
    pthread_t t[3];
    c = sched_closure_of(meets, 0);
    sched_open_lent("2", "", true);
    for (int i = 0; i < 3; i++) /* one more than there are places */
        pthread_create(&t[i], NULL, only_lends, NULL);
    gort_g *g = gort_attach(C.rt);
    for (int round = 0; round < 20; round++) {
        meeting = 0;
        start(g, gort_top(g), 2, &c);
        for (int i = 0; i < 2; i++)
            sched_acquire(g, gort_top(g), &done);
    }
    gort_detach(C.rt);
    gort_stop(C.rt);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    sched_close();
}
END_TEST

/* In C, until the other one has run. */
static void blocks(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    gort_enter_blocking(g, sp);
    while (!sched_read(&ran))
        usleep(100);
    gort_exit_blocking(g);
    sched_release(g, &done);
}

START_TEST(a_lent_thread_in_c_lets_another_go_on)
{
    static sched_closure first, second;
    pthread_t t[2];
    first = sched_closure_of(blocks, 0), second = sched_closure_of(counts, 0);
    ran = 0;
    sched_open_lent("1", "", true);
    gort_g *g = gort_attach(C.rt);
    start(g, gort_top(g), 1, &first);
    start(g, gort_top(g), 1, &second);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, only_lends, NULL);
    for (int i = 0; i < 2; i++)
        sched_acquire(g, gort_top(g), &done);
    gort_stop(C.rt);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    gort_detach(C.rt);
    sched_close();
}
END_TEST

/* It begins while somebody has the only place, looking for a thread for the work that there is:
 * that one finds none and puts the place back before this one waits. */
START_TEST(a_lent_thread_that_begins_without_a_place_sees_the_work)
{
    static sched_closure c;
    pthread_t t;
    c = sched_closure_of(counts, 0);
    ran = stop = 0;
    sched_open_lent("1", "", true);
    struct gort__sched *s = C.rt->sched;
    gort_g *g = gort_attach(C.rt);
    pthread_mutex_lock(&C.rt->lock);
    gort__proc *p = gort__place_take_idle(s);
    pthread_mutex_unlock(&C.rt->lock);
    start(g, gort_top(g), 1, &c);
    g->sp = gort_top(g);
    gort__stop_world(gort__m(g)); /* it comes into the list, and does not attach yet */
    pthread_create(&t, NULL, only_lends, NULL);
    for (bool begun = false; !begun;) {
        usleep(100);
        pthread_mutex_lock(&C.rt->lock);
        begun = s->runners != NULL;
        pthread_mutex_unlock(&C.rt->lock);
    }
    pthread_mutex_lock(&C.rt->lock);
    gort__place_put_idle(s, p);
    gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE);
    pthread_mutex_unlock(&C.rt->lock);
    gort__start_world(gort__m(g));
    sched_acquire(g, gort_top(g), &done);
    ck_assert_int_eq(sched_read(&ran), 1);
    gort_stop(C.rt);
    pthread_join(t, NULL);
    gort_detach(C.rt);
    sched_close();
}
END_TEST

/* It comes back from a blocking region while somebody has its place in his hands, to find a thread
 * for it: it is the one. */
static void blocks_until_stopped(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    gort_enter_blocking(g, sp);
    sched_add(&ran, 1);
    while (!sched_read(&stop))
        usleep(100);
    gort_exit_blocking(g);
    sched_release(g, &done);
}

START_TEST(a_lent_thread_that_comes_back_gets_the_place_that_is_on_its_way)
{
    static sched_closure c;
    pthread_t t;
    c = sched_closure_of(blocks_until_stopped, 0);
    ran = stop = 0;
    sched_open_lent("1", "", true);
    gort__proc *p = &C.rt->sched->procs[0];
    gort_g *g = gort_attach(C.rt);
    start(g, gort_top(g), 1, &c);
    pthread_create(&t, NULL, only_lends, NULL);
    while (!sched_read(&ran))
        usleep(100);
    ck_assert(gort__place_take_blocked(p));
    sched_add(&stop, 1);
    for (bool queued = false; !queued; usleep(100)) {
        pthread_mutex_lock(&C.rt->lock);
        queued = C.rt->sched->runners->queued;
        pthread_mutex_unlock(&C.rt->lock);
    }
    gort__place_hand(p);
    sched_acquire(g, gort_top(g), &done);
    gort_detach(C.rt);
    gort_stop(C.rt);
    pthread_join(t, NULL);
    sched_close();
}
END_TEST

/* ---- A loop of the embedder's ------------------------------------------------------------- */

static void waits_once(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    sched_add(&ran, 1);
    sched_acquire(g, sp, &gate);
    sched_add(&ran, 1);
}

START_TEST(a_thread_comes_back_when_nothing_can_go_on)
{
    enum { N = 5 };
    static sched_closure c;
    c = sched_closure_of(waits_once, 0);
    ran = 0;
    sched_open_lent("1", "", true);
    ck_assert_int_eq(gort_run(C.rt, false), -1);
    gort_g *g = gort_attach(C.rt);
    start(g, gort_top(g), N, &c);
    gort_detach(C.rt);
    ck_assert_int_eq(ran, 0);
    ck_assert_int_eq(gort_run(C.rt, false), -1);
    ck_assert_int_eq(ran, N);
    ck_assert_int_eq(gort_run(C.rt, false), -1);
    for (int i = 0; i < N; i++) {
        sched_release(NULL, &gate);
        gort_run(C.rt, false);
        ck_assert_int_eq(ran, N + i + 1);
    }
    sched_close();
}
END_TEST

#define HOUR_NS INT64_C(3600000000000)

/* So often for a moment, or for an hour. */
static void sleeps(gort_g *g, void **sp, sched_closure *c)
{
    for (intptr_t i = 0; i < c->n; i++)
        gort_sleep(g, sp, 2000000);
    if (c->n == 0) gort_sleep(g, sp, HOUR_NS);
    sched_add(&ran, 1);
}

/* How long until it is: on a busy machine it may be due again before gort_run would say so. */
START_TEST(it_says_when_a_timer_is_due)
{
    static sched_closure shortly, long_after;
    shortly = sched_closure_of(sleeps, 4);
    long_after = sched_closure_of(sleeps, 0);
    ran = 0;
    sched_open_lent("1", "", true);
    gort_g *g = gort_attach(C.rt);
    start(g, gort_top(g), 1, &shortly);
    gort_detach(C.rt);
    for (int64_t due_ns; (due_ns = gort_run(C.rt, false)) >= 0;) {
        ck_assert_int_le(due_ns, 2000000);
        usleep((useconds_t)(due_ns / 1000));
    }
    ck_assert_int_eq(ran, 1);
    g = gort_attach(C.rt);
    start(g, gort_top(g), 1, &long_after);
    gort_detach(C.rt);
    for (int64_t i = 0, due_ns, before_ns = HOUR_NS; i < 3; i++, before_ns = due_ns) {
        due_ns = gort_run(C.rt, false);
        ck_assert_int_gt(due_ns, HOUR_NS / 2);
        ck_assert_int_le(due_ns, before_ns);
    }
    ck_assert_int_eq(ran, 1);
    gort_stop(C.rt);
    sched_close();
}
END_TEST

/* What waits at the stop goes on no more, and is no root. */
START_TEST(a_stop_ends_those_that_wait_for_a_lent_thread)
{
    static sched_closure c;
    c = sched_closure_of(waits_once, 0);
    ran = 0;
    sched_open_lent("1", "", true);
    gort_g *g = gort_attach(C.rt);
    start(g, gort_top(g), 2, &c);
    gort_detach(C.rt);
    gort_run(C.rt, false);
    ck_assert_int_eq(ran, 2);
    gort_stop(C.rt);
    sched_release(NULL, &gate);
    ck_assert_int_eq(gort_run(C.rt, false), -1);
    ck_assert_int_eq(ran, 2);
    sched_close();
    memset(&gate, 0, sizeof gate);
}
END_TEST

/* ---- gort_main ---------------------------------------------------------------------------- */

static void main_in_the_caller(gort_g *g, void **sp)
{
    enum { N = 20 };
    static sched_closure c;
    c = sched_closure_of(counts, 0);
    ck_assert_int_eq(sched_thread(), lent_thread);
    start(g, sp, N, &c);
    for (int i = 0; i < N; i++)
        sched_acquire(g, sp, &done);
    ck_assert_int_eq(sched_thread(), lent_thread);
}

START_TEST(gort_main_runs_in_its_callers_thread)
{
    lent_thread = sched_thread();
    for (int round = 0; round < 3; round++) {
        ran = 0;
        sched_open_lent(round ? "2" : "1", round == 2 ? "gcseed=3" : "", true);
        for (int i = 0; i < 2; i++)
            ck_assert_int_eq(sched_main(main_in_the_caller), 0);
        ck_assert_int_eq(ran, 40);
        ck_assert_int_eq(elsewhere, 0);
        sched_close();
    }
}
END_TEST

static void main_exits(gort_g *g, void **sp)
{
    (void)sp;
    gort__exit(g, 7);
}

START_TEST(its_status_is_that_of_exit)
{
    sched_open_lent("1", "", true);
    ck_assert_int_eq(sched_main(main_exits), 7);
    sched_close();
}
END_TEST

static void main_waits_for_ever(gort_g *g, void **sp)
{
    sched_acquire(g, sp, &gate);
}

static void *runs_to_a_deadlock(void *arg)
{
    (void)arg;
    sched_main(main_waits_for_ever);
    return NULL; /* the handler of errors ends the thread before */
}

START_TEST(all_asleep_is_a_deadlock_there_too)
{
    pthread_t t;
    C.expected = true;
    sched_open_lent("1", "", true);
    pthread_create(&t, NULL, runs_to_a_deadlock, NULL);
    pthread_join(t, NULL);
    ck_assert_ptr_nonnull(strstr(C.text, "all goroutines are asleep - deadlock!"));
}
END_TEST

static void main_with_help(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(meets, 0);
    meeting = 0;
    start(g, sp, 2, &c);
    for (int i = 0; i < 2; i++)
        sched_acquire(g, sp, &done);
}

/* Threads of both kinds, and an end for both. A lent thread that waits before main begins does not
 * take that for a deadlock. */
START_TEST(a_lent_thread_helps_those_of_the_runtime)
{
    for (int round = 0; round < 5; round++) {
        pthread_t t;
        stop = 0;
        sched_open("3", "");
        pthread_create(&t, NULL, only_lends, NULL);
        ck_assert_int_eq(sched_main(main_with_help), 0);
        while (!sched_read(&stop)) /* it may have come after the end of main, even after a stop */
            gort_stop(C.rt);
        pthread_join(t, NULL);
        sched_close();
    }
}
END_TEST

/* The handler of errors ends the thread. */
static void *lends_attached(void *arg)
{
    (void)arg;
    gort_attach(C.rt);
    gort_run(C.rt, false);
    return NULL;
}

static void *runs_main_attached(void *arg)
{
    (void)arg;
    gort_attach(C.rt);
    sched_main(main_exits);
    return NULL;
}

static void end_of(void *(*fn)(void *), const char *text)
{
    pthread_t t;
    C.text[0] = 0;
    pthread_create(&t, NULL, fn, NULL);
    pthread_join(t, NULL);
    ck_assert_str_eq(C.text, text);
}

START_TEST(a_thread_that_is_attached_is_not_lent)
{
    C.expected = true;
    sched_open_lent("1", "", true);
    end_of(lends_attached, "gort: gort_run: the calling thread is attached\n");
    end_of(runs_main_attached,
           "gort: gort_main: the calling thread is attached, and is to run goroutines\n");
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("lend");
    TCase *tc = tcase_create("lend");
    tcase_add_test(tc, a_lent_thread_runs_goroutines_until_the_stop);
    tcase_add_test(tc, lent_threads_run_goroutines_at_once);
    tcase_add_test(tc, a_lent_thread_in_c_lets_another_go_on);
    tcase_add_test(tc, a_lent_thread_that_begins_without_a_place_sees_the_work);
    tcase_add_test(tc, a_lent_thread_that_comes_back_gets_the_place_that_is_on_its_way);
    tcase_add_test(tc, a_thread_comes_back_when_nothing_can_go_on);
    tcase_add_test(tc, it_says_when_a_timer_is_due);
    tcase_add_test(tc, a_stop_ends_those_that_wait_for_a_lent_thread);
    tcase_add_test(tc, gort_main_runs_in_its_callers_thread);
    tcase_add_test(tc, its_status_is_that_of_exit);
    tcase_add_test(tc, all_asleep_is_a_deadlock_there_too);
    tcase_add_test(tc, a_lent_thread_helps_those_of_the_runtime);
    tcase_add_test(tc, a_thread_that_is_attached_is_not_lent);
    suite_add_tcase(s, tc);
    return s;
}
