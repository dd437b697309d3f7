/* lib_string.c - strings and symbols. Strings are bytes that do not change. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "lang.h"
#include <ctype.h>
#include <stdlib.h>

static string *string_arg(lang_state *L, const char *who, value v)
{
    if (!is_kind(v, K_STRING)) lang_type_error(L, who, "a string", v);
    return AS(string, v);
}

/* An integer from 0 to most. */
static uint32_t string_index(lang_state *L, const char *who, value v, uint32_t most)
{
    const value i = lang_normal(v);
    if (!is_number(i)) lang_type_error(L, who, "an index", v);
    if (!is_int(i) || to_int(i) < 0 || (uint32_t)to_int(i) > most)
        lang_error(L, "%s: %.14g is not an integer from 0 to %u", who, to_double(i), most);
    return (uint32_t)to_int(i);
}

BUILTIN(lib_string_append)
{
    size_t bytes = 0;
    for (int i = 0; i < n; i++)
        bytes += string_arg(L, "string-append", args[i])->o.n;
    string *s = lang_string_room(L, bytes);
    char *at = s->text;
    for (int i = 0; i < n; i++) {
        const string *part = AS(string, args[i]);
        memcpy(at, part->text, part->o.n);
        at += part->o.n;
    }
    return from_object(s);
}

/* (string-join list between) */
BUILTIN(lib_string_join)
{
    const string *between = n > 1 ? string_arg(L, "string-join", args[1]) : NULL;
    size_t bytes = 0, count = 0;
    value v = args[0];
    for (; is_kind(v, K_PAIR); v = AS(pair, v)->cdr, count++)
        bytes += string_arg(L, "string-join", AS(pair, v)->car)->o.n;
    if (v != V_NIL) lang_type_error(L, "string-join", "a list", args[0]);
    const size_t gap = between && count ? between->o.n : 0;
    string *s = lang_string_room(L, bytes + gap * (count ? count - 1 : 0));
    char *at = s->text;
    for (v = args[0]; v != V_NIL; v = AS(pair, v)->cdr) {
        const string *part = AS(string, AS(pair, v)->car);
        if (v != args[0] && gap) at = (char *)memcpy(at, between->text, gap) + gap;
        at = (char *)memcpy(at, part->text, part->o.n) + part->o.n;
    }
    return from_object(s);
}

BUILTIN_OF(lib_string_length, from_int((int32_t)string_arg(L, "string-length", args[0])->o.n))

/* (substring s from [to]) */
BUILTIN(lib_substring)
{
    const string *s = string_arg(L, "substring", args[0]);
    const uint32_t to = n > 2 ? string_index(L, "substring", args[2], s->o.n) : s->o.n;
    const uint32_t from = string_index(L, "substring", args[1], to);
    string *part = lang_string_room(L, to - from);
    memcpy(part->text, s->text + from, to - from);
    return from_object(part);
}

/* (byte-at s i): a number */
BUILTIN(lib_byte_at)
{
    const string *s = string_arg(L, "byte-at", args[0]);
    (void)n;
    if (s->o.n == 0) lang_error(L, "byte-at: the string is empty");
    return from_int((uint8_t)s->text[string_index(L, "byte-at", args[1], s->o.n - 1)]);
}

/* (string-of byte ...) */
BUILTIN(lib_string_of)
{
    string *s = lang_string_room(L, (size_t)n);
    for (int i = 0; i < n; i++)
        s->text[i] = (char)string_index(L, "string-of", args[i], 255);
    return from_object(s);
}

/* (string-find s part [from]): where, or #f */
BUILTIN(lib_string_find)
{
    const string *s = string_arg(L, "string-find", args[0]);
    const string *part = string_arg(L, "string-find", args[1]);
    const uint32_t from = n > 2 ? string_index(L, "string-find", args[2], s->o.n) : 0;
    const char *at = memmem(s->text + from, s->o.n - from, part->text, part->o.n);
    return at ? from_int((int32_t)(at - s->text)) : V_FALSE;
}

BUILTIN(lib_to_string)
{
    size_t bytes;
    (void)n;
    if (is_kind(args[0], K_STRING)) return args[0];
    char *text = lang_to_text(args[0], false, &bytes);
    const value v = from_object(lang_string(L, text, bytes));
    free(text);
    return v;
}

/* (string->number s): #f if it is none */
BUILTIN(lib_string_to_number)
{
    const string *s = string_arg(L, "string->number", args[0]);
    char *end;
    (void)n;
    if (!isdigit((unsigned char)s->text[s->text[0] == '-'])) return V_FALSE;
    const double d = strtod(s->text, &end);
    return end == s->text + s->o.n ? lang_number(d) : V_FALSE;
}

BUILTIN(lib_string_to_symbol)
{
    const string *s = string_arg(L, "string->symbol", args[0]);
    (void)n;
    return lang_symbol(L, s->text, s->o.n);
}

BUILTIN(lib_symbol_to_string)
{
    (void)n;
    if (!is_kind(args[0], K_SYMBOL)) lang_type_error(L, "symbol->string", "a symbol", args[0]);
    return from_object(lang_string(L, AS(string, args[0])->text, AS(obj, args[0])->n));
}

void lang_open_strings(lang_state *L)
{
    static const builtin_entry entries[] = {{"string-append", lib_string_append, 0, -1},
                                            {"string-join", lib_string_join, 1, 2},
                                            {"string-length", lib_string_length, 1, 1},
                                            {"substring", lib_substring, 2, 3},
                                            {"byte-at", lib_byte_at, 2, 2},
                                            {"string-of", lib_string_of, 0, -1},
                                            {"string-find", lib_string_find, 2, 3},
                                            {"->string", lib_to_string, 1, 1},
                                            {"string->number", lib_string_to_number, 1, 1},
                                            {"string->symbol", lib_string_to_symbol, 1, 1},
                                            {"symbol->string", lib_symbol_to_string, 1, 1}};
    lang_register(L, entries, sizeof entries / sizeof *entries);
}
