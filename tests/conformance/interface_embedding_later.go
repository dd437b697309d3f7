// Interfaces that embed one which is declared through their own methods.
package main

type A interface{ M() B }
type B interface{ A; N() }
type C interface{ D }
type D interface{ X() C; E }
type E interface{ Y(interface{ Z() F }) }
type F interface{ D }

type T struct{}

func (T) M() B { return T{} }
func (T) N()   { println("n") }

func main() {
	type L interface{ M() B }
	var a A = T{}
	a.M().M().N()
	var l L = a
	l.M().N()
}
