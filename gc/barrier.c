/* barrier.c - the write barrier's slow path, and the typed copies that go with it.
 *
 * Hybrid barrier: before a pointer slot is overwritten while marking, its old value is recorded
 * (deletion: what was reachable when the cycle began stays reachable for the marker), and while
 * the storing g's stack is still grey the new value too (insertion: it may be known to that stack
 * alone). What is lost without either: tests/unit/test_barrier.c, the mutants.
 *
 * Recorded pointers wait in the mutator's buffer and are shaded when it is full, when the thread
 * detaches, and at the end of marking, in a round (handshake.c) or in a stopped world; then the
 * grey set is looked at again. A flush is a step: it may come in the middle of a round. One that
 * finds no memory keeps what it has recorded, for the next one.
 *
 * Invariants
 *  - Record and store are one region without a safepoint; flushing is none either.
 *  - A value is recorded before the store that hides it.
 *  - Pointers are copied word by word with relaxed atomics, so that the marker never sees half of
 *    one. Types without pointers take memmove.
 *
 * Threads: the g's own, always running.
 *
 * The mutants (tests only) leave a part out; under wbshadow every store comes here, whether a cycle
 * marks or not, and is noted. Both are opt.barrier_special, and the functions named special.
 */
#include "../runtime/base/checks.h"
#include "wbshadow.h"
#include <string.h>

#define WORD sizeof(void *)

/* In an entry of the buffer: the pointer was stored, not hidden, by the store that recorded it.
 * Above every address; or, where addresses take all bits, in the lowest one, without which a
 * pointer leads to the same object. */
#if UINTPTR_MAX == UINT64_MAX
#define BARRIER_NEW        ((uintptr_t)1 << 63)
#define BARRIER_POINTER(p) ((uintptr_t)(p))
#else
#define BARRIER_NEW        ((uintptr_t)1)
#define BARRIER_POINTER(p) ((uintptr_t)(p) & ~BARRIER_NEW)
#endif

/* With the reason told. */
static __attribute__((noinline)) bool barrier_shade_told(gort_tracer *tr, uintptr_t entry)
{
    tr->source.kind = entry & BARRIER_NEW ? GORT__FROM_BARRIER_NEW : GORT__FROM_BARRIER_OLD;
    return gort__mark_shade(tr, entry & ~BARRIER_NEW, 0);
}

/* Of a thread that ends, where an error has no place to go: the next object finds room. False:
 * there is no memory at all, and what is recorded is dropped. */
static bool barrier_has_room(gort_tracer *tr)
{
    gort__workpool *pool = &tr->gc->pool;
    if (tr->buf && tr->buf->n < GORT__WORKBUF_ENTRIES) return true;
    gort__workbuf *b = gort__workpool_try_empty(pool, true);
    if (!b) return false;
    if (tr->buf) gort__workpool_put_full(pool, tr->buf);
    tr->buf = b;
    return true;
}

void gort__barrier_flush(gort_mutator *m)
{
    gort_tracer tr;
    uint32_t shades = 0;
    if (m->barrier_used == 0) return;
    if (m == m->rt->nobody)
        gort__misuse(m->rt, "a store of a pointer in a blocking region or a callback");
    /* Before anything is black what is recorded is not needed, and when all is marked it is. */
    const gort__gc_phase phase = gort__gc_current_phase(m->rt);
    if (phase < GORT_GC_BLACKEN || phase > GORT_GC_ROUND) {
        m->barrier_used = 0;
        return;
    }
    gort__step_begin(m);
    gort__tracer_init(&tr, m->rt, GORT__TRACER_MARK);
    tr.source = (gort__source){GORT__FROM_STACK, m->g ? m->g->id : 0, NULL, 0};
    for (uint32_t i = 0; i < m->barrier_used; i++) {
        if (GORT_UNLIKELY(m->lost) && !barrier_has_room(&tr)) break;
        const uintptr_t entry = (uintptr_t)m->barrier_buffer[i];
        if (GORT_UNLIKELY(tr.mode == GORT__TRACER_TOLD))
            shades += barrier_shade_told(&tr, entry);
        else
            shades += gort__mark_shade(&tr, entry & ~BARRIER_NEW, 0);
    }
    m->barrier_used = 0;
    if (shades) gort__fetch_add_relaxed(&tr.gc->barrier_shades, shades);
    gort__tracer_finish(&tr);
    gort__step_end(m);
}

