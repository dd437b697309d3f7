/* mark_loop.c - the stack of grey objects and the loop that scans them.
 *
 * The stack is explicit: a list of any length costs no C stack. The loop takes from it by rows of
 * GORT__MARK_NEAR objects, asks the memory for all of a row, and then scans it; what it finds it
 * asks for at once and puts on the stack. So the order is nearly that of one stack, and there is no
 * queue to keep: the top of the stack and the heap's range are in registers.
 *
 * Invariants
 *  - What is left of a row is grey, between steps too, and after one that an error ended (a trace
 *    hook's): gort__tracer_finish puts it back on the stack.
 *  - mark_loop_told has rows of one: it takes one object after the other.
 *  - An error for want of memory loses nothing: what is marked is in the pool or on the stack, and
 *    the object in the middle of which it came is scanned again.
 *
 * Threads: a context belongs to one thread at a time.
 *
 * To change how many objects are asked for at once, GORT__MARK_NEAR; who is given work, mark_share.
 */
#include "../runtime/sched/sched.h"
#include "mark.h"
#include <string.h>

/* ---- The stack ---------------------------------------------------------------------------- */

/* All that the context has made grey goes to the pool, so that it is not lost with a context that
 * ends here, and what is scanned just now waits to be scanned anew. */
_Noreturn static __attribute__((noinline)) void mark_push_fails(gort_tracer *tr, uintptr_t object)
{
    gort__workpool *pool = &tr->gc->pool;
    if (!tr->in_hook && tr->buf) {
        gort__workpool_put_full(pool, tr->buf);
        tr->buf = NULL;
    }
    if (tr->near_at > 0) tr->near_at--;
    gort__tracer_account(tr);
    gort__workpool_fail(pool, object);
}

gort__workbuf *gort__mark_push_slow(gort_tracer *tr, uintptr_t object)
{
    gort__workbuf *b = gort__workpool_try_empty(&tr->gc->pool, false);
    if (!b) mark_push_fails(tr, object);
    if (tr->in_hook)
        b->next = tr->buf;
    else if (tr->buf)
        gort__workpool_put_full(&tr->gc->pool, tr->buf);
    tr->buf = b;
    return b;
}

/* 0: empty. */
static inline uintptr_t mark_pop(gort_tracer *tr)
{
    gort__workbuf *b = tr->buf;
    if (GORT_UNLIKELY(!b || b->n == 0)) {
        gort__workbuf *full = gort__workpool_get_full(&tr->gc->pool);
        if (!full) return 0;
        if (b) gort__workpool_put_empty(&tr->gc->pool, b);
        tr->buf = b = full;
    }
    return b->entry[--b->n];
}

/* What is on its way into the processor's cache goes back on the stack. */
static void mark_near_back(gort_tracer *tr)
{
    while (tr->near_end > tr->near_at)
        gort__mark_push(tr, tr->near[--tr->near_end]);
}

void gort__tracer_finish(gort_tracer *tr)
{
    mark_near_back(tr);
    for (gort__workbuf *b = tr->buf, *below; b; b = below) { /* one, unless a hook was left */
        below = b->next;
        if (b->n)
            gort__workpool_put_full(&tr->gc->pool, b);
        else
            gort__workpool_put_empty(&tr->gc->pool, b);
    }
    tr->buf = NULL;
    gort__tracer_account(tr);
}

/* Others have nothing to scan: they get the half of this context's stack that lies deepest. What is
 * left of a large object may lie there. */
static void mark_share(gort_tracer *tr)
{
    gort__workpool *pool = &tr->gc->pool;
    gort__workbuf *b = tr->buf, *give;
    if (!b) return;
    if (b->n < 2) {
        mark_near_back(tr);
        b = tr->buf;
    }
    const uintptr_t half = b->n / 2;
    if (half == 0) return;
    give = gort__workpool_get_empty(pool);
    memcpy(give->entry, b->entry, half * sizeof *b->entry);
    memmove(b->entry, b->entry + half, (b->n - half) * sizeof *b->entry);
    b->n -= half;
    give->n = half;
    gort__workpool_put_full(pool, give);
    gort__fetch_add_relaxed(&tr->gc->shares, 1);
}

