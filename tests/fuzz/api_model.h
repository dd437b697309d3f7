/* api_model.h - what api.c does its calls on, and the model of it: a graph of objects by numbers,
 * with all the roots, handles and maps that lead to them.
 *
 * Places are what holds roots and is read freely: slots, a registered range, a stack of the
 * program's, values, globals of a module. Each but the slots comes and goes. */
#ifndef API_MODEL_H
#define API_MODEL_H

#include "../../gc/internal.h"
#include "../../runtime/gort_map.h"
#include "input.h"
#include <pthread.h>

enum { LINKS = 3, OBJECTS = 600, PLACES = 8, HANDLES = 12, SCOPES = 6, PUSHED = 64 };

typedef struct node {
    int64_t number;
    struct node *link[LINKS];
    int64_t check; /* ~number: clobberfree takes that away */
} node;
GORT_STRUCT_TYPE(type_node, node, link);

/* A number is what the model says of a pointer; 0: nil. */
typedef struct object {
    int link[LINKS];
    bool finalizer; /* it has one that was not called */
    int cleanups;   /* that were not called */
} object;

typedef struct handle {
    void *is; /* a gort_weak, gort_ephemeron or gort_cell, or NULL */
    int object, value;
} handle;

GORT_MAP(table, int64_t, node *);

/* What may be named as a place of roots, in `place` and in the model. */
typedef enum { SLOT, RANGE, STACK, VALUES, GLOBAL, PLACE_KINDS } place_kind;

static struct {
    gort_runtime *rt;
    gort_g *g;
    uint64_t value_tag;
    int made;
    object objects[OBJECTS + 1];
    bool reached[OBJECTS + 1];

    void **slots;            /* PLACES of them, and one for the table */
    node *range[PLACES];     /* a registered root */
    node *stack[PLACES];     /* a stack of the program's: those below `top` count */
    void *top;               /* of it */
    uint64_t values[PLACES]; /* a registered root too */
    node *globals[PLACES];   /* of a module */
    int place[PLACE_KINDS][PLACES];
    gort_root range_root, values_root;
    gort_root_stack root_stack;
    bool range_is, stack_is, values_is, global_is;

    gort_scope scopes[SCOPES];
    int nscopes, scope_begin[SCOPES];
    void **pushed[PUSHED];
    int pushed_number[PUSHED], npushed;

    handle cells[HANDLES], weaks[HANDLES], ephemerons[HANDLES];
    gort_weak_map *weak_map;
    int weak_value[OBJECTS + 1]; /* by key; 0: no entry */
    gort_hmap *table;
    int entry[PLACES * 4];
    uint64_t external;
    int raised; /* a finalizer has kept its object there, in cells */
} F;

static void on_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    (void)code;
    fwrite(text, 1, bytes, stderr);
    abort();
}

static void **top(void)
{
    return gort_top(F.g);
}

/* ---- The model ------------------------------------------------------------------------------- */

static bool reach(int number)
{
    if (!number || F.reached[number]) return false;
    F.reached[number] = true;
    for (int i = 0; i < LINKS; i++)
        reach(F.objects[number].link[i]);
    return true;
}

static void reach_roots(void)
{
    for (int k = 0; k < PLACE_KINDS; k++)
        for (int i = 0; i < PLACES; i++)
            reach(F.place[k][i]);
    for (int i = 0; i < F.npushed; i++)
        reach(F.pushed_number[i]);
    for (int i = 0; i < HANDLES; i++)
        if (F.cells[i].is) reach(F.cells[i].object);
    for (int i = 0; i < PLACES * 4; i++)
        reach(F.entry[i]);
    /* What has a finalizer keeps all but itself. */
    for (int n = 1; n <= F.made; n++)
        if (F.objects[n].finalizer)
            for (int i = 0; i < LINKS; i++)
                if (F.objects[n].link[i] != n) reach(F.objects[n].link[i]);
}

static void model_walk(void)
{
    memset(F.reached, 0, sizeof F.reached);
    reach_roots();
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < HANDLES; i++)
            if (F.ephemerons[i].is && F.reached[F.ephemerons[i].object])
                more |= reach(F.ephemerons[i].value);
        for (int n = 1; n <= F.made; n++)
            if (F.weak_value[n] && F.reached[n]) more |= reach(F.weak_value[n]);
    }
}

