/* test_record.c - what an embedder sees of GORT_EVENTS: a file for each runtime of a process, a
 * child of a fork that writes nothing, an error for a file that cannot be written. What the lines
 * say is held by tests/golden/events.py. And addresses under a seed, which no line holds. */
#include "gc_support.h"
#include "map_support.h"
#include "../../runtime/gort_map_inline.h"
#include "../../runtime/base/event.h"
#include <sys/wait.h>
#include <unistd.h>

static char path[64];

static const char *record_env(void *user, const char *name)
{
    return strcmp(name, "GORT_EVENTS") == 0 ? path : fixture_env(user, name);
}

static gort_runtime *record_open(void)
{
    gort_config c = fixture_config("");
    c.getenv = record_env;
    return gort_runtime_new(&c);
}

static void record_path(void)
{
    snprintf(path, sizeof path, "events.%d", (int)getpid());
}

/* How often the file has the text; -1: there is none. */
static int record_count(const char *ending, const char *text)
{
    char name[80];
    static char all[1 << 20];
    snprintf(name, sizeof name, "%s%s", path, ending);
    FILE *f = fopen(name, "r");
    if (!f) return -1;
    all[fread(all, 1, sizeof all - 1, f)] = 0;
    fclose(f);
    remove(name);
    int n = 0;
    for (const char *at = all; (at = strstr(at, text)); at++)
        n++;
    return n;
}

static void allocate(gort_runtime *rt, int n)
{
    gort_g *g = gort_attach(rt);
    for (int i = 0; i < n; i++)
        gort_new(g, gort_top(g), &gc_type_node);
    gort_detach(rt);
}

START_TEST(each_runtime_has_a_file)
{
    record_path();
    gort_runtime *a = record_open(), *b = record_open();
    ck_assert(a && b);
    allocate(a, 3);
    allocate(b, 5);
    gort_runtime_free(b);
    gort_runtime_free(a);
    ck_assert_int_eq(record_count("", "{\"ev\":\"alloc\""), 3);
    ck_assert_int_eq(record_count(".2", "{\"ev\":\"alloc\""), 5);
    ck_assert_int_eq(record_count(".3", ""), -1);
}
END_TEST

START_TEST(a_child_records_nothing)
{
    record_path();
    gort_runtime *rt = record_open();
    allocate(rt, 3);
    const pid_t child = fork();
    if (child == 0) {
        allocate(rt, 100);
        gort_runtime_free(rt);
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    allocate(rt, 4);
    gort_runtime_free(rt);
    ck_assert_int_eq(record_count("", "{\"ev\":\"alloc\""), 7);
}
END_TEST

START_TEST(a_file_that_cannot_be_written_is_an_error)
{
    strcpy(path, "nothere/events");
    C.expected = true;
    if (!setjmp(C.failed)) {
        record_open();
        ck_abort_msg("it was made");
    }
    ck_assert_int_eq(C.code, GORT_ERROR_CONFIG);
    ck_assert_str_eq(C.text, "gort: cannot write the events to nothere/events: "
                             "No such file or directory\n");
}
END_TEST

/* Whoever listens hears of marking without a file, and shades and blackens in pairs. */
static int shaded, blackened;
static void hear(void *user, gort_runtime *rt, const gort__event *e)
{
    (void)user;
    (void)rt;
    shaded += e->kind == GORT_EVENT_SHADE;
    blackened += e->kind == GORT_EVENT_BLACKEN;
}

START_TEST(a_listener_hears_of_marking)
{
    const uint32_t kinds = GORT__EVENT_BIT(GORT_EVENT_SHADE) | GORT__EVENT_BIT(GORT_EVENT_BLACKEN);
    gc_test_open("");
    gort_gc(C.g, C.sp);
    ck_assert(gort__listen(C.rt, kinds, hear, NULL));
    gc_node *list = NULL;
    for (int i = 0; i < 100; i++) {
        C.sp[0] = list;
        gc_node *n = gort_new(C.g, C.sp + 1, &gc_type_node);
        gort_store(C.g, &n->left, list);
        list = n;
    }
    fixture_root(list);
    gort_gc(C.g, C.sp);
    ck_assert_int_eq(shaded, 100);
    ck_assert_int_eq(blackened, 100);
    gort__unlisten(C.rt, hear, NULL);
    gort_gc(C.g, C.sp);
    ck_assert_int_eq(shaded, 100);
    fixture_close();
}
END_TEST

/* Each half of the barrier tells its reason. */
static int why[4];
static void hear_why(void *user, gort_runtime *rt, const gort__event *e)
{
    (void)user;
    (void)rt;
    why[e->shade.why]++;
}

START_TEST(each_half_of_the_barrier_is_told_apart)
{
    gc_test_open("");
    ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_SHADE), hear_why, NULL));
    gc_node *holder = fixture_root(gc_test_node());
    gort_store(C.g, &holder->left, gc_test_node());
    gc_node *hidden = holder->left, *fresh = fixture_root(gc_test_node());
    *fresh = (gc_node){0};
    gc_test_start();
    gort_store(C.g, &holder->left, fresh); /* the stack is grey: both halves */
    gort__barrier_flush(gort__m(C.g));
    gc_test_finish();
    ck_assert_int_eq(why[GORT_SHADE_BARRIER_OLD], 1);
    ck_assert_int_eq(why[GORT_SHADE_BARRIER_NEW], 1);
    ck_assert_int_eq(why[GORT_SHADE_ROOT], 1);
    ck_assert(gc_test_alive(hidden) && gc_test_alive(fresh));
    fixture_close();
}
END_TEST

