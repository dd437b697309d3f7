/* chan.c - channels: Go's hchan, by the names of its fields (gort_abi.h).
 *
 * A send or receive, under the channel's lock: a partner that waits is served at once, from stack
 * to stack, the longest waiting first; else the buffer; else it waits. With a partner to receive
 * the buffer is empty, with one to send it is full or there is none. What cannot be done and need
 * not wait is seen without the lock.
 *
 * Where the elements lie. Without pointers the buffer is the end of the channel's own object, which
 * the collector does not look into; else it is an array of elements, which it traces. Stores into
 * it and the clearing of what was taken go through the write barrier.
 *
 * The barrier between stacks. A stack that was scanned is not looked at again in its cycle, so a
 * pointer that comes to one while marking must be known otherwise. From another stack it may come
 * unseen: that one may be grey still, and lose the pointer before it is scanned. So whatever goes
 * from or to the stack of a g that waits is shaded, whatever the colours are (chan_hand). To a
 * receiver that waits this is all that keeps it; what a sender that waits has handed over is also
 * its root up to its next safepoint, the first thing that it does.
 *
 * Invariants:
 *  - No safepoint with the lock held; waking is none.
 *  - A cell that is received into was wholly overwritten or is zero when its g goes on. It is
 *    overwritten by plain stores: what it held may be stale.
 *  - What is read without the lock (closed, qcount, the heads of the queues) is written by atomic
 *    stores.
 *
 * To change what a wait looks like to the collector, open gort__chan_root; what blocks, chan_send
 * and chan_recv; several channels at once, select.c.
 */
#include "../base/checks.h"
#include "chan.h"
#include <sched.h>
#include <string.h>

/* ---- The type of channels ----------------------------------------------------------------- */

/* gort_type_hchan is that of a channel whose buffer is an object of its own. */
static const gort_type chan_without_buffer = {
    .size_bytes = sizeof(gort_hchan),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "runtime.hchan",
};

static const uint8_t chan_mask[] = {1 << offsetof(gort_hchan, buf) / sizeof(void *)};

const gort_type gort_type_hchan = {
    .size_bytes = sizeof(gort_hchan),
    .ptrdata_bytes = offsetof(gort_hchan, buf) + sizeof(void *),
    .ptrmask = chan_mask,
    .ptrmask_bytes = offsetof(gort_hchan, buf) + sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "runtime.hchan",
};

#define CHAN_MAX_BYTES      GORT__ADDRESS_SPACE
#define CHAN_MAX_ELEM_BYTES ((uintptr_t)1 << 16)

gort_hchan *gort_makechan(gort_g *g, void **sp, const gort_type *elem, intptr_t size)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_alloc(g, elem, 1, __func__);
    const uintptr_t n = (uintptr_t)size, elem_bytes = elem->size_bytes;
    uintptr_t bytes;
    if (GORT_UNLIKELY(elem_bytes >= CHAN_MAX_ELEM_BYTES))
        gort_fatal(g, sp, "makechan: invalid channel element type");
    if (GORT_UNLIKELY(size < 0 || __builtin_mul_overflow(elem_bytes, n, &bytes) ||
                      bytes > CHAN_MAX_BYTES - sizeof(gort_hchan)))
        gort_panic_plain(g, sp, "makechan: size out of range");
    gort_hchan *c;
    if (bytes == 0) {
        c = gort_new(g, sp, &chan_without_buffer);
        c->buf = c; /* of elements without bytes */
    } else if (elem->ptrdata_bytes == 0 && elem->align <= sizeof(void *)) {
        c = gort_alloc_slow(g, sp, &gort_type_uint8, sizeof *c + bytes);
        c->buf = c + 1;
    } else {
        sp[0] = gort_alloc_slow(g, sp, elem, n);
        c = gort_new(g, sp + 1, &gort_type_hchan);
        gort_store(g, &c->buf, sp[0]);
    }
    c->elemsize = (uint16_t)elem_bytes;
    c->elemtype = elem;
    c->dataqsiz = n;
    if (GORT_UNLIKELY(gort__event_heard(&g->rt->listeners, GORT_EVENT_CHAN_SEND))) {
        c->closed = GORT__CHAN_TOLD;
        gort__event(g->rt, GORT_EVENT_CHAN_MAKE, .g = g, .sp = sp,
                    .chan = {.c = c, .elem = elem, .size = n});
    }
    return c;
}

