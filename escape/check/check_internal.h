/* check_internal.h - what the checker's files share.
 *
 *   check.c         the package: collecting declarations, order, bodies, unused imports
 *   check_import.c  what files import
 *   check_decl.c    one declaration: const, var, type, func
 *   check_type.c    type expressions
 *   check_interface.c   interface types
 *   check_operand.c operands: untyped constants, assignability, conversion of untyped values
 *   check_expr.c check_lit.c check_call.c check_builtin.c check_index.c   expressions
 *   check_unsafe.c  the functions of package unsafe
 *   check_stmt.c check_assign.c check_switch.c   statements
 *   check_order.c   initialisation order and cycles
 *   check_size.c    types that are too large
 *   check_text.c    expressions and operands in messages
 *   universe.c      predeclared names
 */
#ifndef GORT_ESCAPE_CHECK_INTERNAL_H
#define GORT_ESCAPE_CHECK_INTERNAL_H

#include "../base/table.h"
#include "../syntax/lex.h"
#include "../syntax/parse.h"
#include "../syntax/print.h"
#include "../types/constant.h"
#include "../types/types.h"
#include "universe.h"

/* What an expression turned out to be, and what messages call it. */
#define OPERAND_MODES(X)                                                                           \
    X(MODE_INVALID, "invalid operand")                                                             \
    X(MODE_NOVALUE, "no value")                                                                    \
    X(MODE_BUILTIN, "built-in")                                                                    \
    X(MODE_TYPE, "type")                                                                           \
    X(MODE_CONST, "constant")                                                                      \
    X(MODE_VAR, "variable")                  /* addressable */                                     \
    X(MODE_MAPINDEX, "map index expression") /* assignable, and may be read with comma, ok */      \
    X(MODE_VALUE, "value")                                                                         \
    X(MODE_NIL, "nil")                                                                             \
    X(MODE_COMMAOK, "comma, ok expression")

#define OPERAND_MODE(mode, text) mode,
typedef enum operand_mode { OPERAND_MODES(OPERAND_MODE) OPERAND_MODE_COUNT } operand_mode;
#undef OPERAND_MODE

typedef struct value_operand {
    operand_mode mode;
    builtin_id builtin;
    node *expr;
    ty *type;
    const_value *val; /* MODE_CONST; NULL: unknown because of an error reported before */
} value_operand;

typedef struct operand_list {
    value_operand *at;
    int n;
} operand_list;

/* What a call or operation may be used as. */
typedef enum expr_use { USE_CONVERSION, USE_EXPRESSION, USE_STATEMENT } expr_use;

/* object.state */
enum { STATE_NEW, STATE_BUSY, STATE_DONE };

typedef struct name_scope {
    struct name_scope *parent;
    struct name_scope *outer; /* the parent, or what is around it if that is empty */
    hash_table names;         /* of objects */
    int depth;
    objects vars;                          /* local variables, for "declared but not used" */
    GORT__LIST(struct name_scope *) inner; /* within one function */
} name_scope;

/* A package-level declaration (object.check); shared by the names of one call. */
typedef struct declaration {
    node *node;
    node *type, *init;
    objects lhs;  /* several variables, one initialiser */
    objects deps; /* package-level objects it mentions */
    name_scope *file;
    int iota;
    ty *rhs;           /* type declarations: what it was declared as */
    uint8_t valid;     /* type declarations: does the type not contain itself? (check_type.c) */
    objects methods;   /* type declarations: in source order */
    bool broken_alias; /* aliases: what they stand for is not known yet */
    bool ptr_recv;     /* methods */
    bool emitted;
    bool local;                             /* a type inside a function */
    int method_number;                      /* methods: among those of their type */
    name_scope *methods_by_name;            /* type declarations */
    const struct declaration *mentioned_by; /* the last one, that has it among its deps */
    const object *mentioned;                /* which of its names */
} declaration;

typedef struct check_env {
    name_scope *scope;
    declaration *decl;  /* the package-level declaration being checked */
    function *func;     /* the function whose body is being checked */
    const_value *iota;  /* inside a constant declaration */
    position error_pos; /* repeated constant expression: errors go to the constant's name */
    bool has_call;      /* a call or receive was seen (len of arrays) */
} check_env;

