/* bounds.c - index expressions whose bounds check go1.19 leaves out while it lowers a function,
 * because the index cannot be too large for an array: its type is small, or it was masked, shifted
 * or reduced by a constant. Each gives one message with -m, behind those of escape analysis.
 *
 * The emitter is free to do the same or to leave it to the C compiler; this file only decides. One
 * thread. To recognise more, open bounds_within.
 */
#include "flow_ast.h"

static bool bounds_const(const node *n, int64_t *v)
{
    n = gort__unparen((node *)n);
    return n->val && gort__const_int64(n->val, v) && *v >= INT32_MIN && *v <= INT32_MAX;
}

/* Is 0 <= n < max for sure? n is not constant. copied: only its type is known. */
static bool bounds_within(unit *u, node *n, int64_t max, bool copied)
{
    n = gort__unparen(n);
    if (!n->type || n->type->kind < TY_INT || n->type->kind > TY_UINTPTR) return false;
    bool is_signed = n->type->kind <= TY_INT64;
    int bits = (int)gort__ty_size(u, n->type) * 8;
    int64_t v;
    if (n->kind == N_BINARY && !copied) {
        switch (n->op) {
        case T_AND:
            if ((bounds_const(n->a, &v) || bounds_const(n->b, &v)) && v >= 0 && v < max)
                return true;
            break;
        case T_AND_NOT:
            if (!bounds_const(n->a, &v)) {
                if (!bounds_const(n->b, &v)) break;
                v = ~v;
                if (!is_signed && bits < 64) v &= ((int64_t)1 << bits) - 1;
            }
            if (v >= 0 && v < max) return true;
            break;
        case T_REM:
            if (!is_signed && bounds_const(n->b, &v) && v >= 0 && v <= max) return true;
            break;
        case T_QUO:
            if (!is_signed && bounds_const(n->b, &v))
                for (; bits > 0 && v >= 2; v >>= 1)
                    bits--;
            break;
        case T_SHR:
            if (!is_signed && bounds_const(n->b, &v)) {
                if (v > bits) return true;
                bits -= (int)v;
            }
            break;
        default: break;
        }
    }
    return !is_signed && bits <= 62 && (int64_t)1 << bits <= max;
}

/* go1.19 lowers a function, then the literals in it that capture something, the last first; those
 * that capture nothing are functions of their own, before the one around them. */
typedef struct bounds_walker {
    unit *u;
    functions waiting; /* literals */
} bounds_walker;

enum { BOUNDS_WALKED = 1, BOUNDS_COPIED = 2 }; /* of a node; its index is copied to a temporary */

/* append keeps the places of its arguments: the parts of an index expression go to temporaries,
 * through fields and pointers. */
static void bounds_append(node *call)
{
    for (int i = 0; i < call->list.n; i++) {
        node *x = gort__unparen(call->list.at[i]);
        while (x->kind == N_INDEX || x->kind == N_DEREF ||
               (x->kind == N_SELECTOR && x->sel == SEL_FIELD)) {
            if (x->kind == N_INDEX) x->bounds |= BOUNDS_COPIED;
            x = gort__unparen(x->a);
        }
    }
}

static void bounds_index(unit *u, node *n)
{
    if (!n->a->type || !n->b || !n->b->type || gort__unparen(n->b)->val) return;
    int64_t len = -1;
    node *a = gort__unparen(n->a);
    size_t bytes;
    if (a->type->kind == TY_ARRAY)
        len = a->type->len;
    else if (a->val && gort__const_kind_of(a->val) == CONST_STRING &&
             gort__const_string_value(a->val, &bytes))
        len = (int64_t)bytes;
    if (len >= 0 && bounds_within(u, n->b, len, n->bounds & BOUNDS_COPIED))
        gort__report(u, n->pos, "index bounds check elided");
}

/* ---- The order of the messages ----
 *
 * go1.19's: of a statement first what it computes early (gort__ty_early; lower_order.c has the
 * table), each part as a whole, then the rest. Operands come before what is made of them. */

