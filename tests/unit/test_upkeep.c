/* test_upkeep.c - what the first of the collector's threads does besides marking: it ends a cycle
 * of an idle program, forces one when none has ended for long, and is in nobody's way meanwhile: it
 * is no thread of the program's. Part of the suite that runs under TSan.
 *
 * What it has done is waited for, in blocking regions or at safepoints. */
#include "../../runtime/base/event.h"
#include "../../runtime/heap/span.h"
#include "sched_support.h"
#include "threads_support.h"

enum { DEPTH = 12 };

static struct gort__gc *gc(void)
{
    return C.rt->gc;
}

static void open_with_tree(const char *debug)
{
    gc_test_open(debug);
    fixture_root(gc_test_tree(C.sp, DEPTH));
}

/* Cycles that have ended; safe while others run. */
static uint64_t cycles(void)
{
    pthread_mutex_lock(&C.rt->lock);
    const bool marks = gort__gc_current_phase(C.rt) != GORT_GC_OFF;
    const uint64_t n = gort__load_relaxed(&C.rt->cycles_started) - marks;
    pthread_mutex_unlock(&C.rt->lock);
    return n;
}

/* Another cycle has ended. The program is idle, or this thread runs. */
static void wait_for_cycles(uint64_t n, bool idle)
{
    if (idle) gort_enter_blocking(C.g, C.sp);
    while (cycles() < n) {
        if (idle)
            usleep(200);
        else
            gort_safepoint(C.g, C.sp);
    }
    if (idle) gort_exit_blocking(C.g);
}

static bool alive(const void *p)
{
    gort__stop_world(gort__m(C.g)); /* it may be swept just now */
    const bool is = gc_test_alive(p);
    gort__start_world(gort__m(C.g));
    return is;
}

/* No thread of the collector's marks of its own. */
static void keep_from_marking(gort_g *g)
{
    pthread_mutex_lock(&C.rt->lock);
    gc()->background.wanted = 0;
    pthread_mutex_unlock(&C.rt->lock);
    gort__stop_world(gort__m(g)); /* who is at it comes to an end */
    gort__start_world(gort__m(g));
}

static bool collector_is_attached(void)
{
    bool is = false;
    pthread_mutex_lock(&C.rt->lock);
    for (const gort_mutator *m = C.rt->mutators; m; m = m->next)
        is |= m->collector;
    pthread_mutex_unlock(&C.rt->lock);
    return is;
}

/* ---- An idle program ---------------------------------------------------------------------- */

/* With nothing marked yet, nor anybody else who would. */
START_TEST(a_cycle_of_an_idle_program_ends)
{
    open_with_tree("gcthreads=1,gccheckmark=1,clobberfree=1");
    for (uint64_t i = 1; i <= 5; i++) {
        gc_test_start();
        if (i & 1) keep_from_marking(C.g);
        wait_for_cycles(i, true);
        ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_OFF);
        ck_assert(alive(C.base[0]));
    }
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 0);
    ck_assert_uint_eq(gc()->num_gc, 5);
    fixture_close();
}
END_TEST

/* The thread that leaves is the last that ran. */
static void *attached_leaves(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    (void)arg;
    g->sp = gort_top(g);
    gort__gc_start(g);
    keep_from_marking(g);
    reach(1);
    wait_for(NULL, 2);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_thread_that_leaves_leaves_an_idle_program)
{
    open_with_tree("gcthreads=1");
    pthread_t t = start(attached_leaves, NULL);
    gort_enter_blocking(C.g, C.sp);
    wait_for(NULL, 1);
    reach(2);
    pthread_join(t, NULL);
    while (cycles() < 1)
        usleep(200);
    gort_exit_blocking(C.g);
    fixture_close();
}
END_TEST

