/* parse_stmt.c - statements and blocks.
 *
 * A statement is appended to a list, because one `var ( ... )` is several. Statement headers (if,
 * for, switch) are read with level -1, so that a '{' behind a name opens the block.
 *
 * Chains of else-if are built in a loop, without recursion here; what depth they have for the
 * passes behind is set on the head.
 *
 * Labels, break and goto targets are resolved by check.
 */
#include "parse_internal.h"

static bool stmt(file_parser *p, nodes *out);

/* ---- blocks ------------------------------------------------------------------------------ */

static void stmt_list(file_parser *p, nodes *out)
{
    while (p->l.tok != T_EOF && p->l.tok != T_RBRACE && p->l.tok != T_CASE &&
           p->l.tok != T_DEFAULT) {
        bool found = stmt(p, out);
        gort__pragma_clear(p);
        if (!found) return;
        if (!gort__parse_got(p, T_SEMI) && p->l.tok != T_RBRACE) {
            gort__parse_skip(p, "at end of statement", T_SEMI, T_RBRACE, T_CASE, T_DEFAULT, -1);
            gort__parse_got(p, T_SEMI);
        }
    }
}

/* { ... } into `out`; the position of the '}'. */
static position stmt_braces(file_parser *p, const char *context, nodes *out)
{
    if (!gort__parse_got(p, T_LBRACE)) {
        gort__parse_skip(p, gort__strf(p->u, "expecting { after %s", context), T_NAME, T_RBRACE,
                         -1);
        position pos = p->l.pos;
        if (gort__parse_got(p, T_RBRACE)) return pos;
    }
    stmt_list(p, out);
    return gort__parse_want(p, T_RBRACE);
}

static node *stmt_block(file_parser *p)
{
    node *n = gort__parse_node(p, S_BLOCK, p->l.pos);
    n->end = stmt_braces(p, "", &n->list);
    return gort__parse_done(p, n);
}

void gort__parse_func_body(file_parser *p, function *f)
{
    int errors = p->l.errors;
    p->functions++;
    f->has_body = true;
    f->end = stmt_braces(p, "", &f->body);
    p->functions--;
    if (errors == p->l.errors && !p->stopped) gort__parse_branches(p->u, f);
}

/* ---- simple statements ------------------------------------------------------------------- */

static node *stmt_range(file_parser *p, const nodes *vars, bool define)
{
    node *n = gort__parse_begin(p, S_RANGE);
    n->colon = n->pos;
    n->define = define;
    if (vars->n > 0) n->key = vars->at[0];
    if (vars->n > 1) n->value = vars->at[1];
    if (vars->n > 2) n->b = vars->at[2]; /* check refuses it */
    n->a = gort__parse_expr(p);
    return gort__parse_done(p, n);
}

static node *stmt_expr(file_parser *p, node *x)
{
    return gort__parse_with(p, S_EXPR, x->pos, x, NULL);
}

/* lhs = rhs, lhs := rhs, or the guard of a type switch: x := y.(type) */
static node *stmt_assign(file_parser *p, const nodes *lhs, token keyword)
{
    bool define = p->l.tok == T_DEFINE;
    node *n = gort__parse_begin(p, S_ASSIGN);
    if (keyword == T_FOR && p->l.tok == T_RANGE) return stmt_range(p, lhs, define);
    n->define = define;
    n->list = *lhs;
    gort__parse_expr_list(p, &n->list2);
    node *x = n->list2.at[0];
    bool guard =
        keyword == T_SWITCH && define && n->list2.n == 1 && x->kind == N_TYPEASSERT && !x->b;
    if (guard && lhs->n == 1 && lhs->at[0]->kind == N_NAME) {
        x->key = lhs->at[0];
        return stmt_expr(p, x);
    }
    return gort__parse_done(p, n);
}

static node *stmt_one_operand(file_parser *p, node *x)
{
    const token tok = p->l.tok;
    const position pos = p->l.pos;
    node *n;
    switch (tok) {
    case T_OP_ASSIGN:
        n = gort__parse_node(p, S_ASSIGN, pos);
        n->op = (uint8_t)p->l.op;
        gort__parse_next(p);
        GORT__LIST_PUSH(p->u, &n->list, x);
        GORT__LIST_PUSH(p->u, &n->list2, gort__parse_expr(p));
        return gort__parse_done(p, n);
    case T_INC:
    case T_DEC:
        gort__parse_next(p);
        n = gort__parse_with(p, S_INCDEC, pos, x, NULL);
        n->op = tok == T_INC ? T_ADD : T_SUB;
        return n;
    case T_ARROW:
        gort__parse_next(p);
        return gort__parse_with(p, S_SEND, pos, x, gort__parse_expr(p));
    default: return stmt_expr(p, x);
    }
}

