/* errors.c - the C half of Go's package errors, and the errors that fmt.Errorf makes.
 *
 * errors.New gives a *errors.errorString, a pointer to a struct of one string, a new one each time:
 * two errors of the same text differ. Errorf gives the same, or with %w a *fmt.wrapError whose
 * Unwrap method returns the operand.
 *
 * What makes errors allocates, and roots its operands. To give an error type another method, add it
 * to its list here, sorted by name.
 */
#include "errors.h"

static const uint8_t mask_string[] = {1};
static const uint8_t mask_wrap[] = {1 | 8}; /* the text, and the data word of the error */

/* ---- *errors.errorString ------------------------------------------------------------------ */

static gort_string errors_text(gort_g *g, void **sp, void *data)
{
    if (!data) gort_panicmem(g, sp);
    return *(const gort_string *)data; /* the text is the first field of both types */
}

static const gort_field error_string_fields[] = {{"s", &gort_type_string, 0, 0}};

static const gort_type error_string_type = {
    .size_bytes = sizeof(gort_string),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = mask_string,
    .ptrmask_bytes = sizeof(gort_string),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .flags = GORT_TYPE_NAMED | GORT_TYPE_REFLEXIVE,
    .hash = 0x65727201,
    .name = "errors.errorString",
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
    .len = 1,
    .fields = error_string_fields,
};

#define POINTER_TYPE(NAME, ELEM, METHODS, HASH)                                                    \
    {                                                                                              \
        .size_bytes = sizeof(void *), .ptrdata_bytes = sizeof(void *), .ptrmask = mask_string,     \
        .ptrmask_bytes = sizeof(void *), .kind = GORT_KIND_PTR, .align = sizeof(void *),           \
        .flags = GORT_TYPE_MEMEQUAL | GORT_TYPE_DIRECT | GORT_TYPE_REFLEXIVE, .hash = HASH,        \
        .name = NAME, .equal = gort_type_equal_mem, .hashfn = gort_type_hash_mem, .elem = ELEM,    \
        .methods = METHODS, .nmethods = sizeof METHODS / sizeof METHODS[0]                         \
    }

static const gort_method error_string_methods[] = {
    {"Error", &gort_type_string_func, (void (*)(void))errors_text, NULL},
};
static const gort_type error_string_pointer =
    POINTER_TYPE("*errors.errorString", &error_string_type, error_string_methods, 0x65727202);

/* ---- *fmt.wrapError ------------------------------------------------------------------------ */

typedef struct wrap_error {
    gort_string text;
    gort_iface err;
} wrap_error;

static gort_iface errors_unwrap(gort_g *g, void **sp, void *data)
{
    if (!data) gort_panicmem(g, sp);
    return ((const wrap_error *)data)->err;
}

static const gort_field wrap_error_fields[] = {
    {"msg", &gort_type_string, offsetof(wrap_error, text), 0},
    {"err", &gort_type_error, offsetof(wrap_error, err), 0},
};

static const gort_type wrap_error_type = {
    .size_bytes = sizeof(wrap_error),
    .ptrdata_bytes = sizeof(wrap_error),
    .ptrmask = mask_wrap,
    .ptrmask_bytes = sizeof(wrap_error),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .flags = GORT_TYPE_NAMED,
    .hash = 0x65727204,
    .name = "fmt.wrapError",
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
    .len = 2,
    .fields = wrap_error_fields,
};

static const gort_method wrap_error_methods[] = {
    {"Error", &gort_type_string_func, (void (*)(void))errors_text, NULL},
    {"Unwrap", &gort_type_error_func, (void (*)(void))errors_unwrap, NULL},
};
static const gort_type wrap_error_pointer =
    POINTER_TYPE("*fmt.wrapError", &wrap_error_type, wrap_error_methods, 0x65727205);

/* ---- Making them --------------------------------------------------------------------------- */

gort_iface gort_errors_New(gort_g *g, void **sp, gort_string text)
{
    sp[0] = (void *)(uintptr_t)text.ptr;
    gort_string *s = gort_new(g, sp + 1, &error_string_type);
    gort_store(g, &s->ptr, text.ptr);
    s->len = text.len;
    return (gort_iface){gort_getitab(g, &gort_type_error, &error_string_pointer), s};
}

gort_iface gort__errors_wrap(gort_g *g, void **sp, gort_string text, gort_eface err)
{
    sp[0] = (void *)(uintptr_t)text.ptr;
    sp[1] = err.data;
    wrap_error *w = gort_new(g, sp + 2, &wrap_error_type);
    gort_store(g, &w->text.ptr, text.ptr);
    w->text.len = text.len;
    w->err.tab = gort_getitab(g, &gort_type_error, err.type);
    gort_store(g, &w->err.data, err.data);
    return (gort_iface){gort_getitab(g, &gort_type_error, &wrap_error_pointer), w};
}

/* ---- Is and As ----------------------------------------------------------------------------- */

bool gort_errors_hasEqual(gort_g *g, void **sp, gort_iface err)
{
    (void)g;
    (void)sp;
    return err.tab->type->equal != NULL;
}

enum { NO_POINTER, NO_ERROR, HOLDS_ERRORS }; /* as errors.go has them */

intptr_t gort_errors_kindOf(gort_g *g, void **sp, gort_eface target)
{
    (void)sp;
    if (target.type->kind != GORT_KIND_PTR || !target.data) return NO_POINTER;
    const gort_type *t = target.type->elem;
    const bool holds = t->kind == GORT_KIND_INTERFACE || gort_getitab(g, &gort_type_error, t);
    return holds ? HOLDS_ERRORS : NO_ERROR;
}

bool gort_errors_assign(gort_g *g, void **sp, gort_iface err, gort_eface target)
{
    const gort_type *t = target.type->elem, *have = err.tab->type;
    (void)sp;
    if (t->kind == GORT_KIND_INTERFACE && t->nmethods == 0) {
        gort_store_eface(g, target.data, (gort_eface){have, err.data});
    } else if (t->kind == GORT_KIND_INTERFACE) {
        const gort_itab *tab = gort_getitab(g, t, have);
        if (!tab) return false;
        gort_store_iface(g, target.data, (gort_iface){tab, err.data});
    } else if (t != have) {
        return false;
    } else if (t->flags & GORT_TYPE_DIRECT) {
        gort_store(g, target.data, err.data);
    } else {
        gort_typedmemmove(g, t, target.data, err.data);
    }
    return true;
}
