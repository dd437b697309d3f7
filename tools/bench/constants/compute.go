// Loops that allocate little, beside a living heap.
package main

type node struct{ next, other *node }

var keep *node
var last []int

func main() {
	x := 1
	for i := 0; i < 400000; i++ {
		keep = &node{next: keep}
	}
	for i := 0; i < 1500; i++ {
		last = make([]int, 8000)
		for k := 0; k < 200000; k++ {
			x = x*1664525 + 1013904223
		}
	}
	println(x)
}
