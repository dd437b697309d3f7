/* test_alloc.c - allocation: size classes, zeroing and reuse, large objects, runs, statistics. */
#include "heap_fixture.h"

/* ---- Size classes ------------------------------------------------------------------------ */

START_TEST(test_class_tables)
{
    unsigned c = 0;
    for (uintptr_t n = 1; n <= GORT_MAX_SMALL_BYTES; n++) {
        if (n > gort_class_bytes(c)) c++;
        if (gort_size_class(n) != c) ck_abort_msg("%zu bytes", (size_t)n);
    }
    ck_assert_uint_eq(c, GORT_NUM_SIZE_CLASSES - 1);
}
END_TEST

/* Every slot's edges and the end of the span, in every class: the division is exact. */
START_TEST(test_span_index)
{
    open_runtime(NULL, 0, NULL);
    for (unsigned sc = 2; sc < GORT_NUM_SPAN_CLASSES; sc++) {
        const uintptr_t size = gort_class_bytes(sc >> 1);
        gort__span *s = gort__pageheap_alloc(rt->heap, gort__class_pages[sc >> 1], (uint8_t)sc);
        ck_assert_ptr_nonnull(s);
        ck_assert_uint_eq(s->elem_bytes, size);
        ck_assert_uint_eq(s->nelems, (s->npages << GORT_PAGE_SHIFT) / size);
        for (uintptr_t off = 0; off < s->npages << GORT_PAGE_SHIFT; off++)
            if (gort__heap_span_of(rt->heap, s->base + off) != s ||
                gort__span_index(s, s->base + off) != off / size)
                ck_abort_msg("class %u, offset %zu", sc, (size_t)off);
        ck_assert_uint_eq(gort__span_index(s, s->base + s->nelems * size), s->nelems);
        gort__pageheap_free(rt->heap, s);
        ck_assert_ptr_null(gort__heap_span_of(rt->heap, s->base));
    }
    ck_assert_ptr_null(gort__heap_span_of(rt->heap, 0));
    ck_assert_ptr_null(gort__heap_span_of(rt->heap, (uintptr_t)&rt));
    ck_assert_ptr_null(gort__heap_span_of(rt->heap, rt->heap->base - 1));
    ck_assert_ptr_null(gort__heap_span_of(rt->heap, rt->heap->end));
    close_runtime();
}
END_TEST

#define MAX_OBJECTS 4000

/* Allocates over two spans' worth of a class; every object is zero, aligned, its own, findable from
 * its first and last byte, and remembers its type. */
static void check_class(unsigned c, bool scan, uintptr_t bytes)
{
    static uint8_t *objects[MAX_OBJECTS];
    const gort_type t = make_type(bytes, scan);
    const uintptr_t slot = gort_class_bytes(c);
    const unsigned n =
        (unsigned)(2 * ((uintptr_t)gort__class_pages[c] << GORT_PAGE_SHIFT) / slot + 3);
    ck_assert_uint_le(n, MAX_OBJECTS);
    for (unsigned i = 0; i < n; i++) {
        uint8_t *p = gort_new(g, sp, &t);
        ck_assert(all_bytes(p, 0, slot));
        ck_assert_uint_eq((uintptr_t)p % 8, 0);
        if (slot % 16 == 0) ck_assert_uint_eq((uintptr_t)p % 16, 0);
        if ((slot & (slot - 1)) == 0 && slot <= GORT_PAGE_BYTES)
            ck_assert_uint_eq((uintptr_t)p % slot, 0);
        memset(p, (int)(i % 251 + 1), bytes);
        objects[i] = p;
        gort__span *s = gort__heap_span_of(rt->heap, (uintptr_t)p);
        ck_assert_ptr_nonnull(s);
        ck_assert(gort__heap_span_of(rt->heap, (uintptr_t)p + slot - 1) == s);
        ck_assert_uint_eq(s->span_class, 2 * c + !scan);
        const uint32_t k = gort__span_index(s, (uintptr_t)p);
        ck_assert_uint_eq(gort__span_slot(s, k), (uintptr_t)p);
        ck_assert_uint_eq(gort__span_index(s, (uintptr_t)p + slot - 1), k);
        ck_assert(gort__span_type(s, k) == (scan ? &t : NULL));
        ck_assert(gort__span_allocated(s, k));
        ck_assert_uint_lt(k, s->nelems);
    }
    for (unsigned i = 0; i < n; i++)
        ck_assert(all_bytes(objects[i], (uint8_t)(i % 251 + 1), bytes));
    /* Nothing points anywhere: the pattern must not be taken for pointers. */
    for (unsigned i = 0; i < n; i++)
        memset(objects[i], 0, bytes);
}

