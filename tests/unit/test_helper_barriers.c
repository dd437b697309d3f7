/* test_helper_barriers.c - every function of the headers that stores pointers, and both halves of
 * the barrier in each of its stores.
 *
 * A case names a function, one of its stores, and how to reach the only state in which a half of
 * that store's barrier matters:
 *
 *   insertion  w is white and known to a grey stack alone; `put` makes the function store it into a
 *              black object; the stack forgets it.
 *   deletion   w is white and known to a grey object alone (`make` puts it there); a black stack
 *              has loaded it; `erase` makes the function overwrite it.
 *
 * Each is run whole, and nothing may be lost, and with that half dropped everywhere (gcmutant),
 * and the loss must be reported: so the case does depend on the half. tests/mutants drops the
 * halves function by function.
 *
 * tests/structure.sh holds that each function of the headers that takes a g is named in a case
 * here or in `store_nothing` with the reason. */
#include "gc_support.h"

/* Functions that need no barrier, so that the list of functions is complete. */
static const struct {
    const char *why, *names;
} store_nothing[] = {
    {"reads, compares or hashes",
     "gort_mapaccess1 gort_mapaccess2 gort_type_equal_generic gort_type_equal_mem "
     "gort_type_hash_generic gort_type_hash_mem gort_efaceeq gort_ifaceeq gort_getitab "
     "gort_assertE2I gort_os_args gort_fastrand gort_top gort_runtime_of gort_read_mem_stats"},
    {"what it stores is a fresh object, black or in a frame",
     "gort_new gort_new_fast gort_alloc_slow gort_makeslice gort_makemap gort_makemap_small "
     "gort_makemap_stack"},
    {"its result holds no pointers",
     "gort_concatstrings gort_slicebytetostring gort_stringtoslicebyte gort_slicerunetostring "
     "gort_stringtoslicerune gort_intstring gort_strconv_Itoa"},
    {"writes the shadow stack or a frame, which the stack's scan reads",
     "gort_defer_enter gort_deferreturn gort_gorecover gort_push gort_push_cell gort_scope_open "
     "gort_scope_open_at gort_scope_close gort_g_reset gort_set_thread_roots gort_mapiterinit "
     "gort_mapiternext"},
    {"a root or a value of the embedder's: cases in test_contract.c",
     "gort_push_value gort_store_value gort_barrier_store_value"},
    {"a copy of a map's entries, which the map itself keeps",
     "gort_fmt_Print gort_fmt_Println gort_fmt_Printf gort_fmt_Sprint gort_fmt_Sprintf "
     "gort_fmt_Sprintln gort_printeface gort_printiface"},
    {"no values",
     "gort_poll gort_morestack gort_safepoint gort_enter_blocking gort_exit_blocking gort_gc "
     "gort_free_os_memory gort_set_gc_percent gort_os_Exit gort_print_begin gort_print_end "
     "gort_printbool "
     "gort_printint gort_printuint gort_printfloat gort_printpointer gort_printstring "
     "gort_printslice gort_printsp gort_printnl"},
    {"ends the function: what a panic holds lies on the shadow stack",
     "gort_gopanic gort_panicmem gort_panicdivide gort_panicshift gort_panicIndex gort_panicIndexU "
     "gort_panicSliceAlen gort_panicSliceAcap gort_panicSliceB gort_panicSlice3Alen "
     "gort_panicSlice3Acap gort_panicSlice3B gort_panicSlice3C gort_panic_plain "
     "gort_panic_runtime gort_panicdottype gort_fatal"},
};

typedef struct helper {
    const char *name, *store;
    const gort_type *type; /* of the object, NULL if make makes it */
    uintptr_t offset;      /* of the pointer in it */
    uintptr_t n;           /* elements; 0: 1 */
    gc_node *(*white)(void);
    void *(*make)(gc_node *w);           /* an object that holds w; w may be NULL */
    void *(*put)(void *obj, gc_node *w); /* returns what holds w now */
    void (*erase)(void *obj);
    bool owns; /* what is lost is made by make or erase; w is not used */
} helper;

/* ---- Plain stores ------------------------------------------------------------------------- */

