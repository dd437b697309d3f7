package main

// The index is no place: it is computed before the pointer is looked at.

type T struct{ arr [3]int }

var zero = 0
var none *T

func value() int { return 1 }

func main() {
	none.arr[(five%zero)&1] = value()
}

var five = 5
