/* test_contract.c - what gort.h promises to an embedder about words and roots: any word in a slot,
 * values with their encodings, pointers one past the end. */
#include "gc_support.h"

/* ---- Words that are no pointers ------------------------------------------------------------ */

static const uint64_t odd_words[] = {
    1,
    3,
    0xffff,
    UINT64_C(0x0000ffffffffffff),
    UINT64_C(0x0001000000000000),
    UINT64_C(0x7ff8000000000001), /* a NaN */
    UINT64_C(0x3ff0000000000000), /* 1.0 */
    UINT64_C(0x8000000000000000), /* -0.0 */
    UINT64_C(0xbff0000000000000), /* -1.0 */
    UINT64_C(0xfff8123456789abc), /* a boxed word */
    UINT64_C(0xfffffffffffffffe), /* -2 */
    UINT64_C(0xffffffffffffffff), /* -1 */
    UINT64_C(0x8001000000000000), /* the least negative normal double's neighbourhood */
};
#define NODD (sizeof odd_words / sizeof odd_words[0])

/* Of a word of 32 bits there is an upper half, which is none of a tag. */
static void *odd_word(size_t i)
{
    return (void *)(uintptr_t)(sizeof(void *) == 8 ? odd_words[i] : odd_words[i] >> 32);
}

START_TEST(words_that_are_no_pointers_are_passed_over)
{
    gc_test_open("gccheckmark=1");
    for (size_t i = 0; i < NODD; i++)
        fixture_root(odd_word(i));
    gc_node *n = fixture_root(gc_test_node());
    void **words = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, NODD));
    for (size_t i = 0; i < NODD; i++)
        words[i] = odd_word(i);
    for (size_t i = 0; i < NODD; i++) {
        n->left = odd_word(i);
        gc_test_collect();
        gc_test_start();
        gort_store(C.g, &n->left, odd_word(NODD - 1 - i));
        gort_typedslicemove(C.g, &gc_type_ptr, words, words + 1, NODD - 1);
        words[NODD - 1] = odd_word(i);
        gc_test_finish();
    }
    ck_assert(gc_test_alive(n));
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

/* ---- Values --------------------------------------------------------------------------------- */

#define BOX_MASK UINT64_C(0xffff000000000000)
#define BOX_TAG  UINT64_C(0xfffc000000000000)

static void open_tagged(const char *debug, uint64_t mask, uint64_t tag)
{
    gort_config c;
    gort_config_init(&c);
    c.getenv = fixture_env;
    c.on_error = fixture_error;
    c.on_trace = fixture_trace;
    c.debug = debug;
    c.heap_reserve_bytes = FIXTURE_RESERVE_BYTES;
    c.value_mask = mask;
    c.value_tag = tag;
    C.rt = gort_runtime_new(&c);
    C.g = gort_attach(C.rt);
    C.sp = gort_top(C.g);
    C.rng = fixture_seed();
}

static void open_values(const char *debug, bool boxed)
{
    open_tagged(debug, boxed ? BOX_MASK : 0, boxed ? BOX_TAG : 0);
}

enum { VALUE_WORDS = sizeof(uint64_t) / sizeof(void *) };

/* A value on the stack. */
static void *value_at(void **at, uint64_t v)
{
    return memcpy(at, &v, sizeof v);
}
static void push(uint64_t v)
{
    value_at(C.sp, v);
    C.sp += VALUE_WORDS;
}

static uint64_t boxed(const void *p)
{
    return BOX_TAG | (uintptr_t)p;
}

/* A word of any kind, often near the heap. */
static uint64_t any_word(void)
{
    const uint64_t r = fixture_rand();
    const struct gort__heap *h = C.rt->heap;
    switch (r % 6) {
    case 0: return h->base + (r >> 8) % (h->end - h->base);
    case 1: return h->base + (r >> 8) % ((uintptr_t)1 << 20);
    case 2: return BOX_TAG | (h->base + (r >> 8) % ((uintptr_t)1 << 20));
    case 3: return (uint64_t)1 << 63 | (r >> 8) % ((uint64_t)1 << 48);
    case 4: return 0 - (r >> 60);
    default: return r;
    }
}

