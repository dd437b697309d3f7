/* checks.h - what the debug library looks for in a call besides its g: where sp stands, whether a
 * handle is one and of that kind, whether a pointer leads to an object of this runtime's, whether a
 * type, a map, a channel and a runtime are such. Each failure is GORT_ERROR_MISUSE, as "gort: CALL:
 * what is wrong". tests/unit/misuse_table.h has a row for each.
 *
 * In other builds all of this is nothing, not even a branch. The checks read no
 * memory that they do not know to be there: a freed handle is told by its absence from the table.
 *
 * Threads: any, with no lock of a runtime's held but what gort__check_runtime says. To add a check:
 * a function here and in embed/checks.c, its use at the head of the call, a row in the table.
 */
#ifndef GORT__CHECKS_H
#define GORT__CHECKS_H

#include "runtime.h"

/* What gort_..._new has made, and what an embedder has registered. */
typedef enum gort__handle_kind {
    GORT__HANDLE_CELL,
    GORT__HANDLE_WEAK,
    GORT__HANDLE_EPHEMERON,
    GORT__HANDLE_WEAK_MAP,
    GORT__HANDLE_CLEANUP,
    GORT__HANDLE_ROOT,
    GORT__HANDLE_KINDS
} gort__handle_kind;

/* sched/mutator.c. MISUSE unless g is the calling thread's, in no blocking region and in no
 * callback. `what` is the function that was called. */
void gort__check_call(gort_g *g, const char *what);

#ifdef GORT_DEBUG
struct gort__handles;
/* Notes that h is one from now on, or is none any more. */
void gort__handle_made(gort_runtime *rt, const void *h, gort__handle_kind kind);
void gort__handle_gone(gort_runtime *rt, const void *h);
void gort__handles_free(gort_runtime *rt);

void gort__check_handle(gort_g *g, const void *h, gort__handle_kind kind, const char *call);
/* It is not registered already. */
void gort__check_new_root(gort_g *g, const void *root, const char *call);
/* The calling thread's g, which every build checks, and sp between what is open and the end of its
 * shadow stack. debug_entry: where other builds check nothing. */
void gort__check_entry(gort_g *g, void **sp, const char *call);
#define gort__debug_entry(g, sp, call) gort__check_entry(g, sp, call)
/* Nil, outside of all heaps, or into memory of this runtime's that is in use. */
void gort__check_object(gort_g *g, const void *p, const char *call);
void gort__check_type(gort_runtime *rt, const gort_type *t, const char *call);
/* What an allocation takes for granted of a type, quickly; so many of them can be. */
void gort__check_alloc(gort_g *g, const gort_type *t, uintptr_t count, const char *call);
/* Where a pointer may lie. */
void gort__check_slot(gort_g *g, const void *slot, const char *call);
/* Two places of elements of t. */
void gort__check_move(gort_g *g, const gort_type *t, const void *dst, const void *src,
                      const char *call);
/* A type of gort_type_init_tail. */
void gort__check_tail(gort_g *g, const gort_type *t, const char *call);
/* One of a runtime that there is, whoever's. */
void gort__check_is_one(const gort_g *g, const char *call);
/* t is a map's type, h NULL or a header of it. */
void gort__check_map(gort_g *g, void **sp, const gort_type *t, const void *h, const char *call);
void gort__check_channel(gort_g *g, const void *c, const char *call);
/* Alive. A lock that is not free is not waited for: then it passes. */
void gort__check_runtime(gort_runtime *rt, const char *call);
/* Whatever else: holds, or it is MISUSE with that text. */
void gort__check_that(gort_runtime *rt, bool holds, const char *call, const char *text);
#else
#define gort__handle_made(rt, h, kind)          ((void)0)
#define gort__handle_gone(rt, h)                ((void)0)
#define gort__handles_free(rt)                  ((void)0)
#define gort__check_handle(g, h, kind, call)    ((void)0)
#define gort__check_new_root(g, root, call)     ((void)0)
#define gort__check_entry(g, sp, call)          gort__check_call(g, call)
#define gort__debug_entry(g, sp, call)          ((void)0)
#define gort__check_object(g, p, call)          ((void)0)
#define gort__check_type(rt, t, call)           ((void)0)
#define gort__check_alloc(g, t, count, call)    ((void)0)
#define gort__check_tail(g, t, call)            ((void)0)
#define gort__check_slot(g, slot, call)         ((void)0)
#define gort__check_move(g, t, dst, src, call)  ((void)0)
#define gort__check_is_one(g, call)             ((void)0)
#define gort__check_map(g, sp, t, h, call)      ((void)0)
#define gort__check_channel(g, c, call)         ((void)0)
#define gort__check_runtime(rt, call)           ((void)0)
#define gort__check_that(rt, holds, call, text) ((void)0)
#endif

#endif
