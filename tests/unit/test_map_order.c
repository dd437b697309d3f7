/* test_map_order.c - maps and marking, step by step: the order in which a map's parts are marked,
 * what gctrace=2 counts and maptrace=1 prints of it, and the mutants that lose objects.
 *
 * The maps here have a hash that uses a quarter of the buckets only, so that a map in the middle of
 * a growth has overflow buckets in both arrays.
 */
#include "map_support.h"

static uintptr_t lumpy_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    return gort_type_hash_mem(g, sp, t, p, seed) & ~(uintptr_t)6;
}

static gort_type lumpy_key, pointer_elem;
static gort_map_types map_types;
static gort_hmap *map;

/* A map that is growing, with `evacuated` more writes done since. Elems are pointers to boxes, or
 * the keys themselves. */
static void make_growing_map(bool pointers, int evacuated)
{
    lumpy_key = gort_type_int64;
    lumpy_key.hashfn = lumpy_hash;
    pointer_elem = gort_type_unsafe_pointer;
    gort_map_types_init(&map_types, "map[int64]T", &lumpy_key,
                        pointers ? &pointer_elem : &gort_type_int64);
    map = map_test_make(&map_types.map, 0);
    for (int64_t k = 0, more = evacuated; more >= 0; k++) {
        void *value = (void *)(uintptr_t)k;
        if (pointers) {
            value = gort_new(C.g, C.sp, &gort_type_int64);
            *(int64_t *)value = k;
        }
        C.sp[0] = value;
        gort_store(C.g, gort_mapassign(C.g, C.sp + 1, &map_types.map, map, &k), value);
        if (k > 400 && map->oldbuckets) more--;
    }
    ck_assert_ptr_nonnull(map->oldbuckets);
}

/* ---- Events ------------------------------------------------------------------------------- */

typedef struct event {
    gort__map_part part;
    const void *header, *block;
} event;
static event events[4096];
static int nevents;

static void listen(void *user, gort_runtime *rt, const gort__event *e)
{
    (void)user;
    (void)rt;
    ck_assert_uint_gt(e->map_mark.bytes, 0);
    ck_assert_int_lt(nevents, 4096);
    events[nevents++] = (event){e->map_mark.part, e->map_mark.header, e->map_mark.block};
}

static int first_of(gort__map_part part, const void *block)
{
    for (int i = 0; i < nevents; i++)
        if (events[i].part == part && (!block || events[i].block == block)) return i;
    return -1;
}

/* The last and first event of an overflow bucket chained in buckets, or oldbuckets. */
static void overflow_span(bool old, int *first, int *last, int *n)
{
    *first = nevents;
    *last = -1;
    *n = 0;
    gort_map_bucket_state b;
    for (uintptr_t i = 0; gort_map_inspect_bucket(&map_types.map, map, old, i, 0, &b); i++)
        for (uintptr_t c = 1; gort_map_inspect_bucket(&map_types.map, map, old, i, c, &b); c++) {
            const int at = first_of(GORT_PART_OVERFLOW, b.addr);
            ck_assert_int_ge(at, 0);
            if (at < *first) *first = at;
            if (at > *last) *last = at;
            ++*n;
        }
}

static int count_of(gort__map_part part)
{
    int n = 0;
    for (int i = 0; i < nevents; i++)
        n += events[i].part == part;
    return n;
}

/* Collects and says whether the events came in the fixed order. `ordered`: the parts were also
 * scanned to completion in that order. */
