/* planted.h - stores without the write barrier, by name. Forced into the files that planted.sh
 * compiles, it makes of every barrier in them one that GORT_PLANT="FUNCTION PLACE" takes away:
 * FUNCTION is the C function that the store stands in, PLACE the text of its destination.
 */
#ifndef PLANTED_H
#define PLANTED_H

#ifdef PLANTED_RUNTIME
#include "gc/gc.h"
#endif
#include "gort_inline.h"
#include <stdlib.h>
#include <string.h>

static inline bool planted(const char *function, const char *place)
{
    const char *name = getenv("GORT_PLANT");
    const size_t n = strlen(function);
    return name && strncmp(name, function, n) == 0 && name[n] == ' ' &&
           strcmp(name + n + 1, place) == 0;
}

#define PLANTED(place, without, with)                                                              \
    do {                                                                                           \
        if (planted(__func__, #place))                                                             \
            without;                                                                               \
        else                                                                                       \
            with;                                                                                  \
    } while (0)

#define gort_store(g, slot, ...)                                                                   \
    PLANTED(slot, GORT_STORE_RELAXED(slot, (uintptr_t)(__VA_ARGS__)),                              \
            (gort_store)(g, slot, __VA_ARGS__))
#define gort_store_value(g, slot, ...)                                                             \
    PLANTED(slot, GORT_STORE_RELAXED(slot, (__VA_ARGS__)), (gort_store_value)(g, slot, __VA_ARGS__))
#define gort_store_string(g, slot, ...)                                                            \
    PLANTED(slot, *(gort_string *)(slot) = (__VA_ARGS__), (gort_store_string)(g, slot, __VA_ARGS__))
#define gort_store_slice(g, slot, ...)                                                             \
    PLANTED(slot, *(gort_slice *)(slot) = (__VA_ARGS__), (gort_store_slice)(g, slot, __VA_ARGS__))
#define gort_store_eface(g, slot, ...)                                                             \
    PLANTED(slot, *(gort_eface *)(slot) = (__VA_ARGS__), (gort_store_eface)(g, slot, __VA_ARGS__))
#define gort_store_iface(g, slot, ...)                                                             \
    PLANTED(slot, *(gort_iface *)(slot) = (__VA_ARGS__), (gort_store_iface)(g, slot, __VA_ARGS__))
#define gort_typedmemmove(g, t, dst, src)                                                          \
    PLANTED(dst, memmove(dst, src, (t)->size_bytes), (gort_typedmemmove)(g, t, dst, src))
#define gort_typedmemclr(g, t, dst)                                                                \
    PLANTED(dst, memset(dst, 0, (t)->size_bytes), (gort_typedmemclr)(g, t, dst))
#define gort_typedslicemove(g, t, dst, src, n)                                                     \
    PLANTED(dst, memmove(dst, src, (n) * (t)->size_bytes), (gort_typedslicemove)(g, t, dst, src, n))
#define gort_typedsliceclr(g, t, dst, n)                                                           \
    PLANTED(dst, memset(dst, 0, (n) * (t)->size_bytes), (gort_typedsliceclr)(g, t, dst, n))
#define gort__gc_cas(g, slot, old, v)                                                              \
    (planted(__func__, #slot)                                                                      \
         ? gort__cas_full((gort_aword *)(void *)(slot), (uintptr_t)(old), (uintptr_t)(v))          \
         : (gort__gc_cas)(g, slot, old, v))

#endif
