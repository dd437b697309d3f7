/* panic.c - panics, deferred calls, recover, and the end of the process.
 *
 * A panic runs the deferred calls of the g's frames, innermost frame first, above the panicking
 * frame (nothing is unwound, so a traceback taken in a deferred call shows where it all began). If
 * one of them recovers, longjmp continues in the deferring frame; a protected call (protect.c) gets
 * the panic as a value; if none is left, the report is built and given to the handler.
 *
 * Invariants:
 *  - g->frames lists the functions with defer statements, and the protected calls, that have not
 *    returned, innermost first;
 *    one out of deferred calls is taken off by the panic that found it so. An element is three
 *    words at the sp that the function was given: the pair of its gort_defer_frame, and the next
 *    element.
 *  - g->panics lists the panics under way, innermost first. One is dropped when it is recovered, or
 *    when a recovery continues a function outside of it. Since both lists live on the shadow stack,
 *    an element's address says what was called by what (C stack addresses lie under
 *    AddressSanitizer), and gort_g_reset may read them after a longjmp past their C frames.
 *  - recover() counts only in the function that the panic itself called: the sp it was given is
 *    panic->args_sp. Each call between them would have raised sp by its site word.
 *  - What a panic holds is rooted on the shadow stack at panic->sp for as long as it is in the
 *    list.
 *  - While an error is with the handler, gort_top is behind all that the failed call and its
 *    callers have on the shadow stack, although those may be emitted code, which does not move it.
 *    Misuse is the exception: who commits it may have passed no sp.
 *
 * All on the g's own thread. How a value is printed is in panic_text.c, the runtime's own errors
 * are in panic_errors.c, the frames in traceback.c.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/mutant.h"
#include "../base/os.h"
#include "../base/runtime.h"
#include "../base/text.h"
#include "../gort_abi.h"
#include "../sched/sched.h"
#include "panic.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The frame that Go shows between a panicking function and its deferred call. */
enum { SITE_PANIC, SITE_GOEXIT };
static const gort_site runtime_sites[] = {
    [SITE_PANIC] = {"panic", "runtime/panic/panic.c", __LINE__},
    [SITE_GOEXIT] = {"runtime.Goexit", "runtime/panic/panic.c", __LINE__},
};
const gort_module gort__runtime_module = {
    .name = "runtime",
    .sites = runtime_sites,
    .nsites = sizeof runtime_sites / sizeof runtime_sites[0],
};

static const uint8_t mask_first = 1, mask_both = 3;
const gort_type gort_type_defer = {
    .size_bytes = sizeof(gort_defer),
    .ptrdata_bytes = sizeof(gort_defer),
    .ptrmask = &mask_both,
    .ptrmask_bytes = sizeof(gort_defer),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .hash = 0x0defe201,
    .name = "runtime._defer",
};
const gort_type gort_type_defer_frame = {
    .size_bytes = sizeof(gort_defer_frame),
    .ptrdata_bytes = sizeof(void *), /* the list of records */
    .ptrmask = &mask_first,
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = _Alignof(gort_defer_frame),
    .hash = 0x0defe202,
    .name = "runtime._deferframe",
};

typedef void (*deferred_fn)(gort_g *g, void **sp, gort_closure *fn);

/* ---- Deferred calls ---------------------------------------------------------------------- */

void gort_defer_enter(gort_g *g, void **sp, gort_defer_frame *fr)
{
    fr->defers = NULL;
    sp[0] = GORT_TYPE_WORD(&gort_type_defer_frame);
    sp[1] = fr;
    sp[2] = g->frames;
    g->frames = sp;
}

/* The frame of an element of g->frames, and the next element. */
static gort_defer_frame *panic_frame(void **element)
{
    return element[1];
}
static void **panic_next_frame(void **element)
{
    return element[2];
}

void gort_deferproc(gort_g *g, void **sp, gort_defer_frame *fr, gort_closure *fn)
{
    sp[0] = fn;
    gort_defer *d = gort_new(g, sp + 1, &gort_type_defer);
    gort_store(g, &d->fn, fn);
    gort_store(g, &d->link, fr->defers);
    fr->defers = d;
}

void gort__call_deferred(gort_g *g, void **sp, gort_closure *fn)
{
    sp[0] = fn;
    if (!fn) gort_panicmem(g, sp + 1);
    ((deferred_fn)fn->fn)(g, sp + 1, fn);
}

/* Takes the frame's youngest record off and makes its call. */
static void panic_call_deferred(gort_g *g, void **sp, gort_defer_frame *fr)
{
    gort_closure *fn = fr->defers->fn;
    fr->defers = fr->defers->link;
    gort__call_deferred(g, sp, fn);
}

