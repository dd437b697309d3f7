/* test_barrier.c - the hybrid write barrier, and what is lost without each of its parts.
 *
 * Each scenario reaches, step by step, the one state in which a part of the barrier matters. It is
 * run whole (nothing lost) and with that part dropped (gcmutant): then gccheckmark must report the
 * loss with the object's type, address and path. Then a random program over a small heap, with
 * marking steps where gcseed puts them: many seeds lose nothing, and each mutant is caught. */
#include "gc_support.h"

/* ---- Scenarios ---------------------------------------------------------------------------- */

static gc_node *global_a;
static const gort_global globals[] = {{&global_a, &gc_type_ptr}};
static const gort_module mod = {.name = "main", .globals = globals, .nglobals = 1};

typedef struct scenario {
    const char *name;
    unsigned mutant;
    gc_node *(*run)(void); /* leaves a cycle to finish; returns what must survive */
    const char *path;      /* what the report says of the way to it */
} scenario;

/* The white object is known to a grey object alone. A black stack loads it, and the field is
 * overwritten: only the old value's shade saves it. */
static gc_node *run_deletion(void)
{
    gc_node *a = fixture_root(gc_test_node());
    gc_node *w = gc_test_node();
    gort_store(C.g, &a->left, w);
    *C.sp++ = NULL;
    gc_test_start();
    ck_assert(gc_test_step(1)); /* the stack: a is grey, the stack is black */
    ck_assert(gort__stack_is_black(C.g));
    ck_assert(gort__gc_is_marked(C.rt, a));
    ck_assert(!gort__gc_is_marked(C.rt, w));
    C.sp[-1] = a->left;
    gort_store(C.g, &a->left, NULL);
    return w;
}

/* The same by the bulk operations. */
static gc_node *run_clear(void)
{
    gc_node *a = fixture_root(gc_test_node());
    gc_node *w = gc_test_node();
    gort_store(C.g, &a->right, w);
    *C.sp++ = NULL;
    gc_test_start();
    ck_assert(gc_test_step(1));
    ck_assert(!gort__gc_is_marked(C.rt, w));
    C.sp[-1] = a->right;
    gort_typedmemclr(C.g, &gc_type_node, a);
    return w;
}

static gc_node *run_move(void)
{
    gc_node *array = gort_alloc_slow(C.g, C.sp, &gc_type_node, 3);
    fixture_root(array);
    gc_node *w = gc_test_node();
    gort_store(C.g, &array[2].right, w);
    *C.sp++ = NULL;
    gc_test_start();
    ck_assert(gc_test_step(1));
    ck_assert(!gort__gc_is_marked(C.rt, w));
    C.sp[-1] = array[2].right;
    gort_typedslicemove(C.g, &gc_type_node, array + 1, array, 2); /* overlapping */
    return w;
}

/* The white object is known to a grey stack alone. It is stored into a black object, and the stack
 * forgets it: only the new value's shade saves it. */
static gc_node *run_insertion(void)
{
    gort_register_module(C.rt, &mod);
    gort_store_global(C.g, &global_a, gc_test_node());
    gort_store(C.g, &global_a->left, gc_test_node());
    gc_node *w = fixture_root(gc_test_node());
    gc_test_start();
    ck_assert(gc_test_step(1)); /* the globals */
    ck_assert(gc_test_step(1)); /* global_a; its left is grey */
    ck_assert(!gort__stack_is_black(C.g));
    ck_assert(gort__gc_is_marked(C.rt, global_a->left));
    gort_store(C.g, &global_a->right, w);
    C.sp[-1] = NULL;
    return w;
}

static gc_node *run_insertion_move(void)
{
    gort_register_module(C.rt, &mod);
    gort_store_global(C.g, &global_a, gc_test_node());
    gort_store(C.g, &global_a->left, gc_test_node());
    gc_node *w = fixture_root(gc_test_node());
    gc_node cell = {global_a->left, w, 0};
    gc_test_start();
    ck_assert(gc_test_step(1));
    ck_assert(gc_test_step(1));
    ck_assert(!gort__stack_is_black(C.g));
    gort_typedmemmove(C.g, &gc_type_node, global_a, &cell);
    C.sp[-1] = NULL;
    return w;
}

/* Born while marking, on a black stack: nobody will look. The list is too long for the step that
 * the allocation's own safepoint does. */
static gc_node *run_alloc(void)
{
    *C.sp++ = NULL;
    for (int i = 0; i < 20000; i++) {
        gc_node *n = gc_test_node();
        gort_store(C.g, &n->left, C.sp[-1]);
        C.sp[-1] = n;
    }
    *C.sp++ = NULL;
    gc_test_start();
    ck_assert(gc_test_step(1));
    ck_assert(gort__stack_is_black(C.g));
    C.sp[-1] = gc_test_node();
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    return C.sp[-1];
}

