/* test_map_inline.c - the operations that programs have inline (runtime/gort_map_inline.h) beside
 * the functions they stand for: both do the same to maps that grow, grow to the same size, are
 * full, empty, nil or being written, whatever the keys, and while the collector marks.
 */
#include "map_support.h"
#include <math.h>

static const gort_type type_bytes3 = {
    .size_bytes = 3,
    .kind = GORT_KIND_ARRAY,
    .align = 1,
    .name = "[3]uint8",
    .len = 3,
    .elem = &gort_type_uint8,
    .flags = GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE,
    .equal = gort_type_equal_mem,
    .hashfn = gort_type_hash_mem,
};
static const gort_type type_pair = {
    .size_bytes = 16,
    .kind = GORT_KIND_ARRAY,
    .align = sizeof(void *),
    .name = "[2]int64",
    .len = 2,
    .elem = &gort_type_int64,
    .flags = GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE,
    .equal = gort_type_equal_mem,
    .hashfn = gort_type_hash_mem,
};

typedef struct entry {
    gort_string text;
    int64_t n;
} entry;
static const gort_field entry_fields[] = {
    {"text", &gort_type_string, offsetof(entry, text), 0},
    {"n", &gort_type_int64, offsetof(entry, n), 0},
};
static const uint8_t first_word[] = {0x01};
static const gort_type type_entry = {
    .size_bytes = sizeof(entry),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = first_word,
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .flags = GORT_TYPE_REFLEXIVE,
    .name = "entry",
    .len = 2,
    .fields = entry_fields,
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
};

/* The kinds of keys; KEYS of each, by number. */
enum {
    WORD,
    HALF,
    BYTES,
    PAIR,
    STRING,
    POINTER,
    ENTRY,
    FACE,
    KINDS,
    KEYS = 30000,
    TEXT_BYTES = 40
};
static const gort_type *const key_types[KINDS] = {
    &gort_type_uint64, &gort_type_uint32,         &type_bytes3, &type_pair,
    &gort_type_string, &gort_type_unsafe_pointer, &type_entry,  &gort_type_eface};
static gort_map_types types;
static int kind;
typedef union map_key {
    uint64_t word[2];
    uint32_t half;
    uint8_t bytes[3];
    const void *pointer;
    gort_string text;
    entry entry;
    gort_eface face;
} map_key;
static char texts[2][KEYS][TEXT_BYTES];
static uint64_t places[KEYS], numbers[2][KEYS];

static void open_maps(int k)
{
    map_test_open(NULL);
    kind = k;
    gort_map_types_init(&types, "map[K]int64", key_types[k], &gort_type_int64);
}

/* Of all lengths from 1 to 36. */
static gort_string text_of(unsigned n, bool other)
{
    char *text = texts[other][n];
    return (gort_string){(const uint8_t *)text, snprintf(text, TEXT_BYTES, "%.*s%x", (int)(n % 32),
                                                         "________________________________", n)};
}

