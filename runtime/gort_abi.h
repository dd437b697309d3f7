/* gort_abi.h - what emitted C calls: maps, slices, strings, interfaces, panics, print and the C
 * half of Go packages; what defer statements call is in gort_defer.h. Go's names where Go's
 * compiler has one for the same job.
 *
 * Every function that takes (g, sp) may collect and may panic unless it says otherwise; it roots
 * its own arguments first. Functions without sp are not safepoints.
 */
#ifndef GORT_ABI_H
#define GORT_ABI_H

#include "gort_defer.h"
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Maps (map/) ------------------------------------------------------------------------- */

/* Go's hmap. */
typedef struct gort_hmap {
    intptr_t count;
    uint8_t flags;
    uint8_t B; /* log2 of the number of buckets */
    uint16_t noverflow;
    uint32_t hash0;
    void *buckets;
    void *oldbuckets;
    uintptr_t nevacuate;
    struct gort_mapextra *extra;
} gort_hmap;

/* Go's hiter. Lives on the C stack; while it is in use it is a root as the pair
 * GORT_TYPE_WORD(&gort_type_hiter), address. Zero it before the pair is entered. */
typedef struct gort_hiter {
    void *key; /* NULL: the iteration is over */
    void *elem;
    const gort_type *t;
    gort_hmap *h;
    void *buckets;
    void *bptr;
    void *overflow, *oldoverflow; /* keep the overflow lists of a pointer-free map alive */
    uintptr_t startBucket;
    uint8_t offset;
    uint8_t wrapped;
    uint8_t B;
    uint8_t i;
    uintptr_t bucket;
    uintptr_t checkBucket;
} gort_hiter;

extern GORT_API const gort_type gort_type_hiter;

/* The trace hook of every header type (gort_maptype.hmap). */
GORT_API void gort_map_trace(gort_tracer *tr, const gort_type *t, void *obj);

/* The trace hook of every bucket type that holds pointers (gort_maptype.bucket with ptrdata_bytes
 * != 0); the emitter sets it there and leaves .trace NULL in pointer-free bucket types. obj is one
 * bucket; t its bucket type, whose last word (the overflow link) is a set bit of ptrmask. Shades
 * keys and elems by the mask, then the chained overflow bucket as that part of the map. */
GORT_API void gort_map_trace_bucket(gort_tracer *tr, const gort_type *t, void *obj);

/* Descriptors of one map type made at run time, for embedders and tests; emitted code has the same
 * as static objects. Must outlive every map made with it. */
#define GORT_MAP_BUCKET_MASK_BYTES (320 / sizeof(void *))
typedef struct gort_map_types {
    gort_type map;       /* pass &map as `t` below */
    gort_type hmap;      /* of a header */
    gort_type bucket;    /* of a bucket */
    gort_maptype layout; /* map.map, hmap.map and bucket.map point here */
    uint8_t bucket_mask[GORT_MAP_BUCKET_MASK_BYTES];
    gort_map_part parts[GORT_MAP_MAX_PARTS];
} gort_map_types;

/* Fills m with the layout of map[key]elem; name as %T prints it. A key without equal and hashfn is
 * GORT_ERROR_MISUSE when a map looks for one. Keys and elems that ask for an alignment above 8 are
 * stored indirectly. Not a safepoint. */
GORT_API void gort_map_types_init(gort_map_types *m, const char *name, const gort_type *key,
                                  const gort_type *elem);

/* `t` is the map's gort_type (t->map is its layout) in all of these. */

/* make(map, hint). h: a zeroed header in the caller's frame, or NULL for the heap. When h->buckets
 * is set, the caller's first bucket serves for hints up to 8. hint < 0 counts as 0. */
GORT_API gort_hmap *gort_makemap(gort_g *g, void **sp, const gort_type *t, intptr_t hint,
                                 gort_hmap *h);
/* A heap header without buckets: make(map) that escapes, hint up to 8. */
GORT_API gort_hmap *gort_makemap_small(gort_g *g, void **sp, const gort_type *t);
/* The element's address, or that of a zero value; never NULL. The address is good until the
 * next call that takes (g, sp). h may be NULL. */
