// Captures by value and by reference.
package main

type big struct{ a [17]int }
type fits struct{ a [16]int }

var g func() int
var gp *int

func byValue(n int) func() int { return func() int { return n } }
func byRef(n int) func() int {
	f := func() int { return n }
	n++
	return f
}
func before(n int) func() int {
	n++
	return func() int { return n }
}
func beforeInLoop(n int) {
	for i := 0; i < 3; i++ {
		n++
		g = func() int { return n }
	}
}
func inside() func() int {
	x := 0
	return func() int { x++; return x }
}
func addressTaken() func() int {
	x := 0
	gp2 := &x
	_ = gp2
	return func() int { return x }
}
func large(b big, s fits) (func() int, func() int) {
	return func() int { return b.a[0] }, func() int { return s.a[0] }
}
func nested() func() func() int {
	x, y := 1, 2
	return func() func() int {
		x++
		return func() int { return x + y }
	}
}
func loop() (fs []func() int) {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
		j := i
		fs = append(fs, func() int { return j })
	}
	for _, v := range []int{1, 2} {
		fs = append(fs, func() int { return v })
	}
	return
}
func recursive(n int) int {
	var f func(int) int
	f = func(k int) int {
		if k == 0 {
			return 0
		}
		return f(k - 1)
	}
	return f(n)
}
func calledOnly(m map[string]int) int {
	n := 0
	add := func(k string) { n += m[k] }
	add("a")
	add("b")
	return n
}
func params() {
	func(p *int, q *int) { gp = p }(new(int), new(int))
	f := func(p *int) *int { return p }
	x := 1
	gp = f(&x)
	y := 2
	_ = f(&y)
}
func result(n int) (r func() int) {
	defer func() { r = func() int { return n } }()
	return nil
}
func named(n int) (r int) {
	defer func() { r++ }()
	r = n
	return r
}
func later() {
	var x int
	f := func() { x = 1 }
	f()
	gp = &x
}
func main() {}
