/* flow_ast.h - what the files that translate gort's tree into a flow graph share.
 *
 *   batches.c    which functions are analysed together, and in what order; the entry point
 *   live.c       the statements that constant conditions leave; walking over a tree
 *   callee.c     what a call calls, if that is known; devirtualisation
 *   flow_stmt.c  statements, assignments, functions
 *   flow_expr.c  expressions, closures
 *   flow_call.c  calls, builtins, go and defer
 *   temps.c      the numbers of go1.19's temporaries, for messages
 *   reason.c     what must be on the heap because of its size; self-assignments
 *   summary.c    a function's summary, from its parameters' locations
 *   place.c      results into the tree
 *   report.c     messages
 *   bounds.c     index expressions without a bounds check
 *
 * The summaries of a package's functions outlive its analysis (function.tags); the flow fields of
 * nodes, objects and functions are reset.
 */
#ifndef GORT_ESCAPE_FLOW_AST_H
#define GORT_ESCAPE_FLOW_AST_H

#include "../base/unit.h"
#include "../normal/tree.h"
#include "../syntax/parse.h"
#include "../syntax/print.h"
#include "../types/constant.h"
#include "flow.h"

/* A function in analysis (function.flow). */
typedef struct escape_function {
    flow_function graph; /* first: a location's func is one of these */
    function *func;
    uint32_t visit; /* batches.c */
    bool is_init;   /* the initialisation of package variables, and no function of the source */
    int ntemps;     /* variables and temporaries so far (temps.c) */
} escape_function;

/* A temporary that what go or defer wraps around a call captures, and where. */
typedef struct wrapped {
    location *loc;
    position at;
} wrapped;

/* A closure whose captures are decided when all bodies have been seen. */
typedef struct escape_closure {
    hole k;
    function *func; /* NULL: what go or defer wraps around a call; then temps are captured */
    struct wrapped *temps;
    int ntemps;
} escape_closure;

typedef struct flow_batch {
    unit *u;
    flow_graph g;
    escape_function **funcs;
    int nfuncs;
    escape_closure *closures;
    int nclosures, cap_closures;
} flow_batch;

/* The walk over one function's body. */
typedef struct flow_walk {
    flow_batch *b;
    unit *u;       /* of the batch */
    flow_graph *g; /* of the batch */
    escape_function *fn;
    int loop_depth;
} flow_walk;

/* What location.what points to for LOC_EXPR is a node, for variables a object. */

/* live.c */
/* Statements in the order of execution without nested blocks' braces; labels before what they
 * label. Stops behind a constant if whose taken branch leaves the function. */
void gort__live_stmts(const nodes *list, void (*stmt)(void *ctx, node *n), void *ctx);
/* -1 unknown, else the constant value of a condition. */
int gort__live_cond(node *cond);
/* The part of an if's condition that is evaluated. */
node *gort__live_operand(node *cond);
/* True: only that case of a switch on constants can be taken (NULL: none). Reads all cases: ask
 * once for a switch. */
bool gort__live_only_case(const node *sw, const node **only);
/* Calls fn for n and what is below it that is alive, parents first; not into function literals.
 * fn returns false to leave out what is below. */
typedef bool (*node_visit)(void *ctx, node *n);
void gort__live_visit(node *n, node_visit fn, void *ctx);
void gort__live_visit_list(const nodes *list, node_visit fn, void *ctx);
/* Of a list of expressions. */
void gort__live_visit_all(const nodes *list, node_visit fn, void *ctx);
bool gort__live_nothing(const nodes *body);
/* The body of f; for the initialisation, the statements of the package variables. */
void gort__live_visit_func(unit *u, escape_function *f, node_visit fn, void *ctx);

/* refuse.c: errors that Go finds behind escape analysis. */
void gort__refuse(unit *u, escape_function **all, int n);

/* callee.c */
/* The function whose code e names, through local variables that are never changed; NULL. */
typedef struct known_callee {
    function *func;
    bool is_method; /* called as a function: the receiver is the first argument */
} known_callee;
known_callee gort__callee_of(const function *cur, node *e);
/* Marks variables that change (object.reassigned), then turns calls through
 * interfaces whose value is known into calls of its methods, function by function in that order. */
