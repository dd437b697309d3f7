// Package strconv: numbers and texts. parse.go and float.go read numbers, quote.go quotes; here are
// booleans, what is written, and the errors.
package strconv

import "errors"

const IntSize = 64

// ---- Errors

var ErrRange error = errors.New("value out of range")

var ErrSyntax error = errors.New("invalid syntax")

type NumError struct {
	Func string
	Num  string
	Err  error
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": " + "parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

func (e *NumError) Unwrap() error { return e.Err }

func syntaxError(fn, str string) *NumError { return &NumError{fn, str, ErrSyntax} }

func rangeError(fn, str string) *NumError { return &NumError{fn, str, ErrRange} }

// ---- Booleans

func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, syntaxError("ParseBool", str)
}

func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func AppendBool(dst []byte, b bool) []byte { return append(dst, FormatBool(b)...) }

// ---- Integers

// Itoa allocates nothing for 0 to 99.
func Itoa(i int) string

const digits = "0123456789abcdefghijklmnopqrstuvwxyz"

// put writes from the end of out, which has room for a sign and 64 digits; where it begins.
func put(out *[65]byte, u uint64, base int, negative bool) int {
	if base < 2 || base > len(digits) {
		panic("strconv: illegal AppendInt/FormatInt base")
	}
	if negative {
		u = -u
	}
	at := len(out)
	for b := uint64(base); ; u /= b {
		at--
		out[at] = digits[u%b]
		if u < b {
			break
		}
	}
	if negative {
		at--
		out[at] = '-'
	}
	return at
}

func FormatUint(i uint64, base int) string {
	if i < 100 && base == 10 {
		return Itoa(int(i))
	}
	var out [65]byte
	at := put(&out, i, base, false)
	return string(out[at:])
}

func FormatInt(i int64, base int) string {
	if base == 10 {
		return Itoa(int(i))
	}
	var out [65]byte
	at := put(&out, uint64(i), base, i < 0)
	return string(out[at:])
}

func AppendUint(dst []byte, i uint64, base int) []byte {
	var out [65]byte
	at := put(&out, i, base, false)
	return append(dst, out[at:]...)
}

func AppendInt(dst []byte, i int64, base int) []byte {
	var out [65]byte
	at := put(&out, uint64(i), base, i < 0)
	return append(dst, out[at:]...)
}

// ---- Floating-point and complex numbers

// formatFloat writes to out, which has room for it.
func formatFloat(out []byte, f float64, fmt byte, prec, bitSize int) int

const manyDigits = 400

func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	if bitSize == 32 {
		f = float64(float32(f))
	} else if bitSize != 64 {
		panic("strconv: illegal AppendFloat/FormatFloat bitSize")
	}
	switch fmt {
	case 'b', 'e', 'E', 'f', 'g', 'G', 'x', 'X':
	default:
		if f-f == 0 {
			return append(dst, '%', fmt)
		}
	}
	var few [2 * manyDigits]byte
	out := few[:]
	if prec > manyDigits {
		out = make([]byte, prec+manyDigits)
	}
	n := formatFloat(out, f, fmt, prec, bitSize)
	return append(dst, out[:n]...)
}

func FormatFloat(f float64, fmt byte, prec, bitSize int) string {
	room := 24
	if prec+4 > room {
		room = prec + 4
	}
	return string(AppendFloat(make([]byte, 0, room), f, fmt, prec, bitSize))
}

func FormatComplex(c complex128, fmt byte, prec, bitSize int) string {
	if bitSize != 64 && bitSize != 128 {
		panic("invalid bitSize")
	}
	imaginary := FormatFloat(imag(c), fmt, prec, bitSize/2)
	if imaginary[0] != '+' && imaginary[0] != '-' {
		imaginary = "+" + imaginary
	}
	return "(" + FormatFloat(real(c), fmt, prec, bitSize/2) + imaginary + "i)"
}
