/* test_threads.c - how threads end, and calls at the wrong time or on the wrong thread: each is
 * reported, none hangs. Part of the suite that runs under TSan. */
#include "threads_support.h"
#include "../../runtime/sched/sched.h"
#include <limits.h>

/* ---- Threads that end attached -------------------------------------------------------------- */

static pthread_key_t own_key;
static gort_au32 destructor_ran;

/* The embedder's destructor runs while the thread is attached, in whatever order. */
static void own_destructor(void *p)
{
    gort_g *g = gort_current(C.rt);
    if (!g) return;
    gort__fetch_add32_full(&destructor_ran, 1);
    gort_new(g, gort_top(g), &gc_type_node);
    if (p == &own_key) gort_detach(C.rt); /* and may detach it */
}

static void *thread_ends(void *arg)
{
    const int how = (int)(intptr_t)arg;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    if (how == 1) { /* with scopes and roots */
        (void)gort_scope_open(g);
        gort_push(g, gort_new(g, gort_top(g), &gc_type_node));
        (void)gort_scope_open(g);
    }
    if (how == 2) pthread_exit(NULL);
    if (how == 3) { /* blocked */
        gort_enter_blocking(g, sp);
        pthread_exit(NULL);
    }
    if (how == 4) { /* cancelled, blocked */
        gort_enter_blocking(g, sp);
        reach(1);
        for (;;)
            pause();
    }
    if (how == 5 || how == 6)
        pthread_setspecific(own_key, how == 5 ? (void *)&own_key : (void *)&stage);
    if (how == 7) { /* comes and goes before */
        gort_detach(C.rt);
        gort_attach(C.rt);
    }
    if (how == 8) { /* with a deferred call and a panic under way: a handler that ends the thread */
        gort_defer_frame fr;
        gort_defer_enter(g, sp, &fr);
        gort_panic_plain(g, sp + GORT_DEFER_WORDS, "ends the thread");
    }
    return NULL;
}

static void end_thread(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    ck_assert_int_eq(code, GORT_ERROR_PANIC);
    pthread_exit(NULL);
}

START_TEST(a_thread_that_ends_is_detached)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    if (_i == 8) C.rt->config.on_error = end_thread;
    ck_assert_int_eq(pthread_key_create(&own_key, own_destructor), 0);
    for (int round = 0; round < 20; round++) {
        pthread_t t = start(thread_ends, (void *)(intptr_t)_i);
        if (_i == 4) {
            wait_for(C.g, 1);
            pthread_cancel(t);
            reach(0);
        }
        join(t);
        ck_assert_uint_eq(C.rt->nmutators, 1);
        gc_test_collect();
    }
    ck_assert_uint_eq(gort__load32_acquire(&destructor_ran), _i == 5 || _i == 6 ? 20 : 0);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, 0); /* its roots are gone */
    fixture_close();
}
END_TEST

/* Waits for stacks as a collection does, cancelled already: it must not end with the lock. */
static void *thread_waits(void *arg)
{
    (void)arg;
    gort_g *g = gort_attach(C.rt);
    g->sp = gort_top(g);
    pthread_cancel(pthread_self());
    gort__hand_wait(g, gort__hand_turns(C.rt->gc), gort__os_now_ns());
    reach(1);
    pthread_testcancel();
    reach(2);
    return NULL;
}

START_TEST(the_wait_for_stacks_is_no_cancellation_point)
{
    gc_test_open("");
    join(start(thread_waits, NULL));
    ck_assert_uint_eq(gort__load32_acquire(&stage), 1);
    ck_assert_uint_eq(C.rt->nmutators, 1);
    fixture_close();
}
END_TEST

static void *thread_in_two(void *arg)
{
    gort_attach(C.rt);
    gort_attach(arg);
    return NULL;
}

static void *attaches_shortly(void *unused)
{
    (void)unused;
    gort_attach(C.rt);
    gort__store32_release(&stage, 1);
    gort_detach(C.rt);
    return NULL;
}

