/* help.c - whether several places are a help to each other.
 *
 * Goroutines that run for less time than it takes to bring what they touch from one processor's
 * cache to another's, and that need the same few things (a channel, a count, the end of a queue),
 * are faster at one place than at two, and two take the time of two processors. So where places run
 * such goroutines, the watcher tries what one place alone does: for a while the others rest, and
 * nobody is woken for what the one has in its queue. If that one begins nearly as many goroutines
 * in that time as all did before, it stays so (`held`), and now and then it is tried whether others
 * help by now.
 *
 * What one place alone runs is looked at every millisecond, but for the first two, in which it gets
 * what others had. If somebody waits there since the last look, or what runs there is not brief any
 * more, all places are for everybody again, at once, and the next try is put off. So nobody who can
 * go on waits for longer than two looks because of this while a place is idle; four when it
 * begins.
 *
 * Invariants:
 *  - Nobody is forgotten: a place rests only while another runs goroutines, which looks at its own
 *    queue and at that of all before it rests or is idle. Both decide under rt->lock. If its thread
 *    blocks the watcher hands the place on (watch.c).
 *  - While it is held those are woken as ever that are made ready by who has no place.
 *  - Where it ends somebody is woken, whatever is seen in the queues.
 *
 * Threads: the watcher, or what is said.
 */
#include "../base/runtime.h"
#include "proc.h"

#define LOOK_NS      900000     /* the watcher comes every GORT_HELP_REST_NS */
#define MOVING_LOOKS 2          /* what others had is on its way to the one place */
#define WINDOW_NS    1900000    /* in so long it is counted what was begun */
#define FREE_NS      4000000    /* before the second try that one place does */
#define HELD_NS      16000000   /* before the first try whether others help by now */
#define PAUSES_NS    1000000000 /* between two tries, at most */
#define BRIEF_NS     5000       /* goroutines that run for longer are not tried */
#define HELP_TENTHS  13         /* of what one place begins: what all must begin to be a help */

/* Goroutines that p has begun or gone on with. */
static uint32_t help_ran(const gort__proc *p)
{
    return gort__load32_relaxed(&p->tick) + gort__load32_relaxed(&p->kept);
}

static bool help_runs(const gort__proc *p)
{
    return gort__load32_acquire(&p->state) == GORT_PROC_HELD;
}

/* ---- Resting ------------------------------------------------------------------------------ */

bool gort__help_rests(gort_mutator *m)
{
    struct gort__sched *s = m->rt->sched;
    gort__proc *p = m->p;
    gort__store32_relaxed(&p->rests, 0);
    if (!gort__load32_relaxed(&s->held) || m->runner->lent) return false;
    for (uint32_t i = 0; i < gort__places(s); i++) {
        if (&s->procs[i] == p || !help_runs(&s->procs[i]) ||
            !gort__load_ptr_relaxed(&s->procs[i].m))
            continue;
        gort__runq_drain(s, p);
        return true;
    }
    return false;
}

/* Only the place that has begun most goes on. */
static void help_hold(struct gort__sched *s)
{
    gort__proc *most = NULL;
    uint32_t n = 0;
    for (uint32_t i = 0; i < gort__places(s); i++) {
        gort__proc *p = &s->procs[i];
        const uint32_t ran = help_ran(p) - p->seen_ran;
        if (!help_runs(p) || (most && ran <= n)) continue;
        most = p;
        n = ran;
    }
    s->help.looks = 0;
    gort__store32_relaxed(&s->held, 1);
    for (uint32_t i = 0; i < gort__places(s); i++)
        if (&s->procs[i] != most && help_runs(&s->procs[i]))
            gort__store32_relaxed(&s->procs[i].rests, 1);
}

static void help_release(struct gort__sched *s)
{
    gort__store32_relaxed(&s->held, 0);
    gort__sched_wake(s);
}

/* ---- The watcher's ------------------------------------------------------------------------ */

/* The next look is compared with what is the case now. */
static void help_note_look(struct gort__sched *s, uint64_t now_ns)
{
    struct gort__help *h = &s->help;
    h->look_ns = now_ns;
    for (uint32_t i = 0; i < gort__places(s); i++) {
        s->procs[i].seen_tail = gort__load32_relaxed(&s->procs[i].tail);
        s->procs[i].look_ran = help_ran(&s->procs[i]);
    }
    pthread_mutex_lock(&s->rt->lock);
    h->seen_puts = s->queue_puts;
    pthread_mutex_unlock(&s->rt->lock);
}

static void help_note_window(struct gort__sched *s, uint64_t now_ns)
{
    s->help.window_ns = now_ns;
    for (uint32_t i = 0; i < gort__places(s); i++)
        s->procs[i].seen_ran = help_ran(&s->procs[i]);
}

