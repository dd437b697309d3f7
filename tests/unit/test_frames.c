/* test_frames.c - cells of GORT_FRAME_WORD: what reaches them, what does not, and what becomes of
 * those that nothing reaches. Against a model with random cells, pointers and orders; with as many
 * pairs as a deep recursion has; with no room for the list.
 */
#include "../../runtime/gort_map_inline.h"
#include "../../runtime/gort_abi.h"
#include "gc_support.h"

static const char *const modes[] = {"", "gccheckmark=1,clobberfree=1",
                                    "gcstoptheworld=1,gccheckmark=1",
                                    "gcseed=5,gccheckmark=1,clobberfree=1", "gcstoptheworld=2"};
enum { NMODES = sizeof modes / sizeof *modes };

static void enter(const gort_type *t, void *cell)
{
    *C.sp++ = GORT_FRAME_WORD(t);
    *C.sp++ = cell;
}

START_TEST(a_pair_alone_keeps_nothing)
{
    gc_test_open(modes[_i]);
    gc_node cell = {gc_test_node(), NULL, 0};
    enter(&gc_type_node, &cell);
    gc_test_collect();
    ck_assert(!gc_test_alive(cell.left));
    fixture_close();
}
END_TEST

/* p is a root: does it reach the middle one of three cells that lie side by side? */
static bool reaches(gc_node cells[3], const void *p)
{
    void **const sp = C.sp;
    for (int i = 0; i < 3; i++) {
        cells[i] = (gc_node){gc_test_node(), NULL, 0};
        enter(&gc_type_node, &cells[i]);
    }
    fixture_root((void *)(uintptr_t)p);
    gc_test_collect();
    const bool yes = gc_test_alive(cells[1].left);
    C.sp = sp;
    return yes;
}

START_TEST(a_slot_reaches_the_cell_that_it_points_into)
{
    gc_node cells[3];
    gc_test_open(modes[_i]);
    char *const base = (char *)&cells[1];
    ck_assert(!reaches(cells, NULL));
    ck_assert(!reaches(cells, base - 1));
    for (size_t i = 0; i < sizeof cells[1]; i++)
        ck_assert(reaches(cells, base + i));
    ck_assert(!reaches(cells, base + sizeof cells[1]));
    fixture_close();
}
END_TEST

START_TEST(cells_reach_each_other)
{
    gc_test_open(modes[_i]);
    gc_node a = {NULL, NULL, 0}, b = a, c = a, d = a;
    enter(&gc_type_node, &b); /* any order of entering */
    enter(&gc_type_node, &a);
    enter(&gc_type_node, &d);
    enter(&gc_type_node, &c);
    a = (gc_node){&b, gc_test_node(), 0};
    fixture_root(&a);
    b = (gc_node){gc_test_node(), &c, 0};
    c = (gc_node){&a, gc_test_node(), 0}; /* a ring */
    d = (gc_node){&a, gc_test_node(), 0}; /* leads to it, nothing leads here */
    gc_test_collect();
    ck_assert(gc_test_alive(a.right));
    ck_assert(gc_test_alive(b.left));
    ck_assert(gc_test_alive(c.right));
    ck_assert(!gc_test_alive(d.right));
    a.left = NULL;
    gc_test_collect();
    ck_assert(gc_test_alive(a.right));
    ck_assert(!gc_test_alive(b.left));
    ck_assert(!gc_test_alive(c.right));
    fixture_close();
}
END_TEST

START_TEST(a_root_cell_and_the_callback_reach_too)
{
    gc_test_open(modes[_i]);
    gc_node of_cell = {gc_test_node(), NULL, 0}, root = {NULL, &of_cell, 0};
    enter(&gc_type_node, &of_cell);
    *C.sp++ = GORT_TYPE_WORD(&gc_type_node);
    *C.sp++ = &root;
    gc_test_collect();
    ck_assert(gc_test_alive(of_cell.left));
    root.right = NULL;
    gc_test_collect();
    ck_assert(!gc_test_alive(of_cell.left));
    fixture_close();
}
END_TEST

