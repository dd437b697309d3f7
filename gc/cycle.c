/* cycle.c - a cycle: how it begins and ends, by handshakes (handshake.c) or, where that has to be,
 * in a stopped world; steps of marking; whole cycles; its figures.
 *
 *   OFF   sweep what is left of the last cycle; then a handshake, or
 *         a stop: flush all runs, barrier on, every stack grey, the embedder's callbacks -> MARK
 *   MARK  gort__cycle_step, from mutators, until neither stacks nor globals nor objects are grey;
 *         then a handshake, or
 *         a stop: flush the barrier buffers and look again at the grey set; too much of it: back to
 *         MARK. Callbacks again, it is decided what is dead. Then a handshake, or gccheckmark,
 *         all runs flushed, barrier off, all unswept, the next goal -> OFF
 *
 * Invariants
 *  - The phase changes under rt->lock, so a thread that attaches has the barrier and the colours of
 *    one phase.
 *  - Every pause does work in proportion to mutators and what they hold in buffers, never to the
 *    heap; GORT__RECHECK_BYTES bounds the marking in mark termination as long as restarts are left.
 *  - Nobody holds a worker when stopping the world.
 *  - Whoever decides on a cycle says which it has in mind (cycles_started); of several threads that
 *    had the same idea one starts it, and the others find it started.
 *
 * Threads: any attached one at a safepoint (g->sp recorded). The collector's own mark besides
 * (background.c); to begin or end a cycle the first of them is attached (upkeep.c).
 */
#include "../runtime/base/os.h"
#include "../runtime/heap/span.h"
#include "../runtime/sched/bias.h"
#include "../runtime/sched/bind.h"
#include "internal.h"
#include "pacer.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- Life --------------------------------------------------------------------------------- */

struct gort__gc *gort__gc_new(gort_runtime *rt)
{
    struct gort__gc *gc = calloc(1, sizeof *gc);
    if (!gc) return NULL;
    gc->rt = rt;
    gc->ordered = rt->opt.gcstoptheworld > 0 || rt->opt.gcseed != 0;
    if (!gort__workpool_init(&gc->pool, rt, rt->heap->end - rt->heap->base)) {
        free(gc);
        return NULL;
    }
    rt->gc = gc; /* as its marking contexts know it */
    gort__workers_init(gc);
    pthread_mutex_init(&gc->roots_lock, NULL);
    gort__finals_init(gc);
    gort__weaks_init(gc);
    gort__store32_relaxed(&gc->percent, (uint32_t)rt->opt.gc_percent);
    gort__store64_relaxed(&gc->seed_state, rt->opt.gcseed);
    gort__store64_relaxed(&gc->force_ns, GORT__FORCE_NS);
    gort__store64_relaxed(&gc->rest_ns, GORT__REST_NS);
    gc->step_clock = gort__os_now_ns;
    gort__store_relaxed(&gc->scavenge_rests, 1);
    gc->processors = gort__os_processors();
    gc->cycle.procs =
        (uint32_t)(gc->processors < rt->opt.gomaxprocs ? gc->processors : rt->opt.gomaxprocs);
    gort__store64_relaxed(&gc->limiter_period_ns, GORT__LIMITER_PERIOD_NS);
    gort__pacer_limiter_init(&gc->limiter, rt->start_ns, gc->cycle.procs);
    gort__background_init(gc);
    gort__hand_init(gc);
    gort__figures_commit_goal(gc);
    return gc;
}

void gort__gc_free(struct gort__gc *gc)
{
    if (!gc) return;
    gort__workpool_free(&gc->pool);
    pthread_cond_destroy(&gc->turned);
    pthread_mutex_destroy(&gc->roots_lock);
    gort__finals_free(gc);
    gort__weaks_free(gc);
    gort__verify_close(gc);
    gort__workers_free(gc);
    free(gc);
}