bool gort__tracer_has_grey(const gort_tracer *tr)
{
    return tr->near_at != tr->near_end || (tr->buf && tr->buf->n != 0);
}

/* ---- The loop ----------------------------------------------------------------------------- */

/* What the loop holds of its context: the view; the top of the stack and the ends of its buffer. */
typedef struct mark_state {
    gort__mark_view v;
    uintptr_t *top, *bottom, *end;
    uint64_t marked;
} mark_state;

static ALWAYS_INLINE void mark_save(gort_tracer *tr, mark_state *st)
{
    tr->buf->n = (uintptr_t)(st->top - st->bottom);
    tr->marked_bytes += st->marked;
    st->marked = 0;
}

static ALWAYS_INLINE void mark_load(const gort_tracer *tr, mark_state *st)
{
    st->bottom = tr->buf->entry;
    st->top = st->bottom + tr->buf->n;
    st->end = st->bottom + GORT__WORKBUF_ENTRIES;
}

/* The span of an entry: it is in use. */
static ALWAYS_INLINE const gort__span *mark_entry_span(gort__mark_view v, uintptr_t entry)
{
    return gort__load_ptr_relaxed(&v.pages[(entry - v.lo) >> GORT_PAGE_SHIFT]);
}

/* A pointer of an object, at w. What is found is asked for at once. */
static ALWAYS_INLINE void mark_word(gort_tracer *tr, mark_state *st, uintptr_t w)
{
    uint32_t i;
    const uintptr_t p = (uintptr_t)gort__heap_load((void *const *)w);
    if (p - st->v.lo >= st->v.bytes) return;
    const gort__span *s = gort__mark_white(tr, st->v, p, w, w, false, &i);
    if (!s) return;
    const uintptr_t bytes = s->elem_bytes, object = s->base + i * bytes;
    st->marked += bytes;
    if (GORT_UNLIKELY(!s->ptr_bits)) {
        if (gort__span_noscan(s)) return;
        if (s->types) __builtin_prefetch(&s->types[i]);
    }
    /* Not `object`, for which the words of the span have to come first. */
    __builtin_prefetch((const void *)p);
    if (GORT_UNLIKELY(st->top == st->end)) {
        mark_save(tr, st);
        gort__mark_push_slow(tr, object);
        mark_load(tr, st);
    }
    *st->top++ = object;
}

/* Every pointer that `bits` has in an object. The last comes first: what an object leads to was
 * most often made before it, in that order, so the last lies nearest. */
static ALWAYS_INLINE void mark_object(gort_tracer *tr, mark_state *st, uintptr_t object,
                                      uint64_t bits)
{
    if (GORT_LIKELY(bits == 3)) {
        mark_word(tr, st, object + sizeof(void *));
        mark_word(tr, st, object);
    } else if (bits == 1) {
        mark_word(tr, st, object);
    } else {
        do {
            const unsigned last = 63 - (unsigned)__builtin_clzll(bits);
            bits ^= (uint64_t)1 << last;
            mark_word(tr, st, object + last * sizeof(void *));
        } while (bits);
    }
}

/* Another buffer from the pool for the one that is used up. False: there is none. */
static bool mark_more(gort_tracer *tr, mark_state *st)
{
    gort__workbuf *full = gort__workpool_get_full(&tr->gc->pool);
    if (!full) return false;
    if (tr->buf) gort__workpool_put_empty(&tr->gc->pool, tr->buf);
    tr->buf = full;
    mark_load(tr, st);
    return true;
}

/* Fills the row that is scanned next. From the pool too, or an object that leads to one other all
 * the time would be alone in it. False: none is left. */
static ALWAYS_INLINE bool mark_fill(gort_tracer *tr, mark_state *st)
{
    uint32_t n = 0;
    do {
        while (n < GORT__MARK_NEAR && st->top != st->bottom) {
            const uintptr_t object = *--st->top;
            __builtin_prefetch((const void *)object);
            tr->near[n++] = object;
        }
    } while (n < GORT__MARK_NEAR && mark_more(tr, st));
    tr->near_at = 0;
    tr->near_end = n;
    return n != 0;
}

