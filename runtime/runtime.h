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

#include "atomic.h"
#include "event.h"
#include "gort.h"
#include "gort_inline.h"
#include <pthread.h>
#include <stddef.h>

struct gort__heap; /* heap.h */
struct gort__gc;   /* gc/gc.h */

/* GODEBUG and its like, read once at gort_runtime_new (options.c); constant afterwards. */
typedef struct gort__options {
    int gc_percent; /* GOGC; -1: off */
    int gomaxprocs;
    int64_t memory_limit_bytes; /* GOMEMLIMIT; INT64_MAX: none */
    int gctrace, maptrace, gccheckmark, gcstoptheworld, clobberfree, invalidptr, efence, sbrk;
    int scavtrace;
    int stresstrace; /* at the end of gort_main, what the stress modes did */
    /* gort's own names, also under GODEBUG */
    int gcstress;    /* n > 0: a whole collection at every n-th allocation */
    uint64_t gcseed; /* != 0: mark steps fall where a generator with this seed says */
    /* Test-only: a bit per part that is dropped on purpose; each must make gccheckmark=1 report a
     * loss. */
    unsigned gcmutant;
} gort__options;

enum {                                 /* gort__options.gcmutant */
       GORT_MUTANT_NO_DELETION = 1,    /* barrier without the shade of the old value */
       GORT_MUTANT_NO_INSERTION = 2,   /* barrier without the shade of the new value */
       GORT_MUTANT_ALLOC_WHITE = 4,    /* objects allocated white during marking */
       GORT_MUTANT_NO_RECHECK = 8,     /* termination without flush and recheck */
       GORT_MUTANT_NO_OLDBUCKETS = 16, /* header scan skips oldbuckets */
       GORT_MUTANT_EVAC_CLEAR = 32,    /* evacuate clears the old bucket without the barrier */
       GORT_MUTANT_SWAP_PARTS = 64,    /* a map's parts marked in another order */
       GORT_MUTANT_NO_SHADE = 128,  /* pushed, shaded and newly registered roots are not shaded */
       GORT_MUTANT_LATE_ROOTS = 256 /* callbacks are not asked when the cycle begins */
};

/* Of a thread. */
typedef enum gort__mutator_state {
    GORT_MUTATOR_RUNNING,
    GORT_MUTATOR_BLOCKED, /* in gort_enter_blocking: the collector may act for it */
    GORT_MUTATOR_STOPPED  /* parked at a safepoint for a stopped world */
} gort__mutator_state;

/* Of a g; changes under rt->lock. */
typedef enum gort__g_status {
    GORT_G_IDLE, /* not started */
    GORT_G_RUNNING,
    GORT_G_BLOCKED, /* its thread is in gort_enter_blocking */
    GORT_G_WAITING, /* has no mutator */
    GORT_G_SCAN = 8 /* added to all but RUNNING: another thread reads the stack */
} gort__g_status;

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

/* Head fields are described in gort_inline.h. */
struct gort_g {
    gort_g_head head;

    gort_runtime *rt;
    uint64_t id; /* "goroutine 1" */

    gort_mutator *m;  /* where it runs, or NULL; gort__g_bind */
    gort_au32 status; /* gort__g_status */
    uint32_t slot;    /* in rt->gs */

    gort__stack stack;
    uintptr_t stack_guard_normal; /* what head.stackguard is while no safepoint is asked for */
    void **sp;                    /* recorded at every safepoint: words below it are roots */
    uint32_t scope_depth;
    void **scope_base; /* the innermost scope's first word; see roots.c */

    /* The cycle in which the stack was scanned last: it is black in that one. Owner at its own
     * safepoint, or the collector with the g held or its thread stopped. */
    uintptr_t scanned_cycle;

    struct gort__panic *panics; /* panic.c: innermost first; on the shadow stack */
    void **frames; /* panic.c: the innermost function with defers, by its words on the stack */
    struct gort__text *report; /* the text of an error, kept for a handler that jumps out */
    void **failed_top;         /* head.top when an error went to the handler, up to gort_g_reset */
    uintptr_t signal_pc;       /* panic.c: where the last nil dereference was found, or 0 */
    struct gort__main *main;   /* runtime.c: the gort_main that runs on this g, or NULL */
    struct gort__print *print; /* print.c: the line being built */
};

struct gort_mutator {
    gort_mutator_head head;