gort__gc_phase gort__gc_current_phase(const gort_runtime *rt)
{
    return (gort__gc_phase)gort__load32_acquire(&rt->gc->phase);
}

void gort__gc_attach(gort_mutator *m)
{
    m->barrier_used = 0;
    m->assist_debt_bytes = 0;
    m->rt->gc->rest_left++;
    gort__hand_attach(m);
    gort__gc_runs_on(m); /* it may find the cycle left to nobody, and come to no allocation */
    if (m->rt->wbshadow) gort__wbshadow_attach(m->rt);
}

void gort__gc_detach(gort_mutator *m)
{
    gort__alloc_flush(m);
    if (gort__gc_current_phase(m->rt) != GORT_GC_OFF) gort__barrier_flush(m);
    gort__hand_detach(m);
}

/* Before stacks may be scanned one that is born is grey. */
void gort__gc_g_born(gort_g *g)
{
    const gort__gc_phase phase = gort__gc_current_phase(g->rt);
    const uintptr_t cycle = gort__load_relaxed(&g->rt->cycles_started);
    const bool grey = phase == GORT_GC_BEGIN || phase == GORT_GC_BLACKEN;
    gort__store_relaxed(&g->scanned_cycle, cycle - grey);
    if (grey) gort__fetch_add32_full(&g->rt->gc->stacks_grey, 1);
}

void gort__gc_g_reborn(gort_g *g)
{
    if (gort__gc_current_phase(g->rt) == GORT_GC_MARK && !gort__stack_is_black(g))
        gort__stack_blacken(g);
}

void gort__gc_g_dies(gort_g *g)
{
    if (!gort__stack_is_black(g)) gort__stack_blacken(g);
}

void gort__gc_g_missed(gort_g *g)
{
    gort_au32 *left = &g->rt->gc->stacks_left;
    if (gort__load32_relaxed(left) <= g->slot) gort__store32_relaxed(left, g->slot + 1);
}

void gort__gc_leave_running(gort_g *g)
{
    gort__mark_own_stack(g);
}

/* Stops the world: since when. That is no earlier than the end of another's stop for which it had
 * to wait, so stops and cycles follow each other. */
static uint64_t cycle_stop_world(gort_g *g)
{
    const uint64_t asked_ns = gort__trace_look_ns(g->rt);
    gort__stop_world(gort__m(g));
    return asked_ns > g->rt->gc->resumed_ns ? asked_ns : g->rt->gc->resumed_ns;
}

void gort__cycle_count_pause(struct gort__gc *gc, uint64_t since_ns, uint64_t now_ns)
{
    gc->cycle.pause_ns += now_ns - since_ns;
    gc->resumed_ns = now_ns;
    gort__times_count(&gc->pauses, now_ns - since_ns);
}

/* ---- Starting ----------------------------------------------------------------------------- */

static void cycle_flush_runs(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    for (gort_mutator *m = rt->mutators; m; m = m->next)
        gort__alloc_flush(m);
    pthread_mutex_unlock(&rt->lock);
}

/* World stopped: for all at once. */
static void cycle_set_phase(struct gort__gc *gc, gort__gc_phase phase)
{
    gort_runtime *rt = gc->rt;
    pthread_mutex_lock(&rt->lock);
    gort__store32_release(&gc->phase, phase); /* pairs with gort__gc_current_phase */
    for (gort_mutator *m = rt->mutators; m; m = m->next) {
        gort__g_set_barrier(m->g, gort__gc_has_barrier(rt));
        if (phase == GORT_GC_MARK) m->black_gen = gort__load32_relaxed(&rt->heap->sweepgen);
    }
    pthread_mutex_unlock(&rt->lock);
    gort__event(rt, GORT_EVENT_PHASE, .phase = phase);
}

