/* watch.c - the watcher: a thread that sees to it that nobody keeps a place for himself.
 *
 * It looks at every place now and then. A goroutine that has had its place for TIME_SLICE_NS is
 * asked to let others run at its next poll; a place whose thread is in a blocking region since the
 * last look is handed on if there is work. It looks often while that changes something, then more
 * and more seldom, and not at all while every place is idle.
 *
 * It has no g and no roots, takes rt->lock only, and is started when a goroutine is made ready
 * first (in a child of fork anew). Under a seed there is none.
 */
#include "../base/os.h"
#include "../base/runtime.h"
#include "proc.h"
#include <time.h>

#define TIME_SLICE_NS   10000000
#define WATCH_LEAST_NS  20000
#define WATCH_MOST_NS   10000000
#define WATCH_NEXT_NS   500000  /* at most, while somebody waits for a place's own thread */
#define WATCH_TIMED_NS  1000000 /* between two that are timed from ready to running */
#define WATCH_IDLE_RUNS 50      /* looks that changed nothing before they become rarer */

static bool watch_has_work(const struct gort__sched *s, const gort__proc *p)
{
    return gort__load32_relaxed(&s->nqueue) || gort__load32_relaxed(&s->timers_due) ||
           !gort__runq_empty(p);
}

/* A place whose thread is in a blocking region: true if it went on to another. */
static bool watch_blocked(struct gort__sched *s, gort__proc *p, uint64_t now_ns)
{
    const uint32_t tick = gort__load32_relaxed(&p->block_tick);
    if (tick != p->seen_block_tick) {
        p->seen_block_tick = tick;
        p->seen_block_ns = now_ns;
        return false;
    }
    if (!watch_has_work(s, p) || !gort__place_take_blocked(p)) return false;
    gort__place_hand(p);
    return true;
}

/* What runs there comes to a safepoint, or lets others run, at its next poll. */
static void watch_ask(struct gort__sched *s, gort__proc *p, bool yield)
{
    pthread_mutex_lock(&s->rt->lock); /* p may be in the making */
    gort_mutator *m = gort__load_ptr_relaxed(&p->m);
    if (m && gort__load32_relaxed(&p->state) == GORT_PROC_HELD) {
        if (yield) gort__store32_relaxed(&m->yield, 1);
        gort__raise_guard(m);
    }
    pthread_mutex_unlock(&s->rt->lock);
}

static void watch_running(struct gort__sched *s, gort__proc *p, uint64_t now_ns)
{
    const uint32_t tick = gort__load32_relaxed(&p->tick);
    if (tick != p->seen_tick) {
        p->seen_tick = tick;
        p->seen_ns = now_ns;
        return;
    }
    if (now_ns - p->seen_ns < TIME_SLICE_NS) return;
    watch_ask(s, p, true);
    p->seen_ns = now_ns;
}

/* A `next` that nobody was woken for, and that its place has not run since the last look, is for
 * somebody else; and for a while, those that come after it. True: there is one. */
static bool watch_next(struct gort__sched *s, gort__proc *p)
{
    gort_g *next = gort__load_ptr_relaxed(&p->next);
    const uint32_t kept = gort__load32_relaxed(&p->kept);
    if (next && next == p->seen_next && kept == p->seen_kept) {
        gort__store32_relaxed(&p->kept_since, kept);
        gort__sched_wake(s);
    }
    p->seen_next = next;
    p->seen_kept = kept;
    return next != NULL;
}

/* One that waits for a mutex is to be woken by that place, since the last look. True: there is one.
 */
static bool watch_owed(struct gort__sched *s, gort__proc *p)
{
    const void *owed = gort__load_ptr_relaxed(&p->bias.owed);
    if (owed && owed == p->seen_owed) watch_ask(s, p, false);
    p->seen_owed = owed;
    return owed != NULL;
}

/* One of the next that become ready is timed. */
static void watch_latency(struct gort__sched *s, uint64_t now_ns)
{
    if (gort__load32_acquire(&s->special) || now_ns - s->asked_ns < WATCH_TIMED_NS) return;
    s->asked_ns = now_ns;
    gort__store32_relaxed(&s->special, GORT_SPECIAL_TIME);
}

/* True if a place went on to another thread. */
static bool watch_look(struct gort__sched *s)
{
    const uint64_t now_ns = gort__os_now_ns();
    /* Cleared before the queues are looked at: who puts one after that sets it again. */
    const bool waits =
        gort__load32_relaxed(&s->waits_for_owner) && gort__cas32_full(&s->waits_for_owner, 1, 0);
    bool changed = false, waits_still = false;
    for (uint32_t i = 0; i < gort__places(s); i++) {
        gort__proc *p = &s->procs[i];
        const uint32_t state = gort__load32_acquire(&p->state);
        if (state == GORT_PROC_BLOCKED)
            changed |= watch_blocked(s, p, now_ns);
        else if (state == GORT_PROC_HELD)
            watch_running(s, p, now_ns);
        /* Of a blocked one too: its thread may be in another region at each look. */
        if (waits && (state == GORT_PROC_HELD || state == GORT_PROC_BLOCKED)) {
            const bool next = watch_next(s, p), owed = watch_owed(s, p);
            waits_still |= next || owed;
        }
    }
    if (waits_still) gort__store32_relaxed(&s->waits_for_owner, 1);
    watch_latency(s, now_ns);
    return changed;
}

static bool watch_all_idle(const struct gort__sched *s)
{
    return GORT_IDLE_OF(gort__load32_relaxed(&s->counts)) == gort__places(s);
}

/* Timers whose instant has come are run by a thread of the scheduler: one without work, or one that
 * looks for the next goroutine. */
