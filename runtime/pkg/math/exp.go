package math

// ---- Powers

// Exp is Shibata's, with fused multiplications, as go1.19 has it on processors that know these.
func Exp(x float64) float64

const (
	ln2Hi = 6.93147180369123816490e-01 // its last 21 bits are 0
	ln2Lo = 1.90821492927058770002e-10
)

var expP = [...]float64{
	4.13813679705723846039e-08, -1.65339022054652515390e-06, 6.61375632143793436117e-05,
	-2.77777777770155933842e-03, 1.66666666666666657415e-01,
}

// scaledExp is e^(hi-lo) times 2^k.
func scaledExp(hi, lo float64, k int) float64 {
	r := hi - lo
	t := r * r
	c := r - t*poly(t, expP[:])
	return Ldexp(1-((lo-(r*c)/(2-c))-hi), k)
}

func Exp2(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x > 1.0239999999999999e+03:
		return Inf(1)
	case x < -1.0740e+03:
		return 0
	}
	k := 0
	if x > 0 {
		k = int(x + 0.5)
	} else if x < 0 {
		k = int(x - 0.5)
	}
	t := x - float64(k)
	return scaledExp(t*ln2Hi, -t*ln2Lo, k)
}

var expm1Q = [...]float64{
	-2.01099218183624371326e-07, 4.00821782732936239552e-06, -7.93650757867887942473e-05,
	1.58730158725481460165e-03, -3.33333333333331316428e-02, 1,
}

// raised is y times 2^k, whose exponent has room for that.
func raised(y float64, k int) float64 { return Float64frombits(Float64bits(y) + uint64(k)<<fracWidth) }

// Expm1 is exact where the exponential is near 1.
func Expm1(x float64) float64 {
	const (
		half      = 3.46573590279972654709e-01 // of the logarithm of 2
		halfThree = 1.03972077083991796413e+00
		times56   = 3.88162421113569373274e+01
		overflow  = 7.09782712893383973096e+02
		invLn2    = 1.44269504088896338700e+00
	)
	a := Abs(x)
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x <= -times56:
		return -1
	case x >= overflow:
		return Inf(1)
	case a < 0x1p-54:
		return x
	}
	c := 0.0 // what x lost
	k := 0
	if a > half {
		var hi, lo float64
		switch {
		case a >= halfThree && x > 0:
			k = int(invLn2*x + 0.5)
		case a >= halfThree:
			k = int(invLn2*x - 0.5)
		case x > 0:
			k = 1
		default:
			k = -1
		}
		t := float64(k)
		hi = x - t*ln2Hi
		lo = t * ln2Lo
		x = hi - lo
		c = (hi - x) - lo
	}
	h := 0.5 * x
	s := x * h
	r := poly(s, expm1Q[:])
	t := 3 - r*h
	e := s * ((r - t) / (6.0 - x*t))
	if k == 0 {
		return x - (x*e - s)
	}
	e = x*(e-c) - c
	e -= s
	switch {
	case k == -1:
		return 0.5*(x-e) - 0.5
	case k == 1 && x < -0.25:
		return -2 * (e - (x + 0.5))
	case k == 1:
		return 1 + 2*(x-e)
	case k < 0 || k > 56:
		return raised(1-(e-x), k) - 1
	case k < 20:
		return raised(Float64frombits(bias<<fracWidth-1<<(fracWidth+1)>>uint(k))-(e-x), k)
	}
	return raised(x-(e+Float64frombits(uint64(bias-k)<<fracWidth))+1, k)
}

// ---- Logarithms

var (
	logOdd  = [...]float64{1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01, 6.666666666666735130e-01}
	logEven = [...]float64{1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01}
	log1pP  = [...]float64{
		1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01,
		2.222219843214978396e-01, 2.857142874366239149e-01, 3.999999999940941908e-01,
		6.666666666666735130e-01,
	}
)

// Log: a subnormal number is taken as it stands, as by go1.19's on amd64.
func Log(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case x < 0:
		return NaN()
	case x != x || IsInf(x, 1):
		return x
	}
	b := Float64bits(x)
	k := float64(exponentOf(b) - (bias - 1))
	f := Float64frombits(b&fracBits | (bias-1)<<fracWidth)
	if f <= 7.07106781186547524401e-01 {
		k--
		f *= 2
	}
	f--
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	r := s2*poly(s4, logOdd[:]) + s4*poly(s4, logEven[:])
	half := 0.5 * f * f
	return k*ln2Hi - ((half - (s*(half+r) + k*ln2Lo)) - f)
}

func Log10(x float64) float64 { return Log(x) * (1 / Ln10) }

func Log2(x float64) float64 {
	frac, exp := Frexp(x)
	if frac == 0.5 {
		return float64(exp - 1)
	}
	return Log(frac)*(1/Ln2) + float64(exp)
}

