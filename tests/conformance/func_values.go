// Function values: of declared functions, in structs, slices and maps, as results, reassigned.
package main

import "fmt"

type binary func(a, b int) int

func add(a, b int) int { return a + b }
func sub(a, b int) int { return a - b }
func pick(plus bool) binary {
	if plus {
		return add
	}
	return sub
}
func (f binary) apply3(a, b, c int) int { return f(f(a, b), c) }

func each(xs []int, f func(i, x int)) {
	for i, x := range xs {
		f(i, x)
	}
}

func filter(xs []string, keep func(string) bool) []string {
	var r []string
	for _, x := range xs {
		if keep(x) {
			r = append(r, x)
		}
	}
	return r
}

func sort(xs []int, less func(a, b int) bool) {
	for i := 1; i < len(xs); i++ {
		for j := i; j > 0 && less(xs[j], xs[j-1]); j-- {
			xs[j], xs[j-1] = xs[j-1], xs[j]
		}
	}
}

func multi() (func() (int, error), func(...string) int) {
	return func() (int, error) { return 5, nil }, func(s ...string) int { return len(s) }
}

var ops = []struct {
	name string
	f    binary
}{{"add", add}, {"sub", sub}, {"mul", func(a, b int) int { return a * b }}}

var table = map[string]func() string{"x": func() string { return "X" }}

func main() {
	var f binary = add
	fmt.Println(f(1, 2), pick(false)(1, 2), pick(true).apply3(1, 2, 3))
	f = sub
	fmt.Println(f(1, 2), binary(add).apply3(4, 5, 6))
	for _, o := range ops {
		fmt.Print(o.name, o.f(6, 7), " ")
	}
	fmt.Println(table["x"]())
	total := 0
	each([]int{5, 6, 7}, func(i, x int) { total += i * x })
	fmt.Println(total)
	fmt.Println(filter([]string{"a", "bb", "c", "dd"}, func(s string) bool { return len(s) == 2 }))
	xs := []int{3, 1, 2, 5, 4}
	sort(xs, func(a, b int) bool { return a > b })
	fmt.Println(xs)
	g, h := multi()
	n, err := g()
	fmt.Println(n, err, h("a", "b"), h())
	var i interface{} = f
	if b, ok := i.(binary); ok {
		fmt.Println(b(9, 4))
	}
	_, ok := i.(func(int, int) int)
	fmt.Println(ok)
	fmt.Printf("%T %T %T\n", f, g, h)
	pf := &f
	*pf = add
	fmt.Println(f(1, 1), (*pf)(2, 2))
	var fs []func() func() int
	for i := 0; i < 2; i++ {
		i := i
		fs = append(fs, func() func() int { return func() int { i++; return i } })
	}
	fmt.Println(fs[0]()(), fs[0]()(), fs[1]()())
}
