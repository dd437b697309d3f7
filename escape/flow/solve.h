/* solve.h - what the files that solve a flow graph share (flow.h says what is solved).
 *
 *   solve.c   the rules; what reaches a root that outlives everything
 *   groups.c  what reaches a root that outlives only some
 *   cycles.c  for groups.c: which locations are as one
 *   spots.c   for groups.c: results of literals called where they stand, in other functions
 *   walk.c    the same by one walk per root, as go1.19 does it, for explanations
 */
#ifndef GORT_ESCAPE_SOLVE_H
#define GORT_ESCAPE_SOLVE_H

#include "flow.h"

#include <limits.h>

#define GORT__SOLVE_NONE INT_MAX
#define GORT__SOLVE_ALL  (-1)

typedef struct solve_stack {
    location **at;
    int n, cap;
} solve_stack;

/* Locations that wait, by dereferences: those with few are taken first, so that hardly one is
 * taken twice. */
typedef struct solve_queue {
    solve_stack *at;
    int n, cap;
    int lowest; /* below it none waits */
} solve_queue;

/* Of groups.c. */
typedef enum group_kind {
    GROUP_OWN,
    GROUP_SPOT,
    GROUP_INSIDE,
    GROUP_DEPTH,
    GROUP_KINDS
} group_kind;

/* What there is to know of a function of the graph. */
typedef struct solve_function {
    flow_function *func;
    int number;     /* greater than that of the function around it */
    int key;        /* from 1, the same for all that stand in one function */
    int from, to;   /* what stands in it is from `from` on and before `to`, itself first */
    int free;       /* while these are being made: where the next one within it begins */
    location *locs; /* but the results */
    location *results;
    int nresults, result;        /* those that a summary names; the number of the last */
    int least_depth, most_depth; /* of locs; of all */
    bool own, inside;            /* has groups of the kind */
    int last_depth;              /* of the group that was made last; 0 */
    /* In the current pass: */
    int pass;
    uint64_t bits[GROUP_KINDS];
    uint64_t key_bits; /* of all with its number as their key */
    int first, end;    /* its groups of depths */
} solve_function;

typedef struct solve {
    flow_graph *g;
    solve_queue queue;
    solve_function **funcs; /* in the order of their first location, outer ones first */
    int nfuncs, cap_funcs;
} solve;

/* solve.c */
void gort__solve_push(flow_graph *g, solve_stack *s, location *loc);
void gort__solve_wait(flow_graph *g, solve_queue *q, location *loc, int derefs);
/* The next that waits, and its dereferences; NULL if none does. */
location *gort__solve_next(solve_queue *q, int *derefs);
/* loc must be on the heap: what flows into it reaches the heap. */
void gort__solve_escape(solve *s, location *loc);
/* Until all have been told. */
void gort__solve_spread(solve *s);

/* groups.c */
void gort__solve_groups(solve *s);

/* spots.c */
void gort__solve_spots(solve *s);

/* cycles.c */
void gort__solve_cycles(flow_graph *g);

/* Along e dereferences and height grow by the same. */
static inline bool gort__cycles_same(const location *l, const flow_edge *e)
{
    return e->src->height == l->height + e->derefs;
}

/* walk.c */
void gort__solve_walks(flow_graph *g);

#endif
