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
#include "../runtime/base/policy.h"
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
    gort_mapextra *x = h->extra;
    if (!x) return;
    /* In this order, so that who takes one of `spare` meets the last_overflow that it counts to. */
    gort__store_relaxed(&x->spare, 0);
    gort_store(g, &x->last_overflow,
               spare ? gort__map_bucket(mt, array, gort__map_nbuckets(B) + spare - 1) : NULL);
    gort__store_relaxed(&x->spare, spare);
}

/* ---- Overflow buckets --------------------------------------------------------------------- */

/* Stores val in *slot if that still holds old; false if not. With the barrier, in full order. */
static bool map_swap(gort_g *g, void *slot, void *old, void *val)
{
    return gort__gc_cas(g, slot, old, val);
}

/* What *slot holds, made from type t if that is nothing. Two threads may begin an iteration of one
 * map at once, which Go allows, and both find it missing: one wins, both use the winner's. h is
 * rooted. */
static void *map_need(gort_g *g, void **sp, void **slot, const gort_type *t)
{
    volatile AO_t *word = (volatile AO_t *)(void *)slot;
    void *found = (void *)AO_load_acquire(word);
    if (found) return found;
    void *fresh = gort_new(g, sp, t);
    return map_swap(g, slot, NULL, fresh) ? fresh : (void *)AO_load_acquire(word);
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
    gort__map_chunk *head = l->head;
    uintptr_t used = l->used;
    if (!head || used >= GORT_MAP_CHUNK_ITEMS) {
        gort__map_chunk *c = (gort__map_chunk *)gort_new(g, sp, &gort__map_type_chunk);
        c->bucket_bytes = mt->bucket_bytes;
        gort_store(g, &c->next, head);
        if (!map_swap(g, &l->head, head, c)) gort_fatal(g, sp, "concurrent map writes");
        head = c;
        used = 0;
    }
    /* Two of one place would leave one of them to be freed while the map leads to it. */
    if (!map_swap(g, &head->items[used], NULL, ovf)) gort_fatal(g, sp, "concurrent map writes");
    l->used = used + 1;
}

/* Exact below 2^16 buckets; above, counts with a probability that reaches 2^15 at about as many
 * overflow buckets as buckets. */
static void map_count_overflow(gort_g *g, gort_hmap *h)
{
    const uint8_t B = gort__map_B(h);
    if (B < 16 || (gort_fastrand(g) & (((uint32_t)1 << (B - 15)) - 1)) == 0) h->noverflow++;
}

/* Takes a preallocated bucket, which nobody else gets, of the array that they belong to. */
static gort__bmap *map_take_spare(gort_g *g, void **sp, const gort_maptype *mt, gort_mapextra *x,
                                  gort__bmap *last)
{
    const uintptr_t left = gort__fetch_add_full(&x->spare, (uintptr_t)-1);
    if (left == 0 || gort__heap_load((void **)(void *)&x->last_overflow) != last)
        gort_fatal(g, sp, "concurrent map writes");
    return gort__map_bucket(mt, last, 1 - left);
}

/* Every link is made here, and to a bucket that nobody else links and that has no link itself, so
 * that no chain ever leads back into itself, whoever else writes the map. A bucket is used anew
 * after a clear only; if there was one since this began, which hash0 tells, it may be that. */
gort__bmap *gort__map_new_overflow(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                                   gort__bmap *b)
{
    gort__bmap *ovf;
    gort_mapextra *x = h->extra;
    const uint32_t seed = h->hash0;
    const bool spare = x && gort__load_relaxed(&x->spare);
    if (spare)
        ovf = map_take_spare(g, sp, mt, x,
                             (gort__bmap *)gort__heap_load((void **)(void *)&x->last_overflow));
    else
        ovf = (gort__bmap *)gort_new(g, sp, mt->bucket);
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
    if (h->hash0 != seed) gort_fatal(g, sp, "concurrent map writes");
    return ovf;
}

