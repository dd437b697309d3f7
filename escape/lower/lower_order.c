/* lower_order.c - the order of evaluation: what of an expression is taken early, what is read late.
 *
 * go1.19 evaluates a statement in two steps, and programs can tell. First (`order`), left to right,
 * what its runtime does for calls and slices goes into temporaries; then (`late`), left to right,
 * the rest is read. So x in f(x, g()) is read after g has run, and len(x) before. The table:
 *
 *   early   calls; receives; append, copy, make, new; len, cap; slicing, and its bounds unless they
 * are variables; string to []byte or []rune; a && b, a || b as a whole; x.(T) unless T is
 *           pointer-shaped; map literals, entry by entry; the receiver or function value of a call
 *           as a whole if something is called in it
 *   the operand early   a local variable that goes into an interface by its address, that is
 *           compared as a struct or array, or is the key of a map without a fast path; also values
 *           that have no address; a key that is a struct or an array, if the map takes a word or a
 *           string
 *   late    variables, fields, elements, what pointers point to, map reads, arithmetic, other
 *           comparisons, concatenations, other conversions, literals of other types
 *
 * Late is also the step of the checks: of two that fail the earlier in this order panics. Some of
 * it comes before the rest (lower_settle.c).
 *
 * A temporary is made only where it can be told from a late read: order_turn counts the calls that
 * are still to run and the reads that may panic.
 *
 * To change when something is evaluated, change its case in order_node or gort__ty_early, which
 * bounds.c asks too (it reports elided bounds checks in this order), and the table.
 */
#include "emit_internal.h"

/* ---- What counts ---- */

static bool order_makes(const node *n)
{
    return gort__is_builtin(n, B_MAKE) || gort__is_builtin(n, B_NEW);
}

bool gort__lower_is_leaf(const node *n)
{
    return !n || n->val || n->is_type || n->lower || n->kind == N_FUNCLIT || n->kind == N_NAME ||
           n->kind == N_NIL || n->kind == N_LITERAL;
}

/* Comparing or hashing two of type t may find what cannot be compared. */
static bool order_compares_by_type(ty *t)
{
    return gort__ty_holds(t, TY_BIT(TY_INTERFACE));
}

/* May reading n itself panic, its operands aside? */
bool gort__lower_may_panic(const node *n)
{
    switch (n->kind) {
    case N_DEREF:
    case N_SLICE:
    case N_TYPEASSERT: return true;
    case N_SELECTOR: return n->sel == SEL_FIELD && n->a->type->kind == TY_PTR;
    case N_INDEX: {
        ty *t = n->a->type;
        if (t->kind == TY_ARRAY) return !n->b->val;
        return t->kind != TY_MAP || order_compares_by_type(t->key);
    }
    case N_BINARY:
        if (n->op == T_QUO || n->op == T_REM || n->op == T_SHL || n->op == T_SHR)
            return !gort__unparen(n->b)->val;
        return gort__is_comparison(n) &&
               (order_compares_by_type(n->a->type) || order_compares_by_type(n->b->type));
    case N_CALL:
        return gort__is_builtin(n, B_MAKE) && n->list.n > 1 &&
               !(n->list.at[1]->val && (n->list.n < 3 || n->list.at[2]->val));
    case N_CONV: return n->type->kind == TY_PTR && n->a->type->kind == TY_SLICE;
    default: return false;
    }
}

static bool order_is_early(const node *n)
{
    return (n->kind == N_CALL && !gort__measures(n)) || gort__lower_is_receive(n);
}

static bool order_counts(const node *n, order_content what)
{
    switch (what) {
    case ORDER_EFFECTS: return order_is_early(n) && !order_makes(n);
    case ORDER_STEPS: return order_is_early(n) || (n->kind == N_COMPLIT && n->type->kind == TY_MAP);
    case ORDER_CHECKS: return gort__lower_may_panic(n);
    case ORDER_FIRM_CHECKS:
        return gort__lower_may_panic(n) &&
               !(n->kind == N_BINARY && (n->op == T_SHL || n->op == T_SHR));
    }
    return false;
}

