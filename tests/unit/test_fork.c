/* test_fork.c - the child of a fork works, whatever the other threads did. Part of the suite that
 * runs under TSan. */
#include "threads_support.h"
#include "../../runtime/base/os.h"
#include "../../runtime/sched/sched.h"
#include <sched.h>

/* ---- fork ------------------------------------------------------------------------------------ */

static gc_node *grow(gort_g *g, void **sp, int depth)
{
    sp[0] = sp[1] = NULL;
    if (depth) {
        sp[0] = grow(g, sp + 2, depth - 1);
        sp[1] = grow(g, sp + 2, depth - 1);
    }
    gc_node *n = gort_new(g, sp + 2, &gc_type_node);
    gort_store(g, &n->left, sp[0]);
    gort_store(g, &n->right, sp[1]);
    n->value = depth;
    return n;
}

static int count(const gc_node *n)
{
    return n ? 1 + count(n->left) + count(n->right) : 0;
}

/* What a child does: allocates, collects, checks what the parent had; 0 if all is well. */
static int child_works(gc_node *tree, int depth)
{
    gort_g *g = gort_current(C.rt);
    int bad = 0;
    alarm(HANG_S);
    if (!g) g = gort_attach(C.rt);
    void **sp = gort_top(g) + 8; /* behind what the parent's frames have there */
    memset(gort_top(g), 0, 8 * sizeof *sp);
    gort_top(g)[0] = tree;
    for (int i = 0; i < 10; i++) {
        bad |= count(grow(g, sp, 8)) != 511;
        gort_gc(g, sp);
    }
    bad |= C.rt->nmutators != 1;
    bad |= count(tree) != (1 << (depth + 1)) - 1;
    bad |= C.rt->gc->num_gc < 10;
    return bad;
}

static void wait_child(gort_g *g, void **sp, pid_t p)
{
    int st;
    ck_assert_int_gt(p, 0);
    if (g) gort_enter_blocking(g, sp);
    while (waitpid(p, &st, 0) < 0 && errno == EINTR) {
    }
    if (g) gort_exit_blocking(g);
    ck_assert_msg(WIFEXITED(st) && WEXITSTATUS(st) == 0, "child status %x", st);
}

/* A fork waits for attached threads only. One that is just being made, or ends, may hold a lock of
 * the C library's or a sanitizer's allocator, and not every sanitizer takes care of its own: the
 * child would wait for it for ever. So nobody forks before all have attached, and nobody leaves
 * before all have forked. */
static gort_au32 attached;

static gort_g *attach_counted(void)
{
    gort_g *g = gort_attach(C.rt);
    gort__fetch_add32_full(&attached, 1);
    return g;
}

static void wait_attached(gort_g *g, void **sp, uint32_t n)
{
    gort_enter_blocking(g, sp);
    while (gort__load32_acquire(&attached) < n)
        usleep(200);
    gort_exit_blocking(g);
}

static void *thread_grows(void *arg)
{
    gort_g *g = attach_counted();
    while (!gort__load32_acquire(&stage)) {
        grow(g, gort_top(g), 6);
        if (arg) gort_gc(g, gort_top(g));
    }
    gort_detach(C.rt);
    return NULL;
}

static void *thread_forks(void *arg)
{
    gort_g *g = attach_counted();
    void **sp = gort_top(g);
    sp[0] = grow(g, sp, 6);
    wait_attached(g, sp + 1, 4);
    for (int i = 0; i < 6; i++) {
        const pid_t p = fork();
        if (p == 0) _exit(child_works(sp[0], 6));
        wait_child(g, sp + 1, p);
    }
    wait_for(g, 1);
    gort_detach(C.rt);
    return arg;
}

/* 0 alone, 1 beside a thread that allocates, 2 that collects all the time, 3 both and two others
 * that fork, 4 from a blocking region, 5 from a thread that is not attached. */
static void *thread_forks_unattached(void *arg)
{
    const pid_t p = fork();
    if (p == 0) _exit(child_works(NULL, -1));
    wait_child(NULL, NULL, p);
    return arg;
}