/* `keyword`: T_FOR permits a range clause, T_SWITCH a type switch guard. `lhs`: expressions that
 * were read already, or NULL. */
static node *stmt_simple(file_parser *p, nodes *lhs, token keyword)
{
    nodes list = {0};
    if (!lhs) {
        lhs = &list;
        if (keyword == T_FOR && p->l.tok == T_RANGE) return stmt_range(p, lhs, false);
        gort__parse_expr_list(p, lhs);
    }
    if (p->l.tok == T_ASSIGN || p->l.tok == T_DEFINE) return stmt_assign(p, lhs, keyword);
    if (lhs->n == 1) return stmt_one_operand(p, lhs->at[0]);
    gort__parse_skip(p, "expecting := or = or comma", T_SEMI, T_RBRACE, -1);
    return stmt_expr(p, lhs->at[0]);
}

/* ---- headers of if, for and switch ------------------------------------------------------- */

/* A statement where a condition belongs: `if x = 1 {`. */
static void stmt_not_a_value(file_parser *p, const node *s)
{
    const char *text, *op = s->op ? gort__op_text((token)s->op) : s->define ? ":" : "";
    if (s->kind == S_SEND)
        text = gort__strf(p->u, "%s <- %s", gort__source_string(p->u, s->a),
                          gort__source_string(p->u, s->b));
    else if (s->kind == S_INCDEC)
        text = gort__strf(p->u, "%s%s%s", gort__source_string(p->u, s->a), op, op);
    else
        text =
            gort__strf(p->u, *op ? "%s %s= %s" : "assignment (%s)%s = (%s)",
                       gort__source_list(p->u, &s->list), op, gort__source_list(p->u, &s->list2));
    gort__parse_syntax_error_at(p, s->pos, "cannot use %s as value", text);
}

/* The keyword is consumed. Fills n->init, n->cond, n->post; a range clause is returned instead. */
static node *stmt_header(file_parser *p, node *n, token keyword)
{
    if (p->l.tok == T_LBRACE) {
        if (keyword == T_IF) n->cond = gort__parse_missing(p, "missing condition in if statement");
        return NULL;
    }
    int outer = p->level;
    p->level = -1;
    node *first = NULL, *condition = NULL;
    position semi = {0};
    const char *semi_name = NULL;
    if (p->l.tok != T_SEMI) {
        if (gort__parse_got(p, T_VAR))
            gort__parse_syntax_error(p, "var declaration not allowed in %s initializer",
                                     gort__op_text(keyword));
        first = stmt_simple(p, NULL, keyword);
        if (first->kind == S_RANGE) {
            p->level = outer;
            return first;
        }
    }
    if (p->l.tok == T_LBRACE) {
        condition = first;
        first = NULL;
    } else {
        if (p->l.tok == T_SEMI) {
            semi = p->l.pos;
            semi_name = p->l.name;
            gort__parse_next(p);
        } else {
            gort__parse_want(p, T_LBRACE);
            if (p->l.tok != T_LBRACE) gort__parse_skip(p, NULL, T_LBRACE, T_RBRACE, -1);
        }
        if (keyword == T_FOR && p->l.tok == T_LBRACE) {
            gort__parse_syntax_error(p, "expecting for loop condition");
        } else if (keyword == T_FOR) {
            if (p->l.tok != T_SEMI) condition = stmt_simple(p, NULL, T_EOF);
            gort__parse_want(p, T_SEMI);
            if (p->l.tok != T_LBRACE) {
                n->post = stmt_simple(p, NULL, T_EOF);
                if (n->post->kind == S_ASSIGN && n->post->define)
                    gort__parse_syntax_error_at(p, n->post->pos,
                                                "cannot declare in post statement of for loop");
            }
        } else if (p->l.tok != T_LBRACE) {
            condition = stmt_simple(p, NULL, keyword);
        }
    }
    n->init = first;
    if (!condition && keyword == T_IF && semi.line) {
        if (semi_name[0] == 's') /* an explicit semicolon */
            gort__parse_syntax_error_at(p, semi, "missing condition in if statement");
        else
            gort__parse_syntax_error_at(p, semi, "unexpected %s, expecting { after if clause",
                                        semi_name);
        n->cond = gort__parse_node(p, N_BAD, semi);
    } else if (condition && condition->kind == S_EXPR) {
        n->cond = condition->a;
    } else if (condition) {
        stmt_not_a_value(p, condition);
    }
    p->level = outer;
    return NULL;
}

