/* ir.h - three-address code: what lower*.c makes of a function and emit.c prints as C.
 *
 * A function is one linear list of instructions. Most are one C statement given as text; blocks,
 * loops and jumps are instructions of their own, so that liveness.c can see the control flow and
 * emit.c can print nested C. Invariants:
 *  - A text names a local only by its reference mark (gort__var.ref), so that the locals which an
 *    instruction reads can be counted from its text; the text of a call that may collect has
 *    IR_SP where the callee's shadow stack pointer goes.
 *  - An instruction that may collect holds no other one: calls never nest inside a text.
 *  - `def` is assigned as a whole by the instruction; a partial assignment names the local in its
 *    text, which counts as a use and keeps the rest of it alive.
 *  - A cell is a local whose address is known to others: a pair says where it is from its I_CELL to
 *    the end of the enclosing loop body or function, and the collector reads it if something points
 *    to it. At a call behind which the cell is named before it is assigned as a whole, something
 *    does: its own address is stored as a root. To take its address is to name it.
 * To change how a root is found, open liveness.c; how it is written, emit_func.c.
 */
#ifndef GORT_ESCAPE_IR_H
#define GORT_ESCAPE_IR_H

#include "../base/names.h"

#define IR_SP "\003"

typedef struct gort__var {
    const char *name; /* in the C text, unique in its function */
    const char *ref;  /* how texts name it: "\1<index>\2" */
    const char *ctype;
    gort__ty *type;     /* NULL: holds no pointers */
    const char *desc;   /* cells: the descriptor of the pair, or NULL for one without pointers */
    int index;          /* in gort__irfunc.vars */
    bool traced;        /* may be a root: holds pointers */
    bool pinned;        /* is one throughout: a pair of its own (liveness.c) */
    int ncalls;         /* calls that have it as a root */
    const char **words; /* paths of its pointer words: "", ".ptr", ".f.data" */
    int nwords;
    int reads; /* mentions outside `def` */
    int pair;  /* cells: index of the pair */
    bool cell, param;
    bool entered;            /* cells: declared where they are entered */
    bool kept;               /* cells: something else may point to it as long as it stands */
    struct gort__var *moved; /* outline.c: the same in the function moved_to, perhaps itself */
    struct gort__irfunc *moved_to;
} gort__var;

typedef enum gort__ins_kind {
    I_TEXT,    /* [def =] text; may collect if the text has IR_SP */
    I_CHECK,   /* if (cond) text; the text does not return */
    I_POLL,    /* prologue or back-edge */
    I_DECL,    /* declare def, without a value */
    I_CELL,    /* declare def zeroed and enter its pair */
    I_IF,      /* if (cond) { */
    I_ELSE,    /* } else { */
    I_ENDIF,   /* } */
    I_LOOP,    /* while (cond) { , cond NULL: for (;;) { */
    I_ENDLOOP, /* } */
    I_BLOCK,   /* { */
    I_ENDBLOCK,
    I_LABEL,
    I_GOTO,
    I_BREAK,  /* out of the innermost I_LOOP */
    I_RETURN, /* text or NULL */
    I_COMMENT
} gort__ins_kind;

typedef struct gort__label {
    const char *name;
    int uses;
    struct gort__ins *at;
} gort__label;

typedef struct gort__ins {
    uint8_t kind;
    bool declare;            /* I_TEXT: def is declared here */
    bool prologue;           /* I_POLL at the function's start */
    bool dead;               /* no path reaches it */
    bool to_part;            /* I_TEXT: calls a part of the same Go function: no site */
    const char *text, *cond; /* I_COMMENT: cond names locals that are needed behind the function */
    gort__var *def;
    gort__var *wiped; /* a cell that the text, which names it, overwrites as a whole */
    gort__label *label;
    gort__pos at; /* in the Go source, for call sites */
    int npairs;   /* active here */
    int serial;
    struct gort__ins *prev, *next;
    struct gort__ins
        *match; /* IF -> ELSE or ENDIF, ELSE -> ENDIF, LOOP <-> ENDLOOP, BREAK -> its ENDLOOP */
    gort__var **roots; /* of what may collect: the locals that are still needed behind it */
    int nroots;
} gort__ins;

typedef struct gort__irfunc {
    gort__unit *u;
    const char *cname;      /* C identifier */
    const char *goname;     /* "main.f" */
    const char *cresult;    /* C type of the result */
    const char *cparams;    /* after g, sp: ", intptr_t n" with reference marks */
    gort__ins first, *last; /* first: a list head that prints nothing */
    gort__var **vars;
    int nvars, cap_vars;
    int nins;
    bool once;         /* runs once: the C compiler need not try hard */
    bool part;         /* of a function that was too long: not to be joined again */
    gort__names names; /* taken C names */
    struct gort__irfunc *next;
} gort__irfunc;

gort__irfunc *gort__ir_func(gort__unit *u, const char *cname, const char *goname);
/* A C name for a local, made unique: keywords, macros and runtime names are avoided. */
const char *gort__ir_local_name(gort__irfunc *f, const char *go_name);
/* A Go identifier as a C identifier (letters outside ASCII become _uXXXX). */
const char *gort__ir_ident(gort__unit *u, const char *go_name);
gort__var *gort__ir_var(gort__irfunc *f, const char *name, const char *ctype, gort__ty *t,
                        const char **words, int nwords);
/* Appends v to the locals of f, with the index and the ref that it has there. */
void gort__ir_add_var(gort__irfunc *f, gort__var *v);
void gort__ir_number_var(gort__unit *u, gort__var *v, int index);
/* Makes v a cell; desc NULL: one without pointers. */
void gort__ir_make_cell(gort__var *v, const char *desc);
gort__ins *gort__ir_add(gort__irfunc *f, gort__ins_kind k);
gort__ins *gort__ir_insert(gort__irfunc *f, gort__ins *after, gort__ins_kind k);
gort__label *gort__ir_label(gort__irfunc *f, const char *hint);

/* outline.c: makes of what follows `after` in f the new function `part`, which f calls; false: it
 * cannot be done, f is as it was. */
bool gort__ir_outline(gort__irfunc *f, gort__ins *after, gort__irfunc *part);

/* liveness.c: numbers the pairs, counts reads, marks dead code and finds the roots. */
void gort__ir_analyse(gort__irfunc *f);

#endif
