/* test_weak_cycle.c - what is weak while a cycle ends by handshakes: what is got in a round, what
 * is found dead, clearing in pieces behind that; threads that fall asleep in a round. Each rule of
 * tests/model/spin/weak.pml has a test that fails without it. Part of the suite that runs under
 * TSan. */
#include "handshake_support.h"
#include "../../gc/color.h"
#include "../../runtime/gort_weak.h"
#include "../../runtime/heap/span.h"

/* ---- Gets ----------------------------------------------------------------------------------- */

static void slow_hides(gort_g *g, void **sp, uint32_t what)
{
    (void)sp;
    (void)what;
    gort_store(g, &from->left, NULL);
}

/* What only the read barrier has made grey in the middle of a round is marked on, with what it
 * leads to; it is not found dead before the round is over. */
START_TEST(what_is_got_in_a_round_is_marked_on)
{
    gc_test_open("gccheckmark=2,gcthreads=0");
    slow_does = slow_hides;
    from = fixture_root(gc_test_node());
    gc_node *x = *C.sp++ = gc_test_node();
    gort_store(C.g, &x->left, gc_test_node());
    if (_i) gort_store(C.g, &from->left, x);
    gort_weak *w = gort_weak_new(C.g, x);
    C.sp--;
    pthread_t t = start_slow(NOWHERE);
    begin_for_a_round();
    if (_i) let_slow(STORE); /* its buffer knows of x */
    go_to(GORT_GC_ROUND);
    ck_assert(!gc_test_alive(x));
    ck_assert_ptr_eq(gort_weak_get(C.g, w), x);
    ck_assert(gc_test_alive(x) && !gc_test_alive(x->left));
    *C.sp++ = x;
    gort__store32_release(&aside, GORT_GC_MARK);
    while (phase() == GORT_GC_ROUND)
        sched_yield();
    ck_assert_int_eq(phase(), GORT_GC_MARK);
    finish(t);
    gc_test_lost_nothing();
    ck_assert(gc_test_alive(x) && gc_test_alive(x->left));
    ck_assert_ptr_eq(gort_weak_get(C.g, w), x);
    fixture_close();
}
END_TEST

/* A get that finds no memory for what it makes grey ends in an error, which locks nobody out. */
START_TEST(a_get_that_fails_gives_the_lock_up)
{
    gc_test_open("gcthreads=0");
    gort_weak *w = gort_weak_new(C.g, gc_test_node());
    gc_test_start();
    C.expected = true;
    const gc_test_pool pool = gc_test_exhaust();
    if (setjmp(C.failed) == 0) {
        gort_weak_get(C.g, w);
        ck_abort_msg("the get found memory");
    }
    gc_test_refill(pool);
    gort_g_reset(C.g, C.sp);
    ck_assert_ptr_nonnull(strstr(C.text, "out of memory for the collector's work buffers"));
    ck_assert_int_eq(pthread_mutex_trylock(&C.rt->gc->weak.lock), 0);
    pthread_mutex_unlock(&C.rt->gc->weak.lock);
    gc_test_finish();
    gort_weak_free(C.g, w);
    fixture_close();
}
END_TEST

/* A set that fails has set, and the handle is among those that are looked at. */
START_TEST(a_set_that_fails_has_set)
{
    gc_test_open("gcthreads=0");
    gc_node *x = gc_test_node(), *key = fixture_root(gc_test_node());
    gort_weak *before = gort_weak_new(C.g, key), *w = gort_weak_new(C.g, NULL);
    gort_weak *behind = gort_weak_new(C.g, key);
    gort_ephemeron *e = gort_ephemeron_new(C.g, key, NULL);
    gc_test_start();
    C.expected = true;
    const gc_test_pool pool = gc_test_exhaust();
    if (setjmp(C.failed) == 0) {
        if (_i)
            gort_ephemeron_set(C.g, e, x);
        else
            gort_weak_set(C.g, w, x);
        ck_abort_msg("the set found memory");
    }
    gc_test_refill(pool);
    gort_g_reset(C.g, C.sp);
    gort_weak_free(C.g, before);
    gort_weak_free(C.g, behind);
    gc_test_finish();
    gc_test_collect();
    ck_assert_ptr_eq(gort_ephemeron_value(C.g, e), _i ? x : NULL);
    ck_assert(!_i || gc_test_alive(x));
    ck_assert_ptr_null(gort_weak_get(C.g, w)); /* dead by now, or never set */
    gort_weak_free(C.g, w);
    gort_ephemeron_free(C.g, e);
    ck_assert_uint_eq(gort__load_relaxed(&C.rt->gc->weak.entries), 0);
    fixture_close();
}
END_TEST

/* Who has answered in UNBARRIER may be late: what it reads by a weak handle may be swept by then,
 * and marks are nobody's affair any more. */
START_TEST(a_weak_handle_marks_nothing_when_a_cycle_is_nearly_over)
{
    gc_test_open("gccheckmark=1");
    gc_node *n = fixture_root(gc_test_node());
    pthread_t t = start_slow(GORT_GC_UNBARRIER);
    begin();
    go_to(GORT_GC_UNBARRIER);
    gort__gc_answer(C.g);
    gort_weak *w = gort_weak_new(C.g, n);
    gort__span *s = gort__heap_span_of(C.rt->heap, (uintptr_t)n);
    ck_assert(gc_test_alive(n));
    gort__color_clear(s, gort__span_index(s, (uintptr_t)n)); /* as if it were swept */
    ck_assert_ptr_eq(gort_weak_get(C.g, w), n);
    ck_assert(!gc_test_alive(n));
    ck_assert(gort__color_mark(s, gort__span_index(s, (uintptr_t)n)));
    finish(t);
    fixture_close();
}
END_TEST