void gort__callee_prepare(unit *u, escape_function **roots, int n, const functions *order);

node *gort__callee_assertion(node *receiver);

/* temps.c */
/* roots: the last is `init`; order: all functions, literals first. */
void gort__flow_number_temps(unit *u, escape_function **roots, int n, functions *order);
/* Does the assignment of a call's results to dst change a type? */
bool gort__flow_tuple_converts(const nodes *dst, const node *call);

/* flow_stmt.c */
void gort__flow_func_locs(flow_batch *b, escape_function *fn);
void gort__flow_body(flow_batch *b, escape_function *fn);
location *gort__flow_var(flow_walk *e, object *o);

/* flow_expr.c */
void gort__flow_expr(flow_walk *e, hole k, node *n);
void gort__flow_drop(flow_walk *e, node *n);
/* The value of a location of type t. */
void gort__flow_expr_loc(flow_walk *e, hole k, location *src, ty *t);
hole gort__flow_dot_type(flow_walk *e, hole k, ty *t, const node *where, const char *why);
/* The field Data of one of reflect's headers, a uintptr that is a pointer; what a uintptr is made
 * of that becomes an unsafe.Pointer. */
bool gort__flow_is_header_data(const node *n);
void gort__flow_unsafe(flow_walk *e, hole k, node *n);
hole gort__flow_storage(flow_walk *e, hole k, node *n);
bool gort__flow_is_slice_lit(const node *n);
/* All bodies have been seen: decides by value or by reference, and lets the captured flow. */
void gort__flow_closures(flow_batch *b);

/* flow_call.c */
/* ks: where the results go, NULL if they are not used. */
void gort__flow_call(flow_walk *e, const hole *ks, int nks, node *call);
/* The results of a call in temporaries; number: of the first, plus one (temps.c). */
location **gort__flow_call_temps(flow_walk *e, node *call, int n, int number);
/* The value of a temporary as one of type t; a conversion to an interface lies at pos. */
void gort__flow_temp_value(flow_walk *e, hole k, location *temp, ty *t, position pos);
/* Does a callee or receiver have calls in it, so that it is evaluated before the arguments? */
bool gort__flow_calls_first(node *callee);
void gort__flow_go_defer(flow_walk *e, node *n);
/* Where the receiver of a method goes. */
hole gort__flow_receiver_hole(flow_walk *e, function *f, const hole *ks, int nks);

/* reason.c */
const char *gort__flow_heap_reason(flow_batch *b, const location *loc);
bool gort__flow_self_assign(node *dst, node *src);

/* summary.c */
void gort__summary_of(flow_batch *b, escape_function *f);

/* place.c */
void gort__place_batch(flow_batch *b);

/* report.c */
void gort__report(unit *u, position pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
node *gort__flow_name(unit *u, object *o, position pos); /* an N_NAME of it */
/* A node that names what a location stands for, for notes; may be NULL if there are none. */
const node *gort__report_where(unit *u, const location *loc);
void gort__report_batch(flow_batch *b);
void gort__report_param(flow_batch *b, escape_function *f, object *p, const location *loc,
                        const leak_summary *tag);
void gort__report_self_assign(flow_walk *e, node *where);
void gort__report_capture(unit *u, object *var, const location *loc, bool by_ref);
const flow_watch *gort__report_watch(unit *u);
void gort__report_devirtual(unit *u, const node *call, const char *sel, ty *t);

/* bounds.c */
void gort__report_bounds(unit *u, escape_function **roots, int n);

/* A conversion that only changes the type's name; between interfaces also one that keeps the type,
 * or one between empty ones (any other makes a new itab). */
static inline bool gort__conv_is_nop(const node *n)
{
    if (n->kind != N_CONV || !n->a || !n->a->type || !n->type || n->type->kind != n->a->type->kind)
        return false;
    switch (n->type->kind) {
    case TY_INTERFACE:
        return gort__ty_identical(n->type, n->a->type) ||
               (gort__ty_under(n->type)->nmethods == 0 &&
                gort__ty_under(n->a->type)->nmethods == 0);
    case TY_FLOAT32:
    case TY_FLOAT64:
    case TY_COMPLEX64:
    case TY_COMPLEX128: return false; /* rounds */
    default: return true;
    }
}

#endif
