// unsafe.Slice of nil with a length.
package main

import "unsafe"

func slice(p *int, n int) []int {
	return unsafe.Slice(p, n)
}

func main() {
	x := 1
	println(slice(&x, 1)[0], len(slice(nil, 0)))
	println(len(slice(nil, 2)))
}
