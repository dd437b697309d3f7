// Goroutines that fill one map behind a lock while it grows and the collector runs.
//
// What to see: SCHED lines (how many goroutines can run, and where), gc lines, and with gctrace=2 what
// each collection found of the map: oldbuckets where it met a growth half done.
package main

import (
	"fmt"
	"sync"
	"time"
)

type store struct {
	sync.Mutex
	m map[int]*[8]int
}

func (s *store) put(k int) {
	s.Lock()
	defer s.Unlock()
	s.m[k] = &[8]int{k}
}

func main() {
	s := &store{m: map[int]*[8]int{}}
	var wg sync.WaitGroup
	start := time.Now()
	for w := 0; w < 8; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for i := 0; i < 50000; i++ {
				s.put(i*8 + w)
			}
		}(w)
	}
	wg.Wait()
	fmt.Println(len(s.m), "entries by 8 goroutines; took less than a minute:", time.Since(start) < time.Minute)
}
