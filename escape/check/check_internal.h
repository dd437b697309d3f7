/* check_internal.h - what the checker's files share.
 *
 *   check.c         the package: collecting declarations, order, bodies, unused imports
 *   check_decl.c    one declaration: const, var, type, func
 *   check_type.c    type expressions
 *   check_operand.c operands: untyped constants, assignability, conversion of untyped values
 *   check_expr.c check_lit.c check_call.c check_builtin.c check_index.c   expressions
 *   check_stmt.c check_assign.c check_switch.c   statements
 *   check_flow.c    terminating statements
 *   check_order.c   initialisation order and cycles
 *   check_size.c    types that are too large
 *   check_text.c    expressions and operands in messages
 *   universe.c      predeclared names
 */
#ifndef GORT_ESCAPE_CHECK_INTERNAL_H
#define GORT_ESCAPE_CHECK_INTERNAL_H

#include "../base/unit.h"
#include "../syntax/lex.h"
#include "../syntax/parse.h"
#include "../syntax/print.h"
#include "../types/constant.h"
#include "../types/types.h"
#include "universe.h"

/* What an expression turned out to be. */
typedef enum gort__mode {
    MODE_INVALID,
    MODE_NOVALUE,
    MODE_BUILTIN,
    MODE_TYPE,
    MODE_CONST,
    MODE_VAR,      /* addressable */
    MODE_MAPINDEX, /* assignable, and may be read with comma, ok */
    MODE_VALUE,
    MODE_NIL,
    MODE_COMMAOK
} gort__mode;

typedef struct gort__operand {
    gort__mode mode;
    gort__builtin builtin;
    gort__node *expr;
    gort__ty *type;
    gort__const *val; /* MODE_CONST; NULL: unknown because of an error reported before */
} gort__operand;

typedef struct gort__operands {
    gort__operand *at;
    int n;
} gort__operands;

/* What a call or operation may be used as. */
typedef enum gort__expr_use { USE_CONVERSION, USE_EXPRESSION, USE_STATEMENT } gort__expr_use;

/* gort__obj.state */
enum { STATE_NEW, STATE_BUSY, STATE_DONE };

typedef struct gort__scope {
    struct gort__scope *parent;
    struct gort__scope *outer; /* the parent, or what is around it if that is empty */
    gort__obj **slots;         /* open addressing by name */
    int n, cap;
    gort__objs vars; /* local variables, for "declared but not used" */
    struct gort__scope *child, *last_child, *sibling; /* within one function */
} gort__scope;

/* A package-level declaration (gort__obj.check); shared by the names of one call. */
typedef struct gort__decl {
    gort__node *node;
    gort__node *type, *init;
    gort__objs lhs;  /* several variables, one initialiser */
    gort__objs deps; /* package-level objects it mentions */
    gort__scope *file;
    int iota;
    gort__ty *rhs;      /* type declarations: what it was declared as */
    bool valid;         /* type declarations: known not to contain itself */
    gort__objs methods; /* type declarations: in source order */
    bool broken_alias;  /* aliases: what they stand for is not known yet */
    bool ptr_recv;      /* methods */
    bool emitted;
    int order; /* in source order, from 0 */
} gort__decl;

typedef struct gort__env {
    gort__scope *scope;
    gort__decl *decl;    /* the package-level declaration being checked */
    gort__func *func;    /* the function whose body is being checked */
    gort__const *iota;   /* inside a constant declaration */
    gort__pos error_pos; /* repeated constant expression: errors go to the constant's name */
    bool has_call;       /* a call or receive was seen (len of arrays) */
} gort__env;

typedef struct gort__checker {
    gort__unit *u;
    gort__env env;
    gort__objs imports;        /* OBJ_PACKAGE */
    gort__objs all;            /* package-level objects and methods in source order */
    struct gort__later *later; /* work put off to the end of a statement or declaration */
    int nlater, cap_later;
    gort__obj **path; /* objects being resolved */
    int npath, cap_path;
    int declaring;              /* type declarations begun and not ended */
    const gort__node *declared; /* the right side of the innermost one */
    const char *first_error;    /* follow-up messages about invalid operands are dropped */
} gort__checker;

struct gort__later {
    void (*fn)(gort__checker *c, void *a, void *b);
    void *a, *b;
    gort__env env;
};

/* ---- check.c */
void gort__check_later(gort__checker *c, void (*fn)(gort__checker *, void *, void *), void *a,
                       void *b);
void gort__check_run_later(gort__checker *c, int from);
gort__obj *gort__check_new_obj(gort__checker *c, gort__obj_kind kind, const char *name,
                               gort__pos pos);
