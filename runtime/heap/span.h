/* span.h - spans between alloc, page heap, sweep and statistics: lists, claims, metadata.
 *
 * Where a span is, always exactly one of:
 *   a bin of the page heap (free)              list GORT_LIST_BIN
 *   a central list of its class                GORT_LIST_PARTIAL0 .. GORT_LIST_FULL1
 *   a mutator's run (owner set)                GORT_LIST_NONE
 *   claimed by a sweeper (sweepgen - 1)        GORT_LIST_NONE
 *   dead: efence took its pages away for good  GORT_LIST_DEAD
 *
 * Each class has two pairs of central lists; which pair holds swept spans and which unswept ones
 * changes with every sweepgen += 2, so that a whole heap becomes unswept without touching a span.
 * The unswept pair is empty when the next cycle starts (gort__sweep_finish).
 *
 * A span in a mutator's hand is swept, or stale: the generation has moved on since it was taken. A
 * stale one goes on the list of its own generation when it is put back, unswept, and the search for
 * unswept spans goes back to it. All is swept when the lists are, and every mutator has said that
 * it has no stale span any more (gort__heap.stale_hands).
 *
 * Functions marked [locked] are called with heap->lock held, the others take it.
 */
#ifndef GORT_SPAN_H
#define GORT_SPAN_H

#include "heap.h"

enum {
    GORT_LIST_NONE,
    GORT_LIST_PARTIAL0, /* + parity of sweepgen / 2: spans with free slots */
    GORT_LIST_PARTIAL1,
    GORT_LIST_FULL0, /* no free slot; large objects */
    GORT_LIST_FULL1,
    GORT_LIST_BIN,
    GORT_LIST_DEAD
};

struct gort__central {
    gort__span *lists[5]; /* by GORT_LIST_*; [0] unused */
};

#define GORT_NUM_BINS 328

struct gort__meta_chunk;
struct gort__meta_region;

/* Memory for span structs, or for bits and types, by units of 64 bytes (meta.c). */
struct gort__meta {
    void *free[8192 / 64 + 2];         /* by size in units */
    uintptr_t cut_next, cut_end;       /* what is left of the newest chunk */
    uintptr_t region_next, region_end; /* chunks not yet used */
    struct gort__meta_chunk *idle;     /* all of it free */
    struct gort__meta_chunk *empty;    /* given back to the system */
    uintptr_t idle_bytes;
    struct gort__meta_region *regions; /* all that was mapped */
};

/* In what pieces free memory goes back to the system (scavenge.c): whole huge pages; 64 KiB; every
 * free page of the heap. */
typedef enum gort__scavenge_unit {
    GORT_SCAVENGE_HUGE,
    GORT_SCAVENGE_SMALL,
    GORT_SCAVENGE_ALL
} gort__scavenge_unit;

struct gort__pages {
    gort__span *bins[GORT_NUM_BINS]; /* free page runs, by size */
    uint64_t bin_map[(GORT_NUM_BINS + 63) / 64];
    uintptr_t free_pages;
    uintptr_t spans_in_use;

    /* scavenge.c: free pages with memory behind them, and the pass that gives some back. */
    uint64_t *warm; /* by page */
    uintptr_t warm_pages;
    uintptr_t scavenge_cursor; /* words of `warm` below it are still to be looked at */
    gort__scavenge_unit scavenge_unit;
    uintptr_t limit_cursor; /* the same for gort__scavenge_for */
    bool scavenge_refused;  /* the system did not take memory back */
    bool scavenge_told;     /* this cycle's event is out */
    uint64_t scavenge_ns;   /* when a share was given back last; 0: there was no surplus */
    uint64_t scavenged_bytes, scavenge_told_bytes;

    struct gort__meta meta, span_meta;
    uintptr_t bump_next, bump_end; /* sbrk=1: objects that are never freed */
};

/* Pages of a span of a size class. */
extern const uint8_t gort__class_pages[GORT_NUM_SIZE_CLASSES];

