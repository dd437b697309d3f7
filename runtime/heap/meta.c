/* meta.c - memory for what describes the heap: span structs, their bits, their type words.
 *
 * Blocks of 1 to 129 units of 64 bytes, cut off chunks by a bump pointer and then kept in a list
 * of free blocks per size. Chunks are aligned to their size, so a block finds its chunk, which
 * counts the blocks that are in use. A chunk that has none is idle: its memory can go back to the
 * system (scavenge.c says when), except for the page of its header. To take it apart its blocks
 * are unlinked one by one; each free block knows its size, so they tile the chunk.
 *
 * Span structs have chunks of their own, so that their memory only ever holds span structs: a
 * marker may look up a page and be held up while the free span that it found is merged into
 * another. It then reads the state of a free block, of a chunk that was given back (zero,
 * GORT_SPAN_FREE) or of another span, in which its pointer is in no slot; never bits or addresses.
 * Nothing is unmapped while the runtime lives.
 *
 * Threads: everything under heap->lock.
 */
#include "../base/os.h"
#include "span.h"
#include <string.h>

#define UNIT         ((uintptr_t)64)
#define CHUNK_BYTES  ((uintptr_t)256 << 10)
#define REGION_BYTES ((uintptr_t)4 << 20) /* mapped at a time */
#define HEADER_BYTES ((uintptr_t)4096)    /* stays: the header, and the first blocks */

typedef struct meta_block { /* a free one */
    struct meta_block *next, *prev;
    uintptr_t units;
} meta_block;

struct gort__meta_region { /* what was mapped; in its first chunk, or its last unit if it has none
                            */
    struct gort__meta_region *next;
    void *base;
    uintptr_t bytes;
};

typedef struct gort__meta_chunk {         /* the first unit of a chunk */
    struct gort__meta_chunk *next, *prev; /* idle, or empty */
    uint32_t used;                        /* blocks; one more while it is the one that is cut */
    struct gort__meta_region region;      /* of which it is the first chunk; stays */
} meta_chunk;

_Static_assert(sizeof(meta_block) <= UNIT && sizeof(meta_chunk) <= UNIT, "each fits into a unit");
_Static_assert(GORT_SPAN_FREE == 0 && offsetof(gort__span, state) >= sizeof(meta_block),
               "a free block and what was given back read as a free span");

/* ---- Regions ----------------------------------------------------------------------------- */

static void region_add(struct gort__meta *m, struct gort__meta_region *r, void *base,
                       uintptr_t bytes)
{
    *r = (struct gort__meta_region){m->regions, base, bytes};
    m->regions = r;
}

void *gort__bump_chunk(struct gort__heap *h, uintptr_t bytes)
{
    char *base = gort__os_map(bytes + UNIT);
    if (!base) return NULL;
    region_add(&h->pages->meta, (struct gort__meta_region *)(base + bytes), base, bytes + UNIT);
    return base;
}

static void regions_release(struct gort__meta *m)
{
    while (m->regions) {
        const struct gort__meta_region r = *m->regions; /* it goes with what it describes */
        gort__os_release(r.base, r.bytes);
        m->regions = r.next;
    }
}

void gort__meta_release_all(struct gort__heap *h)
{
    regions_release(&h->pages->meta);
    regions_release(&h->pages->span_meta);
}

/* ---- Chunks ------------------------------------------------------------------------------ */

static meta_chunk *chunk_of(const void *p)
{
    return (meta_chunk *)((uintptr_t)p & ~(CHUNK_BYTES - 1));
}

static void idle_add(struct gort__meta *m, meta_chunk *c)
{
    c->prev = NULL;
    c->next = m->idle;
    if (c->next) c->next->prev = c;
    m->idle = c;
    m->idle_bytes += CHUNK_BYTES - HEADER_BYTES;
}

static void idle_remove(struct gort__meta *m, meta_chunk *c)
{
    if (c->prev)
        c->prev->next = c->next;
    else
        m->idle = c->next;
    if (c->next) c->next->prev = c->prev;
    m->idle_bytes -= CHUNK_BYTES - HEADER_BYTES;
}

static void chunk_use(struct gort__meta *m, meta_chunk *c)
{
    if (c->used++ == 0) idle_remove(m, c);
}

static void chunk_unuse(struct gort__meta *m, meta_chunk *c)
{
    if (--c->used == 0) idle_add(m, c);
}

