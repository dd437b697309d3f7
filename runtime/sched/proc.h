/* proc.h - the scheduler's own structs: places, their queues, its threads. For this room's files
 * and their tests; what others call is in sched.h.
 *
 * A place (gort__proc, Go's P) is the right to run goroutines: there are GOMAXPROCS of them. A
 * runner is a thread that the scheduler started, or that was lent; it runs goroutines while it has
 * a place. Its own g, which came with the thread, runs the loop that looks for work (sched.c).
 *
 * Who may touch what:
 *   owner     the thread that has the place
 *   lock      under rt->lock
 *   atomic    any thread, by the order that the function's name says
 */
#ifndef GORT_PROC_H
#define GORT_PROC_H

#include "../base/lock.h"
#include "../base/histogram.h"
#include "bias.h"
#include "bind.h"
#include <semaphore.h>

#define GORT_PROCS_MAX   1024  /* Go's */
#define GORT_THREADS_MAX 10000 /* until debug.SetMaxThreads says another; Go's too */
#define GORT_RUNQ_SLOTS  256   /* a power of two */

typedef enum gort__proc_state {
    GORT_PROC_IDLE,    /* in sched->idle */
    GORT_PROC_HELD,    /* a thread has it */
    GORT_PROC_BLOCKED, /* its thread is in a blocking region; who needs it takes it by CAS */
    GORT_PROC_GONE     /* beyond GOMAXPROCS */
} gort__proc_state;

typedef struct gort__proc {
    gort__bias bias; /* first: gort__bias_of */
    gort_runtime *rt;
    uint32_t id;
    gort_au32 state;              /* gort__proc_state; atomic */
    gort_aword m;                 /* gort_mutator: who has it, or had it when it blocked; atomic */
    struct gort__proc *idle_next; /* lock */

    /* The queue (runq.c): `next` runs first. Others take from the head by compare-and-swap. */
    gort_aword next;
    gort_au32 head, tail; /* tail: owner; others acquire */
    gort_au32 kept;       /* how often the owner has run `next` itself; owner, read by anyone */
    gort_au32 kept_since; /* what kept was when another took the last one; atomic */
    gort_aword slots[GORT_RUNQ_SLOTS];

    gort_au32 tick;       /* goroutines begun or gone on with a time slice of their own; owner */
    gort_au32 rests;      /* it is to run nothing, if another place does; atomic */
    gort_au32 block_tick; /* blocking regions entered; owner */
    uint64_t rng;         /* where stealing begins; owner */
    gort_g *ended, *ended_full; /* ended goroutines (ended.c); owner */
    uint32_t nended;

    /* The watcher's (watch.c). */
    uint32_t seen_tick, seen_block_tick, seen_kept;
    gort_g *seen_next;
    const void *seen_owed;
    uint64_t seen_ns, seen_block_ns;
    uint32_t seen_ran, look_ran, seen_tail; /* help.c */
} gort__proc;

_Static_assert(offsetof(gort__proc, bias) == 0, "gort__bias_of sees that only");

/* A thread that runs goroutines: one of the scheduler's, or lent by the embedder (lend.c). */
typedef struct gort__runner {
    gort_runtime *rt;
    struct gort__runner *next;      /* of all; lock */
    struct gort__runner *idle_next; /* lock */
    gort_mutator *m;                /* NULL: not attached yet, or no more; lock */
    gort__proc *start;              /* the place it starts with; NULL: a lent one has none yet */
    gort_g *given;                  /* to be run with the place that it was given; lock */
    uint32_t epoch;                 /* constant */
    pthread_t thread;
    uint32_t nlocked; /* goroutines that have locked the thread; owner, changes under lock */
    bool idle;        /* waits for work; lock */
    bool queued;    /* its goroutine came back from a blocking region and waits for a place; lock */
    bool waits;     /* for its locked goroutine to go on; lock */
    bool spinning;  /* looks for work and counts as spinning; owner, or who wakes it */
    bool gone;      /* the thread ends; lock */
    bool abandoned; /* it frees itself: nobody joins it; lock */
    bool lent;      /* the embedder's; constant */
    bool returns;   /* as soon as nothing can go on; constant */
} gort__runner;

