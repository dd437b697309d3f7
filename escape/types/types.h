/* types.h - Go types, their identity, layout and spelling (types.c).
 *
 * Composite types are interned per unit: identical types are the same pointer. A named type is a
 * node of its own whose `under` is its underlying type; an unnamed type is its own `under`.
 * Layout is that of Go on 64-bit: int 8 bytes, pointers 8 bytes.
 */
#ifndef GORT_ESCAPE_TYPES_H
#define GORT_ESCAPE_TYPES_H

#include "../base/ast.h"

/* X(kind, its name, and where all of a kind have the same: size, alignment and pointer words in
 * bytes). Go's reflect.Kind numbers up to TY_UNSAFE_POINTER (the runtime's gort_kind has the same).
 */
#define GORT__TY_KINDS(X)                                                                          \
    X(TY_INVALID, "invalid type", 0, 1, 0)                                                         \
    X(TY_BOOL, "bool", 1, 1, 0)                                                                    \
    X(TY_INT, "int", 8, 8, 0)                                                                      \
    X(TY_INT8, "int8", 1, 1, 0)                                                                    \
    X(TY_INT16, "int16", 2, 2, 0)                                                                  \
    X(TY_INT32, "int32", 4, 4, 0)                                                                  \
    X(TY_INT64, "int64", 8, 8, 0)                                                                  \
    X(TY_UINT, "uint", 8, 8, 0)                                                                    \
    X(TY_UINT8, "uint8", 1, 1, 0)                                                                  \
    X(TY_UINT16, "uint16", 2, 2, 0)                                                                \
    X(TY_UINT32, "uint32", 4, 4, 0)                                                                \
    X(TY_UINT64, "uint64", 8, 8, 0)                                                                \
    X(TY_UINTPTR, "uintptr", 8, 8, 0)                                                              \
    X(TY_FLOAT32, "float32", 4, 4, 0)                                                              \
    X(TY_FLOAT64, "float64", 8, 8, 0)                                                              \
    X(TY_COMPLEX64, "complex64", 8, 4, 0)                                                          \
    X(TY_COMPLEX128, "complex128", 16, 8, 0)                                                       \
    X(TY_ARRAY, "array", 0, 1, 0)                                                                  \
    X(TY_CHAN, "chan", 8, 8, 8)                                                                    \
    X(TY_FUNC, "func", 8, 8, 8)                                                                    \
    X(TY_INTERFACE, "interface", 16, 8, 16)                                                        \
    X(TY_MAP, "map", 8, 8, 8)                                                                      \
    X(TY_PTR, "pointer", 8, 8, 8)                                                                  \
    X(TY_SLICE, "slice", 24, 8, 8)                                                                 \
    X(TY_STRING, "string", 16, 8, 8)                                                               \
    X(TY_STRUCT, "struct", 0, 1, 0)                                                                \
    X(TY_UNSAFE_POINTER, "unsafe.Pointer", 8, 8, 8)                                                \
    X(TY_TUPLE, "tuple", 0, 1, 0) /* results of a call; n != 1 */                                  \
    X(TY_UNTYPED_BOOL, "untyped bool", 1, 1, 0)                                                    \
    X(TY_UNTYPED_INT, "untyped int", 8, 8, 0)                                                      \
    X(TY_UNTYPED_RUNE, "untyped rune", 4, 4, 0)                                                    \
    X(TY_UNTYPED_FLOAT, "untyped float", 8, 8, 0)                                                  \
    X(TY_UNTYPED_COMPLEX, "untyped complex", 8, 8, 0)                                              \
    X(TY_UNTYPED_STRING, "untyped string", 16, 8, 8)                                               \
    X(TY_UNTYPED_NIL, "untyped nil", 8, 8, 8)

#define GORT__TY_KIND(kind, name, size_bytes, align, ptrdata_bytes) kind,
typedef enum ty_kind { GORT__TY_KINDS(GORT__TY_KIND) TY_KIND_COUNT } ty_kind;
#undef GORT__TY_KIND

