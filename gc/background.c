/* background.c - the collector's own threads, which mark while the program runs.
 *
 * They take a quarter of the processors, shared out as go1.19 does (gort__pacer_background), and
 * what the program leaves idle: as long as fewer of its threads run than there are processors,
 * they mark without rest. What they scan is credit, which allocations take before they scan
 * themselves (assist.c). Nothing waits for them to run: with no credit allocations do the work, and
 * a loop that does not allocate does when it sees no progress.
 *
 * They are no mutators: they have no stack to scan, and nothing to allocate from. While one marks,
 * the embedder's code runs on it only as a trace hook, and as the error handler if marking finds a
 * bad pointer. Stacks are scanned, cycles begun and ended, callbacks asked by the program's
 * threads; where none of those runs, or a cycle is to be forced, by the first of these, which is a
 * mutator for that time (upkeep.c).
 *
 * A slice is bounded (GORT__BACKGROUND_SLICE_NS) and ends at once when the world is to stop. They
 * are called when a cycle has so much to scan that it is worth it (GORT__BACKGROUND_LEAST_BYTES),
 * made at the first call (the first one when the first cycle ends, or a program comes to rest
 * before that), and wait on a condition otherwise. In a forked child there are none, and the next
 * call makes them.
 *
 * Who has them: a gort_main that runs goroutines on threads of the runtime, on several processors,
 * unless gort_config.no_collector_threads; not where the order of marking matters (gcseed,
 * gcstoptheworld) or somebody listens to it (maptrace, GORT_EVENTS). GODEBUG gcthreads=N says how
 * many there are, whoever asks.
 *
 * Invariants
 *  - A worker is taken with rt->lock held, while a cycle marks and no stop is wanted. So who has
 *    asked for a stop need only wait for the workers that are taken then (gort__gc_wait_steps).
 *  - A slice's figures are accounted before its worker is given back: to the cycle it belongs to.
 *
 * Threads: "call" any attached one while a cycle marks; the slices are the collector's threads'.
 */
#include "../runtime/base/os.h"
#include "../runtime/sched/proc.h"
#include "internal.h"
#include "pacer.h"
#include <sched.h>
#include <signal.h>
#include <time.h>

/* ---- How many, and who ---------------------------------------------------------------------- */

int gort__background_processors(const struct gort__gc *gc)
{
    const int places = (int)gort__places(gc->rt->sched);
    return places < gc->processors ? places : gc->processors;
}

/* Somebody listens to marking, or to what is freed: those lines and events are told by the
 * program's threads. */
static bool background_is_watched(const gort_runtime *rt)
{
    static const uint32_t kinds =
        GORT__EVENT_BIT(GORT_EVENT_MAP_MARK) | GORT__EVENT_BIT(GORT_EVENT_MAP_SCAN) |
        GORT__EVENT_BIT(GORT_EVENT_SHADE) | GORT__EVENT_BIT(GORT_EVENT_BLACKEN) |
        GORT__EVENT_BIT(GORT_EVENT_FREE);
    return gort__load32_relaxed(&rt->listeners.heard) & kinds;
}

bool gort__background_allowed(const struct gort__gc *gc)
{
    const gort_runtime *rt = gc->rt;
    if (gc->ordered || rt->opt.sbrk || background_is_watched(rt)) return false;
    if (rt->opt.gcthreads >= 0) return rt->opt.gcthreads > 0;
    return !rt->config.no_collector_threads && !rt->opt.caller_runs && rt->sched->running_main;
}

/* How many threads are to mark, and the part of its time that the last of them takes; the others
 * take all. rt->lock held. */
static uint32_t background_wanted(const struct gort__gc *gc, double *share)
{
    const gort__options *o = &gc->rt->opt;
    const int procs = gort__background_processors(gc);
    uint32_t dedicated;
    double fraction;
    *share = 1;
    if (!gort__background_allowed(gc)) return 0;
    if (o->gcthreads >= 0)
        return o->gcthreads < GORT__BACKGROUND_MAX ? (uint32_t)o->gcthreads : GORT__BACKGROUND_MAX;
    if (procs < 2) return 0;
    gort__pacer_background(procs, &dedicated, &fraction);
    if (dedicated >= GORT__BACKGROUND_MAX) return GORT__BACKGROUND_MAX;
    if (fraction <= 0) return dedicated;
    *share = fraction * procs;
    return dedicated + 1;
}

/* ---- A slice -------------------------------------------------------------------------------- */

static void background_account(struct gort__gc *gc, bool idle, uint64_t ns)
{
    gort__fetch_add64_relaxed(idle ? &gc->idle_ns : &gc->dedicated_ns, ns);
    if (!idle) gort__fetch_add64_relaxed(&gc->spent_ns, ns);
}

/* Marks with w, for no longer than a slice, and gives it back. False: there was nothing. *ns: what
 * it took. */
