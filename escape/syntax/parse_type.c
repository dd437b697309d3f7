/* parse_type.c - type expressions, parameter lists, struct fields and interface methods.
 *
 * Parameters are the one place where Go's grammar needs a second look: `(a, b int)` and `(a, b)`
 * begin alike, so a list is read as "name and/or type" and sorted out at its end.
 *
 * Names that share one type share its node. Type parameters, instances and type sets are read like
 * everything else, for the sake of the errors in the file; gort__parse_generic notes that they are
 * there, after which the tree is not looked at.
 */
#include "parse_internal.h"

bool gort__parse_type_list(file_parser *p, nodes *out)
{
    p->level++;
    GORT__LIST_PUSH(p->u, out, gort__parse_expr(p));
    bool comma = gort__parse_got(p, T_COMMA);
    for (bool more = comma; more; more = gort__parse_got(p, T_COMMA)) {
        node *t = gort__parse_type_or_null(p);
        if (!t) break;
        GORT__LIST_PUSH(p->u, out, t);
    }
    p->level--;
    return comma;
}

/* T[A, B], at the '['. */
static node *type_instance(file_parser *p, node *generic)
{
    const position pos = gort__parse_want(p, T_LBRACK);
    nodes list = {0};
    gort__parse_generic(p, pos);
    if (p->l.tok == T_RBRACK)
        GORT__LIST_PUSH(p->u, &list, gort__parse_missing(p, "expecting type"));
    else
        gort__parse_type_list(p, &list);
    gort__parse_want(p, T_RBRACK);
    return gort__parse_with(p, N_INDEX, pos, generic, list.at[0]);
}

/* ---- names, arrays, channels ------------------------------------------------------------- */

/* T or package.T; `name` if it was read already. */
static node *type_name(file_parser *p, node *name)
{
    node *x = name;
    if (!x && p->l.tok == T_NAME) x = gort__parse_name(p);
    if (!x) {
        x = gort__parse_node(p, N_NAME, p->l.pos);
        x->name = gort__intern(p->u, "_", 1);
        gort__parse_skip(p, "expecting name", T_DOT, T_SEMI, T_RBRACE, -1);
    }
    const position dot = p->l.pos;
    if (gort__parse_got(p, T_DOT)) x = gort__parse_selector(p, dot, x);
    return p->l.tok == T_LBRACK ? type_instance(p, x) : x;
}

node *gort__parse_array_type(file_parser *p, position pos, node *len)
{
    if (!len && gort__parse_got(p, T_RBRACK))
        return gort__parse_with(p, N_ARRAYTYPE, pos, NULL, gort__parse_type(p));
    if (!len && p->l.tok == T_DOTS) {
        len = gort__parse_begin(p, N_BAD);
        len->dots = true;
    } else if (!len) {
        p->level++;
        len = gort__parse_expr(p);
        p->level--;
    }
    if (p->l.tok == T_COMMA) {
        gort__parse_syntax_error(p, "unexpected comma; expecting ]");
        gort__parse_next(p);
    }
    gort__parse_want(p, T_RBRACK);
    return gort__parse_with(p, N_ARRAYTYPE, pos, len, gort__parse_type(p));
}

static node *type_chan(file_parser *p)
{
    node *n = gort__parse_node(p, N_CHANTYPE, p->l.pos);
    n->op = CHAN_BOTH;
    if (gort__parse_got(p, T_ARROW)) {
        n->op = CHAN_RECV;
        gort__parse_want(p, T_CHAN);
    } else {
        gort__parse_next(p);
        if (gort__parse_got(p, T_ARROW)) n->op = CHAN_SEND;
    }
    n->a = gort__parse_type_or_null(p);
    if (!n->a) n->a = gort__parse_missing(p, "missing channel element type");
    return gort__parse_done(p, n);
}

static node *type_map(file_parser *p)
{
    node *n = gort__parse_begin(p, N_MAPTYPE);
    gort__parse_want(p, T_LBRACK);
    n->a = gort__parse_type(p);
    gort__parse_want(p, T_RBRACK);
    n->b = gort__parse_type(p);
    return gort__parse_done(p, n);
}

/* ---- structs ----------------------------------------------------------------------------- */

static void type_add_field(file_parser *p, node *parent, position pos, const char *name, node *type,
                           const node *tag)
{
    node *f = gort__parse_node(p, N_FIELD, pos);
    f->name = name;
    f->a = type;
    if (tag) {
        f->lit_text = tag->lit_text;
        f->op = tag->op;
        f->end = tag->pos;
    }
    GORT__LIST_PUSH(p->u, &parent->list, gort__parse_done(p, f));
}

