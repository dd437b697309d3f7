/* sched.h - threads and what runs on them: safepoints, the stopped world, g's, stacks, the
 * process's runtimes, modules and the scopes of roots.
 */
#ifndef GORT_SCHED_H
#define GORT_SCHED_H

#include "../base/checks.h"
#include "../base/lock.h"
#include "../base/os.h"
#include "../base/runtime.h"

/* mutator.c */
/* Stops every other mutator at a safepoint (or finds it blocked). The caller is attached, has
 * recorded its g->sp, and holds no lock. Serialises with other stoppers; a loser parks here as if
 * at a safepoint first. */
void gort__stop_world(gort_mutator *m);
/* delay.c. own waits since since_ns, for a stop or for answers: whether *d is to be told of the
 * thread that it waits for. rt->lock held, and not when it is told. */
bool gort__delay_look(gort_runtime *rt, const gort_mutator *own, uint64_t since_ns, bool stop,
                      gort__delay *d);
void gort__delay_tell(gort_runtime *rt, const gort__delay *d);
/* Both, of m's stop. rt->lock held, and given up meanwhile. */
void gort__delay_watch_stop(gort_mutator *m, uint64_t since_ns);
/* What rt->stopped and rt->restarted are made of, in a forked child anew. */
void gort__init_conditions(gort_runtime *rt);
void gort__start_world(gort_mutator *m);
/* pthread_cond_wait with rt->lock, and no cancellation point. */
void gort__wait_on(gort_runtime *rt, pthread_cond_t *cond);
/* Waits as blocked for cond, which goes with rt->lock, for a moment at most; not at all if *turns,
 * which changes under the lock before cond is signalled, is not what it was `seen` to be. g waits
 * for others' answers since since_ns: after long it is MISUSE if they wait for it in another
 * runtime. g's thread, no lock held; a safepoint, no cancellation point. */
void gort__wait_answers(gort_g *g, pthread_cond_t *cond, const gort_au32 *turns, uint32_t seen,
                        uint64_t since_ns);
/* Until nobody scans g's stack. No lock held. */
void gort__wait_released(gort_g *g);
/* Asks a mutator to come to a safepoint soon. Any thread; takes rt->lock. */
void gort__request_safepoint(gort_mutator *m);
/* The runtime whose stop, restart or answers m's thread waits for, or NULL. rt->lock held. */
gort_runtime *gort__waits_in(const gort_mutator *m);
/* circle.c. A stop of rt, or who waits for answers there, may wait for a thread that waits for it
 * in another runtime (rt->lock held); does (no lock held); the error. */
bool gort__circle_may_be(const gort_runtime *rt);
bool gort__circle_is(gort_runtime *rt);
GORT_NORETURN void gort__circle_report(gort_runtime *rt);
/* Puts the stackguard back; owner, at a safepoint. */
void gort__clear_safepoint(gort_mutator *m);
/* roots.c. The root callback of the runtime's behind c, or the first (c NULL); NULL: there is none.
 * Until the next call it is not removed. World stopped, or one thread asks at a time. */
struct gort_root_callback *gort__root_callback_next(gort_runtime *rt, struct gort_root_callback *c);
/* A safepoint proper: records sp, parks if the world is stopping, lets the collector step. */
void gort__safepoint_slow(gort_g *g, void **sp);
/* A runtime that the calling thread is attached to, the one in whose callback it is before others;
 * NULL: there is none. */
gort_runtime *gort__thread_runtime(void);
/* Names the calling thread among those alive. */
const void *gort__this_thread(void);
#define gort__check_thread(g) gort__check_call(g, __func__)
/* embed/checks.c. The error. The debug library: MISUSE unless g is one of a runtime that there is.
 */
GORT_NORETURN void gort__check_failed(gort_g *g, const char *call);
void gort__check_is_g(const gort_g *g, const char *call);
/* Whether g is one of the calling thread's; g is not read. */
bool gort__thread_has(const gort_g *g);
/* Around a callback of the embedder, on the thread of an attached caller: whatever it calls that
 * needs a g is MISUSE. enter returns what leave takes. Nest. */
const char *gort__callback_enter(gort_mutator *m, const char *what);
void gort__callback_leave(gort_mutator *m, const char *outer);
/* The calling thread's mutator, or NULL. */
gort_mutator *gort__current_mutator(gort_runtime *rt);
/* An error goes to the handler, or the thread ends: others do not wait for what it was doing, in
 * any of its runtimes. */