void gort__lower_taken(lowering *c, node *n, const ir_value *v)
{
    n->lower = (void *)(uintptr_t)v;
    c->w->taken++;
}

/* A tree is asked again and again, by every literal around it. What it lacks it lacks for good, and
 * what it holds it holds until something is taken. */
int gort__lower_count(lowering *c, node *n, order_content what)
{
    if (gort__lower_is_leaf(n) || n->lacks & what) return 0;
    if (n->counted_at != c->w->taken) n->holds = n->holds_more = 0;
    n->counted_at = c->w->taken;
    if (n->holds & what) return n->holds_more & what ? 2 : 1;
    int k = order_counts(n, what);
    for (int i = 0; i < gort__operands(n) && k < 2; i++)
        k += gort__lower_count(c, gort__operand(n, i), what);
    if (k == 0)
        n->lacks |= what;
    else
        n->holds |= what;
    if (k > 1) n->holds_more |= what;
    return k > 1 ? 2 : k;
}

int gort__lower_checks(lowering *c, node *n)
{
    return gort__lower_count(c, n, ORDER_CHECKS);
}

static int order_effects(node *n)
{
    if (gort__lower_is_leaf(n) || n->lacks & ORDER_EFFECTS) return 0;
    int k = order_counts(n, ORDER_EFFECTS);
    for (int i = 0; i < gort__operands(n); i++)
        k += order_effects(gort__operand(n, i));
    if (k == 0) n->lacks |= ORDER_EFFECTS;
    return k;
}

void gort__lower_begin(lowering *c)
{
    c->turn = (order_turn){0};
}

void gort__lower_expect(lowering *c, node *n)
{
    c->turn.effects += order_effects(n);
    c->turn.checks += gort__lower_checks(c, n);
}

void gort__lower_expect_list(lowering *c, nodes *l)
{
    for (int i = 0; i < l->n; i++)
        gort__lower_expect(c, l->at[i]);
}

/* ---- Temporaries ---- */

static bool order_changes_ahead(const lowering *c)
{
    return c->turn.effects > c->turn.open;
}

/* Can it be told whether what has so many checks is taken now or read late? */
static bool order_tells(const lowering *c, int checks)
{
    return order_changes_ahead(c) || (c->turn.checks > 1 && checks > 0);
}

void gort__lower_take(lowering *c, node *n)
{
    n = gort__unparen(n);
    if (n->val || n->lower || n->kind == N_NIL || n->kind == N_FUNCLIT) return;
    gort__lower_settle(c, n);
    const ir_value *v = gort__lower_late(c, n);
    if (!n->lower) gort__lower_taken(c, n, gort__lower_temp(c, n->type, v));
}

static int order_take_if_told(lowering *c, node *n, int checks)
{
    if (!order_tells(c, checks)) return checks;
    gort__lower_take(c, n);
    return 0;
}

static void order_take_checked(lowering *c, node *n)
{
    if (gort__lower_checks(c, n) > 0) gort__lower_take(c, n);
}

void gort__lower_take_operands(lowering *c, node *n, bool entries)
{
    n = gort__unparen(n);
    if (n->lower) return;
    switch (n->kind) {
    case N_SELECTOR:
    case N_DEREF: gort__lower_take_operands(c, n->a, entries); return;
    case N_INDEX:
        gort__lower_take_operands(c, n->a, entries);
        gort__lower_take_operands(c, n->b, entries);
        if (n->a->type->kind != TY_MAP) return;
        if (entries) break;
        order_take_checked(c, n->a);
        order_take_checked(c, n->b);
        return;
    default: break;
    }
    order_take_checked(c, n);
}

