/* runner.c - the scheduler's threads: who has a place, who waits for work, when one is started.
 *
 * A thread is started when there is work and a place for it, and stays until the end; a program
 * that starts no goroutine has one. While a thread waits it counts as blocked, so nothing that
 * stops the world waits for it.
 *
 * No herd: new work wakes a thread only if a place is idle and no thread looks for work already.
 * The one that looks (it spins) wakes the next when it has found something. It gives up after
 * looking at every queue a few times.
 *
 * Nor for two that wake each other: who is made ready by one that then waits is run by the same
 * thread at once, and another that were woken would find nothing. So nobody is woken for a `next`,
 * with nothing behind it, if that place has run its last ones itself; the watcher sees to one that
 * stays (watch.c).
 *
 * Invariants:
 *  - Whoever puts work into a queue then reads `counts` by a read-modify-write, or after the one by
 *    which `next` was put; whoever stops looking changes `counts` by one and then looks at the
 *    queues again. So either the first sees nobody looking and wakes one, or the second sees the
 *    work.
 *  - A place that is not idle, blocked or gone has a thread. One that is given to a waiting thread
 *    is its before it wakes up.
 *  - A thread keeps its goroutine over a blocking region, and the goroutine its thread: C code
 * around the region may use thread-local data. The place does not wait for it (block.c).
 *  - When `epoch` has moved on, no goroutine of the old one runs any more: each ends at its next
 *    safepoint, park or end of a blocking region, and its thread with it.
 *
 * Threads: any. Lock order: rt->lock is the only one.
 */
#include "../../gc/gc.h"
#include "../base/os.h"
#include "../base/runtime.h"
#include "proc.h"
#include <errno.h>
#include <stdlib.h>

/* So often in turn a place must have run `next` itself before nobody is woken for the one after. */
#define KEPT_TO_WAIT 64

/* ---- Waiting ------------------------------------------------------------------------------ */

void gort__wait_woken(gort_mutator *m)
{
    int cancel;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    while (sem_wait(&m->wake) != 0 && errno == EINTR) {
    }
    pthread_setcancelstate(cancel, &cancel);
}

void gort__wake_up(gort_mutator *m)
{
    sem_post(&m->wake);
}

/* ---- Places. rt->lock held ---------------------------------------------------------------- */

gort__proc *gort__place_take_idle(struct gort__sched *s)
{
    gort__proc *p = s->idle;
    if (!p) return NULL;
    s->idle = p->idle_next;
    gort__store32_relaxed(&p->state, GORT_PROC_HELD);
    gort__fetch_add32_full(&s->counts, -GORT_IDLE_ONE);
    if (s->watch_sleeps) pthread_cond_signal(&s->watch_wakes);
    return p;
}

/* counts is changed by the caller. */
void gort__place_put_idle(struct gort__sched *s, gort__proc *p)
{
    gort__ended_leave(s, p);
    gort__store_ptr_relaxed(&p->m, NULL);
    gort__store32_relaxed(&p->state, GORT_PROC_IDLE);
    p->idle_next = s->idle;
    s->idle = p;
}

void gort__place_retire(gort__proc *p)
{
    gort__ended_leave(p->rt->sched, p);
    gort__runq_drain(p->rt->sched, p);
    gort__store_ptr_relaxed(&p->m, NULL);
    gort__store32_relaxed(&p->state, GORT_PROC_GONE);
}

void gort__place_assign(gort__proc *p, gort_mutator *m)
{
    gort__store_ptr_relaxed(&p->m, m);
    m->p = p;
    gort__store32_relaxed(&p->state, GORT_PROC_HELD);
}

/* ---- Threads ------------------------------------------------------------------------------ */

