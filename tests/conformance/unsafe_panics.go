// unsafe.Slice with lengths that no memory has; the order in which operands are evaluated.
package main

import (
	"fmt"
	"unsafe"
)

type big [1 << 20]byte

func try(name string, f func() int) {
	defer func() {
		if r := recover(); r != nil {
			_, ok := r.(interface{ RuntimeError() })
			fmt.Println(name, r, ok)
		}
	}()
	fmt.Println(name, f())
}

func pointer(p *int, name string) *int {
	fmt.Print(name, " ")
	return p
}

func length(n int, name string) int {
	fmt.Print(name, " ")
	return n
}

func main() {
	var x int
	var none *int
	var b big
	minus, huge := -1, 1<<62
	var u64 uint64 = 1 << 63
	var i8 int8 = -128
	try("minus", func() int { return len(unsafe.Slice(&x, minus)) })
	try("minus of nil", func() int { return len(unsafe.Slice(none, minus)) })
	try("minus of nothing", func() int { return len(unsafe.Slice(&struct{}{}, minus)) })
	try("huge", func() int { return len(unsafe.Slice(&x, huge)) })
	try("huge of big", func() int { return len(unsafe.Slice(&b, 1<<45)) })
	try("unsigned", func() int { return len(unsafe.Slice(&x, u64)) })
	try("int8", func() int { return len(unsafe.Slice(&x, i8)) })
	try("nil", func() int { return len(unsafe.Slice(none, 1)) })
	try("nil of zero", func() int { return len(unsafe.Slice(none, 0)) })
	try("nil of nothing", func() int { return len(unsafe.Slice((*struct{})(nil), 7)) })
	try("operands", func() int { return len(unsafe.Slice(pointer(none, "p"), length(3, "n"))) })
	try("add", func() int {
		return *(*int)(unsafe.Add(unsafe.Pointer(pointer(&x, "p")), length(0, "n")))
	})
	try("deref", func() int { return *(*int)(unsafe.Pointer(none)) })
	try("deref in the middle", func() int { return len(unsafe.Slice(&(*[4]int)(unsafe.Pointer(none))[2], length(2, "n"))) })
	try("size of a call", func() int { return int(unsafe.Sizeof(length(1, "n"))) })
}
