package main

// The literal is made before the field on the left is read.

type T struct{ x int }

var five = 5
var none *T
var sl = []int{1}

func main() {
	none.x += T{x: sl[five]}.x
}
