/* test_map_misuse.c - two threads that use one map at once, of which one writes: all runs end
 * with Go's fatal error, by the calls, by the code that programs have inline, and by both.
 *
 * Each run is a child process with a runtime as any program has it. Its threads do one thing each,
 * forever. On keys that are there already or never nothing grows, so that what races is the mark of
 * writing and what it protects. Where a thread inserts, removes or clears, what races is growth,
 * evacuation and overflow buckets too; then which of Go's fatal errors it is, is chance. No run has
 * a number of turns or a time: it ends when the map notices, with status 2 and the text on stderr.
 * A run that is never noticed is ended by threads_support.h after ten minutes, and is the failure.
 *
 * The races are meant: no test for TSan.
 */
#include "../unit/map_support.h"
#include "../unit/threads_support.h"

enum { STATUS_FATAL = 2 };
#ifdef __SANITIZE_ADDRESS__
enum { RUNS = 3, RUNS_GROWING = 2 };
#else
enum { RUNS = 10, RUNS_GROWING = 3 };
#endif

/* What a thread does. */
typedef enum deed { WRITE, READ, DELETE, ITERATE, GROW, CLEAR, REMOVE } deed;

/* By calls, or inline and by calls only when the inline code says so, as emitted C does it. */
typedef enum path { CALL, INLINE } path;

static const struct demo {
    deed one, other;
    const char *text;
} demos[] = {
    {WRITE, WRITE, "fatal error: concurrent map writes\n"},
    {DELETE, WRITE, "fatal error: concurrent map writes\n"},
    {READ, WRITE, "fatal error: concurrent map read and map write\n"},
    {READ, DELETE, "fatal error: concurrent map read and map write\n"},
    {ITERATE, WRITE, "fatal error: concurrent map iteration and map write\n"},
    {ITERATE, DELETE, "fatal error: concurrent map iteration and map write\n"},
    {GROW, GROW, "fatal error: "},
    {READ, GROW, "fatal error: concurrent map read and map write\n"},
    {ITERATE, GROW, "fatal error: concurrent map iteration and map write\n"},
    {REMOVE, GROW, "fatal error: "},
    {CLEAR, GROW, "fatal error: "},
    {CLEAR, CLEAR, "fatal error: "},
};
#define NDEMOS ((int)(sizeof demos / sizeof demos[0]))

typedef union any_key {
    uint64_t n;
    gort_string s;
    gort_eface e;
} any_key;

/* Keys with three ways of being found: a word, a string, and what has no inline code. */
static const gort_type *const key_types[] = {&gort_type_uint64, &gort_type_string,
                                             &gort_type_eface};
enum { KINDS = 3, KEYS = 6, FRESH = 4096 };

static struct shared {
    gort_runtime *rt;
    gort_map_types types;
    gort_hmap *h;
    any_key keys[KEYS], absent;
} S;

static void make_key(any_key *k, int kind, int number)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz";
    static uint64_t numbers[sizeof digits];
    numbers[number] = (uint64_t)number;
    if (kind == 0) k->n = (uint64_t)number;
    if (kind == 1) k->s = (gort_string){(const uint8_t *)digits + number, 1};
    if (kind == 2) k->e = (gort_eface){&gort_type_uint64, &numbers[number]};
}

typedef struct worker {
    deed deed;
    path path;
    unsigned from;  /* of the numbers of fresh keys */
    unsigned fresh; /* how many there were */
} worker;

static void write_one(gort_g *g, void **sp, path p, const any_key *k)
{
    const gort_maptype *mt = &S.types.layout;
    int64_t *e = p == INLINE ? (int64_t *)gort_mapassign_fast(g, mt, S.h, k) : NULL;
    if (!e) e = (int64_t *)gort_mapassign(g, sp, &S.types.map, S.h, k);
    __atomic_store_n(e, 5, __ATOMIC_RELAXED);
}

static void read_one(gort_g *g, void **sp, path p, const any_key *k)
{
    const gort_maptype *mt = &S.types.layout;
    const int64_t *e = p == INLINE ? (const int64_t *)gort_mapaccess_fast(mt, S.h, k) : NULL;
    if (!e) e = (const int64_t *)gort_mapaccess1(g, sp, &S.types.map, S.h, k);
    (void)__atomic_load_n(e, __ATOMIC_RELAXED);
}

static void delete_one(gort_g *g, void **sp, path p)
{
    if (p == CALL || !gort_mapdelete_fast(g, &S.types.layout, S.h, &S.absent))
        gort_mapdelete(g, sp, &S.types.map, S.h, &S.absent);
}

