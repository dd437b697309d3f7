/* map_support.h - what the tests of maps share: a runtime whose collector runs only when a test
 * says so, a fixed random generator, maps of int64 to int64, and the check of a map's invariants.
 *
 * Everything is called with the shadow stack in hand: T.sp is the first free word; a test that
 * holds heap pointers across calls puts them below it with map_test_root.
 */
#ifndef MAP_SUPPORT_H
#define MAP_SUPPORT_H

#include "../../map/map.h"
#include "../support/testing.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct map_test {
    gort_runtime *rt;
    gort_g *g;
    void **base, **sp; /* the shadow stack's first word, its first free one */
    jmp_buf failed;    /* where a panic or fatal error leads */
    bool expected;     /* failed is set */
    gort_error_code code;
    char text[512];
    uint64_t rng;
    char trace[1 << 18]; /* what the runtime traced */
    size_t trace_bytes;
} map_test;

static map_test T;

static const char *map_test_env(void *user, const char *name)
{
    (void)user;
    return strcmp(name, "GOGC") == 0 ? "off" : NULL;
}

static void map_test_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    T.code = code;
    if (bytes > sizeof T.text - 1) bytes = sizeof T.text - 1;
    memcpy(T.text, text, bytes);
    T.text[bytes] = 0;
    if (!T.expected) ck_abort_msg("unexpected end: %s", T.text);
    longjmp(T.failed, 1);
}

static void map_test_trace(void *user, const char *text, size_t bytes)
{
    (void)user;
    if (bytes > sizeof T.trace - 1 - T.trace_bytes) bytes = sizeof T.trace - 1 - T.trace_bytes;
    memcpy(T.trace + T.trace_bytes, text, bytes);
    T.trace[T.trace_bytes += bytes] = 0;
}

__attribute__((unused)) static uint64_t map_test_rand(void)
{
    uint64_t z = T.rng += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* debug: GODEBUG settings. */
__attribute__((unused)) static void map_test_open(const char *debug)
{
    gort_config c;
    gort_config_init(&c);
    c.getenv = map_test_env;
    c.on_error = map_test_error;
    c.on_trace = map_test_trace;
    /* GORT_TEST_DEBUG runs every test under more settings: gcstress=50, gcseed=3. */
    static char settings[256];
    const char *more = getenv("GORT_TEST_DEBUG");
    snprintf(settings, sizeof settings, "%s%s%s", debug ? debug : "", debug && more ? "," : "",
             more ? more : "");
    c.debug = settings;
    T.rt = gort_runtime_new(&c);
    ck_assert_ptr_nonnull(T.rt);
    T.g = gort_attach(T.rt);
    ck_assert_ptr_nonnull(T.g);
    T.base = T.sp = gort_top(T.g);
    const char *seed = getenv("GORT_TEST_SEED");
    T.rng = seed ? strtoull(seed, NULL, 0) : 20220802;
    /* The runtime's generator too: hash seeds and where iterations begin. */
    gort__m(T.g)->rand[0] = map_test_rand();
    gort__m(T.g)->rand[1] = map_test_rand();
}

__attribute__((unused)) static void map_test_close(void)
{
    gort_detach(T.rt);
    gort_runtime_free(T.rt);
}

/* Makes p a root for the rest of the test. */
__attribute__((unused)) static void *map_test_root(void *p)
{
    *T.sp++ = p;
    return p;
}
/* Makes the frame's cell of type t at addr a root for the rest of the test. */
__attribute__((unused)) static void map_test_root_cell(const gort_type *t, void *addr)
{
    *T.sp++ = GORT_TYPE_WORD(t);
    *T.sp++ = addr;
}

__attribute__((unused)) static gort_hmap *map_test_make(const gort_type *t, intptr_t hint)
{
    return (gort_hmap *)map_test_root(gort_makemap(T.g, T.sp, t, hint, NULL));
}

__attribute__((unused)) static void map_test_put(const gort_type *t, gort_hmap *h, int64_t k,
                                                 int64_t v)
{
    *(int64_t *)gort_mapassign(T.g, T.sp, t, h, &k) = v;
}

/* The value of k; *there if it is in the map. */
__attribute__((unused)) static int64_t map_test_get(const gort_type *t, gort_hmap *h, int64_t k,
                                                    bool *there)
{
    const int64_t *e = (const int64_t *)gort_mapaccess2(T.g, T.sp, t, h, &k);
    *there = e != NULL;
    return e ? *e : 0;
}

__attribute__((unused)) static void map_test_delete(const gort_type *t, gort_hmap *h, int64_t k)
{
    gort_mapdelete(T.g, T.sp, t, h, &k);
}

__attribute__((unused)) static void map_test_verify(const gort_type *t, gort_hmap *h)
{
    char msg[200];
    const char *bad = gort__map_verify(T.g, T.sp, t, h, msg, sizeof msg);
    ck_assert_msg(!bad, "%s", bad ? bad : "");
}

__attribute__((unused)) static gort_map_state map_test_state(const gort_type *t, gort_hmap *h)
{
    gort_map_state s;
    gort_map_inspect(T.rt, t, h, &s);
    return s;
}

/* Runs the statement, which must end in a panic or fatal error whose text begins with `want`. */
#define MAP_TEST_FAILS(statement, want_code, want)                                                 \
    do {                                                                                           \
        volatile bool returned_ = false;                                                           \
        T.text[0] = 0;                                                                             \
        T.expected = true;                                                                         \
        if (setjmp(T.failed) == 0) {                                                               \
            statement;                                                                             \
            returned_ = true;                                                                      \
        }                                                                                          \
        T.expected = false;                                                                        \
        if (T.code == GORT_ERROR_PANIC) gort_g_reset(T.g, T.base);                                 \
        ck_assert_msg(!returned_, "returned instead of: %s", want);                                \
        ck_assert_msg(strncmp(T.text, want, strlen(want)) == 0, "ended with: %s", T.text);         \
        ck_assert_int_eq(T.code, want_code);                                                       \
    } while (0)

#endif
