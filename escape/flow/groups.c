/* groups.c - the rest of solve.c: roots that outlive only some of the locations that reach them.
 *
 *   GROUP_OWN     a result of a function that has several, for the function's own parameters:
 *                 solve.c knows that they reach one of them, not which
 *   GROUP_SPOT    a result of a literal that is called where it stands: it outlives all but what
 *                 belongs to the functions around the literal; for what stands in the same function
 *                 as the literal (spots.c knows the rest)
 *   GROUP_DEPTH   the variables of a function outside of a loop, for what is inside the loop
 *   GROUP_INSIDE  the variables of a function, for what belongs to the literals inside it
 *
 * Such roots are walked from 64 groups at once, as the bits of a word: a location keeps, for each
 * number of dereferences, the groups that it reaches with no fewer. A walk goes on only where it
 * may still change the answer:
 *
 *   - not where solve.c has found a root that outlives everything at no more dereferences: what
 *     comes behind reaches that root too
 *   - not where more dereferences are left than addresses are taken on any way to a location that
 *     could suffer (location.most)
 *   - not where all that could suffer belongs to another function and its literals (location.only)
 *
 * and groups are only made for locations that could suffer. So most batches have none, and those of
 * which the answer is found by solve.c end where they begin.
 *
 * Locations that flow into each other in a cycle are taken as one, and in the order of the flow, so
 * that the bits of a pass come together and are passed on once (cycles.c). What leaves a cycle is
 * sorted by `only`: a pass does not look at what concerns none of its groups (groups_exits).
 *
 * Invariants: as solve.c; bits belong to one pass, and a function's and a location's are valid if
 * its `pass` is the current one. One thread. A new rule of outliving is a kind of group: where it
 * begins is groups_seed, what it outlives groups_hit.
 */
#include "solve.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS_A_PASS = 64, GROUPS_ANY = INT_MAX, GROUPS_ADDRESS = -1, GROUPS_USELESS = -2 };

/* More addresses on the way than these count as any number. */
enum { GROUPS_MANY = 8 };

/* So many of a circle are looked at one by one. */
enum { GROUPS_FEW_EDGES = 4 };

typedef struct group {
    solve_function *func;
    group_kind kind;
    int depth;        /* GROUP_DEPTH: its roots are outside, what it outlives is at it or deeper */
    location *result; /* GROUP_OWN, GROUP_SPOT */
} group;

/* The groups that a location reaches with just so many dereferences. */
typedef struct solve_bits {
    struct solve_bits *next; /* more dereferences */
    int derefs;
    uint64_t bits, fresh;
} solve_bits;

/* In the order of the flow; what comes before the last one taken waits for the next round, so that
 * more bits come together. */
typedef struct waiting {
    uint64_t key; /* the round, the place in the order */
    location *one;
    bool circle; /* the whole circle, not only the level one */
} waiting;

typedef struct groups {
    solve *s;
    flow_graph *g;
    group *at;
    int n, cap;
    bool any_spot;
    /* The current pass: */
    int pass;
    const group *first;
    uint64_t bits[GROUP_KINDS];
    waiting *heap;
    int nheap, cap_heap;
    uint64_t now;      /* the key of the last one taken */
    solve_bits **pool; /* used again by the next pass */
    int used, npool, cap_pool;
} groups;

/* A way out of a circle, or a parameter of it. */
typedef struct solve_exit {
    int only;
    location *from;
    const flow_edge *edge; /* NULL: from is the parameter */
} solve_exit;

/* ---- which groups there are */

static void groups_add(groups *gs, solve_function *f, group_kind kind, int depth, location *result)
{
    *GORT__FLOW_PUSH(gs->g, gs->at, gs->n, gs->cap) =
        (group){.func = f, .kind = kind, .depth = depth, .result = result};
}

