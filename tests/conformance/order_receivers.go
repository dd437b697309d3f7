// Receivers and function values in which something is called: go1.19 evaluates them as a whole before
// the arguments.
package main

type I interface{ Get() int }
type MI int

func (m MI) Get() int { return int(m) }

type B struct {
	i interface{}
	s []int
}
type C struct {
	n int
	s []int
}

//go:noinline
func (b B) Set(k int) int { return int(b.i.(MI))*100 + k }

//go:noinline
func (c C) Set(k int) int { return c.n*100 + k }

//go:noinline
func (c *C) PSet(k int) int { return c.n*100 + k }

//go:noinline
func set(b B, k int) int { return int(b.i.(MI))*100 + k }

//go:noinline
func setc(b C, k int) int { return b.n*100 + k }

var gI I = MI(1)
var gn int
var g = []int{1, 2}

//go:noinline
func chop(s []int) []int { return s }

func f() int { gI = MI(int(gI.(MI)) + 1); gn++; return 1 }

func id(i int) int { return i }

func (c C) Both(a, b int) int { return c.n*100 + a*10 + b }

type F func(int) int

func (f F) Call(k int) int { return f(k)*100 + k }

func main() {
	fs := []func(int) int{func(k int) int { return k * 10 }, func(k int) int { return k * 100 }}
	arr := [3]C{{n: 5}, {n: 6}, {n: 7}}
	swap := func() int { fs[0], fs[1] = fs[1], fs[0]; arr[0], arr[1] = arr[1], arr[0]; return 1 }
	println("a", fs[len(g)-1](swap()), fs[0](swap()), fs[id(0)](swap()))
	println("b", arr[len(g)-1].Set(swap()), arr[0].Set(swap()), arr[id(0)].Set(swap()))
	println("c", (&arr[len(g)-1]).PSet(swap()), arr[id(0)].PSet(swap()), (*(&arr[id(1)])).Set(swap()))
	println("d", F(fs[cap(g)-cap(g)]).Call(swap()), arr[0].Both(swap(), arr[0].n), arr[id(0)].Both(swap(), arr[0].n))
	var i interface{ Set(int) int } = arr[1]
	is := []interface{ Set(int) int }{i, arr[2]}
	println("e", is[len(is)-2].Set(func() int { is[0], is[1] = is[1], is[0]; return 2 }()), is[0].Set(func() int { is[0], is[1] = is[1], is[0]; return 3 }()))
	println("f", C{n: *new(int) + gn}.Set(f()), C{n: *new(int) + len(g) + gn}.Set(f()))
	println("1", set(B{i: interface{}(gI)}, f()))
	println("2", set(B{i: interface{}(gI), s: chop(g)}, f()))
	println("3", set(B{i: gI, s: chop(g)}, f()))
	println("4", B{i: gI, s: chop(g)}.Set(f()))
	println("5", B{s: chop(g), i: gI}.Set(f()))
	println("6", C{n: gn, s: chop(g)}.Set(f()))
	println("7", setc(C{n: gn, s: chop(g)}, f()))
	println("8", (&C{n: gn, s: chop(g)}).PSet(f()))
	println("9", C{n: gn, s: append(g, 1)}.Set(f()))
	println("10", C{n: gn, s: g[:1]}.Set(f()))
	println("11", B{i: gI, s: append(g, 1)}.Set(f()))
	println("12", set(B{i: gI, s: append(g, 1)}, f()))
	println("13", B{i: gI, s: g[f():]}.Set(f()))
	println("14", [2]B{{i: gI, s: chop(g)}}[0].Set(f()))
	println("15", struct{ b B }{B{i: gI, s: chop(g)}}.b.Set(f()))
	println("16", struct{ b B }{B{i: gI}}.b.Set(f()))
	println("17", C{n: gn}.Set(f()))
	println("18", [2]C{{n: gn, s: chop(g)}}[0].Set(f()))
	println("19", struct{ b C }{C{n: gn, s: chop(g)}}.b.Set(f()))
}
