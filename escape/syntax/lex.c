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
 * spellings are in token.h; letters beyond ASCII are in letters.c.
 */
#include "../base/unit.h"
#include "lex_internal.h"

#include <stdarg.h>
#include <string.h>

#define SPELLING(name, text) [name] = text,
static const char *const spellings[] = {GORT__TOKENS(SPELLING)};

const char *gort__op_text(token op)
{
    return spellings[op];
}

bool gort__lex_is_operator(token tok)
{
    return tok >= T_LOR && tok <= T_TILDE && tok != T_MUL;
}

const char *gort__token_text(lexer *l)
{
    if (l->tok == T_NAME || l->tok == T_SEMI) return l->name;
    if (l->tok == T_OP_ASSIGN) return gort__strf(l->u, "%s=", spellings[l->op]);
    if (l->tok < T_INT || l->tok > T_STRING) return spellings[l->tok];
    return gort__strf(l->u, "literal %.*s", (int)l->bytes, l->start);
}

void gort__lex_error(lexer *l, position pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    gort__verror(l->u, pos, fmt, ap);
    va_end(ap);
    l->errors++;
}

/* ---- characters -------------------------------------------------------------------------- */

position gort__lex_pos(const lexer *l, const char *at)
{
    size_t col = (size_t)(at - l->line_start) + 1;
    return (position){
        .line = l->line, .col = col > UINT16_MAX ? UINT16_MAX : (uint16_t)col, .file = l->file};
}

void gort__lex_advance(lexer *l)
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
            gort__lex_error(l, gort__lex_pos(l, l->ch_at), "invalid UTF-8 encoding");
        else if (l->ch == 0)
            gort__lex_error(l, gort__lex_pos(l, l->ch_at), "invalid NUL character");
        else if (l->ch != 0xfeff)
            return;
        else if (l->ch_at != l->text)
            gort__lex_error(l, gort__lex_pos(l, l->ch_at), "invalid BOM in the middle of the file");
    }
}

/* U+0040 '@' */
const char *gort__lex_char_name(unit *u, int32_t ch)
{
    char utf8[5] = {0};
    gort__put_utf8(utf8, (uint32_t)ch);
    return gort__strf(u, gort__is_printable(ch) ? "U+%04X '%s'" : "U+%04X", (unsigned)ch, utf8);
}

bool gort__lex_take(lexer *l, int32_t ch)
{
    if (l->ch != ch) return false;
    gort__lex_advance(l);
    return true;
}

static bool lex_is_decimal(int32_t ch)
{
    return ch >= '0' && ch <= '9';
}

static bool lex_is_letter(int32_t ch)
{
    return (gort__lex_lower(ch) >= 'a' && gort__lex_lower(ch) <= 'z') || ch == '_';
}

/* ---- names and keywords ------------------------------------------------------------------ */

/* Is the character beyond ASCII taken as part of a name? Reports one that must not be there. */
static bool lex_name_char(lexer *l, bool first)
{
    if (l->ch < 0x80) return false;
    if (gort__is_letter((uint32_t)l->ch)) return true;
    if (gort__is_digit((uint32_t)l->ch)) {
        if (first)
            gort__lex_error(l, gort__lex_pos(l, l->ch_at), "identifier cannot begin with digit %s",
                            gort__lex_char_name(l->u, l->ch));
    } else {
        gort__lex_error(l, gort__lex_pos(l, l->ch_at), "invalid character %s in identifier",
                        gort__lex_char_name(l->u, l->ch));
    }
    return true;
}

