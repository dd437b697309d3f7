/* mutex.c - Go's sync.Mutex.
 *
 * A mutex is one word and a semaphore. The word: LOCKED; WOKEN, somebody is awake who wants it, so
 * that unlocking wakes no other; STARVING; BIASED; above these the number of those who wait.
 * Usually who is awake takes a free mutex before who was woken for it. One who has waited for
 * longer than STARVING_NS makes the mutex starve: then unlocking hands it to the first that waits,
 * who finds it marked as free, and newcomers go to the end of the queue. The last one that waits,
 * or one that waited for less, ends that.
 *
 * One that a single place uses for a while is biased to it (../../sched/bias.h): then the word does
 * not say whether it is locked, and a program that looks into it by way of unsafe, or compares two,
 * finds another number than Go's. What fmt prints is Go's, but of a copy made while it was locked.
 *
 * Invariants:
 *  - A mutex that starves is not taken by compare-and-swap, only by who was woken for it.
 *  - The number of those who wait goes down when one is woken; while starving, when it goes on.
 *  - A locked instruction is not tried on a word that was seen to refuse it.
 *
 * Threads: any. All that may wait is a safepoint.
 */
#include "../../base/atomic.h"
#include "../../gort_abi.h"
#include "../../sched/bias.h"

#define STARVING_NS 1000000u
#define SPINS_MOST  4
#define SPIN_PAUSES 30

#define MUTEX_TAKEN (GORT_MUTEX_LOCKED | GORT_MUTEX_STARVING | GORT_MUTEX_BIASED)

static gort_au32 *mutex_word(void *p)
{
    return p;
}

static void mutex_pause(void)
{
    for (int i = 0; i < SPIN_PAUSES; i++) {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        __asm__ volatile("yield");
#endif
    }
}

/* g's thread has it, and not by its bias. */
static inline void mutex_taken(gort_g *g, gort_au32 *word)
{
    gort__bias *b = gort__bias_of(g->m);
    if (b) gort__bias_count(g, b, word);
}

/* Handed over by who unlocked it: still marked as free, and this one still counted. */
static void mutex_receive(gort_au32 *word, uint32_t seen, bool long_waited)
{
    uint32_t change = GORT_MUTEX_LOCKED - GORT_MUTEX_WAITER;
    if (!long_waited || seen / GORT_MUTEX_WAITER == 1) change -= GORT_MUTEX_STARVING;
    (void)gort__fetch_add32_full(word, change);
}

static void mutex_wait(gort_g *g, void **sp, gort_au32 *word, gort_au32 *sema)
{
    uint64_t since_ns = 0;
    bool long_waited = false; /* this one has starved */
    bool awake = false;       /* WOKEN is for this one */
    int spins = 0;
    for (;;) {
        const uint32_t seen = gort__load32_relaxed(word);
        if (seen & GORT_MUTEX_BIASED) {
            gort__bias_take(g, word);
            continue;
        }
        const bool taken = seen & GORT_MUTEX_LOCKED, starving = seen & GORT_MUTEX_STARVING;
        if (taken && !starving && spins < SPINS_MOST && gort__may_spin(g)) {
            if (!awake && !(seen & GORT_MUTEX_WOKEN) && seen >= GORT_MUTEX_WAITER)
                awake = gort__cas32_full(word, seen, seen | GORT_MUTEX_WOKEN);
            mutex_pause();
            spins++;
            continue;
        }
        uint32_t next = seen;
        if (!starving) next |= GORT_MUTEX_LOCKED;
        if (taken || starving) next += GORT_MUTEX_WAITER;
        if (taken && long_waited) next |= GORT_MUTEX_STARVING;
        if (awake) next &= ~GORT_MUTEX_WOKEN;
        if (!gort__cas32_full(word, seen, next)) continue;
        if (!taken && !starving) break;
        const bool again = since_ns != 0;
        if (!again) since_ns = gort__now_ns(g->rt);
        gort__semacquire(g, sp, sema, again, GORT_WAIT_SEMACQUIRE);
        long_waited |= gort__now_ns(g->rt) - since_ns > STARVING_NS;
        const uint32_t now = gort__load32_acquire(word);
        if (now & GORT_MUTEX_STARVING) {
            mutex_receive(word, now, long_waited);
            break;
        }
        awake = true;
        spins = 0;
    }
    mutex_taken(g, word);
    gort__bias *b = gort__bias_of(g->m);
    if (b) gort__bias_forget(b, word);
}

