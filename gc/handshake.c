/* handshake.c - phases that change without a stop: each thread answers at a safepoint of its own.
 *
 *   OFF        all is swept, nobody has a stale span, nobody is in a step: who passed the trigger
 * -> BEGIN      a thread's barrier goes on; its runs are flushed, and from now on each object it
 *              makes has its alloc bit at once
 *   BLACKEN    a thread allocates black
 *   MARK       stacks are scanned and objects marked, until neither stacks nor globals nor objects
 *              seem grey: who sees that ->
 *   ROUND      a thread flushes its barrier buffer. When all have, nothing came into the pool, and
 *              nobody is in a step: what has no mark is dead (weak.c), and on; else back to MARK
 *   UNBARRIER  a thread's barrier goes off; its runs are flushed, what its place holds is settled.
 *              What is weak and leads to the dead is cleared, some of it at each call
 *   OFF        the figures; the heap's generation moves on, so everything is unswept. A thread
 *              gives back the spans of the old generation that it has taken since
 *
 * tests/model/spin/handshake.pml is this file and rest.c, with the same names: hand_begin is the
 * collector's first step, hand_do a mutator's answer, gort__rest_one is rest(), hand_ask ask_all(),
 * hand_advance advance(), gort__hand_round the collector's looks. leave.pml is who comes to do it,
 * with sleep, errors and stops in between. stale.pml is what comes behind hand_over.
 *
 * A thread answers (gort__gc_answer) at a safepoint, before it blocks and before it detaches.
 * Whoever answers last takes the cycle on, so nobody waits for anybody; a thread that comes to no
 * safepoint keeps a cycle from going on, and nothing else. What takes long is done in pieces, by
 * all who come to a safepoint, and by who blocks or detaches only if nobody else runs. Who
 * allocates then waits when the heap is far beyond its goal (assist.c).
 *
 * A thread that is blocked is not asked: it is put to rest before a phase begins (rest.c).
 *
 * Invariants
 *  - The phase changes under rt->lock, when nobody is asked any more, and not while the world
 *    stops: then the answers wait (gc->due) for whoever looks next.
 *  - mutator.asked is set only for one that runs once rt->lock is given up, so what an answer
 *    changes of a mutator is its thread's, or that of nobody who runs.
 *  - For want of memory an error may end the answering for others. It gives the lock up, and who
 *    looks next goes on (gc->forsaken; gort__gc_leave_hand).
 *  - What a thread reads of a cycle while the phase is MARK was written before its answers in BEGIN
 *    and BLACKEN, and is written again after those in ROUND and UNBARRIER.
 *  - An object that is not black when MARK begins has its alloc bit: a value, and an address where
 *    an object may end, are told from a pointer by that (values.c).
 *  - Before MARK every stack is grey, those of new g's too: what a barrier recorded in BEGIN is not
 *    needed, and no stack is scanned.
 *
 * Orders that others rely on
 *  - mutator.asked: release in hand_ask, acquire in gort__gc_answer, which reads the phase then.
 *  - The phase becomes MARK by a compare-and-swap; gort__gc_left_grey reads it by a
 *    read-modify-write after the status of its g was stored. Either it sees MARK, or who walks the
 *    list of g's sees that the g does not run (LEFT_GREY).
 *  - gc->marking goes up before a step marks and down after what it found is in the pool, both by
 *    full read-modify-writes; hand_is_grey reads it by one, between two looks at the pool and
 *    before the count of what came into it, which the pool's lock releases (COUNT_LATE).
 *  - heap.stale_hands: span.c.
 *
 * What still stops the world at the beginning and the end of a cycle: the ordered modes
 * (gcstoptheworld, gcseed), whose steps have one order; wbshadow, which compares memory that nobody
 * writes; root callbacks, which are promised that all threads are at rest; at the end programs that
 * get dead objects by weak handles all the time (weak.c). But for the first two the cycle goes on
 * with UNBARRIER from there (gort__hand_unbarrier). gccheckmark stops the world behind UNBARRIER,
 * to mark a second time.
 *
 * Threads: any attached one.
 */
#include "../runtime/base/os.h"
#include "../runtime/heap/span.h"
#include "../runtime/sched/bias.h"
#include "../runtime/sched/bind.h"
#include "internal.h"
#include <time.h>

/* What is to be told of when rt->lock is given up: the thread runs, so the next cycle cannot end
 * before it has. */
