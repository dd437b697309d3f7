// Package bits: bits of unsigned integers; sums, products and quotients of two words.
package bits

const UintSize = 64

// overflow panics as the runtime does.
func overflow()

// ---- Counts

func LeadingZeros(x uint) int { return 64 - Len(x) }

func LeadingZeros8(x uint8) int { return 8 - Len8(x) }

func LeadingZeros16(x uint16) int { return 16 - Len16(x) }

func LeadingZeros32(x uint32) int { return 32 - Len32(x) }

func LeadingZeros64(x uint64) int { return 64 - Len64(x) }

// below has the bits that are 0 below the lowest 1.
func below(x uint64) uint64 { return ^x & (x - 1) }

func TrailingZeros(x uint) int { return OnesCount64(below(uint64(x))) }

func TrailingZeros8(x uint8) int { return OnesCount64(below(uint64(x) | 1<<8)) }

func TrailingZeros16(x uint16) int { return OnesCount64(below(uint64(x) | 1<<16)) }

func TrailingZeros32(x uint32) int { return OnesCount64(below(uint64(x) | 1<<32)) }

func TrailingZeros64(x uint64) int { return OnesCount64(below(x)) }

func Len(x uint) int { return Len64(uint64(x)) }

func Len8(x uint8) int { return Len64(uint64(x)) }

func Len16(x uint16) int { return Len64(uint64(x)) }

func Len32(x uint32) int { return Len64(uint64(x)) }

func Len64(x uint64) int {
	n := 0
	if x >= 1<<32 {
		n, x = 32, x>>32
	}
	if x >= 1<<16 {
		n, x = n+16, x>>16
	}
	if x >= 1<<8 {
		n, x = n+8, x>>8
	}
	if x >= 1<<4 {
		n, x = n+4, x>>4
	}
	if x >= 1<<2 {
		n, x = n+2, x>>2
	}
	if x >= 2 {
		return n + 2
	}
	return n + int(x)
}

const (
	every2  = 0x5555555555555555 // every second bit
	pairs   = 0x3333333333333333
	nibbles = 0x0f0f0f0f0f0f0f0f
	bytes   = 0x00ff00ff00ff00ff
	halves  = 0x0000ffff0000ffff
)

func OnesCount(x uint) int { return OnesCount64(uint64(x)) }

func OnesCount8(x uint8) int { return OnesCount64(uint64(x)) }

func OnesCount16(x uint16) int { return OnesCount64(uint64(x)) }

func OnesCount32(x uint32) int { return OnesCount64(uint64(x)) }

// OnesCount64 adds neighbours: bits, pairs, nibbles; a product adds the bytes.
func OnesCount64(x uint64) int {
	x -= x >> 1 & every2
	x = x&pairs + x>>2&pairs
	x = (x + x>>4) & nibbles
	return int(x * 0x0101010101010101 >> 56)
}

// ---- Order

func RotateLeft(x uint, k int) uint { return uint(RotateLeft64(uint64(x), k)) }

func RotateLeft8(x uint8, k int) uint8 {
	n := uint(k) & 7
	return x<<n | x>>(8-n)
}

func RotateLeft16(x uint16, k int) uint16 {
	n := uint(k) & 15
	return x<<n | x>>(16-n)
}

func RotateLeft32(x uint32, k int) uint32 {
	n := uint(k) & 31
	return x<<n | x>>(32-n)
}

func RotateLeft64(x uint64, k int) uint64 {
	n := uint(k) & 63
	return x<<n | x>>(64-n)
}

func Reverse(x uint) uint { return uint(Reverse64(uint64(x))) }

func Reverse8(x uint8) uint8 { return uint8(Reverse64(uint64(x)) >> 56) }

func Reverse16(x uint16) uint16 { return uint16(Reverse64(uint64(x)) >> 48) }

func Reverse32(x uint32) uint32 { return uint32(Reverse64(uint64(x)) >> 32) }

func Reverse64(x uint64) uint64 {
	x = x>>1&every2 | x&every2<<1
	x = x>>2&pairs | x&pairs<<2
	x = x>>4&nibbles | x&nibbles<<4
	return ReverseBytes64(x)
}

func ReverseBytes(x uint) uint { return uint(ReverseBytes64(uint64(x))) }

