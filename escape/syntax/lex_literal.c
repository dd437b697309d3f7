/* lex_literal.c - tokens whose end has to be looked for: numbers, runes, strings; block comments.
 *
 * A literal with an error in it is still a token (lexer.bad), so that the parser goes on.
 */
#include "lex_internal.h"

#include <string.h>

static const char *lex_base_name(int base)
{
    return base == 2 ? "binary" : base == 8 ? "octal" : base == 10 ? "decimal" : "hexadecimal";
}

/* Digits and underscores: bit 0 of the result says digits, bit 1 underscores. The first digit too
 * large for the base goes to *invalid. */
static int lex_digits(lexer *l, int base, const char **invalid)
{
    int seen = 0;
    for (;; gort__lex_advance(l)) {
        if (l->ch == '_') {
            seen |= 2;
            continue;
        }
        if (gort__digit_value(l->ch) >= (base > 10 ? base : 10)) return seen;
        if (base <= 10 && l->ch >= '0' + base && invalid && !*invalid) *invalid = l->ch_at;
        seen |= 1;
    }
}

/* The offset of an underscore that does not stand between digits (a base prefix counts as one). */
static int lex_bad_separator(const char *s, size_t n)
{
    char prefix = n > 1 && s[0] == '0' ? (char)gort__lex_lower(s[1]) : 0;
    size_t i = 0;
    char before = '.'; /* a digit '0', a separator '_', anything else '.' */
    if (prefix == 'x' || prefix == 'o' || prefix == 'b') {
        i = 2;
        before = '0';
    }
    for (; i < n; i++) {
        char c = s[i];
        if (c == '_') {
            if (before != '0') return (int)i;
            before = '_';
        } else if (gort__digit_value(c) < (prefix == 'x' ? 16 : 10)) {
            before = '0';
        } else {
            if (before == '_') return (int)i - 1;
            before = '.';
        }
    }
    return before == '_' ? (int)n - 1 : -1;
}

/* What is wrong with a number first, and where. */
typedef struct number_error {
    const char *text, *at;
} number_error;

static void lex_number_error(number_error *e, const char *at, const char *text)
{
    if (!e->text) *e = (number_error){text, at};
}

void gort__lex_number(lexer *l, bool seen_point)
{
    const int errors = l->errors;
    int base = 10, seen = 0;
    char prefix = 0;
    const char *invalid = NULL;
    number_error wrong = {0};
    l->tok = T_INT;
    if (!seen_point) {
        if (gort__lex_take(l, '0')) {
            int32_t c = gort__lex_lower(l->ch);
            if (c == 'x' || c == 'o' || c == 'b') {
                base = c == 'x' ? 16 : c == 'o' ? 8 : 2;
                prefix = (char)c;
                gort__lex_advance(l);
            } else {
                base = 8;
                prefix = '0';
                seen = 1;
            }
        }
        seen |= lex_digits(l, base, &invalid);
        if (l->ch == '.') {
            if (prefix == 'o' || prefix == 'b')
                lex_number_error(
                    &wrong, l->ch_at,
                    gort__strf(l->u, "invalid radix point in %s literal", lex_base_name(base)));
            gort__lex_advance(l);
            seen_point = true;
        }
    }
    if (seen_point) {
        l->tok = T_FLOAT;
        seen |= lex_digits(l, base, &invalid);
    }
    if (!(seen & 1))
        lex_number_error(&wrong, l->ch_at,
                         gort__strf(l->u, "%s literal has no digits", lex_base_name(base)));
    const int32_t e = gort__lex_lower(l->ch);
    if (e == 'e' || e == 'p') {
        if (e == 'p' ? prefix != 'x' : prefix != 0 && prefix != '0')
            lex_number_error(&wrong, l->ch_at,
                             gort__strf(l->u, "'%c' exponent requires %s mantissa", (char)l->ch,
                                        e == 'p' ? "hexadecimal" : "decimal"));
        gort__lex_advance(l);
        l->tok = T_FLOAT;
        if (!gort__lex_take(l, '+')) gort__lex_take(l, '-');
        seen = lex_digits(l, 10, NULL) | (seen & 2);
        if (!(seen & 1)) lex_number_error(&wrong, l->ch_at, "exponent has no digits");
    } else if (prefix == 'x' && l->tok == T_FLOAT) {
        lex_number_error(&wrong, l->ch_at, "hexadecimal mantissa requires a 'p' exponent");
    }
    if (gort__lex_take(l, 'i')) l->tok = T_IMAG;
    if (l->tok == T_INT && invalid)
        lex_number_error(
            &wrong, invalid,
            gort__strf(l->u, "invalid digit '%c' in %s literal", *invalid, lex_base_name(base)));
    const int at = seen & 2 ? lex_bad_separator(l->start, (size_t)(l->ch_at - l->start)) : -1;
    if (at >= 0) lex_number_error(&wrong, l->start + at, "'_' must separate successive digits");
    if (wrong.text) gort__lex_error(l, gort__lex_pos(l, wrong.at), "%s", wrong.text);
    l->bad = l->errors != errors;
    l->insert_semi = true;
}

