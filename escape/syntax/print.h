/* print.h - trees back to text, for messages. */
#ifndef GORT_ESCAPE_PRINT_H
#define GORT_ESCAPE_PRINT_H

#include "../base/unit.h"

/* print_source.c: an expression or type as it was written (constants in messages, type errors). */
const char *gort__source_string(unit *u, const node *n);
const char *gort__source_list(unit *u, const nodes *l); /* "a, b" */
/* Where an error about an expression, a type or an assignment points: its leftmost token, except
 * that a slice expression keeps its '['. */
position gort__start_pos(const node *n);
/* print.c: an expression as Go's compiler spells it in messages. */
const char *gort__expr_string(unit *u, const node *n);
/* The same for a statement (self-assignment messages). */
const char *gort__stmt_string(unit *u, const node *n);

#endif
