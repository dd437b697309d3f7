package main

// A key is read with the arguments, its entry when they all are there.

var zero, five = 0, 5
var sl = []int{1}
var m = map[int]int{}

func main() {
	sl = append(sl, m[sl[five]], 1/zero)
}