/* ---- Clearing ------------------------------------------------------------------------------- */

enum { HANDLES = 1000, PIECES = 3 };

static uint32_t cleaned[HANDLES], ncleaned;
static void on_cleanup(gort_g *g, void **sp, void *data)
{
    (void)g;
    (void)sp;
    cleaned[ncleaned++] = (uint32_t)(uintptr_t)data;
}

/* When it is decided what is dead nothing gives it out; the cycle is over when all of it is
 * cleared, which is done a piece at a time. */
START_TEST(what_is_weak_is_cleared_in_pieces)
{
    gort_weak *w[HANDLES];
    unsigned calls = 0;
    gort_config config = fixture_config("gcthreads=0");
    config.finalizers_by_call = true;
    fixture_start(&config);
    gc_node *kept = fixture_root(gc_test_node());
    gc_node **dies = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, HANDLES));
    gort_weak *alive = gort_weak_new(C.g, kept);
    for (uintptr_t i = 0; i < HANDLES; i++) {
        gort_store(C.g, &dies[i], gc_test_node());
        w[i] = gort_weak_new(C.g, dies[i]);
        gort_cleanup_new(C.g, dies[i], on_cleanup, (void *)i);
    }
    C.sp--;
    pthread_t t = start_slow(GORT_GC_ROUND);
    const uint64_t cycles = gort_read_stress_counts(C.rt).cycles_handshaken;
    begin();
    go_to(GORT_GC_ROUND);
    is_brought_to(GORT_GC_UNBARRIER, NOWHERE);
    for (int i = 0; i < HANDLES; i++)
        ck_assert_ptr_null(gort_weak_get(C.g, w[i]));
    ck_assert_ptr_eq(gort_weak_get(C.g, alive), kept);
    gort_weak_set(C.g, w[0], kept);
    gort_weak_free(C.g, w[1]);
    for (; C.rt->gc->weak.decided; calls++) {
        ck_assert_int_eq(phase(), GORT_GC_UNBARRIER);
        ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, SIZE_MAX), 0);
        gort__gc_answer(C.g);
    }
    ck_assert_uint_ge(calls, PIECES);
    ck_assert_ptr_eq(gort_weak_get(C.g, alive), kept);
    ck_assert_ptr_eq(gort_weak_get(C.g, w[0]), kept);
    for (int i = 2; i < HANDLES; i++)
        ck_assert_ptr_null(gort_weak_get(C.g, w[i]));
    finish(t);
    ck_assert_uint_eq(gort_read_stress_counts(C.rt).cycles_handshaken, cycles + 1);
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, SIZE_MAX), HANDLES);
    for (uint32_t i = 0; i < HANDLES; i++)
        ck_assert_uint_eq(cleaned[i], i);
    fixture_close();
}
END_TEST

/* ---- Who falls asleep ----------------------------------------------------------------------- */

enum { SLEEPERS = 20 };
static gort_au32 sleepers;

static void *sleeps(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    gort_enter_blocking(g, gort_top(g));
    gort__fetch_add32_full(&sleepers, 1);
    while (gort__load32_acquire(&stage) < 3)
        usleep(200);
    gort_exit_blocking(g);
    gort_detach(C.rt);
    return NULL;
}

/* Those who fall asleep after the phase began are put to rest before the next one does, a few by
 * each who comes by, and who did that comes back for more. */
START_TEST(a_phase_changes_when_all_who_sleep_rest)
{
    pthread_t s[SLEEPERS];
    unsigned calls = 0;
    gc_test_open("gccheckmark=1,gcthreads=0");
    pthread_t t = start_slow(GORT_GC_ROUND);
    begin();
    go_to(GORT_GC_ROUND);
    for (int i = 0; i < SLEEPERS; i++)
        s[i] = start(sleeps, NULL);
    while (gort__load32_acquire(&sleepers) < SLEEPERS)
        sched_yield();
    gort__gc_answer(C.g);
    gort__store32_release(&aside, GORT_GC_UNBARRIER);
    while (gort__load32_relaxed(&C.rt->gc->asked))
        sched_yield();
    pthread_mutex_lock(&C.rt->lock); /* slow has it until it is through */
    pthread_mutex_unlock(&C.rt->lock);
    for (; phase() == GORT_GC_ROUND; calls++) {
        gort__g_set_guard(C.g, false);
        gort__gc_answer(C.g);
        if (phase() == GORT_GC_ROUND) ck_assert(gort__g_is_asked(C.g));
    }
    ck_assert_uint_ge(calls, 2);
    ck_assert_int_eq(phase(), GORT_GC_UNBARRIER);
    finish(t);
    reach(3);
    for (int i = 0; i < SLEEPERS; i++)
        join(s[i]);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("weak_cycle");
    TCase *tc = tcase_create("weak_cycle");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, what_is_got_in_a_round_is_marked_on, 0, 2);
    tcase_add_test(tc, a_get_that_fails_gives_the_lock_up);
    if (gc_test_may_step()) tcase_add_loop_test(tc, a_set_that_fails_has_set, 0, 2);
    tcase_add_test(tc, a_weak_handle_marks_nothing_when_a_cycle_is_nearly_over);
    tcase_add_test(tc, what_is_weak_is_cleared_in_pieces);
    tcase_add_test(tc, a_phase_changes_when_all_who_sleep_rest);
    suite_add_tcase(s, tc);
    return s;
}
