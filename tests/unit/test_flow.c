/* test_flow.c - the flow graph and its solver alone (escape/flow/flow.h), on graphs built by hand,
 * as another front end would build them. Each test names the program it stands for.
 */
#include "flow/flow.h"

#include "../support/testing.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Of the random graphs, which are many: emptied for each pair. */
static _Alignas(max_align_t) char arena[1 << 20];
static size_t arena_used;

static void *arena_alloc(void *ctx, size_t bytes)
{
    (void)ctx;
    void *p = arena + arena_used;
    arena_used += (bytes + 15) & ~(size_t)15;
    ck_assert_uint_le(arena_used, sizeof arena);
    return memset(p, 0, bytes);
}

static void *test_alloc(void *ctx, size_t bytes)
{
    (void)ctx;
    void *p = calloc(1, bytes); /* the process ends with the test */
    ck_assert_ptr_nonnull(p);
    return p;
}

enum { RANDOM_GRAPHS = 20000 };

static flow_graph g;
static flow_function f;

static void open_graph(void)
{
    gort__flow_init(&g, test_alloc, NULL);
    memset(&f, 0, sizeof f);
}

static location *new_loc(location_kind kind, int depth)
{
    return gort__flow_loc(&g, kind, &f, NULL, depth);
}

/* dst = src after derefs loads; -1: dst = &src. */
static void assign(location *dst, int derefs, location *src)
{
    gort__flow_to(&g, gort__hole_shift(gort__flow_into(dst), derefs), src);
}

START_TEST(an_address_in_the_heap_escapes)
{
    open_graph();
    location *x = new_loc(LOC_VAR, 1), *y = new_loc(LOC_VAR, 1), *p = new_loc(LOC_VAR, 1);
    assign(p, -1, x); /* p = &x; global = p; y = x */
    assign(&g.heap, 0, p);
    assign(y, 0, x);
    gort__flow_solve(&g);
    ck_assert(x->escapes);
    ck_assert(!y->escapes);
    ck_assert(!p->escapes);
}
END_TEST

START_TEST(a_loaded_value_takes_no_address_along)
{
    open_graph();
    location *x = new_loc(LOC_VAR, 1), *p = new_loc(LOC_VAR, 1);
    assign(p, -1, x); /* p = &x; global = *p */
    assign(&g.heap, 1, p);
    gort__flow_solve(&g);
    ck_assert(!x->escapes);
}
END_TEST

START_TEST(what_an_escaped_variable_holds_escapes)
{
    open_graph();
    location *x = new_loc(LOC_VAR, 1), *p = new_loc(LOC_VAR, 1);
    assign(p, -1, x); /* p = &x; global = &p */
    gort__flow_to(&g, gort__hole_shift(gort__flow_heap_hole(&g), -1), p);
    gort__flow_solve(&g);
    ck_assert(p->escapes);
    ck_assert(x->escapes);
}
END_TEST

START_TEST(the_shortest_way_of_a_parameter_counts)
{
    open_graph();
    location *p = new_loc(LOC_PARAM, 1), *r = new_loc(LOC_RESULT, 1), *t = new_loc(LOC_VAR, 1);
    assign(t, 2, p); /* t = **p; r = t; r = ***p; global = ****p */
    assign(r, 0, t);
    assign(r, 3, p);
    assign(&g.heap, 4, p);
    gort__flow_solve(&g);
    ck_assert_int_eq(gort__leaks(&p->leaks, 0), 2);
    ck_assert_int_eq(gort__leaks(&p->leaks, GORT__LEAK_HEAP), 4);
    gort__leaks_trim(&p->leaks);
    ck_assert_int_eq(gort__leaks(&p->leaks, 0), 2);
}
END_TEST

START_TEST(a_heap_leak_hides_longer_ones)
{
    open_graph();
    location *p = new_loc(LOC_PARAM, 1), *r = new_loc(LOC_RESULT, 1);
    assign(r, 1, p); /* r = *p; global = *p */
    assign(&g.heap, 1, p);
    gort__flow_solve(&g);
    gort__leaks_trim(&p->leaks);
    ck_assert_int_eq(gort__leaks(&p->leaks, 0), -1);
    ck_assert_int_eq(gort__leaks(&p->leaks, GORT__LEAK_HEAP), 1);
}
END_TEST