    gort_runtime *rt;
    gort_g *g;                        /* what runs here; gort__g_bind */
    struct gort_mutator *next;        /* in rt->mutators, under rt->lock */
    struct gort_mutator *thread_next; /* the thread's contexts in other runtimes; owner */
    const void *thread;               /* gort__this_thread() of the owner; constant */
    gort_au32 state;                  /* gort__mutator_state; changes under rt->lock */
    struct gort__worker *worker;      /* of the collector, that its thread marks with; owner */
    gort_g *held;                     /* whose stack its thread scans, or NULL; owner */
    const char *callback;      /* the embedder's callback that runs on its thread, or NULL; owner */
    gort_root_fn thread_roots; /* roots.c: the embedder's, asked with the stack of what runs here */
    void *thread_roots_user;
    gort_aword safepoints; /* slow paths taken; owner, others read relaxed */

    /* The span each run was taken from, and the run's bounds (alloc.c, owner). The inline fast
     * path's run.end is run_end, or 0 while every allocation has to take the slow path. */
    struct gort__span *run_span[GORT_NUM_SPAN_CLASSES];
    uintptr_t run_start[GORT_NUM_SPAN_CLASSES];
    uintptr_t run_end[GORT_NUM_SPAN_CLASSES];
    uint64_t stress_allocs; /* since the last collection that gcstress forced */

    /* Pointers recorded by the write barrier, not yet shaded (gc/barrier.c, owner; others with
     * it stopped). */
    void *barrier_buffer[GORT_BARRIER_BUFFER_WORDS];
    uint32_t barrier_used;

    /* Assist accounting of gc/assist.c, bytes of scan work owed (negative: credit). */
    int64_t assist_debt_bytes;
    uint64_t gc_step_due_ns; /* when the next safepoint may give time to marking; owner */
    uint64_t gc_polled_ns;   /* when a safepoint last looked; owner */
    uint32_t gc_polls_skipped, gc_polls_left; /* polls between two looks; of those still to come */
    uint64_t rand[2];                         /* gort_fastrand */
};

/* Where a piece of marking a module's globals begins: a global, and how far into it. It ends where
 * the module's next one begins. */
typedef struct gort__root_job {
    const gort_module *mod;
    size_t global;
    uintptr_t from_bytes;
} gort__root_job;

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
    uint32_t nmutators;
    gort_au32 stop_requested; /* GORT_STOP_*: the world is stopping or stopped */
    gort_mutator *stopper;    /* who stopped it, a fork apart; under lock */
    gort_runtime *next;       /* registry.c */
    gort_mutator *nobody;     /* what head.m of a g is while its thread may not call; constant */
    /* All g's (g.c), dense, under lock. */
    gort_g **gs;
    uint32_t ngs, gs_room;
    uint64_t next_g_id;
    struct gort__stacks *stacks; /* stack.c, under lock */

    /* Modules (roots.c): replaced under lock, read by anyone at any time. */
    gort_aword module_list; /* struct gort__module_list *, release; readers acquire */
    gort_root_fn runtime_roots;
    void *runtime_roots_user;

    struct gort__itab_table *itabs; /* iface.c */

    gort_slice os_args; /* []string outside the heap; gort_main sets it before fn runs */
    gort_aword dying;   /* a fatal error is being printed: the first thread to set it prints */

    gort__listeners listeners; /* event.c */

    gort_aword cycles_started; /* the collector's; changes with the world stopped */

    gort_stress_counts stress; /* under lock */
};

_Static_assert(offsetof(struct gort_g, head) == 0, "emitted C sees the head only");
_Static_assert(offsetof(struct gort_mutator, head) == 0, "emitted C sees the head only");

static inline gort_mutator *gort__m(gort_g *g)
{
    return (gort_mutator *)g->head.m;
}

/* The colour of g's stack: black once it is scanned in the cycle under way, or if none is. Its
 * thread, or with g held or its thread stopped. */
static inline bool gort__stack_is_black(const gort_g *g)
{
    return g->scanned_cycle == gort__load_relaxed(&g->rt->cycles_started);
}

/* os.c */
uint64_t gort__os_now_ns(void); /* monotonic */
uint64_t gort__os_walltime_ns(void);
void *gort__os_reserve(size_t bytes);        /* NULL if there is no address space */
bool gort__os_commit(void *p, size_t bytes); /* false: out of memory */
/* Gives the pages back and keeps the addresses, which read as zero from now on. False: the system
 * refuses (locked memory); nothing has changed. */
