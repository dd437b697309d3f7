/* test_gc_memory.c - the collector gets no memory for what is grey, which is an error, and the
 * embedder goes on (gc/workbuf.h): nothing of what was reachable is lost, whoever failed where. So
 * it is for what a thread has recorded that an error ends.
 * Part of the suite that runs under TSan. */
#include "threads_support.h"
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

static const char no_buffers[] = "out of memory for the collector's work buffers";

/* As gc_test_exhaust, but n buffers are there. */
static gc_test_pool exhaust_but(uint64_t n)
{
    gort__workbuf *left = NULL, *b;
    gort__workpool *p = &C.rt->gc->pool;
    for (uint64_t i = 0; i < n; i++) {
        b = gort__workpool_get_empty(p);
        b->next = left;
        left = b;
    }
    const gc_test_pool full = gc_test_exhaust();
    for (; (b = left);) {
        left = b->next;
        gort__workpool_put_empty(p, b);
    }
    return full;
}

/* Ends in an error for want of memory. */
static void fails(void (*fn)(void))
{
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        fn();
        ck_abort_msg("there was memory");
    }
    C.expected = false;
    gort_g_reset(C.g, C.sp);
    ck_assert_ptr_nonnull(strstr(C.text, no_buffers));
    ck_assert_uint_eq(gort__load32_relaxed(&C.rt->gc->marking), 0);
}

static void ends_well(void)
{
    gc_test_finish();
    gc_test_lost_nothing();
    fixture_close();
}

/* ---- A barrier's buffer -------------------------------------------------------------------- */

enum { MOVED = 400 }; /* more than a work buffer has entries, fewer than a barrier's has */
static gc_node *from;
static void **to;

/* A list of nodes, each of which leads to one that leads to another: that is to be moved. */
static gc_node *nodes_to_move(void)
{
    void **list = C.sp++;
    *list = NULL;
    for (int i = 0; i < MOVED; i++) {
        gc_node *at = fixture_root(gc_test_node()), *moved = fixture_root(gc_test_node());
        gort_store(C.g, &moved->left, gc_test_node());
        gort_store(C.g, &at->left, moved);
        gort_store(C.g, &at->right, *list);
        *list = at;
        C.sp -= 2;
    }
    return *list;
}

/* A cycle marks, this thread's stack is black and the nodes are grey at most. */
static void begin_and_blacken(void)
{
    from = nodes_to_move();
    gc_test_start();
    to = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, MOVED));
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
}

/* Into a black object, with nothing but the barrier's buffer to know them. */
static void move_all(gort_g *g)
{
    void **at = to;
    for (gc_node *n = from; n; n = n->right) {
        gort_store(g, at++, n->left);
        gort_store(g, &n->left, NULL);
    }
    ck_assert_uint_eq(gort__m(g)->barrier_used, MOVED);
}

static void flush_own(void)
{
    gort__barrier_flush(gort__m(C.g));
}

static const char *const modes[] = {"gccheckmark=2,gcthreads=0",
                                    "gccheckmark=2,gcthreads=0,gctrace=2"};

START_TEST(what_a_barrier_recorded_waits_for_memory)
{
    gc_test_open(modes[_i & 1]);
    begin_and_blacken();
    move_all(C.g);
    const gc_test_pool full = exhaust_but((uint64_t)_i / 2);
    fails(flush_own);
    gc_test_refill(full);
    ends_well();
}
END_TEST

/* ---- Threads that an error ends -------------------------------------------------------------- */

static gort_au32 failed;

static void ends_thread(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    ck_assert_ptr_ne(gort_current(C.rt), C.g);
    C.expected = true;
    fixture_note_end(code, text, bytes);
    if (code != GORT_ERROR_OUT_OF_MEMORY) ck_assert_ptr_nonnull(strstr(C.text, no_buffers));
    gort__fetch_add32_full(&failed, 1);
    pthread_exit(NULL);
}

static uint64_t buffers;
static bool is_out;
static gc_test_pool before;

/* From now on there are so many buffers for work. */
static void run_out(void)
{
    before = exhaust_but(buffers);
    is_out = true;
}

/* Runs fn, which runs out of n buffers, in a thread of its own: whether that ended by an error. */
static bool ends_a_thread(void *(*fn)(void *), uint64_t n)
{
    const uint32_t so_far = gort__load32_relaxed(&failed);
    buffers = n;
    C.rt->config.on_error = ends_thread;
    join(start(fn, NULL));
    C.rt->config.on_error = fixture_error;
    if (is_out) gc_test_refill(before);
    is_out = false;
    ck_assert_uint_eq(C.rt->nmutators, 1);
    ck_assert_uint_eq(gort__load32_relaxed(&C.rt->gc->marking), 0);
    return gort__load32_relaxed(&failed) != so_far;
}

