/* test_map_model.c - random operations on maps, compared one by one with a table that a child could
 * write, while collections begin, proceed and end at random points in between and inside.
 *
 * Every value is a box that names its key and version, so a box that was freed too early or landed
 * under another key is noticed. gccheckmark=1 ends the run at the first object that marking loses,
 * clobberfree=1 fills what is freed with rubbish. Steps of the collector fall
 *
 *   between operations       from this test's generator
 *   inside the operations    the hash function of the keys takes a step now and then; most of its
 *                            calls come from evacuation. With gcseed, at allocations too
 *
 * The run counts the operations done with oldbuckets present while marking, and the steps taken
 * inside an evacuation, and fails if there were few: a test of overlap that did not overlap shows
 * nothing. The seed is printed, and read from GORT_TEST_SEED.
 */
#include "../unit/map_support.h"

enum { KEYS = 3000, OPERATIONS = 40000, WANT_OVERLAPS = 1000, WANT_STEPS_INSIDE = 100 };
/* Churn: just below what makes a map of 32 buckets grow. Growths of the same size are rarer, and
 * hash no keys. */
enum { CHURN_COUNT = 205, WANT_CHURN_OVERLAPS = 100, WANT_SAME_SIZE = 4 };

typedef struct box {
    int64_t key, version;
    void *self; /* its own address: makes it an object with pointers */
} box;
static const uint8_t box_mask[] = {0x04};
static const gort_type type_box = {
    .size_bytes = sizeof(box),
    .ptrdata_bytes = sizeof(box),
    .ptrmask = box_mask,
    .ptrmask_bytes = sizeof(box),
    .kind = GORT_KIND_STRUCT,
    .align = 8,
    .name = "box",
};

typedef struct big {
    int64_t id;
    box *b;
    uint8_t rest[120];
} big;
static const uint8_t big_mask[] = {0x02};

typedef enum model_kind {
    INT_TO_BOX,
    STRING_TO_BOX,
    INT_TO_INT, /* pointer-free: overflow lists */
    BIG_TO_BIG, /* indirect keys and elems */
    FRAME_MAP,  /* header and first bucket in a frame */
    INTERFACE_TO_BOX,
    CHURN_TO_BOX, /* half of the buckets used, as many assigned as deleted: same-size growth */
    CHURN_TO_INT,
    KINDS
} model_kind;

typedef union cell {
    int64_t i;
    gort_string s;
    gort_eface e;
    big b;
} cell;

static struct model {
    model_kind kind;
    bool manual; /* steps between operations come from here, not from gcseed */
    gort_type key_type, elem_type;
    gort_map_types types;
    uintptr_t (*hash)(gort_g *, void **, const gort_type *, const void *, uintptr_t);
    gort_hmap *h;
    void **map_slot; /* the shadow slot of h */
    gort_hmap frame;
    uint64_t frame_bucket[512];
    cell key;              /* a root */
    int64_t version[KEYS]; /* 0: not in the map */
    int64_t count, next_version;
    int hashes; /* in the operation under way */
    uint64_t overlaps, steps_inside, steps, cycles, growths, same_size, verified;
} M;

/* ---- The collector's share ---------------------------------------------------------------- */

static bool marking(void)
{
    return gort__gc_current_phase(T.rt) == GORT_GC_MARK;
}

static void collector_step(void **sp)
{
    T.g->sp = sp;
    const uint64_t r = map_test_rand();
    if (!marking()) {
        if (r % 8) return;
        gort__gc_start(T.g);
        M.cycles++;
        return;
    }
    static const uintptr_t sizes[] = {1, 1, 64, 256, 1024, 4096};
    M.steps++;
    if (!gort__gc_step(T.g, sizes[r % 6]) && (r >> 8) % 16 == 0) gort__gc_finish(T.g);
}

/* The hash of every key type here: a step now and then. The first call of an operation is for its
 * own key, the following come from evacuation (or, rarely, from an iterator or the verifier). */
static uintptr_t stepping_hash(gort_g *g, void **sp, const gort_type *t, const void *p,
                               uintptr_t seed)
{
    const bool inside = M.hashes++ > 0 && M.h && M.h->oldbuckets && (M.h->flags & GORT_MAP_WRITING);
    if (map_test_rand() % 8 == 0) {
        if (inside && marking()) M.steps_inside++;
        collector_step(sp);
    }
    const uintptr_t hash = M.hash(g, sp, t, p, seed);
    return M.kind >= CHURN_TO_BOX ? hash & ~(uintptr_t)2 : hash;
}

