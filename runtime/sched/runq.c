/* runq.c - goroutines that can go on: a queue for each place, and one for all.
 *
 * A place's queue is a ring that its thread alone puts into; it takes from the head like any other,
 * by compare-and-swap, so that others can steal. Before the ring comes `next`: who was made ready
 * last goes on first, while what it waits for is still in the processor's cache; in the time slice
 * of who made it ready, or two that wake each other would keep the rest of the ring waiting.
 *
 * Invariants:
 *  - tail - head is at most the number of slots; head moves by compare-and-swap, so a slot that was
 *    read is taken by one thread, or by none if the head moved meanwhile. While there is one place
 *    nobody steals: its owner stores. The number of places changes with the world stopped.
 *  - A slot is written before the tail that covers it is released; the owner writes a slot only
 *    after it has acquired a head beyond it.
 *  - A g in a queue waits, has no reason to, and is in one queue.
 *
 * Threads: the owner of the place; steal: the owner of the place that takes. The global queue:
 * rt->lock held.
 */
#include "../base/runtime.h"
#include "proc.h"
#include <time.h>

#define STEAL_NEXT_NS 3000

#define SLOT(p, i) (&(p)->slots[(i) % GORT_RUNQ_SLOTS])

/* Half of a full ring and g go to the global queue. False: the ring was not full any more. */
static bool runq_overflow(gort__proc *p, gort_g *g, uint32_t head, uint32_t tail)
{
    gort_g *batch[GORT_RUNQ_SLOTS / 2];
    const uint32_t n = (tail - head) / 2;
    if (n != GORT_RUNQ_SLOTS / 2) return false;
    for (uint32_t i = 0; i < n; i++)
        batch[i] = gort__load_ptr_relaxed(SLOT(p, head + i));
    if (!gort__cas32_full(&p->head, head, head + n)) return false;
    pthread_mutex_lock(&p->rt->lock);
    for (uint32_t i = 0; i < n; i++)
        gort__queue_put(p->rt->sched, batch[i]);
    gort__queue_put(p->rt->sched, g);
    pthread_mutex_unlock(&p->rt->lock);
    return true;
}

static void runq_put_last(gort__proc *p, gort_g *g)
{
    for (;;) {
        const uint32_t head = gort__load32_acquire(&p->head);
        const uint32_t tail = gort__load32_relaxed(&p->tail);
        if (tail - head < GORT_RUNQ_SLOTS) {
            gort__store_ptr_relaxed(SLOT(p, tail), g);
            gort__store32_release(&p->tail, tail + 1); /* pairs with runq_grab */
            return;
        }
        if (runq_overflow(p, g, head, tail)) return;
    }
}

void gort__runq_put(gort__proc *p, gort_g *g, bool next)
{
    while (next) {
        gort_g *old = gort__load_ptr_relaxed(&p->next);
        if (!gort__cas_full(&p->next, (uintptr_t)old, (uintptr_t)g)) continue;
        if (!old) return;
        g = old;
        break;
    }
    runq_put_last(p, g);
}

gort_g *gort__runq_get_ring(gort__proc *p)
{
    for (;;) {
        const uint32_t head = gort__load32_acquire(&p->head);
        if (head == gort__load32_relaxed(&p->tail)) return NULL;
        gort_g *g = gort__load_ptr_relaxed(SLOT(p, head));
        if (gort__runq_is_alone(p)) {
            gort__store32_release(&p->head, head + 1); /* for who has the place next */
            return g;
        }
        if (gort__cas32_full(&p->head, head, head + 1)) return g;
    }
}

bool gort__runq_empty(const gort__proc *p)
{
    return gort__load32_acquire(&p->head) == gort__load32_acquire(&p->tail) &&
           !gort__load_ptr_relaxed(&p->next);
}

uint32_t gort__runq_length(const gort__proc *p)
{
    const uint32_t head = gort__load32_acquire(&p->head);
    const uint32_t n = gort__load32_acquire(&p->tail) - head;
    return n <= GORT_RUNQ_SLOTS ? n : 0;
}

/* ---- Stealing ----------------------------------------------------------------------------- */

