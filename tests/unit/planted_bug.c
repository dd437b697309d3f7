/* planted_bug.c - the positive control of the sanitizer runs: does on purpose what ASan
 * (`planted_bug address`), UBSan (`planted_bug undefined`) and TSan (`planted_bug thread`) must
 * report. Exits 0 if nobody stopped it. Threads: one; two that share a word, for TSan.
 */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int shared;

static void *adds(void *unused)
{
    for (int i = 0; i < 1000; i++)
        shared++;
    return unused;
}

int main(int argc, char **argv)
{
    volatile int n = argc;
    if (argc > 1 && strcmp(argv[1], "address") == 0) {
        char *volatile p = malloc(16);
        p[15 + n] = 1;
        n = p[15 + n];
        free(p);
    } else if (argc > 1 && strcmp(argv[1], "undefined") == 0) {
        /* A shift by the width: -fwrapv does not define it. */
        volatile int shift = 30 + argc;
        n = 1 << shift;
    } else if (argc > 1 && strcmp(argv[1], "thread") == 0) {
        pthread_t t;
        if (pthread_create(&t, NULL, adds, NULL) != 0) return 2;
        adds(NULL); /* nothing orders the two */
        pthread_join(t, NULL);
        n = shared;
    } else {
        fprintf(stderr, "usage: planted_bug address|undefined|thread\n");
        return 2;
    }
    return n == 12345;
}
