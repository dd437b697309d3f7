/* internal.h - what the files of gc/ share: the collector's state and the marking context.
 *
 * Who may touch what:
 *   worker      a worker taken (worker.c), or the world stopped
 *   STW         written with the world stopped, or under rt->lock when all have answered in a
 *               handshake; read by anyone while a cycle marks, else under rt->lock
 *   atomic      gort_aword, gort_au32: anyone
 *
 * Lock order: a worker's, roots_lock, rt->lock, weak.lock, pool.lock. heap->lock is not taken while
 * marking; nothing else is taken under final_lock, which comes behind weak.lock.
 *
 * A marking context (gort_tracer) turns pointers into grey objects. Those of workers scan objects
 * too; a mutator that scans its own stack or flushes its barrier buffer uses a short-lived one. All
 * of them hand what they found to the pool.
 */
#ifndef GORT_GC_INTERNAL_H
#define GORT_GC_INTERNAL_H

#include "../runtime/base/histogram.h"
#include "../runtime/base/lock.h"
#include "../runtime/base/policy.h"
#include "../runtime/base/words.h"
#include "../runtime/heap/heap.h"
#include "color.h"
#include "../runtime/gort_embed.h"
#include "gc.h"
#include "pacer.h"
#include "values.h"
#include "workbuf.h"

#define GORT__PAUSE_RING 256

/* TOLD: marks, and each object that becomes grey or black is an event. */
typedef enum gort__tracer_mode {
    GORT__TRACER_MARK,
    GORT__TRACER_TOLD,
    GORT__TRACER_CHECK
} gort__tracer_mode;

/* Where pointers are being read from: for the path of a lost object, for bad pointers. */
typedef enum gort__root_kind {
    GORT__FROM_OBJECT,
    GORT__FROM_STACK,
    GORT__FROM_CELL,
    GORT__FROM_GLOBAL,
    GORT__FROM_REGISTERED,
    GORT__FROM_THREAD_ROOTS,
    GORT__FROM_RUNTIME_ROOTS,
    GORT__FROM_BARRIER_OLD, /* told of only */
    GORT__FROM_BARRIER_NEW
} gort__root_kind;

typedef struct gort__source {
    gort__root_kind kind;
    uint64_t id;           /* g's id; index of the global */
    const gort_type *type; /* object, cell, global */
    uintptr_t base;        /* what offsets are counted from */
} gort__source;

/* The pairs of the stack that is being scanned whose values live only if something leads to them
 * (mark_frames.c). n 0: there are none. */
typedef struct gort__frames {
    uintptr_t *pairs; /* by the address of the value; bit 0: reached */
    size_t n;
    uintptr_t base, bytes; /* all of them lie in [base, base + bytes) */
    uintptr_t *reached;    /* pairs reached and not scanned yet */
    size_t nreached;
} gort__frames;

struct gort__check;
struct gort__weak_table;

struct gort_tracer {
    gort_runtime *rt;
    struct gort__gc *gc;
    uintptr_t heap_base, heap_bytes;
    const gort_aword *page_span; /* the heap's */
    gort__tracer_mode mode;
    bool ordered; /* one stack, a map's parts in order: gcstoptheworld, gcseed */
    bool in_hook; /* pushes are collected in a chain of their own */
    bool invalidptr;
    bool background;                  /* a thread of the collector's; what is grey is for all */
    gort__frames *frames;             /* of the stack that is being scanned, else NULL */
    uintptr_t besides, besides_bytes; /* pointers to there are passed over, by gort__mark_range */
    gort__workbuf *buf;               /* the top of this context's stack; NULL: empty */
    void *header;                     /* the map header that a hook named */
    gort__source source;

    uintptr_t near[GORT__MARK_NEAR]; /* a row of objects on their way into the processor's cache */
    uint32_t near_at, near_end;      /* those of it that are not scanned */

    /* Since the last gort__tracer_account. */
    uint64_t marked_bytes;
    uint64_t heap_work, stack_work, globals_work;
    gort__map_counts maps;

    struct gort__weak_table *weak; /* is told of each object that is marked, or NULL */
    struct gort__check *check;     /* GORT__TRACER_CHECK */
    uint32_t check_parent;
};

/* So many threads mark at once at most; in the ordered modes one does, with the first worker. */
#define GORT__WORKERS 16

/* What scans objects, for a thread that has taken it (worker.c). */
typedef struct gort__worker {
    gort_tracer tracer; /* of who holds the lock; STW */
    pthread_mutex_t lock;
    bool keeps;     /* it is free and holds grey objects; of who holds the lock */
    bool has_roots; /* holds gc->roots_lock; of who holds the lock */
    char apart[64]; /* from the line of the next one */
} gort__worker;

