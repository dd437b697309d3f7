/* test_workers.c - several threads that mark at once: what one has in hand counts as grey, what it
 * gives to others is marked once, large objects are given in pieces, and after many cycles that
 * four threads mark together gccheckmark finds nothing. Part of the suite that runs under TSan. */
#include "gc_support.h"
#include <pthread.h>
#include <sched.h>

enum { THREADS = 4 };

static gort_au32 stage;

static void come_to(uint32_t n)
{
    gort__store32_release(&stage, n);
}
static void wait_for(uint32_t n)
{
    while (gort__load32_acquire(&stage) < n)
        sched_yield();
}

enum { DEPTH = 14, ARRAY = 30000 };

/* A tree; a list, of which nobody has more than one grey object; a large array of pointers. */
static void make_heap(void)
{
    fixture_root(gc_test_tree(C.sp, DEPTH));
    void **list = C.sp;
    fixture_root(NULL);
    for (int i = 0; i < 1000; i++) {
        gc_node *n = gc_test_node();
        gort_store(C.g, &n->left, *list);
        *list = n;
    }
    void **array = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, ARRAY));
    for (int i = 0; i < ARRAY; i += 10)
        gort_store(C.g, &array[i], gc_test_node());
}

static uint64_t pool_objects(void)
{
    uint64_t n = 0;
    for (const gort__workbuf *b = C.rt->gc->pool.full; b; b = b->next)
        n += b->n;
    return n;
}

static gort_tracer *take(void)
{
    gort__worker *w = gort__worker_take(C.rt->gc);
    ck_assert_ptr_nonnull(w);
    return &w->tracer;
}
static void put(gort_tracer *tr)
{
    gort__worker_put(C.rt->gc, (gort__worker *)(void *)tr);
}

/* One that waits gets half of what the marking thread has, each time the pool is empty; the two
 * halves are all of it. */
START_TEST(half_of_what_is_grey_is_given_to_one_that_waits)
{
    gc_test_open("gccheckmark=2");
    make_heap();
    gc_test_collect();
    const uint64_t all = gort__load64_relaxed(&C.rt->gc->heap_work);
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    gort__fetch_add32_full(&C.rt->gc->pool.hungry, 1);
    gort_tracer *tr = take();
    int given = 0;
    do {
        gort__mark_drain(tr, _i ? GORT__SHARE_BYTES : 64);
        given += gort__workpool_has_full(&C.rt->gc->pool);
        /* What was given is taken back when there is nothing else. */
        while (gort__workpool_has_full(&C.rt->gc->pool) && pool_objects() > 0)
            gort__mark_drain(tr, _i ? GORT__SHARE_BYTES : 64);
    } while (gort__tracer_has_grey(tr));
    ck_assert_int_gt(given, 0);
    put(tr);
    gort__fetch_add32_full(&C.rt->gc->pool.hungry, (uint32_t)-1);
    gc_test_finish();
    gc_test_lost_nothing();
    ck_assert_uint_eq(gort__load64_relaxed(&C.rt->gc->heap_work), all);
    fixture_close();
}
END_TEST

/* Another thread finds work while this one is in the middle of a step, and neither ends the cycle
 * under the other. */
static gort_au32 other_done, other_grey;

