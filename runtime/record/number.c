/* number.c - numbers for objects, and for maps in frames: what an event calls them by, because
 * addresses differ from run to run.
 *
 * An object gets the next number when it is allocated; the number is found by where it lies, in a
 * table of one word for 8 bytes of the heap's range, which is committed as the heap grows. A map in
 * a frame gets one at its first write; its header's address leads to it, until the next map there
 * has its own.
 */
#include "../base/os.h"
#include "../heap/heap.h"
#include "record.h"
#include <stdlib.h>

#define COMMIT_BYTES ((uintptr_t)1 << 20)

bool gort__numbers_init(struct gort__record *rec)
{
    const struct gort__heap *h = rec->rt->heap;
    const uintptr_t words = (h->end - h->base) / 8;
    rec->reserved_bytes = (words * sizeof *rec->objects + COMMIT_BYTES - 1) & ~(COMMIT_BYTES - 1);
    rec->objects = gort__os_reserve(rec->reserved_bytes);
    return rec->objects != NULL;
}

void gort__numbers_free(struct gort__record *rec)
{
    if (rec->objects) gort__os_release(rec->objects, rec->reserved_bytes);
    free(rec->frames);
}

/* ---- Objects --------------------------------------------------------------------------------- */

/* The word of the object that p leads into, or NULL: p leads elsewhere, or no object there has one.
 */
static uint32_t *number_word(const struct gort__record *rec, const void *p)
{
    const struct gort__heap *h = rec->rt->heap;
    uintptr_t at = (uintptr_t)p;
    if (at - h->base >= h->end - h->base) return NULL;
    const gort__span *s = gort__heap_span_of(h, at);
    if (s && gort__span_index(s, at) < s->nelems) at = gort__span_slot(s, gort__span_index(s, at));
    const uintptr_t i = (at - h->base) / 8;
    return (i + 1) * sizeof *rec->objects <= rec->objects_bytes ? &rec->objects[i] : NULL;
}

/* The table reaches p, which the heap has. */
static bool number_reach(struct gort__record *rec, const void *p)
{
    const uintptr_t i = ((uintptr_t)p - rec->rt->heap->base) / 8;
    const uintptr_t need =
        ((i + 1) * sizeof *rec->objects + COMMIT_BYTES - 1) & ~(COMMIT_BYTES - 1);
    if (need <= rec->objects_bytes) return true;
    if (!gort__os_commit((char *)rec->objects + rec->objects_bytes, need - rec->objects_bytes))
        return false;
    rec->objects_bytes = need;
    return true;
}

/* ---- Frames ---------------------------------------------------------------------------------- */

/* Where header stands, or a free place; there is one. */
static struct gort__record_frame *number_frame(const struct gort__record *rec, const void *header)
{
    size_t i = (uintptr_t)header / sizeof(void *) * 0x9e3779b97f4a7c15u >> 32;
    for (;; i++) {
        struct gort__record_frame *f = &rec->frames[i & (rec->frames_room - 1)];
        if (!f->header || f->header == header) return f;
    }
}

/* Room for one more. */
static bool number_grow(struct gort__record *rec)
{
    if (2 * (rec->nframes + 1) <= rec->frames_room) return true;
    const struct gort__record old = *rec;
    const size_t room = old.frames_room ? 2 * old.frames_room : 64;
    struct gort__record_frame *frames = calloc(room, sizeof *frames);
    if (!frames) return false;
    rec->frames = frames;
    rec->frames_room = room;
    for (size_t i = 0; i < old.frames_room; i++)
        if (old.frames[i].header) *number_frame(rec, old.frames[i].header) = old.frames[i];
    free(old.frames);
    return true;
}

/* ---- Both ------------------------------------------------------------------------------------ */

uint32_t gort__number_give(struct gort__record *rec, const void *p)
{
    const struct gort__heap *h = rec->rt->heap;
    const uint32_t number = ++rec->last;
    if ((uintptr_t)p - h->base < h->end - h->base) {
        if (!number_reach(rec, p)) return 0;
        *number_word(rec, p) = number;
    } else {
        if (!number_grow(rec)) return 0;
        struct gort__record_frame *f = number_frame(rec, p);
        if (!f->header) rec->nframes++;
        *f = (struct gort__record_frame){p, number};
    }
    return number;
}

uint32_t gort__number_of(const struct gort__record *rec, const void *p)
{
    const struct gort__heap *h = rec->rt->heap;
    if ((uintptr_t)p - h->base < h->end - h->base) {
        const uint32_t *word = number_word(rec, p);
        return word ? *word : 0;
    }
    return rec->frames_room ? number_frame(rec, p)->number : 0;
}