/* What a name is outside of a scope. */
typedef struct far_name {
    const name_scope *scope;
    const char *name;
    object *object; /* or NULL */
} far_name;

typedef struct checker checker;
typedef struct put_off {
    void (*fn)(checker *c, void *what);
    void *what;
    check_env env;
} put_off;

struct checker {
    unit *u;
    check_env env;
    objects imports;           /* OBJ_PACKAGE */
    objects all;               /* package-level objects and methods in source order */
    GORT__LIST(put_off) later; /* work put off to the end of a statement or declaration */
    objects path;              /* being resolved */
    int declaring;             /* type declarations begun and not ended */
    const node *declared;      /* the right side of the innermost one */
    const node *called;        /* whose arguments are assigned (gort__check_assignment) */
    hash_table far;            /* of far_names; check.c */
    const char *first_error;   /* follow-up messages about invalid operands are dropped */
};

/* ---- check.c */
void gort__check_later(checker *c, void (*fn)(checker *c, void *what), void *what);
void gort__check_run_later(checker *c, int from);
object *gort__check_new_obj(checker *c, object_kind kind, const char *name, position pos);
object *gort__check_new_const(checker *c, const node *d, node *name); /* of the D_CONST d */
name_scope *gort__scope_new(unit *u, name_scope *parent);
object *gort__scope_find(const name_scope *s, const char *name);
object *gort__scope_insert(unit *u, name_scope *s, object *o);
object *gort__check_lookup(checker *c, const char *name);
void gort__check_open(checker *c);
void gort__check_close(checker *c);
/* Reports the variables of a function's scopes that nothing used; at its end, when the function
 * literals in it were checked too. */
