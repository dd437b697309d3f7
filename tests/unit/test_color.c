/* test_color.c - mark bits under a race that happens every time: between the load of a word and its
 * compare-and-swap another thread changes the word.
 *
 * The code under test is compiled into this file with a load of its own, which does to the word
 * what the other thread would do. */
#include "../../runtime/base/atomic.h"

static void racing(const gort_aword *w);

static uintptr_t racing_load(const gort_aword *w)
{
    const uintptr_t old = gort__load_relaxed(w);
    racing(w);
    return old;
}
#define gort__load_relaxed racing_load
#include "../../gc/color.c"
#undef gort__load_relaxed

#include "../support/testing.h"

/* The next load of a word of the span's marks is followed by this change. */
static uintptr_t race_set, race_clear;
static int races;

static gort_aword marks[2];
static uintptr_t mark_word(int i)
{
    return gort__load_relaxed(&marks[i]);
}
static gort__span span = {.nelems = 128, .mark_bits = marks};

static void racing(const gort_aword *w)
{
    if (w != &marks[0] || (race_set | race_clear) == 0) return;
    gort__store_relaxed(&marks[0], (mark_word(0) | race_set) & ~race_clear);
    race_set = race_clear = 0;
    races++;
}

static void set_up(uintptr_t word, uintptr_t set, uintptr_t clear)
{
    gort__store_relaxed(&marks[0], word);
    gort__store_relaxed(&marks[1], 0);
    race_set = set;
    race_clear = clear;
    races = 0;
}

START_TEST(a_neighbour_is_marked_meanwhile)
{
    set_up(0, 2, 0);
    ck_assert(gort__color_mark(&span, 0));
    ck_assert_int_eq(races, 1);
    ck_assert_uint_eq(mark_word(0), 3);
}
END_TEST

/* Of two that mark one object exactly one is told so: it owes the object a scan. */
START_TEST(the_same_object_is_marked_meanwhile)
{
    set_up(0, 1, 0);
    ck_assert(!gort__color_mark(&span, 0));
    ck_assert_int_eq(races, 1);
    ck_assert_uint_eq(mark_word(0), 1);
}
END_TEST

START_TEST(a_range_is_marked_beside_another_marker)
{
    set_up(0, 1 | 8, 0); /* slot 0 is outside of the range, slot 3 in it */
    ck_assert_uint_eq(gort__color_mark_range(&span, 2, 6), 3);
    ck_assert_int_eq(races, 1);
    ck_assert_uint_eq(mark_word(0), 1 | 4 | 8 | 16 | 32);
    set_up(0, 1, 0); /* over the end of the word */
    ck_assert_uint_eq(gort__color_mark_range(&span, 60, 70), 10);
    ck_assert_uint_eq(mark_word(0), UINT64_C(0xf) << 60 | 1);
    ck_assert_uint_eq(mark_word(1), 0x3f);
}
END_TEST

START_TEST(a_range_is_cleared_beside_a_marker)
{
    set_up(0x3c, 1, 4); /* slot 0 is marked, slot 2 cleared by the other */
    ck_assert_uint_eq(gort__color_clear_range(&span, 2, 6), 3);
    ck_assert_int_eq(races, 1);
    ck_assert_uint_eq(mark_word(0), 1);
}
END_TEST

START_TEST(ranges_have_exact_ends)
{
    for (uint32_t first = 0; first < 128; first += 7)
        for (uint32_t end = first; end <= 128; end++) {
            set_up(0, 0, 0);
            ck_assert_uint_eq(gort__color_mark_range(&span, first, end), end - first);
            for (uint32_t i = 0; i < 128; i++)
                ck_assert_int_eq(gort__color_is_marked(&span, i), i >= first && i < end);
            ck_assert_uint_eq(gort__color_count(&span), end - first);
            ck_assert_uint_eq(gort__color_clear_range(&span, first, end), end - first);
            ck_assert_uint_eq(mark_word(0) | mark_word(1), 0);
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
