/* gort_inline.h - the fast paths that emitted C and embedders compile into their own code:
 * allocation from the mutator's runs, the safepoint's compare, the write barrier's test.
 *
 * Invariants:
 *  - gort_g_head and gort_mutator_head are the first members of the private structs
 *    (runtime/base/runtime.h asserts the offsets).
 *  - No function here is a safepoint except where it calls a function documented so.
 *  - No libatomic_ops, no thread-local storage, no __int128, no overflow or ctz builtins: tcc
 *    compiles this file. A shared word is accessed with GORT_LOAD_RELAXED and friends.
 */
#ifndef GORT_INLINE_H
#define GORT_INLINE_H

#include "gort.h"
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __TINYC__
/* tcc does not reorder or split word-sized volatile accesses, and x86-64, its only target here,
 * gives every plain load acquire and every plain store release order. */
#define GORT_LOAD_RELAXED(p)     (*(volatile uintptr_t *)(p))
#define GORT_STORE_RELAXED(p, v) ((void)(*(volatile uintptr_t *)(p) = (uintptr_t)(v)))
#else
#define GORT_LOAD_RELAXED(p) __atomic_load_n((uintptr_t *)(p), __ATOMIC_RELAXED)
#define GORT_STORE_RELAXED(p, v)                                                                   \
    __atomic_store_n((uintptr_t *)(p), (uintptr_t)(v), __ATOMIC_RELAXED)
#endif

/* ---- Contexts ---------------------------------------------------------------------------- */

#define GORT_NUM_SIZE_CLASSES 68
#define GORT_NUM_SPAN_CLASSES (2 * GORT_NUM_SIZE_CLASSES)
#define GORT_MAX_SMALL_BYTES  32768

/* A span class is the size class times two, plus one if the objects hold no pointers. Behind those
 * are the classes of one type each (runtime/heap/heap.h): which one a type may have, its hash says.
 */
#define GORT_NUM_TYPED_CLASSES 64
#define GORT_NUM_RUNS          (GORT_NUM_SPAN_CLASSES + GORT_NUM_TYPED_CLASSES)

/* A run of free, zeroed slots that one mutator allocates from by bumping `free`. */
typedef struct gort_alloc_run {
    uintptr_t free, end;     /* next slot, end of the run; equal when empty */
    const gort_type **types; /* the type word of the slot at `free`; NULL if there are none */
    const gort_type *type;   /* a class of one type: that one, once this mutator has used it */
} gort_alloc_run;

typedef struct gort_mutator_head {
    gort_alloc_run run[GORT_NUM_RUNS]; /* owner thread; others only with it stopped */
    uint64_t rand[2];                  /* gort_fastrand; owner */
    uintptr_t map_flags;               /* of a map that is made in a frame; constant */
} gort_mutator_head;

typedef struct gort_g_head {
    uintptr_t stackguard; /* the compare of prologues and loops; any thread stores (relaxed) */
    gort_mutator_head *m; /* changes at safepoints only */
    void **top;           /* hand-written C: the shadow stack's top, see gort_top */
    uintptr_t barrier;    /* non-zero while the write barrier is on; changes at safepoints only */
    void **scope;         /* the innermost scope (sched/roots.c), or NULL */
    void **roots_end;     /* where the shadow stack ends; NULL: ask the slow path */
} gort_g_head;

#define GORT_G(g) ((gort_g_head *)(g))

/* ---- Wrong calls ------------------------------------------------------------------------- */

/* Every library knows
 *
 *   a g that is nil, another thread's, in a blocking region or in a callback, except on the inline
 *   paths below and in the operations of maps and channels; allocation knows all but nil where it
 *   leaves its inline path, which it does at once in a blocking region
 *   scopes, slots and blocking regions that are not paired; a detach with roots left
 *   roots and callbacks that are removed and not registered; a runtime that is freed too early
 *
 * The debug library (pkg-config gort-debug; code that is compiled with GORT_DEBUG), and any that is
 * built for a sanitizer, knows besides
 *
 *   each call's g, also one whose thread has detached
 *   an sp that is misaligned, not on the stack of the g, or below open scopes and slots
 *   root cells, weak handles, ephemerons, maps with weak keys, cleanups, registered roots: NULL,
 *   freed, of another kind, another runtime's
 *   what is stored, pushed, shaded or given to one of those: a pointer to an object of another
 *   runtime's, or to memory of the heap that is free
 *   types (gort_type_check); what is no map or channel, or a map of another type
 *   a runtime that is NULL or freed; NULL for a key, a function, a struct to fill
 *
 * tests/unit/misuse_table.h has each, call by call. */
