// Structs of every size and make-up as arguments, receivers and results: through calls, methods,
// interfaces, func values, embedded fields and calls as arguments, each with collections between.
package main

import (
	"fmt"
	"runtime"
)

type small struct{ a, b int }

type three struct {
	a int8
	b *int
	c uint16
}

type five struct {
	ok         bool
	a, b, c, d int
}

type mixed struct {
	name string
	n    int32
	list []int
	any  interface{}
	f    func(int) int
	in   struct {
		x, y float64
		p    *five
	}
}

type arrays struct {
	a [3]int
	b [2]string
	c [0]int
	d [1]*int
}

type bytes struct {
	b [40]byte
	n int
}

type wide struct {
	p [12]*int
	n int
}

type blank struct {
	a int
	_ int64
	b int
	_ struct{}
	s string
}

type long struct {
	a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y int
}

type longer struct {
	long
	z int
}

type adder interface {
	add(f five, m mixed, w wide) (five, int)
	self() interface{}
}

func num(n int) *int { return &n }

func (f five) add(g five, m mixed, w wide) (five, int) {
	f.a += g.a
	runtime.GC()
	f.b += int(m.n) + len(m.name)
	f.c += *w.p[3] + w.n
	return f, f.a + f.b + f.c
}
func (f five) self() interface{} { f.d = 99; return f }

type outer struct {
	adder
	k int
}

func takeSmall(s small) int { s.a++; return s.a + s.b }

func takeThree(t three, u three) (int, three) {
	t.a, u.a = u.a, t.a
	runtime.GC()
	*t.b += int(u.c)
	return int(t.a) + *t.b, u
}

func takeMixed(m mixed, n int, _ mixed) (r mixed) {
	r = m
	m.name = "changed"
	m.list = nil
	runtime.GC()
	r.n += int32(n)
	r.in.y = r.in.x * 2
	return
}

func takeArrays(a arrays, i int) arrays {
	a.a[i]++
	a.b[i%2] += "!"
	runtime.GC()
	*a.d[0] += a.a[i]
	return a
}

func takeBytes(b bytes) (int, bytes) { b.b[b.n]++; return int(b.b[b.n]) + b.n, b }

func takeWide(w wide, depth int) int {
	if depth == 0 {
		runtime.GC()
		return *w.p[11] + w.n
	}
	w.n++
	n := takeWide(w, depth-1)
	return n + *w.p[0]
}

func takeBlank(b blank) string { b.a += b.b; return fmt.Sprint(b.a, b.b, b.s) }

func takeLong(l long, m longer) int {
	l.a, l.y = l.y, l.a
	m.long = l
	return l.a*100 + l.m*10 + m.y + m.z
}

func both() (five, mixed) {
	return five{a: 7, ok: true}, mixed{name: "both", n: 4, list: []int{1, 2}}
}
func takeBoth(f five, m mixed) int { return f.a + int(m.n) + len(m.list) + len(m.name) }

func variadic(fs ...five) (n int) {
	for _, f := range fs {
		n += f.a + takeFive(f)
	}
	return
}
func takeFive(f five) int { f.a *= 2; return f.a + f.d }

// Addresses are taken of some, others are captured.
func shared(f five, m mixed, t three) func() int {
	p := &f
	p.a = 11
	return func() int {
		f.b++
		m.list = append(m.list, f.b)
		*t.b++
		return f.a + f.b + len(m.list) + *t.b
	}
}

func main() {
	fmt.Println(takeSmall(small{1, 2}))
	t := three{1, num(5), 3}
	n, u := takeThree(t, three{b: num(9), a: 4, c: 8})
	fmt.Println(n, u.a, *u.b, u.c, t.a, *t.b)

	f := five{a: 1, b: 2, c: 3, d: 4}
	m := mixed{name: "m", n: 3, list: []int{4, 5, 6}, any: f, f: func(i int) int { return i + 1 }}
	m.in.x, m.in.p = 1.5, &f
	r := takeMixed(m, 10, mixed{})
	fmt.Println(r.name, r.n, r.list, r.any, r.f(4), r.in.x, r.in.y, r.in.p.a, m.name, m.n, len(m.list))

	a := arrays{a: [3]int{1, 2, 3}, b: [2]string{"p", "q"}, d: [1]*int{num(40)}}
	b := takeArrays(takeArrays(a, 1), 2)
	fmt.Println(b.a, b.b, *b.d[0], a.a, a.b, *a.d[0])

	k, by := takeBytes(bytes{n: 17})
	fmt.Println(k, by.b[17], by.n)

	w := wide{n: 2}
	for i := range w.p {
		w.p[i] = num(i * i)
	}
	fmt.Println(takeWide(w, 50), w.n)
	fmt.Println(takeBlank(blank{a: 1, b: 2, s: "three"}))
	fmt.Println(takeLong(long{a: 1, m: 2, y: 3}, longer{z: 4}))

	fmt.Println(takeBoth(both()))
	fmt.Println(variadic(), variadic(f, five{a: 10, d: 1}))

	g, sum := f.add(f, m, w)
	fmt.Println(g, sum, f)
	var i adder = f
	g, sum = i.add(g, r, w)
	fmt.Println(g, sum, i.self(), f.d)
	o := outer{i, 3}
	var j adder = o
	g, sum = j.add(g, m, w)
	fmt.Println(g, sum)

	fn := takeMixed
	fmt.Println(fn(m, 1, r).n, fn(m, 2, m).in.y)
	lit := func(f five, m mixed) (int, mixed) {
		f.a++
		m.n += n32(f)
		return f.a, m
	}
	x, m2 := lit(f, m)
	fmt.Println(x, m2.n, m.n)
	s := shared(f, m, t)
	fmt.Println(s(), s(), f.a, f.b, len(m.list), *t.b)

	fives := []five{f, g, {a: 3}}
	p := &fives[1]
	pp := map[string]five{"k": {a: 21}}
	fmt.Println(takeFive(fives[2]), takeFive(*p), takeFive(pp["k"]), takeFive(pp["none"]), takeFive(five{}))
	func() {
		m.n = 1000
		fmt.Println(takeMixed(m, int(m.n), m).n)
	}()
}

func n32(f five) int32 { return int32(f.a + f.d) }
