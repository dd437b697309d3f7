/* file.c - output, and files: userdata with a finalizer.
 *
 * A file is closed by its program, or when nothing leads to it any more. Then file_dead is called,
 * by gort_run_finalizers where the program is at a safepoint (vm_poll, collect). It closes the
 * file, or calls the function of the language that the program gave (finalize).
 */
#include "lang.h"
#include <errno.h>
#include <unistd.h>

typedef struct userdata {
    obj o;
    value finalizer; /* a function of the language, or V_FALSE */
    FILE *file;      /* NULL: it is closed */
} userdata;
GORT_STRUCT_TYPE(type_userdata, userdata, finalizer);

static void file_close(userdata *u)
{
    if (u->file) fclose(u->file);
    u->file = NULL;
}

static value dead_call(lang_state *L, void *user)
{
    return lang_call(L, AS(userdata, *(value *)user)->finalizer, 1, user);
}

/* What it raises is reported, and goes nowhere. */
static void file_dead(gort_g *g, void **sp, void *object, void *data)
{
    lang_state *L = ((lang_vm *)data)->running;
    userdata *u = object;
    value *top = L->top, result;
    void **word = L->word;
    (void)g;
    if (u->finalizer == V_FALSE) {
        file_close(u);
        return;
    }
    L->word = sp;
    L->top = (value *)(sp + 1);
    if (!lang_protect(L, dead_call, lang_push(L, from_object(u)), &result)) lang_report(L, result);
    L->word = word;
    L->top = top;
}

/* The open file that the argument is, or the other one if there is none. */
static FILE *file_of(lang_state *L, const value *arg, FILE *otherwise)
{
    if (!arg) return otherwise;
    FILE *file = AS(userdata, *arg)->file;
    if (!file) lang_error(L, "%s: the file is closed", L->builtin->name);
    return file;
}

/* (open-file name [mode]) */
BUILTIN(lib_open)
{
    const char *name = AS(string, args[0])->text, *mode = n > 1 ? AS(string, args[1])->text : "r";
    if (!strchr("rwa", mode[0]) || !mode[0] || mode[1])
        lang_error(L, "open-file: the mode is \"r\", \"w\" or \"a\"");
    userdata *u = lang_object(L, &type_userdata, K_FILE);
    u->finalizer = V_FALSE;
    u->file = fopen(name, mode);
    if (!u->file) lang_error(L, "open-file: %s: %s", name, strerror(errno));
    if (!gort_set_finalizer(L->g, u, file_dead, L->vm)) lang_error(L, "open-file: out of memory");
    return from_object(u);
}

/* (finalize file function): what is called with it when nothing leads to it any more */
BUILTIN(lib_finalize)
{
    lang_store(L, &AS(userdata, args[0])->finalizer, args[1]);
    return args[0];
}

BUILTIN_OF(lib_close, (file_close(AS(userdata, args[0])), V_VOID))

/* (read-line [file]): #f at the end */
BUILTIN(lib_read_line)
{
    FILE *in = file_of(L, n ? args : NULL, stdin);
    char *line = NULL;
    size_t room = 0;
    fflush(stdout);
    errno = 0;
    const ssize_t bytes = getline(&line, &room, in);
    if (bytes >= 0) return lang_string_taken(L, line, (size_t)bytes - (line[bytes - 1] == '\n'));
    free(line);
    if (errno == ENOMEM) lang_no_memory(L);
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

/* (load name): runs the program in a file */
BUILTIN(lib_load)
{
    const char *name = AS(string, args[0])->text;
    const value text = lang_read_file(L, name);
    if (text == V_FALSE) lang_error(L, "load: %s: %s", name, strerror(errno));
    return lang_run_text(L, name, text);
}

/* (eval-text text [name]) */
BUILTIN_OF(lib_eval, lang_run_text(L, n > 1 ? AS(string, args[1])->text : "text", args[0]))

/* (open-text? text): whether more has to follow before it can be read */
BUILTIN(lib_open_text)
{
    const char *t = AS(string, args[0])->text;
    int depth = 0;
    bool quoted = false;
    if (*t == ':' || *t == '!') return V_FALSE;
    for (; *t; t++) {
        if (*t == '"') quoted = !quoted;
        if (quoted && *t == '\\' && t[1]) t++;
        if (!quoted && *t == ';') t += strcspn(t, "\n") - 1;
        if (!quoted) depth += (*t == '(') - (*t == ')');
    }
    return from_bool(quoted || depth > 0);
}

BUILTIN_OF(lib_terminal_p, from_bool(isatty(0)))

BUILTIN(lib_getenv)
{
    const char *text = getenv(AS(string, args[0])->text);
    return text ? lang_string(L, text, strlen(text)) : V_FALSE;
}

void lang_open_files(lang_state *L)
{
    static const builtin list[] = {
        {.name = "open-file", lib_open, "s|s"},
        {.name = "finalize", lib_finalize, "uf"},
        {.name = "close", lib_close, "u"},
        {.name = "read-line", lib_read_line, "|u"},
        {.name = "display", lib_display, ".|u", false},
        {.name = "write", lib_display, ".|u", true},
        {.name = "newline", lib_newline, "|u"},
        {.name = "print", lib_print, ".*"},
        {.name = "load", lib_load, "s"},
        {.name = "eval-text", lib_eval, "s|s"},
        {.name = "open-text?", lib_open_text, "s"},
        {.name = "terminal?", lib_terminal_p, ""},
        {.name = "getenv", lib_getenv, "s"},
    };
    lang_register(L, list, COUNT(list));
}
