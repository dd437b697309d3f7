/* lex.h - Go's tokens and the lexer's interface. */
#ifndef GORT_ESCAPE_LEX_H
#define GORT_ESCAPE_LEX_H

#include "ast.h"

typedef enum gort__token {
    T_EOF,
    T_ERROR,
    T_NAME,
    T_INT,
    T_FLOAT,
    T_IMAG,
    T_CHAR,
    T_STRING,
    /* operators, also gort__node.op */
    T_ADD,
    T_SUB,
    T_MUL,
    T_QUO,
    T_REM,
    T_AND,
    T_OR,
    T_XOR,
    T_SHL,
    T_SHR,
    T_AND_NOT,
    T_LAND,
    T_LOR,
    T_NOT,
    T_TILDE,
    T_EQ,
    T_NE,
    T_LT,
    T_LE,
    T_GT,
    T_GE,
    T_ARROW,
    T_INC,
    T_DEC,
    T_ASSIGN,
    T_DEFINE,
    T_OP_ASSIGN /* op in gort__lexer.op */,
    T_LPAREN,
    T_RPAREN,
    T_LBRACK,
    T_RBRACK,
    T_LBRACE,
    T_RBRACE,
    T_COMMA,
    T_SEMI,
    T_COLON,
    T_DOT,
    T_DOTS,
    T_BREAK,
    T_CASE,
    T_CHAN,
    T_CONST,
    T_CONTINUE,
    T_DEFAULT,
    T_DEFER,
    T_ELSE,
    T_FALLTHROUGH,
    T_FOR,
    T_FUNC,
    T_GO,
    T_GOTO,
    T_IF,
    T_IMPORT,
    T_INTERFACE,
    T_MAP,
    T_PACKAGE,
    T_RANGE,
    T_RETURN,
    T_SELECT,
    T_STRUCT,
    T_SWITCH,
    T_TYPE,
    T_VAR
} gort__token;

typedef struct gort__lexer {
    gort__unit *u;
    const char *text, *p, *end;
    uint16_t file;
    uint32_t line;
    const char *line_start;
    bool insert_semi;  /* a newline here ends the statement */
    int32_t ch;        /* the character before p, -1 at the end of the file */
    const char *ch_at; /* where it begins */
    /* the current token */
    gort__token tok;
    gort__token op; /* of T_OP_ASSIGN */
    gort__pos pos;
    const char *start; /* its text in the file */
    size_t bytes;
    bool bad;   /* a literal with an error in it */
    int errors; /* reported in this file, by the parser too */
    /* Called for each comment `//go:...`: pos and text behind the slashes; blank: nothing before it
     * on its line. */
    void (*directive)(void *ctx, gort__pos pos, bool blank, const char *text, size_t bytes);
    void *directive_ctx;
    const char *name; /* T_NAME, interned; T_SEMI: "newline" or "semicolon" or "EOF" */
} gort__lexer;

void gort__lex_init(gort__lexer *l, gort__unit *u, uint16_t file);
void gort__lex_next(gort__lexer *l);
/* "x", "newline", "if", "literal 5", "(" : as Go 1.19's syntax errors name the current token. */
const char *gort__token_text(gort__lexer *l);
/* A token that Go's scanner calls an operator: unary or binary ones except *, and <- is none. */
bool gort__lex_is_operator(gort__token tok);
/* The spelling of a token that is no name or literal: "+", "(", "if", "comma". */
const char *gort__op_text(gort__token op);

/* Unicode classes, for characters above U+007F (letters.c). */
bool gort__is_letter(uint32_t ch);
bool gort__is_digit(uint32_t ch);
bool gort__is_upper(uint32_t ch);
/* Shown as itself in messages. */
bool gort__is_printable(int32_t ch);
/* Bytes of the UTF-8 sequence at p, 0 if it is broken. */
int gort__lex_decode(const char *p, const char *end, int32_t *ch);

#endif