GORT_API void gort_debug_check(gort_g *g, const char *function);
/* With the debug library: sp too, a pointer that is to be kept, where a word is stored, what is to
 * be allocated. */
GORT_API void gort_debug_check_entry(gort_g *g, void **sp, const char *function);
GORT_API void gort_debug_check_pointer(gort_g *g, const void *p, const char *function);
GORT_API void gort_debug_check_store(gort_g *g, const void *slot, const void *val,
                                     const char *function);
GORT_API void gort_debug_check_new(gort_g *g, void **sp, const gort_type *t, uintptr_t count,
                                   const char *function);
#ifdef GORT_DEBUG
#define GORT_DEBUG_CHECK(g)                   gort_debug_check(g, __func__)
#define GORT_DEBUG_CHECK_ENTRY(g, sp)         gort_debug_check_entry(g, sp, __func__)
#define GORT_DEBUG_CHECK_POINTER(g, p)        gort_debug_check_pointer(g, p, __func__)
#define GORT_DEBUG_CHECK_STORE(g, slot, val)  gort_debug_check_store(g, slot, val, __func__)
#define GORT_DEBUG_CHECK_NEW(g, sp, t, count) gort_debug_check_new(g, sp, t, count, __func__)
#else
#define GORT_DEBUG_CHECK(g)                   ((void)0)
#define GORT_DEBUG_CHECK_ENTRY(g, sp)         ((void)0)
#define GORT_DEBUG_CHECK_POINTER(g, p)        ((void)0)
#define GORT_DEBUG_CHECK_STORE(g, slot, val)  ((void)0)
#define GORT_DEBUG_CHECK_NEW(g, sp, t, count) ((void)0)
#endif

/* ---- Random numbers ---- */

/* The runtime's own: map seeds, where an iteration starts. A generator per mutator (xorshift128+),
 * seeded when the thread attaches; not for cryptography. Owner's thread; not a safepoint. */
static inline uint32_t gort_fastrand(gort_g *g)
{
    uint64_t *s = GORT_G(g)->m->rand;
    uint64_t a = s[0];
    const uint64_t b = s[1];
    s[0] = b;
    a ^= a << 23;
    s[1] = a ^ b ^ a >> 17 ^ b >> 26;
    return (uint32_t)((s[1] + b) >> 32);
}

/* ---- Safepoints -------------------------------------------------------------------------- */

#if defined(__x86_64__) && !defined(__TINYC__)
static inline uintptr_t gort__stack_pointer(void)
{
    uintptr_t p;
    __asm__("movq %%rsp, %0" : "=r"(p));
    return p;
}
#elif defined(__aarch64__)
static inline uintptr_t gort__stack_pointer(void)
{
    uintptr_t p;
    __asm__("mov %0, sp" : "=r"(p));
    return p;
}
#else
#define gort__stack_pointer() ((uintptr_t)__builtin_frame_address(0))
#endif

/* True if the stack is exhausted or a safepoint is asked for: root, then call gort_morestack. */
#define GORT_POLL_NEEDED(g) GORT_UNLIKELY(gort__stack_below(&GORT_G(g)->stackguard))

/* GORT_LOOP_POLL_NEEDED is the same on a loop's back-edge, where the stack cannot have grown: only
 * the request, which is a guard of all ones, above every stack. It does not read the stack pointer,
 * for which a processor waits behind a call: loops with calls took 4 to 6 % longer. */

#if defined(__x86_64__) && defined(__LP64__) && defined(__GCC_ASM_FLAG_OUTPUTS__)
/* One compare of the stack pointer with memory: a copy of it in a register makes a deep recursion
 * of small functions take half as long again. The read cannot be torn and is made anew each time,
 * as a relaxed load. */
static inline bool gort__stack_below(const uintptr_t *guard)
{
    bool below;
    __asm__ volatile("cmpq %1, %%rsp" : "=@ccb"(below) : "m"(*guard));
    return below;
}
static inline bool gort__stack_asked(const uintptr_t *guard)
{
    bool asks;
    __asm__ volatile("cmpq $-1, %1" : "=@ccz"(asks) : "m"(*guard));
    return asks;
}
#define GORT_LOOP_POLL_NEEDED(g) GORT_UNLIKELY(gort__stack_asked(&GORT_G(g)->stackguard))
#else
#define gort__stack_below(guard) (gort__stack_pointer() < GORT_LOAD_RELAXED(guard))
#define GORT_LOOP_POLL_NEEDED(g)                                                                   \
    GORT_UNLIKELY(GORT_LOAD_RELAXED(&GORT_G(g)->stackguard) == UINTPTR_MAX)
