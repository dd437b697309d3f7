/* lower_assign.c - assignments, as go1.19 orders them.
 *
 * First the early parts of both sides, from left to right (lower_order.c). Of one assignment the
 * right side is then read before the place on the left is looked at, so that its checks come first;
 * of x op= y, where x is read too, x comes first. An entry of a map is the last of all, and made
 * only when its value is there; its address is used by the very next statement.
 *
 * Several assignments are made one after the other, each value read when its turn comes, except for
 * what an earlier one may change: that is taken before the first store (affected).
 */
#include "lower_stmt.h"

/* ---- Places ---- */

/* What runs code on the left of an assignment. A map is not read here. */
static void assign_order_place(lowering *c, node *n)
{
    n = gort__unparen(n);
    if (n->kind == N_NAME || (n->kind == N_SELECTOR && n->sel == SEL_PACKAGE)) return;
    if (n->kind == N_INDEX && n->a->type->kind == TY_MAP) {
        gort__lower_order_entry(c, n);
        return;
    }
    gort__lower_order(c, n->a);
    gort__lower_order(c, n->b); /* the index of an element */
}

static bool assign_is_new(const node *s, const node *n)
{
    if (!s || !n->obj || n->obj->var_class == VAR_GLOBAL) return false;
    return s->kind == S_VAR || (s->kind == S_ASSIGN && s->define && n->is_new);
}

static bool assign_has_place(const node *s, const node *n)
{
    return !gort__lower_is_blank(n) && !assign_is_new(s, n);
}

/* Go computes of a place before it reads the value what is neither a variable nor a place itself,
 * which can be told if the value has a check too, or the place two. An entry of a map comes last.
 */
static void assign_take_operands(lowering *c, node *n, node *value)
{
    n = gort__unparen(n);
    if (n->kind == N_NAME) return;
    if (n->kind == N_INDEX && n->a->type->kind == TY_MAP) return;
    if ((!value || gort__lower_checks(c, value) == 0) && gort__lower_checks(c, n) <= 1) return;
    gort__lower_settle(c, n);
    gort__lower_take_operands(c, n, true);
}

/* One value to one place; its early parts have been taken. */
static void assign_late(lowering *c, node *s, node *lhs, node *rhs)
{
    const bool blank = gort__lower_is_blank(lhs), fresh = !blank && assign_is_new(s, lhs);
    if (!blank && !fresh) assign_take_operands(c, lhs, rhs);
    gort__lower_settle(c, rhs);
    const ir_value *v = gort__lower_late(c, rhs);
    if (blank) {
        const lvalue p = {.blank = true};
        if (!rhs->lower) gort__lower_store(c, &p, v);
        return;
    }
    ty *from = rhs->type;
    ty *to = fresh || !lhs->type ? lhs->obj->type : lhs->type;
    if (rhs->kind != N_NIL)
        v = gort__lower_convert(c, from, to, v, rhs->lower ? (placement)rhs->place : PLACE_HEAP);
    if (fresh) {
        gort__lower_declare(c, lhs->obj, v);
        return;
    }
    const position last = c->at;
    const lvalue p = gort__lower_place(c, lhs);
    /* m[k] = len(m): before the entry is made. */
    if (p.map) {
        v = gort__lower_simple(c, p.type, v);
        c->at = p.map->pos;
    }
    gort__lower_store(c, &p, v);
    c->at = last;
}

/* ---- Several ---- */

typedef struct assigned { /* by the assignments before */
    const object **vars;
    int nvars;
    bool memory; /* something that is no plain local variable */
} assigned;

static bool assign_in_memory(const object *o)
{
    return o->var_class == VAR_GLOBAL || o->addrtaken || gort__lower_in_heap(o);
}

/* Does n itself read what a store to memory may have changed? */
static bool assign_reads_memory(const node *n)
{
    switch (n->kind) {
    case N_NAME: return gort__variable(n) && assign_in_memory(n->obj);
    case N_BINARY: return gort__is_comparison(n) || n->type->kind == TY_STRING;
    case N_UNARY: return n->op == T_NOT;
    case N_SELECTOR: return n->sel != SEL_FIELD || n->a->type->kind == TY_PTR;
    case N_CONV: return (n->type->kind == TY_STRING) != (n->a->type->kind == TY_STRING);
    case N_LITERAL:
    case N_NIL:
    case N_PAREN:
    case N_TYPEASSERT: return false;
    default: return true;
    }
}

static bool assign_affected(const assigned *d, const node *n)
{
    if (!n || n->val || n->lower || n->is_type) return false;
    if (d->memory && assign_reads_memory(n)) return true;
    for (int i = 0; n->kind == N_NAME && i < d->nvars; i++)
        if (d->vars[i] == n->obj) return true;
    if (n->kind == N_FUNCLIT) return false;
    for (int i = 0; i < gort__operands(n); i++)
        if (assign_affected(d, gort__operand(n, i))) return true;
    return false;
}

static void assign_save(lowering *c, const assigned *d, node *n)
{
    if (assign_affected(d, n)) gort__lower_take(c, n);
}

