// A method value of a nil interface fails where it is made; one of a nil pointer where it is called.
package main

type T struct{ a int }

func (t *T) P() bool { return t == nil }

type I interface{ P() bool }

func bind(i I) func() bool {
	return i.P
}

func main() {
	var t *T
	println(bind(t)(), t.P())
	bind(nil)
}
