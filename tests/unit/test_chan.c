/* test_chan.c - channels between goroutines: who waits and who does not, order, close; select: one
 * look at all its channels, chance, its queues; objects that pass from stack to stack while the
 * collector runs. What one goroutine can see alone, and waits against a model of them, is in
 * tests/model/test_chan_model.c; the barrier of the buffer in test_helper_barriers.c.
 *
 * The channels of a test are roots of its main goroutine.
 */
#include "sched_support.h"
#include "../../runtime/sched/chan.h"
#include <math.h>

static const char *const procs[] = {"1", "2", "4"};
#define NPROCS 3

static void chan_run(const char *gomaxprocs, const char *debug, void (*fn)(gort_g *g, void **sp))
{
    sched_open(gomaxprocs, debug);
    ck_assert_int_eq(sched_main(fn), 0);
    sched_close();
}

/* A channel of ints, and the sp behind its root. */
static gort_hchan *chan_ints(gort_g *g, void ***sp, intptr_t cap)
{
    gort_hchan *c = gort_makechan(g, *sp, &gort_type_int, cap);
    *(*sp)++ = c;
    return c;
}

static void chan_send(gort_g *g, void **sp, gort_hchan *c, intptr_t v)
{
    gort_chansend1(g, sp, c, &v);
}

static intptr_t chan_recv(gort_g *g, void **sp, gort_hchan *c)
{
    intptr_t v = -12345;
    gort_chanrecv1(g, sp, c, &v);
    return v;
}

static bool chan_try_recv(gort_g *g, void **sp, gort_hchan *c)
{
    intptr_t v;
    return gort_selectnbrecv(g, sp, c, &v, NULL);
}

/* ---- Closures with channels --------------------------------------------------------------- */

typedef struct chan_closure {
    gort_closure head;
    gort_hchan *c[4];
    intptr_t n, cap;
} chan_closure;

typedef void (*chan_fn)(gort_g *g, void **sp, chan_closure *k);

static void chan_go(gort_g *g, void **sp, chan_closure *k, chan_fn fn)
{
    k->head.fn = (void (*)(void))fn;
    gort_go(g, sp, &k->head);
}

/* ---- Waiting, order, close ---------------------------------------------------------------- */

static intptr_t passed;

static void receives_one(gort_g *g, void **sp, chan_closure *k)
{
    const bool ok = gort_chanrecv2(g, sp, k->c[0], &k->n);
    sched_add(&passed, ok ? 1 : 100);
}

static void sends_one(gort_g *g, void **sp, chan_closure *k)
{
    chan_send(g, sp, k->c[0], k->n);
    sched_add(&passed, 1);
}

static void give_time(gort_g *g, void **sp)
{
    for (int i = 0; i < 20; i++)
        gort__yield(g, sp);
}

static void main_waits(gort_g *g, void **sp)
{
    for (intptr_t cap = 0; cap < 8; cap++) {
        chan_closure k = {.c = {chan_ints(g, &sp, cap)}};
        gort_hchan *c = k.c[0];
        passed = 0;
        ck_assert(!chan_try_recv(g, sp, c));
        chan_go(g, sp, &k, receives_one);
        give_time(g, sp);
        ck_assert_int_eq(sched_read(&passed), 0);
        chan_send(g, sp, c, 7);
        sched_until(g, sp, &passed, 1);
        ck_assert_int_eq(k.n, 7);

        for (intptr_t i = 0; i < cap; i++)
            chan_send(g, sp, c, i);
        ck_assert_int_eq(gort_chanlen(c), cap);
        intptr_t v = 99;
        ck_assert(!gort_selectnbsend(g, sp, c, &v));
        k.n = cap;
        chan_go(g, sp, &k, sends_one);
        give_time(g, sp);
        ck_assert_int_eq(sched_read(&passed), 1);
        for (intptr_t i = 0; i <= cap; i++)
            ck_assert_int_eq(chan_recv(g, sp, c), i);
        sched_until(g, sp, &passed, 2);

        for (intptr_t i = 0; i < cap; i++)
            chan_send(g, sp, c, i + 1);
        gort_closechan(g, sp, c);
        for (intptr_t i = 0; i < cap; i++)
            ck_assert_int_eq(chan_recv(g, sp, c), i + 1);
        bool ok = true;
        for (int i = 0; i < 3; i++) {
            ck_assert_int_eq(chan_recv(g, sp, c), 0);
            ck_assert(!gort_chanrecv2(g, sp, c, &v));
            ck_assert_int_eq(v, 0);
            v = 5;
            ck_assert(gort_selectnbrecv(g, sp, c, &v, &ok));
            ck_assert(!ok && v == 0);
        }
    }
}

