/* pacer.c - the arithmetic of pacer.h.
 *
 * Every function is total: any numbers give an answer, sums saturate, and nothing divides by
 * zero. Callers may be on any thread.
 *
 * To change how early a cycle starts, open gort__pacer_runway and gort__pacer_trigger; how hard
 * allocation pays when the heap outgrows the estimate, gort__pacer_assist_ratio.
 */
#include "pacer.h"

#define MIN_WORK_BYTES      1000 /* work left that is always assumed */
#define MAX_OVERSHOOT       1.1  /* of the goal, once it is passed */
#define SPREAD_PART         8    /* of the goal, as objects that do not pay all they owe */
#define BACKGROUND          0.25 /* of the processors' time */
#define BACKGROUND_ERROR    0.3
#define LIMITER_CAPACITY_NS UINT64_C(1000000000) /* for each processor */
#define SCAVENGE_RESTS      99                   /* in times of the work */
#define RETAIN              1.1                  /* of the pages that reaching the goal takes */

static uint64_t pacer_add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* a * percent / 100 without overflow in the product. */
static uint64_t pacer_percent(uint64_t a, int percent)
{
    const uint64_t p = (uint64_t)percent;
    const uint64_t whole = a / 100;
    if (p != 0 && whole > UINT64_MAX / p - 1) return UINT64_MAX;
    return pacer_add(whole * p, a % 100 * p / 100);
}

/* The heap below which GOGC does not trigger: 4 MiB * percent / 100. */
static uint64_t pacer_heap_minimum(int percent)
{
    return percent < 0 ? 0 : pacer_percent(GORT__PACER_MIN_HEAP_BYTES, percent);
}

uint64_t gort__pacer_goal(uint64_t marked, uint64_t stack_bytes, uint64_t globals_bytes,
                          int percent)
{
    if (percent < 0) return UINT64_MAX;
    const uint64_t base = pacer_add(marked, pacer_add(stack_bytes, globals_bytes));
    const uint64_t goal = pacer_add(marked, pacer_percent(base, percent));
    const uint64_t minimum = pacer_heap_minimum(percent);
    return goal < minimum ? minimum : goal;
}

uint64_t gort__pacer_limit_goal(uint64_t limit, uint64_t mapped, uint64_t free, uint64_t alloc,
                                uint64_t marked)
{
    const uint64_t heap = pacer_add(free, alloc);
    const uint64_t other = mapped > heap ? mapped - heap : 0;
    const uint64_t over = mapped > limit ? mapped - limit : 0;
    const uint64_t taken = pacer_add(other, over);
    if (taken >= limit) return marked;
    uint64_t goal = limit - taken;
    goal = goal < 2 * GORT__PACER_LIMIT_HEADROOM_BYTES ? GORT__PACER_LIMIT_HEADROOM_BYTES
                                                       : goal - GORT__PACER_LIMIT_HEADROOM_BYTES;
    return goal < marked ? marked : goal;
}

uint64_t gort__pacer_retain(uint64_t goal, uint64_t peak_live, uint64_t peak_in_use)
{
    double waste = peak_in_use > peak_live ? (double)(peak_in_use - peak_live) : 0;
    if (peak_live > goal) waste *= (double)goal / (double)peak_live;
    const double retain = RETAIN * ((double)goal + waste);
    return retain < (double)UINT64_MAX ? (uint64_t)retain : UINT64_MAX;
}

uint64_t gort__pacer_limit_retain(uint64_t limit, uint64_t other)
{
    const uint64_t most = limit / 100 * 95;
    return most > other ? most - other : 0;
}

uint64_t gort__pacer_scavenge_rest(uint64_t work_ns)
{
    return work_ns > UINT64_MAX / SCAVENGE_RESTS ? UINT64_MAX : work_ns * SCAVENGE_RESTS;
}

uint64_t gort__pacer_runway(uint64_t work)
{
    return work / GORT__PACER_WORK_PER_BYTE;
}

uint64_t gort__pacer_trigger(uint64_t marked, uint64_t goal, uint64_t runway)
{
    if (goal == UINT64_MAX) return UINT64_MAX;
    if (marked >= goal) return goal;
    const uint64_t step = (goal - marked) / 64;
    const uint64_t lowest = marked + step * 45;
    uint64_t highest = marked + step * 61;
    if (goal > GORT__PACER_MIN_HEAP_BYTES && goal - GORT__PACER_MIN_HEAP_BYTES > highest)
        highest = goal - GORT__PACER_MIN_HEAP_BYTES;
    uint64_t trigger = runway > goal ? lowest : goal - runway;
    if (trigger < lowest) trigger = lowest;
    if (trigger > highest) trigger = highest;
    return trigger;
}