GORT_API const void *gort_mapaccess1(gort_g *g, void **sp, const gort_type *t, gort_hmap *h,
                                     const void *key);
/* The same; NULL if the key is absent. */
GORT_API const void *gort_mapaccess2(gort_g *g, void **sp, const gort_type *t, gort_hmap *h,
                                     const void *key);
/* The element's address, for the caller to store into (gort_store, gort_typedmemmove) before
 * anything else that takes (g, sp). */
GORT_API void *gort_mapassign(gort_g *g, void **sp, const gort_type *t, gort_hmap *h,
                              const void *key);
GORT_API void gort_mapdelete(gort_g *g, void **sp, const gort_type *t, gort_hmap *h,
                             const void *key);
/* for k := range m { delete(m, k) } when the key type is reflexive. */
GORT_API void gort_mapclear(gort_g *g, void **sp, const gort_type *t, gort_hmap *h);
/* it: zeroed and rooted by the caller. Sets it->key. */
GORT_API void gort_mapiterinit(gort_g *g, void **sp, const gort_type *t, gort_hmap *h,
                               gort_hiter *it);
GORT_API void gort_mapiternext(gort_g *g, void **sp, gort_hiter *it);
/* len(m). Not a safepoint. */
static inline intptr_t gort_maplen(const gort_hmap *h)
{
    return h ? h->count : 0;
}

/* What a map looks like inside, for debuggers, pictures and tests. Read while no other thread
 * writes the map. Not safepoints. */
typedef struct gort_map_state {
    intptr_t count;
    uint8_t B, flags;
    uint16_t noverflow;
    bool growing, same_size_grow;
    bool buckets_in_heap;             /* false: the first bucket lies in a frame */
    uintptr_t nbuckets, noldbuckets;  /* without preallocated overflow buckets */
    uintptr_t nevacuate;              /* old buckets below this index are evacuated */
    uintptr_t evacuated;              /* old buckets evacuated in all */
    uintptr_t overflow, old_overflow; /* chained buckets */
    uintptr_t spare_overflow;         /* preallocated and not yet chained */
    uintptr_t used, old_used;         /* slots that hold an entry of buckets, oldbuckets */
    uintptr_t tombstones;             /* slots of buckets emptied with entries behind them */
    uintptr_t longest_chain;          /* of buckets, the bucket itself included */
} gort_map_state;
GORT_API void gort_map_inspect(gort_runtime *rt, const gort_type *t, const gort_hmap *h,
                               gort_map_state *out);

/* Bucket `chain` (0: the bucket itself, then its overflow) of slot `index`, of oldbuckets if
 * `old`. False if there is none. */
typedef struct gort_map_bucket_state {
    const void *addr;
    uint8_t tophash[8];
    bool evacuated;
    const void *overflow;
} gort_map_bucket_state;
GORT_API bool gort_map_inspect_bucket(const gort_type *t, const gort_hmap *h, bool old,
                                      uintptr_t index, uintptr_t chain, gort_map_bucket_state *out);

/* ---- Missed write barriers (gc/wbshadow.c) ------------------------------------------------ */

/* GODEBUG=wbshadow: what was stored to memory up to here had its write barrier, or it is reported
 * as done by the line of site. gort run compiles such checks in under wbshadow; C has the macro.
 * Not safepoints. */
GORT_API void gort_wbshadow(gort_g *g, void **sp, const gort_site *site);
#define GORT_CHECK_STORES(g, sp)                                                                   \
    do {                                                                                           \
        static const gort_site gort_here = {__func__, __FILE__, __LINE__};                         \
        gort_wbshadow(g, sp, &gort_here);                                                          \
    } while (0)

/* ---- Channels (sched/chan.c, sched/select.c) --------------------------------------------- */

typedef struct gort_waitq {
    struct gort_sudog *first, *last;
} gort_waitq;

/* Go's hchan. All but what is constant changes under the lock. What is done with channels is in
 * gort.h. */
struct gort_hchan {
    uintptr_t qcount;          /* elements in the buffer */
    uintptr_t dataqsiz;        /* its size; constant */
    void *buf;                 /* constant; of elements without pointers: within this object */
    uint16_t elemsize;         /* bytes; constant */
    uint32_t closed;           /* 1: it is (sched/chan.h has another bit) */
    const gort_type *elemtype; /* constant */
    uintptr_t sendx, recvx;    /* where the next element goes in, and comes out */
    gort_waitq recvq, sendq;
    uintptr_t lock;
};

