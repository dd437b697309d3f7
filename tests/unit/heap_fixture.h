/* heap_fixture.h - what the tests of the heap share besides the fixture: short names, types of any
 * size. Objects that a test does not root live in a runtime with GOGC=off and die at the collection
 * the test asks for. Random tests print their seed.
 */
#ifndef HEAP_FIXTURE_H
#define HEAP_FIXTURE_H

#include "../support/fixture.h"

#include "../../gc/color.h"
#include "../../gc/gc.h"
#include "../../runtime/heap/span.h"
#include <signal.h>
#include <unistd.h>

#define MiB ((uintptr_t)1 << 20)

static gort_runtime *rt;
static gort_g *g;
static void **sp; /* the shadow stack's first free word */

static inline void open_runtime(const char *debug, size_t reserve, gort_error_handler on_error)
{
    gort_config c = fixture_config(debug);
    c.heap_reserve_bytes = reserve;
    c.on_error = on_error;
    c.on_trace = NULL;
    fixture_start(&c);
    rt = C.rt;
    g = C.g;
    sp = C.sp;
}

static inline void close_runtime(void)
{
    C.rt = rt; /* some tests open theirs with a configuration of their own */
    fixture_close();
}

/* A type of that size; scan: its first word is a pointer. */
static inline gort_type make_type(uintptr_t bytes, bool scan)
{
    static const uint8_t first_word[1] = {1};
    gort_type t = {
        .size_bytes = bytes, .kind = GORT_KIND_STRUCT, .align = sizeof(void *), .name = "test.T"};
    if (scan) {
        t.ptrdata_bytes = sizeof(void *);
        t.ptrmask = first_word;
        t.ptrmask_bytes = (bytes + sizeof(void *) - 1) & ~(uintptr_t)(sizeof(void *) - 1);
    }
    return t;
}

static inline void rng_seed(void)
{
    C.rng = fixture_seed();
    printf("# seed %llu\n", (unsigned long long)C.rng);
}

static inline uint64_t rng(void)
{
    return fixture_rand();
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
