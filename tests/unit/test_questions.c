/* test_questions.c - why an object is alive, whether the heap is whole: paths from every kind of
 * root, with the names of fields; damage of every kind, and none; while a cycle marks, in the
 * stress modes, while others run.
 */
#include "../../runtime/gort_embed.h"
#include "../../runtime/gort_weak.h"
#include "gc_support.h"
#include <pthread.h>

static char text[1 << 15];

static void keep(void *user, const char *s, size_t n)
{
    (void)user;
    ck_assert_uint_lt(n, sizeof text);
    memcpy(text, s, n);
    text[n] = 0;
}

static bool why(const void *p)
{
    text[0] = 0;
    const bool alive = gort_why_alive(C.g, C.sp, p, keep, NULL);
    ck_assert((text[0] != 0) == alive);
    return alive;
}

static size_t faults(void)
{
    text[0] = 0;
    const size_t n = gort_heap_check(C.g, C.sp, keep, NULL);
    ck_assert_msg((text[0] != 0) == (n != 0), "%s", text);
    return n;
}

/* struct { name string; next, other *person } */
typedef struct person {
    gort_string name;
    struct person *next, *other;
} person;
static const uint8_t person_mask[] = {13};
static const gort_field person_fields[] = {{"name", &gort_type_string, 0, 0},
                                           {"next", &gc_type_ptr, offsetof(person, next), 0},
                                           {"other", &gc_type_ptr, offsetof(person, other), 0}};
static const gort_type type_person = {.size_bytes = sizeof(person),
                                      .ptrdata_bytes = sizeof(person),
                                      .ptrmask = person_mask,
                                      .ptrmask_bytes = sizeof(person),
                                      .kind = GORT_KIND_STRUCT,
                                      .align = sizeof(void *),
                                      .name = "main.person",
                                      .fields = person_fields,
                                      .len = 3};

static person *somebody(void)
{
    return gort_new(C.g, C.sp, &type_person);
}

START_TEST(the_path_names_fields)
{
    gc_test_open(_i ? "gcseed=5" : "");
    person *a = fixture_root(somebody()), *b = somebody(), *c = somebody();
    gort_store(C.g, &a->next, b);
    gort_store(C.g, &b->other, c);
    gort_store(C.g, &c->name.ptr, gort_new_bytes(C.g, C.sp, 20));
    ck_assert(why(c->name.ptr + 7));
    ck_assert_ptr_nonnull(strstr(text, "field name\n\tfrom object"));
    ck_assert_ptr_nonnull(strstr(text, sizeof(void *) == 8
                                           ? "type main.person, at offset 24, field other\n"
                                           : "type main.person, at offset 12, field other\n"));
    ck_assert_ptr_nonnull(strstr(text, sizeof(void *) == 8
                                           ? "type main.person, at offset 16, field next\n"
                                           : "type main.person, at offset 8, field next\n"));
    ck_assert_ptr_nonnull(strstr(text, "from stack of goroutine"));
    int lines = 0;
    for (const char *s = text; (s = strchr(s, '\n')); s++)
        lines++;
    ck_assert_int_eq(lines, 5);

    gort_store(C.g, &a->other, c); /* a shorter one */
    ck_assert(why(c));
    ck_assert_ptr_null(strstr(text, "field next"));
    ck_assert(!why(NULL) && !why(&lines) && !why((void *)(C.rt->heap->end - 8)));
    gort_store(C.g, &a->other, NULL);
    gort_store(C.g, &a->next, NULL);
    ck_assert(!why(c)); /* though it is not collected yet */
    fixture_close();
}
END_TEST

static void one_root(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    shade(ctx, user);
}

START_TEST(every_kind_of_root)
{
    static void *global;
    static const gort_global globals[] = {{&global, &gc_type_ptr}};
    static const gort_module module = {.name = "m", .globals = globals, .nglobals = 1};
    gc_test_open("");
    global = NULL;
    gort_register_module(C.rt, &module);
    gort_store_global(C.g, &global, gc_test_node());
    ck_assert(why(global)); /* before any cycle */
    ck_assert_ptr_nonnull(strstr(text, "from global"));
    gc_node *n = gc_test_node();
    gort_cell *cell = gort_cell_new(C.g, n);
    ck_assert(why(n));
    ck_assert_ptr_nonnull(strstr(text, "from registered root"));
    gort_cell_free(C.g, cell);
    ck_assert(!why(n));
    gort_set_runtime_roots(C.rt, one_root, n);
    ck_assert(why(n));
    ck_assert_ptr_nonnull(strstr(text, "from runtime roots"));
    gort_set_runtime_roots(C.rt, NULL, NULL);
    gort_set_thread_roots(C.g, one_root, n);
    ck_assert(why(n));
    ck_assert_ptr_nonnull(strstr(text, "from thread roots"));
    gort_set_thread_roots(C.g, NULL, NULL);
    gort_weak_new(C.g, n);
    ck_assert(!why(n));
    gort_ephemeron_new(C.g, global, n);
    ck_assert(why(n));
    ck_assert_ptr_nonnull(strstr(text, "type ephemeron"));
    gort_store_global(C.g, &global, NULL);
    ck_assert(!why(n));
    fixture_close();
}
END_TEST

