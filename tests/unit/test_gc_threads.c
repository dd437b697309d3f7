/* test_gc_threads.c - several attached threads under one collector: they allocate, share objects
 * through globals, loop without allocating, block, come and go, and force collections, with every
 * cycle checked (gccheckmark). Part of the suite that runs under TSan. */
#include "gc_support.h"
#include <pthread.h>
#include <unistd.h>

enum { THREADS = 4, SHARED = 16 };

static gc_node *shared[SHARED];
static const uint8_t shared_mask[] = {1};
static const gort_type shared_type = {.size_bytes = sizeof shared,
                                      .ptrdata_bytes = sizeof shared,
                                      .ptrmask = shared_mask,
                                      .ptrmask_bytes = sizeof(void *),
                                      .kind = GORT_KIND_ARRAY,
                                      .align = sizeof(void *),
                                      .name = "[16]*main.node"};
static const gort_global globals[] = {{shared, &shared_type}};
static const gort_module mod = {.name = "main", .globals = globals, .nglobals = 1};

static int rounds;
static gort_au32 failures;

static uint64_t thread_rand(uint64_t *s)
{
    uint64_t z = *s += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    return z ^ (z >> 31);
}

/* A list of n nodes with values n-1 .. 0, immutable once it is made. */
static gc_node *make_list(gort_g *g, void **sp, int n)
{
    sp[0] = NULL;
    for (int i = 0; i < n; i++) {
        gc_node *p = gort_new(g, sp + 1, &gc_type_node);
        p->value = i;
        gort_store(g, &p->left, sp[0]);
        sp[0] = p;
    }
    return sp[0];
}

static bool list_is_whole(gc_node *p)
{
    if (!p) return true;
    for (intptr_t want = p->value; want >= 0; want--) {
        if (!p || p->value != want) return false;
        p = gort__heap_load((void *const *)&p->left);
    }
    return p == NULL;
}

/* Lists pass between threads under a lock, as a Go program would do it; the lock's waits are
 * blocking regions. */
static pthread_mutex_t share_lock = PTHREAD_MUTEX_INITIALIZER;

static void lock_shared(gort_g *g, void **sp)
{
    if (pthread_mutex_trylock(&share_lock) == 0) return;
    gort_enter_blocking(g, sp);
    pthread_mutex_lock(&share_lock);
    pthread_mutex_unlock(&share_lock);
    gort_exit_blocking(g);
    pthread_mutex_lock(&share_lock);
}

static void churn_round(gort_g *g, void **sp, uint64_t r)
{
    enum { OWN = 4 };
    void **own = &sp[r % OWN], **const top = sp + OWN;
    gc_node **slot = &shared[(r >> 8) % SHARED];
    switch ((r >> 16) % 8) {
    case 0:
    case 1:
    case 2: *own = make_list(g, top, (int)((r >> 24) % 300)); break;
    case 3: /* give */
        lock_shared(g, top);
        gort_store_global(g, slot, *own);
        pthread_mutex_unlock(&share_lock);
        break;
    case 4: /* take away */
        lock_shared(g, top);
        *own = *slot;
        gort_store_global(g, slot, NULL);
        pthread_mutex_unlock(&share_lock);
        break;
    case 5: /* a loop without allocation */
        for (int i = 0; i < 2000; i++)
            gort_poll(g, top);
        break;
    case 6:
        if ((r >> 24) % 16 == 0) gort_gc(g, top);
        break;
    case 7:
        gort_enter_blocking(g, top);
        if ((r >> 24) % 4 == 0) usleep(100);
        gort_exit_blocking(g);
        break;
    }
    if (!list_is_whole(*own)) gort__fetch_add32_full(&failures, 1);
}

static void *churn(void *arg)
{
    uint64_t rng = (uintptr_t)arg * 7919 + fixture_seed();
    int round = 0;
    while (round < rounds) { /* comes and goes */
        gort_g *g = gort_attach(C.rt);
        void **sp = gort_top(g);
        memset(sp, 0, 4 * sizeof *sp);
        do
            churn_round(g, sp, thread_rand(&rng));
        while (++round < rounds && round % 97 != 0);
        gort_detach(C.rt);
    }
    return NULL;
}

static const char *const modes[] = {"gccheckmark=1,clobberfree=1", "gcstoptheworld=1",
                                    "gcstoptheworld=2,gccheckmark=1", "gcseed=3,gccheckmark=1",
                                    "gcthreads=2,gccheckmark=1,clobberfree=1"};

