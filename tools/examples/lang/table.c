/* table.c - tables: each is up to two of gort's maps.
 *
 * Most keys are equal if their words are: integers, symbols, objects. Strings are equal if their
 * texts are: they are in a map whose keys are the texts, as gort's own strings, which lead to the
 * objects. A number is a key in its short form if it has one.
 */
#include "lang.h"

GORT_MAP(words, value, value);
GORT_MAP(strings, gort_string, value);
GORT_STRUCT_TYPE(type_table, table, words, strings);

void lang_open_tables(void)
{
    words_init("map[word]word", &gort_type_unsafe_pointer, &gort_type_unsafe_pointer);
    strings_init("map[string]word", &gort_type_string, &gort_type_unsafe_pointer);
}

table *lang_table(lang_state *L)
{
    return lang_object(L, &type_table, K_TABLE);
}

uint32_t lang_count(const table *t)
{
    return (uint32_t)(gort_maplen(t->words) + gort_maplen(t->strings));
}

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

value lang_get(lang_state *L, table *t, value key, value otherwise)
{
    const value *found = is_kind(key, K_STRING)
                             ? strings_get(L->g, lang_sp(L), t->strings, text_of(key))
                             : words_get(L->g, lang_sp(L), t->words, word_of(L, key));
    return found ? *found : otherwise;
}

/* May collect: t, key and v are roots meanwhile. */
void lang_put(lang_state *L, table *t, value key, value v)
{
    value *slot, *at = lang_push(L, from_object(t));
    lang_push(L, key);
    lang_push(L, v);
    if (is_kind(key, K_STRING)) {
        if (!t->strings) gort_store(L->g, &t->strings, strings_make(L->g, lang_sp(L), 0));
        slot = strings_at(L->g, lang_sp(L), t->strings, text_of(key));
    } else {
        if (!t->words) gort_store(L->g, &t->words, words_make(L->g, lang_sp(L), 0));
        slot = words_at(L->g, lang_sp(L), t->words, word_of(L, key));
    }
    lang_store(L, slot, v);
    L->top = at;
}

void lang_delete(lang_state *L, table *t, value key)
{
    if (is_kind(key, K_STRING))
        strings_delete(L->g, lang_sp(L), t->strings, text_of(key));
    else
        words_delete(L->g, lang_sp(L), t->words, word_of(L, key));
}

value lang_entries(lang_state *L, table *t)
{
    value *at = lang_push(L, from_object(t));
    vector *all = lang_vector(L, 2 * lang_count(t), V_VOID);
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
    L->top = at;
    return from_object(all);
}