// Log1p is exact where x is near 0.
func Log1p(x float64) float64 {
	const sqrt2Mantissa = 0x0006a09e667f3bcd
	switch {
	case x < -1 || x != x:
		return NaN()
	case x == -1:
		return Inf(-1)
	case IsInf(x, 1):
		return Inf(1)
	}
	a := Abs(x)
	k := 1
	f := x
	c := 0.0 // what 1+x lost
	near := false
	if a < 4.142135623730950488017e-01 {
		switch {
		case a < 0x1p-54:
			return x
		case a < 0x1p-29:
			return x - x*x*0.5
		case x > -2.928932188134524755992e-01:
			k = 0
		}
	}
	if k != 0 {
		u := x
		if a < 1<<53 {
			u = 1.0 + x
		}
		b := Float64bits(u)
		k = int(b>>fracWidth) - bias
		if a < 1<<53 {
			if k > 0 {
				c = 1.0 - (u - x)
			} else {
				c = x - (u - 1.0)
			}
			c /= u
		}
		b &= fracBits
		if b < sqrt2Mantissa {
			u = Float64frombits(b | bias<<fracWidth)
			near = b == 0
		} else {
			k++
			u = Float64frombits(b | (bias-1)<<fracWidth)
			near = (1<<fracWidth-b)>>2 == 0
		}
		f = u - 1.0
	}
	half := 0.5 * f * f
	n := float64(k)
	if near {
		if f == 0 {
			if k == 0 {
				return 0
			}
			c += n * ln2Lo
			return n*ln2Hi + c
		}
		r := half * (1.0 - 0.66666666666666666*f)
		if k == 0 {
			return f - r
		}
		return n*ln2Hi - ((r - (n*ln2Lo + c)) - f)
	}
	s := f / (2.0 + f)
	z := s * s
	r := z * poly(z, log1pP[:])
	if k == 0 {
		return f - (half - s*(half+r))
	}
	return n*ln2Hi - ((half - (s*(half+r) + (n*ln2Lo + c))) - f)
}

// ---- Powers of any base

func odd(x float64) bool {
	whole, frac := Modf(x)
	return frac == 0 && int64(whole)&1 == 1
}

// powLimit is x^y for a y of which only the sign counts.
func powLimit(x float64, above bool) float64 {
	switch {
	case x == -1:
		return 1
	case Abs(x) < 1 == above:
		return 0
	}
	return Inf(1)
}

func powZero(x, y float64) float64 {
	switch {
	case y < 0 && odd(y):
		return Copysign(Inf(1), x)
	case y < 0:
		return Inf(1)
	case odd(y):
		return x
	}
	return 0
}

// Pow multiplies squares of the mantissa; what y has behind the point goes by the exponential.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x != x || y != y:
		return NaN()
	case x == 0:
		return powZero(x, y)
	case infinite(y):
		return powLimit(x, y > 0)
	case IsInf(x, -1):
		return Pow(1/x, -y)
	case IsInf(x, 1) && y < 0:
		return 0
	case IsInf(x, 1):
		return x
	case y == 0.5:
		return Sqrt(x)
	case y == -0.5:
		return 1 / Sqrt(x)
	}
	whole, frac := Modf(Abs(y))
	if frac != 0 && x < 0 {
		return NaN()
	}
	if whole >= 1<<63 {
		return powLimit(x, y > 0)
	}
	product, exp := 1.0, 0
	if frac != 0 {
		if frac > 0.5 {
			frac--
			whole++
		}
		product = Exp(frac * Log(x))
	}
	square, e := Frexp(x)
	for n := int64(whole); n != 0; n >>= 1 {
		if e < -1<<12 || e > 1<<12 { // over or under anyway
			exp += e
			break
		}
		if n&1 == 1 {
			product *= square
			exp += e
		}
		square *= square
		e *= 2
		if square < 0.5 {
			square += square
			e--
		}
	}
	if y < 0 {
		product = 1 / product
		exp = -exp
	}
	return Ldexp(product, exp)
}

var (
	tens     = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31}
	tens32   = [...]float64{1e0, 1e32, 1e64, 1e96, 1e128, 1e160, 1e192, 1e224, 1e256, 1e288}
	tenths32 = [...]float64{1e0, 1e-32, 1e-64, 1e-96, 1e-128, 1e-160, 1e-192, 1e-224, 1e-256, 1e-288, 1e-320}
)

func Pow10(n int) float64 {
	switch {
	case n > 308:
		return Inf(1)
	case n >= 0:
		return tens32[n/32] * tens[n%32]
	case n >= -323:
		return tenths32[-n/32] / tens[-n%32]
	}
	return 0
}
