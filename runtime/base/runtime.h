/* runtime.h - the private structs behind gort.h: runtime, mutator, g.
 *
 * Ownership. A mutator is an attached thread's context and is written by its thread; another
 * thread may touch it only while that thread is stopped (world stopped, or blocked in
 * gort_enter_blocking with the runtime's lock held). A g belongs to the mutator that runs it, or to
 * who holds it (g.c).
 * Everything that is not so owned is an atomic (atomic.h) or says which lock protects it.
 *
 * Include rule: runtime/ includes of gc/ only gc/gc.h.
 */
#ifndef GORT_RUNTIME_H
#define GORT_RUNTIME_H

#include "../gort.h"
#include "../gort_inline.h"
#include "atomic.h"
#include "event.h"
#include "switch.h"
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

struct gort__heap;      /* heap.h */
struct gort__gc;        /* gc/gc.h */
struct gort__sched;     /* sched/proc.h */
struct gort__proc;      /* sched/proc.h */
struct gort__runner;    /* sched/proc.h */
struct gort__record;    /* record/ */
struct gort__addresses; /* record/address.c */

/* GOTRACEBACK: whose stacks an error prints. */
typedef enum gort__traceback_level {
    GORT_TRACEBACK_SINGLE, /* that of the goroutine; all for a fatal error */
    GORT_TRACEBACK_NONE,
    GORT_TRACEBACK_ALL,  /* and "system" */
    GORT_TRACEBACK_CRASH /* then the process aborts */
} gort__traceback_level;

/* GODEBUG and its like, read once at gort_runtime_new (options.c). Constant afterwards, but for the
 * limit and the level, which change with the world stopped. */
typedef struct gort__options {
    int gc_percent; /* GOGC; -1: off */
    int gomaxprocs;
    bool caller_runs;           /* gort_config's */
    int64_t memory_limit_bytes; /* GOMEMLIMIT; INT64_MAX: none */
    int gctrace, maptrace, gccheckmark, gcstoptheworld, clobberfree, invalidptr, efence, sbrk;
    int scavtrace, stoptrace;
    int schedtrace;                  /* ms between two lines about the scheduler; 0: none */
    gort__traceback_level traceback; /* GOTRACEBACK */
    int stresstrace;                 /* at the end of gort_main, what the stress modes did */
    /* gort's own names, also under GODEBUG */
    int gcthreads;   /* the collector's own; -1: as many as there are to be (gc/background.c) */
    int gcstress;    /* n > 0: a whole collection at every n-th allocation */
    uint64_t gcseed; /* != 0: a generator with this seed says what runs when */
    int64_t gcsteps; /* >= 0: so many decisions are the seed's, the others are the usual ones */
    /* Test-only: a bit per part that is dropped on purpose; each must make gccheckmark=1 report a
     * loss. */
    unsigned gcmutant;
    int wbshadow; /* stores that miss the barrier are found (gc/wbshadow.c) */
    bool sweep_special, barrier_special; /* clobberfree, gcmutant, wbshadow: sweep.c, barrier.c */
    const char *events; /* GORT_EVENTS: the recorder's file, while runtime_new runs; NULL: none */
    uint32_t told;      /* the kinds that it writes, by GORT_EVENT_KINDS; 0 without a file */
} gort__options;

enum {                                 /* gort__options.gcmutant */
       GORT_MUTANT_NO_DELETION = 1,    /* barrier without the shade of the old value */
       GORT_MUTANT_NO_INSERTION = 2,   /* barrier without the shade of the new value */
       GORT_MUTANT_ALLOC_WHITE = 4,    /* objects allocated white during marking */
       GORT_MUTANT_NO_RECHECK = 8,     /* termination without flush and recheck */
       GORT_MUTANT_NO_OLDBUCKETS = 16, /* header scan skips oldbuckets */
       GORT_MUTANT_EVAC_CLEAR = 32,    /* evacuate clears the old bucket without the barrier */
       GORT_MUTANT_SWAP_PARTS = 64,    /* a map's parts marked in another order */
       GORT_MUTANT_NO_SHADE = 128,   /* pushed, shaded and newly registered roots are not shaded */
       GORT_MUTANT_LATE_ROOTS = 256, /* callbacks are not asked when the cycle begins */
       GORT_MUTANT_NO_HAND_OVER = 512, /* what a channel hands from stack to stack is not shaded */
       GORT_MUTANT_NO_WEAK = 1024      /* what a weak handle gives out is not shaded */
};

