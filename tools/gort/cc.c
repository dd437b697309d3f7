/* cc.c - the C compiler and the runtime that emitted C needs.
 *
 * The runtime is found beside this executable (a build tree: libgort.a next to it; an installed
 * tree: ../lib and ../include/gort), or where it was configured. GORT_ROOT overrides: a folder
 * with include/ and lib/.
 */
#include "gort.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CC_PATH_BYTES = PATH_MAX, CC_MAX_ARGS = 64 };

typedef struct cc_runtime {
    char include[CC_PATH_BYTES + 32];
    char library[CC_PATH_BYTES + 32];
} cc_runtime;

static bool readable(const char *path)
{
    return access(path, R_OK) == 0;
}

/* Both parts under a pair of folders? */
static bool runtime_at(cc_runtime *r, const char *include_dir, const char *lib_dir)
{
    char header[CC_PATH_BYTES + 64];
    if (snprintf(r->include, sizeof r->include, "%s", include_dir) >= (int)sizeof r->include ||
        snprintf(r->library, sizeof r->library, "%s/libgort.a", lib_dir) >= (int)sizeof r->library)
        return false;
    snprintf(header, sizeof header, "%s/gort_inline.h", include_dir);
    return readable(header) && readable(r->library);
}

static bool runtime_find(cc_runtime *r)
{
    char self[CC_PATH_BYTES], inc[CC_PATH_BYTES + 32], lib[CC_PATH_BYTES + 32];
    const char *root = getenv("GORT_ROOT");
    if (root && *root) {
        snprintf(inc, sizeof inc, "%s/include/gort", root);
        snprintf(lib, sizeof lib, "%s/lib", root);
        if (runtime_at(r, inc, lib)) return true;
        cli_error("GORT_ROOT=%s has no include/gort/gort_inline.h and lib/libgort.a", root);
        return false;
    }
    const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n > 0) {
        self[n] = 0;
        char *slash = strrchr(self, '/');
        if (slash) *slash = 0;
        if (runtime_at(r, GORT_SOURCE_INCLUDE, self)) return true;
        snprintf(inc, sizeof inc, "%s/../include/gort", self);
        snprintf(lib, sizeof lib, "%s/../%s", self, GORT_LIBDIR);
        if (runtime_at(r, inc, lib)) return true;
    }
    cli_error("cannot find the runtime (gort_inline.h and libgort.a); set GORT_ROOT");
    return false;
}

/* The full path of a program, or false. */
static bool program_find(const char *name, char out[CC_PATH_BYTES])
{
    if (strchr(name, '/')) {
        snprintf(out, CC_PATH_BYTES, "%s", name);
        return access(name, X_OK) == 0;
    }
    const char *path = getenv("PATH");
    while (path && *path) {
        const size_t n = strcspn(path, ":");
        if (n > 0 && n < CC_PATH_BYTES - 256 && strlen(name) < 200) {
            snprintf(out, CC_PATH_BYTES, "%.*s/%s", (int)n, path, name);
            if (access(out, X_OK) == 0) return true;
        }
        path += n + (path[n] == ':');
    }
    return false;
}

static bool compiler_find(const cli_options *o, char out[CC_PATH_BYTES])
{
    static const char *const usual[] = {"cc", "gcc", "clang"};
    const char *asked = o->cc ? o->cc : getenv("CC");
    if (asked && *asked) {
        if (program_find(asked, out)) return true;
        cli_error("the C compiler %s (from %s) cannot be run", asked, o->cc ? "--cc" : "CC");
        return false;
    }
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (program_find(usual[i], out)) return true;
    cli_error("no C compiler found (looked for cc, gcc and clang); install one, or name it with "
              "CC or --cc");
    return false;
}

/* Splits the configured extra flags ("-fsanitize=address ...") into args. */
static int add_words(const char **args, int n, char *words)
{
    for (char *w = strtok(words, " "); w && n < CC_MAX_ARGS - 20; w = strtok(NULL, " "))
        args[n++] = w;
    return n;
}

int cc_build(const cli_options *o, const char *c_path, const char *exe_path, const char *opt)
{
    cc_runtime rt;
    char cc[CC_PATH_BYTES], include[CC_PATH_BYTES + 40], extra[] = GORT_EXTRA_CFLAGS;
    const char *args[CC_MAX_ARGS];
    int n = 0;
    if (!compiler_find(o, cc) || !runtime_find(&rt)) return CLI_FAILED;
    snprintf(include, sizeof include, "-I%s", rt.include);
    args[n++] = cc;
    args[n++] = opt;
    args[n++] = "-g";
    args[n++] = "-w";
    args[n++] = "-fno-optimize-sibling-calls";
    args[n++] = "-fno-strict-aliasing";
    args[n++] = "-fwrapv";
    args[n++] = "-fno-delete-null-pointer-checks";
    n = add_words(args, n, extra);
    args[n++] = include;
    args[n++] = "-o";
    args[n++] = exe_path;
    args[n++] = c_path;
    args[n++] = rt.library;
    args[n++] = "-lpthread";
    args[n++] = "-lm";
    args[n] = NULL;
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        /* execv takes its strings as char *const but does not write to them. */
        execv(cc, (char *const *)(void *)args);
        _exit(127);
    }
    int st = 0;
    while (pid > 0 && waitpid(pid, &st, 0) < 0 && errno == EINTR) {
    }
    if (pid < 0 || !WIFEXITED(st) || WEXITSTATUS(st) != 0) {
        cli_error("%s could not build %s", cc, exe_path);
        return CLI_FAILED;
    }
    return CLI_OK;
}
