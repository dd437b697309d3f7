/* lower_name.c - what C, and what tracebacks, call the things of a program.
 *
 * A C name is made of Go's and is unique; what asked for it is found again by a key. A literal in a
 * literal in a literal has a long name in Go, and all of them together take the square of their
 * number. So the name of a function in a function is whole only while it is short; beyond that its
 * symbol is what follows the symbol of the function around it, C has a number for it, and the
 * runtime puts its text together when somebody asks (gort_name of gort.h).
 *
 * One thread. To change a name in the C, open gort__lower_member_name.
 */
#include "emit_internal.h"
#include <string.h>

/* ---- C names ----------------------------------------------------------------------------- */

const void *gort__lower_find(emission *w, const char *key)
{
    const name_entry *n = gort__names_find(&w->keys, key);
    return n ? n->value : NULL;
}

const char *gort__lower_unique_name(emission *w, const char *wanted)
{
    return gort__names_unique(w->u, &w->names, gort__ir_ident(w->u, wanted));
}

const char *gort__lower_global_name(emission *w, const char *key, const char *wanted)
{
    const char *name = gort__lower_find(w, key);
    if (name) return name;
    name = gort__lower_unique_name(w, wanted);
    gort__names_add(w->u, &w->keys, gort__strf(w->u, "%s", key))->value = name;
    return name;
}

void gort__lower_once(emission *w, const char *key, FILE *out, const char *fmt, ...)
{
    const char *once = gort__strf(w->u, "once#%s", key);
    if (gort__names_find(&w->keys, once)) return;
    gort__names_add(w->u, &w->keys, once);
    va_list ap;
    va_start(ap, fmt);
    vfprintf(out, fmt, ap);
    va_end(ap);
}

const char *gort__lower_member_name(emission *w, const package *pkg, const char *go_name)
{
    char *out = gort__strf(w->u, "%s_%s", pkg->path, go_name), *to = out;
    for (const char *p = out; *p; p++) {
        if (*p == '(' || *p == ')' || *p == '*') continue;
        *to++ = strchr("./-+~", *p) ? '_' : *p;
    }
    *to = 0;
    return out;
}

/* ---- Symbols ----------------------------------------------------------------------------- */

ir_symbol *gort__lower_named(emission *w, const char *text)
{
    ir_symbol *s = gort__alloc(w->u, sizeof *s);
    s->text = s->root = text;
    return s;
}

ir_symbol *gort__lower_symbol(emission *w, function *fn)
{
    lowered_function *l = gort__lower_fn(w, fn);
    if (l->symbol) return l->symbol;
    if (!fn->outer) return l->symbol = gort__lower_named(w, gort__symbol(w->u, fn->pkg, fn->name));
    ir_symbol *outer = gort__lower_symbol(w, fn->outer);
    enum { MOST_BYTES = 200 };
    const bool split = outer->outer || strlen(outer->text) + strlen(fn->name) > MOST_BYTES;
    l->symbol =
        gort__lower_named(w, split ? fn->name : gort__strf(w->u, "%s%s", outer->text, fn->name));
    l->symbol->outer = split ? outer : NULL;
    l->symbol->root = outer->root;
    return l->symbol;
}

const char *gort__lower_cut(unit *u, const char *text)
{
    enum { MOST_BYTES = 200 };
    int n = MOST_BYTES;
    if (strlen(text) <= MOST_BYTES) return text;
    while (((unsigned char)text[n] & 0xC0) == 0x80) /* no part of a character */
        n--;
    return gort__strf(u, "%.*s...", n, text);
}

const char *gort__lower_shown(unit *u, const ir_symbol *s)
{
    return s->outer ? gort__strf(u, "%s...", gort__lower_cut(u, s->root))
                    : gort__lower_cut(u, s->text);
}

/* ---- Functions --------------------------------------------------------------------------- */

lowered_function *gort__lower_fn(emission *w, function *fn)
{
    if (!fn->lower) fn->lower = gort__alloc(w->u, sizeof(lowered_function));
    return fn->lower;
}

/* What C would like to call the functions in a function whose names would be long: all the same. */
static const char *nested_name(emission *w, function *fn)
{
    enum { MOST_BYTES = 60 };
    function *f = fn;
    while (f->outer && !gort__lower_fn(w, f)->nested)
        f = f->outer;
    lowered_function *l = gort__lower_fn(w, f);
    if (!l->nested) {
        const char *name = gort__lower_member_name(w, f->pkg, f->name);
        l->nested = strlen(name) > MOST_BYTES ? "nested" : gort__strf(w->u, "%s_nested", name);
    }
    return gort__lower_fn(w, fn)->nested = l->nested;
}

/* The same of any function. */
static const char *wanted_name(emission *w, function *fn)
{
    enum { MOST_BYTES = 100 };
    if (!fn->outer) return gort__lower_member_name(w, fn->pkg, fn->name);
    if (gort__lower_symbol(w, fn)->outer) return nested_name(w, fn);
    const char *name = gort__lower_member_name(w, fn->pkg, gort__function_name(w->u, fn));
    return strlen(name) > MOST_BYTES ? nested_name(w, fn) : name;
}

const char *gort__lower_func_name(emission *w, function *fn)
{
    lowered_function *l = gort__lower_fn(w, fn);
    if (l->name) return l->name;
    const char *name = wanted_name(w, fn);
    if (!fn->has_body) return gort__strf(w->u, "gort_%s", name);
    /* The first mention of a literal, or of another package's function, asks for it. */
    if (fn->outer || fn->lit || fn->pkg != w->u->program.main) GORT__LIST_PUSH(w->u, &w->queue, fn);
    return l->name = gort__lower_unique_name(w, name);
}
