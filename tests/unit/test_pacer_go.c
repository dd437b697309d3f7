/* test_pacer_go.c - what go1.19's tests of its pacer and limiter assert, of ours.
 *
 * The programs are those of its mgcpacer_test.go: so many KiB allocated and scanned in a
 * millisecond of each of eight processors, a living heap that grows and then rests, stacks,
 * globals. A cycle is simulated in steps of half a millisecond, as there: a quarter of the
 * processors marks, and allocation pays what the assist ratio asks.
 *
 * Carried over as they are: where a cycle ends, in proportion to its goal; where it begins; what a
 * memory limit makes of the goal; that figures settle. Of the collector's share one half: it is a
 * quarter where allocation is slow. go1.19 begins a cycle early enough for a quarter always; here
 * an allocated byte costs up to GORT__PACER_WORK_PER_BYTE of scanning, so the share of a program
 * that allocates fast is what that price makes it, and never more.
 */
#include "../../gc/pacer.h"
#include "../support/testing.h"
#include <math.h>
#include <string.h>

#define KIB        1024.0
#define MIB        ((uint64_t)1 << 20)
#define PROCS      8
#define BACKGROUND 0.25
#define STEP_MS    0.5
#define NO_LIMIT   UINT64_MAX
#define LIMIT      (512 * MIB)
#define FIRST_LIVE ((uint64_t)256 << 10)
#define CYCLES_MAX 100

typedef struct cycle {
    double alloc, scan; /* KiB in a millisecond of a processor */
    double growth;      /* of what is alive, since the cycle before */
    double pointers;    /* the part of the heap that has to be scanned */
    uint64_t stack_bytes;
} cycle;

typedef struct result {
    uint64_t live, trigger, goal, peak;
    uint64_t work; /* bytes scanned */
    double share;  /* of the processors' time while it marked */
} result;

typedef struct program {
    const char *name;
    int percent;
    uint64_t limit, globals_bytes;
    int cycles;
    cycle (*at)(int n);
    void (*check)(const char *name, const result *r, int n); /* r[n] is the last of n + 1 */
} program;

/* ---- Streams of figures --------------------------------------------------------------------- */

/* From 0 to height in so many cycles. */
static double ramp(double height, int cycles, int n)
{
    return height * (n < cycles ? n : cycles) / cycles;
}

