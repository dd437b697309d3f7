/* replay.c - TAP: gives every file of the folders named to the fuzz target that it is linked with,
 * without libFuzzer, so that any compiler builds it. A crash ends it; so does an input that takes
 * more than LIMIT_S of the processor's time (not of the clock's: the machine may be busy). */
#define _GNU_SOURCE
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { LIMIT_S = 30 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[4096]; /* of the input at hand, for the line that says where it ended */

static void ended(int sig)
{
    const char *what = sig == SIGPROF ? "not ok 1 - too slow: " : "not ok 1 - crashed: ";
    if (write(1, what, strlen(what)) < 0 || write(1, path, strlen(path)) < 0 ||
        write(1, "\n", 1) < 0)
        _exit(2);
    _exit(1);
}

static void limit(int seconds)
{
    const struct itimerval t = {{0, 0}, {seconds, 0}};
    setitimer(ITIMER_PROF, &t, NULL);
}

static void replay(void)
{
    FILE *f = fopen(path, "rb");
    if (!f) return;
    fseek(f, 0, SEEK_END);
    const long bytes = ftell(f);
    rewind(f);
    uint8_t *data = malloc(bytes > 0 ? (size_t)bytes : 1);
    if (!data || fread(data, 1, (size_t)bytes, f) != (size_t)bytes) exit(2);
    fclose(f);
    limit(LIMIT_S);
    LLVMFuzzerTestOneInput(data, (size_t)bytes);
    limit(0);
    free(data);
}

int main(int argc, char **argv)
{
    signal(SIGPROF, ended);
    signal(SIGABRT, ended);
    signal(SIGSEGV, ended);
    signal(SIGBUS, ended);
    signal(SIGFPE, ended);
    for (int i = 1; i < argc; i++) {
        struct dirent **names;
        const int n = scandir(argv[i], &names, NULL, alphasort);
        int inputs = 0;
        for (int k = 0; k < n; k++) {
            if (names[k]->d_name[0] != '.') {
                snprintf(path, sizeof path, "%s/%s", argv[i], names[k]->d_name);
                replay();
                inputs++;
            }
            free(names[k]);
        }
        if (n >= 0) free(names);
        const char *name = strrchr(argv[i], '/');
        printf("%sok %d - %d inputs of %s\n", inputs ? "" : "not ", i, inputs,
               name ? name + 1 : argv[i]);
    }
    printf("1..%d\n", argc - 1);
    return 0;
}
