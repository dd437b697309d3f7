/* helper_roots.h - what the tests of roots in helpers share: operands that nothing else keeps, a
 * key type whose functions collect, and the driver.
 *
 * A case builds its operands, drops its own roots and calls the function. gcstress=1 collects at
 * each allocation inside, clobberfree=1 fills what is freed with rubbish, gccheckmark=1 ends the
 * run at a lost object; where a function calls back, the callback collects. What comes out must be
 * right, and at least one collection must have come between (the driver counts). */
#ifndef HELPER_ROOTS_H
#define HELPER_ROOTS_H

#include "gc_support.h"

static void **base; /* of the shadow stack */
static uint64_t collections_before;

static uint64_t collections(void)
{
    return C.rt->gc->num_gc;
}

/* From here on nothing but the operands of the next call keeps what the case made. */
static GC_UNUSED void drop_roots(void)
{
    C.sp = base;
    collections_before = collections();
}

/* ---- Operands ----------------------------------------------------------------------------- */

static GC_UNUSED gort_string heap_text(const char *text)
{
    const size_t n = strlen(text);
    uint8_t *p =
        fixture_root(gort_makeslice(C.g, C.sp, &gc_type_bytes, (intptr_t)n, (intptr_t)n).ptr);
    memcpy(p, text, n);
    return (gort_string){p, (intptr_t)n};
}

static GC_UNUSED gort_string *heap_text_box(const char *text)
{
    const gort_string s = heap_text(text);
    gort_string *box = fixture_root(gort_new(C.g, C.sp, &gort_type_string));
    gort_store_string(C.g, box, s);
    return box;
}

static GC_UNUSED gc_node *heap_node(intptr_t value)
{
    gc_node *n = fixture_root(gc_test_node());
    n->value = value;
    return n;
}

static GC_UNUSED void expect_text(gort_string s, const char *want)
{
    ck_assert_int_eq(s.len, (intptr_t)strlen(want));
    ck_assert_msg(memcmp(s.ptr, want, strlen(want)) == 0, "%.*s instead of %s", (int)s.len,
                  (const char *)s.ptr, want);
}

/* A key that lives in the heap and whose functions collect: what they are given, and what that
 * points to, must be there afterwards. */
typedef struct caller {
    int64_t id;
    gc_node *node; /* value == id */
} caller;

static int calls;

static void caller_collect(gort_g *g, void **sp, const caller *c)
{
    calls++;
    gort_gc(g, sp);
    ck_assert_int_eq(c->node->value, c->id);
}
static bool caller_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)t;
    caller_collect(g, sp, a);
    caller_collect(g, sp, b);
    return ((const caller *)a)->id == ((const caller *)b)->id;
}
static uintptr_t caller_hash(gort_g *g, void **sp, const gort_type *t, const void *p,
                             uintptr_t seed)
{
    (void)t;
    caller_collect(g, sp, p);
    return gort_type_hash_mem(g, sp, &gort_type_int64, p, seed);
}
static const uint8_t mask_caller[] = {WORD_BIT(caller, node)};
static const gort_type type_caller = {.size_bytes = sizeof(caller),
                                      .ptrdata_bytes = sizeof(caller),
                                      .ptrmask = mask_caller,
                                      .ptrmask_bytes = sizeof(caller),
                                      .kind = GORT_KIND_STRUCT,
                                      .align = sizeof(void *),
                                      .flags = GORT_TYPE_REFLEXIVE,
                                      .name = "main.caller",
                                      .equal = caller_equal,
                                      .hashfn = caller_hash};

static GC_UNUSED caller *heap_caller(int64_t id)
{
    gc_node *n = heap_node(id);
    caller *c = fixture_root(gort_new(C.g, C.sp, &type_caller));
    c->id = id;
    gort_store(C.g, &c->node, n);
    return c;
}

/* ---- The driver --------------------------------------------------------------------------- */

typedef struct root_case {
    const char *name; /* the function */
    void (*run)(void);
} root_case;

static GC_UNUSED void run_root_case(const root_case *c)
{
    gc_test_open("gcstress=1,gccheckmark=1,clobberfree=1");
    base = C.sp;
    calls = 0;
    c->run();
    ck_assert_msg(collections() > collections_before, "%s: no collection", c->name);
    C.sp = base;
    gc_test_collect();
    fixture_close();
}

#endif
