/* test_map_model.c - random operations on maps, compared one by one with a table that a child could
 * write, while collections begin, proceed and end at random points in between and inside. Growths
 * of both kinds are met by each operation: lookups, iterations that change the map, clear. Keys
 * that cannot be hashed come in every position of a key, and NaN, which only clear removes.
 *
 * Every value is a box that names its key and version, so a box that was freed too early or landed
 * under another key is noticed. gccheckmark=1 ends the run at the first object that marking loses,
 * clobberfree=1 fills what is freed with rubbish. Steps of the collector fall
 *
 *   between operations       from this test's generator
 *   inside the operations    the hash function of the keys takes a step now and then; most of its
 *                            calls come from evacuation. With gcseed, at allocations too
 *
 * The run counts the operations done with oldbuckets present while marking, the steps taken inside
 * an evacuation, and what else `wants` lists, and fails if there were few: a test of overlap that
 * did not overlap shows nothing. The seed is printed, and read from GORT_TEST_SEED.
 */
#include "map_model_keys.h"

/* ---- The collector's share ---------------------------------------------------------------- */

static bool marking(void)
{
    return gort__gc_current_phase(C.rt) == GORT_GC_MARK;
}

static void collector_step(void **sp)
{
    C.g->sp = sp;
    const uint64_t r = fixture_rand();
    if (!marking()) {
        if (r % 8) return;
        gort__gc_start(C.g);
        M.cycles++;
        return;
    }
    static const uintptr_t sizes[] = {1, 1, 64, 256, 1024, 4096};
    M.steps++;
    if (!gort__gc_step(C.g, sizes[r % 6]) && (r >> 8) % 16 == 0) gort__gc_finish(C.g);
}

/* The hash of every key type here: a step now and then. The first call of an operation is for its
 * own key, the following come from evacuation (or, rarely, from an iterator or the verifier). */
static uintptr_t stepping_hash(gort_g *g, void **sp, const gort_type *t, const void *p,
                               uintptr_t seed)
{
    const bool inside = M.hashes++ > 0 && M.h && M.h->oldbuckets && (M.h->flags & GORT_MAP_WRITING);
    if (fixture_rand() % 8 == 0) {
        if (inside && marking()) M.steps_inside++;
        collector_step(sp);
    }
    const uintptr_t hash = M.hash(g, sp, t, p, seed);
    if (!churns()) return hash;
    return (hash & ~(uintptr_t)0xff) | (uintptr_t)(*(const int64_t *)p % CHURN_CHAINS);
}

/* Before each operation. */
static void begin_operation(void)
{
    M.hashes = 0;
    if (M.h && M.h->oldbuckets && marking()) M.overlaps++;
    if (M.manual && fixture_rand() % 8 == 0) collector_step(C.sp);
    if (!M.manual) gort_safepoint(C.g, C.sp);
    if (fixture_rand() % 400 == 0 && marking()) {
        C.g->sp = C.sp;
        gort__gc_finish(C.g);
    }
}

/* ---- Operations --------------------------------------------------------------------------- */

/* M.key by the code that programs have inline (gort_map_inline.h), as gort_mapaccess2 says it. */
static const void *find_inline(bool *known)
{
    const void *e = gort_mapaccess_fast(&M.types.layout, M.h, &M.key);
    *known = e != NULL;
    M.found_inline += *known;
    M.found_growing += *known && M.h && M.h->oldbuckets;
    return e == gort_map_zero ? NULL : e;
}

/* Assigns to the key in M.key. */
static void assign_version(int64_t k, int64_t version)
{
    box *b = elem_is_int() ? NULL : new_box(C.sp, k, version);
    void **sp = b ? C.sp + 1 : C.sp;
    const uint8_t B = M.h->B;
    const bool growing = M.h->oldbuckets != NULL;
    void *e = NULL;
    if (fixture_rand() % 2) e = gort_mapassign_fast(C.g, &M.types.layout, M.h, &M.key);
    M.assigned_inline += e != NULL;
    if (!e) e = gort_mapassign(C.g, sp, &M.types.map, M.h, &M.key);
    if (elem_is_int())
        *(int64_t *)e = version;
    else if (M.kind == BIG_TO_BIG)
        gort_store(C.g, &((big *)e)->b, b);
    else
        gort_store(C.g, e, b);
    M.growths += M.h->B != B;
    M.same_size += !growing && (M.h->flags & GORT_MAP_SAME_SIZE);
}

