/* test_handshakes.c - phases that change without a stop (gc/handshake.c): a thread that answers
 * nothing delays no other, and each rule of tests/model/spin/handshake.pml and stale.pml has a test
 * that fails without it.
 * Part of the suite that runs under TSan. */
#include "handshake_support.h"
#include "../../gc/color.h"
#include "../../runtime/heap/span.h"

static gc_node *to;

/* ---- Others go on -------------------------------------------------------------------------- */

static void *lives(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    sp[0] = NULL;
    for (int i = 0; i < 300; i++) {
        gc_node *n = gort_new(g, sp + 1, &gc_type_node);
        gort_store(g, &n->left, sp[0]);
        sp[0] = n;
        gort_poll(g, sp + 1);
    }
    gort_enter_blocking(g, sp + 1);
    gort_exit_blocking(g);
    int n = 0;
    for (const gc_node *at = sp[0]; at; at = at->left)
        n++;
    gort_detach(C.rt);
    return n == 300 ? lives : NULL;
}

/* In each phase slow, or this thread, comes to no safepoint until another one has lived and gone.
 */
START_TEST(a_thread_put_aside_delays_no_other)
{
    static const gort__gc_phase phases[] = {GORT_GC_BEGIN, GORT_GC_BLACKEN,   GORT_GC_MARK,
                                            GORT_GC_ROUND, GORT_GC_UNBARRIER, GORT_GC_OFF};
    const gort__gc_phase where = phases[_i];
    gc_test_open(where == GORT_GC_OFF ? "clobberfree=1" : "gccheckmark=1,clobberfree=1");
    gc_node *tree = fixture_root(gc_test_tree(C.sp, 8));
    const bool own = where == GORT_GC_BLACKEN || where == GORT_GC_UNBARRIER;
    pthread_t t = start_slow(own ? where - 1 : where);
    begin();
    go_to(own ? where - 1 : where);
    if (own) is_brought_to(where, NOWHERE);
    void *lived;
    pthread_t other = start(lives, NULL);
    pthread_join(other, &lived); /* at no safepoint */
    ck_assert_ptr_nonnull(lived);
    ck_assert_int_eq(phase(), where);
    if (where == GORT_GC_OFF) {
        const struct gort__heap *h = C.rt->heap;
        while (gort__heap_claimable(h))
            gort__sweep_some(C.rt, 100);
        ck_assert(gort__heap_unswept(h)); /* slow may have a stale span */
        ck_assert(!gort__cycle_start(C.g, gort__load_relaxed(&C.rt->cycles_started), false));
    }
    finish(t);
    ck_assert_int_eq(phase(), GORT_GC_OFF);
    ck_assert(!gort__heap_unswept(C.rt->heap));
    ck_assert_uint_eq(gort_read_stress_counts(C.rt).cycles_handshaken, 1);
    ck_assert(gc_test_alive(tree) && gc_test_alive(tree->right->left));
    fixture_close();
}
END_TEST

/* One that has been asked goes: nobody waits for its answer. */
START_TEST(a_thread_that_detaches_has_answered)
{
    gc_test_open("gccheckmark=1");
    pthread_t t = start_slow(GORT_GC_BEGIN);
    begin();
    let_slow(LEAVE);
    pthread_join(t, NULL);
    /* This thread may be asked for the next phase by now. */
    ck_assert_uint_eq(gort__load32_relaxed(&C.rt->gc->asked),
                      gort__load32_relaxed(&gort__m(C.g)->asked));
    gc_test_finish();
    ck_assert_int_eq(phase(), GORT_GC_OFF);
    fixture_close();
}
END_TEST

/* ---- The heap is bounded ------------------------------------------------------------------- */

enum { BLOCK = 2048, MOST_BYTES = 64 << 20 };
static gort_mutator *eater;
static gort_aword eaten;
static gort_au32 full;

static void *eats(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    eater = gort__m(g);
    reach(2);
    while (!gort__load32_acquire(&full) && gort__load_relaxed(&eaten) < MOST_BYTES) {
        gort_alloc_slow(g, gort_top(g), &gc_type_bytes, BLOCK);
        gort__fetch_add_relaxed(&eaten, BLOCK);
    }
    gort_detach(C.rt);
    return NULL;
}

