/* fmt_sort.c - a map's entries in the order in which fmt prints them: numbers and strings by value
 * (NaN first), false before true, pointers by address, structs and arrays by their parts,
 * interfaces by type (sort_types), then value; nil first.
 *
 * The entries are copied before anything is printed, since printing may call methods that change
 * the map. The copies are typed heap arrays; a stable merge sort orders their indices.
 */
#include "fmt.h"

static int sort_bytes_signed(const void *a, const void *b, uintptr_t size)
{
    int64_t x = 0, y = 0;
    switch (size) {
    case 1: x = *(const int8_t *)a, y = *(const int8_t *)b; break;
    case 2: x = *(const int16_t *)a, y = *(const int16_t *)b; break;
    case 4: x = *(const int32_t *)a, y = *(const int32_t *)b; break;
    default: x = *(const int64_t *)a, y = *(const int64_t *)b; break;
    }
    return (x > y) - (x < y);
}

static int sort_bytes_unsigned(const void *a, const void *b, uintptr_t size)
{
    uint64_t x = 0, y = 0;
    memcpy(&x, a, size); /* little-endian */
    memcpy(&y, b, size);
    return (x > y) - (x < y);
}

static int sort_floats(double a, double b)
{
    if (a != a) return b != b ? 0 : -1;
    if (b != b) return 1;
    return (a > b) - (a < b);
}

static int sort_addresses(gort_g *g, const void *a, const void *b)
{
    const uintptr_t x = gort__stable_address(g->rt, a), y = gort__stable_address(g->rt, b);
    return (x > y) - (x < y);
}

static int sort_compare(gort_g *g, const gort_type *t, const void *a, const void *b);

/* The size of Go's descriptor of t on a 64-bit machine: the words of its kind, and where the type
 * is named or has methods 16 bytes more and 16 for each method. */
static uintptr_t sort_descriptor_bytes(const gort_type *t)
{
    uintptr_t bytes = 48;
    switch (t->kind) {
    case GORT_KIND_ARRAY: bytes += 24; break;
    case GORT_KIND_CHAN: bytes += 16; break;
    case GORT_KIND_FUNC: bytes += 8 + 8 * (t->len + t->nresults); break;
    case GORT_KIND_INTERFACE: bytes += 32 + 8 * t->nmethods; break;
    case GORT_KIND_MAP: bytes += 40; break;
    case GORT_KIND_PTR:
    case GORT_KIND_SLICE: bytes += 8; break;
    case GORT_KIND_STRUCT: bytes += 32 + 24 * t->len; break;
    default: break;
    }
    const uintptr_t nmethods = t->kind == GORT_KIND_INTERFACE ? 0 : t->nmethods;
    if (nmethods || t->flags & GORT_TYPE_NAMED) bytes += 16 + 16 * nmethods;
    return bytes;
}

/* Types are in the order of their descriptors' addresses; Go's linker lays those out by size, and
 * those of one size by name. */
static int sort_types(gort_g *g, const gort_type *s, const gort_type *t)
{
    const uintptr_t a = sort_descriptor_bytes(s), b = sort_descriptor_bytes(t);
    if (a != b) return a < b ? -1 : 1;
    const int c = strcmp(s->name, t->name);
    return c ? c : sort_addresses(g, s, t);
}

static int sort_interfaces(gort_g *g, const gort_type *s, void *x, const gort_type *t, void *y)
{
    if (!s || !t) return (s != NULL) - (t != NULL);
    if (s != t) return sort_types(g, s, t);
    if (s->flags & GORT_TYPE_DIRECT) return sort_compare(g, s, &x, &y);
    return sort_compare(g, s, x, y);
}

