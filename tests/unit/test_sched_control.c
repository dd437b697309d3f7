/* test_sched_control.c - what a program asks of the scheduler: threads of their own, the number of
 * places, counts, stacks of all, GOTRACEBACK, schedtrace; goroutines without a gort_main; what one
 * costs. */
#include "sched_support.h"

/* ---- Threads of their own ----------------------------------------------------------------- */

static sched_sema turns;

static void keeps_thread(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    gort_runtime_LockOSThread(g, sp);
    gort_runtime_LockOSThread(g, sp); /* nests */
    const long own = sched_thread();
    for (int i = 0; i < 50; i++) {
        sched_acquire(g, sp, &turns);
        ck_assert_int_eq(own, sched_thread());
        gort__yield(g, sp);
        ck_assert_int_eq(own, sched_thread());
        gort_sleep(g, sp, i % 10 ? 0 : 1000);
        ck_assert_int_eq(own, sched_thread());
    }
    gort_runtime_UnlockOSThread(g, sp);
    gort__yield(g, sp);
    ck_assert_int_eq(own, sched_thread());
    gort_runtime_UnlockOSThread(g, sp);
    gort_runtime_UnlockOSThread(g, sp); /* one too many is none */
    gort__yield(g, sp);
    sched_add(&ran, 1);
}

static void other_work(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    while (!sched_read(&stop)) {
        sched_release(g, &turns);
        gort__yield(g, sp);
    }
    sched_add(&ran, 1);
}

static void main_locks_threads(gort_g *g, void **sp)
{
    static sched_closure locked, other;
    locked = sched_closure_of(keeps_thread, 0);
    other = sched_closure_of(other_work, 0);
    gort_runtime_LockOSThread(g, sp); /* main too */
    for (int i = 0; i < 4; i++)
        gort_go(g, sp, &locked.head);
    for (int i = 0; i < 2; i++)
        gort_go(g, sp, &other.head);
    sched_until(g, sp, &ran, 4);
    sched_add(&stop, 1);
    sched_until(g, sp, &ran, 6);
    turns.count = 0;
}

START_TEST(a_locked_goroutine_has_its_thread_to_itself)
{
    for (int procs = 1; procs <= 3; procs++) {
        static const char *const names[] = {"", "1", "2", "3"};
        ran = stop = 0;
        sched_open(names[procs], "");
        ck_assert_int_eq(sched_main(main_locks_threads), 0);
        sched_close();
    }
}
END_TEST

/* With a seed one thread at a time runs, and time goes on when all sleep: also if some of those
 * that sleep have threads of their own, while a timer goes off again and again. */
static void sleeps_in_its_thread(gort_g *g, void **sp, sched_closure *c)
{
    if (c->n) gort_runtime_LockOSThread(g, sp);
    for (int i = 0; i < 20; i++)
        gort_sleep(g, sp, 20000);
    sched_add(&ran, 1);
    sched_release(g, &turns);
}

static void ticks(gort_g *own, void *arg, uint64_t now_ns)
{
    (void)own;
    (void)now_ns;
    sched_add(arg, 1);
}

static void main_waits_for_sleepers(gort_g *g, void **sp)
{
    static sched_closure c[4];
    static intptr_t ticked;
    static gort__timer t;
    ticked = 0;
    t = (gort__timer){.fn = ticks, .arg = &ticked, .period_ns = 30000};
    gort__timer_start(g, &t, gort__now_ns(g->rt) + 30000);
    for (int i = 0; i < 4; i++) {
        c[i] = sched_closure_of(sleeps_in_its_thread, i % 2);
        gort_go(g, sp, &c[i].head);
    }
    for (int i = 0; i < 4; i++)
        sched_acquire(g, sp, &turns);
    gort__timer_stop(g, &t);
    ck_assert_int_ge(sched_read(&ticked), 10);
    ck_assert_int_lt(sched_read(&ticked), 1000); /* time has not run ahead of them */
}

START_TEST(locked_goroutines_go_on_with_a_seed)
{
    for (int seed = 1; seed <= 5; seed++) {
        char debug[32];
        snprintf(debug, sizeof debug, "gcseed=%d", seed);
        ran = 0;
        sched_open("2", debug);
        ck_assert_int_eq(sched_main(main_waits_for_sleepers), 0);
        ck_assert_int_eq(sched_read(&ran), 4);
        sched_close();
    }
}
END_TEST

/* ---- Places ------------------------------------------------------------------------------- */

