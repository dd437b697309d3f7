/* figures.c - the collector's figures: the next goal and the settings it comes from, and what
 * MemStats, metrics and the lines of a cycle tell.
 *
 * The arithmetic is in pacer.c; here it gets what it counts with, and its results their places.
 * To change what a cycle's line or event tells: gort__figures_of_cycle, and its fields in
 * runtime/base/event.h; a field of MemStats: gort__gc_fill_stats.
 *
 * Threads: the goal changes with the world stopped; the rest is read by running threads, which no
 * stopped world changes, or atomic.
 */
#include "../runtime/base/checks.h"
#include "../runtime/sched/sched.h"
#include "internal.h"
#include "pacer.h"

/* ---- The goal ----------------------------------------------------------------------------- */

static uint64_t figures_limit_goal(const struct gort__gc *gc)
{
    struct gort__heap *h = gc->rt->heap;
    gort__lock_take(&h->lock);
    const uint64_t held = gort__heap_held_bytes(h);
    gort__lock_give(&h->lock);
    const gort__heap_sums sums = gort__heap_sum(h);
    const uint64_t in_use = (uint64_t)gort__load_relaxed(&h->in_use_pages) << GORT_PAGE_SHIFT;
    return gort__pacer_limit_goal((uint64_t)gc->rt->opt.memory_limit_bytes,
                                  held + gort__heap_other_bytes(gc->rt), held - in_use,
                                  sums.alloc_bytes - sums.freed_bytes, gc->heap_marked);
}

/* How much of the heap's memory is worth keeping until that goal. */
static void figures_commit_retain(struct gort__gc *gc, uint64_t goal)
{
    const uint64_t limit = (uint64_t)gc->rt->opt.memory_limit_bytes;
    const uint64_t retain = gort__pacer_retain(goal, gc->peak_live, gc->peak_in_use);
    const uint64_t most = gort__pacer_limit_retain(limit, gort__heap_other_bytes(gc->rt));
    const uint64_t least = most < retain ? most : retain;
    gort__store_relaxed(&gc->rt->heap->retain_bytes,
                        least < UINTPTR_MAX ? (uintptr_t)least : UINTPTR_MAX);
}

void gort__figures_commit_goal(struct gort__gc *gc)
{
    const int percent = (int)gort__load32_relaxed(&gc->percent);
    const uint64_t marked = gc->heap_marked + gort__load64_relaxed(&gc->rt->heap->external_bytes);
    uint64_t goal = gort__pacer_goal(marked, gc->last_stack_work, gc->globals_bytes, percent);
    /* Without GOMEMLIMIT the limit is INT64_MAX, which caps the goal when GOGC is off. */
    const uint64_t limit_goal = figures_limit_goal(gc);
    const bool limited = limit_goal < goal;
    if (limited) goal = limit_goal;
    const uint64_t trigger = gort__pacer_trigger(marked, goal, gort__pacer_runway(gc->last_work));
    gort__store64_relaxed(&gc->goal, gort__pacer_cycle_goal(goal, trigger, limited));
    gort__store64_relaxed(&gc->trigger, trigger);
    figures_commit_retain(gc, goal);
}

/* ---- Settings ----------------------------------------------------------------------------- */

int gort_set_gc_percent(gort_g *g, void **sp, int percent)
{
    gort__check_entry(g, sp, __func__);
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    g->sp = sp;
    gort__stop_world(gort__m(g));
    const int old = (int)gort__load32_relaxed(&gc->percent);
    gort__store32_relaxed(&gc->percent, (uint32_t)(percent < 0 ? -1 : percent));
    gort__figures_commit_goal(gc);
    gort__start_world(gort__m(g));
    /* Off means that nothing is under way when the call returns. */
    if (percent < 0) gort__cycle_finish(g, gort__load_relaxed(&gc->rt->cycles_started));
    return old;
}

int64_t gort_set_memory_limit(gort_g *g, void **sp, int64_t limit_bytes)
{
    gort__check_entry(g, sp, __func__);
    gort__options *o = &g->rt->opt;
    g->sp = sp;
    gort__stop_world(gort__m(g));
    const int64_t old = o->memory_limit_bytes;
    if (limit_bytes >= 0) {
        o->memory_limit_bytes = limit_bytes;
        gort__figures_commit_goal(g->rt->gc);
    }
    gort__start_world(gort__m(g));
    return old;
}

/* ---- What is told ------------------------------------------------------------------------- */

void gort__gc_fill_stats(gort_runtime *rt, gort_mem_stats *out)
{
    const struct gort__gc *gc = rt->gc;
    pthread_mutex_lock(&rt->lock);
    out->NextGC = gort__load64_relaxed(&gc->goal);
    out->LastGC = gc->last_gc_walltime_ns;
    out->PauseTotalNs = gc->pause_total_ns;
    for (int i = 0; i < GORT__PAUSE_RING; i++) {
        out->PauseNs[i] = gc->pause_ring_ns[i];
        out->PauseEnd[i] = gc->pause_end_ring_ns[i];
    }
    out->NumGC = (uint32_t)gc->num_gc;
    out->NumForcedGC = (uint32_t)gc->num_forced;
    out->GCCPUFraction = gort__gc_cpu_fraction(gc);
    out->EnableGC = true;
    out->DebugGC = false;
    out->GCSys += sizeof *gc;
    pthread_mutex_unlock(&rt->lock);
}

uint64_t gort__gc_limited_cycle(const gort_runtime *rt)
{
    return gort__load_relaxed(&rt->gc->limited_cycle);
}

gort__times *gort__gc_pauses(gort_runtime *rt)
{
    return &rt->gc->pauses;
}

uintptr_t gort__gc_buffer_bytes(const gort_runtime *rt)
{
    return rt->gc ? gort__load_relaxed(&rt->gc->pool.touched_bytes) : 0;
}

double gort__gc_cpu_fraction(const struct gort__gc *gc)
{
    const uint64_t now_ns = gc->cycle.end_ns;
    if (now_ns <= gc->rt->start_ns) return 0;
    const double total = (double)(now_ns - gc->rt->start_ns) * gc->rt->opt.gomaxprocs;
    return (double)gc->spent_at_end_ns / total;
}

gort__cycle_figures gort__figures_of_cycle(const struct gort__gc *gc)
{
    const gort__cycle *c = &gc->cycle;
    const uint64_t start_ns = gc->rt->start_ns;
    return (gort__cycle_figures){
        .number = gc->num_gc,
        .began_ns = c->sweep_term_ns - start_ns,
        .mark_ns = c->mark_ns - start_ns,
        .mark_term_ns = c->mark_term_ns - start_ns,
        .end_ns = c->end_ns - start_ns,
        .stw1_cpu_ns = c->stw1_cpu_ns,
        .stw2_cpu_ns = c->stw2_cpu_ns,
        .assist_ns = gort__load64_relaxed(&gc->assist_ns),
        .dedicated_ns = gort__load64_relaxed(&gc->dedicated_ns),
        .idle_ns = gort__load64_relaxed(&gc->idle_ns),
        .heap0 = c->heap0,
        .heap1 = c->heap1,
        .heap2 = c->heap2,
        .goal = c->goal,
        .stack_bytes = c->stack_bytes,
        .globals_bytes = c->globals_bytes,
        .cpu_fraction = gort__gc_cpu_fraction(gc),
        .procs = gc->rt->opt.gomaxprocs,
        .forced = c->forced,
        .barrier_shades = gort__load_relaxed(&gc->barrier_shades),
        .assists = gort__load_relaxed(&gc->assists),
        .shares = gort__load_relaxed(&gc->shares),
        .maps = gc->maps,
    };
}
