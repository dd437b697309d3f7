/* test_sched_threads.c - goroutines on several threads: queues and stealing, places and blocking
 * regions, time slices, fork, threads of the embedder; what a goroutine costs; what a seed fixes.
 */
#include "sched_support.h"
#include <errno.h>
#include <sys/wait.h>

static void nothing(gort_g *g, void **sp)
{
    (void)g;
    (void)sp;
}

/* ---- Queues ------------------------------------------------------------------------------- */

enum { FAKES = 200 };
static gort_g fakes[FAKES];

/* A runtime's two first places, which nobody uses. */
static gort__proc *queue_open(gort__proc **other)
{
    sched_open("2", "");
    *other = &C.rt->sched->procs[1];
    return &C.rt->sched->procs[0];
}

static gort_g *queue_get(gort__proc *p)
{
    bool inherits;
    return gort__runq_get(p, &inherits);
}

START_TEST(a_queue_gives_what_it_got_in_order)
{
    gort__proc *other, *p = queue_open(&other);
    ck_assert_ptr_null(queue_get(p));
    for (int n = 0; n < FAKES; n++) {
        for (int i = 0; i < n; i++)
            gort__runq_put(p, &fakes[i], false);
        ck_assert_uint_eq(gort__runq_length(p), (uint32_t)n);
        for (int i = 0; i < n; i++)
            ck_assert_ptr_eq(queue_get(p), &fakes[i]);
        ck_assert(gort__runq_empty(p));
    }
    gort__runq_put(p, &fakes[0], false);
    gort__runq_put(p, &fakes[1], true);
    gort__runq_put(p, &fakes[2], true); /* goes first, and sends the one before to the end */
    ck_assert_ptr_eq(queue_get(p), &fakes[2]);
    ck_assert_ptr_eq(queue_get(p), &fakes[0]);
    ck_assert_ptr_eq(queue_get(p), &fakes[1]);
    sched_close();
}
END_TEST

START_TEST(a_full_queue_sends_half_to_all)
{
    static gort_g many[3 * GORT_RUNQ_SLOTS];
    gort__proc *other, *p = queue_open(&other);
    struct gort__sched *s = C.rt->sched;
    uint32_t got = 0;
    for (int i = 0; i < 3 * GORT_RUNQ_SLOTS; i++)
        gort__runq_put(p, &many[i], false);
    ck_assert_uint_gt(gort__load32_relaxed(&s->nqueue), GORT_RUNQ_SLOTS);
    pthread_mutex_lock(&C.rt->lock);
    while (gort__queue_get(s, other, UINT32_MAX)) {
        got++;
        while (queue_get(other))
            got++;
    }
    pthread_mutex_unlock(&C.rt->lock);
    while (queue_get(p))
        got++;
    ck_assert_uint_eq(got, 3 * GORT_RUNQ_SLOTS);
    sched_close();
}
END_TEST

START_TEST(half_of_a_queue_is_stolen)
{
    gort__proc *other, *p = queue_open(&other);
    for (int n = 1; n < FAKES; n++) {
        for (int i = 0; i < n; i++)
            gort__runq_put(other, &fakes[i], false);
        ck_assert_ptr_eq(gort__runq_steal(p, other, false), &fakes[0]);
        const uint32_t half = (uint32_t)(n - n / 2);
        ck_assert_uint_eq(gort__runq_length(p), half - 1);
        ck_assert_uint_eq(gort__runq_length(other), (uint32_t)n - half);
        while (queue_get(p) || queue_get(other)) {
        }
    }
    gort__store32_relaxed(&other->state, GORT_PROC_IDLE);
    gort__runq_put(other, &fakes[5], true);
    ck_assert_ptr_null(gort__runq_steal(p, other, false));
    ck_assert_ptr_eq(gort__runq_steal(p, other, true), &fakes[5]);
    sched_close();
}
END_TEST

