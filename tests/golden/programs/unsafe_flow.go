// How pointers flow through unsafe.Pointer and uintptr.
package main

import "unsafe"

func convert(p *float64) *uint64 {
	return (*uint64)(unsafe.Pointer(p))
}
func arithAdd() unsafe.Pointer {
	var x [2]byte
	return unsafe.Pointer(uintptr(unsafe.Pointer(&x[0])) + 1)
}
func arithSub() unsafe.Pointer {
	var x [2]byte
	return unsafe.Pointer(uintptr(unsafe.Pointer(&x[1])) - 1)
}
func arithMask() unsafe.Pointer {
	var x [2]byte
	return unsafe.Pointer(uintptr(unsafe.Pointer(&x[1])) &^ 1)
}
func add(p unsafe.Pointer, n *int) unsafe.Pointer { return unsafe.Add(p, *n) }
func addLocal(n uint8) unsafe.Pointer             { var x [9]int; return unsafe.Add(unsafe.Pointer(&x), n) }
func slice(p *int, n int) []int                   { return unsafe.Slice(p, n) }
func sliceLocal() int                             { var x [4]int; s := unsafe.Slice(&x[0], 4); return s[1] }
func hide(p unsafe.Pointer) unsafe.Pointer        { x := uintptr(p); return unsafe.Pointer(x ^ 0) }
func hide2(p unsafe.Pointer) unsafe.Pointer       { return unsafe.Pointer(uintptr(p)) }
func shift(p *int) unsafe.Pointer {
	return unsafe.Pointer(-uintptr(unsafe.Pointer(p)) << 3 >> uint(*p))
}
func call(f func(p *int) uintptr, p *int) unsafe.Pointer { return unsafe.Pointer(f(p)) }
func toint(p *int) uintptr                               { return uintptr(unsafe.Pointer(p)) }

var g unsafe.Pointer

func store(p *int, q **int)    { g = unsafe.Pointer(p); *(*unsafe.Pointer)(unsafe.Pointer(q)) = g }
func iface(p *int) interface{} { return unsafe.Pointer(p) }

type W uintptr
type P unsafe.Pointer

func named(p P) W     { return W(uintptr(p)) }
func named2(w W) P    { return P(unsafe.Pointer(uintptr(w))) }
func named3(p *int) P { return P(W(uintptr(unsafe.Pointer(p)))) }
func deferred(p *int) {
	defer func(x unsafe.Pointer) { g = x }(unsafe.Add(unsafe.Pointer(p), 8))
	go func() { _ = unsafe.Slice(p, 3) }()
}
func two() (unsafe.Pointer, int) { return nil, 3 }
func spread() unsafe.Pointer     { return unsafe.Add(two()) }
func cb(b []byte) string         { return *(*string)(unsafe.Pointer(&b)) }
func consts(x *int) int {
	const c = unsafe.Sizeof(*x)
	var a [c]byte
	return len(a) + int(unsafe.Offsetof(struct{ a, b int }{}.b)) + cap(make([]int, unsafe.Sizeof(x)))
}
func lit() interface{} { return unsafe.Sizeof(1) }

//go:noinline
//go:uintptrescapes
func esc(x uintptr) uintptr { return x }
func useEsc() uintptr       { var x int; return esc(uintptr(unsafe.Pointer(&x))) }
func main() {
	var x int
	_ = []interface{}{unsafe.Pointer(&x), unsafe.Sizeof(x)}
	println(unsafe.Slice(&x, 1)[0], unsafe.Add(nil, 2) != nil)
	var y int
	f := func() unsafe.Pointer { return unsafe.Pointer(&y) }
	_ = f()
	_ = convert
}
