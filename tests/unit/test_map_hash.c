/* test_map_hash.c - the hash of every kind of key: equal keys have equal hashes under one seed, the
 * seed changes them, and each part of a key counts. */
#include "map_support.h"
#include <math.h>

enum { SEEDS = 64 };

typedef struct wide {
    int64_t a, b, c;
} wide;
typedef struct mixed {
    int32_t n;
    double f;
    gort_string s;
} mixed;
typedef struct blank {
    int32_t a, blank, b;
} blank;

static const gort_field mixed_fields[] = {
    {"n", &gort_type_int32, offsetof(mixed, n), 0},
    {"f", &gort_type_float64, offsetof(mixed, f), 0},
    {"s", &gort_type_string, offsetof(mixed, s), 0},
};
static const gort_field blank_fields[] = {
    {"a", &gort_type_int32, offsetof(blank, a), 0},
    {"_", &gort_type_int32, offsetof(blank, blank), 0},
    {"b", &gort_type_int32, offsetof(blank, b), 0},
};

#define GENERIC(KIND, SIZE)                                                                        \
    .size_bytes = SIZE, .kind = KIND, .align = sizeof(void *), .equal = gort_type_equal_generic,   \
    .hashfn = gort_type_hash_generic
#define PLAIN(SIZE)                                                                                \
    .size_bytes = SIZE, .kind = GORT_KIND_STRUCT, .align = 4,                                      \
    .flags = GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE, .equal = gort_type_equal_mem,               \
    .hashfn = gort_type_hash_mem

static const gort_type type_mixed = {GENERIC(GORT_KIND_STRUCT, sizeof(mixed)), .name = "mixed",
                                     .len = 3, .fields = mixed_fields};
static const gort_type type_blank = {GENERIC(GORT_KIND_STRUCT, sizeof(blank)), .name = "blank",
                                     .len = 3, .fields = blank_fields};
static const gort_type type_mixed_pair = {GENERIC(GORT_KIND_ARRAY, 2 * sizeof(mixed)),
                                          .name = "[2]mixed", .len = 2, .elem = &type_mixed};
static const gort_type type_complex64 = {GENERIC(GORT_KIND_COMPLEX64, 8), .name = "complex64"};
static const gort_type type_complex128 = {GENERIC(GORT_KIND_COMPLEX128, 16), .name = "complex128"};
static const gort_type type_12 = {PLAIN(12), .name = "12 bytes"};
static const gort_type type_16 = {PLAIN(16), .name = "16 bytes"};
static const gort_type type_24 = {PLAIN(24), .name = "24 bytes"};

/* Values of a type that all differ, each of them in one part from another. */
typedef union value {
    int8_t i8;
    int16_t i16;
    int32_t i32[4];
    int64_t i64[3];
    float f32[2];
    double f64[2];
    gort_string s;
    gort_eface e;
    gort_iface err;
    mixed m[2];
    blank b;
} value;

static int64_t one = 1, two = 2;
static int32_t one32 = 1;
#define TEXT(t)                                                                                    \
    {                                                                                              \
        (const uint8_t *)t, sizeof t - 1                                                           \
    }

static const gort_string texts[] = {TEXT("a"), TEXT("b")};
static const double numbers[] = {1, 1.5};
static const int32_t memory[2][3] = {{1, 2, 3}, {1, 2, 4}};
static const gort_itab tab = {.inter = &gort_type_error, .type = &gort_type_int64};