/* With how many dereferences at most it may be worse for l to be reached. */
static int groups_suffers(const groups *gs, const location *l)
{
    if (l->escapes || !l->func) return GROUPS_USELESS;
    if (l->kind == LOC_PARAM &&
        (gs->any_spot || l->func->outer || l->func->solve->least_depth < l->loop_depth))
        return GROUPS_ANY;
    return l->has_address ? GROUPS_ADDRESS : GROUPS_USELESS;
}

static void groups_for_own(groups *gs, const location *param)
{
    solve_function *f = param->func->solve;
    if (f->nresults < 2 || f->own || param->best[0].from != param->func) return;
    f->own = true;
    for (location *r = f->results; r; r = r->next_of_func)
        if (!r->escapes && r->result < GORT__LEAK_RESULTS) groups_add(gs, f, GROUP_OWN, 0, r);
}

static void groups_for(groups *gs, location *l)
{
    solve_function *f = l->func->solve;
    if (f->least_depth < l->loop_depth && l->loop_depth != f->last_depth) {
        f->last_depth = l->loop_depth;
        groups_add(gs, f, GROUP_DEPTH, l->loop_depth, NULL);
    }
    /* What is marked has marked those around it. */
    for (flow_function *outer = l->func->outer; outer && !outer->solve->inside;
         outer = outer->outer) {
        outer->solve->inside = true;
        if (outer->solve->locs) groups_add(gs, outer->solve, GROUP_INSIDE, 0, NULL);
    }
}

static int groups_compare(const void *a, const void *b)
{
    const group *x = a, *y = b;
    if (x->func != y->func) return x->func->number < y->func->number ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return x->depth != y->depth ? (x->depth < y->depth ? -1 : 1) : 0;
}

/* By function, those of depths each once. */
static void groups_order(groups *gs)
{
    int n = 0;
    if (gs->n == 0) return;
    qsort(gs->at, (size_t)gs->n, sizeof *gs->at, groups_compare);
    for (int i = 0; i < gs->n; i++)
        if (n == 0 || gs->at[i].kind != GROUP_DEPTH ||
            groups_compare(&gs->at[n - 1], &gs->at[i]) != 0)
            gs->at[n++] = gs->at[i];
    gs->n = n;
}

/* Keys, and what stands in what: outer ones have the lower numbers. */
static void groups_nest(const solve *s)
{
    int begin = 0;
    for (int i = s->nfuncs; i-- > 0;) {
        solve_function *f = s->funcs[i];
        f->to++; /* so far the number of those in it */
        if (f->func->outer) f->func->outer->solve->to += f->to;
    }
    for (int i = 0; i < s->nfuncs; i++) {
        solve_function *f = s->funcs[i];
        solve_function *outer = f->func->outer ? f->func->outer->solve : NULL;
        int *free = outer ? &outer->free : &begin;
        f->from = *free;
        f->to += f->from;
        *free = f->to;
        f->free = f->from + 1;
        f->key = outer ? outer->key : f->number + 1;
    }
}

static void groups_find(groups *gs)
{
    solve *s = gs->s;
    groups_nest(s);
    for (int i = 0; i < s->nfuncs; i++)
        if (s->funcs[i]->func->called_on_spot)
            for (location *r = s->funcs[i]->results; r; r = r->next_of_func)
                if (!r->escapes) {
                    gs->any_spot = true;
                    groups_add(gs, s->funcs[i], GROUP_SPOT, 0, r);
                }
    for (int i = 0; i < gs->g->nlocs; i++) {
        location *l = gs->g->locs[i];
        l->most = groups_suffers(gs, l);
        if (l->most != GROUPS_USELESS) {
            l->only = l->func->solve->key;
            groups_for(gs, l);
        }
        if (l->kind == LOC_PARAM && l->func && !l->escapes) groups_for_own(gs, l);
    }
    groups_order(gs);
}

/* ---- how far from what could suffer */

static void groups_mark(location *dst)
{
    for (int i = 0; i < dst->nedges; i++)
        if (dst->edges[i].derefs < 0) dst->edges[i].src->has_address = true;
}