START_TEST(the_eighth_result_counts_as_the_heap)
{
    for (int i = 0; i < 9; i++) {
        open_graph();
        location *p = new_loc(LOC_PARAM, 1), *r = new_loc(LOC_RESULT, 1);
        r->result = i;
        assign(r, 0, p);
        gort__flow_solve(&g);
        if (i < GORT__LEAK_RESULTS) ck_assert_int_eq(gort__leaks(&p->leaks, i), 0);
        ck_assert_int_eq(gort__leaks(&p->leaks, GORT__LEAK_HEAP), i < GORT__LEAK_RESULTS ? -1 : 0);
    }
}
END_TEST

START_TEST(storage_of_a_loop_must_not_outlive_the_iteration)
{
    for (int inner = 1; inner <= 3; inner++) {
        open_graph();
        location *p = new_loc(LOC_VAR, 2), *x = new_loc(LOC_VAR, inner);
        assign(p, -1, x); /* p at depth 2, x at 1, 2, 3: p = &x */
        gort__flow_solve(&g);
        ck_assert_int_eq(x->escapes, inner > 2);
    }
}
END_TEST

START_TEST(a_literal_inside_does_not_keep_its_own)
{
    open_graph();
    flow_function lit = {.outer = &f};
    location *outside = new_loc(LOC_VAR, 1);
    location *inside = gort__flow_loc(&g, LOC_VAR, &lit, NULL, 1);
    assign(outside, -1, inside); /* func() { outside = &inside }() */
    gort__flow_solve(&g);
    ck_assert(inside->escapes);
}
END_TEST

START_TEST(a_literal_called_on_the_spot_may_return_addresses_from_outside)
{
    for (int called = 0; called < 2; called++) {
        open_graph();
        flow_function lit = {.outer = &f, .called_on_spot = called};
        location *outside = new_loc(LOC_VAR, 1);
        location *r = gort__flow_loc(&g, LOC_RESULT, &lit, NULL, 1);
        assign(r, -1, outside); /* *(func() *int { return &outside }()) = 1 */
        gort__flow_solve(&g);
        ck_assert_int_eq(outside->escapes, !called);
    }
}
END_TEST

START_TEST(a_cycle_of_assignments_ends)
{
    open_graph();
    location *p = new_loc(LOC_PARAM, 1), *a = new_loc(LOC_VAR, 1), *b = new_loc(LOC_VAR, 1);
    assign(a, 0, p); /* a = p; for { b = &a; a = *b }; global = a */
    assign(b, -1, a);
    assign(a, 1, b);
    assign(&g.heap, 0, a);
    gort__flow_solve(&g);
    ck_assert(!a->escapes);
    ck_assert_int_eq(gort__leaks(&p->leaks, GORT__LEAK_HEAP), 0);
}
END_TEST

START_TEST(a_tee_flows_everywhere)
{
    open_graph();
    location *p = new_loc(LOC_PARAM, 1), *r = new_loc(LOC_RESULT, 1);
    hole ks[2] = {gort__flow_into(r), gort__hole_shift(gort__flow_heap_hole(&g), 1)};
    gort__flow_to(&g, gort__flow_tee(&g, &f, 1, ks, 2), p);
    gort__flow_solve(&g);
    ck_assert_int_eq(gort__leaks(&p->leaks, 0), 0);
    ck_assert_int_eq(gort__leaks(&p->leaks, GORT__LEAK_HEAP), 1);
}
END_TEST

START_TEST(a_summary_stands_for_the_body)
{
    open_graph();
    leak_summary tag = {{0}};
    gort__leaks_add(&tag, 1, 1); /* func id(p **T) (int, *T) { return 0, *p } */
    location *x = new_loc(LOC_VAR, 1), *y = new_loc(LOC_VAR, 1), *q = new_loc(LOC_VAR, 1);
    hole results[2] = {gort__flow_discard(&g), gort__flow_into(q)};
    hole k = gort__flow_tag_hole(&g, &f, 1, &tag, results, 2);
    gort__flow_to(&g, gort__hole_shift(k, -1), y); /* y = &x; _, q = id(&y); global = q */
    assign(y, -1, x);
    assign(&g.heap, 0, q);
    gort__flow_solve(&g);
    ck_assert(x->escapes);
    ck_assert(!y->escapes);
}
END_TEST

static int told_escapes, told_leaks;

static void count_escapes(void *ctx, location *root, location *dst, location *src, int derefs,
                          const flow_note *notes)
{
    (void)ctx, (void)root, (void)dst, (void)src, (void)derefs, (void)notes;
    told_escapes++;
}

static void count_leaks(void *ctx, location *root, location *param, int derefs)
{
    (void)ctx, (void)root, (void)param, (void)derefs;
    told_leaks++;
}

