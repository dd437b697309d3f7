/* lower_settle.c - of what is read late, what is evaluated before the rest (lower_order.c).
 *
 * Late reads are checked from left to right. But what becomes an object of its own (a literal, a
 * boxed value) and the operands of what Go does by a call of its runtime (concatenations, map
 * reads, comparisons of strings, interfaces and large structs) are evaluated first, before the
 * checks in front of them: what of that can be told goes into temporaries here.
 *
 * Read settle_node; a settling says what stands in front. To change what is a call, change
 * settle_by_call or settle_compared_by_call.
 */
#include "emit_internal.h"

typedef struct settling {
    int stay;     /* checks so far that stay late: how many does not matter, but that some do */
    nodes passed; /* what was settled without need: nothing in front of it stayed */
} settling;

static void settle_passed(lowering *c, settling *s)
{
    for (int i = 0; i < s->passed.n; i++)
        gort__lower_take(c, s->passed.at[i]);
    s->passed.n = 0;
}

/* n is evaluated before the checks in front of it that stay: start of them. */
static void settle_now(lowering *c, settling *s, node *n, int start)
{
    n = gort__unparen(n);
    if (s->stay == start || gort__lower_is_leaf(n)) return;
    if (start == 0) {
        GORT__LIST_PUSH(c->u, &s->passed, n);
    } else {
        settle_passed(c, s);
        gort__lower_take(c, n);
    }
    s->stay = start;
}

static bool settle_is_literal(node *n)
{
    if (n->kind == N_ADDR) n = gort__unparen(n->a);
    return n->kind == N_COMPLIT && !n->lower;
}

static bool settle_is_sum(const node *n)
{
    n = gort__unparen((node *)n);
    return n->kind == N_BINARY && n->op == T_ADD && !n->lower && n->type->kind == TY_STRING;
}

/* Does Go evaluate n by a call of its runtime, whose arguments come first? */
static bool settle_by_call(const node *n)
{
    if (n->kind == N_INDEX) return n->a->type->kind == TY_MAP;
    if (settle_is_sum(n)) return true;
    if (n->kind != N_CONV) return false;
    if (gort__ty_is_interface(n->type))
        return !gort__ty_is_interface(n->a->type) && !gort__ty_is_direct(n->a->type);
    return n->type->kind == TY_STRING && n->a->type->kind != TY_STRING;
}

static void settle_node(lowering *c, settling *s, node *n);

static int64_t settle_components(ty *t)
{
    if (t->kind == TY_ARRAY) return t->len * settle_components(t->elem);
    if (t->kind != TY_STRUCT) return 1;
    int64_t k = 0;
    for (int i = 0; i < t->nfields; i++)
        if (!gort__is_blank_name(t->fields[i].name)) k += settle_components(t->fields[i].type);
    return k;
}

/* Are two of type t compared by a call, and not part by part? */
static bool settle_compared_by_call(lowering *c, ty *t)
{
    enum { MAX_PARTS = 4, MAX_BYTES = 16 };
    if (t->kind == TY_STRUCT) return settle_components(t) > MAX_PARTS;
    if (t->kind != TY_ARRAY) return t->kind == TY_STRING || t->kind == TY_INTERFACE;
    const int k = t->elem->kind;
    const bool simple = k >= TY_BOOL && k <= TY_COMPLEX128;
    return t->len > 1 && !(simple && (t->len <= MAX_PARTS || gort__ty_size(c->u, t) <= MAX_BYTES));
}

static void settle_compare(lowering *c, settling *s, node *n)
{
    const int start = s->stay;
    const bool a_dynamic = gort__ty_is_interface(n->a->type);
    const bool b_dynamic = gort__ty_is_interface(n->b->type);
    const bool by_call = b_dynamic || settle_compared_by_call(c, n->a->type);
    if (a_dynamic && b_dynamic && gort__lower_checks(c, n->a) > 0 &&
        gort__lower_checks(c, n->b) > 0) {
        settle_passed(c, s); /* go1.19 looks at the right side first */
        gort__lower_take(c, n->b);
        gort__lower_take(c, n->a);
    }
    settle_node(c, s, n->a);
    if (by_call) settle_now(c, s, n->a, start);
    const int left = s->stay;
    settle_node(c, s, n->b);
    if (by_call) settle_now(c, s, n->b, left);
}

static void settle_operands(lowering *c, nodes *out, node *n)
{
    node *const parts[] = {n->a, n->b};
    for (int i = 0; i < 2 && parts[i]; i++) {
        if (settle_is_sum(n) && settle_is_sum(parts[i]))
            settle_operands(c, out, gort__unparen(parts[i]));
        else
            GORT__LIST_PUSH(c->u, out, parts[i]);
    }
}

/* First what the operands settle within them, then the operands, from left to right. */
static void settle_call(lowering *c, settling *s, node *n)
{
    const int start = s->stay;
    nodes operands = {0};
    settle_operands(c, &operands, n);
    int *stay = gort__alloc(c->u, (size_t)operands.n * sizeof *stay);
    for (int i = 0; i < operands.n; i++) {
        const int before = s->stay;
        settle_node(c, s, operands.at[i]);
        stay[i] = s->stay - before;
    }
    for (int i = 0; i < operands.n; i++) {
        s->stay = start + stay[i];
        settle_now(c, s, operands.at[i], start);
    }
}

static void settle_node(lowering *c, settling *s, node *n)
{
    n = gort__unparen(n);
    if (gort__lower_is_leaf(n)) return;
    const int start = s->stay;
    if (settle_is_literal(n)) { /* element by element */
        s->stay += gort__lower_checks(c, n);
        settle_now(c, s, n, start);
        return;
    }
    if (gort__is_logical(n)) {
        settle_node(c, s, n->a);
        s->stay += gort__lower_checks(c, n->b) > 0;
        return;
    }
    if (gort__is_comparison(n)) {
        settle_compare(c, s, n);
    } else if (settle_by_call(n)) {
        settle_call(c, s, n);
    } else {
        for (int i = 0; i < gort__operands(n); i++)
            settle_node(c, s, gort__operand(n, i));
    }
    s->stay += gort__lower_may_panic(n);
}

void gort__lower_settle(lowering *c, node *n)
{
    gort__lower_settle_list(c, &(nodes){&n, 1, 1});
}

void gort__lower_settle_list(lowering *c, nodes *l)
{
    int k = 0;
    for (int i = 0; i < l->n; i++)
        k += gort__lower_checks(c, l->at[i]);
    settling s = {0};
    for (int i = 0; i < l->n && k > 1; i++)
        settle_node(c, &s, l->at[i]);
}

void gort__lower_arguments(lowering *c, nodes *l)
{
    gort__lower_settle_list(c, l);
    bool late = false, told = false;
    for (int i = 0; i < l->n; i++) {
        const bool firm = gort__lower_count(c, l->at[i], ORDER_FIRM_CHECKS) > 0;
        told |= late && firm;
        late |= !firm && gort__lower_checks(c, l->at[i]) > 0;
    }
    for (int i = 0; i < l->n && told; i++)
        if (gort__lower_count(c, l->at[i], ORDER_FIRM_CHECKS) > 0) gort__lower_take(c, l->at[i]);
}
