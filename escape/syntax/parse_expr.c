/* parse_expr.c - expressions: operators by precedence, operands, and what follows an operand
 * (selectors, indices, calls, literals' braces).
 *
 * A position is where Go's messages point: the operator of a binary expression, the '(' of a call,
 * the '.' of a selector, the '{' of a composite literal (ast.h lists them).
 *
 * In value position types are expressions too ([]byte(s), make(map[K]V)); check tells them apart.
 * Precedences are in gort__op_precedence; a new kind of suffix belongs into
 * gort__parse_primary_from.
 */
#include "parse_internal.h"

static node *expr_unary(file_parser *p);

node *gort__parse_name(file_parser *p)
{
    node *n = gort__parse_node(p, N_NAME, p->l.pos);
    n->name = p->l.tok == T_NAME ? p->l.name : gort__intern(p->u, "_", 1);
    if (p->l.tok != T_NAME) gort__parse_syntax_error(p, "expecting name");
    gort__parse_next(p);
    return n;
}

bool gort__parse_at_literal(const file_parser *p)
{
    return p->l.tok >= T_INT && p->l.tok <= T_STRING;
}

node *gort__parse_literal(file_parser *p)
{
    if (!gort__parse_at_literal(p)) return NULL;
    node *n = gort__parse_node(p, N_LITERAL, p->l.pos);
    n->op = (uint8_t)p->l.tok;
    n->lit_text = gort__intern(p->u, p->l.start, p->l.bytes);
    n->bad = p->l.bad;
    gort__parse_next(p);
    return n;
}

void gort__parse_comma_list(file_parser *p, nodes *out, node *(*item)(file_parser *p))
{
    do
        GORT__LIST_PUSH(p->u, out, item(p));
    while (gort__parse_got(p, T_COMMA));
}

/* ---- operators --------------------------------------------------------------------------- */

int gort__op_precedence(token op)
{
    static const token last[] = {T_LOR, T_LAND, T_GE, T_XOR, T_SHR}; /* of each precedence */
    if (op < T_LOR || op > T_SHR) return 0;
    int precedence = 1;
    while (op > last[precedence - 1])
        precedence++;
    return precedence;
}

/* The rest of a binary expression that begins with x, of operators that bind tighter than `than`.
 * Recursion is bounded by the number of precedences. */
static node *expr_binary(file_parser *p, node *x, int than)
{
    int precedence;
    while ((precedence = gort__op_precedence(p->l.tok)) > than) {
        node *n = gort__parse_operator(p, N_BINARY);
        n->a = x;
        n->b = expr_binary(p, expr_unary(p), precedence);
        x = gort__parse_done(p, n);
    }
    return x;
}

node *gort__parse_binary_from(file_parser *p, node *x)
{
    return expr_binary(p, x, 0);
}

node *gort__parse_expr(file_parser *p)
{
    return expr_binary(p, expr_unary(p), 0);
}

/* <-x where x turned out to be a channel type: <-chan E. The arrow moves inward through send-only
 * channels, <-chan<- (chan E) being <-chan (<-chan E). */
static void expr_receive_type(file_parser *p, node *type)
{
    int dir = CHAN_SEND;
    while (dir == CHAN_SEND && type && type->kind == N_CHANTYPE) {
        dir = type->op;
        if (dir == CHAN_RECV) gort__parse_syntax_error(p, "unexpected <-, expecting chan");
        type->op = CHAN_RECV;
        type = type->a;
    }
    if (dir == CHAN_SEND)
        gort__parse_syntax_error(p, "unexpected %s, expecting chan", gort__expr_string(p->u, type));
}

static node *expr_unary_inner(file_parser *p)
{
    token op = p->l.tok;
    node *n;
    switch (op) {
    case T_MUL:
    case T_AND:
        n = gort__parse_begin(p, op == T_MUL ? N_DEREF : N_ADDR);
        n->a = expr_unary(p);
        if (op == T_AND) n->a = gort__unparen(n->a);
        return gort__parse_done(p, n);
    case T_ADD:
    case T_SUB:
    case T_NOT:
    case T_XOR:
    case T_TILDE:
    case T_ARROW:
        n = gort__parse_operator(p, N_UNARY);
        n->a = expr_unary(p);
        if (op == T_ARROW && n->a->kind == N_CHANTYPE) {
            expr_receive_type(p, n->a);
            return n->a;
        }
        return gort__parse_done(p, n);
    default: return gort__parse_primary(p);
    }
}

