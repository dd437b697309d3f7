/* alloc.c - allocation: runs of free slots for the inline fast path, large objects, the ladder to
 * take when memory is short, and the modes in which nothing is inline.
 *
 * A mutator owns at most one span per class. It takes the span's free slots run by run: a run is
 * the next row of slots whose alloc bits are clear, zeroed at once and then bumped through by
 * gort_new. Taking a run needs no lock and no atomic while no cycle marks; spans change hands
 * under heap->lock. Nothing is written back per run: when the span is given up, every slot below
 * run.free is allocated, so bits and statistics are settled once per span (span_settle).
 *
 * Invariants
 *  - run_span[c] is NULL exactly if the run of c is empty and m owns no span of c.
 *  - run_end[c] = slot run_search of the span; run.end is the same, or 0 with heap->every_slow.
 *  - Slots of a run not yet used are zero, and black if the mutator allocates black in its span.
 *  - While a mutator is `exact` each run is one slot, whose alloc bit is set before it is handed
 * out.
 *  - gort__gc_alloc_slow may finish a cycle and so flush every run, of this mutator too: nothing
 *    about runs is kept in a local across it.
 *  - live_bytes counts a span's free slots from the moment it is owned, as Go's heapLive does;
 *    what is left is given back by span_settle. hand_bytes is that part of it.
 *
 * Threads: the owner, at its own safepoints; another thread only with the owner stopped.
 *
 * To change the ladder, open alloc_span and pages_or_fatal; who is asked for memory, memory_may_be;
 * what a stress mode does, alloc_forced.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/os.h"
#include "../base/policy.h"
#include "../gort_embed.h"
#include "../gort_map_parts.h"
#include "../sched/bind.h"
#include "span.h"
#include <stdio.h>
#include <string.h>

/* What zero-sized objects share. Never read or written. */
static const _Alignas(128) uint64_t alloc_zero_base[2];

/* ---- Runs -------------------------------------------------------------------------------- */

/* The next row of clear alloc bits from `from` on; false if there is none. */
static bool span_find_run(const gort__span *s, uint32_t from, uint32_t *first, uint32_t *end)
{
    const uint32_t n = s->nelems;
    if (from >= n) return false;
    uint32_t w = from >> 6;
    const uint32_t last = (n - 1) >> 6;
    uint64_t clear = ~s->alloc_bits[w] & ~(uint64_t)0 << (from & 63);
    while (clear == 0) {
        if (++w > last) return false;
        clear = ~s->alloc_bits[w];
    }
    *first = w * 64 + (uint32_t)__builtin_ctzll(clear);
    if (*first >= n) return false;
    uint64_t set = s->alloc_bits[w] & ~(uint64_t)0 << (*first & 63);
    while (set == 0) {
        if (++w > last) {
            *end = n;
            return true;
        }
        set = s->alloc_bits[w];
    }
    *end = w * 64 + (uint32_t)__builtin_ctzll(set);
    if (*end > n) *end = n;
    return true;
}

/* While a cycle marks a run is short, so that what it owes is paid in small parts. */
static uint32_t run_cut(const gort__span *s, uint32_t first, uint32_t end)
{
    const uint32_t most = (uint32_t)(GORT__RUN_MARKING_BYTES / s->elem_bytes);
    return end - first > most ? first + (most ? most : 1) : end;
}

static uintptr_t span_free_bytes(const gort__span *s)
{
    return (s->nelems - s->alloc_count) * s->elem_bytes;
}

/* The slot of a run of one, which is about to be an object: whoever meets a pointer to it learns
 * from the bit that it is one. What others count is told of it later: while a thread that the
 * system has put aside keeps the others in this phase they come here for each object. */
static void run_take_exactly(gort_mutator *m, gort__span *s, uint32_t i)
{
    gort__span_set_bits(s, i >> 6, s->alloc_bits[i >> 6] | (uint64_t)1 << (i & 63));
    s->alloc_count++;
    s->uncounted++;
    m->exact_bytes += s->elem_bytes;
}

