/* pageheap.c - runs of free pages: best-fitting, split, coalesced, grown; the heap's birth and end.
 *
 * The committed part of the reserved range is tiled by spans, in use or free. A free span has
 * entries in page_span at its first and last page only, so a neighbour finds it in one look
 * (boundary tags); the lookups of heap.h see its state and answer NULL.
 *
 * Free spans are kept in bins by size: one bin per page count below 32, then 16 bins for each
 * doubling. A request is served from the first bin all of whose spans are large enough, found by
 * a bit search, so it costs the same whatever the heap's size; a few spans of the bin below are
 * tried one by one when that fails, and all of them when the heap cannot grow any more. The low end
 * of a run is handed out and the high end stays free, so that what was never touched stays so, and
 * what was given back to the system (scavenge.c) too: such pages are zero and need no memory.
 *
 * The committed part grows by 4 MiB at a time, from the second time on with huge pages asked for.
 *
 * Threads: everything under heap->lock; page_span, state and committed_end are published with
 * release stores for the lookups, which take no lock.
 */
#include "../base/os.h"
#include "../base/policy.h"
#include "span.h"
#include <limits.h>
#include <stdlib.h>

#define EXACT_BINS       32
#define BINS_PER_DOUBLE  16
#define LOG2_EXACT       5
#define MAX_BINNED_PAGES ((uintptr_t)1 << 23)

/* ---- Bins -------------------------------------------------------------------------------- */

/* The bin that a free run of npages lies in: of the bins that overlap, the lower. */
static unsigned bin_of(uintptr_t npages)
{
    if (npages < EXACT_BINS) return (unsigned)npages;
    if (npages >= MAX_BINNED_PAGES) return GORT_NUM_BINS - 1;
    const unsigned log2 = 63 - (unsigned)__builtin_clzll(npages);
    const unsigned sub = (unsigned)(npages >> (log2 - 4)) & (BINS_PER_DOUBLE - 1);
    return EXACT_BINS + (log2 - LOG2_EXACT) * BINS_PER_DOUBLE + sub;
}

/* The smallest page count of a bin. */
static uintptr_t bin_min_pages(unsigned bin)
{
    if (bin < EXACT_BINS) return bin;
    const unsigned log2 = LOG2_EXACT + (bin - EXACT_BINS) / BINS_PER_DOUBLE;
    const uintptr_t sub = (bin - EXACT_BINS) % BINS_PER_DOUBLE;
    return (BINS_PER_DOUBLE + sub) << (log2 - 4);
}

static void bin_insert(struct gort__heap *h, gort__span *s)
{
    struct gort__pages *pg = h->pages;
    const unsigned bin = bin_of(s->npages);
    s->prev = NULL;
    s->next = pg->bins[bin];
    if (s->next) s->next->prev = s;
    pg->bins[bin] = s;
    pg->bin_map[bin >> 6] |= (uint64_t)1 << (bin & 63);
    pg->free_pages += s->npages;
    s->list = GORT_LIST_BIN;
    gort__store32_release(&s->state, GORT_SPAN_FREE);
    const uintptr_t first = (s->base - h->base) >> GORT_PAGE_SHIFT;
    gort__store_ptr_release(&h->page_span[first], s);
    gort__store_ptr_release(&h->page_span[first + s->npages - 1], s);
}

static void bin_remove(struct gort__heap *h, gort__span *s)
{
    struct gort__pages *pg = h->pages;
    const unsigned bin = bin_of(s->npages);
    if (s->prev)
        s->prev->next = s->next;
    else
        pg->bins[bin] = s->next;
    if (s->next) s->next->prev = s->prev;
    if (!pg->bins[bin]) pg->bin_map[bin >> 6] &= ~((uint64_t)1 << (bin & 63));
    pg->free_pages -= s->npages;
    s->next = s->prev = NULL;
    s->list = GORT_LIST_NONE;
}

static gort__span *bin_search(gort__span *s, uintptr_t npages, unsigned limit)
{
    for (; s && limit > 0; s = s->next, limit--)
        if (s->npages >= npages) return s;
    return NULL;
}

