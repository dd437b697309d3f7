/* checks.c - what is wrong with a call, and the error that says so: in every build whether its g is
 * one that the thread may use, in the debug library what base/checks.h lists besides.
 *
 * Invariants:
 *  - A check reads memory only if it knows that it is there: a g is looked for among those of the
 *    calling thread and of the process's runtimes, a handle in its runtime's table, before either
 *    is read.
 *  - A runtime whose table has found no memory for an entry checks no handle any more.
 *  - No check waits for a lock that the caller may hold: the registry's is tried.
 *
 * Threads: any.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../gort_embed.h"
#include "../heap/span.h"
#include "../sched/sched.h"
#include <stdlib.h>

void gort__check_failed(gort_g *g, const char *call)
{
    if (!g) gort__misuse(NULL, "%s: the g is nil: the calling thread is not attached", call);
    const gort_mutator *m = gort__current_mutator(g->rt);
    if (!m || m->g != g)
        gort__misuse(g->rt, "%s: the g is another thread's; the calling thread %s", call,
                     m ? "has one of its own" : "is not attached");
    if (m->callback) gort__misuse(g->rt, "%s: called in %s", call, m->callback);
    gort__misuse(g->rt, "%s: the thread is in a blocking region", call);
}

void gort_debug_check(gort_g *g, const char *function)
{
    gort__check_call(g, function);
}

void gort_debug_check_entry(gort_g *g, void **sp, const char *function)
{
    gort__check_entry(g, sp, function);
    (void)sp;
}

void gort_debug_check_pointer(gort_g *g, const void *p, const char *function)
{
    gort__check_call(g, function);
    gort__check_object(g, p, function);
    (void)p;
}

void gort_debug_check_store(gort_g *g, const void *slot, const void *val, const char *function)
{
    gort_debug_check_pointer(g, val, function);
    gort__check_slot(g, slot, function);
    (void)slot;
}

void gort_debug_check_new(gort_g *g, void **sp, const gort_type *t, uintptr_t count,
                          const char *function)
{
    gort_debug_check_entry(g, sp, function);
    gort__check_alloc(g, t, count, function);
    (void)t;
    (void)count;
}

#ifdef GORT_DEBUG

/* ---- Handles ------------------------------------------------------------------------------ */

/* Open addressing; an entry that went leaves GONE. */
struct gort__handles {
    pthread_mutex_t lock;
    uintptr_t *at; /* the address, of 8 bytes or more, with the kind in its lower bits */
    size_t size;   /* a power of two */
    size_t used;   /* entries and GONEs */
    size_t live;
    bool lost; /* an entry found no memory */
};

#define GONE      ((uintptr_t)1)
#define KIND_MASK ((uintptr_t)7)
_Static_assert(GORT__HANDLE_KINDS <= KIND_MASK, "kinds have three bits, and GONE is one of them");

static const char *const handle_names[GORT__HANDLE_KINDS] = {
    "root cell", "weak handle", "ephemeron", "map with weak keys", "cleanup", "registered root"};

static struct gort__handles *handles_of(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    if (!rt->handles) {
        rt->handles = calloc(1, sizeof *rt->handles);
        if (rt->handles) pthread_mutex_init(&rt->handles->lock, NULL);
    }
    struct gort__handles *t = rt->handles;
    pthread_mutex_unlock(&rt->lock);
    return t;
}

/* The entry of h, or where it would go. size is not 0. */
static uintptr_t *handles_find(const struct gort__handles *t, uintptr_t h)
{
    uintptr_t *gone = NULL;
    for (size_t i = (size_t)(h * UINT64_C(0x9e3779b97f4a7c15) >> 20);; i++) {
        uintptr_t *at = &t->at[i & (t->size - 1)];
        if (!*at) return gone ? gone : at;
        if (*at == GONE && !gone) gone = at;
        if ((*at & ~KIND_MASK) == h) return at;
    }
}

static bool handles_grow(struct gort__handles *t)
{
    if (t->used < t->size / 2) return true;
    struct gort__handles to = {.size = 64};
    while (to.size < t->live * 4)
        to.size *= 2;
    to.at = calloc(to.size, sizeof *to.at);
    if (!to.at) return false;
    for (size_t i = 0; i < t->size; i++)
        if (t->at[i] & ~KIND_MASK) *handles_find(&to, t->at[i] & ~KIND_MASK) = t->at[i];
    free(t->at);
    t->at = to.at;
    t->size = to.size;
    t->used = t->live;
    return true;
}

void gort__handle_made(gort_runtime *rt, const void *h, gort__handle_kind kind)
{
    struct gort__handles *t = handles_of(rt);
    if (!t) return;
    pthread_mutex_lock(&t->lock);
    t->lost = t->lost || !handles_grow(t);
    if (!t->lost) {
        uintptr_t *at = handles_find(t, (uintptr_t)h);
        t->used += *at == 0;
        t->live += (*at & ~KIND_MASK) == 0;
        *at = (uintptr_t)h | (kind + 2);
    }
    pthread_mutex_unlock(&t->lock);
}

