/* bytes.c - the C half of Go's package bytes: an array for a Buffer, as large as its block.
 *
 * It allocates, and has no operand to root. Threads: any.
 */
#include "../../value/value.h"

gort_slice gort_bytes_array(gort_g *g, void **sp, intptr_t n)
{
    const bool rounds = n > 0 && (uintptr_t)n < GORT_MAX_ALLOC_BYTES;
    const intptr_t cap = rounds ? (intptr_t)gort__round_up_size((uintptr_t)n) : n;
    return gort_makeslice(g, sp, &gort_type_uint8, cap, cap);
}
