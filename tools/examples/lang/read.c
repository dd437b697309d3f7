/* read.c - text to expressions, in C memory, each with its place in the text.
 *
 *     expression = number | "string" | symbol | #t | #f | 'expression | (expression ... [. tail])
 *
 * A `;` begins a comment, to the end of the line. An arena holds what was read of one text, so the
 * compiler need not root anything; lang_datum makes objects of an expression where the program
 * quotes it. Nothing but lang_datum knows a lang_state.
 */
#include "lang.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>

enum { DEPTH_MAX = 400, CHUNK_BYTES = 16000 };

/* ---- Arena -------------------------------------------------------------------------------- */

typedef struct chunk {
    struct chunk *next;
    size_t used, bytes;
    max_align_t data[];
} chunk;

struct arena {
    chunk *chunks;
    char *text;
    arena *next, **at;
};

arena *lang_arena_new(lang_vm *vm, char *text)
{
    arena *a = calloc(1, sizeof *a);
    if (!a) abort();
    a->text = text;
    a->next = vm->arenas;
    a->at = &vm->arenas;
    if (a->next) a->next->at = &a->next;
    vm->arenas = a;
    return a;
}

void *lang_arena_take(arena *a, size_t bytes)
{
    const size_t unit = sizeof(max_align_t);
    bytes = (bytes + unit - 1) / unit * unit;
    if (!a->chunks || a->chunks->bytes - a->chunks->used < bytes) {
        const size_t room = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
        chunk *c = calloc(1, sizeof *c + room);
        if (!c) abort();
        c->bytes = room;
        c->next = a->chunks;
        a->chunks = c;
    }
    void *p = (char *)a->chunks->data + a->chunks->used;
    a->chunks->used += bytes;
    return p;
}

