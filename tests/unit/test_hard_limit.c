/* test_hard_limit.c - the hard limit of the heap holds whatever is allocated; the embedder is asked
 * for memory when a collection was not enough, and what happens when it has none.
 */
#include "threads_support.h"
#include "../../runtime/gort_abi.h"
#include "../../runtime/gort_embed.h"
#include "../../runtime/gort_events.h"
#include "../../runtime/heap/heap.h"

#define LIMIT ((uint64_t)8 << 20)

static int asked, collections;
static size_t asked_bytes;
static gort_cell *cache; /* what can be let go of */

static size_t in_use(void)
{
    return gort__load_relaxed(&C.rt->heap->in_use_pages) << GORT_PAGE_SHIFT;
}

static void hear(void *user, gort_runtime *rt, const gort_event *e)
{
    (void)user;
    (void)rt;
    collections += e->kind == GORT_ON_CYCLE;
}

static void open_limited(gort_memory_fn ask)
{
    gort_config c = fixture_config("");
    c.hard_limit_bytes = LIMIT;
    c.on_out_of_memory = ask;
    fixture_start(&c);
    asked = collections = 0;
    /* It is a memory limit too; here cycles begin where the test says. */
    ck_assert_int_eq(gort_set_memory_limit(C.g, C.sp, INT64_MAX), LIMIT);
    gort_on_events(C.rt, GORT_ON(GORT_ON_CYCLE), hear, NULL);
}

static void close_limited(void)
{
    C.sp = C.base;
    gort_gc(C.g, C.sp);
    ck_assert_uint_lt(in_use(), LIMIT / 2);
    fixture_close();
}

/* A list of arrays of so many pointers, until there is no memory; rooted at sp[0]. */
static uint64_t fills_with;

static void fill(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    sp[0] = NULL;
    for (;;) {
        void **more = gort_alloc_slow(g, sp + 1, &gc_type_ptr, fills_with);
        gort_store(g, more, sp[0]);
        sp[0] = more;
        ck_assert_uint_le(in_use(), LIMIT);
    }
}

static void expect_full(void)
{
    gort_caught caught;
    ck_assert(!gort_call_protected(C.g, C.sp, fill, NULL, &caught));
    ck_assert_int_eq(caught.code, GORT_ERROR_OUT_OF_MEMORY);
    ck_assert_uint_gt(in_use(), LIMIT / 2);
    ck_assert_uint_le(in_use(), LIMIT);
}

/* Each size once more after what filled the heap is garbage: the limit is no one-way street. */
START_TEST(the_limit_holds)
{
    static const uint64_t words[] = {2, 64, 600, 5000, 100000};
    open_limited(NULL);
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            fills_with = words[i];
            expect_full();
        }
    ck_assert_int_gt(collections, 0);
    close_limited();
}
END_TEST

START_TEST(what_tries_gets_nothing)
{
    open_limited(NULL);
    ck_assert_ptr_nonnull(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT / 2));
    const size_t more = LIMIT / 2 + GORT_PAGE_BYTES;
    ck_assert_ptr_nonnull(fixture_root(gort_try_alloc(C.g, C.sp, &gc_type_bytes, more)));
    ck_assert_int_eq(collections, 1); /* the first half was garbage */
    ck_assert_ptr_null(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT / 2));
    ck_assert_int_eq(collections, 2);
    ck_assert_ptr_null(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT + 1));
    ck_assert_int_eq(collections, 2); /* it can never be */
    ck_assert_ptr_nonnull(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT / 4));
    ck_assert(!C.g->tries);
    close_limited();
}
END_TEST

/* ---- The one that is asked --------------------------------------------------------------------
 */

static bool has_nothing(void *user, gort_g *g, void **sp, size_t bytes)
{
    (void)user;
    (void)g;
    (void)sp;
    asked++;
    asked_bytes = bytes;
    return false;
}

static bool lets_go(void *user, gort_g *g, void **sp, size_t bytes)
{
    has_nothing(user, g, sp, bytes);
    const bool had = gort_cell_get(g, cache) != NULL;
    gort_cell_set(g, cache, NULL);
    return had;
}

START_TEST(what_it_lets_go_of_is_there)
{
    open_limited(lets_go);
    cache = gort_cell_new(C.g, gort_alloc_slow(C.g, C.sp, &gc_type_bytes, LIMIT / 2));
    ck_assert_ptr_nonnull(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT / 4));
    ck_assert_int_eq(asked, 0);
    const size_t most = LIMIT - LIMIT / 4;
    ck_assert_ptr_nonnull(fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_bytes, most)));
    ck_assert_int_eq(asked, 1);
    ck_assert_uint_eq(asked_bytes, most);
    /* Now it has nothing left. */
    ck_assert_ptr_null(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT / 2));
    ck_assert_int_eq(asked, 2);
    ck_assert_ptr_null(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT * 2));
    ck_assert_int_eq(asked, 2);
    gort_cell_free(C.g, cache);
    close_limited();
}
END_TEST

