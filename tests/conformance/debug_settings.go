// Package runtime/debug: settings and what they were before, statistics of the collector.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

func deep(n int) int {
	if n == 0 {
		return 0
	}
	return deep(n-1) + 1
}

var kept []byte

func main() {
	fmt.Println(debug.SetMaxThreads(20000), debug.SetMaxThreads(100), debug.SetMaxThreads(10000))
	fmt.Println(debug.SetMemoryLimit(-1), debug.SetMemoryLimit(1<<30), debug.SetMemoryLimit(-5))
	fmt.Println(debug.SetGCPercent(50), debug.SetGCPercent(-1), debug.SetGCPercent(100))
	fmt.Println(debug.SetMaxStack(1<<20), debug.SetMaxStack(1<<24), deep(1000))

	done := make(chan int)
	go func() { done <- deep(2000) }()
	fmt.Println(<-done, debug.SetMaxStack(1000000000))
	go func() { done <- deep(20000) }()
	fmt.Println(<-done)

	var s debug.GCStats
	debug.ReadGCStats(&s)
	before := s.NumGC
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	s.PauseQuantiles = make([]time.Duration, 5)
	debug.ReadGCStats(&s)
	q := s.PauseQuantiles
	fmt.Println(s.NumGC-before >= 3, int64(len(s.Pause)) == s.NumGC || len(s.Pause) == 256, len(s.Pause) == len(s.PauseEnd), len(q), s.LastGC.IsZero())
	fmt.Println(q[0] <= q[1], q[1] <= q[2], q[2] <= q[3], q[3] <= q[4], q[4] > 0, s.PauseTotal >= q[4], s.PauseEnd[0].Before(s.PauseEnd[2]), s.LastGC.Equal(s.PauseEnd[0]))

	// A limit that leaves little room makes the collector run, though its percentage is off.
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(8 << 20)
	debug.ReadGCStats(&s)
	before = s.NumGC
	for i := 0; i < 300; i++ {
		kept = make([]byte, 1<<16)
	}
	debug.ReadGCStats(&s)
	fmt.Println(s.NumGC > before, len(kept))
	debug.SetTraceback("all")
}