static node *expr_unary(file_parser *p)
{
    if (!gort__parse_enter(p, "expression")) return gort__parse_bad(p);
    node *n = expr_unary_inner(p);
    gort__parse_leave(p);
    return n;
}

/* ---- operands ---------------------------------------------------------------------------- */

static node *expr_func(file_parser *p)
{
    const position pos = gort__parse_want(p, T_FUNC);
    node *type = gort__parse_func_type(p, "function type");
    if (p->l.tok != T_LBRACE) return type;
    node *n = gort__parse_node(p, N_FUNCLIT, pos);
    n->b = type;
    n->func = gort__alloc(p->u, sizeof *n->func);
    n->func->pkg = p->u->pkg;
    n->func->pos = pos;
    n->func->lit = n;
    p->level++;
    gort__parse_func_body(p, n->func);
    p->level--;
    return gort__parse_done(p, n);
}

static node *expr_operand(file_parser *p)
{
    node *n;
    switch (p->l.tok) {
    case T_NAME: return gort__parse_name(p);
    case T_LPAREN:
        n = gort__parse_begin(p, N_PAREN);
        p->level++;
        n->a = gort__parse_expr(p);
        p->level--;
        n->end = gort__parse_want(p, T_RPAREN);
        return gort__parse_done(p, n);
    case T_FUNC: return expr_func(p);
    case T_LBRACK:
    case T_CHAN:
    case T_MAP:
    case T_STRUCT:
    case T_INTERFACE: return gort__parse_type(p);
    default:
        if (gort__parse_at_literal(p)) return gort__parse_literal(p);
        n = gort__parse_missing(p, "expecting expression");
        gort__parse_skip(p, NULL, T_RPAREN, T_RBRACK, T_RBRACE, -1);
        return n;
    }
}

/* ---- composite literals ------------------------------------------------------------------ */

static node *expr_literal_value(file_parser *p);

/* An element: an expression, or a literal whose type is left out. */
static node *expr_element(file_parser *p)
{
    if (p->l.tok != T_LBRACE) return gort__parse_expr(p);
    if (!gort__parse_enter(p, "expression")) return gort__parse_bad(p);
    node *n = expr_literal_value(p);
    gort__parse_leave(p);
    return n;
}

static bool expr_element_item(file_parser *p, void *arg)
{
    node *literal = arg, *e = expr_element(p);
    if (p->l.tok == T_COLON) {
        const position colon = gort__parse_want(p, T_COLON);
        e = gort__parse_with(p, N_KEYVALUE, colon, e, expr_element(p));
    }
    GORT__LIST_PUSH(p->u, &literal->list, e);
    return false;
}

static node *expr_literal_value(file_parser *p)
{
    node *n = gort__parse_node(p, N_COMPLIT, p->l.pos);
    p->level++;
    gort__parse_want(p, T_LBRACE);
    n->end = gort__parse_list(p, "composite literal", T_COMMA, T_RBRACE, expr_element_item, n);
    p->level--;
    return gort__parse_done(p, n);
}

/* Certainly no type, not even an instance of a generic one? */
static bool expr_is_value(const node *x)
{
    if (x->kind == N_PAREN) return expr_is_value(x->a);
    if (x->kind == N_INDEX) return expr_is_value(x->a) || expr_is_value(x->b);
    return gort__node_is(x, NODE_BIT(N_LITERAL) | NODE_BIT(N_COMPLIT) | NODE_BIT(N_FUNCLIT) |
                                NODE_BIT(N_SLICE) | NODE_BIT(N_TYPEASSERT) | NODE_BIT(N_CALL) |
                                NODE_BIT(N_ADDR) | NODE_BIT(N_UNARY) | NODE_BIT(N_BINARY));
}

/* Does a '{' behind x begin a composite literal of type x? */
static bool expr_is_literal_type(const file_parser *p, const node *x)
{
    if (gort__node_is(x, NODE_BIT(N_NAME) | NODE_BIT(N_SELECTOR) | NODE_BIT(N_INDEX)))
        return p->level >= 0 && !expr_is_value(x);
    return gort__node_is(x, NODE_BIT(N_ARRAYTYPE) | NODE_BIT(N_STRUCTTYPE) | NODE_BIT(N_MAPTYPE));
}

