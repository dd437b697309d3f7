/* main.c - the scheduler's own life: how it is made, gort_main's goroutine from its start to the
 * end of all, fork, GOMAXPROCS.
 *
 * The end: main returns, os.Exit is called anywhere, or the handler of a fatal error ends a thread.
 * Then the epoch moves on; every goroutine that runs leaves its thread at the next safepoint, those
 * that wait are dropped where they are: they are no roots any more and nobody can make them ready.
 * Their memory stays until the runtime goes, because a channel may still name it. A thread in a
 * blocking region is not waited for; it ends when it comes back.
 *
 * Threads: gort__sched_main is called by a thread of the embedder, which waits in it.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/os.h"
#include "../base/runtime.h"
#include "proc.h"
#include <stdlib.h>

/* ---- Birth and death ---------------------------------------------------------------------- */

static void sched_init_conditions(struct gort__sched *s)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->changed, &monotonic);
    pthread_cond_init(&s->watch_wakes, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

void gort__place_init(struct gort__sched *s, uint32_t i)
{
    gort__proc *p = &s->procs[i];
    p->rt = s->rt;
    p->id = i;
    p->rng = i + 1;
    gort__store32_relaxed(&p->bias.word,
                          gort__load32_relaxed(&s->biases) ? gort__bias_word(i) : GORT_BIAS_NEVER);
}

/* All places idle and empty, the first one first. There is no watcher. */
static void sched_reset_places(struct gort__sched *s)
{
    s->idle = NULL;
    s->queue_first = s->queue_last = NULL;
    gort__store32_relaxed(&s->nqueue, 0);
    gort__store32_relaxed(&s->held, 0);
    s->help = (struct gort__help){0};
    for (uint32_t i = gort__places(s); i-- > 0;) {
        gort__proc *p = &s->procs[i];
        gort__store_ptr_relaxed(&p->next, NULL);
        gort__store32_relaxed(&p->head, gort__load32_relaxed(&p->tail));
        gort__store32_relaxed(&p->rests, 0);
        gort__store_ptr_relaxed(&p->m, NULL);
        gort__store32_relaxed(&p->state, GORT_PROC_IDLE);
        p->idle_next = s->idle;
        s->idle = p;
    }
    gort__store32_relaxed(&s->counts, gort__places(s) * GORT_IDLE_ONE);
}

struct gort__sched *gort__sched_new(gort_runtime *rt)
{
    struct gort__sched *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->rt = rt;
    s->seeded = rt->opt.gcseed != 0;
    s->seed = rt->opt.gcseed;
    const bool told = s->seeded || (rt->opt.told & GORT__EVENTS_OF_GO);
    gort__store32_relaxed(&s->special, told ? GORT_SPECIAL_TOLD : GORT_SPECIAL_TIME);
    s->max_threads = GORT_THREADS_MAX;
    const int most = s->seeded ? 1 : GORT_PROCS_MAX;
    gort__store32_relaxed(&s->nprocs,
                          (uint32_t)(rt->opt.gomaxprocs < most ? rt->opt.gomaxprocs : most));
    sched_init_conditions(s);
    s->procs = gort__os_map(GORT_PROCS_MAX * sizeof(gort__proc)); /* untouched, most of it */
    for (uint32_t i = 0; s->procs && i < gort__places(s); i++)
        gort__place_init(s, i);
    s->timers = gort__timers_new();
    s->semas = gort__semas_new();
    if (!s->timers || !s->semas || !s->procs) {
        gort__sched_free(s);
        return NULL;
    }
    sched_reset_places(s);
    return s;
}

/* Nobody is attached any more. */
void gort__sched_free(struct gort__sched *s)
{
    if (!s) return;
    gort__watch_stop(s);
    for (gort__runner *r = s->runners, *next; r; r = next) {
        next = r->next;
        free(r);
    }
    if (s->procs) gort__os_release(s->procs, GORT_PROCS_MAX * sizeof(gort__proc));
    gort__timers_free(s->timers);
    gort__semas_free(s->semas);
    pthread_cond_destroy(&s->changed);
    pthread_cond_destroy(&s->watch_wakes);
    free(s);
}

/* ---- The end ------------------------------------------------------------------------------ */

/* In a blocking region, from which it may never come back. rt->lock held. */
static bool main_is_in_c(const gort__runner *r)
{
    return r->m && !r->queued && gort__load32_relaxed(&r->m->state) == GORT_MUTATOR_BLOCKED &&
           r->m->region; /* its owner's, while it runs */
}

static bool main_is_over(const struct gort__sched *s)
{
    if (!s->ended) return false;
    for (const gort__runner *r = s->runners; r; r = r->next)
        if (!r->gone && !main_is_in_c(r)) return false;
    return true;
}

/* A thread that has gone to be joined, or NULL; on the way those in a blocking region leave the
 * list, and their records are their own. All in one go: one that comes back meanwhile would look
 * for its record in the list. */
static gort__runner *main_take_gone(struct gort__sched *s)
{
    pthread_mutex_lock(&s->rt->lock);
    gort__runner *r;
    while ((r = s->runners) && !r->gone) {
        s->runners = r->next;
        r->abandoned = true; /* it may be freed when the lock is given up */
        if (r->lent) continue;
        s->nabandoned++;
        pthread_detach(r->thread);
    }
    if (r) s->runners = r->next;
    pthread_mutex_unlock(&s->rt->lock);
    return r;
}

void gort__sched_wait_abandoned(struct gort__sched *s)
{
    pthread_mutex_lock(&s->rt->lock);
    while (s->nabandoned)
        pthread_cond_wait(&s->changed, &s->rt->lock);
    pthread_mutex_unlock(&s->rt->lock);
}

static void main_reap(struct gort__sched *s)
{
    for (gort__runner *r; (r = main_take_gone(s));) {
        pthread_join(r->thread, NULL);
        free(r);
    }
}

/* Those that wait for ever hold nothing any more. With the world stopped. */
static void main_drop_goroutines(gort_g *g)
{
    gort_runtime *rt = g->rt;
    const uint32_t epoch = gort__load32_relaxed(&rt->sched->epoch);
    g->sp = gort_top(g);
    gort__stop_world(gort__m(g));
    for (uint32_t i = 0; i < rt->ngs; i++) {
        gort_g *o = rt->gs[i];
        if (!o->goroutine || o->epoch == epoch) continue;
        if (gort__load32_relaxed(&o->status) != GORT_G_WAITING) continue;
        o->sp = o->head.top = o->stack.shadow_lo;
        o->frames = NULL;
        o->panics = NULL;
    }
    gort__start_world(gort__m(g));
}

static bool main_has_waiting(gort_runtime *rt)
{
    bool found = false;
    pthread_mutex_lock(&rt->lock);
    for (uint32_t i = 0; i < rt->ngs && !found; i++)
        found = rt->gs[i]->goroutine &&
                gort__load32_relaxed(&rt->gs[i]->status) == GORT_G_WAITING &&
                rt->gs[i]->sp != rt->gs[i]->stack.shadow_lo;
    pthread_mutex_unlock(&rt->lock);
    return found;
}

static void main_drop(gort_runtime *rt)
{
    if (!main_has_waiting(rt)) return;
    gort_g *own = gort_current(rt);
    gort_g *g = own ? own : gort_attach(rt);
    if (!g) return; /* no memory: they stay roots */
    main_drop_goroutines(g);
    if (!own) gort_detach(rt);
}

/* ---- gort_main ---------------------------------------------------------------------------- */

static void main_wait(struct gort__sched *s)
{
    int cancel;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    pthread_mutex_lock(&s->rt->lock);
    while (!main_is_over(s))
        pthread_cond_wait(&s->changed, &s->rt->lock);
    pthread_mutex_unlock(&s->rt->lock);
    main_reap(s);
    pthread_setcancelstate(cancel, &cancel);
}

/* Waits for the end; then nothing of the scheduler's is left. The status. */
static int main_finish(struct gort__sched *s, gort_g *caller)
{
    gort_runtime *rt = s->rt;
    main_wait(s);
    gort__store32_relaxed(&rt->alone, 0);
    gort__watch_stop(s);
    if (caller) gort_exit_blocking(caller);
    main_drop(rt);
    pthread_mutex_lock(&rt->lock);
    sched_reset_places(s);
    s->running_main = s->main_began = s->ended = false;
    s->main = NULL;
    s->starter = NULL;
    const int status = s->status;
    pthread_mutex_unlock(&rt->lock);
    return status;
}

/* There is no thread for g, the main one. What there is goes before that is said, because a handler
 * may jump. */
static GORT_NORETURN void main_cannot_start(struct gort__sched *s, gort_g *caller, gort__proc *p,
                                            gort_g *g, int error)
{
    gort_runtime *rt = s->rt;
    pthread_mutex_lock(&rt->lock);
    gort__place_put_idle(s, p);
    gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE);
    pthread_mutex_unlock(&rt->lock);
    gort__sched_end(s, 2);
    main_finish(s, caller);
    pthread_mutex_lock(&rt->lock);
    gort__g_remove(g);
    pthread_mutex_unlock(&rt->lock);
    gort__g_free(g);
    gort__threads_refused(s, error);
}

