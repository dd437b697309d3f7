/* lib_file.c - output, files as userdata, and finalizers.
 *
 * A file is closed by its program, or when nothing leads to it: gort calls file_dead on a goroutine
 * of its own, which closes it. Where the program gave a function of the language (finalize), that
 * runs in the program: file_dead puts the object, which is whole and lives once more, on a list of
 * the vm's, and the loop of vm.c calls lang_finalize when it finds something there.
 */
#include "lang.h"
#include <errno.h>
#include <stdlib.h>

#define BUILTIN(name) static value name(lang_state *L, value *args, int n)

/* What gort_runtime_SetFinalizer asks for: a pointer's type, and that of a func of one. */
GORT_STRUCT_TYPE(type_userdata, userdata, finalizer);
static const gort_type type_userdata_ptr = {.size_bytes = sizeof(void *),
                                            .ptrdata_bytes = sizeof(void *),
                                            .ptrmask = (const uint8_t[]){1},
                                            .ptrmask_bytes = sizeof(void *),
                                            .kind = GORT_KIND_PTR,
                                            .align = sizeof(void *),
                                            .flags = GORT_TYPE_DIRECT,
                                            .name = "*userdata",
                                            .elem = &type_userdata};
static const gort_type *const dead_params[] = {&type_userdata_ptr};
static const gort_type type_dead = {.size_bytes = sizeof(void *),
                                    .ptrdata_bytes = sizeof(void *),
                                    .ptrmask = (const uint8_t[]){1},
                                    .ptrmask_bytes = sizeof(void *),
                                    .kind = GORT_KIND_FUNC,
                                    .align = sizeof(void *),
                                    .flags = GORT_TYPE_DIRECT,
                                    .name = "func(*userdata)",
                                    .len = 1,
                                    .params = dead_params};

static lang_vm *file_vm; /* whose list of finalizers it is; one to a process */

static void file_close(userdata *u)
{
    if (u->file) fclose(u->file);
    u->file = NULL;
}

static void file_dead(gort_g *g, void **sp, gort_closure *self, userdata *u)
{
    lang_vm *vm = file_vm;
    (void)self;
    if (u->finalizer == V_FALSE) {
        file_close(u);
        return;
    }
    sp[0] = u;
    lang_state L = {.g = g, .vm = vm, .word = sp + 1, .top = (value *)(sp + 2)};
    const value list = lang_cons(&L, from_object(u), vm->roots.finalizers);
    gort_store_global(g, &vm->roots.finalizers, (void *)(uintptr_t)list);
}

void lang_finalize(lang_state *L)
{
    value *at = lang_push(L, V_NIL);
    while (L->vm->roots.finalizers != V_NIL) {
        const pair *p = AS(pair, L->vm->roots.finalizers);
        *at = p->car;
        gort_store_global(L->g, &L->vm->roots.finalizers, (void *)(uintptr_t)p->cdr);
        userdata *u = AS(userdata, *at);
        const value f = u->finalizer;
        lang_store(L, &u->finalizer, V_FALSE);
        lang_call(L, f, 1, at);
    }
    L->top = at;
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
    static const gort_closure dead = {(void (*)(void))(uintptr_t)file_dead};
    const char *name = text_arg(L, "open-file", args[0]);
    const char *mode = n > 1 ? text_arg(L, "open-file", args[1]) : "r";
    if (!strchr("rwa", mode[0]) || !mode[0] || mode[1])
        lang_error(L, "open-file: the mode is \"r\", \"w\" or \"a\"");
    userdata *u = lang_object(L, &type_userdata, K_USERDATA);
    u->finalizer = V_FALSE;
    u->file = fopen(name, mode);
    if (!u->file) lang_error(L, "open-file: %s: %s", name, strerror(errno));
    lang_push(L, from_object(u));
    gort_runtime_SetFinalizer(L->g, lang_sp(L), (gort_eface){&type_userdata_ptr, u},
                              (gort_eface){&type_dead, (void *)(uintptr_t)&dead});
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

BUILTIN(lib_display)
{
    return write_value(L, "display", args, n, false);
}
BUILTIN(lib_write)
{
    return write_value(L, "write", args, n, true);
}
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
        {"load", lib_load, 1, 1},       {"eval-text", lib_eval, 1, 1},
    };
    file_vm = L->vm;
    L->vm->roots.finalizers = V_NIL;
    lang_register(L, entries, sizeof entries / sizeof *entries);
}
