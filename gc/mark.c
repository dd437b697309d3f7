/* mark.c - turning pointers into marked objects and grey objects into black ones.
 *
 * Shading (gort__mark_shade) marks the object that a pointer leads into; the call that did it owes
 * the object one scan and pushes it, unless it holds no pointers. Scanning reads the object's
 * pointers by the bits of its span, if that is of one type (mark_loop.c), else by its own type: the
 * trace hook where there is one (maps), else the pointer mask.
 *
 * Objects of more than GORT__MARK_PIECE_BYTES bytes are scanned in pieces; an entry that is not the
 * address of a slot is the rest of such an object.
 *
 * Invariants
 *  - An object is pushed once, by whoever marked it; seldom twice (color.h).
 *  - A popped object was allocated before the cycle began (later ones are born black), so its type
 *    word is there.
 *  - In the ordered modes everything is one stack, and what a trace hook shades is popped in the
 *    order of the hook's calls, each with all it leads to before the next.
 *
 * Threads: a context belongs to one thread at a time; objects are read with relaxed atomics while
 * mutators write them.
 *
 * To change the order of scanning, open mark_loop.c; what a type's layout means, gort__mark_range.
 */
#include "../runtime/sched/sched.h"
#include "mark.h"
#include <string.h>

void gort__tracer_init(gort_tracer *tr, gort_runtime *rt, gort__tracer_mode mode)
{
    memset(tr, 0, sizeof *tr);
    tr->rt = rt;
    tr->gc = rt->gc;
    tr->heap_base = rt->heap->base;
    tr->heap_bytes = rt->heap->end - rt->heap->base;
    tr->page_span = rt->heap->page_span;
    /* Somebody counts objects: each is to be shaded once. */
    const bool told = gort__event_heard(&rt->listeners, GORT_EVENT_SHADE) ||
                      gort__event_heard(&rt->listeners, GORT_EVENT_BLACKEN) || rt->opt.gctrace > 1;
    tr->mode = mode == GORT__TRACER_MARK && told ? GORT__TRACER_TOLD : mode;
    tr->ordered = rt->gc->ordered;
    tr->invalidptr = rt->opt.invalidptr != 0;
}

static void account_add(gort_a64 *sum, uint64_t *n)
{
    if (*n) gort__fetch_add64_relaxed(sum, *n);
    *n = 0;
}

void gort__tracer_account(gort_tracer *tr)
{
    struct gort__gc *gc = tr->gc;
    account_add(&gc->marked_bytes, &tr->marked_bytes);
    account_add(&gc->heap_work, &tr->heap_work);
    account_add(&gc->stack_work, &tr->stack_work);
    account_add(&gc->globals_work, &tr->globals_work);
    bool any = tr->maps.stack_headers != 0;
    for (int i = 0; i < GORT__NUM_PARTS; i++)
        any |= tr->maps.blocks[i] != 0;
    if (!any) return;
    pthread_mutex_lock(&gc->pool.lock);
    gc->maps.stack_headers += tr->maps.stack_headers;
    for (int i = 0; i < GORT__NUM_PARTS; i++) {
        gc->maps.blocks[i] += tr->maps.blocks[i];
        gc->maps.bytes[i] += tr->maps.bytes[i];
    }
    pthread_mutex_unlock(&gc->pool.lock);
    memset(&tr->maps, 0, sizeof tr->maps);
}

/* ---- Shading ------------------------------------------------------------------------------ */

void gort__mark_stray(gort_tracer *tr, uintptr_t p, uintptr_t where, uintptr_t at)
{
    if (at) {
        const gort__span *s = gort__heap_span_of(tr->rt->heap, at);
        const uint32_t i = gort__span_index(s, at);
        tr->source =
            (gort__source){GORT__FROM_OBJECT, 0, gort__span_type(s, i), gort__span_slot(s, i)};
    }
    gort__check_pointer(tr, p, where);
}

static ALWAYS_INLINE bool mark_shade_how(gort_tracer *tr, gort__mark_view v, uintptr_t p,
                                         uintptr_t where, bool once)
{
    uint32_t i;
    if (p - v.lo >= v.bytes) return false;
    const gort__span *s = gort__mark_white(tr, v, p, where, 0, once, &i);
    if (!s) return false;
    tr->marked_bytes += s->elem_bytes;
    if (!gort__span_noscan(s)) gort__mark_push(tr, gort__span_slot(s, i));
    return true;
}

