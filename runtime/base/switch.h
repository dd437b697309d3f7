/* switch.h - from one C stack to another (switch.c). Nothing here knows of goroutines, threads or
 * the collector.
 *
 * A context is a place where code went away from its stack and will go on. What the C convention
 * lets a call change is lost over a switch, what it keeps is kept: callee-saved registers and the
 * control words of the floating-point units. The signal mask stays the thread's.
 *
 * The code may go on in another thread: it must have no address of thread-local data in hand. Who
 * calls gort__context_switch reads no thread-local variable in the same function, before or after.
 */
#ifndef GORT_SWITCH_H
#define GORT_SWITCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With GORT_SWITCH_PORTABLE, and on other machines, contexts are those of ucontext.h. */
#if !defined(GORT_SWITCH_PORTABLE) && !(defined(__x86_64__) && defined(__LP64__)) &&               \
    !defined(__aarch64__)
#define GORT_SWITCH_PORTABLE
#endif

#if defined(__SANITIZE_ADDRESS__)
#define GORT_SWITCH_ASAN
#elif defined(__SANITIZE_THREAD__)
#define GORT_SWITCH_TSAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GORT_SWITCH_ASAN
#elif __has_feature(thread_sanitizer)
#define GORT_SWITCH_TSAN
#endif
#endif

typedef struct gort__context {
    void *sp; /* where the registers lie; of who runs: stale */
#ifdef GORT_SWITCH_PORTABLE
    void *given; /* what the switch hands over */
#endif
#ifdef GORT_SWITCH_ASAN
    void *fake;       /* ASan's frames of this stack */
    uintptr_t lo, hi; /* the stack */
#endif
#ifdef GORT_SWITCH_TSAN
    void *fiber;
#endif
} gort__context;

#if defined(GORT_SWITCH_PORTABLE)
#elif defined(__x86_64__)

#ifdef __AVX512F__
#define GORT_SWITCH_MORE                                                                           \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25",    \
        "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5", "k6",  \
        "k7"
#else
#define GORT_SWITCH_MORE
#endif

/* All registers but rbp are another's when it returns: the compiler keeps what it needs, which is
 * less than what a function would have to keep. For functions that call others too: in those
 * nothing lies below the stack pointer. */
#define GORT_SWITCH_BY(f)                                                                          \
    __asm__ volatile("call " #f                                                                    \
                     : "=a"(back), "+D"(save), "+S"(to), "+d"(given)                               \
                     :                                                                             \
                     : "rbx", "rcx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", \
                       "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",     \
                       "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "st", "st(1)",        \
                       "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "memory",             \
                       "cc" GORT_SWITCH_MORE)
static inline void *gort__switch_machine(void **save, void *to, void *given, bool last)
{
    void *back;
    if (last)
        GORT_SWITCH_BY(gort__switch_last);
    else
        GORT_SWITCH_BY(gort__switch_stacks);
    return back;
}

#else

void *gort__switch_stacks(void **save, void *to, void *given);
static inline void *gort__switch_machine(void **save, void *to, void *given, bool last)
{
    (void)last;
    return gort__switch_stacks(save, to, given);
}

#endif

/* The calling thread's own stack, [lo, hi), which it is on. */
void gort__context_of_thread(gort__context *c, uintptr_t lo, uintptr_t hi);
/* A context that begins with entry(what the first switch to it hands over) on the stack [lo, hi).
 * entry does not return. hi is a multiple of 16. */
void gort__context_make(gort__context *c, uintptr_t lo, uintptr_t hi, void (*entry)(void *given));
/* Leaves the stack that `from` is for and goes on in `to`; returns, perhaps in another thread, what
 * the switch back to `from` hands over. last: nobody will switch back. */
#if defined(GORT_SWITCH_PORTABLE) || defined(GORT_SWITCH_ASAN) || defined(GORT_SWITCH_TSAN)
void *gort__context_switch(gort__context *from, gort__context *to, void *given, bool last);
#else
static inline void *gort__context_switch(gort__context *from, gort__context *to, void *given,
                                         bool last)
{
    return gort__switch_machine(&from->sp, to->sp, given, last);
}
#endif
/* The first thing that entry does. */
void gort__context_entered(gort__context *c);
/* The thread is back on `own`, its own stack, without a switch: by longjmp, or it ends. */
void gort__context_thrown(gort__context *own);
/* A stack that is new may lie where one was that never ended, with its runtime: for sanitizers its
 * upper end, below hi, is memory like any. */
void gort__context_fresh(uintptr_t lo, uintptr_t hi);
/* Nobody will switch to c again, or its stack is to be used anew; from another stack. `used` is
 * the deepest that the frames left on it reach. */
void gort__context_drop(gort__context *c, uintptr_t used, uintptr_t hi);
/* The stack pointer of code that is away, for a drop. */
uintptr_t gort__context_depth(const gort__context *c);

#endif