START_TEST(who_cannot_go_on_waits)
{
    chan_run(procs[_i], "", main_waits);
}
END_TEST

/* All that wait see the end; those that come first are served first. */
static void main_closes(gort_g *g, void **sp)
{
    enum { N = 10 };
    chan_closure k[N];
    gort_hchan *c = chan_ints(g, &sp, 0);
    passed = 0;
    for (int i = 0; i < N; i++) {
        k[i] = (chan_closure){.c = {c}, .n = 77};
        chan_go(g, sp, &k[i], receives_one);
        give_time(g, sp);
    }
    for (intptr_t i = 0; i < N / 2; i++) {
        chan_send(g, sp, c, i);
        sched_until(g, sp, &passed, i + 1);
        ck_assert_int_eq(k[i].n, i);
    }
    gort_closechan(g, sp, c);
    sched_until(g, sp, &passed, N / 2 + N / 2 * 100);
    for (int i = N / 2; i < N; i++)
        ck_assert_int_eq(k[i].n, 0);
}

START_TEST(close_ends_all_receives)
{
    chan_run("1", "", main_closes);
}
END_TEST

static void sends_in_order(gort_g *g, void **sp, chan_closure *k)
{
    for (intptr_t i = 0; i < k->n; i++)
        chan_send(g, sp, k->c[0], i);
}

static void main_orders(gort_g *g, void **sp)
{
    enum { N = 2000 };
    for (intptr_t cap = 0; cap < 100; cap += 1 + cap * 2) {
        chan_closure k = {.c = {chan_ints(g, &sp, cap)}, .n = N};
        chan_go(g, sp, &k, sends_in_order);
        for (intptr_t i = 0; i < N; i++)
            ck_assert_int_eq(chan_recv(g, sp, k.c[0]), i);
    }
}

START_TEST(first_in_is_first_out)
{
    chan_run(procs[_i], "", main_orders);
}
END_TEST

enum { CROWD = 4, CROWD_VALUES = 500 };
static intptr_t crowd_got[CROWD_VALUES];

static void counts_values(gort_g *g, void **sp, chan_closure *k)
{
    for (int i = 0; i < CROWD_VALUES; i++)
        sched_add(&crowd_got[chan_recv(g, sp, k->c[0])], 1);
    sched_add(&passed, 1);
}

static void main_crowds(gort_g *g, void **sp)
{
    static const intptr_t caps[] = {0, 1, 13};
    for (int i = 0; i < 3; i++) {
        chan_closure k[2 * CROWD];
        gort_hchan *c = chan_ints(g, &sp, caps[i]);
        memset(crowd_got, 0, sizeof crowd_got);
        passed = 0;
        for (int j = 0; j < 2 * CROWD; j++) {
            k[j] = (chan_closure){.c = {c}, .n = CROWD_VALUES};
            chan_go(g, sp, &k[j], j < CROWD ? sends_in_order : counts_values);
        }
        sched_until(g, sp, &passed, CROWD);
        for (int v = 0; v < CROWD_VALUES; v++)
            ck_assert_int_eq(crowd_got[v], CROWD);
        ck_assert_int_eq(gort_chanlen(c), 0);
    }
}

START_TEST(each_value_arrives_once)
{
    chan_run(procs[_i], "", main_crowds);
}
END_TEST

static intptr_t work_left;