/* Makes the next run of m's span of the class ready; false if the span has no more. */
static bool run_next(gort_mutator *m, unsigned span_class)
{
    gort__span *s = m->run_span[span_class];
    uint32_t first, end;
    if (!span_find_run(s, s->run_search, &first, &end)) return false;
    if (m->g->head.barrier) end = run_cut(s, first, end);
    if (GORT_UNLIKELY(m->exact)) {
        end = first + 1;
        run_take_exactly(m, s, first);
    }
    const uintptr_t base = gort__span_slot(s, first), limit = gort__span_slot(s, end);
    if (s->needs_zero) memset((void *)base, 0, limit - base);
    s->run_search = end;
    gort__gc_run_taken(m, s, first, end);
    gort_alloc_run *r = &m->head.run[span_class];
    m->run_start[span_class] = base;
    m->run_end[span_class] = limit;
    r->free = base;
    r->types = s->types ? s->types + first : NULL;
    r->end = m->rt->heap->every_slow ? 0 : limit;
    return true;
}

/* The first slot that the run has not handed out. */
static uint32_t run_free_index(const gort_mutator *m, const gort__span *s)
{
    return gort__span_index(s, m->head.run[s->span_class].free);
}

/* Everything below `free` is allocated from now on by its alloc bit; what is above goes back. */
static void span_settle(gort_mutator *m, gort__span *s, uint32_t free)
{
    struct gort__heap *h = m->rt->heap;
    gort__gc_run_retired(s, free, s->run_search);
    uint32_t used = 0;
    for (uint32_t w = 0; w * 64 < free; w++) {
        const uint32_t rest = free - w * 64;
        const uint64_t below = rest >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << rest) - 1;
        used += gort__count_bits(below & ~s->alloc_bits[w]);
        gort__span_set_bits(s, w, s->alloc_bits[w] | below); /* gc/values.c reads */
    }
    const uintptr_t was_free = span_free_bytes(s);
    s->alloc_count += used;
    if (used + s->uncounted)
        gort__fetch_add64_relaxed(&h->class_mallocs[s->size_class], used + s->uncounted);
    s->uncounted = 0;
    s->run_search = free;
    if (used && gort__span_is_black(m, s))
        gort__fetch_add_relaxed(&h->black_bytes, used * s->elem_bytes);
    gort__fetch_add_relaxed(&h->live_bytes, -span_free_bytes(s));
    gort__fetch_add_relaxed(&h->hand_bytes, -was_free);
}

/* Ends m's run of the class: its span, which is to be put back. */
static gort__span *run_end(gort_mutator *m, unsigned span_class)
{
    gort__span *s = m->run_span[span_class];
    span_settle(m, s, run_free_index(m, s));
    m->run_span[span_class] = NULL;
    m->run_start[span_class] = m->run_end[span_class] = 0;
    gort_alloc_run *r = &m->head.run[span_class];
    *r = (gort_alloc_run){.type = r->type};
    return s;
}

/* Gives m's span of the class up. */
static void run_retire(gort_mutator *m, unsigned span_class)
{
    gort__central_put(m->rt->heap, run_end(m, span_class));
}

uint32_t gort__alloc_flush(gort_mutator *m)
{
    uint32_t n = 0;
    if (m->exact_bytes) gort__fetch_add_relaxed(&m->rt->heap->hand_bytes, -m->exact_bytes);
    m->exact_bytes = 0;
    for (unsigned c = 0; c < GORT_NUM_RUNS; c++) {
        if (!m->run_span[c]) continue;
        run_retire(m, c);
        n++;
    }
    return n;
}

void gort__alloc_flush_stale(gort_mutator *m)
{
    const uint32_t gen = gort__load32_relaxed(&m->rt->heap->sweepgen);
    for (unsigned c = 0; c < GORT_NUM_RUNS; c++)
        if (m->run_span[c] && gort__load32_relaxed(&m->run_span[c]->sweepgen) != gen)
            run_retire(m, c);
}

/* ---- The ladder -------------------------------------------------------------------------- */

/* Comes back if the allocation may fail. */
static void out_of_memory(gort_g *g, uintptr_t bytes)
{
    if (g->tries) return;
    gort__panic_memory(g);
    struct gort__heap *h = g->rt->heap;
    char text[160];
    const int n =
        snprintf(text, sizeof text,
                 "runtime: out of memory: cannot allocate %zu-byte block (%zu in use)\n"
                 "fatal error: out of memory\n",
                 (size_t)bytes, (size_t)gort__load_relaxed(&h->in_use_pages) << GORT_PAGE_SHIFT);
    gort__fatal_text(g->rt, g, GORT_ERROR_OUT_OF_MEMORY, text, (size_t)n);
}

