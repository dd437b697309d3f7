/* error.c - errors are panics of gort, which lang_try catches by gort_call_protected.
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

/* The error for want of memory is there from the beginning, and in C's memory. */
static struct {
    obj o;
    char text[16];
} texts[] = {{{13, K_STRING, 0, 1}, "out of memory"}, {{0, K_STRING, 0, 1}, ""}};
static error no_memory = {{0, K_ERROR, 0, 1}, (value)&texts[0], (value)&texts[1]};

void lang_no_memory(lang_state *L)
{
    lang_raise(L, from_object(&no_memory));
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

value lang_new_error(lang_state *L, const char *format, ...)
{
    writer w;
    va_list args;
    lang_writer_open(L, &w);
    trace_write(L, w.out, false);
    va_start(args, format);
    vfprintf(w.out, format, args);
    va_end(args);
    value *at = lang_push(L, lang_writer_close(L, &w));
    lang_writer_open(L, &w);
    trace_write(L, w.out, true);
    lang_push(L, lang_writer_close(L, &w));
    error *e = lang_object(L, &type_error, K_ERROR);
    lang_store(L, &e->message, at[0]);
    lang_store(L, &e->trace, at[1]);
    L->top = at;
    return from_object(e);
}

void lang_type_error(lang_state *L, const char *who, const char *what, value v)
{
    const value text = *lang_push(L, lang_text(L, v, true));
    lang_error(L, "%s: expected %s, got %s", who ? who : L->builtin->name, what,
               AS(string, text)->text);
}

void lang_syntax_error(lang_state *L, value file, uint32_t line, const char *what)
{
    L->pc = NULL; /* not where who reads or compiles stands */
    L->file = file;
    L->line = line;
    lang_error(L, "%s", what);
}

/* (error message value ...) */
BUILTIN(lib_error, "error", ".*")
{
    writer w;
    lang_writer_open(L, &w);
    for (int i = 0; i < n; i++) {
        if (i) putc(' ', w.out);
        lang_print(w.out, args[i], i > 0);
    }
    const value text = *lang_push(L, lang_writer_close(L, &w));
    lang_error(L, "%s", AS(string, text)->text);
}

BUILTIN_OF(lib_raise, "raise", ".", (lang_raise(L, args[0]), V_VOID))
BUILTIN_OF(lib_error_message, "error-message", "e", AS(error, args[0])->message)
BUILTIN_OF(lib_error_trace, "error-trace", "e", AS(error, args[0])->trace)

void lang_report(value raised)
{
    const error *e = is_kind(raised, K_ERROR) ? AS(error, raised) : NULL;
    fflush(stdout);
    fputs(e ? "error: " : "error: raised ", stderr);
    lang_print(stderr, e ? e->message : raised, !e);
    putc('\n', stderr);
    if (e) lang_print(stderr, e->trace, false);
}

BUILTIN_OF(lib_report, "report", ".", (lang_report(args[0]), V_VOID))

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

/* The runtime's own panics become errors of the language. */
static value caught_value(lang_state *L, const gort_caught *c)
{
    if (c->value.type == &gort_type_unsafe_pointer) return (value)(uintptr_t)c->value.data;
    if (c->code == GORT_ERROR_OUT_OF_MEMORY) return from_object(&no_memory);
    const gort_string s = gort_caught_text(L->g, lang_sp(L), c);
    return lang_new_error(L, "%.*s", (int)s.len, (const char *)s.ptr);
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
BUILTIN(lib_try, "try", "..")
{
    value result;
    return lang_try(L, args[0], 0, NULL, &result) ? result : lang_call(L, args[1], 1, &result);
}
