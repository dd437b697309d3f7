/* lib.c - functions of the language that are written in C: numbers, lists, vectors, strings,
 * tables. What is not here is in the prelude (prelude.inc), in the language itself.
 *
 * A table says of each what it takes (lang.h), which has been checked when its function is called.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "lang.h"
#include <ctype.h>
#include <math.h>
#include <time.h>

void lang_register(lang_state *L, builtin *list, size_t n)
{
    for (builtin *b = list; b < list + n; b++) {
        b->o = (obj){.kind = K_BUILTIN, .tag = 1};
        lang_define(L, AS(symbol, lang_symbol(L, b->name, strlen(b->name))), from_object(b));
    }
}

/* An integer from 0 to most. */
static uint32_t index_of(lang_state *L, value v, uint32_t most)
{
    const double d = to_double(v);
    if (!(d >= 0 && d <= most) || d != floor(d))
        lang_error(L, "%s: %.14g is not an integer from 0 to %u", L->builtin->name, d, most);
    return (uint32_t)d;
}

/* ---- Numbers and predicates --------------------------------------------------------------- */

BUILTIN(lib_divide)
{
    const double x = to_double(args[0]), y = to_double(args[1]);
    if (L->builtin->kind == '/') return lang_number(x / y);
    if (y == 0) lang_error(L, "%s: division by zero", L->builtin->name);
    if (L->builtin->kind == 'q') return lang_number(trunc(x / y));
    const double rest = fmod(x, y);
    return lang_number(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest);
}

BUILTIN_OF(lib_floor, lang_number(floor(to_double(args[0]))))
BUILTIN_OF(lib_sqrt, lang_number(sqrt(to_double(args[0]))))
BUILTIN_OF(lib_number_p, from_bool(is_number(args[0])))
BUILTIN_OF(lib_kind_p, from_bool(is_kind(args[0], (object_kind)L->builtin->kind)))

/* ---- Lists and vectors -------------------------------------------------------------------- */

BUILTIN(lib_set_pair)
{
    lang_store(L, L->builtin->kind == 'a' ? &AS(pair, args[0])->car : &AS(pair, args[0])->cdr,
               args[1]);
    return V_VOID;
}

/* (apply f item ... list) */
BUILTIN(lib_apply)
{
    value *base = L->top, list = args[n - 1];
    for (int i = 1; i + 1 < n; i++)
        lang_push(L, args[i]);
    for (; is_kind(list, K_PAIR) && L->top < L->limit; list = lang_cdr(list))
        lang_push(L, lang_car(list));
    if (list != V_NIL) lang_type_error(L, NULL, "a list", args[n - 1]);
    return lang_call(L, args[0], (int)(L->top - base), base);
}

BUILTIN(lib_vector)
{
    vector *v = lang_vector(L, (uint32_t)n, V_VOID);
    gort_typedslicemove(L->g, &gort_type_unsafe_pointer, v->v, args, n);
    return from_object(v);
}
BUILTIN_OF(lib_make_vector, from_object(lang_vector(L, index_of(L, args[0], 1u << 30),
                                                    n > 1 ? args[1] : from_int(0))))
BUILTIN_OF(lib_length, from_int((int32_t)AS(obj, args[0])->n)) /* of a vector or a string */

/* ---- Strings, which are bytes, and symbols ------------------------------------------------ */

BUILTIN(lib_string_append)
{
    size_t bytes = 0;
    for (int i = 0; i < n; i++)
        bytes += AS(string, args[i])->o.n;
    string *s = lang_string_room(L, bytes);
    char *at = s->text;
    for (int i = 0; i < n; i++) {
        const string *part = AS(string, args[i]);
        at = (char *)memcpy(at, part->text, part->o.n) + part->o.n;
    }
    return from_object(s);
}

/* (string-join list [between]) */
BUILTIN(lib_string_join)
{
    writer w;
    value v = args[0];
    lang_writer_open(L, &w);
    for (; lang_is_pair(v); v = lang_cdr(v)) {
        if (n > 1 && v != args[0]) lang_print(w.out, args[1], false);
        lang_print(w.out, lang_car(v), false);
    }
    const value joined = lang_writer_close(L, &w);
    if (v != V_NIL) lang_type_error(L, NULL, "a list", args[0]);
    return joined;
}

/* (substring s from [to]) */
BUILTIN(lib_substring)
{
    const string *s = AS(string, args[0]);
    const uint32_t to = n > 2 ? index_of(L, args[2], s->o.n) : s->o.n;
    const uint32_t from = index_of(L, args[1], to);
    return lang_string(L, s->text + from, to - from);
}

/* (byte-at s i): a number */
BUILTIN(lib_byte_at)
{
    const string *s = AS(string, args[0]);
    if (s->o.n == 0) lang_error(L, "byte-at: the string is empty");
    return from_int((uint8_t)s->text[index_of(L, args[1], s->o.n - 1)]);
}

/* (string-of byte ...) */
BUILTIN(lib_string_of)
{
    string *s = lang_string_room(L, (size_t)n);
    for (int i = 0; i < n; i++)
        s->text[i] = (char)index_of(L, args[i], 255);
    return from_object(s);
}

