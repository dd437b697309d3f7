/* What a plain run tells at its end, in the file that POLICY_OUT names: peak memory, CPU time, and
 * of one function of the library the calls and the CPU time of a call, median and one in a hundred.
 *
 * Linked with --wrap for that function. REAL and WRAP are its names then, COUNTS says which calls
 * (a to f are the arguments), TIMED whether they are timed: the clock itself is not.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { KEPT = 1 << 20 };
static unsigned took_ns[KEPT];
static unsigned long calls;

static long thread_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000l + t.tv_nsec;
}

uint64_t REAL(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
uint64_t WRAP(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);

uint64_t WRAP(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
    if (!(COUNTS)) return REAL(a, b, c, d, e, f);
    const unsigned long i = __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
    if (!TIMED || i >= KEPT) return REAL(a, b, c, d, e, f);
    const long from_ns = thread_ns();
    const uint64_t r = REAL(a, b, c, d, e, f);
    took_ns[i] = (unsigned)(thread_ns() - from_ns);
    return r;
}

static int order(const void *a, const void *b)
{
    const unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return x < y ? -1 : x > y;
}

__attribute__((destructor)) static void tell(void)
{
    char line[256];
    struct rusage u;
    long peak_kib = 0;
    FILE *in = fopen("/proc/self/status", "r"), *out = fopen(getenv("POLICY_OUT"), "w");
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, "VmHWM:", 6) == 0) peak_kib = atol(line + 6);
    getrusage(RUSAGE_SELF, &u);
    const size_t n = calls < KEPT ? calls : KEPT;
    qsort(took_ns, n, sizeof took_ns[0], order);
    fprintf(out, "%ld %ld %lu %u %u\n", peak_kib,
            (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000l + u.ru_utime.tv_usec +
                u.ru_stime.tv_usec,
            calls, n ? took_ns[n / 2] : 0, n ? took_ns[n - 1 - n / 100] : 0);
    fclose(out);
}
