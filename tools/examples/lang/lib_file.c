/* lib_file.c - output, and files as userdata with finalizers.
 *
 * A file is closed by its program, or when nothing leads to it any more. Then file_dead is called,
 * by gort_run_finalizers where the program is at a safepoint (vm_poll, collect). It closes the
 * file, or calls the function of the language that the program gave (finalize).
 */
#include "lang.h"
#include <errno.h>
#include <stdlib.h>

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

static userdata *file_arg(lang_state *L, const char *who, value v)
{
    if (!is_kind(v, K_USERDATA)) lang_type_error(L, who, "a file", v);
    if (!AS(userdata, v)->file) lang_error(L, "%s: the file is closed", who);
    return AS(userdata, v);
}

static const char *text_arg(lang_state *L, const char *who, value v)
{
    if (!is_kind(v, K_STRING)) lang_type_error(L, who, "a string", v);
    return AS(string, v)->text;
}

/* (open-file name mode) */
BUILTIN(lib_open)
{
    const char *name = text_arg(L, "open-file", args[0]);
    const char *mode = n > 1 ? text_arg(L, "open-file", args[1]) : "r";
    if (!strchr("rwa", mode[0]) || !mode[0] || mode[1])
        lang_error(L, "open-file: the mode is \"r\", \"w\" or \"a\"");
    userdata *u = lang_object(L, &type_userdata, K_USERDATA);
    u->finalizer = V_FALSE;
    u->file = fopen(name, mode);
    if (!u->file) lang_error(L, "open-file: %s: %s", name, strerror(errno));
    if (!gort_set_finalizer(L->g, u, file_dead, L->vm)) lang_error(L, "open-file: out of memory");
    return from_object(u);
}

/* (finalize file function): what is called with it when nothing leads to it any more */
BUILTIN(lib_finalize)
{
    (void)n;
    if (!is_kind(args[1], K_CLOSURE)) lang_type_error(L, "finalize", "a function", args[1]);
    lang_store(L, &file_arg(L, "finalize", args[0])->finalizer, args[1]);
    return args[0];
}

BUILTIN(lib_close)
{
    (void)n;
    file_close(file_arg(L, "close", args[0]));
    return V_VOID;
}

/* (read-line [file]): #f at the end */
BUILTIN(lib_read_line)
{
    FILE *in = n ? file_arg(L, "read-line", args[0])->file : stdin;
    char *line = NULL;
    size_t room = 0;
    fflush(stdout);
    const ssize_t bytes = getline(&line, &room, in);
    value v = V_FALSE;
    if (bytes >= 0)
        v = from_object(lang_string(L, line, (size_t)bytes - (line[bytes - 1] == '\n')));
    free(line);
    return v;
}

static value write_value(lang_state *L, const char *who, value *args, int n, bool quoted)
{
    lang_print(n > 1 ? file_arg(L, who, args[1])->file : stdout, args[0], quoted);
    return V_VOID;
}

BUILTIN_OF(lib_display, write_value(L, "display", args, n, false))
BUILTIN_OF(lib_write, write_value(L, "write", args, n, true))
BUILTIN(lib_newline)
{
    putc('\n', n ? file_arg(L, "newline", args[0])->file : stdout);
    return V_VOID;
}
/* (print value ...): with spaces between them, and the end of the line */
BUILTIN(lib_print)
{
    (void)L;
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
    const char *name = text_arg(L, "load", args[0]);
    size_t bytes;
    (void)n;
    char *text = lang_read_file(name, &bytes);
    if (!text) lang_error(L, "load: %s: %s", name, strerror(errno));
    return lang_run_text(L, name, text, bytes); /* which frees it */
}

/* (eval-text text) */
BUILTIN(lib_eval)
{
    const char *text = text_arg(L, "eval-text", args[0]);
    (void)n;
    return lang_run_text(L, "text", strdup(text), strlen(text));
}

void lang_open_files(lang_state *L)
{
    static const builtin_entry entries[] = {
        {"open-file", lib_open, 1, 2},  {"finalize", lib_finalize, 2, 2},
        {"close", lib_close, 1, 1},     {"read-line", lib_read_line, 0, 1},
        {"display", lib_display, 1, 2}, {"write", lib_write, 1, 2},
        {"newline", lib_newline, 0, 1}, {"print", lib_print, 0, -1},
        {"load", lib_load, 1, 1},       {"eval-text", lib_eval, 1, 1}};
    lang_register(L, entries, sizeof entries / sizeof *entries);
}
