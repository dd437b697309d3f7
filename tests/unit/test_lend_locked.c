/* test_lend_locked.c - goroutines that lock their thread (LockOSThread) where all threads are the
 * embedder's: one that waits runs the others, if there is no thread but such.
 */
#include "sched_support.h"
#include "../../gc/internal.h"

static sched_sema gate, done;

static void start(gort_g *g, void **sp, int n, sched_closure *c)
{
    for (int i = 0; i < n; i++)
        gort_go(g, sp, &c->head);
}

static void *only_lends(void *arg)
{
    (void)arg;
    gort_run(C.rt, true);
    return NULL;
}

/* Sleeps, waits, blocks, and lets others run: in its own thread each time. */
static void stays_in_its_thread(gort_g *g, void **sp, intptr_t n)
{
    const long own = sched_thread();
    for (intptr_t i = 0; i < n; i++) {
        gort_sleep(g, sp, 100000);
        ck_assert_int_eq(sched_thread(), own);
        gort__yield(g, sp);
        ck_assert_int_eq(sched_thread(), own);
        gort_enter_blocking(g, sp);
        usleep(100);
        gort_exit_blocking(g);
        ck_assert_int_eq(sched_thread(), own);
    }
    sched_add(&ran, 1);
}

/* n: 1 locks its thread and ends so, 2 unlocks it, 3 locks it twice. */
static void sleeps_and_locks(gort_g *g, void **sp, sched_closure *c)
{
    if (c->n > 0) gort_runtime_LockOSThread(g, sp);
    if (c->n == 3) gort_runtime_LockOSThread(g, sp);
    stays_in_its_thread(g, sp, 3);
    if (c->n == 2) gort_runtime_UnlockOSThread(g, sp);
    sched_release(g, &done);
    sched_acquire(g, sp, &gate);
    sched_add(&ran, 1);
    sched_release(g, &done);
}

static void main_locks(gort_g *g, void **sp)
{
    enum { N = 8 };
    static sched_closure c[N];
    gort_runtime_LockOSThread(g, sp);
    stays_in_its_thread(g, sp, 3); /* there is nobody else */
    for (int i = 0; i < N; i++) {
        c[i] = sched_closure_of(sleeps_and_locks, i % 4);
        gort_go(g, sp, &c[i].head);
    }
    for (int i = 0; i < N; i++)
        sched_acquire(g, sp, &done); /* what a timer of theirs feeds */
    stays_in_its_thread(g, sp, 3);
    for (int i = 0; i < N; i++)
        sched_release(g, &gate);
    for (int i = 0; i < N; i++)
        sched_acquire(g, sp, &done);
    sched_add(&ran, 1);
}

static const char *const locked_debug[] = {"", "gcstress=7", "gcseed=1", "gcseed=2", "gcseed=3"};

START_TEST(the_only_thread_that_is_lent_may_be_locked)
{
    for (int i = 0; i < 10; i++) {
        ran = 0;
        sched_open_lent(i % 2 ? "2" : "1", locked_debug[i / 2], true);
        ck_assert_int_eq(sched_main(main_locks), 0);
        ck_assert_int_eq(ran, 2 + 8 + 8 + 1);
        sched_close();
    }
}
END_TEST

static void main_locks_and_waits(gort_g *g, void **sp)
{
    gort_runtime_LockOSThread(g, sp);
    sched_acquire(g, sp, &gate);
}

static void *runs_to_a_locked_deadlock(void *arg)
{
    (void)arg;
    sched_main(main_locks_and_waits);
    return NULL;
}

START_TEST(all_asleep_is_a_deadlock_in_a_locked_thread)
{
    pthread_t t;
    C.expected = true;
    sched_open_lent("2", "", true);
    pthread_create(&t, NULL, runs_to_a_locked_deadlock, NULL);
    pthread_join(t, NULL);
    ck_assert_ptr_nonnull(strstr(C.text, "all goroutines are asleep - deadlock!"));
}
END_TEST

/* Its thread is not for others while one is lent that is not locked; when that has left, it is. */
static long locked_thread;
static intptr_t others_there;

static void locks_for_long(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    gort_runtime_LockOSThread(g, sp);
    locked_thread = sched_thread();
    sched_release(g, &done);
    sched_acquire(g, sp, &gate);
    gort_runtime_UnlockOSThread(g, sp);
    sched_release(g, &done);
}

static void notes_its_thread(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    for (int i = 0; i < 3; i++) {
        if (sched_thread() == locked_thread) sched_add(&others_there, 1);
        gort__yield(g, sp);
    }
    sched_add(&ran, 1);
    sched_release(g, &done);
}

