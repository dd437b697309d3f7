/* test_switch.c - the switch between C stacks for machines that have none of their own, made of
 * ucontext.h: what goes over, what is kept, in any order. (The machine's own switch is under every
 * test of goroutines.) No runtime is linked. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pthread_getattr_np */
#endif
#define GORT_SWITCH_PORTABLE
#include "../../runtime/base/switch.c"
#include "../support/testing.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { COROUTINES = 8, STACK_BYTES = 256 << 10 };

typedef struct coroutine {
    gort__context c;
    uintptr_t lo;
    long n, sum;
} coroutine;

static coroutine all[COROUTINES];
static gort__context outside;
static uintptr_t outside_lo, outside_hi;

/* Adds up what it is given and hands the sum back; ends when that is NULL. */
static void adds(void *given)
{
    coroutine *own = given;
    gort__context_entered(&own->c);
    char mark[1024];
    memset(mark, (int)own->n, sizeof mark);
    for (long *in = gort__context_switch(&own->c, &outside, NULL, false); in;) {
        own->sum += *in;
        in = gort__context_switch(&own->c, &outside, &own->sum, false);
        for (size_t i = 0; i < sizeof mark; i++)
            ck_assert_int_eq(mark[i], (char)own->n); /* its stack is its own */
    }
    gort__context_switch(&own->c, &outside, NULL, true);
}

static void open_all(void)
{
    pthread_attr_t attr;
    void *lo;
    size_t bytes;
    ck_assert_int_eq(pthread_getattr_np(pthread_self(), &attr), 0);
    pthread_attr_getstack(&attr, &lo, &bytes);
    pthread_attr_destroy(&attr);
    outside_lo = (uintptr_t)lo;
    outside_hi = outside_lo + bytes;
    gort__context_of_thread(&outside, outside_lo, outside_hi);
    for (int i = 0; i < COROUTINES; i++) {
        void *stack;
        ck_assert_int_eq(posix_memalign(&stack, 64, STACK_BYTES), 0);
        all[i] = (coroutine){.lo = (uintptr_t)stack, .n = i};
        gort__context_make(&all[i].c, all[i].lo, all[i].lo + STACK_BYTES, adds);
        ck_assert_ptr_null(gort__context_switch(&outside, &all[i].c, &all[i], false));
    }
}

START_TEST(each_goes_on_where_it_was)
{
    long sums[COROUTINES] = {0};
    unsigned random = 1;
    open_all();
    for (long k = 0; k < 20000; k++) {
        random = random * 1103515245 + 12345;
        const int i = (int)(random >> 16) % COROUTINES;
        sums[i] += k;
        const long *out = gort__context_switch(&outside, &all[i].c, &k, false);
        ck_assert_int_eq(*out, sums[i]);
    }
    for (int i = 0; i < COROUTINES; i++) {
        ck_assert_ptr_null(gort__context_switch(&outside, &all[i].c, NULL, false));
        gort__context_drop(&all[i].c, all[i].lo, all[i].lo + STACK_BYTES);
        free((void *)all[i].lo);
    }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("switch");
    TCase *tc = tcase_create("switch");
    tcase_add_test(tc, each_goes_on_where_it_was);
    suite_add_tcase(s, tc);
    return s;
}