/* ---- Beginning a growth ------------------------------------------------------------------- */

void gort__map_grow(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h)
{
    const uint8_t B = gort__map_B(h);
    const bool bigger = gort__map_over_load(h->count + 1, B);
    const uint8_t new_B = (uint8_t)(B + bigger);
    void *old = gort__map_array(h);
    uintptr_t spare;
    void *array = gort__map_new_array(g, sp, mt, new_B, &spare);
    sp[0] = array;

    /* From here on nobody else can begin a growth. A thread that uses the map at the same time, by
     * misuse, reads B before buckets and oldbuckets: it finds arrays as large as it takes them for,
     * since the larger one is stored before B. */
    h->nevacuate = 0;
    if (!map_swap(g, &h->oldbuckets, NULL, old) || gort__map_array(h) != old || gort__map_B(h) != B)
        gort_fatal(g, sp, "concurrent map writes");

    /* Iterators over buckets become iterators over oldbuckets. */
    unsigned flags = gort__map_flags(h);
    const bool iterating = flags & GORT_MAP_ITERATOR;
    flags &= (unsigned)~(GORT_MAP_ITERATOR | GORT_MAP_OLD_ITERATOR);
    if (iterating) flags |= GORT_MAP_OLD_ITERATOR;
    if (!bigger) flags |= GORT_MAP_SAME_SIZE;
    gort__map_set_flags(h, flags);

    /* [W2] The old array moves from one field of the header to another, and a collector on
     * another thread may read the one before and the other after: it sees the old array
     * twice, or never. The deletion half of this store shades the old array, so
     * that it is marked whatever the collector read. (GORT_MUTANT_NO_DELETION drops it. The new
     * array's own safety is fact 1; GORT_MUTANT_ALLOC_WHITE drops that.)
     * [W3] The lists follow their arrays. The list of the old array leaves `overflow`; iterators
     * on scanned stacks still use it. Same rule as [W2], one level down. */
    if (h->extra) {
        gort__store_relaxed(&h->extra->spare, 0);
        if (h->extra->overflow) {
            gort_store(g, &h->extra->oldoverflow, h->extra->overflow);
            gort_store(g, &h->extra->overflow, NULL);
        }
    }
    gort_store(g, &h->buckets, array);
    gort__map_set_B(h, new_B);
    h->noverflow = 0;
    gort__map_set_spare(g, sp + 1, mt, h, array, new_B, spare);
    gort__event(g->rt, GORT_EVENT_MAP_GROW, .g = g, .sp = sp,
                .map_grow = {h, B, new_B, h->count, gort__map_nbuckets(B)});
}

/* ---- Evacuation --------------------------------------------------------------------------- */

/* Where the entries of one old bucket go. */
typedef struct map_dest {
    gort__bmap *b;
    uintptr_t i;     /* next free slot of b */
    uint64_t filled; /* tophash bytes that b does not have yet: map_move_known */
    uintptr_t moved; /* entries, without those in b */
} map_dest;

static map_dest map_dest_of(const gort_maptype *mt, gort__bmap *b)
{
    /* Written in a moment, and in a large map far from everything used so far. */
    for (uintptr_t at = 0; at < mt->bucket_bytes && at < 256; at += 64)
        __builtin_prefetch((uint8_t *)b + at, 1);
    return (map_dest){b, 0, 0, 0};
}

/* Copies the n bytes of a slot, 128 at most, by words: of a length that is no constant gcc makes an
 * instruction in microcode, which takes as long as ten words. The last word may overlap the one
 * before. The empty asm keeps the loop one. */
static inline __attribute__((always_inline)) void map_copy_words(uint8_t *to, const uint8_t *from,
                                                                 uintptr_t n)
{
    uint64_t w;
    if (n < sizeof w) {
        for (uintptr_t at = 0; at < n; at++) {
            uint8_t byte = from[at];
            __asm__("" : "+r"(byte));
            to[at] = byte;
        }
        return;
    }
    for (uintptr_t at = 0;; at = at + 2 * sizeof w <= n ? at + sizeof w : n - sizeof w) {
        memcpy(&w, from + at, sizeof w);
        __asm__("" : "+r"(w));
        memcpy(to + at, &w, sizeof w);
        if (at + sizeof w == n) return;
    }
}

