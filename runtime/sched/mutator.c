/* mutator.c - threads: attaching, safepoints, blocking regions, the stopped world.
 *
 * Invariants:
 *  - rt->mutators, a mutator's state and rt->stop_requested change under rt->lock only. What runs
 * on a mutator, a g, has a list and a status of its own (g.c).
 *  - A stopper waits until every other mutator is STOPPED or BLOCKED; from then on it owns them
 *    all, with what they last recorded, until it starts the world. A mutator leaves STOPPED or
 *    BLOCKED, attaches and detaches only while no stop is requested.
 *  - A stackguard of UINTPTR_MAX asks for a safepoint, polls and the allocator. It is raised and
 * put back under rt->lock, so no request is lost; the owner's polls read it relaxed, and all that
 * can happen to a late read is a later poll.
 *  - Several threads may want to stop the world: one wins, the others park as if at a safepoint.
 *  - A thread that may not call (blocked, or in a callback) has a stand-in for a mutator in its g,
 *    with nothing to allocate from and a full barrier buffer: every fast path leads to a slow one,
 *    and that to gort__check_call.
 *  - A fork needs the others quiet but is no safepoint of its own thread, which therefore cannot
 *    park for another stopper: that one backs off (GORT_STOP_FORK).
 *  - A thread that waits for one runtime's world to run again is quiet for a fork in all of its
 *    runtimes: the fork asks all to stop before it looks, so it leaves that wait after the fork.
 *  - A thread that waits in one runtime is at no safepoint of its others: it may have roots there
 *    that no sp is known for. So stops of two runtimes may wait for each other's threads in a
 *    circle; the stopper finds that (circle.c) and gives up.
 *  - No wait here is a cancellation point: a thread that ends in one would keep the lock.
 *  - A thread that ends is detached by the hook that registry.c keeps.
 *
 * Lock order: a worker's (gc/worker.c), gc->roots_lock, rt->lock, heap->lock. Nobody waits for the
 * world with another lock held, but a fork with the registry's.
 *
 * To change how a thread is stopped, open this file; what it does while stopped is gc/'s affair.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/os.h"
#include "../base/policy.h"
#include "../base/runtime.h"
#include "../base/text.h"
#include "../gort_map_parts.h"
#include "proc.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CIRCLE_LOOK_NS 100000000 /* a stop that takes longer may wait for itself */

/* A thread: its contexts, whether it is quiet for another thread's fork, the runtime it waits in,
 * whether its end has come. It is gort_mutator.thread; others read `quiet` and `waits_in`. */
struct mutator_thread {
    gort_mutator *contexts;
    struct gort__worker *marks; /* of a thread of the collector's, which has no context */
    gort_au32 quiet;
    gort_aword waits_in;
    bool ended;
};
static _Thread_local struct mutator_thread thread;

/* ---- The calling thread's contexts ------------------------------------------------------- */

const void *gort__this_thread(void)
{
    return &thread;
}

gort_mutator *gort__current_mutator(gort_runtime *rt)
{
    for (gort_mutator *m = thread.contexts; m; m = m->thread_next)
        if (m->rt == rt) return m;
    return NULL;
}

gort_g *gort_current(gort_runtime *rt)
{
    const gort_mutator *m = gort__current_mutator(rt);
    return m ? m->g : NULL;
}

gort_runtime *gort__thread_runtime(void)
{
    for (gort_mutator *m = thread.contexts; m; m = m->thread_next)
        if (m->callback) return m->rt;
    return thread.contexts ? thread.contexts->rt : NULL;
}

bool gort__thread_has(const gort_g *g)
{
    for (const gort_mutator *m = thread.contexts; m; m = m->thread_next)
        if (m->g == g) return true;
    return false;
}

void gort__check_call(gort_g *g, const char *what)
{
#ifdef GORT_DEBUG
    if (GORT_UNLIKELY(!gort__thread_has(g))) { /* so nothing of it is read */
        gort__check_is_g(g, what);
        gort__check_failed(g, what);
    }
#endif
    if (GORT_UNLIKELY(!g || gort__m(g)->thread != &thread)) gort__check_failed(g, what);
}

/* What runs is the error handler, for which other rules hold. */
static const char callback_failed[] = "a callback that has failed";

const char *gort__callback_enter(gort_mutator *m, const char *what)
{
    const char *outer = m->callback;
    m->callback = what;
    gort__g_set_callable(m->g, false);
    return outer;
}

