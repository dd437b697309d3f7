/* object.c - objects: how they are allocated, when two are equal, how they are written.
 *
 * Most objects are arrays of words to the collector, of a type for each length up to WORDS_MAX, so
 * that the inline path of gort_new_fast serves them; longer ones are allocated as that many
 * pointers. Strings are bytes.
 *
 * What goes into a new object is stored with the barrier like everything else: while a cycle marks
 * new objects are black, and what only a stack that was not scanned yet has led to is white.
 */
#include "lang.h"
#include <stdlib.h>

enum { WORDS_MAX = 24, PRINT_DEPTH = 200 };

static gort_own_type words_types[WORDS_MAX + 1];
GORT_STRUCT_TYPE(type_pair, pair, car, cdr);
GORT_STRUCT_TYPE(type_box, box, v);

void lang_objects_init(void)
{
    for (size_t n = 1; n <= WORDS_MAX; n++)
        gort_type_init_array(&words_types[n], "words", &gort_type_unsafe_pointer, n);
}

static void *object_begin(void *p, object_kind k, size_t n)
{
    obj *o = p;
    o->n = (uint32_t)n;
    o->kind = (uint8_t)k;
    o->tag = 1;
    return p;
}

void *lang_object(lang_state *L, const gort_type *t, object_kind k)
{
    return object_begin(gort_new(L->g, lang_sp(L), t), k, 0);
}

static void *object_words(lang_state *L, size_t n)
{
    void *p = n <= WORDS_MAX ? gort_new_fast(L->g, &words_types[n].type) : NULL;
    if (p) return p;
    if (n <= WORDS_MAX) return gort_alloc_slow(L->g, lang_sp(L), &words_types[n].type, 1);
    return gort_alloc_slow(L->g, lang_sp(L), &gort_type_unsafe_pointer, n);
}

value lang_cons(lang_state *L, value car, value cdr)
{
    pair *p = gort_new_fast(L->g, &type_pair);
    if (!p) {
        lang_push(L, car);
        lang_push(L, cdr);
        p = gort_alloc_slow(L->g, lang_sp(L), &type_pair, 1);
        L->top -= 2;
    }
    object_begin(p, K_PAIR, 0);
    lang_store(L, &p->car, car);
    lang_store(L, &p->cdr, cdr);
    return from_object(p);
}

value lang_box(lang_state *L, value v)
{
    lang_push(L, v);
    box *b = gort_new(L->g, lang_sp(L), &type_box);
    L->top--;
    object_begin(b, K_BOX, 0);
    lang_store(L, &b->v, v);
    return from_object(b);
}

vector *lang_vector(lang_state *L, uint32_t n, value fill)
{
    lang_push(L, fill);
    vector *o = object_begin(object_words(L, (size_t)n + 1), K_VECTOR, n);
    L->top--;
    if (is_object(fill))
        for (uint32_t i = 0; i < n; i++)
            lang_store(L, &o->v[i], fill);
    else
        for (uint32_t i = 0; i < n; i++)
            GORT_STORE_RELAXED(&o->v[i], fill);
    return o;
}

closure *lang_closure(lang_state *L, proto *p)
{
    lang_push(L, from_object(p));
    closure *c = object_begin(object_words(L, 2 + (size_t)p->nups), K_CLOSURE, 0);
    L->top--;
    gort_store(L->g, &c->p, p);
    return c;
}

/* ---- Strings ------------------------------------------------------------------------------ */

string *lang_string_room(lang_state *L, size_t bytes)
{
    if (bytes > INT32_MAX) lang_error(L, "a string of %zu bytes is too long", bytes);
    const size_t all = offsetof(string, text) + bytes + 1;
    return object_begin(gort_new_bytes(L->g, lang_sp(L), all), K_STRING, bytes);
}

string *lang_string(lang_state *L, const char *text, size_t bytes)
{
    string *s = lang_string_room(L, bytes);
    memcpy(s->text, text, bytes);
    return s;
}

uint32_t lang_hash_text(const char *text, size_t bytes)
{
    const uint64_t h = gort_map_hash_bytes(text, bytes, 0);
    return (uint32_t)(h >> 32 ^ h) | 1;
}

uint32_t lang_hash(string *s)
{
    if (s->hash == 0) s->hash = lang_hash_text(s->text, s->o.n);
    return s->hash;
}

/* ---- Equality ----------------------------------------------------------------------------- */

