/* sched.c - what runs next: parking, waking, yielding, and the loop that looks for work.
 *
 * A goroutine that waits looks for another itself and switches to it straight away, without going
 * through the thread's own stack; only if there is none in its place's queue does the loop of the
 * thread go on, which looks further. What has to happen when a goroutine has left its stack (others
 * may take it, the lock of what it waits for is given up) is a note, the parting, for whoever runs
 * next on the thread.
 *
 * Invariants:
 *  - A g that waits has recorded sp, is away from its C stack, and its stack is black while
 *    marking, before anybody can make it ready: its status is stored, and its unlock function
 *    called, by the stack that is come to.
 *  - A g is made ready once for each time it parks, by whoever took it out of the place where it
 *    waited (under that place's lock).
 *  - Neither parking nor waking is a safepoint, since a lock of the caller's may be held up to the
 *    unlock function. A goroutine that goes on after parking passes one then.
 *  - After a switch a goroutine may be in another thread. Nothing in this file reads thread-local
 *    data.
 *  - Nobody is forgotten: every 61st time the global queue is looked at first; `next` goes on in
 *    the time slice of who made it ready, so the watcher (watch.c) counts them as one; who yields
 *    goes to the global queue.
 *
 * With a seed there is one thread, all that can go on is in the global queue, and the generator
 * picks; it also decides who yields at its next poll.
 *
 * Threads: the g's own; ready: any.
 */
#include "../../gc/gc.h"
#include "../base/os.h"
#include "../base/runtime.h"
#include "proc.h"
#include <stdlib.h>

#define GLOBAL_FIRST_TICKS 61
#define STEAL_ROUNDS       4

static gort_g *sched_find(gort_mutator *m);

uint64_t gort__sched_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t gort__sched_draw(gort_mutator *m)
{
    if (!m->p) abort(); /* the order would depend on when that was */
    return gort__sched_random(&m->rt->sched->seed);
}

bool gort__seed_is_over(const gort_runtime *rt)
{
    return rt->opt.gcsteps >= 0 &&
           gort__load64_relaxed(&rt->sched->seed_steps) >= (uint64_t)rt->opt.gcsteps;
}

void gort__seed_step(gort_runtime *rt)
{
    gort__fetch_add64_relaxed(&rt->sched->seed_steps, 1);
}

/* With a seed: what runs on m next lets others run after so many polls. Without a place it is m's
 * own loop, or the end. */
#define SEEDED_POLLS_MOST 64
static void sched_cut_slice(gort_mutator *m)
{
    if (!m->p) return;
    m->polls_left = (uint32_t)(gort__sched_draw(m) % SEEDED_POLLS_MOST);
    if (gort__seed_is_over(m->rt)) m->polls_left = SEEDED_POLLS_MOST;
    gort__store32_relaxed(&m->yield, 1);
}

/* ---- Switching ---------------------------------------------------------------------------- */

/* What is left to do when a g has left its stack: a note in the mutator, read by whoever is come
 * to. What is let go may be run by another thread at once. */
static inline void sched_arrive(gort_mutator *m)
{
    const struct gort__parting note = m->parting;
    if (GORT_UNLIKELY(note.left == GORT_G_DEAD)) {
        gort__goroutine_bury(m, note.from);
        return;
    }
    gort__g_leave(note.from, (gort__g_status)note.left);
    if (note.unlock && !note.unlock(note.from, note.arg)) gort__ready(m->g, NULL, note.from);
}

void gort__sched_arrive(gort_mutator *m)
{
    sched_arrive(m);
}

/* Of those that become ready one is timed now and then, until it runs: no more would be worth two
 * looks at the clock. Under a seed the clock is not to be asked for that. */
static inline void sched_time_ready(struct gort__sched *s, gort_g *g)
{
    if (!gort__cas32_full(&s->special, GORT_SPECIAL_TIME, GORT_SPECIAL_TIMED)) return;
    gort__store64_relaxed(&s->timed_ns, gort__os_now_ns());
    gort__store_ptr_release(&s->timed, g);
}

