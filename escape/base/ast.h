/* ast.h - the tree that the compile side works on: parse.c makes it, check*.c types it in place,
 * flow.c reads it and writes placements into it, lower.c turns it into three-address code.
 *
 * Everything belongs to a gort__unit (one compilation) and is freed with its arena; there are no
 * globals. escape/ includes nothing of runtime/: sizes and layouts are computed in types.c.
 *
 * After check:
 *  - every expression has `type` (NULL for statements' calls without result is the empty tuple)
 *    and, if constant, `val`; untyped constants have been given their final type.
 *  - every name has `obj`; N_PAREN nodes stay (the printer and positions need nothing of them;
 *    use gort__unparen).
 *  - implicit steps are nodes with `implicit` set, invisible in messages: N_CONV to an interface,
 *    N_ADDR/N_DEREF of a method's receiver, N_SELECTOR through embedded fields.
 *  - a variadic call without `...` has its extra arguments wrapped in one implicit N_COMPLIT of
 *    the slice type, its pos that of the call (messages call it "... argument"); no extra
 *    arguments: an implicit N_NIL.
 *  - a call is resolved: `call.kind` says conversion (then the node is N_CONV), builtin, static
 *    function, method, interface method, closure.
 */
#ifndef GORT_ESCAPE_AST_H
#define GORT_ESCAPE_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct gort__unit gort__unit; /* unit.h: arena, files, diagnostics, universe */
typedef struct gort__node gort__node;
typedef struct gort__obj gort__obj;
typedef struct gort__func gort__func;
typedef struct gort__package gort__package;
typedef struct gort__ty gort__ty;       /* types.h */
typedef struct gort__const gort__const; /* constant.h: exact integers, rationals, strings, bools */

/* Column in bytes from 1, as in Go's diagnostics. line 0: no position. */
typedef struct gort__pos {
    uint32_t line;
    uint16_t col; /* saturates */
    uint16_t file;
} gort__pos;

typedef struct gort__nodes {
    gort__node **at;
    int n, cap;
} gort__nodes;

typedef enum gort__node_kind {
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
    N_CONV,       /* [the '('] after check: conversion of a to `type`; implicit: no syntax, pos is
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
} gort__node_kind;

typedef enum gort__call_kind {
    CALL_UNRESOLVED,
    CALL_BUILTIN,   /* builtin */
    CALL_STATIC,    /* func: the function, of whatever package; without a body it is C */
    CALL_METHOD,    /* func: the method; recv is list of a's selector: see sel */
    CALL_INTERFACE, /* a is a selector with SEL_IMETHOD */
    CALL_CLOSURE    /* a is any func value */
} gort__call_kind;

typedef enum gort__sel_kind {
    SEL_NONE,
    SEL_FIELD,      /* a.f: a is a struct value, or a pointer (dereferenced: sel_ptr) */
    SEL_METHOD,     /* a.m: a has exactly the receiver's type (implicit N_ADDR/N_DEREF inserted) */
    SEL_IMETHOD,    /* a is an interface; field_index = method index in sorted order */
    SEL_METHODEXPR, /* T.m */
    SEL_PACKAGE     /* fmt.Println, os.Args: obj */
} gort__sel_kind;

typedef enum gort__builtin {
    B_NONE,
    B_APPEND,
    B_CAP,
    B_CLOSE,
    B_COMPLEX,
    B_COPY,
    B_DELETE,
    B_IMAG,
    B_LEN,
    B_MAKE,
    B_NEW,
    B_PANIC,
    B_PRINT,
    B_PRINTLN,
    B_REAL,
    B_RECOVER,
    B_SIZEOF
} gort__builtin;

/* Where escape analysis puts what an expression allocates (N_COMPLIT of slice or map, &T{},
 * N_FUNCLIT, make, new, concatenation, []byte(s), boxing conversion, method value, variadic
 * slice). A variable's is in its gort__obj. */
typedef enum gort__place { PLACE_UNKNOWN, PLACE_STACK, PLACE_HEAP } gort__place;

struct gort__node {
    uint8_t kind; /* gort__node_kind */
    uint8_t op;   /* gort__token of lex.h */
    uint8_t call_kind;
    uint8_t sel;
    uint8_t builtin;
    uint8_t place;  /* gort__place, by escape */
    uint8_t bounds; /* bounds.c's own */
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
    bool result_unused : 1; /* a call used as statement */
    gort__pos pos, end;     /* end: the closing brace or parenthesis where that is needed; of an
                               assignment: where its conversions are */
    gort__pos colon;
    gort__pos brace; /* of if, for and range: where the block begins */
    gort__ty *type;
    union {
        gort__ty *spelled; /* literals and conversions: `type` with the source's names, for
                              messages */
        gort__obj *target; /* label of a branch, or of a labeled statement */
    };
    gort__const *val; /* constant expressions */
    const char *name; /* interned */
    union {
        const char *lit_text;
        gort__node *loop; /* break/continue: the statement it leaves */
    };
    gort__obj *obj;
    gort__func *func; /* N_FUNCLIT; static callee of calls */
    int field_index;
    int depth; /* of the tree below: parse.c limits it */
    gort__node *a, *b, *c, *d;
    gort__node *init, *cond, *post, *els; /* statements */
    gort__node *key, *value;
    gort__nodes list, list2, body;
    void *flow;  /* escape's own: the location of this expression */
    void *lower; /* lower's own */
};

typedef enum gort__obj_kind {
    OBJ_VAR,
    OBJ_CONST,
    OBJ_TYPE,
    OBJ_FUNC,
    OBJ_BUILTIN,
    OBJ_PACKAGE,
    OBJ_NIL,
    OBJ_LABEL
} gort__obj_kind;

