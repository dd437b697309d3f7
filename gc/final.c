/* final.c - finalizers and cleanups: what is called when nothing leads to an object any more.
 *
 * An object with a finalizer is no root. What it points to is one, so that the object is whole when
 * its turn comes, and of two objects that lead from one to the other the first goes first; two that
 * lead to each other stay, one that leads to itself goes. When its span is swept and the object has
 * no mark, the sweeper marks it: it lives once more, without the finalizer, and that is ready to
 * run. A goroutine runs what is ready, one after the other, and ends when nothing is left.
 *
 * The roots are registered ones (registered.c), two for a finalizer: the object's own memory by its
 * type, and two cells, the function and, once it is ready, the object. Ready it becomes while no
 * cycle marks, so that store needs no barrier.
 *
 * A finalizer is Go's (gort__final_add) or C's (gort_set_finalizer). A cleanup is an entry of
 * weak.c's: it is found at the end of the cycle in which its object has no mark, unless that has a
 * finalizer, and called behind the finalizers that are ready.
 *
 * Invariants
 *  - A span's list names objects of its own that are allocated; so a span with a list is not empty.
 *  - Under final_lock: the lists of spans, the list of those that are ready, the list of all. A
 *    sweeper looks without it whether a span has a list: what is added meanwhile is of an object
 *    that somebody holds, and therefore marked.
 *  - final_lock is taken before no other lock but those of the memory.
 *
 * Threads: any attached one adds and removes; whoever sweeps makes ready.
 */
#include "../runtime/base/checks.h"
#include "../runtime/gort_weak.h"
#include "../runtime/panic/panic.h"
#include "../runtime/sched/sched.h"
#include "internal.h"
#include <stdlib.h>

/* The cells that are roots. */
enum { FINAL_FN, FINAL_OBJECT, FINAL_CELLS };

struct gort__final {
    gort__final *next;            /* in the list of the span, or of those that are ready */
    gort__final *older, *younger; /* in the list of all */
    void *object;
    gort__final_call call; /* NULL: C's */
    const gort_type *type, *fn_type;
    gort_finalizer_fn c_fn;
    void *data;
    void *cells[FINAL_CELLS];
    gort_root cells_root, content_root;
    bool has_content;
};

static void final_unlink(struct gort__gc *gc, gort__final *f)
{
    if (f->younger)
        f->younger->older = f->older;
    else
        gc->finals = f->older;
    if (f->older) f->older->younger = f->younger;
}

/* The place in its span's list that has the object's, or the list's end. final_lock held. */
static gort__final **final_find(gort__final **at, const void *object)
{
    while (*at && (*at)->object != object)
        at = &(*at)->next;
    return at;
}

static void final_drop(gort_g *g, gort__final *f)
{
    gort_remove_root(g, &f->cells_root);
    if (f->has_content) gort_remove_root(g, &f->content_root);
    free(f);
}

/* Registers f, whose object and function are set. False: the object has one already. */
static bool final_add(gort_g *g, gort__final *f)
{
    struct gort__gc *gc = g->rt->gc;
    gort__span *s = gort__heap_span_of(g->rt->heap, (uintptr_t)f->object);
    const gort_type *t = gort__span_type(s, gort__span_index(s, (uintptr_t)f->object));
    f->has_content = !gort__span_noscan(s) && t && t->ptrdata_bytes;
    gort_add_root(g, &f->cells_root, f->cells, &gort_type_unsafe_pointer, FINAL_CELLS);
    if (f->has_content)
        gort__add_content(g, &f->content_root, f->object, t,
                          t->trace == gort_trace_tail ? s->elem_bytes / t->size_bytes + 1
                                                      : s->elem_bytes / t->size_bytes);
    pthread_mutex_lock(&gc->final_lock);
    const bool fresh = !*final_find(&s->finals, f->object);
    if (fresh) {
        f->next = s->finals;
        GORT_STORE_RELAXED(&s->finals, f);
        f->older = gc->finals;
        if (f->older) f->older->younger = f;
        gc->finals = f;
    }
    pthread_mutex_unlock(&gc->final_lock);
    if (!fresh) final_drop(g, f);
    return fresh;
}

bool gort__final_add(gort_g *g, void *object, const gort_type *type, gort_closure *fn,
                     const gort_type *fn_type, gort__final_call call)
{
    gort__final *f = calloc(1, sizeof *f);
    if (!f) gort__throw(g->rt, g, "out of memory");
    *f = (gort__final){.object = object, .call = call, .type = type, .fn_type = fn_type};
    f->cells[FINAL_FN] = fn;
    return final_add(g, f);
}

