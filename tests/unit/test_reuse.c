/* test_reuse.c - memory that is handed out a second time: it is zero to the last byte of its slot,
 * whatever lay there, and it is scanned by its new type. And what two runs have in common or not:
 * the seeds of maps.
 *
 * Each test dirties memory, lets a collection free it, and asserts that it got some of it back. */
#include "../../map/map.h"
#include "heap_fixture.h"

static void collect(void)
{
    gort_gc(g, sp);
}

/* An object of n elements that is full of ones and of which nobody knows afterwards. */
static void *dirty(const gort_type *t, uintptr_t n)
{
    void *p = gort_alloc_slow(g, sp, t, n);
    const gort__span *s = gort__heap_span_of(rt->heap, (uintptr_t)p);
    memset(p, 0xff, s->elem_bytes); /* the slack of a large object too */
    return p;
}

static const gort__span *span_of(const void *p)
{
    return gort__heap_span_of(rt->heap, (uintptr_t)p);
}

/* ---- Small objects ------------------------------------------------------------------------ */

/* One in ten lives on, so that the slots come back in the spans they were in. */
START_TEST(small_slots_come_back_zero)
{
    const gort_type bytes = make_type(1, false);
    int again = 0;
    open_runtime(NULL, 0, NULL);
    for (uintptr_t size = 9; size <= 8192; size = size * 3 / 2) {
        const gort_type t = make_type(size, false);
        const uintptr_t slot = gort_class_bytes(gort_size_class(size));
        static void *old[400];
        const int n = size < 1024 ? 400 : 40;
        void **top = sp;
        for (int i = 0; i < n; i++) {
            old[i] = dirty(&bytes, slot);
            if (i % 10 == 0) *top++ = old[i];
        }
        gort_gc(g, top);
        for (int i = 0; i < n; i++) {
            char *p = gort_new(g, top, &t);
            ck_assert_msg(all_bytes(p, 0, slot), "a slot of %zu", (size_t)slot);
            for (int k = 0; k < n; k++)
                again += p == old[k];
        }
        for (void **w = sp; w < top; w++)
            ck_assert(all_bytes(*w, 0xff, slot));
    }
    ck_assert_int_gt(again, 1000);
    close_runtime();
}
END_TEST

/* A slot's type word is that of the object that lies there now. */
START_TEST(a_slot_is_scanned_by_its_new_type)
{
    static const uint8_t first[] = {1}, fourth[] = {8};
    gort_type a = make_type(48, true), b = make_type(48, true);
    int again = 0;
    a.ptrmask = first;
    a.ptrdata_bytes = sizeof(void *);
    a.ptrmask_bytes = 48;
    b.ptrmask = fourth;
    b.ptrdata_bytes = 4 * sizeof(void *);
    b.ptrmask_bytes = 48;
    open_runtime("gccheckmark=1,clobberfree=1", 0, NULL);
    static void *old[100];
    for (int i = 0; i < 100; i++) {
        old[i] = gort_new(g, sp, &a);
        if (i % 10 == 0) *sp++ = old[i]; /* so that runs begin in the middle of the span */
    }
    collect();
    for (int i = 0; i < 100; i++) {
        void **p = gort_new(g, sp, &b);
        sp[0] = p;
        for (int k = 0; k < 100; k++)
            again += p == old[k];
        const gort_type t = make_type(16, false);
        uint64_t *w = gort_new(g, sp + 1, &t);
        w[0] = 77;
        p[0] = (void *)1; /* no pointer in this type */
        gort_store(g, &p[3], w);
        gort_gc(g, sp + 1);
        ck_assert_uint_eq(*(uint64_t *)p[3], 77);
    }
    ck_assert_int_gt(again, 10);
    close_runtime();
}
END_TEST

/* Counts are of objects, not of slots: also when a span that holds some is filled up. */
START_TEST(counts_are_exact_when_spans_are_filled_up)
{
    const gort_type t = make_type(48, false);
    open_runtime(NULL, 0, NULL);
    for (int i = 0; i < 100; i++) {
        void *p = gort_new(g, sp, &t);
        if (i % 2) *sp++ = p;
    }
    collect();
    gort_mem_stats before = read_stats();
    ck_assert_uint_eq(before.HeapObjects, 50);
    for (int i = 0; i < 30; i++) {
        void *p = gort_new(g, sp, &t);
        *sp++ = p;
    }
    const gort_mem_stats after = read_stats();
    ck_assert_uint_eq(after.HeapObjects, 80);
    ck_assert_uint_eq(after.Mallocs - before.Mallocs, 30);
    ck_assert_uint_eq(after.TotalAlloc - before.TotalAlloc, 30 * 48);
    collect();
    ck_assert_uint_eq(read_stats().HeapObjects, 80);
    close_runtime();
}
END_TEST

