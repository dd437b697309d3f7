/* test_scavenge.c - memory goes back to the system: what, how much, in which pieces, and that what
 * comes again is zero. Nothing here depends on how fast the machine is: what is paced by the clock
 * is waited for, or the clock's last reading is set back. */
#include "heap_fixture.h"
#include "../../runtime/base/os.h"
#include <sys/mman.h>

#define LONG_AGO 1 /* ns: a share that is due in full */

/* Runs with a GOGC and a GOMEMLIMIT. */
static const char *env_gogc, *env_limit;
static const char *env_given(void *user, const char *name)
{
    (void)user;
    if (strcmp(name, "GOGC") == 0) return env_gogc;
    return strcmp(name, "GOMEMLIMIT") == 0 ? env_limit : NULL;
}

static char trace_text[4096];
static void trace_keep(void *user, const char *text, size_t bytes)
{
    (void)user;
    const size_t used = strlen(trace_text);
    if (used + bytes < sizeof trace_text) memcpy(trace_text + used, text, bytes);
}

static void open_given(const char *gogc, const char *limit, const char *debug)
{
    gort_config c;
    gort_config_init(&c);
    env_gogc = gogc;
    env_limit = limit;
    c.getenv = env_given;
    c.debug = debug;
    c.on_trace = trace_keep;
    rt = gort_runtime_new(&c);
    ck_assert_ptr_nonnull(rt);
    g = gort_attach(rt);
    sp = gort_top(g);
}

static uintptr_t held(void)
{
    gort__lock_take(&rt->heap->lock);
    const uintptr_t n = gort__heap_held_bytes(rt->heap);
    gort__lock_give(&rt->heap->lock);
    return n;
}

/* Bytes of [p, p + bytes) that have memory behind them. */
static uintptr_t resident(const void *p, uintptr_t bytes)
{
    const uintptr_t page = gort__os_page_bytes(), n = bytes / page;
    unsigned char *in = calloc(n, 1);
    ck_assert_int_eq(mincore((void *)(uintptr_t)p, bytes, in), 0);
    uintptr_t sum = 0;
    for (uintptr_t i = 0; i < n; i++)
        sum += in[i] & 1 ? page : 0;
    free(in);
    return sum;
}

/* A list of nodes with `bytes` in all, the rest of the object filled; sp[0] holds it. */
static void make_list(const gort_type *t, uintptr_t bytes)
{
    sp[0] = NULL;
    for (uintptr_t n = bytes / t->size_bytes; n > 0; n--) {
        void **p = gort_new(g, sp + 1, t);
        ck_assert(all_bytes(p, 0, t->size_bytes));
        memset(p + 1, 0x5a, t->size_bytes - 8);
        gort_store(g, p, sp[0]);
        sp[0] = p;
    }
}

/* ---- Paced ------------------------------------------------------------------------------- */

START_TEST(a_drop_in_use_is_given_back)
{
    open_given("100", NULL, NULL);
    const gort_type t = make_type(64, true);
    make_list(&t, 64 * MiB);
    ck_assert_uint_ge(held(), 64 * MiB);
    const uintptr_t meta = gort__load_relaxed(&rt->heap->meta_bytes);
    sp[0] = NULL;
    gort_gc(g, sp);
    const uintptr_t first = held();
    ck_assert_uint_ge(first, 48 * MiB); /* not at once */
    for (int i = 0; i < 3000 && held() > 8 * MiB; i++) {
        usleep(10000);
        gort_gc(g, sp);
    }
    ck_assert_uint_le(held(), 8 * MiB);
    ck_assert_uint_lt(gort__load_relaxed(&rt->heap->meta_bytes), meta / 2);
    const gort_mem_stats st = read_stats();
    ck_assert_uint_le(st.HeapReleased, st.HeapIdle);
    ck_assert_uint_le(st.HeapSys - st.HeapReleased, 8 * MiB);
    ck_assert_uint_le(resident((void *)rt->heap->base, st.HeapSys), 10 * MiB);
    close_runtime();
}
END_TEST