START_TEST(threads_share_one_collector)
{
    pthread_t t[THREADS];
    fixture_gogc = "10";
    gc_test_open(modes[_i]);
    gort_register_module(C.rt, &mod);
    const char *more = getenv("GORT_TEST_ROUNDS");
    rounds = more ? atoi(more) : _i == 3 ? 400 : 1500;
    gort_enter_blocking(C.g, C.sp);
    for (uintptr_t i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&t[i], NULL, churn, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    gort_exit_blocking(C.g);
    ck_assert_uint_eq(gort__load32_acquire(&failures), 0);
    for (int i = 0; i < SHARED; i++)
        ck_assert(list_is_whole(shared[i]));
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_gt(ms.NumGC, 5);
    gc_test_lost_nothing();
    for (int i = 0; i < SHARED; i++)
        gort_store_global(C.g, &shared[i], NULL);
    gc_test_collect();
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, 0);
    fixture_close();
}
END_TEST

/* Trace lines of cycles that several threads end come one by one and in order: the writer needs no
 * lock of its own. */
static unsigned long traced;

static void count_lines(void *user, const char *text, size_t bytes)
{
    unsigned long n;
    (void)user;
    (void)bytes;
    if (sscanf(text, "gc %lu @", &n) != 1 || n != traced + 1) gort__fetch_add32_full(&failures, 1);
    traced = n;
}

START_TEST(trace_lines_come_in_order)
{
    pthread_t t[THREADS];
    fixture_gogc = "5";
    gc_test_open("gctrace=1");
    C.rt->config.on_trace = count_lines;
    gort_register_module(C.rt, &mod);
    rounds = 800;
    gort_enter_blocking(C.g, C.sp);
    for (uintptr_t i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&t[i], NULL, churn, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    gort_exit_blocking(C.g);
    ck_assert_uint_eq(gort__load32_acquire(&failures), 0);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.NumGC, traced);
    ck_assert_uint_gt(traced, 5);
    for (int i = 0; i < SHARED; i++)
        gort_store_global(C.g, &shared[i], NULL);
    fixture_close();
}
END_TEST

/* A thread that only loops, and one that allocates: the loop's stack is scanned at its polls, and
 * cycles end. */
static gort_au32 looping;

static void *loop(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    (void)arg;
    gc_node *p = make_list(g, sp, 100);
    sp[0] = p;
    gort__store32_release(&looping, 1);
    while (gort__load32_acquire(&looping) == 1)
        gort_poll(g, sp + 1);
    if (!list_is_whole(p)) gort__fetch_add32_full(&failures, 1);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_loop_without_allocation_does_not_hold_cycles_up)
{
    pthread_t t;
    fixture_gogc = "100";
    gc_test_open("gccheckmark=1,clobberfree=1");
    ck_assert_int_eq(pthread_create(&t, NULL, loop, NULL), 0);
    while (gort__load32_acquire(&looping) != 1)
        gort_poll(C.g, C.sp);
    for (int i = 0; i < 60; i++)
        make_list(C.g, C.sp, 10000);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_gt(ms.NumGC, 1);
    gort__store32_release(&looping, 2);
    gort_enter_blocking(C.g, C.sp);
    pthread_join(t, NULL);
    gort_exit_blocking(C.g);
    ck_assert_uint_eq(gort__load32_acquire(&failures), 0);
    fixture_close();
}
END_TEST

/* The loop alone ends a cycle too. */
START_TEST(polls_finish_a_cycle)
{
    fixture_gogc = "100";
    gc_test_open("");
    *C.sp++ = NULL;
    while (gort__gc_current_phase(C.rt) != GORT_GC_MARK) { /* until a cycle begins */
        gc_node *n = gc_test_node();
        gort_store(C.g, &n->left, C.sp[-1]);
        C.sp[-1] = n;
    }
    uint64_t polls = 0;
    while (gort__gc_current_phase(C.rt) == GORT_GC_MARK) {
        gort_poll(C.g, C.sp);
        ck_assert_uint_lt(polls++, UINT64_C(1) << 32);
    }
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.NumGC, 1);
    C.sp--;
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("gc_threads");
    TCase *tc = tcase_create("gc_threads");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, threads_share_one_collector, 0, 5);
    tcase_add_test(tc, trace_lines_come_in_order);
    tcase_add_test(tc, a_loop_without_allocation_does_not_hold_cycles_up);
    tcase_add_test(tc, polls_finish_a_cycle);
    suite_add_tcase(s, tc);
    return s;
}
