/* weak_map.c - maps with weak keys: a map of Go's from the address of an object to the ephemeron
 * that has it as key and the entry's value as value.
 *
 * To the map both are numbers, so it keeps nothing; the ephemeron keeps the value as long as
 * something else keeps the key. When the key dies, the collector puts the ephemeron into the list
 * `dead`. Each operation takes those away first, and their entries out of the map: before that the
 * address of a new object could be the one of a dead key.
 *
 * Threads: a map is one thread's at a time; the list `dead` is the collector's too (gc/weak.c).
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/runtime.h"
#include "../gort_map.h"
#include "../gort_weak.h"
#include "../sched/sched.h"
#include "embed.h"
#include <stdlib.h>

struct gort_weak_map {
    gort_weak_map *next, *prev; /* in rt->weak_maps; rt->lock */
    gort_root root;
    void *map; /* gort_hmap */
    gort_ephemeron *dead;
};

/* The entries of dead keys go. */
static void weak_map_purge(gort_g *g, void **sp, gort_weak_map *m)
{
    uintptr_t key;
    while (GORT_LOAD_RELAXED(&m->dead) && gort__ephemeron_bury(g, &m->dead, &key))
        gort_mapdelete(g, sp, &g->rt->weak_map_types->map, m->map, &key);
}

static gort_ephemeron *weak_map_find(gort_g *g, void **sp, gort_weak_map *m, const void *key)
{
    const uintptr_t address = (uintptr_t)key;
    const uintptr_t *elem = gort_mapaccess2(g, sp, &g->rt->weak_map_types->map, m->map, &address);
    return elem ? (gort_ephemeron *)*elem : NULL;
}

/* The types of the maps, which may be in the heap for longer than what they belong to: they stay as
 * long as the runtime. False: no memory. */
static bool weak_map_types(gort_runtime *rt)
{
    pthread_mutex_lock(&rt->lock);
    if (!rt->weak_map_types) {
        gort_map_types *types = malloc(sizeof *types);
        if (types)
            gort_map_types_init(types, "map[uintptr]uintptr", &gort_type_uintptr,
                                &gort_type_uintptr);
        rt->weak_map_types = types;
    }
    const bool is = rt->weak_map_types != NULL;
    pthread_mutex_unlock(&rt->lock);
    return is;
}

gort_weak_map *gort_weak_map_new(gort_g *g, void **sp)
{
    gort__check_entry(g, sp, __func__);
    gort_runtime *rt = g->rt;
    if (!weak_map_types(rt)) return NULL;
    gort_hmap *h = gort_makemap(g, sp, &rt->weak_map_types->map, 0, NULL); /* a handler may jump */
    gort_weak_map *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->map = h;
    gort__handle_made(rt, m, GORT__HANDLE_WEAK_MAP);
    gort_add_root(g, &m->root, &m->map, &gort_type_unsafe_pointer, 1);
    pthread_mutex_lock(&rt->lock);
    m->next = rt->weak_maps;
    if (m->next) m->next->prev = m;
    rt->weak_maps = m;
    pthread_mutex_unlock(&rt->lock);
    return m;
}

void *gort_weak_map_get(gort_g *g, void **sp, gort_weak_map *m, const void *key)
{
    gort__check_entry(g, sp, __func__);
    gort__check_handle(g, m, GORT__HANDLE_WEAK_MAP, __func__);
    gort__check_object(g, key, __func__);
    sp[0] = (void *)(uintptr_t)key;
    weak_map_purge(g, sp + 1, m);
    const gort_ephemeron *e = weak_map_find(g, sp + 1, m, key);
    return e ? gort_ephemeron_value(g, e) : NULL;
}

