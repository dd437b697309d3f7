/* test_runtime.c - the runtime's core: options, threads, scopes, the stopped world, blocking,
 * gort_main. Panics are in test_panic.c, the emitted-C convention in convention.c.
 */
#include "../../runtime/base/runtime.h"
#include "../support/testing.h"
#include "../../runtime/base/os.h"
#include "../../runtime/sched/sched.h"
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- A runtime with a handler that jumps out, and an environment of its own ------------------ */

typedef struct fixture {
    jmp_buf jb;
    gort_error_code code;
    char text[4096];
    const char *env[8]; /* name, value, ... NULL */
} fixture;

static void on_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    fixture *f = user;
    f->code = code;
    if (bytes >= sizeof f->text) bytes = sizeof f->text - 1;
    memcpy(f->text, text, bytes);
    f->text[bytes] = 0;
    longjmp(f->jb, 1);
}

static const char *env_of(void *user, const char *name)
{
    const fixture *f = user;
    for (int i = 0; f->env[i]; i += 2)
        if (strcmp(f->env[i], name) == 0) return f->env[i + 1];
    return NULL;
}

static gort_config config_of(fixture *f)
{
    gort_config c;
    gort_config_init(&c);
    memset(f, 0, sizeof *f);
    c.getenv = env_of;
    c.on_error = on_error;
    c.user = f;
    c.heap_reserve_bytes = (size_t)1 << 30;
    return c;
}

static gort_runtime *new_runtime(fixture *f)
{
    const gort_config c = config_of(f);
    gort_runtime *rt = gort_runtime_new(&c);
    ck_assert_ptr_nonnull(rt);
    return rt;
}

