/* grow.c - growth: the bucket arrays, overflow buckets, and moving entries from the old array to
 * the new one a little with every write.
 *
 * A growth begins when a new key would bring the load over 6.5 a bucket (the array doubles) or
 * when there are about as many overflow buckets as buckets (it keeps its size; the entries are
 * packed again). Every later write evacuates the old bucket that its key belongs to and the next
 * one in line, so that a growth ends before another can be needed. An entry of old bucket i moves
 * to bucket i (X) or i + noldbuckets (Y), by one bit of its hash.
 *
 * The collector may mark at any moment of this: at each allocation below, at a callback of a hash
 * function, or on another thread. What it must never miss is an entry between two arrays. It
 * rests on three facts:
 *
 *  1. A new array is allocated black: it is never scanned in the running cycle, so whatever is
 *     moved there has to be shaded by somebody else.
 *  2. What was in the map when the cycle began is reachable from the old array, and the header
 *     leads the collector to both arrays (map_gc.c).
 *  3. Whoever takes a pointer out of the old array before the collector has scanned it, or unlinks
 *     the old array itself, shades it: the deletion half of the barrier.
 *
 * Each pointer store below is numbered [Wn], with what goes wrong without it and the test mutant
 * (GODEBUG=gcmutant=..., runtime/base/mutant.c) that shows it; where nothing goes wrong, that is
 * said. They are all of growth: what programs do inline stores no pointer while the collector marks
 * and leaves a map that grows alone (README.md, "What covers a pointer that has no barrier").
 *
 * Runs on the mutator's thread. h and what callers hold are rooted by the callers.
 */
#include "map.h"

/* ---- Arrays ------------------------------------------------------------------------------- */

/* What the allocator takes for a block of this size. */
static uintptr_t map_round_up(uintptr_t bytes)
{
    if (bytes < GORT_MAX_SMALL_BYTES) return gort_class_bytes(gort_size_class(bytes));
    const uintptr_t page_bytes = 8192;
    return (bytes + page_bytes - 1) & ~(page_bytes - 1);
}

/* From 16 buckets on, 1/16 more are allocated behind them as overflow buckets, and what the size
 * class leaves over is used too. */
uintptr_t gort__map_array_buckets(const gort_maptype *mt, uint8_t B)
{
    const uintptr_t n = gort__map_nbuckets(B);
    if (B < 4) return n;
    return map_round_up((n + n / 16) * mt->bucket_bytes) / mt->bucket_bytes;
}

void *gort__map_new_array(gort_g *g, void **sp, const gort_maptype *mt, uint8_t B, uintptr_t *spare)
{
    const uintptr_t n = gort__map_array_buckets(mt, B);
    *spare = n - gort__map_nbuckets(B);
    return gort_alloc_slow(g, sp, mt->bucket, n);
}

void gort__map_set_spare(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h, void *array,
                         uint8_t B, uintptr_t spare)
{
    if (spare && !h->extra) gort_store(g, &h->extra, gort_new(g, sp, &gort__map_type_extra));
    if (!h->extra) return;
    gort_store(g, &h->extra->next_overflow,
               spare ? gort__map_bucket(mt, array, gort__map_nbuckets(B)) : NULL);
    h->extra->spare = spare;
}

/* ---- Overflow buckets --------------------------------------------------------------------- */

/* What *slot holds, made from type t if that is nothing. Two threads may begin an iteration of one
 * map at once, which Go allows, and both find it missing: one wins, both use the winner's. h is
 * rooted. */
static void *map_need(gort_g *g, void **sp, void **slot, const gort_type *t)
{
    volatile AO_t *word = (volatile AO_t *)(void *)slot;
    void *found = (void *)AO_load_acquire(word);
    if (found) return found;
    /* The barrier's store goes to a cell of this frame: its insertion half shades the new object,
     * which is all that is needed, since the old value is nil. Then the release that pairs with
     * the acquire above. */
    void *fresh = NULL;
    gort_store(g, &fresh, gort_new(g, sp, t));
    if (AO_compare_and_swap_full(word, 0, (AO_t)fresh)) return fresh;
    return (void *)AO_load_acquire(word);
}

gort__map_list *gort__map_need_overflow_list(gort_g *g, void **sp, gort_hmap *h)
{
    gort_mapextra *x =
        (gort_mapextra *)map_need(g, sp, (void **)(void *)&h->extra, &gort__map_type_extra);
    return (gort__map_list *)map_need(g, sp, (void **)(void *)&x->overflow, &gort__map_type_list);
}

