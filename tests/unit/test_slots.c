/* test_slots.c - calls that leave out what an earlier call has put on the shadow stack: slots.go,
 * whose C gort emits when this is built, with a collection at every allocation and what is freed
 * overwritten. A word that was left out wrongly is an object that is gone.
 */
#include "gc_support.h"

int emitted_main(int argc, char **argv);
#define main emitted_main
#include "slots_emitted.h"
#undef main

START_TEST(what_is_left_out_stands)
{
    gc_test_open("gcstress=1,clobberfree=1");
    ck_assert_int_eq(main_changed(C.g, C.sp), 12);
    ck_assert_int_eq(main_once(C.g, C.sp, true), 1);
    ck_assert_int_eq(main_once(C.g, C.sp, false), 1);
    ck_assert_int_eq(main_again(C.g, C.sp, 3), 16);
    ck_assert_int_eq(main_branch(C.g, C.sp, true), 336);
    ck_assert_int_eq(main_branch(C.g, C.sp, false), 426);
    ck_assert_int_eq(main_early(C.g, C.sp, 0), 127);
    ck_assert_int_eq(main_early(C.g, C.sp, 1), 117);
    ck_assert_int_eq(main_early(C.g, C.sp, 2), 22);
    ck_assert_int_eq(main_loop(C.g, C.sp, 5), 161);
    ck_assert_int_eq(main_part(C.g, C.sp), 24);
    ck_assert_int_eq(main_nested(C.g, C.sp), 421);
    ck_assert_int_eq(main_raised(C.g, C.sp), 356);
    gort_mem_stats m;
    gort_read_mem_stats(C.g, C.sp, &m);
    ck_assert_uint_ge(m.NumGC, 50); /* it was forced */
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("slots");
    TCase *tc = tcase_create("slots");
    tcase_add_test(tc, what_is_left_out_stands);
    suite_add_tcase(s, tc);
    return s;
}
