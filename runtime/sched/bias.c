/* bias.c - how a mutex comes to belong to a place, and is taken away from it. What it is for, and
 * the invariants: bias.h.
 *
 * Taking away is done under one lock, in three steps: the word names no place, but is biased still,
 * so that the owner does not find it its own and nobody else touches it; the barrier; then `held`
 * is read, and the word is locked or free as it says.
 *
 * Threads: any.
 */
#include "../base/os.h"
#include "proc.h"

#define BIAS_NOBODY                                                                                \
    ((~0u >> GORT_BIAS_SHIFT) >> 1) /* instead of a place; those above have no bias */

static uint32_t bias_place(uint32_t word)
{
    return (word & ~GORT_MUTEX_BIASED) >> GORT_BIAS_SHIFT;
}

bool gort__bias_begin(void)
{
    return gort__os_barrier_begin();
}

uint32_t gort__bias_word(uint32_t id)
{
    return id < BIAS_NOBODY ? GORT_MUTEX_BIASED | id << GORT_BIAS_SHIFT : GORT_BIAS_NEVER;
}

/* The owner's word and `held` do not agree, or the word is another's. bias_lock held. */
static bool bias_clear(gort__bias *b, const gort_au32 *word)
{
    const bool kept = gort__load_relaxed(&b->kept) == (uintptr_t)word;
    if (kept) gort__store_relaxed(&b->kept, 0);
    gort__store_release(&b->held, 0);
    return kept;
}

bool gort__bias_was_kept(gort_g *g, gort__bias *b, gort_au32 *word)
{
    gort__lock *lock = &g->rt->sched->bias_lock;
    gort__lock_take(lock); /* whoever takes the bias away has done it then */
    const bool kept = bias_clear(b, word);
    gort__lock_give(lock);
    return kept;
}

/* Under the mask the word becomes `to`; what it was. Others may change the rest of it. */
static uint32_t bias_change(gort_au32 *word, uint32_t to)
{
    for (;;) {
        const uint32_t seen = gort__load32_relaxed(word);
        if (gort__cas32_full(word, seen, (seen & ~GORT_BIAS_MASK) | to)) return seen;
    }
}

/* A mutex on the own stack is nobody else's, and gone when its function returns, locked or not. */
static void bias_give(gort_g *g, gort__bias *b, gort_au32 *word)
{
    const uintptr_t at = (uintptr_t)word;
    const uint32_t seen = gort__load32_relaxed(word);
    if (gort__load_relaxed(&b->held)) return;
    if (at - g->stack.c_lo < g->stack.c_hi - g->stack.c_lo) return;
    if (seen & GORT_MUTEX_STARVING || seen > GORT_BIAS_WAITERS) return;
    gort__store_relaxed(&b->held, at);
    if (!gort__cas32_full(word, seen, (seen & ~GORT_MUTEX_LOCKED) | gort__load32_relaxed(&b->word)))
        gort__store_relaxed(&b->held, 0);
}

void gort__bias_look(gort_g *g, gort__bias *b, gort_au32 *word)
{
    struct gort__bias_seen *seen = gort__bias_seen(b, word);
    const uint64_t now_ns = gort__os_now_ns();
    if (!(gort__load32_relaxed(&b->word) & GORT_MUTEX_BIASED)) return;
    seen->often = seen->since_ns && now_ns - seen->since_ns < GORT_BIAS_OFTEN_NS;
    seen->since_ns = now_ns;
    if (seen->streak < GORT_BIAS_STREAK) return;
    seen->streak = 0;
    bias_give(g, b, word);
}

void gort__bias_take(gort_g *g, gort_au32 *word)
{
    struct gort__sched *s = g->rt->sched;
    gort__lock_take(&s->bias_lock);
    if (gort__load32_relaxed(word) & GORT_MUTEX_BIASED) {
        const uint32_t id =
            bias_place(bias_change(word, GORT_MUTEX_BIASED | BIAS_NOBODY << GORT_BIAS_SHIFT));
        /* A copy of one that was just being taken away names nobody. */
        gort__bias *b = id != BIAS_NOBODY ? &s->procs[id].bias : NULL;
        const bool own = b == gort__bias_of(g->m);
        if (b && !own) gort__os_barrier_others();
        const bool held = b && gort__load_acquire(&b->held) == (uintptr_t)word;
        (void)bias_change(word, held ? GORT_MUTEX_LOCKED : 0);
        if (held && own)
            gort__store_relaxed(&b->held, 0);
        else if (held)
            gort__store_relaxed(&b->kept, (uintptr_t)word);
    }
    gort__lock_give(&s->bias_lock);
}

void gort__bias_settle_held(struct gort__sched *s, gort__bias *b)
{
    gort__lock_take(&s->bias_lock);
    gort_au32 *word = (gort_au32 *)gort__load_relaxed(&b->held);
    /* The program may have stored another mutex there. */
    const bool biased = gort__bias_is(b, gort__load32_relaxed(word));
    if (!bias_clear(b, word) && biased) (void)bias_change(word, GORT_MUTEX_LOCKED);
    gort__lock_give(&s->bias_lock);
}

void gort__bias_settle_all(struct gort__sched *s)
{
    for (uint32_t i = 0; i < GORT_PROCS_MAX && s->procs[i].rt; i++)
        gort__bias_settle(s, &s->procs[i].bias);
}

uint32_t gort__bias_shown(gort_runtime *rt, const gort_au32 *word)
{
    const uint32_t seen = gort__load32_relaxed(word);
    if (!(seen & GORT_MUTEX_BIASED)) return seen;
    const uint32_t id = bias_place(seen);
    const bool held = id != BIAS_NOBODY && gort__bias_holds(&rt->sched->procs[id].bias, word);
    return (seen & ~GORT_BIAS_MASK) | (held ? GORT_MUTEX_LOCKED : 0);
}