/* Before each operation. */
static void begin_operation(void)
{
    M.hashes = 0;
    if (M.h && M.h->oldbuckets && marking()) M.overlaps++;
    if (M.manual && map_test_rand() % 8 == 0) collector_step(T.sp);
    if (!M.manual) gort_safepoint(T.g, T.sp);
    if (map_test_rand() % 400 == 0 && marking()) {
        T.g->sp = T.sp;
        gort__gc_finish(T.g);
    }
}

/* ---- Keys and elems ----------------------------------------------------------------------- */

static bool model_big_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)g;
    (void)sp;
    (void)t;
    return ((const big *)a)->id == ((const big *)b)->id;
}
static uintptr_t model_big_hash(gort_g *g, void **sp, const gort_type *t, const void *p,
                                uintptr_t seed)
{
    (void)t;
    return gort_type_hash_mem(g, sp, &gort_type_int64, &((const big *)p)->id, seed);
}

/* A fresh box, rooted at sp[0]. */
static box *new_box(void **sp, int64_t key, int64_t version)
{
    box *b = (box *)gort_new(T.g, sp, &type_box);
    b->key = key;
    b->version = version;
    gort_store(T.g, &b->self, b);
    sp[0] = b;
    return b;
}

static void check_box(const box *b, int64_t key, int64_t version)
{
    ck_assert_ptr_nonnull(b);
    ck_assert_ptr_eq(b->self, b);
    ck_assert_int_eq(b->key, key);
    ck_assert_int_eq(b->version, version);
}

/* Makes key number k in M.key, in fresh memory where the type has any. */
static const void *make_key(int64_t k)
{
    memset(&M.key, 0, sizeof M.key);
    switch (M.kind) {
    case STRING_TO_BOX: {
        gort_slice b = gort_makeslice(T.g, T.sp, &gort_type_uint8, 24, 24);
        M.key.s = (gort_string){(const uint8_t *)b.ptr, snprintf((char *)b.ptr, 24, "k%d", (int)k)};
        break;
    }
    case INTERFACE_TO_BOX:
        if (k % 2) {
            gort_string *s = (gort_string *)gort_new(T.g, T.sp, &gort_type_string);
            M.key.e = (gort_eface){&gort_type_string, s};
            gort_slice b = gort_makeslice(T.g, T.sp, &gort_type_uint8, 24, 24);
            gort_store(T.g, &s->ptr, b.ptr);
            s->len = snprintf((char *)b.ptr, 24, "%d", (int)k);
        } else {
            int64_t *i = (int64_t *)gort_new(T.g, T.sp, &gort_type_int64);
            *i = k;
            M.key.e = (gort_eface){&gort_type_int64, i};
        }
        break;
    case BIG_TO_BIG:
        M.key.b.id = k;
        M.key.b.b = new_box(T.sp, k, -1);
        break;
    default: M.key.i = k; break;
    }
    return &M.key;
}

static int64_t key_number(const void *p)
{
    switch (M.kind) {
    case STRING_TO_BOX: {
        const gort_string *s = (const gort_string *)p;
        char text[24] = {0};
        memcpy(text, s->ptr, (size_t)s->len);
        ck_assert_int_eq(text[0], 'k');
        return atoi(text + 1);
    }
    case INTERFACE_TO_BOX: {
        const gort_eface *e = (const gort_eface *)p;
        if (e->type == &gort_type_int64) return *(const int64_t *)e->data;
        ck_assert_ptr_eq(e->type, &gort_type_string);
        const gort_string *s = (const gort_string *)e->data;
        char text[24] = {0};
        memcpy(text, s->ptr, (size_t)s->len);
        return atoi(text);
    }
    case BIG_TO_BIG: {
        const big *b = (const big *)p;
        check_box(b->b, b->id, -1);
        return b->id;
    }
    default: return *(const int64_t *)p;
    }
}

static bool elem_is_int(void)
{
    return M.kind == INT_TO_INT || M.kind == CHURN_TO_INT;
}

static void check_elem(const void *e, int64_t k)
{
    const int64_t version = M.version[k];
    ck_assert_ptr_nonnull(e);
    if (elem_is_int())
        ck_assert_int_eq(*(const int64_t *)e, version);
    else if (M.kind == BIG_TO_BIG)
        check_box(((const big *)e)->b, k, version);
    else
        check_box(*(box *const *)e, k, version);
}

/* ---- Operations --------------------------------------------------------------------------- */

