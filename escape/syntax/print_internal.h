/* print_internal.h - what print.c and print_source.c share. */
#ifndef GORT_ESCAPE_PRINT_INTERNAL_H
#define GORT_ESCAPE_PRINT_INTERNAL_H

#include "../base/unit.h"
#include "../types/types.h"
#include "lex.h"
#include "print.h"

/* Adds a format: %s is a text, %t a type (NULL: <nil>), %n a node as written (in the
 * source), %e a node and %E a list as messages spell them, %p a node that is an operand there; %N
 * and %O like %n and %e, but nothing for NULL. */
void gort__print(textbuf *t, const char *fmt, ...);
void gort__print_source(textbuf *t, const node *n);

#endif
