/* Atomic words, named by their memory order.
 *
 * Every word that two threads may touch is one of the types below and is read and written only
 * through the functions below, so that the order each access needs is visible where it happens
 * and a race detector sees what we mean. The operations are libatomic_ops primitives (its
 * MIT core: no AO_stack, no AO_malloc).
 *
 * Rules, and why:
 *  - There is no exchange, and or/and return nothing in libatomic_ops: a bit that several threads
 *    set is load, test, compare-and-swap (gc/color.h).
 *  - A Dekker-style handshake (I write mine, then read yours) uses the `_full` read-modify-writes
 *    on both sides, never a stand-alone fence: TSan does not see AO_nop_full.
 *    On x86 one of them orders accesses to other words too: gort__after_full. On arm64 it does
 *    not, and a compare-and-swap that fails orders nothing before it: both sides change one word.
 *    Where one side is rare it pays for both: gort__order_by_others.
 *  - A release store pairs with an acquire load of the same word; the comment at each release
 *    says which load that is.
 *
 * Installed headers do not include this file: gort_inline.h has its own three macros.
 */
#ifndef GORT_ATOMIC_H
#define GORT_ATOMIC_H

#include <atomic_ops.h>
#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__) || defined(__i386__)
#define GORT__X86
#endif

/* A pointer-sized shared word. */
typedef struct gort_aword {
    volatile AO_t v;
} gort_aword;

/* A shared word of 64 bits on every machine: times, counts of all that ever happened, seeds. Where
 * a machine word is that, it is one; elsewhere libatomic_ops has none, and the compiler's
 * operations are used, which an i386 has as instructions from the Pentium on. */
#if UINTPTR_MAX == UINT64_MAX
typedef struct gort_a64 {
    volatile AO_t v;
} gort_a64;
#else
typedef struct gort_a64 {
    volatile uint64_t v __attribute__((aligned(8)));
} gort_a64;
#endif

/* A 32-bit shared word. */
typedef struct gort_au32 {
    volatile unsigned int v;
} gort_au32;

/* A shared byte. */
typedef struct gort_au8 {
    volatile unsigned char v;
} gort_au8;

static inline uintptr_t gort__load_relaxed(const gort_aword *p)
{
    return AO_load(&p->v);
}
static inline uintptr_t gort__load_acquire(const gort_aword *p)
{
    return AO_load_acquire(&p->v);
}
static inline void gort__store_relaxed(gort_aword *p, uintptr_t v)
{
    AO_store(&p->v, v);
}
static inline void gort__store_release(gort_aword *p, uintptr_t v)
{
    AO_store_release(&p->v, v);
}

/* Sequentially consistent; false: *p was not `old` and is unchanged. */
static inline bool gort__cas_full(gort_aword *p, uintptr_t old, uintptr_t val)
{
    return AO_compare_and_swap_full(&p->v, old, val) != 0;
}
/* Returns the value before the addition. */
static inline uintptr_t gort__fetch_add_relaxed(gort_aword *p, uintptr_t n)
{
    return AO_fetch_and_add(&p->v, n);
}

static inline uintptr_t gort__fetch_add_full(gort_aword *p, uintptr_t n)
{
    return AO_fetch_and_add_full(&p->v, n);
}

static inline void *gort__load_ptr_relaxed(const gort_aword *p)
{
    return (void *)AO_load(&p->v);
}
static inline void *gort__load_ptr_acquire(const gort_aword *p)
{
    return (void *)AO_load_acquire(&p->v);
}
static inline void gort__store_ptr_relaxed(gort_aword *p, const void *v)
{
    AO_store(&p->v, (AO_t)v);
}
static inline void gort__store_ptr_release(gort_aword *p, const void *v)
{
    AO_store_release(&p->v, (AO_t)v);
}

