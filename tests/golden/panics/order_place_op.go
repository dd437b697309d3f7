package main

// As with =, the index before the pointer.

type T struct{ arr [3]int }

var zero, five = 0, 5
var none *T

func main() {
	none.arr[(five%zero)&1] += 2
}
