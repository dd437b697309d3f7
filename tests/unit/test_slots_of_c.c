/* test_slots_of_c.c - roots of hand-written C: slots, room on the shadow stack, a stack of the
 * program's own, several root callbacks, modules that go.
 */
#include "../../runtime/gort_embed.h"
#include "../../runtime/sched/proc.h"
#include "gc_support.h"
#include <pthread.h>

/* ---- Slots -------------------------------------------------------------------------------- */

static gc_node *tree(gort_g *g, int depth)
{
    void **s = gort_slots_open(g, 2);
    if (depth > 0) {
        s[0] = tree(g, depth - 1);
        s[1] = tree(g, depth - 1);
    }
    gc_node *n = gort_new(g, s + 2, &gc_type_node);
    gort_store(g, &n->left, s[0]);
    gort_store(g, &n->right, s[1]);
    n->value = 1;
    gort_slots_close(g, s);
    return n;
}

static intptr_t sum(const gc_node *n)
{
    return n ? n->value + sum(n->left) + sum(n->right) : 0;
}

START_TEST(slots_are_roots)
{
    static const char *const modes[] = {"gccheckmark=1,clobberfree=1,gcstress=20",
                                        "gccheckmark=1,gcseed=6"};
    gc_test_open(modes[_i]);
    void **top = gort_top(C.g);
    gc_node *n = tree(C.g, 8);
    ck_assert_int_eq(sum(n), 511);
    ck_assert_ptr_eq(gort_top(C.g), top);

    void **s = gort_slots_open(C.g, 3);
    ck_assert(!s[0] && !s[1] && !s[2]);
    s[1] = gort_new(C.g, s + 3, &gc_type_node);
    gort_scope scope = gort_scope_open(C.g); /* both kinds, one in the other */
    gort_push(C.g, gort_new(C.g, gort_top(C.g), &gc_type_node));
    void **inner = gort_slots_open(C.g, 1);
    inner[0] = gort_new(C.g, inner + 1, &gc_type_node);
    gort_gc(C.g, gort_top(C.g));
    ck_assert(gc_test_alive(s[1]) && gc_test_alive(inner[0]) && gc_test_alive(inner[-1]));
    gort_slots_close(C.g, inner);
    gort_scope_close(C.g, scope);
    gort_slots_close(C.g, s);
    ck_assert_ptr_eq(gort_top(C.g), top);
    fixture_close();
}
END_TEST

static int depth_reached;

static void too_deep(gort_g *g, int depth)
{
    depth_reached++;
    void **s = gort_slots_open(g, 1 << 16);
    if (depth > 0) too_deep(g, depth - 1);
    gort_slots_close(g, s);
}

START_TEST(no_room_is_a_stack_overflow)
{
    gc_test_open("");
    void **top = gort_top(C.g);
    const size_t room = gort_stack_room(C.g, top);
    ck_assert_uint_gt(room, 1000);
    ck_assert_uint_eq(gort_stack_room(C.g, top + 10), room - 10);
    ck_assert_uint_eq(gort_stack_room(C.g, top + room), 0);
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        too_deep(C.g, INT32_MAX);
        ck_abort_msg("it has room");
    }
    ck_assert_int_eq(C.code, GORT_ERROR_STACK);
    ck_assert_uint_eq((uintptr_t)depth_reached, room / (1 << 16) + 1);
    C.expected = false;
    gort_g_reset(C.g, top);
    ck_assert_ptr_eq(gort_top(C.g), top);
    ck_assert_int_eq(sum(tree(C.g, 5)), 63); /* as before */
    fixture_close();
}
END_TEST

START_TEST(slots_of_another_scope_do_not_close)
{
    gc_test_open("");
    void **s = gort_slots_open(C.g, 1);
    gort_slots_check(C.g, s);
    gort_scope scope = gort_scope_open(C.g);
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        gort_slots_check(C.g, s);
        ck_abort_msg("it passes");
    }
    ck_assert_int_eq(C.code, GORT_ERROR_MISUSE);
    if (setjmp(C.failed) == 0) {
        gort_slots_check(C.g, gort_top(C.g) + 1);
        ck_abort_msg("it passes");
    }
    ck_assert_ptr_nonnull(strstr(C.text, "gort_slots_close"));
    C.expected = false;
    gort_scope_close(C.g, scope);
    gort_slots_close(C.g, s);
    fixture_close();
}
END_TEST