/* Sets of kinds, untyped ones included. */
#define TY_BIT(kind)       (UINT64_C(1) << (kind))
#define TY_RANGE(from, to) (TY_BIT((to) + 1) - TY_BIT(from))
#define TY_BOOLEANS        (TY_BIT(TY_BOOL) | TY_BIT(TY_UNTYPED_BOOL))
#define TY_UNSIGNED        TY_RANGE(TY_UINT, TY_UINTPTR)
#define TY_INTEGERS        (TY_RANGE(TY_INT, TY_UINTPTR) | TY_RANGE(TY_UNTYPED_INT, TY_UNTYPED_RUNE))
#define TY_FLOATS          (TY_RANGE(TY_FLOAT32, TY_FLOAT64) | TY_BIT(TY_UNTYPED_FLOAT))
#define TY_COMPLEXES       (TY_RANGE(TY_COMPLEX64, TY_COMPLEX128) | TY_BIT(TY_UNTYPED_COMPLEX))
#define TY_NUMBERS         (TY_INTEGERS | TY_FLOATS | TY_COMPLEXES)
#define TY_STRINGS         (TY_BIT(TY_STRING) | TY_BIT(TY_UNTYPED_STRING))
#define TY_ORDERED         (TY_INTEGERS | TY_FLOATS | TY_STRINGS)
#define TY_CONSTANTS       (TY_BOOLEANS | TY_NUMBERS | TY_STRINGS)
#define TY_POINTERS                                                                                \
    (TY_BIT(TY_PTR) | TY_BIT(TY_MAP) | TY_BIT(TY_CHAN) | TY_BIT(TY_FUNC) |                         \
     TY_BIT(TY_UNSAFE_POINTER))
#define TY_NILS (TY_POINTERS | TY_BIT(TY_SLICE) | TY_BIT(TY_INTERFACE))

typedef enum chan_dir { CHAN_RECV = 1, CHAN_SEND = 2, CHAN_BOTH = 3 } chan_dir;

typedef struct ty_field {
    const char *name;   /* interned; embedded: the type's name */
    const package *pkg; /* of a name that is not exported, else NULL: gort__same_name */
    ty *type;
    const char *tag; /* interned, or NULL; part of the type's identity */
    bool embedded;
    int64_t offset_bytes; /* after gort__ty_layout */
} ty_field;

typedef struct ty_method {
    const char *name;
    const package *pkg; /* as a field's */
    ty *type;           /* func type without receiver */
    function *func;     /* concrete methods */
    bool ptr_recv;
} ty_method;

/* The methods of an interface, sorted: one of them, those before and those behind it. Sets of the
 * same methods are the same pointer; those with many in common share them. NULL: none. */
typedef struct ty_methods {
    ty_method m;
    struct ty_methods *before, *behind;
    struct ty_methods *canon; /* with canonical types */
    int n;                    /* of all of them */
    uint32_t rank;            /* those before and behind it have none that is higher */
    bool loops;               /* a method's type does */
    bool size_checked;        /* check_size.c */
} ty_methods;

/* What an interface embeds that was read when not all of it was declared: its methods are put
 * together when somebody asks for them, or at the end of the declarations. */
typedef struct ty_open {
    void (*close)(struct ty_open *o); /* NULL: its declaration is being read */
    ty *type;
    ty **embeds;
    int nembeds;
    bool closed;
} ty_open;

struct ty {
    uint8_t kind; /* of the underlying type, for named types too */
    bool is_named;
    bool variadic;
    bool loops; /* has an interface in it that embeds what it is in: no part of it need be the same
                   object in an identical type */
    bool laid_out, complete, size_checked;
    bool no_large_array; /* check_size.c: none that is too large is a part of it; stays so */
    uint8_t chan_dir;
    uint8_t align;
    ty *under;
    object *obj; /* named */
    ty *elem, *key;
    int64_t len;      /* array */
    ty_field *fields; /* struct */
    int nfields;
    ty **params; /* func: parameters, then results; tuple: params only */
    int nparams, nresults;
    const char **names;  /* of params, each interned or NULL; NULL: none has a name. A spelling: the
                            canonical type has none */
    const char *written; /* interface that embeds others: its spelling in errors, interned */
    ty_open *open;       /* interface */
    bool restricted;     /* interface: has type elements, for type parameters only */
    ty_methods *methods; /* interface: embedded ones included */
    int nmethods;        /* interface */
    ty_method *declared; /* named: in source order, those that an interface may not have too */
    int ndeclared;
    int64_t size_bytes, ptrdata_bytes; /* after gort__ty_layout */
    /* What types_layout.c and types.c have found out of an unnamed type: answers, not identity. */
    uint64_t kinds;     /* of what lies in it by value; 0: not known for good */
    uint64_t word_bits; /* its pointer words, if they are among the first 64; 0: not known */
    ty *sole_part;      /* or NULL: not known */
    ty *untagged;       /* the type without tags; or NULL */
    uint8_t mem_equal;  /* 0: not known; 1: no; 2: yes */
    bool gathering;     /* its kinds are being looked for */
    int looked_at;      /* the names that were looked at to find its members, until they are many */
    struct gort__members *members; /* types_lookup.c; NULL: they were not many */
    int id;                        /* dense, from 1, in creation order */
    const char *text;              /* its spelling in messages about text_in */
    const package *text_in;
    ty *canon;   /* the same type with uint8 for byte, int32 for rune, interface {} for any and
                          without the names of parameters; itself for most. After check every value's
                          type is canonical; a type expression keeps the spelling of the source. */
    void *lower; /* descriptor name etc. */
};

