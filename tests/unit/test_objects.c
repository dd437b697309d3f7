/* test_objects.c - objects that hand-written C asks for: bytes, heads with elements behind them,
 * allocation that may fail, memory outside of the heap that counts.
 */
#include "../../runtime/gort_embed.h"
#include "../../runtime/gort_stats.h"
#include "gc_support.h"

#define WORD sizeof(void *)

START_TEST(bytes_of_every_size)
{
    static const char *const modes[] = {"gccheckmark=1,clobberfree=1", "gcstress=100", "efence=1"};
    gc_test_open(modes[_i]);
    uint8_t **held = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, 600));
    for (uintptr_t n = 1, i = 0; n < 40000; n += 1 + n / 16, i++) {
        uint8_t *p = gort_new_bytes(C.g, C.sp, n);
        gort_object o;
        ck_assert(gort_object_of(C.g, p, &o) && o.base == p && o.bytes >= n && !o.type);
        ck_assert_uint_eq((uintptr_t)p % (n % 16 ? 8 : 16), 0);
        for (uintptr_t k = 0; k < n; k++)
            ck_assert_uint_eq(p[k], 0);
        memset(p, (int)n, n);
        gort_store(C.g, &held[i], p);
    }
    ck_assert_ptr_nonnull(gort_new_bytes(C.g, C.sp, 0));
    gc_test_collect();
    for (uintptr_t n = 1, i = 0; n < 40000; n += 1 + n / 16, i++)
        ck_assert(held[i][0] == (uint8_t)n && held[i][n - 1] == (uint8_t)n);
    fixture_close();
}
END_TEST

/* Without a slow path no call is made: as many slots as the run has. */
START_TEST(bytes_come_from_the_run)
{
    gc_test_open("");
    uint8_t *first = gort_new_bytes(C.g, C.sp, 100), *next;
    int n = 0;
    while ((next = gort_new_bytes_fast(C.g, 100)) != NULL) {
        ck_assert_ptr_eq(next, first + 112 * ++n);
    }
    ck_assert_int_ge(n, 32);
    fixture_close();
}
END_TEST

/* ---- Heads with elements ------------------------------------------------------------------ */

typedef struct head {
    gc_node *first;
    double number;
    int32_t small;
} head;
GORT_STRUCT_TYPE(type_head, head, first);
GORT_PLAIN_TYPE(type_plain_head, head);

typedef struct pair {
    uintptr_t plain;
    gc_node *node;
    uintptr_t more;
} pair;
GORT_STRUCT_TYPE(type_pair, pair, node);

static head *new_pairs(const gort_type *t, uintptr_t n)
{
    head *h = fixture_root(gort_new_tail(C.g, C.sp, t, n));
    pair *p = gort_tail(t, h);
    for (uintptr_t i = 0; i < n; i++) {
        p[i].plain = p[i].more = (uintptr_t)gc_test_node(); /* no pointers: they keep nothing */
        gort_store(C.g, &p[i].node, gc_test_node());
    }
    return h;
}

/* exact: nothing has taken the place of what was not kept. */
static void pairs_are(const gort_type *t, head *h, uintptr_t n, bool exact)
{
    const pair *p = gort_tail(t, h);
    for (uintptr_t i = 0; i < n; i++) {
        ck_assert(gc_test_alive(p[i].node));
        ck_assert(!exact || !gc_test_alive((void *)p[i].plain));
        ck_assert(!exact || !gc_test_alive((void *)p[i].more));
    }
}

