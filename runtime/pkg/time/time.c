/* time.c - the C half of Go's package time: the clocks, sleep, and timers that send to a channel or
 * start a goroutine (sched/timer.c calls them).
 *
 * A timer is an object of the heap that Go's Timer or Ticker holds, with the scheduler's struct in
 * it. While it is started the scheduler keeps that object.
 *
 * Invariants:
 *  - `lock` is held from a look at whether the timer is started up to its new start: two resets at
 *    once start it once. It is held over no safepoint, and what fires does not take it.
 *  - What fires neither waits nor allocates in the heap.
 *
 * With a seed the clocks are the scheduler's: a reading takes a microsecond, so that who waits for
 * an instant by looking at the clock sees it come.
 *
 * Threads: the g's own; timer_sends and timer_starts: the scheduler's.
 */
#include "../../base/lock.h"
#include "../../base/os.h"
#include "../../sched/sched.h"
#include "../../panic/panic.h"
#include "../../value/value.h"

/* Go's Time, with a reading of the monotonic clock. */
typedef struct time_value {
    uint64_t wall;
    int64_t ext;
    void *loc;
} time_value;

#define NS_PER_S          ((uint64_t)1000000000)
#define TIME_MONOTONIC    ((uint64_t)1 << 63)
#define TIME_NS_BITS      30
#define SECONDS_1885_1970 ((uint64_t)31045 * 24 * 60 * 60)

/* Go's runtimeTimer. The collector does not look at `timer` and `lock`. */
typedef struct time_timer {
    gort_hchan *c;
    gort_closure *f;
    void *loc;
    int64_t first_ns; /* of the monotonic clock: Go's readings count from it */
    gort__timer timer;
    gort__lock lock;
} time_timer;

_Static_assert(sizeof(void *) != 8 || sizeof(time_timer) == (4 + 15) * 8, "as time.go has it");

/* ---- Clocks ------------------------------------------------------------------------------- */

gort_int64_int64_int64 gort_time_clocks(gort_g *g, void **sp)
{
    (void)sp;
    gort__time_passes(g);
    const uint64_t wall_ns = gort__walltime_ns(g->rt);
    return (gort_int64_int64_int64){(int64_t)(wall_ns / NS_PER_S), (int64_t)(wall_ns % NS_PER_S),
                                    (int64_t)gort__now_ns(g->rt)};
}

void gort_time_Sleep(gort_g *g, void **sp, int64_t ns)
{
    gort_sleep(g, sp, ns);
}

/* ---- Firing ------------------------------------------------------------------------------- */

/* The instant as time.Now would return it. What was sent before and not taken yet stays. */
static void timer_sends(gort_g *own, void *arg, uint64_t now_ns)
{
    const time_timer *t = arg;
    const uint64_t wall_ns = gort__walltime_ns(own->rt),
                   since_s = wall_ns / NS_PER_S + SECONDS_1885_1970;
    const time_value v = {TIME_MONOTONIC | since_s << TIME_NS_BITS | wall_ns % NS_PER_S,
                          (int64_t)now_ns - t->first_ns, t->loc};
    gort_selectnbsend(own, own->sp, t->c, &v);
}

static void timer_starts(gort_g *own, void *arg, uint64_t now_ns)
{
    (void)now_ns;
    void **const sp = own->sp;
    sp[0] = (void *)(uintptr_t)&gort__site_of_timers;
    gort_go(own, sp + 1, ((const time_timer *)arg)->f);
    own->sp = sp;
}

/* ---- Starting and stopping ---------------------------------------------------------------- */

/* Locked, and t not started. */
static void timer_begin(gort_g *g, time_timer *t, int64_t d_ns, int64_t period_ns)
{
    const uint64_t now_ns = gort__now_ns(g->rt), d = d_ns > 0 ? (uint64_t)d_ns : 0;
    t->timer.fn = t->c ? timer_sends : timer_starts;
    t->timer.arg = t;
    t->timer.keep = t;
    t->timer.period_ns = (uint64_t)period_ns;
    gort__timer_start(g, &t->timer, now_ns + d); /* both below 2^63 */
}

void gort_time_start(gort_g *g, void **sp, void *timer, int64_t d_ns, int64_t period_ns)
{
    (void)gort_time_restart(g, sp, timer, d_ns, period_ns);
}

bool gort_time_stop(gort_g *g, void **sp, void *timer)
{
    time_timer *t = timer;
    (void)sp;
    gort__lock_take(&t->lock);
    const bool started = gort__timer_stop(g, &t->timer);
    gort__lock_give(&t->lock);
    return started;
}

bool gort_time_restart(gort_g *g, void **sp, void *timer, int64_t d_ns, int64_t period_ns)
{
    time_timer *t = timer;
    (void)sp;
    gort__lock_take(&t->lock);
    const bool started = gort__timer_stop(g, &t->timer);
    timer_begin(g, t, d_ns, period_ns);
    gort__lock_give(&t->lock);
    return started;
}
