/* test_pageheap.c - runs of pages against a simple model, and mark bits by the range. */
#include "heap_fixture.h"

/* ---- Page heap --------------------------------------------------------------------------- */

static bool count_pages(void *user, gort__span *s)
{
    uintptr_t *pages = user;
    *pages += s->npages;
    return true;
}

START_TEST(test_pageheap_random)
{
    enum { SLOTS = 300 };
    rng_seed();
    open_runtime(NULL, 0, NULL);
    struct gort__heap *h = rt->heap;
    gort__span *spans[SLOTS] = {0};
    uintptr_t used = 0;
    for (int step = 0; step < 20000; step++) {
        const unsigned i = (unsigned)(rng() % SLOTS);
        if (spans[i]) {
            ck_assert_uint_eq(*(uintptr_t *)spans[i]->base, i);
            used -= spans[i]->npages;
            gort__pageheap_free(h, spans[i]);
            spans[i] = NULL;
        } else {
            const uintptr_t n = 1 + rng() % (rng() % 8 ? 20 : 700);
            gort__span *s = gort__pageheap_alloc(h, n, 1);
            ck_assert_ptr_nonnull(s);
            ck_assert_uint_eq(s->npages, n);
            const uintptr_t last = s->base + (n << GORT_PAGE_SHIFT) - 8;
            if (!s->needs_zero) {
                ck_assert_uint_eq(*(uintptr_t *)s->base, 0);
                ck_assert_uint_eq(*(uintptr_t *)last, 0);
            }
            ck_assert(gort__heap_span_of(h, s->base) == s);
            ck_assert(gort__heap_span_of(h, last) == s);
            *(uintptr_t *)last = UINTPTR_MAX;
            *(uintptr_t *)s->base = i;
            spans[i] = s;
            used += n;
        }
        if (step % 500 == 0) {
            uintptr_t pages = 0;
            gort__heap_each_span(h, count_pages, &pages);
            ck_assert_uint_eq(pages, used);
            ck_assert_uint_eq(gort__load_relaxed(&h->in_use_pages), used);
            const uintptr_t committed = gort__load_relaxed(&h->committed_bytes);
            ck_assert_uint_eq(h->pages->free_pages + used, committed >> GORT_PAGE_SHIFT);
        }
    }
    for (unsigned i = 0; i < SLOTS; i++)
        if (spans[i]) gort__pageheap_free(h, spans[i]);
    /* All coalesced: one span as large as everything committed. */
    const uintptr_t all = gort__load_relaxed(&h->committed_bytes) >> GORT_PAGE_SHIFT;
    gort__span *s = gort__pageheap_alloc(h, all, 1);
    ck_assert_uint_eq(s->base, h->base);
    ck_assert_uint_eq(h->pages->free_pages, 0);
    ck_assert_uint_eq(gort__load_relaxed(&h->committed_bytes) >> GORT_PAGE_SHIFT, all);
    gort__pageheap_free(h, s);
    close_runtime();
}
END_TEST

START_TEST(test_pageheap_limit)
{
    open_runtime(NULL, 16 * MiB, NULL);
    struct gort__heap *h = rt->heap;
    gort__span *s[2048];
    unsigned n = 0;
    ck_assert_uint_eq(h->end - h->base, 16 * MiB);
    ck_assert_ptr_null(gort__pageheap_alloc(h, 2049, 1));
    while (n < 2048 && (s[n] = gort__pageheap_alloc(h, 1, 1)))
        n++;
    ck_assert_uint_eq(n, 2048);
    ck_assert_ptr_null(gort__pageheap_alloc(h, 1, 1));
    /* The last page's neighbour is the end of the range, the first page's the start. */
    for (unsigned i = 0; i < n; i += 2)
        gort__pageheap_free(h, s[i]);
    ck_assert_ptr_null(gort__pageheap_alloc(h, 2, 1));
    for (unsigned i = 1; i < n; i += 2)
        gort__pageheap_free(h, s[i]);
    ck_assert_ptr_nonnull(gort__pageheap_alloc(h, 2048, 1));
    close_runtime();
}
END_TEST

/* ---- Colours ----------------------------------------------------------------------------- */

START_TEST(test_color_ranges)
{
    open_runtime(NULL, 0, NULL);
    gort__span *s = gort__pageheap_alloc(rt->heap, 1, 2 * 1 + 1);
    ck_assert_uint_eq(s->nelems, 1024);
    static const uint32_t edges[] = {0, 1, 63, 64, 65, 127, 128, 500, 1023, 1024};
    enum { N = sizeof edges / sizeof edges[0] };
    for (unsigned a = 0; a < N; a++) {
        for (unsigned b = a; b < N; b++) {
            const uint32_t n = edges[b] - edges[a];
            ck_assert_uint_eq(gort__color_mark_range(s, edges[a], edges[b]), n);
            ck_assert_uint_eq(gort__color_mark_range(s, edges[a], edges[b]), 0);
            ck_assert_uint_eq(gort__color_count(s), n);
            for (uint32_t i = 0; i < 1024; i++)
                if (gort__color_is_marked(s, i) != (i >= edges[a] && i < edges[b]))
                    ck_abort_msg("range %u to %u, slot %u", edges[a], edges[b], i);
            ck_assert_uint_eq(gort__color_clear_range(s, edges[a], edges[b]), n);
            ck_assert_uint_eq(gort__color_count(s), 0);
        }
    }
    ck_assert(gort__color_mark(s, 77));
    ck_assert(!gort__color_mark(s, 77));
    gort__color_clear(s, 77);
    ck_assert(!gort__color_is_marked(s, 77));
    gort__pageheap_free(rt->heap, s);
    close_runtime();
}
END_TEST

/* -------------------------------------------------------------------------------------------- */

Suite *test_suite(void)
{
    Suite *suite = suite_create("pageheap");
    TCase *tc = tcase_create("pageheap");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_pageheap_random);
    tcase_add_test(tc, test_pageheap_limit);
    tcase_add_test(tc, test_color_ranges);
    suite_add_tcase(suite, tc);
    return suite;
}
