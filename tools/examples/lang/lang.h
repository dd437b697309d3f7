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
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t value;

/* ---- Values ------------------------------------------------------------------------------ */

#define V_TAG(n)  ((value)(n) << 48)
#define V_NIL     V_TAG(1)
#define V_FALSE   (V_TAG(1) + 1)
#define V_TRUE    (V_TAG(1) + 2)
#define V_VOID    (V_TAG(1) + 3) /* what set! and the like give */
#define V_UNBOUND (V_TAG(1) + 4) /* a global without a definition */
#define V_DOUBLE  V_TAG(2)
#define V_INT     V_TAG(0xfffe)

#define is_int(v)    ((v) >= V_INT)
#define is_object(v) ((v) < V_TAG(1))
#define is_double(v) ((v)-V_DOUBLE < V_INT - V_DOUBLE)
#define is_number(v) ((v) >= V_DOUBLE)
#define from_int(n)  (V_INT | (uint32_t)(n))
#define to_int(v)    ((int32_t)(v))
#define from_bool(b) (V_FALSE + (b))
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
/* The same number has the same word then. */
static inline value lang_normal(value v)
{
    return is_double(v) ? lang_number(to_double(v)) : v;
}
/* The same number, or the same word. */
static inline bool lang_same(value a, value b)
{
    return a == b || (is_number(a) && is_number(b) && to_double(a) == to_double(b));
}

/* ---- Objects ----------------------------------------------------------------------------- */

typedef enum object_kind {
    K_ANY,
    K_PAIR,
    K_STRING,
    K_SYMBOL,
    K_VECTOR,
    K_TABLE,
    K_CLOSURE,
    K_BUILTIN,
    K_PROTO,
    K_ERROR,
    K_COROUTINE,
    K_FILE
} object_kind;

/* Read as a value it is no pointer, so an object may be an array of values. */
typedef struct obj {
    uint32_t n;          /* bytes of a string, elements of a vector, line of a pair (read.c) */
    uint8_t kind, macro; /* macro: of a symbol: which kind of one it names */
    uint16_t tag;        /* 1: the upper bits of the word, which is so on little-endian machines */
} obj;

typedef struct pair {
    obj o;
    value car, cdr;
} pair;

typedef struct string {
    obj o;
    char text[]; /* and a NUL */
} string;

/* There is one of each name. */
typedef struct symbol {
    obj o;
    value global; /* what it is defined as, or V_UNBOUND */
    string *name;
} symbol;

/* One with a single element is the box of a variable that changes, too. */
typedef struct vector {
    obj o;
    value v[];
} vector;

/* The code of a function. */
typedef struct proto {
    obj o;
    gort_slice code; /* of insn (ops.h) */
    string *name, *file;
    uint8_t nparams, rest, nregs, nups;
} proto;

typedef struct closure {
    obj o;
    proto *p;
    value up[]; /* values, or boxes of those that change */
} closure;

typedef struct lang_state lang_state;
typedef struct lang_vm lang_vm;

/* A function in C. Its arguments are registers, and roots; what it pushes besides is taken away
 * when it returns. */
typedef struct builtin {
    obj o;
    const char *name;
    value (*fn)(lang_state *L, value *args, int n);
    const char *takes; /* see vm_builtin */
    struct builtin *next;
} builtin;

typedef struct error {
    obj o;
    value message, trace; /* strings; the trace has a line for each call */
} error;

static inline bool is_kind(value v, object_kind k)
{
    return is_object(v) && ((const obj *)(uintptr_t)v)->kind == k;
}
#define AS(T, v)        ((T *)(uintptr_t)(v))
#define from_object(o)  ((value)(uintptr_t)(o))
#define lang_is_pair(v) is_kind(v, K_PAIR)
#define lang_car(v)     (AS(pair, v)->car)
#define lang_cdr(v)     (AS(pair, v)->cdr)

/* ---- State ------------------------------------------------------------------------------- */

enum {
    LANG_C_DEPTH = 180,            /* calls of run inside each other */
    LANG_STACK_WORDS = 1000 * 1000 /* registers of a coroutine */
};

/* One for all. */
struct lang_vm {
    gort_root root;
    struct {
        value defined;      /* a list: the symbols that have a global */
        gort_hmap *symbols; /* object.c */
    } roots;
    intptr_t symbols_most;
    lang_state *running;
};

