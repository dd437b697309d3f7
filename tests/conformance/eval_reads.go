// Reads of variables between calls, in the order of go1.19; structs that hold pointers into themselves.
package main

type S struct {
	a  [4]int
	in struct{ p *int; s []int }
	m  map[string]int
}

var gs S
var gp = &gs
var cnt int

func next() int { cnt++; return cnt }
func chg() int  { gp = &S{a: [4]int{9, 9, 9, 9}}; return 1 }
func chs(s *[]int) int { *s = []int{100, 200, 300}; return 2 }

type big struct{ x [40]*int; n int }

func mkb(n int) big { b := big{n: n}; b.x[3] = &b.n; return b }
func (b big) cp() big { b.n *= 2; return b }
func two() (big, [3]string) { return mkb(5), [3]string{"a", "b", "c"} }
func variadic(p ...interface{}) int {
	n := 0
	for _, x := range p {
		switch y := x.(type) {
		case int:
			n += y
		case *int:
			n += *y * 10
		case []int:
			n += len(y) * 100
		case nil:
			n += 1000
		case error, string:
			n += 5000
		case func() int:
			n += y()
		case big:
			n += *y.x[3] + y.n
		}
	}
	return n
}

func main() {
	gp.a[next()] = next()
	println(gs.a[1], gs.a[2])
	gp.a[1] = chg()
	println(gs.a[1], gp.a[1])
	s := []int{1, 2, 3}
	s[1] = chs(&s)
	println(s[0], s[1], len(s))
	s = []int{1, 2, 3}
	t := s[0] + chs(&s) + s[0]
	println(t)
	x := 1
	f := func() int { x++; return x }
	println(x, f(), x)
	y := x + f()*x
	println(y)
	arr := [...]int{f(), x, f(), x}
	println(arr[0], arr[1], arr[2], arr[3])
	m := map[int]int{f(): f(), x: f()}
	println(len(m), m[6], m[7])
	st := struct{ a, b, c int }{f(), x, f()}
	println(st.a, st.b, st.c)
	b, z := two()
	c := b.cp()
	println(b.n, c.n, *b.x[3], *c.x[3], z[2])
	bs := []big{mkb(1), b.cp(), c}
	bs[0], bs[2] = bs[2], bs[0]
	println(bs[0].n, bs[2].n, variadic(1, &x, s, nil, "s", f, b, bs[1]))
	mb := map[string]big{"q": b}
	mb["r"] = mb["q"].cp()
	println(mb["r"].n)
}
