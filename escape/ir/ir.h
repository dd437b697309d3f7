/* ir.h - three-address code: what lower*.c makes of a function and emit_func.c prints as C.
 *
 * A function is one linear list of instructions over values (value.h). Blocks, loops and jumps are
 * instructions too, so that liveness.c can see the control flow and emit_func.c can print nested C.
 * Invariants:
 *  - An instruction that may collect holds no other one: calls never nest inside a value.
 *  - `def` is assigned as a whole by the instruction; a store to a part names the local in its
 *    place, which counts as a use and keeps the rest of it alive.
 *  - A cell is a local whose address is known to others: a pair says where it is from its I_CELL to
 *    the end of the enclosing loop body or function, and the collector reads it if something points
 *    to it. At a call behind which the cell is named before it is assigned as a whole, something
 *    does: its own address is stored as a root. To take its address is to name it.
 * To change how a root is found, open liveness.c; how it is written, emit_func.c.
 */
#ifndef GORT_ESCAPE_IR_H
#define GORT_ESCAPE_IR_H

#include "../base/names.h"
#include "value.h"

/* Where a part lies in a value: the steps to it, ".f", ".a[2]", ".data"; NULL: it is the value.
 * Paths share their ends. */
typedef struct ir_path {
    const char *step;
    const struct ir_path *rest;
} ir_path;

typedef struct ir_var {
    const char *name; /* in the C text, unique in its function */
    ir_value value;   /* V_LOCAL, how values name it */
    const char *ctype;
    ty *type;          /* NULL: holds no pointers */
    const char *desc;  /* cells: the descriptor of the pair, or NULL for one without pointers */
    const char *clear; /* cells: the function that clears it, if not gort_zero */
    int index;         /* in ir_func.vars */
    bool traced;       /* may be a root: holds pointers */
    bool pinned;       /* is one throughout: a pair of its own (liveness.c) */
    int ncalls;        /* calls that have it as a root */
    const ir_path *const *words; /* its pointer words */
    int nwords;
    int reads; /* mentions outside `def` */
    int pair;  /* cells: index of the pair */
    bool cell, param;
    bool entered;         /* cells: declared where they are entered */
    bool kept;            /* cells: something else may point to it as long as it stands */
    struct ir_var *moved; /* outline.c: the same in the function moved_to, perhaps itself */
    struct ir_func *moved_to;
} ir_var;

typedef enum ir_ins_kind {
    I_VALUE,   /* [def =] value, for what it does if there is no def */
    I_STORE,   /* place = value */
    I_CHECK,   /* if (cond) value, which does not return */
    I_POLL,    /* prologue or back-edge */
    I_DECL,    /* declare def, without a value */
    I_CELL,    /* declare def zeroed and enter its pair */
    I_IF,      /* if (cond) { ; directly in a live I_SWITCH: value's labels, which say the same */
    I_ELSE,    /* } else { */
    I_ENDIF,   /* } */
    I_LOOP,    /* while (cond) { , cond NULL: for (;;) { */
    I_ENDLOOP, /* } */
    I_BLOCK,   /* { ; directly in a live I_SWITCH: what no label meets */
    I_SWITCH,  /* a block of I_IFs, of which none runs to its end if it may meet another */
    I_ENDBLOCK,
    I_LABEL,
    I_GOTO,
    I_BREAK,  /* out of the innermost I_LOOP */
    I_RETURN, /* value or NULL */
    I_COMMENT
} ir_ins_kind;

typedef struct ir_label {
    const char *name;
    int uses;
    struct ir_ins *at;
} ir_label;