/* Each is taken once, whoever takes it. */
static gort__proc *stolen_from;
static void *steals(void *arg)
{
    gort__proc *own = arg;
    while (!sched_read(&stop)) {
        gort_g *g = gort__runq_steal(own, stolen_from, false);
        for (; g; g = queue_get(own))
            __atomic_add_fetch(&g->go_site, 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

START_TEST(stealing_takes_each_once)
{
    enum { ROUNDS = 200 };
    gort__proc *other, *p = queue_open(&other);
    pthread_t t;
    stop = 0;
    memset(fakes, 0, sizeof fakes);
    stolen_from = p;
    pthread_create(&t, NULL, steals, other);
    for (int r = 0; r < ROUNDS; r++) {
        for (int i = 0; i < FAKES; i++) {
            gort__runq_put(p, &fakes[i], i % 3 == 0);
            gort_g *g = i % 2 ? queue_get(p) : NULL;
            if (g) __atomic_add_fetch(&g->go_site, 1, __ATOMIC_RELAXED);
        }
        for (gort_g *g; (g = queue_get(p));)
            __atomic_add_fetch(&g->go_site, 1, __ATOMIC_RELAXED);
    }
    sched_add(&stop, 1);
    pthread_join(t, NULL);
    for (int i = 0; i < FAKES; i++)
        ck_assert_uint_eq((uintptr_t)fakes[i].go_site, ROUNDS);
    sched_close();
}
END_TEST

/* ---- Blocking regions --------------------------------------------------------------------- */

static int pipes[8][2];

static void reads_pipe(gort_g *g, void **sp, sched_closure *c)
{
    char byte = 0;
    const long before = sched_thread();
    sched_add(&ran, 1);
    gort_enter_blocking(g, sp);
    const ssize_t n = read(pipes[c->n][0], &byte, 1);
    errno = 1000 + (int)c->n;
    gort_exit_blocking(g);
    ck_assert_int_eq(errno, 1000 + (int)c->n); /* and nothing that is the thread's has changed */
    ck_assert_int_eq(before, sched_thread());
    ck_assert(n == 1 && byte == 'a' + c->n);
    gort_gc(g, sp);
    sched_add(&ran, 100);
}

static void main_feeds_pipes(gort_g *g, void **sp)
{
    static sched_closure c[8];
    for (int i = 0; i < 8; i++) {
        ck_assert_int_eq(pipe(pipes[i]), 0);
        c[i] = sched_closure_of(reads_pipe, i);
        gort_go(g, sp, &c[i].head);
    }
    sched_until(g, sp, &ran, 8); /* all are blocked, or about to be, and this one runs */
    gort_gc(g, sp);
    for (int i = 7; i >= 0; i--) {
        const char byte = (char)('a' + i);
        ck_assert_int_eq(write(pipes[i][1], &byte, 1), 1);
    }
    sched_until(g, sp, &ran, 808);
    for (int i = 0; i < 8; i++) {
        close(pipes[i][0]);
        close(pipes[i][1]);
    }
}

START_TEST(a_blocking_call_keeps_nobody_from_running)
{
    for (int procs = 1; procs <= 2; procs++) {
        ran = 0;
        sched_open(procs == 1 ? "1" : "2", "");
        ck_assert_int_eq(sched_main(main_feeds_pipes), 0);
        sched_close();
    }
}
END_TEST

/* The end does not wait for it, but who frees the runtime does. */
static void blocks_for_ever(gort_g *g, void **sp, sched_closure *c)
{
    char byte;
    (void)c;
    gort_enter_blocking(g, sp);
    sched_add(&ran, 1);
    if (read(pipes[0][0], &byte, 1) == 1) sched_add(&ran, 1);
    gort_exit_blocking(g);
    ck_abort_msg("goes on after the end");
}

static void main_leaves_one_blocked(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(blocks_for_ever, 0);
    gort_go(g, sp, &c.head);
    sched_until(g, sp, &ran, 1);
}

static void *lets_go(void *unused)
{
    usleep(20000);
    if (write(pipes[0][1], "x", 1) != 1) abort();
    return unused;
}

START_TEST(the_end_does_not_wait_for_a_blocking_call)
{
    pthread_t t;
    ran = 0;
    ck_assert_int_eq(pipe(pipes[0]), 0);
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_leaves_one_blocked), 0);
    ck_assert_uint_eq(C.rt->nmutators, 1);
    ck_assert_int_eq(sched_main(nothing), 0); /* and another gort_main may run */
    ck_assert_int_eq(pthread_create(&t, NULL, lets_go, NULL), 0);
    sched_close(); /* it goes when it comes back */
    ck_assert_int_eq(ran, 2);
    pthread_join(t, NULL);
}
END_TEST

/* ---- Time slices -------------------------------------------------------------------------- */

static void main_stops_spinners(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(sched_spins, 0);
    for (int i = 0; i < 4; i++)
        gort_go(g, sp, &c.head);
    for (int i = 0; i < 10; i++)
        gort_gc(g, sp); /* against spinners, each of which comes to a safepoint */
    for (int i = 0; i < 3; i++)
        gort__yield(g, sp);
    sched_add(&stop, 1);
    sched_until(g, sp, &ran, 4);
}

START_TEST(who_only_computes_lets_others_run)
{
    for (int procs = 1; procs <= 3; procs++) {
        static const char *const names[] = {"", "1", "2", "3"};
        ran = stop = 0;
        sched_open(names[procs], "");
        ck_assert_int_eq(sched_main(main_stops_spinners), 0);
        sched_close();
    }
}
END_TEST

/* Each waits without a poll until the one before has run: they run at once, or never. */
static intptr_t baton;
static void takes_baton(gort_g *g, void **sp, sched_closure *c)
{
    (void)g;
    (void)sp;
    for (int i = 0; i < 3; i++) {
        while (sched_read(&baton) % 4 != c->n) {
        }
        sched_add(&baton, 1);
    }
    sched_add(&ran, 1);
}

static void main_passes_baton(gort_g *g, void **sp)
{
    static sched_closure c[4];
    for (int i = 1; i < 4; i++) {
        c[i] = sched_closure_of(takes_baton, i);
        gort_go(g, sp, &c[i].head);
    }
    takes_baton(g, sp, &c[0]);
    sched_until(g, sp, &ran, 4);
}

START_TEST(as_many_run_at_once_as_there_are_places)
{
    for (int i = 0; i < 10; i++) {
        ran = baton = 0;
        sched_open("4", "");
        ck_assert_int_eq(sched_main(main_passes_baton), 0);
        sched_close();
    }
}
END_TEST

/* Two wake each other often enough for nobody to be woken for them; then one computes, without a
 * poll, until the other has run. */
static sched_sema question, reply;
static void replies(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    while (!sched_read(&stop)) {
        sched_acquire(g, sp, &question);
        sched_add(&ran, 1);
        sched_release(g, &reply);
    }
}

static void main_goes_on(gort_g *g, void **sp)
{
    enum { OFTEN = 1000 };
    static sched_closure c;
    c = sched_closure_of(replies, 0);
    gort_go(g, sp, &c.head);
    for (intptr_t i = 1; i <= 3 * OFTEN; i++) {
        if (i == 3 * OFTEN) sched_add(&stop, 1);
        sched_release(g, &question);
        while (i % OFTEN == 0 && sched_read(&ran) < i) {
        }
        sched_acquire(g, sp, &reply);
    }
}

START_TEST(who_is_woken_by_one_that_goes_on_runs_elsewhere)
{
    ran = stop = 0;
    sched_open("2", "");
    ck_assert_int_eq(sched_main(main_goes_on), 0);
    sched_close();
}
END_TEST

/* The same, and the one that goes on is in a blocking region nearly all the time, always in
 * another: none is long enough for its place to go on to another thread. */
static void main_blocks_shortly(gort_g *g, void **sp)
{
    enum { OFTEN = 200 * SCHED_MANY }; /* long enough for the watcher to look seldom */
    static sched_closure c;
    const struct timespec shortly = {0, 100000};
    c = sched_closure_of(replies, 0);
    gort_go(g, sp, &c.head);
    for (intptr_t i = 1; i <= 3 * OFTEN; i++) {
        if (i == 3 * OFTEN) sched_add(&stop, 1);
        sched_release(g, &question);
        while (i % OFTEN == 0 && sched_read(&ran) < i) {
            gort_enter_blocking(g, sp);
            nanosleep(&shortly, NULL);
            gort_exit_blocking(g);
        }
        sched_acquire(g, sp, &reply);
    }
}

START_TEST(who_is_woken_by_one_in_short_regions_runs_elsewhere)
{
    ran = stop = 0;
    sched_open("2", "");
    ck_assert_int_eq(sched_main(main_blocks_shortly), 0);
    sched_close();
}
END_TEST

/* Two that wake each other all the time, in one time slice, and a third. */
static sched_sema hog_a, hog_b;
static intptr_t hogged;
static void hogs(gort_g *g, void **sp, sched_closure *c)
{
    while (!sched_read(&stop)) {
        sched_acquire(g, sp, c->n ? &hog_a : &hog_b);
        sched_release(g, c->n ? &hog_b : &hog_a);
        sched_add(&hogged, 1);
    }
    sched_add(&ran, 1);
}
static void does_nothing(gort_g *g, void **sp, sched_closure *c)
{
    (void)g;
    (void)sp;
    (void)c;
}
static void ends_hogs(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    (void)g;
    (void)sp;
    sched_add(&stop, 1);
}
static void main_waits_for_hogs(gort_g *g, void **sp)
{
    static sched_closure c[4];
    c[0] = sched_closure_of(hogs, 0);
    c[1] = sched_closure_of(hogs, 1);
    c[2] = sched_closure_of(ends_hogs, 0);
    c[3] = sched_closure_of(does_nothing, 0);
    hog_a = hog_b = (sched_sema)SCHED_SEMA;
    gort_go(g, sp, &c[1].head);
    gort_go(g, sp, &c[0].head);
    sched_release(g, &hog_a);
    while (sched_read(&hogged) < 10)
        gort__yield(g, sp);
    gort_go(g, sp, &c[2].head);
    gort_go(g, sp, &c[3].head); /* sends the one before to the ring, behind the hogs */
    while (!sched_read(&stop))
        gort__yield(g, sp);
    while (sched_read(&ran) < 2) {
        sched_release(g, &hog_a);
        sched_release(g, &hog_b);
        gort__yield(g, sp);
    }
}

START_TEST(two_that_wake_each_other_do_not_keep_a_third_waiting)
{
    ran = stop = 0;
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_waits_for_hogs), 0);
    sched_close();
}
END_TEST

