/* gort.h - the public interface of the gort runtime.
 *
 * A gort_runtime owns a heap, a collector and the threads attached to it; there are no process
 * globals, so two runtimes live in one process. A thread attaches and gets a gort_g, the context
 * that every call takes first. Objects never move.
 *
 * Roots are precise. Each gort_g has a shadow stack; a function that may collect takes its
 * current top as second argument:
 *
 *     T f(gort_g *g, void **sp, ...)
 *
 * All words below `sp` are live and initialised, all words from `sp` on are free. Before a call
 * the caller stores what it still needs into sp[0..k) and passes sp + k. tests/unit/convention.c
 * is the worked example of this convention. A word on the shadow stack is one of
 *
 *     a pointer (nil, to the heap even into an object's middle, or to anything outside the heap)
 *     any other word whose upper 16 bits are neither 0 nor 0x8000, and -0.0: it is passed over
 *         (small negative integers, normal doubles, tags in the upper bits)
 *     GORT_TYPE_WORD(t) followed by an address: the cell of type t at that address is a root
 *     GORT_FRAME_WORD(t) followed by an address: the cell of type t at that address is read if a
 *         pointer in a slot of this stack, or in a cell of it that is read, leads into it; values
 *         do not
 *     GORT_VALUES_WORD(n) followed by n values: any 64-bit words (below, "Values")
 *     GORT_SITE_WORD(&site): the call site, for tracebacks; the last word below the callee's sp
 *
 * With pointers of 32 bits the tagged ones are words of a zone of addresses in which nothing else
 * lies (GORT_ZONE), and no other word is one of it; numbers stand behind a GORT_VALUES_WORD.
 *
 * A pointer one past the end of an object does not keep that object, and keeps the neighbour if one
 * begins there. It is no error in a root slot or a value; in a pointer field of an object it is one
 * when nothing is there ("found pointer to free object"). Hold the object's own address beside it.
 * Slices and strings that the runtime cuts hold none: an empty rest points to where it was cut
 * from.
 *
 * "May collect" below means: is a safepoint; every heap pointer the caller needs afterwards must
 * be on the shadow stack below the `sp` it passes.
 */
#ifndef GORT_H
#define GORT_H

#if __SIZEOF_POINTER__ != 8 && __SIZEOF_POINTER__ != 4
#error "gort needs pointers of 64 or 32 bits (runtime/README.md, Machines)"
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) && !defined(__TINYC__)
#define GORT_API         __attribute__((visibility("default")))
#define GORT_NORETURN    __attribute__((noreturn))
#define GORT_LIKELY(x)   __builtin_expect(!!(x), 1)
#define GORT_UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define GORT_API
#ifdef __TINYC__
#define GORT_NORETURN __attribute__((noreturn))
#else
#define GORT_NORETURN
#endif
#define GORT_LIKELY(x)   (x)
#define GORT_UNLIKELY(x) (x)
#endif

typedef struct gort_runtime gort_runtime;
typedef struct gort_mutator gort_mutator;
typedef struct gort_g gort_g;
typedef struct gort_type gort_type;

/* ---- Values ------------------------------------------------------------------------------ */

/* Go's int is intptr_t, uint and uintptr are uintptr_t, byte is uint8_t, rune is int32_t. */

typedef struct gort_string {
    const uint8_t *ptr; /* not NUL-terminated; may be NULL when len is 0 */
    intptr_t len;       /* bytes */
} gort_string;

typedef struct gort_slice {
    void *ptr;
    intptr_t len, cap; /* elements */
} gort_slice;

/* interface{}: data is the value itself for pointer-shaped types (pointer, map, chan, func),
 * else the address of an immutable boxed copy. type NULL: the nil interface. */
typedef struct gort_eface {
    const gort_type *type;
    void *data;
} gort_eface;

/* The method table of one concrete type for one interface type. */
typedef struct gort_itab {
    const gort_type *inter;   /* the interface type */
    const gort_type *type;    /* the concrete type */
    void (*const *fun)(void); /* one per interface method, in the interface's (sorted) order; each
                                 takes (g, sp, data word, arguments) */
} gort_itab;

/* An interface with methods. tab NULL: nil. */
typedef struct gort_iface {
    const gort_itab *tab;
    void *data;
} gort_iface;

/* A func value points to one of these; captured variables follow fn. NULL: nil func.
 * fn takes (g, sp, the gort_closure *, arguments). */
typedef struct gort_closure {
    void (*fn)(void);
} gort_closure;

/* ---- Type descriptors -------------------------------------------------------------------- */

