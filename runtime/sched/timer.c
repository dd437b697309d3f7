/* timer.c - functions that are called at an instant: a heap of timers for each runtime.
 *
 * A timer lies in its owner's memory, an object's or a frame's. When its instant has come, a thread
 * of the scheduler calls its function on the way to the next goroutine, so that function is short:
 * it makes a goroutine ready, or sends to a channel that has room. What keeps time is the watcher
 * (watch.c): it sleeps up to the first instant, then wakes a thread, or tells those that are busy.
 *
 * With a seed time is made up: it stands still while a goroutine can go on, but for SWITCH_NS for
 * each that goes on, a microsecond for each look at the clock, each question that found nothing (a
 * select with a default, a word that is shared) and each Gosched, and jumps to the next instant
 * when none can go on. So a seeded run does not depend on the clock, and waits for nothing; what
 * asks until it is late enough has an end, and so have those that only wake each other until it is.
 *
 * Invariants:
 *  - A timer is in the heap from its start until it is taken out to be called, or stopped.
 *    heap[0] is due first; of two for one instant, who was started first (`order`).
 *  - `first_ns` is heap[0]'s instant, or UINT64_MAX; changes under the lock, read by anyone.
 *  - What a timer names (`keep`) is a registered root from its start until its function has
 *    returned: the heap of timers is no memory that the collector looks at.
 *
 * Threads: start and stop: any attached one, at no safepoint; run: a runner's loop. The lock is
 * held over no call.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/os.h"
#include "../base/runtime.h"
#include "proc.h"
#include <stdlib.h>

#define SWITCH_NS 100

struct gort__timers {
    gort__lock lock;
    gort__timer **heap;
    uint32_t n, room;
    uint64_t next_order;
    gort_a64 first_ns;
    gort_a64 now_ns;   /* with a seed: what time it is; who has the place changes it */
    gort_a64 looks_ns; /* with a seed: what the collector's looks at the clock took; atomic */
};

struct gort__timers *gort__timers_new(void)
{
    struct gort__timers *ts = calloc(1, sizeof *ts);
    if (ts) gort__store64_relaxed(&ts->first_ns, UINT64_MAX);
    return ts;
}

void gort__timers_free(struct gort__timers *ts)
{
    if (!ts) return;
    free(ts->heap);
    free(ts);
}

uint64_t gort__timers_first_ns(const struct gort__sched *s)
{
    return gort__load64_relaxed(&s->timers->first_ns);
}

uint64_t gort__now_ns(const gort_runtime *rt)
{
    const struct gort__sched *s = rt->sched;
    return s->seeded ? gort__load64_relaxed(&s->timers->now_ns) : gort__os_now_ns();
}

/* What day it is with a seed: one of the year behind the birth of Go, so that what a program seeds
 * by the time differs from seed to seed. */
static uint64_t timer_seeded_ns(uint64_t seed)
{
    const uint64_t year_s = 365 * 86400;
    const uint64_t s = (seed * 0x9e3779b97f4a7c15u >> 32) % year_s;
    return (1257894000 + s) * 1000000000;
}

uint64_t gort__walltime_ns(const gort_runtime *rt)
{
    return rt->sched->seeded ? timer_seeded_ns(rt->opt.gcseed) + gort__now_ns(rt)
                             : gort__os_walltime_ns();
}

uint64_t gort__trace_now_ns(const gort_runtime *rt)
{
    const struct gort__sched *s = rt->sched;
    return gort__now_ns(rt) + (s->seeded ? gort__load64_relaxed(&s->timers->looks_ns) : 0);
}

uint64_t gort__trace_look_ns(gort_runtime *rt)
{
    struct gort__sched *s = rt->sched;
    if (!s->seeded) return gort__os_now_ns();
    gort__fetch_add64_relaxed(&s->timers->looks_ns, 1000); /* any attached thread */
    return gort__trace_now_ns(rt);
}

/* With a seed. Who has the place. */
static void timers_pass(struct gort__timers *ts, uint64_t ns)
{
    gort__store64_relaxed(&ts->now_ns, gort__load64_relaxed(&ts->now_ns) + ns);
}