void gort__leave_work(void);
/* The calling thread, which need not be attached, marks with w; NULL: it does no more. */
void gort__thread_marks(struct gort__worker *w);
/* g.c. How many of the program's mutators run, or `most` if there are as many. rt->lock held. */
uint32_t gort__count_running(const gort_runtime *rt, uint32_t most);
/* g.c. A detached thread has given back its stack and touches rt no more; until all have. */
void gort__thread_left(gort_runtime *rt);
void gort__threads_have_left(gort_runtime *rt);
/* The thread ends: detaches it from every runtime, whatever state it is in. */
void gort__thread_exit(void);

/* Counts as stopped from now on, until unblock: as a blocking region, but keeps its place. g's
 * thread; no cancellation point. */
void gort__block(gort_g *g, void **sp);
void gort__unblock(gort_g *g);
/* MISUSE unless the calling thread is g's and in a blocking region. */
void gort__check_blocked(gort_g *g);
/* Asks what runs on m for a safepoint. rt->lock held. */
void gort__raise_guard(gort_mutator *m);
/* gort_attach of a runner's thread, which has no goroutine yet. */
gort_g *gort__attach_runner(struct gort__runner *r);
/* gort_attach of a thread of the collector's, for a while: it counts as none of the program's.
 * NULL: no memory. */
gort_g *gort__attach_collector(gort_runtime *rt);
void gort__detach_collector(gort_g *g);
/* It leaves its thread, which goes on: between two goroutines, on the thread's own stack. */
void gort__detach_runner(gort_mutator *m);

/* ---- The scheduler, for channels, locks, timers ------------------------------------------- */

/* sched.c. Called when g has left its stack, by whoever runs next on the thread: gives up the lock
 * under which g was put where others find it. No safepoint, and nothing that may wait for long.
 * False: g goes on at once. */
typedef bool (*gort__unlock_fn)(gort_g *g, void *arg);
/* g waits until another one makes it ready. What lies below sp is rooted meanwhile. A lock that is
 * held around the call is given up by unlock (NULL: nothing is to be done), which gets arg. Returns
 * when g goes on: perhaps in another thread, and as after a safepoint (may collect). Before that
 * nothing here is one: a lock may be held up to unlock. g's own thread; g may be that of an
 * attached thread too, which waits then. */
void gort__park(gort_g *g, void **sp, gort__wait_reason reason, gort__unlock_fn unlock, void *arg);
/* g, which has parked and which the caller alone has found, can go on. by: a g that runs on the
 * calling thread, or NULL: any thread; sp: of by, where it is known (for the event). Not a
 * safepoint; no lock of a runtime held. */
void gort__ready(gort_g *by, void **sp, gort_g *g);
/* Others run first. As after gort__park. */
void gort__yield(gort_g *g, void **sp);
/* timer.c. fn runs in a thread of the scheduler; own: its g, which is no goroutine. It may make
 * goroutines ready and start and stop timers; it does not allocate, wait or collect. */
typedef void (*gort__timer_fn)(gort_g *own, void *arg, uint64_t now_ns);
typedef struct gort__timer {
    gort__timer_fn fn; /* these four are the owner's, who zeroes the rest once */
    void *arg;
    void *keep;              /* in the heap, or NULL: a root while the timer is started */
    uint64_t period_ns;      /* 0: once */
    uint64_t when_ns, order; /* timer.c's from here on */
    uint32_t slot;
    gort_au32 firing;
    gort_root root;
} gort__timer;
/* With a seed: whether what is decided next is no more the seed's (gcsteps); counts a decision that
 * was. Who has the place. */
bool gort__seed_is_over(const gort_runtime *rt);
void gort__seed_step(gort_runtime *rt);
/* Since 1970; a seeded run begins at 2009-11-10 23:00 UTC, as those of Go's playground. */
uint64_t gort__walltime_ns(const gort_runtime *rt);
/* For traces and events, not for the program: with a seed the collector's looks at the clock take a
 * microsecond too, and the program does not see that. */
uint64_t gort__trace_now_ns(const gort_runtime *rt);
uint64_t
gort__trace_look_ns(gort_runtime *rt); /* the collector's; with a seed, who has the place */
/* Monotonic; with a seed, of a clock of its own. */
uint64_t gort__now_ns(const gort_runtime *rt);
/* With a seed: a microsecond goes by, so who looks at the clock until it is late enough sees that
 * come. g: the calling thread's. */