/* Key n; `other`: the same bytes elsewhere. */
static map_key key_of(unsigned n, bool other)
{
    map_key k = {{0, 0}};
    ck_assert_uint_lt(n, KEYS);
    switch (kind) {
    case WORD: k.word[0] = n * UINT64_C(0x100000001); break;
    case HALF: k.half = n; break;
    case BYTES:
        for (int i = 0; i < 3; i++)
            k.bytes[i] = (uint8_t)(n >> 8 * i);
        break;
    case PAIR: k.word[0] = n / 7, k.word[1] = n % 7; break;
    case POINTER: k.pointer = &places[n]; break;
    case FACE:
        numbers[other][n] = n;
        k.face = (gort_eface){n % 2 ? &gort_type_uint64 : &gort_type_int64, &numbers[other][n]};
        break;
    case ENTRY:
        k.entry = (entry){text_of(n - n % 3, other), n % 3}; /* three of a text */
        break;
    default: k.text = text_of(n, other);
    }
    return k;
}
static const void *find(const gort_hmap *h, unsigned n)
{
    const map_key k = key_of(n, true);
    return gort_mapaccess_fast(&types.layout, h, &k);
}
static int64_t *assign(gort_hmap *h, unsigned n)
{
    const map_key k = key_of(n, false);
    return (int64_t *)gort_mapassign_fast(C.g, &types.layout, h, &k);
}
static bool drop(gort_hmap *h, unsigned n)
{
    const map_key k = key_of(n, true);
    return gort_mapdelete_fast(C.g, &types.layout, h, &k);
}
static const void *find_call(gort_hmap *h, unsigned n)
{
    const map_key k = key_of(n, true);
    return gort_mapaccess2(C.g, C.sp, &types.map, h, &k);
}
static int64_t *assign_call(gort_hmap *h, unsigned n)
{
    const map_key k = key_of(n, false);
    return (int64_t *)gort_mapassign(C.g, C.sp, &types.map, h, &k);
}
static void drop_call(gort_hmap *h, unsigned n)
{
    const map_key k = key_of(n, true);
    gort_mapdelete(C.g, C.sp, &types.map, h, &k);
}

static void agree(gort_hmap *h, unsigned n)
{
    const void *e = find(h, n), *want = find_call(h, n);
    ck_assert_ptr_nonnull(e);
    ck_assert_ptr_eq(e, want ? want : gort_map_zero);
}

START_TEST(growth_comes_at_the_same_counts)
{
    open_maps(_i);
    gort_hmap *h = map_test_make(&types.map, 0), *other = map_test_make(&types.map, 0);
    uint64_t inlined = 0;
    for (unsigned k = 1; k <= 20000; k++) {
        int64_t *e = assign(h, k);
        inlined += e != NULL;
        if (!e) e = assign_call(h, k);
        ck_assert_int_eq(*e, 0);
        *e = k;
        *assign_call(other, k) = k;
        ck_assert_uint_eq(h->B, other->B);
        ck_assert_int_eq(h->count, k);
        agree(h, k);
        agree(h, k / 2);
        agree(h, k + 1);
    }
    ck_assert_uint_gt(inlined, 5000);
    map_test_verify(&types.map, h);
    for (unsigned k = 1; k <= 20000; k++)
        ck_assert_int_eq(*(const int64_t *)find(h, k), k);
    fixture_close();
}
END_TEST

/* Two maps under one seed, one by each way: bucket by bucket they are the same, also in what a
 * deletion leaves behind. */
static void same_buckets(const gort_hmap *a, const gort_hmap *b)
{
    ck_assert_int_eq(a->count, b->count);
    ck_assert_uint_eq(a->B, b->B);
    ck_assert_uint_eq(a->noverflow, b->noverflow);
    if (!a->buckets || a->oldbuckets) return;
    for (uintptr_t i = 0; i < gort__map_nbuckets(a->B); i++) {
        gort__bmap *x = gort__map_bucket(&types.layout, a->buckets, i);
        gort__bmap *y = gort__map_bucket(&types.layout, b->buckets, i);
        for (; x && y;
             x = gort__map_overflow(&types.layout, x), y = gort__map_overflow(&types.layout, y)) {
            ck_assert_mem_eq(x->tophash, y->tophash, sizeof x->tophash);
            for (unsigned s = 0; s < GORT_MAP_SLOTS; s++)
                if (x->tophash[s] >= GORT_TOP_MIN)
                    ck_assert_int_eq(*(int64_t *)gort__map_elem(&types.layout, x, s),
                                     *(int64_t *)gort__map_elem(&types.layout, y, s));
        }
        ck_assert_ptr_eq(x, y); /* both end */
    }
}