/* The collector's own threads (background.c). */
#define GORT__BACKGROUND_MAX 8
enum { GORT__BACKGROUND_CALLED = 1, GORT__BACKGROUND_NONE }; /* called; 0: not yet */

typedef struct gort__background_thread {
    struct gort__gc *gc;
    uint32_t index;
    pthread_t thread;
} gort__background_thread;

struct gort__background {
    pthread_cond_t wakes;    /* a cycle calls them, their end; with rt->lock */
    uint32_t n, wanted;      /* there are; in this cycle. rt->lock */
    double last_share;       /* of its time, that the last one wanted marks. rt->lock */
    bool ends;               /* rt->lock */
    bool rests;              /* nobody ran while a cycle marked; rt->lock */
    uint64_t rest_ns;        /* when that is looked at, or 0; rt->lock */
    uint64_t sweep_ns;       /* no slice of sweeping before; rt->lock */
    uint64_t scavenge_ns;    /* the same for giving memory back */
    uint64_t waits_until_ns; /* the first one does, or 0: it looks by itself; rt->lock */
    gort_au32 called;        /* in this cycle; changes under rt->lock, read by anyone */
    gort_a64 credit;         /* bytes scanned that nobody has taken yet; atomic */
    gort_a64 work;           /* bytes scanned ever; atomic */
    gort__background_thread threads[GORT__BACKGROUND_MAX]; /* rt->lock */
};

/* What leads to an object without keeping it (weak.c): the first member of each kind. */
typedef enum gort__weak_kind {
    GORT__WEAK_HANDLE,
    GORT__WEAK_EPHEMERON,
    GORT__WEAK_CLEANUP
} gort__weak_kind;
typedef struct gort__weak {
    struct gort__weak *next, *prev;       /* in a list of gc->weak; under its lock */
    gort_aword object;                    /* what it leads to; 0: that is dead, or there was none */
    gort_aword value;                     /* of an ephemeron */
    struct gort__weak *chain, **chain_at; /* in a table (weak_table.c), if in_table is its number */
    struct gort__weak *same;              /* there the next one of the same key */
    uint32_t in_table;
    bool behind; /* one of the same key */
    gort__weak_kind kind;
} gort__weak;

/* Ephemerons that a look has put aside, by the object that their key leads to. Under the lock. */
typedef struct gort__weak_table {
    gort__weak ***rows; /* of buckets; NULL: there is none */
    uintptr_t nrows, mask;
    bool ends;              /* only its memory is left */
    gort__weak *met;        /* those whose key has been marked since */
    uint32_t number;        /* how many there were */
    gort__tracer_mode mode; /* of the context that tells it, otherwise */
} gort__weak_table;

/* Under the lock, but for entries, which anyone reads. */
typedef struct gort__weaks {
    pthread_mutex_t lock;
    /* Heads of lists. Handles and cleanups, in the order in which they were made: of which this
     * cycle has not seen yet whether they are dead, the others, those made while that is seen.
     * Ephemerons: to be looked at, looked at and the key had no mark, with all that they keep
     * marked. */
    gort__weak pending, settled, fresh;
    gort__weak keys_pending, keys_looked, keys_settled;
    gort_aword entries;
    uintptr_t cycle;        /* the one that the rest is about */
    uint64_t marked_bytes;  /* gc's as the last look began */
    uint32_t looks, passes; /* of this cycle: that shaded something, all */
    bool looking, shaded;   /* a look is under way, and has shaded something */
    bool decided;           /* what has no mark is dead, and not all of it cleared yet */
    gort_au32 tired;        /* this cycle has to end in a stop; read by anyone */
    gort__weak_table table; /* of a look that has one */
} gort__weaks;

/* Instants and figures of one cycle; STW except where noted. */
typedef struct gort__cycle {
    uint64_t sweep_term_ns, mark_ns, mark_term_ns, end_ns; /* monotonic */
    uint64_t heap0, heap1, heap2; /* bytes: at the start, at mark termination, marked */
    uint64_t goal;
    uint64_t stack_bytes, globals_bytes;
    uint64_t pause_ns; /* all stops of this cycle */
    uint64_t stw1_cpu_ns, stw2_cpu_ns;
    uint32_t procs;
    bool forced;
} gort__cycle;

