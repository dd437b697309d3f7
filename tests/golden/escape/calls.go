// Callees: known, unknown, recursive, through variables, methods and interfaces.
package main

import "fmt"

type I interface {
	M(p *int) *int
	N()
}
type T struct{ p *int }
type E struct{ T }
type P struct{ *T }
type J struct{ I }

func (t T) M(p *int) *int  { return t.p }
func (t T) N()             {}
func (t *T) Set(p *int) *T { t.p = p; return t }
func (t *T) Get() *int     { return t.p }

var g *int
var gf func(*int)

func even(p *int, n int) *int {
	if n == 0 {
		return p
	}
	return odd(p, n-1)
}
func odd(p *int, n int) *int {
	if n == 0 {
		g = p
		return nil
	}
	return even(p, n-1)
}
func self(p **int, n int) *int {
	if n > 0 {
		return self(p, n-1)
	}
	return *p
}
func later(p *int) *int { return early(p) }
func early(p *int) *int { return p }

func local(p *int) {
	f := func(q *int) *int { return q }
	g = f(p)
	h := f
	_ = h(p)
	k := func(q *int) {}
	if p != nil {
		k = func(q *int) { g = q }
	}
	k(p)
}
func captured(p *int) {
	f := func(q *int) {}
	func() { f(p) }()
}
func onSpot(n int) *int {
	x := n
	y := func() *int { return &x }()
	return func() *int { return y }()
}
func params(f func(*int), p *int) { f(p) }
func global(p *int)               { gf(p) }

func methods(t *T, p *int) {
	t.Set(p)
	(*T).Set(t, p)
	T.M(*t, p)
	f := t.Get
	_ = f()
	h := t.M
	_ = h(p)
	k := (*T).Get
	k(t)
}
func embedded(e E, pp P, p *int) *int {
	e.Set(p)
	pp.Set(p)
	_ = e.M(p)
	return pp.Get()
}
func devirtual(p *int) *int {
	var i I = T{p}
	i.N()
	j := I(&E{})
	j.N()
	var k I = J{i}
	k.N()
	var l I = i
	l.N()
	return i.M(p)
}
func dynamic(i I, p *int) *int {
	f := i.M
	f(p)
	return i.M(p)
}

func variadic(ps ...*int) []*int { return ps }
func variadics(p *int, ps []*int) {
	variadic()
	variadic(p)
	variadic(p, nil, p)
	variadic(ps...)
	g = variadic(new(int))[0]
}
func two() (*int, error)                 { return nil, nil }
func take2(p *int, e error) (*int, bool) { return p, true }
func chain() (*int, bool)                { return take2(two()) }
func results(a, b, c, d, e, f, h, i *int) (r0, r1, r2, r3, r4, r5, r6, r7 *int) {
	return a, b, c, d, e, f, h, i
}
func useResults(p *int) {
	x := new(int)
	_, _, _, _, _, _, _, y := results(p, p, p, p, p, p, p, x)
	_ = y
}
func calleeCall(p *int) {
	pick(p)(new(int))
	new(T).Set(p).Set(p)
	for i := 0; i < 2; i++ {
		(&T{early(p)}).Get()
	}
}
func pick(p *int) func(*int) { return func(q *int) { _ = p } }

func prints(a int, s string, t T, p *T, m map[int]int) {
	fmt.Println(a, s, t, p, m, "lit", 1<<3)
	fmt.Println()
	fmt.Printf("%v", a)
	_ = fmt.Sprint(s)
	_ = fmt.Sprintf("%d %v", len(m), t.p)
	x := []interface{}{a}
	fmt.Println(x...)
}
func main() {}