/* Copies slot i of b to slot `at` of `to`, where nothing has to be shaded. key_bytes: as mt has
 * them, or a constant that is the same. */
static inline __attribute__((always_inline)) void map_copy_slot(const gort_maptype *mt,
                                                                uintptr_t key_bytes,
                                                                const gort__bmap *b, uintptr_t i,
                                                                gort__bmap *to, uintptr_t at)
{
    const uint8_t *from_keys = (const uint8_t *)b + GORT_MAP_DATA_OFFSET;
    uint8_t *to_keys = (uint8_t *)to + GORT_MAP_DATA_OFFSET;
    const uintptr_t elems_at = GORT_MAP_SLOTS * key_bytes, elem_bytes = mt->elem_slot_bytes;
    if (__builtin_constant_p(key_bytes))
        memcpy(to_keys + at * key_bytes, from_keys + i * key_bytes, key_bytes);
    else
        map_copy_words(to_keys + at * key_bytes, from_keys + i * key_bytes, key_bytes);
    if (GORT_LIKELY(elem_bytes == sizeof(uint64_t)))
        memcpy(to_keys + elems_at + at * sizeof(uint64_t),
               from_keys + elems_at + i * sizeof(uint64_t), sizeof(uint64_t));
    else
        map_copy_words(to_keys + elems_at + at * elem_bytes, from_keys + elems_at + i * elem_bytes,
                       elem_bytes);
}

/* Moves slot i of b to slot `at` of `to`. Keys and elems that are indirect move by their pointer.
 */
static void map_move(gort_g *g, const gort_maptype *mt, gort__bmap *b, unsigned i, gort__bmap *to,
                     unsigned at)
{
    void *key_to = gort__map_key_slot(mt, to, at);
    void *elem_to = gort__map_elem_slot(mt, to, at);
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
map_clear_evacuated(gort_g *g, const gort_maptype *mt, void *old, gort__bmap *first, uintptr_t n)
{
    const uint8_t old_B = (uint8_t)__builtin_ctzll(n);
    const uintptr_t bytes = gort__map_array_buckets(mt, old_B) * mt->bucket_bytes;
    for (gort__bmap *b = first, *next; b; b = next) {
        next = gort__map_overflow(mt, b);
        if ((uintptr_t)b - (uintptr_t)old < bytes) map_clear_bucket(g, mt, b);
    }
}

/* The old bucket at nevacuate is done: advances over what writes have evacuated out of turn. At
 * the end the growth is over. */
static inline __attribute__((always_inline)) void map_advance(gort_g *g, void **sp,
                                                              const gort_maptype *mt, gort_hmap *h,
                                                              void *old, uintptr_t at, uintptr_t n)
{
    const uintptr_t stop = at + 1 + 1024 < n ? at + 1 + 1024 : n;
    at++;
    while (at < stop && gort__map_evacuated(gort__map_bucket(mt, old, at)))
        at++;
    h->nevacuate = at;
    if (at < n) return;

    /* [W6] The old array leaves the map. Iterators may go on in it, from a stack that is scanned
     * already; so do entries that keep their old copy for such an iterator ([W5] is not run for
     * those). The deletion half shades the array and with it all of them. Without it an iterator
     * walks freed buckets: GORT_MUTANT_NO_DELETION. */
    gort_store(g, &h->oldbuckets, NULL);
    if (h->extra) gort_store(g, &h->extra->oldoverflow, NULL);
    gort__map_set_flags(h, gort__map_flags(h) & (unsigned)~GORT_MAP_SAME_SIZE);
    gort__event(g->rt, GORT_EVENT_MAP_GROWN, .g = g, .sp = sp,
                .map_grown = {h, gort__map_B(h), h->noverflow, h->count});
}

/* Whether slot i of b moves to Y; *top becomes its tophash there. r: free shadow slots. */
static inline __attribute__((always_inline)) bool
map_goes_to_y(gort_g *g, void **r, const gort_maptype *mt, const gort_hmap *h, gort__bmap *b,
              unsigned i, uintptr_t n, uint8_t *top, bool told)
{
    void *key = gort__map_key(mt, b, i);
    r[0] = key;
    const uintptr_t hash = told ? gort__map_hash_of(g, r + 1, mt, h, key)
                                : gort__map_hash(g, r + 1, mt, key, h->hash0);
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

/* Moves the entries of the chain that begins at first to xy, and counts them. told: each is an
 * event, from bucket `from` of the old array. */
static inline __attribute__((always_inline)) void
map_move_chain(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h, gort__bmap *first,
               uintptr_t n, map_dest xy[2], bool told, uintptr_t from)
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
            const bool y = !same_size && map_goes_to_y(g, sp + 3, mt, h, b, i, n, &top, told);
            map_dest *d = &xy[y];
            b->tophash[i] = (uint8_t)(GORT_TOP_EVACUATED_X + y);
            if (d->i == GORT_MAP_SLOTS) {
                d->b = gort__map_new_overflow(g, sp + 3, mt, h, d->b);
                d->moved += d->i;
                d->i = 0;
                chained_to[y]++;
            }
            d->b->tophash[d->i] = top;
            if (gort__map_pointer_free(mt) || !GORT_G(g)->barrier)
                map_copy_slot(mt, mt->key_slot_bytes, b, i, d->b, d->i);
            else
                map_move(g, mt, b, i, d->b, (unsigned)d->i);
            if (told)
                gort__event(g->rt, GORT_EVENT_MAP_MOVE, .g = g, .sp = sp,
                            .map_move = {h, from, from + (y ? n : 0), i, (unsigned)d->i, chained,
                                         chained_to[y]});
            d->i++;
        }
        chained++;
    }
}

