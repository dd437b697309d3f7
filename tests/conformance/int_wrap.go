// Every integer type: overflow wraps, unsigned underflow wraps, negation of the least value.
package main

import "fmt"

func i8(a, b int8)    { fmt.Println(a+b, a-b, a*b, -a) }
func i16(a, b int16)  { fmt.Println(a+b, a-b, a*b, -a) }
func i32(a, b int32)  { fmt.Println(a+b, a-b, a*b, -a) }
func i64(a, b int64)  { fmt.Println(a+b, a-b, a*b, -a) }
func u8(a, b uint8)   { fmt.Println(a+b, a-b, a*b, -a) }
func u16(a, b uint16) { fmt.Println(a+b, a-b, a*b, -a) }
func u32(a, b uint32) { fmt.Println(a+b, a-b, a*b, -a) }
func u64(a, b uint64) { fmt.Println(a+b, a-b, a*b, -a) }
func ui(a, b uint)    { fmt.Println(a+b, a-b, a*b, -a) }
func up(a, b uintptr) { fmt.Println(a+b, a-b, a*b, -a) }
func in(a, b int) int { fmt.Println(a+b, a-b, a*b, -a); return a + b }

func main() {
	i8(127, 1)
	i8(-128, -1)
	i16(32767, 3)
	i16(-32768, -32768)
	i32(2147483647, 2)
	i32(-2147483648, -1)
	i64(9223372036854775807, 2)
	i64(-9223372036854775808, -1)
	u8(255, 2)
	u8(0, 1)
	u16(65535, 65535)
	u32(4294967295, 3)
	u32(0, 4294967295)
	u64(18446744073709551615, 2)
	u64(0, 1)
	ui(1, 2)
	up(0, 16)
	fmt.Println(in(1<<62, 1<<62))
	var c int8 = 120
	for i := 0; i < 10; i++ {
		c++
	}
	var d uint8
	d--
	var e int16 = -32768
	e--
	var f uint16 = 65535
	f++
	fmt.Println(c, d, e, f)
	var g int8 = 100
	g += 100
	g *= 3
	g -= 127
	fmt.Println(g)
}
