/* type.c - the descriptors of Go's predeclared types, and equality by descriptor.
 *
 * Two descriptors describe identical types only if they are the same object, so every module refers
 * to these. Hashing is map/hash.c's business; equality here and hashes there must agree: blank
 * fields of structs count in neither.
 *
 * Everything is constant data or a function of its arguments, for any thread. Comparing interfaces
 * may panic (a dynamic type that is not comparable); nothing here allocates otherwise.
 *
 * To add a shared type: declare it in gort.h, describe it here, and let the compile side refer to
 * it instead of emitting its own.
 */
#include "../gort_inline.h"

static const uint8_t mask_first[] = {1}; /* string, slice, pointer, func */
static const uint8_t mask_value[] = {(1 << sizeof(uint64_t) / sizeof(void *)) - 1};
static const uint8_t mask_second[] = {2}; /* interfaces: the first word is no heap pointer */

#define SCALAR(NAME, TYPE, KIND, NUMBER)                                                           \
    const gort_type gort_type_##NAME = {                                                           \
        .size_bytes = sizeof(TYPE),                                                                \
        .kind = KIND,                                                                              \
        .align = _Alignof(TYPE),                                                                   \
        .flags = GORT_TYPE_NAMED | GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE,                       \
        .hash = NUMBER * 0x9e3779b1u,                                                              \
        .name = #NAME,                                                                             \
        .equal = gort_type_equal_mem,                                                              \
        .hashfn = gort_type_hash_mem,                                                              \
    }

SCALAR(bool, uint8_t, GORT_KIND_BOOL, 1);
SCALAR(int, intptr_t, GORT_KIND_INT, 2);
SCALAR(int8, int8_t, GORT_KIND_INT8, 3);
SCALAR(int16, int16_t, GORT_KIND_INT16, 4);
SCALAR(int32, int32_t, GORT_KIND_INT32, 5);
SCALAR(int64, int64_t, GORT_KIND_INT64, 6);
SCALAR(uint, uintptr_t, GORT_KIND_UINT, 7);
SCALAR(uint8, uint8_t, GORT_KIND_UINT8, 8);
SCALAR(uint16, uint16_t, GORT_KIND_UINT16, 9);
SCALAR(uint32, uint32_t, GORT_KIND_UINT32, 10);
SCALAR(uint64, uint64_t, GORT_KIND_UINT64, 11);
SCALAR(uintptr, uintptr_t, GORT_KIND_UINTPTR, 12);

#define FLOAT(NAME, TYPE, KIND, NUMBER)                                                            \
    const gort_type gort_type_##NAME = {                                                           \
        .size_bytes = sizeof(TYPE),                                                                \
        .kind = KIND,                                                                              \
        .align = _Alignof(TYPE),                                                                   \
        .flags = GORT_TYPE_NAMED,                                                                  \
        .hash = NUMBER * 0x9e3779b1u,                                                              \
        .name = #NAME,                                                                             \
        .equal = gort_type_equal_generic,                                                          \
        .hashfn = gort_type_hash_generic,                                                          \
    }

FLOAT(float32, float, GORT_KIND_FLOAT32, 13);
FLOAT(float64, double, GORT_KIND_FLOAT64, 14);

const gort_type gort_type_string = {
    .size_bytes = sizeof(gort_string),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = mask_first,
    .ptrmask_bytes = sizeof(gort_string),
    .kind = GORT_KIND_STRING,
    .align = sizeof(void *),
    .flags = GORT_TYPE_NAMED | GORT_TYPE_REFLEXIVE,
    .hash = 24 * 0x9e3779b1u,
    .name = "string",
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
};

const gort_type gort_type_unsafe_pointer = {
    .size_bytes = sizeof(void *),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = mask_first,
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_UNSAFE_POINTER,
    .align = sizeof(void *),
    .flags = GORT_TYPE_NAMED | GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE | GORT_TYPE_DIRECT,
    .hash = 26 * 0x9e3779b1u,
    .name = "unsafe.Pointer",
    .equal = gort_type_equal_mem,
    .hashfn = gort_type_hash_mem,
};

const gort_type gort_type_value = {
    .size_bytes = sizeof(uint64_t),
    .ptrdata_bytes = sizeof(uint64_t),
    .ptrmask = mask_value,
    .ptrmask_bytes = sizeof(uint64_t),
    .kind = GORT_KIND_UINT64,
    .align = _Alignof(uint64_t),
    .flags = GORT_TYPE_NAMED | GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE,
    .hash = 0x0a1e0001,
    .name = "value",
    .equal = gort_type_equal_mem,
    .hashfn = gort_type_hash_generic, /* its map keys are objects: no fast path by address */
    .trace = gort_trace_values,
};