START_TEST(deletions_leave_the_same_behind)
{
    enum { RANGE = 300 };
    open_maps(_i);
    gort_hmap *h = map_test_make(&types.map, 0), *other = map_test_make(&types.map, 0);
    h->hash0 = other->hash0;
    uint64_t inlined = 0;
    for (int n = 0; n < 60000; n++) {
        /* Phases of growing and of shrinking, so that chains are long and then nearly empty. */
        const bool shrinks = n / 700 % 2;
        const unsigned k = fixture_rand() % RANGE;
        if (fixture_rand() % 8 < (shrinks ? 6 : 2)) {
            const bool done = drop(h, k);
            inlined += done;
            if (!done) drop_call(h, k);
            drop_call(other, k);
            if (h->count == 0) h->hash0 = other->hash0;
        } else {
            int64_t *e = assign(h, k), *want = assign_call(other, k);
            if (!e) e = assign_call(h, k);
            ck_assert_int_eq(*e, *want);
            *e = *want = n;
        }
        if (n % 16 == 0) same_buckets(h, other);
        if (n % 512 == 0) map_test_verify(&types.map, h);
    }
    ck_assert_uint_gt(inlined, 5000);
    fixture_close();
}
END_TEST

/* Entries come and go under new keys: overflow buckets pile up until the map is made anew. */
START_TEST(growth_of_the_same_size)
{
    enum { KEPT = 100 };
    open_maps(_i);
    gort_hmap *h = map_test_make(&types.map, KEPT);
    unsigned ring[KEPT] = {0};
    uint64_t growths = 0, looked = 0;
    bool growing = false;
    for (int n = 0; n < 400000 && growths < 10; n++) {
        const int at = n % KEPT;
        if (n >= KEPT && !(fixture_rand() % 2 && drop(h, ring[at]))) drop_call(h, ring[at]);
        do
            ring[at] = fixture_rand() % KEYS;
        while (find_call(h, ring[at]));
        int64_t *e = fixture_rand() % 2 ? assign(h, ring[at]) : NULL;
        if (!e) e = assign_call(h, ring[at]);
        *e = n;
        if (h->oldbuckets && (h->flags & GORT_MAP_SAME_SIZE)) {
            growths += !growing;
            for (int k = 0; k < KEPT && k <= n; k++)
                agree(h, ring[k]);
            looked++;
        }
        growing = h->oldbuckets != NULL;
    }
    ck_assert_uint_eq(growths, 10);
    ck_assert_uint_ge(looked, 10);
    map_test_verify(&types.map, h);
    fixture_close();
}
END_TEST

START_TEST(nothing_is_found_in_nothing)
{
    open_maps(_i);
    const bool hash_panics = kind == FACE; /* perhaps, and the functions will */
    ck_assert_ptr_eq(find(NULL, 1), hash_panics ? NULL : gort_map_zero);
    ck_assert_ptr_null(assign(NULL, 1));
    ck_assert(drop(NULL, 1) == !hash_panics);
    gort_hmap *h = map_test_make(&types.map, 0);
    ck_assert_ptr_eq(find(h, 0), hash_panics ? NULL : gort_map_zero);
    ck_assert(drop(h, 0) == !hash_panics);
    ck_assert_ptr_null(assign(h, 0)); /* it has no bucket yet */
    *assign_call(h, 0) = 5;
    ck_assert_int_eq(*(const int64_t *)find(h, 0), 5);
    *assign(h, KEYS - 1) = 6;
    ck_assert_int_eq(*(const int64_t *)find_call(h, KEYS - 1), 6);
    ck_assert(drop(h, 0));
    ck_assert_ptr_eq(find(h, 0), gort_map_zero);
    ck_assert(drop(h, 0));
    ck_assert_int_eq(h->count, 1);
    ck_assert_int_eq(*assign(h, 0), 0); /* the deleted slot */
    ck_assert_int_eq(h->count, 2);
    fixture_close();
}
END_TEST