static void lex_name(lexer *l)
{
    while (lex_is_letter(l->ch) || lex_is_decimal(l->ch) || lex_name_char(l, false))
        gort__lex_advance(l);
    size_t n = (size_t)(l->ch_at - l->start);
    if (n >= 2)
        for (int t = T_BREAK; t <= T_STRUCT; t++)
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

/* ---- tokens ------------------------------------------------------------------------------ */

/* The bracket, or the longest of the operators, that the text begins with. */
static token lex_longest(const lexer *l)
{
    static const char brackets[] = "()[]{}"; /* as their tokens */
    const char *bracket = l->ch > 0 && l->ch < 0x80 ? strchr(brackets, l->ch) : NULL;
    if (bracket) return T_LPAREN + (token)(bracket - brackets);
    token found = T_ERROR;
    const size_t left = (size_t)(l->end - l->ch_at);
    size_t longest = 0;
    for (token t = T_LOR; t <= T_COLON; t++) {
        const char *s = spellings[t];
        if (s[0] != l->ch) continue;
        const size_t n = strlen(s);
        if (n <= longest || n > left || memcmp(l->ch_at, s, n) != 0) continue;
        found = t;
        longest = n;
    }
    return found;
}

static void lex_semicolon(lexer *l, const char *name)
{
    l->tok = T_SEMI;
    l->name = name;
}

/* Behind the first dot. */
static void lex_dot(lexer *l)
{
    l->tok = T_DOT;
    if (lex_is_decimal(l->ch)) {
        gort__lex_number(l, true);
    } else if (l->ch == '.' && l->p < l->end && *l->p == '.') {
        gort__lex_advance(l);
        gort__lex_advance(l);
        l->tok = T_DOTS;
    } else if (l->ch == '.' && l->p < l->end && *l->p == '\n') {
        /* Go's scanner looks behind two dots, and goes back without taking the line back. */
        l->line++;
        l->line_start = l->ch_at - 1;
    }
}

static void lex_punctuation(lexer *l)
{
    const int32_t ch = l->ch;
    if (ch == ',' || ch == ';' || ch == '.') {
        gort__lex_advance(l);
        if (ch == '.')
            lex_dot(l);
        else if (ch == ',')
            l->tok = T_COMMA;
        else
            lex_semicolon(l, "semicolon");
        return;
    }
    l->tok = lex_longest(l);
    gort__lex_advance(l);
    if (l->tok == T_ERROR) {
        gort__lex_error(l, l->pos, "invalid character %s", gort__lex_char_name(l->u, ch));
        return;
    }
    for (size_t n = strlen(spellings[l->tok]); n > 1; n--)
        gort__lex_advance(l);
    l->insert_semi = l->tok == T_INC || l->tok == T_DEC || l->tok == T_RPAREN ||
                     l->tok == T_RBRACK || l->tok == T_RBRACE;
    if (l->tok < T_ADD || l->tok > T_SHR || !gort__lex_take(l, '=')) return;
    l->op = l->tok;
    l->tok = T_OP_ASSIGN;
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
    l->directive(l->directive_ctx, gort__lex_pos(l, l->start + 2), blank, l->start + 2, bytes - 2);
}

void gort__lex_next(lexer *l)
{
    bool insert_semi = l->insert_semi;
    l->insert_semi = false;
    for (;;) {
        uint32_t line = l->line;
        bool blank = l->ch_at == l->line_start;
        while (l->ch == ' ' || l->ch == '\t' || l->ch == '\r' || (l->ch == '\n' && !insert_semi))
            gort__lex_advance(l);
        l->start = l->ch_at;
        l->pos = gort__lex_pos(l, l->start);
        if (l->ch == '\n') {
            gort__lex_advance(l);
            lex_semicolon(l, "newline");
        } else if (l->ch < 0) {
            if (insert_semi)
                lex_semicolon(l, "EOF");
            else
                l->tok = T_EOF;
        } else if (lex_is_letter(l->ch) || lex_name_char(l, true)) {
            gort__lex_advance(l);
            lex_name(l);
        } else if (lex_is_decimal(l->ch)) {
            gort__lex_number(l, false);
        } else if (l->ch == '"' || l->ch == '`') {
            gort__lex_string(l);
        } else if (l->ch == '\'') {
            gort__lex_rune(l);
        } else if (l->ch == '/' && l->p < l->end && *l->p == '/') {
            while (l->ch >= 0 && l->ch != '\n') {
                while (l->p < l->end && *l->p >= ' ' && *l->p <= '~')
                    l->p++;
                gort__lex_advance(l);
            }
            lex_directive(l, blank || l->line > line);
            continue;
        } else if (l->ch == '/' && l->p < l->end && *l->p == '*') {
            gort__lex_advance(l);
            gort__lex_advance(l);
            gort__lex_block_comment(l);
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
    gort__lex_advance(l);
}
