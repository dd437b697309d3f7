// A nil pointer in a literal of several lines.
package main

type T struct {
	p *T
	n int
}

func main() {
	t := &T{}
	println((&T{
		n: 1,
		p: t.p.
			p,
	}).n)
}
