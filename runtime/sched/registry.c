/* registry.c - what the process knows of its runtimes: the list of them, the hook at the end of a
 * thread, and fork.
 *
 * End of a thread. A thread that ends attached would be waited for at the next stop of the world,
 * so it is detached by the destructor of a thread-specific key. Destructors run in no order, and
 * the embedder's own may still use the runtime or detach the thread themselves: ours steps back
 * until the last round but one. C++ thread_local destructors run before any of them. The key goes
 * with the last runtime, so that a shared object may be unloaded then.
 *
 * fork. The child has the forking thread alone, and must not find the heap halfway through what
 * another thread was doing. So fork stops every world first, without being a safepoint of its own
 * thread: the others come to their safepoints as for a collection, or count as quiet because they
 * are in fork themselves, or stopped in another runtime. The child takes the other threads out of
 * the runtime, with their roots.
 *
 * The registry is the one mutable object of the process (the thread's own list of contexts aside).
 * Whoever waits for its lock is quiet for the fork that holds it. Lock order: the registry's, then
 * each runtime's workers' and rt->lock; nobody who holds one of a runtime's waits for the first.
 */
#include "../../gc/gc.h"
#include "../base/os.h"
#include "../base/runtime.h"
#include "sched.h"
#include <limits.h>

static struct {
    pthread_mutex_t lock;
    gort_runtime *runtimes; /* under lock */
    uint32_t made;          /* how many there have been; under lock */
    gort_au32 alive;        /* how many there are; changes under lock */
    bool forks;             /* the handlers are installed; under lock */
    pthread_key_t key;      /* there while runtimes is not NULL */
    uint32_t holders; /* of the zone (base/words.h): runtimes, and those being made; under lock */
} registry = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void registry_lock(void)
{
    if (pthread_mutex_trylock(&registry.lock) == 0) return;
    gort__fork_announce(true);
    pthread_mutex_lock(&registry.lock);
    gort__fork_announce(false); /* no fork is under way that could have counted on it */
}

/* ---- The end of a thread ----------------------------------------------------------------- */

#ifndef PTHREAD_DESTRUCTOR_ITERATIONS
#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#endif

static void registry_thread_ends(void *round)
{
    const uintptr_t n = (uintptr_t)round;
    if (n + 1 < PTHREAD_DESTRUCTOR_ITERATIONS &&
        pthread_setspecific(registry.key, (void *)(n + 1)) == 0)
        return;
    gort__thread_exit();
}

bool gort__registry_watch_thread(void)
{
    return pthread_getspecific(registry.key) ||
           pthread_setspecific(registry.key, (void *)(uintptr_t)1) == 0;
}

/* ---- fork -------------------------------------------------------------------------------- */

/* All are asked before one is waited for: a thread that has stopped in one runtime stays quiet in
 * the others then. And all are waited for before a lock is kept: a thread that needs it may be one
 * that another runtime waits for. */
static void registry_before_fork(void)
{
    gort__fork_check();
    gort__fork_announce(true);
    pthread_mutex_lock(&registry.lock);
    for (gort_runtime *rt = registry.runtimes; rt; rt = rt->next)
        gort__fork_request(rt);
    for (gort_runtime *rt = registry.runtimes; rt; rt = rt->next)
        gort__fork_wait(rt);
    for (gort_runtime *rt = registry.runtimes; rt; rt = rt->next) {
        gort__gc_lock_steps(rt->gc);
        pthread_mutex_lock(&rt->lock);
        gort__gc_lock_lists(rt->gc);
    }
}

static void registry_after_fork(bool child)
{
    for (gort_runtime *rt = registry.runtimes; rt; rt = rt->next) {
        if (child) gort__record_forked(rt);
        if (child) rt->nleaving = 0; /* they are the parent's */
        gort__gc_unlock_lists(rt->gc);
        gort__fork_restart(rt, child);
        pthread_mutex_unlock(&rt->lock);
        gort__gc_unlock_steps(rt->gc, child);
    }
    gort__fork_announce(false);
    pthread_mutex_unlock(&registry.lock);
}

static void registry_in_parent(void)
{
    registry_after_fork(false);
}
static void registry_in_child(void)
{
    registry_after_fork(true);
}

/* ---- The zone of tagged words ------------------------------------------------------------- */

/* Reserved before the first runtime has anything of its own, and given back behind the last one: no
 * tagged word is read without one. A child of fork has it as its parent had. */
gort__zone gort__registry_hold_zone(void)
{
    gort__zone zone = GORT__ZONE_HELD;
#ifdef GORT_ZONE
    registry_lock();
    if (registry.holders == 0) zone = gort__os_reserve_exactly(GORT_ZONE, GORT_ZONE_BYTES);
    if (zone == GORT__ZONE_HELD) registry.holders++;
    pthread_mutex_unlock(&registry.lock);
#endif
    return zone;
}

void gort__registry_leave_zone(void)
{
#ifdef GORT_ZONE
    registry_lock();
    if (--registry.holders == 0) gort__os_release((void *)GORT_ZONE, GORT_ZONE_BYTES);
    pthread_mutex_unlock(&registry.lock);
#endif
}

/* ---- Runtimes ---------------------------------------------------------------------------- */

bool gort__registry_add(gort_runtime *rt)
{
    registry_lock();
    if (!registry.forks)
        registry.forks =
            pthread_atfork(registry_before_fork, registry_in_parent, registry_in_child) == 0;
    const bool ok =
        registry.forks &&
        (registry.runtimes || pthread_key_create(&registry.key, registry_thread_ends) == 0);
    if (ok) {
        rt->next = registry.runtimes;
        rt->at = &registry.runtimes;
        if (rt->next) rt->next->at = &rt->next;
        rt->ordinal = ++registry.made;
        gort__fetch_add32_full(&registry.alive, 1);
        registry.runtimes = rt;
    }
    pthread_mutex_unlock(&registry.lock);
    return ok;
}

gort_runtime *gort__registry_only(void)
{
    registry_lock();
    gort_runtime *rt = registry.runtimes;
    if (rt && rt->next) rt = NULL;
    pthread_mutex_unlock(&registry.lock);
    return rt;
}

bool gort__registry_look(bool (*fn)(gort_runtime *rt), gort_runtime *rt)
{
    if (pthread_mutex_trylock(&registry.lock) != 0) return false;
    const bool answer = fn(rt);
    pthread_mutex_unlock(&registry.lock);
    return answer;
}

int gort__registry_find(bool (*fn)(const gort_runtime *rt, const void *p), const void *p,
                        const gort_runtime *except)
{
    if (except && gort__load32_relaxed(&registry.alive) == 1) return 0;
    if (pthread_mutex_trylock(&registry.lock) != 0) return -1;
    int found = 0;
    for (const gort_runtime *rt = registry.runtimes; rt && !found; rt = rt->next)
        found = rt != except && fn(rt, p);
    pthread_mutex_unlock(&registry.lock);
    return found;
}

void gort__registry_remove(gort_runtime *rt)
{
    registry_lock();
    if (rt->at) {
        *rt->at = rt->next;
        if (rt->next) rt->next->at = rt->at;
        rt->at = NULL;
        gort__fetch_add32_full(&registry.alive, (uint32_t)-1);
        if (!registry.runtimes) pthread_key_delete(registry.key);
    }
    pthread_mutex_unlock(&registry.lock);
}
