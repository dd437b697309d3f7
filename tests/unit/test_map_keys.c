/* test_map_keys.c - what a map does with each kind of key: NaN, signed zeros, strings, interfaces,
 * structs with blank fields, keys and elems of more than 128 bytes; the layout of a bucket; how
 * even the hashes are. Whole collections run in between.
 */
#include "map_support.h"
#include <setjmp.h>

/* ---- Kinds of keys ------------------------------------------------------------------------ */

START_TEST(nan_keys_are_many_and_stay)
{
    map_test_open(NULL);
    gort_map_types m;
    gort_map_types_init(&m, "map[float64]int64", &gort_type_float64, &gort_type_int64);
    ck_assert(!(m.layout.flags & GORT_MAP_REFLEXIVE_KEY));
    ck_assert(m.layout.flags & GORT_MAP_NEED_KEY_UPDATE);
    gort_hmap *h = map_test_make(&m.map, 0);
    const double nan = __builtin_nan("");
    for (int64_t i = 0; i < 100; i++)
        *(int64_t *)gort_mapassign(C.g, C.sp, &m.map, h, &nan) = i;
    ck_assert_int_eq(gort_maplen(h), 100);
    ck_assert_ptr_null(gort_mapaccess2(C.g, C.sp, &m.map, h, &nan));
    gort_mapdelete(C.g, C.sp, &m.map, h, &nan);
    ck_assert_int_eq(gort_maplen(h), 100);

    /* Each once, while the map grows: before and after their bucket is moved. */
    gort_hiter it;
    memset(&it, 0, sizeof it);
    map_test_root_cell(&gort_type_hiter, &it);
    int seen[100] = {0};
    const uint8_t B = h->B;
    double more = 1;
    for (gort_mapiterinit(C.g, C.sp, &m.map, h, &it); it.key; gort_mapiternext(C.g, C.sp, &it)) {
        const int64_t v = *(const int64_t *)it.elem;
        if (v >= 0) seen[v]++;
        for (int i = 0; i < 10 && more < 2000; i++, more++)
            *(int64_t *)gort_mapassign(C.g, C.sp, &m.map, h, &more) = -1;
    }
    for (int i = 0; i < 100; i++)
        ck_assert_msg(seen[i] == 1, "NaN %d seen %d times", i, seen[i]);
    ck_assert_int_gt(h->B, B);
    map_test_verify(&m.map, h);
    gort_mapclear(C.g, C.sp, &m.map, h);
    ck_assert_int_eq(gort_maplen(h), 0);
    fixture_close();
}
END_TEST

START_TEST(zeros_of_both_signs_are_one_key)
{
    map_test_open(NULL);
    gort_map_types m;
    gort_map_types_init(&m, "map[float64]int64", &gort_type_float64, &gort_type_int64);
    gort_hmap *h = map_test_make(&m.map, 0);
    const double plus = 0.0, minus = -0.0;
    *(int64_t *)gort_mapassign(C.g, C.sp, &m.map, h, &plus) = 1;
    *(int64_t *)gort_mapassign(C.g, C.sp, &m.map, h, &minus) = 2;
    ck_assert_int_eq(gort_maplen(h), 1);
    gort_hiter it;
    memset(&it, 0, sizeof it);
    gort_mapiterinit(C.g, C.sp, &m.map, h, &it);
    ck_assert(__builtin_signbit(*(const double *)it.key) != 0); /* overwriting replaces the key */
    fixture_close();
}
END_TEST

#define WORD sizeof(void *)

typedef struct big {
    int64_t id;
    void *p;
    uint8_t rest[128];
} big;
static const uint8_t big_mask[] = {WORD_BIT(big, p)};
static bool big_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)g;
    (void)sp;
    (void)t;
    return ((const big *)a)->id == ((const big *)b)->id;
}
static uintptr_t big_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    (void)t;
    return gort_type_hash_mem(g, sp, &gort_type_int64, &((const big *)p)->id, seed);
}
static const gort_type type_big = {
    .size_bytes = sizeof(big),
    .ptrdata_bytes = WORD_END(big, p),
    .ptrmask = big_mask,
    .ptrmask_bytes = WORD_END(big, p),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .flags = GORT_TYPE_REFLEXIVE,
    .name = "big",
    .equal = big_equal,
    .hashfn = big_hash,
};

