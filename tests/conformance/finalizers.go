package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

// Functions that are called when nothing leads to an object any more.

type node struct {
	name string
	next *node
}

type namer interface{ Name() string }

func (n *node) Name() string { return n.name }

func (n *node) End() { ended(n.name) }

var events chan string
var back *node

func ended(what string) { events <- what }

// wait for so many of them, whatever that takes.
func wait(n int) (got []string) {
	for len(got) < n {
		runtime.GC()
		select {
		case e := <-events:
			got = append(got, e)
		default:
			runtime.Gosched()
		}
	}
	return got
}

func never() {
	for i := 0; i < 5; i++ {
		runtime.GC()
		runtime.Gosched()
	}
	select {
	case e := <-events:
		fmt.Println("not wanted:", e)
	default:
	}
}

//go:noinline
func chain() {
	var first *node
	for _, name := range []string{"last", "middle", "first"} {
		first = &node{name, first}
		runtime.SetFinalizer(first, func(n *node) { ended(n.name) })
	}
}

//go:noinline
func kinds() {
	runtime.SetFinalizer(&node{name: "method"}, (*node).End)
	runtime.SetFinalizer(&node{name: "interface"}, func(n namer) { ended(n.Name()) })
	runtime.SetFinalizer(&node{name: "any"}, func(n any) { ended(n.(*node).name) })
	runtime.SetFinalizer(&node{name: "results"}, func(n *node) (int, string) { ended(n.name); return 1, "" })
	runtime.SetFinalizer(&node{name: "large"}, func(n *node) (all [300]int) { ended(n.name); all[7] = 1; return })
	runtime.SetFinalizer(&node{name: "float"}, func(n *node) float64 { ended(n.name); return 1.5 })
	type pointer *point
	runtime.SetFinalizer(&point{x: 1}, func(p pointer) { ended("named") })
	text := "captured"
	runtime.SetFinalizer(&node{next: &node{name: "!"}}, func(n *node) { ended(text + n.next.name) })
}

//go:noinline
func again() {
	n := &node{name: "again"}
	runtime.SetFinalizer(n, func(n *node) {
		back = n
		ended("kept")
	})
}

//go:noinline
func taken() *node {
	n := &node{name: "taken"}
	runtime.SetFinalizer(n, func(n *node) { ended(n.name) })
	runtime.SetFinalizer(n, nil)
	runtime.SetFinalizer(n, nil)
	return n
}

//go:noinline
func large() {
	s := make([]*node, 10000)
	s[9999] = &node{name: "element"}
	runtime.SetFinalizer(&s[0], func(p **node) {
		ended((*[10000]*node)(unsafe.Pointer(p))[9999].name)
	})
	words := make([]byte, 40000)
	words[39999] = 'x'
	runtime.SetFinalizer(&words[0], func(p *byte) {
		ended(string((*[40000]byte)(unsafe.Pointer(p))[39999:]))
	})
}

// A cycle is never finalized, unless it is the object alone.
//
//go:noinline
func cycle() {
	a := &node{name: "cycle"}
	a.next = &node{name: "other", next: a}
	runtime.SetFinalizer(a, func(n *node) { ended(n.name) })
	b := &node{name: "self"}
	b.next = b
	runtime.SetFinalizer(b, func(n *node) { ended(n.name) })
}

var global node

type point struct{ x, y int }

//go:noinline
func many() {
	for i := 0; i < 200; i++ {
		p := &point{i, 1}
		runtime.SetFinalizer(p, func(p *point) { sum += p.x; ones += p.y })
	}
}

var sum, ones int

func main() {
	events = make(chan string, 100)
	chain()
	fmt.Println(wait(3))
	kinds()
	seen := map[string]int{}
	for _, s := range wait(8) {
		seen[s]++
	}
	fmt.Println(seen)
	again()
	fmt.Println(wait(1), back.name)
	runtime.SetFinalizer(back, func(n *node) { ended(n.name + " gone") })
	back = nil
	fmt.Println(wait(1))
	n := taken()
	never()
	fmt.Println(n.name)
	n = nil
	never()
	large()
	seen = map[string]int{}
	for _, s := range wait(2) {
		seen[s]++
	}
	fmt.Println(seen)
	cycle()
	fmt.Println(wait(1))
	never()
	runtime.SetFinalizer(&global, func(n *node) { ended("global") })
	runtime.SetFinalizer(new(struct{}), func(*struct{}) { ended("nothing") })
	never()
	many()
	for ones < 200 {
		runtime.GC()
		runtime.Gosched()
	}
	fmt.Println(sum, ones)
}
