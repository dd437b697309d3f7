/* test_mark.c - what marking keeps and what it lets go: graphs of every shape, every kind of root,
 * interior pointers, pieces of large objects, objects born while marking, the order of a hook's
 * parts, pointers to nowhere. */
#include "gc_support.h"
#include <pthread.h>

/* ---- Graphs ------------------------------------------------------------------------------- */

#define GRAPH_NODES 3000

static void graph_reach(gc_node **node, bool *reached, unsigned from)
{
    static unsigned todo[GRAPH_NODES];
    unsigned n = 0;
    if (reached[from]) return;
    reached[from] = true;
    todo[n++] = from;
    while (n) {
        gc_node *p = node[todo[--n]];
        gc_node *next[2] = {p->left, p->right};
        for (int k = 0; k < 2; k++) {
            if (!next[k] || reached[next[k]->value]) continue;
            reached[next[k]->value] = true;
            todo[n++] = (unsigned)next[k]->value;
        }
    }
}

/* Random graphs, cycles and all: exactly what a plain search reaches survives. _i picks a mode. */
static const char *const modes[] = {"",
                                    "gccheckmark=1",
                                    "gcstoptheworld=1,gccheckmark=1",
                                    "gcstoptheworld=2",
                                    "gcseed=11,gccheckmark=1",
                                    "gcstress=500,clobberfree=1"};

START_TEST(random_graphs_keep_what_is_reachable)
{
    static gc_node *node[GRAPH_NODES];
    static bool reached[GRAPH_NODES];
    gc_test_open(modes[_i]);
    void **const bottom = C.sp;
    for (int round = 0; round < 5; round++) {
        memset(reached, 0, sizeof reached);
        /* While it grows, the graph hangs on an array. */
        C.sp = bottom;
        gc_node **all = gort_alloc_slow(C.g, C.sp, &gc_type_ptr, GRAPH_NODES);
        fixture_root(all);
        for (unsigned i = 0; i < GRAPH_NODES; i++) {
            node[i] = gc_test_node();
            node[i]->value = (intptr_t)i;
            gort_store(C.g, &all[i], node[i]);
        }
        for (unsigned i = 0; i < GRAPH_NODES; i++) {
            gort_store(C.g, &node[i]->left, node[fixture_rand() % GRAPH_NODES]);
            if (fixture_rand() % 4 == 0)
                gort_store(C.g, &node[i]->right, node[fixture_rand() % GRAPH_NODES]);
        }
        C.sp = bottom;
        for (int k = 0; k < 1 + round; k++) {
            const unsigned r = (unsigned)(fixture_rand() % GRAPH_NODES);
            fixture_root(node[r]);
            graph_reach(node, reached, r);
        }
        gc_test_collect();
        unsigned kept = 0;
        for (unsigned i = 0; i < GRAPH_NODES; i++) {
            ck_assert_msg(gc_test_alive(node[i]) == reached[i], "node %u, round %d", i, round);
            kept += reached[i];
        }
        ck_assert_uint_gt(kept, 0);
        ck_assert_uint_lt(kept, GRAPH_NODES);
    }
    C.sp = bottom;
    gc_test_collect();
    fixture_close();
}
END_TEST

START_TEST(an_unreachable_ring_goes)
{
    gc_test_open("");
    gc_node *a = fixture_root(gc_test_node());
    gc_node *b = gc_test_node();
    gort_store(C.g, &a->left, b);
    gort_store(C.g, &b->left, a);
    gc_test_collect();
    ck_assert(gc_test_alive(a) && gc_test_alive(b));
    C.sp--;
    gc_test_collect();
    ck_assert(!gc_test_alive(a) && !gc_test_alive(b));
    fixture_close();
}
END_TEST

/* No C recursion: this runs on a stack of 128 KiB. */
static void *long_list(void *arg)
{
    enum { N = 1000000 };
    (void)arg;
    gc_test_open("");
    gc_node *head = NULL;
    *C.sp++ = NULL;
    for (int i = 0; i < N; i++) {
        gc_node *n = gc_test_node();
        gort_store(C.g, &n->left, head);
        head = n;
        C.sp[-1] = head;
    }
    gc_test_collect();
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, N);
    int n = 0;
    for (gc_node *p = head; p; p = p->left)
        n++;
    ck_assert_int_eq(n, N);
    C.sp[-1] = NULL;
    gc_test_collect();
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, 0);
    C.sp--;
    fixture_close();
    return NULL;
}

