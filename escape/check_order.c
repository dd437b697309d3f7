/* check_order.c - the order in which package variables are initialised, and cycles in it.
 *
 * A variable depends on every variable that its initialiser mentions, directly or through the
 * bodies of functions it mentions. The next variable is always the first in source order among
 * those with the fewest open dependencies; with an open one left there is a cycle. Constants take
 * part for the sake of their cycles.
 *
 * Leaves gort__package.vars: one S_VAR per initialiser, several names only where one call gives
 * several values.
 */
#include "check_internal.h"

#include <string.h>

typedef struct var_node { /* of a variable or constant */
    gort__obj *obj;
    bool *needs; /* by number */
    int open;
    bool done;
} var_node;

typedef struct order {
    gort__checker *c;
    var_node *vars;
    int nvars;
    int *number; /* by place in c->all: the variable's number, or -1 */
    bool *seen;  /* by place in c->all */
} order;

static int place_of(gort__checker *c, const gort__obj *o)
{
    const gort__decl *d = o->check;
    for (int i = d ? d->order : c->all.n; i < c->all.n; i++) /* names of one declaration follow */
        if (c->all.at[i] == o) return i;
    return -1;
}

/* Marks the variables that the declaration of object `at` needs. */
static void reach(order *q, int at, var_node *from)
{
    gort__decl *d = q->c->all.at[at]->check;
    for (int i = 0; i < d->deps.n; i++) {
        int k = place_of(q->c, d->deps.at[i]);
        if (k < 0) continue;
        if (q->number[k] >= 0) {
            from->needs[q->number[k]] = true;
        } else if (!q->seen[k]) {
            q->seen[k] = true;
            reach(q, k, from);
        }
    }
}

/* A path from object `from` back to `to`, last step first. */
static bool find_path(order *q, int from, int to, gort__objs *path)
{
    if (q->seen[from]) return false;
    q->seen[from] = true;
    gort__decl *d = q->c->all.at[from]->check;
    for (int i = 0; i < d->deps.n; i++) {
        int k = place_of(q->c, d->deps.at[i]);
        if (k == to || (k >= 0 && find_path(q, k, to, path))) {
            gort__objs_push(q->c->u, path, d->deps.at[i]);
            return true;
        }
    }
    return false;
}

static void report_cycle(order *q, gort__obj *o)
{
    gort__checker *c = q->c;
    gort__objs path = {0};
    int at = place_of(c, o);
    memset(q->seen, 0, (size_t)c->all.n);
    if (!find_path(q, at, at, &path)) return;
    gort__obj *p = path.at[0];
    const char *text = gort__strf(c->u, "initialization loop for %s", p->name);
    for (int i = path.n - 1; i >= 0; i--) {
        text = gort__strf(c->u, "%s\n\t%s: %s refers to", text, gort__check_pos_text(c, p->pos),
                          p->name);
        p = path.at[i];
    }
    gort__check_error(c, path.at[0]->pos, "%s\n\t%s: %s", text, gort__check_pos_text(c, p->pos),
                      p->name);
}

static void emit(gort__checker *c, gort__obj *o)
{
    gort__decl *d = o->check;
    if (o->kind != OBJ_VAR || !d->init || d->emitted) return;
    d->emitted = true;
    gort__package *pkg = &c->u->pkg;
    gort__pkgvar *v = gort__alloc(c->u, sizeof *v);
    v->stmt = d->node;
    if (d->lhs.n > 1) {
        v->vars = d->lhs;
    } else {
        gort__objs_push(c->u, &v->vars, o);
        if (d->node->list.n > 1) { /* var a, b = 1, 2: one statement each */
            v->stmt = gort__node_new(c->u, S_VAR, o->pos);
            v->stmt->a = d->node->a;
            for (int i = 0; i < d->node->list.n; i++)
                if (d->node->list.at[i]->obj == o)
                    gort__nodes_push(c->u, &v->stmt->list, d->node->list.at[i]);
            gort__nodes_push(c->u, &v->stmt->list2, d->init);
            o->decl = v->stmt;
        }
    }
    pkg->vars[pkg->nvars++] = v;
}

void gort__check_init_order(gort__checker *c)
{
    int n = c->all.n;
    order q = {.c = c};
    q.vars = gort__alloc(c->u, (size_t)(n + 1) * sizeof *q.vars);
    q.number = gort__alloc(c->u, (size_t)(n + 1) * sizeof *q.number);
    q.seen = gort__alloc(c->u, (size_t)n + 1);
    c->u->pkg.vars = gort__alloc(c->u, (size_t)(n + 1) * sizeof *c->u->pkg.vars);
    for (int i = 0; i < n; i++) {
        q.number[i] = -1;
        if (c->all.at[i]->kind == OBJ_VAR || c->all.at[i]->kind == OBJ_CONST) {
            q.number[i] = q.nvars;
            q.vars[q.nvars++].obj = c->all.at[i];
        }
    }
    for (int i = 0; i < q.nvars; i++) {
        q.vars[i].needs = gort__alloc(c->u, (size_t)q.nvars);
        memset(q.seen, 0, (size_t)n);
        reach(&q, place_of(c, q.vars[i].obj), &q.vars[i]);
        for (int k = 0; k < q.nvars; k++)
            q.vars[i].open += q.vars[i].needs[k];
    }
    for (int round = 0; round < q.nvars && !c->u->too_many_errors; round++) {
        int best = -1;
        for (int i = 0; i < q.nvars; i++)
            if (!q.vars[i].done && (best < 0 || q.vars[i].open < q.vars[best].open)) best = i;
        var_node *v = &q.vars[best];
        if (v->open > 0) report_cycle(&q, v->obj);
        v->done = true;
        for (int i = 0; i < q.nvars; i++)
            q.vars[i].open -= q.vars[i].needs[best];
        emit(c, v->obj);
    }
}
