/* map_verify.c - a map looked at from outside: the state for debuggers, pictures and tests, and a
 * check of every invariant that map.h lists.
 *
 * The checker trusts nothing: it walks the arrays itself, rehashes each key and compares with what
 * a lookup finds. It is slow (a lookup per entry) and meant for tests.
 *
 * Runs on the map's owner's thread. Inspecting is no safepoint; verifying calls hash functions. To
 * check something new, add it to verify_chain (a bucket) or gort__map_verify (the whole).
 */
#include "../runtime/base/checks.h"
#include "../runtime/heap/heap.h"
#include "map.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- Inspection --------------------------------------------------------------------------- */

static void inspect_chain(const gort_maptype *mt, gort__bmap *b, bool old, gort_map_state *s)
{
    if (old && gort__map_evacuated(b)) {
        s->evacuated++;
        return;
    }
    uintptr_t length = 0;
    for (; b; b = gort__map_overflow(mt, b), length++)
        for (unsigned i = 0; i < GORT_MAP_SLOTS; i++) {
            const uint8_t top = b->tophash[i];
            if (top >= GORT_TOP_MIN) (*(old ? &s->old_used : &s->used))++;
            if (top == GORT_TOP_EMPTY_ONE && !old) s->tombstones++;
        }
    *(old ? &s->old_overflow : &s->overflow) += length - 1;
    if (!old && length > s->longest_chain) s->longest_chain = length;
}

void gort_map_inspect(gort_runtime *rt, const gort_type *t, const gort_hmap *h, gort_map_state *out)
{
    gort__check_runtime(rt, __func__);
    gort__check_that(rt, t && t->map && out, __func__,
                     "the type is that of no map, or the struct to fill is NULL");
    memset(out, 0, sizeof *out);
    if (!h) return;
    const gort_maptype *mt = t->map;
    out->count = h->count;
    out->B = gort__map_B(h);
    out->flags = gort__map_flags(h);
    out->noverflow = h->noverflow;
    out->growing = gort__map_growing(h);
    out->same_size_grow = out->flags & GORT_MAP_SAME_SIZE;
    out->buckets_in_heap = gort__heap_span_of(rt->heap, (uintptr_t)h->buckets) != NULL;
    out->nevacuate = h->nevacuate;
    out->spare_overflow = h->extra ? gort__load_relaxed(&h->extra->spare) : 0;
    if (h->buckets) out->nbuckets = gort__map_nbuckets(out->B);
    if (out->growing) out->noldbuckets = gort__map_noldbuckets(h);
    for (uintptr_t i = 0; i < out->nbuckets; i++)
        inspect_chain(mt, gort__map_bucket(mt, h->buckets, i), false, out);
    for (uintptr_t i = 0; i < out->noldbuckets; i++)
        inspect_chain(mt, gort__map_bucket(mt, h->oldbuckets, i), true, out);
}

bool gort_map_inspect_bucket(const gort_type *t, const gort_hmap *h, bool old, uintptr_t index,
                             uintptr_t chain, gort_map_bucket_state *out)
{
    const gort_maptype *mt = t->map;
    void *array = old ? h->oldbuckets : h->buckets;
    if (!array) return false;
    if (index >= (old ? gort__map_noldbuckets(h) : gort__map_nbuckets(gort__map_B(h))))
        return false;
    gort__bmap *b = gort__map_bucket(mt, array, index);
    const bool evacuated = gort__map_evacuated(b);
    for (; b && chain; chain--)
        b = gort__map_overflow(mt, b);
    if (!b) return false;
    out->addr = b;
    memcpy(out->tophash, b->tophash, sizeof out->tophash);
    out->evacuated = evacuated;
    out->overflow = gort__map_overflow(mt, b);
    return true;
}

/* ---- Verification ------------------------------------------------------------------------- */

