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
#include "emit_internal.h"
#include "lower_stmt.h"
#include <string.h>

/* ---- Places ---- */

/* What runs code on the left of an assignment. A map is not read here. */
static void assign_order_place(gort__fn *c, gort__node *n)
{
    n = gort__unparen(n);
    switch (n->kind) {
    case N_NAME: return;
    case N_INDEX:
        if (gort__lw_under(n->a->type)->kind == TY_MAP) {
            gort__lx_order_entry(c, n);
            return;
        }
        gort__lx_order(c, n->a);
        gort__lx_order(c, n->b);
        return;
    case N_SELECTOR:
        if (n->sel != SEL_PACKAGE) gort__lx_order(c, n->a);
        return;
    default: gort__lx_order(c, n->a);
    }
}

static bool assign_is_new(const gort__node *s, const gort__node *n)
{
    if (!s || !n->obj || n->obj->var_class == VAR_GLOBAL) return false;
    return s->kind == S_VAR || (s->kind == S_ASSIGN && s->define && n->is_new);
}

static bool assign_has_place(const gort__node *s, const gort__node *n)
{
    return !gort__ls_is_blank(n) && !assign_is_new(s, n);
}

/* Go computes of a place before it reads the value what is neither a variable nor a place itself,
 * which can be told if the value has a check too, or the place two. An entry of a map comes last.
 */
static void assign_take_operands(gort__fn *c, gort__node *n, const gort__node *value)
{
    n = gort__unparen(n);
    if (n->kind == N_NAME) return;
    if (n->kind == N_INDEX && gort__lw_under(n->a->type)->kind == TY_MAP) return;
    if ((!value || gort__lx_checks(value) == 0) && gort__lx_checks(n) <= 1) return;
    gort__lx_settle(c, n);
    gort__lx_take_operands(c, n, true);
}

/* One value to one place; its early parts have been taken. */
static void assign_late(gort__fn *c, gort__node *s, gort__node *lhs, gort__node *rhs)
{
    const bool blank = gort__ls_is_blank(lhs), fresh = !blank && assign_is_new(s, lhs);
    if (!blank && !fresh) assign_take_operands(c, lhs, rhs);
    gort__lx_settle(c, rhs);
    const char *v = gort__lx_late(c, rhs);
    if (blank) {
        const gort__place_text p = {.blank = true};
        if (!rhs->lower) gort__lx_store(c, &p, v);
        return;
    }
    gort__ty *from = gort__lw_canon(rhs->type);
    gort__ty *to = gort__lw_canon(fresh || !lhs->type ? lhs->obj->type : lhs->type);
    if (rhs->kind != N_NIL) v = gort__lv_convert(c, from, to, v, PLACE_HEAP);
    if (fresh) {
        gort__ls_declare(c, lhs->obj, v, false);
        return;
    }
    const gort__pos last = c->at;
    const gort__place_text p = gort__lx_place(c, lhs);
    /* m[k] = len(m): before the entry is made. */
    if (p.map) {
        v = gort__lx_simple(c, p.type, v);
        c->at = p.map->pos;
    }
    gort__lx_store(c, &p, v);
    c->at = last;
}

/* ---- Several ---- */

typedef struct assigned { /* by the assignments before */
    const gort__obj **vars;
    int nvars;
    bool memory; /* something that is no plain local variable */
} assigned;

static bool assign_in_memory(const gort__obj *o)
{
    return o->var_class == VAR_GLOBAL || o->addrtaken || gort__ls_in_heap(o);
}

/* Does n itself read what a store to memory may have changed? */
static bool assign_reads_memory(const gort__node *n)
{
    switch (n->kind) {
    case N_NAME: return n->obj && n->obj->kind == OBJ_VAR && assign_in_memory(n->obj);
    case N_BINARY:
        return (n->op >= T_EQ && n->op <= T_GE) || gort__lw_under(n->type)->kind == TY_STRING;
    case N_UNARY: return n->op == T_NOT;
    case N_SELECTOR: return n->sel != SEL_FIELD || gort__lw_under(n->a->type)->kind == TY_PTR;
    case N_CONV:
        return (gort__lw_under(n->type)->kind == TY_STRING) !=
               (gort__lw_under(n->a->type)->kind == TY_STRING);
    case N_LITERAL:
    case N_NIL:
    case N_PAREN:
    case N_TYPEASSERT: return false;
    default: return true;
    }
}

static bool assign_affected(const assigned *d, const gort__node *n)
{
    if (!n || n->val || n->lower || n->is_type) return false;
    if (d->memory && assign_reads_memory(n)) return true;
    for (int i = 0; n->kind == N_NAME && i < d->nvars; i++)
        if (d->vars[i] == n->obj) return true;
    if (n->kind == N_FUNCLIT) return false;
    if (assign_affected(d, n->a) || assign_affected(d, n->b) || assign_affected(d, n->c) ||
        assign_affected(d, n->d))
        return true;
    for (int i = 0; i < n->list.n; i++)
        if (assign_affected(d, n->list.at[i])) return true;
    return false;
}

