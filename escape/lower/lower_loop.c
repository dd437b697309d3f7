/* lower_loop.c - loops that need no poll at each back-edge, and indexes that need no check in them.
 *
 * A loop is quiet if its body runs a bounded number of steps and calls nothing: numbers, elements,
 * fields, branches, and loops of the same kind whose count is a constant. A step is about a node of
 * the tree. A quiet loop that counts by one to a bound that it does not change is cut into strips:
 *
 *     while (i < n) {
 *         intptr_t stop = i + gort_strip((uintptr_t)n - (uintptr_t)i, 1024);
 *         while (i != stop) { body; i = i + 1; }
 *         poll
 *     }
 *
 * A strip is as long as QUIET_STEPS allow, and so is the longest time between two polls: the C
 * compiler may unroll and vectorise it. A loop whose whole count is that short has no poll at all.
 * The counter is compared for equality, so that a bound at the end of its type does no harm.
 *
 * In such a loop the counter's range is known: from a constant at its start to the bound. An index
 * that is the counter, plus or minus a constant, of an array or of the slice or string whose length
 * is the bound, is not checked if it cannot fail (gort__lower_in_bounds).
 *
 * To let more loops be quiet: the cases of quiet_expr and quiet_stmt; what is a count: loop_bound
 * and gort__lower_count_for; what of the range is known: loop_know.
 */
#include "lower_stmt.h"

/* Between polls; README.md says how long that is. CPU time of numeric loops at half, as it is,
 * twice: 1.00 / 1 / 0.99; at an eighth 1.03, at a 64th (strips of 16 to 64 iterations) 1.1 to 1.3.
 * A strip shorter than LEAST_STRIP would cost as much as it saves. */
enum { QUIET_STEPS = 16384, LEAST_STRIP = 16 };
/* Larger values are copied by a call, or by a loop of its own. */
enum { QUIET_VALUE_BYTES = 32 };
/* Constants in ranges are small, so that sums of them are exact. */
enum { RANGE_CONST_MAX = 1 << 30 };

typedef struct quiet_walk {
    lowering *c;
    int64_t steps, times; /* times: how often the node that is looked at runs */
    bool loud;
    object **assigned; /* by the body */
    int nassigned, cap;
} quiet_walk;

/* ---- What a body does --------------------------------------------------------------------- */

static void quiet_stmt(quiet_walk *w, node *s);
static void quiet_stmts(quiet_walk *w, const nodes *l);
static bool loop_trip(lowering *c, node *s, int64_t *trip);

static void quiet_step(quiet_walk *w, int64_t n)
{
    w->steps += n * w->times;
    if (w->steps > QUIET_STEPS) w->loud = true;
}

static bool quiet_word(const ty *t)
{
    return (t->kind >= TY_BOOL && t->kind <= TY_FLOAT64) || t->kind == TY_PTR;
}

static bool quiet_small(quiet_walk *w, ty *t)
{
    return gort__ty_size(w->c->u, t) <= QUIET_VALUE_BYTES;
}

static bool quiet_variable(const node *n)
{
    return n->obj && n->obj->kind == OBJ_VAR;
}

/* Does n itself call nothing, its operands aside? */
static bool quiet_node(const node *n)
{
    switch (n->kind) {
    case N_PAREN:
    case N_DEREF: return true;
    case N_NAME: return quiet_variable(n);
    case N_SELECTOR: return n->sel == SEL_FIELD || quiet_variable(n);
    case N_INDEX: return n->a->type->kind != TY_MAP;
    case N_UNARY: return quiet_word(n->a->type);
    case N_BINARY: return quiet_word(n->a->type) && quiet_word(n->b->type);
    case N_CONV: return quiet_word(n->type) && quiet_word(n->a->type);
    case N_CALL: return gort__measures(n) && n->list.at[0]->type->kind != TY_MAP;
    default: return false;
    }
}

static void quiet_expr(quiet_walk *w, node *n)
{
    if (!n || n->is_type || w->loud) return;
    quiet_step(w, 1);
    if (n->val || n->kind == N_NIL) return;
    w->loud |= !quiet_node(n);
    if (n->kind == N_SELECTOR && n->sel == SEL_PACKAGE) return;
    for (int i = n->kind == N_CALL ? 4 : 0; i < gort__operands(n); i++)
        quiet_expr(w, gort__operand(n, i));
}

static bool quiet_is_seen(const object *o)
{
    return o->var_class == VAR_GLOBAL || o->addrtaken || gort__lower_in_heap(o);
}

