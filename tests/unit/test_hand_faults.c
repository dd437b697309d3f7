/* test_hand_faults.c - something comes between in a handshake: an error, a thread that blocks in
 * the middle of what takes long, a listener that takes its time, a lock that another has. No answer
 * is lost, nobody hangs, and phases are told in order.
 * Part of the suite that runs under TSan. */
#define _GNU_SOURCE /* RUSAGE_THREAD */
#include "handshake_support.h"
#include "../../gc/color.h"
#include "../../runtime/gort_weak.h"
#include "../../runtime/heap/span.h"
#include "../../runtime/sched/bind.h"
#include <sys/resource.h>

static void poll_once(void)
{
    gort_poll(C.g, C.sp);
}

/* This thread is asked for a safepoint from now on, if it is. */
static void not_asked_yet(void)
{
    gort__g_set_guard(C.g, false);
}

/* ---- Errors --------------------------------------------------------------------------------- */

/* fn ends in an error for want of memory; then there is some. */
static void fails(void (*fn)(void))
{
    const gc_test_pool full = gc_test_exhaust();
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        fn();
        ck_abort_msg("there was memory");
    }
    C.expected = false;
    gc_test_refill(full);
    gort_g_reset(C.g, C.sp);
    ck_assert_ptr_nonnull(strstr(C.text, "out of memory for the collector's work buffers"));
}

static void slow_begins_a_round(gort_g *g, void **sp, uint32_t what)
{
    (void)what;
    g->sp = sp + 1;
    gort__cycle_try_finish(g, false);
}

/* slow has begun a round, which this thread is asked for and has something to flush in. */
static pthread_t asked_with_something_to_flush(void)
{
    gc_test_open("gccheckmark=2,gcthreads=0");
    slow_does = slow_begins_a_round;
    from = fixture_root(gc_test_node());
    gc_node *x = fixture_root(gc_test_node());
    gort_store(C.g, &x->left, gc_test_node());
    gort_store(C.g, &from->left, x);
    *--C.sp = NULL;
    gc_node *black = fixture_root(gc_test_node());
    pthread_t t = start_slow(NOWHERE);
    begin_for_a_round();
    gort__span *of = gort__heap_span_of(C.rt->heap, (uintptr_t)black);
    ck_assert(gort__color_mark(of, gort__span_index(of, (uintptr_t)black)));
    gort_store(C.g, &from->left, NULL); /* before it is scanned */
    gort_store(C.g, &black->left, x);
    while (gc_test_step(1 << 20) || !gort__stack_is_black(C.g))
        continue;
    let_slow(STORE);
    ck_assert_int_eq(phase(), GORT_GC_ROUND);
    ck_assert(!gc_test_alive(black->left));
    return t;
}

