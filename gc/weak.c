/* weak.c - weak handles and ephemerons: what leads to an object and does not keep it; so do
 * cleanups (final.c).
 *
 * They are entries in lists, each a struct of malloc's. Marking never reads them. Three things come
 * one after the other, each in pieces of GORT__WEAK_BATCH entries with the program running in
 * between:
 *
 * 1. Looks, when marking has nothing grey left (gort__weak_advance). An ephemeron whose key is
 *    marked is settled for this cycle, its value shaded. What that makes grey is marked, and so on,
 *    until a look at all that are left shades nothing.
 * 2. The decision, at the end of a round, when nothing is grey: from then on what has no mark is
 *    dead (gort__weak_decide). It takes no time. It is put off, and the cycle goes on marking, if
 *    anything was marked since the last look began: the count of bytes says so.
 * 3. Clearing, behind it and before the marks are taken away: the phase UNBARRIER waits for it
 *    (gort__weak_clear). All handles and cleanups are gone through, and the ephemerons that are
 *    left. Cleanups are called when all is cleared, in the order in which they were made, which is
 *    that of their list.
 *
 * The read barrier. A get, while a cycle marks, shades what it returns if that has no mark: the
 * snapshot does not know of it, and the stack of the caller may be black. It does so under the
 * lock, and under the same lock it is decided, by a look at what is grey (the shade is among that).
 * From the decision on a get of what has no mark gives NULL, whether the entry is cleared or not,
 * so all that lead to one object are cleared at once for who reads. When all is cleared a get gives
 * what is there: by then, or a moment later, marks are taken away, and who has answered in
 * UNBARRIER may be late. tests/model/spin/weak.pml is about all of this.
 *
 * What is set or made while a cycle marks is shaded too: who sets it holds it, and may let go of it
 * before its grey stack is scanned. So nothing is added to what there is to look at, but ephemerons
 * that are set while nobody holds their key.
 *
 * Ephemerons that hang in a chain could take a look each. Behind GORT__WEAK_LOOKS looks that shaded
 * something a look has a table (weak_table.c) and marks what it shades itself, in pieces that are
 * no longer than a step: so it comes by all that hangs together, whatever the order. What others
 * mark meanwhile, or is more than a step, is for the next look.
 *
 * A program that gets dead objects all the time puts the decision off each time. After
 * GORT__WEAK_PASSES looks in all, or many rounds, the cycle ends in a stop (weaks.tired), where one
 * look with a table is all. The stop decides, and clearing comes behind it as ever; in the
 * ordered modes all of it is done in the stop.
 *
 * The words of an entry are written under the lock and read by anyone.
 *
 * Order of locks: rt->lock, gc->weak.lock, then the pool's, final_lock.
 *
 * To change when the looks are, open gort__cycle_try_finish; when it is decided, hand_advance.
 */
#include "../runtime/base/checks.h"
#include "../runtime/gort_weak.h"
#include "../runtime/sched/sched.h"
#include "internal.h"
#include <stdlib.h>

struct gort_weak {
    gort__weak w;
};

struct gort_ephemeron {
    gort__weak w;
    gort_ephemeron **dead; /* the list that it comes to when its key dies, or NULL */
    gort_ephemeron *next;  /* in that */
    uintptr_t key;         /* what it was made with */
};

/* What gccheckmark calls an ephemeron whose value it came by. */
static const gort_type weak_type = {.size_bytes = sizeof(void *), .name = "ephemeron"};

/* g's thread, for what may shade: an error that ends that, for want of memory, gives the lock up
 * (gort__gc_leave_hand). */
static void weak_lock(gort_g *g)
{
    pthread_mutex_lock(&g->rt->gc->weak.lock);
    g->m->has_weak_lock = true; /* also in a callback */
}
static void weak_unlock(gort_g *g)
{
    g->m->has_weak_lock = false;
    pthread_mutex_unlock(&g->rt->gc->weak.lock);
}

void gort__weak_leave(gort_mutator *m)
{
    struct gort__gc *gc = m->rt->gc;
    if (!m->has_weak_lock) return;
    gort__weak_table_leave(gort__stw_tracer(gc));
    gort__weak_table_drop(&gc->weak.table); /* of which it may have been in the middle */
    weak_unlock(m->g);
}

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

static bool weak_is_empty(const gort__weak *head)
{
    return head->next == head;
}

/* Those of `from` come before those of `to`. */
static void weak_splice_before(gort__weak *to, gort__weak *from)
{
    weak_splice(from, to);
    weak_splice(to, from);
}

