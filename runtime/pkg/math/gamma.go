package math

// ---- Gamma

var (
	gammaP = [...]float64{
		1.60119522476751861407e-04, 1.19135147006586384913e-03, 1.04213797561761569935e-02,
		4.76367800457137231464e-02, 2.07448227648435975150e-01, 4.94214826801497100753e-01,
		9.99999999999999996796e-01,
	}
	gammaQ = [...]float64{
		-2.31581873324120129819e-05, 5.39605580493303397842e-04, -4.45641913851797240494e-03,
		1.18139785222060435552e-02, 3.58236398605498653373e-02, -2.34591795718243348568e-01,
		7.14304917030273074085e-02, 1.00000000000000000320e+00,
	}
	gammaS = [...]float64{
		7.87311395793093628397e-04, -2.29549961613378126380e-04, -2.68132617805781232825e-03,
		3.47222221605458667310e-03, 8.33333333333482257126e-02,
	}
)

// stirling is Stirling's formula, in two factors that do not overflow by themselves.
func stirling(x float64) (first, second float64) {
	if x > 200 {
		return Inf(1), 1
	}
	w := 1 / x
	w = 1 + w*poly(w, gammaS[:])
	e := Exp(x)
	second = 1
	if x > 143.01608 {
		first = Pow(x, 0.5*x-0.25)
		second = first / e
	} else {
		first = Pow(x, x-0.5) / e
	}
	return first, 2.506628274631000502417 * w * second
}

// farGamma: x is no whole number below 0, and far from 0.
func farGamma(x float64) float64 {
	a := Abs(x)
	if x >= 0 {
		first, second := stirling(x)
		return first * second
	}
	whole := Floor(a)
	sign := 1
	if int64(whole)&1 == 0 {
		sign = -1
	}
	z := a - whole
	if z > 0.5 {
		z = a - (whole + 1)
	}
	z = a * Sin(Pi*z)
	if z == 0 {
		return Inf(sign)
	}
	first, second := stirling(a)
	z = Abs(z)
	if d := z * first * second; infinite(d) {
		z = Pi / z / first / second
	} else {
		z = Pi / d
	}
	return float64(sign) * z
}

func Gamma(x float64) float64 {
	switch {
	case x != x || IsInf(x, -1) || x < 0 && Trunc(x) == x:
		return NaN()
	case IsInf(x, 1):
		return x
	case x == 0:
		return Copysign(Inf(1), x)
	case Abs(x) > 33:
		return farGamma(x)
	}
	z := 1.0
	for x >= 3 {
		x--
		z *= x
	}
	for x < 2 {
		if x < 1e-09 && x > -1e-09 {
			if x == 0 {
				return Inf(1)
			}
			const euler = 0.57721566490153286060651209008240243104215933593992
			return z / ((1 + euler*x) * x)
		}
		z /= x
		x++
	}
	if x == 2 {
		return z
	}
	x -= 2
	return z * poly(x, gammaP[:]) / poly(x, gammaQ[:])
}

// ---- The logarithm of gamma

