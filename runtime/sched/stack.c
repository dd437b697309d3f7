/* stack.c - where stacks lie: C stack and shadow stack, cut as one block from one slab of address
 * space.
 *
 *     lo                                       mid                                  hi
 *     | shadow stack, grows up ->              |             <- grows down, C stack |
 *
 * A block is a power of two; what a stack leaves goes to the list of its size class and serves the
 * next one. No stack has a mapping or a guard page of its own, or their number would be limited by
 * the system's count of mappings: the prologue's compare is the guard. It covers the shadow stack
 * too. A frame holds what it roots, and most of the site words go with a return address, but a
 * compiler that inlines a recursion into itself makes several site words share one small frame (gcc
 * stops at eight levels): the shadow stack has eight times the size of the C stack, so that the C
 * stack's guard fires first. The stacks of threads are few, so theirs have pages behind the shadow
 * stack that cannot be touched, whatever C code does.
 *
 * A thread that attaches brings a C stack of its own and gets a shadow stack only. The main
 * goroutine runs on a block.
 *
 * The other goroutines may be very many, so theirs are cut the other way round, the g with them:
 *
 *     lo                           | a page:                       |                        hi
 *     |          <- C stack grows down | g | shadow stack grows up ->                       |
 *
 * One that waits and has not gone deep has touched that page only. A block is as large as 10^6 of
 * them leave room for in the address space; where that is short, they are made smaller.
 *
 * The pages that many goroutines use would be a power of two apart, and the same lines of each:
 * then they all share a few sets of every cache, of addresses, of page tables and of memory. So the
 * blocks have a gap between them, and g lies at one of several places in its page.
 *
 * Memory comes as it is touched and goes when the stack is given back; a first piece stays.
 *
 * Threads: the lists are under rt->lock; a block belongs to who took it.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pthread_getattr_np */
#endif
#include "../base/os.h"
#include "../base/policy.h"
#include "../base/runtime.h"
#include "sched.h"
#include <stdlib.h>

/* valgrind takes a large step of the stack pointer for a switch to another stack, with a warning,
 * unless it was told of it. It need not be told of an end: whatever lies there later is a stack
 * too. */
#if defined(__has_include)
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif
#ifndef VALGRIND_STACK_REGISTER
#define VALGRIND_STACK_REGISTER(lo, hi) ((void)(lo), (void)(hi))
#endif

/* Left of each stack for C library calls and for the report of the overflow itself. Sanitizers
 * make frames several times as large. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RED_ZONE_BYTES ((uintptr_t)256 << 10)
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define RED_ZONE_BYTES ((uintptr_t)256 << 10)
#endif
#endif
#ifndef RED_ZONE_BYTES
#define RED_ZONE_BYTES ((uintptr_t)64 << 10)
#endif

#define BLOCK_MIN_BYTES ((size_t)64 << 10)
#define KEPT_BYTES      ((size_t)64 << 10) /* of a free block stay in memory */
#if UINTPTR_MAX == UINT64_MAX
#define SLAB_LEAST_BYTES  ((size_t)64 << 20)
#define BLOCK_CLASSES     28 /* the largest: 8 TiB */
#define SHADOW_TIMES      8
#define SHADOW_LEAST      2 /* times the C stack, where address space is short */
#define C_STACK_MAX_BYTES ((size_t)1 << 30)
#else /* where all of it is short; no emitted code, which a compiler inlines into itself */
#define SLAB_LEAST_BYTES  ((size_t)4 << 20)
#define BLOCK_CLASSES     15 /* the largest: 1 GiB */
#define SHADOW_TIMES      3
#define SHADOW_LEAST      1
#define C_STACK_MAX_BYTES ((size_t)64 << 20)
#endif
/* A block this large is used by deep recursions only, which fill it in large pages. They split its
 * mapping, so small ones go without. */
#define HUGE_BLOCK_BYTES  ((size_t)1 << 30)
#define SMALL_PAGES_BYTES ((size_t)4 << 20)

