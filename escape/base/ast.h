/* ast.h - the tree that the compile side works on: syntax/ makes it, check/ types it in place,
 * normal/ completes it, flow/ writes placements into it, lower/ turns it into three-address code.
 *
 * Everything belongs to a unit (one compilation) and is freed with its arena; there are no
 * globals. escape/ includes nothing of runtime/: sizes and layouts are computed in
 * types/types_layout.c.
 *
 * After check:
 *  - every expression has `type` (NULL for statements' calls without result is the empty tuple)
 *    and, if constant, `val`; untyped constants have been given their final type.
 *  - every name has `obj`; N_PAREN nodes stay (the printer and positions need nothing of them;
 *    use gort__unparen).
 *
 * After normal:
 *  - types are canonical.
 *  - implicit steps are nodes with `implicit` set, invisible in messages: N_CONV to an interface,
 *    N_ADDR/N_DEREF of a method's receiver, N_SELECTOR through embedded fields.
 *  - a variadic call without `...` has its extra arguments wrapped in one implicit N_COMPLIT of
 *    the slice type, its pos that of the call (messages call it "... argument"); no extra
 *    arguments: an implicit N_NIL.
 *  - a call is resolved: `call_kind` says builtin, static function, method, interface method,
 *    closure; a conversion has become an N_CONV.
 */
#ifndef GORT_ESCAPE_AST_H
#define GORT_ESCAPE_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct unit unit; /* unit.h: arena, files, diagnostics, universe */
typedef struct node node;
typedef struct object object;
typedef struct function function;
typedef struct package package;
typedef struct ty ty;                   /* types.h */
typedef struct const_value const_value; /* constant.h: exact integers, rationals, strings, bools */

/* Column in bytes from 1, as in Go's diagnostics. line 0: no position. */
typedef struct position {
    uint32_t line;
    uint16_t col; /* saturates */
    uint16_t file;
} position;

/* An array that grows (GORT__LIST_PUSH), zero-initialised. */
#define GORT__LIST(type)                                                                           \
    struct {                                                                                       \
        type *at;                                                                                  \
        int n, cap;                                                                                \
    }

typedef GORT__LIST(node *) nodes;

typedef enum node_kind {
    /* ---- expressions. In brackets: where pos lies (reference: Go's own message columns) */
    N_BAD,
    N_NAME,       /* [start] name, obj */
    N_LITERAL,    /* [start] lit_text as written, val */
    N_NIL,        /* the predeclared nil, typed by context */
    N_COMPLIT,    /* [the '{'] a = type expression or NULL if elided; list = elements, N_KEYVALUE
                     where keyed (struct: a N_NAME key resolved to field_index) */
    N_KEYVALUE,   /* [the ':'] a : b */
    N_FUNCLIT,    /* ['func'] func; b = its N_FUNCTYPE */
    N_PAREN,      /* ['('] a */
    N_SELECTOR,   /* [the '.'] a . name; after check: sel says what */
    N_INDEX,      /* [the '['] a [ b ]: array, pointer to array (a then is an implicit N_DEREF),
                     slice, string, map */
    N_SLICE,      /* [the '['] a [ b : c : d ], each may be NULL; an array operand is wrapped in an
                     implicit N_ADDR */
    N_TYPEASSERT, /* [the '.'] a .( type expression b ); b NULL in x.(type) */
    N_CALL,       /* [the '('] a ( list ), dots if the last has ... */
    N_DEREF,      /* [the '*'] * a; also pointer type */
    N_ADDR,       /* [the '&'] & a */
    N_UNARY,      /* [the operator] op a */
    N_BINARY,     /* [the operator] a op b */
    N_CONV,       /* [the '('] after normal: conversion of a to `type`; implicit: no syntax, pos is
                     Go's "current position" */
    /* ---- type expressions */
    N_ARRAYTYPE,     /* a = length (NULL: slice, N_BAD with dots: [...]) , b = element */
    N_STRUCTTYPE,    /* list of N_FIELD */
    N_FUNCTYPE,      /* list of N_FIELD parameters, list2 of N_FIELD results */
    N_INTERFACETYPE, /* list of N_FIELD (method: a = N_FUNCTYPE, name) or embedded (name NULL) */
    N_MAPTYPE,       /* map[a]b */
    N_CHANTYPE,      /* chan a; op = direction */
    N_FIELD,         /* name (NULL: unnamed or embedded), a = type; dots: variadic */
    /* ---- statements */
    S_EMPTY,
    S_EXPR,       /* a */
    S_ASSIGN,     /* [the operator] list = list2, op 0 for =, else the binary operator of op= ;
                     define for := (then new variables among list have is_new set) */
    S_INCDEC,     /* [the operator] a, op T_ADD or T_SUB */
    S_VAR,        /* [the name] var list (N_NAME) [a type] = list2 */
    S_DECL,       /* local const and type declarations: nothing to run */
    S_BLOCK,      /* list */
    S_IF,         /* init, cond, body, els */
    S_FOR,        /* init, cond, post, body */
    S_RANGE,      /* key, value (or NULL), define, a = operand, body */
    S_SWITCH,     /* init, cond (tag or NULL), list of S_CASE */
    S_TYPESWITCH, /* init, name/obj (may be NULL), a = operand, list of S_CASE */
    S_CASE,       /* ['case'] list = expressions or types (empty and is_default: default), body,
                     obj = the clause's own variable; colon = position of its ':' */
    S_LABELED,    /* label name, body[0] */
    S_BRANCH,     /* op T_BREAK T_CONTINUE T_GOTO T_FALLTHROUGH; name = label or NULL; target */
    S_RETURN,     /* list; implicit bare return has list.n == 0 */
    S_GO,         /* a = call */
    S_DEFER,      /* a = call */
    S_SEND,       /* a <- b */
    S_SELECT,
    NODE_KIND_COUNT
} node_kind;

