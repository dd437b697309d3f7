/* flow_call.c - calls in the flow graph (flow.h): what an argument's value may do in the callee,
 * and where results come from.
 *
 *  - A callee of the same batch: arguments flow into its parameters' locations, and its results'
 *    locations flow to where the call's results go.
 *  - A callee analysed before, or a package's function: its summary says where each parameter
 *    leaks (summary.c; universe.h).
 *  - An unknown callee (a func value, a method of an interface): every argument flows to the heap.
 *
 * go and defer keep their call for later: arguments are evaluated into temporaries, which a
 * closure around the call captures. That closure is on the heap for go and for a defer in a loop;
 * it is no expression of the source, so no message speaks of it (the statement's own `place` says
 * where it is).
 *
 * Invariants: arguments are evaluated left to right, the receiver first; a callee or receiver with
 * calls in it is evaluated before all else, into a temporary of the function's outermost depth.
 * One thread. To change what a builtin does with its arguments, open flow_builtin.
 */
#include "flow_ast.h"

/* A call being translated. */
typedef struct flow_site {
    node *call;
    const hole *ks;
    int nks;
    location *callee_temp; /* the callee, or the receiver, evaluated before */
    location **arg_temps;  /* the arguments of f(g()) */
    int narg_temps;
    node *shown; /* what notes call it */
    bool wrap;   /* go, defer: arguments into temporaries */
    wrapped *wrapped;
    int nwrapped, cap_wrapped;
    /* the callee */
    function *fn;
} flow_site;

/* ---- temporaries */

static location *flow_temp(flow_walk *e, ty *t, position pos, int depth, const char *name)
{
    object *o = gort__alloc(e->u, sizeof *o);
    o->kind = OBJ_VAR;
    o->var_class = VAR_LOCAL;
    o->name = name ? name : "";
    o->pos = pos;
    o->type = t;
    o->func = e->fn->func;
    return gort__flow_loc(e->g, LOC_VAR, &e->fn->graph, o, depth);
}

static const char *flow_temp_name(flow_walk *e, int number)
{
    return e->u->opt_m ? gort__strf(e->u, ".autotmp_%d", number) : NULL;
}

/* temp = x, which notes show; define: temp := x. */
static void flow_into_temp(flow_walk *e, location *temp, node *x, position pos, bool define)
{
    node *as = NULL;
    if (e->g->watch) {
        as = gort__node_new(e->u, S_ASSIGN, pos);
        as->define = define;
        GORT__LIST_PUSH(e->u, &as->list, (node *)gort__report_where(e->u, temp));
        GORT__LIST_PUSH(e->u, &as->list2, x);
    }
    gort__flow_expr(e, gort__hole_note(e->g, gort__flow_into(temp), as, "assign"), x);
}

location **gort__flow_call_temps(flow_walk *e, node *call, int n, int number)
{
    location **temps = gort__alloc(e->u, sizeof *temps * (size_t)(n + 1));
    call->converted = gort__alloc(e->u, sizeof *call->converted * (size_t)(n + 1));
    hole *ks = gort__alloc(e->u, sizeof *ks * (size_t)(n + 1));
    for (int i = 0; i < n; i++) {
        temps[i] = flow_temp(e, call->type->params[i], call->pos, e->loop_depth,
                             flow_temp_name(e, number - 1 + i));
        object *o = temps[i]->what;
        o->decl = call;
        o->result_index = i;
        ks[i] = gort__flow_into(temps[i]);
    }
    gort__flow_call(e, ks, n, call);
    return temps;
}

void gort__flow_temp_value(flow_walk *e, hole k, location *temp, ty *t, position pos)
{
    object *o = temp->what;
    if (gort__ty_is_interface(t) && !gort__ty_is_interface(o->type)) {
        node *conv = gort__implicit(e->u, N_CONV, pos, gort__flow_name(e->u, o, o->pos), t);
        if (!gort__ty_is_direct(o->type)) k = gort__flow_storage(e, k, conv);
        if (o->decl) o->decl->converted[o->result_index] = conv;
        k = gort__hole_note(e->g, k, conv, "interface-converted");
    }
    gort__flow_expr_loc(e, k, temp, o->type);
}

/* Go's wrapper captures a copy of the value, at `at`: x is evaluated into a temporary now. */
static location *flow_wrap(flow_walk *e, flow_site *s, ty *t, position pos, position at)
{
    location *loc = flow_temp(e, t, pos, e->loop_depth, flow_temp_name(e, e->fn->ntemps++));
    loc->captured = true;
    *GORT__PUSH(e->u, s->wrapped, s->nwrapped, s->cap_wrapped) = (wrapped){loc, at};
    return loc;
}