START_TEST(test_classes)
{
    open_runtime(NULL, 0, NULL);
    const unsigned c = (unsigned)_i;
    const uintptr_t least = gort_class_bytes(c - 1) + 1, most = gort_class_bytes(c);
    for (int scan = 0; scan < 2; scan++) {
        check_class(c, scan, most);
        check_class(c, scan, least < 8 && scan ? 8 : least);
    }
    close_runtime();
}
END_TEST

/* Any size, whether a multiple of the alignment or not; arrays; every mode that allocates. */
START_TEST(test_alignment)
{
    static const char *const modes[] = {NULL, "gcstress=1000", "efence=1", "sbrk=1"};
    open_runtime(modes[_i], 0, NULL);
    for (unsigned align = 1; align <= 128; align *= 2) {
        for (int scan = 0; scan < 2; scan++) {
            for (uintptr_t bytes = 8; bytes <= GORT_MAX_SMALL_BYTES + 4096;
                 bytes += bytes < 1200 ? 8 : 8 * (1 + bytes / 150)) {
                gort_type t = make_type(bytes, scan);
                t.align = (uint8_t)align;
                for (int i = 0; i < 3; i++) {
                    const uintptr_t p = (uintptr_t)gort_new(g, sp, &t);
                    if (p % align) ck_abort_msg("%zu bytes at %u: %zx", bytes, align, p);
                }
                const uintptr_t a = (uintptr_t)gort_makeslice(g, sp, &t, 3, 3).ptr;
                if (a % align) ck_abort_msg("3 of %zu bytes at %u: %zx", bytes, align, a);
            }
        }
        gort_type empty = make_type(0, false);
        empty.align = (uint8_t)align;
        ck_assert_uint_eq((uintptr_t)gort_new(g, sp, &empty) % align, 0);
    }
    close_runtime();
}
END_TEST

START_TEST(test_zero_size)
{
    open_runtime(NULL, 0, NULL);
    const gort_type empty = make_type(0, false), one = make_type(8, false);
    const gort_mem_stats a = read_stats();
    void *p = gort_new(g, sp, &empty);
    ck_assert_ptr_nonnull(p);
    ck_assert(gort_new(g, sp, &empty) == p);
    ck_assert(gort_alloc_slow(g, sp, &one, 0) == p);
    ck_assert_ptr_null(gort__heap_span_of(rt->heap, (uintptr_t)p));
    ck_assert_uint_eq(read_stats().Mallocs, a.Mallocs);
    close_runtime();
}
END_TEST

/* ---- Reuse ------------------------------------------------------------------------------- */

/* Garbage full of ones is collected; its slots come back zeroed, and the heap does not grow. */
START_TEST(test_reuse_is_zeroed)
{
    open_runtime(NULL, 0, NULL);
    const unsigned c = (unsigned)_i;
    for (int scan = 0; scan < 2; scan++) {
        const gort_type t = make_type(gort_class_bytes(c), scan);
        const unsigned n = (unsigned)(4 * GORT_PAGE_BYTES * gort__class_pages[c] / t.size_bytes);
        uintptr_t lo = UINTPTR_MAX, hi = 0;
        uint64_t in_use = 0;
        for (int round = 0; round < 4; round++) {
            unsigned reused = 0;
            for (unsigned i = 0; i < n; i++) {
                uint8_t *p = gort_new(g, sp, &t);
                if (!all_bytes(p, 0, t.size_bytes)) ck_abort_msg("object %u is not zero", i);
                if (round == 0) {
                    if ((uintptr_t)p < lo) lo = (uintptr_t)p;
                    if ((uintptr_t)p > hi) hi = (uintptr_t)p;
                } else {
                    reused += (uintptr_t)p >= lo && (uintptr_t)p <= hi;
                }
                memset(p, 0xff, t.size_bytes);
                if (scan) memset(p, 0, 8);
            }
            if (round > 0) ck_assert_uint_gt(reused, 0);
            const uint64_t now = read_stats().HeapInuse;
            if (round == 1) in_use = now;
            if (round > 1) ck_assert_uint_le(now, in_use + GORT_PAGE_BYTES * 10);
            gort_gc(g, sp);
        }
    }
    close_runtime();
}
END_TEST

