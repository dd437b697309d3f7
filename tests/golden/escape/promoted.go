// Methods and fields promoted through embedding, and method expressions.
package main

type B struct {
	f int
	p *int
}
type A struct{ B }
type C struct{ *A }

func (b B) M() int      { return 1 }
func (b *B) Set(p *int) { b.p = p }
func (b *B) N() int     { return 1 }

var g interface{}

func f(c C, a A, pa *A, p *int) {
	g = c.f
	g = c.M()
	g = c.M
	g = a.f
	g = pa.N
	g = pa.N()
	g = []int{pa.f}[c.f]
	x := 1
	A.M(a)
	(*A).Set(pa, &x)
	y := 2
	C.Set(c, &y)
	z := 3
	(*B).Set(&pa.B, &z)
	h := (*A).Set
	h(pa, p)
}
func main() {}
