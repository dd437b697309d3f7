/* compile.h - the passes over a unit, in their order: what a program that compiles Go calls.
 *
 *   gort__parse     syntax/   text -> tree                        errors: syntax
 *   gort__check     check/    tree -> typed tree                  errors: types
 *                   normal/   what Go leaves unsaid becomes nodes; what gort lacks is refused
 *   gort__escape    flow/     placements, -m messages
 *   gort__emit      lower/    typed tree and placements -> three-address code (ir/) -> C
 *
 * Each goes through the packages of the program in the order of initialisation (syntax/program.c);
 * check and normal are done with one before the next.
 * As in Go, only syntax errors stop what follows the parser: there may be others, and check adds to
 * them.
 */
#ifndef GORT_ESCAPE_COMPILE_H
#define GORT_ESCAPE_COMPILE_H

#include "check/check.h"
#include "flow/escape.h"
#include "lower/emit.h"
#include "normal/normal.h"
#include "syntax/parse.h"

/* Types, and the tree as the later passes want it; false if there are diagnostics. */
bool gort__check(unit *u);
/* All passes up to escape. */
bool gort__compile(unit *u);

#endif