/* g, which was found in a queue, runs: whoever put it there after sched_time_ready is seen. */
static inline void sched_time_run(struct gort__sched *s, gort_g *g)
{
    if (gort__load_ptr_acquire(&s->timed) != g) return;
    gort__times_count(&s->latencies, gort__os_now_ns() - gort__load64_relaxed(&s->timed_ns));
    gort__store_ptr_release(&s->timed, NULL);
    gort__store32_release(&s->special, 0);
}

/* What a switch is with a seed, told of, or timed. */
static __attribute__((noinline)) void sched_switch_special(gort_mutator *m, gort_g *from,
                                                           gort_g *to, gort__g_status left)
{
    gort_runtime *rt = m->rt;
    const uint32_t special = gort__load32_relaxed(&rt->sched->special);
    if (special == GORT_SPECIAL_TIMED) sched_time_run(rt->sched, to);
    if (special != GORT_SPECIAL_TOLD) return;
    const uint32_t reason = gort__load32_relaxed(&from->reason);
    const bool waits = reason != GORT_WAIT_NONE && reason != GORT_WAIT_BORN;
    if (from->goroutine && left == GORT_G_DEAD)
        gort__event(rt, GORT_EVENT_GO_END, .g = from, .sp = from->sp, .go = {.of = from});
    else if (from->goroutine)
        gort__event(rt, GORT_EVENT_GO_PARK, .g = from, .sp = from->sp,
                    .go = {from, waits ? gort__wait_reason_text(reason) : "yield"});
    if (to->goroutine) gort__event(rt, GORT_EVENT_GO_RUN, .g = to, .sp = to->sp, .go = {.of = to});
    if (rt->sched->seeded) sched_cut_slice(m);
}

/* unlock is called when `from` is away; false: it goes on. */
static inline void sched_switch(gort_mutator *m, gort_g *from, gort_g *to, gort__g_status left,
                                gort__unlock_fn unlock, void *arg)
{
    m->parting = (struct gort__parting){from, (uint32_t)left, unlock, arg};
    if (GORT_UNLIKELY(gort__load32_relaxed(&m->rt->sched->special)))
        sched_switch_special(m, from, to, left);
    gort__g_bind(to, m, from->head.barrier);
    sched_arrive(gort__context_switch(&from->context, &to->context, m, left == GORT_G_DEAD));
}

/* What comes before the place's queue: timers, which the loop sees to, a seed, now and then the
 * queue of all. False: the place's queue is to be looked at. */
static bool sched_pick_first(gort_mutator *m, gort_g **g)
{
    gort__proc *p = m->p;
    struct gort__sched *s = p->rt->sched;
    if (gort__load32_relaxed(&s->timers_due)) return true;
    if (!s->seeded && (gort__load32_relaxed(&s->nqueue) == 0 ||
                       gort__load32_relaxed(&p->tick) % GLOBAL_FIRST_TICKS != 0))
        return false;
    pthread_mutex_lock(&p->rt->lock);
    const uint32_t most = gort__load32_relaxed(&s->held) ? UINT32_MAX : 1; /* nobody else comes */
    *g = s->seeded ? gort__queue_draw(s, m) : gort__queue_get(s, p, most);
    pthread_mutex_unlock(&p->rt->lock);
    if (s->seeded && *g) gort__timers_tick(s); /* what is due now comes before the next one */
    return s->seeded || *g;
}