/* What the watcher counts: two that wake each other do not begin a slice each time. */
static void answers(gort_g *g, void **sp, sched_closure *c)
{
    for (intptr_t i = 0; i < c->n; i++) {
        sched_acquire(g, sp, &hog_a);
        sched_release(g, &hog_b);
    }
}
static void main_asks(gort_g *g, void **sp)
{
    enum { N = 1000 };
    static sched_closure c;
    c = sched_closure_of(answers, N);
    hog_a = hog_b = (sched_sema)SCHED_SEMA;
    gort_go(g, sp, &c.head);
    const uint32_t before = gort__load32_relaxed(&C.rt->sched->procs[0].tick);
    for (int i = 0; i < N; i++) {
        sched_release(g, &hog_a);
        sched_acquire(g, sp, &hog_b);
    }
    const uint32_t after = gort__load32_relaxed(&C.rt->sched->procs[0].tick);
    ck_assert_uint_lt(after - before, N); /* of 2 N switches */
}

START_TEST(who_is_woken_goes_on_in_the_same_time_slice)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_asks), 0);
    sched_close();
}
END_TEST

/* ---- Threads of the embedder -------------------------------------------------------------- */

static sched_sema from_outside, to_outside;
static pthread_t outside;

static void waits_for_outside(gort_g *g, void **sp, sched_closure *c)
{
    for (intptr_t i = 0; i < c->n; i++) {
        sched_acquire(g, sp, &from_outside);
        sched_release(g, &to_outside);
    }
    sched_add(&ran, 1);
}

