/* os.c - the C half of Go's package os: the arguments, the exit, the environment, reading and
 * writing.
 *
 * os.Args lies outside the heap, made by gort_main before the program's first statement; its
 * strings are the process's own. Exit runs no deferred calls, as in Go; output is never buffered,
 * so there is nothing to flush.
 *
 * Reads and writes are blocking regions: the world may stop and a cycle may run while the thread
 * waits. The bytes stay where they are, being rooted.
 */
#include "os.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

gort_slice gort_os_args(gort_g *g, void **sp)
{
    (void)sp;
    return g->rt->os_args;
}

void gort_os_Exit(gort_g *g, void **sp, intptr_t code)
{
    g->sp = sp;
    gort__exit(g, (int)code);
}

gort_string_bool gort_os_LookupEnv(gort_g *g, void **sp, gort_string key)
{
    const size_t n = (size_t)key.len;
    for (char **e = environ; n && e && *e; e++)
        if (strncmp(*e, (const char *)key.ptr, n) == 0 && (*e)[n] == '=') {
            const char *value = *e + n + 1;
            return (gort_string_bool){gort__string_copy(g, sp, value, (intptr_t)strlen(value)),
                                      true};
        }
    return (gort_string_bool){{NULL, 0}, false};
}

gort_string_bool gort_os_environAt(gort_g *g, void **sp, intptr_t i)
{
    const char *entry = environ ? environ[i] : NULL;
    if (!entry) return (gort_string_bool){{NULL, 0}, false};
    return (gort_string_bool){gort__string_copy(g, sp, entry, (intptr_t)strlen(entry)), true};
}

/* ---- Reading and writing ------------------------------------------------------------------ */

static gort_iface os_error(gort_g *g, void **sp, const char *call, const char *name, int err)
{
    char text[256];
    int n = snprintf(text, sizeof text, "%s %s: ", call, name);
    if (n < 0 || n >= (int)sizeof text) n = 0;
    snprintf(text + n, sizeof text - (size_t)n, "%s", strerror(err));
    if (text[n] >= 'A' && text[n] <= 'Z') text[n] = (char)(text[n] + 'a' - 'A');
    return gort_errors_New(g, sp, gort__string_copy(g, sp, text, (intptr_t)strlen(text)));
}

gort_int_error gort__os_write(gort_g *g, void **sp, int fd, const char *name, const void *bytes,
                              intptr_t n)
{
    gort_int_error result = {0, {NULL, NULL}};
    int err = 0;
    gort_enter_blocking(g, sp);
    while (result.r0 < n && !err) {
        const ssize_t got = write(fd, (const uint8_t *)bytes + result.r0, (size_t)(n - result.r0));
        if (got >= 0)
            result.r0 += got;
        else if (errno != EINTR)
            err = errno;
    }
    gort_exit_blocking(g);
    if (err) result.r1 = os_error(g, sp, "write", name, err);
    return result;
}

/* As os.go has them. */
static const char *os_name(intptr_t fd)
{
    return fd == 0 ? "/dev/stdin" : fd == 1 ? "/dev/stdout" : "/dev/stderr";
}

gort_int_error gort_os_write(gort_g *g, void **sp, intptr_t fd, gort_slice b)
{
    sp[0] = b.ptr;
    return gort__os_write(g, sp + 1, (int)fd, os_name(fd), b.ptr, b.len);
}

gort_int_error gort_os_read(gort_g *g, void **sp, intptr_t fd, gort_slice b)
{
    gort_int_error result = {0, {NULL, NULL}};
    ssize_t got;
    int err = 0;
    sp[0] = b.ptr;
    gort_enter_blocking(g, sp + 1);
    do {
        got = read((int)fd, b.ptr, (size_t)b.len);
        err = got < 0 ? errno : 0;
    } while (err == EINTR);
    gort_exit_blocking(g);
    if (err)
        result.r1 = os_error(g, sp + 1, "read", os_name(fd), err);
    else
        result.r0 = got;
    return result;
}
