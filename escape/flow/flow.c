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
 * To change what a summary can say, open flow.h (gort__leaks) and this file's leaks functions.
 */
#include "flow.h"

#include <string.h>

/* ---- summaries */

static void leaks_add(gort__leaks *l, int i, int derefs)
{
    int value = derefs + 1;
    if (value > UINT8_MAX) value = UINT8_MAX;
    if (l->at[i] == 0 || value < l->at[i]) l->at[i] = (uint8_t)value;
}

int gort__leaks_heap(const gort__leaks *l)
{
    return l->at[0] - 1;
}

int gort__leaks_result(const gort__leaks *l, int i)
{
    return l->at[1 + i] - 1;
}

void gort__leaks_add_heap(gort__leaks *l, int derefs)
{
    leaks_add(l, 0, derefs);
}

void gort__leaks_add_result(gort__leaks *l, int i, int derefs)
{
    leaks_add(l, 1 + i, derefs);
}

void gort__leaks_trim(gort__leaks *l)
{
    if (l->at[0] == 0) return;
    for (int i = 1; i <= GORT__LEAK_RESULTS; i++)
        if (l->at[i] >= l->at[0]) l->at[i] = 0;
}

bool gort__leaks_none(const gort__leaks *l)
{
    for (int i = 0; i <= GORT__LEAK_RESULTS; i++)
        if (l->at[i] != 0) return false;
    return true;
}

/* ---- locations */

void gort__flow_init(gort__flow *g, void *(*alloc)(void *ctx, size_t bytes), void *ctx)
{
    memset(g, 0, sizeof *g);
    g->alloc = alloc;
    g->alloc_ctx = ctx;
    g->heap.kind = LOC_HEAP;
    g->heap.escapes = true;
    g->blank.kind = LOC_BLANK;
}

static void *flow_grow(gort__flow *g, void *old, int n, int *cap, size_t size)
{
    int new_cap = *cap ? *cap * 2 : 4;
    void *p = g->alloc(g->alloc_ctx, (size_t)new_cap * size);
    if (n > 0) memcpy(p, old, (size_t)n * size);
    *cap = new_cap;
    return p;
}

gort__loc *gort__flow_loc(gort__flow *g, gort__loc_kind kind, const gort__flow_func *f, void *what,
                          int loop_depth)
{
    gort__loc *loc = g->alloc(g->alloc_ctx, sizeof *loc);
    loc->kind = (uint8_t)kind;
    loc->func = f;
    loc->what = what;
    loc->loop_depth = loop_depth;
    if (g->nlocs == g->cap_locs)
        g->locs = flow_grow(g, g->locs, g->nlocs, &g->cap_locs, sizeof *g->locs);
    g->locs[g->nlocs++] = loc;
    return loc;
}

/* ---- holes */

gort__hole gort__flow_into(gort__loc *dst)
{
    return (gort__hole){.dst = dst};
}

gort__hole gort__flow_heap_hole(gort__flow *g)
{
    return gort__flow_into(&g->heap);
}

gort__hole gort__flow_discard(gort__flow *g)
{
    return gort__flow_into(&g->blank);
}

gort__hole gort__hole_shift(gort__hole k, int derefs)
{
    k.derefs += derefs;
    k.addrtaken = derefs < 0;
    return k;
}

gort__hole gort__hole_note(gort__flow *g, gort__hole k, const void *where, const char *why)
{
    if (g->watch) {
        gort__note *note = g->alloc(g->alloc_ctx, sizeof *note);
        *note = (gort__note){.next = k.notes, .where = where, .why = why};
        k.notes = note;
    }
    return k;
}

gort__hole gort__hole_deref(gort__flow *g, gort__hole k, const void *where, const char *why)
{
    return gort__hole_note(g, gort__hole_shift(k, 1), where, why);
}

gort__hole gort__hole_addr(gort__flow *g, gort__hole k, const void *where, const char *why)
{
    return gort__hole_note(g, gort__hole_shift(k, -1), where, why);
}

/* ---- edges */

void gort__flow_to(gort__flow *g, gort__hole k, gort__loc *src)
{
    gort__loc *dst = k.dst;

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
    if (dst->nedges == dst->cap_edges)
        dst->edges = flow_grow(g, dst->edges, dst->nedges, &dst->cap_edges, sizeof *dst->edges);
    dst->edges[dst->nedges++] = (gort__edge){.src = src, .derefs = k.derefs, .notes = k.notes};
}

/* Several holes become one through a temporary. Their derefs must not be negative: p = &q and
 * t = q; p = &t are different things. */
gort__hole gort__flow_tee(gort__flow *g, const gort__flow_func *f, int loop_depth,
                          const gort__hole *ks, int n)
{
    if (n == 0) return gort__flow_discard(g);
    if (n == 1) return ks[0];
    gort__loc *loc = gort__flow_loc(g, LOC_TEMP, f, NULL, loop_depth);
    loc->transient = true;
    for (int i = 0; i < n; i++)
        gort__flow_to(g, ks[i], loc);
    return gort__flow_into(loc);
}

gort__hole gort__flow_spill(gort__flow *g, const gort__flow_func *f, int loop_depth, gort__hole k,
                            void *what)
{
    gort__loc *loc = gort__flow_loc(g, LOC_EXPR, f, what, loop_depth);
    loc->transient = true;
    gort__flow_to(g, gort__hole_addr(g, k, what, "spill"), loc);
    return gort__flow_into(loc);
}

gort__hole gort__flow_tag_hole(gort__flow *g, const gort__flow_func *f, int loop_depth,
                               const gort__leaks *tag, const gort__hole *results, int nresults)
{
    gort__hole ks[1 + GORT__LEAK_RESULTS];
    int n = 0;
    int heap = gort__leaks_heap(tag);
    if (heap >= 0) ks[n++] = gort__hole_shift(gort__flow_heap_hole(g), heap);
    for (int i = 0; i < GORT__LEAK_RESULTS && i < nresults; i++) {
        int derefs = gort__leaks_result(tag, i);
        if (derefs >= 0) ks[n++] = gort__hole_shift(results[i], derefs);
    }
    return gort__flow_tee(g, f, loop_depth, ks, n);
}
