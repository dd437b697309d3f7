/* work.c - what a collection takes from a thread at once: `work WHAT N ROUNDS`, one line a round.
 * tools/bench/pauses builds and runs it.
 *
 * heap, depth, goroutines, map: beside a tree of N objects, N roots on the own shadow stack, N
 * goroutines that wait, a map of N entries.
 * sleepers: N threads allocate a little and fall asleep, then a cycle comes. The others: N weak
 * handles, cleanups, ephemerons of objects that die in the cycle; a thread reads handles meanwhile.
 * chains: 16,384 living ephemerons in chains of N, each made before the one that its key is a value
 * of, so that a look from the oldest on finds one of each chain.
 * The first thread allocates garbage until the cycle is over.
 *
 * Printed, in us: the two pauses of the cycle as gctrace has them; the longest that a few
 * allocations took, by the thread's own processor time and by the clock; of those that took part in
 * the cycle, the time that one in a hundred took by its processor time; the cycle's time; the
 * longest that the reading thread's handle took by its processor time (0: nobody reads); and the
 * longest that a loop which does nothing but read the clock was kept from it in as long as those
 * allocations took: what the machine takes, of which a longer time meets more.
 */
#include "gort.h"
#include "gort_events.h"
#include "gort_inline.h"
#include "gort_map.h"
#include "gort_weak.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct node {
    struct node *left, *right;
    intptr_t value;
} node;
GORT_STRUCT_TYPE(type_node, node, left, right);
static const gort_type type_byte = {
    .size_bytes = 1, .kind = GORT_KIND_UINT8, .align = 1, .name = "uint8"};

static gort_runtime *rt;
static gort_cycle_info last;
static atomic_ulong cycles;

static void hear(void *user, gort_runtime *of, const gort_event *e)
{
    (void)user;
    (void)of;
    last = e->cycle;
    atomic_fetch_add(&cycles, 1);
}

static double us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- A cycle ------------------------------------------------------------------------------- */

static double longest_read_us;

/* The heap has so many bytes of the system's that are in use no more: a page that is touched first
 * takes longer than what is measured. */
static void warm(gort_g *g, void **sp, size_t bytes)
{
    for (size_t i = 0; i < bytes + (16 << 20); i += sizeof(node))
        gort_new(g, sp, &type_node);
    gort_gc(g, sp);
}

enum { TIMES = 1 << 20 };
static double times[TIMES];
static size_t ntimes;

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What one in a hundred of the times took. A few allocations that meet nothing take less than a
 * microsecond, and are not counted. */
static double one_in_a_hundred(void)
{
    if (ntimes == 0) return 0;
    qsort(times, ntimes, sizeof *times, compare);
    return times[ntimes - 1 - ntimes / 100];
}

static double machine_us(double for_us)
{
    double most = 0, at = us(CLOCK_MONOTONIC);
    for (const double end = at + for_us; at < end;) {
        const double now = us(CLOCK_MONOTONIC);
        if (now - at > most) most = now - at;
        at = now;
    }
    return most;
}

/* Allocates until the next cycle is over, and says what that took. */
static void cycle(gort_g *g, void **sp)
{
    ntimes = 0;
    const unsigned long seen = atomic_load(&cycles);
    const double began = us(CLOCK_MONOTONIC);
    double cpu = us(CLOCK_THREAD_CPUTIME_ID), wall = began, cpu_most = 0, wall_most = 0;
    while (atomic_load(&cycles) == seen) {
        for (int i = 0; i < 64; i++)
            gort_new(g, sp, &type_node);
        const double cpu_now = us(CLOCK_THREAD_CPUTIME_ID), wall_now = us(CLOCK_MONOTONIC);
        if (cpu_now - cpu > cpu_most) cpu_most = cpu_now - cpu;
        if (cpu_now - cpu > 1.5 && ntimes < TIMES) times[ntimes++] = cpu_now - cpu;
        if (wall_now - wall > wall_most) wall_most = wall_now - wall;
        cpu = cpu_now;
        wall = wall_now;
    }
    const double took = (double)(last.ended_ns - last.began_ns) / 1e3, all = wall - began;
    const double read = longest_read_us;
    printf("%.1f %.1f %.1f %.1f %.1f %.1f %.1f %.1f\n", (double)last.begin_pause_ns / 1e3,
           (double)last.end_pause_ns / 1e3, cpu_most, wall_most, one_in_a_hundred(), took, read,
           machine_us(all));
    longest_read_us = 0;
}

