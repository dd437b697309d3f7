/* test_protect.c - protected calls: whatever ends what they call comes back as a value, and g is as
 * it was: with deferred calls, recover, scopes, in goroutines, nested, again and again.
 */
#include "sched_support.h"
#include "../../runtime/gort_embed.h"
#include "../../runtime/gort_events.h"

/* What the functions of the tests note. */
static int deferred_ran;
static gort_eface recovered;

static gort_caught caught;

static bool call(void (*fn)(gort_g *g, void **sp, void *arg), void *arg)
{
    memset(&caught, 0xff, sizeof caught);
    return gort_call_protected(C.g, C.sp, fn, arg, &caught);
}

static void expect_caught(gort_error_code code, const char *text)
{
    void **sp = C.sp;
    sp[0] = caught.value.data;
    ck_assert_int_eq(caught.code, code);
    const gort_string s = gort_caught_text(C.g, sp + 1, &caught);
    ck_assert_int_eq(s.len, (intptr_t)strlen(text));
    ck_assert_mem_eq(s.ptr, text, strlen(text));
}

/* All that a failed call might have left. */
static void expect_balanced(void)
{
    ck_assert_ptr_null(C.g->frames);
    ck_assert_ptr_null(C.g->panics);
    ck_assert_ptr_null(C.g->head.scope);
    ck_assert_ptr_eq(gort_top(C.g), C.base);
    ck_assert_ptr_null(C.g->failed_top);
    ck_assert(!C.g->tries);
    gort_gc(C.g, C.sp);
}

/* ---- Ways to end ------------------------------------------------------------------------------
 */

static void returns(gort_g *g, void **sp, void *arg)
{
    sp[0] = gort_new(g, sp, &gc_type_node);
    gort_gc(g, sp + 1);
    *(int *)arg = 7;
}

/* A value in the heap, which nothing but the panic keeps. */
static void panics(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    gort_string *s = gort_new(g, sp, &gort_type_string);
    sp[0] = s;
    uint8_t *bytes = gort_alloc_slow(g, sp + 1, &gort_type_uint8, 5);
    memcpy(bytes, "value", 5);
    gort_store_string(g, s, (gort_string){bytes, 5});
    const gort_eface e = {&gort_type_string, s};
    sp[0] = NULL;
    gort_gopanic(g, sp + 1, e);
}

static void panics_with_nothing(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    gort_gopanic(g, sp, (gort_eface){NULL, NULL});
}

static void divides(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    gort_panicdivide(g, sp);
}

static void asks_for_too_much(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    gort_alloc_slow(g, sp, &gc_type_bytes, FIXTURE_TOO_MUCH);
}

/* Until the heap is full. */
static void fills(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    sp[0] = NULL;
    for (;;) {
        void **large = gort_alloc_slow(g, sp + 1, &gc_type_ptr, 100000);
        gort_store(g, large, sp[0]);
        sp[0] = large;
    }
}

static volatile bool forever = true;

static void recurses(gort_g *g, void **sp, void *arg)
{
    volatile char frame[512];
    frame[0] = 0;
    gort_poll(g, sp);
    if (forever) recurses(g, sp + 1, arg);
    frame[1] = frame[0];
}

/* Two scopes deep. */
static void nests_scopes(gort_g *g, void **sp, void *arg)
{
    gort_scope_open_at(g, sp);
    gort_push(g, gort_new(g, gort_top(g), &gc_type_node));
    if (arg) gort_panic_plain(g, gort_top(g), "in a scope");
    if (forever) nests_scopes(g, gort_top(g), g);
}

static const struct way {
    void (*fn)(gort_g *g, void **sp, void *arg);
    gort_error_code code;
    const char *text;
    bool defers_run;
} ways[] = {
    {panics, GORT_ERROR_PANIC, "value", true},
    {panics_with_nothing, GORT_ERROR_PANIC, "nil", true},
    {divides, GORT_ERROR_PANIC, "runtime error: integer divide by zero", true},
    {nests_scopes, GORT_ERROR_PANIC, "in a scope", true},
    {asks_for_too_much, GORT_ERROR_OUT_OF_MEMORY, "out of memory", true},
    {fills, GORT_ERROR_OUT_OF_MEMORY, "out of memory", true},
    {recurses, GORT_ERROR_STACK, "stack overflow", false},
};
enum { NWAYS = sizeof ways / sizeof *ways };