/* Go's reflect.Kind numbers. */
typedef enum gort_kind {
    GORT_KIND_INVALID,
    GORT_KIND_BOOL,
    GORT_KIND_INT,
    GORT_KIND_INT8,
    GORT_KIND_INT16,
    GORT_KIND_INT32,
    GORT_KIND_INT64,
    GORT_KIND_UINT,
    GORT_KIND_UINT8,
    GORT_KIND_UINT16,
    GORT_KIND_UINT32,
    GORT_KIND_UINT64,
    GORT_KIND_UINTPTR,
    GORT_KIND_FLOAT32,
    GORT_KIND_FLOAT64,
    GORT_KIND_COMPLEX64,
    GORT_KIND_COMPLEX128,
    GORT_KIND_ARRAY,
    GORT_KIND_CHAN,
    GORT_KIND_FUNC,
    GORT_KIND_INTERFACE,
    GORT_KIND_MAP,
    GORT_KIND_PTR,
    GORT_KIND_SLICE,
    GORT_KIND_STRING,
    GORT_KIND_STRUCT,
    GORT_KIND_UNSAFE_POINTER
} gort_kind;

/* gort_type.flags */
enum {
    GORT_TYPE_NAMED = 1,    /* a defined type (main.T); predeclared types too */
    GORT_TYPE_MEMEQUAL = 2, /* == is comparison of the bytes */
    GORT_TYPE_DIRECT = 4,   /* pointer-shaped: an interface holds the value itself */
    GORT_TYPE_REFLEXIVE = 8 /* x == x always (no floats, no interfaces inside) */
};

typedef struct gort_field {
    const char *name;
    const gort_type *type;
    uintptr_t offset_bytes;
    uint8_t embedded;
} gort_field;

typedef struct gort_method {
    const char *name;
    const gort_type
        *type;        /* the func type without receiver; the same pointer for identical types */
    void (*fn)(void); /* takes (g, sp, data word, arguments); NULL in interface types */
    const char *pkg;  /* the path of its package if the name is not exported, else NULL */
} gort_method;

/* What a trace hook is given; see gort_type.trace. */
typedef struct gort_tracer gort_tracer;
/* What a trace hook calls for each pointer it finds: nil, into an object, or to somewhere outside
 * of the heap, as in any pointer field. */
GORT_API void gort_trace_shade(gort_tracer *tr, void *p);

/* An immutable description of a type, normally a static object of the emitted C.
 * Two descriptors of one module describe identical types only if they are the same object. With
 * pointers of 32 bits one lies at a multiple of 32 bytes, which GORT_TYPE_WORD counts: from
 * aligned_alloc, not from malloc (gort_type_check). */
struct gort_type {
    uintptr_t size_bytes;
    uintptr_t ptrdata_bytes; /* length of the prefix that can hold pointers; 0: no pointers */
    /* Bit i of ptrmask (byte i/8, bit i%8) is set if word i holds a pointer. The mask covers
     * ptrmask_bytes bytes of the object and repeats up to ptrdata_bytes (arrays repeat their
     * element's mask). NULL if ptrdata_bytes is 0. */
    const uint8_t *ptrmask;
    uintptr_t ptrmask_bytes;
    uint8_t kind;  /* gort_kind */
    uint8_t align; /* bytes, a power of two: objects of the type lie at its multiples */
    uint8_t flags; /* GORT_TYPE_* */
    uint8_t nresults;
    uint32_t hash; /* equal for identical types; 0: unknown. Else the description stays as long as
                      the runtime does */
    const char *name; /* as Go's %T and %v of a type: "main.T", "map[string]int" */

    /* ==; NULL if the type is not comparable. May call back and panic (interfaces). A type may have
     * functions of its own; a map calls them whatever the kind and the flags say. */
    bool (*equal)(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b);
    /* The hash of *p from a seed, the same for equal values; NULL if not comparable: then no map
     * takes the type as key (GORT_ERROR_MISUSE). May panic (interfaces). */
    uintptr_t (*hashfn)(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed);
    /* Marks the parts of an object in an order of its own instead of by ptrmask (maps). Called
     * by the collector, possibly on another thread, while the mutator runs: reads fields with
     * GORT_LOAD_RELAXED (gort_inline.h), calls gort_trace_shade for each pointer and nothing else
     * of this runtime. It may see any field before or after a store, and must then shade the same
     * words that ptrmask names: the write barrier goes by ptrmask. NULL: scan by ptrmask. */
    void (*trace)(gort_tracer *tr, const gort_type *t, void *obj);

    const gort_type *elem; /* array, chan, map (element), ptr, slice */
    const gort_type *key;  /* map */
    uintptr_t len;         /* array: elements; struct: fields; func: parameters */
    const gort_field *fields;
    const gort_type *const *params; /* func: parameters, then results */
    const gort_method *methods;     /* sorted by name, then pkg; for an interface its methods */
    uint32_t nmethods;
    uint8_t variadic;
    /* For a map type: its layout and bucket type (map/map.h's gort_maptype), else NULL. */
    const struct gort_maptype *map;
} __attribute__((aligned(__SIZEOF_POINTER__ == 4 ? 32 : 8)));