/* Saves what the place needs of what was changed; returns its variable if it is one as a whole. */
static object *assign_save_place(lowering *c, const assigned *d, node *n)
{
    for (;;) {
        n = gort__unparen(n);
        if (n->kind == N_INDEX && n->a->type->kind == TY_ARRAY)
            assign_save(c, d, n->b);
        else if (n->kind != N_SELECTOR || n->sel != SEL_FIELD || n->a->type->kind == TY_PTR)
            break;
        n = n->a;
    }
    if (n->kind == N_NAME || (n->kind == N_SELECTOR && n->sel == SEL_PACKAGE)) return n->obj;
    assign_save(c, d, n->a);
    if (n->kind == N_INDEX) assign_save(c, d, n->b);
    return NULL;
}

static void assign_note(assigned *d, const object *o)
{
    if (!o || assign_in_memory(o))
        d->memory = true;
    else
        d->vars[d->nvars++] = o;
}

void gort__lower_save_results(lowering *c, const objects *results, nodes *values)
{
    assigned d = {.vars = gort__alloc(c->u, (size_t)(results->n + 1) * sizeof *d.vars)};
    for (int i = 0; i < results->n; i++) {
        const node *v = gort__unparen(values->at[i]);
        if (v->kind == N_NAME && v->obj == results->at[i]) continue;
        assign_save(c, &d, values->at[i]);
        assign_note(&d, results->at[i]);
    }
}

static void assign_list(lowering *c, node *s, nodes *lhs, nodes *rhs)
{
    assigned d = {.vars = gort__alloc(c->u, (size_t)(lhs->n + 1) * sizeof *d.vars)};
    for (int i = 0; i < lhs->n; i++) {
        node *n = gort__unparen(lhs->at[i]);
        const bool place = assign_has_place(s, n);
        const object *o = place ? assign_save_place(c, &d, n) : NULL;
        assign_save(c, &d, rhs->at[i]);
        if (place) assign_note(&d, o);
    }
    for (int i = 0; i < lhs->n; i++)
        assign_late(c, s, gort__unparen(lhs->at[i]), rhs->at[i]);
}

static void assign_order_places(lowering *c, node *s)
{
    for (int i = 0; i < s->list.n; i++) {
        node *n = gort__unparen(s->list.at[i]);
        if (assign_has_place(s, n)) assign_order_place(c, n);
    }
}

void gort__lower_give(lowering *c, const node *s, node *const *to, ty *const *types,
                      const ir_value *const *is, int n)
{
    nodes places = {0}, values = {0};
    for (int i = 0; i < n; i++) {
        node *x = gort__unparen(to[i]);
        if (gort__lower_is_blank(x)) continue;
        if (s->define && !gort__lower_declared_once(s, x)) {
            gort__lower_declare(c, x->obj, is[i]);
            continue;
        }
        const ir_value *v = is[i]->kind == V_LOCAL ? is[i] : gort__lower_temp(c, types[i], is[i]);
        node *known = gort__lower_known(c, x->pos, types[i], v);
        if (s->kind == S_RANGE && i == 1) known->place = s->place;
        GORT__LIST_PUSH(c->u, &places, x);
        GORT__LIST_PUSH(c->u, &values, known);
    }
    if (places.n == 0) return;
    gort__lower_begin(c);
    gort__lower_expect_list(c, &places);
    for (int i = 0; i < places.n; i++)
        assign_order_place(c, places.at[i]);
    assign_list(c, NULL, &places, &values);
}

void gort__lower_store_one(lowering *c, node *place, node *value)
{
    assign_order_place(c, place);
    gort__lower_order(c, value);
    assign_late(c, NULL, place, value);
}

/* The values of one expression that has several, and their types: a call, v, ok of a map, an
 * assertion or a receive. */
static void assign_several(lowering *c, node *n, const ir_value **values, ty **types)
{
    if (n->kind == N_CALL) {
        gort__lower_call_multi(c, n, values);
        for (int i = 0; i < n->type->nparams; i++)
            types[i] = n->type->params[i];
        return;
    }
    values[0] = n->kind == N_INDEX   ? gort__lower_map_read(c, n, &values[1])
                : n->kind == N_UNARY ? gort__lower_receive(c, n, &values[1])
                                     : gort__lower_assert(c, n, &values[1]);
    types[0] = n->type;
    types[1] = gort__ty_basic(c->u, TY_BOOL);
}

static void assign_from_one(lowering *c, node *s)
{
    node *rhs = gort__unparen(s->list2.at[0]);
    const int n = s->list.n;
    const ir_value **values = gort__alloc(c->u, (size_t)n * sizeof *values);
    ty **types = gort__alloc(c->u, (size_t)n * sizeof *types);
    nodes known = {0};
    assign_order_places(c, s);
    const position last = c->at;
    if (rhs->kind != N_CALL) c->at = rhs->pos;
    assign_several(c, rhs, values, types);
    c->at = last;
    for (int i = 0; i < n; i++) {
        node *v = gort__lower_known(c, rhs->pos, types[i], values[i]);
        if (rhs->kind == N_CALL) v->place = (uint8_t)gort__lower_result_place(rhs, i);
        if (rhs->kind == N_TYPEASSERT && i == 0) v->place = s->place;
        GORT__LIST_PUSH(c->u, &known, v);
    }
    assign_list(c, s, &s->list, &known);
}

