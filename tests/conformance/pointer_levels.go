// Pointers to pointers to pointers: more levels than C's types are spelled with.
package main

type node struct{ n int }

type (
	p1 *node
	p2 *p1
	p3 *p2
	p4 *p3
	p5 *p4
	p6 *p5
	p7 *p6
	p8 *p7
	p9 *p8
	pA *p9
)

type loop *loop

func same(p pA) pA { return p }

func set(p *********int, n int) { *********p = n }

func main() {
	var a p1 = &node{3}
	var b p2 = &a
	var c p3 = &b
	var d p4 = &c
	var e p5 = &d
	var f p6 = &e
	var g p7 = &f
	var h p8 = &g
	var i p9 = &h
	var j pA = &i
	println((*********same(j)).n, *j == i, j == same(&i))
	*j = new(p8)
	println(*i == nil, **j == nil)

	x := 5
	q1 := &x
	q2 := &q1
	q3 := &q2
	q4 := &q3
	q5 := &q4
	q6 := &q5
	q7 := &q6
	q8 := &q7
	q9 := &q8
	set(q9, 8)
	********q8++
	println(x, *q2 == q1, **q9 == *q8)
	qs := map[*********int]string{q9: "q9"}
	println(qs[&*q9], len([]interface{}{q9, j}))

	var l loop
	l = &l
	println(***l == l)
	defer func() { println(recover() != nil) }()
	q7 = nil
	println(*********q9)
}