static void works(gort_g *g, void **sp, chan_closure *k)
{
    intptr_t v;
    while (gort_chanrecv2(g, sp, k->c[0], &v)) {
        if (k->n == v % 23) gort__yield(g, sp);
        chan_send(g, sp, k->c[1], v);
    }
    if (sched_add(&work_left, -1) == 0) gort_closechan(g, sp, k->c[1]);
}

static const intptr_t work_primes[] = {2, 3, 7, 11, 13, 17, 19, 23, 27, 31};
enum { WORKERS = 23, WORK = 20000 };

static void feeds(gort_g *g, void **sp, chan_closure *k)
{
    for (intptr_t i = 0; i < WORK; i++)
        chan_send(g, sp, k->c[0], work_primes[i % 10]);
    gort_closechan(g, sp, k->c[0]);
}

static void main_employs(gort_g *g, void **sp)
{
    static chan_closure k[WORKERS + 1];
    gort_hchan *q = chan_ints(g, &sp, WORKERS * 3), *r = chan_ints(g, &sp, WORKERS * 3);
    work_left = WORKERS;
    for (int i = 0; i <= WORKERS; i++) {
        k[i] = (chan_closure){.c = {q, r}, .n = i};
        chan_go(g, sp, &k[i], i < WORKERS ? works : feeds);
    }
    intptr_t n = 0, sum = 0, want = 0, v;
    while (gort_chanrecv2(g, sp, r, &v)) {
        n++;
        sum += v;
    }
    for (int i = 0; i < WORK; i++)
        want += work_primes[i % 10];
    ck_assert_int_eq(n, WORK);
    ck_assert_int_eq(sum, want);
}

START_TEST(many_consumers_share_the_work)
{
    chan_run(procs[_i], "", main_employs);
}
END_TEST

/* ---- One look ----------------------------------------------------------------------------- */

enum { RACES = 2000 };
static intptr_t races_lost, races_run;

static void must_receive(gort_g *g, void **sp, chan_closure *k)
{
    if (!chan_try_recv(g, sp, k->c[0])) sched_add(&races_lost, 1);
    sched_add(&races_run, 1);
}

/* Something is there, or the end: a try never finds nothing. */
static void main_races_close(gort_g *g, void **sp)
{
    races_lost = 0;
    for (intptr_t i = 0; i < RACES; i++) {
        void **top = sp;
        chan_closure k = {.c = {chan_ints(g, &top, 1)}};
        chan_send(g, top, k.c[0], 1);
        races_run = 0;
        chan_go(g, top, &k, must_receive);
        gort_closechan(g, top, k.c[0]);
        chan_recv(g, top, k.c[0]);
        sched_until(g, top, &races_run, 1);
    }
    ck_assert_int_eq(races_lost, 0);
}

static intptr_t try_two(gort_g *g, void **sp, chan_closure *k)
{
    intptr_t v[2];
    const gort_scase cases[2] = {{k->c[0], &v[0], false}, {k->c[1], &v[1], false}};
    return gort_selectgo(g, sp, cases, 2, false, NULL);
}

static void must_select(gort_g *g, void **sp, chan_closure *k)
{
    if (try_two(g, sp, k) < 0) sched_add(&races_lost, 1);
    sched_add(&races_run, 1);
}

/* The second channel becomes ready before the first stops being it: at each moment one is. */
static void main_races_select(gort_g *g, void **sp)
{
    for (int by_close = 0; by_close < 2; by_close++) {
        races_lost = 0;
        for (intptr_t i = 0; i < RACES; i++) {
            void **top = sp;
            chan_closure k = {.c = {chan_ints(g, &top, 1), chan_ints(g, &top, !by_close)}};
            chan_send(g, top, k.c[0], 1);
            races_run = 0;
            chan_go(g, top, &k, must_select);
            if (by_close)
                gort_closechan(g, top, k.c[1]);
            else
                chan_send(g, top, k.c[1], 1);
            chan_try_recv(g, top, k.c[0]);
            sched_until(g, top, &races_run, 1);
        }
        ck_assert_int_eq(races_lost, 0);
    }
}