/* It is counted as attached no more, and still gives back its stack. */
START_TEST(a_runtime_is_freed_while_a_thread_leaves)
{
    for (int i = 0; i < 300; i++) {
        gort_config c = fixture_config("");
        C.rt = gort_runtime_new(&c);
        gort__store32_release(&stage, 0);
        pthread_t t = start(attaches_shortly, NULL);
        for (bool there = true; there;) {
            pthread_mutex_lock(&C.rt->lock);
            there = gort__load32_acquire(&stage) == 0 || C.rt->nmutators != 0;
            pthread_mutex_unlock(&C.rt->lock);
        }
        gort_runtime_free(C.rt);
        pthread_join(t, NULL);
    }
}
END_TEST

static void *leaves_late(void *unused)
{
    (void)unused;
    usleep(20000); /* time in which freeing would be wrong */
    gort__store32_release(&stage, 1);
    gort__thread_left(C.rt);
    return NULL;
}

START_TEST(freeing_waits_until_all_have_left)
{
    gort_config c = fixture_config("");
    C.rt = gort_runtime_new(&c);
    C.rt->nleaving = 1;
    pthread_t t = start(leaves_late, NULL);
    gort_runtime_free(C.rt);
    ck_assert_uint_eq(gort__load32_acquire(&stage), 1);
    pthread_join(t, NULL);
}
END_TEST

START_TEST(a_thread_that_ends_is_detached_from_each_runtime)
{
    gc_test_open("");
    gort_config c;
    gort_config_init(&c);
    c.getenv = fixture_env;
    c.heap_reserve_bytes = (size_t)1 << 30;
    gort_runtime *other = gort_runtime_new(&c);
    join(start(thread_in_two, other));
    ck_assert_uint_eq(C.rt->nmutators, 1);
    ck_assert_uint_eq(other->nmutators, 0);
    gort_runtime_free(other);
    fixture_close();
}
END_TEST

/* The last destructors of a thread find it gone, and it cannot come back. */
static unsigned rounds_left;
static gort_au32 came_back;

static void stubborn_destructor(void *p)
{
    if (--rounds_left > 0) pthread_setspecific(own_key, p);
    if (rounds_left == 0 && gort_attach(C.rt)) gort__store32_release(&came_back, 1);
}

static void *thread_stubborn(void *arg)
{
    gort_attach(C.rt);
    pthread_setspecific(own_key, arg);
    return NULL;
}

START_TEST(an_ended_thread_does_not_come_back)
{
    gc_test_open("");
    /* The runtime's key was made first: its destructor runs before this one in each round. */
    ck_assert_int_eq(pthread_key_create(&own_key, stubborn_destructor), 0);
    rounds_left = PTHREAD_DESTRUCTOR_ITERATIONS;
#ifdef GORT_SWITCH_TSAN
    rounds_left--; /* in the last one TSan knows the thread no more */
#endif
    join(start(thread_stubborn, &own_key));
    ck_assert_uint_eq(gort__load32_acquire(&came_back), 0);
    gc_test_collect();
    ck_assert_uint_eq(C.rt->nmutators, 1);
    fixture_close();
}
END_TEST

/* What the barrier recorded survives the thread: w is in its buffer alone. */
static gc_node *buffered;

static void *thread_ends_marking(void *arg)
{
    gc_node *a = arg;
    gort_g *g = gort_attach(C.rt);
    for (int i = 0; i < GORT_BARRIER_BUFFER_WORDS - 1; i++)
        gort_store(g, &a->right, a->right);
    gort_store(g, &a->left, NULL);
    if (stage.v) gort_detach(C.rt);
    return NULL;
}

