/* test_map_paths.c - ten million random operations on maps of all kinds of keys and elems, by the
 * calls and by the code that programs have inline, compared one by one with a table.
 *
 * Keys have the types that programs give them, so that each map is searched, filled and emptied in
 * the way that is made for its keys. Each operation draws its path: the inline one of
 * runtime/gort_map_inline.h (map_paths_inline.h) or the function of map/, and this with the map's
 * type or one that is the same but asks the key's own functions for everything. Interleaved with
 * the operations, at random:
 *
 *   collections    begin, take steps and end; marking is under way about half of the time
 *   growths        of both kinds: maps swell and shrink, or keep their count and turn over
 *   iterations     two at a time, which take a step now and then and live through all of that
 *
 * All of it is counted and printed, and what never happened fails the test. Each marking is done
 * twice and compared (gccheckmark=1), what is freed is filled with rubbish (clobberfree=1).
 * test_map_model.c puts steps of the collector inside the operations too. The seed is printed, and
 * read from GORT_TEST_SEED.
 */
#include "map_paths_inline.h"
#include <sys/mman.h>

enum {
    OPERATIONS = 1000000, /* of a kind of key */
    WANTED = 10000000,    /* of all */
    NANS = 60,
    WALKS = 2,
};
_Static_assert((int64_t)OPERATIONS *KEY_KINDS >= WANTED, "ten million");

/* Of so many, one under a sanitizer. */
static int share(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return testing_share(4, 2);
#else
    return 1;
#endif
}

enum { FIND, ASSIGN, DELETE, NEXT, PATH_OPERATIONS };
static const char *const path_names[] = {"find", "assign", "delete", "next"};

/* One iteration under way. */
typedef struct walk {
    gort_hiter it; /* a root */
    gort_mapcursor at;
    bool on;
    uint32_t number;                    /* of this one: what the marks below are compared with */
    uint32_t seen[KEYS], touched[KEYS]; /* touched: removed, or new, since it began */
    uint32_t nan_seen[NANS];
    int nans;                    /* when it began */
    uint64_t growths, same_size; /* when it began */
} walk;

typedef struct counts {
    uint64_t operations, by_call[PATH_OPERATIONS], by_inline[PATH_OPERATIONS], by_asking;
    uint64_t marking, growing, both; /* operations meanwhile */
    uint64_t inline_marking, inline_growing, inline_walking;
    uint64_t cycles, growths, same_size, maps, frame_maps, constant_maps, clears, verified;
    uint64_t walks, walk_steps, grown_in_walk, same_in_walk, walks_in_growth, nans_seen;
} counts;

static struct model {
    key_kind kind;
    elem_kind elem;
    gort_map_types types[ELEM_KINDS], asking[ELEM_KINDS]; /* those ask the key's type */
    gort_hmap *h;
    void **map_slot; /* the shadow slot of h */
    gort_map_types *t;
    const inline_code *code;
    gort_hmap frame; /* the header and first bucket of maps that do not escape */
    uint64_t frame_buckets[ELEM_KINDS][200];
    cell key; /* a root */
    int64_t version[KEYS], count, next_version, nan[NANS];
    int nans;
    walk walks[WALKS];
    counts n;
} M;

/* Of all kinds; each is a process of its own. */
static counts *all;

/* ---- The inline path ---------------------------------------------------------------------- */

/* Whether programs have the operation inline for maps of the kinds at hand. */
static bool has_inline(int operation)
{
    const unsigned match = M.t->layout.key_match;
    if (operation == NEXT) return true;
    return match != GORT_MAP_MATCH_ANY && match != GORT_MAP_MATCH_NONE;
}

/* ---- Before each operation ---------------------------------------------------------------- */

static bool marking(void)
{
    return gort__gc_current_phase(C.rt) == GORT_GC_MARK;
}

static void collect_some(uint64_t r)
{
    if (!marking()) {
        if (r % 1000 != 0) return;
        C.g->sp = C.sp;
        gort__gc_start(C.g);
        M.n.cycles++;
        return;
    }
    if (r % 8 != 0) return;
    static const uintptr_t sizes[] = {1, 64, 256, 1024, 4096};
    C.g->sp = C.sp;
    if (!gort__gc_step(C.g, sizes[(r >> 8) % 5]) && (r >> 16) % 16 == 0) gort__gc_finish(C.g);
}