START_TEST(while_a_cycle_marks)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *root = fixture_root(gc_test_tree(C.sp, 10)), *n = root;
    while (n->left)
        n = n->left;
    gc_test_start();
    ck_assert(why(n));
    ck_assert_uint_eq(faults(), 0);
    while (gc_test_step(1000)) {
        ck_assert(why(n));
        ck_assert_uint_eq(faults(), 0);
    }
    gc_test_finish();
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 0);
    ck_assert(why(n));
    ck_assert_uint_eq(faults(), 0);
    fixture_close();
}
END_TEST

START_TEST(a_sound_heap_has_no_faults)
{
    static const char *const modes[] = {"",           "gcstress=7", "gcseed=2",
                                        "wbshadow=1", "efence=1",   "gcstoptheworld=2"};
    gc_test_open(modes[_i]);
    void **list = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, 300));
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 300; i++)
            gort_store(C.g, &list[fixture_rand() % 300],
                       fixture_rand() % 2 ? (void *)gc_test_node()
                                          : gort_new_bytes(C.g, C.sp, fixture_rand() % 50000));
        ck_assert_msg(faults() == 0, "%s", text);
        gc_test_collect();
        ck_assert_msg(faults() == 0, "%s", text);
    }
    fixture_close();
}
END_TEST

START_TEST(damage_is_found)
{
    gc_test_open("");
    person *a = fixture_root(somebody()), *b = somebody();
    gc_test_collect(); /* b is gone */
    ck_assert_uint_eq(faults(), 0);
    a->next = b;
    ck_assert_uint_eq(faults(), 1);
    ck_assert_ptr_nonnull(strstr(text, "heap check found free object"));
    ck_assert_ptr_nonnull(strstr(text, "from object"));
    const uintptr_t end = gort__load_relaxed(&C.rt->heap->committed_end);
    a->next = (person *)(end - 64);
    ck_assert_uint_eq(faults(), 1);
    ck_assert_ptr_nonnull(strstr(text, sizeof(void *) == 8
                                           ? "to an unallocated span, at offset 16"
                                           : "to an unallocated span, at offset 8"));
    ck_assert_uint_eq(gort_heap_check(C.g, C.sp, NULL, NULL), 1);
    a->next = NULL;
    ck_assert_uint_eq(faults(), 0);

    gort__span *s = gort__heap_span_of(C.rt->heap, (uintptr_t)a);
    s->alloc_count++;
    ck_assert_uint_eq(faults(), 1);
    ck_assert_ptr_nonnull(strstr(text, "counts other objects than it has"));
    s->alloc_count--;
    gort__color_mark(s, gort__span_index(s, (uintptr_t)a));
    ck_assert_uint_eq(faults(), 1);
    ck_assert_ptr_nonnull(strstr(text, "has marks"));
    gort__color_clear(s, gort__span_index(s, (uintptr_t)a));
    const gort_type *t = s->types[gort__span_index(s, (uintptr_t)a)];
    s->types[gort__span_index(s, (uintptr_t)a)] = NULL;
    C.sp--;
    ck_assert_uint_eq(faults(), 1);
    ck_assert_ptr_nonnull(strstr(text, "without a type"));
    s->types[gort__span_index(s, (uintptr_t)a)] = t;
    ck_assert_uint_eq(faults(), 0);
    fixture_close();
}
END_TEST

/* ---- Threads ------------------------------------------------------------------------------ */

static void *churn(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    void **s = gort_slots_open(g, 8);
    (void)arg;
    for (int i = 0; i < 20000; i++) {
        gc_node *n = gort_new(g, s + 8, &gc_type_node);
        gort_store(g, &n->left, s[i % 7]);
        s[i % 8] = n;
        if (i % 50 == 0) s[i % 3] = NULL;
        gort_poll(g, s + 8);
    }
    gort_slots_close(g, s);
    gort_detach(C.rt);
    return NULL;
}

START_TEST(while_others_run)
{
    pthread_t threads[2];
    gc_test_open("");
    gc_node *n = fixture_root(gc_test_node());
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, churn, NULL);
    for (int i = 0; i < 30; i++) {
        ck_assert(why(n));
        ck_assert_msg(faults() == 0, "%s", text);
        if (i % 4 == 0) gc_test_collect();
    }
    gort_enter_blocking(C.g, C.sp);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    gort_exit_blocking(C.g);
    ck_assert_uint_eq(faults(), 0);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("questions");
    TCase *tc = tcase_create("questions");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, the_path_names_fields, 0, 2);
    tcase_add_test(tc, every_kind_of_root);
    tcase_add_test(tc, while_a_cycle_marks);
    tcase_add_loop_test(tc, a_sound_heap_has_no_faults, 0, 6);
    tcase_add_test(tc, damage_is_found);
    tcase_add_test(tc, while_others_run);
    suite_add_tcase(s, tc);
    return s;
}
