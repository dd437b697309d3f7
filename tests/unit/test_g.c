/* test_g.c - g's that no thread runs: their list, their stacks, what they start with. (A scheduler
 * would make such g's; here each step of it is done by hand.) */
#include "gc_support.h"
#include "../../runtime/base/os.h"
#include "../../runtime/sched/bind.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* A g that waits, with the n words on its stack. */
static gort_g *park(void *const *words, uint32_t n)
{
    gort_g *g = gort__g_new(C.rt);
    ck_assert(g && gort__stack_new(C.rt, 32 << 10, &g->stack));
    g->stack_guard_normal = gort__stack_guard(&g->stack);
    g->sp = g->head.top = g->stack.shadow_lo;
    gort__g_start_with(g, C.g, words, n);
    pthread_mutex_lock(&C.rt->lock);
    ck_assert(gort__g_add(g));
    gort__g_set_status(g, GORT_G_WAITING);
    pthread_mutex_unlock(&C.rt->lock);
    return g;
}

static void end(gort_g *g)
{
    pthread_mutex_lock(&C.rt->lock);
    ck_assert_ptr_eq(C.rt->gs[g->slot], g);
    gort__g_remove(g);
    pthread_mutex_unlock(&C.rt->lock);
    gort__g_free(g);
}

static void switch_to(gort_mutator *m, gort_g *g)
{
    gort_g *from = m->g;
    gort__g_set_callable(from, false);
    gort__g_bind(g, m, from->head.barrier);
    gort__g_leave(from, GORT_G_WAITING);
}

START_TEST(the_stack_of_a_waiting_g_is_scanned)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    void *n = gc_test_node();
    gort_g *g = park(&n, 1);
    for (int i = 0; i < 3; i++) {
        gc_test_start();
        ck_assert(!gort__stack_is_black(g));
        ck_assert_uint_eq(gort__load32_acquire(&C.rt->gc->stacks_grey), 2);
        while (gc_test_step(100)) {
        }
        /* With the world running. */
        ck_assert(gort__stack_is_black(g) && !gort__g_is_held(g));
        ck_assert(gort__gc_is_marked(C.rt, n));
        gc_test_finish();
        gort__sweep_finish(C.rt);
        ck_assert(gc_test_alive(n));
    }
    end(g);
    gc_test_collect();
    ck_assert(!gc_test_alive(n));
    fixture_close();
}
END_TEST

/* Its stack is black from birth, and no other holds the object. */
static uint64_t lost_by_a_start(const char *debug)
{
    gc_test_open(debug);
    *C.sp++ = gc_test_node();
    gc_test_start();
    void *n = C.sp[-1];
    gort_g *g = park(&n, 1);
    ck_assert(gort__stack_is_black(g));
    C.sp[-1] = NULL; /* grey, and does not hold it when it is scanned */
    gc_test_finish();
    const uint64_t lost = gort__gc_checkmark_lost(C.rt);
    if (!C.rt->opt.gcmutant) gc_test_lost_nothing();
    end(g);
    C.sp--;
    fixture_close();
    return lost;
}

START_TEST(what_a_g_starts_with_is_shaded)
{
    ck_assert_uint_eq(lost_by_a_start("gccheckmark=2"), 0);
    ck_assert_uint_eq(lost_by_a_start("gccheckmark=2,gcmutant=shade"), 1);
}
END_TEST

/* G's come and go while their stacks are being looked at; each of those left is scanned once. */
START_TEST(a_list_that_changes_while_marking_misses_nobody)
{
    enum { N = 600 };
    static gort_g *gs[N];
    static void *objects[N];
    gc_test_open("gccheckmark=2");
    for (int round = 0; round < 4; round++) {
        int n = N / 2;
        for (int i = 0; i < n; i++) {
            objects[i] = gc_test_node();
            gs[i] = park(&objects[i], 1);
        }
        gc_test_start();
        while (gc_test_step(100)) {
            const int i = (int)(fixture_rand() % (uint64_t)n);
            if (n < N && fixture_rand() % 2) {
                objects[n] = gc_test_node();
                gs[n] = park(&objects[n], 1);
                n++;
            } else {
                end(gs[i]);
                gs[i] = gs[--n];
                objects[i] = objects[n];
            }
        }
        gc_test_finish();
        gc_test_lost_nothing();
        gort__sweep_finish(C.rt);
        for (int i = 0; i < n; i++) {
            ck_assert(gc_test_alive(objects[i]));
            end(gs[i]);
        }
        ck_assert_uint_eq(C.rt->ngs, 1);
        ck_assert_ptr_eq(C.rt->gs[0], C.g);
    }
    fixture_close();
}
END_TEST

