package main

import (
	"runtime"
	"unsafe"
)

// Results of a call that become interfaces, and point to variables of the function: the boxes are
// where what they hold can be.

type T struct{ n int }

var sink any

//go:noinline
func newT(n int) *T { return &T{n} }

// Whatever was collected is something else now.
//
//go:noinline
func collect() {
	runtime.GC()
	for i := 0; i < 50; i++ {
		sink = newT(-1)
	}
	sink = nil
}

func show(x any) int { return x.([]*T)[0].n }

func two(x []*T) ([]*T, int) { return x, 1 }

func take(x any, n int) int {
	collect()
	return show(x) + n
}

func list(x ...any) int {
	collect()
	return show(x[0]) + len(x)
}

func later(x any, n int)     { println("later", take(x, n)) }
func laterList(x ...any)     { println("later list", list(x...)) }
func both(x []*T) (a, b any) { return two(x) }

func assigned() {
	arr := [3]*T{newT(1)}
	var y any
	y, _ = two(arr[:])
	collect()
	println("assigned", show(y))
}

func declared() {
	arr := [3]*T{newT(2)}
	var y, z any = two(arr[:])
	collect()
	println("declared", show(y), z.(int))
	var _, w any = two(arr[:])
	println(w.(int))
}

func asserted() {
	arr := [3]*T{newT(3)}
	var i any = arr[:]
	var y any
	var ok bool
	y, ok = i.([]*T)
	i = nil
	collect()
	println("asserted", show(y), ok)
}

func passed() {
	arr := [3]*T{newT(4)}
	println("passed", take(two(arr[:])))
	println("list", list(two(arr[:])))
	func() {
		defer later(two(arr[:]))
		defer laterList(two(arr[:]))
	}()
}

func returned() {
	arr := [3]*T{newT(5)}
	y, _ := both(arr[:])
	collect()
	println("returned", show(y))
}

func main() {
	assigned()
	declared()
	asserted()
	passed()
	returned()
	kept()
}

// A number that was a pointer keeps what it led to while the function runs.
//
//go:noinline
//go:uintptrescapes
func number(what string, p uintptr, more ...uintptr) int {
	before := finalized
	collect()
	runtime.Gosched()
	collect()
	println(what, finalized == before, len(more))
	return 1
}

type S struct{}

//go:noinline
//go:uintptrescapes
func (S) number(what string, p uintptr) int { return number(what, p) }

var made, finalized int

//go:noinline
func fresh() unsafe.Pointer {
	p := newT(7)
	runtime.SetFinalizer(p, func(*T) { finalized++ })
	made++
	return unsafe.Pointer(p)
}

// gone waits until what was made is finalized.
func gone() {
	for finalized < made {
		runtime.GC()
		runtime.Gosched()
	}
}

func kept() {
	number("call", uintptr(fresh()), uintptr(fresh()), uintptr(fresh()))
	gone()
	S{}.number("method", uintptr(fresh()))
	gone()
	println(number("value", uintptr(fresh())))
	gone()
	func() {
		defer number("deferred", uintptr(fresh()), uintptr(fresh()))
		collect()
	}()
	gone()
	done := make(chan int)
	go func() { done <- number("in a goroutine", uintptr(fresh())) }()
	<-done
	gone()
	func() {
		p := fresh()
		go S{}.number("as a goroutine", uintptr(p))
	}()
	gone()
	println(made)
}