START_TEST(allocation_gives_back_too)
{
    open_given("100", NULL, NULL);
    const gort_type t = make_type(64, true);
    make_list(&t, 64 * MiB);
    sp[0] = NULL;
    gort_gc(g, sp);
    /* Cycles that nobody forces; the share that is due goes at allocations of pages. */
    const uint64_t cycles = read_stats().NumGC;
    for (int i = 0; i < 4000 && held() > 8 * MiB; i++) {
        usleep(1000);
        make_list(&t, MiB);
    }
    ck_assert_uint_gt(read_stats().NumGC, cycles);
    ck_assert_uint_le(held(), 8 * MiB);
    close_runtime();
}
END_TEST

START_TEST(a_steady_state_gives_nothing_back)
{
    open_given("100", NULL, NULL);
    const gort_type t = make_type(48, true);
    make_list(&t, 20 * MiB);
    void **base = sp++;
    for (uintptr_t n = 0; n < 100 * MiB; n += t.size_bytes)
        gort_new(g, sp, &t);
    const uint64_t cycles = read_stats().NumGC;
    const uint64_t before = rt->heap->pages->scavenged_bytes;
    for (uintptr_t n = 0; n < 400 * MiB; n += t.size_bytes) {
        gort_new(g, sp, &t);
        rt->heap->pages->scavenge_ns = LONG_AGO; /* whatever is surplus would go */
    }
    ck_assert_uint_gt(read_stats().NumGC, cycles + 5);
    ck_assert_uint_eq(rt->heap->pages->scavenged_bytes, before);
    sp = base;
    close_runtime();
}
END_TEST

/* Steps until nothing is due, as if much time had passed before each. */
static void scavenge_now(uintptr_t retain)
{
    struct gort__heap *h = rt->heap;
    gort__store_relaxed(&h->retain_bytes, retain);
    gort__lock_take(&h->lock);
    gort__scavenge_begin(h);
    gort__lock_give(&h->lock);
    for (int i = 0; i < 10000 && gort__load32_relaxed(&h->scavenge_due); i++) {
        h->pages->scavenge_ns = LONG_AGO;
        gort__scavenge_step(rt, UINTPTR_MAX);
    }
    ck_assert_uint_eq(gort__load32_relaxed(&h->scavenge_due), 0);
}

START_TEST(huge_pages_are_broken_last)
{
    enum { HUGE_PAGES = 256, N = 40 };
    open_given("off", NULL, NULL);
    struct gort__heap *h = rt->heap;
    /* 4 MiB in a row, then every second run of 128 KiB in use. */
    gort__span *whole = gort__pageheap_alloc(h, 2 * HUGE_PAGES, 1), *piece[N];
    for (int i = 0; i < N; i++)
        piece[i] = gort__pageheap_alloc(h, 16, 1);
    const uintptr_t whole_base = whole->base;
    ck_assert_uint_eq(whole_base % (2 * MiB), 0);
    gort__pageheap_free(h, whole);
    for (int i = 0; i < N; i += 2)
        gort__pageheap_free(h, piece[i]);
    const uintptr_t warm = h->pages->warm_pages;
    ck_assert_uint_eq(warm, 2 * HUGE_PAGES + N / 2 * 16);
    /* Two MiB too many: one huge page, the upper, and no small piece. */
    scavenge_now(held() - 2 * MiB);
    ck_assert_uint_eq(h->pages->warm_pages, warm - HUGE_PAGES);
    ck_assert_uint_eq(h->pages->warm[0], UINT64_MAX);
    ck_assert_uint_eq(h->pages->warm[4], 0);
    /* More than the whole huge pages: now the pieces, of 64 KiB and more. */
    scavenge_now(0);
    ck_assert_uint_eq(h->pages->warm_pages, 0);
    for (int i = 1; i < N; i += 2)
        gort__pageheap_free(h, piece[i]);
    close_runtime();
}
END_TEST

