/* test_fork.c - the child of a fork works, whatever the other threads did. Part of the suite that
 * runs under TSan. */
#include "threads_support.h"

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
    alarm(60);
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

static void *thread_grows(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    while (!gort__load32_acquire(&stage)) {
        grow(g, gort_top(g), 6);
        if (arg) gort_gc(g, gort_top(g));
    }
    gort_detach(C.rt);
    return NULL;
}

static void *thread_forks(void *arg)
{
    gort_g *g = gort_attach(C.rt);
    void **sp = gort_top(g);
    sp[0] = grow(g, sp, 6);
    for (int i = 0; i < 6; i++) {
        const pid_t p = fork();
        if (p == 0) _exit(child_works(sp[0], 6));
        wait_child(g, sp + 1, p);
    }
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
    gc_test_gogc = "20";
    gc_test_open("gccheckmark=1,clobberfree=1");
    gc_node *tree = gc_test_root(grow(C.g, C.sp, 10));
    if (_i >= 1) t[n++] = start(thread_grows, NULL);
    if (_i >= 2) t[n++] = start(thread_grows, C.rt);
    if (_i == 3) t[n++] = start(thread_forks, NULL);
    if (_i == 3) t[n++] = start(thread_forks, NULL);
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
    gc_test_close();
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
    gc_test_close();
}
END_TEST

static void main_forks(gort_g *g, void **sp)
{
    static int exits = 5;
    const pid_t p = fork();
    if (p == 0) {
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
    gc_test_close();
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

int main(void)
{
    Suite *s = suite_create("fork");
    TCase *tc = tcase_create("fork");
    tcase_set_timeout(tc, 240);
    tcase_add_loop_test(tc, a_child_works, 0, 6);
    tcase_add_test(tc, a_child_keeps_what_no_thread_kept);
    tcase_add_test(tc, the_child_of_a_gort_main_ends_the_process);
    tcase_add_test(tc, fork_in_a_callback_is_misuse);
    suite_add_tcase(s, tc);
    return gc_test_run(s);
}
