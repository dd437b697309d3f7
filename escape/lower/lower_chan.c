/* lower_chan.c - channels: make, send, receive, close, range, select.
 *
 * A receive is evaluated early, as a call is (lower_order.c); its element is a local that the
 * runtime writes, and while the receiver waits the local is the runtime's root, not this frame's.
 * What is sent is handed over by its address, as a map's key.
 *
 * select evaluates the channels and the values of all its cases first, in source order, each into a
 * local; only the chosen case's left side is evaluated, behind the receive. The forms, cheapest
 * first, are Go's:
 *
 *     no case              gort_block, or the default
 *     one case             the send or receive itself
 *     one case, a default  gort_selectnbsend, gort_selectnbrecv
 *     others               gort_selectgo, which says the case by its number in the source
 *
 * To change what a receive is in C, open gort__lower_receive_from; a form of select, chan_select_*.
 */
#include "lower_stmt.h"

/* ---- Operations --------------------------------------------------------------------------- */

static const ir_value *chan_zero(lowering *c, ty *elem)
{
    return gort__ir_text(c->u, gort__lower_zero(c->w, elem));
}

/* Where a receive stores: NULL in C and here for an element of no bytes, or if nobody wants it. */
typedef struct chan_target {
    ir_var *var;
    const ir_value *address;
} chan_target;

static chan_target chan_target_of(lowering *c, ty *elem, bool wanted)
{
    chan_target t = {.address = gort__ir_text(c->u, "NULL")};
    if (!wanted || gort__ty_size(c->u, elem) == 0) return t;
    t.var = gort__lower_new_var(c, "t", elem);
    t.address = gort__ir_value(c->u, "&%v", &t.var->value);
    return t;
}

static const ir_value *chan_got(lowering *c, ty *elem, const chan_target *t)
{
    return t->var ? &t->var->value : chan_zero(c, elem);
}

/* ch is a local or a constant; ok: NULL if not wanted. */
const ir_value *gort__lower_receive_from(lowering *c, ty *elem, const ir_value *ch, bool wanted,
                                         const ir_value **ok)
{
    const chan_target t = chan_target_of(c, elem, wanted);
    if (t.var && !t.var->cell) gort__ir_add(c->f, I_DECL)->def = t.var;
    ir_var *received = NULL;
    ir_ins *i;
    if (ok) {
        received = gort__lower_plain_var(c, "ok", "bool");
        i = GORT__DEF(c, received, true, "gort_chanrecv2(g, " IR_SP ", %v, %v)", ch, t.address);
        *ok = &received->value;
    } else {
        i = gort__lower_do(c, "gort_chanrecv1(g, " IR_SP ", %v, %v)", ch, t.address);
    }
    i->wiped = t.var;
    return chan_got(c, elem, &t);
}

const ir_value *gort__lower_receive(lowering *c, node *n, const ir_value **ok)
{
    c->turn.open++;
    gort__lower_order(c, n->a);
    gort__lower_settle(c, n->a);
    const ir_value *ch = gort__lower_late_simple(c, n->a);
    const ir_value *v = gort__lower_receive_from(c, n->a->type->elem, ch, !n->result_unused, ok);
    c->turn.open--;
    c->turn.effects--;
    return v;
}

/* What is sent, as C hands it over. */
static const ir_value *chan_source(lowering *c, ty *elem, const ir_value *value)
{
    if (gort__ty_size(c->u, elem) > 0) return gort__lower_map_key(c, elem, value);
    if (!value->simple) gort__lower_do(c, "(void)%v", value);
    return gort__ir_text(c->u, "NULL");
}

void gort__lower_send(lowering *c, node *s)
{
    gort__lower_begin(c);
    gort__lower_expect(c, s->a);
    gort__lower_expect(c, s->b);
    gort__lower_order(c, s->a);
    gort__lower_order_by_address(c, s->b);
    gort__lower_settle_list(c, &(nodes){(node *[]){s->a, s->b}, 2, 2});
    const ir_value *ch = gort__lower_late_simple(c, s->a);
    const ir_value *from = chan_source(c, s->a->type->elem, gort__lower_late(c, s->b));
    gort__lower_do(c, "gort_chansend1(g, " IR_SP ", %v, %v)", ch, from);
}