START_TEST(elements_behind_a_head)
{
    static const char *const modes[] = {"gccheckmark=1,clobberfree=1",
                                        "gccheckmark=1,clobberfree=1,gcseed=3",
                                        "gccheckmark=1,gcstoptheworld=1"};
    static const uintptr_t counts[] = {0, 1, 2, 3, 5, 40, 1000, 20000};
    static gort_own_type both, tail_only;
    ck_assert_ptr_null(gort_type_init_tail(&both, "head+pairs", &type_head, &type_pair));
    ck_assert_ptr_null(
        gort_type_init_tail(&tail_only, "plain+pairs", &type_plain_head, &type_pair));
    gc_test_open(modes[_i]);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        head *h = new_pairs(&both.type, counts[i]), *q = new_pairs(&tail_only.type, counts[i]);
        gort_store(C.g, &h->first, gc_test_node());
        q->first = gc_test_node();
        gc_test_collect();
        ck_assert(gc_test_alive(h->first));
        ck_assert(_i == 1 || !gc_test_alive(q->first));
        pairs_are(&both.type, h, counts[i], _i != 1);
        pairs_are(&tail_only.type, q, counts[i], _i != 1);
        C.sp -= 2;
    }
    fixture_close();
}
END_TEST

static head *brought_back;

static void on_final(gort_g *g, void **sp, void *object, void *data)
{
    (void)g, (void)sp, (void)data;
    brought_back = object;
}

START_TEST(elements_of_values_and_finalizers)
{
    static gort_own_type values, bytes;
    ck_assert_ptr_null(gort_type_init_tail(&values, "values", &type_head, &gort_type_value));
    ck_assert_ptr_null(gort_type_init_tail(&bytes, "bytes", &type_plain_head, &gort_type_uint8));
    ck_assert_uint_eq(bytes.type.ptrdata_bytes, 0);
    gort_config c = fixture_config("gccheckmark=1,clobberfree=1");
    c.finalizers_by_call = true;
    fixture_start(&c);
    head *h = fixture_root(gort_new_tail(C.g, C.sp, &values.type, 7));
    uint64_t *v = gort_tail(&values.type, h);
    gc_node *n = gc_test_node();
    gort_store_value(C.g, &v[6], (uintptr_t)n);
    gort_store_value(C.g, &v[0], UINT64_C(0x7ff8123456789abc));
    gc_test_collect();
    ck_assert(gc_test_alive(n));
    ck_assert(gort_set_finalizer(C.g, h, on_final, NULL));
    C.sp--;
    gc_test_collect();
    ck_assert(gc_test_alive(n)); /* what the elements lead to is kept for the finalizer */
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, 1), 1);
    ck_assert_ptr_eq(brought_back, h);

    ck_assert_ptr_nonnull(gort_new_tail(C.g, C.sp, &bytes.type, 100));
    gort_own_type bad;
    ck_assert_ptr_nonnull(gort_type_init_tail(&bad, "bad", &values.type, &type_pair));
    ck_assert_ptr_nonnull(gort_type_init_tail(&bad, "bad", &type_head, &values.type));
    fixture_close();
}
END_TEST

START_TEST(elements_have_barriers)
{
    static gort_own_type both;
    ck_assert_ptr_null(gort_type_init_tail(&both, "head+pairs", &type_head, &type_pair));
    gc_test_open("wbshadow=2,gccheckmark=1");
    head *h = new_pairs(&both.type, 9);
    pair *p = gort_tail(&both.type, h);
    gort_safepoint(C.g, C.sp);
    ck_assert_msg(!strstr(C.trace, "wbshadow"), "%s", C.trace);
    p[8].plain = (uintptr_t)gc_test_node(); /* needs none */
    gort_safepoint(C.g, C.sp);
    ck_assert_msg(!strstr(C.trace, "wbshadow"), "%s", C.trace);
    p[8].node = gc_test_node();
    gort_safepoint(C.g, C.sp);
    ck_assert_ptr_nonnull(strstr(C.trace, "wbshadow"));
    fixture_close();
}
END_TEST

/* ---- Allocation that may fail ------------------------------------------------------------- */

static gc_node *list_of_all(gc_node **list)
{
    gc_node *n = gort_try_new(C.g, C.sp, &gc_type_node);
    if (n) gort_store(C.g, &n->left, *list);
    return n;
}