#define AT_RIGHT (sizeof(void *) == 8 ? ", at offset 8" : ", at offset 4")

static const scenario scenarios[] = {
    {"deletion", GORT_MUTANT_NO_DELETION, run_deletion, "stack of goroutine 1"},
    {"deletion by clear", GORT_MUTANT_NO_DELETION, run_clear, "stack of goroutine 1"},
    {"deletion by move", GORT_MUTANT_NO_DELETION, run_move, "stack of goroutine 1"},
    {"insertion", GORT_MUTANT_NO_INSERTION, run_insertion, AT_RIGHT},
    {"insertion by move", GORT_MUTANT_NO_INSERTION, run_insertion_move, AT_RIGHT},
    {"black allocation", GORT_MUTANT_ALLOC_WHITE, run_alloc, "stack of goroutine 1"},
    {"recheck", GORT_MUTANT_NO_RECHECK, run_deletion, "stack of goroutine 1"},
};
#define NSCENARIOS ((int)(sizeof scenarios / sizeof scenarios[0]))

START_TEST(the_whole_barrier_loses_nothing)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *w = scenarios[_i].run();
    gc_test_finish();
    gort__sweep_finish(C.rt);
    gc_test_lost_nothing();
    ck_assert_msg(gc_test_alive(w), "%s", scenarios[_i].name);
    ck_assert_int_eq(w->value, 0);
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

static void check_report(const scenario *s, const char *text, const void *w)
{
    char head[128];
    snprintf(head, sizeof head, "checkmark found unmarked object %p, type main.node, reachable as",
             w);
    ck_assert_msg(strstr(text, head) != NULL, "%s: %s", s->name, text);
    ck_assert_msg(strstr(text, s->path) != NULL, "%s: %s", s->name, text);
}

START_TEST(a_dropped_part_is_reported)
{
    const scenario *s = &scenarios[_i];
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2,gcmutant=%u", s->mutant);
    gc_test_open(debug);
    gc_node *w = s->run();
    gc_test_finish();
    ck_assert_msg(gort__gc_checkmark_lost(C.rt) > 0, "%s: nothing lost", s->name);
    check_report(s, C.trace, w);
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(w)); /* marked after all */
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

START_TEST(gccheckmark_1_is_fatal)
{
    const scenario *s = &scenarios[_i];
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=1,gcmutant=%u", s->mutant);
    gc_test_open(debug);
    gc_node *w = s->run();
    C.expected = true;
    if (!setjmp(C.failed)) {
        gc_test_finish();
        ck_abort_msg("%s: no report", s->name);
    }
    check_report(s, C.text, w);
    ck_assert_ptr_nonnull(strstr(C.text, "fatal error: checkmark found unmarked object"));
}
END_TEST

/* ---- The buffer --------------------------------------------------------------------------- */

START_TEST(a_full_buffer_is_flushed)
{
    gc_test_open("gccheckmark=1");
    enum { N = 3 * GORT_BARRIER_BUFFER_WORDS };
    void **array = gort_alloc_slow(C.g, C.sp, &gc_type_ptr, N);
    fixture_root(array);
    static void *node[N];
    for (int i = 0; i < N; i++)
        gort_store(C.g, &array[i], node[i] = gc_test_node());
    gc_test_start();
    ck_assert(gc_test_step(1));
    for (int i = 0; i < N; i++)
        gort_store(C.g, &array[i], NULL);
    int marked = 0;
    for (int i = 0; i < N; i++)
        marked += gort__gc_is_marked(C.rt, node[i]);
    /* All were reachable when the cycle began, and the last of them still are. */
    for (int i = 0; i < GORT_BARRIER_BUFFER_WORDS; i++)
        *C.sp++ = node[i];
    gc_test_finish();
    ck_assert_int_ge(marked, N - GORT_BARRIER_BUFFER_WORDS);
    gort__sweep_finish(C.rt);
    for (int i = 0; i < N; i++)
        ck_assert(gc_test_alive(node[i]));
    C.sp -= GORT_BARRIER_BUFFER_WORDS;
    fixture_close();
}
END_TEST

static void names_nothing(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
}

/* What the last buffers lead to may be much: marking goes on with the world running. With a root
 * callback the cycle ends in a stop. */
