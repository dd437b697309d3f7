/* worker.c - the marking contexts that scan objects, and who marks with one.
 *
 * A worker is a tracer, the thread that marks with it, and a lock that this thread holds. A thread
 * takes one for a step and puts it back with the grey objects that are left in it: the next thread
 * to take it goes on with them. (Contexts that only turn pointers into grey objects, a stack's scan
 * or a flushed barrier buffer, are made where they are needed and hand what they found to the
 * pool.)
 *
 * Invariants
 *  - Nobody holds a worker while stopping the world or waiting for a safepoint; so with the world
 *    stopped all are free, and who stopped it may use the first one.
 *  - Grey objects are in workers and in the pool, nowhere else, once a world is stopped and the
 *    barrier buffers are flushed.
 *
 * Threads: any attached one. There is one worker yet; roots are jobs that each of several could
 * take (mark_globals.c, registered.c, runtime/sched/g.c), the pool serves all, and what else more
 * of them need stands at GORT__WORKERS.
 */
#include "internal.h"

void gort__workers_init(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        pthread_mutex_init(&gc->workers[i].lock, NULL);
}

void gort__workers_free(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        pthread_mutex_destroy(&gc->workers[i].lock);
}

void gort__workers_reset(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        gort__tracer_init(&gc->workers[i].tracer, gc->rt, GORT__TRACER_MARK);
}

void gort__workers_settle(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        gort__tracer_finish(&gc->workers[i].tracer);
}

bool gort__workers_have_grey(const struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        if (gort__tracer_has_grey(&gc->workers[i].tracer)) return true;
    return gort__workpool_has_full(&gc->pool);
}

gort__worker *gort__worker_take(gort_mutator *m)
{
    struct gort__gc *gc = m->rt->gc;
    for (int i = 0; i < GORT__WORKERS; i++) {
        gort__worker *w = &gc->workers[i];
        if (pthread_mutex_trylock(&w->lock) != 0) continue;
        m->worker = w;
        return w;
    }
    return NULL;
}

void gort__gc_leave_step(gort_mutator *m)
{
    gort__worker *w = m->worker;
    if (!w) gort__throw(m->rt, NULL, "an error was caught inside a callback");
    if (w->has_roots) gort__roots_leave(w);
    m->worker = NULL;
    pthread_mutex_unlock(&w->lock);
}

void gort__worker_wait(struct gort__gc *gc)
{
    pthread_mutex_lock(&gc->workers[0].lock);
    pthread_mutex_unlock(&gc->workers[0].lock);
}

void gort__gc_lock_steps(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        pthread_mutex_lock(&gc->workers[i].lock);
    pthread_mutex_lock(&gc->roots_lock);
    pthread_mutex_lock(&gc->final_lock);
}

void gort__gc_unlock_steps(struct gort__gc *gc)
{
    pthread_mutex_unlock(&gc->final_lock);
    pthread_mutex_unlock(&gc->roots_lock);
    for (int i = GORT__WORKERS; i-- > 0;)
        pthread_mutex_unlock(&gc->workers[i].lock);
}