void gort__cycle_reset(struct gort__gc *gc, bool forced, uint64_t roots_bytes)
{
    gort_runtime *rt = gc->rt;
    gort__cycle *c = &gc->cycle;
    c->heap0 = gort__load_relaxed(&rt->heap->live_bytes);
    c->goal = gort__load64_relaxed(&gc->goal);
    c->forced = forced;
    c->pause_ns = 0;
    gort__store_relaxed(&rt->heap->black_bytes, 0);
    gort__store64_relaxed(&gc->marked_bytes, 0);
    gort__store64_relaxed(&gc->heap_work, 0);
    gort__store64_relaxed(&gc->stack_work, 0);
    gort__store64_relaxed(&gc->looks_work, 0);
    gort__store64_relaxed(&gc->globals_work, 0);
    gort__store64_relaxed(&gc->assist_ns, 0);
    gort__store64_relaxed(&gc->dedicated_ns, 0);
    gort__store64_relaxed(&gc->idle_ns, 0);
    gort__store_relaxed(&gc->check_lost, 0);
    gort__store_relaxed(&gc->barrier_shades, 0);
    gort__store_relaxed(&gc->assists, 0);
    gort__store_relaxed(&gc->shares, 0);
    gort__store_relaxed(&gc->spread_bytes, 0);
    gort__background_reset(gc);
    memset(&gc->maps, 0, sizeof gc->maps);
    gc->restarts = 0;
    gort__store32_relaxed(&gc->weak.tired, 0);
    gc->ack_ns[0] = gc->ack_ns[1] = 0;
    gc->globals_bytes = roots_bytes;
    gort__store32_relaxed(&gc->stacks_grey, rt->ngs);
    gort__fetch_add_relaxed(&gc->rt->cycles_started, 1); /* that makes the stacks grey */
}

/* All that a thread does by handshakes. World stopped. */
static void cycle_reset_stopped(struct gort__gc *gc, bool forced)
{
    gort_runtime *rt = gc->rt;
    const uint64_t roots_bytes = gort__roots_bytes(gc);
    gort__workers_reset(gc);
    pthread_mutex_lock(&rt->lock);
    gort__cycle_reset(gc, forced, roots_bytes);
    for (gort_mutator *m = rt->mutators; m; m = m->next) {
        m->barrier_used = 0;
        m->assist_debt_bytes = 0;
    }
    gort__roots_reset(gc);
    gort__store32_relaxed(&gc->stacks_left, rt->ngs);
    pthread_mutex_unlock(&rt->lock);
}

static void cycle_end_and_start_world(gort_g *g);
static bool cycle_terminate(gort_g *g, bool hurry);

/* gcstoptheworld: the whole cycle in one stop. */
static void cycle_run_stopped(gort_g *g)
{
    struct gort__gc *gc = g->rt->gc;
    const uint64_t began_ns = gort__trace_look_ns(g->rt);
    gort__mark_all_stacks(gc);
    gort__mark_roots(&gc->workers[0], UINT64_MAX);
    gort__mark_drain(gort__stw_tracer(gc), UINT64_MAX);
    gc->cycle.mark_term_ns = gort__trace_look_ns(g->rt);
    gort__store64_relaxed(&gc->dedicated_ns, gc->cycle.mark_term_ns - began_ns);
    gort__fetch_add64_relaxed(&gc->spent_ns, gc->cycle.mark_term_ns - began_ns);
    gc->restarts = GORT__MAX_RESTARTS;
    cycle_terminate(g, true);
    if (g->rt->opt.gcstoptheworld > 1) gort__sweep_finish(g->rt);
    pthread_mutex_lock(&g->rt->lock);
    g->rt->stress.cycles_stopped++;
    pthread_mutex_unlock(&g->rt->lock);
    cycle_end_and_start_world(g);
}

void gort__cycle_yield(gort_g *g)
{
    if (gort__load32_relaxed(&gort__m(g)->asked)) gort__gc_answer(g);
    if (!gort__load32_relaxed(&g->rt->stop_requested)) return;
    gort__block(g, g->sp);
    gort__unblock(g);
}