void gort__runner_cannot_attach(gort__runner *r)
{
    gort_runtime *rt = r->rt;
    struct gort__sched *s = rt->sched;
    pthread_mutex_lock(&rt->lock);
    if (r->start) {
        gort__place_put_idle(s, r->start);
        gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE - (r->spinning ? GORT_SPINNING_ONE : 0));
    }
    r->start = NULL;
    gort__runner_gone(r);
    const bool runs = s->running_main;
    pthread_mutex_unlock(&rt->lock);
    if (runs) gort__sched_end(s, 2); /* which waits for this thread, so for the text */
    gort__throw(rt, NULL, "out of memory: a thread cannot be attached");
}

static void *runner_thread(void *arg)
{
    gort__runner *r = arg;
    gort_g *own = gort__attach_runner(r);
    if (!own) gort__runner_cannot_attach(r);
    gort__sched_loop(own->m);
    return NULL; /* the thread's end detaches it, here and where a handler calls pthread_exit */
}

static int runner_create(gort__runner *r)
{
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, GORT_RUNNER_STACK_BYTES);
    const int error = pthread_create(&r->thread, &attr, runner_thread, r);
    pthread_attr_destroy(&attr);
    return error;
}

/* rt->lock held. */
static void runner_unlink(struct gort__sched *s, gort__runner *r)
{
    gort__runner **at = &s->runners;
    while (*at != r)
        at = &(*at)->next;
    *at = r->next;
}

int gort__runner_start(struct gort__sched *s, gort__proc *p, bool spinning)
{
    if (s->rt->opt.caller_runs) return -1;
    gort__runner *r = calloc(1, sizeof *r);
    if (!r) return ENOMEM;
    r->rt = s->rt;
    r->start = p;
    r->spinning = spinning;
    pthread_mutex_lock(&s->rt->lock);
    const bool ended = s->ended; /* it would be one of the next epoch, and nobody ends it */
    bool exceed = false;
    r->epoch = gort__load32_relaxed(&s->epoch);
    if (!ended) {
        r->next = s->runners;
        s->runners = r;
        exceed = gort__threads_exceed(s);
    }
    pthread_mutex_unlock(&s->rt->lock);
    if (exceed) gort__threads_exhausted(s);
    if (ended) {
        free(r);
        return -1;
    }
    const int error = runner_create(r);
    if (!error) return 0;
    pthread_mutex_lock(&s->rt->lock);
    runner_unlink(s, r);
    pthread_cond_broadcast(&s->changed); /* an end may wait for it */
    pthread_mutex_unlock(&s->rt->lock);
    free(r);
    return error;
}

/* p goes to a thread that waits, if there is one. rt->lock held. */
static bool runner_employ_idle(struct gort__sched *s, gort__proc *p, bool spinning)
{
    gort__runner *r = s->idle_runners;
    if (!r) return false;
    s->idle_runners = r->idle_next;
    r->idle = false;
    r->spinning = spinning;
    gort__place_assign(p, r->m);
    gort__wake_up(r->m);
    return true;
}

/* Whether those with locked goroutines have to run the others too. rt->lock held. */
static bool runner_none_is_free(const struct gort__sched *s)
{
    if (!s->rt->opt.caller_runs) return false;
    for (const gort__runner *r = s->runners; r; r = r->next)
        if (!r->gone && !r->nlocked && r->epoch == gort__load32_relaxed(&s->epoch)) return false;
    return true;
}

bool gort__runner_is_needed(const gort_mutator *m)
{
    pthread_mutex_lock(&m->rt->lock);
    const bool needed = runner_none_is_free(m->rt->sched);
    pthread_mutex_unlock(&m->rt->lock);
    return needed;
}

void gort__runner_lock(gort_mutator *m, int n)
{
    pthread_mutex_lock(&m->rt->lock);
    m->runner->nlocked += (uint32_t)n;
    pthread_mutex_unlock(&m->rt->lock);
}