func ReverseBytes16(x uint16) uint16 { return x>>8 | x<<8 }

func ReverseBytes32(x uint32) uint32 { return uint32(ReverseBytes64(uint64(x)) >> 32) }

func ReverseBytes64(x uint64) uint64 {
	x = x>>8&bytes | x&bytes<<8
	x = x>>16&halves | x&halves<<16
	return x>>32 | x<<32
}

// ---- Two words

func Add(x, y, carry uint) (sum, carryOut uint) {
	s, c := Add64(uint64(x), uint64(y), uint64(carry))
	return uint(s), uint(c)
}

func Add32(x, y, carry uint32) (sum, carryOut uint32) {
	s := uint64(x) + uint64(y) + uint64(carry)
	return uint32(s), uint32(s >> 32)
}

// Add64: a carry comes out where both have the top bit, or one has and the sum has not.
func Add64(x, y, carry uint64) (sum, carryOut uint64) {
	sum = x + y + carry
	return sum, (x&y | (x|y)&^sum) >> 63
}

func Sub(x, y, borrow uint) (diff, borrowOut uint) {
	d, b := Sub64(uint64(x), uint64(y), uint64(borrow))
	return uint(d), uint(b)
}

func Sub32(x, y, borrow uint32) (diff, borrowOut uint32) {
	diff = x - y - borrow
	return diff, (^x&y | (^x|y)&diff) >> 31
}

func Sub64(x, y, borrow uint64) (diff, borrowOut uint64) {
	diff = x - y - borrow
	return diff, (^x&y | (^x|y)&diff) >> 63
}

func Mul(x, y uint) (hi, lo uint) {
	h, l := Mul64(uint64(x), uint64(y))
	return uint(h), uint(l)
}

func Mul32(x, y uint32) (hi, lo uint32) {
	p := uint64(x) * uint64(y)
	return uint32(p >> 32), uint32(p)
}

func Mul64(x, y uint64) (hi, lo uint64) {
	const low = 1<<32 - 1
	x0, x1, y0, y1 := x&low, x>>32, y&low, y>>32
	middle := x1*y0 + x0*y0>>32
	other := middle&low + x0*y1
	return x1*y1 + middle>>32 + other>>32, x * y
}

func Div(hi, lo, y uint) (quo, rem uint) {
	q, r := Div64(uint64(hi), uint64(lo), uint64(y))
	return uint(q), uint(r)
}

func Div32(hi, lo, y uint32) (quo, rem uint32) {
	if y != 0 && y <= hi {
		overflow()
	}
	n := uint64(hi)<<32 | uint64(lo)
	return uint32(n / uint64(y)), uint32(n % uint64(y))
}

func Div64(hi, lo, y uint64) (quo, rem uint64) {
	if hi == 0 {
		return lo / y, lo % y
	}
	if y == 0 {
		return lo / y, 0
	}
	if y <= hi {
		overflow()
	}
	return divide(hi, lo, y)
}

// divide is schoolbook division by two digits of 32 bits, y's top bit being moved up first.
func divide(hi, lo, y uint64) (quo, rem uint64) {
	shift := uint(LeadingZeros64(y))
	y <<= shift
	hi = hi<<shift | lo>>(64-shift)
	lo <<= shift
	q1, rest := digit(hi, lo>>32, y)
	q0, rest := digit(rest, lo&(1<<32-1), y)
	return q1<<32 | q0, rest >> shift
}

// digit is one digit of (n<<32 + next) / y, and the rest. It is tried with y's upper half, which
// gives at most two too many.
func digit(n, next, y uint64) (q, rest uint64) {
	y1, y0 := y>>32, y&(1<<32-1)
	q, r := n/y1, n%y1
	for q>>32 != 0 || q*y0 > r<<32|next {
		q--
		r += y1
		if r>>32 != 0 {
			break
		}
	}
	return q, n<<32 + next - q*y
}

func Rem(hi, lo, y uint) uint { return uint(Rem64(uint64(hi), uint64(lo), uint64(y))) }

func Rem32(hi, lo, y uint32) uint32 {
	return uint32((uint64(hi)<<32 | uint64(lo)) % uint64(y))
}

func Rem64(hi, lo, y uint64) uint64 {
	_, rem := Div64(hi%y, lo, y)
	return rem
}
