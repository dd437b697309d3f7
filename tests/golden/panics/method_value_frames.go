// The function that binds a receiver is no frame.
package main

type T struct{ a int }

func (t T) V(x int) int {
	if x == 9 {
		panic("nine")
	}
	return t.a + x
}

type E struct{ *T }

func call(f func(int) int, g func(E, int) int, e E) {
	println(f(8), g(e, 8))
	println(f(9))
}

func main() {
	e := E{&T{1}}
	call(e.V, E.V, e)
}
