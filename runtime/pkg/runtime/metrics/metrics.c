/* metrics.c - the C half of Go's package runtime/metrics: the metrics of gort_stats.h, by number.
 */
#include "../../../heap/heap.h"
#include <string.h>

static gort_string metrics_string(const char *s)
{
    return (gort_string){(const uint8_t *)s, (intptr_t)strlen(s)};
}

static const gort_metric *metrics_row(intptr_t i)
{
    size_t n;
    return &gort_metrics(&n)[i];
}

gort_string gort_runtime_metrics_name(gort_g *g, void **sp, intptr_t i)
{
    (void)g, (void)sp;
    return metrics_string(metrics_row(i)->name);
}

gort_string gort_runtime_metrics_text(gort_g *g, void **sp, intptr_t i)
{
    (void)g, (void)sp;
    return metrics_string(metrics_row(i)->description);
}

intptr_t gort_runtime_metrics_kind(gort_g *g, void **sp, intptr_t i)
{
    enum { KIND_UINT64 = 1, KIND_FLOAT64_HISTOGRAM = 3 }; /* metrics.go's */
    (void)g, (void)sp;
    return metrics_row(i)->kind == GORT_METRIC_UINT64 ? KIND_UINT64 : KIND_FLOAT64_HISTOGRAM;
}

bool gort_runtime_metrics_cumulative(gort_g *g, void **sp, intptr_t i)
{
    (void)g, (void)sp;
    return metrics_row(i)->cumulative;
}

intptr_t gort_runtime_metrics_find(gort_g *g, void **sp, gort_string name)
{
    (void)g, (void)sp;
    size_t n;
    gort_metrics(&n);
    const size_t at = gort__metric_find((const char *)name.ptr, (size_t)name.len);
    return at < n ? (intptr_t)at : -1;
}

intptr_t gort_runtime_metrics_read(gort_g *g, void **sp, gort_slice values)
{
    (void)sp;
    size_t n;
    gort_metrics(&n);
    if (values.len >= (intptr_t)n) gort__read_metrics(g, values.ptr);
    return (intptr_t)n;
}

intptr_t gort_runtime_metrics_histogram(gort_g *g, void **sp, intptr_t i, gort_slice counts,
                                        gort_slice bounds)
{
    (void)sp;
    gort_histogram h;
    gort__read_histogram(g, (size_t)i, &h);
    if (counts.len >= (intptr_t)h.n) {
        memcpy(counts.ptr, h.counts, h.n * sizeof h.counts[0]);
        memcpy(bounds.ptr, h.bounds, (h.n + 1) * sizeof h.bounds[0]);
    }
    return (intptr_t)h.n;
}