static void begin_operation(void)
{
    collect_some(fixture_rand());
    M.n.operations++;
    M.n.marking += marking();
    M.n.growing += M.h->oldbuckets != NULL;
    M.n.both += marking() && M.h->oldbuckets;
}

/* Which path the operation tries, and what it took. */
static bool tries_inline(int operation)
{
    return has_inline(operation) && fixture_rand() % 2;
}
static void count_path(int operation, bool inlined)
{
    if (!inlined) {
        M.n.by_call[operation]++;
        return;
    }
    M.n.by_inline[operation]++;
    M.n.inline_marking += marking();
    M.n.inline_growing += M.h->oldbuckets != NULL;
    for (int i = 0; i < WALKS; i++)
        M.n.inline_walking += M.walks[i].on;
}

/* The type that a call is made with. */
static const gort_type *call_type(void)
{
    const bool asks = fixture_rand() % 4 == 0;
    M.n.by_asking += asks;
    return asks ? &M.asking[M.elem].map : &M.t->map;
}

/* ---- Operations --------------------------------------------------------------------------- */

static void find(int64_t k)
{
    make_key(&M.key, M.kind, k);
    const void *e = tries_inline(FIND) ? M.code->find(&M.t->layout, M.h, &M.key) : NULL;
    count_path(FIND, e != NULL);
    if (e) {
        if (e == gort_map_zero) e = NULL;
    } else if (fixture_rand() % 2) {
        e = gort_mapaccess2(C.g, C.sp, call_type(), M.h, &M.key);
    } else {
        e = gort_mapaccess1(C.g, C.sp, call_type(), M.h, &M.key);
        if (!M.version[k]) {
            MUST(elem_is_zero(M.elem, e), "key %d is absent, but its elem is not zero", (int)k);
            return;
        }
    }
    if (M.version[k])
        MUST(e && elem_is(M.elem, e, k, M.version[k]), "key %d, version %d is not found", (int)k,
             (int)M.version[k]);
    else
        MUST(!e, "key %d is found, but is not there", (int)k);
}

/* To the key in M.key, which is there in the version `old`, or is not (0). */
static void assign(int64_t k, int64_t version, int64_t old)
{
    box *b = elem_has_box(M.elem) ? new_box(k, version) : NULL;
    void **sp = C.sp;
    *sp++ = b;
    const uint8_t B = M.h->B;
    const bool growing = M.h->oldbuckets != NULL;
    const bool due = !growing && (gort__map_over_load(M.h->count + 1, B) ||
                                  gort__map_too_many_overflow(M.h->noverflow, B));
    void *e = tries_inline(ASSIGN) ? M.code->assign(C.g, &M.t->layout, M.h, &M.key) : NULL;
    const bool inlined = e != NULL;
    count_path(ASSIGN, inlined);
    if (!e) e = gort_mapassign(C.g, sp, call_type(), M.h, &M.key);
    if (old)
        MUST(elem_is(M.elem, e, k, old), "key %d is assigned elsewhere", (int)k);
    else
        MUST(elem_is_zero(M.elem, e), "the elem of the new key %d is not zero", (int)k);
    store_elem(M.elem, e, b, k, version);
    /* Of one or two buckets a growth of the same size is over at once. */
    MUST(old || !due || (B <= 1 && !inlined) || M.h->B != B || M.h->oldbuckets,
         "the map does not grow");
    M.n.growths += M.h->B != B;
    M.n.same_size += M.h->B == B && !growing && M.h->oldbuckets;
}

static void touch(int64_t k)
{
    for (int i = 0; i < WALKS; i++)
        M.walks[i].touched[k] = M.walks[i].number;
}

static void assign_key(int64_t k)
{
    make_key(&M.key, M.kind, k);
    const int64_t version = ++M.next_version;
    assign(k, version, M.version[k]);
    if (!M.version[k]) {
        M.count++;
        touch(k);
    }
    M.version[k] = version;
}

static void delete_key(int64_t k)
{
    make_key(&M.key, M.kind, k);
    const bool inlined = tries_inline(DELETE) && M.code->drop(C.g, &M.t->layout, M.h, &M.key);
    count_path(DELETE, inlined);
    if (!inlined) gort_mapdelete(C.g, C.sp, call_type(), M.h, &M.key);
    if (!M.version[k]) return;
    M.count--;
    M.version[k] = 0;
    touch(k);
}

