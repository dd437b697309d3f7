/* event.h - what happens inside the runtime, told as typed events to whoever listens: the gctrace,
 * maptrace and scavtrace lines, the tests of marking order, the recorder (GORT_EVENTS=FILE).
 *
 * Telling costs one predictable branch while nobody listens to the kind:
 *
 *     gort__event(rt, GORT_EVENT_MAP_GROW, .map_grow = {h, B, new_B, count, oldbuckets});
 *
 * A listener runs on the thread that tells, at that moment: in the middle of marking, perhaps with
 * the world stopped or a lock held. It calls nothing that collects, stops or waits.
 *
 * What happens more often than a branch is worth has none of its own: who listens makes it leave
 * the fast path by a test that is there anyway (record/README.md lists them).
 *
 * To add an event: a kind and a struct here, one gort__event where it happens; for the recorder a
 * line each in record/record.c and in the table of record/README.md.
 *
 * To add a trace line: a listener that makes the text and hands it to gort__trace_write
 * (runtime.h), in a file beside what it tells of (map/map_trace.c), declared at the end of this
 * one; a GODEBUG name (options.c); a gort__listen under that name in gort_runtime_new. The writer
 * is the embedder's, so what has such a listener is told with neither rt->lock nor heap->lock held.
 */
#ifndef GORT_EVENT_H
#define GORT_EVENT_H

#include "../gort.h"
#include "../gort_events.h"
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
    GORT_EVENT_SCAVENGE,     /* once a cycle, and when all free memory has gone back */
    GORT_EVENT_DELAY,        /* a thread has kept others waiting for long */

    /* Told with GORT_EVENTS only; of marking, to whoever listens when a step begins. */
    GORT_EVENT_PHASE,      /* the collector is in another phase, the world stopped */
    GORT_EVENT_STACK_SCAN, /* a stack was scanned and is black */
    GORT_EVENT_SHADE,      /* an object's mark bit was set */
    GORT_EVENT_BLACKEN,    /* all of it was scanned, or it has no pointers */
    GORT_EVENT_ALLOC,
    GORT_EVENT_FREE,       /* a slot was swept; what it held is nobody's */
    GORT_EVENT_MAP_NEW,    /* the first write to a map */
    GORT_EVENT_MAP_ASSIGN, /* an entry was found or made */
    GORT_EVENT_MAP_DELETE,
    GORT_EVENT_MAP_CLEAR,
    GORT_EVENT_MAP_MOVE,     /* an entry went to the new array */
    GORT_EVENT_MAP_OVERFLOW, /* a bucket was chained to another */
    GORT_EVENT_GO_CREATE,
    GORT_EVENT_GO_RUN,
    GORT_EVENT_GO_PARK, /* it waits, or lets others run */
    GORT_EVENT_GO_READY,
    GORT_EVENT_GO_END,
    GORT_EVENT_CHAN_MAKE,
    GORT_EVENT_CHAN_SEND,
    GORT_EVENT_CHAN_RECV,
    GORT_EVENT_CHAN_CLOSE,
    GORT_EVENT_SELECT, /* a case went on at once */
    GORT_EVENT_KINDS
} gort__event_kind;
_Static_assert(GORT_EVENT_KINDS <= 32, "a set of kinds is a word of 32 bits");

/* Why an object became grey. */
typedef enum gort__shade_why {
    GORT_SHADE_ROOT,
    GORT_SHADE_SCAN,        /* a pointer of an object that was scanned */
    GORT_SHADE_BARRIER_OLD, /* what a store hid */
    GORT_SHADE_BARRIER_NEW  /* what was stored, handed over, or shaded by hand */
} gort__shade_why;

/* What became of a send or a receive. */
typedef enum gort__chan_how {
    GORT_CHAN_BUFFER, /* into the buffer, out of it */
    GORT_CHAN_HAND,   /* to or from a goroutine that waited */
    GORT_CHAN_CLOSED, /* the zero value of a closed channel */
    GORT_CHAN_WAIT    /* it waits; who comes tells the rest */
} gort__chan_how;

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
    uint64_t assist_ns, dedicated_ns, idle_ns;
    uint64_t heap0, heap1, heap2, goal; /* bytes: at the start, at mark termination, marked */
    uint64_t stack_bytes, globals_bytes;
    double cpu_fraction; /* of all cycles up to now */
    int procs;
    bool forced;
    /* Objects that barriers made grey; steps of allocations; how often one that marked gave work to
     * another. */
    uint64_t barrier_shades, assists, shares;
    gort__map_counts maps;
} gort__cycle_figures;

/* A thread that comes to no safepoint (sched/delay.c). */
typedef struct gort__delay {
    char thread[GORT_THREAD_NAME_BYTES]; /* "": it has no name */
    uint64_t goroutine, waited_ns;
    bool stop; /* a stopped world is waited for, else a cycle's handshake */
} gort__delay;

