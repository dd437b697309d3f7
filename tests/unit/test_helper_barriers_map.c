/* test_helper_barriers_map.c - the stores of map operations: keys, elems, their cells, evacuation,
 * the arrays and lists that a growth unlinks (helper_barriers.h says how each is tested). */
#include "helper_barriers.h"

/* ---- Maps --------------------------------------------------------------------------------- */

typedef struct wide {
    gc_node *p;
    uint8_t rest[136];
} wide;
static bool wide_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)g, (void)sp, (void)t;
    return ((const wide *)a)->rest[0] == ((const wide *)b)->rest[0];
}
static uintptr_t wide_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    (void)t;
    return gort_type_hash_mem(g, sp, &gort_type_uint8, ((const wide *)p)->rest, seed);
}
static const gort_type type_wide = {.size_bytes = sizeof(wide),
                                    .ptrdata_bytes = sizeof(void *),
                                    .ptrmask = gc_mask_1,
                                    .ptrmask_bytes = sizeof(wide),
                                    .kind = GORT_KIND_STRUCT,
                                    .align = sizeof(void *),
                                    .name = "wide",
                                    .equal = wide_equal,
                                    .hashfn = wide_hash};

static gort_map_types types;

static void *map_make(const gort_type *key, const gort_type *elem)
{
    gort_map_types_init(&types, "map[K]V", key, elem);
    return gort_makemap_small(C.g, C.sp, &types.map);
}

/* The caller's h is not rooted yet. */
static void *map_at(gort_hmap *h, const void *key)
{
    C.sp[0] = h;
    return gort_mapassign(C.g, C.sp + 1, &types.map, h, key);
}

/* A string whose bytes are w's, three zeros; without w another one. */
static gort_string text_in(const gc_node *w)
{
    static const uint8_t other[] = "abc";
    return (gort_string){w ? (const uint8_t *)w : other, 3};
}

static void *make_string_map(gc_node *w)
{
    gort_hmap *h = map_make(&gort_type_string, &gort_type_int64);
    const gort_string key = text_in(w);
    map_at(h, &key);
    return h;
}
static void *put_string_key(void *h, gc_node *w)
{
    const gort_string key = text_in(w);
    map_at(h, &key);
    return h;
}
/* An equal key in other memory replaces the one that is there. */
static void erase_string_key(void *h)
{
    static const uint8_t zeros[3];
    const gort_string key = {zeros, 3};
    map_at(h, &key);
}

static void *make_iface_map(gc_node *w)
{
    gort_hmap *h = map_make(&gort_type_eface, &gort_type_int64);
    const gort_string text = text_in(NULL);
    gort_eface key = {&gort_type_string, (void *)(uintptr_t)&text};
    if (w) key = (gort_eface){&gort_type_uint64, &w->value};
    map_at(h, &key);
    return h;
}
static void *put_iface_key(void *h, gc_node *w)
{
    static uint64_t other;
    const gort_eface key = {&gort_type_uint64, w ? (void *)&w->value : &other};
    map_at(h, &key);
    return h;
}
static void erase_iface_key(void *h)
{
    static uint64_t zero;
    const gort_eface key = {&gort_type_uint64, &zero};
    map_at(h, &key);
}

static void *put_wide_key(void *h, gc_node *w)
{
    const wide key = {w, {w ? 2 : 1}};
    map_at(h, &key);
    return h;
}
static void *make_wide_map(gc_node *w)
{
    gort_hmap *h = map_make(&type_wide, &type_wide);
    const wide key = {w, {2 - !w}};
    map_at(h, &key);
    return h;
}
/* The whole cell of the key goes; w, which only the cell knows, with it. */
static void erase_delete_wide(void *h)
{
    const wide key = {NULL, {2}};
    gort_mapdelete(C.g, C.sp, &types.map, h, &key);
}

static const int64_t one = 1;
static void *make_ptr_map(gc_node *w)
{
    gort_hmap *h = map_make(&gort_type_int64, &gc_type_ptr);
    gort_store(C.g, map_at(h, &one), w);
    return h;
}
static void erase_delete_elem(void *h)
{
    gort_mapdelete(C.g, C.sp, &types.map, h, &one);
}
static void erase_clear_map(void *h)
{
    gort_mapclear(C.g, C.sp, &types.map, h);
}
static void erase_delete_string(void *h)
{
    static const uint8_t zeros[3];
    const gort_string key = {zeros, 3};
    gort_mapdelete(C.g, C.sp, &types.map, h, &key);
}

/* A full bucket; the next assignment moves its entries into a black array and clears it. */
static void *make_full_map(gc_node *w)
{
    gort_hmap *h = make_ptr_map(w);
    for (int64_t k = 2; k <= 8; k++)
        map_at(h, &k);
    return h;
}
static void grow_once(void *h)
{
    const int64_t nine = 9;
    map_at(h, &nine);
    ck_assert_uint_eq(((gort_hmap *)h)->B, 1);
    ck_assert_ptr_null(((gort_hmap *)h)->oldbuckets);
}

/* An iterator on a black stack is in the array that a growth drops: the growth began before the
 * cycle, the iteration in it. */
