/* lower_order.c - the order of evaluation: what of an expression is taken early, what is read late.
 *
 * go1.19 evaluates a statement in two steps, and programs can tell. First (`order`), left to right,
 * what its runtime does for calls and slices goes into temporaries; then (`late`), left to right,
 * the rest is read. So x in f(x, g()) is read after g has run, and len(x) before. The table:
 *
 *   early   calls; append, copy, make, new; len, cap; slicing, and its bounds unless they are
 *           variables; string to []byte or []rune; a && b, a || b as a whole; x.(T) unless T is
 *           pointer-shaped; map literals, entry by entry
 *   the operand early   a local variable that goes into an interface by its address, that is
 *           compared as a struct or array, or is the key of a map without a fast path; also values
 *           that have no address
 *   late    variables, fields, elements, what pointers point to, map reads, arithmetic, other
 *           comparisons, concatenations, other conversions, literals of other types
 *
 * Late is also the step of the checks: of two that fail the earlier in this order panics. Within
 * it, what becomes an object of its own (a literal, a boxed value) and the operands of comparisons
 * by call are evaluated before the rest (`settle`).
 *
 * A temporary is made only where it can be told from a late read: gort__turn counts the calls that
 * are still to run and the reads that may panic.
 *
 * To change when something is evaluated, change its case in order_node, and the table.
 */
#include "emit_internal.h"
#include <string.h>

/* ---- What counts ---- */

static bool order_measures(const gort__node *n)
{
    return n->call_kind == CALL_BUILTIN && (n->builtin == B_LEN || n->builtin == B_CAP);
}

static bool order_makes(const gort__node *n)
{
    return n->call_kind == CALL_BUILTIN && (n->builtin == B_MAKE || n->builtin == B_NEW);
}

static bool order_is_map(gort__ty *t)
{
    return gort__lw_under(t)->kind == TY_MAP;
}

static bool order_is_leaf(const gort__node *n)
{
    return !n || n->val || n->is_type || n->lower || n->kind == N_FUNCLIT || n->kind == N_NAME ||
           n->kind == N_NIL || n->kind == N_LITERAL;
}

/* Comparing or hashing two of type t may find what cannot be compared. */
static bool order_compares_by_type(gort__ty *t)
{
    t = gort__lw_under(t);
    if (t->kind == TY_INTERFACE) return true;
    if (t->kind == TY_ARRAY) return order_compares_by_type(t->elem);
    for (int i = 0; t->kind == TY_STRUCT && i < t->nfields; i++)
        if (order_compares_by_type(t->fields[i].type)) return true;
    return false;
}

/* May reading n itself panic, its operands aside? */
static bool order_checks(const gort__node *n)
{
    switch (n->kind) {
    case N_DEREF:
    case N_SLICE:
    case N_TYPEASSERT: return true;
    case N_SELECTOR: return n->sel == SEL_FIELD && gort__lw_under(n->a->type)->kind == TY_PTR;
    case N_INDEX: {
        gort__ty *t = gort__lw_under(n->a->type);
        if (t->kind == TY_ARRAY) return !n->b->val;
        return t->kind != TY_MAP || order_compares_by_type(t->key);
    }
    case N_BINARY:
        if (n->op == T_QUO || n->op == T_REM || n->op == T_SHL || n->op == T_SHR)
            return !gort__unparen(n->b)->val;
        return n->op >= T_EQ && n->op <= T_GE &&
               (order_compares_by_type(n->a->type) || order_compares_by_type(n->b->type));
    case N_CALL:
        return n->call_kind == CALL_BUILTIN && n->builtin == B_MAKE && n->list.n > 1 &&
               !(n->list.at[1]->val && (n->list.n < 3 || n->list.at[2]->val));
    case N_CONV:
        return gort__lw_under(n->type)->kind == TY_PTR &&
               gort__lw_under(n->a->type)->kind == TY_SLICE;
    default: return false;
    }
}

