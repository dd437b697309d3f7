/* worker.c - the marking contexts that scan objects, and who marks with one.
 *
 * A worker is a tracer, the thread that marks with it, and a lock that this thread holds. A thread
 * takes one for a step; when it puts it back, what is grey in it goes to the pool, where all find
 * it. (Contexts that only turn pointers into grey objects, a stack's scan or a flushed barrier
 * buffer, are made where they are needed and hand what they found to the pool too.) So as many
 * threads mark at once as there are workers, and what one could go on with no other lacks for
 * longer than a step; within a step it gives of what it has to one that waits (mark.c).
 *
 * In the ordered modes all that is grey is one stack: then the first worker is the only one, and
 * keeps what it has.
 *
 * Is anything grey? Something in the pool, or somebody in a step: who has a worker may hold some,
 * or be about to, and so may who shades by a context of his own, a barrier buffer or a root, which
 * is a step too. Looked at while threads run that is a guess, for what moves from one place to the
 * other meanwhile; what makes it exact is a count of what comes into the pool (handshake.c). With
 * the world stopped it is exact, since nobody is in a step then.
 *
 * Invariants
 *  - Nobody holds a worker while stopping the world or waiting for a safepoint; so with the world
 *    stopped all are free, and who stopped it may use the first one.
 *  - Grey objects are in workers that are taken, in the pool, and in the ordered modes in the first
 *    worker; nowhere else, once a world is stopped and the barrier buffers are flushed.
 *  - A step is counted before anything is marked in it, until all that is grey by it is elsewhere.
 *
 * Threads: any attached one, and the collector's own (background.c). What all share: roots are jobs
 * that each takes (mark_globals.c, registered.c, runtime/sched/g.c), a mark is a byte of its own,
 * the pool has a lock.
 */
#include "../runtime/base/lock.h"
#include "internal.h"

#define STOP_SPINS 1000

void gort__workers_init(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        pthread_mutex_init(&gc->workers[i].lock, NULL);
    gort__workers_reset(gc); /* one is taken, and put back, between cycles too */
}

void gort__workers_free(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        pthread_mutex_destroy(&gc->workers[i].lock);
}

/* w, which is free or about to be, holds what is grey, or not. */
static void worker_keeps(struct gort__gc *gc, gort__worker *w, bool keeps)
{
    if (w->keeps == keeps) return;
    w->keeps = keeps;
    gort__fetch_add32_full(&gc->kept, keeps ? 1 : (uint32_t)-1);
}

void gort__workers_reset(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++) {
        gort__tracer_init(&gc->workers[i].tracer, gc->rt, GORT__TRACER_MARK);
        worker_keeps(gc, &gc->workers[i], false);
    }
}

void gort__workers_settle(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++) {
        gort__tracer_finish(&gc->workers[i].tracer);
        worker_keeps(gc, &gc->workers[i], false);
    }
}

/* w is about to be free. */
static void worker_rest(struct gort__gc *gc, gort__worker *w)
{
    if (!gc->ordered) {
        gort__tracer_finish(&w->tracer);
        return;
    }
    gort__tracer_account(&w->tracer);
    worker_keeps(gc, w, gort__tracer_has_grey(&w->tracer));
}

void gort__workers_resume(struct gort__gc *gc)
{
    worker_rest(gc, &gc->workers[0]);
}

bool gort__workers_have_grey(const struct gort__gc *gc)
{
    /* Twice: it may be on its way from there through a worker and back. */
    return gort__workpool_has_full(&gc->pool) || gort__load32_acquire(&gc->kept) ||
           gort__load32_acquire(&gc->marking) || gort__workpool_has_full(&gc->pool);
}