struct gort__gc {
    gort_runtime *rt;
    gort_au32 phase; /* gort__gc_phase; changes under rt->lock */
    bool ordered;    /* constant */

    /* handshake.c; rt->lock, where nothing else is said. */
    gort_au32 asked;       /* mutators that have not answered yet; read by anyone */
    gort_au32 forsaken;    /* an error has ended the answering for some; read by anyone */
    gort_mutator *served;  /* whose buffer another flushes */
    gort_au32 due;         /* when all have, the cycle is taken on; read by anyone */
    gort_au32 verify_due;  /* it is over but for gccheckmark; read by anyone */
    pthread_cond_t turned; /* the phase has changed, the last grey stack is black; with rt->lock */
    gort_au32 turns;       /* how often; read by anyone */
    uintptr_t round_puts;  /* what pool.puts was before the looks that began the round */
    uint64_t ack_ns[2];    /* the longest answer of this cycle: at its beginning, at its end */
    uint64_t before_ns;    /* the same of what was done for the next one */
    uint32_t rest_left;    /* so many more are put to rest before the phase changes */

    gort__worker workers[GORT__WORKERS];
    gort_au32 marking; /* threads in a step; atomic */
    gort_au32 kept;    /* workers that keep grey objects; atomic */
    gort__workpool pool;
    struct gort__background background;
    int processors;        /* that the process may run on; constant */
    gort_au32 stacks_grey; /* g's whose stack is not scanned */
    gort_au32 stacks_left; /* of rt->gs, not yet looked at by the marker; changes under rt->lock */

    /* Globals (mark_globals.c): the modules as they were when the cycle began; STW. */
    const struct gort__module_list *modules;
    gort_aword next_global_job;

    /* Registered roots (registered.c), under roots_lock or STW; next_root: the first one that is
     * not scanned in this cycle, up to next_root_bytes. */
    pthread_mutex_t roots_lock;
    gort_root *roots;
    gort_au32 roots_due;  /* who marks first begins with the list as it is then; read by anyone */
    gort_aword next_root; /* gort_root *; changes under roots_lock, read by anyone */
    uintptr_t next_root_bytes;
    uint64_t roots_bytes;

    /* Finalizers (final.c), under final_lock: all; those that are ready, in their order. */
    pthread_mutex_t final_lock;
    gort__final *finals, *finals_ready, **finals_ready_end;
    struct gort_cleanup *cleanups_ready, **cleanups_ready_end;
    struct gort_cleanup *cleanups_found, **cleanups_found_end; /* by this cycle; weak.lock */
    gort_au32 finals_running; /* there is a goroutine for them; read by anyone */
    gort_au32 finals_due;     /* there may have to be one; atomic */

    gort__weaks weak; /* weak.c */

    /* This cycle, added up by gort__tracer_account. */
    gort_a64 marked_bytes;
    gort_a64 heap_work, stack_work, globals_work;
    gort_a64 looks_work; /* at stacks of g's that do not run, beside what they hold */
    /* Spent marking: by allocations; by the program's threads else and the collector's; by those
     * while processors were idle. */
    gort_a64 assist_ns, dedicated_ns, idle_ns;
    gort_aword barrier_shades, assists, shares; /* gort__cycle_figures; atomic */
    gort__map_counts maps;                      /* under pool.lock */
    gort__cycle cycle;
    uint32_t restarts; /* STW: mark terminations that found too much grey */

    /* Pacing. */
    gort_au32 percent; /* int; STW */
    gort_a64 trigger, goal;
    gort_aword spread_bytes; /* of objects that paid a part; gort__pacer_spreads */
    uint64_t heap_marked;    /* STW: the last cycle's heap2 */
    uint64_t last_work, last_stack_work, last_looks_work; /* STW */
    uint64_t globals_bytes;                               /* STW */
    uint64_t peak_live, peak_in_use; /* STW: live bytes, bytes of pages, as it ended */

    /* Totals; STW. */
    uint64_t num_gc, num_forced, pause_total_ns, last_gc_walltime_ns;
    uint64_t pause_ring_ns[GORT__PAUSE_RING], pause_end_ring_ns[GORT__PAUSE_RING];

    uint64_t resumed_ns; /* STW: when the last stop was over */
    gort__times pauses;  /* each stop */

    /* Half of the processors' time (assist.c); limiter under its lock, the others atomic. */
    gort__lock limiter_lock;
    gort__pacer_limiter limiter;
    gort_au32 limiting;      /* the bucket is full */
    gort_a64 limiter_due_ns; /* no update before */
    gort_a64 limiter_period_ns;
    gort_aword limited_cycle; /* the last one in which it was; 0: none */
    gort_a64 spent_ns;        /* marking and stops, ever; not what was idle */
    uint64_t spent_at_end_ns; /* STW: as the last cycle ended */

