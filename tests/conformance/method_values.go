// Methods as values: x.M of values, pointers, interfaces; T.M, (*T).M, I.M; promoted ones; methods
// and functions of packages in maps and slices.
package main

import (
	"fmt"
	"os"
)

type T struct {
	a, b int
	s    string
}

func (t T) V(x int) int                          { return t.a + x }
func (t *T) P(x int) int                         { t.a += x; return t.a }
func (t T) Vs(p string, xs ...int) (int, string) { return len(xs) + t.b, p + t.s }

type I interface{ V(x int) int }
type E struct {
	*T
	k int
}
type F struct {
	T
	I
	z int
}
type G struct{ I }
type N int

func (n N) Add(m N) N { return n + m }

type Fn func(int) int

func (f Fn) Do(x int) int { return f(x) }

var gv = T.V
var ge = I.V
var gm = N(3).Add

// More words than go by value: what is bound is a copy.
type Big struct {
	a [40]int
	p [20]*int
}

func (b Big) Sum(xs ...int) int {
	n := len(xs)
	for _, v := range b.a {
		n += v
	}
	for _, p := range b.p {
		if p != nil {
			n += *p
		}
	}
	return n
}

func large() {
	var b Big
	for i := range b.p {
		v := i * 2
		b.p[i] = &v
		b.a[i] = i
	}
	f, g := b.Sum, Big.Sum
	b = Big{}
	junk := 0
	for i := 0; i < 50; i++ {
		junk += len(make([]int, i))
	}
	fmt.Println(f(1, 2, 3), g(b), junk)
}

// A method that is bound again and again, in the heap.
type Node struct {
	next func() int
	v    int
}

func (n *Node) Next() int {
	if n.next == nil {
		return n.v
	}
	return n.v + n.next()
}

func chain(k int) func() int {
	n := &Node{v: k}
	for i := 0; i < k; i++ {
		n = &Node{n.Next, i}
	}
	return n.Next
}

// What x.M evaluates, and when.
func order() {
	x := T{a: 1}
	log := ""
	get := func(s string) *T { log += s; return &x }
	f := get("a").V
	x.a = 50
	log += "b"
	n := f(0) + get("c").P(1)
	fmt.Println(log, n, x.a)
}

func main() {
	large()
	fmt.Println(chain(20)())
	order()
	t := T{1, 2, "three"}
	f := t.V
	t.a = 100
	fmt.Println(f(1), t.V(1))
	g := t.P
	fmt.Println(g(5), g(5), t.a)
	h := T.V
	fmt.Println(h(t, 7), T.V(t, 8))
	k := (*T).P
	fmt.Println(k(&t, 7), (*T).P(&t, 8))
	v := (*T).V
	fmt.Println(v(&t, 1), (*T).V(&t, 2))
	n, s := T.Vs(t, "p", 1, 2, 3)
	fmt.Println(n, s)
	vs := t.Vs
	fmt.Println(vs("q", 4, 5))
	fmt.Println(vs("q", []int{4, 5, 6}...))
	var i I = t
	iv := i.V
	i = &t
	fmt.Println(iv(1), i.V(1), I.V(i, 3))
	ie := I.V
	fmt.Println(ie(i, 4))
	e := E{&t, 1}
	fmt.Println(E.V(e, 1), E.P(e, 1), (*E).P(&e, 1), e.V(1), e.P(1))
	ef := e.P
	ev := E.V
	ep := (*E).V
	fmt.Println(ef(1), ev(e, 1), ep(&e, 2))
	gg := G{i}
	gf := gg.V
	gx := G.V
	fmt.Println(gf(1), gx(gg, 2), G.V(gg, 3), (*G).V(&gg, 4))
	fmt.Println(gv(t, 1), ge(t, 2), gm(4), N.Add(1, 2))
	fd := Fn(func(x int) int { return x * 2 })
	fmt.Println(Fn.Do(fd, 4), fd.Do(3))
	dd := fd.Do
	de := Fn.Do
	fmt.Println(dd(4), de(fd, 5))
	var fs []func(int) int
	for j := 0; j < 3; j++ {
		fs = append(fs, T{a: j}.V, (&T{a: 10 * j}).P)
	}
	for _, f := range fs {
		fmt.Println(f(1))
	}
	pr := fmt.Println
	pr("x", 1)
	sp := fmt.Sprintf
	pr(sp("%d-%s", 1, "a"))
	m := map[string]func(...any) (int, error){"a": fmt.Println, "b": fmt.Print}
	m["a"](1, 2)
	m["b"]("b\n")
	_ = os.Args
	var err error = fmt.Errorf("e%d", 1)
	ee := err.Error
	pr(ee(), error.Error(err))
	fmt.Println(interface{ V(int) int }.V(t, 1))
	fmt.Println(struct{ T }.V(struct{ T }{t}, 1))
}
