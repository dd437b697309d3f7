/* goroutine.c - a goroutine's life: how it begins, where its memory is, how it ends.
 *
 * A goroutine is a g with a C stack of its own. It lies in the block of its stack, between the two
 * stacks, so that one page holds what a goroutine that waits needs (stack.c). What it is given to
 * start with, the closure, is the first word on its shadow stack; the creator shades it, because
 * the new stack is black.
 *
 * One that has ended keeps its stack for the next one (ended.c).
 *
 * Invariant: it is buried by the stack that its thread came to: nobody is on its own any more.
 *
 * Threads: the creator's; the thread that a goroutine ends on.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/runtime.h"
#include "../base/text.h"
#include "proc.h"
#include <stdlib.h>

static const char *const reason_texts[GORT_WAIT_REASONS] = {
    [GORT_WAIT_NONE] = "runnable",
    [GORT_WAIT_BORN] = "runnable",
    [GORT_WAIT_CHAN_RECEIVE] = "chan receive",
    [GORT_WAIT_CHAN_SEND] = "chan send",
    [GORT_WAIT_CHAN_RECEIVE_NIL] = "chan receive (nil chan)",
    [GORT_WAIT_CHAN_SEND_NIL] = "chan send (nil chan)",
    [GORT_WAIT_SELECT] = "select",
    [GORT_WAIT_SELECT_NO_CASES] = "select (no cases)",
    [GORT_WAIT_SEMACQUIRE] = "semacquire",
    [GORT_WAIT_SLEEP] = "sleep",
    [GORT_WAIT_COND] = "sync.Cond.Wait",
    [GORT_WAIT_IO] = "IO wait",
    [GORT_WAIT_GC] = "wait for GC cycle",
    [GORT_WAIT_FINALIZER] = "finalizer wait",
    [GORT_WAIT_PANIC] = "panicwait",
};

const char *gort__wait_reason_text(uint32_t reason)
{
    return reason_texts[reason];
}

const char *gort__g_state_text(const gort_g *g)
{
    const uint32_t status = gort__load32_relaxed(&g->status) & ~(uint32_t)GORT_G_SCAN;
    if (status == GORT_G_RUNNING) return "running";
    if (status == GORT_G_BLOCKED) return g->goroutine ? "syscall" : "running";
    return reason_texts[gort__load32_relaxed(&g->reason)];
}

void gort__g_note_waiting(gort_g *g)
{
    const uint32_t status = gort__load32_relaxed(&g->status) & ~(uint32_t)GORT_G_SCAN;
    if (g->goroutine && status == GORT_G_WAITING && !g->waits_since_ns)
        g->waits_since_ns = gort__now_ns(g->rt);
}

uint64_t gort__g_minutes(const gort_g *g)
{
    const uint64_t since_ns = g->waits_since_ns;
    const uint32_t reason = gort__load32_relaxed(&g->reason);
    if (!since_ns || reason == GORT_WAIT_NONE || reason == GORT_WAIT_BORN) return 0;
    return (gort__now_ns(g->rt) - since_ns) / 60000000000u;
}

bool gort__g_is_goroutine(const gort_g *g)
{
    return g->goroutine &&
           (gort__load32_relaxed(&g->status) & ~(uint32_t)GORT_G_SCAN) != GORT_G_DEAD;
}

bool gort__goroutines_live(gort_runtime *rt)
{
    bool live = false;
    pthread_mutex_lock(&rt->lock);
    for (uint32_t i = 0; i < rt->ngs && !live; i++)
        live = gort__g_is_goroutine(rt->gs[i]);
    pthread_mutex_unlock(&rt->lock);
    return live;
}

/* ---- The beginning ------------------------------------------------------------------------ */

typedef void (*goroutine_fn)(gort_g *g, void **sp, gort_closure *fn);

static void goroutine_entry(void *given)
{
    gort_mutator *m = given;
    gort_g *g = m->g;
    gort__context_entered(&g->context);
    gort__sched_arrive(m);
    void **sp = g->sp;
    if (gort__g_is_asked(g)) gort__safepoint_slow(g, sp);
    if (!g->in_block) {
        g->main_fn(g, sp);
        gort__sched_end(g->rt->sched, 0);
    } else if (g->c_fn) {
        g->c_fn(g, sp, sp[-1]);
    } else {
        gort_closure *fn = sp[-1];
        ((goroutine_fn)fn->fn)(g, sp, fn);
    }
    gort__goroutine_exit(g);
}

void gort__goroutine_exit(gort_g *g)
{
    gort__sched_leave(g, GORT_G_DEAD, NULL, NULL);
    abort(); /* nobody goes on with it */
}

/* Nothing of what was there before. The context begins with the first switch to it. */
static void goroutine_prepare(gort_g *g, const void *go_site)
{
    g->sp = g->head.top = g->stack.shadow_lo;
    g->stack_guard_normal = gort__goroutine_guard(g);
    gort__g_set_guard(g, false);
    g->go_site = go_site;
    g->nested = 0;
    g->epoch = gort__load32_relaxed(&g->rt->sched->epoch);
    gort__store32_relaxed(&g->reason, GORT_WAIT_BORN);
    gort__context_make(&g->context, g->stack.c_lo, g->stack.c_hi, goroutine_entry);
    gort__g_name(g);
}