/* What a tree holds that has not been taken. */
typedef struct order_content {
    int effects; /* calls that may change what other operands read */
    int checks;  /* reads that may panic */
    int shifts;  /* of these, shifts: Go does not look at their counts before a call */
    bool steps;  /* parts that are evaluated early whatever else the statement does */
} order_content;

static void order_count(order_content *k, const gort__node *n)
{
    if (order_is_leaf(n)) return;
    const bool early = n->kind == N_CALL && !order_measures(n);
    k->effects += early && !order_makes(n);
    k->checks += order_checks(n);
    if (n->kind == N_BINARY && (n->op == T_SHL || n->op == T_SHR)) k->shifts += order_checks(n);
    k->steps |= early || (n->kind == N_COMPLIT && order_is_map(n->type));
    order_count(k, n->a);
    order_count(k, n->b);
    order_count(k, n->c);
    order_count(k, n->d);
    for (int i = 0; i < n->list.n; i++)
        order_count(k, n->list.at[i]);
}

static order_content order_content_of(const gort__node *n)
{
    order_content k = {0};
    order_count(&k, n);
    return k;
}

int gort__lx_checks(const gort__node *n)
{
    return order_content_of(n).checks;
}

void gort__lx_begin(gort__fn *c)
{
    c->turn = (gort__turn){0};
}

void gort__lx_expect(gort__fn *c, gort__node *n)
{
    const order_content k = order_content_of(n);
    c->turn.effects += k.effects;
    c->turn.checks += k.checks;
}

void gort__lx_expect_list(gort__fn *c, gort__nodes *l)
{
    for (int i = 0; i < l->n; i++)
        gort__lx_expect(c, l->at[i]);
}

/* ---- Temporaries ---- */

static bool order_changes_ahead(const gort__fn *c)
{
    return c->turn.effects > c->turn.open;
}

/* Can it be told whether what has so many checks is taken now or read late? */
static bool order_tells(const gort__fn *c, int checks)
{
    return order_changes_ahead(c) || (c->turn.checks > 1 && checks > 0);
}

void gort__lx_take(gort__fn *c, gort__node *n)
{
    n = gort__unparen(n);
    if (n->val || n->lower || n->kind == N_NIL || n->kind == N_FUNCLIT) return;
    gort__lx_settle(c, n);
    const char *text = gort__lx_late(c, n);
    if (!n->lower) n->lower = (void *)(uintptr_t)gort__lx_temp(c, n->type, text);
}

static int order_take_if_told(gort__fn *c, gort__node *n, int checks)
{
    if (!order_tells(c, checks)) return checks;
    gort__lx_take(c, n);
    return 0;
}

static void order_take_checked(gort__fn *c, gort__node *n)
{
    if (gort__lx_checks(n) > 0) gort__lx_take(c, n);
}

void gort__lx_take_operands(gort__fn *c, gort__node *n, bool entries)
{
    n = gort__unparen(n);
    if (n->lower) return;
    switch (n->kind) {
    case N_SELECTOR:
    case N_DEREF: gort__lx_take_operands(c, n->a, entries); return;
    case N_INDEX:
        gort__lx_take_operands(c, n->a, entries);
        gort__lx_take_operands(c, n->b, entries);
        if (!order_is_map(n->a->type)) return;
        if (entries) break;
        order_take_checked(c, n->a);
        order_take_checked(c, n->b);
        return;
    default: break;
    }
    order_take_checked(c, n);
}

/* n is handed to the runtime by its address: Go copies what has none, and local variables. */
static int order_address(gort__fn *c, gort__node *n, int checks)
{
    n = gort__unparen(n);
    if (n->val || n->lower || n->kind == N_NIL || n->kind == N_FUNCLIT) return 0;
    if (n->kind == N_NAME) {
        if (n->obj && n->obj->kind == OBJ_VAR && n->obj->var_class != VAR_GLOBAL &&
            order_changes_ahead(c))
            gort__lx_take(c, n);
        return 0;
    }
    return gort__ty_addressable(n) ? checks : order_take_if_told(c, n, checks);
}