const ir_value *gort__lower_make_chan(lowering *c, ty *t, node *size)
{
    const char *elem = gort__lower_descp(c->w, t->elem);
    const ir_value *n = size ? gort__lower_late(c, size) : gort__ir_text(c->u, "0");
    gort__lower_note(c, "make(%s): in the heap", gort__ty_string(c->u, t));
    if (size && size->type->kind != TY_INT) n = gort__ir_value(c->u, "(intptr_t)%v", n);
    return GORT__TEMP(c, t, "gort_makechan(g, " IR_SP ", %s, %v)", elem, n);
}

/* ---- Select ------------------------------------------------------------------------------- */

typedef struct select_case {
    node *clause;
    node *op;     /* S_SEND, or the N_UNARY of a receive */
    bool send;    /* which of them */
    node *assign; /* the S_ASSIGN around a receive, or NULL */
    ty *elem;
    const ir_value *ch, *value; /* value: what is sent, a local; what was received */
    const ir_value *received;   /* the ok, if it is wanted */
    chan_target target;
} select_case;

typedef struct select_state {
    node *stmt;
    select_case *cases;
    int ncases;
    bool calls;      /* an operand calls something: what was read before it is kept */
    node *otherwise; /* the default's clause, or NULL */
    jump_target target;
} select_state;

static bool select_wants_ok(const select_case *k)
{
    return k->assign && k->assign->list.n == 2;
}

static bool select_wants_value(const select_case *k)
{
    return k->assign && !gort__lower_is_blank(k->assign->list.at[0]);
}

static void select_classify(select_case *k)
{
    node *comm = k->clause->init;
    if (comm->kind == S_SEND) {
        k->send = true;
        k->op = comm;
    } else if (comm->kind == S_ASSIGN) {
        k->assign = comm;
        k->op = gort__unparen(comm->list2.at[0]);
        if (k->op->kind == N_CONV && k->op->implicit) k->op = gort__unparen(k->op->a);
    } else {
        k->op = gort__unparen(comm->a);
    }
    k->elem = k->op->a->type->elem;
}

/* Channel and value, each evaluated whole, in the order of the source. */
static void select_operands(lowering *c, const select_state *st, select_case *k)
{
    gort__lower_comment(c, k->clause->pos);
    node *ch = k->op->a;
    k->ch = gort__lower_value(c, ch);
    if (!k->ch->simple || (st->calls && k->ch->kind == V_LOCAL))
        k->ch = gort__lower_temp(c, ch->type, k->ch);
    if (k->send) k->value = gort__lower_temp(c, k->elem, gort__lower_value(c, k->op->b));
}

/* The left side of the chosen receive gets what came. */
static void select_assign(lowering *c, const select_case *k)
{
    const node *s = k->assign;
    ty *types[2] = {k->elem, gort__ty_basic(c->u, TY_BOOL)};
    const ir_value *is[2] = {k->value, k->received};
    if (s) gort__lower_give(c, s, s->list.at, types, is, s->list.n);
}

/* A break in it skips what follows, hence the depth. */
static void select_body(lowering *c, const select_case *k)
{
    c->at = k->clause->pos;
    c->depth++;
    gort__lower_comment(c, k->clause->pos);
    select_assign(c, k);
    gort__lower_block(c, &k->clause->body);
    c->depth--;
}

static void select_default(lowering *c, const select_state *st)
{
    select_body(c, &(select_case){.clause = st->otherwise});
}

/* What the case sends. */
static const ir_value *select_source(lowering *c, const select_case *k)
{
    if (gort__ty_size(c->u, k->elem) == 0) return gort__ir_text(c->u, "NULL");
    return gort__ir_value(c->u, "&%v", k->value);
}

/* One case without a default: the operation itself. */
static void select_one(lowering *c, select_state *st)
{
    select_case *k = st->cases;
    select_operands(c, st, k);
    c->at = k->clause->init->pos;
    if (k->send)
        gort__lower_do(c, "gort_chansend1(g, " IR_SP ", %v, %v)", k->ch, select_source(c, k));
    else
        k->value = gort__lower_receive_from(c, k->elem, k->ch, select_wants_value(k),
                                            select_wants_ok(k) ? &k->received : NULL);
    select_body(c, k);
}

/* Where the case receives, zero: a root of this frame while others are tried. */
static void select_target(lowering *c, select_case *k)
{
    k->target = chan_target_of(c, k->elem, select_wants_value(k));
    ir_var *v = k->target.var;
    if (v && !v->cell)
        gort__lower_def(c, v, true, chan_zero(c, k->elem));
    else if (v && !v->entered)
        gort__lower_do(c, "gort_zero(&%v, sizeof %v)", &v->value, &v->value)->wiped = v;
    k->value = chan_got(c, k->elem, &k->target);
}

