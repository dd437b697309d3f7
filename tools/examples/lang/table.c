/* table.c - tables: each is up to two of gort's maps.
 *
 * Most keys are equal if their words are: integers, symbols, objects. They are in a map whose type
 * says so, and whose functions are then compiled inline (gort_map_inline.h) for the common cases.
 * Strings are equal if their texts are: they are in a map whose type of key has functions of its
 * own for equality and hash. A number is a key in its short form if it has one.
 *
 * Threads: the one of the language. The functions of keys neither collect nor call back.
 */
#include "lang.h"

GORT_MAP(words, value, value);
GORT_MAP(strings, value, value);
GORT_STRUCT_TYPE(type_table, table, words, strings);

/* The type of keys that are strings: one pointer, with functions of its own. */
static gort_own_type type_key;

static uint32_t string_hash(string *s)
{
    if (s->hash == 0) {
        const uint64_t h = gort_map_hash_bytes(s->text, s->o.n, 0);
        s->hash = (uint32_t)(h >> 32 ^ h) | 1;
    }
    return s->hash;
}

static bool key_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    string *const *x = a, *const *y = b;
    (void)g, (void)sp, (void)t;
    return *x == *y || ((*x)->o.n == (*y)->o.n && string_hash(*x) == string_hash(*y) &&
                        memcmp((*x)->text, (*y)->text, (*x)->o.n) == 0);
}

static uintptr_t key_hash(gort_g *g, void **sp, const gort_type *t, const void *p, uintptr_t seed)
{
    string *const *x = p;
    (void)g, (void)sp, (void)t;
    return (uintptr_t)((string_hash(*x) ^ seed) * UINT64_C(0x9e3779b97f4a7c15));
}

/* What gort_map_types_init makes of a map from words to words, as constants: so the compiler knows
 * them in the inline functions. lang_tables_init compares the two. */
static const gort_maptype words_layout = {
    .key_slot_bytes = 8,
    .elem_slot_bytes = 8,
    .bucket_bytes = 8 + 8 * 16 + 8,
    .flags = GORT_MAP_KEY_POINTERS | GORT_MAP_ELEM_POINTERS | GORT_MAP_REFLEXIVE_KEY,
    .key_match = GORT_MAP_MATCH_8,
};

void lang_tables_init(void)
{
    static const size_t first = 0;
    gort_type_init(&type_key, "string", sizeof(value), 8, &first, 1);
    type_key.type.equal = key_equal;
    type_key.type.hashfn = key_hash;
    type_key.type.flags |= GORT_TYPE_REFLEXIVE;
    words_init("map[word]word", &gort_type_unsafe_pointer, &gort_type_unsafe_pointer);
    strings_init("map[string]word", &type_key.type, &gort_type_unsafe_pointer);
    const gort_maptype *made = &words_types.layout, *m = &words_layout;
    if (made->key_slot_bytes != m->key_slot_bytes || made->elem_slot_bytes != m->elem_slot_bytes ||
        made->bucket_bytes != m->bucket_bytes || made->flags != m->flags ||
        made->key_match != m->key_match) {
        fprintf(stderr, "lang: gort's maps have another layout than table.c says\n");
        abort();
    }
}

table *lang_table(lang_state *L)
{
    return lang_object(L, &type_table, K_TABLE);
}

uint32_t lang_count(const table *t)
{
    return (uint32_t)(gort_maplen(t->words) + gort_maplen(t->strings));
}

/* A table's key: NaN is none, since it is not equal to itself. */
static value table_key(lang_state *L, value key)
{
    if (!is_double(key)) return key;
    const double d = to_double(key);
    if (d != d) lang_error(L, "nan is no key");
    return lang_number(d);
}

value lang_get(lang_state *L, table *t, value key, value otherwise)
{
    const value *found;
    if (is_kind(key, K_STRING)) {
        found = strings_get(L->g, lang_sp(L), t->strings, key);
    } else {
        key = table_key(L, key);
        if (!t->words) return otherwise;
        found = gort_mapaccess_fast(&words_layout, t->words, &key);
        if (!found) found = words_get(L->g, lang_sp(L), t->words, key);
    }
    return found && *found ? *found : otherwise; /* zero stands for an absent one's */
}

/* May collect: t, key and v are roots meanwhile. */
void lang_put(lang_state *L, table *t, value key, value v)
{
    lang_push(L, from_object(t));
    lang_push(L, key);
    lang_push(L, v);
    if (is_kind(key, K_STRING)) {
        if (!t->strings) gort_store(L->g, &t->strings, strings_make(L->g, lang_sp(L), 0));
        value *slot = strings_at(L->g, lang_sp(L), t->strings, key);
        lang_store(L, slot, v);
    } else {
        key = table_key(L, key);
        if (!t->words) gort_store(L->g, &t->words, words_make(L->g, lang_sp(L), 0));
        value *slot = gort_mapassign_fast(L->g, &words_layout, t->words, &key);
        if (!slot) slot = words_at(L->g, lang_sp(L), t->words, key);
        lang_store(L, slot, v);
    }
    L->top -= 3;
}

void lang_delete(lang_state *L, table *t, value key)
{
    if (is_kind(key, K_STRING))
        strings_delete(L->g, lang_sp(L), t->strings, key);
    else
        words_delete(L->g, lang_sp(L), t->words, table_key(L, key));
}

/* A map's entries from v[*at] on. An iterator's root is three words of the shadow stack: sp's. */
static void table_copy(lang_state *L, gort_hmap *m, const gort_type *t, vector *v, uint32_t *at)
{
    gort_hiter it;
    memset(&it, 0, sizeof it);
    while (gort_map_step(L->g, lang_sp(L), t, m, &it)) {
        lang_store(L, &v->v[(*at)++], *(value *)it.key);
        lang_store(L, &v->v[(*at)++], *(value *)it.elem);
    }
}

value lang_entries(lang_state *L, table *t)
{
    uint32_t n = 0;
    value *at = lang_push(L, from_object(t));
    vector *v = lang_vector(L, 2 * lang_count(t), V_VOID);
    lang_push(L, from_object(v));
    if (t->words) table_copy(L, t->words, &words_types.map, v, &n);
    if (t->strings) table_copy(L, t->strings, &strings_types.map, v, &n);
    L->top = at;
    return from_object(v);
}
