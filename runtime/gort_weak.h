/* gort_weak.h - what does not keep an object: weak handles, ephemerons. Comes with gort.h.
 *
 * All of them lie outside of the heap and are freed by the program; those that are left go with the
 * runtime. A pointer into an object's middle stands for the object. A pointer to somewhere outside
 * of the heap stands for something that never dies.
 *
 * When a cycle has marked all that is reachable, everything weak that leads to what is not is
 * cleared at once, before a finalizer of the cycle runs and before memory is given back. So two
 * handles of one object are cleared together, and nobody sees an object that has been freed. While
 * a cycle marks, what a get returns is kept by that cycle, wherever it goes: the get is the read
 * barrier.
 *
 * An object with a finalizer is dead when nothing else leads to it: its handles are cleared first,
 * and stay so if the finalizer brings it back.
 *
 * Attached threads. Not safepoints. Several threads may read one handle at a time, and write it,
 * but not free it; who gets a pointer sees what was written behind it before it was set.
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

#ifdef __cplusplus
}
#endif

#endif