/* A place that is assigned to, or a variable that the statement declares. */
static void quiet_place(quiet_walk *w, node *n, bool declares)
{
    n = gort__unparen(n);
    if (gort__lower_is_blank(n) || w->loud) return;
    const node *root = gort__whole(n); /* a part of a variable changes the variable */
    object *o = root->kind == N_NAME ? root->obj : NULL;
    ty *t = n->type ? n->type : o ? o->type : NULL;
    /* Where others may see it, a new variable is memory of its own, and a pointer has a barrier. */
    if (!t || !quiet_small(w, t) ||
        ((!o || quiet_is_seen(o)) && (declares || gort__lower_has_ptr(w->c, t)))) {
        w->loud = true;
        return;
    }
    if (o) *GORT__PUSH(w->c->u, w->assigned, w->nassigned, w->cap) = o;
    quiet_expr(w, n);
}

static void quiet_assign(quiet_walk *w, const node *s)
{
    for (int i = 0; i < s->list.n; i++)
        quiet_place(w, s->list.at[i], s->kind == S_VAR || s->list.at[i]->is_new);
    for (int i = 0; i < s->list2.n && !w->loud; i++) {
        node *v = s->list2.at[i];
        w->loud |= !v->type || !quiet_small(w, v->type);
        quiet_expr(w, v);
    }
    if (s->op) w->loud |= !quiet_word(s->list.at[0]->type);
}

/* The variables of a range loop. */
static void quiet_range_vars(quiet_walk *w, node *s)
{
    node *both[] = {s->key, s->value};
    for (int i = 0; i < 2; i++)
        if (!gort__lower_is_blank(both[i])) quiet_place(w, both[i], s->define);
}

static bool quiet_assigns(const quiet_walk *w, int from, const object *o)
{
    for (int i = from; i < w->nassigned; i++)
        if (w->assigned[i] == o) return true;
    return false;
}

/* A loop within the body: its count is a constant and short. */
static void quiet_loop(quiet_walk *w, node *s)
{
    int64_t trip;
    const int64_t times = w->times;
    if (!loop_trip(w->c, s, &trip)) {
        w->loud = true;
        return;
    }
    quiet_stmt(w, s->init);
    w->times *= trip + 1;
    if (s->kind == S_FOR) {
        quiet_expr(w, s->cond);
        quiet_stmt(w, s->post);
    } else {
        quiet_range_vars(w, s);
        quiet_expr(w, s->a);
    }
    const int from = w->nassigned;
    quiet_stmts(w, &s->body);
    if (s->kind == S_FOR && !w->loud) {
        const object *counter = gort__unparen(s->post->a)->obj;
        w->loud |= quiet_is_seen(counter) || quiet_assigns(w, from, counter);
    }
    w->times = times;
}

static void quiet_stmt(quiet_walk *w, node *s)
{
    if (!s || w->loud) return;
    quiet_step(w, 1);
    switch (s->kind) {
    case S_EMPTY:
    case S_DECL:
    case S_RETURN: break; /* behind a return the loop does not go on */
    case S_VAR:
    case S_ASSIGN: quiet_assign(w, s); break;
    case S_INCDEC:
        w->loud |= !quiet_word(s->a->type);
        quiet_place(w, s->a, false);
        break;
    case S_BLOCK:
    case S_IF:
    case S_SWITCH:
        w->loud |= s->kind == S_SWITCH && s->cond && !quiet_word(s->cond->type);
        quiet_stmt(w, s->init);
        quiet_expr(w, s->cond);
        quiet_stmts(w, &s->list); /* of a block, or the cases */
        quiet_stmts(w, &s->body);
        quiet_stmt(w, s->els);
        break;
    case S_CASE:
        for (int i = 0; i < s->list.n; i++)
            quiet_expr(w, s->list.at[i]);
        quiet_stmts(w, &s->body);
        break;
    case S_BRANCH: w->loud |= s->op == T_GOTO; break;
    case S_EXPR: /* as behind a return */
        w->loud |= gort__unparen(s->a)->kind != N_CALL || gort__unparen(s->a)->builtin != B_PANIC;
        break;
    case S_FOR:
    case S_RANGE: quiet_loop(w, s); break;
    default: w->loud = true; break;
    }
}

static void quiet_stmts(quiet_walk *w, const nodes *l)
{
    for (int i = 0; i < l->n && !w->loud; i++)
        quiet_stmt(w, l->at[i]);
}

/* ---- Counts ------------------------------------------------------------------------------- */

static bool loop_const(const node *n, int64_t *v)
{
    return n && n->val && gort__const_int64(n->val, v) && *v >= -RANGE_CONST_MAX &&
           *v <= RANGE_CONST_MAX;
}

