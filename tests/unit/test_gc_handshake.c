/* test_gc_handshake.c - what a thread and the collector owe each other at the moments when they
 * meet: attaching and detaching in the middle of marking, a stop that is wanted while polls are
 * being skipped, stacks of blocked threads, two markers at one word of mark bits.
 *
 * Each test reaches its moment by waiting for flags and states, never for time to pass. Part of
 * the suite that runs under TSan. */
#include "../../gc/color.h"
#include "gc_support.h"
#include "../../runtime/base/os.h"
#include "../../runtime/sched/sched.h"
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static gort_au32 stage; /* how far the two threads of a test have come */

static void come_to(uint32_t n)
{
    gort__store32_release(&stage, n);
}
static void wait_for(uint32_t n)
{
    while (gort__load32_acquire(&stage) < n)
        sched_yield();
}

static pthread_t spawn(void *(*run)(void *))
{
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, run, NULL), 0);
    return t;
}
static void join(pthread_t t)
{
    gort_enter_blocking(C.g, C.sp);
    pthread_join(t, NULL);
    gort_exit_blocking(C.g);
}

/* ---- Detaching ---------------------------------------------------------------------------- */

static gc_node *from, *to, *junk;

/* The last reference moves into a black object; only this thread's buffer knows the old place. The
 * buffer is one short of the flush that a full one gets. */
static void *move_and_leave(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    gort_mutator *m = gort__m(g);
    for (int i = 0; i < GORT_BARRIER_BUFFER_WORDS - 2; i++)
        gort_store(g, &junk->left, junk);
    gc_node *x = from->left;
    gort_store(g, &to->left, x);
    gort_store(g, &from->left, NULL);
    if (m->barrier_used == GORT_BARRIER_BUFFER_WORDS - 1) come_to(1);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_buffer_is_flushed_when_its_thread_detaches)
{
    gc_test_open("gccheckmark=2");
    junk = fixture_root(gc_test_node());
    gort_store(C.g, &junk->left, junk);
    from = fixture_root(gc_test_node());
    gort_store(C.g, &from->left, gc_test_node());
    gc_test_start();
    to = fixture_root(gc_test_node()); /* black; from is not scanned yet */
    join(spawn(move_and_leave));
    ck_assert_uint_eq(gort__load32_acquire(&stage), 1);
    gc_test_finish();
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

/* A thread leaves with its stack grey: nobody waits for that stack any more. */
static void *leave_grey(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    gort_enter_blocking(g, gort_top(g));
    come_to(1);
    wait_for(2);
    gort_exit_blocking(g);
    if (!gort__stack_is_black(g)) come_to(3);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_grey_stack_leaves_with_its_thread)
{
    gc_test_open("gccheckmark=1");
    pthread_t t = spawn(leave_grey);
    wait_for(1);
    gc_test_start();
    ck_assert_uint_eq(gort__load32_acquire(&C.rt->gc->stacks_grey), 2);
    come_to(2);
    join(t);
    ck_assert_uint_eq(gort__load32_acquire(&stage), 3);
    /* And this thread scanned its own before it waited. */
    ck_assert_uint_eq(gort__load32_acquire(&C.rt->gc->stacks_grey), 0);
    gc_test_finish();
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_OFF);
    fixture_close();
}
END_TEST

/* What a thread allocated and did not use up goes back when it leaves: its objects live, the rest
 * of its runs is free. */
static void *allocate_and_leave(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    gc_node *n = gort_new(g, gort_top(g), &gc_type_node);
    n->value = 11;
    gort_store(g, &to->left, n);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(the_run_of_a_thread_goes_back_when_it_detaches)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    to = fixture_root(gc_test_node());
    join(spawn(allocate_and_leave));
    gc_test_collect();
    ck_assert_int_eq(to->left->value, 11);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, 2);
    fixture_close();
}
END_TEST

/* ---- Attaching ---------------------------------------------------------------------------- */

static void *attach_while_marking(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    if (g->head.barrier && gort__stack_is_black(g)) come_to(1);
    gort_store(g, &to->left, from->left);
    gort_store(g, &from->left, NULL);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_thread_that_comes_while_marking_has_the_barrier)
{
    gc_test_open("gccheckmark=2");
    from = fixture_root(gc_test_node());
    gort_store(C.g, &from->left, gc_test_node());
    gc_test_start();
    to = fixture_root(gc_test_node()); /* black; from is not scanned yet */
    join(spawn(attach_while_marking));
    gc_test_finish();
    gc_test_lost_nothing();
    ck_assert_uint_eq(gort__load32_acquire(&stage), 1);
    fixture_close();
}
END_TEST

