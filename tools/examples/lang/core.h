/* core.h - a program between its text and its code: the few things that its forms come down to,
 * each name resolved to a variable or a global. compile.c makes it, emit.c reads it; both of one
 * arena.
 */
#ifndef LANG_CORE_H
#define LANG_CORE_H

#include "lang.h"

typedef struct fn fn;
typedef struct core core;

typedef struct var {
    const char *name;
    struct var *outer; /* the next one that is visible, while its scope is compiled */
    fn *owner;
    fn *self;      /* the function that it is bound to, if that is all it ever is */
    bool captured; /* some function inside refers to it */
    bool assigned; /* it may change after that */
    bool ready;    /* it has been bound */
    int reg;
} var;

/* What changes after it was captured lives in a box. */
static inline bool var_boxed(const var *v)
{
    return v->captured && v->assigned;
}

typedef enum core_kind {
    C_CONST,
    C_LOCAL,
    C_GLOBAL,
    C_SET_LOCAL, /* a: the value; bind: it is a definition */
    C_SET_GLOBAL,
    C_IF,  /* a, b, c */
    C_AND, /* list */
    C_OR,
    C_SEQ,
    C_LET,   /* vars, list: their values; a: the body */
    C_SCOPE, /* vars without values yet; a: the body */
    C_FN,
    C_CALL,  /* a: what; list: arguments */
    C_PRIM,  /* list: operands of the instruction op */
    C_NOT,   /* a */
    C_WHILE, /* a: while what; b */
    C_FOR    /* vars: one; list: from, to; a: the body */
} core_kind;

struct core {
    core_kind kind;
    int line;
    core *next; /* in a list */
    core *a, *b, *c, *list;
    const node *datum;
    fn *fn;
    var **vars;
    int nvars, n, op;
    uint32_t global;
    bool bind; /* C_SET: a definition; C_PRIM: the operands change places */
};

typedef struct konst {
    const node *datum; /* or */
    fn *fn;
} konst;

struct fn {
    fn *outer;
    const char *name;
    int line;
    var **params;
    int nparams;
    bool rest;
    var *self; /* what it is bound to */
    core *body;
    /* What emit.c makes of it. */
    insn *code;
    int32_t *lines;
    int ncode, code_room;
    konst *k;
    int nk, k_room;
    var **ups;
    int nups;
    int next, nregs; /* the first free register; how many it ever has */
};

typedef struct compiler {
    lang_state *L;
    arena *arena;
    const char *file;
    fn *fn;    /* being compiled */
    var *vars; /* visible, innermost first */
    int depth;
} compiler;

/* Raises "file:line:column: ...". */
GORT_NORETURN void lang_syntax_error(compiler *c, const node *n, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
GORT_NORETURN void lang_too_much(compiler *c, int line, const char *what);
/* emit.c: fn's code, and that of the functions in it. */
void lang_emit(compiler *c, fn *f);

#endif