void gort__time_passes(gort_g *g);
/* fn is called when gort__now_ns is when_ns or later. t is not started, and stays where it is until
 * fn is called or it is stopped. by: a g of the calling thread. Neither is a safepoint. */
void gort__timer_start(gort_g *by, gort__timer *t, uint64_t when_ns);
/* False: it was not started, or fn has been called, or is being called just now (what fn needs of
 * arg has to be there still). */
bool gort__timer_stop(gort_g *by, gort__timer *t);

/* sema.c. Semaphores: *word counts, zero memory is one without units; it is a word of an object
 * that the caller's stack need not keep. Takes a unit; waits for one, first: before all others. As
 * after gort__park. */
void gort__semacquire(gort_g *g, void **sp, gort_au32 *word, bool first, gort__wait_reason reason);
/* Adds a unit and wakes the first one that waits. hand_off: that one gets the unit, whoever else
 * comes, and runs next. As after gort__yield. */
void gort__semrelease(gort_g *g, void **sp, gort_au32 *word, bool hand_off);
/* Another goroutine runs in another place, and none waits for this one. */
bool gort__may_spin(const gort_g *g);
/* A lock for a few instructions at the object at word, which many share. */
gort__lock *gort__sema_lock(const gort_g *g, const void *word);
struct gort__semas *gort__semas_new(void); /* NULL: no memory */
void gort__semas_free(struct gort__semas *t);

/* What was asked for at a safepoint: lets others run, or ends with the rest. */
void gort__sched_poll(gort_g *g, void **sp);
/* goroutine.c. g ends here. Its thread goes on with others. */
GORT_NORETURN void gort__goroutine_exit(gort_g *g);
bool gort__g_is_goroutine(const gort_g *g);          /* and lives */
const char *gort__wait_reason_text(uint32_t reason); /* gort__wait_reason; Go's */
const char *gort__g_state_text(const gort_g *g);     /* Go's: "running", "chan receive" */
void gort__g_note_waiting(gort_g *g);      /* the collector has g, and found it waiting or not */
uint64_t gort__g_minutes(const gort_g *g); /* that it has been known to wait; 0: it does not */

/* runner.c. A thread waits until it is woken; one wake-up, one wait. */
void gort__wait_woken(gort_mutator *m);
void gort__wake_up(gort_mutator *m);
/* m, a runner's, leaves its thread; is in no list any more (rt->lock held). */
void gort__runner_exits(gort_mutator *m);
/* A handler of errors has ended m's thread, or the end has come. */
void gort__runner_fails(gort_mutator *m);
void gort__runner_gone(struct gort__runner *r);
/* Until no own thread is in a blocking region that an end has left there. */
void gort__sched_wait_abandoned(struct gort__sched *s);

/* control.c: runtime's functions. */
void gort__lock_thread(gort_g *g);
void gort__unlock_thread(gort_g *g);
int gort__set_places(gort_g *g, void **sp, int n); /* GOMAXPROCS(n). May collect */
/* How deep goroutines may go, how many threads there may be: the old value. May collect. */
size_t gort__set_max_stack(gort_g *g, void **sp, size_t bytes);
int gort__set_max_threads(gort_g *g, void **sp, int n, bool *exceed);
int gort__count_goroutines(gort_runtime *rt);
/* What a goroutine's stacks take at least: a page of memory. */
#define GORT__LEAST_STACK_BYTES 4096
/* How long those that could go on waited until they did; any thread. */
struct gort__times *gort__sched_latencies(gort_runtime *rt);

/* lend.c. The calling thread, not attached, runs goroutines until the end, or until none can go
 * on. */
bool gort__sched_lend(struct gort__sched *s, bool returns); /* false: it did not begin */

/* main.c */
struct gort__sched *gort__sched_new(gort_runtime *rt); /* NULL: no memory */
void gort__sched_free(struct gort__sched *s);
/* Runs fn as the main goroutine on st, which becomes its own; returns the exit status. */
int gort__sched_main(gort_runtime *rt, const gort__stack *st, void (*fn)(gort_g *g, void **sp));
/* Every goroutine ends; gort_main returns status. From any g; the caller's goes on until its next
 * safepoint. */
void gort__sched_end(struct gort__sched *s, int status);
/* In a child: own, the forking thread's mutator or NULL, is all there is. rt->lock held. */
void gort__sched_forked(struct gort__sched *s, gort_mutator *own);
/* One of the runners went without being there to say so. rt->lock held. */
void gort__sched_lost(struct gort__sched *s, gort_mutator *m);

