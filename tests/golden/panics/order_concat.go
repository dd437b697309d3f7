package main

// What a conversion takes is read before the strings beside it.

type T struct{ s string }

var five = 5
var none *T
var b = []byte("x")
var s = "abc"

func main() {
	b = append(b, s+none.s+string(s[five])...)
}
