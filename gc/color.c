/* color.c - marks by the range and by the span, and the colour of fresh slots.
 *
 * Objects are allocated black: from when a mutator has answered BLACKEN, every slot of a run is
 * marked when it takes the run, before the fast path can hand one out, so that the collector never
 * has to look at an object that was born during the cycle. That goes with the span's generation,
 * not with the phase: who still takes slots of a span when the generation has moved on marks them,
 * since the span is to be swept. What the mutator did not use comes back through
 * gort__gc_run_retired, which takes the marks away: a slot that is marked but holds no object would
 * look like a pointer to a freed one when it is swept.
 *
 * Threads: ranges belong to the mutator that owns the run (or to whoever stopped it); what lies
 * beside them in their first and last words does not, and is not written. gort__color_sweep and the
 * check bits run with nobody marking.
 *
 * The mutant ALLOC_WHITE (tests only) leaves fresh slots white.
 */
#include "color.h"
#include "gc.h"

#define EIGHT_MARKS UINT64_C(0x0101010101010101)

/* The marks of slots 8 * k to 8 * k + 7. */
static gort_a64 *color_eight(const gort__span *s, uint32_t k)
{
    return (gort_a64 *)&s->marks[8 * k];
}

/* Eight marks as eight bits. */
static uint64_t color_pack(uint64_t eight)
{
    return eight * UINT64_C(0x0102040810204080) >> 56;
}

/* Gives slots [first, end) this mark; how many had another. By eights where all of them lie in the
 * range. */
static uint32_t color_set_range(gort__span *s, uint32_t first, uint32_t end, uint8_t mark)
{
    uint32_t n = 0;
    for (uint32_t i = first; i < end;) {
        if ((i & 7) == 0 && end - i >= 8) {
            const uint64_t all = mark * EIGHT_MARKS,
                           old = gort__load64_relaxed(color_eight(s, i / 8));
            n += gort__count_bits(old ^ all);
            if (old != all) gort__store64_relaxed(color_eight(s, i / 8), all);
            i += 8;
        } else {
            if (gort__load8_relaxed(&s->marks[i]) != mark) {
                gort__store8_relaxed(&s->marks[i], mark);
                n++;
            }
            i++;
        }
    }
    return n;
}

uint32_t gort__color_mark_range(gort__span *s, uint32_t first, uint32_t end)
{
    return color_set_range(s, first, end, 1);
}

uint32_t gort__color_clear_range(gort__span *s, uint32_t first, uint32_t end)
{
    return color_set_range(s, first, end, 0);
}

/* The marks of slots 64 * w on, as bits; `clear`: and takes them away. */
static inline uint64_t color_word(const gort__span *s, uint32_t w, bool clear)
{
    const uint32_t first = 8 * w, eights = (s->nelems + 7) / 8;
    const uint32_t n = eights - first < 8 ? eights - first : 8;
    uint64_t bits = 0;
    for (uint32_t k = 0; k < n; k++) {
        const uint64_t eight = gort__load64_relaxed(color_eight(s, first + k));
        if (!eight) continue;
        bits |= color_pack(eight) << (8 * k);
        if (clear) gort__store64_relaxed(color_eight(s, first + k), 0);
    }
    return bits;
}

uint64_t gort__color_mark_word(const gort__span *s, uint32_t w)
{
    return color_word(s, w, false);
}

uint32_t gort__color_count(const gort__span *s)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < gort__color_words(s); w++)
        n += gort__count_bits(gort__color_mark_word(s, w));
    return n;
}

uint32_t gort__color_sweep(gort__span *s)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < gort__color_words(s); w++) {
        const uint64_t bits = color_word(s, w, true);
        s->alloc_bits[w] = bits;
        n += gort__count_bits(bits);
    }
    return n;
}

void gort__color_check_clear_all(gort__span *s)
{
    for (uint32_t w = 0; w < gort__color_words(s); w++)
        gort__store64_relaxed(&s->check_bits[w], 0);
}

void gort__gc_run_taken(gort_mutator *m, gort__span *s, uint32_t first, uint32_t end)
{
    if (gort__span_is_black(m, s) && !(m->rt->opt.gcmutant & GORT_MUTANT_ALLOC_WHITE))
        gort__color_mark_range(s, first, end);
    /* Who marks reads pointers to these slots while they are stored: their span, their marks and
     * their zeros come first. */
    gort__publish();
}

void gort__gc_run_retired(gort__span *s, uint32_t first, uint32_t end)
{
    gort__color_clear_range(s, first, end); /* whatever the phase */
}