START_TEST(a_detach_while_marking_keeps_what_was_recorded)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *a = fixture_root(gc_test_node());
    gort_store(C.g, &a->right, gc_test_node());
    gort_store(C.g, &a->left, buffered = gc_test_node());
    *C.sp++ = NULL;
    reach((uint32_t)_i);
    gc_test_start();
    ck_assert(gc_test_step(1)); /* our stack: a is grey, w white */
    ck_assert(gort__stack_is_black(C.g));
    C.sp[-1] = a->left;
    C.g->sp = C.sp;
    gort_enter_blocking(C.g, C.sp);
    pthread_t t = start(thread_ends_marking, a);
    pthread_join(t, NULL);
    gort_exit_blocking(C.g);
    gc_test_finish();
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(buffered));
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

enum { STORM_THREADS = 6, STORM_ROUNDS = 300 };

static void *thread_storm(void *arg)
{
    const uintptr_t seed = (uintptr_t)arg;
    for (unsigned i = 0; i < STORM_ROUNDS; i++) {
        gort_g *g = gort_attach(C.rt);
        ck_assert_ptr_eq(gort_attach(C.rt), g);
        gort_detach(C.rt); /* of two attaches */
        void **sp = gort_top(g);
        sp[0] = NULL;
        for (unsigned k = 0; k < (i * seed) % 40; k++) {
            gc_node *n = gort_new(g, sp + 1, &gc_type_node);
            gort_store(g, &n->left, sp[0]);
            sp[0] = n;
            gort_poll(g, sp + 1);
        }
        if ((i + seed) % 17 == 0) gort_gc(g, sp);
        if ((i + seed) % 3) gort_detach(C.rt);
    }
    return NULL; /* every third one attached */
}

START_TEST(attaching_and_detaching_at_random)
{
    pthread_t t[STORM_THREADS];
    fixture_gogc = "5";
    gc_test_open("gccheckmark=1,clobberfree=1");
    for (uintptr_t i = 0; i < STORM_THREADS; i++)
        t[i] = start(thread_storm, (void *)(i + 3));
    for (int i = 0; i < STORM_THREADS; i++)
        join(t[i]);
    gc_test_collect();
    ck_assert_uint_eq(C.rt->nmutators, 1);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_gt(ms.NumGC, 5);
    fixture_close();
}
END_TEST

/* ---- Calls at the wrong time ---------------------------------------------------------------- */

/* What a call with a g may be; each is tried with another thread's g, without one, in a blocking
 * region and in every callback. */
static gort_root bad_root;
static gc_node bad_cell;
static const struct {
    const char *name;
    bool takes_nil;   /* reported with a nil g too */
    bool takes_other; /* reported with another thread's g in a release build */
} calls[] = {
    {"gort_new", false, false},
    {"gort_alloc_slow (large)", false, true},
    {"gort_gc", true, true},
    {"gort_safepoint", true, true},
    {"gort_scope_open", true, true},
    {"gort_push", true, true},
    {"gort_enter_blocking", true, true},
    {"gort_add_root", true, true},
    {"gort_remove_root", true, true},
    {"gort_set_gc_percent", true, true},
    {"gort_read_mem_stats", true, true},
    {"gort_set_thread_roots", true, true},
    {"gort_makeslice", false, true},
    {"gort_panic_plain", true, true},
    {"gort_g_reset", true, true},
    {"gort_detach", false, false},
};
enum { NCALLS = sizeof calls / sizeof calls[0] };

static void no_roots(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
}

static void call(int i, gort_g *g)
{
    static gort_mem_stats ms;
    void *words[4];
    void **sp = g ? gort_top(g) : words;
    switch (i) {
    case 0: gort_new(g, sp, &gc_type_node); break;
    case 1: gort_alloc_slow(g, sp, &gc_type_bytes, 100000); break;
    case 2: gort_gc(g, sp); break;
    case 3: gort_safepoint(g, sp); break;
    case 4: (void)(gort_scope_open)(g); break; /* the functions: the inline paths know less */
    case 5: (gort_push)(g, NULL); break;
    case 6: gort_enter_blocking(g, sp); break;
    case 7: gort_add_root(g, &bad_root, &bad_cell, &gc_type_node, 1); break;
    case 8: gort_remove_root(g, &bad_root); break;
    case 9: gort_set_gc_percent(g, sp, 50); break;
    case 10: gort_read_mem_stats(g, sp, &ms); break;
    case 11: gort_set_thread_roots(g, no_roots, NULL); break;
    case 12: gort_makeslice(g, sp, &gc_type_node, 5000, 5000); break;
    case 13: gort_panic_plain(g, sp, "panic"); break;
    case 14: gort_g_reset(g, sp); break;
    case 15: gort_detach(C.rt); break;
    }
}

