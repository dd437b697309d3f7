/* test_errors.c - what becomes of an error whose handler fails: a defined end, text and status, and
 * neither recursion nor a hang. And of handlers that jump out again and again, or collect. */
#include "threads_support.h"
#include "../../runtime/base/os.h"

#define STATUS_ENDED 2

/* ---- Handlers that fail --------------------------------------------------------------------- */

/* One of the errors that a thread can raise. */
static void raise_error_at(gort_g *g, void **sp, int what, const char *text)
{
    static char huge[64];
    switch (what) {
    case 0: gort_panic_plain(g, sp, text); break;
    case 1: gort_fatal(g, sp, text); break;
    case 2: gort_push(g, huge); break; /* misuse: no scope */
    case 3: gort_alloc_slow(g, sp, &gc_type_bytes, FIXTURE_TOO_MUCH); break;
    case 4: gort__stack_overflow(g, sp); break;
    }
}
static void raise_error(int what, const char *text)
{
    gort_g *g = gort_current(C.rt);
    raise_error_at(g, gort_top(g), what, text);
}
enum { NERRORS = 5 };
static const char *const error_texts[] = {
    "panic: second", "fatal error: second", "gort: gort_push: no scope is open",
    "fatal error: out of memory", "fatal error: stack overflow"};

static int second_error;
static int handled;

static void failing_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)code;
    (void)text;
    (void)bytes;
    if (++handled > 100) _exit(98);
    raise_error(second_error, "second");
}

static void fails_in_handler(int i)
{
    gc_test_open("");
    C.rt->config.on_error = failing_handler;
    second_error = i % NERRORS;
    raise_error(i / NERRORS, "first");
}

START_TEST(an_error_in_the_handler_ends)
{
    for (int second = 0; second < NERRORS; second++)
        ends(fails_in_handler, _i * NERRORS + second, STATUS_ENDED, error_texts[second]);
}
END_TEST

START_TEST(a_panic_in_the_handler_tells_both)
{
    ends(fails_in_handler, 0, STATUS_ENDED, "panic: first\n\tpanic: second\n\ngoroutine 1 ");
}
END_TEST

/* The process is ending, by a handler that returned or by the default one, when an exit handler
 * fails. */
static int exit_error;

static void at_exit(void)
{
    raise_error(exit_error, "second");
}

static void returning_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)code;
    (void)text;
    (void)bytes;
    if (++handled > 1) _exit(97);
}

static void fails_at_exit(int i)
{
    gc_test_open("");
    C.rt->config.on_error = i >= NERRORS ? returning_handler : NULL;
    exit_error = i % NERRORS;
    atexit(at_exit);
    raise_error(0, "first");
}

START_TEST(an_error_in_an_exit_handler_ends)
{
    ends(fails_at_exit, _i, STATUS_ENDED, error_texts[_i % NERRORS]);
}
END_TEST

/* Two threads fail while both are in the handler. */
static void meeting_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)code;
    gort__os_write_stderr(text, bytes);
    gort__fetch_add32_full(&stage, 1);
    while (gort__load32_acquire(&stage) < 2)
        usleep(100);
}

static void *thread_fails(void *arg)
{
    gort_attach(C.rt);
    raise_error(0, arg);
    return NULL;
}

static void both_fail(int i)
{
    (void)i;
    gc_test_open("");
    C.rt->config.on_error = meeting_handler;
    start(thread_fails, (void *)(uintptr_t) "other");
    raise_error(0, "own");
}

START_TEST(two_threads_that_fail_end)
{
    ends(both_fail, 0, STATUS_ENDED, "panic: own");
    ends(both_fail, 0, STATUS_ENDED, "panic: other");
}
END_TEST

/* ---- Handlers that jump out ----------------------------------------------------------------- */

static gort_error_code code_seen;

static void jumping_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    code_seen = code;
    handled++;
    longjmp(C.failed, 1);
}

/* Each deeper on the C stack than the one before. */
static void raise_deep(int what, int depth)
{
    volatile char frame[256];
    frame[0] = (char)depth;
    if (depth > 0)
        raise_deep(what, depth - 1);
    else
        raise_error(what, "deep");
    frame[1] = frame[0];
}

