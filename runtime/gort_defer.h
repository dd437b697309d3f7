/* gort_defer.h - defer and recover: what a function with defer statements has in its C frame, and
 * what it calls. Two forms: one that a person can write, by setjmp, and one that emitted code has,
 * which costs nothing on entry.
 *
 * Invariant: a deferred call that is due hangs on a frame that is a root, in the order of the
 * calls, youngest first, and runs once: at the return, after a recovery, or while a panic goes up
 * the stack. All of it runs on the goroutine's own thread. Functions that take (g, sp) may collect
 * and may panic unless they say otherwise; functions without sp are not safepoints. What the
 * runtime does about it is in panic/.
 */
#ifndef GORT_DEFER_H
#define GORT_DEFER_H

#include "gort.h"
#include <setjmp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- By setjmp: C as people write it ------------------------------------------------------ */

/* A function with defer statements, and only such a one, has a gort_defer_frame in its C frame:
 *
 *     gort_defer_frame fr;
 *     gort_defer_enter(g, sp, &fr);   roots it: the function's own words begin at
 *                                     sp[GORT_DEFER_WORDS]
 *     if (GORT_SETJMP(&fr) == 0) {
 *         ... body; defer: gort_deferproc or gort_deferprocStack ...
 *     }
 *     gort_deferreturn(g, sp + k + 1, &fr);    on every way out, and after a recovery
 *     return results;
 *
 * After GORT_SETJMP returned non-zero only g, sp, fr and results may be read: parameters that are
 * never assigned, and objects whose address is taken or that are volatile. All the rest may be
 * lost. A deferred call is a func() without arguments or results: `defer f(x)` is a closure whose
 * fn does f(g, sp, x) with the sp that it was given and no site word, so that a recover in f
 * counts as called by the deferred function itself. */
typedef struct gort_defer {
    struct gort_defer *link; /* the frame's next older one */
    gort_closure *fn;        /* NULL: a nil func, which panics when its turn comes */
} gort_defer;

typedef struct gort_defer_frame {
    gort_defer *defers; /* youngest first */
    jmp_buf jb;
} gort_defer_frame;

#define GORT_DEFER_WORDS 3

extern GORT_API const gort_type gort_type_defer, gort_type_defer_frame;

#define GORT_SETJMP(fr) setjmp((fr)->jb)

/* Makes fr the g's innermost frame with defers; writes sp[0..GORT_DEFER_WORDS). Not a safepoint. */
GORT_API void gort_defer_enter(gort_g *g, void **sp, gort_defer_frame *fr);
/* defer inside a loop: the record comes from the heap. */
GORT_API void gort_deferproc(gort_g *g, void **sp, gort_defer_frame *fr, gort_closure *fn);
/* defer executed at most once a call: d is in the frame, entered as a pair of gort_type_defer
 * (zeroed before) up to the return. Not a safepoint. */
static inline void gort_deferprocStack(gort_defer_frame *fr, gort_defer *d, gort_closure *fn)
{
    d->fn = fn;
    d->link = fr->defers;
    fr->defers = d;
}
/* Runs the frame's deferred calls and makes the next outer frame the innermost. */
GORT_API void gort_deferreturn(gort_g *g, void **sp, gort_defer_frame *fr);
/* recover(): `sp` is the one that the function containing the recover was given. The nil interface
 * unless that function was called by a panic. Not a safepoint. */
GORT_API gort_eface gort_gorecover(gort_g *g, void **sp);

/* ---- defer in emitted code ---------------------------------------------------------------- */

/* An emitted function with defer statements has a GORT_DEFERS of n words in its C frame, entered
 * as a pair of GORT_TYPE_WORD(&gort_type_defers[n]): by that pair a panic finds it, looking down
 * the shadow stack, so that nothing is linked on entry and nothing unlinked on return. A word is
 * the closure of one defer statement while its call is due, the first word of a looped one the list
 * of its gort_defers; where the function has results, the last word says where they are. It is
 * cleared by GORT_DEFERS_CLEAR before it is entered.
 *
 * After a recovery the rest of the calls is run by gort_recovered, and the function returns what
 * its results are in memory:
 *  - where info->resume is set (GORT_RESUMES, one result of at most two words or none), the stack
 * is unwound to the function's caller by the tables that C compilers make for debuggers. Such a
 *    function is not inlined (GORT_DEFERRING);
 *  - else by GORT_CAUGHT, a setjmp, which then says so. */
