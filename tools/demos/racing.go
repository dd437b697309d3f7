// Two goroutines write to one map without a lock.
//
// What to see: the map notices that somebody else is writing, by a flag in its header, and the program
// ends with Go's fatal error and the stacks of all goroutines. It is noticed by chance: where only one
// thread runs goroutines it may not be.
package main

import "fmt"

func write(m map[int]int, done chan<- bool) {
	for i := 0; i < 20000000; i++ {
		m[i%1000]++
	}
	done <- true
}

func main() {
	m := make(map[int]int)
	done := make(chan bool)
	go write(m, done)
	go write(m, done)
	<-done
	<-done
	fmt.Println("not noticed this time:", len(m), "entries")
}
