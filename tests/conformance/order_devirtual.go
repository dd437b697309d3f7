// Devirtualised calls: what the interface is made of is evaluated before the arguments, what is
// reached through it after them.
package main

type I interface{ Do(int) int }
type A struct {
	n int
	p *A
	arr [2]int
}
type B struct{ *A }
type W struct{ I }

func (a A) Do(k int) int   { return a.n*10 + k }
func (a *A) PD(k int) int  { return a.n*10 + k }
type J interface{ PD(int) int }

var g = A{n: 1}

func init() { g.p = &g }
func p() *A  { return &g }
func v() A   { return g }
func b() B   { return B{&g} }
func pb() *B { return &B{&g} }
func w() W   { return W{&g} }
func pw() *W { return &W{g} }
func f() int { g.n++; return 0 }
func e() interface{} { return &g }
func m() map[int]*A { return map[int]*A{0: &g} }

func main() {
	println("1", I(b()).Do(f()))
	println("2", I(pb()).Do(f()))
	println("3", I(p().p).Do(f()))
	println("4", J(p()).PD(f()))
	println("5", I(w()).Do(f()))
	println("6", I(pw()).Do(f()))
	println("7", I(e().(*A)).Do(f()))
	println("8", I(m()[0]).Do(f()))
	println("9", I(v()).Do(f()), J(b()).PD(f()))
	var i I = p()
	println("10", i.Do(f()))
	println("11", w().Do(f()), pw().Do(f()), b().Do(f()), pb().Do(f()), b().A.Do(f()), (*b().A).Do(f()))
	println("12", e().(I).Do(f()), e().(*A).Do(f()))
	println("13", I(func() *A { return &g }()).Do(f()))
	println("14", I([]*A{p()}[0]).Do(f()), I((*[1]*A)([]*A{p()})[0]).Do(f()))
	println("15", I(struct{ *A }{p()}).Do(f()), I(&struct{ *A }{p()}).Do(f()), I(new(A)).Do(f()))
	println("16", I(&A{n: len([]int{g.n}) + g.n}).Do(f()), I(&B{p()}).Do(f()))
	println("17", w().I.Do(f()), I(w().I).Do(f()), I(pw().I.(A)).Do(f()))
}
