/* metrics.c - figures by the names of Go's runtime/metrics.
 *
 * A figure is a field of metric_input, or the difference of two; the table says which. To add one:
 * a row, in the order of names, and what it reads in metric_collect.
 *
 * Nobody is stopped: what only a stopped world changes stands still while the reading thread, which
 * runs, passes no safepoint; the rest are relaxed words or under their lock.
 *
 * Threads: an attached one, running.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/histogram.h"
#include "../sched/sched.h"
#include "span.h"
#include <math.h>
#include <string.h>

typedef struct metric_input {
    gort_mem_stats mem;
    uint64_t cycles, cycles_forced, limiter_last;
    uint64_t goroutines, procs, least_stack_bytes;
    uint64_t none; /* what gort has none of, or takes no part of */
} metric_input;

#define AT(field)  offsetof(metric_input, field)
#define MEM(field) (AT(mem) + offsetof(gort_mem_stats, field))

/* What a row's figure is. */
typedef struct metric_source {
    uint16_t plus, minus;                              /* uint64 fields of metric_input */
    void (*fill)(gort_runtime *rt, gort_histogram *h); /* a histogram; else NULL */
} metric_source;

static void metric_class_bounds(gort_histogram *h)
{
    /* A class holds what is larger than the class before, up to its own size: both bounds are one
     * more, since a bucket has its lower bound and not its upper one. */
    h->n = GORT_NUM_SIZE_CLASSES;
    h->bounds[0] = 1;
    for (unsigned c = 1; c < GORT_NUM_SIZE_CLASSES; c++)
        h->bounds[c] = (double)(gort_class_bytes(c) + 1);
    h->bounds[h->n] = (double)INFINITY;
}

/* Class 0, large objects, comes last. */
static void metric_fill_classes(gort_histogram *h, gort_a64 *counts)
{
    metric_class_bounds(h);
    for (unsigned c = 1; c < GORT_NUM_SIZE_CLASSES; c++)
        h->counts[c - 1] = gort__load64_relaxed(&counts[c]);
    h->counts[h->n - 1] = gort__load64_relaxed(&counts[0]);
}

static void metric_fill_allocs(gort_runtime *rt, gort_histogram *h)
{
    metric_fill_classes(h, rt->heap->class_mallocs);
}

static void metric_fill_frees(gort_runtime *rt, gort_histogram *h)
{
    metric_fill_classes(h, rt->heap->class_frees);
}

/* The first bucket is that of times below zero, which there are none of. */
static void metric_fill_times(gort_histogram *h, gort__times *t)
{
    h->n = GORT__TIMES_BUCKETS + 1;
    h->bounds[0] = -(double)INFINITY;
    h->counts[0] = 0;
    for (uint32_t b = 0; b < GORT__TIMES_BUCKETS; b++) {
        h->bounds[b + 1] = (double)gort__times_bound_ns(b) / 1e9;
        h->counts[b + 1] = gort__load64_relaxed(&t->counts[b]);
    }
    h->bounds[h->n] = (double)INFINITY;
}
_Static_assert(GORT__TIMES_BUCKETS + 1 == GORT_METRIC_BUCKETS, "all times have room");

static void metric_fill_pauses(gort_runtime *rt, gort_histogram *h)
{
    metric_fill_times(h, gort__gc_pauses(rt));
}

static void metric_fill_latencies(gort_runtime *rt, gort_histogram *h)
{
    metric_fill_times(h, gort__sched_latencies(rt));
}