/* Who waits often and shortly is not disturbed. */
START_TEST(a_short_rest_ends_no_cycle)
{
    open_with_tree("gcthreads=1");
    gort__store64_relaxed(&gc()->rest_ns, UINT64_C(1000000000000));
    for (;;) {
        gc_test_start();
        keep_from_marking(C.g);
        while (collector_is_attached())
            gort__clear_safepoint(gort__m(C.g));
        if (gort__gc_current_phase(C.rt) == GORT_GC_MARK) break;
        gc_test_finish(); /* it was at the end already when it was kept */
    }
    for (int i = 0; i < 20; i++) {
        gort_enter_blocking(C.g, C.sp);
        usleep(200); /* time in which it would be wrong */
        gort_exit_blocking(C.g);
    }
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    gc_test_finish();
    fixture_close();
}
END_TEST

/* ---- Forced cycles ------------------------------------------------------------------------ */

/* As after a cycle that ended so long ago. */
static void force_after(uint64_t ns)
{
    gort__store64_relaxed(&gc()->force_ns, ns);
    pthread_mutex_lock(&C.rt->lock);
    pthread_cond_broadcast(&gc()->background.wakes);
    pthread_mutex_unlock(&C.rt->lock);
}

START_TEST(a_cycle_is_forced_after_a_while)
{
    fixture_gogc = "100";
    open_with_tree("gcthreads=1,gctrace=1,gccheckmark=1");
    ck_assert_uint_eq(gort__gc_force_due_ns(C.rt), UINT64_MAX); /* there was none yet */
    gc_test_collect();
    ck_assert_uint_eq(gort__gc_force_due_ns(C.rt),
                      gort__load64_relaxed(&gc()->last_end_ns) + UINT64_C(120000000000));
    gort__stop_world(gort__m(C.g)); /* whoever ended the cycle has told of it then */
    C.trace_bytes = 0;
    gort__start_world(gort__m(C.g));
    force_after(1000000);
    wait_for_cycles(4, _i == 0);
    force_after(UINT64_C(120000000000));
    gc_test_collect();
    ck_assert(strncmp(C.trace, "GC forced\ngc 2 @", 16) == 0);
    *strstr(C.trace, "gc 3 ") = 0;
    ck_assert_ptr_null(strstr(C.trace, "(forced)")); /* as runtime.GC says it */
    ck_assert_uint_eq(gc()->num_forced, 2);
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 0);
    fixture_close();
}
END_TEST

START_TEST(none_is_forced_when_off)
{
    open_with_tree("gcthreads=1"); /* GOGC=off */
    gc_test_collect();
    ck_assert_uint_eq(gort__gc_force_due_ns(C.rt), UINT64_MAX);
    gort_set_gc_percent(C.g, C.sp, 100);
    ck_assert_uint_ne(gort__gc_force_due_ns(C.rt), UINT64_MAX);
    gort_set_gc_percent(C.g, C.sp, -1);
    force_after(1);
    ck_assert_uint_eq(gort__gc_force_due_ns(C.rt), UINT64_MAX);
    gort_enter_blocking(C.g, C.sp);
    usleep(3000); /* time in which it would be wrong */
    gort_exit_blocking(C.g);
    ck_assert_uint_eq(cycles(), 1);
    fixture_close();
}
END_TEST

/* ---- Sweeping ------------------------------------------------------------------------------ */

static uint64_t frees(void)
{
    return gort__heap_sum(C.rt->heap).frees;
}

static bool swept(void)
{
    return !gort__heap_unswept(C.rt->heap) && gort__load32_acquire(&C.rt->heap->sweepers) == 0;
}

/* A cycle that this thread ends and does not sweep; `garbage` objects are found. */
static void find_garbage(int garbage)
{
    for (int i = 0; i < garbage; i++)
        gc_test_node();
    gc_test_start();
    gc_test_finish();
}

START_TEST(what_a_cycle_found_is_swept)
{
    enum { GARBAGE = 20000 };
    open_with_tree("gcthreads=1,clobberfree=1");
    for (int i = 1; i <= 5; i++) {
        find_garbage(GARBAGE);
        gort_enter_blocking(C.g, C.sp);
        while (!swept())
            usleep(200);
        gort_exit_blocking(C.g);
        ck_assert_uint_eq(frees(), (uint64_t)i * GARBAGE);
        ck_assert(alive(C.base[0]));
    }
    fixture_close();
}
END_TEST

