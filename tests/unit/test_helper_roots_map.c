/* test_helper_roots_map.c - the operations of a map, each operand the last reference to something:
 * the header, the key, what the key points to, the bucket while key and elem get cells of their
 * own, both arrays while the keys of the old one are hashed (helper_roots.h says how). */
#include "../../runtime/gort_map_inline.h"
#include "helper_roots.h"

/* ---- Maps --------------------------------------------------------------------------------- */

static gort_map_types types;

static gort_hmap *map_of(const gort_type *key, const gort_type *elem)
{
    gort_map_types_init(&types, "map[K]V", key, elem);
    return fixture_root(gort_makemap_small(C.g, C.sp, &types.map));
}

static void put_node(gort_hmap *h, const void *key, intptr_t value)
{
    void **const sp = C.sp;
    gc_node *n = heap_node(value);
    gort_store(C.g, gort_mapassign(C.g, C.sp, &types.map, h, key), n);
    C.sp = sp;
}

/* map[main.caller]*main.node with n entries. */
static gort_hmap *caller_map(int n)
{
    gort_hmap *h = map_of(&type_caller, &gc_type_ptr);
    for (int i = 0; i < n; i++) {
        void **const sp = C.sp;
        put_node(h, heap_caller(i), i);
        C.sp = sp;
    }
    return h;
}

static void make_map(void)
{
    gort_map_types_init(&types, "map[int64]*node", &gort_type_int64, &gc_type_ptr);
    drop_roots();
    gort_hmap *h = gort_makemap(C.g, C.sp, &types.map, 500, NULL);
    ck_assert_uint_eq(h->B, 7); /* not rubbish */
    ck_assert_ptr_nonnull(h->extra);
    ck_assert_ptr_nonnull(h->buckets);
}

static void access_heap_key(void)
{
    gort_hmap *h = caller_map(6);
    const caller *key = heap_caller(4);
    drop_roots();
    gc_node *const *e = (gc_node *const *)gort_mapaccess2(C.g, C.sp, &types.map, h, key);
    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq((*e)->value, 4);
}

static void access_frame_key(void)
{
    gort_hmap *h = caller_map(6);
    const caller key = {5, heap_node(5)};
    drop_roots();
    gc_node *const *e = (gc_node *const *)gort_mapaccess1(C.g, C.sp, &types.map, h, &key);
    ck_assert_int_eq((*e)->value, 5);
}

static void access_absent(void)
{
    static const gort_type large = {
        .size_bytes = 2000, .kind = GORT_KIND_ARRAY, .align = sizeof(void *), .name = "[250]int64"};
    gort_hmap *h = map_of(&type_caller, &large);
    const caller key = {5, heap_node(5)};
    drop_roots();
    const int64_t *zero = gort_mapaccess1(C.g, C.sp, &types.map, h, &key);
    for (int i = 0; i < 250; i++)
        ck_assert_int_eq(zero[i], 0);
}

static void assign_frame_key(void)
{
    gort_hmap *h = caller_map(3);
    const caller key = {5, heap_node(5)};
    drop_roots();
    void *e = gort_mapassign(C.g, C.sp, &types.map, h, &key);
    ck_assert_ptr_null(*(void **)e);
    C.sp[0] = h;
    gc_node *const *there = (gc_node *const *)gort_mapaccess2(C.g, C.sp + 1, &types.map, h, &key);
    ck_assert_ptr_eq((void *)(uintptr_t)there, e);
    ck_assert_int_eq(gort_maplen(h), 4);
}

static void assign_heap_key(void)
{
    gort_hmap *h = caller_map(3);
    const caller *key = heap_caller(5);
    drop_roots();
    gort_mapassign(C.g, C.sp, &types.map, h, key);
    ck_assert_int_eq(gort_maplen(h), 4);
}

/* The first bucket, an overflow bucket, a growth: each allocation may take the map away. */
static void assign_until_it_grows(void)
{
    gort_map_types_init(&types, "map[string]int64", &gort_type_string, &gort_type_int64);
    gort_hmap *h = gort_makemap_small(C.g, C.sp, &types.map);
    for (int i = 0; i < 40; i++) {
        char text[24];
        snprintf(text, sizeof text, "key %d", i);
        *C.sp++ = h;
        const gort_string key = heap_text(text);
        if (i == 0)
            drop_roots();
        else
            C.sp = base;
        *(int64_t *)gort_mapassign(C.g, C.sp, &types.map, h, &key) = i;
    }
    ck_assert_uint_gt(h->B, 1);
    *C.sp++ = h;
    for (int i = 0; i < 40; i++) {
        char text[24];
        snprintf(text, sizeof text, "key %d", i);
        const gort_string key = {(const uint8_t *)text, (intptr_t)strlen(text)};
        const int64_t *e = gort_mapaccess2(C.g, C.sp, &types.map, h, &key);
        ck_assert_ptr_nonnull(e);
        ck_assert_int_eq(*e, i);
    }
}

