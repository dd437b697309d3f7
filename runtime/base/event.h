/* event.h - what happens inside the runtime, told as typed events to whoever listens: the gctrace,
 * maptrace and scavtrace lines, the tests of marking order, a recorder.
 *
 * Telling costs one predictable branch while nobody listens to the kind:
 *
 *     gort__event(rt, GORT_EVENT_MAP_GROW, .map_grow = {h, B, new_B, count, oldbuckets});
 *
 * A listener runs on the thread that tells, at that moment: in the middle of marking, perhaps with
 * the world stopped or a lock held. It calls nothing that collects, stops or waits.
 *
 * To add an event: a kind and a struct here, one gort__event where it happens.
 *
 * To add a trace line: a listener that makes the text and hands it to gort__trace_write
 * (runtime.h), in a file beside what it tells of (map/map_trace.c), declared at the end of this
 * one; a GODEBUG name (options.c); a gort__listen under that name in gort_runtime_new. The writer
 * is the embedder's, so what has such a listener is told with neither rt->lock nor heap->lock held.
 */
#ifndef GORT_EVENT_H
#define GORT_EVENT_H

#include "../gort.h"
#include "atomic.h"

/* A part of a map, in the order of marking. */
typedef enum gort__map_part {
    GORT_PART_HEADER,
    GORT_PART_BUCKETS,
    GORT_PART_OLDBUCKETS,
    GORT_PART_OVERFLOW
} gort__map_part;
#define GORT__NUM_PARTS 4

typedef enum gort__event_kind {
    GORT_EVENT_CYCLE,        /* a collection has ended; the world runs again */
    GORT_EVENT_MAP_MARK,     /* the mark bit of a part was set, or a link to it met (gc.h) */
    GORT_EVENT_MAP_SCAN,     /* the header's hook names an array, or the overflow lists */
    GORT_EVENT_MAP_GROW,     /* a growth has begun */
    GORT_EVENT_MAP_EVACUATE, /* a bucket was evacuated */
    GORT_EVENT_MAP_GROWN,    /* a growth is over */
    GORT_EVENT_SCAVENGE      /* once a cycle, and when all free memory has gone back */
} gort__event_kind;

typedef struct gort__map_counts {
    uint64_t blocks[GORT__NUM_PARTS]; /* headers, buckets .. */
    uint64_t bytes[GORT__NUM_PARTS];
    uint64_t stack_headers;
} gort__map_counts;

/* The figures of a cycle. */
typedef struct gort__cycle_figures {
    uint64_t number;
    uint64_t began_ns; /* since the runtime was made, as all instants that follow */
    uint64_t mark_ns, mark_term_ns, end_ns;
    uint64_t stw1_cpu_ns, stw2_cpu_ns;
    uint64_t assist_ns, dedicated_ns;
    uint64_t heap0, heap1, heap2, goal; /* bytes: at the start, at mark termination, marked */
    uint64_t stack_bytes, globals_bytes;
    double cpu_fraction; /* of all cycles up to now */
    int procs;
    bool forced;
    gort__map_counts maps;
} gort__cycle_figures;

typedef struct gort__event {
    gort__event_kind kind;
    union {
        const gort__cycle_figures *cycle;
        struct {
            gort__map_part part;
            const void *header, *block;
            uintptr_t bytes;
        } map_mark;
        struct {
            const void *header;
            gort__map_part part;
            uintptr_t buckets, bytes; /* 0: the overflow lists */
        } map_scan;
        struct {
            const void *header;
            unsigned B, new_B; /* equal: same-size growth */
            intptr_t count;
            uintptr_t oldbuckets;
        } map_grow;
        struct {
            const void *header;
            uintptr_t bucket, nbuckets;
            unsigned x, y; /* entries that went to each half */
        } map_evacuate;
        struct {
            const void *header;
            unsigned B, noverflow;
            intptr_t count;
        } map_grown;
        struct {
            uint64_t given_bytes; /* to the system, since the event before */
            uintptr_t cold_bytes; /* not the system's memory, in all */
            uintptr_t held_bytes, in_use_bytes;
            bool forced; /* gort_free_os_memory */
        } scavenge;
    };
} gort__event;

typedef void (*gort__listener_fn)(void *user, gort_runtime *rt, const gort__event *e);

#define GORT__EVENT_BIT(kind) ((uint32_t)1 << (kind))
#define GORT__LISTENERS       6

typedef struct gort__listeners {
    gort_au32 heard; /* kinds that somebody listens to; changes under rt->lock */
    struct gort__listener {
        gort_au32 kinds;     /* 0: hears nothing (any more) */
        gort_aword fn, user; /* constant from when they are set */
    } slot[GORT__LISTENERS];
} gort__listeners;

/* fn hears these kinds from now on. False: GORT__LISTENERS have listened already. */
bool gort__listen(gort_runtime *rt, uint32_t kinds, gort__listener_fn fn, void *user);
/* It hears no more, once what other threads are telling is told. Its slot stays: whoever tells may
 * have read half of it. The same fn and user may listen again. */
void gort__unlisten(gort_runtime *rt, gort__listener_fn fn, void *user);

void gort__event_tell(gort_runtime *rt, const gort__event *e);
static inline bool gort__event_heard(const gort__listeners *l, gort__event_kind kind)
{
    return gort__load32_relaxed(&l->heard) & GORT__EVENT_BIT(kind);
}
#define gort__event(rt, what, ...)                                                                 \
    do {                                                                                           \
        if (GORT_UNLIKELY(gort__event_heard(&(rt)->listeners, what)))                              \
            gort__event_tell(rt, &(gort__event){.kind = (what), __VA_ARGS__});                     \
    } while (0)

/* The writers of trace lines, which listen from the runtime's start: gctrace=1, maptrace=1,
 * scavtrace=1. */
void gort__trace_cycle_event(void *user, gort_runtime *rt, const gort__event *e); /* gc/ */
void gort__trace_map_event(void *user, gort_runtime *rt, const gort__event *e);   /* map/ */
void gort__trace_scavenge_event(void *user, gort_runtime *rt, const gort__event *e);

#endif
