/* mark_roots.c - where marking begins: stacks, the embedder's callbacks; globals (mark_globals.c)
 * and registered roots (registered.c) for all who mark.
 *
 * A stack is scanned whole, once a cycle, by its own thread at a safepoint, or by whoever marks
 * while nobody runs on it (and it is held, so that nobody can meanwhile) or its thread is stopped.
 * From then on it is black: what it may hold later was reachable at the scan, or was shaded by the
 * deletion barrier, or is new. Cells on the stack (pairs) are scanned with it, never queued: their
 * frame may be gone a moment later. A cell is a root, or counts only if something on its stack
 * leads to it (mark_frames.c): then it is scanned after the slots.
 *
 * Globals and registered roots (registered.c) are scanned once a cycle in bounded pieces; the
 * barrier covers stores to them. The embedder's callbacks are asked when the cycle begins, so that
 * what they name then survives it wherever it goes, and again in mark termination; a thread's also
 * with its stack. They run without a lock held.
 *
 * The same functions serve gccheckmark with a checking context.
 */
#include "../runtime/sched/sched.h"
#include "internal.h"

static void roots_shade(void *ctx, void *p)
{
    gort_tracer *tr = ctx;
    if (tr->frames) gort__frames_reach(tr->frames, (uintptr_t)p);
    gort__mark_shade(tr, (uintptr_t)p, tr->source.base);
}

/* With the thread's own calls turned into misuse: no lock is held here, but the world may be
 * stopped, or a stack may be halfway scanned. */
static void roots_call(gort_tracer *tr, gort_root_fn fn, void *user, const char *what)
{
    gort_mutator *m = gort__current_mutator(tr->rt);
    const char *outer = gort__callback_enter(m, what);
    fn(user, roots_shade, tr);
    gort__callback_leave(m, outer);
}

static void roots_of_thread(gort_tracer *tr, gort_g *g)
{
    static const char what[] = "a thread's root callback";
    const gort_mutator *m = g->m;
    if (!m || (!m->thread_roots && !m->root_callbacks)) return;
    gort__tracer_source(tr, GORT__FROM_THREAD_ROOTS, g->id, NULL, 0);
    if (m->thread_roots) roots_call(tr, m->thread_roots, m->thread_roots_user, what);
    for (const gort_root_callback *c = m->root_callbacks; c; c = c->next)
        roots_call(tr, c->fn, c->user, what);
}

/* A stack of the embedder's own, of what runs as g. */
static void roots_of_stack(gort_tracer *tr, const gort_g *g, const gort_root_stack *s)
{
    const gort_type *t = s->type;
    const uintptr_t base = (uintptr_t)s->base, bytes = (uintptr_t)*s->top - base;
    gort__tracer_source(tr, GORT__FROM_CELL, g->id, t, base);
    tr->stack_work += bytes;
    if (t->trace == gort_trace_values) {
        gort__mark_values(tr, t, base, 0, bytes);
        return;
    }
    for (uintptr_t at = 0; at < bytes; at += t->size_bytes)
        gort__mark_in_frame(tr, t, base + at);
}

static void roots_cell(gort_tracer *tr, const gort_g *g, void *const *pair)
{
    const gort_type *t = gort__pair_type((uintptr_t)pair[0]);
    gort__tracer_source(tr, GORT__FROM_CELL, g->id, t, (uintptr_t)pair[1]);
    gort__mark_in_frame(tr, t, (uintptr_t)pair[1]);
    tr->stack_work += t->size_bytes;
}

/* What stands behind the tagged word at w. listed: cells of GORT_FRAME_WORD wait to be reached. */
static void roots_tagged(gort_tracer *tr, const gort_g *g, void **w, bool listed)
{
    const uintptr_t v = (uintptr_t)*w;
    if (!gort__is_values(v)) {
        if (!gort__is_frame(v) || !listed) roots_cell(tr, g, w);
        return;
    }
    gort__tracer_source(tr, GORT__FROM_STACK, g->id, NULL, (uintptr_t)g->stack.shadow_lo);
    for (uintptr_t i = 1; i <= gort__tagged_words(v); i += GORT__VALUE_WORDS)
        gort__mark_value(tr, gort__value_load(&w[i]), (uintptr_t)&w[i]);
}