var (
	lgammaA0 = [...]float64{
		2.52144565451257326939e-05, 2.20862790713908385557e-04, 1.19270763183362067845e-03,
		7.38555086081402883957e-03, 6.73523010531292681824e-02, 7.72156649015328655494e-02,
	}
	lgammaA1 = [...]float64{
		4.48640949618915160150e-05, 1.08011567247583939954e-04, 5.10069792153511336608e-04,
		2.89051383673415629091e-03, 2.05808084325167332806e-02, 3.22467033424113591611e-01,
	}
	lgammaR = [...]float64{
		7.32668430744625636189e-06, 7.77942496381893596434e-04, 1.86459191715652901344e-02,
		1.71933865632803078993e-01, 7.21935547567138069525e-01, 1.39200533467621045958e+00, 1,
	}
	lgammaS = [...]float64{
		3.19475326584100867617e-05, 1.84028451407337715652e-03, 2.66422703033638609560e-02,
		1.46350472652464452805e-01, 3.25778796408930981787e-01, 2.14982415960608852501e-01,
		-7.72156649015328655494e-02,
	}
	lgammaT1 = [...]float64{
		3.15632070903625950361e-04, -1.40346469989232843813e-03, 6.10053870246291332635e-03,
		-3.27885410759859649565e-02, 4.83836122723810047042e-01,
	}
	lgammaT2 = [...]float64{
		-3.12754168375120860518e-04, 8.81081882437654011382e-04, -3.68452016781138256760e-03,
		1.79706750811820387126e-02, -1.47587722994593911752e-01,
	}
	lgammaT3 = [...]float64{
		3.35529192635519073543e-04, -5.38595305356740546715e-04, 2.25964780900612472250e-03,
		-1.03142241298341437450e-02, 6.46249402391333854778e-02,
	}
	lgammaU = [...]float64{
		1.33810918536787660377e-02, 2.28963728064692451092e-01, 9.77717527963372745603e-01,
		1.45492250137234768737e+00, 6.32827064025093366517e-01, -7.72156649015328655494e-02,
	}
	lgammaV = [...]float64{
		3.21709242282423911810e-03, 1.04222645593369134254e-01, 7.69285150456672783825e-01,
		2.12848976379893395361e+00, 2.45597793713041134822e+00, 1,
	}
	lgammaW = [...]float64{
		-1.63092934096575273989e-03, 8.36339918996282139126e-04, -5.95187557450339963135e-04,
		7.93650558643019558500e-04, -2.77777777728775536470e-03, 8.33333333333329678849e-02,
	}
)

// sinPi is the sine of Pi times -x, x not below 0.
func sinPi(x float64) float64 {
	if x < 0.25 {
		return -Sin(Pi * x)
	}
	if Floor(x) == x {
		return 0
	}
	x = Mod(x, 2)
	switch int(x * 4) {
	case 0:
		x = Sin(Pi * x)
	case 1, 2:
		x = Cos(Pi * (0.5 - x))
	case 3, 4:
		x = Sin(Pi * (1 - x))
	case 5, 6:
		x = -Cos(Pi * (x - 1.5))
	default:
		x = Sin(Pi * (x - 2))
	}
	return -x
}

// smallLgamma: 0 < x < 2, and not 1.
func smallLgamma(x float64) float64 {
	const (
		lowest      = 1.46163214496836224576e+00 // where it is lowest, and what it is there
		lowestValue = -1.21486290535849611461e-01
		lowestRest  = -3.63867699703950536541e-18
		lowestNear  = 1.461632144968362245
	)
	sum, up := 0.0, 0.0
	if x <= 0.9 {
		sum, up = -Log(x), 1
	}
	switch {
	case x >= lowestNear-up+0.27:
		y := 2 - up - x
		z := y * y
		return sum + (y*poly(z, lgammaA0[:]) + z*poly(z, lgammaA1[:]) - 0.5*y)
	case x >= lowestNear-up-0.27:
		y := x - (lowest - up)
		z := y * y
		w := z * y
		p1, p2, p3 := poly(w, lgammaT1[:]), poly(w, lgammaT2[:]), poly(w, lgammaT3[:])
		return sum + (lowestValue + (z*p1 - (lowestRest - w*(p2+y*p3))))
	}
	y := x - (1 - up)
	return sum + (-0.5*y + y*poly(y, lgammaU[:])/poly(y, lgammaV[:]))
}

// positiveLgamma: x > 0.
func positiveLgamma(x float64) float64 {
	switch {
	case x == 1 || x == 2:
		return 0
	case x < 2:
		return smallLgamma(x)
	case x < 8:
		i := int(x)
		y := x - float64(i)
		sum := 0.5*y + y*poly(y, lgammaS[:])/poly(y, lgammaR[:])
		if i < 3 {
			return sum
		}
		z := 1.0
		for ; i >= 3; i-- {
			z *= y + float64(i-1)
		}
		return sum + Log(z)
	case x < 1<<58:
		z := 1 / x
		w := 4.18938533204672725052e-01 + z*poly(z*z, lgammaW[:])
		return (x-0.5)*(Log(x)-1) + w
	}
	return x * (Log(x) - 1)
}