START_TEST(others_run_in_a_locked_thread_if_there_is_none_else)
{
    enum { N = 10 };
    for (int round = 0; round < 6; round++) {
        static sched_closure locks, notes;
        pthread_t t;
        locks = sched_closure_of(locks_for_long, 0), notes = sched_closure_of(notes_its_thread, 0);
        others_there = ran = 0;
        sched_open_lent(round % 2 ? "2" : "1", round < 4 ? "" : "gcseed=4", true);
        gort_g *g = gort_attach(C.rt);
        start(g, gort_top(g), 1, &locks);
        pthread_create(&t, NULL, only_lends, NULL);
        sched_acquire(g, gort_top(g), &done);
        start(g, gort_top(g), N, &notes); /* which the locked one runs, having none beside it */
        for (int i = 0; i < N; i++)
            sched_acquire(g, gort_top(g), &done);
        ck_assert_int_eq(sched_read(&others_there), 3 * N);
        gort_detach(C.rt);
        /* One that comes and leaves: what it leaves behind is the other's. */
        for (int i = 0; i < 20; i++) {
            g = gort_attach(C.rt);
            start(g, gort_top(g), N, &notes);
            gort_detach(C.rt);
            gort_run(C.rt, false);
            g = gort_attach(C.rt);
            for (int k = 0; k < N; k++)
                sched_acquire(g, gort_top(g), &done);
            gort_detach(C.rt);
        }
        ck_assert_int_eq(sched_read(&ran), 21 * N);
        g = gort_attach(C.rt);
        sched_release(g, &gate);
        sched_acquire(g, gort_top(g), &done);
        gort_detach(C.rt);
        gort_stop(C.rt);
        pthread_join(t, NULL);
        sched_close();
    }
}
END_TEST

/* Two threads, one with a locked goroutine: all the rest runs in the other one. */
START_TEST(a_locked_thread_is_left_alone_while_another_is_lent)
{
    enum { N = 20 };
    static sched_closure locks, notes;
    pthread_t t[2];
    locks = sched_closure_of(locks_for_long, 0), notes = sched_closure_of(notes_its_thread, 0);
    others_there = ran = 0;
    sched_open_lent("2", "", true);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, only_lends, NULL);
    gort_g *g = gort_attach(C.rt);
    start(g, gort_top(g), 1, &notes); /* both have begun, or the other one comes to a locked one */
    sched_acquire(g, gort_top(g), &done);
    for (bool both = false; !both; usleep(100)) {
        pthread_mutex_lock(&C.rt->lock);
        both = C.rt->sched->runners && C.rt->sched->runners->next;
        pthread_mutex_unlock(&C.rt->lock);
    }
    start(g, gort_top(g), 1, &locks);
    sched_acquire(g, gort_top(g), &done);
    for (int round = 0; round < 10; round++) {
        start(g, gort_top(g), N, &notes);
        for (int i = 0; i < N; i++)
            sched_acquire(g, gort_top(g), &done);
    }
    ck_assert_int_eq(sched_read(&others_there), 0);
    sched_release(g, &gate);
    sched_acquire(g, gort_top(g), &done);
    gort_detach(C.rt);
    gort_stop(C.rt);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    sched_close();
}
END_TEST

/* ---- Without a place ---------------------------------------------------------------------- */

/* A thread that has none passes a safepoint: the seed's numbers are not for it. */
START_TEST(a_thread_without_the_place_draws_nothing)
{
    pthread_t t;
    sched_open_lent("1", "gcseed=5", true);
    struct gort__sched *s = C.rt->sched;
    pthread_mutex_lock(&C.rt->lock);
    gort__proc *p = gort__place_take_idle(s);
    pthread_mutex_unlock(&C.rt->lock);
    pthread_create(&t, NULL, only_lends, NULL);
    uintptr_t before[2] = {s->seed, gort__load64_relaxed(&C.rt->gc->seed_state)};
    uint64_t passed = 0;
    for (int i = 0; i < 10;) {
        pthread_mutex_lock(&C.rt->lock);
        gort__runner *r = s->runners;
        if (r && r->idle) {
            ck_assert_ptr_null(r->m->p);
            passed = gort__load_relaxed(&r->m->safepoints);
            s->idle_runners = NULL;
            r->idle = false;
            gort__raise_guard(r->m);
            gort__wake_up(r->m); /* to look, and wait again */
            i++;
        }
        pthread_mutex_unlock(&C.rt->lock);
        usleep(100);
    }
    ck_assert_int_gt(passed, 0);
    ck_assert_uint_eq(s->seed, before[0]);
    ck_assert_uint_eq(gort__load64_relaxed(&C.rt->gc->seed_state), before[1]);
    pthread_mutex_lock(&C.rt->lock);
    gort__place_put_idle(s, p);
    gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE);
    pthread_mutex_unlock(&C.rt->lock);
    gort_stop(C.rt);
    pthread_join(t, NULL);
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("lend_locked");
    TCase *tc = tcase_create("lend_locked");
    tcase_add_test(tc, the_only_thread_that_is_lent_may_be_locked);
    tcase_add_test(tc, all_asleep_is_a_deadlock_in_a_locked_thread);
    tcase_add_test(tc, others_run_in_a_locked_thread_if_there_is_none_else);
    tcase_add_test(tc, a_locked_thread_is_left_alone_while_another_is_lent);
    tcase_add_test(tc, a_thread_without_the_place_draws_nothing);
    tcase_set_timeout(tc, 600);
    suite_add_tcase(s, tc);
    return s;
}