/* What the initial value of the counter is, or NULL. */
static node *loop_initial(const node *s, const object *counter)
{
    const node *init = s->init;
    if (!init || init->kind != S_ASSIGN || init->op || init->list.n != init->list2.n) return NULL;
    for (int i = 0; i < init->list.n; i++) {
        const node *to = gort__unparen(init->list.at[i]);
        if (to->kind == N_NAME && to->obj == counter) return gort__unparen(init->list2.at[i]);
    }
    return NULL;
}

typedef struct loop_head { /* for ...; counter op bound; counter++ */
    object *counter;
    node *bound;
    bool down, through;
} loop_head;

static bool loop_head_of(unit *u, node *s, loop_head *h)
{
    node *cond = gort__unparen(s->cond), *post = s->post;
    if (!cond || cond->val || cond->kind != N_BINARY || !post || post->kind != S_INCDEC)
        return false;
    const node *counter = gort__unparen(post->a), *left = gort__unparen(cond->a);
    if (counter->kind != N_NAME || left->kind != N_NAME || counter->obj != left->obj ||
        !gort__ty_is(counter->type, TY_INTEGERS))
        return false;
    *h = (loop_head){.counter = counter->obj,
                     .bound = gort__unparen(cond->b),
                     .down = post->op == T_SUB,
                     .through = cond->op == T_LE || cond->op == T_GE};
    /* Through all values of a byte the counter comes back to where it began, and "counter != stop"
     * would end such a strip before it begins. */
    if (h->through && gort__ty_size(u, counter->type) == 1) return false;
    return h->down ? cond->op == T_GT || cond->op == T_GE : cond->op == T_LT || cond->op == T_LE;
}

/* Would the counter pass the end of its type before a constant bound ends the loop? */
static bool loop_wraps(const loop_head *h, int64_t to)
{
    const ty *t = h->counter->type;
    const bool narrow = t->kind == TY_INT16 || t->kind == TY_UINT16;
    return h->through && (narrow || (h->down && t->kind >= TY_UINT && to <= 0));
}

/* Is the count of a loop whose body leaves the counter alone a constant, and no large one? */
static bool loop_trip(lowering *c, node *s, int64_t *trip)
{
    loop_head h;
    int64_t from, to;
    if (s->kind == S_RANGE) {
        ty *t = s->a->type;
        if (t->kind == TY_PTR) t = t->elem;
        if (t->kind != TY_ARRAY) return false;
        /* An array whose elements are wanted is copied first. */
        if (!gort__lower_is_blank(s->value) && gort__ty_size(c->u, s->a->type) > QUIET_VALUE_BYTES)
            return false;
        *trip = t->len;
    } else {
        if (!loop_head_of(c->u, s, &h) || !loop_const(loop_initial(s, h.counter), &from) ||
            !loop_const(h.bound, &to) || loop_wraps(&h, to))
            return false;
        *trip = (h.down ? from - to : to - from) + h.through;
        if (*trip < 0) *trip = 0;
    }
    return *trip <= QUIET_STEPS;
}

/* A local that lies in a C variable which only this function's code names. */
static bool loop_plain(const object *o)
{
    const lowered_object *l = o && o->kind == OBJ_VAR ? o->lower : NULL;
    return l && o->var_class != VAR_GLOBAL && !l->global && l->access == ACCESS_DIRECT &&
           !l->var->cell;
}

/* The slice, string or array of len(x), or NULL. */
static object *loop_measured(const node *n)
{
    if (!gort__measures(n) || n->builtin != B_LEN) return NULL;
    const node *x = gort__unparen(n->list.at[0]);
    const ty_kind k = x->type->kind;
    return x->kind == N_NAME && (k == TY_SLICE || k == TY_STRING) ? x->obj : NULL;
}

static bool loop_stays(const quiet_walk *w, const object *o)
{
    return loop_plain(o) && !quiet_assigns(w, 0, o);
}

/* Has n the same value in each iteration? */
static bool loop_bound(const quiet_walk *w, node *n, const object *counter)
{
    n = gort__unparen(n);
    if (n->val) return true;
    if (n->kind == N_BINARY)
        return (n->op == T_ADD || n->op == T_SUB || n->op == T_MUL) &&
               loop_bound(w, n->a, counter) && loop_bound(w, n->b, counter);
    const object *o = n->kind == N_NAME ? n->obj : loop_measured(n);
    return o != counter && loop_stays(w, o);
}

/* n as what the length of *seq (NULL: 0) and *plus are together. */
static bool loop_sum(const quiet_walk *w, node *n, object **seq, int64_t *plus)
{
    *seq = NULL;
    if (loop_const(n, plus)) return true;
    *plus = 0;
    if (n->kind == N_BINARY && (n->op == T_ADD || n->op == T_SUB) && loop_const(n->b, plus)) {
        if (n->op == T_SUB) *plus = -*plus;
        n = gort__unparen(n->a);
    }
    *seq = loop_measured(n);
    return *seq && loop_stays(w, *seq);
}

