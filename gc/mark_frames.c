/* mark_frames.c - the values that lie in frames and live only as long as something leads to them.
 *
 * Emitted code enters a value that it placed in a frame as a pair with GORT_FRAME_WORD. Such a pair
 * says where the value is and how to read it; it makes nothing a root. While a stack is scanned its
 * pairs are listed first, by address. A word that is scanned later (a slot of the stack, a pointer
 * in a value that was reached, what the thread's callback names) and that points into a listed
 * value reaches it, and what was reached is scanned once. That is all a value in a frame can be
 * reached by: pointers to it never leave for the heap, for globals or for another stack, or it
 * would not be in a frame.
 *
 * Where the list lies. A deep recursion has as many pairs as frames, and a scan may not fail for
 * want of memory, so the list is kept above the top of the stack that is scanned: that memory is
 * there, and all of it is free while its thread is at a safepoint, blocked or stopped. It takes two
 * words for each pair, the second for the stack of what was reached but not scanned yet, or, before
 * that, for sorting. Without so much room (the C stack overflows long before) every pair is a root.
 *
 * Calls go down the C stack, so pairs stand nearly in descending order of address: reversed they
 * are nearly sorted, and a merge that leaves alone what is in place is linear then, and O(n log n)
 * always. Looking a pointer up is a binary search.
 *
 * Why what is dead at the scan cannot come back to life on a stack that is black since. To use the
 * value again the program needs its address: from a pointer, or from its name. A pointer that it
 * has later lay, at the scan, in a slot or in something that was reached, or has been made from the
 * name since; in the first case the value was reached. As to the name: the emitter roots the value
 * at each safepoint behind which it is named, taking its address included, before it is wholly
 * overwritten (liveness.c). So a value that was dead at the scan is zeroed or assigned as a whole
 * before anything else is done with it. That first store is a plain one: it does not read what it
 * overwrites. What it writes was reachable at the scan (and is marked), or is new (and black), as
 * everything a black stack gets to hold. Only then is there a pointer through which the write
 * barrier could read the old contents, and they are good ones. So between its last use and that
 * store nobody reads the value's stale pointers: neither the collector nor a barrier.
 *
 * On a grey stack nothing is to be shown: it will be scanned as it is then.
 */
#include "internal.h"
#include <string.h>

#define REACHED ((uintptr_t)1) /* in an element of the list: the pair's address is even */

static inline void **frames_pair(uintptr_t element)
{
    return (void **)(element & ~REACHED);
}

static inline uintptr_t frames_address(uintptr_t element)
{
    return (uintptr_t)frames_pair(element)[1];
}

/* How many of the n elements from a on have an address of at most p; they are sorted. */
static size_t frames_up_to(const uintptr_t *a, size_t n, uintptr_t p)
{
    size_t lo = 0;
    while (n > 0) {
        const size_t half = n / 2;
        if (frames_address(a[lo + half]) <= p) {
            lo += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return lo;
}

/* Merges the sorted a[0..mid) and a[mid..n). tmp: room for mid elements. */
static void frames_merge(uintptr_t *a, size_t mid, size_t n, uintptr_t *tmp)
{
    const size_t in_place = frames_up_to(a, mid, frames_address(a[mid]));
    size_t left = mid - in_place, i = 0, j = mid, to = in_place;
    memcpy(tmp, a + in_place, left * sizeof *tmp);
    while (i < left && j < n)
        a[to++] = frames_address(tmp[i]) <= frames_address(a[j]) ? tmp[i++] : a[j++];
    memcpy(a + to, tmp + i, (left - i) * sizeof *tmp);
}

static void frames_sort(uintptr_t *a, size_t n, uintptr_t *tmp)
{
    for (size_t i = 0; i < n / 2; i++) {
        const uintptr_t e = a[i];
        a[i] = a[n - 1 - i];
        a[n - 1 - i] = e;
    }
    for (size_t width = 1; width < n; width *= 2)
        for (size_t lo = 0; lo + width < n; lo += 2 * width) {
            const size_t end = n - lo < 2 * width ? n - lo : 2 * width;
            if (frames_address(a[lo + width - 1]) > frames_address(a[lo + width]))
                frames_merge(a + lo, width, end, tmp);
        }
}

bool gort__frames_list(gort__frames *f, const gort_g *g)
{
    void **const end = g->sp, **const free_words = g->head.top > end ? g->head.top : end;
    uintptr_t *const list = (uintptr_t *)(void *)free_words;
    const size_t room = (size_t)(g->stack.shadow_hi - free_words) / 2;
    size_t n = 0;
    *f = (gort__frames){.pairs = list};
    for (void **w = g->stack.shadow_lo; w < end; w++) {
        const uintptr_t v = (uintptr_t)*w;
        if (!gort__is_tagged(v)) continue;
        if (gort__is_frame(v)) {
            if (n == room) return false;
            list[n++] = (uintptr_t)w;
        }
        if ((uintptr_t)(end - w) <= gort__tagged_words(v)) break;
        w += gort__tagged_words(v);
    }
    if (n == 0) return true;
    f->reached = list + n;
    frames_sort(list, n, f->reached);
    void **const last = frames_pair(list[n - 1]);
    f->n = n;
    f->base = frames_address(list[0]);
    f->bytes = (uintptr_t)last[1] + gort__pair_type((uintptr_t)last[0])->size_bytes - f->base;
    return true;
}

void gort__frames_reach_slow(gort__frames *f, uintptr_t p)
{
    const size_t i = frames_up_to(f->pairs, f->n, p) - 1; /* base <= p: there is one */
    const uintptr_t element = f->pairs[i];
    if (element & REACHED) return;
    void **const pair = frames_pair(element);
    if (p - (uintptr_t)pair[1] >= gort__pair_type((uintptr_t)pair[0])->size_bytes) return;
    f->pairs[i] = element | REACHED;
    f->reached[f->nreached++] = (uintptr_t)pair;
}