START_TEST(large_keys_and_elems_are_indirect)
{
    map_test_open(NULL);
    gort_map_types m;
    gort_map_types_init(&m, "map[big]big", &type_big, &type_big);
    ck_assert_int_eq(m.layout.key_slot_bytes, WORD);
    ck_assert_int_eq(m.layout.elem_slot_bytes, WORD);
    ck_assert_int_eq(m.layout.bucket_bytes, 8 + 8 * WORD + 8 * WORD + WORD);
    gort_hmap *h = map_test_make(&m.map, 0);
    big key;
    memset(&key, 0, sizeof key);
    map_test_root_cell(&type_big, &key);
    for (int64_t i = 0; i < 1000; i++) {
        key.id = i;
        key.p = gort_new(C.g, C.sp, &gort_type_int64);
        *(int64_t *)key.p = i;
        big *e = (big *)gort_mapassign(C.g, C.sp, &m.map, h, &key);
        e->id = -i;
        gort_store(C.g, &e->p, key.p);
        memset(e->rest, (int)i, sizeof e->rest);
        if (i % 100 == 0) gort_gc(C.g, C.sp);
    }
    key.p = NULL;
    gort_gc(C.g, C.sp);
    map_test_verify(&m.map, h);
    for (int64_t i = 0; i < 1000; i++) {
        key.id = i;
        const big *e = (const big *)gort_mapaccess2(C.g, C.sp, &m.map, h, &key);
        ck_assert_ptr_nonnull(e);
        ck_assert_int_eq(e->id, -i);
        ck_assert_int_eq(*(const int64_t *)e->p, i);
        ck_assert_int_eq(e->rest[127], (uint8_t)i);
        if (i % 3 == 0) gort_mapdelete(C.g, C.sp, &m.map, h, &key);
    }
    map_test_verify(&m.map, h);
    gort_mapclear(C.g, C.sp, &m.map, h);
    map_test_verify(&m.map, h);
    fixture_close();
}
END_TEST

START_TEST(a_slot_of_128_bytes_is_direct)
{
    map_test_open(NULL);
    gort_type t128 = type_big, t136 = type_big;
    t128.size_bytes = 128;
    t136.size_bytes = 136;
    gort_map_types m;
    gort_map_types_init(&m, "m", &t128, &t136);
    ck_assert_int_eq(m.layout.key_slot_bytes, 128);
    ck_assert_int_eq(m.layout.elem_slot_bytes, WORD);
    ck_assert_int_eq(m.layout.flags & GORT_MAP_INDIRECT_KEY, 0);
    ck_assert_int_ne(m.layout.flags & GORT_MAP_INDIRECT_ELEM, 0);
    ck_assert_int_eq(m.layout.bucket_bytes, 8 + 8 * 128 + 8 * WORD + WORD);
    /* A word of each key, each elem, the link. */
    const unsigned elems = (8 + 8 * 128) / WORD;
    ck_assert_int_eq(m.bucket_mask[0], 1 << (8 + offsetof(big, p)) / WORD);
    ck_assert_int_eq(m.bucket_mask[elems / 8] >> (elems % 8) & 1, 1);
    ck_assert_int_eq(m.bucket_mask[(elems + 8) / 8] >> ((elems + 8) % 8) & 1, 1);
    /* Elems of no size at all: a set. */
    gort_type empty = {.kind = GORT_KIND_STRUCT, .align = 1, .name = "struct {}"};
    gort_map_types_init(&m, "map[int64]struct {}", &gort_type_int64, &empty);
    ck_assert_ptr_null((void *)(uintptr_t)m.bucket.trace);
    gort_hmap *h = map_test_make(&m.map, 0);
    for (int64_t k = 0; k < 500; k++)
        gort_mapassign(C.g, C.sp, &m.map, h, &k);
    map_test_verify(&m.map, h);
    ck_assert_int_eq(gort_maplen(h), 500);
    fixture_close();
}
END_TEST

