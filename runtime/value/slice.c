/* slice.c - making, growing and copying slices.
 *
 * Capacities are Go 1.19's, to the element: doubling below 256 elements, then a quarter more plus
 * 192 each step, then rounded up to what the allocator would give anyway. Programs print cap().
 *
 * The functions that allocate root the slice they are given and nothing else; a result is the
 * caller's to root. Elements are copied with the barrier if they hold pointers.
 *
 * Threads: each call works for its g. To change the growth, see slice_new_cap.
 */
#include "../panic/panic.h"
#include "value.h"

/* False if n elements are more than can be asked for. */
static bool slice_bytes(const gort_type *elem, uintptr_t n, uintptr_t *bytes)
{
    return !__builtin_mul_overflow(elem->size_bytes, n, bytes) && *bytes <= GORT_MAX_ALLOC_BYTES;
}

gort_slice gort_makeslice(gort_g *g, void **sp, const gort_type *elem, intptr_t len, intptr_t cap)
{
    uintptr_t bytes;
    if (GORT_UNLIKELY(len < 0 || len > cap || !slice_bytes(elem, (uintptr_t)cap, &bytes))) {
        const bool bad_len = len < 0 || !slice_bytes(elem, (uintptr_t)len, &bytes);
        gort_panic_runtime(g, sp,
                           bad_len ? "makeslice: len out of range" : "makeslice: cap out of range");
    }
    return (gort_slice){gort__alloc_array(g, sp, elem, (uintptr_t)cap), len, cap};
}

static uintptr_t slice_new_cap(uintptr_t old, uintptr_t need)
{
    enum { DOUBLE_BELOW = 256 };
    if (need > 2 * old) return need;
    if (old < DOUBLE_BELOW) return 2 * old;
    uintptr_t cap = old;
    while ((intptr_t)cap > 0 && cap < need)
        cap += (cap + 3 * DOUBLE_BELOW) / 4;
    return (intptr_t)cap > 0 ? cap : need;
}

gort_slice gort_growslice(gort_g *g, void **sp, const gort_type *elem, gort_slice old,
                          intptr_t need)
{
    const uintptr_t size = elem->size_bytes;
    if (GORT_UNLIKELY(need < old.cap)) gort_panic_runtime(g, sp, "growslice: cap out of range");
    sp[0] = old.ptr;
    if (size == 0) return (gort_slice){gort__alloc_array(g, sp + 1, elem, 0), old.len, need};
    uintptr_t cap = slice_new_cap((uintptr_t)old.cap, (uintptr_t)need), bytes;
    if (GORT_UNLIKELY(!slice_bytes(elem, cap, &bytes)))
        gort_panic_runtime(g, sp + 1, "growslice: cap out of range");
    cap = gort__round_up_size(bytes) / size;
    void *p = gort__alloc_array(g, sp + 1, elem, cap);
    if (elem->ptrdata_bytes)
        gort_typedslicemove(g, elem, p, old.ptr, (uintptr_t)old.len);
    else if (old.len)
        memcpy(p, old.ptr, (uintptr_t)old.len * size);
    return (gort_slice){p, old.len, (intptr_t)cap};
}

intptr_t gort_slicecopy(gort_g *g, const gort_type *elem, gort_slice dst, gort_slice src)
{
    const intptr_t n = dst.len < src.len ? dst.len : src.len;
    if (n == 0 || elem->size_bytes == 0) return n;
    if (elem->ptrdata_bytes)
        gort_typedslicemove(g, elem, dst.ptr, src.ptr, (uintptr_t)n);
    else
        memmove(dst.ptr, src.ptr, (uintptr_t)n * elem->size_bytes);
    return n;
}