static void do_assign(int64_t k)
{
    const int64_t version = ++M.next_version;
    make_key(k);
    assign_version(k, version);
    M.count += M.version[k] == 0;
    M.version[k] = version;
}

/* NaN differs from itself: each assignment is a new entry, which nothing finds. */
static void do_nan(void)
{
    make_key(1);
    M.key.f = fixture_rand() % 2 ? (double)NAN : -(double)NAN;
    if (M.nans < NANS && fixture_rand() % 4) {
        const int64_t version = ++M.next_version;
        assign_version(NAN_KEY, version);
        M.nan[M.nans++] = version;
        M.count++;
    } else if (fixture_rand() % 2) {
        gort_mapdelete(C.g, C.sp, &M.types.map, M.h, &M.key);
    } else {
        ck_assert_ptr_null(gort_mapaccess2(C.g, C.sp, &M.types.map, M.h, &M.key));
    }
}

static void do_lookup(int64_t k)
{
    const void *key = make_key(k);
    bool known = false;
    const void *e = fixture_rand() % 2 ? find_inline(&known) : NULL;
    if (!known) e = gort_mapaccess2(C.g, C.sp, &M.types.map, M.h, key);
    if (M.version[k])
        check_elem(e, k);
    else
        ck_assert_ptr_null(e);
}

static void do_delete(int64_t k)
{
    const void *key = make_key(k);
    const bool inlined = fixture_rand() % 2 && gort_mapdelete_fast(C.g, &M.types.layout, M.h, key);
    M.deleted_inline += inlined;
    if (!inlined) gort_mapdelete(C.g, C.sp, &M.types.map, M.h, key);
    M.count -= M.version[k] != 0;
    M.version[k] = 0;
}

static void do_clear(void)
{
    if (M.h->oldbuckets) {
        M.cleared_same += (M.h->flags & GORT_MAP_SAME_SIZE) != 0;
        M.cleared_growing += !(M.h->flags & GORT_MAP_SAME_SIZE);
    }
    gort_mapclear(C.g, C.sp, &M.types.map, M.h);
    memset(M.version, 0, sizeof M.version);
    M.count = M.nans = 0;
    map_test_verify(&M.types.map, M.h);
}

/* One operation on the map, which panics before it has done anything. */
static void do_unhashable(void)
{
    static uint64_t bytes[3], number = 7;
    static const gort_itab tab = {.inter = &gort_type_error, .type = &gort_type_byte_slice};
    const gort_eface slice = {&gort_type_byte_slice, bytes}, good = {&gort_type_uint64, &number};
    const gort_eface inner_pair[2] = {good, slice};
    const parts inner_parts = {.n = 3, .e = good, .i = {&tab, bytes}};
    const gort_eface bad[] = {slice,
                              {&type_pair, (void *)(uintptr_t)inner_pair},
                              {&type_parts, (void *)(uintptr_t)&inner_parts}};
    const uint64_t r = fixture_rand();
    const gort_eface e = bad[r % 3];
    memset(&M.key, 0, sizeof M.key);
    if (M.kind == INTERFACE_TO_BOX) {
        M.key.e = e;
    } else if (M.kind == ARRAY_TO_BOX) {
        M.key.pair[0] = r >> 8 & 1 ? e : good;
        M.key.pair[1] = r >> 8 & 1 ? good : e;
    } else {
        M.key.parts = r >> 8 & 1 ? (parts){.e = e} : inner_parts;
    }
    /* Also on a map that was made and never used, and on none at all. */
    gort_hmap *h = M.h;
    static gort_hmap unused;
    unused.hash0 = (uint32_t)r;
    if (r >> 16 & 1) h = r >> 17 & 1 ? &unused : NULL;
    if (r >> 18 & 1) h = M.h;
    jmp_buf outer;
    const bool expected = C.expected;
    memcpy(outer, C.failed, sizeof outer);
    C.text[0] = 0;
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        switch (r >> 24 & 3) {
        case 0: gort_mapaccess1(C.g, C.sp, &M.types.map, h, &M.key); break;
        case 1: gort_mapaccess2(C.g, C.sp, &M.types.map, h, &M.key); break;
        case 2: gort_mapdelete(C.g, C.sp, &M.types.map, h, &M.key); break;
        default: gort_mapassign(C.g, C.sp, &M.types.map, M.h, &M.key);
        }
    }
    memcpy(C.failed, outer, sizeof outer);
    C.expected = expected;
    gort_g_reset(C.g, C.base);
    ck_assert_msg(strstr(C.text, "runtime error: hash of unhashable type []uint8") != NULL, "%s",
                  C.text[0] ? C.text : "no panic");
    ck_assert_uint_eq(M.h->flags & GORT_MAP_WRITING, 0);
    memset(&M.key, 0, sizeof M.key);
    M.unhashable++;
}

