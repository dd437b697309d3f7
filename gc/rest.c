/* rest.c - who is asked in a handshake (rt->awake), and who rests.
 *
 * A thread that is blocked is not asked. Before a phase begins it is put to rest by whoever would
 * begin it, under rt->lock, without which it cannot go on: its runs and its buffer are flushed, so
 * nothing is left that a phase could ask for. When it comes back it is as one that attaches, with
 * the phase's barrier and colour; its stack is in the list of g's as ever.
 *
 * Those that fell asleep are put to rest a few at a time (GORT__REST_SPANS), with the program
 * running in between: the phase waits for that. For threads that block and come back all the time
 * there is an end to it (gc->rest_left), and who asks does the rest at once (hand_ask).
 *
 * Invariant: who rests is blocked, not in rt->awake, not asked, and owns no span.
 *
 * Threads: any attached one, rt->lock held.
 */
#include "../runtime/heap/span.h"
#include "../runtime/sched/bind.h"
#include "internal.h"

/* m is one of those that are asked, or no more. */
static void rest_end(gort_mutator *m)
{
    m->awake_at = &m->rt->awake;
    m->awake_next = m->rt->awake;
    if (m->awake_next) m->awake_next->awake_at = &m->awake_next;
    m->rt->awake = m;
    m->rests = false;
}
static void rest_begin(gort_mutator *m)
{
    m->rests = true;
    *m->awake_at = m->awake_next;
    if (m->awake_next) m->awake_next->awake_at = m->awake_at;
}

void gort__hand_count_answer(struct gort__gc *gc, gort_mutator *m)
{
    gort__store32_relaxed(&m->asked, 0);
    gort__store32_relaxed(&gc->asked, gort__load32_relaxed(&gc->asked) - 1);
    if (gort__gc_current_phase(gc->rt) == GORT_GC_MARK)
        gort__hand_turned(gc); /* a round may begin */
}

uint32_t gort__rest_one(gort_mutator *m)
{
    struct gort__gc *gc = m->rt->gc;
    const gort__gc_phase phase = gort__gc_current_phase(m->rt);
    gc->served = m;
    if (phase >= GORT_GC_BLACKEN && phase <= GORT_GC_ROUND) gort__barrier_flush(m);
    gc->served = NULL;
    m->barrier_used = 0;
    const uint32_t spans = gort__alloc_flush(m);
    rest_begin(m);
    if (gort__load32_relaxed(&m->asked)) gort__hand_count_answer(gc, m);
    return spans;
}

bool gort__rest_some(struct gort__gc *gc)
{
    uint32_t work = 0;
    for (gort_mutator *m = gc->rt->awake, *next; m && gc->rest_left > 0; m = next) {
        next = m->awake_next;
        if (gort__load32_relaxed(&m->state) != GORT_MUTATOR_BLOCKED) continue;
        if (work >= GORT__REST_SPANS) return false;
        work += 1 + gort__rest_one(m);
        gc->rest_left--;
    }
    return true;
}

void gort__rest_wake(gort_mutator *m)
{
    m->assist_debt_bytes = 0;
    gort__hand_attach(m);
    gort__g_set_barrier(m->g, gort__gc_has_barrier(m->rt));
}

void gort__hand_attach(gort_mutator *m)
{
    const gort__gc_phase phase = gort__gc_current_phase(m->rt);
    m->exact = phase == GORT_GC_BEGIN;
    m->black_gen = phase >= GORT_GC_BLACKEN ? gort__load32_relaxed(&m->rt->heap->sweepgen) : 0;
    rest_end(m);
}

void gort__hand_detach(gort_mutator *m)
{
    if (!m->rests) rest_begin(m);
    m->rt->nroot_callbacks -= m->nroot_callbacks;
    if (gort__load32_relaxed(&m->asked)) gort__hand_count_answer(m->rt->gc, m);
}
