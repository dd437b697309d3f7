/* test_help.c - whether one place runs everything for a while (help.c): when that is tried, when it
 * stays so, and that nobody is forgotten meanwhile.
 *
 * The watcher's decisions are asked for with made-up times, in a runtime that has no watcher.
 */
#include "sched_support.h"

enum { MS = 1000000 };
static gort_g fakes[3 * GORT_RUNQ_SLOTS];
static gort_mutator runs; /* what a place has that is held */

static struct gort__sched *help_open(void)
{
    sched_open("2", "");
    struct gort__sched *s = C.rt->sched;
    gort__store32_relaxed(&s->counts, 0); /* nobody can be woken */
    for (uint32_t i = 0; i < 2; i++) {
        gort__store32_relaxed(&s->procs[i].state, GORT_PROC_HELD);
        gort__store_ptr_relaxed(&s->procs[i].m, &runs);
    }
    gort__help_start(s, 0);
    return s;
}

/* Each place has begun so many. */
static void help_run(struct gort__sched *s, uint32_t n0, uint32_t n1)
{
    gort_au32 *tick = &s->procs[0].tick, *kept = &s->procs[1].kept;
    gort__store32_relaxed(tick, gort__load32_relaxed(tick) + n0);
    gort__store32_relaxed(kept, gort__load32_relaxed(kept) + n1);
}

static bool help_held(struct gort__sched *s, uint64_t now_ms)
{
    gort__help_look(s, now_ms * MS);
    return gort__load32_relaxed(&s->held);
}

/* Until one place alone is tried, at 2 ms. */
static struct gort__sched *help_try(void)
{
    struct gort__sched *s = help_open();
    help_run(s, 10000, 9000);
    ck_assert(help_held(s, 2));
    ck_assert(!gort__load32_relaxed(&s->procs[0].rests));
    ck_assert(gort__load32_relaxed(&s->procs[1].rests));
    return s;
}

START_TEST(one_place_is_tried_where_two_run_brief_ones)
{
    (void)help_try();
    sched_close();
    struct gort__sched *s = help_open();
    help_run(s, 10000, 0);
    ck_assert(!help_held(s, 2)); /* one only */
    help_run(s, 100, 100);
    ck_assert(!help_held(s, 4)); /* 20 us each */
    help_run(s, 100, 10000);
    ck_assert(!help_held(s, 5)); /* too soon to say */
    ck_assert(help_held(s, 6));
    ck_assert(gort__load32_relaxed(&s->procs[0].rests));
    sched_close();
}
END_TEST

START_TEST(it_stays_so_if_that_one_does_nearly_as_much)
{
    struct gort__sched *s = help_try();
    help_run(s, 14000, 0);
    ck_assert(!help_held(s, 4)); /* less: the other was a help */
    help_run(s, 10000, 9000);
    ck_assert(!help_held(s, 6)); /* not tried again at once */
    help_run(s, 10000, 9000);
    ck_assert(help_held(s, 8));
    help_run(s, 15000, 0);
    ck_assert(help_held(s, 10));
    for (uint64_t ms = 12; ms < 26; ms += 2) {
        help_run(s, 15000, 0);
        ck_assert(help_held(s, ms));
    }
    help_run(s, 15000, 0);
    ck_assert(!help_held(s, 26)); /* now it is tried whether the other helps */
    help_run(s, 5000, 5000);
    ck_assert(!help_held(s, 28)); /* not at once */
    help_run(s, 10000, 9000);
    ck_assert(help_held(s, 30)); /* no */
    for (uint64_t ms = 32; ms < 94; ms += 2) {
        help_run(s, 15000, 0);
        ck_assert(help_held(s, ms));
    }
    help_run(s, 15000, 0);
    ck_assert(!help_held(s, 94));
    help_run(s, 3000, 3000);
    ck_assert(help_held(s, 96)); /* so few that it need not be looked at any longer */
    sched_close();
}
END_TEST

/* Until who waits is looked at. */
static void help_move(struct gort__sched *s)
{
    for (uint64_t ms = 3; ms <= 4; ms++) {
        help_run(s, 15000, 0);
        ck_assert(help_held(s, ms));
    }
}

START_TEST(it_ends_where_somebody_waits)
{
    struct gort__sched *s = help_try();
    gort__runq_put(&s->procs[0], &fakes[0], false);
    help_move(s); /* that one has just come */
    help_run(s, 15000, 0);
    ck_assert(!help_held(s, 5));
    ck_assert_ptr_eq(gort__runq_get_ring(&s->procs[0]), &fakes[0]);
    sched_close();

    s = help_try(); /* in the queue of all */
    pthread_mutex_lock(&C.rt->lock);
    gort__queue_put(s, &fakes[0]);
    pthread_mutex_unlock(&C.rt->lock);
    help_move(s);
    help_run(s, 15000, 0);
    ck_assert(!help_held(s, 5));
    sched_close();

    s = help_try(); /* behind one that runs for long */
    help_move(s);
    help_run(s, 1, 0);
    ck_assert(gort__runq_put_next(&s->procs[0], &fakes[0]));
    ck_assert(!help_held(s, 5));
    sched_close();
}
END_TEST