/* Of a thread. */
typedef enum gort__mutator_state {
    GORT_MUTATOR_RUNNING,
    GORT_MUTATOR_BLOCKED, /* in gort_enter_blocking: the collector may act for it */
    GORT_MUTATOR_STOPPED  /* parked at a safepoint for a stopped world */
} gort__mutator_state;

/* Of a g; g.c says who changes it. */
typedef enum gort__g_status {
    GORT_G_IDLE, /* not started */
    GORT_G_RUNNING,
    GORT_G_BLOCKED, /* its thread is in gort_enter_blocking */
    GORT_G_WAITING, /* has no mutator: waits, or is in a queue of those that can go on */
    GORT_G_DEAD,    /* has ended; its stack serves the next goroutine */
    GORT_G_SCAN = 8 /* added to all but RUNNING: another thread reads the stack */
} gort__g_status;

/* Why a goroutine waits (gort_g.reason), with go1.19's texts in sched/goroutine.c. */
typedef enum gort__wait_reason {
    GORT_WAIT_NONE, /* it can go on, or runs */
    GORT_WAIT_CHAN_RECEIVE,
    GORT_WAIT_CHAN_SEND,
    GORT_WAIT_CHAN_RECEIVE_NIL,
    GORT_WAIT_CHAN_SEND_NIL,
    GORT_WAIT_SELECT,
    GORT_WAIT_SELECT_NO_CASES,
    GORT_WAIT_SEMACQUIRE,
    GORT_WAIT_SLEEP,
    GORT_WAIT_COND,
    GORT_WAIT_IO,
    GORT_WAIT_GC,
    GORT_WAIT_FINALIZER,
    GORT_WAIT_PANIC,
    GORT_WAIT_BORN, /* it has not run yet: gort__ready makes it able to */
    GORT_WAIT_REASONS
} gort__wait_reason;

/* Where a stack lies (stack.c). */
typedef struct gort__stack {
    uintptr_t c_lo, c_hi;          /* the C stack */
    void **shadow_lo, **shadow_hi; /* the shadow stack: several times its size, filled as used */
    char *block;                   /* what of it is the slab's; NULL: nothing */
    size_t block_bytes;
    bool guarded; /* gort__stack_protect */
} gort__stack;

enum {                        /* gort_runtime.stop_requested */
       GORT_STOP_MUTATOR = 1, /* by rt->stopper */
       GORT_STOP_FORK = 2     /* by a fork, before anyone else; the registry's lock is held */
};

#define GORT_BARRIER_BUFFER_WORDS 512

/* No block is larger, whatever is asked for: Go's limits of an address. */
#if UINTPTR_MAX == UINT64_MAX
#define GORT__ADDRESS_SPACE ((uintptr_t)1 << 48)
#else
#define GORT__ADDRESS_SPACE ((uintptr_t)PTRDIFF_MAX)
#endif

/* Head fields are described in gort_inline.h. What a switch touches comes first and last: a
 * goroutine's g begins at a line of the cache and shares its last one with the shadow stack, which
 * follows. */
struct gort_g {
    gort_g_head head;

    gort__context context; /* where it goes on; of who takes it out of a queue */
    gort_au32 status;      /* gort__g_status */
    gort_au32 reason;      /* gort__wait_reason */

