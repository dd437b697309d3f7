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

typedef struct gort__parser {
    gort__unit *u;
    gort__lexer l;
    int level;
    int nest;
    int functions;                /* how many function bodies are open */
    bool stopped;                 /* a limit was hit: the rest of the file is not read */
    gort__pos generic;            /* the first type parameter or type set; line 0: none */
    struct gort__pragma *pragmas; /* directives that no declaration has taken yet */
    int npragmas, cap_pragmas;
} gort__parser;

/* parse.c */
void gort__parse_next(gort__parser *p);
bool gort__parse_got(gort__parser *p, gort__token tok);
void gort__parse_want(gort__parser *p, gort__token tok);
bool gort__parse_failed(const gort__parser *p); /* something was reported in this file */
void gort__parse_error(gort__parser *p, gort__pos pos, const char *text);
/* "in ...", "at ...", "after ..." and "expecting ..." are completed with the current token. */
void gort__parse_syntax_error(gort__parser *p, const char *text);
void gort__parse_syntax_error_at(gort__parser *p, gort__pos pos, const char *text);
/* Skips to one of the tokens (end the list with -1), inside functions also to a statement. */
void gort__parse_advance(gort__parser *p, ...);
bool gort__parse_begins_statement(gort__token tok);
void gort__parse_stop(gort__parser *p, gort__pos pos, const char *text);
/* Enters one level of recursion; false if that is too deep (reported; do not leave then). */
bool gort__parse_enter(gort__parser *p, const char *what);
void gort__parse_leave(gort__parser *p);
/* Computes the depth of a complete node, and returns it. */
gort__node *gort__parse_done(gort__parser *p, gort__node *n);
gort__node *gort__parse_node(gort__parser *p, int kind, gort__pos pos);
gort__node *gort__parse_bad(gort__parser *p);
/* { item sep } close; item returns true behind the last. Returns close's position. */
typedef bool (*gort__parse_item)(gort__parser *p, void *arg);
gort__pos gort__parse_list(gort__parser *p, const char *context, gort__token sep, gort__token close,
                           gort__parse_item item, void *arg);
gort__node *gort__parse_copy(gort__parser *p, const gort__node *n);

/* parse_expr.c */
gort__node *gort__parse_name(gort__parser *p);
gort__node *gort__parse_expr(gort__parser *p);
gort__node *gort__parse_primary(gort__parser *p);
gort__node *gort__parse_binary_from(gort__parser *p, gort__node *x);
gort__node *gort__parse_primary_from(gort__parser *p, gort__node *x);
void gort__parse_expr_list(gort__parser *p, gort__nodes *out);
gort__node *gort__parse_literal(gort__parser *p); /* NULL if there is none */
bool gort__parse_at_literal(const gort__parser *p);

/* parse_type.c */
gort__node *gort__parse_type(gort__parser *p);
gort__node *gort__parse_type_or_null(gort__parser *p);
/* Parameters and results, behind "func" and a name. context: what may have no type parameters, or
 * NULL. */
gort__node *gort__parse_func_type(gort__parser *p, const char *context);
gort__node *gort__parse_array_type(gort__parser *p, gort__pos pos, gort__node *len);
gort__node *gort__parse_slice_type(gort__parser *p, gort__pos pos);
void gort__parse_params(gort__parser *p, gort__nodes *out);
/* Behind the '[' of type parameters, and behind the first one's name and constraint if these were
 * read (NULL: not). */
void gort__parse_type_params(gort__parser *p, gort__node *name, gort__node *constraint);
/* The rest of a list of types or of one index, up to the ']'. True if there was a comma. */
bool gort__parse_type_list(gort__parser *p, gort__nodes *out);
/* Notes that the file uses type parameters, which gort does not have. */
void gort__parse_generic(gort__parser *p, gort__pos pos);

/* parse_stmt.c */
gort__node *gort__parse_block(gort__parser *p, const char *context);
void gort__parse_func_body(gort__parser *p, gort__func *f);

/* parse_branch.c */
void gort__parse_branches(gort__unit *u, gort__func *f);

/* pragma.c */
typedef enum gort__pragma_place {
    PRAGMA_PACKAGE,
    PRAGMA_FUNC,
    PRAGMA_TYPE,
    PRAGMA_VAR,
    PRAGMA_OTHER /* imports, constants, aliases */
} gort__pragma_place;
/* A declaration takes the directives before it: returns what gort__pragma_check is told when its
 * kind is known. */
typedef struct gort__pragmas {
    struct gort__pragma *at;
    int n;
} gort__pragmas;
gort__pragmas gort__pragma_take(gort__parser *p);
/* f: the function, or NULL; pos: of its error messages. */
void gort__pragma_check(gort__parser *p, gort__pragmas taken, gort__pragma_place place,
                        gort__pos pos, gort__func *f);
/* Directives that no declaration follows are reported. */
void gort__pragma_clear(gort__parser *p);
/* A comment `//go:...`; pos behind the slashes. blank: alone on its line. */
void gort__pragma_comment(void *parser, gort__pos pos, bool blank, const char *text, size_t bytes);

/* parse_decl.c */
void gort__parse_name_list(gort__parser *p, gort__nodes *out);
/* The declaration of the current keyword (const, type, var): its specs. */
void gort__parse_decl(gort__parser *p, gort__nodes *out);
bool gort__parse_file(gort__parser *p); /* false: without a package clause there is no file */

#endif
