/* Unit tests of wbshadow's report where C has stored: a program without Go's lines gets the places
 * of the two calls that the store lies between, and with GORT_CHECK_STORES its own line.
 */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "gc_support.h"
#include <dirent.h>
#include <link.h>
#include <sched.h>
#include <signal.h>

/* Each in a section of its own, whose bounds the linker names. */
#define ALONE(name)  __attribute__((noinline, section(#name)))
#define BOUNDS(name) extern const char __start_##name[], __stop_##name[]
BOUNDS(first_code);
BOUNDS(second_code);

static gc_node *made;

static ALONE(first_code) void first_call(void)
{
    gort_safepoint(C.g, C.sp);         /* not inline */
    __asm__ volatile("" ::: "memory"); /* what comes back comes back here */
}

static ALONE(second_code) void second_call(void)
{
    gort_safepoint(C.g, C.sp);
    __asm__ volatile("" ::: "memory");
}

static void plant(gc_node *of)
{
    of->left = made;
}

static int base_of_program(struct dl_phdr_info *info, size_t bytes, void *base)
{
    (void)bytes;
    *(uintptr_t *)base = info->dlpi_addr;
    return 1; /* the first one is the program */
}

/* The address behind the words, which stand once in the report. */
static uintptr_t place_of(const char *words)
{
    uintptr_t base = 0;
    unsigned long long offset;
    const char *at = strstr(C.trace, words), *plus;
    ck_assert_msg(at && (plus = strchr(at, '+')), "%s: %s", words, C.trace);
    ck_assert_int_eq(sscanf(plus, "+0x%llx\n", &offset), 1);
    dl_iterate_phdr(base_of_program, &base);
    return base + (uintptr_t)offset;
}

static gc_node *open_with_node(void)
{
    gc_test_open("wbshadow=2");
    gc_node *of = fixture_root(gc_test_node());
    made = fixture_root(gc_test_node());
    gort_safepoint(C.g, C.sp);
    ck_assert_str_eq(C.trace, "");
    return of;
}

START_TEST(the_report_has_the_two_calls_around_the_store)
{
    char text[256];
    gc_node *of = open_with_node();
    first_call();
    plant(of);
    second_call();
    snprintf(text, sizeof text,
             "runtime: wbshadow: a store without the write barrier\n"
             "\tin object %p, type main.node, offset 0\n"
             "\tstored %p (main.node) over nil\n"
             "\tbehind the call that returns to ",
             (void *)of, (void *)made);
    ck_assert_msg(strncmp(C.trace, text, strlen(text)) == 0, "%s", C.trace);
    const uintptr_t behind = place_of("\tbehind the call that returns to "),
                    before = place_of("\tbefore the one that returns to  ");
    ck_assert(behind - (uintptr_t)__start_first_code <=
              (uintptr_t)(__stop_first_code - __start_first_code));
    ck_assert(before - (uintptr_t)__start_second_code <=
              (uintptr_t)(__stop_second_code - __start_second_code));
    /* Once: what was reported is as it is from then on. */
    C.trace_bytes = 0;
    C.trace[0] = 0;
    second_call();
    ck_assert_str_eq(C.trace, "");
    fixture_close();
}
END_TEST

START_TEST(a_check_in_c_names_its_line)
{
    char text[256];
    gc_node *of = open_with_node();
    first_call();
    plant(of);
    GORT_CHECK_STORES(C.g, C.sp);
    snprintf(text, sizeof text, "\n\t\t%s:%d\n", __FILE__, __LINE__ - 1);
    ck_assert_msg(strstr(C.trace, text), "%s", C.trace);
    ck_assert(!strstr(C.trace, "the call that returns to"));
    fixture_close();
}
END_TEST

START_TEST(a_store_with_its_barrier_is_not_reported)
{
    gc_node *of = open_with_node();
    first_call();
    gort_store(C.g, (void **)&of->left, made);
    GORT_CHECK_STORES(C.g, C.sp);
    second_call();
    ck_assert_str_eq(C.trace, "");
    fixture_close();
}
END_TEST

START_TEST(the_first_miss_ends_the_program)
{
    gc_test_open("wbshadow=1");
    gc_node *of = fixture_root(gc_test_node());
    made = fixture_root(gc_test_node());
    first_call();
    plant(of);
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        second_call();
        ck_abort_msg("no report");
    }
    ck_assert_msg(strstr(C.text, "\tbehind the call that returns to "), "%s", C.text);
    ck_assert_msg(strstr(C.text, "\nfatal error: missed write barrier\n"), "%s", C.text);
}
END_TEST

/* The signals that the thread has blocked. */
static unsigned long long blocked_by(const char *task)
{
    char path[64], line[128];
    unsigned long long set = 0;
    snprintf(path, sizeof path, "/proc/self/task/%.20s/status", task);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "SigBlk: %llx", &set) == 1) break;
    if (f) fclose(f);
    return set;
}

/* How many threads have the program's signals blocked, and SIGSEGV not. */
static int collectors_threads(void)
{
    enum { SEGV_BIT = SIGSEGV - 1, TERM_BIT = SIGTERM - 1 };
    DIR *tasks = opendir("/proc/self/task");
    ck_assert_ptr_nonnull(tasks);
    int n = 0;
    for (struct dirent *e; (e = readdir(tasks));) {
        const unsigned long long set = blocked_by(e->d_name);
        n += (set >> TERM_BIT & 1) && !(set >> SEGV_BIT & 1);
    }
    closedir(tasks);
    return n;
}

/* A sweeper writes to memory that is locked (clobberfree). */
START_TEST(a_fault_of_the_collectors_thread_is_handled)
{
    if (testing_emulated()) return;
    gc_test_open("wbshadow=1,gcthreads=1");
    gc_test_collect();
    while (collectors_threads() != 1) /* one that begins has all signals blocked at first */
        sched_yield();
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("wbshadow");
    TCase *tc = tcase_create("report");
    tcase_add_test(tc, the_report_has_the_two_calls_around_the_store);
    tcase_add_test(tc, a_check_in_c_names_its_line);
    tcase_add_test(tc, a_store_with_its_barrier_is_not_reported);
    tcase_add_test(tc, the_first_miss_ends_the_program);
    tcase_add_test(tc, a_fault_of_the_collectors_thread_is_handled);
    suite_add_tcase(s, tc);
    return s;
}