/* Whoever allocates does not pay for a walk through the whole heap that finds nothing. */
START_TEST(a_walk_without_progress_is_cut)
{
    enum { HUGE_PAGES = 256, N = 300, MOST = 64 };
    open_given("off", NULL, NULL);
    struct gort__heap *h = rt->heap;
    gort__span *hole[N], *rest[N];
    for (int i = 0; i < N; i++) {
        hole[i] = gort__pageheap_alloc(h, 1, 1);
        rest[i] = gort__pageheap_alloc(h, HUGE_PAGES - 1, 1);
    }
    for (int i = 0; i < N; i++)
        gort__pageheap_free(h, hole[i]); /* too small a piece, once in each huge page */
    gort__store_relaxed(&h->retain_bytes, 0);
    gort__scavenge_begin(h);
    h->pages->scavenge_ns = LONG_AGO;
    int steps = 0;
    for (; gort__load32_relaxed(&h->scavenge_due) && steps < 1000; steps++) {
        const uintptr_t before = h->pages->scavenge_cursor;
        gort__scavenge_step(rt, 4 * MiB);
        if (h->pages->scavenge_cursor < before)
            ck_assert_uint_le(before - h->pages->scavenge_cursor, MOST * HUGE_PAGES / 64);
    }
    ck_assert_int_ge(steps, 2 * (N / MOST));
    ck_assert_int_lt(steps, 1000);
    ck_assert_uint_eq(h->pages->warm_pages, N);
    /* Nor does it under a limit; and the search goes on where it was left. */
    rt->opt.memory_limit_bytes = MiB;
    gort__pageheap_free(h, rest[0]); /* the lowest huge page can go */
    for (int i = 0; i < 2 * N / MOST && h->pages->scavenged_bytes == 0; i++) {
        const uintptr_t before = h->pages->limit_cursor;
        gort__pageheap_alloc(h, HUGE_PAGES * 2, 1);
        if (before > h->pages->limit_cursor)
            ck_assert_uint_le(before - h->pages->limit_cursor, 4 * MOST * HUGE_PAGES / 64);
    }
    ck_assert_uint_eq(h->pages->scavenged_bytes, 2 * MiB);
    close_runtime();
}
END_TEST

/* What may go by now and is more than one allocation does is left for the next one. */
START_TEST(what_is_due_is_not_forgotten)
{
    enum { HUGE_PAGES = 256, N = 16 };
    open_given("off", NULL, NULL);
    struct gort__heap *h = rt->heap;
    gort__span *s = gort__pageheap_alloc(h, N * HUGE_PAGES, 1);
    gort__pageheap_free(h, s);
    gort__store_relaxed(&h->retain_bytes, 0);
    gort__scavenge_begin(h);
    h->pages->scavenge_ns = LONG_AGO;
    for (int i = 1; i <= N / 2; i++) {
        gort__scavenge_step(rt, 4 * MiB);
        ck_assert_uint_le(h->pages->scavenged_bytes, (uintptr_t)i * 4 * MiB);
        ck_assert_uint_ge(h->pages->scavenged_bytes, (uintptr_t)i * 4 * MiB - MiB);
    }
    close_runtime();
}
END_TEST

