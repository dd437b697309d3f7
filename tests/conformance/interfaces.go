// Interfaces: method calls, nil, comparison, embedding, values and pointers, conversion.
package main

import "fmt"

type shape interface {
	area() float64
	name() string
}
type namer interface{ name() string }
type scaler interface{ scale(float64) }
type both interface {
	shape
	scaler
}

type square struct{ side float64 }
type circle struct{ r float64 }
type unit int

func (s square) area() float64    { return s.side * s.side }
func (s square) name() string     { return "square" }
func (c *circle) area() float64   { return 3 * c.r * c.r }
func (c *circle) name() string    { return "circle" }
func (c *circle) scale(k float64) { c.r *= k }
func (u unit) area() float64      { return float64(u) }
func (u unit) name() string       { return "unit" }

func total(ss ...shape) (t float64) {
	for _, s := range ss {
		t += s.area()
	}
	return
}

func grow(b both) namer { b.scale(2); return b }

func maybe(fail bool) error {
	var p *problem
	if fail {
		return p
	}
	return nil
}

type problem struct{}

func (p *problem) Error() string {
	if p == nil {
		return "nil problem"
	}
	return "problem"
}

func main() {
	c := &circle{2}
	s := square{3}
	fmt.Println(total(c, s, unit(5), &s))
	s.side = 10
	var sh shape = s
	s.side = 1
	fmt.Println(sh.area(), sh.name())
	fmt.Println(grow(c).name(), c.r, c.area())
	var n namer
	fmt.Println(n == nil, sh == nil)
	n = sh
	fmt.Println(n == sh, n == namer(square{10}), n == namer(square{11}), n != nil)
	var a, b interface{} = 1, 1
	fmt.Println(a == b, a == interface{}(int64(1)), a != nil)
	a, b = c, c
	fmt.Println(a == b, a == interface{}(&circle{4}))
	fmt.Println(a == c, sh == square{10}, c == a)
	fmt.Println(maybe(false) == nil, maybe(true) == nil, maybe(true))
	list := []shape{unit(1), nil, square{2}}
	for _, x := range list {
		if x == nil {
			fmt.Print("nil ")
			continue
		}
		fmt.Print(x.name(), x.area(), " ")
	}
	fmt.Println()
	var e interface{} = "str"
	f := e
	e = 5
	fmt.Println(e, f)
	arr := [3]interface{}{1, "b", nil}
	fmt.Println(arr, arr[0] == 1, arr[1] == "b", arr[2] == nil)
	m := map[string]shape{"u": unit(7)}
	fmt.Println(m["u"].area(), m["v"] == nil)
	var z struct{ shape }
	z.shape = unit(2)
	fmt.Println(z.area(), shape(z).name())
	p := &sh
	*p = unit(8)
	fmt.Println(sh.area(), (*p).name())
	fmt.Printf("%T %T %T %v\n", sh, c, e, nil == n)
}