#if UINTPTR_MAX == UINT64_MAX
static inline uint64_t gort__load64_relaxed(const gort_a64 *p)
{
    return AO_load(&p->v);
}
static inline uint64_t gort__load64_acquire(const gort_a64 *p)
{
    return AO_load_acquire(&p->v);
}
static inline void gort__store64_relaxed(gort_a64 *p, uint64_t v)
{
    AO_store(&p->v, v);
}
static inline void gort__store64_release(gort_a64 *p, uint64_t v)
{
    AO_store_release(&p->v, v);
}
static inline bool gort__cas64_full(gort_a64 *p, uint64_t old, uint64_t val)
{
    return AO_compare_and_swap_full(&p->v, old, val) != 0;
}
static inline uint64_t gort__fetch_add64_relaxed(gort_a64 *p, uint64_t n)
{
    return AO_fetch_and_add(&p->v, n);
}
static inline uint64_t gort__fetch_add64_full(gort_a64 *p, uint64_t n)
{
    return AO_fetch_and_add_full(&p->v, n);
}
#else
static inline uint64_t gort__load64_relaxed(const gort_a64 *p)
{
    return __atomic_load_n(&p->v, __ATOMIC_RELAXED);
}
static inline uint64_t gort__load64_acquire(const gort_a64 *p)
{
    return __atomic_load_n(&p->v, __ATOMIC_ACQUIRE);
}
static inline void gort__store64_relaxed(gort_a64 *p, uint64_t v)
{
    __atomic_store_n(&p->v, v, __ATOMIC_RELAXED);
}
static inline void gort__store64_release(gort_a64 *p, uint64_t v)
{
    __atomic_store_n(&p->v, v, __ATOMIC_RELEASE);
}
static inline bool gort__cas64_full(gort_a64 *p, uint64_t old, uint64_t val)
{
    return __atomic_compare_exchange_n(&p->v, &old, val, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static inline uint64_t gort__fetch_add64_relaxed(gort_a64 *p, uint64_t n)
{
    return __atomic_fetch_add(&p->v, n, __ATOMIC_RELAXED);
}
static inline uint64_t gort__fetch_add64_full(gort_a64 *p, uint64_t n)
{
    return __atomic_fetch_add(&p->v, n, __ATOMIC_SEQ_CST);
}
#endif

static inline uint32_t gort__load32_relaxed(const gort_au32 *p)
{
    return AO_int_load(&p->v);
}
static inline uint32_t gort__load32_acquire(const gort_au32 *p)
{
    return AO_int_load_acquire(&p->v);
}
static inline void gort__store32_relaxed(gort_au32 *p, uint32_t v)
{
    AO_int_store(&p->v, v);
}
static inline void gort__store32_release(gort_au32 *p, uint32_t v)
{
    AO_int_store_release(&p->v, v);
}
static inline bool gort__cas32_full(gort_au32 *p, uint32_t old, uint32_t val)
{
    return AO_int_compare_and_swap_full(&p->v, old, val) != 0;
}
/* Returns the value before the addition, here and above. */
static inline uint32_t gort__fetch_add32_full(gort_au32 *p, uint32_t n)
{
    return AO_int_fetch_and_add_full(&p->v, n);
}

static inline uint8_t gort__load8_relaxed(const gort_au8 *p)
{
    return AO_char_load(&p->v);
}
static inline void gort__store8_relaxed(gort_au8 *p, uint8_t v)
{
    AO_char_store(&p->v, v);
}
static inline bool gort__cas8_full(gort_au8 *p, uint8_t old, uint8_t val)
{
    return AO_char_compare_and_swap_full(&p->v, old, val) != 0;
}

/* Behind a _full operation of the calling thread on another word: what it stored before that and
 * what it loads after this are in that order for all. On x86 they are already; elsewhere, and
 * for a race detector, this is an operation on w, which both sides of the handshake do. */
static inline void gort__after_full(gort_aword *w)
{
#if defined(GORT__X86) && !defined(__SANITIZE_THREAD__)
    (void)w;
    AO_compiler_barrier();
#else
    (void)AO_fetch_and_add_full(&w->v, 0);
#endif
}
static inline void gort__after_full32(gort_au32 *w)
{
#if defined(GORT__X86) && !defined(__SANITIZE_THREAD__)
    (void)w;
    AO_compiler_barrier();
#else
    (void)AO_int_fetch_and_add_full(&w->v, 0);
#endif
}

/* Who sees something that this thread stores after this sees what it stored before: so it may give
 * pointers away by relaxed stores. On x86 all stores are so. */
static inline void gort__publish(void)
{
#ifdef GORT__X86
    AO_compiler_barrier();
#else
    AO_nop_write();
#endif
}

/* One side of a handshake that is seldom: what the thread stored before and what it loads after
 * this are in that order for who then calls gort__os_barrier_others, which is the other side's. */
static inline void gort__order_by_others(void)
{
    AO_compiler_barrier();
}

/* A plain word of the heap seen as a shared one: an object's pointer field, which the mutator
 * writes while the collector reads it. Relaxed suffices on both sides: what the pointer leads to
 * was published before the cycle began, or was made black and published when its run was taken
 * (gort__gc_run_taken). */
static inline void *gort__heap_load(void *const *slot)
{
    return (void *)AO_load((const volatile AO_t *)(const volatile void *)slot);
}
static inline void gort__heap_store(void **slot, const void *v)
{
    AO_store((volatile AO_t *)(volatile void *)slot, (AO_t)v);
}

#endif
