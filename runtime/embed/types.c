/* types.c - descriptors of an embedder's own types, made at run time, and whether a descriptor is
 * one that the runtime can work with.
 *
 * What gort_type_check asks for is what marking, the barrier, allocation and maps take for granted
 * (gort.h, "Type descriptors"): a descriptor that passes makes none of them read what is not there.
 * Functions of their arguments; any thread.
 */
#include "../gort_embed.h"
#include <string.h>

#define WORD sizeof(void *)

static bool types_is_power_of_two(uintptr_t n)
{
    return n && (n & (n - 1)) == 0;
}

/* A bit of the mask at a word that ptrdata_bytes leaves out would never be looked at. */
static bool types_mask_is_longer(const gort_type *t)
{
    const uintptr_t end = t->ptrmask_bytes / WORD, words = t->ptrdata_bytes / WORD;
    for (uintptr_t w = words; w < end; w++)
        if (t->ptrmask[w / 8] >> w % 8 & 1) return true;
    return false;
}

static const char *types_check_pointers(const gort_type *t)
{
    if (t->ptrdata_bytes == 0)
        return t->trace ? "it has a trace hook, but ptrdata_bytes says that it has no pointers"
                        : NULL;
    if (t->ptrdata_bytes > t->size_bytes) return "ptrdata_bytes is more than size_bytes";
    if (t->ptrdata_bytes % WORD) return "ptrdata_bytes is no multiple of a word";
    if (t->size_bytes % WORD)
        return "size_bytes is no multiple of a word, so pointers of the next element have no place";
    if (t->align < WORD) return "it has pointers, but align is less than a word";
    if (!t->ptrmask) return "it has pointers, but ptrmask is NULL";
    if (t->ptrmask_bytes == 0) return "it has pointers, but ptrmask_bytes is 0";
    if (t->ptrmask_bytes % WORD) return "ptrmask_bytes is no multiple of a word";
    if (types_mask_is_longer(t)) return "ptrmask has pointers behind ptrdata_bytes";
    return NULL;
}

static const char *types_check_kind(const gort_type *t)
{
    if (t->kind == GORT_KIND_INVALID || t->kind > GORT_KIND_UNSAFE_POINTER)
        return "kind is none of gort_kind";
    if ((t->kind == GORT_KIND_ARRAY || t->kind == GORT_KIND_SLICE) && !t->elem)
        return "it is an array or a slice, but elem is NULL";
    if (t->kind == GORT_KIND_ARRAY && t->elem->size_bytes * t->len != t->size_bytes)
        return "size_bytes is not that of len elements";
    if (t->kind == GORT_KIND_STRUCT && t->len && !t->fields)
        return "it is a struct with fields, but fields is NULL";
    if (t->kind == GORT_KIND_MAP && !t->map) return "it is a map, but map is NULL";
    if (t->nmethods && !t->methods) return "it has methods, but methods is NULL";
    return NULL;
}

#if UINTPTR_MAX == UINT64_MAX
static const char *types_check_words(const gort_type *t)
{
    (void)t;
    return NULL;
}
#else
/* Words of a shadow stack have room for this. */
_Static_assert(sizeof(gort_type) % 32 == 0 && _Alignof(gort_type) == 32, "as gort.h says");
static const char *types_check_words(const gort_type *t)
{
    const uintptr_t words = t->ptrdata_bytes / WORD, period = t->ptrmask_bytes / WORD;
    if ((uintptr_t)t % _Alignof(gort_type)) return "it lies at no multiple of 32 bytes";
    if (t->trace != gort_trace_values || !t->ptrmask || !period) return NULL;
    uintptr_t run = 0;
    for (uintptr_t w = 0; w <= words && w <= period; w++) {
        const uintptr_t k = w % period;
        if (w < words && w < period && (t->ptrmask[k / 8] >> k % 8 & 1))
            run++;
        else if (run % 2)
            return "a value has one word, where it takes two";
    }
    return NULL;
}
#endif

const char *gort_type_check(const gort_type *t)
{
    if (!t) return "it is NULL";
    if (!t->name) return "name is NULL";
    if (!types_is_power_of_two(t->align)) return "align is no power of two";
    if (t->align > GORT_TYPE_ALIGN_MAX) return "align is more than GORT_TYPE_ALIGN_MAX";
    if (t->size_bytes % t->align) return "size_bytes is no multiple of align";
    if (t->size_bytes > PTRDIFF_MAX) return "size_bytes is more than any object can have";
    if (!t->equal != !t->hashfn) return "it has one of equal and hashfn, but not the other";
    const char *wrong = types_check_kind(t);
    if (!wrong) wrong = types_check_pointers(t);
    return wrong ? wrong : types_check_words(t);
}

/* Different types have different hashes, most of the time. */
static uint32_t types_hash(const gort_type *t)
{
    uint32_t h = 2166136261u;
    for (const char *c = t->name; *c; c++)
        h = (h ^ (uint8_t)*c) * 16777619u;
    h = (h ^ (uint32_t)t->size_bytes) * 16777619u;
    return h | 1;
}

