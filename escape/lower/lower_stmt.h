/* lower_stmt.h - what the statement files share: lower_stmt.c, lower_range.c, lower_switch.c.
 *
 * A loop is opened, its body lowered, what stands behind `continue` added, and closed:
 *
 *     for (;;) { [condition] { body } next: step; poll }
 *
 * A cell that is entered in the middle of a block is a root from there to the block's end, on
 * every path: code that a jump may skip must not enter cells. Hence the block around a body that
 * has a continue, and the raised depth in a switch (cells then move to the start of the scope).
 */
#ifndef GORT_ESCAPE_LOWER_STMT_H
#define GORT_ESCAPE_LOWER_STMT_H

#include "emit_internal.h"

typedef struct gort__loop {
    gort__ins *head;
    gort__cells cells;
    gort__target target;
} gort__loop;

/* lower_stmt.c */
bool gort__ls_is_blank(const gort__node *n); /* _, or nothing */
bool gort__ls_in_heap(const gort__obj *o);
void gort__ls_goto(gort__fn *c, gort__label *l);
void gort__ls_label(gort__fn *c, gort__label *l);
void gort__ls_loop_open(gort__fn *c, gort__loop *l, gort__node *stmt, const char *cond);
void gort__ls_loop_body(gort__fn *c, gort__loop *l, const gort__nodes *body);
void gort__ls_loop_close(gort__fn *c, gort__loop *l);

/* lower_range.c, lower_switch.c */
void gort__ls_range(gort__fn *c, gort__node *s);
void gort__ls_switch(gort__fn *c, gort__node *s);
void gort__ls_type_switch(gort__fn *c, gort__node *s);

#endif