/* tag: 0 or BARRIER_NEW. */
static inline void barrier_record(gort_mutator *m, void *p, uintptr_t tag)
{
    const struct gort__heap *h = m->rt->heap;
    if ((uintptr_t)p - h->base >= h->end - h->base) return;
    if (m->barrier_used == GORT_BARRIER_BUFFER_WORDS) gort__barrier_flush(m);
    m->barrier_buffer[m->barrier_used++] = (void *)(BARRIER_POINTER(p) | tag);
}

/* The new value too: the stack may be the only one to know it. */
static inline bool barrier_records_new(const gort_g *g)
{
    return !gort__stack_is_black(g);
}

static void barrier_record_pointer(gort_mutator *m, uint64_t v, uintptr_t tag)
{
    barrier_record(m, (void *)(uintptr_t)v, tag);
}

static void barrier_record_value(gort_mutator *m, uint64_t v, uintptr_t tag)
{
    const uintptr_t p = gort__value_pointer(m->rt, v);
    if (gort__value_is_object(m->rt, p)) barrier_record(m, (void *)p, tag);
}

/* ---- Special ------------------------------------------------------------------------------ */

/* The halves that there are. */
static unsigned special_halves(const gort_g *g)
{
    const unsigned mutant = g->rt->opt.gcmutant;
    return (mutant & GORT_MUTANT_NO_DELETION ? 0 : GORT__SHADOW_OLD) |
           (mutant & GORT_MUTANT_NO_INSERTION ? 0 : GORT__SHADOW_NEW);
}

static bool special_marks(const gort_g *g)
{
    return gort__gc_current_phase(g->rt) != GORT_GC_OFF;
}

/* A slot of pointers, or of values. */
static __attribute__((noinline)) void special_store(gort_g *g, void **slot, uint64_t v, bool value,
                                                    const void *pc)
{
    const bool shadowed = g->rt->wbshadow != NULL;
    const unsigned halves = special_halves(g);
    void (*const record)(gort_mutator *, uint64_t, uintptr_t) =
        value ? barrier_record_value : barrier_record_pointer;
    if (shadowed) gort__wbshadow_begin(g, pc);
    if (special_marks(g)) {
        if (halves & GORT__SHADOW_OLD)
            record(gort__m(g), value ? gort__value_load(slot) : (uintptr_t)gort__heap_load(slot),
                   0);
        if ((halves & GORT__SHADOW_NEW) && (value || barrier_records_new(g)))
            record(gort__m(g), v, BARRIER_NEW);
    }
    if (shadowed) gort__wbshadow_store(g, slot, (uintptr_t)v, halves);
    if (shadowed && value && GORT__VALUE_WORDS > 1)
        gort__wbshadow_store(g, slot + 1, (uintptr_t)(v >> 32), halves);
    if (value)
        gort__value_store(slot, v);
    else
        gort__heap_store(slot, (void *)(uintptr_t)v);
    if (shadowed) gort__wbshadow_end(g);
}