START_TEST(a_long_recheck_goes_back_to_marking)
{
    enum { N = 50000 };
    gc_test_open("gccheckmark=1,clobberfree=1");
    if (_i) gort_set_runtime_roots(C.rt, names_nothing, NULL);
    gc_node *a = fixture_root(gc_test_node());
    *C.sp++ = NULL;
    for (int i = 0; i < N; i++) {
        gc_node *n = gc_test_node();
        gort_store(C.g, &n->left, C.sp[-1]);
        C.sp[-1] = n;
    }
    gort_store(C.g, &a->left, C.sp[-1]);
    C.sp[-1] = NULL;
    gc_test_start();
    ck_assert(gc_test_step(1));
    gc_node *w = C.sp[-1] = a->left;
    gort_store(C.g, &a->left, NULL);
    while (gc_test_step(1000)) {
    }
    ck_assert(!gort__gc_is_marked(C.rt, w)); /* only the buffer knows */
    const uint64_t before = gort__assist_work_done(C.rt->gc);
    ck_assert(!gort__cycle_try_finish(C.g, true));
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    ck_assert_uint_eq(C.rt->gc->restarts, 1);
    ck_assert_uint_le(gort__assist_work_done(C.rt->gc) - before, 70000); /* in the pause */
    gc_test_finish();
    gort__sweep_finish(C.rt);
    int n = 0;
    for (; w; w = w->left)
        n++;
    ck_assert_int_eq(n, N);
    C.sp -= 2;
    fixture_close();
}
END_TEST

/* A root that was made after its object had been freed. */
START_TEST(a_freed_object_that_is_reached_is_reported)
{
    gc_test_open("gccheckmark=1");
    void *freed = gc_test_node();
    fixture_root(gc_test_node()); /* keeps the span */
    gc_test_collect();
    ck_assert(!gc_test_alive(freed));
    fixture_root(freed);
    C.expected = true;
    if (!setjmp(C.failed)) {
        gc_test_collect();
        ck_abort_msg("no report");
    }
    ck_assert_ptr_nonnull(strstr(C.text, "checkmark found free object"));
}
END_TEST

START_TEST(the_barrier_is_off_outside_of_marking)
{
    gc_test_open("");
    ck_assert_uint_eq(C.g->head.barrier, 0);
    gc_test_start();
    ck_assert_uint_ne(C.g->head.barrier, 0);
    gc_test_finish();
    ck_assert_uint_eq(C.g->head.barrier, 0);
    fixture_close();
}
END_TEST

/* Copies and moves give what memmove gives, with the barrier on and off. */
START_TEST(typed_moves_move)
{
    enum { N = 64 };
    gc_test_open("gccheckmark=1");
    gc_node *a = gort_alloc_slow(C.g, C.sp, &gc_type_node, N);
    fixture_root(a);
    static gc_node want[N];
    memset(want, 0, sizeof want);
    for (int round = 0; round < 2000; round++) {
        if (round == 1000) {
            gc_test_start();
            gc_test_step(1);
        }
        const unsigned i = (unsigned)(fixture_rand() % N), j = (unsigned)(fixture_rand() % N);
        const unsigned most = N - (i > j ? i : j), n = (unsigned)(fixture_rand() % (most + 1));
        switch (fixture_rand() % 4) {
        case 0:
            gort_store(C.g, &a[i].left, want[i].left = gc_test_node());
            a[i].value = want[i].value = round;
            break;
        case 1:
            gort_typedsliceclr(C.g, &gc_type_node, a + i, n);
            memset(want + i, 0, n * sizeof *want);
            break;
        default:
            gort_typedslicemove(C.g, &gc_type_node, a + i, a + j, n);
            memmove(want + i, want + j, n * sizeof *want);
        }
        ck_assert_msg(memcmp(a, want, sizeof want) == 0, "round %d", round);
    }
    gc_test_finish();
    fixture_close();
}
END_TEST

/* ---- A random program --------------------------------------------------------------------- */

enum { SLOTS = 6, OPS = 4000, DEPTH = 6 };

static gc_node *random_tree(int depth)
{
    gc_node *n = fixture_root(gc_test_node());
    if (depth > 0) {
        gort_store(C.g, &n->left, random_tree(depth - 1));
        gort_store(C.g, &n->right, random_tree(depth - 1));
    }
    C.sp--;
    return n;
}

/* Walks, stores, moves, drops and allocations over a few stack slots and a global; the collector
 * comes where the seed says. Returns how many objects were lost. */