/* A part of a key that is not all bytes. They stand in the order in which they are hashed: that of
 * elements and fields, those of structs and arrays inside in their place, without fields named _.
 * What bytes decide is one part, whatever its type. */
typedef struct gort_map_part {
    uint8_t kind; /* GORT_MAP_PART_* */
    uint8_t offset_bytes, bytes;
} gort_map_part;

enum {
    GORT_MAP_PART_BYTES,
    GORT_MAP_PART_STRING,
    GORT_MAP_PART_FLOAT32, /* a complex number is two */
    GORT_MAP_PART_FLOAT64,
    GORT_MAP_PART_EFACE, /* an interface without methods */
    GORT_MAP_PART_IFACE  /* one with methods */
};
enum { GORT_MAP_MAX_PARTS = 8 };

/* Go's map layout for one map type. In emitted C a static object beside the map's gort_type.
 * Sizes follow Go: keys or elems of more than 128 bytes are stored indirectly. */
typedef struct gort_maptype {
    const gort_type *key, *elem;
    const gort_type *bucket; /* type of one bucket: 8 tophash bytes, 8 keys, 8 elems, overflow */
    const gort_type *hmap;   /* type of the header: 48 bytes, trace = gort_map_trace, map = this */
    uint8_t key_slot_bytes, elem_slot_bytes; /* in the bucket; 8 if indirect */
    uint16_t bucket_bytes;
    uint8_t flags;     /* GORT_MAP_* */
    uint8_t key_match; /* GORT_MAP_MATCH_* */
    uint8_t nparts;    /* of GORT_MAP_MATCH_PARTS, else 0 */
    const gort_map_part *parts;
} gort_maptype;

/* How keys are hashed and compared. What is not ANY needs no call: the key lies in the bucket, and
 * its type's functions are gort_type_hash_mem and gort_type_equal_mem (of 4, 8, 16 and of other
 * numbers of bytes), or those of strings. PARTS: so are most keys, and the parts say how; its
 * functions are the generic ones, and those of its parts the generic ones or those of memory. ANY
 * is right for every key that has both functions; NONE is refused. */
enum {
    GORT_MAP_MATCH_ANY,
    GORT_MAP_MATCH_4,
    GORT_MAP_MATCH_8,
    GORT_MAP_MATCH_16,
    GORT_MAP_MATCH_BYTES,
    GORT_MAP_MATCH_STRING,
    GORT_MAP_MATCH_NONE,
    GORT_MAP_MATCH_PARTS
};

enum {
    GORT_MAP_INDIRECT_KEY = 1,
    GORT_MAP_INDIRECT_ELEM = 2,
    GORT_MAP_REFLEXIVE_KEY = 4,
    GORT_MAP_NEED_KEY_UPDATE = 8, /* overwriting an entry replaces the key (floats, strings) */
    GORT_MAP_HASH_MIGHT_PANIC = 16,
    GORT_MAP_KEY_POINTERS = 32, /* slots of the bucket hold pointers */
    GORT_MAP_ELEM_POINTERS = 64,
    GORT_MAP_KEY_HALVES = 128 /* a key of parts of 4 bytes or less, to be read in such pieces */
};

/* ---- Values ------------------------------------------------------------------------------
 *
 * A value is any 64-bit word: a tagged integer, a NaN-boxed double, a pointer with a tag. It keeps
 * an object if it says where the object is, by gort_config.value_mask and value_tag:
 *
 *     (v & value_mask) == value_tag    a pointer: v & ~value_mask, without the upper 16 bits
 *     the upper 16 bits of v are 0     a pointer: v
 *     anything else                    no pointer
 *
 * and if an object is there, even if v points into its middle; if not (an integer that looks like
 * an address, a pointer to an object long gone), v is passed over. Where the words of values stand:
 *
 *     on the shadow stack      behind GORT_VALUES_WORD(n), or by gort_push_value
 *     in objects and cells     in the pointer words of types whose trace hook is gort_trace_values;
 *                              gort_type_value is the type of one (of 32 bits: a pair of words)
 *
 * Stores of one word go through gort_store_value; copies and clears as for any type. A map whose
 * keys or elements are of type gort_type_value (gort_map_types_init) keeps each in an object of its
 * own. */

/* The trace hook of types whose pointer words (ptrmask) are values. */
GORT_API void gort_trace_values(gort_tracer *tr, const gort_type *t, void *obj);

extern GORT_API const gort_type gort_type_value;