/* Runs `what`, which must end in the handler. */
#define FAILS(f, what)                                                                             \
    do {                                                                                           \
        if (setjmp((f)->jb) == 0) {                                                                \
            what;                                                                                  \
            ck_abort_msg("no error: " #what);                                                      \
        }                                                                                          \
    } while (0)

/* ---- Options --------------------------------------------------------------------------------- */

static gort__options parse(const char *name, const char *value)
{
    fixture f;
    gort_config c = config_of(&f);
    gort__options o;
    char msg[256];
    f.env[0] = name;
    f.env[1] = value;
    ck_assert_msg(gort__options_parse(&o, &c, msg, sizeof msg), "%s=%s: %s", name, value, msg);
    return o;
}

START_TEST(options_gogc)
{
    static const struct {
        const char *text;
        int percent;
    } cases[] = {
        {"", 100},
        {"off", -1},
        {"200", 200},
        {"0", 0},
        {"-1", -1},
        {"-5", -1},
        {"abc", 100},
        {"50%", 100},
        {" 50", 100},
        {"+50", 100},
        {"050", 50},
        {"OFF", 100},
        {"2147483647", 2147483647},
        {"2147483648", 100},
        {"99999999999999999999", 100},
        {"-", 100},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(parse("GOGC", cases[i].text).gc_percent == cases[i].percent, "GOGC=%s",
                      cases[i].text);
}
END_TEST

START_TEST(options_gomaxprocs)
{
    const int all = parse("NONE", "1").gomaxprocs;
    ck_assert_int_ge(all, 1);
    ck_assert_int_eq(parse("GOMAXPROCS", "3").gomaxprocs, 3);
    ck_assert_int_eq(parse("GOMAXPROCS", "0").gomaxprocs, all);
    ck_assert_int_eq(parse("GOMAXPROCS", "-2").gomaxprocs, all);
    ck_assert_int_eq(parse("GOMAXPROCS", "two").gomaxprocs, all);
}
END_TEST

START_TEST(options_gomemlimit)
{
    static const struct {
        const char *text;
        int64_t bytes; /* -1: malformed */
    } cases[] = {
        {"", INT64_MAX},
        {"off", INT64_MAX},
        {"123", 123},
        {"7B", 7},
        {"4KiB", 4096},
        {"2MiB", 2 << 20},
        {"1GiB", 1 << 30},
        {"3TiB", (int64_t)3 << 40},
        {"0", 0},
        {"12x", -1},
        {"KiB", -1},
        {"B", -1},
        {"-1", -1},
        {"1.5GiB", -1},
        {"4KB", -1},
        {"4kiB", -1},
        {" 4", -1},
        {"OFF", -1},
        {"9223372036854775807", INT64_MAX},
        {"9223372036854775808", -1},
        {"8388608TiB", -1},
        {"8388607TiB", (int64_t)8388607 << 40},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fixture f;
        gort_config c = config_of(&f);
        gort__options o;
        char msg[256];
        f.env[0] = "GOMEMLIMIT";
        f.env[1] = cases[i].text;
        const bool ok = gort__options_parse(&o, &c, msg, sizeof msg);
        ck_assert_msg(ok == (cases[i].bytes >= 0), "GOMEMLIMIT=%s", cases[i].text);
        if (ok)
            ck_assert_msg(o.memory_limit_bytes == cases[i].bytes, "GOMEMLIMIT=%s", cases[i].text);
    }

    fixture f;
    gort_config c = config_of(&f);
    f.env[0] = "GOMEMLIMIT";
    f.env[1] = "12x";
    FAILS(&f, gort_runtime_new(&c));
    ck_assert_int_eq(f.code, GORT_ERROR_CONFIG);
    ck_assert_str_eq(f.text, "GOMEMLIMIT=12x\nfatal error: malformed GOMEMLIMIT; see `go doc "
                             "runtime/debug.SetMemoryLimit`\n");
}
END_TEST

START_TEST(options_godebug)
{
    gort__options o = parse("GODEBUG", "gctrace=1,gccheckmark=2,unknown=3,maptrace=1");
    ck_assert_int_eq(o.gctrace, 1);
    ck_assert_int_eq(o.gccheckmark, 2);
    ck_assert_int_eq(o.maptrace, 1);
    ck_assert_int_eq(o.invalidptr, 1);
    o = parse("GODEBUG", "gctrace=1,gctrace=x,invalidptr=0,,=,gcstress=12,gcseed=9000000000");
    ck_assert_int_eq(o.gctrace, 1);
    ck_assert_int_eq(o.invalidptr, 0);
    ck_assert_int_eq(o.gcstress, 12);
    ck_assert_uint_eq(o.gcseed, 9000000000u);
    o = parse("GODEBUG", "gctrace=1,gctrace=2"); /* the last one wins */
    ck_assert_int_eq(o.gctrace, 2);
    o = parse("GODEBUG", " gctrace=1, sbrk=1,efence = 1,gctrace");
    ck_assert_int_eq(o.gctrace, 0);
    ck_assert_int_eq(o.sbrk, 0);
    ck_assert_int_eq(o.efence, 0);

    fixture f;
    gort_config c = config_of(&f);
    char msg[64];
    f.env[0] = "GODEBUG";
    f.env[1] = "gctrace=1,clobberfree=1";
    c.debug = "gctrace=0";
    ck_assert(gort__options_parse(&o, &c, msg, sizeof msg));
    ck_assert_int_eq(o.gctrace, 0);
    ck_assert_int_eq(o.clobberfree, 1);
}
END_TEST

/* ---- Threads --------------------------------------------------------------------------------- */

static void *thread_attach(void *arg)
{
    gort_runtime *rt = arg;
    ck_assert_ptr_null(gort_current(rt));
    gort_g *g = gort_attach(rt);
    ck_assert_ptr_nonnull(g);
    ck_assert_ptr_eq(gort_current(rt), g);
    gort_detach(rt);
    ck_assert_ptr_null(gort_current(rt));
    return NULL;
}

START_TEST(attach_two_runtimes)
{
    fixture fa, fb;
    gort_runtime *a = new_runtime(&fa), *b = new_runtime(&fb);
    gort_g *ga = gort_attach(a);
    ck_assert_ptr_eq(gort_attach(a), ga);
    ck_assert_ptr_null(gort_current(b));
    gort_g *gb = gort_attach(b);
    ck_assert_ptr_ne(ga, gb);
    ck_assert_ptr_eq(gort_current(a), ga);
    ck_assert_ptr_eq(gort_current(b), gb);
    ck_assert_ptr_eq(gort_runtime_of(ga), a);
    ck_assert_ptr_eq(gort_runtime_of(gb), b);
    pthread_t th;
    ck_assert_int_eq(pthread_create(&th, NULL, thread_attach, a), 0);
    pthread_join(th, NULL);
    gort_detach(a); /* of two attaches */
    ck_assert_ptr_eq(gort_current(a), ga);
    gort_detach(a);
    ck_assert_ptr_null(gort_current(a));
    ck_assert_ptr_eq(gort_current(b), gb);
    FAILS(&fa, gort_detach(a));
    ck_assert_int_eq(fa.code, GORT_ERROR_MISUSE);
    ck_assert_str_eq(fa.text, "gort: gort_detach: the calling thread is not attached\n");
    FAILS(&fb, gort_runtime_free(b));
    ck_assert_str_eq(fb.text, "gort: gort_runtime_free: 1 threads are attached\n");
    gort_detach(b);
    gort_runtime_free(a);
    gort_runtime_free(b);
}
END_TEST

static void *thread_foreign_g(void *arg)
{
    gort_g *g = arg;
    gort_safepoint(g, gort_top(g));
    return NULL;
}

static void die_on_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    _exit(code == GORT_ERROR_MISUSE ? 42 : 43);
}

START_TEST(foreign_g_is_misuse)
{
    fixture f;
    gort_config c = config_of(&f);
    c.on_error = die_on_error;
    gort_runtime *rt = gort_runtime_new(&c);
    pthread_t th;
    pthread_create(&th, NULL, thread_foreign_g, gort_attach(rt));
    pthread_join(th, NULL);
}
END_TEST

START_TEST(nil_g_is_misuse)
{
    gort_safepoint(NULL, NULL);
}
END_TEST

/* ---- Scopes ---------------------------------------------------------------------------------- */

START_TEST(scopes)
{
    fixture f;
    gort_runtime *rt = new_runtime(&f);
    gort_g *g = gort_attach(rt);
    void **bottom = gort_top(g);
    uintptr_t x[2] = {0, 0};

    FAILS(&f, gort_push(g, &x));
    ck_assert_str_eq(f.text, "gort: gort_push: no scope is open\n");

    gort_scope a = gort_scope_open(g);
    void **volatile slot = gort_push(g, &x); /* over the jumps of FAILS */
    ck_assert_ptr_eq(*slot, &x);
    ck_assert_ptr_eq(gort_top(g), slot + 1);
    gort_scope b = gort_scope_open_at(g, slot + 5);
    gort_push_cell(g, &gort_type_eface, &x);
    ck_assert_ptr_eq(gort_top(g)[-2], GORT_TYPE_WORD(&gort_type_eface));
    ck_assert_ptr_eq(gort_top(g)[-1], &x);
    FAILS(&f, gort_scope_close(g, a));
    ck_assert_int_eq(f.code, GORT_ERROR_MISUSE);
    ck_assert_str_eq(f.text,
                     "gort: gort_scope_close: scope 1 closed while scope 2 is the innermost\n");
    gort_scope_close(g, b);
    ck_assert_ptr_eq(gort_top(g), slot + 1);
    FAILS(&f, gort_detach(rt));
    gort_scope_close(g, a);
    FAILS(&f, gort_scope_close(g, a)); /* twice */
    ck_assert_ptr_eq(gort_top(g), bottom);

    /* After a handler jumped out, reset keeps the outer scope and drops the inner ones. */
    gort_scope outer = gort_scope_open(g);
    gort_push(g, &x);
    void **top = gort_top(g);
    (void)gort_scope_open(g);
    gort_push(g, &x);
    (void)gort_scope_open(g);
    gort_g_reset(g, top);
    ck_assert_ptr_eq(gort_top(g), top);
    gort_scope_close(g, outer);
    gort_detach(rt);
    gort_runtime_free(rt);
}
END_TEST

/* ---- The stopped world ------------------------------------------------------------------------
 */

enum { WORKERS = 3, STOPS = 200 };

typedef struct worker {
    gort_runtime *rt;
    gort_au32 *quit;
    int kind;
    uint64_t steps; /* plain on purpose: only a stopped world makes reading it race-free */
    uint64_t stops;
} worker;

static void *worker_run(void *arg)
{
    worker *w = arg;
    gort_g *g = gort_attach(w->rt);
    while (!gort__load32_acquire(w->quit)) {
        w->steps++;
        gort_poll(g, gort_top(g));
        if (w->kind == 1 && w->steps % 64 == 0) {
            gort_enter_blocking(g, gort_top(g));
            usleep(50);
            gort_exit_blocking(g);
        }
        if (w->kind == 2 && w->steps % 4096 == 0) { /* a second stopper */
            g->sp = gort_top(g);
            gort__stop_world(gort__m(g));
            w->stops++;
            gort__start_world(gort__m(g));
        }
    }
    gort_detach(w->rt);
    return NULL;
}

START_TEST(stop_the_world)
{
    fixture f;
    gort_runtime *rt = new_runtime(&f);
    gort_g *g = gort_attach(rt);
    gort_au32 quit = {0};
    worker w[WORKERS];
    pthread_t th[WORKERS];
    uint64_t last[WORKERS] = {0}, moved = 0;
    for (int i = 0; i < WORKERS; i++) {
        w[i] = (worker){.rt = rt, .quit = &quit, .kind = i};
        ck_assert_int_eq(pthread_create(&th[i], NULL, worker_run, &w[i]), 0);
    }
    for (int n = 0; n < STOPS || moved < STOPS; n++) { /* until they ran in between often enough */
        g->sp = gort_top(g);
        gort__stop_world(gort__m(g));
        uint64_t seen[WORKERS];
        for (int i = 0; i < WORKERS; i++)
            seen[i] = w[i].steps;
        for (gort_mutator *m = rt->mutators; m; m = m->next)
            if (m->g != g) ck_assert_uint_ne(gort__load32_relaxed(&m->state), GORT_MUTATOR_RUNNING);
        usleep(100);
        for (int i = 0; i < WORKERS; i++) {
            ck_assert_uint_eq(w[i].steps, seen[i]);
            moved += seen[i] != last[i];
            last[i] = seen[i];
        }
        gort__start_world(gort__m(g));
        usleep(200);
    }
    gort__store32_release(&quit, 1);
    gort_enter_blocking(g, gort_top(g));
    for (int i = 0; i < WORKERS; i++)
        pthread_join(th[i], NULL);
    gort_exit_blocking(g);
    ck_assert_uint_ge(gort_read_stress_counts(rt).safepoints, STOPS);
    ck_assert_uint_eq(rt->nmutators, 1);
    gort_detach(rt);
    gort_runtime_free(rt);
}
END_TEST

/* A request without a stop brings the mutator to one safepoint and no more. */
START_TEST(request_safepoint)
{
    fixture f;
    gort_runtime *rt = new_runtime(&f);
    gort_g *g = gort_attach(rt);
    const uint64_t before = gort_read_stress_counts(rt).safepoints;
    gort_poll(g, gort_top(g));
    ck_assert_uint_eq(gort_read_stress_counts(rt).safepoints, before);
    gort__request_safepoint(gort__m(g));
    gort_poll(g, gort_top(g));
    gort_poll(g, gort_top(g));
    ck_assert_uint_eq(gort_read_stress_counts(rt).safepoints, before + 1);
    gort_detach(rt);
    gort_runtime_free(rt);
}
END_TEST

START_TEST(blocking_misuse)
{
    fixture f;
    gort_runtime *rt = new_runtime(&f);
    gort_g *g = gort_attach(rt);
    FAILS(&f, gort_exit_blocking(g));
    ck_assert_str_eq(f.text, "gort: gort_exit_blocking: the thread is in no blocking region\n");
    gort_enter_blocking(g, gort_top(g));
    FAILS(&f, gort_enter_blocking(g, gort_top(g)));
    ck_assert_str_eq(f.text, "gort: gort_enter_blocking: the thread is in a blocking region\n");
    FAILS(&f, gort_detach(rt));
    gort_exit_blocking(g);
    gort_detach(rt);
    gort_runtime_free(rt);
}
END_TEST

/* ---- gort_main --------------------------------------------------------------------------------
 */

static void main_args(gort_g *g, void **sp)
{
    (void)sp;
    const gort_slice a = gort_runtime_of(g)->os_args;
    const gort_string *s = a.ptr;
    ck_assert_int_eq(a.len, 3);
    ck_assert_int_eq(a.cap, 3);
    ck_assert(s[0].len == 4 && memcmp(s[0].ptr, "prog", 4) == 0);
    ck_assert_int_eq(s[1].len, 0);
    ck_assert(s[2].len == 3 && memcmp(s[2].ptr, "a b", 3) == 0);
    const uintptr_t c_bytes = sizeof(void *) == 8 ? 900000000u : 60000000u;
    ck_assert_uint_ge(g->stack.c_hi - g->stack.c_lo, c_bytes);
    ck_assert_uint_ge((uintptr_t)g->stack.shadow_hi - (uintptr_t)g->stack.shadow_lo, 2 * c_bytes);
}

static void main_exit(gort_g *g, void **sp)
{
    gort_scope s = gort_scope_open_at(g, sp); /* left open on purpose */
    (void)s;
    gort_push(g, NULL);
    gort__exit(g, 7);
}

START_TEST(main_args_and_exit)
{
    fixture f;
    gort_runtime *rt = new_runtime(&f);
    char *argv[] = {(char[]){"prog"}, (char[]){""}, (char[]){"a b"}, NULL};
    ck_assert_int_eq(gort_main(rt, 3, argv, main_args), 0);
    ck_assert_int_eq(gort_main(rt, 1, argv, main_exit), 7);
    gort_attach(rt); /* from an attached thread too */
    ck_assert_int_eq(gort_main(rt, 1, argv, main_exit), 7);
    gort_detach(rt);
    gort_runtime_free(rt);
}
END_TEST

static void end_thread(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)text;
    (void)bytes;
    ((fixture *)user)->code = code;
    pthread_exit(NULL);
}

