/* check_order.c - the order in which package variables are initialised, and cycles in it.
 *
 * A variable depends on every variable that its initialiser mentions, directly or through the
 * bodies of functions it mentions. The next variable is always the first in source order among
 * those with the fewest open dependencies; with an open one left there is a cycle. Constants take
 * part for the sake of their cycles.
 *
 * Leaves package.vars: one S_VAR per initialiser, several names only where one call gives
 * several values.
 */
#include "check_internal.h"

#include <string.h>

typedef struct var_node { /* of a variable or constant */
    object *obj;
    int *users; /* the numbers of those that need it */
    int nusers, cap_users;
    int open; /* how many it needs that are not done */
    bool done;
} var_node;

typedef struct candidate { /* a var_node with the open count that it had */
    int open, number;
} candidate;

typedef struct order {
    checker *c;
    var_node *vars;
    int nvars;
    int *number; /* by place in c->all: the variable's number, or -1 */
    int *seen;   /* by place in c->all: the last search that came by */
    int search;
    candidate *heap; /* the least first; an entry whose count has changed since is void */
    int nheap, cap_heap;
} order;

static int place_of(checker *c, const object *o)
{
    int i = ((const declaration *)o->check)->order;
    while (c->all.at[i] != o) /* names of one declaration follow */
        i++;
    return i;
}

static bool before(candidate a, candidate b)
{
    return a.open != b.open ? a.open < b.open : a.number < b.number;
}

static void heap_push(order *q, int number)
{
    const candidate x = {q->vars[number].open, number};
    int i = q->nheap;
    GORT__PUSH(q->c->u, q->heap, q->nheap, q->cap_heap);
    for (; i > 0 && before(x, q->heap[(i - 1) / 2]); i = (i - 1) / 2)
        q->heap[i] = q->heap[(i - 1) / 2];
    q->heap[i] = x;
}

static candidate heap_pop(order *q)
{
    const candidate least = q->heap[0], x = q->heap[--q->nheap];
    int i = 0;
    for (int k = 1; k < q->nheap; k = 2 * i + 1) {
        if (k + 1 < q->nheap && before(q->heap[k + 1], q->heap[k])) k++;
        if (!before(q->heap[k], x)) break;
        q->heap[i] = q->heap[k];
        i = k;
    }
    q->heap[i] = x;
    return least;
}

/* Enters `from` as a user of each variable that the declaration of object `at` needs. */
static void reach(order *q, int at, int from)
{
    declaration *d = q->c->all.at[at]->check;
    for (int i = 0; i < d->deps.n; i++) {
        const int k = place_of(q->c, d->deps.at[i]);
        if (q->seen[k] == q->search) continue;
        q->seen[k] = q->search;
        if (q->number[k] < 0) {
            reach(q, k, from);
            continue;
        }
        var_node *v = &q->vars[q->number[k]];
        *GORT__PUSH(q->c->u, v->users, v->nusers, v->cap_users) = from;
        q->vars[from].open++;
    }
}

/* A path from object `from` back to `to`, last step first. */
static bool find_path(order *q, int from, int to, objects *path)
{
    if (q->seen[from] == q->search) return false;
    q->seen[from] = q->search;
    declaration *d = q->c->all.at[from]->check;
    for (int i = 0; i < d->deps.n; i++) {
        int k = place_of(q->c, d->deps.at[i]);
        if (k == to || find_path(q, k, to, path)) {
            GORT__LIST_PUSH(q->c->u, path, d->deps.at[i]);
            return true;
        }
    }
    return false;
}

static void report_cycle(order *q, object *o)
{
    checker *c = q->c;
    objects path = {0};
    int at = place_of(c, o);
    q->search++;
    if (!find_path(q, at, at, &path)) return;
    object *p = path.at[0];
    textbuf text = {.u = c->u};
    gort__text_add(&text, "initialization loop for %s", p->name);
    for (int i = path.n - 1; i >= 0; i--) {
        gort__text_add(&text, "\n\t%s: %s refers to", gort__pos_text(c->u, p->pos), p->name);
        p = path.at[i];
    }
    gort__check_error(c, path.at[0]->pos, "%s\n\t%s: %s", gort__text_of(&text),
                      gort__pos_text(c->u, p->pos), p->name);
}

static void emit(checker *c, object *o)
{
    declaration *d = o->check;
    if (o->kind != OBJ_VAR || !d->init || d->emitted) return;
    d->emitted = true;
    package *pkg = c->u->pkg;
    package_var *v = gort__alloc(c->u, sizeof *v);
    v->stmt = d->node;
    if (d->lhs.n > 1) {
        v->vars = d->lhs;
    } else {
        GORT__LIST_PUSH(c->u, &v->vars, o);
        if (d->node->list.n > 1) { /* var a, b = 1, 2: one statement each */
            v->stmt = gort__node_new(c->u, S_VAR, o->pos);
            v->stmt->a = d->node->a;
            for (int i = 0; i < d->node->list.n; i++)
                if (d->node->list.at[i]->obj == o)
                    GORT__LIST_PUSH(c->u, &v->stmt->list, d->node->list.at[i]);
            GORT__LIST_PUSH(c->u, &v->stmt->list2, d->init);
            o->decl = v->stmt;
        }
    }
    pkg->vars[pkg->nvars++] = v;
}

void gort__check_init_order(checker *c)
{
    int n = c->all.n;
    order q = {.c = c};
    q.vars = gort__alloc(c->u, (size_t)(n + 1) * sizeof *q.vars);
    q.number = gort__alloc(c->u, (size_t)(n + 1) * sizeof *q.number);
    q.seen = gort__alloc(c->u, (size_t)(n + 1) * sizeof *q.seen);
    c->u->pkg->vars = gort__alloc(c->u, (size_t)(n + 1) * sizeof *c->u->pkg->vars);
    for (int i = 0; i < n; i++) {
        q.number[i] = -1;
        if (c->all.at[i]->kind == OBJ_VAR || c->all.at[i]->kind == OBJ_CONST) {
            q.number[i] = q.nvars;
            q.vars[q.nvars++].obj = c->all.at[i];
        }
    }
    for (int i = 0; i < q.nvars; i++) {
        q.search++;
        reach(&q, place_of(c, q.vars[i].obj), i);
    }
    for (int i = 0; i < q.nvars; i++)
        heap_push(&q, i);
    while (q.nheap > 0 && !c->u->too_many_errors) {
        const candidate next = heap_pop(&q);
        var_node *v = &q.vars[next.number];
        if (v->done || v->open != next.open) continue;
        if (v->open > 0) report_cycle(&q, v->obj);
        v->done = true;
        for (int i = 0; i < v->nusers; i++) {
            var_node *user = &q.vars[v->users[i]];
            user->open--;
            if (!user->done) heap_push(&q, v->users[i]);
        }
        emit(c, v->obj);
    }
}
