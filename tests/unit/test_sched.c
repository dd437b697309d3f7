/* test_sched.c - goroutines: they start, wait, are made ready, yield, end; what keeps their
 * objects; how a program of them ends. */
#include "sched_support.h"

/* ---- Running ------------------------------------------------------------------------------ */

static void add_n(gort_g *g, void **sp, sched_closure *c)
{
    (void)sp;
    ck_assert_ptr_eq(gort_current(C.rt), g);
    sched_add(&ran, c->n);
}

static void main_starts_many(gort_g *g, void **sp)
{
    enum { N = SCHED_MANY };
    static sched_closure c[N];
    ck_assert_uint_eq(g->id, 1);
    for (int i = 0; i < N; i++) {
        c[i] = sched_closure_of(add_n, i);
        gort_go(g, sp, &c[i].head);
    }
    sched_until(g, sp, &ran, (intptr_t)N * (N - 1) / 2);
}

START_TEST(each_goroutine_runs_once)
{
    static const char *const procs[] = {"1", "2", "4"};
    for (int i = 0; i < 3; i++) {
        ran = 0;
        sched_open(procs[i], "");
        ck_assert_int_eq(sched_main(main_starts_many), 0);
        sched_close();
    }
}
END_TEST

static sched_sema ping = SCHED_SEMA, pong = SCHED_SEMA;

static void ponger(gort_g *g, void **sp, sched_closure *c)
{
    for (intptr_t i = 0; i < c->n; i++) {
        sched_acquire(g, sp, &ping);
        ran = -ran;
        sched_release(g, &pong);
    }
}

static void main_plays(gort_g *g, void **sp)
{
    enum { N = 20000 };
    static sched_closure c;
    c = sched_closure_of(ponger, N);
    gort_go(g, sp, &c.head);
    for (int i = 1; i <= N; i++) {
        ran = i;
        sched_release(g, &ping);
        sched_acquire(g, sp, &pong);
        ck_assert_int_eq(ran, -i); /* unguarded: what one stored the other sees */
    }
}

START_TEST(two_wake_each_other)
{
    static const char *const procs[] = {"1", "2", "3"};
    for (int i = 0; i < 3; i++) {
        sched_open(procs[i], "");
        ck_assert_int_eq(sched_main(main_plays), 0);
        sched_close();
    }
}
END_TEST

/* A lock is given up when nobody is on the stack of who held it. */
static uint32_t status_at_unlock;
static bool had_thread_at_unlock;

static bool notes_status(gort_g *g, void *arg)
{
    (void)arg;
    status_at_unlock = gort__load32_relaxed(&g->status);
    had_thread_at_unlock = g->m != NULL;
    return true;
}

static void readies(gort_g *g, void **sp, sched_closure *c)
{
    gort__ready(g, sp, c->object);
}

static void main_notes(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(readies, 0);
    c.object = g;
    gort_go(g, sp, &c.head);
    gort__park(g, sp, GORT_WAIT_SEMACQUIRE, notes_status, NULL);
    ck_assert_uint_eq(status_at_unlock, GORT_G_WAITING);
    ck_assert(!had_thread_at_unlock);
}

START_TEST(who_parks_is_away_when_the_lock_is_given_up)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_notes), 0);
    sched_close();
}
END_TEST

/* What a function keeps over a call is what the switch keeps: callee-saved registers, the rounding
 * mode. */
static __attribute__((noinline)) double third(void)
{
    volatile double three = 3;
    return 1 / three;
}

static void rounds_up(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    const double nearest = third();
    (void)nearest;
#if defined(__x86_64__)
    unsigned control;
    __asm__ volatile("stmxcsr %0" : "=m"(control));
    control = (control & ~0x6000u) | 0x4000u;
    __asm__ volatile("ldmxcsr %0" : : "m"(control));
#elif defined(__aarch64__)
    uint64_t control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    control = (control & ~UINT64_C(0xc00000)) | 0x400000;
    __asm__ volatile("msr fpcr, %0" : : "r"(control));
#endif
    const double up = third();
#if defined(__x86_64__) || defined(__aarch64__)
    ck_assert(up > nearest);
#endif
    for (int i = 0; i < 100; i++) {
        gort__yield(g, sp);
        ck_assert(third() == up);
    }
    sched_add(&ran, 1);
}

