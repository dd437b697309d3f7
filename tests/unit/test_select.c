/* test_select.c - select: a goroutine that selects both ends, chance, the queues of a channel that
 * a select names twice, many cases.
 */
#include "chan_support.h"
#include <math.h>

/* ---- Select ------------------------------------------------------------------------------- */

enum { SELF_TURNS = 1000 };

/* Sends and receives on one channel: without a buffer nobody gets what it sent itself. */
static void selects_itself(gort_g *g, void **sp, chan_closure *k)
{
    for (intptr_t i = 0; i < SELF_TURNS; i++) {
        intptr_t mine = k->n, v = -1;
        const bool first = (i + k->n) & 1;
        gort_scase cases[2] = {{k->c[0], &mine, true}, {k->c[0], &v, false}};
        if (first) {
            const gort_scase other = cases[0];
            cases[0] = cases[1];
            cases[1] = other;
        }
        const intptr_t chosen = gort_selectgo(g, sp, cases, 2, true, NULL);
        if (!cases[chosen].send && k->cap == 0) ck_assert_int_ne(v, k->n);
    }
    sched_add(&passed, 1);
}

static void drains(gort_g *g, void **sp, chan_closure *k)
{
    while (sched_read(&passed) < 2) {
        chan_try_recv(g, sp, k->c[0]);
        intptr_t v = 3;
        gort_selectnbsend(g, sp, k->c[0], &v);
        gort__yield(g, sp);
    }
    sched_add(&passed, 1);
}

static void main_selects_itself(gort_g *g, void **sp)
{
    for (intptr_t cap = 0; cap <= 10; cap += 10) {
        chan_closure k[3];
        gort_hchan *c = chan_ints(g, &sp, cap);
        passed = 0;
        for (int i = 0; i < 3; i++) {
            k[i] = (chan_closure){.c = {c}, .n = i, .cap = cap};
            chan_go(g, sp, &k[i], i < 2 ? selects_itself : drains);
        }
        sched_until(g, sp, &passed, 3);
    }
}

START_TEST(nobody_receives_from_itself)
{
    chan_run(procs[_i], "", main_selects_itself);
}
END_TEST

enum { STRESS = 4000 };

static void stress_send(gort_g *g, void **sp, chan_closure *k)
{
    for (intptr_t i = 0; i < STRESS; i++)
        chan_send(g, sp, k->c[k->n], 0);
    sched_add(&passed, 1);
}
static void stress_recv(gort_g *g, void **sp, chan_closure *k)
{
    for (intptr_t i = 0; i < STRESS; i++)
        chan_recv(g, sp, k->c[k->n]);
    sched_add(&passed, 1);
}
/* So often to each channel, or from each: a channel that is done is nil. */
static void stress_select(gort_g *g, void **sp, chan_closure *k)
{
    intptr_t v[4] = {0}, times[4] = {0};
    gort_scase cases[4];
    for (int i = 0; i < 4; i++)
        cases[i] = (gort_scase){k->c[i], &v[i], k->n};
    for (int i = 0; i < 4 * STRESS; i++) {
        const intptr_t chosen = gort_selectgo(g, sp, cases, 4, true, NULL);
        if (++times[chosen] == STRESS) cases[chosen].c = NULL;
    }
    sched_add(&passed, 1);
}

static void main_stresses(gort_g *g, void **sp)
{
    static chan_closure k[10];
    static const intptr_t caps[4] = {0, 0, 2, 3};
    static const chan_fn fns[10] = {stress_send,   stress_send,  stress_send, stress_send,
                                    stress_recv,   stress_recv,  stress_recv, stress_recv,
                                    stress_select, stress_select};
    chan_closure all = {.n = 0};
    for (int i = 0; i < 4; i++)
        all.c[i] = chan_ints(g, &sp, caps[i]);
    passed = 0;
    for (int i = 0; i < 10; i++) {
        k[i] = all;
        k[i].n = i < 8 ? i & 3 : i == 8;
        chan_go(g, sp, &k[i], fns[i]);
    }
    sched_until(g, sp, &passed, 10);
}

START_TEST(selects_and_others_share_channels)
{
    chan_run(procs[_i], "", main_stresses);
}
END_TEST

/* Both channels are always ready. */
static void main_chooses(gort_g *g, void **sp)
{
    enum { TRIALS = 10000 };
    gort_hchan *c[2] = {chan_ints(g, &sp, TRIALS + 1), chan_ints(g, &sp, TRIALS + 1)};
    for (int i = 0; i <= TRIALS; i++) {
        chan_send(g, sp, c[0], 1);
        chan_send(g, sp, c[1], 2);
    }
    intptr_t v[4], count[4] = {0};
    const gort_scase cases[4] = {
        {c[0], &v[0], false}, {NULL, &v[1], false}, {NULL, &v[2], true}, {c[1], &v[3], false}};
    for (int i = 0; i < TRIALS; i++)
        count[gort_selectgo(g, sp, cases, 4, true, NULL)]++;
    ck_assert_int_eq(count[1] + count[2], 0);
    /* A fair coin is further off once in a million times; the seed makes it the same each time. */
    const double share = (double)count[0] / TRIALS, least = 4.891676 / (2 * sqrt(TRIALS));
    ck_assert_msg(fabs(share - 0.5) <= least, "%g", share);
}