START_TEST(a_list_of_a_million_needs_no_stack)
{
    pthread_t t;
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, (size_t)_i << 10);
    ck_assert_int_eq(pthread_create(&t, &a, long_list, NULL), 0);
    pthread_join(t, NULL);
}
END_TEST

START_TEST(a_wide_array_is_scanned_whole)
{
    enum { N = 300000 };
    gc_test_open(modes[_i]);
    void **array = gort_alloc_slow(C.g, C.sp, &gc_type_ptr, N);
    fixture_root(array);
    static void *kept[N];
    for (int i = 0; i < N; i++) {
        kept[i] = gc_test_node();
        gort_store(C.g, &array[i], kept[i]);
        if (i % 3 == 0) gort_store(C.g, &array[i], NULL);
    }
    gc_test_collect();
    for (int i = 0; i < N; i++)
        ck_assert_msg(gc_test_alive(kept[i]) == (i % 3 != 0), "element %d", i);
    fixture_close();
}
END_TEST

/* An element of five words with pointers in two of them does not divide a piece. */
START_TEST(pieces_may_cut_an_element)
{
    enum { N = 60000 };
    static const uint8_t mask[] = {1 | 8};
    static const gort_type type = {.size_bytes = 5 * sizeof(void *),
                                   .ptrdata_bytes = 4 * sizeof(void *),
                                   .ptrmask = mask,
                                   .ptrmask_bytes = 5 * sizeof(void *),
                                   .kind = GORT_KIND_STRUCT,
                                   .align = sizeof(void *),
                                   .name = "main.five"};
    gc_test_open("gccheckmark=1");
    void **array = gort_alloc_slow(C.g, C.sp, &type, N);
    fixture_root(array);
    static void *first[N], *fourth[N], *fifth[N];
    for (int i = 0; i < N; i++) {
        gort_store(C.g, &array[5 * i], first[i] = gc_test_node());
        gort_store(C.g, &array[5 * i + 3], fourth[i] = gc_test_node());
        /* No pointer words, whatever they look like. */
        fifth[i] = gc_test_node();
        ((uintptr_t *)array)[5 * i + 4] = (uintptr_t)fifth[i];
    }
    gc_test_collect();
    for (int i = 0; i < N; i++) {
        ck_assert_msg(gc_test_alive(first[i]), "first of %d", i);
        ck_assert_msg(gc_test_alive(fourth[i]), "fourth of %d", i);
        ck_assert_msg(!gc_test_alive(fifth[i]), "fifth of %d", i);
    }
    fixture_close();
}
END_TEST

/* Masks of 1 to 80 words, over elements of as many words or of several masks, behind which may be
 * words that are none: what each word leads to is alive if the mask says so. */
START_TEST(masks_are_read_word_by_word)
{
    enum { MOST = 240, ROUNDS = 60, ELEMENTS = 3 };
    static void *leads[ELEMENTS * MOST];
    gc_test_open("gccheckmark=1");
    for (int round = 0; round < ROUNDS; round++) {
        const uintptr_t mask_words = 1 + fixture_rand() % 80;
        const uintptr_t words = mask_words * (1 + fixture_rand() % (MOST / mask_words));
        const uintptr_t behind = fixture_rand() % 3; /* of each element, without pointers */
        uint8_t mask[10] = {0};
        for (uintptr_t k = 0; k < mask_words; k++)
            if (k == mask_words - 1 || fixture_rand() % 3) mask[k / 8] |= (uint8_t)(1 << k % 8);
        const gort_type type = {.size_bytes = (words + behind) * sizeof(void *),
                                .ptrdata_bytes = words * sizeof(void *),
                                .ptrmask = mask,
                                .ptrmask_bytes = mask_words * sizeof(void *),
                                .kind = GORT_KIND_STRUCT,
                                .align = sizeof(void *),
                                .name = "main.masked"};
        const uintptr_t n = 1 + fixture_rand() % ELEMENTS, size = words + behind;
        void **object = fixture_root(gort_alloc_slow(C.g, C.sp, &type, n));
        for (uintptr_t w = 0; w < n * size; w++) {
            leads[w] = gc_test_node();
            if (w % size < words &&
                mask[w % size % mask_words / 8] >> w % size % mask_words % 8 & 1)
                gort_store(C.g, &object[w], leads[w]);
            else
                ((uintptr_t *)object)[w] = (uintptr_t)leads[w];
        }
        gc_test_collect();
        for (uintptr_t w = 0; w < n * size; w++) {
            const uintptr_t k = w % size % mask_words;
            const bool holds = w % size < words && (mask[k / 8] >> k % 8 & 1);
            ck_assert_msg(gc_test_alive(leads[w]) == holds,
                          "round %d: word %zu of %zu by a mask of %zu", round, (size_t)w,
                          (size_t)size, (size_t)mask_words);
        }
        *--C.sp = NULL; /* the types are gone with the round */
        gc_test_collect();
    }
    fixture_close();
}
END_TEST

