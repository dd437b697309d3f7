/* select.c - select over several channels.
 *
 * Of the cases that can go on the first one in a random order does, with its channel locked only.
 * If none is seen to, all channels are locked, in the order of their addresses, so that the select
 * sees them at one moment and two selects never wait for each other. If there is none then, the g
 * waits at every channel; who wakes it has set its `done`, which only one can, and it takes itself
 * out of the other queues.
 *
 * A nil channel has no part in it. With more than FEW cases the orders and the gort_sudogs do not
 * fit the frame and are an object of the heap.
 *
 * Threads: the g's own.
 */
#include "../base/checks.h"
#include "chan.h"
#include <string.h>

enum { FEW = 8 };

typedef struct select_run {
    gort_g *g;
    const gort_scase *cases;
    intptr_t ncases;
    uint16_t *pollorder, *lockorder; /* of the n cases with a channel: their numbers */
    intptr_t n;
    gort_sudog *sudogs; /* by case */
} select_run;

static gort_hchan *select_chan(const select_run *r, intptr_t i)
{
    return r->cases[r->lockorder[i]].c;
}

/* ---- Orders ------------------------------------------------------------------------------- */

static void select_shuffle(select_run *r)
{
    for (intptr_t i = 0; i < r->ncases; i++) {
        if (!r->cases[i].c) continue;
        intptr_t j = 0; /* the first has no choice */
        if (r->n > 0) j = (intptr_t)((uint64_t)gort_fastrand(r->g) * (uint64_t)(r->n + 1) >> 32);
        r->pollorder[r->n] = r->pollorder[j];
        r->pollorder[j] = (uint16_t)i;
        r->n++;
    }
}

static bool select_before(const select_run *r, uint16_t a, uint16_t b)
{
    return (uintptr_t)r->cases[a].c < (uintptr_t)r->cases[b].c;
}

/* order[at] sinks into the heap of the first n. */
static void select_sink(const select_run *r, uint16_t *order, intptr_t at, intptr_t n)
{
    const uint16_t x = order[at];
    for (intptr_t k; (k = 2 * at + 1) < n; at = k) {
        if (k + 1 < n && select_before(r, order[k], order[k + 1])) k++;
        if (!select_before(r, x, order[k])) break;
        order[at] = order[k];
    }
    order[at] = x;
}

static void select_sort(const select_run *r)
{
    uint16_t *order = r->lockorder;
    memcpy(order, r->pollorder, (size_t)r->n * sizeof *order);
    if (r->n <= FEW) {
        for (intptr_t i = 1; i < r->n; i++) {
            const uint16_t x = order[i];
            intptr_t j = i;
            for (; j > 0 && select_before(r, x, order[j - 1]); j--)
                order[j] = order[j - 1];
            order[j] = x;
        }
        return;
    }
    for (intptr_t i = r->n / 2; i-- > 0;)
        select_sink(r, order, i, r->n);
    for (intptr_t i = r->n; --i > 0;) {
        const uint16_t x = order[i];
        order[i] = order[0];
        order[0] = x;
        select_sink(r, order, 0, i);
    }
}

/* A channel that several cases name is locked once. */
static void select_lock(const select_run *r)
{
    const gort_hchan *last = NULL;
    for (intptr_t i = 0; i < r->n; i++) {
        gort_hchan *c = select_chan(r, i);
        if (c != last) gort__chan_lock(c);
        last = c;
    }
}

/* Once the last is unlocked, the g may go on, and what r points to be gone. */
static void select_unlock(const select_run *r)
{
    for (intptr_t i = r->n; i-- > 0;) {
        gort_hchan *c = select_chan(r, i);
        if (i > 0 && c == select_chan(r, i - 1)) continue;
        gort__chan_unlock(c);
    }
}

/* ---- One look ----------------------------------------------------------------------------- */

typedef enum select_look { LOOK_BLOCKED, LOOK_DONE, LOOK_CLOSED } select_look;

