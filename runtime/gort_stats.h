/* gort_stats.h - what a runtime counts: runtime.MemStats, runtime/metrics, the stress modes. Comes
 * with gort.h.
 *
 * Reading metrics stops nobody, and MemStats need not; then allocations of other threads count when
 * their thread takes the next run of free slots, and what a collection found dead when it is swept.
 */
#ifndef GORT_STATS_H
#define GORT_STATS_H

#include "gort.h"

#ifdef __cplusplus
extern "C" {
#endif

/* runtime.MemStats, field for field. */
typedef struct gort_mem_stats {
    uint64_t Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees;
    uint64_t HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased, HeapObjects;
    uint64_t StackInuse, StackSys, MSpanInuse, MSpanSys, MCacheInuse, MCacheSys;
    uint64_t BuckHashSys, GCSys, OtherSys, NextGC, LastGC, PauseTotalNs;
    uint64_t PauseNs[256], PauseEnd[256];
    uint32_t NumGC, NumForcedGC;
    double GCCPUFraction;
    bool EnableGC, DebugGC;
    struct {
        uint32_t Size;
        uint64_t Mallocs, Frees;
    } BySize[61];
} gort_mem_stats;

/* runtime.ReadMemStats. Stops the world; may collect. */
GORT_API void gort_read_mem_stats(gort_g *g, void **sp, gort_mem_stats *out);
/* The same without stopping the world or sweeping (see above). The calling thread's own allocations
 * are counted; of stacks only what each takes at least. Not a safepoint. */
GORT_API void gort_peek_mem_stats(gort_g *g, gort_mem_stats *out);

/* ---- Metrics ------------------------------------------------------------------------------ */

/* Figures by the names of Go's runtime/metrics: "/gc/heap/goal:bytes". */
typedef enum gort_metric_kind {
    GORT_METRIC_UNKNOWN, /* there is no such name */
    GORT_METRIC_UINT64,
    GORT_METRIC_HISTOGRAM
} gort_metric_kind;

typedef struct gort_metric {
    const char *name; /* with its unit, behind the colon */
    const char *description;
    gort_metric_kind kind;
    bool cumulative; /* only grows (a histogram: each of its counts) */
} gort_metric;
/* All there are, by name; *n: how many. They are the same in each runtime. Any thread. */
GORT_API const gort_metric *gort_metrics(size_t *n);

#define GORT_METRIC_BUCKETS 721
/* counts[i] samples lie in [bounds[i], bounds[i + 1]), for i below n; the first and the last bound
 * may be infinite. The kinds of histograms have Go's bounds: of times, steps of a sixteenth; of
 * sizes, the size classes. */
typedef struct gort_histogram {
    size_t n;
    double bounds[GORT_METRIC_BUCKETS + 1];
    uint64_t counts[GORT_METRIC_BUCKETS];
} gort_histogram;

typedef struct gort_metric_sample {
    const char *name;          /* in */
    gort_histogram *histogram; /* in: filled if the name is of one; NULL: it is not wanted */
    gort_metric_kind kind;     /* out */
    uint64_t value;            /* out, GORT_METRIC_UINT64 */
} gort_metric_sample;
/* One name more than those of gort_metrics is known, none of Go's: "/gort/heap/external:bytes", the
 * sum of gort_adjust_external.
 *
 * Reads n of them at one moment, without stopping the world; how many names are known. The calling
 * thread's g. Not a safepoint. */
GORT_API size_t gort_read_metrics(gort_g *g, gort_metric_sample *samples, size_t n);

/* ---- Stress modes ------------------------------------------------------------------------- */

/* What the stress modes did; a test asserts that it is not zero. */
typedef struct gort_stress_counts {
    uint64_t collections_forced; /* by gcstress=n */
    uint64_t steps_forced;       /* mark steps placed by the seed */
    uint64_t safepoints;         /* slow paths of safepoints taken */
    uint64_t cycles_checked;     /* by gccheckmark */
    uint64_t cycles_stopped;     /* in one stop, by gcstoptheworld */
    uint64_t cycles_handshaken;  /* that ended without a stop, checked or not */
} gort_stress_counts;
GORT_API gort_stress_counts gort_read_stress_counts(gort_runtime *rt);

#ifdef __cplusplus
}
#endif

#endif
