package main

// The quotient is no place: it is computed before the element is read.

var zero, five = 0, 5
var s, arr = []int{1}, []int{1, 2}

func main() {
	s = append(s, arr[five], 1/zero)
}