static double jitter(double amplitude, uint64_t seed, int n)
{
    uint64_t z = (seed + (uint64_t)n + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return amplitude * ((double)((z ^ (z >> 31)) >> 11) / (double)(UINT64_C(1) << 52) - 1);
}

/* Grows for twelve cycles, from doubling to not at all. */
static cycle steady(double alloc, int n)
{
    return (cycle){alloc, 1024, 2 - ramp(1, 12, n), 1, 8192};
}

/* ---- A life --------------------------------------------------------------------------------- */

static result run_cycle(const program *p, const cycle *c, uint64_t marked, uint64_t last_work,
                        uint64_t last_stack, uint64_t next_marked, uint64_t *black)
{
    const uint64_t goal = gort__pacer_goal(marked, last_stack, p->globals_bytes, p->percent);
    uint64_t limited = UINT64_MAX;
    if (p->limit != NO_LIMIT) limited = gort__pacer_limit_goal(p->limit, marked, 0, marked, marked);
    const bool is_limited = limited < goal;
    const uint64_t wanted = is_limited ? limited : goal;
    const uint64_t trigger = gort__pacer_trigger(marked, wanted, gort__pacer_runway(last_work));
    result r = {.live = marked,
                .trigger = trigger,
                .goal = gort__pacer_cycle_goal(wanted, trigger, is_limited)};
    uint64_t heap = trigger;
    const double work =
        (double)p->globals_bytes + (double)c->stack_bytes + (double)next_marked * c->pointers;
    double done = 0, all_ms = 0, marking_ms = 0;
    while (done < work) {
        const gort__pacer_progress now = {.live = heap,
                                          .goal = r.goal,
                                          .trigger = trigger,
                                          .work_done = (uint64_t)done,
                                          .work_expected = last_work,
                                          .work_max = trigger + last_stack + p->globals_bytes,
                                          .percent = p->percent};
        const double price = gort__pacer_assist_ratio(&now) * c->alloc;
        double share = price / (price + c->scan);
        if (share < BACKGROUND) share = BACKGROUND;
        double ms = STEP_MS, scanned = c->scan * KIB * ms * PROCS * share;
        if (scanned > work - done) {
            ms *= (work - done) / scanned;
            scanned = work - done;
        }
        done += scanned;
        if (work - done < 1) done = work;
        heap += (uint64_t)(c->alloc * KIB * ms * PROCS * (1 - share));
        all_ms += ms;
        marking_ms += ms * share;
    }
    r.peak = heap;
    r.work = (uint64_t)work;
    r.share = marking_ms / all_ms;
    *black = heap - trigger;
    return r;
}

static void live(const program *p)
{
    result r[CYCLES_MAX];
    uint64_t marked = 0, last_work = 0, last_stack = 0, black = 0;
    ck_assert_int_le(p->cycles, CYCLES_MAX);
    for (int n = 0; n < p->cycles; n++) {
        const cycle c = p->at(n);
        const uint64_t next = n == 0 ? FIRST_LIVE : (uint64_t)((double)(marked - black) * c.growth);
        r[n] = run_cycle(p, &c, marked, last_work, last_stack, next, &black);
        ck_assert_msg(r[n].share >= 0 && r[n].share <= 1, "%s, cycle %d", p->name, n + 1);
        p->check(p->name, r, n);
        marked = next + black;
        last_stack = c.stack_bytes;
        last_work = p->globals_bytes + c.stack_bytes + (uint64_t)((double)next * c.pointers);
    }
}

#define in_range(what, value, low, high)                                                           \
    ck_assert_msg((value) >= (low) && (value) <= (high), "%s, cycle %d: %s is %g, not in %g..%g",  \
                  name, n + 1, what, (double)(value), (double)(low), (double)(high))

static void ends_near_its_goal(const char *name, const result *r, int n, double low, double high)
{
    in_range("peak / goal", (double)r[n].peak / (double)r[n].goal, low, high);
}

/* The share is that of the cycle before. */
static void has_settled(const char *name, const result *r, int n, double within)
{
    in_range("share - share before", r[n].share - r[n - 1].share, -within, within);
}

/* ---- The programs --------------------------------------------------------------------------- */

static cycle at_steady(int n)
{
    return steady(33, n);
}
static void check_steady(const char *name, const result *r, int n)
{
    if (n < 24) return;
    in_range("share", r[n].share, 0.25 - 0.005, 0.25 + 0.005);
    has_settled(name, r, n, 0.005);
    ends_near_its_goal(name, r, n, 0.95, 1.05);
}

/* Those that allocate fast: the share is what the price of a byte makes it. */
static void at_most_the_price(const char *name, const result *r, int n, double alloc)
{
    const double price = GORT__PACER_WORK_PER_BYTE * alloc;
    in_range("share", r[n].share, 0.25, price / (price + 1024) + 0.03);
}
static cycle at_stacks(int n)
{
    cycle c = steady(132, n);
    c.stack_bytes = 2048 + (uint64_t)ramp(128 * 1048576.0, 8, n) / 2048 * 2048;
    return c;
}
static cycle at_globals(int n)
{
    return steady(132, n);
}
static void check_fast(const char *name, const result *r, int n)
{
    if (n < 24) return;
    at_most_the_price(name, r, n, 132);
    has_settled(name, r, n, 0.005);
    ends_near_its_goal(name, r, n, 0.95, 1.05);
}

static cycle at_step(int n)
{
    return steady(n < 51 ? 33 : 99, n);
}
static cycle at_heavy_step(int n)
{
    return steady(n < 51 ? 33 : 363, n);
}
static cycle at_pointers(int n)
{
    cycle c = steady(128, n);
    c.pointers = n == 50 ? 0.7 : 0.2;
    return c;
}
static void check_step(const char *name, const result *r, int n)
{
    if (n < 24 || (n >= 49 && n < 74)) return;
    has_settled(name, r, n, 0.005);
    ends_near_its_goal(name, r, n, 0.95, 1.05);
}

static cycle at_high_gogc(int n)
{
    cycle c = steady(165 + jitter(7, 0x53, n), n);
    c.growth += jitter(0.01, 0x1, n) + (n == 25 ? 14 : 0);
    return c;
}
static void check_high_gogc(const char *name, const result *r, int n)
{
    if (n < 12) return;
    if (n == 25) {
        ends_near_its_goal(name, r, n, 0.90, 15);
        return;
    }
    ends_near_its_goal(name, r, n, 0.90, 1.05);
    at_most_the_price(name, r, n, 172);
}

static cycle at_oscillating(int n)
{
    return steady(67 + 13 * sin(n % 8 / 8.0 * 6.283185307), n);
}
static cycle at_jitter(int n)
{
    cycle c = steady(132 + jitter(13, 0xf, n), n);
    c.growth += jitter(0.01, 0xe, n);
    return c;
}
static cycle at_heavy_jitter(int n)
{
    cycle c = steady(330 + jitter(33, 0, n), n);
    c.growth += jitter(0.01, 0x152, n);
    return c;
}
static void check_oscillating(const char *name, const result *r, int n)
{
    if (n < 12) return;
    ends_near_its_goal(name, r, n, 0.95, 1.05);
    at_most_the_price(name, r, n, 80);
}
static void check_jitter(const char *name, const result *r, int n)
{
    if (n < 12) return;
    ends_near_its_goal(name, r, n, 0.95, 1.05);
    at_most_the_price(name, r, n, 145);
}
static void check_heavy_jitter(const char *name, const result *r, int n)
{
    if (n < 13) return;
    ends_near_its_goal(name, r, n, 0.95, 1.05);
    has_settled(name, r, n, 0.05);
    in_range("share - share of cycle 12", r[n].share - r[11].share, -0.05, 0.05);
}

static cycle slow(double grows, int cycles, int n)
{
    return (cycle){1, 2048, 1 + grows - ramp(grows, cycles, n), 0.01, 8192};
}
static cycle at_small_slow(int n)
{
    return slow(1, 3, n);
}
static cycle at_medium_slow(int n)
{
    return slow(1, 8, n);
}
static cycle at_large_slow(int n)
{
    return slow(3, 12, n);
}
static void check_slow(const char *name, const result *r, int n)
{
    if (n < 25) return;
    in_range("share", r[n].share, 0.25 - 0.005, 0.25 + 0.005);
    has_settled(name, r, n, 0.05);
}
static double trigger_part(const result *r)
{
    return (double)(r->trigger - r->live) / (double)(r->goal - r->live);
}
static void check_small_slow(const char *name, const result *r, int n)
{
    if (n >= 4) {
        ends_near_its_goal(name, r, n, 0.925, 1.025);
        in_range("part before the trigger", trigger_part(&r[n]), 0.925, 0.975);
    }
    check_slow(name, r, n);
}
static void check_medium_slow(const char *name, const result *r, int n)
{
    if (n >= 9) {
        ends_near_its_goal(name, r, n, 0.925, 1.025);
        in_range("part before the trigger", trigger_part(&r[n]), 0.925, 0.975);
    }
    check_slow(name, r, n);
}
static void check_large_slow(const char *name, const result *r, int n)
{
    if (n >= 13) {
        ends_near_its_goal(name, r, n, 0.95, 1.05);
        /* About the least heap; or what the price of a byte makes of the scanning. */
        const uint64_t priced = gort__pacer_runway(r[n - 1].work);
        const uint64_t runway = r[n].goal - r[n].trigger, least = 4 * MIB;
        in_range("runway", runway, least - 65536, (priced > least ? priced : least) + 65536);
    }
    check_slow(name, r, n);
}

#define LIMIT_GOAL (LIMIT - GORT__PACER_LIMIT_HEADROOM_BYTES)

static void goal_is_the_limit(const char *name, const result *r, int n)
{
    in_range("goal", r[n].goal, LIMIT_GOAL, LIMIT_GOAL);
}
static void check_steady_limit(const char *name, const result *r, int n)
{
    ck_assert_uint_lt(r[n].peak, LIMIT_GOAL);
    check_steady(name, r, n);
}
static void check_steady_limit_off(const char *name, const result *r, int n)
{
    goal_is_the_limit(name, r, n);
    check_steady(name, r, n);
}
/* More is alive than the limit allows. In go1.19 all of the time goes into marking then, were it
 * not for the limiter; here half of it does, as the price of a byte is bounded a little past the
 * goal. */
static cycle at_exceeding(int n)
{
    cycle c = steady(33, n);
    c.growth = 3.5 - ramp(2.5, 12, n);
    return c;
}
static void check_exceeding(const char *name, const result *r, int n)
{
    if (n >= 12) in_range("goal", r[n].goal, r[n].live, r[n].live);
    if (n < 24) return;
    in_range("share", r[n].share, 0.5, 1.0);
    has_settled(name, r, n, 0.005);
}
static void check_exceeding_off(const char *name, const result *r, int n)
{
    if (n < 9) goal_is_the_limit(name, r, n);
    check_exceeding(name, r, n);
}
static cycle at_maintained(int n)
{
    cycle c = steady(33, n);
    c.growth = 3 - ramp(2, 12, n);
    return c;
}
static void check_maintained(const char *name, const result *r, int n)
{
    if (n >= 12) goal_is_the_limit(name, r, n);
    check_steady(name, r, n);
}
static void check_maintained_off(const char *name, const result *r, int n)
{
    goal_is_the_limit(name, r, n);
    check_steady(name, r, n);
}

#define GLOBALS ((uint64_t)32 << 10)
static const program programs[] = {
    {"Steady", 100, NO_LIMIT, GLOBALS, 50, at_steady, check_steady},
    {"SteadyBigStacks", 100, NO_LIMIT, GLOBALS, 50, at_stacks, check_fast},
    {"SteadyBigGlobals", 100, NO_LIMIT, 128 * MIB, 50, at_globals, check_fast},
    {"StepAlloc", 100, NO_LIMIT, GLOBALS, 100, at_step, check_step},
    {"HeavyStepAlloc", 100, NO_LIMIT, GLOBALS, 100, at_heavy_step, check_step},
    {"StepScannableFrac", 100, NO_LIMIT, GLOBALS, 100, at_pointers, check_step},
    {"HighGOGC", 1500, NO_LIMIT, GLOBALS, 50, at_high_gogc, check_high_gogc},
    {"OscAlloc", 100, NO_LIMIT, GLOBALS, 50, at_oscillating, check_oscillating},
    {"JitterAlloc", 100, NO_LIMIT, GLOBALS, 50, at_jitter, check_jitter},
    {"HeavyJitterAlloc", 100, NO_LIMIT, GLOBALS, 50, at_heavy_jitter, check_heavy_jitter},
    {"SmallHeapSlowAlloc", 100, NO_LIMIT, GLOBALS, 50, at_small_slow, check_small_slow},
    {"MediumHeapSlowAlloc", 100, NO_LIMIT, GLOBALS, 50, at_medium_slow, check_medium_slow},
    {"LargeHeapSlowAlloc", 100, NO_LIMIT, GLOBALS, 50, at_large_slow, check_large_slow},
    {"SteadyMemoryLimit", 100, LIMIT, GLOBALS, 50, at_steady, check_steady_limit},
    {"SteadyMemoryLimitNoGCPercent", -1, LIMIT, GLOBALS, 50, at_steady, check_steady_limit_off},
    {"ExceedMemoryLimit", 100, LIMIT, GLOBALS, 50, at_exceeding, check_exceeding},
    {"ExceedMemoryLimitNoGCPercent", -1, LIMIT, GLOBALS, 50, at_exceeding, check_exceeding_off},
    {"MaintainMemoryLimit", 100, LIMIT, GLOBALS, 50, at_maintained, check_maintained},
    {"MaintainMemoryLimitNoGCPercent", -1, LIMIT, GLOBALS, 50, at_maintained, check_maintained_off},
};
#define PROGRAMS (int)(sizeof programs / sizeof *programs)

START_TEST(a_program)
{
    live(&programs[_i]);
}
END_TEST

/* ---- The limiter: its mgclimit_test.go ------------------------------------------------------ */

#define LIMITED_PROCS 14
#define MS            UINT64_C(1000000)

typedef struct bucket {
    gort__pacer_limiter l;
    uint64_t now_ns, spent_ns;
} bucket;

/* So much time passes, of which the collector had that part. Whether allocation is let go then. */
static bool pass(bucket *b, uint64_t ns, double part)
{
    b->now_ns += ns;
    b->spent_ns += (uint64_t)(part * (double)ns * LIMITED_PROCS + 0.5);
    return gort__pacer_limiter_update(&b->l, b->now_ns, LIMITED_PROCS, b->spent_ns);
}

START_TEST(the_limiter)
{
    const uint64_t second = 1000 * MS;
    bucket b = {.now_ns = 0};
    gort__pacer_limiter_init(&b.l, 0, LIMITED_PROCS);
    ck_assert_uint_eq(b.l.capacity_ns, LIMITED_PROCS * second);
    for (int round = 0; round < 2; round++) { /* what is left of the first changes nothing */
        ck_assert_uint_eq(b.l.fill_ns, 0);
        /* The program's time alone, however much. */
        pass(&b, 10 * MS, 0);
        pass(&b, second, 0);
        pass(&b, 3600 * second, 0);
        ck_assert_uint_eq(b.l.fill_ns, 0);
        /* A stop is the collector's whole. Its quarter drains half of what the program's would. */
        pass(&b, 2 * MS + 1000, 1);
        ck_assert_uint_eq(b.l.fill_ns, (2 * MS + 1000) * LIMITED_PROCS);
        pass(&b, 2 * (2 * MS + 1000 - 1), BACKGROUND);
        ck_assert_uint_eq(b.l.fill_ns, LIMITED_PROCS);
        pass(&b, 2 * LIMITED_PROCS * second, 0);
        ck_assert_uint_eq(b.l.fill_ns, 0);
        /* Half of it moves nothing. */
        pass(&b, 10 * MS, 0.5);
        ck_assert_uint_eq(b.l.fill_ns, 0);
        /* All of it fills, to the brim, where it limits; half of it keeps it there. */
        ck_assert(!pass(&b, MS, 1));
        ck_assert_uint_eq(b.l.fill_ns, LIMITED_PROCS * MS);
        ck_assert(pass(&b, second - MS, 1));
        ck_assert_uint_eq(b.l.fill_ns, b.l.capacity_ns);
        ck_assert(pass(&b, second, 0.5));
        ck_assert_uint_eq(b.l.fill_ns, b.l.capacity_ns);
        /* It drains by half in half of a second's worth, and limits no more. */
        ck_assert(!pass(&b, second / 2, 0));
        ck_assert_uint_eq(b.l.fill_ns, b.l.capacity_ns / 2);
        /* More than it holds is not remembered. */
        ck_assert(pass(&b, second, 1));
        ck_assert_uint_eq(b.l.fill_ns, b.l.capacity_ns);
        ck_assert(pass(&b, MS, 1));
        ck_assert(pass(&b, 5 * MS, 1));
        ck_assert(!pass(&b, MS, 0));
        ck_assert_uint_eq(b.l.fill_ns, b.l.capacity_ns - LIMITED_PROCS * MS);
        pass(&b, second * LIMITED_PROCS, 0);
    }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("pacer_go");
    TCase *tc = tcase_create("pacer_go");
    tcase_add_loop_test(tc, a_program, 0, PROGRAMS);
    tcase_add_test(tc, the_limiter);
    suite_add_tcase(s, tc);
    return s;
}
