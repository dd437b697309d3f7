/* span.c - spans: geometry, metadata, the central lists, and looking at one.
 *
 * A span is a run of pages that holds objects of one size class, scan or noscan, or one large
 * object. Its bits and type words lie in metadata blocks outside the heap (meta.c), so that marking
 * and sweeping touch no object memory that they do not scan.
 *
 * Threads: lists, claims and metadata under heap->lock; the functions that look at a span say in
 * heap.h when they are exact.
 *
 * To change what a span costs, open gort__span_init; which span a mutator gets, gort__central_take
 * and alloc.c's ladder; the order of sweeping, gort__central_claim_any.
 */
#include "../base/policy.h"
#include "../gort_inline.h"
#include "span.h"
#include <string.h>

/* The pages that keep the waste at a span's end below an eighth (Go 1.19's numbers). */
const uint8_t gort__class_pages[GORT_NUM_SIZE_CLASSES] = {
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,  1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 1, 2, 1, 3, 2,  3, 1, 3,
    2, 3, 4, 5, 6, 1, 7, 6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8, 3, 10, 7, 4};

/* ---- Geometry and metadata --------------------------------------------------------------- */

/* A byte for each slot, in whole words. */
static uintptr_t span_marks_bytes(const gort__span *s)
{
    return (s->nelems + 7) & ~(uintptr_t)7;
}

static uintptr_t span_bits_bytes(const struct gort__heap *h, const gort__span *s)
{
    const uintptr_t words = (s->nelems + 63) >> 6;
    return words * 8 * (h->rt->opt.gccheckmark ? 2 : 1) + span_marks_bytes(s);
}

/* The words of an object of t that hold pointers, if they are all to be known about it. */
static uint64_t span_ptr_bits(const gort_type *t)
{
    const uintptr_t words = t->ptrdata_bytes / sizeof(void *);
    const uintptr_t mask_words = t->ptrmask_bytes / sizeof(void *);
    uint64_t bits = 0;
    if (t->trace || words > 64) return 0;
    for (uintptr_t w = 0; w < words; w++) {
        const uintptr_t k = w % mask_words;
        bits |= (uint64_t)(t->ptrmask[k >> 3] >> (k & 7) & 1) << w;
    }
    return bits;
}

bool gort__span_init(struct gort__heap *h, gort__span *s, uint8_t span_class)
{
    const unsigned c = gort__class_size_class(h, span_class);
    const gort_type *only = gort__class_type(h, span_class);
    s->span_class = span_class;
    s->size_class = (uint8_t)c;
    s->noscan = !only && (span_class & 1);
    if (c == 0) {
        s->elem_bytes = s->npages << GORT_PAGE_SHIFT;
        s->nelems = 1;
        s->div_magic = 0; /* every offset gives index 0 */
    } else {
        s->elem_bytes = gort_class_bytes(c);
        s->nelems = (uint32_t)((s->npages << GORT_PAGE_SHIFT) / s->elem_bytes);
        s->div_magic = UINT32_MAX / (uint32_t)s->elem_bytes + 1;
    }
    s->types = NULL;
    if (c != 0 && !only && (!s->noscan || h->rt->opt.gccheckmark)) {
        s->types = gort__meta_alloc(h, s->nelems * sizeof *s->types);
        if (!s->types) return false;
    }
    uint64_t *bits = gort__meta_alloc(h, span_bits_bytes(h, s));
    if (!bits) {
        if (s->types) gort__meta_free(h, s->types, s->nelems * sizeof *s->types);
        return false;
    }
    const uintptr_t words = (s->nelems + 63) >> 6;
    s->alloc_bits = bits;
    s->marks = (gort_au8 *)(bits + words);
    s->check_bits =
        h->rt->opt.gccheckmark ? (gort_a64 *)(bits + words + span_marks_bytes(s) / 8) : NULL;
    s->only_type = only;
    s->ptr_bits = only ? span_ptr_bits(only) : 0;
    s->owner = NULL;
    s->alloc_count = s->uncounted = 0;
    s->run_search = 0;
    s->next = s->prev = NULL;
    s->list = GORT_LIST_NONE;
    gort__store32_relaxed(&s->sweepgen, gort__load32_relaxed(&h->sweepgen));
    return true;
}