static void works_and_collects(gort_g *g, void **sp, sched_closure *c)
{
    for (int i = 0; i < 30; i++) {
        sp[0] = gort_new(g, sp, &gc_type_node);
        if (i % 10 == c->n % 10) gort_gc(g, sp + 1);
        gort__yield(g, sp + 1);
    }
    sched_add(&ran, 1);
}

static void main_changes_places(gort_g *g, void **sp)
{
    enum { N = 20 };
    static sched_closure c[N];
    static const int numbers[] = {3, 1, 4, 2, 8, 1, 2};
    ck_assert_int_eq(gort_runtime_GOMAXPROCS(g, sp, 0), 2);
    ck_assert_int_eq(gort_runtime_GOMAXPROCS(g, sp, -1), 2);
    intptr_t was = 2;
    for (int r = 0; r < 7; r++) {
        const intptr_t before = sched_read(&ran);
        for (int i = 0; i < N; i++) {
            c[i] = sched_closure_of(works_and_collects, i);
            gort_go(g, sp, &c[i].head);
        }
        ck_assert_int_eq(gort_runtime_GOMAXPROCS(g, sp, numbers[r]), was);
        was = numbers[r];
        ck_assert_int_eq(gort_runtime_GOMAXPROCS(g, sp, 0), was);
        sched_until(g, sp, &ran, before + N);
    }
    ck_assert_int_ge(gort_runtime_NumCPU(g, sp), 1);
}

START_TEST(places_come_and_go)
{
    for (int i = 0; i < 3; i++) {
        ran = 0;
        sched_open("2", "gccheckmark=1");
        ck_assert_int_eq(sched_main(main_changes_places), 0);
        sched_close();
    }
}
END_TEST

/* A place that is one too many keeps no ended goroutines: those that follow find them. Its thread
 * runs when there are fewer (0), or is in a blocking region (1). */
static int fewer_while;

static void ends(gort_g *g, void **sp, sched_closure *c)
{
    (void)g;
    (void)sp;
    (void)c;
    sched_add(&ran, 1);
}

static void comes_to_place_1(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(ends, 0);
    while (g->m->p->id != 1 || !g->m->p->ended) {
        const intptr_t before = sched_read(&ran);
        gort_go(g, sp, &c.head);
        sched_until(g, sp, &ran, before + 1);
    }
}

static void blocks_at_place_1(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    comes_to_place_1(g, sp);
    gort_enter_blocking(g, sp);
    sched_add(&turns.count, 1);
    while (!sched_read(&stop))
        usleep(100);
    gort_exit_blocking(g);
    sched_add(&turns.count, 1);
}

static void main_drops_place_1(gort_g *g, void **sp)
{
    static sched_closure c;
    const gort__proc *p = &C.rt->sched->procs[1];
    c = sched_closure_of(fewer_while == 0 ? sched_spins : blocks_at_place_1, 0);
    gort_go(g, sp, &c.head);
    if (fewer_while == 0)
        comes_to_place_1(g, sp);
    else
        sched_until(g, sp, &turns.count, 1);
    gort_runtime_GOMAXPROCS(g, sp, 1);
    while (gort__load32_acquire(&p->state) != GORT_PROC_GONE)
        gort__yield(g, sp);
    pthread_mutex_lock(&C.rt->lock);
    ck_assert_ptr_null(p->ended);
    ck_assert_ptr_null(p->ended_full);
    pthread_mutex_unlock(&C.rt->lock);
    sched_add(&stop, 1);
    if (fewer_while == 1) sched_until(g, sp, &turns.count, 2);
}

START_TEST(a_place_that_is_given_up_keeps_no_ended_goroutines)
{
    for (fewer_while = 0; fewer_while < 2; fewer_while++) {
        ran = stop = turns.count = 0;
        sched_open("2", "");
        ck_assert_int_eq(sched_main(main_drops_place_1), 0);
        sched_close();
    }
    turns.count = 0;
}
END_TEST

static void nothing(gort_g *g, void **sp)
{
    (void)g;
    (void)sp;
}

START_TEST(any_number_of_places_may_be_asked_for)
{
    static const char *const numbers[] = {"1024", "100000", "2147483647"};
    for (int i = 0; i < 3; i++) {
        sched_open(numbers[i], "");
        ck_assert_int_eq(sched_main(nothing), 0);
        sched_close();
    }
}
END_TEST

/* ---- Counts and stacks -------------------------------------------------------------------- */

static sched_sema gate;
static void waits_at_gate(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    sched_add(&ran, 1);
    sched_acquire(g, sched_at_site(sp, 1), &gate);
    sched_add(&ran, -1);
}