START_TEST(a_g_is_usable_after_each_error_that_says_so)
{
    static const gort_error_code codes[] = {GORT_ERROR_PANIC, GORT_ERROR_FATAL, GORT_ERROR_MISUSE,
                                            GORT_ERROR_OUT_OF_MEMORY, GORT_ERROR_STACK};
    static volatile int i;
    gc_test_open("gccheckmark=1,clobberfree=1");
    C.rt->config.on_error = jumping_handler;
    void **const top = gort_top(C.g);
    gc_node *kept = fixture_root(gc_test_node());
    for (i = 0; i < 100; i++) {
        if (!setjmp(C.failed)) {
            raise_deep(_i, 2 * (i % 25));
            ck_abort_msg("no error");
        }
        ck_assert_int_eq(code_seen, codes[_i]);
        if (codes[_i] != GORT_ERROR_MISUSE) gort_g_reset(C.g, top);
        top[0] = kept;
        gort_new(C.g, C.sp, &gc_type_node);
        gc_test_collect();
        ck_assert(gc_test_alive(kept));
    }
    ck_assert_int_eq(handled, 100);
}
END_TEST

/* Hand-written C calls emitted code, whose frames hold objects above gort_top, and that calls C
 * which catches the error of more emitted code. The handler uses the runtime and leaves a scope. */
static void collecting_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)code;
    (void)text;
    (void)bytes;
    gort_scope_open(C.g);
    gort_push(C.g, gort_new(C.g, gort_top(C.g), &gc_type_node));
    void **sp = gort_top(C.g);
    sp[0] = gort_new(C.g, sp, &gc_type_node);
    gort_gc(C.g, sp + 1);
    longjmp(C.failed, 1);
}

static void emitted_that_fails(gort_g *g, void **sp, int what, bool in_scope)
{
    gc_node cell = {NULL, NULL, 0};
    gort_defer_frame fr;
    gort_defer_enter(g, sp, &fr);
    sp[3] = GORT_TYPE_WORD(&gc_type_node);
    sp[4] = &cell;
    sp[5] = GORT_FRAME_WORD(&gc_type_node); /* so that the collector makes a list above the stack */
    sp[6] = &cell;
    if (in_scope) {
        gort_scope_open_at(g, sp + 7);
        gort_push(g, NULL);
        raise_error_at(g, gort_top(g), what, "caught");
    }
    raise_error_at(g, sp + 7, what, "caught");
}

static void native_that_catches(gort_g *g, void **sp, int what, bool in_scope)
{
    if (!setjmp(C.failed)) emitted_that_fails(g, sp, what, in_scope);
    gort_g_reset(g, sp);
}

START_TEST(a_handler_keeps_what_emitted_frames_hold)
{
    const int what = _i % NERRORS;
    if (what == 2) return; /* misuse says nothing of where the words end */
    gc_test_open("gccheckmark=1,clobberfree=1");
    C.rt->config.on_error = collecting_handler;
    void **const top = gort_top(C.g), **sp = top;
    gort_defer_frame fr;
    sp[0] = sp[1] = sp[2] = NULL;
    if (what != 0) gort_defer_enter(C.g, sp, &fr); /* a panic ends the frames it looked through */
    gc_node *kept = sp[3] = gort_new(C.g, sp + 3, &gc_type_node);
    kept->value = 77;
    for (int i = 0; i < 3; i++) {
        native_that_catches(C.g, sp + 4, what, _i >= NERRORS);
        ck_assert_ptr_eq(sp[1], what != 0 ? &fr : NULL);
        ck_assert_ptr_eq(sp[3], kept);
        ck_assert(gc_test_alive(kept));
        ck_assert_int_eq(kept->value, 77);
        ck_assert_ptr_eq(gort_top(C.g), top);
        gort_gc(C.g, sp + 4);
    }
    if (what != 0) gort_deferreturn(C.g, sp + 4, &fr);
    fixture_close(); /* detaching is misuse unless the stack is empty */
}
END_TEST

/* A handler that leaves in the middle of a marking step, and one that ends its thread there: the
 * runtime is lost, but nobody waits for ever. */
static void *thread_finds_bad_pointer(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    gc_node *n = gort_new(g, sp, &gc_type_node);
    sp[0] = n;
    n->right = (gc_node *)(C.rt->heap->end - 4096);
    if (arg || !setjmp(C.failed)) gort_gc(g, sp + 1);
    if (pthread_mutex_trylock(&C.rt->gc->workers[0].lock) != 0)
        gort__fetch_add32_full(&stage, 1);
    else
        pthread_mutex_unlock(&C.rt->gc->workers[0].lock);
    return NULL;
}

static void exiting_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    ck_assert_int_eq(code, GORT_ERROR_FATAL);
    pthread_exit(NULL);
}