/* Key and elem are cells of their own: the map's bucket while they are made. */
static bool wide_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)g, (void)sp, (void)t;
    return memcmp(a, b, 8) == 0;
}
static uintptr_t wide_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    (void)t;
    return gort_type_hash_mem(g, sp, &gort_type_int64, p, seed);
}
static const gort_type type_wide = {.size_bytes = 200,
                                    .kind = GORT_KIND_STRUCT,
                                    .align = sizeof(void *),
                                    .flags = GORT_TYPE_REFLEXIVE,
                                    .name = "main.wide",
                                    .equal = wide_equal,
                                    .hashfn = wide_hash};
static void assign_wide(void)
{
    gort_map_types_init(&types, "map[wide]wide", &type_wide, &type_wide);
    gort_hmap *h = gort_makemap_small(C.g, C.sp, &types.map);
    drop_roots();
    int64_t key[25] = {0};
    for (int64_t i = 0; i < 30; i++) {
        key[0] = key[24] = i;
        int64_t *e = gort_mapassign(C.g, C.sp, &types.map, h, key);
        e[0] = e[24] = i;
    }
    *C.sp++ = h;
    for (int64_t i = 0; i < 30; i++) {
        key[0] = i;
        const int64_t *e = gort_mapaccess2(C.g, C.sp, &types.map, h, key);
        ck_assert_ptr_nonnull(e);
        ck_assert(e[0] == i && e[24] == i);
    }
}

/* All keys in one chain: overflow buckets on a list, which the map's extra block leads to. */
static uintptr_t same_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    (void)g, (void)sp, (void)t, (void)p, (void)seed;
    return 0;
}
static void assign_overflow(void)
{
    static gort_type colliding;
    colliding = gort_type_int64;
    colliding.hashfn = same_hash;
    gort_map_types_init(&types, "map[int64]int64", &colliding, &gort_type_int64);
    gort_hmap *h = gort_makemap_small(C.g, C.sp, &types.map);
    drop_roots();
    for (int64_t k = 0; k < 700; k++)
        *(int64_t *)gort_mapassign(C.g, C.sp, &types.map, h, &k) = k;
    ck_assert_uint_gt(h->noverflow, 70); /* more than one chunk of the list */
    *C.sp++ = h;
    for (int64_t k = 0; k < 700; k++) {
        const int64_t *e = gort_mapaccess2(C.g, C.sp, &types.map, h, &k);
        ck_assert_ptr_nonnull(e);
        ck_assert_int_eq(*e, k);
    }
}

/* Evacuation hashes keys: the old and the new array meanwhile. */
static void assign_evacuates(void)
{
    gort_hmap *h = caller_map(26); /* B=2, and the next begins to grow */
    const uint8_t B = h->B;
    drop_roots();
    for (int i = 26; i < 40; i++) {
        *C.sp++ = h; /* only to make key and elem */
        const caller key = {i, heap_node(i)};
        gc_node *n = heap_node(i);
        C.sp = base;
        C.sp[0] = n; /* the caller's own root; h and the key are the function's */
        gort_store(C.g, gort_mapassign(C.g, C.sp + 1, &types.map, h, &key), n);
    }
    ck_assert_uint_gt(h->B, B);
    *C.sp++ = h;
    for (int i = 0; i < 40; i++) {
        const caller key = {i, heap_node(i)};
        *C.sp++ = key.node;
        gc_node *const *e = (gc_node *const *)gort_mapaccess2(C.g, C.sp, &types.map, h, &key);
        ck_assert_ptr_nonnull((const void *)e);
        ck_assert_int_eq((*e)->value, i);
    }
}

static void delete_key(void)
{
    gort_hmap *h = caller_map(6);
    const caller key = {5, heap_node(5)};
    drop_roots();
    gort_mapdelete(C.g, C.sp, &types.map, h, &key);
    ck_assert_int_eq(gort_maplen(h), 5);
}

