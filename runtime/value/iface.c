/* iface.c - interfaces: boxing, equality, method tables, assertions.
 *
 * A method table (itab) pairs a concrete type with an interface type; both list their methods
 * sorted by name, so one walk over the two fills it. Tables are built once per pair and runtime and
 * live as long as the runtime, missing methods being remembered too. Look-ups take no lock: an open
 * addressed array of pointers that is replaced when it grows, its predecessors kept until the end;
 * insertions are serialised by a mutex.
 *
 * Boxes are immutable, so equal ones may be shared: integers below 256 and zero-size values point
 * to static data, as in Go.
 *
 * To change what is shared, see gort_convT; texts of failed assertions: gort_assertE2I here,
 * gort_panicdottype in panic_errors.c.
 */
#include "../panic/panic.h"
#include "value.h"

#include <stdlib.h>

/* ---- Boxing ------------------------------------------------------------------------------ */

static const uint64_t iface_zero[4]; /* the empty string, the nil slice */

/* What a small or empty value shares, or NULL. */
static const void *iface_shared(const gort_type *t, const void *val)
{
    if (t->kind == GORT_KIND_STRING && ((const gort_string *)val)->len == 0) return iface_zero;
    if (t->kind == GORT_KIND_SLICE && !((const gort_slice *)val)->ptr) return iface_zero;
    if (t->ptrdata_bytes || t->align != t->size_bytes) return NULL;
    uint64_t v;
    switch (t->size_bytes) {
    case 1: v = *(const uint8_t *)val; break;
    case 2: v = *(const uint16_t *)val; break;
    case 4: v = *(const uint32_t *)val; break;
    case 8: v = *(const uint64_t *)val; break;
    default: return NULL;
    }
    /* Little-endian: the first bytes of the word are the value in every width. */
    return v < 256 ? &gort__small_values[v] : NULL;
}

void *gort_convT(gort_g *g, void **sp, const gort_type *t, const void *val)
{
    if (t->size_bytes == 0) return (void *)(uintptr_t)iface_zero;
    const void *shared = iface_shared(t, val);
    if (shared) return (void *)(uintptr_t)shared;
    if (t->ptrdata_bytes == 0) {
        sp[0] = (void *)(uintptr_t)val;
        void *box = gort_new(g, sp + 1, t);
        memcpy(box, val, t->size_bytes);
        return box;
    }
    sp[0] = (void *)(uintptr_t)val; /* keeps an object that it points into */
    sp[1] = GORT_TYPE_WORD(t);
    sp[2] = (void *)(uintptr_t)val;
    void *box = gort_new(g, sp + 3, t);
    gort_typedmemmove(g, t, box, val);
    return box;
}

/* ---- Equality ---------------------------------------------------------------------------- */

static bool iface_equal(gort_g *g, void **sp, const gort_type *t, void *a, void *b)
{
    if (!t) return true;
    if (!t->equal)
        gort__panic_error(g, sp, GORT_ERRORTYPE_STRING,
                          "runtime error: comparing uncomparable type %s", t->name);
    if (t->flags & GORT_TYPE_DIRECT) return a == b;
    sp[0] = a;
    sp[1] = b;
    /* A chain of interfaces is compared by recursion. */
    if (GORT_UNLIKELY(gort__stack_pointer() < g->stack_guard_normal))
        gort__stack_overflow(g, sp + 2);
    return t->equal(g, sp + 2, t, a, b);
}

bool gort_efaceeq(gort_g *g, void **sp, gort_eface a, gort_eface b)
{
    return a.type == b.type && iface_equal(g, sp, a.type, a.data, b.data);
}

bool gort_ifaceeq(gort_g *g, void **sp, gort_iface a, gort_iface b)
{
    const gort_type *t = a.tab ? a.tab->type : NULL;
    return t == (b.tab ? b.tab->type : NULL) && iface_equal(g, sp, t, a.data, b.data);
}

/* ---- Method tables ----------------------------------------------------------------------- */

typedef struct iface_entry {
    gort_itab tab;
    const char *missing; /* the first method that the type lacks; then the table has no methods */
    struct iface_entry *older;
    void (*fun[])(void);
} iface_entry;

typedef struct iface_slots {
    uintptr_t mask;
    struct iface_slots *older;
    gort_aword slot[]; /* iface_entry *, release; acquire in iface_look_up */
} iface_slots;

struct gort__itab_table {
    pthread_mutex_t lock; /* insertions */
    uintptr_t n;          /* under lock */
    iface_entry *entries; /* all, youngest first; under lock */
    gort_aword slots;     /* iface_slots *, release; acquire in iface_entry_of */
};

static iface_slots *iface_slots_new(uintptr_t n, iface_slots *older)
{
    iface_slots *s = calloc(1, sizeof *s + n * sizeof s->slot[0]);
    if (!s) return NULL;
    s->mask = n - 1;
    s->older = older;
    return s;
}

struct gort__itab_table *gort__itabs_new(void)
{
    struct gort__itab_table *t = calloc(1, sizeof *t);
    iface_slots *s = t ? iface_slots_new(64, NULL) : NULL;
    if (!s || pthread_mutex_init(&t->lock, NULL) != 0) {
        free(s);
        free(t);
        return NULL;
    }
    gort__store_ptr_relaxed(&t->slots, s);
    return t;
}