static void *put_store(void *obj, gc_node *w)
{
    gort_store(C.g, obj, w);
    return obj;
}
static void erase_store(void *obj)
{
    gort_store(C.g, obj, NULL);
}
static void *put_store_global(void *obj, gc_node *w)
{
    gort_store_global(C.g, obj, w);
    return obj;
}
static void erase_store_global(void *obj)
{
    gort_store_global(C.g, obj, NULL);
}
static void *put_barrier_store(void *obj, gc_node *w)
{
    gort_barrier_store(C.g, obj, w);
    return obj;
}
static void erase_barrier_store(void *obj)
{
    gort_barrier_store(C.g, obj, NULL);
}
static void *put_string(void *obj, gc_node *w)
{
    gort_store_string(C.g, obj, (gort_string){(const uint8_t *)w, 3});
    return obj;
}
static void erase_string(void *obj)
{
    gort_store_string(C.g, obj, (gort_string){NULL, 0});
}
static void *put_slice(void *obj, gc_node *w)
{
    gort_store_slice(C.g, obj, (gort_slice){w, 3, 3});
    return obj;
}
static void erase_slice(void *obj)
{
    gort_store_slice(C.g, obj, (gort_slice){NULL, 0, 0});
}
static void *put_eface(void *obj, gc_node *w)
{
    gort_store_eface(C.g, obj, (gort_eface){&gc_type_ptr, w});
    return obj;
}
static void erase_eface(void *obj)
{
    gort_store_eface(C.g, obj, (gort_eface){NULL, NULL});
}
static void *put_iface(void *obj, gc_node *w)
{
    static const gort_itab tab = {.inter = &gort_type_error, .type = &gc_type_ptr};
    gort_store_iface(C.g, obj, (gort_iface){&tab, w});
    return obj;
}
static void erase_iface(void *obj)
{
    gort_store_iface(C.g, obj, (gort_iface){NULL, NULL});
}

/* ---- Typed moves and clears --------------------------------------------------------------- */

static void *put_move(void *obj, gc_node *w)
{
    const gc_node cell = {NULL, w, 7};
    gort_typedmemmove(C.g, &gc_type_node, obj, &cell);
    return obj;
}
static void erase_move(void *obj)
{
    const gc_node cell = {NULL, NULL, 7};
    gort_typedmemmove(C.g, &gc_type_node, obj, &cell);
}
static void erase_clear(void *obj)
{
    gort_typedmemclr(C.g, &gc_type_node, obj);
}

/* [3]string, w in the last: the mask of one element serves all. */
static const gort_type type_texts = {.size_bytes = 3 * sizeof(gort_string),
                                     .ptrdata_bytes = 5 * sizeof(void *),
                                     .ptrmask = gc_mask_1,
                                     .ptrmask_bytes = sizeof(gort_string),
                                     .kind = GORT_KIND_ARRAY,
                                     .align = 8,
                                     .name = "[3]string"};
static void *put_texts(void *obj, gc_node *w)
{
    const gort_string cells[3] = {{NULL, 0}, {NULL, 0}, {(const uint8_t *)w, 3}};
    gort_typedmemmove(C.g, &type_texts, obj, cells);
    return obj;
}
static void erase_texts(void *obj)
{
    gort_typedmemclr(C.g, &type_texts, obj);
}

/* Arrays of three, w in the last. */
static void *put_slicemove(void *obj, gc_node *w)
{
    void *const cells[2] = {NULL, w};
    gort_typedslicemove(C.g, &gc_type_ptr, (void **)obj + 1, cells, 2);
    return obj;
}
static void erase_slicemove_up(void *obj)
{
    gort_typedslicemove(C.g, &gc_type_ptr, (void **)obj + 1, obj, 2);
}
static void erase_slicemove_down(void *obj)
{
    gort_typedslicemove(C.g, &gc_type_ptr, obj, (void **)obj + 1, 2);
}
static void erase_sliceclr(void *obj)
{
    gort_typedsliceclr(C.g, &gc_type_ptr, obj, 3);
}
static void *put_slicecopy(void *obj, gc_node *w)
{
    void *cells[3] = {NULL, NULL, w};
    gort_slicecopy(C.g, &gc_type_ptr, (gort_slice){obj, 3, 3}, (gort_slice){cells, 3, 3});
    return obj;
}
static void erase_slicecopy(void *obj)
{
    void *cells[3] = {NULL, NULL, NULL};
    gort_slicecopy(C.g, &gc_type_ptr, (gort_slice){obj, 3, 3}, (gort_slice){cells, 3, 3});
}

/* ---- Functions that make what they store into ---------------------------------------------- */

static void *make_nothing(gc_node *w)
{
    (void)w;
    return NULL;
}

