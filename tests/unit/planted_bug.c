/* planted_bug.c - the positive control of the sanitizer runs: does on purpose what ASan
 * (`planted_bug address`) and UBSan (`planted_bug undefined`) must report. Exits 0 if nobody
 * stopped it. Threads: one.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    } else {
        fprintf(stderr, "usage: planted_bug address|undefined\n");
        return 2;
    }
    return n == 12345;
}