/* A zero elem larger than gort_map_zero is not to be read from it. */
START_TEST(the_function_makes_a_large_zero)
{
    static uint8_t want[2 * GORT_MAP_ZERO_BYTES];
    static gort_type large;
    gort_map_types m;
    open_maps(_i);
    large = gort_type_uint8;
    large.kind = GORT_KIND_STRUCT;
    for (int bigger = 0; bigger < 2; bigger++) {
        large.size_bytes = GORT_MAP_ZERO_BYTES << bigger;
        gort_map_types_init(&m, "map[K]T", key_types[_i], &large);
        gort_hmap *h = map_test_make(&m.map, 0);
        const map_key there = key_of(1, false);
        for (unsigned k = 2; k < 40; k++) {
            const map_key key = key_of(k, false);
            const void *e = gort_mapaccess_fast(&m.layout, k % 2 ? h : NULL, &key);
            const bool panics = _i == FACE && k % 2 == 0;
            ck_assert_ptr_eq(e, bigger || panics ? NULL : gort_map_zero);
            e = gort_mapaccess1(C.g, C.sp, &m.map, h, &key);
            ck_assert_mem_eq(e, want, large.size_bytes);
            gort_mapassign(C.g, C.sp, &m.map, h, k == 2 ? &there : &key);
        }
        ck_assert_ptr_eq(gort_mapaccess_fast(&m.layout, h, &there),
                         gort_mapaccess2(C.g, C.sp, &m.map, h, &there));
    }
    fixture_close();
}
END_TEST

/* The functions tell. */
START_TEST(who_writes_is_asked)
{
    open_maps(_i);
    gort_hmap *h = map_test_make(&types.map, 0);
    *assign_call(h, 1) = 1;
    *assign_call(h, 2) = 1;
    gort_hiter it;
    memset(&it, 0, sizeof it);
    map_test_root_cell(&gort_type_hiter, &it);
    gort_mapiterinit(C.g, C.sp, &types.map, h, &it);
    gort__map_set_flags(h, GORT_MAP_WRITING);
    ck_assert_ptr_null(find(h, 1));
    ck_assert_ptr_null(assign(h, 1));
    ck_assert(!drop(h, 1));
    gort_mapcursor at = gort_mapcursor_of(&it);
    ck_assert(!gort_mapiternext_fast(&types.layout, &it, &at));
    gort__map_set_flags(h, 0);
    ck_assert_ptr_nonnull(assign(h, 1));
    ck_assert_uint_eq(h->flags & GORT_MAP_WRITING, 0);
    ck_assert(drop(h, 2));
    ck_assert_uint_eq(h->flags & GORT_MAP_WRITING, 0);
    fixture_close();
}
END_TEST

/* The last entry's deletion changes the seed: what collides was found by trial. */
START_TEST(an_emptied_map_gets_another_seed)
{
    open_maps(_i);
    gort_hmap *h = map_test_make(&types.map, 0);
    *assign_call(h, 1) = 1;
    const uint32_t seed = h->hash0;
    ck_assert(drop(h, 1));
    ck_assert_int_eq(h->count, 0);
    ck_assert_uint_ne(h->hash0, seed);
    fixture_close();
}
END_TEST

/* Both ways in one iteration: each entry once, in the order of the calls alone; also when the map
 * grows meanwhile. */
