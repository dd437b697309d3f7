/* workbuf.c - the pool of workbuf.h.
 *
 * Buffers are carved off a reserved range by a bump pointer and then recycled through the list of
 * empty ones. When a cycle is over no buffer is in use, so the bump pointer starts again, and
 * memory beyond what the last two cycles used goes back to the system, a first part excepted.
 */
#include "../runtime/base/os.h"
#include "../runtime/base/policy.h"
#include "workbuf.h"
#include <time.h>

#define COMMIT_BYTES ((uintptr_t)256 << 10)
#define KEEP_BYTES   ((uintptr_t)4 << 20) /* a multiple of COMMIT_BYTES */
/* Room for one entry per 8 bytes of heap: each object of it is pushed once at most. */
#define FOR_HEAP(bytes) ((bytes) / 8 * sizeof(uintptr_t))
#define LEAST_BYTES     FOR_HEAP((uintptr_t)(sizeof(void *) == 8 ? 64 : 16) << 20)

bool gort__workpool_init(gort__workpool *p, gort_runtime *rt, uintptr_t heap_bytes)
{
    uintptr_t bytes = FOR_HEAP(heap_bytes);
    if (bytes < LEAST_BYTES) bytes = LEAST_BYTES;
    void *base = gort__os_reserve(bytes);
    /* Less address space still serves any heap of usual objects. */
    while (!base && bytes > LEAST_BYTES) {
        bytes /= 2;
        base = gort__os_reserve(bytes);
    }
    if (!base) return false;
    p->rt = rt;
    p->full = p->empty = NULL;
    gort__store_relaxed(&p->nfull, 0);
    p->base = p->bump = p->committed = (uintptr_t)base;
    p->end = p->base + bytes;
    pthread_mutex_init(&p->lock, NULL);
    gort__workpool_forked(p);
    return true;
}

void gort__workpool_forked(gort__workpool *p)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->filled, &monotonic);
    pthread_condattr_destroy(&monotonic);
    gort__store32_relaxed(&p->hungry, 0);
}

void gort__workpool_free(gort__workpool *p)
{
    gort__os_release((void *)p->base, p->end - p->base);
    pthread_cond_destroy(&p->filled);
    pthread_mutex_destroy(&p->lock);
}

/* Under lock. NULL: out of memory. */
static gort__workbuf *workpool_carve(gort__workpool *p)
{
    if (p->bump + sizeof(gort__workbuf) > p->committed) {
        if (p->end - p->committed < COMMIT_BYTES ||
            !gort__os_commit((void *)p->committed, COMMIT_BYTES))
            return NULL;
        p->committed += COMMIT_BYTES;
    }
    gort__workbuf *b = (gort__workbuf *)p->bump;
    p->bump += sizeof *b;
    if (p->bump - p->base > gort__load_relaxed(&p->touched_bytes))
        gort__store_relaxed(&p->touched_bytes, p->bump - p->base);
    b->n = 0;
    b->next = NULL;
    return b;
}

/* The same. */
static void workpool_link_full(gort__workpool *p, gort__workbuf *b)
{
    b->next = p->full;
    p->full = b;
    gort__store_relaxed(&p->puts, gort__load_relaxed(&p->puts) + 1);
    gort__store_relaxed(&p->nfull, gort__load_relaxed(&p->nfull) + 1);
}

/* The same: what there is for want of memory, the spare one or a full one that is not. */
static gort__workbuf *workpool_take_last(gort__workpool *p)
{
    gort__workbuf **at = &p->full, *b;
    if (!p->spare_used) {
        p->spare_used = true;
        p->spare.n = 0;
        return &p->spare;
    }
    while ((b = *at) && b->n == GORT__WORKBUF_ENTRIES)
        at = &b->next;
    if (!b) return NULL;
    *at = b->next;
    gort__store_relaxed(&p->nfull, gort__load_relaxed(&p->nfull) - 1);
    return b;
}

