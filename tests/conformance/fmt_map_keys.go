// The order in which fmt prints the entries of a map whose keys hold values of several types: nil,
// then by type, then by value. The order of types is that of their descriptors in a program that
// go1.19 linked.
package main

import "fmt"

type I int
type S string
type F float64
type B bool
type M int

func (M) A() {}

type M2 int

func (M2) A() {}
func (M2) B() {}

type M3 string

func (*M3) A() {}

type St struct{ X int }
type St2 struct{ X, Y int }
type StM struct{ X int }

func (StM) A() {}

type Emb struct{ M2 }
type A2 [2]int
type Str interface{ String() string }
type N int

func (n N) String() string { return fmt.Sprintf("N%d", int(n)) }

type O int

func (o O) String() string { return fmt.Sprintf("O%d", int(o)) }

type P string

func (p P) String() string { return "P" + string(p) }
func (p P) Extra() int     { return 1 }

type Key struct {
	a interface{}
	b int
}

func main() {
	fmt.Println(map[interface{}]int{"b": 1, 2: 2, 1.5: 5, false: 6, nil: 7, true: 8, "a": 9, -3: 10})
	fmt.Println(map[interface{}]int{I(1): 1, S("s"): 2, F(1.5): 3, B(true): 4, M(1): 5, M2(1): 6, M3("x"): 7, St{1}: 8, St2{1, 2}: 9, StM{1}: 10, Emb{1}: 11, A2{1, 2}: 12, 5: 13, "q": 14})
	fmt.Println(map[interface{}]int{[2]int{1, 2}: 1, [1]int{1}: 2, [3]string{"a"}: 3, struct{ X int }{1}: 4, struct{ Y, Z string }{"a", "b"}: 5, [2]interface{}{1, "a"}: 6, [0]int{}: 7, struct{}{}: 8, 1: 9})
	fmt.Println(map[Str]int{N(2): 1, O(1): 2, P("x"): 3, N(1): 4, nil: 5})
	fmt.Println(map[[2]interface{}]int{{1, "a"}: 1, {"a", 1}: 2, {nil, 1}: 3, {1, nil}: 4, {1, 1.5}: 5, {true, 0}: 6})
	fmt.Println(map[Key]string{{1, 2}: "a", {1, 1}: "b", {"x", 0}: "c", {nil, 5}: "d", {2.5, 0}: "e"})
	var a [2]int
	pa, pb := &a[0], &a[1]
	m := map[interface{}]int{pa: 1, pb: 2, nil: 3, (*string)(nil): 4, (*St)(nil): 5, (*StM)(nil): 6, (*M2)(nil): 7, 9: 8}
	first := true
	for range m {
		if first {
			first = false
		}
	}
	s := fmt.Sprint(map[*int]int{pa: 1, pb: 2, nil: 3})
	fmt.Println(len(s) > 0)
	fmt.Println(map[interface{}]int{(*string)(nil): 4, (*St)(nil): 5, (*StM)(nil): 6, (*M2)(nil): 7, (*M3)(nil): 9, (**int)(nil): 10, 9: 8, St{}: 11, (*[3]int)(nil): 12, (*map[int]int)(nil): 13, (*func())(nil): 14})

	fmt.Println(map[uint8]int{200: 1, 3: 2}, map[int8]int{-1: 1, 5: 2}, map[string]int{"": 1, "b": 2, "a": 3, "ab": 4})
	fmt.Printf("%v %+v %#v\n", map[interface{}]int{1: 1, "a": 2}, map[interface{}]int{1: 1, "a": 2}, map[interface{}]int{1: 1, "a": 2})
	fmt.Println(map[interface{}]interface{}{struct{ a, b interface{} }{1, "x"}: 1, struct{ a, b interface{} }{"x", 1}: 2, struct{ a, b interface{} }{nil, 1}: 3})
}
