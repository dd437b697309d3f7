/* lang.h - a small language on gort: what its files share. README.md says what each is about.
 *
 * A value is one 64-bit word:
 *
 *     0000 pppp pppp pppp   a pointer to an object of the heap, which begins with a struct obj
 *     0001 0000 0000 00nn   nil, #f, #t, and what is neither said nor seen
 *     0002 ... fffa ...     a double, 2^49 added to its bits
 *     fffe 0000 iiii iiii   an integer of 32 bits
 *
 * So a pointer is its own value, and what is no pointer has upper bits that no object's address
 * has. gort passes over such words, wherever pointers stand: objects need no trace hook, and a
 * value is stored with gort_store. A number that is integral and fits may have either form: they
 * are equal, print alike, and are one key of a table.
 *
 * The registers of a running program are words of the g's shadow stack, behind a GORT_VALUES_WORD:
 * they are written by plain stores, and old ones may stand there.
 *
 * Threads: all of it runs in one, that of gort_main (gort_config.caller_runs). Functions that take
 * a lang_state may collect, and may raise an error, unless they say otherwise; what they are given
 * need not be a root if they say nothing, what the caller needs afterwards must be one: in a
 * register, or pushed (lang_push).
 */
#ifndef LANG_H
#define LANG_H

#include "gort_map.h"
#include "gort_map_inline.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t value;
typedef uint32_t insn;

/* ---- Values ------------------------------------------------------------------------------ */

#define V_TAG(n)  ((value)(n) << 48)
#define V_NIL     V_TAG(1)
#define V_FALSE   (V_TAG(1) + 1)
#define V_TRUE    (V_TAG(1) + 2)
#define V_VOID    (V_TAG(1) + 3) /* what set! and the like give */
#define V_UNBOUND (V_TAG(1) + 4) /* a global without a definition */
#define V_DOUBLE  V_TAG(2)
#define V_INT     V_TAG(0xfffe)

static inline bool is_int(value v)
{
    return v >= V_INT;
}
static inline bool is_object(value v)
{
    return v < V_TAG(1);
}
static inline bool is_double(value v)
{
    return v >= V_DOUBLE && v < V_INT;
}
static inline bool is_number(value v)
{
    return v >= V_DOUBLE;
}
static inline value from_int(int32_t n)
{
    return V_INT | (uint32_t)n;
}
static inline int32_t to_int(value v)
{
    return (int32_t)v;
}
static inline value from_bool(bool b)
{
    return V_FALSE + b;
}
/* Never the short form: what arithmetic on doubles gives, where a look at the result would take
 * longer than the sum. */
static inline value from_double(double d)
{
    value bits;
    memcpy(&bits, &d, sizeof bits);
    return bits + V_DOUBLE;
}
static inline double to_double(value v)
{
    double d;
    if (is_int(v)) return to_int(v);
    v -= V_DOUBLE;
    memcpy(&d, &v, sizeof d);
    return d;
}
static inline value lang_number(double d)
{
    const int32_t n = d >= INT32_MIN && d <= INT32_MAX ? (int32_t)d : 0;
    return n == d ? from_int(n) : from_double(d);
}

/* ---- Objects ----------------------------------------------------------------------------- */

typedef enum object_kind {
    K_PAIR,
    K_STRING,
    K_SYMBOL,
    K_VECTOR,
    K_TABLE,
    K_CLOSURE,
    K_BUILTIN,
    K_BOX,
    K_PROTO,
    K_ERROR,
    K_COROUTINE,
    K_USERDATA
} object_kind;

/* Read as a value it is no pointer, so an object may be an array of values. */
typedef struct obj {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t n; /* bytes of a string, elements of a vector */
    uint8_t kind, spare;
    uint16_t tag; /* 1 */
#else
    uint16_t tag;
    uint8_t spare, kind;
    uint32_t n;
#endif
} obj;

typedef struct pair {
    obj o;
    value car, cdr;
} pair;

/* Symbols are strings of which there is one of each text. */
typedef struct string {
    obj o;
    uint32_t hash; /* 0: not known yet */
    char text[];   /* and a NUL */
} string;

typedef struct vector {
    obj o;
    value v[];
} vector;

typedef struct box {
    obj o;
    value v;
} box;

/* Keys by their word, and strings by their text (table.c). Each is made when it gets a key. */
typedef struct table {
    obj o;
    gort_hmap *words, *strings;
} table;

/* The code of a function. */
typedef struct proto {
    obj o;
    insn *code;
    int32_t *lines; /* one for each instruction */
    vector *k;      /* constants, and the functions inside */
    string *name, *file;
    uint32_t ncode;
    uint8_t nparams, rest, nregs, nups;
} proto;

typedef struct closure {
    obj o;
    proto *p;
    value up[]; /* values, or boxes of those that change */
} closure;

