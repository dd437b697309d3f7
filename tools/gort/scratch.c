/* scratch.c - the private folder of a build or run, the processes that work in it, and how both go
 * away, whatever ends this process.
 *
 * A second process, the janitor, removes the folder: when this one closes the pipe between them, or
 * is killed, which closes it too. What is written to the pipe is the process group of the running
 * compiler, or 0; the janitor ends that group first. It is in a session of its own, so that a
 * signal to the terminal's or the job's processes passes it by. So the one path of cleaning up
 * serves the end of a command, Ctrl-C and kill -9.
 *
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT end a build as they would without a handler, after the
 * janitor has done its work. While a program runs, SIGINT and SIGQUIT are its own affair, as under
 * go run: the terminal sends them to it as well. SIGTERM and SIGHUP are passed on.
 */
#define _GNU_SOURCE /* pipe2 */
#include "gort.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int fatal_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { NSIGNALS = sizeof fatal_signals / sizeof fatal_signals[0] };

/* What the signal handlers need: one folder and one program a process. */
static volatile sig_atomic_t scratch_pipe = -1;
static volatile sig_atomic_t scratch_janitor, scratch_program;

/* ---- The janitor -------------------------------------------------------------------------- */

/* True when the folder is gone. */
static bool janitor_remove(const char *dir)
{
    DIR *d = opendir(dir);
    if (!d) return errno == ENOENT;
    for (struct dirent *e; (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
    return rmdir(dir) == 0 || errno == ENOENT;
}

static void janitor_main(const char *dir, int from_parent)
{
    pid_t group = 0;
    setsid();
    for (int i = 0; i < NSIGNALS; i++)
        signal(fatal_signals[i], SIG_IGN);
    const int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3 && null >= 0; fd++) /* nobody waits for the end of our output */
        dup2(null, fd);
    for (;;) {
        const ssize_t n = read(from_parent, &group, sizeof group);
        if (n == 0 || (n < 0 && errno != EINTR)) break;
    }
    if (group > 0) kill(-group, SIGKILL);
    /* What was just killed may still be writing. */
    for (int tries = 0; !janitor_remove(dir) && tries < 200; tries++)
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    _exit(0);
}

static void tell_janitor(pid_t group)
{
    if (scratch_pipe >= 0 && write(scratch_pipe, &group, sizeof group) < 0) return;
}

/* Safe in a signal handler. */
static void janitor_finish(void)
{
    if (scratch_pipe >= 0) close(scratch_pipe);
    scratch_pipe = -1;
    if (scratch_janitor > 0)
        while (waitpid(scratch_janitor, NULL, 0) < 0 && errno == EINTR) {
        }
    scratch_janitor = 0;
}

/* ---- Signals ------------------------------------------------------------------------------ */

static void end_by_signal(int sig)
{
    janitor_finish();
    signal(sig, SIG_DFL);
    raise(sig); /* delivered when the handler returns */
}

static void pass_on(int sig)
{
    const int saved = errno;
    if (scratch_program > 0) kill(scratch_program, sig);
    errno = saved;
}

/* What was ignored when we started (nohup) stays so. */
static void handle(int sig, void (*handler)(int))
{
    struct sigaction old, act = {.sa_handler = handler};
    if (sigaction(sig, NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(sig, &act, NULL);
}

/* ---- The folder --------------------------------------------------------------------------- */

bool scratch_make(char dir[CLI_PATH_BYTES])
{
    const char *tmp = getenv("TMPDIR");
    int ends[2];
    sigset_t block, old;
    if (!tmp || !*tmp) tmp = "/tmp";
    /* No signal between the folder and the one who removes it. */
    sigemptyset(&block);
    for (int i = 0; i < NSIGNALS; i++)
        sigaddset(&block, fatal_signals[i]);
    sigprocmask(SIG_BLOCK, &block, &old);
    if (snprintf(dir, CLI_PATH_BYTES, "%s/gort-XXXXXX", tmp) >= CLI_PATH_BYTES - 64 ||
        !mkdtemp(dir)) {
        sigprocmask(SIG_SETMASK, &old, NULL);
        cli_error("cannot make a directory in %s: %s", tmp, strerror(errno));
        return false;
    }
    fflush(NULL);
    const pid_t pid = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;
    if (pid == 0) {
        close(ends[1]);
        janitor_main(dir, ends[0]);
    }
    if (pid < 0) {
        rmdir(dir);
        sigprocmask(SIG_SETMASK, &old, NULL);
        cli_error("cannot start a process: %s", strerror(errno));
        return false;
    }
    close(ends[0]);
    scratch_pipe = ends[1];
    scratch_janitor = pid;
    for (int i = 0; i < NSIGNALS; i++)
        handle(fatal_signals[i], end_by_signal);
    sigprocmask(SIG_SETMASK, &old, NULL);
    return true;
}

void scratch_remove(void)
{
    janitor_finish();
}

void scratch_path(char *out, size_t bytes, const char *dir, const char *exe, const char *ending)
{
    const char *slash = strrchr(exe, '/');
    snprintf(out, bytes, "%s/%s%s", dir, slash ? slash + 1 : exe, ending);
}

/* ---- Processes ---------------------------------------------------------------------------- */

/* In a new child: it does not outlive this process, not even kill -9. */
static void child_dies_with(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    signal(SIGPIPE, SIG_DFL);
}

static int child_wait(pid_t pid)
{
    int st = 0;
    while (waitpid(pid, &st, 0) < 0 && errno == EINTR) {
    }
    return st;
}

int scratch_compiler(const char *dir, const char *const *args)
{
    const pid_t self = getpid();
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        signal(SIGTTOU, SIG_IGN); /* its group is not the terminal's, but it may use it: nobody */
        signal(SIGTTIN, SIG_IGN); /* would wake it */
        child_dies_with(self);
        if (dir) setenv("TMPDIR", dir, 1); /* its own temporary files go with the folder */
        /* execv takes its strings as char *const but does not write to them. */
        execv(args[0], (char *const *)(void *)args);
        _exit(127);
    }
    if (pid < 0) return -1;
    setpgid(pid, pid);
    tell_janitor(pid);
    const int st = child_wait(pid);
    tell_janitor(0);
    return st;
}

int scratch_program_run(const char *exe, char **args)
{
    const pid_t self = getpid();
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        child_dies_with(self);
        for (int i = 0; i < NSIGNALS; i++)
            handle(fatal_signals[i], SIG_DFL);
        execv(exe, args);
        fprintf(stderr, "gort: cannot run %s: %s\n", exe, strerror(errno));
        _exit(127);
    }
    if (pid < 0) return -1;
    scratch_program = pid;
    handle(SIGINT, SIG_IGN);
    handle(SIGQUIT, SIG_IGN);
    handle(SIGTERM, pass_on);
    handle(SIGHUP, pass_on);
    const int st = child_wait(pid);
    scratch_program = 0;
    return st;
}
