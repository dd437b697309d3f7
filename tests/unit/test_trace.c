/* test_trace.c - the gctrace line: go1.19's form byte for byte, and figures that are true. */
#include "gc_support.h"
#include "../../runtime/base/os.h"
#include <regex.h>

/* ---- Numbers ------------------------------------------------------------------------------ */

START_TEST(numbers_are_gos)
{
    static const struct {
        uint64_t ns;
        const char *want;
    } cases[] = {{0, "0"},         {999, "0"},       {1000, "0.001"},    {19000, "0.019"},
                 {99999, "0.099"}, {100000, "0.10"}, {123456, "0.12"},   {999999, "0.99"},
                 {1000000, "1.0"}, {1234567, "1.2"}, {8765432, "8.7"},   {9999999, "9.9"},
                 {10000000, "10"}, {46999999, "46"}, {123456789, "123"}, {5000, "0.005"},
                 {9999, "0.009"},  {10000, "0.010"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char buf[32];
        buf[gort__format_ns_as_ms(buf, cases[i].ns)] = 0;
        ck_assert_str_eq(buf, cases[i].want);
    }
    char buf[32];
    buf[gort__format_fixed(buf, 0, 3)] = 0;
    ck_assert_str_eq(buf, "0.000");
    buf[gort__format_fixed(buf, 12345, 3)] = 0;
    ck_assert_str_eq(buf, "12.345");
    buf[gort__format_fixed(buf, UINT64_MAX, 0)] = 0;
    ck_assert_str_eq(buf, "18446744073709551615");
}
END_TEST

/* ---- Lines -------------------------------------------------------------------------------- */

#define N "([0-9]+(\\.[0-9]{1,3})?)"
static const char line_form[] =
    "^gc ([0-9]+) @([0-9]+\\.[0-9]{3})s ([0-9]+)%: " N "\\+" N "\\+" N " ms clock, " N "\\+" N "/" N
    "/" N "\\+" N " ms cpu, ([0-9]+)->([0-9]+)->([0-9]+) MB, ([0-9]+) MB goal, "
    "([0-9]+) MB stacks, ([0-9]+) MB globals, ([0-9]+) P( \\(forced\\))?\n$";

typedef struct trace_line {
    long n;
    double at_s, clock_ms[3], cpu_ms[5];
    unsigned long heap[3], stacks, globals;
    unsigned long long goal;
    int procs;
    bool forced;
} trace_line;

static int nlines, nmap_lines;
static trace_line lines[200];
static char map_line[512];

static double number(const char *s, const regmatch_t *m)
{
    (void)m;
    return strtod(s + m->rm_so, NULL);
}

static void take_line(void *user, const char *text, size_t bytes)
{
    (void)user;
    static regex_t form;
    static bool ready;
    char line[512];
    ck_assert_uint_lt(bytes, sizeof line);
    memcpy(line, text, bytes);
    line[bytes] = 0;
    if (!ready) {
        ck_assert_int_eq(regcomp(&form, line_form, REG_EXTENDED), 0);
        ready = true;
    }
    if (strncmp(line, "maps ", 5) == 0) {
        nmap_lines++;
        strcpy(map_line, line);
        return;
    }
    regmatch_t m[40];
    ck_assert_msg(regexec(&form, line, 40, m, 0) == 0, "not gctrace's form: %s", line);
    trace_line *l = &lines[nlines++ % 200];
    l->n = (long)number(line, &m[1]);
    l->at_s = number(line, &m[2]);
    for (int i = 0; i < 3; i++)
        l->clock_ms[i] = number(line, &m[4 + 2 * i]);
    for (int i = 0; i < 5; i++)
        l->cpu_ms[i] = number(line, &m[10 + 2 * i]);
    for (int i = 0; i < 3; i++)
        l->heap[i] = (unsigned long)number(line, &m[20 + i]);
    l->goal = strtoull(line + m[23].rm_so, NULL, 10);
    l->stacks = (unsigned long)number(line, &m[24]);
    l->globals = (unsigned long)number(line, &m[25]);
    l->procs = (int)number(line, &m[26]);
    l->forced = m[27].rm_so >= 0;
}

static const char *gogc, *maxprocs, *memlimit;
static const char *trace_env(void *user, const char *name)
{
    (void)user;
    if (strcmp(name, "GOGC") == 0) return gogc;
    if (strcmp(name, "GOMAXPROCS") == 0) return maxprocs;
    if (strcmp(name, "GOMEMLIMIT") == 0) return memlimit;
    return NULL;
}

static void open_traced(const char *debug)
{
    gort_config c;
    gort_config_init(&c);
    c.getenv = trace_env;
    c.on_error = fixture_error;
    c.on_trace = take_line;
    c.debug = debug;
    nlines = nmap_lines = 0;
    C.rt = gort_runtime_new(&c);
    ck_assert_ptr_nonnull(C.rt);
    C.g = gort_attach(C.rt);
    C.sp = gort_top(C.g);
}

/* Keeps n MiB of small objects alive below C.sp; the list's head is the slot. */
static void grow(int mib)
{
    *C.sp++ = NULL;
    for (int i = 0; i < mib * 1024; i++) {
        void **block = gort_alloc_slow(C.g, C.sp, &gc_type_ptr, 1024 / sizeof(void *));
        gort_store(C.g, &block[0], C.sp[-1]);
        C.sp[-1] = block;
    }
}

START_TEST(cycles_are_counted_by_one)
{
    gogc = "100";
    maxprocs = "3";
    open_traced(_i ? "gctrace=1,gcstoptheworld=1" : "gctrace=1");
    for (int i = 0; i < 20; i++) {
        grow(3);
        C.sp--;
    }
    gc_test_collect();
    ck_assert_int_gt(nlines, 10);
    for (int i = 0; i < nlines; i++) {
        ck_assert_int_eq(lines[i].n, i + 1);
        ck_assert_int_eq(lines[i].procs, 3);
        ck_assert_int_eq(lines[i].forced, i == nlines - 1);
        if (i) ck_assert(lines[i].at_s >= lines[i - 1].at_s);
    }
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_int_eq((int)ms.NumGC, nlines);
    ck_assert_uint_eq(ms.NumForcedGC, 1);
    ck_assert(ms.EnableGC);
    ck_assert_uint_gt(ms.LastGC, UINT64_C(1600000000000000000));
    uint64_t pauses = 0;
    for (int i = 0; i < nlines; i++) {
        pauses += ms.PauseNs[i];
        if (i) ck_assert_uint_ge(ms.PauseEnd[i], ms.PauseEnd[i - 1]);
    }
    ck_assert_uint_eq(pauses, ms.PauseTotalNs);
    ck_assert(ms.GCCPUFraction > 0 && ms.GCCPUFraction <= 1);
    fixture_close();
}
END_TEST

/* MemStats read just before a cycle starts, just before it ends, and just after its sweep. */
START_TEST(heap_figures_equal_memstats)
{
    gogc = "off";
    open_traced("gctrace=1");
    grow(7);
    grow(5); /* will be garbage */
    C.sp--;
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    const unsigned long heap0 = ms.HeapAlloc >> 20;
    gc_test_start();
    grow(9);
    C.sp--; /* black: stays this time */
    gort_read_mem_stats(C.g, C.sp, &ms);
    const unsigned long heap1 = ms.HeapAlloc >> 20;
    const uint64_t heap1_bytes = ms.HeapAlloc;
    gc_test_finish();
    gort__sweep_finish(C.rt);
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_int_eq(nlines, 1);
    ck_assert_uint_eq(lines[0].heap[0], heap0);
    ck_assert_uint_eq(lines[0].heap[1], heap1);
    ck_assert_uint_eq(lines[0].heap[2], ms.HeapAlloc >> 20);
    ck_assert_uint_eq(C.rt->gc->cycle.heap1, heap1_bytes);
    ck_assert_uint_eq(C.rt->gc->cycle.heap2, ms.HeapAlloc);
    ck_assert_uint_eq(heap0, 12);
    ck_assert_uint_eq(heap1, 21);
    ck_assert_uint_eq(lines[0].heap[2], 16);
    /* With GOGC=off what a limit of INT64_MAX leaves, as go1.19 prints it: 8796093022198 MB. */
    ck_assert_uint_le(lines[0].goal, INT64_MAX >> 20);
    ck_assert_uint_ge(lines[0].goal, (INT64_MAX >> 20) - 64);
    gc_test_collect();
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(lines[1].heap[0], 16);
    ck_assert_uint_eq(lines[1].heap[2], 7);
    ck_assert_uint_eq(ms.HeapAlloc >> 20, 7);
    fixture_close();
}
END_TEST

/* What roots have in pages of pointers that the test knows: to the last byte, cut as Go cuts it. A
 * word below a MiB, and the whole of it. */
enum { STACK_MIB = 3, GLOBALS_MIB = 5 };
#define WORDS(mib) ((size_t)(mib) << 20) / sizeof(void *)
static void *large_globals[WORDS(GLOBALS_MIB) - 1];
static struct {
    void *head;
    uint8_t rest[1 << 20]; /* no pointers: not scanned, not counted */
} small_global;

START_TEST(stacks_and_globals_are_what_the_program_has)
{
    static const gort_type whole = {.size_bytes = sizeof large_globals,
                                    .ptrdata_bytes = sizeof large_globals,
                                    .ptrmask = gc_mask_1,
                                    .ptrmask_bytes = sizeof(void *),
                                    .kind = GORT_KIND_ARRAY,
                                    .align = sizeof(void *),
                                    .name = "main.large"};
    static const gort_type headed = {.size_bytes = sizeof small_global,
                                     .ptrdata_bytes = sizeof(void *),
                                     .ptrmask = gc_mask_1,
                                     .ptrmask_bytes = sizeof(void *),
                                     .kind = GORT_KIND_STRUCT,
                                     .align = sizeof(void *),
                                     .name = "main.headed"};
    static const gort_global globals[] = {{large_globals, &whole}, {&small_global, &headed}};
    static const gort_module one = {.name = "main", .globals = globals, .nglobals = 1};
    static const gort_module other = {.name = "other", .globals = globals + 1, .nglobals = 1};
    static const char *const debug[] = {"gctrace=1,gcthreads=0", "gctrace=1,gcstoptheworld=1",
                                        "gctrace=1,gcthreads=1"};
    gogc = "off";
    open_traced(debug[_i]);
    gc_test_collect();
    ck_assert_uint_eq(lines[0].stacks, 0);
    ck_assert_uint_eq(lines[0].globals, 0);

    void **const bottom = C.g->stack.shadow_lo, **const top = bottom + WORDS(STACK_MIB);
    ck_assert(C.sp < top - 1);
    while (C.sp < top - 1)
        *C.sp++ = NULL;
    gort_register_module(C.rt, &one);
    gc_test_collect();
    ck_assert_uint_eq(lines[1].stacks, STACK_MIB - 1);
    ck_assert_uint_eq(lines[1].globals, GLOBALS_MIB - 1);
    ck_assert_uint_eq(C.rt->gc->cycle.stack_bytes, ((uint64_t)STACK_MIB << 20) - sizeof(void *));
    ck_assert_uint_eq(C.rt->gc->cycle.globals_bytes, sizeof large_globals);

    *C.sp++ = NULL;
    gort_register_module(C.rt, &other);
    gc_test_collect();
    ck_assert_uint_eq(lines[2].stacks, STACK_MIB);
    ck_assert_uint_eq(lines[2].globals, GLOBALS_MIB);

    /* They are what is pushed now, not what was; a root is one of the globals. */
    C.sp = bottom + 10;
    gort_root r;
    static void *registered[WORDS(2)];
    gort_add_root(C.g, &r, registered, &gc_type_ptr, WORDS(2));
    gc_test_collect();
    ck_assert_uint_eq(lines[3].stacks, 0);
    ck_assert_uint_eq(lines[3].globals, GLOBALS_MIB + 2);
    gort_remove_root(C.g, &r);
    gc_test_collect();
    ck_assert_uint_eq(lines[4].globals, GLOBALS_MIB);
    ck_assert_int_eq(nlines, 5);
    fixture_close();
}
END_TEST

/* gcstoptheworld=1 leaves the garbage to lazy sweeping, 2 sweeps before the world runs again. */
START_TEST(gcstoptheworld_2_sweeps_at_once)
{
    gogc = "off";
    open_traced(_i ? "gctrace=1,gcstoptheworld=2" : "gctrace=1,gcstoptheworld=1");
    grow(3);
    grow(5);
    C.sp--;
    gc_test_start();
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_OFF);
    ck_assert_uint_eq(lines[0].heap[0], 8);
    ck_assert_uint_eq(lines[0].heap[2], 3);
    const gort__heap_sums sums = gort__heap_sum(C.rt->heap);
    ck_assert_uint_eq((sums.alloc_bytes - sums.freed_bytes) >> 20, _i ? 3 : 8);
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms); /* sweeps what is left */
    ck_assert_uint_eq(ms.HeapAlloc >> 20, 3);
    fixture_close();
}
END_TEST