void gort_deferreturn(gort_g *g, void **sp, gort_defer_frame *fr)
{
    if (!g->frames || panic_frame(g->frames) != fr)
        gort__misuse(g->rt, "gort_deferreturn: the frame is not the innermost one with defers");
    while (fr->defers)
        panic_call_deferred(g, sp, fr);
    g->frames = panic_next_frame(g->frames);
}

gort_eface gort_gorecover(gort_g *g, void **sp)
{
    struct gort__panic *p = g->panics;
    const gort_eface none = {NULL, NULL};
    if (!p || p->recovered || p->goexit || p->code != GORT_ERROR_PANIC || p->args_sp != sp)
        return none;
    p->recovered = 1;
    return p->value;
}

/* ---- Panicking --------------------------------------------------------------------------- */

/* Drops what is at or above sp. */
static void panic_drop(gort_g *g, void **sp)
{
    while (g->panics && gort__panic_sp(g->panics) >= sp)
        g->panics = g->panics->link;
    if (!g->panics) g->signal_pc = 0;
    gort__scopes_reset(g, sp);
}

/* Goes on with the outermost Goexit whose deferred calls a recovery in the function at sp would
 * leave: nothing ends it. Returns if there is none. */
static void panic_back_to_goexit(gort_g *g, void **sp)
{
    struct gort__panic *goexit = NULL;
    for (struct gort__panic *p = g->panics; p && gort__panic_sp(p) >= sp; p = p->link)
        if (p->goexit) goexit = p;
    if (!goexit) return;
    while (g->panics != goexit)
        g->panics = g->panics->link;
    g->signal_pc = 0;
    gort__scopes_reset(g, (void **)(goexit + 1));
    longjmp(*goexit->goexit, 1);
}

void gort__panic_back(gort_g *g, void **sp)
{
    panic_back_to_goexit(g, sp);
    panic_drop(g, sp);
}

static GORT_NORETURN void panic_continue(gort_g *g)
{
    gort__panic_back(g, g->frames);
    longjmp(panic_frame(g->frames)->jb, 1);
}

/* Runs the deferred calls of the functions below sp, down to `to`, which is none of theirs. */
static void panic_run_emitted(gort_g *g, void **sp, void **above, void **to)
{
    void **pair;
    while ((pair = gort__defers_find(g, sp)) != NULL && pair > to) {
        for (gort_closure *fn; (fn = gort__defers_take(pair[1])) != NULL;) {
            gort__call_deferred(g, above, fn);
            if (!g->panics->recovered) continue;
            gort__panic_back(g, pair);
            gort__defers_continue(g, pair);
        }
        sp = pair;
    }
}

/* Into g's list at sp; returns what is free behind it. */
static void **panic_begin(gort_g *g, void **sp, gort_eface v, jmp_buf *goexit)
{
    struct gort__panic *p = (struct gort__panic *)(void *)sp;
    void **above = (void **)(p + 1);
    while (g->panics && gort__panic_sp(g->panics) >= sp)
        g->panics = g->panics->link; /* left by a handler that jumped out and did not reset */
    p->link = g->panics;
    p->value = v;
    p->recovered = p->printing = 0;
    p->goexit = goexit;
    p->code = GORT_ERROR_PANIC;
    *above++ = GORT_SITE_WORD(&runtime_sites[goexit ? SITE_GOEXIT : SITE_PANIC]);
    p->args_sp = above + 1; /* panic_call_deferred roots the closure in between */
    g->panics = p;
    return above;
}

/* The deferred calls of all functions below sp, until one recovers or the call was a protected one.
 */
static void panic_unwind(gort_g *g, void **sp, void **above)
{
    const struct gort__panic *p = g->panics;
    for (; g->frames; sp = g->frames, g->frames = panic_next_frame(sp)) {
        panic_run_emitted(g, sp, above, g->frames);
        if (gort__is_protected(g->frames)) {
            if (!p->goexit) gort__protected_leave(g, g->frames, (gort_error_code)p->code, p->value);
            continue;
        }
        gort_defer_frame *fr = panic_frame(g->frames);
        while (fr->defers) {
            panic_call_deferred(g, above, fr);
            if (p->recovered) panic_continue(g);
        }
    }
    panic_run_emitted(g, sp, above, NULL);
}

void gort_gopanic(gort_g *g, void **sp, gort_eface v)
{
    gort__check_thread(g);
    void **above = panic_begin(g, sp, v, NULL);
    panic_unwind(g, sp, above);
    gort__panic_uncaught(g, above, g->panics);
}

void gort__panic_memory(gort_g *g)
{
    if (!gort__protected(g)) return;
    void **const sp = g->sp,
                 **above = panic_begin(g, sp, gort__panic_of(GORT_ERROR_OUT_OF_MEMORY), NULL);
    g->panics->code = GORT_ERROR_OUT_OF_MEMORY;
    panic_unwind(g, sp, above);
}

