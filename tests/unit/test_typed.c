/* test_typed.c - spans of one type: who gets them, who does not, what is marked in them, and that
 * each thread finds them. */
#include "../../runtime/heap/span.h"
#include "gc_support.h"
#include <pthread.h>

#define WORDS     64
#define SLOT      (WORDS * sizeof(void *))
#define HASH      0x51u
#define PER_SPAN  (GORT_PAGE_BYTES / SLOT)
#define SOME_MORE (unsigned)(PER_SPAN * (GORT__TYPED_AFTER + 3))

/* Pointers in words 0, 7, 8 and 63; in every other word, by a mask that repeats; by a hook; ones
 * that share the first's place. */
static const uint8_t mask_some[8] = {0x81, 0x01, 0, 0, 0, 0, 0, 0x80}, mask_odd[1] = {2};
static int hook_calls;
static void trace_hook(gort_tracer *tr, const gort_type *t, void *obj)
{
    (void)t;
    hook_calls++;
    gort_trace_shade(tr, (void *)GORT_LOAD_RELAXED((void **)obj + 5));
}
#define TYPE(mask, bytes, ...)                                                                     \
    {                                                                                              \
        .size_bytes = SLOT, .ptrdata_bytes = SLOT, .ptrmask = mask, .ptrmask_bytes = bytes,        \
        .kind = GORT_KIND_STRUCT, .align = sizeof(void *), .name = "main.T", __VA_ARGS__           \
    }
static const uint8_t mask_hook[8] = {0x20};
static const gort_type type_some = TYPE(mask_some, SLOT, .hash = HASH),
                       type_odd = TYPE(mask_odd, 2 * sizeof(void *), .hash = HASH + 1),
                       type_hook = TYPE(mask_hook, SLOT, .hash = HASH + 2, .trace = trace_hook),
                       type_late = TYPE(mask_odd, 2 * sizeof(void *),
                                        .hash = HASH + GORT_NUM_TYPED_CLASSES),
                       type_nameless = TYPE(mask_odd, 2 * sizeof(void *), .hash = 0);
static const gort_type type_big = {.size_bytes = 1024,
                                   .ptrdata_bytes = sizeof(void *),
                                   .ptrmask = mask_some,
                                   .ptrmask_bytes = 1024,
                                   .kind = GORT_KIND_STRUCT,
                                   .align = sizeof(void *),
                                   .hash = HASH + 3,
                                   .name = "main.big"};

static gort__span *span_of(const void *p)
{
    return gort__heap_span_of(C.rt->heap, (uintptr_t)p);
}

/* Makes so many of t; the last one. Each is zero and known by its type. */
static void *make(const gort_type *t, unsigned n)
{
    static const uint8_t zeros[1024];
    void *p = NULL;
    while (n-- > 0) {
        p = gort_new(C.g, C.sp, t);
        ck_assert(memcmp(p, zeros, t->size_bytes) == 0);
        const gort__span *s = span_of(p);
        const uint32_t i = gort__span_index(s, (uintptr_t)p);
        ck_assert_uint_eq(gort__span_slot(s, i), (uintptr_t)p);
        ck_assert(gort__span_type(s, i) == t);
        ck_assert(gort__span_allocated(s, i));
        ck_assert(!gort__span_noscan(s));
    }
    return p;
}

static bool has_own_span(const void *p)
{
    const gort__span *s = span_of(p);
    return s->span_class >= GORT_NUM_SPAN_CLASSES && !s->types && s->elem_bytes == SLOT;
}

START_TEST(a_type_of_which_there_is_much_has_spans_of_its_own)
{
    gc_test_open("");
    ck_assert(!has_own_span(make(&type_some, 1)));
    ck_assert(has_own_span(make(&type_some, SOME_MORE)));
    ck_assert(has_own_span(make(&type_odd, SOME_MORE)));
    ck_assert(has_own_span(make(&type_some, 1)));
    /* What is freed there is used again for the same type, and counted under its size. */
    void *const keep = fixture_root(make(&type_some, 1));
    gc_test_collect();
    gort__gc_sweep(C.g);
    gort__alloc_flush(gort__m(C.g));
    gort_mem_stats a, b;
    gort_read_mem_stats(C.g, C.sp, &a);
    void *const again = make(&type_some, PER_SPAN - 1);
    ck_assert(span_of(again) == span_of(keep));
    gort__alloc_flush(gort__m(C.g));
    gort_read_mem_stats(C.g, C.sp, &b);
    const unsigned c = gort_size_class(SLOT);
    ck_assert_uint_eq(b.BySize[c].Mallocs - a.BySize[c].Mallocs, PER_SPAN - 1);
    fixture_close();
}
END_TEST

