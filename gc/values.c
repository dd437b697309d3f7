/* values.c - slots that hold values: words that may or may not be pointers (gort.h, "Values"); and
 * pointers that lead nowhere.
 *
 * A value keeps an object only if one is there. While a cycle marks, an alloc bit says so exactly:
 * when the cycle began every run was flushed and every span swept, so the bits were those of the
 * objects there were; bits that are set later are those of newborns, which are black anyway. So a
 * clear bit means a free slot or a newborn, and neither needs shading. Freed slots are therefore
 * never marked through a value, and their stale contents never scanned. The same test tells the end
 * of an object in a root slot from a pointer (gort__mark_is_end).
 *
 * Threads: any that marks; the bits are read relaxed while owners set some (alloc.c).
 */
#include "internal.h"
#include <stdio.h>

bool gort__value_is_object(const gort_runtime *rt, uintptr_t p)
{
    const gort__span *s = gort__heap_span_of(rt->heap, p);
    if (!s) return false;
    const uint32_t i = gort__span_index(s, p);
    return i < s->nelems && gort__span_alloc_bit(s, i);
}

/* Whether the word n of an element of t, if it is a value's, is the second one of it: each value
 * before it has two bits of the mask. */
static bool values_is_second(const gort_type *t, uintptr_t n)
{
    const uintptr_t mask_words = t->ptrmask_bytes / sizeof(void *);
    uintptr_t all = 0, before = 0;
    for (uintptr_t k = 0; k < mask_words; k++) {
        const uintptr_t bit = t->ptrmask[k >> 3] >> (k & 7) & 1;
        all += bit;
        if (k < n % mask_words) before += bit;
    }
    return (n / mask_words * all + before) & 1;
}

void gort__mark_values(gort_tracer *tr, const gort_type *t, uintptr_t base, uintptr_t from,
                       uintptr_t to)
{
    const uintptr_t size = t->size_bytes, mask_words = t->ptrmask_bytes / sizeof(void *);
    uintptr_t off = from % size, k = off / sizeof(void *) % mask_words;
    bool second = GORT__VALUE_WORDS > 1 && values_is_second(t, off / sizeof(void *));
    for (uintptr_t w = base + from; w < base + to; w += sizeof(void *)) {
        if (off < t->ptrdata_bytes && (t->ptrmask[k >> 3] >> (k & 7) & 1)) {
            if (!second) gort__mark_value(tr, gort__value_load((const void *)w), w);
            second = GORT__VALUE_WORDS > 1 && !second;
        }
        off += sizeof(void *);
        if (++k == mask_words) k = 0;
        if (off == size) off = k = 0, second = false;
    }
}

void gort_trace_values(gort_tracer *tr, const gort_type *t, void *obj)
{
    if (t->ptrdata_bytes) gort__mark_values(tr, t, (uintptr_t)obj, 0, t->size_bytes);
}

/* ---- Pointers to nowhere ------------------------------------------------------------------- */

const char *gort__gc_source_text(int kind)
{
    static const char *const kinds[] = {"object",
                                        "stack",
                                        "stack cell",
                                        "global",
                                        "registered root",
                                        "thread roots",
                                        "runtime roots",
                                        "old value of a store",
                                        "new value of a store"};
    return kinds[kind];
}

bool gort__gc_source_in_step(int kind)
{
    return kind <= GORT__FROM_GLOBAL;
}

static GORT_NORETURN void values_bad_pointer(gort_tracer *tr, uintptr_t p, uintptr_t where)
{
    char text[320];
    const gort__source *from = &tr->source;
    const int n =
        snprintf(text, sizeof text,
                 "runtime: pointer %p to an unallocated span, found in %s %p%s%s at offset %zu\n",
                 (void *)p, gort__gc_source_text((int)from->kind), (void *)from->base,
                 from->type ? " of type " : "", from->type ? from->type->name : "",
                 where >= from->base ? (size_t)(where - from->base) : (size_t)0);
    if (n > 0)
        gort__trace_write(tr->rt, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    gort__throw(tr->rt, gort_current(tr->rt),
                "found bad pointer in Go heap (incorrect use of unsafe or cgo?)");
}

bool gort__mark_is_end(const gort_tracer *tr, uintptr_t p)
{
    return !gort__value_is_object(tr->rt, p) && gort__value_is_object(tr->rt, p - 1);
}

void gort__check_pointer(gort_tracer *tr, uintptr_t p, uintptr_t where)
{
    if (tr->invalidptr && !gort__mark_is_end(tr, p)) values_bad_pointer(tr, p, where);
}