/* As it is after the operation. Locked. */
void gort__chan_tell(gort_g *g, void **sp, gort__event_kind kind, const gort_hchan *c,
                     gort__chan_how how, const gort_sudog *with)
{
    gort__event(g->rt, kind, .g = g, .sp = sp,
                .chan = {.c = c, .qcount = c->qcount, .how = how, .with = with ? with->g : NULL});
}

/* ---- The lock ----------------------------------------------------------------------------- */

static inline void chan_pause(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

/* Held for a few stores, unless the system takes the holder's processor: then it gets ours. */
void gort__chan_lock_slow(gort_aword *lock)
{
    enum { SPINS = 64 };
    for (int i = 0;; i++) {
        if (gort__load_relaxed(lock) == 0 && gort__cas_full(lock, 0, 1)) return;
        if (i < SPINS)
            chan_pause();
        else
            sched_yield();
    }
}

/* ---- The queues --------------------------------------------------------------------------- */

void gort__chan_enqueue(gort_waitq *q, gort_sudog *s)
{
    s->next = NULL;
    s->prev = q->last;
    if (q->last)
        q->last->next = s;
    else
        GORT_STORE_RELAXED(&q->first, s);
    q->last = s;
}

static void chan_unlink(gort_waitq *q, gort_sudog *s)
{
    if (s->prev)
        s->prev->next = s->next;
    else
        GORT_STORE_RELAXED(&q->first, s->next);
    if (s->next)
        s->next->prev = s->prev;
    else
        q->last = s->prev;
    s->next = s->prev = NULL;
}

gort_sudog *gort__chan_dequeue(gort_waitq *q)
{
    gort_sudog *s;
    while ((s = q->first) != NULL) {
        chan_unlink(q, s);
        /* A select that another channel has woken will come to take this one out. */
        if (!s->select) return s;
        if (!gort__cas_full(&s->select->done, 0, 1)) continue;
        s->select->by = s;
        return s;
    }
    return NULL;
}

void gort__chan_remove(gort_waitq *q, gort_sudog *s)
{
    if (s->prev || s->next || q->first == s) chan_unlink(q, s);
}

/* ---- Copies ------------------------------------------------------------------------------- */

static inline void chan_copy(void *dst, const void *src, uintptr_t bytes)
{
    if (bytes == sizeof(uint64_t))
        memcpy(dst, src, sizeof(uint64_t));
    else if (bytes)
        memcpy(dst, src, bytes);
}

static inline bool chan_marks(const gort_g *g, const gort_hchan *c)
{
    return GORT_UNLIKELY(g->head.barrier) && c->elemtype->ptrdata_bytes != 0;
}

/* From or to the stack of a g that waits. */
static void chan_hand(gort_g *g, const gort_hchan *c, void *dst, const void *src)
{
    if (chan_marks(g, c))
        gort__gc_hand_over(g, c->elemtype, dst, src);
    else
        chan_copy(dst, src, c->elemsize);
}

static inline void *chan_slot(const gort_hchan *c, uintptr_t i)
{
    return (uint8_t *)c->buf + i * c->elemsize;
}

static inline void chan_count(gort_hchan *c, uintptr_t n)
{
    GORT_STORE_RELAXED(&c->qcount, n);
}

static inline uintptr_t chan_next(const gort_hchan *c, uintptr_t i)
{
    return i + 1 == c->dataqsiz ? 0 : i + 1;
}

/* A slot of the buffer that was taken from. */
static void chan_clear_slot(gort_g *g, const gort_hchan *c, void *slot)
{
    if (c->elemtype->ptrdata_bytes == 0) return;
    if (chan_marks(g, c))
        gort_typedmemclr(g, c->elemtype, slot);
    else
        memset(slot, 0, c->elemsize);
}

void gort__chan_clear(const gort_hchan *c, void *elem)
{
    if (!elem) return;
    if (c->elemsize == sizeof(uint64_t))
        memset(elem, 0, sizeof(uint64_t));
    else
        memset(elem, 0, c->elemsize);
}

void gort__chan_put(gort_g *g, gort_hchan *c, const void *elem)
{
    if (chan_marks(g, c))
        gort_typedmemmove(g, c->elemtype, chan_slot(c, c->sendx), elem);
    else
        chan_copy(chan_slot(c, c->sendx), elem, c->elemsize);
    c->sendx = chan_next(c, c->sendx);
    chan_count(c, c->qcount + 1);
}

void gort__chan_take(gort_g *g, gort_hchan *c, void *elem)
{
    void *slot = chan_slot(c, c->recvx);
    if (elem) chan_copy(elem, slot, c->elemsize);
    chan_clear_slot(g, c, slot);
    c->recvx = chan_next(c, c->recvx);
    chan_count(c, c->qcount - 1);
}

void gort__chan_send_to(gort_g *g, gort_hchan *c, gort_sudog *to, const void *elem)
{
    if (to->elem) chan_hand(g, c, to->elem, elem);
}

void gort__chan_recv_from(gort_g *g, gort_hchan *c, gort_sudog *from, void *elem)
{
    if (c->dataqsiz == 0) {
        if (elem) chan_hand(g, c, elem, from->elem);
        return;
    }
    /* The oldest comes out, and what waited goes in, at the same place: the buffer is full. */
    void *slot = chan_slot(c, c->recvx);
    if (elem) chan_copy(elem, slot, c->elemsize);
    chan_clear_slot(g, c, slot);
    chan_hand(g, c, slot, from->elem);
    c->recvx = c->sendx = chan_next(c, c->recvx);
}

/* ---- Waiting ------------------------------------------------------------------------------ */

void gort__chan_wake(gort_g *by, void **sp, gort_sudog *s, bool success)
{
    s->success = success;
    gort__ready(by, sp, s->g);
}

void **gort__chan_root(void **sp, gort_hchan *c, void *elem)
{
    sp[0] = c;
    if (!elem || c->elemtype->ptrdata_bytes == 0) return sp + 1;
    sp[1] = GORT_TYPE_WORD(c->elemtype);
    sp[2] = elem;
    return sp + 3;
}

static bool chan_left(gort_g *g, void *c)
{
    (void)g;
    gort__chan_unlock(c);
    return true;
}

/* Locked, unlocked on return. Whether a partner came. */
static bool chan_wait(gort_g *g, void **sp, gort_hchan *c, gort_waitq *q, void *elem,
                      gort__wait_reason reason)
{
    gort_sudog s = {.g = g, .elem = elem, .c = c};
    gort__chan_enqueue(q, &s);
    gort__park(g, gort__chan_root(sp, c, elem), reason, chan_left, c);
    return s.success;
}

/* A nil channel: nobody will ever come. */
GORT_NORETURN static void chan_wait_forever(gort_g *g, void **sp, gort__wait_reason reason)
{
    for (;;)
        gort__park(g, sp, reason, NULL, NULL);
}

void gort_block(gort_g *g, void **sp)
{
    gort__check_thread(g);
    chan_wait_forever(g, sp, GORT_WAIT_SELECT_NO_CASES);
}

/* ---- Send --------------------------------------------------------------------------------- */

static bool chan_send_rare(gort_g *g, void **sp, gort_hchan *c, const void *elem, bool block);

/* Locked; unlocked on return. rare: a constant; c is closed, or what is done is an event. */
static inline __attribute__((always_inline)) bool
chan_send_locked(gort_g *g, void **sp, gort_hchan *c, const void *elem, bool block, bool rare)
{
    if (!rare && GORT_UNLIKELY(c->closed)) return chan_send_rare(g, sp, c, elem, block);
    if (rare && gort__chan_closed(c)) {
        gort__chan_unlock(c);
        gort_panic_plain(g, sp, "send on closed channel");
    }
    gort_sudog *to = gort__chan_dequeue(&c->recvq);
    if (to) {
        gort__chan_send_to(g, c, to, elem);
        if (rare) gort__chan_tell(g, sp, GORT_EVENT_CHAN_SEND, c, GORT_CHAN_HAND, to);
        gort__chan_unlock(c);
        gort__chan_wake(g, sp, to, true);
        return true;
    }
    if (c->qcount < c->dataqsiz) {
        gort__chan_put(g, c, elem);
        if (rare) gort__chan_tell(g, sp, GORT_EVENT_CHAN_SEND, c, GORT_CHAN_BUFFER, NULL);
        gort__chan_unlock(c);
        return true;
    }
    if (!block) {
        gort__chan_unlock(c);
        return false;
    }
    if (rare) gort__chan_tell(g, sp, GORT_EVENT_CHAN_SEND, c, GORT_CHAN_WAIT, NULL);
    if (!chan_wait(g, sp, c, &c->sendq, (void *)(uintptr_t)elem, GORT_WAIT_CHAN_SEND))
        gort_panic_plain(g, sp, "send on closed channel");
    return true;
}

static __attribute__((noinline)) bool chan_send_rare(gort_g *g, void **sp, gort_hchan *c,
                                                     const void *elem, bool block)
{
    return chan_send_locked(g, sp, c, elem, block, true);
}

static inline bool chan_send(gort_g *g, void **sp, gort_hchan *c, const void *elem, bool block)
{
    GORT_DEBUG_CHECK(g);
    if (GORT_UNLIKELY(!c)) {
        if (!block) return false;
        gort__check_call(g, "gort_chansend1");
        chan_wait_forever(g, sp, GORT_WAIT_CHAN_SEND_NIL);
    }
    if (!block && !gort__chan_closed(c) && gort__chan_is_full(c)) return false;
    gort__chan_lock(c);
    return chan_send_locked(g, sp, c, elem, block, false);
}

void gort_chansend1(gort_g *g, void **sp, gort_hchan *c, const void *elem)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_channel(g, c, __func__);
    chan_send(g, sp, c, elem, true);
}

