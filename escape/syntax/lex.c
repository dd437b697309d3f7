/* lex.c - text to tokens.
 *
 * One character of look-ahead (lexer.ch), one token at a time. The rules are Go's: a newline
 * or the end of the file after a token that can end a statement is a semicolon (its name says
 * which); a comment with a newline in it counts as one. Columns count bytes from 1.
 *
 * Wrong bytes (NUL, broken UTF-8, a byte order mark inside the file) are reported and skipped
 * wherever they stand; a malformed literal is reported and still delivered as a token, so that the
 * parser goes on; nothing after parsing runs once something was reported.
 *
 * Every error text is the Go 1.19 compiler's. To change the tokens, see lex.h; keywords and
 * spellings are the two tables below; letters beyond ASCII are in letters.c.
 */
#include "../base/unit.h"
#include "lex.h"

#include <stdarg.h>
#include <string.h>

static const char *const spellings[] = {
    [T_EOF] = "EOF",
    [T_ERROR] = "invalid",
    [T_NAME] = "name",
    [T_INT] = "literal",
    [T_FLOAT] = "literal",
    [T_IMAG] = "literal",
    [T_CHAR] = "literal",
    [T_STRING] = "literal",
    [T_ADD] = "+",
    [T_SUB] = "-",
    [T_MUL] = "*",
    [T_QUO] = "/",
    [T_REM] = "%",
    [T_AND] = "&",
    [T_OR] = "|",
    [T_XOR] = "^",
    [T_SHL] = "<<",
    [T_SHR] = ">>",
    [T_AND_NOT] = "&^",
    [T_LAND] = "&&",
    [T_LOR] = "||",
    [T_NOT] = "!",
    [T_TILDE] = "~",
    [T_EQ] = "==",
    [T_NE] = "!=",
    [T_LT] = "<",
    [T_LE] = "<=",
    [T_GT] = ">",
    [T_GE] = ">=",
    [T_ARROW] = "<-",
    [T_INC] = "++",
    [T_DEC] = "--",
    [T_ASSIGN] = "=",
    [T_DEFINE] = ":=",
    [T_OP_ASSIGN] = "op=",
    [T_LPAREN] = "(",
    [T_RPAREN] = ")",
    [T_LBRACK] = "[",
    [T_RBRACK] = "]",
    [T_LBRACE] = "{",
    [T_RBRACE] = "}",
    [T_COMMA] = "comma",
    [T_COLON] = ":",
    [T_DOT] = ".",
    [T_SEMI] = "semicolon or newline",
    [T_DOTS] = "...",
    [T_BREAK] = "break",
    [T_CASE] = "case",
    [T_CHAN] = "chan",
    [T_CONST] = "const",
    [T_CONTINUE] = "continue",
    [T_DEFAULT] = "default",
    [T_DEFER] = "defer",
    [T_ELSE] = "else",
    [T_FALLTHROUGH] = "fallthrough",
    [T_FOR] = "for",
    [T_FUNC] = "func",
    [T_GO] = "go",
    [T_GOTO] = "goto",
    [T_IF] = "if",
    [T_IMPORT] = "import",
    [T_INTERFACE] = "interface",
    [T_MAP] = "map",
    [T_PACKAGE] = "package",
    [T_RANGE] = "range",
    [T_RETURN] = "return",
    [T_SELECT] = "select",
    [T_STRUCT] = "struct",
    [T_SWITCH] = "switch",
    [T_TYPE] = "type",
    [T_VAR] = "var",
};

const char *gort__op_text(token op)
{
    return spellings[op];
}

bool gort__lex_is_operator(token tok)
{
    return tok >= T_ADD && tok <= T_GE && tok != T_MUL;
}

const char *gort__token_text(lexer *l)
{
    switch (l->tok) {
    case T_NAME:
    case T_SEMI: return l->name;
    case T_INT:
    case T_FLOAT:
    case T_IMAG:
    case T_CHAR:
    case T_STRING: return gort__strf(l->u, "literal %.*s", (int)l->bytes, l->start);
    case T_OP_ASSIGN: return gort__strf(l->u, "%s=", spellings[l->op]);
    default: return spellings[l->tok];
    }
}

