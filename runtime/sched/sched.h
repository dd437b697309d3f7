/* sched.h - threads and what runs on them: safepoints, the stopped world, g's, stacks, the
 * process's runtimes, modules and the scopes of roots.
 */
#ifndef GORT_SCHED_H
#define GORT_SCHED_H

#include "../base/runtime.h"

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

/* roots.c: the module that has this call site, or NULL. Safe against registrations meanwhile. */
const gort_module *gort__module_of_site(gort_runtime *rt, const void *word);
void gort__modules_free(gort_runtime *rt);
/* Closes the scopes that begin at or above sp. */
void gort__scopes_reset(gort_g *g, void **sp);

#endif
