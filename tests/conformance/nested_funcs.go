// Literals within literals: captures by value and by reference at several depths, in loops.
package main

import "fmt"

type acc struct {
	total int
	log   []string
}

func (a *acc) adder(name string) func(...int) *acc {
	return func(xs ...int) *acc {
		for _, x := range xs {
			a.total += x
		}
		a.log = append(a.log, name)
		return a
	}
}

func layers(a int) func(int) func(int) func() int {
	b := a * 2
	return func(c int) func(int) func() int {
		b++
		d := b + c
		return func(e int) func() int {
			a += e
			f := d
			return func() int {
				f++
				b += 100
				return a*1000000 + b*1000 + c*100 + d*10 + e + f
			}
		}
	}
}

func generator(n int) (next func() (int, bool), reset func()) {
	i := 0
	next = func() (v int, ok bool) {
		if i < n {
			v, ok = i*i, true
			i++
		}
		return
	}
	reset = func() { i = 0 }
	return
}

func walk(depth int, visit func(path string)) {
	var rec func(string, int)
	rec = func(path string, d int) {
		visit(path)
		if d == 0 {
			return
		}
		for _, s := range []string{"l", "r"} {
			rec(path+s, d-1)
		}
	}
	rec("", depth)
}

func pipeline(fs ...func([]int) []int) func([]int) []int {
	return func(xs []int) []int {
		for _, f := range fs {
			xs = f(xs)
		}
		return xs
	}
}

func mapper(f func(int) int) func([]int) []int {
	return func(xs []int) (r []int) {
		for _, x := range xs {
			r = append(r, f(x))
		}
		return
	}
}

func main() {
	a := &acc{}
	f, g := a.adder("f"), a.adder("g")
	f(1, 2)
	g(10).adder("h")(100)
	fmt.Println(*a)
	l := layers(1)
	m := l(2)
	n := m(3)
	fmt.Println(n(), n(), m(1)(), l(5)(6)())
	next, reset := generator(3)
	for v, ok := next(); ok; v, ok = next() {
		fmt.Print(v, " ")
	}
	reset()
	fmt.Println(next())
	paths := map[string]int{}
	walk(3, func(p string) { paths[p] = len(paths) })
	fmt.Println(len(paths), paths["rrr"], paths["lr"])
	k := 10
	p := pipeline(mapper(func(x int) int { return x + k }), mapper(func(x int) int { k++; return x * k }))
	fmt.Println(p([]int{1, 2}), p([]int{1}), k)
	var fs []func() string
	for i, s := range []string{"a", "b", "c"} {
		for j := 0; j < 2; j++ {
			i, j := i, j
			fs = append(fs, func() string {
				i += 10
				return fmt.Sprint(i, j, s)
			})
		}
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println(fs[0]())
	x := 1
	func() {
		defer1 := func() { x *= 10 }
		func() {
			x += 4
			defer1()
		}()
		y := x
		func(y *int) { *y++; x += *y }(&y)
		x += y
	}()
	fmt.Println(x)
	var self func(int) func(int) int
	self = func(n int) func(int) int {
		if n == 0 {
			return func(x int) int { return x }
		}
		inner := self(n - 1)
		return func(x int) int { return inner(x) + n }
	}
	fmt.Println(self(10)(100))
}