/* meta.c */
/* [locked] Zeroed metadata of up to 8 KiB, or NULL. */
void *gort__meta_alloc(struct gort__heap *h, uintptr_t bytes);
void gort__meta_free(struct gort__heap *h, void *p, uintptr_t bytes);
/* [locked] A zeroed span struct, or NULL. */
gort__span *gort__span_new(struct gort__heap *h);
void gort__span_delete(struct gort__heap *h, gort__span *s);
/* [locked] Bytes of chunks that hold nothing. */
uintptr_t gort__meta_idle_bytes(const struct gort__heap *h);
/* [locked] Gives back about so many bytes of chunks that hold nothing; what was given back. */
uintptr_t gort__meta_trim(struct gort__heap *h, uintptr_t bytes);
/* [locked] Memory for sbrk=1, kept until the heap ends. NULL: no memory. */
void *gort__bump_chunk(struct gort__heap *h, uintptr_t bytes);
void gort__meta_release_all(struct gort__heap *h);

/* span.c */
/* [locked] Gives the in-use span s its class: geometry, bits, types. False: no memory. */
bool gort__span_init(struct gort__heap *h, gort__span *s, uint8_t span_class);
/* [locked] Takes the bits and types back. */
void gort__span_fini(struct gort__heap *h, gort__span *s);

/* A run of single objects of t is to begin, since one is used up or there is none: whether t has a
 * span class to itself, from now on or before. Takes heap->lock. */
bool gort__typed_take(struct gort__heap *h, const gort_type *t, bool used_up);

/* Puts a span that nobody owns any more on the list of its generation. */
void gort__central_put(struct gort__heap *h, gort__span *s);
/* A swept span of the class with free slots, owned by m; if there is none an unswept one, claimed
 * (*claimed); or NULL. First m gives `back` up, unless it is NULL. */
gort__span *gort__central_take(struct gort__heap *h, unsigned span_class, gort_mutator *m,
                               gort__span *back, bool *claimed);
/* Claims any unswept span. */
gort__span *gort__central_claim_any(struct gort__heap *h);
/* Ends a claim: s goes to m, or, with m NULL, to its list, and when it is empty to the page heap.
 * Then claims another unswept span: of that class, or any, or none. */
enum { GORT_CLAIM_NONE = -1, GORT_CLAIM_ANY = -2 };
gort__span *gort__central_claim_next(struct gort__heap *h, gort__span *s, gort_mutator *m,
                                     int what);

/* Everything is unswept from now on; hands: mutators may have stale spans. */
void gort__heap_next_gen(struct gort__heap *h, bool hands);
/* No mutator has a stale span any more. */
void gort__heap_no_hands(struct gort__heap *h);

/* Whether unswept spans may be left; and some that can be claimed. Acquire: with none left, what is
 * due then is seen (central_claim_any_locked). */
static inline bool gort__heap_unswept(const struct gort__heap *h)
{
    return gort__load32_acquire(&h->swept_gen) != gort__load32_relaxed(&h->sweepgen);
}
static inline bool gort__heap_claimable(const struct gort__heap *h)
{
    return gort__heap_unswept(h) &&
           gort__load32_relaxed(&h->drained_gen) != gort__load32_relaxed(&h->sweepgen);
}

/* scavenge.c */
/* [locked] Free pages have become warm; free pages are handed out: how many of them were warm. */
void gort__warm_put(struct gort__heap *h, uintptr_t first, uintptr_t npages);
uintptr_t gort__warm_take(struct gort__heap *h, uintptr_t first, uintptr_t npages);
/* [locked] A cycle's sweep is over: there is a surplus to look for. */
void gort__scavenge_begin(struct gort__heap *h);
/* [locked] Makes room under GOMEMLIMIT for `bytes` of pages in use that are about to be touched. */
void gort__scavenge_for(struct gort__heap *h, uintptr_t bytes);

/* pageheap.c */
void gort__pageheap_free_locked(struct gort__heap *h, gort__span *s); /* [locked] */

#endif