#endif

/* The slow path of prologues and loop back-edges. May collect; a real overflow is fatal. */
GORT_API void gort_morestack(gort_g *g, void **sp);

/* The safepoint of a long loop. May collect. */
static inline void gort_poll(gort_g *g, void **sp)
{
    GORT_DEBUG_CHECK_ENTRY(g, sp);
    if (GORT_POLL_NEEDED(g)) gort_morestack(g, sp);
}

/* How many iterations of a loop run until its next poll: those that are left, at most so many. The
 * body calls nothing, so that the C compiler may unroll and vectorise what runs between polls. */
static inline intptr_t gort_strip(uintptr_t left, intptr_t most)
{
    return left < (uintptr_t)most ? (intptr_t)left : most;
}

/* ---- Size classes (Go 1.19's) ------------------------------------------------------------ */

static const uint16_t gort__class_to_size_bytes[GORT_NUM_SIZE_CLASSES] = {
    0,     8,     16,    24,    32,    48,    64,    80,    96,    112,   128,   144,  160,   176,
    192,   208,   224,   240,   256,   288,   320,   352,   384,   416,   448,   480,  512,   576,
    640,   704,   768,   896,   1024,  1152,  1280,  1408,  1536,  1792,  2048,  2304, 2688,  3072,
    3200,  3456,  4096,  4864,  5376,  6144,  6528,  6784,  6912,  8192,  9472,  9728, 10240, 10880,
    12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768};

/* By (size + 7) / 8 up to 1024 bytes, by (size - 1024 + 127) / 128 above. */
static const uint8_t gort__size_to_class8[129] = {
    0,  1,  2,  3,  4,  5,  5,  6,  6,  7,  7,  8,  8,  9,  9,  10, 10, 11, 11, 12, 12, 13,
    13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19, 19, 19, 19, 20, 20, 20, 20, 21, 21, 21,
    21, 22, 22, 22, 22, 23, 23, 23, 23, 24, 24, 24, 24, 25, 25, 25, 25, 26, 26, 26, 26, 27,
    27, 27, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 28, 28, 28, 29, 29, 29, 29, 29, 29, 29,
    29, 30, 30, 30, 30, 30, 30, 30, 30, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31,
    31, 31, 31, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32};
static const uint8_t gort__size_to_class128[249] = {
    32, 33, 34, 35, 36, 37, 37, 38, 38, 39, 39, 40, 40, 40, 41, 41, 41, 42, 43, 43, 44, 44, 44,
    44, 44, 45, 45, 45, 45, 45, 45, 46, 46, 46, 46, 47, 47, 47, 47, 47, 47, 48, 48, 48, 49, 49,
    50, 51, 51, 51, 51, 51, 51, 51, 51, 51, 51, 52, 52, 52, 52, 52, 52, 52, 52, 52, 52, 53, 53,
    54, 54, 54, 54, 55, 55, 55, 55, 55, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 57, 57, 57,
    57, 57, 57, 57, 57, 57, 57, 58, 58, 58, 58, 58, 58, 59, 59, 59, 59, 59, 59, 59, 59, 59, 59,
    59, 59, 59, 59, 59, 59, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 61,
    61, 61, 61, 61, 62, 62, 62, 62, 62, 62, 62, 62, 62, 62, 62, 63, 63, 63, 63, 63, 63, 63, 63,
    63, 63, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 66,
    66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67,
    67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67};

/* The size class of 1 <= bytes <= GORT_MAX_SMALL_BYTES. A constant folds. */
static inline unsigned gort_size_class(uintptr_t bytes)
{
    return bytes <= 1024 ? gort__size_to_class8[(bytes + 7) >> 3]
                         : gort__size_to_class128[(bytes - 1024 + 127) >> 7];
}
static inline uintptr_t gort_class_bytes(unsigned size_class)
{
    return gort__class_to_size_bytes[size_class];
}

/* ---- Allocation -------------------------------------------------------------------------- */

/* What to ask a size class for: bytes, at an alignment. A class whose slots hold a multiple of 16,
 * 32, 64 or 128 bytes lies at such multiples (tests/unit/test_alloc.c holds that), so a size that
 * is one, as every C type's is, needs nothing more. A constant type folds. */