void gort__check_usage(checker *c, name_scope *s);
/* Inserts into the current scope; reports a redeclaration. */
void gort__check_declare(checker *c, name_scope *s, object *o);
void gort__check_use_decl(checker *c, object *o); /* dependency of the declaration */
/* An error at pos. Returns false, as the other three do. */
bool gort__check_error(checker *c, position pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same where n begins; the same, and x is invalid; and an invalid operation. */
#define gort__check_error_at(c, n, ...) gort__check_error((c), gort__start_pos(n), __VA_ARGS__)
#define gort__check_reject(c, x, n, ...)                                                           \
    ((void)gort__check_error_at((c), (n), __VA_ARGS__),                                            \
     gort__check_is((x), MODE_INVALID, (x)->type))
#define gort__check_invalid_op(c, x, n, ...)                                                       \
    gort__check_reject((c), (x), (n), "invalid operation: " __VA_ARGS__)
/* "\n\tPLACE: other declaration of NAME", the end of a message. */
const char *gort__check_other_text(checker *c, position pos, const char *name);
/* What a member of that name, declared here, carries beside it. */
static inline const package *gort__check_name_package(checker *c, const char *name)
{
    return gort__is_exported(name) ? NULL : c->u->pkg;
}

/* ---- check_import.c */
void gort__check_import(checker *c, node *d);
/* What a file imports and the package declares. */
void gort__check_import_clashes(checker *c);
void gort__check_unused_imports(checker *c);
/* A name at that place is one that a dot imports. */
void gort__check_use_dot(checker *c, const object *member, position at);
/* May an unknown name be one that a dot imports, and that gort does not have? Reported. */
bool gort__check_refused_dot(checker *c, const char *name, position at);

/* ---- check_text.c */
const char *gort__check_operand_text(checker *c, const value_operand *x);
/* "f(x int) string": a method in messages about interfaces. */
const char *gort__check_method_text(checker *c, const ty_method *m);
const char *gort__check_types_text(checker *c, ty **list, int n, bool variadic);
const char *gort__check_kind_text(checker *c, ty *t);
#define TEXT_TYPE(c, t)    gort__ty_string_error((c)->u, t)
#define TEXT_EXPR(c, n)    gort__source_string((c)->u, n)
#define TEXT_OPERAND(c, x) gort__check_operand_text(c, x)

/* ---- check_decl.c */
void gort__check_object(checker *c, object *o); /* resolves a package-level object */
void gort__check_decl_stmt(checker *c, node *s);
void gort__check_var_stmt(checker *c, node *s);
void gort__check_func_body(checker *c, void *what); /* of a function; for gort__check_later */
void gort__check_arity(checker *c, nodes *names, nodes *inits, bool is_const);
void gort__check_const_arity(checker *c, node *d);

/* ---- check_interface.c */
ty *gort__check_interface_type(checker *c, node *e);
/* The type of a variable or of a part of one: no interface that restricts type parameters. */
ty *gort__check_var_type(checker *c, node *e);
void gort__check_valid_var(checker *c, node *e); /* the same for one whose type is known */
/* Is the type, or what it is declared as, not known in full yet? */
bool gort__check_is_open(const ty *t);

/* ---- check_type.c */
ty *gort__check_type(checker *c, node *e);
/* The type of a function; fills params, results and recv of f. Parameters are declared in scope. */
ty *gort__check_func_type(checker *c, node *e, node *recv, function *f, name_scope *scope);
/* The type name in an embedded field, with a '*' before it or not; NULL: no embedded type. */
node *gort__embedded_name(node *e);
/* Makes the named type of a declaration and gives it its underlying type. */
void gort__check_type_decl(checker *c, object *o, node *d);
/* Is e, in the declaration of a type as e, of that type? */
bool gort__check_is_own_type(const checker *c, const ty *t, const node *e);
void gort__check_cycle_error(checker *c, object **cycle, int n);
/* "WHAT NAME", and how its objects refer to each other from the first on. */
void gort__check_report_cycle(checker *c, const char *what, objects cycle, int first);

/* ---- check_operand.c */
bool gort__is_untyped(const ty *t);
bool gort__is_typed_invalid(const ty *t);
ty *gort__default_type(checker *c, ty *t);
/* The constant as a value of basic type t, rounded; NULL if it does not fit. */
const_value *gort__representable(checker *c, const_value *v, ty *t);
/* Checks that constant x fits its own type, after an operation at e. */
bool gort__check_overflow(checker *c, value_operand *x, node *e);     /* false: x is invalid */
bool gort__convert_untyped(checker *c, value_operand *x, ty *target); /* false: x is invalid */
/* What x is now. False: it is invalid. */
static inline bool gort__check_is(value_operand *x, operand_mode mode, ty *t)
{
    x->mode = mode;
    x->type = t;
    return mode != MODE_INVALID;
}
/* The channel x, if it can be used in the direction; NULL, reported: x is invalid. */
const ty *gort__check_channel(checker *c, value_operand *x, chan_dir dir, const char *verb);
/* The underlying type of t, or of what it points to if that is an array. */
ty *gort__check_array_behind(ty *t);
void gort__update_expr_type(checker *c, node *e, ty *t, bool final);
bool gort__assignable(checker *c, value_operand *x, ty *t, const char **reason);
/* Converts x for assignment to t (NULL: to _); false: x is invalid, reported. */
/* context: NULL for an argument to what checker.called says, which is spelled only if need be. */
bool gort__check_assignment(checker *c, value_operand *x, ty *t, const char *context);
void gort__check_type_assertion(checker *c, node *e, value_operand *x, ty *t, bool in_switch);

/* ---- check_expr.c */
expr_use gort__check_raw(checker *c, value_operand *x, node *e, ty *hint);
/* The value of e; hint: the type of a literal that leaves it out, or NULL; use: what e may be
 * beside one value. False: x is invalid. */
typedef enum value_use { VALUE_SINGLE, VALUE_OR_TYPE, VALUE_SEVERAL } value_use;
bool gort__check_value(checker *c, value_operand *x, node *e, ty *hint, value_use use);
#define gort__check_expr(c, x, e)         gort__check_value((c), (x), (e), NULL, VALUE_SINGLE)
#define gort__check_expr_or_type(c, x, e) gort__check_value((c), (x), (e), NULL, VALUE_OR_TYPE)
bool gort__check_single(checker *c, value_operand *x);
void gort__check_ident(checker *c, value_operand *x, node *e, bool want_type);
/* Evaluates for side effects of checking only: marks names as used. */
void gort__check_use(checker *c, node *e);
void gort__check_use_list(checker *c, nodes *l);

/* ---- check_binary.c: false: x is invalid */
bool gort__check_binary(checker *c, value_operand *x, node *e, node *lhs, node *rhs, token op);
bool gort__check_comparison(checker *c, value_operand *x, value_operand *y, token op,
                            bool in_switch);

/* ---- check_index.c */
/* The value of an index, or one below 0: it is no constant, or wrong. max < 0: no bound. */
enum { INDEX_UNKNOWN = -1, INDEX_WRONG = -2 };
int64_t gort__check_index(checker *c, node *e, int64_t max);
int64_t gort__check_string_length(const value_operand *x); /* -1: x is no constant */
/* Is x an integer that may be an index? what: "index", in messages. */
bool gort__check_valid_index(checker *c, value_operand *x, const char *what, bool negative);
bool gort__check_index_expr(checker *c, value_operand *x, node *e);
bool gort__check_slice_expr(checker *c, value_operand *x, node *e);

/* ---- check_lit.c */
/* Of a struct: more than these are looked for in tables. */
enum { GORT__FEW_FIELDS = 64 };
/* What was there already, in a table. */
typedef struct seen_key {
    uint64_t hash;    /* of an index or an interned name: itself */
    const char *text; /* of a constant, else NULL */
    size_t bytes;
    ty *type; /* NULL: all are of one type */
    position pos;
} seen_key;
/* The same key if it was there; else NULL, and now it is. */
const seen_key *gort__seen_before(checker *c, hash_table *seen, const seen_key *key);
/* A constant as a key: equal values of a type, and no others, have equal texts. */
seen_key gort__seen_constant(checker *c, const const_value *v, ty *type);
/* Which field of the struct t has that name, where it is written here; below 0: none. */
int gort__check_field_number(checker *c, ty *t, const char *name);
bool gort__check_complit(checker *c, value_operand *x, node *e, ty *hint);

/* ---- check_call.c */
expr_use gort__check_call(checker *c, value_operand *x, node *e);
bool gort__check_selector(checker *c, value_operand *x, node *e);
bool gort__check_member(value_operand *x, object *o); /* what the object is as an operand */
/* The values of a list; one call may give several. comma_ok, unless NULL: a single index, assertion
 * or receive gives two, and it is set. */
operand_list gort__check_expr_list(checker *c, nodes *l, bool *comma_ok);
bool gort__check_arguments(checker *c, node *call, ty *sig, operand_list args);
/* There are not as many values as needed: said at the first that is too many, else at the last, or
 * if there is none at `at`. */
bool gort__check_wrong_count(checker *c, const node *at, operand_list xs, int needed,
                             const char *what, const char *want);

/* ---- check_builtin.c */
expr_use gort__check_builtin_call(checker *c, value_operand *x, node *call);

/* ---- check_unsafe.c */
/* Calls of the functions of package unsafe; the first operand is x, but for Offsetof. */
bool gort__check_unsafe_call(checker *c, value_operand *x, node *call, builtin_id id,
                             operand_list args);

/* ---- check_assign.c */
/* False: v was not initialised. */
bool gort__check_init_var(checker *c, object *v, value_operand *x, const char *context);
/* ret: the return statement, or NULL. */
void gort__check_init_vars(checker *c, objects *lhs, nodes *rhs, node *ret);
bool gort__check_assign_var(checker *c, node *lhs, value_operand *x);
void gort__check_assign_vars(checker *c, nodes *lhs, nodes *rhs);
void gort__check_short_var(checker *c, node *s);
object *gort__check_new_local(checker *c, const char *name, position pos);
/* A variable that statement s declares; it joins `fresh` unless it is blank. */
object *gort__check_fresh_local(checker *c, node *name, node *s, objects *fresh);

/* ---- check_stmt.c */
enum { CTX_BREAK = 1, CTX_CONTINUE = 2 };
void gort__check_stmt(checker *c, node *s); /* NULL: none */
void gort__check_stmts(checker *c, nodes *l);
void gort__check_block(checker *c, nodes *l);
bool gort__check_terminates(const nodes *body); /* is its end out of reach? */

/* ---- check_switch.c */
void gort__check_switch(checker *c, node *s);
void gort__check_type_switch(checker *c, node *s);
void gort__check_select(checker *c, node *s);
void gort__check_range(checker *c, node *s);

/* ---- check_order.c */
void gort__check_init_order(checker *c);

/* ---- check_size.c: before normal.c, on a package without errors */
void gort__check_sizes(unit *u);

#endif
