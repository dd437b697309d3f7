/* panic_errors.c - the runtime's own panics: bounds, nil, division, conversion. Their values are
 * runtime.Errors: types with Error() string and RuntimeError(), which recover returns and fmt
 * prints.
 *
 * A runtime.Error's data word points to a gort_string with its whole text. The texts that are
 * always the same are static; the others are built on the C stack, then copied to the heap, which
 * is a safepoint: the functions here have no heap pointers of their own to root.
 *
 * To change a text, look for it here; to add an error, add a function that calls
 * gort__panic_error.
 */
#include "../sched/sched.h"
#include "panic.h"
#include <stdarg.h>
#include <stdio.h>

static gort_string panic_errors_error(gort_g *g, void **sp, void *data)
{
    (void)g;
    (void)sp;
    return *(const gort_string *)data;
}

static void panic_errors_runtime_error(gort_g *g, void **sp, void *data)
{
    (void)g;
    (void)sp;
    (void)data;
}

const gort_type gort_type_niladic_func = {
    .size_bytes = sizeof(void *),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = (const uint8_t[]){1},
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_FUNC,
    .align = sizeof(void *),
    .flags = GORT_TYPE_DIRECT,
    .hash = 0x0defe203,
    .name = "func()",
};

static const gort_method methods[] = {
    {"Error", &gort_type_string_func, (void (*)(void))panic_errors_error, NULL},
    {"RuntimeError", &gort_type_niladic_func, (void (*)(void))panic_errors_runtime_error, NULL},
};

/* Two of Go's are strings; the others, which hold a text here as well, have to look like something
 * else: Print puts a space beside what is no string. */
static const gort_field text_fields[] = {{"text", &gort_type_string, 0, 0}};

#define ERROR_TYPE(KIND, NAME, HASH)                                                               \
    {                                                                                              \
        .size_bytes = sizeof(gort_string), .ptrdata_bytes = sizeof(void *),                        \
        .ptrmask = (const uint8_t[]){1}, .ptrmask_bytes = sizeof(gort_string), .kind = KIND,       \
        .align = sizeof(void *), .flags = GORT_TYPE_NAMED | GORT_TYPE_REFLEXIVE, .hash = HASH,     \
        .name = NAME, .equal = gort_type_equal_generic, .hashfn = gort_type_hash_generic,          \
        .methods = methods, .nmethods = sizeof methods / sizeof methods[0],                        \
        .len = KIND == GORT_KIND_STRUCT, .fields = KIND == GORT_KIND_STRUCT ? text_fields : NULL   \
    }
static const gort_type error_types[] = {
    [GORT_ERRORTYPE_BOUNDS] = ERROR_TYPE(GORT_KIND_STRUCT, "runtime.boundsError", 0x0defe210),
    [GORT_ERRORTYPE_STRING] = ERROR_TYPE(GORT_KIND_STRING, "runtime.errorString", 0x0defe211),
    [GORT_ERRORTYPE_PLAIN] = ERROR_TYPE(GORT_KIND_STRING, "runtime.plainError", 0x0defe212),
    [GORT_ERRORTYPE_ASSERT] =
        ERROR_TYPE(GORT_KIND_STRUCT, "*runtime.TypeAssertionError", 0x0defe213),
};

static GORT_NORETURN void panic_errors_raise(gort_g *g, void **sp, gort__error_type type,
                                             const gort_string *text)
{
    const gort_eface v = {&error_types[type], (void *)(uintptr_t)text};
    gort_gopanic(g, sp, v);
}

/* A heap copy of a text, boxed. */
static gort_string *panic_errors_box(gort_g *g, void **sp, const char *text, size_t bytes)
{
    const gort_type *one = &gort_type_uint8;
    uint8_t *copy = gort_alloc_slow(g, sp, one, bytes ? bytes : 1);
    memcpy(copy, text, bytes);
    sp[0] = copy;
    gort_string *s = gort_new(g, sp + 1, &gort_type_string);
    gort_store(g, &s->ptr, copy);
    s->len = (intptr_t)bytes;
    return s;
}

void gort__panic_error(gort_g *g, void **sp, gort__error_type type, const char *fmt, ...)
{
    char line[1024];
    va_list ap;
    gort__check_call(g, "a panic");
    va_start(ap, fmt);
    const int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    const size_t bytes = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    panic_errors_raise(g, sp, type, panic_errors_box(g, sp, line, bytes));
}

#define STATIC_TEXT(s)                                                                             \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }
static const gort_string text_mem =
    STATIC_TEXT("runtime error: invalid memory address or nil pointer dereference");
static const gort_string text_divide = STATIC_TEXT("runtime error: integer divide by zero");
static const gort_string text_shift = STATIC_TEXT("runtime error: negative shift amount");

static const gort_string text_memory = STATIC_TEXT("out of memory");
static const gort_string text_stack = STATIC_TEXT("stack overflow");

