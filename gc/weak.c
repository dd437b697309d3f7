/* weak.c - weak handles and ephemerons: what leads to an object and does not keep it; so do
 * cleanups (final.c).
 *
 * They are entries in lists, each a struct of malloc's. Marking never reads them. When marking has
 * nothing grey left, somebody goes through those of which nothing is known yet (pending): one whose
 * object is marked is settled for this cycle, and if it is an ephemeron its value is shaded first.
 * What that makes grey is marked, and so on, until a look at the pending ones shades nothing. That
 * is done beside the program (gort__weak_advance), before the world is stopped. In the stop it is
 * done once more, for what became marked meanwhile; then those still pending lead to the dead and
 * are cleared. So the pause takes time for what dies, not for what there is.
 *
 * Ephemerons that hang in a chain could take a look each. After WEAK_LOOKS of them a table is made
 * of the pending ones by their keys, and marking, which stands still but for one context, says of
 * each object that it marks: so each object and each ephemeron is met once.
 *
 * The read barrier. A get, while a cycle marks, shades what it returns if that has no mark: the
 * snapshot does not know of it, and the stack of the caller may be black. It does so under the lock
 * and notes it (shaded), and whoever is about to decide what is dead looks under the same lock
 * whether one did since marking was found to be over; if so marking goes on. From the decision on a
 * get of an object without a mark gives NULL, whether it is cleared already or not. That holds also
 * if mutators run at that time; all that is asked for is that gort__weak_clear comes back before
 * any span is swept. Without the shade an object that was got is lost: the mutant WEAK.
 *
 * The words of an entry are written under the lock and read by anyone. What is set makes the entry
 * pending again: the stack that holds it may be grey, and let go of it before it is scanned. That
 * is what the insertion half of the barrier is for elsewhere.
 *
 * Order of locks: gc->weak.lock, then the pool's, final_lock.
 *
 * To change when the looks are, open gort__cycle_try_finish and cycle_terminate.
 */
#include "../runtime/base/checks.h"
#include "../runtime/gort_weak.h"
#include "../runtime/sched/sched.h"
#include "internal.h"
#include <stdlib.h>

#define WEAK_LOOKS 8   /* that may each shade something, before a table is made */
#define WEAK_BATCH 256 /* entries looked at with the lock held */

struct gort_weak {
    gort__weak w;
};

struct gort_ephemeron {
    gort__weak w;
    gort_ephemeron **dead; /* the list that it comes to when its key dies, or NULL */
    gort_ephemeron *next;  /* in that */
    uintptr_t key;         /* what it was made with */
};

/* Pending ephemerons by the object that their key leads to. */
typedef struct gort__weak_table {
    gort__weak **buckets;
    uintptr_t mask;
    gort__weak *met; /* whose key has been marked, by chain */
} gort__weak_table;

/* What gccheckmark calls an ephemeron whose value it came by. */
static const gort_type weak_type = {.size_bytes = sizeof(void *), .name = "ephemeron"};

/* ---- Lists -------------------------------------------------------------------------------- */

static void weak_list_init(gort__weak *head)
{
    head->next = head->prev = head;
}

static void weak_append(gort__weak *head, gort__weak *w)
{
    w->next = head;
    w->prev = head->prev;
    w->prev->next = w;
    head->prev = w;
}

static void weak_remove(gort__weak *w)
{
    w->prev->next = w->next;
    w->next->prev = w->prev;
}

/* All of `from` come behind those of `to`. */
static void weak_splice(gort__weak *to, gort__weak *from)
{
    if (from->next == from) return;
    from->next->prev = to->prev;
    to->prev->next = from->next;
    from->prev->next = to;
    to->prev = from->prev;
    weak_list_init(from);
}

static void weak_link(struct gort__gc *gc, gort__weak *w)
{
    weak_append(&gc->weak.pending, w);
    gort__fetch_add_relaxed(&gc->weak.entries, 1);
}

static void weak_unlink(struct gort__gc *gc, gort__weak *w)
{
    weak_remove(w);
    gort__fetch_add_relaxed(&gc->weak.entries, (uintptr_t)-1);
}

