/* gort.h - the parts of the gort command.
 *
 * main.c picks the subcommand; cmd_compile.c holds escape and emit; cmd_run.c holds build and run;
 * cc.c finds a C compiler and the runtime's headers and library, and runs the compiler; scratch.c
 * has the folder that it works in, and what happens when something ends this process; deep.c runs
 * the compile side on a large stack; debug.c has the names of -d.
 *
 * Exit status: 0 done, 1 the input or the machine is at fault (a message says how), 2 the command
 * line is wrong. `gort run` passes the program's own status through.
 */
#ifndef GORT_TOOLS_GORT_H
#define GORT_TOOLS_GORT_H

#include <stdbool.h>
#include <stddef.h>

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };
enum { CLI_PATH_BYTES = 4096 };

/* Flags that several subcommands share. */
typedef struct cli_options {
    const char *command; /* for messages */
    int m;               /* -m, -m=2 */
    bool no_inline;      /* -l: accepted, gort never inlines */
    bool small_frames;   /* -smallframes */
    bool wbshadow;       /* -wbshadow */
    bool json;           /* -json */
    const char *output;  /* -o */
    const char *cc;      /* --cc */
    const char *debug;   /* -d: added to GODEBUG of the program */
    const char *events;  /* -events: the program's GORT_EVENTS */
    bool keep_c;         /* --keep-c: leave the emitted C beside the output */
    bool keep_said;      /* --keep-c was given */
    const char *level;   /* "-O0" to "-O3", or NULL: the command's own */
    bool help;
    int first_arg; /* index in argv behind the flags */
} cli_options;

/* Parses the flags of a subcommand, of which `allowed` lists the letters (m l j o c d e k w O).
 * Returns false after a message; the caller exits with CLI_USAGE. */
bool cli_parse(cli_options *o, int argc, char **argv, const char *allowed);

/* A message on stderr, "gort: " before it and a newline behind. */
void cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Flushes stdout; CLI_FAILED with a message if what was written did not arrive. */
int cli_finish(int status);

/* deep.c: runs the work with room for deep recursion; deep is false where there is none. */
int cli_run_deep(int (*run)(void *arg, bool deep), void *arg);

/* debug.c: the help of -d, on stdout; whether each name=value of the text is one of its names.
 * False after a message. */
void debug_help(void);
bool debug_check(const char *text);
/* Whether a GODEBUG text, or NULL, sets the name to another number than 0. */
bool debug_sets(const char *text, const char *name);

int cmd_escape(int argc, char **argv);
int cmd_emit(int argc, char **argv);
int cmd_build(int argc, char **argv);
int cmd_run(int argc, char **argv);

/* Compiles Go files to C in `c_path` (NULL: stdout). CLI_OK or CLI_FAILED, diagnostics printed. */
int cli_compile_to_c(char **files, int nfiles, const cli_options *o, const char *c_path);

/* cc.c: builds `c_path` with the runtime into `exe_path`, its temporary files in `scratch`. `kept`:
 * for a good program rather than soon; the user's -O wins, then one among the compiler's arguments.
 */
int cc_build(const cli_options *o, const char *scratch, const char *c_path, const char *exe_path,
             bool kept);

/* scratch.c */

/* A file in the folder, named after an executable that may lie there too, with an ending more. */
void scratch_path(char *out, size_t bytes, const char *dir, const char *exe, const char *ending);

/* Makes a private folder, one a process; false after a message. It is gone when scratch_remove
 * returns, and soon after this process has ended in any other way. */
bool scratch_make(char dir[CLI_PATH_BYTES]);
void scratch_remove(void);
/* Runs a compiler, args[0] its path, with its temporary files in dir; its wait status, -1 if it
 * cannot be started. Signals that end this process end it too. */
int scratch_compiler(const char *dir, const char *const *args);
/* The same for the program, which gets the terminal's signals itself. */
int scratch_program_run(const char *exe, char **args);

#endif
