/* cmd_run.c - gort build and gort run: Go to C to an executable, and running it. */
#include "gort.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* "dir/prog.go" -> "prog"; the name without its ending. */
static void base_name(const char *go_path, char *out, size_t bytes)
{
    const char *slash = strrchr(go_path, '/');
    snprintf(out, bytes, "%s", slash ? slash + 1 : go_path);
    char *dot = strrchr(out, '.');
    if (dot && dot != out) *dot = 0;
}

static bool is_go_file(const char *s)
{
    const size_t n = strlen(s);
    return n > 3 && strcmp(s + n - 3, ".go") == 0;
}

/* The files at argv[first..): the first whatever its name, then all that end in .go. */
static int count_files(int argc, char **argv, int first)
{
    int n = 1;
    while (first + n < argc && is_go_file(argv[first + n]))
        n++;
    return n;
}

/* Go files to an executable, kept or run once, through C in scratch or, with kept_c, beside the
 * executable. */
static int build(const cli_options *o, char **files, int nfiles, const char *scratch,
                 const char *kept_c, const char *exe, bool kept)
{
    char c_path[2 * CLI_PATH_BYTES + 8];
    scratch_path(c_path, sizeof c_path, scratch, exe, ".c");
    const char *c = kept_c ? kept_c : c_path;
    const int status = cli_compile_to_c(files, nfiles, o, c);
    return status == CLI_OK ? cc_build(o, scratch, c, exe, kept) : status;
}

int cmd_build(int argc, char **argv)
{
    cli_options o;
    if (!cli_parse(&o, argc, argv, "mlockdwO")) return CLI_USAGE;
    if (o.help) return cli_finish(CLI_OK);
    const int nfiles = argc - o.first_arg;
    if (count_files(argc, argv, o.first_arg) != nfiles) {
        cli_error("build takes Go files only; got %s",
                  argv[o.first_arg + count_files(argc, argv, o.first_arg)]);
        return CLI_USAGE;
    }
    char scratch[CLI_PATH_BYTES], name[CLI_PATH_BYTES], kept[CLI_PATH_BYTES + 3];
    base_name(argv[o.first_arg], name, sizeof name);
    const char *exe = o.output ? o.output : name;
    struct stat st;
    if (stat(exe, &st) == 0 && S_ISDIR(st.st_mode)) {
        cli_error("cannot write %s: it is a directory", exe);
        return CLI_FAILED;
    }
    if (!scratch_make(scratch)) return CLI_FAILED;
    snprintf(kept, sizeof kept, "%s.c", exe);
    /* A debugger shows the lines of the C. */
    if (o.level && strcmp(o.level, "-O0") == 0 && !o.keep_said) o.keep_c = true;
    const int status =
        build(&o, argv + o.first_arg, nfiles, scratch, o.keep_c ? kept : NULL, exe, true);
    scratch_remove();
    return status;
}

/* Runs exe with the arguments; its exit status, 128 + the signal that ended it. */
static int run_program(const char *exe, char **args, const char *debug, const char *events)
{
    if (events) setenv("GORT_EVENTS", events, 1);
    if (debug) {
        const char *old = getenv("GODEBUG");
        char joined[CLI_PATH_BYTES];
        snprintf(joined, sizeof joined, "%s%s%s", old ? old : "", old && *old ? "," : "", debug);
        setenv("GODEBUG", joined, 1);
    }
    const int st = scratch_program_run(exe, args);
    if (st == -1) {
        cli_error("cannot start the program: %s", strerror(errno));
        return CLI_FAILED;
    }
    if (WIFSIGNALED(st)) {
        cli_error("the program was ended by signal %d (%s)", WTERMSIG(st), strsignal(WTERMSIG(st)));
        return 128 + WTERMSIG(st);
    }
    return WEXITSTATUS(st);
}

int cmd_run(int argc, char **argv)
{
    cli_options o;
    if (!cli_parse(&o, argc, argv, "mlcdekO")) return CLI_USAGE;
    if (o.help) return cli_finish(CLI_OK);
    o.wbshadow = debug_sets(getenv("GODEBUG"), "wbshadow") || debug_sets(o.debug, "wbshadow");
    const int nfiles = count_files(argc, argv, o.first_arg);
    char scratch[CLI_PATH_BYTES], name[CLI_PATH_BYTES], exe[2 * CLI_PATH_BYTES],
        kept[CLI_PATH_BYTES + 3];
    if (!scratch_make(scratch)) return CLI_FAILED;
    base_name(argv[o.first_arg], name, sizeof name);
    snprintf(exe, sizeof exe, "%s/%s", scratch, name);
    snprintf(kept, sizeof kept, "%s.c", name);
    int status = build(&o, argv + o.first_arg, nfiles, scratch, o.keep_c ? kept : NULL, exe, false);
    if (status == CLI_OK) {
        char **args = calloc((size_t)(argc - o.first_arg - nfiles) + 2, sizeof *args);
        if (!args) {
            cli_error("out of memory");
            status = CLI_FAILED;
        } else {
            args[0] = exe;
            for (int i = o.first_arg + nfiles, k = 1; i < argc; i++, k++)
                args[k] = argv[i];
            status = run_program(exe, args, o.debug, o.events);
            free(args);
        }
    }
    scratch_remove();
    return status;
}