START_TEST(a_try_sees_a_value_or_the_end)
{
    chan_run(procs[_i], "", main_races_close);
}
END_TEST

START_TEST(a_select_sees_one_moment)
{
    chan_run(procs[_i], "", main_races_select);
}
END_TEST

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
        ck_assert_int_eq(gort_selectgo(g, sp + N, cases, N, true, NULL), at);
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

/* ---- Objects ------------------------------------------------------------------------------ */

enum { RELAYS = 8, RELAYED = 300 };

/* What arrives goes on, in an object around it; the frame keeps nothing. */
static void relays(gort_g *g, void **sp, chan_closure *k)
{
    for (;;) {
        gc_node *in, *none = NULL;
        bool ok = true;
        if (k->n & 1) {
            const gort_scase cases[2] = {{k->c[0], &in, false}, {NULL, &none, true}};
            gort_selectgo(g, sp, cases, 2, true, &ok);
        } else {
            ok = gort_chanrecv2(g, sp, k->c[0], &in);
        }
        if (!ok) break;
        sp[0] = in;
        gc_node *out = gort_new(g, sp + 1, &gc_type_node);
        gort_store(g, &out->left, sp[0]);
        sp[0] = NULL;
        out->value = ((gc_node *)out->left)->value + 1;
        if (k->n & 2) {
            const gort_scase cases[2] = {{NULL, &none, false}, {k->c[1], &out, true}};
            gort_selectgo(g, sp, cases, 2, true, NULL);
        } else {
            gort_chansend1(g, sp, k->c[1], &out);
        }
    }
    gort_closechan(g, sp, k->c[1]);
}

static void begins(gort_g *g, void **sp, chan_closure *k)
{
    for (intptr_t i = 0; i < RELAYED; i++) {
        gc_node *n = gort_new(g, sp, &gc_type_node);
        n->value = i;
        gort_chansend1(g, sp, k->c[0], &n);
    }
    gort_closechan(g, sp, k->c[0]);
}

static void main_relays(gort_g *g, void **sp)
{
    static chan_closure k[RELAYS + 1];
    gort_hchan *c = gort_makechan(g, sp, &gc_type_ptr, 0);
    *sp++ = c;
    k[RELAYS] = (chan_closure){.c = {c}};
    chan_go(g, sp, &k[RELAYS], begins);
    for (int i = 0; i < RELAYS; i++) {
        gort_hchan *next = gort_makechan(g, sp, &gc_type_ptr, i % 3);
        *sp++ = next;
        k[i] = (chan_closure){.c = {c, next}, .n = i};
        chan_go(g, sp, &k[i], relays);
        c = next;
    }
    for (intptr_t i = 0; i < RELAYED; i++) {
        gc_node *n;
        ck_assert(gort_chanrecv2(g, sp, c, &n));
        for (intptr_t j = RELAYS; j >= 0; j--, n = n->left)
            ck_assert_int_eq(n->value, i + j);
        ck_assert_ptr_null(n);
    }
    gc_node *n;
    ck_assert(!gort_chanrecv2(g, sp, c, &n));
}

/* Under gcseed= the seed places the marking steps, and finds the moments when a stack is black. */
static void run_relays(const char *gomaxprocs, const char *debug)
{
    sched_open(gomaxprocs, debug);
    ck_assert_int_eq(sched_main(main_relays), 0);
    const gort_stress_counts s = gort_read_stress_counts(C.rt);
    ck_assert_uint_gt(s.collections_forced + s.steps_forced, 0);
    ck_assert_uint_gt(s.cycles_checked, 0);
    sched_close();
}

START_TEST(objects_pass_while_all_is_collected)
{
    run_relays(procs[_i], "gcstress=7,gccheckmark=1,clobberfree=1");
}
END_TEST

START_TEST(objects_pass_while_marking)
{
    char debug[100];
    fixture_gogc = "1";
    snprintf(debug, sizeof debug, "gcseed=%d,gccheckmark=1,clobberfree=1", 1 + _i);
    run_relays("1", debug);
}
END_TEST

