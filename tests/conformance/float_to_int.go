package main

// Floats to integers, in and out of range, as go1.19 converts them on amd64.

type F float64
type I8 int8
type U64 uint64

//go:noinline
func from64(x float64) {
	println(int8(x), int16(x), int32(x), int64(x), int(x))
	println(uint8(x), uint16(x), uint32(x), uint64(x), uint(x), uintptr(x))
	println(I8(F(x)), U64(F(x)), rune(x), byte(x))
}

//go:noinline
func from32(x float32) {
	println(int8(x), int16(x), int32(x), int64(x), int(x))
	println(uint8(x), uint16(x), uint32(x), uint64(x), uint(x), uintptr(x))
}

func main() {
	z := 0.0
	edges := []float64{0, -z, 0.9, -0.9, 1, -1, 127, 128, -128, -129, 255.99, 256, 257, 32767, 32768, -32769,
		65535.5, 65536, 2147483647, 2147483648, 2147483648.5, -2147483648, -2147483649, -2147483648.5,
		4294967295, 4294967296, 4294967297, -4294967296, 1e10, -1e10, 9007199254740993,
		9223372036854774784, 9223372036854775807, 9223372036854777856, -9223372036854775808,
		-9223372036854777856, 13835058055282163712, 18446744073709549568, 18446744073709551615,
		1.8446744073709555e19, 1e20, -1e20, 1e30, 1e300, -1e300, 5e-324, 1 / z, -1 / z, z / z}
	for _, x := range edges {
		from64(x)
		from32(float32(x))
	}
	big := 1e20
	println(uint64(big), uint64(1/z), uint64(z/z), uint64(-big), uint64(float32(big)))
	const c = 3.0
	println(uint8(c), int64(c), uint64(1e19))
	ints := []int64{0, 1, -1, 16777217, 9007199254740993, 1<<63 - 1, -1 << 63, 1<<62 + 1<<9}
	for _, i := range ints {
		u := uint64(i)
		println(float64(i), float32(i), float64(u), float32(u), int64(float64(i)), uint64(float64(u)),
			uint64(float32(u)), uint32(float32(uint32(i))))
	}
}