static inline uintptr_t gort__aligned_bytes(uintptr_t bytes, uintptr_t align)
{
    return align <= sizeof(void *) ? bytes : (bytes + align - 1) & ~(align - 1);
}

/* count objects of type t in one block, zeroed, never NULL (out of memory goes to the error
 * handler). count * size_bytes does not overflow (gort_makeslice checks). 0 bytes: a shared
 * address. May collect. */
GORT_API void *gort_alloc_slow(gort_g *g, void **sp, const gort_type *t, uintptr_t count);

/* The class that t has to itself, if any has. */
static inline unsigned gort_typed_class(const gort_type *t)
{
    return GORT_NUM_SPAN_CLASSES + t->hash % GORT_NUM_TYPED_CLASSES;
}

/* One zeroed object of type t from the mutator's run, or NULL when the slow path must be taken.
 * Not a safepoint: emitted code roots what is live only on the way to the slow path,
 *
 *     if (!(p = gort_new_fast(g, t))) {
 *         sp[0] = l, sp[1] = GORT_SITE_WORD(&sites[7]);
 *         p = gort_alloc_slow(g, sp + 2, t, 1);
 *     }
 */
static inline void *gort_new_fast(gort_g *g, const gort_type *t)
{
    GORT_DEBUG_CHECK(g);
    const uintptr_t size = gort__aligned_bytes(t->size_bytes, t->align);
    if (GORT_LIKELY(size - 1 < GORT_MAX_SMALL_BYTES)) {
        const unsigned c = gort_size_class(size);
        gort_alloc_run *r = &GORT_G(g)->m->run[gort_typed_class(t)];
        if (t->ptrdata_bytes == 0 || r->type != t)
            r = &GORT_G(g)->m->run[2 * c + (t->ptrdata_bytes == 0)];
        const uintptr_t p = r->free, next = p + gort_class_bytes(c);
        if (GORT_LIKELY(next <= r->end)) {
            r->free = next;
            /* Relaxed is enough: the collector reads the type word of a slot only after it met
             * this mutator in a handshake or with the world stopped. */
            if (r->types) GORT_STORE_RELAXED(r->types++, t);
            return (void *)p;
        }
    }
    return NULL;
}

/* One zeroed object of type t. May collect. */
static inline void *gort_new(gort_g *g, void **sp, const gort_type *t)
{
    GORT_DEBUG_CHECK_NEW(g, sp, t, 1);
    void *p = gort_new_fast(g, t);
    return GORT_LIKELY(p != NULL) ? p : gort_alloc_slow(g, sp, t, 1);
}

/* So many zeroed bytes without pointers, at a multiple of 8; of 16 if they are a multiple of that.
 * 0 bytes: a shared address. May collect. */
static inline void *gort_new_bytes_fast(gort_g *g, uintptr_t bytes)
{
    GORT_DEBUG_CHECK(g);
    if (GORT_LIKELY(bytes - 1 < GORT_MAX_SMALL_BYTES)) {
        const unsigned c = gort_size_class(bytes);
        gort_alloc_run *r = &GORT_G(g)->m->run[2 * c + 1];
        const uintptr_t p = r->free, next = p + gort_class_bytes(c);
        if (GORT_LIKELY(next <= r->end)) {
            r->free = next;
            return (void *)p;
        }
    }
    return NULL;
}
static inline void *gort_new_bytes(gort_g *g, void **sp, uintptr_t bytes)
{
    GORT_DEBUG_CHECK_NEW(g, sp, &gort_type_uint8, bytes);
    void *p = gort_new_bytes_fast(g, bytes);
    return GORT_LIKELY(p != NULL) ? p : gort_alloc_slow(g, sp, &gort_type_uint8, bytes);
}

/* gort_alloc_slow that returns NULL if memory is out, after a collection, or if count * size_bytes
 * is more than any object can have; nothing goes to the error handler. May collect. */
GORT_API void *gort_try_alloc(gort_g *g, void **sp, const gort_type *t, uintptr_t count);
static inline void *gort_try_new(gort_g *g, void **sp, const gort_type *t)
{
    GORT_DEBUG_CHECK_NEW(g, sp, t, 1);
    void *p = gort_new_fast(g, t);
    return GORT_LIKELY(p != NULL) ? p : gort_try_alloc(g, sp, t, 1);
}
static inline void *gort_try_new_bytes(gort_g *g, void **sp, uintptr_t bytes)
{
    GORT_DEBUG_CHECK_NEW(g, sp, &gort_type_uint8, 1);
    void *p = gort_new_bytes_fast(g, bytes);
    return GORT_LIKELY(p != NULL) ? p : gort_try_alloc(g, sp, &gort_type_uint8, bytes);
}