/* Enters a pointer-free overflow bucket in the list that keeps it alive. ovf is rooted. */
static void map_list_add(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                         gort__bmap *ovf)
{
    gort__map_list *l = gort__map_need_overflow_list(g, sp, h);
    if (!l->head || l->used == GORT_MAP_CHUNK_ITEMS) {
        gort__map_chunk *c = (gort__map_chunk *)gort_new(g, sp, &gort__map_type_chunk);
        c->bucket_bytes = mt->bucket_bytes;
        gort_store(g, &c->next, l->head);
        gort_store(g, &l->head, c);
        l->used = 0;
    }
    gort_store(g, &l->head->items[l->used++], ovf);
}

/* Exact below 2^16 buckets; above, counts with a probability that reaches 2^15 at about as many
 * overflow buckets as buckets. */
static void map_count_overflow(gort_g *g, gort_hmap *h)
{
    const uint8_t B = gort__map_B(h);
    if (B < 16 || (gort_fastrand(g) & (((uint32_t)1 << (B - 15)) - 1)) == 0) h->noverflow++;
}

gort__bmap *gort__map_new_overflow(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                                   gort__bmap *b)
{
    gort__bmap *ovf;
    gort_mapextra *x = h->extra;
    const bool spare = x && x->spare;
    if (spare) {
        ovf = x->next_overflow;
        x->spare--;
        gort_store(g, &x->next_overflow, x->spare ? gort__map_bucket(mt, ovf, 1) : NULL);
    } else {
        ovf = (gort__bmap *)gort_new(g, sp, mt->bucket);
    }
    map_count_overflow(g, h);
    gort__event(g->rt, GORT_EVENT_MAP_OVERFLOW, .g = g, .sp = sp,
                .map_overflow = {h, ovf, h->noverflow, spare});
    if (gort__map_pointer_free(mt)) {
        /* The collector never looks into these buckets: the link is a plain word, the list a
         * root. Listed before linked, so that no linked bucket is unlisted at a safepoint. */
        sp[0] = ovf;
        map_list_add(g, sp + 1, mt, h, ovf);
        *gort__map_overflow_slot(mt, b) = ovf;
    } else {
        /* [W1] The link is a pointer of b like its keys. ovf is black or lies in a marked array,
         * the old value is nil: the barrier finds nothing to do in most cases, but b may be
         * scanned meanwhile, so that the store has to be an atomic one. */
        gort_store(g, gort__map_overflow_slot(mt, b), ovf);
    }
    return ovf;
}

/* ---- Beginning a growth ------------------------------------------------------------------- */

void gort__map_grow(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h)
{
    const uint8_t B = gort__map_B(h);
    const bool bigger = gort__map_over_load(h->count + 1, B);
    const uint8_t new_B = (uint8_t)(B + bigger);
    uintptr_t spare;
    void *array = gort__map_new_array(g, sp, mt, new_B, &spare);
    sp[0] = array;

    /* Iterators over buckets become iterators over oldbuckets. */
    unsigned flags = gort__map_flags(h);
    const bool iterating = flags & GORT_MAP_ITERATOR;
    flags &= (unsigned)~(GORT_MAP_ITERATOR | GORT_MAP_OLD_ITERATOR);
    if (iterating) flags |= GORT_MAP_OLD_ITERATOR;
    if (!bigger) flags |= GORT_MAP_SAME_SIZE;
    gort__map_set_flags(h, flags);
    gort__map_set_B(h, new_B);

    /* [W2] The old array moves from one field of the header to another, and a collector on
     * another thread may read the one before and the other after: it sees the old array
     * twice, or never. The deletion half of the second store shades the old array, so
     * that it is marked whatever the collector read. (GORT_MUTANT_NO_DELETION drops it. The new
     * array's own safety is fact 1; GORT_MUTANT_ALLOC_WHITE drops that.) */
    gort_store(g, &h->oldbuckets, h->buckets);
    gort_store(g, &h->buckets, array);
    h->nevacuate = 0;
    h->noverflow = 0;

    /* [W3] The lists follow their arrays. The list of the old array leaves `overflow`; iterators
     * on scanned stacks still use it. Same rule as [W2], one level down. */
    if (h->extra && h->extra->overflow) {
        gort_store(g, &h->extra->oldoverflow, h->extra->overflow);
        gort_store(g, &h->extra->overflow, NULL);
    }
    gort__map_set_spare(g, sp + 1, mt, h, array, new_B, spare);
    gort__event(g->rt, GORT_EVENT_MAP_GROW, .g = g, .sp = sp,
                .map_grow = {h, B, new_B, h->count, gort__map_nbuckets(B)});
}