/* A free span of at least npages, still in its bin, or NULL; looks at no more than `limit` spans
 * of a bin one by one. */
static gort__span *bin_find(const struct gort__pages *pg, uintptr_t npages, unsigned limit)
{
    const unsigned bin = bin_of(npages);
    const unsigned sure = bin_min_pages(bin) >= npages ? bin : bin + 1;
    for (unsigned w = sure >> 6; w < (GORT_NUM_BINS + 63) / 64 && sure < GORT_NUM_BINS; w++) {
        uint64_t bits = pg->bin_map[w];
        if (w == sure >> 6) bits &= ~(uint64_t)0 << (sure & 63);
        if (bits) {
            gort__span *s = pg->bins[w * 64 + (unsigned)__builtin_ctzll(bits)];
            if (s->npages >= npages) return s;
            break; /* only the last bin, which has no upper bound, can disappoint */
        }
    }
    gort__span *s = bin_search(pg->bins[bin], npages, limit);
    return s ? s : bin_search(pg->bins[GORT_NUM_BINS - 1], npages, limit);
}

/* ---- Tiles ------------------------------------------------------------------------------- */

/* The free span that page number i belongs to the edge of, or NULL. */
static gort__span *free_neighbour(struct gort__heap *h, uintptr_t i)
{
    const uintptr_t npages = (gort__load_relaxed(&h->committed_end) - h->base) >> GORT_PAGE_SHIFT;
    if (i >= npages) return NULL; /* i - 1 of the first page wraps around and lands here too */
    gort__span *s = gort__load_ptr_relaxed(&h->page_span[i]);
    return s && s->list == GORT_LIST_BIN ? s : NULL;
}

/* Clears the entries of s and makes it, with its free neighbours, one free span. */
static void pages_give_back(struct gort__heap *h, gort__span *s)
{
    const uintptr_t first = (s->base - h->base) >> GORT_PAGE_SHIFT;
    gort__span *left = free_neighbour(h, first - 1);
    gort__span *right = free_neighbour(h, first + s->npages);
    for (uintptr_t i = first; i < first + s->npages; i++)
        gort__store_ptr_release(&h->page_span[i], NULL);
    if (left) {
        bin_remove(h, left);
        gort__store_ptr_release(&h->page_span[first - 1], NULL);
        s->base = left->base;
        s->npages += left->npages;
        gort__span_delete(h, left);
    }
    if (right) {
        bin_remove(h, right);
        gort__store_ptr_release(&h->page_span[(right->base - h->base) >> GORT_PAGE_SHIFT], NULL);
        s->npages += right->npages;
        gort__span_delete(h, right);
    }
    bin_insert(h, s);
}

/* Commits at least npages more at the end, as a free span. */
static bool pages_grow(struct gort__heap *h, uintptr_t npages)
{
    const uintptr_t old_end = gort__load_relaxed(&h->committed_end);
    const gort__span *last = free_neighbour(h, ((old_end - h->base) >> GORT_PAGE_SHIFT) - 1);
    if (npages > (h->end - h->base) >> GORT_PAGE_SHIFT) return false;
    uintptr_t need = npages << GORT_PAGE_SHIFT;
    if (last && last->npages < npages) need -= last->npages << GORT_PAGE_SHIFT;
    uintptr_t bytes = (need + GORT__HEAP_GROW_BYTES - 1) & ~(GORT__HEAP_GROW_BYTES - 1);
    if (need > h->end - old_end) return false;
    if (bytes > h->end - old_end) bytes = need;
    gort__span *s = gort__span_new(h);
    if (!s) return false;
    if (!gort__os_commit((void *)old_end, bytes)) {
        bytes = need;
        if (!gort__os_commit((void *)old_end, bytes)) {
            gort__span_delete(h, s);
            return false;
        }
    }
    if (old_end - h->base >= GORT__HUGE_FROM_BYTES) gort__os_huge((void *)old_end, bytes);
    s->base = old_end;
    s->npages = bytes >> GORT_PAGE_SHIFT;
    gort__store_release(&h->committed_end, old_end + bytes);
    gort__fetch_add_relaxed(&h->committed_bytes, bytes);
    pages_give_back(h, s);
    return true;
}

