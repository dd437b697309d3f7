/* test_map_threads.c - threads with maps of their own, maps that go from hand to hand, and maps
 * that all read at once, while the collector runs whenever the heap asks for it.
 *
 * A cycle's steps are done by whichever thread is at a safepoint, so a thread's map is traced by
 * others in the middle of its writes: growth, evacuation, clearing. gccheckmark=1 ends the test at
 * the first object lost, and every box says which key it belongs to. Two iterations of one map may
 * run at once, as in Go. Half of the operations try the code that programs have inline first. Runs
 * under TSan too (suite `threads`). Takes GORT_TEST_SEED.
 */
#include "../unit/map_support.h"
#include <pthread.h>

enum { THREADS = 4, SHARED = 6, STEPS = 200000, FROZEN_KEYS = 500, FRESH = 400, KEYS = 700 };

typedef struct box {
    int64_t key;
    void *self;
} box;
static const uint8_t box_mask[] = {WORD_BIT(box, self)};
static const gort_type type_box = {
    .size_bytes = sizeof(box),
    .ptrdata_bytes = sizeof(box),
    .ptrmask = box_mask,
    .ptrmask_bytes = sizeof(box),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "box",
};

static gort_map_types types;      /* map[int64]*box */
static gort_map_types free_types; /* map[int64]int64 */
/* The same as constants, as programs have them for their inline code. */
#define CONSTANT(ELEM_BYTES, FLAGS)                                                                \
    {                                                                                              \
        .key_slot_bytes = 8, .elem_slot_bytes = ELEM_BYTES,                                        \
        .bucket_bytes = 8 + 8 * (8 + ELEM_BYTES) + sizeof(void *),                                 \
        .flags = GORT_MAP_REFLEXIVE_KEY | (FLAGS), .key_match = GORT_MAP_MATCH_8                   \
    }
static const gort_maptype boxes = CONSTANT(sizeof(void *), GORT_MAP_ELEM_POINTERS),
                          numbers = CONSTANT(8, 0);

static void check_constant(const gort_maptype *constant, const gort_maptype *t)
{
    const size_t from = offsetof(gort_maptype, key_slot_bytes);
    const size_t bytes = offsetof(gort_maptype, key_match) + 1 - from;
    ck_assert_mem_eq((const uint8_t *)constant + from, (const uint8_t *)t + from, bytes);
}

/* Package variables: maps that any thread may use while it holds the lock, one frozen map, and a
 * frozen pointer-free one. */
static struct globals {
    gort_hmap *shared[SHARED];
    gort_hmap *frozen, *frozen_free;
    gort_hmap *fresh[FRESH]; /* pointer-free maps nobody has ranged over */
} globals;
static pthread_mutex_t locks[SHARED];
static const uint8_t pointers[] = {0x01};
static const gort_type type_globals = {
    .size_bytes = sizeof globals,
    .ptrdata_bytes = sizeof globals,
    .ptrmask = pointers,
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "globals",
};

typedef struct worker {
    uint64_t rng;
    uint64_t growths, ranges, handed, inlined;
} worker;

static uint64_t worker_rand(worker *w)
{
    w->rng = w->rng * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return w->rng >> 33;
}

/* The elem of key for a store. w: NULL or the worker, which draws the path. */
static inline __attribute__((always_inline)) void *assign(gort_g *g, void **sp, worker *w,
                                                          const gort_maptype *mt,
                                                          const gort_type *t, gort_hmap *h,
                                                          int64_t key)
{
    void *e = w && worker_rand(w) % 2 ? gort_mapassign_fast(g, mt, h, &key) : NULL;
    if (e) w->inlined++;
    return e ? e : gort_mapassign(g, sp, t, h, &key);
}

static void put_box(gort_g *g, void **sp, worker *w, gort_hmap *h, int64_t key)
{
    box *b = (box *)gort_new(g, sp, &type_box);
    b->key = key;
    gort_store(g, &b->self, b);
    sp[0] = b;
    gort_store(g, assign(g, sp + 1, w, &boxes, &types.map, h, key), b);
}

static void check_box(const box *b, int64_t key)
{
    if (b->self != b || b->key != key)
        ck_abort_msg("the box of key %d says %d", (int)key, (int)b->key);
}

