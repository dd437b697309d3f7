/* sync.c - the C half of Go's package sync: the mutex, and semaphores for what sync.go makes of
 * them.
 *
 * A mutex is one word and a semaphore. The word: MUTEX_LOCKED; MUTEX_WOKEN, somebody is awake who
 * wants it, so that unlocking wakes no other; MUTEX_STARVING; above these the number of those who
 * wait. Usually who is awake takes a free mutex before who was woken for it. One who has waited for
 * longer than STARVING_NS makes the mutex starve: then unlocking hands it to the first that waits,
 * who finds it marked as free, and newcomers go to the end of the queue. The last one that waits,
 * or one that waited for less, ends that.
 *
 * Invariants:
 *  - A mutex that starves is not taken by compare-and-swap, only by who was woken for it.
 *  - The number of those who wait goes down when one is woken; while starving, when it goes on.
 *
 * Threads: any. All that may wait is a safepoint.
 */
#include "../../base/atomic.h"
#include "../../gort_abi.h"
#include "../../sched/sched.h"

#define MUTEX_LOCKED   1u
#define MUTEX_WOKEN    2u
#define MUTEX_STARVING 4u
#define MUTEX_WAITER   8u

#define STARVING_NS 1000000u
#define SPINS_MOST  4
#define SPIN_PAUSES 30

static gort_au32 *sync_word(void *p)
{
    return p;
}

static void sync_pause(void)
{
    for (int i = 0; i < SPIN_PAUSES; i++) {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        __asm__ volatile("yield");
#endif
    }
}

void gort_sync_acquire(gort_g *g, void **sp, uint32_t *sema)
{
    gort__check_call(g, "a semaphore");
    gort__semacquire(g, sp, sync_word(sema), false, GORT_WAIT_SEMACQUIRE);
}

void gort_sync_release(gort_g *g, void **sp, uint32_t *sema)
{
    gort__semrelease(g, sp, sync_word(sema), false);
}

void gort_sync_acquireCond(gort_g *g, void **sp, uint32_t *sema)
{
    gort__check_call(g, "sync.Cond.Wait");
    gort__semacquire(g, sp, sync_word(sema), false, GORT_WAIT_COND);
}

void gort_sync_fatal(gort_g *g, void **sp, gort_string text)
{
    g->sp = sp;
    gort__throw(g->rt, g, "%.*s", (int)text.len, (const char *)text.ptr);
}

uintptr_t gort_sync_collections(gort_g *g, void **sp)
{
    (void)sp;
    return gort__load_relaxed(&g->rt->cycles_started);
}

/* ---- The mutex ---------------------------------------------------------------------------- */

/* Handed over by who unlocked it: still marked as free, and this one still counted. */
static void mutex_receive(gort_au32 *state, uint32_t seen, bool long_waited)
{
    uint32_t change = MUTEX_LOCKED - MUTEX_WAITER;
    if (!long_waited || seen / MUTEX_WAITER == 1) change -= MUTEX_STARVING;
    (void)gort__fetch_add32_full(state, change);
}

static void mutex_wait(gort_g *g, void **sp, gort_au32 *state, gort_au32 *sema)
{
    uint64_t since_ns = 0;
    bool long_waited = false; /* this one has starved */
    bool awake = false;       /* MUTEX_WOKEN is for this one */
    int spins = 0;
    for (;;) {
        const uint32_t seen = gort__load32_relaxed(state);
        const bool taken = seen & MUTEX_LOCKED, starving = seen & MUTEX_STARVING;
        if (taken && !starving && spins < SPINS_MOST && gort__may_spin(g)) {
            if (!awake && !(seen & MUTEX_WOKEN) && seen >= MUTEX_WAITER)
                awake = gort__cas32_full(state, seen, seen | MUTEX_WOKEN);
            sync_pause();
            spins++;
            continue;
        }
        uint32_t next = seen;
        if (!starving) next |= MUTEX_LOCKED;
        if (taken || starving) next += MUTEX_WAITER;
        if (taken && long_waited) next |= MUTEX_STARVING;
        if (awake) next &= ~MUTEX_WOKEN;
        if (!gort__cas32_full(state, seen, next)) continue;
        if (!taken && !starving) return;
        const bool again = since_ns != 0;
        if (!again) since_ns = gort__now_ns(g->rt);
        gort__semacquire(g, sp, sema, again, GORT_WAIT_SEMACQUIRE);
        long_waited |= gort__now_ns(g->rt) - since_ns > STARVING_NS;
        const uint32_t now = gort__load32_acquire(state);
        if (now & MUTEX_STARVING) {
            mutex_receive(state, now, long_waited);
            return;
        }
        awake = true;
        spins = 0;
    }
}

/* From one word to the other, if it is that one. */
static inline bool mutex_change(const gort_g *g, gort_au32 *state, uint32_t from, uint32_t to)
{
    if (!gort__is_alone(g->m)) return gort__cas32_full(state, from, to);
    if (gort__load32_relaxed(state) != from) return false;
    gort__store32_release(state, to);
    return true;
}

void gort_sync_lock(gort_g *g, void **sp, int32_t *state, uint32_t *sema)
{
    if (GORT_LIKELY(mutex_change(g, sync_word(state), 0, MUTEX_LOCKED))) return;
    gort__check_call(g, "a lock");
    sp[0] = state; /* the semaphore's is not yet waited for, and the object may be nobody else's */
    mutex_wait(g, sp + 1, sync_word(state), sync_word(sema));
}

bool gort_sync_tryLock(gort_g *g, void **sp, int32_t *state)
{
    (void)g;
    (void)sp;
    const uint32_t seen = gort__load32_relaxed(sync_word(state));
    return !(seen & (MUTEX_LOCKED | MUTEX_STARVING)) &&
           gort__cas32_full(sync_word(state), seen, seen | MUTEX_LOCKED);
}

/* Somebody waits. seen: what unlocking left. */
static void mutex_wake(gort_g *g, void **sp, gort_au32 *state, gort_au32 *sema, uint32_t seen)
{
    if (seen & MUTEX_STARVING) {
        gort__semrelease(g, sp, sema, true);
        return;
    }
    while (seen >= MUTEX_WAITER && !(seen & (MUTEX_LOCKED | MUTEX_WOKEN | MUTEX_STARVING))) {
        if (gort__cas32_full(state, seen, (seen - MUTEX_WAITER) | MUTEX_WOKEN)) {
            gort__semrelease(g, sp, sema, false);
            return;
        }
        seen = gort__load32_relaxed(state);
    }
}

void gort_sync_unlock(gort_g *g, void **sp, int32_t *state, uint32_t *sema)
{
    if (gort__is_alone(g->m) && mutex_change(g, sync_word(state), MUTEX_LOCKED, 0)) return;
    const uint32_t left =
        gort__fetch_add32_full(sync_word(state), (uint32_t)-MUTEX_LOCKED) - MUTEX_LOCKED;
    if (GORT_LIKELY(left == 0)) return;
    if (!((left + MUTEX_LOCKED) & MUTEX_LOCKED))
        gort_fatal(g, sp, "sync: unlock of unlocked mutex");
    mutex_wake(g, sp, sync_word(state), sync_word(sema), left);
}