static void shade_one(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    shade(ctx, user);
}

START_TEST(the_threads_callback_reaches)
{
    gc_test_open(modes[_i]);
    gc_node cell = {gc_test_node(), NULL, 0};
    enter(&gc_type_node, &cell);
    gort_set_thread_roots(C.g, shade_one, &cell.right);
    gc_test_collect();
    ck_assert(gc_test_alive(cell.left));
    gort_set_thread_roots(C.g, NULL, NULL);
    gc_test_collect();
    ck_assert(!gc_test_alive(cell.left));
    fixture_close();
}
END_TEST

static void shade_left(gort_tracer *tr, const gort_type *t, void *obj)
{
    (void)t;
    gort_trace_shade(tr, ((gc_node *)obj)->left);
}

START_TEST(the_hook_of_a_type_reaches)
{
    gc_test_open(modes[_i]);
    gort_type hooked = gc_type_node;
    hooked.trace = shade_left;
    gc_node of_hook = {gc_test_node(), NULL, 0}, first = {&of_hook, NULL, 0};
    enter(&hooked, &first);
    enter(&gc_type_node, &of_hook);
    fixture_root(&first);
    gc_test_collect();
    ck_assert(gc_test_alive(of_hook.left));
    first.left = NULL;
    gc_test_collect();
    ck_assert(!gc_test_alive(of_hook.left));
    fixture_close();
}
END_TEST

/* A header, its first bucket and an iterator in a frame: each leads to the next through the map's
 * own trace hooks. */
START_TEST(the_parts_of_a_map_reach_each_other)
{
    gort_map_types t;
    gc_test_open(modes[_i]);
    gort_map_types_init(&t, "map[int]*main.node", &gort_type_int, &gc_type_ptr);
    gc_node in_frame = {NULL, NULL, 0};
    enter(&gc_type_node, &in_frame);
    gort_hmap h;
    uint64_t bucket[32];
    gort_hiter it;
    ck_assert(t.layout.bucket_bytes <= sizeof bucket);
    memset(&h, 0, sizeof h);
    memset(bucket, 0, sizeof bucket);
    memset(&it, 0, sizeof it);
    enter(&t.hmap, &h);
    enter(&t.bucket, bucket);
    enter(&gort_type_hiter, &it);
    gort_makemap_stack(C.g, &h, bucket);
    void **top = C.sp;
    gc_node *elem[8];
    for (intptr_t k = 0; k < 8; k++) {
        elem[k] = gc_test_node();
        elem[k]->value = 100 + k;
        top[0] = &h;
        top[1] = elem[k];
        gort_store(C.g, gort_mapassign(C.g, top + 2, &t.map, &h, &k), k ? elem[k] : &in_frame);
        in_frame.left = elem[0];
        gort_gc(C.g, top + 1);
    }
    for (int k = 0; k < 8; k++) /* alive, and not another one in its place */
        ck_assert(gc_test_alive(elem[k]) && elem[k]->value == 100 + k);
    top[0] = &it; /* leads to the header as long as it is under way */
    gort_mapiterinit(C.g, top + 1, &t.map, &h, &it);
    gort_gc(C.g, top + 1);
    for (int k = 0; k < 8; k++)
        ck_assert(gc_test_alive(elem[k]));
    top[0] = NULL;
    gort_gc(C.g, top + 1);
    for (int k = 0; k < 8; k++)
        ck_assert(!gc_test_alive(elem[k]));
    /* It is given up as it is: its stale pointers are never read, whatever they lead to now. */
    for (int i = 0; i < 3; i++)
        gort_gc(C.g, top + 1);
    fixture_close();
}
END_TEST

/* Nobody follows what is left in a dead cell, into pages that are gone or to bytes that never were
 * an object; zeroed, it is used again while the stack is black. */
