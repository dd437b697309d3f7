/* parse_decl.c - files and declarations: package clause, imports, const, type, var, func.
 *
 * A grouped declaration becomes one node per spec (parse.h). Constant specs without values repeat
 * the last ones of their group, as copies, with their own iota.
 *
 * To support type parameters one day, begin at gort__parse_generic, which notes that they are
 * there: they are read, and a file that has them is refused.
 */
#include "../types/constant.h"
#include "parse_internal.h"

typedef struct decl_group {
    nodes *out;
    int index;            /* iota */
    const node *repeated; /* the last constant spec with values */
    void (*spec)(file_parser *p, struct decl_group *g);
} decl_group;

/* A '=' before a value or an alias; ':=' is reported and taken for it. */
static bool decl_got_assign(file_parser *p)
{
    if (p->l.tok == T_DEFINE) gort__parse_syntax_error(p, "expecting =");
    if (p->l.tok != T_DEFINE && p->l.tok != T_ASSIGN) return false;
    gort__parse_next(p);
    return true;
}

static bool decl_group_item(file_parser *p, void *arg)
{
    decl_group *g = arg;
    g->spec(p, g);
    g->index++;
    return false;
}

/* ---- specs ------------------------------------------------------------------------------- */

static void decl_import(file_parser *p, decl_group *g)
{
    node *n = gort__parse_node(p, D_IMPORT, p->l.pos);
    gort__pragma_check(p, gort__pragma_take(p), PRAGMA_OTHER, n->pos, NULL);
    if (p->l.tok == T_NAME)
        n->lit_text = gort__parse_name(p)->name;
    else if (gort__parse_got(p, T_DOT))
        n->lit_text = gort__intern(p->u, ".", 1);
    node *path = gort__parse_literal(p);
    if (!path) {
        gort__parse_skip(p, "missing import path", T_SEMI, T_RPAREN, -1);
        return;
    }
    if (path->op != T_STRING && !path->bad)
        gort__parse_syntax_error(p, "import path must be a string");
    if (path->op != T_STRING || path->bad) return;
    size_t len = gort__interned_bytes(path->lit_text);
    const_value *value = gort__const_literal(p->u, T_STRING, path->lit_text, len);
    const char *text = value ? gort__const_string_value(value, &len) : "";
    n->name = gort__intern(p->u, text, value ? len : 0);
    n->end = path->pos;
    GORT__LIST_PUSH(p->u, g->out, n);
}

static void decl_const(file_parser *p, decl_group *g)
{
    node *n = gort__parse_node(p, D_CONST, p->l.pos);
    n->field_index = g->index;
    gort__pragma_check(p, gort__pragma_take(p), PRAGMA_OTHER, n->pos, NULL);
    gort__parse_comma_list(p, &n->list, gort__parse_name);
    if (p->l.tok != T_EOF && p->l.tok != T_SEMI && p->l.tok != T_RPAREN) {
        n->a = gort__parse_type_or_null(p);
        if (decl_got_assign(p)) gort__parse_expr_list(p, &n->list2);
    }
    if (n->a || n->list2.n) {
        g->repeated = n;
    } else if (g->repeated) {
        n->implicit = true;
        n->a = gort__parse_copy(p, g->repeated->a);
        for (int i = 0; i < g->repeated->list2.n; i++)
            GORT__LIST_PUSH(p->u, &n->list2, gort__parse_copy(p, g->repeated->list2.at[i]));
    }
    GORT__LIST_PUSH(p->u, g->out, gort__parse_done(p, n));
}

static void decl_var(file_parser *p, decl_group *g)
{
    node *n = gort__parse_node(p, S_VAR, p->l.pos);
    gort__pragma_check(p, gort__pragma_take(p), PRAGMA_VAR, n->pos, NULL);
    gort__parse_comma_list(p, &n->list, gort__parse_name);
    bool assigned = decl_got_assign(p);
    if (!assigned) {
        n->a = gort__parse_type(p);
        assigned = decl_got_assign(p);
    }
    if (assigned) gort__parse_expr_list(p, &n->list2);
    GORT__LIST_PUSH(p->u, g->out, gort__parse_done(p, n));
}