bool gort_selectnbsend(gort_g *g, void **sp, gort_hchan *c, const void *elem)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_channel(g, c, __func__);
    const bool done = chan_send(g, sp, c, elem, false);
    if (!done) gort__time_passes(g);
    return done;
}

/* ---- Receive ------------------------------------------------------------------------------ */

static bool chan_recv_rare(gort_g *g, void **sp, gort_hchan *c, void *elem, bool block,
                           bool *received);

/* Whether there was an answer; *received: a value and not the end. Else as chan_send_locked. */
static inline __attribute__((always_inline)) bool chan_recv_locked(gort_g *g, void **sp,
                                                                   gort_hchan *c, void *elem,
                                                                   bool block, bool *received,
                                                                   bool rare)
{
    gort_sudog *from;
    *received = false;
    if (!rare && GORT_UNLIKELY(c->closed)) return chan_recv_rare(g, sp, c, elem, block, received);
    const bool told = rare && gort__chan_is_told(c);
    if (rare && gort__chan_closed(c) && c->qcount == 0) {
        if (told) gort__chan_tell(g, sp, GORT_EVENT_CHAN_RECV, c, GORT_CHAN_CLOSED, NULL);
        gort__chan_unlock(c);
        gort__chan_clear(c, elem);
        return true;
    }
    *received = true;
    if ((from = gort__chan_dequeue(&c->sendq)) != NULL) {
        gort__chan_recv_from(g, c, from, elem);
        if (told) gort__chan_tell(g, sp, GORT_EVENT_CHAN_RECV, c, GORT_CHAN_HAND, from);
        gort__chan_unlock(c);
        gort__chan_wake(g, sp, from, true);
        return true;
    }
    if (c->qcount > 0) {
        gort__chan_take(g, c, elem);
        if (told) gort__chan_tell(g, sp, GORT_EVENT_CHAN_RECV, c, GORT_CHAN_BUFFER, NULL);
        gort__chan_unlock(c);
        return true;
    }
    *received = false;
    if (!block) {
        gort__chan_unlock(c);
        return false;
    }
    gort__chan_clear(c, elem);
    if (told) gort__chan_tell(g, sp, GORT_EVENT_CHAN_RECV, c, GORT_CHAN_WAIT, NULL);
    *received = chan_wait(g, sp, c, &c->recvq, elem, GORT_WAIT_CHAN_RECEIVE);
    return true;
}

