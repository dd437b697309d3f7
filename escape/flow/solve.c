/* solve.c - decides over a complete flow graph which locations must be on the heap, and where the
 * values of parameters go (flow.h).
 *
 * From each location (the root of a walk) the shortest number of dereferences to every location
 * that flows into it is computed, as Bellman and Ford do, with the intermediate counts bounded
 * below by zero: in root = &l; l = x the address of l reaches the root, that of x does not. A
 * negative count therefore means "the address of this one is in the root". If the root outlives
 * such a location, it must be on the heap; if what reaches an outliving root is a parameter, it
 * leaks there.
 *
 * A location that has come to escape is walked from again, since it now outlives everything; one
 * that stops being transient too. Each can happen once per location, so the work is bounded by
 * three walks per location. The order (heap first, then the youngest location first) does not
 * change the result, only the order of explanations.
 *
 * Invariants: nothing here looks at `what`; edges are not changed. One thread. To change when
 * storage is too short-lived, open solve_outlives.
 */
#include "flow.h"

#include <string.h>

typedef struct solve_stack {
    location **at;
    int n, cap;
} solve_stack;

static void solve_push(flow_graph *g, solve_stack *s, location *loc)
{
    *GORT__FLOW_PUSH(g, s->at, s->n, s->cap) = loc;
}

static void solve_enqueue(flow_graph *g, solve_stack *queue, location *loc)
{
    if (loc->queued) return;
    loc->queued = true;
    solve_push(g, queue, loc);
}

/* Is inner a literal inside outer, at any depth? */
static bool solve_inside(const flow_function *inner, const flow_function *outer)
{
    if (!inner || !outer) return false;
    for (const flow_function *f = inner->outer; f; f = f->outer)
        if (f == outer) return true;
    return false;
}

/* May a value stored in l be used when the storage of other is gone, if that is on the stack? */
static bool solve_outlives(const location *l, const location *other)
{
    if (l->escapes) return true;
    if (l->kind == LOC_RESULT) {
        /* What the caller does with a result is unknown, except where a literal is called in the
         * expression it stands in: its results stay within the enclosing function. */
        return !(solve_inside(l->func, other->func) && l->func->called_on_spot);
    }
    /* Storage made anew on each iteration of a loop, kept in a variable from outside of it. */
    if (l->func == other->func && l->loop_depth < other->loop_depth) return true;
    return solve_inside(other->func, l->func);
}

static void solve_leak(location *param, const location *sink, int derefs)
{
    if (!sink->escapes && sink->kind == LOC_RESULT && sink->func == param->func &&
        sink->result < GORT__LEAK_RESULTS)
        gort__leaks_add_result(&param->leaks, sink->result, derefs);
    else
        gort__leaks_add_heap(&param->leaks, derefs);
}

static void solve_walk(flow_graph *g, location *root, solve_stack *queue, solve_stack *todo)
{
    uint32_t walk = ++g->walks;
    root->walk = walk;
    root->derefs = 0;
    root->dst = NULL;
    todo->n = 0;
    solve_push(g, todo, root);

    while (todo->n > 0) {
        location *l = todo->at[--todo->n];
        int derefs = l->derefs;
        bool address = derefs < 0;
        if (address) {
            derefs = 0;
            if (!root->transient && l->transient) {
                l->transient = false;
                solve_enqueue(g, queue, l);
            }
        }
        if (solve_outlives(root, l)) {
            if (l->kind == LOC_PARAM) {
                if (g->watch && g->watch->leaks && !l->escapes)
                    g->watch->leaks(g->watch->ctx, root, l, derefs);
                solve_leak(l, root, derefs);
            }
            if (address && !l->escapes) {
                if (g->watch && g->watch->escapes)
                    g->watch->escapes(g->watch->ctx, root, NULL, l, derefs, NULL);
                l->escapes = true;
                solve_enqueue(g, queue, l);
                continue; /* its own walk follows what flows into it */
            }
        }
        for (int i = 0; i < l->nedges; i++) {
            location *src = l->edges[i].src;
            if (src->escapes) continue;
            int d = derefs + l->edges[i].derefs;
            if (src->walk != walk || d < src->derefs) {
                src->walk = walk;
                src->derefs = d;
                src->dst = l;
                src->dst_edge = i;
                solve_push(g, todo, src);
            }
        }
    }
}

void gort__flow_solve(flow_graph *g)
{
    solve_stack queue = {0}, todo = {0};
    for (int i = 0; i < g->nlocs; i++)
        solve_enqueue(g, &queue, g->locs[i]);
    solve_enqueue(g, &queue, &g->heap);
    while (queue.n > 0) {
        location *root = queue.at[--queue.n];
        root->queued = false;
        solve_walk(g, root, &queue, &todo);
    }
}