/* Whether there was one. */
static bool final_remove(gort_g *g, const void *object)
{
    struct gort__gc *gc = g->rt->gc;
    gort__span *s = gort__heap_span_of(g->rt->heap, (uintptr_t)object);
    pthread_mutex_lock(&gc->final_lock);
    gort__final **at = final_find(&s->finals, object), *f = *at;
    if (f) {
        GORT_STORE_RELAXED(at, f->next);
        final_unlink(gc, f);
    }
    pthread_mutex_unlock(&gc->final_lock);
    if (f) final_drop(g, f);
    return f != NULL;
}

void gort__final_remove(gort_g *g, const void *object)
{
    final_remove(g, object);
}

bool gort_set_finalizer(gort_g *g, void *object, gort_finalizer_fn fn, void *data)
{
    gort__check_object(g, object, __func__);
    gort__check_thread(g);
    gort_object o;
    if (!gort_object_of(g, object, &o) || o.base != object) return false;
    if (!fn) return final_remove(g, object);
    gort__final *f = calloc(1, sizeof *f);
    if (!f) return false;
    f->object = object;
    f->c_fn = fn;
    f->data = data;
    return final_add(g, f);
}

/* ---- Cleanups ------------------------------------------------------------------------------ */

struct gort_cleanup {
    gort__weak w;
    gort_cleanup *next; /* of those that are ready */
    gort_cleanup_fn fn;
    void *data;
};

gort_cleanup *gort_cleanup_new(gort_g *g, const void *object, gort_cleanup_fn fn, void *data)
{
    gort__check_object(g, object, __func__);
    gort__check_that(g->rt, fn, __func__, "the function is NULL");
    gort__check_thread(g);
    gort_cleanup *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->w.kind = GORT__WEAK_CLEANUP;
    gort__handle_made(g->rt, c, GORT__HANDLE_CLEANUP);
    gort__store_relaxed(&c->w.object, (uintptr_t)object);
    c->fn = fn;
    c->data = data;
    gort__weak_add(g, &c->w);
    return c;
}

void gort_cleanup_free(gort_g *g, gort_cleanup *c)
{
    gort__check_thread(g);
    if (!c) return;
    gort__check_handle(g, c, GORT__HANDLE_CLEANUP, __func__);
    gort__handle_gone(g->rt, c);
    gort__weak_drop(g, &c->w);
}

bool gort__final_waits(const gort_runtime *rt, const gort__weak *w)
{
    gort__span *s = gort__heap_span_of(rt->heap, gort__load_relaxed(&w->object));
    if (!GORT_LOAD_RELAXED(&s->finals)) return false;
    const uint32_t i = gort__span_index(s, gort__load_relaxed(&w->object));
    pthread_mutex_lock(&rt->gc->final_lock);
    const bool waits = *final_find(&s->finals, (const void *)gort__span_slot(s, i));
    pthread_mutex_unlock(&rt->gc->final_lock);
    return waits;
}

/* There may have to be a goroutine that runs what is ready. */
static void final_note_due(struct gort__gc *gc)
{
    if (!gc->rt->config.finalizers_by_call) gort__store32_relaxed(&gc->finals_due, 1);
}

void gort__cleanup_found(struct gort__gc *gc, gort__weak *w)
{
    gort_cleanup *c = (gort_cleanup *)w;
    *gc->cleanups_found_end = c;
    gc->cleanups_found_end = &c->next;
}

void gort__cleanups_ready(struct gort__gc *gc)
{
    if (!gc->cleanups_found) return;
    pthread_mutex_lock(&gc->final_lock);
    *gc->cleanups_ready_end = gc->cleanups_found;
    gc->cleanups_ready_end = gc->cleanups_found_end;
    pthread_mutex_unlock(&gc->final_lock);
    gc->cleanups_found = NULL;
    gc->cleanups_found_end = &gc->cleanups_found;
    final_note_due(gc);
}

/* final_lock held. */
static gort_cleanup *cleanup_take(struct gort__gc *gc)
{
    gort_cleanup *c = gc->cleanups_ready;
    if (!c) return NULL;
    gc->cleanups_ready = c->next;
    if (!c->next) gc->cleanups_ready_end = &gc->cleanups_ready;
    return c;
}

/* ---- Making ready ------------------------------------------------------------------------- */

