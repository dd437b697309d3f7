/* strings.c - the C half of Go's package strings: searches, by the C library's.
 *
 * Neither function is a safepoint. Threads: any.
 */
#define _GNU_SOURCE /* memmem */
#include "../../value/value.h"

#include <string.h>

intptr_t gort_strings_IndexByte(gort_g *g, void **sp, gort_string s, uint8_t c)
{
    (void)g;
    (void)sp;
    const uint8_t *at = s.len ? memchr(s.ptr, c, (size_t)s.len) : NULL;
    return at ? at - s.ptr : -1;
}

intptr_t gort_strings_index(gort_g *g, void **sp, gort_string s, gort_string substr)
{
    (void)g;
    (void)sp;
    if (substr.len > s.len) return -1;
    const uint8_t *at = memmem(s.ptr, (size_t)s.len, substr.ptr, (size_t)substr.len);
    return at ? at - s.ptr : -1;
}
