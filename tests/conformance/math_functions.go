// Package math: every function at special numbers and at random ones, bit by bit.
package main

import (
	"fmt"
	"math"
)

var seed = uint64(88172645463325252)

func rnd() uint64 {
	seed ^= seed << 13
	seed ^= seed >> 7
	seed ^= seed << 17
	return seed
}

type fn struct {
	name string
	f    func(float64) float64
}

var fns = []fn{
	{"Abs", math.Abs}, {"Acos", math.Acos}, {"Acosh", math.Acosh}, {"Asin", math.Asin}, {"Asinh", math.Asinh}, {"Atan", math.Atan}, {"Atanh", math.Atanh},
	{"Cbrt", math.Cbrt}, {"Ceil", math.Ceil}, {"Cos", math.Cos}, {"Cosh", math.Cosh}, {"Erf", math.Erf}, {"Erfc", math.Erfc}, {"Erfinv", math.Erfinv}, {"Erfcinv", math.Erfcinv}, {"Exp", math.Exp}, {"Exp2", math.Exp2}, {"Expm1", math.Expm1},
	{"Floor", math.Floor}, {"Gamma", math.Gamma}, {"Log", math.Log}, {"Log10", math.Log10}, {"Log1p", math.Log1p}, {"Log2", math.Log2}, {"Logb", math.Logb}, {"Round", math.Round}, {"RoundToEven", math.RoundToEven},
	{"Sin", math.Sin}, {"Sinh", math.Sinh}, {"Sqrt", math.Sqrt}, {"Tan", math.Tan}, {"Tanh", math.Tanh}, {"Trunc", math.Trunc},
	{"Sin2", func(x float64) float64 { s, _ := math.Sincos(x); return s }},
	{"Cos2", func(x float64) float64 { _, c := math.Sincos(x); return c }},
	{"Modf", func(x float64) float64 { s, _ := math.Modf(x); return s }},
	{"Modf2", func(x float64) float64 { _, c := math.Modf(x); return c }},
	{"Lgamma", func(x float64) float64 { s, _ := math.Lgamma(x); return s }},
	{"Lgamma2", func(x float64) float64 { _, s := math.Lgamma(x); return float64(s) }},
	{"Frexp", func(x float64) float64 { s, e := math.Frexp(x); return s + float64(e) }},
	{"Ilogb", func(x float64) float64 { return float64(math.Ilogb(x)) }},
	{"J0", math.J0}, {"J1", math.J1}, {"Y0", math.Y0}, {"Y1", math.Y1},
}

type fn2 struct {
	name string
	f    func(x, y float64) float64
}

var fns2 = []fn2{
	{"Atan2", math.Atan2}, {"Copysign", math.Copysign}, {"Dim", math.Dim}, {"Hypot", math.Hypot}, {"Max", math.Max}, {"Min", math.Min}, {"Mod", math.Mod}, {"Nextafter", math.Nextafter}, {"Pow", math.Pow}, {"Remainder", math.Remainder},
	{"FMA", func(x, y float64) float64 { return math.FMA(x, y, x*0.3-y) }},
	{"Ldexp", func(x, y float64) float64 { return math.Ldexp(x, int(int8(int64(math.Float64bits(y))))*9) }},
	{"Nextafter32", func(x, y float64) float64 { return float64(math.Nextafter32(float32(x), float32(y))) }},
}

var special = []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 2, -2, 3, 1.5, -1.5, 2.5, -2.5, math.Pi, 10, -10, 100, 170, 171.6, 172, -170.5, 0.1, 1e-10, 1e-300, 5e-324, -5e-324, 2.2e-308, 1e300, -1e300, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.Inf(-1), math.NaN(), 1 << 52, 1<<53 + 2, 1 << 29, 1e22, 709.78, 709.79, -708.4, -745.1, -745.2, 33, 34, -33.5, 143.5, 201, 0.7, 0.66, 0.9, 1.2, 1.7, 5, 6, 7, 8, 27, 28, 29, 1 << 28, 1e16, -3, -5, 4503599627370497.5}

func bits(f float64) uint64 {
	if f != f {
		return 1
	}
	return math.Float64bits(f)
}

func arg(i int) float64 {
	if i < len(special) {
		return special[i]
	}
	r := rnd()
	switch i % 7 {
	case 0:
		return math.Float64frombits(r)
	case 1:
		return float64(r>>11) / (1 << 53)
	case 2:
		return float64(int64(r)) / (1 << 60)
	case 3:
		return float64(int64(r)) / (1 << 56)
	case 4:
		return float64(int64(r) >> 54)
	case 5:
		return float64(int64(r)) / (1 << 50)
	}
	return 1 + float64(int64(r))/(1<<66)
}

func main() {
	for _, f := range fns {
		h := uint64(0)
		for i := 0; i < 2000; i++ {
			x := arg(i)
			y := bits(f.f(x))
			h = h*31 + y
			if i < len(special) && i%5 == 0 || i > 1996 {
				fmt.Println(f.name, x, math.Float64frombits(y))
			}
		}
		fmt.Println(f.name, h)
	}
	for _, f := range fns2 {
		h := uint64(0)
		for i := 0; i < 2000; i++ {
			x, y := arg(i), arg(int(rnd()%400))
			z := bits(f.f(x, y))
			h = h*31 + z
			if i > 1990 {
				fmt.Println(f.name, x, y, math.Float64frombits(z))
			}
		}
		for _, x := range special {
			for _, y := range special {
				h = h*31 + bits(f.f(x, y))
			}
		}
		fmt.Println(f.name, h)
	}
	for n := -330; n < 312; n++ {
		if math.Pow10(n) != 0 && n%20 == 0 {
			fmt.Println(n, math.Pow10(n), math.Ldexp(1.7, n*4), math.Ldexp(3e-310, n*7))
		}
	}
	for n := -3; n < 12; n += 4 {
		for _, x := range special[2:14] {
			fmt.Println("Jn", n, x, math.Jn(n, x), math.Yn(n, x))
		}
	}
	fmt.Println(math.E, math.Pi, math.Phi, math.Sqrt2, math.SqrtE, math.SqrtPi, math.SqrtPhi, math.Ln2, math.Log2E, math.Ln10, math.Log10E, math.MaxFloat32, math.SmallestNonzeroFloat32, math.MaxFloat64, math.SmallestNonzeroFloat64)
	fmt.Println(math.MaxInt, math.MinInt, math.MaxInt8, math.MinInt8, math.MaxInt16, math.MinInt16, math.MaxInt32, math.MinInt32, math.MaxInt64, math.MinInt64, uint64(math.MaxUint), math.MaxUint8, math.MaxUint16, math.MaxUint32, uint64(math.MaxUint64))
	fmt.Println(math.Float32bits(1.5), math.Float32frombits(0x7f800000), math.IsInf(math.Inf(1), 0), math.IsInf(5, 0), math.IsNaN(math.NaN()), math.Signbit(math.Copysign(0, -1)), bits(math.NaN()), math.Float64bits(math.NaN()), math.IsInf(math.Inf(-1), 1))
}
