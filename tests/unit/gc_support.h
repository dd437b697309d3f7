/* gc_support.h - what the collector's tests share besides the fixture: the types of their objects,
 * whole collections and single steps, who is alive. Tests hold heap addresses in plain C variables
 * where they want to know what became of an object that nothing else holds.
 */
#ifndef GC_SUPPORT_H
#define GC_SUPPORT_H

#include "../../gc/internal.h"
#include "../../runtime/gort_inline.h"
#include "../support/fixture.h"

#define GC_UNUSED __attribute__((unused))

/* struct { left, right *node; value int } */
typedef struct gc_node {
    struct gc_node *left, *right;
    int64_t value;
} gc_node;

static const uint8_t gc_mask_11[] = {3}, gc_mask_1[] = {1};
static const gort_type gc_type_node GC_UNUSED = {.size_bytes = sizeof(gc_node),
                                                 .ptrdata_bytes = 2 * sizeof(void *),
                                                 .ptrmask = gc_mask_11,
                                                 .ptrmask_bytes = 2 * sizeof(void *),
                                                 .kind = GORT_KIND_STRUCT,
                                                 .align = sizeof(void *),
                                                 .hash = 7, /* spans of its own */
                                                 .name = "main.node"};
static const gort_type gc_type_ptr GC_UNUSED = {.size_bytes = sizeof(void *),
                                                .ptrdata_bytes = sizeof(void *),
                                                .ptrmask = gc_mask_1,
                                                .ptrmask_bytes = sizeof(void *),
                                                .kind = GORT_KIND_PTR,
                                                .align = sizeof(void *),
                                                .name = "*main.node"};
static const gort_type gc_type_bytes GC_UNUSED = {
    .size_bytes = 1, .kind = GORT_KIND_UINT8, .align = 1, .name = "uint8"};

/* What gccheckmark=2 has found: object and path are in the failure's text. */
#define gc_test_lost_nothing()                                                                     \
    ck_assert_msg(gort__gc_checkmark_lost(C.rt) == 0, "lost: %s", C.trace)

static GC_UNUSED void gc_test_open(const char *debug)
{
    gort_config c = fixture_config(debug);
    c.heap_reserve_bytes = FIXTURE_RESERVE_BYTES;
    fixture_start(&c);
}

static GC_UNUSED gc_node *gc_test_node(void)
{
    return gort_new(C.g, C.sp, &gc_type_node);
}

/* Under gcstress each allocation is a whole collection: what steps through a cycle and allocates
 * finds another one, and where a thread stands aside meanwhile, answering nothing, the test would
 * wait for itself. So such tests are not part of their suites then. */
static GC_UNUSED bool gc_test_has_mode(const char *mode)
{
    const char *modes = getenv("GORT_TEST_DEBUG");
    return modes && strstr(modes, mode);
}
static GC_UNUSED bool gc_test_may_step(void)
{
    return !gc_test_has_mode("gcstress");
}

/* The pool of work buffers gives none until it is refilled. */
typedef struct gc_test_pool {
    gort__workbuf *empty;
    uintptr_t bump, end;
} gc_test_pool;

static GC_UNUSED gc_test_pool gc_test_exhaust(void)
{
    gort__workpool *p = &C.rt->gc->pool;
    pthread_mutex_lock(&p->lock);
    const gc_test_pool full = {p->empty, p->bump, p->end};
    p->empty = NULL;
    p->bump = p->end = p->committed;
    pthread_mutex_unlock(&p->lock);
    return full;
}

static GC_UNUSED void gc_test_refill(gc_test_pool full)
{
    gort__workpool *p = &C.rt->gc->pool;
    pthread_mutex_lock(&p->lock);
    p->empty = full.empty;
    p->bump = full.bump;
    p->end = full.end;
    pthread_mutex_unlock(&p->lock);
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

/* A tree of 2^depth - 1 nodes. */
static GC_UNUSED gc_node *gc_test_tree(void **sp, int depth)
{
    if (depth == 0) return NULL;
    sp[0] = sp[1] = NULL;
    sp[0] = gc_test_tree(sp + 2, depth - 1);
    sp[1] = gc_test_tree(sp + 2, depth - 1);
    gc_node *n = gort_new(C.g, sp + 2, &gc_type_node);
    gort_store(C.g, &n->left, sp[0]);
    gort_store(C.g, &n->right, sp[1]);
    return n;
}

#endif