static bool background_slice(struct gort__gc *gc, gort__worker *w, bool idle, uint64_t *ns)
{
    gort_runtime *rt = gc->rt;
    gort_tracer *tr = &w->tracer;
    const uint64_t began_ns = gort__os_now_ns(), began_cpu_ns = gort__os_thread_ns();
    uint64_t done, all = 0;
    gort__thread_marks(w);
    do {
        gort__mark_roots(w, GORT__BACKGROUND_STEP_BYTES);
        if (gort__roots_done(gc)) gort__mark_drain(tr, GORT__BACKGROUND_STEP_BYTES);
        done = tr->heap_work + tr->stack_work + tr->globals_work;
        all += done;
        gort__tracer_account(tr);
        gort__fetch_add64_relaxed(&gc->background.credit, done);
        gort__fetch_add64_relaxed(&gc->background.work, done);
    } while (done && !gort__load32_relaxed(&rt->stop_requested) &&
             gort__os_now_ns() - began_ns < GORT__BACKGROUND_SLICE_NS);
    background_account(gc, idle, gort__os_thread_ns() - began_cpu_ns);
    gort__thread_marks(NULL);
    *ns = gort__os_now_ns() - began_ns;
    gort__worker_put(gc, w);
    return all != 0;
}

/* ---- A thread ------------------------------------------------------------------------------- */

/* Until then at most. rt->lock held, and given up meanwhile. */
static void background_rest_until(gort_runtime *rt, pthread_cond_t *cond, uint64_t until_ns)
{
    if (until_ns == UINT64_MAX) {
        pthread_cond_wait(cond, &rt->lock);
        return;
    }
    const struct timespec until = {(time_t)(until_ns / 1000000000), (long)(until_ns % 1000000000)};
    pthread_cond_timedwait(cond, &rt->lock, &until);
}

static void background_rest(gort_runtime *rt, pthread_cond_t *cond, uint64_t ns)
{
    background_rest_until(rt, cond, gort__os_now_ns() + ns);
}

/* Nothing to scan, though something may come: until somebody has given of his. rt->lock held. */
static void background_starve(struct gort__gc *gc, uint64_t ns)
{
    gort__fetch_add32_full(&gc->pool.hungry, 1);
    if (!gort__workpool_has_full(&gc->pool)) background_rest(gc->rt, &gc->pool.filled, ns);
    gort__fetch_add32_full(&gc->pool.hungry, (uint32_t)-1);
}

static bool background_marks(const gort__background_thread *self)
{
    const struct gort__gc *gc = self->gc;
    const gort__gc_phase phase = gort__gc_current_phase(gc->rt);
    return gort__load32_relaxed(&gc->background.called) == GORT__BACKGROUND_CALLED &&
           (phase == GORT_GC_MARK || phase == GORT_GC_ROUND) && self->index < gc->background.wanted;
}

/* The first one's other duties, one of them; false: it waits now for what is next. rt->lock held,
 * and given up meanwhile. */
static void background_keep_up(struct gort__gc *gc)
{
    gort_runtime *rt = gc->rt;
    uint64_t until_ns;
    const gort__upkeep what = gort__upkeep_due(gc, gort__os_now_ns(), &until_ns);
    gort__worker *w = what >= GORT__UPKEEP_SWEEP ? gort__worker_take(gc) : NULL;
    if (what == GORT__UPKEEP_NONE) {
        gc->background.waits_until_ns = until_ns;
        background_rest_until(rt, &gc->background.wakes, until_ns);
        gc->background.waits_until_ns = 0;
        return;
    }
    pthread_mutex_unlock(&rt->lock);
    gort__upkeep_run(gc, what, w);
    pthread_mutex_lock(&rt->lock);
}

/* Waits until this thread may mark. NULL: the end. rt->lock held. */
static gort__worker *background_wait(gort__background_thread *self)
{
    struct gort__gc *gc = self->gc;
    gort_runtime *rt = gc->rt;
    while (!gc->background.ends) {
        if (gort__load32_relaxed(&rt->stop_requested)) {
            pthread_cond_wait(&rt->restarted, &rt->lock);
        } else if (!background_marks(self)) {
            if (self->index == 0)
                background_keep_up(gc);
            else
                pthread_cond_wait(&gc->background.wakes, &rt->lock);
        } else {
            gort__worker *w = gort__worker_take(gc);
            if (w) {
                w->tracer.background = true;
                return w;
            }
            background_rest(rt, &gc->background.wakes, GORT__HUNGRY_WAIT_NS);
        }
    }
    return NULL;
}

static void *background_thread(void *arg)
{
    gort__background_thread *self = arg;
    struct gort__gc *gc = self->gc;
    gort_runtime *rt = gc->rt;
    uint64_t starves_ns = GORT__HUNGRY_WAIT_NS, ns;
    gort__worker *w;
    pthread_mutex_lock(&rt->lock);
    while ((w = background_wait(self))) {
        const int procs = gort__background_processors(gc);
        const bool idle = (int)gort__count_running(rt, (uint32_t)procs) < procs;
        const double share =
            self->index + 1 == gc->background.wanted ? gc->background.last_share : 1;
        pthread_mutex_unlock(&rt->lock);
        const bool some = background_slice(gc, w, idle, &ns);
        if (some && (idle || share >= 1)) sched_yield(); /* who waits for the processor gets it */
        pthread_mutex_lock(&rt->lock);
        if (!some) {
            if (self->index == 0 && gort__upkeep_is_wanted(gc)) {
                pthread_mutex_unlock(&rt->lock);
                gort__upkeep_run(gc, GORT__UPKEEP_ATTACHED, NULL);
                pthread_mutex_lock(&rt->lock);
                continue;
            }
            background_starve(gc, starves_ns);
            if (starves_ns < GORT__STARVE_MOST_NS) starves_ns *= 2;
            continue;
        }
        starves_ns = GORT__HUNGRY_WAIT_NS;
        if (!idle && share < 1)
            background_rest(rt, &gc->background.wakes,
                            (uint64_t)((double)ns * (1 - share) / share));
    }
    pthread_mutex_unlock(&rt->lock);
    return NULL;
}