/* An error in an escape, at the character. */
#define lex_escape_error(l, ...)                                                                   \
    (gort__lex_error((l), gort__lex_pos((l), (l)->ch_at), __VA_ARGS__), false)

/* Behind the backslash. The end of the file is the caller's to report. */
static bool lex_escape(lexer *l, int32_t quote)
{
    int n, base;
    uint32_t max = 0x10ffff, value = 0;
    if (l->ch == quote || (l->ch > 0 && l->ch < 0x80 && strchr("abfnrtv\\", l->ch))) {
        gort__lex_advance(l);
        return true;
    }
    if (l->ch >= '0' && l->ch <= '7') {
        n = 3, base = 8, max = 255;
    } else if (l->ch == 'x' || l->ch == 'u' || l->ch == 'U') {
        n = l->ch == 'x' ? 2 : l->ch == 'u' ? 4 : 8;
        base = 16;
        if (n == 2) max = 255;
        gort__lex_advance(l);
    } else if (l->ch < 0) {
        return true;
    } else {
        return lex_escape_error(l, "unknown escape");
    }
    for (; n > 0; n--) {
        if (l->ch < 0) return true;
        const int digit = gort__digit_value(l->ch);
        if (digit >= base) {
            const char *name = strchr(gort__lex_char_name(l->u, l->ch), '\'');
            const char *shown = l->ch == '\n'   ? "'\\n'"
                                : l->ch == '\'' ? "'\\''"
                                : l->ch == '\\' ? "'\\\\'"
                                : name          ? name
                                                : "'\\x00'";
            return lex_escape_error(l, "invalid character %s in %s escape", shown,
                                    lex_base_name(base));
        }
        value = value * (uint32_t)base + (uint32_t)digit;
        gort__lex_advance(l);
    }
    if (value > max && base == 8) return lex_escape_error(l, "octal escape value %u > 255", value);
    if (value > max || (value >= 0xd800 && value < 0xe000))
        return lex_escape_error(l, "escape is invalid Unicode code point U+%04X", value);
    return true;
}

void gort__lex_rune(lexer *l)
{
    bool ok = true;
    l->tok = T_CHAR;
    l->bad = true;
    l->insert_semi = true;
    gort__lex_advance(l);
    for (int n = 0;; n++) {
        if (l->ch == '\'') {
            if (ok && n == 0)
                gort__lex_error(l, gort__lex_pos(l, l->ch_at), "empty rune literal or unescaped '");
            else if (ok && n != 1)
                gort__lex_error(l, l->pos, "more than one character in rune literal");
            l->bad = !ok || n != 1;
            gort__lex_advance(l);
            return;
        }
        if (l->ch == '\n' || l->ch < 0) {
            if (ok && l->ch == '\n')
                gort__lex_error(l, gort__lex_pos(l, l->ch_at), "newline in rune literal");
            if (ok && l->ch < 0) gort__lex_error(l, l->pos, "rune literal not terminated");
            return;
        }
        if (gort__lex_take(l, '\\'))
            ok = lex_escape(l, '\'') && ok;
        else
            gort__lex_advance(l);
    }
}

/* In double quotes, or raw in backquotes. */
void gort__lex_string(lexer *l)
{
    const int32_t quote = l->ch;
    l->tok = T_STRING;
    l->bad = false;
    l->insert_semi = true;
    gort__lex_advance(l);
    while (!gort__lex_take(l, quote)) {
        if (l->ch < 0 || (l->ch == '\n' && quote == '"')) {
            gort__lex_error(l, l->ch < 0 ? l->pos : gort__lex_pos(l, l->ch_at),
                            l->ch < 0 ? "string not terminated" : "newline in string");
            l->bad = true;
            return;
        }
        if (quote == '"' && gort__lex_take(l, '\\'))
            l->bad |= !lex_escape(l, '"');
        else
            gort__lex_advance(l);
    }
}

void gort__lex_block_comment(lexer *l)
{
    while (l->ch >= 0) {
        if (gort__lex_take(l, '*')) {
            if (gort__lex_take(l, '/')) {
                const size_t bytes = (size_t)(l->ch_at - l->start);
                if (bytes >= 9 && memcmp(l->start, "/*line ", 7) == 0)
                    gort__lex_claim(l, l->start + 7, bytes - 9, gort__lex_pos(l, l->ch_at));
                return;
            }
        } else {
            gort__lex_advance(l);
        }
    }
    gort__lex_error(l, l->pos, "comment not terminated");
}
