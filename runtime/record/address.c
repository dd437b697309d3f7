/* address.c - with a seed: addresses that do not depend on how a program was compiled and linked.
 *
 * The heap lies at the same place each time, and so do its objects in a run that has a seed.
 * Package variables, constants, functions and frames lie where compilers and linkers put them.
 * Their addresses become others: made up, given in the order in which they are asked for, which is
 * the same in each run. What is in a package variable that the collector knows keeps its distance
 * from the variable's begin; else each address is a place of its own.
 *
 * Who hashes addresses, prints them or sorts by them asks here. What a program makes of one by
 * itself, uintptr(unsafe.Pointer(&v)), stays what it is.
 *
 * Threads: any; under a lock, over no call.
 */
#include "../base/os.h"
#include "../heap/heap.h"
#include "../sched/sched.h"
#include <stdlib.h>

/* Where Go has its data and its code on machines of 64 bits, far below any heap. */
#define DATA_BASE ((uintptr_t)0x550000)
#define CODE_BASE ((uintptr_t)0x450000)
#define STEP      ((uintptr_t)16)

typedef struct address_made {
    uintptr_t real; /* 0: a free place */
    uintptr_t made;
} address_made;

struct gort__addresses {
    gort__lock lock;
    address_made *table;
    size_t n, room; /* room: a power of two, more than n */
    uintptr_t data, code;
};

struct gort__addresses *gort__addresses_new(void)
{
    struct gort__addresses *a = calloc(1, sizeof *a);
    if (!a) return NULL;
    a->room = 64;
    a->table = calloc(a->room, sizeof *a->table);
    a->data = DATA_BASE;
    a->code = CODE_BASE;
    if (a->table) return a;
    free(a);
    return NULL;
}

void gort__addresses_free(struct gort__addresses *a)
{
    if (!a) return;
    free(a->table);
    free(a);
}

/* Where real stands, or a free place; there is one. */
static address_made *address_place(const struct gort__addresses *a, uintptr_t real)
{
    size_t i = (size_t)((uint64_t)real * 0x9e3779b97f4a7c15u >> 32);
    for (;; i++) {
        address_made *at = &a->table[i & (a->room - 1)];
        if (!at->real || at->real == real) return at;
    }
}

/* Room for one more. */
static bool address_grow(struct gort__addresses *a)
{
    if (2 * (a->n + 1) <= a->room) return true;
    const struct gort__addresses old = *a;
    address_made *table = calloc(2 * old.room, sizeof *table);
    if (!table) return false;
    a->table = table;
    a->room = 2 * old.room;
    for (size_t i = 0; i < old.room; i++)
        if (old.table[i].real) *address_place(a, old.table[i].real) = old.table[i];
    free(old.table);
    return true;
}

/* The variable of a module that p leads into, or NULL. */
static const gort_global *address_global(gort_runtime *rt, uintptr_t p)
{
    const struct gort__module_list *list = gort__load_ptr_acquire(&rt->module_list);
    for (size_t i = 0; list && i < list->n; i++)
        for (size_t k = 0; k < list->modules[i]->nglobals; k++) {
            const gort_global *v = &list->modules[i]->globals[k];
            if (p - (uintptr_t)v->addr < v->type->size_bytes) return v;
        }
    return NULL;
}

/* What real is, or becomes: the next `bytes` of the code, or of the data. 0: no memory. */
static uintptr_t address_give(struct gort__addresses *a, uintptr_t real, uintptr_t bytes, bool code)
{
    uintptr_t made = 0;
    gort__lock_take(&a->lock);
    if (address_grow(a)) {
        address_made *at = address_place(a, real);
        uintptr_t *next = code ? &a->code : &a->data;
        if (!at->real) {
            *at = (address_made){real, *next};
            *next += (bytes + STEP - 1) & ~(STEP - 1);
            a->n++;
        }
        made = at->made;
    }
    gort__lock_give(&a->lock);
    return made;
}

uintptr_t gort__address_made(gort_runtime *rt, const void *p, bool code)
{
    const struct gort__heap *h = rt->heap;
    const uintptr_t real = (uintptr_t)p;
    if (!real || real - h->base < h->end - h->base) return real;
    const gort_global *v = code ? NULL : address_global(rt, real);
    const uintptr_t begin = v ? (uintptr_t)v->addr : real;
    const uintptr_t made = address_give(rt->addresses, begin, v ? v->type->size_bytes : STEP, code);
    if (!made) gort__throw(rt, NULL, "out of memory: an address cannot be made up");
    return made + (real - begin);
}

bool gort__type_has_address(const gort_type *t)
{
    switch (t->kind) {
    case GORT_KIND_PTR:
    case GORT_KIND_CHAN:
    case GORT_KIND_UNSAFE_POINTER:
    case GORT_KIND_INTERFACE: return true;
    case GORT_KIND_ARRAY: return t->elem && gort__type_has_address(t->elem);
    case GORT_KIND_STRUCT:
        for (uintptr_t i = 0; t->fields && i < t->len; i++)
            if (gort__type_has_address(t->fields[i].type)) return true;
        return false;
    default: return false;
    }
}