/* p is what the model calls number, and whole. */
static void check_node(const node *p, int number)
{
    CHECK((p == NULL) == (number == 0));
    if (!p) return;
    CHECK(p->number == number && p->check == ~(int64_t)number);
    for (int i = 0; i < LINKS; i++) {
        const int to = F.objects[number].link[i];
        CHECK((p->link[i] == NULL) == (to == 0));
        if (to) CHECK(p->link[i]->number == to);
    }
}

/* ---- Places -----------------------------------------------------------------------------------
 */

static bool place_is(place_kind k)
{
    return k == SLOT || (k == RANGE && F.range_is) || (k == STACK && F.stack_is) ||
           (k == VALUES && F.values_is) || (k == GLOBAL && F.global_is);
}

static uint64_t value_of(const node *p)
{
    return p ? (uintptr_t)p | F.value_tag : 7;
}

static node *place_get(place_kind k, int i)
{
    node *p = NULL;
    switch (k) {
    case SLOT: p = F.slots[i]; break;
    case RANGE: p = F.range[i]; break;
    case STACK: p = F.place[k][i] ? F.stack[i] : NULL; break;
    case VALUES:
        p = F.values[i] == 7 ? NULL : (node *)(uintptr_t)(F.values[i] & ~F.value_tag);
        break;
    default: p = F.globals[i];
    }
    check_node(p, F.place[k][i]);
    return p;
}

static void place_put(place_kind k, int i, node *p)
{
    switch (k) {
    case SLOT:
        F.slots[i] = p;
        gort_shade(F.g, p);
        break;
    case RANGE: gort_store_global(F.g, &F.range[i], p); break;
    case STACK:
        F.stack[i] = p;
        gort_shade(F.g, p);
        for (int above = (int)((node **)F.top - F.stack); above < i; above++)
            F.stack[above] = NULL;
        if ((node **)F.top <= &F.stack[i]) F.top = &F.stack[i + 1];
        break;
    case VALUES: gort_store_value(F.g, &F.values[i], value_of(p)); break;
    default: gort_store_global(F.g, &F.globals[i], p);
    }
    F.place[k][i] = p ? (int)p->number : 0;
}

static place_kind place_named(int *i)
{
    const unsigned b = next_byte();
    const place_kind k = (place_kind)(b % PLACE_KINDS);
    *i = (int)(b / PLACE_KINDS % PLACES);
    return place_is(k) ? k : SLOT;
}

static gort_module module;
static gort_global module_globals[PLACES];

static const gort_type *pointer = &gort_type_unsafe_pointer;

/* Registers or takes away a kind of places; what those had is gone then. */
static void do_places(unsigned how)
{
    const place_kind k = (place_kind)(1 + how % (PLACE_KINDS - 1));
    const bool is = place_is(k);
    if (!is) {
        memset(F.place[k], 0, sizeof F.place[k]);
        memset(F.range, 0, k == RANGE ? sizeof F.range : 0);
        memset(F.globals, 0, k == GLOBAL ? sizeof F.globals : 0);
        for (int i = 0; k == VALUES && i < PLACES; i++)
            F.values[i] = 7;
    }
    switch (k) {
    case RANGE:
        F.range_is = !is;
        if (is)
            gort_remove_root(F.g, &F.range_root);
        else
            gort_add_root(F.g, &F.range_root, F.range, pointer, PLACES);
        break;
    case STACK:
        F.stack_is = !is;
        if (!is) F.top = F.stack;
        if (is)
            gort_remove_root_stack(F.g, &F.root_stack);
        else
            gort_add_root_stack(F.g, &F.root_stack, F.stack, &F.top, pointer);
        break;
    case VALUES:
        F.values_is = !is;
        if (is)
            gort_remove_root(F.g, &F.values_root);
        else
            gort_add_root(F.g, &F.values_root, F.values, &gort_type_value, PLACES);
        break;
    default:
        F.global_is = !is;
        if (is)
            gort_unregister_module(F.g, top(), &module);
        else
            gort_register_module(F.rt, &module);
    }
    if (is) memset(F.place[k], 0, sizeof F.place[k]);
}

#endif