/* What can be claimed. */
static void cycle_sweep(gort_g *g)
{
    gort_runtime *rt = g->rt;
    while (gort__heap_claimable(rt->heap)) {
        gort__sweep_some(rt, GORT__SWEEP_SPANS);
        gort__cycle_yield(g);
    }
    if (gort__load32_relaxed(&rt->heap->scavenge_due)) gort__scavenge_step(rt, UINTPTR_MAX);
}

void gort__gc_sweep(gort_g *g)
{
    const uint64_t since_ns = gort__os_now_ns();
    gort_runtime *rt = g->rt;
    cycle_sweep(g);
    for (;;) {
        const uint32_t turns = gort__hand_turns(rt->gc);
        if (!gort__heap_unswept(rt->heap)) break;
        /* What others have in hand. */
        gort__hand_wait(g, turns, since_ns);
        cycle_sweep(g);
    }
    gort__sweep_finish(rt);
}

bool gort__cycle_start(gort_g *g, uintptr_t seen, bool forced)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    if (rt->opt.sbrk) return true;
    cycle_sweep(g);
    const gort__hand_begun begun = gort__hand_begin(g, seen, forced);
    if (begun != GORT__HAND_STOP) return begun == GORT__HAND_BEGUN;
    const uint64_t began_ns = cycle_stop_world(g);
    if (gort__load_relaxed(&gc->rt->cycles_started) != seen ||
        gort__gc_current_phase(rt) != GORT_GC_OFF) {
        gort__start_world(gort__m(g));
        return true;
    }
    cycle_flush_runs(rt);
    gort__hand_settle(gc);
    gort__sweep_finish(rt);
    cycle_reset_stopped(gc, forced);
    cycle_set_phase(gc, GORT_GC_MARK);
    if (!(rt->opt.gcmutant & GORT_MUTANT_LATE_ROOTS)) gort__mark_callbacks(gort__stw_tracer(gc));
    gc->cycle.sweep_term_ns = began_ns;
    gc->cycle.mark_ns = gort__trace_look_ns(g->rt);
    if (rt->opt.gcstoptheworld > 0) {
        cycle_run_stopped(g);
        return true;
    }
    /* The stop brought every running mutator to a safepoint; each scans its stack as it leaves. Who
     * waits for the whole collection need not wait for them to be scheduled for that. */
    if (forced) gort__mark_short_stacks(gc, g);
    gort__cycle_count_pause(gc, began_ns, gc->cycle.mark_ns);
    gort__workers_resume(gc);
    gort__start_world(gort__m(g));
    if (gc->last_work >= gort__background_least_work(gc)) gort__background_call(gc);
    return true;
}

void gort__cycle_start_surely(gort_g *g, uintptr_t seen, bool forced)
{
    const uint64_t since_ns = gort__os_now_ns();
    for (;;) {
        const uint32_t turns = gort__hand_turns(g->rt->gc);
        gort__hand_rest(g);
        if (gort__cycle_start(g, seen, forced)) return;
        gort__hand_wait(g, turns, since_ns);
    }
}

/* ---- Marking ------------------------------------------------------------------------------ */

bool gort__cycle_has_grey(const struct gort__gc *gc)
{
    return !gort__roots_done(gc) || gort__workers_have_grey(gc) ||
           (gort__load32_relaxed(&gc->stacks_left) && gort__load32_relaxed(&gc->stacks_grey));
}

/* Waits as blocked as in a C call. A safepoint. */
static void cycle_wait(gort_g *g, void (*wait)(struct gort__gc *gc))
{
    gort__block(g, g->sp);
    wait(g->rt->gc);
    gort__unblock(g);
}

void gort__cycle_wait_for_work(gort_g *g)
{
    cycle_wait(g, gort__work_wait);
}