/* One more; the program's signals are not for it. rt->lock held. */
static bool background_start(struct gort__gc *gc)
{
    struct gort__background *b = &gc->background;
    gort__background_thread *t = &b->threads[b->n];
    pthread_attr_t attr;
    sigset_t all, old;
    t->gc = gc;
    t->index = b->n;
    sigfillset(&all);
    /* What its own instructions cause is its own: wbshadow_lock.c goes on behind a fault, and the
     * system ends who has that blocked. */
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, GORT_RUNNER_STACK_BYTES);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    const bool ok = pthread_create(&t->thread, &attr, background_thread, t) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attr);
    b->n += ok;
    return ok;
}

/* ---- For the rest of the collector ---------------------------------------------------------- */

bool gort__background_keep(struct gort__gc *gc)
{
    if (gc->background.ends || !gort__background_allowed(gc)) return false;
    return gc->background.n > 0 || background_start(gc);
}

void gort__background_note_end(struct gort__gc *gc)
{
    pthread_mutex_lock(&gc->rt->lock);
    gort__background_note_end_locked(gc);
    pthread_mutex_unlock(&gc->rt->lock);
}

void gort__background_note_end_locked(struct gort__gc *gc)
{
    struct gort__background *b = &gc->background;
    b->sweep_ns = gort__upkeep_sweep_ns(gc);
    if (gort__background_keep(gc)) gort__background_look_locked(gc);
}

void gort__background_look_locked(struct gort__gc *gc)
{
    struct gort__background *b = &gc->background;
    if (b->waits_until_ns > b->sweep_ns) pthread_cond_broadcast(&b->wakes);
}

void gort__background_call(struct gort__gc *gc)
{
    if (gort__load32_relaxed(&gc->background.called)) return;
    pthread_mutex_lock(&gc->rt->lock);
    gort__background_call_locked(gc);
    pthread_mutex_unlock(&gc->rt->lock);
}

void gort__background_call_locked(struct gort__gc *gc)
{
    struct gort__background *b = &gc->background;
    if (gort__load32_relaxed(&b->called) || gort__gc_current_phase(gc->rt) != GORT_GC_MARK) return;
    b->wanted = background_wanted(gc, &b->last_share);
    while (b->n < b->wanted && !b->ends && background_start(gc)) {
    }
    gort__store32_relaxed(&b->called,
                          b->n && b->wanted ? GORT__BACKGROUND_CALLED : GORT__BACKGROUND_NONE);
    pthread_cond_broadcast(&b->wakes);
}

uint64_t gort__background_least_work(const struct gort__gc *gc)
{
    return gc->rt->opt.gcthreads > 0 ? 0 : GORT__BACKGROUND_LEAST_BYTES;
}

void gort__background_reset(struct gort__gc *gc)
{
    gort__store32_relaxed(&gc->background.called, 0);
    gort__store64_relaxed(&gc->background.credit, 0);
}

uint64_t gort__background_take_credit(struct gort__gc *gc, uint64_t most)
{
    gort_a64 *credit = &gc->background.credit;
    for (;;) {
        const uint64_t there = gort__load64_relaxed(credit);
        const uint64_t take = there < most ? there : most;
        if (take == 0 || gort__cas64_full(credit, there, there - take)) return take;
    }
}

void gort__background_init(struct gort__gc *gc)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&gc->background.wakes, &monotonic);
    pthread_condattr_destroy(&monotonic);
    gc->background.n = 0;
    gc->background.rests = false;
    gc->background.rest_ns = gc->background.sweep_ns = gc->background.scavenge_ns = 0;
    gort__store32_relaxed(&gc->background.called, 0);
}

void gort__gc_end_threads(struct gort__gc *gc)
{
    struct gort__background *b = &gc->background;
    gort_runtime *rt = gc->rt;
    pthread_mutex_lock(&rt->lock);
    b->ends = true;
    pthread_cond_broadcast(&b->wakes);
    pthread_cond_broadcast(&rt->restarted);
    pthread_cond_broadcast(&gc->pool.filled);
    pthread_mutex_unlock(&rt->lock);
    /* No more are made, and who still runs one last time reads how many there are. */
    for (uint32_t i = 0; i < b->n; i++)
        pthread_join(b->threads[i].thread, NULL);
    b->n = 0;
    pthread_cond_destroy(&b->wakes);
}
