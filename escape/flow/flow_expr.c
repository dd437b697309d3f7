/* flow_expr.c - from expressions to the flow graph (flow.h): the value of each expression is
 * evaluated into a hole.
 *
 * An expression that allocates gets a location of its own ("storage"), whose address flows into
 * the hole; what the storage holds (the elements of a slice literal, the value boxed in an
 * interface, a closure's captured variables) flows into the location. The storage of a map and of
 * a channel is opaque: keys and values count as the heap, and what is read from it flows nowhere,
 * because it is on the heap already.
 *
 * Invariants: a value whose type has no pointers flows nowhere, unless its address is taken;
 * operands are visited anyhow, left to right; storage before operands. The location is left in
 * node->flow until place.c has read it. One thread.
 *
 * To give a new kind of expression its flow, add a case to flow_value; if it allocates, also
 * a rule to reason.c.
 */
#include "flow_ast.h"

#include <string.h>

void gort__flow_drop(flow_walk *e, node *n)
{
    gort__flow_expr(e, gort__flow_discard(e->g), n);
}

static hole flow_filter(flow_walk *e, hole k, ty *t)
{
    if (k.derefs >= 0 && t && t->kind != TY_TUPLE && !gort__ty_has_pointers(e->u, t))
        k.dst = &e->g->blank;
    return k;
}

void gort__flow_expr_loc(flow_walk *e, hole k, location *src, ty *t)
{
    gort__flow_to(e->g, flow_filter(e, k, t), src);
}

/* x.(T): the value is read out of the interface's storage, unless it is the interface's word. */
hole gort__flow_dot_type(flow_walk *e, hole k, ty *t, const node *where, const char *why)
{
    if (!gort__ty_is_interface(t) && !gort__ty_is_direct(t)) k = gort__hole_shift(k, 1);
    return gort__hole_note(e->g, k, where, why);
}

hole gort__flow_storage(flow_walk *e, hole k, node *n)
{
    hole content = gort__flow_spill(e->g, &e->fn->graph, e->loop_depth, k, n);
    n->flow = content.dst;
    return content;
}

/* ---- selectors */

/* x.M as a value: a closure that holds x. How it will be called is not known, so its results count
 * as going to the heap. */
static void flow_method_value(flow_walk *e, hole k, node *n)
{
    hole closure = gort__flow_storage(e, k, n);
    hole heap[GORT__LEAK_RESULTS];
    for (int i = 0; i < GORT__LEAK_RESULTS; i++)
        heap[i] = gort__flow_heap_hole(e->g);
    const hole ks[2] = {gort__flow_receiver_hole(e, n->func, heap, GORT__LEAK_RESULTS), closure};
    gort__flow_expr(e, gort__flow_tee(e->g, &e->fn->graph, e->loop_depth, ks, 2), n->a);
}

/* A package's member and a method expression are no flows. */
static void flow_selector(flow_walk *e, hole k, node *n)
{
    if (gort__is_method(n))
        flow_method_value(e, k, n);
    else if (n->sel == SEL_FIELD && n->sel_ptr)
        gort__flow_expr(e, gort__hole_deref(e->g, k, n, "dot of pointer"), n->a);
    else if (n->sel == SEL_FIELD)
        gort__flow_expr(e, gort__hole_note(e->g, k, n, "dot"), n->a);
}

/* ---- operators */

static bool flow_is_concat(const node *n)
{
    return n->kind == N_BINARY && n->op == T_ADD && !n->val && n->type &&
           n->type->kind == TY_STRING;
}

/* a + b + c makes one string, whatever the parentheses. */
static void flow_concat_operands(flow_walk *e, node *n, void *loc)
{
    node *sides[2] = {gort__unparen(n->a), gort__unparen(n->b)};
    for (int i = 0; i < 2; i++) {
        if (flow_is_concat(sides[i])) {
            sides[i]->flow = loc;
            flow_concat_operands(e, sides[i], loc);
        } else {
            gort__flow_drop(e, sides[i]);
        }
    }
}

static void flow_binary(flow_walk *e, hole k, node *n)
{
    if (flow_is_concat(n)) {
        gort__flow_storage(e, k, n);
        flow_concat_operands(e, n, n->flow);
        return;
    }
    node *sides[2] = {gort__unparen(n->a), gort__unparen(n->b)};
    for (int i = 0; i < 2; i++) {
        /* interface == concrete compares without boxing */
        if (gort__is_comparison(n) && sides[i]->kind == N_CONV && sides[i]->implicit)
            sides[i] = sides[i]->a;
        gort__flow_drop(e, sides[i]);
    }
}

