/* emit_internal.h - what lower*.c and emit*.c share: the state of one emission, the state of the
 * function being lowered, and the calls between the files.
 *
 *   lower.c        functions, closures, thunks: the order of the work
 *   lower_global.c package variables
 *   lower_types.c  C types; lower_desc.c: gort_type descriptors, method tables
 *   lower_order.c  what is evaluated when
 *   lower_expr.c   operators; lower_place.c: places, stores, temporaries; lower_lit.c: literals
 *   lower_static.c static data; lower_long.c: literals with much to compute
 *   lower_call.c   calls, builtins, package functions; lower_pieces.c: structs as arguments
 *   lower_conv.c   conversions, interfaces, method tables
 *   lower_assign.c assignments; lower_stmt.c: statements, range, switch
 *   emit.c         sections of the C file; emit_func.c: one function
 *
 * Expressions become texts (C expressions over reference marks, see ir.h). Lowering an expression
 * has two steps, as in Go's compiler: `order` evaluates what the table in lower_order.c calls early
 * (calls above all) into temporaries, left to right; then `late` gives the text of the rest, which
 * reads variables and memory at the place where it is printed. Checks stand in that order too.
 */
#ifndef GORT_ESCAPE_EMIT_INTERNAL_H
#define GORT_ESCAPE_EMIT_INTERNAL_H

#include "../ir/ir.h"
#include "../syntax/lex.h"
#include "../types/constant.h"
#include "../types/types.h"

/* What gort__ty.lower points to. */
typedef struct gort__lty {
    const char *cname;   /* struct and array typedef, or the spelling of a scalar */
    const char *desc;    /* C name of the descriptor: "type_main_T" */
    const char *bucket;  /* maps: typedef of one bucket */
    const char **fields; /* structs: the names in C, each NULL until asked for */
    const char **words;
    int nwords; /* -1: too many for roots by value */
    bool has_words;
    bool declared, defining;     /* structs and arrays: the typedef and the struct are printed */
    gort__ty *shape;             /* the type without tags, which C shares */
    gort__ty *namer;             /* of a shape: the first named type over it, or NULL */
    struct gort__pool *pool;     /* its static objects, or NULL */
    struct gort__pieces *pieces; /* lower_pieces.c; NULL: not looked at yet */
} gort__lty;

/* The static objects of one type, as an array (lower_static.c). */
typedef struct gort__pool {
    gort__ty *type;
    const char *name;
    gort__text text; /* initialisers, a line each */
    int64_t n;       /* objects */
    int64_t after;   /* the index that the next initialiser has without saying so */
    struct gort__pool *next;
} gort__pool;

/* Parts of a value that code has to store, in the order of evaluation. */
typedef struct gort__part {
    const char *place; /* NULL: a blank field, which stays zero; for its effect only */
    gort__ty *type;
    gort__node *node;
} gort__part;
typedef struct gort__parts {
    gort__part *at;
    int n, cap;
} gort__parts;

/* How a variable is reached in the function being lowered: gort__obj.lower. */
typedef enum gort__access { ACCESS_DIRECT, ACCESS_POINTER } gort__access;
typedef struct gort__lobj {
    gort__access access;
    gort__var *var;     /* the variable, or the pointer to it */
    const char *global; /* C name of a package variable */
    const char *init;   /* and its initialiser, if that is the whole value */
    bool heapish;       /* stores need the write barrier */
} gort__lobj;

typedef struct gort__target { /* where break and continue lead */
    gort__node *stmt;
    gort__label *brk, *cont;
    bool loop; /* an I_LOOP: a plain break works inside it */
    struct gort__target *up;
} gort__target;

typedef struct gort__cells { /* a function body or a loop body: how long cells stand */
    gort__ins *head;
    int depth;
    struct gort__cells *up;
} gort__cells;

typedef struct gort__site { /* a call, as tracebacks name it */
    const char *func;
    gort__pos at;
} gort__site;

/* A variable that was asked for late, and what code has to store of its value. */
typedef struct gort__late_var {
    gort__obj *var;
    gort__parts parts;
    struct gort__late_var *next;
} gort__late_var;

typedef struct gort__long gort__long;

