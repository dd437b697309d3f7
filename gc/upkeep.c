/* upkeep.c - what the first of the collector's threads does besides marking, and when.
 *
 *   close   A cycle marks, and none of the program's threads runs: all its goroutines wait, or are
 *           in C. Nobody allocates then or comes to a safepoint, so the thread takes the cycle to
 *           its end, for as long as that holds.
 *   force   No cycle has ended for two minutes (GORT__FORCE_NS), though there was one: garbage of a
 *           program that allocates little is found all the same, and its finalizers run. As in Go a
 *           line says so under gctrace, and GOGC=off means never.
 *
 *   sweep   What a cycle has found is swept, in slices of GORT__SWEEP_SLICE_NS, so that who
 *           allocates finds it swept: at once, or where it is little (GORT__SWEEP_SOON_BYTES) after
 *           GORT__SWEEP_LATE_NS, since a program that collects often sweeps that itself by then.
 * While all processors are busy the thread takes a quarter of one; so do allocations sweep, and the
 * start of the next cycle what is left.
 *
 *   scavenge  What free pages hold beyond what is worth keeping goes back to the system, with a
 *           hundredth of the thread's time.
 *
 * For the first two the thread has to stop the world and to scan stacks, which is for mutators. So
 * it is attached as one meanwhile, and only then (gort__attach_collector): between two times it is
 * in nobody's way, whether that is a deadlock to be found or the end of the runtime. The embedder's
 * callbacks run on it as on any attached thread.
 *
 * Who comes to rest last while a cycle marks wakes the thread (gort__gc_rests); it waits for
 * GORT__REST_NS, so that a program which waits often and shortly is not disturbed. A rest that
 * begins later wakes it again, so none is missed.
 *
 * Nobody needs it: where the collector has no threads, a cycle ends and is forced by whoever goes
 * on. With a seed time is made up and jumps while nobody can go on: up to the instant of a forced
 * cycle at most, which who has the place then runs (gort__gc_force).
 *
 * Threads: the first of background.c's; gort__gc_rests and gort__gc_force as they say.
 */
#include "../runtime/base/os.h"
#include "../runtime/heap/span.h"
#include "../runtime/sched/sched.h"
#include "internal.h"
#include "pacer.h"
#include <sched.h>
#include <unistd.h>

#define SWEEP_BUSY_RESTS  3 /* in times of what a slice took */
#define NO_MEMORY_REST_US 10000

/* ---- Forced cycles ------------------------------------------------------------------------ */

uint64_t gort__gc_force_due_ns(const gort_runtime *rt)
{
    const struct gort__gc *gc = rt->gc;
    const uint64_t last_ns = gort__load64_relaxed(&gc->last_end_ns);
    if (last_ns == 0 || (int)gort__load32_relaxed(&gc->percent) < 0 || rt->opt.sbrk)
        return UINT64_MAX;
    return last_ns + gort__load64_relaxed(&gc->force_ns);
}

/* Begins a cycle, if it is still time. A safepoint. */
static void upkeep_force(gort_g *g)
{
    static const char text[] = "GC forced\n";
    gort_runtime *rt = g->rt;
    if (gort__now_ns(rt) < gort__gc_force_due_ns(rt)) return;
    /* Whoever ended the last cycle is at a safepoint then, and has told of it. */
    gort__stop_world(gort__m(g));
    const uintptr_t seen = gort__load_relaxed(&rt->cycles_started);
    const bool due =
        gort__gc_current_phase(rt) == GORT_GC_OFF && gort__now_ns(rt) >= gort__gc_force_due_ns(rt);
    if (due && rt->opt.gctrace > 0) gort__trace_write(rt, text, sizeof text - 1);
    gort__start_world(gort__m(g));
    if (due) gort__cycle_start_surely(g, seen, false);
}

void gort__gc_force(gort_g *g)
{
    gort_runtime *rt = g->rt;
    if (!rt->opt.gcseed || gort__now_ns(rt) < gort__gc_force_due_ns(rt)) return;
    upkeep_force(g);
    gort__cycle_finish(g, gort__load_relaxed(&rt->cycles_started));
    gort__gc_sweep(g);
    gort__final_start(g);
}

/* ---- An idle program ---------------------------------------------------------------------- */

/* rt->lock held. */
static bool upkeep_is_idle(const gort_runtime *rt)
{
    return gort__count_running(rt, 1) == 0;
}

bool gort__upkeep_is_wanted(const struct gort__gc *gc)
{
    return gort__gc_current_phase(gc->rt) != GORT_GC_OFF && upkeep_is_idle(gc->rt);
}

void gort__gc_rests(gort_runtime *rt)
{
    struct gort__gc *gc = rt->gc;
    struct gort__background *b = &gc->background;
    if (gort__gc_current_phase(rt) == GORT_GC_OFF || b->rests || !upkeep_is_idle(rt)) return;
    if (!gort__background_keep(gc)) return;
    b->rests = true;
    pthread_cond_broadcast(&b->wakes);
}