static bool decl_is_type(const node *x)
{
    if (gort__node_is(x,
                      NODE_BIT(N_PAREN) | NODE_BIT(N_DEREF) | NODE_BIT(N_ADDR) | NODE_BIT(N_UNARY)))
        return x->op == T_TILDE || decl_is_type(x->a);
    if (x->kind == N_BINARY) return decl_is_type(x->a) || decl_is_type(x->b);
    return gort__node_is(x, NODE_TYPES);
}

/* Is x, read as an expression, rather the name of a type parameter and the beginning of its
 * constraint: P *C, P (C), P *C | D? `sure`: no expression can be meant. Gives the name, and the
 * constraint if there is one. */
static node *decl_type_param(node *x, bool sure, node **constraint)
{
    *constraint = NULL;
    if (x->kind == N_NAME) return x;
    if (x->kind == N_BINARY && x->op == T_MUL && x->a->kind == N_NAME &&
        (sure || decl_is_type(x->b))) {
        *constraint = x->b;
        return x->a;
    }
    if (x->kind == N_BINARY && x->op == T_OR) {
        node *name = decl_type_param(x->a, sure || decl_is_type(x->b), constraint);
        return *constraint ? name : NULL;
    }
    if (x->kind == N_CALL && x->a->kind == N_NAME && x->list.n == 1 && !x->dots &&
        (sure || decl_is_type(x->list.at[0]))) {
        *constraint = x->list.at[0];
        return x->a;
    }
    return NULL;
}

/* type T [ ...: a slice, an array whose length begins with a name, or type parameters. */
static void decl_type_bracket(file_parser *p, node *n)
{
    const position pos = gort__parse_want(p, T_LBRACK);
    if (p->l.tok != T_NAME) {
        n->a = gort__parse_array_type(p, pos, NULL);
        return;
    }
    node *x = gort__parse_name(p), *constraint;
    if (p->l.tok != T_LBRACK) {
        p->level++;
        x = gort__parse_binary_from(p, gort__parse_primary_from(p, x));
        p->level--;
    }
    node *name = decl_type_param(x, p->l.tok == T_COMMA, &constraint);
    if (!name || (!constraint && p->l.tok == T_RBRACK)) {
        n->a = gort__parse_array_type(p, pos, x);
        return;
    }
    gort__parse_generic(p, pos);
    gort__parse_type_params(p, name, constraint);
    n->define = decl_got_assign(p);
    n->a = gort__parse_type_or_null(p);
}

static void decl_type(file_parser *p, decl_group *g)
{
    node *n = gort__parse_node(p, D_TYPE, p->l.pos);
    pragma_list pragmas = gort__pragma_take(p);
    n->name = gort__parse_name(p)->name;
    if (p->l.tok == T_LBRACK) {
        decl_type_bracket(p, n);
    } else {
        n->define = decl_got_assign(p);
        n->a = gort__parse_type_or_null(p);
    }
    if (!n->a) {
        n->a = gort__parse_missing(p, "in type declaration");
        gort__parse_skip(p, NULL, T_SEMI, T_RPAREN, -1);
    }
    gort__pragma_check(p, pragmas, n->define ? PRAGMA_OTHER : PRAGMA_TYPE, n->pos, NULL);
    GORT__LIST_PUSH(p->u, g->out, gort__parse_done(p, n));
}

void gort__parse_decl(file_parser *p, nodes *out)
{
    token tok = p->l.tok;
    decl_group g = {.out = out,
                    .spec = tok == T_CONST  ? decl_const
                            : tok == T_TYPE ? decl_type
                            : tok == T_VAR  ? decl_var
                                            : decl_import};
    gort__parse_next(p);
    if (p->l.tok != T_LPAREN) {
        g.spec(p, &g);
        return;
    }
    gort__pragma_clear(p);
    gort__parse_next(p);
    gort__parse_list(p, "grouped declaration", T_SEMI, T_RPAREN, decl_group_item, &g);
}