func Lgamma(x float64) (lgamma float64, sign int) {
	a := Abs(x)
	switch {
	case x != x || infinite(x):
		return x, 1
	case x == 0:
		return Inf(1), 1
	case a < 0x1p-70 && x < 0:
		return -Log(a), -1
	case a < 0x1p-70:
		return -Log(a), 1
	case x > 0:
		return positiveLgamma(x), 1
	case a >= 1<<52:
		return Inf(1), 1
	}
	t := sinPi(a)
	if t == 0 {
		return Inf(1), 1
	}
	sign = 1
	if t < 0 {
		sign = -1
	}
	return Log(Pi/Abs(t*a)) - positiveLgamma(a), sign
}

// ---- The error function

var (
	erfP = [...]float64{
		-2.37630166566501626084e-05, -5.77027029648944159157e-03, -2.84817495755985104766e-02,
		-3.25042107247001499370e-01, 1.28379167095512558561e-01,
	}
	erfQ = [...]float64{
		-3.96022827877536812320e-06, 1.32494738004321644526e-04, 5.08130628187576562776e-03,
		6.50222499887672944485e-02, 3.97917223959155352819e-01, 1,
	}
	erfNear1P = [...]float64{
		-2.16637559486879084300e-03, 3.54783043256182359371e-02, -1.10894694282396677476e-01,
		3.18346619901161753674e-01, -3.72207876035701323847e-01, 4.14856118683748331666e-01,
		-2.36211856075265944077e-03,
	}
	erfNear1Q = [...]float64{
		1.19844998467991074170e-02, 1.36370839120290507362e-02, 1.26171219808761642112e-01,
		7.18286544141962662868e-02, 5.40397917702171048937e-01, 1.06420880400844228286e-01, 1,
	}
	erfMiddleP = [...]float64{
		-9.81432934416914548592e+00, -8.12874355063065934246e+01, -1.84605092906711035994e+02,
		-1.62396669462573470355e+02, -6.23753324503260060396e+01, -1.05586262253232909814e+01,
		-6.93858572707181764372e-01, -9.86494403484714822705e-03,
	}
	erfMiddleQ = [...]float64{
		-6.04244152148580987438e-02, 6.57024977031928170135e+00, 1.08635005541779435134e+02,
		4.29008140027567833386e+02, 6.45387271733267880336e+02, 4.34565877475229228821e+02,
		1.37657754143519042600e+02, 1.96512716674392571292e+01, 1,
	}
	erfFarP = [...]float64{
		-4.83519191608651397019e+02, -1.02509513161107724954e+03, -6.37566443368389627722e+02,
		-1.60636384855821916062e+02, -1.77579549177547519889e+01, -7.99283237680523006574e-01,
		-9.86494292470009928597e-03,
	}
	erfFarQ = [...]float64{
		-2.24409524465858183362e+01, 4.74528541206955367215e+02, 2.55305040643316442583e+03,
		3.19985821950859553908e+03, 1.53672958608443695994e+03, 3.25792512996573918826e+02,
		3.03380607434824582924e+01, 1,
	}
)

const erfOf1 = 8.45062911510467529297e-01 // in 20 bits

func erfSmall(x float64) float64 {
	z := x * x
	return poly(z, erfP[:]) / poly(z, erfQ[:])
}

func erfNear1(x float64) float64 {
	s := x - 1
	return poly(s, erfNear1P[:]) / poly(s, erfNear1Q[:])
}

