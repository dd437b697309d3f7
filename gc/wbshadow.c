/* wbshadow.c - GODEBUG=wbshadow: finds the store that missed its write barrier, at the store.
 *
 * Every pointer slot of every object and global has a shadow, a second copy that only the barrier,
 * the typed copies and allocation write. Memory is compared with it again and again: a slot that
 * changed while its shadow did not was stored to past the barrier. So a miss is found whether a
 * cycle marks or not, and whether an object is lost by it or not. Here the barrier counts always,
 * and so do both of its halves (gcmutant).
 *
 *   emitted code   gort run compiles in a check behind every instruction that may write to memory:
 *                  the report has the line of the store, whoever made it
 *   C              a check at each call of the barrier, at allocations, safepoints and
 *                  GORT_CHECK_STORES: the report has the two calls that the store lies between
 *
 * What is compared: the heap in pieces of 4 KiB, those with pointers, and globals. Most pieces are
 * locked: the system lets nobody write there, and the fault of who does makes a piece one that is
 * compared (wbshadow_lock.c). So each check compares what was written lately, and misses nothing. A
 * piece in which nothing changes is locked again. Where that cannot be, COMPARE_PIECES are compared
 * at each check, in turn, and a report says how many checks may have missed it.
 *
 * No miss: a word that is no pointer into the heap and overwrites none (the type word of an
 * interface, text of the program); words of types without pointers; frames.
 *
 *   wbshadow=1   the report ends the program
 *   wbshadow=2   reports, takes what is there for right, goes on
 *
 * Invariants: a shadow and its slot are written in one region of the lock; so are kinds, which say
 * whether a word is compared. A slot has a kind from allocation to sweep. Nothing is reported
 * under the lock.
 *
 * Threads: any; one at a time. With several that run at once a report's line is of the thread that
 * noticed; there is one place by default (options.c).
 *
 * To change what is a miss, open shadow_is_miss; what is compared when, shadow_compare.
 */
#include "wbshadow.h"
#include "../runtime/base/os.h"
#include <stdlib.h>
#include <string.h>

#define WORD sizeof(void *)
enum {
    COMPARE_PIECES = 64, /* at each check, at most */
    KEEP_PIECES = 12,    /* of the heap that are not locked */
    MAX_REPORTS = 32
};

/* ---- Where a word's shadow is ------------------------------------------------------------- */

static gort__shadow_global *shadow_global_of(const struct gort__wbshadow *s, uintptr_t at)
{
    size_t lo = 0, hi = s->nglobals;
    while (lo < hi) {
        const size_t mid = (lo + hi) / 2;
        if (s->globals[mid].base <= at)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == 0 || at - s->globals[lo - 1].base >= s->globals[lo - 1].bytes) return NULL;
    return &s->globals[lo - 1];
}

/* The shadow of the word at `at`; NULL: it has none. */
static uintptr_t *shadow_of(const struct gort__wbshadow *s, uintptr_t at, uint8_t **kind)
{
    if (gort__shadow_in_heap(s, at)) {
        const uintptr_t i = (at - s->heap_base) / WORD;
        *kind = &s->heap_kinds[i];
        return &s->heap_words[i];
    }
    const gort__shadow_global *x = shadow_global_of(s, at);
    if (!x) return NULL;
    const uintptr_t i = (at - x->base) / WORD;
    *kind = &x->kinds[i];
    return &x->words[i];
}

/* What the words of n elements of type t are. */
static void shadow_kinds(uint8_t *kinds, const gort_type *t, uintptr_t n)
{
    const uint8_t kind = t->trace == gort_trace_values ? GORT__SHADOW_VALUE : GORT__SHADOW_POINTER;
    const uintptr_t mask_words = t->ptrmask_bytes / WORD;
    for (uintptr_t e = 0; e < n; e++) {
        for (uintptr_t w = 0; w < t->ptrdata_bytes / WORD; w++) {
            const uintptr_t k = mask_words ? w % mask_words : 0;
            const bool is = !t->ptrmask || (t->ptrmask[k >> 3] >> (k & 7) & 1);
            kinds[e * t->size_bytes / WORD + w] = is ? kind : GORT__SHADOW_NONE;
            if (is && kind == GORT__SHADOW_VALUE && GORT__VALUE_WORDS > 1)
                kinds[e * t->size_bytes / WORD + ++w] = GORT__SHADOW_NONE;
        }
    }
}