START_TEST(a_value_keeps_what_it_points_to)
{
    open_values("gccheckmark=1,clobberfree=1", _i);
    gc_node *a = gc_test_node(), *below = gc_test_node();
    gort_store(C.g, &a->left, below);
    *C.sp++ = GORT_VALUES_WORD(3);
    push(UINT64_C(0x8000000000001238)); /* a type word elsewhere */
    void **const second = C.sp;
    push(_i ? boxed(a) : (uintptr_t)a);
    push(UINT64_MAX);
    *C.sp++ = NULL;
    C.sp[-1] = gc_test_node(); /* the words behind are ordinary again */
    gc_node *b = C.sp[-1];
    gc_test_collect();
    ck_assert(gc_test_alive(a) && gc_test_alive(below) && gc_test_alive(b));
    value_at(second, _i ? boxed(&a->value) : (uintptr_t)&a->value); /* its middle */
    gc_test_collect();
    ck_assert(gc_test_alive(a) && gc_test_alive(below));
    value_at(second, boxed(a) ^ (uint64_t)1 << 50); /* another tag */
    gc_test_collect();
    ck_assert(!gc_test_alive(a) && !gc_test_alive(below) && gc_test_alive(b));
    C.sp = gort_top(C.g);

    gort_scope s = gort_scope_open(C.g);
    a = gort_new(C.g, gort_top(C.g), &gc_type_node);
    uint64_t *slot = gort_push_value(C.g, (uintptr_t)a); /* a plain pointer in either encoding */
    gort_gc(C.g, gort_top(C.g));
    ck_assert(gc_test_alive(a));
    *slot = UINT64_C(0xffffffffffffffff);
    gort_gc(C.g, gort_top(C.g));
    ck_assert(!gc_test_alive(a));
    gort_scope_close(C.g, s);
    fixture_close();
}
END_TEST

/* The tag counts before the upper 16 bits do: one below them is taken off too. */
START_TEST(a_tag_may_lie_in_any_bits)
{
    static const uint64_t tags[] = {(uint64_t)1 << 47, 7, 1, (uint64_t)1 << 62 | 5};
    const uint64_t tag = tags[_i];
    open_tagged("gccheckmark=1,clobberfree=1", tag, tag);
    gc_node *a = gc_test_node();
    *C.sp++ = GORT_VALUES_WORD(1);
    push((uintptr_t)a | tag);
    gc_test_collect();
    ck_assert(gc_test_alive(a));
    value_at(C.sp - VALUE_WORDS, (uintptr_t)a);
    gc_test_collect();
    ck_assert(gc_test_alive(a));
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

/* An array of values and a frame's cell of values, filled with any words, through cycles that run
 * step by step: no word is an error, what the live ones point to is there. Slots freed meanwhile
 * are pointed to all the time. */
START_TEST(any_word_is_safe_in_a_value_slot)
{
    enum { N = 200, KEPT = 40 };
    open_values("gccheckmark=1,clobberfree=1", _i & 1);
    uint64_t *v = fixture_root(gort_alloc_slow(C.g, C.sp, &gort_type_value, N));
    uint64_t cell = 0;
    *C.sp++ = GORT_TYPE_WORD(&gort_type_value);
    *C.sp++ = &cell;
    void *kept[KEPT] = {0};
    *C.sp++ = NULL;
    for (int round = 0; round < 3000; round++) {
        const unsigned i = (unsigned)(fixture_rand() % N);
        switch (fixture_rand() % 8) {
        case 0: /* an object that only a value knows */
            C.sp[-1] = gort_alloc_slow(C.g, C.sp, round % 2 ? &gc_type_node : &gc_type_bytes,
                                       fixture_rand() % 3000 + 1);
            kept[i % KEPT] = C.sp[-1];
            gort_store_value(C.g, &v[i % KEPT],
                             _i & 1 ? boxed(C.sp[-1]) : (uint64_t)(uintptr_t)C.sp[-1]);
            C.sp[-1] = NULL;
            break;
        case 1:
            gort_store_value(C.g, &v[i % KEPT], any_word());
            kept[i % KEPT] = NULL;
            break;
        case 2: gort_typedsliceclr(C.g, &gort_type_value, v + KEPT, i % (N - KEPT)); break;
        case 3:
            gort_typedslicemove(C.g, &gort_type_value, v + KEPT + i % KEPT, v + i % KEPT,
                                N - 2 * KEPT);
            break;
        case 4: gort_store_value(C.g, &cell, any_word()); break;
        case 5:
            if (round % 16 == 0) gc_test_start();
            gc_test_step(200);
            break;
        case 6:
            if (round % 8 == 0) gc_test_finish();
            break;
        default: gort_store_value(C.g, &v[KEPT + i % (N - KEPT)], any_word());
        }
        if (round % 50 == 0) {
            gc_test_collect();
            for (int k = 0; k < KEPT; k++)
                ck_assert_msg(!kept[k] || gc_test_alive(kept[k]), "round %d, value %d", round, k);
        }
    }
    C.sp = gort_top(C.g);
    gc_test_collect();
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, 0);
    fixture_close();
}
END_TEST