static void main_fatal(gort_g *g, void **sp)
{
    g->sp = sp;
    gort__throw(g->rt, g, "on purpose");
}

START_TEST(main_handler_ends_thread)
{
#ifndef GORT_SWITCH_TSAN /* whose pthread_exit wants the thread's own stack */
    fixture f;
    gort_config c = config_of(&f);
    c.on_error = end_thread;
    gort_runtime *rt = gort_runtime_new(&c);
    f.code = GORT_ERROR_MISUSE;
    ck_assert_int_eq(gort_main(rt, 0, NULL, main_fatal), 2);
    ck_assert_int_eq(f.code, GORT_ERROR_FATAL);
    gort_runtime_free(rt);
#else
    (void)main_fatal;
    (void)end_thread;
#endif
}
END_TEST

/* ---- Modules ----------------------------------------------------------------------------------
 */

static size_t modules_of(const gort_runtime *rt)
{
    const struct gort__module_list *list = gort__load_ptr_acquire(&rt->module_list);
    return list->n;
}

START_TEST(modules)
{
    static const gort_site sites_a[] = {{"main.a", "/a.go", 1}, {"main.b", "/a.go", 2}};
    static const gort_site sites_b[] = {{"main.c", "/b.go", 3}};
    static const gort_module a = {.name = "a", .sites = sites_a, .nsites = 2};
    static const gort_module b = {.name = "b", .sites = sites_b, .nsites = 1};
    fixture f;
    gort_runtime *rt = new_runtime(&f);
    const size_t own = modules_of(rt);
    ck_assert_ptr_null(gort__module_of_site(rt, &sites_a[0]));
    gort_register_module(rt, &a);
    gort_register_module(rt, &b);
    gort_register_module(rt, &a); /* again: no effect */
    ck_assert_uint_eq(modules_of(rt), own + 2);
    ck_assert_ptr_eq(gort__module_of_site(rt, &sites_a[1]), &a);
    ck_assert_ptr_eq(gort__module_of_site(rt, &sites_b[0]), &b);
    ck_assert_ptr_null(gort__module_of_site(rt, (const char *)&sites_a[1] + 1));
    ck_assert_ptr_null(gort__module_of_site(rt, NULL));
    gort_runtime_free(rt);
}
END_TEST

