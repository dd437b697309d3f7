/* test_heap_modes.c - what GODEBUG's modes do to the heap, and how it ends when memory or trust in
 * a pointer is lost. */
#include "heap_fixture.h"

/* ---- Modes ------------------------------------------------------------------------------- */

START_TEST(test_gcstress)
{
    open_runtime("gcstress=7", 0, NULL);
    const gort_type t = make_type(40, true);
    for (int i = 0; i < 70; i++) {
        sp[0] = gort_new(g, sp, &t);
        ck_assert(all_bytes(sp[0], 0, 40));
        ((uint64_t *)sp[0])[1] = 7;
        void *p = gort_alloc_slow(g, sp + 1, &t, 3);
        ck_assert(all_bytes(p, 0, 120));
        memset((char *)p + 8, 0xff, 32);
        ck_assert_uint_eq(((uint64_t *)sp[0])[1], 7);
    }
    ck_assert_uint_eq(gort_read_stress_counts(rt).collections_forced, 20);
    ck_assert_uint_eq(read_stats().Mallocs, 140);
    close_runtime();
}
END_TEST

START_TEST(test_clobberfree)
{
    open_runtime("clobberfree=1", 0, NULL);
    const gort_type t = make_type(64, true);
    uint32_t *dead = gort_new(g, sp, &t);
    sp[0] = gort_new(g, sp, &t);
    gort_gc(g, sp + 1);
    for (int i = 0; i < 16; i++) {
        ck_assert_uint_eq(dead[i], 0xdeadbeef);
        ck_assert_uint_eq(((uint32_t *)sp[0])[i], 0);
    }
    close_runtime();
}
END_TEST

START_TEST(test_efence_page_each)
{
    open_runtime("efence=1", 0, NULL);
    const gort_type t = make_type(16, true);
    char *p = gort_new(g, sp, &t), *q = gort_new(g, sp, &t);
    ck_assert_uint_eq((uintptr_t)p % GORT_PAGE_BYTES, 0);
    ck_assert_uint_ge((uintptr_t)(q > p ? q - p : p - q), GORT_PAGE_BYTES);
    sp[0] = p;
    gort_gc(g, sp + 1);
    ck_assert_ptr_null(gort__heap_span_of(rt->heap, (uintptr_t)q));
    for (int i = 0; i < 100; i++)
        ck_assert(gort_new(g, sp + 1, &t) != (void *)q);
    ck_assert(all_bytes(p, 0, 16));
    close_runtime();
}
END_TEST

START_TEST(test_efence_traps)
{
    open_runtime("efence=1", 0, NULL);
    const gort_type t = make_type(16, true);
    volatile char *p = gort_new(g, sp, &t);
    p[0] = 1;
    gort_gc(g, sp);
    p[0] = 2; /* the signal is the test */
}
END_TEST

START_TEST(test_sbrk)
{
    open_runtime("sbrk=1", 0, NULL);
    const gort_type t = make_type(100, true), big = make_type(3 * MiB, false);
    char *last = NULL;
    for (int i = 0; i < 50000; i++) {
        char *p = gort_new(g, sp, &t);
        if (!all_bytes(p, 0, 100) || (uintptr_t)p % 16 != 0) ck_abort_msg("object %d", i);
        if (last && p < last + 100 && last < p + 100) ck_abort_msg("objects overlap");
        memset(p, 1, 100);
        last = p;
    }
    ck_assert(all_bytes(gort_new(g, sp, &big), 0, 3 * MiB));
    gort_gc(g, sp);
    ck_assert(all_bytes(last, 1, 100));
    close_runtime();
}
END_TEST

/* ---- Fatal ends -------------------------------------------------------------------------- */

static void expect_oom(void *user, gort_error_code code, const char *text, size_t n)
{
    (void)user;
    const char want[] = "fatal error: out of memory\n";
    if (code == GORT_ERROR_OUT_OF_MEMORY && memmem(text, n, want, sizeof want - 1)) _exit(42);
    _exit(1);
}

/* Living objects fill the whole reserve, page by page and object by object. */
START_TEST(test_out_of_memory)
{
    open_runtime(NULL, 16 * MiB, expect_oom);
    const gort_type t = make_type(_i ? 100000 : 2048, true);
    void *prev = NULL;
    for (unsigned i = 0; i < 100000; i++) {
        sp[0] = prev;
        void **p = gort_new(g, sp + 1, &t);
        gort_store(g, &p[0], prev);
        prev = p;
        if (i * t.size_bytes > 16 * MiB) break;
    }
    ck_abort_msg("more memory than there is");
}
END_TEST

/* Garbage of ten times the reserve fits: the ladder collects before it gives up (GOGC is off). */
START_TEST(test_collects_before_oom)
{
    open_runtime(NULL, 16 * MiB, expect_oom);
    const gort_type t = make_type(_i ? 100000 : 2048, true);
    for (uintptr_t i = 0; i < 160 * MiB / t.size_bytes; i++)
        memset(gort_new(g, sp, &t), 0, t.size_bytes);
    const gort_mem_stats st = read_stats();
    ck_assert_uint_ge(st.NumGC, 1);
    ck_assert_uint_le(st.HeapSys, 16 * MiB);
    close_runtime();
}
END_TEST

static void expect_zombie(void *user, gort_error_code code, const char *text, size_t n)
{
    (void)user;
    const char want[] = "found pointer to free object";
    _exit(code == GORT_ERROR_FATAL && memmem(text, n, want, sizeof want - 1) ? 42 : 1);
}

/* A pointer that was hidden from the collector and comes back. */
START_TEST(test_zombie)
{
    open_runtime(NULL, 0, expect_zombie);
    const gort_type t = make_type(64, true);
    void *lost = gort_new(g, sp, &t);
    sp[0] = gort_new(g, sp, &t);
    gort_gc(g, sp + 1);
    gort__span *s = gort__heap_span_of(rt->heap, (uintptr_t)lost);
    ck_assert(!gort__span_allocated(s, gort__span_index(s, (uintptr_t)lost)));
    sp[1] = lost;
    gort_gc(g, sp + 2);
    ck_abort_msg("the pointer was believed");
}
END_TEST

/* -------------------------------------------------------------------------------------------- */

Suite *test_suite(void)
{
    Suite *suite = suite_create("heap modes");
    TCase *tc = tcase_create("heap modes");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_gcstress);
    tcase_add_test(tc, test_clobberfree);
    tcase_add_test(tc, test_efence_page_each);
    tcase_add_test_raise_signal(tc, test_efence_traps, SIGSEGV);
    tcase_add_test(tc, test_sbrk);
    tcase_add_loop_exit_test(tc, test_out_of_memory, 42, 0, 2);
    tcase_add_loop_test(tc, test_collects_before_oom, 0, 2);
    tcase_add_exit_test(tc, test_zombie, 42);
    suite_add_tcase(suite, tc);
    return suite;
}