typedef struct verify_run {
    gort_g *g;
    void **sp; /* free shadow slots */
    const gort_maptype *mt;
    gort_hmap *h;
    char *msg;
    size_t msg_bytes;
    bool failed;
    intptr_t entries;
    uintptr_t overflow; /* chained buckets of the array at hand */
} verify_run;

__attribute__((format(printf, 2, 3))) static void verify_fail(verify_run *v, const char *fmt, ...)
{
    if (v->failed) return;
    v->failed = true;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(v->msg, v->msg_bytes, fmt, ap);
    va_end(ap);
}

/* A slot without entry holds no pointers. */
static bool verify_no_pointers(const gort_type *t, const void *slot, bool indirect)
{
    if (indirect) return *(void *const *)slot == NULL;
    for (uintptr_t off = 0; off < t->ptrdata_bytes; off += sizeof(void *)) {
        const uintptr_t w = off % t->ptrmask_bytes / sizeof(void *);
        if ((t->ptrmask[w / 8] >> (w % 8) & 1) &&
            *(void *const *)((const uint8_t *)slot + off) != NULL)
            return false;
    }
    return true;
}

/* An entry: its hash fits its place and a lookup finds exactly this slot. */
static void verify_entry(verify_run *v, gort__bmap *b, unsigned i, uintptr_t bucket, uintptr_t mask)
{
    const gort_maptype *mt = v->mt;
    void *key = gort__map_key(mt, b, i);
    v->sp[0] = b;
    v->sp[1] = key;
    void **sp = v->sp + 2;
    v->entries++;
    if ((mt->flags & GORT_MAP_INDIRECT_ELEM) && !gort__map_elem(mt, b, i))
        verify_fail(v, "bucket %zu slot %u: no elem", (size_t)bucket, i);
    if (!gort__map_equal(v->g, sp, mt->key, key, key)) return; /* NaN: anywhere */
    const uintptr_t hash = gort__map_hash_of(v->g, sp, mt, v->h, key);
    if (gort__map_tophash(hash) != b->tophash[i])
        verify_fail(v, "bucket %zu slot %u: tophash %u, hash says %u", (size_t)bucket, i,
                    b->tophash[i], (unsigned)gort__map_tophash(hash));
    if ((hash & mask) != bucket)
        verify_fail(v, "bucket %zu slot %u: belongs to bucket %zu", (size_t)bucket, i,
                    (size_t)(hash & mask));
    unsigned at = 0;
    gort__bmap *found = gort__map_lookup_of(v->g, sp, mt, v->h, key, &at);
    if (found != b || at != i)
        verify_fail(v, "bucket %zu slot %u: a lookup finds %p slot %u instead of %p",
                    (size_t)bucket, i, (void *)found, at, (void *)b);
}

