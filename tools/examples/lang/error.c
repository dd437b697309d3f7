/* error.c - errors are panics of gort: an error is raised by gort_gopanic, and lang_protect is a
 * function with a deferred call that recovers.
 *
 * What is raised may be any value; the runtime's own panics become errors of the language. A panic
 * runs the deferred call above the frames that failed, which are still there: so the trace is
 * written when the error is made.
 *
 * Memory that is out, and a C stack that is, come to gort's error handler instead. It leaves by
 * longjmp to the innermost lang_protect, which resets the g (gort_g_reset) and raises on.
 */
#include "lang.h"
#include <stdarg.h>
#include <stdlib.h>

enum { TRACE_FRAMES = 12 };

struct lang_try {
    lang_try *outer;
    jmp_buf left; /* by the error handler */
    gort_error_code code;
};

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

/* ---- Traces ------------------------------------------------------------------------------- */

static void trace_frame(FILE *out, const value *R, const insn *pc)
{
    const proto *p = AS(closure, R[-1])->p;
    fprintf(out, "  %s:%d: in %s\n", p->file->text, p->lines[pc - 1 - p->code], p->name->text);
}

/* The functions of the language that have been called, from the innermost on. Not a safepoint. */
static void trace_write(const lang_state *L, FILE *out)
{
    const value *R = L->R;
    const insn *pc = L->pc;
    const lang_run *run = L->runs;
    for (uint32_t n = 0; pc; n++) {
        if (n < TRACE_FRAMES)
            trace_frame(out, R, pc);
        else if (n == TRACE_FRAMES)
            fputs("  ...\n", out);
        pc = (const insn *)(uintptr_t)R[-3];
        R = (const value *)(uintptr_t)R[-2];
        if (!pc && run) {
            pc = run->pc;
            R = run->R;
            run = run->up;
        }
    }
}

/* "file:line: ", if a function of the language runs. */
static void trace_place(const lang_state *L, FILE *out)
{
    if (!L->pc) return;
    const proto *p = AS(closure, L->R[-1])->p;
    fprintf(out, "%s:%d: ", p->file->text, p->lines[L->pc - 1 - p->code]);
}

/* ---- Errors ------------------------------------------------------------------------------- */

static value error_text(lang_state *L, char *text, size_t bytes)
{
    const value v = from_object(lang_string(L, text, bytes));
    free(text);
    return v;
}

/* The message is a root meanwhile. */
static value error_new(lang_state *L, value message, value irritant)
{
    value *at = lang_push(L, message);
    char *text = NULL;
    size_t bytes = 0;
    lang_push(L, irritant);
    FILE *out = open_memstream(&text, &bytes);
    if (!out) abort();
    trace_write(L, out);
    fclose(out);
    value trace = error_text(L, text, bytes);
    lang_push(L, trace);
    error *e = lang_object(L, &type_error, K_ERROR);
    lang_store(L, &e->message, at[0]);
    lang_store(L, &e->irritant, at[1]);
    lang_store(L, &e->trace, at[2]);
    L->top = at;
    return from_object(e);
}

static value error_make(lang_state *L, const char *format, va_list args, value irritant)
{
    char *text = NULL;
    size_t bytes = 0;
    lang_push(L, irritant);
    FILE *out = open_memstream(&text, &bytes);
    if (!out) abort();
    trace_place(L, out);
    vfprintf(out, format, args);
    if (irritant != V_VOID) {
        fputs(", got ", out);
        lang_print(out, irritant, true);
    }
    fclose(out);
    const value message = error_text(L, text, bytes);
    const value e = error_new(L, message, irritant);
    L->top--;
    return e;
}

void lang_error(lang_state *L, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const value e = error_make(L, format, args, V_VOID);
    va_end(args);
    lang_raise(L, e);
}

static value error_type_make(lang_state *L, value v, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const value e = error_make(L, format, args, v);
    va_end(args);
    return e;
}