/* A map without an extra block gets one: its spare buckets are installed again. */
static void clear_map(void)
{
    gort_map_types_init(&types, "map[int64]*node", &gort_type_int64, &gc_type_ptr);
    gort_hmap *h = fixture_root(gort_makemap(C.g, C.sp, &types.map, 200, NULL));
    for (int64_t k = 0; k < 50; k++)
        put_node(h, &k, (intptr_t)k);
    gort_store(C.g, &h->extra, NULL);
    drop_roots();
    gort_mapclear(C.g, C.sp, &types.map, h);
    ck_assert_int_eq(gort_maplen(h), 0);
    ck_assert_ptr_nonnull(h->extra);
}

/* The iterator's cell is the only reference to the map. */
static void iterate(void)
{
    gort_hmap *h = caller_map(20);
    gort_hiter it;
    memset(&it, 0, sizeof it);
    drop_roots();
    *C.sp++ = GORT_TYPE_WORD(&gort_type_hiter);
    *C.sp++ = &it;
    int64_t sum = 0;
    int n = 0;
    for (gort_mapiterinit(C.g, C.sp, &types.map, h, &it); it.key;
         gort_mapiternext(C.g, C.sp, &it)) {
        gort_gc(C.g, C.sp);
        const caller *key = it.key;
        ck_assert_int_eq(key->node->value, key->id);
        ck_assert_int_eq((*(gc_node **)it.elem)->value, key->id);
        sum += key->id;
        n++;
    }
    ck_assert_int_eq(n, 20);
    ck_assert_int_eq(sum, 190);
}

/* Without pointers: the iterator makes the list that keeps overflow buckets. */
static void iterate_numbers(void)
{
    gort_hmap *h = map_of(&gort_type_int64, &gort_type_int64);
    for (int64_t k = 0; k < 8; k++)
        *(int64_t *)gort_mapassign(C.g, C.sp, &types.map, h, &k) = k;
    ck_assert_ptr_null(h->extra);
    gort_hiter it;
    memset(&it, 0, sizeof it);
    drop_roots();
    *C.sp++ = GORT_TYPE_WORD(&gort_type_hiter);
    *C.sp++ = &it;
    int n = 0;
    for (gort_mapiterinit(C.g, C.sp, &types.map, h, &it); it.key;
         gort_mapiternext(C.g, C.sp, &it), n++)
        ck_assert_int_eq(*(int64_t *)it.key, *(int64_t *)it.elem);
    ck_assert_int_eq(n, 8);
    ck_assert_ptr_nonnull(h->extra);
}

/* In the middle of a growth the iterator hashes and compares keys of the old array. */
static void iterate_grown(bool by_cursor)
{
    gort_hmap *h = caller_map(27);
    ck_assert_ptr_nonnull(h->oldbuckets);
    gort_hiter it;
    memset(&it, 0, sizeof it);
    drop_roots();
    calls = 0;
    *C.sp++ = GORT_TYPE_WORD(&gort_type_hiter);
    *C.sp++ = &it;
    gort_mapiterinit(C.g, C.sp, &types.map, h, &it);
    gort_mapcursor at = gort_mapcursor_of(&it);
    int n = 0;
    for (; at.key; n++) {
        if (by_cursor)
            gort_mapiternext_at(C.g, C.sp, &it, &at);
        else
            gort_mapiternext(C.g, C.sp, &it), at = gort_mapcursor_of(&it);
    }
    ck_assert_int_eq(n, 27);
    ck_assert_int_gt(calls, 0);
}
static void iterate_growing(void)
{
    iterate_grown(false);
}
static void iterate_at(void)
{
    iterate_grown(true);
}

/* ---- The table ---------------------------------------------------------------------------- */

static const root_case cases[] = {
    {"gort_makemap", make_map},
    {"gort_mapaccess2", access_heap_key},
    {"gort_mapaccess1", access_frame_key},
    {"gort_mapaccess1", access_absent},
    {"gort_mapassign", assign_frame_key},
    {"gort_mapassign", assign_heap_key},
    {"gort_mapassign", assign_until_it_grows},
    {"gort_mapassign", assign_wide},
    {"gort_mapassign", assign_overflow},
    {"gort_mapassign", assign_evacuates},
    {"gort_mapdelete", delete_key},
    {"gort_mapclear", clear_map},
    {"gort_mapiterinit", iterate},
    {"gort_mapiterinit", iterate_numbers},
    {"gort_mapiternext", iterate_growing},
    {"gort_mapiternext_at", iterate_at},
};
#define NCASES ((int)(sizeof cases / sizeof cases[0]))

START_TEST(operands_are_rooted)
{
    run_root_case(&cases[_i]);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("helper_roots_map");
    TCase *tc = tcase_create("helper_roots_map");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, operands_are_rooted, 0, NCASES);
    suite_add_tcase(s, tc);
    return s;
}
