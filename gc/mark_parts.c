/* mark_parts.c - the parts of a map as its hook names them: each is shaded, counted and told of.
 *
 * Threads: whoever marks, in a trace hook.
 */
#include "internal.h"

static void parts_tell(const gort_tracer *tr, gort__map_part part, void *block, uintptr_t bytes)
{
    gort__event(tr->rt, GORT_EVENT_MAP_MARK, .map_mark = {part, tr->header, block, bytes});
}

void gort__trace_header(gort_tracer *tr, void *header, uintptr_t bytes)
{
    tr->header = header;
    if (tr->mode == GORT__TRACER_CHECK) return;
    tr->maps.blocks[GORT_PART_HEADER]++;
    tr->maps.bytes[GORT_PART_HEADER] += bytes;
    if (tr->frames) tr->maps.stack_headers++;
    parts_tell(tr, GORT_PART_HEADER, header, bytes);
}

static bool parts_is_interior(const gort_tracer *tr, uintptr_t p)
{
    const gort__span *s = gort__heap_span_of(tr->rt->heap, p);
    return s && p != gort__span_slot(s, gort__span_index(s, p));
}

void gort__trace_part(gort_tracer *tr, gort__map_part part, void *p, uintptr_t n, uintptr_t bytes)
{
    static const char *const names[GORT__NUM_PARTS] = {"header", "buckets", "oldbuckets",
                                                       "overflow"};
    const bool in_heap = (uintptr_t)p - tr->heap_base < tr->heap_bytes;
    if (!p) return;
    if (tr->frames) gort__frames_reach(tr->frames, (uintptr_t)p);
    if (tr->mode == GORT__TRACER_CHECK) {
        if (in_heap) gort__verify_visit(tr, (uintptr_t)p, 0, names[part]);
        return;
    }
    /* Each header and each link is scanned once a cycle, so the counts are right also for a block
     * that an iterator led to first. An overflow bucket inside its array has no bit of its own. */
    tr->maps.blocks[part] += n;
    tr->maps.bytes[part] += bytes;
    const bool marked = !in_heap || gort__mark_part(tr, (uintptr_t)p);
    if (marked || (part == GORT_PART_OVERFLOW && parts_is_interior(tr, (uintptr_t)p)))
        parts_tell(tr, part, p, bytes);
}

gort_runtime *gort__trace_runtime(const gort_tracer *tr)
{
    return tr->rt;
}