typedef struct gort_defers_info {
    void (*resume)(gort_g *g);
    uint8_t words; /* of the statements */
    uint8_t looped;
    uint8_t result;       /* gort_defers_result */
    uint8_t result_bytes; /* up to 16 */
} gort_defers_info;

/* Where a function returns its result. */
typedef enum gort_defers_result {
    GORT_RESULT_NONE, /* or not by resume */
    GORT_RESULT_WORDS,
    GORT_RESULT_SIGNED,
    GORT_RESULT_FLOAT
} gort_defers_result;

typedef struct gort_defers {
    const gort_defers_info *info;
    void *caught; /* jmp_buf *, if there is no resume */
    void *word[];
} gort_defers;

#define GORT_DEFERS_MAX 8 /* statements with a word of their own */
extern GORT_API const gort_type gort_type_defers[GORT_DEFERS_MAX + 2];

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GORT_RESUMES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define GORT_RESUMES 0
#endif
#endif
#ifndef GORT_RESUMES
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__TINYC__)
#define GORT_RESUMES 1
#else
#define GORT_RESUMES 0
#endif
#endif

#define GORT_DEFERS(n, buffer)                                                                     \
    struct {                                                                                       \
        const gort_defers_info *info;                                                              \
        void *caught;                                                                              \
        void *word[n];                                                                             \
        buffer                                                                                     \
    }
#define GORT_DEFERS_CLEAR(fr, bytes)                                                               \
    ((fr)->info = NULL, (fr)->caught = NULL, memset((fr)->word, 0, sizeof(fr)->word))
/* Behind it *p is memory that calls may read and write: a result that GORT_CATCH finds. */
#ifdef __TINYC__
#define GORT_IN_MEMORY(p) ((void)(p))
#else
#define GORT_IN_MEMORY(p) __extension__({ __asm__ volatile("" : : "r"(p) : "memory"); })
#endif
#define GORT_CATCH_BUFFER jmp_buf buffer;
#define GORT_CATCH(fr)    ((fr)->caught = &(fr)->buffer, setjmp((fr)->buffer))
#if GORT_RESUMES
#define GORT_RESUME_BUFFER
#define GORT_RESUME gort_defers_resume
/* No code: but compilers may not conclude from a body that ends in a panic that the function never
 * returns. */
#define GORT_CAUGHT(fr)                                                                            \
    __extension__({                                                                                \
        __label__ caught;                                                                          \
        int yes = 0;                                                                               \
        __asm__ goto("" : : : : caught);                                                           \
        if (0) {                                                                                   \
        caught:                                                                                    \
            yes = 1;                                                                               \
        }                                                                                          \
        yes;                                                                                       \
    })
#else
#define GORT_RESUME_BUFFER GORT_CATCH_BUFFER
#define GORT_RESUME        NULL
#define GORT_CAUGHT(fr)    GORT_CATCH(fr)
#endif

/* A closure for a nil func, which panics when its turn comes. */
extern GORT_API const gort_closure gort_nil_func;
/* defer in a loop: a record from the heap. */
GORT_API void gort_defers_push(gort_g *g, void **sp, gort_defers *fr, gort_closure *fn);
/* defer executed at most once a call, in such a function: d is in the frame, a pair of
 * GORT_TYPE_WORD(&gort_type_defer) up to the return. Not a safepoint. */
static inline void gort_defers_link(gort_defers *fr, gort_defer *d, gort_closure *fn)
{
    d->fn = fn;
    d->link = (gort_defer *)fr->word[0];
    fr->word[0] = d;
}
/* Runs the calls that are due, youngest first. */
GORT_API void gort_defers_run(gort_g *g, void **sp, gort_defers *fr);
/* The same after a recovery, above all that the function has on the shadow stack. */
GORT_API void gort_recovered(gort_g *g, gort_defers *fr);
GORT_API void gort_defers_resume(gort_g *g); /* info->resume */
/* A function that hands on a call, with more on the shadow stack than it was given: a recover in
 * what it calls counts as if it was called in its place. */
GORT_API void gort_wrapped(gort_g *g, void **sp, void **callee_sp);

#ifdef __cplusplus
}
#endif

#endif