static inline bool mark_shade(gort_tracer *tr, uintptr_t p, uintptr_t where)
{
    return mark_shade_how(tr, gort__mark_view_of(tr), p, where, false);
}

/* The same with its events: what has no pointers is black at once. */
static __attribute__((noinline)) bool mark_shade_told(gort_tracer *tr, uintptr_t p, uintptr_t where)
{
    static const gort__shade_why whys[] = {[GORT__FROM_OBJECT] = GORT_SHADE_SCAN,
                                           [GORT__FROM_BARRIER_OLD] = GORT_SHADE_BARRIER_OLD,
                                           [GORT__FROM_BARRIER_NEW] = GORT_SHADE_BARRIER_NEW};
    if (!mark_shade_how(tr, gort__mark_view_of(tr), p, where, true)) return false;
    const gort__span *s = gort__heap_span_of(tr->rt->heap, p);
    const void *object = (const void *)gort__span_slot(s, gort__span_index(s, p));
    const gort__source *from = &tr->source;
    if (tr->weak) gort__weak_marked(tr, (uintptr_t)object);
    gort__event(tr->rt, GORT_EVENT_SHADE,
                .shade = {object, whys[from->kind], (int)from->kind,
                          from->kind == GORT__FROM_OBJECT ? (const void *)from->base : NULL,
                          from->id});
    if (gort__span_noscan(s)) gort__event(tr->rt, GORT_EVENT_BLACKEN, .blacken = object);
    return true;
}

static void mark_visit_slow(gort_tracer *tr, uintptr_t p, uintptr_t where)
{
    if (tr->mode == GORT__TRACER_CHECK)
        gort__verify_visit(tr, p, where, NULL);
    else
        mark_shade_told(tr, p, where);
}

static inline void mark_visit(gort_tracer *tr, uintptr_t p, uintptr_t where)
{
    if (p - tr->heap_base >= tr->heap_bytes) return;
    if (GORT_UNLIKELY(tr->mode != GORT__TRACER_MARK))
        mark_visit_slow(tr, p, where);
    else
        mark_shade(tr, p, where);
}

/* Whether p leads to an object that is marked. */
static bool mark_is_marked(const gort_tracer *tr, uintptr_t p)
{
    const gort__span *s = gort__heap_span_of(tr->rt->heap, p);
    if (!s) return false;
    const uint32_t i = gort__span_index(s, p);
    return i < s->nelems && gort__color_is_marked(s, i);
}

bool gort__mark_shade(gort_tracer *tr, uintptr_t p, uintptr_t where)
{
    if (p - tr->heap_base >= tr->heap_bytes) return false;
    if (tr->mode == GORT__TRACER_CHECK) {
        if (!gort__mark_is_end(tr, p)) gort__verify_visit(tr, p, where, NULL);
        return false;
    }
    /* What is marked needs nothing more, whatever p is: that is most of them. */
    if (mark_is_marked(tr, p) || gort__mark_is_end(tr, p)) return false;
    return tr->mode == GORT__TRACER_TOLD ? mark_shade_told(tr, p, where) : mark_shade(tr, p, where);
}

void gort__mark_value(gort_tracer *tr, uint64_t v, uintptr_t where)
{
    const uintptr_t p = gort__value_pointer(tr->rt, v);
    if (gort__value_is_object(tr->rt, p)) mark_visit(tr, p, where);
}

/* ---- Scanning ----------------------------------------------------------------------------- */

/* What the words of an object are read for: each pointer, and where it was. */
typedef void (*mark_visitor)(gort_tracer *tr, gort__mark_view v, uintptr_t p, uintptr_t where);

/* By a context that only marks what it finds. */
static inline void mark_word_white(gort_tracer *tr, gort__mark_view v, uintptr_t p, uintptr_t where)
{
    mark_shade_how(tr, v, p, where, false);
}

/* By any other. What lies in a frame may lead to something else that does. */
static void mark_word_any(gort_tracer *tr, gort__mark_view v, uintptr_t p, uintptr_t where)
{
    (void)v;
    if (tr->frames) gort__frames_reach(tr->frames, p);
    if (p - tr->besides >= tr->besides_bytes) mark_visit(tr, p, where);
}