static node *stmt_for(file_parser *p)
{
    node *n = gort__parse_begin(p, S_FOR);
    node *range = stmt_header(p, n, T_FOR);
    if (range) {
        range->pos = n->pos;
        n = range;
    }
    n->brace = p->l.pos;
    n->end = stmt_braces(p, "for clause", &n->body);
    return gort__parse_done(p, n);
}

static node *stmt_if(file_parser *p)
{
    node *head = NULL, **link = &head;
    int links = 0, depth = 0;
    bool has_else;
    do {
        node *n = gort__parse_begin(p, S_IF);
        stmt_header(p, n, T_IF);
        n->brace = p->l.pos;
        n->end = stmt_braces(p, "if clause", &n->body);
        *link = gort__parse_done(p, n);
        link = &n->els;
        links++;
        if (n->depth > depth) depth = n->depth;
        has_else = gort__parse_got(p, T_ELSE);
    } while (has_else && p->l.tok == T_IF);
    if (has_else && p->l.tok == T_LBRACE) {
        node *last = *link = stmt_block(p);
        if (last->depth >= depth) depth = last->depth + 1;
    } else if (has_else) {
        gort__parse_skip(p, "else must be followed by if or statement block", T_NAME, T_RBRACE, -1);
    }
    head->depth = depth + links;
    if (head->depth > p->u->max_depth)
        gort__parse_stop(p, head->pos, "statement nested too deeply");
    return head;
}

/* ---- switch and select ------------------------------------------------------------------- */

static node *stmt_case(file_parser *p, bool communication)
{
    node *c = gort__parse_node(p, S_CASE, p->l.pos);
    if (gort__parse_got(p, T_CASE)) {
        if (communication)
            c->init = stmt_simple(p, NULL, T_EOF);
        else
            gort__parse_expr_list(p, &c->list);
    } else if (gort__parse_got(p, T_DEFAULT)) {
        c->is_default = true;
    } else {
        gort__parse_skip(p, "expecting case or default or }", T_COLON, T_CASE, T_DEFAULT, T_RBRACE,
                         -1);
    }
    c->colon = gort__parse_want(p, T_COLON);
    stmt_list(p, &c->body);
    return gort__parse_done(p, c);
}

static node *stmt_cases(file_parser *p, node *n, const char *keyword)
{
    if (!gort__parse_got(p, T_LBRACE)) {
        gort__parse_skip(p, gort__strf(p->u, "missing { after %s clause", keyword), T_CASE,
                         T_DEFAULT, T_RBRACE, -1);
    }
    while (p->l.tok != T_EOF && p->l.tok != T_RBRACE)
        GORT__LIST_PUSH(p->u, &n->list, stmt_case(p, n->kind == S_SELECT));
    n->end = gort__parse_want(p, T_RBRACE);
    return gort__parse_done(p, n);
}

static node *stmt_switch(file_parser *p)
{
    node *n = gort__parse_begin(p, S_SWITCH);
    stmt_header(p, n, T_SWITCH);
    node *guard = n->cond;
    if (guard && guard->kind == N_TYPEASSERT && !guard->b) {
        n->kind = S_TYPESWITCH;
        n->cond = NULL;
        n->a = guard->a;
        n->key = guard->key;
        n->name = guard->key ? guard->key->name : NULL;
    }
    return stmt_cases(p, n, "switch");
}

/* ---- the others -------------------------------------------------------------------------- */

static bool stmt_labeled(file_parser *p, node *label, nodes *out)
{
    node *n = gort__parse_node(p, S_LABELED, label->pos);
    n->name = label->name;
    n->colon = gort__parse_want(p, T_COLON);
    nodes inner = {0};
    if (p->l.tok == T_RBRACE) {
        GORT__LIST_PUSH(p->u, &inner, gort__parse_node(p, S_EMPTY, p->l.pos));
    } else if (!stmt(p, &inner)) {
        gort__parse_syntax_error_at(p, n->colon, "missing statement after label");
        return false;
    }
    GORT__LIST_PUSH(p->u, &n->body, inner.at[0]);
    GORT__LIST_PUSH(p->u, out, gort__parse_done(p, n));
    for (int i = 1; i < inner.n; i++)
        GORT__LIST_PUSH(p->u, out, inner.at[i]);
    return true;
}