bool gort_weak_map_set(gort_g *g, void **sp, gort_weak_map *m, const void *key, const void *value)
{
    gort__check_entry(g, sp, __func__);
    gort__check_handle(g, m, GORT__HANDLE_WEAK_MAP, __func__);
    gort__check_that(g->rt, key, __func__, "the key is NULL");
    gort__check_object(g, key, __func__);
    gort__check_object(g, value, __func__);
    sp[0] = (void *)(uintptr_t)key;
    sp[1] = (void *)(uintptr_t)value;
    weak_map_purge(g, sp + 2, m);
    gort_ephemeron *e = weak_map_find(g, sp + 2, m, key);
    if (e) {
        gort_ephemeron_set(g, e, value);
        return true;
    }
    e = gort__ephemeron_new(g, key, value, &m->dead);
    if (!e) return false;
    const uintptr_t address = (uintptr_t)key, elem = (uintptr_t)e;
    gort_map_set(g, sp + 2, &g->rt->weak_map_types->map, m->map, &address, &elem);
    return true;
}

void gort_weak_map_delete(gort_g *g, void **sp, gort_weak_map *m, const void *key)
{
    gort__check_entry(g, sp, __func__);
    gort__check_handle(g, m, GORT__HANDLE_WEAK_MAP, __func__);
    gort__check_object(g, key, __func__);
    const uintptr_t address = (uintptr_t)key;
    sp[0] = (void *)address; /* so its ephemeron does not come to be dead meanwhile */
    weak_map_purge(g, sp + 1, m);
    gort_ephemeron *e = weak_map_find(g, sp + 1, m, key);
    if (!e) return;
    gort_mapdelete(g, sp + 1, &g->rt->weak_map_types->map, m->map, &address);
    gort_ephemeron_free(g, e);
}

intptr_t gort_weak_map_len(gort_g *g, void **sp, gort_weak_map *m)
{
    gort__check_entry(g, sp, __func__);
    gort__check_handle(g, m, GORT__HANDLE_WEAK_MAP, __func__);
    weak_map_purge(g, sp, m);
    return gort_maplen(m->map);
}

void gort_weak_map_each(gort_g *g, void **sp, gort_weak_map *m,
                        void (*fn)(gort_g *g, void **sp, void *user, void *key, void *value),
                        void *user)
{
    gort__check_entry(g, sp, __func__);
    gort__check_handle(g, m, GORT__HANDLE_WEAK_MAP, __func__);
    gort__check_that(g->rt, fn, __func__, "the function is NULL");
    weak_map_purge(g, sp, m);
    gort_hiter it = gort__map_before_first();
    while (gort_map_step(g, sp, &g->rt->weak_map_types->map, m->map, &it)) {
        const gort_ephemeron *e = (gort_ephemeron *)*(uintptr_t *)it.elem;
        sp[3] = gort_ephemeron_key(g, e);
        sp[4] = gort_ephemeron_value(g, e);
        if (sp[3]) fn(g, sp + 5, user, sp[3], sp[4]);
    }
}

void gort_weak_map_free(gort_g *g, void **sp, gort_weak_map *m)
{
    gort__check_thread(g);
    gort_runtime *rt = g->rt;
    if (!m) return;
    gort__check_entry(g, sp, __func__);
    gort__check_handle(g, m, GORT__HANDLE_WEAK_MAP, __func__);
    gort__handle_gone(rt, m);
    weak_map_purge(g, sp, m);
    gort_hiter it = gort__map_before_first();
    while (gort_map_step(g, sp, &g->rt->weak_map_types->map, m->map, &it))
        gort_ephemeron_free(g, (gort_ephemeron *)*(uintptr_t *)it.elem);
    gort_remove_root(g, &m->root);
    pthread_mutex_lock(&rt->lock);
    if (m->next) m->next->prev = m->prev;
    if (m->prev)
        m->prev->next = m->next;
    else
        rt->weak_maps = m->next;
    pthread_mutex_unlock(&rt->lock);
    free(m);
}

void gort__weak_maps_free(gort_runtime *rt)
{
    while (rt->weak_maps) {
        gort_weak_map *m = rt->weak_maps;
        rt->weak_maps = m->next;
        free(m);
    }
    free(rt->weak_map_types);
}
