/* owed.c - who is woken when a mutex is unlocked for which others wait, and when.
 *
 * To wake one costs some microseconds, and its thread takes tens of them to get going. Where the
 * place that unlocks locks again within less, and does so all the time, the other finds the mutex
 * locked, waits for a while, and goes to sleep again: two processors are busy, and what they do is
 * to take the word from each other. So such a place puts the wake-up off: it owes it, for
 * OWED_NS, as long as it goes on like that; so long that few notice, and short enough for the one
 * that waits to be up in time to make the mutex starve.
 *
 * The place pays when its time is up, when it does not use the mutex as often any more, and when
 * what runs there yields, parks, blocks or comes to a safepoint. Of one that only computes from
 * then on the watcher asks for a safepoint (watch.c).
 *
 * Invariants:
 *  - A place owes one mutex at most, and only while what unlocked it runs: who comes next owes
 *    nothing.
 *  - Nothing is owed with the world stopped: the mutex may be garbage then.
 *
 * Threads: the owner of the place; wake: any.
 */
#include "../base/os.h"
#include "proc.h"

#define OWED_NS 500000

void gort__mutex_wake(gort_g *g, gort_au32 *word, gort_au32 *sema, uint32_t seen)
{
    while (gort__mutex_has_waiters(seen) &&
           !(seen & (GORT_MUTEX_LOCKED | GORT_MUTEX_WOKEN | GORT_MUTEX_STARVING))) {
        if (gort__cas32_full(word, seen, (seen - GORT_MUTEX_WAITER) | GORT_MUTEX_WOKEN)) {
            gort__semrelease(g, NULL, sema, false);
            return;
        }
        seen = gort__load32_relaxed(word);
    }
}

void gort__owed_pay_now(gort_g *g, gort__bias *b)
{
    gort_au32 *word = (gort_au32 *)gort__load_relaxed(&b->owed);
    gort__store_relaxed(&b->owed, 0);
    if (gort__bias_holds(b, word)) return; /* to be unlocked yet */
    gort__mutex_wake(g, word, b->owed_sema, gort__load32_relaxed(word));
}

/* It is owed already, and unlocked once more. */
static bool owed_goes_on(gort__bias *b, struct gort__bias_seen *seen)
{
    if (++b->owed_unlocks % GORT_BIAS_LOOK != 0) return true;
    const uint64_t now_ns = gort__os_now_ns();
    seen->often = now_ns - b->owed_look_ns < GORT_BIAS_OFTEN_NS;
    b->owed_look_ns = now_ns;
    return seen->often && now_ns - b->owed_ns < OWED_NS;
}

bool gort__owed_put(gort_g *g, gort__bias *b, gort_au32 *word, gort_au32 *sema)
{
    struct gort__sched *s = g->rt->sched;
    struct gort__bias_seen *seen = gort__bias_seen(b, word);
    const bool often = seen->mutex == word && seen->often;
    const uintptr_t owed = gort__load_relaxed(&b->owed);
    if (owed == (uintptr_t)word) {
        const bool goes_on = often && owed_goes_on(b, seen);
        if (!goes_on) gort__store_relaxed(&b->owed, 0);
        return goes_on;
    }
    if (!often || owed || !gort__load32_relaxed(&s->watched)) return false;
    b->owed_sema = sema;
    b->owed_unlocks = 0;
    b->owed_ns = b->owed_look_ns = gort__os_now_ns();
    gort__store_relaxed(&b->owed, (uintptr_t)word);
    /* Pairs with watch_look: by an addition, since a compare-and-swap that fails orders nothing. */
    gort__fetch_add32_full(&s->waits_for_owner, 0);
    if (!gort__load32_relaxed(&s->waits_for_owner)) gort__store32_relaxed(&s->waits_for_owner, 1);
    if (gort__load32_relaxed(&s->watch_rests_long)) gort__watch_wake(s);
    return true;
}
