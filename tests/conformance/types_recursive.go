// Types that contain themselves: slices, maps, functions, interfaces, mutual structs.
package main

import "fmt"

type list []list
type dict map[string]dict
type fn func(int) fn
type ptr *ptr
type iface interface{ next() iface }
type a struct {
	b  *b
	bs []b
	m  map[string]a
}
type b struct {
	a   *a
	arr [2]*b
	f   func(a, b) (a, b)
	i   interface{ get(b) a }
}
type state func(*machine) state
type machine struct {
	input string
	pos   int
	out   []string
}
type chain int

func (c chain) next() iface {
	if c == 0 {
		return nil
	}
	return c - 1
}

func (l list) depth() int {
	d := 0
	for _, x := range l {
		if n := x.depth(); n > d {
			d = n
		}
	}
	return d + 1
}

func count(d dict) int {
	n := 1
	for _, v := range d {
		n += count(v)
	}
	return n
}

func letters(m *machine) state {
	start := m.pos
	for m.pos < len(m.input) && m.input[m.pos] >= 'a' {
		m.pos++
	}
	m.out = append(m.out, "L"+m.input[start:m.pos])
	return next
}

func digits(m *machine) state {
	start := m.pos
	for m.pos < len(m.input) && m.input[m.pos] <= '9' {
		m.pos++
	}
	m.out = append(m.out, "D"+m.input[start:m.pos])
	return next
}

func next(m *machine) state {
	switch {
	case m.pos == len(m.input):
		return nil
	case m.input[m.pos] <= '9':
		return digits
	}
	return letters
}

func (x b) get(y b) a { return a{b: &y, bs: []b{x}} }

func main() {
	l := list{{}, {{}, {{}}}, nil}
	fmt.Println(l, l.depth(), len(l[1][1]))
	d := dict{"x": {"y": nil, "z": {}}}
	d["w"] = dict{"v": d["x"]}
	fmt.Println(d, count(d))
	sum := 0
	var f fn
	f = func(n int) fn { sum += n; return f }
	f(1)(2)(3)
	fmt.Println(sum)
	var p ptr
	p = &p
	fmt.Println(p == *p, **p == p)
	n := 0
	for i := iface(chain(5)); i != nil; i = i.next() {
		n++
	}
	fmt.Println(n)
	var x a
	x.b = &b{a: &x}
	x.b.arr[1] = x.b
	x.bs = append(x.bs, *x.b, b{})
	x.m = map[string]a{"self": x}
	x.b.f = func(p a, q b) (a, b) { return *q.a, *p.b }
	y, z := x.b.f(x, *x.b)
	fmt.Println(y.b == x.b, z.arr[1] == x.b, len(x.m["self"].bs), x.bs[0].a == &x, x.bs[1].a == nil)
	x.b.i = b{a: &x}
	w := x.b.i.get(*x.b)
	fmt.Println(w.b.a == &x, w.bs[0].a == &x, x.b.i.(b).a == &x)
	m := &machine{input: "ab12c345"}
	for s := state(next); s != nil; s = s(m) {
	}
	fmt.Println(m.out)
}