void gort__final_sweep(gort_runtime *rt, gort__span *s)
{
    struct gort__gc *gc = rt->gc;
    pthread_mutex_lock(&gc->final_lock);
    for (gort__final **at = &s->finals, *f; (f = *at);) {
        const uint32_t i = gort__span_index(s, (uintptr_t)f->object);
        if (gort__color_is_marked(s, i)) {
            at = &f->next;
            continue;
        }
        gort__color_mark(s, i);
        f->cells[FINAL_OBJECT] = f->object;
        GORT_STORE_RELAXED(at, f->next);
        f->next = NULL;
        *gc->finals_ready_end = f;
        gc->finals_ready_end = &f->next;
        final_note_due(gc);
    }
    pthread_mutex_unlock(&gc->final_lock);
}

/* ---- Running ------------------------------------------------------------------------------ */

/* The first that is ready: one of the two. Neither: NULL, and if `last` whoever asked is to end. */
static gort__final *final_take(struct gort__gc *gc, gort_cleanup **cleanup, bool last)
{
    pthread_mutex_lock(&gc->final_lock);
    gort__final *f = gc->finals_ready;
    *cleanup = NULL;
    if (f) {
        gc->finals_ready = f->next;
        if (!f->next) gc->finals_ready_end = &gc->finals_ready;
        final_unlink(gc, f);
    } else {
        *cleanup = cleanup_take(gc);
        if (!*cleanup && last) gort__store32_relaxed(&gc->finals_running, 0);
    }
    pthread_mutex_unlock(&gc->final_lock);
    return f;
}

static void final_call(gort_g *g, void **sp, gort__final *f)
{
    /* Each by itself: the collector may write to the roots of f meanwhile. */
    const gort__final_call call = f->call;
    const gort_type *type = f->type, *fn_type = f->fn_type;
    const gort_finalizer_fn c_fn = f->c_fn;
    void *data = f->data;
    sp[0] = f->cells[FINAL_FN];
    sp[1] = f->object;
    final_drop(g, f); /* which shades what it held */
    if (call)
        call(g, sp + 2, type, sp[1], fn_type, sp[0]);
    else
        c_fn(g, sp + 2, sp[1], data);
}

/* One of them. False: nothing is ready. */
static bool final_run_one(gort_g *g, void **sp, bool last)
{
    gort_cleanup *c;
    gort__final *f = final_take(g->rt->gc, &c, last);
    if (f) {
        final_call(g, sp, f);
    } else if (c) {
        const gort_cleanup call = *c;
        gort__handle_gone(g->rt, c);
        free(c);
        call.fn(g, sp, call.data);
    }
    return f || c;
}

static void final_run(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    while (final_run_one(g, sp, true))
        continue;
}

size_t gort_run_finalizers(gort_g *g, void **sp, size_t most)
{
    gort__check_entry(g, sp, __func__);
    size_t n = 0;
    while (n < most && final_run_one(g, sp, false))
        n++;
    return n;
}

void gort__final_start(gort_g *g)
{
    struct gort__gc *gc = g->rt->gc;
    if (!gort__load32_relaxed(&gc->finals_due)) return;
    pthread_mutex_lock(&gc->final_lock);
    const bool ready = gc->finals_ready || gc->cleanups_ready;
    const bool start = ready && !gort__load32_relaxed(&gc->finals_running);
    if (start) gort__store32_relaxed(&gc->finals_running, 1);
    gort__store32_relaxed(&gc->finals_due, 0);
    pthread_mutex_unlock(&gc->final_lock);
    if (start) gort_go_c(g, g->sp, final_run, NULL);
}

bool gort__finals_run(const gort_runtime *rt)
{
    return gort__load32_relaxed(&rt->gc->finals_running);
}

/* ---- Life --------------------------------------------------------------------------------- */

void gort__finals_init(struct gort__gc *gc)
{
    pthread_mutex_init(&gc->final_lock, NULL);
    gc->finals_ready_end = &gc->finals_ready;
    gc->cleanups_found_end = &gc->cleanups_found;
    gc->cleanups_ready_end = &gc->cleanups_ready;
}

void gort__finals_free(struct gort__gc *gc)
{
    while (gc->finals) {
        gort__final *f = gc->finals;
        gc->finals = f->older;
        free(f);
    }
    gort__cleanups_ready(gc); /* the cycle may not be over */
    for (gort_cleanup *c; (c = cleanup_take(gc));)
        free(c);
    pthread_mutex_destroy(&gc->final_lock);
}