extern GORT_API const gort_type gort_type_hchan;

/* select {}. */
GORT_API GORT_NORETURN void gort_block(gort_g *g, void **sp);

/* ---- Slices and strings ------------------------------------------------------------------ */

GORT_API gort_slice gort_makeslice(gort_g *g, void **sp, const gort_type *elem, intptr_t len,
                                   intptr_t cap);
/* append's growth to hold `need` elements (Go 1.19's capacities). len stays old.len. */
GORT_API gort_slice gort_growslice(gort_g *g, void **sp, const gort_type *elem, gort_slice old,
                                   intptr_t need);
/* copy(dst, src): the number of elements. Not a safepoint. */
GORT_API intptr_t gort_slicecopy(gort_g *g, const gort_type *elem, gort_slice dst, gort_slice src);

/* `buf`, here and below: GORT_TMP_BYTES bytes in the caller's frame for a result that does not
 * escape and fits, or NULL. */
#define GORT_TMP_BYTES 32
GORT_API gort_string gort_concatstrings(gort_g *g, void **sp, uint8_t *buf, intptr_t n,
                                        const gort_string *parts);
GORT_API gort_string gort_slicebytetostring(gort_g *g, void **sp, uint8_t *buf, gort_slice b);
GORT_API gort_slice gort_stringtoslicebyte(gort_g *g, void **sp, uint8_t *buf, gort_string s);
GORT_API gort_string gort_slicerunetostring(gort_g *g, void **sp, uint8_t *buf, gort_slice r);
GORT_API gort_slice gort_stringtoslicerune(gort_g *g, void **sp, gort_string s);
GORT_API gort_string gort_intstring(gort_g *g, void **sp, uint8_t *buf, int64_t rune);
/* The rune at s[i] and the index behind it (range over a string). Not a safepoint. */
GORT_API intptr_t gort_decoderune(gort_string s, intptr_t i, int32_t *rune);
/* < 0, 0, > 0. Not a safepoint. */
GORT_API int gort_cmpstring(gort_string a, gort_string b);
static inline bool gort_eqstring(gort_string a, gort_string b)
{
    const uint8_t *p = a.ptr, *q = b.ptr;
    return a.len == b.len && (p == q || a.len == 0 || __builtin_memcmp(p, q, (size_t)a.len) == 0);
}

/* ---- Interfaces -------------------------------------------------------------------------- */

/* A boxed copy of *val for an interface: a fresh object, or a shared one for small integers and
 * zero values, as Go does. */
GORT_API void *gort_convT(gort_g *g, void **sp, const gort_type *t, const void *val);
GORT_API bool gort_efaceeq(gort_g *g, void **sp, gort_eface a, gort_eface b);
GORT_API bool gort_ifaceeq(gort_g *g, void **sp, gort_iface a, gort_iface b);
/* The method table of `type` for `inter`; NULL if it lacks a method. */
GORT_API const gort_itab *gort_getitab(gort_g *g, const gort_type *inter, const gort_type *type);
/* x.(I): panics (interface conversion: ...) if type is NULL or lacks a method. */
GORT_API const gort_itab *gort_assertE2I(gort_g *g, void **sp, const gort_type *inter,
                                         const gort_type *type);
/* x.(T) failed: `have` NULL for a nil interface; `iface` the static type of x. */
GORT_API GORT_NORETURN void gort_panicdottype(gort_g *g, void **sp, const gort_type *have,
                                              const gort_type *want, const gort_type *iface);

/* ---- Panics ------------------------------------------------------------------------------ */

