/* gc.h - the collector as the rest of the runtime sees it. The only header of gc/ that runtime/
 * and map/ may include.
 *
 * Phases change when each thread has answered at a safepoint of its own (handshake.c), in some
 * modes with the world stopped. Marking is incremental: mutators do bounded steps at their
 * allocation slow paths and safepoints, and threads of the collector's mark beside them
 * (background.c); several at once. Sweeping is lazy.
 */
#ifndef GORT_GC_H
#define GORT_GC_H

#include "../runtime/base/runtime.h"

struct gort__span;

struct gort__gc *gort__gc_new(gort_runtime *rt);
void gort__gc_free(struct gort__gc *gc);

/* README.md has the table. In their order. */
typedef enum gort__gc_phase {
    GORT_GC_OFF,
    GORT_GC_BEGIN,
    GORT_GC_BLACKEN,
    GORT_GC_MARK,
    GORT_GC_ROUND,
    GORT_GC_UNBARRIER,
    GORT_GC_MARK_TERMINATION /* the world is stopped */
} gort__gc_phase;
gort__gc_phase gort__gc_current_phase(const gort_runtime *rt); /* any thread; acquire */
/* Whether the stores of who attaches now are the barrier's: while a cycle marks, always under
 * wbshadow. rt->lock held. */
static inline bool gort__gc_has_barrier(const gort_runtime *rt)
{
    const gort__gc_phase phase = gort__gc_current_phase(rt);
    return rt->wbshadow || (phase != GORT_GC_OFF && phase != GORT_GC_UNBARRIER);
}

/* ---- Called by the allocator (alloc.c) ---------------------------------------------------- */

/* At each allocation slow path, before a run or large object is taken: g->sp is recorded. Starts
 * a cycle if the trigger is passed, scans this g's stack if it is grey, does a mark step in
 * proportion to `bytes`, finishes the cycle if nothing is grey. A safepoint: may stop the world. */
void gort__gc_alloc_slow(gort_g *g, uintptr_t bytes);

/* The mutator took slots [first, end) of s as a run (or its one large object): blackens them, if it
 * allocates black there. Called before the run becomes visible to the fast path. */
void gort__gc_run_taken(gort_mutator *m, struct gort__span *s, uint32_t first, uint32_t end);
/* Slots [first, end) of a run go back unused: takes their mark away again. */
void gort__gc_run_retired(struct gort__span *s, uint32_t first, uint32_t end);

/* sweep.c. Sweeps a span that the caller has claimed (runtime/heap/span.h); returns how many
 * objects are left in it. Putting the span where it belongs is the caller's business. */
uint32_t gort__sweep_claimed(gort_runtime *rt, struct gort__span *s);
/* Sweeps unswept spans until npages went back to the page heap or max_spans are swept, and
 * `besides` more, so that sweeping keeps ahead of allocation. Returns the pages that went back. */
uintptr_t gort__sweep_for_pages(gort_runtime *rt, uintptr_t npages, uintptr_t max_spans,
                                uintptr_t besides);
/* Sweeps up to n spans. */
static inline void gort__sweep_some(gort_runtime *rt, uintptr_t n)
{
    gort__sweep_for_pages(rt, 0, 0, n);
}
/* Sweeps everything that is left (sweep termination, runtime.GC). */
void gort__sweep_finish(gort_runtime *rt);

/* ---- Called by mutator.c ------------------------------------------------------------------ */

/* The collector's share of a safepoint: g->sp is recorded. */
void gort__gc_safepoint(gort_g *g);
/* The thread answers what the cycle under way asks of it, if it does, and takes the cycle on, if it
 * was the last. A safepoint of its own, g->sp recorded; no lock held. */
void gort__gc_answer(gort_g *g);
/* m, the caller's, is about to block or to go, and is asked; or everybody has answered, the cycle
 * is to be taken on, and m's is the last thread that could: others that run are called to do it.
 * rt->lock held. */
bool gort__gc_must_answer(gort_mutator *m);
/* m, which was stopped or blocked, runs on, maybe without a look at the collector: it comes to a
 * safepoint if a cycle marks, or waits to be taken on. rt->lock held. */
void gort__gc_runs_on(gort_mutator *m);
/* An error takes the calling thread out of the middle of a step with w. */
void gort__gc_leave_step(struct gort__worker *w);
void gort__gc_leave_shades(gort_mutator *m); /* or out of one that m is in without a worker */
/* Or out of answering for others, or of what is weak: it gives up what it has locked. */
void gort__gc_leave_hand(gort_mutator *m);
/* A stop is wanted, and no mutator runs: until no thread of the collector's marks. No lock held. */
void gort__gc_wait_steps(struct gort__gc *gc);
/* A thread has come to rest: none of the program's may run now. rt->lock held. */
void gort__gc_rests(gort_runtime *rt);
/* When a cycle is to be forced because none has ended for so long, by gort__now_ns; UINT64_MAX:
 * never. */
