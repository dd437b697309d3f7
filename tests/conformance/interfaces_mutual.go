// Interfaces that embed each other's parts, asked for in every order.
package main

import "fmt"

type A interface {
	M() B
	C
}
type B interface {
	A
	N() A
}
type C interface{ K() D }
type D = B
type T struct{ n int }

func (t T) M() B { return t }
func (t T) N() A { return T{t.n + 1} }
func (t T) K() D { return T{t.n * 2} }
func main() {
	var a A = T{1000}
	b, ok := a.(B)
	fmt.Println(a.M().N().K().M().(T).n, b.N().(T).n, ok)
	var d D = b
	_, ok = d.(interface{ Z() })
	fmt.Println(ok, d == a)
	type L interface {
		B
		P() interface{ B }
	}
	_, ok = a.(L)
	fmt.Println(ok)
	m := map[A]B{a: b}
	fmt.Println(len(m), m[T{1000}].(T).n)
}