/* ---- Stops -------------------------------------------------------------------------------- */

/* While a cycle marks, polls that have nothing to do are skipped; the one after a stop was wanted
 * is not. */
static void *poll_once(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    gort_mutator *m = gort__m(g);
    gort_enter_blocking(g, sp);
    come_to(1);
    wait_for(2);
    gort_exit_blocking(g);
    gort_poll(g, sp); /* the cycle's own request is answered */
    m->gc_polls_left = m->gc_polls_skipped = 1000;
    come_to(3);
    while (!gort__load32_acquire(&C.rt->stop_requested) || !GORT_POLL_NEEDED(g))
        sched_yield();
    const uintptr_t before = gort__load_relaxed(&m->safepoints);
    gort_poll(g, sp);
    /* Whoever wants the stop waits for this thread: it would for ever, so only the count tells. */
    const bool answered = gort__load_relaxed(&m->safepoints) != before;
    /* And it stays there until the world runs again. */
    if (answered && !gort__load32_acquire(&C.rt->stop_requested)) come_to(4);
    m->gc_polls_left = 0;
    gort_poll(g, sp);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_poll_that_is_asked_to_stop_is_not_skipped)
{
    gc_test_open("");
    /* Enough to mark that the cycle is still under way. */
    *C.sp++ = NULL;
    for (int i = 0; i < 20000; i++) {
        gc_node *n = gc_test_node();
        gort_store(C.g, &n->left, C.sp[-1]);
        C.sp[-1] = n;
    }
    pthread_t t = spawn(poll_once);
    wait_for(1);
    gc_test_start();
    come_to(2);
    wait_for(3);
    gort__stop_world(gort__m(C.g));
    gort__start_world(gort__m(C.g));
    join(t);
    ck_assert_uint_eq(gort__load32_acquire(&stage), 4);
    gc_test_finish();
    C.sp--;
    fixture_close();
}
END_TEST

/* A blocking region that ends in a stopped world lasts until the world runs. */
static void *come_back(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    gort_enter_blocking(g, gort_top(g));
    come_to(1);
    wait_for(2);
    gort_exit_blocking(g);
    if (!gort__load32_acquire(&C.rt->stop_requested)) come_to(3);
    gort_detach(C.rt);
    return NULL;
}

