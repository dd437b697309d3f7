/* flow.h - the flow graph of escape analysis: locations, the assignments between them, and what a
 * walk over them decides. It knows no language: gort's own tree is translated into it by
 * flow_stmt.c, flow_expr.c and flow_call.c, and another front end can build it the same way.
 *
 * How a front end uses it, for one function or one set of functions that call each other:
 *
 *   gort__flow_init(&g, alloc, ctx);
 *   a flow_function for each function, `outer` set for a literal inside another;
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
typedef struct leak_summary {
    uint8_t at[1 + GORT__LEAK_RESULTS];
} leak_summary;

/* to: a result's number, or */
enum { GORT__LEAK_HEAP = -1 };
int gort__leaks(const leak_summary *l, int to); /* -1: no flow */
void gort__leaks_add(leak_summary *l, int to, int derefs);
/* Drops the flows to results that the flow to the heap makes pointless. */
void gort__leaks_trim(leak_summary *l);
bool gort__leaks_none(const leak_summary *l);

typedef struct flow_function {
    struct flow_function *outer; /* the function that a literal stands in, or NULL */
    bool called_on_spot;         /* a literal that is the callee of a call */
    struct solve_function *solve;
} flow_function;

typedef enum location_kind {
    LOC_TEMP, /* no storage of its own: joins several flows */
    LOC_VAR,
    LOC_PARAM,
    LOC_RESULT,
    LOC_EXPR,
    LOC_HEAP,
    LOC_BLANK
} location_kind;

typedef struct location location;

/* Why a value flows, for explanations: the chain belongs to one edge, innermost step first. */
typedef struct flow_note {
    const struct flow_note *next;
    const void *where; /* the front end's expression or statement */
    const char *why;
} flow_note;

typedef struct flow_edge {
    location *src;
    int derefs;
    const flow_note *notes;
} flow_edge;

/* A root outlives everything, and its address or value flows here after so many dereferences. */
typedef struct flow_reach {
    const flow_function *from; /* whose result the root is; flow_graph.nowhere: it is on the heap */
    int derefs;                /* INT_MAX: none */
    bool fresh;                /* not told to what flows in */
} flow_reach;

/* The same of a literal called on the spot (spots.c). */
typedef struct flow_spot {
    int key, derefs;
    bool fresh;
} flow_spot;

struct location {
    uint8_t kind;   /* location_kind */
    bool escapes;   /* must be on the heap */
    bool transient; /* its address does not outlive the statement */
    bool captured, reassigned, addrtaken;
    bool queued;
    int loop_depth;
    int result; /* LOC_RESULT: its index from 0 */
    flow_function *func;
    void *what;       /* the front end's variable or expression */
    flow_edge *edges; /* what flows in */
    int nedges, cap_edges;
    leak_summary leaks; /* LOC_PARAM, after solve */
    union {
        struct { /* walk.c, the current walk: */
            uint32_t walk;
            int derefs;
            location *dst; /* the next step towards the root, by its edge number dst_edge */
            int dst_edge;
        };
        struct {                /* solve.c: */
            flow_reach best[2]; /* the fewest dereferences first, not of the same function */
            flow_spot spot[2];
            bool has_address; /* it is the source of an edge of -1 */
            int most;         /* dereferences with which reaching it matters (groups.c) */
            int only;         /* the one key of groups to which it does, 0, GORT__SOLVE_ALL */
            int pass;         /* of groups, that they are: */
            struct solve_bits *bits[2]; /* of its level, of its circle, if it stands for it */
            uint64_t address_bits;
            location *level, *next_of_level; /* what it is one with (cycles.c) */
            location *circle, *next_of_circle;
            struct solve_exit *exits; /* of its circle, if it stands for it (groups.c) */
            int nexits;
            int height;                /* its dereferences when its circle has none */
            int place[2];              /* in the flow: of the level, of the circle */
            int order, lowest, number; /* of the visits that find that */
            location *next_of_func;
        };
    };
};

typedef struct hole {
    location *dst;
    int derefs;
    bool addrtaken; /* the operand's address is taken, whether or not it is kept */
    const flow_note *notes;
} hole;

/* Told of each decision as it is made; for explanations only. Either may be NULL. */
typedef struct flow_watch {
    /* src escapes: directly into dst (root NULL), or by the walk from root (follow src->dst). */
    void (*escapes)(void *ctx, location *root, location *dst, location *src, int derefs,
                    const flow_note *notes);
    void (*leaks)(void *ctx, location *root, location *param, int derefs);
    void *ctx;
} flow_watch;

typedef struct flow_graph {
    void *(*alloc)(void *ctx, size_t bytes); /* zeroed memory, never NULL, freed by the owner */
    void *alloc_ctx;
    location **locs; /* in creation order */
    int nlocs, cap_locs;
    location heap, blank;
    flow_function nowhere;   /* of labels whose root is on the heap */
    long steps;              /* edges that solve has followed, for tests */
    const flow_watch *watch; /* or NULL: then no notes are kept */
} flow_graph;

/* flow.c */
/* A new element, zeroed or not, of an array of the graph that grows: `at` with n and room for cap.
 */
#define GORT__FLOW_PUSH(g, at, n, cap)                                                             \
    ((at) = (n) < (cap) ? (at) : gort__flow_grown((g), (at), (n), &(cap), sizeof *(at)),           \
     &(at)[(n)++])
void *gort__flow_grown(flow_graph *g, void *at, int n, int *cap, size_t bytes);
void gort__flow_init(flow_graph *g, void *(*alloc)(void *ctx, size_t bytes), void *ctx);
location *gort__flow_loc(flow_graph *g, location_kind kind, flow_function *f, void *what,
                         int loop_depth);
hole gort__flow_into(location *dst);
hole gort__flow_heap_hole(flow_graph *g);
hole gort__flow_discard(flow_graph *g);
hole gort__hole_shift(hole k, int derefs);
hole gort__hole_note(flow_graph *g, hole k, const void *where, const char *why);
hole gort__hole_deref(flow_graph *g, hole k, const void *where, const char *why);
hole gort__hole_addr(flow_graph *g, hole k, const void *where, const char *why);
void gort__flow_to(flow_graph *g, hole k, location *src);
/* A hole that flows into all n. */
hole gort__flow_tee(flow_graph *g, flow_function *f, int loop_depth, const hole *ks, int n);
/* The storage of an expression: its address flows to k; returns the hole of its content. */
hole gort__flow_spill(flow_graph *g, flow_function *f, int loop_depth, hole k, void *what);
/* The hole of an argument for a parameter with that summary; results: the holes of the call's
 * results, or NULL if they are not used. */
hole gort__flow_tag_hole(flow_graph *g, flow_function *f, int loop_depth, const leak_summary *tag,
                         const hole *results, int nresults);

/* solve.c */
void gort__flow_solve(flow_graph *g);

#endif