    gort_runtime *rt;
    uint64_t id; /* "goroutine 1" */
    gort__stack stack;
    uint32_t slot; /* in rt->gs */

    /* The cycle in which the stack was scanned last: it is black in that one. Owner at its own
     * safepoint, or the collector with the g held or its thread stopped. */
    gort_aword scanned_cycle;

    struct gort__panic *panics; /* panic.c: innermost first; on the shadow stack */
    void **frames; /* panic.c: the innermost function with defers, by its words on the stack */
    struct gort_defers *recovered;     /* defers.c: of the function that a recovery continues */
    void **recovered_sp;               /* and where the shadow stack is free for it */
    struct gort__unwind_known *unwind; /* unwind.c: what it has read, or NULL */
    struct gort__text *report;         /* the text of an error, kept for a handler that jumps out */
    void **failed_top;         /* head.top when an error went to the handler, up to gort_g_reset */
    uintptr_t signal_pc;       /* panic.c: where the last nil dereference was found, or 0 */
    struct gort__print *print; /* print.c: the line being built */

    /* Goroutines (sched/goroutine.c); of an attached thread's own g: nothing of it. */
    union {
        const void *go_site;  /* the call site of its go statement, or another word, or NULL */
        struct gort_g *batch; /* of the first of a batch of ended ones: the next batch */
    };
    union {
        void (*main_fn)(gort_g *g, void **sp); /* gort_main's */
        gort_go_fn c_fn;                       /* gort_go_c's, or NULL: a closure is called */
    };
    uintptr_t stack_guard_normal; /* what head.stackguard is while no safepoint is asked for */

    struct gort_g *link; /* the next one of a queue or of a batch of ended ones */
    uint32_t locks;      /* LockOSThread's */
    bool tries;          /* an allocation under way may fail; of who runs g */
    bool asks;           /* one has the embedder asked for memory; of who runs g */
    bool in_block;       /* it lies in its stack's block and is never freed: not gort_main's */

    struct gort_root_stack *root_stacks; /* roots.c; of what runs as g */
    uint32_t nested;                     /* gort_attach's beside the first; its thread */
    bool c_stack;                        /* of gort_c_stack_new */
    uintptr_t unused[5];                 /* up to the end of a line */
    void **sp;                           /* recorded at every safepoint: words below it are roots */
    gort_mutator *m;                     /* where it runs, or NULL; gort__g_bind */
    gort_mutator *home;                  /* only this thread may run it, or NULL */
    uint32_t epoch;                      /* it goes on while this is the scheduler's */
    bool goroutine; /* it has a C stack of the slab, and the scheduler runs it */
    /* When a cycle first found it waiting as it does, or 0; who has g, or the collector with g
     * held. Go too knows no better. */
    uint64_t waits_since_ns;
};

struct gort_mutator {
    gort_mutator_head head;

    gort_runtime *rt;
    gort_g *g;                 /* what runs here; gort__g_bind */
    gort_g *own;               /* what came with the thread; constant */
    bool collector;            /* the thread is the collector's, not the program's; constant */
    gort_aword running, binds; /* g, for who asks it for a safepoint; their handshake's */
    struct gort_mutator *next; /* in rt->mutators, under rt->lock */
    /* In rt->awake, those that a handshake asks, and what points to this one; or it rests: it is
     * blocked and has nothing that a cycle could ask for (gc/handshake.c). Under rt->lock. */
    struct gort_mutator *awake_next, **awake_at;
    struct gort_mutator *thread_next; /* the thread's contexts in other runtimes; owner */
    const void *thread;               /* gort__this_thread() of the owner; constant */
    gort_au32 state;                  /* gort__mutator_state; changes under rt->lock */
    struct gort__worker *worker;      /* of the collector, that its thread marks with; owner */
    gort_g *held;                     /* whose stack its thread scans, or NULL; owner */
    const char *callback;      /* the embedder's callback that runs on its thread, or NULL; owner */
    gort_root_fn thread_roots; /* roots.c: the embedder's, asked with the stack of what runs here */
    void *thread_roots_user;
    struct gort_root_callback *root_callbacks; /* the same, any number; under rt->lock */
    uint32_t nroot_callbacks;                  /* of both kinds; under rt->lock */
    gort_aword safepoints;                     /* slow paths taken; owner, others read relaxed */
    char name[GORT_THREAD_NAME_BYTES];         /* the thread's, or empty; under rt->lock */