/* ---- functions --------------------------------------------------------------------------- */

static void decl_func(file_parser *p, nodes *out)
{
    gort__parse_next(p);
    node *n = gort__parse_node(p, D_FUNC, p->l.pos);
    position start = p->l.pos;
    pragma_list pragmas = gort__pragma_take(p);
    nodes receiver = {0};
    if (gort__parse_got(p, T_LPAREN)) {
        gort__parse_params(p, &receiver);
        if (receiver.n == 0) gort__parse_error(p, p->l.pos, "method has no receiver");
        if (receiver.n > 1) gort__parse_error(p, p->l.pos, "method has multiple receivers");
        if (receiver.n) n->a = receiver.at[0];
    }
    if (p->l.tok != T_NAME) {
        gort__parse_skip(p, "expecting name or (", T_LBRACE, T_SEMI, -1);
        return;
    }
    n->pos = p->l.pos;
    n->name = gort__parse_name(p)->name;
    n->b = gort__parse_func_type(p, n->a ? "method" : NULL);
    function *f = gort__alloc(p->u, sizeof *f);
    n->func = f;
    f->name = n->name;
    f->pkg = p->u->pkg;
    f->method = n->a ? n->name : NULL;
    f->pos = n->pos;
    if (p->l.tok == T_LBRACE) gort__parse_func_body(p, f);
    gort__pragma_check(p, pragmas, PRAGMA_FUNC, start, f);
    GORT__LIST_PUSH(p->u, out, gort__parse_done(p, n));
}

/* ---- files ------------------------------------------------------------------------------- */

static bool decl_package(file_parser *p)
{
    if (!gort__parse_got(p, T_PACKAGE)) {
        gort__parse_syntax_error(p, "package statement must be first");
        return false;
    }
    gort__pragma_check(p, gort__pragma_take(p), PRAGMA_PACKAGE, p->l.pos, NULL);
    node *name = gort__parse_name(p);
    gort__parse_want(p, T_SEMI);
    if (p->l.errors > 0) return false;
    package *pkg = p->u->pkg;
    if (!pkg->name_pos.line) {
        pkg->name = name->name;
        pkg->name_pos = name->pos;
    } else if (pkg->name != name->name) {
        gort__error(p->u, name->pos, "package %s; expected package %s", name->name, pkg->name);
    }
    return true;
}

/* An opening brace on its own line behind a function's head. */
static bool decl_brace_after_func(const file_parser *p, const nodes *decls, int first)
{
    if (p->l.tok != T_LBRACE || decls->n <= first) return false;
    const node *last = decls->at[decls->n - 1];
    return last->kind == D_FUNC && !last->func->has_body;
}

bool gort__parse_file(file_parser *p)
{
    nodes *decls = &p->u->pkg->decls;
    int first = decls->n;
    if (!decl_package(p)) return false;
    while (p->l.tok == T_IMPORT) {
        gort__parse_decl(p, decls);
        gort__parse_want(p, T_SEMI);
    }
    while (p->l.tok != T_EOF) {
        switch (p->l.tok) {
        case T_CONST:
        case T_TYPE:
        case T_VAR: gort__parse_decl(p, decls); break;
        case T_FUNC: decl_func(p, decls); break;
        default:
            gort__parse_skip(p,
                             decl_brace_after_func(p, decls, first)
                                 ? "unexpected semicolon or newline before {"
                                 : "non-declaration statement outside function body",
                             T_CONST, T_TYPE, T_VAR, T_FUNC, -1);
            continue;
        }
        gort__pragma_clear(p);
        if (p->l.tok != T_EOF && !gort__parse_got(p, T_SEMI))
            gort__parse_skip(p, "after top level declaration", T_CONST, T_TYPE, T_VAR, T_FUNC, -1);
    }
    gort__pragma_clear(p);
    return true;
}