static const struct {
    const gort_type *type;
    value v[4]; /* the first n */
    int n;
} kinds[] = {
    {&gort_type_int8, {{.i8 = 1}, {.i8 = 2}, {.i8 = -1}}, 3},
    {&gort_type_int16, {{.i16 = 1}, {.i16 = 257}, {.i16 = -1}}, 3},
    {&gort_type_int32, {{.i32 = {1}}, {.i32 = {1 << 30}}, {.i32 = {-1}}}, 3},
    {&gort_type_int64, {{.i64 = {1}}, {.i64 = {INT64_C(1) << 60}}, {.i64 = {0}}}, 3},
    {&gort_type_float32, {{.f32 = {1}}, {.f32 = {1.5f}}, {.f32 = {0}}}, 3},
    {&gort_type_float64, {{.f64 = {1}}, {.f64 = {1.5}}, {.f64 = {0}}}, 3},
    {&type_complex64, {{.f32 = {1, 2}}, {.f32 = {1, 3}}, {.f32 = {4, 2}}}, 3},
    {&type_complex128, {{.f64 = {1, 2}}, {.f64 = {1, 3}}, {.f64 = {4, 2}}}, 3},
    {&gort_type_string,
     {{.s = TEXT("a")}, {.s = TEXT("b")}, {.s = TEXT("ab")}, {.s = TEXT("")}},
     4},
    {&type_12, {{.i32 = {1, 2, 3}}, {.i32 = {9, 2, 3}}, {.i32 = {1, 9, 3}}, {.i32 = {1, 2, 9}}}, 4},
    {&type_16,
     {{.i32 = {1, 2, 3, 4}}, {.i32 = {1, 9, 3, 4}}, {.i32 = {1, 2, 9, 4}}, {.i32 = {1, 2, 3, 9}}},
     4},
    {&type_24, {{.i64 = {1, 2, 3}}, {.i64 = {9, 2, 3}}, {.i64 = {1, 9, 3}}, {.i64 = {1, 2, 9}}}, 4},
    {&gort_type_eface,
     {{.e = {&gort_type_int64, &one}}, {.e = {&gort_type_int64, &two}}, {.e = {NULL, NULL}}},
     3},
    {&type_mixed,
     {{.m = {{1, 2, TEXT("a")}}},
      {.m = {{9, 2, TEXT("a")}}},
      {.m = {{1, 9, TEXT("a")}}},
      {.m = {{1, 2, TEXT("b")}}}},
     4},
    {&type_mixed_pair,
     {{.m = {{1, 2, TEXT("a")}, {1, 2, TEXT("a")}}},
      {.m = {{1, 2, TEXT("a")}, {9, 2, TEXT("a")}}},
      {.m = {{9, 2, TEXT("a")}, {1, 2, TEXT("a")}}}},
     3},
    {&type_blank, {{.b = {1, 5, 2}}, {.b = {9, 5, 2}}, {.b = {1, 5, 9}}}, 3},
    {&gort_type_eface,
     {{.e = {&gort_type_string, (void *)(uintptr_t)&texts[0]}},
      {.e = {&gort_type_string, (void *)(uintptr_t)&texts[1]}},
      {.e = {&gort_type_float64, (void *)(uintptr_t)&numbers[0]}},
      {.e = {&gort_type_float64, (void *)(uintptr_t)&numbers[1]}}},
     4},
    {&gort_type_eface,
     {{.e = {&type_12, (void *)(uintptr_t)&memory[0]}},
      {.e = {&type_12, (void *)(uintptr_t)&memory[1]}},
      {.e = {&gort_type_unsafe_pointer, (void *)(uintptr_t)&memory[0]}},
      {.e = {&gort_type_unsafe_pointer, (void *)(uintptr_t)&memory[1]}}},
     4},
    {&gort_type_error, {{.err = {&tab, &one}}, {.err = {&tab, &two}}, {.err = {NULL, NULL}}}, 3},
};
#define NKINDS ((int)(sizeof kinds / sizeof kinds[0]))

/* By the type's function; what maps do without it is the same. */
static uintptr_t hash(const gort_type *t, const void *p, uintptr_t seed)
{
    const uintptr_t h = t->hashfn(C.g, C.sp, t, p, seed);
    gort_map_types m;
    uintptr_t same;
    gort_map_types_init(&m, "map[K]int", t, &gort_type_int);
    ck_assert_msg(gort__map_knows(&m.layout), "%s", t->name);
    if (gort__map_key_hash(&m.layout, p, seed, &same)) ck_assert_uint_eq(same, h);
    return h;
}

/* Whether maps hash the key without its type's function. */
static bool has_hash(const gort_type *t, const void *p)
{
    gort_map_types m;
    uintptr_t h;
    gort_map_types_init(&m, "map[K]int", t, &gort_type_int);
    return gort__map_knows(&m.layout) && gort__map_key_hash(&m.layout, p, 1, &h);
}

START_TEST(each_part_counts_and_so_does_the_seed)
{
    const gort_type *t = kinds[_i].type;
    map_test_open(NULL);
    for (int k = 0; k < kinds[_i].n; k++) {
        const value *v = &kinds[_i].v[k];
        value copy = *v;
        int seeds_differ = 0, parts_differ = 0;
        for (uintptr_t seed = 1; seed <= SEEDS; seed++) {
            const uintptr_t h = hash(t, v, seed);
            ck_assert_uint_eq(h, hash(t, &copy, seed));
            seeds_differ += h != hash(t, v, seed + 1);
            for (int other = 0; other < kinds[_i].n; other++)
                parts_differ += other != k && h != hash(t, &kinds[_i].v[other], seed);
        }
        ck_assert_msg(seeds_differ == SEEDS, "%s, value %d: the seed", t->name, k);
        ck_assert_msg(parts_differ == SEEDS * (kinds[_i].n - 1), "%s, value %d: a part", t->name,
                      k);
    }
    fixture_close();
}
END_TEST

START_TEST(maps_know_keys_as_their_types_do)
{
    const gort_type *t = kinds[_i].type;
    map_test_open(NULL);
    gort_map_types m;
    gort_map_types_init(&m, "map[K]int", t, &gort_type_int);
    for (int a = 0; a < kinds[_i].n; a++) {
        ck_assert_msg(has_hash(t, &kinds[_i].v[a]), "%s, value %d", t->name, a);
        for (int b = 0; b < kinds[_i].n; b++) {
            const value *v = &kinds[_i].v[a], copy = kinds[_i].v[b];
            ck_assert_int_eq(gort__map_key_equal(&m.layout, v, &copy),
                             t->equal(C.g, C.sp, t, v, &copy));
        }
    }
    fixture_close();
}
END_TEST

