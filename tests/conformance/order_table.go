// Which operands are read before a later call changes them, and which after, as go1.19 does.
package main

import "fmt"

var gs = "g"

//go:noinline
func setg() string { gs = "G"; return "r" }

//go:noinline
func setp(p *[2]int) int { p[0] = 9; return 1 }

//go:noinline
func sets(p *string) int { *p = "S"; return 1 }

//go:noinline
func seti(p *int) int { *p = 1000; return 1 }

type T struct{ a, b int }

//go:noinline
func sett(p *T) int { p.a = 1000; return 1 }

func show(a ...interface{}) { fmt.Println(a...) }

func main() {
	var e1, e2 interface{} = gs, setg()
	fmt.Println(e1, e2)
	gs = "g"
	e1, e2 = gs, setg()
	fmt.Println(e1, e2)
	gs = "g"
	show(gs, setg(), gs)
	a := [2]int{1, 2}
	show(a, setp(&a), a)
	a[0] = 1
	e1, e2 = a, setp(&a)
	show(e1, e2)
	a[0] = 1
	b, n := a, setp(&a)
	show(b, n)
	s := "s"
	show(s, sets(&s), s)
	s = "s"
	e1, e2 = s, sets(&s)
	show(e1, e2)
	i := 500
	show(i, seti(&i), i)
	i = 500
	e1, e2 = i, seti(&i)
	show(e1, e2)
	t := T{1, 2}
	show(t, sett(&t), t)
	t.a = 1
	e1, e2 = t, sett(&t)
	show(e1, e2)
	t.a = 1
	u, n := t, sett(&t)
	show(u, n)
	t.a = 1
	show([]T{t, {a: sett(&t)}, t})
	t.a = 1
	show([]interface{}{t, sett(&t), t}...)
	t.a = 1
	show(map[string]interface{}{"a": t, "b": sett(&t), "c": t})
	t.a = 1
	show(struct{ a, b, c interface{} }{t, sett(&t), t})
	t.a = 1
	f := func() (interface{}, int) { return t, sett(&t) }
	show(f())
	t.a = 1
	h := func(x interface{}, n int, y T) { show(x, n, y) }
	h(t, sett(&t), t)
	f2 := 1.5
	set := func() int { f2 = 2.5; return 2 }
	show(f2, set(), f2)
	bb := []byte("ab")
	setb := func() int { bb[0] = 'X'; return 1 }
	show(string(bb), setb(), string(bb))
	bb[0] = 'a'
	x, y := string(bb), setb()
	show(x, y)
	bb[0] = 'a'
	h2 := func(s string, n int) { show(s, n) }
	h2(string(bb), setb())
	m := map[string]int{"a": 1}
	setm := func() int { m["a"] = 5; m["b"] = 6; return 3 }
	show(m["a"], setm(), m["a"])
	m["a"] = 1
	p, q := m["a"], setm()
	show(p, q)
	m = map[string]int{"a": 1}
	show(len(m), setm(), len(m))
	sl := []int{1, 2, 3}
	setsl := func() int { sl[0] = 100; sl = sl[:1]; return 4 }
	show(sl[0], len(sl), setsl(), sl[0], len(sl))
	sl = []int{1, 2, 3}
	show(sl[:2], setsl(), sl)
	pt := &T{1, 2}
	setpt := func() int { pt.a = 50; pt = &T{7, 8}; return 5 }
	show(pt.a, *pt, setpt(), pt.a, *pt)
	var ei interface{} = 5
	setei := func() int { ei = "str"; return 6 }
	show(ei, setei(), ei)
	ei = 5
	v, w := ei.(int), setei()
	show(v, w)
	ei = 5
	show(ei == 5, setei(), ei == 5)
	bo := true
	setbo := func() bool { bo = false; return true }
	show(bo, setbo(), bo)
	show(!bo && setbo(), bo)
	c := 'c'
	setc := func() rune { c = 'd'; return 'e' }
	show(string(c)+string(setc())+string(c), c)
	i = 3
	show(i+seti(&i)*i, -i, i)
	i = 3
	arr := [...]int{i, seti(&i), i, i + seti(&i)}
	show(arr)
	i = 2
	rest()
}

// The same beside a call for every kind of operand, and in statements of several values.
func rest() {
	x := 1
	f := func() int { x++; return x }
	show(x == f(), f() == x, x < f())
	s := "abc"
	g := func() int { s = "s"; return 1 }
	y, z := s[1:], g()
	show(y, z)
	s = "abc"
	bs, z := []byte(s), g()
	show(bs, z)
	m := map[string]int{"a": 1}
	d := func() int { delete(m, "a"); return 1 }
	n, z := len(m), d()
	show(n, z)
	m["a"] = 1
	var k, l = m["a"], d()
	show(k, l)
	m["a"] = 1
	k, l = m["a"], d()
	show(k, l)
	var v, w = gs, setg()
	show(v, w)
	gs = "g"
	v, w = gs, setg()
	show(v, w)
	p := T{1, 2}
	h := func() T { p.a = 9; return T{9, 2} }
	show(p == h(), p.a)
	p.a = 1
	show(interface{}(p) == interface{}(h()), [1]T{p} == [1]T{h()})
	p.a = 1
	mp := map[T]string{{1, 2}: "before", {9, 2}: "after"}
	e := func() string { p.a = 9; return "" }
	show(mp[p], e(), mp[p])
	p.a = 1
	q := mp[p] + e() + mp[p]
	show(q)
	by := []byte("key")
	mk := map[string]int{"key": 1, "Key": 2}
	up := func() int { by[0] = 'K'; return 0 }
	show(mk[string(by)], up(), mk[string(by)])
	b, c := true, false
	not := func() bool { b, c = false, true; return true }
	show(b && !c, not(), b && !c, b || c)
	b, c = true, false
	show(b, b == not(), b)
	sl := []int{1, 2, 3, 4}
	i := 1
	cut := func() int { sl, i = sl[:2], 0; return 2 }
	show(sl[i:], cap(sl[i:]), cut(), sl[i:])
	sl, i = []int{1, 2, 3, 4}, 1
	show(sl[i:cut()], i)
	var any interface{} = 5
	other := func() int { any = 6; return 1 }
	show(any.(int)+other(), any)
	i, sl = 0, []int{1, 2, 3}
	i, sl[i] = 2, 9
	show(i, sl)
	sl[i], i, sl = 7, 1, nil
	show(i, sl)
	pt := &T{1, 2}
	pt.a, pt = 5, &T{pt.a, pt.b}
	show(*pt)
	x = 1
	x, y2 := f(), x
	show(x, y2)
	mm := map[string]int{"a": 1}
	mm["a"], mm["b"] = mm["b"]+5, mm["a"]
	show(mm)
	arr := [3]int{1, 2, 3}
	arr[0], arr[arr[0]] = arr[1], arr[0]
	show(arr)
	x = 1
	x += f() * x
	show(x)
	fn := func(k int) int { return k }
	swapfn := func() int { fn = func(k int) int { return -k }; return 3 }
	show(fn(swapfn()))
	lits := []interface{}{x, T{x, f()}, [2]int{f(), x}, []int{x, f()}}
	show(lits...)
}