/* ---- The list of pieces ------------------------------------------------------------------- */

static uintptr_t shadow_piece_number(const struct gort__wbshadow *s, uintptr_t at)
{
    return (at - s->heap_base) >> GORT__SHADOW_PIECE_SHIFT;
}

static bool shadow_put_piece(struct gort__wbshadow *s, gort__shadow_piece piece)
{
    if (s->npieces == s->room) {
        const size_t room = s->room ? 2 * s->room : 64;
        gort__shadow_piece *more = realloc(s->pieces, room * sizeof *more);
        if (!more) return false;
        s->pieces = more;
        s->room = room;
    }
    piece.seen = piece.changed = s->checks;
    s->pieces[s->npieces++] = piece;
    return true;
}

/* Piece k of the heap, which is not listed. */
static void shadow_list(struct gort__wbshadow *s, uintptr_t k)
{
    const uintptr_t i = k * GORT__SHADOW_PIECE_WORDS;
    const gort__shadow_piece piece = {s->heap_base + k * GORT__SHADOW_PIECE_BYTES,
                                      &s->heap_words[i],
                                      &s->heap_kinds[i],
                                      GORT__SHADOW_PIECE_WORDS,
                                      0,
                                      0};
    if (!shadow_put_piece(s, piece)) gort__throw(s->rt, NULL, "out of memory in wbshadow");
    s->heap_listed[k] = (uint32_t)s->npieces;
    s->nheap++;
    gort__store32_relaxed(&s->heap_states[k], GORT__PIECE_LISTED);
}

static void shadow_unlist(struct gort__wbshadow *s, uintptr_t k)
{
    const uint32_t place = s->heap_listed[k];
    gort__shadow_piece *gap = &s->pieces[place - 1];
    s->heap_listed[k] = 0;
    s->nheap--;
    *gap = s->pieces[--s->npieces];
    if (place - 1 < s->npieces && gort__shadow_in_heap(s, gap->base))
        s->heap_listed[shadow_piece_number(s, gap->base)] = place;
}

static void shadow_take_fault(struct gort__wbshadow *s, uintptr_t k)
{
    if (gort__load32_acquire(&s->heap_states[k]) == GORT__PIECE_FAULTED) shadow_list(s, k);
}

/* The pieces that somebody has begun to write to. */
static void shadow_take_faults(struct gort__wbshadow *s)
{
    const uintptr_t n = gort__load_relaxed(&s->nfaults);
    if (n == 0) return;
    gort__store_relaxed(&s->nfaults, 0);
    bool all = n > GORT__SHADOW_FAULTS;
    for (uintptr_t i = 0; i < n && i < GORT__SHADOW_FAULTS; i++) {
        const uintptr_t k = gort__load_relaxed(&s->faults[i]);
        gort__store_relaxed(&s->faults[i], 0);
        if (k)
            shadow_take_fault(s, k - 1);
        else
            all = true; /* the handler is about to write it */
    }
    if (!all) return;
    const uintptr_t end = gort__load_acquire(&s->rt->heap->committed_end);
    for (uintptr_t k = 0; k < shadow_piece_number(s, end); k++)
        shadow_take_fault(s, k);
}

/* ---- Comparing ---------------------------------------------------------------------------- */

static bool shadow_is_pointer(const struct gort__wbshadow *s, uint8_t kind, uintptr_t v)
{
    if (kind == GORT__SHADOW_VALUE) {
        return gort__value_is_object(s->rt, gort__value_low_pointer(s->rt, v));
    }
    return gort__shadow_in_heap(s, v);
}