typedef struct hand_news {
    gort_mutator *own; /* of who is to tell */
    uint64_t since_ns; /* its own work began then */
    unsigned nphases;
    gort__gc_phase phases[8];
    bool over;
    gort__cycle_figures figures;
} hand_news;

static void hand_tell(gort_runtime *rt, const hand_news *news)
{
    for (unsigned i = 0; i < news->nphases; i++)
        gort__event(rt, GORT_EVENT_PHASE, .phase = news->phases[i]);
    if (news->over) gort__event(rt, GORT_EVENT_CYCLE, .cycle = &news->figures);
}

/* m's thread, for what may flush another's buffer: an error that ends that, for want of memory,
 * gives the lock up (gort__gc_leave_hand). */
static void hand_lock(gort_mutator *m)
{
    pthread_mutex_lock(&m->rt->lock);
    m->has_lock = true;
}
static void hand_unlock(gort_mutator *m)
{
    m->has_lock = false;
    pthread_mutex_unlock(&m->rt->lock);
}

/* rt->lock held here and below, where nothing else is said. */
static void hand_set_phase(struct gort__gc *gc, hand_news *news, gort__gc_phase phase)
{
    (void)gort__cas32_full(&gc->phase, gort__load32_relaxed(&gc->phase), phase);
    if (news->nphases < sizeof news->phases / sizeof news->phases[0])
        news->phases[news->nphases++] = phase;
    gc->rest_left = gc->rt->nmutators;
    gort__hand_turned(gc);
}

/* This cycle has to begin, or to end, with the world stopped. */
static bool hand_needs_stop(const gort_runtime *rt, bool end)
{
    if (rt->gc->ordered || rt->wbshadow || rt->nroot_callbacks > 0) return true;
    return end && gort__load32_relaxed(&rt->gc->weak.tired);
}

/* ---- An answer ---------------------------------------------------------------------------- */

/* What the phase asks of m. m's thread, no lock needed; or m does not run, rt->lock held. */
static void hand_do(gort_mutator *m)
{
    gort_runtime *rt = m->rt;
    switch (gort__gc_current_phase(rt)) {
    case GORT_GC_BEGIN:
        m->barrier_used = 0;
        m->assist_debt_bytes = 0;
        gort__alloc_flush(m);
        m->exact = true;
        gort__g_set_barrier(m->g, true);
        break;
    case GORT_GC_BLACKEN:
        m->exact = false;
        m->black_gen = gort__load32_relaxed(&rt->heap->sweepgen);
        break;
    case GORT_GC_ROUND:
        if (rt->opt.gcmutant & GORT_MUTANT_NO_RECHECK) m->barrier_used = 0;
        gort__barrier_flush(m);
        break;
    case GORT_GC_UNBARRIER:
        gort__g_set_barrier(m->g, false);
        m->barrier_used = 0;
        gort__alloc_flush(m);
        /* A mutex that is garbage is held by nobody. Who is blocked holds none so; the place may be
         * another's. */
        if (m->g->goroutine && m->p && gort__load32_relaxed(&m->state) != GORT_MUTATOR_BLOCKED)
            gort__bias_settle(rt->sched, gort__bias_of(m));
        break;
    case GORT_GC_OFF: gort__alloc_flush_stale(m); break;
    case GORT_GC_MARK:
    case GORT_GC_MARK_TERMINATION: break;
    }
}

/* Answers for those that were asked and do not run. */
static void hand_answer_for_others(struct gort__gc *gc)
{
    gort__store32_relaxed(&gc->forsaken, 0);
    for (gort_mutator *m = gc->rt->awake, *next; m; m = next) {
        const uint32_t state = gort__load32_relaxed(&m->state);
        next = m->awake_next;
        if (state == GORT_MUTATOR_RUNNING || !gort__load32_relaxed(&m->asked)) continue;
        if (state == GORT_MUTATOR_BLOCKED) {
            (void)gort__rest_one(m);
            continue;
        }
        gc->served = m;
        hand_do(m);
        gc->served = NULL;
        gort__hand_count_answer(gc, m);
    }
}

static void hand_ask_one(struct gort__gc *gc, gort_mutator *m)
{
    if (gort__load32_relaxed(&m->asked)) return;
    gort__store32_release(&m->asked, 1); /* pairs with gort__gc_answer */
    gort__store32_relaxed(&gc->asked, gort__load32_relaxed(&gc->asked) + 1);
}

