/* panic_text.c - how a panic's value looks in the report of an uncaught panic.
 *
 *   error values by Error(), then Stringers by String()
 *   predeclared types      5  +1.500000e+000  text as it is
 *   named basic types      main.T(5)  main.MyS("s")
 *   all others             (main.St) 0x521808
 *
 * An Error or String method is Go code: it may allocate, panic and recover. A panic that leaves it
 * is a fatal error of its own, as in Go; `printing` marks the panic whose method runs.
 *
 * To change the text of a value, open gort__panic_value_text; of a runtime error, panic_errors.c.
 */
#include "panic.h"

/* The method of t that is a func() string with this name. */
static gort_string (*panic_text_method(const gort_type *t, const char *name))(gort_g *, void **,
                                                                              void *)
{
    for (uint32_t i = 0; i < t->nmethods; i++)
        if (t->methods[i].type == &gort_type_string_func && strcmp(t->methods[i].name, name) == 0)
            return (gort_string(*)(gort_g *, void **, void *))t->methods[i].fn;
    return NULL;
}

static uint64_t panic_text_uint(const gort_type *t, const void *p)
{
    switch (t->size_bytes) {
    case 1: return *(const uint8_t *)p;
    case 2: return *(const uint16_t *)p;
    case 4: return *(const uint32_t *)p;
    default: return *(const uint64_t *)p;
    }
}

static int64_t panic_text_int(const gort_type *t, const void *p)
{
    switch (t->size_bytes) {
    case 1: return *(const int8_t *)p;
    case 2: return *(const int16_t *)p;
    case 4: return *(const int32_t *)p;
    default: return *(const int64_t *)p;
    }
}

static void panic_text_complex(gort__text *out, double re, double im)
{
    gort__text_str(out, "(");
    gort__text_float(out, re);
    gort__text_float(out, im);
    gort__text_str(out, "i)");
}

/* A value of a basic kind, false if t is none. */
static bool panic_text_basic(gort__text *out, const gort_type *t, const void *p, bool quote)
{
    const gort_string *s = p;
    const float *f = p;
    const double *d = p;
    switch (t->kind) {
    case GORT_KIND_BOOL: gort__text_str(out, *(const bool *)p ? "true" : "false"); return true;
    case GORT_KIND_INT:
    case GORT_KIND_INT8:
    case GORT_KIND_INT16:
    case GORT_KIND_INT32:
    case GORT_KIND_INT64: gort__text_fmt(out, "%lld", (long long)panic_text_int(t, p)); return true;
    case GORT_KIND_UINT:
    case GORT_KIND_UINT8:
    case GORT_KIND_UINT16:
    case GORT_KIND_UINT32:
    case GORT_KIND_UINT64:
    case GORT_KIND_UINTPTR:
        gort__text_fmt(out, "%llu", (unsigned long long)panic_text_uint(t, p));
        return true;
    case GORT_KIND_FLOAT32: gort__text_float(out, (double)*f); return true;
    case GORT_KIND_FLOAT64: gort__text_float(out, *d); return true;
    case GORT_KIND_COMPLEX64: panic_text_complex(out, (double)f[0], (double)f[1]); return true;
    case GORT_KIND_COMPLEX128: panic_text_complex(out, d[0], d[1]); return true;
    case GORT_KIND_STRING:
        if (quote) gort__text_str(out, "\"");
        gort__text_add(out, s->ptr, (size_t)s->len);
        if (quote) gort__text_str(out, "\"");
        return true;
    default: return false;
    }
}

void gort__panic_value_text(gort_g *g, gort__text *out, gort_eface v)
{
    const gort_type *t = v.type;
    if (!t) {
        gort__text_str(out, "nil");
        return;
    }
    if (t->kind < GORT_KIND_ARRAY || t->kind == GORT_KIND_STRING) {
        const bool defined = strchr(t->name, '.') != NULL;
        const bool bracket = t->kind == GORT_KIND_COMPLEX64 || t->kind == GORT_KIND_COMPLEX128;
        if (defined) gort__text_fmt(out, bracket ? "%s" : "%s(", t->name);
        panic_text_basic(out, t, v.data, defined);
        if (defined && !bracket) gort__text_str(out, ")");
        return;
    }
    gort__text_fmt(out, "(%s) 0x%llx", t->name,
                   (unsigned long long)gort__stable_address(g->rt, v.data));
}

bool gort__panic_method_text(gort_g *g, void **sp, gort_eface v, gort_string *text)
{
    if (!v.type) return false;
    gort_string (*method)(gort_g *, void **, void *) = panic_text_method(v.type, "Error");
    if (!method) method = panic_text_method(v.type, "String");
    if (method) *text = method(g, sp, v.data);
    return method;
}

static void panic_text_one(gort_g *g, void **sp, gort__text *out, struct gort__panic *p)
{
    gort_string s;
    p->printing = 1;
    const bool has = gort__panic_method_text(g, sp, p->value, &s);
    p->printing = 0;
    if (has)
        gort__text_add(out, s.ptr, (size_t)s.len);
    else
        gort__panic_value_text(g, out, p->value);
}

static void panic_text_nested(gort_g *g, void **sp, struct gort__panic *p)
{
    gort__text *t = gort__panic_report(g);
    gort__text_str(t, "fatal error: panic while printing panic value");
    if (p->value.type == &gort_type_string) {
        gort__text_str(t, ": ");
        gort__panic_value_text(g, t, p->value);
    } else if (p->value.type) {
        gort__text_fmt(t, ": type %s", p->value.type->name);
    }
    gort__text_str(t, "\n");
    gort__panic_finish(g, gort__panic_sp(p), sp, GORT_ERROR_FATAL);
}

void gort__panic_print(gort_g *g, void **sp, gort__text *t, struct gort__panic *p)
{
    if (p->link) {
        if (p->link->printing) panic_text_nested(g, sp, p);
        gort__panic_print(g, sp, t, p->link);
        if (!p->link->goexit) gort__text_str(t, "\t");
    }
    if (p->goexit) return;
    gort__text_str(t, "panic: ");
    panic_text_one(g, sp, t, p);
    gort__text_str(t, p->recovered ? " [recovered]\n" : "\n");
}