/* (T), *(T) and (*T) are read, and reported. */
static node *type_parenthesized_embedded(file_parser *p)
{
    gort__parse_syntax_error(p, "cannot parenthesize embedded type");
    gort__parse_next(p);
    position pos = p->l.pos;
    bool pointer = gort__parse_got(p, T_MUL);
    node *type = type_name(p, NULL);
    if (pointer) type = gort__parse_with(p, N_DEREF, pos, type, NULL);
    gort__parse_got(p, T_RPAREN);
    return type;
}

/* name "[" ...: the type of a field or parameter of that name, an array or slice; or an instance of
 * the generic type `name` (N_INDEX). */
static node *type_after_name_bracket(file_parser *p, node *name)
{
    const position pos = gort__parse_want(p, T_LBRACK);
    nodes list = {0};
    if (p->l.tok == T_RBRACK || p->l.tok == T_DOTS) return gort__parse_array_type(p, pos, NULL);
    bool comma = gort__parse_type_list(p, &list);
    gort__parse_want(p, T_RBRACK);
    node *elem = comma ? NULL : gort__parse_type_or_null(p);
    if (elem) return gort__parse_with(p, N_ARRAYTYPE, pos, list.at[0], elem);
    gort__parse_generic(p, pos);
    return gort__parse_with(p, N_INDEX, pos, name, list.at[0]);
}

static bool type_field_item(file_parser *p, void *arg)
{
    node *parent = arg, *type;
    position pos = p->l.pos;
    nodes names = {0}; /* none: the field is embedded */
    switch (p->l.tok) {
    case T_NAME: {
        node *name = gort__parse_name(p);
        if (p->l.tok == T_DOT || gort__parse_at_literal(p) || p->l.tok == T_SEMI ||
            p->l.tok == T_RBRACE) {
            type = type_name(p, name);
            break;
        }
        GORT__LIST_PUSH(p->u, &names, name);
        if (gort__parse_got(p, T_COMMA)) gort__parse_comma_list(p, &names, gort__parse_name);
        if (names.n == 1 && p->l.tok == T_LBRACK) {
            type = type_after_name_bracket(p, name);
            if (type->kind == N_INDEX) names.n = 0;
        } else {
            type = gort__parse_type(p);
        }
        break;
    }
    case T_MUL:
        gort__parse_next(p);
        type = p->l.tok == T_LPAREN ? type_parenthesized_embedded(p) : type_name(p, NULL);
        type = gort__parse_with(p, N_DEREF, pos, type, NULL);
        break;
    case T_LPAREN: type = type_parenthesized_embedded(p); break;
    default:
        gort__parse_skip(p, "expecting field name or embedded type", T_SEMI, T_RBRACE, -1);
        return false;
    }
    const node *tag = gort__parse_literal(p);
    if (tag && tag->bad) tag = NULL;
    for (int i = 0; i < names.n; i++)
        type_add_field(p, parent, names.at[i]->pos, names.at[i]->name, type, tag);
    if (names.n == 0) type_add_field(p, parent, pos, NULL, type, tag);
    return false;
}

/* ---- interfaces -------------------------------------------------------------------------- */

/* T or ~T, in a type set. */
static node *type_term(file_parser *p)
{
    if (p->l.tok == T_TILDE) {
        node *n = gort__parse_operator(p, N_UNARY);
        gort__parse_generic(p, n->pos);
        n->a = gort__parse_type(p);
        return gort__parse_done(p, n);
    }
    node *type = gort__parse_type_or_null(p);
    if (type) return type;
    type = gort__parse_missing(p, "expecting ~ term or type");
    /* to an operator, among others */
    while (p->l.tok != T_EOF && !gort__lex_is_operator(p->l.tok) && p->l.tok != T_SEMI &&
           p->l.tok != T_RPAREN && p->l.tok != T_RBRACK && p->l.tok != T_RBRACE &&
           !(p->functions > 0 && gort__parse_begins_statement(p->l.tok)))
        gort__parse_next(p);
    return type;
}

/* first | T | ~T ...: a type set, if it has more than the one term. */
static node *type_union(file_parser *p, node *first)
{
    while (p->l.tok == T_OR) {
        node *n = gort__parse_operator(p, N_BINARY);
        gort__parse_generic(p, n->pos);
        n->a = first;
        n->b = type_term(p);
        first = gort__parse_done(p, n);
    }
    return first;
}

static void type_params(file_parser *p, nodes *out, token close, bool need_names, node *name,
                        node *constraint);

static const char method_context[] = "interface method";

/* name "[" ... in an interface: a method that wrongly has type parameters, or an embedded instance.
 * Sets *is_method; returns the method's or the embedded type. */