static void lex_error(lexer *l, position pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void lex_error(lexer *l, position pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    gort__verror(l->u, pos, fmt, ap);
    va_end(ap);
    l->errors++;
}

/* ---- characters -------------------------------------------------------------------------- */

static position lex_pos(const lexer *l, const char *at)
{
    size_t col = (size_t)(at - l->line_start) + 1;
    return (position){
        .line = l->line, .col = col > UINT16_MAX ? UINT16_MAX : (uint16_t)col, .file = l->file};
}

static void lex_advance(lexer *l)
{
    if (l->ch == '\n') {
        l->line++;
        l->line_start = l->p;
    }
    for (;;) {
        l->ch_at = l->p;
        if (l->p == l->end) {
            l->ch = -1;
            return;
        }
        const unsigned char byte = (unsigned char)*l->p;
        if (byte > 0 && byte < 0x80) { /* by far the most */
            l->ch = byte;
            l->p++;
            return;
        }
        int n = gort__lex_decode(l->p, l->end, &l->ch);
        l->p += n ? n : 1;
        if (n == 0)
            lex_error(l, lex_pos(l, l->ch_at), "invalid UTF-8 encoding");
        else if (l->ch == 0)
            lex_error(l, lex_pos(l, l->ch_at), "invalid NUL character");
        else if (l->ch != 0xfeff)
            return;
        else if (l->ch_at != l->text)
            lex_error(l, lex_pos(l, l->ch_at), "invalid BOM in the middle of the file");
    }
}

/* U+0040 '@' */
static const char *lex_char_name(unit *u, int32_t ch)
{
    bool printable = gort__is_printable(ch);
    char utf8[5] = {0};
    if (ch < 0x80) {
        utf8[0] = (char)ch;
    } else if (ch < 0x800) {
        utf8[0] = (char)(0xc0 | ch >> 6);
        utf8[1] = (char)(0x80 | (ch & 0x3f));
    } else if (ch < 0x10000) {
        utf8[0] = (char)(0xe0 | ch >> 12);
        utf8[1] = (char)(0x80 | (ch >> 6 & 0x3f));
        utf8[2] = (char)(0x80 | (ch & 0x3f));
    } else {
        utf8[0] = (char)(0xf0 | ch >> 18);
        utf8[1] = (char)(0x80 | (ch >> 12 & 0x3f));
        utf8[2] = (char)(0x80 | (ch >> 6 & 0x3f));
        utf8[3] = (char)(0x80 | (ch & 0x3f));
    }
    if (printable) return gort__strf(u, "U+%04X '%s'", (unsigned)ch, utf8);
    return gort__strf(u, "U+%04X", (unsigned)ch);
}

static void lex_error_here(lexer *l, const char *text)
{
    lex_error(l, lex_pos(l, l->ch_at), "%s", text);
}

/* At the token's own start plus an offset in bytes on its first line. */
static void lex_error_at(lexer *l, size_t offset, const char *text)
{
    position pos = l->pos;
    pos.col = pos.col + offset > UINT16_MAX ? UINT16_MAX : (uint16_t)(pos.col + offset);
    lex_error(l, pos, "%s", text);
}

static bool lex_take(lexer *l, int32_t ch)
{
    if (l->ch != ch) return false;
    lex_advance(l);
    return true;
}

static int32_t lex_lower(int32_t ch)
{
    return ch < 0 ? ch : (ch | 0x20);
}
static bool lex_is_decimal(int32_t ch)
{
    return ch >= '0' && ch <= '9';
}
static bool lex_is_letter(int32_t ch)
{
    return (lex_lower(ch) >= 'a' && lex_lower(ch) <= 'z' && ch < 0x80) || ch == '_';
}
static bool lex_is_hex(int32_t ch)
{
    return lex_is_decimal(ch) || (ch < 0x80 && lex_lower(ch) >= 'a' && lex_lower(ch) <= 'f');
}

/* ---- names and keywords ------------------------------------------------------------------ */

/* Is the character beyond ASCII taken as part of a name? Reports one that must not be there. */
static bool lex_name_char(lexer *l, bool first)
{
    if (l->ch < 0x80) return false;
    if (gort__is_letter((uint32_t)l->ch)) return true;
    if (gort__is_digit((uint32_t)l->ch)) {
        if (first)
            lex_error(l, lex_pos(l, l->ch_at), "identifier cannot begin with digit %s",
                      lex_char_name(l->u, l->ch));
    } else {
        lex_error(l, lex_pos(l, l->ch_at), "invalid character %s in identifier",
                  lex_char_name(l->u, l->ch));
    }
    return true;
}

static void lex_name(lexer *l)
{
    while (lex_is_letter(l->ch) || lex_is_decimal(l->ch) || lex_name_char(l, false))
        lex_advance(l);
    size_t n = (size_t)(l->ch_at - l->start);
    if (n >= 2)
        for (int t = T_BREAK; t <= T_VAR; t++)
            /* (A name may hold a byte 0, which is an error of its own.) */
            if (spellings[t][0] == l->start[0] && spellings[t][1] == l->start[1] &&
                strlen(spellings[t]) == n && memcmp(spellings[t], l->start, n) == 0) {
                l->tok = (token)t;
                l->insert_semi =
                    t == T_BREAK || t == T_CONTINUE || t == T_FALLTHROUGH || t == T_RETURN;
                return;
            }
    l->tok = T_NAME;
    l->name = gort__intern(l->u, l->start, n);
    l->insert_semi = true;
}

/* ---- literals ---------------------------------------------------------------------------- */

static const char *lex_base_name(int base)
{
    return base == 2 ? "binary" : base == 8 ? "octal" : base == 10 ? "decimal" : "hexadecimal";
}

/* Digits and underscores: bit 0 of the result says digits, bit 1 underscores. The first digit too
 * large for the base goes to *invalid. */
static int lex_digits(lexer *l, int base, const char **invalid)
{
    int seen = 0;
    for (;; lex_advance(l)) {
        if (l->ch == '_') {
            seen |= 2;
            continue;
        }
        if (base <= 10 ? !lex_is_decimal(l->ch) : !lex_is_hex(l->ch)) return seen;
        if (base <= 10 && l->ch >= '0' + base && invalid && !*invalid) *invalid = l->ch_at;
        seen |= 1;
    }
}

/* The offset of an underscore that does not stand between digits (a base prefix counts as one). */
static int lex_bad_separator(const char *s, size_t n)
{
    char prefix = n > 1 && s[0] == '0' ? (char)lex_lower(s[1]) : 0;
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
        } else if (lex_is_decimal(c) || (prefix == 'x' && lex_is_hex(c))) {
            before = '0';
        } else {
            if (before == '_') return (int)i - 1;
            before = '.';
        }
    }
    return before == '_' ? (int)n - 1 : -1;
}

