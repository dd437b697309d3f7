/* read.c - text to values: what a program is before it is compiled.
 *
 *     expression = number | "string" | symbol | #t | #f | 'expression | (expression ... [. tail])
 *
 * A `;` begins a comment, to the end of the line. A place is a line and a column in one number;
 * lists keep theirs in the headers of their pairs. What is read hangs at a register: it is a root.
 */
#include "lang.h"
#include <ctype.h>
#include <stdarg.h>

enum { DEPTH_MAX = 400, COLUMN_MAX = 4095 };

static value read_value(reader *r);

void lang_syntax_error(lang_state *L, const char *file, uint32_t place, const char *format, ...)
{
    char text[300];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    L->pc = NULL; /* the place is the text's, not that of who reads or compiles */
    lang_error(L, "%s:%u:%u: %s", file, PLACE_LINE(place), place & COLUMN_MAX, text);
}
#define ERROR(r, place, ...) lang_syntax_error((r)->L, (r)->file, place, __VA_ARGS__)

static uint32_t read_place(const reader *r)
{
    const ptrdiff_t column = r->at - r->line_start + 1;
    return r->line << 12 | (uint32_t)(column < COLUMN_MAX ? column : COLUMN_MAX);
}

static void read_newline(reader *r)
{
    r->line++;
    r->line_start = r->at + 1;
}

/* What is between expressions; false: the text ends there. */
static bool read_space(reader *r)
{
    for (; r->at < r->end; r->at++) {
        if (*r->at == '\n')
            read_newline(r);
        else if (*r->at == ';')
            while (r->at + 1 < r->end && r->at[1] != '\n')
                r->at++;
        else if (!isspace((unsigned char)*r->at))
            return true;
    }
    return false;
}

static bool is_delimiter(const reader *r, const char *at)
{
    return at == r->end || isspace((unsigned char)*at) || strchr("()\";'", *at);
}

static value read_string(reader *r)
{
    static const char from[] = "nt0\"\\", to[] = "\n\t\0\"\\";
    const uint32_t place = read_place(r);
    const char *end = r->at + 1;
    while (end < r->end && *end != '"')
        end += *end == '\\' ? 2 : 1;
    if (end >= r->end) ERROR(r, place, "this string does not end");
    string *s = lang_string_room(r->L, (size_t)(end - r->at) - 1);
    s->o.n = 0;
    for (r->at++; r->at < end; r->at++) {
        if (*r->at == '\n') read_newline(r);
        char c = *r->at;
        if (c == '\\') {
            const char *found = strchr(from, *++r->at);
            if (!found || !*found) ERROR(r, read_place(r), "unknown escape \\%c", *r->at);
            c = to[found - from];
        }
        s->text[s->o.n++] = c;
    }
    r->at++;
    return from_object(s);
}

/* A symbol, a number or a constant. */
static value read_atom(reader *r)
{
    const uint32_t place = read_place(r);
    const char *t = r->at, *digits = t + (*t == '-' || *t == '+');
    while (!is_delimiter(r, r->at))
        r->at++;
    const int n = (int)(r->at - t);
    if (isdigit((unsigned char)digits[*digits == '.'])) {
        char *end;
        const double d = strtod(t, &end);
        if (end == r->at) return d == 0 && *t == '-' ? from_double(d) : lang_number(d);
        if (digits == t) ERROR(r, place, "malformed number %.*s", n < 40 ? n : 40, t);
    }
    if (*t != '#') return lang_symbol(r->L, t, (size_t)n);
    if (n == 2 && (t[1] == 't' || t[1] == 'f')) return from_bool(t[1] == 't');
    if (n != 5 || memcmp(t, "#void", 5) != 0)
        ERROR(r, place, "unknown constant %.*s", n < 40 ? n : 40, t);
    return V_VOID;
}

static value read_list(reader *r)
{
    lang_state *L = r->L;
    const uint32_t start = read_place(r);
    value *list = lang_push(L, V_NIL);
    pair *last = NULL;
    r->at++;
    for (;;) {
        if (!read_space(r)) ERROR(r, start, "this ( has no )");
        if (*r->at == ')') break;
        const uint32_t place = last ? read_place(r) : start;
        if (*r->at == '.' && is_delimiter(r, r->at + 1)) {
            if (!last) ERROR(r, read_place(r), "nothing before the dot");
            r->at++;
            if (!read_space(r)) ERROR(r, start, "this ( has no )");
            lang_store(L, &last->cdr, read_value(r));
            if (!read_space(r)) ERROR(r, start, "this ( has no )");
            if (*r->at != ')') ERROR(r, read_place(r), "one expression follows a dot");
            break;
        }
        const value more = lang_cons(L, read_value(r), V_NIL);
        AS(obj, more)->n = place;
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
    const uint32_t place = read_place(r);
    r->at++;
    if (!read_space(r)) ERROR(r, place, "nothing behind the quote");
    value *at = lang_push(L, lang_cons(L, read_value(r), V_NIL));
    const value v = lang_cons(L, lang_symbol(L, "quote", 5), *at);
    AS(obj, v)->n = place;
    L->top = at;
    return v;
}

static value read_value(reader *r)
{
    const uint32_t place = read_place(r);
    value v;
    if (++r->depth > DEPTH_MAX) ERROR(r, place, "nested too deeply");
    switch (*r->at) {
    case '(': v = read_list(r); break;
    case ')': ERROR(r, place, "this ) has no (");
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
    r->place = read_place(r);
    *expression = read_value(r);
    return true;
}

/* ---- What was read ------------------------------------------------------------------------ */

bool lang_is_symbol(value v, const char *name)
{
    return is_kind(v, K_SYMBOL) && strcmp(AS(string, v)->text, name) == 0;
}

/* The place of what the pair has as its car. */
uint32_t lang_place_of(value v)
{
    return AS(obj, lang_is_pair(lang_car(v)) ? lang_car(v) : v)->n;
}

/* How many items; -1: it is no list, or one with a dot. */
int lang_items(value v)
{
    int n = 0;
    for (; lang_is_pair(v); v = lang_cdr(v))
        n++;
    return v == V_NIL ? n : -1;
}

/* (lambda ...), (define (f ...) ...), (let name ...) */
bool lang_makes_function(value v)
{
    if (lang_is_symbol(lang_car(v), "lambda")) return true;
    const value second = lang_is_pair(lang_cdr(v)) ? lang_car(lang_cdr(v)) : V_NIL;
    return (lang_is_symbol(lang_car(v), "define") && lang_is_pair(second)) ||
           (lang_is_symbol(lang_car(v), "let") && is_kind(second, K_SYMBOL));
}

/* Whether v has a set! of the name, has the name in a function inside, or has it at all. */
bool lang_mentions(value v, value name, lang_mention w)
{
    if (!lang_is_pair(v)) return v == name && w == FORM_NAME;
    if (lang_is_symbol(lang_car(v), "quote")) return false;
    if (w == FORM_SET && lang_is_symbol(lang_car(v), "set!") && lang_is_pair(lang_cdr(v)) &&
        lang_car(lang_cdr(v)) == name)
        return true;
    if (w == FORM_CAPTURE && lang_makes_function(v)) w = FORM_NAME;
    if (is_kind(lang_car(v), K_SYMBOL) && AS(obj, lang_car(v))->spare == MACRO) w = FORM_NAME;
    for (; lang_is_pair(v); v = lang_cdr(v))
        if (lang_mentions(lang_car(v), name, w)) return true;
    return v == name && w == FORM_NAME;
}

value lang_nth(value list, int n)
{
    while (n-- > 0)
        list = lang_cdr(list);
    return lang_car(list);
}
