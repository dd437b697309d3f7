/* 7_errors.c - errors: a panic carries a value up to the protected call around it; memory that is
 * out comes there too, when the heap is at its limit and who is asked for memory has none.
 */
#include "gort_abi.h"
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

typedef struct division {
    int64_t a, b, result;
} division;

static void divide_protected(gort_g *g, void **sp, void *arg)
{
    division *d = arg;
    d->result = divide(g, sp, d->a, d->b);
}

/* a / b, or the code of what went wrong. */
static int64_t safe_divide(gort_g *g, void **sp, int64_t a, int64_t b)
{
    division d = {a, b, 0};
    gort_caught caught;
    if (gort_call_protected(g, sp, divide_protected, &d, &caught)) return d.result;
    return caught.value.type == &type_code ? *(int64_t *)caught.value.data : -1;
}

/* It could free caches, and say so: then the allocation is tried again. */
static bool on_out_of_memory(void *user, gort_g *g, void **sp, size_t bytes)
{
    (void)user, (void)g, (void)sp;
    printf("%d more bytes are needed\n", (int)bytes);
    return false;
}

/* More than there is: each block leads to the one before. */
static void fill(gort_g *g, void **sp, void *arg)
{
    (void)arg;
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
    config.hard_limit_bytes = 32 << 20;
    config.on_out_of_memory = on_out_of_memory;
    gort_runtime *rt = gort_runtime_new(&config);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) return 1;
    void **sp = gort_top(g);
    printf("7 / 2: %d\n", (int)safe_divide(g, sp, 7, 2));
    printf("7 / 0: error %d\n", (int)safe_divide(g, sp, 7, 0));
    gort_caught caught;
    if (!gort_call_protected(g, sp, fill, NULL, &caught)) {
        const gort_string text = gort_caught_text(g, sp, &caught);
        printf("%.*s, and on: %d\n", (int)text.len, text.ptr, (int)safe_divide(g, sp, 8, 2));
    }
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