START_TEST(chance_is_fair)
{
    chan_run("1", "", main_chooses);
}
END_TEST

static void chooses_what_to_send(gort_g *g, void **sp, chan_closure *k)
{
    for (intptr_t i = 0; i < k->n; i++) {
        intptr_t zero = 0, one = 1;
        const gort_scase cases[2] = {{k->c[0], &zero, true}, {k->c[0], &one, true}};
        gort_selectgo(g, sp, cases, 2, true, NULL);
    }
}

/* Also when the sender has to wait, in both places of its channel's queue. */
static void main_counts_bits(gort_g *g, void **sp)
{
    enum { N = 200 };
    for (intptr_t cap = 0; cap < 2; cap++) {
        chan_closure k = {.c = {chan_ints(g, &sp, cap)}, .n = N};
        intptr_t ones = 0;
        chan_go(g, sp, &k, chooses_what_to_send);
        for (int i = 0; i < N; i++) {
            gort__yield(g, sp); /* the sender waits, or its value does */
            ones += chan_recv(g, sp, k.c[0]);
        }
        ck_assert_int_gt(ones, N / 10);
        ck_assert_int_lt(ones, N - N / 10);
    }
}

START_TEST(one_channel_twice_is_chance_too)
{
    chan_run("1", "", main_counts_bits);
}
END_TEST

/* A waits at c twice and at d. */
static void waits_twice(gort_g *g, void **sp, chan_closure *k)
{
    intptr_t v[3];
    const gort_scase cases[3] = {
        {k->c[0], &v[0], false}, {k->c[0], &v[1], false}, {k->c[1], &v[2], false}};
    ck_assert_int_eq(gort_selectgo(g, sp, cases, 3, true, NULL), 2);
    ck_assert_int_eq(v[2], 7);
    chan_send(g, sp, k->c[2], 9);
}

/* When it goes on by d, the queue of c still has who came behind it. */
static void main_waits_twice(gort_g *g, void **sp)
{
    chan_closure a = {.c = {chan_ints(g, &sp, 0), chan_ints(g, &sp, 0), chan_ints(g, &sp, 0)}};
    chan_closure b = {.c = {a.c[0]}};
    passed = 0;
    chan_go(g, sp, &a, waits_twice);
    give_time(g, sp);
    chan_go(g, sp, &b, receives_one);
    give_time(g, sp);
    chan_send(g, sp, a.c[1], 7);
    ck_assert_int_eq(chan_recv(g, sp, a.c[2]), 9);
    chan_send(g, sp, a.c[0], 8);
    sched_until(g, sp, &passed, 1);
    ck_assert_int_eq(b.n, 8);
    ck_assert_ptr_null(a.c[0]->recvq.first);
    ck_assert_ptr_null(a.c[0]->recvq.last);
}

START_TEST(a_channel_twice_in_a_select_leaves_its_queue_whole)
{
    chan_run("1", "", main_waits_twice);
}
END_TEST

/* More channels than fit a frame, in both directions; the last one is answered. */
static void selects_of_many(gort_g *g, void **sp, chan_closure *k)
{
    enum { N = 300 };
    static gort_hchan *c[N];
    static intptr_t v[N];
    gort_scase cases[N];
    for (int i = 0; i < N; i++)
        sp[i] = c[i] = gort_makechan(g, sp + i, &gort_type_int, 0);
    for (int turn = 0; turn < 50; turn++) {
        const int at = turn * 37 % N;
        for (int i = 0; i < N; i++) {
            v[i] = i;
            cases[i] = (gort_scase){i % 7 == 3 && i != at ? NULL : c[i], &v[i], i & 1};
        }
        gort_scase other = cases[at];
        other.c = k->c[0];
        other.send = turn & 1;
        cases[at] = other;
        bool received = other.send;
        ck_assert_int_eq(gort_selectgo(g, sp + N, cases, N, true, &received), at);
        ck_assert_int_eq(received, !other.send);
        if (!other.send) ck_assert_int_eq(v[at], 1000 + turn);
    }
    sched_add(&passed, 1);
}

static void main_selects_of_many(gort_g *g, void **sp)
{
    chan_closure k = {.c = {chan_ints(g, &sp, 0)}};
    passed = 0;
    chan_go(g, sp, &k, selects_of_many);
    for (intptr_t turn = 0; turn < 50; turn++) {
        if (turn % 3 == 0) give_time(g, sp);
        if (turn & 1)
            ck_assert_int_eq(chan_recv(g, sp, k.c[0]), turn * 37 % 300);
        else
            chan_send(g, sp, k.c[0], 1000 + turn);
    }
    sched_until(g, sp, &passed, 1);
}

START_TEST(a_select_may_have_many_cases)
{
    chan_run(procs[_i], "", main_selects_of_many);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("select");
    TCase *tc = tcase_create("select");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, nobody_receives_from_itself, 0, NPROCS);
    tcase_add_loop_test(tc, selects_and_others_share_channels, 0, NPROCS);
    tcase_add_test(tc, chance_is_fair);
    tcase_add_test(tc, one_channel_twice_is_chance_too);
    tcase_add_test(tc, a_channel_twice_in_a_select_leaves_its_queue_whole);
    tcase_add_loop_test(tc, a_select_may_have_many_cases, 0, NPROCS);
    suite_add_tcase(s, tc);
    return s;
}