static void assign_save(gort__fn *c, const assigned *d, gort__node *n)
{
    if (assign_affected(d, n)) gort__lx_take(c, n);
}

/* Saves what the place needs of what was changed; returns its variable if it is one as a whole. */
static gort__obj *assign_save_place(gort__fn *c, const assigned *d, gort__node *n)
{
    for (;;) {
        n = gort__unparen(n);
        if (n->kind == N_INDEX && gort__lw_under(n->a->type)->kind == TY_ARRAY)
            assign_save(c, d, n->b);
        else if (n->kind != N_SELECTOR || n->sel != SEL_FIELD ||
                 gort__lw_under(n->a->type)->kind == TY_PTR)
            break;
        n = n->a;
    }
    if (n->kind == N_NAME) return n->obj;
    if (n->kind == N_SELECTOR && n->sel == SEL_PACKAGE) return n->obj;
    assign_save(c, d, n->a);
    if (n->kind == N_INDEX) assign_save(c, d, n->b);
    return NULL;
}

static void assign_note(assigned *d, const gort__obj *o)
{
    if (!o || assign_in_memory(o))
        d->memory = true;
    else
        d->vars[d->nvars++] = o;
}

void gort__ls_save_results(gort__fn *c, const gort__objs *results, gort__nodes *values)
{
    assigned d = {.vars = gort__alloc(c->u, (size_t)(results->n + 1) * sizeof *d.vars)};
    for (int i = 0; i < results->n; i++) {
        const gort__node *v = gort__unparen(values->at[i]);
        if (v->kind == N_NAME && v->obj == results->at[i]) continue;
        assign_save(c, &d, values->at[i]);
        assign_note(&d, results->at[i]);
    }
}

static void assign_list(gort__fn *c, gort__node *s, gort__nodes *lhs, gort__nodes *rhs)
{
    assigned d = {.vars = gort__alloc(c->u, (size_t)(lhs->n + 1) * sizeof *d.vars)};
    for (int i = 0; i < lhs->n; i++) {
        gort__node *n = gort__unparen(lhs->at[i]);
        const bool place = assign_has_place(s, n);
        const gort__obj *o = place ? assign_save_place(c, &d, n) : NULL;
        assign_save(c, &d, rhs->at[i]);
        if (place) assign_note(&d, o);
    }
    for (int i = 0; i < lhs->n; i++)
        assign_late(c, s, gort__unparen(lhs->at[i]), rhs->at[i]);
}

static void assign_order_places(gort__fn *c, gort__node *s)
{
    for (int i = 0; i < s->list.n; i++) {
        gort__node *n = gort__unparen(s->list.at[i]);
        if (assign_has_place(s, n)) assign_order_place(c, n);
    }
}

void gort__ls_store_list(gort__fn *c, gort__nodes *places, gort__nodes *values)
{
    gort__lx_begin(c);
    gort__lx_expect_list(c, places);
    for (int i = 0; i < places->n; i++)
        assign_order_place(c, places->at[i]);
    assign_list(c, NULL, places, values);
}

void gort__ls_store_one(gort__fn *c, gort__node *place, gort__node *value)
{
    assign_order_place(c, place);
    gort__lx_order(c, value);
    assign_late(c, NULL, place, value);
}

/* a, b = f()    v, ok = m[k]    v, ok = x.(T) */
static void assign_from_one(gort__fn *c, gort__node *s)
{
    gort__node *rhs = gort__unparen(s->list2.at[0]);
    const int n = s->list.n;
    const char **values = gort__alloc(c->u, (size_t)n * sizeof *values);
    gort__nodes known = {0};
    assign_order_places(c, s);
    if (rhs->kind == N_CALL) {
        gort__lc_call_multi(c, rhs, values);
    } else {
        const gort__pos last = c->at;
        const char *ok = "false";
        c->at = rhs->pos;
        values[0] =
            rhs->kind == N_INDEX ? gort__lc_map_read(c, rhs, &ok) : gort__lv_assert(c, rhs, &ok);
        values[1] = ok;
        c->at = last;
    }
    for (int i = 0; i < n; i++) {
        gort__node *v = gort__node_new(c->u, N_NAME, rhs->pos);
        v->lower = (void *)(uintptr_t)values[i];
        v->type = rhs->kind == N_CALL ? rhs->type->params[i]
                  : i == 0            ? rhs->type
                                      : gort__ty_basic(c->u, TY_BOOL);
        GORT__LIST_PUSH(c->u, &known, v);
    }
    assign_list(c, s, &s->list, &known);
}

