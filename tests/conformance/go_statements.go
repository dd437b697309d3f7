package main

import "fmt"

// What a go statement evaluates when, and what it may call.

type T struct {
	n int
	s string
}

var out = make(chan string)

func (t T) val(a int, s string)     { out <- fmt.Sprint("val ", t.n, t.s, a, s) }
func (t *T) ptr(as ...interface{})  { out <- fmt.Sprint("ptr ", t.n, as, len(as)) }
func (t *T) self() *T               { note("self"); return t }
func (t T) res() (int, error)       { out <- "res"; return t.n, nil }

type I interface{ val(int, string) }

func plain()                      { out <- "plain" }
func res(a, b int) int            { out <- fmt.Sprint(a, "+", b); return a + b }
func two() (int, string)          { note("two"); return 1, "x" }
func sum(a ...int)                { out <- fmt.Sprint(a, len(a), cap(a)) }
func names(p string, s []string)  { out <- fmt.Sprint(p, s) }
func big(b [40]int, f func() int) { out <- fmt.Sprint(b[39], f()) }
func mixed(a int8, b float32, c interface{}, d error, e map[string]int) {
	out <- fmt.Sprint(a, b, c, d, e)
}

var trace []string

func note(s string) int { trace = append(trace, s); return len(trace) }

func get(f func()) func() { note("get"); return f }

func told() {
	fmt.Println(<-out, trace)
	trace = nil
}

func main() {
	t := T{3, "q"}
	x := 1
	go plain()
	told()
	go func() { out <- fmt.Sprint("literal ", x) }()
	told()
	go func(a int) { out <- fmt.Sprint("literal ", a) }(x)
	told()
	go res(x, x+1)
	x = 100
	told()
	go t.val(two())
	t = T{4, "r"}
	told()
	go (&t).ptr(1, "a", x, nil)
	told()
	go t.ptr()
	told()
	go t.self().ptr(note("arg"))
	told()
	go t.res()
	told()
	var i I = t
	go i.val(note("i"), "y")
	i = nil
	told()
	f := res
	go f(note("f"), 2)
	f = nil
	told()
	go sum(1, 2, x)
	told()
	go sum()
	told()
	s := []int{7, 8}
	go sum(s...)
	told()
	go names("n", []string{"a", 2: "c", 1: fmt.Sprint(note("b"))})
	told()
	go T.val(t, 1, "m")
	told()
	go (*T).ptr(&t, "e")
	told()
	v := t.val
	go v(5, "g")
	told()
	go get(plain)()
	told()
	go get(func() { out <- "got" })()
	told()
	var b [40]int
	b[39] = 39
	go big(b, func() int { return x })
	b[39] = 0
	told()
	m := map[string]int{"k": 1}
	go mixed(-1, 0.5, b[0], nil, m)
	told()
	go mixed(2, float32(x), "c", fmt.Errorf("e%d", x), map[string]int{})
	told()

	c := make(chan int)
	go close(c)
	_, ok := <-c
	fmt.Println(ok)
	done := make(chan bool, 1)
	go func() {
		go func() {
			go func() { done <- true }()
		}()
	}()
	fmt.Println(<-done)
	for i := 0; i < 4; i++ {
		go func(i int) { done <- i == 3 }(i)
	}
	n := 0
	for i := 0; i < 4; i++ {
		if <-done {
			n++
		}
	}
	fmt.Println(n)
	for i := 0; i < 3; i++ {
		i := i
		go func() { out <- fmt.Sprint(i) }()
		fmt.Print(<-out, " ")
	}
	fmt.Println()
	select {
	case <-done:
	case <-func() chan bool { c := make(chan bool); go func() { c <- true }(); return c }():
		fmt.Println("end")
	}
}