/* What waits keeps its channel and what it sends; a collection in between overwrites nothing. */
static void sends_object(gort_g *g, void **sp, chan_closure *k)
{
    gc_node *n = gort_new(g, sp, &gc_type_node);
    n->value = 50 + k->n;
    if (k->n & 1) {
        gort_chansend1(g, sp, k->c[0], &n);
    } else {
        gc_node *none;
        const gort_scase cases[2] = {{k->c[0], &n, true}, {k->c[1], &none, false}};
        ck_assert_int_eq(gort_selectgo(g, sp, cases, 2, true, NULL), 0);
    }
    sched_add(&passed, 1);
}

static void receives_object(gort_g *g, void **sp, chan_closure *k)
{
    gc_node *n;
    gort_chanrecv1(g, sp, k->c[0], &n);
    ck_assert_int_eq(n->value, 60 + k->n);
    sched_add(&passed, 1);
}

static void main_collects(gort_g *g, void **sp)
{
    enum { N = 6 };
    static chan_closure k[2 * N];
    passed = 0;
    for (int i = 0; i < 2 * N; i++) { /* only who waits has the channels */
        k[i] = (chan_closure){.n = i};
        sp[0] = k[i].c[0] = gort_makechan(g, sp, &gc_type_ptr, 0);
        sp[1] = k[i].c[1] = gort_makechan(g, sp + 1, &gc_type_ptr, 0);
        chan_go(g, sp + 2, &k[i], i < N ? sends_object : receives_object);
        give_time(g, sp + 2);
    }
    for (int i = 0; i < 3; i++)
        gort_gc(g, sp);
    for (int i = 0; i < 2 * N; i++) {
        gc_node *n;
        ck_assert(gc_test_alive(k[i].c[0]));
        if (i < N) {
            gort_chanrecv1(g, sp, k[i].c[0], &n);
            ck_assert_int_eq(n->value, 50 + i);
        } else {
            n = gort_new(g, sp, &gc_type_node);
            n->value = 60 + i;
            gort_chansend1(g, sp, k[i].c[0], &n);
            gort_gc(g, sp); /* it may not run yet */
        }
    }
    sched_until(g, sp, &passed, (intptr_t)2 * N);
}

START_TEST(who_waits_keeps_what_it_waits_with)
{
    chan_run(procs[_i], "gccheckmark=1,clobberfree=1", main_collects);
}
END_TEST

/* ---- The barrier between stacks ----------------------------------------------------------- */

/* w is white and known to a grey stack alone; it passes to the black stack of one that waits, and
 * the grey one forgets it. That is shaded; with gcmutant=handover w is lost, and gccheckmark says
 * so: the case does depend on the shade. (The other way round the one that waits is scanned with
 * what it sends before it goes on.) */
static bool hand_selects;

static void hand_do(gort_g *g, void **sp, gort_hchan *c, gc_node **elem, bool send)
{
    gc_node *none;
    const gort_scase cases[2] = {{c, elem, send}, {NULL, &none, false}};
    if (hand_selects)
        gort_selectgo(g, sp, cases, 2, true, NULL);
    else if (send)
        gort_chansend1(g, sp, c, elem);
    else
        gort_chanrecv1(g, sp, c, elem);
}

static void hand_waits(gort_g *g, void **sp, chan_closure *k)
{
    gc_node *elem;
    hand_do(g, sp, k->c[0], &elem, false);
    sp[0] = elem;
    gort_block(g, sp + 1);
}

/* As gcseed's generator may leave it. */
static void hand_make_grey(gort_g *g)
{
    ck_assert(gort__stack_is_black(g));
    gort__store_relaxed(&g->scanned_cycle, gort__load_relaxed(&g->scanned_cycle) - 1);
    gort__fetch_add32_full(&C.rt->gc->stacks_grey, 1);
}

static uint64_t hand_lost;

