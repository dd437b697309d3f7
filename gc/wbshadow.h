/* wbshadow.h - GODEBUG=wbshadow: a second copy of every pointer in memory, which only the write
 * barrier writes (wbshadow.c).
 */
#ifndef GORT_GC_WBSHADOW_H
#define GORT_GC_WBSHADOW_H

#include "../runtime/base/text.h"
#include "internal.h"

/* What a word of shadowed memory is. */
enum { GORT__SHADOW_NONE, GORT__SHADOW_POINTER, GORT__SHADOW_VALUE };

/* The halves of the barrier that a store had. */
enum { GORT__SHADOW_OLD = 1, GORT__SHADOW_NEW = 2, GORT__SHADOW_BOTH = 3 };

enum {
    GORT__SHADOW_PIECE_SHIFT = 12,
    GORT__SHADOW_PIECE_BYTES = 1 << GORT__SHADOW_PIECE_SHIFT,
    GORT__SHADOW_PIECE_WORDS = GORT__SHADOW_PIECE_BYTES / sizeof(void *),
    GORT__SHADOW_FAULTS = 1024
};

/* A piece of the heap is, for the checks: */
enum {
    GORT__PIECE_NONE,   /* without pointers */
    GORT__PIECE_LISTED, /* compared */
    GORT__PIECE_LOCKED, /* as its shadow is: who writes there gets a fault */
    GORT__PIECE_FAULTED /* has got one, and is to be listed */
};

/* A stretch of memory with its shadow. */
typedef struct gort__shadow_piece {
    uintptr_t base;
    uintptr_t *words;
    uint8_t *kinds;
    uint32_t n;
    uint64_t seen, changed; /* the checks that compared it last, that found it changed last */
} gort__shadow_piece;

/* A global with its shadow; sorted by address. */
typedef struct gort__shadow_global {
    uintptr_t base, bytes;
    uintptr_t *words;
    uint8_t *kinds;
} gort__shadow_global;

typedef struct gort__shadow_miss {
    bool is;
    uintptr_t slot, old, new;
    unsigned halves; /* that the barrier had; 0: there was none */
    bool handed;
    uintptr_t after, before; /* calls of the barrier; 0: unknown */
    uint64_t age;            /* this many checks have not looked; 1: it is the last one's */
} gort__shadow_miss;

struct gort__wbshadow {
    pthread_mutex_t lock;
    gort_runtime *rt;
    uintptr_t heap_base, heap_bytes;
    uintptr_t *heap_words; /* by word of the heap; mapped, most of it never touched */
    uint8_t *heap_kinds;
    uint32_t *heap_listed;  /* by piece: where it is in `pieces`, + 1 */
    gort_au32 *heap_states; /* GORT__PIECE_*; FAULTED is set by the signal's handler */
    gort__shadow_piece *pieces;
    size_t npieces, room, next; /* next: where the comparison in turn goes on */
    size_t nheap;               /* of them that are the heap's */
    gort__shadow_global *globals;
    size_t nglobals;
    uint64_t checks;
    bool emitted; /* the program has checks of its own */
    bool locks;   /* pieces can be locked */
    uintptr_t pc;
    gort__shadow_miss miss; /* found, not reported yet */
    uint64_t reports;

    gort_aword nfaults; /* since they were taken last; above GORT__SHADOW_FAULTS: look for them */
    gort_aword faults[GORT__SHADOW_FAULTS]; /* pieces, + 1 */
};

static inline bool gort__shadow_in_heap(const struct gort__wbshadow *s, uintptr_t p)
{
    return p - s->heap_base < s->heap_bytes;
}

/* ---- wbshadow.c, for barrier.c ------------------------------------------------------------- */

/* The store and its shadow are one region of the shadow's lock, in which nothing is reported. pc:
 * where the program called the barrier. Not safepoints. */
void gort__wbshadow_begin(gort_g *g, const void *pc);
/* In that region: slot is about to get v; n bytes at dst are about to get what lies at src, or
 * zeros (NULL); slot had old and has got v. */
void gort__wbshadow_store(gort_g *g, const void *slot, uintptr_t v, unsigned halves);
void gort__wbshadow_move(gort_g *g, const void *dst, const void *src, uintptr_t bytes,
                         unsigned halves);
void gort__wbshadow_swapped(gort_g *g, const void *slot, uintptr_t old, uintptr_t v,
                            unsigned halves);
/* What lies at src goes from stack to stack. */
void gort__wbshadow_handed(gort_g *g, const gort_type *t, const void *src, unsigned halves);
void gort__wbshadow_end(gort_g *g);

/* ---- wbshadow_lock.c ----------------------------------------------------------------------- */

/* Whether pieces can be locked on this machine; from then on faults come here. */
bool gort__shadow_locks(struct gort__wbshadow *s);
void gort__shadow_unlocks(struct gort__wbshadow *s);
/* Piece k, which is LISTED, becomes LOCKED; false: it cannot. k, which is LOCKED, LISTED. */
bool gort__shadow_lock_piece(struct gort__wbshadow *s, uintptr_t k);
void gort__shadow_unlock_piece(struct gort__wbshadow *s, uintptr_t k);
/* The calling thread handles its faults on a stack of their own. */
void gort__shadow_thread(void);

/* ---- wbshadow_report.c --------------------------------------------------------------------- */

/* Reports, and ends the program under wbshadow=1. site: the line that did it, or NULL. sp: what
 * lies below it is in use. No lock held. */
void gort__shadow_report(gort_g *g, void **sp, const gort__shadow_miss *x, const gort_site *site);

#endif
