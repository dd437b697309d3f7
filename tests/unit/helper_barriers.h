/* helper_barriers.h - how the tests of barriers in helpers reach the only state in which a half of
 * a store's barrier matters:
 *
 *   insertion  w is white and known to a grey stack alone; `put` makes the function store it into a
 *              black object; the stack forgets it.
 *   deletion   w is white and known to a grey object alone (`make` puts it there); a black stack
 *              has loaded it; `erase` makes the function overwrite it.
 *
 * Each is run whole, and nothing may be lost, and with that half dropped everywhere (gcmutant),
 * and the loss must be reported: so the case does depend on the half. tests/mutants drops the
 * halves function by function. */
#ifndef HELPER_BARRIERS_H
#define HELPER_BARRIERS_H

#include "gc_support.h"

typedef struct helper {
    const char *name, *store;
    const gort_type *type; /* of the object, NULL if make makes it */
    uintptr_t offset;      /* of the pointer in it */
    uintptr_t n;           /* elements; 0: 1 */
    gc_node *(*white)(void);
    void *(*make)(gc_node *w);           /* an object that holds w; w may be NULL */
    void *(*put)(void *obj, gc_node *w); /* returns what holds w now */
    void (*erase)(void *obj);
    bool owns; /* what is lost is made by make or erase; w is not used */
} helper;

static void helper_open(unsigned mutant)
{
    char debug[64];
    snprintf(debug, sizeof debug, "gccheckmark=2,gcmutant=%u", mutant);
    gc_test_open(debug);
}

static void *helper_make(const helper *h, gc_node *w)
{
    if (h->make) return h->make(w);
    char *obj = gort_alloc_slow(C.g, C.sp, h->type, h->n ? h->n : 1);
    gort_store(C.g, obj + h->offset, w);
    return obj;
}

static gc_node *helper_white(const helper *h)
{
    return h->white ? h->white() : gc_test_node();
}

/* As gcseed's generator may leave it: objects born while this stack is grey. (The first slow
 * allocation of a cycle scans the stack otherwise.) */
static void make_stack_grey(void)
{
    ck_assert(gort__stack_is_black(C.g));
    gort__fetch_add_relaxed(&C.g->scanned_cycle, (uintptr_t)-1);
    gort__fetch_add32_full(&C.rt->gc->stacks_grey, 1);
}

static uint64_t helper_end(const helper *h, unsigned mutant)
{
    gc_test_finish();
    const uint64_t lost = gort__gc_checkmark_lost(C.rt);
    if (!mutant) ck_assert_msg(lost == 0, "%s loses: %s", h->name, C.trace);
    C.sp = gort_top(C.g);
    fixture_close();
    return lost;
}

static uint64_t helper_insertion(const helper *h, unsigned mutant)
{
    helper_open(mutant);
    gc_node *w = helper_white(h); /* in no root */
    gc_test_start();
    void *obj = fixture_root(helper_make(h, NULL)); /* black */
    h->put(obj, NULL);                              /* runs for what it allocates */
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    make_stack_grey();
    void **slot = C.sp++;
    *slot = w;
    ck_assert(!gort__gc_is_marked(C.rt, w));
    void *holds = h->put(obj, w);
    ck_assert_msg(!gort__stack_is_black(C.g), "%s: the stack was scanned", h->name);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    *slot = holds;
    return helper_end(h, mutant);
}

static uint64_t helper_deletion(const helper *h, unsigned mutant)
{
    helper_open(mutant);
    gc_node *w = helper_white(h);
    void **slot = C.sp++;
    *slot = w;
    void *obj = fixture_root(helper_make(h, w));
    *slot = NULL;
    gc_test_start();
    C.g->sp = C.sp;
    gort__mark_own_stack(C.g);
    ck_assert(gort__gc_is_marked(C.rt, obj));
    if (!h->owns) {
        ck_assert(!gort__gc_is_marked(C.rt, w));
        *slot = w;
    }
    h->erase(obj);
    ck_assert_int_eq(gort__gc_current_phase(C.rt), GORT_GC_MARK);
    return helper_end(h, mutant);
}

static void helper_check(const helper *h, const char *half, uint64_t whole, uint64_t dropped)
{
    const char *store = h->store ? h->store : "";
    ck_assert_msg(whole == 0, "%s, %s: lost in %s", h->name, store, half);
    ck_assert_msg(dropped > 0, "%s, %s: %s shows nothing", h->name, store, half);
}

static GC_UNUSED void helper_keeps_what_it_stores(const helper *h)
{
    if (!h->put) return;
    helper_check(h, "insertion", helper_insertion(h, 0),
                 helper_insertion(h, GORT_MUTANT_NO_INSERTION));
}

static GC_UNUSED void helper_keeps_what_it_overwrites(const helper *h)
{
    if (!h->erase) return;
    helper_check(h, "deletion", helper_deletion(h, 0), helper_deletion(h, GORT_MUTANT_NO_DELETION));
}

#endif