/* The types every module shares (Go's predeclared ones). */
extern GORT_API const gort_type gort_type_bool, gort_type_int, gort_type_int8, gort_type_int16,
    gort_type_int32, gort_type_int64, gort_type_uint, gort_type_uint8, gort_type_uint16,
    gort_type_uint32, gort_type_uint64, gort_type_uintptr, gort_type_float32, gort_type_float64,
    gort_type_string, gort_type_unsafe_pointer, gort_type_eface /* interface {} */,
    gort_type_error /* error */, gort_type_byte_slice /* []uint8 */,
    gort_type_string_func /* func() string, the type of Error and String */,
    gort_type_error_func /* func() error, the type of Unwrap */,
    gort_type_niladic_func /* func() */;

/* Generic equality and hashing, for gort_type.equal and .hashfn of any comparable type. They
 * walk kind, fields and elem. May panic for interfaces that hold uncomparable values. */
GORT_API bool gort_type_equal_generic(gort_g *g, void **sp, const gort_type *t, const void *a,
                                      const void *b);
GORT_API uintptr_t gort_type_hash_generic(gort_g *g, void **sp, const gort_type *t, const void *p,
                                          uintptr_t seed);
/* Equality of the size_bytes bytes, for types with GORT_TYPE_MEMEQUAL. */
GORT_API bool gort_type_equal_mem(gort_g *g, void **sp, const gort_type *t, const void *a,
                                  const void *b);
GORT_API uintptr_t gort_type_hash_mem(gort_g *g, void **sp, const gort_type *t, const void *p,
                                      uintptr_t seed);

/* ---- Shadow stack words ------------------------------------------------------------------ */

/* Both begin a pair; the second word is the address of a cell of type t outside the heap, in
 * initialised memory that stays where it is while the pair stands. A root keeps what the cell holds
 * for as long as the pair stands. A cell of GORT_FRAME_WORD keeps it only while something leads to
 * the cell, so that a value which nobody will use again keeps nothing: it is what emitted code uses
 * for all it places in frames, and what hand-written code needs only if pairs stand much longer
 * than their cells are used. Its user answers for three things:
 *   - Whoever will use the cell again roots it: a pointer to it, or into it, lies in a slot below
 *     the sp of each call up to that use, or in another cell of the same stack that is read.
 *   - Pointers to it are in no heap object, no global and no other stack.
 *   - If nothing led to it at a call, its pointers may be stale: it is wholly overwritten by plain
 *     stores, not by those with the barrier (which read the old value), before its next use.
 * Cells of GORT_FRAME_WORD do not overlap. The end of one may be the start of the next, so a
 * pointer one past a cell's end is not to be rooted. */
#if __SIZEOF_POINTER__ == 8
#define GORT_TYPE_WORD(t)  ((void *)((uintptr_t)(t) | ((uintptr_t)1 << 63)))
#define GORT_FRAME_WORD(t) ((void *)(((uintptr_t)(t) + 2) | ((uintptr_t)1 << 63)))

/* The next n words on the shadow stack are values. */
#define GORT_VALUES_WORD(n) ((void *)((uintptr_t)1 << 63 | (uintptr_t)(n) << 1 | 1))
#else
/* Addresses at which nothing lies: while there is a runtime, the process has the zone reserved. A
 * third of it is the words of types, one those of frames, the rest counts values, each of which is
 * two words, the lower half first. */
#define GORT_ZONE            ((uintptr_t)0x0f000000)
#define GORT_ZONE_PART_BYTES ((uintptr_t)1 << 27)
#define GORT_ZONE_MOST       ((uintptr_t)1 << 24) /* n of GORT_VALUES_WORD is less */
#define GORT_ZONE_BYTES      (2 * GORT_ZONE_PART_BYTES + GORT_ZONE_MOST)
#define GORT_TYPE_WORD(t)    ((void *)(GORT_ZONE + ((uintptr_t)(t) >> 5)))
#define GORT_FRAME_WORD(t)   ((void *)(GORT_ZONE + GORT_ZONE_PART_BYTES + ((uintptr_t)(t) >> 5)))
#define GORT_VALUES_WORD(n)  ((void *)(GORT_ZONE + 2 * GORT_ZONE_PART_BYTES + (uintptr_t)(n)))
#endif

/* A call stores the word of its site as the last one before the callee's sp: sp[k] =
 * GORT_SITE_WORD(&sites[i]), pass sp + k + 1. The word is the plain address of an element of a
 * registered module's `sites`: nothing to tag (one lea and one store; see
 * tools/bench/traceback/README.md for what other encodings cost), to the collector a pointer
 * outside the heap, and to a traceback recognisable by its address alone. A call of a function
 * that takes no sp stores none. */
