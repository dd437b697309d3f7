/* batches.c - the entry point of escape analysis, and the order of its work: functions callees
 * first, those that call each other together.
 *
 * A batch is a strongly connected component of the graph "mentions the name of, contains the
 * literal of" (Tarjan's algorithm, with its own stack, since call chains can be long). A literal
 * inside a function is never a batch of its own: it stays with the function around it. Literals of
 * package variables are functions like others; what initialises package variables is one more
 * function, `init`, and the last.
 *
 * Of each batch: locations of all variables, flows of all bodies, captures, what is too large for
 * the stack, then the solution, summaries, messages, placements.
 *
 * Invariants: the functions of the source come in source order, so that messages do; a batch's
 * locations are gone before the next batch begins, only summaries stay, and those until the end.
 * One thread, no globals.
 */
#include "escape.h"
#include "flow_ast.h"

#include <stdlib.h>

typedef struct batch_node {
    escape_function *f;
    struct batch_node **edges; /* in the order of mention */
    int nedges, cap_edges;
    uint32_t id, min; /* id 0: not visited, UINT32_MAX: its batch is done */
    int next;         /* the edge to follow */
} batch_node;

typedef struct batch_graph {
    unit *u;
    batch_node *nodes; /* by escape_function.visit */
    batch_node *cur;   /* whose body is being read */
} batch_graph;

/* ---- edges */

static void batch_edge(batch_graph *bg, function *to)
{
    if (!to || !to->flow) return;
    batch_node *n = bg->cur;
    *GORT__PUSH(bg->u, n->edges, n->nedges, n->cap_edges) =
        &bg->nodes[((escape_function *)to->flow)->visit];
}

/* The function that n itself names or is. */
static void batch_mention(batch_graph *bg, const node *n)
{
    if (n->kind == N_NAME && n->obj && n->obj->kind == OBJ_FUNC)
        batch_edge(bg, n->obj->func);
    else if (n->kind == N_FUNCLIT ||
             (n->kind == N_SELECTOR && (n->sel == SEL_METHOD || n->sel == SEL_METHODEXPR)))
        batch_edge(bg, n->func);
}

static bool batch_visit_mention(void *ctx, node *n);

/* What is evaluated before a call is mentioned before its callee (flow_call.c). Each part is
 * visited once: a chain of calls is as long as it is deep. */
static void batch_visit_call(batch_graph *bg, node *call)
{
    node *callee = call->call_kind == CALL_BUILTIN ? NULL : gort__unparen(call->a);
    node *tuple = callee ? gort__spread(&call->list) : NULL;
    const bool first = callee && gort__flow_calls_first(callee);
    if (first)
        gort__live_visit(callee->kind == N_SELECTOR ? callee->a : callee, batch_visit_mention, bg);
    gort__live_visit(tuple, batch_visit_mention, bg);
    if (first)
        batch_mention(bg, callee);
    else
        gort__live_visit(callee, batch_visit_mention, bg);
    for (int i = 0; !tuple && i < call->list.n; i++)
        gort__live_visit(call->list.at[i], batch_visit_mention, bg);
}

static bool batch_visit_mention(void *ctx, node *n)
{
    if (n->kind == N_CALL) {
        batch_visit_call(ctx, n);
        return false;
    }
    batch_mention(ctx, n);
    return true;
}

/* ---- one batch */

static void *batch_alloc(void *ctx, size_t bytes)
{
    return gort__alloc(ctx, bytes);
}

static void batch_analyse(unit *u, escape_function **funcs, int n)
{
    flow_batch b = {.u = u, .funcs = funcs, .nfuncs = n};
    gort__flow_init(&b.g, batch_alloc, u);
    b.g.watch = gort__report_watch(u);
    for (int i = 0; i < n; i++)
        gort__flow_func_locs(&b, funcs[i]);
    for (int i = 0; i < n; i++)
        if (!funcs[i]->graph.outer) gort__flow_body(&b, funcs[i]);
    gort__flow_closures(&b);
    for (int i = 0; i < b.g.nlocs; i++) {
        location *loc = b.g.locs[i];
        const char *why = gort__flow_heap_reason(&b, loc);
        if (why)
            gort__flow_to(
                &b.g,
                gort__hole_addr(&b.g, gort__flow_heap_hole(&b.g), gort__report_where(u, loc), why),
                loc);
    }
    gort__flow_solve(&b.g);
    for (int i = 0; i < n; i++)
        gort__summary_of(&b, funcs[i]);
    gort__report_batch(&b);
    gort__place_batch(&b);
}

/* ---- components */

typedef struct batch_stacks {
    batch_node **path; /* being visited, each reached from the one before */
    int npath;
    batch_node **open; /* visited, batch not known yet */
    int nopen;
    escape_function **batch;
    uint32_t ids;
} batch_stacks;

