// The functions of the second file bear its name.
package main

var first = 1

func main() {
	println(first, second)
	fromB(func(n int) int { return inA(n) })
}

func inA(n int) int { return lastInB(n) }
