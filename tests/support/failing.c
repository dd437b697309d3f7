/* failing.c - to be preloaded: what the system refuses to a program. Of the kind FAIL_KIND (malloc,
 * map, commit, thread) the request FAIL_NTH fails, alone or, with FAIL_ON, with all that come after
 * it. When the program ends, it writes to the file FAIL_REPORT how many requests there were, and
 * how many blocks of malloc's are left.
 *
 * What the C library asks of itself by other names is not seen: of its buffers of files and the
 * like none fails. Threads: any.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t n, size_t bytes);
void *__libc_realloc(void *p, size_t bytes);
void __libc_free(void *p);

static const char *kind; /* NULL: nothing is counted yet */
static long nth;
static int from_then_on;
static atomic_long asked, left;

static int refused(const char *what)
{
    if (!kind || strcmp(kind, what) != 0) return 0;
    const long n = atomic_fetch_add(&asked, 1) + 1;
    if (!nth || n < nth || (n > nth && !from_then_on)) return 0;
    errno = strcmp(what, "thread") == 0 ? EAGAIN : ENOMEM;
    return 1;
}

void *malloc(size_t bytes)
{
    void *p = refused("malloc") ? NULL : __libc_malloc(bytes);
    if (p) atomic_fetch_add(&left, 1);
    return p;
}

void *calloc(size_t n, size_t bytes)
{
    void *p = refused("malloc") ? NULL : __libc_calloc(n, bytes);
    if (p) atomic_fetch_add(&left, 1);
    return p;
}

void *realloc(void *old, size_t bytes)
{
    void *p = refused("malloc") ? NULL : __libc_realloc(old, bytes);
    if (p && !old) atomic_fetch_add(&left, 1);
    return p;
}

void free(void *p)
{
    if (p) atomic_fetch_sub(&left, 1);
    __libc_free(p);
}

/* What mmap is with offsets of 64 bits, which meson asks for. */
void *mmap64(void *at, size_t bytes, int prot, int flags, int fd, off64_t offset)
{
    return refused("map") ? MAP_FAILED
                          : (void *)syscall(SYS_mmap, at, bytes, prot, flags, fd, offset);
}

int mprotect(void *at, size_t bytes, int prot)
{
    return refused("commit") ? -1 : (int)syscall(SYS_mprotect, at, bytes, prot);
}

int pthread_create(pthread_t *t, const pthread_attr_t *attr, void *(*fn)(void *), void *arg)
{
    static int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (refused("thread")) return EAGAIN;
    if (!create) *(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
    return create(t, attr, fn, arg);
}

__attribute__((constructor)) static void begin(void)
{
    const char *n = getenv("FAIL_NTH");
    from_then_on = getenv("FAIL_ON") != NULL;
    nth = n ? atol(n) : 0;
    kind = getenv("FAIL_KIND");
}

__attribute__((destructor)) static void report(void)
{
    const char *path = getenv("FAIL_REPORT");
    const long n = atomic_load(&asked), blocks = atomic_load(&left);
    kind = NULL;
    FILE *out = path ? fopen(path, "w") : NULL;
    if (!out) return;
    fprintf(out, "%ld %ld\n", n, blocks);
    fclose(out);
}
