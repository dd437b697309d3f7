/* emit_internal.h - what lower*.c and emit*.c share: the state of one emission, the state of the
 * function being lowered, and the calls between the files.
 *
 *   lower.c        functions, closures, thunks: the order of the work
 *   lower_name.c   what C, and what tracebacks, call things
 *   lower_global.c package variables
 *   lower_types.c  C types
 *   lower_desc.c   gort_type descriptors, method tables
 *   lower_order.c  what is evaluated when
 *   lower_settle.c which of the late reads come first
 *   lower_expr.c   operators
 *   lower_place.c  places, loads, stores, temporaries
 *   lower_lit.c    literals
 *   lower_long.c   literals with much to compute
 *   lower_static.c static data
 *   lower_call.c   calls, builtins, package functions
 *   lower_map.c    maps
 *   lower_chan.c   channels, select
 *   lower_pieces.c structs as arguments
 *   lower_conv.c   conversions, interfaces
 *   lower_wrap.c   functions that hand a call on
 *   lower_defer.c  defer statements
 *   lower_assign.c assignments
 *   lower_stmt.c lower_range.c lower_switch.c   the other statements (lower_stmt.h)
 *   lower_loop.c   loops that call nothing: polls, ranges of indexes
 *   emit.c         sections of the C file
 *   emit_func.c    one function
 *   emit_slots.c   what the slots above sp hold
 *
 * Expressions become values (ir/value.h). Lowering an expression has two steps, as in Go's
 * compiler: `order` evaluates what the table in lower_order.c calls early (calls above all) into
 * temporaries, left to right; then `late` gives the value of the rest, which reads variables and
 * memory at the place where it is printed. Checks stand in that order too. What is static data, a
 * type or a declaration is C text (const char *) from the start.
 *
 * Types are canonical here, but for those of type expressions, and have the kind and the parts of
 * their underlying type: that itself (ty.under) is asked for only where types over it are the same.
 */
#ifndef GORT_ESCAPE_EMIT_INTERNAL_H
#define GORT_ESCAPE_EMIT_INTERNAL_H

#include "../ir/ir.h"
#include "../normal/tree.h"
#include "../types/constant.h"

/* Scalars that a value is made of: where they lie, what C type they have. */
typedef struct value_parts {
    int n; /* -1: too many */
    const ir_path **path;
    const char **ctype;
} value_parts;

/* What ty.lower points to. */
typedef struct lowered_type {
    const char *cname;              /* struct and array typedef, or the spelling of a scalar */
    const char *desc;               /* C name of the descriptor: "type_main_T" */
    const char *bucket;             /* maps: typedef of one bucket */
    const char **fields;            /* structs: the names in C, each NULL until asked for */
    value_parts *words, *scalars;   /* each NULL until asked for, and so is */
    const struct desc_parts *parts; /* of a map's key (lower_desc.c) */
    ty *row_of;                     /* arrays: the element's element and so on; or NULL */
    int embed_round;                /* lower_desc.c: the last one that has listed it */
    bool declared, defining;        /* structs and arrays: the typedef and the struct are printed */
    ty *shape;                      /* the type without tags, which C shares */
    ty *namer;                      /* of a shape: the first named type over it, or NULL */
    struct data_pool *pool;         /* its static objects, or NULL */
    struct struct_pieces *pieces;   /* lower_pieces.c; NULL: not looked at yet */
} lowered_type;

/* What C calls what belongs to a function: function.lower points to it. Each NULL until asked for.
 */
typedef struct lowered_function {
    const char *name;
    const char *ctx, *closure; /* the struct of a closure, its descriptor */
    const char *value;         /* the address of the closure without captures */
    ir_symbol *symbol;         /* what tracebacks call it */
    const char *nested;        /* what C calls the functions in it whose names would be long */
} lowered_function;

/* The static objects of one type, as an array (lower_static.c). */
typedef struct data_pool {
    ty *type;
    const char *name;
    textbuf text;  /* initialisers, a line each */
    int64_t n;     /* objects */
    int64_t after; /* the index that the next initialiser has without saying so */
    struct data_pool *next;
} data_pool;

