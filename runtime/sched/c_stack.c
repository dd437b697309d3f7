/* c_stack.c - C stacks of the program's own (ucontext and the like), each with a g.
 *
 * A g of this kind is none of the scheduler's: it is in the list of g's, has a shadow stack of the
 * slab and the program's C stack, of which the runtime knows the bounds alone. The program switches
 * the C stack; the switch here says which g the thread runs as. To the collector it is what a
 * goroutine is: while it does not run it waits, and its shadow stack is scanned by whoever marks.
 *
 * Invariants:
 *  - m->g is m->own, or a g of this kind that m's thread runs as. Such a thread does not detach
 *    and runs no goroutines; if it ends, the g waits, with its roots.
 *  - A switch is what sched.c does between goroutines (bind, leave), without the C stacks.
 *
 * Threads: the calling one; a g that waits may be run by another one later.
 */
#include "../../gc/gc.h"
#include "../base/checks.h"
#include "../base/runtime.h"
#include "../gort_embed.h"
#include "bind.h"
#include <stdlib.h>

/* For the guard, which a call of the runtime or of the C library may pass, and a little to work. */
#define LEAST_BYTES ((size_t)16 << 10)

static bool c_stack_waits(const gort_g *g)
{
    return !g->goroutine &&
           (gort__load32_relaxed(&g->status) & ~(uint32_t)GORT_G_SCAN) == GORT_G_WAITING;
}

gort_g *gort_c_stack_new(gort_g *g, void *lo, size_t bytes)
{
    gort__check_thread(g);
    gort_runtime *rt = g->rt;
    if (!lo || bytes < LEAST_BYTES)
        gort__misuse(rt, "gort_c_stack_new: a stack has %zu bytes or more", LEAST_BYTES);
    gort_g *of = gort__g_new(rt);
    if (!of || !gort__stack_for(rt, &of->stack, lo, bytes)) {
        free(of);
        return NULL;
    }
    of->sp = of->head.top = of->stack.shadow_lo;
    of->stack_guard_normal = gort__stack_guard(&of->stack);
    gort__g_set_guard(of, false);
    of->c_stack = true;
    gort__g_name(of);
    pthread_mutex_lock(&rt->lock);
    gort__g_set_status(of, GORT_G_RUNNING); /* nobody else's affair before it waits */
    const bool ok = gort__g_add(of);
    pthread_mutex_unlock(&rt->lock);
    if (!ok) {
        gort__g_free(of);
        return NULL;
    }
    gort__g_set_status(of, GORT_G_WAITING);
    if (g->head.barrier) gort__gc_left_grey(rt);
    return of;
}

void gort_c_stack_switch(gort_g *from, void **sp, gort_g *to)
{
    gort__check_entry(from, sp, __func__);
    gort_mutator *m = gort__m(from);
    if (m->runner)
        gort__misuse(from->rt, "gort_c_stack_switch: the calling thread is the scheduler's");
    gort__check_that(from->rt, to != NULL, __func__, "the g to switch to is nil");
    if (to == from) return;
    if (to->rt != from->rt || !c_stack_waits(to) || (!to->c_stack && to != m->own))
        gort__misuse(from->rt, "gort_c_stack_switch: the g to switch to runs, or is none of "
                               "gort_c_stack_new's and not the thread's first");
    from->sp = sp;
    if (gort__g_is_asked(from)) gort__safepoint_slow(from, sp);
    gort__gc_leave_running(from);
    gort__g_bind(to, m, from->head.barrier);
    gort__g_leave(from, GORT_G_WAITING);
}

void gort_c_stack_free(gort_g *g, gort_g *of)
{
    gort__check_thread(g);
    if (!of) return;
    gort_runtime *rt = g->rt;
    if (of->rt != rt || !of->c_stack || !c_stack_waits(of))
        gort__misuse(rt, "gort_c_stack_free: the g runs, or is none of gort_c_stack_new's");
    gort__g_claim(of, GORT_G_RUNNING); /* nobody scans it */
    pthread_mutex_lock(&rt->lock);
    gort__g_remove(of);
    pthread_mutex_unlock(&rt->lock);
    gort__g_free(of);
}

void gort__c_stack_left(gort_mutator *m)
{
    gort_g *g = m->g;
    if (g == m->own || !g->c_stack) return;
    if (g->sp < g->head.top) g->sp = g->head.top; /* what scopes and slots have */
    gort__gc_leave_running(g);
    gort__g_bind(m->own, m, g->head.barrier);
    gort__g_leave(g, GORT_G_WAITING);
}