void lang_arena_free(arena *a)
{
    for (chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    *a->at = a->next;
    if (a->next) a->next->at = a->at;
    free(a->text);
    free(a);
}

/* ---- Reading ------------------------------------------------------------------------------ */

static node *read_error(reader *r, int line, int column, const char *format, ...)
{
    va_list args;
    if (r->message[0]) return NULL;
    va_start(args, format);
    vsnprintf(r->message, sizeof r->message, format, args);
    va_end(args);
    r->error_line = line;
    r->error_column = column;
    return NULL;
}

static int read_column(const reader *r)
{
    return (int)(r->at - r->line_start) + 1;
}

static node *read_node(reader *r, node_kind kind)
{
    node *n = lang_arena_take(r->arena, sizeof *n);
    n->kind = kind;
    n->line = r->line;
    n->column = read_column(r);
    return n;
}

static void read_newline(reader *r)
{
    r->line++;
    r->line_start = r->at + 1;
}

static void read_space(reader *r)
{
    for (; r->at < r->end; r->at++) {
        if (*r->at == '\n')
            read_newline(r);
        else if (*r->at == ';')
            while (r->at + 1 < r->end && r->at[1] != '\n')
                r->at++;
        else if (!isspace((unsigned char)*r->at))
            return;
    }
}

static bool read_is_delimiter(const reader *r)
{
    return r->at == r->end || isspace((unsigned char)*r->at) || strchr("()\";'", *r->at);
}

static node *read_string(reader *r)
{
    node *n = read_node(r, N_STRING);
    const char *start = ++r->at;
    while (r->at < r->end && *r->at != '"')
        r->at += *r->at == '\\' && r->at + 1 < r->end ? 2 : 1;
    if (r->at >= r->end) {
        r->incomplete = true;
        return read_error(r, n->line, n->column, "this string does not end");
    }
    char *text = lang_arena_take(r->arena, (size_t)(r->at - start) + 1);
    const char *end = r->at;
    for (r->at = start; r->at < end; r->at++) {
        if (*r->at == '\n') read_newline(r);
        char c = *r->at;
        if (c == '\\') {
            static const char from[] = "nt0\"\\", to[] = "\n\t\0\"\\";
            const char *found = strchr(from, *++r->at);
            if (!found || !*found)
                return read_error(r, r->line, read_column(r), "unknown escape \\%c", *r->at);
            c = to[found - from];
        }
        text[n->bytes++] = c;
    }
    r->at++;
    n->text = text;
    return n;
}

static bool read_number(node *n)
{
    char *end;
    const char *t = n->text, *digits = t + (*t == '-' || *t == '+');
    if (!isdigit((unsigned char)digits[*digits == '.'])) return false;
    n->v = lang_number(strtod(t, &end));
    if (*end) return false;
    /* -0.0 and 1e400 are numbers too, in their long form. */
    if (n->v == from_int(0) && *t == '-') n->v = from_double(strtod(t, &end));
    n->kind = N_NUMBER;
    return true;
}

static node *read_atom(reader *r)
{
    node *n = read_node(r, N_SYMBOL);
    const char *start = r->at;
    while (!read_is_delimiter(r))
        r->at++;
    n->bytes = (size_t)(r->at - start);
    char *text = lang_arena_take(r->arena, n->bytes + 1);
    memcpy(text, start, n->bytes);
    n->text = text;
    if (text[0] == '#') {
        n->kind = N_CONSTANT;
        n->v = !strcmp(text, "#t") ? V_TRUE : !strcmp(text, "#f") ? V_FALSE : V_VOID;
        if (n->v == V_VOID && strcmp(text, "#void") != 0)
            return read_error(r, n->line, n->column, "unknown constant %.40s", text);
    } else if (!read_number(n) && isdigit((unsigned char)text[0])) {
        return read_error(r, n->line, n->column, "malformed number %.40s", text);
    }
    return n;
}

static node *read_list(reader *r)
{
    node *list = read_node(r, N_LIST), **at = &list->first;
    if (++r->depth > DEPTH_MAX) return read_error(r, list->line, list->column, "nested too deeply");
    r->at++;
    for (;;) {
        read_space(r);
        if (r->at == r->end) {
            r->incomplete = true;
            return read_error(r, list->line, list->column, "this ( has no )");
        }
        if (*r->at == ')') break;
        node *n = lang_read(r);
        if (!n) return NULL;
        if (list->tail) return read_error(r, n->line, n->column, "one expression follows a dot");
        if (n->kind == N_SYMBOL && !strcmp(n->text, ".")) {
            if (!list->first) return read_error(r, n->line, n->column, "nothing before the dot");
            list->tail = n;
            if (!(list->tail = lang_read(r)))
                return read_error(r, n->line, n->column, "nothing behind the dot");
            continue;
        }
        *at = n;
        at = &n->next;
        list->n++;
    }
    r->at++;
    r->depth--;
    return list;
}

node *lang_read(reader *r)
{
    read_space(r);
    if (r->at == r->end) return NULL;
    switch (*r->at) {
    case '(': return read_list(r);
    case ')': return read_error(r, r->line, read_column(r), "this ) has no (");
    case '"': return read_string(r);
    case '\'': {
        node *list = read_node(r, N_LIST), *quote = read_node(r, N_SYMBOL);
        quote->text = "quote";
        quote->bytes = 5;
        r->at++;
        if (++r->depth > DEPTH_MAX)
            return read_error(r, list->line, list->column, "nested too deeply");
        quote->next = lang_read(r);
        r->depth--;
        if (!quote->next) {
            r->incomplete |= r->message[0] == 0;
            return read_error(r, list->line, list->column, "nothing behind the quote");
        }
        list->first = quote;
        list->n = 2;
        return list;
    }
    default: return read_atom(r);
    }
}

/* ---- Objects ------------------------------------------------------------------------------ */

value lang_datum(lang_state *L, const node *n)
{
    if (n->kind == N_SYMBOL) return lang_symbol(L, n->text, n->bytes);
    if (n->kind == N_STRING) return from_object(lang_string(L, n->text, n->bytes));
    if (n->kind != N_LIST) return n->v;
    /* The items are pushed, and become pairs from the last one on. */
    value *base = L->top;
    for (const node *i = n->first; i; i = i->next) {
        if (L->top >= L->limit) lang_error(L, "stack overflow");
        value v = lang_datum(L, i);
        lang_push(L, v);
    }
    value list = n->tail ? lang_datum(L, n->tail) : V_NIL;
    while (L->top > base) {
        list = lang_cons(L, L->top[-1], list);
        L->top--;
    }
    return list;
}
