/* test_hooks.c - gort_events.h: what hooks hear of collections and maps agrees with MemStats and
 * with what the program did; how many there may be; what they may not call. Part of the suite that
 * runs under TSan. */
#include "../../runtime/gort_events.h"
#include "../../runtime/gort_stats.h"
#include "gc_support.h"
#include <pthread.h>

#define ALL                                                                                        \
    (GORT_ON(GORT_ON_MARK) | GORT_ON(GORT_ON_CYCLE) | GORT_ON(GORT_ON_SCAVENGE) |                  \
     GORT_ON(GORT_ON_MAP_GROW) | GORT_ON(GORT_ON_MAP_GROWN))

typedef struct heard {
    gort_au32 n[5]; /* of each kind */
    gort_event last[5];
} heard;

static void hear(void *user, gort_runtime *rt, const gort_event *e)
{
    heard *h = user;
    ck_assert_ptr_eq(rt, C.rt);
    h->last[e->kind] = *e;
    gort__fetch_add32_full(&h->n[e->kind], 1);
}
static uint32_t times(heard *h, gort_event_kind kind)
{
    return gort__load32_acquire(&h->n[kind]);
}

START_TEST(a_cycle_is_told_with_its_figures)
{
    static heard h;
    gort_mem_stats before, after;
    gc_test_open("");
    fixture_root(gc_test_node());
    ck_assert(gort_on_events(C.rt, ALL, hear, &h));
    for (uint32_t i = 1; i <= 3; i++) {
        gort_read_mem_stats(C.g, C.sp, &before);
        for (int k = 0; k < 1000; k++)
            gc_test_node();
        gc_test_collect();
        gort_read_mem_stats(C.g, C.sp, &after);
        ck_assert_uint_eq(times(&h, GORT_ON_CYCLE), i);
        ck_assert_uint_ge(times(&h, GORT_ON_MARK), i);
        const gort_cycle_info *c = &h.last[GORT_ON_CYCLE].cycle;
        ck_assert_uint_eq(c->number, after.NumGC);
        ck_assert_uint_eq(c->number, before.NumGC + 1);
        ck_assert(c->forced);
        ck_assert_uint_le(c->began_ns, c->ended_ns);
        ck_assert_uint_ge(c->heap_begin_bytes, before.HeapAlloc + 1000 * sizeof(gc_node));
        ck_assert_uint_ge(c->heap_end_bytes, c->heap_begin_bytes);
        ck_assert_uint_eq(c->live_bytes, after.HeapAlloc);
        ck_assert_uint_lt(c->live_bytes, c->heap_end_bytes);
        ck_assert(c->cpu_fraction >= 0 && c->cpu_fraction <= 1);
    }
    fixture_close();
}
END_TEST

START_TEST(a_growing_map_is_told)
{
    static heard h;
    static gort_map_types mt;
    gc_test_open("");
    gort_map_types_init(&mt, "map[int]int", &gort_type_int64, &gort_type_int64);
    gort_hmap *m = fixture_root(gort_makemap(C.g, C.sp, &mt.map, 0, NULL));
    ck_assert(
        gort_on_events(C.rt, GORT_ON(GORT_ON_MAP_GROW) | GORT_ON(GORT_ON_MAP_GROWN), hear, &h));
    uintptr_t buckets = 1;
    for (int64_t i = 0; i < 2000; i++) {
        const uint32_t grows = times(&h, GORT_ON_MAP_GROW);
        *(int64_t *)gort_mapassign(C.g, C.sp, &mt.map, m, &i) = i;
        if (times(&h, GORT_ON_MAP_GROW) == grows) continue;
        const gort_event *e = &h.last[GORT_ON_MAP_GROW];
        ck_assert_ptr_eq(e->map.map, m);
        ck_assert_int_eq(e->map.count, i);
        ck_assert_uint_eq(e->map.buckets, buckets);
        ck_assert_uint_eq(e->map.to_buckets, buckets *= 2);
        ck_assert_uint_ge(times(&h, GORT_ON_MAP_GROWN), grows); /* those before are over */
    }
    ck_assert_uint_eq(buckets, 512); /* 6.5 entries of 8 */
    ck_assert_uint_eq(times(&h, GORT_ON_MAP_GROW), 9);
    ck_assert_uint_ge(times(&h, GORT_ON_MAP_GROWN), 8);
    ck_assert_ptr_eq(h.last[GORT_ON_MAP_GROWN].map.map, m);
    ck_assert_uint_eq(times(&h, GORT_ON_CYCLE), 0);
    fixture_close();
}
END_TEST

