/* control.c - what a program asks of the scheduler: how many places there are, which goroutine has
 * a thread to itself, how deep they may go, how many threads there may be, how many there are,
 * where they stand (schedtrace).
 *
 * A goroutine with a thread of its own (LockOSThread) has it as home. When it waits, its thread
 * waits too, without a place; whoever takes the goroutine from a queue sends its place there. Where
 * all threads are the embedder's and each has such a goroutine, one that waits runs the others.
 *
 * Fewer places: those that are too many are given up by their threads when they come to look for
 * the next goroutine, which they are asked to do soon.
 *
 * Threads: the g's own; the world is stopped while the number of places changes.
 */
#include "../base/os.h"
#include "../base/runtime.h"
#include "../base/text.h"
#include "proc.h"

#include <errno.h>
#include <stdio.h>

/* ---- Threads of their own ----------------------------------------------------------------- */

void gort__lock_thread(gort_g *g)
{
    gort__check_call(g, "runtime.LockOSThread");
    if (!g->goroutine) return; /* its thread is its own anyway */
    if (g->locks++ > 0) return;
    GORT_STORE_RELAXED(&g->home, g->m);
    gort__runner_lock(g->m, 1);
}

void gort__unlock_thread(gort_g *g)
{
    gort__check_call(g, "runtime.UnlockOSThread");
    if (!g->goroutine || g->locks == 0) return;
    if (--g->locks > 0) return;
    GORT_STORE_RELAXED(&g->home, NULL);
    gort__runner_lock(g->m, -1);
}

/* ---- The number of places ----------------------------------------------------------------- */

/* Places [from, to) that are there for the first time, or again. rt->lock held.
 */
static void control_add(struct gort__sched *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        gort__proc *p = &s->procs[i];
        gort__place_init(s, i);
        if (gort__load32_relaxed(&p->state) == GORT_PROC_HELD)
            continue; /* it was not given up yet */
        gort__place_put_idle(s, p);
        gort__fetch_add32_full(&s->counts, GORT_IDLE_ONE);
    }
}

/* Idle places beyond the first n are gone, blocked ones too. rt->lock held. */
static void control_drop(struct gort__sched *s, uint32_t n, uint32_t was)
{
    for (gort__proc **at = &s->idle; *at;) {
        if ((*at)->id < n) {
            at = &(*at)->idle_next;
            continue;
        }
        gort__store32_relaxed(&(*at)->state, GORT_PROC_GONE);
        *at = (*at)->idle_next;
        gort__fetch_add32_full(&s->counts, -GORT_IDLE_ONE);
    }
    for (uint32_t i = n; i < was; i++) {
        gort__proc *p = &s->procs[i];
        gort_mutator *m = gort__load_ptr_relaxed(&p->m);
        if (gort__place_take_blocked(p)) {
            gort__place_retire(p);
        } else if (gort__load32_relaxed(&p->state) == GORT_PROC_HELD && m) {
            gort__store32_relaxed(&m->yield, 1);
            gort__raise_guard(m);
        }
    }
}

int gort__set_places(gort_g *g, void **sp, int n)
{
    gort_runtime *rt = g->rt;
    struct gort__sched *s = rt->sched;
    gort__check_call(g, "runtime.GOMAXPROCS");
    const int was = (int)gort__places(s);
    if (n <= 0 || n == was || s->seeded) return was;
    if (n > GORT_PROCS_MAX) n = GORT_PROCS_MAX;
    g->sp = sp;
    gort__stop_world(gort__m(g));
    pthread_mutex_lock(&rt->lock);
    gort__store32_relaxed(&s->nprocs, (uint32_t)n);
    gort__store32_relaxed(&rt->alone, 0);
    if (n > was)
        control_add(s, (uint32_t)was, (uint32_t)n);
    else
        control_drop(s, (uint32_t)n, (uint32_t)was);
    pthread_mutex_unlock(&rt->lock);
    gort__start_world(gort__m(g));
    if (n > was) gort__sched_wake(s);
    return was;
}

bool gort__place_is_surplus(gort_mutator *m)
{
    struct gort__sched *s = m->rt->sched;
    gort__proc *p = m->p;
    if (!p || p->id < gort__places(s)) return false;
    pthread_mutex_lock(&m->rt->lock);
    const bool surplus = p->id >= gort__places(s);
    if (surplus) {
        gort__place_retire(p);
        m->p = NULL;
        if (m->runner->spinning) gort__fetch_add32_full(&s->counts, -GORT_SPINNING_ONE);
        m->runner->spinning = false;
    }
    pthread_mutex_unlock(&m->rt->lock);
    if (surplus) gort__sched_wake(s); /* what it had is for others now */
    return surplus;
}

/* ---- Limits ------------------------------------------------------------------------------- */

