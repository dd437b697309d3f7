// and, or, xor, and-not, complement, with their precedence and assignment forms.
package main

import "fmt"

type flags uint16

const (
	read flags = 1 << iota
	write
	exec
	_
	hidden
)

func (f flags) has(g flags) bool { return f&g == g }

func popcount(x uint64) int {
	n := 0
	for ; x != 0; x &= x - 1 {
		n++
	}
	return n
}

func main() {
	a, b := 0x0f0f, 0x00ff
	fmt.Println(a&b, a|b, a^b, a&^b, ^a)
	fmt.Println(a|b&1, a^b|3, a&b<<1, a+b&3, a&^b>>2, -a^b)
	var c int8 = -1
	fmt.Println(^c, c^0x55, c&0x7f, c&^0x0f, c|2)
	var d uint8 = 0xA5
	fmt.Println(^d, d^0xff, d&0x0f, d&^0x0f, d|2)
	d &= 0x3c
	d |= 0x80
	d ^= 0xff
	d &^= 0x40
	fmt.Println(d)
	f := read | exec | hidden
	fmt.Println(f, f.has(read), f.has(write), f.has(read|hidden), ^f, hidden)
	f &^= read
	fmt.Println(f, f.has(read))
	fmt.Println(popcount(0), popcount(255), popcount(1<<63|1), popcount(^uint64(0)))
	x := uint32(0x12345678)
	x = x>>24 | x>>8&0xff00 | x<<8&0xff0000 | x<<24
	fmt.Printf("%x %X %b %o\n", x, x, x&0xff, x&0xff)
}