START_TEST(pages_against_a_model)
{
    enum { SLOTS = 200 };
    rng_seed();
    open_given("off", NULL, NULL);
    struct gort__heap *h = rt->heap;
    gort__span *spans[SLOTS] = {0};
    uint64_t given = 0;
    for (int step = 0; step < 20000; step++) {
        const unsigned i = (unsigned)(rng() % SLOTS);
        if (spans[i]) {
            gort__pageheap_free(h, spans[i]);
            spans[i] = NULL;
        } else {
            gort__span *s = gort__pageheap_alloc(h, 1 + rng() % (rng() % 8 ? 20 : 700), 1);
            const uintptr_t bytes = s->npages << GORT_PAGE_SHIFT;
            if (!s->needs_zero) ck_assert(all_bytes((void *)s->base, 0, bytes));
            memset((void *)s->base, 0x77, bytes);
            spans[i] = s;
        }
        if (rng() % 100 == 0) scavenge_now(held() - (rng() % (8 * MiB)));
        if (rng() % 500 == 0) {
            given = h->pages->scavenged_bytes;
            gort_free_os_memory(g, sp);
            ck_assert_uint_eq(h->pages->warm_pages, 0);
        }
        uintptr_t warm = 0;
        for (uintptr_t w = 0; w < (h->end - h->base) >> (GORT_PAGE_SHIFT + 6) && w < 4096; w++)
            warm += gort__count_bits(h->pages->warm[w]);
        ck_assert_uint_eq(warm, h->pages->warm_pages);
    }
    ck_assert_uint_gt(given, 64 * MiB);
    for (unsigned i = 0; i < SLOTS; i++)
        if (spans[i]) gort__pageheap_free(h, spans[i]);
    close_runtime();
}
END_TEST

/* ---- At once ----------------------------------------------------------------------------- */

START_TEST(free_os_memory_gives_all_back)
{
    open_given("100", NULL, NULL);
    for (int scan = 0; scan < 2; scan++) {
        for (int round = 0; round < 3; round++) {
            const gort_type t = make_type(round == 0 ? 40 : round == 1 ? 5000 : 100000, scan != 0);
            make_list(&t, 8 * MiB); /* asserts that what it gets is zero */
            gort_free_os_memory(g, sp + 1);
            if (scan) ck_assert_uint_ge(held(), 8 * MiB); /* it is alive */
            sp[0] = NULL;
            gort_free_os_memory(g, sp);
            const gort_mem_stats st = read_stats();
            ck_assert_uint_eq(st.HeapIdle, st.HeapReleased);
            ck_assert_uint_le(st.HeapSys - st.HeapReleased, MiB);
            ck_assert_uint_le(resident((void *)rt->heap->base, st.HeapSys), MiB);
        }
    }
    close_runtime();
}
END_TEST

START_TEST(a_used_stack_goes_back)
{
    open_given("100", NULL, NULL);
    const uintptr_t words = 2 * MiB / sizeof(void *);
    if ((uintptr_t)(g->stack.shadow_hi - g->stack.shadow_lo) > words) {
        for (uintptr_t i = 0; i < words; i++)
            sp[i] = NULL;
        sp[0] = g; /* stays: a pointer outside the heap */
        ck_assert_uint_ge(resident(g->stack.shadow_lo, 2 * MiB), MiB);
        gort_free_os_memory(g, sp + 1);
        ck_assert_uint_le(resident(g->stack.shadow_lo, 2 * MiB), MiB / 4);
        ck_assert_ptr_eq(sp[0], g);
    }
    close_runtime();
}
END_TEST

/* So much of its shadow stack is written, then the thread detaches. What of the stack has memory.
 */
static uintptr_t kept_of_stack(uintptr_t bytes)
{
    gort_detach(rt);
    g = gort_attach(rt);
    sp = gort_top(g);
    for (uintptr_t i = 0; i < bytes / sizeof(void *); i++)
        sp[i] = i % 8 ? NULL : (void *)g; /* outside the heap */
    void **const lo = g->stack.shadow_lo;
    gort_detach(rt);
    const uintptr_t kept = resident(lo, 2 * MiB);
    g = gort_attach(rt);
    sp = gort_top(g);
    ck_assert_ptr_eq(g->stack.shadow_lo, lo); /* the next one gets the same */
    return kept;
}

START_TEST(a_detached_threads_stack_goes_back)
{
    open_given("100", NULL, NULL);
    if ((uintptr_t)(g->stack.shadow_hi - g->stack.shadow_lo) > 2 * MiB / sizeof(void *)) {
        ck_assert_uint_le(kept_of_stack(MiB), MiB / 8);
        ck_assert_uint_le(kept_of_stack(MiB / 64), MiB / 8);
        ck_assert_uint_le(kept_of_stack(MiB / 8), MiB / 8);
    }
    close_runtime();
}
END_TEST

