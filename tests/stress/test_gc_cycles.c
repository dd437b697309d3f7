/* test_gc_cycles.c - thousands of cycles under gccheckmark, marked by the collector's threads and
 * by allocations while the program changes what they mark: tables that are shuffled, lists, maps
 * that grow, channels, goroutines that are born and end, threads that attach and detach.
 *
 * A cycle counts if a barrier made an object of it grey: else the program changed nothing that the
 * collector had not seen. The program goes on until CYCLES have been counted, however long a busy
 * machine takes for it, and says how many barriers shaded, allocations helped, and markers gave
 * work to each other. Each node leads to itself, so that what was freed too early shows. Runs under
 * TSan too (suite `threads`). Takes GORT_TEST_SEED, and GORT_TEST_CYCLES for another count.
 */
#include "../../map/map.h"
#include "../../runtime/base/event.h"
#include "../unit/chan_support.h"

/* With the small table and with the large one: half of all at least, of each build, so that half of
 * what tools/test adds up is. */
#if defined __SANITIZE_THREAD__
enum { SMALL_CYCLES = 50, LARGE_CYCLES = 50 };
#elif defined __SANITIZE_ADDRESS__
enum { SMALL_CYCLES = 150, LARGE_CYCLES = 150 };
#else
enum { SMALL_CYCLES = 5000, LARGE_CYCLES = 5000 };
#endif
_Static_assert(LARGE_CYCLES >= SMALL_CYCLES, "half of the cycles have a large heap");

enum {
    SMALL = 4000, /* nodes of the table */
    /* Hardly more than the MiB with the table: what a cycle takes grows with it. */
    LARGE = sizeof(void *) == 8 ? 33000 : 56000,
    LIVE_BYTES = 1 << 20,
    PARTS = 4,        /* of the table; each has one who changes it */
    LIST = 100,       /* nodes of a list at most */
    KEYS = 300,       /* of a map, then comes another */
    BORN_AT_ONCE = 8, /* goroutines */
    VISIT = 200,      /* changes between attaching and detaching */
};

static gort_map_types types; /* map[int64]*node */
static gc_node **table;
static intptr_t table_nodes, wanted;
static intptr_t cycles, plain_cycles, large_cycles, shades, assists, shares, visits, born, maps;
static intptr_t filled; /* the table; a cycle that ends before is not counted */

/* ---- Counting ---------------------------------------------------------------------------------
 */

static void note_cycle(void *user, gort_runtime *rt, const gort__event *e)
{
    const gort__cycle_figures *f = e->cycle;
    (void)user;
    (void)rt;
    if (C.trace_bytes) sched_add(&stop, 1); /* gccheckmark has something to say */
    if (!sched_read(&filled)) return;
    sched_add(&assists, (intptr_t)f->assists);
    sched_add(&shares, (intptr_t)f->shares);
    if (f->barrier_shades == 0) {
        sched_add(&plain_cycles, 1);
        return;
    }
    sched_add(&shades, (intptr_t)f->barrier_shades);
    if (sched_read(&cycles) >= wanted) return; /* ended before everybody saw that it is over */
    if (f->heap2 > LIVE_BYTES) sched_add(&large_cycles, 1);
    if (sched_add(&cycles, 1) >= wanted) sched_add(&stop, 1);
}

static bool over(void)
{
    return sched_read(&stop) != 0;
}

/* ---- Objects ----------------------------------------------------------------------------------
 */

static uint64_t next_rand(uint64_t *s)
{
    uint64_t z = *s += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    return z ^ (z >> 31);
}

static gc_node *new_node(gort_g *g, void **sp)
{
    gc_node *n = gort_new(g, sp, &gc_type_node);
    gort_store(g, &n->left, n);
    return n;
}

static void check_node(const gc_node *n)
{
    if (n->left != n) ck_abort_msg("node %p says it is %p", (const void *)n, (const void *)n->left);
}

/* One change of a part of the table: a new node, or two change places. */
static void change_table(gort_g *g, void **sp, int part, uint64_t r)
{
    const intptr_t n = table_nodes / PARTS;
    gc_node **own = table + part * n, **a = &own[r % (uint64_t)n];
    gc_node **b = &own[(r >> 24) % (uint64_t)n];
    check_node(*a);
    if (r >> 63) {
        gort_store(g, a, new_node(g, sp));
        return;
    }
    gc_node *x = *a;
    sp[0] = x;
    gort_store(g, a, *b);
    gort_store(g, b, x);
}

/* A list whose nodes lead to the next by `right`. */
static void make_list(gort_g *g, void **sp, uint64_t r)
{
    sp[0] = NULL;
    for (uint64_t i = r % LIST; i > 0; i--) {
        gc_node *n = new_node(g, sp + 1);
        gort_store(g, &n->right, sp[0]);
        sp[0] = n;
    }
}

