// defer: what is evaluated when, in what order calls run, what they may change.
package main

import (
	"errors"
	"fmt"
)

type T struct {
	name string
	n    int
}

func (t T) Val(s string)    { fmt.Println("val", t.name, t.n, s) }
func (t *T) Ptr(s string)   { t.n++; fmt.Println("ptr", t.name, t.n, s) }
func (t *T) Res(k int) int  { t.n += k; return t.n }
func (t T) None()           { fmt.Println("none", t.name) }
func (t *T) Many(xs ...int) { fmt.Println("many", t.name, len(xs), xs) }
func (t *T) Self() *T       { fmt.Println("self", t.name); return t }
func two() (int, string)    { return 2, "two" }
func show(a int, b any)     { fmt.Println("show", a, b) }
func mark(s string) string  { fmt.Println("mark", s); return s }
func chain(s string) func() { fmt.Println("begin", s); return func() { fmt.Println("end", s) } }
func variadic(xs ...any)    { fmt.Println("variadic", len(xs), xs) }

type I interface {
	Val(string)
	None()
}

type E struct{ *T }

func order() {
	for i := 0; i < 3; i++ {
		defer fmt.Print(i, " ")
	}
	defer chain("a")()
	defer func() { fmt.Println("literal") }()
	x := 1
	defer func(y int) { fmt.Println("x, y", x, y) }(x)
	x = 2
	defer fmt.Println("now", x)
	x = 3
}

func kinds() {
	t := T{"t", 1}
	var i I = t
	e := E{&t}
	defer t.Val("a")
	defer t.Ptr("b")
	defer i.Val("c")
	defer i.None()
	defer t.None()
	defer e.Ptr("d")
	defer e.Many()
	defer e.Many(1, t.n, 3)
	defer e.Self().Self().Many([]int{t.n, 5}...)
	defer t.Res(10)
	defer T.Val(t, "e")
	defer (*T).Ptr(&t, "f")
	defer I.None(i)
	t = T{"u", 50}
	i = nil
	e.T = nil
}

func builtins() (m map[string]int, s []int) {
	m = map[string]int{"a": 1, "b": 2, "c": 3}
	s = []int{1, 2, 3, 4}
	k := "a"
	defer delete(m, k)
	k = "b"
	defer delete(m, mark("c"))
	t := []int{9, 8}
	defer copy(s, t)
	t = nil
	defer println()
	return m, s
}

func few(k int) (r int, err error) {
	defer func() {
		r *= 10
		if err != nil {
			err = fmt.Errorf("few: %w", err)
		}
	}()
	if k == 0 {
		return 1, nil
	}
	if k == 1 {
		defer func() { r++ }()
		return 2, errors.New("one")
	}
	r = 7
	return
}

func unnamed(k int) int {
	x := k
	defer func() { x = 100 }()
	return x
}

func blanks() (_ int, s string, _ error) {
	defer func() { s += "!" }()
	return 4, "four", errors.New("blank")
}

func conditional(a, b, c bool) {
	if a {
		defer fmt.Println("a")
	}
	if b {
		defer fmt.Println("b")
		if c {
			return
		}
		defer fmt.Println("b2")
	}
	switch {
	case c:
		defer fmt.Println("c")
	default:
		defer fmt.Println("default")
	}
	fmt.Println("body", a, b, c)
}

func nine() {
	defer fmt.Print("1 ")
	defer fmt.Print("2 ")
	defer fmt.Print("3 ")
	defer fmt.Print("4 ")
	defer fmt.Print("5 ")
	defer fmt.Print("6 ")
	defer fmt.Print("7 ")
	defer fmt.Print("8 ")
	defer fmt.Print("9 ")
	fmt.Print("nine: ")
}

func exits(k int) int {
	defer fmt.Println("exits", k)
	defer func(k int) { fmt.Print(k, " ") }(k * 2)
	switch k {
	case 0:
		return 10
	case 1:
		return 11
	case 2:
		return 12
	case 3:
		return 13
	case 4:
		return 14
	case 5:
		return 15
	case 6:
		return 16
	}
	return 17
}

func jumps(n int) {
	i := 0
again:
	defer func(i int) { fmt.Print("jump ", i, " ") }(i)
	i++
	if i < n {
		goto again
	}
}

func spread() {
	defer show(two())
	defer variadic(two())
	defer fmt.Println(two())
}

type Big struct {
	p [30]*int
	a [30]int
}

func (b Big) Sum(k int) {
	n := k
	for i, p := range b.p {
		if p != nil {
			n += *p + b.a[i]
		}
	}
	fmt.Println("sum", n)
}

func big(b Big) (c Big) {
	defer b.Sum(1)
	defer func(b Big, k int) { b.Sum(k); c = b }(b, 2)
	for i := range b.p {
		v := i
		b.p[i], b.a[i] = &v, i
	}
	defer b.Sum(3)
	for i := range b.p {
		b.p[i] = nil
	}
	return
}

// What was deferred keeps alive what it will use.
func alive(n int) {
	for i := 0; i < n; i++ {
		p := &T{"alive", i}
		s := fmt.Sprint("s", i)
		defer func() { fmt.Print(p.name, p.n, s, " ") }()
		defer p.Res(len(s))
	}
	x := []int{1, 2, 3}
	q := &T{"q", n}
	defer func() { x = append(x, q.n); fmt.Println(x, q.name) }()
	junk := 0
	for i := 0; i < 100; i++ {
		junk += len(fmt.Sprint(i))
	}
	fmt.Println("junk", junk)
}

func nested(n int) (r int) {
	defer func() {
		defer func() { r += 100 }()
		if n > 0 {
			r += nested(n - 1)
		}
	}()
	return n
}

var hooks []func()

func hook(f func()) { hooks = append(hooks, f) }

func hooksOf(n int) (total int) {
	defer hook(func() { total++; fmt.Println("hook", n, total) })
	total = n
	return total * 2
}

type Fn func(int)

func (f Fn) Call(x int) { f(x) }

func funcs() {
	f := func(x int) { fmt.Println("f", x) }
	defer f(1)
	defer Fn(f).Call(2)
	g := Fn(f).Call
	defer g(3)
	fs := []func(int){f, g}
	for i, h := range fs {
		defer h(10 + i)
	}
	f = func(x int) { fmt.Println("other", x) }
	m := map[string]func(){"a": func() { fmt.Println("in a map") }}
	defer m["a"]()
	st := struct{ f func(string) }{func(s string) { fmt.Println("in a struct", s) }}
	defer st.f(mark("m"))
}

func main() {
	order()
	kinds()
	m, s := builtins()
	fmt.Println(m, s)
	for k := 0; k < 3; k++ {
		r, err := few(k)
		fmt.Println(r, err)
	}
	fmt.Println(unnamed(5))
	fmt.Println(blanks())
	conditional(true, true, true)
	conditional(true, true, false)
	conditional(false, false, true)
	conditional(true, false, false)
	nine()
	fmt.Println()
	for k := 0; k < 9; k++ {
		fmt.Println(exits(k))
	}
	jumps(4)
	fmt.Println()
	spread()
	c := big(Big{})
	c.Sum(4)
	alive(4)
	fmt.Println()
	fmt.Println(nested(3))
	fmt.Println(hooksOf(4))
	for _, h := range hooks {
		h()
		h()
	}
	funcs()
}
