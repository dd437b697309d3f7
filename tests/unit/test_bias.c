/* test_bias.c - a mutex that belongs to a place: when it does, what its word says then, and that it
 * is locked by one at a time whoever comes for it, from where, and when. */
#include "bias_support.h"

static bool got;

static void outside_tries(gort_g *g, void **sp)
{
    got = gort_sync_tryLock(g, sp, &mu.state);
    if (got) unlock(g, sp, &mu);
}

static void outside_locks(gort_g *g, void **sp)
{
    lock(g, sp, &mu);
    unlock(g, sp, &mu);
}

static void outside_unlocks(gort_g *g, void **sp)
{
    unlock(g, sp, &mu);
}

/* ---- Its owner ---------------------------------------------------------------------------- */

static void main_owns(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    bias(g, sp, &mu);
    const uint32_t free_word = word_of(&mu);
    for (int i = 0; i < 3; i++) {
        lock(g, sp, &mu);
        ck_assert(is_held(g, &mu));
        ck_assert(!gort_sync_tryLock(g, sp, &mu.state));
        /* Somebody wanted it: it is as any until it has been used again for as long. */
        ck_assert_uint_eq(word_of(&mu), GORT_MUTEX_LOCKED);
        unlock(g, sp, &mu);
        ck_assert_uint_eq(word_of(&mu), 0);
        bias(g, sp, &mu);
        ck_assert_uint_eq(word_of(&mu), free_word);
    }
    ck_assert(gort_sync_tryLock(g, sp, &mu.state));
    ck_assert(is_held(g, &mu));
    unlock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), free_word);
}

START_TEST(who_uses_a_mutex_for_long_owns_it)
{
    with_one_place(main_owns);
}
END_TEST

static void main_holds_two(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    for (int inner_first = 0; inner_first < 2; inner_first++) {
        bias(g, sp, &mu);
        bias(g, sp, &other);
        lock(g, sp, &mu);
        lock(g, sp, &other);
        ck_assert(is_held(g, &mu));
        ck_assert_uint_eq(word_of(&other), GORT_MUTEX_LOCKED);
        unlock(g, sp, inner_first ? &other : &mu);
        unlock(g, sp, inner_first ? &mu : &other);
        ck_assert_uint_eq(word_of(&other), 0);
        ck_assert(is_biased(g, &mu));
        outside(outside_tries);
        ck_assert(got);
    }
}

START_TEST(two_are_locked_at_once)
{
    with_one_place(main_holds_two);
}
END_TEST

/* Its frame is another's afterwards. */
static void main_uses_its_stack(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    mutex local = {0, 0};
    for (int i = 0; i < 2 * GORT_BIAS_STREAK; i++) {
        lock(g, sp, &local);
        unlock(g, sp, &local);
        ck_assert_uint_eq(word_of(&local), 0);
    }
}

START_TEST(a_mutex_on_the_stack_is_never_biased)
{
    with_one_place(main_uses_its_stack);
}
END_TEST

/* ---- Others ------------------------------------------------------------------------------- */

static void main_is_visited(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    bias(g, sp, &mu);
    outside(outside_locks); /* it is free */
    ck_assert_uint_eq(word_of(&mu), 0);
    bias(g, sp, &mu);
    lock(g, sp, &mu);
    outside(outside_tries); /* it is not */
    ck_assert(!got);
    ck_assert_uint_eq(word_of(&mu), GORT_MUTEX_LOCKED);
    outside(outside_tries);
    ck_assert(!got);
    unlock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), 0);
    outside(outside_tries);
    ck_assert(got);
    ck_assert(!is_held(g, &mu));
}

START_TEST(who_comes_from_elsewhere_finds_it_locked_or_free)
{
    with_one_place(main_is_visited);
}
END_TEST

