/* debug.c - the C half of Go's package runtime/debug: settings of the collector, under the names
 * that debug.go gives them.
 */
#include "../../../value/value.h"

intptr_t gort_runtime_debug_SetGCPercent(gort_g *g, void **sp, intptr_t percent)
{
    return gort_set_gc_percent(g, sp,
                               percent < 0           ? -1
                               : percent > INT32_MAX ? INT32_MAX
                                                     : (int)percent);
}

void gort_runtime_debug_FreeOSMemory(gort_g *g, void **sp)
{
    gort_free_os_memory(g, sp);
}