typedef struct lang_state lang_state;
typedef struct lang_vm lang_vm;
typedef struct arena arena;
typedef value (*builtin_fn)(lang_state *L, value *args, int n);
typedef struct builtin {
    obj o; /* n: unused */
    builtin_fn fn;
    const char *name;
    int least, most; /* arguments; most < 0: any number */
} builtin;

typedef struct error {
    obj o;
    value message, irritant; /* a string; what it is about, or V_VOID */
    value trace;             /* a string: a line for each call */
} error;

/* Something that is not of the language; here a file. What closes it is called once: by the
 * program, or when nothing leads to it any more. */
typedef struct userdata {
    obj o;
    value finalizer; /* a function of the language, or V_FALSE */
    FILE *file;
} userdata;

static inline bool is_kind(value v, object_kind k)
{
    return is_object(v) && ((const obj *)(uintptr_t)v)->kind == k;
}
#define AS(T, v) ((T *)(uintptr_t)(v))
static inline value from_object(const void *o)
{
    return (value)(uintptr_t)o;
}

/* ---- State ------------------------------------------------------------------------------- */

enum {
    LANG_C_DEPTH = 180,            /* calls of run inside each other */
    LANG_STACK_WORDS = 1000 * 1000 /* registers of a coroutine */
};

/* Where a try has its frame. */
typedef struct lang_try lang_try;

/* A call of run: where the program stood in the one around it. */
typedef struct lang_run {
    struct lang_run *up;
    value *R;
    const insn *pc;
} lang_run;

/* One for all. */
struct lang_vm {
    gort_runtime *rt;
    value *globals; /* registered as a root; slot i belongs to the symbol names[i] */
    value *names;
    uint32_t nglobals, room;
    gort_root globals_root, roots_root;
    struct {
        gort_hmap *slots; /* symbol to slot of globals */
        value memory;     /* the error for want of memory, made beforehand */
    } roots;
    struct lang_symbol_place *symbols; /* intern.c; a power of two of them */
    uint32_t symbols_room, symbols_taken;
    lang_state *running;
    arena *arenas; /* of what is being read and compiled; what exit leaves goes at the end */
    int argc;
    char **argv;
};

/* One for each coroutine, in its C frame. */
struct lang_state {
    gort_g *g;
    lang_vm *vm;
    void **word;    /* the GORT_VALUES_WORD before the registers */
    value *top;     /* behind the last register in use, while C runs */
    value *limit;   /* registers stay below */
    value *R;       /* of the function that called C */
    const insn *pc; /* behind its instruction; NULL: there is none */
    lang_run *runs;
    lang_try *tries; /* innermost first */
    int c_depth;
    struct lang_channels *channels; /* coroutine.c; NULL: the main one */
    lang_state *resumer;
};

/* What the gort call after it gets as sp. */
static inline void **lang_sp(lang_state *L)
{
    L->word[0] = GORT_VALUES_WORD((void **)L->top - L->word - 1);
    return (void **)L->top;
}
/* Makes v a root until `top` is set back. Builtins need not: their caller does it. Room for a few
 * is always there. */
static inline value *lang_push(lang_state *L, value v)
{
    *L->top = v;
    return L->top++;
}
/* Of a field of an object. */
static inline void lang_store(lang_state *L, value *slot, value v)
{
    gort_store(L->g, slot, (void *)(uintptr_t)v);
}

/* ---- object.c ---------------------------------------------------------------------------- */

void lang_objects_init(void);
/* Arguments that are values are roots while these run. */
value lang_cons(lang_state *L, value car, value cdr);
value lang_box(lang_state *L, value v);
vector *lang_vector(lang_state *L, uint32_t n, value fill);
closure *lang_closure(lang_state *L, proto *p);
string *lang_string(lang_state *L, const char *text, size_t bytes); /* text not in the heap */
string *lang_string_room(lang_state *L, size_t bytes);              /* to be filled at once */
void *lang_object(lang_state *L, const gort_type *t, object_kind k);
uint32_t lang_hash(string *s); /* not safepoints; not 0 */
uint32_t lang_hash_text(const char *text, size_t bytes);
bool lang_equal(lang_state *L, value a, value b);
/* The same number has the same word then. Not a safepoint. */
static inline value lang_normal(value v)
{
    return is_double(v) ? lang_number(to_double(v)) : v;
}
const char *lang_kind_name(value v);
/* As a program would write it, or as a reader wants it. To a FILE: collects nothing. */
void lang_print(FILE *out, value v, bool quoted);
char *lang_to_text(value v, bool quoted, size_t *bytes); /* malloc'd */

/* ---- intern.c ---------------------------------------------------------------------------- */

value lang_symbol(lang_state *L, const char *text, size_t bytes);

/* ---- table.c ----------------------------------------------------------------------------- */