/* It may come to no safepoint by itself. */
START_TEST(who_fails_to_answer_answers_at_the_next_poll)
{
    pthread_t t = asked_with_something_to_flush();
    fails(poll_once);
    ck_assert(gort__load32_relaxed(&gort__m(C.g)->asked));
    poll_once();
    ck_assert(!gort__load32_relaxed(&gort__m(C.g)->asked));
    finish(t);
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

static void ends_thread(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    ck_assert_int_eq(code, GORT_ERROR_OUT_OF_MEMORY);
    pthread_exit(NULL);
}

static void slow_fails(gort_g *g, void **sp, uint32_t what)
{
    (void)what;
    gort_alloc_slow(g, sp + 1, &gc_type_bytes, FIXTURE_TOO_MUCH);
}

/* It answers, and others take the cycle on though they only poll. */
START_TEST(who_ends_by_an_error_leaves_the_cycle_to_others)
{
    gc_test_open("gcthreads=0");
    slow_does = slow_fails;
    pthread_t t = start_slow(GORT_GC_BEGIN);
    begin();
    ck_assert_int_eq(phase(), GORT_GC_BEGIN);
    not_asked_yet();
    C.rt->config.on_error = ends_thread;
    gort__store32_release(&does, STORE);
    pthread_join(t, NULL); /* at no safepoint */
    C.rt->config.on_error = fixture_error;
    ck_assert_int_eq(phase(), GORT_GC_BEGIN);
    poll_once();
    ck_assert_int_ne(phase(), GORT_GC_BEGIN);
    gc_test_finish();
    fixture_close();
}
END_TEST

/* ---- In pieces ------------------------------------------------------------------------------ */

enum { DEAD = 10 * GORT__WEAK_BATCH };
static gort_au32 slow_wakes;

static void slow_sleeps(gort_g *g, void **sp, uint32_t what)
{
    (void)what;
    gort_enter_blocking(g, sp + 1);
    gort__fetch_add32_full(&stage, 1);
    while (!gort__load32_acquire(&slow_wakes))
        sched_yield();
    gort_exit_blocking(g);
}

/* All but this thread have answered in UNBARRIER, and there is much to clear. */
static pthread_t last_in_unbarrier(const char *debug)
{
    gc_test_open(debug);
    for (int i = 0; i < DEAD; i++)
        gort_weak_new(C.g, gc_test_node());
    slow_does = slow_sleeps;
    pthread_t t = start_slow(NOWHERE);
    begin_for_a_round();
    go_to(GORT_GC_ROUND);
    is_brought_to(GORT_GC_UNBARRIER, NOWHERE);
    return t;
}

/* Who blocks leaves what takes long to those who run; the last one does it. */
START_TEST(who_blocks_leaves_the_rest_to_who_runs)
{
    pthread_t t = last_in_unbarrier("gcthreads=0");
    gort__g_set_guard(slow_g, false);
    if (_i) {
        gort__store32_release(&does, STORE);
        wait_for(NULL, 2);
    }
    gort_enter_blocking(C.g, C.sp);
    ck_assert_int_eq(phase(), _i ? GORT_GC_OFF : GORT_GC_UNBARRIER);
    ck_assert(_i || gort__g_is_asked(slow_g));
    gort__store32_release(&slow_wakes, 1);
    gort_exit_blocking(C.g);
    if (_i == 0) {
        ck_assert(gort__g_is_asked(C.g));
        for (int i = 0; i < DEAD / GORT__WEAK_BATCH; i++)
            poll_once();
    }
    finish(t);
    fixture_close();
}
END_TEST

static void *comes_and_polls(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    for (int i = 0; i < 2 * DEAD / GORT__WEAK_BATCH; i++)
        gort_poll(g, sp);
    gort_detach(C.rt);
    return NULL;
}

/* Those to whom it was left may have gone since, by errors: who attaches takes it on, though it
 * only polls. */
START_TEST(who_attaches_takes_the_cycle_on)
{
    pthread_t t = last_in_unbarrier("gcthreads=0");
    gort_enter_blocking(C.g, C.sp);
    ck_assert_int_eq(phase(), GORT_GC_UNBARRIER);
    ck_assert(!gort__load32_relaxed(&gort__m(slow_g)->asked)); /* it only looks for that */
    pthread_join(start(comes_and_polls, NULL), NULL);
    ck_assert_int_eq(phase(), GORT_GC_OFF);
    gort_exit_blocking(C.g);
    finish(t);
    fixture_close();
}
END_TEST

/* Nor does anybody wait for a lock to do what who has it may be doing. */
START_TEST(who_finds_the_lock_taken_comes_back)
{
    pthread_t t = last_in_unbarrier("gcthreads=0");
    C.g->sp = C.sp;
    gort__gc_answer(C.g);
    not_asked_yet();
    pthread_mutex_lock(&C.rt->lock);
    gort__gc_answer(C.g); /* would never come back */
    pthread_mutex_unlock(&C.rt->lock);
    ck_assert_int_eq(phase(), GORT_GC_UNBARRIER);
    ck_assert(gort__g_is_asked(C.g));
    finish(t);
    fixture_close();
}
END_TEST

/* The last one that answers blocks, and cannot mark a second time: others do, though they only
 * poll, and so does who comes back. */
START_TEST(a_second_marking_waits_for_nobody)
{
    pthread_t t = last_in_unbarrier("gccheckmark=1,gcthreads=0");
    gort__g_set_guard(slow_g, false);
    gort__weak_clear(C.rt->gc, 2 * DEAD);
    gort_enter_blocking(C.g, C.sp);
    ck_assert_int_eq(phase(), GORT_GC_UNBARRIER);
    ck_assert(gort__g_is_asked(slow_g));
    not_asked_yet();
    gort_exit_blocking(C.g);
    ck_assert(gort__g_is_asked(C.g));
    poll_once();
    ck_assert_int_eq(phase(), GORT_GC_OFF);
    finish(t);
    fixture_close();
}
END_TEST

/* ---- Waiting -------------------------------------------------------------------------------- */

/* What is waited for may have come by the time that the wait begins: then there is none. A wait is
 * a switch to another thread. */
START_TEST(a_wait_that_comes_late_is_none)
{
    enum { WAITS = 300 };
    struct rusage before, after;
    gc_test_open("gcthreads=0");
    C.g->sp = C.sp;
    getrusage(RUSAGE_THREAD, &before);
    for (int i = 0; i < WAITS; i++) {
        const uint32_t turns = gort__hand_turns(C.rt->gc);
        pthread_mutex_lock(&C.rt->lock);
        gort__hand_turned(C.rt->gc);
        pthread_mutex_unlock(&C.rt->lock);
        gort__hand_wait(C.g, turns, gort__os_now_ns());
    }
    getrusage(RUSAGE_THREAD, &after);
    ck_assert_int_lt(after.ru_nvcsw - before.ru_nvcsw, WAITS / 2);
    fixture_close();
}
END_TEST

/* ---- Telling -------------------------------------------------------------------------------- */

static gort__gc_phase told[16];
static gort_au32 ntold, tells_late;

/* slow takes its time over one event. */
static void note_phase(void *user, gort_runtime *rt, const gort__event *e)
{
    (void)user;
    (void)rt;
    if (e->phase == GORT_GC_MARK && gort_current(C.rt) == slow_g)
        while (gort__load32_acquire(&tells_late))
            sched_yield();
    const uint32_t i = gort__fetch_add32_full(&ntold, 1);
    if (i < sizeof told / sizeof told[0]) told[i] = e->phase;
}

static void slow_flushes(gort_g *g, void **sp, uint32_t what)
{
    (void)sp;
    (void)what;
    gort_store(g, &from->left, NULL);
}

START_TEST(phases_are_told_in_order)
{
    static const gort__gc_phase want[] = {GORT_GC_BEGIN,     GORT_GC_BLACKEN, GORT_GC_MARK,
                                          GORT_GC_ROUND,     GORT_GC_MARK,    GORT_GC_ROUND,
                                          GORT_GC_UNBARRIER, GORT_GC_OFF};
    enum { PHASES = sizeof want / sizeof want[0] };
    gc_test_open("gcthreads=0");
    slow_does = slow_flushes;
    from = fixture_root(gc_test_node());
    gort_store(C.g, &from->left, gc_test_node());
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_PHASE), note_phase, NULL));
    pthread_t t = start_slow(NOWHERE);
    begin_for_a_round();
    let_slow(STORE); /* before it is scanned */
    go_to(GORT_GC_ROUND);
    gort__store32_release(&tells_late, 1);
    gort__store32_release(&aside, NOWHERE);
    while (phase() == GORT_GC_ROUND)
        sched_yield();
    for (int i = 0; i < 10; i++) {
        while (gc_test_step(1 << 20))
            continue;
        ck_assert(!gort__cycle_try_finish(C.g, false));
        ck_assert_int_eq(phase(), GORT_GC_MARK);
    }
    gort__store32_release(&tells_late, 0);
    finish(t);
    ck_assert_uint_eq(gort__load32_relaxed(&ntold), PHASES);
    for (int i = 0; i < PHASES; i++)
        ck_assert_int_eq(told[i], want[i]);
    fixture_close();
}
END_TEST

