/* bits.c - the C half of Go's package math/bits: the panic of a quotient that needs more than a
 * word. Never returns. Threads: any.
 */
#include "../../../value/value.h"

GORT_NORETURN void gort_math_bits_overflow(gort_g *g, void **sp)
{
    gort_panic_runtime(g, sp, "integer overflow");
}