/* x into a temporary that the wrapper captures. A name has no position of its own. */
static location *flow_wrap_expr(flow_walk *e, flow_site *s, node *x, position at)
{
    node *bare = gort__unparen(x);
    position pos = bare->kind == N_NAME ? at : bare->pos;
    location *temp = flow_wrap(e, s, x->type, pos, at);
    flow_into_temp(e, temp, x, pos, false);
    return temp;
}

/* For notes: the call as the wrapper makes it, of temporaries. */
static node *flow_wrapped_call(flow_walk *e, node *call)
{
    unit *u = e->u;
    if (!e->g->watch) return call;
    node *copy = gort__copy(u, call, sizeof *copy);
    copy->list = (nodes){0};
    for (int i = 0; i < call->list.n; i++)
        GORT__LIST_PUSH(u, &copy->list, call->list.at[i]);
    node *callee = gort__unparen(call->a);
    if (callee && call->call_kind != CALL_BUILTIN) copy->a = gort__copy(u, callee, sizeof *callee);
    return copy;
}

/* ---- arguments */

/* Constants and functions need no temporary. */
static bool flow_is_fixed(node *n)
{
    n = gort__unparen(n);
    return n->val || n->kind == N_NIL || n->kind == N_LITERAL || gort__named_function(n) ||
           (n->kind == N_SELECTOR && n->sel == SEL_METHODEXPR);
}

/* slot: where the expression stands in what notes show of the call. */
static void flow_value_or_temp(flow_walk *e, flow_site *s, hole k, node *n, node **slot)
{
    if (!s->wrap || flow_is_fixed(n)) {
        gort__flow_expr(e, k, n);
        return;
    }
    location *temp = flow_wrap_expr(e, s, n, s->call->pos);
    if (e->g->watch && slot) *slot = (node *)gort__report_where(e->u, temp);
    gort__flow_expr_loc(e, k, temp, n->type);
}

/* The elements of a slice literal become temporaries, the slice is made where the call runs. */
static void flow_wrapped_slice(flow_walk *e, flow_site *s, hole k, node *lit)
{
    location **temps = gort__alloc(e->u, sizeof *temps * (size_t)(lit->list.n + 1));
    for (int i = 0; i < lit->list.n; i++) {
        node *x = gort__element(lit->list.at[i]);
        if (!flow_is_fixed(x)) temps[i] = flow_wrap_expr(e, s, x, lit->pos);
    }
    k = gort__flow_storage(e, k, lit);
    for (int i = 0; i < lit->list.n; i++)
        if (temps[i])
            gort__flow_expr_loc(e, gort__hole_note(e->g, k, lit, "slice-literal-element"), temps[i],
                                lit->type->elem);
}

/* uintptr(p), p an unsafe.Pointer, where //go:uintptrescapes says that p escapes. */
static void flow_escaping_uintptr(flow_walk *e, node *n)
{
    node *x = gort__unparen(n);
    if (x->kind != N_CONV || x->type->kind != TY_UINTPTR || x->a->type->kind != TY_UNSAFE_POINTER)
        return;
    location *temp =
        flow_temp(e, x->a->type, x->a->pos, e->loop_depth, flow_temp_name(e, e->fn->ntemps++));
    node *shown = x;
    flow_into_temp(e, temp, x->a, x->a->pos, false);
    if (e->g->watch) {
        shown = gort__copy(e->u, x, sizeof *x);
        shown->a = (node *)gort__report_where(e->u, temp);
    }
    gort__flow_expr_loc(
        e, gort__hole_note(e->g, gort__flow_heap_hole(e->g), shown, "//go:uintptrescapes"), temp,
        x->a->type);
}

static void flow_arg(flow_walk *e, flow_site *s, hole k, node *n)
{
    k = gort__hole_note(e->g, k, s->shown, "call parameter");
    node *x = gort__unparen(n), **slot = NULL;
    if (s->fn && s->fn->uintptr_escapes) {
        flow_escaping_uintptr(e, x);
        for (int i = 0; gort__flow_is_slice_lit(x) && i < x->list.n; i++)
            flow_escaping_uintptr(e, gort__element(x->list.at[i]));
    }
    for (int i = 0; s->wrap && i < s->call->list.n; i++)
        if (s->call->list.at[i] == n) slot = &s->shown->list.at[i];
    if (s->wrap && gort__flow_is_slice_lit(x))
        flow_wrapped_slice(e, s, k, x);
    else
        flow_value_or_temp(e, s, k, x, slot);
}

