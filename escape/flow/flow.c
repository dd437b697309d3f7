/* flow.c - the flow graph's building blocks: locations, holes, edges (flow.h says how they are
 * used, solve.c what is read from them).
 *
 * A hole stands for "the value now being evaluated ends up there": the front end walks down an
 * expression with a hole in hand, changes it at each operator (a dereference adds one, taking an
 * address subtracts one) and, at a variable, lets the variable flow into it.
 *
 * Notes (why a value flows) are kept only if somebody watches: they are the greater part of the
 * memory, and only explanations (-m=2) read them.
 *
 * Invariants: an edge is stored at its destination; a location that is known to escape gets no
 * edge for an address that flows into it, since the source then escapes at once. One thread.
 * To change what a summary can say, open flow.h (leak_summary) and this file's leaks functions.
 */
#include "flow.h"

#include <string.h>

/* ---- summaries */

int gort__leaks(const leak_summary *l, int to)
{
    return l->at[1 + to] - 1;
}

void gort__leaks_add(leak_summary *l, int to, int derefs)
{
    uint8_t *at = &l->at[1 + to];
    const int value = derefs < UINT8_MAX ? derefs + 1 : UINT8_MAX;
    if (*at == 0 || value < *at) *at = (uint8_t)value;
}

void gort__leaks_trim(leak_summary *l)
{
    if (l->at[0] == 0) return;
    for (int i = 1; i <= GORT__LEAK_RESULTS; i++)
        if (l->at[i] >= l->at[0]) l->at[i] = 0;
}

bool gort__leaks_none(const leak_summary *l)
{
    for (int i = 0; i <= GORT__LEAK_RESULTS; i++)
        if (l->at[i] != 0) return false;
    return true;
}

/* ---- locations */

void gort__flow_init(flow_graph *g, void *(*alloc)(void *ctx, size_t bytes), void *ctx)
{
    memset(g, 0, sizeof *g);
    g->alloc = alloc;
    g->alloc_ctx = ctx;
    g->heap.kind = LOC_HEAP;
    g->heap.escapes = true;
    g->blank.kind = LOC_BLANK;
}

void *gort__flow_grown(flow_graph *g, void *at, int n, int *cap, size_t bytes)
{
    const int new_cap = *cap ? *cap * 2 : 4;
    void *p = g->alloc(g->alloc_ctx, (size_t)new_cap * bytes);
    if (n > 0) memcpy(p, at, (size_t)n * bytes);
    *cap = new_cap;
    return p;
}

location *gort__flow_loc(flow_graph *g, location_kind kind, flow_function *f, void *what,
                         int loop_depth)
{
    location *loc = g->alloc(g->alloc_ctx, sizeof *loc);
    loc->kind = (uint8_t)kind;
    loc->func = f;
    loc->what = what;
    loc->loop_depth = loop_depth;
    *GORT__FLOW_PUSH(g, g->locs, g->nlocs, g->cap_locs) = loc;
    return loc;
}

/* ---- holes */

hole gort__flow_into(location *dst)
{
    return (hole){.dst = dst};
}

hole gort__flow_heap_hole(flow_graph *g)
{
    return gort__flow_into(&g->heap);
}

hole gort__flow_discard(flow_graph *g)
{
    return gort__flow_into(&g->blank);
}

hole gort__hole_shift(hole k, int derefs)
{
    k.derefs += derefs;
    k.addrtaken = derefs < 0;
    return k;
}

hole gort__hole_note(flow_graph *g, hole k, const void *where, const char *why)
{
    if (g->watch) {
        flow_note *note = g->alloc(g->alloc_ctx, sizeof *note);
        *note = (flow_note){.next = k.notes, .where = where, .why = why};
        k.notes = note;
    }
    return k;
}

hole gort__hole_deref(flow_graph *g, hole k, const void *where, const char *why)
{
    return gort__hole_note(g, gort__hole_shift(k, 1), where, why);
}

hole gort__hole_addr(flow_graph *g, hole k, const void *where, const char *why)
{
    return gort__hole_note(g, gort__hole_shift(k, -1), where, why);
}

/* ---- edges */

void gort__flow_to(flow_graph *g, hole k, location *src)
{
    location *dst = k.dst;

    if (k.addrtaken) src->addrtaken = true;
    if (dst == &g->blank) return;
    if (dst == src && k.derefs >= 0) /* x = x, x = *x: nothing new */
        return;
    if (dst->escapes && k.derefs < 0) {
        if (g->watch && g->watch->escapes)
            g->watch->escapes(g->watch->ctx, NULL, dst, src, k.derefs, k.notes);
        src->escapes = true;
        return;
    }
    *GORT__FLOW_PUSH(g, dst->edges, dst->nedges, dst->cap_edges) =
        (flow_edge){.src = src, .derefs = k.derefs, .notes = k.notes};
}

/* Several holes become one through a temporary. Their derefs must not be negative: p = &q and
 * t = q; p = &t are different things. */
hole gort__flow_tee(flow_graph *g, flow_function *f, int loop_depth, const hole *ks, int n)
{
    if (n == 0) return gort__flow_discard(g);
    if (n == 1) return ks[0];
    location *loc = gort__flow_loc(g, LOC_TEMP, f, NULL, loop_depth);
    loc->transient = true;
    for (int i = 0; i < n; i++)
        gort__flow_to(g, ks[i], loc);
    return gort__flow_into(loc);
}

hole gort__flow_spill(flow_graph *g, flow_function *f, int loop_depth, hole k, void *what)
{
    location *loc = gort__flow_loc(g, LOC_EXPR, f, what, loop_depth);
    loc->transient = true;
    gort__flow_to(g, gort__hole_addr(g, k, what, "spill"), loc);
    return gort__flow_into(loc);
}

hole gort__flow_tag_hole(flow_graph *g, flow_function *f, int loop_depth, const leak_summary *tag,
                         const hole *results, int nresults)
{
    hole ks[1 + GORT__LEAK_RESULTS];
    int n = 0;
    for (int to = GORT__LEAK_HEAP; to < GORT__LEAK_RESULTS && to < nresults; to++) {
        const int derefs = gort__leaks(tag, to);
        const hole k = to == GORT__LEAK_HEAP ? gort__flow_heap_hole(g) : results[to];
        if (derefs >= 0) ks[n++] = gort__hole_shift(k, derefs);
    }
    return gort__flow_tee(g, f, loop_depth, ks, n);
}