/* ---- Evacuation --------------------------------------------------------------------------- */

/* Where the entries of one old bucket go. */
typedef struct map_dest {
    gort__bmap *b;
    unsigned i; /* next free slot of b */
} map_dest;

static map_dest map_dest_of(const gort_maptype *mt, gort__bmap *b)
{
    /* Written in a moment, and in a large map far from everything used so far. */
    for (uintptr_t at = 0; at < mt->bucket_bytes && at < 256; at += 64)
        __builtin_prefetch((uint8_t *)b + at, 1);
    return (map_dest){b, 0};
}

/* What the evacuation of a chain knows of the type: constants for the common ones. */
typedef struct map_known {
    uint8_t match; /* GORT_MAP_MATCH_* */
    uintptr_t key_bytes, elem_bytes;
    bool told;    /* each entry is an event, */
    uintptr_t at; /* from the bucket of this number */
} map_known;

/* Copies slot i of b into d, where nothing has to be shaded. */
static inline void map_copy_slot(map_known known, const gort__bmap *b, unsigned i,
                                 const map_dest *d)
{
    const uint8_t *from = (const uint8_t *)b + GORT_MAP_DATA_OFFSET;
    uint8_t *to = (uint8_t *)d->b + GORT_MAP_DATA_OFFSET;
    const uintptr_t elems = GORT_MAP_SLOTS * known.key_bytes;
    memcpy(to + d->i * known.key_bytes, from + i * known.key_bytes, known.key_bytes);
    memcpy(to + elems + d->i * known.elem_bytes, from + elems + i * known.elem_bytes,
           known.elem_bytes);
}

/* Moves slot i of b into d. Keys and elems that are indirect move by their pointer. */
static void map_move(gort_g *g, const gort_maptype *mt, gort__bmap *b, unsigned i, map_dest *d)
{
    void *key_to = gort__map_key_slot(mt, d->b, d->i);
    void *elem_to = gort__map_elem_slot(mt, d->b, d->i);
    void *key = gort__map_key_slot(mt, b, i), *elem = gort__map_elem_slot(mt, b, i);
    /* [W4] Copies into a black array while the collector marks. Else map_copy_slot does it, and if
     * a cycle begins before the chain is through, the new array is white and will be scanned. This
     * barrier is not what keeps the entry: it stays in the old bucket until [W5] takes it out, and
     * [W5] shades it; so there is no mutant for it. The stores go through it all the same, because
     * they must be word-wise atomics: the collector may be reading the slot. */
    if (mt->flags & GORT_MAP_INDIRECT_KEY)
        gort_store(g, key_to, *(void **)key);
    else
        gort__map_copy(g, mt->key, key_to, key);
    if (mt->flags & GORT_MAP_INDIRECT_ELEM)
        gort_store(g, elem_to, *(void **)elem);
    else
        gort__map_copy(g, mt->elem, elem_to, elem);
}

/* Empties an old bucket whose entries were moved, so that it does not keep alive what is deleted
 * from the map later, and unlinks what is chained behind it. */
static inline __attribute__((always_inline)) void
map_clear_bucket(gort_g *g, const gort_maptype *mt, gort__bmap *b)
{
    const gort_type *key = mt->flags & GORT_MAP_INDIRECT_KEY ? &gort_type_unsafe_pointer : mt->key;
    const gort_type *elem =
        mt->flags & GORT_MAP_INDIRECT_ELEM ? &gort_type_unsafe_pointer : mt->elem;
    void *keys = gort__map_key_slot(mt, b, 0), *elems = gort__map_elem_slot(mt, b, 0);

    if (GORT_UNLIKELY(g->rt->opt.gcmutant & GORT_MUTANT_EVAC_CLEAR)) {
        for (void **w = (void **)keys; w <= (void **)gort__map_overflow_slot(mt, b); w++)
            GORT_STORE_RELAXED(w, 0);
        return;
    }
    /* [W5] The store that matters most in this file. The entries now lie in a black array, which
     * nobody scans in this cycle; this old bucket was the last place where the collector could
     * find them, and if it has not come by yet, the deletion half has to shade what is cleared.
     * Without it every entry moved between the scan of the stack and the scan of the old array is
     * freed while the map holds it: GORT_MUTANT_EVAC_CLEAR. The link is shaded too: the chain
     * behind it is scanned later and covers its own entries. */
    if (key->ptrdata_bytes) gort_typedsliceclr(g, key, keys, GORT_MAP_SLOTS);
    if (elem->ptrdata_bytes) gort_typedsliceclr(g, elem, elems, GORT_MAP_SLOTS);
    gort_store(g, gort__map_overflow_slot(mt, b), NULL);
}