uint64_t gort__gc_force_due_ns(const gort_runtime *rt);
/* With a seed: forces one if it is time. Who has the place; a safepoint, g->sp recorded. */
void gort__gc_force(gort_g *g);
/* Before the runtime's parts go: the collector's threads end. No thread is attached. */
void gort__gc_end_threads(struct gort__gc *gc);
/* Around fork: nobody is in a step. */
void gort__gc_lock_steps(struct gort__gc *gc);
void gort__gc_unlock_steps(struct gort__gc *gc, bool child);
/* The same of what is weak and what is to be called; rt->lock held. */
void gort__gc_lock_lists(struct gort__gc *gc);
void gort__gc_unlock_lists(struct gort__gc *gc);
/* Under rt->lock, the mutator in or out of the list: sets up its barrier state; gives up its runs
 * and flushes that. */
void gort__gc_attach(gort_mutator *m);
void gort__gc_detach(gort_mutator *m);

/* ---- Called by g.c ------------------------------------------------------------------------ */

/* Under rt->lock: g, whose stack is empty, came into the list; it leaves the list; it was let go,
 * or stopped running, without having been scanned. */
void gort__gc_g_born(gort_g *g);
void gort__gc_g_dies(gort_g *g);
void gort__gc_g_missed(gort_g *g);
/* g, which stays in the list, has an empty stack and counts as running: that is black, if stacks
 * may be by now. Its thread, or that of who starts it anew. */
void gort__gc_g_reborn(gort_g *g);
/* g is about to stop running: scans its stack if that is grey. Its thread, g->sp recorded. */
void gort__gc_leave_running(gort_g *g);
/* A g has stopped running with its stack grey, by its status: the marker may have passed it. */
void gort__gc_left_grey(gort_runtime *rt);
void gort__gc_left_grey_locked(gort_g *g); /* the same, if it is; rt->lock held */

/* ---- Called by chan.c ---------------------------------------------------------------------- */

/* Copies a value of type t, which holds pointers, from or to the stack of another g, to a place
 * whose old value nobody needs: while marking its pointers are kept, whatever colour the two stacks
 * have. Not a safepoint. */
void gort__gc_hand_over(gort_g *g, const gort_type *t, void *dst, const void *src);

/* ---- Called by map/, pkg/sync/atomic -------------------------------------------------------- */

/* *slot, if it is old, becomes val, with the barrier; whether it did. In full order. What a swap
 * that fails has shaded is kept for a cycle, nothing worse. Not a safepoint. */
bool gort__gc_cas_slow(gort_g *g, void **slot, void *old, void *val);
static inline bool gort__gc_cas(gort_g *g, void **slot, void *old, void *val)
{
    if (GORT_UNLIKELY(g->head.barrier)) return gort__gc_cas_slow(g, slot, old, val);
    return gort__cas_full((gort_aword *)(void *)slot, (uintptr_t)old, (uintptr_t)val);
}

/* ---- Called by roots.c -------------------------------------------------------------------- */

/* The cell becomes a root of g's stack: what it holds is kept by a cycle under way. */
void gort__gc_shade_cell(gort_g *g, const gort_type *t, void *addr);

/* ---- Finalizers (final.c), for pkg/runtime/finalizer.c -------------------------------------- */

typedef struct gort__final gort__final;
/* On a goroutine of its own: object is of type `type`, a pointer. sp[-1] and sp[-2] are roots of
 * the two. */
typedef void (*gort__final_call)(gort_g *g, void **sp, const gort_type *type, void *object,
                                 const gort_type *fn_type, gort_closure *fn);
/* object: the beginning of an object in the heap. False: it has a finalizer. Not a safepoint. */
bool gort__final_add(gort_g *g, void *object, const gort_type *type, gort_closure *fn,
                     const gort_type *fn_type, gort__final_call call);
/* Its finalizer, if it has one that is not ready yet, is no more. Not a safepoint. */
void gort__final_remove(gort_g *g, const void *object);
/* Sees to it that what is ready is run. g->sp recorded; not a safepoint. */
void gort__final_start(gort_g *g);
/* Whether there is a goroutine that runs them. */
bool gort__finals_run(const gort_runtime *rt);

/* ---- Ephemerons of a map (weak.c), for embed/weak_map.c ------------------------------------- */

/* gort_ephemeron_new, of one that comes to the list *dead when its key dies. */
struct gort_ephemeron *gort__ephemeron_new(gort_g *g, const void *key, const void *value,
                                           struct gort_ephemeron **dead);
/* Frees one of the list and says what its key was. False: there is none. */
bool gort__ephemeron_bury(gort_g *g, struct gort_ephemeron **dead, uintptr_t *key);