typedef struct gort__lw {
    gort__unit *u;
    gort__irfunc *funcs, *funcs_last;
    gort__funcs queue; /* functions that were asked for: literals, and other packages' */
    int queue_at;
    FILE *types, *protos, *data, *descs, *thunks, *bodies;
    char *types_text, *protos_text, *data_text, *descs_text, *thunks_text, *bodies_text;
    size_t types_bytes, protos_bytes, data_bytes, descs_bytes, thunks_bytes, bodies_bytes;
    struct gort__block *blocks, *blocks_last; /* of bodies, before the stream's */
    gort__ty **composites;                    /* the structs and arrays that C knows, as shapes */
    int ncomposites, cap_composites;
    gort__ty **wanted; /* descriptors */
    int nwanted, cap_wanted, wanted_done;
    gort__names keys;  /* what asked for a package-level C name, or printed something once */
    gort__names names; /* the package-level C names */
    gort__names site_numbers;
    gort__site *sites;
    int nsites, cap_sites;
    int ndata;
    gort__pool *pools;
    gort__parts *global_parts; /* by place in gort__package.vars: what code initialises */
    int ninits;                /* functions that do so */
    gort__text first, start;   /* the calls of initialisers, in their order */
    struct gort__late_var *late;
    int nparts; /* pieces of long functions */
} gort__lw;

/* What is still to come in the statement that is being ordered (lower_order.c). */
typedef struct gort__turn {
    int effects; /* calls that may change what others read, not yet run */
    int open;    /* of these, the ones whose operands are being ordered */
    int checks;  /* reads that may panic, in all */
} gort__turn;

/* The function being lowered. */
typedef struct gort__fn {
    gort__lw *w;
    gort__unit *u;
    gort__irfunc *f;
    gort__func *fn; /* NULL for thunks and init */
    gort__cells *scope;
    gort__target *targets;
    int depth;    /* of C blocks */
    gort__pos at; /* of what is being lowered: instructions get its line */
    uint32_t shown_line;
    bool has_labels;
    gort__turn turn;
    gort__long *longs; /* literals that are begun (lower_long.c) */
} gort__fn;

/* Instructions from somewhere to the end of the function, which may be cut off (lower_long.c). */
typedef struct gort__run {
    gort__ins *after;
    int nins;
} gort__run;

/* A place that can be assigned. */
typedef struct gort__place_text {
    const char *text; /* a C lvalue */
    gort__ty *type;
    gort__var *whole; /* the lvalue is this local */
    bool barrier;     /* may be in the heap or a global */
    bool blank;
    gort__node *map; /* an index expression of a map: text is the map, key the key */
    const char *key;
} gort__place_text;

