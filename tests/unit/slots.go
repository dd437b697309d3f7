// Calls between which what stands on the shadow stack changes, for test_slots.c: each collects.
package main

type node struct {
	next *node
	v    int
}

func fresh(v int) *node { return &node{v: v} }

func changed() int {
	p, q := fresh(1), fresh(2)
	fresh(3)
	t := p.v
	p = q
	fresh(4)
	fresh(5)
	return t*10 + p.v
}

func once(c bool) int {
	p := fresh(1)
	if c {
		fresh(2)
	}
	fresh(3)
	return p.v
}

func again(n int) int {
	x := fresh(0)
	t := x.v
	p := fresh(1)
	fresh(2)
	for i := 0; i < n; i++ {
		fresh(3)
		x = fresh(4)
		fresh(5)
		t += x.v + p.v
	}
	return t + p.v
}

func branch(c bool) int {
	p, q := fresh(1), fresh(2)
	if c {
		q = fresh(3)
		p = q
	} else {
		p = fresh(4)
		fresh(5)
	}
	r := fresh(6)
	return p.v*100 + q.v*10 + r.v
}

func early(n int) int {
	p := fresh(1)
	r := fresh(2)
	if n > 0 {
		p = fresh(n)
		r = fresh(n)
		if n > 1 {
			return p.v*10 + r.v
		}
	}
	s := fresh(7)
	return p.v*100 + r.v*10 + s.v
}

func loop(n int) int {
	t := 0
	p := fresh(1)
	for i := 0; i < n; i++ {
		q := fresh(i)
		t = t*3 + p.v + q.v
		p = q
	}
	return t + p.v
}

func part() int {
	var at struct{ l, r *node }
	at.l, at.r = fresh(1), fresh(2)
	fresh(3)
	at.l = fresh(4)
	fresh(5)
	at.l, at.r = at.r, at.l
	fresh(6)
	return at.l.v*10 + at.r.v
}

func pair(a, b *node) *node { return &node{a, b.v} }

func nested() int {
	a := pair(pair(fresh(1), fresh(2)), pair(fresh(3), fresh(4)))
	return a.v*100 + a.next.v*10 + a.next.next.v
}

type box struct{ p *node }

func fill(x *box, n *node) { x.p = n }

func raised() int {
	var a, b *node
	var x box
	a = fresh(1)
	fill(&x, fresh(2))
	fresh(3)
	t := a.v + x.p.v
	fresh(4)
	b = fresh(5)
	x = box{}
	fill(&x, fresh(6))
	fresh(7)
	return t*100 + b.v*10 + x.p.v
}

func main() {
	println(changed(), once(true), once(false), again(3), branch(true), branch(false), early(0), early(1), early(2), loop(5), part(), nested(), raised())
}