/* The same where only those wait that have locked goroutines. rt->lock held. */
static bool runner_employ_locked(struct gort__sched *s, gort__proc *p, bool spinning)
{
    if (!runner_none_is_free(s)) return false;
    for (gort__runner *r = s->runners; r; r = r->next) {
        if (!r->waits || r->gone) continue;
        r->waits = r->idle = false;
        r->spinning = spinning;
        gort__place_assign(p, r->m);
        gort__wake_up(r->m);
        return true;
    }
    return false;
}

/* The same where one has come back from a blocking region while p was in somebody's hands, and has
 * put its goroutine into the queue. rt->lock held. */
static bool runner_employ_queued(struct gort__sched *s, gort__proc *p, bool spinning)
{
    for (gort__runner *r = s->runners; r; r = r->next) {
        if (!r->queued || r->gone || !gort__queue_remove(s, r->m->g)) continue;
        r->queued = false;
        if (spinning) gort__fetch_add32_full(&s->counts, -GORT_SPINNING_ONE);
        gort__place_assign(p, r->m);
        gort__wake_up(r->m);
        return true;
    }
    return false;
}

/* p, which the caller took, goes to a thread that waits, or to a new one. Not held: any lock. */
static void runner_employ(struct gort__sched *s, gort__proc *p, bool spinning)
{
    gort_runtime *rt = s->rt;
    pthread_mutex_lock(&rt->lock);
    bool employed = runner_employ_idle(s, p, spinning);
    pthread_mutex_unlock(&rt->lock);
    if (employed) return;
    const int error = gort__runner_start(s, p, spinning);
    if (!error) return;
    /* None may be started: those that there are have to do, also one that waits since. Or it is the
     * end. */
    pthread_mutex_lock(&rt->lock);
    gort__runq_drain(s, p);
    employed = runner_employ_idle(s, p, spinning) || runner_employ_queued(s, p, spinning) ||
               runner_employ_locked(s, p, spinning);
    if (!employed) {
        gort__place_put_idle(s, p);
        gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE - (spinning ? GORT_SPINNING_ONE : 0));
    }
    pthread_mutex_unlock(&rt->lock);
    if (error > 0) gort__threads_refused(s, error); /* a handler may jump: all is as it was */
}

/* w: what counts has been since the work is to be seen. */
static void runner_wake_one(struct gort__sched *s, uint32_t w)
{
    if (GORT_IDLE_OF(w) == 0 || GORT_SPINNING_OF(w) != 0) return;
    if (!gort__cas32_full(&s->counts, w, w + GORT_SPINNING_ONE)) return; /* somebody else does it */
    pthread_mutex_lock(&s->rt->lock);
    gort__proc *p = gort__place_take_idle(s);
    pthread_mutex_unlock(&s->rt->lock);
    if (p)
        runner_employ(s, p, true);
    else
        gort__fetch_add32_full(&s->counts, -GORT_SPINNING_ONE);
}

void gort__sched_wake(struct gort__sched *s)
{
    runner_wake_one(s, gort__fetch_add32_full(&s->counts, 0));
}

void gort__sched_wake_for_next(struct gort__sched *s, gort__proc *p)
{
    gort__after_full32(&s->counts);
    const uint32_t w = gort__load32_relaxed(&s->counts);
    if (GORT_IDLE_OF(w) == 0 || GORT_SPINNING_OF(w) != 0) return;
    if (gort__load32_relaxed(&s->held)) return;
    if (gort__load32_relaxed(&p->kept) - gort__load32_relaxed(&p->kept_since) >= KEPT_TO_WAIT &&
        gort__load32_relaxed(&s->watched) &&
        gort__load32_relaxed(&p->head) == gort__load32_relaxed(&p->tail)) {
        gort__after_full32(&s->waits_for_owner); /* pairs with watch_look */
        if (!gort__load32_relaxed(&s->waits_for_owner))
            gort__store32_relaxed(&s->waits_for_owner, 1);
        return;
    }
    runner_wake_one(s, w);
}