/* name, unit and kind, cumulative, plus, minus, fill, description. In the order of names. */
#define COUNT(field)       AT(field), AT(none), NULL
#define LESS(field, other) AT(field), AT(other), NULL
#define BYTES(field)       MEM(field), AT(none), NULL
#define BYTES_LESS(a, b)   MEM(a), MEM(b), NULL
#define FILLED(kind)       0, 0, metric_fill_##kind
#define METRICS(ROW)                                                                               \
    ROW("/cgo/go-to-c-calls:calls", UINT64, true, COUNT(none),                                     \
        "Calls from Go to C: none, a program is C already.")                                       \
    ROW("/gc/cycles/automatic:gc-cycles", UINT64, true, LESS(cycles, cycles_forced),               \
        "Collections that the collector itself began.")                                            \
    ROW("/gc/cycles/forced:gc-cycles", UINT64, true, COUNT(cycles_forced),                         \
        "Collections that the program asked for.")                                                 \
    ROW("/gc/cycles/total:gc-cycles", UINT64, true, COUNT(cycles), "Collections that are over.")   \
    ROW("/gc/heap/allocs-by-size:bytes", HISTOGRAM, true, FILLED(allocs),                          \
        "Objects allocated, by about how large they are.")                                         \
    ROW("/gc/heap/allocs:bytes", UINT64, true, BYTES(TotalAlloc),                                  \
        "Memory that was given to objects, ever.")                                                 \
    ROW("/gc/heap/allocs:objects", UINT64, true, BYTES(Mallocs), "Objects allocated, ever.")       \
    ROW("/gc/heap/frees-by-size:bytes", HISTOGRAM, true, FILLED(frees),                            \
        "Objects freed, by about how large they were.")                                            \
    ROW("/gc/heap/frees:bytes", UINT64, true, LESS(mem.TotalAlloc, mem.HeapAlloc),                 \
        "Memory of objects that the collector has freed, ever.")                                   \
    ROW("/gc/heap/frees:objects", UINT64, true, BYTES(Frees),                                      \
        "Objects that the collector has freed, ever.")                                             \
    ROW("/gc/heap/goal:bytes", UINT64, false, BYTES(NextGC),                                       \
        "How large the heap is to be when the cycle ends.")                                        \
    ROW("/gc/heap/objects:objects", UINT64, false, BYTES(HeapObjects),                             \
        "Objects in memory, alive or not swept yet.")                                              \
    ROW("/gc/heap/tiny/allocs:objects", UINT64, true, COUNT(none),                                 \
        "Tiny objects that share a block: none, each has a slot of its own.")                      \
    ROW("/gc/limiter/last-enabled:gc-cycle", UINT64, false, COUNT(limiter_last),                   \
        "The cycle in which collecting was last held down to half of the processors' time; 0: "    \
        "none.")                                                                                   \
    ROW("/gc/pauses:seconds", HISTOGRAM, true, FILLED(pauses),                                     \
        "What a thread lost at most at each end of a collection, or each stop for one.")           \
    ROW("/gc/stack/starting-size:bytes", UINT64, false, COUNT(least_stack_bytes),                  \
        "Memory that a new goroutine's stack takes.")                                              \
    ROW("/memory/classes/heap/free:bytes", UINT64, false, BYTES_LESS(HeapIdle, HeapReleased),      \
        "Free pages of the heap that hold memory.")                                                \
    ROW("/memory/classes/heap/objects:bytes", UINT64, false, BYTES(HeapAlloc),                     \
        "Memory of objects, alive or not swept yet.")                                              \
    ROW("/memory/classes/heap/released:bytes", UINT64, false, BYTES(HeapReleased),                 \
        "Free pages whose memory the system has back.")                                            \
    ROW("/memory/classes/heap/stacks:bytes", UINT64, false, BYTES(StackInuse),                     \
        "Memory of stacks, as much as each takes at least.")                                       \
    ROW("/memory/classes/heap/unused:bytes", UINT64, false, BYTES_LESS(HeapInuse, HeapAlloc),      \
        "Slots without an object, in pages that have some.")                                       \
    ROW("/memory/classes/metadata/mcache/free:bytes", UINT64, false,                               \
        BYTES_LESS(MCacheSys, MCacheInuse), "Allocation caches that nobody has.")                  \
    ROW("/memory/classes/metadata/mcache/inuse:bytes", UINT64, false, BYTES(MCacheInuse),          \
        "Allocation caches of threads.")                                                           \
    ROW("/memory/classes/metadata/mspan/free:bytes", UINT64, false,                                \
        BYTES_LESS(MSpanSys, MSpanInuse), "Records of spans that are not used.")                   \
    ROW("/memory/classes/metadata/mspan/inuse:bytes", UINT64, false, BYTES(MSpanInuse),            \
        "Records of spans.")                                                                       \
    ROW("/memory/classes/metadata/other:bytes", UINT64, false, BYTES(GCSys),                       \
        "Mark bits, types of objects, the collector's buffers.")                                   \
    ROW("/memory/classes/os-stacks:bytes", UINT64, false, COUNT(none),                             \
        "Stacks of the system's threads that the runtime knows of: none.")                         \
    ROW("/memory/classes/other:bytes", UINT64, false, BYTES(OtherSys),                             \
        "What the runtime needs besides.")                                                         \
    ROW("/memory/classes/profiling/buckets:bytes", UINT64, false, BYTES(BuckHashSys),              \
        "Memory of profiles: none.")                                                               \
    ROW("/memory/classes/total:bytes", UINT64, false, BYTES(Sys),                                  \
        "All memory that the runtime has from the system: the sum of the other classes.")          \
    ROW("/sched/gomaxprocs:threads", UINT64, false, COUNT(procs),                                  \
        "GOMAXPROCS: how many threads run goroutines at once.")                                    \
    ROW("/sched/goroutines:goroutines", UINT64, false, COUNT(goroutines),                          \
        "Goroutines that there are.")                                                              \
    ROW("/sched/latencies:seconds", HISTOGRAM, false, FILLED(latencies),                           \
        "How long goroutines that could go on waited until they did; some are timed, none under "  \
        "a seed.")

