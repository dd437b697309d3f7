/* stats.c - the allocator's half of runtime.MemStats.
 *
 * Counts are exact once every run is flushed: mallocs are counted when a mutator gives a span up,
 * frees when a span is swept. Where Go's background sweeper has soon counted what a cycle found
 * dead, sweeping here waits for whoever needs a span; so the figures are taken with all of it
 * swept.
 *
 * Sizes are those of the slots, as in Go: an object of 33 bytes counts as 48. Objects of size zero
 * do not count at all. With sbrk=1 objects lie outside the heap and are not counted.
 *
 * Who peeks stops nobody: the figures lag by the runs of other threads and by what is not swept.
 *
 * Threads: an attached one that runs. The words read are relaxed atomics, or under a lock; the
 * collector's change in a stopped world only, which is not while the reader runs.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../sched/sched.h"
#include "span.h"
#include <string.h>

static uint64_t stats_sys(const gort_mem_stats *o)
{
    return o->HeapSys + o->StackSys + o->MSpanSys + o->MCacheSys + o->BuckHashSys + o->GCSys +
           o->OtherSys;
}

/* What stacks take. Of those that run it is known how deep they are while the world stands. */
static void stats_fill_stacks(const gort_runtime *rt, bool stopped, gort_mem_stats *out)
{
    out->StackInuse = (uint64_t)rt->ngs * GORT__LEAST_STACK_BYTES;
    for (const gort_mutator *m = rt->mutators; stopped && m; m = m->next) {
        const uint64_t used = (uint64_t)(m->g->sp - m->g->stack.shadow_lo) * sizeof(void *);
        out->StackInuse += used & ~(uint64_t)(GORT__LEAST_STACK_BYTES - 1);
    }
    out->StackSys = out->StackInuse;
}

gort__heap_sums gort__heap_sum(const struct gort__heap *h)
{
    /* Frees first: what they free has been counted (gc/sweep.c). */
    gort__heap_sums sums = {.freed_bytes = gort__load64_acquire(&h->large_freed_bytes)};
    for (unsigned c = 0; c < GORT_NUM_SIZE_CLASSES; c++) {
        const uint64_t n = gort__load64_acquire(&h->class_frees[c]);
        sums.frees += n;
        sums.freed_bytes += n * gort_class_bytes(c);
    }
    sums.alloc_bytes = gort__load64_relaxed(&h->large_alloc_bytes);
    for (unsigned c = 0; c < GORT_NUM_SIZE_CLASSES; c++) {
        const uint64_t n = gort__load64_relaxed(&h->class_mallocs[c]);
        sums.mallocs += n;
        sums.alloc_bytes += n * gort_class_bytes(c);
    }
    return sums;
}

/* The heap's figures; of runs that are not flushed what was settled of them. */
static void stats_fill(gort_runtime *rt, bool stopped, gort_mem_stats *out)
{
    struct gort__heap *h = rt->heap;
    const struct gort__pages *pg = h->pages;
    const uint64_t committed = gort__load_relaxed(&h->committed_bytes);
    const uint64_t in_use = (uint64_t)gort__load_relaxed(&h->in_use_pages) << GORT_PAGE_SHIFT;

    const gort__heap_sums sums = gort__heap_sum(h);
    out->Mallocs = sums.mallocs;
    out->Frees = sums.frees;
    out->TotalAlloc = sums.alloc_bytes;
    out->HeapAlloc = out->Alloc = sums.alloc_bytes - sums.freed_bytes;
    out->HeapObjects = out->Mallocs - out->Frees;
    out->HeapSys = committed;
    out->HeapInuse = in_use;
    out->HeapIdle = committed - in_use;

    /* Released: no memory behind it, because it was given back or never touched. */
    gort__lock_take(&h->lock);
    out->HeapReleased = committed - gort__heap_held_bytes(h);
    out->MSpanInuse = pg->spans_in_use * sizeof(gort__span);
    gort__lock_give(&h->lock);

    /* What is metadata but not spans is bits, types and free blocks. */
    out->MSpanSys = out->MSpanInuse;
    out->GCSys = gort__heap_other_bytes(rt) - out->MSpanInuse;
    out->OtherSys = sizeof *h + sizeof *pg + GORT_NUM_RUNS * sizeof *h->central;

    pthread_mutex_lock(&rt->lock);
    stats_fill_stacks(rt, stopped, out);
    out->MCacheInuse = out->MCacheSys = rt->nmutators * sizeof(gort_mutator);
    pthread_mutex_unlock(&rt->lock);

    for (unsigned c = 0; c < sizeof out->BySize / sizeof out->BySize[0]; c++) {
        out->BySize[c].Size = (uint32_t)gort_class_bytes(c);
        out->BySize[c].Mallocs = c ? gort__load64_relaxed(&h->class_mallocs[c]) : 0;
        out->BySize[c].Frees = c ? gort__load64_relaxed(&h->class_frees[c]) : 0;
    }
    out->Sys = stats_sys(out);
}

void gort_read_mem_stats(gort_g *g, void **sp, gort_mem_stats *out)
{
    gort__check_entry(g, sp, __func__);
    gort__check_that(g->rt, out, __func__, "the struct to fill is NULL");
    gort_runtime *rt = g->rt;
    memset(out, 0, sizeof *out);
    g->sp = sp;
    gort__gc_sweep(g);
    gort__stop_world(gort__m(g));
    while (gort__heap_unswept(rt->heap)) { /* another thread has ended a cycle in between */
        gort__start_world(gort__m(g));
        gort__gc_sweep(g);
        gort__stop_world(gort__m(g));
    }
    pthread_mutex_lock(&rt->lock);
    for (gort_mutator *m = rt->mutators; m; m = m->next)
        gort__alloc_flush(m);
    pthread_mutex_unlock(&rt->lock);
    stats_fill(rt, true, out);
    gort__gc_fill_stats(rt, out);
    out->Sys = stats_sys(out);
    gort__start_world(gort__m(g));
}

void gort_peek_mem_stats(gort_g *g, gort_mem_stats *out)
{
    gort__check_call(g, __func__);
    gort__check_that(g->rt, out, __func__, "the struct to fill is NULL");
    gort__check_thread(g);
    memset(out, 0, sizeof *out);
    gort__alloc_flush(gort__m(g));
    stats_fill(g->rt, false, out);
    gort__gc_fill_stats(g->rt, out);
    out->Sys = stats_sys(out);
}
