// A prime sieve: a goroutine for each prime, each fed by the one before, while the collector runs.
//
// What to see: every value passes from stack to stack through unbuffered channels, and each gctrace
// line is a collection that scanned the stacks of all goroutines that wait.
package main

import "fmt"

type found struct {
	prime int
	name  string
	tests []int
}

func generate(out chan<- *found) {
	for i := 2; ; i++ {
		out <- &found{prime: i}
	}
}

func filter(in <-chan *found, out chan<- *found, prime int) {
	for f := range in {
		if f.prime%prime != 0 {
			f.tests = append(f.tests, prime)
			out <- f
		}
	}
}

func main() {
	ch := make(chan *found)
	go generate(ch)
	var all []*found
	for len(all) < 1500 {
		f := <-ch
		f.name = fmt.Sprint("prime ", f.prime)
		all = append(all, f)
		next := make(chan *found)
		go filter(ch, next, f.prime)
		ch = next
	}
	last := all[len(all)-1]
	fmt.Println(len(all), "primes, the last is", last.name, "after", len(last.tests), "tests")
}
