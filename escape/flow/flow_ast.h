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
 * The summaries of a package's functions outlive its analysis (gort__func.tags); the flow fields of
 * nodes, objects and functions are reset.
 */
#ifndef GORT_ESCAPE_FLOW_AST_H
#define GORT_ESCAPE_FLOW_AST_H

#include "../base/unit.h"
#include "../syntax/lex.h"
#include "../syntax/parse.h"
#include "../syntax/print.h"
#include "../types/constant.h"
#include "../types/types.h"
#include "flow.h"

/* A function in analysis (gort__func.flow). */
typedef struct gort__esc_func {
    gort__flow_func graph; /* first: a location's func is one of these */
    gort__func *func;
    uint32_t visit; /* batches.c */
    bool is_init;   /* the initialisation of package variables, and no function of the source */
    int ntemps;     /* variables and temporaries so far (temps.c) */
} gort__esc_func;

/* A temporary that what go or defer wraps around a call captures, and where. */
typedef struct gort__wrapped {
    gort__loc *loc;
    gort__pos at;
} gort__wrapped;

/* A closure whose captures are decided when all bodies have been seen. */
typedef struct gort__esc_closure {
    gort__hole k;
    gort__func *func; /* NULL: what go or defer wraps around a call; then temps are captured */
    struct gort__wrapped *temps;
    int ntemps;
    gort__node *where;
} gort__esc_closure;

typedef struct gort__batch {
    gort__unit *u;
    gort__flow g;
    gort__esc_func **funcs;
    int nfuncs;
    gort__esc_closure *closures;
    int nclosures, cap_closures;
} gort__batch;

/* The walk over one function's body. */
typedef struct gort__walk {
    gort__batch *b;
    gort__esc_func *fn;
    int loop_depth;
} gort__walk;

/* What location.what points to for LOC_EXPR is a gort__node, for variables a gort__obj. */

/* live.c */
/* Statements in the order of execution without nested blocks' braces; labels before what they
 * label. Stops behind a constant if whose taken branch leaves the function. */
void gort__live_stmts(const gort__nodes *list, void (*stmt)(void *ctx, gort__node *n), void *ctx);
/* -1 unknown, else the constant value of a condition. */
int gort__live_cond(gort__node *cond);
/* The part of an if's condition that is evaluated. */
gort__node *gort__live_operand(gort__node *cond);
/* True: only that case of a switch on constants can be taken (NULL: none). Reads all cases: ask
 * once for a switch. */
bool gort__live_only_case(const gort__node *sw, const gort__node **only);
/* Calls fn for n and what is below it that is alive, parents first; not into function literals.
 * fn returns false to leave out what is below. */
typedef bool (*gort__visit)(void *ctx, gort__node *n);
void gort__live_visit(gort__node *n, gort__visit fn, void *ctx);
void gort__live_visit_list(const gort__nodes *list, gort__visit fn, void *ctx);
bool gort__live_nothing(const gort__nodes *body);
/* The body of f; for the initialisation, the statements of the package variables. */
void gort__live_visit_func(gort__unit *u, gort__esc_func *f, gort__visit fn, void *ctx);

/* refuse.c: errors that Go finds behind escape analysis. */
void gort__refuse(gort__unit *u, gort__esc_func **all, int n);

/* callee.c */
/* The function whose code e names, through local variables that are never changed; NULL. */
typedef struct gort__callee {
    gort__func *func;
    bool is_method; /* called as a function: the receiver is the first argument */
} gort__callee;
gort__callee gort__callee_of(const gort__func *cur, gort__node *e);
/* Marks variables that change (gort__obj.reassigned, addrtaken), then turns calls through
 * interfaces whose value is known into calls of its methods, function by function in that order. */
void gort__callee_prepare(gort__unit *u, gort__esc_func **roots, int n, const gort__funcs *order);

gort__node *gort__callee_assertion(gort__node *receiver);

