// recover: what it sees, what a function returns that has recovered, panics within panics.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

func try(name string, f func()) {
	defer func() {
		r := recover()
		if e, ok := r.(runtime.Error); ok {
			fmt.Println(name, "runtime error:", e.Error())
		} else if e, ok := r.(error); ok {
			fmt.Println(name, "error:", e)
		} else {
			fmt.Printf("%s: %T %v\n", name, r, r)
		}
	}()
	f()
}

type S struct {
	a, b int
	s    string
}

func (s S) Rec()        { fmt.Println("S.Rec", s.a, recover()) }
func (s *S) PRec(k int) { fmt.Println("S.PRec", s.a, k, recover()) }

type R interface{ Rec() }
type E struct{ S }
type P struct{ *S }

func indirect() any { return recover() }

func direct(what string, xs ...int) { fmt.Println("direct", what, len(xs), recover()) }

func results(k int) (n int, s string, p *S, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered %v", r)
		}
	}()
	n, s = k, "set"
	if k == 1 {
		panic("one")
	}
	p = &S{a: k}
	if k == 2 {
		panic(errors.New("two"))
	}
	return k * 10, "returned", p, nil
}

func one(k int) int {
	defer func() { recover() }()
	if k == 1 {
		panic(k)
	}
	defer func() {
		if k == 2 {
			panic(k)
		}
	}()
	return 5
}

func float(k float64) (f float64) {
	defer func() { recover(); f += k }()
	f = 1.5
	if k > 1 {
		panic(k)
	}
	return f * 2
}

func small(k int8) (r int8) {
	defer func() { recover() }()
	r = -k
	if k > 5 {
		panic(k)
	}
	return r - 1
}

func text(k int) (s string) {
	defer func() { recover() }()
	s = fmt.Sprint("text", k)
	panic(s)
}

func iface(k int) (e error) {
	defer func() { e, _ = recover().(error) }()
	var m map[string]int
	m["x"] = k
	return nil
}

func pair(k int) (r struct{ a, b *int }) {
	defer func() { recover() }()
	r.a = &k
	panic(1)
}

func mixed(k int) (r struct {
	f float64
	n int
}) {
	defer func() { recover() }()
	r.f, r.n = 2.5, k
	panic(1)
}

func slice(k int) (r []int) {
	defer func() { recover() }()
	r = append(r, k, k+1)
	panic(1)
}

func heap(k int) (r int) {
	f := func() *int { return &r }
	keep = append(keep, f())
	defer func() { recover(); r++ }()
	r = k
	panic(1)
}

var keep []*int

// Only a recovery still needs the results, which are in the heap.
func heapArray(p *int) (x [20]byte, s string) {
	for i := range x {
		x[i] = byte(i)
	}
	s = fmt.Sprint("s", x[3])
	sink, sinkString = &x, &s
	sink, sinkString = nil, nil
	defer func() { recover() }()
	for k := 0; k < 3; k++ {
		runtime.GC()
		y, t := new([20]byte), new(string)
		for i := range y {
			y[i] = 99
		}
		*t = fmt.Sprint("clobbered", k)
		sink, sinkString = y, t
	}
	for {
		sinkInt = *p
	}
}

var sink *[20]byte
var sinkString *string
var sinkInt int

func boolean(k int) bool {
	defer func() { recover() }()
	if k > 2 {
		panic("bool")
	}
	return true
}

func unnamed(k int) string {
	defer func() { recover() }()
	if k == 0 {
		panic("before")
	}
	defer panic("after")
	return "returned"
}

func list(n int) (out []int) {
	for i := 0; i < n; i++ {
		i := i
		defer func() {
			if i%2 == 0 {
				if r := recover(); r != nil {
					out = append(out, r.(int))
				}
			} else {
				panic(i)
			}
		}()
	}
	panic(100)
}

func deep(n int) int {
	if n == 0 {
		panic("deep")
	}
	var a [20]int
	a[n%20] = n
	defer func() { a[0]++ }()
	return deep(n-1) + a[n%20]
}