void gort__ls_assign(gort__fn *c, gort__node *s)
{
    if (s->list2.n == 0) { /* var a, b T */
        for (int i = 0; i < s->list.n; i++)
            if (assign_is_new(s, s->list.at[i]) && !gort__ls_is_blank(s->list.at[i]))
                gort__ls_declare(c, s->list.at[i]->obj, NULL, true);
        return;
    }
    if (s->kind == S_VAR && s->list.n == s->list2.n) { /* as many declarations */
        for (int i = 0; i < s->list.n; i++) {
            gort__lx_begin(c);
            gort__lx_expect(c, s->list2.at[i]);
            gort__lx_order(c, s->list2.at[i]);
            assign_late(c, s, s->list.at[i], s->list2.at[i]);
        }
        return;
    }
    gort__lx_begin(c);
    gort__lx_expect_list(c, &s->list);
    gort__lx_expect_list(c, &s->list2);
    if (s->list.n > 1 && s->list2.n == 1) {
        assign_from_one(c, s);
        return;
    }
    assign_order_places(c, s);
    for (int i = 0; i < s->list2.n; i++)
        gort__lx_order(c, s->list2.at[i]);
    if (s->list.n == 1)
        assign_late(c, s, gort__unparen(s->list.at[0]), s->list2.at[0]);
    else
        assign_list(c, s, &s->list, &s->list2);
}

/* ---- op= ---- */

/* m[k] op= v on the entry itself: one look at the map, unless op may collect in between, or panic
 * before Go makes the entry. */
static bool assign_map_in_place(gort__token op, gort__ty *t)
{
    const int k = gort__lw_under(t)->kind;
    return k >= TY_INT && k <= TY_FLOAT64 && op != T_QUO && op != T_REM;
}

static void assign_map_op(gort__fn *c, const gort__place_text *p, gort__token op, const char *v,
                          gort__node *rhs)
{
    gort__unit *u = c->u;
    gort__ty *mt = gort__lw_canon(p->map->a->type), *m = gort__lw_under(mt);
    const char *key = gort__lc_map_key(c, m->key, p->key), *desc = gort__lw_descp(c->w, mt);
    const char *ep = gort__lw_ctype(c->w, gort__ty_ptr(u, gort__lw_canon(m->elem)));
    gort__ty *bt = rhs ? gort__lw_canon(rhs->type) : p->type;
    if (assign_map_in_place(op, p->type)) {
        const char *at = gort__lx_temp_p(
            c, ep, gort__strf(u, "gort_mapassign(g, " IR_SP ", %s, %s, %s)", desc, p->text, key));
        const char *cur = gort__strf(u, "*%s", at);
        gort__lx_text(c, "%s = %s", cur,
                      gort__lx_strip(u, gort__lx_binary(c, op, p->type, cur, v, rhs, bt)));
        return;
    }
    const char *ct = gort__lw_ctype(c->w, m->elem);
    const char *at = gort__lx_temp_p(
        c, "const void *",
        gort__strf(u, "gort_mapaccess1(g, " IR_SP ", %s, %s, %s)", desc, p->text, key));
    const char *cur =
        gort__lx_temp(c, p->type, gort__strf(u, "*(%s)%s", gort__lw_pointer_to(c->u, ct), at));
    const char *r = gort__lx_binary(c, op, p->type, cur, v, rhs, bt);
    gort__lx_store(c, p, gort__lx_simple(c, p->type, r));
}

/* lhs op= rhs; rhs NULL: one. */
void gort__ls_op_assign(gort__fn *c, gort__node *lhs, gort__token op, gort__node *rhs)
{
    lhs = gort__unparen(lhs);
    gort__lx_begin(c);
    gort__lx_expect(c, lhs);
    if (rhs) gort__lx_expect(c, rhs);
    assign_order_place(c, lhs);
    if (rhs) gort__lx_order(c, rhs);
    gort__ty *bt = rhs ? gort__lw_canon(rhs->type) : gort__lw_canon(lhs->type);
    assign_take_operands(c, lhs, rhs);
    if (lhs->kind == N_INDEX && gort__lw_under(lhs->a->type)->kind == TY_MAP) {
        if (rhs) gort__lx_settle(c, rhs);
        const char *v = rhs ? gort__lx_simple(c, bt, gort__lx_late(c, rhs)) : "1";
        const gort__place_text p = gort__lx_place(c, lhs);
        const gort__pos last = c->at;
        c->at = lhs->pos;
        assign_map_op(c, &p, op, v, rhs);
        c->at = last;
        return;
    }
    gort__nodes operands = {0};
    GORT__LIST_PUSH(c->u, &operands, lhs);
    if (rhs) GORT__LIST_PUSH(c->u, &operands, rhs);
    gort__lx_settle_list(c, &operands);
    const gort__place_text p = gort__lx_place(c, lhs);
    const char *v = rhs ? gort__lx_late(c, rhs) : "1";
    gort__lx_store(c, &p, gort__lx_binary(c, op, p.type, p.text, v, rhs, bt));
}
