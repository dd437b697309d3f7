/* test_stats.c - runtime.MemStats: what holds between its fields at any time, and what the figures
 * are against a count of the test's own: live objects after a collection, nothing dead in between.
 */
#include "heap_fixture.h"
#include <time.h>

static const char *env_gogc;
static const char *env_given(void *user, const char *name)
{
    (void)user;
    return strcmp(name, "GOGC") == 0 ? env_gogc : NULL;
}

static void open_with(const char *gogc, const char *debug)
{
    gort_config c;
    gort_config_init(&c);
    env_gogc = gogc;
    c.getenv = env_given;
    c.debug = debug;
    rt = gort_runtime_new(&c);
    ck_assert_ptr_nonnull(rt);
    g = gort_attach(rt);
    sp = gort_top(g);
}

/* What Go says of the fields. */
static void check_invariants(const gort_mem_stats *s)
{
    ck_assert_uint_eq(s->Alloc, s->HeapAlloc);
    ck_assert_uint_eq(s->HeapObjects, s->Mallocs - s->Frees);
    ck_assert_uint_eq(s->HeapSys, s->HeapInuse + s->HeapIdle);
    ck_assert_uint_le(s->HeapReleased, s->HeapIdle);
    ck_assert_uint_le(s->HeapAlloc, s->HeapInuse);
    ck_assert_uint_le(s->HeapAlloc, s->TotalAlloc);
    ck_assert_uint_eq(s->Sys, s->HeapSys + s->StackSys + s->MSpanSys + s->MCacheSys +
                                  s->BuckHashSys + s->GCSys + s->OtherSys);
    ck_assert_uint_le(s->MSpanInuse, s->MSpanSys);
    ck_assert_uint_le(s->MCacheInuse, s->MCacheSys);
    ck_assert_uint_le(s->StackInuse, s->StackSys);
    ck_assert(s->StackInuse && s->MCacheInuse && s->GCSys && s->OtherSys);
    ck_assert((s->MSpanInuse > 0) == (s->HeapInuse > 0));
    ck_assert_uint_lt(s->GCSys, s->Sys);
    ck_assert_uint_eq(s->Lookups, 0);
    ck_assert_uint_le(s->NumForcedGC, s->NumGC);
    ck_assert(s->EnableGC && !s->DebugGC);
    ck_assert(s->GCCPUFraction >= 0 && s->GCCPUFraction <= 1);
    ck_assert(s->NumGC == 0 || (s->LastGC && s->PauseTotalNs));
    uint64_t pauses = 0, mallocs = 0, frees = 0, alloc = 0;
    for (unsigned i = 0; i < 256; i++)
        pauses += s->PauseNs[i];
    if (s->NumGC <= 256) ck_assert_uint_eq(pauses, s->PauseTotalNs);
    for (unsigned i = 0; i < sizeof s->BySize / sizeof s->BySize[0]; i++) {
        ck_assert_uint_le(s->BySize[i].Frees, s->BySize[i].Mallocs);
        mallocs += s->BySize[i].Mallocs;
        frees += s->BySize[i].Frees;
        alloc += (s->BySize[i].Mallocs - s->BySize[i].Frees) * s->BySize[i].Size;
    }
    ck_assert_uint_le(mallocs, s->Mallocs); /* the large ones are missing */
    ck_assert_uint_le(frees, s->Frees);
    ck_assert_uint_le(alloc, s->HeapAlloc);
}