/* ---- Called by anyone ---------------------------------------------------------------------- */

/* Sweeps what is left of the last cycle. A safepoint: g->sp recorded. */
void gort__gc_sweep(gort_g *g);
/* A whole collection, then its sweep: runtime.GC. g->sp recorded. forced: the gctrace mark. */
void gort__gc_collect(gort_g *g, bool forced);
/* Memory behind the collector's buffers. Any thread. */
uintptr_t gort__gc_buffer_bytes(const gort_runtime *rt);
/* Counters for MemStats. A running mutator's thread, or the world stopped. */
void gort__gc_fill_stats(gort_runtime *rt, gort_mem_stats *out);
/* The cycle in which it was last held down to half of the processors' time, 0: none. Any thread. */
uint64_t gort__gc_limited_cycle(const gort_runtime *rt);
/* Each stop of the collector's. Any thread. */
struct gort__times *gort__gc_pauses(gort_runtime *rt);

/* ---- Trace hooks (gort_type.trace), for map/map_gc.c ---------------------------------------- */

/* The hook's object itself, once per marking: counts a header. */
void gort__trace_header(gort_tracer *tr, void *header, uintptr_t bytes);
/* Shades the block at p and counts it: n buckets of that part, `bytes` together. Each header and
 * each link is scanned once a cycle, so what the calls name adds up to what the maps hold. The
 * event (GORT_EVENT_MAP_MARK) is told if this call set the block's mark bit; an overflow bucket
 * inside its array has none of its own and is told when its link is met. Blocks outside the heap (a
 * first bucket in a frame) are counted but not queued; they are scanned with their stack. In the
 * deterministic modes the parts named by one hook call are scanned to completion in the order of
 * the calls. */
void gort__trace_part(gort_tracer *tr, gort__map_part part, void *p, uintptr_t n, uintptr_t bytes);
/* Shades any other pointer. */
void gort__trace_shade(gort_tracer *tr, void *p);
/* Those that an object of t holds in its bytes [from, to), by t's mask: no hook is called. */
void gort__trace_words(gort_tracer *tr, const gort_type *t, void *obj, uintptr_t from,
                       uintptr_t to);
gort_runtime *gort__trace_runtime(const gort_tracer *tr);

/* Where a pointer was found that an event tells of (GORT_EVENT_SHADE). */
const char *gort__gc_source_text(int kind);
/* It is read in a step of the collector's, at a safepoint, only. */
bool gort__gc_source_in_step(int kind);

/* ---- wbshadow (wbshadow.c); rt->wbshadow is not NULL, new and free apart ----------------------
 */

/* False: no memory. free: whatever new has made. */
bool gort__wbshadow_new(gort_runtime *rt);
void gort__wbshadow_free(gort_runtime *rt);
/* Behind everything that sets signal handlers. */
void gort__wbshadow_start(gort_runtime *rt);
/* The calling thread, which has just been attached. */
void gort__wbshadow_attach(const gort_runtime *rt);
/* What was stored up to here is compared. pc: where the program called. */
void gort__wbshadow_safepoint(gort_g *g, void **sp, const void *pc);
static inline __attribute__((always_inline)) void gort__wbshadow_call(gort_g *g, void **sp)
{
    if (GORT_UNLIKELY(g->rt->wbshadow))
        gort__wbshadow_safepoint(g, sp, __builtin_return_address(0));
}
/* p is a new object of so many bytes, zeroed. g->sp recorded. */
void gort__wbshadow_alloc(gort_g *g, void *p, const gort_type *t, uintptr_t bytes, const void *pc);
/* The unmarked slots of s are about to be freed. Its sweeper. */
void gort__wbshadow_freed(gort_runtime *rt, const struct gort__span *s);
/* The globals of mod are roots from now on. */
void gort__wbshadow_module(gort_runtime *rt, const gort_module *mod);
void gort__wbshadow_module_gone(gort_runtime *rt, const gort_module *mod);

/* ---- For tests ------------------------------------------------------------------------------ */

/* Starts a cycle if none runs (world stopped and restarted) and returns with marking under way. */
void gort__gc_start(gort_g *g);
/* One bounded mark step of about `bytes` of scanning; true while there is grey left. Globals come
 * first, then objects, and this g's stack when nothing else is grey. g->sp recorded, here as in
 * start and finish. */
bool gort__gc_step(gort_g *g, uintptr_t bytes);
/* Completes marking of a cycle under way. */
void gort__gc_finish(gort_g *g);
/* Whether the object p points into is marked (during marking) or allocated. */
bool gort__gc_is_marked(gort_runtime *rt, const void *p);
/* What gccheckmark found in the last cycle. gccheckmark=2 reports to the trace writer, marks what
 * was lost and goes on; 1 is fatal. */
uint64_t gort__gc_checkmark_lost(const gort_runtime *rt);

#endif
