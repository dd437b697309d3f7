/* assist.c - who does the marking, and when: mutators, at allocation slow paths and safepoints.
 *
 * Allocation pays: each byte taken while a cycle marks adds the pacer's ratio of scan work to the
 * mutator's debt, and a debt worth a step is worked off at once (if others have all there is to
 * scan, later). So marking ends before the heap reaches its goal, whoever allocates.
 *
 * What the collector's threads have scanned (background.c) pays first: an allocation takes of that
 * credit what it owes, and steps for the rest.
 *
 * A large object may pay for a part only, and what is allocated after it for the rest
 * (gort__pacer_spreads).
 *
 * A debt is let go while the collector has had half of the processors' time for long (pacer.h, the
 * limiter): then the heap grows beyond its goal, as it does in go1.19.
 *
 * Safepoints pay by time: a loop that does not allocate gives a quarter of its time to a cycle
 * under way, in small steps, so that the cycle ends although nobody needs memory. It does not while
 * it sees the collector's threads at it.
 *
 * gcseed=N replaces both by a generator: at every allocation and safepoint it decides whether a
 * cycle starts, whether this stack is scanned now, whether a step is done and how large it is, and
 * whether a cycle that could end ends. With one thread the run is repeatable.
 *
 * Also here: runtime.GC and the step functions that tests use.
 *
 * Threads: any attached one, at its own safepoint, g->sp recorded. Each function may stop the
 * world.
 */
#include "../runtime/base/checks.h"
#include "../runtime/base/os.h"
#include "../runtime/sched/sched.h"
#include "internal.h"
#include "pacer.h"
#include <sched.h>

uint64_t gort__assist_work_done(const struct gort__gc *gc)
{
    return gort__load64_relaxed(&gc->heap_work) + gort__load64_relaxed(&gc->stack_work) +
           gort__load64_relaxed(&gc->looks_work) + gort__load64_relaxed(&gc->globals_work);
}

static uint64_t assist_live(const gort_runtime *rt)
{
    return gort__load_relaxed(&rt->heap->live_bytes) +
           gort__load64_relaxed(&rt->heap->external_bytes);
}

/* The same without the objects for which the goal has moved. */
static uint64_t assist_live_paid(const gort_runtime *rt)
{
    const uint64_t live = assist_live(rt), spread = gort__load_relaxed(&rt->gc->spread_bytes);
    return live > spread ? live - spread : 0; /* an object is counted when it is there */
}

/* The heap is larger than it was to be when this cycle ends. */
static bool assist_is_late(const gort_runtime *rt)
{
    return assist_live_paid(rt) > gort__load64_relaxed(&rt->gc->goal);
}

static double assist_ratio(gort_runtime *rt)
{
    const struct gort__gc *gc = rt->gc;
    const gort__pacer_progress p = {
        .live = assist_live_paid(rt),
        .goal = gort__load64_relaxed(&gc->goal),
        .trigger = gort__load64_relaxed(&gc->trigger),
        .work_done = gort__assist_work_done(gc),
        .work_expected = gc->last_work,
        .work_max = gc->cycle.heap0 + gc->last_stack_work + gc->last_looks_work + gc->globals_bytes,
        .percent = (int)gort__load32_relaxed(&gc->percent),
    };
    return gort__pacer_assist_ratio(&p);
}

/* ---- The seeded generator ----------------------------------------------------------------- */

/* What it says when its steps are used up (gcsteps): a cycle begins when it is due, and is over
 * after a few large steps. */
#define SEED_OVER 0x70001

