package main

// The key has an address and is read when the entry is made, after the value.

type P struct{ a, b int }
type T struct{ p P }

var five = 5
var none *T
var m = map[P]int{}

func main() {
	m[[]P{{1, 2}}[five]] = none.p.a
}