/* A goroutine has its own, on whichever thread it runs. */
static int finished;
static void in_goroutine(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    void **s = gort_slots_open(g, 1);
    s[0] = tree(g, 5);
    gort__yield(g, s + 1);
    gort_gc(g, s + 1);
    if (sum(s[0]) == 63 && s >= sp) __atomic_fetch_add(&finished, 1, __ATOMIC_RELAXED);
    gort_slots_close(g, s);
}

static void main_of_goroutines(gort_g *g, void **sp)
{
    for (int i = 0; i < 20; i++)
        gort_go_c(g, sp, in_goroutine, NULL);
    while (__atomic_load_n(&finished, __ATOMIC_RELAXED) < 20)
        gort__yield(g, sp);
}

START_TEST(goroutines_have_slots)
{
    gort_config c;
    gort_config_init(&c);
    c.debug = "gccheckmark=1";
    gort_runtime *rt = gort_runtime_new(&c);
    gort_main(rt, 0, NULL, main_of_goroutines);
    ck_assert_int_eq(finished, 20);
    gort_runtime_free(rt);
}
END_TEST

/* ---- A stack of the program's own --------------------------------------------------------- */

enum { DEPTH = 5000 };

START_TEST(a_stack_of_the_program_is_scanned_up_to_its_top)
{
    static uint64_t stack[DEPTH];
    uint64_t *top = stack;
    gort_root_stack s;
    gc_test_open(_i ? "gccheckmark=1,gcstress=50" : "gccheckmark=1,clobberfree=1");
    gort_add_root_stack(C.g, &s, stack, (void *const *)(void *)&top, &gort_type_value);
    while (top < stack + DEPTH) {
        gc_node *n = gc_test_node();
        n->value = top - stack;
        *top++ = (uintptr_t)n; /* plainly, as sp[k] is */
    }
    gc_test_collect();
    for (int i = 0; i < DEPTH; i++)
        ck_assert_int_eq(((gc_node *)(uintptr_t)stack[i])->value, i);
    top -= DEPTH / 2;
    gc_test_collect();
    ck_assert(gc_test_alive((void *)(uintptr_t)stack[0]));
    ck_assert(gc_test_alive((void *)(uintptr_t)top[-1]));
    ck_assert(_i || !gc_test_alive((void *)(uintptr_t)top[0]));
    /* While a cycle marks and the stack is not scanned, taking it away keeps what it holds. */
    gc_node *last = (gc_node *)(uintptr_t)top[-1];
    gc_test_start();
    gort_remove_root_stack(C.g, &s);
    gort_add_root_stack(C.g, &s, stack, (void *const *)(void *)&top, &gort_type_value);
    gort_remove_root_stack(C.g, &s);
    gc_test_finish();
    ck_assert(gc_test_alive(last));
    gc_test_collect();
    ck_assert(_i || !gc_test_alive(last));
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        gort_remove_root_stack(C.g, &s);
        ck_abort_msg("it is there twice");
    }
    ck_assert_int_eq(C.code, GORT_ERROR_MISUSE);
    C.expected = false;
    fixture_close();
}
END_TEST

/* ---- Callbacks ---------------------------------------------------------------------------- */

static void one_root(void *user, void (*shade)(void *ctx, void *p), void *ctx)
{
    shade(ctx, user);
}

START_TEST(callbacks_are_many)
{
    enum { MANY = 6 };
    gort_root_callback c[MANY];
    gc_node *n[MANY];
    gc_test_open("gccheckmark=1,clobberfree=1");
    for (int i = 0; i < MANY; i++) {
        n[i] = gc_test_node();
        if (i % 2)
            gort_add_thread_roots(C.g, &c[i], one_root, n[i]);
        else
            gort_add_runtime_roots(C.rt, &c[i], one_root, n[i]);
    }
    gc_node *single = gc_test_node();
    gort_set_runtime_roots(C.rt, one_root, single);
    for (int gone = 0; gone <= MANY; gone++) {
        gc_test_collect();
        for (int i = 0; i < MANY; i++) /* in an order of their own: 3 4 5 0 1 2 */
            ck_assert_msg(gc_test_alive(n[i]) == ((i + 3) % MANY >= gone), "%d of %d", i, gone);
        ck_assert(gc_test_alive(single));
        if (gone == MANY) break;
        const int i = (gone + 3) % MANY;
        if (i % 2)
            gort_remove_thread_roots(C.g, &c[i]);
        else
            gort_remove_runtime_roots(C.rt, &c[i]);
    }
    fixture_close();
}
END_TEST

