/* heap_fixture.h - what the tests of the heap share: a runtime with one attached thread, types of
 * any size, and a seeded generator.
 *
 * Objects that a test does not root live in a runtime with GOGC=off and die at the collection the
 * test asks for. Random tests print their seed and take GORT_TEST_SEED. Each test opens its own
 * runtime: check runs every test in a process of its own.
 */
#ifndef HEAP_FIXTURE_H
#define HEAP_FIXTURE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "../../gc/color.h"
#include "../../gc/gc.h"
#include "../../runtime/span.h"
#include "../support/testing.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MiB ((uintptr_t)1 << 20)

static gort_runtime *rt;
static gort_g *g;
static void **sp; /* the shadow stack's first free word */

static inline const char *env_gc_off(void *user, const char *name)
{
    (void)user;
    return strcmp(name, "GOGC") == 0 ? "off" : NULL;
}

static inline void open_runtime(const char *debug, size_t reserve, gort_error_handler on_error)
{
    gort_config c;
    gort_config_init(&c);
    c.getenv = env_gc_off;
    c.debug = debug;
    c.heap_reserve_bytes = reserve;
    c.on_error = on_error;
    rt = gort_runtime_new(&c);
    ck_assert_ptr_nonnull(rt);
    g = gort_attach(rt);
    ck_assert_ptr_nonnull(g);
    sp = gort_top(g);
}

static inline void close_runtime(void)
{
    gort_detach(rt);
    gort_runtime_free(rt);
}

/* A type of that size; scan: its first word is a pointer. */
static inline gort_type make_type(uintptr_t bytes, bool scan)
{
    static const uint8_t first_word[1] = {1};
    gort_type t = {.size_bytes = bytes, .kind = GORT_KIND_STRUCT, .align = 8, .name = "test.T"};
    if (scan) {
        t.ptrdata_bytes = 8;
        t.ptrmask = first_word;
        t.ptrmask_bytes = (bytes + 7) & ~(uintptr_t)7;
    }
    return t;
}

/* splitmix64 */
static uint64_t rng_state;

static inline void rng_seed(void)
{
    const char *s = getenv("GORT_TEST_SEED");
    rng_state = s ? strtoull(s, NULL, 0) : 20221101;
    printf("# seed %llu\n", (unsigned long long)rng_state);
}

static inline uint64_t rng(void)
{
    rng_state += 0x9e3779b97f4a7c15u;
    uint64_t z = rng_state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static inline bool all_bytes(const void *p, uint8_t byte, uintptr_t n)
{
    const uint8_t *b = p;
    return n == 0 || (b[0] == byte && memcmp(b, b + 1, n - 1) == 0);
}

static inline gort_mem_stats read_stats(void)
{
    gort_mem_stats st;
    gort_read_mem_stats(g, sp, &st);
    return st;
}

#endif
