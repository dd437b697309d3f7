// Closures: counters, shared captures, captured parameters and results, recursion, per iteration.
package main

import "fmt"

func counter() func() int {
	n := 0
	return func() int { n++; return n }
}

func pair() (inc func(), get func() int) {
	n := 0
	inc = func() { n += 2 }
	get = func() int { return n }
	return
}

func apply(f func(int) int, xs ...int) (r []int) {
	for _, x := range xs {
		r = append(r, f(x))
	}
	return
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func adder(a int) func(int) func(int) int {
	return func(b int) func(int) int {
		return func(c int) int { a++; b += 10; return a + b + c }
	}
}

func memo() func(int) int {
	seen := map[int]int{}
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		if v, ok := seen[n]; ok {
			return v
		}
		seen[n] = fib(n-1) + fib(n-2)
		return seen[n]
	}
	return fib
}

var global = func() int { return 42 }

type handler struct{ f func(string) string }

func main() {
	a, b := counter(), counter()
	fmt.Println(a(), a(), b(), a())
	inc, get := pair()
	inc()
	inc()
	fmt.Println(get())
	k := 3
	fmt.Println(apply(func(x int) int { k++; return x * k }, 1, 2, 3), k)
	fmt.Println(compose(func(x int) int { return x + 1 }, func(x int) int { return x * x })(4))
	f := adder(1)(2)
	fmt.Println(f(3), f(3))
	fmt.Println(memo()(50), global())
	var fs [3]func() int
	for i := range fs {
		i := i
		fs[i] = func() int { i *= 10; return i }
	}
	fmt.Println(fs[0](), fs[1](), fs[2](), fs[2]())
	h := handler{func(s string) string { return s + s }}
	fmt.Println(h.f("ab"), func(x, y int) int { return x - y }(5, 3))
	s := "old"
	show := func() { fmt.Print(s, " ") }
	show()
	s = "new"
	show()
	fmt.Println()
	x := 1
	func() {
		x := 2
		x++
		func() { x += 10 }()
		fmt.Print(x, " ")
	}()
	fmt.Println(x)
	arr := [3]int{1, 2, 3}
	g := func() int { return arr[0] + arr[2] }
	arr[2] = 30
	fmt.Println(g())
	var nilf func()
	fmt.Println(nilf == nil, global != nil)
	global = func() int { return 43 }
	fmt.Println(global())
	type rec func(rec, int) int
	fact := rec(func(self rec, n int) int {
		if n == 0 {
			return 1
		}
		return n * self(self, n-1)
	})
	fmt.Println(fact(fact, 10))
}
