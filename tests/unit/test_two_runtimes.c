/* test_two_runtimes.c - threads attached to two runtimes whose collections wait for each other's
 * threads: an error, not a hang. And very many runtimes. Part of the suite that runs under TSan. */
#include "threads_support.h"
#include "../../runtime/sched/sched.h"

static gort_runtime *pair[2];
static gort_au32 reports, collected;
static _Thread_local jmp_buf out;

static void counting_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)bytes;
    ck_assert_int_eq(code, GORT_ERROR_MISUSE);
    ck_assert_ptr_nonnull(strstr(text, "wait for each other"));
    gort__fetch_add32_full(&reports, 1);
    longjmp(out, 1);
}

static void open_pair(const char *debug)
{
    for (int i = 0; i < 2; i++) {
        gort_config c;
        gort_config_init(&c);
        c.getenv = fixture_env;
        c.on_error = counting_handler;
        c.debug = debug;
        pair[i] = gort_runtime_new(&c);
        ck_assert_ptr_nonnull(pair[i]);
    }
    alarm(HANG_S);
}

static void close_pair(void)
{
    for (int i = 0; i < 2; i++)
        gort_runtime_free(pair[i]);
}

/* Collects pair[i] while it runs in the other too. */
static void *thread_collects_beside(void *arg)
{
    const int i = arg != NULL;
    gort_attach(pair[!i]);
    gort_g *g = gort_attach(pair[i]);
    gort__fetch_add32_full(&stage, 1);
    while (gort__load32_acquire(&stage) < 2)
        usleep(100);
    if (!setjmp(out)) {
        gort_gc(g, gort_top(g));
        gort__fetch_add32_full(&collected, 1);
    }
    gort_detach(pair[0]);
    gort_detach(pair[1]);
    return NULL;
}

START_TEST(two_stoppers_in_both)
{
    open_pair("");
    pthread_t t[2] = {start(thread_collects_beside, NULL), start(thread_collects_beside, &pair)};
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    ck_assert_uint_ge(gort__load32_acquire(&reports), 1);
    ck_assert_uint_eq(gort__load32_acquire(&reports) + gort__load32_acquire(&collected), 2);
    close_pair();
}
END_TEST

/* Both have answered all in pair[0], and this one's stack is grey there while it waits in pair[1]:
 * what the other waits for is that stack. */
static void *thread_leaves_its_stack(void *unused)
{
    (void)unused;
    gort_g *a = gort_attach(pair[0]), *b = gort_attach(pair[1]);
    a->sp = gort_top(a);
    gort__fetch_add32_full(&stage, 1);
    while (gort__gc_current_phase(pair[0]) != GORT_GC_MARK) {
        gort__clear_safepoint(gort__m(a)); /* where a stop begins it (wbshadow) */
        gort__gc_answer(a);
        usleep(100);
    }
    if (!setjmp(out)) {
        gort_gc(b, gort_top(b));
        gort__fetch_add32_full(&collected, 1);
    }
    gort_detach(pair[0]);
    gort_detach(pair[1]);
    return NULL;
}

static void *thread_waits_for_a_stack(void *unused)
{
    (void)unused;
    gort_g *a = gort_attach(pair[0]);
    gort_attach(pair[1]);
    a->sp = gort_top(a);
    while (gort__load32_acquire(&stage) < 1)
        usleep(100);
    gort__gc_start(a);
    if (!setjmp(out)) {
        gort_gc(a, gort_top(a));
        gort__fetch_add32_full(&collected, 1);
    }
    gort_detach(pair[0]);
    gort_detach(pair[1]);
    return NULL;
}

START_TEST(a_stack_that_waits_in_the_other)
{
    open_pair("gcthreads=0");
    pthread_t t[2] = {start(thread_leaves_its_stack, NULL), start(thread_waits_for_a_stack, NULL)};
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    ck_assert_uint_ge(gort__load32_acquire(&reports), 1);
    ck_assert_uint_eq(gort__load32_acquire(&reports) + gort__load32_acquire(&collected), 2);
    close_pair();
}
END_TEST

/* The stoppers know one runtime each; who connects them are threads that park in the other's. (They
 * park for stops only: where cycles begin and end by handshakes nobody waits for them.) */
static void *thread_collects_one(void *arg)
{
    gort_g *g = gort_attach(arg);
    if (!setjmp(out))
        while (!gort__load32_acquire(&reports))
            gort_gc(g, gort_top(g));
    gort_detach(arg);
    return NULL;
}

static void *thread_collects_one_once(void *arg)
{
    gort_g *g = gort_attach(arg);
    if (!setjmp(out)) {
        gort_gc(g, gort_top(g));
        gort__fetch_add32_full(&collected, 1);
    }
    gort_detach(arg);
    return NULL;
}

static void *thread_polls_both(void *arg)
{
    gort_g *const a = gort_attach(pair[0]), *const b = gort_attach(pair[1]);
    if (!setjmp(out)) /* a safepoint may end a cycle, which is a stop */
        while (!gort__load32_acquire(&reports)) {
            gort_safepoint(a, gort_top(a));
            gort_safepoint(b, gort_top(b));
        }
    gort_detach(pair[0]);
    gort_detach(pair[1]);
    return arg;
}

