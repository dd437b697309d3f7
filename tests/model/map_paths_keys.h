/* map_paths_keys.h - the kinds of keys and elems of test_map_paths.c, each as a program has them:
 * with the hash and the comparison of its type, so that the map takes the way made for it.
 *
 * A key is made of a number and the number can be read from it. What a key or elem refers to is
 * fresh in the heap, and an elem names its key and version: an object that was freed too early, or
 * landed under another key, is noticed. Another kind is a line in `key_types` or `elem_types` and
 * its cases below. */
#ifndef MAP_PATHS_KEYS_H
#define MAP_PATHS_KEYS_H

#include "../unit/map_support.h"
#include <math.h>

enum { KEYS = 3000 };

/* ---- Types -------------------------------------------------------------------------------- */

typedef struct box {
    int64_t key, version;
    void *self; /* its own address: makes it an object with pointers */
} box;
typedef struct named {
    int32_t n;
    gort_string s;
    double f;
} named;
typedef struct entry {
    gort_string s;
    int64_t n;
} entry;
typedef struct inner {
    int64_t blank;
    entry e;
} inner;
typedef struct nested {
    uint8_t n;
    int32_t blank;
    inner in;
    gort_eface e;
} nested;
typedef struct held { /* an elem that lies in the bucket */
    int64_t version;
    box *b;
    int64_t key;
} held;
typedef struct large { /* one that does not */
    box *b;
    int64_t words[20];
} large;

static const uint8_t mask_1[] = {0x01}, mask_box[] = {WORD_BIT(box, self)},
                     mask_named[] = {WORD_BIT(named, s)}, mask_held[] = {WORD_BIT(held, b)},
                     mask_inner[] = {WORD_BIT(inner, e)}, mask_strings[] = {0x05},
                     mask_nested[] = {(uint8_t)(WORD_BIT(nested, in.e) | WORD_BIT(nested, e.data)),
                                      WORD_BIT(nested, e.data) >> 8};
#define POINTERS(MASK, BYTES) .ptrdata_bytes = BYTES, .ptrmask = MASK, .ptrmask_bytes = BYTES
#define PLAIN(SIZE, ALIGN)                                                                         \
    .size_bytes = SIZE, .kind = GORT_KIND_STRUCT, .align = ALIGN,                                  \
    .flags = GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE, .equal = gort_type_equal_mem,               \
    .hashfn = gort_type_hash_mem
#define GENERIC(KIND, SIZE)                                                                        \
    .size_bytes = SIZE, .kind = KIND, .align = sizeof(void *), .equal = gort_type_equal_generic,   \
    .hashfn = gort_type_hash_generic

static const gort_type type_box = {POINTERS(mask_box, sizeof(box)), .size_bytes = sizeof(box),
                                   .kind = GORT_KIND_STRUCT, .align = sizeof(void *),
                                   .name = "box"};
static const gort_field halves[] = {
    {"a", &gort_type_int32, 0, 0}, {"b", &gort_type_int32, 4, 0}, {"c", &gort_type_int32, 8, 0}};
static const gort_type type_12 = {PLAIN(12, 4), .name = "struct { a, b, c int32 }", .len = 3,
                                  .fields = halves};
static const gort_type type_16 = {PLAIN(16, sizeof(void *)), .name = "[2]int64"};
static const gort_type type_24 = {PLAIN(24, sizeof(void *)), .name = "[3]int64"};
static const gort_type type_136 = {PLAIN(136, sizeof(void *)), .name = "[17]int64"};
static const gort_type type_complex = {GENERIC(GORT_KIND_COMPLEX128, 16), .name = "complex128"};
static const gort_type type_strings = {GENERIC(GORT_KIND_ARRAY, 2 * sizeof(gort_string)),
                                       POINTERS(mask_strings, 3 * sizeof(void *)),
                                       .name = "[2]string", .len = 2, .elem = &gort_type_string};
static const gort_field named_fields[] = {
    {"n", &gort_type_int32, offsetof(named, n), 0},
    {"s", &gort_type_string, offsetof(named, s), 0},
    {"f", &gort_type_float64, offsetof(named, f), 0},
};
static const gort_type type_named = {GENERIC(GORT_KIND_STRUCT, sizeof(named)),
                                     POINTERS(mask_named, WORD_END(named, s)), .name = "named",
                                     .len = 3, .fields = named_fields};

static const gort_field entry_fields[] = {
    {"s", &gort_type_string, offsetof(entry, s), 0},
    {"n", &gort_type_int64, offsetof(entry, n), 0},
};
static const gort_type type_entry = {GENERIC(GORT_KIND_STRUCT, sizeof(entry)),
                                     POINTERS(mask_1, sizeof(void *)), .name = "entry", .len = 2,
                                     .fields = entry_fields};
