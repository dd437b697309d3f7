/* flow_stmt.c - from functions and statements to the flow graph (flow.h): every variable becomes
 * a location, every assignment edges.
 *
 * Nothing is distinguished inside a variable: x.f = p is x = p, a[0] = p is a = p; what lies
 * behind a pointer, in a slice or in a map is the heap for whoever stores into it. Order of
 * execution does not count, with one exception (a variable that is changed only before a closure
 * captures it, flow_expr.c).
 *
 * Invariants:
 *  - every expression is visited exactly once, if only to be thrown away (gort__flow_drop), so
 *    that each expression that allocates gets its location, in the order of go1.19;
 *  - the loop depth counts `for` and labels that a later goto jumps back to; such a label's depth
 *    lasts until the end of the enclosing body (of a function, if, for, case), not of braces;
 *  - a variable has the depth of its declaration; loop variables that of the loop's outside.
 * One thread. To change how a statement flows, open its function here.
 */
#include "flow_ast.h"

static void flow_stmt(flow_walk *e, node *n);

/* ---- variables */

static location *flow_new_var(flow_batch *b, escape_function *fn, object *o)
{
    location_kind kind = o->var_class == VAR_PARAM    ? LOC_PARAM
                         : o->var_class == VAR_RESULT ? LOC_RESULT
                                                      : LOC_VAR;
    location *loc = gort__flow_loc(&b->g, kind, &fn->graph, o, 1);
    loc->result = o->result_index;
    o->flow = loc;
    return loc;
}

location *gort__flow_var(flow_walk *e, object *o)
{
    return o->flow ? o->flow : flow_new_var(e->b, e->fn, o);
}

void gort__flow_func_locs(flow_batch *b, escape_function *fn)
{
    const objects *all = &fn->func->dcl;
    for (int i = 0; i < all->n; i++)
        if (!all->at[i]->flow) flow_new_var(b, fn, all->at[i]);
}

/* A declaration is reached: the variable lives as long as this depth. */
static hole flow_declare(flow_walk *e, object *o)
{
    location *loc = gort__flow_var(e, o);
    loc->loop_depth = e->loop_depth;
    return gort__flow_into(loc);
}

static void flow_declare_names(flow_walk *e, const nodes *names, bool all)
{
    for (int i = 0; i < names->n; i++) {
        node *n = names->at[i];
        if (n && (all || n->is_new) && !gort__is_blank(n) && gort__is_local(n->obj))
            flow_declare(e, n->obj);
    }
}

/* ---- assignment */

/* Where something assigned to n goes. */
static hole flow_dest(flow_walk *e, node *n)
{
    n = gort__unparen(n);
    if (!n || gort__is_blank(n)) return gort__flow_discard(e->g);
    switch (n->kind) {
    case N_NAME:
        if (!gort__is_local(n->obj)) break;
        return gort__flow_into(gort__flow_var(e, n->obj));
    case N_SELECTOR:
        if (n->sel == SEL_FIELD && !n->sel_ptr) return flow_dest(e, n->a);
        gort__flow_drop(e, n);
        break;
    case N_INDEX:
        if (n->a->type->kind == TY_MAP) {
            gort__flow_drop(e, n->a);
            gort__flow_expr(
                e, gort__hole_note(e->g, gort__flow_heap_hole(e->g), n, "key of map put"), n->b);
            break;
        }
        gort__flow_drop(e, n->b);
        if (n->a->type->kind == TY_ARRAY) return flow_dest(e, n->a);
        gort__flow_drop(e, n->a);
        break;
    default: gort__flow_drop(e, n); break;
    }
    return gort__flow_heap_hole(e->g);
}

/* Marks what n destinations lead to as assigned again, but for what `where` declares: it gives that
 * its only value so far. dst: the places, or NULL. */
static void flow_reassigned(hole *ks, node **dst, int n, const node *where)
{
    for (int i = 0; i < n && where->kind != S_VAR; i++)
        if (!dst || where->kind != S_ASSIGN || !dst[i]->is_new) ks[i].dst->reassigned = true;
}

