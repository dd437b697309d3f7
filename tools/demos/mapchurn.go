// A map that grows through several doublings while entries come and go and the collector runs.
//
// What to see: each gctrace line is one collection that began by itself; with gctrace=2 the second
// line counts what it found of the map, and "oldbuckets" is not zero when it met a growth half done.
package main

import "fmt"

type entry struct {
	name string
	next *entry
	hits [4]int
}

func fill(m map[int]*entry, from, to int) {
	var last *entry
	for i := from; i < to; i++ {
		e := &entry{name: fmt.Sprint("entry ", i), next: last}
		if i%16 == 0 {
			last = nil
		} else {
			last = e
		}
		m[i] = e
	}
}

func churn(m map[int]*entry, live, rounds int) int {
	sum := 0
	next := live
	for r := 0; r < rounds; r++ {
		for i := 0; i < live/4; i++ {
			delete(m, next-live)
			m[next] = &entry{name: "churned", hits: [4]int{r, i, next, 0}}
			next++
		}
		for k, e := range m {
			if k%1024 == 0 {
				e.hits[3]++
				sum += e.hits[2] & 1
			}
		}
	}
	return sum
}

func main() {
	m := make(map[int]*entry)
	for n := 1000; n <= 64000; n *= 4 {
		fill(m, len(m), n)
		fmt.Println("live", len(m), "after churn", churn(m, n, 12) >= 0)
		clear(m)
		fill(m, 0, n)
	}
	bad := 0
	for k, e := range m {
		if e.name != fmt.Sprint("entry ", k) {
			bad++
		}
	}
	fmt.Println("entries", len(m), "bad", bad)
}

func clear(m map[int]*entry) {
	for k := range m {
		delete(m, k)
	}
}