/* lower.c */
const char *gort__lw_global_name(gort__lw *w, const char *key, const char *wanted);
const char *gort__lw_find_name(gort__lw *w, const char *key); /* or NULL */
const char *gort__lw_type_name(gort__lw *w, gort__ty *t, const char *prefix);
const char *gort__lw_bucket_type(gort__lw *w, gort__ty *t);
/* Prints to out unless it was done for this key before. */
void gort__lw_once(gort__lw *w, const char *key, FILE *out, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* What a function or variable wants to be called: "(*T).M" of package main "main_T_M", "f.func1" of
 * a/b "a_b_f_func1". */
const char *gort__lw_member_name(gort__lw *w, const gort__package *p, const char *go_name);
const char *gort__lw_func_name(gort__lw *w, gort__func *fn);
gort__irfunc *gort__lw_new_func(gort__lw *w, const char *cname, const char *goname);
void gort__lw_add_func(gort__lw *w, gort__irfunc *f);
const char *gort__lw_func_value(gort__lw *w, gort__func *fn);
const char *gort__lw_ctx_type(gort__lw *w, gort__func *fn);
const char *gort__lw_closure_type(gort__fn *c, gort__func *fn);
void gort__lw_program(gort__lw *w);
/* Lowers the functions that were asked for and are not lowered yet; false: there are none. */
bool gort__lw_asked_for(gort__lw *w);

/* lower_global.c */
void gort__lw_globals(gort__lw *w); /* names and defines a package's variables */
/* How a package variable is reached; defines it if that has waited until now. */
gort__lobj *gort__lw_global(gort__lw *w, gort__obj *o);
void gort__lw_late_init(gort__lw *w);   /* lowers what code stores of variables that had waited */
void gort__lw_global_init(gort__lw *w); /* lowers what code initialises */

/* lower.c */
/* Closure objects. ctx_type: the C struct of fn's closure ("ctx_main_f_func1": first member
 * `gort_closure head`, then one member per capture, named by capture_field); closure_type: its
 * descriptor, as "type_..." (for gort_new and cells). Both ask for fn itself to be lowered. */
const char *gort__lw_capture_field(gort__lw *w, gort__func *fn, int i);
/* A thunk that adapts a method to the interface convention: C name. */
const char *gort__lw_method_thunk(gort__lw *w, gort__ty *t, const gort__ty_method *method);

/* lower_types.c */
gort__lty *gort__lw_ty(gort__lw *w, gort__ty *t);
void gort__lw_name_types(gort__lw *w);
const char *gort__lw_ctype(gort__lw *w, gort__ty *t);
void gort__lw_define_all(gort__lw *w);                /* when all is lowered */
const char *gort__lw_desc(gort__lw *w, gort__ty *t);  /* "type_main_T" */
const char *gort__lw_descp(gort__lw *w, gort__ty *t); /* "&type_main_T" */
const char *gort__lw_hmap_desc(gort__lw *w, gort__ty *t);
const char *gort__lw_bucket_desc(gort__lw *w, gort__ty *t);
const char *gort__lw_result_type(gort__lw *w, gort__ty *func);
const char *gort__lw_tuple_type(gort__lw *w, gort__ty **at, int n);
/* What C calls the results of a function without a body: "gort_int_error" (gort_abi.h). */
const char *gort__lw_c_results(gort__lw *w, gort__ty **at, int n);
const char *gort__lw_signature(gort__lw *w, gort__ty *func, const char *first); /* pointer cast */
const char *gort__lw_itab(gort__lw *w, gort__ty *t, gort__ty *iface);
const char *gort__lw_field_name(gort__lw *w, gort__ty *st, int i);
void gort__lw_emit_descs(gort__lw *w);
const char *gort__lw_c_string(gort__unit *u, const char *s, size_t n);
const char *gort__lw_zero(gort__lw *w, gort__ty *t);
const char *gort__lw_spaced(gort__unit *u, const char *ctype);     /* "T " or "T *" */
const char *gort__lw_pointer_to(gort__unit *u, const char *ctype); /* "T *" or "T **" */
bool gort__lw_small(gort__lw *w, gort__ty *t, const char ***words, int *n);

/* lower_pieces.c: arguments. What is appended begins with ", ". */
bool gort__lw_in_pieces(gort__lw *w, gort__ty *t);
/* A parameter's declarations, name_0, name_1 ... if it goes in pieces; name "": types only. */
void gort__lw_param(gort__lw *w, gort__text *s, gort__ty *t, const char *name);
/* The parameters that gort__lw_param declared, as arguments. */
void gort__lw_forward(gort__lw *w, gort__text *s, gort__ty *t, const char *name);
/* The same for a function in C, which takes structs whole. */
void gort__lw_forward_whole(gort__lw *w, gort__text *s, gort__ty *t, const char *name);
/* A C variable, or any text if the type goes whole, as an argument. */
void gort__lw_argument(gort__lw *w, gort__text *s, gort__ty *t, const char *local);
/* A value as an argument. */
const char *gort__lx_argument(gort__fn *c, gort__ty *t, const char *value);
/* The local that is a parameter put together from its pieces, which are appended to params. */
gort__var *gort__lx_param_in_pieces(gort__fn *c, const char *name, gort__ty *t, gort__text *params);

/* lower_order.c. A statement calls begin, expect for its operands, order for each, settle before
 * the late texts; value and cond do all that for one expression. */
void gort__lx_begin(gort__fn *c);
void gort__lx_expect(gort__fn *c, gort__node *n);
void gort__lx_expect_list(gort__fn *c, gort__nodes *l);
int gort__lx_order(gort__fn *c, gort__node *n); /* how many of its reads may still panic */
const char *gort__lx_value(gort__fn *c, gort__node *n);
const char *gort__lx_cond(gort__fn *c, gort__node *n); /* without outer parentheses */
/* n is evaluated here, whatever the table says. */
void gort__lx_take(gort__fn *c, gort__node *n);
/* The same for what of a place is neither a variable nor a place itself; a value is taken whole.
 * Are entries of maps values? */
void gort__lx_take_operands(gort__fn *c, gort__node *n, bool entries);
void gort__lx_order_entry(gort__fn *c, gort__node *index); /* of a map: what is assigned to */
/* What a tree holds that has not been taken. */
typedef struct gort__content {
    int effects; /* calls that may change what other operands read */
    int checks;  /* reads that may panic */
    int shifts;  /* of these, shifts: Go does not look at their counts before a call */
    bool steps;  /* parts that are evaluated early whatever else the statement does */
} gort__content;

gort__content gort__lx_content_of(const gort__node *n);
int gort__lx_checks(const gort__node *n);     /* the checks among it */
bool gort__lx_may_panic(const gort__node *n); /* may reading n itself, its operands aside? */
bool gort__lx_is_leaf(const gort__node *n);   /* n is taken, a name or a constant */
gort__pos gort__lx_enter(gort__fn *c, const gort__node *n);

/* lower_settle.c */
void gort__lx_settle(gort__fn *c, gort__node *n);
void gort__lx_settle_list(gort__fn *c, gort__nodes *l);
/* The same for the arguments of a call, of which those whose only checks are shifts come last. */
void gort__lx_arguments(gort__fn *c, gort__nodes *l);

/* lower_expr.c */
const char *gort__lx_late(gort__fn *c, gort__node *n); /* value after order */
gort__place_text gort__lx_place(gort__fn *c, gort__node *n);
const char *gort__lx_addr(gort__fn *c, gort__node *n);
const char *gort__lx_address_of(gort__lw *w, gort__ty *t, const char *text); /* &text */
void gort__lx_store(gort__fn *c, const gort__place_text *p, const char *value);
const char *gort__lx_binary(gort__fn *c, gort__token op, gort__ty *t, const char *a, const char *b,
                            gort__node *bn, gort__ty *bt);
const char *gort__lx_compare(gort__fn *c, gort__token op, gort__ty *t, const char *a,
                             const char *b);
const char *gort__lx_const(gort__fn *c, gort__ty *t, const gort__const *v);
const char *gort__lx_const_init(gort__lw *w, gort__ty *t, const gort__const *v); /* initialiser */
const char *gort__lx_number(gort__fn *c, gort__ty *t, int64_t value);            /* as wide as t */
const char *gort__lx_complit(gort__fn *c, gort__node *n); /* N_COMPLIT as a value */
/* &T{...}: addr is the N_ADDR (its place counts), lit the N_COMPLIT. */
const char *gort__lx_new_literal(gort__fn *c, gort__node *addr, gort__node *lit);
const char *gort__lx_complit_into(gort__fn *c, gort__node *n, const gort__place_text *p);
const char *gort__lx_closure(gort__fn *c, gort__node *n);
/* A literal's members: the i-th as a node, its number given that of the one before, how many there
 * are of a slice literal; the C text of member k of a place; what precedes it among initialisers.
 */
bool gort__lx_is_aggregate(gort__node *n);
gort__node *gort__lx_element(gort__node *e);
int64_t gort__lx_member_index(gort__node *lit, int i, int64_t last);
int64_t gort__lx_length(gort__node *lit);
const char *gort__lx_member(gort__lw *w, gort__ty *b, const char *base, int64_t k);
bool gort__lx_is_blank_field(const gort__ty *b, int64_t k); /* its value is evaluated, not stored */
void gort__lx_add_member(gort__text *list, gort__lw *w, gort__ty *b, int64_t k, int64_t last,
                         bool separate);
void gort__lx_store_parts(gort__fn *c, const gort__parts *l, bool barrier);
void gort__lx_index_check(gort__fn *c, const char *i, gort__ty *it, const char *len);

/* Temporaries and instructions. */
const char *gort__lx_temp(gort__fn *c, gort__ty *t, const char *text);
const char *gort__lx_temp_c(gort__fn *c, const char *ctype, const char *text); /* no pointers */
const char *gort__lx_temp_p(gort__fn *c, const char *ctype, const char *text); /* one pointer */
const char *gort__lx_simple(gort__fn *c, gort__ty *t, const char *text);
bool gort__lx_is_simple(const char *text);
/* A zeroed GORT_TMP_BYTES buffer in this frame: "buf.b". */
const char *gort__lx_tmp_buffer(gort__fn *c);
gort__var *gort__lx_new_var(gort__fn *c, const char *name, gort__ty *t);
gort__var *gort__lx_cell(gort__fn *c, const char *name, const char *ctype, const char *desc);
/* A cell that is zero here, however often control comes by in one stay of the frame. */
gort__var *gort__lx_zeroed_cell(gort__fn *c, const char *name, const char *ctype, const char *desc);
gort__ins *gort__lx_text(gort__fn *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
gort__ins *gort__lx_def(gort__fn *c, gort__var *v, bool declare, const char *text);
void gort__lx_check(gort__fn *c, const char *cond, const char *text);
void gort__lx_nil_check(gort__fn *c, const char *p);
void gort__lx_if(gort__fn *c, const char *cond);
void gort__lx_else(gort__fn *c);
void gort__lx_endif(gort__fn *c);
const char *gort__lx_strip(gort__unit *u, const char *text);
const char *gort__lx_new_object(gort__fn *c, gort__ty *t, bool stack, const char *what);
void gort__lx_note(gort__fn *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The backing array of a slice literal; its members with their places, into a zeroed array that
 * gets the constant ones here. */
gort__place_text gort__lx_slice_array(gort__fn *c, gort__node *n, const char **address,
                                      int64_t *len);
void gort__lx_literal_parts(gort__fn *c, gort__node *n, const gort__place_text *p,
                            gort__parts *all);

/* lower_long.c */
gort__run gort__lx_run_begin(const gort__fn *c);
/* Behind an element that leaves nothing for later: cuts the run off if it is long. */
void gort__lx_run_step(gort__fn *c, gort__run *r);
/* The first step of a slice literal with many elements; false: it has few. *checks counts the late
 * reads that may panic. */
bool gort__lx_order_long(gort__fn *c, gort__node *n, int *checks);
const char *gort__lx_late_long(gort__fn *c, const gort__node *n); /* NULL: there was no first */

/* lower_static.c */
/* The initialiser of a package variable with that C name, or NULL: zero. `rest` gets the parts that
 * code stores. */
const char *gort__lx_static_global(gort__lw *w, gort__node *n, const char *name, gort__parts *rest);
/* The initialiser of a constant value that leads to nothing that may change, or NULL. */
const char *gort__lx_static(gort__lw *w, gort__node *n);
/* Is it better to copy the constant members of a literal whose type is t? */
bool gort__lx_static_pays(gort__lw *w, gort__node *lit, gort__ty *t);
/* A C constant with those of the literal; the rest is to be stored to `place`. */
const char *gort__lx_static_parts(gort__lw *w, gort__node *lit, gort__ty *t, const char *place,
                                  gort__parts *rest);
/* Prints a C constant, for n > 0 an array; its name. */
const char *gort__lx_static_const(gort__lw *w, const char *ctype, int n, const char *init);

/* lower_call.c */
const char *gort__lc_call(gort__fn *c, gort__node *n);
/* The results of a multi-value call, as texts. */
void gort__lc_call_multi(gort__fn *c, gort__node *n, const char **out);
const char *gort__lc_builtin(gort__fn *c, gort__node *n);
const char *gort__lc_map_key(gort__fn *c, gort__ty *key, const char *text);
const char *gort__lc_map_read(gort__fn *c, gort__node *n, const char **ok);
const char *gort__lc_make_map(gort__fn *c, gort__ty *t, gort__place place, const char *hint,
                              int64_t const_hint);

/* lower_conv.c */
const char *gort__lv_conv(gort__fn *c, gort__node *n);
/* A value as text from one interface type, or concrete type, to another. */
const char *gort__lv_convert(gort__fn *c, gort__ty *from, gort__ty *to, const char *text,
                             gort__place place);
const char *gort__lv_to_iface(gort__fn *c, gort__node *operand, gort__ty *to, gort__place place);
const char *gort__lv_assert(gort__fn *c, gort__node *n, const char **ok);
const char *gort__lv_type_of(gort__fn *c, gort__ty *iface, const char *text);
const char *gort__lv_unbox(gort__fn *c, gort__ty *t, const char *iface);
const char *gort__lv_method_value(gort__fn *c, gort__node *n);

/* lower_assign.c */
void gort__ls_assign(gort__fn *c, gort__node *s); /* S_ASSIGN without operator, S_VAR */
void gort__ls_op_assign(gort__fn *c, gort__node *lhs, gort__token op, gort__node *rhs);
/* Takes of the values of a return, whose early parts have been taken, what storing the results
 * before it may change. */
void gort__ls_save_results(gort__fn *c, const gort__objs *results, gort__nodes *values);
/* An assignment within an expression: the entries of map literals. */
void gort__ls_store_one(gort__fn *c, gort__node *place, gort__node *value);
/* places = values, nodes whose text is known. */
void gort__ls_store_list(gort__fn *c, gort__nodes *places, gort__nodes *values);

/* lower_stmt.c */
void gort__ls_block(gort__fn *c, const gort__nodes *list);
void gort__ls_stmt(gort__fn *c, gort__node *n);
void gort__ls_declare(gort__fn *c, gort__obj *o, const char *value, bool zero);
void gort__ls_poll(gort__fn *c, bool prologue);
void gort__ls_comment(gort__fn *c, gort__pos pos);

/* emit_func.c */
void gort__emit_func(gort__lw *w, gort__irfunc *f, FILE *out);
int gort__emit_site(gort__lw *w, const char *func, gort__pos at);

static inline gort__ty *gort__lw_canon(gort__ty *t)
{
    return t->canon ? t->canon : t;
}
static inline gort__ty *gort__lw_under(gort__ty *t)
{
    t = gort__lw_canon(t);
    return t->under ? gort__lw_canon(t->under) : t;
}
static inline bool gort__lw_has_ptr(gort__fn *c, gort__ty *t)
{
    return gort__ty_has_pointers(c->u, t);
}

#endif
