/* 7_errors.c - errors: a panic carries a value up to a function with a deferred call that recovers;
 * memory that is out comes to the error handler, which leaves by longjmp.
 */
#include "gort_defer.h"
#include "gort_inline.h"
#include <stdio.h>

GORT_PLAIN_TYPE(type_code, int64_t);

static void fail(gort_g *g, void **sp, int64_t code)
{
    int64_t *boxed = gort_new(g, sp, &type_code);
    *boxed = code;
    const gort_eface e = {&type_code, boxed};
    gort_gopanic(g, sp, e);
}

static int64_t divide(gort_g *g, void **sp, int64_t a, int64_t b)
{
    if (b == 0) fail(g, sp, 42);
    return a / b;
}

typedef struct catcher {
    gort_closure c;
    int64_t code;
} catcher;

static void catch (gort_g *g, void **sp, catcher *self)
{
    const gort_eface e = gort_gorecover(g, sp);
    if (e.type == &type_code) self->code = *(int64_t *)e.data;
}

/* a / b, or the code of what went wrong. By gort_defer.h: the first three words are the frame's. */
static int64_t safe_divide(gort_g *g, void **sp, int64_t a, int64_t b)
{
    catcher caught = {{(void (*)(void))(uintptr_t) catch}, 0};
    volatile int64_t result = 0;
    gort_defer_frame fr;
    gort_defer deferred = {NULL, NULL};
    gort_defer_enter(g, sp, &fr);
    sp[GORT_DEFER_WORDS] = GORT_TYPE_WORD(&gort_type_defer);
    sp[GORT_DEFER_WORDS + 1] = &deferred;
    if (GORT_SETJMP(&fr) == 0) {
        gort_deferprocStack(&fr, &deferred, &caught.c);
        result = divide(g, sp + GORT_DEFER_WORDS + 2, a, b);
    }
    gort_deferreturn(g, sp + GORT_DEFER_WORDS + 2, &fr);
    return caught.code ? caught.code : result;
}

static jmp_buf out;

static void on_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    if (code == GORT_ERROR_OUT_OF_MEMORY) longjmp(out, 1);
    fwrite(text, 1, bytes, stderr);
}

/* More than there is: each block leads to the one before. */
static void fill(gort_g *g, void **sp)
{
    for (sp[0] = NULL;;) {
        void **block = gort_alloc_slow(g, sp + 1, &gort_type_unsafe_pointer, 1000);
        gort_store(g, &block[0], sp[0]);
        sp[0] = block;
    }
}

int main(void)
{
    gort_config config;
    gort_config_init(&config);
    config.heap_reserve_bytes = 64 << 20;
    config.on_error = on_error;
    gort_runtime *rt = gort_runtime_new(&config);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) return 1;
    void **sp = gort_top(g);
    printf("7 / 2: %d\n", (int)safe_divide(g, sp, 7, 2));
    printf("7 / 0: error %d\n", (int)safe_divide(g, sp, 7, 0));
    if (setjmp(out) == 0) {
        fill(g, sp);
    } else {
        gort_g_reset(g, gort_top(g));
        printf("out of memory, and on: %d\n", (int)safe_divide(g, gort_top(g), 8, 2));
    }
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
