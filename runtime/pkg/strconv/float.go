package strconv

import "unsafe"

// parseFloat reads text, which is right and has no point: digits, e and an exponent; or 0x, digits,
// p and an exponent. A 0 ends it.
func parseFloat(text []byte, bitSize int) float64

// wordAt: how much of word, in small letters, s begins with.
func wordAt(s, word string) int {
	n := 0
	for n < len(s) && n < len(word) && lower(s[n]) == word[n] {
		n++
	}
	return n
}

func nan() float64 {
	bits := uint64(0x7ff8000000000001)
	return *(*float64)(unsafe.Pointer(&bits))
}

func infinity() float64 {
	huge := 1e300
	return huge * huge
}

// parseSpecial: n is 0 if s does not begin with a name.
func parseSpecial(s string) (f float64, n int) {
	if s == "" {
		return 0, 0
	}
	sign, at := 1.0, 0
	if s[0] == '-' || s[0] == '+' {
		at = 1
		if s[0] == '-' {
			sign = -1
		}
	} else if wordAt(s, "nan") == 3 {
		return nan(), 3
	}
	switch k := wordAt(s[at:], "infinity"); {
	case k == len("infinity"):
		return sign * infinity(), at + k
	case k >= 3:
		return sign * infinity(), at + 3
	}
	return 0, 0
}

const (
	exponentMax = 10000 // beyond is nothing that a float64 could hold
)

// A number is taken apart up to at: text has its digits. It is passed on by value, since what a
// pointer leads to would be on the heap.
type number struct {
	text    []byte
	at      int
	hex     bool
	decimal int // digits behind the point
}

func (x number) mantissa(s string) (behind number, some, underscores bool) {
	point := false
	for ; x.at < len(s); x.at++ {
		c := s[x.at]
		switch {
		case c == '_':
			underscores = true
			continue
		case c == '.' && !point:
			point = true
			continue
		case '0' <= c && c <= '9' || x.hex && 'a' <= lower(c) && lower(c) <= 'f':
			some = true
			if point {
				x.decimal++
			}
			x.text = append(x.text, c)
			continue
		}
		break
	}
	return x, some, underscores
}

// exponent is that behind an e or p, if one is there.
func (x number) exponent(s string) (behind, e int, there, fine bool) {
	letter := byte('e')
	if x.hex {
		letter = 'p'
	}
	if x.at >= len(s) || lower(s[x.at]) != letter {
		return x.at, 0, false, true
	}
	i := x.at + 1
	sign := 1
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		if s[i] == '-' {
			sign = -1
		}
		i++
	}
	if i >= len(s) || s[i] < '0' || s[i] > '9' {
		return x.at, 0, true, false
	}
	for ; i < len(s) && ('0' <= s[i] && s[i] <= '9' || s[i] == '_'); i++ {
		if s[i] != '_' && e < exponentMax {
			e = e*10 + int(s[i]-'0')
		}
	}
	return i, e * sign, true, true
}

// floatAt is the number that s begins with.
func floatAt(s string, bitSize int) (f float64, n int, err error) {
	const fn = "ParseFloat"
	if f, n = parseSpecial(s); n > 0 {
		if bitSize == 32 {
			f = float64(float32(f))
		}
		return f, n, nil
	}
	var room [64]byte
	x := number{text: room[:0]}
	if s != "" && (s[0] == '-' || s[0] == '+') {
		x.at = 1
		x.text = append(x.text, s[0])
	}
	if len(s) > x.at+2 && s[x.at] == '0' && lower(s[x.at+1]) == 'x' {
		x.hex = true
		x.at += 2
		x.text = append(x.text, '0', 'x')
	}
	x, some, underscores := x.mantissa(s)
	if !some {
		return 0, 0, syntaxError(fn, s)
	}
	from := x.at
	at, e, there, fine := x.exponent(s)
	if !fine || x.hex && !there {
		return 0, 0, syntaxError(fn, s)
	}
	for i := from; i < at; i++ {
		underscores = underscores || s[i] == '_'
	}
	if underscores && !underscoreOK(s[:at]) {
		return 0, 0, syntaxError(fn, s)
	}
	if x.hex {
		e -= x.decimal * 4
		x.text = append(x.text, 'p')
	} else {
		e -= x.decimal
		x.text = append(x.text, 'e')
	}
	x.text = append(AppendInt(x.text, int64(e), 10), 0)
	f = parseFloat(x.text, bitSize)
	if f-f != 0 {
		err = rangeError(fn, s)
	}
	return f, at, err
}

func ParseFloat(s string, bitSize int) (float64, error) {
	f, n, err := floatAt(s, bitSize)
	if n != len(s) && (err == nil || err.(*NumError).Err != ErrSyntax) {
		return 0, syntaxError("ParseFloat", s)
	}
	return f, err
}

// ---- Complex numbers

const complexFn = "ParseComplex"

// ownError has the function's name and the whole text; a number out of range is read on.
func ownError(err error, s string) (syntax, outOfRange error) {
	e, ok := err.(*NumError)
	if !ok {
		return nil, nil
	}
	e.Func, e.Num = complexFn, s
	if e.Err == ErrRange {
		return nil, e
	}
	return e, nil
}

func ParseComplex(s string, bitSize int) (complex128, error) {
	size := 64
	if bitSize == 64 {
		size = 32
	}
	rest := s
	if n := len(s); n >= 2 && s[0] == '(' && s[n-1] == ')' {
		rest = s[1 : n-1]
	}
	re, n, err := floatAt(rest, size)
	syntax, pending := ownError(err, s)
	if syntax != nil {
		return 0, syntax
	}
	rest = rest[n:]
	if rest == "" {
		return complex(re, 0), pending
	}
	switch {
	case rest[0] == '+':
		if len(rest) > 1 && rest[1] != '+' { // else a second sign would be taken for the first
			rest = rest[1:]
		}
	case rest[0] == '-':
	case rest == "i":
		return complex(0, re), pending
	default:
		return 0, syntaxError(complexFn, s)
	}
	im, n, err := floatAt(rest, size)
	syntax, also := ownError(err, s)
	if syntax != nil {
		return 0, syntax
	}
	if also != nil {
		pending = also
	}
	if rest[n:] != "i" {
		return 0, syntaxError(complexFn, s)
	}
	return complex(re, im), pending
}