START_TEST(iterations_take_the_same_way)
{
    open_maps(_i);
    gort_hmap *h = map_test_make(&types.map, 0);
    static uint8_t seen[2][KEYS];
    uint64_t inlined = 0;
    for (unsigned size = 1; size <= 3000; size = size * 3 / 2 + 1) {
        for (unsigned k = 0; k < size; k++)
            *assign_call(h, k) = k;
        for (unsigned k = 0; k < size; k += 3)
            drop_call(h, k);
        gort_hiter it, call;
        memset(&it, 0, sizeof it);
        memset(seen, 0, sizeof seen);
        void **const sp = C.sp;
        map_test_root_cell(&gort_type_hiter, &it);
        map_test_root_cell(&gort_type_hiter, &call);
        gort_mapiterinit(C.g, C.sp, &types.map, h, &it);
        call = it;
        gort_mapcursor at = gort_mapcursor_of(&it);
        while (call.key) {
            ck_assert_ptr_eq(at.key, call.key);
            ck_assert_ptr_eq(at.elem, call.elem);
            ck_assert_uint_eq(seen[0][*(int64_t *)at.elem]++, 0);
            const bool done = fixture_rand() % 4 && gort_mapiternext_fast(&types.layout, &it, &at);
            inlined += done;
            if (!done) gort_mapiternext_at(C.g, C.sp, &it, &at);
            gort_mapiternext(C.g, C.sp, &call);
        }
        ck_assert_ptr_null(at.key);
        memset(&it, 0, sizeof it);
        gort_mapiterinit(C.g, C.sp, &types.map, h, &it);
        at = gort_mapcursor_of(&it);
        for (unsigned k = size; at.key; k++) {
            ck_assert_uint_eq(seen[1][*(int64_t *)at.elem]++, 0);
            if (k < 4 * size && k < KEYS) *assign_call(h, k) = k;
            if (!gort_mapiternext_fast(&types.layout, &it, &at))
                gort_mapiternext_at(C.g, C.sp, &it, &at);
        }
        for (unsigned k = 0; k < size; k++) {
            ck_assert_uint_eq(seen[0][k], k % 3 != 0);
            ck_assert_uint_eq(seen[1][k], k % 3 != 0);
        }
        C.sp = sp;
        gort_mapclear(C.g, C.sp, &types.map, h);
    }
    ck_assert_uint_gt(inlined, 1000);
    fixture_close();
}
END_TEST

/* An iteration that stands in an old bucket when the growth ends, and entries go: they are not met.
 */
START_TEST(an_iteration_outlives_a_growth_of_the_same_size)
{
    enum { KEPT = 100 };
    open_maps(_i);
    gort_hmap *h = map_test_make(&types.map, KEPT);
    gort_hiter it;
    map_test_root_cell(&gort_type_hiter, memset(&it, 0, sizeof it));
    unsigned ended = 0;
    for (unsigned n = 0; ended < 20; n++) {
        ck_assert_uint_lt(n, 2000000);
        if (n >= KEPT) drop_call(h, (n - KEPT) % KEYS);
        *assign_call(h, n % KEYS) = n % KEYS;
        if (n < KEPT || !h->oldbuckets || !(h->flags & GORT_MAP_SAME_SIZE)) continue;
        memset(&it, 0, sizeof it);
        gort_mapiterinit(C.g, C.sp, &types.map, h, &it);
        while (h->oldbuckets)
            *assign_call(h, (n - fixture_rand() % KEPT) % KEYS) += 0;
        for (unsigned k = n - KEPT / 2; k <= n; k++)
            drop_call(h, k % KEYS);
        gort_mapcursor at = gort_mapcursor_of(&it);
        while (at.key) {
            if (!gort_mapiternext_fast(&types.layout, &it, &at))
                gort_mapiternext_at(C.g, C.sp, &it, &at);
            if (at.key) ck_assert_ptr_nonnull(find_call(h, (unsigned)*(int64_t *)at.elem));
        }
        for (unsigned k = n - KEPT / 2; k <= n; k++)
            *assign_call(h, k % KEYS) = k % KEYS;
        ended++;
    }
    fixture_close();
}
END_TEST

