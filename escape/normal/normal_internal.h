/* normal_internal.h - what normal.c (declarations, statements) and normal_expr.c share. */
#ifndef GORT_ESCAPE_NORMAL_INTERNAL_H
#define GORT_ESCAPE_NORMAL_INTERNAL_H

#include "../check/check_internal.h"

/* `cur` is the position that an implicit conversion gets: Go's compiler gives it the position of
 * the expression it looked at last, in its own order of looking, and prints it in messages. So
 * the walk here must visit in that order: the right side of an assignment before the left, a
 * for statement's post before its body. Constants and types do not move it. */
typedef struct gort__normal {
    gort__unit *u;
    gort__func *func; /* NULL in the initialisers of package variables */
    gort__pos cur;
    int nglob; /* literals at package level so far */
} gort__normal;

gort__node *gort__normal_expr(gort__normal *w, gort__node *n);
void gort__normal_list(gort__normal *w, gort__nodes *l);
/* n as a value of type t, wrapped in an implicit N_CONV at w->cur if it is of another. */
gort__node *gort__normal_convert(gort__normal *w, gort__node *n, gort__ty *t);
void gort__normal_body(gort__normal *w, gort__func *f);
/* Does the initialiser need no code? */
bool gort__normal_is_static(const gort__node *n);

#endif