static void check_list(const gc_node *n)
{
    for (; n; n = n->right)
        check_node(n);
}

/* ---- Goroutines -------------------------------------------------------------------------------
 */

static void shuffles(gort_g *g, void **sp, sched_closure *c)
{
    uint64_t seed = C.rng + (uint64_t)c->n;
    while (!over()) {
        for (int i = 0; i < 50; i++)
            change_table(g, sp, (int)c->n, next_rand(&seed));
        gort__yield(g, sp);
    }
    sched_add(&ran, 1);
}

static void grows_maps(gort_g *g, void **sp, sched_closure *c)
{
    uint64_t seed = C.rng * 31;
    (void)c;
    while (!over()) {
        gort_hmap *h = gort_makemap(g, sp, &types.map, 0, NULL);
        sp[0] = h;
        for (int i = 0; i < KEYS && !over(); i++) {
            int64_t key = (int64_t)(next_rand(&seed) % (2 * KEYS));
            gc_node *n = new_node(g, sp + 1);
            sp[1] = n;
            gort_store(g, (gc_node **)gort_mapassign(g, sp + 2, &types.map, h, &key), n);
            key = (int64_t)(next_rand(&seed) % (2 * KEYS));
            gc_node *const *e = gort_mapaccess2(g, sp + 2, &types.map, h, &key);
            if (e) check_node(*e);
            if (i % 4 == 0) gort_mapdelete(g, sp + 2, &types.map, h, &key);
            gort_poll(g, sp + 2);
        }
        sched_add(&maps, 1);
    }
    sched_add(&ran, 1);
}

/* Lists go round a ring of two channels, one with a buffer; whoever has one makes it anew now and
 * then. */
static void passes(gort_g *g, void **sp, chan_closure *k)
{
    gc_node *list;
    while (gort_chanrecv2(g, sp, k->c[0], &list)) {
        sp[0] = list;
        check_list(list);
        if (over()) { /* the other one waits for the list */
            gort_closechan(g, sp, k->c[1]);
            break;
        }
        if (k->n) make_list(g, sp, (uint64_t)sched_read(&visits) + 10);
        gort_poll(g, sp + 1);
        list = sp[0];
        gort_chansend1(g, sp, k->c[1], &list);
    }
    sched_add(&ran, 1);
}

/* Has what it was started with, and a frame of its own for a moment. */
static intptr_t alive;

static void lives_shortly(gort_g *g, void **sp, sched_closure *c)
{
    sp[0] = c->object;
    make_list(g, sp + 1, 20);
    gort__yield(g, sp + 2);
    check_node(sp[0]);
    check_list(sp[1]);
    sched_add(&alive, -1);
}

static const uint8_t closure_mask[] = {4};
static const gort_type type_closure = {.size_bytes = sizeof(sched_closure),
                                       .ptrdata_bytes = sizeof(sched_closure),
                                       .ptrmask = closure_mask,
                                       .ptrmask_bytes = 3 * sizeof(void *),
                                       .kind = GORT_KIND_STRUCT,
                                       .align = sizeof(void *),
                                       .name = "main.closure"};

static void starts(gort_g *g, void **sp, sched_closure *unused)
{
    (void)unused;
    while (!over()) {
        if (sched_read(&alive) < BORN_AT_ONCE) {
            sched_closure *c = gort_new(g, sp, &type_closure);
            sp[0] = c;
            c->head.fn = (void (*)(void))lives_shortly;
            gort_store(g, &c->object, new_node(g, sp + 1));
            sched_add(&alive, 1);
            sched_add(&born, 1);
            gort_go(g, sp + 1, &c->head);
            sp[0] = NULL;
        }
        gort__yield(g, sp);
    }
    sched_until(g, sp, &alive, 0);
    sched_add(&ran, 1);
}

/* ---- A thread of the embedder's -------------------------------------------------------------- */

static void *comes_and_goes(void *unused)
{
    uint64_t seed = C.rng * 77;
    (void)unused;
    while (!over()) {
        gort_g *g = gort_attach(C.rt);
        void **sp = gort_top(g);
        make_list(g, sp, next_rand(&seed));
        for (int i = 0; i < VISIT; i++)
            change_table(g, sp + 1, PARTS - 1, next_rand(&seed));
        gort_poll(g, sp + 1);
        check_list(sp[0]);
        gort_detach(C.rt);
        sched_add(&visits, 1);
    }
    return NULL;
}

/* ---- The program ------------------------------------------------------------------------------
 */

