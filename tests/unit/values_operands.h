/* values_operands.h - the operands of values_table.go, name for name, made by hand-written C: type
 * descriptors as the emitter would write them, values in the heap, rooted in one array.
 *
 * To add an operand: there and in operands_make, under the same name.
 */
#ifndef VALUES_OPERANDS_H
#define VALUES_OPERANDS_H

#include "heap_fixture.h"
#include <math.h>

static const uint8_t first_word[] = {1};

static gort_string str(const char *s)
{
    return (gort_string){(const uint8_t *)s, (intptr_t)strlen(s)};
}

/* ---- Types ------------------------------------------------------------------------------- */

#define NO_POINTERS(KIND, SIZE, NAME)                                                              \
    .size_bytes = SIZE, .kind = GORT_KIND_##KIND, .align = sizeof(void *), .name = NAME,           \
    .equal = gort_type_equal_generic, .hashfn = gort_type_hash_generic
#define POINTERS(KIND, SIZE, MASK, NAME)                                                           \
    NO_POINTERS(KIND, SIZE, NAME), .ptrdata_bytes = SIZE, .ptrmask = MASK, .ptrmask_bytes = SIZE
#define SLICE_TYPE(NAME, ELEM)                                                                     \
    {                                                                                              \
        .size_bytes = sizeof(gort_slice), .ptrdata_bytes = 8, .ptrmask = first_word,               \
        .ptrmask_bytes = sizeof(gort_slice), .kind = GORT_KIND_SLICE, .align = sizeof(void *),     \
        .name = NAME, .elem = ELEM                                                                 \
    }

/* Error and String allocate, so that a collection can fall into them. */
static gort_string color_string(gort_g *gg, void **ssp, void *data)
{
    char digit[1] = {(char)('0' + *(intptr_t *)data)};
    const gort_string parts[] = {str("color"), {(uint8_t *)digit, 1}};
    return gort_concatstrings(gg, ssp, NULL, 2, parts);
}

static gort_string bad_error(gort_g *gg, void **ssp, void *data)
{
    if (!data) gort_panicmem(gg, ssp);
    const gort_string n = gort_strconv_Itoa(gg, ssp, *(intptr_t *)data);
    const gort_string parts[] = {str("bad "), n};
    return gort_concatstrings(gg, ssp, NULL, 2, parts);
}

static const gort_method color_methods[] = {
    {"String", &gort_type_string_func, (void (*)(void))color_string, NULL}};
static const gort_method bad_methods[] = {
    {"Error", &gort_type_string_func, (void (*)(void))bad_error, NULL}};

static const gort_type t_color = {NO_POINTERS(INT, sizeof(intptr_t), "main.Color"),
                                  .flags = GORT_TYPE_NAMED, .methods = color_methods,
                                  .nmethods = 1};
static const gort_field bad_fields[] = {{"N", &gort_type_int, 0, 0}};
static const gort_type t_bad = {NO_POINTERS(STRUCT, sizeof(intptr_t), "main.Bad"), .len = 1,
                                .fields = bad_fields};
static const gort_type t_bad_ptr = {POINTERS(PTR, sizeof(void *), first_word, "*main.Bad"),
                                    .elem = &t_bad, .flags = GORT_TYPE_DIRECT,
                                    .methods = bad_methods, .nmethods = 1};
static const gort_type t_name = {.size_bytes = 16,
                                 .ptrdata_bytes = 8,
                                 .ptrmask = first_word,
                                 .ptrmask_bytes = 16,
                                 .kind = GORT_KIND_STRING,
                                 .align = sizeof(void *),
                                 .name = "main.Name",
                                 .equal = gort_type_equal_generic,
                                 .hashfn = gort_type_hash_generic};
static const gort_field p_fields[] = {{"X", &gort_type_int, 0, 0},
                                      {"Y", &gort_type_int, sizeof(intptr_t), 0}};
static const gort_type t_p = {NO_POINTERS(STRUCT, 2 * sizeof(intptr_t), "main.P"), .len = 2,
                              .fields = p_fields};
static const gort_type t_p_ptr = {POINTERS(PTR, sizeof(void *), first_word, "*main.P"),
                                  .elem = &t_p, .flags = GORT_TYPE_DIRECT};