typedef struct forward {
    location *dst;
    int derefs, next; /* of the same source, 0: none */
} forward;

/* Against the edges, from what could suffer: with how many dereferences at most a location is on
 * the way there, and whose groups that concerns. A cycle that takes addresses makes it any number.
 */
static void groups_distances(groups *gs)
{
    flow_graph *g = gs->g;
    int n = 1;
    for (int i = 0; i < g->nlocs; i++)
        n += g->locs[i]->nedges;
    forward *edges = g->alloc(g->alloc_ctx, sizeof *edges * (size_t)n);
    int *first = g->alloc(g->alloc_ctx, sizeof *first * (size_t)(g->nlocs + 1));
    for (int i = 0; i < g->nlocs; i++)
        g->locs[i]->pass = i; /* its number, until the first pass */
    n = 1;
    for (int i = 0; i < g->nlocs; i++)
        for (int k = 0; k < g->locs[i]->nedges; k++) {
            const flow_edge *e = &g->locs[i]->edges[k];
            if (e->src->escapes) continue;
            edges[n] =
                (forward){.dst = g->locs[i], .derefs = e->derefs, .next = first[e->src->pass]};
            first[e->src->pass] = n++;
        }
    solve_stack todo = {0};
    for (int i = 0; i < g->nlocs; i++) {
        location *l = g->locs[i];
        if (l->most != GROUPS_USELESS) gort__solve_push(g, &todo, l);
    }
    while (todo.n > 0) {
        location *l = todo.at[--todo.n];
        for (int i = first[l->pass]; i; i = edges[i].next) {
            location *dst = edges[i].dst;
            int most = l->most == GROUPS_ANY ? GROUPS_ANY : l->most - edges[i].derefs;
            if (most > GROUPS_MANY) most = GROUPS_ANY;
            const int only = !dst->only || dst->only == l->only ? l->only : GORT__SOLVE_ALL;
            if (most < 0 || (most <= dst->most && only == dst->only)) continue;
            if (most > dst->most) dst->most = most;
            dst->only = only;
            gort__solve_push(g, &todo, dst);
        }
        g->steps++;
    }
    for (int i = 0; i < g->nlocs; i++)
        g->locs[i]->pass = 0;
}

/* ---- the ways out of circles */

static int groups_compare_exits(const void *a, const void *b)
{
    const solve_exit *x = a, *y = b;
    return x->only < y->only ? -1 : x->only > y->only;
}

static void groups_exits(groups *gs, location *circle)
{
    size_t most = 0;
    for (location *l = circle; l; l = l->next_of_circle)
        most += 1 + (size_t)l->nedges;
    if (most <= GROUPS_FEW_EDGES) return;
    solve_exit *exits = gs->g->alloc(gs->g->alloc_ctx, sizeof *exits * most);
    int n = 0;
    for (location *l = circle; l; l = l->next_of_circle) {
        if (l->kind == LOC_PARAM && l->func)
            exits[n++] = (solve_exit){.only = l->func->solve->key, .from = l};
        for (int i = 0; i < l->nedges; i++) {
            const flow_edge *e = &l->edges[i];
            if (e->src->only && !e->src->escapes &&
                !(e->src->circle == circle && gort__cycles_same(l, e)))
                exits[n++] = (solve_exit){.only = e->src->only, .from = l, .edge = e};
        }
    }
    qsort(exits, (size_t)n, sizeof *exits, groups_compare_exits);
    circle->exits = exits;
    circle->nexits = n;
}

/* ---- a pass */

static solve_function *groups_func(groups *gs, flow_function *f)
{
    solve_function *sf = f->solve;
    if (sf->pass != gs->pass) {
        sf->pass = gs->pass;
        memset(sf->bits, 0, sizeof sf->bits);
        sf->key_bits = 0;
        sf->first = sf->end = 0;
    }
    return sf;
}