/* Something that changes the map: NaN or a key, which is returned. */
static int64_t change(bool *assigned)
{
    int64_t k = (int64_t)(fixture_rand() % KEYS);
    *assigned = fixture_rand() % 4 != 0;
    if (churns()) {
        /* Into the chain of this wave, out of the others. */
        const int64_t wave = M.turn / CHURN_WAVE % CHURN_CHAINS;
        *assigned = M.count < CHURN_COUNT;
        if (*assigned) k = k / CHURN_CHAINS * CHURN_CHAINS + wave;
        int tries = 0;
        while (!*assigned && (!M.version[k] || (k % CHURN_CHAINS == wave && tries < KEYS)))
            k = (k + 1) % KEYS, tries++;
    }
    if (M.kind == FLOAT_TO_BOX && fixture_rand() % 4 == 0) {
        do_nan();
        return NAN_KEY;
    }
    if (*assigned)
        do_assign(k);
    else
        do_delete(k);
    return k;
}

static void count_range(uint64_t growths, uint64_t same_size)
{
    M.grown_in_range += M.growths != growths;
    M.same_in_range += M.same_size != same_size;
}

/* The index of the entry under NaN whose elem is e. */
static int nan_index(const box *e)
{
    for (int i = 0; i < M.nans; i++) {
        if (M.nan[i] != e->version) continue;
        check_box(e, NAN_KEY, M.nan[i]);
        return i;
    }
    ck_abort_msg("an entry under NaN that is not in the map");
}

/* The next step of an iteration, by either way. */
static void iter_next(gort_hiter *it, gort_mapcursor *at)
{
    const bool inlined = fixture_rand() % 2 && gort_mapiternext_fast(&M.types.layout, it, at);
    M.stepped_inline += inlined;
    if (!inlined) gort_mapiternext_at(C.g, C.sp, it, at);
}

