// Columns and spellings.
package main

type T struct {
	i interface{}
	a int
	q *T
}
type I interface{ M() }
type S string
type N int
type F func()
type M map[string]interface{}

func (n N) M()       {}
func (t T) Val() T   { return t }
func (t *T) Ptr() *T { return t }

const K = 7

var v interface{}
var gs []interface{}

func eat(xs ...interface{}) int { v = xs; return 0 }
func eat1(x interface{}) int    { v = x; return 0 }

func implicit(a, b int, s string, t T, xs []int, p *int, m map[interface{}]interface{}) interface{} {
	v = a
	t.i = a
	m[a] = b
	gs[a] = s
	v, gs[0] = a, t
	var w interface{} = b
	_ = w
	eat(a, s, t, 5, "lit", 'c', K, a+b*a, -a, !(a < b), *p, t.a, xs[a], len(m), t.q.a)
	eat1(a)
	eat1(eat1(s))
	eat(eat(a), eat1(b))
	if eat1(a) > 0 {
		return s
	}
	m2 := map[interface{}]interface{}{a: b, "k": t}
	_ = m2
	_ = []interface{}{a, 1, s + "x", T{a: 1}}
	_ = [2]interface{}{1: a}
	_ = T{i: a}
	_ = T{a, b, nil}
	_ = &T{i: s}
	delete(m, a)
	_ = m[a]
	var c chan interface{}
	c <- b
	panic(s)
}
func two(a, b int) (interface{}, interface{}) { return a, b }
func three(a int, p *T) (interface{}, interface{}, I) {
	return p.a, a, N(a)
}
func explicit(a int, s string, bs []byte, rs []rune, r rune) {
	_ = interface{}(a)
	_ = I(N(3))
	_ = I(N(a))
	_ = []byte(s)
	_ = []byte("lit")
	_ = []rune(s)
	_ = []rune("lit")
	_ = string(bs)
	_ = string(rs)
	_ = string(r)
	_ = S(bs)
	_ = S(s)
	_ = F(func() {})
	_ = s + s
	_ = (s + "a") + s + "b"
	_ = s + (s + s)
	_ = "a" + "b"
}
func makes(n int) {
	_ = make([]int, n)
	_ = make([]int, 1, 2)
	_ = make([]int, n, 10)
	_ = make(map[string]int)
	_ = make(map[string][]int, n)
	_ = make(M)
	_ = make(chan int, n)
	_ = new(int)
	_ = new([3]struct{ a, b int })
	_ = []int{}
	_ = []int{1, 2}
	_ = [...]string{"a"}
	_ = map[string]int{"a": 1}
	_ = M{}
	_ = &T{}
	_ = &T{a: 1}
	_ = &[]int{1}
	_ = &map[int]int{}
	_ = []*T{{}, {a: 1}, nil}
	_ = []T{{}, {a: 1}}
	_ = map[T]*T{}
	_ = struct{ p *int }{new(int)}
	_ = func() {}
	_ = T{}.Val
	_ = (&T{}).Ptr
}
func operands(t T, p *T, i I, fs []func() int, pp **T) {
	eat(t.Val(), p.Ptr().a, fs[0](), (*pp).a, (*p).a)
	eat(interface{}(t), T(t), N(3), S("x"), 1<<16+1, 0x10, `raw`, K+1, "a\tb")
	eat(func() {}, struct{}{}, [2]int{1, 2}, []int(nil), (func())(nil))
	eat1(struct {
		a int
		b string
	}{1, "b"})
}
func main() {}