GORT_API GORT_NORETURN void gort_gopanic(gort_g *g, void **sp, gort_eface v);
GORT_API GORT_NORETURN void gort_panicmem(gort_g *g, void **sp); /* nil dereference */
GORT_API GORT_NORETURN void gort_panicdivide(gort_g *g, void **sp);
GORT_API GORT_NORETURN void gort_panicshift(gort_g *g, void **sp); /* negative shift amount */
GORT_API GORT_NORETURN void gort_panicIndex(gort_g *g, void **sp, int64_t i, intptr_t n);
GORT_API GORT_NORETURN void gort_panicIndexU(gort_g *g, void **sp, uint64_t i, intptr_t n);
/* s[a:b]: Alen b > len (strings, arrays), Acap b > cap, B a > b; s[a:b:c]: 3Alen, 3Acap, 3B, 3C */
GORT_API GORT_NORETURN void gort_panicSliceAlen(gort_g *g, void **sp, int64_t b, intptr_t len);
GORT_API GORT_NORETURN void gort_panicSliceAcap(gort_g *g, void **sp, int64_t b, intptr_t cap);
GORT_API GORT_NORETURN void gort_panicSliceB(gort_g *g, void **sp, int64_t a, int64_t b);
GORT_API GORT_NORETURN void gort_panicSlice3Alen(gort_g *g, void **sp, int64_t c, intptr_t len);
GORT_API GORT_NORETURN void gort_panicSlice3Acap(gort_g *g, void **sp, int64_t c, intptr_t cap);
GORT_API GORT_NORETURN void gort_panicSlice3B(gort_g *g, void **sp, int64_t b, int64_t c);
GORT_API GORT_NORETURN void gort_panicSlice3C(gort_g *g, void **sp, int64_t a, int64_t b);
/* panic with a runtime.Error of this text ("assignment to entry in nil map"); `text` is static.
 * The printed form is "panic: " + text; Error() is text. */
GORT_API GORT_NORETURN void gort_panic_plain(gort_g *g, void **sp, const char *text);
/* The same with "runtime error: " before the text; the text is copied. */
GORT_API GORT_NORETURN void gort_panic_runtime(gort_g *g, void **sp, const char *text);
/* throw: "fatal error: " + text. Not recoverable. */
GORT_API GORT_NORETURN void gort_fatal(gort_g *g, void **sp, const char *text);

/* ---- Floats ------------------------------------------------------------------------------ */

/* float32(x). gcc 12 takes two such conversions side by side, and back, for none at all: it makes
 * vectors of them and forgets the rounding. What it cannot see through stays. */
static inline float gort_float32_of(double x)
{
    float f = (float)x;
#if defined __GNUC__ && !defined __clang__ && !defined __TINYC__
#ifdef __x86_64__
    __asm__("" : "+x"(f));
#else
    __asm__("" : "+m"(f));
#endif
#endif
    return f;
}

/* ---- Complex numbers (value/complex.c) --------------------------------------------------- */

/* Go's complex64 and complex128. No function here is a safepoint. */
typedef struct gort_complex64 {
    float r, i;
} gort_complex64;
typedef struct gort_complex128 {
    double r, i;
} gort_complex128;

/* The quotient of two complex numbers, each in its parts; infinities and NaNs as in C99. */
GORT_API void gort_complexdiv(double nr, double ni, double mr, double mi, double *r, double *i);