gort_eface gort__panic_of(gort_error_code code)
{
    const gort_string *text = code == GORT_ERROR_STACK ? &text_stack : &text_memory;
    return (gort_eface){&error_types[GORT_ERRORTYPE_PLAIN], (void *)(uintptr_t)text};
}

void gort_panicmem(gort_g *g, void **sp)
{
#ifdef __TINYC__
    g->signal_pc = (uintptr_t)gort_panicmem;
#else
    g->signal_pc = (uintptr_t)__builtin_return_address(0);
#endif
    panic_errors_raise(g, sp, GORT_ERRORTYPE_STRING, &text_mem);
}

void gort_panicdivide(gort_g *g, void **sp)
{
    panic_errors_raise(g, sp, GORT_ERRORTYPE_STRING, &text_divide);
}

void gort_panicshift(gort_g *g, void **sp)
{
    panic_errors_raise(g, sp, GORT_ERRORTYPE_STRING, &text_shift);
}

void gort_panic_plain(gort_g *g, void **sp, const char *text)
{
    gort__panic_error(g, sp, GORT_ERRORTYPE_PLAIN, "%s", text);
}

void gort_panic_runtime(gort_g *g, void **sp, const char *text)
{
    gort__panic_error(g, sp, GORT_ERRORTYPE_STRING, "runtime error: %s", text);
}

/* ---- Bounds ------------------------------------------------------------------------------ */

/* "index out of range [x] with length y"; a negative x is shown without y. The two texts differ in
 * what surrounds the numbers only. */
static GORT_NORETURN void panic_errors_bounds(gort_g *g, void **sp, const char *range, int64_t x,
                                              const char *rest, int64_t y)
{
    char text[160];
    size_t n = (size_t)snprintf(text, sizeof text, range, (long long)x);
    if (x >= 0) snprintf(text + n, sizeof text - n, rest, (long long)y);
    gort__panic_error(g, sp, GORT_ERRORTYPE_BOUNDS, "runtime error: %s", text);
}

void gort_panicIndex(gort_g *g, void **sp, int64_t i, intptr_t n)
{
    panic_errors_bounds(g, sp, "index out of range [%lld]", i, " with length %lld", n);
}

void gort_panicIndexU(gort_g *g, void **sp, uint64_t i, intptr_t n)
{
    gort__panic_error(g, sp, GORT_ERRORTYPE_BOUNDS,
                      "runtime error: index out of range [%llu] with length %lld",
                      (unsigned long long)i, (long long)n);
}

#define SLICE "slice bounds out of range "

void gort_panicSliceAlen(gort_g *g, void **sp, int64_t b, intptr_t len)
{
    panic_errors_bounds(g, sp, SLICE "[:%lld]", b, " with length %lld", len);
}

void gort_panicSliceAcap(gort_g *g, void **sp, int64_t b, intptr_t cap)
{
    panic_errors_bounds(g, sp, SLICE "[:%lld]", b, " with capacity %lld", cap);
}

void gort_panicSliceB(gort_g *g, void **sp, int64_t a, int64_t b)
{
    panic_errors_bounds(g, sp, a < 0 ? SLICE "[%lld:]" : SLICE "[%lld:", a, "%lld]", b);
}

void gort_panicSlice3Alen(gort_g *g, void **sp, int64_t c, intptr_t len)
{
    panic_errors_bounds(g, sp, SLICE "[::%lld]", c, " with length %lld", len);
}

void gort_panicSlice3Acap(gort_g *g, void **sp, int64_t c, intptr_t cap)
{
    panic_errors_bounds(g, sp, SLICE "[::%lld]", c, " with capacity %lld", cap);
}

void gort_panicSlice3B(gort_g *g, void **sp, int64_t b, int64_t c)
{
    panic_errors_bounds(g, sp, b < 0 ? SLICE "[:%lld:]" : SLICE "[:%lld:", b, "%lld]", c);
}

void gort_panicSlice3C(gort_g *g, void **sp, int64_t a, int64_t b)
{
    panic_errors_bounds(g, sp, a < 0 ? SLICE "[%lld::]" : SLICE "[%lld:", a, "%lld:]", b);
}

/* ---- Conversions ------------------------------------------------------------------------- */

void gort_panicdottype(gort_g *g, void **sp, const gort_type *have, const gort_type *want,
                       const gort_type *iface)
{
    /* Of types of one name, Go tells whether they are of one package; gort_type does not. */
    const bool alike = have && strcmp(have->name, want->name) == 0;
    gort__panic_error(g, sp, GORT_ERRORTYPE_ASSERT, "interface conversion: %s is %s, not %s%s",
                      iface ? iface->name : "interface", have ? have->name : "nil", want->name,
                      alike ? " (types from different scopes)" : "");
}