static void *attached_thread(void *arg)
{
    enum { N = 200 };
    static sched_closure c;
    (void)arg;
    gort_g *g = gort_attach(C.rt);
    c = sched_closure_of(waits_for_outside, N);
    gort_go(g, gort_top(g), &c.head); /* a thread may start one */
    for (int i = 0; i < N; i++) {
        sched_release(g, &from_outside);
        sched_acquire(g, gort_top(g), &to_outside); /* and wait like one */
    }
    gort_detach(C.rt);
    return NULL;
}

static void *plain_thread(void *arg)
{
    (void)arg;
    for (int i = 0; i < 200; i++)
        sched_release(NULL, &from_outside);
    return NULL;
}

static void main_with_outside(gort_g *g, void **sp)
{
    pthread_create(&outside, NULL, attached_thread, NULL);
    sched_until(g, sp, &ran, 1);
    pthread_join(outside, NULL);
    static sched_closure c;
    c = sched_closure_of(waits_for_outside, 200);
    gort_go(g, sp, &c.head);
    pthread_create(&outside, NULL, plain_thread, NULL);
    sched_until(g, sp, &ran, 2);
    pthread_join(outside, NULL);
}

START_TEST(threads_of_the_embedder_wait_and_wake)
{
    for (int procs = 1; procs <= 2; procs++) {
        ran = 0;
        sched_open(procs == 1 ? "1" : "2", "");
        ck_assert_int_eq(sched_main(main_with_outside), 0);
        sched_close();
    }
}
END_TEST

