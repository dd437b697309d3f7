/* panic.h - what the files of this room share. */
#ifndef GORT_PANIC_H
#define GORT_PANIC_H

#include "../base/runtime.h"
#include "../base/text.h"
#include "../gort_abi.h"
#include <setjmp.h>

/* A panic under way. It lies on the shadow stack, at the sp that gort_gopanic was given: its value
 * is a root there, and it can still be read when a handler has left its C frame by longjmp. Every
 * word is initialised and, the value apart, no heap pointer. */
struct gort__panic {
    struct gort__panic *link; /* the panic that was under way when this one began */
    gort_eface value;
    void **args_sp;      /* what the deferred calls are given */
    uintptr_t recovered; /* 0 or 1 */
    uintptr_t printing;  /* 1: its value's Error or String method is running for the report */
    jmp_buf *goexit;     /* NULL, or it is no panic but runtime.Goexit, which goes on from there */
    uintptr_t code;      /* gort_error_code: what a protected call gets; recover sees PANIC alone */
};

/* What gort_gopanic was given. */
static inline void **gort__panic_sp(const struct gort__panic *p)
{
    return (void **)(uintptr_t)p;
}

GORT_NORETURN void gort__panic_uncaught(gort_g *g, void **sp, struct gort__panic *p);
/* Appends the lines of p and the panics before it. Calls Error and String methods. */
void gort__panic_print(gort_g *g, void **sp, gort__text *t, struct gort__panic *p);
/* The empty report of g; finish appends the traceback of the words below `from` and ends it. What
 * lies below sp is in use. */
gort__text *gort__panic_report(gort_g *g);

/* Where go1.19 makes the goroutines of time.AfterFunc, which no go statement of a module makes. */
extern const gort_site gort__site_of_timers;
GORT_NORETURN void gort__panic_finish(gort_g *g, void **from, void **sp, gort_error_code code);

/* Calls fn, rooted at sp[0], as deferred. */
void gort__call_deferred(gort_g *g, void **sp, gort_closure *fn);

/* Drops the panics and scopes at or above sp, for who goes on there. Goes on elsewhere if a Goexit
 * is among them, which nothing ends. */
void gort__panic_back(gort_g *g, void **sp);

/* protect.c. Is an element of g->frames a protected call? The innermost one of g, or NULL. It
 * returns: false, and these. */
bool gort__is_protected(void *const *element);
void **gort__protected(const gort_g *g);
GORT_NORETURN void gort__protected_leave(gort_g *g, void **element, gort_error_code code,
                                         gort_eface value);
/* The value of out of memory and stack overflow: a runtime.Error, static. panic_errors.c. */
gort_eface gort__panic_of(gort_error_code code);
/* panic_text.c: what Error() or String() of v give, if it has one; the text of a value that has
 * not.
 */
bool gort__panic_method_text(gort_g *g, void **sp, gort_eface v, gort_string *text);
void gort__panic_value_text(gort_g *g, gort__text *out, gort_eface v);

/* defers.c. The pair of the innermost emitted function below sp that has defer statements, or
 * NULL; */
void **gort__defers_find(const gort_g *g, void **sp);
/* its youngest call that is due, taken off, or NULL; */
gort_closure *gort__defers_take(gort_defers *fr);
/* is there one? */
bool gort__defers_due(const gort_defers *fr);
/* Goes on in a function that has recovered. */
GORT_NORETURN void gort__defers_continue(gort_g *g, void **pair);

/* panic_errors.c */
typedef enum gort__error_type {
    GORT_ERRORTYPE_BOUNDS, /* runtime.boundsError */
    GORT_ERRORTYPE_STRING, /* runtime.errorString */
    GORT_ERRORTYPE_PLAIN,  /* runtime.plainError */
    GORT_ERRORTYPE_ASSERT  /* *runtime.TypeAssertionError */
} gort__error_type;
/* Panics with a runtime.Error of the formatted text. */
GORT_NORETURN void gort__panic_error(gort_g *g, void **sp, gort__error_type type, const char *fmt,
                                     ...);

/* traceback.c: appends Go's text of the g's frames ("main.f(...)\n\t/file.go:7 +0x2\n"), from the
 * words below sp. */
void gort__traceback(gort_g *g, void **sp, gort__text *t);
/* The name of a site's function, which mod (NULL: the runtime) may hold in pieces: how long it is;
 * the whole of it to a place of that size; appended to t; are two the same? */
size_t gort__name_bytes(const gort_module *mod, const gort_site *s);
void gort__name_fill(char *to, size_t bytes, const gort_module *mod, const gort_site *s);
void gort__text_name(gort__text *t, const gort_module *mod, const gort_site *s);
bool gort__name_same(const gort_module *mod, const gort_site *a, const gort_site *b);
/* All goroutines but own, each with a line of its own. Those that run are not looked at, unless the
 * world is stopped. No lock held. */
void gort__traceback_others(gort_runtime *rt, const gort_g *own, gort__text *t);

#endif
