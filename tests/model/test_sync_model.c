/* test_sync_model.c - package sync against a simple reference: sync_model.go, whose C gort emits
 * when this is built, plays random operations of several goroutines with each primitive, under many
 * seeds of the scheduler. And what they are made of: semaphores, whose order is fixed.
 */
int emitted_main(int argc, char **argv);
#define main emitted_main
#include "sync_model_emitted.h" /* before what its locals would hide */
#undef main
#include "../unit/sched_support.h"
#include <stdlib.h>

enum { SEEDS = 12 };

static void play(unsigned long long seed, const char *debug)
{
    char number[24], godebug[80], program[] = "sync_model", turns[] = "300";
    char *argv[] = {program, number, turns, NULL};
    snprintf(number, sizeof number, "%llu", seed);
    snprintf(godebug, sizeof godebug, "gcseed=%llu,%s", seed, debug);
    printf("# seed %llu: GODEBUG=%s\n", seed, godebug);
    fflush(stdout);
    ck_assert_int_eq(setenv("GODEBUG", godebug, 1), 0);
    ck_assert_int_eq(emitted_main(3, argv), 0);
}

START_TEST(package_sync_does_what_the_model_does)
{
    static const char *const debug[] = {"gccheckmark=1", "gcstress=17", "clobberfree=1"};
    play(fixture_seed() * 1000 + (unsigned)_i, debug[_i % 3]);
}
END_TEST

/* ---- Semaphores --------------------------------------------------------------------------- */

/* Two words of one row, and one of another. A waiter is a goroutine; the reference has for each
 * word its units and who waits, in order. With one place main runs until it lets others. */
enum { WORDS = 3, ROW_WORDS = 251 * 2, SEMA_WAITERS = 20, SEMA_TURNS = 3000 };

typedef struct sema_waits {
    gort_closure head;
    int word;
    bool used, first, went_on;
} sema_waits;

static gort_au32 cells[ROW_WORDS + 1];
static sema_waits waiters[SEMA_WAITERS];
static int queue[WORDS][SEMA_WAITERS], waiting[WORDS];
static uint32_t units[WORDS];
static int seen_waits, seen_stolen, seen_handed;

static gort_au32 *cell(int word)
{
    static const int at[WORDS] = {0, 2, ROW_WORDS};
    return &cells[at[word]];
}

static int below(int n)
{
    return (int)(fixture_rand() % (uint64_t)n);
}

static void sema_waiter_runs(gort_g *g, void **sp, sema_waits *w)
{
    gort__semacquire(g, sp, cell(w->word), w->first, GORT_WAIT_SEMACQUIRE);
    w->went_on = true;
}

static void model_put(int word, int who)
{
    int *q = queue[word];
    if (waiters[who].first) {
        memmove(q + 1, q, (size_t)waiting[word] * sizeof *q);
        q[0] = who;
    } else {
        q[waiting[word]] = who;
    }
    waiting[word]++;
}

static int model_get(int word)
{
    int *q = queue[word], who = q[0];
    memmove(q, q + 1, (size_t)--waiting[word] * sizeof *q);
    return who;
}

static void model_check(void)
{
    for (int i = 0; i < WORDS; i++) {
        ck_assert_uint_eq(gort__load32_acquire(cell(i)), units[i]);
        for (int k = 0; k < waiting[i]; k++)
            ck_assert_msg(!waiters[queue[i][k]].went_on, "waiter %d went on", queue[i][k]);
    }
}

/* It went on, as nobody else. */
static void model_went_on(int who)
{
    ck_assert_msg(waiters[who].went_on, "waiter %d did not go on", who);
    waiters[who] = (sema_waits){.used = false};
}

static void acquire_turn(gort_g *g, void **sp, int word)
{
    if (units[word] > 0 && below(2)) {
        gort__semacquire(g, sp, cell(word), false, GORT_WAIT_SEMACQUIRE);
        units[word]--;
        return;
    }
    int who = below(SEMA_WAITERS);
    sema_waits *w = &waiters[who];
    if (w->used) return;
    *w = (sema_waits){{(void (*)(void))sema_waiter_runs}, word, true, below(3) == 0, false};
    gort_go(g, sp, &w->head);
    for (int i = 0; i < 3; i++)
        gort__yield(g, sp);
    if (units[word] > 0) {
        units[word]--;
        model_went_on(who);
    } else {
        model_put(word, who);
        seen_waits++;
    }
}

static void release_turn(gort_g *g, void **sp, int word)
{
    const bool hand_off = below(3) == 0, stolen = !hand_off && below(3) == 0;
    const int next = waiting[word] ? model_get(word) : -1;
    gort__semrelease(g, sp, cell(word), hand_off);
    if (next >= 0 && hand_off) { /* it has run */
        model_went_on(next);
        seen_handed++;
    } else if (stolen) { /* before who was woken came to it */
        gort__semacquire(g, sp, cell(word), false, GORT_WAIT_SEMACQUIRE);
        for (int i = 0; i < 3; i++)
            gort__yield(g, sp);
        if (next >= 0) model_put(word, next);
        seen_stolen += next >= 0;
    } else if (next >= 0) {
        for (int i = 0; i < 3; i++)
            gort__yield(g, sp);
        model_went_on(next);
    } else {
        units[word]++;
    }
}

static void main_plays_semas(gort_g *g, void **sp)
{
    for (int turn = 0; turn < SEMA_TURNS; turn++) {
        const int word = below(WORDS);
        if (below(2))
            acquire_turn(g, sp, word);
        else if (units[word] < 3)
            release_turn(g, sp, word);
        if (below(50) == 0) gort_gc(g, sp);
        model_check();
    }
    ck_assert_int_gt(seen_waits, SEMA_TURNS / 20);
    ck_assert_int_gt(seen_stolen, SEMA_TURNS / 100);
    ck_assert_int_gt(seen_handed, SEMA_TURNS / 100);
    printf("# %d waits, %d units taken before who was woken, %d handed over\n", seen_waits,
           seen_stolen, seen_handed);
}

START_TEST(semaphores_do_what_the_model_does)
{
    printf("# seed %llu\n", (unsigned long long)fixture_seed());
    sched_open("1", _i ? "gcstress=23,gccheckmark=1" : "gccheckmark=1");
    C.rng += (uint64_t)_i;
    ck_assert_int_eq(sched_main(main_plays_semas), 0);
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("sync_model");
    TCase *tc = tcase_create("sync_model");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, package_sync_does_what_the_model_does, 0, SEEDS);
    tcase_add_loop_test(tc, semaphores_do_what_the_model_does, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
