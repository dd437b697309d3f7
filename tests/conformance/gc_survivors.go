// Values of every shape survive collections, reached through every kind of reference.
package main

import (
	"fmt"
	"runtime"
)

type tree struct {
	left, right *tree
	key         string
	vals        []int
}

type holder struct {
	any interface{}
	fn  func() string
	m   map[string]*tree
	arr [2]*tree
}

var global *holder
var globals [3][]string

func (t *tree) insert(key string, v int) *tree {
	if t == nil {
		return &tree{key: key, vals: []int{v}}
	}
	switch {
	case key < t.key:
		t.left = t.left.insert(key, v)
	case key > t.key:
		t.right = t.right.insert(key, v)
	default:
		t.vals = append(t.vals, v)
	}
	return t
}

func (t *tree) walk(f func(*tree)) {
	if t != nil {
		t.left.walk(f)
		f(t)
		t.right.walk(f)
	}
}

func churn(n int) (last *int) {
	for i := 0; i < n; i++ {
		x := make([]int, 10)
		x[3] = i
		last = &x[3] // the middle of an object keeps it
	}
	return last
}

func words(n int) []string {
	var r []string
	for i := 0; i < n; i++ {
		r = append(r, fmt.Sprint("w", i*7%31))
	}
	return r
}

func main() {
	p := churn(100)
	runtime.GC()
	fmt.Println(*p)
	var t *tree
	for i, w := range words(100) {
		t = t.insert(w, i)
		if i%25 == 0 {
			runtime.GC()
		}
	}
	n, sum := 0, 0
	t.walk(func(x *tree) {
		n++
		for _, v := range x.vals {
			sum += v
		}
	})
	fmt.Println(n, sum)
	s := "captured " + fmt.Sprint(n)
	global = &holder{any: []string{s}, fn: func() string { return s + "!" }, m: map[string]*tree{}}
	t.walk(func(x *tree) { global.m[x.key+"k"] = x })
	global.arr[1] = t.right
	t = nil
	runtime.GC()
	churn(200)
	fmt.Println(global.any, global.fn(), len(global.m), global.m["w5k"].vals, global.arr[1] != nil)
	globals[1] = append(globals[1], s[3:6], s)
	tail := words(50)[40:]
	runtime.GC()
	churn(200)
	fmt.Println(globals, tail)
	boxed := map[interface{}]interface{}{1: "a", "k": []int{1}, 2.5: &n}
	iface := interface{}(struct{ a, b string }{s + "1", s + "2"})
	chain := func(f func() int) func() int { return func() int { return f() + 1 } }
	f := func() int { return len(s) }
	for i := 0; i < 20; i++ {
		f = chain(f)
	}
	runtime.GC()
	churn(200)
	fmt.Println(boxed[1], boxed["k"], *boxed[2.5].(*int), iface, f())
	global = nil
	runtime.GC()
	fmt.Println(global == nil)
}