static void main_counts(gort_g *g, void **sp)
{
    enum { N = 20 };
    static sched_closure c;
    static char text[1 << 16];
    c = sched_closure_of(waits_at_gate, 0);
    ck_assert_int_eq(gort_runtime_NumGoroutine(g, sp), 1);
    for (int i = 0; i < N; i++)
        gort_go(g, sched_at_site(sp, 2), &c.head);
    sched_until(g, sp, &ran, N);
    for (int n = 0; n != N;) { /* until all wait */
        gort__yield(g, sp);
        gort__lock_take(&gate.lock);
        n = 0;
        for (gort_g *w = gate.first; w; w = w->link)
            n++;
        gort__lock_give(&gate.lock);
    }
    ck_assert_int_eq(gort_runtime_NumGoroutine(g, sp), 1 + N);
    const intptr_t n = gort_runtime_Stack(g, sched_at_site(sp, 0),
                                          (gort_slice){text, sizeof text - 1, sizeof text}, true);
    text[n] = 0;
    int headers = 0;
    for (const char *s = text; (s = strstr(s, "goroutine ")); s++)
        headers++;
    ck_assert_int_eq(headers, 1 + N);
    ck_assert_ptr_nonnull(strstr(text, "goroutine 1 [running]:\nmain.main()\n\t/p.go:10 +0x0\n"));
    ck_assert_ptr_nonnull(strstr(text, " [semacquire]:\nmain.f(...)\n\t/p.go:20 +0x1\ncreated by "
                                       "main.main\n\t/p.go:30 +0x2\n"));
    const intptr_t own = gort_runtime_Stack(
        g, sched_at_site(sp, 0), (gort_slice){text, sizeof text - 1, sizeof text}, false);
    text[own] = 0;
    ck_assert_str_eq(text, "goroutine 1 [running]:\nmain.main()\n\t/p.go:10 +0x0\n");
    ck_assert_int_eq(gort_runtime_Stack(g, sp, (gort_slice){text, 9, 9}, true), 9);
    for (int i = 0; i < N; i++)
        sched_release(g, &gate);
    while (gort_runtime_NumGoroutine(g, sp) != 1)
        gort__yield(g, sp);
}

START_TEST(the_number_of_goroutines_is_that_of_their_stacks)
{
    for (int procs = 1; procs <= 2; procs++) {
        ran = 0;
        sched_open(procs == 1 ? "1" : "2", "");
        gort_register_module(C.rt, &sched_module);
        ck_assert_int_eq(sched_main(main_counts), 0);
        sched_close();
    }
}
END_TEST

/* ---- GOTRACEBACK -------------------------------------------------------------------------- */

static const char *traceback_env;
static const char *traceback_getenv(void *user, const char *name)
{
    return strcmp(name, "GOTRACEBACK") == 0 ? traceback_env : sched_env(user, name);
}

static void exit_of_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    C.code = code;
    memcpy(C.text, text, bytes);
    C.text[bytes] = 0;
    gort_os_Exit(gort_current(C.rt), gort_top(gort_current(C.rt)), 9);
}

static bool fatally;
static void main_fails(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(waits_at_gate, 0);
    gort_go(g, sched_at_site(sp, 2), &c.head);
    sched_until(g, sp, &ran, 1);
    for (bool waits = false; !waits;) {
        gort__yield(g, sp);
        gort__lock_take(&gate.lock);
        waits = gate.first != NULL;
        gort__lock_give(&gate.lock);
    }
    if (fatally) gort_fatal(g, sched_at_site(sp, 0), "on purpose");
    gort_panicdivide(g, sched_at_site(sp, 0));
}

static const char *report_of(const char *env, bool fatal)
{
    gort_config c = fixture_config("");
    ran = 0;
    gate = (sched_sema)SCHED_SEMA;
    traceback_env = env;
    fatally = fatal;
    sched_gomaxprocs = "1";
    c.getenv = traceback_getenv;
    c.on_error = exit_of_error;
    C.rt = gort_runtime_new(&c);
    gort_register_module(C.rt, &sched_module);
    ck_assert_int_eq(sched_main(main_fails), 9);
    sched_close();
    return C.text;
}

#define PANIC "panic: runtime error: integer divide by zero\n"
#define FATAL "fatal error: on purpose\n"
#define OWN   "\ngoroutine 1 [running]:\nmain.main()\n\t/p.go:10 +0x0\n"
#define OTHER                                                                                      \
    "\ngoroutine 2 [semacquire]:\nmain.f(...)\n\t/p.go:20 +0x1\ncreated by main.main\n\t/p.go:30 " \
    "+0x2\n"

