/* value.h - values: expressions of C over operands.
 *
 * A value is a form, the text of a C expression in which an operand's place is a mark, and the
 * operands, which are values themselves. value.c makes forms and prints them; nobody else reads
 * one: what the rest wants to know of a value is in its fields, set when it is made. Values are
 * immutable, live in the unit's arena, and may be operands of several others; a value that is
 * printed twice is evaluated twice.
 *
 * Invariants:
 *  - A local is named by a V_LOCAL and by nothing else.
 *  - Memory is what is no local: a V_GLOBAL, a V_DEREF, a V_BEHIND, or a V_PART of one. Such a
 *    place is an operand only where its address or size is taken, a part of it is named, or V_LOAD
 *    reads it.
 *  - A value that may collect (`collects`) has no operand that does: calls are put into locals.
 */
#ifndef GORT_ESCAPE_VALUE_H
#define GORT_ESCAPE_VALUE_H

#include "../base/unit.h"

typedef enum ir_value_kind {
    V_TEXT = 1, /* has no operands: a constant, the name of a function, an initialiser */
    V_LOCAL,    /* a local */
    V_GLOBAL,   /* a package variable, static data; no operands */
    V_PART,     /* a field or an element of the first operand, where that lies */
    V_DEREF,    /* what the operand points to */
    V_BEHIND,   /* a field or an element behind a pointer: p->f, p[i] */
    V_LOAD,     /* a read of the memory that the operand says */
    V_TRY,      /* the first operand; if that is NULL or false the second, which may collect */
    V_EXPR      /* any other expression */
} ir_value_kind;

struct ir_var;

typedef struct ir_value {
    uint8_t kind;
    bool simple;        /* a local, a number, NULL: printing it again costs nothing */
    bool null, zero;    /* the constant NULL, the constant 0 */
    bool enclosed;      /* printed in parentheses, which the form leaves out */
    bool opens;         /* a parenthesis is the first that is printed of it */
    bool takes_address; /* there is an & in it */
    bool in_memory;     /* a place that is no local's */
    bool collects;      /* a call that may collect: the form has IR_SP for the callee's sp */
    uint16_t depth;     /* levels of parentheses, operands' included */
    int noperands;
    uint64_t addressed; /* by operand: behind an &; the last bit is for all beyond */
    const char *form;   /* V_LOCAL: NULL */
    union {
        struct ir_var *local;
        const struct ir_value *const *operands;
    };
} ir_value;

/* In a form, and in the formats below. */
#define IR_SP "\003"

/* A format is printf's, with %s, %d, %lld, %%, and %v for an operand, which is a value, or behind
 * an & a place. */
const ir_value *gort__ir_make(unit *u, ir_value_kind kind, const char *fmt, ...);
const ir_value *gort__ir_vmake(unit *u, ir_value_kind kind, const char *fmt, va_list ap);
#define gort__ir_value(u, ...)  gort__ir_make((u), V_EXPR, __VA_ARGS__)
#define gort__ir_behind(u, ...) gort__ir_make((u), V_BEHIND, __VA_ARGS__)
/* The text itself, which is not copied. */
const ir_value *gort__ir_text(unit *u, const char *text);
const ir_value *gort__ir_number(unit *u, int64_t n);
const ir_value *gort__ir_global(unit *u, const char *name);
/* What lies in the base: the format is ".f" or ".a[%v]". Of (*p) that is p->f. */
const ir_value *gort__ir_part(unit *u, const ir_value *base, const char *fmt, ...);
const ir_value *gort__ir_deref(unit *u, const ir_value *p); /* "(*p)" */
/* The place's value, spelled as the place. Only gort__lower_load calls it. */
const ir_value *gort__ir_load(unit *u, const ir_value *place);
const ir_value *gort__ir_new(unit *u, const char *desc); /* of the object's type */
/* Only as what a local becomes or as a statement. */
const ir_value *gort__ir_try(unit *u, const ir_value *fast, const ir_value *slow);
/* The same without parentheses around all of it. */
const ir_value *gort__ir_strip(unit *u, const ir_value *v);

const char *gort__ir_spelling(unit *u, const ir_value *v); /* of a value without locals */
/* Whether v is a call that is given g: it may write to memory. */
bool gort__ir_calls(const ir_value *v);
/* The local whose part v is, or that v is; NULL: it is none's. */
struct ir_var *gort__ir_root(const ir_value *v);

/* A value that is put together piece by piece. */
typedef struct ir_form {
    unit *u;
    char *at;
    int n, cap;
    const ir_value **operands;
    int noperands, cap_operands;
    uint64_t addressed;
    bool collects;
    bool exact;          /* texts stay operands */
    bool names;          /* operands are named: places may be among them */
    char few_bytes[256]; /* where at and operands begin */
    const ir_value *few[8];
} ir_form;

void gort__ir_begin(ir_form *f, unit *u);
void gort__ir_put(ir_form *f, const char *fmt, ...);
const ir_value *gort__ir_end(ir_form *f);

/* v as C; k: how far sp is raised. */
void gort__ir_print(FILE *out, const ir_value *v, int k);

#endif