/* Asks all for what the phase is about. own: the caller's, which answers before it goes on. Whom
 * an error keeps from being answered for has been asked already. */
static void hand_ask(struct gort__gc *gc, const gort_mutator *own)
{
    for (gort_mutator *m = gc->rt->awake; m; m = m->awake_next) {
        hand_ask_one(gc, m);
        if (m != own && gort__load32_relaxed(&m->state) == GORT_MUTATOR_RUNNING)
            gort__raise_guard(m);
    }
    gort__store32_relaxed(&gc->due, 1);
    hand_answer_for_others(gc);
}

/* The longest answer so far of a cycle's beginning (0) or end (1), with that of who is at it. */
static uint64_t hand_longest(struct gort__gc *gc, int end, uint64_t since_ns)
{
    const uint64_t took_ns = gort__trace_look_ns(gc->rt) - since_ns;
    if (took_ns > gc->ack_ns[end]) gc->ack_ns[end] = took_ns;
    return gc->ack_ns[end];
}

/* ---- The next phase ----------------------------------------------------------------------- */

/* The others that run come to a safepoint, and mark or take the cycle on, though they may never
 * allocate. False: there are none. */
static bool hand_call(struct gort__gc *gc, const gort_mutator *own)
{
    bool any = false;
    for (gort_mutator *m = gc->rt->awake; m; m = m->awake_next) {
        if (m == own || gort__load32_relaxed(&m->state) != GORT_MUTATOR_RUNNING) continue;
        gort__raise_guard(m);
        any = true;
    }
    return any;
}

static void hand_mark(struct gort__gc *gc, hand_news *news)
{
    gort_runtime *rt = gc->rt;
    gort__cycle *c = &gc->cycle;
    gort__roots_reset(gc);
    gort__store32_relaxed(&gc->stacks_left, rt->ngs);
    c->mark_ns = c->sweep_term_ns + hand_longest(gc, 0, news->since_ns);
    gort__cycle_count_pause(gc, c->sweep_term_ns, c->mark_ns);
    hand_set_phase(gc, news, GORT_GC_MARK);
    hand_call(gc, news->own);
    if (gc->last_work >= gort__background_least_work(gc)) gort__background_call_locked(gc);
}

/* In this order: the pool, those in steps, the pool, what came into it since. */
static bool hand_is_grey(struct gort__gc *gc)
{
    return !gort__roots_done(gc) || gort__workpool_has_full(&gc->pool) ||
           gort__load32_acquire(&gc->kept) || gort__fetch_add32_full(&gc->marking, 0) ||
           gort__workpool_has_full(&gc->pool) ||
           gort__load_acquire(&gc->pool.puts) != gc->round_puts;
}

/* All is marked, and what is not is dead: whoever gets something by a weak pointer does so before
 * or behind this. */
static bool hand_decide(struct gort__gc *gc)
{
    pthread_mutex_lock(&gc->weak.lock);
    const bool over = !hand_is_grey(gc) && gort__weak_decide(gc);
    pthread_mutex_unlock(&gc->weak.lock);
    return over;
}

/* The cycle is over. */
static void hand_over(struct gort__gc *gc, hand_news *news)
{
    gort_runtime *rt = gc->rt;
    gort__store32_relaxed(&gc->verify_due, 0);
    gort__cycle_settle(gc);
    /* Who is still in a step has found nothing, and nobody begins one that would: with none the
     * buffers are in nobody's hands. */
    if (gort__fetch_add32_full(&gc->marking, 0) == 0) gort__workpool_trim(&gc->pool);
    gort__heap_next_gen(rt->heap, true);
    hand_set_phase(gc, news, GORT_GC_OFF);
    const uint64_t longest_ns = hand_longest(gc, 1, news->since_ns);
    const uint64_t now_ns = gort__trace_look_ns(rt);
    gc->cycle.mark_term_ns = now_ns - longest_ns;
    gort__cycle_settle_time(gc, now_ns);
    news->over = true;
    news->figures = gort__figures_of_cycle(gc);
    hand_ask(gc, news->own);
    gort__background_note_end_locked(gc);
}