void lang_tables_init(void);
table *lang_table(lang_state *L);
value lang_get(lang_state *L, table *t, value key, value otherwise);
void lang_put(lang_state *L, table *t, value key, value v);
void lang_delete(lang_state *L, table *t, value key);
uint32_t lang_count(const table *t);
/* Calls fn for each entry, which may change the table. */
void lang_each(lang_state *L, table *t, void (*fn)(lang_state *L, void *user, value k, value v),
               void *user);
/* By text: what the names of globals are kept in. */
gort_hmap *lang_strings_make(lang_state *L);
value *lang_strings_find(lang_state *L, gort_hmap *m, value key); /* NULL: it is not there */
void lang_strings_set(lang_state *L, gort_hmap *m, value key, value v);

/* ---- read.c ------------------------------------------------------------------------------ */

typedef enum node_kind { N_NUMBER, N_STRING, N_SYMBOL, N_CONSTANT, N_LIST } node_kind;

/* What was read, in C memory: so nothing of it has to be a root while it is compiled. */
typedef struct node {
    node_kind kind;
    int line, column;
    value v;          /* of a number or a constant */
    const char *text; /* of a string or a symbol, NUL-terminated */
    size_t bytes;
    struct node *first, *next; /* of a list; behind this in its list */
    struct node *tail;         /* of a list: behind the dot, or NULL */
    size_t n;                  /* of a list */
} node;

/* text is malloc'd, and the arena's. */
arena *lang_arena_new(lang_vm *vm, char *text);
void *lang_arena_take(arena *a, size_t bytes); /* zeroed */
void lang_arena_free(arena *a);

typedef struct reader {
    const char *file, *at, *end;
    int line;
    const char *line_start;
    arena *arena;
    bool incomplete; /* the error is that the text ends too soon */
    char message[200];
    int error_line, error_column;
    int depth;
} reader;
/* The next expression; NULL: there is none, or message is not empty. */
node *lang_read(reader *r);
/* An expression as a value of the language (quote). */
value lang_datum(lang_state *L, const node *n);

/* ---- compile.c, emit.c ------------------------------------------------------------------- */

/* A function without arguments, which does what the expression says. */
proto *lang_compile(lang_state *L, arena *a, const char *file, const node *form);
uint32_t lang_global(lang_state *L, const char *name, size_t bytes); /* its slot */
void lang_define(lang_state *L, const char *name, value v);

/* ---- vm.c -------------------------------------------------------------------------------- */

/* f with n arguments; they and f are roots meanwhile. */
value lang_call(lang_state *L, value f, int n, const value *args);
value lang_arith(lang_state *L, int op, value a, value b);
bool lang_less(lang_state *L, const char *who, value a, value b, bool or_equal);

/* ---- error.c ----------------------------------------------------------------------------- */

GORT_NORETURN void lang_raise(lang_state *L, value v);
GORT_NORETURN void lang_error(lang_state *L, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "who: expected a what, got ..." */
GORT_NORETURN void lang_type_error(lang_state *L, const char *who, const char *what, value v);
/* fn(L, user) is called; false: it raised *raised. */
bool lang_protect(lang_state *L, value (*fn)(lang_state *L, void *user), void *user, value *result);
void lang_on_error(void *vm, gort_error_code code, const char *text, size_t bytes);
void lang_report(lang_state *L, value raised); /* to stderr */

/* ---- coroutine.c, lib.c, lib_string.c, lib_file.c ----------------------------------------- */

/* Its arguments are registers and are roots; what it pushes besides is taken away when it returns.
 * The second is one that only computes a value. */
#define BUILTIN(name) static value name(lang_state *L, value *args, int n)
#define BUILTIN_OF(name, result)                                                                   \
    BUILTIN(name)                                                                                  \
    {                                                                                              \
        (void)L, (void)n, (void)args;                                                              \
        return result;                                                                             \
    }

typedef struct builtin_entry {
    const char *name;
    builtin_fn fn;
    int least, most;
} builtin_entry;
void lang_register(lang_state *L, const builtin_entry *entries, size_t n);
void lang_open_lib(lang_state *L);
void lang_open_strings(lang_state *L);
void lang_open_files(lang_state *L);
void lang_open_errors(lang_state *L);
void lang_open_coroutines(lang_state *L);
/* All expressions of a text, one after the other; the last one's value.
 * text is malloc'd and freed here. */
value lang_run_text(lang_state *L, const char *file, char *text, size_t bytes);
char *lang_read_file(const char *name, size_t *bytes); /* malloc'd; NULL: errno says why */
/* A state for g, whose shadow stack is free from sp on. */
void lang_begin(lang_state *L, lang_vm *vm, gort_g *g, void **sp);
int lang_repl(lang_state *L); /* repl.c: the exit status */

#endif