/* The barrier's two halves, for values: the only pointer to w moves from a grey array to a black
 * stack; from a grey stack to a black array. */
static gc_node *value_deletion(bool in_box)
{
    uint64_t *v = fixture_root(gort_alloc_slow(C.g, C.sp, &gort_type_value, 4));
    gc_node *w = gc_test_node();
    gort_store_value(C.g, &v[2], in_box ? boxed(w) : (uintptr_t)w);
    *C.sp++ = NULL;
    gc_test_start();
    ck_assert(gc_test_step(1));
    ck_assert(gort__stack_is_black(C.g) && !gort__gc_is_marked(C.rt, w));
    C.sp[-1] = w;
    gort_store_value(C.g, &v[2], 7);
    return w;
}

static uint64_t *global_values;
static const gort_global globals[] = {{&global_values, &gc_type_ptr}};
static const gort_module mod = {.name = "main", .globals = globals, .nglobals = 1};

static gc_node *value_insertion(bool in_box)
{
    gort_register_module(C.rt, &mod);
    gort_store_global(C.g, &global_values, gort_alloc_slow(C.g, C.sp, &gort_type_value, 4));
    gc_node *w = fixture_root(gc_test_node());
    gc_test_start();
    while (!gort__gc_is_marked(C.rt, global_values))
        gc_test_step(1);
    C.g->sp = C.sp;
    gort__mark_roots(&C.rt->gc->workers[0], UINT64_MAX);
    gort__mark_drain(gort__stw_tracer(C.rt->gc), UINT64_MAX); /* the array is black */
    ck_assert(!gort__stack_is_black(C.g) && !gort__gc_is_marked(C.rt, w));
    gort_store_value(C.g, &global_values[3], in_box ? boxed(w) : (uintptr_t)w);
    C.sp[-1] = NULL;
    return w;
}

static gc_node *(*const value_stores[])(bool in_box) = {value_deletion, value_insertion};
static const unsigned value_mutants[] = {GORT_MUTANT_NO_DELETION, GORT_MUTANT_NO_INSERTION};

START_TEST(values_have_the_barrier)
{
    open_values("gccheckmark=1,clobberfree=1", _i & 1);
    gc_node *w = value_stores[_i >> 1](_i & 1);
    gc_test_finish();
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(w));
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

START_TEST(values_without_the_barrier_lose)
{
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2,gcmutant=%u", value_mutants[_i >> 1]);
    open_values(debug, _i & 1);
    value_stores[_i >> 1](_i & 1);
    gc_test_finish();
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 1);
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

/* A map from values to values against a list of pairs, with words of all kinds and objects that
 * only the map knows, through collections at every few allocations. */
