package main

//go:noescape
func a(p *int, _ *int, q []byte, u uintptr, n int) *int

func b(p *int, u uintptr) *int

//go:noescape
func c(*int, uintptr)

//go:uintptrescapes
func d(u uintptr, v *int, w ...uintptr) {}

//go:uintptrescapes
func e(uintptr, ...uintptr) {}

type T struct{ p *int }

//go:noescape
func (t *T) m(x *int) *T

func main() {
	var x, y, z int
	a(&x, &y, []byte{1}, 1, 2)
	b(&z, 0)
	c(&x, 1)
	var t T
	t.m(&y)
}
