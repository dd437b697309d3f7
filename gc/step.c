/* step.c - collection in steps that the embedder asks for: gort_gc_step, within a budget of time.
 *
 * A step is a bounded piece of whatever is next: sweeping what the last cycle left, giving memory
 * back, beginning a cycle, marking, ending it. Between two the clock is looked at. Where only
 * others can take the cycle on the call returns; it waits for them only to stop the world, in the
 * modes and for the callbacks that need that.
 *
 * Threads: any attached one, at a safepoint of its own. To change how large a step is, open
 * base/policy.h.
 */
#include "../runtime/base/policy.h"
#include "../runtime/gort_embed.h"
#include "../runtime/heap/span.h"
#include "../runtime/sched/sched.h"
#include "internal.h"

/* The cycle of this number has ended. */
static bool step_is_over(const gort_runtime *rt, uintptr_t cycle)
{
    const uintptr_t started = gort__load_relaxed(&rt->cycles_started);
    return started > cycle || (started == cycle && gort__gc_current_phase(rt) == GORT_GC_OFF);
}

/* No cycle marks. False: others have to do something first. */
static bool step_towards(gort_g *g, uintptr_t cycle)
{
    gort_runtime *rt = g->rt;
    if (gort__heap_claimable(rt->heap)) {
        gort__sweep_some(rt, GORT__SWEEP_SPANS);
        return true;
    }
    if (gort__load32_relaxed(&rt->heap->scavenge_due)) {
        gort__scavenge_step(rt, GORT__SCAVENGE_STEP_BYTES);
        return true;
    }
    return gort__cycle_start(g, cycle - 1, false);
}

static bool step_mark(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    uint64_t done;
    bool grey;
    gort__mark_own_stack(g);
    if (!gort__cycle_step(g, GORT__SAFEPOINT_STEP_BYTES, false, &gc->dedicated_ns, &done, &grey))
        return gort__gc_current_phase(rt) != GORT_GC_MARK;
    if (grey) return done;
    return gort__cycle_try_finish(g, false) || gort__load32_acquire(&gc->stacks_grey) == 0;
}

/* Towards the end of the cycle of that number. */
static bool step_once(gort_g *g, uintptr_t cycle)
{
    gort__cycle_yield(g);
    gort__hand_look(g);
    if (step_is_over(g->rt, cycle)) return true;
    switch (gort__gc_current_phase(g->rt)) {
    case GORT_GC_OFF: return step_towards(g, cycle);
    case GORT_GC_MARK: return step_mark(g);
    default: return false; /* a handshake, and this thread has answered */
    }
}

bool gort_gc_step(gort_g *g, void **sp, uint64_t budget_ns)
{
    gort_runtime *rt = g->rt;
    gort__check_call(g, "gort_gc_step");
    g->sp = sp;
    if (rt->opt.sbrk) return false;
    uint64_t (*const now_ns)(void) = rt->gc->step_clock;
    const uint64_t began_ns = now_ns();
    const bool under_way = gort__gc_current_phase(rt) != GORT_GC_OFF;
    const uintptr_t cycle = gort__load_relaxed(&rt->cycles_started) + !under_way;
    do {
        const bool on = step_once(g, cycle);
        if (step_is_over(rt, cycle)) {
            gort__final_start(g);
            return true;
        }
        if (!on) return false;
    } while (now_ns() - began_ns < budget_ns);
    return false;
}
