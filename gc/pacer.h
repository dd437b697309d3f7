/* pacer.h - when to collect and how fast to mark, as pure functions over numbers.
 *
 * Nothing here reads a clock or a heap: cycle.c and assist.c pass what they know and store what
 * they get, so tests can simulate a program's life in a loop (tests/unit/test_pacer.c).
 *
 * Terms, as in Go 1.19:
 *   live     bytes kept by the last cycle plus bytes allocated since
 *   marked   bytes that the last cycle kept
 *   goal     the live bytes at which a cycle should have finished
 *   trigger  the live bytes at which it starts; runway = goal - trigger, before clamping
 *   work     bytes scanned: heap, stacks and globals
 *
 * Marking is paid by allocation: the assist ratio alone makes a cycle end before the goal. What the
 * collector's threads do is taken off that price (assist.c); they need not run. So the runway
 * follows from the price of an allocated byte that we accept (GORT__PACER_WORK_PER_BYTE). A longer
 * one where they do run, so that they do most of the work, was tried: the same times, and a peak of
 * liveheap 1.07 times as high.
 */
#ifndef GORT_GC_PACER_H
#define GORT_GC_PACER_H

#include <stdbool.h>
#include <stdint.h>

#define GORT__PACER_MIN_HEAP_BYTES       ((uint64_t)4 << 20) /* at GOGC=100 */
#define GORT__PACER_MIN_RUNWAY_BYTES     ((uint64_t)64 << 10)
#define GORT__PACER_LIMIT_HEADROOM_BYTES ((uint64_t)1 << 20)
#define GORT__PACER_WORK_PER_BYTE        6
#define GORT__PACER_WORK_PER_BYTE_MOST   32 /* up to a tenth beyond the goal */

/* marked + (marked + stacks + globals) * percent / 100, at least the minimum. percent < 0: none
 * (UINT64_MAX). */
uint64_t gort__pacer_goal(uint64_t marked, uint64_t stack_bytes, uint64_t globals_bytes,
                          int percent);

/* The goal that keeps the process under GOMEMLIMIT, never below marked. mapped: what the system
 * gave and was not returned; free: of that, free heap pages; alloc: bytes of objects. */
uint64_t gort__pacer_limit_goal(uint64_t limit, uint64_t mapped, uint64_t free, uint64_t alloc,
                                uint64_t marked);

/* Bytes of heap pages, in use or free, that the heap will need until `goal`, and a tenth: the goal
 * and what goes to waste in pages. The waste is as large as when the last cycle ended, with
 * peak_live bytes alive or not yet swept in pages of peak_in_use, or in proportion if that was
 * above the goal. */
uint64_t gort__pacer_retain(uint64_t goal, uint64_t peak_live, uint64_t peak_in_use);

/* What GOMEMLIMIT lets the heap's pages hold: 95 % of the limit, without `other` memory. */
uint64_t gort__pacer_limit_retain(uint64_t limit, uint64_t other);

/* How long the collector's thread rests that has spent work_ns on giving memory back: that is to be
 * about a hundredth of a processor's time. */
uint64_t gort__pacer_scavenge_rest(uint64_t work_ns);

/* Allocation over which to spread so much work. */
uint64_t gort__pacer_runway(uint64_t work);

/* Between 45/64 and 61/64 of the way from marked to goal; large heaps may start as late as 4 MiB
 * before the goal. Never above goal. */
uint64_t gort__pacer_trigger(uint64_t marked, uint64_t goal, uint64_t runway);

/* The goal of a cycle that triggers at `trigger`: at least 64 KiB behind it, unless limited. */
uint64_t gort__pacer_cycle_goal(uint64_t goal, uint64_t trigger, bool limited);

/* Whether an object of so many bytes, made while a cycle marks, may pay for a part only of what it
 * owes: as if the goal lay that much farther, so that what follows pays for the rest. `spread`: the
 * bytes that did in this cycle. One object may be as large as it likes, since no marking makes room
 * for it; several together are an eighth of the goal. */
bool gort__pacer_spreads(uint64_t bytes, uint64_t spread, uint64_t goal);

/* How many threads of the collector's mark all the time of a cycle, and which part of each
 * processor's time marks besides: go1.19's dedicated and fractional workers. Together a quarter. */
void gort__pacer_background(int processors, uint32_t *dedicated, double *fraction);

/* Half of the processors' time at most is the collector's: a bucket that fills by what it takes and
 * drains by what the program has. While the bucket is full allocations do not pay for marking. It
 * holds a second of each processor, so what is short has no effect. (go1.19's limiter: a program
 * that GOMEMLIMIT leaves no room grows beyond it rather than standing still.) */
typedef struct gort__pacer_limiter {
    uint64_t fill_ns, capacity_ns;
    uint64_t seen_ns, seen_spent_ns; /* as of the last update */
} gort__pacer_limiter;

void gort__pacer_limiter_init(gort__pacer_limiter *l, uint64_t now_ns, uint32_t processors);
/* spent_ns: what the collector has taken of the processors ever, but for what was idle. True: the
 * bucket is full. */
bool gort__pacer_limiter_update(gort__pacer_limiter *l, uint64_t now_ns, uint32_t processors,
                                uint64_t spent_ns);

typedef struct gort__pacer_progress {
    uint64_t live, goal, trigger;
    uint64_t work_done;
    uint64_t work_expected; /* what the last cycle took */
    uint64_t work_max;      /* if everything were alive */
    int percent;
} gort__pacer_progress;

/* Bytes to scan for each byte allocated now, so that marking ends before the goal. It is bounded
 * while the heap is not more than a tenth beyond the goal: what is left to scan then costs at most
 * a thirty-second of its size in memory, and no allocation pays for all of it. */
double gort__pacer_assist_ratio(const gort__pacer_progress *p);

#endif
