/* final.c - finalizers: what is called when nothing leads to an object any more.
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
 * Invariants
 *  - A span's list names objects of its own that are allocated; so a span with a list is not empty.
 *  - Under final_lock: the lists of spans, the list of those that are ready, the list of all. A
 *    sweeper looks without it whether a span has a list: what is added meanwhile is of an object
 *    that somebody holds, and therefore marked.
 *  - final_lock is taken before no other lock but those of the memory.
 *
 * Threads: any attached one adds and removes; whoever sweeps makes ready.
 */
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
    gort__final_call call;
    const gort_type *type, *fn_type;
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

bool gort__final_add(gort_g *g, void *object, const gort_type *type, gort_closure *fn,
                     const gort_type *fn_type, gort__final_call call)
{
    struct gort__gc *gc = g->rt->gc;
    gort__span *s = gort__heap_span_of(g->rt->heap, (uintptr_t)object);
    const gort_type *t = gort__span_type(s, gort__span_index(s, (uintptr_t)object));
    gort__final *f = calloc(1, sizeof *f);
    if (!f) gort__throw(g->rt, g, "out of memory");
    *f = (gort__final){.object = object, .call = call, .type = type, .fn_type = fn_type};
    f->cells[FINAL_FN] = fn;
    f->has_content = !gort__span_noscan(s) && t && t->ptrdata_bytes;
    gort_add_root(g, &f->cells_root, f->cells, &gort_type_unsafe_pointer, FINAL_CELLS);
    if (f->has_content)
        gort__add_content(g, &f->content_root, object, t, s->elem_bytes / t->size_bytes);
    pthread_mutex_lock(&gc->final_lock);
    const bool fresh = !*final_find(&s->finals, object);
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

void gort__final_remove(gort_g *g, const void *object)
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
        gort__store32_relaxed(&gc->finals_due, 1);
    }
    pthread_mutex_unlock(&gc->final_lock);
}

/* ---- Running ------------------------------------------------------------------------------ */

/* The first that is ready, or NULL: then whoever asked is to end. */
static gort__final *final_take(struct gort__gc *gc)
{
    pthread_mutex_lock(&gc->final_lock);
    gort__final *f = gc->finals_ready;
    if (f) {
        gc->finals_ready = f->next;
        if (!f->next) gc->finals_ready_end = &gc->finals_ready;
        final_unlink(gc, f);
    } else {
        gort__store32_relaxed(&gc->finals_running, 0);
    }
    pthread_mutex_unlock(&gc->final_lock);
    return f;
}

static void final_run(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    for (gort__final *f; (f = final_take(g->rt->gc));) {
        const gort__final_call call = f->call;
        const gort_type *type = f->type, *fn_type = f->fn_type;
        sp[0] = f->cells[FINAL_FN];
        sp[1] = f->object;
        final_drop(g, f); /* which shades what it held */
        call(g, sp + 2, type, sp[1], fn_type, sp[0]);
    }
}

void gort__final_start(gort_g *g)
{
    struct gort__gc *gc = g->rt->gc;
    if (!gort__load32_relaxed(&gc->finals_due)) return;
    pthread_mutex_lock(&gc->final_lock);
    const bool start = gc->finals_ready && !gort__load32_relaxed(&gc->finals_running);
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
}

void gort__finals_free(struct gort__gc *gc)
{
    while (gc->finals) {
        gort__final *f = gc->finals;
        gc->finals = f->older;
        free(f);
    }
    pthread_mutex_destroy(&gc->final_lock);
}
