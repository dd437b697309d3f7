// ==: padded structs, blank fields, floats inside arrays and structs, interfaces inside structs.
package main

import "fmt"

type padded struct {
	a int8
	b int64
	c bool
}
type blank struct {
	a int
	_ int
	b string
}
type fl struct {
	x float64
	y [2]float32
}
type deep struct {
	p padded
	f fl
	s [2]string
	i interface{}
	q *int
}
type empty struct{}
type e2 struct {
	empty
	n [0]int
}

func garbage(n int) (r padded) {
	arr := [3]padded{}
	for i := range arr {
		arr[i] = padded{int8(n), int64(n), n > 0}
	}
	return arr[n%3]
}

func same(a, b interface{}) bool { return a == b }

func main() {
	zero := 0.0
	nan := zero / zero
	p, q := garbage(5), padded{5, 5, true}
	fmt.Println(p == q, same(p, q), [2]padded{p, q} == [2]padded{q, p}, map[padded]int{p: 1}[q])
	fmt.Println(blank{1, 2, "x"} == blank{1, 3, "x"}, same(blank{1, 2, "x"}, blank{a: 1, b: "x"}))
	a, b := fl{x: 0}, fl{x: -zero}
	b.y[1] = float32(-zero)
	fmt.Println(a == b, same(a, b), map[fl]int{a: 3}[b])
	a.x = nan
	fmt.Println(a == a, same(a, a), [1]float64{nan} == [1]float64{nan}, same(nan, nan))
	m := map[interface{}]int{}
	m[nan]++
	m[nan]++
	m[a]++
	m[0.0]++
	m[-zero]++
	fmt.Println(len(m), m[0.0], m[nan])
	n := 5
	d := deep{p: p, s: [2]string{"a", "b"}, i: q, q: &n}
	e := d
	e.s[1] = string([]byte{'b'})
	fmt.Println(d == e, same(d, e), same(&d, &e), map[deep]bool{d: true}[e])
	e.i = 5
	fmt.Println(d == e, d != e, same(d, e))
	d.i, e.i = int8(5), 5
	fmt.Println(d == e, same(int8(5), 5), same(uint(5), 5), same('a', int32(97)))
	fmt.Println(same(nil, nil), same(nil, (*int)(nil)), same((*int)(nil), (*int)(nil)), same(empty{}, empty{}), same(e2{}, e2{}))
	fmt.Println(same([2]int{1, 2}, [2]int{1, 2}), same([2]int{1, 2}, [3]int{1, 2, 0}), same("x", "x"), same(struct{ x int }{1}, struct{ x int }{1}))
	fmt.Println(e2{} == e2{}, [3]empty{} == [3]empty{}, [0]int{} == [0]int{})
	var i, j interface{} = "s", "s"
	var k, l error
	fmt.Println(i == j, k == l, i == interface{}(k), i != nil, k == nil)
	f1 := struct {
		a string
		b interface{}
	}{"k", 1.5}
	f2 := f1
	f2.a = "K"
	fmt.Println(f1 == f2, f1.b == f2.b, f1.b == 1.5, f1.b == float32(1.5))
	switch (padded{5, 5, true}) {
	case p:
		fmt.Println("case struct")
	}
	x, y := [2][2]string{{"a"}, {"b"}}, [2][2]string{{"a", ""}, {"b", ""}}
	fmt.Println(x == y, x != y, x[0] == y[1])
	var big, big2 [1000]byte
	big[999] = 1
	fmt.Println(big == big2, same(big, big2))
	big2[999]++
	fmt.Println(big == big2, same(big, big2))
}