void gort__time_passes(gort_g *g)
{
    struct gort__sched *s = g->rt->sched;
    if (!s->seeded) return;
    timers_pass(s->timers, 1000);
    if (!g->goroutine || gort__timers_first_ns(s) > gort__now_ns(g->rt)) return;
    gort__store32_relaxed(&s->timers_due, 1);
    gort__store32_relaxed(&g->m->yield, 1); /* at its next poll */
    g->m->polls_left = 0;
    gort__g_set_guard(g, true);
}

void gort__timers_tick(struct gort__sched *s)
{
    timers_pass(s->timers, SWITCH_NS);
    if (gort__timers_first_ns(s) <= gort__now_ns(s->rt)) gort__store32_relaxed(&s->timers_due, 1);
}

/* ---- The heap. Locked --------------------------------------------------------------------- */

static bool timer_is_before(const gort__timer *a, const gort__timer *b)
{
    return a->when_ns != b->when_ns ? a->when_ns < b->when_ns : a->order < b->order;
}

static void timer_place(struct gort__timers *ts, gort__timer *t, uint32_t at)
{
    ts->heap[at] = t;
    t->slot = at + 1;
}

static void timer_up(struct gort__timers *ts, gort__timer *t, uint32_t at)
{
    while (at > 0 && timer_is_before(t, ts->heap[(at - 1) / 2])) {
        timer_place(ts, ts->heap[(at - 1) / 2], at);
        at = (at - 1) / 2;
    }
    timer_place(ts, t, at);
}

static void timer_down(struct gort__timers *ts, gort__timer *t, uint32_t at)
{
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= ts->n) break;
        if (child + 1 < ts->n && timer_is_before(ts->heap[child + 1], ts->heap[child])) child++;
        if (!timer_is_before(ts->heap[child], t)) break;
        timer_place(ts, ts->heap[child], at);
        at = child;
    }
    timer_place(ts, t, at);
}

static void timer_note_first(struct gort__timers *ts)
{
    gort__store64_relaxed(&ts->first_ns, ts->n ? ts->heap[0]->when_ns : UINT64_MAX);
}

static bool timer_insert(struct gort__timers *ts, gort__timer *t)
{
    if (ts->n == ts->room) {
        const uint32_t room = ts->room ? 2 * ts->room : 16;
        gort__timer **heap = realloc(ts->heap, room * sizeof *heap);
        if (!heap) return false;
        ts->heap = heap;
        ts->room = room;
    }
    t->order = ts->next_order++;
    ts->n++;
    timer_up(ts, t, ts->n - 1);
    timer_note_first(ts);
    return true;
}

static void timer_remove(struct gort__timers *ts, gort__timer *t)
{
    const uint32_t at = t->slot - 1;
    gort__timer *last = ts->heap[--ts->n];
    t->slot = 0;
    if (last != t) {
        timer_up(ts, last, at);
        timer_down(ts, last, last->slot - 1);
    }
    timer_note_first(ts);
}

/* ---- Starting and stopping ---------------------------------------------------------------- */

void gort__timer_start(gort_g *by, gort__timer *t, uint64_t when_ns)
{
    struct gort__sched *s = by->rt->sched;
    struct gort__timers *ts = s->timers;
    while (gort__load32_acquire(&t->firing)) { /* for as long as its root changes hands */
    }
    t->when_ns = when_ns;
    if (t->keep) gort_add_root(by, &t->root, &t->keep, &gort_type_unsafe_pointer, 1);
    gort__lock_take(&ts->lock);
    const bool ok = timer_insert(ts, t);
    const bool first = ok && ts->heap[0] == t;
    gort__lock_give(&ts->lock);
    if (!ok) gort__throw(by->rt, NULL, "out of memory: no room for a timer");
    if (!first || s->seeded) return;
    gort__watch_start(s);
    gort__watch_wake(s); /* it sleeps up to a later instant */
}

/* A periodic one that fires just now stays in the heap, so it can be stopped like any other; its
 * root is taken away when it has changed hands. */
