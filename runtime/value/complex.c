/* complex.c - the quotient of complex numbers, bit for bit what go1.19 gives.
 *
 * Smith's method: numerator and denominator are divided by the larger part of the denominator, so
 * that nothing overflows that need not. Where both parts become NaN, infinities and zeros are put
 * right as C99 says (annex G). No state; any thread. The other operators are inline in gort_abi.h.
 */
#include "../gort_abi.h"

#include <math.h>

/* A part of an infinite number, by its sign: the part that is infinite as 1, the other as 0. */
static double complex_unit(double part)
{
    return copysign(isinf(part) ? 1 : 0, part);
}

static void complex_repair(double a, double b, double c, double d, double *r, double *i)
{
    if (c == 0 && d == 0 && !(isnan(a) && isnan(b))) {
        *r = copysign(INFINITY, c) * a;
        *i = copysign(INFINITY, c) * b;
    } else if ((isinf(a) || isinf(b)) && isfinite(c) && isfinite(d)) {
        a = complex_unit(a);
        b = complex_unit(b);
        *r = INFINITY * (a * c + b * d);
        *i = INFINITY * (b * c - a * d);
    } else if ((isinf(c) || isinf(d)) && isfinite(a) && isfinite(b)) {
        c = complex_unit(c);
        d = complex_unit(d);
        *r = 0 * (a * c + b * d);
        *i = 0 * (b * c - a * d);
    }
}

void gort_complexdiv(double nr, double ni, double mr, double mi, double *r, double *i)
{
    if (fabs(mr) >= fabs(mi)) {
        const double k = mi / mr, by = mr + k * mi;
        *r = (nr + ni * k) / by;
        *i = (ni - nr * k) / by;
    } else {
        const double k = mr / mi, by = mi + k * mr;
        *r = (nr * k + ni) / by;
        *i = (ni * k - nr) / by;
    }
    if (isnan(*r) && isnan(*i)) complex_repair(nr, ni, mr, mi, r, i);
}