static gc_node *tree(int depth)
{
    gc_node *n = fixture_root(gc_test_node());
    if (depth > 0) {
        gort_store(C.g, &n->left, tree(depth - 1));
        gort_store(C.g, &n->right, tree(depth - 1));
    }
    C.sp--;
    return n;
}

static intptr_t tree_count(const gc_node *n)
{
    return n ? 1 + tree_count(n->left) + tree_count(n->right) : 0;
}

START_TEST(trees_survive_cycles_that_run_while_they_grow)
{
    fixture_gogc = "50";
    gc_test_open("gccheckmark=1");
    gc_node *keep = fixture_root(tree(15));
    for (int i = 0; i < 30; i++)
        ck_assert_int_eq(tree_count(tree(13)), (2 << 13) - 1);
    ck_assert_int_eq(tree_count(keep), (2 << 15) - 1);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_gt(ms.NumGC, 3);
    ck_assert_uint_eq(ms.NumForcedGC, 0);
    C.sp--;
    fixture_close();
}
END_TEST

/* ---- Roots -------------------------------------------------------------------------------- */

START_TEST(interior_pointers_keep_an_object)
{
    gc_test_open("");
    void **const bottom = C.sp;
    static const uintptr_t sizes[] = {8, 24, 48, 1000, 32768, 32769, 300000};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        const uintptr_t offs[] = {0, 1, sizes[k] / 2, sizes[k] - 1};
        for (int o = 0; o < 4; o++) {
            C.sp = bottom;
            char *p = gort_alloc_slow(C.g, C.sp, &gc_type_bytes, sizes[k]);
            char *other = gort_alloc_slow(C.g, C.sp, &gc_type_bytes, sizes[k]);
            fixture_root(p + offs[o]);
            gc_test_collect();
            ck_assert_msg(gc_test_alive(p), "size %zu, offset %zu", sizes[k], offs[o]);
            ck_assert(!gc_test_alive(other));
        }
    }
    C.sp = bottom;
    fixture_close();
}
END_TEST

START_TEST(objects_without_pointers_hold_nothing)
{
    gc_test_open("");
    void **p = gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 64);
    fixture_root(p);
    p[0] = gc_test_node();
    gc_test_collect();
    ck_assert(gc_test_alive(p));
    ck_assert(!gc_test_alive(p[0]));
    fixture_close();
}
END_TEST

static gc_node *global_node;
static void *global_array[40000];

START_TEST(globals_are_roots)
{
    static const uint8_t mask[] = {1};
    static const gort_type array_type = {.size_bytes = sizeof global_array,
                                         .ptrdata_bytes = sizeof global_array,
                                         .ptrmask = mask,
                                         .ptrmask_bytes = sizeof(void *),
                                         .kind = GORT_KIND_ARRAY,
                                         .align = sizeof(void *),
                                         .name = "[40000]*main.node"};
    static const gort_global globals[] = {{&global_node, &gc_type_ptr},
                                          {global_array, &array_type}};
    static const gort_module mod = {
        .name = "main", .globals = globals, .nglobals = 2, .globals_bytes = sizeof global_array};
    gc_test_open(modes[_i]);
    gort_register_module(C.rt, &mod);
    gort_store_global(C.g, &global_node, gc_test_node());
    for (int i = 0; i < 40000; i += 7)
        gort_store_global(C.g, &global_array[i], gc_test_node());
    gc_node *first = global_node;
    gc_test_collect();
    ck_assert(gc_test_alive(first));
    for (int i = 0; i < 40000; i += 7)
        ck_assert(gc_test_alive(global_array[i]));
    void *last = global_array[39998 / 7 * 7];
    gort_store_global(C.g, &global_node, NULL);
    gort_store_global(C.g, &global_array[39998 / 7 * 7], NULL);
    gc_test_collect();
    ck_assert(!gc_test_alive(first));
    ck_assert(!gc_test_alive(last));
    ck_assert(gc_test_alive(global_array[0]));
    fixture_close();
}
END_TEST