/* Of a cycle of which nobody has looked at them yet, nothing is known. The lock is held. */
static void weak_renew(struct gort__gc *gc)
{
    struct gort__weaks *weaks = &gc->weak;
    const uintptr_t cycle = gort__load_relaxed(&gc->rt->cycles_started);
    if (weaks->cycle == cycle) return;
    weak_splice(&weaks->pending, &weaks->looked);
    weak_splice(&weaks->pending, &weaks->settled);
    weaks->looks = 0;
    weaks->shaded = weaks->decided = false;
    weaks->cycle = cycle;
}

/* ---- Reading ------------------------------------------------------------------------------ */

/* The object is marked, or none of the heap's. A cycle marks. */
static bool weak_is_kept(const gort_runtime *rt, uintptr_t p)
{
    const gort__span *s = gort__heap_span_of(rt->heap, p);
    if (!s) return true;
    const uint32_t i = gort__span_index(s, p);
    return i >= s->nelems || gort__color_is_marked(s, i);
}

static void weak_shade(gort_tracer *tr, const gort__weak *w, uintptr_t p)
{
    gort__tracer_source(tr, GORT__FROM_REGISTERED, 0, &weak_type, (uintptr_t)w);
    gort__mark_shade(tr, p, (uintptr_t)w);
}

/* What no mark keeps yet. The lock is held: nothing is decided meanwhile. */
static uintptr_t weak_read_white(gort_g *g, const gort__weak *w, uintptr_t p)
{
    struct gort__weaks *weaks = &g->rt->gc->weak;
    gort_tracer tr;
    weak_renew(g->rt->gc);
    if (weaks->decided) return 0;
    if (g->rt->opt.gcmutant & GORT_MUTANT_NO_WEAK) return p;
    gort__tracer_init(&tr, g->rt, GORT__TRACER_MARK);
    weak_shade(&tr, w, p);
    gort__tracer_finish(&tr);
    weaks->shaded = true;
    return p;
}

/* One of w's two words. */
static void *weak_read(gort_g *g, const gort__weak *w, const gort_aword *word)
{
    struct gort__gc *gc = g->rt->gc;
    uintptr_t p = gort__load_acquire(word); /* what it leads to is whole: weak_write */
    const gort__gc_phase phase = gort__gc_current_phase(g->rt);
    /* Before stacks are scanned that of the caller is grey. When all is marked there is nothing to
     * shade, and who has answered may be late: the marks are taken away when the cycle is over. */
    if (phase < GORT_GC_MARK || phase == GORT_GC_UNBARRIER || !p || weak_is_kept(g->rt, p))
        return (void *)p;
    pthread_mutex_lock(&gc->weak.lock);
    p = gort__load_relaxed(word);
    if (p && !weak_is_kept(g->rt, p)) p = weak_read_white(g, w, p);
    pthread_mutex_unlock(&gc->weak.lock);
    return (void *)p;
}

/* The entry leads to something else: what was known of it is not true any more. */
static void weak_write(gort_g *g, gort__weak *w, gort_aword *word, const void *p)
{
    struct gort__gc *gc = g->rt->gc;
    pthread_mutex_lock(&gc->weak.lock);
    gort__store_release(word, (uintptr_t)p);
    weak_remove(w);
    weak_append(&gc->weak.pending, w);
    pthread_mutex_unlock(&gc->weak.lock);
}

void gort__weak_add(gort_g *g, gort__weak *w)
{
    pthread_mutex_lock(&g->rt->gc->weak.lock);
    weak_link(g->rt->gc, w);
    pthread_mutex_unlock(&g->rt->gc->weak.lock);
}

void gort__weak_drop(gort_g *g, gort__weak *w)
{
    pthread_mutex_lock(&g->rt->gc->weak.lock);
    weak_unlink(g->rt->gc, w);
    pthread_mutex_unlock(&g->rt->gc->weak.lock);
    free(w);
}

/* ---- Weak handles ------------------------------------------------------------------------- */

gort_weak *gort_weak_new(gort_g *g, const void *object)
{
    gort__check_object(g, object, __func__);
    gort__check_thread(g);
    gort_weak *h = calloc(1, sizeof *h);
    if (!h) return NULL;
    gort__handle_made(g->rt, h, GORT__HANDLE_WEAK);
    h->w.kind = GORT__WEAK_HANDLE;
    gort__store_relaxed(&h->w.object, (uintptr_t)object);
    gort__weak_add(g, &h->w);
    return h;
}