/* What is known of the counter in the body. */
static void loop_know(const quiet_walk *w, counted_loop *k, const node *s, const loop_head *h)
{
    node *first = loop_initial(s, h->counter);
    loop_fact f = {.counter = h->counter};
    const ty_kind kind = h->counter->type->kind;
    if (!first || s->init->list.n != 1) return;
    if (kind != TY_INT && kind != TY_INT32 && kind != TY_INT64) return;
    if (!loop_const(h->down ? h->bound : first, &f.least) ||
        !loop_sum(w, h->down ? first : h->bound, &f.seq, &f.below))
        return;
    if (h->down && !h->through) f.least++;
    if (h->down || h->through) f.below++;
    if (f.seq && f.below > 0) return; /* the counter may pass the end of its type */
    k->fact = f;
}

/* Strips of a body of so many steps; the whole count, if it is known, else -1. */
static bool loop_cut(counted_loop *k, int64_t steps, int64_t trip)
{
    if (steps < 1) steps = 1;
    if (trip >= 0 && trip * steps <= QUIET_STEPS) {
        k->strip = 0;
        return true;
    }
    k->strip = QUIET_STEPS;
    while (k->strip * steps > QUIET_STEPS)
        k->strip /= 2;
    return k->strip >= LEAST_STRIP;
}

bool gort__lower_count_for(lowering *c, node *s, counted_loop *k)
{
    loop_head h;
    quiet_walk w = {.c = c, .times = 1};
    int64_t trip;
    *k = (counted_loop){.strip = 0};
    if (!loop_head_of(c->u, s, &h) || !loop_plain(h.counter)) return false;
    quiet_step(&w, 2);
    quiet_stmts(&w, &s->body);
    if (w.loud || quiet_assigns(&w, 0, h.counter) || !loop_bound(&w, h.bound, h.counter) ||
        !loop_cut(k, w.steps, loop_trip(c, s, &trip) ? trip : -1))
        return false;
    const lowered_object *l = h.counter->lower;
    k->counter = &l->var->value;
    k->ctype = l->var->ctype;
    k->down = h.down;
    k->through = h.through;
    k->bound = gort__lower_value(c, h.bound);
    if (h.bound->kind == N_BINARY && !h.bound->val)
        k->bound = gort__lower_temp(c, h.bound->type, k->bound);
    loop_know(&w, k, s, &h);
    return true;
}

bool gort__lower_count_range(lowering *c, node *s, counted_loop *k)
{
    quiet_walk w = {.c = c, .times = 1};
    *k = (counted_loop){.ctype = "intptr_t"};
    quiet_step(&w, 2);
    quiet_range_vars(&w, s);
    const int from = s->define ? w.nassigned : 0;
    quiet_stmts(&w, &s->body);
    ty *t = s->a->type;
    if (t->kind == TY_PTR) t = t->elem;
    if (w.loud || !loop_cut(k, w.steps, t->kind == TY_ARRAY && t->len <= QUIET_STEPS ? t->len : -1))
        return false;
    node *key = gort__lower_is_blank(s->key) ? NULL : gort__unparen(s->key);
    const node *seq = gort__unparen(s->a);
    if (!key || !s->define || !key->obj || quiet_assigns(&w, from, key->obj)) return true;
    if (t->kind == TY_ARRAY && t->len <= RANGE_CONST_MAX)
        k->fact = (loop_fact){.counter = key->obj, .below = t->len};
    else if (t->kind == TY_SLICE && seq->kind == N_NAME && loop_stays(&w, seq->obj))
        k->fact = (loop_fact){.counter = key->obj, .seq = seq->obj};
    return true;
}

/* ---- What is known of an index ------------------------------------------------------------ */

bool gort__lower_in_bounds(const lowering *c, node *base, node *index, int64_t array_len)
{
    int64_t k = 0;
    node *i = gort__unparen(index);
    base = gort__unparen(base);
    if (i->kind == N_BINARY && (i->op == T_ADD || i->op == T_SUB) && loop_const(i->b, &k)) {
        if (i->op == T_SUB) k = -k;
        i = gort__unparen(i->a);
    }
    if (i->kind != N_NAME || !i->obj) return false;
    for (const loop_fact *f = c->facts; f; f = f->up) {
        if (f->counter != i->obj) continue;
        if (f->least + k < 0) return false;
        if (array_len >= 0) return !f->seq && f->below + k <= array_len;
        return f->seq && base->kind == N_NAME && base->obj == f->seq && f->below + k <= 0;
    }
    return false;
}
