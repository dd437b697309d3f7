/* test_trace_threads.c - gctrace's lines while several threads allocate and the collector's own
 * mark: thousands of them. Each is read as its readers do, each field
 * held against MemStats, the metrics or a clock of the test's own.
 *
 * What is compared, and how exactly: counts and sizes to the unit that is printed; times of one
 * line to what its digits cut off; the sum of stops to MemStats'; times that a busy machine can
 * make longer are bounded by how long the test ran, never by how fast it should have been.
 */
#include "gc_support.h"
#include "threads_support.h"
#include <regex.h>

enum { THREADS = 3, PROCS = 4 };
#if defined __SANITIZE_THREAD__ /* a thirtieth of the speed */
enum { LINES = 100, LINES_ALL = 200 };
#elif defined __SANITIZE_ADDRESS__
enum { LINES = 150, LINES_ALL = 500 };
#else
enum { LINES = 2000, LINES_ALL = 5000 };
#endif

/* What the program's globals hold, and the stack of its main thread: each line says so. The other
 * threads have a few words, far below the next MiB. */
enum { GLOBALS_MIB = 1, STACK_MIB = 1, REST_BYTES = 300 << 10 };
static void *globals_words[((GLOBALS_MIB << 20) + REST_BYTES) / sizeof(void *)];
enum { STACK_WORDS = ((STACK_MIB << 20) + REST_BYTES) / sizeof(void *) };

/* How public readers of gctrace take a line apart. */
static const char reader_form[] =
    "^gc ([0-9]+) @([0-9.]+)s ([0-9]+)%: ([0-9.]+)\\+([0-9.]+)\\+([0-9.]+) ms clock, "
    "([0-9.]+)\\+([0-9.]+)/([0-9.]+)/([0-9.]+)\\+([0-9.]+) ms cpu, "
    "([0-9]+)->([0-9]+)->([0-9]+) MB, ([0-9]+) MB goal, ([0-9]+) MB stacks, "
    "([0-9]+) MB globals, ([0-9]+) P( \\(forced\\))?\n$";
enum {
    NUMBER = 1,
    AT_S,
    PERCENT,
    CLOCK_MS,
    CPU_MS = 7,
    HEAP_MB = 12,
    GOAL_MB = 15,
    STACKS_MB,
    GLOBALS_MB,
    P,
    FORCED
};

static regex_t reader;
static uint64_t number, forced, map_lines;
static double last_end_s, stops_ms, stops_cut_ms, mark_clock_ms, mark_cpu_ms, assist_ms;
static uint64_t last_heap2_mb, most_heap_mb;
static int stopped_procs;
static char complaint[600];

/* Each figure is cut after two digits, or after a microsecond. */
static double cut(double ms)
{
    return ms < 0.01 ? 0.001 : ms / 10;
}

static void complain(const char *what, const char *line)
{
    if (!complaint[0]) snprintf(complaint, sizeof complaint, "%s: %s", what, line);
}

/* Cycles are told in order, by whichever thread ended them. */
static void take_line(void *user, const char *text, size_t bytes)
{
    (void)user;
    char line[512];
    snprintf(line, sizeof line, "%.*s", (int)bytes, text);
    if (strncmp(line, "gc ", 3) != 0) {
        map_lines += strncmp(line, "maps ", 5) == 0;
        return;
    }
    regmatch_t m[FORCED + 1];
    if (regexec(&reader, line, FORCED + 1, m, 0) != 0) {
        complain("not a line", line);
        return;
    }
    double f[FORCED];
    for (int i = NUMBER; i < FORCED; i++)
        f[i] = strtod(line + m[i].rm_so, NULL);
    if (f[NUMBER] != (double)++number) complain("cycles are counted by one", line);
    if (f[P] != PROCS) complain("GOMAXPROCS", line);
    if (f[PERCENT] > 100) complain("more than all time", line);
    if (f[STACKS_MB] != STACK_MIB) complain("what stacks hold", line);
    if (f[GLOBALS_MB] != GLOBALS_MIB) complain("what globals hold", line);
    forced += m[FORCED].rm_so >= 0;

    /* A cycle begins after the end of the one before; both are cut to a millisecond. */
    if (f[AT_S] + 0.001 < last_end_s) complain("cycles overlap", line);
    const double *clock = &f[CLOCK_MS], *cpu = &f[CPU_MS];
    last_end_s = f[AT_S] + (clock[0] + clock[1] + clock[2]) / 1000;

    /* Stops hold the processors that GOMAXPROCS may use. */
    for (int end = 0; end < 2; end++) {
        const double stop = clock[end * 2] * stopped_procs, paid = cpu[end * 4];
        if (stop > paid + cut(paid) || paid > stop + stopped_procs * cut(clock[end * 2]))
            complain("a stop's processors", line);
        stops_ms += clock[end * 2];
        stops_cut_ms += cut(clock[end * 2]);
    }
    mark_clock_ms += clock[1] + cut(clock[1]);
    mark_cpu_ms += cpu[1] + cpu[2] + cpu[3];
    assist_ms += cpu[1];
    /* The program's threads and the collector's one, each no longer than the phase and what it took
     * to stop them in a step. */
    const double most = clock[1] + cut(clock[1]) + clock[2] + cut(clock[2]);
    if (cpu[1] + cpu[2] + cpu[3] > (THREADS + 2) * most)
        complain("more marking than threads could do", line);

    const double *heap = &f[HEAP_MB];
    if (heap[2] > heap[1] || heap[1] > 4096) complain("heap sizes", line);
    if (f[GOAL_MB] < 1) complain("a goal below the least", line);
    if (heap[0] < (double)last_heap2_mb) complain("what was marked is not there", line);
    last_heap2_mb = (uint64_t)heap[2];
    if (heap[1] > (double)most_heap_mb) most_heap_mb = (uint64_t)heap[1];
}