#define GORT_SITE_WORD(site) ((void *)(uintptr_t)(site))

/* A call site of a module: where a traceback says a function is. */
typedef struct gort_site {
    const char *func; /* "main.f", "main.(*T).M", "main.f.func1" */
    const char *file; /* as given to the compiler, made absolute */
    int32_t line;
} gort_site;

/* A root outside the heap and the stacks. */
typedef struct gort_global {
    void *addr;
    const gort_type *type;
} gort_global;

/* What stands before the names of functions in functions in functions, whose whole names would take
 * the square of their number. */
typedef struct gort_name {
    const char *text;
    int32_t outer; /* 0: text is the whole name; n: it stands behind that of names[n - 1] */
} gort_name;

/* One emitted C file. Registered once per runtime; immutable. */
typedef struct gort_module {
    const char *name;
    const gort_site *sites;
    size_t nsites;
    const gort_global *globals; /* package variables that hold pointers */
    size_t nglobals;
    size_t globals_bytes;
    const gort_name *names; /* or NULL */
    const int32_t *outers;  /* NULL, or of each site as in gort_name */
} gort_module;

/* ---- The contract ------------------------------------------------------------------------
 *
 * Marking is a snapshot. A stack is scanned once in a cycle and is black from then on: the
 * collector does not look at it again. What a thread loads from the heap, a global or a registered
 * root later is safe, because stores there have the barrier, and what it allocates is. What it gets
 * from anywhere else - a struct of the embedder, a queue, another thread - the collector may never
 * have seen. Therefore, whatever an embedder holds outside of the heap is one of
 *
 *   a root callback's  gort_set_runtime_roots, gort_set_thread_roots: asked when a cycle begins and
 *                      when it ends, for which the world is stopped. What it names at the beginning
 *                      survives the cycle wherever it goes meanwhile.
 *   a registered root  gort_add_root: written with gort_store_global and its like, read freely.
 *   on its own stack   gort_add_root_stack: as a shadow stack is.
 *   weak               gort_weak.h: it keeps nothing; what is read from it needs no shade.
 *   on a shadow stack  by gort_push and its like, or by `sp`.
 *
 * and a pointer that comes from outside of the heap and of the registered roots is shaded when it
 * becomes a root: gort_push, gort_push_cell and gort_push_value do that; whoever writes sp[k] or
 * the slot that gort_push returned calls gort_shade.
 *
 * Handing a pointer to another thread is a case of that: through a registered root or an object in
 * the heap, with the barrier; or in any other way, if the giver keeps it a root until the taker has
 * pushed it.
 *
 * GODEBUG=gccheckmark=1 checks every cycle for objects that were lost, with the path to them;
 * GODEBUG=wbshadow=1 names the store that had no barrier, at the next call (gc/README.md).
 *
 * ---- Threads -----------------------------------------------------------------------------
 *
 * A thread attaches before it calls anything that takes a g, and passes its own. It is attached
 * until it detaches or ends: a thread that ends is detached then, with whatever roots and scopes it
 * has left (by a thread-specific key's destructor, after those of the embedder; gort_attach then
 * returns NULL). The main thread's return from main ends the process, not the thread.
 *
 * Between gort_enter_blocking and gort_exit_blocking, and in callbacks, no call is allowed but
 * gort_exit_blocking, gort_current, gort_runtime_of, gort_register_module, gort_set_runtime_roots,
 * gort_read_stress_counts.
 *
 * A thread attached to several runtimes is one that each waits for. Unless no two of them are
 * collected at once, it is in a blocking region of all but one at any time: it enters the one's
 * before it leaves another's, or attaches to another. If collections wait for each other so that
 * none can go on, one or more are GORT_ERROR_MISUSE; the call may be made again.
 *
 * Threads may be cancelled (pthread_cancel) in blocking regions; the runtime's own waits are no
 * cancellation points.
 *
 * A collection waits for no thread but to go on itself: each does its part at a safepoint of its
 * own. One that comes to none keeps a cycle from ending; others allocate meanwhile, until the heap
 * is a quarter beyond its goal, and then wait with it. What stops the world (root callbacks, fork,
 * gort_read_mem_stats, modes for debugging) waits for all.
 *
 * fork stops the other threads, so it waits until each is at a safepoint, in a blocking region or
 * in fork itself; it is no safepoint of its own thread. The child has the calling thread alone and
 * works on, attached as it was. The other threads' stacks, scopes and thread callbacks are gone
 * there, and what only they kept; globals, registered roots and the runtime's callback stay. In the
 * child of a gort_main, gort_os_Exit and the return of fn end the process. Not allowed in callbacks
 * but the error handler.
 *
 * ---- Wrong calls -------------------------------------------------------------------------
 *
 * A call that these headers forbid is GORT_ERROR_MISUSE, its text "gort: CALL: what is wrong". But
 * for those in callbacks, the runtime is as it was before the call. gort_inline.h, "Wrong calls",
 * lists which ones every library knows, and which the debug library besides. What a library does
 * with those it does not know is not defined.
 *
 * ---- Callbacks ---------------------------------------------------------------------------
 *
 * No callback runs with a lock of the runtime held, but trace hooks and the lines that marking
 * prints run inside a step of marking. Each runs on
 *
 *   error handler    the thread that failed, attached or not; several may fail at once. On one of
 *                    the collector's there is nowhere to longjmp to
 *   trace writer     any attached thread, or one of the collector's; one line at a time for gctrace
 *   runtime's roots  the thread that begins or ends the cycle, all attached threads stopped or in
 *                    blocking regions; it may be one of the collector's
 *   thread's roots   the g's own thread at a safepoint; or another attached one or one of the
 *                    collector's, while the g's is stopped or in a blocking region, which it cannot
 *                    leave until this returns
 *   trace hooks      any attached thread, while others run; or one of the collector's, which is not
 *                    attached (gort_config.no_collector_threads)
 *   out of memory    is an error handler's code, on the thread that allocates
 *
 * No callbacks but functions of the program, which may call anything:
 *
 *   on_out_of_memory on the thread that allocates
 *   finalizers       and cleanups on the thread that calls gort_run_finalizers, or in a goroutine
 *                    of the runtime's (gort_config.finalizers_by_call)
 *
 * All callbacks but the error handler may call what is allowed in blocking regions, and shade what
 * they are given to shade; anything else is GORT_ERROR_MISUSE, after which the runtime is unusable.
 * So is a runtime in whose callback an error of another one is caught. They must not wait for
 * another attached thread, nor for a lock that one may hold at a safepoint. */

