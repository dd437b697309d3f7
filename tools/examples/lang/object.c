/* object.c - objects: how they are allocated, symbols, how a value is written.
 *
 * Most objects are arrays of words to the collector, of a type for each length up to WORDS_MAX, so
 * that the inline path of gort_new_fast serves them; longer ones are allocated as that many
 * pointers. Strings are bytes.
 *
 * What goes into a new object is stored with the barrier like everything else: while a cycle marks
 * new objects are black, and what only a stack that was not scanned yet has led to is white.
 */
#include "lang.h"
#include <math.h>

enum { WORDS_MAX = 24, PRINT_DEPTH = 200 };

static gort_own_type words_types[WORDS_MAX + 1];
GORT_STRUCT_TYPE(type_pair, pair, car, cdr);
GORT_STRUCT_TYPE(type_symbol, symbol, global, name);
GORT_MAP(symbols, gort_string, gort_weak *);

void lang_open_objects(lang_state *L)
{
    for (size_t n = 1; n <= WORDS_MAX; n++)
        gort_type_init_array(&words_types[n], "words", &gort_type_unsafe_pointer, n);
    symbols_init("map[string]weak", &gort_type_string, &gort_type_uintptr);
    gort_store_global(L->g, &L->vm->roots.symbols, symbols_make(L->g, lang_sp(L), 0));
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

vector *lang_vector(lang_state *L, uint32_t n, value fill)
{
    lang_push(L, fill);
    void *words = n < WORDS_MAX
                      ? gort_new(L->g, lang_sp(L), &words_types[n + 1].type)
                      : gort_alloc_slow(L->g, lang_sp(L), &gort_type_unsafe_pointer, n + 1UL);
    vector *v = object_begin(words, K_VECTOR, n);
    L->top--;
    for (uint32_t i = 0; i < n; i++)
        lang_store(L, &v->v[i], fill);
    return v;
}

closure *lang_closure(lang_state *L, proto *p)
{
    vector *v = lang_vector(L, 1u + p->nups, from_object(p)); /* which is in place then */
    v->o.kind = K_CLOSURE;
    return (closure *)v;
}

/* ---- Strings and symbols ------------------------------------------------------------------ */

string *lang_string_room(lang_state *L, size_t bytes)
{
    if (bytes > INT32_MAX) lang_error(L, "a string of %zu bytes is too long", bytes);
    const size_t all = offsetof(string, text) + bytes + 1;
    return object_begin(gort_new_bytes(L->g, lang_sp(L), all), K_STRING, bytes);
}

value lang_string(lang_state *L, const char *text, size_t bytes)
{
    string *s = lang_string_room(L, bytes);
    memcpy(s->text, text, bytes);
    return from_object(s);
}

/* The table of symbols leads from names to weak handles: a symbol that nothing else leads to is
 * garbage, and its handle then leads nowhere. Those are dropped when there are twice as many as
 * lived the last time. */
static void symbols_drop(lang_state *L)
{
    gort_hmap *m = L->vm->roots.symbols;
    GORT_MAP_EACH(symbols, it, L->g, lang_sp(L), m)
    {
        if (gort_weak_get(L->g, *symbols_elem(&it))) continue;
        gort_weak_free(L->g, *symbols_elem(&it));
        symbols_delete(L->g, lang_sp(L) + 3, m, symbols_key(&it));
    }
    L->vm->symbols_most = 2 * gort_maplen(m) + 500;
}

value lang_symbol(lang_state *L, const char *text, size_t bytes)
{
    gort_hmap *m = L->vm->roots.symbols;
    if (gort_maplen(m) >= L->vm->symbols_most) symbols_drop(L);
    gort_string name = {(const uint8_t *)text, (intptr_t)bytes};
    gort_weak *const *found = symbols_get(L->g, lang_sp(L), m, name);
    gort_weak *weak = found ? *found : NULL;
    symbol *s = weak ? gort_weak_get(L->g, weak) : NULL;
    if (s) return from_object(s);
    value *at = lang_push(L, lang_string(L, text, bytes));
    s = lang_object(L, &type_symbol, K_SYMBOL);
    lang_push(L, from_object(s));
    s->global = V_UNBOUND;
    gort_store(L->g, &s->name, AS(string, *at));
    if (weak)
        gort_weak_set(L->g, weak, s);
    else if (!(weak = gort_weak_new(L->g, s)))
        lang_no_memory(L);
    name.ptr = (const uint8_t *)s->name->text;
    symbols_set(L->g, lang_sp(L), m, name, weak);
    L->top = at;
    return from_object(s);
}

void lang_define(lang_state *L, symbol *s, value v)
{
    if (s->global == V_UNBOUND) {
        const value defined = lang_cons(L, from_object(s), L->vm->roots.defined);
        gort_store_global(L->g, &L->vm->roots.defined, (void *)(uintptr_t)defined);
    }
    lang_store(L, &s->global, v);
}

/* ---- Text --------------------------------------------------------------------------------- */

const char *const lang_kind_names[] = {"anything", "a pair",   "a string",    "a symbol",
                                       "a vector", "a table",  "a function",  "a builtin",
                                       "code",     "an error", "a coroutine", "a file"};

static size_t number_text(char text[32], value v)
{
    const double d = to_double(v);
    if (is_int(v)) return (size_t)sprintf(text, "%d", to_int(v));
    if (d != d) return (size_t)sprintf(text, "nan");
    return (size_t)sprintf(text, "%.*g", d == trunc(d) ? 15 : 14, d == 0 ? 0.0 : d);
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

static void print_value(FILE *out, value v, bool quoted, int depth)
{
    static const char *const constants[] = {"()", "#f", "#t", "#void"};
    char text[32];
    if (is_number(v)) {
        fwrite(text, 1, number_text(text, v), out);
        return;
    }
    if (!is_object(v) || ++depth > PRINT_DEPTH) {
        fputs(is_object(v) ? "..." : constants[v - V_NIL], out);
        return;
    }
    switch (AS(obj, v)->kind) {
    case K_STRING: print_string(out, AS(string, v), quoted); break;
    case K_SYMBOL: print_string(out, AS(symbol, v)->name, false); break;
    case K_PAIR:
        for (const char *before = "("; lang_is_pair(v); v = lang_cdr(v), before = " ") {
            fputs(before, out);
            print_value(out, lang_car(v), quoted, depth);
        }
        if (v != V_NIL) fputs(" . ", out);
        if (v != V_NIL) print_value(out, v, quoted, depth);
        putc(')', out);
        break;
    case K_VECTOR:
        fputs("#(", out);
        for (uint32_t i = 0; i < AS(obj, v)->n; i++) {
            if (i) putc(' ', out);
            print_value(out, AS(vector, v)->v[i], quoted, depth);
        }
        putc(')', out);
        break;
    case K_CLOSURE: fprintf(out, "#<function %s>", AS(closure, v)->p->name->text); break;
    case K_BUILTIN: fprintf(out, "#<function %s>", AS(builtin, v)->name); break;
    default: fprintf(out, "#<%s>", strchr(lang_kind_names[AS(obj, v)->kind], ' ') + 1);
    }
}

void lang_print(FILE *out, value v, bool quoted)
{
    print_value(out, v, quoted, 0);
}

void lang_writer_open(lang_state *L, writer *w)
{
    *w = (writer){NULL, NULL, 0};
    w->out = open_memstream(&w->bytes, &w->n);
    if (!w->out) lang_no_memory(L);
}

value lang_writer_close(lang_state *L, writer *w)
{
    if (fclose(w->out) || !w->bytes) {
        free(w->bytes);
        lang_no_memory(L);
    }
    const value s = lang_string(L, w->bytes, w->n);
    free(w->bytes);
    return s;
}

value lang_text(lang_state *L, value v, bool quoted)
{
    char number[32];
    writer w;
    if (is_number(v)) return lang_string(L, number, number_text(number, v));
    lang_writer_open(L, &w);
    lang_print(w.out, v, quoted);
    return lang_writer_close(L, &w);
}
