/* parse_internal.h - what the parser's files share: parse.c (tokens, errors, files), parse_expr.c,
 * parse_type.c, parse_stmt.c, parse_decl.c.
 *
 * Recursive descent, one token of look-ahead. `level` decides whether a '{' behind a name begins a
 * composite literal (level >= 0) or the block of an if, for or switch (level < 0); brackets raise
 * it, statement headers set it to -1.
 *
 * Two limits make every input safe on an 8 MB stack: `nest` counts the parser's own recursion, and
 * gort__parse_done measures the tree, which is deep also where the parser only loops
 * (a + a + a ..., f()()()...). Beyond either one error is reported and the file ends there.
 */
#ifndef GORT_ESCAPE_PARSE_INTERNAL_H
#define GORT_ESCAPE_PARSE_INTERNAL_H

#include "../base/unit.h"
#include "../types/types.h"
#include "lex.h"
#include "parse.h"
#include "print.h"

typedef GORT__LIST(struct pragma_entry) pragma_list;

typedef struct file_parser {
    unit *u;
    lexer l;
    int level;
    int nest;
    int functions;       /* how many function bodies are open */
    bool stopped;        /* a limit was hit: the rest of the file is not read */
    position generic;    /* the first type parameter or type set; line 0: none */
    pragma_list pragmas; /* directives that no declaration has taken yet */
} file_parser;

/* parse.c */
void gort__parse_next(file_parser *p);
bool gort__parse_got(file_parser *p, token tok);
position gort__parse_want(file_parser *p, token tok); /* where it is, or should be */
#define gort__parse_error(p, ...) gort__lex_error(&(p)->l, __VA_ARGS__)
/* "in ...", "at ...", "after ..." and "expecting ..." are completed with the current token. */
void gort__parse_syntax_error_at(file_parser *p, position pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
#define gort__parse_syntax_error(p, ...) gort__parse_syntax_error_at((p), (p)->l.pos, __VA_ARGS__)
/* The same here, for what is missing: N_BAD. */
node *gort__parse_missing(file_parser *p, const char *text);
/* Reports the text, unless it is NULL, as a syntax error here, and skips to one of the tokens (end
 * the list with -1), inside functions also to a statement. */
void gort__parse_skip(file_parser *p, const char *text, ...);
bool gort__parse_begins_statement(token tok);
void gort__parse_stop(file_parser *p, position pos, const char *text);
/* Enters one level of recursion; false if that is too deep (reported; do not leave then). */
bool gort__parse_enter(file_parser *p, const char *what);
void gort__parse_leave(file_parser *p);
/* Computes the depth of a complete node, and returns it. */
node *gort__parse_done(file_parser *p, node *n);
node *gort__parse_node(file_parser *p, int kind, position pos);
/* At the token, which is taken; the same of an operator, which becomes the node's. */
node *gort__parse_begin(file_parser *p, int kind);
node *gort__parse_operator(file_parser *p, int kind);
/* A complete node with these operands, or NULL for them. */
node *gort__parse_with(file_parser *p, int kind, position pos, node *a, node *b);
node *gort__parse_bad(file_parser *p);
/* { item sep } close; item returns true behind the last. Returns close's position. */
typedef bool (*parse_item)(file_parser *p, void *arg);
position gort__parse_list(file_parser *p, const char *context, token sep, token close,
                          parse_item item, void *arg);
node *gort__parse_copy(file_parser *p, const node *n);

/* parse_expr.c */
node *gort__parse_name(file_parser *p);
node *gort__parse_selector(file_parser *p, position dot, node *x); /* behind the dot */
node *gort__parse_expr(file_parser *p);
node *gort__parse_primary(file_parser *p);
node *gort__parse_binary_from(file_parser *p, node *x);
node *gort__parse_primary_from(file_parser *p, node *x);
/* item { "," item } */
void gort__parse_comma_list(file_parser *p, nodes *out, node *(*item)(file_parser *p));
#define gort__parse_expr_list(p, out) gort__parse_comma_list((p), (out), gort__parse_expr)
node *gort__parse_literal(file_parser *p); /* NULL if there is none */
bool gort__parse_at_literal(const file_parser *p);

/* parse_type.c */
node *gort__parse_type(file_parser *p);
node *gort__parse_type_or_null(file_parser *p);
/* Parameters and results, behind "func" and a name. context: what may have no type parameters, or
 * NULL. */
node *gort__parse_func_type(file_parser *p, const char *context);
/* An array or slice type behind the '[', or an array type behind its length if `len` is given. */
node *gort__parse_array_type(file_parser *p, position pos, node *len);
void gort__parse_params(file_parser *p, nodes *out);
/* Behind the '[' of type parameters, and behind the first one's name and constraint if these were
 * read (NULL: not). */
void gort__parse_type_params(file_parser *p, node *name, node *constraint);
/* The rest of a list of types or of one index, up to the ']'. True if there was a comma. */
bool gort__parse_type_list(file_parser *p, nodes *out);
/* Notes that the file uses type parameters, which gort does not have. */
void gort__parse_generic(file_parser *p, position pos);

/* parse_stmt.c */
void gort__parse_func_body(file_parser *p, function *f);

/* parse_branch.c */
void gort__parse_branches(unit *u, function *f);

/* pragma.c */
typedef enum pragma_place {
    PRAGMA_PACKAGE,
    PRAGMA_FUNC,
    PRAGMA_TYPE,
    PRAGMA_VAR,
    PRAGMA_OTHER /* imports, constants, aliases */
} pragma_place;
/* A declaration takes the directives before it: returns what gort__pragma_check is told when its
 * kind is known. */
pragma_list gort__pragma_take(file_parser *p);
/* f: the function, or NULL; pos: of its error messages. */
void gort__pragma_check(file_parser *p, pragma_list taken, pragma_place place, position pos,
                        function *f);
/* Directives that no declaration follows are reported. */
void gort__pragma_clear(file_parser *p);
/* A comment `//go:...`; pos behind the slashes. blank: alone on its line. */
void gort__pragma_comment(void *parser, position pos, bool blank, const char *text, size_t bytes);

/* parse_decl.c */
/* The declaration of the current keyword (const, type, var): its specs. */
void gort__parse_decl(file_parser *p, nodes *out);
bool gort__parse_file(file_parser *p); /* false: without a package clause there is no file */

#endif