void gort__handle_gone(gort_runtime *rt, const void *h)
{
    struct gort__handles *t = handles_of(rt);
    if (!t) return;
    pthread_mutex_lock(&t->lock);
    uintptr_t *at = t->size ? handles_find(t, (uintptr_t)h) : NULL;
    if (at && (*at & ~KIND_MASK)) {
        *at = GONE;
        t->live--;
    }
    pthread_mutex_unlock(&t->lock);
}

void gort__handles_free(gort_runtime *rt)
{
    if (!rt->handles) return;
    free(rt->handles->at);
    pthread_mutex_destroy(&rt->handles->lock);
    free(rt->handles);
}

/* Its kind; GORT__HANDLE_KINDS: it is none. *lost: that cannot be said. */
static gort__handle_kind handles_kind(gort_runtime *rt, const void *h, bool *lost)
{
    struct gort__handles *t = handles_of(rt);
    gort__handle_kind kind = GORT__HANDLE_KINDS;
    *lost = !t;
    if (!t) return kind;
    pthread_mutex_lock(&t->lock);
    const uintptr_t entry = t->size ? *handles_find(t, (uintptr_t)h) : 0;
    if (entry & ~KIND_MASK) kind = (gort__handle_kind)((entry & KIND_MASK) - 2);
    *lost = t->lost;
    pthread_mutex_unlock(&t->lock);
    return kind;
}

void gort__check_handle(gort_g *g, const void *h, gort__handle_kind kind, const char *call)
{
    gort__check_call(g, call);
    bool lost = false;
    if (!h) gort__misuse(g->rt, "%s: the %s is NULL", call, handle_names[kind]);
    const bool aligned = (uintptr_t)h % 8 == 0;
    const gort__handle_kind is = aligned ? handles_kind(g->rt, h, &lost) : GORT__HANDLE_KINDS;
    if (is == kind || lost) return;
    if (is != GORT__HANDLE_KINDS)
        gort__misuse(g->rt, "%s: it is %s %s, no %s", call,
                     is == GORT__HANDLE_EPHEMERON ? "an" : "a", handle_names[is],
                     handle_names[kind]);
    if (kind == GORT__HANDLE_ROOT) gort__misuse(g->rt, "%s: the root is not registered", call);
    gort__misuse(g->rt, "%s: it is no %s of this runtime's: freed, or another's", call,
                 handle_names[kind]);
}

void gort__check_new_root(gort_g *g, const void *root, const char *call)
{
    bool lost;
    gort__check_call(g, call);
    if (!root) gort__misuse(g->rt, "%s: the root is NULL", call);
    if (handles_kind(g->rt, root, &lost) == GORT__HANDLE_ROOT && !lost)
        gort__misuse(g->rt, "%s: the root is registered already", call);
}

/* ---- Stacks, pointers, types -------------------------------------------------------------- */

void gort__check_entry(gort_g *g, void **sp, const char *call)
{
    gort__check_call(g, call);
    const gort__stack *s = &g->stack;
    if ((uintptr_t)sp % sizeof(void *)) gort__misuse(g->rt, "%s: sp is misaligned", call);
    if (sp < s->shadow_lo || sp > s->shadow_hi)
        gort__misuse(g->rt, "%s: sp is not on the shadow stack of the g", call);
    if (sp < g->head.top)
        gort__misuse(g->rt, "%s: sp is below the roots of open scopes or slots", call);
}

/* rt->heap, or that of another runtime. */
static bool pointers_in_heap(const gort_runtime *rt, const void *p)
{
    const struct gort__heap *h = rt->heap;
    return (uintptr_t)p - h->base < h->end - h->base;
}

void gort__check_object(gort_g *g, const void *p, const char *call)
{
    gort__check_call(g, call);
    const gort_runtime *rt = g->rt;
    if (!p) return;
    if (!pointers_in_heap(rt, p)) {
        if (gort__registry_find(pointers_in_heap, p, rt) > 0)
            gort__misuse(g->rt, "%s: the pointer is to an object of another runtime", call);
        return;
    }
    /* It may be one past the end of an object. */
    if (!gort__heap_span_of(rt->heap, (uintptr_t)p) &&
        !gort__heap_span_of(rt->heap, (uintptr_t)p - 1))
        gort__misuse(g->rt, "%s: the pointer is to memory of the heap that is free", call);
}

void gort__check_type(gort_runtime *rt, const gort_type *t, const char *call)
{
    const char *wrong = gort_type_check(t);
    if (wrong) gort__misuse(rt, "%s: the type: %s", call, wrong);
}

void gort__check_alloc(gort_g *g, const gort_type *t, uintptr_t count, const char *call)
{
    if (!t) gort__misuse(g->rt, "%s: the type is NULL", call);
    if (!t->align || (t->align & (t->align - 1)) || t->ptrdata_bytes > t->size_bytes ||
        (t->ptrdata_bytes && !t->ptrmask))
        gort__check_type(g->rt, t, call);
    if (t->size_bytes && count > PTRDIFF_MAX / t->size_bytes)
        gort__misuse(g->rt, "%s: so many are more bytes than any object can have", call);
}