void gort_runtime_Goexit(gort_g *g, void **sp)
{
    jmp_buf again;
    gort__check_thread(g);
    if (!g->goroutine) gort__misuse(g->rt, "gort_runtime_Goexit: the g is a thread's own");
    void **const above = panic_begin(g, sp, (gort_eface){NULL, NULL}, &again);
    setjmp(again); /* reads what was there before it only */
    panic_unwind(g, sp, above);
    gort__goroutine_exit(g);
}

/* ---- The end ----------------------------------------------------------------------------- */

/* The report of g's error. It stays with g, so that a handler may jump out of it. */
gort__text *gort__panic_report(gort_g *g)
{
    if (!g->report) {
        g->report = malloc(sizeof *g->report);
        if (!g->report) {
            static const char text[] = "fatal error: out of memory while reporting an error\n";
            gort__fatal_text(g->rt, NULL, GORT_ERROR_FATAL, text, sizeof text - 1);
        }
        gort__text_init(g->report);
    }
    g->report->bytes = 0;
    return g->report;
}

void gort__panic_finish(gort_g *g, void **from, void **sp, gort_error_code code)
{
    gort__text *t = g->report;
    g->sp = sp;
    const gort__traceback_level level = g->rt->opt.traceback;
    if (level != GORT_TRACEBACK_NONE) {
        gort__text_fmt(t, "\ngoroutine %llu [running%s]:\n", (unsigned long long)g->id,
                       g->locks ? ", locked to thread" : "");
        gort__traceback(g, from, t);
        /* A panic concerns its goroutine, a fatal error all. */
        if (code != GORT_ERROR_PANIC || level != GORT_TRACEBACK_SINGLE)
            gort__traceback_others(g->rt, g, t);
    }
    gort__fatal_text(g->rt, g, code, t->data, t->bytes);
}

void gort__panic_uncaught(gort_g *g, void **sp, struct gort__panic *p)
{
    gort__panic_report(g);
    gort__panic_print(g, sp, g->report, p);
    if (g->signal_pc)
        gort__text_fmt(g->report,
                       "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x%llx]\n",
                       (unsigned long long)gort__stable_code(g->rt, (void *)g->signal_pc));
    gort__panic_finish(g, gort__panic_sp(p), sp, GORT_ERROR_PANIC);
}

void gort_fatal(gort_g *g, void **sp, const char *text)
{
    gort__text_fmt(gort__panic_report(g), "fatal error: %s\n", text);
    gort__panic_finish(g, sp, sp, GORT_ERROR_FATAL);
}

void gort__throw(gort_runtime *rt, gort_g *g, const char *fmt, ...)
{
    char line[512], mutants[GORT__MUTANT_TEXT_BYTES];
    va_list ap;
    va_start(ap, fmt);
    const int n = vsnprintf(line, sizeof line / 2, fmt, ap);
    va_end(ap);
    if (rt && rt->opt.gcmutant && n > 0 && n < (int)sizeof line / 2)
        snprintf(line + n, sizeof line - (size_t)n, " (%s)",
                 gort__mutant_text(rt->opt.gcmutant, mutants));
    if (g && g == gort_current(rt)) gort_fatal(g, g->sp, line);
    char text[sizeof line + 32];
    const int whole = snprintf(text, sizeof text, "fatal error: %s\n", line);
    gort__fatal_text(rt, g, GORT_ERROR_FATAL, text, (size_t)whole);
}

void gort__misuse(gort_runtime *rt, const char *fmt, ...)
{
    char line[512];
    va_list ap;
    const int head = snprintf(line, sizeof line, "gort: ");
    va_start(ap, fmt);
    vsnprintf(line + head, sizeof line - 1 - (size_t)head, fmt, ap);
    va_end(ap);
    strcat(line, "\n");
    /* A thread in a callback may hold a lock that is not to be held when waiting for the
     * registry's. */
    if (!rt) rt = gort__thread_runtime();
    if (!rt) rt = gort__registry_only();
    gort__fatal_text(rt, NULL, GORT_ERROR_MISUSE, line, strlen(line));
}

void gort__stack_overflow(gort_g *g, void **sp)
{
    void **const call = gort__protected(g);
    if (call) gort__protected_leave(g, call, GORT_ERROR_STACK, gort__panic_of(GORT_ERROR_STACK));
    gort__text *t = gort__panic_report(g);
    /* A goroutine's is said to be Go's, whatever address space there was for it. */
    const size_t limit =
        g->goroutine ? g->rt->config.stack_max_bytes : (size_t)(g->stack.c_hi - g->stack.c_lo);
    gort__text_fmt(t,
                   "runtime: goroutine stack exceeds %zu-byte limit\n"
                   "runtime: sp=0x%llx stack=[0x%llx, 0x%llx]\n"
                   "fatal error: stack overflow\n\nruntime stack:\n"
                   "runtime.morestack(...)\n\truntime/panic.c:%d +0x0\n",
                   limit, (unsigned long long)gort__stack_pointer(),
                   (unsigned long long)g->stack.c_lo, (unsigned long long)g->stack.c_hi, __LINE__);
    gort__panic_finish(g, sp, sp, GORT_ERROR_STACK);
}

