/* histogram.h - how often a time was how long, with go1.19's bounds: each power of two of
 * nanoseconds in sixteen steps, so that a bound is within a sixteenth of what it stands for.
 *
 * Counting is one relaxed addition; any thread counts, any thread reads. (After the scheme of HDR
 * histograms, with which Go's share their form.)
 */
#ifndef GORT_HISTOGRAM_H
#define GORT_HISTOGRAM_H

#include "atomic.h"
#include <stdint.h>

#define GORT__TIMES_STEP_BITS 4
#define GORT__TIMES_STEPS     (1u << GORT__TIMES_STEP_BITS)
#define GORT__TIMES_POWERS    45 /* up to 2^48 ns, three days; the last step has no end */
#define GORT__TIMES_BUCKETS   (GORT__TIMES_STEPS * GORT__TIMES_POWERS)

typedef struct gort__times {
    gort_a64 counts[GORT__TIMES_BUCKETS];
} gort__times;

/* The bucket of a time. */
static inline uint32_t gort__times_bucket(uint64_t ns)
{
    uint32_t power = 0;
    while (ns >> power >= 2 * GORT__TIMES_STEPS)
        power++;
    /* Below the first power the steps are one nanosecond; above it the top bit is the power's. */
    if (ns < GORT__TIMES_STEPS) return (uint32_t)ns;
    if (power + 1 >= GORT__TIMES_POWERS) return GORT__TIMES_BUCKETS - 1;
    return (power + 1) * GORT__TIMES_STEPS + (uint32_t)(ns >> power) % GORT__TIMES_STEPS;
}

/* Where it begins. */
static inline uint64_t gort__times_bound_ns(uint32_t bucket)
{
    const uint32_t power = bucket / GORT__TIMES_STEPS, step = bucket % GORT__TIMES_STEPS;
    return power ? (uint64_t)(GORT__TIMES_STEPS + step) << (power - 1) : step;
}

static inline void gort__times_count(gort__times *t, uint64_t ns)
{
    gort__fetch_add64_relaxed(&t->counts[gort__times_bucket(ns)], 1);
}

#endif
