/* map_trace.c - the maptrace lines: a listener (runtime/base/event.h) that prints a map's growth,
 * the evacuation of each bucket, and what its header leads the marker to.
 *
 *   map 0xc000012150: grow B=1->2 count=14 oldbuckets=2
 *   map 0xc000012150: evacuate 0/2 x=3 y=5
 */
#include "map.h"
#include <stdio.h>

static int trace_scan(char *to, size_t room, const gort__event *e)
{
    if (e->map_scan.part == GORT_PART_OVERFLOW) return snprintf(to, room, "mark overflow lists");
    return snprintf(to, room, "mark %s=%zu bytes=%zu",
                    e->map_scan.part == GORT_PART_BUCKETS ? "buckets" : "oldbuckets",
                    (size_t)e->map_scan.buckets, (size_t)e->map_scan.bytes);
}

static int trace_format(char *to, size_t room, const gort__event *e)
{
    switch (e->kind) {
    case GORT_EVENT_MAP_SCAN: return trace_scan(to, room, e);
    case GORT_EVENT_MAP_GROW:
        return snprintf(to, room, "%s B=%u->%u count=%td oldbuckets=%zu",
                        e->map_grow.B == e->map_grow.new_B ? "grow same size" : "grow",
                        e->map_grow.B, e->map_grow.new_B, e->map_grow.count,
                        (size_t)e->map_grow.oldbuckets);
    case GORT_EVENT_MAP_EVACUATE:
        return snprintf(to, room, "evacuate %zu/%zu x=%u y=%u", (size_t)e->map_evacuate.bucket,
                        (size_t)e->map_evacuate.nbuckets, e->map_evacuate.x, e->map_evacuate.y);
    default:
        return snprintf(to, room, "grown B=%u count=%td noverflow=%u", e->map_grown.B,
                        e->map_grown.count, e->map_grown.noverflow);
    }
}

/* The header, which every event of a map names. */
static const void *trace_header(const gort__event *e)
{
    switch (e->kind) {
    case GORT_EVENT_MAP_SCAN: return e->map_scan.header;
    case GORT_EVENT_MAP_GROW: return e->map_grow.header;
    case GORT_EVENT_MAP_EVACUATE: return e->map_evacuate.header;
    default: return e->map_grown.header;
    }
}

void gort__trace_map_event(void *user, gort_runtime *rt, const gort__event *e)
{
    char line[256];
    (void)user;
    int n = snprintf(line, sizeof line, "map %p: ", trace_header(e));
    n += trace_format(line + n, sizeof line - (size_t)n - 1, e);
    line[n++] = '\n';
    gort__trace_write(rt, line, (size_t)n);
}