/* Parts of a value that code has to store, in the order of evaluation. */
typedef struct literal_part {
    const ir_value *place; /* NULL: a blank field, which stays zero; for its effect only */
    ty *type;
    node *node;
} literal_part;
typedef struct literal_parts {
    literal_part *at;
    int n, cap;
} literal_parts;

/* How a variable is reached in the function being lowered: object.lower. */
typedef enum variable_access { ACCESS_DIRECT, ACCESS_POINTER } variable_access;
typedef struct lowered_object {
    variable_access access;
    ir_var *var;        /* the variable, or the pointer to it */
    const char *global; /* C name of a package variable */
    const char *init;   /* and its initialiser, if that is the whole value */
} lowered_object;

typedef struct jump_target { /* where break and continue lead */
    node *stmt;
    ir_label *brk, *cont;
    bool loop;     /* an I_LOOP: a plain break works inside it */
    bool in_strip; /* but in the loop around its strips */
    struct jump_target *up;
} jump_target;

typedef struct cell_scope { /* a function body or a loop body: how long cells stand */
    ir_ins *head;
    int depth;
    struct cell_scope *up;
} cell_scope;

enum { FILE_AUTOGENERATED = UINT16_MAX }; /* position.file of what no source has */

typedef struct call_site { /* a call, as tracebacks name it */
    ir_symbol *func;
    position at;
} call_site;

typedef struct ir_symbols {
    ir_symbol **at;
    int n, cap;
} ir_symbols;

/* A variable that was asked for late, and what code has to store of its value. */
typedef struct late_var {
    object *var;
    literal_parts parts;
    struct late_var *next;
} late_var;

typedef struct long_literal long_literal;

/* Of the C file, each a stream of emission. */
enum { TYPES, PROTOS, DATA, DESCS, THUNKS, BODIES, SECTIONS };

typedef struct emission {
    unit *u;
    ir_func *funcs, *funcs_last;
    functions queue; /* functions that were asked for: literals, and other packages' */
    int queue_at;
    FILE *types, *protos, *data, *descs, *thunks, *bodies;
    struct { /* what they hold, by section */
        char *text;
        size_t bytes;
    } held[SECTIONS];
    struct body_block *blocks, *blocks_last; /* of bodies, before the stream's */
    ty **composites;                         /* the structs and arrays that C knows, as shapes */
    int ncomposites, cap_composites;
    ty **wanted; /* descriptors */
    int nwanted, cap_wanted, wanted_done;
    int embed_round;  /* lower_desc.c: of lists of what is embedded */
    uint32_t taken;   /* lower_order.c: how often something was */
    name_table keys;  /* what asked for a package-level C name, or printed something once */
    name_table names; /* the package-level C names */
    name_table site_numbers, site_funcs;
    int nsymbols; /* the last number of a symbol */
    call_site *sites;
    int nsites, cap_sites;
    data_pool *pools;
    literal_parts *global_parts; /* by place in package.vars: what code initialises */
    int ninits;                  /* functions that do so */
    textbuf first, start;        /* the calls of initialisers, in their order */
    struct late_var *late;
} emission;

/* What is still to come in the statement that is being ordered (lower_order.c). */
typedef struct order_turn {
    int effects; /* calls that may change what others read, not yet run */
    int open;    /* of these, the ones whose operands are being ordered */
    int checks;  /* reads that may panic, in all */
} order_turn;

/* In a loop: least <= counter < the length of seq (NULL: 0) + below (lower_loop.c). */
typedef struct loop_fact {
    object *counter, *seq;
    int64_t least, below;
    const struct loop_fact *up;
} loop_fact;