typedef enum call_kind {
    CALL_UNRESOLVED,
    CALL_BUILTIN,   /* builtin */
    CALL_STATIC,    /* func: the function, of whatever package; without a body it is C */
    CALL_METHOD,    /* func: the method; recv is list of a's selector: see sel */
    CALL_INTERFACE, /* a is a selector with SEL_IMETHOD */
    CALL_CLOSURE    /* a is any func value */
} call_kind;

typedef enum sel_kind {
    SEL_NONE,
    SEL_FIELD,      /* a.f: a is a struct value, or a pointer (dereferenced: sel_ptr) */
    SEL_METHOD,     /* a.m: a has exactly the receiver's type (implicit N_ADDR/N_DEREF inserted) */
    SEL_IMETHOD,    /* a is an interface; field_index = method index in sorted order */
    SEL_METHODEXPR, /* T.m */
    SEL_PACKAGE     /* fmt.Println, os.Args: obj */
} sel_kind;

/* X(id, name, the number of arguments, may there be more? may a call be a statement?). The
 * predeclared ones are those from B_APPEND to B_RECOVER, the others are those of package unsafe
 * (check/universe.c). */
#define GORT__BUILTINS(X)                                                                          \
    X(B_NONE, "?", 0, false, false)                                                                \
    X(B_APPEND, "append", 1, true, false)                                                          \
    X(B_CAP, "cap", 1, false, false)                                                               \
    X(B_CLOSE, "close", 1, false, true)                                                            \
    X(B_COMPLEX, "complex", 2, false, false)                                                       \
    X(B_COPY, "copy", 2, false, true)                                                              \
    X(B_DELETE, "delete", 2, false, true)                                                          \
    X(B_IMAG, "imag", 1, false, false)                                                             \
    X(B_LEN, "len", 1, false, false)                                                               \
    X(B_MAKE, "make", 1, true, false)                                                              \
    X(B_NEW, "new", 1, false, false)                                                               \
    X(B_PANIC, "panic", 1, false, true)                                                            \
    X(B_PRINT, "print", 0, true, true)                                                             \
    X(B_PRINTLN, "println", 0, true, true)                                                         \
    X(B_REAL, "real", 1, false, false)                                                             \
    X(B_RECOVER, "recover", 0, false, true)                                                        \
    X(B_ADD, "Add", 2, false, false)                                                               \
    X(B_ALIGNOF, "Alignof", 1, false, false)                                                       \
    X(B_OFFSETOF, "Offsetof", 1, false, false)                                                     \
    X(B_SIZEOF, "Sizeof", 1, false, false)                                                         \
    X(B_SLICE, "Slice", 2, false, false)

#define GORT__BUILTIN(id, name, nargs, variadic, is_statement) id,
typedef enum builtin_id { GORT__BUILTINS(GORT__BUILTIN) BUILTIN_COUNT } builtin_id;
#undef GORT__BUILTIN