/* ---- Threads that fall asleep ---------------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static int turn, asleep;

static void *sleeps(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(rt);
    for (int mine = 1; mine > 0; mine++) {
        void **sp = gort_top(g);
        gort_new(g, sp, &type_node);
        for (unsigned bytes = 16; bytes <= 256; bytes *= 4)
            gort_alloc_slow(g, sp, &type_byte, bytes);
        gort_enter_blocking(g, sp);
        pthread_mutex_lock(&lock);
        asleep++;
        while (turn < mine && turn >= 0)
            pthread_cond_wait(&turned, &lock);
        if (turn < 0) mine = -1;
        pthread_mutex_unlock(&lock);
        gort_exit_blocking(g);
    }
    gort_detach(rt);
    return NULL;
}

/* Whoever is to has fallen asleep. */
static void wait_asleep(int n)
{
    for (bool all = false; !all;) {
        const struct timespec moment = {0, 5000000};
        nanosleep(&moment, NULL);
        pthread_mutex_lock(&lock);
        all = asleep == n;
        pthread_mutex_unlock(&lock);
    }
}

static void sleepers(gort_g *g, void **sp, int n, int rounds)
{
    pthread_t *threads = calloc((size_t)n, sizeof *threads);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 128 << 10);
    gort_set_gc_percent(g, sp, -1);
    warm(g, sp, (size_t)n << 15);
    gort_enter_blocking(g, sp);
    for (int i = 0; i < n; i++)
        if (pthread_create(&threads[i], &small, sleeps, NULL)) exit(3);
    for (int round = 1; round <= rounds; round++) {
        wait_asleep(n);
        const struct timespec rest = {0, 100000000}; /* the last ones are on their way */
        nanosleep(&rest, NULL);
        gort_exit_blocking(g);
        /* The cycle is due soon, and allocation not so late that it waits for its end. */
        gort_set_gc_percent(g, sp, 200 + n * 5 / 4);
        cycle(g, sp);
        gort_set_gc_percent(g, sp, -1);
        gort_enter_blocking(g, sp);
        pthread_mutex_lock(&lock);
        turn = round < rounds ? round : -1;
        asleep = 0;
        pthread_cond_broadcast(&turned);
        pthread_mutex_unlock(&lock);
    }
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    gort_exit_blocking(g);
    free(threads);
}

/* ---- What lives meanwhile ---------------------------------------------------------------------
 */

static node *tree(gort_g *g, void **sp, int n)
{
    if (n == 0) return NULL;
    sp[0] = gort_new(g, sp, &type_node);
    gort_store(g, &((node *)sp[0])->left, tree(g, sp + 1, (n - 1) / 2));
    gort_store(g, &((node *)sp[0])->right, tree(g, sp + 1, n - 1 - (n - 1) / 2));
    return sp[0];
}

GORT_MAP(numbers, int64_t, int64_t);

static void waits(gort_g *g, void **sp, void *channel)
{
    char nothing;
    sp[0] = channel;
    gort_chanrecv1(g, sp + 1, channel, &nothing);
}

static void beside(gort_g *g, void **sp, const char *what, int n, int rounds)
{
    int words = 1;
    gort_set_gc_percent(g, sp, -1);
    if (*what == 'h') {
        sp[0] = tree(g, sp, n);
    } else if (*what == 'd') {
        for (words = 0; words < n; words++)
            sp[words] = words % 16 ? sp[words - 1] : gort_new(g, sp + words, &type_node);
    } else if (*what == 'g') {
        sp[0] = gort_makechan(g, sp, &type_byte, 0);
        for (int i = 0; i < n; i++)
            gort_go_c(g, sp + 1, waits, sp[0]);
    } else {
        numbers_init("map[int]int", &gort_type_int64, &gort_type_int64);
        sp[0] = numbers_make(g, sp, 0);
        for (int i = 0; i < n; i++)
            *numbers_at(g, sp + 1, sp[0], i) = i;
    }
    for (int round = 0; round < rounds; round++) {
        warm(g, sp + words, 0);
        gort_set_gc_percent(g, sp + words, 100);
        cycle(g, sp + words);
        gort_set_gc_percent(g, sp + words, -1);
    }
    gort_stop(rt);
}

/* ---- What is weak ---------------------------------------------------------------------------- */

static gort_weak *read_at;
static atomic_bool ends;

