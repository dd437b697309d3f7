// A program that rests in the middle of its cycles: what it allocates between two sleeps is little.
package main

import "time"

type node struct {
	next *node
	data [6]int
}

var live, last *node

func work() {
	for i := 0; i < 4000; i++ {
		last = &node{next: live}
	}
}

func main() {
	for i := 0; i < 200000; i++ {
		live = &node{next: live}
	}
	for i := 0; i < 200; i++ {
		work()
		time.Sleep(2 * time.Millisecond)
	}
	println(last != nil)
}