/* Before there are more threads: then it takes the system longer. Some may be lent already, and use
 * the places meanwhile. */
static void main_allow_biases(struct gort__sched *s)
{
    if (gort__load32_relaxed(&s->biases) || s->seeded || !gort__bias_begin()) return;
    gort__store32_relaxed(&s->biases, 1);
    for (uint32_t i = 0; i < gort__places(s); i++)
        gort__store32_relaxed(&s->procs[i].bias.word, gort__bias_word(i));
}

int gort__sched_main(gort_runtime *rt, const gort__stack *st, void (*fn)(gort_g *g, void **sp))
{
    struct gort__sched *s = rt->sched;
    gort_g *caller = gort_current(rt);
    if (caller && rt->opt.caller_runs)
        gort__misuse(rt, "gort_main: the calling thread is attached, and is to run goroutines");
    pthread_mutex_lock(&rt->lock);
    const bool runs = s->running_main;
    if (!runs) {
        s->running_main = true;
        s->ended = s->reported = false;
        s->status = 2; /* until the program ends by itself: a handler may end the thread */
        s->starter = caller ? caller->m : NULL;
        gort__store32_relaxed(&rt->alone,
                              gort__places(s) == 1 && rt->nmutators == (caller ? 1 : 0));
    }
    pthread_mutex_unlock(&rt->lock);
    if (runs) gort__misuse(rt, "gort_main: the runtime runs one already");
    main_allow_biases(s);
    gort_g *g = gort__goroutine_main(rt, st, fn);
    if (!g) {
        pthread_mutex_lock(&rt->lock);
        s->running_main = false;
        pthread_mutex_unlock(&rt->lock);
        gort__throw(rt, NULL, "out of memory in gort_main");
    }
    gort__event(rt, GORT_EVENT_GO_CREATE, .g = caller, .go = {.of = g});
    if (caller) gort_enter_blocking(caller, gort_top(caller));
    pthread_mutex_lock(&rt->lock);
    s->main = g;
    s->main_began = true;
    gort__queue_put(s, g);
    gort__proc *p = rt->opt.caller_runs ? NULL : gort__place_take_idle(s);
    pthread_mutex_unlock(&rt->lock);
    const int error = p ? gort__runner_start(s, p, false) : 0;
    if (error > 0) main_cannot_start(s, caller, p, g, error);
    if (rt->opt.schedtrace > 0) gort__watch_start(s);
    if (rt->opt.caller_runs) gort__sched_lend(s, false);
    return main_finish(s, caller);
}