void gort__cycle_put_worker(gort_g *g)
{
    gort_mutator *m = gort__m(g);
    if (!m->worker) gort__throw(m->rt, NULL, "an error was caught inside a callback");
    gort__worker_put(m->rt->gc, m->worker);
    m->worker = NULL;
}

bool gort__cycle_step(gort_g *g, uint64_t work_bytes, bool wait, gort_a64 *account_ns,
                      uint64_t *done, bool *grey)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    *grey = true;
    const uint64_t stacks_bytes = gort__mark_idle_stacks(gc);
    *done = stacks_bytes;
    gort__worker *w;
    while (!(w = gort__worker_take(gc))) {
        if (!wait) return false;
        cycle_wait(g, gort__worker_wait);
    }
    gort__m(g)->worker = w;
    if (gort__gc_current_phase(rt) != GORT_GC_MARK) {
        gort__cycle_put_worker(g);
        return false;
    }
    const uint64_t began_ns = gort__trace_look_ns(g->rt);
    gort_tracer *tr = &w->tracer;
    work_bytes = work_bytes > stacks_bytes ? work_bytes - stacks_bytes : 1;
    gort__mark_roots(w, work_bytes);
    if (gort__roots_done(gc) && tr->globals_work < work_bytes)
        gort__mark_drain(tr, work_bytes - tr->globals_work);
    *done = stacks_bytes + tr->heap_work + tr->stack_work + tr->globals_work;
    gort__cycle_put_worker(g);
    if (*done && account_ns == &gc->assist_ns) gort__fetch_add_relaxed(&gc->assists, 1);
    *grey = gort__cycle_has_grey(gc);
    const uint64_t took_ns = gort__trace_look_ns(g->rt) - began_ns;
    gort__fetch_add64_relaxed(account_ns, took_ns);
    if (account_ns != &gc->idle_ns) gort__fetch_add64_relaxed(&gc->spent_ns, took_ns);
    if (*grey && gort__assist_work_done(gc) > gort__background_least_work(gc))
        gort__background_call(gc);
    return true;
}

/* ---- Mark termination --------------------------------------------------------------------- */

/* own: the calling thread's. An error, for want of memory, gives the lock up, and leaves the step
 * of whose buffer it is (gort__gc_leave_hand). World stopped. */
static void cycle_flush_buffers(gort_mutator *own, bool drop)
{
    gort_runtime *rt = own->rt;
    pthread_mutex_lock(&rt->lock);
    own->has_lock = true;
    for (gort_mutator *m = rt->mutators; m; m = m->next) {
        if (drop) m->barrier_used = 0;
        rt->gc->served = m;
        gort__barrier_flush(m);
    }
    rt->gc->served = NULL;
    own->has_lock = false;
    pthread_mutex_unlock(&rt->lock);
}

/* Shades what the barrier buffers still hold and marks what that makes grey. False: too much of
 * it for a pause, or a stack is still grey. World stopped. */
static bool cycle_recheck(struct gort__gc *gc, gort_mutator *own, bool hurry)
{
    gort_runtime *rt = gc->rt;
    gort__worker *w = &gc->workers[0];
    const bool mutant = rt->opt.gcmutant & GORT_MUTANT_NO_RECHECK;
    cycle_flush_buffers(own, mutant);
    if (mutant) return true;
    gort__workers_settle(gc); /* an error may have ended a step */

    if (hurry) gort__mark_all_stacks(gc);
    if (gort__load32_acquire(&gc->stacks_grey) != 0) return false;
    if (gc->restarts < GORT__MAX_RESTARTS) {
        gort__mark_roots(w, GORT__RECHECK_BYTES);
        if (gort__roots_done(gc)) gort__mark_drain(&w->tracer, GORT__RECHECK_BYTES);
        gc->restarts++;
        if (gort__tracer_has_grey(&w->tracer) || gort__cycle_has_grey(gc)) return false;
    }
    gort__mark_roots(w, UINT64_MAX);
    gort__mark_drain(&w->tracer, UINT64_MAX);
    return true;
}