static const ir_value *select_flag(lowering *c, const char *name)
{
    ir_var *v = gort__lower_plain_var(c, name, "bool");
    gort__lower_def(c, v, true, gort__ir_text(c->u, "false"));
    return &v->value;
}

/* One case and a default: done at once, or not. */
static void select_try(lowering *c, select_state *st)
{
    select_case *k = st->cases;
    select_operands(c, st, k);
    const ir_value *done;
    c->at = k->clause->init->pos;
    if (k->send) {
        done = gort__ir_value(c->u, "gort_selectnbsend(g, " IR_SP ", %v, %v)", k->ch,
                              select_source(c, k));
    } else {
        const ir_value *ok = gort__ir_text(c->u, "NULL");
        select_target(c, k);
        if (select_wants_ok(k)) {
            k->received = select_flag(c, "ok");
            ok = gort__ir_value(c->u, "&%v", k->received);
        }
        done = gort__ir_value(c->u, "gort_selectnbrecv(g, " IR_SP ", %v, %v, %v)", k->ch,
                              k->target.address, ok);
    }
    gort__lower_if(c, gort__lower_temp_c(c, "bool", done));
    select_body(c, k);
    gort__lower_else(c);
    select_default(c, st);
    gort__lower_endif(c);
}

static void select_many(lowering *c, select_state *st)
{
    const int n = st->ncases;
    const ir_value *ok = NULL;
    ir_form list;
    for (int i = 0; i < n; i++)
        select_operands(c, st, &st->cases[i]);
    gort__ir_begin(&list, c->u);
    for (int i = 0; i < n; i++) {
        select_case *k = &st->cases[i];
        if (!k->send) {
            select_target(c, k);
            if (select_wants_ok(k)) k->received = ok ? ok : (ok = select_flag(c, "ok"));
        }
        gort__ir_put(&list, "%s{%v, %v, %s}", i ? ", " : "", k->ch,
                     k->send ? select_source(c, k) : k->target.address, k->send ? "true" : "false");
    }
    ir_var *number = gort__lower_plain_var(c, "chosen", "intptr_t");
    const ir_value *chosen = &number->value;
    GORT__DEF(c, number, true, "gort_selectgo(g, " IR_SP ", (gort_scase[%d]){%v}, %d, %s, %v)", n,
              gort__ir_end(&list), n, st->otherwise ? "false" : "true",
              ok ? gort__ir_value(c->u, "&%v", ok) : gort__ir_text(c->u, "NULL"));
    const int last = st->otherwise ? n : n - 1; /* which needs no test */
    for (int i = 0; i < last; i++) {
        GORT__IF(c, "%v == %d", chosen, i);
        select_body(c, &st->cases[i]);
        gort__lower_leave(c, &st->target);
        gort__lower_endif(c);
    }
    gort__ir_add(c->f, I_BLOCK);
    if (st->otherwise)
        select_default(c, st);
    else
        select_body(c, &st->cases[last]);
    gort__ir_add(c->f, I_ENDBLOCK);
}

void gort__lower_select(lowering *c, node *s)
{
    select_state st = {.stmt = s, .target = {.stmt = s, .up = c->targets}};
    st.cases = gort__alloc(c->u, (size_t)(s->list.n + 1) * sizeof *st.cases);
    for (int i = 0; i < s->list.n; i++) {
        node *clause = s->list.at[i];
        if (!clause->init) {
            st.otherwise = clause;
            continue;
        }
        select_case *k = &st.cases[st.ncases++];
        k->clause = clause;
        select_classify(k);
        st.calls |= gort__lower_count(c, k->op->a, ORDER_EFFECTS) > 0;
        st.calls |= gort__lower_count(c, k->op->b, ORDER_EFFECTS) > 0;
    }
    c->targets = &st.target;
    if (st.ncases == 0 && !st.otherwise)
        gort__lower_do(c, "gort_block(g, " IR_SP ")");
    else if (st.ncases == 0)
        select_default(c, &st);
    else if (st.ncases > 1)
        select_many(c, &st);
    else if (st.otherwise)
        select_try(c, &st);
    else
        select_one(c, &st);
    c->targets = st.target.up;
    if (st.target.brk) gort__lower_label(c, st.target.brk);
}
