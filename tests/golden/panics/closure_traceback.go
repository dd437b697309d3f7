package main

func outer() {
	n := 0
	inner := func() { println(1 / n) }
	inner()
}

type T struct{}

func (t *T) method() { outer() }
func (t T) value()   { (&t).method() }

func main() { T{}.value() }