/* ---- Runtime ----------------------------------------------------------------------------- */

typedef enum gort_error_code {
    GORT_ERROR_FATAL, /* "fatal error: ..." : the runtime is unusable */
    GORT_ERROR_PANIC, /* an uncaught panic */
    GORT_ERROR_STACK, /* stack overflow */
    GORT_ERROR_OUT_OF_MEMORY,
    GORT_ERROR_CONFIG, /* malformed GOMEMLIMIT; something lies in GORT_ZONE */
    GORT_ERROR_MISUSE  /* a call that this header forbids: see "Threads", "Callbacks" */
} gort_error_code;

/* Receives the code and the whole text, as the default handler would print it to stderr; runs on
 * the thread that failed, see "Callbacks". If it returns, the runtime ends the process with exit
 * status 2. For PANIC, STACK and OUT_OF_MEMORY it may allocate and collect at gort_top, which is
 * behind the words of whatever failed; for MISUSE gort_top is what it was, perhaps below words of
 * emitted code. The handler may longjmp out or end the thread. For PANIC, STACK and OUT_OF_MEMORY
 * the g is then usable again after gort_g_reset; after MISUSE outside of a callback it is as it was
 * before the call; after FATAL the runtime is unusable, and its other threads may stay stopped. An
 * error inside the handler (a panic, a fatal error; misuse for the 33rd time) does not come back to
 * it: the text goes to stderr, and the process ends at once with _exit(2). */
typedef void (*gort_error_handler)(void *user, gort_error_code code, const char *text,
                                   size_t text_bytes);

/* Called with each line of trace output (gctrace, maptrace); see "Callbacks". Default: one write to
 * stderr. */
typedef void (*gort_trace_writer)(void *user, const char *text, size_t text_bytes);

/* Called when `bytes` bytes are needed and there are none: the hard limit or the reserve is
 * reached, or the system gives no more, and a whole collection has not helped. It lets go of what
 * the program can do without - clears root cells, drops caches - and says whether it did: then
 * there is another collection, the allocation is tried again, and if that fails it is asked again.
 * False: the allocation fails, which is NULL for one that tries (gort_try_new), the value of a
 * protected call (gort_call_protected), else GORT_ERROR_OUT_OF_MEMORY.
 *
 * On the thread that allocates, as a function of the program that was given (g, sp): it may call
 * anything, allocate too, but may not touch what the call that failed works on (the map that grows,
 * the slice). An allocation in it that finds no memory fails without asking; what ends it, a panic
 * or want of memory, counts as false. It does not longjmp. */
typedef bool (*gort_memory_fn)(void *user, gort_g *g, void **sp, size_t bytes);

