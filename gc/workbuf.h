/* workbuf.h - grey objects on their way: buffers of addresses and the pool that they move through.
 *
 * A marking context (gort_tracer) pushes to and pops from a buffer of its own; full ones go to the
 * pool, and a context that has none left takes one from there. The pool is a stack, and so is a
 * buffer: with one context the whole is one stack, which the deterministic modes rely on. What lies
 * deepest in a context's stack leads to most: that half it gives when others find the pool empty
 * and say so (`hungry`).
 *
 * The pool cannot run out of addresses while there are objects to push: they are reserved when the
 * runtime starts, room for one entry per 8 bytes of heap, and committed as they are first needed.
 * If the system refuses that, it is an error, which an embedder may survive. What is marked by then
 * is lost to nobody: it is in the pool, and the object for which there was no room in a buffer that
 * lies ready for that (`spare`).
 *
 * Threads: a buffer belongs to the context that holds it; the pool's lists are under pool->lock,
 * which is a leaf lock held for a few instructions.
 */
#ifndef GORT_GC_WORKBUF_H
#define GORT_GC_WORKBUF_H

#include "../runtime/base/runtime.h"

#define GORT__WORKBUF_ENTRIES 254

typedef struct gort__workbuf {
    struct gort__workbuf *next;
    uintptr_t n;
    uintptr_t entry[GORT__WORKBUF_ENTRIES];
} gort__workbuf;

typedef struct gort__workpool {
    gort_runtime *rt;
    pthread_mutex_t lock;
    gort__workbuf *full, *empty; /* under lock */
    gort__workbuf spare;         /* for want of memory; else in neither list */
    bool spare_used;             /* under lock */
    gort_aword nfull;            /* changes under lock, read by anyone */
    gort_aword puts;             /* of full ones, ever; the same */
    gort_au32 hungry;            /* threads that wait for a full one; atomic */
    pthread_cond_t filled;       /* there may be one, for those; with rt->lock */
    uintptr_t base, bump, committed, end;
    uintptr_t used_bytes;     /* by the cycle before this one; under lock */
    gort_aword touched_bytes; /* with memory behind them; changes under lock, read by anyone */
} gort__workpool;

/* heap_bytes: the address space of the heap. False: no address space. */
bool gort__workpool_init(gort__workpool *p, gort_runtime *rt, uintptr_t heap_bytes);
void gort__workpool_free(gort__workpool *p);

/* NULL: no memory. last: then the spare one is to be had, or another that has room. */
gort__workbuf *gort__workpool_try_empty(gort__workpool *p, bool last);
gort__workbuf *gort__workpool_get_empty(gort__workpool *p); /* never NULL; no memory is an error */
/* That error. The object is marked, and there is no buffer for it: the pool has it then. 0: none.
 */
_Noreturn void gort__workpool_fail(gort__workpool *p, uintptr_t object);
gort__workbuf *gort__workpool_get_full(gort__workpool *p); /* NULL: none */
void gort__workpool_put_empty(gort__workpool *p, gort__workbuf *b);
void gort__workpool_put_full(gort__workpool *p, gort__workbuf *b); /* b->n > 0 */

/* Any thread; exact with the world stopped. Acquire: looks at the pool and at those who mark are in
 * the order in which they are written. */
static inline bool gort__workpool_has_full(const gort__workpool *p)
{
    return gort__load_acquire(&p->nfull) != 0;
}

/* As if a full one had come. */
void gort__workpool_count_put(gort__workpool *p);

/* Until there is a full one, or for a moment: a wake-up may be missed. No lock held. */
void gort__workpool_wait(gort__workpool *p);
/* Somebody waits, or may come, and there is nothing to be had. Any thread. */
static inline bool gort__workpool_starves(const gort__workpool *p, bool may_come)
{
    return (may_come || gort__load32_relaxed(&p->hungry)) && !gort__workpool_has_full(p);
}
/* For a forked child: nobody waits. */
void gort__workpool_forked(gort__workpool *p);

/* Gives back what neither this cycle nor the last one needed, with no buffer in anyone's hands.
 * World stopped. */
void gort__workpool_trim(gort__workpool *p);

#endif