/* One that p's thread can run at once, or NULL. */
static inline gort_g *sched_pick(gort_mutator *m)
{
    gort__proc *p = m->p;
    const struct gort__sched *s = p->rt->sched;
    gort_g *g = NULL;
    bool inherits = false, first = false;
    if (GORT_UNLIKELY(gort__load32_relaxed(&p->rests))) return NULL;
    if (GORT_UNLIKELY(gort__load32_relaxed(&s->nqueue) || gort__load32_relaxed(&s->timers_due) ||
                      s->seeded)) {
        first = sched_pick_first(m, &g);
        if (!g && first) return NULL;
    }
    if (GORT_UNLIKELY(gort__load32_relaxed(&m->yield)) && !s->seeded) {
        /* Its time is up, so that of who goes on with it is, too. */
        gort__store32_relaxed(&m->yield, 0);
        gort_g *next = gort__runq_get(p, &inherits);
        if (next) gort__runq_put(p, next, false);
        inherits = false;
    }
    if (!g) g = gort__runq_get(p, &inherits);
    if (g && !inherits) gort__store32_relaxed(&p->tick, gort__load32_relaxed(&p->tick) + 1);
    return g;
}

/* Whether the calling thread, with a place, may run g. One that has a thread of its own is not for
 * others. */
static bool sched_is_ours(gort_mutator *m, gort_g *g)
{
    const gort_mutator *home = (const gort_mutator *)GORT_LOAD_RELAXED(&g->home);
    return !home || home == m;
}

/* g, which was picked, is another thread's: the loop picks it, or what comes then, and sends it. */
static void sched_put_back(gort_mutator *m, gort_g *g)
{
    if (!m->rt->sched->seeded) {
        gort__runq_put(m->p, g, true);
        return;
    }
    pthread_mutex_lock(&m->rt->lock);
    gort__queue_put(m->rt->sched, g); /* where a seed picks */
    pthread_mutex_unlock(&m->rt->lock);
}

static inline void sched_leave(gort_g *g, gort__g_status left, gort__unlock_fn unlock, void *arg)
{
    gort_mutator *m = g->m;
    gort_g *to = NULL;
    gort__bias_leave(g);
    if (left == GORT_G_DEAD && g->locks) gort__runner_lock(m, -1);
    if (!m->runner->nlocked && !gort__runner_has_ended(m) &&
        m->p->id < gort__places(m->rt->sched)) {
        to = sched_pick(m);
        if (to && !sched_is_ours(m, to)) {
            sched_put_back(m, to);
            to = NULL;
        }
    }
    sched_switch(m, g, to ? to : m->own, left, unlock, arg);
}

void gort__sched_leave(gort_g *g, gort__g_status left, gort__unlock_fn unlock, void *arg)
{
    sched_leave(g, left, unlock, arg);
}

/* What a goroutine that goes on does first: whoever wanted the world stopped meanwhile gets it. */
static void sched_go_on(gort_g *g, void **sp)
{
    if (GORT_UNLIKELY(gort__g_is_asked(g))) gort__safepoint_slow(g, sp);
}

/* ---- Waiting ------------------------------------------------------------------------------ */

/* Whether the calling thread is the only one attached, and there are no goroutines and timers. */
static bool sched_is_alone(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    const bool one = rt->nmutators == 1;
    pthread_mutex_unlock(&rt->lock);
    return one && gort__timers_first_ns(rt->sched) == UINT64_MAX && !gort__goroutines_live(rt);
}

/* A thread's own g: the thread waits. */
static void sched_wait_own(gort_g *g, void **sp, gort__unlock_fn unlock, void *arg)
{
    gort_mutator *m = g->m;
    if (unlock && !unlock(g, arg)) return;
    if (sched_is_alone(g->rt)) gort__throw(g->rt, g, "all goroutines are asleep - deadlock!");
    gort__event(g->rt, GORT_EVENT_GO_PARK, .g = g, .sp = sp,
                .go = {g, gort__wait_reason_text(gort__load32_relaxed(&g->reason))});
    gort__block(g, sp);
    gort__wait_woken(m);
    gort__unblock(g);
}

void gort__park(gort_g *g, void **sp, gort__wait_reason reason, gort__unlock_fn unlock, void *arg)
{
    g->sp = sp;
    gort__store32_relaxed(&g->reason, reason);
    g->waits_since_ns = 0;
    if (!g->goroutine) {
        sched_wait_own(g, sp, unlock, arg);
    } else {
        if (GORT_UNLIKELY(g->head.barrier)) gort__gc_leave_running(g);
        sched_leave(g, GORT_G_WAITING, unlock, arg);
    }
    sched_go_on(g, sp);
}