/* (string-find s part [from]): where, or #f */
BUILTIN(lib_string_find)
{
    const string *s = AS(string, args[0]), *part = AS(string, args[1]);
    const uint32_t from = n > 2 ? index_of(L, args[2], s->o.n) : 0;
    const char *at = memmem(s->text + from, s->o.n - from, part->text, part->o.n);
    return at ? from_int((int32_t)(at - s->text)) : V_FALSE;
}

BUILTIN(lib_to_string)
{
    char number[32];
    writer w;
    if (is_kind(args[0], K_STRING)) return args[0];
    if (is_number(args[0])) return lang_string(L, number, lang_number_text(number, args[0]));
    lang_writer_open(L, &w);
    lang_print(w.out, args[0], false);
    return lang_writer_close(L, &w);
}

/* (string->number s): #f if it is none */
BUILTIN(lib_string_to_number)
{
    const string *s = AS(string, args[0]);
    char *end;
    if (!isdigit((unsigned char)s->text[s->text[0] == '-'])) return V_FALSE;
    const double d = strtod(s->text, &end);
    return end == s->text + s->o.n ? lang_number(d) : V_FALSE;
}

BUILTIN_OF(lib_to_symbol, lang_symbol(L, AS(string, args[0])->text, AS(obj, args[0])->n))
BUILTIN_OF(lib_symbol_text, from_object(AS(symbol, args[0])->name))

/* ---- Tables ------------------------------------------------------------------------------- */

BUILTIN(lib_table)
{
    if (n % 2) lang_error(L, "table: a key without a value");
    value *t = lang_push(L, from_object(lang_table(L)));
    for (int i = 0; i < n; i += 2)
        lang_put(L, AS(table, *t), args[i], args[i + 1]);
    return *t;
}
BUILTIN_OF(lib_get, lang_get(L, AS(table, args[0]), args[1], n > 2 ? args[2] : V_FALSE))
BUILTIN_OF(lib_put, (lang_put(L, AS(table, args[0]), args[1], args[2]), V_VOID))
BUILTIN_OF(lib_delete, (lang_delete(L, AS(table, args[0]), args[1]), V_VOID))
BUILTIN_OF(lib_count, from_int((int32_t)lang_count(AS(table, args[0]))))
BUILTIN_OF(lib_entries, lang_entries(L, AS(table, args[0])))

/* ---- The system --------------------------------------------------------------------------- */

BUILTIN_OF(lib_clock, from_double((double)clock() / CLOCKS_PER_SEC))

BUILTIN(lib_collect)
{
    gort_gc(L->g, lang_sp(L));
    gort_run_finalizers(L->g, lang_sp(L), SIZE_MAX);
    gort_runtime_Gosched(L->g, lang_sp(L)); /* to coroutines that end now */
    return V_VOID;
}

BUILTIN(lib_memory)
{
    gort_mem_stats stats;
    gort_peek_mem_stats(L->g, &stats);
    return lang_number((double)stats.HeapAlloc);
}

BUILTIN(lib_exit)
{
    const uint32_t status = n ? index_of(L, args[0], 255) : 0;
    fflush(stdout);
    gort_os_Exit(L->g, lang_sp(L), (intptr_t)status);
}

void lang_open_lib(lang_state *L)
{
    static builtin list[] = {
        {.name = "/", lib_divide, "nn", '/'},
        {.name = "quotient", lib_divide, "nn", 'q'},
        {.name = "modulo", lib_divide, "nn", 'm'},
        {.name = "floor", lib_floor, "n"},
        {.name = "sqrt", lib_sqrt, "n"},
        {.name = "number?", lib_number_p, "."},
        {.name = "string?", lib_kind_p, ".", K_STRING},
        {.name = "symbol?", lib_kind_p, ".", K_SYMBOL},
        {.name = "vector?", lib_kind_p, ".", K_VECTOR},
        {.name = "table?", lib_kind_p, ".", K_TABLE},
        {.name = "error?", lib_kind_p, ".", K_ERROR},
        {.name = "set-car!", lib_set_pair, "p.", 'a'},
        {.name = "set-cdr!", lib_set_pair, "p.", 'd'},
        {.name = "apply", lib_apply, "..*"},
        {.name = "vector", lib_vector, ".*"},
        {.name = "make-vector", lib_make_vector, "n.?"},
        {.name = "vector-length", lib_length, "v"},
        {.name = "string-length", lib_length, "s"},
        {.name = "string-append", lib_string_append, "s*"},
        {.name = "string-join", lib_string_join, ".s?"},
        {.name = "substring", lib_substring, "snn?"},
        {.name = "byte-at", lib_byte_at, "sn"},
        {.name = "string-of", lib_string_of, "n*"},
        {.name = "string-find", lib_string_find, "ssn?"},
        {.name = "->string", lib_to_string, "."},
        {.name = "string->number", lib_string_to_number, "s"},
        {.name = "string->symbol", lib_to_symbol, "s"},
        {.name = "symbol->string", lib_symbol_text, "y"},
        {.name = "table", lib_table, ".*"},
        {.name = "put!", lib_put, "t.."},
        {.name = "get", lib_get, "t..?"},
        {.name = "delete!", lib_delete, "t."},
        {.name = "count", lib_count, "t"},
        {.name = "entries", lib_entries, "t"},
        {.name = "clock", lib_clock, ""},
        {.name = "collect", lib_collect, ""},
        {.name = "memory", lib_memory, ""},
        {.name = "exit", lib_exit, "n?"},
    };
    lang_register(L, list, COUNT(list));
}