func middle(n int) (s string) {
	defer func() {
		s = fmt.Sprint("middle ", recover())
	}()
	deep(n)
	return "not reached"
}

func replaced() {
	defer func() { fmt.Println("outer", recover()) }()
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("second")
	}()
	defer func() { panic("third") }()
	panic("first")
}

func again() {
	defer func() { fmt.Println("again", recover()) }()
	defer func() {
		r := recover()
		panic(fmt.Sprint("re-", r))
	}()
	panic("panic")
}

func rules() {
	defer func() { fmt.Println("nothing left:", recover()) }()
	defer direct("three", 1, 2, 3)
	defer direct("none")
	defer func() {
		fmt.Println("indirect", indirect())
		func() { fmt.Println("literal", recover()) }()
		defer func() { fmt.Println("its defer", recover()) }()
	}()
	defer recover()
	panic("rules")
}

func deferredRecover() {
	defer func() { fmt.Println("squelched", recover()) }()
	defer func() {
		defer recover()
	}()
	panic("x")
}

func methods() {
	s := S{a: 1}
	func() { defer s.Rec(); panic("value") }()
	func() { defer s.PRec(2); panic("pointer") }()
	var r R = s
	func() { defer r.Rec(); panic("interface") }()
	r = &s
	func() { defer r.Rec(); panic("interface of pointer") }()
	r = E{s}
	func() { defer r.Rec(); panic("promoted") }()
	r = P{&s}
	func() { defer r.Rec(); panic("promoted through pointer") }()
	func() { f := s.Rec; defer f(); panic("method value") }()
	func() { f := r.Rec; defer f(); panic("interface method value") }()
	func() { f := S.Rec; defer f(s); panic("method expression") }()
	func() { defer (*S).PRec(&s, 3); panic("pointer expression") }()
	func() { defer R.Rec(r); panic("interface expression") }()
	func() { e := E{s}; defer e.PRec(4); panic("promoted pointer") }()
}

func errorsOf() {
	var p *S
	var a []int
	var m map[string]int
	var e any = "text"
	var f func()
	zero := 0
	try("nil pointer", func() { fmt.Println(p.a) })
	try("index", func() { fmt.Println(a[zero+5]) })
	try("slice", func() { fmt.Println(a[1:zero]) })
	try("map", func() { m["a"] = 1 })
	try("divide", func() { fmt.Println(1 / zero) })
	try("assertion", func() { fmt.Println(e.(int)) })
	try("assertion2", func() { fmt.Println(e.(R)) })
	try("func", func() { f() })
	try("deferred nil", func() { defer f() })
	try("hash", func() { fmt.Println(map[any]int{[]int{1}: 2}) })
	try("compare", func() { var x, y any = a, a; fmt.Println(x == y) })
	try("makeslice", func() { fmt.Println(make([]int, zero-1)) })
	try("shift", func() { fmt.Println(1 << (zero - 1)) })
	try("nil", func() { panic(nil) })
	try("none", func() {})
	try("struct", func() { panic(S{1, 2, "x"}) })
	try("error", func() { panic(errors.New("an error")) })
}

func loop(n int) (caught int) {
	for i := 0; i < n; i++ {
		func() {
			defer func() {
				if recover() != nil {
					caught++
				}
			}()
			s := fmt.Sprint(i)
			if len(s) > 1 {
				panic(s)
			}
		}()
	}
	return
}

func main() {
	for k := 0; k < 3; k++ {
		n, s, p, err := results(k)
		fmt.Println(n, s, p != nil, err)
		fmt.Println(one(k))
	}
	fmt.Println(float(1), float(2), small(3), small(6), text(1), iface(1))
	r := pair(7)
	fmt.Println(*r.a, r.b == nil, mixed(3), slice(4), heap(5), *keep[0], boolean(1), boolean(3))
	fmt.Printf("%q %q\n", unnamed(0), unnamed(1))
	fmt.Println(heapArray(nil))
	fmt.Println(list(6))
	fmt.Println(middle(50))
	replaced()
	again()
	rules()
	deferredRecover()
	methods()
	errorsOf()
	fmt.Println(loop(40))
}