typedef struct ir_ins {
    uint8_t kind;
    bool declare;  /* I_VALUE: def is declared here */
    bool prologue; /* I_POLL at the function's start */
    bool dead;     /* no path reaches it */
    bool no_site;  /* its callee's frame stands for ours: a part of a function, a thunk */
    const ir_value *value, *place;
    const ir_value *cond; /* I_COMMENT: what is needed behind the function */
    const char *note;     /* I_COMMENT */
    ir_var *def;
    ir_var *wiped; /* a cell, or a local, that the value, which names it, overwrites as a whole; if
                      it may collect, it keeps that alive itself */
    ir_label *label;
    position at; /* in the Go source, for call sites */
    int npairs;  /* active here */
    int serial;
    struct ir_ins *prev, *next;
    struct ir_ins
        *match;     /* IF -> ELSE or ENDIF, ELSE -> ENDIF, LOOP <-> ENDLOOP, BREAK -> its ENDLOOP */
    ir_var **roots; /* of what may collect: the locals that are still needed behind it */
    int nroots;
} ir_ins;

/* What tracebacks call a function: the text, or, of a literal whose name would be long, the text
 * behind the name of the function around it. The numbers are lower's. */
typedef struct ir_symbol {
    struct ir_symbol *outer; /* or NULL */
    const char *text;
    const char *root; /* the name of the function at package level */
    int number;       /* from 1, equal where the names are */
    int place;        /* from 1, of one that others stand behind */
} ir_symbol;

typedef struct ir_func {
    unit *u;
    const char *cname;      /* C identifier */
    ir_symbol *symbol;      /* "main.f" */
    const char *cresult;    /* C type of the result */
    const ir_value *params; /* after g, sp: ", intptr_t n"; NULL: none */
    ir_ins first, *last;    /* first: a list head that prints nothing */
    ir_var **vars;
    int nvars, cap_vars;
    int nins;
    bool once;        /* runs once: the C compiler need not try hard */
    bool entry;       /* the program starts here: worth trying, whatever calls it */
    bool part;        /* of a function that was too long: not to be joined again */
    bool wrapper;     /* hands its call on: recover takes it for none (gort_wrapped) */
    bool defers;      /* has defer statements: it may be left from within a call */
    name_table names; /* taken C names */
    struct ir_func *next;
} ir_func;

ir_func *gort__ir_func(unit *u, const char *cname, ir_symbol *symbol);
/* A C name for a local, made unique: keywords, macros and runtime names are avoided. */
const char *gort__ir_local_name(ir_func *f, const char *go_name);
/* A Go identifier as a C identifier (letters outside ASCII become _uXXXX). */
const char *gort__ir_ident(unit *u, const char *go_name);
ir_var *gort__ir_var(ir_func *f, const char *name, const char *ctype, ty *t,
                     const ir_path *const *words, int nwords);
const char *gort__ir_path_text(unit *u, const ir_path *p);
/* Appends v to the locals of f, with the index that it has there. */
void gort__ir_add_var(ir_func *f, ir_var *v);
/* Makes v a cell; desc NULL: one without pointers. */
void gort__ir_make_cell(ir_var *v, const char *desc);
ir_ins *gort__ir_add(ir_func *f, ir_ins_kind k);
ir_ins *gort__ir_insert(ir_func *f, ir_ins *after, ir_ins_kind k);
ir_label *gort__ir_label(ir_func *f, const char *hint);
/* value.c: calls fn for each mention of a local in place, value and cond, in the order of the text;
 * addressed: behind an &, itself or a part of it. */
typedef void (*ir_mention)(void *ctx, ir_var *x, bool addressed);
void gort__ir_mentions(const ir_ins *i, ir_mention fn, void *ctx);
/* value.c: v with each local replaced by what it has moved to; NULL of NULL. */
const ir_value *gort__ir_moved(unit *u, const ir_value *v);

/* outline.c: makes of what follows `after` in f the new function `part`, which f calls; false: it
 * cannot be done, f is as it was. */
bool gort__ir_outline(ir_func *f, ir_ins *after, ir_func *part);

/* liveness.c: numbers the pairs, counts reads, marks dead code and finds the roots. */
void gort__ir_analyse(ir_func *f);

#endif