/* In the list from now on, and nobody else's affair before it waits. False: no memory. */
static bool goroutine_add(gort_g *g)
{
    pthread_mutex_lock(&g->rt->lock);
    gort__g_set_status(g, GORT_G_RUNNING);
    const bool ok = gort__g_add(g);
    pthread_mutex_unlock(&g->rt->lock);
    return ok;
}

/* One that has ended, or NULL. It stays in the list of g's; its stack has the colour of a new
 * one's. While nothing is marked nobody else looks at it, and it stays as it is until it waits. */
static inline gort_g *goroutine_reuse(gort_g *creator)
{
    gort_g *g = gort__ended_take(creator->rt->sched, creator->m->p);
    if (!g) return NULL;
    if (GORT_UNLIKELY(creator->head.barrier)) {
        gort__g_claim(g, GORT_G_RUNNING); /* as one whose stack is nobody else's affair */
        gort__gc_g_reborn(g);
    }
    return g;
}

/* It can be found from now on. */
static inline void goroutine_waits(gort_g *g, const gort_g *creator)
{
    const bool grey = GORT_UNLIKELY(creator->head.barrier) && !gort__stack_is_black(g);
    gort__g_set_status(g, GORT_G_WAITING);
    if (GORT_UNLIKELY(grey)) gort__gc_left_grey(creator->rt);
}

gort_g *gort__goroutine_new(gort_g *creator, void **sp, gort_go_fn fn, void *arg)
{
    gort_runtime *rt = creator->rt;
    gort_g *g = goroutine_reuse(creator);
    const bool fresh = !g;
    if (fresh && !(g = gort__stack_new_g(rt))) return NULL;
    g->goroutine = true;
    goroutine_prepare(g, sp > creator->stack.shadow_lo ? sp[-1] : NULL);
    g->c_fn = fn;
    gort__g_start_with(g, creator, &arg, 1);
    if (fresh && !goroutine_add(g)) {
        gort__stack_free_g(g);
        return NULL;
    }
    goroutine_waits(g, creator);
    return g;
}

gort_g *gort__goroutine_main(gort_runtime *rt, const gort__stack *st,
                             void (*fn)(gort_g *g, void **sp))
{
    gort_g *g = gort__g_new(rt);
    if (!g) return NULL;
    g->goroutine = true;
    g->main_fn = fn;
    g->stack = *st;
    goroutine_prepare(g, NULL);
    if (!goroutine_add(g)) {
        g->stack.block = NULL; /* stays the caller's */
        gort__g_free(g);
        return NULL;
    }
    gort__g_set_status(g, GORT_G_WAITING);
    gort__gc_left_grey(rt);
    return g;
}

static void goroutine_start(gort_g *g, void **sp, gort_go_fn fn, void *arg)
{
    gort_g *new_g = gort__goroutine_new(g, sp, fn, arg);
    if (!new_g) gort__throw(g->rt, g, "out of memory: no stack for a goroutine");
    gort__ready(g, sp, new_g);
}

void gort_go(gort_g *g, void **sp, gort_closure *fn)
{
    gort__check_entry(g, sp, __func__);
    g->sp = sp;
    if (!fn) gort_fatal(g, sp, "go of nil func value");
    goroutine_start(g, sp, NULL, fn);
}

void gort_go_c(gort_g *g, void **sp, gort_go_fn fn, void *arg)
{
    gort__check_entry(g, sp, __func__);
    gort__check_that(g->rt, fn, __func__, "the function is NULL");
    g->sp = sp;
    goroutine_start(g, sp, fn, arg);
}

/* ---- The end ------------------------------------------------------------------------------ */

void gort__g_empty(gort_g *g)
{
    g->panics = NULL;
    g->frames = NULL;
    g->failed_top = NULL;
    g->head.scope = NULL;
    g->root_stacks = NULL;
    g->sp = g->head.top = g->stack.shadow_lo;
}

static void goroutine_forget(gort_g *g)
{
    if (GORT_UNLIKELY(g->report || g->unwind || g->print)) gort__g_clean(g);
    gort__g_empty(g);
    g->signal_pc = 0;
    GORT_STORE_RELAXED(&g->home, NULL);
    g->locks = 0;
    g->go_site = NULL;
}

void gort__goroutine_bury(gort_mutator *m, gort_g *g)
{
    struct gort__sched *s = g->rt->sched;
    gort__proc *p = m->p;
    gort__context_drop(&g->context, gort__context_depth(&g->context), g->stack.c_hi);
    goroutine_forget(g);
    if (!g->in_block) {
        pthread_mutex_lock(&g->rt->lock);
        if (s->main == g) s->main = NULL;
        gort__g_remove(g);
        pthread_mutex_unlock(&g->rt->lock);
        gort__g_free(g);
        return;
    }
    gort__gc_g_reborn(g);
    gort__g_leave(g, GORT_G_DEAD);
    if (p) gort__ended_put(p, g); /* else the runtime's end finds it */
}