static inline gort_complex128 gort_complex128_make(double r, double i)
{
    gort_complex128 z;
    z.r = r;
    z.i = i;
    return z;
}
static inline gort_complex64 gort_complex64_make(float r, float i)
{
    gort_complex64 z;
    z.r = r;
    z.i = i;
    return z;
}
static inline gort_complex128 gort_complex128_of(gort_complex64 z)
{
    return gort_complex128_make((double)z.r, (double)z.i);
}
static inline gort_complex64 gort_complex64_of(gort_complex128 z)
{
    return gort_complex64_make(gort_float32_of(z.r), gort_float32_of(z.i));
}
static inline gort_complex128 gort_complex128_add(gort_complex128 x, gort_complex128 y)
{
    return gort_complex128_make(x.r + y.r, x.i + y.i);
}
static inline gort_complex128 gort_complex128_sub(gort_complex128 x, gort_complex128 y)
{
    return gort_complex128_make(x.r - y.r, x.i - y.i);
}
static inline gort_complex128 gort_complex128_neg(gort_complex128 x)
{
    return gort_complex128_make(-x.r, -x.i);
}
static inline gort_complex128 gort_complex128_mul(gort_complex128 x, gort_complex128 y)
{
    return gort_complex128_make(x.r * y.r - x.i * y.i, x.r * y.i + x.i * y.r);
}
static inline gort_complex128 gort_complex128_div(gort_complex128 x, gort_complex128 y)
{
    gort_complex128 z;
    gort_complexdiv(x.r, x.i, y.r, y.i, &z.r, &z.i);
    return z;
}
static inline bool gort_complex128_eq(gort_complex128 x, gort_complex128 y)
{
    return x.r == y.r && x.i == y.i;
}
static inline gort_complex64 gort_complex64_add(gort_complex64 x, gort_complex64 y)
{
    return gort_complex64_make(x.r + y.r, x.i + y.i);
}
static inline gort_complex64 gort_complex64_sub(gort_complex64 x, gort_complex64 y)
{
    return gort_complex64_make(x.r - y.r, x.i - y.i);
}
static inline gort_complex64 gort_complex64_neg(gort_complex64 x)
{
    return gort_complex64_make(-x.r, -x.i);
}
/* Go rounds the products and quotients of complex64 once, at the end. */
static inline gort_complex64 gort_complex64_mul(gort_complex64 x, gort_complex64 y)
{
    return gort_complex64_of(gort_complex128_mul(gort_complex128_of(x), gort_complex128_of(y)));
}
static inline gort_complex64 gort_complex64_div(gort_complex64 x, gort_complex64 y)
{
    return gort_complex64_of(gort_complex128_div(gort_complex128_of(x), gort_complex128_of(y)));
}
static inline bool gort_complex64_eq(gort_complex64 x, gort_complex64 y)
{
    return x.r == y.r && x.i == y.i;
}

/* ---- print, println ---------------------------------------------------------------------- */

/* One write to stderr from begin to end. Not safepoints. */
GORT_API void gort_print_begin(gort_g *g);
GORT_API void gort_print_end(gort_g *g);
GORT_API void gort_printbool(gort_g *g, bool v);
GORT_API void gort_printint(gort_g *g, int64_t v);
GORT_API void gort_printuint(gort_g *g, uint64_t v);
GORT_API void gort_printfloat(gort_g *g, double v);
GORT_API void gort_printcomplex_parts(gort_g *g, double r, double i);
static inline void gort_printcomplex(gort_g *g, gort_complex128 z)
{
    gort_printcomplex_parts(g, z.r, z.i);
}
GORT_API void gort_printpointer(gort_g *g, const void *p);
GORT_API void gort_printstring(gort_g *g, gort_string s);
GORT_API void gort_printslice(gort_g *g, gort_slice s);
GORT_API void gort_printeface(gort_g *g, gort_eface e);
GORT_API void gort_printiface(gort_g *g, gort_iface e);
GORT_API void gort_printsp(gort_g *g); /* the space between println's arguments */
GORT_API void gort_printnl(gort_g *g);
/* There is no memory for a runtime: says so. The exit status. */
GORT_API int gort_no_runtime(void);

/* ---- Packages (runtime/pkg/) ------------------------------------------------------------- */

/* Go's function F of package a/b without a body is gort_a_b_F, which takes (g, sp, arguments).
 * Several results are a struct named after their types. */
typedef struct gort_int_error {
    intptr_t r0;
    gort_iface r1;
} gort_int_error;
typedef struct gort_int_string {
    intptr_t r0;
    gort_string r1;
} gort_int_string;
typedef struct gort_string_bool {
    gort_string r0;
    bool r1;
} gort_string_bool;
typedef struct gort_int64_int64_int64 {
    int64_t r0, r1, r2;
} gort_int64_int64_int64;

