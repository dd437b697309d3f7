/* check_switch.c - switch, type switch, select and range.
 *
 * A switch without a tag compares with the constant true, which has no node of its own: the
 * message position is that of the first clause. A type switch gives every clause a variable of its
 * own; "declared but not used" is said once, if no clause uses it.
 */
#include "check_internal.h"

static void multiple_defaults(checker *c, node *s)
{
    node *first = NULL;
    for (int i = 0; i < s->list.n; i++) {
        node *k = s->list.at[i];
        if (!k->is_default) continue;
        if (first)
            gort__check_error(c, k->pos, "multiple defaults (first at %s)",
                              gort__pos_text(c->u, first->pos));
        else
            first = k;
    }
}

/* Does go1.19 see that it is there twice? Strings, integers of 64 bits and what is no rounder as a
 * float64. */
static bool is_compared(checker *c, const const_value *v)
{
    int64_t i;
    uint64_t n;
    switch (gort__const_kind_of(v)) {
    case CONST_STRING: return true;
    case CONST_INT: return gort__const_int64(v, &i) || gort__const_uint64(v, &n);
    case CONST_FLOAT: {
        const const_value *rounded = gort__const_round(c->u, v, 64);
        return rounded && gort__const_bool_value(gort__const_compare(c->u, T_EQ, v, rounded));
    }
    default: return false;
    }
}

static void case_values(checker *c, value_operand *x, nodes *values, hash_table *seen)
{
    for (int i = 0; i < values->n; i++) {
        value_operand v, res;
        gort__check_expr(c, &v, values->at[i]);
        if (x->mode == MODE_INVALID || v.mode == MODE_INVALID) continue;
        gort__convert_untyped(c, &v, x->type);
        if (v.mode == MODE_INVALID) continue;
        res = v;
        value_operand tag = *x;
        gort__check_comparison(c, &res, &tag, T_EQ, true);
        if (res.mode == MODE_INVALID || v.mode != MODE_CONST || !v.val || !is_compared(c, v.val))
            continue;
        seen_key key = gort__seen_constant(c, v.val, v.type);
        key.pos = values->at[i]->pos;
        const seen_key *before = gort__seen_before(c, seen, &key);
        if (before)
            gort__check_error_at(c, values->at[i],
                                 "duplicate case %s in expression switch\n\t%s: previous case",
                                 TEXT_OPERAND(c, &v), gort__pos_text(c->u, before->pos));
    }
}

void gort__check_switch(checker *c, node *s)
{
    gort__check_open(c);
    gort__check_stmt(c, s->init);
    value_operand x;
    if (s->cond) {
        gort__check_expr(c, &x, s->cond);
        gort__check_assignment(c, &x, NULL, "switch expression");
        if (x.mode != MODE_INVALID && !gort__ty_comparable(x.type) &&
            !gort__ty_is(x.type, TY_NILS)) {
            gort__check_error_at(c, s->cond, "cannot switch on %s (%s is not comparable)",
                                 TEXT_OPERAND(c, &x), TEXT_TYPE(c, x.type));
            x.mode = MODE_INVALID;
        }
    } else {
        position pos = s->list.n ? s->list.at[0]->pos : s->pos;
        node *name = gort__node_new(c->u, N_NAME, pos);
        name->name = "true";
        x = (value_operand){.mode = MODE_CONST,
                            .expr = name,
                            .type = gort__ty_basic(c->u, TY_BOOL),
                            .val = gort__const_bool(c->u, true)};
    }
    multiple_defaults(c, s);
    hash_table seen = {0};
    for (int i = 0; i < s->list.n; i++) {
        node *k = s->list.at[i];
        case_values(c, &x, &k->list, &seen);
        gort__check_block(c, &k->body);
    }
    gort__check_close(c);
}

static bool is_nil(checker *c, node *e)
{
    node *n = gort__unparen(e);
    object *o = n && n->kind == N_NAME ? gort__check_lookup(c, n->name) : NULL;
    return o && o->kind == OBJ_NIL;
}

/* Equal for identical types; of nil its own. */
static uint64_t type_hash(const ty *t)
{
    if (!t) return 0;
    return t->loops ? 1 : 2 + (uint64_t)(t->canon ? t->canon : t)->id;
}

/* The last type of the list; NULL for nil. */
static ty *case_types(checker *c, value_operand *x, nodes *types, hash_table *seen)
{
    ty *t = NULL;
    for (int i = 0; i < types->n; i++) {
        node *e = types->at[i];
        t = NULL;
        if (is_nil(c, e)) {
            value_operand nil;
            gort__check_expr(c, &nil, e);
        } else {
            t = gort__check_var_type(c, e);
            if (gort__is_typed_invalid(t)) continue;
        }
        const seen_key key = {.hash = type_hash(t), .type = t, .pos = gort__start_pos(e)};
        const seen_key *before = gort__seen_before(c, seen, &key);
        if (before)
            gort__check_error_at(c, e, "duplicate case %s in type switch\n\t%s: previous case",
                                 t ? TEXT_TYPE(c, t) : "nil", gort__pos_text(c->u, before->pos));
        else if (x && t)
            gort__check_type_assertion(c, e, x, t, true);
    }
    return t;
}

