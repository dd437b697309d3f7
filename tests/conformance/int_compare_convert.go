// Mixed-width comparisons through conversions, loops over small integer types, index types.
package main

import "fmt"

type level uint8

func cmp8(a, b int8) (bool, bool, bool)     { return a < b, a == b, a > b }
func cmpu8(a, b uint8) (bool, bool, bool)   { return a < b, a == b, a > b }
func cmp64(a, b int64) (bool, bool, bool)   { return a < b, a == b, a > b }
func cmpu64(a, b uint64) (bool, bool, bool) { return a < b, a == b, a > b }
func cmpu32(a, b uint32) (bool, bool, bool) { return a-1 < b-1, a == b, -a > -b }
func average(a, b uint8) uint8              { return (a + b) / 2 }
func sum16(a, b int16) int32                { return int32(a+b) + int32(a) + int32(b) }
func hash(s string) (h uint32) {
	h = 2166136261
	for i := 0; i < len(s); i++ {
		h ^= uint32(s[i])
		h *= 16777619
	}
	return
}

func xorshift(x uint64) uint64 {
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	return x
}

func main() {
	fmt.Println(cmp8(-1, 1))
	fmt.Println(cmpu8(255, 1))
	fmt.Println(cmp64(-1<<63, 1<<63-1))
	fmt.Println(cmpu64(1<<63, 1<<63-1))
	fmt.Println(cmpu32(0, 1))
	fmt.Println(average(200, 100), average(255, 255), sum16(32767, 1))
	n := 0
	for i := int8(-128); ; i++ {
		n++
		if i == 127 {
			break
		}
	}
	fmt.Println(n)
	for l := level(250); l != 4; l++ {
		fmt.Print(l, " ")
	}
	fmt.Println()
	a := [4]string{"a", "b", "c", "d"}
	var i8 int8 = 1
	var u16 uint16 = 2
	var u64 uint64 = 3
	fmt.Println(a[i8], a[u16], a[u64], a[level(0)], a[i8:u16], a['\x01'], "xyz"[u16])
	fmt.Println(hash("hello"), hash(""), xorshift(88172645463325252))
	x := uint64(1)
	for i := 0; i < 100; i++ {
		x = x*6364136223846793005 + 1442695040888963407
	}
	fmt.Println(x, x>>33, int32(x), int64(x)>>60, uint8(x)%7)
	var b byte = 'z'
	b -= 'a' - 'A'
	fmt.Println(string(rune(b)), b-'A' < 26, 'a' <= b && b <= 'z')
	c := int32(1) << 30
	fmt.Println(c*2, c*4, c+c > 0, uint32(c)*2 > 0, int64(c)*4)
	d := uint8(16)
	fmt.Println(d*d, d*d/d, uint16(d)*uint16(d), ^d>>4, -d>>4, (d<<4)>>4)
	e := int16(-7)
	fmt.Println(e>>1, e/2, uint16(e)>>1, e&3, e%4, -e/2, e*e*e*e*e*e)
	f := 1e9
	fmt.Println(int32(f), uint32(f), int64(f*f), float32(e)/2, int(f)%7)
	println(-e, ^d, b, c*2, x)
}