static void *put_growslice(void *obj, gc_node *w)
{
    void *cells[2] = {NULL, w}; /* an array in a frame */
    (void)obj;
    return gort_growslice(C.g, C.sp, &gc_type_ptr, (gort_slice){cells, 2, 2}, 3).ptr;
}
static void *put_conv_string(void *obj, gc_node *w)
{
    const gort_string s = {(const uint8_t *)w, 3};
    (void)obj;
    return gort_convT(C.g, C.sp, &gort_type_string, &s);
}
static void *put_conv_slice(void *obj, gc_node *w)
{
    static uint64_t other;
    const gort_slice s = {w ? (void *)w : &other, 3, 3}; /* nil is not boxed */
    (void)obj;
    return gort_convT(C.g, C.sp, &gort_type_byte_slice, &s);
}
static void *put_conv_struct(void *obj, gc_node *w)
{
    const gc_node cell = {NULL, w, 7};
    (void)obj;
    return gort_convT(C.g, C.sp, &gc_type_node, &cell);
}

static gort_defer_frame frame;
static void *put_deferproc(void *obj, gc_node *w)
{
    (void)obj;
    frame.defers = NULL;
    gort_deferproc(C.g, C.sp, &frame, (gort_closure *)(void *)w);
    return frame.defers;
}
/* The next older record is white: it was made before the cycle. */
static void *put_defer_link(void *obj, gc_node *w)
{
    (void)obj;
    frame.defers = (gort_defer *)(void *)w;
    gort_deferproc(C.g, C.sp, &frame, NULL);
    return frame.defers;
}

static void *put_errors_new(void *obj, gc_node *w)
{
    (void)obj;
    return gort_errors_New(C.g, C.sp, (gort_string){(const uint8_t *)w, 3}).data;
}
static const gort_itab *error_tab;
static gc_node *white_error(void)
{
    const gort_iface e = gort_errors_New(C.g, C.sp, (gort_string){(const uint8_t *)"bad", 3});
    error_tab = e.tab;
    return e.data;
}
static void *put_errorf(void *obj, gc_node *w)
{
    gort_eface args[1] = {{error_tab->type, w}};
    (void)obj;
    return gort_fmt_Errorf(C.g, C.sp, (gort_string){(const uint8_t *)"%w", 2},
                           (gort_slice){args, 1, 1})
        .data;
}

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
                                    .align = 8,
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
    gc_test_root(h);
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
    gc_test_root(h);
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

#define ERROR_DATA 8 /* the data word of an interface */

