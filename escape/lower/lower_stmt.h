/* lower_stmt.h - what the statement files share: lower_stmt.c, lower_range.c, lower_switch.c,
 * lower_chan.c.
 *
 * A loop is opened, its body lowered, what stands behind `continue` added, and closed:
 *
 *     for (;;) { [condition] { body } next: step; poll }
 *
 * A counted loop that calls nothing is opened with what lower_loop.c found out about it.
 *
 * A cell that is entered in the middle of a block is a root from there to the block's end, on
 * every path: code that a jump may skip must not enter cells. Hence the block around a body that
 * has a continue, and the raised depth in a switch (cells then move to the start of the scope).
 */
#ifndef GORT_ESCAPE_LOWER_STMT_H
#define GORT_ESCAPE_LOWER_STMT_H

#include "emit_internal.h"

typedef struct counted_loop {
    const ir_value *counter, *bound;
    const char *ctype;  /* the counter's */
    bool down, through; /* it counts down; the bound itself is counted */
    int64_t strip;      /* iterations between polls; 0: the whole loop is no more */
    loop_fact fact;     /* counter NULL: nothing is known */
} counted_loop;

typedef struct open_loop {
    ir_ins *head;
    const counted_loop *counted; /* NULL: a poll on each back-edge */
    ir_ins *strips;              /* the loop around the strips, or NULL */
    loop_fact fact;
    cell_scope cells;
    jump_target target;
} open_loop;

/* lower_stmt.c */
bool gort__lower_is_blank(const node *n); /* _, or nothing */
bool gort__lower_in_heap(const object *o);
void gort__lower_goto(lowering *c, ir_label *l);
void gort__lower_leave(lowering *c, jump_target *t); /* jumps behind it */
void gort__lower_label(lowering *c, ir_label *l);
/* While cond holds (NULL: always), or, of a counted loop, as that says. */
void gort__lower_loop_open(lowering *c, open_loop *l, node *stmt, const ir_value *cond,
                           const counted_loop *k);
void gort__lower_loop_body(lowering *c, open_loop *l, const nodes *body);
void gort__lower_loop_close(lowering *c, open_loop *l);

/* lower_loop.c: may the loop be opened so? In a range loop counter and bound are the caller's. */
bool gort__lower_count_for(lowering *c, node *s, counted_loop *k);
bool gort__lower_count_range(lowering *c, node *s, counted_loop *k);

/* lower_ahead.c: at a turn's begin. value: the loop's variable that is element i of the len elems,
 * or NULL; counter: its variable that is i, or NULL. */
void gort__lower_ahead(lowering *c, const node *s, const object *value, const ir_value *elems,
                       const ir_value *len, const object *counter, const ir_value *i);

/* lower_range.c, lower_switch.c, lower_chan.c */
void gort__lower_range(lowering *c, node *s);
/* lower_assign.c: to... = is..., of a range loop or a case of select; new variables are declared.
 * What is not wanted is NULL or blank. */
void gort__lower_give(lowering *c, const node *s, node *const *to, ty *const *types,
                      const ir_value *const *is, int n);
/* A variable of the range loop whose address is known stands outside of it: one for all
 * iterations. */
bool gort__lower_declared_once(const node *s, const node *n);
void gort__lower_send(lowering *c, node *s);
void gort__lower_select(lowering *c, node *s);
void gort__lower_switch(lowering *c, node *s);
void gort__lower_type_switch(lowering *c, node *s);

#endif