void gort__place_hand(gort__proc *p)
{
    struct gort__sched *s = p->rt->sched;
    /* With a seed it is who has the place that lets the next timer's time come. */
    const bool sleeps = s->seeded && gort__timers_first_ns(s) != UINT64_MAX;
    /* A new thread takes it when it has begun; whose it was may be gone by then. */
    gort__store_ptr_relaxed(&p->m, NULL);
    if (!gort__runq_empty(p) || gort__load32_relaxed(&s->nqueue) || sleeps) {
        runner_employ(s, p, false);
        return;
    }
    pthread_mutex_lock(&p->rt->lock);
    if (p->id < gort__places(s)) {
        gort__place_put_idle(s, p);
        gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE);
    } else { /* there are fewer since its thread blocked */
        gort__place_retire(p);
    }
    /* What came in meanwhile. */
    const bool work = gort__load32_relaxed(&s->nqueue) || gort__load32_relaxed(&s->timers_due);
    pthread_mutex_unlock(&p->rt->lock);
    if (work) gort__sched_wake(s);
}

void gort__runner_found(gort_mutator *m)
{
    gort__runner *r = m->runner;
    struct gort__sched *s = m->rt->sched;
    if (!r->spinning) return;
    r->spinning = false;
    const uint32_t w = gort__fetch_add32_full(&s->counts, -GORT_SPINNING_ONE);
    if (GORT_SPINNING_OF(w) == 1) gort__sched_wake_to_help(s); /* there may be more */
}

/* ---- Nothing to do ------------------------------------------------------------------------ */

/* Whether nobody will ever make a goroutine ready again. rt->lock held; r is about to wait. */
static bool runner_is_last(const struct gort__sched *s, const gort__runner *r)
{
    if (!s->main_began || s->reported || gort__load32_relaxed(&s->nqueue)) return false;
    if (gort__timers_first_ns(s) != UINT64_MAX) return false;
    for (const gort__runner *o = s->runners; o; o = o->next)
        if (o != r && !o->gone && !o->idle && o->epoch == r->epoch) return false;
    for (const gort_mutator *m = s->rt->mutators; m; m = m->next)
        if (!m->runner && !m->collector && m != s->starter) return false;
    for (uint32_t i = 0; i < gort__places(s); i++)
        if (!gort__runq_empty(&s->procs[i])) return false;
    return true;
}

/* Whether there is work in a queue that r stops looking at. rt->lock held. */
static bool runner_overlooks(const struct gort__sched *s)
{
    if (gort__load32_relaxed(&s->nqueue) || gort__load32_relaxed(&s->timers_due)) return true;
    for (uint32_t i = 0; i < gort__places(s); i++)
        if (!gort__runq_empty(&s->procs[i])) return true;
    return false;
}

/* Gives r's place back; true: it is to go on looking, with a place. rt->lock held. */
static bool runner_give_up(struct gort__sched *s, gort_mutator *m)
{
    gort__runner *r = m->runner;
    const bool spun = r->spinning;
    const bool rests = gort__load32_relaxed(&m->p->rests);
    if (rests && !gort__help_rests(m)) return true; /* its queue has not been looked at */
    if (!rests && (gort__load32_relaxed(&s->nqueue) || gort__load32_relaxed(&s->timers_due)))
        return true;
    gort__place_put_idle(s, m->p);
    m->p = NULL;
    r->spinning = false;
    gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE - (spun ? GORT_SPINNING_ONE : 0));
    if (rests || !spun || !runner_overlooks(s)) return false;
    gort__proc *p = gort__place_take_idle(s);
    if (!p) return false;
    gort__place_assign(p, m);
    r->spinning = true;
    gort__fetch_add32_full(&s->counts, GORT_SPINNING_ONE);
    return true;
}