START_TEST(a_dead_cell_is_used_again_on_a_black_stack)
{
    gc_test_open(modes[_i]);
    gc_node cell = {NULL, NULL, 0};
    enter(&gc_type_node, &cell);
    cell.left = gort_alloc_slow(C.g, C.sp, &gc_type_node, 100000); /* pages of its own */
    cell.right = (gc_node *)((uintptr_t)gc_test_node() + 3);
    gc_test_collect();
    ck_assert(!gc_test_alive(cell.left));
    gc_node *old = fixture_root(gc_test_node());
    gort_store(C.g, &old->left, gc_test_node());
    gc_test_collect();
    gc_test_start();
    while (gc_test_step(1000)) {
    }
    if (gort__gc_current_phase(C.rt) == GORT_GC_MARK) ck_assert(gort__stack_is_black(C.g));
    memset(&cell, 0, sizeof cell);
    void **top = C.sp;
    top[0] = &cell;
    gc_node *moved = old->left; /* the only pointer to it wanders into the cell */
    gort_store(C.g, &cell.left, moved);
    gort_store(C.g, &old->left, NULL);
    gort_store(C.g, &cell.right, gort_new(C.g, top + 1, &gc_type_node));
    C.sp++;
    gc_test_finish();
    ck_assert(gc_test_alive(cell.left));
    ck_assert(gc_test_alive(cell.right));
    gc_test_collect();
    ck_assert(gc_test_alive(cell.left));
    ck_assert(gc_test_alive(cell.right));
    fixture_close();
}
END_TEST

/* ---- Against a model ---------------------------------------------------------------------- */

enum { MAX_CELLS = 3000, CELL_WORDS = 6 };
static const uint8_t mask_words[] = {0x2d}; /* two words are no pointers */
static gort_type type_of_words[CELL_WORDS]; /* of 1 .. CELL_WORDS words */

typedef struct model {
    void **cell[MAX_CELLS];
    unsigned words[MAX_CELLS];
    gc_node *node[MAX_CELLS]; /* what the cell alone holds, or NULL */
    unsigned edge[MAX_CELLS]; /* the cell that it points into; MAX_CELLS: none */
    bool root[MAX_CELLS], reached[MAX_CELLS];
    unsigned n;
} model;

static uint64_t below(uint64_t n)
{
    return fixture_rand() % n;
}

static void *interior(const model *m, unsigned i)
{
    return (char *)m->cell[i] + below(m->words[i] * sizeof(void *));
}

/* Cells of random sizes side by side; each holds an object of its own in its first word and a
 * pointer into another cell in its third. */
static void model_make(model *m, void **memory)
{
    m->n = (unsigned)below(below(4) ? 40 : MAX_CELLS);
    for (unsigned i = 0; i < m->n; i++) {
        m->words[i] = (unsigned)(3 + below(CELL_WORDS - 2));
        m->cell[i] = memory;
        memory += m->words[i] + below(2) * below(4);
        m->root[i] = below(8) == 0;
        m->reached[i] = false;
    }
    for (unsigned i = 0; i < m->n; i++) {
        for (unsigned k = 0; k < m->words[i]; k++)
            m->cell[i][k] = (void *)(uintptr_t)fixture_rand(); /* no pointers, or overwritten */
        for (unsigned k = 0; k < m->words[i]; k++)
            if (mask_words[0] >> k & 1) m->cell[i][k] = NULL;
        m->edge[i] = below(3) ? (unsigned)below(m->n) : MAX_CELLS;
        if (m->edge[i] < MAX_CELLS) m->cell[i][2] = interior(m, m->edge[i]);
    }
}

static void model_reach(model *m, unsigned i)
{
    while (i < MAX_CELLS && !m->reached[i]) {
        m->reached[i] = true;
        i = m->edge[i];
    }
}