void lang_type_error(lang_state *L, const char *who, const char *what, value v)
{
    lang_raise(L, error_type_make(L, v, "%s: expected %s", who, what));
}

/* (error message irritant ...) */
BUILTIN(builtin_error)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (!out) abort();
    trace_place(L, out);
    lang_print(out, args[0], false);
    for (int i = 1; i < n; i++) {
        putc(' ', out);
        lang_print(out, args[i], true);
    }
    fclose(out);
    const value message = error_text(L, text, bytes);
    lang_raise(L, error_new(L, message, n > 1 ? args[1] : V_VOID));
}

BUILTIN(builtin_raise)
{
    (void)n;
    lang_raise(L, args[0]);
}

static error *error_arg(lang_state *L, const char *who, value v)
{
    if (!is_kind(v, K_ERROR)) lang_type_error(L, who, "an error", v);
    return AS(error, v);
}

BUILTIN_OF(builtin_error_p, from_bool(is_kind(args[0], K_ERROR)))

BUILTIN_OF(builtin_error_message, error_arg(L, "error-message", args[0])->message)

BUILTIN_OF(builtin_error_irritant, error_arg(L, "error-irritant", args[0])->irritant)

BUILTIN_OF(builtin_error_trace, error_arg(L, "error-trace", args[0])->trace)

void lang_report(lang_state *L, value raised)
{
    fflush(stdout);
    if (is_kind(raised, K_ERROR)) {
        const error *e = AS(error, raised);
        fprintf(stderr, "error: %s\n", AS(string, e->message)->text);
        if (is_kind(e->trace, K_STRING)) fputs(AS(string, e->trace)->text, stderr);
    } else {
        fputs("error: raised ", stderr);
        lang_print(stderr, raised, true);
        putc('\n', stderr);
    }
    (void)L;
}

/* ---- Protected calls ---------------------------------------------------------------------- */

/* The deferred call: a closure in the frame of lang_protect. */
typedef struct catcher {
    gort_closure c;
    lang_state *L;
    value *raised; /* a register: what was raised, else the result */
    bool caught;
} catcher;

/* Panics of the runtime's own are errors whose value has a text. */
static value catch_foreign(lang_state *L, gort_eface e)
{
    const gort_slice one = {&e, 1, 1};
    const gort_string s = gort_fmt_Sprint(L->g, lang_sp(L), one);
    char *text = malloc((size_t)s.len + 1);
    if (!text) abort();
    memcpy(text, s.ptr, (size_t)s.len);
    const value message = error_text(L, text, (size_t)s.len);
    return error_new(L, message, V_VOID);
}

static void catch_panic(gort_g *g, void **sp, catcher *c)
{
    const gort_eface e = gort_gorecover(g, sp);
    if (!e.type) return;
    lang_state *L = c->L;
    void **word = L->word;
    value *top = L->top;
    /* The registers of what failed lie below sp still: the words behind it are another range. */
    L->word = sp;
    L->top = (value *)(sp + 1);
    c->caught = true;
    if (e.type == &type_raised) {
        *c->raised = (value)(uintptr_t)e.data;
    } else {
        sp[0] = GORT_VALUES_WORD(0);
        *c->raised = catch_foreign(L, e);
    }
    L->word = word;
    L->top = top;
}

/* What a call of C may change, to be set back. */
typedef struct lang_saved {
    void **word;
    value *top, *R;
    const insn *pc;
    lang_run *runs;
    lang_try *tries;
    int c_depth;
} lang_saved;

static lang_saved protect_save(const lang_state *L)
{
    return (lang_saved){L->word, L->top, L->R, L->pc, L->runs, L->tries, L->c_depth};
}

static void protect_restore(lang_state *L, const lang_saved *s)
{
    L->word = s->word;
    L->top = s->top;
    L->R = s->R;
    L->pc = s->pc;
    L->runs = s->runs;
    L->tries = s->tries;
    L->c_depth = s->c_depth;
}

