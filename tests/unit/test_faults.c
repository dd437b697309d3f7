/* test_faults.c - what the system refuses: each creation of a thread, each mapping, each page that
 * is to have memory, each malloc in turn, once or from then on, in three programs with goroutines
 * (faults.go, whose C gort emits when this is built). Each ends as if nothing had been, or with a
 * text that says what could not be had and status 2: it does not crash, hang or say nothing. In a
 * program of others that frees the runtime then, nothing of it is left, whatever failed.
 *
 * The linker leads the runtime's calls here (--wrap). A program runs in a process of its own, and
 * says in memory that is shared how often it has asked.
 */
int emitted_main(int argc, char **argv);
#define main emitted_main
#include "faults_emitted.h" /* before what its locals would hide */
#undef main
#include "sched_support.h"
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

typedef enum { FAULT_THREAD, FAULT_MAP, FAULT_COMMIT, FAULT_MALLOC, FAULT_KINDS } fault_kind;

static const char *const kind_names[] = {"thread", "mmap", "mprotect", "malloc"};

struct faults {
    intptr_t asked[FAULT_KINDS];
    intptr_t kind, nth; /* fails; nth 0: none */
    intptr_t lasting;   /* those after it too */
    intptr_t failed;
    /* What has not been given back: bytes of mappings, blocks, keys, descriptors. */
    intptr_t mapped, taken, keys, open;
};
static struct faults *faults; /* shared; NULL: nothing fails, nothing counts */

static bool fault_comes(fault_kind kind)
{
    if (!faults) return false;
    const intptr_t n = sched_add(&faults->asked[kind], 1);
    if (faults->kind != kind || faults->nth == 0) return false;
    if (n != faults->nth && !(faults->lasting && n > faults->nth)) return false;
    sched_add(&faults->failed, 1);
    return true;
}

/* ---- What the runtime calls --------------------------------------------------------------- */

int __real_pthread_create(pthread_t *t, const pthread_attr_t *attr, void *(*fn)(void *), void *arg);
int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *attr, void *(*fn)(void *), void *arg);
int __real_pthread_key_create(pthread_key_t *key, void (*fn)(void *));
int __wrap_pthread_key_create(pthread_key_t *key, void (*fn)(void *));
int __real_pthread_key_delete(pthread_key_t key);
int __wrap_pthread_key_delete(pthread_key_t key);
void *__real_mmap64(void *p, size_t bytes, int prot, int flags, int fd, off_t at);
void *__wrap_mmap64(void *p, size_t bytes, int prot, int flags, int fd, off_t at);
int __real_munmap(void *p, size_t bytes);
int __wrap_munmap(void *p, size_t bytes);
int __real_mprotect(void *p, size_t bytes, int prot);
int __wrap_mprotect(void *p, size_t bytes, int prot);
void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__real_calloc(size_t n, size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);
void *__real_realloc(void *p, size_t bytes);
void *__wrap_realloc(void *p, size_t bytes);
void *__real_aligned_alloc(size_t align, size_t bytes);
void *__wrap_aligned_alloc(size_t align, size_t bytes);
void __real_free(void *p);
void __wrap_free(void *p);

int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *attr, void *(*fn)(void *), void *arg)
{
    return fault_comes(FAULT_THREAD) ? EAGAIN : __real_pthread_create(t, attr, fn, arg);
}

int __wrap_pthread_key_create(pthread_key_t *key, void (*fn)(void *))
{
    const int err = __real_pthread_key_create(key, fn);
    if (faults && !err) sched_add(&faults->keys, 1);
    return err;
}

int __wrap_pthread_key_delete(pthread_key_t key)
{
    if (faults) sched_add(&faults->keys, -1);
    return __real_pthread_key_delete(key);
}