/* Small globals are marked in runs, which begin and end anywhere among them and the large ones; and
 * each module's list of jobs has those of the modules before it. */
START_TEST(globals_of_all_sizes_are_marked_to_the_last)
{
    enum { N = 300 };
    static void *words[2][N];
    static gort_global globals[2][N + 1];
    static gort_module mods[2];
    gc_test_open(modes[_i]);
    for (int m = 0; m < 2; m++) {
        mods[m] = (gort_module){.name = "main", .globals = globals[m], .nglobals = N};
        for (int i = 0; i < N; i++) {
            globals[m][i] = (gort_global){&words[m][i], &gc_type_ptr};
            words[m][i] = NULL;
        }
        gort_register_module(C.rt, &mods[m]);
        for (int i = 0; i < N; i++)
            gort_store_global(C.g, &words[m][i], gc_test_node());
    }
    gc_test_collect();
    for (int i = 0; i < 2 * N; i++)
        ck_assert(gc_test_alive(words[i / N][i % N]));
    fixture_close();
}
END_TEST

/* Grey objects are on their way through a worker when it is settled: all of them go to the pool. */
START_TEST(a_worker_that_is_settled_loses_nothing)
{
    gc_test_open("gccheckmark=2");
    for (int i = 0; i < 100; i++) {
        gc_node *n = fixture_root(gc_test_node());
        gort_store(C.g, &n->left, gc_test_node());
    }
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    gort_tracer *tr = gort__stw_tracer(C.rt->gc);
    gort__mark_drain(tr, 1);
    ck_assert(gort__tracer_has_grey(tr));
    gort__workers_settle(C.rt->gc);
    ck_assert(!gort__tracer_has_grey(tr));
    ck_assert(gort__workers_have_grey(C.rt->gc));
    gc_test_finish();
    gc_test_lost_nothing();
    fixture_close();
}
END_TEST

START_TEST(pairs_root_cells_of_a_frame)
{
    gc_test_open(modes[_i]);
    gc_node cell = {NULL, NULL, 0};
    *C.sp++ = GORT_TYPE_WORD(&gc_type_node);
    *C.sp++ = &cell;
    gort_store(C.g, &cell.left, gc_test_node());
    gort_store(C.g, &cell.right, gc_test_node());
    gc_node *other = gc_test_node();
    cell.value = (intptr_t)other;    /* no pointer field */
    *C.sp++ = (void *)&gc_type_node; /* outside the heap, as a call-site word is */
    gc_test_collect();
    ck_assert(gc_test_alive(cell.left));
    ck_assert(gc_test_alive(cell.right));
    ck_assert(!gc_test_alive(other));
    C.sp -= 3;
    gc_test_collect();
    ck_assert(!gc_test_alive(cell.left));
    fixture_close();
}
END_TEST

static void roots_of(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    void **p = user;
    shade(ctx, p[0]);
    shade(ctx, NULL);
    shade(ctx, p);
}

START_TEST(callbacks_are_roots)
{
    gc_test_open("gccheckmark=1");
    void *of_thread[1], *of_runtime[1];
    gort_set_thread_roots(C.g, roots_of, of_thread);
    gort_set_runtime_roots(C.rt, roots_of, of_runtime);
    of_thread[0] = of_runtime[0] = NULL;
    of_thread[0] = gc_test_node();
    of_runtime[0] = gc_test_node();
    gc_node *below = gc_test_node();
    gort_store(C.g, &((gc_node *)of_runtime[0])->left, below);
    gc_test_collect();
    ck_assert(gc_test_alive(of_thread[0]));
    ck_assert(gc_test_alive(of_runtime[0]));
    ck_assert(gc_test_alive(below));
    gort_set_thread_roots(C.g, NULL, NULL);
    gc_test_collect();
    ck_assert(!gc_test_alive(of_thread[0]));
    ck_assert(gc_test_alive(below));
    fixture_close();
}
END_TEST

static pthread_barrier_t blocked;

