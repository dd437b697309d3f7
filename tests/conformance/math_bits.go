// Package math/bits: counts, order, arithmetic of two words, its panics.
package main

import (
	"fmt"
	"math/bits"
)

var seed uint64 = 1

func rnd() uint64 {
	seed ^= seed << 13
	seed ^= seed >> 7
	seed ^= seed << 17
	return seed
}

func main() {
	for i := 0; i < 60; i++ {
		a, b, c := rnd(), rnd(), rnd()
		hi, lo := bits.Mul64(a, b)
		fmt.Println(hi, lo, bits.Len64(a>>(b%64)), bits.OnesCount64(a), bits.TrailingZeros64(a<<(b%64)), bits.Reverse64(a), bits.ReverseBytes64(a), bits.RotateLeft64(a, int(b%200)-100))
		if c > hi {
			q, r := bits.Div64(hi, lo, c)
			fmt.Println(q, r, bits.Rem64(b, a, c))
		}
		c >>= 40
		a >>= c % 50
		if c > a>>30 && c != 0 {
			fmt.Println(bits.Div64(a%c, b, c))
		}
		s, cr := bits.Add64(a, b, c&1)
		d, br := bits.Sub64(a, b, c&1)
		fmt.Println(s, cr, d, br, bits.Len8(uint8(a)), bits.Len16(uint16(a)), bits.Len32(uint32(a)), bits.LeadingZeros8(uint8(b)), bits.TrailingZeros8(uint8(b<<4)), bits.Reverse8(uint8(b)), bits.Reverse16(uint16(b)), bits.Reverse32(uint32(b)), bits.ReverseBytes16(uint16(b)), bits.ReverseBytes32(uint32(b)))
		s2, c2 := bits.Add32(uint32(a), uint32(b), uint32(c&1))
		d2, b2 := bits.Sub32(uint32(a), uint32(b), uint32(c&1))
		fmt.Println(s2, c2, d2, b2, bits.RotateLeft8(uint8(a), int(b%20)-10), bits.RotateLeft16(uint16(a), int(b%40)-20), bits.RotateLeft32(uint32(a), int(b%100)-50))
	}
	for _, f := range []func(){
		func() { bits.Div64(5, 1, 3) }, func() { bits.Div64(5, 1, 0) }, func() { bits.Rem64(5, 1, 0) },
		func() { bits.Div32(5, 1, 0) }, func() { bits.Div32(5, 1, 2) }, func() { bits.Div(7, 1, 7) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	fmt.Println(bits.UintSize, bits.Len(5), bits.Len(0), bits.TrailingZeros(0), bits.TrailingZeros16(0),
		bits.LeadingZeros(0), bits.OnesCount8(255), bits.Reverse(1), bits.ReverseBytes(1))
}
