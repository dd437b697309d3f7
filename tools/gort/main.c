/* main.c - the gort command: help, version, flags, and which subcommand runs.
 *
 * To add a subcommand: a line in `commands`, its function in a cmd_*.c, its help text here.
 */
#include "gort.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help_text[] =
    "usage: gort <command> [flags] [file.go ...] [arguments]\n"
    "\n"
    "Compiles a subset of Go to C, with Go 1.19's escape analysis, and runs it on the gort\n"
    "runtime.\n"
    "\n"
    "commands:\n"
    "  run      compile and run; the arguments behind the files go to the program\n"
    "  build    compile to an executable\n"
    "  escape   print where escape analysis puts things, as go tool compile -m does\n"
    "  emit     print the C\n"
    "  version  print the version\n"
    "  help     print this text; help <command> prints that command's\n"
    "\n"
    "environment of a program: GOGC, GODEBUG, GOMAXPROCS, GOMEMLIMIT as for Go; gort run -d help\n"
    "lists the GODEBUG names. GORT_EVENTS=FILE records what happens, GORT_EVENT_KINDS=go,map only\n"
    "such events. CC names the C compiler.\n";

static const char run_help[] =
    "usage: gort run [flags] file.go [file.go ...] [arguments]\n"
    "\n"
    "Compiles the files, runs the program and exits with its status.\n"
    "\n"
    "  -m, -m=2          print escape analysis' decisions first, on stderr\n"
    "  -l                accepted: gort never inlines\n"
    "  -smallframes      variables above 128 KB, other values above 16 KB are on the heap\n"
    "  -gcflags='-m -l'  the same flags the way go takes them\n"
    "  -d NAME=N[,...]   add to GODEBUG; -d help lists the names\n"
    "  -events=FILE      what the collector, maps, goroutines and channels do, as lines of JSON\n"
    "                    (runtime/record/README.md); GORT_EVENTS=FILE does it for any program,\n"
    "                    GORT_EVENT_KINDS=go,map for such events only\n"
    "  -O0 to -O3        how much the C compiler optimises (default -O1: soon done)\n"
    "  --cc='CC [ARGS]'  the C compiler (default: $CC, cc, gcc, clang)\n"
    "  --keep-c=yes      leave the emitted C beside the first file\n";

static const char build_help[] =
    "usage: gort build [flags] file.go [file.go ...]\n"
    "\n"
    "Compiles the files to an executable named after the first.\n"
    "\n"
    "  -o FILE           the executable's name\n"
    "  -m, -m=2          print escape analysis' decisions, on stderr\n"
    "  -l                accepted: gort never inlines\n"
    "  -smallframes      variables above 128 KB, other values above 16 KB are on the heap\n"
    "  -gcflags='-m -l'  the same flags the way go takes them\n"
    "  -O0               for debuggers: as written, and the C is left beside the executable\n"
    "  -O1               built sooner; recursion and maps run slower\n"
    "  -O2               the default\n"
    "  -O3               larger programs, hardly faster\n"
    "  -wbshadow         with the checks of GODEBUG=wbshadow=1, which names a missed write "
    "barrier\n"
    "  --cc='CC [ARGS]'  the C compiler (default: $CC, cc, gcc, clang)\n"
    "  --keep-c=yes|no   leave the emitted C beside the executable\n";

static const char escape_help[] =
    "usage: gort escape [flags] file.go [file.go ...]\n"
    "\n"
    "Prints what go tool compile -p main -m -l prints, on stdout.\n"
    "\n"
    "  -m, -m=2  how much: decisions (default), or the flows behind them too (also -m -m)\n"
    "  -l        accepted: gort never inlines\n"
    "  -smallframes  variables above 128 KB, other values above 16 KB are on the heap\n"
    "  -json     one JSON object a message: file, line, col, message\n"
    "  -o FILE   write there instead\n";

static const char emit_help[] = "usage: gort emit [flags] file.go [file.go ...]\n"
                                "\n"
                                "Prints the C that the files become, each Go line as a comment.\n"
                                "\n"
                                "  -wbshadow  with the checks of GODEBUG=wbshadow=1\n"
                                "  -o FILE    write there instead\n";

static int cmd_version(int argc, char **argv)
{
    if (argc > 1) {
        cli_error("version takes no arguments, got %s", argv[1]);
        return CLI_USAGE;
    }
    printf("gort version %s (Go 1.19 semantics)\n", GORT_VERSION);
    return cli_finish(CLI_OK);
}

static int cmd_help(int argc, char **argv);

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"run", cmd_run, run_help},          {"build", cmd_build, build_help},
    {"escape", cmd_escape, escape_help}, {"emit", cmd_emit, emit_help},
    {"version", cmd_version, help_text}, {"help", cmd_help, help_text},
};

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

static int cmd_help(int argc, char **argv)
{
    const struct command *c = argc > 1 ? command_find(argv[1]) : NULL;
    if (argc > 1 && !c) {
        cli_error("no command %s; gort help lists them", argv[1]);
        return CLI_USAGE;
    }
    fputs(c ? c->help : help_text, stdout);
    return cli_finish(CLI_OK);
}

void cli_error(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fflush(stdout);
    fputs("gort: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
}

int cli_finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        cli_error("cannot write to standard output: %s", strerror(errno));
        return CLI_FAILED;
    }
    return status;
}

