/* test_chan.c - channels between goroutines: who waits and who does not, order, close; a try looks
 * once; ends. Select is in test_select.c, objects that pass are in test_chan_gc.c. What one
 * goroutine can see alone, and waits against a model of them, is in tests/model/test_chan_model.c;
 * the barrier of the buffer in test_helper_barriers.c.
 */
#include "chan_support.h"

/* ---- Waiting, order, close ---------------------------------------------------------------- */

static void sends_one(gort_g *g, void **sp, chan_closure *k)
{
    chan_send(g, sp, k->c[0], k->n);
    sched_add(&passed, 1);
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
    gort_hchan *c = k->c[0];
    const intptr_t n = k->n; /* after the last receive *k serves another */
    for (intptr_t i = 0; i < n; i++)
        chan_send(g, sp, c, i);
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

static intptr_t races_lost, races_run;

static intptr_t races(void)
{
#ifdef __SANITIZE_THREAD__ /* to which each goroutine is as much as a thread */
    return testing_share(500, 2000);
#else
    return 2000;
#endif
}

static void must_receive(gort_g *g, void **sp, chan_closure *k)
{
    if (!chan_try_recv(g, sp, k->c[0])) sched_add(&races_lost, 1);
    sched_add(&races_run, 1);
}

/* Something is there, or the end: a try never finds nothing. */
static void main_races_close(gort_g *g, void **sp)
{
    races_lost = 0;
    for (intptr_t i = 0; i < races(); i++) {
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
        for (intptr_t i = 0; i < races(); i++) {
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

/* ---- Attached threads --------------------------------------------------------------------- */

enum { ECHOES = 1000 };

static void *thread_echoes(void *channels)
{
    gort_hchan *const *c = channels;
    gort_g *g = gort_attach(C.rt);
    ck_assert_ptr_nonnull(g);
    void **sp = gort_top(g);
    intptr_t v;
    while (gort_chanrecv2(g, sp, c[0], &v))
        chan_send(g, sp, c[1], -v);
    gort_detach(C.rt);
    return NULL;
}

/* Threads wait for each other, and for a goroutine, without a gort_main. */
START_TEST(attached_threads_use_channels)
{
    sched_open("2", "");
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    gort_hchan *c[3];
    for (int i = 0; i < 3; i++)
        c[i] = chan_ints(g, &sp, i == 1);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, thread_echoes, c), 0);
    chan_closure k = {.c = {c[2]}, .n = ECHOES};
    chan_go(g, sp, &k, sends_in_order);
    for (intptr_t i = 0; i < ECHOES; i++) {
        const intptr_t v = chan_recv(g, sp, c[2]);
        ck_assert_int_eq(v, i);
        chan_send(g, sp, c[0], v);
        if (i % 100 == 0) gort_gc(g, sp);
        intptr_t got;
        const gort_scase cases[2] = {{c[1], &got, false}, {c[0], &got, false}};
        ck_assert_int_eq(gort_selectgo(g, sp, cases, 2, true, NULL), 0);
        ck_assert_int_eq(got, -i);
    }
    gort_closechan(g, sp, c[0]);
    gort_enter_blocking(g, sp);
    pthread_join(thread, NULL);
    gort_exit_blocking(g);
    gort_stop(C.rt);
    gort_detach(C.rt);
    sched_close();
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
    gort_makechan(g, sp, &gort_type_string, INTPTR_MAX / 4);
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
    tcase_add_test(tc, attached_threads_use_channels);
#ifndef GORT_SWITCH_TSAN /* whose pthread_exit wants the thread's own stack */
    tcase_add_loop_test(tc, what_cannot_be_ends_the_program, 0, NENDS);
#else
    (void)what_cannot_be_ends_the_program;
#endif
    suite_add_tcase(s, tc);
    return s;
}
