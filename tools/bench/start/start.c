/* start.c - what a program that has gort in it costs from its start to its exit: time and resident
 * memory, medians of N runs (40), beside the same program without gort.
 *
 *     cc -O2 tools/bench/start/start.c $(pkg-config --cflags --libs gort) -o start && ./start [N]
 *
 * It runs itself: one run of each kind after the other. Time is that between the call that starts a
 * process and its end; memory the peak that the process finds in /proc/self/status before it ends.
 */
#define _GNU_SOURCE
#include "gort.h"
#include "gort_inline.h"
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1000 };
static const char *const kinds[] = {"plain", "hello", "collects"};
enum { KINDS = 3 };

typedef struct pair {
    struct pair *head, *tail;
} pair;
GORT_STRUCT_TYPE(type_pair, pair, head, tail);

/* Of the calling process so far, in KiB. */
static long peak_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "VmHWM: %ld", &kib) == 1) break;
    if (f) fclose(f);
    return kib;
}

static int child(const char *kind)
{
    if (strcmp(kind, "plain") != 0) {
        gort_runtime *rt = gort_runtime_new(NULL);
        gort_g *g = rt ? gort_attach(rt) : NULL;
        if (!g) return 1;
        void **s = gort_slots_open(g, 1);
        pair *p = s[0] = gort_new(g, s + 1, &type_pair);
        gort_store(g, &p->head, p);
        if (strcmp(kind, "collects") == 0) gort_gc(g, s + 1);
        gort_slots_close(g, s);
        gort_detach(rt);
        gort_runtime_free(rt);
    }
    printf("hello %ld\n", peak_kib());
    return 0;
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* One run: its time; *kib: its peak. */
static double run(const char *kind, double *kib)
{
    extern char **environ;
    char path[] = "/proc/self/exe", said[64] = "";
    char *argv[] = {path, (char *)(size_t) "-", (char *)(size_t)kind, NULL};
    posix_spawn_file_actions_t actions;
    int out[2], status;
    pid_t p;
    if (pipe(out) != 0) exit(1);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, out[0]);
    const double began = now_ms();
    if (posix_spawn(&p, path, &actions, NULL, argv, environ) != 0 || waitpid(p, &status, 0) != p ||
        status != 0)
        exit(1);
    const double ms = now_ms() - began;
    close(out[1]);
    if (read(out[0], said, sizeof said - 1) <= 0 || sscanf(said, "hello %lf", kib) != 1) exit(1);
    close(out[0]);
    posix_spawn_file_actions_destroy(&actions);
    return ms;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, int n)
{
    qsort(v, (size_t)n, sizeof *v, by_value);
    return v[n / 2];
}

int main(int argc, char **argv)
{
    static double ms[KINDS][MOST], kib[KINDS][MOST];
    if (argc == 3) return child(argv[2]);
    const int asked = argc > 1 ? atoi(argv[1]) : 40, n = asked < MOST ? asked : MOST;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < KINDS; k++)
            ms[k][i] = run(kinds[k], &kib[k][i]);
    for (int k = 0; k < KINDS; k++)
        printf("%-8s %6.2f ms, %5.0f KiB (medians of %d)\n", kinds[k], median(ms[k], n),
               median(kib[k], n), n);
    return 0;
}
