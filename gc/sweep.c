/* sweep.c - turns a finished marking into free slots and free pages.
 *
 * Sweeping a span makes its marks its alloc bits: what was not marked is free, without a look
 * at the objects. heap->sweepgen += 2 at the end of a cycle makes every span unswept at once. Spans
 * are then swept by whoever needs one:
 *   an allocation, for free slots of its class         alloc.c, gort__sweep_claimed
 *   the same, one span more for each it takes          alloc.c, alloc_span
 *   an allocation of pages, for pages, up to a bound   gort__sweep_for_pages
 *   the collector's first thread, one after the other  gort__sweep_slice
 *   the start of the next cycle and runtime.GC         gort__sweep_finish
 *
 * Invariants: an unswept span in a mutator's hands (a stale one, span.h) is swept when it is given
 * back, and no cycle begins before; no span is swept while marking; a claimed span is in nobody's
 * list, so the sweeper needs no lock until it puts the span back. There is no safepoint between
 * claim and return, and a slice is a step, which a stop waits for: with the world stopped no span
 * is claimed. Nothing waits for a slice to come: who needs a span sweeps one.
 *
 * To change what a freed object's memory looks like, open sweep_clobber; the order of sweeping is
 * span.c's.
 */
#include "../runtime/base/os.h"
#include "../runtime/heap/span.h"
#include "color.h"
#include "internal.h"
#include <sched.h>
#include <stdio.h>

#define SLICE_LOOK_SPANS 8 /* between two looks at the clock */

/* clobberfree=1: whoever still reads the object shall notice. */
static void sweep_clobber(gort__span *s)
{
    for (uint32_t w = 0; w < gort__color_words(s); w++) {
        uint64_t freed = s->alloc_bits[w] & ~gort__color_mark_word(s, w);
        for (; freed; freed &= freed - 1) {
            const uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(freed);
            uint32_t *p = (uint32_t *)gort__span_slot(s, i);
            for (uintptr_t k = 0; k < s->elem_bytes / sizeof *p; k++)
                p[k] = 0xdeadbeef;
        }
    }
}

static __attribute__((noinline)) void sweep_special(gort_runtime *rt, gort__span *s)
{
    if (rt->wbshadow) gort__wbshadow_freed(rt, s);
    if (rt->opt.clobberfree) sweep_clobber(s);
}

static __attribute__((noinline)) void sweep_tell(gort_runtime *rt, const gort__span *s)
{
    for (uint32_t w = 0; w < gort__color_words(s); w++) {
        uint64_t freed = s->alloc_bits[w] & ~gort__color_mark_word(s, w);
        for (; freed; freed &= freed - 1) {
            const uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(freed);
            gort__event(rt, GORT_EVENT_FREE,
                        .free = {(const void *)gort__span_slot(s, i), s->elem_bytes});
        }
    }
}

/* A marked slot without an object: somebody holds a pointer to what was freed. */
static void sweep_check_zombies(gort_runtime *rt, gort__span *s)
{
    for (uint32_t w = 0; w < gort__color_words(s); w++) {
        const uint64_t zombies = gort__color_mark_word(s, w) & ~s->alloc_bits[w];
        if (!zombies) continue;
        const uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(zombies);
        const gort_type *t = gort__span_type(s, i);
        char text[256];
        const int n =
            snprintf(text, sizeof text,
                     "runtime: marked free object in span %p, elemsize=%zu: %p, last a %s "
                     "(a pointer kept where no root is?)\n",
                     (void *)s->base, (size_t)s->elem_bytes, (void *)gort__span_slot(s, i),
                     t ? t->name : "value without pointers");
        if (n > 0)
            gort__trace_write(rt, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
        /* The span is lost; who waits for all of them to be swept waits for this thread no more. */
        gort__fetch_add32_full(&rt->heap->sweepers, (uint32_t)-1);
        gort__throw(rt, gort_current(rt), "found pointer to free object");
    }
}

uint32_t gort__sweep_claimed(gort_runtime *rt, gort__span *s)
{
    struct gort__heap *h = rt->heap;
    if (GORT_UNLIKELY(GORT_LOAD_RELAXED(&s->finals))) gort__final_sweep(rt, s);
    sweep_check_zombies(rt, s);
    if (GORT_UNLIKELY(gort__event_heard(&rt->listeners, GORT_EVENT_FREE))) sweep_tell(rt, s);
    if (rt->opt.sweep_special) sweep_special(rt, s);
    const uint32_t left = gort__color_sweep(s);
    const uint32_t freed = s->alloc_count - left;
    if (freed) {
        /* Behind the count of what is freed: gort__heap_sum reads them in that order. */
        gort__fetch_add64_full(&h->class_frees[s->size_class], freed);
        if (s->size_class == 0) gort__fetch_add64_full(&h->large_freed_bytes, s->elem_bytes);
        s->needs_zero = true;
    }
    s->alloc_count = left;
    s->run_search = 0;
    gort__store32_release(&s->sweepgen, gort__load32_relaxed(&h->sweepgen));
    return left;
}

/* The lock is taken once a span: what ends a claim begins the next one. */
uintptr_t gort__sweep_for_pages(gort_runtime *rt, uintptr_t npages, uintptr_t max_spans,
                                uintptr_t besides)
{
    uintptr_t pages = 0;
    bool for_pages = npages > 0 && max_spans > 0;
    gort__span *s = for_pages || besides ? gort__central_claim_any(rt->heap) : NULL;
    while (s) {
        const uintptr_t span_pages = s->npages;
        const bool empty = gort__sweep_claimed(rt, s) == 0;
        if (for_pages) {
            pages += empty ? span_pages : 0;
            for_pages = pages < npages && --max_spans > 0;
        } else {
            besides--;
        }
        s = gort__central_claim_next(rt->heap, s, NULL,
                                     for_pages || besides ? GORT_CLAIM_ANY : GORT_CLAIM_NONE);
    }
    return pages;
}

bool gort__sweep_slice(gort_runtime *rt, uint64_t most_ns)
{
    struct gort__heap *h = rt->heap;
    const uint64_t began_ns = gort__os_now_ns();
    gort__span *s = gort__central_claim_any(h);
    for (uint32_t n = 1; s; n++) {
        gort__sweep_claimed(rt, s);
        const bool more = !gort__load32_relaxed(&rt->stop_requested) &&
                          (n % SLICE_LOOK_SPANS || gort__os_now_ns() - began_ns < most_ns);
        s = gort__central_claim_next(h, s, NULL, more ? GORT_CLAIM_ANY : GORT_CLAIM_NONE);
    }
    return gort__heap_claimable(h);
}

void gort__sweep_finish(gort_runtime *rt)
{
    gort__sweep_for_pages(rt, 0, 0, UINTPTR_MAX);
    /* Another thread may be at its last span: it passes no safepoint before it is done. */
    while (gort__load32_acquire(&rt->heap->sweepers) != 0)
        sched_yield();
}