START_TEST(nothing_is_swept_in_a_stopped_world)
{
    open_with_tree("gcthreads=1");
    for (int i = 0; i < 10; i++) {
        const uint64_t began = frees();
        find_garbage(200000);
        while (frees() == began) { /* a slice is under way */
        }
        gort__stop_world(gort__m(C.g));
        const uint64_t before = frees();
        ck_assert_uint_eq(gort__load32_acquire(&C.rt->heap->sweepers), 0);
        pthread_mutex_lock(&C.rt->lock);
        pthread_cond_broadcast(&gc()->background.wakes); /* nor if it is asked to */
        pthread_mutex_unlock(&C.rt->lock);
        usleep(2000); /* time in which it would be wrong */
        ck_assert_uint_eq(frees(), before);
        gort__start_world(gort__m(C.g));
        while (!swept())
            gort_safepoint(C.g, C.sp);
    }
    fixture_close();
}
END_TEST

/* Objects that each thread keeps for a while: those are as it made them, of all sizes. */
enum { CHURNERS = 3, KEPT = 64, ROUNDS = 3000 };

static void *churns(void *seed)
{
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    uint64_t rng = (uintptr_t)seed;
    for (int i = 0; i < KEPT; i++)
        sp[i] = NULL;
    for (int i = 0; i < ROUNDS; i++) {
        const uint64_t r = gort__sched_random(&rng);
        const uintptr_t n = 8 + (r >> 8) % (r & 7 ? 500 : 40000);
        uint64_t **at = (uint64_t **)&sp[r >> 40 & (KEPT - 1)];
        if (*at) {
            const uint64_t *p = *at;
            for (uint64_t k = 1; k < p[0] / 8; k++)
                ck_assert_uint_eq(p[k], (uintptr_t)p + k);
        }
        uint64_t *p = gort_alloc_slow(g, sp + KEPT, &gc_type_bytes, n & ~(uintptr_t)7);
        for (uint64_t k = 0; k < n / 8; k++)
            ck_assert_uint_eq(p[k], 0);
        p[0] = n;
        for (uint64_t k = 1; k < n / 8; k++)
            p[k] = (uintptr_t)p + k;
        *at = p;
        if (i % 100 == 0) gort_gc(g, sp + KEPT);
    }
    gort_detach(C.rt);
    return NULL;
}

START_TEST(it_sweeps_beside_those_that_allocate)
{
    static const char *const modes[] = {"gcthreads=1,clobberfree=1",
                                        "gcthreads=3,clobberfree=1,gccheckmark=1"};
    fixture_gogc = "20";
    open_with_tree(modes[_i]);
    pthread_t t[CHURNERS];
    for (uintptr_t i = 0; i < CHURNERS; i++)
        t[i] = start(churns, (void *)(uintptr_t)(i + fixture_seed()));
    for (int i = 0; i < CHURNERS; i++)
        join(t[i]);
    gc_test_collect();
    static gort_mem_stats st;
    gort_read_mem_stats(C.g, C.sp, &st);
    ck_assert_uint_eq(st.HeapObjects, (1 << DEPTH) - 1);
    ck_assert_uint_eq(st.HeapAlloc, ((1 << DEPTH) - 1) * sizeof(gc_node));
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 0);
    fixture_close();
}
END_TEST

static gort_au32 finals;

static void on_final(gort_g *g, void **sp, const gort_type *type, void *object,
                     const gort_type *fn_type, gort_closure *fn)
{
    (void)g, (void)sp, (void)type, (void)object, (void)fn_type, (void)fn;
    gort__store32_release(&finals, 1);
}

static void main_waits_for_a_finalizer(gort_g *g, void **sp)
{
    static gort_closure none;
    g->sp = sp;
    void *object = gort_new(g, sp, &gc_type_node);
    ck_assert(gort__final_add(g, object, &gc_type_ptr, &none, &gc_type_ptr, on_final));
    gort__cycle_finish(g, gort__load_relaxed(&g->rt->cycles_started));
    gort__gc_start(g);
    gort__gc_finish(g);
    while (!gort__load32_acquire(&finals))
        gort_sleep(g, sp, 100000);
}