/* -m is a count, as Go's: each -m adds one, -m=N sets it. */
static bool count_m(cli_options *o, const char *value)
{
    char *end = NULL;
    if (!value || strcmp(value, "true") == 0)
        o->m++;
    else if (strcmp(value, "false") == 0)
        o->m = 0;
    else
        o->m = (int)strtol(value, &end, 10);
    if (end && (end == value || *end)) {
        cli_error("%s: -m takes a count, not %s", o->command, value);
        return false;
    }
    if (o->m < 0) o->m = 1;
    if (o->m <= 2) return true;
    cli_error("%s: -m beyond -m=2 is not supported yet", o->command);
    return false;
}

/* -gcflags='-m -l': each word is one of our own flags. */
static bool parse_gcflags(cli_options *o, const char *text)
{
    char word[64];
    while (*text) {
        size_t n = strcspn(text, " \t");
        if (n > 0 && n < sizeof word) {
            memcpy(word, text, n);
            word[n] = 0;
            if (strcmp(word, "-m") == 0 || strncmp(word, "-m=", 3) == 0) {
                if (!count_m(o, word[2] ? word + 3 : NULL)) return false;
            } else if (strcmp(word, "-l") == 0) {
                o->no_inline = true;
            } else if (strcmp(word, "-smallframes") == 0) {
                o->small_frames = true;
            } else {
                cli_error("%s: -gcflags knows -m, -m=2, -l and -smallframes, not %s", o->command,
                          word);
                return false;
            }
        } else if (n > 0) {
            cli_error("%s: -gcflags knows -m, -m=2, -l and -smallframes", o->command);
            return false;
        }
        text += n + strspn(text + n, " \t");
    }
    return true;
}

enum { OPT_HELP = 'h', OPT_GCFLAGS = 'g' };

bool cli_parse(cli_options *o, int argc, char **argv, const char *allowed)
{
    static const struct option longs[] = {{"m", optional_argument, NULL, 'm'},
                                          {"l", no_argument, NULL, 'l'},
                                          {"smallframes", no_argument, NULL, 's'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"wbshadow", no_argument, NULL, 'w'},
                                          {"o", required_argument, NULL, 'o'},
                                          {"output", required_argument, NULL, 'o'},
                                          {"cc", required_argument, NULL, 'c'},
                                          {"d", required_argument, NULL, 'd'},
                                          {"events", required_argument, NULL, 'e'},
                                          {"keep-c", required_argument, NULL, 'k'},
                                          {"O0", no_argument, NULL, '0'},
                                          {"O1", no_argument, NULL, '1'},
                                          {"O2", no_argument, NULL, '2'},
                                          {"O3", no_argument, NULL, '3'},
                                          {"gcflags", required_argument, NULL, OPT_GCFLAGS},
                                          {"help", no_argument, NULL, OPT_HELP},
                                          {"h", no_argument, NULL, OPT_HELP},
                                          {NULL, 0, NULL, 0}};
    static const char *const levels[] = {"-O0", "-O1", "-O2", "-O3"};
    memset(o, 0, sizeof *o);
    o->command = argv[0];
    optind = 1;
    opterr = 0;
    for (;;) {
        const int at = optind;
        const int c = getopt_long_only(argc, argv, "+:", longs, NULL);
        if (c == -1) break;
        if (c == '?' || c == ':') {
            cli_error(c == ':' ? "%s: %s needs a value" : "%s: unknown flag %s; see gort help",
                      o->command, argv[at]);
            return false;
        }
        if (c == OPT_HELP) {
            o->help = true;
            const struct command *self = command_find(o->command);
            fputs(self ? self->help : help_text, stdout);
            return true;
        }
        const bool level = c >= '0' && c <= '3';
        if (!strchr(allowed, level ? 'O' : c == OPT_GCFLAGS || c == 's' ? 'm' : c)) {
            cli_error("%s does not take %s", o->command, argv[at]);
            return false;
        }
        switch (c) {
        case 'm':
            if (!count_m(o, optarg)) return false;
            break;
        case 'l': o->no_inline = true; break;
        case 's': o->small_frames = true; break;
        case 'j': o->json = true; break;
        case 'w': o->wbshadow = true; break;
        case 'o': o->output = optarg; break;
        case 'c': o->cc = optarg; break;
        case 'd': o->debug = optarg; break;
        case 'e': o->events = optarg; break;
        case 'k':
            o->keep_c = strcmp(optarg, "no") != 0;
            o->keep_said = true;
            break;
        case '0':
        case '1':
        case '2':
        case '3': o->level = levels[c - '0']; break;
        case OPT_GCFLAGS:
            if (!parse_gcflags(o, optarg)) return false;
            break;
        }
    }
    o->first_arg = optind;
    if (o->debug && strcmp(o->debug, "help") == 0) {
        o->help = true;
        debug_help();
        return true;
    }
    if (o->debug && !debug_check(o->debug)) return false;
    if (o->first_arg >= argc) {
        cli_error("%s: no Go file given; see gort help %s", o->command, o->command);
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    /* A closed pipe shows up as a failed write, which cli_finish reports. */
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        fputs(help_text, stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-help") == 0 ||
        strcmp(argv[1], "-h") == 0)
        return cmd_help(1, argv);
    if (strcmp(argv[1], "--version") == 0) return cmd_version(1, argv);
    const struct command *c = command_find(argv[1]);
    if (!c) {
        cli_error("no command %s; gort help lists them", argv[1]);
        return CLI_USAGE;
    }
    return c->run(argc - 1, argv + 1);
}