static void *blocked_thread(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    gc_node **out = arg;
    sp[0] = *out = gort_new(g, sp, &gc_type_node);
    gort_enter_blocking(g, sp + 1);
    pthread_barrier_wait(&blocked);
    pthread_barrier_wait(&blocked);
    gort_exit_blocking(g);
    ck_assert_int_eq((*out)->value, 0);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_blocked_threads_stack_is_scanned)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    pthread_t t;
    gc_node *n = NULL;
    pthread_barrier_init(&blocked, NULL, 2);
    ck_assert_int_eq(pthread_create(&t, NULL, blocked_thread, &n), 0);
    pthread_barrier_wait(&blocked);
    for (int i = 0; i < 3; i++)
        gc_test_collect();
    ck_assert(gc_test_alive(n));
    pthread_barrier_wait(&blocked);
    pthread_join(t, NULL);
    gc_test_collect();
    ck_assert(!gc_test_alive(n));
    fixture_close();
}
END_TEST

/* ---- Colours ------------------------------------------------------------------------------ */

START_TEST(objects_born_while_marking_are_black)
{
    gc_test_open("");
    fixture_root(tree(14)); /* more than the allocations' own steps scan */
    gc_test_start();
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    gc_node *n = gc_test_node();
    void *large = gort_alloc_slow(C.g, C.sp, &gc_type_ptr, 100000);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    ck_assert(gort__gc_is_marked(C.rt, n));
    ck_assert(gort__gc_is_marked(C.rt, large));
    gc_test_finish();
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_OFF);
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(n)); /* this cycle keeps them, the next does not */
    ck_assert(gc_test_alive(large));
    gc_test_collect();
    ck_assert(!gc_test_alive(n));
    ck_assert(!gc_test_alive(large));
    fixture_close();
}
END_TEST

START_TEST(steps_are_bounded)
{
    gc_test_open("");
    fixture_root(tree(14));
    gc_test_start();
    unsigned steps = 0;
    for (;;) {
        const uint64_t before = gort__assist_work_done(C.rt->gc);
        if (!gc_test_step(1000)) break;
        const uint64_t done = gort__assist_work_done(C.rt->gc) - before;
        steps++;
        ck_assert_uint_le(done, 1000 + sizeof(gc_node));
    }
    ck_assert_uint_gt(steps, (2u << 14) * sizeof(gc_node) / 1024 - 1);
    gc_test_finish();
    fixture_close();
}
END_TEST

/* ---- Trace hooks -------------------------------------------------------------------------- */

/* A header with three parts that its hook names; each leads to a chain of nodes. */
typedef struct hooked {
    gc_node *part[3];
} hooked;

static void hooked_trace(gort_tracer *tr, const gort_type *t, void *obj)
{
    hooked *h = obj;
    gort__trace_header(tr, h, t->size_bytes);
    for (int i = 0; i < 3; i++)
        gort__trace_part(tr, (gort__map_part)(GORT_PART_BUCKETS + i),
                         gort__heap_load((void *const *)&h->part[i]), 1, sizeof(gc_node));
}

static const uint8_t hooked_mask[] = {7};
static const gort_type hooked_type = {.size_bytes = sizeof(hooked),
                                      .ptrdata_bytes = sizeof(hooked),
                                      .ptrmask = hooked_mask,
                                      .ptrmask_bytes = sizeof(hooked),
                                      .kind = GORT_KIND_STRUCT,
                                      .align = sizeof(void *),
                                      .name = "main.hooked",
                                      .trace = hooked_trace};

static struct {
    gort__map_part part;
    const void *header, *block;
} told[64];
static unsigned ntold;

static void listen(void *user, gort_runtime *rt, const gort__event *e)
{
    (void)rt;
    ck_assert_ptr_eq(user, told);
    ck_assert_uint_eq(e->map_mark.bytes, e->map_mark.part ? sizeof(gc_node) : sizeof(hooked));
    if (ntold < 64) {
        told[ntold].part = e->map_mark.part;
        told[ntold].header = e->map_mark.header;
        told[ntold].block = e->map_mark.block;
    }
    ntold++;
}

static gc_node *chain(int n)
{
    gc_node *head = NULL;
    *C.sp++ = NULL;
    for (; n > 0; n--) {
        gc_node *p = gc_test_node();
        gort_store(C.g, &p->left, head);
        C.sp[-1] = head = p;
    }
    C.sp--;
    return head;
}

START_TEST(parts_are_told_in_the_hooks_order)
{
    gc_test_open(modes[_i]);
    hooked *h = fixture_root(gort_new(C.g, C.sp, &hooked_type));
    for (int i = 0; i < 3; i++)
        gort_store(C.g, &h->part[i], chain(3));
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_MAP_MARK), listen, told));
    ntold = 0;
    gc_test_collect();
    ck_assert_uint_eq(ntold, 4);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(told[i].part, i);
        ck_assert_ptr_eq(told[i].header, h);
        ck_assert_ptr_eq(told[i].block, i ? (void *)h->part[i - 1] : (void *)h);
    }
    gort__unlisten(C.rt, listen, told);
    fixture_close();
}
END_TEST

