/* heap.h - spans and the page heap, as alloc, the collector and the statistics see them.
 *
 *   reserve   one range of address space per runtime, in 8 KiB pages
 *   page heap free page runs                      pageheap.c, under heap->lock
 *   central   spans with free slots, per class    span.c, under heap->lock
 *   run       a mutator's free slots of one span  alloc.c, owner thread
 *
 * Allocation of a small object, numbered: (1) bump the mutator's run; (2) the next run of free
 * slots of the same span; (3) another span of the class from central, sweeping unswept spans of
 * the class first; (4) a new span from the page heap, sweeping for pages first; (5) more committed
 * address space, below the hard limit; (6) a whole collection; (7) the embedder is asked for
 * memory; (8) out of memory. Each step below (1) is a safepoint. A run is zeroed when it is taken.
 *
 * A slot is allocated if it lies below the span's current run's `free`, or its bit in alloc_bits
 * is set. Sweeping makes the marks the alloc bits. Slots of a run taken while marking are
 * black at once; what is left of the run when marking ends is white again and free
 * (gort__gc_run_taken, gort__gc_run_retired).
 *
 * The type word of each slot of a scan span lies beside the span, in types[]; a large object's is
 * only_type. Small or large, an object is its type repeated every size_bytes to the end of the
 * slot (gort_makeslice allocates arrays under their element's type). Slack behind the last element
 * is zero. Noscan spans have types only under gccheckmark=1, to name what was lost.
 *
 * Spans of one type. A type of which there is much gets a span class of its own: its spans hold
 * single objects of it, their type is only_type, and there are no type words. There are
 * GORT_NUM_TYPED_CLASSES such classes; a type's hash names the only one it can have, and who comes
 * first has it for as long as the runtime lives (gort__typed_take). Rare types, arrays, larger
 * objects and types without a hash stay in the size classes.
 */
#ifndef GORT_HEAP_H
#define GORT_HEAP_H

#include "../base/lock.h"
#include "../base/runtime.h"

#define GORT_PAGE_SHIFT 13
#define GORT_PAGE_BYTES ((uintptr_t)1 << GORT_PAGE_SHIFT)

typedef enum gort__span_state { GORT_SPAN_FREE, GORT_SPAN_IN_USE } gort__span_state;

typedef struct gort__span {
    /* What marking reads, in one cache line (span structs are aligned to 64 bytes). */
    uintptr_t base;
    uintptr_t elem_bytes; /* of a large object: npages * page */
    uint32_t nelems;
    uint32_t div_magic; /* object index = (offset * div_magic) >> 32, as in Go */
    gort_au32 state;    /* gort__span_state; release when published, acquire in lookups */
    uint8_t span_class; /* size class * 2 + noscan; size class 0: one large object; else of
                           one type */
    bool noscan;
    bool needs_zero;            /* pages were used before */
    uint8_t list;               /* which list; span.h */
    gort_au8 *marks;            /* gc/color.c only */
    const gort_type **types;    /* see above, NULL if there are none; words accessed relaxed */
    const gort_type *only_type; /* without types: of all its objects */
    uint64_t ptr_bits;          /* the words of each object that hold pointers; 0: see its type */

    /* = heap sweepgen: swept. - 2: unswept. - 1: being swept. (Go's three of its values.) */
    gort_au32 sweepgen;
    uint8_t size_class;
    uintptr_t npages;
    uint32_t alloc_count;       /* slots with an alloc bit; under the owner or sweeper */
    uint32_t run_search;        /* where the search for the next run of free slots begins */
    struct gort_mutator *owner; /* the mutator whose run is here, or NULL; set by who takes it */
    uint64_t *alloc_bits;       /* owner or sweeper */
    gort_a64 *check_bits;       /* gccheckmark's second marking; gc/color.c only */
    struct gort__span *next, *prev; /* central's lists, under heap->lock */
    struct gort__final *finals;     /* of its objects; gc/final.c only */
    uint32_t uncounted;             /* of alloc_count, not in class_mallocs yet; owner */
} gort__span;

_Static_assert(offsetof(gort__span, sweepgen) <= 64, "marking reads one line of a span");

/* A span class of one type; under heap->lock, `type` read by anyone. */
typedef struct gort__typed {
    gort_aword type; /* const gort_type *; NULL: still free. Set once, with what follows */
    uint8_t size_class;
    const gort_type *candidate; /* asked for it last, so many times in a row */
    uint32_t asked;
} gort__typed;

