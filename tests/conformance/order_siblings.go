// Reads beside calls that change them, in more places: methods, maps, ranges, several assignments.
package main

import "fmt"

type T struct{ a, b int }

func (t T) Get() int   { return t.a }
func (t *T) Ptr() int  { return t.a }

type I interface{ Get() int }

func show(a ...interface{}) { fmt.Println(a...) }
func two(a, b int) (int, int) { return b, a }
func pair() (int, T) { return 1, T{3, 4} }
func take(n int, i interface{}) { show(n, i) }
func vari(n int, v ...interface{}) { show(n, len(v), v) }

var g = 1

func inc() int { g++; return g }

func main() {
	t := T{1, 2}
	ch := func() int { t.a = 50; return 7 }
	show(t.Get(), ch(), t.Get(), t.Ptr())
	t.a = 1
	var i I = t
	chi := func() int { i = T{9, 9}; return 1 }
	show(i.Get()+chi(), i.Get())
	i = t
	show(i.(T).a, chi(), i.(T).a)
	x, y := two(inc(), g)
	show(x, y)
	take(pair())
	vari(pair())
	n := 0
	arr := []int{1, 2, 3}
	f := func() []int { n = 2; return arr }
	f()[n] = 9
	show(arr, n)
	n = 0
	arr[n], f()[n] = 5, 6
	show(arr, n)
	n = 0
	f()[n]++
	show(arr)
	m := map[int]int{}
	k := 1
	fk := func() int { k = 2; return 10 }
	m[k] = fk()
	show(m)
	k = 1
	m[k] += fk()
	show(m)
	k = 1
	m[k], k = k, fk()
	show(m, k)
	for k, m[k] = range []int{4, 5} {
	}
	show(m, k)
	ms := map[string]int{}
	ks := "a"
	fks := func() int { ks = "b"; return 10 }
	ms[ks] = fks()
	show(ms)
	mt := map[T]int{}
	kt := T{1, 1}
	fkt := func() int { kt.a = 2; return 3 }
	mt[kt] = fkt()
	show(mt)
	mi := map[interface{}]int{}
	kt = T{1, 1}
	mi[kt] = fkt()
	show(mi)
	switch z := inc(); {
	case z == inc():
		show("no")
	case z+2 == inc():
		show("yes")
	}
	s := "abc"
	for idx, r := range s {
		s = "zzz"
		show(idx, r)
	}
	p := &t
	q := func() *T { p = &T{100, 200}; return p }
	p.a, q().b = 3, 4
	show(t, *p)
	p = &t
	*p, *q() = T{5, 6}, T{7, 8}
	show(t, *p)
	b := []byte("xy")
	chb := func() string { b[0] = 'Q'; return "!" }
	show(string(b)+chb()+string(b), string(b) == "xy"+chb())
	e := interface{}(1)
	che := func() interface{} { e = 2; return 1 }
	show(e == che(), che() == e)
	var arr2 [3]int
	cha := func() int { arr2[1] = 4; return 2 }
	show(arr2[1]+cha(), arr2 == [3]int{0, cha(), 0}, len(arr2))
	fn := func() (r int, s []int) {
		s = []int{1, 2}
		return cha(), append(s, arr2[1], inc())
	}
	show(fn())
	if v := arr2[inc()%3]; v == 4 || inc() > 3 && arr2[1] == cha()+2 {
		show("if", v)
	}
	func(a, b, c int) { show(a, b, c) }(g, inc(), g)
	c := 5
	pc := &c
	*pc, c = c+1, *pc+10
	show(c)
	st := struct {
		a []int
		i int
	}{[]int{1, 2, 3}, 0}
	st.i, st.a[st.i] = 2, 8
	show(st)
	st.a, st.a[0] = []int{9}, 7
	show(st)
	var nested [2][2]int
	j := 0
	j, nested[j][j] = 1, 3
	show(nested)
	nested[j], nested[0][j] = nested[0], 6
	show(nested)
}