static bool promises(void *user, gort_g *g, void **sp, size_t bytes)
{
    has_nothing(user, g, sp, bytes);
    return asked < 3;
}

/* It may allocate, collect, block, and open scopes; what fails there is its own affair. */
static bool uses_all(void *user, gort_g *g, void **sp, size_t bytes)
{
    gort_scope s = gort_scope_open(g);
    gort_push(g, gort_new(g, gort_top(g), &gc_type_node));
    ck_assert_ptr_null(gort_try_alloc(g, gort_top(g), &gc_type_bytes, LIMIT));
    gort_enter_blocking(g, gort_top(g));
    gort_exit_blocking(g);
    gort_scope_close(g, s);
    return lets_go(user, g, sp, bytes);
}

static bool panics(void *user, gort_g *g, void **sp, size_t bytes)
{
    has_nothing(user, g, sp, bytes);
    gort_panic_plain(g, sp, "none");
}

static bool wants_memory(void *user, gort_g *g, void **sp, size_t bytes)
{
    has_nothing(user, g, sp, bytes);
    gort_alloc_slow(g, sp, &gc_type_bytes, LIMIT);
    return true;
}

START_TEST(it_is_asked_as_long_as_it_says_yes)
{
    static const struct {
        gort_memory_fn ask;
        int asked;
    } cases[] = {{has_nothing, 1}, {promises, 3}, {panics, 1}, {wants_memory, 1}};
    open_limited(cases[_i].ask);
    fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_bytes, LIMIT / 2));
    for (int again = 1; again <= 2; again++) {
        gort_caught caught;
        asked = 0;
        fills_with = 1000;
        ck_assert(!gort_call_protected(C.g, C.sp, fill, NULL, &caught));
        ck_assert_int_eq(caught.code, GORT_ERROR_OUT_OF_MEMORY);
        ck_assert_int_eq(asked, cases[_i].asked);
        ck_assert(!C.g->asks && !C.g->tries && !C.g->panics && !C.g->frames);
    }
    close_limited();
}
END_TEST

START_TEST(it_may_call_anything)
{
    open_limited(uses_all);
    cache = gort_cell_new(C.g, gort_alloc_slow(C.g, C.sp, &gc_type_bytes, LIMIT / 2));
    void **top = gort_top(C.g);
    for (int i = 0; i < 2; i++) {
        ck_assert_ptr_nonnull(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT - 100000));
        ck_assert_int_eq(asked, 1); /* the second time there is garbage */
        ck_assert_ptr_eq(gort_top(C.g), top);
    }
    gort_cell_free(C.g, cache);
    close_limited();
}
END_TEST

/* ---- Changes, threads -------------------------------------------------------------------------
 */

START_TEST(it_can_be_changed)
{
    open_limited(NULL);
    fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_bytes, LIMIT / 2));
    ck_assert_uint_eq(gort_set_hard_limit(C.g, LIMIT / 4 + 1), LIMIT);
    ck_assert_ptr_null(gort_try_alloc(C.g, C.sp, &gc_type_bytes, 100000));
    ck_assert_uint_eq(gort_set_hard_limit(C.g, 0), LIMIT / 4);
    ck_assert_ptr_nonnull(gort_try_alloc(C.g, C.sp, &gc_type_bytes, LIMIT * 2));
    ck_assert_uint_eq(gort_set_hard_limit(C.g, LIMIT), 0);
    close_limited();
}
END_TEST

enum { THREADS = 3 };
static gort_au32 beyond, ended;

/* Garbage, beside others, and a little that stays. */
static void *allocates(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    (void)arg;
    sp[0] = NULL;
    for (int i = 0; i < 3000; i++) {
        const uintptr_t n = 1 + (uintptr_t)i * 7 % 3000;
        void **p = gort_try_alloc(g, sp + 1, &gc_type_ptr, n);
        if (i % 100 == 0 && p) sp[0] = p;
        if (in_use() > LIMIT) gort__store32_release(&beyond, 1);
    }
    gort__fetch_add32_full(&ended, 1);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(threads_together_stay_below)
{
    pthread_t t[THREADS];
    open_limited(NULL);
    gort_set_gc_percent(C.g, C.sp, 100);
    for (int i = 0; i < THREADS; i++)
        t[i] = start(allocates, NULL);
    for (int i = 0; i < THREADS; i++)
        join(t[i]);
    ck_assert_uint_eq(gort__load32_acquire(&ended), THREADS);
    ck_assert_uint_eq(gort__load32_acquire(&beyond), 0);
    close_limited();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("hard_limit");
    TCase *tc = tcase_create("hard_limit");
    tcase_add_test(tc, the_limit_holds);
    tcase_add_test(tc, what_tries_gets_nothing);
    tcase_add_test(tc, what_it_lets_go_of_is_there);
    tcase_add_loop_test(tc, it_is_asked_as_long_as_it_says_yes, 0, 4);
    tcase_add_test(tc, it_may_call_anything);
    tcase_add_test(tc, it_can_be_changed);
    tcase_add_test(tc, threads_together_stay_below);
    suite_add_tcase(s, tc);
    return s;
}