static void main_rounds_down(gort_g *g, void **sp)
{
    static sched_closure c;
    volatile long a = 11, b = 12, d = 13, e = 14, f = 15;
    long v[5] = {a, b, d, e, f};
    const double down = third();
    c = sched_closure_of(rounds_up, 0);
    gort_go(g, sp, &c.head);
    while (sched_read(&ran) == 0) {
        gort__yield(g, sp);
        ck_assert(third() == down);
        ck_assert_int_eq(v[0] + v[1] + v[2] + v[3] + v[4], 65);
    }
}

START_TEST(a_switch_keeps_what_a_call_keeps)
{
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_rounds_down), 0);
    ck_assert_int_eq(ran, 1);
    sched_close();
}
END_TEST

/* ---- What keeps their objects ------------------------------------------------------------- */

static const uint8_t mask_object[] = {4};
static const gort_type type_closure = {.size_bytes = sizeof(sched_closure),
                                       .ptrdata_bytes = sizeof(sched_closure),
                                       .ptrmask = mask_object,
                                       .ptrmask_bytes = sizeof(sched_closure),
                                       .kind = GORT_KIND_STRUCT,
                                       .align = sizeof(void *),
                                       .name = "main.closure"};
static sched_sema turn = SCHED_SEMA;

static void waits_with_objects(gort_g *g, void **sp, sched_closure *c)
{
    /* Its closure lies in the heap: sp[-1] keeps it. */
    gc_node *n = c->object;
    sp[0] = n;
    for (int i = 0; i < 3; i++) {
        gc_node *more = gort_new(g, sp + 1, &gc_type_node);
        more->value = n->value;
        gort_store(g, &more->left, sp[0]);
        sp[0] = n = more;
        sched_acquire(g, sp + 1, &turn);
        ck_assert_int_eq(n->value, c->n);
        ck_assert_ptr_nonnull(n->left);
    }
    sched_add(&ran, 1);
}

static void main_keeps_objects(gort_g *g, void **sp)
{
    enum { N = 20 };
    for (int i = 0; i < N; i++) {
        sched_closure *c = gort_new(g, sp, &type_closure);
        sp[0] = c;
        *c = sched_closure_of(waits_with_objects, i);
        gc_node *n = gort_new(g, sp + 1, &gc_type_node);
        n->value = i;
        gort_store(g, &c->object, n);
        gort_go(g, sp + 1, &c->head);
        sp[0] = NULL;
    }
    for (int i = 0; i < 3 * N; i++) {
        gort__yield(g, sp);
        if (i % 7 == 0) gort_gc(g, sp);
        sched_release(g, &turn);
    }
    sched_until(g, sp, &ran, N);
}

START_TEST(what_a_goroutine_has_is_kept)
{
    static const char *const debug[] = {
        "gccheckmark=1,clobberfree=1", "gcstress=1,gccheckmark=1,clobberfree=1",
        "gcstoptheworld=1,gccheckmark=1,clobberfree=1", "gcseed=5,gccheckmark=1,clobberfree=1"};
    for (int procs = 1; procs <= 2; procs++) {
        for (int i = 0; i < 4; i++) {
            ran = 0;
            sched_open(procs == 1 ? "1" : "2", debug[i]);
            ck_assert_int_eq(sched_main(main_keeps_objects), 0);
            if (i == 1) ck_assert_uint_gt(gort_read_stress_counts(C.rt).collections_forced, 60);
            ck_assert_uint_gt(gort_read_stress_counts(C.rt).cycles_checked, 0);
            sched_close();
        }
    }
}
END_TEST

/* A goroutine starts while a cycle marks: its stack is black, and nothing else knows its closure.
 */
static uint64_t start_lost;

static void main_starts_while_marking(gort_g *g, void **sp)
{
    sched_closure *c = gort_new(g, sp, &type_closure);
    *c = sched_closure_of(add_n, 1);
    sp[0] = c;
    C.g = g;
    C.sp = sp + 1;
    gc_test_start();
    sp[0] = NULL; /* grey, and does not hold it when it is scanned */
    gort_go(g, sp + 1, &c->head);
    gc_test_finish();
    start_lost = gort__gc_checkmark_lost(C.rt);
}