GORT_API gort_int_error gort_fmt_Print(gort_g *g, void **sp, gort_slice args);
GORT_API gort_int_error gort_fmt_Println(gort_g *g, void **sp, gort_slice args);
GORT_API gort_int_error gort_fmt_Printf(gort_g *g, void **sp, gort_string format, gort_slice args);
GORT_API gort_string gort_fmt_Sprint(gort_g *g, void **sp, gort_slice args);
GORT_API gort_string gort_fmt_Sprintln(gort_g *g, void **sp, gort_slice args);
GORT_API gort_string gort_fmt_Sprintf(gort_g *g, void **sp, gort_string format, gort_slice args);
GORT_API gort_iface gort_fmt_Errorf(gort_g *g, void **sp, gort_string format, gort_slice args);
GORT_API gort_iface gort_errors_New(gort_g *g, void **sp, gort_string text);
GORT_API gort_string gort_strconv_Itoa(gort_g *g, void **sp, intptr_t i);
GORT_API double gort_math_Floor(gort_g *g, void **sp, double x);
GORT_API double gort_math_Ceil(gort_g *g, void **sp, double x);
GORT_API double gort_math_Trunc(gort_g *g, void **sp, double x);
GORT_API double gort_math_Sqrt(gort_g *g, void **sp, double x);
GORT_API double gort_math_Exp(gort_g *g, void **sp, double x);
GORT_API double gort_math_rest(gort_g *g, void **sp, double x, double y);
GORT_API double gort_math_nearestRest(gort_g *g, void **sp, double x, double y);
GORT_API double gort_math_FMA(gort_g *g, void **sp, double x, double y, double z);
GORT_API GORT_NORETURN void gort_math_bits_overflow(gort_g *g, void **sp);
GORT_API gort_int_string gort_sort_lengthOf(gort_g *g, void **sp, gort_eface x);
GORT_API void gort_sort_swapIn(gort_g *g, void **sp, gort_eface x, intptr_t i, intptr_t j);
GORT_API intptr_t gort_strings_IndexByte(gort_g *g, void **sp, gort_string s, uint8_t c);
GORT_API intptr_t gort_strings_index(gort_g *g, void **sp, gort_string s, gort_string substr);
GORT_API gort_slice gort_bytes_array(gort_g *g, void **sp, intptr_t n);
GORT_API bool gort_strconv_IsPrint(gort_g *g, void **sp, int32_t r);
GORT_API intptr_t gort_strconv_formatFloat(gort_g *g, void **sp, gort_slice out, double f,
                                           uint8_t fmt, intptr_t prec, intptr_t bits);
GORT_API double gort_strconv_parseFloat(gort_g *g, void **sp, gort_slice text, intptr_t bits);
GORT_API bool gort_errors_hasEqual(gort_g *g, void **sp, gort_iface err);
GORT_API intptr_t gort_errors_kindOf(gort_g *g, void **sp, gort_eface target);
GORT_API bool gort_errors_assign(gort_g *g, void **sp, gort_iface err, gort_eface target);
GORT_API gort_slice gort_os_args(gort_g *g, void **sp); /* []string; not a safepoint */
GORT_API GORT_NORETURN void gort_os_Exit(gort_g *g, void **sp, intptr_t code);
GORT_API gort_string_bool gort_os_LookupEnv(gort_g *g, void **sp, gort_string key);
GORT_API intptr_t gort_log_zoneOffset(gort_g *g, void **sp, int64_t unix_s);
GORT_API gort_string_bool gort_os_environAt(gort_g *g, void **sp, intptr_t i);
GORT_API gort_int_error gort_os_write(gort_g *g, void **sp, intptr_t fd, gort_slice b);
GORT_API gort_int_error gort_os_read(gort_g *g, void **sp, intptr_t fd, gort_slice b);
GORT_API intptr_t gort_runtime_debug_SetGCPercent(gort_g *g, void **sp, intptr_t percent);
GORT_API int64_t gort_runtime_debug_SetMemoryLimit(gort_g *g, void **sp, int64_t limit);
GORT_API intptr_t gort_runtime_debug_SetMaxStack(gort_g *g, void **sp, intptr_t bytes);
GORT_API intptr_t gort_runtime_debug_SetMaxThreads(gort_g *g, void **sp, intptr_t threads);
GORT_API void gort_runtime_debug_SetTraceback(gort_g *g, void **sp, gort_string level);
GORT_API void gort_runtime_debug_FreeOSMemory(gort_g *g, void **sp);
GORT_API gort_string gort_runtime_metrics_name(gort_g *g, void **sp, intptr_t i);
GORT_API gort_string gort_runtime_metrics_text(gort_g *g, void **sp, intptr_t i);
GORT_API intptr_t gort_runtime_metrics_kind(gort_g *g, void **sp, intptr_t i);
GORT_API bool gort_runtime_metrics_cumulative(gort_g *g, void **sp, intptr_t i);
GORT_API intptr_t gort_runtime_metrics_find(gort_g *g, void **sp, gort_string name);
GORT_API intptr_t gort_runtime_metrics_read(gort_g *g, void **sp, gort_slice values);
GORT_API intptr_t gort_runtime_metrics_histogram(gort_g *g, void **sp, intptr_t i,
                                                 gort_slice counts, gort_slice bounds);