/* The function's groups of depths up to depth. */
static uint64_t groups_up_to(const groups *gs, const solve_function *f, int depth)
{
    int low = f->first, high = f->end;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (gs->first[middle].depth <= depth)
            low = middle + 1;
        else
            high = middle;
    }
    return low == f->first ? 0 : (~0ULL >> (GROUPS_A_PASS - (low - f->first))) << f->first;
}

static bool groups_stands_in(const solve_function *f, const solve_function *outer)
{
    return outer->from < f->from && f->from < outer->to;
}

/* Does one of them outlive what belongs to f at that depth? */
static bool groups_outlive(const groups *gs, uint64_t bits, const solve_function *f, int depth)
{
    if (bits & groups_up_to(gs, f, depth)) return true;
    for (uint64_t left = bits & (gs->bits[GROUP_SPOT] | gs->bits[GROUP_INSIDE]); left;
         left &= left - 1) {
        const group *gr = &gs->first[__builtin_ctzll(left)];
        if (gr->kind == GROUP_SPOT ? !groups_stands_in(gr->func, f) : groups_stands_in(f, gr->func))
            return true;
    }
    return false;
}

/* l is reached with d dereferences. */
static void groups_hit(groups *gs, location *l, uint64_t bits, int derefs)
{
    const int d = derefs < 0 ? 0 : derefs;
    solve_function *f = groups_func(gs, l->func);
    uint64_t own = bits & (f->bits[GROUP_OWN] | f->bits[GROUP_SPOT]);

    if (derefs < 0 && groups_outlive(gs, bits, f, l->loop_depth)) {
        gort__solve_escape(gs->s, l);
        return;
    }
    if (l->kind != LOC_PARAM) return;
    for (; own; own &= own - 1) {
        const int result = gs->first[__builtin_ctzll(own)].result->result;
        gort__leaks_add(&l->leaks, result < GORT__LEAK_RESULTS ? result : GORT__LEAK_HEAP, d);
    }
    if (groups_outlive(gs, bits & ~f->bits[GROUP_SPOT], f, l->loop_depth))
        gort__leaks_add(&l->leaks, GORT__LEAK_HEAP, d);
}

static uint64_t groups_of_key(const groups *gs, int key)
{
    if (key <= 0) return key == GORT__SOLVE_ALL ? ~0ULL : 0;
    const solve_function *f = gs->s->funcs[key - 1];
    return f->pass == gs->pass ? f->key_bits : 0;
}

/* Of the groups, those that may still change something behind l. */
static uint64_t groups_worth(const groups *gs, location *l, uint64_t bits, int derefs)
{
    const flow_reach *best = l->best;
    if (derefs >= best[1].derefs) return 0;
    uint64_t own = bits & gs->bits[GROUP_OWN], others = derefs <= l->most ? bits & ~own : 0;
    others &= groups_of_key(gs, l->only);
    if (derefs >= best[0].derefs) {
        if (best[0].from == &gs->g->nowhere) return 0;
        const solve_function *f = best[0].from->solve;
        own &= f->pass == gs->pass ? f->bits[GROUP_OWN] : 0;
    }
    return own | others;
}

static void groups_wait(groups *gs, location *one, bool circle)
{
    *GORT__FLOW_PUSH(gs->g, gs->heap, gs->nheap, gs->cap_heap) = (waiting){0};
    const uint32_t place = (uint32_t)one->place[circle];
    const uint64_t round = gs->now >> 32;
    const waiting w = {
        .key = (round + (place <= (uint32_t)gs->now)) << 32 | place, .one = one, .circle = circle};
    int i = gs->nheap - 1;
    for (; i > 0 && gs->heap[(i - 1) / 2].key > w.key; i = (i - 1) / 2)
        gs->heap[i] = gs->heap[(i - 1) / 2];
    gs->heap[i] = w;
}

