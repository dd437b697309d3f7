/* test_metrics.c - figures by name: those of go1.19, one moment, nobody stopped; the buckets of
 * times; MemStats without a stop.
 */
#include "../../runtime/base/histogram.h"
#include "heap_fixture.h"
#include <math.h>
#include <pthread.h>
#include <sched.h>

static uint64_t read_one(const char *name)
{
    gort_metric_sample s = {.name = name};
    ck_assert_uint_eq(gort_read_metrics(g, &s, 1), 1);
    ck_assert_int_eq(s.kind, GORT_METRIC_UINT64);
    return s.value;
}

START_TEST(names_rise_and_are_told_apart)
{
    open_runtime("", (size_t)1 << 30, NULL);
    size_t n;
    const gort_metric *all = gort_metrics(&n);
    ck_assert_uint_eq(n, 33);
    for (size_t i = 0; i < n; i++) {
        ck_assert_ptr_nonnull(strchr(all[i].name, ':'));
        ck_assert_ptr_null(strchr(strchr(all[i].name, ':') + 1, ':'));
        ck_assert(all[i].description[0] != 0);
        if (i) ck_assert_int_lt(strcmp(all[i - 1].name, all[i].name), 0);
        gort_metric_sample s = {.name = all[i].name, .value = 77};
        ck_assert_uint_eq(gort_read_metrics(g, &s, 1), 1);
        ck_assert_int_eq(s.kind, all[i].kind);
    }
    gort_metric_sample bad[] = {{.name = ""},
                                {.name = "/gc"},
                                {.name = "/gc/heap/goal:bytes2"},
                                {.name = "/gc/heap/goal:bytes"}};
    ck_assert_uint_eq(gort_read_metrics(g, bad, 4), 1);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(bad[i].kind, GORT_METRIC_UNKNOWN);
    gort_mem_stats m;
    gort_read_mem_stats(g, sp, &m);
    ck_assert_uint_eq(bad[3].value, m.NextGC);
    ck_assert_uint_eq(gort_read_metrics(g, NULL, 0), 0);
    close_runtime();
}
END_TEST

/* Every time has one bucket, that which begins at or below it and whose next one is above. */
START_TEST(times_have_their_buckets)
{
    for (uint32_t b = 1; b < GORT__TIMES_BUCKETS; b++) {
        const uint64_t bound = gort__times_bound_ns(b);
        ck_assert_uint_gt(bound, gort__times_bound_ns(b - 1));
        ck_assert_uint_eq(gort__times_bucket(bound), b);
        ck_assert_uint_eq(gort__times_bucket(bound - 1), b - 1);
    }
    ck_assert_uint_eq(gort__times_bucket(0), 0);
    ck_assert_uint_eq(gort__times_bound_ns(GORT__TIMES_BUCKETS - 1), UINT64_C(272678883688448));
    ck_assert_uint_eq(gort__times_bucket((uint64_t)1 << 48), GORT__TIMES_BUCKETS - 1);
    ck_assert_uint_eq(gort__times_bucket(UINT64_MAX), GORT__TIMES_BUCKETS - 1);
}
END_TEST

START_TEST(histograms_count_what_there_was)
{
    open_runtime("", (size_t)1 << 30, NULL);
    const gort_type t = make_type(48, true), large = make_type((uintptr_t)1 << 20, false);
    gort_histogram h, freed;
    gort_metric_sample s[] = {{.name = "/gc/heap/allocs-by-size:bytes", .histogram = &h},
                              {.name = "/gc/heap/frees-by-size:bytes", .histogram = &freed}};
    for (int i = 0; i < 1000; i++)
        gort_new(g, sp, &t);
    for (int i = 0; i < 7; i++)
        gort_new(g, sp, &large);
    ck_assert_uint_eq(gort_read_metrics(g, s, 2), 2);
    ck_assert_uint_eq(h.n, 68);
    ck_assert(h.bounds[0] == 1 && isinf(h.bounds[68]));
    for (size_t i = 0; i < h.n; i++) {
        const bool is_48 = h.bounds[i] == 33 && h.bounds[i + 1] == 49;
        ck_assert_uint_eq(h.counts[i], is_48 ? 1000 : i == h.n - 1 ? 7 : 0);
    }
    gort_gc(g, sp);
    gort_gc(g, sp);
    ck_assert_uint_eq(gort_read_metrics(g, s, 2), 2);
    ck_assert_mem_eq(h.counts, freed.counts, sizeof h.counts);
    ck_assert_uint_eq(read_one("/gc/heap/objects:objects"), 0);
    ck_assert_uint_eq(read_one("/gc/heap/frees:objects"), 1007);
    ck_assert_uint_eq(read_one("/gc/heap/frees:bytes"), read_one("/gc/heap/allocs:bytes"));

    /* Each cycle stops twice; the times add up to MemStats'. */
    gort_metric_sample p = {.name = "/gc/pauses:seconds", .histogram = &h};
    ck_assert_uint_eq(gort_read_metrics(g, &p, 1), 1);
    uint64_t stops = 0;
    double least = 0, most = 0;
    for (size_t i = 0; i < h.n; i++) {
        stops += h.counts[i];
        if (!h.counts[i]) continue;
        ck_assert(h.bounds[i] >= 0 && !isinf(h.bounds[i + 1]));
        least += (double)h.counts[i] * h.bounds[i];
        most += (double)h.counts[i] * h.bounds[i + 1];
    }
    gort_mem_stats m;
    gort_read_mem_stats(g, sp, &m);
    ck_assert_uint_eq(stops, 2 * (uint64_t)m.NumGC);
    ck_assert(least * 1e9 <= (double)m.PauseTotalNs + 1 && most * 1e9 >= (double)m.PauseTotalNs);
    close_runtime();
}
END_TEST

static gort_au32 loop_ends, loop_runs;

/* Comes to no safepoint until it is told to end. */
static void *keeps_running(void *unused)
{
    (void)unused;
    gort_attach(rt);
    gort__store32_release(&loop_runs, 1);
    while (!gort__load32_acquire(&loop_ends)) {
    }
    gort_detach(rt);
    return NULL;
}

/* With a thread that never comes to a safepoint a stop would not return. */
START_TEST(nobody_is_stopped)
{
    open_runtime("", (size_t)1 << 30, NULL);
    pthread_t other;
    ck_assert_int_eq(pthread_create(&other, NULL, keeps_running, NULL), 0);
    while (!gort__load32_acquire(&loop_runs))
        sched_yield();
    const gort_type t = make_type(64, false);
    gort_mem_stats m;
    gort_peek_mem_stats(g, &m);
    const uint64_t before = m.Mallocs;
    for (int i = 0; i < 10; i++)
        gort_new(g, sp, &t);
    gort_peek_mem_stats(g, &m);
    ck_assert_uint_eq(m.Mallocs - before, 10);
    ck_assert_uint_eq(read_one("/gc/heap/allocs:objects"), m.Mallocs);
    ck_assert_uint_eq(read_one("/memory/classes/total:bytes"), m.Sys);
    gort__store32_release(&loop_ends, 1);
    pthread_join(other, NULL);
    close_runtime();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("metrics");
    TCase *tc = tcase_create("metrics");
    tcase_set_timeout(tc, 250);
    tcase_add_test(tc, names_rise_and_are_told_apart);
    tcase_add_test(tc, times_have_their_buckets);
    tcase_add_test(tc, histograms_count_what_there_was);
    tcase_add_test(tc, nobody_is_stopped);
    suite_add_tcase(suite, tc);
    return suite;
}
