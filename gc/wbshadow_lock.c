/* wbshadow_lock.c - wbshadow: pieces of the heap that nobody may write to, and the faults of who
 * does.
 *
 * A locked piece is as its shadow is. The first write to it, the barrier's or any other, gets a
 * SIGSEGV here, which lets everyone write there and says so to the next check. The write is then
 * made again. What the program did with such signals before it still does with all others.
 *
 * Calls of the system that write to memory get no signal but an error (EFAULT): a buffer that is
 * read into has to lie outside of objects with pointers, as every []byte does.
 *
 * The handler: any thread at any instruction that writes; it takes no lock. It has a stack of its
 * own on threads that are attached, since a goroutine's stack may have no room for it. The rest:
 * with the shadow's lock.
 */
#include "wbshadow.h"
#include "../runtime/base/os.h"
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>

enum { LOCK_RUNTIMES = 16, LOCK_STACK_BYTES = 65536 };

/* Of all runtimes with wbshadow; the handler goes through them. */
static gort_aword lock_shadows[LOCK_RUNTIMES];
static struct sigaction lock_before;
static pthread_mutex_t lock_registry = PTHREAD_MUTEX_INITIALIZER;

static bool lock_write(const struct gort__wbshadow *s, uintptr_t k, bool may)
{
    void *p = (void *)(s->heap_base + k * GORT__SHADOW_PIECE_BYTES);
    return mprotect(p, GORT__SHADOW_PIECE_BYTES, may ? PROT_READ | PROT_WRITE : PROT_READ) == 0;
}

/* Whether the fault was one of ours, or of another thread's that is over. */
static bool lock_fault(struct gort__wbshadow *s, uintptr_t at)
{
    const uintptr_t k = (at - s->heap_base) >> GORT__SHADOW_PIECE_SHIFT;
    const uint32_t state = gort__load32_acquire(&s->heap_states[k]);
    if (state == GORT__PIECE_NONE) return false;
    if (state != GORT__PIECE_LOCKED) return true;
    if (!lock_write(s, k, true)) return false;
    if (!gort__cas32_full(&s->heap_states[k], GORT__PIECE_LOCKED, GORT__PIECE_FAULTED)) return true;
    const uintptr_t i = gort__fetch_add_relaxed(&s->nfaults, 1);
    if (i < GORT__SHADOW_FAULTS) gort__store_relaxed(&s->faults[i], k + 1);
    return true;
}

static void lock_signal(int number, siginfo_t *info, void *context)
{
    const uintptr_t at = (uintptr_t)info->si_addr;
    const int was = errno;
    for (int i = 0; i < LOCK_RUNTIMES; i++) {
        struct gort__wbshadow *s = gort__load_ptr_acquire(&lock_shadows[i]);
        if (s && gort__shadow_in_heap(s, at) && lock_fault(s, at)) {
            errno = was;
            return;
        }
    }
    if (lock_before.sa_flags & SA_SIGINFO)
        lock_before.sa_sigaction(number, info, context);
    else if (lock_before.sa_handler != SIG_DFL && lock_before.sa_handler != SIG_IGN)
        lock_before.sa_handler(number);
    else
        signal(number, SIG_DFL); /* and the instruction faults again */
}

void gort__shadow_thread(void)
{
    static _Thread_local char *stack;
    stack_t now;
    if (sigaltstack(NULL, &now) != 0 || !(now.ss_flags & SS_DISABLE)) return;
    if (!stack) stack = gort__os_map(LOCK_STACK_BYTES);
    if (!stack) return;
    const stack_t own = {.ss_sp = stack, .ss_size = LOCK_STACK_BYTES};
    sigaltstack(&own, NULL);
}

bool gort__shadow_locks(struct gort__wbshadow *s)
{
    bool done = false;
    if (gort__os_page_bytes() != GORT__SHADOW_PIECE_BYTES) return false;
    pthread_mutex_lock(&lock_registry);
    for (int i = 0; i < LOCK_RUNTIMES && !done; i++) {
        if (gort__load_ptr_relaxed(&lock_shadows[i])) continue;
        gort__store_ptr_release(&lock_shadows[i], s); /* pairs with the handler's acquire */
        done = true;
    }
    const struct sigaction ours = {.sa_sigaction = lock_signal,
                                   .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    struct sigaction before;
    if (done && sigaction(SIGSEGV, &ours, &before) == 0 &&
        !((before.sa_flags & SA_SIGINFO) && before.sa_sigaction == lock_signal))
        lock_before = before;
    pthread_mutex_unlock(&lock_registry);
    return done;
}

void gort__shadow_unlocks(struct gort__wbshadow *s)
{
    pthread_mutex_lock(&lock_registry);
    for (int i = 0; i < LOCK_RUNTIMES; i++)
        if (gort__load_ptr_relaxed(&lock_shadows[i]) == s)
            gort__store_ptr_release(&lock_shadows[i], NULL);
    pthread_mutex_unlock(&lock_registry);
}

bool gort__shadow_lock_piece(struct gort__wbshadow *s, uintptr_t k)
{
    gort__store32_release(&s->heap_states[k], GORT__PIECE_LOCKED);
    if (lock_write(s, k, false)) return true;
    gort__store32_release(&s->heap_states[k],
                          GORT__PIECE_LISTED); /* too many stretches of memory */
    return false;
}

void gort__shadow_unlock_piece(struct gort__wbshadow *s, uintptr_t k)
{
    lock_write(s, k, true);
}