static void map_dests_store(const map_dest xy[2])
{
    for (unsigned y = 0; y < 2; y++)
        if (xy[y].b) gort__tops_store(xy[y].b, xy[y].filled);
}
/* xy[y] goes on in a new overflow bucket. */
static __attribute__((noinline)) void map_dest_next(gort_g *g, void **sp, const gort_maptype *mt,
                                                    gort_hmap *h, map_dest xy[2], uintptr_t y)
{
    map_dests_store(xy);
    sp[0] = xy[0].b;
    sp[1] = xy[1].b;
    xy[y].b = gort__map_new_overflow(g, sp + 2, mt, h, xy[y].b);
    xy[y].moved += xy[y].i;
    xy[y].i = 0;
    xy[y].filled = 0;
}
/* The tophash bytes of a bucket whose entries are all moved: what is 0 or 1 is evacuated too. */
static inline uint64_t map_tops_evacuated(uint64_t tops)
{
    const uint64_t empty = ~tops >> 1 & GORT__ONES;
    return (tops & ~empty) | empty * GORT_TOP_EVACUATED_EMPTY;
}

/* The same for keys that are hashed without a call, and without events: nothing calls back, and
 * only a new overflow bucket is a safepoint. So tophash bytes are handled as words: those of the
 * new buckets are stored when a bucket is full, before a safepoint, and at the end. match and
 * key_bytes are constants, where match says how many those are. */
