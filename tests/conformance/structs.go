// Structs: copies, comparison, nesting, anonymous types, blank and embedded fields, zero values.
package main

import "fmt"

type point struct{ x, y int }
type rect struct {
	min, max point
	name     string
}
type empty struct{}
type mixed struct {
	a int8
	b int64
	c bool
	d float32
	e *point
	f [2]point
	g interface{}
}

func move(r rect, dx int) rect {
	r.min.x += dx
	r.max.x += dx
	return r
}

func main() {
	r := rect{point{1, 2}, point{3, 4}, "r"}
	s := r
	s.min.x = 100
	fmt.Println(r, s, r == s, r == rect{min: point{1, 2}, max: point{3, 4}, name: "r"})
	t := move(r, 5)
	fmt.Println(r, t, t.min, t.max.y)
	p := &t.max
	p.x = -1
	fmt.Println(t, *p)
	var m mixed
	fmt.Println(m.a, m.b, m.c, m.d, m.e == nil, m.f, m.g == nil)
	m.f[1].y = 7
	m.e = &m.f[1]
	m2 := m
	m2.f[1].y = 8
	fmt.Println(m.e.y, m2.e.y, m2.f[1].y, m == m2)
	m2.f[1].y = 7
	fmt.Println(m == m2)
	m.g = 1
	m2.g = 1
	fmt.Println(m == m2, m.g == m2.g)
	m2.g = "1"
	fmt.Println(m == m2)
	anon := struct {
		a int
		b string
	}{1, "x"}
	var other struct {
		a int
		b string
	} = anon
	other.a++
	fmt.Println(anon, other, anon != other)
	fmt.Println(empty{} == empty{}, empty{})
	arr := []rect{r, {name: "second"}}
	arr[1].max = arr[0].max
	arr[0] = arr[1]
	fmt.Println(arr)
	fmt.Printf("%v %+v %T\n", r, r, r)
	fmt.Printf("%v %+v %T\n", anon, anon, anon)
	x := rect{}
	x.min, x.max = point{1, 1}, x.min
	y := &x
	*y = rect{name: y.name + "n", max: y.min}
	fmt.Println(x)
	type local struct {
		rect
		n int
	}
	l := local{r, 3}
	l.min.y = 50
	fmt.Println(l, l.name, l.rect.min.y)
}