/* ---- Registered roots ------------------------------------------------------------------------ */

/* One is added while the phase becomes MARK: what it holds is scanned, or shaded. */
START_TEST(a_root_that_comes_with_marking_is_scanned)
{
    static gort_root r;
    static void *cell;
    gc_test_open("gccheckmark=2,gcthreads=0");
    gc_node *x = cell = gc_test_node();
    pthread_t t = start_slow(GORT_GC_BEGIN);
    begin();
    is_brought_to(GORT_GC_BLACKEN, NOWHERE);
    gort__roots_reset(C.rt->gc); /* as who takes the cycle on does first */
    gort_add_root(C.g, &r, &cell, &gort_type_unsafe_pointer, 1);
    gort__worker *w = gort__worker_take(C.rt->gc);
    gort__mark_roots(w, UINT64_MAX);
    gort__worker_put(C.rt->gc, w);
    ck_assert(gc_test_alive(x));
    finish(t);
    gc_test_lost_nothing();
    gort_remove_root(C.g, &r);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("hand_faults");
    TCase *tc = tcase_create("hand_faults");
    tcase_set_timeout(tc, HANG_S);
    if (gc_test_may_step()) {
        tcase_add_test(tc, who_fails_to_answer_answers_at_the_next_poll);
        tcase_add_test(tc, who_ends_by_an_error_leaves_the_cycle_to_others);
        /* With gccheckmark the last one that blocks does not end the cycle. */
        tcase_add_loop_test(tc, who_blocks_leaves_the_rest_to_who_runs, 0,
                            gc_test_has_mode("gccheckmark") ? 1 : 2);
        tcase_add_test(tc, who_attaches_takes_the_cycle_on);
        tcase_add_test(tc, who_finds_the_lock_taken_comes_back);
        tcase_add_test(tc, a_second_marking_waits_for_nobody);
        tcase_add_test(tc, a_wait_that_comes_late_is_none);
        tcase_add_test(tc, phases_are_told_in_order);
        tcase_add_test(tc, a_root_that_comes_with_marking_is_scanned);
    }
    suite_add_tcase(s, tc);
    return s;
}