static node *type_method_bracket(file_parser *p, node *name, bool *is_method)
{
    const position pos = gort__parse_want(p, T_LBRACK);
    nodes list = {0};
    const position close = p->l.pos;
    if (gort__parse_got(p, T_RBRACK)) {
        *is_method = p->l.tok == T_LPAREN;
        gort__parse_error(p, close,
                          *is_method ? "empty type parameter list" : "empty type argument list");
        return *is_method ? gort__parse_func_type(p, method_context) : name;
    }
    type_params(p, &list, T_RBRACK, false, NULL, NULL);
    *is_method = list.n == 0 ? p->l.tok == T_LPAREN : list.at[0]->name != NULL;
    gort__parse_generic(p, pos);
    if (*is_method) {
        node *type = gort__parse_func_type(p, method_context);
        if (list.n) gort__parse_error(p, pos, "interface method must have no type parameters");
        return type;
    }
    return name;
}

static bool type_method_item(file_parser *p, void *arg)
{
    node *parent = arg, *type, *name = NULL;
    position pos = p->l.pos;
    bool is_method = false;
    if (p->l.tok == T_NAME) {
        name = gort__parse_name(p);
        is_method = p->l.tok == T_LPAREN;
        if (is_method)
            type = gort__parse_func_type(p, method_context);
        else if (p->l.tok == T_LBRACK)
            type = type_method_bracket(p, name, &is_method);
        else
            type = type_name(p, name);
    } else {
        type = type_term(p);
    }
    type_add_field(p, parent, pos, is_method ? name->name : NULL,
                   is_method ? type : type_union(p, type), NULL);
    return false;
}

/* struct { ... } or interface { ... } */
static node *type_with_members(file_parser *p, node_kind k, const char *context, parse_item item)
{
    node *n = gort__parse_begin(p, k);
    gort__parse_want(p, T_LBRACE);
    n->end = gort__parse_list(p, context, T_SEMI, T_RBRACE, item, n);
    return gort__parse_done(p, n);
}

/* ---- functions --------------------------------------------------------------------------- */

/* A list of parameters or of type parameters, while it is read. */
typedef struct type_param_list {
    nodes *out;
    token close;             /* T_RBRACK: type parameters, which may have type sets */
    node *name, *constraint; /* of the first, if these were read already */
} type_param_list;

/* One parameter: a name, a type, or both. A lone name is kept in `b`; type_params decides at the
 * end of the list what it is. */
static bool type_param_item(file_parser *p, void *arg)
{
    type_param_list *l = arg;
    bool sets = l->close == T_RBRACK;
    node *name = l->name, *constraint = l->constraint;
    node *f = gort__parse_node(p, N_FIELD, name ? name->pos : p->l.pos);
    l->name = l->constraint = NULL;
    if (!name && p->l.tok == T_NAME) name = gort__parse_name(p);
    bool named = name; /* else it is a type, or begins one */
    if (constraint) {
        f->a = constraint;
    } else if (name && p->l.tok == T_LBRACK) {
        f->a = type_after_name_bracket(p, name);
        named = f->a->kind != N_INDEX;
    } else if (name && (p->l.tok == T_DOT || (sets && p->l.tok == T_OR))) {
        f->a = type_name(p, name);
        named = false;
    } else if (p->l.tok == T_DOTS) {
        f->dots = true;
        f->colon = p->l.pos;
        gort__parse_next(p);
        f->a = gort__parse_type_or_null(p);
        if (!f->a) f->a = gort__parse_missing(p, "... is missing type");
    } else {
        f->a = sets && p->l.tok == T_TILDE ? type_term(p) : gort__parse_type_or_null(p);
    }
    if (sets && f->a && !constraint && !f->dots) f->a = type_union(p, f->a);
    if (!f->a && !name) {
        gort__parse_skip(p, gort__strf(p->u, "expecting %s", gort__op_text(l->close)), T_COMMA,
                         l->close, -1);
        return false;
    }
    if (!f->a)
        f->b = name; /* a lone name */
    else if (named)
        f->name = name->name;
    GORT__LIST_PUSH(p->u, l->out, gort__parse_done(p, f));
    return false;
}

/* Up to and with `close`. need_names: of type parameters. name, constraint: of the first, if these
 * were read already. */