/* ---- Interface --------------------------------------------------------------------------- */

/* *warm: how many of them have memory. */
static gort__span *pages_take(struct gort__heap *h, uintptr_t npages, uint8_t span_class,
                              uintptr_t *warm)
{
    struct gort__pages *pg = h->pages;
    gort__span *s = bin_find(pg, npages, GORT__BIN_SEARCH);
    if (!s && pages_grow(h, npages)) s = bin_find(pg, npages, UINT_MAX);
    if (!s) s = bin_find(pg, npages, UINT_MAX);
    if (!s) return NULL;
    gort__span *rest = NULL;
    if (s->npages > npages && !(rest = gort__span_new(h))) return NULL;
    bin_remove(h, s);
    const uintptr_t whole = s->npages;
    s->npages = npages;
    if (!gort__span_init(h, s, span_class)) {
        s->npages = whole;
        bin_insert(h, s);
        if (rest) gort__span_delete(h, rest);
        return NULL;
    }
    if (rest) {
        rest->base = s->base + (npages << GORT_PAGE_SHIFT);
        rest->npages = whole - npages;
        bin_insert(h, rest);
    }
    *warm = gort__warm_take(h, (s->base - h->base) >> GORT_PAGE_SHIFT, npages);
    s->needs_zero = *warm > 0;
    return s;
}

gort__span *gort__pageheap_alloc(struct gort__heap *h, uintptr_t npages, uint8_t span_class)
{
    if (npages == 0) return NULL;
    uintptr_t warm = 0;
    gort__lock_take(&h->lock);
    const uintptr_t limit = gort__load_relaxed(&h->limit_pages);
    const uintptr_t in_use = gort__load_relaxed(&h->in_use_pages);
    gort__span *s = in_use <= limit && npages <= limit - in_use
                        ? pages_take(h, npages, span_class, &warm)
                        : NULL;
    if (s) {
        h->pages->spans_in_use++;
        gort__fetch_add_relaxed(&h->in_use_pages, npages);
        gort__store32_release(&s->state, GORT_SPAN_IN_USE);
        const uintptr_t first = (s->base - h->base) >> GORT_PAGE_SHIFT;
        for (uintptr_t i = first; i < first + npages; i++)
            gort__store_ptr_release(&h->page_span[i], s);
        /* Last: what is in use by now does not go. */
        if (warm < npages && h->rt->opt.memory_limit_bytes != INT64_MAX)
            gort__scavenge_for(h, (npages - warm) << GORT_PAGE_SHIFT);
    }
    gort__lock_give(&h->lock);
    return s;
}

void gort__pageheap_free_locked(struct gort__heap *h, gort__span *s)
{
    gort__store32_release(&s->state, GORT_SPAN_FREE);
    gort__span_fini(h, s);
    h->pages->spans_in_use--;
    gort__fetch_add_relaxed(&h->in_use_pages, -s->npages);
    if (h->rt->opt.efence) {
        /* Never used again: a stale pointer traps instead of finding another object. */
        gort__os_protect((void *)s->base, s->npages << GORT_PAGE_SHIFT);
        s->list = GORT_LIST_DEAD;
        return;
    }
    gort__warm_put(h, (s->base - h->base) >> GORT_PAGE_SHIFT, s->npages);
    pages_give_back(h, s);
}

void gort__pageheap_free(struct gort__heap *h, gort__span *s)
{
    gort__lock_take(&h->lock);
    gort__pageheap_free_locked(h, s);
    gort__lock_give(&h->lock);
}

/* Bytes of page_span, and of the warm bits behind it, for a range of so many bytes. */
static uintptr_t page_span_bytes(uintptr_t bytes)
{
    return (((bytes >> GORT_PAGE_SHIFT) + 1) * sizeof(gort_aword) + 7) & ~(uintptr_t)7;
}
static uintptr_t page_tables_bytes(uintptr_t bytes)
{
    return page_span_bytes(bytes) + (bytes >> (GORT_PAGE_SHIFT + 3));
}