/* Half of the ring into batch. The number. */
static uint32_t runq_grab(gort__proc *from, gort_g **batch)
{
    for (;;) {
        const uint32_t head = gort__load32_acquire(&from->head);
        const uint32_t tail = gort__load32_acquire(&from->tail);
        const uint32_t n = tail - head - (tail - head) / 2;
        if (n > GORT_RUNQ_SLOTS / 2) continue; /* head and tail are of different times */
        for (uint32_t i = 0; i < n; i++)
            batch[i] = gort__load_ptr_relaxed(SLOT(from, head + i));
        if (n == 0 || gort__cas32_full(&from->head, head, head + n)) return n;
    }
}

/* Who made it ready is about to wait for it, most of the time, and would run it at once. */
static gort_g *runq_steal_next(gort__proc *from)
{
    const struct timespec t = {0, STEAL_NEXT_NS};
    gort_g *next = gort__load_ptr_relaxed(&from->next);
    if (!next) return NULL;
    if (gort__load32_relaxed(&from->state) == GORT_PROC_HELD) {
        nanosleep(&t, NULL);
        if (gort__load_ptr_relaxed(&from->next) != next) return NULL;
    }
    if (!gort__cas_full(&from->next, (uintptr_t)next, 0)) return NULL;
    gort__store32_relaxed(&from->kept_since, gort__load32_relaxed(&from->kept));
    return next;
}

gort_g *gort__runq_steal(gort__proc *p, gort__proc *from, bool last)
{
    gort_g *batch[GORT_RUNQ_SLOTS / 2];
    const uint32_t n = runq_grab(from, batch);
    if (n == 0) return last ? runq_steal_next(from) : NULL;
    for (uint32_t i = 1; i < n; i++)
        runq_put_last(p, batch[i]);
    return batch[0];
}

/* ---- The global queue --------------------------------------------------------------------- */

void gort__queue_put(struct gort__sched *s, gort_g *g)
{
    g->link = NULL;
    if (s->queue_last)
        s->queue_last->link = g;
    else
        s->queue_first = g;
    s->queue_last = g;
    s->queue_puts++;
    gort__store32_relaxed(&s->nqueue, gort__load32_relaxed(&s->nqueue) + 1);
}

/* prev NULL: the first one. */
static gort_g *queue_take_behind(struct gort__sched *s, gort_g *prev)
{
    gort_g **link = prev ? &prev->link : &s->queue_first;
    gort_g *g = *link;
    if (!g) return NULL;
    *link = g->link;
    if (s->queue_last == g) s->queue_last = prev;
    g->link = NULL;
    gort__store32_relaxed(&s->nqueue, gort__load32_relaxed(&s->nqueue) - 1);
    return g;
}

bool gort__queue_remove(struct gort__sched *s, const gort_g *g)
{
    gort_g *prev = NULL;
    for (gort_g *o = s->queue_first; o; prev = o, o = o->link)
        if (o == g) return queue_take_behind(s, prev) != NULL;
    return false;
}

gort_g *gort__queue_get(struct gort__sched *s, gort__proc *p, uint32_t most)
{
    uint32_t n = gort__load32_relaxed(&s->nqueue) / gort__places(s) + 1;
    if (n > most) n = most;
    if (n > GORT_RUNQ_SLOTS / 2) n = GORT_RUNQ_SLOTS / 2;
    gort_g *first = queue_take_behind(s, NULL), *g;
    const uint32_t used =
        gort__load32_relaxed(&p->tail) - gort__load32_acquire(&p->head); /* only falls meanwhile */
    while (first && --n > 0 && used + n < GORT_RUNQ_SLOTS && (g = queue_take_behind(s, NULL)))
        runq_put_last(p, g);
    return first;
}

void gort__runq_drain(struct gort__sched *s, gort__proc *p)
{
    bool inherits;
    for (gort_g *g; (g = gort__runq_get(p, &inherits));)
        gort__queue_put(s, g);
}

#define DRAW_MOST 64

gort_g *gort__queue_draw(struct gort__sched *s, gort_mutator *m)
{
    uint32_t n = gort__load32_relaxed(&s->nqueue);
    if (n == 0) return NULL;
    if (n > DRAW_MOST) n = DRAW_MOST;
    gort_g *prev = NULL;
    uint32_t k = gort__sched_draw(m) % n;
    if (gort__seed_is_over(s->rt))
        k = 0;
    else if (n > 1)
        gort__seed_step(s->rt);
    for (; k > 0; k--)
        prev = prev ? prev->link : s->queue_first;
    return queue_take_behind(s, prev);
}
