// Multiple and named results, bare returns, results passed on, results changed by closures.
package main

import (
	"errors"
	"fmt"
)

func divmod(a, b int) (q, r int, err error) {
	if b == 0 {
		err = errors.New("divide by zero")
		return
	}
	return a / b, a % b, nil
}

func three() (int, string, float64)          { return 1, "two", 3.5 }
func pass() (int, string, float64)           { return three() }
func take(a int, b string, c float64) string { return fmt.Sprint(a, b, c) }
func many(xs ...interface{}) int             { return len(xs) }
func swap(a, b string) (string, string)      { return b, a }
func named() (x int, s string)               { x = 5; s = "n"; return x + 1, s + "!" }
func shadow() (x int) {
	{
		x := 10
		x++
		_ = x
	}
	x = 3
	return
}
func swapNamed(a, b int) (x, y int) { x, y = a, b; return y, x }
func closureResult() (n int) {
	f := func() { n *= 2 }
	n = 4
	f()
	return
}
func ptr() (p *int, ok bool) { v := 3; p = &v; ok = true; return }
func escape() (r []int, m map[string]int) {
	r = append(r, 1, 2)
	m = map[string]int{"k": len(r)}
	return
}
func unnamed(int, _ string, _ int) {}

func main() {
	q, r, err := divmod(17, 5)
	fmt.Println(q, r, err)
	_, _, err = divmod(1, 0)
	fmt.Println(err)
	fmt.Println(pass())
	fmt.Println(many(three()), take(pass()))
	fmt.Println(many(swap("a", "b")))
	a, b := swap("x", "y")
	a, b = swap(a, b)
	fmt.Println(a, b)
	fmt.Println(named())
	fmt.Println(shadow(), closureResult())
	fmt.Println(swapNamed(1, 2))
	p, ok := ptr()
	fmt.Println(*p, ok)
	l, m := escape()
	fmt.Println(l, m)
	q, s, _ := three() // q is assigned, s is new
	fmt.Println(q, s)
	var arr [2]string
	arr[0], arr[1] = swap("1", "2")
	mm := map[string]int{}
	mm["a"], _, mm["b"] = func() (int, bool, int) { return 7, true, 8 }()
	fmt.Println(arr, mm)
	var i interface{}
	var e error
	i, e = func() (int, *myErr) { return 1, &myErr{"typed"} }()
	fmt.Println(i, e)
}

type myErr struct{ s string }

func (m *myErr) Error() string { return "myErr " + m.s }