/* All have answered. False: it is too early all the same. */
static bool hand_advance(struct gort__gc *gc, hand_news *news)
{
    if (!gort__rest_some(gc)) return false;
    if (gort__gc_current_phase(gc->rt) == GORT_GC_UNBARRIER &&
        !gort__weak_clear(gc, GORT__WEAK_BATCH))
        return false;
    gort__store32_relaxed(&gc->due, 0);
    switch (gort__gc_current_phase(gc->rt)) {
    case GORT_GC_BEGIN:
        gc->cycle.heap0 = gort__load_relaxed(&gc->rt->heap->live_bytes); /* all runs are flushed */
        hand_set_phase(gc, news, GORT_GC_BLACKEN);
        hand_ask(gc, news->own);
        break;
    case GORT_GC_BLACKEN: hand_mark(gc, news); break;
    case GORT_GC_ROUND:
        if (hand_needs_stop(gc->rt, true) || !hand_decide(gc)) {
            if (++gc->restarts > GORT__WEAK_ROUNDS && gort__load_relaxed(&gc->weak.entries))
                gort__store32_relaxed(&gc->weak.tired, 1);
            hand_set_phase(gc, news, GORT_GC_MARK);
            hand_ask_one(gc, news->own); /* it tells of that before another tells of a round */
            hand_call(gc, news->own);
            break;
        }
        gc->rt->stress.cycles_handshaken++;
        hand_set_phase(gc, news, GORT_GC_UNBARRIER);
        hand_ask(gc, news->own);
        break;
    case GORT_GC_UNBARRIER:
        if (gc->rt->opt.gccheckmark) {
            gort__store32_relaxed(&gc->verify_due, 1);
            hand_call(gc, NULL); /* and this thread: it may be about to block */
        } else {
            hand_over(gc, news);
        }
        break;
    case GORT_GC_OFF:
        gort__heap_no_hands(gc->rt->heap);
        gort__hand_turned(gc);
        gort__background_look_locked(gc);
        break;
    case GORT_GC_MARK:
    case GORT_GC_MARK_TERMINATION: break;
    }
    return true;
}

/* Everybody has answered, and nobody has taken the cycle on. A guess. */
static bool hand_may_go_on(const gort_runtime *rt)
{
    const struct gort__gc *gc = rt->gc;
    return gort__load32_relaxed(&gc->due) && !gort__load32_relaxed(&rt->stop_requested) &&
           (gort__load32_relaxed(&gc->asked) == 0 || gort__load32_relaxed(&gc->forsaken));
}

/* False: there is more to do before the next phase, and first the lock is to be given up. */
static bool hand_go_on(struct gort__gc *gc, hand_news *news)
{
    while (hand_may_go_on(gc->rt)) {
        if (gort__load32_relaxed(&gc->forsaken))
            hand_answer_for_others(gc);
        else if (!hand_advance(gc, news))
            return false;
    }
    return true;
}

/* The lock, or not: who has it may be doing what m would do, and m comes back to look. */
static bool hand_try_lock(gort_mutator *m)
{
    if (pthread_mutex_trylock(&m->rt->lock) != 0) {
        gort__raise_guard(m);
        return false;
    }
    m->has_lock = true;
    return true;
}

/* One answer, and what follows from it. False: hand_go_on, or another may do that. */
static bool hand_answer(gort_mutator *m, bool asked)
{
    gort_runtime *rt = m->rt;
    hand_news news = {.own = m, .since_ns = gort__trace_look_ns(rt)};
    const bool end = gort__gc_current_phase(rt) >= GORT_GC_ROUND;
    if (asked) {
        hand_do(m);
        hand_lock(m);
        gort__hand_count_answer(rt->gc, m);
    } else if (!hand_try_lock(m)) {
        return false;
    }
    const bool gone_on = !m->lost && hand_go_on(rt->gc, &news);
    if (!gone_on) gort__raise_guard(m); /* it comes back for more */
    if (!news.over && gort__gc_current_phase(rt) != GORT_GC_OFF)
        (void)hand_longest(rt->gc, end, news.since_ns);
    hand_unlock(m);
    hand_tell(rt, &news);
    return gone_on;
}

void gort__gc_answer(gort_g *g)
{
    gort_mutator *m = gort__m(g);
    for (;;) {
        const bool asked = gort__load32_acquire(&m->asked);
        if (!asked && (m->lost || !hand_may_go_on(m->rt))) return;
        if (!hand_answer(m, asked)) return;
    }
}

bool gort__gc_must_answer(gort_mutator *m)
{
    if (gort__load32_relaxed(&m->asked)) return true;
    if (!hand_may_go_on(m->rt)) return false;
    return !hand_call(m->rt->gc, m) && !m->lost;
}