/* Reads a handle again and again. */
static void *reads(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(rt);
    while (!atomic_load(&ends)) {
        const double began = us(CLOCK_THREAD_CPUTIME_ID);
        gort_weak_get(g, read_at);
        const double took = us(CLOCK_THREAD_CPUTIME_ID) - began;
        if (took > longest_read_us) longest_read_us = took;
        gort_safepoint(g, gort_top(g));
        for (volatile int i = 0; i < 200; i++)
            continue;
    }
    gort_detach(rt);
    return NULL;
}

static void cleaned(gort_g *g, void **sp, void *data)
{
    (void)g;
    (void)sp;
    (void)data;
}

static void weak(gort_g *g, void **sp, const char *what, int n, int rounds)
{
    pthread_t reader;
    gort_weak **handles = calloc((size_t)n, sizeof *handles);
    gort_ephemeron **pairs = calloc((size_t)n, sizeof *pairs);
    sp[0] = gort_new(g, sp, &type_node);
    read_at = gort_weak_new(g, sp[0]);
    pthread_create(&reader, NULL, reads, NULL);
    for (int round = 0; round < rounds; round++) {
        gort_set_gc_percent(g, sp + 1, -1);
        for (int i = 0; i < n; i++) {
            sp[1] = gort_new(g, sp + 1, &type_node);
            if (*what == 'w') handles[i] = gort_weak_new(g, sp[1]);
            if (*what == 'c') gort_cleanup_new(g, sp[1], cleaned, NULL);
            if (*what == 'e') pairs[i] = gort_ephemeron_new(g, sp[1], sp[1]);
        }
        longest_read_us = 0;
        gort_set_gc_percent(g, sp + 1, 200 + n / 1400);
        cycle(g, sp + 1);
        gort_gc(g, sp + 1);
        gort_gc(g, sp + 1);
        for (int i = 0; i < n; i++) {
            if (*what == 'w') gort_weak_free(g, handles[i]);
            if (*what == 'e') gort_ephemeron_free(g, pairs[i]);
        }
        while (gort_run_finalizers(g, sp + 1, 1000)) {
        }
    }
    atomic_store(&ends, true);
    gort_enter_blocking(g, sp + 1);
    pthread_join(reader, NULL);
    gort_exit_blocking(g);
    free(handles);
    free(pairs);
}

enum { PAIRS = 16384 };

/* sp[0] leads to the first key of each chain. */
static void make_chains(gort_g *g, void **sp, gort_ephemeron **pairs, int n)
{
    sp[0] = gort_new(g, sp, &type_node);
    for (int i = PAIRS; i-- > 0;) {
        if (i % n == n - 1) sp[1] = gort_new(g, sp + 1, &type_node);
        sp[2] = gort_new(g, sp + 2, &type_node);
        pairs[i] = gort_ephemeron_new(g, sp[2], sp[1]);
        sp[1] = sp[2];
        if (i % n) continue;
        node *head = gort_new(g, sp + 2, &type_node);
        gort_store(g, &head->left, sp[1]);
        gort_store(g, &head->right, ((node *)sp[0])->left);
        gort_store(g, &((node *)sp[0])->left, head);
    }
}

static void chains(gort_g *g, void **sp, int n, int rounds)
{
    static gort_ephemeron *pairs[PAIRS];
    for (int round = 0; round < rounds; round++) {
        gort_set_gc_percent(g, sp, -1);
        make_chains(g, sp, pairs, n);
        gort_set_gc_percent(g, sp + 1, 200);
        cycle(g, sp + 1);
        gort_set_gc_percent(g, sp + 1, -1);
        gort_gc(g, sp + 1);
        for (int i = 0; i < PAIRS; i++) {
            if (!gort_ephemeron_value(g, pairs[i])) exit(4);
            gort_ephemeron_free(g, pairs[i]);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    gort_config config;
    gort_config_init(&config);
    config.finalizers_by_call = true;
    rt = gort_runtime_new(&config);
    gort_g *g = gort_attach(rt);
    void **sp = gort_top(g);
    if (!gort_on_events(rt, GORT_ON(GORT_ON_CYCLE), hear, NULL)) return 3;
    const int n = atoi(argv[2]), rounds = atoi(argv[3]);
    if (strcmp(argv[1], "sleepers") == 0)
        sleepers(g, sp, n, rounds);
    else if (strcmp(argv[1], "chains") == 0)
        chains(g, sp, n, rounds);
    else if (strchr("hdgm", *argv[1]))
        beside(g, sp, argv[1], n, rounds);
    else
        weak(g, sp, argv[1], n, rounds);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
