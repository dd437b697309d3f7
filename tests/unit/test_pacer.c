/* test_pacer.c - the pacer's functions: fixed points of go1.19, totality, and programs simulated
 * over many cycles. */
#include "../../gc/pacer.h"
#include "../support/testing.h"
#include <stdlib.h>

#define MIB ((uint64_t)1 << 20)

START_TEST(goals_are_gos)
{
    ck_assert_uint_eq(gort__pacer_goal(0, 0, 0, 100), 4 * MIB);
    ck_assert_uint_eq(gort__pacer_goal(1 * MIB, 0, 0, 100), 4 * MIB);
    ck_assert_uint_eq(gort__pacer_goal(10 * MIB, 0, 0, 100), 20 * MIB);
    ck_assert_uint_eq(gort__pacer_goal(10 * MIB, 2 * MIB, 3 * MIB, 100), 25 * MIB);
    ck_assert_uint_eq(gort__pacer_goal(10 * MIB, 0, 0, 50), 15 * MIB);
    ck_assert_uint_eq(gort__pacer_goal(0, 0, 0, 50), 2 * MIB);
    ck_assert_uint_eq(gort__pacer_goal(0, 0, 0, 400), 16 * MIB);
    ck_assert_uint_eq(gort__pacer_goal(10 * MIB, 0, 0, 0), 10 * MIB);
    ck_assert_uint_eq(gort__pacer_goal(10 * MIB, 0, 0, -1), UINT64_MAX);
}
END_TEST

START_TEST(triggers_lie_between_the_bounds)
{
    /* No runway: 61/64 of the way. */
    ck_assert_uint_eq(gort__pacer_trigger(0, 4 * MIB, 0), 4 * MIB / 64 * 61);
    /* Any runway: 45/64. */
    ck_assert_uint_eq(gort__pacer_trigger(64 * MIB, 128 * MIB, 1000 * MIB), 109 * MIB);
    ck_assert_uint_eq(gort__pacer_trigger(64 * MIB, 128 * MIB, 16 * MIB), 112 * MIB);
    /* A large heap may wait until 4 MiB before its goal. */
    ck_assert_uint_eq(gort__pacer_trigger(1024 * MIB, 2048 * MIB, 0), 2044 * MIB);
    ck_assert_uint_eq(gort__pacer_trigger(10 * MIB, 10 * MIB, 0), 10 * MIB);
    ck_assert_uint_eq(gort__pacer_trigger(10 * MIB, UINT64_MAX, 0), UINT64_MAX);
}
END_TEST

START_TEST(a_cycle_has_room_behind_its_trigger)
{
    ck_assert_uint_eq(gort__pacer_cycle_goal(10 * MIB, 10 * MIB, false), 10 * MIB + 65536);
    ck_assert_uint_eq(gort__pacer_cycle_goal(10 * MIB, 9 * MIB, false), 10 * MIB);
    ck_assert_uint_eq(gort__pacer_cycle_goal(10 * MIB, 10 * MIB, true), 10 * MIB);
}
END_TEST

START_TEST(a_limit_lowers_the_goal)
{
    /* 100 MiB mapped, 90 of them heap: 10 are other memory, 1 is headroom. */
    ck_assert_uint_eq(gort__pacer_limit_goal(200 * MIB, 100 * MIB, 20 * MIB, 70 * MIB, 30 * MIB),
                      189 * MIB);
    /* Over the limit by 50: that much is taken off too. */
    ck_assert_uint_eq(gort__pacer_limit_goal(200 * MIB, 250 * MIB, 20 * MIB, 220 * MIB, 30 * MIB),
                      139 * MIB);
    /* Never below what is alive, and no underflow. */
    ck_assert_uint_eq(gort__pacer_limit_goal(10 * MIB, 250 * MIB, 20 * MIB, 220 * MIB, 30 * MIB),
                      30 * MIB);
    ck_assert_uint_eq(gort__pacer_limit_goal(0, 0, 0, 0, 0), 0);
    ck_assert_uint_eq(gort__pacer_limit_goal(3 * MIB / 2, 0, 0, 0, 0), MIB);
}
END_TEST