static void in_blocking(int i)
{
    open_telling("");
    gc_test_node(); /* there is a run to take from */
    gort_enter_blocking(C.g, C.sp);
    call(i, C.g);
}

START_TEST(calls_in_a_blocking_region_are_misuse)
{
    ends(in_blocking, _i, STATUS_MISUSE, "the thread is in a blocking region");
}
END_TEST

static void *thread_calls(void *arg)
{
    call((int)(intptr_t)arg, C.g);
    return NULL;
}

static void with_another_g(int i)
{
    open_telling("");
    pthread_join(start(thread_calls, (void *)(intptr_t)i), NULL);
}

static void *thread_attached_calls(void *arg)
{
    gort_attach(C.rt);
    call((int)(intptr_t)arg, C.g);
    return NULL;
}

static void with_another_g_attached(int i)
{
    open_telling("");
    pthread_join(start(thread_attached_calls, (void *)(intptr_t)i), NULL);
}

START_TEST(calls_with_another_threads_g_are_misuse)
{
    if (!calls[_i].takes_other) return;
    ends(with_another_g, _i, STATUS_MISUSE,
         "the g is another thread's; the calling thread is not attached");
    ends(with_another_g_attached, _i, STATUS_MISUSE,
         "the g is another thread's; the calling thread has one of its own");
}
END_TEST

static void without_a_g(int i)
{
    open_telling("");
    call(i, NULL);
}

START_TEST(calls_without_a_g_are_misuse)
{
    if (!calls[_i].takes_nil) return;
    ends(without_a_g, _i, STATUS_MISUSE, "the g is nil: the calling thread is not attached");
}
END_TEST

/* What a build with GORT_DEBUG says besides. */
static void debug_calls(int i)
{
    void *slot = NULL;
    open_telling("");
    gort_g *g = i & 1 ? C.g : NULL;
    if (g) gort_enter_blocking(g, C.sp);
    switch (i >> 1) {
    case 0: gort_debug_check(g, "here"); break;
#ifdef GORT_DEBUG
    case 1: gort_new_fast(g, &gc_type_node); break;
    case 2: gort_store(g, &slot, NULL); break;
    case 3: gort_poll(g, C.sp); break;
    case 4: gort_shade(g, NULL); break;
    case 5: gort_store_value(g, (uint64_t *)(void *)&slot, 1); break;
    case 6: gort_alloc_slow(g, C.sp, &gc_type_node, 1); break;
#else
    default: gort_debug_check(g, "here"); break;
#endif
    }
    (void)slot;
}

START_TEST(a_debug_build_checks_every_call)
{
    ends(debug_calls, _i, STATUS_MISUSE,
         _i & 1 ? "the thread is in a blocking region" : "the g is nil");
}
END_TEST

static void store_in_blocking(int i)
{
    (void)i;
    open_telling("");
    gc_node *a = fixture_root(gc_test_node());
    gort_store(C.g, &a->left, a);
    gc_test_start();
    gort_enter_blocking(C.g, C.sp);
    gort_store(C.g, &a->left, NULL);
}

START_TEST(a_barrier_in_a_blocking_region_is_misuse)
{
#ifdef GORT_DEBUG
    ends(store_in_blocking, 0, STATUS_MISUSE, "gort_store: the thread is in a blocking region");
#else
    ends(store_in_blocking, 0, STATUS_MISUSE, "a store of a pointer in a blocking region");
#endif
}
END_TEST