/* A new span of npages, sweeping in proportion first. NULL: no memory. */
static gort__span *pages_alloc(gort_runtime *rt, uintptr_t npages, uint8_t span_class)
{
    struct gort__heap *h = rt->heap;
    if (gort__heap_unswept(h)) {
        uintptr_t spans = GORT__SWEEP_FOR_PAGES + 4 * npages;
        if (spans > GORT__SWEEP_FOR_PAGES_MOST) spans = GORT__SWEEP_FOR_PAGES_MOST;
        gort__sweep_for_pages(rt, npages, spans, 1);
    } else if (GORT_UNLIKELY(gort__load32_relaxed(&h->scavenge_due))) {
        gort__scavenge_step(rt, GORT__SCAVENGE_STEP_BYTES);
    }
    gort__span *s = gort__pageheap_alloc(h, npages, span_class);
    if (!s) {
        gort__sweep_finish(rt);
        s = gort__pageheap_alloc(h, npages, span_class);
    }
    return s;
}

/* The embedder's turn. */
struct memory_question {
    size_t bytes;
    bool again;
};

static void memory_ask(gort_g *g, void **sp, void *arg)
{
    struct memory_question *q = arg;
    const gort_config *c = &g->rt->config;
    q->again = c->on_out_of_memory(c->user, g, sp, q->bytes);
}

/* Whether it says that there may be memory now. What fails while it is asked is not a reason to ask
 * again, nor does it go beyond here. A safepoint. */
static bool memory_may_be(gort_g *g, size_t bytes)
{
    struct memory_question q = {bytes, false};
    gort_caught caught;
    void **const sp = g->sp;
    const bool tries = g->tries;
    if (!g->rt->config.on_out_of_memory || g->asks) return false;
    g->asks = true;
    g->tries = false;
    const bool returned = gort_call_protected(g, sp, memory_ask, &q, &caught);
    g->asks = false;
    g->tries = tries;
    g->sp = sp;
    return returned && q.again;
}

/* The same; collects as a last resort, asks, and does not return without a span, unless g tries. A
 * safepoint if the first attempt fails: *m is loaded anew. */
static gort__span *pages_or_fatal(gort_g *g, uintptr_t npages, uint8_t span_class)
{
    const struct gort__heap *h = g->rt->heap;
    gort__span *s = NULL;
    const uintptr_t limit = gort__load_relaxed(&h->limit_pages);
    if (npages <= (h->end - h->base) >> GORT_PAGE_SHIFT && npages <= limit) {
        s = pages_alloc(g->rt, npages, span_class);
        while (!s) {
            gort__gc_collect(g, false);
            s = pages_alloc(g->rt, npages, span_class);
            if (!s && !memory_may_be(g, npages << GORT_PAGE_SHIFT)) break;
        }
    }
    if (!s) out_of_memory(g, npages << GORT_PAGE_SHIFT);
    return s;
}

/* A swept span of the class with at least one free slot, owned by m, which gives `back` up for it
 * (unless that is NULL). NULL: g tries. */
static gort__span *alloc_span(gort_g *g, unsigned span_class, gort__span *back)
{
    gort_runtime *rt = g->rt;
    struct gort__heap *h = rt->heap;
    bool claimed;
    gort__span *s = gort__central_take(h, span_class, gort__m(g), back, &claimed);
    if (s && !claimed) return s;
    /* Full spans may stay full; after many of those a new span is cheaper than going on. */
    for (int tries = 1; s; tries++) {
        if (gort__sweep_claimed(rt, s) < s->nelems) {
            gort__span *more = gort__central_claim_next(h, s, gort__m(g), GORT_CLAIM_ANY);
            if (more) {
                gort__sweep_claimed(rt, more);
                gort__central_claim_next(h, more, NULL, GORT_CLAIM_NONE);
            }
            return s;
        }
        s = gort__central_claim_next(
            h, s, NULL, tries < GORT__SWEEP_FOR_SLOTS ? (int)span_class : GORT_CLAIM_NONE);
    }
    s = pages_or_fatal(g, gort__class_pages[gort__class_size_class(h, span_class)],
                       (uint8_t)span_class);
    if (s) s->owner = gort__m(g); /* nobody else comes across it yet */
    return s;
}