static bool collect_and_check_order(bool ordered)
{
    nevents = 0;
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_MAP_MARK), listen, NULL));
    C.g->sp = C.sp;
    gort__gc_collect(C.g, true);
    gort__unlisten(C.rt, listen, NULL);

    ck_assert_int_eq(count_of(GORT_PART_HEADER), 1);
    ck_assert_int_eq(count_of(GORT_PART_BUCKETS), 1);
    ck_assert_int_eq(count_of(GORT_PART_OLDBUCKETS), 1);
    const int header = first_of(GORT_PART_HEADER, map);
    const int buckets = first_of(GORT_PART_BUCKETS, map->buckets);
    const int old = first_of(GORT_PART_OLDBUCKETS, map->oldbuckets);
    int first, last, n, old_first, old_last, old_n;
    overflow_span(false, &first, &last, &n);
    overflow_span(true, &old_first, &old_last, &old_n);
    ck_assert_int_gt(n, 2);
    ck_assert_int_gt(old_n, 2);
    ck_assert_int_eq(count_of(GORT_PART_OVERFLOW), n + old_n);
    if (header != 0 || buckets != 1 || old != 2 || first < 3 || old_first < 3) return false;
    ck_assert_ptr_eq(events[buckets].header, map);
    return !ordered || last < old_first;
}

static const char *const modes[] = {"gcstoptheworld=1", "gcseed=7", "gccheckmark=0"};

/* _i: mode * 2 + whether the buckets hold pointers. */
START_TEST(parts_are_marked_in_order)
{
    const int mode = _i / 2;
    const bool pointers = _i % 2;
    map_test_open(modes[mode]);
    make_growing_map(pointers, 10);
    /* Lists of overflow buckets are per array, each newest first, so that completion by array
     * concerns buckets with pointers. */
    ck_assert(collect_and_check_order(pointers && mode < 2));
    map_test_verify(&map_types.map, map);
    fixture_close();
}
END_TEST

START_TEST(swapped_parts_are_noticed)
{
    char debug[64];
    snprintf(debug, sizeof debug, "%s,gcmutant=%d", modes[_i / 2], GORT_MUTANT_SWAP_PARTS);
    map_test_open(debug);
    make_growing_map(_i % 2, 10);
    ck_assert(!collect_and_check_order(_i % 2 && _i / 2 < 2));
    fixture_close();
}
END_TEST

START_TEST(a_header_in_a_frame_is_marked_with_its_stack)
{
    map_test_open(NULL);
    lumpy_key = gort_type_int64;
    gort_map_types_init(&map_types, "map[int64]*T", &lumpy_key, &gort_type_unsafe_pointer);
    gort_hmap h = {0};
    uint64_t bucket[64] = {0};
    map_test_root_cell(&map_types.hmap, &h);
    map_test_root_cell(&map_types.bucket, bucket);
    gort_makemap_stack(C.g, &h, bucket);
    for (int64_t k = 0; k < 8; k++) {
        int64_t *box = (int64_t *)gort_new(C.g, C.sp, &gort_type_int64);
        *box = k;
        C.sp[0] = box;
        gort_store(C.g, gort_mapassign(C.g, C.sp + 1, &map_types.map, &h, &k), box);
    }
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_MAP_MARK), listen, NULL));
    nevents = 0;
    gort_gc(C.g, C.sp);
    ck_assert_int_eq(first_of(GORT_PART_HEADER, &h), 0);
    ck_assert_int_eq(first_of(GORT_PART_BUCKETS, bucket), 1);
    gort__unlisten(C.rt, listen, NULL);
    for (int64_t k = 0; k < 8; k++) {
        bool there;
        const int64_t *box =
            *(const int64_t *const *)gort_mapaccess2(C.g, C.sp, &map_types.map, &h, &k);
        there = box && gort__gc_is_marked(C.rt, box);
        ck_assert(there);
        ck_assert_int_eq(*box, k);
    }
    fixture_close();
}
END_TEST

/* ---- Trace lines -------------------------------------------------------------------------- */

