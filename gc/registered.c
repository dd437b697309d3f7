/* registered.c - roots that the embedder registers one by one (gort_add_root): ranges of cells in
 * its own memory, written with the barrier.
 *
 * They are to the collector what globals are: scanned once a cycle, in bounded pieces, after the
 * globals, by whoever has a worker. Who marks first takes the list as it is then (roots_due). What
 * is registered later is shaded at once, since the scan is past it; what is unregistered while a
 * cycle marks too, since the scan may not have come to it and the caller may still hold what was in
 * there.
 *
 * The maps that a cycle met are counted once: here only if no scan of the cycle counts them.
 *
 * The list is under roots_lock, and so is the scan of a piece, or a range could go while it is
 * being scanned. A thread may wait for that lock without being at a safepoint: whoever holds it
 * waits for nobody.
 */
#include "../runtime/base/checks.h"
#include "../runtime/sched/sched.h"
#include "internal.h"
#include <string.h>

/* From here to registered_end the pointers to the root's own memory are passed over, if it wants
 * that. */
static void registered_begin(gort_tracer *tr, const gort_root *r)
{
    if (!r->others) return;
    tr->besides = (uintptr_t)r->addr;
    tr->besides_bytes = r->type->size_bytes * r->count;
}

static void registered_end(gort_tracer *tr)
{
    tr->besides_bytes = 0;
}

void gort__mark_root(gort_tracer *tr, const gort_root *r)
{
    registered_begin(tr, r);
    gort__mark_cell(tr, r->type, r->addr, r->count);
    registered_end(tr);
}

/* counted: the maps in there are. in_frame: they lie on g's stack. */
static void registered_shade(gort_g *g, const gort_root *r, bool counted, bool in_frame)
{
    gort_tracer tr;
    const gort__gc_phase phase = gort__gc_current_phase(g->rt);
    if (phase != GORT_GC_MARK && phase != GORT_GC_ROUND) return;
    if (g->rt->opt.gcmutant & GORT_MUTANT_NO_SHADE) return;
    gort_mutator *m = gort__m(g);
    const char *outer = gort__callback_enter(m, "a trace hook");
    gort__step_begin(m);
    gort__tracer_init(&tr, g->rt, GORT__TRACER_MARK);
    gort__mark_root(&tr, r);
    if (!counted) memset(&tr.maps, 0, sizeof tr.maps);
    if (in_frame) tr.maps.stack_headers = tr.maps.blocks[GORT_PART_HEADER];
    gort__tracer_finish(&tr);
    gort__step_end(m);
    gort__callback_leave(m, outer);
}

static void registered_add(gort_g *g, gort_root *r)
{
    gort__check_call(g, "gort_add_root");
    struct gort__gc *gc = g->rt->gc;
    pthread_mutex_lock(&gc->roots_lock);
    /* In front of those that a cycle under way has begun to scan, or among those that it will. The
     * phase may change just now, so it does not tell which. */
    const bool due = gort__load32_relaxed(&gc->roots_due);
    r->scanned_in = due ? 0 : gort__load_relaxed(&g->rt->cycles_started);
    r->next = gc->roots;
    if (r->next) r->next->prev = r;
    gc->roots = r;
    gc->roots_bytes += r->type->size_bytes * r->count;
    pthread_mutex_unlock(&gc->roots_lock);
    gort__handle_made(g->rt, r, GORT__HANDLE_ROOT);
    if (!due) registered_shade(g, r, true, false);
}

void gort_add_root(gort_g *g, gort_root *r, void *addr, const gort_type *t, uintptr_t count)
{
    gort__check_new_root(g, r, __func__);
    gort__check_type(g->rt, t, __func__);
    gort__check_that(g->rt, addr && (uintptr_t)addr % t->align == 0, __func__,
                     "the range is NULL or misaligned");
    gort__check_alloc(g, t, count, __func__);
    *r = (gort_root){.addr = addr, .type = t, .count = count};
    registered_add(g, r);
}

