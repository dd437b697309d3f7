/* words.h - the tagged words of a shadow stack, read (gort.h has the macros that make them). A
 * tagged word says what the words behind it are.
 *
 *   64 bits  Its upper 16 bits are those of GORT__TAG, and there is more than those.
 *            GORT_VALUES_WORD has the first bit below; GORT_FRAME_WORD, which begins a pair as
 *            GORT_TYPE_WORD does, the second.
 *   32 bits  It is an address of GORT_ZONE, where nothing lies. The process has the zone reserved
 *            while there is a runtime (sched/registry.c). A type's address counts in steps of 32
 *            bytes.
 *
 * All that reads a tagged word, or computes with one, is here.
 */
#ifndef GORT_WORDS_H
#define GORT_WORDS_H

#include "../gort.h"

/* Words that a value takes. */
#define GORT__VALUE_WORDS (sizeof(uint64_t) / sizeof(void *))

#if UINTPTR_MAX == UINT64_MAX

#define GORT__TAG        ((uintptr_t)1 << 63)
#define GORT__VALUES_BIT ((uintptr_t)1)
#define GORT__FRAME_BIT  ((uintptr_t)2)
static inline bool gort__is_tagged(uintptr_t word)
{
    return word >> 48 == GORT__TAG >> 48 && word != GORT__TAG;
}
/* What kind a tagged word is; neither: GORT_TYPE_WORD. */
static inline bool gort__is_values(uintptr_t word)
{
    return word & GORT__VALUES_BIT;
}
static inline bool gort__is_frame(uintptr_t word)
{
    return (word & (GORT__FRAME_BIT | GORT__VALUES_BIT)) == GORT__FRAME_BIT;
}
/* The n of GORT_VALUES_WORD. */
static inline uintptr_t gort__values_count(uintptr_t word)
{
    return (word & ~GORT__TAG) >> 1;
}
/* The t of the other two. */
static inline const gort_type *gort__pair_type(uintptr_t word)
{
    return (const gort_type *)(word & ~(GORT__TAG | GORT__FRAME_BIT));
}
/* From the word of a type to that of the one n behind it in an array. */
static inline uintptr_t gort__type_words_apart(uintptr_t n)
{
    return n * sizeof(gort_type);
}

#else

static inline bool gort__is_tagged(uintptr_t word)
{
    return word - GORT_ZONE < GORT_ZONE_BYTES;
}
static inline bool gort__is_values(uintptr_t word)
{
    return word - GORT_ZONE >= 2 * GORT_ZONE_PART_BYTES;
}
static inline bool gort__is_frame(uintptr_t word)
{
    return word - GORT_ZONE - GORT_ZONE_PART_BYTES < GORT_ZONE_PART_BYTES;
}
static inline uintptr_t gort__values_count(uintptr_t word)
{
    return word - GORT_ZONE - 2 * GORT_ZONE_PART_BYTES;
}
static inline const gort_type *gort__pair_type(uintptr_t word)
{
    return (const gort_type *)(((word - GORT_ZONE) & (GORT_ZONE_PART_BYTES - 1)) << 5);
}
static inline uintptr_t gort__type_words_apart(uintptr_t n)
{
    return n * sizeof(gort_type) >> 5;
}
_Static_assert(sizeof(gort_type) % 32 == 0, "each type of an array has a word of its own");

#endif

static inline uintptr_t gort__tagged_words(uintptr_t word) /* behind it that belong to it */
{
    return gort__is_values(word) ? gort__values_count(word) * GORT__VALUE_WORDS : 1;
}

/* Whether the word is GORT_TYPE_WORD of one of the n types from `first` on. */
static inline bool gort__is_type_word_of(const void *word, const gort_type *first, uintptr_t n)
{
    return (uintptr_t)word - (uintptr_t)GORT_TYPE_WORD(first) < gort__type_words_apart(n);
}

#endif