/* With events each write to a map is the functions', wherever its header lies. */
START_TEST(writes_to_maps_are_all_told)
{
    static gort_map_types types;
    static struct {
        uint8_t tops[8];
        int64_t keys[8], elems[8];
        void *overflow;
    } bucket;
    gort_map_types_init(&types, "map[int64]int64", &gort_type_int64, &gort_type_int64);
    record_path();
    C.rt = record_open();
    C.g = gort_attach(C.rt);
    C.base = C.sp = gort_top(C.g);
    gort_hmap header = {0}, *maps[2] = {&header, map_test_make(&types.map, 0)};
    gort_makemap_stack(C.g, &header, &bucket);
    for (int m = 0; m < 2; m++)
        for (int64_t k = 0; k < 5; k++) {
            ck_assert_ptr_null(gort_mapassign_fast(C.g, types.map.map, maps[m], &k));
            map_test_put(&types.map, maps[m], k, k);
        }
    const int64_t k = 3;
    ck_assert(!gort_mapdelete_fast(C.g, types.map.map, maps[0], &k));
    map_test_delete(&types.map, maps[0], k);
    fixture_close();
    ck_assert_int_eq(record_count("", "{\"ev\":\"map_"), 2 + 10 + 1);
}
END_TEST

/* With a seed the collector's looks at the clock take a microsecond each. */
static gort__cycle_figures figures[2];
static void hear_cycle(void *user, gort_runtime *rt, const gort__event *e)
{
    (void)rt;
    *(gort__cycle_figures *)user = *e->cycle;
}

START_TEST(a_seed_makes_up_the_times_of_a_cycle)
{
    for (int i = 0; i < 2; i++) {
        gc_test_open("gcseed=3");
        ck_assert(gort__listen(C.rt, GORT__EVENT_BIT(GORT_EVENT_CYCLE), hear_cycle, &figures[i]));
        for (int n = 0; n < 50; n++)
            gc_test_node();
        gort_gc(C.g, C.sp);
        fixture_close();
    }
    ck_assert_uint_gt(figures[0].end_ns, 0);
    ck_assert_uint_eq(figures[0].began_ns, figures[1].began_ns);
    ck_assert_uint_eq(figures[0].mark_term_ns, figures[1].mark_term_ns);
    ck_assert_uint_eq(figures[0].end_ns, figures[1].end_ns);
    ck_assert_uint_eq(figures[0].end_ns % 1000, 0);
    ck_assert_int_eq(figures[0].procs, 1);
}
END_TEST

/* ---- Addresses ----------------------------------------------------------------------------- */

/* The variables of two programs that differ in where the linker put them. */
enum { VARS = 40 };
static int64_t vars[2][VARS];
static int64_t *var_of(int program, int i)
{
    return &vars[program][program ? VARS - 1 - i : i];
}