/* A g that goes from one mutator's hands to none and back keeps its head right. */
START_TEST(binding_sets_the_head)
{
    gc_test_open("");
    gort_g *first = C.g, *second = park(NULL, 0);
    gort_mutator *m = gort__m(first);
    ck_assert_ptr_eq(gort__m(second), C.rt->nobody);
    switch_to(m, second);
    ck_assert_ptr_eq(gort_current(C.rt), second);
    ck_assert_ptr_eq(gort__m(second), m);
    ck_assert_ptr_eq(gort__m(first), C.rt->nobody);
    ck_assert_uint_eq(gort__load32_relaxed(&first->status), GORT_G_WAITING);
    ck_assert_uint_eq(gort__load32_relaxed(&second->status), GORT_G_RUNNING);
    ck_assert_ptr_nonnull(gort_new(second, gort_top(second), &gc_type_node));
    switch_to(m, first);
    end(second);
    fixture_close();
}
END_TEST

/* It ran last when no cycle was under way; now its stack is grey and its stores are recorded. */
START_TEST(binding_asks_what_the_moment_asks)
{
    gc_test_open("");
    gort_g *first = C.g, *second = park(NULL, 0);
    gort_mutator *m = gort__m(first);
    gc_test_start();
    gort__mark_own_stack(first);
    switch_to(m, second);
    ck_assert(second->head.barrier);
    ck_assert(gort__g_is_asked(second));
    ck_assert(!gort__stack_is_black(second));
    gort__mark_own_stack(second);
    switch_to(m, first);
    gc_test_finish();
    switch_to(m, second);
    ck_assert(!second->head.barrier && !gort__g_is_asked(second));
    switch_to(m, first);
    end(second);
    fixture_close();
}
END_TEST

/* A held g moves into a gap in front of where the next look is: it is held once. One that is let go
 * unscanned is found again. */
START_TEST(a_held_g_is_not_held_twice)
{
    gc_test_open("");
    gort_g *early = park(NULL, 0), *late = park(NULL, 0);
    gort_mutator other = {.rt = C.rt};
    gort_mutator *own = gort__m(C.g);
    gc_test_start();
    gort_au32 *left = &C.rt->gc->stacks_left;
    uint32_t looks = 100;
    ck_assert_ptr_eq(gort__g_hold_next(own, left, &looks), late);
    end(early);
    ck_assert_uint_eq(late->slot, 1);
    ck_assert_ptr_null(gort__g_hold_next(&other, left, &looks));
    gort__g_release(own);
    ck_assert(!gort__g_is_held(late));
    ck_assert_ptr_eq(gort__g_hold_next(&other, left, &looks), late);
    gort__g_release(&other);
    gc_test_finish();
    end(late);
    fixture_close();
}
END_TEST

/* A step takes a part of many stacks. */
START_TEST(many_stacks_are_scanned_in_parts)
{
    enum { MANY = 3 * GORT__IDLE_STACKS_LOOKS };
    gort_g *gs[MANY];
    gc_test_open("");
    for (int i = 0; i < MANY; i++)
        gs[i] = park(NULL, 0);
    gc_test_start();
    struct gort__gc *gc = C.rt->gc;
    uint32_t grey = gort__load32_acquire(&gc->stacks_grey);
    const uint32_t all = grey;
    for (uint64_t work_bytes; (work_bytes = gort__mark_idle_stacks(gc)) > 0;) {
        const uint32_t left = gort__load32_acquire(&gc->stacks_grey);
        ck_assert_uint_le(grey - left, GORT__IDLE_STACKS_LOOKS);
        ck_assert_uint_ge(work_bytes, (grey - left) * GORT__STACK_LOOK_BYTES);
        grey = left;
    }
    ck_assert_uint_ge(all - grey, MANY);
    ck_assert_uint_gt(gort__load64_relaxed(&gc->dedicated_ns), 0);
    ck_assert_uint_ge(gort__assist_work_done(gc), MANY * GORT__STACK_LOOK_BYTES);
    gc_test_finish();
    for (int i = 0; i < MANY; i++)
        end(gs[i]);
    fixture_close();
}
END_TEST

