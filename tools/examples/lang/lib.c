/* lib.c - functions of the language that are written in C: numbers, lists, vectors, strings,
 * files, the system. What is not here is in the prelude (prelude.inc), in the language itself.
 *
 * What they take has been checked when they are called (vm_builtin).
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "lang.h"
#include <errno.h>
#include <math.h>
#include <time.h>
#include <unistd.h>

builtin *lang_builtins;

/* An integer from 0 to most. */
static uint32_t index_of(lang_state *L, value v, uint32_t most)
{
    const double d = to_double(v);
    if (!(d >= 0 && d <= most) || d != floor(d))
        lang_error(L, "%s: %.14g is not an integer from 0 to %u", L->builtin->name, d, most);
    return (uint32_t)d;
}

/* ---- Numbers and predicates --------------------------------------------------------------- */

BUILTIN_OF(lib_divide, "/", "nn", lang_number(to_double(args[0]) / to_double(args[1])))

/* Its sign is that of the second. */
BUILTIN(lib_modulo, "modulo", "nn")
{
    const double x = to_double(args[0]), y = to_double(args[1]), rest = fmod(x, y);
    if (y == 0) lang_error(L, "modulo: division by zero");
    return lang_number(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest);
}

BUILTIN(lib_quotient, "quotient", "nn")
{
    const double x = to_double(args[0]), y = to_double(args[1]);
    if (y == 0) lang_error(L, "quotient: division by zero");
    return lang_number(trunc(x / y));
}

BUILTIN_OF(lib_floor, "floor", "n", lang_number(floor(to_double(args[0]))))
BUILTIN_OF(lib_sqrt, "sqrt", "n", lang_number(sqrt(to_double(args[0]))))
BUILTIN_OF(lib_number_p, "number?", ".", from_bool(is_number(args[0])))
BUILTIN_OF(lib_string_p, "string?", ".", from_bool(is_kind(args[0], K_STRING)))
BUILTIN_OF(lib_symbol_p, "symbol?", ".", from_bool(is_kind(args[0], K_SYMBOL)))
BUILTIN_OF(lib_vector_p, "vector?", ".", from_bool(is_kind(args[0], K_VECTOR)))
BUILTIN_OF(lib_table_p, "table?", ".", from_bool(is_kind(args[0], K_TABLE)))
BUILTIN_OF(lib_error_p, "error?", ".", from_bool(is_kind(args[0], K_ERROR)))

/* ---- Lists and vectors -------------------------------------------------------------------- */

/* (apply f item ... list) */
BUILTIN(lib_apply, "apply", "..*")
{
    value *base = L->top, list = args[n - 1];
    for (int i = 1; i + 1 < n; i++)
        lang_push(L, args[i]);
    for (; is_kind(list, K_PAIR) && L->top < L->limit; list = lang_cdr(list))
        lang_push(L, lang_car(list));
    if (list != V_NIL) lang_type_error(L, NULL, "a list", args[n - 1]);
    return lang_call(L, args[0], (int)(L->top - base), base);
}

BUILTIN(lib_vector, "vector", ".*")
{
    vector *v = lang_vector(L, (uint32_t)n, V_VOID);
    gort_typedslicemove(L->g, &gort_type_unsafe_pointer, v->v, args, n);
    return from_object(v);
}
BUILTIN_OF(lib_make_vector, "make-vector", "n.?",
           from_object(lang_vector(L, index_of(L, args[0], 1u << 30),
                                   n > 1 ? args[1] : from_int(0))))
BUILTIN_OF(lib_vector_length, "vector-length", "v", from_int(AS(obj, args[0])->n))
BUILTIN_OF(lib_string_length, "string-length", "s", from_int(AS(obj, args[0])->n))

/* ---- Strings, which are bytes, and symbols ------------------------------------------------ */

BUILTIN(lib_string_append, "string-append", "s*")
{
    size_t bytes = 0;
    for (int i = 0; i < n; i++)
        bytes += AS(string, args[i])->o.n;
    string *s = lang_string_room(L, bytes);
    char *at = s->text;
    for (int i = 0; i < n; i++) {
        const string *part = AS(string, args[i]);
        at = (char *)memcpy(at, part->text, part->o.n) + part->o.n;
    }
    return from_object(s);
}

/* (string-join list [between]) */
BUILTIN(lib_string_join, "string-join", ".s?")
{
    writer w;
    value v = args[0];
    lang_writer_open(L, &w);
    for (; lang_is_pair(v); v = lang_cdr(v)) {
        if (n > 1 && v != args[0]) lang_print(w.out, args[1], false);
        lang_print(w.out, lang_car(v), false);
    }
    const value joined = lang_writer_close(L, &w);
    if (v != V_NIL) lang_type_error(L, NULL, "a list", args[0]);
    return joined;
}

/* (substring s from [to]) */
BUILTIN(lib_substring, "substring", "snn?")
{
    const string *s = AS(string, args[0]);
    const uint32_t to = n > 2 ? index_of(L, args[2], s->o.n) : s->o.n;
    const uint32_t from = index_of(L, args[1], to);
    return lang_string(L, s->text + from, to - from);
}