static hole *flow_dests(flow_walk *e, node **dst, int n)
{
    hole *ks = gort__alloc(e->u, sizeof *ks * (size_t)(n ? n : 1));
    for (int i = 0; i < n; i++)
        ks[i] = flow_dest(e, dst[i]);
    return ks;
}

/* A value of type t to dst, which may be an interface. Go's escape analysis does not see the box
 * that it makes then; what the box points to has to live as long. It has no text of its own: the
 * statement's `place` says where it is. */
static hole flow_boxed(flow_walk *e, hole k, const node *dst, ty *t, node *stmt)
{
    if (!dst || gort__is_blank(dst) || !gort__ty_is_interface(dst->type) ||
        gort__ty_is_interface(t) || gort__ty_is_direct(t) || !gort__ty_has_pointers(e->u, t))
        return k;
    return gort__flow_storage(e, k, stmt);
}

/* dst... = src..., where src may be shorter. */
static void flow_assign(flow_walk *e, node **dst, node **src, int ndst, int nsrc, const char *why,
                        node *where)
{
    hole *ks = flow_dests(e, dst, ndst);
    for (int i = 0; i < ndst && i < nsrc; i++) {
        hole k = ks[i];
        const node *d = gort__unparen(dst[i]);
        if (gort__flow_is_header_data(d) && d->sel_ptr) { /* a pointer is stored */
            k = gort__hole_note(e->g, gort__flow_heap_hole(e->g), where, why);
            gort__flow_unsafe(e, k, src[i]);
            continue;
        }
        const node *only = ndst > nsrc ? gort__unparen(src[0]) : NULL;
        if (only && only->kind == N_TYPEASSERT) k = flow_boxed(e, k, dst[0], only->type, where);
        if (gort__flow_self_assign(dst[i], src[i])) {
            gort__report_self_assign(e, where);
            k = gort__flow_discard(e->g);
        }
        gort__flow_expr(e, gort__hole_note(e->g, k, where, why), src[i]);
    }
    flow_reassigned(ks, dst, ndst, where);
}

static const char *flow_pair_why(const node *src)
{
    return src->kind == N_INDEX        ? "assign-pair-mapr"
           : src->kind == N_TYPEASSERT ? "assign-pair-dot-type"
                                       : "assign-pair-receive";
}

/* dst... = f() with several results. */
static void flow_assign_call(flow_walk *e, node **dst, int ndst, node *call, node *where)
{
    if (!gort__flow_tuple_converts(&(nodes){dst, ndst, ndst}, call)) {
        hole *ks = flow_dests(e, dst, ndst);
        gort__flow_call(e, ks, ndst, call);
        flow_reassigned(ks, dst, ndst, where);
        return;
    }
    location **temps = gort__flow_call_temps(e, call, ndst, where->field_index);
    hole *ks = flow_dests(e, dst, ndst);
    position pos = where->kind == S_VAR ? call->pos
                   : where->define      ? gort__unparen(dst[ndst - 1])->pos
                                        : where->end;
    for (int i = 0; i < ndst; i++)
        gort__flow_temp_value(e, gort__hole_note(e->g, ks[i], where, "assign-pair"), temps[i],
                              dst[i]->type ? dst[i]->type : call->type->params[i], pos);
    flow_reassigned(ks, dst, ndst, where);
}

static void flow_assign_list(flow_walk *e, nodes *dst, nodes *src, node *where)
{
    if (src->n == 1 && dst->n > 1) {
        node *s = gort__unparen(src->at[0]);
        if (s->kind == N_CALL)
            flow_assign_call(e, dst->at, dst->n, s, where);
        else
            flow_assign(e, dst->at, src->at, dst->n, 1, flow_pair_why(s), where);
        return;
    }
    flow_assign(e, dst->at, src->at, dst->n, src->n, dst->n == 1 ? "assign" : "assign-pair", where);
}

