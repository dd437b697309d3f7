/* lower_switch.c - switch and type switch.
 *
 * The clauses are tested in source order, whatever place the default has; each is
 *
 *     if (test) { body  goto end; }
 *
 * one after the other, so that a test may need steps of its own. Integers with many constant cases
 * are a switch of C, which chooses by a table or by halving: a loop over byte codes took 0.77 of
 * the time with four of them. fallthrough jumps to a label at the start of the next body. Cells
 * inside move to the start of the enclosing scope (the depth is raised), because the jumps skip
 * code.
 */
#include "lower_stmt.h"

typedef struct switch_state {
    node *stmt;
    node *tag;                /* a node whose value is known; NULL: there is none */
    const ir_value *x, *have; /* of a type switch: the operand, its dynamic type */
    bool chosen;              /* a switch of C */
    jump_target target;
    ir_label **labels; /* of the bodies that are fallen into */
} switch_state;

static const node *switch_last(const nodes *body)
{
    int n = body->n;
    while (n > 0 && body->at[n - 1]->kind == S_EMPTY)
        n--;
    return n > 0 ? body->at[n - 1] : NULL;
}

static bool switch_falls(const node *clause)
{
    const node *last = switch_last(&clause->body);
    while (last && last->kind == S_LABELED)
        last = switch_last(&last->body);
    return last && last->kind == S_BRANCH && last->op == T_FALLTHROUGH;
}

static void switch_open(lowering *c, switch_state *st)
{
    node *s = st->stmt;
    st->target = (jump_target){.stmt = s, .up = c->targets};
    c->targets = &st->target;
    st->labels = gort__alloc(c->u, (size_t)(s->list.n + 1) * sizeof(ir_label *));
    for (int i = 0; i + 1 < s->list.n; i++)
        if (switch_falls(s->list.at[i])) st->labels[i + 1] = gort__ir_label(c->f, "fall");
    c->depth++;
}

static void switch_body(lowering *c, switch_state *st, int i, bool last)
{
    node *clause = st->stmt->list.at[i];
    if (st->labels[i]) gort__lower_label(c, st->labels[i]);
    gort__lower_block(c, &clause->body);
    if (switch_falls(clause))
        gort__lower_goto(c, st->labels[i + 1]);
    else if (!last)
        gort__lower_leave(c, &st->target);
}

static int switch_default(const node *s)
{
    for (int i = 0; i < s->list.n; i++)
        if (s->list.at[i]->is_default) return i;
    return -1;
}

static void switch_close(lowering *c, switch_state *st)
{
    c->depth--;
    c->targets = st->target.up;
    if (st->target.brk) gort__lower_label(c, st->target.brk);
}

/* ---- switch ---- */

static node *switch_node(lowering *c, node *at, token op, node *a, node *b)
{
    node *n = gort__node_new(c->u, N_BINARY, at->pos);
    n->op = (uint8_t)op;
    n->a = a;
    n->b = b;
    n->type = gort__ty_basic(c->u, TY_BOOL);
    return n;
}

static bool switch_all_const(const node *s)
{
    for (int i = 0; i < s->list.n; i++)
        for (int k = 0; k < s->list.at[i]->list.n; k++)
            if (!s->list.at[i]->list.at[k]->val) return false;
    return true;
}

/* The tag as a node whose value is known; NULL: no tag. */
static node *switch_tag(lowering *c, node *s)
{
    if (!s->cond) return NULL;
    const ir_value *x = gort__lower_value(c, s->cond);
    /* A test that calls something must not change what the next one compares with. */
    if (switch_all_const(s))
        x = gort__lower_simple(c, s->cond->type, x);
    else if (!x->simple || x->kind == V_LOCAL)
        x = gort__lower_temp(c, s->cond->type, x);
    return gort__lower_known(c, s->cond->pos, s->cond->type, x);
}

/* Whether this is a switch in C as well; there a case is a constant, and which comes first counts
 * for nothing: the checker wants them to differ. */
static bool switch_is_chosen(const node *s)
{
    enum { MANY_CASES = 4 };
    int n = 0;
    for (int i = 0; i < s->list.n; i++)
        n += s->list.at[i]->list.n;
    return n >= MANY_CASES && s->cond && !s->cond->val && gort__ty_is(s->cond->type, TY_INTEGERS) &&
           switch_all_const(s);
}

/* "case 1: case 2:" */
static const ir_value *switch_choices(lowering *c, const node *clause)
{
    ir_form text;
    gort__ir_begin(&text, c->u);
    for (int i = 0; i < clause->list.n; i++)
        gort__ir_put(&text, i ? " case %v:" : "case %v:", gort__lower_value(c, clause->list.at[i]));
    return gort__ir_end(&text);
}