static void *step_beside(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    g->sp = gort_top(g);
    struct gort__gc *gc = C.rt->gc;
    uint64_t done;
    bool grey;
    come_to(1);
    gort_enter_blocking(g, g->sp);
    wait_for(2); /* the other one holds all there is */
    gort_exit_blocking(g);
    gort__cycle_step(g, 1, false, &gc->dedicated_ns, &done, &grey);
    gort__store32_relaxed(&other_done, done != 0);
    gort__store32_relaxed(&other_grey, grey);
    come_to(3);
    gort_enter_blocking(g, g->sp);
    wait_for(4); /* it has given some */
    gort_exit_blocking(g);
    gort__cycle_step(g, 1000, false, &gc->dedicated_ns, &done, &grey);
    gort__store32_relaxed(&other_done, done != 0);
    gort__store32_relaxed(&other_grey, grey);
    come_to(5);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(two_threads_mark_at_once)
{
    pthread_t t;
    gc_test_open("gccheckmark=2");
    make_heap();
    struct gort__gc *gc = C.rt->gc;
    ck_assert_int_eq(pthread_create(&t, NULL, step_beside, NULL), 0);
    wait_for(1);
    gc_test_start();
    while (gort__load32_acquire(&gc->stacks_grey)) { /* its own, and the other's */
        C.g->sp = C.sp;
        gort__mark_own_stack(C.g);
        gort__mark_idle_stacks(gc);
    }
    gort_tracer *tr = take();
    while (gort__workpool_has_full(&gc->pool))
        gort__mark_drain(tr, 64);
    ck_assert(gort__tracer_has_grey(tr));
    ck_assert(gort__workers_have_grey(gc));
    come_to(2);
    wait_for(3);
    ck_assert(!gort__load32_relaxed(&other_done));
    ck_assert_msg(gort__load32_relaxed(&other_grey), "what a worker holds is not grey");
    gort__fetch_add32_full(&gc->pool.hungry, 1);
    gort__mark_drain(tr, GORT__SHARE_BYTES);
    gort__fetch_add32_full(&gc->pool.hungry, (uint32_t)-1);
    ck_assert(gort__workpool_has_full(&gc->pool));
    come_to(4);
    wait_for(5);
    ck_assert(gort__load32_relaxed(&other_done));
    ck_assert(gort__load32_relaxed(&other_grey));
    put(tr);
    gort_enter_blocking(C.g, C.sp);
    pthread_join(t, NULL);
    gort_exit_blocking(C.g);
    gc_test_finish();
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

/* What a worker was doing when an error took its thread away is done by who ends the cycle. */
START_TEST(what_an_abandoned_step_held_is_marked)
{
    gc_test_open("gccheckmark=2");
    make_heap();
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    /* Not in the one that who ends the cycle uses. */
    pthread_mutex_lock(&C.rt->gc->workers[0].lock);
    gort_tracer *tr = take();
    pthread_mutex_unlock(&C.rt->gc->workers[0].lock);
    gort__mark_drain(tr, 1);
    ck_assert(gort__tracer_has_grey(tr));
    gort__gc_leave_step((gort__worker *)(void *)tr);
    gc_test_finish();
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

/* Cycle after cycle, with threads that do nothing but mark. */
enum { CYCLES = 12 };
static gort_au32 cycle_no, helped, through; /* through: see nothing grey in this cycle */

static void *mark_along(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    g->sp = gort_top(g);
    struct gort__gc *gc = C.rt->gc;
    uint32_t seen = 0, n;
    while ((n = gort__load32_acquire(&cycle_no)) <= CYCLES) {
        if (n == seen) { /* between cycles */
            gort_safepoint(g, g->sp);
            sched_yield();
            continue;
        }
        uint64_t done = 0;
        bool grey = false;
        if (gort__gc_current_phase(C.rt) == GORT_GC_MARK)
            gort__cycle_step(g, GORT__STEP_MAX_BYTES, true, &gc->dedicated_ns, &done, &grey);
        if (done) gort__fetch_add32_full(&helped, 1);
        if (grey && !done) gort__cycle_wait_for_work(g);
        if (!grey) {
            seen = n;
            gort__fetch_add32_full(&through, 1);
        }
        gort_safepoint(g, g->sp);
    }
    gort_detach(C.rt);
    return NULL;
}

static void swap_below(uint64_t way)
{
    gc_node *n = C.base[0];
    for (uint64_t depth = way >> 32 & 7; depth > 0; depth--, way >>= 1)
        n = way & 1 ? n->left : n->right;
    gc_node *l = n->left;
    C.sp[0] = l;
    gort_store(C.g, &n->left, n->right);
    gort_store(C.g, &n->right, l);
}

START_TEST(cycles_that_many_mark_lose_nothing)
{
    pthread_t t[THREADS];
    unsigned at_once = 0;
    gc_test_open("gccheckmark=1,clobberfree=1");
    make_heap();
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&t[i], NULL, mark_along, NULL), 0);
    for (uint32_t i = 1; i <= CYCLES; i++) {
        gc_test_start();
        C.g->sp = C.sp;
        gort__mark_own_stack(C.g);
        gort__store32_relaxed(&through, 0);
        gort__store32_release(&cycle_no, i);
        /* Subtrees change places under them; this thread scans nothing, until one that saw nothing
         * grey for a moment wants to end the cycle, or all have. */
        while (gort__cycle_has_grey(C.rt->gc) && !gort__load32_relaxed(&C.rt->stop_requested) &&
               gort__load32_relaxed(&through) < THREADS) {
            for (int k = 0; k < 100; k++)
                swap_below(fixture_rand());
            const uint32_t now = gort__load32_relaxed(&C.rt->gc->marking);
            at_once += now > 1;
            sched_yield();
        }
        gc_test_finish();
    }
    gort__store32_release(&cycle_no, CYCLES + 1);
    gort_enter_blocking(C.g, C.sp);
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    gort_exit_blocking(C.g);
    printf("# %u steps; %u looks found several at it\n", gort__load32_relaxed(&helped), at_once);
    ck_assert_uint_gt(gort__load32_relaxed(&helped), 0);
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("workers");
    TCase *tc = tcase_create("workers");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, half_of_what_is_grey_is_given_to_one_that_waits, 0, 2);
    tcase_add_test(tc, two_threads_mark_at_once);
    tcase_add_test(tc, what_an_abandoned_step_held_is_marked);
    tcase_add_test(tc, cycles_that_many_mark_lose_nothing);
    suite_add_tcase(s, tc);
    return s;
}