void gort_stop(gort_runtime *rt)
{
    gort__check_runtime(rt, __func__);
    struct gort__sched *s = rt->sched;
    gort_g *caller = gort_current(rt);
    if (caller) gort__check_call(caller, "gort_stop");
    if (caller && caller->goroutine)
        gort__misuse(rt, "gort_stop: called by a goroutine; gort_os_Exit ends a gort_main");
    pthread_mutex_lock(&rt->lock);
    const bool runs = s->running_main;
    if (!runs) s->ended = false;
    pthread_mutex_unlock(&rt->lock);
    if (runs) gort__misuse(rt, "gort_stop: a gort_main runs, and ends by itself");
    if (caller) gort_enter_blocking(caller, gort_top(caller));
    gort__sched_end(s, 0);
    main_finish(s, caller);
}

void gort__exit(gort_g *g, int status)
{
    if (!g->goroutine) exit(gort__record_flush(g->rt) ? status : 2);
    gort__sched_end(g->rt->sched, status);
    gort__goroutine_exit(g);
}

/* ---- fork --------------------------------------------------------------------------------- */

/* Not a root, and made ready by nobody. */
static void sched_drop_locked(gort_g *g)
{
    g->epoch--;
    g->m = NULL;
    g->head.m = &g->rt->nobody->head;
    g->head.roots_end = NULL;
    gort__g_empty(g);
    gort__gc_g_dies(g);
    gort__store32_relaxed(&g->status, GORT_G_WAITING);
}

void gort__sched_lost(struct gort__sched *s, gort_mutator *m)
{
    (void)s;
    if (m->g != m->own) sched_drop_locked(m->g);
    m->g = m->own;
}

void gort__sched_forked(struct gort__sched *s, gort_mutator *own)
{
    gort__runner *r = own ? own->runner : NULL;
    gort__proc *mine = r ? own->p : NULL;
    if (mine && gort__load_ptr_relaxed(&mine->m) != own) mine = NULL;
    sched_init_conditions(s);
    gort__store32_relaxed(&s->watched, 0);
    s->watch_sleeps = false;
    s->forked = s->running_main;
    s->starter = NULL;
    gort__bias_settle_all(s);
    s->idle_runners = NULL;
    s->runners = r; /* what the others had is lost with their threads */
    s->nabandoned = r && r->abandoned && !r->lent;
    if (r) r->next = NULL;
    if (!r) gort__store32_relaxed(&s->epoch, gort__load32_relaxed(&s->epoch) + 1);
    uint32_t idle = 0;
    s->idle = NULL;
    for (uint32_t i = gort__places(s); i-- > 0;) {
        gort__proc *p = &s->procs[i];
        if (p == mine) continue;
        gort__runq_drain(s, p);
        gort__store_ptr_relaxed(&p->m, NULL);
        gort__store32_relaxed(&p->state, GORT_PROC_IDLE);
        p->idle_next = s->idle;
        s->idle = p;
        idle++;
    }
    if (r) r->spinning = false;
    gort__store32_relaxed(&s->counts, idle * GORT_IDLE_ONE);
    if (!r) {
        s->queue_first = s->queue_last = NULL;
        gort__store32_relaxed(&s->nqueue, 0);
    }
}