/* A frame's cell becomes zero. In pieces, where a compiler would else store by a loop in microcode,
 * which takes as long to begin as 500 bytes take. */
static inline void gort_zero(void *p, uintptr_t bytes)
{
#ifndef __TINYC__
    if (__builtin_constant_p(bytes) && bytes > 64 && bytes <= 512) {
        uintptr_t at = 0;
#pragma GCC unroll 8
        for (; at + 64 <= bytes; at += 64)
            memset((uint8_t *)p + at, 0, 64);
        if (at < bytes) memset((uint8_t *)p + at, 0, bytes - at);
        return;
    }
#endif
    memset(p, 0, bytes);
}

/* ---- Slots: roots of hand-written C ------------------------------------------------------- */

/* Hand-written C without an `sp` of its own has its roots in slots, as many as it says, on top of
 * the shadow stack:
 *
 *     void **s = gort_slots_open(g, 2);
 *     s[0] = gort_new(g, s + 2, &type_node);
 *     s[1] = gort_new(g, s + 2, &type_node);      s + 2: the `sp` of what may collect
 *     gort_slots_close(g, s);
 *
 * They are nil at first, and written as sp[k] is: plainly, with gort_shade for what comes from
 * outside of the heap and the roots. They close in the opposite order; what stands above goes too,
 * scopes (gort_scope_open) apart, which are closed before. After an error, gort_g_reset closes
 * them. No room: a stack overflow (GORT_ERROR_STACK). The calling thread's g. Not safepoints. */
GORT_API void gort_slots_room(gort_g *g, uintptr_t n);
GORT_API void gort_slots_check(gort_g *g, void **slots);
static inline void **gort_slots_open(gort_g *g, uintptr_t n)
{
    GORT_DEBUG_CHECK(g);
    void **slots = GORT_G(g)->top;
    const bool wraps = sizeof(void *) < 8 && n > 1 << 20; /* may lead beyond all addresses */
    if (GORT_UNLIKELY(wraps || (uintptr_t)(slots + n) > (uintptr_t)GORT_G(g)->roots_end))
        gort_slots_room(g, n);
    for (uintptr_t i = 0; i < n; i++)
        slots[i] = NULL;
    GORT_G(g)->top = slots + n;
    return slots;
}
static inline void gort_slots_close(gort_g *g, void **slots)
{
#ifdef GORT_DEBUG
    gort_slots_check(g, slots);
#endif
    GORT_G(g)->top = slots;
}

/* ---- Write barrier ----------------------------------------------------------------------- */

/* The slow path: shades *slot and, while the g's stack is grey, val; then stores. One region: not
 * a safepoint. */
GORT_API void gort_barrier_store(gort_g *g, void **slot, void *val);

/* Every store of a pointer to a place that may be in the heap or a global. Not a safepoint. The
 * slot holds nil or a valid pointer (zero a stack cell before its address exists). */
static inline void gort_store(gort_g *g, void *slot, const void *val)
{
    GORT_DEBUG_CHECK_STORE(g, slot, val);
    if (GORT_UNLIKELY(GORT_G(g)->barrier))
        gort_barrier_store(g, (void **)slot, (void *)(uintptr_t)val);
    else
        GORT_STORE_RELAXED(slot, val);
}
/* The same for a registered global. */
static inline void gort_store_global(gort_g *g, void *slot, const void *val)
{
    gort_store(g, slot, val);
}

/* The same for a slot that holds values (gort.h, "Values"). */
GORT_API void gort_barrier_store_value(gort_g *g, uint64_t *slot, uint64_t v);
static inline void gort_store_value(gort_g *g, uint64_t *slot, uint64_t v)
{
    GORT_DEBUG_CHECK_STORE(g, slot, NULL);
    if (GORT_UNLIKELY(GORT_G(g)->barrier)) gort_barrier_store_value(g, slot, v);
#if __SIZEOF_POINTER__ == 8
    else
        GORT_STORE_RELAXED(slot, v);
#else
    else {
        GORT_STORE_RELAXED(slot, v);
        GORT_STORE_RELAXED((uintptr_t *)(void *)slot + 1, v >> 32);
    }
#endif
}