static void fill_table(gort_g *g, void **sp)
{
    table = gort_alloc_slow(g, sp, &gc_type_ptr, (uintptr_t)table_nodes);
    sp[0] = table;
    for (intptr_t i = 0; i < table_nodes; i++)
        gort_store(g, &table[i], new_node(g, sp + 1));
}

static void main_changes(gort_g *g, void **sp)
{
    static sched_closure others[4];
    static chan_closure ring[2];
    fill_table(g, sp++);
    sched_add(&filled, 1);
    for (int i = 0; i < 2; i++) {
        gort_hchan *c = gort_makechan(g, sp, &gc_type_ptr, i);
        *sp++ = c;
        ring[i].c[0] = ring[1 - i].c[1] = c;
        ring[i].n = i;
    }
    others[0] = sched_closure_of(shuffles, 1);
    others[1] = sched_closure_of(shuffles, 2);
    others[2] = sched_closure_of(grows_maps, 0);
    others[3] = sched_closure_of(starts, 0);
    for (int i = 0; i < 4; i++)
        gort_go(g, sp, &others[i].head);
    for (int i = 0; i < 2; i++)
        chan_go(g, sp, &ring[i], passes);
    make_list(g, sp, LIST / 2);
    gc_node *list = sp[0];
    gort_chansend1(g, sp + 1, ring[1].c[0], &list);

    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, comes_and_goes, NULL), 0);
    uint64_t seed = C.rng * 5;
    while (!over()) {
        for (int i = 0; i < 50; i++)
            change_table(g, sp, 0, next_rand(&seed));
        gort__yield(g, sp);
    }
    gort_enter_blocking(g, sp);
    pthread_join(t, NULL);
    gort_exit_blocking(g);
    sched_until(g, sp, &ran, 6);
    for (intptr_t i = 0; i < table_nodes; i++)
        check_node(table[i]);
}

static void run(const char *debug)
{
    fixture_gogc = "3";
    sched_open("2", debug);
    gort_map_types_init(&types, "map[int64]*main.node", &gort_type_int64, &gc_type_ptr);
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_CYCLE), note_cycle, NULL));
    ck_assert_int_eq(sched_main(main_changes), 0);
}

START_TEST(cycles_beside_a_changing_program_lose_nothing)
{
    const char *more = getenv("GORT_TEST_CYCLES");
    wanted = more ? atoi(more) : _i ? LARGE_CYCLES : SMALL_CYCLES;
    table_nodes = _i ? LARGE : SMALL;
    run("gcthreads=2,gccheckmark=1,clobberfree=1");
    /* The collector's thread may end more cycles meanwhile: each is checked first, told of then,
     * and counted last in `cycles`, which is read first here. */
    const intptr_t counted = sched_read(&cycles), told = counted + sched_read(&plain_cycles);
    const intptr_t large = sched_read(&large_cycles), shaded = sched_read(&shades);
    const intptr_t helped = sched_read(&assists), shared = sched_read(&shares);
    const gort_stress_counts s = gort_read_stress_counts(C.rt);
    printf("# %ld checked concurrent cycles (%ld of them over 1 MiB) and %ld without a shade: %ld "
           "shades, %ld assists, %ld times work given; %ld maps, %ld goroutines, %ld visits\n",
           (long)counted, (long)large, (long)(told - counted), (long)shaded, (long)helped,
           (long)shared, (long)maps, (long)born, (long)visits);
    ck_assert_int_ge(counted, wanted);
    ck_assert_uint_ge(s.cycles_checked, (uint64_t)told);
    ck_assert_uint_ge(s.cycles_handshaken, (uint64_t)told); /* none of them ended in a stop */
    ck_assert_int_ge(large, _i ? counted : 0);
    ck_assert_int_ge(shaded, counted);
    ck_assert_int_gt(helped, 0);
    ck_assert_int_gt(shared, 0);
    ck_assert_int_gt(maps, 0);
    ck_assert_int_gt(born, 0);
    ck_assert_int_gt(visits, 0);
    sched_close();
}
END_TEST

/* The same program without a half of the barrier: it would be reported. */
START_TEST(a_loss_is_reported)
{
    wanted = INTPTR_MAX;
    table_nodes = LARGE;
    run("gcthreads=2,gccheckmark=2,gcmutant=deletion");
    ck_assert_ptr_nonnull(strstr(C.trace, "checkmark found unmarked object 0x"));
    ck_assert_ptr_nonnull(strstr(C.trace, "reachable as\n\tobject 0x"));
    ck_assert_ptr_nonnull(strstr(C.trace, ", gcmutant=deletion"));
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("gc_cycles");
    TCase *tc = tcase_create("gc_cycles");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, cycles_beside_a_changing_program_lose_nothing, 0, 2);
    tcase_add_test(tc, a_loss_is_reported);
    suite_add_tcase(s, tc);
    return s;
}