/* A slot of that kind went from old to new with these halves of the barrier. */
static bool shadow_is_miss(const struct gort__wbshadow *s, uint8_t kind, uintptr_t old,
                           uintptr_t new, unsigned halves)
{
    if (kind == GORT__SHADOW_NONE) return false;
    return (!(halves & GORT__SHADOW_OLD) && shadow_is_pointer(s, kind, old)) ||
           (!(halves & GORT__SHADOW_NEW) && shadow_is_pointer(s, kind, new));
}

static void shadow_note_miss(struct gort__wbshadow *s, gort__shadow_miss x)
{
    if (s->miss.is) return;
    s->miss = x;
    s->miss.is = true;
    s->miss.after = s->pc;
}

/* The word at `at` held `new` when its shadow was looked at, which becomes that. A second miss is
 * left for the next time. */
static void shadow_agree(struct gort__wbshadow *s, uintptr_t at, uintptr_t *shadow, uint8_t kind,
                         uintptr_t new, uint64_t age)
{
    const uintptr_t old = *shadow;
    if (old == new) return;
    if (shadow_is_miss(s, kind, old, new, 0)) {
        if (s->miss.is) return;
        shadow_note_miss(s, (gort__shadow_miss){.slot = at, .old = old, .new = new, .age = age});
    }
    *shadow = new;
}

static void shadow_compare_word(struct gort__wbshadow *s, uintptr_t at, uintptr_t *shadow,
                                uint8_t kind, uint64_t age)
{
    shadow_agree(s, at, shadow, kind, (uintptr_t)gort__heap_load((void *const *)at), age);
}

static void shadow_compare_piece(struct gort__wbshadow *s, gort__shadow_piece *p)
{
    const uint64_t age = s->checks - p->seen;
    p->seen = s->checks;
    if (memcmp((const void *)p->base, p->words, p->n * WORD) == 0) return;
    p->changed = s->checks;
    for (uint32_t i = 0; i < p->n; i++)
        shadow_compare_word(s, p->base + i * WORD, &p->words[i], p->kinds[i], age);
}

/* Locks the piece of the heap that has not changed for the longest time. False: it cannot. */
static bool shadow_lock_one(struct gort__wbshadow *s)
{
    gort__shadow_piece *oldest = NULL;
    for (size_t i = 0; i < s->npieces; i++) {
        gort__shadow_piece *p = &s->pieces[i];
        if (gort__shadow_in_heap(s, p->base) && (!oldest || p->changed < oldest->changed))
            oldest = p;
    }
    const uintptr_t k = shadow_piece_number(s, oldest->base);
    if (!gort__shadow_lock_piece(s, k)) return false;
    shadow_compare_piece(s, oldest); /* what another thread has just written */
    shadow_unlist(s, k);
    return true;
}

static void shadow_compare(struct gort__wbshadow *s)
{
    s->checks++;
    shadow_take_faults(s);
    size_t n = s->locks || s->npieces < COMPARE_PIECES ? s->npieces : COMPARE_PIECES;
    for (; n > 0; n--) {
        if (s->next >= s->npieces) s->next = 0;
        shadow_compare_piece(s, &s->pieces[s->next++]);
    }
    while (s->locks && s->nheap > KEEP_PIECES)
        s->locks = shadow_lock_one(s);
}

/* ---- Checks ------------------------------------------------------------------------------- */

/* What has been found is taken out of s; lock held. */
static bool shadow_take(struct gort__wbshadow *s, gort__shadow_miss *x)
{
    if (!s->miss.is) return false;
    *x = s->miss;
    s->miss.is = false;
    return s->reports++ < MAX_REPORTS;
}

void gort_wbshadow(gort_g *g, void **sp, const gort_site *site)
{
    struct gort__wbshadow *s = g->rt->wbshadow;
    gort__shadow_miss x;
    if (!s) return;
    for (bool again = true; again;) {
        pthread_mutex_lock(&s->lock);
        s->emitted = true;
        shadow_compare(s);
        again = shadow_take(s, &x);
        pthread_mutex_unlock(&s->lock);
        if (again) gort__shadow_report(g, sp, &x, site);
    }
}

