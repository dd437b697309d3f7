/* test_handover.c - the contract of what an embedder holds outside of the heap: callbacks, pointers
 * handed from thread to thread, registered roots. Part of the suite that runs under TSan. */
#include "../../runtime/sched/bind.h"
#include "threads_support.h"

/* ---- Callbacks ------------------------------------------------------------------------------- */

static gort_au32 callbacks_ran;

/* What is allowed in them, with another thread blocked and one running; nothing waits for a lock.
 */
static void *roots_of_callback[2];

static void good_roots(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    gort__fetch_add32_full(&callbacks_ran, 1);
    ck_assert_ptr_nonnull(gort_current(C.rt));
    (void)gort_read_stress_counts(C.rt);
    gort_set_runtime_roots(C.rt, good_roots, NULL);
    gort_register_module(C.rt, &gort__runtime_module);
    shade(ctx, roots_of_callback[0]);
    shade(ctx, roots_of_callback[1]);
}

static void *thread_blocked(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    gort_set_thread_roots(g, good_roots, NULL);
    reach(gort__load32_acquire(&stage) + 1);
    wait_for(g, 10);
    gort_detach(C.rt);
    return arg;
}

static void *thread_looping(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    gort_set_thread_roots(g, good_roots, NULL);
    reach(gort__load32_acquire(&stage) + 1);
    while (gort__load32_acquire(&stage) < 10) {
        gort_new(g, gort_top(g), &gc_type_node);
        gort_poll(g, gort_top(g));
    }
    gort_detach(C.rt);
    return arg;
}

START_TEST(callbacks_run_without_a_lock)
{
    gc_test_open(_i ? "gccheckmark=1,gcstoptheworld=1" : "gccheckmark=1,clobberfree=1");
    gort_set_runtime_roots(C.rt, good_roots, NULL);
    pthread_t b = start(thread_blocked, NULL);
    wait_for(C.g, 1);
    pthread_t l = start(thread_looping, NULL);
    wait_for(C.g, 2);
    for (int i = 0; i < 30; i++)
        gc_test_collect();
    ck_assert_uint_ge(gort__load32_acquire(&callbacks_ran), 30 * (2 + 3 * 2));
    reach(10);
    join(b);
    join(l);
    gort_set_runtime_roots(C.rt, NULL, NULL);
    fixture_close();
}
END_TEST

/* ---- Handing pointers over ------------------------------------------------------------------ */

/* x is white, known to our grey stack alone; the taker's stack is black when x arrives there, and
 * ours forgets it. How it travels: 0 pushed, 1 gort_shade and sp, 2 a pushed cell, 3 a pushed
 * value, 4 a registered root with the barrier, 5 a root registered meanwhile, 6 pushed by a thread
 * that pushed before the cycle too, when no push had to shade. */
static gc_node *handed;
static gc_node handed_cell;
static void *registered_word;
static gort_root registered;

/* In a blocking region while the stage is that. */
static void stand_aside(gort_g *g, void **sp, uint32_t at)
{
    gort_enter_blocking(g, sp);
    reach(at);
    while (gort__load32_acquire(&stage) == at)
        usleep(200);
    gort_exit_blocking(g);
}

static void *thread_takes(void *arg)
{
    const int how = (int)(intptr_t)arg;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    gort_scope s = {0};
    if (how != 1) s = gort_scope_open(g);
    if (how == 6) {
        gort_push(g, NULL);
        stand_aside(g, gort_top(g), 1);
        gort__mark_own_stack(g);
    }
    switch (how) {
    case 0:
    case 6: gort_push(g, handed); break;
    case 1:
        gort_shade(g, handed);
        *sp = handed;
        break;
    case 2:
        handed_cell.right = handed;
        gort_push_cell(g, &gc_type_node, &handed_cell);
        break;
    case 3: gort_push_value(g, (uint64_t)(uintptr_t)handed); break;
    case 4: gort_push(g, registered_word); break;
    case 5:
        registered_word = handed;
        gort_add_root(g, &registered, &registered_word, &gort_type_unsafe_pointer, 1);
        break;
    }
    stand_aside(g, how == 1 ? sp + 1 : gort_top(g), 3);
    if (how == 5) gort_remove_root(g, &registered);
    if (how != 1) gort_scope_close(g, s);
    gort_detach(C.rt);
    return NULL;
}

