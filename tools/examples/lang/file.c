/* file.c - output, and files: userdata with a finalizer.
 *
 * A file is closed by its program, or when nothing leads to it any more. Then file_dead is called,
 * by gort_run_finalizers where the program is at a safepoint (vm_poll, collect). It calls what the
 * program gave (finalize), or `close`.
 */
#include "lang.h"
#include <errno.h>
#include <unistd.h>

typedef struct userdata {
    obj o;
    value finalizer; /* a function of the language */
    FILE *file;      /* NULL: it is closed */
} userdata;
GORT_STRUCT_TYPE(type_userdata, userdata, finalizer);

/* What it raises is reported, and goes nowhere. */
static void file_dead(gort_g *g, void **sp, void *object, void *data)
{
    lang_state *L = ((lang_vm *)data)->running;
    const lang_state saved = *L;
    const value u = from_object(object);
    value result;
    (void)g;
    L->word = sp;
    L->top = (value *)(sp + 1);
    if (!lang_try(L, AS(userdata, u)->finalizer, 1, &u, &result)) lang_report(result);
    *L = saved;
}

/* The open file that the argument is, or the other one if there is none. */
static FILE *file_of(lang_state *L, const value *arg, FILE *otherwise)
{
    if (!arg) return otherwise;
    FILE *file = AS(userdata, *arg)->file;
    if (!file) lang_error(L, "%s: the file is closed", L->builtin->name);
    return file;
}

BUILTIN(lib_close)
{
    userdata *u = AS(userdata, args[0]);
    if (u->file) fclose(u->file);
    u->file = NULL;
    return V_VOID;
}
static builtin close_file = {.name = "close", lib_close, "u"};

/* (open-file name [mode]) */
BUILTIN(lib_open)
{
    const char *name = AS(string, args[0])->text, *mode = n > 1 ? AS(string, args[1])->text : "r";
    if (!strchr("rwa", mode[0]) || !mode[0] || mode[1])
        lang_error(L, "open-file: the mode is \"r\", \"w\" or \"a\"");
    userdata *u = lang_object(L, &type_userdata, K_FILE);
    u->finalizer = from_object(&close_file);
    u->file = fopen(name, mode);
    if (!u->file) lang_error(L, "open-file: %s: %s", name, strerror(errno));
    if (!gort_set_finalizer(L->g, u, file_dead, L->vm)) lang_no_memory(L);
    return from_object(u);
}

/* (finalize file function): what is called with it when nothing leads to it any more */
BUILTIN(lib_finalize)
{
    lang_store(L, &AS(userdata, args[0])->finalizer, args[1]);
    return args[0];
}

/* (read-line [file [byte]]): up to the byte, which ends lines; #f at the end */
BUILTIN(lib_read_line)
{
    FILE *in = file_of(L, n ? args : NULL, stdin);
    const int end = n > 1 ? (uint8_t)to_int(lang_normal(args[1])) : '\n';
    char *line = NULL;
    size_t room = 0;
    fflush(stdout);
    errno = 0;
    const ssize_t bytes = getdelim(&line, &room, end, in);
    if (bytes >= 0) return lang_string_taken(L, line, (size_t)bytes - (line[bytes - 1] == end));
    free(line);
    if (errno == ENOMEM) lang_no_memory(L);
    if (ferror(in)) lang_error(L, "read-line: %s", strerror(errno));
    return V_FALSE;
}

/* display, and write, whose kind says that strings are quoted */
BUILTIN(lib_display)
{
    lang_print(file_of(L, n > 1 ? &args[1] : NULL, stdout), args[0], L->builtin->kind);
    return V_VOID;
}

BUILTIN_OF(lib_newline, (putc('\n', file_of(L, n ? args : NULL, stdout)), V_VOID))

/* (print value ...): with spaces between them, and the end of the line */
BUILTIN(lib_print)
{
    for (int i = 0; i < n; i++) {
        if (i) putchar(' ');
        lang_print(stdout, args[i], false);
    }
    putchar('\n');
    return V_VOID;
}

BUILTIN_OF(lib_terminal_p, from_bool(isatty(0)))

BUILTIN(lib_getenv)
{
    const char *text = getenv(AS(string, args[0])->text);
    return text ? lang_string(L, text, strlen(text)) : V_FALSE;
}

void lang_open_files(lang_state *L)
{
    static builtin list[] = {
        {.name = "open-file", lib_open, "ss?"},
        {.name = "finalize", lib_finalize, "uf"},
        {.name = "read-line", lib_read_line, "u?n?"},
        {.name = "display", lib_display, ".u?", false},
        {.name = "write", lib_display, ".u?", true},
        {.name = "newline", lib_newline, "u?"},
        {.name = "print", lib_print, ".*"},
        {.name = "terminal?", lib_terminal_p, ""},
        {.name = "getenv", lib_getenv, "s"},
    };
    lang_register(L, list, COUNT(list));
    lang_register(L, &close_file, 1);
}