static void *steps(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    g->sp = gort_top(g);
    run_out();
    while (gort__cycle_has_grey(C.rt->gc))
        gort__gc_step(g, 1 << 20);
    gort_detach(C.rt);
    return NULL;
}

/* Large objects that lead to many, and small ones: a step may fail in the middle of either. */
START_TEST(an_object_that_was_being_scanned_is_scanned_again)
{
    enum { WIDE = 2000, ROUNDS = 8 };
    unsigned n = 0;
    gc_test_open(modes[_i]);
    void **wide = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, WIDE));
    for (int i = 0; i < WIDE; i++) {
        gc_node *tree = gc_test_tree(C.sp, 2);
        gort_store(C.g, &wide[i], tree);
    }
    fixture_root(gc_test_tree(C.sp, 11));
    for (int round = 0; round < ROUNDS; round++) {
        gc_test_start();
        C.g->sp = C.sp;
        gort__mark_own_stack(C.g);
        n += ends_a_thread(steps, fixture_rand() % 4);
        n += ends_a_thread(steps, fixture_rand() % 4);
        gc_test_finish();
        gc_test_lost_nothing();
    }
    ck_assert_uint_ge(n, ROUNDS / 2);
    fixture_close();
}
END_TEST

static void *scans_others(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    g->sp = gort_top(g);
    while (gort__load32_acquire(&C.g->m->state) != GORT_MUTATOR_BLOCKED)
        sched_yield(); /* it waits for this thread */
    gort__gc_start(g);
    run_out();
    gort__mark_idle_stacks(C.rt->gc);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_stack_that_was_being_scanned_is_scanned_again)
{
    gc_test_open(modes[_i & 1]);
    for (int i = 0; i < MOVED; i++)
        fixture_root(gc_test_tree(C.sp, 2));
    ck_assert(ends_a_thread(scans_others, (uint64_t)_i / 2));
    ck_assert(!gort__stack_is_black(C.g));
    ends_well();
}
END_TEST

/* What it has moved is known to its buffer alone; then it fails. */
static void *moves_and_fails(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    move_all(g);
    run_out();
    gort_alloc_slow(g, gort_top(g), &gc_type_bytes, FIXTURE_TOO_MUCH);
    return NULL;
}

static void *moves_and_flushes(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    move_all(g);
    g->sp = gort_top(g);
    run_out();
    gort__barrier_flush(gort__m(g));
    return NULL;
}

START_TEST(what_a_thread_recorded_outlives_it)
{
    gc_test_open(modes[_i & 1]);
    begin_and_blacken();
    ck_assert(ends_a_thread(_i & 2 ? moves_and_flushes : moves_and_fails, (uint64_t)_i / 4));
    ends_well();
}
END_TEST

static void *moves_and_goes(void *detaches)
{
    gort_g *g = gort_attach(C.rt);
    move_all(g);
    run_out();
    if (detaches) gort_detach(C.rt);
    return NULL;
}
static void *moves_and_detaches(void *unused)
{
    (void)unused;
    return moves_and_goes(&failed);
}

/* It flushes what it has recorded with the runtime's lock. Who ends has no error then, and who
 * detaches one that leaves the lock to others. */
START_TEST(a_thread_that_goes_keeps_no_lock)
{
    gc_test_open(modes[_i & 1]);
    begin_and_blacken();
    const bool detaches = _i & 2;
    const bool fails = ends_a_thread(detaches ? moves_and_detaches : moves_and_goes, 0);
    ck_assert(fails == detaches);
    ends_well();
}
END_TEST

static void *moves_and_sleeps(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    move_all(g);
    gort_enter_blocking(g, gort_top(g));
    reach(1);
    wait_for(NULL, 2);
    gort_exit_blocking(g);
    gort_detach(C.rt);
    return NULL;
}

/* Nor has a thread that the child of a fork has not. */
START_TEST(what_a_thread_recorded_is_in_the_child)
{
    int st;
    gc_test_open("gccheckmark=2,gcthreads=0");
    begin_and_blacken();
    pthread_t t = start(moves_and_sleeps, NULL);
    wait_for(C.g, 1);
    buffers = 0;
    run_out();
    const pid_t p = fork();
    gc_test_refill(before);
    is_out = false;
    if (p == 0) {
        gc_test_finish();
        _exit(gort__gc_checkmark_lost(C.rt) != 0);
    }
    ck_assert_int_eq(waitpid(p, &st, 0), p);
    ck_assert_int_eq(st, 0);
    reach(2);
    join(t);
    ends_well();
}
END_TEST

