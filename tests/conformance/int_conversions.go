// Conversions between integer types: truncation, sign extension, through named types.
package main

import "fmt"

type celsius int16
type id uint32

func narrow(x int64) {
	fmt.Println(int8(x), uint8(x), int16(x), uint16(x), int32(x), uint32(x), uint64(x), uint(x), uintptr(x))
}

func main() {
	for _, x := range []int64{0, 1, -1, 127, 128, 255, 256, -128, -129, 32768, 65535, 1 << 31, 1<<32 - 1, 1 << 40, -1 << 63, 1<<63 - 1} {
		narrow(x)
	}
	var a int8 = -5
	fmt.Println(int64(a), uint64(a), uint16(a), uint16(uint8(a)), int32(uint8(a)))
	var b uint8 = 250
	fmt.Println(int8(b), int(b), int(int8(b)))
	var c celsius = -300
	fmt.Println(c, int8(c), uint8(c), id(c), celsius(id(c)))
	fmt.Println(byte(c), rune(c), celsius('a'), id(1)<<31)
	var r rune = '世'
	fmt.Println(r, byte(r), uint16(r), string(r))
	var u uint32 = 1 << 31
	fmt.Println(int32(u), int64(u), int64(int32(u)))
	fmt.Printf("%T %T %T %T %T\n", a, b, c, r, 'x')
	fmt.Printf("%T %T %T\n", c+1, id(3)+id(c), u<<a2())
}

func a2() int8 { return 2 }