/* The pairs in a random order: as they lie, backwards, nearly so, or shuffled. */
static void model_enter(const model *m)
{
    static unsigned order[MAX_CELLS];
    const unsigned kind = (unsigned)below(4);
    for (unsigned i = 0; i < m->n; i++)
        order[i] = kind == 0 ? i : m->n - 1 - i;
    for (unsigned i = 0; kind >= 2 && i + 1 < m->n; i++) {
        const unsigned j = kind == 2 ? i + (unsigned)below(2) : (unsigned)(i + below(m->n - i));
        const unsigned o = order[i];
        order[i] = order[j];
        order[j] = o;
    }
    for (unsigned i = 0; i < m->n; i++) {
        const gort_type *t = &type_of_words[m->words[order[i]] - 1];
        *C.sp++ = m->root[order[i]] ? GORT_TYPE_WORD(t) : GORT_FRAME_WORD(t);
        *C.sp++ = m->cell[order[i]];
        while (below(3) == 0) /* slots between */
            *C.sp++ = below(2) ? NULL : (void *)&type_of_words[0];
    }
}

START_TEST(random_cells_live_as_the_model_says)
{
    static model m;
    static void *memory[MAX_CELLS * (CELL_WORDS + 3)];
    unsigned reached = 0, dead = 0;
    gc_test_open(modes[_i]);
    for (unsigned i = 0; i < CELL_WORDS; i++)
        type_of_words[i] = (gort_type){.size_bytes = (i + 1) * sizeof(void *),
                                       .ptrdata_bytes = (i + 1) * sizeof(void *),
                                       .ptrmask = mask_words,
                                       .ptrmask_bytes = CELL_WORDS * sizeof(void *),
                                       .kind = GORT_KIND_STRUCT,
                                       .align = sizeof(void *),
                                       .name = "main.words"};
    for (unsigned round = 0; round < 60; round++) {
        void **const sp = C.sp;
        model_make(&m, memory);
        model_enter(&m);
        for (unsigned i = 0; i < m.n; i++) {
            m.node[i] = NULL;
            if (m.root[i]) model_reach(&m, i);
            if (below(10)) continue;
            fixture_root(interior(&m, i));
            model_reach(&m, i);
        }
        /* One list as long as they are made: a freed one would be made again. */
        void **const list = C.sp++;
        *list = NULL;
        for (unsigned i = 0; i < m.n; i++) {
            m.cell[i][0] = m.node[i] = gc_test_node();
            gort_store(C.g, &m.node[i]->right, *list);
            *list = m.node[i];
        }
        for (unsigned i = 0; i < m.n; i++)
            gort_store(C.g, &m.node[i]->right, NULL);
        *list = NULL;
        gc_test_collect();
        for (unsigned i = 0; i < m.n; i++) {
            ck_assert_msg(gc_test_alive(m.node[i]) == m.reached[i],
                          "seed %llu round %u: cell %u of %u is %s", (unsigned long long)C.rng,
                          round, i, m.n, m.reached[i] ? "lost" : "kept");
            reached += m.reached[i];
            dead += !m.reached[i];
        }
        C.sp = sp;
    }
    ck_assert_uint_gt(reached, 500);
    ck_assert_uint_gt(dead, 500);
    fixture_close();
}
END_TEST

/* ---- Many --------------------------------------------------------------------------------- */

enum { DEEP = 1000000 };

/* A chain through as many frames as there can be, entered as recursion does it, backwards, and in
 * an order that has nothing to do with the addresses. The last one holds an object. */
START_TEST(a_million_pairs)
{
    gc_test_open("gcstoptheworld=1");
    gc_node *cells = calloc(DEEP, sizeof *cells);
    ck_assert_ptr_nonnull(cells);
    void **const sp = C.sp;
    for (unsigned i = 0; i < DEEP; i++) {
        const unsigned other = (unsigned)((i * 7919ull + 13) % DEEP);
        const unsigned at = _i == 0 ? DEEP - 1 - i : _i == 1 ? i : other;
        enter(&gc_type_node, &cells[at]);
        cells[i].left = i + 1 < DEEP ? &cells[i + 1] : gc_test_node();
    }
    gc_test_collect();
    ck_assert(!gc_test_alive(cells[DEEP - 1].left));
    cells[DEEP - 1].left = gc_test_node();
    fixture_root(&cells[0].value);
    gc_test_collect();
    ck_assert(gc_test_alive(cells[DEEP - 1].left));
    C.sp = sp;
    free(cells);
    fixture_close();
}
END_TEST