START_TEST(finalizers_of_an_idle_program_run)
{
    sched_open("2", "gcthreads=1,clobberfree=1");
    ck_assert_int_eq(sched_main(main_waits_for_a_finalizer), 0);
    sched_close();
}
END_TEST

/* ---- Giving back --------------------------------------------------------------------------- */

static uintptr_t held(void)
{
    gort__lock_take(&C.rt->heap->lock);
    const uintptr_t n = gort__heap_held_bytes(C.rt->heap);
    gort__lock_give(&C.rt->heap->lock);
    return n;
}

static const uintptr_t MIB = (uintptr_t)1 << 20;

/* One cycle, and the program does nothing any more. */
START_TEST(memory_of_an_idle_program_goes_back)
{
    fixture_gogc = "100";
    gc_test_open("gcthreads=1,scavtrace=1");
    gort__store_relaxed(&gc()->scavenge_rests, 0); /* the test need not wait for its pace */
    /* The allocation finds a cycle under way, as it may where the collector's thread has begun to
     * mark and is not let run, and pays nothing for it. */
    fixture_root(gc_test_tree(C.sp, DEPTH));
    gort__store64_relaxed(&gc()->limiter_due_ns, UINT64_MAX);
    gort__store32_relaxed(&gc()->limiting, 1);
    gc_test_start();
    keep_from_marking(C.g);
    void *p = gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 64 * MIB);
    memset(p, 1, 64 * MIB);
    ck_assert_uint_ge(held(), 64 * MIB);
    gc_test_finish(); /* in it the object is black: the next one finds it */
    gc_test_start();
    gc_test_finish();
    gort_enter_blocking(C.g, C.sp);
    while (held() > 8 * MIB)
        usleep(200);
    gort_exit_blocking(C.g);
    gc_test_collect();
    /* A line is told when a cycle is swept: what was given back since the one before. Perhaps by
     * the collector's thread, which stands still in a stopped world. */
    unsigned work, sum = 0;
    gort__stop_world(gort__m(C.g));
    ck_assert(strncmp(C.trace, "scav 0 KiB work, ", 17) == 0);
    for (const char *line = C.trace; *line; line = strchr(line, '\n') + 1) {
        ck_assert_int_eq(sscanf(line, "scav %u KiB work, ", &work), 1);
        sum += work;
    }
    gort__start_world(gort__m(C.g));
    ck_assert_uint_ge(sum, 56 * 1024);
    fixture_close();
}
END_TEST

START_TEST(what_is_worth_keeping_stays)
{
    fixture_gogc = "100";
    gc_test_open("gcthreads=1");
    gort__store_relaxed(&gc()->scavenge_rests, 0);
    memset(fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 20 * MIB)), 1, 20 * MIB);
    memset(gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 64 * MIB), 1, 64 * MIB);
    gc_test_finish(); /* of one that an allocation may have begun */
    gc_test_start();
    gc_test_finish();
    gort_enter_blocking(C.g, C.sp);
    while (gort__heap_unswept(C.rt->heap) || gort__load32_relaxed(&C.rt->heap->scavenge_due))
        usleep(200);
    gort_exit_blocking(C.g);
    /* A tenth more than the goal, which is twice what is alive. */
    ck_assert_uint_ge(held(), 42 * MIB);
    ck_assert_uint_le(held(), 46 * MIB);
    fixture_close();
}
END_TEST

/* A small heap is not swept as soon as a cycle ends, a large one is. */
START_TEST(sweeping_a_little_has_time)
{
    gc_test_open("");
    const uint64_t now_ns = gort__os_now_ns();
    ck_assert_uint_ge(gort__upkeep_sweep_ns(gc()), now_ns + GORT__SWEEP_LATE_NS);
    fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_bytes, GORT__SWEEP_SOON_BYTES));
    ck_assert_uint_eq(gort__upkeep_sweep_ns(gc()), 0);
    fixture_close();
}
END_TEST