void gort__check_tail(gort_g *g, const gort_type *t, const char *call)
{
    gort__check_alloc(g, t, 1, call);
    if (!t->elem || (t->ptrdata_bytes && t->trace != gort_trace_tail))
        gort__misuse(g->rt, "%s: the type is none of gort_type_init_tail", call);
}

void gort__check_slot(gort_g *g, const void *slot, const char *call)
{
    gort__check_call(g, call);
    if (!slot) gort__misuse(g->rt, "%s: the slot is NULL", call);
    if ((uintptr_t)slot % sizeof(void *)) gort__misuse(g->rt, "%s: the slot is misaligned", call);
}

void gort__check_move(gort_g *g, const gort_type *t, const void *dst, const void *src,
                      const char *call)
{
    gort__check_call(g, call);
    if (!t) gort__misuse(g->rt, "%s: the type is NULL", call);
    if (t->ptrdata_bytes && (((uintptr_t)dst | (uintptr_t)src) % sizeof(void *)))
        gort__misuse(g->rt, "%s: a place of pointers is misaligned", call);
}

/* The type of the object that p is the beginning of. False: it is none. */
static bool objects_type(const gort_g *g, const void *p, const gort_type **type)
{
    gort__span *s = gort__heap_span_of(g->rt->heap, (uintptr_t)p);
    const uint32_t i = s ? gort__span_index(s, (uintptr_t)p) : 0;
    if (!s || i >= s->nelems || gort__span_slot(s, i) != (uintptr_t)p) return false;
    *type = gort__span_noscan(s) ? NULL : gort__span_type(s, i);
    return true;
}

/* One of them may say less of its keys. */
static bool maps_differ(const gort_maptype *a, const gort_maptype *b)
{
    return a->bucket_bytes != b->bucket_bytes ||
           (a->key_match != b->key_match && a->key_match != GORT_MAP_MATCH_ANY &&
            b->key_match != GORT_MAP_MATCH_ANY);
}

void gort__check_map(gort_g *g, void **sp, const gort_type *t, const void *h, const char *call)
{
    const gort_type *is = NULL;
    gort__check_entry(g, sp, call);
    if (!t) gort__misuse(g->rt, "%s: the type is NULL", call);
    if (t->kind != GORT_KIND_MAP || !t->map)
        gort__misuse(g->rt, "%s: the type is that of no map", call);
    if (!h) return;
    if ((uintptr_t)h % sizeof(void *)) gort__misuse(g->rt, "%s: the map is misaligned", call);
    gort__check_object(g, h, call);
    if (!pointers_in_heap(g->rt, h)) return; /* a header in a frame */
    if (!objects_type(g, h, &is) || !is || !is->map) gort__misuse(g->rt, "%s: it is no map", call);
    if (maps_differ(is->map, t->map)) gort__misuse(g->rt, "%s: the map is of another type", call);
}

void gort__check_channel(gort_g *g, const void *c, const char *call)
{
    const gort_type *is = NULL;
    gort__check_call(g, call);
    if (!c || g->rt->opt.sbrk) return;
    gort__check_object(g, c, call);
    if (!objects_type(g, c, &is) || (is && is != &gort_type_hchan))
        gort__misuse(g->rt, "%s: it is no channel", call);
}

/* ---- Runtimes ----------------------------------------------------------------------------- */

static bool runtimes_same(const gort_runtime *rt, const void *other)
{
    return rt == other;
}

void gort__check_runtime(gort_runtime *rt, const char *call)
{
    if (!rt) gort__misuse(NULL, "%s: the runtime is NULL", call);
    if (gort__registry_find(runtimes_same, rt, NULL) == 0)
        gort__misuse(NULL, "%s: it is no runtime: it was freed, or never made", call);
}

static bool runtimes_have(const gort_runtime *rt, const void *g)
{
    gort_runtime *of = (gort_runtime *)(uintptr_t)rt;
    if (pthread_mutex_trylock(&of->lock) != 0) return true;
    bool has = false;
    for (uint32_t i = 0; i < rt->ngs && !has; i++)
        has = rt->gs[i] == g;
    pthread_mutex_unlock(&of->lock);
    return has;
}

void gort__check_is_g(const gort_g *g, const char *call)
{
    if (!g || gort__registry_find(runtimes_have, g, NULL) != 0) return;
    gort__misuse(NULL, "%s: the g is none: its thread has detached, or it never was one", call);
}

void gort__check_is_one(const gort_g *g, const char *call)
{
    if (!g) gort__misuse(NULL, "%s: the g is nil: the calling thread is not attached", call);
    if (!gort__thread_has(g)) gort__check_is_g(g, call);
}

void gort__check_that(gort_runtime *rt, bool holds, const char *call, const char *text)
{
    if (!holds) gort__misuse(rt, "%s: %s", call, text);
}

#endif