START_TEST(the_closure_of_a_start_is_shaded)
{
    sched_open("1", "gccheckmark=2");
    sched_main(main_starts_while_marking);
    ck_assert_uint_eq(start_lost, 0);
    sched_close();
    sched_open("1", "gccheckmark=2,gcmutant=shade");
    sched_main(main_starts_while_marking);
    ck_assert_uint_eq(start_lost, 1);
    sched_close();
}
END_TEST

/* ---- Ends --------------------------------------------------------------------------------- */

static void waits_for_ever(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    sched_add(&ran, 1);
    gort__park(g, sched_at_site(sp, 1), GORT_WAIT_CHAN_SEND, NULL, NULL);
}

static sched_closure forever;

static void main_deadlocks(gort_g *g, void **sp)
{
    gort_go(g, sched_at_site(sp, 2), &forever.head);
    gort__park(g, sched_at_site(sp, 0), GORT_WAIT_CHAN_RECEIVE, NULL, NULL);
}

static int end_of(const char *procs, const char *debug, void (*fn)(gort_g *g, void **sp))
{
    forever = sched_closure_of(waits_for_ever, 0);
    ran = 0;
    sched_open(procs, debug);
    gort_register_module(C.rt, &sched_module);
    const int status = sched_main(fn);
    sched_close();
    return status;
}

START_TEST(all_asleep_is_a_deadlock)
{
    static const char text[] = "fatal error: all goroutines are asleep - deadlock!\n"
                               "\ngoroutine 1 [chan receive]:\nmain.main()\n\t/p.go:10 +0x0\n"
                               "\ngoroutine 2 [chan send]:\nmain.f(...)\n\t/p.go:20 +0x1\n"
                               "created by main.main\n\t/p.go:30 +0x2\n";
    C.expected = true;
    static const char *const procs[] = {"1", "2"};
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(end_of(procs[i], "", main_deadlocks), 2);
        ck_assert_str_eq(C.text, text);
        ck_assert_int_eq(C.code, GORT_ERROR_FATAL);
    }
    ck_assert_int_eq(end_of("1", "gcseed=3", main_deadlocks), 2);
    ck_assert_str_eq(C.text, text);
}
END_TEST

static void main_exits(gort_g *g, void **sp)
{
    gort_runtime_Goexit(g, sched_at_site(sp, 0));
}

static void main_exits_with_others(gort_g *g, void **sp)
{
    gort_go(g, sched_at_site(sp, 2), &forever.head);
    gort_runtime_Goexit(g, sched_at_site(sp, 0));
}

START_TEST(goexit_of_main_is_not_the_end)
{
    C.expected = true;
    ck_assert_int_eq(end_of("1", "", main_exits), 2);
    ck_assert_str_eq(C.text,
                     "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n");
    ck_assert_int_eq(end_of("2", "", main_exits_with_others), 2);
    ck_assert_str_eq(C.text, "fatal error: all goroutines are asleep - deadlock!\n"
                             "\ngoroutine 2 [chan send]:\nmain.f(...)\n\t/p.go:20 +0x1\n"
                             "created by main.main\n\t/p.go:30 +0x2\n");
}
END_TEST

static void calls_exit(gort_g *g, void **sp, sched_closure *c)
{
    gort_os_Exit(g, sp, c->n);
}

static void main_waits_for_exit(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(calls_exit, 7);
    gort_go(g, sp, &forever.head);
    gort_go(g, sp, &c.head);
    for (;;)
        gort_poll(g, sp);
}

static void computes(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    sched_add(&ran, 1);
    for (;;)
        gort_poll(g, sp);
}

static void main_leaves_others(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(computes, 0);
    for (int i = 0; i < 5; i++)
        gort_go(g, sp, &c.head);
    gort_go(g, sp, &forever.head);
    sched_until(g, sp, &ran, 6);
}

