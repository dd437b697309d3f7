/* block.c - what becomes of a place while its thread is in a blocking region.
 *
 * Most regions are short: a write, a lock. So the thread leaves its place where it is, marked as
 * blocked, and takes it back by one compare-and-swap. Who needs it takes it the same way: the
 * watcher (watch.c), when it has seen the same region twice and there is work; a thread outside of
 * the scheduler that makes a goroutine ready; another thread that comes back and finds no place.
 *
 * A thread that comes back and finds none queues its goroutine like any that can go on, and waits
 * itself: the goroutine has this thread as home, so whoever takes it from the queue gives this
 * thread the place it runs with.
 *
 * Threads: the blocked one; take_blocked: any.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/runtime.h"
#include "proc.h"
#include <errno.h>

void gort__place_blocks(gort_mutator *m)
{
    gort__proc *p = m->p;
    if (!p) return;
    gort__owed_pay(m->g, gort__bias_of(m)); /* gort__block has settled what is held */
    gort__store32_relaxed(&p->block_tick, gort__load32_relaxed(&p->block_tick) + 1);
    gort__store32_release(&p->state, GORT_PROC_BLOCKED); /* pairs with gort__place_take_blocked */
}

bool gort__place_take_blocked(gort__proc *p)
{
    return gort__load32_relaxed(&p->state) == GORT_PROC_BLOCKED &&
           gort__cas32_full(&p->state, GORT_PROC_BLOCKED, GORT_PROC_HELD);
}

/* Any place for m, or its g into the queue. rt->lock held. */
static bool place_find(struct gort__sched *s, gort_mutator *m)
{
    gort__proc *p = gort__place_take_idle(s);
    for (uint32_t i = 0; !p && i < gort__places(s); i++)
        if (gort__place_take_blocked(&s->procs[i])) p = &s->procs[i];
    if (p) {
        gort__place_assign(p, m);
        return true;
    }
    gort__queue_put(s, m->g);
    return false;
}

void gort__place_regain(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    struct gort__sched *s = rt->sched;
    gort__proc *p = m->p;
    if (gort__runner_has_ended(m)) {
        m->p = NULL;
        return;
    }
    if (gort__place_take_blocked(p)) {
        gort__store_ptr_relaxed(&p->m, m);
        return;
    }
    gort_mutator *home = m->g->home;
    pthread_mutex_lock(&rt->lock);
    m->p = NULL;
    GORT_STORE_RELAXED(&m->g->home, m);
    const bool found = gort__runner_has_ended(m) || place_find(s, m);
    m->runner->queued = !found;
    pthread_mutex_unlock(&rt->lock);
    if (!found) gort__wait_woken(m);
    GORT_STORE_RELAXED(&m->g->home, home);
}

void gort__place_leave(gort_mutator *m)
{
    if (m->p && !gort__place_take_blocked(m->p)) m->p = NULL;
}

void gort_enter_blocking(gort_g *g, void **sp)
{
    gort__check_entry(g, sp, __func__);
    gort_mutator *m = gort__m(g);
    m->region = true;
    gort__block(g, sp);
    gort__place_blocks(m);
}

void gort_exit_blocking(gort_g *g)
{
    const int saved = errno;
    gort__check_blocked(g);
    gort_mutator *m = g->m;
    if (m->runner) gort__place_regain(m);
    gort__unblock(g);
    m->region = false;
    if (m->runner && gort__runner_has_ended(m)) gort__sched_poll(g, g->sp);
    errno = saved;
}