/* ---- parameters */

/* A function of which something is known: a summary, or that it is in analysis. */
static function *flow_known(function *f)
{
    return f && (f->tags || f->flow) ? f : NULL;
}

/* i: -1 the receiver, else the parameter's number. */
static hole flow_param(flow_walk *e, const flow_site *s, int i)
{
    function *f = s->fn;
    if (!f) return gort__flow_heap_hole(e->g);
    if (!f->tags) {
        object *p = i < 0 ? f->recv : i < f->params.n ? f->params.at[i] : NULL;
        return p && gort__is_named(p->name) ? gort__flow_into(gort__flow_var(e, p))
                                            : gort__flow_discard(e->g);
    }
    if (i >= f->params.n) return gort__flow_heap_hole(e->g);
    const leak_summary *tag = &f->tags[i + (f->recv ? 1 : 0)];
    return gort__flow_tag_hole(e->g, &e->fn->graph, e->loop_depth, tag, s->ks, s->nks);
}

hole gort__flow_receiver_hole(flow_walk *e, function *f, const hole *ks, int nks)
{
    flow_site s = {.ks = ks, .nks = nks, .fn = flow_known(f)};
    return flow_param(e, &s, -1);
}

/* ---- receivers */

static void flow_receiver(flow_walk *e, flow_site *s, node *sel)
{
    hole k = gort__hole_note(e->g, flow_param(e, s, -1), s->shown, "call parameter");
    ty *t = sel->a->type;
    node *assertion = s->callee_temp ? gort__callee_assertion(sel->a) : NULL;
    if (s->callee_temp && !assertion) {
        location *temp = s->callee_temp;
        if (s->wrap) {
            temp = flow_wrap(e, s, t, s->call->pos, s->call->pos);
            gort__flow_expr_loc(e, gort__flow_into(temp), s->callee_temp, t);
        }
        gort__flow_expr_loc(e, k, temp, t);
        return;
    }
    node *x = assertion ? assertion->a : NULL;
    if (assertion) { /* meanwhile of the temporary */
        assertion->a = gort__flow_name(e->u, s->callee_temp->what, x->pos);
        assertion->a->obj->flow = s->callee_temp;
    }
    flow_value_or_temp(e, s, k, sel->a, s->wrap ? &s->shown->a->a : NULL);
    if (assertion) assertion->a = x;
}

/* ---- calls */

static bool flow_visit_calls(void *ctx, node *n)
{
    bool *found = ctx;
    bool allocates = gort__is_builtin(n, B_NEW) || gort__is_builtin(n, B_MAKE);
    if ((n->kind == N_CALL && !n->val && !allocates) || (n->kind == N_UNARY && n->op == T_ARROW))
        *found = true;
    return !*found;
}

bool gort__flow_calls_first(node *callee)
{
    bool found = false;
    if (gort__is_method(callee)) callee = callee->a;
    gort__live_visit(callee, flow_visit_calls, &found);
    return found;
}

/* What a call is preceded by: a callee or receiver that has calls in it, and the call whose
 * results are the arguments. */
static void flow_call_first(flow_walk *e, flow_site *s, node *callee)
{
    if (callee && gort__is_method(callee)) callee = callee->a;
    if (callee && gort__flow_calls_first(callee)) {
        /* of x.(T).M(), made from x.M(), it is x */
        node *assertion = gort__callee_assertion(callee);
        callee = assertion ? assertion->a : callee;
        s->callee_temp = flow_temp(e, callee->type, callee->pos, 1, s->call->name);
        flow_into_temp(e, s->callee_temp, callee, s->call->pos, true);
    }
    node *only = gort__spread(&s->call->list);
    if (only) {
        s->narg_temps = only->type->nparams;
        s->arg_temps = gort__flow_call_temps(e, only, s->narg_temps, s->call->field_index);
    }
}

static void flow_call_results(flow_walk *e, flow_site *s)
{
    objects *results = &s->fn->results;
    for (int i = 0; s->ks && i < results->n && i < s->nks; i++)
        gort__flow_expr_loc(e, s->ks[i], gort__flow_var(e, results->at[i]), results->at[i]->type);
}