START_TEST(a_place_rests_only_while_another_runs)
{
    struct gort__sched *s = help_try();
    gort__runner r = {.rt = C.rt};
    gort_mutator m = {.rt = C.rt, .p = &s->procs[1], .runner = &r};
    gort__runq_put(m.p, &fakes[0], false);
    gort__store32_relaxed(&s->procs[0].state, GORT_PROC_BLOCKED);
    ck_assert(!gort__help_rests(&m));
    gort__store32_relaxed(&s->procs[0].state, GORT_PROC_IDLE);
    ck_assert(!gort__help_rests(&m));
    ck_assert_uint_eq(gort__runq_length(m.p), 1);
    gort__store32_relaxed(&s->procs[0].state, GORT_PROC_HELD);
    ck_assert(gort__help_rests(&m));
    ck_assert(gort__runq_empty(m.p));
    ck_assert_uint_eq(gort__load32_relaxed(&s->nqueue), 1);
    sched_close();
}
END_TEST

/* ---- With threads ------------------------------------------------------------------------- */

static void counts_itself(gort_g *g, void **sp, sched_closure *c)
{
    (void)g;
    (void)sp;
    (void)c;
    sched_add(&ran, 1);
}

/* Goes on, without a poll, until the other has run. */
static void main_does_not_wait(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(counts_itself, 0);
    gort_go(g, sp, &c.head);
    while (sched_read(&ran) == 0) {
    }
}

START_TEST(who_is_held_up_runs_elsewhere_soon)
{
    ran = 0;
    sched_open("2", "");
    struct gort__sched *s = C.rt->sched;
    gort__store32_relaxed(&s->held, 1);
    s->help.state = GORT_HELP_HELD;
    s->help.until_ns = UINT64_MAX;
    ck_assert_int_eq(sched_main(main_does_not_wait), 0);
    ck_assert(!gort__load32_relaxed(&s->held));
    sched_close();
}
END_TEST

/* The only place is sent to rest. */
static void main_is_sent_to_rest(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(counts_itself, 0);
    for (intptr_t i = 1; i <= 10; i++) {
        gort_go(g, sp, &c.head);
        gort__store32_relaxed(&g->m->p->rests, 1);
        gort__store32_relaxed(&g->rt->sched->held, i & 1);
        sched_until(g, sp, &ran, i);
    }
}

START_TEST(who_cannot_rest_goes_on)
{
    ran = 0;
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_is_sent_to_rest), 0);
    sched_close();
}
END_TEST

/* Places are sent to rest all the time. */
static intptr_t rested;
static void *rests_all(void *sched)
{
    struct gort__sched *s = sched;
    const struct timespec shortly = {0, 20000};
    while (!sched_read(&stop)) {
        gort__store32_relaxed(&s->held, 1);
        for (uint32_t i = 0; i < gort__places(s); i++)
            gort__store32_relaxed(&s->procs[i].rests, 1);
        nanosleep(&shortly, NULL);
        gort__store32_relaxed(&s->held, 0);
        gort__sched_wake(s);
    }
    sched_add(&rested, 1);
    return NULL;
}

enum { DEPTH = 5, ALL = 1 + 3 + 9 + 27 + 81 + 243 };
static sched_closure starters[DEPTH + 1];

static void starts_others(gort_g *g, void **sp, sched_closure *c)
{
    sched_add(&ran, 1);
    for (int i = 0; c->n && i < 3; i++) {
        gort_go(g, sp, &starters[c->n - 1].head);
        if (i == 1) gort__yield(g, sp);
    }
}

static void main_starts_many(gort_g *g, void **sp)
{
    for (intptr_t i = 0; i <= DEPTH; i++)
        starters[i] = sched_closure_of(starts_others, i);
    for (int i = 1; i <= SCHED_MANY / 10; i++) {
        gort_go(g, sp, &starters[DEPTH].head);
        sched_until(g, sp, &ran, (intptr_t)i * ALL);
    }
    sched_add(&stop, 1); /* who is woken after the end finds a runtime without one */
    sched_until(g, sp, &rested, 1);
}

START_TEST(those_that_rest_forget_nobody)
{
    pthread_t thread;
    ran = stop = rested = 0;
    sched_open("3", "");
    pthread_create(&thread, NULL, rests_all, C.rt->sched);
    ck_assert_int_eq(sched_main(main_starts_many), 0);
    pthread_join(thread, NULL);
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("help");
    TCase *tc = tcase_create("help");
    tcase_add_test(tc, one_place_is_tried_where_two_run_brief_ones);
    tcase_add_test(tc, it_stays_so_if_that_one_does_nearly_as_much);
    tcase_add_test(tc, it_ends_where_somebody_waits);
    tcase_add_test(tc, a_place_rests_only_while_another_runs);
    tcase_add_test(tc, who_is_held_up_runs_elsewhere_soon);
    tcase_add_test(tc, who_cannot_rest_goes_on);
    tcase_add_test(tc, those_that_rest_forget_nobody);
    suite_add_tcase(s, tc);
    return s;
}