#if UINTPTR_MAX == UINT64_MAX
#define G_BLOCK_BYTES       ((size_t)64 << 20)
#define G_BLOCK_LEAST_BYTES ((size_t)1 << 20)
#else /* their C stacks are a fourth of it */
#define G_BLOCK_BYTES       ((size_t)1 << 20)
#define G_BLOCK_LEAST_BYTES ((size_t)512 << 10)
#endif
#define G_BLOCKS_COMMITTED ((size_t)16) /* at a time: one system call */
#define G_PAGE_BYTES       ((size_t)GORT__LEAST_STACK_BYTES)
#define G_PAGE_C_BYTES     ((size_t)2560)      /* of that page for C, at most; multiple of a line */
#define G_APART_BYTES      (17 * G_PAGE_BYTES) /* between two blocks; an odd number of pages */
#define G_LINE_BYTES       ((size_t)64)
#define G_SHIFTS           24 /* places of g in its page */

typedef struct stack_slab {
    struct stack_slab *older;
    char *base, *bump, *end;
} stack_slab;

/* The first bytes of a free block. The gap that cannot be touched stays so: the next thread's stack
 * most likely has the same. */
typedef struct stack_block {
    struct stack_block *next;
    void *gap;
    size_t gap_bytes;
} stack_block;

struct gort__stacks {
    stack_slab *slabs; /* the first one has room */
    stack_block *free_blocks[BLOCK_CLASSES];
    stack_slab *g_slabs; /* of goroutines */
    char *g_committed;   /* the end of what can be used of the first of them */
    size_t slab_bytes, g_block_bytes;
    uint32_t g_made;
};

struct gort__stacks *gort__stacks_new(size_t reserve_bytes)
{
    struct gort__stacks *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    const size_t page = gort__os_page_bytes();
    s->slab_bytes =
        reserve_bytes < SLAB_LEAST_BYTES ? SLAB_LEAST_BYTES : reserve_bytes & ~(page - 1);
    s->g_block_bytes = G_BLOCK_BYTES;
    return s;
}

static void slabs_free(stack_slab *slab)
{
    for (stack_slab *older; slab; slab = older) {
        older = slab->older;
        gort__os_release(slab->base, (size_t)(slab->end - slab->base));
        free(slab);
    }
}

void gort__stacks_free(struct gort__stacks *s)
{
    if (!s) return;
    slabs_free(s->slabs);
    slabs_free(s->g_slabs);
    free(s);
}

/* ---- Blocks. rt->lock held ---------------------------------------------------------------- */

static size_t block_bytes_of(unsigned class)
{
    return BLOCK_MIN_BYTES << class;
}

static unsigned block_class(size_t bytes)
{
    unsigned class = 0;
    while (class < BLOCK_CLASSES && block_bytes_of(class) < bytes)
        class ++;
    return class;
}

/* Another slab before *slabs with room for a block of `need` bytes; wish: where the first one is to
 * lie. */
static bool slabs_grow(const struct gort__stacks *s, stack_slab **slabs, size_t need,
                       uintptr_t wish)
{
    stack_slab *slab = calloc(1, sizeof *slab);
    size_t bytes = need > s->slab_bytes ? need : s->slab_bytes;
    if (!slab) return false;
    const uintptr_t at = *slabs ? (uintptr_t)(*slabs)->end : wish;
    while (!(slab->base = gort__os_reserve_at(at, bytes)) && bytes / 2 >= need &&
           bytes / 2 >= SLAB_LEAST_BYTES)
        bytes /= 2;
    if (!slab->base) {
        free(slab);
        return false;
    }
    /* As the heap does: where address space is short, half of it is left to others. */
    const size_t half = bytes / 2 & ~(gort__os_page_bytes() - 1);
    if (bytes < s->slab_bytes && half >= need && half >= SLAB_LEAST_BYTES) {
        gort__os_release(slab->base + half, bytes - half);
        bytes = half;
    }
    slab->bump = slab->base;
    slab->end = slab->base + bytes;
    slab->older = *slabs;
    *slabs = slab;
    return true;
}