void gort__span_fini(struct gort__heap *h, gort__span *s)
{
    gort__meta_free(h, s->alloc_bits, span_bits_bytes(h, s));
    if (s->types) gort__meta_free(h, s->types, s->nelems * sizeof *s->types);
    s->alloc_bits = NULL;
    s->marks = NULL;
    s->check_bits = NULL;
    s->types = NULL;
    s->only_type = NULL;
    s->ptr_bits = 0;
}

/* ---- Spans of one type ------------------------------------------------------------------- */

bool gort__typed_take(struct gort__heap *h, const gort_type *t, bool used_up)
{
    gort__typed *e = &h->typed[t->hash % GORT_NUM_TYPED_CLASSES];
    const gort_type *has = gort__load_ptr_acquire(&e->type); /* as in gort__class_type */
    if (has) return has == t;
    const unsigned c = gort_size_class(gort__aligned_bytes(t->size_bytes, t->align));
    if (!used_up || t->hash == 0 || gort_class_bytes(c) > GORT__TYPED_BYTES) return false;
    gort__lock_take(&h->lock);
    has = gort__load_ptr_relaxed(&e->type);
    e->asked = e->candidate == t ? e->asked + 1 : 1;
    e->candidate = t;
    if (!has && e->asked > GORT__TYPED_AFTER) {
        e->size_class = (uint8_t)c;
        gort__store_ptr_release(&e->type, t); /* pairs with gort__class_type */
        has = t;
    }
    gort__lock_give(&h->lock);
    return has == t;
}

/* ---- Central ----------------------------------------------------------------------------- */

static void list_push(gort__span **head, gort__span *s, uint8_t list)
{
    s->prev = NULL;
    s->next = *head;
    if (*head) (*head)->prev = s;
    *head = s;
    s->list = list;
}

static void list_unlink(gort__span **head, gort__span *s)
{
    if (s->prev)
        s->prev->next = s->next;
    else
        *head = s->next;
    if (s->next) s->next->prev = s->prev;
    s->next = s->prev = NULL;
    s->list = GORT_LIST_NONE;
}

/* 0 or 1: which list of a pair holds the swept spans. */
static unsigned central_parity(const struct gort__heap *h)
{
    return gort__load32_relaxed(&h->sweepgen) >> 1 & 1;
}

static void central_put_locked(struct gort__heap *h, gort__span *s)
{
    const bool full = s->alloc_count == s->nelems;
    const uint32_t gen = gort__load32_relaxed(&s->sweepgen);
    const unsigned list = (full ? GORT_LIST_FULL0 : GORT_LIST_PARTIAL0) + (gen >> 1 & 1);
    s->owner = NULL;
    list_push(&h->central[s->span_class].lists[list], s, (uint8_t)list);
    if (GORT_LIKELY(gen == gort__load32_relaxed(&h->sweepgen))) return;
    /* A stale one, behind which the search may be. */
    if (h->sweep_cursor > s->span_class) h->sweep_cursor = s->span_class;
    gort__store32_relaxed(&h->drained_gen, 0);
}

void gort__central_put(struct gort__heap *h, gort__span *s)
{
    gort__lock_take(&h->lock);
    central_put_locked(h, s);
    gort__lock_give(&h->lock);
}

/* Partial spans first: they have free slots for certain. */
static gort__span *central_claim_locked(struct gort__heap *h, unsigned span_class)
{
    const unsigned unswept = 1 - central_parity(h);
    struct gort__central *c = &h->central[span_class];
    gort__span **head = &c->lists[GORT_LIST_PARTIAL0 + unswept];
    if (!*head) head = &c->lists[GORT_LIST_FULL0 + unswept];
    gort__span *s = *head;
    if (!s) return NULL;
    list_unlink(head, s);
    gort__store32_relaxed(&s->sweepgen, gort__load32_relaxed(&h->sweepgen) - 1);
    gort__fetch_add32_full(&h->sweepers, 1);
    return s;
}

gort__span *gort__central_take(struct gort__heap *h, unsigned span_class, gort_mutator *m,
                               gort__span *back, bool *claimed)
{
    gort__lock_take(&h->lock);
    if (back) central_put_locked(h, back);
    gort__span **head = &h->central[span_class].lists[GORT_LIST_PARTIAL0 + central_parity(h)];
    gort__span *s = *head;
    *claimed = !s;
    if (s) {
        list_unlink(head, s);
        s->owner = m;
    } else if (gort__heap_unswept(h)) {
        s = central_claim_locked(h, span_class);
    }
    gort__lock_give(&h->lock);
    return s;
}

