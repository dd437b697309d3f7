/* read.c - text to values: what a program is before it is compiled.
 *
 *     expression = number | "string" | symbol | #t | #f | 'expression | (expression ... [. tail])
 *
 * A `;` begins a comment, to the end of the line. Lists keep their lines in the headers of
 * their pairs. What is read hangs at a register: it is a root.
 */
#include "lang.h"
#include <ctype.h>

enum { DEPTH_MAX = 400 };

static value read_value(reader *r, uint32_t inside);

#define ERROR(r, line, what) lang_syntax_error((r)->L, (r)->file, line, what)

static char read_char(reader *r)
{
    r->line += *r->at == '\n';
    return *r->at++;
}

/* What is between expressions; false: the text ends there. */
static bool read_space(reader *r)
{
    while (r->at < r->end && (*r->at == ';' || isspace((unsigned char)*r->at)))
        if (*r->at == ';')
            r->at += strcspn(r->at, "\n");
        else
            read_char(r);
    return r->at < r->end;
}

/* The same where something has to follow, of what begins at `inside`. */
static void read_on(reader *r, uint32_t inside)
{
    if (!read_space(r)) ERROR(r, inside, "this does not end");
}

static bool is_delimiter(const reader *r, const char *at)
{
    return at == r->end || isspace((unsigned char)*at) || strchr("()\";'", *at);
}

static value read_string(reader *r)
{
    const char *end = r->at + 1;
    while (end < r->end && *end != '"')
        end += *end == '\\' ? 2 : 1;
    if (end >= r->end) ERROR(r, r->line, "this does not end");
    string *s = lang_string_room(r->L, (size_t)(end - r->at) - 1);
    s->o.n = 0;
    for (r->at++; r->at < end;) {
        char c = read_char(r);
        if (c == '\\') {
            c = read_char(r);
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        s->text[s->o.n++] = c;
    }
    r->at++;
    return from_object(s);
}

/* A symbol, a number or a constant. */
static value read_atom(reader *r)
{
    const char *t = r->at, *digits = t + (*t == '-' || *t == '+');
    while (!is_delimiter(r, r->at))
        r->at++;
    const size_t n = (size_t)(r->at - t);
    if (isdigit((unsigned char)digits[*digits == '.'])) {
        char *end;
        const double d = strtod(t, &end);
        if (end != r->at) ERROR(r, r->line, "malformed number");
        return d == 0 && *t == '-' ? from_double(d) : lang_number(d);
    }
    if (*t != '#') return lang_symbol(r->L, t, n);
    if (n == 2 && (t[1] == 't' || t[1] == 'f')) return from_bool(t[1] == 't');
    if (n != 5 || memcmp(t, "#void", 5) != 0) ERROR(r, r->line, "unknown constant");
    return V_VOID;
}

static value read_list(reader *r)
{
    lang_state *L = r->L;
    const uint32_t start = r->line;
    value *list = lang_push(L, V_NIL);
    pair *last = NULL;
    for (r->at++;;) {
        read_on(r, start);
        if (*r->at == ')') break;
        const uint32_t line = last ? r->line : start;
        if (*r->at == '.' && is_delimiter(r, r->at + 1)) {
            if (!last) ERROR(r, r->line, "nothing before the dot");
            r->at++;
            lang_store(L, &last->cdr, read_value(r, start));
            read_on(r, start);
            if (*r->at != ')') ERROR(r, r->line, "one expression follows a dot");
            break;
        }
        const value more = lang_cons(L, read_value(r, start), V_NIL);
        AS(obj, more)->n = line;
        if (last)
            lang_store(L, &last->cdr, more);
        else
            *list = more;
        last = AS(pair, more);
    }
    r->at++;
    L->top = list;
    return *list;
}

static value read_quote(reader *r)
{
    lang_state *L = r->L;
    r->at++;
    value *at = lang_push(L, lang_cons(L, read_value(r, r->line), V_NIL));
    const value v = lang_cons(L, lang_symbol(L, "quote", 5), *at);
    L->top = at;
    return v;
}

static value read_value(reader *r, uint32_t inside)
{
    read_on(r, inside);
    value v;
    if (++r->depth > DEPTH_MAX) ERROR(r, r->line, "nested too deeply");
    switch (*r->at) {
    case '(': v = read_list(r); break;
    case ')': ERROR(r, r->line, "this ) has no (");
    case '"': v = read_string(r); break;
    case '\'': v = read_quote(r); break;
    default: v = read_atom(r);
    }
    r->depth--;
    return v;
}

bool lang_read(reader *r, value *expression)
{
    if (!read_space(r)) return false;
    *expression = read_value(r, r->line);
    return true;
}