static void flow_index(flow_walk *e, hole k, node *n)
{
    if (n->a->type->kind == TY_MAP)
        gort__flow_drop(e, n->a);
    else if (n->a->type->kind == TY_ARRAY)
        gort__flow_expr(e, gort__hole_note(e->g, k, n, "fixed-array-index-of"), n->a);
    else
        gort__flow_expr(e, gort__hole_deref(e->g, k, n, "dot of pointer"), n->a);
    gort__flow_drop(e, n->b);
}

static void flow_addr(flow_walk *e, hole k, node *n)
{
    node *x = gort__unparen(n->a);
    if (x->kind == N_COMPLIT)
        gort__flow_expr(e, gort__flow_storage(e, k, n), x);
    else
        gort__flow_expr(e, gort__hole_addr(e->g, k, n, "address-of"), x);
}

/* ---- conversions */

bool gort__flow_is_header_data(const node *n)
{
    if (n->kind != N_SELECTOR || n->sel != SEL_FIELD || n->type->kind != TY_UINTPTR ||
        strcmp(n->name, "Data") != 0)
        return false;
    const ty *t = n->sel_ptr && n->a->type->kind == TY_PTR ? n->a->type->elem : n->a->type;
    if (!t->is_named || !t->obj || !t->obj->pkg || strcmp(t->obj->pkg->path, "reflect") != 0)
        return false;
    return strcmp(t->obj->name, "SliceHeader") == 0 || strcmp(t->obj->name, "StringHeader") == 0;
}

/* The integer behind an unsafe.Pointer may be made from pointers by arithmetic, or be the Data of
 * one of reflect's headers. */
void gort__flow_unsafe(flow_walk *e, hole k, node *n)
{
    n = gort__unparen(n);
    if (n->val) {
        return;
    } else if (n->kind == N_CONV) {
        if (n->a->type->kind == TY_UNSAFE_POINTER)
            gort__flow_expr(e, k, n->a);
        else
            gort__flow_drop(e, n->a);
    } else if (gort__flow_is_header_data(n) && n->sel_ptr) {
        gort__flow_expr(e, gort__hole_deref(e->g, k, n, "reflect.Header.Data"), n->a);
    } else if (n->kind == N_UNARY && n->op != T_ARROW) {
        gort__flow_unsafe(e, k, n->a);
    } else if (n->kind == N_BINARY) {
        gort__flow_unsafe(e, k, n->a);
        if (n->op == T_SHL || n->op == T_SHR)
            gort__flow_drop(e, n->b);
        else
            gort__flow_unsafe(e, k, n->b);
    } else {
        gort__flow_drop(e, n);
    }
}

static void flow_conv(flow_walk *e, hole k, node *n)
{
    ty *from = n->a->type, *to = n->type;
    if (gort__conv_is_nop(n)) {
        gort__flow_expr(e, k, n->a);
    } else if (gort__ty_is_interface(to)) {
        if (!gort__ty_is_interface(from) && !gort__ty_is_direct(from))
            k = gort__flow_storage(e, k, n);
        gort__flow_expr(e, gort__hole_note(e->g, k, n, "interface-converted"), n->a);
    } else if ((to->kind == TY_STRING) != (from->kind == TY_STRING)) { /* bytes, runes, a rune */
        gort__flow_storage(e, k, n);
        gort__flow_drop(e, n->a);
    } else if (to->kind == TY_UNSAFE_POINTER && from->kind == TY_UINTPTR) {
        gort__flow_unsafe(e, k, n->a);
    } else {
        gort__flow_expr(e, k, n->a);
    }
}

/* ---- literals */

bool gort__flow_is_slice_lit(const node *n)
{
    return n->kind == N_COMPLIT && n->type->kind == TY_SLICE;
}

static void flow_complit(flow_walk *e, hole k, node *n)
{
    const char *why = "struct literal element";
    switch (n->type->kind) {
    case TY_MAP:
        gort__flow_storage(e, k, n);
        for (int i = 0; i < n->list.n; i++) {
            hole heap = gort__flow_heap_hole(e->g);
            node *kv = n->list.at[i];
            gort__flow_expr(e, gort__hole_note(e->g, heap, n, "map literal key"), kv->a);
            gort__flow_expr(e, gort__hole_note(e->g, heap, n, "map literal value"), kv->b);
        }
        return;
    case TY_SLICE:
        k = gort__flow_storage(e, k, n);
        why = "slice-literal-element";
        break;
    case TY_ARRAY: why = "array literal element"; break;
    default: break;
    }
    for (int i = 0; i < n->list.n; i++)
        gort__flow_expr(e, gort__hole_note(e->g, k, n, why), gort__element(n->list.at[i]));
}

/* ---- closures */