/* The function being lowered. */
typedef struct lowering {
    emission *w;
    unit *u;
    ir_func *f;
    function *fn;            /* NULL for thunks and init */
    cell_scope body, *scope; /* the function's own, the innermost */
    jump_target *targets;
    int depth;   /* of C blocks */
    position at; /* of what is being lowered: instructions get its line */
    uint32_t shown_line;
    bool has_labels;
    order_turn turn;
    long_literal *longs;      /* literals that are begun (lower_long.c) */
    const loop_fact *facts;   /* of the loops around */
    ir_var *own_sp;           /* of a function that recovers: the sp that it was given */
    struct deferring *defers; /* lower_defer.c: of a function with defer statements, or NULL */
} lowering;

/* Instructions from somewhere to the end of the function, which may be cut off (lower_long.c). */
typedef struct cut_run {
    ir_ins *after;
    int nins;
} cut_run;

/* A place that can be assigned. */
typedef struct lvalue {
    const ir_value *at; /* a C lvalue */
    ty *type;           /* NULL: a word, which is not shared */
    ir_var *whole;      /* the lvalue is this local */
    bool shared; /* others know it: in the heap, a global. Stores of pointers need the barrier */
    bool blank;
    node *map; /* an index expression of a map: at is the map, key the key */
    const ir_value *key;
} lvalue;