/* Why a switch, or making a goroutine ready, leaves the fast path. The first is constant; of the
 * others at most one stands. */
enum {
    GORT_SPECIAL_TOLD = 1,  /* seeded, or each of them is an event */
    GORT_SPECIAL_TIME = 2,  /* the next one that becomes ready is timed; the watcher's wish */
    GORT_SPECIAL_TIMED = 4, /* sched->timed is, until it runs */
};

/* Counted in one word, so that who has new work sees both at once. */
#define GORT_IDLE_ONE       1u
#define GORT_SPINNING_ONE   (1u << 16)
#define GORT_IDLE_OF(w)     ((w)&0xffff)
#define GORT_SPINNING_OF(w) ((w) >> 16)

/* Whether one place runs everything for now (help.c); the watcher's, who rests so long at most
 * while that is so or tried. */
#define GORT_HELP_REST_NS 1000000
struct gort__help {
    enum { GORT_HELP_FREE, GORT_HELP_TRY_HELD, GORT_HELP_HELD, GORT_HELP_TRY_FREE } state;
    uint64_t window_ns, look_ns; /* when it began; when it was looked at last */
    uint64_t until_ns;           /* no other try before */
    uint64_t free_ns, held_ns;   /* how long that is to be the next time */
    uint64_t rate;               /* goroutines begun in a second, before this was tried */
    uint32_t looks;              /* since it began */
    uint32_t windows;            /* since all run again, to be tried */
    uint32_t seen_puts;          /* at the last one */
};

/* The stack of the scheduler's threads, for the loop; goroutines have their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GORT_RUNNER_STACK_BYTES ((size_t)2 << 20)
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GORT_RUNNER_STACK_BYTES ((size_t)2 << 20)
#endif
#endif
#ifndef GORT_RUNNER_STACK_BYTES
#define GORT_RUNNER_STACK_BYTES ((size_t)512 << 10)
#endif

struct gort__sched {
    gort_runtime *rt;
    gort__proc *procs; /* [GORT_PROCS_MAX], of which the first ones are used */
    gort_au32 nprocs;  /* GOMAXPROCS; changes with the world stopped */

    gort_au32 counts;                 /* idle places, spinning runners; atomic */
    gort__proc *idle;                 /* lock */
    gort_g *queue_first, *queue_last; /* the global queue; lock */
    gort_au32 nqueue;                 /* changes under lock, read by anyone */
    uint32_t queue_puts;              /* ever; lock */
    gort_au32 held;         /* nobody is woken for what a place has in its queue; atomic */
    struct gort__help help; /* the watcher's */

    gort__runner *runners;      /* all; lock */
    int max_threads;            /* lock */
    gort__runner *idle_runners; /* lock */
    pthread_cond_t changed;     /* a runner went, the end was asked for; lock */
    uint32_t nabandoned;        /* own threads that an end has left in blocking regions; lock */

    /* An end: of gort_main, or asked for. What was begun in an epoch does not go on after it. */
    gort_au32 epoch;       /* changes under lock */
    bool ended;            /* lock */
    bool reported;         /* a deadlock is being reported: its end is one too; lock */
    bool forked;           /* in a child: the end is the process's; lock */
    int status;            /* lock */
    gort_g *main;          /* of gort_main, or NULL; lock */
    bool running_main;     /* gort_main has not returned; lock */
    bool main_began;       /* its goroutine is or was in a queue; lock */
    gort_mutator *starter; /* the attached thread that waits in gort_main, or NULL; lock */

    gort_au32 biases;     /* mutexes may be biased; constant from the first gort_main on */
    gort__lock bias_lock; /* bias.c */

    bool seeded;         /* one place, and a generator picks; constant */
    gort_au32 special;   /* gort__sched_special; atomic */
    uint64_t seed;       /* its state; who has the place */
    gort_a64 seed_steps; /* decisions that were the seed's; atomic */

    /* Batches of ended goroutines (ended.c), changed under lock: with their memory, about to lose
     * it, and without it. */
    gort_aword warm, cooling, cold;
    uint32_t nwarm, nwarm_least; /* lock; the least since trim_ns was set */
    uint64_t trim_ns;            /* the watcher's */

    struct gort__semas *semas;   /* sema.c */
    struct gort__timers *timers; /* timer.c */
    gort_au32 timers_due;        /* the first instant has come; the watcher's, cleared by who runs
                                    them */

    /* The watcher (watch.c); lock, `watched` is read by anyone. */
    pthread_t watcher;
    pthread_cond_t watch_wakes;
    gort_au32 watched;
    gort_aword timed;  /* a goroutine; who set _TIMED */
    gort_a64 timed_ns; /* when it became ready; the same */
    uint64_t asked_ns; /* when one was to be timed last; the watcher's */
    gort__times latencies;
    gort_au32 waits_for_owner;  /* a `next` was put and nobody woken for it; atomic */
    gort_au32 watch_rests_long; /* it will not look at that soon; atomic */
    bool watch_sleeps, watch_ends;
};

