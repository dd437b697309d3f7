/* test_polls.c - how long emitted loops run between two polls, in iterations: polls.go, whose C
 * gort emits when this is built, counts them. Each poll of a loop passes through `polled`. A stop
 * that is wanted right behind one, the worst moment, is answered at the next. And what of an index
 * is not checked in such loops fails where it has to.
 *
 * Nothing here depends on time. Part of the suite that runs under TSan.
 */
#include "../../gc/color.h"
#include "gc_support.h"
#include "../../runtime/sched/sched.h"
#include <pthread.h>
#include <sched.h>

int emitted_main(int argc, char **argv);
static bool polled(gort_g *g);
static bool asked(gort_g *g)
{
    return GORT_POLL_NEEDED(g);
}
#undef GORT_LOOP_POLL_NEEDED
#define GORT_LOOP_POLL_NEEDED(g) GORT_UNLIKELY(polled(g))
#define main                     emitted_main
#include "polls_emitted.h"
#undef main

/* QUIET_STEPS of escape/lower/lower_loop.c: an iteration is a step at least. */
enum { MOST = 16384, MANY = 300000 };

static intptr_t polls, last, longest; /* of the loop that runs: since the last poll, at most */
static intptr_t ask_at;               /* the poll behind which a stop is wanted */
static intptr_t asked_at, answered_at;
static gort_au32 stage;

static bool polled(gort_g *g)
{
    const intptr_t n = main_steps - last;
    last = main_steps;
    if (n > longest) longest = n;
    polls++;
    if (polls == ask_at) {
        gort__store32_release(&stage, 1);
        while (!gort__load32_acquire(&C.rt->stop_requested) || !asked(g))
            sched_yield();
        asked_at = main_steps;
        return false;
    }
    const bool wanted = asked(g);
    if (wanted && asked_at && !answered_at) answered_at = main_steps;
    return wanted;
}

static void begin(void)
{
    main_steps = polls = last = longest = 0;
    asked_at = answered_at = 0;
}

/* Ends of loops without a poll count too. */
#define POLLS_OF(call)                                                                             \
    do {                                                                                           \
        begin();                                                                                   \
        call;                                                                                      \
        polled(C.g);                                                                               \
        polls--;                                                                                   \
    } while (0)

static gort_slice bytes(intptr_t n)
{
    void *p = gort_alloc_slow(C.g, C.sp, &gc_type_bytes, (uintptr_t)n);
    fixture_root(p);
    return (gort_slice){p, n, n};
}

/* A strip is bounded, and it is one: polls are rare. */
START_TEST(strips_are_bounded)
{
    gc_test_open("");
    const gort_slice b = bytes(MANY);
#define STRIPS(call, n, least)                                                                     \
    POLLS_OF(call);                                                                                \
    ck_assert_int_eq(main_steps, n);                                                               \
    ck_assert_int_le(longest, MOST);                                                               \
    ck_assert_int_ge(longest, least);                                                              \
    ck_assert_int_ge(polls, (n) / MOST);                                                           \
    ck_assert_int_le(polls, (n) / (least) + 1)
    STRIPS(main_up(C.g, C.sp, MANY), MANY, 1024);
    STRIPS(main_down(C.g, C.sp, MANY), MANY, 1024);
    STRIPS(main_through(C.g, C.sp, MANY), MANY, 1024);
    STRIPS(main_elements(C.g, C.sp, b), MANY, 512);
    STRIPS(main_wide(C.g, C.sp, MANY), MANY, 128);
    ck_assert_int_le(longest, MOST / 50); /* by what is done, not by the count alone */
    STRIPS(main_nested(C.g, C.sp, MANY / 100), MANY, 1024);
    fixture_close();
}
END_TEST

START_TEST(other_loops_poll_each_time)
{
    gc_test_open("");
    POLLS_OF(main_short(C.g, C.sp));
    ck_assert_int_eq(polls, 0);
    ck_assert_int_eq(longest, 1000);
    POLLS_OF(main_calls(C.g, C.sp, 50));
    ck_assert_int_eq(polls, 50);
    ck_assert_int_eq(longest, 1000);
    POLLS_OF(main_moves(C.g, C.sp, 999));
    ck_assert_int_eq(polls, main_steps);
    ck_assert_int_eq(longest, 1);
    fixture_close();
}
END_TEST

/* ---- A stop ------------------------------------------------------------------------------- */

static void *stop_the_world(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    gort_enter_blocking(g, gort_top(g));
    while (gort__load32_acquire(&stage) < 1)
        sched_yield();
    gort_exit_blocking(g);
    gort__stop_world(gort__m(g));
    gort__start_world(gort__m(g));
    gort_detach(C.rt);
    return NULL;
}

START_TEST(a_stop_is_answered_within_a_strip)
{
    gc_test_open("");
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, stop_the_world, NULL), 0);
    const uintptr_t before = gort__load_relaxed(&gort__m(C.g)->safepoints);
    ask_at = 3;
    POLLS_OF(main_up(C.g, C.sp, MANY));
    ask_at = 0;
    gort_enter_blocking(C.g, C.sp);
    pthread_join(t, NULL);
    gort_exit_blocking(C.g);
    ck_assert_int_eq(main_steps, MANY);
    ck_assert_int_gt(answered_at, asked_at);
    ck_assert_int_le(answered_at - asked_at, MOST);
    ck_assert_uint_gt(gort__load_relaxed(&gort__m(C.g)->safepoints), before);
    fixture_close();
}
END_TEST

/* ---- Indexes ------------------------------------------------------------------------------ */

#define FAILS(call, at, text_)                                                                     \
    do {                                                                                           \
        begin();                                                                                   \
        C.expected = true;                                                                         \
        if (setjmp(C.failed) == 0) {                                                               \
            call;                                                                                  \
            ck_abort_msg("no error: " #call);                                                      \
        }                                                                                          \
        gort_g_reset(C.g, C.sp);                                                                   \
        ck_assert_ptr_nonnull(strstr(C.text, "index out of range [" text_));                       \
    } while (0)

START_TEST(an_index_fails_at_the_end_of_a_strip_too)
{
    gc_test_open("");
    const gort_slice b = bytes(3000);
    FAILS(main_behind(C.g, C.sp, b), 3000, "3000] with length 3000");
    FAILS(main_before(C.g, C.sp, b), 3000, "-1]");
    FAILS(main_beyond(C.g, C.sp, b.ptr), 3001, "3000] with length 3000");
    FAILS(main_behind(C.g, C.sp, (gort_slice){b.ptr, 1, 3000}), 1, "1] with length 1");
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("polls");
    TCase *tc = tcase_create("polls");
    tcase_add_test(tc, strips_are_bounded);
    tcase_add_test(tc, other_loops_poll_each_time);
    tcase_add_test(tc, a_stop_is_answered_within_a_strip);
    tcase_add_test(tc, an_index_fails_at_the_end_of_a_strip_too);
    suite_add_tcase(s, tc);
    return s;
}