static void open_small(void)
{
    gort_config c = fixture_config("");
    c.heap_reserve_bytes = (size_t)24 << 20;
    fixture_start(&c);
    deferred_ran = 0;
    recovered.type = NULL;
    C.sp[0] = NULL;
    C.sp++;
}

START_TEST(what_ends_a_call_comes_back)
{
    open_small();
    for (int again = 0; again < 3; again++) {
        const struct way *w = &ways[_i];
        ck_assert(!call(w->fn, NULL));
        expect_caught(w->code, w->text);
        ck_assert_int_eq(caught.value.type == NULL, w->fn == panics_with_nothing);
        C.sp[0] = NULL; /* the value goes */
        expect_balanced();
    }
    int seven = 0;
    ck_assert(call(returns, &seven));
    ck_assert_int_eq(seven, 7);
    expect_balanced();
    fixture_close();
}
END_TEST

/* ---- Deferred calls ---------------------------------------------------------------------------
 */

static void notes(gort_g *g, void **sp, gort_closure *c)
{
    (void)c;
    deferred_ran++;
    recovered = gort_gorecover(g, sp);
    gort_gc(g, sp);
}
static gort_closure noting = {(void (*)(void))notes};

/* Defers notes, then ends as it is told. */
static void defers(gort_g *g, void **sp, void *arg)
{
    const struct way *w = arg;
    gort_defer_frame fr;
    gort_defer d = {NULL, NULL};
    gort_defer_enter(g, sp, &fr);
    sp[GORT_DEFER_WORDS] = GORT_TYPE_WORD(&gort_type_defer);
    sp[GORT_DEFER_WORDS + 1] = &d;
    if (GORT_SETJMP(&fr) == 0) {
        gort_deferprocStack(&fr, &d, &noting);
        w->fn(g, sp + GORT_DEFER_WORDS + 2, NULL);
    }
    gort_deferreturn(g, sp + GORT_DEFER_WORDS + 2, &fr);
}

/* A recover comes before the protected call, and sees panics alone. */
START_TEST(deferred_calls_run_and_recover_from_panics_alone)
{
    const struct way *w = &ways[_i];
    open_small();
    const bool returned = call(defers, (void *)(uintptr_t)w);
    const bool recovers = w->code == GORT_ERROR_PANIC;
    ck_assert_int_eq(deferred_ran, w->defers_run);
    ck_assert_int_eq(returned, recovers);
    ck_assert_int_eq(recovered.type != NULL, recovers && w->fn != panics_with_nothing);
    if (!returned) expect_caught(w->code, w->text);
    expect_balanced();
    fixture_close();
}
END_TEST

/* The other way around: the protected call is inside, and the function's deferred call is not for
 * it. */
static void protects_inside(gort_g *g, void **sp, void *arg)
{
    gort_caught inner;
    const struct way *w = arg;
    ck_assert(!gort_call_protected(g, sp, w->fn, NULL, &inner));
    ck_assert_int_eq(inner.code, w->code);
    ck_assert_int_eq(deferred_ran, 0);
    gort_panicdivide(g, sp);
}

START_TEST(the_innermost_call_catches)
{
    open_small();
    for (int i = 0; i < NWAYS; i++) {
        ck_assert(!call(protects_inside, (void *)(uintptr_t)&ways[i]));
        expect_caught(GORT_ERROR_PANIC, "runtime error: integer divide by zero");
        expect_balanced();
    }
    fixture_close();
}
END_TEST

/* A deferred call that runs for a panic makes a protected call of its own, which catches another
 * panic; the first one goes on. */
static void protects_in_a_deferred_call(gort_g *g, void **sp, gort_closure *c)
{
    gort_caught inner;
    (void)c;
    deferred_ran++;
    ck_assert(!gort_call_protected(g, sp, divides, NULL, &inner));
    ck_assert(!gort_call_protected(g, sp, asks_for_too_much, NULL, &inner));
    ck_assert_int_eq(inner.code, GORT_ERROR_OUT_OF_MEMORY);
}