/* Visits all, and with `changing` assigns and deletes meanwhile. */
static void do_range(bool changing)
{
    static uint8_t before[KEYS], touched[KEYS], seen[KEYS], nan_seen[NANS];
    const int nans_before = M.nans;
    const uint64_t growths = M.growths, same_size = M.same_size;
    int changes = 0;
    if (M.h->oldbuckets) {
        M.ranged_same += (M.h->flags & GORT_MAP_SAME_SIZE) != 0;
        M.ranged_growing += !(M.h->flags & GORT_MAP_SAME_SIZE);
    }
    gort_hiter it;
    memset(&it, 0, sizeof it);
    map_test_root_cell(&gort_type_hiter, &it);
    for (int k = 0; k < KEYS; k++)
        before[k] = M.version[k] != 0;
    memset(touched, 0, sizeof touched);
    memset(seen, 0, sizeof seen);
    memset(nan_seen, 0, sizeof nan_seen);
    gort_mapiterinit(C.g, C.sp, &M.types.map, M.h, &it);
    for (gort_mapcursor at = gort_mapcursor_of(&it); at.key; iter_next(&it, &at)) {
        const int64_t k = key_number(at.key);
        if (k == NAN_KEY) {
            const int i = nan_index(*(box *const *)at.elem);
            ck_assert_msg(++nan_seen[i] == 1, "an entry under NaN visited twice");
            M.nans_seen++;
        } else {
            ck_assert(k >= 0 && k < KEYS);
            ck_assert_msg(M.version[k] != 0, "deleted key %d visited", (int)k);
            check_elem(at.elem, k);
            ck_assert_msg(++seen[k] == 1 || touched[k], "key %d visited twice", (int)k);
        }
        if (!changing || changes++ == MAX_CHANGES) {
            changing = false;
            continue;
        }
        begin_operation();
        static uint8_t was[KEYS];
        for (int i = 0; i < KEYS; i++)
            was[i] = M.version[i] != 0;
        bool assigned;
        const int64_t other = change(&assigned);
        if (other != NAN_KEY && (!assigned || !was[other])) touched[other] = 1;
    }
    count_range(growths, same_size);
    for (int i = 0; i < nans_before; i++)
        ck_assert_msg(nan_seen[i] == 1, "an entry under NaN missed");
    for (int k = 0; k < KEYS; k++)
        if (before[k] && !touched[k]) ck_assert_msg(seen[k] == 1, "key %d missed", k);
    C.sp -= 2;
}

static void new_map(void)
{
    memset(M.version, 0, sizeof M.version);
    M.count = M.nans = 0;
    if (M.kind == FRAME_MAP) {
        /* As emitted code does at each turn of a loop: through the barrier. */
        M.h = NULL;
        gort_typedmemclr(C.g, &M.types.hmap, &M.frame);
        memset(&M.frame, 0, sizeof M.frame);
        gort_typedmemclr(C.g, &M.types.bucket, M.frame_bucket);
        gort_makemap_stack(C.g, &M.frame, M.frame_bucket);
        M.h = &M.frame;
        return;
    }
    const intptr_t hint = fixture_rand() % 4 ? 0 : (intptr_t)(fixture_rand() % 500);
    *M.map_slot = M.h = NULL;
    gort_hmap *h = gort_makemap(C.g, C.sp, &M.types.map, hint, NULL);
    *M.map_slot = M.h = h;
}

/* ---- Runs --------------------------------------------------------------------------------- */

static void set_up(model_kind kind)
{
    memset(&M, 0, sizeof M);
    M.kind = kind;
    gort_type big_type = {
        .size_bytes = sizeof(big),
        .ptrdata_bytes = WORD_END(big, b),
        .ptrmask = big_mask,
        .ptrmask_bytes = WORD_END(big, b),
        .kind = GORT_KIND_STRUCT,
        .align = sizeof(void *),
        .flags = GORT_TYPE_REFLEXIVE,
        .name = "big",
        .equal = model_big_equal,
        .hashfn = model_big_hash,
    };
    M.key_type = kind == STRING_TO_BOX      ? gort_type_string
                 : kind == ARRAY_TO_BOX     ? type_pair
                 : kind == STRUCT_TO_BOX    ? type_parts
                 : kind == FLOAT_TO_BOX     ? gort_type_float64
                 : kind == INTERFACE_TO_BOX ? gort_type_eface
                 : kind == BIG_TO_BIG       ? big_type
                                            : gort_type_int64;
    M.elem_type = kind == BIG_TO_BIG ? big_type
                  : elem_is_int()    ? gort_type_int64
                                     : gort_type_unsafe_pointer;
    M.hash = M.key_type.hashfn;
    M.key_type.hashfn = stepping_hash;
    gort_map_types_init(&M.types, "map[K]V", &M.key_type, &M.elem_type);
    ck_assert_uint_le(M.types.layout.bucket_bytes, sizeof M.frame_bucket);

    map_test_root_cell(&M.key_type, &M.key);
    M.map_slot = C.sp;
    fixture_root(NULL);
    if (kind == FRAME_MAP) {
        map_test_root_cell(&M.types.hmap, &M.frame);
        map_test_root_cell(&M.types.bucket, M.frame_bucket);
    }
    new_map();
}