void gort__callback_leave(gort_mutator *m, const char *outer)
{
    m->callback = outer;
    if (!outer) gort__g_set_callable(m->g, true);
}

/* ---- Safepoints -------------------------------------------------------------------------- */

/* What runs there may change meanwhile: g.c says why that is no loss. */
void gort__raise_guard(gort_mutator *m)
{
    gort__fetch_add_full(&m->binds, 0);
    gort_g *g = gort__load_ptr_relaxed(&m->running);
    gort__g_set_guard(g, true);
}

void gort__wait_on(gort_runtime *rt, pthread_cond_t *cond)
{
    int old;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    pthread_cond_wait(cond, &rt->lock);
    pthread_setcancelstate(old, &old);
}

void gort__init_conditions(gort_runtime *rt)
{
    pthread_condattr_t monotonic; /* no step of the clock makes a wait long */
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&rt->stopped, &monotonic);
    pthread_cond_init(&rt->restarted, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

/* For max_ns at most. rt->lock held. */
static void mutator_wait_until(gort_runtime *rt, pthread_cond_t *cond, uint64_t max_ns)
{
    const uint64_t until_ns = gort__os_now_ns() + max_ns;
    const struct timespec until = {(time_t)(until_ns / 1000000000), (long)(until_ns % 1000000000)};
    int old;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    pthread_cond_timedwait(cond, &rt->lock, &until);
    pthread_setcancelstate(old, &old);
}

/* Tells forks that wait in the thread's runtimes that it is quiet. No lock held. */
static void mutator_tell_quiet(void)
{
    for (gort_mutator *m = thread.contexts; m; m = m->thread_next) {
        pthread_mutex_lock(&m->rt->lock);
        pthread_cond_broadcast(&m->rt->stopped);
        pthread_mutex_unlock(&m->rt->lock);
    }
}

/* Waits while a stop is requested, or m, if it is not NULL, has a g that is held. rt->lock held,
 * and given up meanwhile. */
static void mutator_wait_restart(gort_runtime *rt, const gort_mutator *m)
{
    bool told = !thread.contexts || (thread.contexts->rt == rt && !thread.contexts->thread_next);
    gort__store_ptr_relaxed(&thread.waits_in, rt);
    while (gort__load32_relaxed(&rt->stop_requested) || (m && gort__g_is_held(m->g))) {
        gort__store32_relaxed(&thread.quiet, 1);
        if (told) {
            gort__wait_on(rt, &rt->restarted);
        } else {
            pthread_mutex_unlock(&rt->lock);
            mutator_tell_quiet();
            told = true;
            pthread_mutex_lock(&rt->lock);
        }
    }
    gort__store32_relaxed(&thread.quiet, 0);
    gort__store_ptr_relaxed(&thread.waits_in, NULL);
}

void gort__wait_released(gort_g *g)
{
    gort_runtime *rt = g->rt;
    pthread_mutex_lock(&rt->lock);
    while (gort__g_is_held(g))
        gort__wait_on(rt, &rt->restarted);
    pthread_mutex_unlock(&rt->lock);
}

/* Takes rt->lock, with nothing left that m, the caller's, has to answer: from then on others can do
 * that for it, but nobody may be left who does. */
static void mutator_lock_answered(gort_mutator *m)
{
    pthread_mutex_lock(&m->rt->lock);
    while (gort__gc_must_answer(m)) {
        pthread_mutex_unlock(&m->rt->lock);
        gort__gc_answer(m->g);
        pthread_mutex_lock(&m->rt->lock);
    }
}

/* Parks while a stop is requested. rt->lock held. */
static void mutator_park_locked(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    if (!gort__load32_relaxed(&rt->stop_requested)) return;
    gort__store32_relaxed(&m->state, GORT_MUTATOR_STOPPED);
    pthread_cond_broadcast(&rt->stopped);
    mutator_wait_restart(rt, NULL);
    gort__store32_relaxed(&m->state, GORT_MUTATOR_RUNNING);
    gort__gc_runs_on(m);
}

void gort__clear_safepoint(gort_mutator *m)
{
    gort_g *g = m->g;
    if (!gort__g_is_asked(g)) return;
    pthread_mutex_lock(&m->rt->lock);
    gort__g_set_guard(g, gort__load32_relaxed(&m->yield)); /* is not done here */
    mutator_park_locked(m);
    pthread_mutex_unlock(&m->rt->lock);
}

void gort__safepoint_slow(gort_g *g, void **sp)
{
    gort__check_call(g, "gort_poll");
    gort_mutator *m = gort__m(g);
    g->sp = sp;
    if (m->p) gort__owed_pay(g, gort__bias_of(m));
    gort__store_relaxed(&m->safepoints, gort__load_relaxed(&m->safepoints) + 1);
    gort__clear_safepoint(m);
    gort__gc_safepoint(g);
}

void gort_safepoint(gort_g *g, void **sp)
{
    gort__check_entry(g, sp, __func__);
    gort__wbshadow_call(g, sp);
    gort__safepoint_slow(g, sp);
    gort__sched_poll(g, sp);
}

void gort_morestack(gort_g *g, void **sp)
{
    gort__debug_entry(g, sp, __func__);
    gort_mutator *m = gort__m(g);
    if (gort__stack_pointer() < g->stack_guard_normal) gort__stack_overflow(g, sp);
    /* While a cycle marks every poll comes here; gort__gc_safepoint says how many have nothing to
     * do. One that is asked to stop or to answer always has: others wait for it, so no request is
     * skipped. */
    uint32_t *left = gort__load32_relaxed(&m->yield) ? &m->polls_left : &m->gc_polls_left;
    if (*left && !gort__load32_relaxed(&m->rt->stop_requested) &&
        !gort__load32_relaxed(&m->asked)) {
        --*left;
        return;
    }
    gort__safepoint_slow(g, sp);
    gort__sched_poll(g, sp);
}

/* ---- Blocking regions -------------------------------------------------------------------- */

static bool mutator_is_blocked(const gort_mutator *m)
{
    return gort__load32_relaxed(&m->state) == GORT_MUTATOR_BLOCKED;
}

/* rt->lock held. */
static void mutator_set_blocked(gort_mutator *m, bool blocked)
{
    gort__store32_relaxed(&m->state, blocked ? GORT_MUTATOR_BLOCKED : GORT_MUTATOR_RUNNING);
    gort__g_set_status(m->g, blocked ? GORT_G_BLOCKED : GORT_G_RUNNING);
}

void gort__block(gort_g *g, void **sp)
{
    gort_mutator *m = gort__m(g);
    g->sp = sp;
    gort__gc_leave_running(g);
    if (g->goroutine && m->p) gort__bias_settle(m->rt->sched, gort__bias_of(m));
    mutator_lock_answered(m);
    mutator_set_blocked(m, true);
    if (GORT_UNLIKELY(g->head.barrier)) gort__gc_left_grey_locked(g);
    pthread_cond_broadcast(&m->rt->stopped);
    if (m->runner) pthread_cond_broadcast(&m->rt->sched->changed);
    gort__gc_rests(m->rt);
    gort__g_set_callable(g, false); /* before others may write its head, as the barrier goes on */
    pthread_mutex_unlock(&m->rt->lock);
}

/* The calling thread's. */
static void mutator_unblock(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    pthread_mutex_lock(&rt->lock);
    mutator_wait_restart(rt, m);
    mutator_set_blocked(m, false);
    gort__gc_runs_on(m);
    pthread_mutex_unlock(&rt->lock);
    gort__g_set_callable(m->g, true);
}

void gort__unblock(gort_g *g)
{
    mutator_unblock(g->m);
}

void gort__check_blocked(gort_g *g)
{
    gort_mutator *m = g ? gort__current_mutator(g->rt) : NULL;
    if (!m || m->g != g || m->callback) gort__check_call(g, "gort_exit_blocking");
    if (!m || !mutator_is_blocked(m))
        gort__misuse(g->rt, "gort_exit_blocking: the thread is in no blocking region");
}

/* ---- The stopped world ------------------------------------------------------------------- */

static bool mutator_is_quiet(const gort_mutator *m)
{
    const struct mutator_thread *t = m->thread;
    return gort__load32_relaxed(&t->quiet);
}

static bool mutator_any_running(gort_runtime *rt, const gort_mutator *except, bool for_fork)
{
    for (gort_mutator *m = rt->awake; m; m = m->awake_next)
        if (m != except && gort__load32_relaxed(&m->state) == GORT_MUTATOR_RUNNING &&
            !(for_fork && mutator_is_quiet(m)))
            return true;
    return false;
}

gort_runtime *gort__waits_in(const gort_mutator *m)
{
    const struct mutator_thread *t = m->thread;
    return gort__load_ptr_relaxed(&t->waits_in);
}

/* Of all but m. rt->lock held, here and in mutator_end_stop. */
static void mutator_request_stop(gort_runtime *rt, uint32_t stop, const gort_mutator *m)
{
    gort__store32_relaxed(&rt->stop_requested, gort__load32_relaxed(&rt->stop_requested) | stop);
    for (gort_mutator *o = rt->mutators; o; o = o->next)
        if (o != m) gort__raise_guard(o);
}

static void mutator_end_stop(gort_runtime *rt, uint32_t stop)
{
    gort__store32_relaxed(&rt->stop_requested, gort__load32_relaxed(&rt->stop_requested) & ~stop);
    if (stop == GORT_STOP_MUTATOR) rt->stopper = NULL;
    pthread_cond_broadcast(&rt->restarted);
    pthread_cond_broadcast(&rt->stopped); /* a fork's turn */
}

/* Gives the stop that m waits for up if it would wait for ever. rt->lock held. */
static void mutator_break_circle(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    if (!gort__circle_may_be(rt)) return;
    pthread_mutex_unlock(&rt->lock);
    const bool circle = gort__circle_is(rt);
    pthread_mutex_lock(&rt->lock);
    if (!circle) return;
    mutator_end_stop(rt, GORT_STOP_MUTATOR);
    gort__store_ptr_relaxed(&thread.waits_in, NULL);
    pthread_mutex_unlock(&rt->lock);
    gort__circle_report(rt);
}

void gort__wait_answers(gort_g *g, pthread_cond_t *cond, const gort_au32 *turns, uint32_t seen,
                        uint64_t since_ns)
{
    gort_mutator *m = gort__m(g);
    gort_runtime *rt = m->rt;
    gort__delay delay;
    gort__block(g, g->sp);
    gort__store_ptr_relaxed(&thread.waits_in, rt);
    pthread_mutex_lock(&rt->lock);
    if (gort__load32_relaxed(turns) == seen) mutator_wait_until(rt, cond, GORT__HANDSHAKE_WAIT_NS);
    const bool delayed = gort__delay_look(rt, m, since_ns, false, &delay);
    pthread_mutex_unlock(&rt->lock);
    const bool circle = gort__os_now_ns() - since_ns > CIRCLE_LOOK_NS && gort__circle_is(rt);
    gort__unblock(g); /* waits no more */
    if (circle) gort__circle_report(rt);
    if (delayed) gort__delay_tell(rt, &delay);
}

void gort__stop_world(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    const uint64_t since_ns = gort__os_now_ns();
    if (m->p) gort__owed_pay(m->g, gort__bias_of(m));
    pthread_mutex_lock(&rt->lock);
    for (;;) {
        mutator_park_locked(m); /* until no other stopper is left */
        mutator_request_stop(rt, GORT_STOP_MUTATOR, m);
        rt->stopper = m;
        gort__store_ptr_relaxed(&thread.waits_in, rt);
        while (mutator_any_running(rt, m, false) &&
               !(gort__load32_relaxed(&rt->stop_requested) & GORT_STOP_FORK)) {
            mutator_wait_until(rt, &rt->stopped, CIRCLE_LOOK_NS);
            mutator_break_circle(m);
            gort__delay_watch_stop(m, since_ns);
        }
        gort__store_ptr_relaxed(&thread.waits_in, NULL);
        if (!mutator_any_running(rt, m, false)) break;
        mutator_end_stop(rt, GORT_STOP_MUTATOR);
    }
    pthread_mutex_unlock(&rt->lock);
    gort__gc_wait_steps(rt->gc);
}

void gort__start_world(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    pthread_mutex_lock(&rt->lock);
    mutator_end_stop(rt, GORT_STOP_MUTATOR);
    gort__gc_runs_on(m);
    pthread_mutex_unlock(&rt->lock);
}

/* ---- Attaching --------------------------------------------------------------------------- */

static void mutator_free(gort_mutator *m)
{
    if (m->own) gort__g_free(m->own);
    sem_destroy(&m->wake);
    free(m);
}

/* With a g bound to it, neither in a list. NULL: no memory. */
static gort_mutator *mutator_new(gort_runtime *rt)
{
    gort_mutator *m = malloc(sizeof *m);
    if (!m) return NULL;
    memset(m, 0, offsetof(gort_mutator, barrier_buffer));
    m->rt = rt;
    m->thread = &thread;
    gort_g *g = gort__g_new(rt);
    if (!g || !gort__stack_of_thread(rt, &g->stack)) {
        free(g);
        free(m);
        return NULL;
    }
    m->own = g;
    sem_init(&m->wake, 0, 0);
    gort__context_of_thread(&g->context, g->stack.c_lo, g->stack.c_hi);
    g->stack_guard_normal = gort__stack_guard(&g->stack);
    gort__g_set_guard(g, false);
    g->sp = g->head.top = g->stack.shadow_lo;
    gort__g_bind(g, m, gort__gc_has_barrier(rt));
    return m;
}

static gort_g *mutator_attach(gort_runtime *rt, gort__runner *r, bool collector)
{
    gort_g *g = gort_current(rt);
    if (g) return g;
    if (thread.ended || !gort__registry_watch_thread()) return NULL;
    gort_mutator *m = mutator_new(rt);
    if (!m) return NULL;
    g = m->g;

    pthread_mutex_lock(&rt->lock);
    mutator_wait_restart(rt, NULL);
    if (!gort__g_add(g)) {
        pthread_mutex_unlock(&rt->lock);
        mutator_free(m);
        return NULL;
    }
    if (r) {
        m->runner = r;
        r->m = m;
        if (r->start) gort__place_assign(r->start, m);
    } else if (!collector) {
        gort__g_name(g);
    }
    /* A seeded run has the same hash seeds and starts of iterations each time. */
    m->head.rand[0] =
        rt->opt.gcseed ? rt->opt.gcseed * 0x9e3779b97f4a7c15u : gort__os_secret() ^ (uintptr_t)m;
    m->head.rand[1] = (r ? 1 : g->id) * 0x9e3779b97f4a7c15u | 1;
    m->head.map_flags = rt->opt.told & ~GORT__EVENTS_WITHOUT_OBJECTS ? GORT__MAP_TOLD : 0;
    if (rt->addresses) m->head.map_flags |= GORT__MAP_STABLE; /* a write sees whether it has any */
    m->next = rt->mutators;
    rt->mutators = m;
    m->collector = collector;
    rt->nmutators += !collector;
    gort__gc_attach(m);
    pthread_mutex_unlock(&rt->lock);

    m->thread_next = thread.contexts;
    thread.contexts = m;
    if (!r && !collector && gort__is_alone(m)) {
        /* Who was has to be at a safepoint once. */
        gort__stop_world(m);
        gort__store32_relaxed(&rt->alone, 0);
        gort__start_world(m);
    }
    return g;
}

/* Which g counts how often it has attached. */
static gort_g *mutator_counts(gort_mutator *m)
{
    return m->runner ? m->g : m->own;
}

gort_g *gort_attach(gort_runtime *rt)
{
    gort__check_runtime(rt, __func__);
    gort_mutator *m = gort__current_mutator(rt);
    if (!m) return mutator_attach(rt, NULL, false);
    mutator_counts(m)->nested++;
    return m->g;
}

gort_g *gort__attach_runner(gort__runner *r)
{
    return mutator_attach(r->rt, r, false);
}

gort_g *gort__attach_collector(gort_runtime *rt)
{
    return mutator_attach(rt, NULL, true);
}

/* Takes m, which is stopped or the caller's, out of the runtime. rt->lock held. */
static void mutator_unlink_locked(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    gort__gc_detach(m);
    gort__g_remove(m->own);
    gort_mutator **link = &rt->mutators;
    while (*link != m)
        link = &(*link)->next;
    *link = m->next;
    rt->nmutators -= !m->collector;
    rt->stress.safepoints += gort__load_relaxed(&m->safepoints);
}

static void mutator_detach(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    gort__c_stack_left(m);
    m->g->sp = m->g->stack.shadow_lo;
    mutator_lock_answered(m);
    m->has_lock = true; /* an error of the flush gives it up */
    mutator_park_locked(m);
    mutator_unlink_locked(m);
    if (m->runner) gort__runner_gone(m->runner);
    gort__gc_rests(rt);
    rt->nleaving++;
    pthread_mutex_unlock(&rt->lock);
    gort_mutator **at = &thread.contexts;
    while (*at != m)
        at = &(*at)->thread_next;
    *at = m->thread_next;
    mutator_free(m);
    gort__thread_left(rt);
}

void gort__detach_collector(gort_g *g)
{
    mutator_detach(gort__m(g));
}

void gort_detach(gort_runtime *rt)
{
    gort__check_runtime(rt, __func__);
    gort_mutator *m = gort__current_mutator(rt);
    if (!m) gort__misuse(rt, "gort_detach: the calling thread is not attached");
    gort_g *g = m->g;
    gort__check_thread(g);
    if (mutator_counts(m)->nested) {
        mutator_counts(m)->nested--;
        return;
    }
    if (m->runner) gort__misuse(rt, "gort_detach: the calling thread is the scheduler's");
    if (g != m->own) gort__misuse(rt, "gort_detach: the thread runs on a stack of its own");
    if (g->head.scope || g->head.top != g->stack.shadow_lo)
        gort__misuse(rt, "gort_detach: %u scopes are open and %td roots pushed",
                     gort__scope_count(g), g->head.top - g->stack.shadow_lo);
    if (g->frames || g->panics)
        gort__misuse(rt, "gort_detach: deferred calls have not run or a panic is under way");
    mutator_detach(m);
}

void gort__thread_marks(struct gort__worker *w)
{
    thread.marks = w;
}

void gort__leave_work(void)
{
    if (thread.marks) gort__gc_leave_step(thread.marks);
    thread.marks = NULL;
    for (gort_mutator *m = thread.contexts; m; m = m->thread_next) {
        if (m->worker) gort__gc_leave_step(m->worker);
        m->worker = NULL;
        gort__gc_leave_hand(m);
        gort__gc_leave_shades(m);
        gort__g_release(m);
        if (m->callback) m->callback = callback_failed;
    }
}

/* Whatever it was doing: in a callback or an error handler it may have left the world stopped and
 * marking half done. Then the runtime is lost, but nobody shall wait for this thread. */
void gort__thread_exit(void)
{
    thread.ended = true;
    gort__leave_work();
    while (thread.contexts) {
        gort_mutator *m = thread.contexts;
        gort_runtime *rt = m->rt;
        pthread_mutex_lock(&rt->lock);
        const bool stopper = rt->stopper == m, blocked = mutator_is_blocked(m);
        pthread_mutex_unlock(&rt->lock);
        if (stopper) gort__start_world(m);
        m->callback = NULL;
        if (!blocked) gort__g_set_callable(m->g, true);
        if (m->region) gort__place_leave(m);
        if (blocked) mutator_unblock(m);
        m->region = false;
        m->lost = true;
        if (m->runner) {
            gort__runner_fails(m);
            gort__detach_runner(m);
        } else {
            mutator_detach(m);
        }
    }
}

void gort__detach_runner(gort_mutator *m)
{
    gort__runner_exits(m);
    mutator_detach(m);
}

/* ---- fork -------------------------------------------------------------------------------- */

void gort__fork_check(void)
{
    for (gort_mutator *m = thread.contexts; m; m = m->thread_next)
        if (m->callback && m->callback != callback_failed)
            gort__misuse(m->rt, "fork: called in %s", m->callback);
}

void gort__fork_announce(bool quiet)
{
    gort__store32_relaxed(&thread.quiet, quiet);
    if (quiet) mutator_tell_quiet();
}

void gort__fork_request(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    mutator_request_stop(rt, GORT_STOP_FORK, gort__current_mutator(rt));
    pthread_cond_broadcast(&rt->stopped); /* stoppers back off */
    pthread_mutex_unlock(&rt->lock);
}

/* A stopper that is quiet itself is an error handler that forks: the world stays stopped. */
void gort__fork_wait(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    while ((rt->stopper && !mutator_is_quiet(rt->stopper)) || mutator_any_running(rt, NULL, true))
        gort__wait_on(rt, &rt->stopped);
    pthread_mutex_unlock(&rt->lock);
}

void gort__fork_restart(gort_runtime *rt, bool child)
{
    gort_mutator *own = gort__current_mutator(rt), *next;
    if (child) {
        gort__init_conditions(rt); /* waiters of the parent's threads are in those */
        if (rt->stopper != own) mutator_end_stop(rt, GORT_STOP_MUTATOR);
        for (gort_mutator *m = rt->mutators; m; m = next) {
            next = m->next;
            if (m == own) continue;
            gort__sched_lost(rt->sched, m);
            m->lost = true; /* what it recorded is flushed, and nobody is there for an error */
            mutator_unlink_locked(m);
            pthread_mutex_unlock(&rt->lock); /* nobody is there to take it meanwhile */
            mutator_free(m);
            pthread_mutex_lock(&rt->lock);
        }
        gort__sched_forked(rt->sched, own);
    }
    mutator_end_stop(rt, GORT_STOP_FORK);
    if (own) gort__gc_runs_on(own);
}
