/* chan.h - what chan.c and select.c share: who waits at a channel, the channel's lock, copies.
 *
 * Whoever waits at a channel lies in one of its two queues as a gort_sudog in the frame of the
 * function that waits; stacks do not move. What it sends or receives lies in a frame too: while it
 * waits, that cell is a root of its stack (chan_root), zero if it is to receive. Another g writes
 * or reads the cell meanwhile, past that stack's colour: chan_hand.
 *
 * Threads: any; the queues and all that is not said to be read by anyone are under the channel's
 * lock, which is held over no safepoint.
 */
#ifndef GORT_CHAN_H
#define GORT_CHAN_H

#include "../../gc/gc.h"
#include "../gort_abi.h"
#include "sched.h"

/* A select that waits at several channels: the first to set `done` has it. */
typedef struct gort__select {
    gort_aword done;
    struct gort_sudog *by; /* the case that was done; who set done, before the g is ready */
} gort__select;

typedef struct gort_sudog {
    gort_g *g;
    struct gort_sudog *next, *prev;
    void *elem; /* NULL: nobody wants it, or it has no bytes */
    gort_hchan *c;
    gort__select *select; /* NULL: waits here only */
    bool success;         /* woken by a partner and not by close */
} gort_sudog;

/* ---- The lock ----------------------------------------------------------------------------- */

/* chan.c */
void gort__chan_lock_slow(gort_aword *lock);

static inline gort_aword *gort__chan_lock_word(gort_hchan *c)
{
    return (gort_aword *)(void *)&c->lock;
}
static inline void gort__chan_lock(gort_hchan *c)
{
    gort_aword *lock = gort__chan_lock_word(c);
    if (GORT_UNLIKELY(!gort__cas_full(lock, 0, 1))) gort__chan_lock_slow(lock);
}
static inline void gort__chan_unlock(gort_hchan *c)
{
    gort__store_release(gort__chan_lock_word(c), 0); /* the next holder's compare-and-swap */
}

/* ---- The queues. Locked ------------------------------------------------------------------- */

void gort__chan_enqueue(gort_waitq *q, gort_sudog *s);
/* The first one that still waits, out of the queue; NULL: none. */
gort_sudog *gort__chan_dequeue(gort_waitq *q);
/* s, if it is still there. */
void gort__chan_remove(gort_waitq *q, gort_sudog *s);

/* ---- Parts of a channel that are read without the lock ------------------------------------ */

#define GORT__CHAN_CLOSED 1u
static inline uintptr_t gort__chan_word(const void *p)
{
    return gort__load_acquire((const gort_aword *)p);
}
static inline bool gort__chan_closed(const gort_hchan *c)
{
    return gort__load32_acquire((const gort_au32 *)(const void *)&c->closed) & GORT__CHAN_CLOSED;
}

/* The bits of c->closed. What looks for either looks for the rare. */
#define GORT__CHAN_TOLD 2u /* each operation is an event; constant */
static inline bool gort__chan_is_told(const gort_hchan *c)
{
    return c->closed & GORT__CHAN_TOLD;
}
void gort__chan_tell(gort_g *g, void **sp, gort__event_kind kind, const gort_hchan *c,
                     gort__chan_how how, const gort_sudog *with);

/* Whether a send, a receive would have to wait, the channel being open. */
static inline bool gort__chan_is_full(const gort_hchan *c)
{
    if (c->dataqsiz == 0) return gort__chan_word(&c->recvq.first) == 0;
    return gort__chan_word(&c->qcount) == c->dataqsiz;
}
static inline bool gort__chan_is_empty(const gort_hchan *c)
{
    return gort__chan_word(c->dataqsiz == 0 ? (const void *)&c->sendq.first : &c->qcount) == 0;
}

/* ---- With a partner or the buffer. Locked ------------------------------------------------- */

/* To the one that waits to receive, who is out of the queue; unlocks nothing, wakes nobody. */
void gort__chan_send_to(gort_g *g, gort_hchan *c, gort_sudog *to, const void *elem);
/* From the one that waits to send; the buffer is full or there is none. elem may be NULL. */
void gort__chan_recv_from(gort_g *g, gort_hchan *c, gort_sudog *from, void *elem);
void gort__chan_put(gort_g *g, gort_hchan *c, const void *elem); /* there is room */
void gort__chan_take(gort_g *g, gort_hchan *c, void *elem);      /* there is something */
void gort__chan_clear(const gort_hchan *c, void *elem);          /* a cell of a frame, or NULL */

/* s is done; its g goes on. No lock held. */
void gort__chan_wake(gort_g *by, void **sp, gort_sudog *s, bool success);

/* Roots of one that waits: the channel and the cell. Returns the raised sp. */
void **gort__chan_root(void **sp, gort_hchan *c, void *elem);

#endif
