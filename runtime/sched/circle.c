/* circle.c - collections of several runtimes that wait for each other's threads.
 *
 * A thread that waits in one runtime is at no safepoint of its others. A stop, or who waits for a
 * cycle's answers or for the last stacks, may so wait for a thread that waits for it in turn, over
 * however many runtimes.
 * Who has waited for long looks whether that is so, and gives up: it is an error of the embedder's,
 * whose thread was in no blocking region (gort.h, "Threads").
 *
 * Threads: who waits.
 */
#include "../../gc/gc.h"
#include "../base/runtime.h"
#include "sched.h"

#define CIRCLE_MAX 32 /* runtimes in it */

/* The runtime that the running thread of m waits in, if it is another than its own. */
static gort_runtime *circle_waits_elsewhere(const gort_mutator *m)
{
    gort_runtime *in = gort__waits_in(m);
    return gort__load32_relaxed(&m->state) == GORT_MUTATOR_RUNNING && in != m->rt ? in : NULL;
}

bool gort__circle_may_be(const gort_runtime *rt)
{
    for (const gort_mutator *m = rt->mutators; m; m = m->next)
        if (circle_waits_elsewhere(m)) return true;
    return false;
}

/* Somebody may wait for the running thread of m, which waits elsewhere: so its g stays. */
static bool circle_is_awaited(const gort_mutator *m)
{
    if (gort__load32_relaxed(&m->rt->stop_requested) & GORT_STOP_MUTATOR) return true;
    if (gort__load32_relaxed(&m->asked)) return true;
    return gort__gc_current_phase(m->rt) == GORT_GC_MARK &&
           !gort__stack_is_black(gort__load_ptr_relaxed(&m->running));
}

/* The registry's lock held, so that none of the runtimes goes. What others wait for stays until
 * they have come to a safepoint, so what is seen of one runtime still holds when the next is looked
 * at. */
static bool circle_find(gort_runtime *rt)
{
    gort_runtime *seen[CIRCLE_MAX] = {rt};
    bool circle = false;
    for (unsigned n = 1, i = 0; i < n && !circle; i++) {
        pthread_mutex_lock(&seen[i]->lock);
        for (gort_mutator *m = seen[i]->mutators; m && !circle; m = m->next) {
            gort_runtime *in = circle_waits_elsewhere(m);
            if (in && !circle_is_awaited(m)) in = NULL;
            unsigned k = 0;
            while (k < n && seen[k] != in)
                k++;
            circle = in == rt;
            if (in && k == n && n < CIRCLE_MAX) seen[n++] = in;
        }
        pthread_mutex_unlock(&seen[i]->lock);
    }
    return circle;
}

bool gort__circle_is(gort_runtime *rt)
{
    return gort__registry_look(circle_find, rt);
}

GORT_NORETURN void gort__circle_report(gort_runtime *rt)
{
    gort__misuse(rt,
                 "the collections of two runtimes wait for each other: a thread that waits in one "
                 "is in no blocking region of the other");
}