START_TEST(gctrace_counts_the_parts)
{
    map_test_open("gctrace=2,gcstoptheworld=1");
    make_growing_map(_i, 10);
    gort_map_state s = map_test_state(&map_types.map, map);
    C.trace_bytes = 0;
    gort_gc(C.g, C.sp);
    const char *line = strstr(C.trace, "maps ");
    ck_assert_ptr_nonnull(line);
    const size_t bytes = map_types.layout.bucket_bytes;
    char want[256];
    snprintf(
        want, sizeof want,
        "maps 1: 1 headers (0 stack) %zu B -> %zu buckets %zu B -> %zu oldbuckets %zu B -> %zu "
        "overflow %zu B\n",
        sizeof(gort_hmap), (size_t)s.nbuckets, (size_t)s.nbuckets * bytes, (size_t)s.noldbuckets,
        (size_t)s.noldbuckets * bytes, (size_t)(s.overflow + s.old_overflow),
        (size_t)(s.overflow + s.old_overflow) * bytes);
    /* Pointer-free chains that are evacuated stay listed until the growth is over. */
    const size_t prefix = _i ? strlen(want) : (size_t)(strstr(want, "oldbuckets") - want);
    ck_assert_msg(strncmp(line, want, prefix) == 0, "%s, expected %s", line, want);
    fixture_close();
}
END_TEST

/* What becomes a root, or ceases to be one, while a cycle marks is counted once all the same:
 * cells pushed on a grey stack (0) and on a black one (1), registered roots removed before (2) and
 * after (3) they are scanned, and one added (4). */
START_TEST(gctrace_counts_roots_once)
{
    gort_hmap h = {0};
    gort_root r;
    uint64_t bucket[64] = {0};
    map_test_open("gctrace=2");
    lumpy_key = gort_type_int64;
    gort_map_types_init(&map_types, "map[int64]*T", &lumpy_key, &gort_type_unsafe_pointer);
    gort_makemap_stack(C.g, &h, bucket);
    gort_scope s = gort_scope_open_at(C.g, C.sp);
    if (_i == 2 || _i == 3) gort_add_root(C.g, &r, &h, &map_types.hmap, 1);
    C.g->sp = gort_top(C.g);
    gort__gc_start(C.g);
    if (_i == 1 || _i == 3) {
        while (gort__gc_step(C.g, 1 << 16))
            continue;
        ck_assert(gort__stack_is_black(C.g));
    }
    if (_i < 2)
        gort_push_cell(C.g, &map_types.hmap, &h);
    else if (_i < 4)
        gort_remove_root(C.g, &r);
    else
        gort_add_root(C.g, &r, &h, &map_types.hmap, 1);
    C.g->sp = gort_top(C.g);
    gort__gc_finish(C.g);
    char want[64];
    snprintf(want, sizeof want, "maps 1: 1 headers (%d stack) %zu B -> ", _i < 2,
             sizeof(gort_hmap));
    ck_assert_msg(strstr(C.trace, want) != NULL, "%s, expected %s", C.trace, want);
    if (_i == 4) gort_remove_root(C.g, &r);
    gort_scope_close(C.g, s);
    fixture_close();
}
END_TEST

START_TEST(maptrace_tells_each_step)
{
    map_test_open("maptrace=1,gcstoptheworld=1");
    make_growing_map(true, 3);
    char want[128];
    const char *last_grow = NULL;
    for (const char *p = C.trace; (p = strstr(p, ": grow B=")); p++)
        last_grow = p;
    ck_assert_ptr_nonnull(last_grow);
    snprintf(want, sizeof want, ": grow B=%d->%d count=", map->B - 1, map->B);
    ck_assert_msg(strncmp(last_grow, want, strlen(want)) == 0, "%.80s", last_grow);
    ck_assert_ptr_nonnull(strstr(last_grow, ": evacuate "));
    ck_assert_ptr_nonnull(strstr(C.trace, ": grown B="));
    C.trace_bytes = 0;
    gort_gc(C.g, C.sp);
    snprintf(want, sizeof want, "map %p: mark buckets=%d ", (void *)map, 1 << map->B);
    const char *buckets = strstr(C.trace, want);
    ck_assert_ptr_nonnull(buckets);
    snprintf(want, sizeof want, "map %p: mark oldbuckets=%d ", (void *)map, 1 << (map->B - 1));
    ck_assert_ptr_nonnull(strstr(buckets, want));
    fixture_close();
}
END_TEST

/* ---- Mutants ------------------------------------------------------------------------------ */