/* What every slow path does before it takes anything. A safepoint. */
static void alloc_poll(gort_g *g, void **sp, uintptr_t bytes)
{
    if (gort__g_is_asked(g)) gort__safepoint_slow(g, sp);
    gort__gc_alloc_slow(g, bytes);
}

/* Returns g's mutator with at least one slot in its run of the class. NULL: g tries. */
static gort_mutator *run_refill(gort_g *g, void **sp, unsigned span_class)
{
    gort_mutator *m = gort__m(g);
    const uintptr_t elem_bytes = gort_class_bytes(gort__class_size_class(g->rt->heap, span_class));
    const uintptr_t used_bytes = m->run_end[span_class] - m->run_start[span_class];
    gort__check_call(g, "gort_alloc_slow");
    alloc_poll(g, sp, used_bytes > elem_bytes ? used_bytes : elem_bytes);
    for (;;) {
        gort__span *back = NULL;
        m = gort__m(g);
        if (m->run_span[span_class]) {
            if (m->head.run[span_class].free < m->run_end[span_class]) return m;
            if (run_next(m, span_class)) return m;
            back = run_end(m, span_class);
        }
        gort__span *s = alloc_span(g, span_class, back);
        if (!s) return NULL;
        m = gort__m(g);
        if (m->run_span[span_class]) {
            gort__central_put(g->rt->heap, s); /* the ladder's safepoint refilled the run */
            continue;
        }
        gort__fetch_add_relaxed(&g->rt->heap->hand_bytes, span_free_bytes(s));
        gort__fetch_add_relaxed(&g->rt->heap->live_bytes, span_free_bytes(s));
        m->run_span[span_class] = s;
        m->head.run[span_class].free = gort__span_slot(s, 0);
        m->head.run[span_class].type = gort__class_type(g->rt->heap, span_class);
    }
}

/* ---- Large objects ----------------------------------------------------------------------- */

/* One object with a span of its own; under efence small ones too. NULL: g tries. */
static void *alloc_large(gort_g *g, void **sp, const gort_type *t, uintptr_t bytes)
{
    struct gort__heap *h = g->rt->heap;
    gort__check_call(g, "gort_alloc_slow");
    if (bytes > h->end - h->base) {
        out_of_memory(g, bytes);
        return NULL;
    }
    const uintptr_t npages = (bytes + GORT_PAGE_BYTES - 1) >> GORT_PAGE_SHIFT;
    const uintptr_t span_bytes = npages << GORT_PAGE_SHIFT;
    alloc_poll(g, sp, span_bytes);
    gort__span *s = pages_or_fatal(g, npages, t->ptrdata_bytes == 0);
    if (!s) return NULL;
    s->only_type = t;
    s->alloc_count = 1;
    s->run_search = 1;
    if (span_bytes >= GORT__HUGE_ADVICE_BYTES) gort__os_huge((void *)s->base, span_bytes);
    if (s->needs_zero) memset((void *)s->base, 0, span_bytes);
    gort__gc_run_taken(gort__m(g), s, 0, 1);
    if (gort__span_is_black(gort__m(g), s)) gort__fetch_add_relaxed(&h->black_bytes, span_bytes);
    /* Last, and black by now: a value that happens to point here must not have it scanned. */
    gort__span_set_bits(s, 0, 1);
    gort__fetch_add64_relaxed(&h->class_mallocs[0], 1);
    gort__fetch_add64_relaxed(&h->large_alloc_bytes, span_bytes);
    gort__fetch_add_relaxed(&h->live_bytes, span_bytes);
    void *p = (void *)s->base;
    gort__central_put(h, s);
    return p;
}

/* ---- Modes in which every allocation comes here ------------------------------------------ */