void *__wrap_mmap64(void *p, size_t bytes, int prot, int flags, int fd, off_t at)
{
    if (fault_comes(FAULT_MAP)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    void *got = __real_mmap64(p, bytes, prot, flags, fd, at);
    if (faults && got != MAP_FAILED) sched_add(&faults->mapped, (intptr_t)bytes);
    return got;
}

int __wrap_munmap(void *p, size_t bytes)
{
    if (faults) sched_add(&faults->mapped, -(intptr_t)bytes);
    return __real_munmap(p, bytes);
}

int __wrap_mprotect(void *p, size_t bytes, int prot)
{
    if (prot != PROT_NONE && fault_comes(FAULT_COMMIT)) {
        errno = ENOMEM;
        return -1;
    }
    return __real_mprotect(p, bytes, prot);
}

static void *taken(void *p)
{
    if (faults && p) sched_add(&faults->taken, 1);
    return p;
}

void *__wrap_malloc(size_t bytes)
{
    return fault_comes(FAULT_MALLOC) ? NULL : taken(__real_malloc(bytes));
}

void *__wrap_calloc(size_t n, size_t bytes)
{
    return fault_comes(FAULT_MALLOC) ? NULL : taken(__real_calloc(n, bytes));
}

void *__wrap_realloc(void *p, size_t bytes)
{
    if (fault_comes(FAULT_MALLOC)) return NULL;
    void *got = __real_realloc(p, bytes);
    if (!p) taken(got);
    return got;
}

void *__wrap_aligned_alloc(size_t align, size_t bytes)
{
    return fault_comes(FAULT_MALLOC) ? NULL : taken(__real_aligned_alloc(align, bytes));
}

void __wrap_free(void *p)
{
    if (faults && p) sched_add(&faults->taken, -1);
    __real_free(p);
}

/* ---- Programs ----------------------------------------------------------------------------- */

static struct faults *faults_shared(void)
{
    struct faults *f =
        __real_mmap64(NULL, sizeof *f, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert(f != MAP_FAILED);
    return f;
}

static char output[1 << 16];

/* The status as wait gives it; what was written is in output. */
static int program_run(struct faults *f, const char *name, int (*program_main)(int, char **))
{
    int ends[2], status = -1;
    size_t n = 0;
    ck_assert_int_eq(pipe(ends), 0);
    fflush(NULL);
    const pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        char program[] = "faults", arg[20];
        char *argv[] = {program, arg, NULL};
        snprintf(arg, sizeof arg, "%s", name);
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        close(ends[0]);
        close(ends[1]);
        alarm(300); /* a hang */
        faults = f;
        const int result = program_main(2, argv);
        fflush(NULL);
        _exit(result);
    }
    close(ends[1]);
    for (ssize_t got; (got = read(ends[0], output + n, sizeof output - 1 - n)) > 0;)
        n += (size_t)got;
    output[n] = 0;
    close(ends[0]);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return status;
}

/* Go's text, with how many threads there are. */
static bool says_no_thread(const char *text)
{
    int threads = 0, used = 0;
    const char *from = strstr(text, "runtime: failed to create new OS thread (have ");
    if (!from) return false;
    sscanf(from, "runtime: failed to create new OS thread (have %d already; errno=11)\n%n",
           &threads, &used);
    return threads > 0 && used > 0 &&
           strncmp(from + used,
                   "runtime: may need to increase max user processes (ulimit -u)\n"
                   "fatal error: newosproc\n",
                   83) == 0;
}

static const char *const programs[] = {"channels", "timers", "maps"};
static const char *const results[] = {"channels 1335\n", "timers 45\n", "maps 12023\n"};

/* i: which program, what fails, and how. */
enum { RUNS = 3 * FAULT_KINDS * 2 };

START_TEST(what_the_system_refuses_is_said)
{
    const int program = _i % 3, kind = _i / 3 % FAULT_KINDS, lasting = _i / 3 / FAULT_KINDS;
    int ended = 0, went_on = 0;
    struct faults *f = faults_shared();
    setenv("GOMAXPROCS", "4", 1);
    setenv("GODEBUG", "gcthreads=2", 1);
    setenv("GOGC", "20", 1);
    for (int nth = 1;; nth++) {
        memset(f, 0, sizeof *f);
        f->kind = kind, f->nth = nth, f->lasting = lasting;
        const int status = program_run(f, programs[program], emitted_main);
        ck_assert_msg(WIFEXITED(status), "%s: %s %d fails%s: signal %d\n%s", programs[program],
                      kind_names[kind], nth, lasting ? " and all after it" : "", WTERMSIG(status),
                      output);
        const int code = WEXITSTATUS(status);
        if (code == 0) {
            ck_assert_str_eq(output, results[program]);
            went_on++;
        } else {
            ck_assert_msg(code == 2 && f->failed && strstr(output, "fatal error: ") &&
                              (kind != FAULT_THREAD || says_no_thread(output)),
                          "%s: %s %d fails%s: status %d\n%s", programs[program], kind_names[kind],
                          nth, lasting ? " and all after it" : "", code, output);
            ended++;
        }
        if (!f->failed) break;
    }
    printf("# %s, %s: %d ended, %d went on\n", programs[program], kind_names[kind], ended, went_on);
    ck_assert_int_gt(ended, 0);
}
END_TEST

/* ---- In a program of others --------------------------------------------------------------- */

/* What is counted between open and this is the runtime's alone: nothing of check's. */
static void close_and_look(int nth, int kind)
{
    if (C.rt) gort_runtime_free(C.rt);
    /* A thread that came back from a blocking region after the end is nobody's: it may still be
     * giving back what was its own alone. */
    for (int i = 0; i < 200000 && sched_read(&faults->taken) != 0; i++)
        usleep(500);
    const struct faults seen = *faults;
    faults = NULL;
    ck_assert_msg(seen.mapped == 0 && seen.taken == 0,
                  "%s %d fails: %ld bytes mapped, %ld of malloc's are left", kind_names[kind], nth,
                  (long)seen.mapped, (long)seen.taken);
}

static void open_with(struct faults *f, fault_kind kind, int nth, bool lasting,
                      void (*on_error)(void *user, gort_error_code code, const char *text,
                                       size_t bytes))
{
    gort_config c = fixture_config("");
    sched_gomaxprocs = "2";
    c.getenv = sched_env;
    c.on_error = on_error;
    C.expected = true;
    C.text[0] = 0;
    memset(f, 0, sizeof *f);
    f->kind = kind, f->nth = nth, f->lasting = lasting;
    faults = f;
    C.rt = gort_runtime_new(&c);
}

/* There is NULL for that: a handler that ended this thread would end the test, unseen. */
static void is_not_called(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)code;
    fprintf(stderr, "the handler was called: %.*s\n", (int)bytes, text);
    _exit(1);
}