/* p, which came from outside of the heap and the roots, is kept by the cycle under way: for
 * hand-made roots that are written without gort_push (gort.h, "The contract"). Not a safepoint. */
GORT_API void gort_barrier_shade(gort_g *g, void *p);
static inline void gort_shade(gort_g *g, void *p)
{
    GORT_DEBUG_CHECK_POINTER(g, p);
    if (GORT_UNLIKELY(GORT_G(g)->barrier)) gort_barrier_shade(g, p);
}

/* The scopes of gort.h, inline. gort_scope_room and gort_push_slow are called where the shadow
 * stack's end is not known, or the barrier is on, or the call is wrong. A scope of zeros that is
 * closed while none is open is not noticed here: it crashes. */
GORT_API void gort_scope_room(gort_g *g);
GORT_API void gort_push_slow(gort_g *g, void *p);
static inline gort_scope gort_scope_open_inline(gort_g *g)
{
    gort_scope s = {GORT_G(g)->top};
    if (GORT_UNLIKELY((uintptr_t)(s.base + 1) > (uintptr_t)GORT_G(g)->roots_end))
        gort_scope_room(g);
    s.base[0] = GORT_G(g)->scope; /* to the collector a root like any other */
    GORT_G(g)->scope = s.base;
    GORT_G(g)->top = s.base + 1;
    return s;
}
static inline void gort_scope_close_inline(gort_g *g, gort_scope s)
{
    if (GORT_UNLIKELY(s.base != GORT_G(g)->scope)) { /* nor one of gort_scope_open_at */
        gort_scope_close(g, s);
        return;
    }
    GORT_G(g)->scope = (void **)s.base[0];
    GORT_G(g)->top = s.base;
}
static inline void **gort_push_inline(gort_g *g, void *p)
{
    void **slot = GORT_G(g)->top;
    if (GORT_UNLIKELY((uintptr_t)(slot + 1) > (uintptr_t)GORT_G(g)->roots_end))
        gort_push_slow(g, p);
    *slot = p;
    GORT_G(g)->top = slot + 1;
    return slot;
}
#ifndef GORT_DEBUG
#define gort_top(g)            ((void **)GORT_G(g)->top)
#define gort_scope_open(g)     gort_scope_open_inline(g)
#define gort_scope_close(g, s) gort_scope_close_inline(g, s)
#define gort_push(g, p)        gort_push_inline(g, p)
#endif

/* Stores of values of two and three words: the pointer with the barrier, the rest plainly. */
static inline void gort_store_string(gort_g *g, gort_string *slot, gort_string v)
{
    gort_store(g, &slot->ptr, v.ptr);
    slot->len = v.len;
}
static inline void gort_store_slice(gort_g *g, gort_slice *slot, gort_slice v)
{
    gort_store(g, &slot->ptr, v.ptr);
    slot->len = v.len;
    slot->cap = v.cap;
}
static inline void gort_store_eface(gort_g *g, gort_eface *slot, gort_eface v)
{
    gort_store(g, &slot->data, v.data);
    slot->type = v.type;
}
static inline void gort_store_iface(gort_g *g, gort_iface *slot, gort_iface v)
{
    gort_store(g, &slot->data, v.data);
    slot->tab = v.tab;
}

/* Copies, moves (overlap allowed) and clears of one value or of n elements, with the barrier if
 * t holds pointers, word by word so that no pointer is torn. Not safepoints. */
GORT_API void gort_typedmemmove(gort_g *g, const gort_type *t, void *dst, const void *src);
GORT_API void gort_typedmemclr(gort_g *g, const gort_type *t, void *dst);
GORT_API void gort_typedslicemove(gort_g *g, const gort_type *elem, void *dst, const void *src,
                                  uintptr_t n);
GORT_API void gort_typedsliceclr(gort_g *g, const gort_type *elem, void *dst, uintptr_t n);

#ifdef __cplusplus
}
#endif

#include "gort_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Channels ---------------------------------------------------------------------------- */

/* len and cap. Not safepoints. */
static inline intptr_t gort_chanlen(const gort_hchan *c)
{
    return c ? (intptr_t)GORT_LOAD_RELAXED(&c->qcount) : 0;
}
static inline intptr_t gort_chancap(const gort_hchan *c)
{
    return c ? (intptr_t)c->dataqsiz : 0;
}

#ifdef __cplusplus
}
#endif

#endif
