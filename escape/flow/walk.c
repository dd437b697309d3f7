/* walk.c - solve.c for explanations (-m=2), which tell of each decision in the order of go1.19's
 * work and by the flow that it found: one walk from each location, as Bellman and Ford do.
 *
 * A location that has come to escape is walked from again, since it now outlives everything; one
 * that stops being transient too. Each can happen once per location, so there are at most three
 * walks per location; what is explained grows as much. The order (heap first, then the youngest
 * location first) does not change the result, only the order of explanations.
 *
 * Invariants: nothing here looks at `what`; edges are not changed; the answer is that of solve.c.
 * One thread. To change when storage is too short-lived, open walk_outlives, and solve.c.
 */
#include "solve.h"

typedef struct walk_state {
    flow_graph *g;
    solve_stack queue, todo;
    uint32_t walks;
} walk_state;

static void walk_enqueue(walk_state *w, location *loc)
{
    if (loc->queued) return;
    loc->queued = true;
    gort__solve_push(w->g, &w->queue, loc);
}

/* Is inner a literal inside outer, at any depth? */
static bool walk_inside(const flow_function *inner, const flow_function *outer)
{
    if (!inner || !outer) return false;
    for (const flow_function *f = inner->outer; f; f = f->outer)
        if (f == outer) return true;
    return false;
}

/* May a value stored in l be used when the storage of other is gone, if that is on the stack? */
static bool walk_outlives(const location *l, const location *other)
{
    if (l->escapes) return true;
    if (l->kind == LOC_RESULT) {
        /* What the caller does with a result is unknown, except where a literal is called in the
         * expression it stands in: its results stay within the enclosing function. */
        return !(walk_inside(l->func, other->func) && l->func->called_on_spot);
    }
    /* Storage made anew on each iteration of a loop, kept in a variable from outside of it. */
    if (l->func == other->func && l->loop_depth < other->loop_depth) return true;
    return walk_inside(other->func, l->func);
}

static void walk_leak(location *param, const location *sink, int derefs)
{
    const bool own = !sink->escapes && sink->kind == LOC_RESULT && sink->func == param->func &&
                     sink->result < GORT__LEAK_RESULTS;
    gort__leaks_add(&param->leaks, own ? sink->result : GORT__LEAK_HEAP, derefs);
}

static void walk_from(walk_state *w, location *root)
{
    const flow_watch *watch = w->g->watch;
    const uint32_t walk = ++w->walks;
    root->walk = walk;
    root->derefs = 0;
    root->dst = NULL;
    w->todo.n = 0;
    gort__solve_push(w->g, &w->todo, root);

    while (w->todo.n > 0) {
        location *l = w->todo.at[--w->todo.n];
        int derefs = l->derefs;
        bool address = derefs < 0;
        if (address) {
            derefs = 0;
            if (!root->transient && l->transient) {
                l->transient = false;
                walk_enqueue(w, l);
            }
        }
        if (walk_outlives(root, l)) {
            if (l->kind == LOC_PARAM) {
                if (watch->leaks && !l->escapes) watch->leaks(watch->ctx, root, l, derefs);
                walk_leak(l, root, derefs);
            }
            if (address && !l->escapes) {
                if (watch->escapes) watch->escapes(watch->ctx, root, NULL, l, derefs, NULL);
                l->escapes = true;
                walk_enqueue(w, l);
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
                gort__solve_push(w->g, &w->todo, src);
            }
        }
    }
}

void gort__solve_walks(flow_graph *g)
{
    walk_state w = {.g = g};
    for (int i = 0; i < g->nlocs; i++)
        walk_enqueue(&w, g->locs[i]);
    walk_enqueue(&w, &g->heap);
    while (w.queue.n > 0) {
        location *root = w.queue.at[--w.queue.n];
        root->queued = false;
        walk_from(&w, root);
    }
}
