// (*T).M of a method of T, called with nil, says which method that is.
package main

type T struct{ a int }

func (t T) V(x int) int { return t.a + x }

func main() {
	var p *T
	f := (*T).V
	println(f(&T{1}, 2))
	println(f(p, 1))
}