/* One of them and no other callback: both ends of a cycle stop for it. */
START_TEST(one_callback_alone_stops_the_world)
{
    gort_root_callback c;
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *n = gc_test_node();
    if (_i)
        gort_add_thread_roots(C.g, &c, one_root, n);
    else
        gort_add_runtime_roots(C.rt, &c, one_root, n);
    gc_test_collect();
    ck_assert(gc_test_alive(n));
    ck_assert_uint_eq(gort_read_stress_counts(C.rt).cycles_handshaken, 0);
    if (_i)
        gort_remove_thread_roots(C.g, &c);
    else
        gort_remove_runtime_roots(C.rt, &c);
    gc_test_collect();
    ck_assert(!gc_test_alive(n));
    ck_assert_uint_eq(gort_read_stress_counts(C.rt).cycles_handshaken, 1);
    fixture_close();
}
END_TEST

static void *comes_and_goes(void *arg)
{
    gort_root_callback c;
    for (int i = 0; i < 2000; i++) {
        gort_add_runtime_roots(C.rt, &c, one_root, arg);
        gort_remove_runtime_roots(C.rt, &c);
    }
    return NULL;
}

START_TEST(callbacks_come_and_go_while_others_collect)
{
    pthread_t threads[2];
    gc_test_open("gccheckmark=1");
    gc_node *n = fixture_root(gc_test_node());
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, comes_and_goes, n);
    for (int i = 0; i < 50; i++)
        gc_test_collect();
    gort_enter_blocking(C.g, C.sp);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    gort_exit_blocking(C.g);
    ck_assert_ptr_null(C.rt->root_callbacks);
    fixture_close();
}
END_TEST

/* ---- Modules ------------------------------------------------------------------------------ */

START_TEST(a_module_goes)
{
    gc_node *one[3], *two[3];
    gort_global globals_one[3], globals_two[3];
    gort_module a = {.name = "a", .globals = globals_one, .nglobals = 3};
    gort_module b = {.name = "b", .globals = globals_two, .nglobals = 3};
    gc_test_open(_i ? "gccheckmark=1,wbshadow=1" : "gccheckmark=1,clobberfree=1");
    for (int i = 0; i < 3; i++) {
        one[i] = two[i] = NULL;
        globals_one[i] = (gort_global){&one[i], &gc_type_ptr};
        globals_two[i] = (gort_global){&two[i], &gc_type_ptr};
    }
    gort_register_module(C.rt, &a);
    gort_register_module(C.rt, &b);
    for (int i = 0; i < 3; i++) {
        gort_store_global(C.g, &one[i], gc_test_node());
        gort_store_global(C.g, &two[i], gc_test_node());
    }
    gc_test_start(); /* it completes this one */
    gort_unregister_module(C.g, C.sp, &a);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_OFF);
    gort_unregister_module(C.g, C.sp, &a); /* nothing */
    gc_node *was[3];
    memcpy(was, one, sizeof was);
    memset(&one[2], 0x55, sizeof one[2]); /* its memory is another's now */
    gc_test_collect();
    for (int i = 0; i < 3; i++) {
        ck_assert(!gc_test_alive(was[i]));
        ck_assert(gc_test_alive(two[i]));
    }
    memset(one, 0, sizeof one);
    gort_register_module(C.rt, &a); /* and again */
    gort_store_global(C.g, &one[2], gc_test_node());
    gc_test_collect();
    ck_assert(gc_test_alive(one[2]));
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("slots_of_c");
    TCase *tc = tcase_create("slots_of_c");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, slots_are_roots, 0, 2);
    tcase_add_test(tc, no_room_is_a_stack_overflow);
    tcase_add_test(tc, slots_of_another_scope_do_not_close);
    tcase_add_test(tc, goroutines_have_slots);
    tcase_add_loop_test(tc, a_stack_of_the_program_is_scanned_up_to_its_top, 0, 2);
    tcase_add_test(tc, callbacks_are_many);
    tcase_add_loop_test(tc, one_callback_alone_stops_the_world, 0, 2);
    tcase_add_test(tc, callbacks_come_and_go_while_others_collect);
    tcase_add_loop_test(tc, a_module_goes, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