START_TEST(string_keys)
{
    map_test_open(NULL);
    gort_map_types m;
    gort_map_types_init(&m, "map[string]int64", &gort_type_string, &gort_type_int64);
    gort_hmap *h = map_test_make(&m.map, 0);
    char text[32];
    for (int64_t i = 0; i < 2000; i++) {
        gort_slice b = gort_makeslice(C.g, C.sp, &gort_type_uint8, 16, 16);
        const int n = snprintf((char *)b.ptr, 16, "key %d", (int)i);
        const gort_string s = {(const uint8_t *)b.ptr, n};
        /* The string is in nobody's frame but this one: mapassign roots it. */
        *(int64_t *)gort_mapassign(C.g, C.sp, &m.map, h, &s) = i;
    }
    const gort_string empty = {NULL, 0};
    *(int64_t *)gort_mapassign(C.g, C.sp, &m.map, h, &empty) = -1;
    gort_gc(C.g, C.sp);
    map_test_verify(&m.map, h);
    for (int64_t i = 0; i < 2000; i++) {
        const int n = snprintf(text, sizeof text, "key %d", (int)i);
        const gort_string s = {(const uint8_t *)text, n};
        const int64_t *e = (const int64_t *)gort_mapaccess2(C.g, C.sp, &m.map, h, &s);
        ck_assert(e && *e == i);
    }
    ck_assert_int_eq(*(const int64_t *)gort_mapaccess1(C.g, C.sp, &m.map, h, &empty), -1);
    fixture_close();
}
END_TEST

/* ---- Functions of the embedder's own ------------------------------------------------------- */

static unsigned own_hashes, own_equals;

/* Equal is what has the same last digit, or the same first byte: coarser than any kind's ==. */
static unsigned own_class(const gort_type *t, const void *p)
{
    switch (t->kind) {
    case GORT_KIND_STRING: return ((const gort_string *)p)->ptr[0];
    case GORT_KIND_FLOAT64: return (unsigned)*(const double *)p % 10;
    case GORT_KIND_INTERFACE: return *(const unsigned *)((const gort_eface *)p)->data % 10;
    default: return *(const uint8_t *)p % 10u;
    }
}

static uintptr_t own_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    (void)g;
    (void)sp;
    own_hashes++;
    return (own_class(t, p) ^ seed) * UINT64_C(0x9e3779b97f4a7c15);
}

static bool own_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)g;
    (void)sp;
    own_equals++;
    return own_class(t, a) == own_class(t, b);
}

static const gort_type *const own_kinds[] = {
    &gort_type_bool,   &gort_type_int,    &gort_type_int8,          &gort_type_int32,
    &gort_type_int64,  &gort_type_uint16, &gort_type_uintptr,       &gort_type_float64,
    &gort_type_string, &gort_type_eface,  &gort_type_unsafe_pointer};
enum { OWN_KINDS = sizeof own_kinds / sizeof own_kinds[0] };

/* A key of the kind with number i, of 30. */
static void own_key(const gort_type *t, unsigned i, void *key)
{
    static unsigned boxes[30];
    static char texts[30][2];
    memset(key, 0, 16);
    boxes[i] = i;
    texts[i][0] = (char)('a' + i % 10);
    texts[i][1] = (char)i;
    switch (t->kind) {
    case GORT_KIND_STRING: *(gort_string *)key = (gort_string){(uint8_t *)texts[i], 2}; break;
    case GORT_KIND_FLOAT64: *(double *)key = i; break;
    case GORT_KIND_INTERFACE:
        *(gort_eface *)key = (gort_eface){&gort_type_uint32, &boxes[i]};
        break;
    default: *(uint8_t *)key = (uint8_t)i; break;
    }
}

/* Every operation of a map, on a key type of each kind that is as the runtime's but for its
 * functions; alone, and as the part of a struct. */
