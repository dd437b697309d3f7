/* registered.c - roots that the embedder registers one by one (gort_add_root): ranges of cells in
 * its own memory, written with the barrier.
 *
 * They are to the collector what globals are: scanned once a cycle, in bounded pieces, after the
 * globals, by whoever steps (mark_roots.c has the loop). What is registered while a cycle marks is
 * shaded at once, since the scan may be past it; what is unregistered too, since the scan may not
 * have come to it and the caller may still hold what was in there.
 *
 * The maps that a cycle met are counted once: here only if no scan of the cycle counts them.
 *
 * The list is under step_lock, so that a range does not go while it is being scanned. A thread may
 * wait for that lock without being at a safepoint: whoever holds it waits for nobody.
 */
#include "internal.h"
#include <string.h>

/* counted: the maps in there are. in_frame: they lie on g's stack. */
static void registered_shade(gort_g *g, const gort_type *t, void *addr, uintptr_t count,
                             bool counted, bool in_frame)
{
    gort_tracer tr;
    if (gort__gc_current_phase(g->rt) != GORT_GC_MARK) return;
    if (g->rt->opt.gcmutant & GORT_MUTANT_NO_SHADE) return;
    gort_mutator *m = gort__m(g);
    const char *outer = gort__callback_enter(m, "a trace hook");
    gort__tracer_init(&tr, g->rt, GORT__TRACER_MARK);
    gort__mark_cell(&tr, t, addr, count);
    if (!counted) memset(&tr.maps, 0, sizeof tr.maps);
    if (in_frame) tr.maps.stack_headers = tr.maps.blocks[GORT_PART_HEADER];
    gort__tracer_finish(&tr);
    gort__callback_leave(m, outer);
}

void gort_add_root(gort_g *g, gort_root *r, void *addr, const gort_type *t, uintptr_t count)
{
    gort__check_thread(g);
    struct gort__gc *gc = g->rt->gc;
    *r = (gort_root){.addr = addr, .type = t, .count = count};
    pthread_mutex_lock(&gc->step_lock);
    /* In front of those that a cycle under way has begun to scan. */
    r->scanned_in = gort__load_relaxed(&gc->cycles_started);
    r->next = gc->roots;
    if (r->next) r->next->prev = r;
    gc->roots = r;
    gc->roots_bytes += t->size_bytes * count;
    pthread_mutex_unlock(&gc->step_lock);
    registered_shade(g, t, addr, count, true, false);
}

void gort_remove_root(gort_g *g, gort_root *r)
{
    gort__check_thread(g);
    struct gort__gc *gc = g->rt->gc;
    pthread_mutex_lock(&gc->step_lock);
    if (r->prev ? r->prev->next != r : gc->roots != r) {
        pthread_mutex_unlock(&gc->step_lock);
        gort__misuse(g->rt, "gort_remove_root: the root is not registered");
    }
    if (gc->next_root == r) {
        gc->next_root = r->next;
        gc->root_offset_bytes = 0;
    }
    if (r->prev)
        r->prev->next = r->next;
    else
        gc->roots = r->next;
    if (r->next) r->next->prev = r->prev;
    gc->roots_bytes -= r->type->size_bytes * r->count;
    const bool scanned = r->scanned_in == gort__load_relaxed(&gc->cycles_started);
    pthread_mutex_unlock(&gc->step_lock);
    registered_shade(g, r->type, r->addr, r->count, !scanned, false);
    r->next = r->prev = NULL;
}

void gort__gc_shade_cell(gort_g *g, const gort_type *t, void *addr)
{
    registered_shade(g, t, addr, 1, g->stack_black, true); /* else its scan counts */
}