/* ---- The thread's turn -------------------------------------------------------------------- */

/* Attached, for what is to be done; not at all if there is no memory for that. No lock held. */
static void upkeep_attached(struct gort__gc *gc)
{
    gort_runtime *rt = gc->rt;
    gort_g *g = gort__attach_collector(rt);
    if (!g) {
        usleep(NO_MEMORY_REST_US); /* it is still to be done */
        return;
    }
    g->sp = gort_top(g);
    upkeep_force(g);
    gort__cycle_finish_idle(g);
    gort__final_start(g);
    gort__detach_collector(g);
}

/* A slice, with w: so a stop waits for its end. No lock held. */
static void upkeep_slice(struct gort__gc *gc, gort__upkeep what, gort__worker *w)
{
    gort_runtime *rt = gc->rt;
    const uint64_t began_ns = gort__os_now_ns();
    gort__thread_marks(w);
    if (what == GORT__UPKEEP_SWEEP)
        gort__sweep_slice(rt, GORT__SWEEP_SLICE_NS);
    else
        gort__scavenge_slice(rt, GORT__SCAVENGE_SLICE_NS);
    gort__thread_marks(NULL);
    gort__worker_put(gc, w);
    const uint64_t now_ns = gort__os_now_ns();
    if (what == GORT__UPKEEP_SCAVENGE) {
        pthread_mutex_lock(&rt->lock);
        gc->background.scavenge_ns = now_ns + gort__load_relaxed(&gc->scavenge_rests) *
                                                  gort__pacer_scavenge_rest(now_ns - began_ns);
        pthread_mutex_unlock(&rt->lock);
        return;
    }
    const uint32_t procs = (uint32_t)gort__background_processors(gc);
    pthread_mutex_lock(&rt->lock);
    const bool busy = gort__count_running(rt, procs) == procs;
    gc->background.sweep_ns = busy ? now_ns + SWEEP_BUSY_RESTS * (now_ns - began_ns) : 0;
    pthread_mutex_unlock(&rt->lock);
    if (!busy) sched_yield();
}

uint64_t gort__upkeep_sweep_ns(const struct gort__gc *gc)
{
    const uint64_t in_use = gort__load_relaxed(&gc->rt->heap->in_use_pages) << GORT_PAGE_SHIFT;
    return in_use < GORT__SWEEP_SOON_BYTES ? gort__os_now_ns() + GORT__SWEEP_LATE_NS : 0;
}

gort__upkeep gort__upkeep_due(struct gort__gc *gc, uint64_t now_ns, uint64_t *until_ns)
{
    gort_runtime *rt = gc->rt;
    struct gort__background *b = &gc->background;
    *until_ns = UINT64_MAX;
    if (!gort__background_allowed(gc)) return GORT__UPKEEP_NONE;
    if (gort__gc_current_phase(rt) != GORT_GC_OFF) {
        if (!b->rests) return GORT__UPKEEP_NONE;
        if (b->rest_ns == 0) b->rest_ns = now_ns + gort__load64_relaxed(&gc->rest_ns);
        *until_ns = b->rest_ns;
        if (now_ns < b->rest_ns) return GORT__UPKEEP_NONE;
        b->rests = false; /* who rests from now on says so again */
        b->rest_ns = 0;
        return upkeep_is_idle(rt) ? GORT__UPKEEP_ATTACHED : GORT__UPKEEP_NONE;
    }
    b->rests = false;
    b->rest_ns = 0;
    if (gort__heap_unswept(rt->heap)) {
        if (!gort__heap_claimable(rt->heap)) return GORT__UPKEEP_NONE; /* it is in others' hands */
        *until_ns = b->sweep_ns;
        return now_ns >= b->sweep_ns ? GORT__UPKEEP_SWEEP : GORT__UPKEEP_NONE;
    }
    b->sweep_ns = 0;
    if (gort__load32_relaxed(&gc->finals_due)) return GORT__UPKEEP_ATTACHED;
    const uint64_t force_ns = gort__gc_force_due_ns(rt);
    if (now_ns >= force_ns) return GORT__UPKEEP_ATTACHED;
    *until_ns = force_ns;
    if (!gort__load32_relaxed(&rt->heap->scavenge_due)) return GORT__UPKEEP_NONE;
    if (now_ns >= b->scavenge_ns) return GORT__UPKEEP_SCAVENGE;
    if (b->scavenge_ns < force_ns) *until_ns = b->scavenge_ns;
    return GORT__UPKEEP_NONE;
}

void gort__upkeep_run(struct gort__gc *gc, gort__upkeep what, gort__worker *w)
{
    if (what == GORT__UPKEEP_ATTACHED) upkeep_attached(gc);
    if (w) upkeep_slice(gc, what, w);
}