static waiting groups_next(groups *gs)
{
    waiting *heap = gs->heap;
    const waiting next = heap[0], last = heap[--gs->nheap];
    int i = 0;
    for (int k = 1; k < gs->nheap; i = k, k = 2 * k + 1) {
        if (k + 1 < gs->nheap && heap[k + 1].key < heap[k].key) k++;
        if (last.key <= heap[k].key) break;
        heap[i] = heap[k];
    }
    heap[i] = last;
    return next;
}

static solve_bits *groups_new_bits(groups *gs)
{
    if (gs->used == gs->npool)
        *GORT__FLOW_PUSH(gs->g, gs->pool, gs->npool, gs->cap_pool) =
            gs->g->alloc(gs->g->alloc_ctx, sizeof(solve_bits));
    return gs->pool[gs->used++];
}

/* The bits that are new with so many dereferences. */
static void groups_bits(groups *gs, location *one, bool circle, uint64_t bits, int derefs)
{
    solve_bits **at = &one->bits[circle];
    for (; *at && (*at)->derefs <= derefs; at = &(*at)->next) {
        bits &= ~(*at)->bits;
        if ((*at)->derefs == derefs) break;
    }
    if (!bits) return;
    if (!*at || (*at)->derefs != derefs) {
        solve_bits *b = groups_new_bits(gs);
        *b = (solve_bits){.next = *at, .derefs = derefs};
        *at = b;
    }
    if (!(*at)->fresh) groups_wait(gs, one, circle);
    (*at)->bits |= bits;
    (*at)->fresh |= bits;
    for (solve_bits *more = (*at)->next; more; more = more->next) {
        more->bits &= ~bits;
        more->fresh &= ~bits;
    }
}

static void groups_enter_pass(const groups *gs, location *l)
{
    if (l->pass == gs->pass) return;
    l->pass = gs->pass;
    l->bits[false] = l->bits[true] = NULL;
    l->address_bits = 0;
}

static void groups_reach(groups *gs, location *l, uint64_t bits, int derefs)
{
    if (l->escapes) return;
    bits = groups_worth(gs, l, bits, derefs);
    groups_enter_pass(gs, l);
    if (derefs < 0) {
        bits &= ~l->address_bits;
        l->address_bits |= bits;
        if (bits && l->func) groups_hit(gs, l, bits, derefs);
        if (l->escapes) return;
        derefs = 0;
    }
    if (!bits) return;
    const bool circle = derefs >= l->height;
    location *one = circle ? l->circle : l->level;
    groups_enter_pass(gs, one);
    groups_bits(gs, one, circle, bits, circle ? derefs - l->height : derefs);
}

/* Tells what flows into l, or what is one with it. */
static void groups_tell(groups *gs, location *l, bool circle, uint64_t bits, int derefs)
{
    if (l->escapes) return;
    if (l->kind == LOC_PARAM && l->func) groups_hit(gs, l, bits, derefs);
    for (int i = 0; i < l->nedges; i++) {
        const flow_edge *e = &l->edges[i];
        if (circle ? !gort__cycles_same(l, e) || e->src->circle != l->circle
                   : e->derefs != 0 || e->src->level != l->level)
            groups_reach(gs, e->src, bits, derefs + e->derefs);
    }
    gs->g->steps += l->nedges;
}

static void groups_exit(groups *gs, const solve_exit *x, uint64_t bits, int level)
{
    const int derefs = level + x->from->height;
    gs->g->steps++;
    if (x->from->escapes) return;
    if (x->edge)
        groups_reach(gs, x->edge->src, bits, derefs + x->edge->derefs);
    else
        groups_hit(gs, x->from, bits, derefs);
}

