/* sched_support.h - what the tests of goroutines share: a runtime whose GOMAXPROCS and GODEBUG the
 * test says, gort_main that catches how it ends, closures written in C, and a place where
 * goroutines wait, which is what a channel is to the scheduler.
 */
#ifndef SCHED_SUPPORT_H
#define SCHED_SUPPORT_H

#include "gc_support.h"
#include "../../runtime/gort_abi.h"
#include "../../runtime/base/lock.h"
#include "../../runtime/sched/proc.h"
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Goroutines that are a lot. TSan needs long to make one, and so does qemu (tests/README.md). */
#if defined(GORT_SWITCH_TSAN) || defined(__aarch64__)
enum { SCHED_MANY = 100 };
#else
enum { SCHED_MANY = 1000 };
#endif

static const char *sched_gomaxprocs = "1";

static GC_UNUSED const char *sched_env(void *user, const char *name)
{
    (void)user;
    if (strcmp(name, "GOMAXPROCS") == 0) return sched_gomaxprocs;
    if (strcmp(name, "GODEBUG") == 0) return getenv("GORT_TEST_DEBUG"); /* before the test's own */
    return strcmp(name, "GOGC") == 0 ? fixture_gogc : NULL;
}

/* What was the end of the program ends its thread, so gort_main returns 2. */
static GC_UNUSED void sched_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    fixture_note_end(code, text, bytes);
    pthread_exit(NULL);
}

/* lent: goroutines run in no thread of the runtime's. */
static GC_UNUSED void sched_open_lent(const char *gomaxprocs, const char *debug, bool lent)
{
    gort_config c = fixture_config(debug);
    sched_gomaxprocs = gomaxprocs;
    c.caller_runs = lent;
    c.getenv = sched_env;
    c.on_error = sched_error;
    c.heap_reserve_bytes = FIXTURE_RESERVE_BYTES;
    C.trace_bytes = 0;
    C.rng = fixture_seed();
    C.text[0] = 0;
    C.rt = gort_runtime_new(&c);
    ck_assert_ptr_nonnull(C.rt);
}

static GC_UNUSED void sched_open(const char *gomaxprocs, const char *debug)
{
    sched_open_lent(gomaxprocs, debug, false);
}

static GC_UNUSED int sched_main(void (*fn)(gort_g *g, void **sp))
{
    static char name[] = "prog";
    char *argv[] = {name, NULL};
    return gort_main(C.rt, 1, argv, fn);
}

static GC_UNUSED void sched_close(void)
{
    gort_runtime_free(C.rt);
}

/* ---- Closures ----------------------------------------------------------------------------- */

/* Outside the heap, but for `object`, which is a root of nobody: a test that gives one there keeps
 * it otherwise. */
typedef struct sched_closure {
    gort_closure head;
    intptr_t n;
    void *object;
} sched_closure;

typedef void (*sched_fn)(gort_g *g, void **sp, sched_closure *c);

static GC_UNUSED sched_closure sched_closure_of(sched_fn fn, intptr_t n)
{
    return (sched_closure){{(void (*)(void))fn}, n, NULL};
}

/* The calling thread's number. (pthread_self is const to the compiler, which does not ask twice.)
 */
static GC_UNUSED long sched_thread(void)
{
    return syscall(SYS_gettid);
}

/* ---- Counting ----------------------------------------------------------------------------- */

static GC_UNUSED intptr_t sched_add(intptr_t *at, intptr_t n)
{
    return __atomic_add_fetch(at, n, __ATOMIC_SEQ_CST);
}
static GC_UNUSED intptr_t sched_read(const intptr_t *at)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

/* What the goroutines of a test count, and when those that go on for ever end. */
static GC_UNUSED intptr_t ran, stop;

/* Lets others run until *at is n. */
static GC_UNUSED void sched_until(gort_g *g, void **sp, const intptr_t *at, intptr_t n)
{
    while (sched_read(at) != n)
        gort__yield(g, sp);
}

/* Only computes, until `stop`. */
static GC_UNUSED void sched_spins(gort_g *g, void **sp, sched_closure *c)
{
    (void)c;
    while (!sched_read(&stop))
        gort_poll(g, sp);
    sched_add(&ran, 1);
}

/* ---- Call sites --------------------------------------------------------------------------- */

static const gort_site sched_sites[] = {
    {"main.main", "/p.go", 10}, {"main.f", "/p.go", 20}, {"main.main", "/p.go", 30}};
static const GC_UNUSED gort_module sched_module = {
    .name = "main", .sites = sched_sites, .nsites = 3};

static GC_UNUSED void **sched_at_site(void **sp, int site)
{
    sp[0] = GORT_SITE_WORD(&sched_sites[site]);
    return sp + 1;
}

/* ---- A place to wait ---------------------------------------------------------------------- */

/* Goroutines that wait, first come, first served; and how often one may go on without waiting. */
typedef struct sched_sema {
    gort__lock lock;
    gort_g *first, *last; /* by gort_g.link, which nobody else uses while they wait */
    intptr_t count;
} sched_sema;

#define SCHED_SEMA                                                                                 \
    {                                                                                              \
        .count = 0                                                                                 \
    }

static bool sched_sema_unlock(gort_g *g, void *sema)
{
    (void)g;
    gort__lock_give(&((sched_sema *)sema)->lock);
    return true;
}

static GC_UNUSED void sched_acquire(gort_g *g, void **sp, sched_sema *s)
{
    gort__lock_take(&s->lock);
    if (s->count > 0) {
        s->count--;
        gort__lock_give(&s->lock);
        return;
    }
    g->link = NULL;
    if (s->first)
        s->last->link = g;
    else
        s->first = g;
    s->last = g;
    gort__park(g, sp, GORT_WAIT_SEMACQUIRE, sched_sema_unlock, s);
}

/* g: of the calling thread, or NULL. */
static GC_UNUSED void sched_release(gort_g *g, sched_sema *s)
{
    gort__lock_take(&s->lock);
    gort_g *waits = s->first;
    if (waits)
        s->first = waits->link;
    else
        s->count++;
    gort__lock_give(&s->lock);
    if (waits) gort__ready(g, NULL, waits);
}

#endif