static __attribute__((noinline)) bool special_cas(gort_g *g, void **slot, void *old, void *val,
                                                  const void *pc)
{
    const bool shadowed = g->rt->wbshadow != NULL;
    const unsigned halves = special_halves(g);
    if (shadowed) gort__wbshadow_begin(g, pc);
    if (special_marks(g)) {
        if (halves & GORT__SHADOW_OLD) barrier_record(gort__m(g), old, 0);
        if ((halves & GORT__SHADOW_NEW) && barrier_records_new(g))
            barrier_record(gort__m(g), val, BARRIER_NEW);
    }
    const bool done = gort__cas_full((gort_aword *)(void *)slot, (uintptr_t)old, (uintptr_t)val);
    if (shadowed && done) gort__wbshadow_swapped(g, slot, (uintptr_t)old, (uintptr_t)val, halves);
    if (shadowed) gort__wbshadow_end(g);
    return done;
}

/* ---- Stores of a word --------------------------------------------------------------------- */

void gort_barrier_store(gort_g *g, void **slot, void *val)
{
    if (GORT_UNLIKELY(g->rt->opt.barrier_special)) {
        special_store(g, slot, (uintptr_t)val, false, __builtin_return_address(0));
        return;
    }
    gort_mutator *m = gort__m(g);
    barrier_record(m, gort__heap_load(slot), 0);
    if (barrier_records_new(g)) barrier_record(m, val, BARRIER_NEW);
    gort__heap_store(slot, val);
}

void gort_barrier_shade(gort_g *g, void *p)
{
    if (GORT_UNLIKELY(g->rt->opt.barrier_special) &&
        (!special_marks(g) || (g->rt->opt.gcmutant & GORT_MUTANT_NO_SHADE)))
        return;
    barrier_record(gort__m(g), p, BARRIER_NEW);
}

bool gort__gc_cas_slow(gort_g *g, void **slot, void *old, void *val)
{
    if (GORT_UNLIKELY(g->rt->opt.barrier_special))
        return special_cas(g, slot, old, val, __builtin_return_address(0));
    gort_mutator *m = gort__m(g);
    barrier_record(m, old, 0);
    if (barrier_records_new(g)) barrier_record(m, val, BARRIER_NEW);
    return gort__cas_full((gort_aword *)(void *)slot, (uintptr_t)old, (uintptr_t)val);
}

/* Values are recorded whatever the colour of the stack: one may have been made from a number, and
 * then lead to an object that no stack knew. */
void gort_barrier_store_value(gort_g *g, uint64_t *slot, uint64_t v)
{
    if (GORT_UNLIKELY(g->rt->opt.barrier_special)) {
        special_store(g, (void **)(void *)slot, v, true, __builtin_return_address(0));
        return;
    }
    gort_mutator *m = gort__m(g);
    barrier_record_value(m, gort__value_load(slot), 0);
    barrier_record_value(m, v, BARRIER_NEW);
    gort__value_store(slot, v);
}

/* ---- Copies and clears -------------------------------------------------------------------- */

static inline void barrier_record_word(gort_mutator *m, uintptr_t at, bool values, uintptr_t tag)
{
    if (GORT_UNLIKELY(values))
        barrier_record_value(m, gort__value_load((const void *)at), tag);
    else
        barrier_record(m, gort__heap_load((void *const *)at), tag);
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
            if (!values || GORT__VALUE_WORDS == 1) continue;
            off += WORD; /* the value's other half */
            if (++k == mask_words) k = 0;
        }
    }
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

static void barrier_clear_words(void *dst, uintptr_t bytes)
{
    for (uintptr_t off = 0; off < bytes; off += WORD)
        gort__heap_store((void **)((uintptr_t)dst + off), NULL);
}

static __attribute__((noinline)) void special_bulk(gort_g *g, const gort_type *t, void *dst,
                                                   const void *src, uintptr_t n, const void *pc)
{
    const bool shadowed = g->rt->wbshadow != NULL, values = t->trace == gort_trace_values;
    const unsigned halves = special_halves(g);
    const uintptr_t bytes = n * t->size_bytes;
    const bool new = src && (halves & GORT__SHADOW_NEW) && (values || barrier_records_new(g));
    if (shadowed) gort__wbshadow_begin(g, pc);
    if (special_marks(g)) barrier_words(gort__m(g), t, dst, halves & GORT__SHADOW_OLD, src, new, n);
    if (shadowed) gort__wbshadow_move(g, dst, src, bytes, halves);
    if (src)
        barrier_move_words(dst, src, bytes);
    else
        barrier_clear_words(dst, bytes);
    if (shadowed) gort__wbshadow_end(g);
}

