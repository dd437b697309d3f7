/* test_background.c - the collector's own threads: they mark while the program runs, what they scan
 * is taken off what allocations owe, they stand still in a stopped world, a cycle ends without
 * them, fork, an error on one of them, the end of the runtime. Part of the suite that runs under
 * TSan.
 *
 * What they have done is waited for, in blocking regions or with safepoints that have nothing to
 * do. */
#include "threads_support.h"
#include "../../runtime/sched/sched.h"
#include <sched.h>

enum { DEPTH = 14 };

static void open_with_tree(const char *debug)
{
    gc_test_open(debug);
    fixture_root(gc_test_tree(C.sp, DEPTH));
}

static struct gort__background *background(void)
{
    return &C.rt->gc->background;
}

/* A cycle with this thread's stack scanned. */
static void start_cycle(void)
{
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
}

/* Without being a safepoint. */
static void wait_until_marked(void)
{
    while (gort__cycle_has_grey(C.rt->gc))
        sched_yield();
}

static void swap_below(uint64_t way)
{
    gc_node *n = C.base[0];
    for (uint64_t depth = way >> 32 & 7; depth > 0; depth--, way >>= 1)
        n = way & 1 ? n->left : n->right;
    C.sp[0] = n->left;
    gort_store(C.g, &n->left, n->right);
    gort_store(C.g, &n->right, C.sp[0]);
}

START_TEST(they_mark_what_the_program_changes)
{
    static const char *const modes[] = {"gcthreads=1,gccheckmark=1,clobberfree=1",
                                        "gcthreads=3,gccheckmark=1,clobberfree=1"};
    open_with_tree(modes[_i]);
    for (int i = 0; i < 12; i++) {
        const uintptr_t before = gort__load64_relaxed(&background()->work);
        start_cycle();
        while (gort__cycle_has_grey(C.rt->gc)) {
            for (int k = 0; k < 50; k++)
                swap_below(fixture_rand());
            sched_yield();
        }
        /* It was theirs: up to here this thread has scanned its stack only. (That nothing is grey
         * is a guess while they run, so some may be left.) */
        ck_assert_uint_gt(gort__load64_relaxed(&background()->work), before);
        gc_test_finish();
        /* All of it, and seldom a node twice (color.h). */
        const uint64_t all = ((1 << DEPTH) - 1) * sizeof(gc_node);
        ck_assert_uint_ge(gort__load64_relaxed(&C.rt->gc->heap_work), all);
        ck_assert_uint_le(gort__load64_relaxed(&C.rt->gc->heap_work), all + all / 100);
    }
    ck_assert_uint_eq(background()->n, _i ? 3 : 1);
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

/* What they have scanned is taken once. */
START_TEST(allocations_take_what_they_have_scanned)
{
    open_with_tree("gcthreads=1");
    start_cycle();
    wait_until_marked();
    struct gort__gc *gc = C.rt->gc;
    const uint64_t all = gort__load64_relaxed(&background()->credit);
    ck_assert_uint_eq(all, gort__load64_relaxed(&background()->work));
    ck_assert_uint_eq(gort__background_take_credit(gc, 1000), 1000);
    gort_mutator *m = gort__m(C.g);
    m->assist_debt_bytes = (int64_t)all; /* 1000 more than there is */
    C.g->sp = C.sp;
    /* So much is asked for that nothing is left; and who finds nothing grey ends the cycle. */
    do /* one of them may be looking for work just then */
        gort__gc_alloc_slow(C.g, 8192);
    while (gort__gc_current_phase(C.rt) == GORT_GC_MARK);
    ck_assert_uint_eq(gort__load64_relaxed(&background()->credit), 0);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_OFF);
    ck_assert_uint_eq(gort__background_take_credit(gc, 1000), 0);
    ck_assert_uint_eq(gort__load64_relaxed(&gc->assist_ns), 0); /* it never scanned */
    fixture_close();
}
END_TEST

/* A safepoint ends a cycle that they have marked. */
START_TEST(a_safepoint_ends_what_they_have_marked)
{
    open_with_tree("gcthreads=1,gctrace=1");
    start_cycle();
    wait_until_marked();
    while (gort__gc_current_phase(C.rt) == GORT_GC_MARK) /* one may be looking for work just then */
        gort_safepoint(C.g, C.sp);
    /* One thread of two or more processors runs: they marked in idle time, or all the same if there
     * is one. */
    unsigned long n;
    double busy_ms, idle_ms;
    ck_assert_int_eq(
        sscanf(C.trace, "gc %lu @%*[^:]: %*[^,], %*[^/]/%lf/%lf+", &n, &busy_ms, &idle_ms), 3);
    ck_assert(busy_ms + idle_ms > 0);
    fixture_close();
}
END_TEST

/* They are called, and never run: the program's threads do all of it. */
static void disable(void)
{
    pthread_mutex_lock(&C.rt->lock);
    background()->wanted = 0;
    pthread_mutex_unlock(&C.rt->lock);
    gort__stop_world(gort__m(C.g)); /* who is at it comes to an end */
    gort__start_world(gort__m(C.g));
    ck_assert(gort__background_is_called(C.rt->gc));
}