/* ---- lower_name.c */
/* A C name at package level that no other has; the one that was made for a key. */
const char *gort__lower_unique_name(emission *w, const char *wanted);
const char *gort__lower_global_name(emission *w, const char *key, const char *wanted);
const void *gort__lower_find(emission *w, const char *key); /* that name, or NULL */
/* Prints to out unless it was done for this key before. */
void gort__lower_once(emission *w, const char *key, FILE *out, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* What a function or variable wants to be called: "(*T).M" of package main "main_T_M", "f.func1" of
 * a/b "a_b_f_func1". */
const char *gort__lower_member_name(emission *w, const package *p, const char *go_name);
lowered_function *gort__lower_fn(emission *w, function *fn);
const char *gort__lower_func_name(emission *w, function *fn);
/* What tracebacks call fn; what has the whole name `text`. */
ir_symbol *gort__lower_symbol(emission *w, function *fn);
ir_symbol *gort__lower_named(emission *w, const char *text);
/* Of a long text its beginning and "..."; so of a symbol, for people. */
const char *gort__lower_cut(unit *u, const char *text);
const char *gort__lower_shown(unit *u, const ir_symbol *s);

/* ---- lower.c */
ir_func *gort__lower_new_func(emission *w, const char *cname, ir_symbol *symbol);
void gort__lower_add_func(emission *w, ir_func *f);
const char *gort__lower_func_value(emission *w, function *fn);
const char *gort__lower_ctx_type(emission *w, function *fn);
const char *gort__lower_closure_type(emission *w, function *fn);
void gort__lower_program(emission *w);
/* Lowers the functions that were asked for and are not lowered yet; false: there are none. */
bool gort__lower_asked_for(emission *w);
/* Closure objects. ctx_type: the C struct of fn's closure ("ctx_main_f_func1": first member
 * `gort_closure head`, then one member per capture, named by capture_field); closure_type: its
 * descriptor, as "type_..." (for gort_new and cells). Both ask for fn itself to be lowered. */
const char *gort__lower_capture_field(emission *w, function *fn, int i);
ty *gort__lower_capture_type(emission *w, function *fn, int i);
/* A thunk that adapts a method to the interface convention: C name. */
const char *gort__lower_method_thunk(emission *w, ty *t, const ty_method *method);

/* ---- lower_global.c */
void gort__lower_globals(emission *w); /* names and defines a package's variables */
/* How a package variable is reached; defines it if that has waited until now. */
lowered_object *gort__lower_global(emission *w, object *o);
void gort__lower_late_init(emission *w); /* lowers what code stores of variables that had waited */
void gort__lower_global_init(emission *w); /* lowers what code initialises */

/* ---- lower_types.c */
/* A wish for a name that is made of t. */
const char *gort__lower_type_name(emission *w, ty *t, const char *prefix);
lowered_type *gort__lower_ty(emission *w, ty *t);
void gort__lower_name_types(emission *w);
const char *gort__lower_ctype(emission *w, ty *t);
void gort__lower_define_all(emission *w); /* when all is lowered */
const char *gort__lower_result_type(emission *w, ty *func);
const char *gort__lower_tuple_type(emission *w, ty **at, int n);
/* What C calls the results of a function without a body: "gort_int_error" (gort_abi.h). */
const char *gort__lower_c_results(emission *w, ty **at, int n);
const char *gort__lower_signature(emission *w, ty *func, const char *first); /* pointer cast */
const char *gort__lower_field_name(emission *w, ty *st, int i);
const char *gort__lower_c_string(unit *u, const char *s, size_t n); /* as a literal */
const char *gort__lower_c_text(unit *u, const char *s);             /* up to its 0 */
const char *gort__lower_zero(emission *w, ty *t);
const char *gort__lower_spaced(unit *u, const char *ctype);     /* "T " or "T *" */
const char *gort__lower_pointer_to(unit *u, const char *ctype); /* "T *" or "T **" */
const char *gort__lower_pointer(emission *w, ty *t);            /* the same to a t */
/* The pointer words of a value, for roots; n -1: too many for roots by value. */
const value_parts *gort__lower_words(emission *w, ty *t);
/* All scalars that a value is made of; n -1: too many for arguments. */
const value_parts *gort__lower_scalars(emission *w, ty *t);

/* ---- lower_desc.c */
const char *gort__lower_bucket_type(emission *w, ty *t);
const char *gort__lower_desc(emission *w, ty *t);               /* "type_main_T" */
const char *gort__lower_descp(emission *w, ty *t);              /* "&type_main_T" */
const char *gort__lower_cell_desc(emission *w, ty *t);          /* NULL: it has no pointers */
int64_t gort__lower_mask(emission *w, ty *t, const char *name); /* prints "NAME_mask" */
/* A type's hash, by its name: who has one can have spans of its own. */
uint32_t gort__lower_hash(const char *name);
/* The same of a map's header or bucket; part: "hmap", "bucket". */
const char *gort__lower_map_desc(emission *w, ty *t, const char *part);
/* The function of a map type that needs no roots (gort_map_inline.h), by what it does; NULL: for
 * such a key or elem there is none. MAP_READ is MAP_ACCESS for uses in loops: of most keys a
 * function that is copied to each use. */
typedef enum map_op { MAP_ACCESS, MAP_READ, MAP_ASSIGN, MAP_DELETE, MAP_NEXT, MAP_AHEAD } map_op;
const char *gort__lower_map_fast(emission *w, ty *t, map_op op);
bool gort__lower_key_by_address(emission *w, ty *map);
const char *gort__lower_itab(emission *w, ty *t, ty *iface);
void gort__lower_emit_descs(emission *w);

/* ---- lower_pieces.c */
/* What is appended begins with ", ". */
bool gort__lower_in_pieces(emission *w, ty *t);
/* A parameter of the C function, with that very name: a local that holds no root. */
ir_var *gort__lower_param(lowering *c, const char *name, const char *ctype, ir_form *params);
/* A parameter's types. */
void gort__lower_param_types(emission *w, textbuf *s, ty *t);
/* A parameter of a thunk, named name or name_0, name_1 ..., and what hands it on. whole: to a
 * function in C, which takes structs whole. */
void gort__lower_pass(lowering *c, ty *t, const char *name, bool whole, ir_form *params,
                      ir_form *args);
/* A local, or any value if the type goes whole, as an argument. */
void gort__lower_argument(emission *w, ir_form *s, ty *t, const ir_value *local);
/* A value as an argument. */
const ir_value *gort__lower_value_argument(lowering *c, ty *t, const ir_value *value);
/* The local that is a parameter put together from its pieces, which are appended to params. */
ir_var *gort__lower_param_in_pieces(lowering *c, const char *name, ty *t, ir_form *params);

/* ---- lower_order.c */
/* A statement calls begin, expect for its operands, order for each, settle before
 * the late values; value and cond do all that for one expression. */
void gort__lower_begin(lowering *c);
void gort__lower_expect(lowering *c, node *n);
void gort__lower_expect_list(lowering *c, nodes *l);
int gort__lower_order(lowering *c, node *n); /* how many of its reads may still panic */
const ir_value *gort__lower_value(lowering *c, node *n);
const ir_value *gort__lower_cond(lowering *c, node *n); /* without outer parentheses */
/* n is evaluated here, whatever the table says. */
void gort__lower_take(lowering *c, node *n);
/* The same for what of a place is neither a variable nor a place itself; a value is taken whole.
 * Are entries of maps values? */
void gort__lower_take_operands(lowering *c, node *n, bool entries);
void gort__lower_order_entry(lowering *c, node *index); /* of a map: what is assigned to */
/* What the runtime is handed by its address. */
void gort__lower_order_by_address(lowering *c, node *n);
/* What a tree holds that has not been taken. */
typedef enum order_content {
    ORDER_EFFECTS = 1,    /* calls that may change what other operands read */
    ORDER_STEPS = 2,      /* parts that are evaluated early whatever else the statement does */
    ORDER_CHECKS = 4,     /* reads that may panic */
    ORDER_FIRM_CHECKS = 8 /* these without shifts: Go does not look at their counts before a call */
} order_content;
/* How much of it: 0, 1, or 2 for more. */
int gort__lower_count(lowering *c, node *n, order_content what);
int gort__lower_checks(lowering *c, node *n);
void gort__lower_taken(lowering *c, node *n, const ir_value *v); /* n has been evaluated: v */
bool gort__lower_may_panic(const node *n); /* may reading n itself, its operands aside? */
bool gort__lower_is_leaf(const node *n);   /* n is taken, a name or a constant */
position gort__lower_enter(lowering *c, const node *n);

/* ---- lower_settle.c */
void gort__lower_settle(lowering *c, node *n);
void gort__lower_settle_list(lowering *c, nodes *l);
/* The same for the arguments of a call, of which those whose only checks are shifts come last. */
void gort__lower_arguments(lowering *c, nodes *l);

/* ---- lower_expr.c */
const ir_value *gort__lower_late(lowering *c, node *n); /* value after order */
/* The same as a local or a constant. */
const ir_value *gort__lower_late_simple(lowering *c, node *n);
const ir_value *gort__lower_binary(lowering *c, token op, ty *t, const ir_value *a,
                                   const ir_value *b, node *bn, ty *bt);
/* For the result of what, if its place is this frame, a zeroed GORT_TMP_BYTES buffer there,
 * "buf.b"; else NULL. */
const ir_value *gort__lower_tmp_buffer(lowering *c, placement place, const char *what);

/* ---- lower_place.c */
lvalue gort__lower_place(lowering *c, node *n);
lvalue gort__lower_variable(lowering *c, object *o);
/* From here on o is v, or what v points to. */
void gort__lower_reach(lowering *c, object *o, variable_access access, ir_var *v);
const ir_value *gort__lower_addr(lowering *c, node *n);
const ir_value *gort__lower_address_of(emission *w, ty *t, const ir_value *place); /* "(&x)" */
/* The value at a place; a value to a place, with the barrier that it needs. */
const ir_value *gort__lower_load(lowering *c, const ir_value *place);
void gort__lower_store(lowering *c, const lvalue *p, const ir_value *value);
/* What p points to, as the type that pointer_type points to. */
const ir_value *gort__lower_load_as(lowering *c, const char *pointer_type, const ir_value *p);
/* The check of an N_INDEX; array_len: -1 if it is none of an array. */
void gort__lower_index_check(lowering *c, const node *n, const ir_value *i, const ir_value *len,
                             int64_t array_len);
const ir_value *gort__lower_temp(lowering *c, ty *t, const ir_value *v);
const ir_value *gort__lower_temp_c(lowering *c, const char *ctype,
                                   const ir_value *v); /* no pointers */
const ir_value *gort__lower_temp_p(lowering *c, const char *ctype,
                                   const ir_value *v); /* one pointer */
const ir_value *gort__lower_simple(lowering *c, ty *t, const ir_value *v);
/* The same, and other instructions, of a value that is made for them: gort__ir_value's format. */
#define GORT__TEMP(c, t, ...) gort__lower_temp((c), (t), gort__ir_value((c)->u, __VA_ARGS__))
#define GORT__TEMP_C(c, type, ...)                                                                 \
    gort__lower_temp_c((c), (type), gort__ir_value((c)->u, __VA_ARGS__))
#define GORT__TEMP_P(c, type, ...)                                                                 \
    gort__lower_temp_p((c), (type), gort__ir_value((c)->u, __VA_ARGS__))
#define GORT__IF(c, ...) gort__lower_if((c), gort__ir_value((c)->u, __VA_ARGS__))
#define GORT__DEF(c, v, declare, ...)                                                              \
    gort__lower_def((c), (v), (declare), gort__ir_value((c)->u, __VA_ARGS__))
node *gort__lower_known(lowering *c, position pos, ty *t, const ir_value *v); /* has that value */
/* A local that is one pointer, with that very name; one without pointers. */
ir_var *gort__lower_pointer_var(lowering *c, const char *name, const char *ctype);
ir_var *gort__lower_plain_var(lowering *c, const char *name, const char *ctype);
ir_var *gort__lower_new_var(lowering *c, const char *name, ty *t);
ir_var *gort__lower_cell(lowering *c, const char *name, const char *ctype, const char *desc);
/* A cell that is zero here, however often control comes by in one stay of the frame. */
ir_var *gort__lower_zeroed_cell(lowering *c, const char *name, const char *ctype, const char *desc);
ir_var *gort__lower_cleared_cell(lowering *c, const char *name, const char *ctype, const char *desc,
                                 const char *clear);
/* A value for what it does; its format is gort__ir_value's. */
ir_ins *gort__lower_do(lowering *c, const char *fmt, ...);
void gort__lower_run(lowering *c, const ir_value *v);
/* v becomes the value, which is printed without parentheses around all of it. */
ir_ins *gort__lower_def(lowering *c, ir_var *v, bool declare, const ir_value *value);
/* Runs `panic`, which does not return, if cond holds. */
void gort__lower_check(lowering *c, const ir_value *cond, const ir_value *panic);
#define GORT__CHECK(c, cond, ...)                                                                  \
    gort__lower_check((c), (cond), gort__ir_value((c)->u, __VA_ARGS__))
void gort__lower_nil_check(lowering *c, const ir_value *p);
void gort__lower_if(lowering *c, const ir_value *cond);
void gort__lower_else(lowering *c);
void gort__lower_endif(lowering *c);
void gort__lower_note(lowering *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- lower_lit.c */
const ir_value *gort__lower_const(lowering *c, ty *t, const const_value *v);
const char *gort__lower_const_init(emission *w, ty *t, const const_value *v); /* initialiser */
const ir_value *gort__lower_number(lowering *c, ty *t, int64_t value);        /* as wide as t */
const ir_value *gort__lower_complit(lowering *c, node *n); /* N_COMPLIT as a value */
/* &T{...}: addr is the N_ADDR (its place counts), lit the N_COMPLIT. */
const ir_value *gort__lower_new_literal(lowering *c, node *addr, node *lit);
const ir_value *gort__lower_closure(lowering *c, node *n);
/* A literal's members: the i-th as a node, its number given that of the one before, how many there
 * are of a slice literal; member k of a place; what precedes it among
 * initialisers whose last one was `last`.
 */
bool gort__lower_is_aggregate(node *n);
int64_t gort__lower_member_index(node *lit, int i, int64_t last);
int64_t gort__lower_length(node *lit);
/* How many members are constants, or are none, inner literals' members included, up to max. */
int gort__lower_count_members(node *lit, bool constant, int max);
const ir_value *gort__lower_member(emission *w, ty *b, const ir_value *base, int64_t k);
bool gort__lower_is_blank_field(const ty *b, int64_t k); /* its value is evaluated, not stored */
const char *gort__lower_initialiser(emission *w, ty *b, int64_t k, int64_t last); /* ".f = " */
void gort__lower_store_parts(lowering *c, const literal_parts *l, bool shared);
const ir_value *gort__lower_new_object(lowering *c, ty *t, bool stack, const char *what);
/* The backing array of a slice literal; its members with their places, into a zeroed array that
 * gets the constant ones here. */
lvalue gort__lower_slice_array(lowering *c, node *n, const ir_value **address, int64_t *len);
void gort__lower_literal_parts(lowering *c, node *n, const lvalue *p, literal_parts *all);

/* ---- lower_long.c */
cut_run gort__lower_run_begin(const lowering *c);
/* Behind an element that leaves nothing for later: cuts the run off if it is long. */
void gort__lower_run_step(lowering *c, cut_run *r);
/* The first step of a slice literal with many elements; false: it has few. *checks counts the late
 * reads that may panic. */
bool gort__lower_order_long(lowering *c, node *n, int *checks);
const ir_value *gort__lower_late_long(lowering *c, const node *n); /* NULL: there was no first */

/* ---- lower_static.c */
/* The initialiser of a package variable with that C name, or NULL: zero. `rest` gets the parts that
 * code stores. */
const char *gort__lower_static_global(emission *w, node *n, const char *name, literal_parts *rest);
/* The initialiser of a constant value that leads to nothing that may change, or NULL. */
const char *gort__lower_static(emission *w, node *n);
/* Is it better to copy the constant members of a literal whose type is t? */
bool gort__lower_static_pays(emission *w, node *lit, ty *t);
/* A C constant with those of the literal; the rest is to be stored to `place`. */
const char *gort__lower_static_parts(emission *w, node *lit, ty *t, const ir_value *place,
                                     literal_parts *rest);
/* Prints a C constant, for n > 0 an array; its name. */
const char *gort__lower_static_const(emission *w, const char *ctype, int n, const char *init);

/* ---- lower_call.c */
/* f(g()): g is called, and its results take its place. */
void gort__lower_spread(lowering *c, node *n);
/* lower_keep.c. Whether the call's arguments uintptr(p) keep p alive; p of such an argument, or
 * NULL; the argument with another operand. */
typedef struct kept_values {
    const ir_value **at;
    int n, cap;
} kept_values;
bool gort__lower_keeps(const node *call);
node *gort__lower_keep_operand(node *n);
node *gort__lower_keep_as(unit *u, node *n, node *operand);
/* The call with those operands in locals, which are kept until gort__lower_kept, behind it. */
node *gort__lower_keep(lowering *c, node *call, kept_values *kept);
void gort__lower_kept(lowering *c, const kept_values *kept);
/* Where the conversion of result i of a call of several is, or behind them the variadic slice. */
placement gort__lower_result_place(const node *call, int i);
const ir_value *gort__lower_call(lowering *c, node *n);
/* The call of a method that the interface value i, a local, has: ", a, b" are its arguments. */
const ir_value *gort__lower_dispatch(lowering *c, ty *func, const ir_value *i, int method,
                                     const ir_value *args);
/* The results of a multi-value call. */
void gort__lower_call_multi(lowering *c, node *n, const ir_value **out);
const ir_value *gort__lower_builtin(lowering *c, node *n);

/* ---- lower_map.c */
const ir_value *gort__lower_map_key(lowering *c, ty *key, const ir_value *v);
/* Where the elem of a key lies, as a ctype: to_store: in an entry that is made if need be, else
 * perhaps in a zero value. */
const ir_value *gort__lower_map_at(lowering *c, ty *mt, const ir_value *map, const ir_value *key,
                                   bool to_store, const char *ctype);
const ir_value *gort__lower_map_read(lowering *c, node *n, const ir_value **ok);
void gort__lower_map_delete(lowering *c, ty *mt, const ir_value *map, const ir_value *key);
const ir_value *gort__lower_make_map(lowering *c, ty *t, placement place, const ir_value *hint,
                                     int64_t const_hint);

/* ---- lower_conv.c */
const ir_value *gort__lower_conv(lowering *c, node *n);
/* A value from one interface type, or concrete type, to another. */
const ir_value *gort__lower_convert(lowering *c, ty *from, ty *to, const ir_value *v,
                                    placement place);
const ir_value *gort__lower_assert(lowering *c, node *n, const ir_value **ok);
const ir_value *gort__lower_type_of(lowering *c, ty *iface, const ir_value *v);
/* The method table of a dynamic type for an interface, NULL if it has none or `has` is NULL. */
const ir_value *gort__lower_find_itab(lowering *c, ty *iface, const ir_value *has,
                                      const ir_value *type);
const ir_value *gort__lower_unbox(lowering *c, ty *t, const ir_value *iface);

/* ---- lower_wrap.c */
/* T.M, x.M as a value. */
const ir_value *gort__lower_method_value(lowering *c, node *n);

/* The call of a go or defer statement as a func(): its operands are evaluated here. *literal: the
 * function literal that it is, if it is one, or the function that was made for it. */
const ir_value *gort__lower_wrapped_call(lowering *c, node *s, function **literal);

/* ---- lower_defer.c */
/* Are the results of c->fn, which has defer statements, stored where a function around it says? */
bool gort__lower_defers_apart(lowering *c);
/* In front of the body, behind the results; behind it, and before each return once the results are
 * stored; a statement. */
void gort__lower_defers_begin(lowering *c, bool apart);
void gort__lower_defers_run(lowering *c);
void gort__lower_defer(lowering *c, node *s);

/* ---- lower_chan.c */
/* A receive, which the turn counts; its type is the element's. ok: NULL if not wanted. */
const ir_value *gort__lower_receive(lowering *c, node *n, const ir_value **ok);
/* The same from ch, a local or a constant. */
const ir_value *gort__lower_receive_from(lowering *c, ty *elem, const ir_value *ch, bool wanted,
                                         const ir_value **ok);
const ir_value *gort__lower_make_chan(lowering *c, ty *t, node *size); /* ordered; NULL: none */

/* ---- lower_assign.c */
void gort__lower_assign(lowering *c, node *s); /* S_ASSIGN without operator, S_VAR */
void gort__lower_op_assign(lowering *c, node *lhs, token op, node *rhs);
/* Takes of the values of a return, whose early parts have been taken, what storing the results
 * before it may change. */
void gort__lower_save_results(lowering *c, const objects *results, nodes *values);
/* An assignment within an expression: the entries of map literals. */
void gort__lower_store_one(lowering *c, node *place, node *value);

/* ---- lower_stmt.c */
void gort__lower_block(lowering *c, const nodes *list);
void gort__lower_stmt(lowering *c, node *n);
/* value NULL: zero */
void gort__lower_declare(lowering *c, object *o, const ir_value *value);
void gort__lower_poll(lowering *c, bool prologue);
void gort__lower_return_values(lowering *c, const ir_value **values);
void gort__lower_comment(lowering *c, position pos);

/* ---- lower_loop.c */
/* Is the index of an array of array_len elements (-1: of a slice or string) never too large or too
 * small? */
bool gort__lower_in_bounds(const lowering *c, node *base, node *index, int64_t array_len);

/* ---- emit_func.c */
void gort__emit_func(emission *w, ir_func *f, FILE *out);

static inline bool gort__lower_is_receive(const node *n)
{
    return n->kind == N_UNARY && n->op == T_ARROW;
}
/* What C calls the interfaces of a type: gort_iface, with a method table, or gort_eface. */
static inline const char *gort__lower_iface(const ty *t)
{
    return t->nmethods ? "iface" : "eface";
}
static inline bool gort__lower_has_ptr(lowering *c, ty *t)
{
    return gort__ty_has_pointers(c->u, t);
}

#endif
