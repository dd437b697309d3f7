/* test_sleepers.c - threads that sleep while cycles change their phases by handshakes: they are put
 * to rest once, a few at a time, and wake into the phase. And what stops a cycle after all: root
 * callbacks. Part of the suite that runs under TSan. */
#include "threads_support.h"
#include "../../runtime/sched/proc.h"
#include <sched.h>

static gc_node *from;

static gort__gc_phase phase(void)
{
    return gort__gc_current_phase(C.rt);
}

/* A cycle that marks, by this thread's answers; its own stack is grey. */
static void begin_marking(void)
{
    C.g->sp = C.sp;
    ck_assert(gort__cycle_start(C.g, gort__load_relaxed(&C.rt->cycles_started), false));
    while (phase() != GORT_GC_MARK) {
        gort__gc_answer(C.g);
        sched_yield();
    }
}

/* ---- Those that sleep ----------------------------------------------------------------------- */

enum { SLEEPERS = 20 };
static gort_au32 asleep, wakes;
static bool sleepers_allocate;
static gort_mutator *sleepers[SLEEPERS];
static void *hidden;

/* Sleeps, and once more when it was woken; between that it takes what `from` holds, which nothing
 * but its stack leads to then. */
static void *sleeps(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    *sp++ = NULL;
    const uint32_t i = gort__fetch_add32_full(&asleep, 1);
    sleepers[i] = gort__m(g);
    if (sleepers_allocate) gort_new(g, sp, &gc_type_node);
    for (uint32_t time = 1; time <= 2; time++) {
        gort_enter_blocking(g, sp);
        if (time == 1) gort__fetch_add32_full(&stage, 1);
        while (gort__load32_acquire(&wakes) < (i == 0 ? time : 2))
            usleep(200);
        gort_exit_blocking(g);
        if (i != 0 || time == 2) continue;
        hidden = sp[-1] = from->left;
        gort_store(g, &from->left, NULL);
        gort__fetch_add32_full(&stage, 1);
    }
    gort_detach(C.rt);
    return NULL;
}

static unsigned awake(void)
{
    unsigned n = 0;
    pthread_mutex_lock(&C.rt->lock);
    for (const gort_mutator *m = C.rt->awake; m; m = m->awake_next)
        n++;
    pthread_mutex_unlock(&C.rt->lock);
    return n;
}

START_TEST(who_sleeps_is_asked_once_and_wakes_into_the_phase)
{
    pthread_t t[SLEEPERS];
    gc_test_open("clobberfree=1");
    from = fixture_root(gc_test_node());
    gort_store(C.g, &from->left, gc_test_node());
    for (int i = 0; i < SLEEPERS; i++)
        t[i] = start(sleeps, NULL);
    while (gort__load32_acquire(&stage) < SLEEPERS)
        sched_yield();
    ck_assert_uint_eq(awake(), SLEEPERS + 1);
    gc_test_collect();
    ck_assert_uint_eq(awake(), 1);
    gc_test_collect();
    begin_marking();
    while (gort__mark_idle_stacks(C.rt->gc) > 0)
        continue;
    ck_assert(gort__stack_is_black(sleepers[0]->g));
    ck_assert(!gort__stack_is_black(C.g) && !gc_test_alive(from->left));
    gort__store32_release(&wakes, 1);
    while (gort__load32_acquire(&stage) <= SLEEPERS)
        sched_yield();
    gc_test_finish();
    C.g->sp = C.sp;
    gort__gc_sweep(C.g);
    ck_assert_ptr_null(from->left);
    ck_assert(gc_test_alive(hidden));
    ck_assert_uint_le(awake(), 2);
    gort__store32_release(&wakes, 2);
    for (int i = 0; i < SLEEPERS; i++)
        join(t[i]);
    fixture_close();
}
END_TEST

static pthread_t falls_asleep[SLEEPERS];

static void all_fall_asleep(void)
{
    sleepers_allocate = true;
    for (int i = 0; i < SLEEPERS; i++)
        falls_asleep[i] = start(sleeps, NULL);
    while (gort__load32_acquire(&stage) < SLEEPERS)
        sched_yield();
    ck_assert_uint_eq(awake(), SLEEPERS + 1);
}

static void all_wake(void)
{
    from = fixture_root(gc_test_node());
    gort__store32_release(&wakes, 2);
    for (int i = 0; i < SLEEPERS; i++)
        join(falls_asleep[i]);
}

