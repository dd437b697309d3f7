/* values.h - values: words of 64 bits that may be pointers (gort.h, "Values"), read and written.
 *
 * The whole of a value is 64 bits on every machine. Where a machine word has 32, it lies in two of
 * them, the lower half first, each of which is loaded and stored as a word.
 */
#ifndef GORT_GC_VALUES_H
#define GORT_GC_VALUES_H

#include "../runtime/base/runtime.h"
#include "../runtime/base/words.h"

/* What is left of a pointer in a value: 48 bits, and nothing if that is more than an address has.
 */
static inline uintptr_t gort__value_address(uint64_t v)
{
    v &= ((uint64_t)1 << 48) - 1;
    return v == (uintptr_t)v ? (uintptr_t)v : 0;
}
/* Where a value points to, if it is a pointer; else what lies outside of any heap. */
static inline uintptr_t gort__value_pointer(const gort_runtime *rt, uint64_t v)
{
    const uint64_t mask = rt->config.value_mask;
    if (mask && (v & mask) == rt->config.value_tag) return gort__value_address(v & ~mask);
    return v >> 48 == 0 ? gort__value_address(v) : 0;
}
/* Where a value may point to of which only the lower half is known, if it takes two words: its
 * upper one is believed to say that it is a pointer. */
static inline uintptr_t gort__value_low_pointer(const gort_runtime *rt, uintptr_t low)
{
#if UINTPTR_MAX == UINT64_MAX
    return gort__value_pointer(rt, low);
#else
    const uintptr_t mask = (uintptr_t)rt->config.value_mask;
    return (low & mask) == (uintptr_t)rt->config.value_tag ? low & ~mask : low;
#endif
}
/* A slot of values, which a thread may be storing to. Where that takes two words, one half may be
 * old and one new, and the whole lead to an object that neither did: it is kept for a cycle. Those
 * that both lead to are known without it: while a cycle marks, a store records the old and the new
 * one. */
static inline uint64_t gort__value_load(const void *slot)
{
    void *const *word = slot;
#if UINTPTR_MAX == UINT64_MAX
    return (uintptr_t)gort__heap_load(word);
#else
    return (uintptr_t)gort__heap_load(word) | (uint64_t)(uintptr_t)gort__heap_load(word + 1) << 32;
#endif
}
static inline void gort__value_store(void *slot, uint64_t v)
{
    void **word = slot;
    gort__heap_store(word, (void *)(uintptr_t)v);
#if UINTPTR_MAX != UINT64_MAX
    gort__heap_store(word + 1, (void *)(uintptr_t)(v >> 32));
#endif
}
/* Whether p leads into an object. While marking: false for newborns too, which are black. */
bool gort__value_is_object(const gort_runtime *rt, uintptr_t p);

#endif