/* Whether somebody waits since the last look, or behind one who runs for long. */
static bool help_somebody_waits(struct gort__sched *s, uint64_t now_ns)
{
    pthread_mutex_lock(&s->rt->lock);
    const uint32_t taken = s->queue_puts - gort__load32_relaxed(&s->nqueue);
    const bool all = gort__load32_relaxed(&s->nqueue) != 0;
    bool waits = all && (int32_t)(taken - s->help.seen_puts) < 0;
    pthread_mutex_unlock(&s->rt->lock);
    for (uint32_t i = 0; i < gort__places(s) && !waits; i++) {
        gort__proc *p = &s->procs[i];
        const uint32_t head = gort__load32_acquire(&p->head);
        const uint32_t ran = help_ran(p) - p->look_ran;
        waits = (int32_t)(head - p->seen_tail) < 0;
        if ((all || !gort__runq_empty(p)) && gort__load32_relaxed(&p->state) != GORT_PROC_IDLE)
            waits |= (uint64_t)ran * BRIEF_NS < now_ns - s->help.look_ns;
    }
    return waits;
}

/* It was no good to try that: the next time is later, and later each time. */
static void help_put_off(struct gort__help *h, uint64_t now_ns, uint64_t *pause_ns)
{
    h->until_ns = now_ns + *pause_ns;
    *pause_ns = 4 * *pause_ns < PAUSES_NS ? 4 * *pause_ns : PAUSES_NS;
}

/* A window has gone by, in which so many places have begun so many goroutines a second. */
static void help_decide(struct gort__sched *s, uint64_t now_ns, uint32_t busy, uint64_t rate)
{
    struct gort__help *h = &s->help;
    const bool due = now_ns >= h->until_ns;
    switch (h->state) {
    case GORT_HELP_FREE:
        if (!due || busy < 2 || rate * BRIEF_NS < (uint64_t)busy * 1000000000) return;
        h->rate = rate;
        h->state = GORT_HELP_TRY_HELD;
        help_hold(s);
        return;
    case GORT_HELP_TRY_HELD:
        if (h->rate * 10 >= rate * HELP_TENTHS) {
            h->state = GORT_HELP_FREE;
            help_put_off(h, now_ns, &h->free_ns);
            help_release(s);
            return;
        }
        h->held_ns = HELD_NS;
        h->state = GORT_HELP_HELD;
        h->rate = rate;
        help_put_off(h, now_ns, &h->held_ns);
        return;
    case GORT_HELP_HELD:
        h->rate = rate;
        if (!due) return;
        h->free_ns = FREE_NS;
        h->windows = 0;
        h->state = GORT_HELP_TRY_FREE;
        help_release(s);
        return;
    case GORT_HELP_TRY_FREE:
        /* In the first window what has moved is still on its way to the other caches. */
        if (h->windows++ == 0 && rate * 2 >= h->rate) return;
        if (rate * 10 >= h->rate * HELP_TENTHS) {
            h->state = GORT_HELP_FREE;
            help_put_off(h, now_ns, &h->free_ns);
        } else {
            h->state = GORT_HELP_HELD;
            help_put_off(h, now_ns, &h->held_ns);
            help_hold(s);
        }
        return;
    }
}

void gort__help_look(struct gort__sched *s, uint64_t now_ns)
{
    struct gort__help *h = &s->help;
    if (gort__places(s) == 1) {
        h->state = GORT_HELP_FREE; /* of what was tried when there were more */
        gort__store32_relaxed(&s->held, 0);
        return;
    }
    if (gort__load32_relaxed(&s->held) && now_ns - h->look_ns >= LOOK_NS) {
        if (h->looks++ >= MOVING_LOOKS && help_somebody_waits(s, now_ns)) {
            h->state = GORT_HELP_FREE;
            help_put_off(h, now_ns, &h->free_ns);
            help_release(s);
            help_note_window(s, now_ns);
        }
        help_note_look(s, now_ns);
    }
    if (now_ns - h->window_ns < WINDOW_NS) return;
    uint64_t ran = 0;
    uint32_t busy = 0;
    for (uint32_t i = 0; i < gort__places(s); i++) {
        const uint32_t n = help_ran(&s->procs[i]) - s->procs[i].seen_ran;
        ran += n;
        busy += n != 0;
    }
    const bool held = gort__load32_relaxed(&s->held);
    help_decide(s, now_ns, busy, ran * 1000000000 / (now_ns - h->window_ns));
    help_note_window(s, now_ns);
    if (!held && gort__load32_relaxed(&s->held)) help_note_look(s, now_ns);
}

void gort__help_start(struct gort__sched *s, uint64_t now_ns)
{
    if (!s->help.free_ns) s->help.free_ns = FREE_NS;
    help_note_window(s, now_ns);
    help_note_look(s, now_ns);
}