/* A result of g in f(g()), as an argument of type t: a wrapper captures what it is converted to. */
static void flow_result(flow_walk *e, flow_site *s, hole k, location *result, ty *t)
{
    const position pos = s->call->pos;
    if (!s->wrap) {
        gort__flow_temp_value(e, k, result, t, pos);
        return;
    }
    location *temp = flow_wrap(e, s, t, pos, pos);
    gort__flow_temp_value(e, gort__flow_into(temp), result, t, pos);
    gort__flow_expr_loc(e, k, temp, t);
}

/* f(g()) with results of g that become the elements of f's variadic slice. */
static void flow_variadic_temps(flow_walk *e, flow_site *s, int from, ty *slice)
{
    node *lit = gort__implicit(e->u, N_COMPLIT, s->call->pos, NULL, slice);
    GORT__LIST_PUSH(e->u, &lit->list, lit); /* not empty, for the printer */
    hole k = gort__hole_note(e->g, flow_param(e, s, from), s->call, "call parameter");
    location **elems = s->arg_temps;
    if (s->wrap) { /* the slice is made where the call runs */
        elems = gort__alloc(e->u, (size_t)s->narg_temps * sizeof *elems);
        for (int i = from; i < s->narg_temps; i++) {
            elems[i] = flow_wrap(e, s, slice->elem, s->call->pos, s->call->pos);
            gort__flow_temp_value(e, gort__flow_into(elems[i]), s->arg_temps[i], slice->elem,
                                  s->call->pos);
        }
    }
    k = gort__flow_storage(e, k, lit);
    ((object *)s->arg_temps[0]->what)->decl->converted[s->narg_temps] = lit;
    for (int i = from; i < s->narg_temps; i++)
        gort__flow_temp_value(e, gort__hole_note(e->g, k, lit, "slice-literal-element"), elems[i],
                              slice->elem, s->call->pos);
}

static void flow_call_args(flow_walk *e, flow_site *s, int first_param)
{
    const ty *sig = gort__unparen(s->call->a)->type;
    for (int i = 0; i < s->narg_temps; i++) {
        if (sig->variadic && i >= sig->nparams - 1) {
            flow_variadic_temps(e, s, i, sig->params[sig->nparams - 1]);
            break;
        }
        hole k = gort__hole_note(e->g, flow_param(e, s, i), s->call, "call parameter");
        flow_result(e, s, k, s->arg_temps[i], sig->params[i]);
    }
    for (int i = 0; s->narg_temps == 0 && i < s->call->list.n; i++)
        flow_arg(e, s, flow_param(e, s, i + first_param), s->call->list.at[i]);
}

static void flow_function_call(flow_walk *e, flow_site *s)
{
    node *callee = gort__unparen(s->call->a);
    bool method = gort__is_method(callee);
    int first_param = 0;

    if (method) {
        s->fn = callee->sel == SEL_METHOD ? flow_known(callee->func) : NULL;
    } else {
        known_callee known = gort__callee_of(e->fn->func, callee);
        s->fn = flow_known(known.func);
        escape_function *literal = callee->kind == N_FUNCLIT && s->fn ? s->fn->flow : NULL;
        if (literal) literal->graph.called_on_spot = true;
        if (known.is_method) first_param = -1;
    }
    if (s->fn && !s->fn->tags) flow_call_results(e, s);
    if (method)
        flow_receiver(e, s, callee);
    else if (!s->callee_temp)
        flow_value_or_temp(e, s, gort__flow_discard(e->g), callee, s->wrap ? &s->shown->a : NULL);
    else if (s->wrap)
        flow_wrap(e, s, callee->type, s->call->pos, s->call->pos);
    flow_call_args(e, s, first_param);
}

/* ---- builtins */

/* Where argument i of the builtin goes, whose type is t. */
static hole flow_builtin_hole(flow_walk *e, const flow_site *s, int i, const ty *t)
{
    const node *call = s->call;
    const bool pointers = t->kind == TY_SLICE && gort__ty_has_pointers(e->u, t->elem);
    const hole heap = gort__flow_heap_hole(e->g), discard = gort__flow_discard(e->g);
    if (call->builtin == B_PANIC) return heap;
    if (call->builtin == B_COPY)
        return i == 1 && pointers ? gort__hole_deref(e->g, heap, call, "copied slice") : discard;
    if (call->builtin == B_ADD || call->builtin == B_SLICE)
        return i == 0 && s->ks ? s->ks[0] : discard;
    if (call->builtin != B_APPEND) return discard;
    if (i > 0 && !call->dots) return heap;
    if (i > 0) return pointers ? gort__hole_deref(e->g, heap, call, "appended slice...") : discard;
    hole ks[2] = {s->ks ? s->ks[0] : discard};
    if (!pointers) return ks[0];
    /* Either the old array is used on, or its elements are copied to a new one. */
    ks[1] = gort__hole_deref(e->g, heap, call, "appendee slice");
    return gort__flow_tee(e->g, &e->fn->graph, e->loop_depth, ks, 2);
}