/* Every third object lives: runs are short, the living keep their content, the rest is reused. */
START_TEST(test_reuse_between_living)
{
    open_runtime(NULL, 0, NULL);
    enum { LIVE = 1000, N = 3 * LIVE };
    const gort_type t = make_type(48, true);
    void **top = sp + LIVE;
    memset(sp, 0, LIVE * sizeof *sp);
    for (unsigned i = 0; i < N; i++) {
        uint64_t *p = gort_new(g, top, &t);
        p[1] = i;
        if (i % 3 == 0) sp[i / 3] = p;
    }
    gort_gc(g, top);
    const uint64_t in_use = gort__load_relaxed(&rt->heap->in_use_pages);
    for (unsigned i = 0; i < N - LIVE; i++) {
        uint64_t *p = gort_new(g, top, &t);
        ck_assert(all_bytes(p, 0, 48));
        p[1] = UINT64_MAX;
        p[5] = UINT64_MAX;
    }
    ck_assert_uint_le(gort__load_relaxed(&rt->heap->in_use_pages), in_use + 1);
    for (unsigned i = 0; i < LIVE; i++) {
        ck_assert_uint_eq(((uint64_t *)sp[i])[1], 3 * i);
        ck_assert_uint_eq(((uint64_t *)sp[i])[5], 0);
    }
    close_runtime();
}
END_TEST

/* ---- Large objects ----------------------------------------------------------------------- */

START_TEST(test_large)
{
    open_runtime(NULL, 0, NULL);
    static const uintptr_t sizes[] = {32769, 40960, 100000, MiB, 5 * MiB + 1, 64 * MiB};
    const gort_type byte = make_type(1, false), word = make_type(24, true);
    for (int round = 0; round < 3; round++) {
        for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            const bool scan = i % 2;
            const gort_type *t = scan ? &word : &byte;
            const uintptr_t count = scan ? sizes[i] / 24 + 1 : sizes[i];
            const uintptr_t bytes = count * t->size_bytes;
            const gort_mem_stats a = read_stats();
            uint8_t *p = gort_alloc_slow(g, sp, t, count);
            const uintptr_t pages = (bytes + GORT_PAGE_BYTES - 1) / GORT_PAGE_BYTES;
            const gort_mem_stats b = read_stats();
            ck_assert_uint_eq(b.Mallocs - a.Mallocs, 1);
            ck_assert_uint_eq(b.TotalAlloc - a.TotalAlloc, pages * GORT_PAGE_BYTES);
            ck_assert_uint_eq((uintptr_t)p % GORT_PAGE_BYTES, 0);
            ck_assert(all_bytes(p, 0, pages * GORT_PAGE_BYTES));
            gort__span *s = gort__heap_span_of(rt->heap, (uintptr_t)p);
            for (uintptr_t k = 0; k < pages; k++) {
                const uintptr_t q = (uintptr_t)p + k * GORT_PAGE_BYTES;
                if (gort__heap_span_of(rt->heap, q) != s ||
                    gort__span_index(s, q + GORT_PAGE_BYTES - 1) != 0)
                    ck_abort_msg("page %zu", (size_t)k);
            }
            ck_assert(gort__span_type(s, 0) == t);
            ck_assert_uint_eq(s->span_class, !scan);
            memset(p, scan ? 0 : 0xa5, bytes);
            /* Held by a pointer into its last byte, then by none. */
            sp[0] = p + bytes - 1;
            gort_gc(g, sp + 1);
            ck_assert(gort__heap_span_of(rt->heap, (uintptr_t)p) == s);
            ck_assert(all_bytes(p, scan ? 0 : 0xa5, bytes));
            gort_gc(g, sp);
            ck_assert_ptr_null(gort__heap_span_of(rt->heap, (uintptr_t)p));
            const gort_mem_stats c = read_stats();
            ck_assert_uint_eq(c.Mallocs - c.Frees, a.Mallocs - a.Frees);
            ck_assert_uint_eq(c.HeapAlloc, a.HeapAlloc);
        }
    }
    ck_assert_uint_le(read_stats().HeapSys, 128 * MiB);
    close_runtime();
}
END_TEST

