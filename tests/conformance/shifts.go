// Shift counts at and above the width, of every type; arithmetic and logical right shifts.
package main

import "fmt"

func all(n uint) {
	var i8 int8 = -100
	var u8 uint8 = 200
	var i16 int16 = -30000
	var u16 uint16 = 60000
	var i32 int32 = -2000000000
	var u32 uint32 = 4000000000
	var i64 int64 = -9000000000000000000
	var u64 uint64 = 18000000000000000000
	fmt.Println(n, i8<<n, i8>>n, u8<<n, u8>>n, i16<<n, i16>>n, u16<<n, u16>>n)
	fmt.Println(n, i32<<n, i32>>n, u32<<n, u32>>n, i64<<n, i64>>n, u64<<n, u64>>n)
}

func counts(a int8, b uint8, c int64, d uint64, e int) {
	x := 1
	fmt.Println(x<<a, x<<b, x<<c, x<<d, x<<e, -x>>a, -x>>d)
}

func main() {
	for _, n := range []uint{0, 1, 7, 8, 15, 16, 31, 32, 63, 64, 65, 1 << 40} {
		all(n)
	}
	counts(3, 200, 62, 1<<63, 63)
	x := int32(1)
	x <<= 31
	fmt.Println(x, x>>31, uint32(x)>>31)
	x >>= 40 - 10
	fmt.Println(x)
	var y uint8 = 0xF0
	y >>= 4
	y <<= 6
	fmt.Println(y, y&^0x80, ^y)
	const big = 1 << 70
	fmt.Println(big>>68, uint64(1)<<63, -1>>1)
	// an untyped constant takes the type that its context gives
	s := uint(33)
	var w int64 = 1 << s
	var v = uint64(1<<s) + 1
	fmt.Println(w, v)
	var f byte = 1<<s | 1
	fmt.Println(f)
	a := []int{1, 2, 3}
	fmt.Println(a[1<<(s-32)])
}