START_TEST(the_goal_equals_NextGC)
{
    gogc = "100";
    open_traced("gctrace=1");
    gort_mem_stats ms;
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_eq(ms.NextGC, (uint64_t)4 << 20);
    grow(3);
    gc_test_collect();
    ck_assert_uint_eq(lines[nlines - 1].goal, ms.NextGC >> 20);
    for (int round = 0; round < 4; round++) {
        gort_read_mem_stats(C.g, C.sp, &ms);
        const uint64_t alive = ms.HeapAlloc;
        ck_assert_uint_ge(ms.NextGC, 2 * alive);
        ck_assert_uint_le(ms.NextGC, 2 * alive + 4096 + ((uint64_t)4 << 20) * (alive < 2 << 20));
        const uint64_t goal = ms.NextGC;
        const int seen = nlines;
        grow(2);
        gc_test_collect();
        ck_assert_int_eq(nlines, seen + 1);
        ck_assert_uint_eq(lines[nlines - 1].goal, goal >> 20);
    }
    ck_assert_int_eq(gort_set_gc_percent(C.g, C.sp, 300), 100);
    gort_read_mem_stats(C.g, C.sp, &ms);
    ck_assert_uint_ge(ms.NextGC, 4 * ms.HeapAlloc);
    ck_assert_int_eq(gort_set_gc_percent(C.g, C.sp, -5), 300);
    ck_assert_int_eq(gort_set_gc_percent(C.g, C.sp, 100), -1);
    fixture_close();
}
END_TEST