static void main_starts_and_ends(gort_g *g, void **sp)
{
    gort_go(g, sp, &forever.head);
    gort_go(g, sp, &forever.head);
}

START_TEST(a_start_at_the_end_is_no_deadlock)
{
    sched_open("2", "");
    struct gort__sched *s = C.rt->sched;
    const uint32_t counts = gort__load32_relaxed(&s->counts);
    s->ended = true; /* work comes when nobody shall be started any more */
    gort__sched_wake(s);
    ck_assert_ptr_null(s->runners);
    ck_assert_uint_eq(gort__load32_relaxed(&s->counts), counts);
    s->ended = false;
    sched_close();
    for (int i = 0; i < SCHED_MANY / 5; i++)
        ck_assert_int_eq(end_of("3", "", main_starts_and_ends), 0);
}
END_TEST

START_TEST(the_end_is_that_of_main_or_exit)
{
    ck_assert_int_eq(end_of("1", "", main_waits_for_exit), 7);
    ck_assert_int_eq(end_of("2", "", main_waits_for_exit), 7);
    ck_assert_int_eq(end_of("1", "", main_leaves_others), 0);
    ck_assert_int_eq(end_of("3", "", main_leaves_others), 0);
    ck_assert_int_eq(end_of("1", "gcseed=1", main_leaves_others), 0);
}
END_TEST

static void panics(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    gort_panicdivide(g, sched_at_site(sp, 1));
}

static GC_UNUSED void main_waits_for_panic(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(panics, 0);
    gort_go(g, sched_at_site(sp, 2), &c.head);
    gort__park(g, sched_at_site(sp, 0), GORT_WAIT_SLEEP, NULL, NULL);
}

START_TEST(a_thread_that_ends_in_a_goroutine_ends_the_program)
{
#ifndef GORT_SWITCH_TSAN /* whose pthread_exit wants the thread's own stack */
    C.expected = true;
    ck_assert_int_eq(end_of("1", "", main_waits_for_panic), 2);
    ck_assert_int_eq(C.code, GORT_ERROR_PANIC);
    ck_assert_int_eq(end_of("2", "", main_waits_for_panic), 2);
#endif
}
END_TEST

static void recurses(gort_g *g, void **sp, sched_closure *c)
{
    volatile char frame[512];
    frame[0] = (char)c->n;
    if (GORT_POLL_NEEDED(g)) gort_morestack(g, sp);
    if (frame[0]) recurses(g, sched_at_site(sp, 1), c);
    frame[1] = frame[0];
}

static char first_text[sizeof C.text];
static void first_end(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    C.code = code;
    memcpy(first_text, text, bytes < sizeof first_text ? bytes : sizeof first_text - 1);
    gort_os_Exit(gort_current(C.rt), gort_top(gort_current(C.rt)), 9);
}

static sched_closure failing;
static void main_fails(gort_g *g, void **sp)
{
    gort_go(g, sched_at_site(sp, 2), &failing.head);
    gort__park(g, sched_at_site(sp, 0), GORT_WAIT_SLEEP, NULL, NULL);
}

static void fail_with(sched_fn fn)
{
    gort_config c = fixture_config("");
    c.on_error = first_end;
    c.getenv = sched_env;
    failing = sched_closure_of(fn, 1);
    memset(first_text, 0, sizeof first_text);
    C.rt = gort_runtime_new(&c);
    gort_register_module(C.rt, &sched_module);
    ck_assert_int_eq(sched_main(main_fails), 9); /* os.Exit of a handler, on the goroutine */
    sched_close();
}

START_TEST(a_report_is_of_the_goroutine_that_failed)
{
    fail_with(panics);
    ck_assert_int_eq(C.code, GORT_ERROR_PANIC);
    ck_assert_str_eq(first_text, "panic: runtime error: integer divide by zero\n"
                                 "\ngoroutine 2 [running]:\nmain.f(...)\n\t/p.go:20 +0x1\n"
                                 "created by main.main\n\t/p.go:30 +0x2\n");
    fail_with(recurses);
    ck_assert_int_eq(C.code, GORT_ERROR_STACK);
    ck_assert_ptr_nonnull(
        strstr(first_text, sizeof(void *) == 8
                               ? "runtime: goroutine stack exceeds 1000000000-byte limit\n"
                               : "runtime: goroutine stack exceeds 64000000-byte limit\n"));
    ck_assert_ptr_nonnull(strstr(first_text, "fatal error: stack overflow\n"));
    ck_assert_ptr_nonnull(strstr(first_text, "\ngoroutine 2 [running]:\nmain.f(...)\n"));
    ck_assert_ptr_nonnull(
        strstr(first_text, "...additional frames elided...\ncreated by main.main\n\t/p.go:30"));
}
END_TEST