typedef struct gort_config {
    size_t struct_bytes; /* set by gort_config_init; lets fields be added at the end */
    /* The environment: GOGC, GODEBUG, GOMAXPROCS, GOMEMLIMIT as Go reads them. NULL: getenv. A
     * function that always returns NULL ignores the environment. */
    const char *(*getenv)(void *user, const char *name);
    gort_error_handler on_error; /* NULL: print to stderr, exit 2 */
    gort_trace_writer on_trace;  /* NULL: stderr */
    void *user;                  /* passed to these, and to on_out_of_memory */
    size_t heap_reserve_bytes;   /* address space; 0: 64 GiB (32 bits: 1), less if that fails */
    size_t stack_max_bytes;      /* of the main goroutine; 0: 10^9, as Go (32 bits: 64 * 10^6) */
    const char *debug;           /* appended to GODEBUG: gctrace=1,gccheckmark=1,gcstress=100 */
    /* How values hold pointers; see "Values". 0 and 0: a pointer is its own value. */
    uint64_t value_mask, value_tag;
    /* No goroutine runs in a thread of the runtime's: only in gort_main's caller and in those that
     * call gort_run. */
    bool caller_runs;
    /* The collector has no threads of its own: the program's do all of its work. Where goroutines
     * run on threads of the runtime (in a gort_main, without caller_runs) it has some otherwise, if
     * there are several processors. */
    bool no_collector_threads;
    /* Finalizers and cleanups are called by gort_run_finalizers alone. */
    bool finalizers_by_call;
    /* Address space for stacks, reserved at a time and again when that is used up; 0: 64 GiB, less
     * if that fails. A thread with a C stack of 8 MiB takes 128 MiB. Thousands of runtimes in one
     * process need this and heap_reserve_bytes small. (32 bits: 256 MiB, and 32.) */
    size_t stack_reserve_bytes;
    /* The heap has no more than so many bytes in use, whatever happens (gort_set_hard_limit); 0: it
     * may have its whole reserve. It is a memory limit too, unless GOMEMLIMIT is lower. */
    uint64_t hard_limit_bytes;
    gort_memory_fn on_out_of_memory; /* NULL: nobody is asked */
} gort_config;

GORT_API void gort_config_init(gort_config *c);

/* A new runtime, or NULL if address space or memory is out. `config` NULL: defaults. What lies in a
 * GORT_ZONE is GORT_ERROR_CONFIG. */
GORT_API gort_runtime *gort_runtime_new(const gort_config *config);

/* Frees the runtime and its heap. No thread may be attached, but for those of the runtime's own
 * that the end of a gort_main, or gort_stop, has left in blocking regions: it waits until they have
 * come back, so whoever calls it sees to it that they do. */
GORT_API void gort_runtime_free(gort_runtime *rt);

/* Any attached or unattached thread, before the module's code runs. */
GORT_API void gort_register_module(gort_runtime *rt, const gort_module *mod);

/* Attaches the calling thread and returns its context; NULL if memory is out or the thread's end
 * has come. Attached already: returns the g it has, and one detach more is needed; a blocking
 * region is not left by that. A thread may be attached to several runtimes. Waits while the world
 * is stopped, and, beside a gort_main with one place, until what runs there is at a safepoint or in
 * a blocking region. */
GORT_API gort_g *gort_attach(gort_runtime *rt);

/* Takes back the last attach; that of the first detaches the calling thread, whose shadow stack
 * must be empty then, and which runs on its first stack: else MISUSE. The end of a thread takes all
 * back.
 */
GORT_API void gort_detach(gort_runtime *rt);

/* The calling thread's g for rt, or NULL if it is not attached. */
GORT_API gort_g *gort_current(gort_runtime *rt);
GORT_API gort_runtime *gort_runtime_of(gort_g *g);

/* Runs fn as main does: as the first goroutine, on a stack of stack_max_bytes, with the arguments
 * that os.Args gives. Returns when fn does, or when a goroutine calls os.Exit, whatever the others
 * do: none of them goes on (those in blocking regions end when they come back, and count as
 * attached until then). The exit status: that of os.Exit, or 0. An error handler may end its thread
 * (pthread_exit), which detaches it; gort_main then returns 2, unless it was the caller's
 * (caller_runs). One at a time. The caller may be attached, without caller_runs: it counts as
 * blocked meanwhile, at gort_top; a function that was given an `sp` opens a scope there before
 * (gort_scope_open_at). */
GORT_API int gort_main(gort_runtime *rt, int argc, char **argv, void (*fn)(gort_g *g, void **sp));

/* After an error handler left by longjmp: forgets the panics, the frames with deferred calls, the
 * scopes and the roots from `sp` on, where sp is what gort_top or the caller's own sp was before
 * the call that failed; gort_top is again what it was then. Deferred calls that had not run yet do
 * not run. The calling thread's g. */
GORT_API void gort_g_reset(gort_g *g, void **sp);