static const helper helpers[] = {
    {.name = "gort_store", .type = &gc_type_ptr, .put = put_store, .erase = erase_store},
    {.name = "gort_store_global",
     .type = &gc_type_ptr,
     .put = put_store_global,
     .erase = erase_store_global},
    {.name = "gort_barrier_store",
     .type = &gc_type_ptr,
     .put = put_barrier_store,
     .erase = erase_barrier_store},
    {.name = "gort_store_string",
     .type = &gort_type_string,
     .put = put_string,
     .erase = erase_string},
    {.name = "gort_store_slice",
     .type = &gort_type_byte_slice,
     .put = put_slice,
     .erase = erase_slice},
    {.name = "gort_store_eface",
     .type = &gort_type_eface,
     .offset = ERROR_DATA,
     .put = put_eface,
     .erase = erase_eface},
    {.name = "gort_store_iface",
     .type = &gort_type_error,
     .offset = ERROR_DATA,
     .put = put_iface,
     .erase = erase_iface},
    {.name = "gort_typedmemmove",
     .type = &gc_type_node,
     .offset = 8,
     .put = put_move,
     .erase = erase_move},
    {.name = "gort_typedmemmove",
     .store = "an array",
     .type = &type_texts,
     .offset = 32,
     .put = put_texts,
     .erase = erase_texts},
    {.name = "gort_typedmemclr", .type = &gc_type_node, .offset = 8, .erase = erase_clear},
    {.name = "gort_typedslicemove",
     .store = "upwards",
     .type = &gc_type_ptr,
     .offset = 16,
     .n = 3,
     .put = put_slicemove,
     .erase = erase_slicemove_up},
    {.name = "gort_typedslicemove",
     .store = "downwards",
     .type = &gc_type_ptr,
     .n = 3,
     .erase = erase_slicemove_down},
    {.name = "gort_typedsliceclr",
     .type = &gc_type_ptr,
     .offset = 16,
     .n = 3,
     .erase = erase_sliceclr},
    {.name = "gort_slicecopy",
     .type = &gc_type_ptr,
     .offset = 16,
     .n = 3,
     .put = put_slicecopy,
     .erase = erase_slicecopy},
    {.name = "gort_growslice", .make = make_nothing, .put = put_growslice},
    {.name = "gort_convT", .store = "string", .make = make_nothing, .put = put_conv_string},
    {.name = "gort_convT", .store = "slice", .make = make_nothing, .put = put_conv_slice},
    {.name = "gort_convT", .store = "struct", .make = make_nothing, .put = put_conv_struct},
    {.name = "gort_deferproc", .store = "closure", .make = make_nothing, .put = put_deferproc},
    {.name = "gort_deferproc", .store = "link", .make = make_nothing, .put = put_defer_link},
    {.name = "gort_errors_New", .make = make_nothing, .put = put_errors_new},
    {.name = "gort_fmt_Errorf", .make = make_nothing, .white = white_error, .put = put_errorf},
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

static void open(unsigned mutant)
{
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2,gcmutant=%u", mutant);
    gc_test_open(debug);
}

static void *make(const helper *h, gc_node *w)
{
    if (h->make) return h->make(w);
    char *obj = gort_alloc_slow(C.g, C.sp, h->type, h->n ? h->n : 1);
    gort_store(C.g, obj + h->offset, w);
    return obj;
}

static gc_node *white(const helper *h)
{
    return h->white ? h->white() : gc_test_node();
}

/* As gcseed's generator may leave it: objects born while this stack is grey. (The first slow
 * allocation of a cycle scans the stack otherwise.) */
static void make_stack_grey(void)
{
    ck_assert(C.g->stack_black);
    C.g->stack_black = false;
    gort__fetch_add32_full(&C.rt->gc->stacks_grey, 1);
}

static uint64_t end(void)
{
    gc_test_finish();
    const uint64_t lost = gort__gc_checkmark_lost(C.rt);
    C.sp = gort_top(C.g);
    gc_test_close();
    return lost;
}

static uint64_t insertion(const helper *h, unsigned mutant)
{
    open(mutant);
    gc_node *w = white(h); /* in no root */
    gc_test_start();
    void *obj = gc_test_root(make(h, NULL)); /* black */
    h->put(obj, NULL);                       /* runs for what it allocates */
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    make_stack_grey();
    void **slot = C.sp++;
    *slot = w;
    ck_assert(!gort__gc_is_marked(C.rt, w));
    void *holds = h->put(obj, w);
    ck_assert_msg(!C.g->stack_black, "%s: the stack was scanned", h->name);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    *slot = holds;
    return end();
}

static uint64_t deletion(const helper *h, unsigned mutant)
{
    open(mutant);
    gc_node *w = white(h);
    void **slot = C.sp++;
    *slot = w;
    void *obj = gc_test_root(make(h, w));
    *slot = NULL;
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    ck_assert(gort__gc_is_marked(C.rt, obj));
    if (!h->owns) {
        ck_assert(!gort__gc_is_marked(C.rt, w));
        *slot = w;
    }
    h->erase(obj);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    return end();
}

static void check(const helper *h, const char *half, uint64_t whole, uint64_t dropped)
{
    const char *store = h->store ? h->store : "";
    ck_assert_msg(whole == 0, "%s, %s: lost in %s", h->name, store, half);
    ck_assert_msg(dropped > 0, "%s, %s: %s shows nothing", h->name, store, half);
}

START_TEST(what_is_stored_is_not_lost)
{
    const helper *h = &helpers[_i];
    if (!h->put) return;
    check(h, "insertion", insertion(h, 0), insertion(h, GORT_MUTANT_NO_INSERTION));
}
END_TEST

START_TEST(what_is_overwritten_is_not_lost)
{
    const helper *h = &helpers[_i];
    if (!h->erase) return;
    check(h, "deletion", deletion(h, 0), deletion(h, GORT_MUTANT_NO_DELETION));
}
END_TEST

START_TEST(every_function_is_in_one_list)
{
    for (int i = 0; i < NHELPERS; i++)
        for (size_t k = 0; k < sizeof store_nothing / sizeof *store_nothing; k++) {
            char name[64];
            snprintf(name, sizeof name, "%s ", helpers[i].name);
            ck_assert_msg(!strstr(store_nothing[k].names, name), "%s: two lists", helpers[i].name);
        }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("helper_barriers");
    TCase *tc = tcase_create("helper_barriers");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, what_is_stored_is_not_lost, 0, NHELPERS);
    tcase_add_loop_test(tc, what_is_overwritten_is_not_lost, 0, NHELPERS);
    tcase_add_test(tc, every_function_is_in_one_list);
    suite_add_tcase(s, tc);
    return gc_test_run(s);
}