void gort__gc_runs_on(gort_mutator *m)
{
    if (m->rests) gort__rest_wake(m);
    if (gort__gc_current_phase(m->rt) == GORT_GC_MARK || hand_may_go_on(m->rt) ||
        gort__load32_relaxed(&m->rt->gc->verify_due) || gort__load32_relaxed(&m->asked))
        gort__raise_guard(m);
}

void gort__gc_leave_hand(gort_mutator *m)
{
    struct gort__gc *gc = m->rt->gc;
    gort__weak_leave(m);
    gort__raise_guard(m); /* it may have been asked, and not come to answer */
    if (!m->has_lock) return;
    if (gc->served) gort__gc_leave_shades(gc->served);
    gc->served = NULL;
    gort__store32_relaxed(&gc->forsaken, 1);
    hand_unlock(m);
}

/* ---- Beginning ---------------------------------------------------------------------------- */

/* Nothing of the last cycle is under way. */
static bool hand_is_ready(const struct gort__gc *gc)
{
    const struct gort__heap *h = gc->rt->heap;
    return !gort__load32_relaxed(&gc->due) && !gort__heap_unswept(h) &&
           !gort__load32_acquire(&h->sweepers) && !gort__load32_acquire(&gc->marking);
}

/* The first phase, if all who are blocked rest. */
static gort__hand_begun hand_begin(struct gort__gc *gc, hand_news *news, bool forced,
                                   uint64_t roots_bytes)
{
    if (!gort__rest_some(gc)) {
        const uint64_t took_ns = gort__trace_look_ns(gc->rt) - news->since_ns;
        if (took_ns > gc->before_ns) gc->before_ns = took_ns;
        return GORT__HAND_LATER;
    }
    gort__cycle_reset(gc, forced, roots_bytes);
    gc->ack_ns[0] = gc->before_ns;
    gc->before_ns = 0;
    gc->cycle.sweep_term_ns = news->since_ns;
    hand_set_phase(gc, news, GORT_GC_BEGIN);
    hand_ask(gc, news->own);
    (void)hand_longest(gc, 0, news->since_ns);
    return GORT__HAND_BEGUN;
}

gort__hand_begun gort__hand_begin(gort_g *g, uintptr_t seen, bool forced)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    const uint64_t roots_bytes = gort__roots_bytes(gc);
    gort__hand_begun begun = GORT__HAND_BEGUN;
    hand_news news = {.own = gort__m(g)};
    hand_lock(news.own);
    if (gort__load_relaxed(&rt->cycles_started) == seen &&
        gort__gc_current_phase(rt) == GORT_GC_OFF) {
        if (hand_needs_stop(rt, false)) {
            begun = GORT__HAND_STOP;
        } else if (gort__load32_relaxed(&rt->stop_requested) || !hand_is_ready(gc)) {
            begun = GORT__HAND_LATER;
        } else {
            news.since_ns = gort__trace_look_ns(rt);
            begun = hand_begin(gc, &news, forced, roots_bytes);
        }
    }
    hand_unlock(news.own);
    hand_tell(rt, &news);
    gort__gc_answer(g);
    return begun;
}

void gort__hand_rest(gort_g *g)
{
    gort_runtime *rt = g->rt;
    for (bool all = false; !all;) {
        hand_lock(gort__m(g));
        all = gort__gc_current_phase(rt) != GORT_GC_OFF || gort__rest_some(rt->gc);
        hand_unlock(gort__m(g));
        if (!all && gort__load32_relaxed(&rt->stop_requested)) {
            gort__block(g, g->sp);
            gort__unblock(g);
        }
    }
}

void gort__hand_settle(struct gort__gc *gc)
{
    pthread_mutex_lock(&gc->rt->lock);
    for (gort_mutator *m = gc->rt->awake; m; m = m->awake_next)
        gort__store32_relaxed(&m->asked, 0);
    gort__store32_relaxed(&gc->asked, 0);
    gort__store32_relaxed(&gc->due, 0);
    pthread_mutex_unlock(&gc->rt->lock);
    gort__heap_no_hands(gc->rt->heap);
}

void gort__gc_left_grey(gort_runtime *rt)
{
    struct gort__gc *gc = rt->gc;
    if (gort__fetch_add32_full(&gc->phase, 0) != GORT_GC_MARK) return;
    pthread_mutex_lock(&rt->lock);
    gort__store32_relaxed(&gc->stacks_left, rt->ngs);
    pthread_mutex_unlock(&rt->lock);
}

