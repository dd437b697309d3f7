/* sync.c - the C half of Go's package sync: semaphores for what sync.go makes of them. The mutex is
 * in mutex.c.
 *
 * Threads: any. All that may wait is a safepoint.
 */
#include "../../base/atomic.h"
#include "../../gort_abi.h"
#include "../../sched/sched.h"

static gort_au32 *sync_word(void *p)
{
    return p;
}

void gort_sync_acquire(gort_g *g, void **sp, uint32_t *sema)
{
    gort__check_call(g, "a semaphore");
    gort__semacquire(g, sp, sync_word(sema), false, GORT_WAIT_SEMACQUIRE);
}

void gort_sync_release(gort_g *g, void **sp, uint32_t *sema)
{
    gort__semrelease(g, sp, sync_word(sema), false);
}

void gort_sync_acquireCond(gort_g *g, void **sp, uint32_t *sema)
{
    gort__check_call(g, "sync.Cond.Wait");
    gort__semacquire(g, sp, sync_word(sema), false, GORT_WAIT_COND);
}

void gort_sync_fatal(gort_g *g, void **sp, gort_string text)
{
    g->sp = sp;
    gort__throw(g->rt, g, "%.*s", (int)text.len, (const char *)text.ptr);
}

uintptr_t gort_sync_collections(gort_g *g, void **sp)
{
    (void)sp;
    return gort__load_relaxed(&g->rt->cycles_started);
}