    gort_a64 seed_state; /* gcseed's generator */

    gort_a64 last_end_ns;         /* of the last cycle, by gort__now_ns; 0: there was none */
    gort_a64 force_ns, rest_ns;   /* GORT__FORCE_NS, GORT__REST_NS; a test has others */
    uint64_t (*step_clock)(void); /* step.c: gort__os_now_ns, but in a test; constant */
    gort_aword scavenge_rests;    /* 0: at once, for a test */

    gort_aword check_lost;          /* objects lost in the last cycle */
    struct gort__check *check_kept; /* gccheckmark's memory between cycles, or NULL. STW */
};

/* Only whole elements of an object of s are scanned: behind the last there are zeros. */
static inline uintptr_t gort__scan_bytes(const gort__span *s, const gort_type *t)
{
    if (t->trace != gort_trace_tail) return s->elem_bytes - s->elem_bytes % t->size_bytes;
    return s->elem_bytes - (s->elem_bytes - t->size_bytes) % t->elem->size_bytes;
}

/* ---- mark.c ------------------------------------------------------------------------------- */

void gort__tracer_init(gort_tracer *tr, gort_runtime *rt, gort__tracer_mode mode);
/* Hands the context's grey objects to the pool, all of them, and its counts to the cycle. */
void gort__tracer_finish(gort_tracer *tr);
void gort__tracer_account(gort_tracer *tr);
/* Makes the object that p points into grey; true if this call did. In a checking context: visits
 * it. Any value. */
bool gort__mark_shade(gort_tracer *tr, uintptr_t p, uintptr_t where);
/* Reads the pointers of elements of type t that lie in [base + from, base + to). */
void gort__mark_range(gort_tracer *tr, const gort_type *t, uintptr_t base, uintptr_t from,
                      uintptr_t to);
/* Reads the pointers of the value of type t that lies in a frame at base; tr->frames is set. */
void gort__mark_in_frame(gort_tracer *tr, const gort_type *t, uintptr_t base);
/* Scans grey objects until `work_bytes` are scanned or none is left. Gives of them to others that
 * have none. */
void gort__mark_drain(gort_tracer *tr, uint64_t work_bytes);
/* Whether this context holds grey objects. Its owner, or with the world stopped. */
bool gort__tracer_has_grey(const gort_tracer *tr);
/* Where the pointers that follow are read from. */
static inline void gort__tracer_source(gort_tracer *tr, gort__root_kind kind, uint64_t id,
                                       const gort_type *t, uintptr_t base)
{
    tr->source = (gort__source){kind, id, t, base};
    tr->check_parent = 0;
}
/* gort__mark_shade for a value (values.c). */
void gort__mark_value(gort_tracer *tr, uint64_t v, uintptr_t where);
/* gort__mark_range for values (values.c). */
void gort__mark_values(gort_tracer *tr, const gort_type *t, uintptr_t base, uintptr_t from,
                       uintptr_t to);
/* What a hook names: true if it was not marked. Not in a checking context. */
bool gort__mark_part(gort_tracer *tr, uintptr_t p);
/* C may form a pointer to where an object ends; if no other begins there, it leads nowhere. */
bool gort__mark_is_end(const gort_tracer *tr, uintptr_t p);
/* p leads into the heap and into no span: fatal, unless invalidptr=0 or an object ends at p. */
void gort__check_pointer(gort_tracer *tr, uintptr_t p, uintptr_t where);

/* ---- final.c ------------------------------------------------------------------------------- */

void gort__finals_init(struct gort__gc *gc);
void gort__finals_free(struct gort__gc *gc);
/* The finalizers of objects of s that have no mark become ready, and the objects marked. Sweeper of
 * s. */
void gort__final_sweep(gort_runtime *rt, gort__span *s);
/* The object of a cleanup has no mark: whether it lives once more, for its finalizer; if not, the
 * cleanup is to be called. Cycle's end, weak.lock held. */
bool gort__final_waits(const gort_runtime *rt, const gort__weak *w);
/* It is to be called, once gort__cleanups_ready says that all of the cycle are found. weak.lock
 * held. */
void gort__cleanup_found(struct gort__gc *gc, gort__weak *w);
void gort__cleanups_ready(struct gort__gc *gc);

/* ---- weak.c -------------------------------------------------------------------------------- */

