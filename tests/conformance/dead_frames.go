// What a value in a frame holds lives as long as something leads to it, or it is named again: the
// figures are those of a collection behind each last use.
package main

import "runtime"

func alloc() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc >> 10
}

func size() string {
	runtime.GC()
	if alloc() > 1000 {
		return "big"
	}
	return "small"
}

type T struct {
	p *[200000]int
	q *[2]*T
}

type L struct {
	a [12]*[200000]int
}

func big() *[200000]int { return new([200000]int) }

// address-taken struct, dead after its last use
func use(t *T) int { return t.p[3] }

//go:noinline
func deadStruct() {
	var t T
	t.p = big()
	println("struct", use(&t), size())
	println(use(&t))
	println("struct dead", size())
}

func deadNew() {
	t := &T{p: big()}
	println("&T{}", use(t), size())
	println(use(t))
	println("&T{} dead", size())
	u := new(T)
	u.p = big()
	use(u)
	println("new dead", size())
}

func sum(s []*[200000]int) int {
	n := 0
	for _, p := range s {
		if p != nil {
			n += p[7] + 1
		}
	}
	return n
}

func deadSlice() {
	s := make([]*[200000]int, 10)
	s[3] = big()
	println("slice", sum(s), size())
	println(sum(s))
	println("slice dead", size())
	x := []*[200000]int{big(), big()}
	println(sum(x))
	println("literal dead", size())
	x = nil
	println("literal nil", size())
	var arr [3]*[200000]int
	arr[1] = big()
	y := arr[:]
	y = y[1:]
	println("slice of array", sum(y), size())
	println(sum(y))
	println("slice of array dead", size())
}

func deadClosure() {
	p := big()
	n := 0
	f := func() int { n++; return p[5] + n }
	println("closure", f(), size())
	println(f())
	println("closure dead", size())
	var t T
	t.p = big()
	h := func() int { t.p[1]++; return t.p[1] }
	println("by reference", h(), size())
	println(h())
	println("by reference dead", size())
}

func deadMap() {
	m := map[int]*[200000]int{1: big()}
	println("map", len(m), size())
	println(len(m))
	println("map dead", size())
	m2 := make(map[*[200000]int]int)
	m2[big()] = 3
	println("map keys", size())
	println(len(m2))
	m2 = nil
	println("map keys dead", size())
}

func take(l L) int {
	println("param", size())
	println(l.a[3][0])
	println("param dead", size())
	return 4
}

func makeL() (l L) {
	l.a[3] = big()
	return
}

func largeParam() {
	take(makeL())
	l := makeL()
	println("local", l.a[3][0], size())
	l.a[3][2] = 1
	println("local dead", size())
	l = makeL()
	l.a[3][2] = 1
	l = L{}
	println("cleared", size(), l.a[3] == nil)
}

func inner(t *T) {
	println("callee", use(t), size())
	use(t)
	println("callee dead", size())
}

func fromCallee() {
	t := T{p: big()}
	inner(&t)
	t = T{p: big()}
	inner(&t)
	println("back", size())
}

func chain3(t *T) {
	u := T{q: &[2]*T{t, nil}}
	v := [1]*T{&u}
	w := v[:]
	println("chain", w[0].q[0].p[0], size())
	w[0].q[0].p[1] = 2
	println("chain dead", size())
}

func chain() {
	t := T{p: big()}
	a := &t
	chain3(a)
}

func blocks(n int) {
	if n > 0 {
		t := T{p: big()}
		use(&t)
		println("in block", size())
		use(&t)
	}
	println("behind block", size())
	for i := 0; i < 2; i++ {
		t := T{p: big()}
		use(&t)
		println("in loop", size())
	}
	for i := 0; i < 2; i++ {
		var t T
		println("at start", size())
		t.p = big()
		use(&t)
		println("in loop", size())
		use(&t)
	}
	println("behind loop", size())
	var o T
	{
		o.p = big()
		use(&o)
		println("outer dead in inner", size())
	}
	o = T{}
	use2(&o)
}

func use2(t *T) {}

type I interface{ get() *[200000]int }

func (t T) get() *[200000]int { return t.p }

func ifaces() {
	var i interface{} = T{p: big()}
	println("iface", i.(T).p[0], size())
	println(i.(T).p[0])
	println("iface dead", size())
	var j I = T{p: big()}
	println("iface m", j.get()[0], size())
	println(j.get()[0])
	println("iface m dead", size())
}

func ranges() {
	arr := [3]T{{p: big()}, {p: big()}}
	for i, t := range arr {
		println("range copy", i, t.p == nil, size())
	}
	println("range copy dead", size())
	m := map[int]*[200000]int{1: big(), 2: big()}
	n := 0
	for _, p := range m {
		m = nil
		n += p[0] + 1
		println("in range", size())
	}
	println("behind range", n, size())
}

func results() (t T, err error) {
	t.p = big()
	use(&t)
	println("result", size())
	return
}

func variadic(l ...*[200000]int) {
	println("variadic", sum(l), size())
	println(sum(l))
	l = nil
	println("variadic dead", size())
}

func again() {
	turn := 0
again:
	println("again", size())
	t := T{p: big()}
	use(&t)
	println("before goto", size())
	use(&t)
	if turn++; turn < 3 {
		goto again
	}
	println("behind goto", size())
}

func deep(n int, t *T) int {
	if n == 0 {
		return use(t)
	}
	var u T
	u.q = &[2]*T{t}
	k := deep(n-1, u.q[0])
	return k + use(u.q[0])
}

func deeper(n int, up *T) {
	t := T{q: &[2]*T{up}}
	if n == 0 {
		s := 0
		for p := &t; p != nil; p = p.q[0] {
			s++
		}
		println("frames", s, size())
		return
	}
	deeper(n-1, &t)
}

func passed(p *[3]*[200000]int) {
	q := &p[1]
	p = nil
	println("interior", size())
	println((*q)[3])
	println("interior dead", size())
}

func lastParam(a, b, c T, l L, s []T) int {
	println("params", size())
	n := use(&c) + s[0].p[0]
	println("c", size())
	c = T{}
	s = nil
	println("none", size())
	return n + len(a.q) + len(b.q) + len(l.a)
}

func main() {
	deadStruct()
	deadNew()
	deadSlice()
	deadClosure()
	deadMap()
	largeParam()
	fromCallee()
	chain()
	blocks(1)
	ifaces()
	ranges()
	variadic(big(), nil, big())
	again()
	{
		t := T{p: big()}
		println("deep", deep(200, &t), size())
	}
	println("behind deep", size())
	deeper(300, &T{p: big(), q: new([2]*T)})
	{
		a := [3]*[200000]int{1: big()}
		passed(&a)
	}
	lastParam(T{}, T{}, T{p: big()}, L{}, []T{{p: big()}})
	t, _ := results()
	println(t.p[0], size())
	println("end", size())
}
