/* cmd_compile.c - gort escape and gort emit, and the Go to C step of build and run. */
#include "gort.h"

#include "../../escape/compile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* With the stack of deep.c. */
enum { DEEP_NEST = 10000, DEEP_DEPTH = 100000 };

typedef struct compile_job {
    char **files;
    int nfiles;
    const cli_options *o;
    const char *c_path;
} compile_job;

static void print_json_string(FILE *out, const char *s, size_t n)
{
    fputc('"', out);
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)s[i];
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

/* "file:line:col: text" as one object. A line without a position becomes a bare message. */
static void print_json_message(FILE *out, const char *line)
{
    const char *text = strstr(line, ": ");
    const char *col = text, *row = NULL;
    while (col && col > line && col[-1] != ':')
        col--;
    if (col && col > line + 1) {
        row = col - 1;
        while (row > line && row[-1] != ':')
            row--;
    }
    if (!row || row <= line + 1) {
        fputs("{\"message\":", out);
        print_json_string(out, line, strlen(line));
        fputs("}\n", out);
        return;
    }
    fputs("{\"file\":", out);
    print_json_string(out, line, (size_t)(row - 1 - line));
    fprintf(out, ",\"line\":%d,\"col\":%d,\"message\":", atoi(row), atoi(col));
    print_json_string(out, text + 2, strlen(text + 2));
    fputs("}\n", out);
}

static void print_messages(unit *u, FILE *out, bool json)
{
    for (int i = 0; i < u->nmessages; i++) {
        if (json)
            print_json_message(out, u->messages[i]);
        else
            fprintf(out, "%s\n", u->messages[i]);
    }
}

/* Reads, checks and places the files; NULL after printing what is wrong with them. analysis_only:
 * no code is wanted, so that what the emitter cannot do yet is accepted. */
static unit *compile_front(char **files, int nfiles, const cli_options *o, bool analysis_only,
                           bool deep)
{
    unit *u = gort__unit_new();
    if (!u) {
        cli_error("out of memory");
        return NULL;
    }
    if (deep) {
        u->max_nest = DEEP_NEST;
        u->max_depth = DEEP_DEPTH;
    }
    u->opt_m = o->m;
    u->opt_no_inline = o->no_inline;
    u->opt_small_frames = o->small_frames;
    u->opt_wbshadow = o->wbshadow;
    u->opt_analysis_only = analysis_only;
    bool ok = true;
    for (int i = 0; i < nfiles; i++)
        ok = gort__unit_add_file(u, files[i]) && ok;
    if (!ok || !gort__compile(u)) {
        FILE *out = analysis_only ? stdout : stderr;
        print_messages(u, out, o->json); /* of what came before the error */
        fflush(out);
        gort__unit_print_diags(u, stderr);
        gort__unit_free(u);
        return NULL;
    }
    return u;
}

/* Opens the output; NULL after a message. */
static FILE *compile_open(const char *path)
{
    if (!path || strcmp(path, "-") == 0) return stdout;
    FILE *f = fopen(path, "w");
    if (!f) cli_error("cannot write %s: %s", path, strerror(errno));
    return f;
}

static int compile_close(FILE *f, const char *path, int status)
{
    if (f == stdout) return cli_finish(status);
    const bool bad = ferror(f) != 0;
    if (fclose(f) != 0 || bad) {
        cli_error("cannot write %s: %s", path, strerror(errno));
        unlink(path);
        return CLI_FAILED;
    }
    return status;
}

/* Every argument behind the flags is a Go file. */
static bool check_files(const cli_options *o, int argc, char **argv)
{
    for (int i = o->first_arg; i < argc; i++) {
        if (argv[i][0] == '-') {
            cli_error("%s: flags come before the files: %s", o->command, argv[i]);
            return false;
        }
    }
    return true;
}

static int escape_run(void *arg, bool deep)
{
    const compile_job *j = arg;
    unit *u = compile_front(j->files, j->nfiles, j->o, true, deep);
    if (!u) return CLI_FAILED;
    int status = CLI_FAILED;
    FILE *out = compile_open(j->o->output);
    if (out) {
        print_messages(u, out, j->o->json);
        status = compile_close(out, j->o->output, CLI_OK);
    }
    gort__unit_free(u);
    return status;
}

int cmd_escape(int argc, char **argv)
{
    cli_options o;
    if (!cli_parse(&o, argc, argv, "mljo")) return CLI_USAGE;
    if (o.help) return cli_finish(CLI_OK);
    if (!check_files(&o, argc, argv)) return CLI_USAGE;
    if (!o.m) o.m = 1;
    compile_job j = {argv + o.first_arg, argc - o.first_arg, &o, NULL};
    return cli_run_deep(escape_run, &j);
}

static int to_c_run(void *arg, bool deep)
{
    const compile_job *j = arg;
    unit *u = compile_front(j->files, j->nfiles, j->o, false, deep);
    if (!u) return CLI_FAILED;
    int status = CLI_FAILED;
    print_messages(u, stderr, false);
    FILE *out = compile_open(j->c_path);
    if (out) {
        const bool ok = gort__emit(u, out);
        status = compile_close(out, j->c_path, ok ? CLI_OK : CLI_FAILED);
        if (!ok) gort__unit_print_diags(u, stderr);
    }
    gort__unit_free(u);
    return status;
}

int cli_compile_to_c(char **files, int nfiles, const cli_options *o, const char *c_path)
{
    compile_job j = {files, nfiles, o, c_path};
    return cli_run_deep(to_c_run, &j);
}

int cmd_emit(int argc, char **argv)
{
    cli_options o;
    if (!cli_parse(&o, argc, argv, "low")) return CLI_USAGE;
    if (o.help) return cli_finish(CLI_OK);
    if (!check_files(&o, argc, argv)) return CLI_USAGE;
    return cli_compile_to_c(argv + o.first_arg, argc - o.first_arg, &o, o.output);
}