static const gort_type t_ints = SLICE_TYPE("[]int", &gort_type_int);
static const gort_type t_strings = SLICE_TYPE("[]string", &gort_type_string);
static const gort_type t_any = SLICE_TYPE("[]interface {}", &gort_type_eface);
static const gort_type t_bools = {.size_bytes = 2,
                                  .kind = GORT_KIND_ARRAY,
                                  .align = 1,
                                  .name = "[2]bool",
                                  .elem = &gort_type_bool,
                                  .len = 2};

typedef struct value_n {
    gort_string name;
    intptr_t C, c;
    gort_eface I;
    intptr_t p[2];
    gort_slice S;
} value_n;
static const gort_field n_fields[] = {
    {"Name", &gort_type_string, offsetof(value_n, name), 0},
    {"C", &t_color, offsetof(value_n, C), 0},
    {"c", &t_color, offsetof(value_n, c), 0},
    {"I", &gort_type_eface, offsetof(value_n, I), 0},
    {"p", &t_p, offsetof(value_n, p), 0},
    {"S", &t_strings, offsetof(value_n, S), 0},
};
/* Words: name 0, I.data 5, S 8. */
static const uint8_t n_mask[] = {1 | 1 << 5, 1};
static const gort_type t_n = {POINTERS(STRUCT, sizeof(value_n), n_mask, "main.N"), .len = 6,
                              .fields = n_fields};

static gort_map_types t_map_si, t_map_fc;

/* ---- Values ------------------------------------------------------------------------------ */

enum { MAX_OPERANDS = 64 };
static const char *operand_names[MAX_OPERANDS];
static gort_eface operand_values[MAX_OPERANDS];
static int operand_count;

/* Adds a value; its data word becomes a root. */
static void operand(const char *name, const gort_type *t, const void *val)
{
    ck_assert_int_lt(operand_count, MAX_OPERANDS);
    gort_eface e = {t, NULL};
    if (t && t->flags & GORT_TYPE_DIRECT)
        e.data = *(void *const *)val;
    else if (t)
        e.data = gort_convT(g, sp, t, val);
    operand_names[operand_count] = name;
    operand_values[operand_count++] = e;
    *sp++ = e.data;
}

#define INTEGER(NAME, TYPE, CTYPE, V) operand(NAME, &gort_type_##TYPE, &(CTYPE){V})
#define FLOAT64(NAME, V)              operand(NAME, &gort_type_float64, &(double){V})
#define STRING(NAME, V)                                                                            \
    operand(NAME, &gort_type_string, &(gort_string){(const uint8_t *)(V), (intptr_t)sizeof(V) - 1})

static void operands_scalar(void)
{
    operand("nil", NULL, NULL);
    INTEGER("int_0", int, intptr_t, 0);
    INTEGER("int_42", int, intptr_t, 42);
    INTEGER("int_neg", int, intptr_t, -1234567);
#if INTPTR_MAX == INT64_MAX
    INTEGER("int_min", int, intptr_t, INT64_MIN);
    INTEGER("int_big", int, intptr_t, (intptr_t)1 << 40);
#endif
    INTEGER("int8_neg", int8, int8_t, -5);
    INTEGER("uint8_200", uint8, uint8_t, 200);
    INTEGER("uint64_max", uint64, uint64_t, UINT64_MAX);
    INTEGER("int32_rune", int32, int32_t, 'x');
    INTEGER("int32_wide", int32, int32_t, 0x4e16);
    INTEGER("true", bool, bool, true);
    INTEGER("false", bool, bool, false);
    FLOAT64("f_0", 0.0);
    FLOAT64("f_1", 1.0);
    FLOAT64("f_half", -2.5);
    FLOAT64("f_big", 1e21);
    FLOAT64("f_1e6", 1e6);
    FLOAT64("f_1e20", 123456789e12);
    FLOAT64("f_third", 1.0 / 3);
    FLOAT64("f_tiny", 5e-324);
    FLOAT64("f_inf", HUGE_VAL);
    FLOAT64("f_ninf", -HUGE_VAL);
    FLOAT64("f_nan", (double)NAN);
    FLOAT64("f_negzero", -0.0);
    operand("f32_third", &gort_type_float32, &(float){1.0f / 3});
    FLOAT64("f_small", 0.00001234);
    STRING("s_empty", "");
    STRING("s_hello", "hello");
    STRING("s_utf8", "h\303\251llo, \344\270\226\347\225\214");
    STRING("s_ctl", "a\tb\"c`\0\177\377\342\200\213");
    static char text[1500];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "long "[i % 5];
    operand("s_long", &gort_type_string, &(gort_string){(uint8_t *)text, sizeof text});
    static uint8_t bytes[] = "hi\377";
    operand("bytes", &gort_type_byte_slice, &(gort_slice){bytes, 3, 3});
    operand("bytes_nil", &gort_type_byte_slice, &(gort_slice){NULL, 0, 0});
}