static const gort_field inner_fields[] = {{"_", &gort_type_int64, 0, 0}, {"e", &type_entry, 8, 0}};
static const gort_type type_inner = {GENERIC(GORT_KIND_STRUCT, sizeof(inner)),
                                     POINTERS(mask_inner, WORD_END(inner, e)), .name = "inner",
                                     .len = 2, .fields = inner_fields};
static const gort_field nested_fields[] = {
    {"n", &gort_type_uint8, offsetof(nested, n), 0},
    {"_", &gort_type_int32, offsetof(nested, blank), 0},
    {"in", &type_inner, offsetof(nested, in), 0},
    {"e", &gort_type_eface, offsetof(nested, e), 0},
};
static const gort_type type_nested = {GENERIC(GORT_KIND_STRUCT, sizeof(nested)),
                                      POINTERS(mask_nested, sizeof(nested)), .name = "nested",
                                      .len = 4, .fields = nested_fields};

static const gort_type type_none = {.kind = GORT_KIND_STRUCT, .align = 1, .name = "struct {}"};
static const gort_type type_held = {POINTERS(mask_held, WORD_END(held, b)),
                                    .size_bytes = sizeof(held), .kind = GORT_KIND_STRUCT,
                                    .align = sizeof(void *), .name = "held"};
static const gort_type type_large = {POINTERS(mask_1, sizeof(void *)), .size_bytes = sizeof(large),
                                     .kind = GORT_KIND_STRUCT, .align = sizeof(void *),
                                     .name = "large"};
static const gort_itab number_error = {.inter = &gort_type_error, .type = &gort_type_uint64};

typedef enum key_kind {
    UINT8,
    UINT16,
    UINT32,
    INT64,
    BYTES_12,
    BYTES_16,
    BYTES_24,
    BYTES_136, /* indirect */
    POINTER,
    STRING,
    FLOAT32, /* with NaN and both zeros */
    FLOAT64,
    COMPLEX,
    INTERFACE, /* numbers, strings, floats, pointers, and structs, whose hash takes a call */
    ERROR,     /* an interface with methods */
    ENTRY,     /* a string and a number */
    STRUCT,    /* a number, a string and a float */
    NESTED,    /* a number, such an entry in a struct, an interface, blank fields */
    ARRAY,
    KEY_KINDS
} key_kind;
static const gort_type *const key_types[KEY_KINDS] = {
    [UINT8] = &gort_type_uint8,
    [UINT16] = &gort_type_uint16,
    [UINT32] = &gort_type_uint32,
    [INT64] = &gort_type_int64,
    [BYTES_12] = &type_12,
    [BYTES_16] = &type_16,
    [BYTES_24] = &type_24,
    [BYTES_136] = &type_136,
    [POINTER] = &gort_type_unsafe_pointer,
    [STRING] = &gort_type_string,
    [FLOAT32] = &gort_type_float32,
    [FLOAT64] = &gort_type_float64,
    [COMPLEX] = &type_complex,
    [INTERFACE] = &gort_type_eface,
    [ERROR] = &gort_type_error,
    [ENTRY] = &type_entry,
    [STRUCT] = &type_named,
    [NESTED] = &type_nested,
    [ARRAY] = &type_strings,
};

typedef enum elem_kind { NONE, BYTE, NUMBER, BOX, HELD, LARGE, ELEM_KINDS } elem_kind;
static const gort_type *const elem_types[ELEM_KINDS] = {
    [NONE] = &type_none,         [BYTE] = &gort_type_uint8,
    [NUMBER] = &gort_type_int64, [BOX] = &gort_type_unsafe_pointer,
    [HELD] = &type_held,         [LARGE] = &type_large,
};

typedef union cell {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32, u32s[3];
    int64_t i, words[17];
    float f32;
    double f64, f64s[2];
    void *p;
    gort_string s[2];
    gort_eface e;
    gort_iface err;
    named n;
    entry entry;
    nested nested;
} cell;

/* ---- Keys --------------------------------------------------------------------------------- */

#define MUST(condition, ...)                                                                       \
    do {                                                                                           \
        if (GORT_UNLIKELY(!(condition))) ck_abort_msg(__VA_ARGS__);                                \
    } while (0)

/* The objects that keys which are pointers point to: number k's is in places[k], a root. */
static box **places;

/* Key numbers are below this. */
static int64_t keys_of(key_kind kind)
{
    return kind == UINT8 ? 250 : KEYS;
}

enum { TEXT_BYTES = 11 };

