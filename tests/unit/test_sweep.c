/* test_sweep.c - sweeping in each of its ways: span by span, for pages, a few, the rest; lazily by
 * allocation; and that the counts say at each moment what has been swept and no more.
 */
#include "heap_fixture.h"

enum { SLOT = 512, PER_SPAN = GORT_PAGE_BYTES / SLOT, SPANS = 40 };

static gort_type t512;
static uint64_t *objects[SPANS][PER_SPAN];
static gort__span *spans[SPANS];

/* SPANS full spans of garbage, but for `keep` objects of each span with an odd number, rooted from
 * sp on. Marked and not swept. Returns the shadow stack's top. */
static void **garbage(unsigned keep)
{
    void **top = sp;
    t512 = make_type(SLOT, true);
    for (unsigned i = 0; i < SPANS; i++) {
        for (unsigned k = 0; k < PER_SPAN; k++) {
            uint64_t *p = gort_new(g, top, &t512);
            p[1] = (uintptr_t)p;
            objects[i][k] = p;
            if (i % 2 == 1 && k < keep) *top++ = p;
        }
        spans[i] = gort__heap_span_of(rt->heap, (uintptr_t)objects[i][0]);
        ck_assert(gort__heap_span_of(rt->heap, (uintptr_t)objects[i][PER_SPAN - 1]) == spans[i]);
    }
    g->sp = top;
    gort__gc_start(g);
    gort__gc_finish(g);
    return top;
}

static uint64_t frees(void)
{
    return gort__load64_relaxed(&rt->heap->frees);
}

static uint64_t in_use_pages(void)
{
    return gort__load_relaxed(&rt->heap->in_use_pages);
}

static bool unswept(const gort__span *s)
{
    return gort__load32_relaxed(&s->sweepgen) == gort__load32_relaxed(&rt->heap->sweepgen) - 2;
}

START_TEST(test_span_by_span)
{
    open_runtime(NULL, 0, NULL);
    garbage(3);
    struct gort__heap *h = rt->heap;
    const unsigned span_class = 2 * gort_size_class(SLOT);
    ck_assert_uint_eq(frees(), 0);
    ck_assert_uint_eq(in_use_pages(), SPANS);
    uint64_t freed = 0, pages = SPANS;
    bool claimed;
    gort__span *s = gort__central_take(h, span_class, NULL, NULL, &claimed);
    ck_assert(claimed);
    for (unsigned n = 0; n < SPANS; n++) {
        ck_assert_ptr_nonnull(s);
        unsigned i = 0;
        while (i < SPANS && spans[i] != s)
            i++;
        ck_assert_uint_lt(i, SPANS);
        const uint32_t left = i % 2 ? 3 : 0;
        ck_assert_uint_eq(gort__sweep_claimed(rt, s), left);
        ck_assert(!unswept(s));
        ck_assert_uint_eq(s->alloc_count, left);
        ck_assert_uint_eq(frees(), freed += PER_SPAN - left);
        for (unsigned k = 0; k < PER_SPAN; k++) {
            const uint32_t at = gort__span_index(s, (uintptr_t)objects[i][k]);
            ck_assert_int_eq(gort__span_allocated(s, at), k < left);
            ck_assert(!gort__color_is_marked(s, at));
        }
        s = gort__central_claim_next(h, s, NULL, (int)span_class);
        ck_assert_uint_eq(in_use_pages(), pages -= left == 0);
        if (left == 0) ck_assert_ptr_null(gort__heap_span_of(h, (uintptr_t)objects[i][0]));
    }
    ck_assert_ptr_null(s);
    close_runtime();
}
END_TEST

START_TEST(test_for_pages)
{
    open_runtime(NULL, 0, NULL);
    garbage(1);
    ck_assert_uint_eq(gort__sweep_for_pages(rt, 5, UINTPTR_MAX, 0), 5);
    ck_assert_uint_eq(in_use_pages(), SPANS - 5);
    ck_assert(gort__heap_unswept(rt->heap));
    const uint64_t before = frees();
    gort__sweep_some(rt, 2);
    ck_assert_uint_ge(frees() - before, 2 * (PER_SPAN - 1));
    ck_assert_uint_le(frees() - before, 2 * PER_SPAN);
    /* Half of the spans keep an object: what they ask for is not there. */
    gort__sweep_for_pages(rt, SPANS, UINTPTR_MAX, 0);
    ck_assert_uint_eq(in_use_pages(), SPANS / 2);
    ck_assert(!gort__heap_unswept(rt->heap));
    ck_assert_uint_eq(frees(), SPANS * PER_SPAN - SPANS / 2);
    ck_assert_uint_eq(gort__sweep_for_pages(rt, 1, UINTPTR_MAX, 0), 0);
    close_runtime();
}
END_TEST

/* An allocation that takes a span sweeps it and one more. */
START_TEST(test_one_more)
{
    open_runtime(NULL, 0, NULL);
    void **top = garbage(3);
    ck_assert_uint_eq(frees(), 0);
    gort_new(g, top, &t512);
    ck_assert_uint_ge(frees(), 2 * (PER_SPAN - 3));
    ck_assert_uint_le(frees(), 2 * PER_SPAN);
    close_runtime();
}
END_TEST

/* Nobody asks for sweeping, and yet allocation of as much again finds all the free slots. */
START_TEST(test_lazy)
{
    open_runtime(NULL, 0, NULL);
    void **top = garbage(PER_SPAN / 2);
    const unsigned n = SPANS * PER_SPAN - SPANS / 2 * (PER_SPAN / 2);
    const uintptr_t committed = gort__load_relaxed(&rt->heap->committed_bytes);
    for (unsigned i = 0; i < n; i++) {
        uint64_t *p = gort_new(g, top, &t512);
        if (!all_bytes(p, 0, SLOT)) ck_abort_msg("object %u is not zero", i);
        memset(p + 1, 0xff, SLOT - 8);
    }
    ck_assert_uint_eq(frees(), n);
    ck_assert_ptr_null(gort__central_claim_any(rt->heap));
    ck_assert_uint_eq(in_use_pages(), SPANS);
    ck_assert_uint_eq(gort__load_relaxed(&rt->heap->committed_bytes), committed);
    for (unsigned i = 1; i < SPANS; i += 2)
        for (unsigned k = 0; k < PER_SPAN / 2; k++)
            ck_assert_uint_eq(objects[i][k][1], (uintptr_t)objects[i][k]);
    close_runtime();
}
END_TEST

/* A cycle that starts while spans are unswept sweeps them first: nothing is freed twice or kept. */
START_TEST(test_next_cycle)
{
    open_runtime(NULL, 0, NULL);
    void **top = garbage(2);
    gort__sweep_some(rt, 7);
    g->sp = top;
    gort__gc_start(g);
    ck_assert(!gort__heap_unswept(rt->heap));
    ck_assert_uint_eq(frees(), SPANS * PER_SPAN - SPANS);
    gort__gc_finish(g);
    gort__sweep_finish(rt);
    ck_assert_uint_eq(frees(), SPANS * PER_SPAN - SPANS);
    gort_gc(g, sp);
    ck_assert_uint_eq(frees(), SPANS * PER_SPAN);
    ck_assert_uint_eq(in_use_pages(), 0);
    close_runtime();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("sweep");
    TCase *tc = tcase_create("sweep");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_span_by_span);
    tcase_add_test(tc, test_for_pages);
    tcase_add_test(tc, test_one_more);
    tcase_add_test(tc, test_lazy);
    tcase_add_test(tc, test_next_cycle);
    suite_add_tcase(suite, tc);
    return suite;
}