/* var a, b T = x, y are assignments of their own, one after the other. */
static void flow_var_stmt(flow_walk *e, node *n)
{
    if (n->list2.n == n->list.n) {
        for (int i = 0; i < n->list.n; i++) {
            node *one = n; /* as messages name it */
            if (n->list.n > 1) {
                one = gort__node_new(e->u, S_VAR, n->pos);
                GORT__LIST_PUSH(e->u, &one->list, n->list.at[i]);
                GORT__LIST_PUSH(e->u, &one->list2, n->list2.at[i]);
            }
            flow_declare_names(e, &one->list, true);
            flow_assign(e, &n->list.at[i], &n->list2.at[i], 1, 1, "assign", one);
        }
        return;
    }
    flow_declare_names(e, &n->list, true);
    if (n->list2.n == 1) flow_assign_list(e, &n->list, &n->list2, n);
}

static void flow_return(flow_walk *e, node *n)
{
    objects *results = &e->fn->func->results;
    hole *ks = gort__alloc(e->u, sizeof *ks * (size_t)(results->n + 1));
    for (int i = 0; i < results->n; i++)
        /* The variable `_` still is a result that a value can be returned by. */
        ks[i] = gort__flow_into(gort__flow_var(e, results->at[i]));
    node *only = n->list.n == 1 ? gort__unparen(n->list.at[0]) : NULL;
    if (only && results->n > 1 && only->kind == N_CALL) {
        location **temps = gort__flow_call_temps(e, only, results->n, n->field_index);
        for (int i = 0; i < results->n; i++)
            gort__flow_temp_value(e, gort__hole_note(e->g, ks[i], n, "return"), temps[i],
                                  results->at[i]->type, only->pos);
    } else {
        for (int i = 0; i < n->list.n && i < results->n; i++)
            gort__flow_expr(e, gort__hole_note(e->g, ks[i], n, "return"), n->list.at[i]);
    }
    flow_reassigned(ks, NULL, results->n, n);
}

/* ---- control flow */

static void flow_stmt_of(void *ctx, node *n)
{
    flow_stmt(ctx, n);
}

static void flow_block(flow_walk *e, const nodes *list)
{
    int depth = e->loop_depth;
    gort__live_stmts(list, flow_stmt_of, e);
    e->loop_depth = depth;
}

static void flow_if(flow_walk *e, node *n)
{
    int cond = gort__live_cond(n->cond);
    flow_stmt(e, n->init);
    gort__flow_drop(e, gort__live_operand(n->cond));
    if (cond != 0) flow_block(e, &n->body);
    if (cond != 1 && n->els) {
        nodes els = {&n->els, 1, 1};
        flow_block(e, n->els->kind == S_BLOCK ? &n->els->list : &els);
    }
}

static void flow_for(flow_walk *e, node *n)
{
    flow_stmt(e, n->init);
    e->loop_depth++;
    gort__flow_drop(e, n->cond);
    flow_stmt(e, n->post);
    flow_block(e, &n->body);
    e->loop_depth--;
}

static void flow_range(flow_walk *e, node *n)
{
    node *dst[2] = {n->key, n->value};
    if (n->define) flow_declare_names(e, &(nodes){dst, 2, 2}, true);
    location *operand = gort__flow_loc(e->g, LOC_TEMP, &e->fn->graph, NULL, e->loop_depth);
    gort__flow_expr(e, gort__flow_into(operand), n->a);

    e->loop_depth++;
    hole ks[2] = {flow_dest(e, n->key), flow_dest(e, n->value)};
    const ty *of = n->a->type->kind == TY_PTR ? n->a->type->elem : n->a->type;
    if (of->kind == TY_ARRAY || of->kind == TY_SLICE)
        ks[1] = flow_boxed(e, ks[1], n->value, of->elem, n);
    if (n->a->type->kind == TY_ARRAY)
        gort__flow_to(e->g, gort__hole_note(e->g, ks[1], n, "range"), operand);
    else
        gort__flow_to(e->g, gort__hole_deref(e->g, ks[1], n, "range-deref"), operand);
    flow_reassigned(ks, NULL, 2, n); /* anew on each iteration */
    flow_block(e, &n->body);
    e->loop_depth--;
}