/* Pops the chain that a hook pushed: what it pushed first comes to lie on top. */
static void mark_append_reversed(gort_tracer *tr, gort__workbuf *chain)
{
    while (chain) {
        gort__workbuf *below = chain->next;
        while (chain->n)
            gort__mark_push(tr, chain->entry[--chain->n]);
        gort__workpool_put_empty(&tr->gc->pool, chain);
        chain = below;
    }
}

static void mark_call_hook(gort_tracer *tr, const gort_type *t, void *obj)
{
    tr->header = NULL;
    if (!tr->ordered || tr->mode == GORT__TRACER_CHECK) {
        t->trace(tr, t, obj);
        return;
    }
    gort__workbuf *own = tr->buf;
    tr->buf = NULL;
    tr->in_hook = true;
    t->trace(tr, t, obj);
    tr->in_hook = false;
    gort__workbuf *chain = tr->buf;
    tr->buf = own;
    mark_append_reversed(tr, chain);
}

/* The words [lo, hi) of an element at `elem`, by the mask; lo is a multiple of the word size. */
static ALWAYS_INLINE void mark_words(gort_tracer *tr, const gort_type *t, uintptr_t elem,
                                     uintptr_t lo, uintptr_t hi, mark_visitor visit)
{
    const gort__mark_view v = gort__mark_view_of(tr);
    const uintptr_t mask_words = t->ptrmask_bytes / sizeof(void *);
    if (mask_words == 1) { /* pointers throughout */
        for (uintptr_t w = elem + lo; w < elem + hi; w += sizeof(void *))
            visit(tr, v, (uintptr_t)gort__heap_load((void *const *)w), w);
        return;
    }
    uintptr_t k = lo / sizeof(void *) % mask_words, w = elem + lo;
    while (w < elem + hi) { /* a byte of the mask at a time, or what is left of it */
        const uintptr_t rest = (elem + hi - w + sizeof(void *) - 1) / sizeof(void *);
        uintptr_t n = 8 - k % 8;
        if (n > mask_words - k) n = mask_words - k;
        if (n > rest) n = rest;
        unsigned bits = t->ptrmask[k / 8] >> k % 8 & ((1u << n) - 1);
        for (; bits; bits &= bits - 1) {
            const uintptr_t at = w + (unsigned)__builtin_ctz(bits) * sizeof(void *);
            visit(tr, v, (uintptr_t)gort__heap_load((void *const *)at), at);
        }
        w += n * sizeof(void *);
        k += n;
        if (k == mask_words) k = 0;
    }
}

/* The words [lo, hi) of elements of t from base on. No hook is called. */
static void mark_elements(gort_tracer *tr, const gort_type *t, uintptr_t base, uintptr_t lo,
                          uintptr_t hi)
{
    const uintptr_t size = t->size_bytes, ptrdata = t->ptrdata_bytes;
    const bool marks = tr->mode == GORT__TRACER_MARK && !tr->besides_bytes && !tr->frames;
    if (marks && ptrdata == size && t->ptrmask_bytes == sizeof(void *)) {
        mark_words(tr, t, base, lo, hi, mark_word_white); /* as of one element */
        return;
    }
    const gort__mark_view v = gort__mark_view_of(tr);
    const unsigned small = marks ? gort__mark_first_bits(t) : 0;
    for (uintptr_t e = lo - lo % size; e < hi; e += size) {
        if (small && e >= lo && hi - e >= size) { /* whole */
            for (unsigned bits = small; bits; bits &= bits - 1) {
                const uintptr_t w = base + e + (unsigned)__builtin_ctz(bits) * sizeof(void *);
                mark_word_white(tr, v, (uintptr_t)gort__heap_load((void *const *)w), w);
            }
            continue;
        }
        const uintptr_t from = e < lo ? lo - e : 0;
        const uintptr_t to = hi - e < ptrdata ? hi - e : ptrdata;
        if (from >= to) continue;
        if (marks)
            mark_words(tr, t, base + e, from, to, mark_word_white);
        else
            mark_words(tr, t, base + e, from, to, mark_word_any);
    }
}

