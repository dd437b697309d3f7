/* cc.c - the C compiler and the runtime that emitted C needs.
 *
 * The runtime is found beside this executable (a build tree: libgort.a next to it; an installed
 * tree: ../lib and ../include/gort), or where it was configured. GORT_ROOT overrides: a folder
 * with include/ and lib/.
 *
 * An executable that is kept is linked with the C library itself, where that can be had: it then
 * starts without a loader and has half of the memory. `gort run` links faster.
 */
#include "gort.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* A file that can be run; a folder has its x bits for something else. */
static bool runnable(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* The full path of a program, or false. */
static bool program_find(const char *name, char out[CC_PATH_BYTES])
{
    if (strchr(name, '/')) {
        snprintf(out, CC_PATH_BYTES, "%s", name);
        return runnable(name);
    }
    const char *path = getenv("PATH");
    while (path && *path) {
        const size_t n = strcspn(path, ":");
        if (n > 0 && n < CC_PATH_BYTES - 256 && strlen(name) < 200) {
            snprintf(out, CC_PATH_BYTES, "%.*s/%s", (int)n, path, name);
            if (runnable(out)) return true;
        }
        path += n + (path[n] == ':');
    }
    return false;
}

static bool is_named_tcc(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strstr(slash ? slash + 1 : path, "tcc") != NULL;
}

/* By either of its names: cc may lead to tcc, and tcc to a compiler cache. */
static bool has_linker(const char *path)
{
    char real[CC_PATH_BYTES];
    return !is_named_tcc(path) && !(realpath(path, real) && is_named_tcc(real));
}

/* A compiler that can link the runtime. */
static bool usual_find(char out[CC_PATH_BYTES])
{
    static const char *const usual[] = {"cc", "gcc", "clang"};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (program_find(usual[i], out) && has_linker(out)) return true;
    return false;
}

typedef struct cc_command {
    char path[CC_PATH_BYTES];
    char text[CC_PATH_BYTES]; /* what words points into */
    const char *words[CC_MAX_ARGS / 4];
    int nwords; /* behind the command: the user's own arguments */
} cc_command;

/* "gcc -O0": a command and its arguments; a path with blanks in it is one word if it can be run. */
static bool command_split(cc_command *c, const char *asked)
{
    if (program_find(asked, c->path)) return true;
    if (snprintf(c->text, sizeof c->text, "%s", asked) >= (int)sizeof c->text) return false;
    const char *first = strtok(c->text, " \t");
    if (!first || !program_find(first, c->path)) return false;
    for (char *w; (w = strtok(NULL, " \t"));) {
        if (c->nwords == CC_MAX_ARGS / 4) return false;
        c->words[c->nwords++] = w;
    }
    return true;
}

/* Its words may name the compiler too: "ccache tcc". */
static bool command_has_linker(const cc_command *c)
{
    char path[CC_PATH_BYTES];
    for (int i = 0; i < c->nwords; i++)
        if (c->words[i][0] != '-' && program_find(c->words[i], path) && !has_linker(path))
            return false;
    return has_linker(c->path);
}

static bool compiler_find(const cli_options *o, cc_command *c)
{
    const char *asked = o->cc ? o->cc : getenv("CC");
    memset(c, 0, sizeof *c);
    if (asked && *asked) {
        if (command_split(c, asked)) return true;
        cli_error("the C compiler %s (from %s) cannot be run", asked, o->cc ? "--cc" : "CC");
        return false;
    }
    if (usual_find(c->path)) return true;
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

/* Has the user said something of this kind ("-O", "-g")? */
static bool command_says(const cc_command *c, const char *kind)
{
    for (int i = 0; i < c->nwords; i++)
        if (strncmp(c->words[i], kind, strlen(kind)) == 0) return true;
    return false;
}

/* The command, its own arguments and ours that do not change the code. */
static int command_args(const cc_command *c, const char **args)
{
    int n = 0;
    args[n++] = c->path;
    for (int i = 0; i < c->nwords; i++)
        args[n++] = c->words[i];
    if (!command_says(c, "-g")) args[n++] = "-g";
    args[n++] = "-w";
    return n;
}

/* What is kept gets -O2 and functions inlined into themselves, three calls deep and at -O3's
 * measure of gain: a Fibonacci function takes 0.39 of the time of plain -O2, mutual recursion 0.55,
 * and what else -O3 does gains nothing and makes programs two fifths larger. Copies of a function
 * for the constants that one call hands it, of -O3, gain nothing either: a loop over byte codes
 * took an eighth more in one. Functions that begin with a cache line are not worth it: at random
 * places linkedlist took 1.03 and calls 1.14 with them. clang does not know these parameters. */
static int compile_args(const cc_command *c, const char **args, int n, bool kept, const char *level)
{
    if (level)
        args[n++] = level;
    else if (!command_says(c, "-O"))
        args[n++] = kept ? "-O2" : "-O1";
    if (kept) {
        args[n++] = "--param=max-inline-recursive-depth-auto=3";
        args[n++] = "--param=inline-min-speedup=15";
        args[n++] = "--param=ipa-cp-eval-threshold=100000"; /* clang knows no -fno-ipa-cp-clone */
    }
    args[n++] = "-fno-optimize-sibling-calls";
    args[n++] = "-fno-strict-aliasing";
    args[n++] = "-fwrapv";
    args[n++] = "-fno-delete-null-pointer-checks";
    return n;
}

/* Whether the C library can be part of the executable: it could where gort was configured, and
 * neither that nor the user asks for flags (a sanitizer's library has to be shared, say). */
static bool can_be_static(const cc_command *c, const char *extra)
{
    for (int i = 0; i < c->nwords; i++)
        if (c->words[i][0] == '-') return false;
    return GORT_STATIC_LIBC && !*extra;
}

static int link_args(const cc_runtime *rt, const char **args, int n, const char *exe_path,
                     const char *from, bool whole)
{
    if (whole) args[n++] = "-static";
    args[n++] = "-o";
    args[n++] = exe_path;
    args[n++] = from;
    args[n++] = rt->library;
    args[n++] = "-Wl,--gc-sections"; /* of the library what the program uses */
    args[n++] = "-lpthread";
    args[n++] = "-lm";
    args[n] = NULL;
    return n;
}

static bool run(const char *scratch, const char **args)
{
    const int st = scratch_compiler(scratch, args);
    return st != -1 && WIFEXITED(st) && WEXITSTATUS(st) == 0;
}

static int failed(const char *compiler, const char *exe_path)
{
    cli_error("%s could not build %s", compiler, exe_path);
    return CLI_FAILED;
}

/* args[0..n) and what links `from`. Where the C library turns out not to be there as an archive,
 * the shared one does. */
static int link_from(const cc_runtime *rt, const char *scratch, const char **args, int n,
                     const char *exe_path, const char *from, bool whole)
{
    if (whole) {
        link_args(rt, args, n, exe_path, from, true);
        if (run(scratch, args)) return CLI_OK;
    }
    link_args(rt, args, n, exe_path, from, false);
    return run(scratch, args) ? CLI_OK : failed(args[0], exe_path);
}

/* tcc's linker knows no thread-local storage, which the runtime has: another one links. */
static int build_in_two(const cc_command *c, const cc_runtime *rt, const char *scratch,
                        const char *c_path, const char *exe_path, bool kept, const char *level,
                        const char *include, char *extra)
{
    cc_command linker = {.nwords = 0};
    const char *args[CC_MAX_ARGS];
    char object[2 * CC_PATH_BYTES];
    if (!usual_find(linker.path)) {
        cli_error("%s cannot link the runtime, which has thread-local storage, and there is no "
                  "gcc or clang to do it",
                  c->path);
        return CLI_FAILED;
    }
    scratch_path(object, sizeof object, scratch, exe_path, ".o");
    int n = compile_args(c, args, command_args(c, args), kept, level);
    args[n++] = include;
    args[n++] = "-c";
    args[n++] = "-o";
    args[n++] = object;
    args[n++] = c_path;
    args[n] = NULL;
    if (!run(scratch, args)) return failed(args[0], exe_path);
    const bool whole = kept && can_be_static(c, extra);
    n = add_words(args, command_args(&linker, args), extra);
    args[n++] = "-Wl,-z,noexecstack"; /* tcc's objects do not say that they need none */
    return link_from(rt, scratch, args, n, exe_path, object, whole);
}

int cc_build(const cli_options *o, const char *scratch, const char *c_path, const char *exe_path,
             bool kept)
{
    cc_runtime rt;
    cc_command c;
    char include[CC_PATH_BYTES + 40], extra[] = GORT_EXTRA_CFLAGS;
    const char *args[CC_MAX_ARGS];
    if (!compiler_find(o, &c) || !runtime_find(&rt)) return CLI_FAILED;
    snprintf(include, sizeof include, "-I%s", rt.include);
    if (!command_has_linker(&c))
        return build_in_two(&c, &rt, scratch, c_path, exe_path, kept, o->level, include, extra);
    const bool whole = kept && can_be_static(&c, extra);
    int n = add_words(args, compile_args(&c, args, command_args(&c, args), kept, o->level), extra);
    if (!*extra) { /* a variable's address is the same in each run, as those of objects are */
        args[n++] = "-fno-pie";
        args[n++] = "-no-pie";
    }
    args[n++] = include;
    return link_from(&rt, scratch, args, n, exe_path, c_path, whole);
}