/* ---- what follows an operand ------------------------------------------------------------- */

node *gort__parse_selector(file_parser *p, position dot, node *x)
{
    node *n = gort__parse_node(p, N_SELECTOR, dot);
    n->a = x;
    n->end = p->l.pos;
    n->name = gort__parse_name(p)->name;
    return gort__parse_done(p, n);
}

static node *expr_dot(file_parser *p, node *x)
{
    const position pos = gort__parse_want(p, T_DOT);
    if (p->l.tok == T_NAME) return gort__parse_selector(p, pos, x);
    if (p->l.tok != T_LPAREN) {
        gort__parse_skip(p, "expecting name or (", T_SEMI, T_RPAREN, -1);
        return x;
    }
    gort__parse_next(p);
    node *type = gort__parse_got(p, T_TYPE) ? NULL : gort__parse_type(p);
    gort__parse_want(p, T_RPAREN);
    return gort__parse_with(p, N_TYPEASSERT, pos, x, type);
}

static node *expr_no_index(file_parser *p, const char *which)
{
    gort__parse_error(p, p->l.pos, "%s index required in 3-index slice", which);
    return gort__parse_bad(p);
}

static node *expr_slice(file_parser *p, node *n)
{
    n->kind = N_SLICE;
    if (!gort__parse_got(p, T_COLON))
        gort__parse_skip(p, "expecting comma, : or ]", T_COMMA, T_COLON, T_RBRACK, -1);
    p->level++;
    if (p->l.tok != T_COLON && p->l.tok != T_RBRACK) n->c = gort__parse_expr(p);
    if (p->l.tok == T_COLON) {
        if (!n->c) n->c = expr_no_index(p, "middle");
        gort__parse_next(p);
        n->d = p->l.tok != T_RBRACK ? gort__parse_expr(p) : expr_no_index(p, "final");
    }
    p->level--;
    n->end = gort__parse_want(p, T_RBRACK);
    return gort__parse_done(p, n);
}

static node *expr_bracket(file_parser *p, node *x)
{
    node *n = gort__parse_begin(p, N_INDEX);
    n->a = x;
    if (p->l.tok == T_RBRACK) {
        gort__parse_syntax_error(p, "expecting operand");
        gort__parse_next(p);
        return x;
    }
    if (p->l.tok == T_COLON) return expr_slice(p, n);
    nodes index = {0};
    bool comma = gort__parse_type_list(p, &index);
    n->b = index.at[0];
    if (!comma && p->l.tok != T_RBRACK) return expr_slice(p, n);
    if (index.n > 1) gort__parse_generic(p, n->pos);
    n->end = gort__parse_want(p, T_RBRACK);
    return gort__parse_done(p, n);
}

static bool expr_argument_item(file_parser *p, void *arg)
{
    node *call = arg;
    GORT__LIST_PUSH(p->u, &call->list, gort__parse_expr(p));
    call->dots = gort__parse_got(p, T_DOTS);
    return call->dots;
}

node *gort__parse_primary_from(file_parser *p, node *x)
{
    for (;;) {
        node *n;
        switch (p->l.tok) {
        case T_DOT: x = expr_dot(p, x); break;
        case T_LBRACK: x = expr_bracket(p, x); break;
        case T_LPAREN:
            n = gort__parse_begin(p, N_CALL);
            n->a = x;
            p->level++;
            n->end = gort__parse_list(p, "argument list", T_COMMA, T_RPAREN, expr_argument_item, n);
            p->level--;
            x = gort__parse_done(p, n);
            break;
        case T_LBRACE:
            if (!expr_is_literal_type(p, gort__unparen(x))) return x;
            if (x->kind == N_PAREN)
                gort__parse_syntax_error(p, "cannot parenthesize type in composite literal");
            if (gort__unparen(x)->kind == N_INDEX) gort__parse_generic(p, gort__unparen(x)->pos);
            n = expr_literal_value(p);
            n->a = x;
            x = gort__parse_done(p, n);
            break;
        default: return x;
        }
        if (p->stopped) return x;
    }
}

node *gort__parse_primary(file_parser *p)
{
    return gort__parse_primary_from(p, expr_operand(p));
}
