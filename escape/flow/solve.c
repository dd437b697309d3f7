/* solve.c - decides over a complete flow graph which locations must be on the heap, and where the
 * values of parameters go (flow.h).
 *
 * A location l reaches a root with the fewest dereferences of all ways from the root to it, each
 * intermediate count bounded below by zero: in root = &l; l = x the address of l reaches the root,
 * that of x does not. A negative count therefore means "the address of this one is in the root". If
 * the root outlives such a location, it must be on the heap; if what reaches an outliving root is a
 * parameter, it leaks there.
 *
 * go1.19 walks from each root, which is a square where functions call each other; walk.c does, to
 * explain. Here only the answer counts, so all roots are walked from at once. Most that outlive
 * anything outlive everything: what is on the heap, and results. Where two of them are reached,
 * only the one with fewer dereferences can change the answer, with one exception: a parameter that
 * reaches a result of its own function leaks to that result, and to the heap by the next best of
 * another. So a location keeps two labels, of two functions or the heap, and passes them on when
 * they improve: a few times for each location, whatever the graph.
 *
 * What outlives only some, groups.c finds. Both only ever find true flows, and more locations on
 * the heap only add labels, so their order does not matter.
 *
 * Invariants: nothing here looks at `what`; edges are not changed; a location that escapes has the
 * label of the heap and no other. One thread. To change when storage is too short-lived, change it
 * in walk.c (walk_outlives) and here or in groups.c: tests/unit/test_flow.c compares the two on
 * random graphs.
 */
#include "solve.h"

enum { SOLVE_MAX_LEVELS = 4096 };

/* ---- waiting */

void gort__solve_push(flow_graph *g, solve_stack *s, location *loc)
{
    *GORT__FLOW_PUSH(g, s->at, s->n, s->cap) = loc;
}

void gort__solve_wait(flow_graph *g, solve_queue *q, location *loc, int derefs)
{
    int level = derefs < 0 ? 0 : derefs;
    if (level >= SOLVE_MAX_LEVELS) level = SOLVE_MAX_LEVELS - 1;
    while (q->n <= level)
        *GORT__FLOW_PUSH(g, q->at, q->n, q->cap) = (solve_stack){0};
    gort__solve_push(g, &q->at[level], loc);
    if (level < q->lowest) q->lowest = level;
}

location *gort__solve_next(solve_queue *q, int *derefs)
{
    for (; q->lowest < q->n; q->lowest++) {
        solve_stack *s = &q->at[q->lowest];
        if (s->n == 0) continue;
        *derefs = q->lowest == SOLVE_MAX_LEVELS - 1 ? INT_MAX : q->lowest;
        return s->at[--s->n];
    }
    return NULL;
}

/* ---- labels */

static void solve_label(solve *s, location *l, int i, const flow_function *from, int derefs)
{
    l->best[i] = (flow_reach){.from = from, .derefs = derefs, .fresh = true};
    gort__solve_wait(s->g, &s->queue, l, derefs);
}

static void solve_start(solve *s, location *l, const flow_function *from)
{
    l->best[1] = (flow_reach){.derefs = GORT__SOLVE_NONE};
    solve_label(s, l, 0, from, 0);
}

void gort__solve_escape(solve *s, location *loc)
{
    loc->escapes = true;
    solve_start(s, loc, &s->g->nowhere);
}

static void solve_reach(solve *s, location *l, const flow_function *from, int derefs)
{
    flow_reach *best = l->best;
    if (l->escapes) return;
    if (derefs < 0) {
        gort__solve_escape(s, l);
    } else if (derefs < best[0].derefs) {
        if (from == &s->g->nowhere)
            best[1].derefs = GORT__SOLVE_NONE;
        else if (best[0].from != from)
            best[1] = best[0];
        solve_label(s, l, 0, from, derefs);
    } else if (derefs < best[1].derefs && best[0].from != from && best[0].from != &s->g->nowhere) {
        solve_label(s, l, 1, from, derefs);
    }
}

void gort__solve_spread(solve *s)
{
    location *l;
    int level;
    while ((l = gort__solve_next(&s->queue, &level)) != NULL)
        for (int k = 0; k < 2; k++) {
            const flow_reach label = l->best[k];
            if (!label.fresh || label.derefs > level) continue;
            l->best[k].fresh = false;
            for (int i = 0; i < l->nedges; i++)
                solve_reach(s, l->edges[i].src, label.from, label.derefs + l->edges[i].derefs);
            s->g->steps += l->nedges;
        }
}

/* ---- the whole */

/* With the functions around it. */
static solve_function *solve_func(solve *s, flow_function *f)
{
    if (f->solve) return f->solve;
    if (f->outer) (void)solve_func(s, f->outer);
    solve_function *sf = s->g->alloc(s->g->alloc_ctx, sizeof *sf);
    *sf = (solve_function){.func = f, .number = s->nfuncs, .least_depth = INT_MAX};
    *GORT__FLOW_PUSH(s->g, s->funcs, s->nfuncs, s->cap_funcs) = f->solve = sf;
    return sf;
}

static void solve_enter(solve *s, location *l)
{
    l->best[0] = l->best[1] = (flow_reach){.derefs = GORT__SOLVE_NONE};
    if (l->escapes) solve_start(s, l, &s->g->nowhere);
    if (!l->func) return;
    solve_function *f = solve_func(s, l->func);
    if (l->loop_depth > f->most_depth) f->most_depth = l->loop_depth;
    if (l->kind != LOC_RESULT) {
        l->next_of_func = f->locs;
        f->locs = l;
        if (l->loop_depth < f->least_depth) f->least_depth = l->loop_depth;
        return;
    }
    l->next_of_func = f->results;
    f->results = l;
    if (l->escapes) return;
    const bool named = l->result < GORT__LEAK_RESULTS;
    if (named) {
        f->nresults++;
        f->result = l->result;
    }
    if (!l->func->called_on_spot) solve_start(s, l, named ? l->func : &s->g->nowhere);
}

/* May something be outlived by what does not outlive everything? */
static bool solve_needs_groups(const solve *s)
{
    for (int i = 0; i < s->nfuncs; i++) {
        const solve_function *f = s->funcs[i];
        if (f->func->outer || f->nresults > 1 || f->least_depth < f->most_depth) return true;
    }
    return false;
}

static void solve_leaks(const flow_graph *g, location *param)
{
    if (param->escapes) {
        gort__leaks_add(&param->leaks, GORT__LEAK_HEAP, 0);
        return;
    }
    for (int k = 0; k < 2; k++) {
        const flow_reach *label = &param->best[k];
        if (label->derefs == GORT__SOLVE_NONE) continue;
        if (label->from == &g->nowhere || label->from != param->func)
            gort__leaks_add(&param->leaks, GORT__LEAK_HEAP, label->derefs);
        else if (param->func->solve->nresults == 1)
            gort__leaks_add(&param->leaks, param->func->solve->result, label->derefs);
    }
}

static void solve_at_once(flow_graph *g)
{
    solve s = {.g = g};
    gort__solve_escape(&s, &g->heap);
    for (int i = 0; i < g->nlocs; i++)
        solve_enter(&s, g->locs[i]);
    gort__solve_spread(&s);
    if (solve_needs_groups(&s)) gort__solve_groups(&s);
    for (int i = 0; i < g->nlocs; i++)
        if (g->locs[i]->kind == LOC_PARAM) solve_leaks(g, g->locs[i]);
}

void gort__flow_solve(flow_graph *g)
{
    if (g->watch)
        gort__solve_walks(g);
    else
        solve_at_once(g);
}
