/* gort_events.h - hooks: a function of the program's that hears what the collector and maps do.
 * Comes with gort.h. For all that happens, as text: GORT_EVENTS=FILE (runtime/record/README.md).
 *
 * A hook runs on the thread that has something to tell, at that moment: in the middle of marking,
 * inside a map's assignment, perhaps with the world stopped, and several threads may be in one at
 * once. It calls nothing of gort's but what gort_stats.h reads without a stop, does not block, and
 * returns: counters, a ring of its own, a flag that somebody else looks at. While nobody hears a
 * kind it costs a branch.
 */
#ifndef GORT_EVENTS_H
#define GORT_EVENTS_H

#include "gort.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum gort_event_kind {
    GORT_ON_MARK,     /* a cycle marks from now on; said again if it goes on after it seemed over */
    GORT_ON_CYCLE,    /* a cycle has ended: its figures */
    GORT_ON_SCAVENGE, /* memory went back to the system, or would have: once a cycle */
    GORT_ON_MAP_GROW, /* a map begins to grow */
    GORT_ON_MAP_GROWN, /* the last of its old buckets was evacuated */
    GORT_ON_DELAY /* a thread has kept others waiting for a second; again each second it lasts */
} gort_event_kind;

/* For a set of kinds: GORT_ON(GORT_ON_CYCLE) | GORT_ON(GORT_ON_MARK). */
#define GORT_ON(kind) ((uint32_t)1 << (kind))

/* What gctrace tells of a cycle (gort-gctrace(7)). Instants are since the runtime was made. */
typedef struct gort_cycle_info {
    uint64_t number;   /* from 1 */
    bool forced;       /* gort_gc, runtime.GC, or two minutes without one */
    uint64_t began_ns; /* when it was begun */
    uint64_t ended_ns;
    uint64_t begin_pause_ns, end_pause_ns; /* the two pause fields */
    uint64_t assist_ns, background_ns,
        idle_ns;                               /* marking: of allocations, its threads, idle time */
    uint64_t heap_begin_bytes, heap_end_bytes; /* as it began, as marking ended */
    uint64_t live_bytes;                       /* kept */
    uint64_t goal_bytes;                       /* where it should have ended */
    uint64_t stack_bytes, globals_bytes;       /* that were scanned */
    uint64_t barrier_shades, map_bytes;        /* objects that barriers found; maps marked */
    double cpu_fraction;                       /* of all cycles so far */
} gort_cycle_info;

typedef struct gort_scavenge_info {
    uint64_t returned_bytes; /* since the event before */
    uint64_t held_bytes;     /* that the heap has of the system */
    uint64_t in_use_bytes;   /* of these, in spans */
} gort_scavenge_info;

typedef struct gort_map_info {
    const void *map;               /* a gort_hmap; an address to compare, not to read */
    intptr_t count;                /* entries */
    uintptr_t buckets, to_buckets; /* equal: a growth of the same size, or it is over */
} gort_map_info;

/* A thread that runs and comes to no safepoint, although the world is to be stopped or a cycle asks
 * for its answer. */
typedef struct gort_delay_info {
    const char *thread; /* gort_set_thread_name's; "": it has none. Valid in the hook */
    uint64_t goroutine; /* what runs there, as in tracebacks */
    uint64_t waited_ns; /* since it was first found so */
    bool stop;          /* for a stopped world, else for a cycle that cannot go on */
} gort_delay_info;

typedef struct gort_event {
    gort_event_kind kind;
    union {
        gort_cycle_info cycle;
        gort_scavenge_info scavenge;
        gort_map_info map; /* both of a map's kinds */
        gort_delay_info delay;
    };
} gort_event;

typedef void (*gort_event_fn)(void *user, gort_runtime *rt, const gort_event *e);

/* Names the calling thread, for GORT_ON_DELAY and the line that GODEBUG=stoptrace=1 writes to
 * gort_config.on_trace. A copy of what fits is kept, with its NUL; NULL: no name. Not a safepoint.
 */
enum { GORT_THREAD_NAME_BYTES = 32 };
GORT_API void gort_set_thread_name(gort_g *g, const char *name);

/* fn(user, ..) hears these kinds from now on, instead of those before; 0: none, which holds for
 * what begins after the return (another thread may still be in it, so fn and user stay valid).
 * False: memory is out, or there have been four other pairs of fn and user in the runtime's life.
 * Any thread, attached or not, outside of a hook. */
GORT_API bool gort_on_events(gort_runtime *rt, uint32_t kinds, gort_event_fn fn, void *user);

#ifdef __cplusplus
}
#endif

#endif