/* NaN differs from itself: each assignment is a new entry, which nothing finds or deletes. */
static void use_nan(bool grows)
{
    memset(&M.key, 0, sizeof M.key);
    if (M.kind == FLOAT32)
        M.key.f32 = fixture_rand() % 2 ? (float)NAN : -(float)NAN;
    else
        M.key.f64 = fixture_rand() % 2 ? (double)NAN : -(double)NAN;
    switch (fixture_rand() % 3) {
    case 0:
        if (M.nans == NANS || !grows) break;
        M.nan[M.nans] = ++M.next_version;
        assign(M.nans, M.nan[M.nans], 0);
        M.nans++;
        M.count++;
        break;
    case 1: gort_mapdelete(C.g, C.sp, call_type(), M.h, &M.key); break;
    default: MUST(!gort_mapaccess2(C.g, C.sp, call_type(), M.h, &M.key), "NaN is found");
    }
}

/* ---- Iterations --------------------------------------------------------------------------- */

static void end_walk(walk *w)
{
    w->on = false;
    gort_typedmemclr(C.g, &gort_type_hiter, &w->it);
    memset(&w->it, 0, sizeof w->it);
}

static void begin_walk(walk *w)
{
    static uint32_t number;
    w->number = ++number;
    w->on = true;
    w->nans = M.nans;
    w->growths = M.n.growths;
    w->same_size = M.n.same_size;
    M.n.walks++;
    M.n.walks_in_growth += M.h->oldbuckets != NULL;
    gort_mapiterinit(C.g, C.sp, call_type(), M.h, &w->it);
    w->at = gort_mapcursor_of(&w->it);
}

/* It has visited all that it had to. */
static void check_walk(const walk *w)
{
    for (int k = 0; k < KEYS; k++)
        MUST(!M.version[k] || w->touched[k] == w->number || w->seen[k] == w->number,
             "key %d is not visited", k);
    for (int i = 0; i < w->nans; i++)
        MUST(w->nan_seen[i] == w->number, "an entry under NaN is not visited");
    M.n.grown_in_walk += w->growths != M.n.growths;
    M.n.same_in_walk += w->same_size != M.n.same_size;
}

static void check_nan(walk *w)
{
    int i = 0;
    if (M.elem != NONE && M.elem != BYTE) { /* the others do not say which one it is */
        while (i < M.nans && !elem_is(M.elem, w->at.elem, i, M.nan[i]))
            i++;
        MUST(i < M.nans, "an entry under NaN is not that of any");
        MUST(w->nan_seen[i] != w->number, "an entry under NaN is visited twice");
        w->nan_seen[i] = w->number;
    } else {
        while (i < NANS && w->nan_seen[i] == w->number)
            i++;
        MUST(i < M.nans, "more entries under NaN than there are");
        w->nan_seen[i] = w->number;
    }
    M.n.nans_seen++;
}

static void step_walk(walk *w)
{
    if (!w->on) {
        begin_walk(w);
    } else {
        const bool inlined = tries_inline(NEXT) && M.code->next(&M.t->layout, &w->it, &w->at);
        count_path(NEXT, inlined);
        if (!inlined) gort_mapiternext_at(C.g, C.sp, &w->it, &w->at);
    }
    M.n.walk_steps++;
    if (!w->at.key) {
        check_walk(w);
        end_walk(w);
        return;
    }
    const int64_t k = key_number(M.kind, w->at.key);
    if (k == NAN_KEY) {
        check_nan(w);
        return;
    }
    MUST(k >= 0 && k < KEYS && M.version[k], "key %d is visited, but is not there", (int)k);
    MUST(elem_is(M.elem, w->at.elem, k, M.version[k]), "key %d is visited with another elem",
         (int)k);
    MUST(w->seen[k] != w->number || w->touched[k] == w->number, "key %d is visited twice", (int)k);
    w->seen[k] = w->number;
}

/* ---- Maps --------------------------------------------------------------------------------- */

static void forget_all(void)
{
    for (int i = 0; i < WALKS; i++)
        end_walk(&M.walks[i]);
    memset(M.version, 0, sizeof M.version);
    M.count = M.nans = 0;
}

static void clear(void)
{
    gort_mapclear(C.g, C.sp, &M.t->map, M.h);
    forget_all();
    M.n.clears++;
}

static void verify(void)
{
    map_test_verify(&M.t->map, M.h);
    M.n.verified++;
}

