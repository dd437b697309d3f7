package math

import "math/bits"

// ---- Sine, cosine, tangent

var (
	sinP = [...]float64{
		1.58962301576546568060e-10, -2.50507477628578072866e-8, 2.75573136213857245213e-6,
		-1.98412698295895385996e-4, 8.33333333332211858878e-3, -1.66666666666666307295e-1,
	}
	cosP = [...]float64{
		-1.13585365213876817300e-11, 2.08757008419747316778e-9, -2.75573141792967388112e-7,
		2.48015872888517045348e-5, -1.38888888888730564116e-3, 4.16666666666665929218e-2,
	}
	tanP = [...]float64{-1.30936939181383777646e4, 1.15351664838587416140e6, -1.79565251976484877988e7}
	tanQ = [...]float64{
		1, 1.36812963470692954678e4, -1.32089234440210967447e6, 2.50083801823357915839e7,
		-5.38695755929454629881e7,
	}
)

// octant: a is not below 0. Which eighth of the circle it ends in, an odd one counting for the next,
// and how far it lies from where that begins.
func octant(a float64) (j uint64, z float64) {
	const ( // an eighth, in three parts
		first  = 7.85398125648498535156e-1
		second = 3.77489470793079817668e-8
		third  = 2.69515142907905952645e-15
	)
	if a >= 1<<29 {
		return farOctant(a)
	}
	j = uint64(a * (4 / Pi))
	j += j & 1
	y := float64(j)
	return j & 7, ((a - y*first) - y*second) - y*third
}

// fourByPi has the bits of 4/Pi.
var fourByPi = [...]uint64{
	0x0000000000000001, 0x45f306dc9c882a53, 0xf84eafa3ea69bb81, 0xb6c52b3278872083,
	0xfca2c757bd778ac3, 0x6e48dc74849ba5c0, 0x0c925dd413a32439, 0xfc3bd63962534e7d,
	0xd1046bea5d768909, 0xd338e04d68befc82, 0x7323ac7306a673e9, 0x3908bf177bf25076,
	0x3ff12fffbc0b301f, 0xde5e2316b414da3e, 0xda6cfd9e4f96136e, 0x9e8c7ecd3cbfd45a,
	0xea4f758fd7cbe2f6, 0x7a0e73ef14a525d4, 0xd7f6bf623f1aba10, 0xac06608df8f6d757,
}

func wordOfFourByPi(at uint) uint64 {
	word, bit := at/64, at%64
	return fourByPi[word]<<bit | fourByPi[word+1]>>(64-bit)
}

// farOctant is Payne and Hanek's reduction: of the product with 4/Pi only three words count.
func farOctant(a float64) (j uint64, z float64) {
	b := Float64bits(a)
	at := uint(exponentOf(b) - bias - fracWidth + 61)
	m := b&fracBits | 1<<fracWidth
	low, _ := bits.Mul64(wordOfFourByPi(at+128), m)
	middleHi, middleLo := bits.Mul64(wordOfFourByPi(at+64), m)
	lo, carry := bits.Add64(middleLo, low, 0)
	hi, _ := bits.Add64(wordOfFourByPi(at)*m, middleHi, carry)
	j = hi >> 61
	hi = hi<<3 | lo>>61
	skip := uint(bits.LeadingZeros64(hi)) + 1
	hi = hi<<skip | lo>>(64-skip)
	z = Float64frombits(hi>>(64-fracWidth) | uint64(bias-skip)<<fracWidth)
	if j&1 == 1 {
		j = (j + 1) & 7
		z--
	}
	return j, z * (Pi / 4)
}

func sinPoly(z float64) float64 {
	zz := z * z
	return z + z*zz*poly(zz, sinP[:])
}

func cosPoly(z float64) float64 {
	zz := z * z
	return 1.0 - 0.5*zz + zz*zz*poly(zz, cosP[:])
}

func Sin(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	if infinite(x) {
		return NaN()
	}
	j, z := octant(Abs(x))
	negative := x < 0 != (j > 3)
	y := 0.0
	if j &= 3; j == 2 {
		y = cosPoly(z)
	} else {
		y = sinPoly(z)
	}
	if negative {
		return -y
	}
	return y
}

func Cos(x float64) float64 {
	if x != x || infinite(x) {
		return NaN()
	}
	j, z := octant(Abs(x))
	negative := j == 2 || j == 4
	y := 0.0
	if j &= 3; j == 2 {
		y = sinPoly(z)
	} else {
		y = cosPoly(z)
	}
	if negative {
		return -y
	}
	return y
}

func Sincos(x float64) (sin, cos float64) { return Sin(x), Cos(x) }

func Tan(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	if infinite(x) {
		return NaN()
	}
	j, z := octant(Abs(x))
	y := z
	if zz := z * z; zz > 1e-14 {
		y = z + z*(zz*poly(zz, tanP[:])/poly(zz, tanQ[:]))
	}
	if j&2 == 2 {
		y = -1 / y
	}
	if x < 0 {
		return -y
	}
	return y
}

// ---- Back