/* The same for a thread that comes by. */
static void *come_by(void *unused)
{
    (void)unused;
    come_to(1);
    wait_for(2);
    gort_attach(C.rt);
    if (!gort__load32_acquire(&C.rt->stop_requested)) come_to(3);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(nobody_enters_a_stopped_world)
{
    gc_test_open("");
    pthread_t t = spawn(_i ? come_by : come_back);
    wait_for(1);
    gort__stop_world(gort__m(C.g));
    come_to(2);
    usleep(30000); /* time in which it would be wrong */
    gort__start_world(gort__m(C.g));
    join(t);
    ck_assert_uint_eq(gort__load32_acquire(&stage), 3);
    fixture_close();
}
END_TEST

/* A cycle ends although a thread is blocked, and what that thread's stack alone holds lives. */
static gc_node *held;

static void *hold_blocked(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    held = sp[0] = gort_new(g, sp, &gc_type_node);
    held->value = 5;
    gort_enter_blocking(g, sp + 1);
    come_to(1);
    wait_for(2);
    gort_exit_blocking(g);
    if (held->value == 5) come_to(3);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(the_stack_of_a_blocked_thread_is_scanned)
{
    gc_test_open("gccheckmark=2,clobberfree=1");
    pthread_t t = spawn(hold_blocked);
    wait_for(1);
    gc_test_start();
    while (gc_test_step(1000)) {
    }
    /* With the world running: the cycle does not wait for the thread. */
    ck_assert_uint_eq(gort__load32_acquire(&C.rt->gc->stacks_grey), 0);
    const bool marked = gort__gc_is_marked(C.rt, held);
    gc_test_finish();
    gc_test_lost_nothing();
    ck_assert(marked);
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(held));
    come_to(2);
    join(t);
    ck_assert_uint_eq(gort__load32_acquire(&stage), 3);
    fixture_close();
}
END_TEST

START_TEST(a_stack_is_grey_again_in_the_next_cycle)
{
    gc_test_open("");
    for (int i = 0; i < 3; i++) {
        gc_test_start();
        ck_assert(!gort__stack_is_black(C.g));
        ck_assert_uint_eq(gort__load32_acquire(&C.rt->gc->stacks_grey), 1);
        gc_test_finish();
    }
    fixture_close();
}
END_TEST

/* ---- Mark bits ---------------------------------------------------------------------------- */

/* Two threads mark the even and the odd slots of one span at once: each bit is set, and each call
 * learns that it did it (test_color.c has the race that happens every time). Rounds go on until the
 * two were really at it together often enough, or for some seconds where there are no processors
 * for both. */
enum { MIN_ROUNDS = 100, MAX_ROUNDS = 5000, OVERLAPS = 400 };
#define EFFORT_NS (UINT64_C(1) * 1000000000)
static gort__span *span;
static gort_aword marked_by_two;
static gort_au32 round_of[2], at_slot[2], overlaps;

static void meet(int me, uint32_t round)
{
    gort__store32_release(&round_of[me], round);
    for (int spins = 0; gort__load32_acquire(&round_of[!me]) < round; spins++)
        if (spins > 1000) sched_yield();
}

static void mark_half(int me, uint32_t round)
{
    uintptr_t n = 0;
    gort__store32_relaxed(&at_slot[me], 0);
    meet(me, 2 * round + 1);
    uint32_t other = 0;
    for (uint32_t i = (uint32_t)me; i < span->nelems; i += 2) {
        n += gort__color_mark(span, i);
        if (i / 2 != span->nelems / 4) continue;
        /* Half way: has the other begun and not ended? */
        gort__store32_relaxed(&at_slot[me], 1);
        other = gort__load32_relaxed(&at_slot[!me]);
    }
    gort__store32_relaxed(&at_slot[me], 2);
    if (other == 1) gort__fetch_add32_full(&overlaps, 1);
    gort__fetch_add_relaxed(&marked_by_two, n);
    meet(me, 2 * round + 2);
}

static gort_au32 done;

static void *mark_odd(void *unused)
{
    (void)unused;
    for (uint32_t round = 0; !gort__load32_acquire(&done); round++) {
        mark_half(1, round);
        wait_for(round + 1);
    }
    return NULL;
}

START_TEST(neighbours_in_one_mark_word_are_both_marked)
{
    static const gort_type word = {
        .size_bytes = 8, .kind = GORT_KIND_INT64, .align = sizeof(void *), .name = "int64"};
    gc_test_open("");
    void *p = gort_new(C.g, C.sp, &word);
    span = gort__heap_span_of(C.rt->heap, (uintptr_t)p);
    ck_assert_uint_gt(span->nelems, 512);
    const uint64_t began_ns = gort__os_now_ns();
    pthread_t t = spawn(mark_odd);
    for (uint32_t round = 0; round < MAX_ROUNDS; round++) {
        gort__store_relaxed(&marked_by_two, 0);
        mark_half(0, round);
        ck_assert_uint_eq(gort__load_relaxed(&marked_by_two), span->nelems);
        ck_assert_uint_eq(gort__color_count(span), span->nelems);
        gort__color_clear_range(span, 0, span->nelems);
        const bool enough =
            gort__load32_acquire(&overlaps) >= OVERLAPS || gort__os_now_ns() - began_ns > EFFORT_NS;
        if (round >= MIN_ROUNDS && enough) round = MAX_ROUNDS - 1;
        if (round == MAX_ROUNDS - 1) gort__store32_release(&done, 1);
        come_to(round + 1);
    }
    join(t);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("gc_handshake");
    TCase *tc = tcase_create("gc_handshake");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_buffer_is_flushed_when_its_thread_detaches);
    tcase_add_test(tc, a_grey_stack_leaves_with_its_thread);
    tcase_add_test(tc, the_run_of_a_thread_goes_back_when_it_detaches);
    tcase_add_test(tc, a_thread_that_comes_while_marking_has_the_barrier);
    tcase_add_test(tc, a_poll_that_is_asked_to_stop_is_not_skipped);
    tcase_add_loop_test(tc, nobody_enters_a_stopped_world, 0, 2);
    tcase_add_test(tc, the_stack_of_a_blocked_thread_is_scanned);
    tcase_add_test(tc, a_stack_is_grey_again_in_the_next_cycle);
    tcase_add_test(tc, neighbours_in_one_mark_word_are_both_marked);
    suite_add_tcase(s, tc);
    return s;
}
