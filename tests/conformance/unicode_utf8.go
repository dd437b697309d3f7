// Package unicode/utf8: characters as bytes, whole and broken ones.
package main

import (
	"fmt"
	"unicode/utf8"
)

func main() {
	seed := uint32(1)
	alpha := []byte{0, 'a', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xbd, 0xf0, 0xf1, 0xf4, 0xf5, 0xff}
	for i := 0; i < 400; i++ {
		var b []byte
		seed = seed*1664525 + 1013904223
		n := int(seed>>10) % 7
		for k := 0; k < n; k++ {
			seed = seed*1664525 + 1013904223
			b = append(b, alpha[int(seed>>8)%len(alpha)])
		}
		r1, n1 := utf8.DecodeRune(b)
		r2, n2 := utf8.DecodeLastRune(b)
		r3, n3 := utf8.DecodeRuneInString(string(b))
		r4, n4 := utf8.DecodeLastRuneInString(string(b))
		fmt.Println(r1, n1, r2, n2, r3, n3, r4, n4, utf8.FullRune(b), utf8.FullRuneInString(string(b)), utf8.RuneCount(b), utf8.Valid(b), utf8.ValidString(string(b)))
	}
	for _, r := range []rune{-1, 0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff, 0x110000} {
		var b [4]byte
		n := utf8.EncodeRune(b[:], r)
		fmt.Println(r, b, n, utf8.RuneLen(r), utf8.ValidRune(r), utf8.AppendRune([]byte("x"), r))
	}
	defer func() { fmt.Println(recover()) }()
	utf8.EncodeRune(make([]byte, 2), 0x1234)
}