/* Each figure is cut after two digits. */
static double slack(double ms)
{
    return ms < 0.01 ? 0.001 : ms / 10;
}

START_TEST(phases_sum_to_the_cycles_own_clock)
{
    gogc = "off";
    maxprocs = NULL;
    open_traced(_i ? "gctrace=1,gcstoptheworld=1" : "gctrace=1");
    grow(24);
    for (int round = 0; round < 5; round++) {
        const uint64_t began_ns = gort__os_now_ns();
        gc_test_start();
        while (gort__gc_current_phase(C.rt) == GORT_GC_MARK && gc_test_step(100000)) {
        }
        gc_test_finish();
        const double clock_ms = (double)(gort__os_now_ns() - began_ns) / 1e6;
        ck_assert_int_eq(nlines, round + 1);
        const trace_line *l = &lines[round];
        double sum = 0, cut = 0;
        for (int i = 0; i < 3; i++) {
            sum += l->clock_ms[i];
            cut += slack(l->clock_ms[i]);
        }
        const gort__cycle *c = &C.rt->gc->cycle;
        const double own_ms = (double)(c->end_ns - c->sweep_term_ns) / 1e6;
        ck_assert_msg(sum <= own_ms && sum + cut >= own_ms * 0.95, "%g ms of %g", sum, own_ms);
        ck_assert_msg(sum <= clock_ms, "%g ms of %g", sum, clock_ms);
        ck_assert(own_ms <= clock_ms);
        /* Nothing allocated: no assist; marking was done by the steps or in the stop. */
        ck_assert(l->cpu_ms[1] == 0);
        ck_assert(l->cpu_ms[2] > 0 && l->cpu_ms[2] <= l->clock_ms[1] + slack(l->clock_ms[1]) + 0.1);
        ck_assert(l->cpu_ms[3] == 0);
        ck_assert(l->cpu_ms[0] + slack(l->cpu_ms[0]) >= l->clock_ms[0]);
        ck_assert(l->cpu_ms[4] + slack(l->cpu_ms[4]) >= l->clock_ms[2]);
    }
    fixture_close();
}
END_TEST