static void operands_composite(void)
{
    operand("color", &t_color, &(intptr_t){3});
    operand("name", &t_name, &(gort_string){(const uint8_t *)"nm", 2});
    intptr_t *bad = gort_new(g, sp, &t_bad);
    *bad = 7;
    operand("err", &t_bad_ptr, &bad);
    const gort_iface boom = gort_errors_New(g, sp, str("boom"));
    operand("err_new", boom.tab->type, &boom.data);
    operand("p", &t_p, (intptr_t[]){1, -2});
    intptr_t *p = gort_new(g, sp, &t_p), *nil = NULL;
    p[0] = 1, p[1] = -2;
    operand("pp", &t_p_ptr, &p);
    operand("pp_nil", &t_p_ptr, &nil);
    static gort_string xy[] = {{(const uint8_t *)"x", 1}, {(const uint8_t *)"y z", 3}};
    static const intptr_t five = 5;
    operand("n", &t_n,
            &(value_n){
                str("a b"), 1, 2, {&gort_type_int, (void *)(uintptr_t)&five}, {3, 4}, {xy, 2, 2}});
    operand("n_nil", &t_n, &(value_n){0});
    static intptr_t ints[] = {1, -2, 3};
    operand("ints", &t_ints, &(gort_slice){ints, 3, 3});
    operand("ints_nil", &t_ints, &(gort_slice){NULL, 0, 0});
    operand("ints_empty", &t_ints, &(gort_slice){ints, 0, 0});
    static gort_string strings[] = {{(const uint8_t *)"a", 1}, {(const uint8_t *)"b c", 3}};
    operand("strings", &t_strings, &(gort_slice){strings, 2, 2});
    operand("array", &t_bools, (bool[]){true, false});
    static const intptr_t one = 1, two = 2;
    static const double half = 2.5;
    static const gort_string a = {(const uint8_t *)"a", 1};
    gort_slice any = gort_makeslice(g, sp, &gort_type_eface, 5, 5);
    gort_eface *e = any.ptr;
    e[0] = (gort_eface){&gort_type_int, (void *)(uintptr_t)&one};
    e[1] = (gort_eface){&gort_type_string, (void *)(uintptr_t)&a};
    e[3] = (gort_eface){&t_color, (void *)(uintptr_t)&two};
    e[4] = (gort_eface){&gort_type_float64, (void *)(uintptr_t)&half};
    operand("any", &t_any, &any);
}

static void operands_maps(void)
{
    gort_map_types_init(&t_map_si, "map[string]int", &gort_type_string, &gort_type_int);
    gort_map_types_init(&t_map_fc, "map[float64]main.Color", &gort_type_float64, &t_color);
    gort_hmap *m = gort_makemap(g, sp, &t_map_si.map, 0, NULL), *nil = NULL;
    operand("map_si", &t_map_si.map, &m);
    static const char *const keys[] = {"b", "a", "c"};
    static const intptr_t values[] = {2, 1, 3};
    for (int i = 0; i < 3; i++) {
        const gort_string key = str(keys[i]);
        *(intptr_t *)gort_mapassign(g, sp, &t_map_si.map, m, &key) = values[i];
    }
    operand("map_nil", &t_map_si.map, &nil);
    m = gort_makemap(g, sp, &t_map_fc.map, 0, NULL);
    operand("map_fc", &t_map_fc.map, &m);
    static const double floats[] = {2, 1, -1};
    static const intptr_t colors[] = {1, 2, 0};
    for (int i = 0; i < 3; i++)
        *(intptr_t *)gort_mapassign(g, sp, &t_map_fc.map, m, &floats[i]) = colors[i];
}

static void operands_make(void)
{
    operand_count = 0;
    operands_scalar();
    operands_composite();
    operands_maps();
}

static gort_eface operand_named(const char *name)
{
    for (int i = 0; i < operand_count; i++)
        if (strcmp(operand_names[i], name) == 0) return operand_values[i];
    ck_abort_msg("no operand %s", name);
}

#endif