/* And one that panics itself: the last panic is what the caller gets. */
static void panics_again(gort_g *g, void **sp, gort_closure *c)
{
    (void)c;
    deferred_ran++;
    gort_panic_plain(g, sp, "again");
}

static void defers_one(gort_g *g, void **sp, void *arg)
{
    gort_defer_frame fr;
    gort_defer d = {NULL, NULL};
    gort_defer_enter(g, sp, &fr);
    sp[GORT_DEFER_WORDS] = GORT_TYPE_WORD(&gort_type_defer);
    sp[GORT_DEFER_WORDS + 1] = &d;
    if (GORT_SETJMP(&fr) == 0) {
        gort_deferprocStack(&fr, &d, arg);
        panics(g, sp + GORT_DEFER_WORDS + 2, NULL);
    }
    gort_deferreturn(g, sp + GORT_DEFER_WORDS + 2, &fr);
}

START_TEST(panics_in_deferred_calls)
{
    gort_closure protects = {(void (*)(void))protects_in_a_deferred_call};
    gort_closure again = {(void (*)(void))panics_again};
    open_small();
    ck_assert(!call(defers_one, &protects));
    expect_caught(GORT_ERROR_PANIC, "value");
    expect_balanced();
    ck_assert(!call(defers_one, &again));
    expect_caught(GORT_ERROR_PANIC, "again");
    ck_assert_int_eq(deferred_ran, 2);
    expect_balanced();
    fixture_close();
}
END_TEST

/* ---- What it does not catch -------------------------------------------------------------------
 */

static void is_fatal(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    gort_fatal(g, sp, "of the test");
}

static void leaves_a_scope(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    gort_scope_open_at(g, sp);
}

static void leaves_a_frame(gort_g *g, void **sp, void *arg)
{
    gort_defer_enter(g, sp, arg);
}

static void leaves_a_region(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    gort_enter_blocking(g, sp);
}

static void ends_with(void (*fn)(gort_g *g, void **sp, void *arg), gort_error_code code,
                      const char *text)
{
    gort_defer_frame fr;
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        call(fn, &fr);
        ck_abort_msg("no error: %s", text);
    }
    ck_assert_int_eq(C.code, code);
    ck_assert_msg(strstr(C.text, text) != NULL, "%s", C.text);
    if (fn == leaves_a_region) gort_exit_blocking(C.g);
    gort_g_reset(C.g, C.sp);
    expect_balanced();
}

START_TEST(wrong_calls_and_fatal_errors_go_to_the_handler)
{
    open_small();
    C.sp = C.base;
    ends_with(is_fatal, GORT_ERROR_FATAL, "fatal error: of the test");
    ends_with(leaves_a_frame, GORT_ERROR_MISUSE, "without gort_deferreturn");
    ends_with(leaves_a_scope, GORT_ERROR_MISUSE, "scopes are open");
    ends_with(leaves_a_region, GORT_ERROR_MISUSE,
              "the return of a protected call: the thread is in a blocking region");
    fixture_close();
}
END_TEST

/* The calls that control the runtime, where none is allowed: each by its name. */
static void call_in_region(int i)
{
    switch (i) {
    case 0: call(divides, NULL); break;
    case 1: gort_caught_text(C.g, C.sp, &caught); break;
    case 2: gort_gc_step(C.g, C.sp, 1); break;
    case 3: gort_set_hard_limit(C.g, 1); break;
    case 4: gort_set_thread_name(C.g, "name"); break;
    }
}

