/* print_internal.h - what print.c and print_source.c share. */
#ifndef GORT_ESCAPE_PRINT_INTERNAL_H
#define GORT_ESCAPE_PRINT_INTERNAL_H

#include "../base/unit.h"
#include "../types/types.h"
#include "lex.h"
#include "parse.h"
#include "print.h"

void gort__print_source(textbuf *t, const node *n);
void gort__print_source_list(textbuf *t, const nodes *l);

#endif