/* Hand-written C without an `sp` of its own: the top of the g's shadow stack, where the next call
 * may put its roots. A function that was given an `sp` uses that: emitted code does not move this
 * one. */
GORT_API void **gort_top(gort_g *g);

/* A scope on the g's shadow stack. Values pushed inside it are roots until it is closed. Scopes
 * nest; closing one that is not the innermost is GORT_ERROR_MISUSE. With gort_inline.h these calls
 * are inline. */
typedef struct gort_scope {
    void **base;
} gort_scope;
GORT_API gort_scope gort_scope_open(gort_g *g);
/* The same in a function that was given an `sp`: the scope's values stand from there on. */
GORT_API gort_scope gort_scope_open_at(gort_g *g, void **sp);
GORT_API void gort_scope_close(gort_g *g, gort_scope s);
/* Makes p a root, wherever it came from (see "The contract"); returns its slot, through which it
 * may be changed. Not a safepoint, nor are the next ones. */
GORT_API void **gort_push(gort_g *g, void *p);
/* Makes the cell of type t at addr a root, as GORT_TYPE_WORD does. The cell is initialised. */
GORT_API void gort_push_cell(gort_g *g, const gort_type *t, void *addr);
/* Makes a value (any word; see "Values") a root; returns its slot, as gort_push does. */
GORT_API uint64_t *gort_push_value(gort_g *g, uint64_t v);

/* A callback that calls shade(ctx, p) for each further root of the g's thread: when a cycle begins,
 * with the thread's stack, and when the cycle ends. */
typedef void (*gort_root_fn)(void *user, void (*shade)(void *ctx, void *p), void *ctx);
GORT_API void gort_set_thread_roots(gort_g *g, gort_root_fn fn, void *user);
/* The same per runtime: when a cycle begins and when it ends, with the world stopped: its time is
 * part of both pauses. Any thread, also an unattached one. */
GORT_API void gort_set_runtime_roots(gort_runtime *rt, gort_root_fn fn, void *user);

/* Memory of the embedder's that holds roots: count elements of type t from addr on. Its words are
 * nil, or what t allows, from before it is registered until after it is removed; they are written
 * with gort_store_global, gort_typedmemmove and their like, by attached threads. */
typedef struct gort_root {
    struct gort_root *next, *prev; /* the runtime's, as are the others */
    void *addr;
    const gort_type *type;
    uintptr_t count;
    uintptr_t scanned_in; /* the cycle that has scanned it last */
    bool others;          /* what leads to the root's own memory is passed over */
} gort_root;
/* *r is the embedder's memory too, and stays where it is while it is registered. Both take a few
 * instructions, and the time of scanning the range while a cycle marks. Not safepoints. */
GORT_API void gort_add_root(gort_g *g, gort_root *r, void *addr, const gort_type *t,
                            uintptr_t count);
GORT_API void gort_remove_root(gort_g *g, gort_root *r);

/* A safepoint. May collect. Long loops call it; the fast path is gort_poll in gort_inline.h. */
GORT_API void gort_safepoint(gort_g *g, void **sp);

/* Around C code that may block: between the two the collector runs without this thread, which
 * must not touch the heap (see "Threads"). Both wait for no safepoint; exit waits while the world
 * is stopped. */
GORT_API void gort_enter_blocking(gort_g *g, void **sp);
GORT_API void gort_exit_blocking(gort_g *g);

/* ---- Collector --------------------------------------------------------------------------- */

/* runtime.GC: completes a whole collection, sweep included. So it waits until each thread has come
 * to safepoints, has blocked or detached. May collect. */
GORT_API void gort_gc(gort_g *g, void **sp);

/* debug.FreeOSMemory: a whole collection, then all memory behind free pages goes back to the
 * operating system at once, and that behind the unused part of the calling thread's shadow stack.
 * (A drop in use is noticed without it: each collection gives back, little by little, what is more
 * than a tenth above the next goal, or above GOMEMLIMIT.) The calling thread's g. May collect. */
GORT_API void gort_free_os_memory(gort_g *g, void **sp);

/* debug.SetGCPercent: returns the old value; < 0 turns the collector off. May collect. */
GORT_API int gort_set_gc_percent(gort_g *g, void **sp, int percent);

/* debug.SetMemoryLimit: what GOMEMLIMIT says, in bytes; returns the old value. INT64_MAX: no limit;
 * < 0 changes nothing. May collect. */
GORT_API int64_t gort_set_memory_limit(gort_g *g, void **sp, int64_t limit_bytes);

#ifdef __cplusplus
}
#endif

#include "gort_go.h"
#include "gort_stats.h"
#include "gort_embed.h"
#include "gort_weak.h"
#include "gort_version.h"

#endif