START_TEST(allocation_pays_assists)
{
    gogc = "100";
    open_traced("gctrace=1");
    grow(40);
    ck_assert_int_gt(nlines, 1);
    double assist = 0;
    for (int i = 0; i < nlines; i++) {
        assist += lines[i].cpu_ms[1];
        /* Marking ended before the goal, or by what a growing heap is allowed. */
        if (lines[i].heap[0] > 4) ck_assert_uint_le(lines[i].heap[1], 2 * lines[i].goal);
    }
    ck_assert(assist > 0);
    fixture_close();
}
END_TEST

START_TEST(a_memory_limit_collects_with_GOGC_off)
{
    gogc = "off";
    memlimit = "30MiB";
    open_traced("gctrace=1");
    for (int i = 0; i < 40; i++) {
        grow(4);
        C.sp--;
    }
    ck_assert_int_ge(nlines, 4);
    ck_assert_int_le(nlines, 40);
    for (int i = 0; i < nlines; i++)
        ck_assert_uint_le(lines[i].heap[1], 30);
    memlimit = NULL;
    fixture_close();
}
END_TEST

START_TEST(without_gctrace_there_is_no_line)
{
    gogc = "100";
    open_traced("gctrace=0");
    grow(10);
    gc_test_collect();
    ck_assert_int_eq(nlines, 0);
    fixture_close();
}
END_TEST