typedef struct gort__event {
    gort__event_kind kind;
    gort_g *g; /* who did it, where it is told; NULL: the calling thread's */
    void **sp; /* its shadow stack, for the Go line; NULL: there is none */
    union {
        const gort__cycle_figures *cycle;
        unsigned phase; /* gort__gc_phase */
        struct {
            const gort_g *of;
            uint64_t bytes;
        } stack_scan;
        struct {
            const void *object;
            gort__shade_why why;
            int from_kind;    /* gort__root_kind (gc/internal.h) */
            const void *from; /* an object that was scanned, or NULL */
            uint64_t id;      /* of a goroutine, or a global's number */
        } shade;
        const void *blacken;
        struct {
            const void *object;
            const gort_type *type;
            uintptr_t count, bytes;
        } alloc;
        struct {
            const void *object;
            uintptr_t bytes;
        } free;
        struct {
            const void *header;
            const gort_type *type; /* of the map */
            unsigned B;
        } map_new;
        struct {
            const void *header;
            uintptr_t bucket;
            unsigned chained, slot; /* how many buckets behind the first */
            intptr_t count;         /* with it, or without */
            bool fresh, found;      /* assign: a new entry; delete: there was one */
        } map_entry;
        struct {
            const void *header;
            uintptr_t bucket, to_bucket;
            unsigned slot, to_slot, chained, to_chained;
        } map_move;
        struct {
            const void *header, *block;
            unsigned noverflow;
            bool spare; /* it was allocated with the array */
        } map_overflow;
        struct {
            const gort_g *of;
            const char *reason; /* park */
        } go;
        struct {
            const void *c;
            const gort_type *elem; /* make */
            uintptr_t qcount, size;
            gort__chan_how how;
            const gort_g *with; /* whom it was handed to or from, or NULL */
            intptr_t at;        /* select: the case's number */
            bool send;          /* select */
        } chan;
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
        const gort__delay *delay;
    };
} gort__event;

typedef void (*gort__listener_fn)(void *user, gort_runtime *rt, const gort__event *e);

#define GORT__EVENT_BIT(kind) ((uint32_t)1 << (kind))
#define GORT__LISTENERS       10 /* four trace lines, the recorder, four hooks, a test's */

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
 * scavtrace=1, stoptrace=1. */
void gort__trace_cycle_event(void *user, gort_runtime *rt, const gort__event *e); /* gc/ */
void gort__trace_map_event(void *user, gort_runtime *rt, const gort__event *e);   /* map/ */
void gort__trace_scavenge_event(void *user, gort_runtime *rt, const gort__event *e);
void gort__trace_delay_event(void *user, gort_runtime *rt, const gort__event *e);

/* The kinds that a text names, by what the recorder calls them or how that begins ("go,map_grow");
 * 0: *bad is a name that none has. */
uint32_t gort__event_kinds(const char *text, const char **bad);
const char *gort__event_name(gort__event_kind kind); /* NULL: the recorder does not write it */

/* Goroutines' own, and those that name no object: for any other all allocations and maps are told,
 * since these have the numbers. */
#define GORT__EVENTS_OF_GO                                                                         \
    (GORT__EVENT_BIT(GORT_EVENT_GO_CREATE) | GORT__EVENT_BIT(GORT_EVENT_GO_RUN) |                  \
     GORT__EVENT_BIT(GORT_EVENT_GO_PARK) | GORT__EVENT_BIT(GORT_EVENT_GO_READY) |                  \
     GORT__EVENT_BIT(GORT_EVENT_GO_END))
#define GORT__EVENTS_WITHOUT_OBJECTS                                                               \
    (GORT__EVENTS_OF_GO | GORT__EVENT_BIT(GORT_EVENT_CYCLE) |                                      \
     GORT__EVENT_BIT(GORT_EVENT_SCAVENGE) | GORT__EVENT_BIT(GORT_EVENT_PHASE) |                    \
     GORT__EVENT_BIT(GORT_EVENT_STACK_SCAN))

/* ---- The recorder (record/) ------------------------------------------------------------------ */

/* Every kind goes to the file of that name from now on. False: it cannot be written, msg says why.
 */
bool gort__record_start(gort_runtime *rt, const char *path, char *msg, size_t msg_bytes);
/* What is recorded is in the file. False: it is not, and that was said. Any thread, no lock of the
 * recorder's held. Nothing if nothing is recorded. */
bool gort__record_flush(gort_runtime *rt);
/* The same from a signal's handler, if nobody is at it. */
void gort__record_rescue(gort_runtime *rt);
/* The child of a fork records no more. Its only thread. */
void gort__record_forked(gort_runtime *rt);
void gort__record_free(gort_runtime *rt);

#endif
