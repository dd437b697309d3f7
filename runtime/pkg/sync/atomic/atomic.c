/* atomic.c - the C half of Go's package sync/atomic: operations on one word, each sequentially
 * consistent.
 *
 * Signed words are handled as unsigned ones of the same size. A store is a compare-and-swap: a
 * plain one could be seen after a later load of its thread (base/atomic.h says why it is no store
 * and a fence). A Value is two words; they are read and written under the lock that its address has
 * in the table of semaphores. Who asks for a word again and again sees time pass, where it is made
 * up (sched/timer.c). No function here is a safepoint, but for the panic about a nil address.
 *
 * Threads: any.
 */
#include "../../../base/atomic.h"
#include "../../../../gc/gc.h"
#include "../../../base/runtime.h"
#include "../../../gort_abi.h"
#include "../../../sched/sched.h"

/* The shared words of base/atomic.h have these sizes, and what Go hands over is aligned. */
static inline uintptr_t atomic_swap(gort_aword *p, uintptr_t val)
{
    for (;;) {
        const uintptr_t old = gort__load_relaxed(p);
        if (gort__cas_full(p, old, val)) return old;
    }
}

static inline uint64_t atomic_swap64(gort_a64 *p, uint64_t val)
{
    for (;;) {
        const uint64_t old = gort__load64_relaxed(p);
        if (gort__cas64_full(p, old, val)) return old;
    }
}

static inline uint32_t atomic_swap32(gort_au32 *p, uint32_t val)
{
    for (;;) {
        const uint32_t old = gort__load32_relaxed(p);
        if (gort__cas32_full(p, old, val)) return old;
    }
}

#define ATOMIC_WORD(word, addr)                                                                    \
    if (GORT_UNLIKELY(!(addr))) gort_panicmem(g, sp);                                              \
    word *p = (word *)(void *)(addr)

/* NAME of Go's type, which is C's TYPE, is kept in a shared WORD, whose functions are load32 and so
 * on with that suffix. */
#define ATOMIC_FUNCTIONS(NAME, TYPE, WORD, UNSIGNED, SUFFIX, SWAP)                                 \
    TYPE gort_sync_atomic_Load##NAME(gort_g *g, void **sp, TYPE *addr)                             \
    {                                                                                              \
        ATOMIC_WORD(WORD, addr);                                                                   \
        gort__time_passes(g);                                                                      \
        return (TYPE)gort__load##SUFFIX##_acquire(p);                                              \
    }                                                                                              \
    void gort_sync_atomic_Store##NAME(gort_g *g, void **sp, TYPE *addr, TYPE val)                  \
    {                                                                                              \
        ATOMIC_WORD(WORD, addr);                                                                   \
        (void)SWAP(p, (UNSIGNED)val);                                                              \
    }                                                                                              \
    TYPE gort_sync_atomic_Swap##NAME(gort_g *g, void **sp, TYPE *addr, TYPE val)                   \
    {                                                                                              \
        ATOMIC_WORD(WORD, addr);                                                                   \
        return (TYPE)SWAP(p, (UNSIGNED)val);                                                       \
    }                                                                                              \
    TYPE gort_sync_atomic_Add##NAME(gort_g *g, void **sp, TYPE *addr, TYPE delta)                  \
    {                                                                                              \
        ATOMIC_WORD(WORD, addr);                                                                   \
        return (TYPE)(gort__fetch_add##SUFFIX##_full(p, (UNSIGNED)delta) + (UNSIGNED)delta);       \
    }                                                                                              \
    bool gort_sync_atomic_CompareAndSwap##NAME(gort_g *g, void **sp, TYPE *addr, TYPE old,         \
                                               TYPE val)                                           \
    {                                                                                              \
        ATOMIC_WORD(WORD, addr);                                                                   \
        gort__time_passes(g);                                                                      \
        return gort__cas##SUFFIX##_full(p, (UNSIGNED)old, (UNSIGNED)val);                          \
    }

ATOMIC_FUNCTIONS(Int32, int32_t, gort_au32, uint32_t, 32, atomic_swap32)
ATOMIC_FUNCTIONS(Uint32, uint32_t, gort_au32, uint32_t, 32, atomic_swap32)
ATOMIC_FUNCTIONS(Int64, int64_t, gort_a64, uint64_t, 64, atomic_swap64)
ATOMIC_FUNCTIONS(Uint64, uint64_t, gort_a64, uint64_t, 64, atomic_swap64)
ATOMIC_FUNCTIONS(Uintptr, uintptr_t, gort_aword, uintptr_t, , atomic_swap)

/* ---- Pointers ------------------------------------------------------------------------------ */

void *gort_sync_atomic_LoadPointer(gort_g *g, void **sp, void **addr)
{
    ATOMIC_WORD(gort_aword, addr);
    return gort__load_ptr_acquire(p);
}

void *gort_sync_atomic_SwapPointer(gort_g *g, void **sp, void **addr, void *val)
{
    ATOMIC_WORD(gort_aword, addr);
    for (;;) {
        void *old = gort__load_ptr_acquire(p);
        if (gort__gc_cas(g, addr, old, val)) return old;
    }
}

void gort_sync_atomic_StorePointer(gort_g *g, void **sp, void **addr, void *val)
{
    (void)gort_sync_atomic_SwapPointer(g, sp, addr, val);
}

bool gort_sync_atomic_CompareAndSwapPointer(gort_g *g, void **sp, void **addr, void *old, void *val)
{
    ATOMIC_WORD(gort_aword, addr);
    (void)p;
    return gort__gc_cas(g, addr, old, val);
}

/* ---- Value -------------------------------------------------------------------------------- */

gort_eface gort_sync_atomic_loadValue(gort_g *g, void **sp, gort_eface *addr)
{
    (void)sp;
    gort__lock *lock = gort__sema_lock(g, addr);
    gort__lock_take(lock);
    const gort_eface v = *addr;
    gort__lock_give(lock);
    return v;
}

gort_eface gort_sync_atomic_swapValue(gort_g *g, void **sp, gort_eface *addr, gort_eface val)
{
    (void)sp;
    gort__lock *lock = gort__sema_lock(g, addr);
    gort__lock_take(lock);
    const gort_eface old = *addr;
    if (!old.type || old.type == val.type) gort_store_eface(g, addr, val);
    gort__lock_give(lock);
    return old;
}

bool gort_sync_atomic_replaceValue(gort_g *g, void **sp, gort_eface *addr, gort_eface loaded,
                                   gort_eface val)
{
    (void)sp;
    gort__lock *lock = gort__sema_lock(g, addr);
    gort__lock_take(lock);
    const bool same = addr->type == loaded.type && addr->data == loaded.data;
    if (same) gort_store_eface(g, addr, val);
    gort__lock_give(lock);
    return same;
}

bool gort_sync_atomic_sameType(gort_g *g, void **sp, gort_eface a, gort_eface b)
{
    (void)g;
    (void)sp;
    return a.type == b.type;
}
