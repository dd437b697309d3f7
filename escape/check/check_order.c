/* check_order.c - the order in which package variables are initialised, and cycles in it.
 *
 * A variable depends on every variable that its initialiser mentions, directly or through the
 * bodies of functions it mentions. The next variable is always the first in source order among
 * those without open dependencies. Constants take part for the sake of their cycles.
 *
 * To find it, each declaration waits for those that it mentions; functions that mention each other
 * in a circle are one (Tarjan's algorithm), and are done when nothing that they wait for is left.
 * If variables are left over there is a cycle: what Go says of it depends on how many dependencies
 * each has open, so then they are counted, variable by variable, and the order is gone through
 * again.
 *
 * Leaves package.vars: one S_VAR per initialiser, several names only where one call gives
 * several values.
 */
#include "check_internal.h"

typedef GORT__LIST(int) numbers; /* of objects, by place in c->all */

/* An object that others need. */
typedef struct waiting {
    numbers users; /* those that need it */
    int open;      /* how many it needs that are not done */
    bool done;
    /* Without cycles: of the functions that mention each other in a circle the one that stands for
     * them all; and Tarjan's numbers. */
    int whole;
    int order, lowest;
} waiting;

typedef struct candidate { /* one with the open count that it had */
    int open, number;
} candidate;

typedef GORT__LIST(candidate) candidates; /* a heap: the least first */

typedef struct order {
    checker *c;
    waiting *vars; /* by number */
    int *seen;     /* the last search that came by, by number */
    int search;
    candidates heap; /* an entry whose count has changed since is void */
} order;

static bool has_value(const object *o)
{
    return o->kind == OBJ_VAR || o->kind == OBJ_CONST;
}

static bool before(candidate a, candidate b)
{
    return a.open != b.open ? a.open < b.open : a.number < b.number;
}

static void heap_push(checker *c, candidates *h, candidate x)
{
    int i = h->n;
    GORT__PUSH(c->u, h->at, h->n, h->cap);
    for (; i > 0 && before(x, h->at[(i - 1) / 2]); i = (i - 1) / 2)
        h->at[i] = h->at[(i - 1) / 2];
    h->at[i] = x;
}

static candidate heap_pop(candidates *h)
{
    const candidate least = h->at[0], x = h->at[--h->n];
    int i = 0;
    for (int k = 1; k < h->n; i = k, k = 2 * k + 1) {
        if (k + 1 < h->n && before(h->at[k + 1], h->at[k])) k++;
        if (!before(h->at[k], x)) break;
        h->at[i] = h->at[k];
    }
    h->at[i] = x;
    return least;
}

/* Enters `from` as a user of each variable that the declaration of object `at` needs. */
static void reach(order *q, int at, int from)
{
    declaration *d = q->c->all.at[at]->check;
    for (int i = 0; i < d->deps.n; i++) {
        const int k = d->deps.at[i]->number;
        if (q->seen[k] == q->search) continue;
        q->seen[k] = q->search;
        if (!has_value(d->deps.at[i])) {
            reach(q, k, from);
            continue;
        }
        GORT__LIST_PUSH(q->c->u, &q->vars[k].users, from);
        q->vars[from].open++;
    }
}

/* A path from object `from` back to `to`, which is the last step. */
static bool find_path(order *q, int from, int to, objects *path)
{
    if (q->seen[from] == q->search) return false;
    q->seen[from] = q->search;
    declaration *d = q->c->all.at[from]->check;
    for (int i = 0; i < d->deps.n; i++) {
        int k = d->deps.at[i]->number;
        GORT__LIST_PUSH(q->c->u, path, d->deps.at[i]);
        if (k == to || find_path(q, k, to, path)) return true;
        path->n--;
    }
    return false;
}

static void report_cycle(order *q, int at)
{
    objects path = {0};
    q->search++;
    if (find_path(q, at, at, &path))
        gort__check_report_cycle(q->c, "initialization loop for", path, path.n - 1);
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
            node *const *names = d->node->list.at; /* numbered one by one */
            GORT__LIST_PUSH(c->u, &v->stmt->list, names[o->number - names[0]->obj->number]);
            GORT__LIST_PUSH(c->u, &v->stmt->list2, d->init);
            o->decl = v->stmt;
        }
    }
    pkg->vars[pkg->nvars++] = v;
}

/* ---- Without cycles */

typedef struct visit { /* a function that is being gone through */
    int at, next;      /* the dependency to look at */
} visit;

typedef struct dependencies {
    checker *c;
    waiting *at; /* by number */
    GORT__LIST(visit) path;
    numbers stack; /* functions whose circle is not known yet */
    int visited;
    candidates ready; /* variables and constants that wait for nothing */
} dependencies;

static void enter(dependencies *q, int k)
{
    q->at[k].order = q->at[k].lowest = ++q->visited;
    GORT__LIST_PUSH(q->c->u, &q->stack, k);
    GORT__LIST_PUSH(q->c->u, &q->path, (visit){k, 0});
}