void gort__mark_stack(gort_tracer *tr, gort_g *g)
{
    void **const end = g->sp;
    gort__frames frames;
    const bool listed = gort__frames_list(&frames, g);
    tr->frames = &frames;
    for (void **w = g->stack.shadow_lo; w < end; w++) {
        const uintptr_t v = (uintptr_t)*w;
        if (v - tr->heap_base < tr->heap_bytes) {
            gort__tracer_source(tr, GORT__FROM_STACK, g->id, NULL, (uintptr_t)g->stack.shadow_lo);
            gort__mark_shade(tr, v, (uintptr_t)w);
        } else if (gort__is_tagged(v)) {
            if ((uintptr_t)(end - w) <= gort__tagged_words(v))
                gort__throw(tr->rt, g,
                            gort__is_values(v)
                                ? "a values word counts more words than the shadow stack has"
                                : "a type word is the last word of a shadow stack");
            roots_tagged(tr, g, w, listed);
            w += gort__tagged_words(v);
        } else {
            gort__frames_reach(&frames, v);
        }
    }
    if (end > g->stack.shadow_lo)
        tr->stack_work += (uint64_t)(end - g->stack.shadow_lo) * sizeof *end;
    for (const gort_root_stack *s = g->root_stacks; s; s = s->next)
        roots_of_stack(tr, g, s);
    roots_of_thread(tr, g);
    while (frames.nreached > 0)
        roots_cell(tr, g, (void *const *)frames.reached[--frames.nreached]);
    tr->frames = NULL;
}

void gort__stack_blacken(gort_g *g)
{
    gort__store_relaxed(&g->scanned_cycle, gort__load_relaxed(&g->rt->cycles_started));
    gort__fetch_add32_full(&g->rt->gc->stacks_grey, (uint32_t)-1);
}

static void roots_blacken(struct gort__gc *gc, gort_tracer *tr, gort_g *g)
{
    gort_mutator *m = gort__current_mutator(gc->rt);
    const char *outer = gort__callback_enter(m, "a trace hook");
    gort__g_note_waiting(g);
    gort__mark_stack(tr, g);
    gort__callback_leave(m, outer);
    gort__event(gc->rt, GORT_EVENT_STACK_SCAN,
                .stack_scan = {g, (uint64_t)((char *)g->sp - (char *)g->stack.shadow_lo)});
    gort__stack_blacken(g);
}

/* Stacks are background work, as in Go, whoever scans them. */
static void roots_count_time(struct gort__gc *gc, uint64_t since_ns)
{
    const uint64_t took_ns = gort__trace_look_ns(gc->rt) - since_ns;
    gort__fetch_add64_relaxed(&gc->dedicated_ns, took_ns);
    gort__fetch_add64_relaxed(&gc->spent_ns, took_ns);
}

void gort__mark_own_stack(gort_g *g)
{
    gort_tracer tr;
    if (gort__gc_current_phase(g->rt) != GORT_GC_MARK || gort__stack_is_black(g)) return;
    const uint64_t since_ns = gort__trace_look_ns(g->rt);
    gort__tracer_init(&tr, g->rt, GORT__TRACER_MARK);
    roots_blacken(g->rt->gc, &tr, g);
    gort__tracer_finish(&tr);
    roots_count_time(g->rt->gc, since_ns);
    if (gort__load32_acquire(&g->rt->gc->stacks_grey) == 0) {
        /* Somebody may wait for the last grey stack. */
        pthread_mutex_lock(&g->rt->lock);
        gort__hand_turned(g->rt->gc);
        pthread_mutex_unlock(&g->rt->lock);
    }
}

uint64_t gort__mark_idle_stacks(struct gort__gc *gc)
{
    gort_mutator *own = gort__current_mutator(gc->rt);
    gort_g *g;
    gort_tracer tr;
    if (gort__gc_current_phase(gc->rt) != GORT_GC_MARK ||
        gort__load32_acquire(&gc->stacks_grey) == 0 || !gort__load32_relaxed(&gc->stacks_left))
        return 0;
    const uint64_t since_ns = gort__trace_look_ns(gc->rt);
    gort__tracer_init(&tr, gc->rt, GORT__TRACER_MARK);
    uint32_t looks = GORT__IDLE_STACKS_LOOKS;
    do {
        g = gort__g_hold_next(own, &gc->stacks_left, &looks);
        if (g) roots_blacken(gc, &tr, g);
    } while (g && looks > 0 && tr.stack_work < GORT__IDLE_STACKS_BYTES);
    gort__g_release(own);
    const uint64_t stacks_bytes = tr.stack_work;
    const uint64_t looks_bytes = (GORT__IDLE_STACKS_LOOKS - looks) * GORT__STACK_LOOK_BYTES;
    gort__fetch_add64_relaxed(&gc->looks_work, looks_bytes);
    gort__tracer_finish(&tr);
    roots_count_time(gc, since_ns);
    return stacks_bytes + looks_bytes;
}