/* sbrk=1: memory that no collector sees, never freed. */
static void *alloc_bump(gort_g *g, uintptr_t bytes, uintptr_t align)
{
    struct gort__heap *h = g->rt->heap;
    struct gort__pages *pg = h->pages;
    uintptr_t p = 0;
    if (align < 16) align = 16;
    bytes = (bytes + align - 1) & ~(align - 1);
    gort__lock_take(&h->lock);
    pg->bump_next = (pg->bump_next + align - 1) & ~(align - 1);
    if (pg->bump_next > pg->bump_end) pg->bump_next = pg->bump_end;
    if (pg->bump_end - pg->bump_next < bytes) {
        const uintptr_t chunk = bytes > GORT__BUMP_CHUNK_BYTES ? bytes : GORT__BUMP_CHUNK_BYTES;
        const uintptr_t page_chunk = (chunk + GORT_PAGE_BYTES - 1) & ~(GORT_PAGE_BYTES - 1);
        void *c = page_chunk < bytes ? NULL : gort__bump_chunk(h, page_chunk);
        if (c) {
            pg->bump_next = (uintptr_t)c;
            pg->bump_end = (uintptr_t)c + page_chunk;
        }
    }
    if (pg->bump_end - pg->bump_next >= bytes) {
        p = pg->bump_next;
        pg->bump_next += bytes;
    }
    gort__lock_give(&h->lock);
    if (!p) out_of_memory(g, bytes);
    return (void *)p;
}

/* The stress modes' share of an allocation. A safepoint. */
static void alloc_forced(gort_g *g, void **sp, uintptr_t bytes)
{
    gort_runtime *rt = g->rt;
    const gort__options *o = &rt->opt;
    if (o->gcseed) alloc_poll(g, sp, bytes);
    if (o->gcstress <= 0) return;
    gort_mutator *m = gort__m(g);
    if (++m->stress_allocs < (uint64_t)o->gcstress) return;
    m->stress_allocs = 0;
    gort__gc_collect(g, true);
    pthread_mutex_lock(&rt->lock);
    rt->stress.collections_forced++;
    pthread_mutex_unlock(&rt->lock);
}

/* ---- The slow path ----------------------------------------------------------------------- */

static inline __attribute__((always_inline)) void *
alloc_plain(gort_g *g, void **sp, const gort_type *t, uintptr_t count, uintptr_t bytes)
{
    if (bytes > GORT_MAX_SMALL_BYTES) return alloc_large(g, sp, t, bytes);

    const unsigned c = gort_size_class(bytes);
    const bool scan = t->ptrdata_bytes != 0;
    unsigned span_class = 2 * c + !scan;
    gort_mutator *m = gort__m(g);
    /* A mutator that does not know that t has a class of its own learns it when its run ends. */
    if (scan && count == 1 &&
        (m->head.run[gort_typed_class(t)].type == t ||
         (m->head.run[span_class].free >= m->run_end[span_class] &&
          gort__typed_take(g->rt->heap, t, m->run_span[span_class] != NULL))))
        span_class = gort_typed_class(t);
    /* Arrays come here with slots left in the run, and so does everything if every_slow. */
    if (m->head.run[span_class].free >= m->run_end[span_class]) m = run_refill(g, sp, span_class);
    if (!m) return NULL;
    gort_alloc_run *r = &m->head.run[span_class];
    const uintptr_t p = r->free;
    r->free = p + gort_class_bytes(c);
    if (r->types) GORT_STORE_RELAXED(r->types++, t);
    return (void *)p;
}

/* With heap->every_slow. */
static __attribute__((noinline)) void *alloc_every(gort_g *g, void **sp, const gort_type *t,
                                                   uintptr_t count, uintptr_t bytes, const void *pc)
{
    gort_runtime *rt = g->rt;
    void *p;
    gort__check_call(g, "gort_alloc_slow");
    if (rt->opt.sbrk) {
        p = alloc_bump(g, bytes, t->align);
    } else {
        alloc_forced(g, sp, bytes);
        p = rt->opt.efence ? alloc_large(g, sp, t, bytes) : alloc_plain(g, sp, t, count, bytes);
    }
    if (!p) return NULL;
    if (rt->wbshadow) gort__wbshadow_alloc(g, p, t, bytes, pc);
    if ((rt->opt.told & ~GORT__EVENTS_WITHOUT_OBJECTS) && t->map && t == t->map->hmap)
        ((gort_hmap *)p)->flags = GORT__MAP_TOLD;
    if (rt->addresses && t->map && t == t->map->hmap && gort__type_has_address(t->map->key))
        ((gort_hmap *)p)->flags |= GORT__MAP_STABLE;
    gort__event(rt, GORT_EVENT_ALLOC, .g = g, .sp = sp, .alloc = {p, t, count, bytes});
    return p;
}