static void lex_number(lexer *l, bool seen_point)
{
    int errors = l->errors;
    int base = 10, seen = 0;
    char prefix = 0;
    const char *invalid = NULL, *error = NULL;
    l->tok = T_INT;
    if (!seen_point) {
        if (lex_take(l, '0')) {
            int32_t c = lex_lower(l->ch);
            if (c == 'x' || c == 'o' || c == 'b') {
                base = c == 'x' ? 16 : c == 'o' ? 8 : 2;
                prefix = (char)c;
                lex_advance(l);
            } else {
                base = 8;
                prefix = '0';
                seen = 1;
            }
        }
        seen |= lex_digits(l, base, &invalid);
        if (l->ch == '.') {
            if (prefix == 'o' || prefix == 'b')
                lex_error_here(l, error = gort__strf(l->u, "invalid radix point in %s literal",
                                                     lex_base_name(base)));
            lex_advance(l);
            seen_point = true;
        }
    }
    if (seen_point) {
        l->tok = T_FLOAT;
        seen |= lex_digits(l, base, &invalid);
    }
    if (!(seen & 1) && !error)
        lex_error_here(l,
                       error = gort__strf(l->u, "%s literal has no digits", lex_base_name(base)));
    int32_t e = lex_lower(l->ch);
    if (e == 'e' || e == 'p') {
        if (!error && e == 'e' && prefix != 0 && prefix != '0')
            lex_error_here(l, error = gort__strf(l->u, "'%c' exponent requires decimal mantissa",
                                                 (char)l->ch));
        else if (!error && e == 'p' && prefix != 'x')
            lex_error_here(l,
                           error = gort__strf(l->u, "'%c' exponent requires hexadecimal mantissa",
                                              (char)l->ch));
        lex_advance(l);
        l->tok = T_FLOAT;
        if (!lex_take(l, '+')) lex_take(l, '-');
        seen = lex_digits(l, 10, NULL) | (seen & 2);
        if (!(seen & 1) && !error) lex_error_here(l, error = "exponent has no digits");
    } else if (prefix == 'x' && l->tok == T_FLOAT && !error) {
        lex_error_here(l, error = "hexadecimal mantissa requires a 'p' exponent");
    }
    if (lex_take(l, 'i')) l->tok = T_IMAG;
    size_t n = (size_t)(l->ch_at - l->start);
    if (l->tok == T_INT && invalid && !error)
        lex_error_at(l, (size_t)(invalid - l->start),
                     error = gort__strf(l->u, "invalid digit '%c' in %s literal", *invalid,
                                        lex_base_name(base)));
    if ((seen & 2) && !error) {
        int at = lex_bad_separator(l->start, n);
        if (at >= 0) lex_error_at(l, (size_t)at, "'_' must separate successive digits");
    }
    l->bad = l->errors != errors;
    l->insert_semi = true;
}