static int sort_compare(gort_g *g, const gort_type *t, const void *a, const void *b)
{
    switch (t->kind) {
    case GORT_KIND_INT:
    case GORT_KIND_INT8:
    case GORT_KIND_INT16:
    case GORT_KIND_INT32:
    case GORT_KIND_INT64: return sort_bytes_signed(a, b, t->size_bytes);
    case GORT_KIND_FLOAT32: return sort_floats(*(const float *)a, *(const float *)b);
    case GORT_KIND_FLOAT64: return sort_floats(*(const double *)a, *(const double *)b);
    case GORT_KIND_COMPLEX64: {
        const float *x = a, *y = b;
        const int c = sort_floats(x[0], y[0]);
        return c ? c : sort_floats(x[1], y[1]);
    }
    case GORT_KIND_COMPLEX128: {
        const double *x = a, *y = b;
        const int c = sort_floats(x[0], y[0]);
        return c ? c : sort_floats(x[1], y[1]);
    }
    case GORT_KIND_STRING: return gort_cmpstring(*(const gort_string *)a, *(const gort_string *)b);
    case GORT_KIND_STRUCT:
        for (uintptr_t i = 0; i < t->len; i++) {
            const gort_field *f = &t->fields[i];
            const int c = sort_compare(g, f->type, (const char *)a + f->offset_bytes,
                                       (const char *)b + f->offset_bytes);
            if (c) return c;
        }
        return 0;
    case GORT_KIND_ARRAY:
        for (uintptr_t i = 0; i < t->len; i++) {
            const uintptr_t at = i * t->elem->size_bytes;
            const int c = sort_compare(g, t->elem, (const char *)a + at, (const char *)b + at);
            if (c) return c;
        }
        return 0;
    case GORT_KIND_INTERFACE:
        if (t->nmethods) {
            const gort_iface *x = a, *y = b;
            return sort_interfaces(g, x->tab ? x->tab->type : NULL, x->data,
                                   y->tab ? y->tab->type : NULL, y->data);
        } else {
            const gort_eface *x = a, *y = b;
            return sort_interfaces(g, x->type, x->data, y->type, y->data);
        }
    case GORT_KIND_PTR:
    case GORT_KIND_CHAN:
    case GORT_KIND_UNSAFE_POINTER: return sort_addresses(g, *(void *const *)a, *(void *const *)b);
    default: return sort_bytes_unsigned(a, b, t->size_bytes); /* bool, unsigned */
    }
}

/* Merges from `from` to `to` in runs of growing length; the result is in the returned one. */
static uint32_t *sort_merge(gort_g *g, const gort_type *key, const uint8_t *keys, uint32_t *from,
                            uint32_t *to, uintptr_t n)
{
    const uintptr_t size = key->size_bytes;
    for (uintptr_t run = 1; run < n; run *= 2) {
        for (uintptr_t lo = 0; lo < n; lo += 2 * run) {
            const uintptr_t mid = lo + run < n ? lo + run : n, hi = mid + run < n ? mid + run : n;
            uintptr_t i = lo, j = mid;
            for (uintptr_t k = lo; k < hi; k++) {
                const bool left = j >= hi || (i < mid && sort_compare(g, key, keys + from[i] * size,
                                                                      keys + from[j] * size) <= 0);
                to[k] = left ? from[i++] : from[j++];
            }
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

void gort__fmt_sorted_entries(gort__fmt *f, const gort_type *t, gort_hmap *m,
                              gort__fmt_entries *out)
{
    gort_g *g = f->g;
    const gort_type *key = t->key, *elem = t->elem;
    uintptr_t n = (uintptr_t)gort_maplen(m), filled = 0;
    gort_hiter it;
    memset(&it, 0, sizeof it);
    gort__fmt_push(f, m);
    out->keys = gort__alloc_array(g, f->sp, key, n);
    gort__fmt_push(f, out->keys);
    out->elems = gort__alloc_array(g, f->sp, elem, n);
    gort__fmt_push(f, out->elems);
    uint32_t *order = gort__alloc_array(g, f->sp, &gort_type_uint32, 2 * n);
    gort__fmt_push(f, order);
    void **saved = gort__fmt_push(f, GORT_TYPE_WORD(&gort_type_hiter));
    gort__fmt_push(f, &it);
    for (gort_mapiterinit(g, f->sp, t, m, &it); it.key && filled < n;
         gort_mapiternext(g, f->sp, &it)) {
        gort_typedmemmove(g, key, out->keys + filled * key->size_bytes, it.key);
        gort_typedmemmove(g, elem, out->elems + filled * elem->size_bytes, it.elem);
        order[filled] = (uint32_t)filled;
        filled++;
    }
    f->sp = saved;
    out->n = filled;
    out->order = sort_merge(g, key, out->keys, order, order + n, filled);
}
