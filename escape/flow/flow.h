/* flow.h - the flow graph of escape analysis: locations, the assignments between them, and what a
 * walk over them decides. It knows no language: gort's own tree is translated into it by
 * flow_stmt.c, flow_expr.c and flow_call.c, and another front end can build it the same way.
 *
 * How a front end uses it, for one function or one set of functions that call each other:
 *
 *   gort__flow_init(&g, alloc, ctx);
 *   a gort__flow_func for each function, `outer` set for a literal inside another;
 *   gort__flow_loc(&g, LOC_PARAM, f, param, 1) for each parameter, result and variable, and
 *     LOC_EXPR for each expression that allocates (its address flows: gort__flow_spill);
 *   an edge for each assignment: gort__flow_to(&g, hole, source). A hole is a destination with a
 *     number of dereferences: x = y is gort__flow_into(x) and y; x = *y the same after
 *     gort__hole_deref; x = &y after gort__hole_addr; what is stored somewhere unknown goes to
 *     gort__flow_heap_hole;
 *   gort__flow_solve(&g);
 *   then loc->escapes says "heap", and of a LOC_PARAM, loc->leaks says where its value may go:
 *     keep that as the function's summary and use it at calls (gort__flow_tag_hole).
 *
 * Functions must come callees first (batches.c does it for gort's tree); what calls something
 * unknown lets the arguments flow to the heap.
 *
 * Invariants: derefs of an edge is at least -1 (its destination holds the source's address); a
 * location's loop_depth is final before solve; the graph never moves a location. One thread.
 */
#ifndef GORT_ESCAPE_FLOW_H
#define GORT_ESCAPE_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A summary names at most this many results one by one; the rest count as the heap. */
#define GORT__LEAK_RESULTS 7

/* Where the value of a parameter may go: [0] the heap, [1 + i] result i; 0 is "nowhere", n + 1 is
 * "after n dereferences" (the fewest there are). */
typedef struct gort__leaks {
    uint8_t at[1 + GORT__LEAK_RESULTS];
} gort__leaks;

int gort__leaks_heap(const gort__leaks *l);          /* -1: no flow */
int gort__leaks_result(const gort__leaks *l, int i); /* -1: no flow */
void gort__leaks_add_heap(gort__leaks *l, int derefs);
void gort__leaks_add_result(gort__leaks *l, int i, int derefs);
/* Drops the flows to results that the flow to the heap makes pointless. */
void gort__leaks_trim(gort__leaks *l);
bool gort__leaks_none(const gort__leaks *l);

typedef struct gort__flow_func {
    const struct gort__flow_func *outer; /* the function that a literal stands in, or NULL */
    bool called_on_spot;                 /* a literal that is the callee of a call */
} gort__flow_func;

typedef enum gort__loc_kind {
    LOC_TEMP, /* no storage of its own: joins several flows */
    LOC_VAR,
    LOC_PARAM,
    LOC_RESULT,
    LOC_EXPR,
    LOC_HEAP,
    LOC_BLANK
} gort__loc_kind;

typedef struct gort__loc gort__loc;

/* Why a value flows, for explanations: the chain belongs to one edge, innermost step first. */
typedef struct gort__note {
    const struct gort__note *next;
    const void *where; /* the front end's expression or statement */
    const char *why;
} gort__note;

typedef struct gort__edge {
    gort__loc *src;
    int derefs;
    const gort__note *notes;
} gort__edge;

struct gort__loc {
    uint8_t kind;   /* gort__loc_kind */
    bool escapes;   /* must be on the heap */
    bool transient; /* its address does not outlive the statement */
    bool captured, reassigned, addrtaken;
    bool queued;
    int loop_depth;
    int result; /* LOC_RESULT: its index from 0 */
    const gort__flow_func *func;
    void *what;        /* the front end's variable or expression */
    gort__edge *edges; /* what flows in */
    int nedges, cap_edges;
    gort__leaks leaks; /* LOC_PARAM, after solve */
    /* The current walk: */
    uint32_t walk;
    int derefs;
    gort__loc *dst; /* the next step towards the root, by its edge number dst_edge */
    int dst_edge;
};

typedef struct gort__hole {
    gort__loc *dst;
    int derefs;
    bool addrtaken; /* the operand's address is taken, whether or not it is kept */
    const gort__note *notes;
} gort__hole;

/* Told of each decision as it is made; for explanations only. Either may be NULL. */
typedef struct gort__flow_watch {
    /* src escapes: directly into dst (root NULL), or by the walk from root (follow src->dst). */
    void (*escapes)(void *ctx, gort__loc *root, gort__loc *dst, gort__loc *src, int derefs,
                    const gort__note *notes);
    void (*leaks)(void *ctx, gort__loc *root, gort__loc *param, int derefs);
    void *ctx;
} gort__flow_watch;

typedef struct gort__flow {
    void *(*alloc)(void *ctx, size_t bytes); /* zeroed memory, never NULL, freed by the owner */
    void *alloc_ctx;
    gort__loc **locs; /* in creation order */
    int nlocs, cap_locs;
    gort__loc heap, blank;
    uint32_t walks;
    const gort__flow_watch *watch; /* or NULL: then no notes are kept */
} gort__flow;

/* flow.c */
void gort__flow_init(gort__flow *g, void *(*alloc)(void *ctx, size_t bytes), void *ctx);
gort__loc *gort__flow_loc(gort__flow *g, gort__loc_kind kind, const gort__flow_func *f, void *what,
                          int loop_depth);
gort__hole gort__flow_into(gort__loc *dst);
gort__hole gort__flow_heap_hole(gort__flow *g);
gort__hole gort__flow_discard(gort__flow *g);
gort__hole gort__hole_shift(gort__hole k, int derefs);
gort__hole gort__hole_note(gort__flow *g, gort__hole k, const void *where, const char *why);
gort__hole gort__hole_deref(gort__flow *g, gort__hole k, const void *where, const char *why);
gort__hole gort__hole_addr(gort__flow *g, gort__hole k, const void *where, const char *why);
void gort__flow_to(gort__flow *g, gort__hole k, gort__loc *src);
/* A hole that flows into all n. */
gort__hole gort__flow_tee(gort__flow *g, const gort__flow_func *f, int loop_depth,
                          const gort__hole *ks, int n);
/* The storage of an expression: its address flows to k; returns the hole of its content. */
gort__hole gort__flow_spill(gort__flow *g, const gort__flow_func *f, int loop_depth, gort__hole k,
                            void *what);
/* The hole of an argument for a parameter with that summary; results: the holes of the call's
 * results, or NULL if they are not used. */
gort__hole gort__flow_tag_hole(gort__flow *g, const gort__flow_func *f, int loop_depth,
                               const gort__leaks *tag, const gort__hole *results, int nresults);

/* solve.c */
void gort__flow_solve(gort__flow *g);

#endif