/* Small objects are scanned here, the others by gort__mark_scan. How much that was. */
static ALWAYS_INLINE uintptr_t mark_entry(gort_tracer *tr, mark_state *st, uintptr_t entry)
{
    const gort__span *s = mark_entry_span(st->v, entry);
    if (GORT_LIKELY(s->ptr_bits)) {
        const uintptr_t bytes = s->elem_bytes;
        mark_object(tr, st, entry, s->ptr_bits);
        return bytes;
    }
    const gort_type *t = gort__span_type(s, gort__span_index(s, entry));
    const uint64_t bits = t ? gort__mark_small_bits(s, t) : 0;
    if (bits) {
        mark_object(tr, st, entry, bits);
        return t->size_bytes;
    }
    const uint64_t before = tr->heap_work;
    mark_save(tr, st); /* a hook may not come back */
    gort__mark_scan(tr, entry);
    mark_load(tr, st);
    const uintptr_t bytes = tr->heap_work - before;
    tr->heap_work = before;
    return bytes;
}

/* False: none is left. On its own, so that the loop has all registers. */
__attribute__((noinline)) static bool mark_loop(gort_tracer *tr, uint64_t work_bytes)
{
    mark_state st = {.v = gort__mark_view_of(tr)};
    int64_t left = (int64_t)work_bytes;
    if (!tr->buf) tr->buf = gort__workpool_get_empty(&tr->gc->pool);
    mark_load(tr, &st);
    while (left > 0 && (tr->near_at != tr->near_end || mark_fill(tr, &st)))
        left -= (int64_t)mark_entry(tr, &st, tr->near[tr->near_at++]);
    mark_save(tr, &st);
    tr->heap_work += work_bytes - (uint64_t)left;
    return left <= 0;
}

/* The same in the ordered modes, and with its events. */
__attribute__((noinline)) static bool mark_loop_told(gort_tracer *tr, uint64_t work_bytes)
{
    const uint64_t before = tr->heap_work;
    mark_near_back(tr); /* an error left it there */
    while (tr->heap_work - before < work_bytes) {
        const uintptr_t entry = mark_pop(tr);
        if (!entry) return false;
        tr->near[0] = entry;
        tr->near_at = tr->near_end = 1;
        const gort__span *s = gort__heap_span_of(tr->rt->heap, entry);
        const uint32_t i = gort__span_index(s, entry);
        const uintptr_t base = gort__span_slot(s, i);
        const uintptr_t end = gort__scan_bytes(s, gort__span_type(s, i));
        gort__mark_scan(tr, entry);
        if (base + end - entry <= GORT__MARK_PIECE_BYTES)
            gort__event(tr->rt, GORT_EVENT_BLACKEN, .blacken = (const void *)base);
    }
    return true;
}

static void mark_pieces(gort_tracer *tr, uint64_t work_bytes)
{
    const uint64_t before = tr->heap_work;
    for (uint64_t done = 0; done < work_bytes; done = tr->heap_work - before) {
        const uint64_t left = work_bytes - done;
        const uint64_t most = left < GORT__SHARE_BYTES ? left : GORT__SHARE_BYTES;
        const bool told = GORT_UNLIKELY(tr->mode == GORT__TRACER_TOLD || tr->ordered);
        if (!(told ? mark_loop_told(tr, most) : mark_loop(tr, most))) return;
        /* Others would not tell its table. */
        if (GORT_UNLIKELY(gort__workpool_starves(&tr->gc->pool, tr->background)) && !tr->weak)
            mark_share(tr);
        if (tr->background && gort__load32_relaxed(&tr->rt->stop_requested)) return;
    }
}

void gort__mark_drain(gort_tracer *tr, uint64_t work_bytes)
{
    if (tr->background) { /* no thread of the program's */
        mark_pieces(tr, work_bytes);
        return;
    }
    gort_mutator *m = gort__current_mutator(tr->rt);
    const char *outer = gort__callback_enter(m, "a trace hook");
    mark_pieces(tr, work_bytes);
    gort__callback_leave(m, outer);
}