static void hand_over(int how)
{
    gc_node *x = fixture_root(gc_test_node());
    x->value = 42;
    handed = x;
    if (how == 4) gort_add_root(C.g, &registered, &registered_word, &gort_type_unsafe_pointer, 1);
    pthread_t t;
    if (how == 6) {
        t = start(thread_takes, (void *)(intptr_t)how);
        wait_for(NULL, 1);
    }
    gc_test_start();
    ck_assert(!gort__stack_is_black(C.g));
    if (how >= 4) {
        C.g->sp = C.sp;
        gort__mark_roots(&C.rt->gc->workers[0], UINT64_MAX); /* those that there are */
    }
    if (how == 4) gort_store_global(C.g, &registered_word, x);
    if (how == 6) {
        reach(2);
    } else {
        t = start(thread_takes, (void *)(intptr_t)how);
    }
    wait_for(NULL, 3);
    C.sp--;
    gc_test_finish();
    gort__sweep_finish(C.rt);
    ck_assert_msg(gort__gc_is_marked(C.rt, x) && x->value == 42, "lost: way %d", how);
    reach(4);
    join(t);
    if (how == 4) gort_remove_root(C.g, &registered);
}

START_TEST(a_pointer_handed_to_another_thread_lives)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    hand_over(_i);
    fixture_close();
}
END_TEST

/* A push is inline while the end of the shadow stack is known, and then it does not shade. */
START_TEST(the_end_is_unknown_while_the_barrier_is_on)
{
    gc_test_open("");
    const bool was_on = C.g->head.barrier; /* wbshadow has it on always */
    gort__g_set_barrier(C.g, false);
    const gort_scope s = gort_scope_open_at(C.g, C.sp);
    gort_push(C.g, NULL);
    ck_assert_ptr_eq(C.g->head.roots_end, C.g->stack.shadow_hi);
    gort__g_set_barrier(C.g, true);
    ck_assert_ptr_null(C.g->head.roots_end);
    gort_push_slow(C.g, NULL);
    ck_assert_ptr_null(C.g->head.roots_end);
    gort__g_set_barrier(C.g, false);
    gort_push_slow(C.g, NULL);
    ck_assert_ptr_eq(C.g->head.roots_end, C.g->stack.shadow_hi);
    gort_scope_close(C.g, s);
    gort__g_set_barrier(C.g, was_on);
    fixture_close();
}
END_TEST

START_TEST(a_pointer_handed_over_without_shading_is_lost)
{
    /* 4 has the insertion barrier instead. */
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2,gcmutant=%d",
             _i == 4 ? GORT_MUTANT_NO_INSERTION | GORT_MUTANT_NO_SHADE : GORT_MUTANT_NO_SHADE);
    gc_test_open(debug);
    hand_over(_i);
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 1);
    ck_assert_ptr_nonnull(strstr(C.trace, "checkmark found unmarked object"));
    fixture_close();
}
END_TEST

/* What the runtime's callback knew when the cycle began survives, wherever it goes: to a black
 * stack that writes it by sp, without a word to anybody. */
static void *held;

static void held_root(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    shade(ctx, held);
}

static void take_out(void)
{
    gort_set_runtime_roots(C.rt, held_root, NULL);
    held = gc_test_node();
    *C.sp++ = NULL;
    gc_test_start();
    while (gc_test_step(1)) {
    }
    ck_assert(gort__stack_is_black(C.g));
    C.sp[-1] = held;
    held = NULL;
    gc_test_finish();
}

START_TEST(what_a_callback_gave_away_lives)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    take_out();
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(C.sp[-1]));
    C.sp--;
    fixture_close();
}
END_TEST

START_TEST(what_a_late_callback_gave_away_is_lost)
{
    gc_test_open("gccheckmark=2,gcmutant=256");
    take_out();
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 1);
    C.sp--;
    fixture_close();
}
END_TEST

/* The other way: what a grey stack put there and forgot is found when the cycle ends. */
START_TEST(what_a_callback_got_lives)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gort_set_runtime_roots(C.rt, held_root, NULL);
    gc_node *w = fixture_root(gc_test_node());
    gc_test_start();
    ck_assert(!gort__stack_is_black(C.g));
    held = w;
    C.sp--;
    gc_test_finish();
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(held));
    fixture_close();
}
END_TEST

/* ---- Registered roots ------------------------------------------------------------------------ */

enum { RANGE = 100000 };