void gort__weaks_init(struct gort__gc *gc);
void gort__weaks_free(struct gort__gc *gc);
/* A piece of a look at ephemerons whose key may be marked, beside the program, when nothing seems
 * grey. True: something is to be done yet, or there is something grey now. */
bool gort__weak_advance(gort_g *g);
/* An error has taken the thread out of one of these: gort__gc_leave_hand. */
void gort__weak_leave(gort_mutator *m);
/* Nothing is grey. True: from now on what has no mark is dead, and no weak pointer gives it out any
 * more; gort__weak_clear has to say that all is cleared before a mark is taken away. False: first
 * mark on, and look. rt->lock and weak.lock held, all have answered in a round. */
bool gort__weak_decide(struct gort__gc *gc);
/* The same in a stopped world, with the look. */
bool gort__weak_decide_stopped(struct gort__gc *gc, gort_tracer *tr);
/* Clears up to `most` of what leads to the dead. True: all is. Any thread. */
bool gort__weak_clear(struct gort__gc *gc, uintptr_t most);
void gort__weak_add(gort_g *g, gort__weak *w);
void gort__weak_drop(gort_g *g, gort__weak *w);
/* A checking context visits the values of those ephemerons whose keys it has met. */
void gort__weak_verify(gort_tracer *tr);

/* ---- weak_table.c; weak.lock held ---------------------------------------------------------- */

/* For so many entries; there was none. For want of memory there is none then, and the rest does
 * nothing. */
void gort__weak_table_begin(gort__weak_table *t, uintptr_t entries);
/* From now on it is as if there were none, but for its memory. */
void gort__weak_table_drop(gort__weak_table *t);
/* The same, and gives up to `most` rows of that back. True: all. */
bool gort__weak_table_end(gort__weak_table *t, uintptr_t most);
/* The key of w had no mark just now. */
void gort__weak_table_add(gort__weak_table *t, const gort_runtime *rt, gort__weak *w);
/* If it is there. */
void gort__weak_table_remove(gort__weak_table *t, gort__weak *w);
/* Takes one whose key has been marked out of it; NULL: there is none. */
gort__weak *gort__weak_table_met(gort__weak_table *t);
/* From now on tr, which marks, tells t; tr is as before that. */
void gort__weak_table_tell(gort__weak_table *t, gort_tracer *tr);
void gort__weak_table_leave(gort_tracer *tr);
/* A context that tells a table has marked this object. */
void gort__weak_marked(gort_tracer *tr, uintptr_t object);

/* ---- sweep.c ------------------------------------------------------------------------------- */

/* Sweeps for so long, or until a stop is wanted; false: nothing is left to claim. In a step. */
bool gort__sweep_slice(gort_runtime *rt, uint64_t most_ns);

/* ---- registered.c -------------------------------------------------------------------------- */

/* What a registered root leads to. */
void gort__mark_root(gort_tracer *tr, const gort_root *r);
/* gort_add_root for what an object leads to, not the object itself. */
void gort__add_content(gort_g *g, gort_root *r, void *addr, const gort_type *t, uintptr_t count);

/* ---- worker.c ------------------------------------------------------------------------------ */

void gort__workers_init(struct gort__gc *gc);
void gort__workers_free(struct gort__gc *gc);
void gort__workers_reset(struct gort__gc *gc); /* for a new cycle. STW */
/* Everything they hold goes to the pool and the cycle's counts. STW */
void gort__workers_settle(struct gort__gc *gc);
/* What the first one holds after marking in a pause goes where others find it. STW */
void gort__workers_resume(struct gort__gc *gc);
/* Whether the pool holds grey objects, or a worker does or may: it is taken. Exact with the world
 * stopped, but for the worker that the caller uses. */
bool gort__workers_have_grey(const struct gort__gc *gc);
/* One that is free, or NULL; when its thread is done with it, what is grey in it goes where others
 * find it. */
gort__worker *gort__worker_take(struct gort__gc *gc);
void gort__worker_put(struct gort__gc *gc, gort__worker *w);
/* A step of m's without a worker: what is marked in it goes to the pool before its end. m's thread,
 * or who may act for it. */
void gort__step_begin(gort_mutator *m);
void gort__step_end(gort_mutator *m);
/* Until one may be free; until others may have given work. In a blocking region. */
void gort__worker_wait(struct gort__gc *gc);
void gort__work_wait(struct gort__gc *gc);
/* The one that who stopped the world uses. STW */
static inline gort_tracer *gort__stw_tracer(struct gort__gc *gc)
{
    return &gc->workers[0].tracer;
}