/* ---- Half of the time ---------------------------------------------------------------------- */

/* The bucket is as full as the test says, and nobody looks how it is. */
START_TEST(allocations_do_not_pay_beyond_half_of_the_time)
{
    fixture_gogc = "100";
    open_with_tree("");
    gc_test_start();
    gort__mark_own_stack(C.g);
    gort__store64_relaxed(&gc()->limiter_due_ns, UINT64_MAX);
    gort__store32_relaxed(&gc()->limiting, 1);
    gort__m(C.g)->assist_debt_bytes = 10 * GORT__DEBT_STEP_BYTES;
    gort__gc_alloc_slow(C.g, 8192);
    ck_assert_uint_eq(gort__load64_relaxed(&gc()->assist_ns), 0);
    ck_assert_int_eq(gort__m(C.g)->assist_debt_bytes, 0);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    /* The next look finds that the collector has not taken so much. */
    gort__store64_relaxed(&gc()->limiter_due_ns, 0);
    gort__m(C.g)->assist_debt_bytes = GORT__DEBT_STEP_BYTES;
    gort__gc_alloc_slow(C.g, 8192);
    ck_assert_uint_gt(gort__load64_relaxed(&gc()->assist_ns), 0);
    ck_assert_uint_ge(gort__load64_relaxed(&gc()->spent_ns),
                      gort__load64_relaxed(&gc()->assist_ns));
    /* A full bucket tells in which cycle. */
    gort_metric_sample last = {.name = "/gc/limiter/last-enabled:gc-cycle"};
    ck_assert_uint_eq(gort_read_metrics(C.g, &last, 1), 1);
    ck_assert_uint_eq(last.value, 0);
    gc()->limiter.fill_ns = gc()->limiter.capacity_ns;
    gort__store64_relaxed(&gc()->spent_ns, UINT64_MAX);
    gort__assist_limiter_update(gc(), gort__os_now_ns() + 1);
    gort_read_metrics(C.g, &last, 1);
    ck_assert_uint_eq(last.value, 1);
    fixture_close();
}
END_TEST

/* ---- In nobody's way ---------------------------------------------------------------------- */

/* The collector's thread, which tells that a cycle has ended, stays attached for that long: from
 * `hold` being 1 until it is 2, or a deadlock was reported. */
static gort_au32 hold;

static void hold_collector(void *unused, gort_runtime *rt, const gort__event *e)
{
    (void)unused;
    (void)e;
    const gort_mutator *m = gort__current_mutator(rt);
    if (!m || !m->collector || !gort__cas32_full(&hold, 0, 1)) return;
    bool reported = false;
    while (gort__load32_acquire(&hold) != 2 && !reported) {
        usleep(100);
        pthread_mutex_lock(&rt->lock);
        reported = rt->sched && rt->sched->reported;
        pthread_mutex_unlock(&rt->lock);
    }
}

static void hold_next(void)
{
    gort__store32_release(&hold, 0);
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_CYCLE), hold_collector, NULL));
    force_after(1);
}

START_TEST(it_is_no_thread_of_the_programs_while_it_is_attached)
{
    fixture_gogc = "100";
    open_with_tree("gcthreads=1");
    gc_test_collect();
    hold_next();
    gort_enter_blocking(C.g, C.sp);
    while (gort__load32_acquire(&hold) != 1)
        usleep(100);
    pthread_mutex_lock(&C.rt->lock);
    const uint32_t n = C.rt->nmutators;
    pthread_mutex_unlock(&C.rt->lock);
    gort__store32_release(&hold, 2);
    gort_exit_blocking(C.g);
    ck_assert_uint_eq(n, 1);
    fixture_close();
}
END_TEST

/* It is attached nearly all the time. */
START_TEST(a_runtime_ends_while_it_is_attached)
{
    fixture_gogc = "100";
    for (int i = 0; i < 20; i++) {
        open_with_tree("gcthreads=1");
        gc_test_collect();
        force_after(1);
        wait_for_cycles(2 + (uint64_t)i % 3, true);
        fixture_close();
    }
}
END_TEST