START_TEST(registered_roots_come_and_go)
{
    static gort_root r[40];
    static gc_node cells[40];
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node **range = calloc(RANGE, sizeof *range);
    gort_root of_range;
    gort_add_root(C.g, &of_range, range, &gc_type_ptr, RANGE);
    bool there[40] = {false};
    for (int round = 0; round < 4000; round++) {
        const unsigned i = (unsigned)(fixture_rand() % 40), k = (unsigned)(fixture_rand() % RANGE);
        switch (fixture_rand() % 6) {
        case 0:
            if (there[i])
                gort_remove_root(C.g, &r[i]);
            else
                gort_add_root(C.g, &r[i], &cells[i], &gc_type_node, 1);
            if (there[i]) memset(&cells[i], 0, sizeof cells[i]);
            there[i] = !there[i];
            break;
        case 1:
            if (there[i]) gort_store_global(C.g, &cells[i].right, gc_test_node());
            break;
        case 2: gort_store_global(C.g, &range[k], gc_test_node()); break;
        case 3: /* from one root to another */
            if (there[i]) gort_store_global(C.g, &cells[i].left, range[k]);
            gort_store_global(C.g, &range[k], NULL);
            break;
        case 4:
            if (round % 8 == 0) gc_test_start();
            gc_test_step(fixture_rand() % 100000);
            break;
        default:
            if (round % 16 == 0) gc_test_finish();
        }
    }
    gc_test_collect();
    uint64_t want = 0;
    for (int i = 0; i < 40; i++) {
        if (!there[i]) continue;
        want += cells[i].right != NULL && gc_test_alive(cells[i].right);
        want += cells[i].left != NULL && gc_test_alive(cells[i].left);
        gort_remove_root(C.g, &r[i]);
    }
    for (int k = 0; k < RANGE; k++)
        want += range[k] != NULL && gc_test_alive(range[k]);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, want);
    gort_remove_root(C.g, &of_range);
    gc_test_collect();
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.HeapObjects, 0);
    free(range);
    fixture_close();
}
END_TEST

/* w is in a registered root that the scan has not come to; a black stack loads it, and the root
 * goes away with what it holds. */
static gc_node *remove_unscanned(void)
{
    static gort_root r;
    static void *word;
    gort_add_root(C.g, &r, &word, &gort_type_unsafe_pointer, 1);
    gort_store_global(C.g, &word, gc_test_node());
    *C.sp++ = NULL;
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    gc_node *w = C.sp[-1] = word;
    gort_remove_root(C.g, &r);
    word = NULL;
    return w;
}

START_TEST(what_a_removed_root_held_lives)
{
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *w = remove_unscanned();
    gc_test_finish();
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(w));
    C.sp--;
    fixture_close();
}
END_TEST

START_TEST(what_a_removed_root_held_is_lost_without_shading)
{
    gc_test_open("gccheckmark=2,gcmutant=128");
    remove_unscanned();
    gc_test_finish();
    ck_assert_uint_eq(gort__gc_checkmark_lost(C.rt), 1);
    C.sp--;
    fixture_close();
}
END_TEST

/* The scan stands in the middle of a root when that goes; it goes on with the next one. */
START_TEST(a_root_goes_while_it_is_scanned)
{
    static gort_root small, large;
    static void *word;
    gc_test_open("gccheckmark=1,clobberfree=1");
    void **range = calloc(RANGE, sizeof *range);
    gort_add_root(C.g, &small, &word, &gort_type_unsafe_pointer, 1);
    gort_add_root(C.g, &large, range, &gc_type_ptr, RANGE);
    gort_store_global(C.g, &word, gc_test_node());
    gc_test_start();
    ck_assert(gc_test_step(1));
    ck_assert_ptr_eq(gort__load_ptr_relaxed(&C.rt->gc->next_root), &large);
    ck_assert_uint_gt(C.rt->gc->next_root_bytes, 0);
    gort_remove_root(C.g, &large);
    gc_test_finish();
    gort__sweep_finish(C.rt);
    ck_assert(gc_test_alive(word));
    gort_remove_root(C.g, &small);
    free(range);
    fixture_close();
}
END_TEST

static void remove_twice(int i)
{
    gort_root r[3];
    void *word[3] = {NULL};
    open_telling("");
    for (int k = 0; k < 3; k++)
        gort_add_root(C.g, &r[k], &word[k], &gort_type_unsafe_pointer, 1);
    gort_remove_root(C.g, &r[i]);
    gort_remove_root(C.g, &r[i]);
}

START_TEST(a_root_is_removed_once)
{
    ends(remove_twice, _i, STATUS_MISUSE, "the root is not registered");
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("handover");
    TCase *tc = tcase_create("handover");
    tcase_set_timeout(tc, 240);
    tcase_add_loop_test(tc, callbacks_run_without_a_lock, 0, 2);
    tcase_add_loop_test(tc, a_pointer_handed_to_another_thread_lives, 0, 7);
    tcase_add_test(tc, the_end_is_unknown_while_the_barrier_is_on);
    tcase_add_loop_test(tc, a_pointer_handed_over_without_shading_is_lost, 0, 7);
    tcase_add_test(tc, what_a_callback_gave_away_lives);
    tcase_add_test(tc, what_a_late_callback_gave_away_is_lost);
    tcase_add_test(tc, what_a_callback_got_lives);
    tcase_add_test(tc, what_a_removed_root_held_lives);
    tcase_add_test(tc, what_a_removed_root_held_is_lost_without_shading);
    tcase_add_test(tc, registered_roots_come_and_go);
    tcase_add_test(tc, a_root_goes_while_it_is_scanned);
    tcase_add_loop_test(tc, a_root_is_removed_once, 0, 3);
    suite_add_tcase(s, tc);
    return s;
}
