// A heap that shrinks to a hundredth and stays in use.
package main

import "runtime"

type node struct {
	next *node
	pad  [1000]int
}

var keep *node
var last []int

func main() {
	for round := 0; round < 3; round++ {
		for i := 0; i < 8000; i++ {
			keep = &node{next: keep}
		}
		keep = nil
		runtime.GC()
		for i := 0; i < 60000; i++ {
			last = make([]int, 1000+i%3000)
		}
	}
	println(len(last))
}