void gort__check_type_switch(checker *c, node *s)
{
    gort__check_open(c);
    gort__check_stmt(c, s->init);
    node *lhs = s->key;
    if (lhs && gort__is_blank_name(lhs->name)) {
        gort__check_error(c, lhs->pos, "no new variable on left side of :=");
        lhs = NULL;
    }
    value_operand x;
    gort__check_expr(c, &x, s->a);
    if (x.mode == MODE_INVALID) {
        gort__check_close(c);
        return;
    }
    bool ok = gort__ty_is_interface(x.type);
    if (!ok) gort__check_error_at(c, s->a, "%s is not an interface", TEXT_OPERAND(c, &x));
    multiple_defaults(c, s);
    hash_table seen = {0};
    bool used = false;
    for (int i = 0; i < s->list.n; i++) {
        node *k = s->list.at[i];
        ty *t = case_types(c, ok ? &x : NULL, &k->list, &seen);
        gort__check_open(c);
        if (lhs) {
            object *v = gort__check_new_local(c, lhs->name, lhs->pos);
            v->type = k->list.n == 1 && t ? t : x.type;
            v->decl = s;
            gort__check_declare(c, c->env.scope, v);
            k->obj = v;
        }
        gort__check_stmts(c, &k->body);
        if (lhs) {
            if (k->colon.line) k->obj->pos = k->colon; /* where messages about its place point */
            used |= k->obj->used;
            k->obj->used = true;
        }
        gort__check_close(c);
    }
    if (lhs && !used) gort__check_error(c, lhs->pos, "%s declared but not used", lhs->name);
    gort__check_close(c);
}

void gort__check_select(checker *c, node *s)
{
    multiple_defaults(c, s);
    for (int i = 0; i < s->list.n; i++) {
        node *k = s->list.at[i], *comm = k->init, *rhs = NULL;
        gort__check_open(c);
        bool valid = !comm || comm->kind == S_SEND;
        if (comm && comm->kind == S_ASSIGN && comm->list2.n == 1)
            rhs = gort__unparen(comm->list2.at[0]);
        else if (comm && comm->kind == S_EXPR)
            rhs = gort__unparen(comm->a);
        if (rhs && rhs->kind == N_UNARY && rhs->op == T_ARROW) valid = true;
        if (!valid) {
            gort__check_error_at(c, comm,
                                 "select case must be send or receive (possibly with assignment)");
        } else {
            gort__check_stmt(c, comm);
            gort__check_stmts(c, &k->body);
        }
        gort__check_close(c);
    }
}

/* Key and value types; *key NULL: cannot range over t. */
static void range_types(checker *c, ty *t, ty **key, ty **val)
{
    t = gort__check_array_behind(t);
    *key = gort__ty_basic(c->u, TY_INT);
    *val = t->elem;
    switch (t->kind) {
    case TY_STRING:
    case TY_UNTYPED_STRING: *val = gort__ty_rune(c->u); break;
    case TY_ARRAY:
    case TY_SLICE: break;
    case TY_MAP: *key = t->key; break;
    case TY_CHAN:
        *key = t->elem;
        *val = gort__ty_basic(c->u, TY_INVALID);
        break;
    default: *key = *val = NULL;
    }
}

void gort__check_range(checker *c, node *s)
{
    value_operand x;
    ty *types[2] = {NULL, NULL};
    node *lhs[2] = {s->key, s->value};
    gort__check_expr(c, &x, s->a);
    if (x.mode != MODE_INVALID) {
        ty *t = gort__ty_under(x.type);
        const char *cause = NULL, *xs = TEXT_OPERAND(c, &x);
        if (t->kind == TY_CHAN && s->value)
            gort__check_error_at(c, s->value, "range over %s permits only one iteration variable",
                                 xs);
        else if (t->kind != TY_CHAN && s->b)
            gort__check_error_at(c, s->b, "range clause permits at most two iteration variables");
        if (t->kind == TY_CHAN && t->chan_dir == CHAN_SEND)
            cause = "receive from send-only channel";
        range_types(c, x.type, &types[0], &types[1]);
        if (!types[0] || cause)
            gort__check_error_at(
                c, s->a, cause ? "cannot range over %s (%s)" : "cannot range over %s", xs, cause);
        else if (gort__is_untyped(x.type))
            gort__update_expr_type(c, s->a, gort__default_type(c, x.type), true);
    }
    gort__check_open(c);
    objects fresh = {0};
    for (int i = 0; i < 2; i++) {
        node *n = lhs[i];
        if (!n) continue;
        value_operand v = {.mode = MODE_VALUE, .expr = n, .type = types[i]};
        if (!s->define) {
            if (types[i]) (void)gort__check_assign_var(c, n, &v);
            continue;
        }
        object *o;
        if (n->kind == N_NAME) {
            o = gort__check_fresh_local(c, n, s, &fresh);
        } else {
            gort__check_error_at(c, n, "cannot declare %s", TEXT_EXPR(c, n));
            o = gort__check_new_local(c, "_", n->pos);
        }
        gort__check_init_var(c, o, &v, "range clause");
        n->type = o->type;
    }
    for (int i = 0; i < fresh.n; i++)
        gort__check_declare(c, c->env.scope, fresh.at[i]);
    if (s->define && fresh.n == 0)
        gort__check_error(c, s->pos, "no new variables on left side of :=");
    gort__check_block(c, &s->body);
    gort__check_close(c);
}