static void watch_time(struct gort__sched *s)
{
    if (gort__timers_first_ns(s) > gort__os_now_ns()) return;
    gort__store32_relaxed(&s->timers_due, 1);
    gort__sched_wake(s);
}

/* Up to the next timer at most. rt->lock held, and given up meanwhile. */
static void watch_rest(struct gort__sched *s, uint64_t rest_ns)
{
    const uint64_t now_ns = gort__os_now_ns(), first_ns = gort__timers_first_ns(s);
    uint64_t until_ns = rest_ns == UINT64_MAX ? UINT64_MAX : now_ns + rest_ns;
    /* One that is due waits for a thread that is busy: no reason to look without rest, unless there
     * is none. */
    if (first_ns <= now_ns && watch_all_idle(s)) return;
    if (first_ns > now_ns && first_ns < until_ns) until_ns = first_ns;
    if (until_ns == UINT64_MAX) {
        pthread_cond_wait(&s->watch_wakes, &s->rt->lock);
        return;
    }
    gort__store32_relaxed(&s->watch_rests_long, until_ns - now_ns > 2 * WATCH_NEXT_NS);
    const struct timespec until = {(time_t)(until_ns / 1000000000), (long)(until_ns % 1000000000)};
    pthread_cond_timedwait(&s->watch_wakes, &s->rt->lock, &until);
    gort__store32_relaxed(&s->watch_rests_long, 0);
}

static void watch_loop(struct gort__sched *s)
{
    gort_runtime *rt = s->rt;
    const uint64_t trace_ns = (uint64_t)rt->opt.schedtrace * 1000000;
    uint64_t rest_ns = WATCH_LEAST_NS, traced_ns = 0;
    uint32_t quiet = 0;
    gort__help_start(s, gort__os_now_ns());
    pthread_mutex_lock(&rt->lock);
    while (!s->watch_ends) {
        const bool idle = watch_all_idle(s);
        s->watch_sleeps = idle;
        uint64_t most_ns = !idle ? rest_ns : trace_ns ? trace_ns : UINT64_MAX;
        if (gort__load32_relaxed(&s->waits_for_owner) && most_ns > WATCH_NEXT_NS)
            most_ns = WATCH_NEXT_NS;
        if (s->help.state != GORT_HELP_FREE && !idle && most_ns > GORT_HELP_REST_NS)
            most_ns = GORT_HELP_REST_NS;
        const uint64_t trim_ns = gort__ended_rest_ns(s);
        if (idle && trim_ns < most_ns) most_ns = trim_ns;
        watch_rest(s, most_ns);
        s->watch_sleeps = false;
        if (s->watch_ends) break;
        pthread_mutex_unlock(&rt->lock);
        watch_time(s);
        const uint64_t now_ns = gort__os_now_ns();
        gort__ended_trim(s, now_ns);
        if (trace_ns && now_ns - traced_ns >= trace_ns) {
            gort__sched_trace(s, now_ns);
            traced_ns = now_ns;
        }
        if (idle) rest_ns = WATCH_LEAST_NS, quiet = 0, gort__help_start(s, now_ns);
        gort__help_look(s, now_ns);
        if (watch_look(s)) {
            rest_ns = WATCH_LEAST_NS;
            quiet = 0;
        } else if (++quiet > WATCH_IDLE_RUNS) {
            rest_ns = 2 * rest_ns < WATCH_MOST_NS ? 2 * rest_ns : WATCH_MOST_NS;
        }
        pthread_mutex_lock(&rt->lock);
    }
    pthread_mutex_unlock(&rt->lock);
}

/* A handler has ended the watcher's thread: the error was in its hands, because no thread was to be
 * had. */
static void watch_fails(void *sched)
{
    struct gort__sched *s = sched;
    pthread_mutex_lock(&s->rt->lock);
    const bool runs = s->running_main;
    if (!runs) {
        if (gort__load32_relaxed(&s->watched)) pthread_detach(pthread_self());
        gort__store32_relaxed(&s->watched, 0); /* else somebody joins it already */
    }
    pthread_mutex_unlock(&s->rt->lock);
    /* The end of gort_main joins this thread, so the runtime is there until it has gone. */
    if (runs) gort__sched_end(s, 2);
}

static void *watch_thread(void *sched)
{
    pthread_cleanup_push(watch_fails, sched);
    watch_loop(sched);
    pthread_cleanup_pop(0);
    return NULL;
}

void gort__watch_start(struct gort__sched *s)
{
    pthread_attr_t attr;
    int error = 0;
    if (s->seeded || gort__load32_relaxed(&s->watched)) return;
    pthread_mutex_lock(&s->rt->lock);
    if (!gort__load32_relaxed(&s->watched)) {
        pthread_attr_init(&attr);
        pthread_attr_setstacksize(&attr, GORT_RUNNER_STACK_BYTES);
        s->watch_ends = false;
        error = pthread_create(&s->watcher, &attr, watch_thread, s);
        pthread_attr_destroy(&attr);
        gort__store32_relaxed(&s->watched, error == 0);
    }
    pthread_mutex_unlock(&s->rt->lock);
    if (error) gort__threads_refused(s, error);
}

void gort__watch_wake(struct gort__sched *s)
{
    pthread_mutex_lock(&s->rt->lock);
    pthread_cond_broadcast(&s->watch_wakes);
    pthread_mutex_unlock(&s->rt->lock);
}

void gort__watch_stop(struct gort__sched *s)
{
    pthread_mutex_lock(&s->rt->lock);
    const bool watched = gort__load32_relaxed(&s->watched);
    s->watch_ends = true;
    pthread_cond_broadcast(&s->watch_wakes);
    gort__store32_relaxed(&s->watched, 0);
    pthread_mutex_unlock(&s->rt->lock);
    if (watched) pthread_join(s->watcher, NULL);
}