static void verify_chain(verify_run *v, void *array, uintptr_t bucket, uintptr_t n, bool old)
{
    const gort_maptype *mt = v->mt;
    gort__bmap *b = gort__map_bucket(mt, array, bucket);
    const bool evacuated = gort__map_evacuated(b);
    if (evacuated && !old) verify_fail(v, "bucket %zu is evacuated", (size_t)bucket);
    if (!evacuated && old && bucket < v->h->nevacuate)
        verify_fail(v, "old bucket %zu < nevacuate is not evacuated", (size_t)bucket);
    bool rest = false;
    uint8_t before = GORT_TOP_EMPTY_REST;
    for (bool first = true; b; b = gort__map_overflow(mt, b), first = false) {
        if (!first) v->overflow++;
        for (unsigned i = 0; i < GORT_MAP_SLOTS && !v->failed; i++) {
            const uint8_t top = b->tophash[i];
            if (evacuated) {
                if (top < GORT_TOP_EVACUATED_X || top >= GORT_TOP_MIN)
                    verify_fail(v, "evacuated bucket %zu slot %u: tophash %u", (size_t)bucket, i,
                                top);
                continue;
            }
            if (top >= GORT_TOP_EVACUATED_X && top < GORT_TOP_MIN)
                verify_fail(v, "bucket %zu slot %u: evacuation mark %u", (size_t)bucket, i, top);
            if (rest && top != GORT_TOP_EMPTY_REST)
                verify_fail(v, "bucket %zu slot %u: tophash %u behind the end", (size_t)bucket, i,
                            top);
            rest = top == GORT_TOP_EMPTY_REST;
            if (rest && before == GORT_TOP_EMPTY_ONE)
                verify_fail(v, "bucket %zu slot %u: the end does not begin here", (size_t)bucket,
                            i);
            before = top;
            if (top >= GORT_TOP_MIN) {
                verify_entry(v, b, i, bucket, n - 1);
            } else if (!verify_no_pointers(mt->key, gort__map_key_slot(mt, b, i),
                                           mt->flags & GORT_MAP_INDIRECT_KEY) ||
                       !verify_no_pointers(mt->elem, gort__map_elem_slot(mt, b, i),
                                           mt->flags & GORT_MAP_INDIRECT_ELEM)) {
                verify_fail(v, "bucket %zu slot %u: empty, but holds a pointer", (size_t)bucket, i);
            }
        }
    }
    if (before == GORT_TOP_EMPTY_ONE)
        verify_fail(v, "bucket %zu ends in an empty slot that expects more", (size_t)bucket);
}

static uintptr_t verify_list_length(const gort__map_list *l)
{
    if (!l || !l->head) return 0;
    uintptr_t n = l->used;
    for (const gort__map_chunk *c = l->head->next; c; c = c->next)
        n += GORT_MAP_CHUNK_ITEMS;
    return n;
}

const char *gort__map_verify(gort_g *g, void **sp, const gort_type *t, gort_hmap *h, char *msg,
                             size_t msg_bytes)
{
    if (!h) return NULL;
    sp[0] = h;
    verify_run v = {g, sp + 1, t->map, h, msg, msg_bytes, false, 0, 0};
    const uint8_t B = gort__map_B(h), flags = gort__map_flags(h);
    const bool lists = gort__map_pointer_free(t->map);

    if (flags & GORT_MAP_WRITING) verify_fail(&v, "hashWriting is set");
    if (B == 0 && (h->oldbuckets || (h->buckets && gort__map_overflow(t->map, h->buckets))))
        verify_fail(&v, "a single bucket grows or has a bucket behind it");
    if (h->buckets) {
        const uintptr_t n = gort__map_nbuckets(B);
        for (uintptr_t i = 0; i < n && !v.failed; i++)
            verify_chain(&v, h->buckets, i, n, false);
        if (B < 16 && v.overflow != h->noverflow)
            verify_fail(&v, "noverflow %u, chained %zu", h->noverflow, (size_t)v.overflow);
        if (lists && verify_list_length(h->extra ? h->extra->overflow : NULL) != v.overflow)
            verify_fail(&v, "overflow list does not match %zu chained", (size_t)v.overflow);
    } else if (h->count) {
        verify_fail(&v, "count %td without buckets", h->count);
    }
    if (gort__map_growing(h)) {
        v.overflow = 0;
        const uintptr_t n = gort__map_noldbuckets(h);
        for (uintptr_t i = 0; i < n && !v.failed; i++)
            verify_chain(&v, h->oldbuckets, i, n, true);
        if (lists && verify_list_length(h->extra ? h->extra->oldoverflow : NULL) != v.overflow)
            verify_fail(&v, "oldoverflow list does not match %zu chained", (size_t)v.overflow);
    } else {
        if (flags & GORT_MAP_SAME_SIZE) verify_fail(&v, "sameSizeGrow without growth");
        if (h->extra && h->extra->oldoverflow) verify_fail(&v, "oldoverflow without growth");
    }
    if (v.entries != h->count) verify_fail(&v, "count %td, entries %td", h->count, v.entries);
    return v.failed ? msg : NULL;
}