/* What an allocation scans of them it does not owe any more. _i: the collector's threads, as far as
 * it knows, mark too. */
START_TEST(scanning_stacks_pays)
{
    enum { MANY = 8 * GORT__IDLE_STACKS_LOOKS };
    static gort_g *gs[MANY];
    gc_test_open("gcthreads=0");
    for (int i = 0; i < MANY; i++)
        gs[i] = park(NULL, 0);
    gc_test_start();
    struct gort__gc *gc = C.rt->gc;
    gort_mutator *m = gort__m(C.g);
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    if (_i) gort__store32_relaxed(&gc->background.called, 1);
    const uint32_t grey = gort__load32_acquire(&gc->stacks_grey);
    const int64_t owed = 2 * GORT__DEBT_STEP_BYTES;
    m->assist_debt_bytes = owed;
    gort__gc_alloc_slow(C.g, 16);
    const uint32_t looked = grey - gort__load32_acquire(&gc->stacks_grey);
    ck_assert_uint_ge(looked, 1);
    ck_assert_uint_lt(looked, MANY);
    ck_assert_int_le(m->assist_debt_bytes, owed + 16 - (int64_t)(looked * GORT__STACK_LOOK_BYTES));
    gort__store32_relaxed(&gc->background.called, 0);
    gc_test_finish();
    for (int i = 0; i < MANY; i++)
        end(gs[i]);
    fixture_close();
}
END_TEST

/* Who wants to run a held g waits until it is let go. */
static gort_au32 claims; /* 1: about to claim, 2: has */

static void *claim(void *g)
{
    gort__store32_release(&claims, 1);
    gort__g_claim(g, GORT_G_RUNNING);
    gort__store32_release(&claims, 2);
    return NULL;
}

START_TEST(nobody_runs_a_held_g)
{
    pthread_t t;
    gc_test_open("");
    gort_g *g = park(NULL, 0);
    gort_mutator *own = gort__m(C.g);
    gc_test_start();
    uint32_t looks = 1;
    ck_assert_ptr_eq(gort__g_hold_next(own, &C.rt->gc->stacks_left, &looks), g);
    ck_assert_uint_eq(looks, 0);
    ck_assert_int_eq(pthread_create(&t, NULL, claim, g), 0);
    while (!gort__load32_acquire(&claims))
        sched_yield();
    usleep(30000); /* time in which it would be wrong */
    ck_assert_uint_eq(gort__load32_acquire(&claims), 1);
    gort__g_release(own);
    pthread_join(t, NULL);
    ck_assert_uint_eq(gort__load32_relaxed(&g->status), GORT_G_RUNNING);
    gort__g_set_status(g, GORT_G_WAITING);
    gc_test_finish();
    end(g);
    fixture_close();
}
END_TEST

/* ---- Stacks ------------------------------------------------------------------------------- */

START_TEST(a_block_serves_the_next_stack_of_its_size)
{
    gc_test_open("");
    gort__stack a, b, c;
    ck_assert(gort__stack_new(C.rt, 40 << 10, &a));
    ck_assert(gort__stack_new(C.rt, 40 << 10, &b));
    ck_assert_uint_eq(a.c_hi - a.c_lo, 40 << 10);
    ck_assert_uint_ge((uintptr_t)a.shadow_hi - (uintptr_t)a.shadow_lo,
                      (sizeof(void *) == 8 ? 8 : 3) * (a.c_hi - a.c_lo));
    ck_assert_uint_lt((uintptr_t)a.shadow_hi, a.c_lo);
    ck_assert_uint_gt(gort__stack_guard(&a), a.c_lo);
    ck_assert(a.c_hi <= (uintptr_t)b.block || b.c_hi <= (uintptr_t)a.block);
    memset((void *)a.c_lo, 0xee, a.c_hi - a.c_lo);
    memset(a.shadow_lo, 0xee, (size_t)((char *)a.shadow_hi - (char *)a.shadow_lo));
    char *block = a.block;
    gort__stack_free(C.rt, &a);
    ck_assert_ptr_null(a.block);
    ck_assert(gort__stack_new(C.rt, 38 << 10, &c));
    ck_assert_ptr_eq(c.block, block);
    ck_assert_int_eq(*(char *)c.c_lo, 0); /* its memory was given back */
    gort__stack_free(C.rt, &c);
    gort__stack_free(C.rt, &b);
    fixture_close();
}
END_TEST

