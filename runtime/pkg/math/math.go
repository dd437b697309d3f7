// Package math: here constants, kinds of numbers, their parts, and what is exact. exp.go has powers
// and logarithms, trig.go what is about angles, gamma.go what is left.
//
// The algorithms are Moshier's of Cephes and Sun's of fdlibm, in the order of operations of go1.19 on
// amd64, so that every bit of a result is Go's. Only the Bessel functions are the C library's: their
// last digits differ.
package math

import "unsafe"

const (
	E   = 2.71828182845904523536028747135266249775724709369995957496696763
	Pi  = 3.14159265358979323846264338327950288419716939937510582097494459
	Phi = 1.61803398874989484820458683436563811772030917980576286213544862

	Sqrt2   = 1.41421356237309504880168872420969807856967187537694807317667974
	SqrtE   = 1.64872127070012814684865078781416357165377610071014801157507931
	SqrtPi  = 1.77245385090551602729816748334114518279754945612238712821380779
	SqrtPhi = 1.27201964951406896425242246173749149171560804184009624861664038

	Ln2    = 0.693147180559945309417232121458176568075500134360255254120680009
	Log2E  = 1 / Ln2
	Ln10   = 2.30258509299404568401799145468436420760110148862877297603332790
	Log10E = 1 / Ln10
)

const (
	MaxFloat32             = 0x1p127 * (1 + (1 - 0x1p-23))
	SmallestNonzeroFloat32 = 0x1p-126 * 0x1p-23
	MaxFloat64             = 0x1p1023 * (1 + (1 - 0x1p-52))
	SmallestNonzeroFloat64 = 0x1p-1022 * 0x1p-52
)

const (
	MaxInt    = 1<<63 - 1
	MinInt    = -1 << 63
	MaxInt8   = 1<<7 - 1
	MinInt8   = -1 << 7
	MaxInt16  = 1<<15 - 1
	MinInt16  = -1 << 15
	MaxInt32  = 1<<31 - 1
	MinInt32  = -1 << 31
	MaxInt64  = 1<<63 - 1
	MinInt64  = -1 << 63
	MaxUint   = 1<<64 - 1
	MaxUint8  = 1<<8 - 1
	MaxUint16 = 1<<16 - 1
	MaxUint32 = 1<<32 - 1
	MaxUint64 = 1<<64 - 1
)

// ---- Bits

const (
	signBit     = 1 << 63
	expBits     = 0x7ff << fracWidth
	fracWidth   = 52
	fracBits    = 1<<fracWidth - 1
	bias        = 1023
	firstNormal = 0x1p-1022
)

func Float32bits(f float32) uint32 { return *(*uint32)(unsafe.Pointer(&f)) }

func Float32frombits(b uint32) float32 { return *(*float32)(unsafe.Pointer(&b)) }

func Float64bits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }

func Float64frombits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }

func exponentOf(b uint64) int { return int(b >> fracWidth & 0x7ff) }

// ---- Kinds

func NaN() float64 { return Float64frombits(0x7ff8000000000001) }

func Inf(sign int) float64 {
	if sign >= 0 {
		return Float64frombits(expBits)
	}
	return Float64frombits(expBits | signBit)
}

func IsNaN(f float64) (is bool) { return f != f }

func IsInf(f float64, sign int) bool {
	return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64
}

func infinite(f float64) bool { return f > MaxFloat64 || f < -MaxFloat64 }

func Signbit(x float64) bool { return Float64bits(x)&signBit != 0 }

func Abs(x float64) float64 { return Float64frombits(Float64bits(x) &^ signBit) }

func Copysign(f, sign float64) float64 {
	return Float64frombits(Float64bits(f)&^signBit | Float64bits(sign)&signBit)
}

// ---- Order

func Max(x, y float64) float64 {
	switch {
	case IsInf(x, 1) || IsInf(y, 1):
		return Inf(1)
	case x != x || y != y:
		return NaN()
	case x > y || x == y && !Signbit(x):
		return x
	}
	return y
}

func Min(x, y float64) float64 {
	switch {
	case IsInf(x, -1) || IsInf(y, -1):
		return Inf(-1)
	case x != x || y != y:
		return NaN()
	case x < y || x == y && Signbit(x):
		return x
	}
	return y
}

func Dim(x, y float64) float64 {
	if d := x - y; !(d <= 0) {
		return d
	}
	return 0
}

func Nextafter(x, y float64) (r float64) {
	switch {
	case x != x || y != y:
		return NaN()
	case x == y:
		return x
	case x == 0:
		return Copysign(SmallestNonzeroFloat64, y)
	case x < y == (x > 0):
		return Float64frombits(Float64bits(x) + 1)
	}
	return Float64frombits(Float64bits(x) - 1)
}

func Nextafter32(x, y float32) (r float32) {
	switch {
	case x != x || y != y:
		return float32(NaN())
	case x == y:
		return x
	case x == 0:
		return float32(Copysign(SmallestNonzeroFloat32, float64(y)))
	case x < y == (x > 0):
		return Float32frombits(Float32bits(x) + 1)
	}
	return Float32frombits(Float32bits(x) - 1)
}