/* One of several calls that put them to rest: some, and few. */
static void some_rest(unsigned *were_awake)
{
    const unsigned are = awake();
    ck_assert_uint_lt(are, *were_awake);
    ck_assert_uint_ge(are + 8, *were_awake);
    *were_awake = are;
}

START_TEST(a_cycle_begins_when_all_who_sleep_rest)
{
    unsigned n = SLEEPERS + 1, calls = 1;
    gc_test_open("");
    all_fall_asleep();
    const uintptr_t seen = gort__load_relaxed(&C.rt->cycles_started);
    C.g->sp = C.sp;
    for (; gort__hand_begin(C.g, seen, false) == GORT__HAND_LATER; calls++) {
        ck_assert_int_eq(phase(), GORT_GC_OFF);
        some_rest(&n);
    }
    ck_assert_uint_eq(gort__load_relaxed(&C.rt->cycles_started), seen + 1);
    ck_assert_uint_ge(calls, SLEEPERS / 8);
    ck_assert_uint_eq(awake(), 1);
    gc_test_finish();
    all_wake();
    fixture_close();
}
END_TEST

/* Those who block and come back all the time do not keep it waiting. */
START_TEST(there_is_an_end_to_waiting_for_who_sleeps)
{
    gc_test_open("");
    all_fall_asleep();
    const uintptr_t seen = gort__load_relaxed(&C.rt->cycles_started);
    C.g->sp = C.sp;
    pthread_mutex_lock(&C.rt->lock);
    C.rt->gc->rest_left = 2;
    pthread_mutex_unlock(&C.rt->lock);
    ck_assert_int_eq(gort__hand_begin(C.g, seen, false), GORT__HAND_BEGUN);
    ck_assert_uint_eq(awake(), 1);
    gc_test_finish();
    all_wake();
    fixture_close();
}
END_TEST

START_TEST(a_round_begins_when_all_who_sleep_rest)
{
    unsigned n = SLEEPERS + 1, calls = 0;
    gc_test_open("gccheckmark=1");
    begin_marking();
    all_fall_asleep();
    do {
        while (gc_test_step(1 << 20))
            continue;
        gort__mark_idle_stacks(C.rt->gc);
    } while (gort__load32_acquire(&C.rt->gc->stacks_grey) || gort__cycle_has_grey(C.rt->gc));
    for (; awake() > 1; calls++) {
        ck_assert_int_eq(phase(), GORT_GC_MARK);
        ck_assert(gort__hand_round(C.g));
        some_rest(&n);
    }
    ck_assert_uint_ge(calls, SLEEPERS / 8);
    gc_test_finish();
    ck_assert_int_eq(phase(), GORT_GC_OFF);
    all_wake();
    fixture_close();
}
END_TEST

/* ---- Root callbacks -------------------------------------------------------------------------- */

static void *callback_holds[2];
static void holds(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    shade(ctx, *(void **)user);
}

/* A cycle that has callbacks to ask asks them at both ends: what one holds at the end only is
 * found. */
START_TEST(callbacks_of_any_number_are_asked_twice)
{
    gort_root_callback c;
    gc_test_open("clobberfree=1");
    if (_i == 0)
        gort_add_runtime_roots(C.rt, &c, holds, &callback_holds[0]);
    else
        gort_add_thread_roots(C.g, &c, holds, &callback_holds[0]);
    callback_holds[0] = gc_test_node();
    gc_test_collect();
    ck_assert(gc_test_alive(callback_holds[0]));
    from = fixture_root(gc_test_node());
    gort_store(C.g, &from->left, gc_test_node());
    gc_test_start();
    ck_assert_int_eq(phase(), GORT_GC_MARK);
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    callback_holds[0] = from->left;
    from->left = NULL; /* as an embedder that relies on the callback */
    gc_test_finish();
    ck_assert(gc_test_alive(callback_holds[0]));
    if (_i == 0)
        gort_remove_runtime_roots(C.rt, &c);
    else
        gort_remove_thread_roots(C.g, &c);
    ck_assert_uint_eq(C.rt->nroot_callbacks, 0);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("sleepers");
    TCase *tc = tcase_create("sleepers");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_test(tc, who_sleeps_is_asked_once_and_wakes_into_the_phase);
    if (gc_test_may_step()) {
        tcase_add_test(tc, a_cycle_begins_when_all_who_sleep_rest);
        tcase_add_test(tc, there_is_an_end_to_waiting_for_who_sleeps);
        tcase_add_test(tc, a_round_begins_when_all_who_sleep_rest);
    }
    tcase_add_loop_test(tc, callbacks_of_any_number_are_asked_twice, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