static void main_detaches(gort_g *g, void **sp)
{
    (void)g;
    (void)sp;
    gort_detach(C.rt);
}

START_TEST(a_goroutine_detaches_no_thread)
{
    C.expected = true;
    sched_open("1", "");
#ifndef GORT_SWITCH_TSAN
    ck_assert_int_eq(sched_main(main_detaches), 2);
    ck_assert_str_eq(C.text, "gort: gort_detach: the calling thread is the scheduler's\n");
#else
    (void)main_detaches;
#endif
    sched_close();
}
END_TEST

/* ---- fork --------------------------------------------------------------------------------- */

static sched_sema in_child;
static void waits_over_fork(gort_g *g, void **sp, sched_closure *c)
{
    sp[0] = gort_new(g, sp, &gc_type_node);
    ((gc_node *)sp[0])->value = c->n;
    sched_acquire(g, sp + 1, &in_child);
    ck_assert_int_eq(((gc_node *)sp[0])->value, c->n);
    sched_add(&ran, 1);
}

static void main_forks(gort_g *g, void **sp)
{
    enum { N = 10 };
    static sched_closure c[N];
    static sched_closure spinner;
    spinner = sched_closure_of(sched_spins, 0);
    gort_go(g, sp, &spinner.head);
    for (int i = 0; i < N; i++) {
        c[i] = sched_closure_of(waits_over_fork, i);
        gort_go(g, sp, &c[i].head);
    }
    for (;;) { /* all wait */
        gort__lock_take(&in_child.lock);
        int n = 0;
        for (gort_g *w = in_child.first; w; w = w->link)
            n++;
        gort__lock_give(&in_child.lock);
        if (n == N) break;
        gort__yield(g, sp);
    }
    fflush(stdout);
    const pid_t p = fork();
    if (p == 0) {
        gort_gc(g, sp);
        for (int i = 0; i < N; i++)
            sched_release(g, &in_child);
        sched_until(g, sp, &ran, N);
        gort_gc(g, sp);
        gort_os_Exit(g, sp, 5);
    }
    int st;
    gort_enter_blocking(g, sp);
    waitpid(p, &st, 0);
    gort_exit_blocking(g);
    ck_assert_msg(WIFEXITED(st) && WEXITSTATUS(st) == 5, "child status %x", st);
    for (int i = 0; i < N; i++)
        sched_release(g, &in_child);
    sched_add(&stop, 1);
    sched_until(g, sp, &ran, N + 1);
}