size_t gort__set_max_stack(gort_g *g, void **sp, size_t bytes)
{
    gort_runtime *rt = g->rt;
    gort__check_call(g, "runtime/debug.SetMaxStack");
    g->sp = sp;
    gort__stop_world(gort__m(g));
    pthread_mutex_lock(&rt->lock);
    const size_t was = rt->config.stack_max_bytes;
    rt->config.stack_max_bytes = bytes;
    for (uint32_t i = 0; i < rt->ngs; i++) {
        gort_g *o = rt->gs[i];
        if (!o->goroutine) continue;
        const bool asked = gort__g_is_asked(o);
        o->stack_guard_normal = gort__goroutine_guard(o);
        gort__g_set_guard(o, asked);
    }
    pthread_mutex_unlock(&rt->lock);
    gort__start_world(gort__m(g));
    return was;
}

/* Beside the runners there are the thread that began, and the one that watches. */
bool gort__threads_exceed(const struct gort__sched *s)
{
    int n = 2;
    for (const gort__runner *r = s->runners; r && n <= s->max_threads; r = r->next)
        n++;
    return n > s->max_threads;
}

void gort__threads_exhausted(struct gort__sched *s)
{
    char text[100];
    const int n = snprintf(text, sizeof text,
                           "runtime: program exceeds %d-thread limit\n"
                           "fatal error: thread exhaustion\n",
                           s->max_threads);
    gort__fatal_text(s->rt, NULL, GORT_ERROR_FATAL, text, (size_t)n);
}

void gort__threads_refused(struct gort__sched *s, int error)
{
    char text[200];
    int have = 1;
    pthread_mutex_lock(&s->rt->lock);
    have += gort__load32_relaxed(&s->watched) != 0;
    for (const gort__runner *r = s->runners; r; r = r->next)
        have += !r->gone;
    pthread_mutex_unlock(&s->rt->lock);
    const int n = snprintf(
        text, sizeof text,
        "runtime: failed to create new OS thread (have %d already; errno=%d)\n%s"
        "fatal error: newosproc\n",
        have, error,
        error == EAGAIN ? "runtime: may need to increase max user processes (ulimit -u)\n" : "");
    gort__fatal_text(s->rt, NULL, GORT_ERROR_FATAL, text, (size_t)n);
}

int gort__set_max_threads(gort_g *g, void **sp, int n, bool *exceed)
{
    struct gort__sched *s = g->rt->sched;
    gort__check_call(g, "runtime/debug.SetMaxThreads");
    g->sp = sp;
    pthread_mutex_lock(&g->rt->lock);
    const int was = s->max_threads;
    s->max_threads = n;
    *exceed = gort__threads_exceed(s);
    pthread_mutex_unlock(&g->rt->lock);
    return was;
}

/* ---- Counting ----------------------------------------------------------------------------- */

struct gort__times *gort__sched_latencies(gort_runtime *rt)
{
    return &rt->sched->latencies;
}

int gort__count_goroutines(gort_runtime *rt)
{
    int n = 0;
    pthread_mutex_lock(&rt->lock);
    for (uint32_t i = 0; i < rt->ngs; i++)
        n += gort__g_is_goroutine(rt->gs[i]);
    pthread_mutex_unlock(&rt->lock);
    return n;
}

/* go1.19's line: what is idle, who looks for work, the queue of all and those of the places. */
void gort__sched_trace(struct gort__sched *s, uint64_t now_ns)
{
    gort__text t;
    gort__text_init(&t);
    pthread_mutex_lock(&s->rt->lock);
    const uint32_t w = gort__load32_relaxed(&s->counts), n = gort__places(s);
    unsigned threads = 1, idle = 0;
    for (const gort__runner *r = s->runners; r; r = r->next) {
        threads += !r->gone;
        idle += r->idle;
    }
    gort__text_fmt(&t,
                   "SCHED %llums: gomaxprocs=%u idleprocs=%u threads=%u spinningthreads=%u "
                   "idlethreads=%u runqueue=%u",
                   (unsigned long long)((now_ns - s->rt->start_ns) / 1000000), n, GORT_IDLE_OF(w),
                   threads, GORT_SPINNING_OF(w), idle, gort__load32_relaxed(&s->nqueue));
    for (uint32_t i = 0; i < n; i++)
        gort__text_fmt(&t, "%s%u", i ? " " : " [", gort__runq_length(&s->procs[i]));
    gort__text_str(&t, "]\n");
    pthread_mutex_unlock(&s->rt->lock);
    gort__trace_write(s->rt, t.data, t.bytes);
    gort__text_free(&t);
}

gort_stress_counts gort_read_stress_counts(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    gort_stress_counts c = rt->stress;
    for (gort_mutator *m = rt->mutators; m; m = m->next)
        c.safepoints += gort__load_relaxed(&m->safepoints);
    pthread_mutex_unlock(&rt->lock);
    return c;
}
