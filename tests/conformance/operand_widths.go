package main

// Constants and lengths in expressions whose C could be narrower than their Go type.

type U uint64
type Big [100000]int8

var big Big
var calls int

func ptr() *Big      { calls++; return nil }
func val() [3]uint64 { calls++; return [3]uint64{1, 2, 3} }

//go:noinline
func all(x uint64, y uint, z uintptr, w uint32, v uint8) {
	println(x&^2, y&^2, z&^2, w&^2, v&^2)
	println(x&^0x80000000, y&^1, z&^0xffffffff, w&^0x80000000, v&^0x80)
	println(x&^(1<<40), -x, ^x, x-1, x*3, x/3, x%10)
	println(U(x)&^2, U(x)&^1/3, 5&^x, ^uint64(0)&^x)
	x &^= 4
	y &^= 4
	println(x, y)
}

//go:noinline
func shifts(x uint64, i int64, w uint32, b uint8, s int8) {
	println((x<<64)-1, (x>>64)-1, ((x<<64)-1)/3, (x<<63)/3)
	println((w<<32)-1, (w>>32)-1, ((w<<40)-1)/3, (b<<8)-1, (b>>9)-1)
	println((i<<64)-1, i>>64, i>>200, s>>7, s>>100, (s<<8)-1)
	println(^(x << 64), -(w<<32)-1, ^(b << 8), x<<64 == 0, (w<<32)-1 > 5)
	println((x<<64)-1 > 1<<40, ((x<<64)-1)>>33, float64((x<<64)-1))
}

//go:noinline
func counts(n uint, m uint8) {
	var x uint64 = 1 << n
	var y uint32 = 1 << m
	var z int8 = -1 << m
	println(x, y, z, 1<<n-1, uint64(1)<<n-1, ^uint32(0)<<m, int64(-1)>>n)
	println(x-1<<m, uint8(1<<m)-1)
}

func main() {
	all(^uint64(0), ^uint(0), ^uintptr(0), ^uint32(0), ^uint8(0))
	all(5, 6, 7, 8, 9)
	shifts(5, -5, 6, 7, -8)
	shifts(^uint64(0), 1<<62, ^uint32(0), 255, 127)
	counts(63, 7)
	counts(64, 8)
	counts(31, 31)
	println(len(ptr())*len(ptr()), len(ptr())*cap(ptr())*len(ptr()), -len(ptr())*len(ptr()))
	println(len(val())*len(big)*len(big), calls)
	println(uint8(len(ptr())), int16(len(ptr())), len(ptr())<<40, len(ptr()) == 100000)
	n := 0
	n += len(ptr()) * len(ptr())
	println(n, calls)
}
