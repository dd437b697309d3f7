/* color.h - marks: the only code that reads or writes them.
 *
 * Colours. An object is white while it has no mark; grey while it is marked and still in a work
 * buffer; black afterwards. This file knows only marked and unmarked: whoever makes an object
 * marked (gort__color_mark returned true) owes it one scan.
 *
 * Marks. A span has a byte for each slot, 0 or 1, so that a marker sets one by a plain store:
 * neighbours are never lost, and no locked instruction waits for the loads before it. Beside them
 * it has a bit for each slot, in words of 64, for allocated (plain words, owner or sweeper) and for
 * check-marked (gccheckmark's second marking; the words exist only with that option). All marks of
 * a swept span are clear while no cycle runs. Sweeping makes the marks the alloc bits and clears
 * them for the next cycle (gort__color_sweep).
 *
 * Two at once. Of two threads that mark one object within the time a store takes to become visible
 * both may be told so: it is scanned twice, and its bytes are counted twice. That is seldom and
 * harmless, except where each object is told of or counted: there gort__color_mark_once says so to
 * one of them.
 *
 * To count or scan black objects in another order: gort__color_mark_word gives 64 at a time.
 */
#ifndef GORT_COLOR_H
#define GORT_COLOR_H

#include "../runtime/heap/heap.h"

static inline bool color_bit_set(gort_a64 *bits, uint32_t i)
{
    gort_a64 *w = &bits[i >> 6];
    const uint64_t bit = (uint64_t)1 << (i & 63);
    for (;;) {
        const uint64_t old = gort__load64_relaxed(w);
        if (old & bit) return false;
        if (gort__cas64_full(w, old, old | bit)) return true;
    }
}

/* Words of 64 bits that the slots of s take. */
static inline uint32_t gort__color_words(const gort__span *s)
{
    return (s->nelems + 63) >> 6;
}

static inline bool gort__color_is_marked(const gort__span *s, uint32_t i)
{
    return gort__load8_relaxed(&s->marks[i]);
}

/* Marks slot i; true if it was not marked. Any thread while marking. */
static inline bool gort__color_mark(gort__span *s, uint32_t i)
{
    if (gort__load8_relaxed(&s->marks[i])) return false;
    gort__store8_relaxed(&s->marks[i], 1);
    return true;
}

/* The same, and true for one caller only. */
static inline bool gort__color_mark_once(gort__span *s, uint32_t i)
{
    return !gort__load8_relaxed(&s->marks[i]) && gort__cas8_full(&s->marks[i], 0, 1);
}

/* The marks of slots 64 * w to 64 * w + 63, as bits. */
uint64_t gort__color_mark_word(const gort__span *s, uint32_t w);

/* Slots [first, end). mark_range returns how many this call marked, clear_range how many marks it
 * took away. Other threads may mark other slots meanwhile. */
uint32_t gort__color_mark_range(gort__span *s, uint32_t first, uint32_t end);
uint32_t gort__color_clear_range(gort__span *s, uint32_t first, uint32_t end);
static inline void gort__color_clear(gort__span *s, uint32_t i)
{
    gort__color_clear_range(s, i, i + 1);
}

/* How many slots are marked. */
uint32_t gort__color_count(const gort__span *s);

/* The marks become the alloc bits and the marks are cleared; returns how many slots are allocated
 * now. Sweeper of s, not while marking. */
uint32_t gort__color_sweep(gort__span *s);

/* gccheckmark's second marking. s->check_bits is not NULL with opt.gccheckmark. */
static inline bool gort__color_check_mark(gort__span *s, uint32_t i)
{
    return color_bit_set(s->check_bits, i);
}
static inline bool gort__color_is_checked(const gort__span *s, uint32_t i)
{
    return gort__load64_relaxed(&s->check_bits[i >> 6]) >> (i & 63) & 1;
}
void gort__color_check_clear_all(gort__span *s);

/* Also here, declared in gc.h: gort__gc_run_taken and gort__gc_run_retired. */

#endif