START_TEST(what_is_worth_keeping)
{
    /* A tenth above the goal. */
    ck_assert_uint_eq(gort__pacer_retain(20 * MIB, 20 * MIB, 20 * MIB), 22 * MIB);
    /* And the waste in pages, if the heap was as large as it will be. */
    ck_assert_uint_eq(gort__pacer_retain(20 * MIB, 20 * MIB, 30 * MIB), 33 * MIB);
    ck_assert_uint_eq(gort__pacer_retain(20 * MIB, 10 * MIB, 20 * MIB), 33 * MIB);
    /* It was ten times as large: a tenth of the waste. */
    ck_assert_uint_eq(gort__pacer_retain(20 * MIB, 200 * MIB, 300 * MIB), 33 * MIB);
    ck_assert_uint_eq(gort__pacer_retain(0, 0, 0), 0);
    ck_assert_uint_eq(gort__pacer_retain(UINT64_MAX, 1, 2), UINT64_MAX);
    ck_assert_uint_eq(gort__pacer_limit_retain(100 * MIB, 0), 100 * MIB / 100 * 95);
    ck_assert_uint_eq(gort__pacer_limit_retain(200, 90), 100);
    ck_assert_uint_eq(gort__pacer_limit_retain(100, 96), 0);
}
END_TEST

static uint64_t rng = 1;
static uint64_t next_random(void)
{
    uint64_t z = rng += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) >> (z & 63);
}

START_TEST(any_numbers_give_an_answer)
{
    const char *seed = getenv("GORT_TEST_SEED");
    rng = seed ? strtoull(seed, NULL, 0) : 1;
    for (int i = 0; i < 200000; i++) {
        const uint64_t a = next_random(), b = next_random(), c = next_random();
        const int percent = (int)next_random();
        const uint64_t goal = gort__pacer_goal(a, b, c, percent);
        ck_assert_uint_ge(goal, percent < 0 ? UINT64_MAX : a);
        if (goal < UINT64_MAX / 2) ck_assert_uint_ge(gort__pacer_retain(goal, b, c), goal);
        const uint64_t trigger = gort__pacer_trigger(a, goal, c);
        ck_assert_uint_le(trigger, goal);
        ck_assert(trigger >= a || goal <= a);
        ck_assert_uint_ge(gort__pacer_limit_goal(a, b, c, next_random(), 1000), 1000);
        const gort__pacer_progress p = {next_random(), goal, trigger, a, b, c, percent};
        const double ratio = gort__pacer_assist_ratio(&p);
        ck_assert(ratio > 0 && ratio < 1e300);
    }
}
END_TEST

/* A program with `live` bytes that last (growing by the factor each cycle) allocates in pieces;
 * marking is done only as the ratio asks. Returns by how much the goal was passed at worst, once
 * the first `skip` cycles, in which the heap fills, are over. */
static double simulate(uint64_t live, double growth, uint64_t piece, int percent, int cycles,
                       int skip)
{
    double worst = 0;
    uint64_t marked = 0, work = 0;
    double keep = (double)live;
    uint64_t heap = 0;
    for (int n = 0; n < cycles; n++) {
        const uint64_t goal = gort__pacer_goal(marked, 0, 0, percent);
        const uint64_t trigger = gort__pacer_trigger(marked, goal, gort__pacer_runway(work));
        const uint64_t cycle_goal = gort__pacer_cycle_goal(goal, trigger, false);
        while (heap < trigger)
            heap += piece;
        const uint64_t heap0 = heap;
        /* What is alive can't exceed what there is. */
        const double alive = keep < (double)heap0 ? keep : (double)heap0;
        double done = 0;
        while (done < alive) {
            const gort__pacer_progress p = {heap, cycle_goal, trigger, (uint64_t)done,
                                            work, heap0,      percent};
            done += (double)piece * gort__pacer_assist_ratio(&p);
            heap += piece;
        }
        const double over = ((double)heap - (double)cycle_goal) / (double)cycle_goal;
        if (n >= skip && over > worst) worst = over;
        marked = (uint64_t)alive + (heap - heap0);
        work = (uint64_t)alive;
        heap = marked;
        keep *= growth;
    }
    return worst;
}

START_TEST(a_steady_program_ends_its_cycles_before_the_goal)
{
    static const int percents[] = {50, 100, 200, 400};
    for (int p = 0; p < 4; p++)
        for (uint64_t live = MIB / 4; live <= 1024 * MIB; live *= 4)
            ck_assert_msg(simulate(live, 1, 8192, percents[p], 40, 15) <= 0.01,
                          "live %llu, GOGC=%d", (unsigned long long)live, percents[p]);
}
END_TEST