/* One that an error has left with something grey in it comes first. */
gort__worker *gort__worker_take(struct gort__gc *gc)
{
    const int n = gc->ordered ? 1 : GORT__WORKERS;
    bool kept = gort__load32_relaxed(&gc->kept) != 0;
    for (int i = 0; i < n; i++) {
        gort__worker *w = &gc->workers[i];
        if (pthread_mutex_trylock(&w->lock) == 0) {
            if (!kept || w->keeps) {
                gort__fetch_add32_full(&gc->marking, 1);
                if (w->keeps)
                    worker_keeps(gc, w, false);
                else
                    gort__tracer_init(&w->tracer, gc->rt, GORT__TRACER_MARK);
                return w;
            }
            pthread_mutex_unlock(&w->lock);
        }
        if (kept && i + 1 == n) {
            kept = false;
            i = -1;
        }
    }
    return NULL;
}

void gort__step_begin(gort_mutator *m)
{
    m->shades = true;
    gort__fetch_add32_full(&m->rt->gc->marking, 1);
}

void gort__step_end(gort_mutator *m)
{
    gort__fetch_add32_full(&m->rt->gc->marking, (uint32_t)-1);
    m->shades = false;
}

static void worker_leave(struct gort__gc *gc, gort__worker *w)
{
    gort__fetch_add32_full(&gc->marking, (uint32_t)-1);
    pthread_mutex_unlock(&w->lock);
}

void gort__worker_put(struct gort__gc *gc, gort__worker *w)
{
    w->tracer.background = false;
    gort__weak_table_leave(&w->tracer);
    worker_rest(gc, w);
    worker_leave(gc, w);
}

/* What is in it waits there for who takes it next. */
void gort__gc_leave_step(gort__worker *w)
{
    gort_tracer *tr = &w->tracer;
    if (w->has_roots) gort__roots_leave(w);
    gort__weak_table_leave(tr);
    tr->in_hook = tr->background = false;
    tr->besides_bytes = 0;
    worker_keeps(tr->gc, w, gort__tracer_has_grey(tr));
    gort__workpool_count_put(&tr->gc->pool); /* a round goes by that */
    worker_leave(tr->gc, w);
}

void gort__gc_leave_shades(gort_mutator *m)
{
    if (m->shades) gort__step_end(m);
}

void gort__worker_wait(struct gort__gc *gc)
{
    pthread_mutex_lock(&gc->workers[0].lock);
    pthread_mutex_unlock(&gc->workers[0].lock);
}

/* Those of the collector's threads: the mutators have none now. They look whether a stop is wanted
 * every few microseconds. */
void gort__gc_wait_steps(struct gort__gc *gc)
{
    for (int spins = 0; gort__load32_acquire(&gc->marking) && spins < STOP_SPINS; spins++)
        gort__lock_pause();
    for (int i = 0; gort__load32_acquire(&gc->marking) && i < GORT__WORKERS; i++) {
        pthread_mutex_lock(&gc->workers[i].lock);
        pthread_mutex_unlock(&gc->workers[i].lock);
    }
}

void gort__work_wait(struct gort__gc *gc)
{
    if (gort__workers_have_grey(gc)) gort__workpool_wait(&gc->pool);
}

void gort__gc_lock_steps(struct gort__gc *gc)
{
    for (int i = 0; i < GORT__WORKERS; i++)
        pthread_mutex_lock(&gc->workers[i].lock);
    pthread_mutex_lock(&gc->roots_lock);
}

void gort__gc_unlock_steps(struct gort__gc *gc, bool child)
{
    if (child) {
        gort__workpool_forked(&gc->pool);
        gort__background_init(gc); /* its threads are not there */
        gort__hand_init(gc);
    }
    pthread_mutex_unlock(&gc->roots_lock);
    for (int i = GORT__WORKERS; i-- > 0;)
        pthread_mutex_unlock(&gc->workers[i].lock);
}

void gort__gc_lock_lists(struct gort__gc *gc)
{
    pthread_mutex_lock(&gc->weak.lock);
    pthread_mutex_lock(&gc->final_lock);
}

void gort__gc_unlock_lists(struct gort__gc *gc)
{
    pthread_mutex_unlock(&gc->final_lock);
    pthread_mutex_unlock(&gc->weak.lock);
}