uint64_t gort__pacer_cycle_goal(uint64_t goal, uint64_t trigger, bool limited)
{
    if (limited) return goal;
    const uint64_t least = pacer_add(trigger, GORT__PACER_MIN_RUNWAY_BYTES);
    return goal < least ? least : goal;
}

bool gort__pacer_spreads(uint64_t bytes, uint64_t spread, uint64_t goal)
{
    return spread == 0 || pacer_add(spread, bytes) <= goal / SPREAD_PART;
}

void gort__pacer_background(int processors, uint32_t *dedicated, double *fraction)
{
    const double wanted = BACKGROUND * processors;
    int64_t whole = (int64_t)(wanted + 0.5);
    const double off = (double)whole / wanted - 1;
    *fraction = 0;
    if (off < -BACKGROUND_ERROR || off > BACKGROUND_ERROR) { /* rounding is too coarse */
        if ((double)whole > wanted) whole--;
        *fraction = (wanted - (double)whole) / processors;
    }
    *dedicated = (uint32_t)whole;
}

void gort__pacer_limiter_init(gort__pacer_limiter *l, uint64_t now_ns, uint32_t processors)
{
    *l = (gort__pacer_limiter){.capacity_ns = processors * LIMITER_CAPACITY_NS, .seen_ns = now_ns};
}

bool gort__pacer_limiter_update(gort__pacer_limiter *l, uint64_t now_ns, uint32_t processors,
                                uint64_t spent_ns)
{
    const uint64_t passed_ns = now_ns > l->seen_ns ? now_ns - l->seen_ns : 0;
    const uint64_t all_ns =
        passed_ns > UINT64_MAX / processors ? UINT64_MAX : passed_ns * processors;
    uint64_t gc_ns = spent_ns > l->seen_spent_ns ? spent_ns - l->seen_spent_ns : 0;
    if (gc_ns > all_ns) gc_ns = all_ns; /* it was told late */
    const uint64_t program_ns = all_ns - gc_ns;
    l->seen_ns = now_ns;
    l->seen_spent_ns = spent_ns;
    if (gc_ns > program_ns) {
        l->fill_ns = pacer_add(l->fill_ns, gc_ns - program_ns);
        if (l->fill_ns > l->capacity_ns) l->fill_ns = l->capacity_ns;
    } else {
        const uint64_t drains_ns = program_ns - gc_ns;
        l->fill_ns = l->fill_ns > drains_ns ? l->fill_ns - drains_ns : 0;
    }
    return l->fill_ns == l->capacity_ns;
}

double gort__pacer_assist_ratio(const gort__pacer_progress *p)
{
    /* Off, but a cycle runs all the same: it was forced, and need not hurry. */
    const int percent = p->percent < 0 ? 100000 : p->percent;
    double goal = (double)p->goal;
    double expected = (double)p->work_expected;
    const double done = (double)p->work_done;
    const double work_max = (double)(p->work_max > p->work_done ? p->work_max : p->work_done);

    if (p->work_done > p->work_expected) {
        /* The heap has grown. Stretch the runway as far as the work is larger, up to where this
         * growth would put the next goal anyway. */
        const double runway = goal - (double)p->trigger;
        double stretched = goal;
        if (expected > 0 && runway > 0)
            stretched = (double)p->trigger + runway / expected * work_max;
        const double hard = (1.0 + percent / 100.0) * goal;
        if (stretched > hard) stretched = hard;
        if (stretched > goal) goal = stretched;
        expected = work_max;
    }
    if ((double)p->live > goal) {
        goal *= MAX_OVERSHOOT;
        expected = work_max;
    }
    double left = expected - done;
    if (left < MIN_WORK_BYTES) left = MIN_WORK_BYTES;
    const double room = goal - (double)p->live;
    if (room < 1) return left;
    const double ratio = left / room;
    return ratio < GORT__PACER_WORK_PER_BYTE_MOST ? ratio : GORT__PACER_WORK_PER_BYTE_MOST;
}