/* ---- background.c ------------------------------------------------------------------------- */

void gort__background_init(struct gort__gc *gc);
void gort__background_reset(struct gort__gc *gc); /* for a new cycle. STW */
/* The collector's threads are to mark in this cycle, if there are to be any. No lock held; a cycle
 * marks. */
void gort__background_call(struct gort__gc *gc);
void gort__background_call_locked(struct gort__gc *gc); /* rt->lock held */
/* Scanning that has to be expected or done before they are called. */
uint64_t gort__background_least_work(const struct gort__gc *gc);
/* Takes up to `most` bytes of what they have scanned; returns how many. Any thread. */
uint64_t gort__background_take_credit(struct gort__gc *gc, uint64_t most);
static inline bool gort__background_is_called(const struct gort__gc *gc)
{
    return gort__load32_relaxed(&gc->background.called) == GORT__BACKGROUND_CALLED;
}

/* That the program may use. */
int gort__background_processors(const struct gort__gc *gc);
/* A cycle has ended: what comes after it is the first one's. No lock held. */
void gort__background_note_end(struct gort__gc *gc);
void gort__background_note_end_locked(struct gort__gc *gc); /* rt->lock held */
/* There may be something to sweep now: the first one looks, unless it does by itself before it is
 * time. rt->lock held. */
void gort__background_look_locked(struct gort__gc *gc);
/* There may be threads of the collector's. rt->lock held. */
bool gort__background_allowed(const struct gort__gc *gc);
/* The first of them is there, or is made, unless there is to be none. rt->lock held. */
bool gort__background_keep(struct gort__gc *gc);

/* ---- upkeep.c ----------------------------------------------------------------------------- */

typedef enum gort__upkeep {
    GORT__UPKEEP_NONE,
    GORT__UPKEEP_ATTACHED, /* a cycle to be forced, or closed in an idle program; finalizers */
    GORT__UPKEEP_SWEEP,    /* with a worker, which makes it a step; so is the next */
    GORT__UPKEEP_SCAVENGE
} gort__upkeep;
/* What the first of the collector's threads is to do now; nothing: until when it may wait. rt->lock
 * held. */
gort__upkeep gort__upkeep_due(struct gort__gc *gc, uint64_t now_ns, uint64_t *until_ns);
/* When sweeping begins after a cycle that ends now; 0: at once. */
uint64_t gort__upkeep_sweep_ns(const struct gort__gc *gc);
/* Does it, with w if it is a step. That thread, no lock held. */
void gort__upkeep_run(struct gort__gc *gc, gort__upkeep what, gort__worker *w);
/* Nothing is left to mark for who may not scan stacks, and the program is idle. rt->lock held. */
bool gort__upkeep_is_wanted(const struct gort__gc *gc);

/* ---- mark_roots.c ------------------------------------------------------------------------- */

/* Scans g's stack whole. Its thread at a safepoint, or with it stopped or blocked. */
void gort__mark_stack(gort_tracer *tr, gort_g *g);
/* The same and makes it black; nothing if it is. */
void gort__mark_own_stack(gort_g *g);
/* The stack of g is scanned, or gone: it was grey. Who scans it (runtime/sched/g.c). */
void gort__stack_blacken(gort_g *g);
/* Some of the grey stacks of g's that do not run, which are kept from running meanwhile. Each g is
 * looked at once a cycle: one that runs scans its stack before it stops running. Returns how much
 * scanning that counts as. Takes rt->lock and pool.lock; an attached thread while a cycle marks. */
uint64_t gort__mark_idle_stacks(struct gort__gc *gc);
/* Every grey stack. STW */
void gort__mark_all_stacks(struct gort__gc *gc);
/* Short grey stacks, until there was enough for a pause. The stack of `but` stays grey. STW */
void gort__mark_short_stacks(struct gort__gc *gc, const gort_g *but);
/* Globals and registered roots: about work_bytes of those that nobody has taken yet. */
void gort__mark_roots(gort__worker *w, uint64_t work_bytes);
bool gort__roots_done(const struct gort__gc *gc); /* all are taken */
/* Marking begins now. rt->lock held. */
void gort__roots_reset(struct gort__gc *gc);
uint64_t gort__roots_bytes(struct gort__gc *gc); /* with pointers. No lock held */
/* The embedder's callbacks, the runtime's and the threads'. STW */
void gort__mark_callbacks(gort_tracer *tr);
/* count cells of type t from addr on; nobody writes them meanwhile without the barrier. */
void gort__mark_cell(gort_tracer *tr, const gort_type *t, void *addr, uintptr_t count);
/* All roots at once, for the second marking. STW */
void gort__mark_all_roots(gort_tracer *tr);

