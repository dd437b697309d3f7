/* bias_support.h - what the tests of mutexes that belong to a place share: a mutex, a thread that
 * is no goroutine and comes for it, goroutines that wait for it.
 */
#ifndef BIAS_SUPPORT_H
#define BIAS_SUPPORT_H

#include "sched_support.h"
#include "../../runtime/sched/bias.h"
#include <sched.h>

typedef struct mutex {
    int32_t state;
    uint32_t sema;
} mutex;

static GC_UNUSED mutex mu, other;

static GC_UNUSED void lock(gort_g *g, void **sp, mutex *m)
{
    gort_sync_lock(g, sp, &m->state, &m->sema);
}

static GC_UNUSED void unlock(gort_g *g, void **sp, mutex *m)
{
    gort_sync_unlock(g, sp, &m->state, &m->sema);
}

static GC_UNUSED uint32_t word_of(const mutex *m)
{
    return __atomic_load_n((const uint32_t *)&m->state, __ATOMIC_SEQ_CST);
}

static GC_UNUSED bool is_biased(gort_g *g, const mutex *m)
{
    return gort__bias_is(gort__bias_of(g->m), word_of(m));
}

static GC_UNUSED bool is_held(gort_g *g, const mutex *m)
{
    return gort__load_relaxed(&gort__bias_of(g->m)->held) == (uintptr_t)&m->state;
}

static GC_UNUSED void bias(gort_g *g, void **sp, mutex *m)
{
    int n = 0;
    for (; !is_biased(g, m) && n <= GORT_BIAS_STREAK; n++) {
        lock(g, sp, m);
        unlock(g, sp, m);
    }
    ck_assert_int_ge(n, GORT_BIAS_STREAK - 1);
    ck_assert(is_biased(g, m));
    ck_assert(!is_held(g, m));
}

/* ---- A thread that is no goroutine -------------------------------------------------------- */

typedef void (*outside_fn)(gort_g *g, void **sp);
static intptr_t outside_done;

static void *outside_thread(void *fn)
{
    gort_g *g = gort_attach(C.rt);
    if (fn) ((outside_fn)(uintptr_t)fn)(g, gort_top(g));
    gort_detach(C.rt);
    sched_add(&outside_done, 1);
    return NULL;
}

/* The caller neither parks nor blocks meanwhile, to the scheduler. */
static GC_UNUSED void outside(outside_fn fn)
{
    pthread_t t;
    outside_done = 0;
    ck_assert_int_eq(pthread_create(&t, NULL, outside_thread, (void *)(uintptr_t)fn), 0);
    while (!sched_read(&outside_done))
        sched_yield();
    pthread_join(t, NULL);
}

/* One place, but no mutex is locked by plain stores for that: a thread has been there. */
static GC_UNUSED void with_one_place(void (*fn)(gort_g *g, void **sp))
{
    mu = other = (mutex){0, 0};
    sched_open("1", "gccheckmark=1,clobberfree=1");
    ck_assert_int_eq(sched_main(fn), 0);
    sched_close();
}

/* False: the system has no barrier for other threads, and nothing is biased. */
static GC_UNUSED bool begin(gort_g *g, void **sp)
{
    gort_enter_blocking(g, sp); /* who attaches first has the world stopped */
    outside(NULL);
    gort_exit_blocking(g);
    ck_assert(!gort__is_alone(g->m));
    return gort__load32_relaxed(&C.rt->sched->biases);
}

/* ---- Those that wait ---------------------------------------------------------------------- */

static intptr_t passed;

static void passes(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    lock(g, sp, &mu);
    passed++;
    unlock(g, sp, &mu);
}

/* So many goroutines wait for it, which is locked. */
static GC_UNUSED void let_wait(gort_g *g, void **sp, uint32_t n)
{
    static sched_closure c;
    c = sched_closure_of(passes, 0);
    for (uint32_t i = 0; i < n; i++)
        gort_go(g, sp, &c.head);
    while (word_of(&mu) / GORT_MUTEX_WAITER != n)
        gort__yield(g, sp);
}

#endif