/* Where somebody looks for work next; by: a g of the calling thread that runs, or NULL. p: its
 * place, or NULL; seeded: s->seeded. */
static inline void sched_put(struct gort__sched *s, gort__proc *p, gort_g *by, gort_g *g,
                             bool seeded)
{
    gort__store32_relaxed(&g->reason, GORT_WAIT_NONE);
    if (GORT_LIKELY(p && !seeded)) {
        if (GORT_LIKELY(gort__runq_put_next(p, g))) {
            if (!gort__runq_is_alone(p)) gort__sched_wake_for_next(s, p);
            return;
        }
        gort__runq_put(p, g, true);
    } else {
        pthread_mutex_lock(&s->rt->lock);
        gort__queue_put(s, g);
        pthread_mutex_unlock(&s->rt->lock);
    }
    if (seeded && p && !gort__load32_relaxed(&by->m->yield)) {
        sched_cut_slice(by->m);
        gort__g_set_guard(by, true);
    }
    if (p && !seeded)
        gort__sched_wake_to_help(s);
    else
        gort__sched_wake(s);
}

static __attribute__((noinline)) void sched_put_special(struct gort__sched *s, gort__proc *p,
                                                        gort_g *by, void **sp, gort_g *g)
{
    const bool born = gort__load32_relaxed(&g->reason) == GORT_WAIT_BORN;
    sched_time_ready(s, g);
    gort__event(s->rt, born ? GORT_EVENT_GO_CREATE : GORT_EVENT_GO_READY, .g = by, .sp = sp,
                .go = {.of = g});
    sched_put(s, p, by, g, s->seeded);
}

void gort__ready(gort_g *by, void **sp, gort_g *g)
{
    gort_mutator *m = by ? by->m : NULL;
    gort_runtime *rt = m ? m->rt : g->rt;
    struct gort__sched *s = rt->sched;
    if (!g->goroutine) {
        gort__store32_relaxed(&g->reason, GORT_WAIT_NONE);
        gort__event(rt, GORT_EVENT_GO_READY, .g = by, .sp = sp, .go = {.of = g});
        gort__wake_up(g->m);
        return;
    }
    if (g->epoch != gort__load32_relaxed(&s->epoch)) return; /* it ended with its gort_main */
    gort__proc *p = m ? m->p : NULL;
    if (GORT_UNLIKELY(gort__load32_relaxed(&s->special)))
        sched_put_special(s, p, by, sp, g);
    else
        sched_put(s, p, by, g, false);
    if (GORT_UNLIKELY(!gort__load32_relaxed(&s->watched))) gort__watch_start(s);
}

static bool sched_put_last(gort_g *g, void *sched)
{
    pthread_mutex_lock(&g->rt->lock);
    gort__queue_put(sched, g);
    pthread_mutex_unlock(&g->rt->lock);
    return true;
}

void gort__yield(gort_g *g, void **sp)
{
    struct gort__sched *s = g->rt->sched;
    g->sp = sp;
    if (!g->goroutine) {
        gort__safepoint_slow(g, sp);
        return;
    }
    if (GORT_UNLIKELY(!gort__load32_relaxed(&s->watched))) gort__watch_start(s);
    gort__store32_relaxed(&g->m->yield, 0);
    gort__owed_pay(g, &g->m->p->bias); /* whoever is woken is who may run */
    if (gort__load32_relaxed(&s->nqueue) || gort__load32_relaxed(&s->timers_due) ||
        !gort__runq_empty(g->m->p) || g->m->p->id >= gort__places(s)) {
        gort__gc_leave_running(g);
        gort__sched_leave(g, GORT_G_WAITING, sched_put_last, s);
    }
    sched_go_on(g, sp);
}