/* Does Go's runtime box a value of type t from its address? */
static bool order_boxed_by_address(gort__fn *c, gort__ty *t)
{
    const int64_t size = gort__ty_size(c->u, t);
    const bool pointers = gort__lw_has_ptr(c, t);
    if (!pointers && (size == 2 || size == 4 || size == 8) && gort__lw_under(t)->align == size)
        return false;
    const int part = gort__ty_sole_part(t)->kind;
    return part != TY_STRING && part != TY_SLICE;
}

/* Where Go's maps take a word or a string, a struct or an array is copied to one. */
static int order_key(gort__fn *c, gort__node *index)
{
    gort__ty *map = index->a->type;
    const int checks = gort__lx_order(c, index->b);
    const int kind = gort__lw_under(gort__lw_under(map)->key)->kind;
    if (!gort__ty_key_by_value(c->u, map)) return order_address(c, index->b, checks);
    if (kind != TY_STRUCT && kind != TY_ARRAY) return checks;
    return order_take_if_told(c, index->b, checks);
}

void gort__lx_order_entry(gort__fn *c, gort__node *index)
{
    gort__lx_order(c, index->a);
    order_key(c, index);
}

static bool order_is_text_of_bytes(gort__node *n)
{
    n = gort__unparen(n);
    if (n->kind == N_COMPLIT) {
        for (int i = 0; i < n->list.n; i++) {
            gort__node *e = n->list.at[i];
            if (order_is_text_of_bytes(e->kind == N_KEYVALUE ? e->b : e)) return true;
        }
        return false;
    }
    return n->kind == N_CONV && gort__lw_under(n->type)->kind == TY_STRING &&
           gort__lw_under(n->a->type)->kind == TY_SLICE &&
           gort__lw_under(gort__lw_under(n->a->type)->elem)->kind == TY_UINT8;
}

/* ---- Order ----
 *
 * Each function returns how many checks of n stay late.
 */

/* a && b, a || b as a local, b evaluated only if needed; a has been ordered. */
static void order_logical(gort__fn *c, gort__node *n)
{
    gort__lx_settle(c, n->a);
    const char *a = gort__lx_late(c, n->a);
    gort__var *v = gort__ir_var(c->f, gort__ir_local_name(c->f, "t"), "bool", NULL, NULL, 0);
    gort__lx_def(c, v, true, gort__lx_strip(c->u, a));
    gort__lx_if(c, n->op == T_LAND ? v->ref : gort__strf(c->u, "!%s", v->ref));
    gort__lx_order(c, n->b);
    gort__lx_settle(c, n->b);
    gort__lx_def(c, v, false, gort__lx_strip(c->u, gort__lx_late(c, n->b)));
    gort__lx_endif(c);
    n->lower = (void *)(uintptr_t)v->ref;
}

static int order_logical_if_told(gort__fn *c, gort__node *n)
{
    const bool changes = order_changes_ahead(c);
    const int checks = gort__lx_order(c, n->a);
    const order_content b = order_content_of(n->b);
    /* Else what is on the right is read where it is needed. */
    if (!changes && !b.steps && !order_tells(c, checks + b.checks)) return checks + b.checks;
    order_logical(c, n);
    return 0;
}

static int order_call(gort__fn *c, gort__node *n)
{
    if (order_measures(n)) return order_take_if_told(c, n, gort__lx_order(c, n->list.at[0]));
    const bool changes = !order_makes(n);
    c->turn.open += changes;
    n->lower = (void *)(uintptr_t)gort__lc_call(c, n);
    c->turn.open -= changes;
    c->turn.effects -= changes;
    return 0;
}

/* A bound of a slice: variables are read when the slice is taken. */
static int order_bound(gort__fn *c, gort__node *n)
{
    if (!n) return 0;
    const int checks = gort__lx_order(c, n);
    return gort__unparen(n)->kind == N_NAME ? checks : order_take_if_told(c, n, checks);
}