static char *block_take(struct gort__stacks *s, unsigned class)
{
    stack_block *block = s->free_blocks[class];
    if (block) {
        s->free_blocks[class] = block->next;
        return (char *)block;
    }
    const size_t bytes = block_bytes_of(class);
    if ((!s->slabs || (size_t)(s->slabs->end - s->slabs->bump) < bytes) &&
        !slabs_grow(s, &s->slabs, bytes, GORT__STACK_WISH))
        return NULL;
    char *p = s->slabs->bump;
    if (!gort__os_commit(p, bytes)) return NULL;
    if (bytes >= HUGE_BLOCK_BYTES)
        gort__os_huge(p + SMALL_PAGES_BYTES, bytes - 2 * SMALL_PAGES_BYTES);
    s->slabs->bump += bytes;
    return p;
}

/* ---- Guards ------------------------------------------------------------------------------- */

/* What lies between the two stacks, or behind the shadow stack. */
static void stack_gap(const gort__stack *st, void **lo, size_t *bytes)
{
    const uintptr_t page = gort__os_page_bytes(), end = (uintptr_t)st->block + st->block_bytes;
    const bool own = st->c_hi == end;
    const uintptr_t from = ((uintptr_t)st->shadow_hi + page - 1) & ~(page - 1);
    const uintptr_t to = (own ? st->c_lo : end) & ~(page - 1);
    *lo = (void *)from;
    *bytes = from < to ? to - from : 0;
}

void gort__stack_protect(gort__stack *st)
{
    void *lo;
    size_t bytes;
    if (st->guarded) return;
    stack_gap(st, &lo, &bytes);
    if (bytes) gort__os_protect(lo, bytes);
    st->guarded = true;
}

/* st has a block, which had that gap before or, with 0, none. */
static void stack_take_gap(gort__stack *st, void *gap, size_t gap_bytes)
{
    void *lo;
    size_t bytes;
    stack_gap(st, &lo, &bytes);
    st->guarded = gap_bytes && gap == lo && gap_bytes == bytes;
    if (gap_bytes && !st->guarded) gort__os_commit(gap, gap_bytes);
}

/* ---- Stacks ------------------------------------------------------------------------------- */

/* c_bytes: of the C stack; own: it lies in the block. */
static bool stack_take(gort_runtime *rt, gort__stack *st, size_t c_bytes, bool own)
{
    for (size_t times = SHADOW_TIMES; times >= SHADOW_LEAST; times /= 2) {
        const size_t need = times * c_bytes + (own ? c_bytes : 0) + RED_ZONE_BYTES;
        const unsigned class = block_class(need);
        if (class == BLOCK_CLASSES) continue;
        pthread_mutex_lock(&rt->lock);
        char *p = block_take(rt->stacks, class);
        pthread_mutex_unlock(&rt->lock);
        if (!p) continue;
        st->block = p;
        st->block_bytes = block_bytes_of(class);
        st->shadow_lo = (void **)p;
        st->shadow_hi = (void **)(p + times * c_bytes);
        if (own) {
            st->c_hi = (uintptr_t)p + st->block_bytes;
            st->c_lo = st->c_hi - c_bytes;
        }
        stack_take_gap(st, ((stack_block *)(void *)p)->gap, ((stack_block *)(void *)p)->gap_bytes);
        if (!own) return true;
        gort__context_fresh(st->c_lo, st->c_hi);
        (void)VALGRIND_STACK_REGISTER(st->c_lo, st->c_hi);
        return true;
    }
    return false;
}

bool gort__stack_new(gort_runtime *rt, size_t c_bytes, gort__stack *st)
{
    const size_t page = gort__os_page_bytes();
    if (c_bytes > block_bytes_of(BLOCK_CLASSES - 1)) return false;
    return stack_take(rt, st, (c_bytes + page - 1) & ~(page - 1), true);
}