void gort__lower_assign(lowering *c, node *s)
{
    if (s->list2.n == 0) { /* var a, b T */
        for (int i = 0; i < s->list.n; i++)
            if (assign_is_new(s, s->list.at[i]) && !gort__lower_is_blank(s->list.at[i]))
                gort__lower_declare(c, s->list.at[i]->obj, NULL);
        return;
    }
    if (s->kind == S_VAR && s->list.n == s->list2.n) { /* as many declarations */
        for (int i = 0; i < s->list.n; i++) {
            gort__lower_begin(c);
            gort__lower_expect(c, s->list2.at[i]);
            gort__lower_order(c, s->list2.at[i]);
            assign_late(c, s, s->list.at[i], s->list2.at[i]);
        }
        return;
    }
    gort__lower_begin(c);
    gort__lower_expect_list(c, &s->list);
    gort__lower_expect_list(c, &s->list2);
    if (s->list.n > 1 && s->list2.n == 1) {
        assign_from_one(c, s);
        return;
    }
    assign_order_places(c, s);
    for (int i = 0; i < s->list2.n; i++)
        gort__lower_order(c, s->list2.at[i]);
    if (s->list.n == 1)
        assign_late(c, s, gort__unparen(s->list.at[0]), s->list2.at[0]);
    else
        assign_list(c, s, &s->list, &s->list2);
}

/* ---- op= ---- */

/* m[k] op= v on the entry itself: one look at the map, unless op may collect in between, or panic
 * before Go makes the entry. */
static bool assign_map_in_place(token op, ty *t)
{
    return t->kind >= TY_INT && t->kind <= TY_FLOAT64 && op != T_QUO && op != T_REM;
}

static void assign_map_op(lowering *c, const lvalue *p, token op, const ir_value *v, node *rhs)
{
    unit *u = c->u;
    ty *mt = p->map->a->type;
    const char *ep = gort__lower_ctype(c->w, gort__ty_ptr(u, mt->elem));
    ty *bt = rhs ? rhs->type : p->type;
    if (assign_map_in_place(op, p->type)) {
        const ir_value *at = gort__lower_map_at(c, mt, p->at, p->key, true, ep);
        const lvalue entry = {.at = gort__ir_strip(u, gort__ir_deref(u, at)), .type = p->type};
        const ir_value *cur = gort__lower_load(c, entry.at);
        gort__lower_store(c, &entry, gort__lower_binary(c, op, p->type, cur, v, rhs, bt));
        return;
    }
    const ir_value *at = gort__lower_map_at(c, mt, p->at, p->key, false, "const void *");
    const ir_value *cur = gort__lower_temp(
        c, p->type, gort__lower_load_as(c, gort__lower_pointer(c->w, mt->elem), at));
    const ir_value *r = gort__lower_binary(c, op, p->type, cur, v, rhs, bt);
    gort__lower_store(c, p, gort__lower_simple(c, p->type, r));
}

/* lhs op= rhs; rhs NULL: one. */
void gort__lower_op_assign(lowering *c, node *lhs, token op, node *rhs)
{
    lhs = gort__unparen(lhs);
    const ir_value *one = gort__ty_is(lhs->type, TY_COMPLEXES)
                              ? gort__lower_const(c, lhs->type, gort__const_int(c->u, 1))
                              : gort__ir_text(c->u, "1");
    gort__lower_begin(c);
    gort__lower_expect(c, lhs);
    if (rhs) gort__lower_expect(c, rhs);
    assign_order_place(c, lhs);
    if (rhs) gort__lower_order(c, rhs);
    ty *bt = rhs ? rhs->type : lhs->type;
    assign_take_operands(c, lhs, rhs);
    if (lhs->kind == N_INDEX && lhs->a->type->kind == TY_MAP) {
        if (rhs) gort__lower_settle(c, rhs);
        const ir_value *v = rhs ? gort__lower_simple(c, bt, gort__lower_late(c, rhs)) : one;
        const lvalue p = gort__lower_place(c, lhs);
        const position last = c->at;
        c->at = lhs->pos;
        assign_map_op(c, &p, op, v, rhs);
        c->at = last;
        return;
    }
    gort__lower_settle_list(c, &(nodes){(node *[]){lhs, rhs}, rhs ? 2 : 1, 2});
    const lvalue p = gort__lower_place(c, lhs);
    const ir_value *v = rhs ? gort__lower_late(c, rhs) : one;
    const ir_value *cur = gort__lower_load(c, p.at);
    gort__lower_store(c, &p, gort__lower_binary(c, op, p.type, cur, v, rhs, bt));
}