static int order_slice(gort__fn *c, gort__node *n)
{
    int checks = order_checks(n) + gort__lx_order(c, n->a);
    checks += order_bound(c, n->b);
    checks += order_bound(c, n->c);
    checks += order_bound(c, n->d);
    return order_take_if_told(c, n, checks);
}

static int order_index(gort__fn *c, gort__node *n)
{
    int checks = order_checks(n) + gort__lx_order(c, n->a);
    if (!order_is_map(n->a->type)) return checks + gort__lx_order(c, n->b);
    checks += order_key(c, n);
    return order_is_text_of_bytes(n->b) ? order_take_if_told(c, n, checks) : checks;
}

static int order_conversion(gort__fn *c, gort__node *n)
{
    gort__ty *to = gort__lw_under(n->type), *from = gort__lw_under(n->a->type);
    const int checks = gort__lx_order(c, n->a), own = order_checks(n);
    if (to->kind == TY_INTERFACE && from->kind != TY_INTERFACE &&
        order_boxed_by_address(c, n->a->type))
        return own + order_address(c, n->a, checks);
    if (to->kind == TY_SLICE && from->kind == TY_STRING)
        return order_take_if_told(c, n, own + checks);
    return own + checks;
}

static int order_binary(gort__fn *c, gort__node *n)
{
    if (n->op == T_LAND || n->op == T_LOR) return order_logical_if_told(c, n);
    int a = gort__lx_order(c, n->a), b = gort__lx_order(c, n->b);
    const int k = gort__lw_under(n->a->type)->kind;
    if (n->op >= T_EQ && n->op <= T_GE && (k == TY_STRUCT || k == TY_ARRAY)) {
        a = order_address(c, n->a, a);
        b = order_address(c, n->b, b);
    }
    return order_checks(n) + a + b;
}

static int order_elements(gort__fn *c, gort__node *n)
{
    int checks = 0;
    for (int i = 0; i < n->list.n; i++) {
        gort__node *e = n->list.at[i];
        checks += gort__lx_order(c, e->kind == N_KEYVALUE ? e->b : e);
    }
    return checks;
}

static int order_node(gort__fn *c, gort__node *n)
{
    switch (n->kind) {
    case N_FUNCLIT:
    case N_NAME:
    case N_LITERAL:
    case N_NIL: return 0;
    case N_CALL: return order_call(c, n);
    case N_COMPLIT:
        if (!order_is_map(n->type)) return order_elements(c, n);
        n->lower = (void *)(uintptr_t)gort__lx_complit(c, n); /* entry by entry */
        return 0;
    case N_SELECTOR:
        if (n->sel == SEL_PACKAGE || n->sel == SEL_METHODEXPR) return 0;
        return order_checks(n) + gort__lx_order(c, n->a);
    case N_INDEX: return order_index(c, n);
    case N_SLICE: return order_slice(c, n);
    case N_CONV: return order_conversion(c, n);
    case N_BINARY: return order_binary(c, n);
    case N_TYPEASSERT: {
        const int checks = order_checks(n) + gort__lx_order(c, n->a);
        const bool direct = !gort__ty_is_interface(n->type) && gort__ty_is_direct(n->type);
        return direct ? checks : order_take_if_told(c, n, checks);
    }
    default: return order_checks(n) + gort__lx_order(c, n->a);
    }
}

/* What n does is done at n's line: tracebacks say so. Returns where the lowering was before. */
gort__pos gort__lx_enter(gort__fn *c, const gort__node *n)
{
    const gort__pos last = c->at;
    if (n->pos.line > 0 && !n->implicit && n->kind != N_NAME && n->kind != N_PAREN) c->at = n->pos;
    return last;
}

int gort__lx_order(gort__fn *c, gort__node *n)
{
    if (!n || n->val || n->lower || n->is_type) return 0;
    const gort__pos last = gort__lx_enter(c, n);
    const int checks = order_node(c, n);
    c->at = last;
    return checks;
}