START_TEST(a_thread_that_leaves_marking_holds_nobody_up)
{
    gc_test_open(_i & 1 ? "gcstoptheworld=1" : "");
    C.rt->config.on_error = _i & 2 ? exiting_handler : jumping_handler;
    join(start(thread_finds_bad_pointer, _i & 2 ? C.rt : NULL));
    ck_assert_uint_eq(C.rt->nmutators, 1);
    ck_assert_uint_eq(gort__load32_acquire(&stage), 0);
    ck_assert_int_eq(pthread_mutex_trylock(&C.rt->gc->workers[0].lock), 0);
    pthread_mutex_unlock(&C.rt->gc->workers[0].lock);
    gort_detach(C.rt);
}
END_TEST

/* The same in a callback for the stack of a blocked thread, which is held there. */
static bool misusing;

static void misusing_roots(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
    if (misusing) gort_gc(C.g, C.sp);
}

static void *thread_blocks(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    gort_set_thread_roots(g, misusing_roots, NULL);
    gort_enter_blocking(g, gort_top(g));
    reach(1);
    wait_for(NULL, 2);
    gort_exit_blocking(g); /* the thread that held it is gone */
    return arg;
}

static void leaving_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    ck_assert_int_eq(code, GORT_ERROR_MISUSE);
    handled++;
    misusing = false;
    if (second_error) pthread_exit(NULL);
    longjmp(C.failed, 1);
}

static void *thread_marks_blocked(void *arg)
{
    C.g = gort_attach(C.rt);
    C.sp = gort_top(C.g);
    gc_test_start();
    misusing = true;
    if (second_error || !setjmp(C.failed)) gc_test_step(1 << 20);
    return arg;
}

START_TEST(a_thread_that_leaves_marking_lets_go_whom_it_held)
{
    gc_test_open("");
    C.rt->config.on_error = leaving_handler;
    second_error = _i;
    pthread_t blocked = start(thread_blocks, NULL);
    wait_for(C.g, 1);
    gort_detach(C.rt);
    pthread_join(start(thread_marks_blocked, NULL), NULL);
    ck_assert_int_eq(handled, 1);
    reach(2);
    alarm(HANG_S);
    pthread_join(blocked, NULL);
}
END_TEST

/* A hook of one runtime misuses another: the handler finds neither's locks held. */
static gort_g *other_g;

static void hook_misuses_other(gort_tracer *tr, const gort_type *t, void *obj)
{
    (void)tr;
    (void)t;
    (void)obj;
    gort_exit_blocking(other_g);
}

static void handler_looks_at_lock(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    ck_assert_int_eq(code, GORT_ERROR_MISUSE);
    ck_assert_int_eq(pthread_mutex_trylock(&C.rt->gc->workers[0].lock), 0);
    pthread_mutex_unlock(&C.rt->gc->workers[0].lock);
    handled++;
    longjmp(C.failed, 1);
}

START_TEST(misuse_of_another_runtime_leaves_marking)
{
    gort_type hooked = gc_type_node;
    gort_config c;
    gort_config_init(&c);
    c.on_error = handler_looks_at_lock;
    gc_test_open("");
    gort_runtime *other = gort_runtime_new(&c);
    other_g = gort_attach(other);
    hooked.trace = hook_misuses_other;
    fixture_root(gort_new(C.g, C.sp, &hooked));
    if (!setjmp(C.failed)) gc_test_collect();
    ck_assert_int_eq(handled, 1);
    gort_detach(other);
    gort_runtime_free(other);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("errors");
    TCase *tc = tcase_create("errors");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_loop_test(tc, an_error_in_the_handler_ends, 0, NERRORS);
    tcase_add_test(tc, a_panic_in_the_handler_tells_both);
    tcase_add_loop_test(tc, an_error_in_an_exit_handler_ends, 0, 2 * NERRORS);
    tcase_add_test(tc, two_threads_that_fail_end);
    tcase_add_loop_test(tc, a_g_is_usable_after_each_error_that_says_so, 0, NERRORS);
    tcase_add_loop_test(tc, a_handler_keeps_what_emitted_frames_hold, 0, 2 * NERRORS);
    tcase_add_loop_test(tc, a_thread_that_leaves_marking_holds_nobody_up, 0, 4);
    tcase_add_loop_test(tc, a_thread_that_leaves_marking_lets_go_whom_it_held, 0, 2);
    tcase_add_test(tc, misuse_of_another_runtime_leaves_marking);
    suite_add_tcase(s, tc);
    return s;
}
