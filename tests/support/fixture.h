/* fixture.h - a runtime with one attached thread: what the tests of the heap, of the collector and
 * of maps stand on. Each of them adds its own (unit/heap_fixture.h, gc_support.h, map_support.h).
 *
 * The runtime collects only when a test says so (GOGC is fixture_gogc, "off"); ends and trace lines
 * are caught in C; random tests draw from fixture_rand, whose seed is GORT_TEST_SEED; settings of
 * GORT_TEST_DEBUG come before the test's own. C.sp is the
 * first free word of the shadow stack: a test that holds a heap pointer across calls puts it below
 * with fixture_root. A runtime is made inside the test: each test is its own process.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "../../runtime/gort.h"
#include "testing.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Address space that a runtime has for its heap, and more than it ever has. */
#if UINTPTR_MAX == UINT64_MAX
#define FIXTURE_RESERVE_BYTES ((size_t)4 << 30)
#define FIXTURE_TOO_MUCH      ((uintptr_t)1 << 40)
#else
#define FIXTURE_RESERVE_BYTES ((size_t)512 << 20)
#define FIXTURE_TOO_MUCH      ((uintptr_t)1 << 30)
#endif

typedef struct fixture {
    gort_runtime *rt;
    gort_g *g;
    void **base, **sp; /* the shadow stack's first word, its first free one */
    uint64_t rng;
    bool expected; /* an end is: it leads to `failed`, which the test has set */
    jmp_buf failed;
    gort_error_code code; /* of the last end, and its text */
    char text[32768];
    char trace[1 << 18]; /* what the runtime traced */
    size_t trace_bytes;
} fixture;

static fixture C;
static const char *fixture_gogc = "off";

static inline const char *fixture_env(void *user, const char *name)
{
    (void)user;
    if (strcmp(name, "GODEBUG") == 0) return getenv("GORT_TEST_DEBUG");
    return strcmp(name, "GOGC") == 0 ? fixture_gogc : NULL;
}

/* Keeps what ended the program, which has to be expected. */
static inline void fixture_note_end(gort_error_code code, const char *text, size_t bytes)
{
    C.code = code;
    if (bytes > sizeof C.text - 1) bytes = sizeof C.text - 1;
    memcpy(C.text, text, bytes);
    C.text[bytes] = 0;
    if (!C.expected) ck_abort_msg("unexpected end: %s", C.text);
}

static inline void fixture_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    fixture_note_end(code, text, bytes);
    longjmp(C.failed, 1);
}

static inline void fixture_trace(void *user, const char *text, size_t bytes)
{
    (void)user;
    if (bytes > sizeof C.trace - 1 - C.trace_bytes) bytes = sizeof C.trace - 1 - C.trace_bytes;
    memcpy(C.trace + C.trace_bytes, text, bytes);
    C.trace[C.trace_bytes += bytes] = 0;
}

static inline uint64_t fixture_seed(void)
{
    const char *seed = getenv("GORT_TEST_SEED");
    return seed ? strtoull(seed, NULL, 0) : 20220802;
}

/* splitmix64 */
static inline uint64_t fixture_rand(void)
{
    uint64_t z = C.rng += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* The configuration; a test may change it before fixture_start. debug: GODEBUG settings. */
static inline gort_config fixture_config(const char *debug)
{
    gort_config c;
    gort_config_init(&c);
    c.getenv = fixture_env;
    c.on_error = fixture_error;
    c.on_trace = fixture_trace;
    c.debug = debug;
    return c;
}

static inline void fixture_start(const gort_config *c)
{
    C.trace_bytes = 0;
    C.trace[0] = 0;
    C.rng = fixture_seed();
    C.rt = gort_runtime_new(c);
    ck_assert_ptr_nonnull(C.rt);
    C.g = gort_attach(C.rt);
    ck_assert_ptr_nonnull(C.g);
    C.base = C.sp = gort_top(C.g);
}

static inline void fixture_close(void)
{
    gort_detach(C.rt);
    gort_runtime_free(C.rt);
}

/* Keeps p for the rest of the test. */
static inline void *fixture_root(void *p)
{
    *C.sp++ = p;
    return p;
}

#endif