/* ---- Settle ---- */

typedef struct settling {
    int stay;           /* checks so far that stay late */
    gort__nodes passed; /* what was settled without need: nothing in front of it stayed */
} settling;

static void settle_passed(gort__fn *c, settling *s)
{
    for (int i = 0; i < s->passed.n; i++)
        gort__lx_take(c, s->passed.at[i]);
    s->passed.n = 0;
}

/* n is evaluated before the checks in front of it that stay: start of them. */
static void settle_now(gort__fn *c, settling *s, gort__node *n, int start)
{
    n = gort__unparen(n);
    if (s->stay == start || order_is_leaf(n)) return;
    if (start == 0) {
        gort__nodes_push(c->u, &s->passed, n);
    } else {
        settle_passed(c, s);
        gort__lx_take(c, n);
    }
    s->stay = start;
}

static bool settle_is_literal(gort__node *n)
{
    if (n->kind == N_ADDR) n = gort__unparen(n->a);
    return n->kind == N_COMPLIT && !n->lower;
}

static bool settle_is_sum(const gort__node *n)
{
    n = gort__unparen((gort__node *)n);
    return n->kind == N_BINARY && n->op == T_ADD && !n->lower &&
           gort__lw_under(n->type)->kind == TY_STRING;
}

/* Does Go evaluate n by a call of its runtime, whose arguments come first? */
static bool settle_by_call(const gort__node *n)
{
    if (n->kind == N_INDEX) return order_is_map(n->a->type);
    if (settle_is_sum(n)) return true;
    if (n->kind != N_CONV) return false;
    if (gort__ty_is_interface(n->type))
        return !gort__ty_is_interface(n->a->type) && !gort__ty_is_direct(n->a->type);
    return gort__lw_under(n->type)->kind == TY_STRING &&
           gort__lw_under(n->a->type)->kind != TY_STRING;
}

static void settle_node(gort__fn *c, settling *s, gort__node *n);

static int64_t settle_components(gort__ty *t)
{
    t = gort__lw_under(t);
    if (t->kind == TY_ARRAY) return t->len * settle_components(t->elem);
    if (t->kind != TY_STRUCT) return 1;
    int64_t k = 0;
    for (int i = 0; i < t->nfields; i++)
        if (strcmp(t->fields[i].name, "_") != 0) k += settle_components(t->fields[i].type);
    return k;
}

/* Are two of type t compared by a call, and not part by part? */
static bool settle_compared_by_call(gort__fn *c, gort__ty *t)
{
    enum { MAX_PARTS = 4, MAX_BYTES = 16 };
    gort__ty *u = gort__lw_under(t);
    if (u->kind == TY_STRUCT) return settle_components(u) > MAX_PARTS;
    if (u->kind != TY_ARRAY) return u->kind == TY_STRING || u->kind == TY_INTERFACE;
    const int k = gort__lw_under(u->elem)->kind;
    const bool simple = k >= TY_BOOL && k <= TY_FLOAT64;
    return u->len > 1 && !(simple && (u->len <= MAX_PARTS || gort__ty_size(c->u, t) <= MAX_BYTES));
}

static void settle_compare(gort__fn *c, settling *s, gort__node *n)
{
    const int start = s->stay;
    const bool a_dynamic = gort__ty_is_interface(n->a->type);
    const bool b_dynamic = gort__ty_is_interface(n->b->type);
    const bool by_call = b_dynamic || settle_compared_by_call(c, n->a->type);
    if (a_dynamic && b_dynamic && gort__lx_checks(n->a) > 0 && gort__lx_checks(n->b) > 0) {
        settle_passed(c, s); /* go1.19 looks at the right side first */
        gort__lx_take(c, n->b);
        gort__lx_take(c, n->a);
    }
    settle_node(c, s, n->a);
    if (by_call) settle_now(c, s, n->a, start);
    const int left = s->stay;
    settle_node(c, s, n->b);
    if (by_call) settle_now(c, s, n->b, left);
}