START_TEST(a_child_goes_on_with_those_that_wait)
{
    int most = 2;
#ifdef GORT_SWITCH_TSAN /* has no threads in the child of a program that has some */
    most = 0;
    (void)main_forks;
#endif
    for (int procs = 1; procs <= most; procs++) {
        ran = stop = 0;
        sched_open(procs == 1 ? "1" : "2", "");
        ck_assert_int_eq(sched_main(main_forks), 0);
        sched_close();
    }
}
END_TEST

/* ---- Seeds -------------------------------------------------------------------------------- */

static char order[4096];
static size_t order_bytes;

static void logs(gort_g *g, void **sp, sched_closure *c)
{
    for (int i = 0; i < 20; i++) {
        order[order_bytes++] = (char)('a' + c->n);
        for (int k = 0; k < 10; k++)
            gort_poll(g, sp);
    }
    sched_add(&ran, 1);
}

static void main_logs(gort_g *g, void **sp)
{
    static sched_closure c[10];
    order_bytes = 0;
    ran = 0;
    for (int i = 0; i < 10; i++) {
        c[i] = sched_closure_of(logs, i);
        gort_go(g, sp, &c[i].head);
    }
    sched_until(g, sp, &ran, 10);
    order[order_bytes] = 0;
}

static const char *order_of(int seed)
{
    char debug[32];
    snprintf(debug, sizeof debug, "gcseed=%d", seed);
    sched_open("4", debug); /* with a seed there is one place, whatever was asked for */
    ck_assert_int_eq(sched_main(main_logs), 0);
    ck_assert_uint_eq(order_bytes, 200);
    sched_close();
    return order;
}

START_TEST(a_seed_fixes_the_order)
{
    char first[sizeof order];
    int differ = 0;
    for (int seed = 1; seed <= 5; seed++) {
        strcpy(first, order_of(seed));
        ck_assert_str_eq(order_of(seed), first);
        differ += strcmp(order_of(seed + 1), first) != 0;
    }
    ck_assert_int_eq(differ, 5);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("sched_threads");
    TCase *tc = tcase_create("sched_threads");
    tcase_add_test(tc, a_queue_gives_what_it_got_in_order);
    tcase_add_test(tc, a_full_queue_sends_half_to_all);
    tcase_add_test(tc, half_of_a_queue_is_stolen);
    tcase_add_test(tc, stealing_takes_each_once);
    tcase_add_test(tc, a_blocking_call_keeps_nobody_from_running);
    tcase_add_test(tc, the_end_does_not_wait_for_a_blocking_call);
    tcase_add_test(tc, who_only_computes_lets_others_run);
    tcase_add_test(tc, as_many_run_at_once_as_there_are_places);
    tcase_add_test(tc, who_is_woken_by_one_that_goes_on_runs_elsewhere);
    tcase_add_test(tc, who_is_woken_by_one_in_short_regions_runs_elsewhere);
    tcase_add_test(tc, two_that_wake_each_other_do_not_keep_a_third_waiting);
    tcase_add_test(tc, who_is_woken_goes_on_in_the_same_time_slice);
    tcase_add_test(tc, threads_of_the_embedder_wait_and_wake);
    tcase_add_test(tc, a_goroutine_detaches_no_thread);
    tcase_add_test(tc, a_child_goes_on_with_those_that_wait);
    tcase_add_test(tc, a_seed_fixes_the_order);
    suite_add_tcase(s, tc);
    return s;
}