    /* The scheduler's (sched/proc.h). */
    struct gort__proc *p;        /* the place it has; owner, or who gives it one */
    struct gort__runner *runner; /* it is one of the scheduler's threads, or NULL; constant */
    bool region;           /* its thread is in gort_enter_blocking; owner, read with it blocked */
    uint32_t polls_left;   /* until it does, under a seed; owner */
    gort_au32 yield;       /* what runs here is to let others run; any thread */
    struct gort__parting { /* whom it leaves, for the one that it comes to (sched.c); owner */
        gort_g *from;
        uint32_t left; /* gort__g_status */
        bool (*unlock)(gort_g *g, void *arg);
        void *arg;
    } parting;
    sem_t wake;             /* where an own g waits, and a thread that has nothing to do */
    uint64_t stress_allocs; /* since the last collection that gcstress forced */

    /* Assist accounting of gc/assist.c, bytes of scan work owed (negative: credit). */
    int64_t assist_debt_bytes;
    uintptr_t gc_progress;   /* of the collector's threads, as it was last seen; owner */
    uint64_t gc_step_due_ns; /* when the next safepoint may give time to marking; owner */
    uint64_t gc_polled_ns;   /* when a safepoint last looked; owner */
    uint32_t gc_polls_skipped, gc_polls_left; /* polls between two looks; of those still to come */
    uint32_t barrier_used;                    /* words of barrier_buffer */

    /* A cycle's handshakes (gc/handshake.c). */
    bool rests;            /* under rt->lock */
    gort_au32 asked;       /* it has to answer; set under rt->lock, only while it runs */
    uint32_t black_gen;    /* it allocates black in spans of this generation; owner */
    bool exact;            /* each object gets its alloc bit at once; owner */
    uintptr_t exact_bytes; /* of such, still in heap->hand_bytes; owner, or with it stopped */
    bool shades;           /* it is in a step without a worker; owner */
    bool has_lock;         /* it has rt->lock to flush what may fail; owner */
    bool has_weak_lock;    /* it has weak.lock, to shade; owner */
    bool lost; /* its thread ends: an error now would end the process, or leave it attached
                * for ever; it answers for nobody else, and is given the last memory there
                * is; owner */

    /* rt->nobody ends here. */

    /* The span each run was taken from, and the run's bounds (alloc.c, owner). The inline fast
     * path's run.end is run_end, or 0 while every allocation has to take the slow path. */
    struct gort__span *run_span[GORT_NUM_RUNS];
    uintptr_t run_start[GORT_NUM_RUNS];
    uintptr_t run_end[GORT_NUM_RUNS];

    /* Pointers recorded by the write barrier, not yet shaded (gc/barrier.c, owner; others with
     * it stopped). Last, and not cleared: until a cycle runs no page of it is touched. */
    void *barrier_buffer[GORT_BARRIER_BUFFER_WORDS];
};

/* Where a piece of marking a module's globals begins: a global, and how far into it. It ends where
 * the module's next one begins. */
typedef struct gort__root_job {
    const gort_module *mod;
    size_t global;
    uintptr_t from_bytes;
} gort__root_job;

/* Who keeps others waiting (sched/delay.c); under rt->lock. */
typedef struct gort__delay_watch {
    const gort_mutator *late;   /* the one found last; an address to compare */
    uintptr_t safepoints;       /* that it had passed */
    uint64_t since_ns, told_ns; /* when it was found first, and told last */
    uint64_t after_ns;          /* GORT__DELAY_NS; a test has another */
} gort__delay_watch;