/* Where escape analysis puts what an expression allocates (N_COMPLIT of slice or map, &T{},
 * N_FUNCLIT, make, new, concatenation, []byte(s), boxing conversion, method value, variadic
 * slice). A variable's is in its object. */
typedef enum placement { PLACE_UNKNOWN, PLACE_STACK, PLACE_HEAP } placement;

struct node {
    uint8_t kind; /* node_kind */
    uint8_t op;   /* token of lex.h */
    uint8_t call_kind;
    uint8_t sel;
    uint8_t builtin;
    uint8_t place;                    /* placement, by escape */
    uint8_t bounds;                   /* bounds.c's own */
    uint8_t lacks, holds, holds_more; /* lower_order.c's own, and counted_at */
    bool implicit : 1;
    bool bad : 1;    /* a literal that was reported already */
    bool dots : 1;   /* call with ..., variadic field, [...] */
    bool define : 1; /* := */
    bool is_new : 1; /* a name that := declares */
    bool is_default : 1;
    bool sel_ptr : 1;   /* field through a pointer */
    bool comma_ok : 1;  /* index, type assertion in a two-value context: type is the value's */
    bool is_type : 1;   /* this expression denotes a type: `type` */
    bool untyped : 1;   /* during check */
    bool unknown : 1;   /* during check: a constant whose value an error took away */
    bool shift_lhs : 1; /* during check: the left operand of a shift takes its type from context */
    bool continued : 1; /* a loop that a continue goes on with */
    bool result_unused : 1; /* a call or receive used as statement */
    bool once : 1;          /* S_DEFER, by escape: it runs at most once in a call of its function */
    bool has_break : 1;     /* a statement that a break leaves */
    position pos, end;      /* end: the closing brace or parenthesis where that is needed; of an
                                assignment: where its conversions are */
    uint32_t counted_at;
    position colon;
    position brace; /* of if, for and range: where the block begins */
    ty *type;
    union {
        ty *spelled;    /* literals and conversions: `type` with the source's names, for
                                 messages */
        object *target; /* label of a branch, or of a labeled statement */
    };
    const_value *val; /* constant expressions */
    const char *name; /* interned */
    union {
        const char *lit_text;
        node *loop; /* break/continue: the statement it leaves */
    };
    object *obj;
    function *func; /* N_FUNCLIT; static callee of calls */
    int field_index;
    int depth; /* of the tree below: parse.c limits it */
    node *a, *b, *c, *d;
    node *init, *cond, *post, *els; /* statements */
    node *key, *value;
    nodes list, list2, body;
    /* Of a call of several results, by escape: the conversion of each that is converted, else NULL;
     * behind them the slice of those that are variadic arguments. */
    node **converted;
    void *flow;  /* escape's own: the location of this expression */
    void *lower; /* lower's own */
};

typedef enum object_kind {
    OBJ_VAR,
    OBJ_CONST,
    OBJ_TYPE,
    OBJ_FUNC,
    OBJ_BUILTIN,
    OBJ_PACKAGE,
    OBJ_NIL,
    OBJ_LABEL
} object_kind;

typedef enum var_class { VAR_LOCAL, VAR_PARAM, VAR_RESULT, VAR_GLOBAL } var_class;

struct object {
    uint8_t kind;
    uint8_t var_class;
    uint8_t builtin;
    uint8_t place; /* variables: PLACE_HEAP = moved to heap */
    bool used;
    bool addrtaken;  /* & was applied (also implicitly): set by check */
    bool reassigned; /* assigned after its declaration: set by escape */
    bool captured;   /* by some closure: set by check */
    bool label_used;
    const char *name; /* "_" for blank; NULL for an unnamed parameter */
    position pos;
    ty *type;
    ty *spelled;      /* a package's function or variable after check: as the source has it */
    const_value *val; /* OBJ_CONST */
    int iota_value;
    int number;        /* check: the place among a package's objects and methods */
    function *func;    /* the function a variable belongs to; OBJ_FUNC: itself */
    int result_index;  /* VAR_RESULT: from 0 */
    node *decl;        /* defining statement or spec */
    node *init;        /* single-value initialiser, or NULL */
    package *pkg;      /* it belongs to; NULL: predeclared */
    package *imported; /* OBJ_PACKAGE */
    int state;         /* check: unresolved, in progress, done */
    void *check;       /* check's own */
    void *flow;        /* escape's location */
    void *lower;
};

typedef GORT__LIST(object *) objects;

