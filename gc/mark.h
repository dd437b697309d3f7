/* mark.h - what the loops of mark.c and mark_loop.c are made of: the stack of grey objects, and the
 * step from a pointer to a marked object. For those two files.
 *
 * To change when an object is white, open gort__mark_white; what lies deeper, color.h.
 */
#ifndef GORT_GC_MARK_H
#define GORT_GC_MARK_H

#include "internal.h"

#define ALWAYS_INLINE inline __attribute__((always_inline))

/* ---- The stack of grey objects (mark_loop.c) ----------------------------------------------- */

/* There is room for object in the buffer; or it is in the pool, and an error comes. */
gort__workbuf *gort__mark_push_slow(gort_tracer *tr, uintptr_t object);

static inline void gort__mark_push(gort_tracer *tr, uintptr_t object)
{
    gort__workbuf *b = tr->buf;
    if (GORT_UNLIKELY(!b || b->n == GORT__WORKBUF_ENTRIES)) b = gort__mark_push_slow(tr, object);
    b->entry[b->n++] = object;
}

/* ---- From pointers to objects ------------------------------------------------------------- */

/* What the loops over many pointers keep in registers. */
typedef struct gort__mark_view {
    uintptr_t lo, bytes;
    const gort_aword *pages;
} gort__mark_view;

static inline gort__mark_view gort__mark_view_of(const gort_tracer *tr)
{
    return (gort__mark_view){tr->heap_base, tr->heap_bytes, tr->page_span};
}

/* p leads into the heap and into no span. at: the word of an object that it was read from; 0:
 * tr->source says from where. */
__attribute__((noinline)) void gort__mark_stray(gort_tracer *tr, uintptr_t p, uintptr_t where,
                                                uintptr_t at);

/* Marks what p, a pointer into the heap's range, leads to. Its span and index; NULL if there is
 * nothing or it was marked. `once`: not NULL for one thread only. */
static ALWAYS_INLINE gort__span *gort__mark_white(gort_tracer *tr, gort__mark_view v, uintptr_t p,
                                                  uintptr_t where, uintptr_t at, bool once,
                                                  uint32_t *index)
{
    gort__span *s = gort__load_ptr_acquire(&v.pages[(p - v.lo) >> GORT_PAGE_SHIFT]);
    if (GORT_UNLIKELY(!s || gort__load32_acquire(&s->state) != GORT_SPAN_IN_USE)) {
        gort__mark_stray(tr, p, where, at);
        return NULL;
    }
    const uint32_t i = gort__span_index(s, p);
    if (GORT_UNLIKELY(i >= s->nelems)) return NULL;
    if (!(once ? gort__color_mark_once(s, i) : gort__color_mark(s, i))) return NULL;
    *index = i;
    return s;
}

/* The words of an element that hold pointers, by the first byte of the mask; 0: that does not do.
 */
static inline unsigned gort__mark_first_bits(const gort_type *t)
{
    if (t->ptrdata_bytes > 8 * sizeof(void *) || t->ptrmask_bytes < t->ptrdata_bytes) return 0;
    return t->ptrmask[0] & ((1u << t->ptrdata_bytes / sizeof(void *)) - 1);
}

/* Those of a small object; 0: it is not scanned by them. */
static inline unsigned gort__mark_small_bits(const gort__span *s, const gort_type *t)
{
    return s->elem_bytes >= 2 * t->size_bytes || t->trace ? 0 : gort__mark_first_bits(t);
}

/* One entry of the stack: an object, or what is left of a large one. */
void gort__mark_scan(gort_tracer *tr, uintptr_t entry);

#endif