/* n is handed to the runtime by its address: Go copies what has none, and local variables. */
static int order_address(lowering *c, node *n, int checks)
{
    n = gort__unparen(n);
    if (n->val || n->lower || n->kind == N_NIL || n->kind == N_FUNCLIT) return 0;
    if (n->kind == N_NAME) {
        if (gort__is_local(n->obj) && order_changes_ahead(c)) gort__lower_take(c, n);
        return 0;
    }
    return gort__ty_addressable(n) ? checks : order_take_if_told(c, n, checks);
}

void gort__lower_order_by_address(lowering *c, node *n)
{
    (void)order_address(c, n, gort__lower_order(c, n));
}

/* Does Go's runtime box a value of type t from its address? */
static bool order_boxed_by_address(lowering *c, ty *t)
{
    const int64_t size = gort__ty_size(c->u, t);
    const bool pointers = gort__lower_has_ptr(c, t);
    if (!pointers && (size == 2 || size == 4 || size == 8) && t->align == size) return false;
    const int part = gort__ty_sole_part(t)->kind;
    return part != TY_STRING && part != TY_SLICE;
}

/* Where Go's maps take a word or a string, a struct or an array is copied to one. */
static int order_key(lowering *c, node *index)
{
    ty *map = index->a->type;
    const int checks = gort__lower_order(c, index->b);
    if (!gort__ty_key_by_value(c->u, map)) return order_address(c, index->b, checks);
    if (!gort__ty_of(map->key, TY_AGGREGATES)) return checks;
    return order_take_if_told(c, index->b, checks);
}

void gort__lower_order_entry(lowering *c, node *index)
{
    gort__lower_order(c, index->a);
    order_key(c, index);
}

static bool order_is_text_of_bytes(node *n)
{
    n = gort__unparen(n);
    if (n->kind == N_COMPLIT) {
        for (int i = 0; i < n->list.n; i++)
            if (order_is_text_of_bytes(gort__element(n->list.at[i]))) return true;
        return false;
    }
    return n->kind == N_CONV && n->type->kind == TY_STRING && n->a->type->kind == TY_SLICE &&
           n->a->type->elem->kind == TY_UINT8;
}

/* ---- Order ----
 *
 * Each function returns how many checks of n stay late: 0, 1 or more.
 */

/* a && b, a || b as a local, b evaluated only if needed; a has been ordered. */
static void order_logical(lowering *c, node *n)
{
    gort__lower_settle(c, n->a);
    const ir_value *a = gort__lower_late(c, n->a);
    ir_var *v = gort__lower_plain_var(c, "t", "bool");
    gort__lower_def(c, v, true, a);
    gort__lower_if(c, n->op == T_LAND ? &v->value : gort__ir_value(c->u, "!%v", &v->value));
    gort__lower_order(c, n->b);
    gort__lower_settle(c, n->b);
    gort__lower_def(c, v, false, gort__lower_late(c, n->b));
    gort__lower_endif(c);
    gort__lower_taken(c, n, &v->value);
}

static int order_logical_if_told(lowering *c, node *n)
{
    const bool changes = order_changes_ahead(c);
    const int checks = gort__lower_order(c, n->a);
    const int both = checks + gort__lower_checks(c, n->b);
    /* Else what is on the right is read where it is needed. */
    if (!changes && !gort__lower_count(c, n->b, ORDER_STEPS) && !order_tells(c, both)) return both;
    order_logical(c, n);
    return 0;
}

static int order_call(lowering *c, node *n)
{
    if (gort__measures(n)) return order_take_if_told(c, n, gort__lower_order(c, n->list.at[0]));
    const bool changes = !order_makes(n);
    c->turn.open += changes;
    gort__lower_taken(c, n, gort__lower_call(c, n));
    c->turn.open -= changes;
    c->turn.effects -= changes;
    return 0;
}

/* A bound of a slice: variables are read when the slice is taken. */
static int order_bound(lowering *c, node *n)
{
    if (!n) return 0;
    const int checks = gort__lower_order(c, n);
    return gort__unparen(n)->kind == N_NAME ? checks : order_take_if_told(c, n, checks);
}