START_TEST(a_runtime_that_cannot_be_made_leaves_nothing)
{
    const int kind = FAULT_MAP + _i;
    int none = 0;
    sched_open("4", ""); /* what a process has once */
    sched_close();
    struct faults *f = faults_shared();
    for (int nth = 1;; nth++) {
        open_with(f, kind, nth, true, is_not_called);
        none += !C.rt;
        close_and_look(nth, kind);
        if (!f->failed) break;
    }
    if (kind != FAULT_COMMIT) ck_assert_int_gt(none, 0);
    printf("# %s: %d times there was none\n", kind_names[kind], none);
}
END_TEST

/* The three programs in a program of others, whose handler ends the thread that it is called in,
 * and which frees the runtime then. Each request fails in turn, once and from then on: nothing is
 * left, whether the runtime was not to be had, the program ended or went on. */
static int main_argc;
static char **main_argv;
static int main_result; /* -1: its thread has ended in the handler */

static void *runs_program(void *unused)
{
    gort_register_module(C.rt, &module);
    main_result = gort_main(C.rt, main_argc, main_argv, start);
    return unused;
}

/* So many files has a folder of /proc. */
static int files_in(const char *path)
{
    int n = 0;
    DIR *d = opendir(path);
    if (!d) abort();
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

/* A thread that has ended may stand there for a moment: until it does not, or the process's time is
 * up. */
static void wait_for_threads(void)
{
    while (files_in("/proc/self/task") > 1)
        usleep(50);
}

/* Where all requests fail, several threads may come here at once: the first one's text counts. */
static void first_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    (void)user;
    pthread_mutex_lock(&lock);
    if (!C.text[0]) fixture_note_end(code, text, bytes);
    pthread_mutex_unlock(&lock);
    pthread_exit(NULL);
}