static void do_assign(int64_t k)
{
    const int64_t version = ++M.next_version;
    const void *key = make_key(k);
    box *b = elem_is_int() ? NULL : new_box(T.sp, k, version);
    void **sp = b ? T.sp + 1 : T.sp;
    const uint8_t B = M.h->B;
    const bool growing = M.h->oldbuckets != NULL;
    void *e = gort_mapassign(T.g, sp, &M.types.map, M.h, key);
    if (elem_is_int())
        *(int64_t *)e = version;
    else if (M.kind == BIG_TO_BIG)
        gort_store(T.g, &((big *)e)->b, b);
    else
        gort_store(T.g, e, b);
    M.growths += M.h->B != B;
    M.same_size += !growing && (M.h->flags & GORT_MAP_SAME_SIZE);
    M.count += M.version[k] == 0;
    M.version[k] = version;
}

static void do_lookup(int64_t k)
{
    const void *key = make_key(k);
    const void *e = gort_mapaccess2(T.g, T.sp, &M.types.map, M.h, key);
    if (M.version[k])
        check_elem(e, k);
    else
        ck_assert_ptr_null(e);
}

static void do_delete(int64_t k)
{
    const void *key = make_key(k);
    gort_mapdelete(T.g, T.sp, &M.types.map, M.h, key);
    M.count -= M.version[k] != 0;
    M.version[k] = 0;
}

static void do_clear(void)
{
    gort_mapclear(T.g, T.sp, &M.types.map, M.h);
    memset(M.version, 0, sizeof M.version);
    M.count = 0;
}

/* Visits all, and with `changing` assigns and deletes meanwhile. */
static void do_range(bool changing)
{
    static uint8_t before[KEYS], touched[KEYS], seen[KEYS];
    gort_hiter it;
    memset(&it, 0, sizeof it);
    map_test_root_cell(&gort_type_hiter, &it);
    for (int k = 0; k < KEYS; k++)
        before[k] = M.version[k] != 0;
    memset(touched, 0, sizeof touched);
    memset(seen, 0, sizeof seen);
    for (gort_mapiterinit(T.g, T.sp, &M.types.map, M.h, &it); it.key;
         gort_mapiternext(T.g, T.sp, &it)) {
        const int64_t k = key_number(it.key);
        ck_assert(k >= 0 && k < KEYS);
        ck_assert_msg(M.version[k] != 0, "deleted key %d visited", (int)k);
        check_elem(it.elem, k);
        ck_assert_msg(++seen[k] == 1 || touched[k], "key %d visited twice", (int)k);
        if (!changing) continue;
        begin_operation();
        const int64_t other = (int64_t)(map_test_rand() % KEYS);
        if (map_test_rand() % 4) {
            if (!M.version[other]) touched[other] = 1;
            do_assign(other);
        } else {
            touched[other] = 1;
            do_delete(other);
        }
    }
    for (int k = 0; k < KEYS; k++)
        if (before[k] && !touched[k]) ck_assert_msg(seen[k] == 1, "key %d missed", k);
    T.sp -= 2;
}

static void new_map(void)
{
    memset(M.version, 0, sizeof M.version);
    M.count = 0;
    if (M.kind == FRAME_MAP) {
        /* As emitted code does at each turn of a loop: through the barrier. */
        M.h = NULL;
        gort_typedmemclr(T.g, &M.types.hmap, &M.frame);
        memset(&M.frame, 0, sizeof M.frame);
        gort_typedmemclr(T.g, &M.types.bucket, M.frame_bucket);
        gort_makemap_stack(T.g, &M.frame, M.frame_bucket);
        M.h = &M.frame;
        return;
    }
    const intptr_t hint = map_test_rand() % 4 ? 0 : (intptr_t)(map_test_rand() % 500);
    *M.map_slot = M.h = NULL;
    gort_hmap *h = gort_makemap(T.g, T.sp, &M.types.map, hint, NULL);
    *M.map_slot = M.h = h;
}

/* ---- Runs --------------------------------------------------------------------------------- */

static void set_up(model_kind kind)
{
    memset(&M, 0, sizeof M);
    M.kind = kind;
    gort_type big_type = {
        .size_bytes = sizeof(big),
        .ptrdata_bytes = 16,
        .ptrmask = big_mask,
        .ptrmask_bytes = 16,
        .kind = GORT_KIND_STRUCT,
        .align = 8,
        .flags = GORT_TYPE_REFLEXIVE,
        .name = "big",
        .equal = model_big_equal,
        .hashfn = model_big_hash,
    };
    M.key_type = kind == STRING_TO_BOX      ? gort_type_string
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
    M.map_slot = T.sp;
    map_test_root(NULL);
    if (kind == FRAME_MAP) {
        map_test_root_cell(&M.types.hmap, &M.frame);
        map_test_root_cell(&M.types.bucket, M.frame_bucket);
    }
    new_map();
}