START_TEST(a_growing_program_passes_the_goal_by_little)
{
    for (uint64_t live = MIB; live <= 64 * MIB; live *= 4)
        ck_assert_msg(simulate(live, 1.3, 8192, 100, 12, 1) < 0.15, "live %llu",
                      (unsigned long long)live);
}
END_TEST

START_TEST(large_objects_do_not_derail_it)
{
    ck_assert(simulate(64 * MIB, 1, 4 * MIB, 100, 40, 15) < 0.05);
}
END_TEST

/* The price of a byte stays near what was asked for. */
START_TEST(the_ratio_is_moderate_in_steady_state)
{
    const uint64_t marked = 100 * MIB, work = 90 * MIB;
    const uint64_t goal = gort__pacer_goal(marked, 0, 0, 100);
    const uint64_t trigger = gort__pacer_trigger(marked, goal, gort__pacer_runway(work));
    const gort__pacer_progress p = {trigger, goal, trigger, 0, work, trigger, 100};
    const double ratio = gort__pacer_assist_ratio(&p);
    ck_assert(ratio > 1);
    ck_assert(ratio <= GORT__PACER_WORK_PER_BYTE + 0.01);
}
END_TEST

/* The heap has grown to several times what was expected: the runway is stretched, but no further
 * than to where the next goal would lie. All of these are a / b of numbers that can be read off. */
START_TEST(a_stretched_goal_is_capped)
{
    gort__pacer_progress p = {.live = 95 * MIB,
                              .goal = 100 * MIB,
                              .trigger = 90 * MIB,
                              .work_done = 20 * MIB,
                              .work_expected = 1 * MIB,
                              .work_max = 200 * MIB,
                              .percent = 100};
    /* 90 + 10 * 200 would be 2090; the cap is 200. */
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), 180.0 / (200 - 95), 1e-9);
    p.percent = 50;
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), 180.0 / (150 - 95), 1e-9);
    /* A little more work stretches a little: 90 + 10 / 100 * 150 = 105. */
    p.percent = 100;
    p.work_expected = 100 * MIB;
    p.work_done = 101 * MIB;
    p.work_max = 150 * MIB;
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), 49.0 / (105 - 95), 1e-9);
    /* Less work than expected never brings the goal nearer. */
    p.work_done = 10 * MIB;
    p.work_max = 20 * MIB;
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), 90.0 / (100 - 95), 1e-9);
}
END_TEST

/* Past the goal: a tenth more is left to finish in, and past that a byte of work a byte. */
START_TEST(past_the_goal_allocation_pays_for_all_of_it)
{
    gort__pacer_progress p = {.live = 105 * MIB,
                              .goal = 100 * MIB,
                              .trigger = 90 * MIB,
                              .work_done = 10 * MIB,
                              .work_expected = 50 * MIB,
                              .work_max = 90 * MIB,
                              .percent = 100};
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), 80.0 / (110 - 105), 1e-6);
    p.live = 120 * MIB;
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), 80.0 * MIB, 1);
    /* Nothing seems left: some work is assumed all the same. */
    p.work_done = 90 * MIB;
    p.live = 95 * MIB;
    ck_assert_double_gt(gort__pacer_assist_ratio(&p), 0);
}
END_TEST

/* Near the goal, and up to a tenth beyond it, no allocation pays for all that is left. */
START_TEST(the_ratio_is_bounded_near_the_goal)
{
    gort__pacer_progress p = {.live = 99 * MIB,
                              .goal = 100 * MIB,
                              .trigger = 80 * MIB,
                              .work_expected = 90 * MIB,
                              .work_max = 90 * MIB,
                              .percent = 100};
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), GORT__PACER_WORK_PER_BYTE_MOST, 1e-9);
    p.live = 109 * MIB;
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), GORT__PACER_WORK_PER_BYTE_MOST, 1e-9);
    p.live = 111 * MIB;
    ck_assert_double_eq_tol(gort__pacer_assist_ratio(&p), 90.0 * MIB, 1);
}
END_TEST

START_TEST(an_eighth_of_the_goal_may_be_spread)
{
    ck_assert(gort__pacer_spreads(MIB, 0, 80 * MIB));
    ck_assert(gort__pacer_spreads(UINT64_MAX, 0, 80 * MIB)); /* one, however large */
    ck_assert(gort__pacer_spreads(9 * MIB, MIB, 80 * MIB));
    ck_assert(!gort__pacer_spreads(9 * MIB + 1, MIB, 80 * MIB));
    ck_assert(!gort__pacer_spreads(UINT64_MAX, MIB, 80 * MIB));
    ck_assert(!gort__pacer_spreads(1, 200 * MIB, 80 * MIB)); /* after one that was larger */
}
END_TEST

