/* bias.h - a mutex that one place uses again and again belongs to that place: locking and unlocking
 * it there are plain stores. What every lock does, as inline functions; the rest is in bias.c.
 *
 * The word of a mutex (runtime/pkg/sync/mutex.c) says to which place it is biased; whether it is
 * locked is then not in the word but in that place's `held`. The owner stores `held`, then reads
 * the word; who wants the mutex elsewhere changes the word, lets the system put a full barrier into
 * every running thread (gort__os_barrier_others), then reads `held`: one of the two sees the other.
 * That costs who comes from elsewhere some microseconds, and the owner nothing. So a mutex is
 * biased after GORT_BIAS_STREAK locks of one place in which it found nobody else there. Where two
 * processors want it at once that is soon and often undone; so after a bias that did not last it
 * takes twice as many locks to the next.
 *
 * Invariants:
 *  - `held` is one mutex at most. It names one only while what locked it runs: before that leaves
 *    its thread, and before its place may go to another, gort__bias_leave says in the word that it
 *    is locked. So does the end of marking: a mutex that is garbage is held by nobody.
 *  - A biased word is not locked and does not starve. Whoever sees one of another place takes the
 *    bias away first. WOKEN and the number of those who wait are as always.
 *  - `kept` is set by who takes the bias of a mutex away that was held: its word is locked then.
 * The owner, who finds the word changed, learns from `kept` which it was.
 *
 * Threads: what is not said to be the owner's: any. bias_lock comes last in the order of locks.
 */
#ifndef GORT_BIAS_H
#define GORT_BIAS_H

#include "sched.h"

/* The word of a mutex: Go's, but for BIASED, which so many that wait never reach. */
#define GORT_MUTEX_LOCKED   1u
#define GORT_MUTEX_WOKEN    2u
#define GORT_MUTEX_STARVING 4u
#define GORT_MUTEX_WAITER   8u
#define GORT_MUTEX_BIASED   (1u << 31)

#define GORT_BIAS_SHIFT   22 /* in a biased word: the place, above so many bits of those who wait */
#define GORT_BIAS_MASK    (~0u << GORT_BIAS_SHIFT)
#define GORT_BIAS_WAITERS (~GORT_BIAS_MASK & ~(GORT_MUTEX_WAITER - 1))
#define GORT_BIAS_NEVER   GORT_MUTEX_WAITER /* no word under the mask is that */

#define GORT_BIAS_STREAK 2048
#define GORT_BIAS_LOOK   32 /* so many locks, or unlocks that wake nobody, in a row are timed */
#define GORT_BIAS_OFTEN_NS                                                                         \
    ((uint64_t)500 * GORT_BIAS_LOOK) /* in that time: who waits would find it locked again */
#define GORT_BIAS_SEEN 4             /* mutexes whose locks a place counts; a power of two */

static inline bool gort__mutex_has_waiters(uint32_t word)
{
    return (word & GORT_MUTEX_BIASED ? word & GORT_BIAS_WAITERS : word) >= GORT_MUTEX_WAITER;
}

/* A place's. */
typedef struct gort__bias {
    gort_au32 word;  /* of a mutex that is biased to this place, under the mask; changes once */
    gort_aword held; /* the owner's, read by anyone */
    gort_aword kept; /* bias_lock */
    struct gort__bias_seen {
        const gort_au32 *mutex;
        uint32_t streak;
        bool often;         /* some of the last locks came quickly */
        uint64_t since_ns;  /* when these began, 0: not known */
    } seen[GORT_BIAS_SEEN]; /* owner */

    /* owed.c; owner */
    gort_aword owed; /* the mutex for which one is to be woken that waits; read by anyone */
    gort_au32 *owed_sema;
    uint64_t owed_ns, owed_look_ns;
    uint32_t owed_unlocks;
} gort__bias;

/* Of the place that m has, NULL: none. */
static inline gort__bias *gort__bias_of(const gort_mutator *m)
{
    return (gort__bias *)(void *)m->p; /* its first member */
}

/* ---- bias.c ------------------------------------------------------------------------------- */

bool gort__bias_begin(void);           /* false: the system cannot do it */
uint32_t gort__bias_word(uint32_t id); /* of that place */
/* Owner: the word is not its own any more. True: held was still locked, and now the word says so.
 */