START_TEST(own_functions_decide)
{
    const gort_type *kind = own_kinds[_i % OWN_KINDS];
    map_test_open(NULL);
    gort_type own = *kind, whole = {0};
    own.hashfn = own_hash;
    own.equal = own_equal;
    const gort_field field = {"f", &own, 0, 0};
    const gort_type *key = &own;
    if (_i >= OWN_KINDS) {
        whole = own;
        whole.kind = GORT_KIND_STRUCT;
        whole.flags = 0;
        whole.len = 1;
        whole.fields = &field;
        whole.hashfn = gort_type_hash_generic;
        whole.equal = gort_type_equal_generic;
        key = &whole;
    }
    gort_map_types m;
    gort_map_types_init(&m, "map[own]int", key, &gort_type_int);
    ck_assert_int_eq(m.layout.key_match, GORT_MAP_MATCH_ANY);
    gort_hmap *h = map_test_make(&m.map, 0);
    uint64_t k[2];
    own_hashes = own_equals = 0;
    for (unsigned i = 0; i < 30; i++) {
        own_key(kind, i, k);
        *(intptr_t *)gort_mapassign(C.g, C.sp, &m.map, h, k) = (intptr_t)i;
    }
    ck_assert_uint_ge(own_hashes, 30);
    ck_assert_uint_ge(own_equals, 20);
    ck_assert_int_eq(gort_maplen(h), 10);
    map_test_verify(&m.map, h);
    for (unsigned i = 0; i < 30; i++) {
        own_key(kind, i, k);
        const intptr_t *e = gort_mapaccess2(C.g, C.sp, &m.map, h, k);
        ck_assert_ptr_nonnull(e);
        ck_assert_int_eq(*e, (intptr_t)(20 + i % 10));
    }
    for (unsigned i = 0; i < 10; i++) {
        own_key(kind, (i * 7 + 3) % 30, k);
        gort_mapdelete(C.g, C.sp, &m.map, h, k);
    }
    ck_assert_int_eq(gort_maplen(h), 0);
    fixture_close();
}
END_TEST

/* The runtime's own functions take the short ways. */
START_TEST(gos_keys_need_no_call)
{
    static const struct {
        const gort_type *key;
        uint8_t match;
    } cases[] = {
        {&gort_type_int64, GORT_MAP_MATCH_8},       {&gort_type_uint32, GORT_MAP_MATCH_4},
        {&gort_type_string, GORT_MAP_MATCH_STRING}, {&gort_type_int8, GORT_MAP_MATCH_BYTES},
        {&gort_type_float64, GORT_MAP_MATCH_PARTS}, {&gort_type_eface, GORT_MAP_MATCH_PARTS}};
    gort_map_types m;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        gort_map_types_init(&m, "m", cases[i].key, &gort_type_int);
        ck_assert_int_eq(m.layout.key_match, cases[i].match);
    }
}
END_TEST

static jmp_buf refused_to;
static char refused_text[256];
static void refused(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    ck_assert_int_eq(code, GORT_ERROR_MISUSE);
    ck_assert_uint_lt(bytes, sizeof refused_text);
    memcpy(refused_text, text, bytes);
    longjmp(refused_to, 1);
}

/* No hash or no equality: the first operation says so, on an empty map too. */
START_TEST(keys_without_functions_are_refused)
{
    gort_config c;
    gort_config_init(&c);
    c.on_error = refused;
    gort_runtime *rt = gort_runtime_new(&c);
    gort_g *g = gort_attach(rt);
    void **sp = gort_top(g);
    gort_type key = *own_kinds[_i / 6];
    if (_i % 2)
        key.hashfn = NULL;
    else
        key.equal = NULL;
    gort_map_types m;
    gort_map_types_init(&m, "map[key]int", &key, &gort_type_int);
    uint64_t k[2] = {0, 0};
    if (key.kind == GORT_KIND_STRING) k[0] = 0;
    if (setjmp(refused_to) == 0) {
        gort_hmap *h = gort_makemap_small(g, sp, &m.map);
        *sp = h;
        if (_i % 6 < 2)
            gort_mapassign(g, sp + 1, &m.map, h, k);
        else if (_i % 6 < 4)
            gort_mapaccess2(g, sp + 1, &m.map, h, k);
        else
            gort_mapdelete(g, sp + 1, &m.map, h, k);
        ck_abort_msg("accepted");
    }
    char want[128];
    snprintf(want, sizeof want, "gort: a map's key type %s has no %s function\n", key.name,
             _i % 2 ? "hash" : "equality");
    ck_assert_str_eq(refused_text, want);
    gort_g_reset(g, sp);
    gort_detach(rt);
    gort_runtime_free(rt);
}
END_TEST