static bool holds_interfaces(void)
{
    return M.kind == INTERFACE_TO_BOX || M.kind == ARRAY_TO_BOX || M.kind == STRUCT_TO_BOX;
}

/* What is done now and then, more often while the map grows. */
static void rare_operation(int n)
{
    const bool same_size = M.h->oldbuckets && (M.h->flags & GORT_MAP_SAME_SIZE);
    const uint64_t r = fixture_rand();
    const uint64_t often = same_size ? 16 : M.h->oldbuckets ? 128 : 1500;
    if (r % often == 0) do_range(r >> 32 & 1);
    if (n % 2000 == 300) do_range(true); /* the map is small: it grows meanwhile */
    if (M.h->oldbuckets && (r >> 40) % (same_size ? 48 : 512) == 0) do_clear();
    if (holds_interfaces() && (r >> 50) % 64 == 0) do_unhashable();
    if (n % 700 == 699) {
        map_test_verify(&M.types.map, M.h);
        M.verified++;
    }
    /* The map swells and shrinks in turn; now and then it is replaced. */
    if (n % 2000 == 1999 && (churns() ? n % 8000 == 7999 : n / 2000 % 3 != 0)) {
        if (r >> 33 & 1)
            do_clear();
        else
            new_map();
    }
}

static void one_operation(int n)
{
    M.turn = n;
    begin_operation();
    const bool shrinks = !churns() && n / 2000 % 3 == 2;
    const uint64_t r = fixture_rand();
    const int64_t k = (int64_t)(fixture_rand() % KEYS);
    bool assigned;
    if (r % 100 < 10)
        do_lookup(k);
    else if (shrinks && r % 100 < 65)
        do_delete(k);
    else
        change(&assigned);
    ck_assert_int_eq(gort_maplen(M.h), M.count);
    rare_operation(n);
}

/* What a run is for: how often each thing has to happen in maps that swell and shrink, in churn. */
static const struct {
    const char *what;
    const uint64_t *count;
    uint64_t in_swelling, in_churn;
} wants[] = {
    {"operations with oldbuckets while marking", &M.overlaps, 1000, 100},
    {"steps inside an evacuation", &M.steps_inside, 100, 0}, /* the same size hashes no keys */
    {"doublings", &M.growths, 10, 1},
    {"growths of the same size", &M.same_size, 0, 10},
    {"doublings begun in an iteration", &M.grown_in_range, 4, 0},
    {"growths of the same size begun in an iteration", &M.same_in_range, 0, 2},
    {"iterations begun in a doubling", &M.ranged_growing, 4, 0},
    {"iterations begun in a growth of the same size", &M.ranged_same, 0, 4},
    {"clears in a doubling", &M.cleared_growing, 2, 0},
    {"clears in a growth of the same size", &M.cleared_same, 0, 2},
    {"verifications", &M.verified, 40, 40},
};
#define NWANTS (sizeof wants / sizeof wants[0])

static uint64_t wanted(size_t i)
{
    return churns() ? wants[i].in_churn : wants[i].in_swelling;
}

/* Whether the run has seen what it is for. */
static bool saw_all(void)
{
    for (size_t i = 0; i < NWANTS; i++)
        if (*wants[i].count < wanted(i)) return false;
    return true;
}