/* ---- Goexit ------------------------------------------------------------------------------- */

static intptr_t deferred;
static void count_deferred(gort_g *g, void **sp, gort_closure *fn)
{
    (void)fn;
    ck_assert_ptr_null(gort_gorecover(g, sp).type); /* Goexit is no panic */
    sched_add(&deferred, 1);
}
static void panic_deferred(gort_g *g, void **sp, gort_closure *fn)
{
    (void)fn;
    sched_add(&deferred, 100);
    gort_panicdivide(g, sp);
}
static void recover_deferred(gort_g *g, void **sp, gort_closure *fn)
{
    (void)fn;
    if (gort_gorecover(g, sp).type) sched_add(&deferred, 10000);
}
static gort_closure counts = {(void (*)(void))count_deferred},
                    fails = {(void (*)(void))panic_deferred},
                    recovers = {(void (*)(void))recover_deferred};

static void inner_goexits(gort_g *g, void **sp)
{
    gort_defer_frame fr;
    gort_defer_enter(g, sp, &fr);
    void **top = sp + GORT_DEFER_WORDS;
    if (GORT_SETJMP(&fr) == 0) {
        gort_deferproc(g, top, &fr, &counts);
        gort_deferproc(g, top, &fr, &recovers);
        gort_deferproc(g, top, &fr, &fails); /* runs first, and is recovered by the next */
        gort_runtime_Goexit(g, sched_at_site(top, 1));
    }
    gort_deferreturn(g, top, &fr);
    ck_abort_msg("a function that called Goexit has returned");
}

static void outer_goexits(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    gort_defer_frame fr;
    gort_defer_enter(g, sp, &fr);
    void **top = sp + GORT_DEFER_WORDS;
    if (GORT_SETJMP(&fr) == 0) {
        gort_deferproc(g, top, &fr, &counts);
        inner_goexits(g, sched_at_site(top, 2));
    }
    gort_deferreturn(g, top, &fr);
    ck_abort_msg("the caller of a function that called Goexit goes on");
}

static void main_waits_for_goexit(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(outer_goexits, 0);
    for (int i = 1; i <= 50; i++) {
        gort_go(g, sp, &c.head);
        sched_until(g, sp, &deferred, (intptr_t)10102 * i);
    }
}

START_TEST(goexit_runs_deferred_calls)
{
    deferred = 0;
    ck_assert_int_eq(end_of("1", "", main_waits_for_goexit), 0);
    ck_assert_int_eq(deferred, 50 * 10102);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("sched");
    TCase *tc = tcase_create("sched");
    tcase_add_test(tc, each_goroutine_runs_once);
    tcase_add_test(tc, two_wake_each_other);
    tcase_add_test(tc, who_parks_is_away_when_the_lock_is_given_up);
    tcase_add_test(tc, a_switch_keeps_what_a_call_keeps);
    tcase_add_test(tc, what_a_goroutine_has_is_kept);
    tcase_add_test(tc, the_closure_of_a_start_is_shaded);
    tcase_add_test(tc, all_asleep_is_a_deadlock);
    tcase_add_test(tc, goexit_of_main_is_not_the_end);
    tcase_add_test(tc, a_start_at_the_end_is_no_deadlock);
    tcase_add_test(tc, the_end_is_that_of_main_or_exit);
    tcase_add_test(tc, a_thread_that_ends_in_a_goroutine_ends_the_program);
    tcase_add_test(tc, a_report_is_of_the_goroutine_that_failed);
    tcase_add_test(tc, goexit_runs_deferred_calls);
    suite_add_tcase(s, tc);
    return s;
}