void gort__runner_wake_for_rest(struct gort__sched *s)
{
    pthread_mutex_lock(&s->rt->lock);
    const bool work = runner_overlooks(s);
    pthread_mutex_unlock(&s->rt->lock);
    if (work) gort__sched_wake(s);
}

static GORT_NORETURN void runner_report(gort_mutator *m)
{
    gort__fatal_asleep(m->own, !gort__goroutines_live(m->rt)
                                   ? "no goroutines (main called runtime.Goexit) - deadlock!"
                                   : "all goroutines are asleep - deadlock!");
}

/* A lent thread may have begun while the only idle place was in the hands of who had work, and
 * found no thread. True: it has that now. rt->lock held. */
static bool runner_finds_place(struct gort__sched *s, gort_mutator *m)
{
    if (m->p || !m->runner->lent || !runner_overlooks(s)) return false;
    gort__proc *p = gort__place_take_idle(s);
    if (p) gort__place_assign(p, m);
    return p != NULL;
}

bool gort__runner_idle(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    struct gort__sched *s = rt->sched;
    gort__runner *r = m->runner;
    if (m->p && gort__timers_jump(s)) { /* without a place another runs, and it is not yet then */
        gort__gc_force(m->own);
        gort__timers_run(m->own);
        return true;
    }
    pthread_mutex_lock(&rt->lock);
    if (gort__runner_has_ended(m)) {
        pthread_mutex_unlock(&rt->lock);
        return false;
    }
    if (m->p ? runner_give_up(s, m) : runner_finds_place(s, m)) {
        pthread_mutex_unlock(&rt->lock);
        return true;
    }
    if (r->returns) {
        pthread_mutex_unlock(&rt->lock);
        return false;
    }
    const bool last = runner_is_last(s, r);
    if (last) s->reported = true;
    r->idle = !last;
    r->idle_next = s->idle_runners;
    if (!last) s->idle_runners = r;
    pthread_mutex_unlock(&rt->lock);
    if (last) runner_report(m);
    gort__block(m->own, m->own->stack.shadow_lo);
    gort__wait_woken(m);
    gort__unblock(m->own);
    return !gort__runner_has_ended(m);
}

gort_g *gort__runner_given(gort_mutator *m)
{
    gort__runner *r = m->runner;
    gort_g *g = r->given;
    r->given = NULL;
    return g;
}

/* rt->lock held. */
static void runner_stop_spinning(gort_mutator *m)
{
    if (!m->runner->spinning) return;
    m->runner->spinning = false;
    gort__fetch_add32_full(&m->rt->sched->counts, -GORT_SPINNING_ONE);
}

void gort__runner_send(gort_mutator *m, gort_g *g)
{
    gort_runtime *rt = m->rt;
    gort__proc *p = m->p;
    pthread_mutex_lock(&rt->lock);
    gort__runner *to = g->home ? g->home->runner : NULL; /* it may have ended meanwhile */
    if (to && (to->queued || to->waits)) {
        runner_stop_spinning(m);
        m->p = NULL;
        gort__place_assign(p, g->home);
        if (to->waits) to->given = g;
        to->queued = to->waits = to->idle = false;
        gort__wake_up(g->home);
    } else {
        gort__queue_put(rt->sched, g);
    }
    pthread_mutex_unlock(&rt->lock);
}

void gort__runner_wait_locked(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    gort__runner *r = m->runner;
    gort__proc *p = m->p;
    const bool spun = r->spinning;
    if (p && gort__runner_is_needed(m) && gort__timers_jump(rt->sched)) {
        gort__gc_force(m->own);
        gort__timers_run(m->own);
        return;
    }
    pthread_mutex_lock(&rt->lock);
    const bool ended = gort__runner_has_ended(m);
    if (!ended) {
        runner_stop_spinning(m);
        m->p = NULL;
        r->waits = true;
        r->idle = true;
    }
    const bool last = !ended && runner_is_last(rt->sched, r);
    if (last) rt->sched->reported = true;
    pthread_mutex_unlock(&rt->lock);
    if (ended) return;
    if (last) runner_report(m);
    if (p) gort__place_hand(p);
    if (spun) gort__runner_wake_for_rest(rt->sched);
    gort__block(m->own, m->own->stack.shadow_lo);
    gort__wait_woken(m);
    gort__unblock(m->own);
}