/* ---- gctrace=2 ---------------------------------------------------------------------------- */

typedef struct hooked {
    void *buckets, *oldbuckets, *overflow;
} hooked;

static void hooked_trace(gort_tracer *tr, const gort_type *t, void *obj)
{
    hooked *h = obj;
    (void)t;
    gort__trace_header(tr, h, 48);
    gort__trace_part(tr, GORT_PART_BUCKETS, gort__heap_load(&h->buckets), 4, 4 * 144);
    gort__trace_part(tr, GORT_PART_OLDBUCKETS, gort__heap_load(&h->oldbuckets), 2, 2 * 144);
    gort__trace_part(tr, GORT_PART_OVERFLOW, gort__heap_load(&h->overflow), 1, 144);
}

START_TEST(gctrace_2_counts_maps)
{
    static const uint8_t mask[] = {7};
    static const gort_type type = {.size_bytes = sizeof(hooked),
                                   .ptrdata_bytes = sizeof(hooked),
                                   .ptrmask = mask,
                                   .ptrmask_bytes = sizeof(hooked),
                                   .kind = GORT_KIND_STRUCT,
                                   .align = sizeof(void *),
                                   .name = "map.header",
                                   .trace = hooked_trace};
    gogc = "off";
    open_traced("gctrace=2,gccheckmark=1");
    hooked cell = {NULL, NULL, NULL};
    *C.sp++ = GORT_TYPE_WORD(&type);
    *C.sp++ = &cell;
    gort_store(C.g, &cell.buckets, gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 576));
    gort_store(C.g, &cell.oldbuckets, gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 288));
    hooked *h = fixture_root(gort_new(C.g, C.sp, &type));
    gort_store(C.g, &h->buckets, gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 576));
    gort_store(C.g, &h->overflow, gort_alloc_slow(C.g, C.sp, &gc_type_bytes, 144));
    gc_test_collect();
    ck_assert_int_eq(nlines, 1);
    ck_assert_int_eq(nmap_lines, 1);
    ck_assert_str_eq(map_line, "maps 1: 2 headers (1 stack) 96 B -> 8 buckets 1152 B -> 2 "
                               "oldbuckets 288 B -> 1 overflow 144 B\n");
    gc_test_collect();
    ck_assert_str_eq(map_line, "maps 2: 2 headers (1 stack) 96 B -> 8 buckets 1152 B -> 2 "
                               "oldbuckets 288 B -> 1 overflow 144 B\n");
    C.sp = gort_top(C.g);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("trace");
    TCase *tc = tcase_create("trace");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, numbers_are_gos);
    tcase_add_loop_test(tc, cycles_are_counted_by_one, 0, 2);
    tcase_add_test(tc, heap_figures_equal_memstats);
    tcase_add_loop_test(tc, stacks_and_globals_are_what_the_program_has, 0, 3);
    tcase_add_loop_test(tc, gcstoptheworld_2_sweeps_at_once, 0, 2);
    tcase_add_test(tc, the_goal_equals_NextGC);
    tcase_add_loop_test(tc, phases_sum_to_the_cycles_own_clock, 0, 2);
    tcase_add_test(tc, allocation_pays_assists);
    tcase_add_test(tc, a_memory_limit_collects_with_GOGC_off);
    tcase_add_test(tc, without_gctrace_there_is_no_line);
    tcase_add_test(tc, gctrace_2_counts_maps);
    suite_add_tcase(s, tc);
    return s;
}