static inline uint32_t gort__places(const struct gort__sched *s)
{
    return gort__load32_relaxed(&s->nprocs);
}

/* ---- runq.c: owner of p unless it says otherwise ------------------------------------------ */

/* g, which can go on, into p's queue: `next` it runs first, and who was first goes to the end. What
 * does not fit goes to the global queue. */
void gort__runq_put(gort__proc *p, gort_g *g, bool next);
/* The first one of the ring, or NULL. */
gort_g *gort__runq_get_ring(gort__proc *p);
/* p is the only place: nobody else takes from its queue, whoever has it. */
static inline bool gort__runq_is_alone(const gort__proc *p)
{
    return gort__places(p->rt->sched) == 1;
}
/* g becomes `next`, if there is none; a _full operation if others may take it. */
static inline bool gort__runq_put_next(gort__proc *p, gort_g *g)
{
    if (gort__load_ptr_relaxed(&p->next)) return false;
    if (!gort__runq_is_alone(p)) return gort__cas_full(&p->next, 0, (uintptr_t)g);
    gort__store_ptr_release(&p->next, g); /* for who has the place next */
    return true;
}
/* The first one, or NULL; *inherits: it goes on in the time slice of who made it ready. */
static inline gort_g *gort__runq_get(gort__proc *p, bool *inherits)
{
    gort_g *next = gort__load_ptr_relaxed(&p->next);
    *inherits = true;
    if (next && gort__runq_is_alone(p)) {
        gort__store_ptr_relaxed(&p->next, NULL);
        return next;
    }
    if (next && gort__cas_full(&p->next, (uintptr_t)next, 0)) {
        gort__store32_relaxed(&p->kept, gort__load32_relaxed(&p->kept) + 1);
        return next;
    }
    *inherits = false;
    return gort__runq_get_ring(p);
}
bool gort__runq_empty(const gort__proc *p);      /* any thread */
uint32_t gort__runq_length(const gort__proc *p); /* without `next`; any thread */
/* Half of what `from` has goes to p; one of them is returned. last: `next` too. */
gort_g *gort__runq_steal(gort__proc *p, gort__proc *from, bool last);
/* The global queue; lock. get takes a share for p. */
void gort__queue_put(struct gort__sched *s, gort_g *g);
bool gort__queue_remove(struct gort__sched *s, const gort_g *g); /* false: it is not there */
gort_g *gort__queue_get(struct gort__sched *s, gort__proc *p, uint32_t most);
/* Everything of p goes to the global queue; lock, and nobody has p. */
void gort__runq_drain(struct gort__sched *s, gort__proc *p);
/* One of the first ones, as the seed says; lock. */
gort_g *gort__queue_draw(struct gort__sched *s, gort_mutator *m);

