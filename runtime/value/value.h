/* value.h - shared by the value files: slice.c, string.c, iface.c, pkg/. */
#ifndef GORT_VALUE_H
#define GORT_VALUE_H

#include "../base/runtime.h"
#include "../gort_inline.h"

/* Go's limit of one allocation. */
#define GORT_MAX_ALLOC_BYTES GORT__ADDRESS_SPACE

/* n objects of type t in one block, zeroed; n * size_bytes does not overflow. May collect. The
 * inline path is gort_new's, with the block's size instead of the object's. */
static inline void *gort__alloc_array(gort_g *g, void **sp, const gort_type *t, uintptr_t n)
{
    const uintptr_t size = gort__aligned_bytes(t->size_bytes * n, t->align);
    if (GORT_LIKELY(size - 1 < GORT_MAX_SMALL_BYTES)) {
        const unsigned c = gort_size_class(size);
        gort_alloc_run *r = &GORT_G(g)->m->run[2 * c + (t->ptrdata_bytes == 0)];
        const uintptr_t p = r->free, next = p + gort_class_bytes(c);
        if (GORT_LIKELY(next <= r->end)) {
            r->free = next;
            if (r->types) GORT_STORE_RELAXED(r->types++, t);
            return (void *)p;
        }
    }
    return gort_alloc_slow(g, sp, t, n);
}

/* The size of the block that Go gives for this many bytes. */
static inline uintptr_t gort__round_up_size(uintptr_t bytes)
{
    if (bytes < GORT_MAX_SMALL_BYTES) return gort_class_bytes(gort_size_class(bytes ? bytes : 1));
    if (bytes + 8192 < bytes) return bytes;
    return (bytes + 8191) & ~(uintptr_t)8191;
}

/* True if p lies on g's own C stack: such bytes must not outlive the frame. */
static inline bool gort__on_stack(const gort_g *g, const void *p)
{
    return (uintptr_t)p - g->stack.c_lo < g->stack.c_hi - g->stack.c_lo;
}

/* 0 to 255 as 8-byte words: what small integers in interfaces and one-byte strings share. */
extern const uint64_t gort__small_values[256];

/* UTF-8 of a rune (U+FFFD for an invalid one) into out; bytes written, at most 4. */
int gort__encode_rune(uint8_t *out, int32_t rune);

/* String from bytes outside the heap. May collect. */
gort_string gort__string_copy(gort_g *g, void **sp, const void *bytes, intptr_t n);

/* iface.c */
/* The exported method of that name and func type, or NULL. */
const gort_method *gort__find_method(const gort_type *t, const char *name, const gort_type *func);

/* iface.c */
struct gort__itab_table *gort__itabs_new(void); /* NULL: no memory */
void gort__itabs_free(struct gort__itab_table *t);

#endif