static uint64_t seed_next(struct gort__gc *gc)
{
    if (gort__seed_is_over(gc->rt)) return SEED_OVER;
    uint64_t z = gort__fetch_add64_relaxed(&gc->seed_state, 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void seed_count_step(gort_runtime *rt)
{
    if (!gort__seed_is_over(rt)) gort__seed_step(rt);
    pthread_mutex_lock(&rt->lock);
    rt->stress.steps_forced++;
    pthread_mutex_unlock(&rt->lock);
}

/* A thread of the scheduler's draws with the place only: when one without passes here is chance. */
static void assist_seeded(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    const gort_mutator *m = gort__m(g);
    if (m->runner && !m->p) return;
    const uint64_t r = seed_next(gc);
    if (gort__gc_current_phase(rt) == GORT_GC_OFF) {
        /* A GOGC that is off leaves cycles to the generator too: it was asked for by name. */
        gort__gc_force(g);
        if (r % 24 != 0 && assist_live(rt) < gort__load64_relaxed(&gc->trigger)) return;
        seed_count_step(rt);
        gort__cycle_start(g, gort__load_relaxed(&gc->rt->cycles_started), false);
        return;
    }
    const bool late = assist_is_late(rt);
    if (r % 4 == 0 && !late) return;
    seed_count_step(rt);
    if ((r >> 8) % 8 == 0 || late) gort__mark_own_stack(g);
    static const uint32_t sizes[] = {1, 1, 1, 64, 64, 256, 1024, 65536};
    uint64_t done;
    bool grey;
    if (!gort__cycle_step(g, sizes[(r >> 16) % 8], false, &gc->assist_ns, &done, &grey) || grey)
        return;
    if (!gort__stack_is_black(g)) {
        if ((r >> 24) % 4 == 0) gort__mark_own_stack(g);
        return;
    }
    if ((r >> 32) % 4 == 0 || late) gort__cycle_try_finish(g, late);
}

/* What the collector's threads leave to the program's: the stacks of those that do not run, and to
 * see that nothing is grey any more. Who allocates and is late stops those that have not scanned
 * their stacks yet: a thread that the system has put aside would hold up the end, and all that is
 * allocated meanwhile is black. A safepoint. */
static void assist_look(gort_g *g, bool allocates)
{
    struct gort__gc *gc = g->rt->gc;
    const uint64_t stacks_bytes = gort__mark_idle_stacks(gc);
    if (allocates) gort__m(g)->assist_debt_bytes -= (int64_t)stacks_bytes;
    if (gort__cycle_has_grey(gc)) return;
    gort__m(g)->assist_debt_bytes = 0;
    gort__cycle_try_finish(g, allocates && assist_is_late(g->rt));
}

/* ---- The limit ---------------------------------------------------------------------------- */

void gort__assist_limiter_update(struct gort__gc *gc, uint64_t now_ns)
{
    gort__lock_take(&gc->limiter_lock);
    const bool limiting = gort__pacer_limiter_update(&gc->limiter, now_ns, gc->cycle.procs,
                                                     gort__load64_relaxed(&gc->spent_ns));
    if (limiting && !gort__load32_relaxed(&gc->limiting))
        gort__store_relaxed(&gc->limited_cycle, gort__load_relaxed(&gc->rt->cycles_started));
    gort__store32_relaxed(&gc->limiting, limiting);
    gort__store64_relaxed(&gc->limiter_due_ns,
                          now_ns + gort__load64_relaxed(&gc->limiter_period_ns));
    gort__lock_give(&gc->limiter_lock);
}

/* The collector has had half of the processors' time for long: the program is to go on. */
static bool assist_is_limited(struct gort__gc *gc)
{
    const uint64_t now_ns = gort__os_now_ns();
    if (now_ns >= gort__load64_relaxed(&gc->limiter_due_ns))
        gort__assist_limiter_update(gc, now_ns);
    return gort__load32_relaxed(&gc->limiting);
}

/* ---- Paying ------------------------------------------------------------------------------- */

/* What an allocation of so many bytes owes. A large object, as an array that a map grows into,
 * would owe all that is left to scan; it pays for a step or two, and the goal moves by its size. */
static int64_t assist_owed(gort_runtime *rt, uintptr_t bytes)
{
    struct gort__gc *gc = rt->gc;
    const double owed = (double)bytes * assist_ratio(rt) + 1;
    if (owed <= (double)GORT__PAY_MOST_BYTES) return (int64_t)owed;
    if (rt->opt.memory_limit_bytes == INT64_MAX &&
        gort__pacer_spreads(bytes, gort__load_relaxed(&gc->spread_bytes),
                            gort__load64_relaxed(&gc->goal))) {
        gort__fetch_add_relaxed(&gc->spread_bytes, bytes);
        return GORT__PAY_MOST_BYTES;
    }
    return (int64_t)owed;
}

static void assist_pay(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    gort_mutator *m = gort__m(g);
    int waits = 0;
    if (gort__background_is_called(gc)) {
        if (m->assist_debt_bytes > 0)
            m->assist_debt_bytes -=
                (int64_t)gort__background_take_credit(gc, (uint64_t)m->assist_debt_bytes);
        assist_look(g, true);
        if (gort__gc_current_phase(rt) != GORT_GC_MARK) return;
    }
    if (m->assist_debt_bytes >= GORT__DEBT_STEP_BYTES && assist_is_limited(gc))
        m->assist_debt_bytes = 0;
    while (m->assist_debt_bytes >= GORT__DEBT_STEP_BYTES) {
        uint64_t want = (uint64_t)m->assist_debt_bytes, done;
        bool grey;
        if (want > GORT__STEP_MAX_BYTES) want = GORT__STEP_MAX_BYTES;
        const bool over = assist_is_late(rt);
        const bool stepped = gort__cycle_step(g, want, over, &gc->assist_ns, &done, &grey);
        m->assist_debt_bytes -= (int64_t)done;
        if (!stepped) return;
        if (!grey) {
            m->assist_debt_bytes = 0;
            gort__cycle_try_finish(g, over);
            return;
        }
        /* Somebody waits for this thread: what is left is paid at the next allocation. */
        if (gort__load32_relaxed(&rt->stop_requested) || gort__load32_relaxed(&m->asked)) return;
        if (done) continue;
        /* All that is grey is in the hands of others. */
        if (!over || ++waits > GORT__ASSIST_WAITS) return;
        gort__cycle_wait_for_work(g);
    }
}

/* A cycle waits for threads that come to no safepoint, or cannot begin, and the heap grows beyond
 * its goal meanwhile: they get the processor, and where it is beyond that by GORT__HOLD_PART this
 * thread waits for them, no longer than until the cycle has ended. */
static void assist_hold(gort_g *g)
{
    gort_runtime *rt = g->rt;
    const struct gort__gc *gc = rt->gc;
    const uint64_t since_ns = gort__os_now_ns();
    bool marks = gort__gc_current_phase(rt) != GORT_GC_OFF;
    for (;;) {
        const uint32_t turns = gort__hand_turns(gc);
        if (!assist_is_late(rt) || !gort__hand_waits(gc)) return;
        const uint64_t goal = gort__load64_relaxed(&gc->goal);
        if (assist_live_paid(rt) < goal + goal / GORT__HOLD_PART) {
            sched_yield();
            return;
        }
        gort__hand_look(g);
        if (gort__hand_waits(gc)) gort__hand_wait(g, turns, since_ns);
        if (gort__gc_current_phase(rt) != GORT_GC_OFF) {
            marks = true;
            gort__mark_own_stack(g);
            if (gort__gc_current_phase(rt) == GORT_GC_MARK) assist_look(g, true);
        } else if (marks) {
            return;
        } else {
            gort__cycle_start(g, gort__load_relaxed(&rt->cycles_started), false);
        }
    }
}

void gort__gc_alloc_slow(gort_g *g, uintptr_t bytes)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    if (rt->opt.sbrk) return;
    gort__final_start(g);
    if (rt->opt.gcseed) {
        assist_seeded(g);
        return;
    }
    const bool off = gort__gc_current_phase(rt) == GORT_GC_OFF;
    if (off) {
        if (assist_live(rt) + bytes < gort__load64_relaxed(&gc->trigger)) return;
        if ((int)gort__load32_relaxed(&gc->percent) < 0 && rt->opt.memory_limit_bytes == INT64_MAX)
            return;
        gort__cycle_start(g, gort__load_relaxed(&gc->rt->cycles_started), false);
    }
    if (gort__gc_current_phase(rt) == GORT_GC_MARK) {
        if (off) gort__request_safepoint(gort__m(g)); /* it may never allocate again */
        gort__mark_own_stack(g);
        gort__m(g)->assist_debt_bytes += assist_owed(rt, bytes);
        assist_pay(g);
    }
    if (assist_is_late(rt)) assist_hold(g);
}

/* Function prologues poll every few nanoseconds: skip so many of them that the clock is read about
 * once a GORT__POLL_PERIOD_NS. Loops that poll seldom skip none. */
static void assist_skip_polls(gort_mutator *m, uint64_t now_ns)
{
    const uint64_t passed_ns = now_ns - m->gc_polled_ns;
    if (passed_ns < GORT__POLL_PERIOD_NS / 2)
        m->gc_polls_skipped = 2 * m->gc_polls_skipped + 1;
    else if (passed_ns > 2 * GORT__POLL_PERIOD_NS)
        m->gc_polls_skipped /= 4;
    if (m->gc_polls_skipped > GORT__POLLS_SKIPPED_MAX)
        m->gc_polls_skipped = GORT__POLLS_SKIPPED_MAX;
    m->gc_polls_left = m->gc_polls_skipped;
    m->gc_polled_ns = now_ns;
}

/* The collector's threads have marked since m's looked last: it need not step. */
static bool assist_is_relieved(gort_mutator *m)
{
    const uintptr_t progress = (uintptr_t)gort__load64_relaxed(&m->rt->gc->background.work);
    const bool some = progress != m->gc_progress;
    m->gc_progress = progress;
    return some;
}

void gort__gc_safepoint(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    if (rt->opt.gcseed && !rt->opt.sbrk) {
        assist_seeded(g);
        return;
    }
    gort__hand_look(g);
    if (gort__gc_current_phase(rt) != GORT_GC_MARK) return;
    gort__mark_own_stack(g);
    gort_mutator *m = gort__m(g);
    const uint64_t began_ns = gort__os_now_ns();
    assist_skip_polls(m, began_ns);
    if (gort__background_is_called(gc)) assist_look(g, false);
    if (began_ns >= m->gc_step_due_ns && assist_is_relieved(m)) {
        m->gc_step_due_ns = began_ns + GORT__RELIEF_NS;
    } else if (began_ns >= m->gc_step_due_ns && gort__gc_current_phase(rt) == GORT_GC_MARK) {
        uint64_t done;
        bool grey;
        if (gort__cycle_step(g, GORT__SAFEPOINT_STEP_BYTES, false, &gc->dedicated_ns, &done,
                             &grey) &&
            !grey)
            gort__cycle_try_finish(g, false);
        const uint64_t now_ns = gort__os_now_ns();
        const bool rests = gort__assist_work_done(gc) >= GORT__SAFEPOINT_REST_FROM_BYTES;
        m->gc_step_due_ns = now_ns + (rests ? GORT__SAFEPOINT_REST * (now_ns - began_ns) : 0);
    }
    if (gort__gc_current_phase(rt) == GORT_GC_MARK) gort__request_safepoint(m);
}

/* ---- Whole collections -------------------------------------------------------------------- */

void gort__gc_collect(gort_g *g, bool forced)
{
    gort_runtime *rt = g->rt;
    if (rt->opt.sbrk) return;
    const uintptr_t seen = gort__load_relaxed(&rt->cycles_started);
    gort__cycle_finish(g, seen);
    gort__cycle_start_surely(g, seen, forced);
    gort__cycle_finish(g, seen + 1);
    gort__gc_sweep(g);
    gort__final_start(g);
}

void gort_gc(gort_g *g, void **sp)
{
    gort__check_entry(g, sp, __func__);
    g->sp = sp;
    gort__gc_collect(g, true);
}

/* ---- For tests ---------------------------------------------------------------------------- */

void gort__gc_start(gort_g *g)
{
    gort_runtime *rt = g->rt;
    if (gort__gc_current_phase(rt) != GORT_GC_OFF) return;
    const uint64_t since_ns = gort__os_now_ns();
    gort__cycle_start_surely(g, gort__load_relaxed(&rt->cycles_started), false);
    for (;;) {
        const uint32_t turns = gort__hand_turns(rt->gc);
        const gort__gc_phase phase = gort__gc_current_phase(rt);
        if (phase != GORT_GC_BEGIN && phase != GORT_GC_BLACKEN) return;
        gort__hand_wait(g, turns, since_ns);
    }
}

bool gort__gc_step(gort_g *g, uintptr_t bytes)
{
    struct gort__gc *gc = g->rt->gc;
    uint64_t done;
    bool grey;
    if (!gort__cycle_step(g, bytes, true, &gc->dedicated_ns, &done, &grey)) return false;
    if (!grey && !gort__stack_is_black(g)) {
        gort__mark_own_stack(g); /* last, so that a test can reach the states before it */
        grey = gort__cycle_has_grey(gc);
    }
    return grey;
}

void gort__gc_finish(gort_g *g)
{
    gort__cycle_finish(g, gort__load_relaxed(&g->rt->cycles_started));
}

bool gort__gc_is_marked(gort_runtime *rt, const void *p)
{
    const gort__span *s = gort__heap_span_of(rt->heap, (uintptr_t)p);
    if (!s) return false;
    const uint32_t i = gort__span_index(s, (uintptr_t)p);
    if (i >= s->nelems) return false;
    if (gort__gc_current_phase(rt) == GORT_GC_OFF) return gort__span_allocated(s, i);
    return gort__color_is_marked(s, i);
}

uint64_t gort__gc_checkmark_lost(const gort_runtime *rt)
{
    return gort__load_relaxed(&rt->gc->check_lost);
}
