/* runtime.c - the C half of Go's package runtime: what the library's own interface (gort.h) does,
 * under the names that runtime.go gives it.
 */
#include "../../sched/sched.h"
#include "../../value/value.h"

void gort_runtime_GC(gort_g *g, void **sp)
{
    gort_gc(g, sp);
}

void gort_runtime_Gosched(gort_g *g, void **sp)
{
    gort__check_thread(g);
    gort__yield(g, sp);
}

void gort_runtime_ReadMemStats(gort_g *g, void **sp, gort_mem_stats *m)
{
    gort_read_mem_stats(g, sp, m);
}