static void bounds_walk(bounds_walker *w, node *n)
{
    if (!n || n->is_type || n->val || (n->bounds & BOUNDS_WALKED)) return;
    n->bounds |= BOUNDS_WALKED;
    if (n->kind == N_FUNCLIT) {
        if (n->func->outer && n->func->ncaptures > 0) GORT__LIST_PUSH(w->u, &w->waiting, n->func);
        return;
    }
    if (n->kind == N_CALL && n->builtin == B_APPEND) bounds_append(n);
    for (int i = 0; i < gort__operands(n); i++)
        bounds_walk(w, gort__operand(n, i));
    if (n->kind == N_INDEX) bounds_index(w->u, n);
}

static bool bounds_is_map(const node *n)
{
    return n->type && n->type->kind == TY_MAP;
}

/* A key that has to have an address, or to be a word, and is not gets a temporary. */
static void bounds_order_key(bounds_walker *w, ty *map, node *key)
{
    if (gort__ty_key_by_value(w->u, map) ? gort__ty_of(map->key, TY_AGGREGATES)
                                         : !gort__ty_addressable(key))
        bounds_walk(w, key);
}

static void bounds_order(bounds_walker *w, node *n)
{
    if (!n || n->is_type || n->kind == N_FUNCLIT) return;
    const bool entries = n->kind == N_COMPLIT && bounds_is_map(n);
    const bool bounds = n->kind == N_SLICE || (n->kind == N_BINARY && gort__ty_early(n));
    for (int i = 0; i < 4; i++) {
        bounds_order(w, gort__operand(n, i));
        if (bounds && (i > 0 || n->kind == N_BINARY)) bounds_walk(w, gort__operand(n, i));
    }
    if (n->kind == N_CALL) bounds_walk(w, gort__callee_first(n));
    if (n->kind == N_INDEX && bounds_is_map(n->a)) bounds_order_key(w, n->a->type, n->b);
    for (int i = 0; i < n->list.n; i++) {
        node *e = n->list.at[i];
        bounds_order(w, e);
        if (!entries || e->kind != N_KEYVALUE) continue;
        bounds_order_key(w, n->type, e->a);
        bounds_walk(w, e->b);
        bounds_walk(w, e->a);
    }
    if (n->type && !n->val && gort__ty_early(n)) bounds_walk(w, n);
}

static void bounds_order_list(bounds_walker *w, const nodes *l)
{
    for (int i = 0; i < l->n; i++)
        bounds_order(w, l->at[i]);
}

static void bounds_walk_list(bounds_walker *w, const nodes *l)
{
    for (int i = 0; i < l->n; i++)
        bounds_walk(w, l->at[i]);
}

/* May an assignment to memory change what n is worth? */
static bool bounds_reads_memory(const node *n)
{
    if (!n || n->is_type || n->val || (n->bounds & BOUNDS_WALKED)) return false;
    if (n->kind == N_INDEX || n->kind == N_DEREF) return true;
    if (gort__variable(n)) return n->obj->var_class == VAR_GLOBAL || n->obj->addrtaken;
    if (n->kind == N_SELECTOR && n->a->type->kind == TY_PTR) return true;
    return bounds_reads_memory(n->a) || bounds_reads_memory(n->b);
}

/* What of a place an earlier assignment may change: operands and indexes. */
static void bounds_save_place(bounds_walker *w, node *n)
{
    for (;; n = n->a) {
        n = gort__unparen(n);
        if (n->kind == N_INDEX && n->a->type->kind == TY_ARRAY) {
            if (!bounds_reads_memory(n->b)) continue;
            n->bounds |= BOUNDS_COPIED;
            bounds_walk(w, n->b);
        } else if (n->kind != N_SELECTOR || n->sel != SEL_FIELD || n->a->type->kind == TY_PTR) {
            break;
        }
    }
    if (n->kind == N_NAME) return;
    bounds_walk(w, n->a);
    bounds_walk(w, n->b);
}

/* An entry of a map is made when its value is there. Of several assignments what an earlier one may
 * change of a later is read before it. */