static void flow_type_switch(flow_walk *e, node *n)
{
    hole *ks = gort__alloc(e->u, sizeof *ks * (size_t)(n->list.n + 1));
    int nks = 0;
    flow_stmt(e, n->init);
    for (int i = 0; i < n->list.n; i++) {
        node *c = n->list.at[i];
        if (!c->obj) continue;
        hole k = flow_declare(e, c->obj);
        if (gort__ty_has_pointers(e->u, c->obj->type))
            ks[nks++] = gort__flow_dot_type(e, k, c->obj->type, c, "switch case");
    }
    gort__flow_expr(e, gort__flow_tee(e->g, &e->fn->graph, e->loop_depth, ks, nks), n->a);
    for (int i = 0; i < n->list.n; i++)
        flow_block(e, &n->list.at[i]->body);
}

static void flow_switch(flow_walk *e, node *n)
{
    const node *only;
    const bool one = gort__live_only_case(n, &only);
    flow_stmt(e, n->init);
    gort__flow_drop(e, n->cond);
    for (int i = 0; i < n->list.n; i++) {
        node *c = n->list.at[i];
        if (one && c != only) continue;
        for (int j = 0; j < c->list.n; j++)
            gort__flow_drop(e, c->list.at[j]);
        flow_block(e, &c->body);
    }
}

/* case x = <-c flows nowhere, like every receive. */
static void flow_select(flow_walk *e, node *n)
{
    for (int i = 0; i < n->list.n; i++) {
        node *c = n->list.at[i], *x = c->init;
        if (x && x->kind == S_ASSIGN && x->list2.n == 1) {
            /* A conversion happens behind the receive, and its storage is no expression's. */
            node *recv = gort__unparen(x->list2.at[0]);
            if (recv->kind == N_CONV && recv->implicit) recv = recv->a;
            flow_declare_names(e, &x->list, false);
            flow_assign(e, x->list.at, &recv, x->list.n, 1, "assign-pair-receive", x);
        } else {
            flow_stmt(e, x);
        }
        flow_block(e, &c->body);
    }
}

/* ---- labels that a later goto jumps back to: object.flow of the label says so */

static const char flow_label_seen, flow_label_loops;

static bool flow_visit_labels(void *ctx, node *n)
{
    (void)ctx;
    if (n->target && n->kind == S_LABELED)
        n->target->flow = (void *)&flow_label_seen;
    else if (n->target && n->kind == S_BRANCH && n->op == T_GOTO && n->target->flow)
        n->target->flow = (void *)&flow_label_loops;
    return true;
}

static void flow_label(flow_walk *e, node *n)
{
    if (!n->target) return;
    if (n->target->flow == &flow_label_loops) e->loop_depth++;
    n->target->flow = NULL;
}

/* ---- statements */

static void flow_stmt(flow_walk *e, node *n)
{
    if (!n) return;
    switch (n->kind) {
    case S_EXPR: {
        node *x = gort__unparen(n->a);
        if (x->kind == N_CALL)
            gort__flow_call(e, NULL, 0, x);
        else
            gort__flow_drop(e, x);
        break;
    }
    case S_ASSIGN:
        flow_declare_names(e, &n->list, false);
        flow_assign_list(e, &n->list, &n->list2, n);
        break;
    case S_INCDEC: flow_assign(e, &n->a, NULL, 1, 0, "assign", n); break;
    case S_VAR: flow_var_stmt(e, n); break;
    case S_IF: flow_if(e, n); break;
    case S_FOR: flow_for(e, n); break;
    case S_RANGE: flow_range(e, n); break;
    case S_SWITCH: flow_switch(e, n); break;
    case S_TYPESWITCH: flow_type_switch(e, n); break;
    case S_SELECT: flow_select(e, n); break;
    case S_LABELED: flow_label(e, n); break; /* the labeled statement comes next */
    case S_RETURN: flow_return(e, n); break;
    case S_GO:
    case S_DEFER: gort__flow_go_defer(e, n); break;
    case S_SEND:
        gort__flow_drop(e, n->a);
        gort__flow_expr(e, gort__hole_note(e->g, gort__flow_heap_hole(e->g), n, "send"), n->b);
        break;
    default: break; /* declarations of types and constants, branches */
    }
}