/* Who allocates while a cycle cannot go on goes on, up to a part beyond the goal. */
START_TEST(who_allocates_far_beyond_the_goal_waits)
{
    fixture_gogc = "100";
    gc_test_open("gcthreads=0");
    pthread_t t = start_slow(_i ? GORT_GC_ROUND : GORT_GC_BEGIN), e = start(eats, NULL);
    wait_for(C.g, 2);
    gort_enter_blocking(C.g, C.sp);
    const uint64_t goal = gort__load64_relaxed(&C.rt->gc->goal);
    while (gort__load_relaxed(&eaten) < goal ||
           gort__load32_relaxed(&eater->state) != GORT_MUTATOR_BLOCKED) {
        if (gort__load_relaxed(&eaten) >= MOST_BYTES) break;
        sched_yield();
    }
    const uintptr_t most = gort__load_relaxed(&eaten);
    gort__store32_release(&full, 1);
    gort__store32_release(&aside, NOWHERE);
    pthread_join(e, NULL);
    gort_exit_blocking(C.g);
    ck_assert_uint_lt(most, 4 * goal);
    finish(t);
    fixture_close();
}
END_TEST

/* ---- Beginning ------------------------------------------------------------------------------ */

static void slow_stores(gort_g *g, void **sp, uint32_t what)
{
    (void)what;
    gort_store(g, &to->left, sp[0]);
    sp[0] = NULL;
}