START_TEST(a_child_works)
{
    pthread_t t[4];
    int n = 0;
    fixture_gogc = "20";
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *tree = fixture_root(grow(C.g, C.sp, 10));
    if (_i >= 1) t[n++] = start(thread_grows, NULL);
    if (_i >= 2) t[n++] = start(thread_grows, C.rt);
    if (_i == 3) t[n++] = start(thread_forks, NULL);
    if (_i == 3) t[n++] = start(thread_forks, NULL);
    wait_attached(C.g, C.sp, (uint32_t)n);
    for (int i = 0; i < 8; i++) {
        if (_i == 5) {
            join(start(thread_forks_unattached, NULL));
            continue;
        }
        if (i % 3 == 0) gc_test_start(); /* in the middle of a cycle */
        if (_i == 4) gort_enter_blocking(C.g, C.sp);
        const pid_t p = fork();
        if (p == 0) {
            if (_i == 4) gort_exit_blocking(C.g);
            _exit(child_works(tree, 10));
        }
        if (_i == 4) gort_exit_blocking(C.g);
        wait_child(C.g, C.sp, p);
    }
    reach(1);
    for (int i = 0; i < n; i++)
        join(t[i]);
    gc_test_collect();
    ck_assert_int_eq(count(tree), 2047);
    C.sp--;
    fixture_close();
}
END_TEST

static void *held;

static void held_root(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    shade(ctx, held);
}

/* What other threads kept is gone in the child; globals, registered roots, the runtime's callback
 * are not. */
static gc_node *of_thread;

static void *thread_keeps(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    gort_scope s = gort_scope_open(g);
    of_thread = gort_new(g, gort_top(g), &gc_type_node);
    gort_push(g, of_thread);
    reach(1);
    wait_for(g, 2);
    gort_scope_close(g, s);
    gort_detach(C.rt);
    return arg;
}

START_TEST(a_child_keeps_what_no_thread_kept)
{
    gort_root r;
    void *word = NULL;
    gc_test_open("gccheckmark=1,clobberfree=1");
    gort_add_root(C.g, &r, &word, &gort_type_unsafe_pointer, 1);
    gort_store_global(C.g, &word, gc_test_node());
    gort_set_runtime_roots(C.rt, held_root, NULL);
    held = gc_test_node();
    pthread_t t = start(thread_keeps, NULL);
    wait_for(C.g, 1);
    const pid_t p = fork();
    if (p == 0) {
        gc_test_collect();
        _exit(!gc_test_alive(word) || !gc_test_alive(held) || gc_test_alive(of_thread));
    }
    wait_child(C.g, C.sp, p);
    gc_test_collect();
    ck_assert(gc_test_alive(of_thread));
    reach(2);
    join(t);
    gort_remove_root(C.g, &r);
    fixture_close();
}
END_TEST

static gort_g *of_stack;

static void *thread_on_a_stack(void *arg)
{
    static char memory[256 << 10];
    gort_g *own = gort_attach(C.rt);
    of_stack = gort_c_stack_new(own, memory, sizeof memory);
    ck_assert_ptr_nonnull(of_stack);
    gort_c_stack_switch(own, gort_top(own), of_stack);
    const gort_scope s = gort_scope_open(of_stack);
    gort_push(of_stack, gort_new(of_stack, gort_top(of_stack), &gc_type_node));
    reach(1);
    while (gort__load32_acquire(&stage) == 1) {
        gort_safepoint(of_stack, gort_top(of_stack));
        sched_yield();
    }
    gort_scope_close(of_stack, s);
    gort_c_stack_switch(of_stack, gort_top(of_stack), own);
    gort_c_stack_free(own, of_stack);
    gort_detach(C.rt);
    return arg;
}

/* What ran on a C stack of the program's is an empty g in the child, whose scopes are gone too. */
START_TEST(a_child_finds_stacks_empty)
{
    gc_test_open("gccheckmark=1");
    pthread_t t = start(thread_on_a_stack, NULL);
    wait_for(C.g, 1);
    const pid_t p = fork();
    if (p == 0) {
        const gort_g_head *h = &of_stack->head;
        _exit(h->top != of_stack->stack.shadow_lo || h->scope || h->roots_end ||
              h->m != &C.rt->nobody->head);
    }
    wait_child(C.g, C.sp, p);
    reach(2);
    join(t);
    fixture_close();
}
END_TEST