static bool object_equal(lang_state *L, value a, value b, int depth)
{
    if (depth > PRINT_DEPTH) lang_error(L, "equal?: nested too deeply");
    for (;;) {
        if (a == b) return true;
        if (is_number(a) && is_number(b)) return to_double(a) == to_double(b);
        if (!is_object(a) || !is_object(b)) return false;
        const obj *x = AS(obj, a), *y = AS(obj, b);
        if (x->kind != y->kind || x->n != y->n) return false;
        if (x->kind == K_STRING) return !memcmp(AS(string, a)->text, AS(string, b)->text, x->n);
        if (x->kind == K_VECTOR) {
            for (uint32_t i = 0; i < x->n; i++)
                if (!object_equal(L, AS(vector, a)->v[i], AS(vector, b)->v[i], depth + 1))
                    return false;
            return true;
        }
        if (x->kind != K_PAIR) return false;
        if (!object_equal(L, AS(pair, a)->car, AS(pair, b)->car, depth + 1)) return false;
        a = AS(pair, a)->cdr;
        b = AS(pair, b)->cdr;
    }
}

bool lang_equal(lang_state *L, value a, value b)
{
    return object_equal(L, a, b, 0);
}

/* ---- Text --------------------------------------------------------------------------------- */

const char *lang_kind_name(value v)
{
    static const char *const names[] = {"a pair",  "a string",   "a symbol",    "a vector",
                                        "a table", "a function", "a function",  "a box",
                                        "code",    "an error",   "a coroutine", "a file"};
    if (is_object(v)) return names[AS(obj, v)->kind];
    if (is_number(v)) return "a number";
    return v == V_NIL ? "nil" : v == V_VOID ? "nothing" : "a boolean";
}

static void print_number(FILE *out, value v)
{
    const double d = to_double(v);
    if (is_int(v))
        fprintf(out, "%d", to_int(v));
    else if (d == (double)(int64_t)(d < 1e15 && d > -1e15 ? d : 0))
        fprintf(out, "%.0f", d == 0 ? 0.0 : d);
    else if (d != d)
        fputs("nan", out);
    else
        fprintf(out, "%.14g", d);
}

static void print_string(FILE *out, const string *s, bool quoted)
{
    if (!quoted) {
        fwrite(s->text, 1, s->o.n, out);
        return;
    }
    putc('"', out);
    for (uint32_t i = 0; i < s->o.n; i++) {
        const char c = s->text[i];
        if (c == '\n' || c == '\t' || c == '"' || c == '\\') putc('\\', out);
        putc(c == '\n' ? 'n' : c == '\t' ? 't' : c, out);
    }
    putc('"', out);
}

static void print_value(FILE *out, value v, bool quoted, int depth);

static void print_list(FILE *out, value v, bool quoted, int depth)
{
    uint32_t n = 0;
    putc('(', out);
    for (; is_kind(v, K_PAIR) && n < 10000; v = AS(pair, v)->cdr) {
        if (n++) putc(' ', out);
        print_value(out, AS(pair, v)->car, quoted, depth);
    }
    if (is_kind(v, K_PAIR)) {
        fputs(" ...", out);
    } else if (v != V_NIL) {
        fputs(" . ", out);
        print_value(out, v, quoted, depth);
    }
    putc(')', out);
}

static void print_value(FILE *out, value v, bool quoted, int depth)
{
    static const char *const constants[] = {"()", "#f", "#t", "#void", "#unbound"};
    if (is_number(v)) {
        print_number(out, v);
        return;
    }
    if (!is_object(v)) {
        fputs(constants[v - V_NIL], out);
        return;
    }
    if (depth > PRINT_DEPTH) {
        fputs("...", out);
        return;
    }
    switch (AS(obj, v)->kind) {
    case K_STRING: print_string(out, AS(string, v), quoted); break;
    case K_SYMBOL: print_string(out, AS(string, v), false); break;
    case K_PAIR: print_list(out, v, quoted, depth + 1); break;
    case K_VECTOR:
        fputs("#(", out);
        for (uint32_t i = 0; i < AS(obj, v)->n; i++) {
            if (i) putc(' ', out);
            print_value(out, AS(vector, v)->v[i], quoted, depth + 1);
        }
        putc(')', out);
        break;
    case K_TABLE: fprintf(out, "#<table of %u>", lang_count(AS(table, v))); break;
    case K_CLOSURE: fprintf(out, "#<function %s>", AS(closure, v)->p->name->text); break;
    case K_BUILTIN: fprintf(out, "#<function %s>", AS(builtin, v)->name); break;
    case K_ERROR:
        fputs("#<error ", out);
        print_value(out, AS(error, v)->message, quoted, depth + 1);
        putc('>', out);
        break;
    case K_COROUTINE: fputs("#<coroutine>", out); break;
    default: fputs("#<file>", out);
    }
}

void lang_print(FILE *out, value v, bool quoted)
{
    print_value(out, v, quoted, 0);
}

char *lang_to_text(value v, bool quoted, size_t *bytes)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, bytes);
    if (!out) abort();
    print_value(out, v, quoted, 0);
    fclose(out);
    return text;
}
