/* letters.h - characters: Unicode classes, and UTF-8 text as characters (letters.c). */
#ifndef GORT_ESCAPE_LETTERS_H
#define GORT_ESCAPE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Unicode classes, for characters above U+007F. */
bool gort__is_letter(uint32_t ch);
bool gort__is_digit(uint32_t ch);
bool gort__is_upper(uint32_t ch);
/* Of a digit in any base up to 16, in either case; 99: it is none. */
int gort__digit_value(int32_t ch);
/* Shown as itself in messages. */
bool gort__is_printable(int32_t ch);
/* Bytes of the UTF-8 sequence at p, 0 if it is broken. */
int gort__lex_decode(const char *p, const char *end, int32_t *ch);
/* UTF-8 of r (the replacement character if r is no rune) to out; its length, at most 4. */
size_t gort__put_utf8(char *out, uint32_t r);

#endif