struct gort__heap {
    gort_runtime *rt;
    uintptr_t base, end;                     /* the heap's range, aligned */
    uintptr_t reserved_base, reserved_bytes; /* what the system gave for it */
    gort_aword committed_end;                /* grows; acquire in lookups */
    gort_aword *page_span;                   /* gort__span * by page; release when published */
    gort__lock lock;                         /* page heap, central, span owner */
    gort_au32 sweepgen;                      /* += 2 at the end of a mark phase, under lock */
    struct gort__central *central;           /* span.c, per span class */
    struct gort__pages *pages;               /* pageheap.c */
    gort__typed typed[GORT_NUM_TYPED_CLASSES];
    bool every_slow; /* gcstress, gcseed, sbrk, efence, events: nothing inline */

    gort_au32 sweepers;    /* spans that someone has claimed and not yet put back */
    gort_au32 swept_gen;   /* = sweepgen: no unswept span is left */
    gort_au32 drained_gen; /* = sweepgen: none is left in the lists; changes under lock */
    gort_au32 stale_hands; /* mutators may have some in hand; changes under rt->lock */
    uint32_t sweep_cursor; /* where the search for unswept spans goes on, under lock */
    uint32_t cursor_gen;   /* the sweepgen that the cursor belongs to, under lock */

    gort_aword retain_bytes; /* pages in use and free ones that are worth keeping; STW */
    gort_au32 scavenge_due;  /* there may be more than that (scavenge.c) */

    gort_aword limit_pages; /* in use at most; changes under lock */

    /* Statistics; relaxed. */
    gort_a64 external_bytes; /* gort_adjust_external */
    gort_aword live_bytes;   /* HeapAlloc as the pacer sees it: Go's gcController.heapLive */
    gort_aword hand_bytes;   /* of that, slots that were free when a mutator took their span, which
                                it still has, and its exact_bytes, up to the next flush. Raised
                                before live_bytes, lowered behind it */
    gort_aword in_use_pages, committed_bytes, meta_bytes;
    gort_a64 class_mallocs[GORT_NUM_SIZE_CLASSES]; /* class 0: large objects */
    gort_a64 class_frees[GORT_NUM_SIZE_CLASSES];
    gort_a64 large_alloc_bytes, large_freed_bytes; /* of class 0 */

    /* Bytes of objects that were born black in this cycle, in spans that nobody has in hand. Part
     * of what the cycle leaves alive; the collector zeroes it when a cycle starts. */
    gort_aword black_bytes;
};

/* What all classes have come to, of spans that were given back or swept. Any thread. */
typedef struct gort__heap_sums {
    uint64_t mallocs, alloc_bytes, frees, freed_bytes;
} gort__heap_sums;
gort__heap_sums gort__heap_sum(const struct gort__heap *h);

struct gort__heap *gort__heap_new(gort_runtime *rt, size_t reserve_bytes);
void gort__heap_free(struct gort__heap *h);

/* Bits set in w. Not the compiler's builtin: without a popcount instruction to rely on it is a call
 * into libgcc, which is slower and which tcc does not link. */