/* The text of number k, in fresh memory of the heap, which *into leads to afterwards. */
static void make_text(gort_string *into, int64_t k)
{
    const gort_slice b = gort_makeslice(C.g, C.sp, &gort_type_uint8, TEXT_BYTES, TEXT_BYTES);
    uint8_t *t = (uint8_t *)b.ptr;
    memcpy(t, "the ", 4);
    for (int i = TEXT_BYTES - 1; i >= 4; i--, k /= 10) /* they differ in the first 8 or behind */
        t[i] = (uint8_t)('0' + k % 10);
    *into = (gort_string){t, TEXT_BYTES};
}

static int64_t text_number(gort_string s)
{
    MUST(s.len == TEXT_BYTES && memcmp(s.ptr, "the ", 4) == 0, "a key's text is damaged");
    int64_t k = 0;
    for (int i = 4; i < TEXT_BYTES; i++)
        k = 10 * k + s.ptr[i] - '0';
    return k;
}

/* Puts key number k into *c, which is a root. */
static void make_key(cell *c, key_kind kind, int64_t k)
{
    memset(c, 0, sizeof *c);
    switch (kind) {
    case UINT8: c->u8 = (uint8_t)k; break;
    case UINT16: c->u16 = (uint16_t)(k * 21); break;
    case UINT32: c->u32 = (uint32_t)k << 16; break;
    case INT64: c->i = k - 1000; break;
    case BYTES_12: c->u32s[k % 3] = (uint32_t)(k + 1); break;
    case BYTES_16: c->words[k % 2] = k + 1; break;
    case BYTES_24: c->words[k % 3] = k + 1; break;
    case BYTES_136: c->words[k % 17] = k + 1; break;
    case POINTER: c->p = places[k]; break;
    case STRING: /* one is empty */
        if (k) make_text(&c->s[0], k);
        break;
    case FLOAT32: c->f32 = k ? (float)k / 4 : fixture_rand() % 2 ? -0.0f : 0.0f; break;
    case FLOAT64: c->f64 = k ? (double)k / 4 : fixture_rand() % 2 ? -0.0 : 0.0; break;
    case COMPLEX:
        c->f64s[0] = (double)(k / 2);
        c->f64s[1] = k % 2 ? 1 : fixture_rand() % 2 ? -0.0 : 0.0;
        break;
    case INTERFACE: {
        static const gort_type *const held_types[] = {&gort_type_int64, &gort_type_string,
                                                      &gort_type_float64, &gort_type_unsafe_pointer,
                                                      &type_entry};
        const gort_type *t = held_types[k % 5];
        void *data = t->flags & GORT_TYPE_DIRECT ? places[k] : gort_new(C.g, C.sp, t);
        c->e = (gort_eface){t, data};
        if (k % 5 == 0) *(int64_t *)data = k;
        if (k % 5 == 2) *(double *)data = (double)k;
        if (k % 5 == 1 || k % 5 == 4) {
            gort_string s;
            make_text(&s, k);
            gort_store(C.g, &((gort_string *)data)->ptr, (void *)(uintptr_t)s.ptr);
            ((gort_string *)data)->len = s.len;
        }
        break;
    }
    case ERROR:
        c->err = (gort_iface){&number_error, gort_new(C.g, C.sp, &gort_type_uint64)};
        *(uint64_t *)c->err.data = (uint64_t)k;
        break;
    case ENTRY: /* those of one text fill a bucket, and so do those of one number */
        make_text(&c->entry.s, k % 50);
        c->entry.n = k / 50;
        break;
    case NESTED: /* they differ in one part; blank fields in nothing */
        make_text(&c->nested.in.e.s, k / 64);
        c->nested.n = k % 4;
        c->nested.in.e.n = k / 4 % 4;
        c->nested.blank = (int32_t)fixture_rand();
        c->nested.in.blank = (int64_t)fixture_rand();
        if (k / 16 % 4 > 0) {
            static const gort_type *const held_types[] = {&gort_type_int64, &gort_type_uint64,
                                                          &type_entry};
            const gort_type *t = held_types[k / 16 % 4 - 1];
            c->nested.e = (gort_eface){t, gort_new(C.g, C.sp, t)};
        }
        break;
    case STRUCT: /* they differ in one field */
        make_text(&c->n.s, k / 4);
        c->n.n = k % 2;
        c->n.f = k / 2 % 2;
        break;
    default: /* ARRAY: in one element */
        make_text(&c->s[0], k / 16);
        make_text(&c->s[1], k % 16);
        break;
    }
}

enum { NAN_KEY = -2 };

