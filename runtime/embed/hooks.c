/* hooks.c - events as a program hears them: a listener of the runtime's (base/event.h) that puts
 * what it is told into public words.
 *
 * A hook is for good, with its fn and user, since who tells may have read its address; what changes
 * is the set of kinds, in the listener's word.
 *
 * To let a kind be heard: gort_event_kind and its part of the union in gort_events.h, its line in
 * hook_listens, its case in hook_tell, and a case of tests/unit/test_hooks.c.
 *
 * Threads: any; rt->lock for the list. Telling: base/event.h.
 */
#include "../base/checks.h"
#include "../gort_events.h"
#include "../../gc/gc.h"
#include "../base/event.h"
#include "../base/runtime.h"
#include "../sched/sched.h"
#include "embed.h"
#include <stdlib.h>

enum { HOOKS_MOST = 4 };

typedef struct gort__hook {
    struct gort__hook *next; /* in rt->hooks */
    gort_event_fn fn;
    void *user;
} gort__hook;

/* The runtime's kinds behind these. */
static uint32_t hook_listens(uint32_t kinds)
{
    static const gort__event_kind of[] = {
        [GORT_ON_MARK] = GORT_EVENT_PHASE,          [GORT_ON_CYCLE] = GORT_EVENT_CYCLE,
        [GORT_ON_SCAVENGE] = GORT_EVENT_SCAVENGE,   [GORT_ON_MAP_GROW] = GORT_EVENT_MAP_GROW,
        [GORT_ON_MAP_GROWN] = GORT_EVENT_MAP_GROWN, [GORT_ON_DELAY] = GORT_EVENT_DELAY,
    };
    uint32_t heard = 0;
    for (unsigned k = 0; k < sizeof of / sizeof of[0]; k++)
        if (kinds & GORT_ON(k)) heard |= GORT__EVENT_BIT(of[k]);
    return heard;
}

static gort_cycle_info hook_cycle(const gort__cycle_figures *c)
{
    const uint64_t procs = c->procs > 0 ? (uint64_t)c->procs : 1;
    uint64_t map_bytes = 0;
    for (int i = 0; i < GORT__NUM_PARTS; i++)
        map_bytes += c->maps.bytes[i];
    return (gort_cycle_info){
        .number = c->number,
        .forced = c->forced,
        .began_ns = c->began_ns,
        .ended_ns = c->end_ns,
        .begin_pause_ns = c->stw1_cpu_ns / procs,
        .end_pause_ns = c->stw2_cpu_ns / procs,
        .assist_ns = c->assist_ns,
        .background_ns = c->dedicated_ns,
        .idle_ns = c->idle_ns,
        .heap_begin_bytes = c->heap0,
        .heap_end_bytes = c->heap1,
        .live_bytes = c->heap2,
        .goal_bytes = c->goal,
        .stack_bytes = c->stack_bytes,
        .globals_bytes = c->globals_bytes,
        .barrier_shades = c->barrier_shades,
        .map_bytes = map_bytes,
        .cpu_fraction = c->cpu_fraction,
    };
}

static void hook_tell(void *user, gort_runtime *rt, const gort__event *e)
{
    const gort__hook *h = user;
    gort_event to;
    switch (e->kind) {
    case GORT_EVENT_PHASE:
        if (e->phase != GORT_GC_MARK) return;
        to = (gort_event){.kind = GORT_ON_MARK};
        break;
    case GORT_EVENT_CYCLE:
        to = (gort_event){.kind = GORT_ON_CYCLE, .cycle = hook_cycle(e->cycle)};
        break;
    case GORT_EVENT_SCAVENGE:
        to = (gort_event){.kind = GORT_ON_SCAVENGE,
                          .scavenge = {e->scavenge.given_bytes, e->scavenge.held_bytes,
                                       e->scavenge.in_use_bytes}};
        break;
    case GORT_EVENT_MAP_GROW:
        to =
            (gort_event){.kind = GORT_ON_MAP_GROW,
                         .map = {e->map_grow.header, e->map_grow.count,
                                 (uintptr_t)1 << e->map_grow.B, (uintptr_t)1 << e->map_grow.new_B}};
        break;
    case GORT_EVENT_MAP_GROWN:
        to = (gort_event){.kind = GORT_ON_MAP_GROWN,
                          .map = {e->map_grown.header, e->map_grown.count,
                                  (uintptr_t)1 << e->map_grown.B, (uintptr_t)1 << e->map_grown.B}};
        break;
    case GORT_EVENT_DELAY:
        to = (gort_event){
            .kind = GORT_ON_DELAY,
            .delay = {e->delay->thread, e->delay->goroutine, e->delay->waited_ns, e->delay->stop}};
        break;
    default: return;
    }
    gort_mutator *m = gort__current_mutator(rt);
    const char *outer = m ? gort__callback_enter(m, "an event's hook") : NULL;
    h->fn(h->user, rt, &to);
    if (m) gort__callback_leave(m, outer);
}

/* That of the pair; NULL: there are enough, or no memory. rt->lock held. */
static gort__hook *hook_of(gort_runtime *rt, gort_event_fn fn, void *user)
{
    unsigned n = 0;
    for (gort__hook *h = rt->hooks; h; h = h->next, n++)
        if (h->fn == fn && h->user == user) return h;
    gort__hook *h = n < HOOKS_MOST ? malloc(sizeof *h) : NULL;
    if (!h) return NULL;
    *h = (gort__hook){rt->hooks, fn, user};
    return rt->hooks = h;
}

bool gort_on_events(gort_runtime *rt, uint32_t kinds, gort_event_fn fn, void *user)
{
    gort__check_runtime(rt, __func__);
    gort__check_that(rt, fn != NULL, __func__, "the function is NULL");
    gort__check_that(rt, kinds >> (GORT_ON_DELAY + 1) == 0, __func__,
                     "there is no such kind of event");
    pthread_mutex_lock(&rt->lock);
    gort__hook *h = hook_of(rt, fn, user);
    pthread_mutex_unlock(&rt->lock);
    return h && gort__listen(rt, hook_listens(kinds), hook_tell, h);
}

void gort__hooks_free(gort_runtime *rt)
{
    for (gort__hook *h = rt->hooks, *next; h; h = next) {
        next = h->next;
        free(h);
    }
}