static void type_params(file_parser *p, nodes *out, token close, bool need_names, node *name,
                        node *constraint)
{
    type_param_list list = {out, close, name, constraint};
    position end;
    if (name && constraint && p->l.tok == close) {
        type_param_item(p, &list);
        gort__parse_next(p);
        return;
    }
    end = gort__parse_list(p, "parameter list", T_COMMA, close, type_param_item, &list);
    int named = 0, typed = 0;
    for (int i = 0; i < out->n; i++) {
        named += out->at[i]->name != NULL;
        typed += out->at[i]->a != NULL;
    }
    position wrong = {0};
    node *type = NULL; /* of the names before it */
    for (int i = out->n - 1; i >= 0; i--) {
        node *f = out->at[i];
        if (named == 0 && !need_names) { /* lone names are types */
            if (f->b) f->a = f->b;
        } else if (f->b) { /* a name that takes the type behind it */
            f->name = f->b->name;
            if (type) {
                f->a = type;
            } else {
                wrong = f->pos;
                f->a = gort__parse_node(p, N_BAD, f->pos);
            }
        } else {
            type = f->a;
            if (!f->name) {
                wrong = f->dots ? f->pos : gort__start_pos(f->a);
                f->name = gort__intern(p->u, "_", 1);
            }
        }
        f->b = NULL;
    }
    /* (a, b ...int): only the last may take the dots, which check reports for names before it. */
    for (int i = out->n - 2; i >= 0 && named; i--)
        if (out->at[i]->a == out->at[i + 1]->a && out->at[i + 1]->dots) {
            out->at[i]->dots = true;
            out->at[i]->colon = out->at[i + 1]->colon;
        }
    if (!wrong.line) return;
    if (!need_names)
        gort__parse_syntax_error_at(p, wrong, "mixed named and unnamed parameters");
    else if (named == typed)
        gort__parse_syntax_error_at(p, end, "missing type constraint");
    else
        gort__parse_syntax_error_at(p, wrong, "type parameters must be named");
}

void gort__parse_params(file_parser *p, nodes *out)
{
    type_params(p, out, T_RPAREN, false, NULL, NULL);
}

void gort__parse_type_params(file_parser *p, node *name, node *constraint)
{
    nodes list = {0};
    type_params(p, &list, T_RBRACK, true, name, constraint);
}

node *gort__parse_func_type(file_parser *p, const char *context)
{
    node *n = gort__parse_node(p, N_FUNCTYPE, p->l.pos);
    if (gort__parse_got(p, T_LBRACK)) {
        gort__parse_generic(p, n->pos);
        if (context)
            gort__parse_syntax_error_at(p, n->pos, "%s must have no type parameters", context);
        if (p->l.tok == T_RBRACK) {
            gort__parse_syntax_error(p, "empty type parameter list");
            gort__parse_next(p);
        } else {
            gort__parse_type_params(p, NULL, NULL);
        }
    }
    gort__parse_want(p, T_LPAREN);
    gort__parse_params(p, &n->list);
    if (gort__parse_got(p, T_LPAREN)) {
        gort__parse_params(p, &n->list2);
        return gort__parse_done(p, n);
    }
    position at = p->l.pos;
    node *result = gort__parse_type_or_null(p);
    if (result) GORT__LIST_PUSH(p->u, &n->list2, gort__parse_with(p, N_FIELD, at, result, NULL));
    return gort__parse_done(p, n);
}

/* ---- types ------------------------------------------------------------------------------- */

static node *type_inner(file_parser *p)
{
    position pos;
    node *n;
    switch (p->l.tok) {
    case T_MUL:
        pos = gort__parse_want(p, T_MUL);
        return gort__parse_with(p, N_DEREF, pos, gort__parse_type(p), NULL);
    case T_ARROW:
    case T_CHAN: return type_chan(p);
    case T_FUNC: gort__parse_next(p); return gort__parse_func_type(p, "function type");
    case T_LBRACK: return gort__parse_array_type(p, gort__parse_want(p, T_LBRACK), NULL);
    case T_MAP: return type_map(p);
    case T_STRUCT: return type_with_members(p, N_STRUCTTYPE, "struct type", type_field_item);
    case T_INTERFACE:
        return type_with_members(p, N_INTERFACETYPE, "interface type", type_method_item);
    case T_NAME: return type_name(p, NULL);
    case T_LPAREN:
        gort__parse_next(p);
        n = gort__parse_type(p);
        gort__parse_want(p, T_RPAREN);
        return n;
    default: return NULL;
    }
}

node *gort__parse_type_or_null(file_parser *p)
{
    if (!gort__parse_enter(p, "type")) return NULL;
    node *n = type_inner(p);
    gort__parse_leave(p);
    return n;
}

node *gort__parse_type(file_parser *p)
{
    node *n = gort__parse_type_or_null(p);
    if (n) return n;
    n = gort__parse_missing(p, "expecting type");
    gort__parse_skip(p, NULL, T_COMMA, T_COLON, T_SEMI, T_RPAREN, T_RBRACK, T_RBRACE, -1);
    return n;
}