/* Where the thread's own C stack ends, and its size. glibc reads all mappings of the process to
 * find the first thread's, so it is asked once a thread. */
static bool stack_of_system(uintptr_t *hi, size_t *bytes)
{
    static _Thread_local uintptr_t known_hi;
    static _Thread_local size_t known_bytes;
    pthread_attr_t attr;
    void *addr;
    if (!known_hi) {
        if (pthread_getattr_np(pthread_self(), &attr) != 0) return false;
        const bool ok = pthread_attr_getstack(&attr, &addr, &known_bytes) == 0;
        pthread_attr_destroy(&attr);
        if (!ok) return false;
        known_hi = (uintptr_t)addr + known_bytes;
    }
    *hi = known_hi;
    *bytes = known_bytes;
    return true;
}

bool gort__stack_of_thread(gort_runtime *rt, gort__stack *st)
{
    size_t bytes;
    if (!stack_of_system(&st->c_hi, &bytes)) return false;
    /* A first thread without a stack limit says its stack is all there is below it. */
    if (bytes > C_STACK_MAX_BYTES) bytes = C_STACK_MAX_BYTES;
    st->c_lo = st->c_hi - bytes;
    if (!stack_take(rt, st, bytes & ~(sizeof(void *) - 1), false)) return false;
    gort__stack_protect(st);
    return true;
}

bool gort__stack_for(gort_runtime *rt, gort__stack *st, void *lo, size_t bytes)
{
    st->c_lo = (uintptr_t)lo;
    st->c_hi = st->c_lo + bytes;
    (void)VALGRIND_STACK_REGISTER(st->c_lo, st->c_hi);
    return stack_take(rt, st, bytes & ~(sizeof(void *) - 1), false);
}

/* The shadow stack has been higher than what is kept: its words are all written as it grows, and
 * what has no memory is zero. A page of nothing but nil keeps its memory, and what follows it. */
static bool stack_was_high(const gort__stack *st)
{
    const uintptr_t *word = (const uintptr_t *)(const void *)(st->block + KEPT_BYTES);
    const uintptr_t *const end = word + gort__os_page_bytes() / sizeof *word;
    while (word < end && *word == 0)
        word++;
    return word < end;
}

/* Behind what is kept of a free block there is no memory. A thread that attaches and detaches again
 * and again goes deep seldom, and the system's call is dearer than all the rest. */
void gort__stack_free(gort_runtime *rt, gort__stack *st)
{
    if (!st->block) return;
    stack_block *block = (stack_block *)(void *)st->block;
    const bool own = st->c_hi == (uintptr_t)st->block + st->block_bytes;
    if (st->block_bytes > KEPT_BYTES && (own || stack_was_high(st)))
        gort__os_decommit(st->block + KEPT_BYTES, st->block_bytes - KEPT_BYTES);
    block->gap_bytes = 0;
    if (st->guarded) stack_gap(st, &block->gap, &block->gap_bytes);
    pthread_mutex_lock(&rt->lock);
    stack_block **list = &rt->stacks->free_blocks[block_class(st->block_bytes)];
    block->next = *list;
    *list = block;
    pthread_mutex_unlock(&rt->lock);
    st->block = NULL;
}

/* ---- Goroutines --------------------------------------------------------------------------- */

