/* table.c - tables: each is up to two of gort's maps.
 *
 * Most keys are equal if their words are: integers, symbols, objects. Strings are equal if their
 * texts are: they are in a map whose keys are the texts, as gort's own strings, which lead to the
 * objects. A number is a key in its short form if it has one.
 */
#include "lang.h"

GORT_MAP(words, value, value);
GORT_MAP(strings, gort_string, value);

/* Each map is made when it gets a key. */
typedef struct table {
    obj o;
    gort_hmap *words, *strings;
} table;
GORT_STRUCT_TYPE(type_table, table, words, strings);

static gort_string text_of(value v)
{
    return (gort_string){(const uint8_t *)AS(string, v)->text, AS(obj, v)->n};
}

/* A key's word. NaN is none, since it is not equal to itself. */
static value word_of(lang_state *L, value key)
{
    if (is_double(key) && to_double(key) != to_double(key)) lang_error(L, "nan is no key");
    return lang_normal(key);
}

/* (get table key [otherwise]) */
BUILTIN(lib_get, "get", "t..?")
{
    const table *t = AS(table, args[0]);
    const value key = args[1];
    const value *found = is_kind(key, K_STRING)
                             ? strings_get(L->g, lang_sp(L), t->strings, text_of(key))
                             : words_get(L->g, lang_sp(L), t->words, word_of(L, key));
    return found ? *found : n > 2 ? args[2] : V_FALSE;
}

/* All three are roots. */
static void table_put(lang_state *L, table *t, value key, value v)
{
    value *slot;
    if (is_kind(key, K_STRING)) {
        if (!t->strings) gort_store(L->g, &t->strings, strings_make(L->g, lang_sp(L), 0));
        slot = strings_at(L->g, lang_sp(L), t->strings, text_of(key));
    } else {
        if (!t->words) gort_store(L->g, &t->words, words_make(L->g, lang_sp(L), 0));
        slot = words_at(L->g, lang_sp(L), t->words, word_of(L, key));
    }
    lang_store(L, slot, v);
}

BUILTIN_OF(lib_put, "put!", "t..", (table_put(L, AS(table, args[0]), args[1], args[2]), V_VOID))

/* (table key value ...) */
BUILTIN(lib_table, "table", ".*")
{
    if (n % 2) lang_error(L, "table: a key without a value");
    table *t = lang_object(L, &type_table, K_TABLE);
    lang_push(L, from_object(t));
    for (int i = 0; i < n; i += 2)
        table_put(L, t, args[i], args[i + 1]);
    return from_object(t);
}

BUILTIN(lib_delete, "delete!", "t.")
{
    if (is_kind(args[1], K_STRING))
        strings_delete(L->g, lang_sp(L), AS(table, args[0])->strings, text_of(args[1]));
    else
        words_delete(L->g, lang_sp(L), AS(table, args[0])->words, word_of(L, args[1]));
    return V_VOID;
}

static uint32_t table_count(value t)
{
    return (uint32_t)(gort_maplen(AS(table, t)->words) + gort_maplen(AS(table, t)->strings));
}

BUILTIN_OF(lib_count, "count", "t", from_int(table_count(args[0])))

/* (entries table): a vector: key, value, key, value ... */
BUILTIN(lib_entries, "entries", "t")
{
    const table *t = AS(table, args[0]);
    vector *all = lang_vector(L, 2 * table_count(args[0]), V_VOID);
    value *next = all->v;
    lang_push(L, from_object(all));
    GORT_MAP_EACH(words, it, L->g, lang_sp(L), t->words)
    {
        lang_store(L, next++, words_key(&it));
        lang_store(L, next++, *words_elem(&it));
    }
    GORT_MAP_EACH(strings, it, L->g, lang_sp(L), t->strings)
    {
        const uint8_t *text = strings_key(&it).ptr;
        lang_store(L, next++, from_object(text - offsetof(string, text)));
        lang_store(L, next++, *strings_elem(&it));
    }
    return from_object(all);
}

__attribute__((constructor)) static void tables_init(void)
{
    words_init("map[word]word", &gort_type_unsafe_pointer, &gort_type_unsafe_pointer);
    strings_init("map[string]word", &gort_type_string, &gort_type_unsafe_pointer);
}