void gort__sched_poll(gort_g *g, void **sp)
{
    gort_mutator *m = g->m;
    if (!g->goroutine) return;
    if (gort__runner_has_ended(m)) {
        g->sp = sp;
        gort__sched_leave(g, GORT_G_WAITING, NULL, NULL);
    }
    if (gort__load32_relaxed(&m->yield)) gort__yield(g, sp);
}

/* ---- The loop ----------------------------------------------------------------------------- */

/* From anybody else. Every place is looked at, in an order that differs each time. */
static gort_g *sched_steal(gort__proc *p)
{
    struct gort__sched *s = p->rt->sched;
    for (int round = 0; round < STEAL_ROUNDS; round++) {
        uint32_t at = (uint32_t)gort__sched_random(&p->rng) % gort__places(s);
        for (uint32_t i = 0; i < gort__places(s); i++, at++) {
            gort__proc *from = &s->procs[at % gort__places(s)];
            if (from == p) continue;
            gort_g *g = gort__runq_steal(p, from, round == STEAL_ROUNDS - 1);
            if (g) return g;
        }
    }
    return NULL;
}

static gort_g *sched_look_elsewhere(gort_mutator *m)
{
    struct gort__sched *s = m->rt->sched;
    gort__runner *r = m->runner;
    if (gort__load32_relaxed(&s->nqueue)) {
        pthread_mutex_lock(&m->rt->lock);
        gort_g *g = gort__queue_get(s, m->p, UINT32_MAX);
        pthread_mutex_unlock(&m->rt->lock);
        if (g) return g;
    }
    if (gort__places(s) == 1) return NULL;
    if (!r->spinning) {
        const uint32_t w = gort__load32_relaxed(&s->counts);
        if (2 * GORT_SPINNING_OF(w) >= gort__places(s) - GORT_IDLE_OF(w)) return NULL;
        gort__fetch_add32_full(&s->counts, GORT_SPINNING_ONE);
        r->spinning = true;
    }
    return sched_steal(m->p);
}

static gort_g *sched_look(gort_mutator *m)
{
    gort__proc *p = m->p;
    gort_g *g = sched_pick(m);
    if (g || m->rt->sched->seeded || gort__load32_relaxed(&p->rests)) return g;
    g = sched_look_elsewhere(m);
    if (g) gort__store32_relaxed(&p->tick, gort__load32_relaxed(&p->tick) + 1);
    return g;
}

/* A goroutine for m's thread, which may have to wait for one; NULL: the end. */
static gort_g *sched_find(gort_mutator *m)
{
    gort_g *own = m->own;
    struct gort__sched *s = m->rt->sched;
    for (;;) {
        if (gort__g_is_asked(own)) gort__safepoint_slow(own, own->stack.shadow_lo);
        if (gort__runner_has_ended(m)) return NULL;
        gort__place_is_surplus(m);
        if (m->p && gort__load32_relaxed(&s->timers_due)) {
            gort__store32_relaxed(&s->timers_due, 0);
            gort__timers_run(own);
        }
        gort_g *g = gort__runner_given(m);
        if (g && !m->p) { /* the place it came with was one too many */
            sched_put_last(g, s);
            gort__sched_wake(s);
            g = NULL;
        }
        const bool locked = m->runner->nlocked > 0;
        if (!g && m->p && (!locked || gort__runner_is_needed(m))) g = sched_look(m);
        if (g && sched_is_ours(m, g)) {
            gort__runner_found(m);
            return g;
        }
        if (g) {
            gort__runner_send(m, g);
        } else if (locked) {
            gort__runner_wait_locked(m);
        } else if (!gort__runner_idle(m)) {
            return NULL;
        }
    }
}

void gort__sched_loop(gort_mutator *m)
{
    gort_g *own = m->own, *g;
    while ((g = sched_find(m))) {
        /* A marker that came by while it looked has passed its stack over. */
        if (GORT_UNLIKELY(own->head.barrier)) gort__gc_leave_running(own);
        sched_switch(m, own, g, GORT_G_WAITING, NULL, NULL);
    }
}