static gort__span *central_claim_any_locked(struct gort__heap *h)
{
    gort__span *s = NULL;
    const uint32_t gen = gort__load32_relaxed(&h->sweepgen);
    if (h->cursor_gen != gen) {
        h->cursor_gen = gen;
        h->sweep_cursor = 0; /* large objects first: they give the most pages back */
    }
    while (!s && h->sweep_cursor < GORT_NUM_RUNS) {
        s = central_claim_locked(h, h->sweep_cursor);
        if (!s) h->sweep_cursor++;
    }
    if (!s && gort__heap_unswept(h)) {
        gort__store32_relaxed(&h->drained_gen, gen);
        /* Acquire: who had a stale span has put it back before. */
        if (gort__load32_acquire(&h->stale_hands)) return NULL;
        /* Who sees that all is swept sees what is due then. */
        gort__scavenge_begin(h);
        gort__store32_release(&h->swept_gen, gen);
    }
    return s;
}

void gort__heap_next_gen(struct gort__heap *h, bool hands)
{
    gort__lock_take(&h->lock);
    gort__store32_relaxed(&h->stale_hands, hands);
    gort__store32_release(&h->sweepgen, gort__load32_relaxed(&h->sweepgen) + 2);
    gort__lock_give(&h->lock);
}

void gort__heap_no_hands(struct gort__heap *h)
{
    gort__lock_take(&h->lock);
    gort__store32_release(&h->stale_hands, 0); /* pairs with central_claim_any_locked */
    /* Who looks next finds that nothing is left, if that is so. */
    gort__store32_relaxed(&h->drained_gen, 0);
    gort__lock_give(&h->lock);
}

gort__span *gort__central_claim_any(struct gort__heap *h)
{
    if (!gort__heap_unswept(h)) return NULL;
    gort__lock_take(&h->lock);
    gort__span *s = central_claim_any_locked(h);
    gort__lock_give(&h->lock);
    return s;
}

static void central_unclaim_locked(struct gort__heap *h, gort__span *s, gort_mutator *m)
{
    if (m)
        s->owner = m;
    else if (s->alloc_count == 0)
        gort__pageheap_free_locked(h, s);
    else
        central_put_locked(h, s);
    gort__fetch_add32_full(&h->sweepers, (uint32_t)-1);
}

gort__span *gort__central_claim_next(struct gort__heap *h, gort__span *s, gort_mutator *m, int what)
{
    gort__span *next = NULL;
    gort__lock_take(&h->lock);
    central_unclaim_locked(h, s, m);
    if (what != GORT_CLAIM_NONE && gort__heap_unswept(h))
        next = what == GORT_CLAIM_ANY ? central_claim_any_locked(h)
                                      : central_claim_locked(h, (unsigned)what);
    gort__lock_give(&h->lock);
    return next;
}

/* ---- Looking at a span ------------------------------------------------------------------- */

bool gort__span_allocated(const gort__span *s, uint32_t i)
{
    if (i >= s->nelems) return false;
    if (s->alloc_bits[i >> 6] >> (i & 63) & 1) return true;
    /* The bits of an owned span are brought up to date when the owner gives it back: until then
     * every slot below the run's free pointer holds an object. */
    const gort_mutator *m = s->owner;
    if (!m || m->run_span[s->span_class] != s) return false;
    return gort__span_slot(s, i) < m->head.run[s->span_class].free;
}

void gort__heap_each_span(struct gort__heap *h, bool (*fn)(void *user, gort__span *s), void *user)
{
    const uintptr_t npages = (gort__load_acquire(&h->committed_end) - h->base) >> GORT_PAGE_SHIFT;
    for (uintptr_t i = 0; i < npages;) {
        /* Free runs have an entry at their first and last page, so the spans tile the range. */
        gort__span *s = gort__load_ptr_acquire(&h->page_span[i]);
        i += s->npages;
        if (gort__load32_acquire(&s->state) == GORT_SPAN_IN_USE && !fn(user, s)) return;
    }
}