START_TEST(memory_that_goes_back_is_told)
{
    static heard h;
    gc_test_open("");
    ck_assert(gort_on_events(C.rt, GORT_ON(GORT_ON_SCAVENGE), hear, &h));
    gort_alloc_slow(C.g, C.sp, &gc_type_bytes, (uintptr_t)32 << 20);
    gort_free_os_memory(C.g, C.sp);
    ck_assert_uint_ge(times(&h, GORT_ON_SCAVENGE), 1);
    const gort_event *e = &h.last[GORT_ON_SCAVENGE];
    ck_assert_uint_le(e->scavenge.in_use_bytes, e->scavenge.held_bytes);
    ck_assert_uint_lt(e->scavenge.held_bytes, (uint64_t)32 << 20);
    fixture_close();
}
END_TEST

START_TEST(kinds_change_and_four_may_hear)
{
    static heard h[5];
    gc_test_open("");
    for (int i = 0; i < 5; i++)
        ck_assert(gort_on_events(C.rt, GORT_ON(GORT_ON_CYCLE), hear, &h[i]) == (i < 4));
    gc_test_collect();
    ck_assert(gort_on_events(C.rt, 0, hear, &h[1]));
    ck_assert(gort_on_events(C.rt, GORT_ON(GORT_ON_MARK), hear, &h[2]));
    gc_test_collect();
    ck_assert(gort_on_events(C.rt, GORT_ON(GORT_ON_CYCLE), hear, &h[1]));
    gc_test_collect();
    ck_assert_uint_eq(times(&h[0], GORT_ON_CYCLE), 3);
    ck_assert_uint_eq(times(&h[1], GORT_ON_CYCLE), 2);
    ck_assert_uint_eq(times(&h[2], GORT_ON_CYCLE), 1);
    ck_assert_uint_ge(times(&h[2], GORT_ON_MARK), 2);
    ck_assert_uint_eq(times(&h[3], GORT_ON_CYCLE), 3);
    ck_assert_uint_eq(times(&h[4], GORT_ON_CYCLE), 0);
    fixture_close();
}
END_TEST

static void allocate(void *user, gort_runtime *rt, const gort_event *e)
{
    (void)user;
    (void)rt;
    (void)e;
    gc_test_node();
}

START_TEST(a_hook_does_not_allocate)
{
    gc_test_open("");
    ck_assert(gort_on_events(C.rt, GORT_ON(GORT_ON_CYCLE), allocate, NULL));
    C.expected = true;
    if (!setjmp(C.failed)) {
        gort_alloc_slow(C.g, C.sp, &gc_type_bytes, (uintptr_t)1 << 20);
        for (;;)
            gc_test_collect();
    }
    ck_assert_int_eq(C.code, GORT_ERROR_MISUSE);
    ck_assert_msg(strstr(C.text, "an event's hook"), "%s", C.text);
}
END_TEST

/* Kinds change on one thread while others tell. */
static gort_au32 over;
static void *thread_collects(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    (void)arg;
    while (!gort__load32_acquire(&over))
        gort_gc(g, gort_top(g));
    gort_detach(C.rt);
    return NULL;
}
static void count(void *user, gort_runtime *rt, const gort_event *e)
{
    (void)rt;
    gort__fetch_add32_full((gort_au32 *)user + e->kind, 1);
}

START_TEST(others_tell_meanwhile)
{
    static gort_au32 n[5];
    pthread_t t[2];
    gc_test_open("");
    gort_detach(C.rt);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, thread_collects, NULL);
    for (uint32_t round = 1; round <= 50; round++) {
        ck_assert(gort_on_events(C.rt, ALL, count, n));
        while (gort__load32_acquire(&n[GORT_ON_CYCLE]) < 2 * round)
            sched_yield();
        ck_assert(gort_on_events(C.rt, 0, count, n));
    }
    gort__store32_release(&over, 1);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    gort_runtime_free(C.rt);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("hooks");
    TCase *tc = tcase_create("hooks");
    tcase_set_timeout(tc, 600);
    tcase_add_test(tc, a_cycle_is_told_with_its_figures);
    tcase_add_test(tc, a_growing_map_is_told);
    tcase_add_test(tc, memory_that_goes_back_is_told);
    tcase_add_test(tc, kinds_change_and_four_may_hear);
    tcase_add_test(tc, a_hook_does_not_allocate);
    tcase_add_test(tc, others_tell_meanwhile);
    suite_add_tcase(s, tc);
    return s;
}