static __attribute__((noinline)) bool chan_recv_rare(gort_g *g, void **sp, gort_hchan *c,
                                                     void *elem, bool block, bool *received)
{
    return chan_recv_locked(g, sp, c, elem, block, received, true);
}

static inline bool chan_recv(gort_g *g, void **sp, gort_hchan *c, void *elem, bool block,
                             bool *received)
{
    GORT_DEBUG_CHECK(g);
    *received = false;
    if (GORT_UNLIKELY(!c)) {
        if (!block) return false;
        gort__check_call(g, "gort_chanrecv1");
        chan_wait_forever(g, sp, GORT_WAIT_CHAN_RECEIVE_NIL);
    }
    /* A channel stays closed: what was empty before it was seen to be open was empty at that
     * moment. One that is closed may have got something in between, and is looked at again. */
    if (!block && gort__chan_is_empty(c) && !gort__chan_closed(c)) return false;
    gort__chan_lock(c);
    return chan_recv_locked(g, sp, c, elem, block, received, false);
}

void gort_chanrecv1(gort_g *g, void **sp, gort_hchan *c, void *elem)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_channel(g, c, __func__);
    bool received;
    chan_recv(g, sp, c, elem, true, &received);
}

bool gort_chanrecv2(gort_g *g, void **sp, gort_hchan *c, void *elem)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_channel(g, c, __func__);
    bool received;
    chan_recv(g, sp, c, elem, true, &received);
    return received;
}