/* At a call of the runtime by C. Emitted code has its own checks. */
static void shadow_check_call(gort_g *g, void **sp, const void *pc)
{
    struct gort__wbshadow *s = g->rt->wbshadow;
    gort__shadow_miss x;
    for (bool again = true; again && !s->emitted;) {
        pthread_mutex_lock(&s->lock);
        shadow_compare(s);
        again = shadow_take(s, &x);
        if (!again) s->pc = (uintptr_t)pc;
        pthread_mutex_unlock(&s->lock);
        x.before = (uintptr_t)pc;
        if (again) gort__shadow_report(g, sp, &x, NULL);
    }
}

void gort__wbshadow_safepoint(gort_g *g, void **sp, const void *pc)
{
    shadow_check_call(g, sp, pc);
}

/* ---- What the barrier tells --------------------------------------------------------------- */

void gort__wbshadow_begin(gort_g *g, const void *pc)
{
    shadow_check_call(g, g->sp, pc);
    pthread_mutex_lock(&g->rt->wbshadow->lock);
}

/* The slot had `now`. */
static void shadow_store(struct gort__wbshadow *s, uintptr_t at, uintptr_t now, uintptr_t v,
                         unsigned halves)
{
    uint8_t *kind;
    uintptr_t *shadow = shadow_of(s, at, &kind);
    if (!shadow) return;
    shadow_agree(s, at, shadow, *kind, now, 1);
    if (shadow_is_miss(s, *kind, now, v, halves))
        shadow_note_miss(
            s, (gort__shadow_miss){.slot = at, .old = now, .new = v, .halves = halves, .age = 1});
    *shadow = v;
}

void gort__wbshadow_store(gort_g *g, const void *slot, uintptr_t v, unsigned halves)
{
    shadow_store(g->rt->wbshadow, (uintptr_t)slot, (uintptr_t)gort__heap_load((void *const *)slot),
                 v, halves);
}

void gort__wbshadow_swapped(gort_g *g, const void *slot, uintptr_t old, uintptr_t v,
                            unsigned halves)
{
    shadow_store(g->rt->wbshadow, (uintptr_t)slot, old, v, halves);
}

void gort__wbshadow_move(gort_g *g, const void *dst, const void *src, uintptr_t bytes,
                         unsigned halves)
{
    const struct gort__wbshadow *s = g->rt->wbshadow;
    const uintptr_t d = (uintptr_t)dst;
    if (!gort__shadow_in_heap(s, d) && !shadow_global_of(s, d)) return;
    for (uintptr_t off = 0; off < bytes; off += WORD) {
        const uintptr_t v = src ? *(const uintptr_t *)((uintptr_t)src + off) : 0;
        gort__wbshadow_store(g, (const void *)(d + off), v, halves);
    }
}

void gort__wbshadow_handed(gort_g *g, const gort_type *t, const void *src, unsigned halves)
{
    struct gort__wbshadow *s = g->rt->wbshadow;
    if (halves & GORT__SHADOW_NEW) return;
    for (uintptr_t w = 0; w < t->ptrdata_bytes / WORD; w++) {
        const uintptr_t v = ((const uintptr_t *)src)[w];
        if (gort__shadow_in_heap(s, v))
            shadow_note_miss(s, (gort__shadow_miss){.new = v, .handed = true, .age = 1});
    }
}

void gort__wbshadow_end(gort_g *g)
{
    struct gort__wbshadow *s = g->rt->wbshadow;
    gort__shadow_miss x;
    /* In emitted code the check behind the line has it. */
    const bool found = !s->emitted && shadow_take(s, &x);
    pthread_mutex_unlock(&s->lock);
    if (!found) return;
    x.before = s->pc;
    x.after = 0;
    gort__shadow_report(g, g->sp, &x, NULL);
}

