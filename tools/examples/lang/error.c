/* error.c - errors are panics of gort, which lang_protect catches by gort_call_protected.
 *
 * What is raised may be any value. The frames that failed are gone when it is caught, so the trace
 * is written when the error is made.
 */
#include "lang.h"
#include <stdarg.h>

enum { TRACE_FRAMES = 12 };

/* The type of what is panicked with: a value, which the interface's word is. */
static const gort_type type_raised = {.size_bytes = sizeof(void *),
                                      .ptrdata_bytes = sizeof(void *),
                                      .ptrmask = (const uint8_t[]){1},
                                      .ptrmask_bytes = sizeof(void *),
                                      .kind = GORT_KIND_UNSAFE_POINTER,
                                      .align = sizeof(void *),
                                      .flags = GORT_TYPE_DIRECT | GORT_TYPE_NAMED,
                                      .name = "lang.raised"};
GORT_STRUCT_TYPE(type_error, error, message, irritant, trace);

void lang_raise(lang_state *L, value v)
{
    const gort_eface e = {&type_raised, (void *)(uintptr_t)v};
    gort_gopanic(L->g, lang_sp(L), e);
}

/* Of C's. The error was made when the language began; before that there is none. */
void lang_no_memory(lang_state *L)
{
    if (L->vm->globals[0]) lang_raise(L, L->vm->globals[0]);
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
    const lang_run *run = L->runs;
    for (int n = 0; pc && n <= TRACE_FRAMES;) {
        const proto *p = AS(closure, R[-1])->p;
        const unsigned line = p->lines[pc - 1 - p->code];
        if (p->file->o.n) {
            if (n++ == TRACE_FRAMES)
                fputs("  ...\n", out);
            else
                fprintf(out, all ? "  %s:%u: in %s\n" : "%s:%u: ", p->file->text, line,
                        p->name->text);
            if (!all) return;
        }
        pc = (const insn *)(uintptr_t)R[-3];
        R = (const value *)(uintptr_t)R[-2];
        if (!pc && run) {
            pc = run->pc;
            R = run->R;
            run = run->up;
        }
    }
}

/* ---- Errors ------------------------------------------------------------------------------- */

/* A text that is being written: to a FILE, and a string of the language afterwards. */
typedef struct buffer {
    char *text;
    size_t bytes;
    FILE *out;
} buffer;

static void buffer_open(lang_state *L, buffer *b)
{
    *b = (buffer){NULL, 0, NULL};
    b->out = open_memstream(&b->text, &b->bytes);
    if (!b->out) lang_no_memory(L);
}

static value buffer_close(lang_state *L, buffer *b)
{
    const bool whole = fclose(b->out) == 0 && b->text;
    if (whole) return lang_string_taken(L, b->text, b->bytes);
    free(b->text);
    lang_no_memory(L);
}

/* The error whose message was written; the irritant is a root meanwhile. */
static value error_new(lang_state *L, buffer *b, value irritant)
{
    value *at = lang_push(L, irritant);
    lang_push(L, buffer_close(L, b));
    buffer_open(L, b);
    trace_write(L, b->out, true);
    lang_push(L, buffer_close(L, b));
    error *e = lang_object(L, &type_error, K_ERROR);
    lang_store(L, &e->irritant, at[0]);
    lang_store(L, &e->message, at[1]);
    lang_store(L, &e->trace, at[2]);
    L->top = at;
    return from_object(e);
}

void lang_error(lang_state *L, const char *format, ...)
{
    buffer b;
    va_list args;
    buffer_open(L, &b);
    trace_write(L, b.out, false);
    va_start(args, format);
    vfprintf(b.out, format, args);
    va_end(args);
    lang_raise(L, error_new(L, &b, V_VOID));
}

void lang_type_error(lang_state *L, const char *who, const char *what, value v)
{
    buffer b;
    buffer_open(L, &b);
    trace_write(L, b.out, false);
    fprintf(b.out, "%s: expected %s, got ", who ? who : L->builtin->name, what);
    lang_print(b.out, v, true);
    lang_raise(L, error_new(L, &b, v));
}

/* (error message irritant ...) */
BUILTIN(lib_error)
{
    buffer b;
    buffer_open(L, &b);
    trace_write(L, b.out, false);
    for (int i = 0; i < n; i++) {
        if (i) putc(' ', b.out);
        lang_print(b.out, args[i], i > 0);
    }
    lang_raise(L, error_new(L, &b, n > 1 ? args[1] : V_VOID));
}