START_TEST(a_watcher_hears_each_decision)
{
    open_graph();
    flow_watch watch = {count_escapes, count_leaks, NULL};
    g.watch = &watch;
    location *p = new_loc(LOC_PARAM, 1), *x = new_loc(LOC_VAR, 1), *q = new_loc(LOC_VAR, 1);
    assign(&g.heap, 0, p);
    assign(q, -1, x);
    assign(&g.heap, 0, q);
    gort__flow_solve(&g);
    ck_assert_int_eq(told_escapes, 1);
    ck_assert_int_eq(told_leaks, 1);
}
END_TEST

START_TEST(many_locations_are_solved_quickly)
{
    /* A chain of 2,000 variables: p1 = &x; p2 = p1; ...; global = p2000. */
    open_graph();
    location *first = new_loc(LOC_VAR, 1), *prev = first;
    for (int i = 0; i < 2000; i++) {
        location *next = new_loc(LOC_VAR, 1);
        assign(next, i == 0 ? -1 : 0, prev);
        prev = next;
    }
    assign(&g.heap, 0, prev);
    gort__flow_solve(&g);
    ck_assert(first->escapes);
    ck_assert_int_le(g.steps, 3 * g.nlocs + 3);
}
END_TEST

/* n functions, each with &z and &q for the next, where q := *p, and z := &y in a loop. */
static long steps_of_a_circle(int n)
{
    static flow_function funcs[2000];
    static location *p[2000], *y[2000];
    open_graph();
    memset(funcs, 0, sizeof funcs);
    for (int i = 0; i < n; i++)
        p[i] = gort__flow_loc(&g, LOC_PARAM, &funcs[i], NULL, 1);
    for (int i = 0; i < n; i++) {
        location *next = p[(i + 1) % n], *far = p[(7 * i + 3) % n];
        location *q = gort__flow_loc(&g, LOC_VAR, &funcs[i], NULL, 1);
        location *z = gort__flow_loc(&g, LOC_VAR, &funcs[i], NULL, 2);
        y[i] = gort__flow_loc(&g, LOC_VAR, &funcs[i], NULL, 2);
        assign(q, 1, p[i]);
        assign(next, -1, q);
        assign(far, -1, q);
        assign(next, -1, z);
        assign(z, -1, y[i]);
    }
    gort__flow_solve(&g);
    for (int i = 0; i < n; i++) {
        ck_assert(y[i]->escapes);
        ck_assert(!p[i]->escapes);
    }
    return g.steps;
}

START_TEST(a_circle_is_gone_round_once)
{
    const long small = steps_of_a_circle(500), large = steps_of_a_circle(2000);
    ck_assert_int_le(large, 5 * small);
}
END_TEST

/* n functions, each with the result of a literal called on the spot, p or &x, for two of them. */
static long steps_of_spots(int n)
{
    static flow_function funcs[2000], literals[2000];
    static location *p[2000];
    open_graph();
    memset(funcs, 0, sizeof funcs);
    for (int i = 0; i < n; i++) {
        p[i] = gort__flow_loc(&g, LOC_PARAM, &funcs[i], NULL, 1);
        literals[i] = (flow_function){.outer = &funcs[i], .called_on_spot = true};
    }
    for (int i = 0; i < n; i++) {
        location *x = gort__flow_loc(&g, LOC_VAR, &funcs[i], NULL, 1);
        location *r = gort__flow_loc(&g, LOC_RESULT, &literals[i], NULL, 1);
        assign(r, 0, p[i]);
        assign(r, -1, x);
        assign(p[(i + 1) % n], 0, r);
        assign(p[(7 * i + 3) % n], 0, r);
    }
    gort__flow_solve(&g);
    for (int i = 0; i < n; i++)
        ck_assert_int_eq(gort__leaks(&p[i]->leaks, GORT__LEAK_HEAP), 0);
    return g.steps;
}

START_TEST(many_calls_on_the_spot_are_solved_quickly)
{
    const long small = steps_of_spots(500), large = steps_of_spots(2000);
    ck_assert_int_le(large, 5 * small);
}
END_TEST