/* One generation of the list of modules; constant. */
struct gort__module_list {
    struct gort__module_list *older;
    const gort_module **modules;
    gort__root_job *jobs;
    size_t n, njobs;
    uint64_t globals_bytes; /* with pointers */
};

struct gort_runtime {
    gort_config config;
    gort__options opt;
    uint64_t start_ns; /* monotonic, for gctrace's @ */

    struct gort__heap *heap; /* heap.h */
    struct gort__gc *gc;     /* gc/gc.h */

    /* Attached threads and the stopped world (mutator.c). */
    pthread_mutex_t lock;
    pthread_cond_t stopped;   /* a mutator stopped or blocked */
    pthread_cond_t restarted; /* the world runs again, or a held thread may */
    gort_mutator *mutators;   /* under lock */
    gort_mutator *awake;      /* of these, those that do not rest; under lock */
    uint32_t nmutators;       /* without the collector's */
    uint32_t nleaving;        /* threads that are detached and still give back their stack */
    gort_au32 stop_requested; /* GORT_STOP_*: the world is stopping or stopped */
    gort_au32 alone;          /* one thread at a time runs what the runtime runs: gort__is_alone */
    gort_mutator *stopper;    /* who stopped it, a fork apart; under lock */
    gort_runtime *next;       /* registry.c */
    gort_runtime **at;        /* what points to this one; NULL: it is not in the list */
    uint32_t ordinal;         /* of the process's runtimes, from 1; constant */
    gort_mutator *nobody;     /* what head.m of a g is while its thread may not call; constant */
    /* All g's (g.c), dense, under lock. */
    gort_g **gs;
    uint32_t ngs, gs_room;
    gort_a64 next_g_id;          /* the last one given */
    struct gort__stacks *stacks; /* stack.c, under lock */
    struct gort__sched *sched;   /* proc.h */

    /* Modules (roots.c): replaced under lock, read by anyone at any time. */
    gort_aword module_list; /* struct gort__module_list *, release; readers acquire */
    gort_root_fn runtime_roots;
    void *runtime_roots_user;
    uint32_t nroot_callbacks; /* all of them, the threads' too; under lock */
    struct gort_root_callback *root_callbacks, *root_called; /* under lock; which one runs now */
    struct gort_cell *cells;                                 /* embed/cells.c; under lock */
    struct gort__handles *handles;         /* embed/checks.c, or NULL; under lock */
    struct gort__hook *hooks;              /* embed/hooks.c; under lock */
    struct gort_map_types *weak_map_types; /* embed/weak_map.c, or NULL; set once, under lock */
    struct gort_weak_map *weak_maps;       /* embed/weak_map.c; under lock */

    struct gort__itab_table *itabs; /* iface.c */

    gort_slice os_args; /* []string outside the heap; gort_main sets it before fn runs */
    gort_aword dying;   /* a fatal error is being printed: the first thread to set it prints */

    gort__listeners listeners;         /* event.c */
    struct gort__record *record;       /* record/, or NULL; constant */
    struct gort__addresses *addresses; /* record/address.c, or NULL: no seed; constant */
    struct gort__wbshadow *wbshadow;   /* gc/wbshadow.c, or NULL; constant */

    gort_aword cycles_started; /* the collector's; changes under lock */

    gort_stress_counts stress; /* under lock */
    gort__delay_watch delay;   /* under lock */
};

_Static_assert(offsetof(struct gort_g, head) == 0, "emitted C sees the head only");
#if defined(__x86_64__) && !defined(GORT_SWITCH_PORTABLE) && !defined(GORT_SWITCH_ASAN) &&         \
    !defined(GORT_SWITCH_TSAN)