/* A chunk of zeros but for its header: one that was given back, or a new one. */
static meta_chunk *chunk_get(struct gort__meta *m)
{
    meta_chunk *c = m->empty;
    if (c) {
        m->empty = c->next;
        return c;
    }
    if (m->region_next == m->region_end) {
        /* Where address space is short, a region for the one chunk that is needed. */
        uintptr_t bytes = REGION_BYTES;
        void *base = gort__os_map(bytes);
        if (!base) base = gort__os_map(bytes = 2 * CHUNK_BYTES);
        if (!base) return NULL;
        m->region_next = ((uintptr_t)base + CHUNK_BYTES - 1) & ~(CHUNK_BYTES - 1);
        m->region_end = ((uintptr_t)base + bytes) & ~(CHUNK_BYTES - 1);
        region_add(m, &((meta_chunk *)m->region_next)->region, base, bytes);
    }
    c = (meta_chunk *)m->region_next;
    m->region_next += CHUNK_BYTES;
    return c;
}

/* ---- Blocks ------------------------------------------------------------------------------ */

static void block_add(struct gort__meta *m, void *p, uintptr_t units)
{
    meta_block *b = p;
    *b = (meta_block){m->free[units], NULL, units};
    if (b->next) b->next->prev = b;
    m->free[units] = b;
}

static void block_remove(struct gort__meta *m, meta_block *b)
{
    if (b->prev)
        b->prev->next = b->next;
    else
        m->free[b->units] = b->next;
    if (b->next) b->next->prev = b->prev;
}

/* Another chunk to cut; what is left of the last one becomes a free block. */
static bool meta_grow(struct gort__heap *h, struct gort__meta *m)
{
    meta_chunk *c = chunk_get(m);
    if (!c) return false;
    if (m->cut_end) {
        if (m->cut_next < m->cut_end)
            block_add(m, (void *)m->cut_next, (m->cut_end - m->cut_next) / UNIT);
        chunk_unuse(m, chunk_of((void *)(m->cut_end - 1)));
    }
    c->next = c->prev = NULL;
    c->used = 1;
    m->cut_next = (uintptr_t)c + UNIT;
    m->cut_end = (uintptr_t)c + CHUNK_BYTES;
    gort__fetch_add_relaxed(&h->meta_bytes, CHUNK_BYTES);
    return true;
}

static void *meta_alloc(struct gort__heap *h, struct gort__meta *m, uintptr_t bytes)
{
    const uintptr_t units = (bytes + UNIT - 1) / UNIT;
    void *p = m->free[units];
    if (p) {
        block_remove(m, p);
        memset(p, 0, units * UNIT);
    } else {
        if (m->cut_end - m->cut_next < units * UNIT && !meta_grow(h, m)) return NULL;
        p = (void *)m->cut_next;
        m->cut_next += units * UNIT;
    }
    chunk_use(m, chunk_of(p));
    return p;
}

static void meta_free(struct gort__meta *m, void *p, uintptr_t bytes)
{
    block_add(m, p, (bytes + UNIT - 1) / UNIT);
    chunk_unuse(m, chunk_of(p));
}

void *gort__meta_alloc(struct gort__heap *h, uintptr_t bytes)
{
    return meta_alloc(h, &h->pages->meta, bytes);
}

void gort__meta_free(struct gort__heap *h, void *p, uintptr_t bytes)
{
    meta_free(&h->pages->meta, p, bytes);
}

gort__span *gort__span_new(struct gort__heap *h)
{
    return meta_alloc(h, &h->pages->span_meta, sizeof(gort__span));
}

void gort__span_delete(struct gort__heap *h, gort__span *s)
{
    meta_free(&h->pages->span_meta, s, sizeof *s);
}

uintptr_t gort__meta_idle_bytes(const struct gort__heap *h)
{
    return h->pages->meta.idle_bytes + h->pages->span_meta.idle_bytes;
}

static uintptr_t meta_trim(struct gort__heap *h, struct gort__meta *m, uintptr_t bytes)
{
    uintptr_t done = 0;
    while (m->idle && done < bytes) {
        meta_chunk *c = m->idle;
        const uintptr_t end = (uintptr_t)c + CHUNK_BYTES;
        idle_remove(m, c);
        for (uintptr_t p = (uintptr_t)c + UNIT; p < end;) {
            meta_block *b = (meta_block *)p;
            p += b->units * UNIT;
            block_remove(m, b);
        }
        void *rest = (char *)c + HEADER_BYTES;
        memset((char *)c + UNIT, 0, HEADER_BYTES - UNIT);
        if (!gort__os_decommit(rest, CHUNK_BYTES - HEADER_BYTES))
            memset(rest, 0, CHUNK_BYTES - HEADER_BYTES);
        c->next = m->empty;
        m->empty = c;
        gort__fetch_add_relaxed(&h->meta_bytes, -CHUNK_BYTES);
        done += CHUNK_BYTES - HEADER_BYTES;
    }
    return done;
}

uintptr_t gort__meta_trim(struct gort__heap *h, uintptr_t bytes)
{
    const uintptr_t done = meta_trim(h, &h->pages->meta, bytes);
    return done + (done < bytes ? meta_trim(h, &h->pages->span_meta, bytes - done) : 0);
}