/* Keys and elems that ask for more than a slot's alignment. */
START_TEST(aligned_keys_and_elems)
{
    map_test_open(NULL);
    gort_type wide = gort_type_uint64;
    wide.size_bytes = 16u << (_i % 4);
    wide.align = (uint8_t)wide.size_bytes;
    wide.kind = GORT_KIND_STRUCT;
    gort_map_types m;
    gort_map_types_init(&m, "map[wide]wide", &wide, &wide);
    gort_hmap *h = map_test_make(&m.map, 0);
    _Alignas(128) uint64_t k[16] = {0};
    for (k[0] = 0; k[0] < 200; k[0]++) {
        uint64_t *e = gort_mapassign(C.g, C.sp, &m.map, h, k);
        ck_assert_uint_eq((uintptr_t)e % wide.align, 0);
        e[0] = k[0];
    }
    gort_hiter it;
    memset(&it, 0, sizeof it);
    map_test_root_cell(&gort_type_hiter, &it);
    unsigned seen = 0;
    for (gort_mapiterinit(C.g, C.sp, &m.map, h, &it); it.key; gort_mapiternext(C.g, C.sp, &it)) {
        ck_assert_uint_eq((uintptr_t)it.key % wide.align, 0);
        ck_assert_uint_eq((uintptr_t)it.elem % wide.align, 0);
        seen++;
    }
    ck_assert_uint_eq(seen, 200);
    k[0] = 1000;
    ck_assert_uint_eq((uintptr_t)gort_mapaccess1(C.g, C.sp, &m.map, h, k) % wide.align, 0);
    map_test_verify(&m.map, h);
    fixture_close();
}
END_TEST

START_TEST(interface_keys)
{
    map_test_open(NULL);
    gort_map_types m;
    gort_map_types_init(&m, "map[interface {}]int64", &gort_type_eface, &gort_type_int64);
    ck_assert(m.layout.flags & GORT_MAP_HASH_MIGHT_PANIC);
    gort_hmap *h = map_test_make(&m.map, 0);
    int64_t seven = 7;
    int32_t seven32 = 7;
    double f = 7;
    gort_string s = {(const uint8_t *)"7", 1};
    gort_eface keys[] = {{&gort_type_int64, &seven},
                         {&gort_type_int32, &seven32},
                         {&gort_type_float64, &f},
                         {&gort_type_string, &s},
                         {NULL, NULL}};
    for (int64_t i = 0; i < 5; i++)
        *(int64_t *)gort_mapassign(C.g, C.sp, &m.map, h, &keys[i]) = i;
    ck_assert_int_eq(gort_maplen(h), 5);
    int64_t other_seven = 7;
    const gort_eface again = {&gort_type_int64, &other_seven};
    ck_assert_int_eq(*(const int64_t *)gort_mapaccess1(C.g, C.sp, &m.map, h, &again), 0);
    ck_assert_ptr_nonnull(gort_mapaccess2(C.g, C.sp, &m.map, h, &again));
    map_test_verify(&m.map, h);

    gort_slice bytes = {NULL, 0, 0};
    const gort_eface bad = {&gort_type_byte_slice, &bytes};
    const char *text = "panic: runtime error: hash of unhashable type []uint8";
    MAP_TEST_FAILS(gort_mapaccess1(C.g, C.sp, &m.map, h, &bad), GORT_ERROR_PANIC, text);
    ck_assert_int_eq(h->flags & GORT_MAP_WRITING, 0);
    fixture_close();
}
END_TEST

/* ---- Hashing ------------------------------------------------------------------------------ */

/* Fills 1024 buckets from the low bits and 251 tophashes from the high ones: neither end may be
 * lumpy for keys that differ little. Chi-squared over 1023 degrees of freedom has mean 1023 and
 * standard deviation 45. */
static double chi_squared_of(uintptr_t seed, uint64_t step, bool high)
{
    enum { N = 65536, BUCKETS = 1024 };
    static uint32_t count[BUCKETS];
    memset(count, 0, sizeof count);
    for (uint64_t i = 0; i < N; i++) {
        const uint64_t k = i * step;
        const uintptr_t h = gort_type_hash_mem(NULL, NULL, &gort_type_int64, &k, seed);
        count[high ? h >> (8 * sizeof h - 10) : h % BUCKETS]++;
    }
    double sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
        const double d = count[i] - (double)N / BUCKETS;
        sum += d * d / ((double)N / BUCKETS);
    }
    return sum;
}

START_TEST(integer_hashes_are_even)
{
    static const uint64_t steps[] = {1, 8, 4096, UINT64_C(1) << 32, UINT64_C(1) << 47, 1000003};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
        for (uintptr_t seed = 0; seed < 5; seed++)
            for (int high = 0; high < 2; high++) {
                const double x = chi_squared_of(seed * 0x9e3779b9u, steps[s], high);
                ck_assert_msg(x > 750 && x < 1300, "step %llu seed %zu high %d: %f",
                              (unsigned long long)steps[s], (size_t)seed, high, x);
            }
}
END_TEST