static inline __attribute__((always_inline)) select_look
select_try_send(const select_run *r, const gort_scase *k, gort_sudog **partner)
{
    gort_hchan *c = k->c;
    if ((*partner = gort__chan_dequeue(&c->recvq)) != NULL)
        gort__chan_send_to(r->g, c, *partner, k->elem);
    else if (c->qcount < c->dataqsiz)
        gort__chan_put(r->g, c, k->elem);
    else
        return LOOK_BLOCKED;
    return LOOK_DONE;
}

static inline __attribute__((always_inline)) select_look
select_try_recv(const select_run *r, const gort_scase *k, gort_sudog **partner, bool *received)
{
    gort_hchan *c = k->c;
    if ((*partner = gort__chan_dequeue(&c->sendq)) != NULL) {
        gort__chan_recv_from(r->g, c, *partner, k->elem);
    } else if (c->qcount > 0) {
        gort__chan_take(r->g, c, k->elem);
    } else {
        return LOOK_BLOCKED;
    }
    *received = true;
    return LOOK_DONE;
}

/* At a channel that is closed, or whose operations are events. */
static __attribute__((noinline)) select_look select_try_rare(const select_run *r, void **sp,
                                                             const gort_scase *k,
                                                             gort_sudog **partner, bool *received)
{
    gort_hchan *c = k->c;
    const bool closed = gort__chan_closed(c);
    if (k->send && closed) return LOOK_CLOSED;
    gort__chan_how how = GORT_CHAN_CLOSED;
    if ((k->send ? select_try_send(r, k, partner) : select_try_recv(r, k, partner, received)) ==
        LOOK_DONE)
        how = *partner ? GORT_CHAN_HAND : GORT_CHAN_BUFFER;
    else if (!closed)
        return LOOK_BLOCKED;
    else
        gort__chan_clear(c, k->elem);
    if (gort__chan_is_told(c))
        gort__event(r->g->rt, GORT_EVENT_SELECT, .g = r->g, .sp = sp,
                    .chan = {.c = c,
                             .qcount = c->qcount,
                             .how = how,
                             .with = *partner ? (*partner)->g : NULL,
                             .at = k - r->cases,
                             .send = k->send});
    return LOOK_DONE;
}

static inline __attribute__((always_inline)) select_look select_try(const select_run *r, void **sp,
                                                                    const gort_scase *k,
                                                                    gort_sudog **partner,
                                                                    bool *received)
{
    *partner = NULL;
    if (GORT_UNLIKELY(k->c->closed)) return select_try_rare(r, sp, k, partner, received);
    return k->send ? select_try_send(r, k, partner) : select_try_recv(r, k, partner, received);
}

/* What is left to do when nothing is locked any more. */
static void select_done(const select_run *r, void **sp, select_look look, gort_sudog *partner)
{
    if (look == LOOK_CLOSED) gort_panic_plain(r->g, sp, "send on closed channel");
    if (partner) gort__chan_wake(r->g, sp, partner, true);
}

/* The first case that can go on, by itself: another that could is none the worse for it. -1: none
 * was seen to, which says nothing of one moment. */
static intptr_t select_first(const select_run *r, void **sp, bool *received)
{
    for (intptr_t i = 0; i < r->n; i++) {
        const uint16_t at = r->pollorder[i];
        const gort_scase *k = &r->cases[at];
        if ((k->send ? gort__chan_is_full(k->c) : gort__chan_is_empty(k->c)) &&
            !gort__chan_closed(k->c))
            continue;
        gort_sudog *partner;
        gort__chan_lock(k->c);
        const select_look look = select_try(r, sp, k, &partner, received);
        gort__chan_unlock(k->c);
        if (look == LOOK_BLOCKED) continue;
        select_done(r, sp, look, partner);
        return at;
    }
    return -1;
}

/* The case that can go on, of all at one moment, or -1. Locked; unlocked if it returns a case, or
 * panics. */
static intptr_t select_any(const select_run *r, void **sp, bool *received)
{
    for (intptr_t i = 0; i < r->n; i++) {
        const uint16_t at = r->pollorder[i];
        gort_sudog *partner;
        const select_look look = select_try(r, sp, &r->cases[at], &partner, received);
        if (look == LOOK_BLOCKED) continue;
        select_unlock(r);
        select_done(r, sp, look, partner);
        return at;
    }
    return -1;
}

/* ---- Waiting ------------------------------------------------------------------------------ */

