// Signed division truncates towards zero; the remainder has the dividend's sign; least / -1 wraps.
package main

import "fmt"

func d8(a, b int8)     { fmt.Println(a/b, a%b) }
func d16(a, b int16)   { fmt.Println(a/b, a%b) }
func d32(a, b int32)   { fmt.Println(a/b, a%b) }
func d64(a, b int64)   { fmt.Println(a/b, a%b) }
func d(a, b int)       { fmt.Println(a/b, a%b) }
func du8(a, b uint8)   { fmt.Println(a/b, a%b) }
func du64(a, b uint64) { fmt.Println(a/b, a%b) }

func main() {
	for _, p := range [][2]int{{7, 2}, {-7, 2}, {7, -2}, {-7, -2}, {0, 5}, {6, -1}} {
		d(p[0], p[1])
		d8(int8(p[0]), int8(p[1]))
		d64(int64(p[0]), int64(p[1]))
	}
	d8(-128, -1)
	d16(-32768, -1)
	d32(-2147483648, -1)
	d64(-9223372036854775808, -1)
	d(-9223372036854775808, -1)
	du8(200, 7)
	du64(18446744073709551615, 10)
	x := -9223372036854775808
	x /= -1
	y := 17
	y %= -5
	z := int8(-128)
	z /= -1
	fmt.Println(x, y, z)
	// constants as divisors, powers of two among them
	for i := -9; i <= 9; i += 3 {
		fmt.Println(i/4, i%4, i/-4, i%-4, i/3, i%3, i/1, i%1, i/-1, i%-1)
	}
	// an operand is evaluated although its quotient is always the same
	n := 0
	next := func() int { n++; return n }
	fmt.Println(next()%1, next()/1, n)
}