static gort_g *busy_g;

/* Until that stage: runs, and stands still for those only who stop the world. */
static void run_until(gort_g *g, uint32_t n)
{
    while (gort__load32_acquire(&stage) < n) {
        if (!gort__load32_relaxed(&C.rt->stop_requested)) continue;
        gort__block(g, gort_top(g));
        gort__unblock(g);
    }
}

static void *stands_still_for_stops(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    busy_g = g;
    gort__store32_release(&stage, 1);
    run_until(g, 2);
    if (!gort__stack_is_black(g)) gort__mark_own_stack(g);
    gort__store32_release(&stage, 3);
    run_until(g, 4);
    gort_detach(C.rt);
    return NULL;
}

static void shade_none(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
}

/* A cycle that ends in a stop, as root callbacks want it, waits for no thread that was put aside
 * before it scanned its stack: the stop of who allocates beyond the goal scans it. */
START_TEST(a_late_stop_waits_for_no_stack)
{
    open_with_tree("gcthreads=1");
    gort_set_runtime_roots(C.rt, shade_none, NULL);
    pthread_t t = start(stands_still_for_stops, NULL);
    wait_for(C.g, 1);
    start_cycle();
    disable();
    struct gort__gc *gc = C.rt->gc;
    while (gort__cycle_has_grey(gc))
        gc_test_step(1 << 20);
    gort__store32_release(&stage, 2);
    while (gort__load32_acquire(&stage) != 3)
        sched_yield();
    /* Now it is as if it had not come to that. */
    gort__store_relaxed(&busy_g->scanned_cycle, 0);
    gort__store32_relaxed(&gc->stacks_grey, 1);
    const uint64_t room = 1 << 20;
    const uint64_t live = gort__load_relaxed(&C.rt->heap->live_bytes);
    gort__store64_relaxed(&gc->goal, live + room);
    uint64_t taken = 0;
    for (; gort__gc_current_phase(C.rt) == GORT_GC_MARK && taken < 16 * room; taken += 2048)
        gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 2048);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_OFF);
    ck_assert_uint_ge(taken, room);
    gort__store32_release(&stage, 4);
    join(t);
    fixture_close();
}
END_TEST

START_TEST(a_cycle_ends_though_they_do_not_run)
{
    fixture_gogc = "100"; /* allocation pays */
    open_with_tree("gcthreads=1,gccheckmark=1");
    gc_test_start();
    disable();
    const uintptr_t work = gort__load64_relaxed(&background()->work);
    gort__request_safepoint(gort__m(C.g)); /* as when an allocation begins a cycle */
    while (gort__gc_current_phase(C.rt) == GORT_GC_MARK) {
        if (_i)
            gort_poll(C.g, C.sp);
        else
            gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 100000);
    }
    ck_assert_uint_eq(gort__load64_relaxed(&background()->work), work);
    ck_assert_uint_eq(C.rt->gc->num_gc, 1);
    fixture_close();
}
END_TEST

/* ---- Stops --------------------------------------------------------------------------------- */

/* A hook in which the collector's thread stays until it may go. */
static gort_au32 left;

static void hook_stays(gort_tracer *tr, const gort_type *t, void *obj)
{
    (void)t;
    (void)obj;
    if (gort_current(gort__trace_runtime(tr))) return; /* the program's own thread */
    gort__store32_release(&stage, 1);
    while (gort__load32_acquire(&stage) < 2)
        usleep(200);
    usleep(20000); /* time in which a stop would come too early */
    gort__store32_release(&left, 1);
}

static const gort_type type_stays = {.size_bytes = 16,
                                     .ptrdata_bytes = sizeof(void *),
                                     .ptrmask = gc_mask_1,
                                     .ptrmask_bytes = sizeof(void *),
                                     .kind = GORT_KIND_STRUCT,
                                     .align = sizeof(void *),
                                     .trace = hook_stays,
                                     .name = "main.stays"};

START_TEST(a_stop_waits_until_they_have_left_their_step)
{
    gc_test_open("gcthreads=1");
    fixture_root(gort_new(C.g, C.sp, &type_stays));
    start_cycle();
    while (gort__load32_acquire(&stage) < 1)
        usleep(200);
    reach(2);
    gort__stop_world(gort__m(C.g));
    const bool stood_still = gort__load32_acquire(&left);
    gort__start_world(gort__m(C.g));
    ck_assert(stood_still);
    gc_test_finish();
    fixture_close();
}
END_TEST

START_TEST(they_stand_still_in_a_stopped_world)
{
    open_with_tree("gcthreads=2,gccheckmark=1");
    for (int i = 0; i < 20; i++) {
        gc_test_start();
        C.g->sp = C.sp;
        gort__stop_world(gort__m(C.g));
        gort__mark_own_stack(C.g); /* there is something to scan now */
        const uintptr_t work = gort__load64_relaxed(&background()->work);
        ck_assert_uint_eq(gort__load32_acquire(&C.rt->gc->marking), 0);
        pthread_mutex_lock(&C.rt->lock);
        pthread_cond_broadcast(&background()->wakes); /* nor if they are asked to */
        pthread_cond_broadcast(&C.rt->gc->pool.filled);
        pthread_mutex_unlock(&C.rt->lock);
        usleep(2000); /* time in which it would be wrong */
        ck_assert_uint_eq(gort__load64_relaxed(&background()->work), work);
        gort__start_world(gort__m(C.g));
        wait_until_marked();
        ck_assert_uint_gt(gort__load64_relaxed(&background()->work), work);
        gc_test_finish();
    }
    fixture_close();
}
END_TEST