/* ---- package variables */

/* Of an initialiser go1.19 runs code only for what is not data: the parts of literals, and what is
 * boxed in an interface, are static as far as they are constant; only maps are made whole. */
static void flow_static_value(flow_walk *e, hole k, node *n, node *where)
{
    n = gort__unparen(n);
    if (n->val) return;
    if (n->kind == N_CONV && n->a->val && n->type->kind == TY_SLICE) {
        return; /* bytes or runes of a constant */
    } else if (gort__conv_is_nop(n) || (n->kind == N_CONV && gort__ty_is_interface(n->type) &&
                                        !gort__ty_is_interface(n->a->type))) {
        flow_static_value(e, k, n->a, where);
    } else if (n->kind == N_ADDR && gort__unparen(n->a)->kind == N_COMPLIT) {
        node *lit = gort__unparen(n->a);
        if (lit->type->kind == TY_MAP) /* the variable is data, the map is not */
            gort__flow_expr(e, gort__hole_note(e->g, k, where, "assign"), lit);
        else
            flow_static_value(e, k, lit, where);
    } else if (n->kind == N_COMPLIT && n->type->kind != TY_MAP) {
        for (int i = 0; i < n->list.n; i++)
            flow_static_value(e, k, gort__element(n->list.at[i]), where);
    } else if (n->kind != N_FUNCLIT) { /* a literal that captures nothing is data */
        gort__flow_expr(e, gort__hole_note(e->g, k, where, "assign"), n);
    }
}

/* What go1.19 does not drop when its value is not used. */
static bool flow_visit_effects(void *ctx, node *n)
{
    bool *found = ctx;
    switch (n->kind) {
    case N_CALL:
        if (gort__is_builtin(n, B_MAKE))
            *found |=
                n->type->kind == TY_SLICE || (n->list.n > 1 && !gort__unparen(n->list.at[1])->val);
        else
            *found |= !n->val && !gort__measures(n) && !gort__is_builtin(n, B_NEW);
        break;
    case N_SELECTOR: *found |= gort__is_method(n) || (n->sel == SEL_FIELD && n->sel_ptr); break;
    case N_UNARY: *found |= n->op == T_ARROW; break;
    case N_INDEX:
    case N_SLICE:
    case N_DEREF:
    case N_TYPEASSERT:
    case N_FUNCLIT: *found = true; break;
    default: break;
    }
    return !*found;
}

static void flow_package_var(flow_walk *e, node *n)
{
    if (n->list.n != n->list2.n) {
        flow_stmt(e, n);
        return;
    }
    for (int i = 0; i < n->list.n; i++) {
        bool used = !gort__is_blank(n->list.at[i]);
        gort__live_visit(n->list2.at[i], flow_visit_effects, &used);
        if (used) flow_static_value(e, flow_dest(e, n->list.at[i]), n->list2.at[i], n);
    }
}

void gort__flow_body(flow_batch *b, escape_function *fn)
{
    flow_walk e = {.b = b, .u = b->u, .g = &b->g, .fn = fn, .loop_depth = 1};
    if (fn->is_init) {
        for (int i = 0; i < b->u->pkg->nvars; i++)
            if (!b->u->pkg->vars[i]->static_init) flow_package_var(&e, b->u->pkg->vars[i]->stmt);
        return;
    }
    if (gort__live_nothing(&fn->func->body)) return;
    gort__live_visit_list(&fn->func->body, flow_visit_labels, NULL);
    gort__live_stmts(&fn->func->body, flow_stmt_of, &e);
}