static inline uint32_t gort__count_bits(uint64_t w)
{
    w -= w >> 1 & UINT64_C(0x5555555555555555);
    w = (w & UINT64_C(0x3333333333333333)) + (w >> 2 & UINT64_C(0x3333333333333333));
    w = (w + (w >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(w * UINT64_C(0x0101010101010101) >> 56);
}

/* What a hard limit of so many bytes is in pages; 0 bytes: none. */
static inline uintptr_t gort__heap_limit_pages(uint64_t bytes)
{
    return bytes ? (uintptr_t)(bytes >> GORT_PAGE_SHIFT) : UINTPTR_MAX;
}

/* The in-use span of an address, or NULL. Any thread, any address. */
static inline gort__span *gort__heap_span_of(const struct gort__heap *h, uintptr_t p)
{
    if (p - h->base >= h->end - h->base) return NULL;
    gort__span *s =
        (gort__span *)gort__load_ptr_acquire(&h->page_span[(p - h->base) >> GORT_PAGE_SHIFT]);
    if (!s || gort__load32_acquire(&s->state) != GORT_SPAN_IN_USE) return NULL;
    return s;
}
/* A word of alloc_bits, as others may read it: who has the span stores it, and whole. */
static inline void gort__span_set_bits(gort__span *s, uint32_t word, uint64_t bits)
{
#if UINTPTR_MAX == UINT64_MAX
    GORT_STORE_RELAXED(&s->alloc_bits[word], bits);
#else
    gort__store64_relaxed((gort_a64 *)(void *)&s->alloc_bits[word], bits);
#endif
}
static inline bool gort__span_alloc_bit(const gort__span *s, uint32_t i)
{
#if UINTPTR_MAX == UINT64_MAX
    return GORT_LOAD_RELAXED(&s->alloc_bits[i >> 6]) >> (i & 63) & 1;
#else
    return gort__load64_relaxed((gort_a64 *)(void *)&s->alloc_bits[i >> 6]) >> (i & 63) & 1;
#endif
}
/* The slot that p lies in. p is inside s; may return >= nelems for the tail of the span. */
static inline uint32_t gort__span_index(const gort__span *s, uintptr_t p)
{
    return (uint32_t)(((uint64_t)(p - s->base) * s->div_magic) >> 32);
}
static inline uintptr_t gort__span_slot(const gort__span *s, uint32_t i)
{
    return s->base + (uintptr_t)i * s->elem_bytes;
}
static inline bool gort__span_noscan(const gort__span *s)
{
    return s->noscan;
}
/* Whether what m takes of s is born black. s is of the generation in which m began to, or of the
 * next one: then its marks are not those of a cycle any more. m's thread, or m does not run. */
static inline bool gort__span_is_black(const gort_mutator *m, const gort__span *s)
{
    return gort__load32_relaxed(&s->sweepgen) == m->black_gen;
}

/* The size class of a span class. */
static inline unsigned gort__class_size_class(const struct gort__heap *h, unsigned span_class)
{
    return span_class < GORT_NUM_SPAN_CLASSES
               ? span_class >> 1
               : h->typed[span_class - GORT_NUM_SPAN_CLASSES].size_class;
}
/* The type that has a span class to itself, or NULL. */
static inline const gort_type *gort__class_type(const struct gort__heap *h, unsigned span_class)
{
    return span_class < GORT_NUM_SPAN_CLASSES
               ? NULL
               : gort__load_ptr_acquire(&h->typed[span_class - GORT_NUM_SPAN_CLASSES].type);
}

/* The type an object is scanned by; NULL for noscan objects without a recorded type. */
static inline const gort_type *gort__span_type(const gort__span *s, uint32_t i)
{
    return s->types ? (const gort_type *)GORT_LOAD_RELAXED(&s->types[i]) : s->only_type;
}
/* Whether the slot holds an object. Exact for the owner and with the world stopped. */
bool gort__span_allocated(const gort__span *s, uint32_t i);

/* span.c: every in-use span once; fn returns false to stop. World stopped or heap->lock held. */
void gort__heap_each_span(struct gort__heap *h, bool (*fn)(void *user, gort__span *s), void *user);

/* pageheap.c. Zeroing is the caller's business (needs_zero). NULL: no memory. heap->lock is taken
 * inside. */
gort__span *gort__pageheap_alloc(struct gort__heap *h, uintptr_t npages, uint8_t span_class);
void gort__pageheap_free(struct gort__heap *h, gort__span *s);

/* scavenge.c. Gives some of the surplus back if it is time, at most max_bytes. No lock held. */
void gort__scavenge_step(gort_runtime *rt, uintptr_t max_bytes);
/* The collector's thread gives back of the surplus for so long, or until a stop is wanted; false:
 * there is none any more. No lock held. */
bool gort__scavenge_slice(gort_runtime *rt, uint64_t most_ns);
/* Memory of the system that heap pages hold. heap->lock held. */
uintptr_t gort__heap_held_bytes(const struct gort__heap *h);
/* What the runtime holds besides, for GOMEMLIMIT: metadata, tables, the collector's buffers. */
uintptr_t gort__heap_other_bytes(const gort_runtime *rt);

/* alloc.c: retires all runs of m (slots not used become free, counts go to the heap's statistics);
 * how many. Owner at a safepoint, or any thread with m stopped. */
uint32_t gort__alloc_flush(gort_mutator *m);
/* Only the spans of a generation that is over. */
void gort__alloc_flush_stale(gort_mutator *m);
/* gc/sweep.c, through gc/gc.h: see there. */

/* metrics.c, for pkg/runtime/metrics. The number of the metric of that name, as gort_metrics has
 * them; how many there are: none. */
size_t gort__metric_find(const char *name, size_t bytes);
/* All at one moment, by number; 0 for histograms. The thread's own g. */
void gort__read_metrics(gort_g *g, uint64_t *values);
void gort__read_histogram(gort_g *g, size_t metric, gort_histogram *h);

#endif
