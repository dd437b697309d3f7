/* delay.c - who keeps others waiting: a thread that comes to no safepoint holds up a stop of the
 * world or a cycle's handshake, and after a second it is named (gort_events.h: GORT_ON_DELAY; the
 * line of GODEBUG=stoptrace=1).
 *
 * Who waits looks now and then, under rt->lock, for a thread that runs and has not done what is
 * asked. The runtime notes the first one and how many safepoints it has passed: found again with
 * the same number it has passed none. It is told with no lock held, once in that time while it
 * lasts.
 *
 * Threads: the one that waits. To change the text, open gort__trace_delay_event.
 */
#include "../../gc/gc.h"
#include "../base/os.h"
#include "sched.h"
#include <stdio.h>
#include <string.h>

void gort_set_thread_name(gort_g *g, const char *name)
{
    gort__check_call(g, "gort_set_thread_name");
    gort_mutator *m = gort__m(g);
    pthread_mutex_lock(&m->rt->lock);
    snprintf(m->name, sizeof m->name, "%s", name ? name : "");
    pthread_mutex_unlock(&m->rt->lock);
}

/* o runs and has not come to a safepoint since it was asked: for a stop, or an answer, or to scan
 * the stack of what runs there. */
static bool delay_is_late(const gort_mutator *o, bool stop)
{
    if (gort__load32_relaxed(&o->state) != GORT_MUTATOR_RUNNING) return false;
    return stop || gort__load32_relaxed(&o->asked) ||
           !gort__stack_is_black(gort__load_ptr_relaxed(&o->running));
}

static const gort_mutator *delay_find(const gort_runtime *rt, const gort_mutator *own, bool stop)
{
    for (const gort_mutator *o = rt->awake; o; o = o->awake_next)
        if (o != own && delay_is_late(o, stop)) return o;
    return NULL;
}

bool gort__delay_look(gort_runtime *rt, const gort_mutator *own, uint64_t since_ns, bool stop,
                      gort__delay *d)
{
    gort__delay_watch *w = &rt->delay;
    const gort_mutator *o = delay_find(rt, own, stop);
    const uint64_t now_ns = gort__os_now_ns();
    const uintptr_t safepoints = o ? gort__load_relaxed(&o->safepoints) : 0;
    if (!o || o != w->late || safepoints != w->safepoints) {
        w->late = o;
        w->safepoints = safepoints;
        w->since_ns = w->told_ns = now_ns;
        return false;
    }
    if (w->since_ns < since_ns) w->since_ns = since_ns; /* it was not asked in between */
    if (w->told_ns < since_ns) w->told_ns = since_ns;
    if (now_ns - w->told_ns < w->after_ns) return false;
    w->told_ns = now_ns;
    *d = (gort__delay){.waited_ns = now_ns - w->since_ns, .stop = stop};
    const gort_g *g = gort__load_ptr_relaxed(&o->running);
    d->goroutine = g->id;
    const char *const unnamed = o->collector ? "of the collector" : "";
    snprintf(d->thread, sizeof d->thread, "%s", *o->name ? o->name : unnamed);
    return true;
}

void gort__delay_tell(gort_runtime *rt, const gort__delay *d)
{
    gort__event(rt, GORT_EVENT_DELAY, .delay = d);
}

void gort__delay_watch_stop(gort_mutator *m, uint64_t since_ns)
{
    gort__delay d;
    if (!gort__delay_look(m->rt, m, since_ns, true, &d)) return;
    pthread_mutex_unlock(&m->rt->lock);
    gort__delay_tell(m->rt, &d);
    pthread_mutex_lock(&m->rt->lock);
}

void gort__trace_delay_event(void *user, gort_runtime *rt, const gort__event *e)
{
    const gort__delay *d = e->delay;
    char text[200];
    (void)user;
    const int n = snprintf(
        text, sizeof text, "%s: thread %s, goroutine %llu, has come to no safepoint for %llu ms\n",
        d->stop ? "stop" : "gc", *d->thread ? d->thread : "without a name",
        (unsigned long long)d->goroutine, (unsigned long long)(d->waited_ns / 1000000));
    gort__trace_write(rt, text, (size_t)n);
}
