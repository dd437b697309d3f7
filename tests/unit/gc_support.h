/* gc_support.h - what the collector's tests share: a runtime that collects only when a test says
 * so, the types of its objects, trace lines and fatal errors caught, a seeded generator.
 *
 * C.sp is the first free word of the shadow stack; gc_test_root keeps an object for the rest of
 * the test. Tests hold heap addresses in plain C variables where they want to know what became of
 * an object that nothing else holds.
 */
#ifndef GC_SUPPORT_H
#define GC_SUPPORT_H

#include "../../gc/internal.h"
#include "../../runtime/gort_inline.h"
#include "../support/testing.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GC_UNUSED __attribute__((unused))

/* struct { left, right *node; value int } */
typedef struct gc_node {
    struct gc_node *left, *right;
    intptr_t value;
} gc_node;

static const uint8_t gc_mask_11[] = {3}, gc_mask_1[] = {1};
static const gort_type gc_type_node GC_UNUSED = {.size_bytes = sizeof(gc_node),
                                                 .ptrdata_bytes = 2 * sizeof(void *),
                                                 .ptrmask = gc_mask_11,
                                                 .ptrmask_bytes = 2 * sizeof(void *),
                                                 .kind = GORT_KIND_STRUCT,
                                                 .align = 8,
                                                 .name = "main.node"};
static const gort_type gc_type_ptr GC_UNUSED = {.size_bytes = sizeof(void *),
                                                .ptrdata_bytes = sizeof(void *),
                                                .ptrmask = gc_mask_1,
                                                .ptrmask_bytes = sizeof(void *),
                                                .kind = GORT_KIND_PTR,
                                                .align = 8,
                                                .name = "*main.node"};
static const gort_type gc_type_bytes GC_UNUSED = {
    .size_bytes = 1, .kind = GORT_KIND_UINT8, .align = 1, .name = "uint8"};

typedef struct gc_test {
    gort_runtime *rt;
    gort_g *g;
    void **sp;
    uint64_t rng;
    char trace[8192]; /* what went to the trace writer */
    size_t trace_bytes;
    char fatal[32768]; /* the last text of the error handler */
    bool fatal_expected;
    jmp_buf fatal_to;
} gc_test;

static gc_test C;
static const char *gc_test_gogc = "off";

static GC_UNUSED const char *gc_test_env(void *user, const char *name)
{
    (void)user;
    return strcmp(name, "GOGC") == 0 ? gc_test_gogc : NULL;
}

static GC_UNUSED void gc_test_error(void *user, gort_error_code code, const char *text,
                                    size_t bytes)
{
    (void)user;
    (void)code;
    if (bytes > sizeof C.fatal - 1) bytes = sizeof C.fatal - 1;
    memcpy(C.fatal, text, bytes);
    C.fatal[bytes] = 0;
    if (!C.fatal_expected) ck_abort_msg("unexpected end: %s", C.fatal);
    longjmp(C.fatal_to, 1);
}

static GC_UNUSED void gc_test_trace(void *user, const char *text, size_t bytes)
{
    (void)user;
    if (bytes > sizeof C.trace - 1 - C.trace_bytes) bytes = sizeof C.trace - 1 - C.trace_bytes;
    memcpy(C.trace + C.trace_bytes, text, bytes);
    C.trace_bytes += bytes;
    C.trace[C.trace_bytes] = 0;
}

static GC_UNUSED uint64_t gc_test_first_seed(void)
{
    const char *seed = getenv("GORT_TEST_SEED");
    return seed ? strtoull(seed, NULL, 0) : 20220802;
}

static GC_UNUSED void gc_test_open(const char *debug)
{
    gort_config c;
    gort_config_init(&c);
    c.getenv = gc_test_env;
    c.on_error = gc_test_error;
    c.on_trace = gc_test_trace;
    c.debug = debug;
    c.heap_reserve_bytes = (size_t)4 << 30;
    C.trace_bytes = 0;
    C.trace[0] = 0;
    C.rt = gort_runtime_new(&c);
    ck_assert_ptr_nonnull(C.rt);
    C.g = gort_attach(C.rt);
    ck_assert_ptr_nonnull(C.g);
    C.sp = gort_top(C.g);
    C.rng = gc_test_first_seed();
}

static GC_UNUSED void gc_test_close(void)
{
    gort_detach(C.rt);
    gort_runtime_free(C.rt);
}

static GC_UNUSED uint64_t gc_test_rand(void)
{
    uint64_t z = C.rng += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static GC_UNUSED void *gc_test_root(void *p)
{
    *C.sp++ = p;
    return p;
}

static GC_UNUSED gc_node *gc_test_node(void)
{
    return gort_new(C.g, C.sp, &gc_type_node);
}

/* A whole collection with everything below C.sp as roots. */
static GC_UNUSED void gc_test_collect(void)
{
    gort_gc(C.g, C.sp);
}

/* The same in steps: each is a safepoint, so the roots are recorded. */
static GC_UNUSED void gc_test_start(void)
{
    C.g->sp = C.sp;
    gort__gc_start(C.g);
}
static GC_UNUSED bool gc_test_step(uintptr_t bytes)
{
    C.g->sp = C.sp;
    return gort__gc_step(C.g, bytes);
}
static GC_UNUSED void gc_test_finish(void)
{
    C.g->sp = C.sp;
    gort__gc_finish(C.g);
}

/* Whether the object at p is there: after a collection, whether it survived. */
static GC_UNUSED bool gc_test_alive(const void *p)
{
    return gort__gc_is_marked(C.rt, p);
}

#endif