void *gort_weak_get(gort_g *g, const gort_weak *w)
{
    gort__check_handle(g, w, GORT__HANDLE_WEAK, __func__);
    gort__check_thread(g);
    return weak_read(g, &w->w, &w->w.object);
}

void gort_weak_set(gort_g *g, gort_weak *w, const void *object)
{
    gort__check_handle(g, w, GORT__HANDLE_WEAK, __func__);
    gort__check_object(g, object, __func__);
    gort__check_thread(g);
    weak_write(g, &w->w, &w->w.object, object);
}

void gort_weak_free(gort_g *g, gort_weak *w)
{
    gort__check_thread(g);
    if (!w) return;
    gort__check_handle(g, w, GORT__HANDLE_WEAK, __func__);
    gort__handle_gone(g->rt, w);
    gort__weak_drop(g, &w->w);
}

/* ---- Ephemerons --------------------------------------------------------------------------- */

gort_ephemeron *gort_ephemeron_new(gort_g *g, const void *key, const void *value)
{
    gort__check_object(g, key, __func__);
    gort__check_object(g, value, __func__);
    gort__check_thread(g);
    return gort__ephemeron_new(g, key, value, NULL);
}

gort_ephemeron *gort__ephemeron_new(gort_g *g, const void *key, const void *value,
                                    gort_ephemeron **dead)
{
    gort_ephemeron *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->dead = dead;
    e->key = (uintptr_t)key;
    e->w.kind = GORT__WEAK_EPHEMERON;
    gort__handle_made(g->rt, e, GORT__HANDLE_EPHEMERON);
    gort__store_relaxed(&e->w.object, (uintptr_t)key);
    gort__store_relaxed(&e->w.value, (uintptr_t)value);
    gort__weak_add(g, &e->w);
    return e;
}

void *gort_ephemeron_key(gort_g *g, const gort_ephemeron *e)
{
    gort__check_handle(g, e, GORT__HANDLE_EPHEMERON, __func__);
    gort__check_thread(g);
    return weak_read(g, &e->w, &e->w.object);
}

void *gort_ephemeron_value(gort_g *g, const gort_ephemeron *e)
{
    gort__check_handle(g, e, GORT__HANDLE_EPHEMERON, __func__);
    gort__check_thread(g);
    return weak_read(g, &e->w, &e->w.value);
}

void gort_ephemeron_set(gort_g *g, gort_ephemeron *e, const void *value)
{
    gort__check_handle(g, e, GORT__HANDLE_EPHEMERON, __func__);
    gort__check_object(g, value, __func__);
    gort__check_thread(g);
    weak_write(g, &e->w, &e->w.value, value);
}

void gort_ephemeron_free(gort_g *g, gort_ephemeron *e)
{
    gort__check_thread(g);
    if (!e) return;
    gort__check_handle(g, e, GORT__HANDLE_EPHEMERON, __func__);
    gort__handle_gone(g->rt, e);
    gort__weak_drop(g, &e->w);
}

bool gort__ephemeron_bury(gort_g *g, gort_ephemeron **dead, uintptr_t *key)
{
    gort__weaks *weaks = &g->rt->gc->weak;
    pthread_mutex_lock(&weaks->lock);
    gort_ephemeron *e = *dead;
    if (e) {
        gort__store_ptr_relaxed((gort_aword *)dead, e->next);
        weak_unlink(g->rt->gc, &e->w);
        *key = e->key;
    }
    pthread_mutex_unlock(&weaks->lock);
    gort__handle_gone(g->rt, e);
    free(e);
    return e != NULL;
}

/* ---- Looks -------------------------------------------------------------------------------- */

/* What w keeps, now that its object is marked. True: it was not marked. The lock is held. */
static bool weak_settle(struct gort__gc *gc, gort_tracer *tr, gort__weak *w)
{
    weak_remove(w);
    weak_append(&gc->weak.settled, w);
    if (w->kind != GORT__WEAK_EPHEMERON) return false;
    const uintptr_t value = gort__load_relaxed(&w->value);
    if (!value || weak_is_kept(gc->rt, value)) return false;
    weak_shade(tr, w, value);
    return true;
}

