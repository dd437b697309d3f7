// Package variables are initialised in order of their dependencies; init functions run after them.
package main

import "fmt"

var (
	a = c + b // third
	b = f()   // second
	c = 1     // static
	d = 3
)

var x, y = two()
var list = []string{"p", name, "q"}
var name = fmt.Sprint("n", x)
var table = map[string]int{"a": a, "b": b}
var self = &node{v: 5}
var tail = node{v: 6, next: self}
var fn = func() int { return g() + 1 }
var _ = trace("blank")
var arr = [...]int{x, 2: c}
var iface interface{} = tail.v
var matrix [2][2]int
var lazy = fn()

type node struct {
	v    int
	next *node
}

func f() int {
	d++
	return d
}

func g() int { return len(table) * 100 }

func two() (int, string) { trace("two"); return 10, "y" }

func trace(s string) bool { fmt.Println("init", s, d); return true }

func init() {
	fmt.Println("first init", a, b, c, d)
	matrix[1][0] = a
}

func init() {
	fmt.Println("second init", x, y, list, name)
	self.next = &tail
}

var late = trace("late")

func change() { a, b = b, a; matrix[0] = matrix[1] }

func main() {
	fmt.Println(table, self.next.v, tail.next.v, fn(), arr, iface, matrix, lazy, late)
	change()
	fmt.Println(a, b, matrix)
	p := &c
	*p += 41
	fmt.Println(c)
	list = append(list, "r")
	table["c"] = c
	fmt.Println(len(list), table)
	a := a * 2 // shadows
	fmt.Println(a)
	fn = func() int { return -1 }
	fmt.Println(fn())
}
