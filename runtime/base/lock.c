/* lock.c - waiting for a lock of one word: first by looking again, then asleep in the kernel, where
 * that has such a call, else by giving the processor away.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "lock.h"
#include <errno.h>
#include <sched.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#endif

#define LOOKS 40 /* about as long as such a lock is held without a system call */

static void lock_sleep(gort__lock *l)
{
#ifdef __linux__
    syscall(SYS_futex, &l->state.v, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
#else
    (void)l;
    sched_yield();
#endif
}

void gort__lock_wait(gort__lock *l)
{
    const int saved = errno;
    for (int i = 0; i < LOOKS; i++) {
        if (gort__load32_relaxed(&l->state) == 0 && gort__cas32_full(&l->state, 0, 1)) return;
        gort__lock_pause();
    }
    for (;;) {
        const uint32_t state = gort__load32_relaxed(&l->state);
        if (state == 0) {
            /* 2, not 1: another may sleep, and nobody but the next owner will wake it. */
            if (gort__cas32_full(&l->state, 0, 2)) break;
        } else if (state == 2 || gort__cas32_full(&l->state, 1, 2)) {
            lock_sleep(l);
        }
    }
    errno = saved;
}

void gort__lock_wake(gort__lock *l)
{
    const int saved = errno;
    gort__store32_release(&l->state, 0); /* pairs with the compare-and-swaps above */
#ifdef __linux__
    syscall(SYS_futex, &l->state.v, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
#endif
    errno = saved;
}