/* The barrier of one is not on yet: nothing may be black by then. */
START_TEST(nobody_allocates_black_before_all_have_the_barrier)
{
    gc_test_open("gccheckmark=2");
    slow_does = slow_stores;
    slow_object = gc_test_node();
    pthread_t t = start_slow(GORT_GC_BEGIN);
    begin();
    to = fixture_root(gc_test_node());
    ck_assert(!slow_g->head.barrier);
    let_slow(STORE);
    finish(t);
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

/* Objects that get their bits one by one are counted, and are in nobody's hand later. */
START_TEST(what_is_taken_one_by_one_is_counted)
{
    enum { TAKEN = 20 };
    gort_mem_stats before, ms;
    gc_test_open("gccheckmark=1");
    gort_read_mem_stats(C.g, C.sp, &before);
    pthread_t t = start_slow(GORT_GC_BEGIN);
    begin();
    ck_assert(gort__m(C.g)->exact);
    for (int i = 0; i < TAKEN; i++)
        fixture_root(gc_test_node());
    finish(t);
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(gort__load_relaxed(&C.rt->heap->hand_bytes), 0);
    ck_assert_uint_ge(ms.Mallocs - before.Mallocs, TAKEN);
    ck_assert_uint_eq(ms.HeapAlloc, gort__load_relaxed(&C.rt->heap->live_bytes));
    fixture_close();
}
END_TEST

/* This thread is asked in BLACKEN and has not answered. */
static pthread_t asked_to_blacken(void)
{
    pthread_t t = start_slow(GORT_GC_BEGIN);
    begin();
    is_brought_to(GORT_GC_BLACKEN, NOWHERE);
    return t;
}

START_TEST(no_stack_is_scanned_before_all_allocate_black)
{
    gc_test_open("gccheckmark=2");
    pthread_t t = asked_to_blacken();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    fixture_root(gc_test_node()); /* white */
    finish(t);
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

/* Before that no newborn stack is black either. */
static gort_g *born_with(void *object)
{
    gort_g *g = gort__goroutine_new(C.g, C.sp, NULL, object);
    ck_assert_ptr_nonnull(g);
    return g;
}

START_TEST(a_g_that_is_born_before_marking_is_grey)
{
    gc_test_open("gccheckmark=2");
    *C.sp++ = gc_test_node();
    pthread_t t = start_slow(GORT_GC_BEGIN);
    begin();
    gort_g *g = born_with(C.sp[-1]);
    C.sp[-1] = NULL;
    ck_assert(!gort__stack_is_black(g));
    finish(t);
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

/* One runs while the list of g's is passed, and then does not, with its stack grey. */
START_TEST(a_g_that_leaves_grey_is_looked_at_again)
{
    gc_test_open("gccheckmark=2");
    *C.sp++ = gc_test_node();
    pthread_t t = start_slow(GORT_GC_BEGIN);
    begin();
    gort_g *g = born_with(C.sp[-1]);
    C.sp[-1] = NULL;
    gort__g_claim(g, GORT_G_RUNNING);
    g->m = gort__m(C.g);
    g->head.barrier = true;
    gort__store32_release(&aside, NOWHERE);
    go_to(GORT_GC_MARK);
    struct gort__gc *gc = C.rt->gc;
    while (gort__load32_relaxed(&gc->stacks_left))
        gort__mark_idle_stacks(gc);
    ck_assert(!gort__stack_is_black(g));
    gort__g_leave(g, GORT_G_WAITING);
    ck_assert_uint_ne(gort__load32_relaxed(&gc->stacks_left), 0);
    finish(t);
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

/* As wait_for, with what this thread has below C.sp. */
static void wait_with_roots(uint32_t n)
{
    gort_enter_blocking(C.g, C.sp);
    wait_for(NULL, n);
    gort_exit_blocking(C.g);
}

/* What a thread that attaches while a cycle marks allocates is black, as its stack is. */
static void *attach_and_keep(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    to = sp[0] = gort_new(g, sp, &gc_type_node);
    gort_enter_blocking(g, sp + 1);
    reach(2);
    while (gort__load32_acquire(&stage) < 3)
        sched_yield();
    gort_exit_blocking(g);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(who_attaches_is_as_one_that_has_answered)
{
    gc_test_open("gccheckmark=2");
    fixture_root(gc_test_tree(C.sp, 14)); /* more to mark than the thread's allocation pays for */
    gc_test_start();
    pthread_t t = start(attach_and_keep, NULL);
    wait_with_roots(2);
    ck_assert_int_eq(phase(), GORT_GC_MARK);
    ck_assert(gort__gc_is_marked(C.rt, to));
    gc_test_finish();
    gc_test_lost_nothing();
    reach(3);
    join(t);
    fixture_close();
}
END_TEST

/* ---- Ending --------------------------------------------------------------------------------- */

/* The last reference to an object moves to a black one, and only this thread's buffer knows the old
 * place. */
static void *move_and_block(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    gort_store(g, &to->left, from->left);
    gort_store(g, &from->left, NULL);
    gort_enter_blocking(g, gort_top(g));
    reach(2);
    while (gort__load32_acquire(&stage) < 3)
        sched_yield();
    gort_exit_blocking(g);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(others_answer_for_one_that_is_blocked)
{
    gc_test_open("gccheckmark=2");
    from = fixture_root(gc_test_node());
    gc_node *x = gc_test_node();
    C.sp[0] = x;
    C.sp++;
    gort_store(C.g, &x->left, gc_test_node());
    gort_store(C.g, &from->left, x);
    C.sp--;
    gc_test_start();
    to = fixture_root(gc_test_node()); /* black; from is not scanned yet */
    pthread_t t = start(move_and_block, NULL);
    wait_with_roots(2);
    gc_test_finish();
    gc_test_lost_nothing();
    reach(3);
    join(t);
    fixture_close();
}
END_TEST

static void no_roots(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
}

/* Who finds no memory while it flushes another's buffer ends in an error, which locks nobody out.
 * The other may be put to rest by who would stop the world then. */
START_TEST(who_fails_for_another_gives_the_lock_up)
{
    struct gort__gc *gc;
    gort_root_callback c;
    gc_test_open("gccheckmark=2,gcthreads=0");
    gc = C.rt->gc;
    from = fixture_root(gc_test_node());
    gort_store(C.g, &from->left, gc_test_node());
    gc_test_start();
    to = fixture_root(gc_test_node());
    pthread_t t = start(move_and_block, NULL);
    wait_with_roots(2);
    gort__mark_idle_stacks(gc);
    while (gort__load32_relaxed(&gc->stacks_grey) || gort__cycle_has_grey(gc))
        gc_test_step(1 << 20);
    if (_i) { /* the other is not put to rest before: it is asked */
        pthread_mutex_lock(&C.rt->lock);
        gc->rest_left = 0;
        pthread_mutex_unlock(&C.rt->lock);
    }
    C.expected = true;
    const gc_test_pool pool = gc_test_exhaust();
    if (setjmp(C.failed) == 0) {
        (void)gort__hand_round(C.g);
        ck_abort_msg("the round found memory");
    }
    gc_test_refill(pool);
    gort_g_reset(C.g, C.sp);
    ck_assert_ptr_nonnull(strstr(C.text, "out of memory for the collector's work buffers"));
    ck_assert_int_eq(pthread_mutex_trylock(&C.rt->lock), 0);
    pthread_mutex_unlock(&C.rt->lock);
    ck_assert_uint_eq(gort__load32_relaxed(&gc->marking), 0);
    ck_assert_int_eq(phase(), _i ? GORT_GC_ROUND : GORT_GC_MARK);
    if (_i == 2) {
        pthread_mutex_lock(&C.rt->lock);
        gc->rest_left = 2;
        pthread_mutex_unlock(&C.rt->lock);
        gort_add_runtime_roots(C.rt, &c, no_roots, NULL);
        C.g->sp = C.sp;
        gort__hand_round(C.g);
        gort_remove_runtime_roots(C.rt, &c);
    }
    gc_test_finish();
    gc_test_lost_nothing();
    reach(3);
    join(t);
    fixture_close();
}
END_TEST

/* In the middle of a round a flush makes from->left grey, it is scanned, and by then this thread,
 * which has answered, holds what led on from it. Who comes late to begin the same round must not
 * take the flush for one from before it. */
static void slow_hides(gort_g *g, void **sp, uint32_t what)
{
    (void)sp;
    if (what == TAKE)
        gort_store(g, &from->left, NULL);
    else
        gort__barrier_flush(gort__m(g)); /* as if the buffer was full */
}

START_TEST(who_comes_late_to_a_round_begins_none)
{
    gc_test_open("gccheckmark=2,gcthreads=0");
    struct gort__gc *gc = C.rt->gc;
    slow_does = slow_hides;
    from = fixture_root(gc_test_node());
    gc_node *x = *C.sp++ = gc_test_node();
    gort_store(C.g, &x->left, gc_test_node());
    gort_store(C.g, &from->left, x);
    *C.sp++ = NULL;
    C.sp[-2] = NULL;
    pthread_t t = start_slow(NOWHERE);
    begin_for_a_round();
    /* Hidden before it is scanned. */
    let_slow(TAKE);
    go_to(GORT_GC_ROUND);
    gort__gc_answer(C.g); /* slow may have begun it */
    ck_assert(!gort__load32_acquire(&gort__m(C.g)->asked) && !gc_test_alive(x));
    let_slow(TAKE_MORE);
    ck_assert(gc_test_alive(x));
    C.sp[-1] = x->left;
    gort_store(C.g, &x->left, NULL);
    gort__worker *w = gort__worker_take(gc);
    gort__mark_drain(&w->tracer, UINT64_MAX);
    gort__worker_put(gc, w);
    gort__hand_round(C.g);
    ck_assert_int_eq(phase(), GORT_GC_ROUND);
    gort__store32_release(&aside,
                          NOWHERE); /* slow ends the round before this thread flushes again */
    while (phase() == GORT_GC_ROUND)
        sched_yield();
    finish(t);
    gc_test_lost_nothing();
    ck_assert(gc_test_alive(C.sp[-1]));
    fixture_close();
}
END_TEST

/* Who has answered may run a loop that does not allocate: it comes to a safepoint to mark on. */
START_TEST(a_round_that_was_too_early_calls_all)
{
    gc_test_open("gccheckmark=1,gcthreads=0");
    slow_does = slow_hides;
    from = fixture_root(gc_test_node());
    gort_store(C.g, &from->left, gc_test_node());
    pthread_t t = start_slow(NOWHERE);
    begin_for_a_round();
    let_slow(TAKE);
    go_to(GORT_GC_ROUND);
    gort__g_set_guard(C.g, false);
    gort__store32_release(&aside, NOWHERE);
    while (phase() == GORT_GC_ROUND)
        sched_yield();
    ck_assert_int_eq(phase(), GORT_GC_MARK);
    pthread_mutex_lock(&C.rt->lock); /* slow has it until all are called */
    pthread_mutex_unlock(&C.rt->lock);
    ck_assert(gort__g_is_asked(C.g));
    finish(t);
    fixture_close();
}
END_TEST

/* A flush may come in the middle of a round: it counts as a step before it marks anything. */
static uint32_t shaded, uncounted;

static void note_shade(void *user, gort_runtime *rt, const gort__event *e)
{
    (void)user;
    if (e->shade.why != GORT_SHADE_BARRIER_OLD) return;
    shaded++;
    uncounted += gort__load32_relaxed(&rt->gc->marking) == 0;
}

START_TEST(a_flush_is_counted_before_it_marks)
{
    gc_test_open("");
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_SHADE), note_shade, NULL));
    gc_node *a = fixture_root(gc_test_node());
    gort_store(C.g, &a->left, gc_test_node());
    gc_test_start();
    gort_store(C.g, &a->left, NULL);
    gort__barrier_flush(gort__m(C.g));
    ck_assert_uint_eq(shaded, 1);
    ck_assert_uint_eq(uncounted, 0);
    ck_assert_uint_eq(gort__load32_relaxed(&C.rt->gc->marking), 0);
    gc_test_finish();
    fixture_close();
}
END_TEST

/* A stop that is wanted is in the way of a round: who waits for the end of a cycle parks then,
 * wherever it is. */
static void *stops(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    g->sp = gort_top(g);
    for (int i = 0; i < 3000; i++) {
        gort__stop_world(gort__m(g));
        gort__start_world(gort__m(g));
        gort_poll(g, g->sp);
    }
    gort_detach(C.rt);
    gort__store32_release(&full, 1);
    return NULL;
}

START_TEST(a_stop_comes_in_the_middle_of_a_collection)
{
    gc_test_open("");
    fixture_root(gc_test_tree(C.sp, 11)); /* one step, in which most stops are wanted */
    pthread_t t = start(stops, NULL);
    while (!gort__load32_acquire(&full))
        gc_test_collect();
    join(t);
    fixture_close();
}
END_TEST

/* A thread that was asked goes on with another g, without a safepoint in between. */
START_TEST(the_g_that_runs_next_is_asked)
{
    gc_test_open("gccheckmark=1");
    gort_mutator *m = gort__m(C.g);
    gort_g *g = born_with(NULL);
    pthread_t t = start_slow(GORT_GC_ROUND);
    begin();
    go_to(GORT_GC_ROUND);
    is_brought_to(GORT_GC_UNBARRIER, NOWHERE);
    gort__g_bind(g, m, C.g->head.barrier);
    gort__g_leave(C.g, GORT_G_WAITING);
    const bool asked = gort__g_is_asked(g);
    gort__g_bind(C.g, m, g->head.barrier);
    gort__g_leave(g, GORT_G_WAITING);
    ck_assert(asked);
    ck_assert(gort__g_is_asked(C.g));
    finish(t);
    fixture_close();
}
END_TEST

/* ---- Stale spans ---------------------------------------------------------------------------- */

enum { HOLES = 200, STALE = 10 };
static void *taken[STALE];
static gort__span *stale;
static gort_type plain; /* a node in a span of its size class */

/* The first one when it has answered in UNBARRIER, the others when it is asked to give the span
 * back: as if the request came late. */
static void slow_takes(gort_g *g, void **sp, uint32_t what)
{
    if (what == STORE) return;
    for (int i = what == TAKE ? 0 : 1; i < (what == TAKE ? 1 : STALE); i++) {
        gort__g_set_guard(g, false);
        gc_node *n = gort_new(g, sp + 1, &plain);
        gort_store(g, &n->left, sp[0]);
        taken[i] = sp[0] = n;
    }
    if (what == TAKE) stale = gort__heap_span_of(C.rt->heap, (uintptr_t)taken[0]);
}

START_TEST(a_stale_span_is_swept_when_it_is_given_back)
{
    gc_test_open("clobberfree=1");
    plain = gc_type_node;
    plain.hash = 0;
    slow_does = slow_takes;
    *C.sp++ = NULL; /* every second slot is taken */
    for (int i = 0; i < 2 * HOLES; i++) {
        gc_node *n = gort_new(C.g, C.sp, &plain);
        if (i % 2 == 0) continue;
        gort_store(C.g, &n->left, C.sp[-1]);
        C.sp[-1] = n;
    }
    gc_test_collect();
    slow_object = NULL;
    pthread_t t = start_slow(GORT_GC_ROUND);
    begin();
    go_to(GORT_GC_ROUND);
    is_brought_to(GORT_GC_UNBARRIER, GORT_GC_OFF);
    const uint32_t gen = gort__load32_relaxed(&C.rt->heap->sweepgen);
    let_slow(TAKE);
    ck_assert_int_eq(phase(), GORT_GC_UNBARRIER);
    ck_assert_uint_eq(gort__load32_relaxed(&stale->sweepgen), gen);
    go_to(GORT_GC_OFF);
    let_slow(TAKE_MORE);
    ck_assert_ptr_eq(gort__heap_span_of(C.rt->heap, (uintptr_t)taken[STALE - 1]), stale);
    ck_assert_uint_eq(gort__load32_relaxed(&stale->sweepgen), gen);
    while (gort__heap_claimable(C.rt->heap)) /* all the others */
        gort__sweep_some(C.rt, 100);
    ck_assert(gort__heap_unswept(C.rt->heap));
    gort__store32_release(&aside, NOWHERE);
    C.g->sp = C.sp;
    gort__gc_sweep(C.g);
    ck_assert_uint_eq(gort__load32_relaxed(&stale->sweepgen), gen + 2);
    ck_assert_uint_eq(gort__color_count(stale), 0);
    for (int i = 0; i < STALE; i++)
        ck_assert(gc_test_alive(taken[i]));
    finish(t);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("handshakes");
    TCase *tc = tcase_create("handshakes");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_thread_that_detaches_has_answered);
    tcase_add_test(tc, what_is_taken_one_by_one_is_counted);
    tcase_add_test(tc, no_stack_is_scanned_before_all_allocate_black);
    tcase_add_test(tc, a_g_that_is_born_before_marking_is_grey);
    tcase_add_test(tc, a_g_that_leaves_grey_is_looked_at_again);
    tcase_add_test(tc, others_answer_for_one_that_is_blocked);
    tcase_add_test(tc, who_comes_late_to_a_round_begins_none);
    tcase_add_test(tc, a_round_that_was_too_early_calls_all);
    tcase_add_test(tc, a_flush_is_counted_before_it_marks);
    tcase_add_test(tc, a_stop_comes_in_the_middle_of_a_collection);
    tcase_add_test(tc, the_g_that_runs_next_is_asked);
    if (gc_test_may_step()) {
        /* With gccheckmark the end of a cycle is a stop: nobody is asked in OFF. */
        const bool stops = gc_test_has_mode("gccheckmark");
        tcase_add_loop_test(tc, a_thread_put_aside_delays_no_other, 0, stops ? 5 : 6);
        if (!stops) tcase_add_test(tc, a_stale_span_is_swept_when_it_is_given_back);
        tcase_add_loop_test(tc, who_allocates_far_beyond_the_goal_waits, 0, 2);
        tcase_add_test(tc, nobody_allocates_black_before_all_have_the_barrier);
        tcase_add_test(tc, who_attaches_is_as_one_that_has_answered);
        tcase_add_loop_test(tc, who_fails_for_another_gives_the_lock_up, 0, 3);
    }
    suite_add_tcase(s, tc);
    return s;
}
