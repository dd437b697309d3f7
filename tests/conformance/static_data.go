// Values of package variables that the linker gives: every kind of part, pointers between them,
// and what the program writes to them later.
package main

import "fmt"

type T struct {
	a, b int
	s    string
	p    *T
}
type N interface{ M() int }

func (t T) M() int  { return t.a }
func (t *T) P() int { return t.b }
func f(i int) int   { return i * 2 }
func g()            { fmt.Println("g") }

var x = 5
var px = &x
var arr = [4]int{1, 2, 3, 4}
var pa = &arr[2]
var t1 = T{1, 2, "x", nil}
var ps = &t1.s
var s1 = []T{{1, 2, "a", &t1}, {3, 4, "b", &T{5, 6, "c", nil}}}
var s2 = []*T{{a: 1}, &t1, {p: &T{b: 9}}}
var s3 = []interface{}{1, "two", 3.5, nil, T{7, 8, "z", nil}, &T{a: 10}, []int{1, 2}, g, struct{}{}, map[string]int{"a": 1}}
var s4 = []N{T{a: 3}, &T{a: 4}}
var s5 = [][]int{{1, 2}, {3}, {}, nil, {f(2), 5, f(3)}}
var s6 = []func(){g, func() { fmt.Println("lit") }}
var m1 = map[string]int{"a": 1, "b": 2}
var b1 = []byte("hello")
var i1 interface{} = f(4)
var i2 N = T{a: f(5)}
var e1 error
var big = [...]string{5: "five", 2: "two"}
var st = struct {
	x  []int
	m  map[int]bool
	f  func() int
	in interface{}
}{[]int{1, 2, 3}, map[int]bool{1: true}, func() int { return 42 }, "in"}
var _ = T{1, 2, "x", nil}
var y, z = &T{a: 1}, f(9)
var nested = &[]*[]int{{1, 2}, {3}}
var fl = []float64{1, 2.5, 1e100}
var cyc = T{p: &T{p: &t1}}
var sl = s1[:1]
var cp = arr

func main() {
	*px = 6
	*pa = 30
	*ps = "changed"
	fmt.Println(x, arr, t1.s, cp)
	for _, t := range s1 {
		fmt.Println(t.a, t.b, t.s, t.p.s)
	}
	for _, t := range s2 {
		fmt.Println(t.a, t.p != nil)
	}
	for i, v := range s3 {
		switch v := v.(type) {
		case *T:
			fmt.Println(i, v.a)
		case func():
			v()
		default:
			fmt.Println(i, v)
		}
	}
	for _, n := range s4 {
		fmt.Println(n.M())
	}
	fmt.Println(s5, len(s5[2]), s5[3] == nil, s5[2] == nil)
	for _, h := range s6 {
		h()
	}
	fmt.Println(m1, string(b1), i1, i2.M(), e1, big, len(big))
	fmt.Println(st.x, st.m, st.f(), st.in)
	fmt.Println(y.a, z, (*(*nested)[0])[1], fl, cyc.p.p.a, len(sl), cap(sl))
	s5[0] = append(s5[0], 7)
	s5[1][0] = 99
	fmt.Println(s5)
	b1[0] = 'J'
	fmt.Println(string(b1))
}