/* ---- Memory comes and goes ---------------------------------------------------------------- */

void gort__wbshadow_alloc(gort_g *g, void *p, const gort_type *t, uintptr_t bytes, const void *pc)
{
    struct gort__wbshadow *s = g->rt->wbshadow;
    const uintptr_t from = (uintptr_t)p, first = (from - s->heap_base) / WORD;
    shadow_check_call(g, g->sp, pc);
    if (t->ptrdata_bytes == 0 || !gort__heap_span_of(g->rt->heap, from)) return; /* none: sbrk=1 */
    pthread_mutex_lock(&s->lock);
    memset(&s->heap_words[first], 0, bytes);
    if (t->trace == gort_trace_tail) {
        shadow_kinds(&s->heap_kinds[first], t, 1);
        shadow_kinds(&s->heap_kinds[first + t->size_bytes / WORD], t->elem,
                     (bytes - t->size_bytes) / t->elem->size_bytes);
    } else {
        shadow_kinds(&s->heap_kinds[first], t, bytes / t->size_bytes);
    }
    for (uintptr_t k = shadow_piece_number(s, from); k <= shadow_piece_number(s, from + bytes - 1);
         k++)
        if (gort__load32_relaxed(&s->heap_states[k]) == GORT__PIECE_NONE) shadow_list(s, k);
    pthread_mutex_unlock(&s->lock);
}

/* Piece k holds no pointers any more. */
static void shadow_forget(struct gort__wbshadow *s, uintptr_t k)
{
    if (gort__load32_acquire(&s->heap_states[k]) == GORT__PIECE_LOCKED)
        gort__shadow_unlock_piece(s, k);
    else if (s->heap_listed[k])
        shadow_unlist(s, k);
    gort__store32_relaxed(&s->heap_states[k], GORT__PIECE_NONE);
}

void gort__wbshadow_freed(gort_runtime *rt, const gort__span *span)
{
    static const uint8_t none[GORT__SHADOW_PIECE_WORDS];
    struct gort__wbshadow *s = rt->wbshadow;
    if (gort__span_noscan(span)) return;
    pthread_mutex_lock(&s->lock);
    for (uint32_t i = 0; i < span->nelems; i++) {
        if (gort__color_is_marked(span, i)) continue;
        const uintptr_t first = (gort__span_slot(span, i) - s->heap_base) / WORD;
        memset(&s->heap_kinds[first], GORT__SHADOW_NONE, span->elem_bytes / WORD);
    }
    const uintptr_t end = span->base + (span->npages << GORT_PAGE_SHIFT);
    for (uintptr_t k = shadow_piece_number(s, span->base); k < shadow_piece_number(s, end); k++)
        if (memcmp(&s->heap_kinds[k * GORT__SHADOW_PIECE_WORDS], none, sizeof none) == 0)
            shadow_forget(s, k);
    pthread_mutex_unlock(&s->lock);
}

static int shadow_global_order(const void *a, const void *b)
{
    const gort__shadow_global *x = a, *y = b;
    return x->base < y->base ? -1 : x->base > y->base;
}

static bool shadow_add_global(struct gort__wbshadow *s, const gort_global *global)
{
    const gort_type *t = global->type;
    const uintptr_t n = t->ptrdata_bytes / WORD;
    if (n == 0) return true;
    gort__shadow_global x = {(uintptr_t)global->addr, n * WORD, malloc(n * WORD), calloc(n, 1)};
    s->globals[s->nglobals++] = x;
    if (!x.words || !x.kinds) return false;
    memcpy(x.words, global->addr, n * WORD);
    shadow_kinds(x.kinds, t, 1);
    for (uintptr_t i = 0; i < n; i += GORT__SHADOW_PIECE_WORDS) {
        const uintptr_t left = n - i;
        const gort__shadow_piece piece = {
            .base = x.base + i * WORD,
            .words = x.words + i,
            .kinds = x.kinds + i,
            .n = left < GORT__SHADOW_PIECE_WORDS ? (uint32_t)left : GORT__SHADOW_PIECE_WORDS};
        if (!shadow_put_piece(s, piece)) return false;
    }
    return true;
}