static void flow_funclit(flow_walk *e, hole k, node *n)
{
    function *f = n->func;
    k = gort__flow_storage(e, k, n);
    flow_batch *b = e->b;
    *GORT__PUSH(b->u, b->closures, b->nclosures, b->cap_closures) =
        (escape_closure){.k = k, .func = f};

    for (int i = 0; i < f->ncaptures; i++) {
        location *loc = gort__flow_var(e, f->captures[i].var);
        if (loc->captured) continue;
        loc->captured = true;
        /* What was assigned before the first capture, in straight-line code, the closure cannot
         * see change. */
        if (loc->loop_depth == e->loop_depth) loc->reassigned = false;
    }
    /* A package-level literal is a function of its own, analysed where it stands in the order of
     * the functions. */
    escape_function *fn = f->flow;
    if (f->outer && fn) {
        gort__flow_func_locs(e->b, fn);
        gort__flow_body(e->b, fn);
    }
}

/* The largest variable that a closure copies. */
enum { FLOW_CAPTURE_VALUE_BYTES = 128 };

typedef struct flow_mention {
    const object *var;
    position pos;
} flow_mention;

static bool flow_visit_mention(void *ctx, node *n)
{
    flow_mention *m = ctx;
    if (m->pos.line) return false;
    for (int i = 0; n->kind == N_FUNCLIT && i < n->func->ncaptures; i++)
        if (n->func->captures[i].var == m->var) m->pos = n->pos;
    if (n->kind == N_NAME && n->obj == m->var) m->pos = n->pos;
    return true;
}

/* For notes: the captured variable, where it is mentioned first (a literal inside mentions what it
 * captures). */
static const node *flow_capture_where(flow_batch *b, const location *loc, function *f, position pos)
{
    node *n = (node *)gort__report_where(b->u, loc);
    if (!n) return NULL;
    if (f) {
        flow_mention m = {.var = loc->what};
        gort__live_visit_list(&f->body, flow_visit_mention, &m);
        pos = m.pos;
    }
    n->pos = pos;
    return n;
}

/* The variable at loc flows into the closure c; returns whether by reference. where: for notes. */
static bool flow_captured(flow_batch *b, const escape_closure *c, location *loc, bool changes,
                          const node *where)
{
    object *o = loc->what;
    const bool by_ref = changes || gort__ty_size(b->u, o->type) > FLOW_CAPTURE_VALUE_BYTES;
    gort__report_capture(b->u, o, loc, by_ref);
    hole k = by_ref ? gort__hole_addr(&b->g, c->k, where, "reference") : c->k;
    gort__flow_to(&b->g, gort__hole_note(&b->g, k, where, "captured by a closure"), loc);
    return by_ref;
}

void gort__flow_closures(flow_batch *b)
{
    for (int i = 0; i < b->nclosures; i++) {
        const escape_closure *c = &b->closures[i];
        for (int j = 0; j < c->ntemps; j++) {
            const wrapped *w = &c->temps[j];
            flow_captured(b, c, w->loc, false, flow_capture_where(b, w->loc, NULL, w->at));
        }
        for (int j = 0; c->func && j < c->func->ncaptures; j++) {
            captured_var *cap = &c->func->captures[j];
            location *loc = cap->var->flow;
            cap->by_ref = flow_captured(b, c, loc, loc->addrtaken || loc->reassigned,
                                        flow_capture_where(b, loc, c->func, (position){0}));
        }
    }
}

/* ---- */

static void flow_value(flow_walk *e, hole k, node *n)
{
    switch (n->kind) {
    case N_NAME:
        if (gort__is_local(n->obj)) gort__flow_to(e->g, k, gort__flow_var(e, n->obj));
        break;
    case N_COMPLIT: flow_complit(e, k, n); break;
    case N_FUNCLIT: flow_funclit(e, k, n); break;
    case N_SELECTOR: flow_selector(e, k, n); break;
    case N_INDEX: flow_index(e, k, n); break;
    case N_SLICE:
        gort__flow_expr(e, gort__hole_note(e->g, k, n, "slice"), n->a);
        gort__flow_drop(e, n->b);
        gort__flow_drop(e, n->c);
        gort__flow_drop(e, n->d);
        break;
    case N_TYPEASSERT:
        gort__flow_expr(e, gort__flow_dot_type(e, k, n->type, n, "dot"), n->a);
        break;
    case N_CALL: gort__flow_call(e, &k, 1, n); break;
    case N_DEREF: gort__flow_expr(e, gort__hole_deref(e->g, k, n, "indirection"), n->a); break;
    case N_ADDR: flow_addr(e, k, n); break;
    case N_UNARY: gort__flow_drop(e, n->a); break;
    case N_BINARY: flow_binary(e, k, n); break;
    case N_CONV: flow_conv(e, k, n); break;
    default: break; /* literals, nil */
    }
}

void gort__flow_expr(flow_walk *e, hole k, node *n)
{
    n = gort__unparen(n);
    if (!n || n->is_type || n->val) return;
    flow_value(e, flow_filter(e, k, n->type), n);
}