bool gort_selectnbrecv(gort_g *g, void **sp, gort_hchan *c, void *elem, bool *received)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_channel(g, c, __func__);
    bool value;
    const bool done = chan_recv(g, sp, c, elem, false, &value);
    if (received) *received = value;
    if (!done) gort__time_passes(g);
    return done;
}

/* ---- Close -------------------------------------------------------------------------------- */

/* Takes out all that wait in q, before those of `list`, linked by next. */
static gort_sudog *chan_release(gort_waitq *q, gort_sudog *list)
{
    gort_sudog *s, *last = NULL, *first = NULL;
    while ((s = gort__chan_dequeue(q)) != NULL) {
        if (last)
            last->next = s;
        else
            first = s;
        last = s;
    }
    if (!last) return list;
    last->next = list;
    return first;
}

void gort_closechan(gort_g *g, void **sp, gort_hchan *c)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_channel(g, c, __func__);
    GORT_DEBUG_CHECK(g);
    if (!c) gort_panic_plain(g, sp, "close of nil channel");
    gort__chan_lock(c);
    if (GORT_UNLIKELY(c->closed)) {
        if (gort__chan_closed(c)) {
            gort__chan_unlock(c);
            gort_panic_plain(g, sp, "close of closed channel");
        }
        gort__chan_tell(g, sp, GORT_EVENT_CHAN_CLOSE, c, GORT_CHAN_CLOSED, NULL);
    }
    /* gort__chan_closed */
    gort__store32_release((gort_au32 *)(void *)&c->closed, c->closed | GORT__CHAN_CLOSED);
    /* Those who receive have a zero already, those who send will panic. */
    gort_sudog *list = chan_release(&c->recvq, chan_release(&c->sendq, NULL));
    gort__chan_unlock(c);
    while (list) {
        gort_sudog *s = list;
        list = s->next; /* once it is awake, s is gone */
        gort__chan_wake(g, sp, s, false);
    }
}