static void new_map(void)
{
    forget_all();
    M.n.maps++;
    M.elem = (elem_kind)(fixture_rand() % ELEM_KINDS);
    *M.map_slot = M.h = NULL;
    M.t = &M.types[M.elem];
    M.code = inline_code_of(M.kind, M.elem, &M.t->layout);
    M.n.constant_maps += M.code->type != NULL;
    const uint64_t r = fixture_rand();
    gort_hmap *h;
    if (r % 4 == 0) {
        /* As emitted code does at each turn of a loop: through the barrier. */
        for (int e = 0; e < ELEM_KINDS; e++)
            gort_typedmemclr(C.g, &M.types[e].bucket, M.frame_buckets[e]);
        gort_typedmemclr(C.g, &M.types[0].hmap, &M.frame);
        memset(M.frame_buckets, 0, sizeof M.frame_buckets);
        memset(&M.frame, 0, sizeof M.frame);
        h = &M.frame;
        gort_makemap_stack(C.g, h, M.frame_buckets[M.elem]);
        M.n.frame_maps++;
    } else if (r % 4 == 1) {
        h = gort_makemap(C.g, C.sp, &M.t->map, (intptr_t)(r >> 8) % 500, NULL);
    } else {
        h = gort_makemap_small(C.g, C.sp, &M.t->map);
    }
    *M.map_slot = M.h = h;
}

/* One map's life: `n` operations on at most `keys` keys. `keep`: the count that a map keeps which
 * turns over, 0 if it swells and shrinks. */
static void live(int n, int64_t keys, int64_t keep)
{
    const int turn = 200 + (int)(fixture_rand() % 3000);
    for (int i = 0; i < n; i++) {
        begin_operation();
        const uint64_t r = fixture_rand();
        const int64_t k = (int64_t)((r >> 40) % (uint64_t)keys);
        const bool grows = keep ? M.count < keep : i / turn % 2 == 0;
        const unsigned what = r % 100;
        /* A growth lasts longer while the map is read. */
        if (what < (M.h->oldbuckets ? 70 : 30)) {
            find(k);
        } else if ((M.kind == FLOAT32 || M.kind == FLOAT64) && what < 74 && what % 8 == 6) {
            use_nan(grows);
        } else if (grows ? what < 95 : what % 4 == 0) {
            if (grows || (!keep && what % 8 == 0) || M.version[k])
                assign_key(k);
            else
                find(k);
        } else {
            int64_t there = k; /* while it shrinks, one that is there, if that is soon found */
            for (int tries = 0; !grows && !M.version[there] && tries < 40; tries++)
                there = (there + 1) % keys;
            delete_key(there);
        }
        MUST(gort_maplen(M.h) == M.count, "the map has %d entries, the table %d",
             (int)gort_maplen(M.h), (int)M.count);
        walk *w = &M.walks[r >> 20 & 1];
        const unsigned chance = r >> 21 & 63;
        if (w->on ? chance < 24 : chance < (M.h->oldbuckets ? 4 : 1)) step_walk(w);
        if ((r >> 30 & 0x3ff) == 0) verify();
    }
    for (int i = 0; i < WALKS; i++)
        while (M.walks[i].on && fixture_rand() % 1000)
            step_walk(&M.walks[i]);
    verify();
    if (fixture_rand() % 2) clear();
}

static void set_up(key_kind kind)
{
    M.kind = kind;
    map_test_root_cell(key_types[kind], &M.key);
    M.map_slot = C.sp;
    fixture_root(NULL);
    map_test_root_cell(&M.types[0].hmap, &M.frame);
    for (int e = 0; e < ELEM_KINDS; e++) {
        gort_map_types_init(&M.types[e], "map[K]V", key_types[kind], elem_types[e]);
        gort_map_types_init(&M.asking[e], "map[K]V", key_types[kind], elem_types[e]);
        M.asking[e].layout.key_match = GORT_MAP_MATCH_ANY;
        ck_assert_uint_le(M.types[e].layout.bucket_bytes, sizeof M.frame_buckets[e]);
        map_test_root_cell(&M.types[e].bucket, M.frame_buckets[e]);
    }
    for (int i = 0; i < WALKS; i++)
        map_test_root_cell(&gort_type_hiter, &M.walks[i].it);
    const gort_slice s = gort_makeslice(C.g, C.sp, &gort_type_unsafe_pointer, KEYS, KEYS);
    places = (box **)fixture_root(s.ptr);
    for (int k = 0; k < KEYS; k++)
        gort_store(C.g, &places[k], new_box(k, -1));
    M.t = &M.types[0];
    new_map();
}