GORT_API void gort_runtime_GC(gort_g *g, void **sp);
GORT_API void gort_runtime_Gosched(gort_g *g, void **sp);
GORT_API intptr_t gort_runtime_NumGoroutine(gort_g *g, void **sp);
GORT_API intptr_t gort_runtime_GOMAXPROCS(gort_g *g, void **sp, intptr_t n);
GORT_API intptr_t gort_runtime_NumCPU(gort_g *g, void **sp);
GORT_API void gort_runtime_LockOSThread(gort_g *g, void **sp);
GORT_API void gort_runtime_UnlockOSThread(gort_g *g, void **sp);
GORT_API intptr_t gort_runtime_Stack(gort_g *g, void **sp, gort_slice buf, bool all);
GORT_API GORT_NORETURN void gort_runtime_Goexit(gort_g *g, void **sp);
GORT_API void gort_runtime_ReadMemStats(gort_g *g, void **sp, gort_mem_stats *m);
GORT_API void gort_runtime_SetFinalizer(gort_g *g, void **sp, gort_eface obj, gort_eface finalizer);
GORT_API void gort_runtime_Breakpoint(gort_g *g, void **sp);
GORT_API intptr_t gort_runtime_Callers(gort_g *g, void **sp, intptr_t skip, gort_slice pc);
GORT_API uintptr_t gort_runtime_site(gort_g *g, void **sp, uintptr_t pc);
GORT_API gort_string gort_runtime_siteFunc(gort_g *g, void **sp, uintptr_t site);
GORT_API gort_string gort_runtime_siteFile(gort_g *g, void **sp, uintptr_t site);
GORT_API intptr_t gort_runtime_siteLine(gort_g *g, void **sp, uintptr_t site);
GORT_API uintptr_t gort_runtime_siteEntry(gort_g *g, void **sp, uintptr_t site);
GORT_API void gort_sync_acquireCond(gort_g *g, void **sp, uint32_t *sema);
GORT_API GORT_NORETURN void gort_sync_fatal(gort_g *g, void **sp, gort_string text);
GORT_API uintptr_t gort_sync_collections(gort_g *g, void **sp);
GORT_API gort_eface gort_sync_atomic_loadValue(gort_g *g, void **sp, gort_eface *addr);
GORT_API gort_eface gort_sync_atomic_swapValue(gort_g *g, void **sp, gort_eface *addr,
                                               gort_eface val);
GORT_API bool gort_sync_atomic_replaceValue(gort_g *g, void **sp, gort_eface *addr,
                                            gort_eface loaded, gort_eface val);
GORT_API bool gort_sync_atomic_sameType(gort_g *g, void **sp, gort_eface a, gort_eface b);
GORT_API void gort_sync_lock(gort_g *g, void **sp, int32_t *state, uint32_t *sema);
GORT_API bool gort_sync_tryLock(gort_g *g, void **sp, int32_t *state);
GORT_API void gort_sync_unlock(gort_g *g, void **sp, int32_t *state, uint32_t *sema);
GORT_API void gort_sync_acquire(gort_g *g, void **sp, uint32_t *sema);
GORT_API void gort_sync_release(gort_g *g, void **sp, uint32_t *sema);
GORT_API int32_t gort_sync_atomic_LoadInt32(gort_g *g, void **sp, int32_t *addr);
GORT_API void gort_sync_atomic_StoreInt32(gort_g *g, void **sp, int32_t *addr, int32_t val);
GORT_API int32_t gort_sync_atomic_SwapInt32(gort_g *g, void **sp, int32_t *addr, int32_t val);
GORT_API int32_t gort_sync_atomic_AddInt32(gort_g *g, void **sp, int32_t *addr, int32_t delta);
GORT_API bool gort_sync_atomic_CompareAndSwapInt32(gort_g *g, void **sp, int32_t *addr, int32_t old,
                                                   int32_t val);
