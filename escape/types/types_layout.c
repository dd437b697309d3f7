/* types_layout.c - size, alignment and pointer bitmap of types, as Go lays them out on amd64.
 *
 * Laid out on demand and once; a type must be complete. A struct whose last field has size zero
 * gets a byte of padding so that the field's address does not point behind the object. `ptrdata`
 * is the length of the prefix that may hold pointers; interfaces count both words.
 *
 * To change what == may compare bytewise see gort__ty_mem_equal: floats, strings, interfaces,
 * blank fields and padding rule it out.
 */
#include "types_internal.h"

enum { WORD = 8 };

static int64_t align_up(int64_t n, int64_t a)
{
    return (n + a - 1) / a * a;
}

static void array_layout(unit *u, ty *t)
{
    gort__ty_layout(u, t->elem);
    int64_t n = t->len > 0 ? t->len : 0, each = t->elem->size_bytes;
    if (each > 0 && n > ((int64_t)1 << 50) / each)
        n = ((int64_t)1 << 50) / each; /* refused by check; keeps the product in range */
    t->align = t->elem->align;
    t->size_bytes = n * each;
    if (n > 0 && t->elem->ptrdata_bytes) t->ptrdata_bytes = (n - 1) * each + t->elem->ptrdata_bytes;
}

static void struct_layout(unit *u, ty *t)
{
    int64_t offset = 0, last_size = 0;
    for (int i = 0; i < t->nfields; i++) {
        ty *f = t->fields[i].type;
        gort__ty_layout(u, f);
        if (f->align > t->align) t->align = f->align;
        offset = align_up(offset, f->align);
        t->fields[i].offset_bytes = offset;
        if (f->ptrdata_bytes) t->ptrdata_bytes = offset + f->ptrdata_bytes;
        last_size = f->size_bytes;
        offset += f->size_bytes;
    }
    if (t->nfields && last_size == 0 && offset > 0) offset++;
    t->size_bytes = align_up(offset, t->align);
}

#define KIND_LAYOUT(kind, name, size, align, ptrdata) [kind] = {size, ptrdata, align},

void gort__ty_layout(unit *u, ty *t)
{
    static const struct {
        uint8_t size_bytes, ptrdata_bytes, align;
    } of_kind[] = {GORT__TY_KINDS(KIND_LAYOUT)};
    if (t->laid_out) return;
    t->laid_out = true; /* a type that contains itself was refused; ends the recursion anyway */
    ty *v = gort__ty_under(t);
    if (v != t) {
        if (v->kind != TY_INVALID) gort__ty_layout(u, v);
        t->align = v->align ? v->align : 1;
        t->size_bytes = v->size_bytes;
        t->ptrdata_bytes = v->ptrdata_bytes;
        return;
    }
    t->size_bytes = of_kind[t->kind].size_bytes;
    t->align = of_kind[t->kind].align;
    t->ptrdata_bytes = of_kind[t->kind].ptrdata_bytes;
    if (t->kind == TY_ARRAY) array_layout(u, t);
    if (t->kind == TY_STRUCT) struct_layout(u, t);
}

int64_t gort__ty_size(unit *u, ty *t)
{
    gort__ty_layout(u, t);
    return t->size_bytes;
}

bool gort__ty_has_pointers(unit *u, ty *t)
{
    gort__ty_layout(u, t);
    return t->ptrdata_bytes != 0;
}

/* The pointer words of a type that has them among its first 64. */
static uint64_t word_bits(unit *u, ty *t)
{
    if (!gort__ty_has_pointers(u, t)) return 0;
    t = gort__ty_under(t);
    if (t->word_bits) return t->word_bits;
    uint64_t bits = 0;
    for (int64_t i = 0; t->kind == TY_ARRAY && i < t->len; i++)
        bits |= word_bits(u, t->elem) << i * t->elem->size_bytes / WORD;
    for (int i = 0; i < t->nfields; i++)
        if (gort__ty_has_pointers(u, t->fields[i].type))
            bits |= word_bits(u, t->fields[i].type) << t->fields[i].offset_bytes / WORD;
    if (t->kind != TY_ARRAY && t->kind != TY_STRUCT)
        bits = ~UINT64_C(0) >> (64 - t->ptrdata_bytes / WORD);
    return t->word_bits = bits;
}