START_TEST(none_is_allowed_in_a_blocking_region)
{
    static const char *const names[] = {"gort_call_protected", "gort_caught_text", "gort_gc_step",
                                        "gort_set_hard_limit", "gort_set_thread_name"};
    char want[100];
    open_small();
    gort_enter_blocking(C.g, C.sp);
    C.expected = true;
    if (setjmp(C.failed) == 0) {
        call_in_region(_i);
        ck_abort_msg("no error: %s", names[_i]);
    }
    ck_assert_int_eq(C.code, GORT_ERROR_MISUSE);
    snprintf(want, sizeof want, "gort: %s: the thread is in a blocking region\n", names[_i]);
    ck_assert_str_eq(C.text, want);
    gort_exit_blocking(C.g);
    C.sp = C.base;
    expect_balanced();
    fixture_close();
}
END_TEST

/* Without a protected call all goes to the handler. */
START_TEST(outside_of_one_errors_are_as_ever)
{
    gort_caught inner;
    open_small();
    int seven;
    ck_assert(gort_call_protected(C.g, C.sp, returns, &seven, &inner));
    C.expected = true;
    if (setjmp(C.failed) == 0) asks_for_too_much(C.g, C.sp, NULL);
    ck_assert_int_eq(C.code, GORT_ERROR_OUT_OF_MEMORY);
    gort_g_reset(C.g, C.sp);
    if (setjmp(C.failed) == 0) recurses(C.g, C.sp, NULL);
    ck_assert_int_eq(C.code, GORT_ERROR_STACK);
    gort_g_reset(C.g, C.sp);
    fixture_close();
}
END_TEST

/* ---- Goroutines -------------------------------------------------------------------------------
 */

static gort_au32 goroutines_done;

/* Each way in turn, with other goroutines in between. */
static void goroutine(gort_g *g, void **sp, void *arg)
{
    gort_caught c;
    (void)arg;
    for (int i = 0; i < NWAYS; i++) {
        if (ways[i].fn == fills) continue; /* for all of them there is no memory then */
        ck_assert(!gort_call_protected(g, sp, ways[i].fn, NULL, &c));
        ck_assert_int_eq(c.code, ways[i].code);
        sp[0] = c.value.data;
        gort_runtime_Gosched(g, sp + 1);
        const gort_string s = gort_caught_text(g, sp + 1, &c);
        ck_assert_mem_eq(s.ptr, ways[i].text, strlen(ways[i].text));
    }
    gort__fetch_add32_full(&goroutines_done, 1);
}

static void exits(gort_g *g, void **sp, void *arg)
{
    (void)arg;
    gort_runtime_Goexit(g, sp);
}

static void goroutine_that_exits(gort_g *g, void **sp, void *arg)
{
    gort_caught c;
    (void)arg;
    gort__fetch_add32_full(&goroutines_done, 1);
    gort_call_protected(g, sp, exits, NULL, &c);
    ck_abort_msg("Goexit has come back");
}

enum { GOROUTINES = 8 };

static void main_of_goroutines(gort_g *g, void **sp)
{
    for (int i = 0; i < GOROUTINES; i++)
        gort_go_c(g, sp, i % 2 ? goroutine : goroutine_that_exits, NULL);
    goroutine(g, sp, NULL);
    while (gort__load32_acquire(&goroutines_done) < GOROUTINES + 1)
        gort_sleep(g, sp, 100000);
}

START_TEST(each_goroutine_has_its_own)
{
    sched_open("2", _i ? "gcstress=3,gccheckmark=1" : "");
    C.rt->config.stack_max_bytes = 1 << 20;
    ck_assert_int_eq(sched_main(main_of_goroutines), 0);
    sched_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("protect");
    TCase *tc = tcase_create("protect");
    tcase_add_loop_test(tc, what_ends_a_call_comes_back, 0, NWAYS);
    tcase_add_loop_test(tc, deferred_calls_run_and_recover_from_panics_alone, 0, NWAYS);
    tcase_add_test(tc, the_innermost_call_catches);
    tcase_add_test(tc, panics_in_deferred_calls);
    tcase_add_test(tc, wrong_calls_and_fatal_errors_go_to_the_handler);
    tcase_add_loop_test(tc, none_is_allowed_in_a_blocking_region, 0, 5);
    tcase_add_test(tc, outside_of_one_errors_are_as_ever);
    tcase_add_loop_test(tc, each_goroutine_has_its_own, 0, 2);
    suite_add_tcase(s, tc);
    return s;
}