/* ---- Statistics and runs ----------------------------------------------------------------- */

START_TEST(test_stats_exact)
{
    rng_seed();
    open_runtime(NULL, 0, NULL);
    uint64_t n = 0, bytes = 0, by_class[GORT_NUM_SIZE_CLASSES] = {0};
    const gort_mem_stats a = read_stats();
    for (int i = 0; i < 20000; i++) {
        const uintptr_t size = 1 + rng() % (i % 100 ? 500 : 50000);
        const bool scan = size >= 8 && rng() % 2;
        const gort_type t = make_type(size, scan);
        if (i % 3)
            gort_new(g, sp, &t);
        else
            gort_alloc_slow(g, sp, &t, 1);
        n++;
        if (size <= GORT_MAX_SMALL_BYTES) {
            by_class[gort_size_class(size)]++;
            bytes += gort_class_bytes(gort_size_class(size));
        } else {
            bytes += (size + GORT_PAGE_BYTES - 1) & ~(GORT_PAGE_BYTES - 1);
        }
        if (i % 1000) continue;
        const gort_mem_stats b = read_stats();
        ck_assert_uint_eq(b.Mallocs - a.Mallocs, n);
        ck_assert_uint_eq(b.TotalAlloc - a.TotalAlloc, bytes);
        ck_assert_uint_eq(b.HeapAlloc - a.HeapAlloc, bytes);
        ck_assert_uint_eq(b.Frees, a.Frees);
        ck_assert_uint_eq(b.HeapObjects, b.Mallocs - b.Frees);
        ck_assert_uint_eq(gort__load_relaxed(&rt->heap->live_bytes), b.HeapAlloc);
    }
    const gort_mem_stats b = read_stats();
    for (unsigned c = 0; c < 61; c++) {
        ck_assert_uint_eq(b.BySize[c].Size, gort_class_bytes(c));
        ck_assert_uint_eq(b.BySize[c].Mallocs - a.BySize[c].Mallocs, by_class[c]);
    }
    gort_gc(g, sp);
    const gort_mem_stats d = read_stats();
    ck_assert_uint_eq(d.Frees - a.Frees, n);
    ck_assert_uint_eq(d.TotalAlloc - a.TotalAlloc, bytes);
    ck_assert_uint_eq(d.HeapAlloc, a.HeapAlloc);
    ck_assert_uint_eq(d.HeapInuse, a.HeapInuse);
    ck_assert_uint_eq(d.HeapIdle, d.HeapSys - d.HeapInuse);
    ck_assert_uint_le(d.HeapReleased, d.HeapIdle);
    ck_assert_uint_eq(d.Sys, d.HeapSys + d.StackSys + d.MSpanSys + d.MCacheSys + d.BuckHashSys +
                                 d.GCSys + d.OtherSys);
    for (unsigned c = 1; c < 61; c++)
        ck_assert_uint_eq(d.BySize[c].Frees - a.BySize[c].Frees, by_class[c]);
    close_runtime();
}
END_TEST