/* ---- mark_globals.c, registered.c: the two kinds of mark_roots.c's --------------------------- */

void gort__globals_reset(struct gort__gc *gc);
bool gort__globals_done(const struct gort__gc *gc);
void gort__mark_globals(gort_tracer *tr, uint64_t work_bytes);
void gort__mark_all_globals(gort_tracer *tr); /* for gccheckmark. STW */

void gort__mark_registered(gort__worker *w, uint64_t work_bytes);
void gort__registered_reset(struct gort__gc *gc); /* roots_lock held */
bool gort__registered_done(const struct gort__gc *gc);
/* w's thread ends or fails in the middle of it. */
void gort__roots_leave(gort__worker *w);

/* ---- mark_frames.c ------------------------------------------------------------------------ */

/* Lists the pairs of GORT_FRAME_WORD on g's stack. False: no room, all of them are roots. Its
 * thread at a safepoint, or with it stopped or blocked; uses the stack above its top. */
bool gort__frames_list(gort__frames *f, const gort_g *g);
/* p, any word, is pointed to: if it lies in a listed value, that is to be scanned. */
void gort__frames_reach_slow(gort__frames *f, uintptr_t p);
static inline void gort__frames_reach(gort__frames *f, uintptr_t p)
{
    if (p - f->base < f->bytes) gort__frames_reach_slow(f, p);
}

/* ---- barrier.c ---------------------------------------------------------------------------- */

/* Shades what m's buffer holds. Not a safepoint. m's thread, or with it stopped. */
void gort__barrier_flush(gort_mutator *m);

/* ---- cycle.c ------------------------------------------------------------------------------ */

/* Starts a cycle, unless one began since cycles_started was `seen`: it may not mark yet when this
 * returns. False: not now, the last one is not swept. A safepoint, as is what follows. */
bool gort__cycle_start(gort_g *g, uintptr_t seen, bool forced);
void gort__cycle_start_surely(gort_g *g, uintptr_t seen, bool forced);
/* Marks about work_bytes and adds the time to *account. False if every worker is taken, unless
 * wait (a safepoint then). *done: what was scanned; *grey: whether something is left. */
bool gort__cycle_step(gort_g *g, uint64_t work_bytes, bool wait, gort_a64 *account_ns,
                      uint64_t *done, bool *grey);
/* Parks if somebody wants the world stopped, answers what is asked. A safepoint. */
void gort__cycle_yield(gort_g *g);
/* A step found nothing to scan, but others do: until they have given some of it, or for a moment. A
 * safepoint. */
void gort__cycle_wait_for_work(gort_g *g);
/* Nothing seems to be grey: begins a round, or stops the world and ends the cycle if nothing is.
 * Grey stacks of other mutators are waited for (false is returned), unless `hurry` and it stops. A
 * safepoint. */
bool gort__cycle_try_finish(gort_g *g, bool hurry);
/* Ends the cycle that is the `seen`th, however long it takes. A safepoint. */
void gort__cycle_finish(gort_g *g, uintptr_t seen);
/* Ends the cycle under way, while none of the program's threads runs. A safepoint. */
void gort__cycle_finish_idle(gort_g *g);
/* Whether globals, objects or stacks that the marker has to scan are left to mark. worker */
bool gort__cycle_has_grey(const struct gort__gc *gc);
/* Gives back the worker that g's mutator has taken. An error if a callback has done so. */
void gort__cycle_put_worker(gort_g *g);

/* Everything a cycle counts starts at zero, every stack is grey. rt->lock held, nobody marks. */
void gort__cycle_reset(struct gort__gc *gc, bool forced, uint64_t roots_bytes);
/* A stop, or the longest answer of a handshake, is over. World stopped, or rt->lock held. */
void gort__cycle_count_pause(struct gort__gc *gc, uint64_t since_ns, uint64_t now_ns);
/* The numbers of the cycle and the next goal; its instants. The same, and all is marked. */
void gort__cycle_settle(struct gort__gc *gc);
void gort__cycle_settle_time(struct gort__gc *gc, uint64_t end_ns);

/* ---- handshake.c -------------------------------------------------------------------------- */