/* Behind the backslash. The end of the file is the caller's to report. */
static bool lex_escape(lexer *l, int32_t quote)
{
    int n, base;
    uint32_t max = 0x10ffff, value = 0;
    if (l->ch == quote || (l->ch > 0 && l->ch < 0x80 && strchr("abfnrtv\\", l->ch))) {
        lex_advance(l);
        return true;
    }
    if (l->ch >= '0' && l->ch <= '7') {
        n = 3, base = 8, max = 255;
    } else if (l->ch == 'x' || l->ch == 'u' || l->ch == 'U') {
        n = l->ch == 'x' ? 2 : l->ch == 'u' ? 4 : 8;
        base = 16;
        if (n == 2) max = 255;
        lex_advance(l);
    } else if (l->ch < 0) {
        return true;
    } else {
        lex_error_here(l, "unknown escape");
        return false;
    }
    for (; n > 0; n--) {
        if (l->ch < 0) return true;
        uint32_t d = 36;
        if (lex_is_decimal(l->ch))
            d = (uint32_t)(l->ch - '0');
        else if (lex_is_hex(l->ch))
            d = (uint32_t)(lex_lower(l->ch) - 'a' + 10);
        if (d >= (uint32_t)base) {
            const char *name = strchr(lex_char_name(l->u, l->ch), '\'');
            const char *shown = l->ch == '\n'   ? "'\\n'"
                                : l->ch == '\'' ? "'\\''"
                                : l->ch == '\\' ? "'\\\\'"
                                : name          ? name
                                                : "'\\x00'";
            lex_error_here(l, gort__strf(l->u, "invalid character %s in %s escape", shown,
                                         lex_base_name(base)));
            return false;
        }
        value = value * (uint32_t)base + d;
        lex_advance(l);
    }
    if (value > max && base == 8) {
        lex_error_here(l, gort__strf(l->u, "octal escape value %u > 255", value));
        return false;
    }
    if (value > max || (value >= 0xd800 && value < 0xe000)) {
        lex_error_here(l, gort__strf(l->u, "escape is invalid Unicode code point U+%04X", value));
        return false;
    }
    return true;
}

static void lex_rune(lexer *l)
{
    bool ok = true;
    l->tok = T_CHAR;
    l->bad = true;
    l->insert_semi = true;
    lex_advance(l);
    for (int n = 0;; n++) {
        if (l->ch == '\'') {
            if (ok && n == 0)
                lex_error_here(l, "empty rune literal or unescaped '");
            else if (ok && n != 1)
                lex_error_at(l, 0, "more than one character in rune literal");
            l->bad = !ok || n != 1;
            lex_advance(l);
            return;
        }
        if (l->ch == '\n' || l->ch < 0) {
            if (ok && l->ch == '\n') lex_error_here(l, "newline in rune literal");
            if (ok && l->ch < 0) lex_error_at(l, 0, "rune literal not terminated");
            return;
        }
        if (lex_take(l, '\\'))
            ok = lex_escape(l, '\'') && ok;
        else
            lex_advance(l);
    }
}

