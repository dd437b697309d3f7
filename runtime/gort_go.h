/* gort_go.h - goroutines and channels, from C. Comes with gort.h, whose words on threads, roots and
 * `sp` hold here too.
 */
#ifndef GORT_GO_H
#define GORT_GO_H

#include "gort.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Goroutines -------------------------------------------------------------------------- */

/* Goroutines run on threads of the runtime and on those that the embedder lends it (gort_run),
 * GOMAXPROCS of them at once; the main one of a gort_main is one of them. Each has a g and a stack
 * of its own. It goes on in whatever thread comes to it, so C code that it calls holds no
 * thread-local data, errno included, over a call that may park: gort_poll and gort_safepoint, the
 * operations of channels, gort_sleep, whatever calls back. Between gort_enter_blocking and
 * gort_exit_blocking and around them it stays in its thread, and the others run meanwhile.
 *
 * Attached threads run no goroutines but their own code; they may start goroutines, with a
 * gort_main or without one, use channels, and wait there like any. Without a gort_main nobody looks
 * for deadlocks. An error ends the process as ever; a handler that ends the thread of a goroutine
 * ends the gort_main. */

/* go fn(): a goroutine that calls fn(its g, its sp, fn), with sp[-1] its root for fn. It ends when
 * that returns. fn NULL: a fatal error. From any attached thread. Not a safepoint. */
GORT_API void gort_go(gort_g *g, void **sp, gort_closure *fn);
/* The same in C: fn(its g, its sp, arg), with sp[-1] its root for arg, which is any pointer. */
typedef void (*gort_go_fn)(gort_g *g, void **sp, void *arg);
GORT_API void gort_go_c(gort_g *g, void **sp, gort_go_fn fn, void *arg);
/* Ends all goroutines that gort_go started without a gort_main: those that run, at their next
 * safepoint; those that wait, where they are, with no deferred calls. Returns when their threads
 * have gone, but for those in blocking regions, which go when they come back (and count as attached
 * until then). Attached or not, not from a goroutine. New ones may be started afterwards. */
GORT_API void gort_stop(gort_runtime *rt);
/* Lends the calling thread, which is not attached, to the scheduler: it runs goroutines as the
 * runtime's own threads do. It comes back at the end of all (gort_stop, or that of a gort_main);
 * with wait false also as soon as none can go on, or GOMAXPROCS other threads run some, which suits
 * a loop that waits for other things too: the result is the time in nanoseconds until a timer of a
 * goroutine's is due, -1 if there is none. It does not come back before a goroutine that has locked
 * the thread has unlocked it or ended; with caller_runs the others run in that thread too, while
 * that one waits, if no thread is lent but such. From any number of threads; not from a callback.
 * May collect. A handler of errors that ends its thread ends the caller's. */
GORT_API int64_t gort_run(gort_runtime *rt, bool wait);
/* Others run for ns nanoseconds at least. May collect. */
GORT_API void gort_sleep(gort_g *g, void **sp, int64_t ns);

/* ---- Channels ---------------------------------------------------------------------------- */

/* Go's, with its panics ("send on closed channel"). Any attached thread may use one, and waits like
 * a goroutine. A channel is an object of the heap. */
typedef struct gort_hchan gort_hchan;

/* Below, `elem` is the address of a cell of the channel's type of element outside of the heap, in
 * the caller's frame. What is to be received overwrites it, by plain stores: it need hold nothing
 * before. The caller need not root it, nor the channel: whoever waits does. NULL: the element has
 * no bytes, or is not wanted. A nil channel (NULL) blocks for ever. */

/* make(chan elem, size). */
GORT_API gort_hchan *gort_makechan(gort_g *g, void **sp, const gort_type *elem, intptr_t size);
GORT_API void gort_chansend1(gort_g *g, void **sp, gort_hchan *c, const void *elem);
/* <-c; a zero value from a closed channel. recv2 says whether it is none. */
GORT_API void gort_chanrecv1(gort_g *g, void **sp, gort_hchan *c, void *elem);
GORT_API bool gort_chanrecv2(gort_g *g, void **sp, gort_hchan *c, void *elem);
/* The same at once or not at all, which is what the result says. received: as recv2's result, or
 * NULL. */
GORT_API bool gort_selectnbsend(gort_g *g, void **sp, gort_hchan *c, const void *elem);
GORT_API bool gort_selectnbrecv(gort_g *g, void **sp, gort_hchan *c, void *elem, bool *received);
GORT_API void gort_closechan(gort_g *g, void **sp, gort_hchan *c);

typedef struct gort_scase {
    gort_hchan *c; /* NULL: never goes on */
    void *elem;    /* what is sent, or where to */
    bool send;
} gort_scase;
/* Waits for one of at most 65536 cases (block false: does not wait) and does it: its index, or -1.
 * received: as recv2's result, or NULL. */
GORT_API intptr_t gort_selectgo(gort_g *g, void **sp, const gort_scase *cases, intptr_t ncases,
                                bool block, bool *received);

/* len and cap: gort_chanlen and gort_chancap in gort_inline.h. */

#ifdef __cplusplus
}
#endif

#endif
