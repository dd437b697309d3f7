/* os.c - what the runtime asks of the operating system: memory, clocks, stderr.
 *
 * Address space is reserved first (no access, no memory behind it) and committed in pieces. A
 * committed page reads as zero until it is written; so does a decommitted page that is touched
 * again. Nothing here keeps state, so every function may be called by any thread at any time, and
 * none of them allocates with malloc.
 *
 * Linux and POSIX; another system needs this file only.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getaffinity */
#endif
#include "os.h"
#include "runtime.h"
#include <errno.h>
#if defined(__linux__)
#include <linux/membarrier.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#endif
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define HUGE_PAGE_BYTES ((uintptr_t)2 << 20)

static uint64_t os_clock_ns(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

uint64_t gort__os_now_ns(void)
{
    return os_clock_ns(CLOCK_MONOTONIC);
}

uint64_t gort__os_walltime_ns(void)
{
    return os_clock_ns(CLOCK_REALTIME);
}

uint64_t gort__os_thread_ns(void)
{
    return os_clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

uint64_t gort__os_secret(void)
{
    uint64_t of_process[2] = {0, 0}; /* AT_RANDOM costs no call, unlike getrandom */
#if defined(__linux__)
    const void *given = (const void *)getauxval(AT_RANDOM);
    if (given) memcpy(of_process, given, sizeof of_process);
#else
    if (getentropy(of_process, sizeof of_process) != 0) of_process[0] = (uintptr_t)of_process;
#endif
    uint64_t z = of_process[0] ^ gort__os_now_ns() * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9) ^ of_process[1];
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int gort__os_processors(void)
{
    cpu_set_t set;
    const int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
    const long online = n > 0 ? n : sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 && online < INT_MAX ? (int)online : 1;
}

static void *os_mmap(void *wish, size_t bytes, int prot)
{
    void *p = mmap(wish, bytes, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void *gort__os_reserve(size_t bytes)
{
    return os_mmap(NULL, bytes, PROT_NONE);
}

void *gort__os_reserve_at(uintptr_t wish, size_t bytes)
{
    return os_mmap((void *)wish, bytes, PROT_NONE);
}

/* A kernel before 4.17 takes the address for a wish. */
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
gort__zone gort__os_reserve_exactly(uintptr_t at, size_t bytes)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    void *p = mmap((void *)at, bytes, PROT_NONE, flags, -1, 0);
    if (p == (void *)at) return GORT__ZONE_HELD;
    if (p == MAP_FAILED) return errno == EEXIST ? GORT__ZONE_TAKEN : GORT__ZONE_REFUSED;
    munmap(p, bytes);
    return GORT__ZONE_TAKEN;
}

void *gort__os_map(size_t bytes)
{
    return os_mmap(NULL, bytes, PROT_READ | PROT_WRITE);
}

bool gort__os_commit(void *p, size_t bytes)
{
    return mprotect(p, bytes, PROT_READ | PROT_WRITE) == 0;
}

bool gort__os_decommit(void *p, size_t bytes)
{
    return madvise(p, bytes, MADV_DONTNEED) == 0;
}

size_t gort__os_page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

void gort__os_release(void *p, size_t bytes)
{
    munmap(p, bytes);
}

void gort__os_huge(void *p, size_t bytes)
{
    const uintptr_t first = ((uintptr_t)p + HUGE_PAGE_BYTES - 1) & ~(HUGE_PAGE_BYTES - 1);
    const uintptr_t end = ((uintptr_t)p + bytes) & ~(HUGE_PAGE_BYTES - 1);
    if (first < end) madvise((void *)first, end - first, MADV_HUGEPAGE);
}

void gort__os_no_huge(void *p, size_t bytes)
{
    madvise(p, bytes, MADV_NOHUGEPAGE);
}

void gort__os_protect(void *p, size_t bytes)
{
    madvise(p, bytes, MADV_DONTNEED);
    mprotect(p, bytes, PROT_NONE);
}

#if defined(__linux__) && defined(SYS_membarrier)

static bool os_membarrier(int command)
{
    return syscall(SYS_membarrier, command, 0, 0) == 0;
}

bool gort__os_barrier_begin(void)
{
    return os_membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
}

/* What was said at the beginning may not hold in a child. */
void gort__os_barrier_others(void)
{
    if (os_membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED)) return;
    if (gort__os_barrier_begin() && os_membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED)) return;
    (void)os_membarrier(MEMBARRIER_CMD_GLOBAL);
}

#else

bool gort__os_barrier_begin(void)
{
    return false;
}

void gort__os_barrier_others(void) {}

#endif

void gort__os_write_stderr(const char *text, size_t bytes)
{
    const int saved = errno;
    int cancel;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel); /* the caller may hold a lock */
    while (bytes > 0) {
        const ssize_t n = write(STDERR_FILENO, text, bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        text += n;
        bytes -= (size_t)n;
    }
    pthread_setcancelstate(cancel, &cancel);
    errno = saved;
}