/* While the collector marks, stores of pointers are the functions'. */
START_TEST(what_has_to_be_shaded_is_not_done_inline)
{
    open_maps(_i);
    const bool pointers = _i >= STRING;
    gort_map_types boxes;
    gort_map_types_init(&boxes, "map[K]*T", key_types[_i], &gort_type_unsafe_pointer);
    gort_hmap *h = map_test_make(&types.map, 0), *b = map_test_make(&boxes.map, 0);
    for (unsigned k = 0; k < 4; k++) {
        *assign_call(h, k) = k;
        const map_key key = key_of(k, false);
        gort_mapassign(C.g, C.sp, &boxes.map, b, &key);
    }
    const uintptr_t was = GORT_G(C.g)->barrier;
    GORT_G(C.g)->barrier = 1;
    ck_assert_int_eq(assign(h, 5) == NULL, pointers);
    ck_assert_int_eq(drop(h, 1), !pointers);
    const map_key key = key_of(1, false);
    ck_assert_ptr_null(gort_mapassign_fast(C.g, &boxes.layout, b, &key));
    ck_assert(!gort_mapdelete_fast(C.g, &boxes.layout, b, &key));
    ck_assert_ptr_ne(find(h, 2), gort_map_zero);
    GORT_G(C.g)->barrier = was;
    ck_assert_ptr_nonnull(gort_mapassign_fast(C.g, &boxes.layout, b, &key));
    ck_assert(gort_mapdelete_fast(C.g, &boxes.layout, b, &key));
    fixture_close();
}
END_TEST

/* The key that was assigned last stays, as in Go: the earlier one's memory may go. */
START_TEST(an_assigned_string_replaces_the_key)
{
    open_maps(STRING);
    gort_hmap *h = map_test_make(&types.map, 0);
    *assign_call(h, 77) = 1;
    const map_key again = key_of(77, true);
    ck_assert_ptr_nonnull(gort_mapassign_fast(C.g, &types.layout, h, &again));
    const gort_string *held = (const gort_string *)(const void *)((uint8_t *)h->buckets + 8);
    ck_assert_ptr_eq(held->ptr, again.text.ptr);
    fixture_close();
}
END_TEST

/* Keys that only the functions hash: NaN, and what may panic. */
START_TEST(what_has_no_hash_is_left_to_the_functions)
{
    map_test_open(NULL);
    double nan = NAN, one = 1;
    gort_slice bytes = {NULL, 0, 0};
    gort_eface faces[] = {{&gort_type_byte_slice, &bytes}, {&gort_type_float64, &nan}};
    gort_map_types floats;
    gort_map_types_init(&floats, "map[float64]int64", &gort_type_float64, &gort_type_int64);
    gort_map_types_init(&types, "map[interface {}]int64", &gort_type_eface, &gort_type_int64);
    gort_hmap *f = map_test_make(&floats.map, 0), *h = map_test_make(&types.map, 0);
    gort_eface there = {&gort_type_float64, &one};
    gort_mapassign(C.g, C.sp, &floats.map, f, &one);
    gort_mapassign(C.g, C.sp, &types.map, h, &there);
    ck_assert_ptr_nonnull(gort_mapassign_fast(C.g, &floats.layout, f, &one));
    ck_assert_ptr_nonnull(gort_mapassign_fast(C.g, &types.layout, h, &there));
    ck_assert_ptr_null(gort_mapaccess_fast(&floats.layout, f, &nan));
    ck_assert_ptr_null(gort_mapassign_fast(C.g, &floats.layout, f, &nan));
    ck_assert(!gort_mapdelete_fast(C.g, &floats.layout, f, &nan));
    for (int i = 0; i < 2; i++) {
        ck_assert_ptr_null(gort_mapaccess_fast(&types.layout, h, &faces[i]));
        ck_assert_ptr_null(gort_mapassign_fast(C.g, &types.layout, h, &faces[i]));
        ck_assert(!gort_mapdelete_fast(C.g, &types.layout, h, &faces[i]));
    }
    ck_assert_uint_eq(h->flags & GORT_MAP_WRITING, 0);
    fixture_close();
}
END_TEST