/* Looks at up to `most` pending entries; those of which it is too early to say something are put
 * aside (looked). True: something was shaded. The lock is held. */
static bool weak_look(struct gort__gc *gc, gort_tracer *tr, uintptr_t most)
{
    struct gort__weaks *weaks = &gc->weak;
    bool shaded = false;
    for (gort__weak *w; most-- > 0 && (w = weaks->pending.next) != &weaks->pending;) {
        const uintptr_t p = gort__load_relaxed(&w->object);
        if (!p || weak_is_kept(gc->rt, p)) {
            shaded |= weak_settle(gc, tr, w);
        } else {
            weak_remove(w);
            weak_append(&weaks->looked, w);
        }
    }
    return shaded;
}

bool gort__weak_advance(gort_g *g)
{
    struct gort__gc *gc = g->rt->gc;
    struct gort__weaks *weaks = &gc->weak;
    const uintptr_t cycle = gort__load_relaxed(&g->rt->cycles_started);
    bool shaded = false, more = true;
    if (!gort__load_relaxed(&weaks->entries)) return false;
    while (more) {
        gort_tracer tr;
        gort__tracer_init(&tr, g->rt, GORT__TRACER_MARK);
        pthread_mutex_lock(&weaks->lock);
        const bool marks = gort__gc_current_phase(g->rt) == GORT_GC_MARK &&
                           gort__load_relaxed(&g->rt->cycles_started) == cycle;
        if (marks) weak_renew(gc);
        if (marks && weaks->looks < WEAK_LOOKS) shaded |= weak_look(gc, &tr, WEAK_BATCH);
        more = marks && weaks->looks < WEAK_LOOKS && weaks->pending.next != &weaks->pending;
        if (!more) {
            weak_splice(&weaks->pending, &weaks->looked);
            weaks->looks += shaded;
        }
        pthread_mutex_unlock(&weaks->lock);
        gort__tracer_finish(&tr);
        if (more && gort__load32_relaxed(&g->rt->stop_requested)) {
            gort__block(g, g->sp);
            gort__unblock(g);
        }
    }
    return shaded;
}

/* ---- The end of marking ------------------------------------------------------------------- */

static uintptr_t weak_object_of(const gort_runtime *rt, uintptr_t p)
{
    const gort__span *s = gort__heap_span_of(rt->heap, p);
    return s ? gort__span_slot(s, gort__span_index(s, p)) : 0;
}

static gort__weak **weak_bucket(const gort__weak_table *t, uintptr_t object)
{
    return &t->buckets[object * (uintptr_t)UINT64_C(0x9e3779b97f4a7c15) >> 20 & t->mask];
}

/* False: no memory. */
static bool weak_table_make(struct gort__gc *gc, gort__weak_table *t)
{
    uintptr_t n = 0, size = 16;
    for (gort__weak *w = gc->weak.pending.next; w != &gc->weak.pending; w = w->next)
        n += w->kind == GORT__WEAK_EPHEMERON;
    while (size < n)
        size *= 2;
    *t = (gort__weak_table){.buckets = calloc(size, sizeof *t->buckets), .mask = size - 1};
    if (!t->buckets) return false;
    for (gort__weak *w = gc->weak.pending.next; w != &gc->weak.pending; w = w->next) {
        if (w->kind != GORT__WEAK_EPHEMERON) continue;
        const uintptr_t key = gort__load_relaxed(&w->object);
        gort__weak **at =
            weak_is_kept(gc->rt, key) ? &t->met : weak_bucket(t, weak_object_of(gc->rt, key));
        w->chain = *at;
        *at = w;
    }
    return true;
}

void gort__weak_marked(gort_tracer *tr, uintptr_t object)
{
    gort__weak_table *t = tr->weak;
    for (gort__weak **at = weak_bucket(t, object), *w; (w = *at);) {
        if (weak_object_of(tr->rt, gort__load_relaxed(&w->object)) != object) {
            at = &w->chain;
            continue;
        }
        *at = w->chain;
        w->chain = t->met;
        t->met = w;
    }
}