static __attribute__((noinline)) void mutex_lock_slow(gort_g *g, void **sp, int32_t *state,
                                                      uint32_t *sema)
{
    gort__check_call(g, "a lock");
    sp[0] = state; /* the semaphore's is not yet waited for, and the object may be nobody else's */
    mutex_wait(g, sp + 1, mutex_word(state), mutex_word(sema));
}

/* Without waiting. */
static inline bool mutex_try(gort_g *g, gort_au32 *word)
{
    const uint32_t seen = gort__load32_relaxed(word);
    if (seen & MUTEX_TAKEN) {
        gort__bias *b = gort__bias_of(g->m);
        return b && gort__bias_is(b, seen) && gort__bias_lock(g, b, word);
    }
    if (gort__is_alone(g->m)) {
        gort__store32_relaxed(word, seen | GORT_MUTEX_LOCKED);
        return true;
    }
    if (!gort__cas32_full(word, seen, seen | GORT_MUTEX_LOCKED)) return false;
    mutex_taken(g, word);
    return true;
}

void gort_sync_lock(gort_g *g, void **sp, int32_t *state, uint32_t *sema)
{
    if (GORT_UNLIKELY(!mutex_try(g, mutex_word(state)))) mutex_lock_slow(g, sp, state, sema);
}

bool gort_sync_tryLock(gort_g *g, void **sp, int32_t *state)
{
    gort_au32 *word = mutex_word(state);
    (void)sp;
    if (mutex_try(g, word)) return true;
    if (!(gort__load32_relaxed(word) & GORT_MUTEX_BIASED)) return false;
    gort__bias_take(g, word);
    return mutex_try(g, word);
}

/* left: what the word was when it had been unlocked. */
static void mutex_wake(gort_g *g, gort_au32 *word, gort_au32 *sema, uint32_t left)
{
    gort__bias *b = gort__bias_of(g->m);
    if (b && !(left & GORT_MUTEX_WOKEN) && gort__owed_put(g, b, word, sema)) return;
    gort__mutex_wake(g, word, sema, left);
}

/* left: what the word is since it was unlocked. */
static __attribute__((noinline)) void mutex_unlock_slow(gort_g *g, void **sp, gort_au32 *word,
                                                        gort_au32 *sema, uint32_t left)
{
    if (!((left + GORT_MUTEX_LOCKED) & GORT_MUTEX_LOCKED))
        gort_fatal(g, sp, "sync: unlock of unlocked mutex");
    if (left & GORT_MUTEX_STARVING)
        gort__semrelease(g, sp, sema, true);
    else
        mutex_wake(g, word, sema, left);
}

void gort_sync_unlock(gort_g *g, void **sp, int32_t *state, uint32_t *sema)
{
    gort_au32 *word = mutex_word(state);
    gort__bias *b = gort__bias_of(g->m);
    uint32_t left;
    if (b && gort__bias_holds(b, word)) {
        if (gort__bias_unlock(g, b, word, &left)) {
            if (GORT_UNLIKELY(gort__mutex_has_waiters(left)))
                mutex_wake(g, word, mutex_word(sema), left);
            return;
        }
    } else if (gort__is_alone(g->m) && gort__load32_relaxed(word) == GORT_MUTEX_LOCKED) {
        gort__store32_release(word, 0);
        return;
    } else if (GORT_UNLIKELY(gort__load32_relaxed(word) & GORT_MUTEX_BIASED)) {
        gort__bias_take(g, word); /* it was locked elsewhere */
    }
    left = gort__fetch_add32_full(word, (uint32_t)-GORT_MUTEX_LOCKED) - GORT_MUTEX_LOCKED;
    if (GORT_UNLIKELY(left != 0)) mutex_unlock_slow(g, sp, word, mutex_word(sema), left);
}