static void main_is_unlocked_elsewhere(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    bias(g, sp, &mu);
    lock(g, sp, &mu);
    outside(outside_unlocks);
    ck_assert_uint_eq(word_of(&mu), 0);
    outside(outside_tries);
    ck_assert(got);
    lock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), GORT_MUTEX_LOCKED);
    outside(outside_tries);
    ck_assert(!got);
    unlock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), 0);
    bias(g, sp, &mu);
}

START_TEST(it_may_be_unlocked_elsewhere)
{
    with_one_place(main_is_unlocked_elsewhere);
}
END_TEST

static void main_copies(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    bias(g, sp, &other);
    mu = other;
    lock(g, sp, &mu);
    lock(g, sp, &other);
    outside(outside_tries);
    ck_assert(!got);
    unlock(g, sp, &mu);
    unlock(g, sp, &other);
    outside(outside_tries);
    ck_assert(got);
    /* Copied while its bias was taken away. */
    mu.state = (int32_t)(GORT_MUTEX_BIASED | ~0u << GORT_BIAS_SHIFT);
    ck_assert(gort_sync_tryLock(g, sp, &mu.state));
    unlock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), 0);
}

static uint32_t shown(const mutex *m)
{
    return gort__bias_shown(C.rt, (const gort_au32 *)(const void *)&m->state);
}

/* Whoever prints a mutex prints Go's word. */
static void main_shows(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    bias(g, sp, &mu);
    ck_assert_uint_eq(shown(&mu), 0);
    lock(g, sp, &mu);
    ck_assert(is_held(g, &mu));
    ck_assert_uint_eq(shown(&mu), 1);
    unlock(g, sp, &mu);
    mu.state = (int32_t)((uint32_t)mu.state + 3 * GORT_MUTEX_WAITER + GORT_MUTEX_WOKEN);
    ck_assert_uint_eq(shown(&mu), 3 * 8 + 2);
    mu.state = 5 * 8 + 4 + 1;
    ck_assert_uint_eq(shown(&mu), 5 * 8 + 4 + 1);
    mu.state = 0;
}

START_TEST(what_is_shown_is_as_in_go)
{
    with_one_place(main_shows);
}
END_TEST

START_TEST(a_copy_is_a_mutex_of_its_own)
{
    with_one_place(main_copies);
}
END_TEST

/* As a struct is that is set to its zero value while its mutex is locked. */
static void main_overwrites(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    bias(g, sp, &mu);
    lock(g, sp, &mu);
    mu = (mutex){0, 0};
    lock(g, sp, &mu);
    outside(outside_tries);
    ck_assert(!got);
    unlock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), 0);
    outside(outside_tries);
    ck_assert(got);
}

START_TEST(one_that_is_overwritten_is_free)
{
    with_one_place(main_overwrites);
}
END_TEST

/* ---- Whoever holds it goes away ----------------------------------------------------------- */

static sched_sema gate = SCHED_SEMA;

static void tries_and_opens(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    ck_assert(!is_held(g, &mu));
    got = gort_sync_tryLock(g, sp, &mu.state);
    sched_release(g, &gate);
}

static void main_parks(gort_g *g, void **sp)
{
    static sched_closure c;
    if (!begin(g, sp)) return;
    bias(g, sp, &mu);
    lock(g, sp, &mu);
    c = sched_closure_of(tries_and_opens, 0);
    gort_go(g, sp, &c.head);
    sched_acquire(g, sp, &gate);
    ck_assert(!got);
    unlock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), 0);
    bias(g, sp, &mu);
    lock(g, sp, &mu);
    gort_enter_blocking(g, sp);
    ck_assert(!is_held(g, &mu));
    ck_assert_uint_eq(word_of(&mu), GORT_MUTEX_LOCKED);
    gort_exit_blocking(g);
    unlock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), 0);
}

START_TEST(it_stays_locked_by_who_waits)
{
    with_one_place(main_parks);
}
END_TEST

static void main_ends(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    bias(g, sp, &mu);
    lock(g, sp, &mu);
}

