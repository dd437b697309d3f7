/* test_color.c - marks under a race that happens every time: between the load of a mark and its
 * change another thread changes it, or its neighbour.
 *
 * The code under test is compiled into this file with loads of its own, which do to the marks what
 * the other thread would do. */
#include "../../runtime/base/atomic.h"

static void racing(const void *mark);

static uintptr_t racing_load(const gort_aword *w)
{
    const uintptr_t old = gort__load_relaxed(w);
    racing(w);
    return old;
}
static uint8_t racing_load8(const gort_au8 *b)
{
    const uint8_t old = gort__load8_relaxed(b);
    racing((const void *)b);
    return old;
}
#define gort__load_relaxed  racing_load
#define gort__load8_relaxed racing_load8
#include "../../gc/color.c"
#undef gort__load_relaxed
#undef gort__load8_relaxed

#include "../support/testing.h"

#define N 128

static _Alignas(8) gort_au8 marks[N];
static gort__span span = {.nelems = N, .marks = marks};

/* The next load of a mark at race_at, or of eight from there on, is followed by this change. */
static uint32_t race_at, race_slot;
static uint8_t race_mark;
static int races;

static void racing(const void *mark)
{
    if (race_at >= N || mark != (const void *)&marks[race_at]) return;
    gort__store8_relaxed(&marks[race_slot], race_mark);
    race_at = N;
    races++;
}

static void set_up(uint8_t mark, uint32_t at, uint32_t slot, uint8_t to)
{
    for (uint32_t i = 0; i < N; i++)
        gort__store8_relaxed(&marks[i], mark);
    race_at = at;
    race_slot = slot;
    race_mark = to;
    races = 0;
}

/* Exactly the slots [first, end) and `other` are marked. */
static void check_marked(uint32_t first, uint32_t end, uint32_t other)
{
    for (uint32_t i = 0; i < N; i++)
        if (gort__load8_relaxed(&marks[i]) != ((i >= first && i < end) || i == other))
            ck_abort_msg("slot %u", i);
}

START_TEST(a_neighbour_is_marked_meanwhile)
{
    set_up(0, 0, 1, 1);
    ck_assert(gort__color_mark(&span, 0));
    ck_assert_int_eq(races, 1);
    check_marked(0, 2, N);
}
END_TEST

/* Where it matters exactly one of two that mark one object is told so. */
START_TEST(the_same_object_is_marked_meanwhile)
{
    set_up(0, 0, 0, 1);
    ck_assert(!gort__color_mark_once(&span, 0));
    ck_assert_int_eq(races, 1);
    check_marked(0, 1, N);
    ck_assert(!gort__color_mark_once(&span, 0));
    ck_assert(gort__color_mark_once(&span, 1));
    ck_assert(!gort__color_mark(&span, 1));
    check_marked(0, 2, N);
}
END_TEST

START_TEST(a_range_is_marked_beside_another_marker)
{
    set_up(0, 2, 1, 1); /* before it, in the same word */
    ck_assert_uint_eq(gort__color_mark_range(&span, 2, 6), 4);
    ck_assert_int_eq(races, 1);
    check_marked(1, 6, N);
    set_up(0, 16, 19, 1); /* behind it, while its last word is marked */
    ck_assert_uint_eq(gort__color_mark_range(&span, 3, 18), 15);
    ck_assert_int_eq(races, 1);
    check_marked(3, 18, 19);
}
END_TEST

START_TEST(a_range_is_cleared_beside_a_marker)
{
    set_up(0, N, 0, 0);
    ck_assert_uint_eq(gort__color_mark_range(&span, 2, 20), 18);
    race_at = 16;
    race_slot = 21;
    race_mark = 1;
    ck_assert_uint_eq(gort__color_clear_range(&span, 2, 20), 18);
    ck_assert_int_eq(races, 1);
    check_marked(0, 0, 21);
}
END_TEST

START_TEST(ranges_have_exact_ends)
{
    for (uint32_t first = 0; first < N; first += 7)
        for (uint32_t end = first; end <= N; end++) {
            set_up(0, N, 0, 0);
            ck_assert_uint_eq(gort__color_mark_range(&span, first, end), end - first);
            for (uint32_t i = 0; i < N; i++)
                ck_assert_int_eq(gort__color_is_marked(&span, i), i >= first && i < end);
            ck_assert_uint_eq(gort__color_count(&span), end - first);
            for (uint32_t w = 0; w < N / 64; w++)
                for (uint32_t i = 0; i < 64; i++)
                    ck_assert_uint_eq(gort__color_mark_word(&span, w) >> i & 1,
                                      64 * w + i >= first && 64 * w + i < end);
            ck_assert_uint_eq(gort__color_clear_range(&span, first, end), end - first);
            check_marked(0, 0, N);
        }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("color");
    TCase *tc = tcase_create("color");
    tcase_add_test(tc, a_neighbour_is_marked_meanwhile);
    tcase_add_test(tc, the_same_object_is_marked_meanwhile);
    tcase_add_test(tc, a_range_is_marked_beside_another_marker);
    tcase_add_test(tc, a_range_is_cleared_beside_a_marker);
    tcase_add_test(tc, ranges_have_exact_ends);
    suite_add_tcase(s, tc);
    return s;
}