enum { WENT_ON = 0, ENDED = 2, NO_RUNTIME = 3, ENDS };

static int embedded_main(int argc, char **argv)
{
    gort_config c = fixture_config("gcthreads=2");
    pthread_t t;
    struct faults *shared = faults;
    faults = NULL;
    const int open = files_in("/proc/self/fd");
    fixture_gogc = "20";
    sched_gomaxprocs = "4";
    c.getenv = sched_env;
    c.on_error = first_error;
    C.expected = true;
    main_argc = argc, main_argv = argv, main_result = -1;
    faults = shared;
    C.rt = gort_runtime_new(&c);
    if (C.rt) {
        if (__real_pthread_create(&t, NULL, runs_program, NULL)) abort();
        pthread_join(t, NULL);
        gort_runtime_free(C.rt);
    }
    wait_for_threads();
    faults = NULL;
    shared->open = files_in("/proc/self/fd") - open;
    fputs(C.text, stderr);
    /* At another one's error main may have been at its end. */
    return !C.rt ? NO_RUNTIME : main_result == 0 && !C.text[0] ? WENT_ON : ENDED;
}

START_TEST(what_the_system_refuses_leaves_nothing)
{
    const int program = _i % 3, kind = _i / 3 % FAULT_KINDS, lasting = _i / 3 / FAULT_KINDS;
    int ends[ENDS] = {0};
    struct faults *f = faults_shared();
    sched_open("4", ""); /* what a process has once */
    sched_close();
    for (int nth = 1;; nth++) {
        memset(f, 0, sizeof *f);
        f->kind = kind, f->nth = nth, f->lasting = lasting;
        const int status = program_run(f, programs[program], embedded_main);
        const int end = WIFEXITED(status) ? WEXITSTATUS(status) : ENDS;
        ck_assert_msg(end == WENT_ON || end == ENDED || end == NO_RUNTIME,
                      "%s: %s %d fails%s: %x\n%s", programs[program], kind_names[kind], nth,
                      lasting ? " and all after it" : "", (unsigned)status, output);
        ck_assert_msg(f->mapped == 0 && f->taken == 0 && f->keys == 0 && f->open == 0,
                      "%s: %s %d fails%s: %ld bytes mapped, %ld of malloc's, %ld keys, %ld "
                      "descriptors are left\n%s",
                      programs[program], kind_names[kind], nth, lasting ? " and all after it" : "",
                      (long)f->mapped, (long)f->taken, (long)f->keys, (long)f->open, output);
        if (end == WENT_ON)
            ck_assert_str_eq(output, results[program]);
        else
            ck_assert_msg(f->failed && (end == NO_RUNTIME || strstr(output, "fatal error: ")),
                          "%s: %s %d %s%s: end %d\n%s", programs[program], kind_names[kind], nth,
                          f->failed ? "fails" : "is not reached",
                          lasting ? " and all after it" : "", end, output);
        ends[end]++;
        if (!f->failed) break;
    }
    printf(
        "# %s, %s: %d ended, %d had no runtime, %d went on; nothing is left of %ld mappings, %ld "
        "blocks, %ld threads\n",
        programs[program], kind_names[kind], ends[ENDED], ends[NO_RUNTIME], ends[WENT_ON],
        (long)f->asked[FAULT_MAP], (long)f->asked[FAULT_MALLOC], (long)f->asked[FAULT_THREAD]);
    ck_assert_int_gt(ends[ENDED] + ends[NO_RUNTIME], 0);
}
END_TEST

static sched_sema gate;

/* Needs more threads than there are places: it blocks, its thread is its own. */
static void needs_a_thread(gort_g *g, void **sp, sched_closure *c)
{
    if (c->n % 2) gort_runtime_LockOSThread(g, sp);
    for (int i = 0; i < 3; i++) {
        gort_sleep(g, sp, 100000);
        gort_enter_blocking(g, sp);
        usleep(300);
        gort_exit_blocking(g);
    }
    sched_release(g, &gate);
}