static void settle_operands(gort__fn *c, gort__nodes *out, gort__node *n)
{
    gort__node *const parts[] = {n->a, n->b};
    for (int i = 0; i < 2 && parts[i]; i++) {
        if (settle_is_sum(n) && settle_is_sum(parts[i]))
            settle_operands(c, out, gort__unparen(parts[i]));
        else
            gort__nodes_push(c->u, out, parts[i]);
    }
}

/* First what the operands settle within them, then the operands, from left to right. */
static void settle_call(gort__fn *c, settling *s, const gort__nodes *operands)
{
    const int start = s->stay;
    int *stay = gort__alloc(c->u, (size_t)operands->n * sizeof *stay);
    for (int i = 0; i < operands->n; i++) {
        const int before = s->stay;
        settle_node(c, s, operands->at[i]);
        stay[i] = s->stay - before;
    }
    for (int i = 0; i < operands->n; i++) {
        s->stay = start + stay[i];
        settle_now(c, s, operands->at[i], start);
    }
}

static void settle_node(gort__fn *c, settling *s, gort__node *n)
{
    n = n ? gort__unparen(n) : NULL;
    if (order_is_leaf(n)) return;
    const int start = s->stay;
    if (settle_is_literal(n)) { /* element by element */
        s->stay += gort__lx_checks(n);
        settle_now(c, s, n, start);
        return;
    }
    if (n->kind == N_BINARY && (n->op == T_LAND || n->op == T_LOR)) {
        settle_node(c, s, n->a);
        s->stay += gort__lx_checks(n->b) > 0;
        return;
    }
    if (n->kind == N_BINARY && n->op >= T_EQ && n->op <= T_GE) {
        settle_compare(c, s, n);
        s->stay += order_checks(n);
        return;
    }
    if (settle_by_call(n)) {
        gort__nodes operands = {0};
        settle_operands(c, &operands, n);
        settle_call(c, s, &operands);
        s->stay += order_checks(n);
        return;
    }
    settle_node(c, s, n->a);
    settle_node(c, s, n->b);
    settle_node(c, s, n->c);
    settle_node(c, s, n->d);
    for (int i = 0; i < n->list.n; i++)
        settle_node(c, s, n->list.at[i]);
    s->stay += order_checks(n);
}

void gort__lx_settle(gort__fn *c, gort__node *n)
{
    settling s = {0};
    if (gort__lx_checks(n) > 1) settle_node(c, &s, n);
}

void gort__lx_settle_list(gort__fn *c, gort__nodes *l)
{
    settling s = {0};
    int k = 0;
    for (int i = 0; i < l->n; i++)
        k += gort__lx_checks(l->at[i]);
    for (int i = 0; i < l->n && k > 1; i++)
        settle_node(c, &s, l->at[i]);
}

void gort__lx_arguments(gort__fn *c, gort__nodes *l)
{
    gort__lx_settle_list(c, l);
    bool late = false, told = false;
    for (int i = 0; i < l->n; i++) {
        const order_content k = order_content_of(l->at[i]);
        told |= late && k.checks > k.shifts;
        late |= k.checks > 0 && k.checks == k.shifts;
    }
    for (int i = 0; i < l->n && told; i++) {
        const order_content k = order_content_of(l->at[i]);
        if (k.checks > k.shifts) gort__lx_take(c, l->at[i]);
    }
}

/* ---- Whole expressions ---- */

const char *gort__lx_value(gort__fn *c, gort__node *n)
{
    gort__lx_begin(c);
    gort__lx_expect(c, n);
    gort__lx_order(c, n);
    gort__lx_settle(c, n);
    return gort__lx_late(c, n);
}

const char *gort__lx_cond(gort__fn *c, gort__node *n)
{
    return gort__lx_strip(c->u, gort__lx_value(c, n));
}