/* Records what n elements at dst hide and get: src, or zeros (NULL). True: and has stored it. */
static inline bool barrier_bulk(gort_g *g, const gort_type *t, void *dst, const void *src,
                                uintptr_t n, const void *pc)
{
    if (GORT_UNLIKELY(g->rt->opt.barrier_special)) {
        special_bulk(g, t, dst, src, n, pc);
        return true;
    }
    const bool values = t->trace == gort_trace_values;
    barrier_words(gort__m(g), t, dst, true, src, src && (values || barrier_records_new(g)), n);
    return false;
}

static __attribute__((noinline)) void special_hand_over(gort_g *g, const gort_type *t, void *dst,
                                                        const void *src, const void *pc)
{
    const bool shadowed = g->rt->wbshadow != NULL;
    const bool shades = !(g->rt->opt.gcmutant & GORT_MUTANT_NO_HAND_OVER);
    const unsigned halves = shades ? GORT__SHADOW_BOTH : GORT__SHADOW_OLD;
    if (shadowed) gort__wbshadow_begin(g, pc);
    if (special_marks(g) && shades) barrier_words(gort__m(g), t, NULL, false, src, true, 1);
    if (shadowed) gort__wbshadow_handed(g, t, src, halves);
    if (shadowed) gort__wbshadow_move(g, dst, src, t->size_bytes, GORT__SHADOW_BOTH);
    barrier_move_words(dst, src, t->size_bytes);
    if (shadowed) gort__wbshadow_end(g);
}

void gort__gc_hand_over(gort_g *g, const gort_type *t, void *dst, const void *src)
{
    if (g->head.barrier) {
        if (GORT_UNLIKELY(g->rt->opt.barrier_special)) {
            special_hand_over(g, t, dst, src, __builtin_return_address(0));
            return;
        }
        barrier_words(gort__m(g), t, NULL, false, src, true, 1);
    }
    barrier_move_words(dst, src, t->size_bytes);
}

void gort_typedslicemove(gort_g *g, const gort_type *elem, void *dst, const void *src, uintptr_t n)
{
    gort__check_move(g, elem, dst, src, __func__);
    const uintptr_t bytes = n * elem->size_bytes;
    if (dst == src || bytes == 0) return;
    if (elem->ptrdata_bytes == 0) {
        memmove(dst, src, bytes);
        return;
    }
    if (g->head.barrier && barrier_bulk(g, elem, dst, src, n, __builtin_return_address(0))) return;
    barrier_move_words(dst, src, bytes);
}

void gort_typedsliceclr(gort_g *g, const gort_type *elem, void *dst, uintptr_t n)
{
    gort__check_move(g, elem, dst, dst, __func__);
    const uintptr_t bytes = n * elem->size_bytes;
    if (elem->ptrdata_bytes == 0) {
        if (bytes) memset(dst, 0, bytes);
        return;
    }
    if (g->head.barrier && barrier_bulk(g, elem, dst, NULL, n, __builtin_return_address(0))) return;
    barrier_clear_words(dst, bytes);
}

void gort_typedmemmove(gort_g *g, const gort_type *t, void *dst, const void *src)
{
    gort__check_move(g, t, dst, src, __func__);
    gort_typedslicemove(g, t, dst, src, 1);
}

void gort_typedmemclr(gort_g *g, const gort_type *t, void *dst)
{
    gort__check_move(g, t, dst, dst, __func__);
    gort_typedsliceclr(g, t, dst, 1);
}