static void main_forks(gort_g *g, void **sp)
{
    static int exits = 5;
    const pid_t p = fork();
    if (p == 0) {
#ifdef __SANITIZE_THREAD__
        g->rt->opt.gcthreads =
            0; /* TSan knows no threads in the child of a process that had them */
#endif
        grow(g, sp, 8);
        gort_gc(g, sp);
        if (exits == 5) gort_os_Exit(g, sp, 5);
        return;
    }
    int st;
    gort_enter_blocking(g, sp);
    waitpid(p, &st, 0);
    gort_exit_blocking(g);
    ck_assert_msg(WIFEXITED(st) && WEXITSTATUS(st) == exits, "child status %x", st);
    exits = 0;
}

START_TEST(the_child_of_a_gort_main_ends_the_process)
{
    char *argv[] = {(char[]){"prog"}, NULL};
    gc_test_open("");
    ck_assert_int_eq(gort_main(C.rt, 1, argv, main_forks), 0);
    ck_assert_int_eq(gort_main(C.rt, 1, argv, main_forks), 0);
    fixture_close();
}
END_TEST

static void fork_in_callback(void *user, void (*shade)(void *, void *), void *ctx)
{
    (void)user;
    (void)shade;
    (void)ctx;
    fork();
}

static void forks_in_callback(int i)
{
    (void)i;
    open_telling("");
    gort_set_runtime_roots(C.rt, fork_in_callback, NULL);
    gc_test_collect();
}

START_TEST(fork_in_a_callback_is_misuse)
{
    ends(forks_in_callback, 0, STATUS_MISUSE, "fork: called in the runtime's root callback");
}
END_TEST

/* Handlers of that misuse: one forks too, one jumps out. */
static void forking_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    const pid_t p = fork();
    if (p != 0) waitpid(p, NULL, 0);
    tell(user, code, text, bytes);
}

static void jumping_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)code;
    gort__os_write_stderr(text, bytes);
    longjmp(C.failed, 1);
}

static void handler_of_callback_forks(int i)
{
    gc_test_open("");
    C.rt->config.on_error = i ? jumping_handler : forking_handler;
    gort_set_runtime_roots(C.rt, fork_in_callback, NULL);
    if (!setjmp(C.failed)) gc_test_collect();
    gort_runtime *other = gort_runtime_new(NULL); /* the registry's lock is free */
    gort_runtime_free(other);
    tell(NULL, GORT_ERROR_MISUSE, "", 0);
}

START_TEST(the_handler_of_a_fork_in_a_callback_may_fork)
{
    ends(handler_of_callback_forks, _i, STATUS_MISUSE,
         "fork: called in the runtime's root callback");
}
END_TEST

static void *thread_forks_once(void *arg)
{
    reach(2);
    const pid_t p = fork();
    if (p == 0) _exit(0);
    waitpid(p, NULL, 0);
    return arg;
}

/* Reports with the world stopped; the other thread is in fork by then. */
static void forking_beside_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    pthread_t t;
    pthread_create(&t, NULL, thread_forks_once, NULL);
    while (gort__load32_acquire(&stage) < 2)
        usleep(100);
    usleep(50000);
    const pid_t p = fork();
    if (p == 0) _exit(0);
    waitpid(p, NULL, 0);
    pthread_join(t, NULL);
    tell(user, code, text, bytes);
}

static void forks_in_a_stopped_world(int i)
{
    (void)i;
    gc_test_open("");
    C.rt->config.on_error = forking_beside_handler;
    gort__stop_world(gort__m(C.g));
    gort_fatal(C.g, C.sp, "stopped");
}

START_TEST(a_handler_forks_while_another_thread_does)
{
    ends(forks_in_a_stopped_world, 0, 10 + GORT_ERROR_FATAL, "fatal error: stopped");
}
END_TEST

/* A hook that calls without a g while another thread is in fork. */
static void hook_without_g(gort_tracer *tr, const gort_type *t, void *obj)
{
    (void)tr;
    (void)t;
    (void)obj;
    reach(1);
    while (!(gort__load32_relaxed(&C.rt->stop_requested) & GORT_STOP_FORK))
        usleep(100);
    gort_safepoint(NULL, NULL);
}