static int order_slice(lowering *c, node *n)
{
    int checks = gort__lower_may_panic(n) + gort__lower_order(c, n->a);
    checks += order_bound(c, n->b);
    checks += order_bound(c, n->c);
    return checks + order_bound(c, n->d);
}

static int order_index(lowering *c, node *n)
{
    int checks = gort__lower_may_panic(n) + gort__lower_order(c, n->a);
    if (n->a->type->kind != TY_MAP) return checks + gort__lower_order(c, n->b);
    checks += order_key(c, n);
    return order_is_text_of_bytes(n->b) ? order_take_if_told(c, n, checks) : checks;
}

static int order_conversion(lowering *c, node *n)
{
    ty *to = n->type, *from = n->a->type;
    const int checks = gort__lower_order(c, n->a), own = gort__lower_may_panic(n);
    if (to->kind == TY_INTERFACE && from->kind != TY_INTERFACE &&
        order_boxed_by_address(c, n->a->type))
        return own + order_address(c, n->a, checks);
    return own + checks;
}

static int order_binary(lowering *c, node *n)
{
    if (gort__is_logical(n)) return order_logical_if_told(c, n);
    int a = gort__lower_order(c, n->a), b = gort__lower_order(c, n->b);
    if (gort__is_comparison(n) && gort__ty_of(n->a->type, TY_AGGREGATES)) {
        a = order_address(c, n->a, a);
        b = order_address(c, n->b, b);
    }
    return gort__lower_may_panic(n) + a + b;
}

static int order_elements(lowering *c, node *n)
{
    int checks = 0;
    if (gort__lower_order_long(c, n, &checks)) return checks;
    for (int i = 0; i < n->list.n; i++)
        checks += gort__lower_order(c, gort__element(n->list.at[i]));
    return checks;
}

static int order_node(lowering *c, node *n)
{
    int checks;
    switch (n->kind) {
    case N_FUNCLIT:
    case N_NAME:
    case N_LITERAL:
    case N_NIL: return 0;
    case N_CALL: return order_call(c, n);
    case N_COMPLIT:
        if (n->type->kind != TY_MAP) return order_elements(c, n);
        gort__lower_taken(c, n, gort__lower_complit(c, n)); /* entry by entry */
        return 0;
    case N_SELECTOR:
        if (n->sel == SEL_PACKAGE || n->sel == SEL_METHODEXPR) return 0;
        return gort__lower_may_panic(n) + gort__lower_order(c, n->a);
    case N_INDEX: return order_index(c, n);
    case N_BINARY: return order_binary(c, n);
    case N_UNARY:
        if (!gort__lower_is_receive(n)) return gort__lower_order(c, n->a);
        gort__lower_taken(c, n, gort__lower_receive(c, n, NULL));
        return 0;
    case N_SLICE: checks = order_slice(c, n); break;
    case N_CONV: checks = order_conversion(c, n); break;
    default: checks = gort__lower_may_panic(n) + gort__lower_order(c, n->a);
    }
    return gort__ty_early(n) ? order_take_if_told(c, n, checks) : checks;
}

/* What n does is done at n's line: tracebacks say so. Returns where the lowering was before. */
position gort__lower_enter(lowering *c, const node *n)
{
    const position last = c->at;
    if (n->pos.line > 0 && !n->implicit && n->kind != N_NAME && n->kind != N_PAREN) c->at = n->pos;
    return last;
}

int gort__lower_order(lowering *c, node *n)
{
    if (!n || n->val || n->lower || n->is_type) return 0;
    const position last = gort__lower_enter(c, n);
    const int checks = order_node(c, n);
    c->at = last;
    return checks;
}

/* ---- Whole expressions ---- */

const ir_value *gort__lower_value(lowering *c, node *n)
{
    gort__lower_begin(c);
    gort__lower_expect(c, n);
    gort__lower_order(c, n);
    gort__lower_settle(c, n);
    return gort__lower_late(c, n);
}

const ir_value *gort__lower_cond(lowering *c, node *n)
{
    return gort__ir_strip(c->u, gort__lower_value(c, n));
}