GORT_API int64_t gort_sync_atomic_LoadInt64(gort_g *g, void **sp, int64_t *addr);
GORT_API void gort_sync_atomic_StoreInt64(gort_g *g, void **sp, int64_t *addr, int64_t val);
GORT_API int64_t gort_sync_atomic_SwapInt64(gort_g *g, void **sp, int64_t *addr, int64_t val);
GORT_API int64_t gort_sync_atomic_AddInt64(gort_g *g, void **sp, int64_t *addr, int64_t delta);
GORT_API bool gort_sync_atomic_CompareAndSwapInt64(gort_g *g, void **sp, int64_t *addr, int64_t old,
                                                   int64_t val);
GORT_API uint32_t gort_sync_atomic_LoadUint32(gort_g *g, void **sp, uint32_t *addr);
GORT_API void gort_sync_atomic_StoreUint32(gort_g *g, void **sp, uint32_t *addr, uint32_t val);
GORT_API uint32_t gort_sync_atomic_SwapUint32(gort_g *g, void **sp, uint32_t *addr, uint32_t val);
GORT_API uint32_t gort_sync_atomic_AddUint32(gort_g *g, void **sp, uint32_t *addr, uint32_t delta);
GORT_API bool gort_sync_atomic_CompareAndSwapUint32(gort_g *g, void **sp, uint32_t *addr,
                                                    uint32_t old, uint32_t val);
GORT_API uint64_t gort_sync_atomic_LoadUint64(gort_g *g, void **sp, uint64_t *addr);
GORT_API void gort_sync_atomic_StoreUint64(gort_g *g, void **sp, uint64_t *addr, uint64_t val);
GORT_API uint64_t gort_sync_atomic_SwapUint64(gort_g *g, void **sp, uint64_t *addr, uint64_t val);
GORT_API uint64_t gort_sync_atomic_AddUint64(gort_g *g, void **sp, uint64_t *addr, uint64_t delta);
GORT_API bool gort_sync_atomic_CompareAndSwapUint64(gort_g *g, void **sp, uint64_t *addr,
                                                    uint64_t old, uint64_t val);
GORT_API uintptr_t gort_sync_atomic_LoadUintptr(gort_g *g, void **sp, uintptr_t *addr);
GORT_API void gort_sync_atomic_StoreUintptr(gort_g *g, void **sp, uintptr_t *addr, uintptr_t val);
GORT_API uintptr_t gort_sync_atomic_SwapUintptr(gort_g *g, void **sp, uintptr_t *addr,
                                                uintptr_t val);
GORT_API uintptr_t gort_sync_atomic_AddUintptr(gort_g *g, void **sp, uintptr_t *addr,
                                               uintptr_t delta);
GORT_API bool gort_sync_atomic_CompareAndSwapUintptr(gort_g *g, void **sp, uintptr_t *addr,
                                                     uintptr_t old, uintptr_t val);
GORT_API void *gort_sync_atomic_LoadPointer(gort_g *g, void **sp, void **addr);
GORT_API void gort_sync_atomic_StorePointer(gort_g *g, void **sp, void **addr, void *val);
GORT_API void *gort_sync_atomic_SwapPointer(gort_g *g, void **sp, void **addr, void *val);
GORT_API bool gort_sync_atomic_CompareAndSwapPointer(gort_g *g, void **sp, void **addr, void *old,
                                                     void *val);
GORT_API gort_int64_int64_int64 gort_time_clocks(gort_g *g, void **sp);
GORT_API void gort_time_Sleep(gort_g *g, void **sp, int64_t ns);
GORT_API void gort_time_start(gort_g *g, void **sp, void *timer, int64_t d_ns, int64_t period_ns);
GORT_API bool gort_time_stop(gort_g *g, void **sp, void *timer);
GORT_API bool gort_time_restart(gort_g *g, void **sp, void *timer, int64_t d_ns, int64_t period_ns);

#ifdef __cplusplus
}
#endif

#endif