static void main_hands(gort_g *g, void **sp)
{
    static chan_closure k;
    gort_hchan *c = gort_makechan(g, sp, &gc_type_ptr, 0);
    *sp++ = k.c[0] = c;
    chan_go(g, sp, &k, hand_waits);
    give_time(g, sp);
    ck_assert_ptr_nonnull(c->recvq.first);
    gc_node *w = gort_new(g, sp, &gc_type_node);
    g->sp = sp;
    gort__gc_start(g);
    gort__mark_own_stack(g);
    gort__mark_idle_stacks(C.rt->gc);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    ck_assert(!gort__gc_is_marked(C.rt, w));
    ck_assert(gort__stack_is_black(c->recvq.first->g));
    hand_make_grey(g);
    hand_do(g, sp, c, &w, true);
    w = NULL;
    g->sp = sp;
    gort__gc_finish(g);
    hand_lost = gort__gc_checkmark_lost(C.rt);
}

static uint64_t hand_run(const char *mutant)
{
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2%s", mutant);
    chan_run("1", debug, main_hands);
    return hand_lost;
}

START_TEST(what_passes_to_another_stack_is_shaded)
{
    hand_selects = _i;
    ck_assert(hand_run("") == 0);
    ck_assert(hand_run(",gcmutant=handover") > 0);
}
END_TEST

/* ---- Ends --------------------------------------------------------------------------------- */

static gort_hchan *end_chan;
static void (*end_call)(gort_g *g, void **sp);

static void main_ends(gort_g *g, void **sp)
{
    sp[0] = end_chan = gort_makechan(g, sp, &gort_type_int, 0);
    end_call(g, sp + 1);
}

static void end_sends(gort_g *g, void **sp)
{
    chan_send(g, sp, end_chan, 1);
}
static void end_receives(gort_g *g, void **sp)
{
    chan_recv(g, sp, end_chan);
}
static void end_sends_nil(gort_g *g, void **sp)
{
    chan_send(g, sp, NULL, 1);
}
static void end_receives_nil(gort_g *g, void **sp)
{
    chan_recv(g, sp, NULL);
}
static void end_selects(gort_g *g, void **sp)
{
    intptr_t v;
    const gort_scase cases[2] = {{end_chan, &v, false}, {NULL, &v, false}};
    gort_selectgo(g, sp, cases, 2, true, NULL);
}
static void end_selects_nil(gort_g *g, void **sp)
{
    intptr_t v;
    const gort_scase cases[2] = {{NULL, &v, false}, {NULL, &v, true}};
    gort_selectgo(g, sp, cases, 2, true, NULL);
}
static void end_selects_nothing(gort_g *g, void **sp)
{
    gort_block(g, sp);
}
static void end_closes_nil(gort_g *g, void **sp)
{
    gort_closechan(g, sp, NULL);
}
static void end_closes_twice(gort_g *g, void **sp)
{
    gort_closechan(g, sp, end_chan);
    gort_closechan(g, sp, end_chan);
}
static void end_sends_closed(gort_g *g, void **sp)
{
    gort_closechan(g, sp, end_chan);
    chan_send(g, sp, end_chan, 1);
}
static void end_selects_closed(gort_g *g, void **sp)
{
    intptr_t v = 0;
    const gort_scase cases[2] = {{end_chan, &v, true}, {NULL, &v, false}};
    gort_closechan(g, sp, end_chan);
    gort_selectgo(g, sp, cases, 2, true, NULL);
}
static void closes(gort_g *g, void **sp, chan_closure *k)
{
    give_time(g, sp);
    gort_closechan(g, sp, k->c[0]);
    gort_block(g, sp);
}
static void end_waits_closed(gort_g *g, void **sp)
{
    static chan_closure k;
    k.c[0] = end_chan;
    chan_go(g, sp, &k, closes);
    chan_send(g, sp, end_chan, 1);
}
static void end_selects_while_closed(gort_g *g, void **sp)
{
    static chan_closure k;
    intptr_t v = 0;
    const gort_scase cases[2] = {{NULL, &v, false}, {end_chan, &v, true}};
    k.c[0] = end_chan;
    chan_go(g, sp, &k, closes);
    gort_selectgo(g, sp, cases, 2, true, NULL);
}
static void end_large(gort_g *g, void **sp)
{
    gort_makechan(g, sp, &gort_type_string, (intptr_t)1 << 45);
}
static void end_negative(gort_g *g, void **sp)
{
    gort_makechan(g, sp, &gort_type_int, -1);
}
static void end_element(gort_g *g, void **sp)
{
    static const gort_type huge = {
        .size_bytes = 1 << 16, .kind = GORT_KIND_ARRAY, .align = 1, .name = "[65536]uint8"};
    gort_makechan(g, sp, &huge, 1);
}