bool gort__bias_was_kept(gort_g *g, gort__bias *b, gort_au32 *word);
/* Owner, who has just locked it: it is time to look at how often that was. */
void gort__bias_look(gort_g *g, gort__bias *b, gort_au32 *word);
/* The word, which was seen biased, is not any more. */
void gort__bias_take(gort_g *g, gort_au32 *word);
/* What is held is locked by its word from now on. Owner, or with the world stopped. */
void gort__bias_settle_held(struct gort__sched *s, gort__bias *b);
void gort__bias_settle_all(struct gort__sched *s); /* with the world stopped */
/* What Go's word would be for the mutex whose word this is, or for a copy of one. */
uint32_t gort__bias_shown(gort_runtime *rt, const gort_au32 *word);

/* owed.c. Somebody waits for the mutex, which has just been unlocked: wakes the first, unless it is
 * taken or another is awake. seen: the word. */
void gort__mutex_wake(gort_g *g, gort_au32 *word, gort_au32 *sema, uint32_t seen);
/* Owner. True: it is to be called instead when some time has passed. */
bool gort__owed_put(gort_g *g, gort__bias *b, gort_au32 *word, gort_au32 *sema);
void gort__owed_pay_now(gort_g *g, gort__bias *b);

/* Owner: wakes who is to be woken. No lock of a semaphore held. */
static inline void gort__owed_pay(gort_g *g, gort__bias *b)
{
    if (GORT_UNLIKELY(gort__load_relaxed(&b->owed))) gort__owed_pay_now(g, b);
}

static inline void gort__bias_settle(struct gort__sched *s, gort__bias *b)
{
    if (GORT_UNLIKELY(gort__load_relaxed(&b->held))) gort__bias_settle_held(s, b);
}

/* g, which runs, is about to leave its thread, or the thread its place. As gort__owed_pay. */
static inline void gort__bias_leave(gort_g *g)
{
    gort__bias *b = gort__bias_of(g->m);
    if (!b) return;
    gort__bias_settle(g->rt->sched, b);
    gort__owed_pay(g, b);
}

/* ---- The owner's -------------------------------------------------------------------------- */

static inline bool gort__bias_is(const gort__bias *b, uint32_t word)
{
    return (word & GORT_BIAS_MASK) == gort__load32_relaxed(&b->word);
}

static inline bool gort__bias_holds(const gort__bias *b, const gort_au32 *word)
{
    return gort__load_relaxed(&b->held) == (uintptr_t)word;
}

/* The word was seen to be b's. True: the mutex is locked. */
static inline bool gort__bias_lock(gort_g *g, gort__bias *b, gort_au32 *word)
{
    if (gort__load_relaxed(&b->held)) return false;
    gort__store_relaxed(&b->held, (uintptr_t)word);
    gort__order_by_others();
    if (GORT_LIKELY(gort__bias_is(b, gort__load32_acquire(word)))) return true;
    return gort__bias_was_kept(g, b, word);
}

/* Unlocks what is held; *left: the word then. False: the word is locked and not biased. */
static inline bool gort__bias_unlock(gort_g *g, gort__bias *b, gort_au32 *word, uint32_t *left)
{
    gort__store_release(&b->held, 0); /* pairs with gort__bias_take */
    gort__order_by_others();
    *left = gort__load32_relaxed(word);
    return GORT_LIKELY(gort__bias_is(b, *left)) || !gort__bias_was_kept(g, b, word);
}

static inline struct gort__bias_seen *gort__bias_seen(gort__bias *b, const gort_au32 *word)
{
    return &b->seen[(uintptr_t)word / sizeof(uint64_t) % GORT_BIAS_SEEN];
}

/* The word has been locked, as any. */
static inline void gort__bias_count(gort_g *g, gort__bias *b, gort_au32 *word)
{
    /* What was held was unlocked elsewhere. */
    if (GORT_UNLIKELY(gort__bias_holds(b, word))) (void)gort__bias_was_kept(g, b, word);
    struct gort__bias_seen *seen = gort__bias_seen(b, word);
    if (seen->mutex != word)
        *seen = (struct gort__bias_seen){.mutex = word};
    else if (GORT_UNLIKELY(++seen->streak % GORT_BIAS_LOOK == 0))
        gort__bias_look(g, b, word);
}

/* Somebody else was there. */
static inline void gort__bias_forget(gort__bias *b, const gort_au32 *word)
{
    struct gort__bias_seen *seen = gort__bias_seen(b, word);
    seen->streak = 0;
    seen->since_ns = 0;
}

#endif