static bool select_left(gort_g *g, void *run)
{
    (void)g;
    select_unlock(run);
    return true;
}

/* What the cases hold, as roots from sp on; returns the raised sp. */
static void **select_root(const select_run *r, void **sp)
{
    for (intptr_t i = 0; i < r->ncases; i++)
        if (r->cases[i].c) sp = gort__chan_root(sp, r->cases[i].c, r->cases[i].elem);
    return sp;
}

/* Locked; unlocked on return. The case by which the g was woken. */
static intptr_t select_wait(select_run *r, void **sp, bool *received)
{
    gort__select sel = {.by = NULL};
    for (intptr_t i = 0; i < r->n; i++) {
        const uint16_t at = r->lockorder[i];
        const gort_scase *k = &r->cases[at];
        gort_sudog *s = &r->sudogs[at];
        *s = (gort_sudog){.g = r->g, .elem = k->elem, .c = k->c, .select = &sel};
        if (!k->send) gort__chan_clear(k->c, k->elem);
        gort__chan_enqueue(k->send ? &k->c->sendq : &k->c->recvq, s);
    }
    gort__park(r->g, select_root(r, sp), GORT_WAIT_SELECT, select_left, r);
    select_lock(r);
    for (intptr_t i = 0; i < r->n; i++) {
        const uint16_t at = r->lockorder[i];
        gort_hchan *c = r->cases[at].c;
        if (sel.by != &r->sudogs[at])
            gort__chan_remove(r->cases[at].send ? &c->sendq : &c->recvq, &r->sudogs[at]);
    }
    select_unlock(r);
    const intptr_t chosen = sel.by - r->sudogs;
    if (r->cases[chosen].send && !sel.by->success)
        gort_panic_plain(r->g, sp, "send on closed channel");
    *received = !r->cases[chosen].send && sel.by->success;
    return chosen;
}

/* ---- gort_selectgo ------------------------------------------------------------------------ */

static intptr_t select_go(select_run *r, void **sp, bool block, bool *received)
{
    select_shuffle(r);
    if (r->n == 0) { /* nil channels only */
        while (block)
            gort__park(r->g, sp, GORT_WAIT_SELECT, NULL, NULL);
        return -1;
    }
    intptr_t chosen = select_first(r, sp, received);
    if (chosen >= 0) return chosen;
    select_sort(r);
    select_lock(r);
    chosen = select_any(r, sp, received);
    if (chosen >= 0) return chosen;
    if (block) return select_wait(r, sp, received);
    select_unlock(r);
    return -1;
}

static intptr_t select_many(select_run *r, void **sp, bool block, bool *received)
{
    const uintptr_t n = (uintptr_t)r->ncases;
    sp = select_root(r, sp);
    uint8_t *room = gort_alloc_slow(r->g, sp, &gort_type_uint8,
                                    n * (sizeof *r->sudogs + 2 * sizeof *r->pollorder));
    *sp++ = room;
    r->sudogs = (gort_sudog *)(void *)room;
    r->pollorder = (uint16_t *)(void *)(room + n * sizeof *r->sudogs);
    r->lockorder = r->pollorder + n;
    return select_go(r, sp, block, received);
}

intptr_t gort_selectgo(gort_g *g, void **sp, const gort_scase *cases, intptr_t ncases, bool block,
                       bool *received)
{
    gort__debug_entry(g, sp, __func__);
    gort__check_that(g->rt, ncases >= 0 && ncases <= 65536 && (cases || !ncases), __func__,
                     "that is no number of cases");
    uint16_t orders[2 * FEW];
    gort_sudog sudogs[FEW];
    bool value = false;
    select_run r = {.g = g, .cases = cases, .ncases = ncases};
    GORT_DEBUG_CHECK(g);
    intptr_t chosen;
    if (ncases > FEW) {
        chosen = select_many(&r, sp, block, &value);
    } else {
        r.pollorder = orders;
        r.lockorder = orders + FEW;
        r.sudogs = sudogs;
        chosen = select_go(&r, sp, block, &value);
    }
    if (received) *received = value;
    if (chosen < 0) gort__time_passes(g);
    return chosen;
}