static void lex_string(lexer *l)
{
    l->tok = T_STRING;
    l->bad = false;
    l->insert_semi = true;
    lex_advance(l);
    while (!lex_take(l, '"')) {
        if (lex_take(l, '\\')) {
            l->bad |= !lex_escape(l, '"');
        } else if (l->ch == '\n') {
            lex_error_here(l, "newline in string");
            l->bad = true;
            return;
        } else if (l->ch < 0) {
            lex_error_at(l, 0, "string not terminated");
            l->bad = true;
            return;
        } else {
            lex_advance(l);
        }
    }
}

static void lex_raw_string(lexer *l)
{
    l->tok = T_STRING;
    l->bad = false;
    l->insert_semi = true;
    lex_advance(l);
    while (!lex_take(l, '`')) {
        if (l->ch < 0) {
            lex_error_at(l, 0, "string not terminated");
            l->bad = true;
            return;
        }
        lex_advance(l);
    }
}

static void lex_block_comment(lexer *l)
{
    while (l->ch >= 0) {
        if (lex_take(l, '*')) {
            if (lex_take(l, '/')) {
                const size_t bytes = (size_t)(l->ch_at - l->start);
                if (bytes >= 9 && memcmp(l->start, "/*line ", 7) == 0)
                    gort__lex_claim(l, l->start + 7, bytes - 9, lex_pos(l, l->ch_at));
                return;
            }
        } else {
            lex_advance(l);
        }
    }
    lex_error_at(l, 0, "comment not terminated");
}

/* ---- tokens ------------------------------------------------------------------------------ */

static void lex_operator(lexer *l, token op)
{
    if (lex_take(l, '=')) {
        l->tok = T_OP_ASSIGN;
        l->op = op;
    } else {
        l->tok = op;
    }
}

static void lex_semicolon(lexer *l, const char *name)
{
    l->tok = T_SEMI;
    l->name = name;
}

static void lex_punctuation(lexer *l)
{
    int32_t ch = l->ch;
    lex_advance(l);
    switch (ch) {
    case '(': l->tok = T_LPAREN; return;
    case '[': l->tok = T_LBRACK; return;
    case '{': l->tok = T_LBRACE; return;
    case ',': l->tok = T_COMMA; return;
    case '~': l->tok = T_TILDE; return;
    case ')':
    case ']':
    case '}':
        l->tok = ch == ')' ? T_RPAREN : ch == ']' ? T_RBRACK : T_RBRACE;
        l->insert_semi = true;
        return;
    case ';': lex_semicolon(l, "semicolon"); return;
    case ':': l->tok = lex_take(l, '=') ? T_DEFINE : T_COLON; return;
    case '.':
        l->tok = T_DOT;
        if (lex_is_decimal(l->ch)) {
            lex_number(l, true);
        } else if (l->ch == '.' && l->p < l->end && *l->p == '.') {
            lex_advance(l);
            lex_advance(l);
            l->tok = T_DOTS;
        } else if (l->ch == '.' && l->p < l->end && *l->p == '\n') {
            /* Go's scanner looks behind two dots, and goes back without taking the line back. */
            l->line++;
            l->line_start = l->ch_at - 1;
        }
        return;
    case '+':
    case '-':
        if (lex_take(l, ch)) {
            l->tok = ch == '+' ? T_INC : T_DEC;
            l->insert_semi = true;
        } else {
            lex_operator(l, ch == '+' ? T_ADD : T_SUB);
        }
        return;
    case '*': lex_operator(l, T_MUL); return;
    case '/': lex_operator(l, T_QUO); return;
    case '%': lex_operator(l, T_REM); return;
    case '^': lex_operator(l, T_XOR); return;
    case '&':
        if (lex_take(l, '&'))
            l->tok = T_LAND;
        else
            lex_operator(l, lex_take(l, '^') ? T_AND_NOT : T_AND);
        return;
    case '|':
        if (lex_take(l, '|'))
            l->tok = T_LOR;
        else
            lex_operator(l, T_OR);
        return;
    case '<':
        if (lex_take(l, '='))
            l->tok = T_LE;
        else if (lex_take(l, '<'))
            lex_operator(l, T_SHL);
        else
            l->tok = lex_take(l, '-') ? T_ARROW : T_LT;
        return;
    case '>':
        if (lex_take(l, '='))
            l->tok = T_GE;
        else if (lex_take(l, '>'))
            lex_operator(l, T_SHR);
        else
            l->tok = T_GT;
        return;
    case '=': l->tok = lex_take(l, '=') ? T_EQ : T_ASSIGN; return;
    case '!': l->tok = lex_take(l, '=') ? T_NE : T_NOT; return;
    default:
        lex_error(l, l->pos, "invalid character %s", lex_char_name(l->u, ch));
        l->tok = T_ERROR;
    }
}