/* temps.c */
/* roots: the last is `init`; order: all functions, literals first. */
void gort__flow_number_temps(gort__unit *u, gort__esc_func **roots, int n, gort__funcs *order);
/* Does the assignment of a call's results to dst change a type? */
bool gort__flow_tuple_converts(const gort__nodes *dst, const gort__node *call);

/* flow_stmt.c */
void gort__flow_func_locs(gort__batch *b, gort__esc_func *fn);
void gort__flow_body(gort__batch *b, gort__esc_func *fn);
void gort__flow_stmt(gort__walk *e, gort__node *n);
gort__loc *gort__flow_var(gort__walk *e, gort__obj *o);
gort__hole gort__flow_dest(gort__walk *e, gort__node *n);
void gort__flow_assign(gort__walk *e, gort__node **dst, gort__node **src, int ndst, int nsrc,
                       const char *why, gort__node *where);

/* flow_expr.c */
void gort__flow_expr(gort__walk *e, gort__hole k, gort__node *n);
void gort__flow_drop(gort__walk *e, gort__node *n);
/* The value of a location of type t. */
void gort__flow_expr_loc(gort__walk *e, gort__hole k, gort__loc *src, gort__ty *t);
gort__hole gort__flow_dot_type(gort__walk *e, gort__hole k, gort__ty *t, const gort__node *where,
                               const char *why);
gort__hole gort__flow_storage(gort__walk *e, gort__hole k, gort__node *n);
bool gort__flow_is_slice_lit(const gort__node *n);
gort__esc_closure *gort__flow_add_closure(gort__batch *b);
/* All bodies have been seen: decides by value or by reference, and lets the captured flow. */
void gort__flow_closures(gort__batch *b);

/* flow_call.c */
/* ks: where the results go, NULL if they are not used. */
void gort__flow_call(gort__walk *e, const gort__hole *ks, int nks, gort__node *call);
/* The results of a call in temporaries; number: of the first, plus one (temps.c). */
gort__loc **gort__flow_call_temps(gort__walk *e, gort__node *call, int n, int number);
/* The value of a temporary as one of type t; a conversion to an interface lies at pos. */
void gort__flow_temp_value(gort__walk *e, gort__hole k, gort__loc *temp, gort__ty *t,
                           gort__pos pos);
/* Does a callee or receiver have calls in it, so that it is evaluated before the arguments? */
bool gort__flow_calls_first(gort__node *callee);
void gort__flow_go_defer(gort__walk *e, gort__node *n);
/* Where the receiver of a method goes. */
gort__hole gort__flow_receiver_hole(gort__walk *e, gort__func *f, const gort__hole *ks, int nks);

/* reason.c */
const char *gort__flow_heap_reason(gort__batch *b, const gort__loc *loc);
bool gort__flow_self_assign(gort__node *dst, gort__node *src);

/* summary.c */
void gort__summary_of(gort__batch *b, gort__esc_func *f);

/* place.c */
void gort__place_batch(gort__batch *b);

/* report.c */
void gort__report(gort__unit *u, gort__pos pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A node that names what a location stands for, for notes; may be NULL if there are none. */
const gort__node *gort__report_where(gort__unit *u, const gort__loc *loc);
void gort__report_batch(gort__batch *b);
void gort__report_param(gort__batch *b, gort__esc_func *f, gort__obj *p, const gort__loc *loc,
                        const gort__leaks *tag);
void gort__report_self_assign(gort__walk *e, gort__node *where);
void gort__report_capture(gort__unit *u, gort__obj *var, const gort__loc *loc, bool by_ref);
const gort__flow_watch *gort__report_watch(gort__unit *u);
void gort__report_devirtual(gort__unit *u, const gort__node *call, const char *sel, gort__ty *t);

/* bounds.c */
void gort__report_bounds(gort__unit *u, gort__esc_func **roots, int n);

/* A conversion that only changes the type's name; between interfaces also one that keeps the type,
 * or one between empty ones (any other makes a new itab). */
static inline bool gort__conv_is_nop(const gort__node *n)
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

static inline bool gort__is_local(const gort__obj *o)
{
    return o && o->kind == OBJ_VAR && o->var_class != VAR_GLOBAL;
}

#endif