static uint64_t random_program(uint64_t seed, unsigned mutant, gort_stress_counts *counts)
{
    char debug[96];
    snprintf(debug, sizeof debug, "gccheckmark=2,clobberfree=1,gcseed=%llu,gcmutant=%u",
             (unsigned long long)seed, mutant);
    gc_test_open(debug);
    C.rng = seed;
    gort_register_module(C.rt, &mod);
    gc_node **slot = (gc_node **)(void *)C.sp;
    uint64_t lost = 0;
    for (int i = 0; i < SLOTS; i++)
        *C.sp++ = NULL;
    for (int op = 0; op < OPS; op++) {
        const uint64_t r = fixture_rand();
        gc_node **a = &slot[r % SLOTS], **b = &slot[(r >> 8) % SLOTS];
        switch ((r >> 16) % 16) {
        case 0: *a = gc_test_node(); break;
        case 1:
            if ((r >> 32) % 4 == 0) *a = random_tree(DEPTH);
            break;
        case 2:
            if (*a) *b = (*a)->left;
            break;
        case 3:
            if (*a) *b = (*a)->right;
            break;
        case 4:
            if (*a) gort_store(C.g, &(*a)->left, *b);
            break;
        case 5:
            if (*a) gort_store(C.g, &(*a)->right, *b);
            break;
        case 6: gort_store_global(C.g, &global_a, *a); break;
        case 7:
        case 8: *a = global_a; break;
        case 9:
            if (*a && *b) gort_typedmemmove(C.g, &gc_type_node, *a, *b);
            break;
        case 10: *a = NULL; break;
        case 11:
            if (*a) gort_typedmemclr(C.g, &gc_type_node, *a);
            break;
        case 12: /* take a child away from its parent */
            if (!*a || a == b) break;
            *b = (*a)->left;
            gort_store(C.g, &(*a)->left, NULL);
            break;
        case 13: /* and hand it over */
            if (!*a || a == b) break;
            gort_store(C.g, &(*a)->left, *b);
            *b = NULL;
            break;
        default: /* down the left or right side */
            if (*a && ((r >> 40) & 1 ? (*a)->left : (*a)->right))
                *a = (r >> 40) & 1 ? (*a)->left : (*a)->right;
        }
        if ((r >> 24) % 3 == 0) gort_safepoint(C.g, C.sp);
        lost += gort__gc_checkmark_lost(C.rt);
    }
    *counts = gort_read_stress_counts(C.rt);
    gort_store_global(C.g, &global_a, NULL);
    fixture_close();
    return lost;
}

START_TEST(no_seed_loses_anything)
{
    const uint64_t first = fixture_seed() + (uint64_t)_i * 1000;
    for (uint64_t seed = first; seed < first + 8; seed++) {
        gort_stress_counts counts;
        const uint64_t lost = random_program(seed, 0, &counts);
        ck_assert_msg(lost == 0, "GORT_TEST_SEED=%llu: %s", (unsigned long long)seed, C.trace);
        ck_assert_uint_gt(counts.steps_forced, 100);
    }
}
END_TEST

START_TEST(some_seed_catches_each_mutant)
{
    static const unsigned mutants[] = {GORT_MUTANT_NO_DELETION, GORT_MUTANT_NO_INSERTION,
                                       GORT_MUTANT_ALLOC_WHITE, GORT_MUTANT_NO_RECHECK};
    const uint64_t first = fixture_seed();
    for (uint64_t seed = first; seed < first + 80; seed++) {
        gort_stress_counts counts;
        if (!random_program(seed, mutants[_i], &counts)) continue;
        char said[64];
        snprintf(said, sizeof said, "gcseed=%llu", (unsigned long long)seed);
        ck_assert_ptr_nonnull(strstr(C.trace, said));
        return;
    }
    ck_abort_msg("mutant %u went unnoticed from seed %llu on", mutants[_i],
                 (unsigned long long)first);
}
END_TEST

/* The same seed places the same steps. */
START_TEST(a_seed_replays)
{
    gort_stress_counts one, two;
    random_program(7, GORT_MUTANT_NO_DELETION, &one);
    random_program(7, GORT_MUTANT_NO_DELETION, &two);
    ck_assert_uint_eq(one.steps_forced, two.steps_forced);
    ck_assert_uint_eq(one.safepoints, two.safepoints);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("barrier");
    TCase *tc = tcase_create("barrier");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, the_whole_barrier_loses_nothing, 0, NSCENARIOS);
    tcase_add_loop_test(tc, a_dropped_part_is_reported, 0, NSCENARIOS);
    tcase_add_loop_test(tc, gccheckmark_1_is_fatal, 0, NSCENARIOS);
    tcase_add_test(tc, a_full_buffer_is_flushed);
    tcase_add_loop_test(tc, a_long_recheck_goes_back_to_marking, 0, 2);
    tcase_add_test(tc, a_freed_object_that_is_reached_is_reported);
    tcase_add_test(tc, the_barrier_is_off_outside_of_marking);
    tcase_add_test(tc, typed_moves_move);
    tcase_add_loop_test(tc, no_seed_loses_anything, 0, 4);
    tcase_add_loop_test(tc, some_seed_catches_each_mutant, 0, 4);
    tcase_add_test(tc, a_seed_replays);
    suite_add_tcase(s, tc);
    return s;
}
