/* values.c - slots that hold values: words that may or may not be pointers (gort.h, "Values").
 *
 * A value keeps an object only if one is there. While a cycle marks, an alloc bit says so exactly:
 * when the cycle began every run was flushed and every span swept, so the bits were those of the
 * objects there were; bits that are set later are those of newborns, which are black anyway. So a
 * clear bit means a free slot or a newborn, and neither needs shading. Freed slots are therefore
 * never marked through a value, and their stale contents never scanned. The same test tells the end
 * of an object in a root slot from a pointer (mark.c).
 *
 * Threads: any that marks; the bits are read relaxed while owners set some (alloc.c).
 */
#include "internal.h"

bool gort__value_is_object(const gort_runtime *rt, uintptr_t p)
{
    const gort__span *s = gort__heap_span_of(rt->heap, p);
    if (!s) return false;
    const uint32_t i = gort__span_index(s, p);
    return i < s->nelems && (GORT_LOAD_RELAXED(&s->alloc_bits[i >> 6]) >> (i & 63) & 1);
}