/* What only the type's function can hash: NaN, whatever it lies in, and what an interface holds
 * that is not plain. */
START_TEST(maps_know_which_keys_they_do_not_know)
{
    map_test_open(NULL);
    value nan = {.m = {{1, NAN, TEXT("a")}, {1, 2, TEXT("a")}}};
    double d[2] = {1, NAN};
    float f[2] = {NAN, 1};
    mixed boxed = {1, 2, TEXT("a")};
    const gort_eface held[] = {{&type_mixed, &boxed},           {&gort_type_float64, &d[1]},
                               {&gort_type_byte_slice, &boxed}, {&gort_type_float64, &d[0]},
                               {&gort_type_string, &boxed.s},   {&type_24, &nan}};
    ck_assert(!has_hash(&type_mixed, &nan));
    ck_assert(!has_hash(&type_mixed_pair, &nan));
    ck_assert(!has_hash(&type_complex128, d));
    ck_assert(!has_hash(&type_complex64, f));
    ck_assert(!has_hash(&gort_type_float32, &f[0]));
    ck_assert(has_hash(&gort_type_float32, &f[1]));
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(has_hash(&gort_type_eface, &held[i]), i >= 3);
    fixture_close();
}
END_TEST

/* The bits that the map uses: the lowest for the bucket, the highest for the tophash. */
START_TEST(both_ends_are_spread)
{
    map_test_open(NULL);
    int low[16] = {0}, high[16] = {0};
    enum { N = 16000 };
    for (int64_t i = 0; i < N; i++) {
        const uintptr_t h = hash(&gort_type_int64, &i, 7);
        low[h & 15]++;
        high[h >> (8 * sizeof h - 4)]++;
    }
    for (int i = 0; i < 16; i++) {
        ck_assert_msg(low[i] > N / 16 - 200 && low[i] < N / 16 + 200, "low %d", low[i]);
        ck_assert_msg(high[i] > N / 16 - 200 && high[i] < N / 16 + 200, "high %d", high[i]);
    }
    fixture_close();
}
END_TEST

START_TEST(equal_keys_that_look_different)
{
    map_test_open(NULL);
    const double zeros[2] = {0.0, -0.0};
    const float zeros32[2] = {0.0f, -0.0f};
    const blank a = {1, 5, 2}, b = {1, 6, 2};
    const char text[] = "same", same[] = "same";
    const gort_string s = {(const uint8_t *)text, 4}, r = {(const uint8_t *)same, 4};
    for (uintptr_t seed = 0; seed < SEEDS; seed++) {
        ck_assert_uint_eq(hash(&gort_type_float64, &zeros[0], seed),
                          hash(&gort_type_float64, &zeros[1], seed));
        ck_assert_uint_eq(hash(&gort_type_float32, &zeros32[0], seed),
                          hash(&gort_type_float32, &zeros32[1], seed));
        ck_assert_uint_eq(hash(&type_blank, &a, seed), hash(&type_blank, &b, seed));
        ck_assert_uint_eq(hash(&gort_type_string, &s, seed), hash(&gort_type_string, &r, seed));
    }
    fixture_close();
}
END_TEST

/* NaN equals nothing: all under one hash would be a list. */
START_TEST(nan_is_spread)
{
    map_test_open(NULL);
    enum { N = 64 };
    static uintptr_t h[4][N];
    const double d[2] = {NAN, 1};
    const float f[2] = {NAN, 1};
    int equal = 0;
    for (int i = 0; i < N; i++) {
        h[0][i] = hash(&gort_type_float64, d, 3);
        h[1][i] = hash(&gort_type_float32, f, 3);
        h[2][i] = hash(&type_complex128, d, 3);
        h[3][i] = hash(&type_complex64, f, 3);
        for (int k = 0; k < i; k++)
            for (int t = 0; t < 4; t++)
                equal += h[t][i] == h[t][k];
    }
    ck_assert_int_eq(equal, 0);
    fixture_close();
}
END_TEST

/* An interface's hash is that of the value under its type; types are told apart by ==. */
START_TEST(interfaces_hash_what_they_hold)
{
    map_test_open(NULL);
    int64_t again = 1;
    const gort_eface a = {&gort_type_int64, &one}, b = {&gort_type_int64, &again};
    const gort_eface c = {&gort_type_int32, &one32};
    ck_assert_uint_eq(hash(&gort_type_eface, &a, 3), hash(&gort_type_eface, &b, 3));
    ck_assert(!gort_efaceeq(C.g, C.sp, a, c));
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_hash");
    TCase *tc = tcase_create("map_hash");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, each_part_counts_and_so_does_the_seed, 0, NKINDS);
    tcase_add_loop_test(tc, maps_know_keys_as_their_types_do, 0, NKINDS);
    tcase_add_test(tc, maps_know_which_keys_they_do_not_know);
    tcase_add_test(tc, both_ends_are_spread);
    tcase_add_test(tc, equal_keys_that_look_different);
    tcase_add_test(tc, nan_is_spread);
    tcase_add_test(tc, interfaces_hash_what_they_hold);
    suite_add_tcase(s, tc);
    return s;
}