static void drop(gort_g *g, void **sp, worker *w, gort_hmap *h, int64_t key)
{
    if (worker_rand(w) % 2 && gort_mapdelete_fast(g, &boxes, h, &key))
        w->inlined++;
    else
        gort_mapdelete(g, sp, &types.map, h, &key);
}

static void look_up(gort_g *g, void **sp, worker *w, gort_hmap *h, int64_t key)
{
    const void *e = worker_rand(w) % 2 ? gort_mapaccess_fast(&boxes, h, &key) : NULL;
    if (e)
        w->inlined++;
    else
        e = gort_mapaccess2(g, sp, &types.map, h, &key);
    if (e && e != gort_map_zero) check_box(*(box *const *)e, key);
}

/* One random operation on a map that this thread may write. */
static void write_map(gort_g *g, void **sp, worker *w, gort_hmap *h)
{
    const int64_t key = (int64_t)(worker_rand(w) % KEYS);
    const unsigned what = worker_rand(w) % 100;
    const uint8_t B = h->B;
    if (what < 70)
        put_box(g, sp, w, h, key);
    else if (what < 85)
        drop(g, sp, w, h, key);
    else
        look_up(g, sp, w, h, key);
    w->growths += h->B != B;
}

/* Numbers: their maps hold no pointers, and are written inline while the collector marks, too. */
static void write_numbers(gort_g *g, void **sp, worker *w, gort_hmap *h)
{
    const int64_t key = (int64_t)(worker_rand(w) % KEYS);
    int64_t *e = (int64_t *)assign(g, sp, w, &numbers, &free_types.map, h, key);
    if (*e != 0 && *e != -key) ck_abort_msg("key %d has elem %d", (int)key, (int)*e);
    *e = -key;
}

static intptr_t range_frozen(gort_g *g, void **sp, const gort_map_types *t, gort_hmap *h)
{
    gort_hiter it;
    memset(&it, 0, sizeof it);
    sp[0] = GORT_TYPE_WORD(&gort_type_hiter);
    sp[1] = &it;
    intptr_t n = 0;
    gort_mapiterinit(g, sp + 2, &t->map, h, &it);
    gort_mapcursor at = gort_mapcursor_of(&it);
    while (at.key) {
        const int64_t key = *(const int64_t *)at.key;
        if (t == &types)
            check_box(*(box *const *)at.elem, key);
        else if (*(const int64_t *)at.elem != -key)
            ck_abort_msg("key %d has elem %d", (int)key, (int)*(const int64_t *)at.elem);
        gort_poll(g, sp + 2);
        n++;
        if (n % 2 || !gort_mapiternext_fast(t == &types ? &boxes : &numbers, &it, &at))
            gort_mapiternext_at(g, sp + 2, &it, &at);
    }
    return n;
}

