/* test_comings.c - threads that come and go, and forks, while another collects without end: an
 * object that an attached thread holds is what it was, and a forked child finds a heap that works.
 *
 * Each round of attaching makes a list, calls for a safepoint and reads it again. GORT_TEST_TIMES
 * multiplies the rounds: with 100 it is 2 * 10^5 times attached and 10^4 times forked.
 */
#include "../unit/gc_support.h"
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { COMINGS = 200, FORKS = 20 };
#else
enum { COMINGS = 1000, FORKS = 100 };
#endif
enum { COMERS = 2, NODES = 20 };

static gort_au32 over;
static gort_aword cycles;

static int rounds(int of)
{
    const char *times = getenv("GORT_TEST_TIMES");
    return times ? of * atoi(times) : of;
}

static void open_comings(void)
{
    fixture_gogc = "100";
    gort_config c = fixture_config("");
    c.heap_reserve_bytes = (size_t)1 << 30;
    fixture_start(&c);
}

static void *collects(void *arg)
{
    (void)arg;
    gort_g *g = gort_attach(C.rt);
    while (!gort__load32_acquire(&over)) {
        gort_gc(g, gort_top(g));
        gort__fetch_add_relaxed(&cycles, 1);
    }
    gort_detach(C.rt);
    return NULL;
}

/* A list in sp[0], and what it is then. */
static void make_and_read(gort_g *g, intptr_t from)
{
    void **sp = gort_top(g);
    sp[0] = NULL;
    for (intptr_t i = 0; i < NODES; i++) {
        gc_node *n = gort_new(g, sp + 1, &gc_type_node);
        n->value = from + i;
        gort_store(g, &n->left, sp[0]);
        sp[0] = n;
    }
    gort_safepoint(g, sp + 1);
    const gc_node *n = sp[0];
    for (intptr_t i = NODES; i > 0; i--, n = n->left)
        ck_assert_int_eq(n->value, from + i - 1);
    ck_assert_ptr_null(n);
}

static void *comes(void *arg)
{
    const int n = rounds(COMINGS);
    (void)arg;
    for (int i = 0; i < n || !gort__load_relaxed(&cycles); i++) {
        make_and_read(gort_attach(C.rt), i);
        gort_detach(C.rt);
    }
    return NULL;
}

START_TEST(threads_come_and_go)
{
    pthread_t collector, comer[COMERS];
    open_comings();
    gort_detach(C.rt);
    pthread_create(&collector, NULL, collects, NULL);
    for (int i = 0; i < COMERS; i++)
        pthread_create(&comer[i], NULL, comes, NULL);
    for (int i = 0; i < COMERS; i++)
        pthread_join(comer[i], NULL);
    gort__store32_release(&over, 1);
    pthread_join(collector, NULL);
    printf("# %d times attached, %llu cycles\n", COMERS * rounds(COMINGS),
           (unsigned long long)gort__load_relaxed(&cycles));
    gort_runtime_free(C.rt);
}
END_TEST

START_TEST(forks_while_it_marks)
{
    pthread_t collector;
    const int n = rounds(FORKS);
    open_comings();
    make_and_read(C.g, 7);
    C.sp = gort_top(C.g) + 1; /* the list stays */
    pthread_create(&collector, NULL, collects, NULL);
    gort_enter_blocking(C.g, C.sp);
    while (!gort__load_relaxed(&cycles)) /* not while it is being made: see unit/test_fork.c */
        sched_yield();
    gort_exit_blocking(C.g);
    for (int i = 0; i < n; i++) {
        const pid_t pid = fork();
        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
            gort_scope s = gort_scope_open_at(C.g, C.sp);
            const gc_node *first = C.sp[-1];
            gort_gc(C.g, gort_top(C.g));
            make_and_read(C.g, i);
            gort_scope_close(C.g, s);
            _exit(first->value == 7 + NODES - 1 ? 0 : 1);
        }
        int status = -1;
        gort_enter_blocking(C.g, C.sp);
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        gort_exit_blocking(C.g);
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "fork %d: %x", i,
                      (unsigned)status);
        gort_safepoint(C.g, C.sp);
    }
    gort__store32_release(&over, 1);
    gort_enter_blocking(C.g, C.sp);
    pthread_join(collector, NULL);
    gort_exit_blocking(C.g);
    printf("# %d forks, %llu cycles\n", n, (unsigned long long)gort__load_relaxed(&cycles));
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("comings");
    TCase *tc = tcase_create("comings");
    tcase_set_timeout(tc, 3600);
    tcase_add_test(tc, threads_come_and_go);
    tcase_add_test(tc, forks_while_it_marks);
    suite_add_tcase(s, tc);
    return s;
}