gort__scope *gort__scope_new(gort__unit *u, gort__scope *parent);
gort__obj *gort__scope_find(const gort__scope *s, const char *name);
gort__obj *gort__scope_insert(gort__unit *u, gort__scope *s, gort__obj *o);
gort__obj *gort__check_lookup(gort__checker *c, const char *name);
void gort__check_open(gort__checker *c);
void gort__check_close(gort__checker *c);
/* Reports the variables of a function's scopes that nothing used; at its end, when the function
 * literals in it were checked too. */
void gort__check_usage(gort__checker *c, gort__scope *s);
/* Inserts into the current scope; reports a redeclaration. */
void gort__check_declare(gort__checker *c, gort__scope *s, gort__obj *o);
void gort__check_use_decl(gort__checker *c, gort__obj *o); /* dependency of the declaration */
/* An error at pos; text built with gort__strf. */
void gort__check_error(gort__checker *c, gort__pos pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
const char *gort__check_pos_text(gort__checker *c, gort__pos pos);
/* What a member of that name, declared here, carries beside it. */
static inline const gort__package *gort__check_name_package(gort__checker *c, const char *name)
{
    return gort__is_exported(name) ? NULL : c->u->pkg;
}

/* ---- check_text.c */
const char *gort__check_expr_text(gort__checker *c, const gort__node *n);
const char *gort__check_operand_text(gort__checker *c, const gort__operand *x);
/* "f(x int) string": a method in messages about interfaces. */
const char *gort__check_method_text(gort__checker *c, const gort__ty_method *m);
const char *gort__check_types_text(gort__checker *c, gort__ty **list, int n, bool variadic);
const char *gort__check_kind_text(gort__checker *c, gort__ty *t);
gort__pos gort__start_pos(const gort__node *n);
#define TEXT_TYPE(c, t)    gort__ty_string_error((c)->u, t)
#define TEXT_EXPR(c, n)    gort__check_expr_text(c, n)
#define TEXT_OPERAND(c, x) gort__check_operand_text(c, x)

/* ---- check_decl.c */
void gort__check_object(gort__checker *c, gort__obj *o); /* resolves a package-level object */
void gort__check_decl_stmt(gort__checker *c, gort__node *s);
void gort__check_var_stmt(gort__checker *c, gort__node *s);
void gort__check_func_body(gort__checker *c, gort__func *f);
void gort__check_arity(gort__checker *c, gort__nodes *names, gort__nodes *inits, bool is_const);
void gort__check_const_arity(gort__checker *c, gort__node *d);

/* ---- check_type.c */
gort__ty *gort__check_type(gort__checker *c, gort__node *e);
/* The type of a function; fills params, results and recv of f. Parameters are declared in scope. */
gort__ty *gort__check_func_type(gort__checker *c, gort__node *e, gort__node *recv, gort__func *f,
                                gort__scope *scope);
/* The type name in an embedded field, and whether a '*' is before it; NULL: no embedded type. */
gort__node *gort__embedded_name(gort__node *e, bool *ptr);
void gort__check_valid_type(gort__checker *c, gort__ty *t);
/* Makes the named type of a declaration and gives it its underlying type. */
void gort__check_type_decl(gort__checker *c, gort__obj *o, gort__node *d);
void gort__check_cycle_error(gort__checker *c, gort__obj **cycle, int n);

/* ---- check_operand.c */
bool gort__is_untyped(const gort__ty *t);
bool gort__is_typed_invalid(const gort__ty *t);
bool gort__is_boolean(gort__ty *t);
bool gort__is_integer(gort__ty *t);
bool gort__is_unsigned(gort__ty *t);
bool gort__is_float(gort__ty *t);
bool gort__is_complex(gort__ty *t);
bool gort__is_numeric(gort__ty *t);
bool gort__is_string(gort__ty *t);
bool gort__is_const_type(gort__ty *t);
bool gort__is_ordered(gort__ty *t);
bool gort__has_nil(gort__ty *t);
bool gort__has_name(gort__ty *t);
gort__ty *gort__default_type(gort__checker *c, gort__ty *t);
/* The constant as a value of basic type t, rounded; NULL if it does not fit. */
gort__const *gort__representable(gort__checker *c, gort__const *v, gort__ty *t);
/* Checks that constant x fits its own type, after an operation at e. */
void gort__check_overflow(gort__checker *c, gort__operand *x, gort__node *e);
typedef enum gort__convert_error {
    CONVERT_OK,
    CONVERT_TRUNCATED,
    CONVERT_OVERFLOWS,
    CONVERT_VALUE,
    CONVERT_UNTYPED
} gort__convert_error;
/* The type that untyped x takes in a context that wants `target`; NULL and *why if it cannot. */
gort__ty *gort__implicit_type(gort__checker *c, gort__operand *x, gort__ty *target,
                              gort__const **val, gort__convert_error *why);
void gort__convert_untyped(gort__checker *c, gort__operand *x, gort__ty *target);
void gort__update_expr_type(gort__checker *c, gort__node *e, gort__ty *t, bool final);
bool gort__assignable(gort__checker *c, gort__operand *x, gort__ty *t, const char **reason);
/* Converts x for assignment to t (NULL: to _); reports and invalidates. */
void gort__check_assignment(gort__checker *c, gort__operand *x, gort__ty *t, const char *context);
/* Why t does not implement iface: "(missing M method)". */
const char *gort__missing_reason(gort__checker *c, gort__ty *t, gort__ty *iface,
                                 const gort__ty_method *m, const gort__ty_method *have);
void gort__check_type_assertion(gort__checker *c, gort__pos pos, gort__node *e, gort__operand *x,
                                gort__ty *t, bool in_switch);

/* ---- check_expr.c */
gort__expr_use gort__check_raw(gort__checker *c, gort__operand *x, gort__node *e, gort__ty *hint);
void gort__check_expr(gort__checker *c, gort__operand *x, gort__node *e);
void gort__check_multi(gort__checker *c, gort__operand *x, gort__node *e);
void gort__check_hint(gort__checker *c, gort__operand *x, gort__node *e, gort__ty *hint);
void gort__check_expr_or_type(gort__checker *c, gort__operand *x, gort__node *e);
void gort__check_single(gort__checker *c, gort__operand *x);
void gort__check_ident(gort__checker *c, gort__operand *x, gort__node *e, bool want_type);
void gort__check_binary(gort__checker *c, gort__operand *x, gort__node *e, gort__node *lhs,
                        gort__node *rhs, gort__token op);
void gort__check_comparison(gort__checker *c, gort__operand *x, gort__operand *y, gort__token op,
                            bool in_switch);
/* Evaluates for side effects of checking only: marks names as used. */
void gort__check_use(gort__checker *c, gort__node *e);
void gort__check_use_list(gort__checker *c, gort__nodes *l);
/* The index: its constant value or -1; *type TY_INVALID after an error. max < 0: no bound. */
int64_t gort__check_index(gort__checker *c, gort__node *e, int64_t max, gort__ty **type);
void gort__record(gort__checker *c, gort__operand *x);

/* ---- check_index.c */
void gort__check_index_expr(gort__checker *c, gort__operand *x, gort__node *e);
void gort__check_slice_expr(gort__checker *c, gort__operand *x, gort__node *e);

/* ---- check_lit.c */
bool gort__check_complit(gort__checker *c, gort__operand *x, gort__node *e, gort__ty *hint);

/* ---- check_call.c */
gort__expr_use gort__check_call(gort__checker *c, gort__operand *x, gort__node *e);
void gort__check_selector(gort__checker *c, gort__operand *x, gort__node *e);
/* The values of a list; one call may give several. comma_ok: a single index, assertion or receive
 * may give two. */
gort__operands gort__check_expr_list(gort__checker *c, gort__nodes *l, bool allow_comma_ok,
                                     bool *comma_ok);
bool gort__check_arguments(gort__checker *c, gort__node *call, gort__ty *sig, gort__operands args);
void gort__conversion(gort__checker *c, gort__operand *x, gort__ty *t);

/* ---- check_builtin.c */
bool gort__check_builtin_call(gort__checker *c, gort__operand *x, gort__node *call,
                              gort__builtin id);

/* ---- check_assign.c */
void gort__check_init_var(gort__checker *c, gort__obj *v, gort__operand *x, const char *context);
/* ret: the return statement, or NULL. */
void gort__check_init_vars(gort__checker *c, gort__objs *lhs, gort__nodes *rhs, gort__node *ret);
bool gort__check_assign_var(gort__checker *c, gort__node *lhs, gort__operand *x);
void gort__check_assign_vars(gort__checker *c, gort__nodes *lhs, gort__nodes *rhs);
void gort__check_short_var(gort__checker *c, gort__node *s);
gort__obj *gort__check_new_local(gort__checker *c, const char *name, gort__pos pos);

/* ---- check_stmt.c */
enum { CTX_BREAK = 1, CTX_CONTINUE = 2 };
void gort__check_stmt(gort__checker *c, gort__node *s);
void gort__check_stmts(gort__checker *c, gort__nodes *l);
void gort__check_block(gort__checker *c, gort__nodes *l);

/* ---- check_switch.c */
void gort__check_switch(gort__checker *c, gort__node *s);
void gort__check_type_switch(gort__checker *c, gort__node *s);
void gort__check_select(gort__checker *c, gort__node *s);
void gort__check_range(gort__checker *c, gort__node *s);

/* ---- check_flow.c */
bool gort__check_terminates(gort__nodes *body);

/* ---- check_order.c */
void gort__check_init_order(gort__checker *c);

/* ---- check_size.c: before normal.c, on a package without errors */
void gort__check_sizes(gort__unit *u);

#endif