/* Random sizes, kept or dropped; automatic cycles and forced ones. */
START_TEST(fields_agree)
{
    static const char *const modes[] = {NULL, "gcstress=500", "gcstoptheworld=1", "gcseed=7",
                                        "gccheckmark=1"};
    enum { KEPT = 64, TYPES = 40 };
    static gort_type types[TYPES]; /* must outlive the objects */
    rng_seed();
    for (int i = 0; i < TYPES; i++)
        types[i] = make_type(8 * (1 + rng() % (i % 8 ? 100 : 8000)), rng() % 2);
    open_with("50", modes[_i]);
    void **kept = sp;
    for (int i = 0; i < KEPT; i++)
        *sp++ = NULL;
    gort_mem_stats last = read_stats();
    check_invariants(&last);
    for (int step = 0; step < 300; step++) {
        for (int i = 0; i < 200; i++) {
            void *p = gort_new(g, sp, &types[rng() % TYPES]);
            if (rng() % 4 == 0) kept[rng() % KEPT] = p;
        }
        if (rng() % 40 == 0) gort_gc(g, sp);
        if (rng() % 60 == 0) gort_free_os_memory(g, sp);
        const gort_mem_stats s = read_stats();
        check_invariants(&s);
        ck_assert_uint_ge(s.TotalAlloc, last.TotalAlloc);
        ck_assert_uint_eq(s.Mallocs - last.Mallocs, 200);
        ck_assert_uint_ge(s.Frees, last.Frees);
        ck_assert_uint_ge(s.NumGC, last.NumGC);
        last = s;
    }
    ck_assert_uint_gt(last.NumGC, 5);
    close_runtime();
}
END_TEST

/* After a collection exactly what is alive; with a cycle that nobody forced no dead object counts
 * that the cycle found. */
START_TEST(alloc_counts_no_garbage)
{
    open_with("100", NULL);
    const gort_type t = make_type(64, true);
    const gort_mem_stats before = read_stats();
    sp[0] = NULL;
    for (int i = 0; i < 1000; i++) {
        void **p = gort_new(g, sp + 1, &t);
        gort_store(g, p, sp[0]);
        sp[0] = p;
    }
    sp++;
    for (uint32_t cycles = 0; cycles < 20;) {
        for (int i = 0; i < 1000; i++)
            gort_new(g, sp, &t);
        const gort_mem_stats s = read_stats();
        if (s.NumGC == cycles) {
            /* All that was allocated since the last cycle, and what it left. */
            ck_assert_uint_le(s.HeapAlloc, s.NextGC + MiB);
            continue;
        }
        cycles = s.NumGC;
        /* 64,000 bytes are alive, and what was allocated since the cycle began. */
        ck_assert_uint_le(s.HeapAlloc, 2 * MiB);
    }
    gort_gc(g, sp);
    const gort_mem_stats s = read_stats();
    ck_assert_uint_eq(s.HeapObjects, 1000);
    ck_assert_uint_eq(s.HeapAlloc, 64000);
    ck_assert_uint_gt(s.Frees, before.Frees + 100000);
    sp--;
    gort_gc(g, sp);
    ck_assert_uint_eq(read_stats().HeapAlloc, 0);
    close_runtime();
}
END_TEST

static uint64_t thread_cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* A forced collection of a heap that is nearly empty: what it costs its thread, not how long it
 * takes on a busy machine. Sanitizers and debug builds stay far below the bound too. */
START_TEST(a_small_collection_is_cheap)
{
    open_with("100", NULL);
    const gort_type t = make_type(64, true), large = make_type(64 * MiB, false);
    *sp = gort_new(g, sp, &t);
    sp++;
    gort_new(g, sp, &large); /* a heap that was larger once costs no more */
    for (int i = 0; i < 10; i++)
        gort_gc(g, sp);
    enum { N = 1000 };
    const uint64_t began_ns = thread_cpu_ns();
    for (int i = 0; i < N; i++)
        gort_gc(g, sp);
    const uint64_t each_ns = (thread_cpu_ns() - began_ns) / N;
    printf("# %llu ns a collection\n", (unsigned long long)each_ns);
    ck_assert_uint_lt(each_ns, 200000);
    close_runtime();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("stats");
    TCase *tc = tcase_create("stats");
    tcase_set_timeout(tc, 250);
    tcase_add_loop_test(tc, fields_agree, 0, 5);
    tcase_add_test(tc, alloc_counts_no_garbage);
    tcase_add_test(tc, a_small_collection_is_cheap);
    suite_add_tcase(suite, tc);
    return suite;
}
