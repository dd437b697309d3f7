/* map_user.c - maps in a C program with map types made at run time (gort_map_types_init): what is
 * inline, then what is called, as gort_map_inline.h says. convention.sh compiles it with every C
 * compiler without a warning: a key smaller than the largest that the inline code knows is read as
 * far as it goes.
 */
#include "gort_map_inline.h"
#include <stdio.h>
#include <stdlib.h>

enum { KEYS = 3000 };

typedef struct bytes3 {
    uint8_t b[3];
} bytes3;
typedef struct pair {
    int64_t a, b;
} pair;

#define MEMORY_TYPE(size, alignment)                                                               \
    {                                                                                              \
        .size_bytes = size, .kind = GORT_KIND_STRUCT, .align = alignment,                          \
        .flags = GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE, .name = "key",                          \
        .equal = gort_type_equal_mem, .hashfn = gort_type_hash_mem                                 \
    }
static const gort_type type_bytes3 = MEMORY_TYPE(3, 1), type_pair = MEMORY_TYPE(16, 8);

/* Of parts: their functions are the generic ones. */
typedef struct entry {
    int32_t n;
    gort_string text;
} entry;
static const gort_field entry_fields[] = {
    {"n", &gort_type_int32, offsetof(entry, n), 0},
    {"text", &gort_type_string, offsetof(entry, text), 0},
};
static const uint8_t entry_mask[] = {0x02};
static const gort_type type_entry = {
    .size_bytes = sizeof(entry),
    .ptrdata_bytes = 2 * sizeof(void *),
    .ptrmask = entry_mask,
    .ptrmask_bytes = 2 * sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .flags = GORT_TYPE_REFLEXIVE,
    .name = "entry",
    .len = 2,
    .fields = entry_fields,
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
};

static char texts[KEYS][12], places[KEYS];
static int32_t numbers[KEYS];

static gort_string text_key(int i)
{
    return (gort_string){(const uint8_t *)texts[i], snprintf(texts[i], sizeof texts[i], "%d", i)};
}

static gort_eface any_key(int i)
{
    numbers[i] = i;
    gort_eface e = {&gort_type_int32, &numbers[i]};
    if (i % 2) e = (gort_eface){&gort_type_unsafe_pointer, &places[i]};
    return e;
}

/* Each function has all keys in, every third out, and gives the sum of what is left; 0: a key that
 * is out was found. */
#define USER(name, ktype, ...)                                                                     \
    static int64_t name(gort_g *g, void **sp, const gort_type *t)                                  \
    {                                                                                              \
        int64_t sum = 0, seen = 0;                                                                 \
        gort_hmap *h = gort_makemap_small(g, sp, t);                                               \
        sp[0] = h;                                                                                 \
        sp++;                                                                                      \
        for (int i = 0; i < KEYS; i++) {                                                           \
            ktype key = __VA_ARGS__;                                                               \
            int64_t *e = (int64_t *)gort_mapassign_fast(g, t->map, h, &key);                       \
            if (!e) e = (int64_t *)gort_mapassign(g, sp, t, h, &key);                              \
            *e += i;                                                                               \
        }                                                                                          \
        for (int i = 0; i < KEYS; i += 3) {                                                        \
            ktype key = __VA_ARGS__;                                                               \
            if (!gort_mapdelete_fast(g, t->map, h, &key)) gort_mapdelete(g, sp, t, h, &key);       \
        }                                                                                          \
        for (int i = 0; i < KEYS; i++) {                                                           \
            ktype key = __VA_ARGS__;                                                               \
            gort_mapahead_fast(t->map, h, &key, 0, 1);                                             \
            const int64_t *e = (const int64_t *)gort_mapaccess_fast(t->map, h, &key);              \
            if (!e) e = (const int64_t *)gort_mapaccess1(g, sp, t, h, &key);                       \
            if (*e != (i % 3 ? i : 0)) return 0;                                                   \
            sum += *e;                                                                             \
        }                                                                                          \
        gort_hiter it;                                                                             \
        memset(&it, 0, sizeof it);                                                                 \
        sp[0] = GORT_TYPE_WORD(&gort_type_hiter);                                                  \
        sp[1] = &it;                                                                               \
        sp += 2;                                                                                   \
        gort_mapiterinit(g, sp, t, h, &it);                                                        \
        gort_mapcursor at = gort_mapcursor_of(&it);                                                \
        while (at.key) {                                                                           \
            seen += *(const int64_t *)at.elem;                                                     \
            if (!gort_mapiternext_fast(t->map, &it, &at)) gort_mapiternext_at(g, sp, &it, &at);    \
        }                                                                                          \
        return seen == sum ? sum : 0;                                                              \
    }

USER(use_word, uint64_t, (uint64_t)i * 77)
USER(use_half, uint32_t, (uint32_t)i * 77)
USER(use_short, uint16_t, (uint16_t)i)
USER(use_bytes3, bytes3, {{(uint8_t)i, (uint8_t)(i >> 8), 1}})
USER(use_pair, pair, {i, -1})
USER(use_pointer, void *, &places[i])
USER(use_text, gort_string, text_key(i))
USER(use_float, float, (float)i / 2)
USER(use_double, double, i / 2.0)
USER(use_entry, entry, {i % 2, text_key(i / 2)})
USER(use_any, gort_eface, any_key(i))

static gort_map_types types;
static int tests_run, tests_failed;

static void check_sum(const char *what, int64_t sum)
{
    int64_t want = 0;
    for (int i = 0; i < KEYS; i++)
        want += i % 3 ? i : 0;
    tests_run++;
    tests_failed += sum != want;
    printf("%sok %d - %s\n", sum == want ? "" : "not ", tests_run, what);
}

static void main_main(gort_g *g, void **sp)
{
    static const struct {
        const gort_type *key;
        int64_t (*use)(gort_g *g, void **sp, const gort_type *t);
        const char *name;
    } all[] = {
        {&gort_type_uint64, use_word, "uint64"},
        {&gort_type_uint32, use_half, "uint32"},
        {&gort_type_uint16, use_short, "uint16"},
        {&type_bytes3, use_bytes3, "3 bytes"},
        {&type_pair, use_pair, "16 bytes"},
        {&gort_type_unsafe_pointer, use_pointer, "pointer"},
        {&gort_type_string, use_text, "string"},
        {&gort_type_float32, use_float, "float32"},
        {&gort_type_float64, use_double, "float64"},
        {&type_entry, use_entry, "int32 and string"},
        {&gort_type_eface, use_any, "interface"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        gort_map_types_init(&types, "map[key]int64", all[i].key, &gort_type_int64);
        check_sum(all[i].name, all[i].use(g, sp, &types.map));
    }
}

int main(int argc, char **argv)
{
    gort_config c;
    gort_config_init(&c);
    c.debug = getenv("GORT_TEST_DEBUG");
    gort_runtime *rt = gort_runtime_new(&c);
    if (!rt) return 1;
    const int status = gort_main(rt, argc, argv, main_main);
    gort_runtime_free(rt);
    printf("1..%d\n", tests_run);
    return status != 0 || tests_failed != 0;
}
