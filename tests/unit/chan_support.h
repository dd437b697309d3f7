/* chan_support.h - channels of ints and goroutines that share some: what the tests of channels
 * begin with. The channels of a test are roots of its main goroutine.
 */
#ifndef CHAN_SUPPORT_H
#define CHAN_SUPPORT_H

#include "sched_support.h"
#include "../../runtime/sched/chan.h"

static const char *const procs[] = {"1", "2", "4"};
#define NPROCS 3

static inline void chan_run(const char *gomaxprocs, const char *debug,
                            void (*fn)(gort_g *g, void **sp))
{
    sched_open(gomaxprocs, debug);
    ck_assert_int_eq(sched_main(fn), 0);
    sched_close();
}

/* A channel of ints, and the sp behind its root. */
static inline gort_hchan *chan_ints(gort_g *g, void ***sp, intptr_t cap)
{
    gort_hchan *c = gort_makechan(g, *sp, &gort_type_int, cap);
    *(*sp)++ = c;
    return c;
}

static inline void chan_send(gort_g *g, void **sp, gort_hchan *c, intptr_t v)
{
    gort_chansend1(g, sp, c, &v);
}

static inline intptr_t chan_recv(gort_g *g, void **sp, gort_hchan *c)
{
    intptr_t v = -12345;
    gort_chanrecv1(g, sp, c, &v);
    return v;
}

static inline bool chan_try_recv(gort_g *g, void **sp, gort_hchan *c)
{
    intptr_t v;
    return gort_selectnbrecv(g, sp, c, &v, NULL);
}

/* ---- Closures with channels --------------------------------------------------------------- */

typedef struct chan_closure {
    gort_closure head;
    gort_hchan *c[4];
    intptr_t n, cap;
} chan_closure;

typedef void (*chan_fn)(gort_g *g, void **sp, chan_closure *k);

static inline void chan_go(gort_g *g, void **sp, chan_closure *k, chan_fn fn)
{
    k->head.fn = (void (*)(void))fn;
    gort_go(g, sp, &k->head);
}

static inline void give_time(gort_g *g, void **sp)
{
    for (int i = 0; i < 20; i++)
        gort__yield(g, sp);
}

static intptr_t passed; /* what the goroutines of a test count */

static inline void receives_one(gort_g *g, void **sp, chan_closure *k)
{
    const bool ok = gort_chanrecv2(g, sp, k->c[0], &k->n);
    sched_add(&passed, ok ? 1 : 100);
}

#endif