static void iterate(gort_g *g, void **sp, path p)
{
    gort_hiter it;
    memset(&it, 0, sizeof it);
    sp[0] = GORT_TYPE_WORD(&gort_type_hiter);
    sp[1] = &it;
    gort_mapiterinit(g, sp + 2, &S.types.map, S.h, &it);
    gort_mapcursor at = gort_mapcursor_of(&it);
    while (at.key)
        if (p == CALL || !gort_mapiternext_fast(&S.types.layout, &it, &at))
            gort_mapiternext_at(g, sp + 2, &it, &at);
}

/* The worker's next key: of FRESH ones, one after the other, whatever the worker does with it. */
static any_key next_key(worker *w)
{
    return (any_key){.n = 1000 + w->from + w->fresh++ % FRESH};
}

static void grow_by(gort_g *g, void **sp, worker *w, unsigned n)
{
    for (; n > 0; n--) {
        const any_key k = next_key(w);
        write_one(g, sp, w->path, &k);
    }
}

/* Deletes a key that is there: first there are as many as there can be. */
static void remove_one(gort_g *g, void **sp, worker *w)
{
    if (w->fresh % (2 * FRESH) == 0) grow_by(g, sp, w, FRESH);
    const any_key k = next_key(w);
    if (w->path == CALL || !gort_mapdelete_fast(g, &S.types.layout, S.h, &k))
        gort_mapdelete(g, sp, &S.types.map, S.h, &k);
}

/* Never returns. */
static void *work(void *arg)
{
    worker *w = (worker *)arg;
    gort_g *g = gort_attach(S.rt); /* the main thread's is the one it has */
    void **sp = gort_top(g);
    *sp++ = S.h;
    for (unsigned i = 0;; i++) {
        const any_key *k = &S.keys[i % KEYS];
        switch (w->deed) {
        case WRITE: write_one(g, sp, w->path, k); break;
        case READ: read_one(g, sp, w->path, k); break;
        case DELETE: delete_one(g, sp, w->path); break;
        case GROW: grow_by(g, sp, w, 1); break;
        case REMOVE: remove_one(g, sp, w); break;
        case CLEAR:
            gort_mapclear(g, sp, &S.types.map, S.h);
            grow_by(g, sp, w, 60);
            break;
        default: iterate(g, sp, w->path);
        }
        gort_safepoint(g, sp); /* the other may wait for a collection */
    }
    return NULL;
}

/* i: a demo, a kind of key, and the paths of both threads. Never returns. */
static void misuse(int i)
{
    const struct demo *d = &demos[i / (4 * KINDS)];
    const int kind = i / 4 % KINDS;
    worker one = {d->one, i & 1 ? INLINE : CALL, 0, 0};
    worker other = {d->other, i & 2 ? INLINE : CALL, FRESH, 0};
    S.rt = gort_runtime_new(NULL);
    gort_g *g = gort_attach(S.rt);
    gort_map_types_init(&S.types, "map[K]int64", key_types[kind], &gort_type_int64);
    void **sp = gort_top(g);
    S.h = gort_makemap_small(g, sp, &S.types.map);
    *sp++ = S.h;
    for (int k = 0; k < KEYS; k++) {
        make_key(&S.keys[k], kind, k);
        *(int64_t *)gort_mapassign(g, sp, &S.types.map, S.h, &S.keys[k]) = k;
    }
    make_key(&S.absent, kind, KEYS);
    pthread_t t;
    if (pthread_create(&t, NULL, work, &other) != 0) _exit(98);
    work(&one);
}

START_TEST(each_run_is_noticed)
{
    const struct demo *d = &demos[_i / (4 * KINDS)];
    /* Words meet in all ways, strings on one path; of the others only iterations have two. */
    const int kind = _i / 4 % KINDS, paths = _i % 4;
    if (kind > 0 && d->other >= GROW) return; /* fresh keys are words */
    if (kind == 1 && (paths == 1 || paths == 2)) return;
    if (kind == 2 && paths != 0 && (paths != 1 || d->one != ITERATE)) return;
    const int runs = testing_share(1, d->other >= GROW ? RUNS_GROWING : RUNS);
    for (int run = 0; run < runs; run++)
        ends(misuse, _i, STATUS_FATAL, d->text);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_misuse");
    TCase *tc = tcase_create("map_misuse");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_loop_test(tc, each_run_is_noticed, 0, NDEMOS * KINDS * 4);
    suite_add_tcase(s, tc);
    return s;
}