/* g.c */
/* A g that is in no list and has no stack yet. NULL: no memory. */
gort_g *gort__g_new(gort_runtime *rt);
void gort__g_free(gort_g *g);
/* Frees what g has of malloc's. */
void gort__g_clean(gort_g *g);
/* Into rt's list, its stack black; out of it. rt->lock held. False: no memory. */
bool gort__g_add(gort_g *g);
void gort__g_remove(gort_g *g);
/* Gives g the next id. */
void gort__g_name(gort_g *g);
/* What a new g finds on its stack, pointers: shaded, because that stack is black. The creator's
 * thread, before another thread sees g. Not a safepoint. */
void gort__g_start_with(gort_g *g, gort_g *creator, void *const *words, uint32_t n);
/* bind.h has what is done at every switch. claim_slow: g's stack is being scanned. */
void gort__g_claim_slow(gort_g *g, gort__g_status to);
/* Of the g's before rt->gs[*left], the last one that does not run and whose stack is grey is kept
 * from running; own lets go whom it held before. *left says how far it came; NULL: none found in
 * *looks looks, of which those that it took are gone. own: the caller's. */
gort_g *gort__g_hold_next(gort_mutator *own, gort_au32 *left, uint32_t *looks);
void gort__g_release(gort_mutator *own); /* whom own still holds */
bool gort__g_is_held(const gort_g *g);   /* rt->lock held */

/* stack.c */
struct gort__stacks *gort__stacks_new(size_t reserve_bytes); /* NULL: no memory */
void gort__stacks_free(struct gort__stacks *s);
/* A g in a block of its own, with both stacks: what a goroutine that waits has touched is one page,
 * if its stacks are short. It stays until the runtime ends. NULL: no address space or memory. */
gort_g *gort__stack_new_g(gort_runtime *rt);
void gort__stack_clear_g(gort_g *g); /* its memory goes back, but for the g's page */
void gort__stack_free_g(gort_g *g);  /* it was never in the list */
/* Both stacks, c_bytes for C; those of the calling thread, which has a C stack. False: no address
 * space. Take rt->lock, as free does. */
bool gort__stack_new(gort_runtime *rt, size_t c_bytes, gort__stack *st);
bool gort__stack_of_thread(gort_runtime *rt, gort__stack *st);
/* The same for a C stack of the program's. */
bool gort__stack_for(gort_runtime *rt, gort__stack *st, void *lo, size_t bytes);
/* c_stack.c. m's thread, which ends, runs as its own g again. */
void gort__c_stack_left(gort_mutator *m);
void gort__stack_free(gort_runtime *rt, gort__stack *st);
/* What lies behind the shadow stack traps from now on: a mapping more. */
void gort__stack_protect(gort__stack *st);
/* The least stack pointer that is no overflow. */
uintptr_t gort__stack_guard(const gort__stack *st);
uintptr_t gort__goroutine_guard(const gort_g *g);
/* Gives the memory behind g's unused shadow stack back; g->sp recorded. Its thread. */
void gort__trim_stack(gort_g *g);

/* registry.c: the process's runtimes, the hook at the end of threads, fork. False: no memory. */
bool gort__registry_add(gort_runtime *rt);
/* What a runtime needs before it has anything else: the zone of tagged words (GORT_ZONE), where
 * there is one. */
gort__zone gort__registry_hold_zone(void);
void gort__registry_leave_zone(void);
void gort__registry_remove(gort_runtime *rt);
/* fn's answer about rt, while no runtime comes or goes; false if that has to be waited for. No lock
 * of a runtime held. */
bool gort__registry_look(bool (*fn)(gort_runtime *rt), gort_runtime *rt);
/* Whether fn holds for a runtime besides `except` (which is one, or NULL) and p; -1: the lock is
 * not free. */
int gort__registry_find(bool (*fn)(const gort_runtime *rt, const void *p), const void *p,
                        const gort_runtime *except);
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

/* roots.c: the module that has this call site, or NULL; pc may be within it. Safe against
 * registrations meanwhile. */
const gort_module *gort__module_of_pc(gort_runtime *rt, uintptr_t pc);
const gort_module *gort__module_of_site(gort_runtime *rt, const void *word);
/* gort_register_module. False: no memory. */
bool gort__modules_add(gort_runtime *rt, const gort_module *mod);
void gort__modules_free(gort_runtime *rt);
/* Closes the scopes that begin at or above sp. */
void gort__scopes_reset(gort_g *g, void **sp);
/* How many scopes are open. */
uint32_t gort__scope_count(gort_g *g);

#endif