/* How deep in error handlers the calling thread is. One that was left by longjmp cannot be told
 * from one that runs, but one that runs is further out: an error no deeper than the last handler's
 * call comes from somewhere else; so does one on another stack. */
static _Thread_local struct {
    const gort_g *on; /* the g that failed last, or NULL */
    uintptr_t frame;
    unsigned depth;
    bool ending; /* exit runs: its handlers may fail as well */
} handlers;

/* A handler that fails whatever it does is not asked for ever. The number is not small because of
 * handlers that jump out of misuse, each time from deeper down than the last. */
#define HANDLERS_NESTED_MAX 32
#define ENDING_WAIT_S       10

static bool fatal_is_deeper(const gort_g *g)
{
    return handlers.on == g && (uintptr_t)__builtin_frame_address(0) < handlers.frame;
}

/* Notes an error; whether the thread is in a handler that cannot be asked about it. */
static bool fatal_is_nested(gort_g *g, gort_error_code code)
{
    if (!fatal_is_deeper(g)) handlers.depth = 0;
    const bool nested =
        handlers.ending || (g && g->failed_top) || handlers.depth >= HANDLERS_NESTED_MAX;
    handlers.on = g;
    handlers.frame = (uintptr_t)__builtin_frame_address(0);
    handlers.depth++;
    if (g && !nested && code != GORT_ERROR_MISUSE) {
        g->failed_top = g->head.top;
        if (g->head.top < g->sp) g->head.top = g->sp;
    }
    return nested;
}

/* One thread reports and ends the process; others that fail meanwhile wait for that. Not inlined:
 * the handler may have come back in another thread. */
static __attribute__((noinline)) void fatal_claim_end(gort_runtime *rt)
{
    const struct timespec t = {ENDING_WAIT_S, 0};
    handlers.ending = true;
    if (!rt || gort__cas_full(&rt->dying, 0, 1)) return;
    nanosleep(&t, NULL);
    _exit(2); /* it may be waiting for this one */
}

/* The report, and with a seed how to come here again. */
static void fatal_write(const gort_runtime *rt, gort_error_code code, const char *text,
                        size_t text_bytes)
{
    char line[48];
    gort__os_write_stderr(text, text_bytes);
    if (!rt || !rt->opt.gcseed || code == GORT_ERROR_MISUSE || code == GORT_ERROR_CONFIG) return;
    const int n = snprintf(line, sizeof line, "GODEBUG=gcseed=%lld\n", (long long)rt->opt.gcseed);
    gort__os_write_stderr(line, (size_t)n);
}

void gort__fatal_text(gort_runtime *rt, gort_g *g, gort_error_code code, const char *text,
                      size_t text_bytes)
{
    gort_mutator *m = rt ? gort__current_mutator(rt) : NULL;
    gort__leave_work(); /* the handler may end the thread, or jump */
    gort__record_flush(rt);
    if (fatal_is_nested(m ? m->g : g, code)) {
        fatal_write(rt, code, text, text_bytes);
        _exit(2);
    }
    if (rt && rt->config.on_error) {
        rt->config.on_error(rt->config.user, code, text, text_bytes);
        fatal_claim_end(rt);
    } else {
        fatal_claim_end(rt);
        fatal_write(rt, code, text, text_bytes);
        if (rt && rt->opt.traceback == GORT_TRACEBACK_CRASH && code != GORT_ERROR_MISUSE) abort();
    }
    exit(2);
}

void gort_g_reset(gort_g *g, void **sp)
{
    gort__check_thread(g);
    gort__check_that(g->rt, sp >= g->stack.shadow_lo && sp <= g->stack.shadow_hi, __func__,
                     "sp is not on the shadow stack of the g");
    while (g->frames && g->frames >= sp)
        g->frames = panic_next_frame(g->frames);
    panic_drop(g, sp);
    /* What the caller found: emitted code's sp is above it. */
    if (g->failed_top && g->head.top > g->failed_top) g->head.top = g->failed_top;
    if (g->head.top > sp) g->head.top = sp;
    g->sp = sp;
    g->failed_top = NULL;
    if (!fatal_is_deeper(g)) handlers.depth = 0;
    if (g->report) gort__text_free(g->report);
}
