/* lock.h - a lock of one word, for what is held shortly most of the time: a channel, a timer's
 * heap, the page heap (which may make a system call under it). Who waits looks again before it
 * sleeps, since sleeping takes longer. Where the system has no futexes it does not sleep, and gives
 * its processor away.
 *
 * Unlike a mutex of pthreads it belongs to nobody: it may be taken by one goroutine and given up by
 * another (a lock that is held while its goroutine parks), and zero memory is a free one. Not for
 * what is held over a safepoint: who waits for it is at none.
 */
#ifndef GORT_LOCK_H
#define GORT_LOCK_H

#include "atomic.h"

typedef struct gort__lock {
    gort_au32 state; /* 0: free; 1: held; 2: held, and somebody may sleep for it */
} gort__lock;

/* Between two looks at a word that another thread is about to change. */
static inline void gort__lock_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

void gort__lock_wait(gort__lock *l);
void gort__lock_wake(gort__lock *l);

/* Any thread; no cancellation point. */
static inline void gort__lock_take(gort__lock *l)
{
    if (!gort__cas32_full(&l->state, 0, 1)) gort__lock_wait(l);
}
static inline void gort__lock_give(gort__lock *l)
{
    if (gort__fetch_add32_full(&l->state, (uint32_t)-1) != 1) gort__lock_wake(l);
}

#endif