static void *work(void *arg)
{
    worker *w = (worker *)arg;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    /* All threads at once make what the first iterator of a map has to make. */
    for (int i = 0; i < FRESH; i++)
        ck_assert_int_eq(range_frozen(g, sp, &free_types, globals.fresh[i]), 5);
    gort_hmap *own = gort_makemap(g, sp, &types.map, 0, NULL);
    sp[0] = own;
    gort_hmap *own_numbers = gort_makemap(g, sp + 1, &free_types.map, 0, NULL);
    for (int n = 0; n < STEPS; n++) {
        sp[0] = own;
        sp[1] = own_numbers;
        void **top = sp + 2;
        gort_poll(g, top);
        const unsigned what = worker_rand(w) % 1000;
        if (what < 450) {
            write_map(g, top, w, own);
        } else if (what < 600) {
            write_numbers(g, top, w, own_numbers);
        } else if (what < 985) {
            const unsigned i = worker_rand(w) % SHARED;
            /* Never wait here: the holder may be waiting for this thread at a safepoint. */
            if (pthread_mutex_trylock(&locks[i]) == 0) {
                gort_hmap *h = globals.shared[i];
                top[0] = h;
                write_map(g, top + 1, w, h);
                if (worker_rand(w) % 200 == 0) {
                    /* Hands its own map over and takes the other. */
                    gort_store_global(g, &globals.shared[i], own);
                    own = h;
                    w->handed++;
                }
                pthread_mutex_unlock(&locks[i]);
            }
        } else if (what < 990) {
            ck_assert_int_eq(range_frozen(g, top, &types, globals.frozen), FROZEN_KEYS);
            ck_assert_int_eq(range_frozen(g, top, &free_types, globals.frozen_free), FROZEN_KEYS);
            w->ranges++;
        } else if (what < 995) {
            own = gort_makemap(g, top, &types.map, 0, NULL);
        } else if (what < 996) {
            own_numbers = gort_makemap(g, top, &free_types.map, 0, NULL);
        } else if (what < 997) {
            gort_mapclear(g, top, &types.map, own);
        }
    }
    sp[0] = own;
    char msg[200];
    const char *bad = gort__map_verify(g, sp + 1, &types.map, own, msg, sizeof msg);
    if (bad) ck_abort_msg("%s", bad);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(maps_of_many_threads)
{
    map_test_open("gccheckmark=1,clobberfree=1");
    gort_set_gc_percent(C.g, C.sp, 25);
    gort_map_types_init(&types, "map[int64]*box", &gort_type_int64, &gort_type_unsafe_pointer);
    gort_map_types_init(&free_types, "map[int64]int64", &gort_type_int64, &gort_type_int64);
    check_constant(&boxes, &types.layout);
    check_constant(&numbers, &free_types.layout);
    static const gort_global global = {&globals, &type_globals};
    static const gort_module module = {
        .name = "test", .globals = &global, .nglobals = 1, .globals_bytes = sizeof globals};
    gort_register_module(C.rt, &module);

    for (int i = 0; i < SHARED; i++) {
        pthread_mutex_init(&locks[i], NULL);
        gort_store_global(C.g, &globals.shared[i],
                          gort_makemap(C.g, C.sp, &types.map, i * 20, NULL));
    }
    gort_store_global(C.g, &globals.frozen, gort_makemap(C.g, C.sp, &types.map, 0, NULL));
    gort_store_global(C.g, &globals.frozen_free, gort_makemap(C.g, C.sp, &free_types.map, 0, NULL));
    for (int64_t k = 0; k < FROZEN_KEYS; k++) {
        put_box(C.g, C.sp, NULL, globals.frozen, k);
        map_test_put(&free_types.map, globals.frozen_free, k, -k);
    }
    for (int i = 0; i < FRESH; i++) {
        gort_store_global(C.g, &globals.fresh[i],
                          gort_makemap(C.g, C.sp, &free_types.map, 0, NULL));
        for (int64_t k = 0; k < 5; k++)
            map_test_put(&free_types.map, globals.fresh[i], k, -k);
    }

    pthread_t threads[THREADS];
    worker workers[THREADS] = {{0}};
    for (int i = 0; i < THREADS; i++) {
        workers[i].rng = C.rng + (uint64_t)i * 77;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    gort_enter_blocking(C.g, C.sp);
    uint64_t growths = 0, ranges = 0, handed = 0, inlined = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        growths += workers[i].growths;
        ranges += workers[i].ranges;
        handed += workers[i].handed;
        inlined += workers[i].inlined;
    }
    gort_exit_blocking(C.g);
    for (int i = 0; i < SHARED; i++)
        map_test_verify(&types.map, globals.shared[i]);
    gort_mem_stats stats;
    gort_read_mem_stats(C.g, C.sp, &stats);
    printf("# %u collections, %llu growths, %llu ranges, %llu maps handed over, %llu operations "
           "inline\n",
           stats.NumGC, (unsigned long long)growths, (unsigned long long)ranges,
           (unsigned long long)handed, (unsigned long long)inlined);
    ck_assert_uint_ge(stats.NumGC, 20);
    ck_assert_uint_ge(growths, 1000);
    ck_assert_uint_ge(handed, 20);
    ck_assert_uint_ge(inlined, 20000);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_threads");
    TCase *tc = tcase_create("map_threads");
    tcase_set_timeout(tc, 280);
    tcase_add_test(tc, maps_of_many_threads);
    suite_add_tcase(s, tc);
    return s;
}
