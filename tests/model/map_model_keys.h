/* map_model_keys.h - the kinds of maps of the model, and their keys and elems: making the key of a
 * number, reading the number of a key, telling whether an elem is the one that was stored.
 *
 * Every value is a box that names its key and version, so that a box that was freed too early or
 * landed under another key is noticed. */
#ifndef MAP_MODEL_KEYS_H
#define MAP_MODEL_KEYS_H

#include "../unit/map_support.h"
#include <math.h>

enum { KEYS = 3000, OPERATIONS = 40000, NANS = 300 };
#ifdef __SANITIZE_ADDRESS__
enum {
    SHARE = 4
}; /* what is slow does a quarter, or as much as a run needs to see all (saw_all) */
#else
enum { SHARE = 1 };
#endif
/* Churn: just below what makes a map of 32 buckets grow. The entries move from one of its chains to
 * the next, each leaving overflow buckets behind, which makes it grow to the same size. */
enum { CHURN_COUNT = 205, CHURN_CHAINS = 4, CHURN_WAVE = 700 };
/* A range that changes the map ends some time. */
enum { MAX_CHANGES = 400 };

typedef struct box {
    int64_t key, version;
    void *self; /* its own address: makes it an object with pointers */
} box;
static const uint8_t box_mask[] = {WORD_BIT(box, self)};
static const gort_type type_box = {
    .size_bytes = sizeof(box),
    .ptrdata_bytes = sizeof(box),
    .ptrmask = box_mask,
    .ptrmask_bytes = sizeof(box),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "box",
};

typedef struct big {
    int64_t id;
    box *b;
    uint8_t rest[120];
} big;
static const uint8_t big_mask[] = {WORD_BIT(big, b)};

typedef enum model_kind {
    INT_TO_BOX,
    STRING_TO_BOX,
    INT_TO_INT, /* pointer-free: overflow lists */
    BIG_TO_BIG, /* indirect keys and elems */
    FRAME_MAP,  /* header and first bucket in a frame */
    INTERFACE_TO_BOX,
    ARRAY_TO_BOX,  /* [2]interface{} */
    STRUCT_TO_BOX, /* struct { n int64; e interface{}; i error } */
    FLOAT_TO_BOX,  /* with NaN and both zeros */
    CHURN_TO_BOX,  /* as many assigned as deleted: same-size growth */
    CHURN_TO_INT,
    KINDS
} model_kind;
static const char *const kind_names[KINDS] = {
    [INT_TO_BOX] = "int",
    [STRING_TO_BOX] = "string",
    [INT_TO_INT] = "numbers",
    [BIG_TO_BIG] = "big",
    [FRAME_MAP] = "frame",
    [INTERFACE_TO_BOX] = "interface",
    [ARRAY_TO_BOX] = "array",
    [STRUCT_TO_BOX] = "struct",
    [FLOAT_TO_BOX] = "nan",
    [CHURN_TO_BOX] = "churn",
    [CHURN_TO_INT] = "churn_numbers",
};

typedef struct parts {
    int64_t n;
    gort_eface e;
    gort_iface i;
} parts;
static const gort_field part_fields[] = {
    {"n", &gort_type_int64, offsetof(parts, n), 0},
    {"e", &gort_type_eface, offsetof(parts, e), 0},
    {"i", &gort_type_error, offsetof(parts, i), 0},
};
static const uint8_t parts_mask[] = {WORD_BIT(parts, e.data) | WORD_BIT(parts, i.data)},
                     pair_mask[] = {0x0a};
static const gort_type type_parts = {
    .size_bytes = sizeof(parts),
    .ptrdata_bytes = sizeof(parts),
    .ptrmask = parts_mask,
    .ptrmask_bytes = sizeof(parts),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "parts",
    .len = 3,
    .fields = part_fields,
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
};
static const gort_type type_pair = {
    .size_bytes = 2 * sizeof(gort_eface),
    .ptrdata_bytes = 2 * sizeof(gort_eface),
    .ptrmask = pair_mask,
    .ptrmask_bytes = 2 * sizeof(gort_eface),
    .kind = GORT_KIND_ARRAY,
    .align = sizeof(void *),
    .name = "[2]interface {}",
    .len = 2,
    .elem = &gort_type_eface,
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
};

typedef union cell {
    int64_t i;
    double f;
    gort_eface pair[2];
    parts parts;
    gort_string s;
    gort_eface e;
    big b;
} cell;

static struct model {
    model_kind kind;
    bool manual; /* steps between operations come from here, not from gcseed */
    gort_type key_type, elem_type;
    gort_map_types types;
    uintptr_t (*hash)(gort_g *, void **, const gort_type *, const void *, uintptr_t);
    gort_hmap *h;
    void **map_slot; /* the shadow slot of h */
    gort_hmap frame;
    uint64_t frame_bucket[512];
    cell key;              /* a root */
    int64_t version[KEYS]; /* 0: not in the map */
    int64_t nan[NANS];     /* versions of the entries under NaN */
    int nans;
    int64_t count, next_version;
    int turn;   /* the operation's number */
    int hashes; /* in the operation under way */
    uint64_t overlaps, steps_inside, steps, cycles, verified;
    uint64_t growths, same_size; /* begun */
    uint64_t found_inline, found_growing, assigned_inline, deleted_inline, stepped_inline;
    uint64_t grown_in_range, same_in_range; /* begun while an iteration was under way */
    uint64_t ranged_growing, ranged_same;   /* iterations that began during one */
    uint64_t cleared_growing, cleared_same; /* clears in the middle of one */
    uint64_t unhashable, nans_seen;
} M;