/* ---- Runs --------------------------------------------------------------------------------- */

static void print_and_check(const counts *n)
{
#define HAPPENED(WHAT)                                                                             \
    do {                                                                                           \
        printf("# %9llu %s\n", (unsigned long long)n->WHAT, #WHAT);                                \
        ck_assert_msg(n->WHAT > 0, "never: " #WHAT);                                               \
    } while (0)
    HAPPENED(operations);
    HAPPENED(marking);
    HAPPENED(growing);
    HAPPENED(both);
    HAPPENED(cycles);
    HAPPENED(growths);
    HAPPENED(same_size);
    HAPPENED(maps);
    HAPPENED(frame_maps);
    HAPPENED(clears);
    HAPPENED(verified);
    HAPPENED(by_asking);
    HAPPENED(walks);
    HAPPENED(walk_steps);
    HAPPENED(walks_in_growth);
    HAPPENED(grown_in_walk);
    HAPPENED(same_in_walk);
    for (int i = 0; i < PATH_OPERATIONS; i++)
        printf("# %9llu %s by call, %llu inline\n", (unsigned long long)n->by_call[i],
               path_names[i], (unsigned long long)n->by_inline[i]);
    if (M.kind == FLOAT32 || M.kind == FLOAT64) HAPPENED(nans_seen);
    for (int i = 0; i < PATH_OPERATIONS; i++) {
        ck_assert_msg(n->by_call[i] > 0, "never by call: %s", path_names[i]);
        ck_assert_msg(!has_inline(i) || n->by_inline[i] > 0, "never inline: %s", path_names[i]);
    }
    if (!has_inline(FIND)) return;
    HAPPENED(constant_maps);
    HAPPENED(inline_marking);
    HAPPENED(inline_growing);
    HAPPENED(inline_walking);
}

START_TEST(both_paths_agree_with_the_table)
{
    map_test_open("gccheckmark=1,clobberfree=1");
    const key_kind kind = (key_kind)_i;
    C.rng += (uint64_t)_i;
    printf("# keys %s, seed %llu\n", key_types[kind]->name, (unsigned long long)fixture_seed());
    set_up(kind);
    /* Counts just below what makes a map of 8, 16 or 32 buckets grow: turned over, it collects
     * overflow buckets until it grows to the same size. */
    static const int64_t keeps[] = {51, 51, 103, 207};
    while (M.n.operations < OPERATIONS / (unsigned)share()) {
        const uint64_t r = fixture_rand();
        const int n = 500 + (int)((r >> 48) % 8000);
        switch (r & 7) {
        case 0: live(n, 12, 0); break; /* one bucket, now and then two */
        case 1: live(n, 60, 0); break;
        case 2:
        case 3:
        case 4: live(2 * n, keys_of(kind), keeps[(r >> 8) % 4]); break;
        default: live(n, keys_of(kind), 0); break;
        }
        new_map();
    }
    print_and_check(&M.n);
    uint64_t *sum = (uint64_t *)all;
    for (size_t i = 0; i < sizeof M.n / sizeof *sum; i++)
        sum[i] += ((const uint64_t *)&M.n)[i];
    M.h = NULL;
    fixture_close();
}
END_TEST

START_TEST(all_of_it_together)
{
    printf("# all kinds of keys, seed %llu\n", (unsigned long long)fixture_seed());
    M.kind = INT64;
    M.t = &M.types[0];
    gort_map_types_init(M.t, "map[K]V", key_types[M.kind], elem_types[0]);
    print_and_check(all);
    ck_assert_uint_ge(all->operations, WANTED / (unsigned)share());
}
END_TEST

Suite *test_suite(void)
{
    void *shared =
        mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    all = shared == MAP_FAILED ? NULL : (counts *)shared;
    Suite *s = suite_create("map_paths");
    TCase *tc = tcase_create("map_paths");
    tcase_set_timeout(tc, 280);
    tcase_add_loop_test(tc, both_paths_agree_with_the_table, 0, KEY_KINDS);
    tcase_add_test(tc, all_of_it_together);
    suite_add_tcase(s, tc);
    return s;
}
