package main

// Nothing is made: the slice is read before the length is looked at.

type T struct{ s []int }

var minus = -1
var none *T

func main() {
	none.s = append(none.s, make([]int, minus)...)
}