/* Reserves bytes of range and the page tables for them. */
static bool heap_reserve(struct gort__heap *h, uintptr_t bytes)
{
    void *range = gort__os_reserve_at(GORT__HEAP_WISH, bytes + GORT__HEAP_GROW_BYTES);
    if (!range) return false;
    h->page_span = gort__os_map(page_tables_bytes(bytes));
    if (!h->page_span) {
        gort__os_release(range, bytes + GORT__HEAP_GROW_BYTES);
        return false;
    }
    /* Aligned so that huge pages fit; the slack at both ends stays reserved. */
    h->reserved_base = (uintptr_t)range;
    h->reserved_bytes = bytes + GORT__HEAP_GROW_BYTES;
    h->base = ((uintptr_t)range + GORT__HEAP_GROW_BYTES - 1) & ~(GORT__HEAP_GROW_BYTES - 1);
    h->end = h->base + bytes;
    h->pages->warm = (uint64_t *)((uintptr_t)h->page_span + page_span_bytes(bytes));
    return true;
}

static void heap_unreserve(struct gort__heap *h)
{
    gort__os_release(h->page_span, page_tables_bytes(h->end - h->base));
    gort__os_release((void *)h->reserved_base, h->reserved_bytes);
}

/* Halves the wish until it is granted. Where address space is short (ulimit -v), half of what
 * would fit is left for stacks, metadata and the embedder. */
static bool heap_reserve_some(struct gort__heap *h, uintptr_t wish)
{
    for (uintptr_t bytes = wish; bytes >= GORT__HEAP_RESERVE_LEAST_BYTES;
         bytes = bytes / 2 & ~(GORT__HEAP_GROW_BYTES - 1)) {
        if (!heap_reserve(h, bytes)) continue;
        if (bytes == wish || bytes < 2 * GORT__HEAP_RESERVE_LEAST_BYTES) return true;
        heap_unreserve(h);
        return heap_reserve(h, bytes / 2 & ~(GORT__HEAP_GROW_BYTES - 1));
    }
    return false;
}

struct gort__heap *gort__heap_new(gort_runtime *rt, size_t reserve_bytes)
{
    struct gort__heap *h = calloc(1, sizeof *h);
    if (!h) return NULL;
    h->rt = rt;
    h->central = calloc(GORT_NUM_RUNS, sizeof *h->central);
    h->pages = calloc(1, sizeof *h->pages);
    uintptr_t reserve = reserve_bytes ? reserve_bytes : GORT__HEAP_RESERVE_BYTES;
    reserve = (reserve + GORT__HEAP_GROW_BYTES - 1) & ~(GORT__HEAP_GROW_BYTES - 1);
    if (reserve < GORT__HEAP_RESERVE_LEAST_BYTES) reserve = GORT__HEAP_RESERVE_LEAST_BYTES;
    if (!h->central || !h->pages || !heap_reserve_some(h, reserve)) {
        free(h->pages);
        free(h->central);
        free(h);
        return NULL;
    }
    gort__store_relaxed(&h->retain_bytes, UINTPTR_MAX);
    gort__store_relaxed(&h->limit_pages, gort__heap_limit_pages(rt->config.hard_limit_bytes));
    gort__store_relaxed(&h->committed_end, h->base);
    gort__store32_relaxed(&h->sweepgen, 2);
    gort__store32_relaxed(&h->swept_gen, 2);
    h->every_slow = rt->opt.wbshadow || rt->opt.gcstress > 0 || rt->opt.gcseed != 0 ||
                    rt->opt.sbrk || rt->opt.efence ||
                    (rt->opt.told & ~GORT__EVENTS_WITHOUT_OBJECTS);
    return h;
}

void gort__heap_free(struct gort__heap *h)
{
    gort__meta_release_all(h);
    heap_unreserve(h);
    free(h->pages);
    free(h->central);
    free(h);
}
