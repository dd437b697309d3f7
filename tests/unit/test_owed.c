/* test_owed.c - wake-ups that a place puts off: who waits for a mutex is woken by whatever that
 * place does next, or in time. */
#include "bias_support.h"

static bool is_owed(gort_g *g)
{
    return gort__load_relaxed(&gort__bias_of(g->m)->owed) != 0;
}

/* One waits for mu, which is free, and is to be woken by this place. */
static void owe(gort_g *g, void **sp)
{
    passed = 0;
    ck_assert_uint_eq(word_of(&mu), 0);
    lock(g, sp, &mu);
    let_wait(g, sp, 1);
    struct gort__bias_seen *seen = gort__bias_seen(gort__bias_of(g->m), (gort_au32 *)&mu.state);
    ck_assert_ptr_eq((const void *)seen->mutex, (const void *)&mu.state);
    seen->often = true;
    unlock(g, sp, &mu);
    ck_assert(is_owed(g));
    ck_assert_uint_eq(word_of(&mu), GORT_MUTEX_WAITER);
}

static void let_pass(gort_g *g, void **sp)
{
    ck_assert(!is_owed(g));
    while (!passed)
        gort__yield(g, sp);
    ck_assert_uint_eq(word_of(&mu), 0);
}

static void main_pays(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    owe(g, sp);
    gort_safepoint(g, sp);
    let_pass(g, sp);
    owe(g, sp);
    gort__yield(g, sp);
    let_pass(g, sp);
    owe(g, sp);
    gort_enter_blocking(g, sp);
    gort_exit_blocking(g);
    let_pass(g, sp);
    owe(g, sp);
    gort_gc(g, sp);
    let_pass(g, sp);
    /* Going on as before, for a while. */
    owe(g, sp);
    while (word_of(&mu) & GORT_BIAS_WAITERS) {
        lock(g, sp, &mu);
        ck_assert_int_eq(passed, 0);
        unlock(g, sp, &mu);
    }
    let_pass(g, sp);
    /* And with it locked: who is woken then could only wait again. */
    owe(g, sp);
    lock(g, sp, &mu);
    gort_safepoint(g, sp);
    ck_assert_uint_eq(word_of(&mu), GORT_MUTEX_LOCKED + GORT_MUTEX_WAITER);
    unlock(g, sp, &mu);
    gort_safepoint(g, sp);
    let_pass(g, sp);
    /* Only computing: the watcher sees to it. */
    owe(g, sp);
    while (is_owed(g))
        gort_poll(g, sp);
    let_pass(g, sp);
}

START_TEST(who_is_not_woken_at_once_is_woken_soon)
{
    with_one_place(main_pays);
}
END_TEST

/* The semaphore that is waited for and the mutex's are in one row of their table. */
static struct {
    mutex m;
    uint64_t between[250];
    uint32_t sema;
} row;

static void waits_and_releases(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    lock(g, sp, &row.m);
    gort_sync_release(g, sp, &row.sema);
    unlock(g, sp, &row.m);
}

static void main_pays_in_a_row(gort_g *g, void **sp)
{
    static sched_closure c;
    if (!begin(g, sp)) return;
    ck_assert_ptr_eq(gort__sema_lock(g, &row.m.sema), gort__sema_lock(g, &row.sema));
    lock(g, sp, &row.m);
    c = sched_closure_of(waits_and_releases, 0);
    gort_go(g, sp, &c.head);
    while (word_of(&row.m) < GORT_MUTEX_WAITER)
        gort__yield(g, sp);
    gort__bias_seen(gort__bias_of(g->m), (gort_au32 *)&row.m.state)->often = true;
    unlock(g, sp, &row.m);
    ck_assert(is_owed(g));
    gort_sync_acquire(g, sp, &row.sema);
    ck_assert(!is_owed(g));
}

START_TEST(who_owes_may_wait_for_a_semaphore)
{
    with_one_place(main_pays_in_a_row);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("owed");
    TCase *tc = tcase_create("owed");
    tcase_add_test(tc, who_is_not_woken_at_once_is_woken_soon);
    tcase_add_test(tc, who_owes_may_wait_for_a_semaphore);
    suite_add_tcase(s, tc);
    return s;
}
