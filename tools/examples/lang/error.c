/* error.c - errors are panics of gort, which lang_protect catches by gort_call_protected.
 *
 * What is raised may be any value. The frames that failed are gone when it is caught, so the trace
 * is written when the error is made.
 */
#include "lang.h"
#include "ops.h"
#include <stdarg.h>

enum { TRACE_FRAMES = 12 };

GORT_STRUCT_TYPE(type_error, error, message, trace);

void lang_raise(lang_state *L, value v)
{
    const gort_eface e = {&gort_type_unsafe_pointer, (void *)(uintptr_t)v};
    gort_gopanic(L->g, lang_sp(L), e);
}

/* Of C's. The error was made when the language began; before that there is none. */
void lang_no_memory(lang_state *L)
{
    if (L->vm->roots.no_memory) lang_raise(L, L->vm->roots.no_memory);
    fputs("lang: there is no memory\n", stderr);
    exit(1);
}

/* ---- Traces ------------------------------------------------------------------------------- */

/* The functions of the language that have been called, from the innermost on, without those of the
 * prelude, whose file has no name. Only the place of the first, or a line for each. */
static void trace_write(const lang_state *L, FILE *out, bool all)
{
    const value *R = L->R;
    const insn *pc = L->pc;
    for (int n = 0; pc && n <= TRACE_FRAMES;) {
        const proto *p = AS(closure, R[-1])->p;
        if (p->file->o.n && n++ == TRACE_FRAMES) {
            fputs("  ...\n", out);
        } else if (p->file->o.n) {
            fprintf(out, all ? "  %s:%u: in %s\n" : "%s:%u: ", p->file->text, pc[-1].line,
                    p->name->text);
            if (!all) return;
        }
        pc = (const insn *)(uintptr_t)(R[-3] ? R[-3] : R[-4]);
        R = (const value *)(uintptr_t)R[-2];
    }
    if (!all && L->line) fprintf(out, "%s:%u: ", AS(string, L->file)->text, L->line);
}

/* ---- Errors ------------------------------------------------------------------------------- */

void lang_writer_open(lang_state *L, writer *w)
{
    *w = (writer){NULL, NULL, 0};
    w->out = open_memstream(&w->bytes, &w->n);
    if (!w->out) lang_no_memory(L);
}

value lang_writer_close(lang_state *L, writer *w)
{
    if (fclose(w->out) || !w->bytes) {
        free(w->bytes);
        lang_no_memory(L);
    }
    return lang_string_taken(L, w->bytes, w->n);
}

/* An error whose message is written between these two. */
static void error_begin(lang_state *L, writer *w)
{
    lang_writer_open(L, w);
    trace_write(L, w->out, false);
}

static value error_end(lang_state *L, writer *w)
{
    value *at = lang_push(L, lang_writer_close(L, w));
    lang_writer_open(L, w);
    trace_write(L, w->out, true);
    lang_push(L, lang_writer_close(L, w));
    error *e = lang_object(L, &type_error, K_ERROR);
    lang_store(L, &e->message, at[0]);
    lang_store(L, &e->trace, at[1]);
    L->top = at;
    return from_object(e);
}

void lang_error(lang_state *L, const char *format, ...)
{
    writer w;
    va_list args;
    error_begin(L, &w);
    va_start(args, format);
    vfprintf(w.out, format, args);
    va_end(args);
    lang_raise(L, error_end(L, &w));
}

void lang_type_error(lang_state *L, const char *who, const char *what, value v)
{
    writer w;
    error_begin(L, &w);
    fprintf(w.out, "%s: expected %s, got ", who ? who : L->builtin->name, what);
    lang_print(w.out, v, true);
    lang_raise(L, error_end(L, &w));
}

void lang_syntax_error(lang_state *L, value file, uint32_t line, const char *what)
{
    L->pc = NULL; /* not where who reads or compiles stands */
    L->file = file;
    L->line = line;
    lang_error(L, "%s", what);
}

