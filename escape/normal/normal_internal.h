/* normal_internal.h - what normal.c (declarations, statements) and normal_expr.c share. */
#ifndef GORT_ESCAPE_NORMAL_INTERNAL_H
#define GORT_ESCAPE_NORMAL_INTERNAL_H

#include "../base/names.h"
#include "../check/check_internal.h"
#include "normal.h"
#include "tree.h"

/* `cur` is the position that an implicit conversion gets: Go's compiler gives it the position of
 * the expression it looked at last, in its own order of looking, and prints it in messages. So
 * the walk here must visit in that order: the right side of an assignment before the left, a
 * for statement's post before its body. Constants and types do not move it. */
typedef struct normaliser {
    unit *u;
    function *func; /* NULL in the initialisers of package variables */
    position cur;
    int nglob;           /* literals at package level so far */
    name_table captures; /* of literals that capture much: what they capture */
} normaliser;

node *gort__normal_expr(normaliser *w, node *n);
void gort__normal_list(normaliser *w, nodes *l);
/* n as a value of type t, wrapped in an implicit N_CONV at w->cur if it is of another. */
node *gort__normal_convert(normaliser *w, node *n, ty *t);
void gort__normal_body(normaliser *w, function *f);
/* Where an argument or a result is converted: at the value n, if it is no variable. */
void gort__normal_at_value(normaliser *w, node *n);

#endif
