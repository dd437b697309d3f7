package main

// Types that are known by pointers only, without size, or equal but for their tags; literals of
// elements whose type is a named pointer.

import "fmt"

type Tagged struct {
	F int `json:"f"`
	P *struct {
		S string `x:"y"`
	}
	A [2]struct {
		N int `n:"1"`
	}
}
type Plain struct {
	F int
	P *struct{ S string }
	A [2]struct{ N int }
}
type Empty struct{}
type Nothing [0]int
type Chain struct{ next *[3]Chain }
type Huge [1 << 40]int64
type T struct{ a, b int }
type PT *T
type PA *[2]int
type PM *map[string]int
type PS *[]PT

var any interface{}
var list = []PT{{1, 2}, {b: 5}, nil}
var huge *Huge

func shape(p *[4][5]T) int   { return p[3][4].b + len(p) + len(p[0]) }
func rows() *[3][1000]byte   { return new([3][1000]byte) }
func convert(t Tagged) Plain { return Plain(t) }

func main() {
	var e [5][100]int
	e[1][0] = 1
	fmt.Println(e[1][:3])
	var b [10<<20 + 1]byte
	b[5] = 7
	println(int(b[5]) + len(b))
	var g [4][5]T
	g[3][4].b = 2
	println(shape(&g), rows()[2][999], len(rows()[1]))

	var em Empty
	any = em
	any = &em
	println(any != nil, any == interface{}(&em))
	any = Nothing{}
	println(any == interface{}(Nothing{}), any == interface{}(Empty{}))
	any = [3]Empty{}
	println(len(any.([3]Empty)))
	pe := &em
	*pe = Empty{}
	f := func() Empty { return *pe }
	println(f() == Empty{}, interface{}(f()) == interface{}(em))
	m := map[Empty]*[2]Empty{{}: {}}
	println(len(m), m[f()] != nil)

	t := Tagged{F: 1}
	t.A[1].N = 3
	p := Plain(t)
	pp := (*Plain)(&t)
	pp.F++
	pp.P = &struct{ S string }{"s"}
	println(p.F, p.A[1].N, t.F, convert(t).P.S)
	q := struct{ F int }(struct {
		F int `q:"q"`
	}{4})
	println(q.F)
	ms := []map[string]int{{"a": 1}}
	println(ms[0]["a"])

	c := Chain{}
	c.next = &[3]Chain{{}, {next: new([3]Chain)}}
	println(c.next[1].next[2].next == nil, huge == nil)

	println(len(list), list[0].a, list[1].b)
	ps := PS(&[]PT{{7, 8}})
	println((*ps)[0].b)
	ma := map[string]PT{"x": {3, 4}}
	println(ma["x"].b)
	aa := [...]PA{{7, 8}, {1: 9}}
	println(aa[0][1], aa[1][1])
	pm := []PM{{"k": 1}}
	println((*pm[0])["k"])
}
