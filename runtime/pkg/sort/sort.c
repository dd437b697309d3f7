/* sort.c - the C half of Go's package sort: slices of any type, seen through an interface.
 *
 * Neither function is a safepoint: nothing is rooted, and an exchange of two elements is not seen
 * half done by the collector.
 *
 * Threads: any.
 */
#include "../../value/value.h"

#include <string.h>

static const char *const sort_kinds[] = {
    "invalid", "bool",      "int",        "int8",   "int16",  "int32",         "int64",
    "uint",    "uint8",     "uint16",     "uint32", "uint64", "uintptr",       "float32",
    "float64", "complex64", "complex128", "array",  "chan",   "func",          "interface",
    "map",     "ptr",       "slice",      "string", "struct", "unsafe.Pointer"};

static intptr_t sort_length(gort_eface x)
{
    switch (x.type->kind) {
    case GORT_KIND_SLICE: return ((const gort_slice *)x.data)->len;
    case GORT_KIND_STRING: return ((const gort_string *)x.data)->len;
    case GORT_KIND_ARRAY: return (intptr_t)x.type->len;
    case GORT_KIND_CHAN: return gort_chanlen(x.data);
    case GORT_KIND_MAP: return gort_maplen(x.data);
    default: return -1;
    }
}

gort_int_string gort_sort_lengthOf(gort_g *g, void **sp, gort_eface x)
{
    (void)g;
    (void)sp;
    if (!x.type) return (gort_int_string){-1, {NULL, 0}};
    const char *kind = sort_kinds[x.type->kind];
    return (gort_int_string){sort_length(x), {(const uint8_t *)kind, (intptr_t)strlen(kind)}};
}

static void sort_swap_bytes(char *a, char *b, uintptr_t n)
{
    char held[64];
    for (uintptr_t k; n; a += k, b += k, n -= k) {
        k = n < sizeof held ? n : sizeof held;
        memcpy(held, a, k);
        memcpy(a, b, k);
        memcpy(b, held, k);
    }
}

static bool sort_is_pointer(const gort_type *t, uintptr_t word)
{
    const uintptr_t bit = word % (t->ptrmask_bytes / sizeof(void *));
    return t->ptrmask[bit / 8] >> bit % 8 & 1;
}

void gort_sort_swapIn(gort_g *g, void **sp, gort_eface x, intptr_t i, intptr_t j)
{
    (void)sp;
    const gort_slice *s = x.data;
    const gort_type *t = x.type->elem;
    char *a = (char *)s->ptr + (uintptr_t)i * t->size_bytes;
    char *b = (char *)s->ptr + (uintptr_t)j * t->size_bytes;
    const uintptr_t words = t->ptrdata_bytes / sizeof(void *);
    for (uintptr_t w = 0; w < words; w++) {
        void **p = (void **)(void *)a + w, **q = (void **)(void *)b + w;
        void *const held = *p;
        if (sort_is_pointer(t, w)) {
            gort_store(g, p, *q);
            gort_store(g, q, held);
        } else {
            *p = *q;
            *q = held;
        }
    }
    sort_swap_bytes(a + t->ptrdata_bytes, b + t->ptrdata_bytes, t->size_bytes - t->ptrdata_bytes);
}