/* The system refuses to take locked memory: what is handed out again has to be zero all the same.
 */
START_TEST(locked_memory_stays)
{
    open_given("off", NULL, NULL);
    const gort_type t = make_type(40000, false);
    char *p = gort_new(g, sp, &t);
    const uintptr_t page = gort__os_page_bytes();
    char *locked = (char *)((uintptr_t)p & ~(page - 1));
    memset(p, 0x33, t.size_bytes);
    /* (A sanitizer may make mlock do nothing.) */
    if (mlock(locked, page) == 0 && madvise(locked, page, MADV_DONTNEED) != 0) {
        gort_free_os_memory(g, sp);
        ck_assert(rt->heap->pages->scavenge_refused);
        for (int i = 0; i < 100; i++)
            ck_assert(all_bytes(gort_new(g, sp, &t), 0, t.size_bytes));
        munlock(locked, page);
        gort_free_os_memory(g, sp);
        ck_assert(!rt->heap->pages->scavenge_refused);
        ck_assert_uint_eq(rt->heap->pages->warm_pages, 0);
    }
    close_runtime();
}
END_TEST

/* ---- GOMEMLIMIT, scavtrace --------------------------------------------------------------- */

static uintptr_t mapped(void)
{
    const gort_mem_stats st = read_stats();
    return st.Sys - st.HeapReleased;
}

START_TEST(the_limit_counts_what_is_held)
{
    enum { SMALL = 40, LARGE = 10 };
    open_given("off", "64MiB", NULL);
    const gort_type small = make_type(MiB, false), large = make_type(3 * MiB, false);
    void **top = sp;
    for (int i = 0; i < SMALL; i++) {
        top[i / 2] = memset(gort_new(g, top + (i + 1) / 2, &small), 1, MiB);
    }
    sp = top + SMALL / 2;
    gort_gc(g, sp); /* half of them are left, in holes of 1 MiB */
    ck_assert_uint_le(read_stats().HeapAlloc, (SMALL / 2 + 1) * MiB);
    for (int i = 0; i < LARGE; i++, sp++)
        *sp = memset(gort_new(g, sp, &large), 1, 3 * MiB);
    /* 50 MiB are alive. The holes are too small to be used again, and would be 20 more. */
    ck_assert_uint_ge(read_stats().HeapAlloc, 50 * MiB);
    ck_assert_uint_le(mapped(), 65 * MiB);
    ck_assert_uint_gt(rt->heap->pages->scavenged_bytes, 0);
    sp = top;
    close_runtime();
}
END_TEST

/* Memory that is about to be handed out does not make room for itself. */
START_TEST(the_limit_leaves_what_is_taken)
{
    enum { HUGE_PAGES = 256, QUARTER = HUGE_PAGES / 4 };
    open_given("off", "1", NULL);
    struct gort__heap *h = rt->heap;
    gort__span *s = gort__pageheap_alloc(h, HUGE_PAGES, 1);
    char *base = (char *)s->base;
    ck_assert_uint_eq(s->base % (2 * MiB), 0);
    memset(base, 0x5a, 2 * MiB);
    gort__pageheap_free(h, s);
    /* The second quarter is cold, the rest of the huge page warm. */
    ck_assert(gort__os_decommit(base + MiB / 2, MiB / 2));
    ck_assert_uint_eq(gort__warm_take(h, QUARTER, QUARTER), QUARTER);
    s = gort__pageheap_alloc(h, HUGE_PAGES / 2, 1);
    ck_assert_ptr_eq((char *)s->base, base);
    ck_assert_uint_ge(resident(base, MiB / 2), MiB / 2);
    ck_assert_uint_le(resident(base + MiB, MiB), MiB / 2); /* what does is the other half */
    ck_assert_uint_gt(h->pages->scavenged_bytes, 0);
    close_runtime();
}
END_TEST