static inline __attribute__((always_inline)) void
map_move_known(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h, gort__bmap *first,
               uintptr_t n, map_dest xy[2], uint8_t match, uintptr_t key_bytes)
{
    const uintptr_t bit = gort__map_flags(h) & GORT_MAP_SAME_SIZE ? 0 : n;
    const uint32_t seed = h->hash0;
    bool plain = gort__map_pointer_free(mt) || !GORT_G(g)->barrier;
    for (gort__bmap *b = first; b; b = gort__map_overflow(mt, b)) {
        uint64_t tops = gort__tops_load(b);
        for (uint64_t full = gort__tops_full(tops); full; full &= full - 1) {
            const uintptr_t i = gort__tops_first(full);
            const uint64_t top = tops >> 8 * i & 0xff;
            if (GORT_UNLIKELY(top < GORT_TOP_MIN)) gort_fatal(g, sp, "bad map state");
            const uintptr_t hash =
                gort__match_hash(match, gort__map_keys((uint8_t *)b) + i * key_bytes, key_bytes,
                                 gort__match_halves(match), seed);
            const uintptr_t y = (hash & bit) != 0;
            map_dest *d = &xy[y];
            if (GORT_UNLIKELY(d->i == GORT_MAP_SLOTS)) {
                gort__tops_store(b, tops);
                sp[0] = b;
                map_dest_next(g, sp + 1, mt, h, xy, y);
                plain = gort__map_pointer_free(mt) || !GORT_G(g)->barrier;
            }
            /* A mark is less than all that stand for an entry. */
            tops ^= (top ^ (GORT_TOP_EVACUATED_X + y)) << 8 * i;
            d->filled |= top << 8 * d->i;
            if (GORT_LIKELY(plain))
                map_copy_slot(mt, key_bytes, b, i, d->b, d->i);
            else
                map_move(g, mt, b, (unsigned)i, d->b, (unsigned)d->i);
            d->i++;
        }
        gort__tops_store(b, map_tops_evacuated(tops));
    }
    map_dests_store(xy);
}

/* Functions of their own: what one keeps in registers is not the others' to save. */
#define MAP_MOVE(name, match, key_bytes)                                                           \
    static __attribute__((noinline)) void name(gort_g *g, void **sp, const gort_maptype *mt,       \
                                               gort_hmap *h, gort__bmap *first, uintptr_t n,       \
                                               map_dest xy[2])                                     \
    {                                                                                              \
        map_move_known(g, sp, mt, h, first, n, xy, match, key_bytes);                              \
    }
MAP_MOVE(map_move_4, GORT_MAP_MATCH_4, 4)
MAP_MOVE(map_move_8, GORT_MAP_MATCH_8, 8)
MAP_MOVE(map_move_16, GORT_MAP_MATCH_16, 16)
MAP_MOVE(map_move_bytes, GORT_MAP_MATCH_BYTES, mt->key_slot_bytes)
MAP_MOVE(map_move_string, GORT_MAP_MATCH_STRING, sizeof(gort_string))
#undef MAP_MOVE

static inline __attribute__((always_inline)) void map_evacuate(gort_g *g, void **sp,
                                                               const gort_maptype *mt, gort_hmap *h,
                                                               void *old, uintptr_t at, uintptr_t n,
                                                               bool told)
{
    gort__bmap *first = gort__map_bucket(mt, old, at);
    map_dest xy[2] = {map_dest_of(mt, gort__map_bucket(mt, h->buckets, at)), {NULL, 0, 0, 0}};
    if (!(gort__map_flags(h) & GORT_MAP_SAME_SIZE))
        xy[1] = map_dest_of(mt, gort__map_bucket(mt, h->buckets, at + n));
    switch (told ? GORT_MAP_MATCH_ANY : mt->key_match) {
    case GORT_MAP_MATCH_4: map_move_4(g, sp, mt, h, first, n, xy); break;
    case GORT_MAP_MATCH_8: map_move_8(g, sp, mt, h, first, n, xy); break;
    case GORT_MAP_MATCH_16: map_move_16(g, sp, mt, h, first, n, xy); break;
    case GORT_MAP_MATCH_BYTES: map_move_bytes(g, sp, mt, h, first, n, xy); break;
    case GORT_MAP_MATCH_STRING: map_move_string(g, sp, mt, h, first, n, xy); break;
    default: map_move_chain(g, sp, mt, h, first, n, xy, told, at);
    }
    if (GORT_UNLIKELY(gort__heap_load(&h->oldbuckets) != old))
        gort_fatal(g, sp, "concurrent map writes");

    /* An iterator over the old array goes on reading keys there; then they stay. */
    if (!(gort__map_flags(h) & GORT_MAP_OLD_ITERATOR) && !gort__map_pointer_free(mt))
        map_clear_evacuated(g, mt, old, first, n);
    gort__event(g->rt, GORT_EVENT_MAP_EVACUATE, .g = g, .sp = sp,
                .map_evacuate = {h, at, n, xy[0].moved + xy[0].i, xy[1].moved + xy[1].i});
}