static void mark(unit *u, ty *t, uint8_t *mask, int64_t at)
{
    if (!gort__ty_has_pointers(u, t)) return;
    t = gort__ty_sole_part(t);
    if (t->ptrdata_bytes <= 64 * WORD) {
        for (uint64_t bits = word_bits(u, t); bits; bits &= bits - 1) {
            const int64_t word = at / WORD + __builtin_ctzll(bits);
            mask[word / 8] |= (uint8_t)(1u << word % 8);
        }
        return;
    }
    if (t->kind == TY_ARRAY)
        for (int64_t i = 0; i < t->len; i++)
            mark(u, t->elem, mask, at + i * t->elem->size_bytes);
    for (int i = 0; i < t->nfields; i++)
        mark(u, t->fields[i].type, mask, at + t->fields[i].offset_bytes);
}

uint8_t *gort__ty_ptrmask(unit *u, ty *t)
{
    gort__ty_layout(u, t);
    uint8_t *mask = gort__alloc(u, (size_t)(t->ptrdata_bytes / WORD / 8) + 2);
    mark(u, t, mask, 0);
    return mask;
}

static bool struct_mem_equal(unit *u, ty *t)
{
    int64_t end = 0;
    for (int i = 0; i < t->nfields; i++) {
        const ty_field *f = &t->fields[i];
        if (gort__is_blank_name(f->name) || f->offset_bytes != end ||
            !gort__ty_mem_equal(u, f->type))
            return false;
        end = f->offset_bytes + f->type->size_bytes;
    }
    return end == t->size_bytes;
}

bool gort__ty_mem_equal(unit *u, ty *t)
{
    ty *v = gort__ty_under(t);
    if (v->mem_equal) return v->mem_equal == 2;
    gort__ty_layout(u, t);
    bool is = !gort__ty_of(v, TY_FLOATS | TY_COMPLEXES | TY_STRINGS | TY_BIT(TY_INTERFACE) |
                                  TY_BIT(TY_SLICE) | TY_BIT(TY_MAP) | TY_BIT(TY_FUNC));
    if (v->kind == TY_ARRAY) is = gort__ty_mem_equal(u, v->elem);
    if (v->kind == TY_STRUCT) is = struct_mem_equal(u, v);
    if (v->kind != TY_INVALID) v->mem_equal = is ? 2 : 1;
    return is;
}

/* What lies in t alone; NULL: more, or nothing. */
static ty *only_part(const ty *t)
{
    if (t->kind == TY_STRUCT && t->nfields == 1) return gort__ty_under(t->fields[0].type);
    return t->kind == TY_ARRAY && t->len == 1 ? gort__ty_under(t->elem) : NULL;
}

ty *gort__ty_sole_part(ty *t)
{
    ty *const first = gort__ty_under(t), *end = first, *part;
    while (!end->sole_part && (part = only_part(end)) != NULL)
        end = part;
    if (end->sole_part) end = end->sole_part;
    for (t = first; t != end && !t->sole_part; t = only_part(t))
        t->sole_part = end;
    return end;
}

bool gort__ty_key_by_value(unit *u, ty *map)
{
    ty *m = gort__ty_under(map);
    if (gort__ty_size(u, m->elem) > 128 || gort__ty_size(u, m->key) > 128) return false;
    if (gort__ty_sole_part(m->key)->kind == TY_STRING) return true;
    const int64_t size = gort__ty_size(u, m->key);
    return (size == 4 || size == 8) && gort__ty_mem_equal(u, m->key);
}