/* ---- sched.c ------------------------------------------------------------------------------ */

/* splitmix64. */
uint64_t gort__sched_random(uint64_t *state);
/* The seed's next number. Who has the place alone may ask for it; without one it aborts. */
uint64_t gort__sched_draw(gort_mutator *m);
/* The loop of a runner, until the end. On its own stack. */
void gort__sched_loop(gort_mutator *m);
/* Leaves g, the calling thread's, for another; returns when g goes on. `left` DEAD: never. */
void gort__sched_leave(gort_g *g, gort__g_status left, gort__unlock_fn unlock, void *arg);
/* What a stack that is come to does first. */
void gort__sched_arrive(gort_mutator *m);

/* ---- goroutine.c -------------------------------------------------------------------------- */

/* A goroutine that will call fn(g, sp, arg), or the closure arg if fn is NULL; waits, and is in no
 * queue. sp: the creator's. NULL: no memory. */
gort_g *gort__goroutine_new(gort_g *creator, void **sp, gort_go_fn fn, void *arg);
/* The main one, on a stack of its own size. */
gort_g *gort__goroutine_main(gort_runtime *rt, const gort__stack *st,
                             void (*fn)(gort_g *g, void **sp));
bool gort__goroutines_live(gort_runtime *rt); /* any; takes the lock */
/* Nothing is on its shadow stack any more, and nothing of what lay there is known. */
void gort__g_empty(gort_g *g);
/* g has ended and nobody is on its stack. m: whose place keeps it. */
void gort__goroutine_bury(gort_mutator *m, gort_g *g);

/* ---- ended.c ------------------------------------------------------------------------------ */

/* An ended goroutine, or NULL. p: the caller's place, or NULL. */
gort_g *gort__ended_take(struct gort__sched *s, gort__proc *p);
void gort__ended_put(gort__proc *p, gort_g *g);
/* p has no work any more; lock. */
void gort__ended_leave(struct gort__sched *s, gort__proc *p);
/* The watcher's: gives memory back that nobody needs, some of it, no lock held; in what time it is
 * to be called again if nothing else happens, or UINT64_MAX, lock. */
void gort__ended_trim(struct gort__sched *s, uint64_t now_ns);
uint64_t gort__ended_rest_ns(const struct gort__sched *s);

/* ---- runner.c: places and threads --------------------------------------------------------- */

/* There is new work in a queue: a thread is woken or started, unless one looks for work already or
 * no place is idle. No lock held. */
void gort__sched_wake(struct gort__sched *s);
/* For what the caller's place has in its own queue, and runs anyway. */
static inline void gort__sched_wake_to_help(struct gort__sched *s)
{
    if (!gort__load32_relaxed(&s->held)) gort__sched_wake(s);
}
/* For p's `next`, right after the _full operation that put it. */
void gort__sched_wake_for_next(struct gort__sched *s, gort__proc *p);
/* The runner has nothing to do: gives its place back and waits for one. False: the end. */
bool gort__runner_idle(gort_mutator *m);
/* It found something. */
void gort__runner_found(gort_mutator *m);
/* If there is work that whoever stops looking leaves behind, somebody is woken. No lock held. */
void gort__runner_wake_for_rest(struct gort__sched *s);
/* Sends m's place to the thread of g, which only that one may run; or g back to the queue, if that
 * thread does not wait yet. */
void gort__runner_send(gort_mutator *m, gort_g *g);
/* m's thread is its locked goroutine's, which waits: so does the thread, without a place. */
void gort__runner_wait_locked(gort_mutator *m);
/* No thread but those with locked goroutines is there, and none may be started: m's, which has one,
 * runs the others while that one waits. */