/* A number that tells the keys of a small map apart does not make a key of one that has no hash. */
START_TEST(a_part_without_hash_is_left_to_the_functions)
{
    typedef struct tagged {
        int64_t n;
        gort_eface face;
    } tagged;
    static const gort_field fields[] = {
        {"n", &gort_type_int64, offsetof(tagged, n), 0},
        {"face", &gort_type_eface, offsetof(tagged, face), 0},
    };
    static const uint8_t last_word[] = {0x04};
    static const gort_type type_tagged = {
        .size_bytes = sizeof(tagged),
        .ptrdata_bytes = sizeof(tagged),
        .ptrmask = last_word,
        .ptrmask_bytes = sizeof(tagged),
        .kind = GORT_KIND_STRUCT,
        .align = sizeof(void *),
        .name = "tagged",
        .len = 2,
        .fields = fields,
        .equal = gort_type_equal_generic,
        .hashfn = gort_type_hash_generic,
    };
    map_test_open(NULL);
    gort_slice bytes = {NULL, 0, 0};
    const tagged there = {1, {NULL, NULL}}, bad = {2, {&gort_type_byte_slice, &bytes}};
    gort_map_types_init(&types, "map[tagged]int64", &type_tagged, &gort_type_int64);
    gort_hmap *h = map_test_make(&types.map, 0);
    gort_mapassign(C.g, C.sp, &types.map, h, &there);
    ck_assert_int_eq(types.layout.key_match, GORT_MAP_MATCH_PARTS);
    ck_assert_ptr_nonnull(gort_mapaccess_fast(&types.layout, h, &there));
    ck_assert_ptr_null(gort_mapaccess_fast(&types.layout, h, &bad));
    ck_assert_ptr_null(gort_mapassign_fast(C.g, &types.layout, h, &bad));
    ck_assert(!gort_mapdelete_fast(C.g, &types.layout, h, &bad));
    ck_assert_uint_eq(h->flags & GORT_MAP_WRITING, 0);
    fixture_close();
}
END_TEST

/* Each byte counts, at the ends as in the middle; gort__string_equal itself, since a hash would
 * tell them apart before. */
START_TEST(strings_are_told_apart_by_every_byte)
{
    uint8_t a[80], b[80];
    for (int n = 0; n <= 80; n++) {
        memset(a, 'x', sizeof a);
        memset(b, 'x', sizeof b);
        const gort_string s = {a, n}, t = {b, n};
        ck_assert(gort__string_equal(s, t));
        for (int at = 0; at < n; at++) {
            b[at] = 'y';
            ck_assert(!gort__string_equal(s, t));
            b[at] = 'x';
        }
        if (n) ck_assert(!gort__string_equal(s, (gort_string){b, n - 1}));
    }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_inline");
    TCase *tc = tcase_create("map_inline");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, growth_comes_at_the_same_counts, 0, KINDS);
    tcase_add_loop_test(tc, deletions_leave_the_same_behind, 0, KINDS);
    tcase_add_loop_test(tc, growth_of_the_same_size, 0, KINDS);
    tcase_add_loop_test(tc, nothing_is_found_in_nothing, 0, KINDS);
    tcase_add_loop_test(tc, the_function_makes_a_large_zero, 0, KINDS);
    tcase_add_loop_test(tc, who_writes_is_asked, 0, KINDS);
    tcase_add_loop_test(tc, an_emptied_map_gets_another_seed, 0, KINDS);
    tcase_add_loop_test(tc, iterations_take_the_same_way, 0, KINDS);
    tcase_add_loop_test(tc, an_iteration_outlives_a_growth_of_the_same_size, 0, KINDS);
    tcase_add_loop_test(tc, what_has_to_be_shaded_is_not_done_inline, 0, KINDS);
    tcase_add_test(tc, what_has_no_hash_is_left_to_the_functions);
    tcase_add_test(tc, a_part_without_hash_is_left_to_the_functions);
    tcase_add_test(tc, strings_are_told_apart_by_every_byte);
    tcase_add_test(tc, an_assigned_string_replaces_the_key);
    suite_add_tcase(s, tc);
    return s;
}
