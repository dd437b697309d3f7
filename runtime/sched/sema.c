/* sema.c - semaphores: a word of the program counts, and a table by address has who waits for it.
 *
 * What package sync is made of. A word is zero memory to begin with; nobody makes or frees a
 * semaphore. The table's rows are fixed; in a row lies one waiter for each address, the head of
 * its queue, and the queue hangs on it. Waiters lie in the frames of those who wait.
 *
 * Who acquires counts itself as waiting before it looks at the word a last time, and who releases
 * adds to the word before it looks for waiting ones: one of the two sees the other.
 *
 * Invariants:
 *  - A waiter is in the table exactly while its g is parked; who takes it out makes that ready.
 *  - Waiters of an epoch that has ended are dropped by whoever comes across them: their stacks
 *    stay, but nobody goes on there, and their address may be another object's by now.
 *  - The address of the word is a root while its g waits: the object stays what it is.
 *  - No safepoint with a row's lock held.
 *
 * Threads: any.
 */
#include "proc.h"
#include <stdlib.h>

#define SEMA_ROWS 251 /* a prime: addresses are multiples of powers of two */

typedef struct sema_waiter {
    gort_g *g;
    gort_au32 *word;
    struct sema_waiter *next_word; /* of a head: of the row's next word */
    struct sema_waiter *next;      /* of the queue */
    struct sema_waiter *last;      /* of a head: the end of its queue */
    bool given;                    /* the releaser took the word down for it */
} sema_waiter;

typedef struct sema_row {
    gort__lock lock;
    gort_au32 nwait;    /* changes under lock, read by anyone */
    sema_waiter *heads; /* lock */
} __attribute__((aligned(64))) sema_row;

struct gort__semas {
    sema_row rows[SEMA_ROWS];
};

struct gort__semas *gort__semas_new(void)
{
    struct gort__semas *t = aligned_alloc(64, sizeof *t);
    if (t) *t = (struct gort__semas){0};
    return t;
}

void gort__semas_free(struct gort__semas *t)
{
    free(t);
}

static sema_row *sema_row_of(const gort_g *g, const void *word)
{
    return &g->rt->sched->semas->rows[((uintptr_t)word >> 3) % SEMA_ROWS];
}

gort__lock *gort__sema_lock(const gort_g *g, const void *word)
{
    return &sema_row_of(g, word)->lock;
}

/* One unit, if there is one. */
static bool sema_take(gort_au32 *word)
{
    for (;;) {
        const uint32_t n = gort__load32_acquire(word);
        if (n == 0) return false;
        if (gort__cas32_full(word, n, n - 1)) return true;
    }
}

/* ---- The queues. The row's lock held ------------------------------------------------------ */

/* The link to the head of the word's queue, or to NULL at the row's end. */
static sema_waiter **sema_find(sema_row *row, const gort_au32 *word)
{
    sema_waiter **link = &row->heads;
    while (*link && (*link)->word != word)
        link = &(*link)->next_word;
    return link;
}

static void sema_put(sema_row *row, sema_waiter *w, bool first)
{
    sema_waiter **link = sema_find(row, w->word), *head = *link;
    w->next = w->next_word = NULL;
    w->last = w;
    if (head && first) {
        w->next = head;
        w->last = head->last;
        w->next_word = head->next_word;
        *link = w;
    } else if (head) {
        head->last->next = w;
        head->last = w;
    } else {
        *link = w;
    }
}

/* The head leaves. */
static void sema_drop(sema_waiter **link)
{
    sema_waiter *head = *link, *next = head->next;
    if (next) {
        next->last = head->last;
        next->next_word = head->next_word;
        *link = next;
    } else {
        *link = head->next_word;
    }
}

static bool sema_is_over(const sema_waiter *w)
{
    return w->g->goroutine && w->g->epoch != gort__load32_relaxed(&w->g->rt->sched->epoch);
}

/* The longest waiting one, or NULL. */
static sema_waiter *sema_get(sema_row *row, const gort_au32 *word)
{
    sema_waiter **link = sema_find(row, word), *w;
    while ((w = *link) && w->word == word) {
        sema_drop(link);
        (void)gort__fetch_add32_full(&row->nwait, (uint32_t)-1);
        if (!sema_is_over(w)) return w;
    }
    return NULL;
}

/* ---- Acquire, release --------------------------------------------------------------------- */

static bool sema_left(gort_g *g, void *row)
{
    (void)g;
    gort__lock_give(&((sema_row *)row)->lock);
    return true;
}

void gort__semacquire(gort_g *g, void **sp, gort_au32 *word, bool first, gort__wait_reason reason)
{
    if (sema_take(word)) return;
    gort__bias_leave(g); /* takes a row's lock */
    sema_row *row = sema_row_of(g, word);
    sema_waiter w = {.g = g, .word = word};
    sp[0] = word;
    do {
        gort__lock_take(&row->lock);
        (void)gort__fetch_add32_full(&row->nwait, 1);
        if (sema_take(word)) {
            (void)gort__fetch_add32_full(&row->nwait, (uint32_t)-1);
            gort__lock_give(&row->lock);
            return;
        }
        sema_put(row, &w, first);
        gort__park(g, sp + 1, reason, sema_left, row);
    } while (!w.given && !sema_take(word));
}

void gort__semrelease(gort_g *g, void **sp, gort_au32 *word, bool hand_off)
{
    sema_row *row = sema_row_of(g, word);
    (void)gort__fetch_add32_full(word, 1);
    if (gort__fetch_add32_full(&row->nwait, 0) == 0) return;
    gort__lock_take(&row->lock);
    sema_waiter *w = sema_get(row, word);
    gort__lock_give(&row->lock);
    if (!w) return;
    const bool given = hand_off && sema_take(word);
    w->given = given;
    gort__ready(g, sp, w->g); /* and w is gone */
    if (given) gort__yield(g, sp);
}

bool gort__may_spin(const gort_g *g)
{
    const struct gort__sched *s = g->rt->sched;
    if (!g->goroutine || gort__places(s) == 1 || !g->m->p || !gort__runq_empty(g->m->p))
        return false;
    const uint32_t counts = gort__load32_relaxed(&s->counts);
    return gort__places(s) > GORT_IDLE_OF(counts) + GORT_SPINNING_OF(counts) + 1;
}