/* The edges between which a trigger lies, to the byte. */
START_TEST(triggers_at_their_edges)
{
    const uint64_t marked = 64 * MIB, goal = 128 * MIB, step = MIB;
    ck_assert_uint_eq(gort__pacer_trigger(marked, goal, 0), marked + 61 * step);
    ck_assert_uint_eq(gort__pacer_trigger(marked, goal, 19 * step), marked + 45 * step);
    ck_assert_uint_eq(gort__pacer_trigger(marked, goal, 18 * step), marked + 46 * step);
    ck_assert_uint_eq(gort__pacer_trigger(marked, goal, 20 * step), marked + 45 * step);
    ck_assert_uint_eq(gort__pacer_trigger(marked, goal, UINT64_MAX), marked + 45 * step);
    ck_assert_uint_eq(gort__pacer_trigger(marked, marked - 1, 0), marked - 1);
}
END_TEST

/* Sums that do not fit are the largest number, not a small one. */
START_TEST(sums_saturate)
{
    ck_assert_uint_eq(gort__pacer_goal(UINT64_MAX - 5, 0, 0, 100), UINT64_MAX);
    ck_assert_uint_eq(gort__pacer_goal(UINT64_MAX / 2, UINT64_MAX / 2, 100, 100), UINT64_MAX);
    ck_assert_uint_eq(gort__pacer_goal(UINT64_MAX / 1000, 0, 0, 2000000000), UINT64_MAX);
    ck_assert_uint_eq(gort__pacer_cycle_goal(10, UINT64_MAX - 10, false), UINT64_MAX);
    ck_assert_uint_eq(gort__pacer_limit_goal(100 * MIB, 50 * MIB, UINT64_MAX, UINT64_MAX, 0),
                      99 * MIB);
}
END_TEST

/* Off, but a cycle was forced: allocation need not hurry. */
START_TEST(a_forced_cycle_without_goal_costs_little)
{
    const gort__pacer_progress p = {10 * MIB, UINT64_MAX, UINT64_MAX, 0, 8 * MIB, 10 * MIB, -1};
    ck_assert(gort__pacer_assist_ratio(&p) < 1e-6);
}
END_TEST

/* go1.19's startCycle, by its rule: rounded unless that is more than 30 % off, and then down. */
START_TEST(a_quarter_of_the_processors_is_shared_out_as_go_does)
{
    static const struct {
        int processors;
        uint32_t dedicated;
        double fraction;
    } table[] = {{1, 0, 0.25}, {2, 0, 0.25}, {3, 0, 0.25}, {4, 1, 0},  {5, 1, 0},  {6, 1, 0.5 / 6},
                 {7, 2, 0},    {8, 2, 0},    {10, 3, 0},   {12, 3, 0}, {14, 4, 0}, {64, 16, 0}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        uint32_t dedicated;
        double fraction;
        gort__pacer_background(table[i].processors, &dedicated, &fraction);
        ck_assert_uint_eq(dedicated, table[i].dedicated);
        ck_assert(fraction > table[i].fraction - 1e-9 && fraction < table[i].fraction + 1e-9);
    }
}
END_TEST

/* A thread that scavenges and rests in turn takes a hundredth of the time, whatever a turn takes.
 */
START_TEST(scavenging_takes_a_hundredth)
{
    uint64_t work_ns = 0, all_ns = 0;
    for (int i = 0; i < 1000; i++) {
        const uint64_t ns = 1 + next_random() % 5000000;
        work_ns += ns;
        all_ns += ns + gort__pacer_scavenge_rest(ns);
    }
    ck_assert_uint_eq(all_ns, 100 * work_ns);
    ck_assert_uint_eq(gort__pacer_scavenge_rest(UINT64_MAX / 2), UINT64_MAX);
    ck_assert_uint_eq(gort__pacer_scavenge_rest(0), 0);
}
END_TEST

/* A program whose collector would take `share` of the time: while it is limited it takes `limited`.
 * What it took of `seconds`, and for how many milliseconds it was limited. */