static bool churns(void)
{
    return M.kind >= CHURN_TO_BOX;
}

/* ---- Keys and elems ----------------------------------------------------------------------- */

static bool model_big_equal(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)g;
    (void)sp;
    (void)t;
    return ((const big *)a)->id == ((const big *)b)->id;
}
static uintptr_t model_big_hash(gort_g *g, void **sp, const gort_type *t, const void *p,
                                uintptr_t seed)
{
    (void)t;
    return gort_type_hash_mem(g, sp, &gort_type_int64, &((const big *)p)->id, seed);
}

/* A fresh box, rooted at sp[0]. */
static box *new_box(void **sp, int64_t key, int64_t version)
{
    box *b = (box *)gort_new(C.g, sp, &type_box);
    b->key = key;
    b->version = version;
    gort_store(C.g, &b->self, b);
    sp[0] = b;
    return b;
}

static void check_box(const box *b, int64_t key, int64_t version)
{
    ck_assert_ptr_nonnull(b);
    ck_assert_ptr_eq(b->self, b);
    ck_assert_int_eq(b->key, key);
    ck_assert_int_eq(b->version, version);
}

static gort_eface int_eface(int64_t k)
{
    int64_t *i = (int64_t *)gort_new(C.g, C.sp, &gort_type_int64);
    *i = k;
    return (gort_eface){&gort_type_int64, i};
}

/* Makes key number k in M.key, in fresh memory where the type has any. */
static const void *make_key(int64_t k)
{
    memset(&M.key, 0, sizeof M.key);
    switch (M.kind) {
    case ARRAY_TO_BOX: /* pairs that differ in the first, and in the second only */
        M.key.pair[0] = int_eface(k / 2);
        M.key.pair[1] = int_eface(k % 2);
        break;
    case STRUCT_TO_BOX:
        M.key.parts.n = k / 2;
        M.key.parts.e = int_eface(k % 2);
        break;
    case FLOAT_TO_BOX: M.key.f = k ? (double)k / 4 : M.next_version % 2 ? -0.0 : 0.0; break;
    case STRING_TO_BOX: {
        gort_slice b = gort_makeslice(C.g, C.sp, &gort_type_uint8, 24, 24);
        M.key.s = (gort_string){(const uint8_t *)b.ptr, snprintf((char *)b.ptr, 24, "k%d", (int)k)};
        break;
    }
    case INTERFACE_TO_BOX:
        if (k % 2) {
            gort_string *s = (gort_string *)gort_new(C.g, C.sp, &gort_type_string);
            M.key.e = (gort_eface){&gort_type_string, s};
            gort_slice b = gort_makeslice(C.g, C.sp, &gort_type_uint8, 24, 24);
            gort_store(C.g, &s->ptr, b.ptr);
            s->len = snprintf((char *)b.ptr, 24, "%d", (int)k);
        } else {
            M.key.e = int_eface(k);
        }
        break;
    case BIG_TO_BIG:
        M.key.b.id = k;
        M.key.b.b = new_box(C.sp, k, -1);
        break;
    default: M.key.i = k; break;
    }
    return &M.key;
}

enum { NAN_KEY = -2 };

static int64_t key_number(const void *p)
{
    switch (M.kind) {
    case ARRAY_TO_BOX: {
        const gort_eface *e = (const gort_eface *)p;
        return 2 * *(const int64_t *)e[0].data + *(const int64_t *)e[1].data;
    }
    case STRUCT_TO_BOX: {
        const parts *q = (const parts *)p;
        ck_assert_ptr_null(q->i.tab);
        return 2 * q->n + *(const int64_t *)q->e.data;
    }
    case FLOAT_TO_BOX: {
        const double f = *(const double *)p;
        return isnan(f) ? NAN_KEY : (int64_t)(f * 4);
    }
    case STRING_TO_BOX: {
        const gort_string *s = (const gort_string *)p;
        char text[24] = {0};
        memcpy(text, s->ptr, (size_t)s->len);
        ck_assert_int_eq(text[0], 'k');
        return atoi(text + 1);
    }
    case INTERFACE_TO_BOX: {
        const gort_eface *e = (const gort_eface *)p;
        if (e->type == &gort_type_int64) return *(const int64_t *)e->data;
        ck_assert_ptr_eq(e->type, &gort_type_string);
        const gort_string *s = (const gort_string *)e->data;
        char text[24] = {0};
        memcpy(text, s->ptr, (size_t)s->len);
        return atoi(text);
    }
    case BIG_TO_BIG: {
        const big *b = (const big *)p;
        check_box(b->b, b->id, -1);
        return b->id;
    }
    default: return *(const int64_t *)p;
    }
}

static bool elem_is_int(void)
{
    return M.kind == INT_TO_INT || M.kind == CHURN_TO_INT;
}

static void check_elem(const void *e, int64_t k)
{
    const int64_t version = M.version[k];
    ck_assert_ptr_nonnull(e);
    if (elem_is_int())
        ck_assert_int_eq(*(const int64_t *)e, version);
    else if (M.kind == BIG_TO_BIG)
        check_box(((const big *)e)->b, k, version);
    else
        check_box(*(box *const *)e, k, version);
}

#endif