START_TEST(others_stay_in_the_size_classes)
{
    gc_test_open("");
    ck_assert(has_own_span(make(&type_some, SOME_MORE)));
    ck_assert(!has_own_span(make(&type_late, SOME_MORE))); /* its place is taken */
    ck_assert(has_own_span(make(&type_some, 1)));
    ck_assert(!has_own_span(make(&type_nameless, SOME_MORE)));
    ck_assert_uint_lt(span_of(make(&type_big, SOME_MORE))->span_class, GORT_NUM_SPAN_CLASSES);
    for (unsigned i = 0; i < SOME_MORE; i++) { /* arrays */
        const gort__span *s = span_of(gort_alloc_slow(C.g, C.sp, &type_some, 2));
        ck_assert_uint_lt(s->span_class, GORT_NUM_SPAN_CLASSES);
        ck_assert_uint_eq(s->elem_bytes, 2 * SLOT);
    }
    fixture_close();
}
END_TEST

/* One object of t in a span of its own leads to one node by each of its words; which of them live
 * says what was read. */
static void check_words(const gort_type *t, uint64_t pointers)
{
    void **const bottom = C.sp;
    make(t, SOME_MORE);
    void **p = fixture_root(gort_new(C.g, C.sp, t));
    if (!C.rt->heap->every_slow) ck_assert(has_own_span(p));
    void *node[WORDS];
    for (unsigned w = 0; w < WORDS; w++) {
        node[w] = NULL;
        if (!(pointers >> w & 1)) continue;
        node[w] = gort_new(C.g, C.sp, &gc_type_node);
        gort_store(C.g, &p[w], node[w]);
    }
    void *lost = gort_new(C.g, C.sp, &gc_type_node), *lost_too = gort_new(C.g, C.sp, t);
    gc_test_collect();
    for (unsigned w = 0; w < WORDS; w++)
        if (node[w]) ck_assert_msg(gc_test_alive(node[w]), "word %u", w);
    ck_assert(!gc_test_alive(lost));
    ck_assert(!gc_test_alive(lost_too));
    ck_assert(gc_test_alive(p));
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 0);
    C.sp = bottom;
    gc_test_collect();
    ck_assert(!gc_test_alive(p));
}

static const char *const modes[] = {"", "gccheckmark=2", "gcstoptheworld=1", "gcseed=3",
                                    "gcstress=40,clobberfree=1"};
#define MODES (int)(sizeof modes / sizeof *modes)

START_TEST(every_pointer_word_is_read)
{
    gc_test_open(modes[_i]);
    check_words(&type_some, UINT64_C(1) << 63 | 0x181);
    check_words(&type_odd, UINT64_C(0xaaaaaaaaaaaaaaaa));
    hook_calls = 0;
    check_words(&type_hook, 1 << 5);
    ck_assert_int_gt(hook_calls, 0);
    fixture_close();
}
END_TEST

/* ---- Threads ------------------------------------------------------------------------------ */

static void *allocate(void *user)
{
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g), *p = NULL;
    for (unsigned i = 0; i < SOME_MORE; i++)
        p = gort_new(g, sp, &type_some);
    *(bool *)user = has_own_span(p);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(each_thread_finds_them)
{
    gc_test_open("");
    make(&type_some, SOME_MORE);
    for (int k = 0; k < 3; k++) {
        pthread_t thread;
        bool own = false;
        ck_assert_int_eq(pthread_create(&thread, NULL, allocate, &own), 0);
        C.g->sp = C.sp;
        gort_enter_blocking(C.g, C.sp);
        pthread_join(thread, NULL);
        gort_exit_blocking(C.g);
        ck_assert(own);
        ck_assert(has_own_span(make(&type_some, 1)));
    }
    gc_test_collect();
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("typed");
    TCase *tc = tcase_create("typed");
    tcase_add_test(tc, a_type_of_which_there_is_much_has_spans_of_its_own);
    tcase_add_test(tc, others_stay_in_the_size_classes);
    tcase_add_loop_test(tc, every_pointer_word_is_read, 0, MODES);
    tcase_add_test(tc, each_thread_finds_them);
    suite_add_tcase(suite, tc);
    return suite;
}