static void batch_enter(batch_stacks *s, batch_node *n)
{
    n->id = ++s->ids;
    n->min = ++s->ids;
    s->path[s->npath++] = n;
    s->open[s->nopen++] = n;
}

static void batch_leave(unit *u, batch_stacks *s, batch_node *n)
{
    s->npath--;
    bool root = (n->min == n->id || n->min == n->id + 1) && !n->f->graph.outer;
    uint32_t min = n->min;
    if (root) {
        int first = s->nopen;
        do
            s->open[--first]->id = UINT32_MAX;
        while (s->open[first] != n);
        int count = s->nopen - first;
        for (int i = 0; i < count; i++)
            s->batch[i] = s->open[first + i]->f;
        s->nopen = first;
        batch_analyse(u, s->batch, count);
    }
    if (s->npath > 0 && min < s->path[s->npath - 1]->min) s->path[s->npath - 1]->min = min;
}

static void batch_visit(unit *u, batch_stacks *s, batch_node *root)
{
    if (root->id) return;
    batch_enter(s, root);
    while (s->npath > 0) {
        batch_node *n = s->path[s->npath - 1];
        if (n->next == n->nedges) {
            batch_leave(u, s, n);
            continue;
        }
        batch_node *to = n->edges[n->next++];
        if (!to->id)
            batch_enter(s, to);
        else if (to->id < n->min)
            n->min = to->id;
    }
}

/* ---- the package */

static escape_function *batch_func(unit *u, function *f, int number)
{
    escape_function *e = gort__alloc(u, sizeof *e);
    e->func = f;
    e->visit = (uint32_t)number;
    f->flow = e;
    return e;
}

static int batch_compare(const void *a, const void *b)
{
    return gort__compare_pos((*(escape_function *const *)a)->func->pos,
                             (*(escape_function *const *)b)->func->pos);
}

static bool escape_package(unit *u)
{
    package *pkg = u->pkg;
    int n = pkg->funcs.n + pkg->literals.n + 1, nroots = 0, number = 0;
    escape_function **all = gort__alloc(u, sizeof *all * (size_t)n);
    escape_function **roots = gort__alloc(u, sizeof *roots * (size_t)n);
    int diags = u->ndiags;

    for (int i = 0; i < pkg->funcs.n; i++, number++)
        roots[nroots++] = all[number] = batch_func(u, pkg->funcs.at[i], number);
    for (int i = 0; i < pkg->literals.n; i++, number++) {
        all[number] = batch_func(u, pkg->literals.at[i], number);
        if (!pkg->literals.at[i]->outer) roots[nroots++] = all[number];
    }
    for (int i = pkg->funcs.n; i < number; i++)
        if (all[i]->func->outer) all[i]->graph.outer = all[i]->func->outer->flow;
    qsort(roots, (size_t)nroots, sizeof *roots, batch_compare);

    function *init = gort__alloc(u, sizeof *init);
    init->name = "init";
    init->pkg = pkg;
    init->has_body = true;
    roots[nroots++] = all[number] = batch_func(u, init, number);
    all[number]->is_init = true;

    functions order = {0};
    gort__flow_number_temps(u, roots, nroots, &order);
    gort__callee_prepare(u, roots, nroots, &order);

    batch_graph bg = {.u = u};
    bg.nodes = gort__alloc(u, sizeof *bg.nodes * (size_t)n);
    for (int i = 0; i < n; i++) {
        bg.cur = &bg.nodes[i];
        bg.cur->f = all[i];
        gort__live_visit_func(u, all[i], batch_visit_mention, &bg);
    }
    batch_stacks s = {0};
    s.path = gort__alloc(u, sizeof *s.path * (size_t)n);
    s.open = gort__alloc(u, sizeof *s.open * (size_t)n);
    s.batch = gort__alloc(u, sizeof *s.batch * (size_t)n);
    for (int i = 0; i < nroots; i++)
        batch_visit(u, &s, &bg.nodes[roots[i]->visit]);

    gort__report_bounds(u, roots, nroots);
    gort__refuse(u, all, n);
    for (int i = 0; i < n; i++)
        all[i]->func->flow = NULL;
    return u->ndiags == diags;
}

/* Messages are about main, as go's command prints them about the packages it was given. */
bool gort__escape(unit *u)
{
    const int opt_m = u->opt_m;
    bool ok = true;
    for (int i = 0; i < u->program.order.n && ok; i++) {
        u->pkg = u->program.order.at[i];
        u->opt_m = u->pkg == u->program.main ? opt_m : 0;
        ok = escape_package(u);
    }
    u->opt_m = opt_m;
    u->pkg = u->program.main;
    return ok;
}
