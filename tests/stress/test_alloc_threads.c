/* test_alloc_threads.c - threads that allocate, drop, collect and read statistics at the same time.
 *
 * Each thread keeps a table of objects on its shadow stack; an object points to the one it
 * replaced, carries its own address and a canary at its end. Objects are checked when they are
 * met again: a slot handed out twice, freed too early or not zeroed shows as a wrong word.
 * Runs under TSan too (suite `threads`). Takes GORT_TEST_SEED.
 */
#include "../unit/heap_fixture.h"
#include <pthread.h>

enum { THREADS = 4, KEPT = 300, STEPS = 60000, NTYPES = 8 };
#ifdef __SANITIZE_THREAD__ /* a twentieth of the speed */
enum { STEPS_QUICK = 20000 };
#else
enum { STEPS_QUICK = STEPS };
#endif

static gort_type types[NTYPES];

typedef struct object {
    struct object *older;
    uintptr_t self;
    uintptr_t bytes; /* of the whole block; 0 if it ends here */
} object;

typedef struct worker {
    uint64_t rng;
    uint64_t allocated;
} worker;

static uint32_t worker_rand(worker *w)
{
    w->rng = w->rng * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(w->rng >> 33);
}

static void check_object(const object *o)
{
    if (o->self != (uintptr_t)o)
        ck_abort_msg("%p says it is %zx", (const void *)o, (size_t)o->self);
    const uintptr_t last = *(const uintptr_t *)((uintptr_t)o + o->bytes - sizeof(uintptr_t));
    if (o->bytes > sizeof *o && last != ~(uintptr_t)o)
        ck_abort_msg("%p of %zu bytes has lost its end", (const void *)o, (size_t)o->bytes);
}

static object *new_object(gort_g *tg, void **top, worker *w)
{
    const uint32_t r = worker_rand(w);
    const gort_type *t = &types[r % NTYPES];
    const uintptr_t count = r / NTYPES % 64 == 0 ? 1 + r / 512 % 300 : 1;
    const uintptr_t bytes = t->size_bytes * count;
    uintptr_t *p = count == 1 ? gort_new(tg, top, t) : gort_alloc_slow(tg, top, t, count);
    for (uintptr_t i = 0; i < bytes / sizeof *p; i++)
        if (p[i])
            ck_abort_msg("word %zu of a new %zu-byte object is %zx", (size_t)i, (size_t)bytes,
                         (size_t)p[i]);
    object *o = (object *)p;
    o->self = (uintptr_t)o;
    o->bytes = bytes;
    if (bytes > sizeof *o) p[bytes / sizeof *p - 1] = ~(uintptr_t)o;
    w->allocated++;
    return o;
}

static void *work(void *arg)
{
    worker *w = arg;
    gort_g *tg = gort_attach(rt);
    void **table = gort_top(tg), **top = table + KEPT;
    memset(table, 0, KEPT * sizeof *table);
    const int steps = testing_share(STEPS_QUICK, STEPS);
    for (int step = 0; step < steps; step++) {
        object *o = new_object(tg, top, w);
        const uint32_t k = worker_rand(w) % KEPT;
        object *old = table[k];
        if (old) {
            check_object(old);
            if (old->older) check_object(old->older);
            /* Chains stay short, or everything would live for ever. */
            gort_store(tg, &old->older, NULL);
            gort_store(tg, &o->older, old);
        }
        table[k] = o;
        gort_poll(tg, top);
        if (step % 10000 == 777) gort_gc(tg, top);
        if (step % 8000 == 123) {
            gort_mem_stats st;
            gort_read_mem_stats(tg, top, &st);
            ck_assert_uint_eq(st.HeapObjects, st.Mallocs - st.Frees);
            ck_assert_uint_le(st.HeapAlloc, st.HeapInuse);
        }
    }
    gort_detach(rt);
    return NULL;
}

START_TEST(test_threads)
{
    static const uintptr_t sizes[NTYPES] = {24, 32, 40, 64, 136, 200, 1024, 3000};
    static const uint8_t first_word[1] = {1};
    static worker workers[THREADS];
    pthread_t threads[THREADS];
    for (unsigned i = 0; i < NTYPES; i++) {
        types[i] = make_type(sizes[i], true);
        types[i].ptrmask = first_word;
    }
    gort_config c;
    gort_config_init(&c);
    c.debug = _i ? "gcstress=500,clobberfree=1" : "clobberfree=1";
    rng_seed();
    rt = gort_runtime_new(&c);
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i].rng = rng();
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    uint64_t allocated = 0;
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        allocated += workers[i].allocated;
    }
    g = gort_attach(rt);
    sp = gort_top(g);
    gort_gc(g, sp);
    const gort_mem_stats st = read_stats();
    ck_assert_uint_eq(st.Mallocs, allocated);
    ck_assert_uint_eq(st.Frees, allocated);
    ck_assert_uint_eq(st.HeapInuse, 0);
    ck_assert_uint_ge(st.NumGC, 10);
    if (_i) ck_assert_uint_gt(gort_read_stress_counts(rt).collections_forced, 100);
    close_runtime();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("alloc threads");
    TCase *tc = tcase_create("alloc threads");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, test_threads, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}