/* The chain of an old bucket: the bucket itself and those overflow buckets that lie in the array's
 * block, which the collector scans as long as the growth lasts. The others nobody reaches any more.
 */
static inline __attribute__((always_inline)) void
map_clear_evacuated(gort_g *g, const gort_maptype *mt, const gort_hmap *h, gort__bmap *first,
                    uintptr_t n)
{
    const uint8_t old_B = (uint8_t)__builtin_ctzll(n);
    const uintptr_t bytes = gort__map_array_buckets(mt, old_B) * mt->bucket_bytes;
    for (gort__bmap *b = first, *next; b; b = next) {
        next = gort__map_overflow(mt, b);
        if ((uintptr_t)b - (uintptr_t)h->oldbuckets < bytes) map_clear_bucket(g, mt, b);
    }
}

/* The old bucket at nevacuate is done: advances over what writes have evacuated out of turn. At
 * the end the growth is over. */
static inline __attribute__((always_inline)) void map_advance(gort_g *g, const gort_maptype *mt,
                                                              gort_hmap *h, uintptr_t n)
{
    const uintptr_t stop = h->nevacuate + 1 + 1024 < n ? h->nevacuate + 1 + 1024 : n;
    h->nevacuate++;
    while (h->nevacuate != stop &&
           gort__map_evacuated(gort__map_bucket(mt, h->oldbuckets, h->nevacuate)))
        h->nevacuate++;
    if (h->nevacuate != n) return;

    /* [W6] The old array leaves the map. Iterators may go on in it, from a stack that is scanned
     * already; so do entries that keep their old copy for such an iterator ([W5] is not run for
     * those). The deletion half shades the array and with it all of them. Without it an iterator
     * walks freed buckets: GORT_MUTANT_NO_DELETION. */
    gort_store(g, &h->oldbuckets, NULL);
    if (h->extra) gort_store(g, &h->extra->oldoverflow, NULL);
    gort__map_set_flags(h, gort__map_flags(h) & (unsigned)~GORT_MAP_SAME_SIZE);
    gort__event(g->rt, GORT_EVENT_MAP_GROWN,
                .map_grown = {h, gort__map_B(h), h->noverflow, h->count});
}

/* Whether slot i of b moves to Y; *top becomes its tophash there. r: free shadow slots. */
static inline __attribute__((always_inline)) bool
map_goes_to_y(gort_g *g, void **r, const gort_maptype *mt, const gort_hmap *h, gort__bmap *b,
              unsigned i, uintptr_t n, uint8_t *top)
{
    void *key = gort__map_key(mt, b, i);
    r[0] = key;
    const uintptr_t hash = gort__map_hash(g, r + 1, mt, key, h->hash0);
    /* A key that differs from itself (NaN) has a new hash each time, so no bit of it tells where
     * the entry goes. An iterator has to foresee it (iter.c): the low bit of the old tophash, which
     * is as random, decides, and the entry gets a new tophash so that the next growth decides
     * anew. */
    if ((gort__map_flags(h) & GORT_MAP_ITERATOR) && !(mt->flags & GORT_MAP_REFLEXIVE_KEY) &&
        !gort__map_equal(g, r + 1, mt->key, key, key)) {
        const bool y = *top & 1;
        *top = (uint8_t)gort__map_tophash(hash);
        return y;
    }
    return hash & n;
}

/* Moves the entries of the chain that begins at first to xy, and counts them. `known` is a
 * constant: where keys are hashed without a call, nothing calls back, and an entry is a few loads
 * and stores.
 */