static const ir_value *switch_test(lowering *c, node *clause, node *tag)
{
    node *test = NULL;
    for (int i = 0; i < clause->list.n; i++) {
        node *x = clause->list.at[i];
        if (!tag && gort__ty_is_interface(x->type)) { /* it is compared with true */
            ty *t = gort__ty_basic(c->u, TY_BOOL);
            node *yes = gort__lower_known(c, x->pos, t, gort__ir_text(c->u, "true"));
            x = switch_node(c, x, T_EQ, x, yes);
        }
        node *one = tag ? switch_node(c, x, T_EQ, tag, x) : x;
        test = test ? switch_node(c, x, T_LOR, test, one) : one;
    }
    return gort__lower_cond(c, test);
}

/* ---- Type switch ---- */

/* Is the dynamic type `have` the type t (NULL: nil)? For an interface type with methods *tab is
 * the method table. */
static const ir_value *switch_is_type(lowering *c, node *e, const ir_value *have,
                                      const ir_value **tab)
{
    if (gort__unparen(e)->kind == N_NIL || !e->is_type)
        return gort__ir_value(c->u, "%v == NULL", have);
    ty *t = e->type->canon; /* a type expression has the spelling of the source */
    const char *desc = gort__lower_descp(c->w, t);
    if (!gort__ty_is_interface(t)) return gort__ir_value(c->u, "%v == %s", have, desc);
    if (!t->nmethods) return gort__ir_value(c->u, "%v != NULL", have);
    *tab = gort__lower_find_itab(c, t, have, have);
    return gort__ir_value(c->u, "%v != NULL", *tab);
}

static const ir_value *switch_type_test(lowering *c, node *clause, const ir_value *have,
                                        const ir_value **tab)
{
    ir_form test;
    gort__ir_begin(&test, c->u);
    for (int k = 0; k < clause->list.n; k++)
        gort__ir_put(&test, k ? " || %v" : "%v", switch_is_type(c, clause->list.at[k], have, tab));
    return gort__ir_end(&test);
}

/* The clause's own variable. */
static void switch_bind(lowering *c, const switch_state *st, node *clause, const ir_value *tab)
{
    object *o = clause->obj;
    if (!o) return;
    ty *to = o->type;
    const ir_value *v = st->x;
    if (clause->list.n == 1 && clause->list.at[0]->is_type &&
        gort__unparen(clause->list.at[0])->kind != N_NIL) {
        if (!gort__ty_is_interface(to))
            v = gort__lower_unbox(c, to, v);
        else
            v = gort__ir_value(c->u, "(gort_%s){%v, %v.data}", gort__lower_iface(to),
                               tab ? tab : st->have, v);
    }
    gort__lower_declare(c, o, v);
}

/* ---- Both ---- */

static void switch_clauses(lowering *c, switch_state *st)
{
    const nodes *list = &st->stmt->list;
    const int def = switch_default(st->stmt);
    switch_open(c, st);
    if (st->chosen) gort__ir_add(c->f, I_SWITCH)->cond = gort__lower_value(c, st->tag);
    for (int i = 0; i < list->n; i++) {
        node *clause = list->at[i];
        const ir_value *tab = NULL;
        if (i == def) continue;
        c->at = clause->pos;
        gort__lower_comment(c, clause->pos);
        gort__lower_if(c, st->have ? switch_type_test(c, clause, st->have, &tab)
                                   : switch_test(c, clause, st->tag));
        if (st->chosen) c->f->last->value = switch_choices(c, clause);
        if (st->have) switch_bind(c, st, clause, tab);
        switch_body(c, st, i, def < 0 && i == list->n - 1);
        gort__lower_endif(c);
    }
    if (def >= 0) {
        gort__ir_add(c->f, I_BLOCK);
        gort__lower_comment(c, list->at[def]->pos);
        if (st->have) switch_bind(c, st, list->at[def], NULL);
        switch_body(c, st, def, true);
        gort__ir_add(c->f, I_ENDBLOCK);
    }
    if (st->chosen) gort__ir_add(c->f, I_ENDBLOCK);
    switch_close(c, st);
}

void gort__lower_switch(lowering *c, node *s)
{
    if (s->init) gort__lower_stmt(c, s->init);
    switch_state st = {.stmt = s, .tag = switch_tag(c, s), .chosen = switch_is_chosen(s)};
    switch_clauses(c, &st);
}

void gort__lower_type_switch(lowering *c, node *s)
{
    if (s->init) gort__lower_stmt(c, s->init);
    ty *from = s->a->type;
    const ir_value *x = gort__lower_value(c, s->a);
    if (x->kind != V_LOCAL) x = gort__lower_temp(c, from, x);
    switch_state st = {.stmt = s, .x = x};
    st.have = gort__lower_temp_c(c, "const gort_type *", gort__lower_type_of(c, from, x));
    switch_clauses(c, &st);
}
