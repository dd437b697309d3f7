/* lex_internal.h - what lex.c and lex_literal.c share. */
#ifndef GORT_ESCAPE_LEX_INTERNAL_H
#define GORT_ESCAPE_LEX_INTERNAL_H

#include "../base/unit.h"
#include "lex.h"

/* ---- lex.c */
void gort__lex_advance(lexer *l); /* to the next character, with its errors */
bool gort__lex_take(lexer *l, int32_t ch);
position gort__lex_pos(const lexer *l, const char *at);
/* Of a letter; what is none becomes none, and the end of the file stays it. */
static inline int32_t gort__lex_lower(int32_t ch)
{
    return ch | 0x20;
}

/* ---- lex_literal.c: from behind what they begin with */
void gort__lex_number(lexer *l, bool seen_point);
void gort__lex_rune(lexer *l);
void gort__lex_block_comment(lexer *l);
void gort__lex_string(lexer *l);

#endif
