/* cycles.c - which locations groups.c may take as one, and in which order.
 *
 *   a level   locations that flow into each other without dereferences: they are reached alike
 *   a circle  locations that flow into each other, each with a height, such that along the way
 *             dereferences grow by as much as the height does: q = *p; p = &q makes p as high as
 *             q plus one. A walk that comes to one member with `height` dereferences or more comes
 *             to each with as many above its height: on the way no count gets below zero, so none
 *             is cut off, and the way round changes nothing.
 *
 * A level is part of one circle, and all of it has one height; below its height a location belongs
 * to its level alone. Any heights are right: bad ones make small circles. These are the
 * dereferences on the way by which a visit came first, which are the best there are if no way
 * round changes the count. Both come from Tarjan's algorithm: for levels all heights are zero.
 *
 * The order is that of the flow, circle by circle, the levels of one before itself: what is below
 * a height soon comes to the whole circle.
 *
 * Invariants: a location that escaped before is in nothing. One thread.
 */
#include "solve.h"

typedef struct visit {
    location *at;
    int next; /* the edge to follow */
} visit;

typedef struct visits {
    flow_graph *g;
    visit *path; /* each reached from the one before */
    int n, cap;
    solve_stack open; /* visited, their cycle not known yet */
    int count;
} visits;

static void cycles_go(visits *v, location *l)
{
    *GORT__FLOW_PUSH(v->g, v->path, v->n, v->cap) = (visit){.at = l};
}

/* ---- what flows into each other */

static void cycles_enter(visits *v, location *l)
{
    l->order = l->lowest = ++v->count;
    gort__solve_push(v->g, &v->open, l);
    cycles_go(v, l);
}

static void cycles_leave(visits *v, location *l)
{
    v->n--;
    if (l->lowest == l->order) {
        location *member;
        do {
            member = v->open.at[--v->open.n];
            member->circle = l;
            if (member != l) {
                member->next_of_circle = l->next_of_circle;
                l->next_of_circle = member;
            }
        } while (member != l);
    } else {
        location *before = v->path[v->n - 1].at;
        if (l->lowest < before->lowest) before->lowest = l->lowest;
    }
}

static void cycles_visit(visits *v, location *root)
{
    if (root->order) return;
    cycles_enter(v, root);
    while (v->n > 0) {
        location *l = v->path[v->n - 1].at;
        if (v->path[v->n - 1].next == l->nedges) {
            cycles_leave(v, l);
            continue;
        }
        const flow_edge *e = &l->edges[v->path[v->n - 1].next++];
        if (e->src->escapes || !gort__cycles_same(l, e)) continue;
        if (!e->src->order)
            cycles_enter(v, e->src);
        else if (!e->src->circle && e->src->order < l->lowest)
            l->lowest = e->src->order;
    }
}

static void cycles_find(flow_graph *g)
{
    visits v = {.g = g};
    for (int i = 0; i < g->nlocs; i++)
        cycles_visit(&v, g->locs[i]);
}

/* What was found for circles is that of levels. */
static void cycles_keep_levels(flow_graph *g)
{
    for (int i = 0; i < g->nlocs; i++) {
        location *l = g->locs[i];
        l->level = l->circle;
        l->next_of_level = l->next_of_circle;
        l->circle = l->next_of_circle = NULL;
        l->order = 0;
    }
}

/* ---- numbers and heights */

static void cycles_raise(location *l, int height)
{
    if (l->level->order) return;
    l->level->order = 1;
    for (location *member = l->level; member; member = member->next_of_level)
        member->height = height;
}

/* Numbers all, what flows in first; by_number[0] is the first. */
static void cycles_number(flow_graph *g, location **by_number)
{
    visits v = {.g = g};
    int n = 0;
    for (int i = 0; i < g->nlocs; i++) {
        if (g->locs[i]->number) continue;
        g->locs[i]->number = 1;
        cycles_raise(g->locs[i], 0);
        cycles_go(&v, g->locs[i]);
        while (v.n > 0) {
            visit *at = &v.path[v.n - 1];
            location *l = at->at;
            if (at->next == l->nedges) {
                by_number[n++] = l;
                v.n--;
                continue;
            }
            const flow_edge *e = &l->edges[at->next++];
            if (e->src->escapes || e->src->number) continue;
            e->src->number = 1;
            cycles_raise(e->src, l->height + e->derefs);
            cycles_go(&v, e->src);
        }
    }
    for (int i = 0; i < g->nlocs; i++)
        g->locs[i]->order = 0;
}

/* ---- the order */

static void cycles_place(location *circle, int *place)
{
    int lowest = circle->height;
    for (location *l = circle; l; l = l->next_of_circle)
        if (l->height < lowest) lowest = l->height;
    for (location *l = circle; l; l = l->next_of_circle) {
        l->height -= lowest;
        if (l->level == l) l->place[false] = ++*place;
    }
    circle->place[true] = ++*place;
}

void gort__solve_cycles(flow_graph *g)
{
    location **by_number = g->alloc(g->alloc_ctx, sizeof *by_number * (size_t)(g->nlocs + 1));
    int place = 0;
    cycles_find(g);
    cycles_keep_levels(g);
    cycles_number(g, by_number);
    cycles_find(g);
    for (int i = g->nlocs - 1; i >= 0; i--)
        if (!by_number[i]->circle->place[true]) cycles_place(by_number[i]->circle, &place);
}
