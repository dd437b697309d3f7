/* os.c - the C half of Go's package os: the arguments and the exit.
 *
 * os.Args lies outside the heap, made by gort_main before the program's first statement; its
 * strings are the process's own. Exit runs no deferred calls, as in Go; output is never buffered,
 * so there is nothing to flush.
 */
#include "../../value/value.h"

gort_slice gort_os_args(gort_g *g, void **sp)
{
    (void)sp;
    return g->rt->os_args;
}

void gort_os_Exit(gort_g *g, void **sp, intptr_t code)
{
    g->sp = sp;
    gort__exit(g, (int)code);
}
