/* barrier.c - the write barrier's slow path, and the typed copies that go with it.
 *
 * Hybrid barrier: before a pointer slot is overwritten while marking, its old value is recorded
 * (deletion: what was reachable when the cycle began stays reachable for the marker), and while
 * the storing g's stack is still grey the new value too (insertion: it may be known to that stack
 * alone). What is lost without either: tests/unit/test_barrier.c, the mutants.
 *
 * Recorded pointers wait in the mutator's buffer and are shaded when it is full, when the thread
 * detaches, and with the world stopped in mark termination, which then looks at the grey set again.
 *
 * Invariants
 *  - Record and store are one region without a safepoint; flushing is none either.
 *  - A value is recorded before the store that hides it.
 *  - Pointers are copied word by word with relaxed atomics, so that the marker never sees half of
 *    one. Types without pointers take memmove.
 *
 * Threads: the g's own, always running. The mutants (tests only) leave a part out.
 */
#include "internal.h"
#include <string.h>

#define WORD sizeof(void *)

/* In an entry of the buffer: the pointer was stored, not hidden, by the store that recorded it.
 * Above every address. */
#define BARRIER_NEW ((uintptr_t)1 << 63)

/* With the reason told. */
static __attribute__((noinline)) bool barrier_shade_told(gort_tracer *tr, uintptr_t entry)
{
    tr->source.kind = entry & BARRIER_NEW ? GORT__FROM_BARRIER_NEW : GORT__FROM_BARRIER_OLD;
    return gort__mark_shade(tr, entry & ~BARRIER_NEW, 0);
}

void gort__barrier_flush(gort_mutator *m)
{
    gort_tracer tr;
    uint32_t shades = 0;
    if (m->barrier_used == 0) return;
    if (m == m->rt->nobody)
        gort__misuse(m->rt, "a store of a pointer in a blocking region or a callback");
    gort__tracer_init(&tr, m->rt, GORT__TRACER_MARK);
    tr.source = (gort__source){GORT__FROM_STACK, m->g ? m->g->id : 0, NULL, 0};
    for (uint32_t i = 0; i < m->barrier_used; i++) {
        const uintptr_t entry = (uintptr_t)m->barrier_buffer[i];
        if (GORT_UNLIKELY(tr.mode == GORT__TRACER_TOLD))
            shades += barrier_shade_told(&tr, entry);
        else
            shades += gort__mark_shade(&tr, entry & ~BARRIER_NEW, 0);
    }
    m->barrier_used = 0;
    if (shades) gort__fetch_add_relaxed(&tr.gc->barrier_shades, shades);
    gort__tracer_finish(&tr);
}

/* tag: 0 or BARRIER_NEW. */
static inline void barrier_record(gort_mutator *m, void *p, uintptr_t tag)
{
    const struct gort__heap *h = m->rt->heap;
    if ((uintptr_t)p - h->base >= h->end - h->base) return;
    if (m->barrier_used == GORT_BARRIER_BUFFER_WORDS) gort__barrier_flush(m);
    m->barrier_buffer[m->barrier_used++] = (void *)((uintptr_t)p | tag);
}

/* Whether stores by g record the old value, the new value. */
static inline bool barrier_records_old(const gort_g *g)
{
    return !(g->rt->opt.gcmutant & GORT_MUTANT_NO_DELETION);
}
static inline bool barrier_records_new(const gort_g *g)
{
    return !gort__stack_is_black(g) && !(g->rt->opt.gcmutant & GORT_MUTANT_NO_INSERTION);
}

/* Values are recorded whatever the colour of the stack: one may have been made from a number, and
 * then lead to an object that no stack knew. */
static inline bool barrier_records_new_values(const gort_g *g)
{
    return !(g->rt->opt.gcmutant & GORT_MUTANT_NO_INSERTION);
}

void gort_barrier_store(gort_g *g, void **slot, void *val)
{
    gort_mutator *m = gort__m(g);
    if (barrier_records_old(g)) barrier_record(m, gort__heap_load(slot), 0);
    if (barrier_records_new(g)) barrier_record(m, val, BARRIER_NEW);
    gort__heap_store(slot, val);
}

void gort_barrier_shade(gort_g *g, void *p)
{
    if (!(g->rt->opt.gcmutant & GORT_MUTANT_NO_SHADE)) barrier_record(gort__m(g), p, BARRIER_NEW);
}

static void barrier_record_value(gort_mutator *m, uint64_t v, uintptr_t tag)
{
    const uintptr_t p = gort__value_pointer(m->rt, v);
    if (gort__value_is_object(m->rt, p)) barrier_record(m, (void *)p, tag);
}