static void bounds_assign(bounds_walker *w, node *s)
{
    bounds_order_list(w, &s->list);
    bounds_order_list(w, &s->list2);
    if (s->list2.n != s->list.n) {
        bounds_walk_list(w, &s->list2);
        bounds_walk_list(w, &s->list);
        return;
    }
    bool memory = false;
    for (int i = 0; i < s->list.n; i++) {
        const node *place = gort__unparen(s->list.at[i]);
        const bool entry = place->kind == N_INDEX && bounds_is_map(place->a) && s->list.n == 1;
        if (memory) bounds_save_place(w, s->list.at[i]);
        if (memory || entry) bounds_walk(w, s->list2.at[i]);
        bounds_walk(w, s->list.at[i]);
        bounds_walk(w, s->list2.at[i]);
        memory |= place->kind != N_NAME || (place->obj && place->obj->var_class == VAR_GLOBAL);
    }
}

/* Expressions that are computed one by one. */
static void bounds_each(bounds_walker *w, const nodes *l)
{
    for (int i = 0; i < l->n; i++) {
        bounds_order(w, l->at[i]);
        bounds_walk(w, l->at[i]);
    }
}

static bool bounds_visit(void *ctx, node *n)
{
    bounds_walker *w = ctx;
    switch (n->kind) {
    case S_ASSIGN: bounds_assign(w, n); return false;
    case S_GO:
    case S_DEFER: {
        const node *call = gort__unparen(n->a);
        bounds_each(w, &(nodes){(node **)&call->a, 1, 1});
        bounds_each(w, &call->list);
        return false;
    }
    case S_VAR: bounds_each(w, &n->list2); return false;
    case S_RANGE: /* nobody looks into an array for its keys */
        if (!n->value && n->a->type->kind == TY_ARRAY) {
            bounds_order(w, n->a);
            n->a->bounds |= BOUNDS_WALKED;
        }
        return true;
    case S_RETURN:
        bounds_order_list(w, &n->list);
        bounds_walk_list(w, &n->list);
        return false;
    default:
        if (n->kind >= S_EMPTY) return true;
        bounds_each(w, &(nodes){&n, 1, 1});
        return false;
    }
}

static void bounds_func(unit *u, escape_function *f)
{
    bounds_walker w = {.u = u};
    gort__live_visit_func(u, f, bounds_visit, &w);
    while (w.waiting.n > 0) {
        function *next = w.waiting.at[--w.waiting.n];
        gort__live_visit_list(&next->body, bounds_visit, &w);
    }
}

static bool bounds_visit_plain(void *ctx, node *n)
{
    if (n->kind == N_FUNCLIT && n->func->outer && n->func->flow) {
        gort__live_visit_list(&n->func->body, bounds_visit_plain, ctx);
        if (n->func->ncaptures == 0) bounds_func(ctx, n->func->flow);
    }
    if (n->kind == S_IF) { /* also what a constant leaves out of the condition */
        gort__live_visit(n->init, bounds_visit_plain, ctx);
        gort__live_visit(n->cond, bounds_visit_plain, ctx);
    }
    if (n->kind == S_ASSIGN) { /* values before places, here */
        gort__live_visit_all(&n->list2, bounds_visit_plain, ctx);
        gort__live_visit_all(&n->list, bounds_visit_plain, ctx);
        return false;
    }
    if (n->kind == S_RANGE) {
        gort__live_visit(n->key, bounds_visit_plain, ctx);
        gort__live_visit(n->value, bounds_visit_plain, ctx);
        gort__live_visit(n->a, bounds_visit_plain, ctx);
        gort__live_visit_list(&n->body, bounds_visit_plain, ctx);
        return false;
    }
    return true;
}

void gort__report_bounds(unit *u, escape_function **roots, int n)
{
    for (int i = 0; u->opt_m && i < n; i++) {
        gort__live_visit_func(u, roots[i], bounds_visit_plain, u);
        bounds_func(u, roots[i]);
    }
}