/* (error message value ...) */
BUILTIN(lib_error)
{
    writer w;
    error_begin(L, &w);
    for (int i = 0; i < n; i++) {
        if (i) putc(' ', w.out);
        lang_print(w.out, args[i], i > 0);
    }
    lang_raise(L, error_end(L, &w));
}

/* (expected who what value) */
BUILTIN(lib_expected)
{
    lang_type_error(L, AS(string, args[0])->text, AS(string, args[1])->text, args[2]);
}

BUILTIN(lib_raise)
{
    lang_raise(L, args[0]);
}

BUILTIN_OF(lib_error_message, AS(error, args[0])->message)
BUILTIN_OF(lib_error_trace, AS(error, args[0])->trace)

void lang_report(value raised)
{
    const error *e = is_kind(raised, K_ERROR) ? AS(error, raised) : NULL;
    fflush(stdout);
    fputs(e ? "error: " : "error: raised ", stderr);
    lang_print(stderr, e ? e->message : raised, !e);
    putc('\n', stderr);
    if (e) lang_print(stderr, e->trace, false);
}

BUILTIN_OF(lib_report, (lang_report(args[0]), V_VOID))

/* ---- Protected calls ---------------------------------------------------------------------- */

typedef struct protection {
    lang_state *L;
    value f;
    int n;
    const value *args;
    value result;
} protection;

/* Its registers begin at sp. */
static void protected_call(gort_g *g, void **sp, void *arg)
{
    protection *p = arg;
    (void)g;
    p->L->word = sp;
    p->L->top = (value *)(sp + 1);
    p->result = lang_call(p->L, p->f, p->n, p->args);
}

/* The runtime's own panics become errors of the language; that of want of memory is there. */
static value caught_value(lang_state *L, const gort_caught *c)
{
    if (c->value.type == &gort_type_unsafe_pointer) return (value)(uintptr_t)c->value.data;
    if (c->code == GORT_ERROR_OUT_OF_MEMORY && L->vm->roots.no_memory)
        return L->vm->roots.no_memory;
    if (c->code == GORT_ERROR_OUT_OF_MEMORY) lang_no_memory(L);
    const gort_string s = gort_caught_text(L->g, lang_sp(L), c);
    writer w;
    error_begin(L, &w);
    fwrite(s.ptr, 1, (size_t)s.len, w.out);
    return error_end(L, &w);
}

bool lang_try(lang_state *L, value f, int n, const value *args, value *result)
{
    if (L->c_depth == LANG_C_DEPTH || L->top + 200 > L->limit) lang_error(L, "stack overflow");
    const lang_state saved = *L; /* all that the call may change */
    protection p = {L, f, n, args, V_VOID};
    gort_caught caught;
    L->c_depth++;
    const bool returned = gort_call_protected(L->g, lang_sp(L), protected_call, &p, &caught);
    *L = saved;
    *result = returned ? p.result : caught_value(L, &caught);
    return returned;
}

/* (try thunk handler): what the thunk returns, or what the handler makes of what it raised. */
BUILTIN(lib_try)
{
    value result;
    return lang_try(L, args[0], 0, NULL, &result) ? result : lang_call(L, args[1], 1, &result);
}

void lang_open_errors(lang_state *L)
{
    static builtin list[] = {
        {.name = "error", lib_error, ".*"},
        {.name = "expected", lib_expected, "ss."},
        {.name = "raise", lib_raise, "."},
        {.name = "try", lib_try, ".."},
        {.name = "report", lib_report, "."},
        {.name = "error-message", lib_error_message, "e"},
        {.name = "error-trace", lib_error_trace, "e"},
    };
    lang_register(L, list, COUNT(list));
    writer w;
    error_begin(L, &w);
    fputs("out of memory", w.out);
    const value memory = error_end(L, &w);
    gort_store_global(L->g, &L->vm->roots.no_memory, (void *)(uintptr_t)memory);
}
