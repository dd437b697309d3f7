/* live.c - which parts of a tree count: what a constant condition rules out is neither analysed
 * nor reported, as in Go's compiler, and code behind a constant `if` that leaves the function is
 * not either. Other unreachable code (behind a return, say) does count.
 *
 * Also the one traversal that the passes of escape analysis share. Its order (initialisation,
 * operands left to right, bodies) decides the order of batches and therefore of messages.
 *
 * The tree is not changed: code generation may still emit what is dead here, and finds
 * PLACE_UNKNOWN in it, which means the heap. One thread. To rule out more, open live_ends and
 * gort__live_only_case.
 */
#include "flow_ast.h"

#include <string.h>

int gort__live_cond(node *cond)
{
    cond = gort__unparen(cond);
    if (!cond) return -1;
    if (cond->val && gort__const_kind_of(cond->val) == CONST_BOOL)
        return gort__const_bool_value(cond->val);
    if (gort__is_logical(cond)) {
        int left = gort__live_cond(cond->a);
        int decides = cond->op == T_LOR;
        if (left < 0) return -1;
        return left == decides ? left : gort__live_cond(cond->b);
    }
    return -1;
}

/* What is evaluated of a condition: true && x is x, false && x nothing. */
node *gort__live_operand(node *cond)
{
    cond = gort__unparen(cond);
    if (!cond || cond->val || !gort__is_logical(cond)) return cond;
    int left = gort__live_cond(cond->a);
    if (left < 0) return cond;
    return gort__live_operand(left == (cond->op == T_LOR) ? cond->a : cond->b);
}

/* Does the body end in a return or a panic, on its face? */
static bool live_body_leaves(const nodes *body)
{
    if (body->n == 0) return false;
    const node *last = body->at[body->n - 1];
    if (last->kind == S_BLOCK) return live_body_leaves(&last->list);
    if (last->kind == S_EXPR) {
        const node *call = gort__unparen(last->a);
        return call && gort__is_builtin(call, B_PANIC);
    }
    return last->kind == S_RETURN;
}

static bool live_ends(const node *n)
{
    if (n->kind != S_IF) return false;
    int cond = gort__live_cond(n->cond);
    if (cond < 0) return false;
    if (cond) return live_body_leaves(&n->body);
    return n->els && n->els->kind == S_BLOCK && live_body_leaves(&n->els->list);
}

/* Where the last label of the list is, its blocks' included; -1: nowhere. */
static int live_last_label(const nodes *list)
{
    for (int i = list->n - 1; i >= 0; i--) {
        const node *n = list->at[i];
        if (n->kind == S_LABELED || (n->kind == S_BLOCK && live_last_label(&n->list) >= 0))
            return i;
    }
    return -1;
}

/* A list of statements on the way through it. Its last label is looked for at the first question:
 * few lists have statements that leave the function. */
typedef struct live_way {
    struct live_way *up; /* the list that holds the block whose list this is */
    const nodes *list;
    int at, last_label;
    bool searched;
} live_way;

static bool live_label_behind(live_way *w)
{
    for (; w; w = w->up) {
        if (!w->searched) w->last_label = live_last_label(w->list);
        w->searched = true;
        if (w->last_label > w->at) return true;
    }
    return false;
}

/* False: what follows is dead. */
static bool live_list(const nodes *list, live_way *up, void (*stmt)(void *ctx, node *n), void *ctx);

static bool live_one(live_way *w, node *n, void (*stmt)(void *ctx, node *n), void *ctx)
{
    if (n->kind == S_BLOCK) return live_list(&n->list, w, stmt, ctx);
    stmt(ctx, n);
    if (n->kind == S_LABELED && n->body.n > 0) return live_one(w, n->body.at[0], stmt, ctx);
    return !live_ends(n) || live_label_behind(w);
}

static bool live_list(const nodes *list, live_way *up, void (*stmt)(void *ctx, node *n), void *ctx)
{
    live_way w = {.up = up, .list = list};
    for (; w.at < list->n; w.at++)
        if (list->at[w.at] && !live_one(&w, list->at[w.at], stmt, ctx)) return false;
    return true;
}

void gort__live_stmts(const nodes *list, void (*stmt)(void *ctx, node *n), void *ctx)
{
    live_list(list, NULL, stmt, ctx);
}

/* ---- switches on constants */

static bool live_falls(const node *c)
{
    for (int i = 0; i < c->body.n; i++)
        if (c->body.at[i]->kind == S_BRANCH && c->body.at[i]->op == T_FALLTHROUGH) return true;
    return false;
}

static bool live_const_equal(const const_value *a, const const_value *b)
{
    constant_kind k = gort__const_kind_of(a);
    if (k == CONST_BOOL || k == CONST_STRING) {
        if (k != gort__const_kind_of(b)) return false;
        if (k == CONST_BOOL) return gort__const_bool_value(a) == gort__const_bool_value(b);
        size_t na, nb;
        const char *sa = gort__const_string_value(a, &na), *sb = gort__const_string_value(b, &nb);
        return na == nb && (na == 0 || memcmp(sa, sb, na) == 0);
    }
    if (k == CONST_COMPLEX && gort__const_kind_of(b) == k) /* so the part is there already */
        return live_const_equal(gort__const_real(a), gort__const_real(b)) &&
               live_const_equal(gort__const_imag(NULL, a), gort__const_imag(NULL, b));
    int64_t ia, ib;
    uint64_t ua, ub;
    if (gort__const_int64(a, &ia) && gort__const_int64(b, &ib)) return ia == ib;
    if (gort__const_uint64(a, &ua) && gort__const_uint64(b, &ub)) return ua == ub;
    return gort__const_sign(a) == gort__const_sign(b) &&
           gort__const_double(a) == gort__const_double(b);
}

