package main

// A shift is no reason for Go to compute an argument before the call: the others come first.

var zero, minus = 0, -1

func f(a, b int) int { return a + b }

func main() {
	println(f(1<<minus, 1/zero))
}
