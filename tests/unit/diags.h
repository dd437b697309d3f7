/* diags.h - what the tests of the compile side share: a unit's messages as one text. Who includes
 * it has _GNU_SOURCE (open_memstream). */
#ifndef DIAGS_H
#define DIAGS_H

#include "../../escape/base/unit.h"
#include <stdio.h>

/* Freed by the caller. */
static char *diags_of(unit *u)
{
    char *text;
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    gort__unit_print_diags(u, f);
    fclose(f);
    return text;
}

#endif