/* Two members have the same name: one that is not exported is its package's own. */
static inline bool gort__same_name(const char *a, const package *a_pkg, const char *b,
                                   const package *b_pkg)
{
    return a == b && a_pkg == b_pkg;
}

/* types_methods.c */
/* The order of method tables: by name, then by the package of one that is not exported. */
int gort__ty_compare_methods(const ty_method *a, const ty_method *b);
/* The set of n methods that are sorted, each of another name. */
ty_methods *gort__ty_methods(unit *u, const ty_method *m, int n);
/* Of a method that both have under different types that of a is taken; clash is told, in order. */
typedef void (*method_clash)(void *ctx, const ty_method *in_a, const ty_method *in_b);
ty_methods *gort__ty_methods_union(unit *u, ty_methods *a, ty_methods *b, method_clash clash,
                                   void *ctx);
/* The first method that `have` lacks, or has with another type: *other. partly: it may lack some.
 */
const ty_method *gort__ty_methods_missing(const ty_methods *want, const ty_methods *have,
                                          bool partly, const ty_method **other);
/* The i-th method of an interface; that of a name as it is written in pkg, or NULL, and its number
 * in *index (or NULL). */
const ty_method *gort__ty_method_at(const ty *iface, int i);
const ty_method *gort__ty_method_find(const ty *iface, const char *name, const package *pkg,
                                      int *index);

/* Knows an interface's methods from here on, if they can be known yet. */
static inline void gort__ty_close(const ty *t)
{
    if (t->open && !t->open->closed && t->open->close) t->open->close(t->open);
}

/* The underlying type; never NULL (TY_INVALID for a broken declaration). */
ty *gort__ty_under(ty *t);

/* The same as far as it is known, without fixing it: what a type is declared as may still turn out
 * to be invalid. */
ty *gort__ty_under_now(const ty *t);

/* Spelling as in compiler messages: "map[string]int", "[]T" (package types unqualified), and as
 * the runtime prints it: "main.T", the package by its name; as C names begin: by its path, and if
 * it is longer than `most` bytes, without what comes behind them. */
const char *gort__ty_string(unit *u, ty *t);
/* The same with packages called as -m calls them (gort__package_told). */
const char *gort__ty_string_told(unit *u, ty *t);
const char *gort__ty_string_qualified(unit *u, ty *t);
const char *gort__ty_string_path(unit *u, ty *t, size_t most);

/* "int", "array", "pointer": the kind alone. */
const char *gort__ty_kind_name(const ty *t);
/* As type errors print it: "struct{X int}", "interface{}". */
const char *gort__ty_string_error(unit *u, ty *t);
/* The same of an interface by its own methods and, unless it is NULL, the text of what it embeds.
 */
const char *gort__ty_interface_text(unit *u, const ty_method *m, int n, const char *embedded);

void gort__ty_layout(unit *u, ty *t);
int64_t gort__ty_size(unit *u, ty *t); /* lays out if needed */
bool gort__ty_has_pointers(unit *u, ty *t);
/* Pointer-shaped: pointer, map, chan, func, unsafe.Pointer, and one-field structs or one-element
 * arrays of those. */
