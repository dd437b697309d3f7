/* spots.c - the results of literals that are called where they stand, for groups.c: what they
 * outlive in other functions.
 *
 * Such a result outlives all but what belongs to the functions around the literal. All of these
 * have its key (solve_function.key): it outlives all that has another. So a location keeps two
 * labels, of two keys, and passes them on when they improve, as in solve.c: whatever its own key
 * is, one of them has another, and a third is no better. What has the same key is left to groups.
 *
 * A label goes on only where it may still change the answer, as a bit of a group does.
 *
 * Invariants: as solve.c; `most` and the keys are known. One thread.
 */
#include "solve.h"

static void spots_label(solve *s, solve_queue *q, location *l, int i, int key, int derefs)
{
    l->spot[i] = (flow_spot){.key = key, .derefs = derefs, .fresh = true};
    gort__solve_wait(s->g, q, l, derefs);
}

static void spots_reach(solve *s, solve_queue *q, location *l, int key, int derefs)
{
    const flow_reach *best = l->best;
    const int d = derefs < 0 ? 0 : derefs;
    flow_spot *spot = l->spot;
    if (l->escapes) return;
    if (l->func && l->func->solve->key != key) {
        if (derefs < 0) {
            gort__solve_escape(s, l);
            return;
        }
        if (l->kind == LOC_PARAM) gort__leaks_add(&l->leaks, GORT__LEAK_HEAP, d);
    }
    if (d > l->most || d >= best[1].derefs) return;
    if (d >= best[0].derefs && best[0].from == &s->g->nowhere) return;
    if (d < spot[0].derefs) {
        if (spot[0].key != key) spot[1] = spot[0];
        spots_label(s, q, l, 0, key, d);
    } else if (d < spot[1].derefs && spot[0].key != key) {
        spots_label(s, q, l, 1, key, d);
    }
}

void gort__solve_spots(solve *s)
{
    solve_queue q = {0};
    location *l;
    int level;
    for (int i = 0; i < s->g->nlocs; i++)
        for (int k = 0; k < 2; k++)
            s->g->locs[i]->spot[k] = (flow_spot){.derefs = GORT__SOLVE_NONE};
    for (int i = 0; i < s->nfuncs; i++)
        if (s->funcs[i]->func->called_on_spot)
            for (l = s->funcs[i]->results; l; l = l->next_of_func)
                spots_reach(s, &q, l, s->funcs[i]->key, 0);
    while ((l = gort__solve_next(&q, &level)) != NULL)
        for (int k = 0; k < 2; k++) {
            const flow_spot label = l->spot[k];
            if (l->escapes || !label.fresh || label.derefs > level) continue;
            l->spot[k].fresh = false;
            for (int i = 0; i < l->nedges; i++)
                spots_reach(s, &q, l->edges[i].src, label.key, label.derefs + l->edges[i].derefs);
            s->g->steps += l->nedges;
        }
    gort__solve_spread(s);
}