START_TEST(two_stoppers_and_threads_between)
{
    pthread_t t[4];
    open_pair("gcstoptheworld=1");
    for (int i = 0; i < 2; i++) {
        t[i] = start(thread_polls_both, NULL);
        t[2 + i] = start(thread_collects_one, pair[i]);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    ck_assert_uint_ge(gort__load32_acquire(&reports), 1);
    close_pair();
}
END_TEST

/* Who keeps the rule is never reported: blocked in one while it waits in the other. */
static void change_between_both(void)
{
    gort_g *g[2];
    unsigned in = 0;
    g[1] = gort_attach(pair[1]);
    gort_enter_blocking(g[1], gort_top(g[1]));
    g[0] = gort_attach(pair[0]);
    for (unsigned i = 0; i < 100; i++, in = !in) {
        gort_gc(g[in], gort_top(g[in]));
        gort_enter_blocking(g[in], gort_top(g[in]));
        gort_exit_blocking(g[!in]);
    }
    gort_detach(pair[in]);
    gort_exit_blocking(g[!in]);
    gort_detach(pair[!in]);
}

static void *thread_keeps_the_rule(void *arg)
{
    ck_assert(!setjmp(out));
    change_between_both();
    return arg;
}

START_TEST(blocking_in_the_other_is_no_circle)
{
    pthread_t t[6];
    open_pair("");
    for (int i = 0; i < 6; i++)
        t[i] = start(thread_keeps_the_rule, NULL);
    for (int i = 0; i < 6; i++)
        pthread_join(t[i], NULL);
    ck_assert_uint_eq(gort__load32_acquire(&reports), 0);
    close_pair();
}
END_TEST

/* Nor is a stop that waits long for a thread which waits elsewhere for something that ends. */
static void *thread_comes_late(void *arg)
{
    gort_g *const a = gort_attach(pair[0]);
    gort_attach(pair[1]);
    gort_enter_blocking(a, gort_top(a));
    reach(1);
    while (gort__load32_acquire(&stage) < 2)
        usleep(100);
    gort_exit_blocking(a); /* waits until the first stop is over */
    gort_detach(pair[0]);
    gort_detach(pair[1]);
    return arg;
}

START_TEST(a_long_stop_is_no_circle)
{
    pthread_t late, collects;
    open_pair("");
    gort_g *const a = gort_attach(pair[0]);
    late = start(thread_comes_late, NULL);
    while (gort__load32_acquire(&stage) < 1)
        usleep(100);
    gort__stop_world(gort__m(a));
    reach(2);
    collects = start(thread_collects_one_once, pair[1]);
    usleep(500000);
    ck_assert_uint_eq(gort__load32_acquire(&collected), 0);
    gort__start_world(gort__m(a));
    gort_detach(pair[0]);
    pthread_join(late, NULL);
    pthread_join(collects, NULL);
    ck_assert_uint_eq(gort__load32_acquire(&collected), 1);
    ck_assert_uint_eq(gort__load32_acquire(&reports), 0);
    close_pair();
}
END_TEST

/* More than fit with the default reservations, each used. Freed in another order than made. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { MANY = 150 };
#else
enum { MANY = 1500 };
#endif
static int many_times(void)
{
    if (sizeof(void *) < 8) return 10; /* they have 4 GiB */
    return testing_emulated() ? MANY / 30 : MANY;
}

START_TEST(many_live_at_once)
{
    static gort_runtime *many[MANY];
    gort_config c;
    gort_config_init(&c);
    c.getenv = fixture_env;
    c.heap_reserve_bytes = (size_t)16 << 20;
    c.stack_reserve_bytes = (size_t)128 << 20;
    for (int i = 0; i < many_times(); i++) {
        many[i] = gort_runtime_new(&c);
        ck_assert_msg(many[i], "runtime %d", i);
        gort_g *g = gort_attach(many[i]);
        ck_assert_msg(g, "runtime %d", i);
        void **sp = gort_top(g);
        sp[0] = gort_new(g, sp, &gort_type_int64);
        gort_gc(g, sp + 1);
        *(int64_t *)sp[0] = i;
        gort_detach(many[i]);
    }
    for (int i = 0; i < many_times(); i++)
        gort_runtime_free(many[i % 2 ? many_times() - 1 - i / 2 : i / 2]);
}
END_TEST

START_TEST(many_one_after_the_other)
{
    for (int i = 0; i < many_times(); i++) {
        gort_runtime *rt = gort_runtime_new(NULL);
        ck_assert_msg(rt && gort_attach(rt), "runtime %d", i);
        gort_detach(rt);
        gort_runtime_free(rt);
    }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("two_runtimes");
    TCase *tc = tcase_create("two_runtimes");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_test(tc, two_stoppers_in_both);
    tcase_add_test(tc, a_stack_that_waits_in_the_other);
    tcase_add_test(tc, two_stoppers_and_threads_between);
    tcase_add_test(tc, blocking_in_the_other_is_no_circle);
    tcase_add_test(tc, a_long_stop_is_no_circle);
    tcase_add_test(tc, many_live_at_once);
    tcase_add_test(tc, many_one_after_the_other);
    suite_add_tcase(s, tc);
    return s;
}