static void *thread_exits_blocking(void *arg)
{
    gort_attach(C.rt);
    gort_exit_blocking(arg);
    return NULL;
}

static void blocking_misuses(int i)
{
    open_telling("");
    switch (i) {
    case 0: gort_exit_blocking(C.g); break;
    case 1: gort_exit_blocking(NULL); break;
    case 2:
        gort_enter_blocking(C.g, C.sp);
        pthread_join(start(thread_exits_blocking, C.g), NULL);
        break;
    case 3:
        gort_enter_blocking(C.g, C.sp);
        gort_exit_blocking(C.g);
        gort_exit_blocking(C.g);
        break;
    }
}

START_TEST(blocking_regions_are_paired)
{
    static const char *const texts[] = {"in no blocking region", "the g is nil", "another thread's",
                                        "in no blocking region"};
    ends(blocking_misuses, _i, STATUS_MISUSE, texts[_i]);
}
END_TEST

static int in_callback;

static void bad_roots(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
    call(in_callback, C.g);
}

static void bad_hook(gort_tracer *tr, const gort_type *t, void *obj)
{
    (void)tr;
    (void)t;
    (void)obj;
    call(in_callback, C.g);
}

static void bad_writer(void *user, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    call(in_callback, C.g);
}

static void misuse_in(int i)
{
    static gort_type hooked;
    in_callback = i % NCALLS;
    open_telling(i / NCALLS == 3 ? "gctrace=1" : "");
    gc_test_node();
    switch (i / NCALLS) {
    case 0: gort_set_runtime_roots(C.rt, bad_roots, NULL); break;
    case 1: gort_set_thread_roots(C.g, bad_roots, NULL); break;
    case 2:
        hooked = gc_type_node;
        hooked.trace = bad_hook;
        fixture_root(gort_new(C.g, C.sp, &hooked));
        break;
    case 3: C.rt->config.on_trace = bad_writer; break;
    }
    gc_test_collect();
}

START_TEST(calls_in_callbacks_are_misuse)
{
    static const char *const texts[] = {"called in the runtime's root callback",
                                        "called in a thread's root callback",
                                        "called in a trace hook", "called in the trace writer"};
    for (int i = 0; i < NCALLS; i++)
        ends(misuse_in, _i * NCALLS + i, STATUS_MISUSE, texts[_i]);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("threads");
    TCase *tc = tcase_create("threads");
    tcase_set_timeout(tc, 240);
    tcase_add_loop_test(tc, a_thread_that_ends_is_detached, 0, 9);
    tcase_add_test(tc, the_wait_for_stacks_is_no_cancellation_point);
    tcase_add_test(tc, a_runtime_is_freed_while_a_thread_leaves);
    tcase_add_test(tc, freeing_waits_until_all_have_left);
    tcase_add_test(tc, a_thread_that_ends_is_detached_from_each_runtime);
    tcase_add_test(tc, an_ended_thread_does_not_come_back);
    tcase_add_loop_test(tc, a_detach_while_marking_keeps_what_was_recorded, 0, 2);
    tcase_add_test(tc, attaching_and_detaching_at_random);
    tcase_add_loop_test(tc, calls_in_a_blocking_region_are_misuse, 0, NCALLS);
    tcase_add_loop_test(tc, calls_with_another_threads_g_are_misuse, 0, NCALLS);
    tcase_add_loop_test(tc, calls_without_a_g_are_misuse, 0, NCALLS);
    tcase_add_loop_test(tc, a_debug_build_checks_every_call, 0, 14);
    tcase_add_test(tc, a_barrier_in_a_blocking_region_is_misuse);
    tcase_add_loop_test(tc, blocking_regions_are_paired, 0, 4);
    tcase_add_loop_test(tc, calls_in_callbacks_are_misuse, 0, 4);
    suite_add_tcase(s, tc);
    return s;
}