START_TEST(a_seed_makes_up_addresses)
{
    static void *known[4];
    static const gort_type pointers = {.size_bytes = sizeof known, .name = "[4]unsafe.Pointer"};
    static const gort_global global = {known, &pointers};
    static const gort_module module = {.name = "m", .globals = &global, .nglobals = 1};
    uintptr_t made[2][3];
    for (int i = 0; i < 2; i++) {
        gc_test_open("gcseed=3");
        gort_register_module(C.rt, &module);
        void *object = gort_new(C.g, C.sp, &gort_type_int64);
        ck_assert_uint_eq(gort__stable_address(C.rt, object), (uintptr_t)object);
        ck_assert_uint_eq(gort__stable_address(C.rt, NULL), 0);
        for (int k = 0; k < 3; k++)
            made[i][k] = gort__stable_address(C.rt, var_of(i, k));
        ck_assert_uint_lt(made[i][0], made[i][1]);
        ck_assert_uint_lt(made[i][1], made[i][2]);
        for (int k = 0; k < VARS; k++) /* more than the table had room for */
            ck_assert_uint_ne(gort__stable_code(C.rt, (char *)var_of(i, k) + 1), 0);
        for (int k = 0; k < 3; k++)
            ck_assert_uint_eq(gort__stable_address(C.rt, var_of(i, k)), made[i][k]);
        const uintptr_t third = gort__stable_address(C.rt, &known[2]);
        ck_assert_uint_eq(gort__stable_address(C.rt, known) + 2 * sizeof known[0], third);
        fixture_close();
    }
    ck_assert_mem_eq(made[0], made[1], sizeof made[0]);
    gc_test_open("");
    ck_assert_uint_eq(gort__stable_address(C.rt, var_of(0, 1)), (uintptr_t)var_of(0, 1));
    fixture_close();
}
END_TEST

/* What the map's values are, in the order of an iteration. */
static int order_of(const gort_type *t, gort_hmap *m, int64_t *order)
{
    gort_hiter it;
    memset(&it, 0, sizeof it);
    map_test_root_cell(&gort_type_hiter, &it);
    int n = 0;
    for (gort_mapiterinit(C.g, C.sp, t, m, &it); it.key; gort_mapiternext(C.g, C.sp, &it))
        order[n++] = *(const int64_t *)it.elem;
    C.sp -= 2;
    return n;
}

/* The k-th key of a program: an address, or an interface that holds one. */
static void key_of(int program, int k, bool held, gort_eface *key)
{
    void *p = var_of(program, k);
    if (held)
        *key = (gort_eface){&gort_type_unsafe_pointer, p};
    else
        memcpy(key, &p, sizeof p);
}

/* _i: 1: addresses are in interfaces. */
START_TEST(the_order_of_addresses_is_the_seeds)
{
    const gort_type *const key_type = _i ? &gort_type_eface : &gort_type_unsafe_pointer;
    static int64_t order[2][VARS];
    int n[2];
    for (int i = 0; i < 2; i++) {
        gort_map_types types;
        gc_test_open("gcseed=3");
        gort_map_types_init(&types, "map[K]int64", key_type, &gort_type_int64);
        gort_hmap *m = map_test_make(&types.map, 0);
        for (int k = 0; k < VARS; k++) {
            gort_eface key;
            key_of(i, k, _i, &key);
            *(int64_t *)gort_mapassign(C.g, C.sp, &types.map, m, &key) = k;
            if (k % 5 == 4) {
                key_of(i, k - 2, _i, &key);
                gort_mapdelete(C.g, C.sp, &types.map, m, &key);
                ck_assert_ptr_null(gort_mapaccess2(C.g, C.sp, &types.map, m, &key));
                key_of(i, k - 3, _i, &key);
            }
            const int64_t *e = gort_mapaccess2(C.g, C.sp, &types.map, m, &key);
            ck_assert_ptr_nonnull(e);
            ck_assert_int_eq(*e, k % 5 == 4 ? k - 3 : k);
            map_test_verify(&types.map, m);
        }
        n[i] = order_of(&types.map, m, order[i]);
        fixture_close();
    }
    ck_assert_int_eq(n[0], VARS - VARS / 5);
    ck_assert_int_eq(n[1], n[0]);
    ck_assert_mem_eq(order[0], order[1], (size_t)n[0] * sizeof order[0][0]);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("record");
    TCase *t = tcase_create("record");
    tcase_add_test(t, each_runtime_has_a_file);
    tcase_add_test(t, a_child_records_nothing);
    tcase_add_test(t, a_file_that_cannot_be_written_is_an_error);
    tcase_add_test(t, a_listener_hears_of_marking);
    tcase_add_test(t, each_half_of_the_barrier_is_told_apart);
    tcase_add_test(t, writes_to_maps_are_all_told);
    tcase_add_test(t, a_seed_makes_up_the_times_of_a_cycle);
    tcase_add_test(t, a_seed_makes_up_addresses);
    tcase_add_loop_test(t, the_order_of_addresses_is_the_seeds, 0, 2);
    suite_add_tcase(s, t);
    return s;
}
