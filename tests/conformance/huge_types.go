// Types that no machine has room for are compiled, and never made: go1.19's TestHugeGCInfo.
package main

import "unsafe"

var sink any

func main() {
	if sink != nil {
		const n = (400 << 20) + (unsafe.Sizeof(uintptr(0))-4)<<40
		sink = new([n]*byte)
		sink = new([n]uintptr)
		sink = new(struct {
			x float64
			y [n]*byte
			z []string
		})
		sink = new(struct {
			x float64
			y [n]uintptr
			z []string
		})
	}
	for i := 0; i < 10; i++ {
		sink = &[2]any{sink, i}
	}
	println("ok")
}
