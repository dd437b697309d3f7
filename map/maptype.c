/* maptype.c - the layout of a map type: how large a slot is, which words of a bucket hold pointers,
 * and which properties of the key the operations ask for. Emitted code carries the same as static
 * objects; this is for embedders and tests, who make map types at run time.
 *
 * Invariants: a bucket is 8 tophash bytes, 8 keys, 8 elems, one link; keys and elems over 128
 * bytes are replaced by a pointer; a bucket type either holds pointers, then the link is one of
 * them and the trace hook is gort_map_trace_bucket, or holds none at all and the link is no
 * pointer. Also here: the types of the header's extra block and its lists. No threads.
 */
#include "../runtime/base/checks.h"
#include "map.h"

static const uint8_t map_extra_mask[] = {0x07}, map_list_mask[] = {0x01};
static const uint8_t map_chunk_mask[] = {0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

const gort_type gort__map_type_extra = {
    .size_bytes = sizeof(gort_mapextra),
    .ptrdata_bytes = 3 * sizeof(void *),
    .ptrmask = map_extra_mask,
    .ptrmask_bytes = 3 * sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "runtime.mapextra",
};
const gort_type gort__map_type_list = {
    .size_bytes = sizeof(gort__map_list),
    .ptrdata_bytes = sizeof(void *),
    .ptrmask = map_list_mask,
    .ptrmask_bytes = sizeof(void *),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .name = "runtime.mapoverflow",
};
const gort_type gort__map_type_chunk = {
    .size_bytes = sizeof(gort__map_chunk),
    .ptrdata_bytes = sizeof(gort__map_chunk),
    .ptrmask = map_chunk_mask,
    .ptrmask_bytes = sizeof(gort__map_chunk),
    .kind = GORT_KIND_STRUCT,
    .align = sizeof(void *),
    .trace = gort__map_trace_chunk,
    .name = "runtime.mapoverflowchunk",
};
_Static_assert(sizeof(gort_mapextra) == 4 * sizeof(void *), "mask of mapextra");
_Static_assert(sizeof(gort__map_chunk) == 64 * sizeof(void *), "mask of chunk");

/* Sets the mask bits of `n` values of type t that lie from byte `at` on. */
static void map_mask_add(uint8_t *mask, const gort_type *t, uintptr_t at, unsigned n)
{
    for (unsigned i = 0; i < n; i++, at += t->size_bytes)
        for (uintptr_t off = 0; off < t->ptrdata_bytes; off += sizeof(void *)) {
            const uintptr_t w = off % t->ptrmask_bytes / sizeof(void *);
            if (!(t->ptrmask[w / 8] >> (w % 8) & 1)) continue;
            const uintptr_t word = (at + off) / sizeof(void *);
            mask[word / 8] |= (uint8_t)(1u << (word % 8));
        }
}

/* Whether overwriting an entry must replace the key: equal keys that can be told apart (+0 and -0),
 * or that keep different memory alive (strings, interfaces). */
static bool map_needs_key_update(const gort_type *t)
{
    switch (t->kind) {
    case GORT_KIND_FLOAT32:
    case GORT_KIND_FLOAT64:
    case GORT_KIND_COMPLEX64:
    case GORT_KIND_COMPLEX128:
    case GORT_KIND_STRING:
    case GORT_KIND_INTERFACE: return true;
    case GORT_KIND_ARRAY: return map_needs_key_update(t->elem);
    case GORT_KIND_STRUCT:
        for (uintptr_t i = 0; i < t->len; i++)
            if (map_needs_key_update(t->fields[i].type)) return true;
        return false;
    default: return false;
    }
}

static bool map_hash_might_panic(const gort_type *t)
{
    if (!t->hashfn || !t->equal) return true;
    switch (t->kind) {
    case GORT_KIND_INTERFACE: return true;
    case GORT_KIND_ARRAY: return map_hash_might_panic(t->elem);
    case GORT_KIND_STRUCT:
        for (uintptr_t i = 0; i < t->len; i++)
            if (map_hash_might_panic(t->fields[i].type)) return true;
        return false;
    default: return false;
    }
}

static bool map_has_halves(const gort_type *t)
{
    switch (t->kind) {
    case GORT_KIND_ARRAY: return map_has_halves(t->elem);
    case GORT_KIND_STRUCT:
        for (uintptr_t i = 0; i < t->len; i++)
            if (map_has_halves(t->fields[i].type)) return true;
        return false;
    default: return t->size_bytes < 8;
    }
}

/* ---- Match ------------------------------------------------------------------------------- */

static bool map_is_memory(const gort_type *t)
{
    return t->hashfn == gort_type_hash_mem && t->equal == gort_type_equal_mem;
}
static bool map_is_generic(const gort_type *t)
{
    return t->hashfn == gort_type_hash_generic && t->equal == gort_type_equal_generic;
}

typedef struct map_parts {
    gort_map_part *part;
    unsigned n;
} map_parts;

static bool map_add_part(map_parts *to, unsigned kind, uintptr_t at, uintptr_t bytes)
{
    if (to->n == GORT_MAP_MAX_PARTS) return false;
    to->part[to->n++] = (gort_map_part){(uint8_t)kind, (uint8_t)at, (uint8_t)bytes};
    return true;
}

/* Adds what the functions of type t hash, in their order, of a value at byte `at` of the key, which
 * lies in the bucket. False: too much, or functions of somebody's own. */
static bool map_add_parts(map_parts *to, const gort_type *t, uintptr_t at)
{
    if (map_is_memory(t)) return map_add_part(to, GORT_MAP_PART_BYTES, at, t->size_bytes);
    if (!map_is_generic(t)) return false;
    if (t->flags & GORT_TYPE_MEMEQUAL)
        return map_add_part(to, GORT_MAP_PART_BYTES, at, t->size_bytes);
    const unsigned interface = t->nmethods ? GORT_MAP_PART_IFACE : GORT_MAP_PART_EFACE;
    switch (t->kind) {
    case GORT_KIND_STRING: return map_add_part(to, GORT_MAP_PART_STRING, at, t->size_bytes);
    case GORT_KIND_FLOAT32: return map_add_part(to, GORT_MAP_PART_FLOAT32, at, 4);
    case GORT_KIND_FLOAT64: return map_add_part(to, GORT_MAP_PART_FLOAT64, at, 8);
    case GORT_KIND_COMPLEX64:
        return map_add_part(to, GORT_MAP_PART_FLOAT32, at, 4) &&
               map_add_part(to, GORT_MAP_PART_FLOAT32, at + 4, 4);
    case GORT_KIND_COMPLEX128:
        return map_add_part(to, GORT_MAP_PART_FLOAT64, at, 8) &&
               map_add_part(to, GORT_MAP_PART_FLOAT64, at + 8, 8);
    case GORT_KIND_INTERFACE: return map_add_part(to, interface, at, t->size_bytes);
    case GORT_KIND_ARRAY:
        if (t->len > GORT_MAP_MAX_PARTS) return false;
        for (uintptr_t i = 0; i < t->len; i++)
            if (!map_add_parts(to, t->elem, at + i * t->elem->size_bytes)) return false;
        return true;
    case GORT_KIND_STRUCT:
        for (uintptr_t i = 0; i < t->len; i++)
            if (strcmp(t->fields[i].name, "_") != 0 &&
                !map_add_parts(to, t->fields[i].type, at + t->fields[i].offset_bytes))
                return false;
        return true;
    default: return false;
    }
}

static uint8_t map_key_match(const gort_type *key, bool indirect, map_parts *parts)
{
    if (!key->hashfn || !key->equal) return GORT_MAP_MATCH_NONE;
    if (indirect) return GORT_MAP_MATCH_ANY;
    if (map_is_memory(key)) {
        if (key->size_bytes == 8) return GORT_MAP_MATCH_8;
        if (key->size_bytes == 4) return GORT_MAP_MATCH_4;
        return key->size_bytes == 16 ? GORT_MAP_MATCH_16 : GORT_MAP_MATCH_BYTES;
    }
    if (map_is_generic(key) && key->kind == GORT_KIND_STRING) return GORT_MAP_MATCH_STRING;
    if (map_add_parts(parts, key, 0)) return GORT_MAP_MATCH_PARTS;
    parts->n = 0;
    return GORT_MAP_MATCH_ANY;
}

/* ---- Layout ------------------------------------------------------------------------------ */

/* Large keys and elems are objects of their own, and so are values (gort.h): buckets hold pointers
 * or plain data. So is what asks for an alignment: slots follow each other without padding. */
static bool map_is_indirect(const gort_type *t)
{
    return t->size_bytes > GORT_MAP_MAX_SLOT_BYTES || t->align > sizeof(void *) ||
           t->trace == gort_trace_values;
}

#define HMAP_BIT(field) (1 << offsetof(gort_hmap, field) / sizeof(void *))

void gort_map_types_init(gort_map_types *m, const char *name, const gort_type *key,
                         const gort_type *elem)
{
    gort__check_that(NULL, m && name && key && elem, __func__, "a type or the name is NULL");
    static const uint8_t map_var_mask[] = {0x01},
                         hmap_mask[] = {HMAP_BIT(buckets) | HMAP_BIT(oldbuckets) | HMAP_BIT(extra)};
    memset(m, 0, sizeof *m);

    const bool indirect_key = map_is_indirect(key), indirect_elem = map_is_indirect(elem);
    const gort_type *key_slot = indirect_key ? &gort_type_unsafe_pointer : key;
    const gort_type *elem_slot = indirect_elem ? &gort_type_unsafe_pointer : elem;
    const uintptr_t elems_at = GORT_MAP_DATA_OFFSET + GORT_MAP_SLOTS * key_slot->size_bytes;
    const uintptr_t link_at = elems_at + GORT_MAP_SLOTS * elem_slot->size_bytes;

    map_parts parts = {m->parts, 0};
    const uint8_t match = map_key_match(key, indirect_key, &parts);
    m->layout = (gort_maptype){
        .key = key,
        .elem = elem,
        .bucket = &m->bucket,
        .hmap = &m->hmap,
        .key_slot_bytes = (uint8_t)key_slot->size_bytes,
        .elem_slot_bytes = (uint8_t)elem_slot->size_bytes,
        .bucket_bytes = (uint16_t)(link_at + sizeof(void *)),
        .flags = (uint8_t)((indirect_key ? GORT_MAP_INDIRECT_KEY : 0) |
                           (indirect_elem ? GORT_MAP_INDIRECT_ELEM : 0) |
                           (key->flags & GORT_TYPE_REFLEXIVE ? GORT_MAP_REFLEXIVE_KEY : 0) |
                           (map_needs_key_update(key) ? GORT_MAP_NEED_KEY_UPDATE : 0) |
                           (map_hash_might_panic(key) ? GORT_MAP_HASH_MIGHT_PANIC : 0) |
                           (key_slot->ptrdata_bytes ? GORT_MAP_KEY_POINTERS : 0) |
                           (key->size_bytes > 4 && map_has_halves(key) ? GORT_MAP_KEY_HALVES : 0) |
                           (elem_slot->ptrdata_bytes ? GORT_MAP_ELEM_POINTERS : 0)),
        .key_match = match,
        .nparts = (uint8_t)parts.n,
        .parts = parts.n ? m->parts : NULL,
    };

    m->bucket = (gort_type){
        .size_bytes = m->layout.bucket_bytes,
        .kind = GORT_KIND_STRUCT,
        .align = sizeof(void *),
        .name = "runtime.bmap",
        .map = &m->layout,
    };
    map_mask_add(m->bucket_mask, key_slot, GORT_MAP_DATA_OFFSET, GORT_MAP_SLOTS);
    map_mask_add(m->bucket_mask, elem_slot, elems_at, GORT_MAP_SLOTS);
    if (key_slot->ptrdata_bytes || elem_slot->ptrdata_bytes) {
        map_mask_add(m->bucket_mask, &gort_type_unsafe_pointer, link_at, 1);
        m->bucket.ptrdata_bytes = m->bucket.ptrmask_bytes = m->bucket.size_bytes;
        m->bucket.ptrmask = m->bucket_mask;
        m->bucket.trace = gort_map_trace_bucket;
    }

    m->hmap = (gort_type){
        .size_bytes = sizeof(gort_hmap),
        .ptrdata_bytes = sizeof(gort_hmap),
        .ptrmask = hmap_mask,
        .ptrmask_bytes = sizeof(gort_hmap),
        .kind = GORT_KIND_STRUCT,
        .align = sizeof(void *),
        .name = "runtime.hmap",
        .trace = gort_map_trace,
        .map = &m->layout,
    };
    _Static_assert(sizeof(gort_hmap) == (sizeof(void *) == 8 ? 48 : 28), "as Go's");

    m->map = (gort_type){
        .size_bytes = sizeof(void *),
        .ptrdata_bytes = sizeof(void *),
        .ptrmask = map_var_mask,
        .ptrmask_bytes = sizeof(void *),
        .kind = GORT_KIND_MAP,
        .align = sizeof(void *),
        .flags = GORT_TYPE_DIRECT,
        .name = name,
        .elem = elem,
        .key = key,
        .map = &m->layout,
    };
}
