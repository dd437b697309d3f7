/* bind.h - which mutator a g runs on: what every switch does, as inline functions. The rest, and
 * the invariants, are in g.c.
 *
 * Who asks what runs on a mutator for a safepoint writes the request, then reads m->running
 * (gort__raise_guard); bind writes m->running, then reads the requests. The claim, a
 * compare-and-swap in between, is what keeps bind's order, so one of them sees the other.
 *
 * Threads: the mutator's own; set_guard and is_asked: any.
 */
#ifndef GORT_BIND_H
#define GORT_BIND_H

#include "../../gc/gc.h"
#include "sched.h"

static inline void gort__g_set_callable(gort_g *g, bool callable)
{
    g->head.m = callable ? &g->m->head : &g->m->rt->nobody->head;
    g->head.roots_end = callable && !g->head.barrier ? g->stack.shadow_hi : NULL;
}

static inline void gort__g_set_barrier(gort_g *g, bool on)
{
    g->head.barrier = on;
    g->head.roots_end = NULL; /* a push while it is on takes the slow path, which shades */
}

static inline void gort__g_set_guard(gort_g *g, bool asked)
{
    GORT_STORE_RELAXED(&g->head.stackguard, asked ? UINTPTR_MAX : g->stack_guard_normal);
}

static inline bool gort__g_is_asked(const gort_g *g)
{
    return GORT_LOAD_RELAXED(&g->head.stackguard) == UINTPTR_MAX;
}

static inline void gort__g_set_status(gort_g *g, gort__g_status status)
{
    gort__store32_release(&g->status, status); /* pairs with gort__g_claim, gort__g_hold_next */
}

/* g, which nobody else has, gets that status; waits while its stack is scanned. */
static inline void gort__g_claim(gort_g *g, gort__g_status to)
{
    const uint32_t from = gort__load32_relaxed(&g->status);
    if (GORT_UNLIKELY(from & GORT_G_SCAN) || GORT_UNLIKELY(!gort__cas32_full(&g->status, from, to)))
        gort__g_claim_slow(g, to);
}

/* g runs on m from now on, with that barrier, the phase's: a g that runs has it. What it had when
 * it ran last is stale. Its guard is at rest, or was raised late for what ran where it ran last,
 * which costs a safepoint. m's thread, at no safepoint up to the next thing that g does. */
static inline void gort__g_bind(gort_g *g, gort_mutator *m, bool barrier)
{
    gort__store_ptr_relaxed(&m->running, g);
    gort__g_claim(g, GORT_G_RUNNING);
    gort__after_full(&m->binds);
    g->m = m;
    m->g = g;
    gort__g_set_barrier(g, barrier);
    if (GORT_UNLIKELY(gort__load32_relaxed(&m->rt->stop_requested)) ||
        GORT_UNLIKELY(gort__load32_relaxed(&m->asked)) ||
        GORT_UNLIKELY(gort__load32_relaxed(&m->yield)) ||
        GORT_UNLIKELY(barrier && !gort__stack_is_black(g)))
        gort__g_set_guard(g, true);
    g->head.m = &m->head;
}

/* g does not run any more. While marking its stack is black (gort__gc_leave_running before this),
 * or marking began just now. From now on others may have it: nobody is on its C stack. */
static inline void gort__g_leave(gort_g *g, gort__g_status left)
{
    const bool grey = GORT_UNLIKELY(g->head.barrier) && !gort__stack_is_black(g);
    gort_runtime *rt = g->rt;
    if (GORT_UNLIKELY(gort__g_is_asked(g))) gort__g_set_guard(g, false);
    gort__g_set_callable(g, false);
    g->m = NULL;
    gort__g_set_status(g, left);
    if (GORT_UNLIKELY(grey)) gort__gc_left_grey(rt);
}

#endif