/* ---- Large objects ------------------------------------------------------------------------ */

/* Behind the last element of a large object there are zeros up to the end of its pages. */
START_TEST(the_slack_of_a_large_object_is_zero)
{
    const gort_type bytes = make_type(1, false);
    gort_type elem = make_type(24, true);
    elem.ptrmask_bytes = 24;
    int again = 0;
    open_runtime(NULL, 0, NULL);
    for (uintptr_t n = 1366; n < 20000; n += 777) { /* 24 n: over 32 KiB, no whole pages */
        const uintptr_t pages = (24 * n + GORT_PAGE_BYTES - 1) / GORT_PAGE_BYTES;
        const void *old = dirty(&bytes, pages * GORT_PAGE_BYTES);
        collect();
        void *p = gort_alloc_slow(g, sp, &elem, n);
        again += p == old;
        ck_assert_uint_gt(span_of(p)->elem_bytes, 24 * n);
        ck_assert_msg(all_bytes(p, 0, span_of(p)->elem_bytes), "%zu elements", (size_t)n);
        sp[0] = p;
        gort_gc(g, sp + 1); /* and the marker finds no pointer in it */
        ck_assert(gort__gc_is_marked(rt, p));
        collect();
    }
    ck_assert_int_gt(again, 5);
    close_runtime();
}
END_TEST

/* Pages that were used and pages that never were, in one span: all of it is zeroed. */
START_TEST(a_span_that_straddles_freed_pages_is_zero)
{
    const gort_type bytes = make_type(1, false);
    int straddled = 0;
    for (uintptr_t pages = 5; pages < 200; pages += 39) {
        open_runtime(NULL, 0, NULL);
        dirty(&bytes, pages * GORT_PAGE_BYTES);
        collect();
        const uintptr_t warm = rt->heap->pages->warm_pages; /* free, and used before */
        char *p = gort_alloc_slow(g, sp, &bytes, (pages + 9) * GORT_PAGE_BYTES);
        const uintptr_t taken = warm - rt->heap->pages->warm_pages;
        straddled += taken > 0 && taken < span_of(p)->npages;
        ck_assert_msg(all_bytes(p, 0, span_of(p)->elem_bytes), "%zu pages", (size_t)pages + 9);
        close_runtime();
    }
    ck_assert_int_eq(straddled, 5);
}
END_TEST

/* Pages of one freed span in two new ones, and of two neighbours in one. */
START_TEST(pages_of_split_and_joined_spans_are_zero)
{
    const gort_type bytes = make_type(1, false);
    open_runtime(NULL, 0, NULL);
    rng_seed();
    int n = 0;
    static char *p[24];
    for (int round = 0; round < 60; round++) {
        for (int i = 0; i < 24; i++) {
            const uintptr_t pages = 5 + rng() % 40;
            p[i] = gort_alloc_slow(g, sp, &bytes, pages * GORT_PAGE_BYTES);
            ck_assert(all_bytes(p[i], 0, span_of(p[i])->elem_bytes));
            memset(p[i], 0xff, span_of(p[i])->elem_bytes);
            n++;
        }
        /* Some survive and keep their neighbours apart. */
        void **top = sp;
        for (int i = 0; i < 24; i++)
            if (rng() % 4 == 0) *top++ = p[i];
        gort_gc(g, top);
        for (void **w = sp; w < top; w++)
            ck_assert(all_bytes(*w, 0xff, span_of(*w)->elem_bytes));
    }
    ck_assert_int_eq(n, 60 * 24);
    close_runtime();
}
END_TEST