static inline __attribute__((always_inline)) void
map_move_chain(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h, gort__bmap *first,
               uintptr_t n, map_dest xy[2], unsigned moved[2], map_known known)
{
    unsigned chained = 0, chained_to[2] = {0, 0}; /* for the events */
    const bool same_size = gort__map_flags(h) & GORT_MAP_SAME_SIZE;
    for (gort__bmap *b = first; b; b = gort__map_overflow(mt, b)) {
        for (unsigned i = 0; i < GORT_MAP_SLOTS; i++) {
            uint8_t top = b->tophash[i];
            if (gort__top_is_empty(top)) {
                b->tophash[i] = GORT_TOP_EVACUATED_EMPTY;
                continue;
            }
            if (top < GORT_TOP_MIN) gort_fatal(g, sp, "bad map state");
            sp[0] = b;
            sp[1] = xy[0].b;
            sp[2] = xy[1].b;
            bool y = false;
            if (!same_size && known.match == GORT_MAP_MATCH_ANY)
                y = map_goes_to_y(g, sp + 3, mt, h, b, i, n, &top);
            else if (!same_size)
                y = gort__match_hash(known.match, gort__map_key_slot(mt, b, i), known.key_bytes,
                                     gort__match_halves(known.match), h->hash0) &
                    n;
            map_dest *d = &xy[y];
            b->tophash[i] = (uint8_t)(GORT_TOP_EVACUATED_X + y);
            if (d->i == GORT_MAP_SLOTS) {
                d->b = gort__map_new_overflow(g, sp + 3, mt, h, d->b);
                d->i = 0;
                chained_to[y]++;
            }
            d->b->tophash[d->i] = top;
            if (gort__map_pointer_free(mt) || !GORT_G(g)->barrier)
                map_copy_slot(known, b, i, d);
            else
                map_move(g, mt, b, i, d);
            if (known.told)
                gort__event(g->rt, GORT_EVENT_MAP_MOVE, .g = g,
                            .map_move = {h, known.at, known.at + (y ? n : 0), i, d->i, chained,
                                         chained_to[y]});
            d->i++;
            moved[y]++;
        }
        chained++;
    }
}

static inline __attribute__((always_inline)) void
map_evacuate(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h, uintptr_t at, bool told)
{
    const uintptr_t n = gort__map_noldbuckets(h);
    gort__bmap *first = gort__map_bucket(mt, h->oldbuckets, at);
    if (!gort__map_evacuated(first)) {
        map_dest xy[2] = {map_dest_of(mt, gort__map_bucket(mt, h->buckets, at)), {NULL, 0}};
        if (!(gort__map_flags(h) & GORT_MAP_SAME_SIZE))
            xy[1] = map_dest_of(mt, gort__map_bucket(mt, h->buckets, at + n));
        unsigned moved[2] = {0, 0};

#define MOVE(match, key_bytes, elem_bytes)                                                         \
    map_move_chain(g, sp, mt, h, first, n, xy, moved,                                              \
                   (map_known){match, key_bytes, elem_bytes, told, at})
        const uintptr_t elem_bytes = mt->elem_slot_bytes;
        if (told)
            MOVE(GORT_MAP_MATCH_ANY, mt->key_slot_bytes, elem_bytes);
        else if (mt->key_match == GORT_MAP_MATCH_8 && elem_bytes == 8)
            MOVE(GORT_MAP_MATCH_8, 8, 8);
        else if (mt->key_match == GORT_MAP_MATCH_4 && elem_bytes == 8)
            MOVE(GORT_MAP_MATCH_4, 4, 8);
        else if (mt->key_match == GORT_MAP_MATCH_16 && elem_bytes == 8)
            MOVE(GORT_MAP_MATCH_16, 16, 8);
        else if (mt->key_match == GORT_MAP_MATCH_STRING && elem_bytes == 8)
            MOVE(GORT_MAP_MATCH_STRING, sizeof(gort_string), 8);
        else
            MOVE(GORT_MAP_MATCH_ANY, mt->key_slot_bytes, elem_bytes);
#undef MOVE

        /* An iterator over the old array goes on reading keys there; then they stay. */
        if (!(gort__map_flags(h) & GORT_MAP_OLD_ITERATOR) && !gort__map_pointer_free(mt))
            map_clear_evacuated(g, mt, h, first, n);
        gort__event(g->rt, GORT_EVENT_MAP_EVACUATE, .map_evacuate = {h, at, n, moved[0], moved[1]});
    }
    if (at == h->nevacuate) map_advance(g, mt, h, n);
}

static __attribute__((noinline)) void
map_evacuate_plain(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h, uintptr_t at)
{
    map_evacuate(g, sp, mt, h, at, false);
}

void gort__map_grow_work(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                         uintptr_t bucket)
{
    map_evacuate_plain(g, sp, mt, h, bucket & (gort__map_noldbuckets(h) - 1));
    if (gort__map_growing(h)) map_evacuate_plain(g, sp, mt, h, h->nevacuate);
}

static __attribute__((noinline)) void
map_evacuate_told(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h, uintptr_t at)
{
    map_evacuate(g, sp, mt, h, at, true);
}

void gort__map_grow_work_told(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                              uintptr_t bucket)
{
    map_evacuate_told(g, sp, mt, h, bucket & (gort__map_noldbuckets(h) - 1));
    if (gort__map_growing(h)) map_evacuate_told(g, sp, mt, h, h->nevacuate);
}