/* A head, and the elements that there are: of a type of gort_type_init_tail. */
static void mark_tail(gort_tracer *tr, const gort_type *t, uintptr_t base, uintptr_t from,
                      uintptr_t to)
{
    const gort__span *s = gort__heap_span_of(tr->rt->heap, base);
    const uintptr_t head = t->size_bytes, end = s ? gort__scan_bytes(s, t) : head;
    if (to > end) to = end;
    mark_elements(tr, t, base, from, to < head ? to : head);
    if (to > head && from < to)
        gort__mark_range(tr, t->elem, base + head, from > head ? from - head : 0, to - head);
}

void gort_trace_tail(gort_tracer *tr, const gort_type *t, void *obj)
{
    mark_tail(tr, t, (uintptr_t)obj, 0, UINTPTR_MAX);
}

void gort__mark_range(gort_tracer *tr, const gort_type *t, uintptr_t base, uintptr_t from,
                      uintptr_t to)
{
    const uintptr_t size = t->size_bytes;
    if (t->ptrdata_bytes == 0 || size == 0) return;
    if (t->trace == gort_trace_tail) {
        mark_tail(tr, t, base, from, to);
        return;
    }
    if (t->trace == gort_trace_values) {
        gort__mark_values(tr, t, base, from, to);
        return;
    }
    if (t->trace) {
        /* Hooks take whole elements: this range's are those that begin in it. */
        for (uintptr_t e = (from + size - 1) / size * size; e < to; e += size)
            mark_call_hook(tr, t, (void *)(base + e));
        return;
    }
    mark_elements(tr, t, base, from, to);
}

void gort__mark_in_frame(gort_tracer *tr, const gort_type *t, uintptr_t base)
{
    if (t->ptrdata_bytes == 0) return;
    if (t->trace == gort_trace_values)
        gort__mark_values(tr, t, base, 0, t->size_bytes);
    else if (t->trace)
        mark_call_hook(tr, t, (void *)base);
    else
        mark_elements(tr, t, base, 0, t->ptrdata_bytes);
}

void gort__mark_scan(gort_tracer *tr, uintptr_t entry)
{
    const gort__span *s = gort__heap_span_of(tr->rt->heap, entry);
    const uint32_t i = gort__span_index(s, entry);
    const uintptr_t base = gort__span_slot(s, i);
    const gort_type *t = gort__span_type(s, i);
    if (GORT_UNLIKELY(!t))
        gort__throw(tr->rt, gort_current(tr->rt), "grey object %p has no type", (void *)base);
    tr->source = (gort__source){GORT__FROM_OBJECT, 0, t, base};
    unsigned bits = gort__mark_small_bits(s, t);
    if (bits) {
        for (; bits; bits &= bits - 1) {
            const uintptr_t w = base + (unsigned)__builtin_ctz(bits) * sizeof(void *);
            mark_visit(tr, (uintptr_t)gort__heap_load((void *const *)w), w);
        }
        tr->heap_work += t->size_bytes;
        return;
    }
    const uintptr_t end = gort__scan_bytes(s, t);
    const uintptr_t from = entry - base;
    uintptr_t to = end;
    if (GORT_UNLIKELY(to - from > GORT__MARK_PIECE_BYTES)) {
        to = from + GORT__MARK_PIECE_BYTES;
        gort__mark_push(tr, base + to);
    }
    gort__mark_range(tr, t, base, from, to);
    tr->heap_work += to - from < sizeof(void *) ? sizeof(void *) : to - from;
}

/* ---- What a trace hook calls -------------------------------------------------------------- */

bool gort__mark_part(gort_tracer *tr, uintptr_t p)
{
    return tr->mode == GORT__TRACER_TOLD ? mark_shade_told(tr, p, 0) : mark_shade(tr, p, 0);
}

void gort__trace_shade(gort_tracer *tr, void *p)
{
    if (tr->frames) gort__frames_reach(tr->frames, (uintptr_t)p);
    mark_visit(tr, (uintptr_t)p, tr->source.base);
}

void gort__trace_words(gort_tracer *tr, const gort_type *t, void *obj, uintptr_t from, uintptr_t to)
{
    mark_elements(tr, t, (uintptr_t)obj, from, to);
}

void gort_trace_shade(gort_tracer *tr, void *p)
{
    gort__trace_shade(tr, p);
}
