// A global and an object of half a MiB of pointers each, and collections.
package main

import "runtime"

type node struct {
	pad  [6]int
	next *node
}

var table [1 << 16]*node
var slice []*node

func main() {
	slice = make([]*node, len(table))
	for i := range table {
		if i%4 == 0 {
			table[i] = &node{}
			slice[i] = &node{}
		}
	}
	for i := 0; i < 100; i++ {
		runtime.GC()
	}
	println(len(slice))
}
