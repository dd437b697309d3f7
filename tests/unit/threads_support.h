/* threads_support.h - what the tests of threads share: starting and joining, stages, ends of a
 * child process. */
#ifndef THREADS_SUPPORT_H
#define THREADS_SUPPORT_H

#include "gc_support.h"
#include "../../runtime/base/os.h"
#include <errno.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

/* After so long something hangs: no busy machine is that slow. */
#define HANG_S 600

/* Joins as an attached thread may: blocked. */
static GC_UNUSED void join(pthread_t t)
{
    gort_enter_blocking(C.g, C.sp);
    pthread_join(t, NULL);
    gort_exit_blocking(C.g);
}

static GC_UNUSED pthread_t start(void *(*fn)(void *), void *arg)
{
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, fn, arg), 0);
    return t;
}

/* What threads tell each other; waiting for it is a blocking region for those that have a g. */
static GC_UNUSED gort_au32 stage;

static GC_UNUSED void wait_for(gort_g *g, uint32_t n)
{
    if (g) gort_enter_blocking(g, gort_top(g));
    while (gort__load32_acquire(&stage) < n)
        usleep(200);
    if (g) gort_exit_blocking(g);
}

static GC_UNUSED void reach(uint32_t n)
{
    gort__store32_release(&stage, n);
}

/* Runs fn in a child, which must end with this status and this text on stderr. */
static GC_UNUSED void ends(void (*fn)(int), int arg, int status, const char *text)
{
    static char said[8192];
    int pipe_fd[2], st;
    size_t n = 0;
    ssize_t got;
    ck_assert_int_eq(pipe(pipe_fd), 0);
    const pid_t p = fork();
    if (p == 0) {
        dup2(pipe_fd[1], STDERR_FILENO);
        close(pipe_fd[0]);
        alarm(HANG_S);
        fn(arg);
        _exit(99);
    }
    close(pipe_fd[1]);
    while ((got = read(pipe_fd[0], said + n, sizeof said - 1 - n)) > 0)
        n += (size_t)got;
    said[n] = 0;
    close(pipe_fd[0]);
    ck_assert_int_eq(waitpid(p, &st, 0), p);
    ck_assert_msg(WIFEXITED(st) && WEXITSTATUS(st) == status, "case %d: status %x: %s", arg, st,
                  said);
    ck_assert_msg(strstr(said, text) != NULL, "case %d: %s", arg, said);
}

/* A handler that ends the process with the code, its text on stderr. */
static GC_UNUSED void tell(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    gort__os_write_stderr(text, bytes);
    _exit(10 + (int)code);
}
#define STATUS_MISUSE (10 + GORT_ERROR_MISUSE)

static GC_UNUSED void open_telling(const char *debug)
{
    gc_test_open(debug);
    C.rt->config.on_error = tell;
}

#endif