/* The stacks of threads end in pages that trap; where they were, the block's next stack has none.
 */
START_TEST(a_threads_shadow_stack_ends_in_a_trap)
{
    gc_test_open("");
    gort__stack st;
    ck_assert(C.g->stack.guarded);
    const pid_t child = fork();
    if (child == 0) {
        const uintptr_t page = gort__os_page_bytes();
        signal(SIGSEGV, SIG_DFL);
        *(volatile char *)(((uintptr_t)C.g->stack.shadow_hi + page - 1) & ~(page - 1)) = 1;
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
    ck_assert(gort__stack_new(C.rt, 1 << 20, &st));
    gort__stack_protect(&st);
    *(char *)st.c_lo = 1;
    *((char *)st.shadow_hi - 1) = 1;
    char *block = st.block, *gap = (char *)st.shadow_hi + 4096;
    gort__stack_free(C.rt, &st);
    ck_assert(gort__stack_new(C.rt, 3 << 19, &st));
    ck_assert_ptr_eq(st.block, block);
    ck_assert(!st.guarded);
    *gap = 1;
    gort__stack_free(C.rt, &st);
    fixture_close();
}
END_TEST

/* The number of stacks is no number of mappings. */
static long mappings(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    long n = 0;
    if (!f) return 0;
    for (int c; (c = getc(f)) != EOF;)
        n += c == '\n';
    fclose(f);
    return n;
}

START_TEST(stacks_share_mappings)
{
    enum { N = 200 };
    static gort__stack st[N];
    gc_test_open("");
    const long before = mappings();
    for (int i = 0; i < N; i++) {
        ck_assert(gort__stack_new(C.rt, (size_t)(16 + 16 * (i % 7)) << 10, &st[i]));
        *(char *)(st[i].c_hi - 1) = 1;
    }
    ck_assert_int_le(mappings(), before + 8);
    for (int i = 0; i < N; i++)
        gort__stack_free(C.rt, &st[i]);
    fixture_close();
}
END_TEST

/* Where address space is short the first slab of stacks takes not more than half of it. */
START_TEST(stacks_leave_address_space_to_others)
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    return; /* they need it themselves */
#endif
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f) return;
    ck_assert_int_eq(fscanf(f, "%ld", &pages), 1);
    fclose(f);
    const rlim_t now = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
    const struct rlimit limit = {now + ((rlim_t)1 << 30), RLIM_INFINITY};
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    gort_config c;
    gort_config_init(&c);
    c.heap_reserve_bytes = (size_t)16 << 20;
#if UINTPTR_MAX != UINT64_MAX
    c.stack_reserve_bytes = (size_t)1 << 30; /* and the zone is 272 MiB */
#endif
    gort_runtime *rt = gort_runtime_new(&c);
    ck_assert(rt && gort_attach(rt));
    const size_t left = sizeof(void *) == 8 ? (size_t)512 << 20 : (size_t)256 << 20;
    void *more = gort__os_reserve(left);
    ck_assert_ptr_nonnull(more);
    gort__os_release(more, left);
    gort_detach(rt);
    gort_runtime_free(rt);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("g");
    TCase *tc = tcase_create("g");
    tcase_add_test(tc, the_stack_of_a_waiting_g_is_scanned);
    tcase_add_test(tc, what_a_g_starts_with_is_shaded);
    tcase_add_test(tc, a_list_that_changes_while_marking_misses_nobody);
    tcase_add_test(tc, binding_sets_the_head);
    tcase_add_test(tc, binding_asks_what_the_moment_asks);
    tcase_add_test(tc, a_held_g_is_not_held_twice);
    tcase_add_test(tc, many_stacks_are_scanned_in_parts);
    if (gc_test_may_step()) tcase_add_loop_test(tc, scanning_stacks_pays, 0, 2);
    tcase_add_test(tc, nobody_runs_a_held_g);
    tcase_add_test(tc, a_block_serves_the_next_stack_of_its_size);
    tcase_add_test(tc, a_threads_shadow_stack_ends_in_a_trap);
    tcase_add_test(tc, stacks_share_mappings);
    tcase_add_test(tc, stacks_leave_address_space_to_others);
    suite_add_tcase(s, tc);
    return s;
}
