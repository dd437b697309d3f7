// print and println write to standard error in their own format.
package main

import "fmt"

type my int
type st string

func main() {
	println()
	println("a", 1, -2, true, false, 'x', "b")
	print("a", 1, 2.5, "\n")
	print()
	print("no newline ", "between", 1, 2, "\n")
	var i8 int8 = -128
	var u64 uint64 = 18446744073709551615
	var u8 byte = 255
	println(i8, u64, u8, my(-7), st("named"), uintptr(10))
	println(0.0, 1.0, -1.5, 1e300, 3.14159, 1e-300, float32(0.1), 123456789.125)
	var p *int
	var m map[string]int
	var f func()
	println(p == nil, p, m, f)
	var e interface{}
	println(e == nil, e)
	fmt.Println("to stdout")
	println("to stderr")
	const big = 1 << 62
	println(big, 'a'+1, "con"+"cat", len("abc"), 7/2, 7/2.0)
	s := []int{1, 2}
	println(len(s), cap(s), s[0] == 1)
	x := 5
	println(x<<2, x&1, x > 3, -x, ^x, x%3)
	println("multi\nline\ttab", "é世")
	fmt.Print("a", "b", 1, 2, true, "c", 3.5, nil, '\n', "\n")
	fmt.Print(1, 2, "x", "y", 3, []int{4}, "\n")
	fmt.Println("end", "of", 1, 'c', nil, 2.0)
}