static gort_hiter iterator;
static void *make_growing_map(gc_node *w)
{
    gort_hmap *h = make_ptr_map(w);
    fixture_root(h);
    for (int64_t k = 2; !h->oldbuckets || h->B < 4; k++)
        map_at(h, &k);
    memset(&iterator, 0, sizeof iterator);
    *C.sp++ = GORT_TYPE_WORD(&gort_type_hiter);
    *C.sp++ = &iterator;
    return h;
}
static void end_growth(void *map)
{
    gort_hmap *h = map;
    const uint8_t *old = h->oldbuckets;
    const uintptr_t bytes = (uintptr_t)types.layout.bucket_bytes * 8;
    gort_mapiterinit(C.g, C.sp, &types.map, h, &iterator);
    while ((uintptr_t)iterator.bptr - (uintptr_t)old >= bytes)
        gort_mapiternext(C.g, C.sp, &iterator);
    ck_assert_ptr_nonnull(iterator.key);
    for (int64_t k = 1; h->oldbuckets; k++)
        map_at(h, &k);
    ck_assert_uint_eq(h->B, 4);
}

/* Entries without pointers: the overflow buckets hang on a list of chunks. All keys collide. */
static uintptr_t constant_hash(gort_g *g, void **sp, const gort_type *t, const void *p,
                               uintptr_t seed)
{
    (void)g, (void)sp, (void)t, (void)p, (void)seed;
    return 0;
}
static gort_type type_colliding;
static void *make_listed_map(gc_node *w)
{
    enum { CHUNK_ITEMS = 62 };
    (void)w;
    type_colliding = gort_type_int64;
    type_colliding.hashfn = constant_hash;
    gort_hmap *h = map_make(&type_colliding, &gort_type_int64);
    fixture_root(h);
    /* B = 7 holds 832 entries; the chain of 500 has 62 overflow buckets. */
    for (int64_t k = 0; h->B < 7 || h->oldbuckets || h->noverflow < CHUNK_ITEMS; k++)
        map_at(h, &k);
    ck_assert_uint_eq(h->B, 7);
    return h;
}
static void fill_next_chunk(void *h)
{
    const uint16_t before = ((gort_hmap *)h)->noverflow;
    for (int64_t k = 5000; ((gort_hmap *)h)->noverflow == before; k++)
        map_at(h, &k);
    ck_assert_ptr_null(((gort_hmap *)h)->oldbuckets);
}

/* ---- The table ---------------------------------------------------------------------------- */

static const helper helpers[] = {
    {.name = "gort_mapassign",
     .store = "string key",
     .make = make_string_map,
     .put = put_string_key,
     .erase = erase_string_key},
    {.name = "gort_mapassign",
     .store = "interface key",
     .make = make_iface_map,
     .put = put_iface_key,
     .erase = erase_iface_key},
    {.name = "gort_mapassign",
     .store = "key behind a pointer",
     .make = make_wide_map,
     .put = put_wide_key},
    {.name = "gort_mapassign", .store = "evacuation", .make = make_full_map, .erase = grow_once},
    {.name = "gort_mapassign",
     .store = "the old array, with an iterator",
     .make = make_growing_map,
     .erase = end_growth,
     .owns = true},
    {.name = "gort_mapassign",
     .store = "the list of overflow buckets",
     .make = make_listed_map,
     .erase = fill_next_chunk,
     .owns = true},
    {.name = "gort_mapdelete",
     .store = "key",
     .make = make_string_map,
     .erase = erase_delete_string},
    {.name = "gort_mapdelete", .store = "elem", .make = make_ptr_map, .erase = erase_delete_elem},
    {.name = "gort_mapdelete",
     .store = "key behind a pointer",
     .make = make_wide_map,
     .erase = erase_delete_wide},
    {.name = "gort_mapclear", .store = "key", .make = make_string_map, .erase = erase_clear_map},
    {.name = "gort_mapclear", .store = "elem", .make = make_ptr_map, .erase = erase_clear_map},
};
#define NHELPERS ((int)(sizeof helpers / sizeof helpers[0]))

START_TEST(what_is_stored_is_not_lost)
{
    helper_keeps_what_it_stores(&helpers[_i]);
}
END_TEST

START_TEST(what_is_overwritten_is_not_lost)
{
    helper_keeps_what_it_overwrites(&helpers[_i]);
}
END_TEST

/* The header's two fields are read one after the other, in whatever order a processor likes: one
 * that met the new array and no old one must find the old one marked all the same. Nothing else
 * leads to it here, and the growth goes on. */
START_TEST(a_growth_shades_the_array_it_replaces)
{
    helper_open(0);
    gort_hmap *h = fixture_root(make_ptr_map(NULL));
    int64_t k = 2;
    for (; k <= 52; k++) /* 6.5 times 8 */
        map_at(h, &k);
    ck_assert_uint_eq(h->B, 3);
    const void *old = h->buckets;
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    ck_assert(!gort__gc_is_marked(C.rt, old));
    map_at(h, &k);
    ck_assert_ptr_eq(h->oldbuckets, old);
    gort__barrier_flush(gort__m(C.g));
    ck_assert(gort__gc_is_marked(C.rt, old));
    gc_test_finish();
    gc_test_lost_nothing();
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("helper_barriers_map");
    TCase *tc = tcase_create("helper_barriers_map");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, what_is_stored_is_not_lost, 0, NHELPERS);
    tcase_add_loop_test(tc, what_is_overwritten_is_not_lost, 0, NHELPERS);
    tcase_add_test(tc, a_growth_shades_the_array_it_replaces);
    suite_add_tcase(s, tc);
    return s;
}