/* A graph that the seed makes: functions, literals in them, all kinds of locations, edges. */
static void random_graph(unsigned seed, flow_function *funcs)
{
    const int nfuncs = 1 + rand_r(&seed) % 6, nlocs = 2 + rand_r(&seed) % 24;
    const int nedges = nlocs + rand_r(&seed) % (2 * nlocs), cross = rand_r(&seed) % 4;
    gort__flow_init(&g, arena_alloc, NULL);
    memset(funcs, 0, 6 * sizeof *funcs);
    for (int i = 1; i < nfuncs; i++)
        if (rand_r(&seed) % 2) {
            funcs[i].outer = &funcs[rand_r(&seed) % i];
            funcs[i].called_on_spot = rand_r(&seed) % 2;
        }
    for (int i = 0; i < nlocs; i++) {
        static const location_kind kinds[] = {LOC_VAR,    LOC_VAR,  LOC_PARAM, LOC_PARAM,
                                              LOC_RESULT, LOC_EXPR, LOC_TEMP};
        const location_kind kind = kinds[rand_r(&seed) % 7];
        flow_function *of = &funcs[rand_r(&seed) % nfuncs];
        const int depth = kind == LOC_PARAM || kind == LOC_RESULT ? 1 : 1 + rand_r(&seed) % 3;
        location *l = gort__flow_loc(&g, kind, of, NULL, depth);
        if (kind == LOC_RESULT) l->result = rand_r(&seed) % 9;
    }
    for (int i = 0; i < nedges; i++) {
        static const int derefs[] = {-1, -1, -1, 0, 0, 0, 0, 1, 1, 2};
        location *dst = g.locs[rand_r(&seed) % nlocs], *src = g.locs[rand_r(&seed) % nlocs];
        if (dst->func != src->func && rand_r(&seed) % 4 < cross) continue;
        assign(rand_r(&seed) % 40 ? dst : &g.heap, derefs[rand_r(&seed) % 10], src);
    }
}

START_TEST(all_roots_at_once_decide_as_one_by_one)
{
    int escaped = 0, leaked[1 + GORT__LEAK_RESULTS] = {0};
    for (unsigned seed = 1; seed <= RANDOM_GRAPHS; seed++) {
        static flow_function funcs[2][6];
        flow_watch watch = {0};
        arena_used = 0;
        random_graph(seed, funcs[0]);
        g.watch = &watch;
        gort__flow_solve(&g);
        flow_graph walked = g;
        random_graph(seed, funcs[1]);
        gort__flow_solve(&g);
        for (int i = 0; i < g.nlocs; i++) {
            location *want = walked.locs[i], *got = g.locs[i];
            gort__leaks_trim(&want->leaks);
            gort__leaks_trim(&got->leaks);
            ck_assert_msg(got->escapes == want->escapes, "seed %u: location %d escapes: %d", seed,
                          i, got->escapes);
            escaped += got->escapes;
            for (int k = 0; k <= GORT__LEAK_RESULTS; k++) {
                ck_assert_msg(got->leaks.at[k] == want->leaks.at[k],
                              "seed %u: leak %d of location %d: %d, not %d", seed, k, i,
                              got->leaks.at[k], want->leaks.at[k]);
                leaked[k] += got->leaks.at[k] > 0;
            }
        }
    }
    ck_assert_int_gt(escaped, 0);
    for (int k = 0; k <= GORT__LEAK_RESULTS; k++)
        ck_assert_int_gt(leaked[k], 0);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("flow");
    TCase *t = tcase_create("solve");
    tcase_add_test(t, an_address_in_the_heap_escapes);
    tcase_add_test(t, a_loaded_value_takes_no_address_along);
    tcase_add_test(t, what_an_escaped_variable_holds_escapes);
    tcase_add_test(t, the_shortest_way_of_a_parameter_counts);
    tcase_add_test(t, a_heap_leak_hides_longer_ones);
    tcase_add_test(t, the_eighth_result_counts_as_the_heap);
    tcase_add_test(t, storage_of_a_loop_must_not_outlive_the_iteration);
    tcase_add_test(t, a_literal_inside_does_not_keep_its_own);
    tcase_add_test(t, a_literal_called_on_the_spot_may_return_addresses_from_outside);
    tcase_add_test(t, a_cycle_of_assignments_ends);
    tcase_add_test(t, a_tee_flows_everywhere);
    tcase_add_test(t, a_summary_stands_for_the_body);
    tcase_add_test(t, a_watcher_hears_each_decision);
    tcase_add_test(t, many_locations_are_solved_quickly);
    tcase_add_test(t, a_circle_is_gone_round_once);
    tcase_add_test(t, many_calls_on_the_spot_are_solved_quickly);
    tcase_add_test(t, all_roots_at_once_decide_as_one_by_one);
    suite_add_tcase(s, t);
    return s;
}
