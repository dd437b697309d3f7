/* lend.c - threads of the embedder's that run goroutines: gort_run, and gort_main where no other
 * thread may (gort_config.caller_runs).
 *
 * A lent thread is a runner like any (runner.c): it attaches, has a place while it runs goroutines,
 * and waits for one in the same list. What differs is how it comes and goes: it may begin without a
 * place, one that `returns` leaves instead of waiting, nobody joins it, and its record goes with it
 * (gort__runner_gone). With caller_runs the scheduler starts no threads, so a place that a thread
 * leaves behind (a blocking region) stays idle until a lent one takes it, and a thread whose
 * goroutine has locked it runs the others while that one waits, if all that are lent are such.
 *
 * Threads: the one that is lent.
 */
#include "../base/checks.h"
#include "../base/os.h"
#include "../base/runtime.h"
#include "proc.h"
#include <stdlib.h>

/* In the list of all; NULL: it is the end, or it would come back at once. */
static gort__runner *lend_new(struct gort__sched *s, bool returns)
{
    gort__runner *r = calloc(1, sizeof *r);
    if (!r) gort__throw(s->rt, NULL, "out of memory: a thread cannot be lent");
    r->rt = s->rt;
    r->lent = true;
    r->returns = returns;
    pthread_mutex_lock(&s->rt->lock);
    const bool ends = s->ended;
    r->start = ends ? NULL : gort__place_take_idle(s);
    const bool begins = !ends && (r->start || !returns);
    if (begins) {
        r->epoch = gort__load32_relaxed(&s->epoch);
        r->next = s->runners;
        s->runners = r;
    }
    pthread_mutex_unlock(&s->rt->lock);
    if (begins) return r;
    free(r);
    return NULL;
}

/* A timer that is due now is not left to the watcher, who may need some time to see it. */
static void lend_see_timers(struct gort__sched *s)
{
    if (!s->seeded && gort__timers_first_ns(s) <= gort__os_now_ns())
        gort__store32_relaxed(&s->timers_due, 1);
}

/* Somebody holds a place for a moment, to find a thread for it, and may have found none. */
static bool lend_place_comes(struct gort__sched *s)
{
    bool comes = false;
    pthread_mutex_lock(&s->rt->lock);
    for (uint32_t i = 0; i < gort__places(s); i++)
        comes |= gort__load32_relaxed(&s->procs[i].state) == GORT_PROC_HELD &&
                 !gort__load_ptr_relaxed(&s->procs[i].m);
    pthread_mutex_unlock(&s->rt->lock);
    return comes;
}

bool gort__sched_lend(struct gort__sched *s, bool returns)
{
    lend_see_timers(s);
    gort__runner *r = lend_new(s, returns);
    if (!r) return false;
    gort_g *own = gort__attach_runner(r);
    if (!own) gort__runner_cannot_attach(r);
    gort__sched_loop(own->m);
    gort__detach_runner(own->m);
    if (s->rt->opt.caller_runs)
        gort__runner_wake_for_rest(s); /* for those with locked goroutines */
    return true;
}

int64_t gort_run(gort_runtime *rt, bool wait)
{
    gort__check_runtime(rt, __func__);
    struct gort__sched *s = rt->sched;
    if (gort_current(rt)) gort__misuse(rt, "gort_run: the calling thread is attached");
    if (!gort__sched_lend(s, !wait) && !wait && lend_place_comes(s)) return 0;
    const uint64_t first_ns = gort__timers_first_ns(s), now_ns = gort__os_now_ns();
    if (first_ns == UINT64_MAX) return -1;
    return first_ns <= now_ns ? 0 : (int64_t)(first_ns - now_ns);
}