/* One for each coroutine, in its C frame. */
struct lang_state {
    gort_g *g;
    lang_vm *vm;
    void **word;           /* the GORT_VALUES_WORD before the registers */
    value *top;            /* behind the last register in use, while C runs */
    value *limit;          /* registers stay below */
    value *R;              /* of the function that called C */
    const struct insn *pc; /* behind its instruction; NULL: there is none */
    int c_depth;
    const builtin *builtin; /* called last */
    value file;             /* of what is compiled, and the line there, while a macro runs */
    uint32_t line;          /* else 0 */
    struct lang_channels *channels; /* coroutine.c; NULL: the main one */
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

void lang_open_objects(lang_state *L);
/* Arguments that are values are roots while these run. */
value lang_cons(lang_state *L, value car, value cdr);
vector *lang_vector(lang_state *L, uint32_t n, value fill);
closure *lang_closure(lang_state *L, proto *p);
value lang_string(lang_state *L, const char *text, size_t bytes); /* text that stays meanwhile */
string *lang_string_room(lang_state *L, size_t bytes);            /* to be filled at once */
value lang_symbol(lang_state *L, const char *text, size_t bytes);
void *lang_object(lang_state *L, const gort_type *t, object_kind k);
void lang_define(lang_state *L, symbol *s, value v); /* a global */
extern const char *const lang_kind_names[];          /* "a pair" */
/* As a program would write it, or as a reader wants it. To a FILE: collects nothing. */
void lang_print(FILE *out, value v, bool quoted);
value lang_text(lang_state *L, value v, bool quoted);

/* A text that is being written, to `out`, and becomes a string. */
typedef struct writer {
    FILE *out;
    char *bytes;
    size_t n;
} writer;
void lang_writer_open(lang_state *L, writer *w);
value lang_writer_close(lang_state *L, writer *w);

/* ---- read.c, compile.c ------------------------------------------------------------------- */

typedef struct reader {
    lang_state *L;
    value file;
    const char *at, *end; /* the text is a root */
    uint32_t line, depth;
} reader;
/* The next expression, if there is one. A pair's o.n is the line where its list begins, if it is
 * the first, else where its car begins. */
bool lang_read(reader *r, value *expression);
/* Raises "file:line: ...". */
GORT_NORETURN void lang_syntax_error(lang_state *L, value file, uint32_t line, const char *what);

/* Compiles and runs one expression of a text after the other; the last one's value. An empty file
 * name: errors in it are those of who called. Both are roots. */
value lang_run_text(lang_state *L, value text, value file);

/* ---- vm.c -------------------------------------------------------------------------------- */

/* f with n arguments; they and f are roots meanwhile. */
value lang_call(lang_state *L, value f, int n, const value *args);

/* ---- error.c ----------------------------------------------------------------------------- */

GORT_NORETURN void lang_raise(lang_state *L, value v);
GORT_NORETURN void lang_no_memory(lang_state *L);
value lang_new_error(lang_state *L, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define lang_error(L, ...) lang_raise(L, lang_new_error(L, __VA_ARGS__))
/* "who: expected what, got ..."; who is NULL: the builtin that runs */
GORT_NORETURN void lang_type_error(lang_state *L, const char *who, const char *what, value v);
/* lang_call; false: it raised *result. */
bool lang_try(lang_state *L, value f, int n, const value *args, value *result);
void lang_report(value raised); /* to stderr */

/* ---- main.c, and what there is in C ------------------------------------------------------- */

extern builtin *lang_builtins;
#define LANG_UNUSED __attribute__((unused))
/* Makes a function of the language of what follows, the body of a function in C. */
#define BUILTIN(id, name, takes)                                                                   \
    static value id(lang_state *L, value *args, int n);                                            \
    static builtin id##_builtin = {{0, K_BUILTIN, 0, 1}, name, id, takes, NULL};                   \
    __attribute__((constructor)) static void id##_add(void)                                        \
    {                                                                                              \
        id##_builtin.next = lang_builtins;                                                         \
        lang_builtins = &id##_builtin;                                                             \
    }                                                                                              \
    static value id(lang_state *L LANG_UNUSED, value *args LANG_UNUSED, int n LANG_UNUSED)
/* One that only computes a value. */
#define BUILTIN_OF(id, name, takes, result)                                                        \
    BUILTIN(id, name, takes)                                                                       \
    {                                                                                              \
        return result;                                                                             \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))
/* A state for g, whose shadow stack is free from sp on. */
void lang_begin(lang_state *L, lang_vm *vm, gort_g *g, void **sp);

#endif
