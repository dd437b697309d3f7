// Where four map headers live, proved by counting allocations.
//
// Each case runs many times between two readings of MemStats.Mallocs; the quotient is what one
// call allocates. The numbers are the same under go1.19.
package main

import (
	"fmt"
	"runtime"
)

var sink map[int]int
var keep *map[int]int

// The header and its first bucket are in this function's frame: nothing is allocated.
//
//go:noinline
func onStack() int {
	m := make(map[int]int)
	m[1] = 10
	m[2] = 20
	return m[1] + len(m)
}

// Too many entries for the first bucket: header in the frame, buckets in the heap.
//
//go:noinline
func bucketsOnHeap() int {
	m := make(map[int]int)
	for i := 0; i < 9; i++ {
		m[i] = i
	}
	return len(m)
}

// The variable's address outlives the call: a cell for the variable, the header, a bucket.
//
//go:noinline
func movedToHeap() int {
	m := make(map[int]int)
	keep = &m
	m[1] = 10
	return len(m)
}

// The map is the result: header and bucket.
//
//go:noinline
func returned() map[int]int {
	m := make(map[int]int)
	m[1] = 10
	return m
}

// A closure that outlives the call holds the map: closure, header, bucket.
//
//go:noinline
func captured() func() int {
	m := make(map[int]int)
	m[1] = 10
	return func() int { return m[1] }
}

// A closure that is only called does not move it.
//
//go:noinline
func capturedHere() int {
	m := make(map[int]int)
	add := func(k int) { m[k] += k }
	add(1)
	add(2)
	return len(m)
}

var stats runtime.MemStats

func mallocs() int {
	runtime.ReadMemStats(&stats)
	return int(stats.Mallocs)
}

const runs = 200

func main() {
	before := mallocs()
	for i := 0; i < runs; i++ {
		onStack()
	}
	a := mallocs()
	for i := 0; i < runs; i++ {
		bucketsOnHeap()
	}
	b := mallocs()
	for i := 0; i < runs; i++ {
		movedToHeap()
	}
	c := mallocs()
	for i := 0; i < runs; i++ {
		sink = returned()
	}
	d := mallocs()
	total := 0
	for i := 0; i < runs; i++ {
		total += captured()()
	}
	e := mallocs()
	for i := 0; i < runs; i++ {
		capturedHere()
	}
	f := mallocs()
	fmt.Println("allocations per call")
	fmt.Println("  header and bucket in the frame:   ", (a-before)/runs)
	fmt.Println("  header in the frame, 9 entries:   ", (b-a)/runs)
	fmt.Println("  moved to heap: m:                 ", (c-b)/runs)
	fmt.Println("  returned:                         ", (d-c)/runs)
	fmt.Println("  captured by a returned closure:   ", (e-d)/runs)
	fmt.Println("  captured by a closure called here:", (f-e)/runs)
	if total != 10*runs || (*keep)[1] != 10 || sink[1] != 10 {
		panic("wrong contents")
	}
}