bool gort__ty_is_direct(ty *t);
bool gort__ty_is_interface(ty *t);
/* Is the type of one of the kinds? Is it, or something that lies in it? */
static inline bool gort__ty_of(const ty *t, uint64_t kinds)
{
    return kinds >> t->kind & 1;
}
static inline bool gort__ty_is(ty *t, uint64_t kinds) /* the same of the underlying type */
{
    return gort__ty_of(gort__ty_under(t), kinds);
}
bool gort__ty_holds(ty *t, uint64_t kinds);
/* What a pointer type without a name points to; NULL: it is none. T of T and of *T. */
static inline ty *gort__ty_pointee(const ty *t)
{
    return t->kind == TY_PTR && !t->is_named ? t->elem : NULL;
}
static inline ty *gort__ty_base(ty *t)
{
    ty *const elem = gort__ty_pointee(t);
    return elem ? elem : t;
}
bool gort__has_name(const ty *t);                   /* predeclared or declared */
bool gort__ty_same_loops(const ty *a, const ty *b); /* of two types that loop */
/* Pointer equality of canonical types, but for those that loop. */
static inline bool gort__ty_identical(const ty *a, const ty *b)
{
    if (a == b || !a || !b) return a == b;
    return (a->canon && a->canon == b->canon) ||
           (a->loops && b->loops && gort__ty_same_loops(a, b));
}
bool gort__ty_comparable(ty *t);
bool gort__ty_mem_equal(unit *u, ty *t); /* == is byte comparison */
bool gort__ty_reflexive(ty *t);          /* x == x always */
/* What a struct of one field or an array of one element is made of, in the end; else t. */
ty *gort__ty_sole_part(ty *t);
/* Do Go's maps take such a key as a word or a string? Else by its address. */
bool gort__ty_key_by_value(unit *u, ty *map);
bool gort__ty_addressable(node *n); /* has n an address, as Go sees it? */
/* Does go1.19 compute n, once its operands are, before what it reads late (lower_order.c)? */
bool gort__ty_early(const node *n);
/* Bit i of the result (byte i/8) for each pointer word of the first ptrdata bytes. Arena. */
uint8_t *gort__ty_ptrmask(unit *u, ty *t);

/* Constructors (interned). */
ty *gort__ty_basic(unit *u, ty_kind k);
ty *gort__ty_ptr(unit *u, ty *elem);
ty *gort__ty_slice(unit *u, ty *elem);
ty *gort__ty_array(unit *u, ty *elem, int64_t len);
ty *gort__ty_map(unit *u, ty *key, ty *elem);
ty *gort__ty_chan(unit *u, ty *elem, int dir);
ty *gort__ty_struct(unit *u, const ty_field *f, int n);
/* params: also the results, behind the parameters. names: of them all (interned; NULL: unnamed), or
 * NULL. */
ty *gort__ty_func(unit *u, ty **params, int nparams, int nresults, const char **names,
                  bool variadic);
/* written: how errors spell it if it embeds other interfaces (interned), else NULL. */
ty *gort__ty_interface(unit *u, ty_methods *m, const char *written);
/* One whose methods are not known yet, and what they are. */
ty *gort__ty_open_interface(unit *u, const char *written, ty_open *open);
void gort__ty_close_interface(unit *u, ty *t, ty_methods *m);
ty *gort__ty_tuple(unit *u, ty **elems, const char **names, int n);
ty *gort__ty_named(unit *u, object *obj); /* under set later */
ty *gort__ty_error(unit *u);              /* the predeclared error */
ty *gort__ty_empty_interface(unit *u);
/* The spellings byte, rune and any of uint8, int32 and interface {}. */
ty *gort__ty_byte(unit *u);
ty *gort__ty_rune(unit *u);
ty *gort__ty_any(unit *u);
/* The same type without struct tags (conversions ignore them). */
ty *gort__ty_untagged(unit *u, ty *t);
/* Copies the parts of the underlying type into a named type once that is known: as they are spelled
 * while check runs, the canonical ones for what follows. */
void gort__ty_complete(ty *named, bool canonical);

/* The method of name in t's method set (or *t's when addressable), through embedding: the path
 * of field indices to it. NULL if none or ambiguous. */
typedef struct member_lookup {
    const ty_method *method; /* or NULL */
    const ty_field *field;   /* or NULL */
    int *path;               /* field indices through embedded structs; in the arena */
    int npath;
    bool indirect; /* a pointer was followed on the way, t itself included */
    bool ambiguous;
} member_lookup;
/* pkg: where the name is written; one that is not exported is found in types of that package. */
bool gort__ty_lookup(unit *u, ty *t, const char *name, const package *pkg, member_lookup *out);
/* Does t implement the interface? If not, *missing is the method and *ptr_recv says that only
 * *t has it. */
bool gort__ty_implements(unit *u, ty *t, ty *iface, const ty_method **missing, bool *ptr_recv);
/* The first method of iface that t lacks, or NULL; *have: what t has instead (another type, pointer
 * receiver, other case), or NULL. dynamic: t is an interface whose value may have more methods. */
const ty_method *gort__ty_missing_method(unit *u, ty *t, ty *iface, bool dynamic,
                                         const ty_method **have);
/* Types became others, or have other parts: what is known of members is to be found anew. */
void gort__ty_changed(unit *u);
/* Called before a method's type is read, while check still resolves declarations. */
void gort__ty_on_method(unit *u, void (*resolve)(void *ctx, function *f), void *ctx);

#endif