static void one_operation(int n)
{
    begin_operation();
    /* The map swells and shrinks in turn; now and then it is replaced. */
    const int turn = n / 2000 % 3;
    const uint64_t r = map_test_rand();
    const bool churn = M.kind >= CHURN_TO_BOX;
    int64_t k = (int64_t)(map_test_rand() % KEYS);
    unsigned assigns = turn == 2 ? 25 : 75, deletes = turn == 2 ? 65 : 8;
    if (churn) {
        deletes = M.count < CHURN_COUNT ? 0 : 90;
        assigns = 90 - deletes;
        while (deletes && !M.version[k])
            k = (k + 1) % KEYS;
    }
    if (r % 100 < assigns)
        do_assign(k);
    else if (r % 100 < assigns + deletes)
        do_delete(k);
    else
        do_lookup(k);
    ck_assert_int_eq(gort_maplen(M.h), M.count);
    if (n % 1500 == 1499) do_range(!churn && (r >> 32 & 1));
    if (n % 700 == 699) {
        map_test_verify(&M.types.map, M.h);
        M.verified++;
    }
    if (n % 2000 == 1999 && turn != 0 && (!churn || n % 8000 == 7999)) {
        if (r >> 33 & 1)
            do_clear();
        else
            new_map();
    }
}

static uint64_t want_overlaps(void)
{
    return M.kind >= CHURN_TO_BOX ? WANT_CHURN_OVERLAPS : WANT_OVERLAPS;
}

/* Whether the run has seen what it is for. */
static bool overlapped(void)
{
    return M.overlaps >= want_overlaps() &&
           (M.kind < CHURN_TO_BOX || M.same_size >= WANT_SAME_SIZE);
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
    T.rng = seed;
    T.expected = mutant != 0;
    set_up((model_kind)(run / 2));
    M.manual = run % 2 == 0;
    printf("# kind %d, %s, seed %llu\n", run / 2, M.manual ? "manual" : "gcseed",
           (unsigned long long)seed);
    for (int n = 0; n < OPERATIONS || (!overlapped() && n < 8 * OPERATIONS); n++)
        one_operation(n);
    for (int64_t k = 0; k < KEYS; k++)
        do_lookup(k);
    map_test_verify(&M.types.map, M.h);
    gort_gc(T.g, T.sp);
    map_test_verify(&M.types.map, M.h);
}

START_TEST(maps_agree_with_the_table)
{
    run_model(_i, 0);
    printf("# %llu operations with oldbuckets while marking, %llu steps inside an evacuation, "
           "%llu growths, %llu of same size\n",
           (unsigned long long)M.overlaps, (unsigned long long)M.steps_inside,
           (unsigned long long)M.growths, (unsigned long long)M.same_size);
    ck_assert_uint_ge(M.overlaps, want_overlaps());
    ck_assert_uint_ge(M.verified, 40);
    if (M.kind >= CHURN_TO_BOX)
        ck_assert_uint_ge(M.same_size, WANT_SAME_SIZE);
    else
        ck_assert_uint_ge(M.steps_inside, WANT_STEPS_INSIDE);
    M.h = NULL;
    map_test_close();
}
END_TEST

static const unsigned mutants[] = {GORT_MUTANT_NO_DELETION,   GORT_MUTANT_NO_INSERTION,
                                   GORT_MUTANT_ALLOC_WHITE,   GORT_MUTANT_NO_RECHECK,
                                   GORT_MUTANT_NO_OLDBUCKETS, GORT_MUTANT_EVAC_CLEAR};

/* The same runs notice each part of the barrier that is missing. _i: mutant * 2 + gcseed. */
START_TEST(mutants_are_caught)
{
    /* Without gcseed the stack is scanned before anything else: no store meets a grey stack and a
     * black object, but into an array that is born black, too rarely to count on. */
    if (mutants[_i / 2] == GORT_MUTANT_NO_INSERTION && _i % 2 == 0) return;
    if (setjmp(T.failed) == 0) {
        run_model(_i % 2, mutants[_i / 2]);
        ck_abort_msg("mutant %u lived", mutants[_i / 2]);
    }
    ck_assert_int_eq(T.code, GORT_ERROR_FATAL);
    ck_assert_msg(strstr(T.text, "checkmark found unmarked object") != NULL ||
                      strstr(T.text, "runtime: checkmark found") != NULL,
                  "%s", T.text);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("map_model");
    TCase *tc = tcase_create("map_model");
    tcase_set_timeout(tc, 280);
    tcase_add_loop_test(tc, maps_agree_with_the_table, 0, 2 * KINDS);
    tcase_add_loop_test(tc, mutants_are_caught, 0, 2 * (int)(sizeof mutants / sizeof *mutants));
    suite_add_tcase(s, tc);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    srunner_free(r);
    return 0;
}