/* What others allocate meanwhile is neither lost nor taken for dead: the spans that they have in
 * hand stay counted as a whole, as they are, until they put them back. */
void gort__cycle_settle(struct gort__gc *gc)
{
    gort_runtime *rt = gc->rt;
    struct gort__heap *h = rt->heap;
    gort__cycle *c = &gc->cycle;
    const uintptr_t live = gort__load_relaxed(&h->live_bytes);
    c->heap2 = gort__load64_relaxed(&gc->marked_bytes) + gort__load_relaxed(&h->black_bytes);
    c->heap1 = live > c->heap2 ? live : c->heap2;
    c->goal = gort__load64_relaxed(&gc->goal);
    c->stack_bytes = gort__load64_relaxed(&gc->stack_work);
    c->globals_bytes = gc->globals_bytes;
    gort__fetch_add_relaxed(&h->live_bytes, c->heap2 + gort__load_relaxed(&h->hand_bytes) - live);

    gc->peak_live = c->heap1;
    gc->peak_in_use = (uint64_t)gort__load_relaxed(&h->in_use_pages) << GORT_PAGE_SHIFT;
    gc->heap_marked = c->heap2;
    gc->last_stack_work = c->stack_bytes;
    gc->last_looks_work = gort__load64_relaxed(&gc->looks_work);
    gc->last_work = gort__assist_work_done(gc);
    gort__figures_commit_goal(gc);
}

void gort__cycle_settle_time(struct gort__gc *gc, uint64_t end_ns)
{
    gort__cycle *c = &gc->cycle;
    c->end_ns = end_ns;
    /* With gcstoptheworld the stop is one, from the beginning. */
    const bool one = gc->rt->opt.gcstoptheworld > 0;
    gort__cycle_count_pause(gc, one ? c->sweep_term_ns : c->mark_term_ns, c->end_ns);
    c->stw1_cpu_ns = c->procs * (c->mark_ns - c->sweep_term_ns);
    c->stw2_cpu_ns = c->procs * (c->end_ns - c->mark_term_ns);
    gort__fetch_add64_relaxed(&gc->spent_ns, c->stw1_cpu_ns + c->stw2_cpu_ns);
    gc->spent_at_end_ns = gort__load64_relaxed(&gc->spent_ns);
    if (!gc->rt->opt.gcseed) gort__assist_limiter_update(gc, c->end_ns);
    gc->last_gc_walltime_ns = gort__walltime_ns(gc->rt);
    gc->pause_total_ns += c->pause_ns;
    gc->pause_ring_ns[gc->num_gc % GORT__PAUSE_RING] = c->pause_ns;
    gc->pause_end_ring_ns[gc->num_gc % GORT__PAUSE_RING] = gc->last_gc_walltime_ns;
    gort__store64_relaxed(&gc->last_end_ns, gort__now_ns(gc->rt));
    gc->num_gc++;
    if (c->forced) gc->num_forced++;
}

/* True: all is marked and it is decided what is dead. In the ordered modes and under wbshadow the
 * cycle is over then; else the rest of it is done by handshakes. World stopped. */
static bool cycle_terminate(gort_g *g, bool hurry)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    gort_tracer *tr = gort__stw_tracer(gc);
    if (!cycle_recheck(gc, gort__m(g), hurry)) return false;
    cycle_set_phase(gc, GORT_GC_MARK_TERMINATION);
    gort__mark_callbacks(tr);
    do
        gort__mark_drain(tr, UINT64_MAX);
    while (!gort__weak_decide_stopped(gc, tr));
    if (!gc->ordered && !rt->wbshadow) {
        gort__workers_settle(gc);
        return true;
    }
    gort__weak_clear(gc, UINTPTR_MAX);
    cycle_flush_runs(rt);
    gort__bias_settle_all(rt->sched); /* of what is garbage too, while it is there */
    if (rt->opt.gccheckmark) gort__verify_cycle(g);
    gort__workers_settle(gc);
    gort__cycle_settle(gc);
    gort__workpool_trim(&gc->pool);
    gort__heap_next_gen(rt->heap, false);
    cycle_set_phase(gc, GORT_GC_OFF);
    return true;
}

