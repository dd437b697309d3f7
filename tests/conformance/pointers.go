// Pointers: to locals, fields, elements, pointers; comparison; new; swapping through pointers.
package main

import "fmt"

type node struct {
	val  int
	next *node
}

func swap(a, b *int) { *a, *b = *b, *a }

func inc(p *int) *int { *p++; return p }

func keep(n int) *int { return &n }

func push(head **node, v int) { *head = &node{v, *head} }

func main() {
	x, y := 1, 2
	swap(&x, &y)
	fmt.Println(x, y)
	p := &x
	q := p
	*q += 10
	fmt.Println(x, *p, p == q, p != &y, p == nil)
	pp := &p
	*pp = &y
	**pp = 77
	fmt.Println(y, *p, *q)
	fmt.Println(*inc(inc(&x)), x)
	a, b := keep(5), keep(5)
	fmt.Println(*a == *b, a == b)
	n := new(int)
	*n = *n + 3
	s := new(node)
	s.val = *n
	s.next = &node{next: s}
	fmt.Println(s.next.next.val, s.next.val, s.next.next == s)
	var head *node
	for i := 0; i < 5; i++ {
		push(&head, i*i)
	}
	for l := head; l != nil; l = l.next {
		fmt.Print(l.val, " ")
	}
	fmt.Println()
	for l := &head; *l != nil; {
		if (*l).val%2 == 1 {
			*l = (*l).next
		} else {
			l = &(*l).next
		}
	}
	for l := head; l != nil; l = l.next {
		fmt.Print(l.val, " ")
	}
	fmt.Println()
	arr := [3]int{1, 2, 3}
	e := &arr[1]
	*e = 20
	pa := &arr
	pa[2] = 30
	(*pa)[0] = 10
	fmt.Println(arr, len(pa), *e)
	f := &s.next.val
	*f = 9
	fmt.Println(s.next.val)
	sl := arr[:]
	g := &sl[2]
	sl = append(sl, 4)
	*g = 31
	fmt.Println(arr, sl)
	ps := &struct{ a, b int }{1, 2}
	ps.a, ps.b = ps.b, ps.a
	fmt.Println(*ps, ps.a)
	z1 := *ps
	ps.a = 100
	fmt.Println(z1, *ps)
}