START_TEST(gotraceback_says_whose_stacks_are_shown)
{
    ck_assert_str_eq(report_of(NULL, false), PANIC OWN);
    ck_assert_str_eq(report_of("single", false), PANIC OWN);
    ck_assert_str_eq(report_of("single", true), FATAL OWN OTHER);
    ck_assert_str_eq(report_of("none", false), PANIC);
    ck_assert_str_eq(report_of("none", true), FATAL);
    ck_assert_str_eq(report_of("0", true), FATAL);
    ck_assert_str_eq(report_of("all", false), PANIC OWN OTHER);
    ck_assert_str_eq(report_of("system", false), PANIC OWN OTHER);
    ck_assert_str_eq(report_of("1", false), PANIC OWN OTHER);
}
END_TEST

/* ---- schedtrace --------------------------------------------------------------------------- */

static void main_is_traced(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(waits_at_gate, 0);
    gort_go(g, sp, &c.head);
    for (bool traced = false; !traced;) {
        gort_sleep(g, sp, 1000000);
        pthread_mutex_lock(&C.rt->lock);
        traced = C.trace_bytes > 300;
        pthread_mutex_unlock(&C.rt->lock);
    }
}

static void traces(void *user, const char *text, size_t bytes)
{
    pthread_mutex_lock(&C.rt->lock); /* it runs without a lock held */
    fixture_trace(user, text, bytes);
    pthread_mutex_unlock(&C.rt->lock);
}

START_TEST(schedtrace_prints_gos_line)
{
    gort_config c = fixture_config("schedtrace=1");
    ran = 0;
    gate = (sched_sema)SCHED_SEMA;
    sched_gomaxprocs = "2";
    c.getenv = sched_env;
    c.on_trace = traces;
    C.trace_bytes = 0;
    C.rt = gort_runtime_new(&c);
    ck_assert_int_eq(sched_main(main_is_traced), 0);
    int lines = 0;
    for (char *s = C.trace, *end; (end = strchr(s, '\n')); s = end + 1, lines++) {
        unsigned long long ms;
        unsigned idle, threads, spinning, idle_threads, queue, a, b;
        int n = -1;
        *end = 0;
        ck_assert_int_eq(
            sscanf(s,
                   "SCHED %llums: gomaxprocs=2 idleprocs=%u threads=%u spinningthreads=%u "
                   "idlethreads=%u runqueue=%u [%u %u]%n",
                   &ms, &idle, &threads, &spinning, &idle_threads, &queue, &a, &b, &n),
            8);
        ck_assert_int_eq(s[n], 0);
        ck_assert_uint_le(idle, 2);
        ck_assert_uint_le(idle_threads, threads);
    }
    ck_assert_int_gt(lines, 2);
    sched_close();
}
END_TEST

/* ---- Without a gort_main ------------------------------------------------------------------ */

static void in_c(gort_g *g, void **sp, void *arg)
{
    gc_node *n = arg;
    ck_assert_ptr_eq(sp[-1], arg);
    sched_add(&ran, 1);
    sched_acquire(g, sp, &gate);
    ck_assert_int_eq(n->value, 17);
    sched_add(&ran, 1);
    gort__park(g, sp, GORT_WAIT_SELECT_NO_CASES, NULL, NULL);
}

static void computes(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    sched_add(&ran, 1);
    for (;;)
        gort_poll(g, sp);
}

static void wait_for(intptr_t n)
{
    gort_enter_blocking(C.g, C.sp);
    while (sched_read(&ran) != n)
        sched_yield();
    gort_exit_blocking(C.g);
}

START_TEST(goroutines_run_without_a_main_one)
{
    enum { N = 10 };
    for (int round = 0; round < 2; round++) {
        ran = 0;
        gate = (sched_sema)SCHED_SEMA;
        sched_open("2", "gccheckmark=1,clobberfree=1");
        C.g = gort_attach(C.rt);
        C.base = C.sp = gort_top(C.g);
        for (int twice = 1; twice <= 2; twice++) {
            void *first = NULL;
            for (int i = 0; i < N; i++) {
                gc_node *n = gc_test_node();
                n->value = 17;
                if (!first) first = n;
                gort_go_c(C.g, C.sp, in_c, n);
            }
            wait_for(N);
            gc_test_collect();
            ck_assert(gc_test_alive(first));
            for (int i = 0; i < N; i++)
                sched_release(NULL, &gate);
            wait_for(2 * N);
            gort_go_c(C.g, C.sp, computes, NULL);
            wait_for(2 * N + 1);
            gort_stop(C.rt);
            ck_assert_uint_eq(C.rt->nmutators, 1);
            gc_test_collect();
            ck_assert(!gc_test_alive(first)); /* those that waited hold nothing any more */
            ran = 0;
        }
        gort_stop(C.rt); /* of none */
        gort_detach(C.rt);
        sched_close();
    }
}
END_TEST