START_TEST(scavtrace_prints_gos_line)
{
    open_given("off", NULL, "scavtrace=1");
    const gort_type t = make_type(64, true);
    unsigned work, total, util;
    char end[32];
    make_list(&t, 16 * MiB);
    trace_text[0] = 0;
    gort_gc(g, sp + 1);
    ck_assert_int_eq(sscanf(trace_text, "scav %u KiB work, %u KiB total, %u%% util%31[\n]", &work,
                            &total, &util, end),
                     4);
    ck_assert_str_eq(strchr(trace_text, '\n'), "\n"); /* one line a cycle */
    ck_assert_uint_eq(work, 0);
    ck_assert_uint_gt(util, 70);
    sp[0] = NULL;
    memset(trace_text, 0, sizeof trace_text);
    gort_free_os_memory(g, sp);
    const char *forced = strchr(trace_text, '\n') + 1;
    ck_assert_int_eq(sscanf(forced, "scav %u KiB work, %u KiB total, %u%% util (forced%31[)\n]",
                            &work, &total, &util, end),
                     4);
    ck_assert_uint_ge(work, 15 * 1024);
    ck_assert_uint_le(util, 100);
    const gort_mem_stats st = read_stats();
    ck_assert_uint_eq(total, st.HeapReleased >> 10);
    close_runtime();
}
END_TEST

typedef struct heard {
    uint64_t given_bytes;
    unsigned events, forced;
} heard;

static void hear(void *user, gort_runtime *of, const gort__event *e)
{
    heard *sum = user;
    (void)of;
    sum->given_bytes += e->scavenge.given_bytes;
    sum->events++;
    sum->forced += e->scavenge.forced;
    ck_assert_uint_le(e->scavenge.in_use_bytes, e->scavenge.held_bytes);
}

START_TEST(events_tell_all_that_is_given_back)
{
    open_given("off", NULL, "");
    const gort_type t = make_type(64, true);
    heard sum = {0};
    ck_assert(gort__listen(g->rt, GORT__EVENT_BIT(GORT_EVENT_SCAVENGE), hear, &sum));
    trace_text[0] = 0;
    make_list(&t, 16 * MiB);
    gort_gc(g, sp + 1);
    ck_assert_uint_eq(sum.events, 1); /* one a cycle */
    sp[0] = NULL;
    gort_free_os_memory(g, sp);
    ck_assert_uint_eq(sum.events, 3);
    ck_assert_uint_eq(sum.forced, 1);
    ck_assert_uint_ge(sum.given_bytes, 15 * MiB);
    ck_assert_uint_eq(sum.given_bytes, g->rt->heap->pages->scavenged_bytes);
    ck_assert_str_eq(trace_text, ""); /* whose line nobody asked for */
    close_runtime();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("scavenge");
    TCase *tc = tcase_create("scavenge");
    tcase_set_timeout(tc, 250);
    tcase_add_test(tc, a_drop_in_use_is_given_back);
    tcase_add_test(tc, allocation_gives_back_too);
    tcase_add_test(tc, a_steady_state_gives_nothing_back);
    tcase_add_test(tc, pages_against_a_model);
    tcase_add_test(tc, free_os_memory_gives_all_back);
    tcase_add_test(tc, a_used_stack_goes_back);
    tcase_add_test(tc, a_detached_threads_stack_goes_back);
    tcase_add_test(tc, locked_memory_stays);
    tcase_add_test(tc, the_limit_counts_what_is_held);
    tcase_add_test(tc, scavtrace_prints_gos_line);
    tcase_add_test(tc, events_tell_all_that_is_given_back);
    suite_add_tcase(suite, tc);
    tc = tcase_create("pieces"); /* no clock is waited for */
    tcase_set_timeout(tc, 250);
    tcase_add_test(tc, huge_pages_are_broken_last);
    tcase_add_test(tc, a_walk_without_progress_is_cut);
    tcase_add_test(tc, what_is_due_is_not_forgotten);
    tcase_add_test(tc, the_limit_leaves_what_is_taken);
    suite_add_tcase(suite, tc);
    return suite;
}