bool gort__live_only_case(const node *sw, const node **only)
{
    *only = NULL;
    if (sw->kind != S_SWITCH) return false;
    const node *tag = gort__unparen(sw->cond);
    if (tag && !tag->val) return false;
    const node *def = NULL;
    for (int i = 0; i < sw->list.n; i++) {
        const node *c = sw->list.at[i];
        if (c->list.n == 0) {
            def = c;
            continue;
        }
        for (int j = 0; j < c->list.n; j++) {
            const node *x = gort__unparen(c->list.at[j]);
            if (!x->val) return false;
            bool same =
                tag ? live_const_equal(tag->val, x->val)
                    : gort__const_kind_of(x->val) == CONST_BOOL && gort__const_bool_value(x->val);
            if (!same) continue;
            if (live_falls(c)) return false;
            *only = c;
            return true;
        }
    }
    if (def && live_falls(def)) return false;
    *only = def;
    return true;
}

/* ---- the traversal */

typedef struct live_visitor {
    node_visit fn;
    void *ctx;
} live_visitor;

static void live_visit_stmt(void *ctx, node *n)
{
    live_visitor *v = ctx;
    gort__live_visit(n, v->fn, v->ctx);
}

void gort__live_visit_list(const nodes *list, node_visit fn, void *ctx)
{
    live_visitor v = {fn, ctx};
    live_list(list, NULL, live_visit_stmt, &v);
}

void gort__live_visit_all(const nodes *list, node_visit fn, void *ctx)
{
    for (int i = 0; i < list->n; i++)
        gort__live_visit(list->at[i], fn, ctx);
}

static void live_visit_if(node *n, node_visit fn, void *ctx)
{
    int cond = gort__live_cond(n->cond);
    gort__live_visit(n->init, fn, ctx);
    gort__live_visit(gort__live_operand(n->cond), fn, ctx);
    if (cond != 0) gort__live_visit_list(&n->body, fn, ctx);
    if (cond != 1 && n->els) gort__live_visit(n->els, fn, ctx);
}

static void live_visit_cases(node *n, node_visit fn, void *ctx)
{
    const node *only;
    const bool one = gort__live_only_case(n, &only);
    gort__live_visit(n->init, fn, ctx);
    gort__live_visit(n->kind == S_SWITCH ? n->cond : n->a, fn, ctx);
    for (int i = 0; i < n->list.n; i++) {
        node *c = n->list.at[i];
        if (one && c != only) continue;
        gort__live_visit(c->init, fn, ctx);
        gort__live_visit_all(&c->list, fn, ctx);
        gort__live_visit_list(&c->body, fn, ctx);
    }
}

void gort__live_visit(node *n, node_visit fn, void *ctx)
{
    if (!n || n->is_type || n->kind == S_DECL || !fn(ctx, n)) return;
    switch (n->kind) {
    case S_BLOCK: gort__live_visit_list(&n->list, fn, ctx); return;
    case S_LABELED: return; /* what it labels is visited as the next statement */
    case S_IF: live_visit_if(n, fn, ctx); return;
    case S_FOR:
    case S_RANGE:
        gort__live_visit(n->init, fn, ctx);
        gort__live_visit(n->cond, fn, ctx);
        gort__live_visit(n->post, fn, ctx);
        gort__live_visit(n->a, fn, ctx);
        gort__live_visit(n->key, fn, ctx);
        gort__live_visit(n->value, fn, ctx);
        gort__live_visit_list(&n->body, fn, ctx);
        return;
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT: live_visit_cases(n, fn, ctx); return;
    case N_FUNCLIT: return;
    default:
        for (int i = 0; i < gort__operands(n); i++)
            gort__live_visit(gort__operand(n, i), fn, ctx);
        gort__live_visit_all(&n->list2, fn, ctx);
    }
}

/* A body of nothing but constant ifs that do nothing and loops that never run is dropped. */
bool gort__live_nothing(const nodes *body)
{
    for (int i = 0; i < body->n; i++) {
        const node *n = body->at[i];
        int cond = n->kind == S_IF || n->kind == S_FOR ? gort__live_cond(n->cond) : -1;
        if (n->kind == S_EMPTY) continue;
        if (cond < 0 || n->init) return false;
        if (n->kind == S_FOR && cond) return false;
        if (n->kind == S_IF && (cond ? n->body.n > 0 : n->els != NULL)) return false;
    }
    return true;
}

void gort__live_visit_func(unit *u, escape_function *f, node_visit fn, void *ctx)
{
    if (!f->is_init) {
        if (!gort__live_nothing(&f->func->body)) gort__live_visit_list(&f->func->body, fn, ctx);
        return;
    }
    for (int i = 0; i < u->pkg->nvars; i++)
        if (!u->pkg->vars[i]->static_init) gort__live_visit(u->pkg->vars[i]->stmt, fn, ctx);
}
