/* test_cleanup.c - finalizers and cleanups of C: each once, in their order, when the program says
 * so or on a thread of the runtime's; maps with weak keys.
 */
#include "../../runtime/gort_weak.h"
#include "gc_support.h"
#include <unistd.h>

enum { MOST = 1 << 17 };
static uint32_t calls;
static uint32_t order[MOST];
static gc_node *brought_back;

static void open_by_call(const char *debug)
{
    gort_config c = fixture_config(debug);
    c.finalizers_by_call = true;
    fixture_start(&c);
    calls = 0;
    brought_back = NULL;
}

static void note(uintptr_t number)
{
    order[calls] = (uint32_t)number;
    __atomic_store_n(&calls, calls + 1, __ATOMIC_RELEASE);
}

static void on_cleanup(gort_g *g, void **sp, void *data)
{
    gort_gc(g, sp); /* it may do what it likes */
    note((uintptr_t)data);
}

static void quick_cleanup(gort_g *g, void **sp, void *data)
{
    (void)g;
    (void)sp;
    note((uintptr_t)data);
}

static void on_final(gort_g *g, void **sp, void *object, void *data)
{
    gort_gc(g, sp);
    const gc_node *n = object;
    if (n->value != (intptr_t)data || (n->left && n->left->value != n->value + 1)) abort();
    note((uintptr_t)data);
    brought_back = object;
}

static gc_node *numbered(intptr_t value)
{
    gc_node *n = gc_test_node();
    n->value = value;
    return n;
}

START_TEST(a_cleanup_is_called_once)
{
    open_by_call(_i ? "gccheckmark=1,gcseed=4" : "gccheckmark=1,clobberfree=1");
    gc_node *held = fixture_root(numbered(1));
    gort_cleanup_new(C.g, held, on_cleanup, (void *)7);
    for (uintptr_t i = 0; i < 5; i++)
        gort_cleanup_new(C.g, &held->value, on_cleanup, (void *)i);
    gort_cleanup *none = gort_cleanup_new(C.g, held, on_cleanup, (void *)99);
    gc_test_collect();
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, SIZE_MAX), 0);
    gort_cleanup_free(C.g, none);
    gort_cleanup_free(C.g, NULL);
    gort_cleanup_new(C.g, held, on_cleanup, (void *)50); /* the others have seen a cycle */
    gort_weak *w = gort_weak_new(C.g, held);
    C.sp--;
    gc_test_collect();
    ck_assert_uint_eq(calls, 0); /* not before it is asked for */
    ck_assert_ptr_null(gort_weak_get(C.g, w));
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, 2), 2);
    ck_assert_uint_eq(calls, 2);
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, SIZE_MAX), 5);
    ck_assert_uint_eq(order[0], 7);
    for (uint32_t i = 0; i < 5; i++)
        ck_assert_uint_eq(order[i + 1], i);
    ck_assert_uint_eq(order[6], 50);
    gc_test_collect();
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, SIZE_MAX), 0);
    fixture_close();
}
END_TEST

START_TEST(a_finalizer_brings_its_object_back)
{
    open_by_call("gccheckmark=1,clobberfree=1");
    gc_node *a = fixture_root(numbered(1)), *b = numbered(2);
    gort_store(C.g, &a->left, b);
    ck_assert(gort_set_finalizer(C.g, a, on_final, (void *)1));
    ck_assert(gort_set_finalizer(C.g, b, on_final, (void *)2));
    ck_assert(!gort_set_finalizer(C.g, a, on_final, (void *)1)); /* has one */
    ck_assert(!gort_set_finalizer(C.g, &a->value, on_final, NULL));
    ck_assert(!gort_set_finalizer(C.g, NULL, on_final, NULL));
    ck_assert(!gort_set_finalizer(C.g, &calls, on_final, NULL));
    gort_cleanup_new(C.g, a, on_cleanup, (void *)3);
    gort_weak *w = gort_weak_new(C.g, a);
    C.sp--;
    gc_test_collect();
    ck_assert_ptr_null(gort_weak_get(C.g, w)); /* cleared before it is called */
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, SIZE_MAX), 1); /* b waits for a */
    ck_assert_ptr_eq(brought_back, a);
    a = fixture_root(brought_back);
    gc_test_collect();
    ck_assert(gc_test_alive(a));
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, SIZE_MAX), 0);
    ck_assert(gort_set_finalizer(C.g, a, on_final, (void *)1)); /* another one */
    ck_assert(gort_set_finalizer(C.g, a, NULL, NULL));
    ck_assert(!gort_set_finalizer(C.g, a, NULL, NULL));
    C.sp--;
    gc_test_collect(); /* a is gone, b is found */
    ck_assert_uint_eq(gort_run_finalizers(C.g, C.sp, SIZE_MAX), 2);
    ck_assert_uint_eq(order[0], 1);
    ck_assert_uint_eq(order[1], 2);
    ck_assert_uint_eq(order[2], 3);
    fixture_close();
}
END_TEST

