/* rand.c - the runtime's own random numbers: map seeds, where an iteration starts.
 *
 * A generator per mutator (xorshift128+), seeded when the thread attaches; not for cryptography.
 * Only the owner touches it, so there is nothing to synchronise. Not a safepoint.
 */
#include "runtime.h"

uint32_t gort_fastrand(gort_g *g)
{
    uint64_t *s = gort__m(g)->rand;
    uint64_t a = s[0];
    const uint64_t b = s[1];
    s[0] = b;
    a ^= a << 23;
    s[1] = a ^ b ^ a >> 17 ^ b >> 26;
    return (uint32_t)((s[1] + b) >> 32);
}