static void main_finds_it_locked(gort_g *g, void **sp)
{
    if (!gort__load32_relaxed(&C.rt->sched->biases)) return;
    ck_assert_uint_eq(word_of(&mu), GORT_MUTEX_LOCKED);
    ck_assert(!gort_sync_tryLock(g, sp, &mu.state));
    bias(g, sp, &other);
}

START_TEST(it_stays_locked_when_who_locked_it_ends)
{
    mu = other = (mutex){0, 0};
    sched_open("2", "");
    ck_assert_int_eq(sched_main(main_ends), 0);
    ck_assert_int_eq(sched_main(main_finds_it_locked), 0);
    sched_close();
}
END_TEST

static uintptr_t hidden; /* the address, as no pointer */

static __attribute__((noinline)) void locks_an_object(gort_g *g, void **sp)
{
    gc_node *n = gort_new(g, sp, &gc_type_node);
    _Static_assert(sizeof n->value >= sizeof(mutex), "it has room for a mutex");
    sp[0] = n;
    n->value = 0;
    bias(g, sp + 1, (mutex *)(void *)&n->value);
    lock(g, sp + 1, (mutex *)(void *)&n->value);
    ck_assert(is_held(g, (mutex *)(void *)&n->value));
    hidden = ~(uintptr_t)n;
    sp[0] = NULL;
}

static void main_drops(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    locks_an_object(g, sp);
    gort_gc(g, sp);
    gort_gc(g, sp);
    ck_assert(!gc_test_alive((gc_node *)~hidden));
    ck_assert_uint_eq(gort__load_relaxed(&gort__bias_of(g->m)->held), 0);
}

START_TEST(what_is_garbage_is_held_by_nobody)
{
    with_one_place(main_drops);
}
END_TEST

/* ---- Those that wait ---------------------------------------------------------------------- */

static void main_lets_wait(gort_g *g, void **sp)
{
    if (!begin(g, sp)) return;
    passed = 0;
    lock(g, sp, &mu);
    let_wait(g, sp, 3);
    unlock(g, sp, &mu); /* wakes one, who does not run yet */
    for (int i = 0; !is_biased(g, &mu); i++) {
        ck_assert_int_le(i, GORT_BIAS_STREAK);
        lock(g, sp, &mu);
        unlock(g, sp, &mu);
    }
    ck_assert_uint_eq(word_of(&mu) & ~GORT_BIAS_MASK, GORT_MUTEX_WOKEN + 2 * GORT_MUTEX_WAITER);
    ck_assert_int_eq(passed, 0);
    while (passed < 3)
        gort__yield(g, sp);
    ck_assert_uint_eq(word_of(&mu), 0);
    /* Nobody is awake who wants it. */
    lock(g, sp, &mu);
    let_wait(g, sp, 1);
    gort__bias *b = gort__bias_of(g->m);
    mu.state = (int32_t)(gort__load32_relaxed(&b->word) + GORT_MUTEX_WAITER);
    gort__store_relaxed(&b->held, (uintptr_t)&mu.state);
    gort__bias_seen(b, (gort_au32 *)&mu.state)->often = false;
    unlock(g, sp, &mu);
    ck_assert_uint_eq(word_of(&mu), gort__load32_relaxed(&b->word) | GORT_MUTEX_WOKEN);
    while (passed < 4)
        gort__yield(g, sp);
    ck_assert_uint_eq(word_of(&mu), 0);
}

START_TEST(who_waits_for_a_biased_one_is_woken)
{
    with_one_place(main_lets_wait);
}
END_TEST

/* ---- Misuse ------------------------------------------------------------------------------- */

#ifndef GORT_SWITCH_TSAN /* whose pthread_exit wants the thread's own stack */
static void main_unlocks_twice(gort_g *g, void **sp)
{
    if (begin(g, sp)) bias(g, sp, &mu);
    unlock(g, sp, &mu);
}

START_TEST(one_that_is_not_locked_is_not_unlocked)
{
    mu = (mutex){0, 0};
    C.expected = true;
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_unlocks_twice), 2);
    ck_assert_ptr_nonnull(strstr(C.text, "fatal error: sync: unlock of unlocked mutex"));
    sched_close();
}
END_TEST
#endif

