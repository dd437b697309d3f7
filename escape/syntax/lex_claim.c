/* lex_claim.c - comments that say where text comes from: `//line name:line:col`, col or not.
 *
 * The lexer hands over what is behind "line "; base/position.c keeps the claim. What is no number
 * behind the last colon is an error; without a colon the comment is one like others.
 */
#include "../base/unit.h"
#include "lex.h"

/* What is behind the last colon of a text, as a number. */
static bool claim_number(const char *text, size_t bytes, size_t *digits, uint64_t *n)
{
    size_t at = bytes;
    while (at > 0 && text[at - 1] != ':')
        at--;
    *digits = at;
    *n = 0;
    if (at == 0) return false;
    for (size_t i = at; i < bytes; i++) {
        const unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit > 9 || *n > (UINT64_MAX - digit) / 10) return false;
        *n = *n * 10 + digit;
    }
    return at < bytes;
}

void gort__lex_claim(lexer *l, const char *text, size_t bytes, position behind)
{
    enum { MOST = 1 << 30, HEAD = 7 }; /* the greatest line; what stands before the text */
    size_t digits, more;
    uint64_t line, before, col = 0;
    const bool number = claim_number(text, bytes, &digits, &line);
    if (digits == 0) return;
    const char *wrong = number ? NULL : "line";
    const bool two = number && claim_number(text, digits - 1, &more, &before);
    if (two) {
        col = line;
        line = before;
        if (col == 0 || col > MOST) wrong = "column";
    }
    if (!wrong && (line == 0 || line > MOST)) {
        wrong = "line";
        if (two) {
            bytes = digits - 1;
            digits = more;
        }
    }
    if (wrong) {
        position at = l->pos;
        at.col =
            at.col + HEAD + digits > UINT16_MAX ? UINT16_MAX : (uint16_t)(at.col + HEAD + digits);
        gort__lex_error(l, at, "invalid %s number: %.*s", wrong, (int)(bytes - digits),
                        text + digits);
        return;
    }
    const source_file *f = &l->u->files[l->file];
    const size_t named = (two ? more : digits) - 1;
    const char *name = gort__intern(l->u, text, named);
    if (named == 0 && two) name = f->claims.n ? f->claims.at[f->claims.n - 1].name : f->name;
    gort__claim(l->u, behind, name, (uint32_t)line, (uint32_t)col);
}
