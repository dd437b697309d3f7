/* handshake_support.h - `slow`: a thread that answers what it is asked, but in one phase, until it
 * is told to go on. What happens meanwhile is reached by flags and states, never by time.
 */
#ifndef HANDSHAKE_SUPPORT_H
#define HANDSHAKE_SUPPORT_H

#include "threads_support.h"
#include "../../runtime/sched/proc.h"
#include <sched.h>

#define NOWHERE 99 /* it answers in every phase */

static gort_au32 aside;      /* gort__gc_phase in which slow answers nothing */
static gort_au32 does, done; /* what slow is to do next, which of it it has done */
static gort_g *slow_g;
static gc_node *from;
static void *slow_object;

static GC_UNUSED gort__gc_phase phase(void)
{
    return gort__gc_current_phase(C.rt);
}

/* Of slow, in their order; each once. */
enum { STORE = 1, TAKE, TAKE_MORE, LEAVE };
static GC_UNUSED void (*slow_does)(gort_g *g, void **sp, uint32_t what);

static GC_UNUSED void *is_slow(void *unused)
{
    (void)unused;
    gort_g *g = slow_g = gort_attach(C.rt);
    void **sp = gort_top(g);
    gort_mutator *m = gort__m(g);
    sp[0] = slow_object;
    reach(1);
    for (uint32_t what; (what = gort__load32_acquire(&does)) != LEAVE; sched_yield()) {
        g->sp = sp + 1;
        if (what > gort__load32_relaxed(&done)) {
            slow_does(g, sp, what);
            gort__store32_release(&done, what);
        }
        const uint32_t here = gort__load32_acquire(&aside);
        if (gort__load32_relaxed(&C.rt->stop_requested)) gort_safepoint(g, sp + 1);
        if (gort__load32_acquire(&m->asked) && phase() != here) gort__gc_answer(g);
        if (phase() == GORT_GC_MARK && here != GORT_GC_MARK) gort__mark_own_stack(g);
    }
    gort_detach(C.rt);
    return NULL;
}

static GC_UNUSED pthread_t start_slow(uint32_t where)
{
    gort__store32_release(&aside, where);
    pthread_t t = start(is_slow, NULL);
    wait_for(C.g, 1);
    return t;
}

static GC_UNUSED void let_slow(uint32_t what)
{
    gort__store32_release(&does, what);
    while (what != LEAVE && gort__load32_acquire(&done) < what)
        sched_yield();
}

static GC_UNUSED void begin(void)
{
    C.g->sp = C.sp;
    ck_assert(gort__cycle_start(C.g, gort__load_relaxed(&C.rt->cycles_started), false));
}

/* By this thread's own answers and steps. */
static GC_UNUSED void go_to(gort__gc_phase where)
{
    for (; phase() != where; sched_yield()) {
        C.g->sp = C.sp;
        if (phase() != GORT_GC_MARK)
            gort__gc_answer(C.g);
        else if (!gc_test_step(100000))
            gort__cycle_try_finish(C.g, false);
    }
}

/* A cycle marks, slow's stack is black, and slow will stand aside in the round. */
static GC_UNUSED void begin_for_a_round(void)
{
    begin();
    go_to(GORT_GC_MARK);
    while (!gort__stack_is_black(slow_g))
        sched_yield();
    gort__store32_release(&aside, GORT_GC_ROUND);
}

/* By slow, which answers also in that phase: then this thread alone is asked there. */
static GC_UNUSED void is_brought_to(gort__gc_phase where, uint32_t next_aside)
{
    gort__store32_release(&aside, next_aside);
    while (phase() != where || !gort__load32_acquire(&gort__m(C.g)->asked) ||
           gort__load32_acquire(&gort__m(slow_g)->asked)) {
        ck_assert_int_ne(phase(), GORT_GC_OFF);
        sched_yield();
    }
    gort__g_set_guard(C.g, false); /* as if the request came late */
}

static GC_UNUSED void finish(pthread_t slow)
{
    gort__store32_release(&aside, NOWHERE);
    gc_test_finish();
    C.g->sp = C.sp;
    gort__gc_sweep(C.g);
    let_slow(LEAVE);
    join(slow);
}

#endif