START_TEST(many_are_called_exactly_once)
{
    const uint32_t n = 100000;
    uint8_t *seen = calloc(n, 1);
    open_by_call("");
    for (uintptr_t i = 0; i < n; i++) {
        gc_node *o = numbered((intptr_t)i);
        if (i % 2)
            gort_cleanup_new(C.g, o, quick_cleanup, (void *)i);
        else
            gort_cleanup_new(C.g, &o->right, quick_cleanup, (void *)i);
        if (i % (n / 4) == 0) {
            gc_test_collect();
            gort_run_finalizers(C.g, C.sp, SIZE_MAX);
        }
    }
    for (int i = 0; i < 2; i++) {
        gc_test_collect();
        gort_run_finalizers(C.g, C.sp, SIZE_MAX);
    }
    ck_assert_uint_eq(calls, n);
    for (uint32_t i = 0; i < n; i++)
        ck_assert_msg(order[i] < n && !seen[order[i]]++, "%u", order[i]);
    free(seen);
    fixture_close();
}
END_TEST

START_TEST(a_thread_of_the_runtime_calls_them)
{
    gc_test_open("");
    calls = 0;
    gort_cleanup_new(C.g, gc_test_node(), quick_cleanup, (void *)5);
    while (__atomic_load_n(&calls, __ATOMIC_ACQUIRE) == 0) {
        gc_test_collect();
        usleep(1000);
    }
    ck_assert_uint_eq(order[0], 5);
    gort_stop(C.rt);
    fixture_close();
}
END_TEST

/* ---- Maps with weak keys ------------------------------------------------------------------ */

START_TEST(entries_go_with_their_keys)
{
    open_by_call("gccheckmark=1,clobberfree=1");
    gort_weak_map *m = gort_weak_map_new(C.g, C.sp);
    gc_node *a = fixture_root(numbered(1));
    gc_node *b = fixture_root(numbered(2)), *value = numbered(3);
    gort_store(C.g, &value->left, b); /* the value leads to its key */
    ck_assert(gort_weak_map_set(C.g, C.sp, m, b, value));
    ck_assert(gort_weak_map_set(C.g, C.sp, m, a, numbered(4)));
    ck_assert(gort_weak_map_set(C.g, C.sp, m, a, numbered(5))); /* again */
    for (int i = 0; i < 3; i++) {
        gc_test_collect();
        ck_assert_ptr_eq(gort_weak_map_get(C.g, C.sp, m, b), value);
        ck_assert_int_eq(((gc_node *)gort_weak_map_get(C.g, C.sp, m, a))->value, 5);
        ck_assert_ptr_null(gort_weak_map_get(C.g, C.sp, m, value));
        ck_assert_int_eq(gort_weak_map_len(C.g, C.sp, m), 2);
    }
    C.sp--;
    gc_test_collect();
    ck_assert(!gc_test_alive(value));
    ck_assert_int_eq(gort_weak_map_len(C.g, C.sp, m), 1);
    gort_weak_map_delete(C.g, C.sp, m, a);
    gort_weak_map_delete(C.g, C.sp, m, a);
    ck_assert_ptr_null(gort_weak_map_get(C.g, C.sp, m, a));
    ck_assert(gort_weak_map_set(C.g, C.sp, m, a, a));
    gort_weak_map_free(C.g, C.sp, m);
    gort_weak_map_free(C.g, C.sp, NULL);
    ck_assert_ptr_nonnull(m = gort_weak_map_new(C.g, C.sp));
    ck_assert(gort_weak_map_set(C.g, C.sp, m, a, a)); /* left to the runtime */
    fixture_close();
}
END_TEST

