/* cells.c - root cells: a registered root (gc/registered.c) of one word, with memory of its own.
 *
 * They are in a list of the runtime's, so that those the program has left behind go with it.
 *
 * Threads: any attached one; a cell itself is its user's.
 */
#include "../base/checks.h"
#include "embed.h"
#include "../base/runtime.h"
#include "../sched/sched.h"
#include <stdlib.h>

struct gort_cell {
    gort_cell *next, *prev; /* in rt->cells; rt->lock */
    gort_root root;
    void *p;
};

gort_cell *gort_cell_new(gort_g *g, const void *p)
{
    gort__check_object(g, p, __func__);
    gort__check_call(g, "gort_cell_new");
    gort_runtime *rt = g->rt;
    gort_cell *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    gort__handle_made(rt, c, GORT__HANDLE_CELL);
    c->p = (void *)(uintptr_t)p; /* shaded as it is registered */
    gort_add_root(g, &c->root, &c->p, &gort_type_unsafe_pointer, 1);
    pthread_mutex_lock(&rt->lock);
    c->next = rt->cells;
    if (c->next) c->next->prev = c;
    rt->cells = c;
    pthread_mutex_unlock(&rt->lock);
    return c;
}

void *gort_cell_get(gort_g *g, const gort_cell *c)
{
    gort__check_handle(g, c, GORT__HANDLE_CELL, __func__);
    gort__check_thread(g);
    return c->p;
}

void gort_cell_set(gort_g *g, gort_cell *c, const void *p)
{
    gort__check_handle(g, c, GORT__HANDLE_CELL, __func__);
    gort__check_object(g, p, __func__);
    gort__check_thread(g);
    gort_store_global(g, &c->p, p);
}

void gort_cell_free(gort_g *g, gort_cell *c)
{
    gort__check_call(g, "gort_cell_free");
    gort_runtime *rt = g->rt;
    if (!c) return;
    gort__check_handle(g, c, GORT__HANDLE_CELL, __func__);
    gort__handle_gone(rt, c);
    gort_remove_root(g, &c->root);
    pthread_mutex_lock(&rt->lock);
    if (c->next) c->next->prev = c->prev;
    if (c->prev)
        c->prev->next = c->next;
    else
        rt->cells = c->next;
    pthread_mutex_unlock(&rt->lock);
    free(c);
}

void gort__cells_free(gort_runtime *rt)
{
    while (rt->cells) {
        gort_cell *c = rt->cells;
        rt->cells = c->next;
        free(c);
    }
}