START_TEST(test_run_retire)
{
    open_runtime(NULL, 0, NULL);
    const gort_type t = make_type(64, true);
    const unsigned sc = 2 * gort_size_class(64);
    gort_mutator *m = gort__m(g);
    gort__alloc_flush(m);
    const uintptr_t live = gort__load_relaxed(&rt->heap->live_bytes);
    void *p = gort_new(g, sp, &t);
    gort_new(g, sp, &t);
    gort__span *s = m->run_span[sc];
    ck_assert_ptr_nonnull(s);
    const uint32_t first = gort__span_index(s, m->head.run[sc].free), end = s->run_search;
    ck_assert(s == gort__heap_span_of(rt->heap, (uintptr_t)p));
    ck_assert(s->owner == m);
    const uint32_t i = gort__span_index(s, (uintptr_t)p);
    ck_assert_uint_eq(first, i + 2);
    ck_assert_uint_eq(end, s->nelems);
    ck_assert(gort__span_allocated(s, i + 1));
    ck_assert(!gort__span_allocated(s, first));
    /* Until then the whole span counts as allocated for the pacer, afterwards what is used. */
    ck_assert_uint_eq(gort__load_relaxed(&rt->heap->live_bytes), live + s->nelems * 64);
    gort__alloc_flush(m);
    ck_assert_uint_eq(gort__load_relaxed(&rt->heap->live_bytes), live + 2 * 64);
    ck_assert_ptr_null(m->run_span[sc]);
    s = gort__heap_span_of(rt->heap, (uintptr_t)p);
    ck_assert_ptr_null(s->owner);
    ck_assert(gort__span_allocated(s, i + 1));
    ck_assert(!gort__span_allocated(s, i + 2));
    /* The next run goes on where this one stopped. */
    ck_assert_uint_eq((uintptr_t)gort_new(g, sp, &t), (uintptr_t)p + 128);
    close_runtime();
}
END_TEST

/* Slots are black from the moment they can be handed out, and what was not used is white again. */
START_TEST(test_black_while_marking)
{
    open_runtime(NULL, 0, NULL);
    const gort_type t = make_type(32, true), big = make_type(100000, true);
    /* A long list, so that the little marking these allocations pay for does not end the cycle. */
    sp[0] = NULL;
    for (int n = 0; n < 200000; n++) {
        void **node = gort_new(g, sp + 1, &t);
        gort_store(g, node, sp[0]);
        sp[0] = node;
    }
    g->sp = sp + 1;
    gort__gc_start(g);
    void *p = gort_new(g, sp + 1, &t), *q = gort_new(g, sp + 1, &big);
    ck_assert_int_eq(gort__gc_current_phase(rt), GORT_GC_MARK);
    gort__span *s = gort__heap_span_of(rt->heap, (uintptr_t)p);
    const uint32_t i = gort__span_index(s, (uintptr_t)p);
    ck_assert(gort__color_is_marked(s, i));
    ck_assert(gort__color_is_marked(s, i + 1));
    ck_assert(gort__color_is_marked(gort__heap_span_of(rt->heap, (uintptr_t)q), 0));
    gort__alloc_flush(gort__m(g));
    ck_assert(gort__color_is_marked(s, i));
    ck_assert(!gort__color_is_marked(s, i + 1));
    ck_assert_uint_eq(gort__load_relaxed(&rt->heap->black_bytes), 32 + 13 * GORT_PAGE_BYTES);
    gort__gc_finish(g);
    close_runtime();
}
END_TEST

/* -------------------------------------------------------------------------------------------- */

Suite *test_suite(void)
{
    Suite *suite = suite_create("alloc");
    TCase *tc = tcase_create("alloc");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_class_tables);
    tcase_add_test(tc, test_span_index);
    tcase_add_loop_test(tc, test_classes, 1, GORT_NUM_SIZE_CLASSES);
    tcase_add_loop_test(tc, test_alignment, 0, 4);
    tcase_add_test(tc, test_zero_size);
    tcase_add_loop_test(tc, test_reuse_is_zeroed, 1, GORT_NUM_SIZE_CLASSES);
    tcase_add_test(tc, test_reuse_between_living);
    tcase_add_test(tc, test_large);
    tcase_add_test(tc, test_stats_exact);
    tcase_add_test(tc, test_run_retire);
    tcase_add_test(tc, test_black_while_marking);
    suite_add_tcase(suite, tc);
    return suite;
}