START_TEST(hashes_depend_on_the_seed)
{
    map_test_open(NULL);
    const gort_string s = {(const uint8_t *)"seed", 4};
    const double d = 1.5;
    const int64_t i = 42;
    int same = 0;
    for (uintptr_t seed = 1; seed < 100; seed++) {
        same += gort_type_hash_generic(C.g, C.sp, &gort_type_string, &s, 0) ==
                gort_type_hash_generic(C.g, C.sp, &gort_type_string, &s, seed);
        same += gort_type_hash_generic(C.g, C.sp, &gort_type_float64, &d, 0) ==
                gort_type_hash_generic(C.g, C.sp, &gort_type_float64, &d, seed);
        same += gort_type_hash_generic(C.g, C.sp, &gort_type_int64, &i, 0) ==
                gort_type_hash_generic(C.g, C.sp, &gort_type_int64, &i, seed);
    }
    ck_assert_int_eq(same, 0);
    fixture_close();
}
END_TEST

START_TEST(blank_fields_do_not_count)
{
    map_test_open(NULL);
    const gort_field fields[] = {{"a", &gort_type_int32, 0, 0},
                                 {"_", &gort_type_int32, 4, 0},
                                 {"b", &gort_type_string, 8, 0}};
    static const uint8_t mask[] = {1 << 8 / sizeof(void *)};
    const gort_type t = {.size_bytes = 8 + sizeof(gort_string),
                         .ptrdata_bytes = 8 + sizeof(void *),
                         .ptrmask = mask,
                         .ptrmask_bytes = 8 + sizeof(void *),
                         .kind = GORT_KIND_STRUCT,
                         .align = sizeof(void *),
                         .flags = GORT_TYPE_REFLEXIVE,
                         .name = "S",
                         .equal = gort_type_equal_generic,
                         .hashfn = gort_type_hash_generic,
                         .len = 3,
                         .fields = fields};
    struct s {
        int32_t a, blank;
        gort_string b;
    } x = {1, 2, {(const uint8_t *)"b", 1}}, y = {1, 3, {(const uint8_t *)"b", 1}},
      z = {2, 2, {(const uint8_t *)"b", 1}};
    ck_assert_uint_eq(gort_type_hash_generic(C.g, C.sp, &t, &x, 9),
                      gort_type_hash_generic(C.g, C.sp, &t, &y, 9));
    ck_assert_uint_ne(gort_type_hash_generic(C.g, C.sp, &t, &x, 9),
                      gort_type_hash_generic(C.g, C.sp, &t, &z, 9));
    gort_map_types m;
    gort_map_types_init(&m, "map[S]int64", &t, &gort_type_int64);
    ck_assert(m.layout.flags & GORT_MAP_NEED_KEY_UPDATE);
    gort_hmap *h = map_test_make(&m.map, 0);
    *(int64_t *)gort_mapassign(C.g, C.sp, &m.map, h, &x) = 5;
    ck_assert_int_eq(*(const int64_t *)gort_mapaccess1(C.g, C.sp, &m.map, h, &y), 5);
    ck_assert_ptr_null(gort_mapaccess2(C.g, C.sp, &m.map, h, &z));
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_keys");
    TCase *tc = tcase_create("map_keys");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, nan_keys_are_many_and_stay);
    tcase_add_test(tc, zeros_of_both_signs_are_one_key);
    tcase_add_test(tc, large_keys_and_elems_are_indirect);
    tcase_add_test(tc, a_slot_of_128_bytes_is_direct);
    tcase_add_test(tc, string_keys);
    tcase_add_loop_test(tc, own_functions_decide, 0, 2 * OWN_KINDS);
    tcase_add_test(tc, gos_keys_need_no_call);
    tcase_add_loop_test(tc, keys_without_functions_are_refused, 0, 6 * OWN_KINDS);
    tcase_add_loop_test(tc, aligned_keys_and_elems, 0, 4);
    tcase_add_test(tc, interface_keys);
    tcase_add_test(tc, integer_hashes_are_even);
    tcase_add_test(tc, hashes_depend_on_the_seed);
    tcase_add_test(tc, blank_fields_do_not_count);
    suite_add_tcase(s, tc);
    return s;
}