/* Evacuates the old bucket of `bucket` and the next one in line. Another writer, by misuse, may end
 * the growth or begin another at any moment of this. */
static inline __attribute__((always_inline)) void map_grow_work(gort_g *g, void **sp,
                                                                const gort_maptype *mt,
                                                                gort_hmap *h, uintptr_t bucket,
                                                                bool told)
{
    const uintptr_t n = gort__map_noldbuckets(h);
    void *old = gort__heap_load(&h->oldbuckets);
    uintptr_t at = bucket & (n - 1);
    for (bool next = false;; next = true) {
        if (GORT_UNLIKELY(!old || at >= n)) gort_fatal(g, sp, "concurrent map writes");
        if (!gort__map_evacuated(gort__map_bucket(mt, old, at)))
            map_evacuate(g, sp, mt, h, old, at, n, told);
        if (at == h->nevacuate) map_advance(g, sp, mt, h, old, at, n);
        if (next || gort__heap_load(&h->oldbuckets) != old) return;
        at = h->nevacuate;
    }
}

/* Whether h grows so that each write evacuates the next two buckets in line and its own key stays
 * in its old bucket until that one's turn comes. Else the first few hundred writes touch all of the
 * new array, since keys lie anywhere: 67 huge pages and 310 ms for a map of three million entries,
 * on a virtual machine whose host has to find that memory. In line, two huge pages are touched at a
 * time. Every reader looks for a key in its old bucket first, so to them it makes no difference.
 *
 * For plain pointers and keys: nothing calls back, no key differs from itself, and no list holds
 * the overflow buckets of the old array. */
static bool map_grows_in_line(const gort_maptype *mt, const gort_hmap *h)
{
    return gort__map_nbuckets(gort__map_B(h)) * mt->bucket_bytes >= GORT__MAP_IN_LINE_BYTES &&
           !gort__map_pointer_free(mt) && mt->key_match != GORT_MAP_MATCH_ANY &&
           !(gort__map_flags(h) & GORT_MAP_SAME_SIZE);
}

gort__bmap *gort__map_grow_work(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                                uintptr_t bucket)
{
    const bool in_line = map_grows_in_line(mt, h);
    map_grow_work(g, sp, mt, h, in_line ? h->nevacuate : bucket, false);
    void *old = in_line ? gort__heap_load(&h->oldbuckets) : NULL;
    if (old) {
        gort__bmap *b = gort__map_bucket(mt, old, bucket & (gort__map_noldbuckets(h) - 1));
        if (!gort__map_evacuated(b)) return b;
    }
    return gort__map_bucket(mt, gort__map_array(h), bucket);
}

/* A bucket behind b, the last of an old chain: none of those that belong to the new array. */
gort__bmap *gort__map_old_overflow(gort_g *g, void **sp, const gort_maptype *mt, gort__bmap *b)
{
    gort__bmap *ovf = (gort__bmap *)gort_new(g, sp, mt->bucket);
    gort_store(g, gort__map_overflow_slot(mt, b), ovf); /* as [W1] */
    return ovf;
}

void gort__map_grow_work_told(gort_g *g, void **sp, const gort_maptype *mt, gort_hmap *h,
                              uintptr_t bucket)
{
    map_grow_work(g, sp, mt, h, bucket, true);
}