static void main_needs_threads(gort_g *g, void **sp)
{
    enum { N = 6 };
    static sched_closure c[N];
    for (int i = 0; i < N; i++) {
        c[i] = sched_closure_of(needs_a_thread, i);
        gort_go(g, sp, &c[i].head);
    }
    for (int i = 0; i < N; i++)
        sched_acquire(g, sp, &gate);
}

static intptr_t main_status; /* of gort_main; -1: its caller's thread has ended in the handler */

static void *calls_main(void *arg)
{
    (void)arg;
    sched_add(&main_status, sched_main(main_needs_threads) + 1);
    return NULL;
}

/* The handler ends the thread that it is called in, whichever that is. */
START_TEST(the_handler_hears_of_a_thread_that_is_not_to_be_had)
{
    int heard = 0, ended = 0;
    sched_open("2", "");
    sched_close();
    struct faults *f = faults_shared();
    for (int nth = 1, gone = 0; gone < 2; nth++) {
        pthread_t t;
        memset(&gate, 0, sizeof gate);
        main_status = -1;
        open_with(f, FAULT_THREAD, nth, _i, sched_error);
        if (__real_pthread_create(&t, NULL, calls_main, NULL)) abort();
        pthread_join(t, NULL);
        close_and_look(nth, FAULT_THREAD);
        const bool failed = sched_read(&f->failed) != 0;
        if (failed) {
            ck_assert_int_eq(C.code, GORT_ERROR_FATAL);
            ck_assert_msg(says_no_thread(C.text), "thread %d fails: %s", nth, C.text);
            /* At another one's error main may have been at its end. */
            ck_assert(nth == 1 ? main_status == -1 : main_status == 2 || main_status == 0);
            heard++;
            ended += main_status == 2;
        } else {
            ck_assert_int_eq(main_status, 0);
            gone++;
        }
    }
    ck_assert_int_ge(heard, 3);
    ck_assert_int_ge(ended, 1);
    printf("# %d times it was called\n", heard);
}
END_TEST

/* Without a gort_main, from a thread of the embedder's: the handler jumps, and all goes on. */
static jmp_buf jump;

static void jumps(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    fixture_note_end(code, text, bytes);
    longjmp(jump, 1);
}

START_TEST(what_a_refused_thread_was_for_is_done_later)
{
    static sched_closure c;
    volatile int heard = 0;
    sched_open("2", "");
    sched_close();
    open_with(faults_shared(), FAULT_THREAD, 1, false, jumps);
    c = sched_closure_of(needs_a_thread, 0);
    gort_g *g = gort_attach(C.rt);
    if (setjmp(jump) == 0) {
        gort_go(g, gort_top(g), &c.head);
    } else {
        heard = 1;
        gort_g_reset(g, gort_top(g));
        gort_go(g, gort_top(g), &c.head);
    }
    for (int i = 0; i <= heard; i++) /* the first one is not lost */
        sched_acquire(g, gort_top(g), &gate);
    gort_stop(C.rt);
    gort_detach(C.rt);
    close_and_look(1, FAULT_THREAD);
    ck_assert_int_eq(heard, 1);
    ck_assert(says_no_thread(C.text));
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("faults");
    TCase *tc = tcase_create("faults");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, what_the_system_refuses_is_said, 0, RUNS);
    tcase_add_loop_test(tc, a_runtime_that_cannot_be_made_leaves_nothing, 0,
                        FAULT_KINDS - FAULT_MAP);
    suite_add_tcase(s, tc);
    tc = tcase_create("refused");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, the_handler_hears_of_a_thread_that_is_not_to_be_had, 0, 2);
    tcase_add_test(tc, what_a_refused_thread_was_for_is_done_later);
    suite_add_tcase(s, tc);
    tc = tcase_create("leaves");
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, what_the_system_refuses_leaves_nothing, 0, RUNS);
    suite_add_tcase(s, tc);
    return s;
}
