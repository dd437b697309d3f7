/* math.c - the C half of Go's package math: what the C library does exactly, the exponential in the
 * steps of go1.19 (math.go says why).
 *
 * Pure functions: no safepoints, any thread.
 */
#include "../../value/value.h"

#include <math.h>
#include <string.h>

#define MATH_1(NAME, CALL)                                                                         \
    double gort_math_##NAME(gort_g *g, void **sp, double x)                                        \
    {                                                                                              \
        (void)g;                                                                                   \
        (void)sp;                                                                                  \
        return CALL(x);                                                                            \
    }
#define MATH_2(NAME, CALL)                                                                         \
    double gort_math_##NAME(gort_g *g, void **sp, double x, double y)                              \
    {                                                                                              \
        (void)g;                                                                                   \
        (void)sp;                                                                                  \
        return CALL(x, y);                                                                         \
    }
MATH_1(Floor, floor)
MATH_1(Ceil, ceil)
MATH_1(Trunc, trunc)
MATH_1(Sqrt, sqrt)
MATH_2(rest, fmod)
MATH_2(nearestRest, remainder)

double gort_math_FMA(gort_g *g, void **sp, double x, double y, double z)
{
    (void)g;
    (void)sp;
    return fma(x, y, z);
}

/* 2^e of a normal number. */
static double math_power_of_2(int64_t e)
{
    const uint64_t bits = (uint64_t)(e + 1023) << 52;
    double p;
    memcpy(&p, &bits, sizeof p);
    return p;
}

/* e^x - 1 of a sixteenth of x by its series; four times y -> y (y + 2), which squares y + 1. */
static double math_exp(double x)
{
    static const double series[] = {1.9841269841269841270e-4,
                                    1.3888888888888888889e-3,
                                    8.3333333333333333333e-3,
                                    4.1666666666666666667e-2,
                                    1.6666666666666666667e-1,
                                    0.5,
                                    1.0};
    const double k = nearbyint(1.4426950408889634073599246810018920 * x);
    x = fma(-k, 0.69314718055966295651160180568695068359375, x);
    x = fma(-k, 0.28235290563031577122588448175013436025525412068e-12, x);
    x *= 0.0625;
    double y = 2.4801587301587301587e-5;
    for (size_t i = 0; i < sizeof series / sizeof *series; i++)
        y = fma(x, y, series[i]);
    y *= x;
    for (int i = 0; i < 3; i++)
        y *= y + 2;
    y = fma(y + 2, y, 1);
    const int64_t e = (int64_t)k;
    if (e > 1023) return INFINITY;
    if (e > -1023) return y * math_power_of_2(e);
    if (e < -1075) return 0;
    return y * math_power_of_2(e + 1022) * math_power_of_2(-1022);
}

double gort_math_Exp(gort_g *g, void **sp, double x)
{
    (void)g;
    (void)sp;
    if (x != x) return x;
    if (x > 7.09782712893384e+02) return INFINITY;
    return x < -1000 ? 0 : math_exp(x);
}
