/* testing.h - what every test program includes instead of check.h.
 *
 * A program defines test_suite; main.c runs it and prints TAP. An assertion that holds tells check
 * where it stands, for the report of a crash, and that costs a write each time: loops of a million
 * assertions would do little else. So only the first TESTING_MARKS of a process do, and then one in
 * as many.
 *
 * What repeats itself to meet chance asks testing_share how often.
 */
#ifndef TESTING_H
#define TESTING_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

/* Of a pointer in a struct: its bit of a mask, if that is one byte, and where it ends. */
#define WORD_BIT(T, field) (1 << offsetof(T, field) / sizeof(void *))
#define WORD_END(T, field) (offsetof(T, field) + sizeof(void *))

enum { TESTING_MARKS = 2000 };

static inline void testing_mark(const char *file, int line)
{
    static unsigned marks; /* threads may miscount */
    const unsigned n = __atomic_load_n(&marks, __ATOMIC_RELAXED);
    __atomic_store_n(&marks, n + 1, __ATOMIC_RELAXED);
    if (n < TESTING_MARKS || n % TESTING_MARKS == 0) _mark_point(file, line);
}
#define _mark_point(file, line) testing_mark(file, line)

/* How often in the quick tier, and how often where GORT_TEST_ALL is set (tools/test --all). */
static inline int testing_share(int quick, int all)
{
    return getenv("GORT_TEST_ALL") ? all : quick;
}

/* Whether an emulator runs the program; tests/README.md lists what does less there, and why. */
static inline bool testing_emulated(void)
{
    return getenv("GORT_TEST_EMULATED") != NULL;
}

/* The tests of the program. */
Suite *test_suite(void);

#endif