// ---- To whole numbers

func Floor(x float64) float64

func Ceil(x float64) float64

func Trunc(x float64) float64

func Round(x float64) float64 {
	b := Float64bits(x)
	switch e := exponentOf(b) - bias; {
	case e < -1:
		b &= signBit
	case e == -1: // from a half to below 1
		b = b&signBit | bias<<fracWidth
	case e < fracWidth:
		b += 1 << (fracWidth - 1) >> uint(e)
		b &^= fracBits >> uint(e)
	}
	return Float64frombits(b)
}

func RoundToEven(x float64) float64 {
	whole := Trunc(x)
	rest := Abs(x - whole)
	if rest > 0.5 || rest == 0.5 && Mod(whole, 2) != 0 {
		whole += Copysign(1, x)
	}
	return Copysign(whole, x)
}

func Modf(f float64) (int float64, frac float64) {
	if f == 0 || f != f {
		return f, f
	}
	int = Trunc(f)
	frac = f - int
	if f < 0 {
		return Copysign(int, -1), Copysign(frac, -1)
	}
	return int, frac
}

// ---- Mantissa and exponent

// normal is x times a power of 2 that makes it a normal number.
func normal(x float64) (y float64, exp int) {
	if Abs(x) < firstNormal {
		return x * (1 << fracWidth), -fracWidth
	}
	return x, 0
}

func Frexp(f float64) (frac float64, exp int) {
	if f == 0 || f != f || infinite(f) {
		return f, 0
	}
	f, exp = normal(f)
	b := Float64bits(f)
	exp += exponentOf(b) - bias + 1
	return Float64frombits(b&^expBits | (bias-1)<<fracWidth), exp
}

func Ldexp(frac float64, exp int) float64 {
	if frac == 0 || frac != frac || infinite(frac) {
		return frac
	}
	frac, e := normal(frac)
	b := Float64bits(frac)
	exp += e + exponentOf(b) - bias
	switch {
	case exp < -1075:
		return Copysign(0, frac)
	case exp > bias:
		return Copysign(Inf(1), frac)
	case exp < 1-bias: // one rounding, at the end
		return Float64frombits(b&^expBits|uint64(exp+53+bias)<<fracWidth) * 0x1p-53
	}
	return Float64frombits(b&^expBits | uint64(exp+bias)<<fracWidth)
}

func ilogb(x float64) int {
	x, exp := normal(x)
	return exponentOf(Float64bits(x)) - bias + exp
}

func Ilogb(x float64) int {
	switch {
	case x == 0:
		return MinInt32
	case x != x || infinite(x):
		return MaxInt32
	}
	return ilogb(x)
}

func Logb(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case infinite(x):
		return Inf(1)
	case x != x:
		return x
	}
	return float64(ilogb(x))
}

// ---- Remainders and roots

// rest is fmod of C: x and y are numbers, y is not 0.
func rest(x, y float64) float64

func Mod(x, y float64) float64 {
	if y == 0 || y != y || x != x || infinite(x) {
		return NaN()
	}
	return rest(x, y)
}

// Remainder is what is left by the nearest multiple, the even one of two.
func Remainder(x, y float64) float64 {
	switch {
	case y == 0 || y != y || x != x || infinite(x):
		return NaN()
	case infinite(y):
		return x
	}
	return nearestRest(x, y)
}

func nearestRest(x, y float64) float64

func FMA(x, y, z float64) float64

func Sqrt(x float64) float64

func Hypot(p, q float64) float64 {
	p, q = Abs(p), Abs(q)
	switch {
	case infinite(p) || infinite(q):
		return Inf(1)
	case p != p || q != q:
		return NaN()
	}
	if p < q {
		p, q = q, p
	}
	if p == 0 {
		return 0
	}
	q /= p
	return p * Sqrt(1+q*q)
}

// Cbrt begins with a third of the exponent, and takes two steps of which the first makes 23 bits.
func Cbrt(x float64) float64 {
	if x == 0 || x != x || infinite(x) {
		return x
	}
	a := Abs(x)
	t := Float64frombits(Float64bits(a)/3 + 715094163<<32)
	if a < firstNormal {
		t = (1 << 54) * a
		t = Float64frombits(Float64bits(t)/3 + 696219795<<32)
	}
	r := t * t / a
	s := 5.42857142857142815906e-01 + r*t
	t *= 3.57142857142857150787e-01 + 1.60714285714285720630e+00/(s+1.41428571428571436819e+00+-7.05306122448979611050e-01/s)
	t = Float64frombits(Float64bits(t)&(0xFFFFFFFFC<<28) + 1<<30)
	r = a / (t * t)
	r = (r - t) / (t + t + r)
	return Copysign(t+t*r, x)
}

// poly is a polynomial in x, its coefficients from that of the highest power down.
func poly(x float64, c []float64) float64 {
	sum := c[0]
	for _, next := range c[1:] {
		sum = sum*x + next
	}
	return sum
}