/* The figures are taken while they stand still and told when the world runs: the next cycle cannot
 * end before this thread passes a safepoint, so cycles are told in order. */
static void cycle_end_and_start_world(gort_g *g)
{
    gort_runtime *rt = g->rt;
    gort__cycle_settle_time(rt->gc, gort__trace_look_ns(rt));
    const gort__cycle_figures figures = gort__figures_of_cycle(rt->gc);
    gort__start_world(gort__m(g));
    gort__event(rt, GORT_EVENT_CYCLE, .cycle = &figures);
    gort__background_note_end(rt->gc);
}

bool gort__cycle_try_finish(gort_g *g, bool hurry)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    if (gort__gc_current_phase(rt) != GORT_GC_MARK) return true;
    const bool greys = gort__load32_acquire(&gc->stacks_grey) != 0;
    if ((hurry || !greys) && gort__weak_advance(g)) return false;
    if (gort__hand_round(g)) return gort__gc_current_phase(rt) != GORT_GC_MARK;
    if (!hurry && gort__load32_acquire(&gc->stacks_grey) != 0) return false;
    const uint64_t began_ns = cycle_stop_world(g);
    if (gort__gc_current_phase(rt) != GORT_GC_MARK) {
        gort__start_world(gort__m(g));
        return true;
    }
    gc->cycle.mark_term_ns = began_ns;
    if (!cycle_terminate(g, hurry)) {
        gort__workers_resume(gc);
        gort__cycle_count_pause(gc, began_ns, gort__trace_look_ns(g->rt));
        gort__start_world(gort__m(g));
        return false;
    }
    if (gc->ordered || rt->wbshadow)
        cycle_end_and_start_world(g);
    else
        gort__hand_unbarrier(g, began_ns);
    return true;
}

/* One of the program's threads runs. */
static bool cycle_is_joined(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    const bool joined = gort__count_running(rt, 1) > 0;
    pthread_mutex_unlock(&rt->lock);
    return joined;
}

/* idle: only as long as none of the program's threads runs. */
static void cycle_finish(gort_g *g, uintptr_t seen, bool idle)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    int waits = 0;
    const uint64_t since_ns = gort__os_now_ns();
    while (gort__gc_current_phase(rt) != GORT_GC_OFF &&
           gort__load_relaxed(&gc->rt->cycles_started) == seen && !(idle && cycle_is_joined(rt))) {
        uint64_t done;
        bool grey;
        const uint32_t turns = gort__hand_turns(gc);
        gort__cycle_yield(g); /* a stop that is wanted is in the way of a round too */
        gort__hand_look(g);
        if (gort__gc_current_phase(rt) != GORT_GC_MARK) {
            gort__hand_wait(g, turns, since_ns);
            continue;
        }
        gort__mark_own_stack(g);
        if (!gort__cycle_step(g, GORT__STEP_MAX_BYTES, true,
                              idle ? &gc->idle_ns : &gc->dedicated_ns, &done, &grey))
            continue;
        if (grey) {
            if (done)
                gort__cycle_yield(g);
            else
                gort__cycle_wait_for_work(g);
        } else if (!gort__cycle_try_finish(g, waits >= GORT__HANDSHAKE_TRIES) &&
                   gort__hand_waits(gc)) {
            waits++;
            gort__hand_wait(g, turns, since_ns);
        }
    }
}

void gort__cycle_finish(gort_g *g, uintptr_t seen)
{
    cycle_finish(g, seen, false);
}

void gort__cycle_finish_idle(gort_g *g)
{
    cycle_finish(g, gort__load_relaxed(&g->rt->cycles_started), true);
}
