/* map_gc.c - how the collector sees a map: the trace hooks of the header and of a bucket.
 *
 * The collector knows nothing of maps; it calls the hook of an object's type when it scans the
 * object, and the hook names the map's parts to it. The order is fixed, and a promise to users who
 * watch marking: from the header first buckets, then oldbuckets, then overflow. Overflow buckets
 * are found in one of two ways:
 *
 *   buckets with pointers     each bucket's link, after the bucket's own keys and elems
 *                             (gort_map_trace_bucket)
 *   pointer-free buckets      they are never scanned, so extra lists them; the lists are blocks of
 *                             their own with a hook of their own (maptype.c)
 *
 * Preallocated overflow buckets lie behind the array's 2^B buckets in the same block. They count as
 * overflow when a link or a list names them, not before; the block is marked with the array.
 *
 * Why skipping oldbuckets loses objects. While a map grows, an entry not yet evacuated is in the
 * old array and nowhere else. No barrier helps: nobody writes it. Only this hook's second part
 * leads there (GORT_MUTANT_NO_OLDBUCKETS shows the loss). The other way
 * round, an entry that is evacuated before the old array is scanned is shaded by evacuation ([W5]
 * in grow.c), one that is evacuated after has been shaded by the scan.
 *
 * Threads: a hook of a heap object runs on any thread that marks, while the map's owner writes. So
 * each field is read once, by an atomic load. The fields need not fit together: between the two
 * stores that begin a growth a hook may see the new array and no old one. That is safe, because the
 * stores shade what they overwrite ([W2]); only the counts of such a moment are off. A header in a
 * frame is traced at its thread's own safepoint, or with that thread stopped.
 */
#include "map.h"

/* One array of the header. */
static void map_trace_array(gort_tracer *tr, gort_runtime *rt, const gort_maptype *mt,
                            const gort_hmap *h, gort__map_part part, void *array, uintptr_t n)
{
    if (!array) return;
    gort__event(rt, GORT_EVENT_MAP_SCAN, .map_scan = {h, part, n, n * mt->bucket_bytes});
    gort__trace_part(tr, part, array, n, n * mt->bucket_bytes);
}

void gort_map_trace(gort_tracer *tr, const gort_type *t, void *obj)
{
    gort_hmap *h = (gort_hmap *)obj;
    const gort_maptype *mt = t->map;
    gort_runtime *rt = gort__trace_runtime(tr);
    /* The mutants spoil marking, not gccheckmark's second look. */
    const unsigned mutant = gort__gc_current_phase(rt) == GORT_GC_MARK ? rt->opt.gcmutant : 0;

    const uint8_t B = gort__map_B(h);
    const uintptr_t n = gort__map_nbuckets(B);
    const uintptr_t nold = gort__map_flags(h) & GORT_MAP_SAME_SIZE || B == 0 ? n : n / 2;
    void *buckets = gort__heap_load(&h->buckets);
    void *oldbuckets = gort__heap_load(&h->oldbuckets);
    void *extra = gort__heap_load((void *const *)&h->extra);

    gort__trace_header(tr, h, sizeof *h);

    /* Part 2 is dropped, or comes before part 1, in the mutants only. */
    if (GORT_UNLIKELY(mutant & GORT_MUTANT_NO_OLDBUCKETS)) oldbuckets = NULL;
    if (GORT_UNLIKELY(mutant & GORT_MUTANT_SWAP_PARTS)) {
        map_trace_array(tr, rt, mt, h, GORT_PART_OLDBUCKETS, oldbuckets, nold);
        oldbuckets = NULL;
    }
    map_trace_array(tr, rt, mt, h, GORT_PART_BUCKETS, buckets, n);          /* 1 */
    map_trace_array(tr, rt, mt, h, GORT_PART_OLDBUCKETS, oldbuckets, nold); /* 2 */
    if (extra) {                                                            /* 3 */
        if (gort__map_pointer_free(mt))
            gort__event(rt, GORT_EVENT_MAP_SCAN, .map_scan = {h, GORT_PART_OVERFLOW, 0, 0});
        gort__trace_shade(tr, extra);
    }
}

void gort_map_trace_bucket(gort_tracer *tr, const gort_type *t, void *obj)
{
    const uintptr_t link = t->size_bytes - sizeof(void *);
    gort__trace_words(tr, t, obj, GORT_MAP_DATA_OFFSET, link);
    void *overflow = gort__heap_load((void *const *)((char *)obj + link));
    if (overflow) gort__trace_part(tr, GORT_PART_OVERFLOW, overflow, 1, t->size_bytes);
}

/* One piece of the overflow lists of a pointer-free map. Items are added at the end while this
 * runs: one that is missed lies in a marked array or was allocated black. */
void gort__map_trace_chunk(gort_tracer *tr, const gort_type *t, void *obj)
{
    (void)t;
    gort__map_chunk *c = (gort__map_chunk *)obj;
    for (unsigned i = 0; i < GORT_MAP_CHUNK_ITEMS; i++) {
        void *b = gort__heap_load((void *const *)&c->items[i]);
        if (!b) break;
        gort__trace_part(tr, GORT_PART_OVERFLOW, b, 1, c->bucket_bytes);
    }
    void *next = gort__heap_load((void *const *)&c->next);
    if (next) gort__trace_shade(tr, next);
}