bool gort__runner_is_needed(const gort_mutator *m);
/* n goroutines more, or fewer, have locked m's thread, the caller's. */
void gort__runner_lock(gort_mutator *m, int n);
/* There are more threads than there may be; lock held. Then, without it: the end. */
bool gort__threads_exceed(const struct gort__sched *s);
GORT_NORETURN void gort__threads_exhausted(struct gort__sched *s);
GORT_NORETURN void gort__threads_refused(struct gort__sched *s, int error); /* an errno */
/* Makes a thread with the place p: 0; -1: no thread may be started; else why there is none, an
 * errno. No lock held. */
int gort__runner_start(struct gort__sched *s, gort__proc *p, bool spinning);
/* There is no memory for r's thread, the calling one, to be attached. */
GORT_NORETURN void gort__runner_cannot_attach(gort__runner *r);
/* The goroutine that came with a place, or NULL; m's thread. */
gort_g *gort__runner_given(gort_mutator *m);
/* What m's thread runs is to go on no more. */
static inline bool gort__runner_has_ended(const gort_mutator *m)
{
    return gort__load32_acquire(&m->rt->sched->epoch) != m->runner->epoch;
}
/* Another thread, or none, gets p, which the caller has taken from its own. No lock held. */
void gort__place_hand(gort__proc *p);
/* rt->lock held. */
gort__proc *gort__place_take_idle(struct gort__sched *s);
void gort__place_assign(gort__proc *p, gort_mutator *m);
void gort__place_put_idle(struct gort__sched *s, gort__proc *p); /* counts is the caller's */
void gort__place_retire(gort__proc *p);                          /* it is one too many */

/* main.c. The i-th one, before it is used. */
void gort__place_init(struct gort__sched *s, uint32_t i);

/* ---- block.c ------------------------------------------------------------------------------ */

void gort__place_blocks(gort_mutator *m);     /* m's thread enters a blocking region */
bool gort__place_take_blocked(gort__proc *p); /* true: it is the caller's; any thread */
void gort__place_regain(gort_mutator *m);     /* m's thread, which may wait for it */
void gort__place_leave(gort_mutator *m); /* its thread ends in a region: its own, or another's */

/* ---- control.c ---------------------------------------------------------------------------- */

/* There are fewer places now: true if m's thread has none any more. */
bool gort__place_is_surplus(gort_mutator *m);
void gort__sched_trace(struct gort__sched *s, uint64_t now_ns); /* schedtrace's line */

/* ---- timer.c ------------------------------------------------------------------------------ */

struct gort__timers *gort__timers_new(void);
void gort__timers_free(struct gort__timers *ts);
/* The next instant, UINT64_MAX: none. Any thread. */
uint64_t gort__timers_first_ns(const struct gort__sched *s);
/* Calls what is due. own: a runner's own g, which runs. */
void gort__timers_run(gort_g *own);
/* With a seed, when one goes on. Who has the place. */
void gort__timers_tick(struct gort__sched *s);
/* With a seed, when no goroutine can go on: it is the next instant now. False: there is none. */
bool gort__timers_jump(struct gort__sched *s);

/* ---- help.c ------------------------------------------------------------------------------- */

/* m's place, which has rests set, rests: what it had is in the global queue. False: it goes on.
 * Owner; rt->lock held. */
bool gort__help_rests(gort_mutator *m);
/* The watcher's: now and then; after all were idle. */
void gort__help_look(struct gort__sched *s, uint64_t now_ns);
void gort__help_start(struct gort__sched *s, uint64_t now_ns);

/* ---- watch.c ------------------------------------------------------------------------------ */

/* If it is not there: at the first goroutine, and in a child. No lock held. */
void gort__watch_start(struct gort__sched *s);
void gort__watch_wake(struct gort__sched *s); /* something is due sooner. Takes the lock */
void gort__watch_stop(struct gort__sched *s);

#endif
