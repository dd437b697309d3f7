/* print_internal.h - a growing text for print.c and print_source.c. */
#ifndef GORT_ESCAPE_PRINT_INTERNAL_H
#define GORT_ESCAPE_PRINT_INTERNAL_H

#include "lex.h"
#include "../types/types.h"
#include "parse.h"
#include "print.h"
#include "../base/unit.h"

typedef struct gort__spelling {
    gort__unit *u;
    char *at;
    size_t n, cap;
} gort__spelling;

void gort__spell(gort__spelling *t, const char *s);
void gort__print_source(gort__spelling *t, const gort__node *n);
void gort__print_source_list(gort__spelling *t, const gort__nodes *l);

#endif