/* Tells what concerns the groups, of kinds that concern only their own functions. */
static void groups_tell_exits(groups *gs, const location *circle, uint64_t bits, int level)
{
    const solve_exit *end = circle->exits + circle->nexits;
    for (const solve_exit *x = circle->exits; x < end && x->only == GORT__SOLVE_ALL; x++)
        groups_exit(gs, x, bits, level);
    for (uint64_t left = bits; left;) {
        const int key = gs->first[__builtin_ctzll(left)].func->key;
        const uint64_t now = left & groups_of_key(gs, key);
        int low = 0, high = circle->nexits;
        while (low < high) {
            const int middle = (low + high) / 2;
            if (circle->exits[middle].only < key)
                low = middle + 1;
            else
                high = middle;
        }
        for (const solve_exit *x = circle->exits + low; x < end && x->only == key; x++)
            groups_exit(gs, x, now, level);
        left &= ~now;
    }
}

static void groups_tell_circle(groups *gs, location *circle, uint64_t bits, int level)
{
    if (circle->exits && !(bits & gs->bits[GROUP_OWN])) {
        groups_tell_exits(gs, circle, bits, level);
        return;
    }
    for (location *l = circle; l; l = l->next_of_circle)
        groups_tell(gs, l, true, bits, level + l->height);
}

static void groups_spread(groups *gs)
{
    while (gs->nheap > 0) {
        const waiting next = groups_next(gs);
        gs->now = next.key;
        for (solve_bits *b = next.one->bits[next.circle]; b; b = b->next) {
            const uint64_t bits = b->fresh;
            if (!bits) continue;
            b->fresh = 0;
            if (next.circle)
                groups_tell_circle(gs, next.one, bits, b->derefs);
            else
                for (location *l = next.one; l; l = l->next_of_level)
                    groups_tell(gs, l, false, bits, b->derefs);
        }
    }
}

/* Who has which bit. */
static void groups_begin(groups *gs, int n)
{
    gs->pass++;
    gs->now = 0;
    memset(gs->bits, 0, sizeof gs->bits);
    gs->used = 0;
    for (int i = 0; i < n; i++) {
        const group *gr = &gs->first[i];
        const uint64_t bit = 1ULL << i;
        solve_function *f = groups_func(gs, gr->func->func);
        groups_func(gs, gs->s->funcs[f->key - 1]->func)->key_bits |= bit;
        gs->bits[gr->kind] |= bit;
        f->bits[gr->kind] |= bit;
        if (gr->kind == GROUP_DEPTH) {
            if (f->end == 0) f->first = i;
            f->end = i + 1;
        }
    }
}

static void groups_seed(groups *gs, int n)
{
    for (int i = 0; i < n; i++) {
        const group *gr = &gs->first[i];
        solve_function *f = gr->func;
        if (gr->kind == GROUP_OWN || gr->kind == GROUP_SPOT) {
            groups_reach(gs, gr->result, 1ULL << i, 0);
        } else if (gr->kind == GROUP_INSIDE || i == f->first) {
            const uint64_t all = groups_up_to(gs, f, INT_MAX);
            for (location *l = f->locs; l; l = l->next_of_func)
                groups_reach(gs, l,
                             gr->kind == GROUP_INSIDE ? f->bits[GROUP_INSIDE]
                                                      : all & ~groups_up_to(gs, f, l->loop_depth),
                             0);
        }
    }
}

void gort__solve_groups(solve *s)
{
    groups gs = {.s = s, .g = s->g};
    groups_mark(&s->g->heap);
    for (int i = 0; i < s->g->nlocs; i++)
        groups_mark(s->g->locs[i]);
    groups_find(&gs);
    if (gs.n == 0) return;
    groups_distances(&gs);
    if (gs.any_spot) gort__solve_spots(s);
    gort__solve_cycles(s->g);
    for (int i = 0; i < s->g->nlocs; i++)
        if (s->g->locs[i]->circle == s->g->locs[i]) groups_exits(&gs, s->g->locs[i]);
    for (int i = 0; i < gs.n; i += GROUPS_A_PASS) {
        const int n = gs.n - i < GROUPS_A_PASS ? gs.n - i : GROUPS_A_PASS;
        gs.first = gs.at + i;
        groups_begin(&gs, n);
        groups_seed(&gs, n);
        groups_spread(&gs);
        gort__solve_spread(s);
    }
}