/* ---- In a stopped world -----------------------------------------------------------------------
 */

static void *collects(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    run_out();
    gort_gc(g, gort_top(g));
    gort_detach(C.rt);
    return NULL;
}

static void no_roots(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
}

static void *moves_and_ends_the_cycle(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    move_all(g);
    g->sp = gort_top(g);
    run_out();
    gort__cycle_try_finish(g, true);
    return NULL;
}

/* Who ends a cycle in a stop flushes all buffers there, with the runtime's lock. */
START_TEST(a_stop_that_fails_keeps_no_lock)
{
    gort_root_callback c;
    gc_test_open(modes[_i & 1]);
    begin_and_blacken();
    gort_add_runtime_roots(C.rt, &c, no_roots, NULL); /* the end is a stop */
    ck_assert(ends_a_thread(moves_and_ends_the_cycle, 0));
    gort_remove_runtime_roots(C.rt, &c);
    ends_well();
}
END_TEST

/* Ephemerons that hang in a chain, each met in a look of its own, so that the last one, whose value
 * takes more than there is memory for, is marked by a table: in a stop, or in a look. */
START_TEST(what_is_weak_is_not_locked_for_ever)
{
    enum { CHAIN = 2 * GORT__WEAK_LOOKS };
    gort_ephemeron *e[CHAIN];
    gc_test_open(_i ? modes[_i - 1] : "gcstoptheworld=1");
    void **sp = C.sp;
    for (int i = 0; i <= CHAIN; i++)
        fixture_root(gc_test_node());
    void **wide = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, 5 * MOVED));
    for (int i = 0; i < 5 * MOVED; i++) {
        gc_node *n = gc_test_node();
        gort_store(C.g, &wide[i], n);
        gort_store(C.g, &n->left, gc_test_node());
    }
    for (int i = CHAIN; i-- > 0;)
        e[i] = gort_ephemeron_new(C.g, sp[i], i + 1 < CHAIN ? sp[i + 1] : wide);
    C.sp = sp + 1;
    /* The look has another context than a stop would have. */
    if (_i) pthread_mutex_lock(&C.rt->gc->workers[0].lock);
    ck_assert(ends_a_thread(collects, 1));
    if (_i) pthread_mutex_unlock(&C.rt->gc->workers[0].lock);
    ck_assert_int_eq(pthread_mutex_trylock(&C.rt->gc->weak.lock), 0);
    pthread_mutex_unlock(&C.rt->gc->weak.lock);
    for (int i = 0; i < GORT__WORKERS; i++)
        ck_assert_ptr_null(C.rt->gc->workers[i].tracer.weak);
    if (_i) {
        gc_test_finish();
        gc_test_lost_nothing();
        wide = gort_ephemeron_value(C.g, e[CHAIN - 1]);
        for (int i = 0; i < 5 * MOVED; i++)
            ck_assert(gc_test_alive(((gc_node *)wide[i])->left));
    }
    for (int i = 0; i < CHAIN; i++)
        gort_ephemeron_free(C.g, e[i]);
    if (_i)
        fixture_close();
    else
        gort_detach(C.rt); /* the runtime is lost */
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("gc_memory");
    TCase *tc = tcase_create("gc_memory");
    tcase_set_timeout(tc, HANG_S);
    if (gc_test_may_step()) {
        tcase_add_loop_test(tc, what_a_barrier_recorded_waits_for_memory, 0, 4);
        tcase_add_loop_test(tc, an_object_that_was_being_scanned_is_scanned_again, 0, 2);
        tcase_add_loop_test(tc, a_stack_that_was_being_scanned_is_scanned_again, 0, 4);
        tcase_add_loop_test(tc, what_a_thread_recorded_outlives_it, 0, 8);
        tcase_add_loop_test(tc, a_thread_that_goes_keeps_no_lock, 0, 4);
        tcase_add_test(tc, what_a_thread_recorded_is_in_the_child);
        tcase_add_loop_test(tc, a_stop_that_fails_keeps_no_lock, 0, 2);
        tcase_add_loop_test(tc, what_is_weak_is_not_locked_for_ever, 0, 3);
    }
    suite_add_tcase(s, tc);
    return s;
}
