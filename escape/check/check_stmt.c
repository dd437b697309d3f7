/* check_stmt.c - statements other than switches and range; which of them end a function.
 *
 * Function literals met in a statement are checked when it ends (gort__check_run_later), so that
 * a literal sees what the statement declares, and a := in its own initialiser not.
 * Where break, continue, goto and labels may stand was checked before (parse_branch.c).
 */
#include "check_internal.h"

/* ---- Terminating statements: whether the end of a function can be reached */

static bool terminates(node *s)
{
    switch ((int)s->kind) {
    case S_RETURN: return true;
    case S_BRANCH: return s->op == T_GOTO || s->op == T_FALLTHROUGH;
    case S_EXPR: {
        node *call = gort__unparen(s->a);
        return call->kind == N_CALL && call->builtin == B_PANIC;
    }
    case S_BLOCK: return gort__check_terminates(&s->list);
    case S_LABELED: return gort__check_terminates(&s->body);
    case S_IF: return s->els && gort__check_terminates(&s->body) && terminates(s->els);
    case S_FOR: return !s->cond && !s->has_break;
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT: {
        bool has_default = s->kind == S_SELECT;
        for (int i = 0; i < s->list.n; i++) {
            has_default |= s->list.at[i]->is_default;
            if (!gort__check_terminates(&s->list.at[i]->body)) return false;
        }
        return has_default && !s->has_break;
    }
    default: return false;
    }
}

bool gort__check_terminates(const nodes *body)
{
    for (int i = body->n - 1; i >= 0; i--)
        if (body->at[i]->kind != S_EMPTY) return terminates(body->at[i]);
    return false;
}

/* ---- Statements */

static void expr_stmt(checker *c, node *s)
{
    value_operand x;
    expr_use use = gort__check_raw(c, &x, s->a, NULL);
    const char *problem = x.mode == MODE_BUILTIN ? "must be called"
                          : x.mode == MODE_TYPE  ? "is not an expression"
                          : use != USE_STATEMENT ? "is not used"
                                                 : NULL;
    node *only = gort__unparen(s->a);
    if (only->kind == N_CALL || only->kind == N_UNARY) only->result_unused = true;
    if (problem) gort__check_error_at(c, s->a, "%s %s", TEXT_OPERAND(c, &x), problem);
}

static void send_stmt(checker *c, node *s)
{
    value_operand ch, val;
    gort__check_expr(c, &ch, s->a);
    gort__check_expr(c, &val, s->b);
    if (ch.mode == MODE_INVALID || val.mode == MODE_INVALID) return;
    const ty *t = gort__check_channel(c, &ch, CHAN_SEND, "send to");
    if (t) gort__check_assignment(c, &val, t->elem, "send");
}

static void assign_stmt(checker *c, node *s)
{
    value_operand x;
    if (s->define) {
        gort__check_short_var(c, s);
    } else if (!s->op) {
        gort__check_assign_vars(c, &s->list, &s->list2);
    } else {
        gort__check_binary(c, &x, NULL, s->list.at[0], s->list2.at[0], (token)s->op);
        (void)gort__check_assign_var(c, s->list.at[0], &x);
    }
}

static void incdec_stmt(checker *c, node *s)
{
    value_operand x;
    if (!gort__check_expr(c, &x, s->a)) return;
    if (!gort__ty_is(x.type, TY_NUMBERS)) {
        const char *op = s->op == T_ADD ? "++" : "--";
        gort__check_error_at(c, s->a, "invalid operation: %s%s (non-numeric type %s)",
                             TEXT_EXPR(c, s->a), op, TEXT_TYPE(c, x.type));
        return;
    }
    (void)gort__check_assign_var(c, s->a, &x);
}

static void go_stmt(checker *c, node *s)
{
    const char *word = s->kind == S_GO ? "go" : "defer";
    value_operand x;
    c->env.func->has_defer |= s->kind == S_DEFER;
    expr_use use = gort__check_raw(c, &x, s->a, NULL);
    node *call = gort__unparen(s->a);
    if (call->kind == N_CALL) call->result_unused = true;
    if (use != USE_STATEMENT)
        gort__check_error_at(c, s->a, "%s %s %s", word,
                             use == USE_CONVERSION ? "requires function call, not conversion"
                                                   : "discards result of",
                             TEXT_OPERAND(c, &x));
}

static void return_stmt(checker *c, node *s)
{
    function *f = c->env.func;
    if (s->list.n == 0 && f->results.n > 0 && f->results.at[0]->name) {
        for (int i = 0; i < f->results.n; i++) {
            object *r = f->results.at[i];
            object *alt = gort__check_lookup(c, r->name);
            if (alt && alt != r)
                gort__check_error(c, s->pos,
                                  "result parameter %s not in scope at return\n\t%s: inner "
                                  "declaration of var %s %s",
                                  r->name, gort__pos_text(c->u, alt->pos), r->name,
                                  TEXT_TYPE(c, r->type));
        }
        return;
    }
    if (s->list.n > 0 || f->results.n > 0) gort__check_init_vars(c, &f->results, &s->list, s);
}

static void condition(checker *c, node *cond, const char *where)
{
    value_operand x;
    if (cond && gort__check_expr(c, &x, cond) && !gort__ty_is(x.type, TY_BOOLEANS))
        gort__check_error_at(c, cond, "non-boolean condition in %s statement", where);
}

static void stmt(checker *c, node *s)
{
    switch ((int)s->kind) {
    case S_EXPR: expr_stmt(c, s); break;
    case S_SEND: send_stmt(c, s); break;
    case S_ASSIGN: assign_stmt(c, s); break;
    case S_INCDEC: incdec_stmt(c, s); break;
    case S_VAR: gort__check_var_stmt(c, s); break;
    case S_DECL: gort__check_decl_stmt(c, s); break;
    case S_BLOCK: gort__check_block(c, &s->list); break;
    case S_IF:
    case S_FOR:
        gort__check_open(c);
        gort__check_stmt(c, s->init);
        condition(c, s->cond, s->kind == S_IF ? "if" : "for");
        gort__check_stmt(c, s->post);
        gort__check_block(c, &s->body);
        gort__check_stmt(c, s->els);
        gort__check_close(c);
        break;
    case S_RANGE: gort__check_range(c, s); break;
    case S_SWITCH: gort__check_switch(c, s); break;
    case S_TYPESWITCH: gort__check_type_switch(c, s); break;
    case S_SELECT: gort__check_select(c, s); break;
    case S_LABELED: gort__check_stmts(c, &s->body); break;
    case S_RETURN: return_stmt(c, s); break;
    case S_GO:
    case S_DEFER: go_stmt(c, s); break;
    default: break;
    }
}

void gort__check_stmt(checker *c, node *s)
{
    if (!s || c->u->too_many_errors) return;
    int top = c->later.n;
    stmt(c, s);
    gort__check_run_later(c, top);
}

void gort__check_stmts(checker *c, nodes *l)
{
    for (int i = 0; i < l->n; i++)
        gort__check_stmt(c, l->at[i]);
}

void gort__check_block(checker *c, nodes *l)
{
    gort__check_open(c);
    gort__check_stmts(c, l);
    gort__check_close(c);
}