static void main_sleeps_for_ever(gort_g *g, void **sp)
{
    gort_gc(g, sp);
    hold_next();
    while (gort__load32_acquire(&hold) != 1)
        gort_sleep(g, sp, 100000);
    gort__park(g, sp, GORT_WAIT_CHAN_RECEIVE, NULL, NULL);
}

START_TEST(a_deadlock_is_found_while_it_is_attached)
{
    C.expected = true;
    fixture_gogc = "100";
    for (int i = 0; i < 10; i++) {
        sched_open(i & 1 ? "1" : "2", "gcthreads=1");
        ck_assert_int_eq(sched_main(main_sleeps_for_ever), 2);
        ck_assert_ptr_nonnull(strstr(C.text, "all goroutines are asleep - deadlock!"));
        sched_close();
    }
}
END_TEST

/* Where several processors are, a gort_main has the thread without being asked. */
static void main_collects(gort_g *g, void **sp)
{
    gort_gc(g, sp);
    C.sp = sp;
}

START_TEST(a_program_has_the_thread_after_its_first_cycle)
{
    static const char *const modes[] = {"", "gcthreads=0", "gcseed=1", "gcstoptheworld=1"};
    sched_open("2", modes[_i]);
    ck_assert_int_eq(sched_main(main_collects), 0);
    ck_assert_uint_eq(gc()->background.n, _i == 0);
    sched_close();
}
END_TEST

START_TEST(a_forked_child_forces_cycles_too)
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    return; /* no threads in the child of a process that had several: see test_background.c */
#endif
    fixture_gogc = "100";
    open_with_tree("gcthreads=1,gccheckmark=1");
    gc_test_collect();
    force_after(1);
    for (int i = 0; i < 5; i++) {
        const pid_t p = fork();
        if (p == 0) {
            alarm(HANG_S);
            if (gc()->background.n != 0) _exit(1);
            const uint64_t n = cycles();
            gc_test_collect();
            wait_for_cycles(n + 3, true);
            _exit(gort__gc_checkmark_lost(C.rt) ? 2 : 0);
        }
        int status;
        gort_enter_blocking(C.g, C.sp);
        ck_assert_int_eq(waitpid(p, &status, 0), p);
        gort_exit_blocking(C.g);
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
    }
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("upkeep");
    TCase *tc = tcase_create("upkeep");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_test(tc, a_cycle_of_an_idle_program_ends);
    tcase_add_test(tc, a_thread_that_leaves_leaves_an_idle_program);
    tcase_add_test(tc, a_short_rest_ends_no_cycle);
    tcase_add_loop_test(tc, a_cycle_is_forced_after_a_while, 0, 2);
    tcase_add_test(tc, none_is_forced_when_off);
    tcase_add_test(tc, it_is_no_thread_of_the_programs_while_it_is_attached);
    tcase_add_test(tc, a_runtime_ends_while_it_is_attached);
    tcase_add_test(tc, a_deadlock_is_found_while_it_is_attached);
    tcase_add_loop_test(tc, a_program_has_the_thread_after_its_first_cycle, 0, 4);
    tcase_add_test(tc, a_forked_child_forces_cycles_too);
    tcase_add_test(tc, what_a_cycle_found_is_swept);
    tcase_add_test(tc, nothing_is_swept_in_a_stopped_world);
    tcase_add_loop_test(tc, it_sweeps_beside_those_that_allocate, 0, 2);
    tcase_add_test(tc, finalizers_of_an_idle_program_run);
    tcase_add_test(tc, memory_of_an_idle_program_goes_back);
    tcase_add_test(tc, what_is_worth_keeping_stays);
    tcase_add_test(tc, sweeping_a_little_has_time);
    tcase_add_test(tc, allocations_do_not_pay_beyond_half_of_the_time);
    suite_add_tcase(s, tc);
    return s;
}
