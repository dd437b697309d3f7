/* parse.c - the parser's ground floor: tokens, errors and recovery, limits, and the files of a
 * package one after the other.
 *
 * Error recovery is the Go compiler's, because its texts and the errors that follow a first one are
 * what users compare with: an error skips to a token of a follow list, inside a function also to a
 * keyword that begins a statement; at the end of the file nothing is reported after a first error.
 *
 * Invariant: every node handed out went through gort__parse_done, so node->depth is right and no
 * tree is deeper than the unit's max_depth unless an error was reported.
 *
 * To change the limits, see unit.h; the grammar is in parse_decl.c,
 * parse_stmt.c, parse_type.c and parse_expr.c.
 */
#include "parse_internal.h"

#include <stdarg.h>
#include <string.h>

void gort__parse_next(file_parser *p)
{
    if (p->stopped) return;
    gort__lex_next(&p->l);
}

bool gort__parse_got(file_parser *p, token tok)
{
    if (p->l.tok != tok) return false;
    gort__parse_next(p);
    return true;
}

void gort__parse_syntax_error_at(file_parser *p, position pos, const char *fmt, ...)
{
    if (p->stopped || (p->l.tok == T_EOF && p->l.errors > 0)) return;
    va_list ap;
    va_start(ap, fmt);
    const char *text = gort__vstrf(p->u, fmt, ap), *between = NULL;
    va_end(ap);
    if (!strncmp(text, "in ", 3) || !strncmp(text, "at ", 3) || !strncmp(text, "after ", 6))
        between = " ";
    else if (!strncmp(text, "expecting ", 10))
        between = ", ";
    if (between)
        gort__parse_error(p, pos, "syntax error: unexpected %s%s%s", gort__token_text(&p->l),
                          between, text);
    else
        gort__parse_error(p, pos, "syntax error: %s", text);
}

node *gort__parse_missing(file_parser *p, const char *text)
{
    node *n = gort__parse_bad(p);
    gort__parse_syntax_error(p, "%s", text);
    return n;
}

position gort__parse_want(file_parser *p, token tok)
{
    const position pos = p->l.pos;
    if (p->l.tok != tok) gort__parse_syntax_error(p, "expecting %s", gort__op_text(tok));
    gort__parse_next(p);
    return pos;
}

bool gort__parse_begins_statement(token tok)
{
    return tok >= T_BREAK && tok <= T_VAR;
}

void gort__parse_skip(file_parser *p, const char *text, ...)
{
    if (text) gort__parse_syntax_error(p, "%s", text);
    for (; p->l.tok != T_EOF; gort__parse_next(p)) {
        if (p->functions > 0 && gort__parse_begins_statement(p->l.tok)) return;
        va_list ap;
        va_start(ap, text);
        int tok;
        while ((tok = va_arg(ap, int)) >= 0 && tok != (int)p->l.tok)
            ;
        va_end(ap);
        if (tok >= 0) return;
    }
}

void gort__parse_stop(file_parser *p, position pos, const char *text)
{
    if (!p->stopped) gort__parse_error(p, pos, "%s", text);
    p->stopped = true;
    p->l.tok = T_EOF;
}

bool gort__parse_enter(file_parser *p, const char *what)
{
    if (p->nest < p->u->max_nest) {
        p->nest++;
        return true;
    }
    gort__parse_stop(p, p->l.pos, gort__strf(p->u, "%s nested too deeply", what));
    return false;
}

void gort__parse_leave(file_parser *p)
{
    p->nest--;
}

node *gort__parse_node(file_parser *p, int kind, position pos)
{
    return gort__node_new(p->u, (node_kind)kind, pos);
}

node *gort__parse_begin(file_parser *p, int kind)
{
    node *n = gort__parse_node(p, kind, p->l.pos);
    gort__parse_next(p);
    return n;
}

node *gort__parse_operator(file_parser *p, int kind)
{
    const token op = p->l.tok;
    node *n = gort__parse_begin(p, kind);
    n->op = (uint8_t)op;
    return n;
}

node *gort__parse_bad(file_parser *p)
{
    return gort__parse_node(p, N_BAD, p->l.pos);
}

static void parse_deepen(void *depth, node *child)
{
    int *most = depth;
    if (child->depth > *most) *most = child->depth;
}

node *gort__parse_done(file_parser *p, node *n)
{
    int depth = 0;
    gort__node_each(n, parse_deepen, &depth);
    for (int i = 0; n->func && i < n->func->body.n; i++)
        parse_deepen(&depth, n->func->body.at[i]);
    n->depth = depth + 1;
    if (n->depth > p->u->max_depth)
        gort__parse_stop(p, n->pos,
                         n->kind < S_EMPTY ? "expression nested too deeply"
                                           : "statement nested too deeply");
    return n;
}

node *gort__parse_with(file_parser *p, int kind, position pos, node *a, node *b)
{
    node *n = gort__parse_node(p, kind, pos);
    n->a = a;
    n->b = b;
    return gort__parse_done(p, n);
}

position gort__parse_list(file_parser *p, const char *context, token sep, token close,
                          parse_item item, void *arg)
{
    bool done = false;
    while (p->l.tok != T_EOF && p->l.tok != close && !done) {
        done = item(p, arg);
        if (gort__parse_got(p, sep) || p->l.tok == close) continue;
        gort__parse_skip(p,
                         gort__strf(p->u, "in %s; possibly missing %s or %s", context,
                                    gort__op_text(sep), gort__op_text(close)),
                         T_RPAREN, T_RBRACK, T_RBRACE, -1);
        if (p->l.tok != close) return p->l.pos;
    }
    return gort__parse_want(p, close);
}

static void parse_copy_list(file_parser *p, nodes *to, const nodes *from)
{
    *to = (nodes){0};
    for (int i = 0; i < from->n; i++)
        GORT__LIST_PUSH(p->u, to, gort__parse_copy(p, from->at[i]));
}

/* A copy for constant expressions. A function literal in one is an error that check reports; its
 * body is shared. */
node *gort__parse_copy(file_parser *p, const node *n)
{
    if (!n) return NULL;
    node *to = gort__alloc(p->u, sizeof *to);
    *to = *n;
    to->a = gort__parse_copy(p, n->a);
    to->b = gort__parse_copy(p, n->b);
    to->c = gort__parse_copy(p, n->c);
    to->d = gort__parse_copy(p, n->d);
    parse_copy_list(p, &to->list, &n->list);
    parse_copy_list(p, &to->list2, &n->list2);
    return to;
}

void gort__parse_generic(file_parser *p, position pos)
{
    if (!p->generic.line) p->generic = pos;
}

bool gort__parse_package(unit *u)
{
    const package *pkg = u->pkg;
    bool ok = true;
    for (int i = 0; i < pkg->nfiles && ok && !u->too_many_errors; i++) {
        file_parser p = {.u = u};
        gort__lex_init(&p.l, u, (uint16_t)(pkg->first_file + i));
        p.l.directive = gort__pragma_comment;
        p.l.directive_ctx = &p;
        gort__parse_next(&p);
        ok = gort__parse_file(&p) && !p.stopped;
        if (p.generic.line && !u->has_syntax_errors) {
            gort__error(u, p.generic, "type parameters are not supported");
            ok = false;
        }
    }
    return ok && !u->has_syntax_errors && !u->too_many_errors;
}