START_TEST(maps_hold_values)
{
    enum { KEYS = 300 };
    static uint64_t key[KEYS], elem[KEYS];
    static bool there[KEYS];
    static gort_map_types mt;
    open_values(_i & 2 ? "gccheckmark=1,clobberfree=1,gcseed=5"
                       : "gccheckmark=1,clobberfree=1,gcstress=7",
                _i & 1);
    gort_map_types_init(&mt, "map[value]value", &gort_type_value, &gort_type_value);
    gort_hmap *m = fixture_root(gort_makemap(C.g, C.sp, &mt.map, 0, NULL));
    *C.sp++ = NULL;
    for (unsigned i = 0; i < KEYS; i++)
        key[i] = any_word() ^ (uint64_t)i << 8; /* (a few may be equal) */
    for (int round = 0; round < 4000; round++) {
        const unsigned i = (unsigned)(fixture_rand() % KEYS);
        uint64_t v = any_word();
        switch (fixture_rand() % 4) {
        case 0:
        case 1:
            if (round % 3 == 0) {
                gc_node *n = C.sp[-1] = gc_test_node();
                n->value = round;
                v = _i & 1 ? boxed(n) : (uint64_t)(uintptr_t)n;
            }
            gort_store_value(C.g, gort_mapassign(C.g, C.sp, &mt.map, m, &key[i]), v);
            C.sp[-1] = NULL;
            for (unsigned k = 0; k < KEYS; k++)
                if (key[k] == key[i]) there[k] = true, elem[k] = v;
            break;
        case 2:
            gort_mapdelete(C.g, C.sp, &mt.map, m, &key[i]);
            for (unsigned k = 0; k < KEYS; k++)
                if (key[k] == key[i]) there[k] = false;
            break;
        default: {
            const uint64_t *e = gort_mapaccess2(C.g, C.sp, &mt.map, m, &key[i]);
            ck_assert_msg((e != NULL) == there[i], "round %d", round);
            ck_assert_msg(!e || *e == elem[i], "round %d", round);
        }
        }
    }
    gc_test_collect();
    for (unsigned i = 0; i < KEYS; i++) {
        const uint64_t *e = gort_mapaccess2(C.g, C.sp, &mt.map, m, &key[i]);
        ck_assert((e != NULL) == there[i] && (!e || *e == elem[i]));
    }
    C.sp = gort_top(C.g);
    gc_test_collect();
    fixture_close();
}
END_TEST

/* ---- One past the end ------------------------------------------------------------------------ */

START_TEST(the_end_of_an_object_is_no_error)
{
    static const uintptr_t sizes[] = {8, 16, 24, 512, 1024, 8192, 32768, 40960, 1 << 20};
    gc_test_open("gccheckmark=1");
    void **const bottom = C.sp;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        enum { N = 1100 };
        static char *p[N];
        const int n = sizes[k] < 1024 ? N : 5;
        C.sp = bottom;
        /* Some of them end a span with free pages behind it. */
        for (int i = 0; i < n; i++)
            p[i] = fixture_root(
                _i ? gort_alloc_slow(C.g, C.sp, &gc_type_ptr, sizes[k] / sizeof(void *))
                   : gort_alloc_slow(C.g, C.sp, &gc_type_bytes, sizes[k]));
        for (int i = 0; i < n; i++)
            fixture_root(p[i] + sizes[k]);
        gc_test_collect();
        for (int i = 0; i < n; i++)
            ck_assert(gc_test_alive(p[i]));
        /* Alone they keep at most neighbours. */
        memmove(bottom, bottom + n, (size_t)n * sizeof *bottom);
        C.sp = bottom + n;
        gc_test_collect();
        ck_assert(!gc_test_alive(p[0]) || n > 1);
    }
    C.sp = bottom;
    gc_test_collect();
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, 0);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("contract");
    TCase *tc = tcase_create("contract");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, words_that_are_no_pointers_are_passed_over);
    tcase_add_loop_test(tc, a_value_keeps_what_it_points_to, 0, 2);
    tcase_add_loop_test(tc, a_tag_may_lie_in_any_bits, 0, 4);
    tcase_add_loop_test(tc, any_word_is_safe_in_a_value_slot, 0, 4);
    tcase_add_loop_test(tc, values_have_the_barrier, 0, 4);
    tcase_add_loop_test(tc, values_without_the_barrier_lose, 0, 4);
    tcase_add_loop_test(tc, maps_hold_values, 0, 4);
    tcase_add_loop_test(tc, the_end_of_an_object_is_no_error, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