bool gort__os_decommit(void *p, size_t bytes);
size_t gort__os_page_bytes(void);
void gort__os_release(void *p, size_t bytes);
void *gort__os_map(size_t bytes);             /* reserved and committed, zero; NULL: no memory */
void gort__os_huge(void *p, size_t bytes);    /* asks for huge pages where they fit */
void gort__os_protect(void *p, size_t bytes); /* any access to it traps from now on */
void gort__os_write_stderr(const char *text, size_t bytes); /* whole, one write if possible */

/* options.c: false and a text in msg for a malformed GOMEMLIMIT. */
bool gort__options_parse(gort__options *o, const gort_config *c, char *msg, size_t msg_bytes);

/* mutator.c */
/* Stops every other mutator at a safepoint (or finds it blocked). The caller is attached, has
 * recorded its g->sp, and holds no lock. Serialises with other stoppers; a loser parks here as if
 * at a safepoint first. */
void gort__stop_world(gort_mutator *m);
/* What rt->stopped and rt->restarted are made of, in a forked child anew. */
void gort__init_conditions(gort_runtime *rt);
/* Waits until a thread stops or blocks, or for max_ns; no cancellation point. rt->lock held, the
 * caller blocked. */
void gort__wait_stopped(gort_runtime *rt, uint64_t max_ns);
void gort__start_world(gort_mutator *m);
/* Asks a mutator to come to a safepoint soon. Any thread; takes rt->lock. */
void gort__request_safepoint(gort_mutator *m);
/* Puts the stackguard back; owner, at a safepoint. */
void gort__clear_safepoint(gort_mutator *m);
/* A safepoint proper: records sp, parks if the world is stopping, lets the collector step. */
void gort__safepoint_slow(gort_g *g, void **sp);
/* A runtime that the calling thread is attached to, the one in whose callback it is before others;
 * NULL: there is none. */
gort_runtime *gort__thread_runtime(void);
/* Names the calling thread among those alive. */
const void *gort__this_thread(void);
/* MISUSE unless g is the calling thread's, in no blocking region and in no callback. `what` is the
 * function that was called. */
void gort__check_call(gort_g *g, const char *what);
#define gort__check_thread(g) gort__check_call(g, __func__)
/* Around a callback of the embedder, on the thread of an attached caller: whatever it calls that
 * needs a g is MISUSE. enter returns what leave takes. Nest. */
const char *gort__callback_enter(gort_mutator *m, const char *what);
void gort__callback_leave(gort_mutator *m, const char *outer);
/* gort_attach on a stack that the caller lends, or NULL: on the thread's own. */
gort_g *gort__attach_on(gort_runtime *rt, const gort__stack *lent);
/* The calling thread's mutator, or NULL. */
gort_mutator *gort__current_mutator(gort_runtime *rt);
/* An error goes to the handler, or the thread ends: others do not wait for what it was doing, in
 * any of its runtimes. */
void gort__leave_work(void);
/* The thread ends: detaches it from every runtime, whatever state it is in. */
void gort__thread_exit(void);

/* g.c */
/* A g that is in no list and has no stack yet. NULL: no memory. */
gort_g *gort__g_new(gort_runtime *rt);
void gort__g_free(gort_g *g);
/* Into rt's list, with an id, its stack black; out of it. rt->lock held. False: no memory. */
bool gort__g_add(gort_g *g);
void gort__g_remove(gort_g *g);
/* What a new g finds on its stack, pointers: shaded, because that stack is black. The creator's
 * thread, before another thread sees g. Not a safepoint. */
void gort__g_start_with(gort_g *g, gort_g *creator, void *const *words, uint32_t n);
/* g runs on m from now on: its barrier and guard are what the moment asks for. rt->lock held, or
 * nobody else knows g yet. */
void gort__g_bind(gort_g *g, gort_mutator *m);
/* Another g runs on m from now on; what ran there has the status `left`, and its stack is black
 * while marking (gort__gc_leave_running before this). rt->lock held; m's thread. */
void gort__g_switch(gort_mutator *m, gort_g *to, gort__g_status left);
/* The head of g. callable: its thread may call; it. barrier: with its thread stopped. */
void gort__g_set_callable(gort_g *g, bool callable);
void gort__g_set_barrier(gort_g *g, bool on);
/* A safepoint is asked for. rt->lock held. */
void gort__g_set_guard(gort_g *g, bool asked);
bool gort__g_is_asked(const gort_g *g);
void gort__g_set_status(gort_g *g, gort__g_status status); /* rt->lock held */
/* Of the g's before rt->gs[*left], the last one that does not run and whose stack is grey is kept
 * from running; own lets go whom it held before. *left says how far it came; NULL: none found in
 * max_looks. own: the caller's. */