static void types_begin(gort_own_type *t, const char *name, size_t bytes, size_t align)
{
    memset(t, 0, sizeof *t);
    t->type.name = name;
    t->type.size_bytes = bytes;
    t->type.align = (uint8_t)(align <= GORT_TYPE_ALIGN_MAX ? align : 0);
    t->type.kind = GORT_KIND_STRUCT;
}

static const char *types_end(gort_own_type *t)
{
    const char *wrong = gort_type_check(&t->type);
    if (!wrong) t->type.hash = types_hash(&t->type);
    return wrong;
}

const char *gort_type_init(gort_own_type *t, const char *name, size_t bytes, size_t align,
                           const size_t *words, size_t nwords)
{
    types_begin(t, name, bytes, align);
    uintptr_t end = 0;
    if (nwords && !words) return "the words are NULL";
    for (size_t i = 0; i < nwords; i++) {
        const size_t w = words[i];
        if (w >= bytes / WORD) return "a pointer's word lies behind the end";
        if (w >= GORT_OWN_TYPE_WORDS) return "a pointer's word is beyond GORT_OWN_TYPE_WORDS";
        t->mask[w / 8] = (uint8_t)(t->mask[w / 8] | 1u << w % 8);
        if (w >= end) end = w + 1;
    }
    if (end) {
        t->type.ptrdata_bytes = end * WORD;
        t->type.ptrmask = t->mask;
        t->type.ptrmask_bytes = sizeof t->mask * 8 * WORD;
    }
    return types_end(t);
}

/* The mask of one element, as long as the element. False: no room. */
static bool types_mask_of(gort_own_type *t, const gort_type *elem)
{
    const uintptr_t words = elem->size_bytes / WORD, period = elem->ptrmask_bytes / WORD;
    if (words > GORT_OWN_TYPE_WORDS) return false;
    for (uintptr_t w = 0; w < elem->ptrdata_bytes / WORD; w++) {
        const uintptr_t k = w % period;
        if (elem->ptrmask[k / 8] >> k % 8 & 1) t->mask[w / 8] |= (uint8_t)(1u << w % 8);
    }
    t->type.ptrmask = t->mask;
    t->type.ptrmask_bytes = elem->size_bytes;
    return true;
}

const char *gort_type_init_tail(gort_own_type *t, const char *name, const gort_type *head,
                                const gort_type *elem)
{
    const char *wrong = gort_type_check(head);
    if (!wrong) wrong = gort_type_check(elem);
    if (wrong) return wrong;
    if (head->trace) return "the head has a trace hook";
    if (elem->trace && elem->trace != gort_trace_values)
        return "the elements have a trace hook of their own";
    if (elem->size_bytes == 0) return "the elements have no size";
    const bool pointers = head->ptrdata_bytes || elem->ptrdata_bytes;
    const uintptr_t least = pointers && elem->align < WORD ? WORD : elem->align;
    const uintptr_t align = head->align > least ? head->align : least;
    const uintptr_t bytes = (head->size_bytes + align - 1) & ~(align - 1);
    types_begin(t, name, bytes, align);
    t->type.elem = elem;
    if (!pointers) return types_end(t);
    if (bytes == 0) return "elements with pointers need a head";
    if (head->ptrdata_bytes && !types_mask_of(t, head))
        return "the head has more than GORT_OWN_TYPE_WORDS words";
    t->type.ptrmask = t->mask;
    t->type.ptrmask_bytes = sizeof t->mask * 8 * WORD;
    t->type.ptrdata_bytes = bytes;
    t->type.trace = gort_trace_tail;
    return types_end(t);
}

const char *gort_type_init_array(gort_own_type *t, const char *name, const gort_type *elem,
                                 size_t count)
{
    const char *wrong = gort_type_check(elem);
    if (wrong) return wrong;
    if (elem->trace && elem->trace != gort_trace_values)
        return "the elements have a trace hook of their own";
    if (elem->size_bytes && count > PTRDIFF_MAX / elem->size_bytes)
        return "it would be larger than any object can be";
    types_begin(t, name, elem->size_bytes * count, elem->align);
    t->type.kind = GORT_KIND_ARRAY;
    t->type.elem = elem;
    t->type.len = count;
    t->type.flags = elem->flags & (GORT_TYPE_MEMEQUAL | GORT_TYPE_REFLEXIVE);
    if (elem->equal) {
        const bool bytes = elem->flags & GORT_TYPE_MEMEQUAL;
        t->type.equal = bytes ? gort_type_equal_mem : gort_type_equal_generic;
        t->type.hashfn = bytes ? gort_type_hash_mem : gort_type_hash_generic;
    }
    if (elem->ptrdata_bytes && count) {
        t->type.trace = elem->trace;
        t->type.ptrdata_bytes = (count - 1) * elem->size_bytes + elem->ptrdata_bytes;
        if (!types_mask_of(t, elem)) return "an element has more than GORT_OWN_TYPE_WORDS words";
    }
    return types_end(t);
}
