// When a variable's value is read if a later operand changes it: calls, closures, receivers.
package main

import "fmt"

type v struct{ n int }

func (x v) get(k int) int          { return x.n*100 + k }
func (x *v) ptr(k int) int         { return x.n*100 + k }
func (x *v) bump() int             { x.n++; return x.n }
func sub(a, b int) int             { return a - b }
func id(x int) int                 { return x }
func pair(a, b interface{}) string { return fmt.Sprint(a, "/", b) }

var g = 1

func setg(x int) int { g = x; return x }

func main() {
	x := v{1}
	fmt.Println(x.get(x.bump()), x.n)
	fmt.Println(x.ptr(x.bump()), x.n)
	fmt.Println(sub(x.bump(), x.bump()))
	a := []int{1, 2, 3}
	change := func() int { a = []int{10, 20, 30}; return 1 }
	fmt.Println(id(a[0]), id(change()), id(a[0]))
	n := 0
	inc := func() int { n++; return n }
	fmt.Println(sub(inc(), inc()), inc()*10+inc(), []int{inc(), inc()}, [2]int{inc(), inc()})
	fmt.Println(id(g)+id(setg(5))+id(g), g)
	m := map[int]string{1: "a"}
	del := func() string { delete(m, 1); return "x" }
	fmt.Println(m[1]+del()+m[1] != "", len(m))
	s := "a"
	app := func(t string) string { s += t; return s }
	fmt.Println(app("b") + app("c") + app("d"))
	var i interface{} = 1
	set := func() int { i = "now"; return 0 }
	fmt.Println(pair(i, 5), pair(set(), 6), i)
	f := func() int { return 1 }
	swap := func() int { f = func() int { return 2 }; return 10 }
	fmt.Println(f()+swap()+f(), f())
	p := &v{1}
	q := p
	move := func() int { p = &v{50}; return 3 }
	p.n, q.n = move(), p.n
	fmt.Println(p.n, q.n)
	arr := [3]int{1, 2, 3}
	b := arr
	mod := func() int { arr[0] = 100; return arr[0] }
	c := [2][3]int{b, {mod()}}
	fmt.Println(c, arr)
	k := 0
	next := func() int { k++; return k }
	st := struct{ a, b, c int }{c: next(), a: next(), b: next()}
	fmt.Println(st)
	mm := map[int]int{next(): next(), next(): next()}
	fmt.Println(mm)
	t := []int{0, 0, 0}
	t[next()-8], t[next()-8] = next(), next()
	fmt.Println(t, k)
	var z []int
	z = append(z, next(), len(z), next())
	z = append(z, z[0], next())
	fmt.Println(z)
	cond := next() > 100 && next() > 0 || next() == 17
	fmt.Println(cond, k)
	switch next() {
	case next(), next():
	default:
		fmt.Println(k)
	}
}
