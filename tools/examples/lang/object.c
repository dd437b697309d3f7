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

enum { WORDS_MAX = 24, PRINT_DEPTH = 200, ITEMS_MAX = 10000 };

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
    for (uint32_t i = 0; i < n; i++)
        lang_store(L, &o->v[i], fill);
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

value lang_string_taken(lang_state *L, char *text, size_t bytes)
{
    const value s = lang_string(L, text, bytes);
    free(text);
    return s;
}

/* The table of symbols is in C memory and holds weak handles: a symbol that nothing else leads to
 * is garbage, and its handle then leads nowhere. Such a place is dropped when the table is full. */
typedef struct symbol_place {
    uint32_t hash;
    gort_weak *symbol; /* NULL: the place is free */
} place;

static string *place_symbol(lang_state *L, const place *p)
{
    return p->symbol ? gort_weak_get(L->g, p->symbol) : NULL;
}

/* Where the text's symbol is, else a free place. */
static place *symbol_place(lang_state *L, const char *text, size_t bytes, uint32_t hash)
{
    for (uint32_t i = hash;; i++) {
        place *p = &L->vm->symbols[i & (L->vm->symbols_room - 1)];
        const string *s = place_symbol(L, p);
        if (!p->symbol ||
            (s && p->hash == hash && s->o.n == bytes && !memcmp(s->text, text, bytes)))
            return p;
    }
}

/* Twice the room, if more than half is taken by the living. */
static void symbols_grow(lang_state *L)
{
    lang_vm *vm = L->vm;
    const uint32_t old_room = vm->symbols_room;
    place *old = vm->symbols;
    uint32_t living = 0;
    for (uint32_t i = 0; i < old_room; i++)
        living += place_symbol(L, &old[i]) != NULL;
    const uint32_t room = old_room == 0 ? 512 : living > old_room / 2 ? 2 * old_room : old_room;
    place *fresh = calloc(room, sizeof *fresh);
    if (!fresh) lang_no_memory(L);
    vm->symbols_room = room;
    vm->symbols = fresh;
    vm->symbols_taken = living;
    for (uint32_t i = 0; i < old_room; i++) {
        uint32_t k = old[i].hash;
        if (!place_symbol(L, &old[i])) {
            if (old[i].symbol) gort_weak_free(L->g, old[i].symbol);
            continue;
        }
        while (vm->symbols[k & (vm->symbols_room - 1)].symbol)
            k++;
        vm->symbols[k & (vm->symbols_room - 1)] = old[i];
    }
    free(old);
}

value lang_symbol(lang_state *L, const char *text, size_t bytes)
{
    lang_vm *vm = L->vm;
    const uint32_t hash = (uint32_t)gort_map_hash_bytes(text, bytes, 0);
    if (4 * (vm->symbols_taken + 1) > 3 * vm->symbols_room) symbols_grow(L);
    place *p = symbol_place(L, text, bytes, hash);
    string *s = place_symbol(L, p);
    if (s) return from_object(s);
    s = AS(string, lang_string(L, text, bytes));
    s->o.kind = K_SYMBOL;
    gort_weak *symbol = gort_weak_new(L->g, s);
    if (!symbol) lang_no_memory(L);
    *p = (place){hash, symbol};
    vm->symbols_taken++;
    return from_object(s);
}

/* ---- Text --------------------------------------------------------------------------------- */

const char *lang_kind_name(object_kind k)
{
    static const char *const names[] = {"a pair",  "a string",   "a symbol",    "a vector",
                                        "a table", "a function", "a builtin",   "a box",
                                        "code",    "an error",   "a coroutine", "a file"};
    return names[k];
}

static void print_number(FILE *out, value v)
{
    const double d = to_double(v);
    if (is_int(v))
        fprintf(out, "%d", to_int(v));
    else if (d != d)
        fputs("nan", out);
    else
        fprintf(out, "%.*g", d == trunc(d) ? 15 : 14, d == 0 ? 0.0 : d);
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

static void print_items(FILE *out, value v, bool quoted, int depth);

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
    switch (AS(obj, v)->kind) {
    case K_STRING: print_string(out, AS(string, v), quoted); break;
    case K_SYMBOL: print_string(out, AS(string, v), false); break;
    case K_PAIR:
    case K_VECTOR: print_items(out, v, quoted, depth + 1); break;
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

/* Those of a list or of a vector; a list may be its own tail. */
static void print_items(FILE *out, value v, bool quoted, int depth)
{
    const bool list = is_kind(v, K_PAIR);
    const value whole = v;
    if (depth > PRINT_DEPTH + 1) {
        fputs("...", out);
        return;
    }
    fputs(list ? "(" : "#(", out);
    for (uint32_t i = 0; list ? is_kind(v, K_PAIR) : i < AS(obj, v)->n; i++) {
        if (i) putc(' ', out);
        if (list && i == ITEMS_MAX) {
            fputs("...", out);
            v = V_NIL;
            break;
        }
        print_value(out, list ? lang_car(v) : AS(vector, whole)->v[i], quoted, depth);
        if (list) v = lang_cdr(v);
    }
    if (list && v != V_NIL) {
        fputs(" . ", out);
        print_value(out, v, quoted, depth);
    }
    putc(')', out);
}

void lang_print(FILE *out, value v, bool quoted)
{
    print_value(out, v, quoted, 0);
}