var (
	atanP = [...]float64{
		-8.750608600031904122785e-01, -1.615753718733365076637e+01, -7.500855792314704667340e+01,
		-1.228866684490136173410e+02, -6.485021904942025371773e+01,
	}
	atanQ = [...]float64{
		1, 2.485846490142306297962e+01, 1.650270098316988542046e+02, 4.328810604912902668951e+02,
		4.853903996359136964868e+02, 1.945506571482613964425e+02,
	}
)

// smallAtan: 0 <= x <= 0.66.
func smallAtan(x float64) float64 {
	z := x * x
	z = z * poly(z, atanP[:]) / poly(z, atanQ[:])
	return x*z + x
}

// positiveAtan: x >= 0.
func positiveAtan(x float64) float64 {
	const more = 6.123233995736765886130e-17 // of Pi/2 than a float64 holds
	switch {
	case x <= 0.66:
		return smallAtan(x)
	case x > 2.41421356237309504880:
		return Pi/2 - smallAtan(1/x) + more
	}
	return Pi/4 + smallAtan((x-1)/(x+1)) + 0.5*more
}

func Atan(x float64) float64 {
	switch {
	case x == 0:
		return x
	case x > 0:
		return positiveAtan(x)
	}
	return -positiveAtan(-x)
}

func Asin(x float64) float64 {
	a := Abs(x)
	switch {
	case x == 0:
		return x
	case !(a <= 1):
		return NaN()
	}
	y := Sqrt(1 - a*a)
	if a > 0.7 {
		y = Pi/2 - positiveAtan(y/a)
	} else {
		y = positiveAtan(a / y)
	}
	return Copysign(y, x)
}

func Acos(x float64) float64 { return Pi/2 - Asin(x) }

func Atan2(y, x float64) float64 {
	switch {
	case x != x || y != y:
		return NaN()
	case y == 0 && !Signbit(x):
		return Copysign(0, y)
	case y == 0:
		return Copysign(Pi, y)
	case x == 0:
		return Copysign(Pi/2, y)
	case IsInf(x, 1) && infinite(y):
		return Copysign(Pi/4, y)
	case IsInf(x, 1):
		return Copysign(0, y)
	case IsInf(x, -1) && infinite(y):
		return Copysign(3*Pi/4, y)
	case IsInf(x, -1):
		return Copysign(Pi, y)
	case infinite(y):
		return Copysign(Pi/2, y)
	}
	q := Atan(y / x)
	switch {
	case x >= 0:
		return q
	case q <= 0:
		return q + Pi
	}
	return q - Pi
}

// ---- Hyperbolic

var (
	sinhP = [...]float64{
		-0.2630563213397497062819489e+2, -0.2894211355989563807284660366e+4,
		-0.8991272022039509355398013511e+5, -0.6307673640497716991184787251e+6,
	}
	sinhQ = [...]float64{
		1, -0.173678953558233699533450911e+3, 0.1521517378790019070696485176e+5,
		-0.6307673640497716991212077277e+6,
	}
	tanhP = [...]float64{-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3}
	tanhQ = [...]float64{1, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3}
)

func Sinh(x float64) float64 {
	a := Abs(x)
	y := 0.0
	if a > 21 {
		y = Exp(a) * 0.5
	} else if a > 0.5 {
		e := Exp(a)
		y = (e - 1/e) * 0.5
	} else {
		s := a * a
		y = poly(s, sinhP[:]) * a
		y = y / poly(s, sinhQ[:])
	}
	return Copysign(y, x)
}

func Cosh(x float64) float64 {
	a := Abs(x)
	e := Exp(a)
	if a > 21 {
		return e * 0.5
	}
	return (e + 1/e) * 0.5
}

func Tanh(x float64) float64 {
	a := Abs(x)
	switch {
	case a > 0.5*8.8029691931113054295988e+01:
		return Copysign(1, x)
	case a >= 0.625:
		e := Exp(2 * a)
		return Copysign(1-2/(e+1), x)
	case x == 0:
		return x
	}
	s := x * x
	return x + x*s*poly(s, tanhP[:])/poly(s, tanhQ[:])
}

func Asinh(x float64) float64 {
	if x != x || infinite(x) {
		return x
	}
	a := Abs(x)
	y := a
	switch {
	case a > 1<<28:
		y = Log(a) + Ln2
	case a > 2:
		y = Log(2*a + 1/(Sqrt(a*a+1)+a))
	case a >= 0x1p-28:
		y = Log1p(a + a*a/(1+Sqrt(1+a*a)))
	}
	return Copysign(y, x)
}

func Acosh(x float64) float64 {
	switch {
	case !(x >= 1):
		return NaN()
	case x == 1:
		return 0
	case x >= 1<<28:
		return Log(x) + Ln2
	case x > 2:
		return Log(2*x - 1/(x+Sqrt(x*x-1)))
	}
	t := x - 1
	return Log1p(t + Sqrt(2*t+t*t))
}

func Atanh(x float64) float64 {
	a := Abs(x)
	y := a
	switch {
	case !(a <= 1):
		return NaN()
	case a == 1:
		y = Inf(1)
	case a >= 0.5:
		y = 0.5 * Log1p((a+a)/(1-a))
	case a >= 0x1p-28:
		y = a + a
		y = 0.5 * Log1p(y+y*a/(1-a))
	}
	return Copysign(y, x)
}