#define PUBLIC_ROW(name, kind, cumulative, plus, minus, fill, text)                                \
    {name, text, GORT_METRIC_##kind, cumulative},
#define SOURCE_ROW(name, kind, cumulative, plus, minus, fill, text) {plus, minus, fill},
/* The figures' columns are one macro each in a row; this hands them on as three. */
#define PUBLIC(...) PUBLIC_ROW(__VA_ARGS__)
#define SOURCE(...) SOURCE_ROW(__VA_ARGS__)

static const gort_metric metric_rows[] = {METRICS(PUBLIC)};
static const metric_source metric_sources[] = {METRICS(SOURCE)};
#define NUM_METRICS (sizeof metric_rows / sizeof metric_rows[0])

const gort_metric *gort_metrics(size_t *n)
{
    *n = NUM_METRICS;
    return metric_rows;
}

size_t gort__metric_find(const char *name, size_t bytes)
{
    size_t i = 0;
    while (i < NUM_METRICS &&
           !(strlen(metric_rows[i].name) == bytes && memcmp(metric_rows[i].name, name, bytes) == 0))
        i++;
    return i;
}

static void metric_collect(gort_g *g, metric_input *in)
{
    gort_runtime *rt = g->rt;
    memset(in, 0, sizeof *in);
    gort_peek_mem_stats(g, &in->mem);
    in->cycles = in->mem.NumGC;
    in->cycles_forced = in->mem.NumForcedGC;
    in->limiter_last = gort__gc_limited_cycle(rt);
    in->goroutines = (uint64_t)gort__count_goroutines(rt);
    in->procs = (uint64_t)rt->opt.gomaxprocs;
    in->least_stack_bytes = GORT__LEAST_STACK_BYTES;
}

static uint64_t metric_value(const metric_input *in, const metric_source *s)
{
    const char *base = (const char *)in;
    uint64_t plus, minus;
    memcpy(&plus, base + s->plus, sizeof plus);
    memcpy(&minus, base + s->minus, sizeof minus);
    return plus > minus ? plus - minus : 0;
}

void gort__read_metrics(gort_g *g, uint64_t *values)
{
    metric_input in;
    metric_collect(g, &in);
    for (size_t i = 0; i < NUM_METRICS; i++)
        values[i] = metric_sources[i].fill ? 0 : metric_value(&in, &metric_sources[i]);
}

void gort__read_histogram(gort_g *g, size_t metric, gort_histogram *h)
{
    memset(h, 0, sizeof *h);
    metric_sources[metric].fill(g->rt, h);
}

size_t gort_read_metrics(gort_g *g, gort_metric_sample *samples, size_t n)
{
    gort__check_call(g, __func__);
    gort__check_that(g->rt, samples || !n, __func__, "the samples are NULL");
    for (size_t i = 0; i < n; i++)
        gort__check_that(g->rt, samples[i].name != NULL, __func__, "a sample has no name");
    gort__check_thread(g);
    uint64_t values[NUM_METRICS];
    size_t known = 0;
    gort__read_metrics(g, values);
    for (size_t i = 0; i < n; i++) {
        gort_metric_sample *s = &samples[i];
        const size_t at = gort__metric_find(s->name, strlen(s->name));
        s->kind = GORT_METRIC_UNKNOWN;
        s->value = 0;
        if (strcmp(s->name, "/gort/heap/external:bytes") == 0) {
            s->kind = GORT_METRIC_UINT64;
            s->value = gort__load64_relaxed(&g->rt->heap->external_bytes);
            known++;
            continue;
        }
        if (at == NUM_METRICS) continue;
        known++;
        s->kind = metric_rows[at].kind;
        if (s->kind == GORT_METRIC_UINT64)
            s->value = values[at];
        else if (s->histogram)
            gort__read_histogram(g, at, s->histogram);
    }
    return known;
}