typedef struct captured_var {
    object *var;
    position pos; /* of its first use in the literal; of an inner literal that uses it */
    bool by_ref;  /* decided by escape; by value: the variable never changes after capture */
} captured_var;

/* //gort:leak NAME [content], of a function whose body is C: the parameter escapes, or what it
 * points to does. */
typedef struct param_leak {
    const char *name; /* interned */
    position pos;
    int derefs;
    struct param_leak *next;
} param_leak;

struct function {
    const char *name; /* "f", "(*T).M", "T.M", "glob..func1": what follows "main."; with outer set,
                         what follows the name of that: ".func1", ".2" (gort__function_name) */
    package *pkg;
    const char *method;      /* "M" for methods */
    position pos;            /* of the name; of 'func' for literals */
    object *obj;             /* NULL for literals */
    ty *type;                /* func type without receiver */
    object *recv;            /* or NULL */
    objects params, results; /* unnamed ones have name NULL */
    objects dcl; /* receiver, params, results, then locals in source order, of every block */
    nodes body;
    bool has_body;
    position end;    /* the closing brace */
    function *outer; /* enclosing function of a literal, or of what lower makes of a call that go
                        or defer has; NULL at package level */
    node *lit;       /* its N_FUNCLIT */
    captured_var *captures;
    int ncaptures, cap_captures;
    int nclosures; /* number given to the last literal inside (".funcN") */
    objects labels;
    struct leak_summary *tags;      /* escape: what the receiver and the parameters leak, or NULL */
    struct param_leak *param_leaks; /* directives: of a function without a body */
    bool noescape, uintptr_escapes; /* directives */
    bool has_defer, has_recover;
    bool wrapper; /* by lower: hands a call on, and is no frame to tracebacks */
    void *flow, *lower;
};

typedef GORT__LIST(function *) functions;

/* A package-level variable declaration; several names with one call share one. */
typedef struct package_var {
    objects vars;
    node *stmt;       /* S_VAR */
    bool static_init; /* check: the initialiser is constant data, no code runs */
} package_var;

typedef GORT__LIST(package *) packages;

/* A package. What it declares has objects that point back to it. */
struct package {
    const char *path;  /* interned: what imports and symbols call it; the program's own: "main" */
    const char *name;  /* interned: of its first package clause; before that of the path */
    position name_pos; /* line 0: no package clause was read */
    int first_file;    /* of the unit; a package's files follow each other */
    int nfiles;
    bool shipped;             /* with gort: its functions may be C (shipped.h) */
    bool missing;             /* an import that was refused: nothing is known of it */
    bool loading, loaded;     /* program.c */
    packages imports;         /* each once, in the order of mention */
    nodes decls;              /* parse: top-level declarations, file by file (parse.h) */
    struct name_scope *scope; /* check: what it declares; imports are in the scopes of files */
    functions funcs;          /* functions and methods in source order, literals not included */
    functions literals;       /* all function literals in source order */
    package_var **vars;       /* in initialisation order */
    int nvars;
    objects globals; /* package variables in source order */
    ty **types;      /* named types declared, local ones too, in source order */
    int ntypes, cap_types;
    function *main;
    functions inits; /* functions called init (init.0, init.1 ...), in source order */
};

/* What is compiled at once, into one C module. */
typedef struct go_program {
    package *main;
    packages all;   /* by path each one object, missing ones too, in the order of mention */
    packages order; /* of initialisation: a package comes behind those that it imports */
} go_program;

/* Sets of kinds of nodes. */
#define NODE_BIT(kind)       (UINT64_C(1) << (kind))
#define NODE_RANGE(from, to) (NODE_BIT((to) + 1) - NODE_BIT(from))
#define NODE_TYPES           NODE_RANGE(N_ARRAYTYPE, N_CHANTYPE) /* spelled out, not by a name */

static inline bool gort__node_is(const node *n, uint64_t kinds)
{
    return kinds >> n->kind & 1;
}

static inline bool gort__is_blank_name(const char *name)
{
    return name[0] == '_' && !name[1];
}

static inline node *gort__unparen(node *n)
{
    while (n && n->kind == N_PAREN)
        n = n->a;
    return n;
}

/* A name that nothing is stored to. */
static inline bool gort__is_blank(const node *n)
{
    while (n->kind == N_PAREN)
        n = n->a;
    return n->kind == N_NAME && gort__is_blank_name(n->name);
}

#endif
