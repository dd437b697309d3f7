/* debug.c - the C half of Go's package runtime/debug: settings of the collector and
 * of the scheduler, under the names that debug.go gives them.
 */
#include "../../../panic/panic.h"
#include "../../../sched/sched.h"
#include "../../../value/value.h"

#include <stdlib.h>
#include <string.h>

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

int64_t gort_runtime_debug_SetMemoryLimit(gort_g *g, void **sp, int64_t limit)
{
    return gort_set_memory_limit(g, sp, limit);
}

intptr_t gort_runtime_debug_SetMaxStack(gort_g *g, void **sp, intptr_t bytes)
{
    return (intptr_t)gort__set_max_stack(g, sp, bytes < 0 ? 0 : (size_t)bytes);
}

intptr_t gort_runtime_debug_SetMaxThreads(gort_g *g, void **sp, intptr_t threads)
{
    const int n = threads > INT32_MAX ? INT32_MAX : (int)threads;
    bool exceed;
    const int was = gort__set_max_threads(g, sp, n, &exceed);
    if (exceed) {
        gort__text_fmt(gort__panic_report(g),
                       "runtime: program exceeds %d-thread limit\n"
                       "fatal error: thread exhaustion\n",
                       n);
        gort__panic_finish(g, sp, sp, GORT_ERROR_FATAL);
    }
    return was;
}

/* Never below what GOTRACEBACK asks for. */
void gort_runtime_debug_SetTraceback(gort_g *g, void **sp, gort_string level)
{
    static const uint8_t rank[] = {[GORT_TRACEBACK_NONE] = 0,
                                   [GORT_TRACEBACK_SINGLE] = 1,
                                   [GORT_TRACEBACK_ALL] = 2,
                                   [GORT_TRACEBACK_CRASH] = 3};
    char name[16] = "";
    if (level.len < (intptr_t)sizeof name) memcpy(name, level.ptr, (size_t)level.len);
    gort__traceback_level to = gort__options_traceback(name);
    const gort_config *c = &g->rt->config;
    const gort__traceback_level least = gort__options_traceback(
        c->getenv ? c->getenv(c->user, "GOTRACEBACK") : getenv("GOTRACEBACK"));
    if (rank[to] < rank[least]) to = least;
    g->sp = sp;
    gort__stop_world(gort__m(g));
    g->rt->opt.traceback = to;
    gort__start_world(gort__m(g));
}