/* run: kind * 2 + whether gcseed places the steps. */
static void run_model(int run, unsigned mutant)
{
    const char *seed_text = getenv("GORT_TEST_SEED");
    const uint64_t seed = (seed_text ? strtoull(seed_text, NULL, 0) : 20220802) + (uint64_t)run;
    char debug[160];
    int used = snprintf(debug, sizeof debug, "gccheckmark=1,clobberfree=1,gcmutant=%u", mutant);
    if (run % 2)
        snprintf(debug + used, sizeof debug - (size_t)used, ",gcseed=%llu",
                 (unsigned long long)seed);
    map_test_open(debug);
    C.rng = seed;
    C.expected = mutant != 0;
    set_up((model_kind)(run / 2));
    M.manual = run % 2 == 0;
    printf("# kind %d, %s, seed %llu\n", run / 2, M.manual ? "manual" : "gcseed",
           (unsigned long long)seed);
    const int least = OPERATIONS / (getenv("GORT_TEST_DEBUG") ? 4 : SHARE);
    for (int n = 0; n < least || (!saw_all() && n < 8 * OPERATIONS); n++)
        one_operation(n);
    for (int64_t k = 0; k < KEYS; k++)
        do_lookup(k);
    map_test_verify(&M.types.map, M.h);
    gort_gc(C.g, C.sp);
    map_test_verify(&M.types.map, M.h);
}

START_TEST(maps_agree_with_the_table)
{
#ifdef __SANITIZE_ADDRESS__ /* of two ways to place the steps each kind has one */
    if (_i % 2 != _i / 2 % 2 && testing_share(true, false)) return;
#endif
    run_model(_i, 0);
    for (size_t i = 0; i < NWANTS; i++) {
        printf("# %llu %s\n", (unsigned long long)*wants[i].count, wants[i].what);
        ck_assert_msg(*wants[i].count >= wanted(i), "few %s", wants[i].what);
    }
    if (holds_interfaces()) ck_assert_uint_ge(M.unhashable, 100);
    if (M.types.layout.key_match != GORT_MAP_MATCH_ANY) {
        ck_assert_uint_ge(M.found_inline, 1000);
        ck_assert_uint_ge(M.found_growing, 20);
        ck_assert_uint_ge(M.assigned_inline, 1000);
        ck_assert_uint_ge(M.deleted_inline, 100);
    }
    ck_assert_uint_ge(M.stepped_inline, 1000);
    if (M.kind == FLOAT_TO_BOX) ck_assert_uint_ge(M.nans_seen, 1000);
    M.h = NULL;
    fixture_close();
}
END_TEST

static const unsigned mutants[] = {GORT_MUTANT_NO_DELETION,   GORT_MUTANT_NO_INSERTION,
                                   GORT_MUTANT_ALLOC_WHITE,   GORT_MUTANT_NO_RECHECK,
                                   GORT_MUTANT_NO_OLDBUCKETS, GORT_MUTANT_EVAC_CLEAR};

/* The same runs notice each part of the barrier that is missing. _i: mutant * 2 + gcseed. */
START_TEST(mutants_are_caught)
{
#ifdef __SANITIZE_ADDRESS__ /* which changes nothing of what is lost */
    if (testing_share(true, false)) return;
#endif
    /* Without gcseed the stack is scanned before anything else: no store meets a grey stack and a
     * black object, but into an array that is born black, too rarely to count on. */
    if (mutants[_i / 2] == GORT_MUTANT_NO_INSERTION && _i % 2 == 0) return;
    if (setjmp(C.failed) == 0) {
        run_model(_i % 2, mutants[_i / 2]);
        ck_abort_msg("mutant %u lived", mutants[_i / 2]);
    }
    ck_assert_int_eq(C.code, GORT_ERROR_FATAL);
    ck_assert_msg(strstr(C.text, "checkmark found unmarked object") != NULL ||
                      strstr(C.text, "runtime: checkmark found") != NULL,
                  "%s", C.text);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_model");
    for (int kind = 0; kind < KINDS; kind++) { /* CK_RUN_CASE=nan: one alone */
        TCase *tc = tcase_create(kind_names[kind]);
        tcase_set_timeout(tc, 280);
        tcase_add_loop_test(tc, maps_agree_with_the_table, 2 * kind, 2 * kind + 2);
        suite_add_tcase(s, tc);
    }
    TCase *tc = tcase_create("mutants");
    tcase_set_timeout(tc, 280);
    tcase_add_loop_test(tc, mutants_are_caught, 0, 2 * (int)(sizeof mutants / sizeof *mutants));
    suite_add_tcase(s, tc);
    return s;
}