/* Its map is an object of the heap, and may be there for long. */
START_TEST(a_weak_map_that_is_freed_leaves_what_its_map_needs)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *a = fixture_root(numbered(1));
    for (int i = 0; i < 3; i++) {
        gort_weak_map *m = gort_weak_map_new(C.g, C.sp);
        ck_assert(gort_weak_map_set(C.g, C.sp, m, a, a));
        if (i > 0) gc_test_start();
        if (i > 1) gc_test_step(1);
        gort_weak_map_free(C.g, C.sp, m);
        void *where_it_was = memset(malloc(sizeof(gort_map_types)), 0xff, sizeof(gort_map_types));
        ck_assert_uint_eq(gort_heap_check(C.g, C.sp, NULL, NULL), 0);
        free(where_it_was);
        gc_test_finish();
    }
    fixture_close();
}
END_TEST

enum { OBJECTS = 200 };

static void count_entry(gort_g *g, void **sp, void *user, void *key, void *value)
{
    const gc_node *k = key, *v = value;
    gort_gc(g, sp);
    if (v->value != 1000 + k->value) abort();
    ++*(int *)user;
}

/* Objects come and go, those there have entries or none; addresses are used again and again. */
START_TEST(random_entries)
{
    static const char *const modes[] = {"gccheckmark=1,clobberfree=1", "gccheckmark=1,gcseed=9",
                                        "gccheckmark=1,gcstress=3"};
    static int entry[OBJECTS]; /* its value's number, or 0 */
    open_by_call(modes[_i]);
    gort_weak_map *m = gort_weak_map_new(C.g, C.sp);
    gc_node **all = fixture_root(gort_alloc_slow(C.g, C.sp, &gc_type_ptr, OBJECTS));
    int entries = 0, n = 0;
    memset(entry, 0, sizeof entry);
    for (int i = 0; i < 3000; i++) {
        const int k = (int)(fixture_rand() % OBJECTS);
        switch (fixture_rand() % 4) {
        case 0: /* another object, in the old one's slot perhaps */
            gort_store(C.g, &all[k], NULL);
            if (fixture_rand() % 8 == 0) gc_test_collect();
            gort_store(C.g, &all[k], numbered(k));
            entries -= entry[k] != 0;
            entry[k] = 0;
            break;
        case 1:
            if (!all[k]) break;
            ck_assert(gort_weak_map_set(C.g, C.sp, m, all[k], numbered(1000 + k)));
            entries += !entry[k];
            entry[k] = 1;
            break;
        case 2:
            if (!all[k]) break;
            gort_weak_map_delete(C.g, C.sp, m, all[k]);
            entries -= entry[k] != 0;
            entry[k] = 0;
            break;
        default:
            if (!all[k]) break;
            const gc_node *v = gort_weak_map_get(C.g, C.sp, m, all[k]);
            ck_assert_msg((v != NULL) == (entry[k] != 0), "object %d", k);
            ck_assert(!v || v->value == 1000 + k);
        }
    }
    gc_test_collect();
    ck_assert_int_eq(gort_weak_map_len(C.g, C.sp, m), entries);
    gort_weak_map_each(C.g, C.sp, m, count_entry, &n);
    ck_assert_int_eq(n, entries);
    ck_assert_int_gt(n, 0);
    gort_weak_map_free(C.g, C.sp, m);
    ck_assert_uint_eq(gort__load_relaxed(&C.rt->gc->weak.entries), 0);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("cleanup");
    TCase *tc = tcase_create("cleanup");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, a_cleanup_is_called_once, 0, 2);
    tcase_add_test(tc, a_finalizer_brings_its_object_back);
    tcase_add_test(tc, many_are_called_exactly_once);
    tcase_add_test(tc, a_thread_of_the_runtime_calls_them);
    tcase_add_test(tc, entries_go_with_their_keys);
    tcase_add_test(tc, a_weak_map_that_is_freed_leaves_what_its_map_needs);
    tcase_add_loop_test(tc, random_entries, 0, 3);
    suite_add_tcase(s, tc);
    return s;
}