void gort__itabs_free(struct gort__itab_table *t)
{
    if (!t) return;
    for (iface_slots *s = gort__load_ptr_relaxed(&t->slots); s;) {
        iface_slots *older = s->older;
        free(s);
        s = older;
    }
    for (iface_entry *e = t->entries; e;) {
        iface_entry *older = e->older;
        free(e);
        e = older;
    }
    pthread_mutex_destroy(&t->lock);
    free(t);
}

static uintptr_t iface_hash(const gort_type *inter, const gort_type *type)
{
    uint64_t h = ((uint64_t)(uintptr_t)inter * 31 + (uintptr_t)type) * 0x9e3779b97f4a7c15u;
    return (uintptr_t)(h >> 20);
}

static iface_entry *iface_look_up(const iface_slots *s, const gort_type *inter,
                                  const gort_type *type)
{
    for (uintptr_t i = iface_hash(inter, type) & s->mask;; i = (i + 1) & s->mask) {
        iface_entry *e = gort__load_ptr_acquire(&s->slot[i]);
        if (!e || (e->tab.inter == inter && e->tab.type == type)) return e;
    }
}

static void iface_put(iface_slots *s, iface_entry *e)
{
    uintptr_t i = iface_hash(e->tab.inter, e->tab.type) & s->mask;
    while (gort__load_ptr_relaxed(&s->slot[i]))
        i = (i + 1) & s->mask;
    gort__store_ptr_release(&s->slot[i], e); /* pairs with iface_look_up */
}

/* Names that are not exported are their package's own. */
static int iface_compare_names(const gort_method *a, const gort_method *b)
{
    const int c = strcmp(a->name, b->name);
    return c ? c : strcmp(a->pkg ? a->pkg : "", b->pkg ? b->pkg : "");
}

static const gort_method *iface_find_method(const gort_type *t, const gort_method *want)
{
    uint32_t lo = 0, hi = t->nmethods;
    while (lo < hi) {
        const uint32_t mid = (lo + hi) / 2;
        const int c = iface_compare_names(&t->methods[mid], want);
        if (c == 0) return t->methods[mid].type == want->type ? &t->methods[mid] : NULL;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

const gort_method *gort__find_method(const gort_type *t, const char *name, const gort_type *func)
{
    return iface_find_method(t, &(gort_method){.name = name, .type = func});
}

static iface_entry *iface_build(const gort_type *inter, const gort_type *type)
{
    iface_entry *e = calloc(1, sizeof *e + inter->nmethods * sizeof e->fun[0]);
    if (!e) return NULL;
    for (uint32_t i = 0; i < inter->nmethods && !e->missing; i++) {
        const gort_method *want = &inter->methods[i];
        const gort_method *have = iface_find_method(type, want);
        if (have)
            e->fun[i] = have->fn;
        else
            e->missing = want->name;
    }
    e->tab = (gort_itab){inter, type, e->fun};
    return e;
}

static bool iface_insert(struct gort__itab_table *t, iface_entry *e)
{
    iface_slots *s = gort__load_ptr_relaxed(&t->slots);
    if (t->n * 4 >= (s->mask + 1) * 3) {
        iface_slots *grown = iface_slots_new((s->mask + 1) * 2, s);
        if (!grown) return false;
        for (iface_entry *old = t->entries; old; old = old->older)
            iface_put(grown, old);
        gort__store_ptr_release(&t->slots, grown); /* pairs with iface_entry_of */
        s = grown;
    }
    e->older = t->entries;
    t->entries = e;
    t->n++;
    iface_put(s, e);
    return true;
}

/* The pair's entry; also one with a missing method. */
static const iface_entry *iface_entry_of(gort_g *g, const gort_type *inter, const gort_type *type)
{
    struct gort__itab_table *t = g->rt->itabs;
    iface_entry *e = iface_look_up(gort__load_ptr_acquire(&t->slots), inter, type);
    if (GORT_LIKELY(e != NULL)) return e;
    bool ok = true;
    pthread_mutex_lock(&t->lock);
    e = iface_look_up(gort__load_ptr_relaxed(&t->slots), inter, type);
    if (!e) {
        e = iface_build(inter, type);
        ok = e && iface_insert(t, e);
        if (!ok) free(e);
    }
    pthread_mutex_unlock(&t->lock);
    if (!ok) gort__throw(g->rt, g, "out of memory for a method table");
    return e;
}

const gort_itab *gort_getitab(gort_g *g, const gort_type *inter, const gort_type *type)
{
    const iface_entry *e = iface_entry_of(g, inter, type);
    return e->missing ? NULL : &e->tab;
}

const gort_itab *gort_assertE2I(gort_g *g, void **sp, const gort_type *inter, const gort_type *type)
{
    if (!type)
        gort__panic_error(g, sp, GORT_ERRORTYPE_ASSERT,
                          "interface conversion: interface is nil, not %s", inter->name);
    const iface_entry *e = iface_entry_of(g, inter, type);
    if (e->missing)
        gort__panic_error(g, sp, GORT_ERRORTYPE_ASSERT,
                          "interface conversion: %s is not %s: missing method %s", type->name,
                          inter->name, e->missing);
    return &e->tab;
}