static double limiter_simulate(uint32_t procs, double share, double limited, int seconds, int *ms)
{
    gort__pacer_limiter l;
    uint64_t now_ns = 12345, spent_ns = 0;
    bool limiting = false;
    gort__pacer_limiter_init(&l, now_ns, procs);
    *ms = 0;
    for (int i = 0; i < seconds * 1000; i++) {
        const double part = limiting ? limited : share;
        now_ns += 1000000;
        spent_ns += (uint64_t)(part * procs * 1e6);
        limiting = gort__pacer_limiter_update(&l, now_ns, procs, spent_ns);
        *ms += limiting;
        ck_assert_uint_le(l.fill_ns, l.capacity_ns);
    }
    return (double)spent_ns / (seconds * 1e9 * procs);
}

START_TEST(the_collector_takes_half_at_most)
{
    static const uint32_t procs[] = {1, 2, 64};
    int ms;
    for (int i = 0; i < 3; i++) {
        ck_assert_double_eq_tol(limiter_simulate(procs[i], 0.25, 0.25, 60, &ms), 0.25, 1e-6);
        ck_assert_int_eq(ms, 0);
        limiter_simulate(procs[i], 0.5, 0.5, 60, &ms);
        ck_assert_int_eq(ms, 0);
        /* Nine tenths: the bucket is full after 1.25 seconds, and then it is about half: of three
         * milliseconds two are the collector's, and fill it again. */
        ck_assert_double_le(limiter_simulate(procs[i], 0.9, 0, 100, &ms), 0.61);
        ck_assert_int_gt(ms, 30000);
        limiter_simulate(procs[i], 0.9, 0, 1, &ms);
        ck_assert_int_eq(ms, 0);
        limiter_simulate(procs[i], 0.9, 0.9, 2, &ms);
        ck_assert_int_ge(ms, 740);
        ck_assert_int_le(ms, 760);
    }
}
END_TEST

START_TEST(the_limiter_forgets_as_fast_as_it_fills)
{
    gort__pacer_limiter l;
    gort__pacer_limiter_init(&l, 0, 2);
    ck_assert(gort__pacer_limiter_update(&l, 1000000000, 2, 2000000000)); /* all of a second */
    ck_assert(!gort__pacer_limiter_update(&l, 1000000001, 2, 2000000000));
    ck_assert(!gort__pacer_limiter_update(&l, 2000000000, 2, 2000000000)); /* none of one */
    ck_assert_uint_eq(l.fill_ns, 0);
    ck_assert(!gort__pacer_limiter_update(&l, 5000000000, 2, 2000000000));
    ck_assert_uint_eq(l.fill_ns, 0);                     /* nothing is saved up */
    ck_assert(!gort__pacer_limiter_update(&l, 1, 2, 0)); /* a clock that goes backwards */
    ck_assert(gort__pacer_limiter_update(&l, UINT64_MAX, 2, UINT64_MAX));
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("pacer");
    TCase *tc = tcase_create("pacer");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, goals_are_gos);
    tcase_add_test(tc, triggers_lie_between_the_bounds);
    tcase_add_test(tc, a_cycle_has_room_behind_its_trigger);
    tcase_add_test(tc, a_limit_lowers_the_goal);
    tcase_add_test(tc, what_is_worth_keeping);
    tcase_add_test(tc, any_numbers_give_an_answer);
    tcase_add_test(tc, a_steady_program_ends_its_cycles_before_the_goal);
    tcase_add_test(tc, a_growing_program_passes_the_goal_by_little);
    tcase_add_test(tc, large_objects_do_not_derail_it);
    tcase_add_test(tc, the_ratio_is_moderate_in_steady_state);
    tcase_add_test(tc, a_stretched_goal_is_capped);
    tcase_add_test(tc, past_the_goal_allocation_pays_for_all_of_it);
    tcase_add_test(tc, the_ratio_is_bounded_near_the_goal);
    tcase_add_test(tc, an_eighth_of_the_goal_may_be_spread);
    tcase_add_test(tc, triggers_at_their_edges);
    tcase_add_test(tc, sums_saturate);
    tcase_add_test(tc, a_quarter_of_the_processors_is_shared_out_as_go_does);
    tcase_add_test(tc, a_forced_cycle_without_goal_costs_little);
    tcase_add_test(tc, scavenging_takes_a_hundredth);
    tcase_add_test(tc, the_collector_takes_half_at_most);
    tcase_add_test(tc, the_limiter_forgets_as_fast_as_it_fills);
    suite_add_tcase(s, tc);
    return s;
}