/* rt->lock held. */
static char *g_block_take(struct gort__stacks *s)
{
    while (!s->g_slabs || s->g_slabs->bump + s->g_block_bytes + G_APART_BYTES > s->g_slabs->end) {
        if (slabs_grow(s, &s->g_slabs, s->g_block_bytes + G_APART_BYTES, GORT__G_STACKS_WISH)) {
            stack_slab *slab = s->g_slabs;
            gort__os_no_huge(slab->base, (size_t)(slab->end - slab->base));
            s->g_committed = slab->base;
            break;
        }
        if (s->g_block_bytes <= G_BLOCK_LEAST_BYTES) return NULL;
        s->g_block_bytes /= 2;
    }
    stack_slab *slab = s->g_slabs;
    char *p = slab->bump, *end = p + s->g_block_bytes + G_APART_BYTES;
    if (end > s->g_committed) {
        const size_t left = (size_t)(slab->end - s->g_committed);
        const size_t some = G_BLOCKS_COMMITTED * (s->g_block_bytes + G_APART_BYTES);
        const size_t bytes = left < some ? left : some;
        if (!gort__os_commit(s->g_committed, bytes)) return NULL;
        s->g_committed += bytes;
    }
    slab->bump = end;
    s->g_made++;
    return p;
}

gort_g *gort__stack_new_g(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    char *lo = g_block_take(rt->stacks);
    const size_t bytes = rt->stacks->g_block_bytes;
    const size_t shift = rt->stacks->g_made % G_SHIFTS * G_LINE_BYTES;
    pthread_mutex_unlock(&rt->lock);
    if (!lo) return NULL;
    char *page = lo + bytes / (SHADOW_TIMES + 1) / G_PAGE_BYTES * G_PAGE_BYTES;
    gort_g *g = (gort_g *)(void *)(page + G_PAGE_C_BYTES - shift);
    gort__context_fresh((uintptr_t)lo, (uintptr_t)page + G_PAGE_BYTES);
    _Static_assert(G_PAGE_C_BYTES + sizeof *g + 256 <= G_PAGE_BYTES, "a page has room for all");
    g->rt = rt;
    g->head.m = &rt->nobody->head;
    g->in_block = true;
    g->stack.c_lo = (uintptr_t)lo;
    g->stack.c_hi = (uintptr_t)g;
    g->stack.shadow_lo = (void **)(void *)(g + 1);
    g->stack.shadow_hi = (void **)(void *)(lo + bytes);
    g->stack.block = lo;
    g->stack.block_bytes = bytes;
    (void)VALGRIND_STACK_REGISTER(g->stack.c_lo, g->stack.c_hi);
    return g;
}

void gort__stack_clear_g(gort_g *g)
{
    const uintptr_t page = gort__os_page_bytes();
    const uintptr_t lo = (uintptr_t)g->stack.block, hi = lo + g->stack.block_bytes;
    const uintptr_t mid = (uintptr_t)g & ~(page - 1);
    const uintptr_t behind = ((uintptr_t)(g + 1) + page - 1) & ~(page - 1);
    gort__os_decommit((void *)lo, mid - lo);
    gort__os_decommit((void *)behind, hi - behind);
}

/* The next one to be made gets it, if no other was made meanwhile. */
void gort__stack_free_g(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__stacks *s = rt->stacks;
    char *lo = g->stack.block;
    memset(g, 0, sizeof *g);
    pthread_mutex_lock(&rt->lock);
    if (s->g_slabs->bump == lo + s->g_block_bytes + G_APART_BYTES) s->g_slabs->bump = lo;
    pthread_mutex_unlock(&rt->lock);
}

uintptr_t gort__stack_guard(const gort__stack *st)
{
    const uintptr_t bytes = st->c_hi - st->c_lo;
    return st->c_lo + (bytes / 2 < RED_ZONE_BYTES ? bytes / 2 : RED_ZONE_BYTES);
}

/* A C stack that is larger than what a goroutine may have is used in part. */
uintptr_t gort__goroutine_guard(const gort_g *g)
{
    const uintptr_t guard = gort__stack_guard(&g->stack), hi = g->stack.c_hi;
    const size_t most = g->rt->config.stack_max_bytes;
    return most < hi - guard ? hi - most : guard;
}

void gort__trim_stack(gort_g *g)
{
    const uintptr_t page = gort__os_page_bytes();
    const uintptr_t unused = ((uintptr_t)g->sp + page - 1) & ~(page - 1);
    gort__os_decommit((void *)unused, (uintptr_t)g->stack.shadow_hi - unused);
}
