/* temps.c - the numbers of the temporaries that go1.19 makes of multi-value calls and of callees
 * with calls in them, since its messages name them: fmt.Println(two()) says ".autotmp_2 escapes to
 * heap" where the function has two variables before it.
 *
 * The number is how many named variables and temporaries the function has when its tree is built:
 * parameters and locals with a name that is not _, all results. Building goes through dead code
 * too, values before the variables that := declares, but behind those of var.
 *
 * What is found is left in fields that are free after check: the name of a call's own temporary in
 * call->name; the first number of the temporaries for a call's arguments, a return's values or an
 * assignment's, plus one, in field_index of that node. Only messages read them.
 *
 * The pass also lists the functions in the order in which go1.19 finishes building them, literals
 * before the function around them, dead ones too: devirtualisation follows it. One thread.
 */
#include "flow_ast.h"

typedef struct temps_walk {
    unit *u;
    functions *order;
    int count; /* variables and temporaries so far */
} temps_walk;

static void temps_expr(temps_walk *w, node *n);
static void temps_stmts(temps_walk *w, const nodes *list);

static void temps_exprs(temps_walk *w, const nodes *list)
{
    for (int i = 0; i < list->n; i++)
        temps_expr(w, list->at[i]);
}

static void temps_func(temps_walk *outer, function *f)
{
    temps_walk w = {.u = outer->u, .order = outer->order};
    if (f->recv && gort__is_named(f->recv->name)) w.count++;
    for (int i = 0; i < f->params.n; i++)
        w.count += gort__is_named(f->params.at[i]->name);
    w.count += f->results.n;
    temps_stmts(&w, &f->body);
    ((escape_function *)f->flow)->ntemps = w.count;
    GORT__LIST_PUSH(w.u, w.order, f);
}

/* Each result of a call of several needs a temporary. */
static void temps_take(temps_walk *w, node *n, const nodes *list)
{
    node *call = gort__spread(list);
    if (!call) return;
    n->field_index = w->count + 1;
    w->count += call->type->nparams;
}

static void temps_call(temps_walk *w, node *n)
{
    if (n->call_kind != CALL_BUILTIN) temps_expr(w, n->a);
    temps_exprs(w, &n->list);
    if (n->call_kind != CALL_BUILTIN && gort__flow_calls_first(gort__unparen(n->a)))
        n->name = gort__strf(w->u, ".autotmp_%d", w->count++);
    temps_take(w, n, &n->list);
}

static void temps_expr(temps_walk *w, node *n)
{
    if (!n || n->is_type || n->val) return;
    switch (n->kind) {
    case N_CALL: temps_call(w, n); return;
    case N_CONV: temps_expr(w, n->a); return;
    case N_FUNCLIT:
        if (n->func->outer) temps_func(w, n->func);
        return;
    default:
        for (int i = 0; i < gort__operands(n); i++)
            temps_expr(w, gort__operand(n, i));
    }
}

static void temps_declare(temps_walk *w, const node *n)
{
    if (n && n->kind == N_NAME && gort__is_named(n->name) && gort__is_local(n->obj)) w->count++;
}

bool gort__flow_tuple_converts(const nodes *dst, const node *call)
{
    if (!call->type || call->type->kind != TY_TUPLE) return false;
    for (int i = 0; i < dst->n && i < call->type->nparams; i++)
        if (dst->at[i]->type && /* a blank has one in a declaration that names it */
            !gort__ty_identical(dst->at[i]->type, call->type->params[i]))
            return true;
    return false;
}

static void temps_assign(temps_walk *w, node *n)
{
    if (n->kind == S_VAR)
        for (int i = 0; i < n->list.n; i++)
            temps_declare(w, n->list.at[i]);
    temps_exprs(w, &n->list2);
    for (int i = 0; n->kind == S_ASSIGN && i < n->list.n; i++) {
        if (!n->define)
            temps_expr(w, n->list.at[i]);
        else if (n->list.at[i]->is_new)
            temps_declare(w, n->list.at[i]);
    }
    node *call = gort__spread(&n->list2);
    if (call && gort__flow_tuple_converts(&n->list, call)) temps_take(w, n, &n->list2);
}

static void temps_stmt(temps_walk *w, node *n)
{
    if (!n) return;
    switch (n->kind) {
    case S_ASSIGN:
    case S_VAR: temps_assign(w, n); return;
    case S_RETURN:
        temps_exprs(w, &n->list);
        temps_take(w, n, &n->list);
        return;
    case S_RANGE:
        if (n->define) {
            temps_declare(w, n->key);
            temps_declare(w, n->value);
        } else {
            temps_expr(w, n->key);
            temps_expr(w, n->value);
        }
        break;
    case S_DECL: return;
    case S_CASE:
        if (n->obj) w->count++; /* the clause's own variable */
        temps_stmt(w, n->init);
        temps_exprs(w, &n->list);
        temps_stmts(w, &n->body);
        return;
    default: break;
    }
    temps_stmt(w, n->init);
    temps_expr(w, n->cond);
    temps_stmt(w, n->post);
    temps_expr(w, n->a);
    temps_expr(w, n->b);
    temps_stmts(w, &n->list); /* of a block, or the cases */
    temps_stmts(w, &n->body);
    temps_stmt(w, n->els);
}

static void temps_stmts(temps_walk *w, const nodes *list)
{
    for (int i = 0; i < list->n; i++)
        temps_stmt(w, list->at[i]);
}

void gort__flow_number_temps(unit *u, escape_function **roots, int n, functions *order)
{
    temps_walk w = {.u = u, .order = order};
    for (int i = 0; i < n; i++)
        if (!roots[i]->is_init) temps_func(&w, roots[i]->func);
    w.count = 0;
    for (int i = 0; i < u->pkg->decls.n; i++)
        if (u->pkg->decls.at[i]->kind == S_VAR) temps_assign(&w, u->pkg->decls.at[i]);
    roots[n - 1]->ntemps = w.count;
    GORT__LIST_PUSH(u, order, roots[n - 1]->func);
}