static const char *trace_env(void *user, const char *name)
{
    (void)user;
    if (strcmp(name, "GOGC") == 0) return "25";
    if (strcmp(name, "GOMAXPROCS") == 0) return "4";
    return NULL;
}

static bool enough(gort_g *g)
{
    gort_mem_stats ms;
    gort_peek_mem_stats(g, &ms);
    return (int)ms.NumGC >= testing_share(LINES, LINES_ALL);
}

/* Keeps a chain of some 200 KiB, and makes garbage. */
static void *allocates(void *unused)
{
    (void)unused;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    *sp++ = NULL;
    for (uint32_t n = 0; n % 1000 || !enough(g); n++) {
        void **block = gort_alloc_slow(g, sp, &gc_type_ptr, 128);
        if (n % 1600 == 0) gort_store(g, &sp[-1], NULL);
        gort_store(g, &block[0], sp[-1]);
        sp[-1] = block;
        for (int i = 0; i < 4; i++)
            gort_alloc_slow(g, sp, &gc_type_bytes, 2048);
    }
    gort_detach(C.rt);
    return NULL;
}

static const gort_type globals_type = {.size_bytes = sizeof globals_words,
                                       .ptrdata_bytes = sizeof globals_words,
                                       .ptrmask = gc_mask_1,
                                       .ptrmask_bytes = sizeof(void *),
                                       .kind = GORT_KIND_ARRAY,
                                       .align = sizeof(void *),
                                       .name = "main.words"};
static const gort_global globals[] = {{globals_words, &globals_type}};
static const gort_module mod = {.name = "main", .globals = globals, .nglobals = 1};

START_TEST(lines_are_true_with_threads)
{
    ck_assert_int_eq(regcomp(&reader, reader_form, REG_EXTENDED), 0);
    stopped_procs = gort__os_processors() < PROCS ? gort__os_processors() : PROCS;
    gort_config c;
    gort_config_init(&c);
    c.getenv = trace_env;
    c.on_error = fixture_error;
    c.on_trace = take_line;
    c.debug = _i ? "gctrace=2,gcthreads=1" : "gctrace=1,gcthreads=0";
    const uint64_t began_ns = gort__os_now_ns();
    C.rt = gort_runtime_new(&c);
    C.g = gort_attach(C.rt);
    C.sp = gort_top(C.g);
    for (int i = 0; i < STACK_WORDS; i++)
        *C.sp++ = NULL;
    gort_register_module(C.rt, &mod);
    pthread_t t[THREADS];
    for (int i = 0; i < THREADS; i++)
        t[i] = start(allocates, NULL);
    gort_histogram *stops = malloc(sizeof *stops);
    gort_metric_sample s[] = {{.name = "/gc/cycles/total:gc-cycles"},
                              {.name = "/gc/pauses:seconds", .histogram = stops}};
    /* Read meanwhile, stopping nobody: they rise and agree with each other. */
    uint64_t cycles = 0;
    while (!enough(C.g)) {
        gort_read_metrics(C.g, s, 2);
        ck_assert_uint_ge(s[0].value, cycles);
        cycles = s[0].value;
        gort_safepoint(C.g, C.sp);
    }
    for (int i = 0; i < THREADS; i++)
        join(t[i]);
    gort_gc(C.g, C.sp);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_str_eq(complaint, "");
    ck_assert_uint_eq(number, ms.NumGC);
    ck_assert_uint_eq(forced, ms.NumForcedGC);
    ck_assert_uint_eq(map_lines, _i ? number : 0);
    ck_assert_int_ge((int)number, testing_share(LINES, LINES_ALL));

    const double ran_ms = (double)(gort__os_now_ns() - began_ns) / 1e6;
    const double paused_ms = (double)ms.PauseTotalNs / 1e6;
    ck_assert_msg(stops_ms <= paused_ms, "%g ms of %g", stops_ms, paused_ms);
    ck_assert_uint_eq(gort_read_metrics(C.g, s, 2), 2);
    uint64_t counted = 0, restarts;
    for (size_t i = 0; i < stops->n; i++)
        counted += stops->counts[i];
    ck_assert_uint_ge(counted, 2 * number);
    restarts = counted - 2 * number;
    /* What a mark termination took that found too much is no field of the line. */
    if (!restarts) ck_assert(stops_ms + stops_cut_ms >= paused_ms);
    ck_assert_msg(last_end_s * 1000 <= ran_ms, "%g of %g ms", last_end_s * 1000, ran_ms);
    ck_assert_msg(stops_ms + mark_clock_ms <= ran_ms + mark_clock_ms / 10, "%g + %g of %g ms",
                  stops_ms, mark_clock_ms, ran_ms);
    ck_assert(assist_ms > 0 && mark_cpu_ms >= assist_ms);
    printf("# %llu lines, up to %llu MB, assists %.1f of %.1f ms of marking, %llu restarts\n",
           (unsigned long long)number, (unsigned long long)most_heap_mb, assist_ms, mark_cpu_ms,
           (unsigned long long)restarts);
    free(stops);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("trace_threads");
    TCase *tc = tcase_create("trace_threads");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, lines_are_true_with_threads, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}
