/* color.c - mark bits by the range and by the span, and the colour of fresh slots.
 *
 * Objects are allocated black: while a cycle marks, every slot of a run is marked when the
 * mutator takes the run, before the fast path can hand one out, so that the collector never has to
 * look at an object that was born during the cycle. What the mutator did not use comes back
 * through gort__gc_run_retired, which takes the marks away: a slot that is marked but holds no
 * object would look like a pointer to a freed one when it is swept.
 *
 * Threads: ranges belong to the mutator that owns the run (or to whoever stopped it), but their
 * first and last words are shared with slots that a marker may be marking: word by word
 * compare-and-swap. gort__color_sweep and the check bits run with nobody marking.
 *
 * The mutant ALLOC_WHITE (tests only) leaves fresh slots white.
 */
#include "color.h"
#include "gc.h"

/* The bits of word w that slots [first, end) have. */
static uint64_t color_mask(uint32_t w, uint32_t first, uint32_t end)
{
    uint64_t mask = ~(uint64_t)0;
    if (w == first >> 6) mask &= ~(uint64_t)0 << (first & 63);
    if (w == end >> 6) mask &= ((uint64_t)1 << (end & 63)) - 1;
    return mask;
}

uint32_t gort__color_mark_range(gort__span *s, uint32_t first, uint32_t end)
{
    uint32_t n = 0;
    if (first >= end) return 0;
    for (uint32_t w = first >> 6; w <= (end - 1) >> 6; w++) {
        const uint64_t mask = color_mask(w, first, end);
        for (;;) {
            const uintptr_t old = gort__load_relaxed(&s->mark_bits[w]);
            if ((old & mask) == mask) break;
            if (gort__cas_full(&s->mark_bits[w], old, old | mask)) {
                n += gort__count_bits(~old & mask);
                break;
            }
        }
    }
    return n;
}

uint32_t gort__color_clear_range(gort__span *s, uint32_t first, uint32_t end)
{
    uint32_t n = 0;
    if (first >= end) return 0;
    for (uint32_t w = first >> 6; w <= (end - 1) >> 6; w++) {
        const uint64_t mask = color_mask(w, first, end);
        for (;;) {
            const uintptr_t old = gort__load_relaxed(&s->mark_bits[w]);
            if (!(old & mask)) break;
            if (gort__cas_full(&s->mark_bits[w], old, old & ~mask)) {
                n += gort__count_bits(old & mask);
                break;
            }
        }
    }
    return n;
}

uint32_t gort__color_count(const gort__span *s)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < gort__color_words(s); w++)
        n += gort__count_bits(gort__load_relaxed(&s->mark_bits[w]));
    return n;
}

uint32_t gort__color_sweep(gort__span *s)
{
    const uint32_t words = gort__color_words(s);
    uint32_t n = 0;
    /* The two arrays stay where they are; a copy of at most 16 words is cheaper than keeping two
     * pointers that change under whoever looks at the span. */
    for (uint32_t w = 0; w < words; w++) {
        const uint64_t marks = gort__load_relaxed(&s->mark_bits[w]);
        s->alloc_bits[w] = marks;
        n += gort__count_bits(marks);
        gort__store_relaxed(&s->mark_bits[w], 0);
    }
    return n;
}

void gort__color_check_clear_all(gort__span *s)
{
    for (uint32_t w = 0; w < gort__color_words(s); w++)
        gort__store_relaxed(&s->check_bits[w], 0);
}

void gort__gc_run_taken(gort_mutator *m, gort__span *s, uint32_t first, uint32_t end)
{
    gort_runtime *rt = m->rt;
    if (gort__gc_current_phase(rt) == GORT_GC_OFF) return;
    if (rt->opt.gcmutant & GORT_MUTANT_ALLOC_WHITE) return;
    const uint32_t n = gort__color_mark_range(s, first, end);
    gort__fetch_add_relaxed(&rt->heap->black_bytes, n * s->elem_bytes);
}

void gort__gc_run_retired(gort_mutator *m, gort__span *s, uint32_t first, uint32_t end)
{
    /* Whatever the phase: outside of marking there is nothing to clear and nothing to count. */
    const uint32_t n = gort__color_clear_range(s, first, end);
    if (n) gort__fetch_add_relaxed(&m->rt->heap->black_bytes, -(n * s->elem_bytes));
}