/* (byte-at s i): a number */
BUILTIN(lib_byte_at, "byte-at", "sn")
{
    const string *s = AS(string, args[0]);
    if (s->o.n == 0) lang_error(L, "byte-at: the string is empty");
    return from_int((uint8_t)s->text[index_of(L, args[1], s->o.n - 1)]);
}

/* (string-find s part [from]): where, or #f */
BUILTIN(lib_string_find, "string-find", "ssn?")
{
    const string *s = AS(string, args[0]), *part = AS(string, args[1]);
    const uint32_t from = n > 2 ? index_of(L, args[2], s->o.n) : 0;
    const char *at = memmem(s->text + from, s->o.n - from, part->text, part->o.n);
    return at ? from_int((int32_t)(at - s->text)) : V_FALSE;
}

/* (->string value [quoted]) */
BUILTIN_OF(lib_to_string, "->string", "..?", lang_text(L, args[0], n > 1 && args[1] != V_FALSE))

BUILTIN_OF(lib_to_symbol, "string->symbol", "s",
           lang_symbol(L, AS(string, args[0])->text, AS(obj, args[0])->n))
BUILTIN_OF(lib_symbol_text, "symbol->string", "y", from_object(AS(symbol, args[0])->name))

/* ---- Files: userdata with a finalizer -------------------------------------------------------
 *
 * A file is closed by its program, or when nothing leads to it any more. Then file_dead is called,
 * by gort_run_finalizers where the program is at a safepoint (vm_poll, collect). It calls what the
 * program gave (finalize), or `close`. */

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

BUILTIN(lib_close, "close", "u")
{
    userdata *u = AS(userdata, args[0]);
    if (u->file) fclose(u->file);
    u->file = NULL;
    return V_VOID;
}

/* (open-file name [mode]) */
BUILTIN(lib_open, "open-file", "ss?")
{
    const char *name = AS(string, args[0])->text, *mode = n > 1 ? AS(string, args[1])->text : "r";
    userdata *u = lang_object(L, &type_userdata, K_FILE);
    u->finalizer = from_object(&lib_close_builtin);
    u->file = fopen(name, mode);
    if (!u->file) lang_error(L, "open-file: %s: %s", name, strerror(errno));
    if (!gort_set_finalizer(L->g, u, file_dead, L->vm)) lang_no_memory(L);
    return from_object(u);
}

/* (finalize file function): what is called with it when nothing leads to it any more */
BUILTIN_OF(lib_finalize, "finalize", "uf",
           (lang_store(L, &AS(userdata, args[0])->finalizer, args[1]), args[0]))

/* (read-line [file [byte]]): up to the byte, which ends lines; #f at the end */
BUILTIN(lib_read_line, "read-line", "u?n?")
{
    FILE *in = file_of(L, n ? args : NULL, stdin);
    const int end = n > 1 ? (uint8_t)to_int(lang_normal(args[1])) : '\n';
    char *line = NULL;
    size_t room = 0;
    value text = V_FALSE;
    fflush(stdout);
    errno = 0;
    const ssize_t bytes = getdelim(&line, &room, end, in);
    if (bytes > 0) text = lang_string(L, line, (size_t)bytes - (line[bytes - 1] == end));
    free(line);
    if (ferror(in) || errno == ENOMEM) lang_error(L, "read-line: %s", strerror(errno));
    return text;
}

static value file_print(lang_state *L, const value *args, int n, bool quoted)
{
    lang_print(file_of(L, n > 1 ? &args[1] : NULL, stdout), args[0], quoted);
    return V_VOID;
}

/* (display value [file]), (write value [file]) */
BUILTIN_OF(lib_display, "display", ".u?", file_print(L, args, n, false))
BUILTIN_OF(lib_write, "write", ".u?", file_print(L, args, n, true))

/* ---- The system --------------------------------------------------------------------------- */

BUILTIN_OF(lib_clock, "clock", "", from_double((double)clock() / CLOCKS_PER_SEC))

BUILTIN(lib_collect, "collect", "")
{
    gort_gc(L->g, lang_sp(L));
    gort_run_finalizers(L->g, lang_sp(L), SIZE_MAX);
    gort_runtime_Gosched(L->g, lang_sp(L)); /* to coroutines that end now */
    return V_VOID;
}

BUILTIN(lib_memory, "memory", "")
{
    gort_mem_stats stats;
    gort_peek_mem_stats(L->g, &stats);
    return lang_number((double)stats.HeapAlloc);
}

BUILTIN(lib_exit, "exit", "n?")
{
    const uint32_t status = n ? index_of(L, args[0], 255) : 0;
    fflush(stdout);
    gort_os_Exit(L->g, lang_sp(L), (intptr_t)status);
}

BUILTIN_OF(lib_terminal_p, "terminal?", "", from_bool(isatty(0)))

BUILTIN(lib_getenv, "getenv", "s")
{
    const char *text = getenv(AS(string, args[0])->text);
    return text ? lang_string(L, text, strlen(text)) : V_FALSE;
}