void *gort_alloc_slow(gort_g *g, void **sp, const gort_type *t, uintptr_t count)
{
    GORT_DEBUG_CHECK_NEW(g, sp, t, count);
    const uintptr_t bytes = gort__aligned_bytes(t->size_bytes * count, t->align);
    if (bytes == 0) return (void *)(uintptr_t)alloc_zero_base;
    g->sp = sp;
    if (GORT_UNLIKELY(g->rt->heap->every_slow))
        return alloc_every(g, sp, t, count, bytes, __builtin_return_address(0));
    return alloc_plain(g, sp, t, count, bytes);
}

/* `bytes`: of one object of a type with more behind it, which has no class to itself. */
static void *alloc_whole(gort_g *g, void **sp, const gort_type *t, uintptr_t bytes, const void *pc)
{
    enum { NOT_ONE = 0 };
    g->sp = sp;
    if (GORT_UNLIKELY(g->rt->heap->every_slow)) return alloc_every(g, sp, t, NOT_ONE, bytes, pc);
    return alloc_plain(g, sp, t, NOT_ONE, bytes);
}

/* size_bytes and n more of `each`. False: more than any object can have. */
static bool alloc_sum(const gort_type *t, uintptr_t each, uintptr_t n, uintptr_t *bytes)
{
    if (n > (PTRDIFF_MAX - t->size_bytes - t->align) / each) return false;
    *bytes = gort__aligned_bytes(t->size_bytes + n * each, t->align);
    return true;
}

void *gort_new_tail(gort_g *g, void **sp, const gort_type *t, uintptr_t n)
{
    gort__check_entry(g, sp, __func__);
    gort__check_tail(g, t, __func__);
    uintptr_t bytes;
    if (!alloc_sum(t, t->elem->size_bytes, n, &bytes)) bytes = PTRDIFF_MAX;
    return bytes ? alloc_whole(g, sp, t, bytes, __builtin_return_address(0))
                 : (void *)(uintptr_t)alloc_zero_base;
}

void *gort_try_new_tail(gort_g *g, void **sp, const gort_type *t, uintptr_t n)
{
    gort__check_entry(g, sp, __func__);
    gort__check_tail(g, t, __func__);
    uintptr_t bytes;
    if (!alloc_sum(t, t->elem->size_bytes, n, &bytes)) return NULL;
    if (bytes == 0) return (void *)(uintptr_t)alloc_zero_base;
    g->tries = true;
    void *p = alloc_whole(g, sp, t, bytes, __builtin_return_address(0));
    g->tries = false;
    return p;
}

void *gort_try_alloc(gort_g *g, void **sp, const gort_type *t, uintptr_t count)
{
    gort__check_entry(g, sp, __func__);
    gort__check_alloc(g, t, 1, __func__);
    if (t->size_bytes && count > (PTRDIFF_MAX - t->align) / t->size_bytes) return NULL;
    g->tries = true;
    void *p = gort_alloc_slow(g, sp, t, count);
    g->tries = false;
    return p;
}

uint64_t gort_set_hard_limit(gort_g *g, uint64_t bytes)
{
    gort__check_call(g, "gort_set_hard_limit");
    struct gort__heap *h = g->rt->heap;
    gort__lock_take(&h->lock);
    const uintptr_t old = gort__load_relaxed(&h->limit_pages);
    gort__store_relaxed(&h->limit_pages, gort__heap_limit_pages(bytes));
    gort__lock_give(&h->lock);
    return old == UINTPTR_MAX ? 0 : (uint64_t)old << GORT_PAGE_SHIFT;
}

uint64_t gort_adjust_external(gort_g *g, void **sp, int64_t delta_bytes)
{
    gort__check_entry(g, sp, __func__);
    gort_a64 *sum = &g->rt->heap->external_bytes;
    uint64_t old, new;
    do {
        old = gort__load64_relaxed(sum);
        new = old + (uint64_t)delta_bytes;
        if (delta_bytes < 0 && new > old) new = 0;
    } while (!gort__cas64_full(sum, old, new));
    g->sp = sp;
    if (delta_bytes > 0 && !g->rt->opt.sbrk) alloc_poll(g, sp, 0);
    return new;
}