/* The shadow stack is full up to its last words: a cell is a root then. */
START_TEST(without_room_for_the_list_all_cells_are_roots)
{
    gc_test_open(modes[_i]);
    gc_node a = {NULL, NULL, 0}, b = a;
    void **const sp = C.sp;
    enter(&gc_type_node, &a);
    enter(&gc_type_node, &b);
    a.left = gc_test_node();
    b.left = gc_test_node();
    const ptrdiff_t left[] = {64, 4, 3, 2, 0};
    for (unsigned i = 0; i < sizeof left / sizeof *left; i++) {
        void **const top = C.g->stack.shadow_hi - left[i];
        memset(sp + 4, 0, (size_t)(top - (sp + 4)) * sizeof *top);
        C.sp = top;
        a.left = gort_new_fast(C.g, &gc_type_node);
        b.left = gort_new_fast(C.g, &gc_type_node);
        if (!a.left || !b.left) continue; /* no run at hand, and no place to root */
        gc_test_collect();
        ck_assert_int_eq(gc_test_alive(a.left), left[i] < 4);
        ck_assert_int_eq(gc_test_alive(b.left), left[i] < 4);
        C.sp = sp + 4;
        fixture_root(&a); /* takes a run again */
        (void)gc_test_node();
        C.sp = sp + 4;
    }
    C.sp = sp;
    fixture_close();
}
END_TEST

/* ---- Threads ------------------------------------------------------------------------------ */

static pthread_barrier_t meet;

static void *blocked_thread(void *arg)
{
    gc_node **out = arg;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    gc_node dead = {NULL, NULL, 0}, live = {NULL, NULL, 0};
    sp[0] = GORT_FRAME_WORD(&gc_type_node);
    sp[1] = &dead;
    sp[2] = GORT_FRAME_WORD(&gc_type_node);
    sp[3] = &live;
    sp[4] = &live;
    out[0] = dead.left = gort_new(g, sp + 5, &gc_type_node);
    sp[5] = &dead;
    out[1] = live.left = gort_new(g, sp + 6, &gc_type_node);
    gort_enter_blocking(g, sp + 5);
    pthread_barrier_wait(&meet);
    pthread_barrier_wait(&meet);
    gort_exit_blocking(g);
    ck_assert_int_eq(live.left->value, 0);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_blocked_threads_cells)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    pthread_t t;
    gc_node *n[2];
    pthread_barrier_init(&meet, NULL, 2);
    ck_assert_int_eq(pthread_create(&t, NULL, blocked_thread, n), 0);
    pthread_barrier_wait(&meet);
    for (int i = 0; i < 3; i++)
        gc_test_collect();
    ck_assert(!gc_test_alive(n[0]));
    ck_assert(gc_test_alive(n[1]));
    pthread_barrier_wait(&meet);
    pthread_join(t, NULL);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("frames");
    TCase *t = tcase_create("frames");
    tcase_add_loop_test(t, a_pair_alone_keeps_nothing, 0, NMODES);
    tcase_add_loop_test(t, a_slot_reaches_the_cell_that_it_points_into, 0, NMODES);
    tcase_add_loop_test(t, cells_reach_each_other, 0, NMODES);
    tcase_add_loop_test(t, a_root_cell_and_the_callback_reach_too, 0, NMODES);
    tcase_add_loop_test(t, the_threads_callback_reaches, 0, NMODES);
    tcase_add_loop_test(t, the_hook_of_a_type_reaches, 0, NMODES);
    tcase_add_loop_test(t, the_parts_of_a_map_reach_each_other, 0, NMODES);
    tcase_add_loop_test(t, a_dead_cell_is_used_again_on_a_black_stack, 0, NMODES);
    tcase_add_loop_test(t, random_cells_live_as_the_model_says, 0, NMODES);
    tcase_add_loop_test(t, a_million_pairs, 0, 3);
    tcase_add_loop_test(t, without_room_for_the_list_all_cells_are_roots, 0, NMODES);
    tcase_add_test(t, a_blocked_threads_cells);
    suite_add_tcase(s, t);
    return s;
}