/* ---- Ends ---------------------------------------------------------------------------------- */

/* TSan knows no threads in the child of a process that had several. ASan's allocator may be held
 * for ever there by a thread that was just starting in the parent: so one has started before, and
 * the child makes none. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { THREADS_TO_FORK = 1, THREADS_IN_CHILD = 0 };
#else
enum { THREADS_TO_FORK = 2, THREADS_IN_CHILD = 2 };
#endif

START_TEST(a_forked_child_has_none_and_makes_new_ones)
{
    open_with_tree(THREADS_TO_FORK == 1 ? "gcthreads=1,gccheckmark=1"
                                        : "gcthreads=2,gccheckmark=1");
    if (THREADS_TO_FORK == 1) {
        start_cycle();
        wait_until_marked();
        ck_assert_uint_gt(gort__load64_relaxed(&background()->work), 0);
        gc_test_finish();
    }
    for (int i = 0; i < 5; i++) {
        start_cycle(); /* the fork comes while they mark, or soon after */

        const pid_t p = fork();
        if (p == 0) {
            alarm(HANG_S);
            if (background()->n != 0 || gort__load32_acquire(&C.rt->gc->marking)) _exit(1);
            C.rt->opt.gcthreads = THREADS_IN_CHILD;
            gc_test_finish();
            start_cycle();
            if (THREADS_IN_CHILD) wait_until_marked();
            gc_test_finish();
            if (gort__gc_checkmark_lost(C.rt)) _exit(2);
            _exit(background()->n == THREADS_IN_CHILD ? 0 : 3);
        }
        int status;
        ck_assert_int_eq(waitpid(p, &status, 0), p);
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
        gc_test_finish();
    }
    ck_assert_uint_eq(background()->n, THREADS_TO_FORK);
    fixture_close();
}
END_TEST

START_TEST(a_runtime_is_freed_while_they_mark)
{
    for (int i = 0; i < 10; i++) {
        open_with_tree(i & 1 ? "gcthreads=1" : "gcthreads=2");
        start_cycle();
        fixture_close();
    }
}
END_TEST

/* The handler runs on the collector's thread; whether it lets that end or not, nobody waits for
 * what it was doing. */
static gort_au32 failed;

static void handler_ends_thread(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)bytes;
    if (code == GORT_ERROR_FATAL && strstr(text, "found bad pointer") && !gort_current(C.rt))
        gort__store32_release(&failed, 1);
    pthread_exit(NULL);
}

START_TEST(a_bad_pointer_is_reported_on_their_thread)
{
    gc_test_open("gcthreads=1");
    C.rt->config.on_error = handler_ends_thread;
    gc_node *n = fixture_root(gc_test_node());
    n->right = (gc_node *)(C.rt->heap->end - 4096);
    start_cycle();
    while (!gort__load32_acquire(&failed))
        usleep(200);
    gort__stop_world(gort__m(C.g));
    ck_assert_uint_eq(gort__load32_acquire(&C.rt->gc->marking), 0);
    gort__start_world(gort__m(C.g));
    gort_detach(C.rt);
    gort_runtime_free(C.rt);
}
END_TEST

/* Nobody asked for them, or the order of marking matters. */
START_TEST(there_are_none_where_nobody_wants_them)
{
    static const char *const modes[] = {"", "gcthreads=0", "gcthreads=1,gcseed=1",
                                        "gcthreads=1,gcstoptheworld=1", "gcthreads=1,maptrace=1"};
    open_with_tree(modes[_i]);
    gc_test_collect();
    gc_test_collect();
    ck_assert_uint_eq(background()->n, 0);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("background");
    TCase *tc = tcase_create("background");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_loop_test(tc, they_mark_what_the_program_changes, 0, 2);
    tcase_add_test(tc, allocations_take_what_they_have_scanned);
    tcase_add_test(tc, a_safepoint_ends_what_they_have_marked);
    tcase_add_test(tc, a_late_stop_waits_for_no_stack);
    tcase_add_loop_test(tc, a_cycle_ends_though_they_do_not_run, 0, 2);
    tcase_add_test(tc, a_stop_waits_until_they_have_left_their_step);
    tcase_add_test(tc, they_stand_still_in_a_stopped_world);
    tcase_add_test(tc, a_forked_child_has_none_and_makes_new_ones);
    tcase_add_test(tc, a_runtime_is_freed_while_they_mark);
    tcase_add_test(tc, a_bad_pointer_is_reported_on_their_thread);
    tcase_add_loop_test(tc, there_are_none_where_nobody_wants_them, 0, 5);
    suite_add_tcase(s, tc);
    return s;
}