void gort__gc_left_grey_locked(gort_g *g)
{
    if (gort__gc_current_phase(g->rt) == GORT_GC_MARK && !gort__stack_is_black(g))
        gort__gc_g_missed(g);
}

/* ---- Ending ------------------------------------------------------------------------------- */

/* If all know that it marks, nothing is grey and all who are blocked rest. */
static void hand_begin_round(struct gort__gc *gc, hand_news *news)
{
    if (gort__load32_relaxed(&gc->asked)) return;
    if (!gort__rest_some(gc)) {
        (void)hand_longest(gc, 1, news->since_ns);
        return;
    }
    gc->round_puts = gort__load_acquire(&gc->pool.puts); /* before the looks */
    if (hand_is_grey(gc)) return;
    hand_set_phase(gc, news, GORT_GC_ROUND);
    hand_ask(gc, news->own);
}

bool gort__hand_round(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    if (gc->ordered) return false; /* nor is the clock looked at */
    hand_news news = {.own = gort__m(g), .since_ns = gort__trace_look_ns(rt)};
    hand_lock(news.own);
    const bool stop = hand_needs_stop(rt, true);
    const bool later = stop && !gort__rest_some(gc); /* they would be put to rest in the stop */
    /* Another may have begun the round: the count is its own then. */
    if (!stop && gort__gc_current_phase(rt) == GORT_GC_MARK &&
        !gort__load32_relaxed(&rt->stop_requested) && gort__load32_acquire(&gc->stacks_grey) == 0)
        hand_begin_round(gc, &news);
    hand_unlock(news.own);
    hand_tell(rt, &news);
    gort__hand_look(g);
    return !stop || later;
}

void gort__hand_unbarrier(gort_g *g, uint64_t began_ns)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    hand_news news = {.own = gort__m(g), .since_ns = began_ns};
    hand_lock(news.own);
    (void)hand_longest(gc, 1, began_ns);
    hand_set_phase(gc, &news, GORT_GC_UNBARRIER);
    hand_ask(gc, news.own);
    gc->resumed_ns = gort__trace_look_ns(rt);
    hand_unlock(news.own);
    gort__start_world(gort__m(g));
    hand_tell(rt, &news);
    gort__hand_look(g);
}

/* The cycle is over but for that: with the world stopped everything is marked again and compared.
 * Mutators have run on since the last round, without a barrier. */
static void hand_verify(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    hand_news news = {.own = gort__m(g)};
    gort__stop_world(gort__m(g));
    if (gort__load32_relaxed(&gc->verify_due)) {
        gort__verify_cycle(g);
        gort__workers_settle(gc);
        hand_lock(news.own);
        news.since_ns = gort__trace_look_ns(rt);
        hand_over(gc, &news);
        hand_unlock(news.own);
    }
    gort__start_world(gort__m(g));
    hand_tell(rt, &news);
    gort__gc_answer(g);
}

void gort__hand_look(gort_g *g)
{
    gort__gc_answer(g);
    if (GORT_UNLIKELY(gort__load32_relaxed(&g->rt->gc->verify_due))) hand_verify(g);
}

bool gort__hand_waits(const struct gort__gc *gc)
{
    switch (gort__gc_current_phase(gc->rt)) {
    case GORT_GC_OFF: return !hand_is_ready(gc);
    case GORT_GC_MARK:
        return (gort__load32_acquire(&gc->stacks_grey) || gort__load32_relaxed(&gc->asked)) &&
               !gort__cycle_has_grey(gc);
    default: return true;
    }
}

void gort__hand_init(struct gort__gc *gc)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&gc->turned, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

uint32_t gort__hand_turns(const struct gort__gc *gc)
{
    return gort__load32_acquire(&gc->turns);
}

void gort__hand_turned(struct gort__gc *gc)
{
    gort__store32_release(&gc->turns, gort__load32_relaxed(&gc->turns) + 1);
    pthread_cond_broadcast(&gc->turned);
}

void gort__hand_wait(gort_g *g, uint32_t turns, uint64_t since_ns)
{
    struct gort__gc *gc = g->rt->gc;
    gort__gc_answer(g);
    if (hand_may_go_on(g->rt)) return; /* and there is more that this thread can do */
    gort__wait_answers(g, &gc->turned, &gc->turns, turns, since_ns);
}