/* (expected who what value) */
BUILTIN(lib_expected)
{
    lang_type_error(L, AS(string, args[0])->text, AS(string, args[1])->text, args[2]);
}

/* (syntax-error text): in what a macro is given */
BUILTIN(lib_syntax_error)
{
    if (!L->place) lang_error(L, "syntax-error: nothing is compiled");
    lang_syntax_error(L, AS(string, L->file)->text, L->place, "%s", AS(string, args[0])->text);
}

BUILTIN(lib_raise)
{
    lang_raise(L, args[0]);
}

BUILTIN_OF(lib_error_message, AS(error, args[0])->message)
BUILTIN_OF(lib_error_irritant, AS(error, args[0])->irritant)
BUILTIN_OF(lib_error_trace, AS(error, args[0])->trace)

void lang_report(lang_state *L, value raised)
{
    (void)L;
    fflush(stdout);
    const error *e = is_kind(raised, K_ERROR) ? AS(error, raised) : NULL;
    fputs(e ? "error: " : "error: raised ", stderr);
    lang_print(stderr, e ? e->message : raised, !e);
    putc('\n', stderr);
    if (e) lang_print(stderr, e->trace, false);
}

BUILTIN_OF(lib_report, (lang_report(L, args[0]), V_VOID))

/* ---- Protected calls ---------------------------------------------------------------------- */

typedef struct protection {
    lang_state *L;
    value (*fn)(lang_state *L, void *user);
    void *user;
    value result;
} protection;

/* Its registers begin at sp. */
static void protected_call(gort_g *g, void **sp, void *arg)
{
    protection *p = arg;
    (void)g;
    p->L->word = sp;
    p->L->top = (value *)(sp + 1);
    p->result = p->fn(p->L, p->user);
}

/* The runtime's own panics become errors of the language; that of want of memory is there. */
static value caught_value(lang_state *L, const gort_caught *c)
{
    if (c->value.type == &type_raised) return (value)(uintptr_t)c->value.data;
    if (c->code == GORT_ERROR_OUT_OF_MEMORY && !L->vm->globals[0]) lang_no_memory(L);
    if (c->code == GORT_ERROR_OUT_OF_MEMORY) return L->vm->globals[0];
    const gort_string s = gort_caught_text(L->g, lang_sp(L), c);
    buffer b;
    buffer_open(L, &b);
    fwrite(s.ptr, 1, (size_t)s.len, b.out);
    return error_new(L, &b, V_VOID);
}

bool lang_protect(lang_state *L, value (*fn)(lang_state *L, void *user), void *user, value *result)
{
    if (L->c_depth >= LANG_C_DEPTH || L->top + 200 > L->limit) lang_error(L, "stack overflow");
    const lang_state saved = *L; /* all that the call may change */
    protection p = {L, fn, user, V_VOID};
    gort_caught caught;
    L->c_depth++;
    const bool returned = gort_call_protected(L->g, lang_sp(L), protected_call, &p, &caught);
    *L = saved;
    *result = returned ? p.result : caught_value(L, &caught);
    return returned;
}

/* (try thunk handler): what the thunk returns, or what the handler makes of what it raised. */
static value try_call(lang_state *L, void *user)
{
    return lang_call(L, *(value *)user, 0, NULL);
}

BUILTIN(lib_try)
{
    value result = V_VOID;
    if (lang_protect(L, try_call, &args[0], &result)) return result;
    return lang_call(L, args[1], 1, &result);
}

void lang_open_errors(lang_state *L)
{
    static const builtin list[] = {
        {.name = "error", lib_error, ".*"},
        {.name = "expected", lib_expected, "ss."},
        {.name = "raise", lib_raise, "."},
        {.name = "try", lib_try, ".."},
        {.name = "syntax-error", lib_syntax_error, "s"},
        {.name = "report", lib_report, "."},
        {.name = "error-message", lib_error_message, "e"},
        {.name = "error-irritant", lib_error_irritant, "e"},
        {.name = "error-trace", lib_error_trace, "e"},
    };
    lang_register(L, list, COUNT(list));
    buffer b;
    buffer_open(L, &b);
    fputs("out of memory", b.out);
    const value memory = error_new(L, &b, V_VOID);
    gort_store_global(L->g, &L->vm->globals[0], (void *)(uintptr_t)memory);
}