/* The number of the key at p, NAN_KEY for NaN. */
static int64_t key_number(key_kind kind, const void *p)
{
    cell copy; /* in a bucket it lies anywhere */
    memcpy(&copy, p, key_types[kind]->size_bytes);
    const cell *c = &copy;
    int64_t k = -1;
    switch (kind) {
    case UINT8: return c->u8;
    case UINT16: return c->u16 / 21;
    case UINT32: return c->u32 >> 16;
    case INT64: return c->i + 1000;
    case BYTES_12: return (int64_t)c->u32s[0] + c->u32s[1] + c->u32s[2] - 1;
    case BYTES_16: return c->words[0] + c->words[1] - 1;
    case BYTES_24: return c->words[0] + c->words[1] + c->words[2] - 1;
    case BYTES_136:
        for (int i = 0; i < 17; i++)
            k += c->words[i];
        return k;
    case POINTER: return ((const box *)c->p)->key;
    case STRING: return c->s[0].len ? text_number(c->s[0]) : 0;
    case FLOAT32: return isnan(c->f32) ? NAN_KEY : (int64_t)(c->f32 * 4);
    case FLOAT64: return isnan(c->f64) ? NAN_KEY : (int64_t)(c->f64 * 4);
    case COMPLEX: return 2 * (int64_t)c->f64s[0] + (int64_t)c->f64s[1];
    case INTERFACE:
        if (c->e.type == &gort_type_unsafe_pointer) return ((const box *)c->e.data)->key;
        if (c->e.type == &gort_type_int64) return *(const int64_t *)c->e.data;
        if (c->e.type == &gort_type_float64) return (int64_t) * (const double *)c->e.data;
        /* a text, or an entry, which begins with it */
        return text_number(*(const gort_string *)c->e.data);
    case ERROR: return *(const int64_t *)c->err.data;
    case ENTRY: return 50 * c->entry.n + text_number(c->entry.s);
    case NESTED:
        k = 64 * text_number(c->nested.in.e.s) + 4 * c->nested.in.e.n + c->nested.n;
        if (!c->nested.e.type) return k;
        if (c->nested.e.type == &gort_type_int64) return k + 16;
        return k + 16 * (c->nested.e.type == &type_entry ? 3 : 2);
    case STRUCT: return 4 * text_number(c->n.s) + c->n.n + 2 * (int64_t)c->n.f;
    default: return 16 * text_number(c->s[0]) + text_number(c->s[1]);
    }
}

/* ---- Elems -------------------------------------------------------------------------------- */

static bool elem_has_box(elem_kind kind)
{
    return kind >= BOX;
}

static box *new_box(int64_t key, int64_t version)
{
    box *b = (box *)gort_new(C.g, C.sp, &type_box);
    b->key = key;
    b->version = version;
    gort_store(C.g, &b->self, b);
    return b;
}

static uint8_t byte_of(int64_t key, int64_t version)
{
    return (uint8_t)(31 * version + key) | 1;
}

/* As emitted code stores it. b: the elem's box. */
static void store_elem(elem_kind kind, void *e, box *b, int64_t key, int64_t version)
{
    switch (kind) {
    case NONE: break;
    case BYTE: *(uint8_t *)e = byte_of(key, version); break;
    case NUMBER: *(int64_t *)e = version << 16 | (key & 0xffff); break;
    case BOX: gort_store(C.g, e, b); break;
    case HELD:
        ((held *)e)->version = version;
        ((held *)e)->key = key;
        gort_store(C.g, &((held *)e)->b, b);
        break;
    default:
        gort_store(C.g, &((large *)e)->b, b);
        for (int i = 0; i < 20; i++)
            ((large *)e)->words[i] = key + version + i;
    }
}

static bool elem_is(elem_kind kind, const void *e, int64_t key, int64_t version)
{
    const box *b;
    switch (kind) {
    case NONE: return true;
    case BYTE: return *(const uint8_t *)e == byte_of(key, version);
    case NUMBER: return *(const int64_t *)e == (version << 16 | (key & 0xffff));
    case BOX: b = *(box *const *)e; break;
    case HELD:
        if (((const held *)e)->version != version || ((const held *)e)->key != key) return false;
        b = ((const held *)e)->b;
        break;
    default:
        for (int i = 0; i < 20; i++)
            if (((const large *)e)->words[i] != key + version + i) return false;
        b = ((const large *)e)->b;
    }
    return b && b->self == b && b->key == key && b->version == version;
}

static bool elem_is_zero(elem_kind kind, const void *e)
{
    static const large zero;
    return memcmp(e, &zero, elem_types[kind]->size_bytes) == 0;
}

#endif