/* ---- What one costs ----------------------------------------------------------------------- */

static long resident_pages(void)
{
    long size, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f) return 0;
    if (fscanf(f, "%ld %ld", &size, &resident) != 2) resident = 0;
    fclose(f);
    return resident;
}

static void main_measures(gort_g *g, void **sp)
{
    enum { N = sizeof(void *) == 8 ? 10 * SCHED_MANY : 1000 };
    static sched_closure c;
    c = sched_closure_of(waits_at_gate, 0);
    const long before = resident_pages();
    for (int i = 0; i < N; i++)
        gort_go(g, sp, &c.head);
    sched_until(g, sp, &ran, N);
    const long bytes = (resident_pages() - before) * sysconf(_SC_PAGESIZE) / N;
#if !defined(GORT_SWITCH_ASAN) && !defined(GORT_SWITCH_TSAN)
    ck_assert_int_le(bytes, 8192);
#endif
    ck_assert_int_gt(bytes, 0);
    for (int i = 0; i < N; i++)
        sched_release(g, &gate);
    sched_until(g, sp, &ran, 0);
    /* Their stacks serve the next ones. */
    const uint32_t known = C.rt->ngs;
    for (int i = 0; i < N; i++)
        gort_go(g, sp, &c.head);
    sched_until(g, sp, &ran, N);
    ck_assert_uint_eq(C.rt->ngs, known);
    for (int i = 0; i < N; i++)
        sched_release(g, &gate);
    sched_until(g, sp, &ran, 0);
}

START_TEST(one_that_waits_takes_two_pages_at_most)
{
    ran = 0;
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_measures), 0);
    sched_close();
}
END_TEST

enum { DEEP = 400, DEEP_BYTES = 64 << 10 };

static void goes_deep(gort_g *g, void **sp, sched_closure *c)
{
    volatile char stack[DEEP_BYTES];
    (void)c;
    for (int i = 0; i < DEEP_BYTES; i += 512)
        stack[i] = 1;
    sched_add(&ran, stack[512]);
    sched_acquire(g, sp, &gate);
    sched_add(&ran, -1);
}

/* What ended goroutines have used goes back after a while, although their place has work; a place
 * keeps few of them. */
static void main_goes_deep(gort_g *g, void **sp)
{
    static sched_closure c;
    c = sched_closure_of(goes_deep, 0);
    const long before = resident_pages();
    for (int i = 0; i < DEEP; i++)
        gort_go(g, sp, &c.head);
    sched_until(g, sp, &ran, DEEP);
    const long used = resident_pages() - before;
    ck_assert_int_ge(used * sysconf(_SC_PAGESIZE), DEEP * (DEEP_BYTES / 2));
    for (int i = 0; i < DEEP; i++)
        sched_release(g, &gate);
    sched_until(g, sp, &ran, 0);
#if !defined(GORT_SWITCH_ASAN) && !defined(GORT_SWITCH_TSAN)
    const struct timespec t = {0, 1000000};
    while (resident_pages() - before > used / 3) /* the suite's limit ends it */
        nanosleep(&t, NULL);
#endif
}

START_TEST(what_ended_goroutines_have_used_goes_back)
{
    ran = 0;
    sched_open("1", "");
    ck_assert_int_eq(sched_main(main_goes_deep), 0);
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("sched_control");
    TCase *tc = tcase_create("sched_control");
    tcase_add_test(tc, a_locked_goroutine_has_its_thread_to_itself);
    tcase_add_test(tc, locked_goroutines_go_on_with_a_seed);
    tcase_add_test(tc, places_come_and_go);
    tcase_add_test(tc, a_place_that_is_given_up_keeps_no_ended_goroutines);
    tcase_add_test(tc, any_number_of_places_may_be_asked_for);
    tcase_add_test(tc, the_number_of_goroutines_is_that_of_their_stacks);
    tcase_add_test(tc, gotraceback_says_whose_stacks_are_shown);
    tcase_add_test(tc, schedtrace_prints_gos_line);
    tcase_add_test(tc, goroutines_run_without_a_main_one);
    tcase_add_test(tc, one_that_waits_takes_two_pages_at_most);
    tcase_add_test(tc, what_ended_goroutines_have_used_goes_back);
    suite_add_tcase(s, tc);
    return s;
}