_Static_assert(offsetof(struct gort_g, rt) == 64 && offsetof(struct gort_g, sp) % 64 == 0,
               "what a switch touches is the first line and a part of the last");
#endif
_Static_assert(offsetof(struct gort_mutator, head) == 0, "emitted C sees the head only");

static inline gort_mutator *gort__m(gort_g *g)
{
    return (gort_mutator *)g->head.m;
}

/* There is one place and no thread of the embedder's attached, so what the thread of a running g
 * does is over before another does anything of the kind: a mutex needs no read-modify-write. From
 * the beginning of a gort_main until a second place or a thread comes, which is with the world
 * stopped, or its end. m: that thread's. */
static inline bool gort__is_alone(const gort_mutator *m)
{
    return gort__load32_relaxed(&m->rt->alone) != 0;
}

/* The colour of g's stack: black once it is scanned in the cycle under way, or if none is. Exact
 * for its thread, or with g held or its thread stopped; for others true is. */
static inline bool gort__stack_is_black(const gort_g *g)
{
    return gort__load_relaxed(&g->scanned_cycle) == gort__load_relaxed(&g->rt->cycles_started);
}

/* options.c: false and a text in msg for a malformed GOMEMLIMIT. */
/* What GOTRACEBACK says; something unknown counts as 0. */
gort__traceback_level gort__options_traceback(const char *s);
bool gort__options_parse(gort__options *o, const gort_config *c, char *msg, size_t msg_bytes);

/* record/address.c: with a seed what stands for an address, of code or of anything else, so that
 * nothing depends on where compilers and linkers put what is not in the heap. The same for the same
 * address. Not a safepoint; any thread. */
struct gort__addresses *gort__addresses_new(void); /* NULL: no memory */
void gort__addresses_free(struct gort__addresses *a);
uintptr_t gort__address_made(gort_runtime *rt, const void *p, bool code);
/* Whether values of type t hold addresses, or may. */
bool gort__type_has_address(const gort_type *t);
static inline uintptr_t gort__stable_address(gort_runtime *rt, const void *p)
{
    return GORT_UNLIKELY(rt->addresses) ? gort__address_made(rt, p, false) : (uintptr_t)p;
}
static inline uintptr_t gort__stable_code(gort_runtime *rt, const void *p)
{
    return GORT_UNLIKELY(rt->addresses) ? gort__address_made(rt, p, true) : (uintptr_t)p;
}

/* event.c: one formatted line to config.on_trace. */
void gort__trace_write(gort_runtime *rt, const char *text, size_t bytes);

/* panic.c: the runtime's own call sites. */
extern const gort_module gort__runtime_module;

/* sched.c: os.Exit. Ends the gort_main that g is a goroutine of, else the process. */
GORT_NORETURN void gort__exit(gort_g *g, int status);

/* print.c: frees the line that print keeps for g. */
void gort__print_free(gort_g *g);

/* panic.c. fatal_text hands a whole text to the handler; rt NULL: none is known. No lock held. */
GORT_NORETURN void gort__fatal_text(gort_runtime *rt, gort_g *g, gort_error_code code,
                                    const char *text, size_t text_bytes);
/* "fatal error: " + text, and the traceback of g if it is not NULL (from g->sp). */
GORT_NORETURN void gort__throw(gort_runtime *rt, gort_g *g, const char *fmt, ...);
/* The same with another code and without the prefix: "gort: " + text. */
GORT_NORETURN void gort__misuse(gort_runtime *rt, const char *fmt, ...);
GORT_NORETURN void gort__stack_overflow(gort_g *g, void **sp); /* or to a protected call */
/* Memory is out, at g->sp: does not come back if there is a protected call. */
void gort__panic_memory(gort_g *g);
/* traceback.c: "fatal error: " + text and all goroutines; the calling thread has the world for
 * itself. own: its g, which is no goroutine. */
GORT_NORETURN void gort__fatal_asleep(gort_g *own, const char *text);

#endif