void gort__wbshadow_module(gort_runtime *rt, const gort_module *mod)
{
    struct gort__wbshadow *s = rt->wbshadow;
    pthread_mutex_lock(&s->lock);
    gort__shadow_global *more =
        realloc(s->globals, (s->nglobals + mod->nglobals + 1) * sizeof *more);
    bool ok = more != NULL;
    if (ok) s->globals = more;
    for (size_t i = 0; ok && i < mod->nglobals; i++)
        ok = shadow_add_global(s, &mod->globals[i]);
    qsort(s->globals, s->nglobals, sizeof *s->globals, shadow_global_order);
    pthread_mutex_unlock(&s->lock);
    if (!ok) gort__throw(rt, NULL, "out of memory in wbshadow");
}

/* Nothing there is compared any more. */
void gort__wbshadow_module_gone(gort_runtime *rt, const gort_module *mod)
{
    struct gort__wbshadow *s = rt->wbshadow;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < mod->nglobals; i++) {
        const uintptr_t base = (uintptr_t)mod->globals[i].addr;
        const uintptr_t bytes = mod->globals[i].type->ptrdata_bytes;
        for (size_t k = 0; k < s->npieces; k++)
            if (s->pieces[k].base - base < bytes) s->pieces[k].n = 0;
        for (size_t k = 0; k < s->nglobals; k++)
            if (s->globals[k].base == base) s->globals[k].bytes = 0;
    }
    pthread_mutex_unlock(&s->lock);
}

void gort__wbshadow_attach(const gort_runtime *rt)
{
    if (rt->wbshadow->locks) gort__shadow_thread();
}

/* ---- Birth and end ------------------------------------------------------------------------ */

static uintptr_t shadow_npieces(const struct gort__wbshadow *s)
{
    return s->heap_bytes >> GORT__SHADOW_PIECE_SHIFT;
}

bool gort__wbshadow_new(gort_runtime *rt)
{
    struct gort__wbshadow *s = calloc(1, sizeof *s);
    if (!s) return false;
    rt->wbshadow = s;
    s->rt = rt;
    pthread_mutex_init(&s->lock, NULL);
    s->heap_base = rt->heap->base;
    s->heap_bytes = rt->heap->end - rt->heap->base;
    s->heap_words = gort__os_map(s->heap_bytes);
    s->heap_kinds = gort__os_map(s->heap_bytes / WORD);
    s->heap_listed = gort__os_map(shadow_npieces(s) * sizeof *s->heap_listed);
    s->heap_states = gort__os_map(shadow_npieces(s) * sizeof *s->heap_states);
    return s->heap_words && s->heap_kinds && s->heap_listed && s->heap_states;
}

void gort__wbshadow_start(gort_runtime *rt)
{
    if (rt->wbshadow) rt->wbshadow->locks = gort__shadow_locks(rt->wbshadow);
}

void gort__wbshadow_free(gort_runtime *rt)
{
    struct gort__wbshadow *s = rt->wbshadow;
    if (!s) return;
    gort__shadow_unlocks(s);
    if (s->heap_words) gort__os_release(s->heap_words, s->heap_bytes);
    if (s->heap_kinds) gort__os_release(s->heap_kinds, s->heap_bytes / WORD);
    if (s->heap_listed)
        gort__os_release(s->heap_listed, shadow_npieces(s) * sizeof *s->heap_listed);
    if (s->heap_states)
        gort__os_release(s->heap_states, shadow_npieces(s) * sizeof *s->heap_states);
    for (size_t i = 0; i < s->nglobals; i++) {
        free(s->globals[i].words);
        free(s->globals[i].kinds);
    }
    free(s->globals);
    free(s->pieces);
    pthread_mutex_destroy(&s->lock);
    free(s);
    rt->wbshadow = NULL;
}