/* Of a cycle of which nobody has looked at them yet, nothing is known. The lock is held. */
static void weak_renew(struct gort__gc *gc)
{
    struct gort__weaks *weaks = &gc->weak;
    const uintptr_t cycle = gort__load_relaxed(&gc->rt->cycles_started);
    if (weaks->cycle == cycle) return;
    weak_splice_before(&weaks->pending, &weaks->settled);
    weak_splice(&weaks->keys_pending, &weaks->keys_looked);
    weak_splice(&weaks->keys_pending, &weaks->keys_settled);
    weaks->looks = weaks->passes = 0;
    weaks->looking = false;
    gort__weak_table_drop(&weaks->table);
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

/* What no mark keeps yet is kept from now on. The lock is held: nothing is decided meanwhile. */
static void weak_keep(gort_g *g, const gort__weak *w, uintptr_t p)
{
    gort_tracer tr;
    if (!p || weak_is_kept(g->rt, p)) return;
    gort__tracer_init(&tr, g->rt, GORT__TRACER_MARK);
    weak_shade(&tr, w, p);
    gort__tracer_finish(&tr);
}

/* The same of one of w's words that is got. The lock is held. */
static uintptr_t weak_read_white(gort_g *g, const gort__weak *w, uintptr_t p)
{
    if (g->rt->gc->weak.decided) return 0;
    if (!(g->rt->opt.gcmutant & GORT_MUTANT_NO_WEAK)) weak_keep(g, w, p);
    return p;
}

/* One of w's two words. */
static void *weak_read(gort_g *g, const gort__weak *w, const gort_aword *word)
{
    /* The phase first: if it is OFF the word was cleared before, if at all. */
    const gort__gc_phase phase = gort__gc_current_phase(g->rt);
    uintptr_t p = gort__load_acquire(word); /* what it leads to is whole: weak_write */
    /* Before stacks are scanned that of the caller is grey. */
    if (phase < GORT_GC_MARK || !p) return (void *)p;
    /* Who has answered in UNBARRIER may be late: there are marks only if it is decided and not all
     * is cleared. */
    const bool late = phase == GORT_GC_UNBARRIER;
    if (!late && weak_is_kept(g->rt, p)) return (void *)p;
    weak_lock(g);
    p = gort__load_relaxed(word);
    if (p && !(late && !g->rt->gc->weak.decided) && !weak_is_kept(g->rt, p))
        p = weak_read_white(g, w, p);
    weak_unlock(g);
    return (void *)p;
}

/* w leads to something that the caller holds, and comes into the list that this makes it belong to.
 * The lock is held. */
static void weak_place(gort_g *g, gort__weak *w)
{
    struct gort__weaks *weaks = &g->rt->gc->weak;
    const gort__gc_phase phase = gort__gc_current_phase(g->rt);
    const bool pair = w->kind == GORT__WEAK_EPHEMERON;
    const bool marks = phase == GORT_GC_MARK || phase == GORT_GC_ROUND;
    const uintptr_t object = gort__load_relaxed(&w->object);
    const bool keeps = marks && !weaks->decided;
    if (keeps) weak_renew(g->rt->gc);
    const bool kept = (marks || weaks->decided) && weak_is_kept(g->rt, object);
    if (pair)
        weak_append(kept ? &weaks->keys_settled : &weaks->keys_pending, w);
    else
        weak_append(kept && weaks->decided ? &weaks->fresh : &weaks->pending, w);
    /* Last: it may end in an error, and w is in a list by then. */
    if (keeps) weak_keep(g, w, pair ? gort__load_relaxed(&w->value) : object);
}

/* The entry leads to something else: what was known of it is not true any more. */
static void weak_write(gort_g *g, gort__weak *w, gort_aword *word, const void *p)
{
    weak_lock(g);
    gort__weak_table_remove(&g->rt->gc->weak.table, w);
    gort__store_release(word, (uintptr_t)p);
    weak_remove(w);
    weak_place(g, w);
    weak_unlock(g);
}

void gort__weak_add(gort_g *g, gort__weak *w)
{
    weak_lock(g);
    gort__fetch_add_relaxed(&g->rt->gc->weak.entries, 1);
    weak_place(g, w);
    weak_unlock(g);
}

static void weak_unlink(struct gort__gc *gc, gort__weak *w)
{
    gort__weak_table_remove(&gc->weak.table, w);
    weak_remove(w);
    gort__fetch_add_relaxed(&gc->weak.entries, (uintptr_t)-1);
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

/* The key of w, an ephemeron, is marked: it keeps the value. True: that was not marked. The lock is
 * held, here and below. */
static bool weak_settle(struct gort__gc *gc, gort_tracer *tr, gort__weak *w)
{
    weak_remove(w);
    weak_append(&gc->weak.keys_settled, w);
    const uintptr_t value = gort__load_relaxed(&w->value);
    if (!value || weak_is_kept(gc->rt, value)) return false;
    weak_shade(tr, w, value);
    return true;
}

/* Looks at up to `most` pending ephemerons, and first at those that a table has met; those of which
 * it is too early to say something are put aside (keys_looked). True: something was shaded. */
static bool weak_look(struct gort__gc *gc, gort_tracer *tr, uintptr_t most)
{
    struct gort__weaks *weaks = &gc->weak;
    bool shaded = false;
    while (most-- > 0) {
        gort__weak *w = gort__weak_table_met(&weaks->table);
        if (!w && weak_is_empty(&weaks->keys_pending)) break;
        if (!w) w = weaks->keys_pending.next;
        const uintptr_t p = gort__load_relaxed(&w->object);
        if (!p || weak_is_kept(gc->rt, p)) {
            shaded |= weak_settle(gc, tr, w);
        } else {
            weak_remove(w);
            weak_append(&weaks->keys_looked, w);
            gort__weak_table_add(&weaks->table, gc->rt, w);
        }
    }
    return shaded;
}

/* All has been looked at since anything was marked. */
static bool weak_is_known(const struct gort__gc *gc)
{
    const struct gort__weaks *weaks = &gc->weak;
    return weak_is_empty(&weaks->keys_pending) &&
           (weak_is_empty(&weaks->keys_looked) ||
            weaks->marked_bytes == gort__load64_relaxed(&gc->marked_bytes));
}

static void weak_begin_look(struct gort__gc *gc)
{
    struct gort__weaks *weaks = &gc->weak;
    weak_splice(&weaks->keys_pending, &weaks->keys_looked);
    weaks->marked_bytes = gort__load64_relaxed(&gc->marked_bytes); /* before it is looked */
    weaks->looking = true;
    weaks->shaded = false;
    weaks->passes++;
    if (weaks->looks >= GORT__WEAK_LOOKS)
        gort__weak_table_begin(&weaks->table, gort__load_relaxed(&weaks->entries));
}

/* A piece of a look, the first one of which begins it. With a table what it finds is marked at
 * once, as far as that is no long step: others would not tell the table. */
static void weak_look_on(gort_g *g)
{
    struct gort__gc *gc = g->rt->gc;
    struct gort__weaks *weaks = &gc->weak;
    gort__worker *w = gort__worker_take(gc); /* does not wait */
    if (!w) return;
    gort__m(g)->worker = w;
    if (!weaks->looking) weak_begin_look(gc);
    gort__weak_table_tell(&weaks->table, &w->tracer);
    weaks->shaded |= weak_look(gc, &w->tracer, GORT__WEAK_BATCH);
    if (w->tracer.weak) gort__mark_drain(&w->tracer, GORT__SAFEPOINT_STEP_BYTES);
    gort__cycle_put_worker(g); /* it tells the table no more */
    if (!weak_is_empty(&weaks->keys_pending) || weaks->table.met) return;
    if (!gort__weak_table_end(&weaks->table, GORT__WEAK_BATCH)) return;
    weaks->looking = false;
    weaks->looks += weaks->shaded;
    if (weaks->passes > GORT__WEAK_PASSES) gort__store32_relaxed(&weaks->tired, 1);
}

bool gort__weak_advance(gort_g *g)
{
    struct gort__gc *gc = g->rt->gc;
    struct gort__weaks *weaks = &gc->weak;
    bool more = false;
    if (!gort__load_relaxed(&weaks->entries) || gort__load32_relaxed(&weaks->tired)) return false;
    weak_lock(g);
    if (gort__gc_current_phase(g->rt) == GORT_GC_MARK) {
        weak_renew(gc);
        more = weaks->looking || !weak_is_known(gc);
        if (more && (weaks->looking || gort__weak_table_end(&weaks->table, GORT__WEAK_BATCH)))
            weak_look_on(g);
    }
    weak_unlock(g);
    return more;
}

/* ---- The end of marking ------------------------------------------------------------------- */

/* Marks all that pending ephemerons keep. */
static void weak_mark_by_table(struct gort__gc *gc, gort_tracer *tr)
{
    struct gort__weaks *weaks = &gc->weak;
    gort__weak_table_begin(&weaks->table, gort__load_relaxed(&weaks->entries));
    gort__weak_table_tell(&weaks->table, tr);
    if (tr->weak) {
        do {
            weak_look(gc, tr, UINTPTR_MAX);
            gort__mark_drain(tr, UINT64_MAX);
        } while (weaks->table.met);
    }
    gort__weak_table_leave(tr);
    gort__weak_table_end(&weaks->table, UINTPTR_MAX);
}

bool gort__weak_decide_stopped(struct gort__gc *gc, gort_tracer *tr)
{
    struct gort__weaks *weaks = &gc->weak;
    gort_g *g = gort_current(gc->rt);
    weak_lock(g);
    weak_renew(gc);
    gort__weak_table_end(&weaks->table, UINTPTR_MAX); /* a look was under way */
    weaks->looking = false;
    weak_splice(&weaks->keys_pending, &weaks->keys_looked);
    const bool shaded = weak_look(gc, tr, UINTPTR_MAX);
    weak_splice(&weaks->keys_pending, &weaks->keys_looked);
    if (shaded && ++weaks->looks > GORT__WEAK_LOOKS) weak_mark_by_table(gc, tr);
    weaks->decided = !shaded;
    weak_unlock(g);
    return !shaded;
}

bool gort__weak_decide(struct gort__gc *gc)
{
    struct gort__weaks *weaks = &gc->weak;
    if (!gort__load_relaxed(&weaks->entries)) return true;
    weak_renew(gc);
    weaks->decided = weak_is_known(gc);
    return weaks->decided;
}

static void weak_bury_later(gort_ephemeron *e)
{
    if (!e->dead) return;
    e->next = *e->dead;
    gort__store_ptr_relaxed((gort_aword *)e->dead, e);
}

/* One of those of which it is to be seen whether they lead to the dead, or NULL. */
static gort__weak *weak_next_to_clear(const struct gort__weaks *weaks)
{
    const gort__weak *const heads[] = {&weaks->pending, &weaks->keys_looked, &weaks->keys_pending};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (!weak_is_empty(heads[i])) return heads[i]->next;
    return NULL;
}

static void weak_clear_one(struct gort__gc *gc, gort__weak *w)
{
    struct gort__weaks *weaks = &gc->weak;
    weak_remove(w);
    weak_append(w->kind == GORT__WEAK_EPHEMERON ? &weaks->keys_settled : &weaks->settled, w);
    if (weak_is_kept(gc->rt, gort__load_relaxed(&w->object))) return;
    if (w->kind == GORT__WEAK_CLEANUP && gort__final_waits(gc->rt, w)) return;
    gort__store_relaxed(&w->object, 0);
    gort__store_relaxed(&w->value, 0);
    if (w->kind == GORT__WEAK_EPHEMERON) {
        weak_bury_later((gort_ephemeron *)w);
    } else if (w->kind == GORT__WEAK_CLEANUP) {
        weak_unlink(gc, w);
        gort__cleanup_found(gc, w);
    }
}

bool gort__weak_clear(struct gort__gc *gc, uintptr_t most)
{
    struct gort__weaks *weaks = &gc->weak;
    pthread_mutex_lock(&weaks->lock);
    gort__weak *w = NULL;
    while (weaks->decided && (w = weak_next_to_clear(weaks)) && most-- > 0)
        weak_clear_one(gc, w);
    if (weaks->decided && !w) {
        weak_splice(&weaks->settled, &weaks->fresh);
        gort__cleanups_ready(gc);
        weaks->decided = false;
    }
    const bool over = !weaks->decided;
    pthread_mutex_unlock(&weaks->lock);
    return over;
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
    weak_verify_list(tr, &weaks->keys_settled);
    weak_verify_list(tr, &weaks->keys_looked);
    weak_verify_list(tr, &weaks->keys_pending);
}

/* ---- Life --------------------------------------------------------------------------------- */

void gort__weaks_init(struct gort__gc *gc)
{
    struct gort__weaks *weaks = &gc->weak;
    pthread_mutex_init(&weaks->lock, NULL);
    weak_list_init(&weaks->pending);
    weak_list_init(&weaks->settled);
    weak_list_init(&weaks->fresh);
    weak_list_init(&weaks->keys_pending);
    weak_list_init(&weaks->keys_looked);
    weak_list_init(&weaks->keys_settled);
}

void gort__weaks_free(struct gort__gc *gc)
{
    struct gort__weaks *weaks = &gc->weak;
    gort__weak *all = &weaks->pending;
    weak_splice(all, &weaks->settled);
    weak_splice(all, &weaks->fresh);
    weak_splice(all, &weaks->keys_pending);
    weak_splice(all, &weaks->keys_looked);
    weak_splice(all, &weaks->keys_settled);
    for (gort__weak *w; (w = all->next) != all;) {
        weak_remove(w);
        free(w);
    }
    gort__weak_table_end(&weaks->table, UINTPTR_MAX);
    pthread_mutex_destroy(&weaks->lock);
}