#define ASLEEP "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 ["
static const struct {
    void (*call)(gort_g *g, void **sp);
    const char *text;
} ends[] = {
    {end_sends, ASLEEP "chan send]:"},
    {end_receives, ASLEEP "chan receive]:"},
    {end_sends_nil, ASLEEP "chan send (nil chan)]:"},
    {end_receives_nil, ASLEEP "chan receive (nil chan)]:"},
    {end_selects, ASLEEP "select]:"},
    {end_selects_nil, ASLEEP "select]:"},
    {end_selects_nothing, ASLEEP "select (no cases)]:"},
    {end_closes_nil, "panic: close of nil channel\n"},
    {end_closes_twice, "panic: close of closed channel\n"},
    {end_sends_closed, "panic: send on closed channel\n"},
    {end_selects_closed, "panic: send on closed channel\n"},
    {end_waits_closed, "panic: send on closed channel\n"},
    {end_selects_while_closed, "panic: send on closed channel\n"},
    {end_large, "panic: makechan: size out of range\n"},
    {end_negative, "panic: makechan: size out of range\n"},
    {end_element, "fatal error: makechan: invalid channel element type\n"},
};
#define NENDS ((int)(sizeof ends / sizeof ends[0]))

START_TEST(what_cannot_be_ends_the_program)
{
    sched_open("1", "");
    C.expected = true;
    end_call = ends[_i].call;
    ck_assert_int_eq(sched_main(main_ends), 2);
    ck_assert_msg(strncmp(C.text, ends[_i].text, strlen(ends[_i].text)) == 0, "%s", C.text);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("chan");
    TCase *tc = tcase_create("chan");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, who_cannot_go_on_waits, 0, NPROCS);
    tcase_add_test(tc, close_ends_all_receives);
    tcase_add_loop_test(tc, first_in_is_first_out, 0, NPROCS);
    tcase_add_loop_test(tc, each_value_arrives_once, 0, NPROCS);
    tcase_add_loop_test(tc, many_consumers_share_the_work, 0, NPROCS);
    tcase_add_loop_test(tc, a_try_sees_a_value_or_the_end, 0, NPROCS);
    tcase_add_loop_test(tc, a_select_sees_one_moment, 0, NPROCS);
    tcase_add_loop_test(tc, nobody_receives_from_itself, 0, NPROCS);
    tcase_add_loop_test(tc, selects_and_others_share_channels, 0, NPROCS);
    tcase_add_test(tc, chance_is_fair);
    tcase_add_test(tc, one_channel_twice_is_chance_too);
    tcase_add_test(tc, a_channel_twice_in_a_select_leaves_its_queue_whole);
    tcase_add_loop_test(tc, a_select_may_have_many_cases, 0, NPROCS);
    tcase_add_loop_test(tc, objects_pass_while_all_is_collected, 0, NPROCS);
    tcase_add_loop_test(tc, objects_pass_while_marking, 0, 6);
    tcase_add_loop_test(tc, who_waits_keeps_what_it_waits_with, 0, NPROCS);
    tcase_add_loop_test(tc, what_passes_to_another_stack_is_shaded, 0, 2);
#ifndef GORT_SWITCH_TSAN /* whose pthread_exit wants the thread's own stack */
    tcase_add_loop_test(tc, what_cannot_be_ends_the_program, 0, NENDS);
#else
    (void)what_cannot_be_ends_the_program;
#endif
    suite_add_tcase(s, tc);
    return s;
}