/* In the ordered modes each part is scanned with all that it leads to before the next one is: a
 * hook at the end of each chain says when it was reached. */
START_TEST(parts_are_scanned_to_completion_in_order)
{
    gc_test_open(_i ? "gcseed=5" : "gcstoptheworld=1");
    hooked *h = fixture_root(gort_new(C.g, C.sp, &hooked_type));
    hooked *last[3];
    for (int i = 0; i < 3; i++) {
        gc_node *head = chain(700); /* more than a work buffer */
        gort_store(C.g, &h->part[i], head);
        for (; head->left; head = head->left) {
            gc_node *side = gc_test_node();
            gort_store(C.g, &head->right, side);
        }
        last[i] = gort_new(C.g, C.sp, &hooked_type);
        gort_store(C.g, &head->left, last[i]);
    }
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_MAP_MARK), listen, told));
    gc_test_collect(); /* ends a cycle that the seed may have begun */
    ntold = 0;
    gc_test_collect();
    ck_assert_uint_eq(ntold, 7);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(told[4 + i].part, GORT_PART_HEADER);
        ck_assert_ptr_eq(told[4 + i].header, last[i]);
    }
    gort__unlisten(C.rt, listen, told);
    fixture_close();
}
END_TEST

/* ---- Bad pointers ------------------------------------------------------------------------- */

START_TEST(a_pointer_to_nowhere_is_fatal)
{
    gc_test_open("");
    gc_node *n = fixture_root(gc_test_node());
    n->right = (gc_node *)(C.rt->heap->end - 4096);
    C.expected = true;
    if (!setjmp(C.failed)) {
        gc_test_collect();
        ck_abort_msg("the bad pointer went unnoticed");
    }
    ck_assert_ptr_nonnull(strstr(C.text, "found bad pointer in Go heap"));
    char where[64];
    snprintf(where, sizeof where, "object %p of type main.node at offset %zu", (void *)n,
             offsetof(gc_node, right));
    ck_assert_msg(strstr(C.trace, where) != NULL, "%s", C.trace);
}
END_TEST

START_TEST(invalidptr_0_lets_it_pass)
{
    gc_test_open("invalidptr=0");
    gc_node *n = fixture_root(gc_test_node());
    n->right = (gc_node *)(C.rt->heap->end - 4096);
    gc_test_collect();
    ck_assert(gc_test_alive(n));
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("mark");
    TCase *tc = tcase_create("mark");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, random_graphs_keep_what_is_reachable, 0, 6);
    tcase_add_test(tc, an_unreachable_ring_goes);
    tcase_add_loop_test(tc, a_list_of_a_million_needs_no_stack, 128, 129);
    tcase_add_loop_test(tc, a_wide_array_is_scanned_whole, 0, 4);
    tcase_add_test(tc, pieces_may_cut_an_element);
    tcase_add_test(tc, masks_are_read_word_by_word);
    tcase_add_test(tc, trees_survive_cycles_that_run_while_they_grow);
    tcase_add_test(tc, interior_pointers_keep_an_object);
    tcase_add_test(tc, objects_without_pointers_hold_nothing);
    tcase_add_loop_test(tc, globals_are_roots, 0, 5);
    tcase_add_loop_test(tc, globals_of_all_sizes_are_marked_to_the_last, 0, 5);
    tcase_add_test(tc, a_worker_that_is_settled_loses_nothing);
    tcase_add_loop_test(tc, pairs_root_cells_of_a_frame, 0, 5);
    tcase_add_test(tc, callbacks_are_roots);
    tcase_add_test(tc, a_blocked_threads_stack_is_scanned);
    tcase_add_test(tc, objects_born_while_marking_are_black);
    tcase_add_test(tc, steps_are_bounded);
    tcase_add_loop_test(tc, parts_are_told_in_the_hooks_order, 0, 4);
    tcase_add_loop_test(tc, parts_are_scanned_to_completion_in_order, 0, 2);
    tcase_add_test(tc, a_pointer_to_nowhere_is_fatal);
    tcase_add_test(tc, invalidptr_0_lets_it_pass);
    suite_add_tcase(s, tc);
    return s;
}