void gort__add_content(gort_g *g, gort_root *r, void *addr, const gort_type *t, uintptr_t count)
{
    *r = (gort_root){.addr = addr, .type = t, .count = count, .others = true};
    registered_add(g, r);
}

void gort_remove_root(gort_g *g, gort_root *r)
{
    gort__check_handle(g, r, GORT__HANDLE_ROOT, __func__);
    gort__check_thread(g);
    struct gort__gc *gc = g->rt->gc;
    pthread_mutex_lock(&gc->roots_lock);
    if (r->prev ? r->prev->next != r : gc->roots != r) {
        pthread_mutex_unlock(&gc->roots_lock);
        gort__misuse(g->rt, "gort_remove_root: the root is not registered");
    }
    if (gort__load_ptr_relaxed(&gc->next_root) == r) {
        gort__store_ptr_relaxed(&gc->next_root, r->next);
        gc->next_root_bytes = 0;
    }
    if (r->prev)
        r->prev->next = r->next;
    else
        gc->roots = r->next;
    if (r->next) r->next->prev = r->prev;
    gc->roots_bytes -= r->type->size_bytes * r->count;
    const bool scanned = r->scanned_in == gort__load_relaxed(&g->rt->cycles_started);
    pthread_mutex_unlock(&gc->roots_lock);
    gort__handle_gone(g->rt, r);
    registered_shade(g, r, !scanned, false);
    r->next = r->prev = NULL;
}

void gort__gc_shade_cell(gort_g *g, const gort_type *t, void *addr)
{
    const gort_root cell = {.addr = addr, .type = t, .count = 1};
    registered_shade(g, &cell, gort__stack_is_black(g), true); /* else its scan counts */
}

/* ---- Scanning ----------------------------------------------------------------------------- */

void gort__registered_reset(struct gort__gc *gc)
{
    gort__store_ptr_relaxed(&gc->next_root, gc->roots);
    gc->next_root_bytes = 0;
    gort__store32_release(&gc->roots_due, 0); /* pairs with gort__registered_done */
}

bool gort__registered_done(const struct gort__gc *gc)
{
    return !gort__load32_acquire(&gc->roots_due) && !gort__load_relaxed(&gc->next_root);
}

/* The next piece of the next root. */
static void registered_piece(gort_tracer *tr, gort_root *r)
{
    struct gort__gc *gc = tr->gc;
    const uintptr_t from = gc->next_root_bytes, bytes = r->type->size_bytes * r->count;
    const uintptr_t to =
        bytes - from > GORT__MARK_PIECE_BYTES ? from + GORT__MARK_PIECE_BYTES : bytes;
    gort__tracer_source(tr, GORT__FROM_REGISTERED, 0, r->type, (uintptr_t)r->addr);
    registered_begin(tr, r);
    gort__mark_range(tr, r->type, (uintptr_t)r->addr, from, to);
    registered_end(tr);
    tr->globals_work += to - from;
    gc->next_root_bytes = to < bytes ? to : 0;
    if (to < bytes) return;
    r->scanned_in = gort__load_relaxed(&tr->rt->cycles_started);
    gort__store_ptr_relaxed(&gc->next_root, r->next);
}

void gort__mark_registered(gort__worker *w, uint64_t work_bytes)
{
    gort_tracer *tr = &w->tracer;
    struct gort__gc *gc = tr->gc;
    const uint64_t before = tr->globals_work;
    while (!gort__registered_done(gc) && tr->globals_work - before < work_bytes) {
        pthread_mutex_lock(&gc->roots_lock);
        w->has_roots = true;
        if (gort__load32_relaxed(&gc->roots_due)) gort__registered_reset(gc);
        gort_root *r = gort__load_ptr_relaxed(&gc->next_root);
        if (r) registered_piece(tr, r);
        gort__roots_leave(w);
    }
}

void gort__roots_leave(gort__worker *w)
{
    w->has_roots = false;
    pthread_mutex_unlock(&w->tracer.gc->roots_lock);
}