bool gort__timer_stop(gort_g *by, gort__timer *t)
{
    struct gort__timers *ts = by->rt->sched->timers;
    gort__lock_take(&ts->lock);
    const bool pending = t->slot != 0;
    if (pending) timer_remove(ts, t);
    gort__lock_give(&ts->lock);
    while (gort__load32_acquire(&t->firing)) {
    }
    if (pending && t->keep) gort_remove_root(by, &t->root);
    return pending;
}

/* ---- Running ------------------------------------------------------------------------------ */

/* The first one, if its time has come: out of the heap, or in again for its next time. */
static gort__timer *timer_take_due(struct gort__timers *ts, uint64_t now_ns, bool *again)
{
    gort__lock_take(&ts->lock);
    gort__timer *t = ts->n && ts->heap[0]->when_ns <= now_ns ? ts->heap[0] : NULL;
    *again = t && t->period_ns;
    if (t) gort__store32_relaxed(&t->firing, 1);
    if (*again) {
        /* Times that went by while nobody came are passed over. */
        t->when_ns += t->period_ns * (1 + (now_ns - t->when_ns) / t->period_ns);
        t->order = ts->next_order++;
        timer_down(ts, t, 0);
        timer_note_first(ts);
    } else if (t) {
        timer_remove(ts, t);
    }
    gort__lock_give(&ts->lock);
    return t;
}

/* Calls t's function. From the moment that `firing` ends t may be gone, or started anew: what it
 * names is a root of this frame then. */
static void timer_fire(gort_g *own, gort__timer *t, bool again, uint64_t now_ns)
{
    const gort__timer_fn fn = t->fn;
    void *arg = t->arg, *keep = t->keep;
    gort_root root;
    if (keep) gort_add_root(own, &root, &keep, &gort_type_unsafe_pointer, 1);
    if (keep && !again) gort_remove_root(own, &t->root);
    gort__store32_release(&t->firing, 0); /* pairs with gort__timer_start */
    fn(own, arg, now_ns);
    if (keep) gort_remove_root(own, &root);
}

void gort__timers_run(gort_g *own)
{
    struct gort__timers *ts = own->rt->sched->timers;
    if (gort__load64_relaxed(&ts->first_ns) == UINT64_MAX) return;
    const uint64_t now_ns = gort__now_ns(own->rt);
    bool again;
    for (gort__timer *t; (t = timer_take_due(ts, now_ns, &again));)
        timer_fire(own, t, again, now_ns);
}

bool gort__timers_jump(struct gort__sched *s)
{
    struct gort__timers *ts = s->timers;
    const uint64_t first_ns = gort__load64_relaxed(&ts->first_ns);
    if (!s->seeded || first_ns == UINT64_MAX) return false;
    const uint64_t force_ns = gort__gc_force_due_ns(s->rt);
    const uint64_t to_ns = first_ns < force_ns ? first_ns : force_ns;
    if (gort__load64_relaxed(&ts->now_ns) < to_ns) gort__store64_relaxed(&ts->now_ns, to_ns);
    return true;
}

/* ---- Sleeping ----------------------------------------------------------------------------- */

static void sleep_is_over(gort_g *by, void *g, uint64_t now_ns)
{
    (void)now_ns;
    gort__ready(by, NULL, g);
}

/* When g is away: not before anybody could find it asleep. */
static bool sleep_begins(gort_g *g, void *timer)
{
    gort__timer *t = timer;
    gort_mutator *m = gort__current_mutator(g->rt);
    gort__timer_start(m->g, t, t->when_ns);
    return true;
}

void gort_sleep(gort_g *g, void **sp, int64_t ns)
{
    gort__check_entry(g, sp, __func__);
    if (ns <= 0) {
        gort__yield(g, sp);
        return;
    }
    gort__timer t = {.fn = sleep_is_over, .arg = g};
    const uint64_t now_ns = gort__now_ns(g->rt);
    t.when_ns = (uint64_t)ns < UINT64_MAX - 1 - now_ns ? now_ns + (uint64_t)ns : UINT64_MAX - 1;
    gort__park(g, sp, GORT_WAIT_SLEEP, sleep_begins, &t);
}