/* A line comment was read: is it a directive? */
static void lex_directive(lexer *l, bool blank)
{
    size_t bytes = (size_t)(l->ch_at - l->start);
    if (l->pos.col == 1 && bytes >= 7 && memcmp(l->start, "//line ", 7) == 0) {
        const size_t cut = 7 + (size_t)(l->start[bytes - 1] == '\r');
        const position behind = {.line = l->pos.line + 1, .col = 1, .file = l->file};
        gort__lex_claim(l, l->start + 7, bytes - cut, behind);
        return;
    }
    if (!l->directive || bytes < 5 || memcmp(l->start, "//go", 4) != 0) return;
    if (l->start[4] != ':' && (bytes < 7 || memcmp(l->start, "//gort:", 7) != 0)) return;
    if (l->start[bytes - 1] == '\r') bytes--;
    l->directive(l->directive_ctx, lex_pos(l, l->start + 2), blank, l->start + 2, bytes - 2);
}

void gort__lex_next(lexer *l)
{
    bool insert_semi = l->insert_semi;
    l->insert_semi = false;
    for (;;) {
        uint32_t line = l->line;
        bool blank = l->ch_at == l->line_start;
        while (l->ch == ' ' || l->ch == '\t' || l->ch == '\r' || (l->ch == '\n' && !insert_semi))
            lex_advance(l);
        l->start = l->ch_at;
        l->pos = lex_pos(l, l->start);
        if (l->ch == '\n') {
            lex_advance(l);
            lex_semicolon(l, "newline");
        } else if (l->ch < 0) {
            if (insert_semi)
                lex_semicolon(l, "EOF");
            else
                l->tok = T_EOF;
        } else if (lex_is_letter(l->ch) || lex_name_char(l, true)) {
            lex_advance(l);
            lex_name(l);
        } else if (lex_is_decimal(l->ch)) {
            lex_number(l, false);
        } else if (l->ch == '"') {
            lex_string(l);
        } else if (l->ch == '`') {
            lex_raw_string(l);
        } else if (l->ch == '\'') {
            lex_rune(l);
        } else if (l->ch == '/' && l->p < l->end && *l->p == '/') {
            while (l->ch >= 0 && l->ch != '\n') {
                while (l->p < l->end && *l->p >= ' ' && *l->p <= '~')
                    l->p++;
                lex_advance(l);
            }
            lex_directive(l, blank || l->line > line);
            continue;
        } else if (l->ch == '/' && l->p < l->end && *l->p == '*') {
            lex_advance(l);
            lex_advance(l);
            lex_block_comment(l);
            if (l->line == l->pos.line || !insert_semi) continue;
            lex_semicolon(l, "newline");
        } else {
            lex_punctuation(l);
            if (l->tok == T_ERROR) continue;
        }
        l->bytes = (size_t)(l->ch_at - l->start);
        return;
    }
}

void gort__lex_init(lexer *l, unit *u, uint16_t file)
{
    *l = (lexer){.u = u, .file = file, .line = 1};
    l->text = l->p = l->line_start = u->files[file].text;
    l->end = l->text + u->files[file].bytes;
    lex_advance(l);
}