static void *thread_marks_with_hook(void *arg)
{
    static gort_type hooked;
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    hooked = gc_type_node;
    hooked.trace = hook_without_g;
    sp[0] = gort_new(g, sp, &hooked);
    gort_gc(g, sp + 1);
    return arg;
}

static void *thread_forks_when_marking(void *arg)
{
    wait_for(NULL, 1);
    const pid_t p = fork();
    if (p == 0) _exit(0);
    wait_child(NULL, NULL, p);
    return arg;
}

static void leaving_handler(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)text;
    (void)bytes;
    ck_assert_int_eq(code, GORT_ERROR_MISUSE);
    pthread_exit(NULL);
}

START_TEST(a_call_without_g_in_a_hook_holds_no_fork_up)
{
    gc_test_open("");
    C.rt->config.on_error = leaving_handler;
    gort_runtime *other = gort_runtime_new(NULL); /* so that it is not the only one's misuse */
    pthread_t hook = start(thread_marks_with_hook, NULL);
    join(start(thread_forks_when_marking, NULL));
    join(hook);
    gort_runtime_free(other);
    gort_detach(C.rt);
}
END_TEST

/* Threads of two runtimes that poll both, and block in one while they run in the other. */
static gort_runtime *other_rt;

static void *thread_in_both(void *arg)
{
    gort_g *g[2] = {gort_attach(C.rt), gort_attach(other_rt)};
    for (unsigned i = 0; !gort__load32_acquire(&stage); i++) {
        gort_g *one = g[i & 1], *two = g[~i & 1];
        grow(one, gort_top(one), 4);
        gort_enter_blocking(one, gort_top(one));
        grow(two, gort_top(two), 4);
        gort_safepoint(two, gort_top(two));
        gort_exit_blocking(one);
        gort_safepoint(one, gort_top(one));
    }
    gort_detach(C.rt);
    gort_detach(other_rt);
    return arg;
}

static void *thread_forks_often(void *arg)
{
    if (arg) gort_attach(arg);
    for (int i = 0; i < 40; i++) {
        const pid_t p = fork();
        if (p == 0) _exit(0);
        if (arg) gort_enter_blocking(gort_current(arg), gort_top(gort_current(arg)));
        ck_assert_int_eq(waitpid(p, NULL, 0), p);
        if (arg) gort_exit_blocking(gort_current(arg));
    }
    return NULL;
}

START_TEST(threads_of_two_runtimes_hold_no_fork_up)
{
    pthread_t t[3], f[3];
    gort_config c;
    gc_test_open("");
    gort_config_init(&c);
    c.getenv = fixture_env; /* no collection: two runtimes' would wait for each other's threads */
    other_rt = gort_runtime_new(&c);
    alarm(HANG_S);
    for (int i = 0; i < 3; i++)
        t[i] = start(thread_in_both, NULL);
    for (int i = 0; i < 3; i++)
        f[i] = start(thread_forks_often, i == 0 ? NULL : i == 1 ? C.rt : other_rt);
    for (int i = 0; i < 3; i++)
        join(f[i]);
    reach(1);
    for (int i = 0; i < 3; i++)
        join(t[i]);
    gort_runtime_free(other_rt);
    fixture_close();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("fork");
    TCase *tc = tcase_create("fork");
    tcase_set_timeout(tc, HANG_S);
    tcase_add_loop_test(tc, a_child_works, 0, 6);
    tcase_add_test(tc, a_child_keeps_what_no_thread_kept);
    tcase_add_test(tc, a_child_finds_stacks_empty);
    tcase_add_test(tc, the_child_of_a_gort_main_ends_the_process);
    tcase_add_test(tc, fork_in_a_callback_is_misuse);
    tcase_add_loop_test(tc, the_handler_of_a_fork_in_a_callback_may_fork, 0, 2);
    tcase_add_test(tc, a_handler_forks_while_another_thread_does);
    tcase_add_test(tc, a_call_without_g_in_a_hook_holds_no_fork_up);
    tcase_add_test(tc, threads_of_two_runtimes_hold_no_fork_up);
    suite_add_tcase(s, tc);
    return s;
}