gort__workbuf *gort__workpool_try_empty(gort__workpool *p, bool last)
{
    pthread_mutex_lock(&p->lock);
    gort__workbuf *b = p->empty;
    if (b)
        p->empty = b->next;
    else
        b = workpool_carve(p);
    if (!b && last) b = workpool_take_last(p);
    pthread_mutex_unlock(&p->lock);
    if (b) b->next = NULL;
    return b;
}

gort__workbuf *gort__workpool_get_empty(gort__workpool *p)
{
    gort__workbuf *b = gort__workpool_try_empty(p, false);
    if (!b) gort__workpool_fail(p, 0);
    return b;
}

static void workpool_keep(gort__workpool *p, uintptr_t object)
{
    pthread_mutex_lock(&p->lock);
    gort__workbuf *b = workpool_take_last(p);
    if (b) {
        b->entry[b->n++] = object;
        workpool_link_full(p, b);
    }
    pthread_mutex_unlock(&p->lock);
}

_Noreturn void gort__workpool_fail(gort__workpool *p, uintptr_t object)
{
    if (object) workpool_keep(p, object); /* or not: others have failed too, and used all room */
    gort__throw(p->rt, NULL, "out of memory for the collector's work buffers");
}

gort__workbuf *gort__workpool_get_full(gort__workpool *p)
{
    if (!gort__workpool_has_full(p)) return NULL;
    pthread_mutex_lock(&p->lock);
    gort__workbuf *b = p->full;
    if (b) {
        p->full = b->next;
        gort__store_relaxed(&p->nfull, gort__load_relaxed(&p->nfull) - 1);
        b->next = NULL;
    }
    pthread_mutex_unlock(&p->lock);
    return b;
}

void gort__workpool_put_empty(gort__workpool *p, gort__workbuf *b)
{
    b->n = 0;
    pthread_mutex_lock(&p->lock);
    if (b == &p->spare) {
        p->spare_used = false;
    } else {
        b->next = p->empty;
        p->empty = b;
    }
    pthread_mutex_unlock(&p->lock);
}

void gort__workpool_count_put(gort__workpool *p)
{
    pthread_mutex_lock(&p->lock);
    gort__store_relaxed(&p->puts, gort__load_relaxed(&p->puts) + 1);
    pthread_mutex_unlock(&p->lock);
}

void gort__workpool_put_full(gort__workpool *p, gort__workbuf *b)
{
    pthread_mutex_lock(&p->lock);
    workpool_link_full(p, b);
    pthread_mutex_unlock(&p->lock);
    if (GORT_UNLIKELY(gort__load32_relaxed(&p->hungry))) pthread_cond_signal(&p->filled);
}

void gort__workpool_wait(gort__workpool *p)
{
    const uint64_t until_ns = gort__os_now_ns() + GORT__HUNGRY_WAIT_NS;
    const struct timespec until = {(time_t)(until_ns / 1000000000), (long)(until_ns % 1000000000)};
    int old;
    gort__fetch_add32_full(&p->hungry, 1);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    pthread_mutex_lock(&p->rt->lock);
    if (!gort__workpool_has_full(p)) pthread_cond_timedwait(&p->filled, &p->rt->lock, &until);
    pthread_mutex_unlock(&p->rt->lock);
    pthread_setcancelstate(old, &old);
    gort__fetch_add32_full(&p->hungry, (uint32_t)-1);
}

void gort__workpool_trim(gort__workpool *p)
{
    pthread_mutex_lock(&p->lock);
    const uintptr_t used = p->bump - p->base, touched = gort__load_relaxed(&p->touched_bytes);
    uintptr_t keep = used > p->used_bytes ? used : p->used_bytes;
    keep = (keep + COMMIT_BYTES - 1) & ~(COMMIT_BYTES - 1);
    if (keep < KEEP_BYTES) keep = KEEP_BYTES;
    if (touched > keep &&
        gort__os_decommit((void *)(p->base + keep), p->committed - p->base - keep))
        gort__store_relaxed(&p->touched_bytes, keep);
    p->used_bytes = used;
    p->empty = NULL;
    p->spare_used = false;
    p->bump = p->base;
    pthread_mutex_unlock(&p->lock);
}
