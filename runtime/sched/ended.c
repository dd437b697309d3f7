/* ended.c - ended goroutines: where they are kept, with their stacks, for the next ones.
 *
 * The one that ended last serves first: what it touched is still in the caches. A place has a batch
 * that it fills and takes from, and a full one behind it; more goes to the runtime and comes back a
 * batch at a time, so nearly no start and no end takes a lock, and nothing is walked through.
 *
 * The runtime's batches are a stack too. How many lay there at least between two looks of the
 * watcher, TRIM_NS apart, nobody has needed: it gives the memory of so many to the system, from the
 * bottom, but for the page where each g is. A place without work keeps none.
 *
 * Invariants:
 *  - An ended goroutine has an empty shadow stack, and may be held by the marker like any other.
 *  - It is in one batch. A batch has BATCH at most; its first one links to the next batch.
 *  - No g of a goroutine is ever freed before the runtime: a late wake-up finds a g.
 *
 * Threads: a place's batches: its owner; the runtime's: rt->lock.
 */
#include "proc.h"

#define BATCH     32
#define TRIM_NS   500000000
#define TRIM_MOST 16 /* batches in one look of the watcher */

static gort_g *ended_first(const gort_aword *batches)
{
    return gort__load_ptr_relaxed(batches);
}

static void ended_push(gort_aword *batches, gort_g *batch)
{
    batch->batch = ended_first(batches);
    gort__store_ptr_relaxed(batches, batch);
}

static gort_g *ended_pop(gort_aword *batches)
{
    gort_g *batch = ended_first(batches);
    if (batch) gort__store_ptr_relaxed(batches, batch->batch);
    return batch;
}

/* rt->lock held. */
static void ended_give(struct gort__sched *s, gort_g *batch)
{
    ended_push(&s->warm, batch);
    s->nwarm++;
}

/* A batch, or NULL: those with their memory first. */
static gort_g *ended_fetch(struct gort__sched *s)
{
    if (!ended_first(&s->warm) && !ended_first(&s->cooling) && !ended_first(&s->cold)) return NULL;
    pthread_mutex_lock(&s->rt->lock);
    gort_g *batch = ended_pop(&s->warm);
    if (batch && --s->nwarm < s->nwarm_least) s->nwarm_least = s->nwarm;
    if (!batch) batch = ended_pop(&s->cooling);
    if (!batch) batch = ended_pop(&s->cold);
    pthread_mutex_unlock(&s->rt->lock);
    return batch;
}

/* Of a batch that no place keeps the rest goes back. */
static void ended_return(struct gort__sched *s, gort_g *rest)
{
    if (!rest) return;
    pthread_mutex_lock(&s->rt->lock);
    ended_give(s, rest);
    pthread_mutex_unlock(&s->rt->lock);
}

gort_g *gort__ended_take(struct gort__sched *s, gort__proc *p)
{
    gort_g *g = p ? p->ended : NULL;
    if (!g && p && p->ended_full) {
        g = p->ended_full;
        p->ended_full = NULL;
        p->nended = BATCH;
    } else if (!g) {
        g = ended_fetch(s);
        if (!g) return NULL;
        if (p)
            p->nended = BATCH;
        else
            ended_return(s, g->link);
    }
    if (!p) return g;
    p->ended = g->link;
    p->nended = p->ended ? p->nended - 1 : 0;
    return g;
}

void gort__ended_put(gort__proc *p, gort_g *g)
{
    g->link = p->ended;
    p->ended = g;
    if (++p->nended < BATCH) return;
    if (p->ended_full) ended_return(p->rt->sched, p->ended_full);
    p->ended_full = g;
    p->ended = NULL;
    p->nended = 0;
}

void gort__ended_leave(struct gort__sched *s, gort__proc *p)
{
    if (p->ended) ended_give(s, p->ended);
    if (p->ended_full) ended_give(s, p->ended_full);
    p->ended = p->ended_full = NULL;
    p->nended = 0;
}

/* ---- Memory ------------------------------------------------------------------------------- */

/* The last n batches of the runtime's are to lose their memory. rt->lock held. */
static void ended_cool(struct gort__sched *s, uint32_t n)
{
    gort_g *last = NULL, *batch = ended_first(&s->warm);
    for (uint32_t keep = s->nwarm - n; keep > 0; keep--) {
        last = batch;
        batch = batch->batch;
    }
    if (last)
        last->batch = NULL;
    else
        gort__store_ptr_relaxed(&s->warm, NULL);
    s->nwarm -= n;
    gort_g *end = batch;
    while (end && end->batch)
        end = end->batch;
    if (end) end->batch = ended_first(&s->cooling);
    if (end) gort__store_ptr_relaxed(&s->cooling, batch);
}

void gort__ended_trim(struct gort__sched *s, uint64_t now_ns)
{
    if (now_ns >= s->trim_ns) {
        s->trim_ns = now_ns + TRIM_NS;
        pthread_mutex_lock(&s->rt->lock);
        if (s->nwarm_least) ended_cool(s, s->nwarm_least);
        s->nwarm_least = s->nwarm;
        pthread_mutex_unlock(&s->rt->lock);
    }
    /* Under the lock, so that who needs one finds it; not too many at a time. */
    for (int i = 0; i < TRIM_MOST && ended_first(&s->cooling); i++) {
        pthread_mutex_lock(&s->rt->lock);
        gort_g *batch = ended_pop(&s->cooling);
        for (gort_g *g = batch; g; g = g->link)
            gort__stack_clear_g(g);
        if (batch) ended_push(&s->cold, batch);
        pthread_mutex_unlock(&s->rt->lock);
    }
}

uint64_t gort__ended_rest_ns(const struct gort__sched *s)
{
    return ended_first(&s->cooling) ? 0 : s->nwarm ? TRIM_NS : UINT64_MAX;
}
