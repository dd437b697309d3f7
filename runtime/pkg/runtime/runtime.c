/* runtime.c - the C half of Go's package runtime: what the library's own interface (gort.h) does,
 * under the names that runtime.go gives it.
 */
#include "../../../gc/gc.h"
#include "../../base/os.h"
#include "../../base/text.h"
#include "../../panic/panic.h"
#include "../../sched/sched.h"
#include "../../value/value.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

void gort_runtime_GC(gort_g *g, void **sp)
{
    gort_gc(g, sp);
    /* Go's gives way too while it sweeps, so what has become ready begins. */
    if (gort__finals_run(g->rt)) gort__yield(g, sp);
}

void gort_runtime_Breakpoint(gort_g *g, void **sp)
{
    g->sp = sp;
    raise(SIGTRAP);
}

void gort_runtime_Gosched(gort_g *g, void **sp)
{
    gort__check_thread(g);
    gort__time_passes(g);
    gort__yield(g, sp);
}

intptr_t gort_runtime_NumGoroutine(gort_g *g, void **sp)
{
    (void)sp;
    return gort__count_goroutines(g->rt);
}

intptr_t gort_runtime_GOMAXPROCS(gort_g *g, void **sp, intptr_t n)
{
    return gort__set_places(g, sp, n > INT32_MAX ? INT32_MAX : n < 0 ? 0 : (int)n);
}

intptr_t gort_runtime_NumCPU(gort_g *g, void **sp)
{
    (void)sp;
    return g->rt->opt.gcseed ? 1 : gort__os_processors();
}

void gort_runtime_LockOSThread(gort_g *g, void **sp)
{
    (void)sp;
    gort__lock_thread(g);
}

void gort_runtime_UnlockOSThread(gort_g *g, void **sp)
{
    (void)sp;
    gort__unlock_thread(g);
}

intptr_t gort_runtime_Stack(gort_g *g, void **sp, gort_slice buf, bool all)
{
    gort__check_thread(g);
    gort__text t;
    gort__text_init(&t);
    g->sp = sp;
    if (all) gort__stop_world(gort__m(g));
    gort__text_fmt(&t, "goroutine %llu [running]:\n", (unsigned long long)g->id);
    gort__traceback(g, sp, &t);
    if (all) {
        gort__traceback_others(g->rt, g, &t);
        gort__start_world(gort__m(g));
    }
    const size_t n = t.bytes < (size_t)buf.len ? t.bytes : (size_t)buf.len;
    if (n) memcpy(buf.ptr, t.data, n);
    gort__text_free(&t);
    return (intptr_t)n;
}

void gort_runtime_ReadMemStats(gort_g *g, void **sp, gort_mem_stats *m)
{
    gort_read_mem_stats(g, sp, m);
}