typedef enum gort__var_class { VAR_LOCAL, VAR_PARAM, VAR_RESULT, VAR_GLOBAL } gort__var_class;

struct gort__obj {
    uint8_t kind;
    uint8_t var_class;
    uint8_t builtin;
    uint8_t place; /* variables: PLACE_HEAP = moved to heap */
    bool used;
    bool addrtaken;  /* & was applied (also implicitly): set by check */
    bool reassigned; /* assigned after its declaration: set by escape */
    bool captured;   /* by some closure: set by check */
    bool is_receiver;
    bool label_used;
    const char *name; /* "_" for blank; NULL for an unnamed parameter */
    gort__pos pos;
    gort__ty *type;
    gort__ty *spelled; /* a package's function or variable after check: as the source has it */
    gort__const *val;  /* OBJ_CONST */
    int iota_value;
    gort__func *func;        /* the function a variable belongs to; OBJ_FUNC: itself */
    int result_index;        /* VAR_RESULT: from 0 */
    gort__node *decl;        /* defining statement or spec */
    gort__node *init;        /* single-value initialiser, or NULL */
    gort__package *pkg;      /* it belongs to; NULL: predeclared */
    gort__package *imported; /* OBJ_PACKAGE */
    int state;               /* check: unresolved, in progress, done */
    void *check;             /* check's own */
    void *flow;              /* escape's location */
    void *lower;
};

typedef struct gort__objs {
    gort__obj **at;
    int n, cap;
} gort__objs;

typedef struct gort__capture {
    gort__obj *var;
    gort__pos pos; /* of its first use in the literal; of an inner literal that uses it */
    bool by_ref;   /* decided by escape; by value: the variable never changes after capture */
} gort__capture;

/* //gort:leak NAME [content], of a function whose body is C: the parameter escapes, or what it
 * points to does. */
typedef struct gort__param_leak {
    const char *name; /* interned */
    gort__pos pos;
    int derefs;
    struct gort__param_leak *next;
} gort__param_leak;

struct gort__func {
    const char *name; /* "f", "(*T).M", "T.M", "f.func1": what follows "main." */
    gort__package *pkg;
    const char *method;         /* "M" for methods */
    gort__pos pos;              /* of the name; of 'func' for literals */
    gort__obj *obj;             /* NULL for literals */
    gort__ty *type;             /* func type without receiver */
    gort__obj *recv;            /* or NULL */
    gort__objs params, results; /* unnamed ones have name NULL */
    gort__objs dcl; /* receiver, params, results, then locals in source order, of every block */
    gort__nodes body;
    bool has_body;
    gort__pos end;     /* the closing brace */
    gort__func *outer; /* enclosing function of a literal, NULL at package level */
    gort__node *lit;   /* its N_FUNCLIT */
    gort__capture *captures;
    int ncaptures, cap_captures;
    int nclosures; /* number given to the last literal inside (".funcN") */
    gort__objs labels;
    struct gort__leaks *tags; /* escape: what the receiver and the parameters leak, or NULL */
    struct gort__param_leak *param_leaks; /* directives: of a function without a body */
    bool noescape, uintptr_escapes;       /* directives */
    bool has_defer, has_recover;
    void *flow, *lower;
};

typedef struct gort__funcs {
    gort__func **at;
    int n, cap;
} gort__funcs;

/* A package-level variable declaration; several names with one call share one. */
typedef struct gort__pkgvar {
    gort__objs vars;
    gort__node *stmt; /* S_VAR */
    bool static_init; /* check: the initialiser is constant data, no code runs */
} gort__pkgvar;

typedef struct gort__packages {
    gort__package **at;
    int n, cap;
} gort__packages;

/* A package. What it declares has objects that point back to it. */
struct gort__package {
    const char *path;   /* interned: what imports and symbols call it; the program's own: "main" */
    const char *name;   /* interned: of its first package clause; before that of the path */
    gort__pos name_pos; /* line 0: no package clause was read */
    int first_file;     /* of the unit; a package's files follow each other */
    int nfiles;
    bool shipped;              /* with gort: its functions may be C (shipped.h) */
    bool missing;              /* an import that was refused: nothing is known of it */
    bool loading, loaded;      /* program.c */
    gort__packages imports;    /* each once, in the order of mention */
    gort__nodes decls;         /* parse: top-level declarations, file by file (parse.h) */
    struct gort__scope *scope; /* check: what it declares; imports are in the scopes of files */
    gort__funcs funcs;         /* functions and methods in source order, literals not included */
    gort__funcs literals;      /* all function literals in source order */
    gort__pkgvar **vars;       /* in initialisation order */
    int nvars;
    gort__objs globals; /* package variables in source order */
    gort__ty **types;   /* named types declared, local ones too, in source order */
    int ntypes;
    gort__func *main;
    gort__funcs inits; /* functions called init (init.0, init.1 ...), in source order */
};

/* What is compiled at once, into one C module. */
typedef struct gort__program {
    gort__package *main;
    gort__packages all;   /* by path each one object, missing ones too, in the order of mention */
    gort__packages order; /* of initialisation: a package comes behind those that it imports */
} gort__program;

static inline bool gort__is_blank_name(const char *name)
{
    return name[0] == '_' && !name[1];
}

static inline gort__node *gort__unparen(gort__node *n)
{
    while (n && n->kind == N_PAREN)
        n = n->a;
    return n;
}

/* A name that nothing is stored to. */
static inline bool gort__is_blank(const gort__node *n)
{
    while (n->kind == N_PAREN)
        n = n->a;
    return n->kind == N_NAME && gort__is_blank_name(n->name);
}

#endif
