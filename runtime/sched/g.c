/* g.c - goroutine contexts: the list of them, their status, and which mutator one runs on.
 *
 * A g is a stack with what belongs to it; a mutator is a thread that can run one. The two have
 * lists of their own: mutators are as many as threads, g's may be very many, so nothing that stops
 * the world walks this list. What makes goroutines of g's, and when one runs: goroutine.c, sched.c.
 *
 * Invariants:
 *  - The head of a g, which emitted code reads, is written here only. While a g runs, head.m is
 *    its mutator, or a stand-in with nothing to allocate from while the thread may not call
 *    (blocked, or in a callback); head.barrier is the collector's phase.
 *  - A g is bound and left without a lock, at no safepoint: the world does not stop meanwhile, so
 *    the phase stays what the one that ran before had. No request for a safepoint is lost (bind.h).
 *  - rt->gs is dense and changes under rt->lock: the last one fills a gap. The collector takes g's
 *    from the end (gort__g_hold_next), so one that moves into a gap has been taken, or will be.
 *  - A stack is black in the cycle whose number is g->scanned_cycle, so a new cycle makes every
 *    stack grey by being counted. A new g is black: what it starts with is shaded.
 *  - Whose duty a grey stack is: a running g's its own, at its next safepoint; of the others the
 *    marker's. So a g is scanned before it stops running (gort__gc_leave_running), and what the
 *    marker has passed needs no second look.
 *  - While GORT_G_SCAN is set, another thread reads the stack, and the g does not run. Both who
 *    runs a g and who scans it get it by a compare-and-swap of its status; what a g stores before
 *    it is left is released by the store of its new status.
 *
 * Threads: any; what says "rt->lock held" is called so.
 */
#include "../../gc/gc.h"
#include "../base/runtime.h"
#include "../base/text.h"
#include "bind.h"
#include <stdlib.h>

gort_g *gort__g_new(gort_runtime *rt)
{
    gort_g *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->rt = rt;
    g->head.m = &rt->nobody->head;
    return g;
}

void gort__g_clean(gort_g *g)
{
    if (g->report) gort__text_free(g->report);
    free(g->report);
    g->report = NULL;
    free(g->unwind);
    g->unwind = NULL;
    gort__print_free(g);
}

void gort__g_free(gort_g *g)
{
    gort__stack_free(g->rt, &g->stack);
    gort__g_clean(g);
    free(g->unwind);
    free(g);
}

void gort__thread_left(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    if (--rt->nleaving == 0) pthread_cond_broadcast(&rt->restarted);
    pthread_mutex_unlock(&rt->lock);
}

void gort__threads_have_left(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    while (rt->nleaving)
        gort__wait_on(rt, &rt->restarted);
    pthread_mutex_unlock(&rt->lock);
}

bool gort__g_add(gort_g *g)
{
    gort_runtime *rt = g->rt;
    if (rt->ngs == rt->gs_room) {
        const uint32_t room = rt->gs_room ? 2 * rt->gs_room : 16;
        gort_g **gs = realloc(rt->gs, room * sizeof *gs);
        if (!gs) return false;
        rt->gs = gs;
        rt->gs_room = room;
    }
    g->slot = rt->ngs;
    rt->gs[rt->ngs++] = g;
    gort__gc_g_born(g);
    if (g->m) gort__g_bind(g, g->m, gort__gc_has_barrier(rt));
    return true;
}

void gort__g_name(gort_g *g)
{
    g->id = gort__fetch_add64_relaxed(&g->rt->next_g_id, 1) + 1;
}

void gort__g_remove(gort_g *g)
{
    gort_runtime *rt = g->rt;
    gort__gc_g_dies(g);
    gort_g *last = rt->gs[--rt->ngs];
    rt->gs[g->slot] = last;
    last->slot = g->slot;
}

void gort__g_start_with(gort_g *g, gort_g *creator, void *const *words, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        *g->sp++ = words[i];
        gort_shade(creator, words[i]);
    }
    g->head.top = g->sp;
}

/* ---- Mutators ------------------------------------------------------------------------------ */

uint32_t gort__count_running(const gort_runtime *rt, uint32_t most)
{
    uint32_t n = 0;
    for (const gort_mutator *m = rt->awake; m && n < most; m = m->awake_next)
        n += gort__load32_relaxed(&m->state) == GORT_MUTATOR_RUNNING && !m->collector;
    return n;
}

void gort__request_safepoint(gort_mutator *m)
{
    pthread_mutex_lock(&m->rt->lock);
    gort__raise_guard(m);
    pthread_mutex_unlock(&m->rt->lock);
}

/* ---- Running ------------------------------------------------------------------------------ */

void gort__g_claim_slow(gort_g *g, gort__g_status to)
{
    for (;;) {
        const uint32_t from = gort__load32_relaxed(&g->status);
        if (from & GORT_G_SCAN)
            gort__wait_released(g);
        else if (gort__cas32_full(&g->status, from, to))
            return;
    }
}

/* ---- Scanned by another thread ------------------------------------------------------------ */

bool gort__g_is_held(const gort_g *g)
{
    return gort__load32_relaxed(&g->status) & GORT_G_SCAN;
}

static void g_let_go(gort_mutator *own)
{
    gort_g *g = own->held;
    if (!g) return;
    gort__store32_release(&g->status, gort__load32_relaxed(&g->status) & ~(uint32_t)GORT_G_SCAN);
    if (!gort__stack_is_black(g)) gort__gc_g_missed(g); /* an error ended the scan */
    pthread_cond_broadcast(&own->rt->restarted);
    own->held = NULL;
}

void gort__g_release(gort_mutator *own)
{
    if (!own->held) return;
    pthread_mutex_lock(&own->rt->lock);
    g_let_go(own);
    pthread_mutex_unlock(&own->rt->lock);
}

gort_g *gort__g_hold_next(gort_mutator *own, gort_au32 *left, uint32_t *looks)
{
    gort_runtime *rt = own->rt;
    gort_g *found = NULL;
    pthread_mutex_lock(&rt->lock);
    g_let_go(own);
    uint32_t n = gort__load32_relaxed(left);
    if (n > rt->ngs) n = rt->ngs;
    while (n > 0 && *looks > 0) {
        --*looks;
        gort_g *g = rt->gs[--n];
        const uint32_t status = gort__load32_relaxed(&g->status);
        /* A held one is another marker's: it may have moved into a gap. */
        if (status == GORT_G_RUNNING || status & GORT_G_SCAN || gort__stack_is_black(g)) continue;
        /* One that runs meanwhile scans its own stack. */
        if (!gort__cas32_full(&g->status, status, status | GORT_G_SCAN)) continue;
        if (!gort__stack_is_black(g)) {
            found = g;
            break;
        }
        gort__store32_release(&g->status, status);
    }
    gort__store32_relaxed(left, n);
    own->held = found;
    pthread_mutex_unlock(&rt->lock);
    return found;
}