/* ---- Many --------------------------------------------------------------------------------- */

enum { USERS = 5, OUTSIDERS = 2, BURSTS = 12, VISITS = 400 };
static intptr_t counts[2]; /* under mu and other; plain: the lock is all that orders it */
static intptr_t ended;

static void count_one(gort_g *g, void **sp, intptr_t i, bool yields)
{
    mutex *m = i ? &other : &mu;
    lock(g, sp, m);
    const intptr_t before = counts[i];
    if (yields) gort__yield(g, sp);
    counts[i] = before + 1;
    unlock(g, sp, m);
}

/* Long enough at a time for the mutex to become its place's, if nobody comes. */
static void uses(gort_g *g, void **sp, sched_closure *c)
{
    for (intptr_t burst = 0; burst < BURSTS; burst++) {
        for (int k = 0; k < GORT_BIAS_STREAK + 100; k++)
            count_one(g, sp, (c->n + burst) & 1, k == GORT_BIAS_STREAK + 50);
        gort__yield(g, sp);
    }
    sched_add(&ended, 1);
}

static void *visits(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    (void)arg;
    for (intptr_t k = 0; k < VISITS; k++) {
        count_one(g, gort_top(g), k & 1, false);
        gort_enter_blocking(g, gort_top(g));
        usleep(20);
        gort_exit_blocking(g);
    }
    gort_detach(C.rt);
    return NULL;
}

static void main_many(gort_g *g, void **sp)
{
    static sched_closure c[USERS];
    pthread_t t[OUTSIDERS];
    counts[0] = counts[1] = ended = 0;
    for (int i = 0; i < OUTSIDERS; i++)
        pthread_create(&t[i], NULL, visits, NULL);
    for (intptr_t i = 0; i < USERS; i++) {
        c[i] = sched_closure_of(uses, i);
        gort_go(g, sp, &c[i].head);
    }
    sched_until(g, sp, &ended, USERS);
    gort_enter_blocking(g, sp);
    for (int i = 0; i < OUTSIDERS; i++)
        pthread_join(t[i], NULL);
    gort_exit_blocking(g);
    ck_assert_int_eq(counts[0] + counts[1],
                     (intptr_t)USERS * BURSTS * (GORT_BIAS_STREAK + 100) + OUTSIDERS * VISITS);
}

START_TEST(one_at_a_time_has_it)
{
    static const char *const places[] = {"1", "2", "4"};
    for (int i = 0; i < 3; i++) {
        mu = other = (mutex){0, 0};
        sched_open(places[i], "");
        ck_assert_int_eq(sched_main(main_many), 0);
        sched_close();
    }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("bias");
    TCase *tc = tcase_create("bias");
    tcase_add_test(tc, who_uses_a_mutex_for_long_owns_it);
    tcase_add_test(tc, two_are_locked_at_once);
    tcase_add_test(tc, a_mutex_on_the_stack_is_never_biased);
    tcase_add_test(tc, who_comes_from_elsewhere_finds_it_locked_or_free);
    tcase_add_test(tc, it_may_be_unlocked_elsewhere);
    tcase_add_test(tc, what_is_shown_is_as_in_go);
    tcase_add_test(tc, a_copy_is_a_mutex_of_its_own);
    tcase_add_test(tc, one_that_is_overwritten_is_free);
    tcase_add_test(tc, it_stays_locked_by_who_waits);
    tcase_add_test(tc, it_stays_locked_when_who_locked_it_ends);
    tcase_add_test(tc, what_is_garbage_is_held_by_nobody);
    tcase_add_test(tc, who_waits_for_a_biased_one_is_woken);
#ifndef GORT_SWITCH_TSAN
    tcase_add_test(tc, one_that_is_not_locked_is_not_unlocked);
#endif
    tcase_add_test(tc, one_at_a_time_has_it);
    suite_add_tcase(s, tc);
    return s;
}