/* ---- The end of a thread ------------------------------------------------------------------ */

/* rt->lock held. */
void gort__runner_gone(gort__runner *r)
{
    struct gort__sched *s = r->rt->sched;
    r->m = NULL;
    r->gone = true;
    if (r->lent && !r->abandoned) runner_unlink(s, r);
    if (r->abandoned && !r->lent) s->nabandoned--;
    if (r->abandoned || r->lent) free(r);
    pthread_cond_broadcast(&s->changed);
}

/* Every runner ends, the caller's too. rt->lock held. */
static void runner_end_all(struct gort__sched *s)
{
    gort__store32_release(&s->epoch, gort__load32_relaxed(&s->epoch) + 1);
    s->idle_runners = NULL;
    for (gort__runner *r = s->runners; r; r = r->next) {
        if (!r->m) continue;
        r->idle = false;
        gort__raise_guard(r->m);
        gort__wake_up(r->m);
    }
    pthread_cond_broadcast(&s->changed);
}

void gort__sched_end(struct gort__sched *s, int status)
{
    pthread_mutex_lock(&s->rt->lock);
    if (s->forked) {
        pthread_mutex_unlock(&s->rt->lock);
        exit(status);
    }
    if (!s->ended) {
        s->ended = true;
        s->status = status;
        runner_end_all(s);
    }
    pthread_mutex_unlock(&s->rt->lock);
}

/* Of the goroutines that have locked m's thread others than the one that it ended in are for any
 * thread now. */
static void runner_unlock_all(gort_mutator *m)
{
    pthread_mutex_lock(&m->rt->lock);
    for (uint32_t i = 0; i < m->rt->ngs; i++) {
        gort_g *g = m->rt->gs[i];
        if (GORT_LOAD_RELAXED(&g->home) == (uintptr_t)m) GORT_STORE_RELAXED(&g->home, NULL);
    }
    pthread_mutex_unlock(&m->rt->lock);
}

/* To a gort_main that is the end of the program, as the error was. */
void gort__runner_fails(gort_mutator *m)
{
    struct gort__sched *s = m->rt->sched;
    pthread_mutex_lock(&s->rt->lock);
    const bool ends = s->running_main || s->reported;
    pthread_mutex_unlock(&s->rt->lock);
    if (ends && !gort__runner_has_ended(m)) gort__sched_end(s, 2);
}

void gort__runner_exits(gort_mutator *m)
{
    struct gort__sched *s = m->rt->sched;
    gort__runner *r = m->runner;
    gort_g *g = m->g;
    gort__proc *p = m->p;
    if (p && gort__load_ptr_relaxed(&p->m) != m) p = NULL;
    if (p) gort__bias_leave(g);
    if (g != m->own) {
        /* A handler ended the thread in the middle of a goroutine, from whose stack it came. */
        gort__g_bind(m->own, m, g->head.barrier);
        gort__context_thrown(&m->own->context);
        g->context.sp = (void *)g->stack.c_lo; /* as deep as may be */
        gort__goroutine_bury(m, g);
    }
    if (r->nlocked) runner_unlock_all(m);
    if (r->spinning) gort__fetch_add32_full(&s->counts, -GORT_SPINNING_ONE);
    r->spinning = false;
    m->p = NULL;
    if (!p) return;
    if (gort__runner_has_ended(m)) {
        pthread_mutex_lock(&m->rt->lock);
        gort__place_put_idle(s, p);
        gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE);
        pthread_mutex_unlock(&m->rt->lock);
    } else {
        gort__place_hand(p);
    }
}