/* ---- Stacks --------------------------------------------------------------------------------- */

static bool can_be_read(int pipe, const void *p)
{
    const bool ok = write(pipe, p, 1) == 1;
    ck_assert(ok || errno == EFAULT);
    return ok;
}

typedef struct stack_user {
    gort_runtime *rt;
    int pipe;
    char *block;
    bool first;
} stack_user;

static void *uses_its_stack(void *arg)
{
    stack_user *u = arg;
    gort_g *g = gort_attach(u->rt);
    const gort__stack *st = &g->stack;
    if (u->first) u->block = st->block;
    ck_assert_ptr_eq(st->block, u->block);
    for (void **at = st->shadow_lo; at < st->shadow_hi; at += 4096)
        *at = NULL;
    ck_assert(can_be_read(u->pipe, st->shadow_hi - 1));
    ck_assert(!can_be_read(u->pipe, st->block + st->block_bytes - 1));
    const uintptr_t page = gort__os_page_bytes();
    ck_assert(!can_be_read(u->pipe, (const char *)st->shadow_hi + page));
    gort_detach(u->rt);
    return NULL;
}

/* What one thread leaves serves the next one, whose stack may be larger or smaller: each can use
 * all of its own, and nothing behind it. */
START_TEST(a_stack_serves_threads_of_other_sizes)
{
    static const size_t KIB[] = {2600, 2600, 2400, 2600, 2200, 2400};
    fixture f;
    int pipes[2];
    ck_assert_int_eq(pipe(pipes), 0);
    stack_user u = {.rt = new_runtime(&f), .pipe = pipes[1]};
    for (size_t i = 0; i < sizeof KIB / sizeof KIB[0]; i++) {
        pthread_attr_t attr;
        pthread_t t;
        void *stack = aligned_alloc(4096, KIB[i] << 10); /* the system's might be larger */
        ck_assert_ptr_nonnull(stack);
        pthread_attr_init(&attr);
        ck_assert_int_eq(pthread_attr_setstack(&attr, stack, KIB[i] << 10), 0);
        u.first = i == 0;
        ck_assert_int_eq(pthread_create(&t, &attr, uses_its_stack, &u), 0);
        pthread_join(t, NULL);
        pthread_attr_destroy(&attr);
        free(stack);
    }
    close(pipes[0]);
    close(pipes[1]);
    gort_runtime_free(u.rt);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("runtime");
    TCase *t = tcase_create("runtime");
    suite_add_tcase(s, t);
    tcase_add_test(t, options_gogc);
    tcase_add_test(t, options_gomaxprocs);
    tcase_add_test(t, options_gomemlimit);
    tcase_add_test(t, options_godebug);
    tcase_add_test(t, attach_two_runtimes);
    tcase_add_exit_test(t, foreign_g_is_misuse, 42);
    tcase_add_exit_test(t, nil_g_is_misuse, 2);
    tcase_add_test(t, scopes);
    tcase_add_test(t, stop_the_world);
    tcase_add_test(t, request_safepoint);
    tcase_add_test(t, blocking_misuse);
    tcase_add_test(t, main_args_and_exit);
    tcase_add_test(t, main_handler_ends_thread);
    tcase_add_test(t, modules);
    tcase_add_test(t, a_stack_serves_threads_of_other_sizes);
    return s;
}