// erfcFar is what is missing to 1 from 1.25 on.
func erfcFar(x float64) float64 {
	s := 1 / (x * x)
	r := 0.0
	if x < 1/0.35 {
		r = poly(s, erfMiddleP[:]) / poly(s, erfMiddleQ[:])
	} else {
		r = poly(s, erfFarP[:]) / poly(s, erfFarQ[:])
	}
	z := Float64frombits(Float64bits(x) & 0xffffffff00000000)
	return Exp(-z*z-0.5625) * Exp((z-x)*(z+x)+r) / x
}

func Erf(x float64) float64 {
	a := Abs(x)
	y := 1.0
	switch {
	case x != x:
		return NaN()
	case a < 2.848094538889218e-306:
		y = 0.125 * (8.0*a + 1.02703333676410069053e+00*a)
	case a < 0x1p-28:
		y = a + 1.28379167095512586316e-01*a
	case a < 0.84375:
		y = a + a*erfSmall(a)
	case a < 1.25:
		y = erfOf1 + erfNear1(a)
	case a < 6:
		y = 1 - erfcFar(a)
	}
	return Copysign(y, x)
}

func Erfc(x float64) float64 {
	a := Abs(x)
	y := 0.0 // for a
	switch {
	case x != x:
		return NaN()
	case a < 0.84375:
		y = a
		if a >= 0x1p-56 {
			q := erfSmall(a)
			if a < 0.25 {
				y = a + a*q
			} else {
				y = 0.5 + (a*q + (a - 0.5))
			}
		}
		if x < 0 {
			return 1 + y
		}
		return 1 - y
	case a < 1.25:
		if x < 0 {
			return 1 + erfOf1 + erfNear1(a)
		}
		return 1 - erfOf1 - erfNear1(a)
	case x < -6:
		return 2
	case a < 28:
		y = erfcFar(a)
	}
	if x < 0 {
		return 2 - y
	}
	return y
}

var (
	erfinvA = [...]float64{
		8.8709406962545514830200e2, 1.1819493347062294404278e4, 2.3782041382114385731252e4,
		1.6235862515167575384252e4, 4.8548868893843886794648e3, 6.9706266534389598238465e2,
		4.7072688112383978012285e1, 1.1975323115670912564578e0,
	}
	erfinvB = [...]float64{
		5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
		2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
		4.2313330701600911252e1, 1.0000000000000000000e0,
	}
	erfinvC = [...]float64{
		7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
		1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
		4.63033784615654529590e0, 1.42343711074968357734e0,
	}
	erfinvD = [...]float64{
		1.4859850019840355905497876e-9, 7.7441459065157709165577218e-4,
		2.1494160384252876777097297e-2, 2.0945065210512749128288442e-1,
		9.7547832001787427186894837e-1, 2.3707661626024532365971225e0,
		2.9036514445419946173133295e0, 1.4142135623730950488016887e0,
	}
	erfinvE = [...]float64{
		2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
		2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
		5.46378491116411436990e0, 6.65790464350110377720e0,
	}
	erfinvF = [...]float64{
		2.891024605872965461538222e-15, 2.010321207683943062279931e-7,
		2.611088405080593625138020e-5, 1.112800997078859844711555e-3,
		2.103693768272068968719679e-2, 1.936480946950659106176712e-1,
		8.482908416595164588112026e-1, 1.414213562373095048801689e0,
	}
)

func Erfinv(x float64) float64 {
	a := Abs(x)
	y := 0.0
	switch {
	case !(a <= 1):
		return NaN()
	case a == 1:
		y = Inf(1)
	case a <= 0.85:
		r := 0.180625 - 0.25*a*a
		y = a * poly(r, erfinvA[:]) / poly(r, erfinvB[:])
	default:
		r := Sqrt(Ln2 - Log(1.0-a))
		if r <= 5.0 {
			r -= 1.6
			y = poly(r, erfinvC[:]) / poly(r, erfinvD[:])
		} else {
			r -= 5.0
			y = poly(r, erfinvE[:]) / poly(r, erfinvF[:])
		}
	}
	return Copysign(y, x)
}

func Erfcinv(x float64) float64 { return Erfinv(1 - x) }