/* A large object of another type in the same pages is scanned by that type. */
START_TEST(a_large_object_is_scanned_by_its_new_type)
{
    const gort_type bytes = make_type(1, false), word = make_type(16, false);
    gort_type elem = make_type(24, true);
    elem.ptrmask_bytes = 24;
    open_runtime("gccheckmark=1,clobberfree=1", 0, NULL);
    const void *old = dirty(&bytes, 40960);
    collect();
    void **p = gort_alloc_slow(g, sp, &elem, 1700); /* 40800 bytes */
    ck_assert_ptr_eq(p, old);
    sp[0] = p;
    for (int i = 0; i < 1700; i += 100) {
        uint64_t *w = gort_new(g, sp + 1, &word);
        w[0] = (uint64_t)i;
        gort_store(g, p + 3 * i, w);
    }
    gort_gc(g, sp + 1);
    for (int i = 0; i < 1700; i += 100)
        ck_assert_uint_eq(*(uint64_t *)p[3 * i], (uint64_t)i);
    close_runtime();
}
END_TEST

/* ---- Seeds -------------------------------------------------------------------------------- */

enum { MAPS = 64 };

static void map_seeds(const char *debug, uint32_t seeds[MAPS])
{
    gort_map_types types;
    gort_map_types_init(&types, "map[int64]int64", &gort_type_int64, &gort_type_int64);
    open_runtime(debug, 0, NULL);
    for (int i = 0; i < MAPS; i++)
        seeds[i] = (i % 2 ? gort_makemap_small(g, sp, &types.map)
                          : gort_makemap(g, sp, &types.map, 4, NULL))
                       ->hash0;
    close_runtime();
}

static int equal_seeds(const uint32_t *a, const uint32_t *b)
{
    int n = 0;
    for (int i = 0; i < MAPS; i++)
        n += a[i] == b[i];
    return n;
}

START_TEST(each_map_and_each_run_has_its_own_seed)
{
    uint32_t a[MAPS], b[MAPS];
    map_seeds(NULL, a);
    map_seeds(NULL, b);
    ck_assert_int_le(equal_seeds(a, b), 1);
    for (int i = 1; i < MAPS; i++)
        for (int k = 0; k < i; k++)
            ck_assert_uint_ne(a[i], a[k]); /* one in 2 million by chance */
}
END_TEST

START_TEST(gcseed_repeats_the_seeds)
{
    uint32_t a[MAPS], b[MAPS], c[MAPS];
    map_seeds("gcseed=5", a);
    map_seeds("gcseed=5", b);
    map_seeds("gcseed=6", c);
    ck_assert_int_eq(equal_seeds(a, b), MAPS);
    ck_assert_int_le(equal_seeds(a, c), 1);
}
END_TEST

/* Whoever collected colliding keys of a map has them in vain once it was empty. */
START_TEST(an_emptied_map_gets_another_seed)
{
    gort_map_types types;
    int changed = 0;
    gort_map_types_init(&types, "map[int64]int64", &gort_type_int64, &gort_type_int64);
    open_runtime(NULL, 0, NULL);
    gort_hmap *h = gort_makemap_small(g, sp, &types.map);
    *sp++ = h;
    for (int i = 0; i < 32; i++) {
        const int64_t key = i;
        const uint32_t before = h->hash0;
        gort_mapassign(g, sp, &types.map, h, &key);
        ck_assert_uint_eq(h->hash0, before);
        if (i % 2)
            gort_mapclear(g, sp, &types.map, h);
        else
            gort_mapdelete(g, sp, &types.map, h, &key);
        changed += h->hash0 != before;
    }
    ck_assert_int_eq(changed, 32);
    close_runtime();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("reuse");
    TCase *tc = tcase_create("reuse");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, counts_are_exact_when_spans_are_filled_up);
    tcase_add_test(tc, small_slots_come_back_zero);
    tcase_add_test(tc, a_slot_is_scanned_by_its_new_type);
    tcase_add_test(tc, the_slack_of_a_large_object_is_zero);
    tcase_add_test(tc, a_span_that_straddles_freed_pages_is_zero);
    tcase_add_test(tc, pages_of_split_and_joined_spans_are_zero);
    tcase_add_test(tc, a_large_object_is_scanned_by_its_new_type);
    tcase_add_test(tc, each_map_and_each_run_has_its_own_seed);
    tcase_add_test(tc, gcseed_repeats_the_seeds);
    tcase_add_test(tc, an_emptied_map_gets_another_seed);
    suite_add_tcase(s, tc);
    return s;
}