/* append(f()), delete(f()), copy(f()), print(f()) */
static void flow_builtin_temps(flow_walk *e, flow_site *s)
{
    const position at = gort__unparen(s->call->list.at[0])->pos;
    const ty *first = ((object *)s->arg_temps[0]->what)->type;
    for (int i = 0; i < s->narg_temps; i++) {
        ty *from = ((object *)s->arg_temps[i]->what)->type, *to = from;
        if (i > 0 && s->call->builtin == B_APPEND) to = first->elem;
        if (i > 0 && s->call->builtin == B_DELETE) to = first->key;
        gort__flow_temp_value(e, flow_builtin_hole(e, s, i, from), s->arg_temps[i], to, at);
    }
}

static void flow_builtin(flow_walk *e, flow_site *s)
{
    node *call = s->call;
    hole k = s->ks ? s->ks[0] : gort__flow_discard(e->g);
    if (s->narg_temps > 0) {
        flow_builtin_temps(e, s);
        return;
    }
    switch (call->builtin) {
    case B_NEW: gort__flow_storage(e, k, call); return;
    case B_RECOVER: /* Go gives it a frame's address, which a wrapper captures too */
        if (s->wrap) flow_wrap(e, s, gort__ty_basic(e->u, TY_UINTPTR), call->pos, call->pos);
        return;
    case B_MAKE:
        if (call->type->kind != TY_CHAN) gort__flow_storage(e, k, call);
        break; /* the sizes */
    default: break;
    }
    for (int i = 0; i < call->list.n; i++) {
        node *x = call->list.at[i];
        if (!x->is_type) flow_arg(e, s, flow_builtin_hole(e, s, i, x->type), x);
    }
}

static void flow_site_call(flow_walk *e, flow_site *s)
{
    if (s->call->call_kind == CALL_BUILTIN)
        flow_builtin(e, s);
    else
        flow_function_call(e, s);
}

static void flow_site_first(flow_walk *e, flow_site *s)
{
    flow_call_first(e, s, s->call->call_kind == CALL_BUILTIN ? NULL : gort__unparen(s->call->a));
}

void gort__flow_call(flow_walk *e, const hole *ks, int nks, node *call)
{
    flow_site s = {.call = call, .shown = call, .ks = ks, .nks = nks};
    flow_site_first(e, &s);
    flow_site_call(e, &s);
}

/* ---- go, defer */

static bool flow_is_plain_call(const node *call, const node *callee)
{
    if (call->call_kind == CALL_BUILTIN || gort__is_method(callee)) return false;
    const ty *t = callee->type;
    return t && t->kind == TY_FUNC && t->nparams + t->nresults == 0;
}

void gort__flow_go_defer(flow_walk *e, node *n)
{
    node *call = gort__unparen(n->a);
    hole k = gort__flow_heap_hole(e->g);
    if (n->kind == S_DEFER && e->loop_depth == 1) {
        /* Runs once, when the function returns: the stack will do, but not for the statement
         * only, so through a location that is not transient. */
        n->once = true;
        k = gort__flow_into(gort__flow_loc(e->g, LOC_TEMP, &e->fn->graph, NULL, e->loop_depth));
    }
    flow_site s = {.call = call, .shown = flow_wrapped_call(e, call), .wrap = true};
    flow_site_first(e, &s);
    node *callee = gort__unparen(call->a);
    if (callee && flow_is_plain_call(call, callee)) {
        if (s.callee_temp)
            gort__flow_expr_loc(e, k, s.callee_temp, callee->type);
        else
            gort__flow_expr(e, k, callee);
        return;
    }
    flow_site_call(e, &s);
    flow_batch *b = e->b;
    k = gort__flow_storage(e, k, n);
    *GORT__PUSH(b->u, b->closures, b->nclosures, b->cap_closures) =
        (escape_closure){.k = k, .temps = s.wrapped, .ntemps = s.nwrapped};
}