START_TEST(try_returns_null_and_all_goes_on)
{
    static gort_own_type values;
    ck_assert_ptr_null(gort_type_init_tail(&values, "values", &type_head, &gort_type_value));
    gort_config c = fixture_config(_i ? "gccheckmark=1" : "");
    c.heap_reserve_bytes = (size_t)4 << 20;
    fixture_start(&c);
    ck_assert_ptr_null(gort_try_new_bytes(C.g, C.sp, SIZE_MAX / 2));
    ck_assert_ptr_null(gort_try_alloc(C.g, C.sp, &gc_type_node, SIZE_MAX / 2));
    ck_assert_ptr_null(gort_try_new_tail(C.g, C.sp, &values.type, SIZE_MAX / 4));
    ck_assert_ptr_null(gort_try_new_tail(C.g, C.sp, &values.type, (size_t)1 << 30));
    for (int round = 0; round < testing_share(2, 3); round++) {
        gc_node **list = (gc_node **)(void *)C.sp++, *n;
        uintptr_t made = 0;
        *list = NULL;
        while ((n = list_of_all(list)) != NULL) {
            *list = n;
            made++;
        }
        ck_assert_uint_gt(made, 100000);
        ck_assert_ptr_null(gort_try_new_bytes(C.g, C.sp, 100000));
        for (n = *list; n; n = n->left)
            made--;
        ck_assert_uint_eq(made, 0);
        C.sp--;
        gc_test_collect();
        ck_assert_ptr_nonnull(gort_try_new_bytes(C.g, C.sp, 100000));
    }
    C.expected = true; /* one that does not try still goes to the handler */
    if (setjmp(C.failed) == 0) {
        gort_new_bytes(C.g, C.sp, (size_t)1 << 30);
        ck_abort_msg("it is there");
    }
    ck_assert_int_eq(C.code, GORT_ERROR_OUT_OF_MEMORY);
}
END_TEST

/* ---- Memory outside ----------------------------------------------------------------------- */

static uint64_t figure(const char *name)
{
    gort_metric_sample s = {.name = name};
    ck_assert_uint_eq(gort_read_metrics(C.g, &s, 1), 1);
    return s.value;
}

START_TEST(memory_outside_counts)
{
    fixture_gogc = "100";
    gc_test_open("");
    ck_assert_uint_eq(figure("/gort/heap/external:bytes"), 0);
    ck_assert_uint_eq(gort_adjust_external(C.g, C.sp, -5), 0);
    gc_test_collect();
    const uint64_t cycles = figure("/gc/cycles/automatic:gc-cycles");
    const uint64_t goal = figure("/gc/heap/goal:bytes");
    for (int i = 0; i < 64; i++) {
        gc_test_node();
        ck_assert_uint_eq(gort_adjust_external(C.g, C.sp, 1 << 20), (uint64_t)(i + 1) << 20);
    }
    while (gort__gc_current_phase(C.rt) != GORT_GC_OFF)
        gort_gc(C.g, C.sp);
    const uint64_t after = figure("/gc/cycles/automatic:gc-cycles");
    ck_assert_uint_ge(after, cycles + 2);
    ck_assert_uint_le(after, cycles + 12); /* in proportion: the goal grows with it */
    ck_assert_uint_eq(figure("/gort/heap/external:bytes"), 64 << 20);
    gc_test_collect();
    ck_assert_uint_ge(figure("/gc/heap/goal:bytes"), 128 << 20);
    ck_assert_uint_eq(gort_adjust_external(C.g, C.sp, INT64_MIN), 0);
    gc_test_collect();
    ck_assert_uint_eq(figure("/gc/heap/goal:bytes"), goal);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("objects");
    TCase *tc = tcase_create("objects");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, bytes_of_every_size, 0, 3);
    tcase_add_test(tc, bytes_come_from_the_run);
    tcase_add_loop_test(tc, elements_behind_a_head, 0, 3);
    tcase_add_test(tc, elements_of_values_and_finalizers);
    tcase_add_test(tc, elements_have_barriers);
    tcase_add_loop_test(tc, try_returns_null_and_all_goes_on, 0, 2);
    tcase_add_test(tc, memory_outside_counts);
    suite_add_tcase(s, tc);
    return s;
}