void gort_barrier_store_value(gort_g *g, uint64_t *slot, uint64_t v)
{
    gort_mutator *m = gort__m(g);
    void **word = (void **)(void *)slot;
    if (barrier_records_old(g)) barrier_record_value(m, (uint64_t)gort__heap_load(word), 0);
    if (barrier_records_new_values(g)) barrier_record_value(m, v, BARRIER_NEW);
    gort__heap_store(word, (void *)v);
}

static inline void barrier_record_word(gort_mutator *m, uintptr_t at, bool values, uintptr_t tag)
{
    void *p = gort__heap_load((void *const *)at);
    if (GORT_UNLIKELY(values))
        barrier_record_value(m, (uint64_t)p, tag);
    else
        barrier_record(m, p, tag);
}

/* Records what the pointer words of n elements at dst hold if old, and what those at src do if new.
 */
static void barrier_words(gort_mutator *m, const gort_type *t, const void *dst, bool old,
                          const void *src, bool new, uintptr_t n)
{
    const bool values = t->trace == gort_trace_values;
    const uintptr_t mask_words = t->ptrmask_bytes / WORD;
    if (!old && !new) return;
    for (uintptr_t e = 0; e < n; e++) {
        uintptr_t k = 0;
        for (uintptr_t off = 0; off < t->ptrdata_bytes; off += WORD) {
            const bool is_pointer = !t->ptrmask || (t->ptrmask[k >> 3] >> (k & 7) & 1);
            if (++k == mask_words) k = 0;
            if (!is_pointer) continue;
            const uintptr_t at = e * t->size_bytes + off;
            if (old) barrier_record_word(m, (uintptr_t)dst + at, values, 0);
            if (new) barrier_record_word(m, (uintptr_t)src + at, values, BARRIER_NEW);
        }
    }
}

/* src NULL: the elements are being cleared. */
static void barrier_bulk(gort_g *g, const gort_type *t, const void *dst, const void *src,
                         uintptr_t n)
{
    const bool values = t->trace == gort_trace_values;
    const bool new = src && (values ? barrier_records_new_values(g) : barrier_records_new(g));
    barrier_words(gort__m(g), t, dst, barrier_records_old(g), src, new, n);
}

/* memmove by whole words. */
static void barrier_move_words(void *dst, const void *src, uintptr_t bytes)
{
    void **d = dst;
    void *const *s = src;
    const uintptr_t n = bytes / WORD;
    if ((uintptr_t)d - (uintptr_t)s >= bytes) {
        for (uintptr_t i = 0; i < n; i++)
            gort__heap_store(&d[i], gort__heap_load(&s[i]));
    } else {
        for (uintptr_t i = n; i-- > 0;)
            gort__heap_store(&d[i], gort__heap_load(&s[i]));
    }
}

void gort__gc_hand_over(gort_g *g, const gort_type *t, void *dst, const void *src)
{
    if (g->head.barrier && !(g->rt->opt.gcmutant & GORT_MUTANT_NO_HAND_OVER))
        barrier_words(gort__m(g), t, NULL, false, src, true, 1);
    barrier_move_words(dst, src, t->size_bytes);
}

void gort_typedslicemove(gort_g *g, const gort_type *elem, void *dst, const void *src, uintptr_t n)
{
    const uintptr_t bytes = n * elem->size_bytes;
    if (dst == src || bytes == 0) return;
    if (elem->ptrdata_bytes == 0) {
        memmove(dst, src, bytes);
        return;
    }
    if (g->head.barrier) barrier_bulk(g, elem, dst, src, n);
    barrier_move_words(dst, src, bytes);
}

void gort_typedsliceclr(gort_g *g, const gort_type *elem, void *dst, uintptr_t n)
{
    const uintptr_t bytes = n * elem->size_bytes;
    if (elem->ptrdata_bytes == 0) {
        if (bytes) memset(dst, 0, bytes);
        return;
    }
    if (g->head.barrier) barrier_bulk(g, elem, dst, NULL, n);
    for (uintptr_t off = 0; off < bytes; off += WORD)
        gort__heap_store((void **)((uintptr_t)dst + off), NULL);
}

void gort_typedmemmove(gort_g *g, const gort_type *t, void *dst, const void *src)
{
    gort_typedslicemove(g, t, dst, src, 1);
}

void gort_typedmemclr(gort_g *g, const gort_type *t, void *dst)
{
    gort_typedsliceclr(g, t, dst, 1);
}