/* Marks all that pending ephemerons keep. False: no memory for it. */
static bool weak_mark_by_table(struct gort__gc *gc, gort_tracer *tr)
{
    gort__weak_table t;
    if (!weak_table_make(gc, &t)) return false;
    const gort__tracer_mode mode = tr->mode;
    tr->weak = &t;
    tr->mode = GORT__TRACER_TOLD;
    for (;;) {
        gort__mark_drain(tr, UINT64_MAX);
        gort__weak *w = t.met;
        if (!w) break;
        t.met = w->chain;
        weak_settle(gc, tr, w);
    }
    tr->mode = mode;
    tr->weak = NULL;
    free(t.buckets);
    return true;
}

bool gort__weak_decide(struct gort__gc *gc, gort_tracer *tr)
{
    struct gort__weaks *weaks = &gc->weak;
    pthread_mutex_lock(&weaks->lock);
    weak_renew(gc);
    weak_splice(&weaks->pending, &weaks->looked);
    bool shaded = weaks->shaded;
    weaks->shaded = false;
    if (!shaded) {
        shaded = weak_look(gc, tr, UINTPTR_MAX);
        weak_splice(&weaks->pending, &weaks->looked);
        if (shaded && ++weaks->looks > WEAK_LOOKS) weak_mark_by_table(gc, tr);
    }
    weaks->decided = !shaded;
    pthread_mutex_unlock(&weaks->lock);
    return !shaded;
}

static void weak_bury_later(gort_ephemeron *e)
{
    if (!e->dead) return;
    e->next = *e->dead;
    gort__store_ptr_relaxed((gort_aword *)e->dead, e);
}

void gort__weak_clear(struct gort__gc *gc)
{
    struct gort__weaks *weaks = &gc->weak;
    pthread_mutex_lock(&weaks->lock);
    for (gort__weak *w; (w = weaks->pending.next) != &weaks->pending;) {
        weak_remove(w);
        weak_append(&weaks->settled, w);
        if (weak_is_kept(gc->rt, gort__load_relaxed(&w->object))) continue; /* set meanwhile */
        if (w->kind == GORT__WEAK_CLEANUP && gort__final_waits(gc->rt, w)) continue;
        gort__store_relaxed(&w->object, 0);
        gort__store_relaxed(&w->value, 0);
        if (w->kind == GORT__WEAK_EPHEMERON) {
            weak_bury_later((gort_ephemeron *)w);
        } else if (w->kind == GORT__WEAK_CLEANUP) {
            weak_unlink(gc, w);
            gort__cleanup_ready(gc, w);
        }
    }
    weaks->decided = false;
    pthread_mutex_unlock(&weaks->lock);
}

/* ---- gccheckmark -------------------------------------------------------------------------- */

static void weak_verify_list(gort_tracer *tr, const gort__weak *head)
{
    for (gort__weak *w = head->next; w != head; w = w->next) {
        const uintptr_t key = gort__load_relaxed(&w->object), v = gort__load_relaxed(&w->value);
        if (key && v && gort__verify_met(tr, key)) weak_shade(tr, w, v);
    }
}

void gort__weak_verify(gort_tracer *tr)
{
    const gort__weaks *weaks = &tr->gc->weak;
    weak_verify_list(tr, &weaks->settled);
    weak_verify_list(tr, &weaks->looked);
    weak_verify_list(tr, &weaks->pending);
}

/* ---- Life --------------------------------------------------------------------------------- */

void gort__weaks_init(struct gort__gc *gc)
{
    pthread_mutex_init(&gc->weak.lock, NULL);
    weak_list_init(&gc->weak.pending);
    weak_list_init(&gc->weak.looked);
    weak_list_init(&gc->weak.settled);
}

void gort__weaks_free(struct gort__gc *gc)
{
    gort__weak *all = &gc->weak.pending;
    weak_splice(all, &gc->weak.looked);
    weak_splice(all, &gc->weak.settled);
    for (gort__weak *w; (w = all->next) != all;) {
        weak_remove(w);
        free(w);
    }
    pthread_mutex_destroy(&gc->weak.lock);
}