static node *stmt_call(file_parser *p)
{
    const token tok = p->l.tok;
    const position at = p->l.pos;
    const char *keyword = gort__op_text(tok);
    gort__parse_next(p);
    node *x = gort__parse_primary(p);
    if (x->kind == N_PAREN) {
        gort__parse_error(p, x->pos, "expression in %s must not be parenthesized", keyword);
        x = gort__unparen(x);
    }
    if (x->kind != N_CALL) { /* the parentheses are missing */
        gort__parse_error(p, x->pos, "expression in %s must be function call", keyword);
        const position pos = x->pos;
        x = gort__parse_with(p, N_CALL, pos, x, NULL);
        x->end = pos;
    }
    return gort__parse_with(p, tok == T_GO ? S_GO : S_DEFER, at, x, NULL);
}

static node *stmt_branch(file_parser *p)
{
    node *n = gort__parse_operator(p, S_BRANCH);
    if (n->op == T_GOTO || (n->op != T_FALLTHROUGH && p->l.tok == T_NAME)) {
        n->end = p->l.pos;
        n->name = gort__parse_name(p)->name;
    }
    return gort__parse_done(p, n);
}

/* A declaration: variables are statements of their own, the rest stands in one S_DECL. */
static void stmt_decl(file_parser *p, nodes *out)
{
    bool vars = p->l.tok == T_VAR;
    node *n = gort__parse_node(p, S_DECL, p->l.pos);
    int before = out->n;
    gort__parse_decl(p, vars ? out : &n->list);
    if (!vars || out->n == before) GORT__LIST_PUSH(p->u, out, gort__parse_done(p, n));
}

static bool stmt_inner(file_parser *p, nodes *out)
{
    /* What an operand may begin with, beside a name. */
    static const bool operand[T_COUNT] = {
        [T_ADD] = true,    [T_SUB] = true,       [T_MUL] = true,    [T_AND] = true,
        [T_XOR] = true,    [T_NOT] = true,       [T_INT] = true,    [T_FLOAT] = true,
        [T_IMAG] = true,   [T_CHAR] = true,      [T_STRING] = true, [T_FUNC] = true,
        [T_LPAREN] = true, [T_LBRACK] = true,    [T_STRUCT] = true, [T_MAP] = true,
        [T_CHAN] = true,   [T_INTERFACE] = true, [T_ARROW] = true,
    };
    node *n;
    if (p->l.tok != T_VAR && p->l.tok != T_CONST && p->l.tok != T_TYPE) gort__pragma_clear(p);
    switch (p->l.tok) {
    case T_NAME: {
        nodes lhs = {0};
        gort__parse_expr_list(p, &lhs);
        if (lhs.n == 1 && lhs.at[0]->kind == N_NAME && p->l.tok == T_COLON)
            return stmt_labeled(p, lhs.at[0], out);
        n = stmt_simple(p, &lhs, T_EOF);
        break;
    }
    case T_VAR:
    case T_CONST:
    case T_TYPE: stmt_decl(p, out); return true;
    case T_LBRACE: n = stmt_block(p); break;
    case T_FOR: n = stmt_for(p); break;
    case T_SWITCH: n = stmt_switch(p); break;
    case T_SELECT: n = stmt_cases(p, gort__parse_begin(p, S_SELECT), "select"); break;
    case T_IF: n = stmt_if(p); break;
    case T_FALLTHROUGH:
    case T_BREAK:
    case T_CONTINUE:
    case T_GOTO: n = stmt_branch(p); break;
    case T_GO:
    case T_DEFER: n = stmt_call(p); break;
    case T_RETURN:
        n = gort__parse_begin(p, S_RETURN);
        if (p->l.tok != T_SEMI && p->l.tok != T_RBRACE) gort__parse_expr_list(p, &n->list);
        n = gort__parse_done(p, n);
        break;
    case T_SEMI: n = gort__parse_node(p, S_EMPTY, p->l.pos); break;
    default:
        if (!operand[p->l.tok]) return false;
        n = stmt_simple(p, NULL, T_EOF);
    }
    GORT__LIST_PUSH(p->u, out, n);
    return true;
}

/* False if no statement begins here. */
static bool stmt(file_parser *p, nodes *out)
{
    if (!gort__parse_enter(p, "statement")) return false;
    bool found = stmt_inner(p, out);
    gort__parse_leave(p);
    return found;
}