void gort__mark_all_stacks(struct gort__gc *gc)
{
    gort_runtime *rt = gc->rt;
    gort_tracer *tr = gort__stw_tracer(gc);
    uint32_t left = gort__load32_relaxed(&gc->stacks_left);
    for (left = left < rt->ngs ? left : rt->ngs; left > 0;)
        if (!gort__stack_is_black(rt->gs[--left])) roots_blacken(gc, tr, rt->gs[left]);
    gort__store32_relaxed(&gc->stacks_left, 0);
    for (gort_mutator *m = rt->mutators; m; m = m->next)
        if (!gort__stack_is_black(m->g)) roots_blacken(gc, tr, m->g);
}

void gort__mark_short_stacks(struct gort__gc *gc, const gort_g *but)
{
    gort_tracer *tr = gort__stw_tracer(gc);
    for (gort_mutator *m = gc->rt->mutators; m; m = m->next) {
        gort_g *g = m->g;
        if (g == but || gort__stack_is_black(g)) continue;
        if (m->thread_roots || m->root_callbacks || g->root_stacks) continue;
        if ((uintptr_t)g->sp - (uintptr_t)g->stack.shadow_lo > GORT__SHORT_STACKS_BYTES) continue;
        if (tr->stack_work > GORT__SHORT_STACKS_BYTES) break;
        roots_blacken(gc, tr, g);
    }
}

/* ---- Globals and registered roots --------------------------------------------------------- */

bool gort__roots_done(const struct gort__gc *gc)
{
    return gort__globals_done(gc) && gort__registered_done(gc);
}

void gort__mark_roots(gort__worker *w, uint64_t work_bytes)
{
    gort_tracer *tr = &w->tracer;
    gort_mutator *m = tr->background ? NULL : gort__current_mutator(tr->rt);
    const char *outer = m ? gort__callback_enter(m, "a trace hook") : NULL;
    const uint64_t before = tr->globals_work;
    gort__mark_globals(tr, work_bytes);
    if (tr->globals_work - before < work_bytes)
        gort__mark_registered(w, work_bytes - (tr->globals_work - before));
    if (m) gort__callback_leave(m, outer);
}

void gort__roots_reset(struct gort__gc *gc)
{
    gort__globals_reset(gc);
    gort__store32_relaxed(&gc->roots_due, 1);
}

uint64_t gort__roots_bytes(struct gort__gc *gc)
{
    const struct gort__module_list *list = gort__load_ptr_acquire(&gc->rt->module_list);
    pthread_mutex_lock(&gc->roots_lock);
    const uint64_t registered = gc->roots_bytes;
    pthread_mutex_unlock(&gc->roots_lock);
    return list->globals_bytes + registered;
}

/* ---- The rest ----------------------------------------------------------------------------- */

void gort__mark_cell(gort_tracer *tr, const gort_type *t, void *addr, uintptr_t count)
{
    gort__tracer_source(tr, GORT__FROM_REGISTERED, 0, t, (uintptr_t)addr);
    gort__mark_range(tr, t, (uintptr_t)addr, 0, t->size_bytes * count);
}

static void roots_of_runtime(gort_tracer *tr)
{
    gort_runtime *rt = tr->rt;
    pthread_mutex_lock(&rt->lock);
    const gort_root_fn fn = rt->runtime_roots;
    void *user = rt->runtime_roots_user;
    pthread_mutex_unlock(&rt->lock);
    gort__tracer_source(tr, GORT__FROM_RUNTIME_ROOTS, 0, NULL, 0);
    if (fn) roots_call(tr, fn, user, "the runtime's root callback");
    for (gort_root_callback *c = NULL; (c = gort__root_callback_next(rt, c));)
        roots_call(tr, c->fn, c->user, "the runtime's root callback");
}

void gort__mark_callbacks(gort_tracer *tr)
{
    for (gort_mutator *m = tr->rt->mutators; m; m = m->next)
        roots_of_thread(tr, m->g);
    roots_of_runtime(tr);
}

void gort__mark_all_roots(gort_tracer *tr)
{
    const struct gort__gc *gc = tr->gc;
    gort__mark_all_globals(tr);
    for (const gort_root *r = gc->roots; r; r = r->next)
        gort__mark_root(tr, r);
    for (uint32_t i = 0; i < tr->rt->ngs; i++)
        gort__mark_stack(tr, tr->rt->gs[i]);
    roots_of_runtime(tr);
}