const gort_type gort_type_eface = {
    .size_bytes = sizeof(gort_eface),
    .ptrdata_bytes = sizeof(gort_eface),
    .ptrmask = mask_second,
    .ptrmask_bytes = sizeof(gort_eface),
    .kind = GORT_KIND_INTERFACE,
    .align = sizeof(void *),
    .hash = 27 * 0x9e3779b1u,
    .name = "interface {}",
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
};

static const gort_type *const string_func_params[] = {&gort_type_string};

const gort_type gort_type_string_func = {
    .size_bytes = sizeof(void *),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = mask_first,
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_FUNC,
    .align = sizeof(void *),
    .flags = GORT_TYPE_DIRECT,
    .nresults = 1,
    .hash = 28 * 0x9e3779b1u,
    .name = "func() string",
    .params = string_func_params,
};

static const gort_type *const error_func_params[] = {&gort_type_error};

const gort_type gort_type_error_func = {
    .size_bytes = sizeof(void *),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = mask_first,
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_FUNC,
    .align = sizeof(void *),
    .flags = GORT_TYPE_DIRECT,
    .nresults = 1,
    .hash = 31 * 0x9e3779b1u,
    .name = "func() error",
    .params = error_func_params,
};

static const gort_method error_methods[] = {{"Error", &gort_type_string_func, NULL, NULL}};

const gort_type gort_type_error = {
    .size_bytes = sizeof(gort_iface),
    .ptrdata_bytes = sizeof(gort_iface),
    .ptrmask = mask_second,
    .ptrmask_bytes = sizeof(gort_iface),
    .kind = GORT_KIND_INTERFACE,
    .align = sizeof(void *),
    .flags = GORT_TYPE_NAMED,
    .hash = 29 * 0x9e3779b1u,
    .name = "error",
    .equal = gort_type_equal_generic,
    .hashfn = gort_type_hash_generic,
    .methods = error_methods,
    .nmethods = 1,
};

const gort_type gort_type_byte_slice = {
    .size_bytes = sizeof(gort_slice),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = mask_first,
    .ptrmask_bytes = sizeof(gort_slice),
    .kind = GORT_KIND_SLICE,
    .align = sizeof(void *),
    .hash = 30 * 0x9e3779b1u,
    .name = "[]uint8",
    .elem = &gort_type_uint8,
};

/* ---- Equality ---------------------------------------------------------------------------- */

bool gort_type_equal_mem(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    (void)g;
    (void)sp;
    return memcmp(a, b, t->size_bytes) == 0;
}

static bool type_is_blank(const char *name)
{
    return name[0] == '_' && name[1] == 0;
}

static bool type_equal_parts(gort_g *g, void **sp, const gort_type *t, const uint8_t *a,
                             const uint8_t *b)
{
    /* A part may call back: the objects that the two lie in. */
    sp[0] = (void *)(uintptr_t)a;
    sp[1] = (void *)(uintptr_t)b;
    sp += 2;
    if (t->kind == GORT_KIND_ARRAY) {
        const uintptr_t step = t->elem->size_bytes;
        for (uintptr_t i = 0; i < t->len; i++)
            if (!t->elem->equal(g, sp, t->elem, a + i * step, b + i * step)) return false;
        return true;
    }
    for (uintptr_t i = 0; i < t->len; i++) {
        const gort_field *f = &t->fields[i];
        if (type_is_blank(f->name)) continue;
        if (!f->type->equal(g, sp, f->type, a + f->offset_bytes, b + f->offset_bytes)) return false;
    }
    return true;
}

bool gort_type_equal_generic(gort_g *g, void **sp, const gort_type *t, const void *a, const void *b)
{
    if (t->flags & GORT_TYPE_MEMEQUAL) return memcmp(a, b, t->size_bytes) == 0;
    switch (t->kind) {
    case GORT_KIND_FLOAT32: return *(const float *)a == *(const float *)b;
    case GORT_KIND_FLOAT64: return *(const double *)a == *(const double *)b;
    case GORT_KIND_COMPLEX64: {
        const float *x = a, *y = b;
        return x[0] == y[0] && x[1] == y[1];
    }
    case GORT_KIND_COMPLEX128: {
        const double *x = a, *y = b;
        return x[0] == y[0] && x[1] == y[1];
    }
    case GORT_KIND_STRING: return gort_eqstring(*(const gort_string *)a, *(const gort_string *)b);
    case GORT_KIND_INTERFACE:
        if (t->nmethods) return gort_ifaceeq(g, sp, *(const gort_iface *)a, *(const gort_iface *)b);
        return gort_efaceeq(g, sp, *(const gort_eface *)a, *(const gort_eface *)b);
    case GORT_KIND_ARRAY:
    case GORT_KIND_STRUCT: return type_equal_parts(g, sp, t, a, b);
    default: return memcmp(a, b, t->size_bytes) == 0;
    }
}