static void leave(dependencies *q, int k)
{
    q->path.n--;
    if (q->at[k].lowest == q->at[k].order) {
        int member;
        do {
            member = q->stack.at[--q->stack.n];
            q->at[member].whole = k;
        } while (member != k);
    } else {
        waiting *before = &q->at[q->path.at[q->path.n - 1].at];
        if (q->at[k].lowest < before->lowest) before->lowest = q->at[k].lowest;
    }
}

/* Finds what is one with function k and with those that it mentions. */
static void find_circles(dependencies *q, int k)
{
    if (q->at[k].order) return;
    enter(q, k);
    while (q->path.n > 0) {
        visit *v = &q->path.at[q->path.n - 1];
        const declaration *d = q->c->all.at[v->at]->check;
        if (v->next == d->deps.n) {
            leave(q, v->at);
            continue;
        }
        const object *o = d->deps.at[v->next++];
        const waiting *w = &q->at[o->number];
        if (o->kind != OBJ_FUNC) continue;
        if (!w->order)
            enter(q, o->number);
        else if (w->whole < 0 && w->order < q->at[v->at].lowest)
            q->at[v->at].lowest = w->order;
    }
}

/* Number k waits for nothing any more: functions are done then. */
static void settle(dependencies *q, int k)
{
    if (q->c->all.at[k]->kind != OBJ_FUNC)
        heap_push(q->c, &q->ready, (candidate){0, k});
    else
        GORT__LIST_PUSH(q->c->u, &q->stack, k);
}

/* Number k is done. */
static void finish(dependencies *q, int k)
{
    for (;; k = q->stack.at[--q->stack.n]) {
        const waiting *w = &q->at[k];
        for (int i = 0; i < w->users.n; i++)
            if (--q->at[w->users.at[i]].open == 0) settle(q, w->users.at[i]);
        if (q->stack.n == 0) return;
    }
}

static void wait_for_all(dependencies *q)
{
    const objects *all = &q->c->all;
    for (int i = 0; i < all->n; i++)
        q->at[i].whole = all->at[i]->kind == OBJ_FUNC ? -1 : i;
    for (int i = 0; i < all->n; i++)
        if (all->at[i]->kind == OBJ_FUNC) find_circles(q, i);
    for (int i = 0; i < all->n; i++) {
        const declaration *d = all->at[i]->check;
        const int user = q->at[i].whole;
        for (int k = 0; k < d->deps.n; k++) {
            const object *o = d->deps.at[k];
            const int from = q->at[o->number].whole;
            if (from == user && o->kind == OBJ_FUNC) continue;
            waiting *w = &q->at[from];
            GORT__LIST_PUSH(q->c->u, &w->users, user);
            q->at[user].open++;
        }
    }
}

/* False: some variables depend on themselves. */
static bool order_all(checker *c)
{
    dependencies q = {.c = c};
    int left = 0;
    q.at = gort__alloc(c->u, (size_t)(c->all.n + 1) * sizeof *q.at);
    wait_for_all(&q);
    for (int i = 0; i < c->all.n; i++) {
        left += has_value(c->all.at[i]);
        if (q.at[i].open > 0 || q.at[i].whole != i || c->all.at[i]->kind == OBJ_TYPE) continue;
        q.at[i].open = -1; /* settled here, not by those that it waits for */
        settle(&q, i);
    }
    if (q.stack.n > 0) finish(&q, q.stack.at[--q.stack.n]);
    for (; q.ready.n > 0; left--) {
        const int k = heap_pop(&q.ready).number;
        emit(c, c->all.at[k]);
        finish(&q, k);
    }
    return left == 0;
}

/* ---- With cycles */

static void report_cycles(checker *c)
{
    int n = c->all.n;
    order q = {.c = c};
    q.vars = gort__alloc(c->u, (size_t)(n + 1) * sizeof *q.vars);
    q.seen = gort__alloc(c->u, (size_t)(n + 1) * sizeof *q.seen);
    for (int i = 0; i < n; i++) {
        q.search++;
        if (has_value(c->all.at[i])) reach(&q, i, i);
    }
    for (int i = 0; i < n; i++)
        if (has_value(c->all.at[i])) heap_push(c, &q.heap, (candidate){q.vars[i].open, i});
    while (q.heap.n > 0 && !c->u->too_many_errors) {
        const candidate next = heap_pop(&q.heap);
        waiting *v = &q.vars[next.number];
        if (v->done || v->open != next.open) continue;
        if (v->open > 0) report_cycle(&q, next.number);
        v->done = true;
        for (int i = 0; i < v->users.n; i++) {
            const int k = v->users.at[i];
            q.vars[k].open--;
            if (!q.vars[k].done) heap_push(c, &q.heap, (candidate){q.vars[k].open, k});
        }
    }
}

void gort__check_init_order(checker *c)
{
    c->u->pkg->vars = gort__alloc(c->u, (size_t)(c->all.n + 1) * sizeof *c->u->pkg->vars);
    if (!order_all(c)) report_cycles(c);
}