typedef enum gort__hand_begun {
    GORT__HAND_BEGUN, /* or another has */
    GORT__HAND_LATER,
    GORT__HAND_STOP /* this cycle has to begin in a stopped world */
} gort__hand_begun;
/* As gort__cycle_start, without a stop. A safepoint, as are round and look. */
gort__hand_begun gort__hand_begin(gort_g *g, uintptr_t seen, bool forced);
/* Begins a round, if nothing is grey. False: this cycle has to end in a stopped world. */
bool gort__hand_round(gort_g *g);
/* All is marked, in a stop that began then: the rest of the cycle. World stopped, which is started
 * again. A safepoint. */
void gort__hand_unbarrier(gort_g *g, uint64_t began_ns);
/* Answers what is asked, and ends a cycle that is over but for gccheckmark. */
void gort__hand_look(gort_g *g);
/* A cycle waits for answers, or for stacks and nothing else; or it cannot begin, since somebody
 * still sweeps or has stale spans. Any thread, a guess. */
bool gort__hand_waits(const struct gort__gc *gc);
/* Waits, as blocked, until the phase changes or the last grey stack is black, or for a moment.
 * since_ns: gort__wait_answers. turns: hand_turns as it was before the caller looked whether it has
 * to wait. A safepoint. */
void gort__hand_wait(gort_g *g, uint32_t turns, uint64_t since_ns);
uint32_t gort__hand_turns(const struct gort__gc *gc); /* any thread */
void gort__hand_turned(struct gort__gc *gc);          /* who waits looks; rt->lock held */
void gort__hand_init(struct gort__gc *gc);            /* and for a forked child */
/* Puts all who are blocked to rest: the next cycle can begin. Nothing while one is under way. A
 * safepoint. */
void gort__hand_rest(gort_g *g);
/* Nobody is asked anything any more: all runs are flushed. World stopped. */
void gort__hand_settle(struct gort__gc *gc);

/* ---- rest.c; rt->lock held ---------------------------------------------------------------- */

/* What a phase could ask of m, which is blocked, is done, and what it does ask. How many spans it
 * gave back. */
uint32_t gort__rest_one(gort_mutator *m);
/* Puts some of those that are blocked to rest. True: none of them is asked any more, or it is time
 * for the next phase all the same. */
bool gort__rest_some(struct gort__gc *gc);
void gort__rest_wake(gort_mutator *m); /* m, which rested, is no longer blocked */
void gort__hand_count_answer(struct gort__gc *gc, gort_mutator *m); /* m, which was asked, has */
void gort__hand_attach(gort_mutator *m); /* m comes into the list; goes */
void gort__hand_detach(gort_mutator *m);

/* ---- figures.c ---------------------------------------------------------------------------- */

/* The next goal, from what the last cycle left alive. World stopped, or nobody else runs yet. */
void gort__figures_commit_goal(struct gort__gc *gc);
/* The share of the processors' time that the collector took, up to the last cycle. */
double gort__gc_cpu_fraction(const struct gort__gc *gc);
/* The last cycle's as they stand, for those who listen. STW */
gort__cycle_figures gort__figures_of_cycle(const struct gort__gc *gc);

/* ---- assist.c ----------------------------------------------------------------------------- */

uint64_t gort__assist_work_done(const struct gort__gc *gc);
/* What the collector has taken so far against what the program had. Any thread. */
void gort__assist_limiter_update(struct gort__gc *gc, uint64_t now_ns);

/* ---- verify.c ----------------------------------------------------------------------------- */

/* Marks everything again into the check bits; reports what the cycle lost. STW */
void gort__verify_cycle(gort_g *g);
/* What verify_cycle kept for the next one, when the runtime ends. */
void gort__verify_close(struct gort__gc *gc);
/* A checking context meets p at `where`; via: a part's name or NULL. */
void gort__verify_visit(gort_tracer *tr, uintptr_t p, uintptr_t where, const char *via);

/* A checking context has met what p leads to, or that is nothing. */
bool gort__verify_met(const gort_tracer *tr, uintptr_t p);

/* ---- wbshadow_report.c --------------------------------------------------------------------- */

/* ", field a.b[3]": what lies offset bytes into an object of `bytes` that is one or more values of
 * type t. */
struct gort__text;
void gort__name_place(struct gort__text *out, const gort_type *t, uintptr_t bytes,
                      uintptr_t offset);

/* ---- trace_print.c ------------------------------------------------------------------------ */

/* Go's two number formats; both return the number of bytes, no NUL. */
size_t gort__format_fixed(char *buf, uint64_t value, unsigned decimals);
size_t gort__format_ns_as_ms(char *buf, uint64_t ns);

#endif
