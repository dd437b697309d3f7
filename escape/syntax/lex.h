/* lex.h - the lexer's interface: a file's text as tokens (base/token.h). */
#ifndef GORT_ESCAPE_LEX_H
#define GORT_ESCAPE_LEX_H

#include "../base/ast.h"
#include "../base/letters.h"
#include "../base/token.h"

typedef struct lexer {
    unit *u;
    const char *text, *p, *end;
    uint16_t file;
    uint32_t line;
    const char *line_start;
    bool insert_semi;  /* a newline here ends the statement */
    int32_t ch;        /* the character before p, -1 at the end of the file */
    const char *ch_at; /* where it begins */
    /* the current token */
    token tok;
    token op; /* of T_OP_ASSIGN */
    position pos;
    const char *start; /* its text in the file */
    size_t bytes;
    bool bad;   /* a literal with an error in it */
    int errors; /* reported in this file, by the parser too */
    /* Called for each comment `//go:...`: pos and text behind the slashes; blank: nothing before it
     * on its line. */
    void (*directive)(void *ctx, position pos, bool blank, const char *text, size_t bytes);
    void *directive_ctx;
    const char *name; /* T_NAME, interned; T_SEMI: "newline" or "semicolon" or "EOF" */
} lexer;

void gort__lex_init(lexer *l, unit *u, uint16_t file);
void gort__lex_next(lexer *l);
/* An error in this file. */
void gort__lex_error(lexer *l, position pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The current token is a comment that claims, with this text behind its first word, that what is
 * `behind` it comes from name:line or name:line:col. Without a name, but with a column: from the
 * file that it was in before. */
void gort__lex_claim(lexer *l, const char *text, size_t bytes, position behind);
/* "x", "newline", "if", "literal 5", "(" : as Go 1.19's syntax errors name the current token. */
const char *gort__token_text(lexer *l);
const char *gort__lex_char_name(unit *u, int32_t ch); /* "U+0040 '@'" */
/* A token that Go's scanner calls an operator: unary or binary ones except *, and <- is none. */
bool gort__lex_is_operator(token tok);
/* The spelling of a token that is no name or literal: "+", "(", "if", "comma". */
const char *gort__op_text(token op);
int gort__op_precedence(token op); /* of a binary operator, from 1; 0: it is none */

#endif