/* By gort_defer.h: sp[0..3) are the frame's, and two words the deferred call's. */
static void protect_call(lang_state *L, catcher *c, value (*fn)(lang_state *L, void *user),
                         void *user)
{
    gort_g *g = L->g;
    void **sp = lang_sp(L);
    gort_defer_frame fr;
    gort_defer deferred = {NULL, NULL};
    gort_defer_enter(g, sp, &fr);
    sp[GORT_DEFER_WORDS] = GORT_TYPE_WORD(&gort_type_defer);
    sp[GORT_DEFER_WORDS + 1] = &deferred;
    if (GORT_SETJMP(&fr) == 0) {
        gort_deferprocStack(&fr, &deferred, &c->c);
        L->word = sp + GORT_DEFER_WORDS + 2;
        L->top = (value *)(L->word + 1);
        *c->raised = fn(L, user);
    }
    gort_deferreturn(g, sp + GORT_DEFER_WORDS + 2, &fr);
}

bool lang_protect(lang_state *L, value (*fn)(lang_state *L, void *user), void *user, value *result)
{
    if (L->c_depth >= LANG_C_DEPTH || L->top + 200 > L->limit) lang_error(L, "stack overflow");
    const lang_saved saved = protect_save(L);
    lang_try try = {.outer = L->tries};
    catcher c = {{(void (*)(void))(uintptr_t)catch_panic}, L, lang_push(L, V_VOID), false};
    L->tries = &try;
    L->c_depth++;
    if (setjmp(try.left) == 0) {
        protect_call(L, &c, fn, user);
    } else {
        protect_restore(L, &saved);
        L->top++;
        gort_g_reset(L->g, lang_sp(L));
        c.caught = true;
        *c.raised = L->vm->roots.memory;
        if (try.code == GORT_ERROR_STACK) {
            char text[] = "stack overflow";
            const value message = from_object(lang_string(L, text, strlen(text)));
            *c.raised = error_new(L, message, V_VOID);
        }
    }
    protect_restore(L, &saved);
    *result = *c.raised;
    return !c.caught;
}

/* gort's error handler, on the thread that failed. If it returns the process ends. */
void lang_on_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    lang_vm *vm = user;
    if ((code == GORT_ERROR_OUT_OF_MEMORY || code == GORT_ERROR_STACK) && vm->running &&
        vm->running->tries && vm->running->g == gort_current(vm->rt)) {
        lang_try *try = vm->running->tries;
        try->code = code;
        longjmp(try->left, 1);
    }
    fflush(stdout);
    fwrite(text, 1, bytes, stderr);
}

/* (try thunk handler): what the thunk returns, or what the handler makes of what it raised. */
static value try_call(lang_state *L, void *user)
{
    return lang_call(L, *(value *)user, 0, NULL);
}

BUILTIN(builtin_try)
{
    value result = V_VOID;
    (void)n;
    if (lang_protect(L, try_call, &args[0], &result)) return result;
    return lang_call(L, args[1], 1, &result);
}

void lang_open_errors(lang_state *L)
{
    static const builtin_entry entries[] = {{"error", builtin_error, 1, -1},
                                            {"raise", builtin_raise, 1, 1},
                                            {"try", builtin_try, 2, 2},
                                            {"error?", builtin_error_p, 1, 1},
                                            {"error-message", builtin_error_message, 1, 1},
                                            {"error-irritant", builtin_error_irritant, 1, 1},
                                            {"error-trace", builtin_error_trace, 1, 1}};
    lang_register(L, entries, sizeof entries / sizeof *entries);
    char text[] = "out of memory";
    lang_push(L, from_object(lang_string(L, text, strlen(text))));
    const value memory = error_new(L, L->top[-1], V_VOID);
    L->top--;
    gort_store_global(L->g, &L->vm->roots.memory, (void *)(uintptr_t)memory);
}