gort_g *gort__g_hold_next(gort_mutator *own, gort_au32 *left, uint32_t max_looks);
void gort__g_release(gort_mutator *own); /* whom own still holds */
bool gort__g_is_held(const gort_g *g);   /* rt->lock held */

/* stack.c */
struct gort__stacks *gort__stacks_new(void); /* NULL: no memory */
void gort__stacks_free(struct gort__stacks *s);
/* Both stacks, c_bytes for C; those of the calling thread, which has a C stack. False: no address
 * space. Take rt->lock, as free does. */
bool gort__stack_new(gort_runtime *rt, size_t c_bytes, gort__stack *st);
bool gort__stack_of_thread(gort_runtime *rt, gort__stack *st);
void gort__stack_free(gort_runtime *rt, gort__stack *st);
/* What lies behind the shadow stack traps from now on: a mapping more. */
void gort__stack_protect(gort__stack *st);
/* The least stack pointer that is no overflow. */
uintptr_t gort__stack_guard(const gort__stack *st);
/* Gives the memory behind g's unused shadow stack back; g->sp recorded. Its thread. */
void gort__trim_stack(gort_g *g);

/* registry.c: the process's runtimes, the hook at the end of threads, fork. False: no memory. */
bool gort__registry_add(gort_runtime *rt);
void gort__registry_remove(gort_runtime *rt);
/* fn's answer about rt, while no runtime comes or goes; false if that has to be waited for. No lock
 * of a runtime held. */
bool gort__registry_look(bool (*fn)(gort_runtime *rt), gort_runtime *rt);
/* The process's runtime, if it has one only: its error handler is asked about calls without a g
 * from threads that are not attached. No lock of a runtime held. */
gort_runtime *gort__registry_only(void);
/* The calling thread is attached: gort__thread_exit runs when it ends. */
bool gort__registry_watch_thread(void);

/* mutator.c, for fork. The calling thread is in no callback: else MISUSE. No lock held. */
void gort__fork_check(void);
/* Whether the calling thread is quiet: as good as stopped to another thread's fork, in every
 * runtime. It begins before the registry's lock is waited for and ends with that held. */
void gort__fork_announce(bool quiet);
/* Asks every other thread to stop; waits until they have. The registry's lock is held, no other.
 * Not a safepoint: whatever the caller is doing, none of its roots are looked at. */
void gort__fork_request(gort_runtime *rt);
void gort__fork_wait(gort_runtime *rt);
/* After the fork, rt->lock held. child: the other threads are gone, with what they held. */
void gort__fork_restart(gort_runtime *rt, bool child);

/* event.c: one formatted line to config.on_trace. */
void gort__trace_write(gort_runtime *rt, const char *text, size_t bytes);

/* panic.c: the runtime's own call sites. */
extern const gort_module gort__runtime_module;

/* runtime.c: os.Exit. Leaves gort_main if it runs on g, else ends the process. */
GORT_NORETURN void gort__exit(gort_g *g, int status);

/* iface.c */
struct gort__itab_table *gort__itabs_new(void); /* NULL: no memory */
void gort__itabs_free(struct gort__itab_table *t);
/* print.c: frees the line that print keeps for g. */
void gort__print_free(gort_g *g);

/* roots.c: the module that has this call site, or NULL. Safe against registrations meanwhile. */
const gort_module *gort__module_of_site(gort_runtime *rt, const void *word);
void gort__modules_free(gort_runtime *rt);
/* Closes the scopes that begin at or above sp. */
void gort__scopes_reset(gort_g *g, void **sp);

/* panic.c. fatal_text hands a whole text to the handler; rt NULL: none is known. No lock held. */
GORT_NORETURN void gort__fatal_text(gort_runtime *rt, gort_g *g, gort_error_code code,
                                    const char *text, size_t text_bytes);
/* "fatal error: " + text, and the traceback of g if it is not NULL (from g->sp). */
GORT_NORETURN void gort__throw(gort_runtime *rt, gort_g *g, const char *fmt, ...);
/* The same with another code and without the prefix: "gort: " + text. */
GORT_NORETURN void gort__misuse(gort_runtime *rt, const char *fmt, ...);
GORT_NORETURN void gort__stack_overflow(gort_g *g, void **sp);

/* traceback.c: Go's text of the g's frames ("main.f(...)\n\t/file.go:7 +0x2\n") appended through
 * emit; from the words below sp. */
void gort__traceback(gort_g *g, void **sp, void (*emit)(void *, const char *, size_t), void *user);

#endif