/* How many objects a cycle loses that begins in the middle of a growth, scans the stack, and marks
 * on only after the rest of the growth is done. */
static uint64_t lost_in_growth(unsigned mutant, bool finish_growth)
{
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2,gcmutant=%u", mutant);
    map_test_open(debug);
    make_growing_map(true, 0);
    C.g->sp = C.sp;
    gort__gc_start(C.g);
    gort__gc_step(C.g, 1); /* nothing is grey yet but the stack */
    ck_assert(gort__stack_is_black(C.g));
    const int64_t n = map->count;
    /* Overwriting a key with what it has: growth work without anything new in the map. */
    for (int64_t k = 0; finish_growth && k < n && map->oldbuckets; k++) {
        void **elem = (void **)gort_mapassign(C.g, C.sp, &map_types.map, map, &k);
        gort_store(C.g, elem, *elem);
    }
    ck_assert((map->oldbuckets == NULL) == finish_growth);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    C.g->sp = C.sp;
    gort__gc_finish(C.g);
    const uint64_t lost = gort__gc_checkmark_lost(C.rt);
    if (lost) ck_assert_ptr_nonnull(strstr(C.trace, "checkmark found"));
    fixture_close();
    return lost;
}

START_TEST(without_mutant_nothing_is_lost)
{
    ck_assert_uint_eq(lost_in_growth(0, _i), 0);
}
END_TEST

START_TEST(skipping_oldbuckets_loses)
{
    ck_assert_uint_gt(lost_in_growth(GORT_MUTANT_NO_OLDBUCKETS, false), 0);
}
END_TEST

START_TEST(clearing_without_barrier_loses)
{
    ck_assert_uint_gt(lost_in_growth(GORT_MUTANT_EVAC_CLEAR, true), 0);
}
END_TEST

START_TEST(deletion_barrier_is_needed)
{
    ck_assert_uint_gt(lost_in_growth(GORT_MUTANT_NO_DELETION, true), 0);
}
END_TEST

START_TEST(black_arrays_are_needed)
{
    /* A growth that begins while marking: the new array has to survive. */
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2,gcmutant=%u", _i ? GORT_MUTANT_ALLOC_WHITE : 0);
    map_test_open(debug);
    make_growing_map(true, 0);
    int64_t k = map->count;
    while (map->oldbuckets) {
        const int64_t old = 0;
        gort_mapassign(C.g, C.sp, &map_types.map, map, &old);
    }
    C.g->sp = C.sp;
    gort__gc_start(C.g);
    gort__gc_step(C.g, 1);
    while (gort__gc_step(C.g, 1 << 16)) /* everything is marked: nobody scans the header again */
        continue;
    /* The stack is black, nothing is grey; mark termination has not been asked for. */
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    while (!map->oldbuckets) {
        gort_store(C.g, gort_mapassign(C.g, C.sp, &map_types.map, map, &k), NULL);
        k++;
        ck_assert_int_lt(k, 100000);
    }
    C.g->sp = C.sp;
    gort__gc_finish(C.g);
    if (_i)
        ck_assert_uint_gt(gort__gc_checkmark_lost(C.rt), 0);
    else
        ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 0);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("map_order");
    TCase *tc = tcase_create("map_order");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, parts_are_marked_in_order, 0, 6);
    tcase_add_loop_test(tc, swapped_parts_are_noticed, 0, 6);
    tcase_add_test(tc, a_header_in_a_frame_is_marked_with_its_stack);
    tcase_add_loop_test(tc, gctrace_counts_the_parts, 0, 2);
    tcase_add_loop_test(tc, gctrace_counts_roots_once, 0, 5);
    tcase_add_test(tc, maptrace_tells_each_step);
    tcase_add_loop_test(tc, without_mutant_nothing_is_lost, 0, 2);
    tcase_add_test(tc, skipping_oldbuckets_loses);
    tcase_add_test(tc, clearing_without_barrier_loses);
    tcase_add_test(tc, deletion_barrier_is_needed);
    tcase_add_loop_test(tc, black_arrays_are_needed, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
