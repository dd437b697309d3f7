/* gort_weak.h - what does not keep an object: weak handles, ephemerons, maps with weak keys; and
 * what is called when an object is dead: finalizers, cleanups. Comes with gort.h.
 *
 * All of them lie outside of the heap and are freed by the program; those that are left go with the
 * runtime. A pointer into an object's middle stands for the object. A pointer to somewhere outside
 * of the heap stands for something that never dies.
 *
 * When a cycle has marked all that is reachable, everything weak that leads to what is not is
 * cleared at once, before a finalizer of the cycle runs and before memory is given back. So two
 * handles of one object are cleared together, and nobody sees an object that has been freed. While
 * a cycle marks, what a get returns or a set is given is kept by that cycle, wherever it goes: the
 * get is the read barrier.
 *
 * An object with a finalizer is dead when nothing else leads to it: its handles are cleared first,
 * and stay so if the finalizer brings it back.
 *
 * Attached threads. Not safepoints, where no `sp` is asked for. Several threads may read one handle
 * at a time, and write it, but not free it; who gets a pointer sees what was written behind it
 * before it was set.
 */
#ifndef GORT_WEAK_H
#define GORT_WEAK_H

#include "gort.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Weak handles ------------------------------------------------------------------------ */

typedef struct gort_weak gort_weak;
/* Leads to what object leads to; nil: to nothing. NULL: memory is out. */
GORT_API gort_weak *gort_weak_new(gort_g *g, const void *object);
/* The pointer it was given; NULL once its object is dead. The caller roots what it keeps. */
GORT_API void *gort_weak_get(gort_g *g, const gort_weak *w);
GORT_API void gort_weak_set(gort_g *g, gort_weak *w, const void *object);
GORT_API void gort_weak_free(gort_g *g, gort_weak *w); /* NULL: nothing */

/* ---- Ephemerons -------------------------------------------------------------------------- */

/* A key and a value: the value is kept for as long as something else keeps the key, even if the
 * value leads to the key. Then both are cleared. Finding what they keep takes time in proportion to
 * their number and to what that is, however they hang together. */
typedef struct gort_ephemeron gort_ephemeron;
/* NULL: memory is out. */
GORT_API gort_ephemeron *gort_ephemeron_new(gort_g *g, const void *key, const void *value);
/* NULL once the key is dead. */
GORT_API void *gort_ephemeron_key(gort_g *g, const gort_ephemeron *e);
GORT_API void *gort_ephemeron_value(gort_g *g, const gort_ephemeron *e);
/* Another value for a key that the caller holds. */
GORT_API void gort_ephemeron_set(gort_g *g, gort_ephemeron *e, const void *value);
GORT_API void gort_ephemeron_free(gort_g *g, gort_ephemeron *e); /* NULL: nothing */

/* ---- Maps with weak keys ----------------------------------------------------------------- */

/* From objects, by their addresses, to objects: a map of addresses (gort_map.h) to ephemerons. An
 * entry goes with its key. Used by one thread at a time. These may collect, and root what they are
 * given. An address is a key of its own, so an object is always meant by the same one. */
typedef struct gort_weak_map gort_weak_map;
/* NULL: memory is out. Those that are left are freed with the runtime. */
GORT_API gort_weak_map *gort_weak_map_new(gort_g *g, void **sp);
/* The key's value, or NULL if there is no entry. */
GORT_API void *gort_weak_map_get(gort_g *g, void **sp, gort_weak_map *m, const void *key);
/* False: memory is out, and nothing has changed. key is not nil. */
GORT_API bool gort_weak_map_set(gort_g *g, void **sp, gort_weak_map *m, const void *key,
                                const void *value);
GORT_API void gort_weak_map_delete(gort_g *g, void **sp, gort_weak_map *m, const void *key);
/* The entries of keys that are not dead, as far as a cycle has found out. */
GORT_API intptr_t gort_weak_map_len(gort_g *g, void **sp, gort_weak_map *m);
/* fn for each entry, in no order; it may set and delete entries, and gets an `sp` above the roots
 * of the two. */
GORT_API void gort_weak_map_each(gort_g *g, void **sp, gort_weak_map *m,
                                 void (*fn)(gort_g *g, void **sp, void *user, void *key,
                                            void *value),
                                 void *user);
GORT_API void gort_weak_map_free(gort_g *g, void **sp, gort_weak_map *m); /* NULL: nothing */

/* ---- Finalizers and cleanups ------------------------------------------------------------- */

/* Each is called once, on a thread that holds no lock of the runtime, never inside of an
 * allocation; it may do what any function of the program may, allocate and collect too. data is the
 * program's and no root. Both are for what is outside of the heap: nothing says how soon an object
 * is found to be dead, and what is not when the runtime ends is not called for.
 *
 * A finalizer is Go's: the object, and all it leads to, lives once more, and the finalizer gets it
 * and may keep it; it has none then, and may be given one again. Of two objects with finalizers
 * that lead from one to the other the first goes first, in a cycle of its own; two that lead to
 * each other are never dead.
 *
 * A cleanup brings nothing back: it is called when its object is gone, or is about to be given back
 * and nobody can reach it any more. It does not get the object; if data leads to it in a way that
 * the collector sees, it is not dead. An object may have many. If it has a finalizer too, they wait
 * until it is dead without one. */
typedef void (*gort_finalizer_fn)(gort_g *g, void **sp, void *object, void *data);
typedef void (*gort_cleanup_fn)(gort_g *g, void **sp, void *data);

/* object is the beginning of an object in the heap that the caller holds. fn NULL: takes its
 * finalizer away. False: there is one (none to take away), object is no such, or memory is out. */
GORT_API bool gort_set_finalizer(gort_g *g, void *object, gort_finalizer_fn fn, void *data);

typedef struct gort_cleanup gort_cleanup;
/* NULL: memory is out. It is freed when it is called, or with the runtime. */
GORT_API gort_cleanup *gort_cleanup_new(gort_g *g, const void *object, gort_cleanup_fn fn,
                                        void *data);
/* It is not called any more. The caller holds the object. NULL: nothing. */
GORT_API void gort_cleanup_free(gort_g *g, gort_cleanup *c);

/* Calls what is due, `most` at most, and says how many that were: finalizers, in the order in which
 * their objects were found, then cleanups, those of a cycle in the order in which they were made.
 * Without gort_config.finalizers_by_call a goroutine of the runtime does the same besides, on a
 * thread of its own unless caller_runs. May collect. */
GORT_API size_t gort_run_finalizers(gort_g *g, void **sp, size_t most);

#ifdef __cplusplus
}
#endif

#endif
